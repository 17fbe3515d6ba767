"""The facilitator's monthly report to Dinas Sosial: sections B to D, counted from records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.db.writer import Row
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import Block, Bullets, Cell, Column, Heading, Paragraph, Table
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework import service as homework
from fieldkit.features.month import facts
from fieldkit.features.month.facts import FamilyFact, Movement
from fieldkit.features.people.words import Cluster, Component, Status
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Purpose, VisitLine

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
STATUS_LABELS = {
    Status.ACTIVE: "Aktif",
    Status.CANDIDATE_GRADUATION: "Calon Graduasi Mandiri",
    Status.CANDIDATE_PPSE: "Calon PPSE",
    Status.GRADUATED: "Sukses Graduasi Mandiri",
    Status.GRADUATED_PPSE: "Sukses PPSE",
    Status.INACTIVE: "Nonaktif",
    Status.CARER_DIED: "Pengurus meninggal",
    Status.COMPONENT_DIED: "Komponen habis",
    Status.MOVED: "Pindah",
    Status.OTHER: "Lain-lain",
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
PURPOSE_LABELS = {
    Purpose.BUSINESS: "pemantauan usaha",
    Purpose.COMMITMENT_CHECK: "verifikasi komitmen",
    Purpose.DATA_UPDATE: "pemutakhiran data",
    Purpose.CATCH_UP_SESSION: "P2K2 susulan",
    Purpose.CASE: "penanganan kasus",
    Purpose.GRADUATION_CANDIDATE: "calon graduasi",
    Purpose.OTHER: "keperluan lain",
}
SESSION_LABELS = {
    "held": "Terlaksana",
    "reported": "Terlaksana",
    "planned": "Direncanakan",
    "not_held": "Tidak terlaksana",
    None: "Belum ada",
}
WITHOUT_GROUP = "Tanpa kelompok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything the report counts, read once."""

    month: Month
    moved: Movement
    statuses: dict[str, int]
    status_changes: dict[str, int]
    sessions: tuple[Row, ...]
    coverage: tuple[tuple[str, int, int, int], ...]
    visit_lines: tuple[VisitLine, ...]
    kubes: tuple[Row, ...]
    has_programme: bool
    has_kube: bool

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len({row["group_id"] for row in self.sessions})

    @property
    def held(self) -> tuple[Row, ...]:
        """The sessions that took place."""
        return tuple(row for row in self.sessions if row["is_held"])

    @property
    def groups_held(self) -> int:
        """How many groups met at least once."""
        return len({row["group_id"] for row in self.held})

    def came(self, status: str) -> int:
        """How many attendances of a status the held sessions have."""
        return sum(row[status] or 0 for row in self.held)

    @property
    def marked(self) -> int:
        """How many attendances are known."""
        return sum(map(self.came, ("present", "sick", "excused", "absent")))


def figures(ctx: Context, month: Month) -> Figures:
    """Read what the report of a month counts."""
    ctx.require(Permission.PRINT_REPORTS)
    has_programme = ctx.may(Permission.SEE_SESSIONS) and ctx.may(Permission.SEE_VISITS)
    known = facts.families(ctx.db) if has_programme else []
    lines: list[VisitLine] = visits.visits_of_month(ctx, month) if has_programme else []
    return Figures(
        month=month,
        moved=facts.movement(known, month),
        statuses=_counted(one.status for one in known),
        status_changes=_counted(
            one.status for one in known if one.status_on is not None and one.status_on in month
        ),
        sessions=tuple(facts.group_sessions(ctx.db, month)) if has_programme else (),
        coverage=_coverage(ctx, month, len(lines)) if has_programme else (),
        visit_lines=tuple(lines),
        kubes=tuple(facts.kubes(ctx.db, month)) if ctx.may(Permission.SEE_KUBE) else (),
        has_programme=has_programme,
        has_kube=ctx.may(Permission.SEE_KUBE),
    )


def _coverage(ctx: Context, month: Month, made: int) -> tuple[tuple[str, int, int, int], ...]:
    """Return (group, families, families visited, visits), and the visits elsewhere."""
    rows = [
        (line.name or WITHOUT_GROUP, line.families, line.in_month, line.visits)
        for line in visits.coverage(ctx, month)
    ]
    elsewhere = made - sum(row[3] for row in rows)
    if elsewhere > 0:
        rows.append(("KPM yang tidak aktif lagi", 0, 0, elsewhere))
    return tuple(rows)


