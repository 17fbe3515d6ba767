"""The attendance sheet, as signed in the field: landscape with components, or portrait."""

from collections.abc import Callable

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
    Signatures,
    Signer,
    Table,
    bound,
    bound_address,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import paper
from fieldkit.features.p2k2.model import AttendanceRow
from fieldkit.features.p2k2.paper import Sheet
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.people.nik import mask
from fieldkit.features.people.words import Component

COMPONENTS = (
    ("AUD", 9, Component.TODDLER),
    ("SD", 9, Component.PRIMARY),
    ("SMP", 9, Component.JUNIOR),
    ("SMA", 9, Component.SENIOR),
    ("DISAB", 10, Component.DISABLED),
    ("LANSIA", 12, Component.ELDERLY),
    ("HAMIL", 11, Component.PREGNANT),
)
LANDSCAPE = (
    Column("NO", 8, "center"),
    Column("PENGURUS", 40),
    Column("NO KK", 30),
    Column("NIK", 30),
    Column("ALAMAT", 40),
    *(Column(title, width, "center") for title, width, _component in COMPONENTS),
    Column("KETERANGAN", 25),
    Column("TTD", 20),
)
_PORTRAIT = (
    Column("No", 8, "center"),
    Column("Nama Pengurus", 40),
    Column("No KK", 34),
    Column("Alamat", 46),
    Column("RT", 10, "center"),
    Column("RW", 10, "center"),
)
PORTRAIT_SIGNED = (*_PORTRAIT, Column("Tanda Tangan", 34))
PORTRAIT_FILLED = (*_PORTRAIT, Column("Status Kehadiran", 34))
SIGNING_ROW_MM = 9.5
_EMPTY_ROWS = 20
_MARGINS = (14, 14, 16, 14)
# Between these the landscape form's columns fill A4 as they are; on longer paper they grow.
_LANDSCAPE_MARGINS = {"A4": (14, 17.5, 16, 17.5)}


def landscape(ctx: Context, request: ReportRequest) -> Document:
    """Build the sheet with the families' components, blank for signatures or filled in."""
    return _document(ctx, request, "attendance", _landscape_blocks, is_landscape=True)


def portrait(ctx: Context, request: ReportRequest) -> Document:
    """Build the narrow sheet: blank for signatures, or with who came."""
    return _document(ctx, request, "attendance_portrait", _portrait_blocks, is_landscape=False)


_Blocks = Callable[[Context, Sheet, ReportRequest], list[Block]]


def _document(
    ctx: Context, request: ReportRequest, kind: str, blocks_of: _Blocks, *, is_landscape: bool
) -> Document:
    blocks: list[Block] = []
    for sheet in paper.sheets(ctx, request):
        blocks += [NewForm()] if blocks else []
        blocks += blocks_of(ctx, sheet, request)
    if not blocks:
        blocks = [Heading("DAFTAR HADIR P2K2", 1, "center"), Paragraph(_none(ctx, request))]
    frame = office.document_frame(ctx)
    return Document(
        title="Daftar Hadir P2K2",
        kind=kind,
        blocks=tuple(blocks),
        landscape=is_landscape,
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        footer=CONFIDENTIAL,
        margins_mm=_LANDSCAPE_MARGINS.get(frame["paper"], _MARGINS) if is_landscape else _MARGINS,
    )


def _none(ctx: Context, request: ReportRequest) -> str:
    from fieldkit.core.dates import format_month

    month = format_month(paper.month_of(ctx, request), "id")
    return f"Tidak ada P2K2 yang terlaksana pada bulan {month}."


def _landscape_blocks(ctx: Context, sheet: Sheet, request: ReportRequest) -> list[Block]:
    year = _year(ctx, sheet, request)
    title = f"DAFTAR HADIR P2K2 KELOMPOK {sheet.name.upper()}\nTAHUN {year}"
    shown = _numbers(ctx)
    rows = [_landscape_row(row, shown, is_blank=request.blank) for row in sheet.rows]
    return [
        Heading(title, 1, "center"),
        _head(ctx, sheet),
        _table(LANDSCAPE, rows, request),
        *_foot(ctx, sheet, request),
    ]


