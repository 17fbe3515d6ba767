"""What goes with the portal's form: the supporting PDF, small enough, and the list of families."""

from dataclasses import replace

from fieldkit.core.context import Context
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Column,
    Document,
    Facts,
    Heading,
    NewForm,
    Paragraph,
    ReportRequest,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import activity_report, curriculum, paper
from fieldkit.features.p2k2.portal import service
from fieldkit.features.p2k2.portal.model import Attendance, Desk
from fieldkit.features.p2k2.teaching.model import ExcusedAs

LABELS = {
    "name": "Nama Kegiatan",
    "category": "Materi",
    "narrative": "Uraian",
    "date": "Tanggal",
    "starts": "Jam Mulai",
    "ends": "Jam Selesai",
    "place": "Tempat",
    "presenter": "Pemateri",
    "institution": "Instansi Pemateri",
}
_PHOTOS = 4
_REST_KB = 140
COLUMNS = (
    Column("No", 10, "center"),
    Column("Nama"),
    Column("NIK", 42),
    Column("No KK", 42),
    Column("Kehadiran", 26, "center"),
)
_MARGINS = (12, 14, 14, 14)


def support_document(ctx: Context, session_id: str) -> Document:
    """Build the activity report of a session with photos so small that the portal takes it."""
    room = (curriculum.portal().document_kb - _REST_KB) * 1000
    request = ReportRequest(subject=session_id)
    made = activity_report.activity(ctx, request, photo_bytes=room // _PHOTOS)
    return replace(made, kind="p2k2_support")


def portal_sheets(ctx: Context, request: ReportRequest) -> Document:
    """Build the fields and participants of one session, or of a month's sessions."""
    blocks: list[Block] = []
    for sheet in paper.sheets(ctx, request):
        if sheet.session is not None and not request.blank:
            blocks += [NewForm()] if blocks else []
            blocks += _blocks(ctx, service.desk(ctx, sheet.session.id))
    if not blocks:
        blocks = [Heading(_title(), 1, "center"), Paragraph("Belum ada P2K2 yang terlaksana.")]
    frame = office.document_frame(ctx)
    return Document(
        title=_title().capitalize(),
        kind="p2k2_portal",
        blocks=tuple(blocks),
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        footer=CONFIDENTIAL,
        margins_mm=_MARGINS,
    )


def _title() -> str:
    return f"ISIAN {curriculum.portal().name} – P2K2"


def _blocks(ctx: Context, desk: Desk) -> list[Block]:
    rows = []
    for field in desk.fields:
        label = f"{LABELS[field.key]} {field.number}" if field.number else LABELS[field.key]
        rows.append((label, field.text or "Belum diisi"))
    people = service.participants(ctx, desk.session.id)
    return [
        Heading(_title(), 1, "center"),
        Facts((*rows, ("Kehadiran", attendance_words(desk.attendance))), label_width_mm=38),
        Table(
            COLUMNS,
            [
                (str(number), one.name, one.nik, one.no_kk, one.attendance or "–")
                for number, one in enumerate(people, start=1)
            ],
        ),
    ]


def attendance_words(found: Attendance) -> str:
    """Return who came in the portal's words, with what it has no word for."""
    parts = [f"HADIR {found.present}", f"SAKIT {found.sick}", f"ALFA {found.absent}"]
    if found.excused and found.excused_as is None:
        parts.append(f"izin {found.excused} (belum ditentukan tempatnya)")
    elif found.excused:
        home = "SAKIT" if found.excused_as is ExcusedAs.SICK else "ALFA"
        parts.append(f"izin {found.excused} dihitung {home}")
    if found.unmarked:
        parts.append(f"belum ditandai {found.unmarked}")
    return " · ".join(parts)