# -- B. Kegiatan yang dilaksanakan -----------------------------------------------------------


def activities(ctx: Context, counted: Figures) -> list[Block]:
    """Section B: sessions, visits, homework, KUBE."""
    parts = []
    if counted.has_programme:
        parts += [
            ("Pertemuan Peningkatan Kemampuan Keluarga (P2K2)", _sessions(counted)),
            ("Kunjungan rumah", _visits(counted)),
            ("Tugas rumah dan tabungan keluarga", _homework(ctx, counted)),
        ]
    if counted.has_kube and (counted.kubes or not counted.has_programme):
        parts.append(("Kelompok Usaha Bersama (KUBE)", _kubes(counted)))
    return _numbered("B. KEGIATAN YANG DILAKSANAKAN", parts)


def _sessions(counted: Figures) -> list[Block]:
    text = (
        f"P2K2 terlaksana pada {counted.groups_held} dari {counted.groups} kelompok"
        f" ({len(counted.held)} pertemuan)."
    )
    unmarked = counted.came("unmarked")
    if unmarked:
        text += f" Kehadiran {unmarked} KPM belum ditandai dan tidak dihitung."
    blocks: list[Block] = [Paragraph(text), _session_table(counted)]
    reasons = [
        f"Kelompok {row['name']}, {shown_day(row['held_on'])}: {row['not_held_reason']}"
        for row in counted.sessions
        if row["status"] == "not_held" and row["not_held_reason"]
    ]
    if reasons:
        blocks += [Paragraph("Alasan tidak terlaksana:"), Bullets(tuple(reasons))]
    return blocks


def _session_table(counted: Figures) -> Table:
    marks = "Kehadiran (KPM)"
    rows = [
        (
            str(number),
            row["name"] or "",
            row["families"],
            shown_day(row["held_on"]),
            row["title"] or "",
            SESSION_LABELS.get(row["status"], ""),
            *(_blank_if_none(row[status]) for status in ("present", "sick", "excused", "absent")),
            _percent(row["present"], _marked(row)),
        )
        for number, row in enumerate(counted.sessions, start=1)
    ]
    families = {row["group_id"]: row["families"] for row in counted.sessions}
    total = (
        "", "Jumlah", sum(families.values()), "", "", f"{len(counted.held)} pertemuan",
        *(counted.came(status) for status in ("present", "sick", "excused", "absent")),
        _percent(counted.came("present"), counted.marked),
    )  # fmt: skip
    return Table(
        columns=(
            Column("No", 8, "center"),
            Column("Kelompok", 25),
            Column("KPM", 11, "right"),
            Column("Tanggal", 21),
            Column("Materi"),
            Column("Pelaksanaan", 21),
            Column("Hadir", 11.5, "right", group=marks),
            Column("Sakit", 11, "right", group=marks),
            Column("Izin", 10, "right", group=marks),
            Column("Alpa", 10, "right", group=marks),
            Column("% hadir", 12.5, "right"),
        ),
        rows=rows,
        total=total if rows else None,
        font_size=8,
    )


def _visits(counted: Figures) -> list[Block]:
    lines = counted.visit_lines
    families = len({line.visit.family_id for line in lines})
    text = f"Dilaksanakan {len(lines)} kunjungan rumah kepada {families} KPM."
    purposes = _counted(purpose for line in lines for purpose in line.visit.purposes)
    if purposes:
        listed = ", ".join(
            f"{PURPOSE_LABELS[purpose]} {purposes[purpose]}"
            for purpose in Purpose
            if purpose in purposes
        )
        text += f" Tujuan kunjungan: {listed}."
    if not lines:
        return [Paragraph("Belum ada kunjungan rumah yang dicatat pada bulan ini.")]
    rows = [
        (str(number), name, total or "", seen if total else "", made, _percent(seen, total))
        for number, (name, total, seen, made) in enumerate(counted.coverage, start=1)
    ]
    total = (
        "", "Jumlah", sum(row[1] for row in counted.coverage),
        sum(row[2] for row in counted.coverage), sum(row[3] for row in counted.coverage),
        _percent(
            sum(row[2] for row in counted.coverage), sum(row[1] for row in counted.coverage)
        ),
    )  # fmt: skip
    table = Table(
        columns=(
            Column("No", 8, "center"),
            Column("Kelompok"),
            Column("KPM", 22, "right"),
            Column("KPM dikunjungi", 28, "right"),
            Column("Kunjungan", 24, "right"),
            Column("Jangkauan", 24, "right"),
        ),
        rows=rows,
        total=total,
    )
    return [Paragraph(text), table]


