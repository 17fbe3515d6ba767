"""Pemantauan KPM PKH setiap P2K2: every family, who came and what they understood."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_month
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
    Signatures,
    Spacer,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import paper
from fieldkit.features.p2k2.model import AttendanceRow, Mark
from fieldkit.features.p2k2.paper import UNDERSTANDING_WORDS, Sheet
from fieldkit.features.p2k2.photo_pages import photo_pages

TITLE = "PEMANTAUAN KPM PKH SETIAP P2K2"
TICK = "✓"
_GRADES = tuple(UNDERSTANDING_WORDS)
_ASSESSED = "Pengetahuan & Pemahaman"
COLUMNS = (
    Column("No", 10, "center"),
    Column("Nama KPM", 50),
    Column("Kelompok", 28),
    Column("Hadir", 15, "center", group="Kehadiran"),
    Column("Tidak Hadir", 15, "center", group="Kehadiran"),
    Column("Kurang", 15, "center", group=_ASSESSED),
    Column("Baik", 14, "center", group=_ASSESSED),
    Column("Sangat Baik", 15, "center", group=_ASSESSED),
    Column("Tidak Dapat Dinilai", 20, "center", group=_ASSESSED),
)
_NOTES = (
    "Seluruh KPM dampingan dicantumkan dalam daftar ini.",
    "Diisi pada setiap pelaksanaan P2K2.",
    "Foto kegiatan dilampirkan untuk setiap kelompok.",
)
_PHOTOS_EACH = 2
_EMPTY_ROWS = 20
_MARGINS = (10, 14, 12, 14)
# What heading, facts of one line each and the signature leave of a page for families and notes.
_ROOM_MM = {"A4": 160.0, "F4": 193.0, "A3": 283.0}
_NOTE_MM, _FACT_MM = 4.1, 4.9
_NOTE_LETTERS, _FACT_LETTERS = 118, 76
_LEAST_ROW_MM, _TIGHT_MM, _MOST_ROW_MM = 3.5, 4.5, 5.2
_FONT, _SMALL_FONT = 8, 7


def monitoring(ctx: Context, request: ReportRequest) -> Document:
    """Build one page per group; a group that met twice is told by its latest session."""
    found = paper.sheets(ctx, request, latest_only=True)
    blocks: list[Block] = []
    for sheet in found:
        blocks += [NewForm()] if blocks else []
        blocks += _blocks(ctx, sheet, request)
    month = format_month(paper.month_of(ctx, request), "id")
    if not blocks:
        nothing = f"Tidak ada P2K2 yang terlaksana pada bulan {month}."
        blocks = [Heading(TITLE, 1, "center"), Paragraph(nothing)]
    if not request.blank:
        blocks += photo_pages(ctx, found, most=_PHOTOS_EACH, title="LAMPIRAN FOTO P2K2")
    frame = office.document_frame(ctx)
    return Document(
        title=f"Pemantauan KPM PKH Setiap P2K2\n{month}",
        kind="p2k2_monitoring",
        blocks=tuple(blocks),
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        footer=CONFIDENTIAL,
        margins_mm=_MARGINS,
    )


def _blocks(ctx: Context, sheet: Sheet, request: ReportRequest) -> list[Block]:
    session = sheet.session
    held_on = session.held_on if session else None
    month = held_on and format_date(held_on, "long", "id").partition(" ")[2]
    period = month or format_month(paper.month_of(ctx, request), "id")
    signing = office.place_date(ctx, held_on) if held_on else f"{paper.DOTS}, {paper.DOTS}"
    facts = (
        ("Nama Pendamping", office.profile(ctx).name),
        ("Tanggal Pelaksanaan", paper.day(held_on)),
        ("Tempat", (session.place if session else "") or paper.LONG_DOTS),
        ("Materi", paper.short_module_line(session)),
        ("Pemateri", paper.presenters_line(session)),
    )
    page = _ROOM_MM[office.document_frame(ctx)["paper"]]
    page -= _FACT_MM * (_lines([value for _label, value in facts], _FACT_LETTERS) - len(facts))
    notes = _notes(sheet, is_blank=request.blank)
    lines, room = _one_below_another(notes, page, len(sheet.rows))
    return [
        Heading(f"{TITLE}\nKELOMPOK {sheet.name.upper()} – {period.upper()}", 1, "center"),
        Facts(facts, label_width_mm=38),
        _table(sheet, room, is_blank=request.blank),
        Spacer(1),
        Paragraph("\n".join(lines), size=8),
        Signatures(place_date=signing, right=office.signer(ctx)),
    ]


def _notes(sheet: Sheet, *, is_blank: bool) -> list[str]:
    notes = [*_NOTES, *([] if is_blank else _open_ends(sheet))]
    return [f"{n}. {note}" for n, note in enumerate(notes, start=1)]


def _one_below_another(notes: list[str], page: float, rows: int) -> tuple[list[str], float]:
    """Return the notes as they are set and the room left; they run on where it is scarce."""
    listed = ["Catatan:", *notes]
    running = [" ".join(listed)]
    room = page - _NOTE_MM * _lines(listed, _NOTE_LETTERS)
    if room / max(rows, 1) >= _TIGHT_MM:
        return listed, room
    return running, page - _NOTE_MM * _lines(running, _NOTE_LETTERS)


def _lines(texts: Sequence[str], letters: int) -> int:
    return sum(max(1, -(-len(text) // letters)) for text in texts)


def _table(sheet: Sheet, room: float, *, is_blank: bool) -> Table:
    if is_blank:
        rows = [[row.code, row.name, sheet.name, *[""] * 6] for row in sheet.rows]
        rows = rows or [[""] * 9] * _EMPTY_ROWS
        return Table(COLUMNS, rows, row_height_mm=_height(room, rows), font_size=_font(room, rows))
    rows = [_row(row, sheet.name) for row in sheet.rows]
    sums: list[str | int] = [
        sum(bool(row[column]) for row in rows) for column in range(3, len(COLUMNS))
    ]
    total = ["", "TOTAL", "", *sums]
    return Table(
        COLUMNS, rows, total=total, row_height_mm=_height(room, rows), font_size=_font(room, rows)
    )


def _height(room: float, rows: Sequence[Sequence[object]]) -> float:
    """Return how high rows can be so that a group stays on one page with its signature."""
    return max(_LEAST_ROW_MM, min(_MOST_ROW_MM, room / max(len(rows), 1)))


def _font(room: float, rows: Sequence[Sequence[object]]) -> float:
    return _FONT if room / max(len(rows), 1) >= _TIGHT_MM else _SMALL_FONT


def _row(row: AttendanceRow, group: str) -> list[str]:
    is_away = row.status in (Mark.SICK, Mark.EXCUSED, Mark.ABSENT)
    ticks = [row.status is Mark.PRESENT, is_away, *(row.assessed is grade for grade in _GRADES)]
    return [row.code, row.name, group, *(TICK if ticked else "" for ticked in ticks)]


def _open_ends(sheet: Sheet) -> list[str]:
    """Say aloud what nobody marked, so that no total seems complete that is not."""
    unmarked = sheet.counts.unmarked
    ungraded = sum(row.status is Mark.PRESENT and row.understanding is None for row in sheet.rows)
    found = []
    if unmarked:
        found.append(f"{unmarked} KPM belum ditandai kehadirannya dan tidak dihitung.")
    if ungraded:
        found.append(f"{ungraded} KPM hadir belum dinilai pemahamannya.")
    if sheet.caught_up:
        found.append(
            f"{sheet.caught_up} KPM sudah mengikuti susulan sesi ini; tidak dihitung hadir."
        )
    return found
