"""Section B of the monthly report: sessions, visits, homework and KUBE."""

from fieldkit.core.context import Context
from fieldkit.core.db.writer import Row
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import Block, Bullets, Cell, Column, Paragraph, Table
from fieldkit.features.homework import service as homework
from fieldkit.features.month import facts
from fieldkit.features.month.figures import WITHOUT_GROUP, Figures
from fieldkit.features.month.wording import called, numbered, percent, shown_date, shown_day, tally
from fieldkit.features.visits.model import Purpose

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
    return numbered("B. KEGIATAN YANG DILAKSANAKAN", parts)


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
        f"{called(row['name'])}, {shown_day(row['held_on'])}: {row['not_held_reason']}"
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
            percent(row["present"], _marked(row)),
        )
        for number, row in enumerate(counted.sessions, start=1)
    ]
    families = {row["group_id"]: row["families"] for row in counted.sessions}
    total = (
        "", "Jumlah", sum(families.values()), "", "", f"{len(counted.held)} pertemuan",
        *(counted.came(status) for status in ("present", "sick", "excused", "absent")),
        percent(counted.came("present"), counted.marked),
    )  # fmt: skip
    return Table(
        columns=(
            Column("No", 7, "center"),
            Column("Kelompok", 23),
            Column("KPM", 9, "right"),
            Column("Tanggal", 20),
            Column("Materi"),
            Column("Pelaksanaan", 20),
            Column("Hadir", 10.5, "right", group=marks),
            Column("Sakit", 10, "right", group=marks),
            Column("Izin", 8.5, "right", group=marks),
            Column("Alpa", 9, "right", group=marks),
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
    purposes = tally(purpose for line in lines for purpose in line.visit.purposes)
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
        (str(number), name, total or "", seen if total else "", made, percent(seen, total))
        for number, (name, total, seen, made) in enumerate(counted.coverage, start=1)
    ]
    total = (
        "", "Jumlah", sum(row[1] for row in counted.coverage),
        sum(row[2] for row in counted.coverage), sum(row[3] for row in counted.coverage),
        percent(
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
            percent(row["present"], row["marked"]), format_rupiah(row["dues"]),
            format_rupiah(row["kas"]), format_rupiah(row["iks"]),
        )
        for number, row in enumerate(counted.kubes, start=1)
    ]  # fmt: skip
    total = (
        "", "Jumlah", sum(row["members"] for row in counted.kubes),
        sum(row["meetings"] for row in counted.kubes),
        percent(
            sum(row["present"] for row in counted.kubes),
            sum(row["marked"] for row in counted.kubes),
        ),
        *(
            format_rupiah(sum(row[name] for row in counted.kubes))
            for name in ("dues", "kas", "iks")
        ),
    )  # fmt: skip
    last = shown_date(counted.until)
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


def _marked(row: Row) -> int:
    return sum(row[status] or 0 for status in ("present", "sick", "excused", "absent"))


def _blank_if_none(value: int | None) -> Cell:
    return "" if value is None else value