def _homework(ctx: Context, counted: Figures) -> list[Block]:
    lines = [line for line in homework.progress(ctx, counted.month) if line.given]
    if not lines:
        return [Paragraph("Belum ada tugas rumah yang dicatat untuk bulan ini.")]
    savers = facts.saved_count(ctx.db, counted.month)
    rows = [
        (
            str(number), line.group_name or WITHOUT_GROUP, line.given, line.handed_in,
            line.checked, line.needs_work, savers.get(line.group_id, 0),
            "" if line.saved is None else format_rupiah(line.saved),
        )
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    saved = [line.saved for line in lines if line.saved is not None]
    total = (
        "", "Jumlah", sum(line.given for line in lines), sum(line.handed_in for line in lines),
        sum(line.checked for line in lines), sum(line.needs_work for line in lines),
        sum(savers.get(line.group_id, 0) for line in lines),
        format_rupiah(sum(saved)) if saved else "",
    )  # fmt: skip
    table = Table(
        columns=(
            Column("No", 8, "center"),
            Column("Kelompok"),
            Column("Diberi", 16, "right", group="Tugas (KPM)"),
            Column("Kembali", 17, "right", group="Tugas (KPM)"),
            Column("Diperiksa", 19, "right", group="Tugas (KPM)"),
            Column("Perlu perbaikan", 20, "right", group="Tugas (KPM)"),
            Column("KPM menabung", 20, "right"),
            Column("Tabungan tercatat", 28, "right"),
        ),
        rows=rows,
        total=total,
    )
    return [table]


def _kubes(counted: Figures) -> list[Block]:
    if not counted.kubes:
        return [Paragraph("Belum ada KUBE yang dicatat.")]
    rows = [
        (
            str(number), row["name"] or "", row["members"], row["meetings"],
            _percent(row["present"], row["marked"]), format_rupiah(row["dues"]),
            format_rupiah(row["kas"]), format_rupiah(row["iks"]),
        )
        for number, row in enumerate(counted.kubes, start=1)
    ]  # fmt: skip
    total = (
        "", "Jumlah", sum(row["members"] for row in counted.kubes),
        sum(row["meetings"] for row in counted.kubes),
        _percent(
            sum(row["present"] for row in counted.kubes),
            sum(row["marked"] for row in counted.kubes),
        ),
        *(
            format_rupiah(sum(row[name] for row in counted.kubes))
            for name in ("dues", "kas", "iks")
        ),
    )  # fmt: skip
    last = shown_day(counted.month.last.isoformat())
    return [
        Table(
            columns=(
                Column("No", 8, "center"),
                Column("KUBE"),
                Column("Anggota", 17, "right"),
                Column("Rapat", 14, "right"),
                Column("Kehadiran rapat", 20, "right"),
                Column("Iuran masuk", 25, "right"),
                Column("Kas", 27, "right", group=f"Saldo per {last}"),
                Column("IKS", 25, "right", group=f"Saldo per {last}"),
            ),
            rows=rows,
            total=total,
        )
    ]


# -- C. Hasil yang dicapai -------------------------------------------------------------------


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
    return _numbered("C. HASIL YANG DICAPAI", parts)


def _components(counted: Figures) -> list[Block]:
    moved = counted.moved
    columns = [Column("No", 8, "center"), Column("Komponen")]
    if moved.is_known:
        columns += [
            Column("Awal bulan", 20, "right", group="KPM"),
            Column("Masuk", 17, "right", group="KPM"),
            Column("Keluar", 17, "right", group="KPM"),
        ]
    columns += [Column("Akhir bulan", 22, "right", group="KPM"), Column("Jiwa", 18, "right")]
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
                STATUS_LABELS[status],
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


# -- D. Simpulan, kendala, rencana -----------------------------------------------------------


def conclusions(ctx: Context, counted: Figures) -> list[Block]:
    """Section D: the figures in sentences, what stood in the way, what comes next."""
    coming = counted.month.next()
    parts: list[tuple[str, list[Block]]] = [
        ("Simpulan", [Bullets(tuple(_sentences(counted)))]),
        ("Kendala dan solusi", _obstacles(counted)),
        (f"Rencana bulan {format_month(coming, 'id')}", _plans(ctx, counted, coming)),
    ]
    letter = "D" if counted.has_programme else "C"
    return _numbered(f"{letter}. SIMPULAN, KENDALA, DAN RENCANA", parts)


def _sentences(counted: Figures) -> list[str]:
    found = []
    if counted.has_programme:
        found.append(f"KPM yang didampingi pada akhir bulan: {len(counted.moved.families)} KPM.")
        found.append(
            f"P2K2 terlaksana pada {counted.groups_held} dari {counted.groups} kelompok"
            + (
                f" dengan kehadiran {_percent(counted.came('present'), counted.marked)}."
                if counted.marked
                else "."
            )
        )
        families = len({line.visit.family_id for line in counted.visit_lines})
        found.append(
            f"Kunjungan rumah: {len(counted.visit_lines)} kunjungan kepada {families} KPM."
        )
    if counted.kubes:
        kas = format_rupiah(sum(row["kas"] for row in counted.kubes))
        meetings = sum(row["meetings"] for row in counted.kubes)
        found.append(
            f"KUBE: {len(counted.kubes)} kelompok, {meetings} rapat, saldo kas seluruhnya {kas}."
        )
    return found or ["Belum ada kegiatan yang dicatat pada bulan ini."]


def _obstacles(counted: Figures) -> list[Block]:
    rows = [
        (f"P2K2 Kelompok {row['name']}\n{shown_day(row['held_on'])}", *_both(row))
        for row in counted.sessions
        if row["is_held"] and (row["obstacles"] or row["follow_up"])
    ]
    rows += [
        (
            f"P2K2 Kelompok {row['name']}\n{shown_day(row['held_on'])}",
            f"Tidak terlaksana: {row['not_held_reason']}",
            row["follow_up"] or "",
        )
        for row in counted.sessions
        if row["status"] == "not_held" and row["not_held_reason"]
    ]
    rows += [
        (
            f"Kunjungan rumah{_of_group(line.group_name)}\n{_date(line.visit.visited_on)}",
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
            (row["held_on"], f"P2K2 Kelompok {row['name']}", _joined(row["title"], row["place"]))
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
                f"{'Rapat' if row['kind'] == 'meeting' else 'Tindak lanjut'} KUBE {row['name']}",
                _joined(row["what"], row["who"]),
            )
            for row in facts.kube_plans(ctx.db, coming)
        ]
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
                (str(number), _due_day(day, coming), what, where)
                for number, (day, what, where) in enumerate(ordered, start=1)
            ],
        )
    ]


