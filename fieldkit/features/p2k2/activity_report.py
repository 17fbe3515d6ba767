"""Laporan Kegiatan P2K2, in the frame of RHK 2: what was done, who came, what came of it."""

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from fieldkit.features.p2k2 import curriculum, paper, service, story
from fieldkit.features.p2k2.model import Session, SessionStatus, bare_group
from fieldkit.features.p2k2.paper import DOTS, LONG_DOTS, Sheet
from fieldkit.features.p2k2.photo_pages import photo_pages

ACTION = "Melaksanakan Pertemuan Peningkatan Kemampuan Keluarga (P2K2)"
_MOST_PHOTOS = 10
_PHOTOS_EACH = 4
_GENERAL = (
    "Pertemuan Peningkatan Kemampuan Keluarga (P2K2) adalah proses belajar bersama Keluarga"
    " Penerima Manfaat (KPM) Program Keluarga Harapan (PKH) yang dilaksanakan setiap bulan di"
    " kelompok dampingan dengan menggunakan modul P2K2."
)
_PURPOSE = (
    "Laporan ini menyampaikan pelaksanaan P2K2, kehadiran KPM, serta hasil, kendala, dan tindak"
    " lanjutnya."
)
_BASIS = (
    "Peraturan Menteri Sosial Republik Indonesia Nomor 1 Tahun 2018 tentang Program Keluarga"
    " Harapan."
)
_CLOSING = (
    "Demikian laporan ini dibuat dengan sebenarnya untuk dapat dipergunakan sebagaimana mestinya."
)


