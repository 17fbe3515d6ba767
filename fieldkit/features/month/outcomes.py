"""Sections C and D of the monthly report: results, obstacles and what comes next."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.db.writer import Row
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import Block, Bullets, Cell, Column, Paragraph, Table
from fieldkit.features.month import facts
from fieldkit.features.month.facts import FamilyFact, Movement
from fieldkit.features.month.figures import Figures
from fieldkit.features.month.model import bare_kube
from fieldkit.features.month.wording import called, joined, numbered, percent, shown_date, shown_day
from fieldkit.features.people.paper import STATUS_WORDS
from fieldkit.features.people.words import Cluster, Component, Status

COMPONENT_LABELS = {
    Component.PREGNANT: "Ibu hamil/nifas",
    Component.TODDLER: "Anak usia dini (0–6 tahun)",
    Component.PRIMARY: "Anak SD/sederajat",
    Component.JUNIOR: "Anak SMP/sederajat",
    Component.SENIOR: "Anak SMA/sederajat",
    Component.ELDERLY: "Lanjut usia",
    Component.DISABLED: "Penyandang disabilitas berat",
    Component.VICTIM: "Korban pelanggaran HAM berat",
}
CLUSTER_LABELS = {
    Cluster.FOOD: "Makanan dan minuman",
    Cluster.CRAFT: "Kerajinan",
    Cluster.SERVICE: "Jasa",
    Cluster.FARMING: "Pertanian",
    Cluster.LIVESTOCK: "Peternakan dan perikanan",
    Cluster.TRADE: "Perdagangan",
    Cluster.OTHER: "Lain-lain",
}


def results(ctx: Context, counted: Figures) -> list[Block]:
    """Section C: families by component, businesses, graduation, verified data."""
    if not counted.has_programme:
        return []
    parts = [
        ("Jumlah KPM menurut komponen", _components(counted)),
        ("Usaha KPM", _businesses(ctx)),
        ("Graduasi dan perubahan status", _statuses(counted)),
        ("Pemutakhiran data", _verified(ctx, counted)),
    ]
    return numbered("C. HASIL YANG DICAPAI", parts)


def _components(counted: Figures) -> list[Block]:
    moved = counted.moved
    columns = [Column("No", 8, "center"), Column("Komponen")]
    if moved.is_known:
        columns += [
            Column("Awal bulan", 20, "right", group="KPM"),
            Column("Masuk", 17, "right", group="KPM"),
            Column("Keluar", 17, "right", group="KPM"),
            Column("Akhir bulan", 22, "right", group="KPM"),
        ]
    else:
        columns.append(Column("KPM akhir bulan", 26, "right"))
    columns.append(Column("Jiwa", 18, "right"))
    rows = [
        _component_row(number, component, moved)
        for number, component in enumerate(facts.COMPONENTS, start=1)
    ]
    people = sum(sum(one.people.values()) for one in moved.families)
    total: list[Cell] = ["", "Jumlah KPM"]
    if moved.is_known:
        total += [moved.at_start, len(moved.entered), len(moved.left)]
    total += [len(moved.families), people]
    note = "Satu KPM dapat memiliki lebih dari satu komponen."
    if moved.is_known:
        note += (
            " Keadaan awal hanya dihitung untuk seluruh KPM, karena perubahan komponen di dalam"
            " keluarga tidak dicatat per tanggal."
        )
    else:
        note += (
            " Keadaan awal, masuk, dan keluar tidak dicantumkan karena tanggal masuk atau"
            " keluar sebagian KPM belum dicatat."
        )
    return [
        Table(columns=tuple(columns), rows=rows, total=total),
        Paragraph(note, italic=True, size=8.5),
    ]


def _component_row(number: int, component: Component, moved: Movement) -> list[Cell]:
    def having(found: Sequence[FamilyFact]) -> int:
        return sum(component in one.people for one in found)

    cells: list[Cell] = [str(number), COMPONENT_LABELS[component]]
    if moved.is_known:
        cells += ["", having(moved.entered), having(moved.left)]
    people = sum(one.people.get(component, 0) for one in moved.families)
    return [*cells, having(moved.families), people]


def _businesses(ctx: Context) -> list[Block]:
    rows = facts.businesses(ctx.db)
    if not rows:
        return [Paragraph("Belum ada usaha KPM yang dicatat.")]
    labels = {cluster.value: label for cluster, label in CLUSTER_LABELS.items()}
    table = Table(
        columns=(
            Column("No", 8, "center"),
            Column("Jenis usaha"),
            Column("Usaha", 28, "right"),
            Column("KPM", 28, "right"),
        ),
        rows=[
            (
                str(number),
                labels.get(row["cluster"], "Belum digolongkan"),
                row["businesses"],
                row["families"],
            )
            for number, row in enumerate(rows, start=1)
        ],
        total=(
            "", "Jumlah", sum(row["businesses"] for row in rows), facts.business_families(ctx.db)
        ),
    )  # fmt: skip
    return [table]


def _statuses(counted: Figures) -> list[Block]:
    listed = [status for status in Status if status in counted.statuses]
    if not listed:
        return [Paragraph("Belum ada KPM yang dicatat.")]
    table = Table(
        columns=(
            Column("No", 8, "center"),
            Column("Status KPM"),
            Column("Jumlah saat ini", 36, "right"),
            Column("Berubah pada bulan ini", 44, "right"),
        ),
        rows=[
            (
                str(number),
                STATUS_WORDS[status],
                counted.statuses[status],
                counted.status_changes.get(status, 0),
            )
            for number, status in enumerate(listed, start=1)
        ],
        total=(
            "", "Jumlah", sum(counted.statuses.values()), sum(counted.status_changes.values())
        ),
    )  # fmt: skip
    return [table]


def _verified(ctx: Context, counted: Figures) -> list[Block]:
    verified = facts.verified_count(ctx.db, counted.month)
    text = f"Data {verified} KPM diverifikasi pada bulan {format_month(counted.month, 'id')}."
    return [Paragraph(text if verified else "Tidak ada verifikasi data yang dicatat bulan ini.")]


def conclusions(ctx: Context, counted: Figures) -> list[Block]:
    """Section D: the figures in sentences, what stood in the way, what comes next."""
    coming = counted.month.next()
    parts: list[tuple[str, list[Block]]] = [
        ("Simpulan", [Bullets(tuple(_sentences(counted)))]),
        ("Kendala dan solusi", _obstacles(counted)),
        (f"Rencana bulan {format_month(coming, 'id')}", _plans(ctx, counted, coming)),
    ]
    letter = "D" if counted.has_programme else "C"
    return numbered(f"{letter}. SIMPULAN, KENDALA, DAN RENCANA", parts)


def _sentences(counted: Figures) -> list[str]:
    found = []
    if counted.has_programme:
        found.append(f"KPM yang didampingi pada akhir bulan: {len(counted.moved.families)} KPM.")
        found.append(
            f"P2K2 terlaksana pada {counted.groups_held} dari {counted.groups} kelompok"
            + (
                f" dengan kehadiran {percent(counted.came('present'), counted.marked)}."
                if counted.marked
                else "."
            )
        )
        families = len({line.visit.family_id for line in counted.visit_lines})
        found.append(
            f"Kunjungan rumah: {len(counted.visit_lines)} kunjungan kepada {families} KPM."
        )
        graduated = sum(
            counted.status_changes.get(status, 0)
            for status in (Status.GRADUATED, Status.GRADUATED_PPSE)
        )
        if graduated:
            found.append(f"Graduasi pada bulan ini: {graduated} KPM.")
    if counted.kubes:
        kas = format_rupiah(sum(row["kas"] for row in counted.kubes))
        meetings = sum(row["meetings"] for row in counted.kubes)
        found.append(
            f"KUBE: {len(counted.kubes)} kelompok, {meetings} rapat, saldo kas seluruhnya {kas}."
        )
    return found or ["Belum ada kegiatan yang dicatat pada bulan ini."]


def _obstacles(counted: Figures) -> list[Block]:
    rows = [
        (f"P2K2 {called(row['name'])}\n{shown_day(row['held_on'])}", *_both(row))
        for row in counted.sessions
        if row["is_held"] and (row["obstacles"] or row["follow_up"])
    ]
    rows += [
        (
            f"P2K2 {called(row['name'])}\n{shown_day(row['held_on'])}",
            f"Tidak terlaksana: {row['not_held_reason']}",
            row["follow_up"] or "",
        )
        for row in counted.sessions
        if row["status"] == "not_held" and row["not_held_reason"]
    ]
    rows += [
        (
            f"Kunjungan rumah{_of_group(line.group_name)}\n{shown_date(line.visit.visited_on)}",
            line.visit.problem,
            line.visit.follow_up or line.visit.agreement,
        )
        for line in counted.visit_lines
        if line.visit.problem
    ]
    if not rows:
        return [Paragraph("Tidak ada kendala yang dicatat pada bulan ini.")]
    columns = (
        Column("No", 8, "center"),
        Column("Kegiatan", 46),
        Column("Kendala"),
        Column("Tindak lanjut/solusi", 54),
    )
    return [Table(columns=columns, rows=[(str(n), *row) for n, row in enumerate(rows, start=1)])]


def _plans(ctx: Context, counted: Figures, coming: Month) -> list[Block]:
    rows: list[tuple[str, str, str]] = []
    if counted.has_programme:
        rows += [
            (row["held_on"], f"P2K2 {called(row['name'])}", joined(row["title"], row["place"]))
            for row in facts.planned_sessions(ctx.db, coming)
        ]
        rows += [
            (
                row["due"],
                f"Tindak lanjut kunjungan rumah{_of_group(row['name'])}",
                f"{row['families']} KPM",
            )
            for row in facts.visit_follow_ups(ctx.db, coming)
        ]
    if counted.has_kube:
        rows += [
            (
                row["day"],
                _kube_plan(row),
                joined(row["what"], row["who"]),
            )
            for row in facts.kube_plans(ctx.db, coming)
        ]
    overdue = facts.overdue_families(ctx.db, coming) if counted.has_programme else 0
    if overdue:
        rows.append(("", "Tindak lanjut kunjungan rumah yang lewat tenggat", f"{overdue} KPM"))
    if not rows:
        return [Paragraph("Belum ada rencana yang dicatat untuk bulan depan.")]
    columns = (
        Column("No", 8, "center"),
        Column("Tanggal", 27),
        Column("Kegiatan", 62),
        Column("Materi, tempat, atau sasaran"),
    )
    ordered = sorted(rows)
    return [
        Table(
            columns=columns,
            rows=[
                (str(number), shown_day(day), what, where)
                for number, (day, what, where) in enumerate(ordered, start=1)
            ],
        )
    ]


def _kube_plan(row: Row) -> str:
    kind = "Rapat" if row["kind"] == "meeting" else "Tindak lanjut"
    return f"{kind} KUBE {bare_kube(row['name'])}"


def _both(row: Row) -> tuple[str, str]:
    return row["obstacles"] or "", row["follow_up"] or ""


def _of_group(name: str) -> str:
    return f", {called(name)}" if name else ""