# -- small words -----------------------------------------------------------------------------


def _numbered(heading: str, parts: Sequence[tuple[str, list[Block]]]) -> list[Block]:
    blocks: list[Block] = [Heading(heading)]
    for number, (title, inner) in enumerate(parts, start=1):
        blocks += [Heading(f"{number}. {title}", level=3), *inner]
    return blocks


def _due_day(text: str, month: Month) -> str:
    return f"{shown_day(text)}{' (lewat)' if text < month.first.isoformat() else ''}"


def _both(row: Row) -> tuple[str, str]:
    return row["obstacles"] or "", row["follow_up"] or ""


def _of_group(name: str) -> str:
    return f", Kelompok {name}" if name else ""


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _marked(row: Row) -> int:
    return sum(row[status] or 0 for status in ("present", "sick", "excused", "absent"))


def _counted(words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found


def _blank_if_none(value: int | None) -> Cell:
    return "" if value is None else value


def _percent(part: int | None, whole: int) -> str:
    if part is None or not whole:
        return ""
    return f"{100 * part / whole:.1f}%".replace(".", ",")


def shown_day(text: str | None) -> str:
    """Return a stored date as the report prints it; blank where there is none."""
    return _date(date.fromisoformat(text)) if text else ""


def _date(day: date | None) -> str:
    return format_date(day, "medium", "id") if day else ""