def _portrait_blocks(ctx: Context, sheet: Sheet, request: ReportRequest) -> list[Block]:
    shown = _numbers(ctx)
    rows = [_portrait_row(row, shown, is_blank=request.blank) for row in sheet.rows]
    return [
        Heading(f"DAFTAR HADIR FDS\nKELOMPOK {sheet.name.upper()}", 1, "center"),
        _head(ctx, sheet),
        _table(PORTRAIT_SIGNED if request.blank else PORTRAIT_FILLED, rows, request),
        *_foot(ctx, sheet, request),
    ]


def _year(ctx: Context, sheet: Sheet, request: ReportRequest) -> int:
    if sheet.session is not None and sheet.session.held_on is not None:
        return sheet.session.held_on.year
    return paper.month_of(ctx, request).year


def _head(ctx: Context, sheet: Sheet) -> Facts:
    session = sheet.session
    return Facts(
        (
            ("Waktu", paper.moment(session, office.profile(ctx).zone)),
            ("Kelompok", sheet.name),
            ("Modul/Sesi", paper.module_line(session)),
            ("Tempat Pertemuan", (session.place if session else "") or paper.LONG_DOTS),
        ),
        label_width_mm=34,
    )


def _table(columns: tuple[Column, ...], rows: list[list[str]], request: ReportRequest) -> Table:
    if request.blank:
        empty = [[""] * len(columns) for _row in range(_EMPTY_ROWS)]
        return Table(columns, rows or empty, row_height_mm=SIGNING_ROW_MM)
    return Table(columns, rows)


def _numbers(ctx: Context) -> Callable[[str], str]:
    """Return how a number stands on a sheet that goes round: masked unless the book says not."""
    return str if teaching.habits(ctx).shows_numbers else mask


def _landscape_row(row: AttendanceRow, shown: Callable[[str], str], *, is_blank: bool) -> list[str]:
    return [
        row.code,
        row.name,
        shown(row.no_kk),
        shown(row.nik),
        _address(row),
        *(_count(row, component) for _title, _width, component in COMPONENTS),
        "" if is_blank else _remark(row),
        "",
    ]


def _portrait_row(row: AttendanceRow, shown: Callable[[str], str], *, is_blank: bool) -> list[str]:
    last = "" if is_blank else _remark(row)
    return [row.code, row.name, shown(row.no_kk), row.address, row.rt, row.rw, last]


def _address(row: AttendanceRow) -> str:
    area = bound(f"RT {row.rt or '-'}/{row.rw or '-'}") if row.rt or row.rw else ""
    return " ".join(part for part in (bound_address(row.address), area) if part)


def _count(row: AttendanceRow, component: Component) -> str:
    """Print a known number; none is a dash, not known stays blank."""
    if not row.counts:
        return ""
    number = row.counts.get(component, 0)
    return str(number) if number else "-"


def _remark(row: AttendanceRow) -> str:
    words = paper.STATUS_WORDS[row.status]
    return f"{words} ({row.note})" if row.note else words


def _foot(ctx: Context, sheet: Sheet, request: ReportRequest) -> list[Block]:
    keeper = office.signer(ctx)
    signed = Signer(("Mengetahui,", "Pendamping PKH"), keeper.name, keeper.id_line)
    held_on = sheet.session.held_on if sheet.session else None
    place_date = office.place_date(ctx, held_on) if held_on else f"{paper.DOTS}, {paper.DOTS}"
    block = Signatures(place_date=place_date, right=signed)
    if request.blank:
        return [block]
    return [Paragraph(paper.came_line(sheet.counts), size=9), block]