def activity(ctx: Context, request: ReportRequest, photo_bytes: int = 0) -> Document:
    """Build the report of one group's session or of all sessions of a month.

    With `photo_bytes` no photo takes more than that, for a paper that must stay small.
    """
    found = paper.sheets(ctx, request)
    month = _month(ctx, request, found)
    keeper = office.profile(ctx)
    is_single = len(found) == 1
    blocks: list[Block] = [
        *_opening(month, found),
        *_introduction(keeper, found, month),
        Heading("B. Kegiatan yang Dilaksanakan", 2),
    ]
    for number, sheet in enumerate(found, start=1):
        blocks += [PageBreak()] if number > 1 else []
        blocks += _session_blocks(ctx, keeper, sheet, number, is_blank=request.blank)
    if not found:
        blocks.append(Paragraph("Tidak ada P2K2 yang terlaksana pada periode ini."))
    blocks += [PageBreak()] if len(found) > 1 else []
    blocks += [
        *_outcome(ctx, request, month, found),
        Heading("E. Penutup", 2),
        Paragraph(_CLOSING, align="justify"),
        Signatures(
            place_date=_place_date(ctx, month, is_blank=request.blank),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    if not request.blank:
        most = _MOST_PHOTOS if is_single else _PHOTOS_EACH
        most = min(most, _PHOTOS_EACH) if photo_bytes else most
        blocks += photo_pages(
            ctx, found, most=most, title="LAMPIRAN DOKUMENTASI", most_bytes=photo_bytes
        )
    return Document(
        title="Laporan Kegiatan P2K2",
        kind="p2k2",
        blocks=tuple(blocks),
        footer=CONFIDENTIAL,
        **office.document_frame(ctx),
    )


def _place_date(ctx: Context, month: Month, *, is_blank: bool) -> str:
    """A month that is over is reported as of its last day."""
    return f"{DOTS}, {DOTS}" if is_blank else office.place_date(ctx, min(ctx.today, month.last))


def _month(ctx: Context, request: ReportRequest, found: list[Sheet]) -> Month:
    session = found[0].session if request.subject and found else None
    if session is not None and session.held_on is not None:
        return Month.of(session.held_on)
    return paper.month_of(ctx, request)


def _opening(month: Month, found: list[Sheet]) -> list[Block]:
    days = sorted({s.session.held_on for s in found if s.session and s.session.held_on})
    if not days:
        when = DOTS
    elif len(days) == 1:
        when = format_date(days[0], "full", "id")
    else:
        when = f"{format_date(days[0], 'long', 'id')} s.d. {format_date(days[-1], 'long', 'id')}"
    return [
        Heading("LAPORAN RENCANA HASIL KERJA (RHK-2)", 1, "center"),
        Paragraph("Laporan Kegiatan P2K2", italic=True, bold=True, align="center", size=11),
        Paragraph(f"(Periode: {format_month(month, 'id')})", bold=True, align="center"),
        Facts((("Rencana Aksi", ACTION), ("Waktu", when)), label_width_mm=30),
    ]


def _introduction(keeper: Profile, found: list[Sheet], month: Month) -> list[Block]:
    groups = len({sheet.group_id for sheet in found})
    area = ", ".join(part for part in (keeper.district, keeper.regency) if part)
    where = f" di {area}" if area else ""
    scope = (
        f"Ruang lingkup laporan ini adalah pelaksanaan P2K2 pada {groups} kelompok"
        f" dampingan{where}, bulan {format_month(month, 'id')}."
    )
    return [
        Heading("A. Pendahuluan", 2),
        Heading("1. Umum", 3),
        Paragraph(_GENERAL, align="justify"),
        Heading("2. Maksud dan Tujuan", 3),
        Paragraph(_PURPOSE, align="justify"),
        Heading("3. Ruang Lingkup", 3),
        Paragraph(scope, align="justify"),
        Heading("4. Dasar", 3),
        Bullets(
            (_BASIS, f"Surat Tugas Nomor {DOTS} tanggal {DOTS} perihal {DOTS}."), numbered=True
        ),
    ]


_PRESENTERS = (Column("No", 10, "center"), Column("Nama", 80), Column("Jabatan/Instansi"))


def _session_blocks(
    ctx: Context, keeper: Profile, sheet: Sheet, number: int, *, is_blank: bool
) -> list[Block]:
    session = sheet.session or Session(group_id=sheet.group_id)
    filled_on = format_date(ctx.today, "long", "id")
    return [
        Heading(f"{number}. Laporan Kegiatan P2K2 Kelompok {sheet.name}", 2),
        Heading("Informasi Umum", 3),
        Facts(
            (
                ("No. Laporan", DOTS),
                ("Tanggal Pengisian", DOTS if is_blank else filled_on),
                ("Nama Pendamping", keeper.name),
                *((("Nama Katim", keeper.superior_name),) if keeper.superior_name else ()),
                ("Desa/Kelurahan", keeper.village or DOTS),
                ("Kecamatan", keeper.district or DOTS),
                ("Kabupaten/Kota", keeper.regency or DOTS),
                ("Provinsi", keeper.province or DOTS),
            ),
            label_width_mm=40,
        ),
        Heading("Waktu Pelaksanaan", 3),
        Facts(
            (
                ("Tanggal", paper.day(session.held_on)),
                ("Jam Mulai", f"{paper.clock(session.starts)} {keeper.zone}"),
                ("Jam Selesai", f"{paper.clock(session.ends)} {keeper.zone}"),
                ("Tempat", session.place or LONG_DOTS),
            ),
            label_width_mm=40,
        ),
        Heading("Pemateri", 3),
        _presenters(session),
        Heading("Isi Materi", 3),
        Facts(_subject(session), label_width_mm=40),
        Heading("Isi Kegiatan", 3),
        Facts(_attendance(sheet), label_width_mm=40),
        Heading("Rangkuman", 3),
        _summary(session, is_blank=is_blank),
    ]


def _summary(session: Session, *, is_blank: bool) -> Block:
    if is_blank:
        return _lines_to_write(6)
    return Paragraph(story.joined(session) or "Belum diisi.", align="justify")


def _lines_to_write(count: int) -> Paragraph:
    return Paragraph("\n".join(["…" * 64] * count))


def _presenters(session: Session) -> Block:
    rows = [
        [str(number), presenter.name, presenter.institution or DOTS]
        for number, presenter in enumerate(session.presenters, start=1)
    ]
    return Table(_PRESENTERS, rows or [["1", "", ""], ["2", "", ""]], font_size=9)


def _subject(session: Session) -> tuple[tuple[str, str], ...]:
    titled = bool(session.title)
    rows = [
        ("Materi", paper.session_words(session) if titled else LONG_DOTS),
        ("Modul", paper.module_words(session) if titled else LONG_DOTS),
    ]
    for label, choices, codes in (
        ("Metode", curriculum.methods(), session.methods),
        ("Media", curriculum.media(), session.media),
    ):
        if codes:
            rows.append((label, curriculum.titles(choices, codes)))
    if session.guests or session.guest_names:
        rows.append(("Undangan hadir", _guests(session)))
    return tuple(rows)


def _guests(session: Session) -> str:
    """Return which offices came, and who came for them."""
    offices = curriculum.titles(curriculum.guests(), session.guests)
    if offices and session.guest_names:
        return f"{offices} ({session.guest_names})"
    return offices or session.guest_names


def _attendance(sheet: Sheet) -> tuple[tuple[str, str], ...]:
    counts = sheet.counts
    if sheet.session is None or not counts.marked:
        return (("Total Dampingan", f"{counts.total} KPM"), ("Hadir", DOTS), ("Sakit", DOTS),
                ("Izin", DOTS), ("Alpa", DOTS))  # fmt: skip
    rows = [
        ("Total Dampingan", f"{counts.total} KPM"),
        ("Hadir", f"{counts.present} KPM"),
        ("Sakit", f"{counts.sick} KPM"),
        ("Izin", f"{counts.excused} KPM"),
        ("Alpa", f"{counts.absent} KPM"),
    ]
    if counts.unmarked:
        rows.append(("Belum ditandai", f"{counts.unmarked} KPM"))
    if sheet.caught_up:
        rows.append(("Susulan", f"{sheet.caught_up} KPM (di luar hitungan hadir)"))
    return tuple(rows)


def _outcome(ctx: Context, request: ReportRequest, month: Month, found: list[Sheet]) -> list[Block]:
    if request.blank:
        return [
            Heading("C. Hasil yang Dicapai", 2),
            _lines_to_write(4),
            Heading("D. Simpulan dan Saran", 2),
            _lines_to_write(4),
        ]
    return [*_results(found), *_conclusions(ctx, request, month, found)]


def _results(found: list[Sheet]) -> list[Block]:
    lines = []
    for sheet in found:
        counts = sheet.counts
        came = f"{counts.present} dari {counts.total} KPM hadir"
        share = f" ({paper.percent(counts)} dari yang ditandai)" if counts.unmarked else ""
        share = share or f" ({paper.percent(counts)})" * (counts.rate is not None)
        result = story.ended(sheet.session.result) if sheet.session else ""
        told = f"{came}{share}." if counts.marked else "Kehadiran belum diisi."
        lines.append(f"Kelompok {sheet.name}: {told} {result}".strip())
    body = [Bullets(tuple(lines))] if lines else [Paragraph("Nihil.")]
    return [Heading("C. Hasil yang Dicapai", 2), *body]


def _conclusions(
    ctx: Context, request: ReportRequest, month: Month, found: list[Sheet]
) -> list[Block]:
    blocks: list[Block] = [Heading("D. Simpulan dan Saran", 2)]
    lines = []
    if not request.group and not request.subject:
        coverage = service.coverage(ctx, month)
        blocks.append(
            Paragraph(
                f"P2K2 bulan {format_month(month, 'id')} terlaksana di {coverage.given} dari"
                f" {coverage.groups} kelompok dampingan."
            )
        )
        lines += _not_held(ctx, month)
    for sheet in found:
        if sheet.session is None:
            continue
        for label, aspect in (("Kendala", "obstacles"), ("Tindak lanjut", "follow_up")):
            if text := story.told(sheet.session, aspect):
                lines.append(f"{label} Kelompok {sheet.name}: {story.ended(text)}")
    if lines:
        return [*blocks, Bullets(tuple(lines))]
    return [*blocks, Paragraph("Kendala dan tindak lanjut belum diisi.")]


def _not_held(ctx: Context, month: Month) -> list[str]:
    return [
        f"Kelompok {bare_group(group.group_name)} tidak melaksanakan P2K2:"
        f" {story.ended(group.latest.not_held_reason)}"
        for group in service.group_months(ctx, month)
        if group.latest is not None and group.latest.status is SessionStatus.NOT_HELD
    ]
