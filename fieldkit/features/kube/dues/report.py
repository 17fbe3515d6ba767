"""The book of dues on paper: members by the meetings of a month, and the year by months."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    ReportKind,
    ReportRequest,
    Spacer,
    Table,
)
from fieldkit.features.kube.dues import service
from fieldkit.features.kube.dues.model import DuesGrid, DuesRow
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube

KIND = "dues_grid"
TITLE = "BUKU IURAN"
_MONEY_MM = 22
_MEETING_MM = 17
_BLANK_MEETINGS, _BLANK_MEMBERS = 5, 10
_BLANK_MM = 7.5
_ROWS_ON_ONE_PAGE = 6
_MARGINS_MM = (15, 18, 15, 18)


def dues_book(ctx: Context, month: Month | None, kubes: Sequence[Kube]) -> Document:
    """Return a month of dues and the year up to it, for each group."""
    pages = [
        _page(ctx, kube, month)
        for kube in kubes
        if month is not None and _year(ctx, kube, month).meetings
    ]
    if not pages and kubes:
        pages = [[Heading(TITLE, 1, "center"), Paragraph("Belum ada iuran yang dicatat.")]]
    return paper.document(ctx, _title(kubes), KIND, pages, landscape=True, margins_mm=_MARGINS_MM)


def blank_dues_book(ctx: Context, kubes: Sequence[Kube]) -> Document:
    """Return the month's sheet with names and empty meetings, for each group."""
    pages = [_blank(ctx, kube) for kube in kubes] or [_blank(ctx, Kube(name="………………"))]
    return paper.document(ctx, _title(kubes), KIND, pages, landscape=True, margins_mm=_MARGINS_MM)


def _title(kubes: Sequence[Kube]) -> str:
    return f"{TITLE} KUBE {kubes[0].name.upper()}" if len(kubes) == 1 else f"{TITLE} KUBE"


def _page(ctx: Context, kube: Kube, month: Month) -> list[Block]:
    shown = service.dues_grid(ctx, kube.id, first=month.first, last=month.last)
    year = _year(ctx, kube, month)
    breaks: list[Block] = [PageBreak()] if len(shown.rows) > _ROWS_ON_ONE_PAGE else []
    return [
        *paper.headings(kube, TITLE, f"Bulan {format_month(month, 'id')}", _usual(kube)),
        _month_table(shown, month),
        *breaks,
        Heading(f"Rekapitulasi tahun {month.year} sampai {month_name(month.month, 'id')}"),
        _year_table(year),
        Spacer(1),
        Paragraph(
            f"Iuran terkumpul tahun {month.year}: {format_rupiah(year.paid_total)}."
            f" Tunggakan: {format_rupiah(year.arrears_total)}."
            f" Dibayar di muka: {format_rupiah(year.ahead_total)}.{_waived(year)}"
        ),
        paper.board(ctx, kube, min(month.last, ctx.today)),
    ]


def _year(ctx: Context, kube: Kube, month: Month) -> DuesGrid:
    return service.dues_grid(ctx, kube.id, first=date(month.year, 1, 1), last=month.last)


def _waived(grid: DuesGrid) -> str:
    total = grid.waived_total
    return f" Dihapuskan dengan keputusan: {format_rupiah(total)}." if total else ""


def _usual(kube: Kube) -> str:
    if kube.dues_amount is None:
        return ""
    return f"Iuran {format_rupiah(kube.dues_amount)} setiap anggota setiap rapat"


def _month_table(grid: DuesGrid, month: Month) -> Table:
    columns = (
        Column("No", 9, "center"),
        Column("Nama"),
        Column("Tunggakan\nbulan lalu", _MONEY_MM, "right"),
        *(_meeting_column(m.held_on) for m in grid.meetings),
        Column("Jumlah\ndibayar", _MONEY_MM, "right"),
        Column("Seharusnya", _MONEY_MM, "right"),
        Column("Tunggakan", _MONEY_MM, "right"),
        *([Column("Dihapuskan", _MONEY_MM, "right")] if grid.waived_total else []),
        Column("Dibayar\ndi muka", _MONEY_MM, "right"),
    )
    rows = [_month_row(number, row, grid) for number, row in enumerate(grid.rows, start=1)]
    total: tuple[Cell, ...] = (
        "",
        "Jumlah",
        sum(max(row.brought, 0) for row in grid.rows),
        *(grid.collected(m.id) for m in grid.meetings),
        grid.paid_total,
        grid.due_total,
        grid.arrears_total,
        *([grid.waived_total] if grid.waived_total else []),
        grid.ahead_total,
    )
    empty = f"Tidak ada iuran pada {format_month(month, 'id')}"
    return Table(columns, rows, total=total if rows else None, empty_text=empty)


def _meeting_column(day: date) -> Column:
    return Column(format_date(day, "short", "id")[:5], _MEETING_MM, "right", "Rapat tanggal")


def _month_row(number: int, row: DuesRow, grid: DuesGrid) -> tuple[Cell, ...]:
    paid: list[Cell] = []
    for meeting in grid.meetings:
        amount = row.paid.get(meeting.id)
        paid.append("–" if amount is None else amount)
    return (
        str(number),
        _name(row),
        max(row.brought, 0) or "",
        *paid,
        row.paid_total,
        row.due,
        max(row.arrears, 0) or "",
        *([row.waived or ""] if grid.waived_total else []),
        max(-row.arrears, 0) or "",
    )


def _name(row: DuesRow) -> str:
    left = row.member.left_on
    return f"{row.member.name} (keluar {paper.day(left)})" if left else row.member.name


def _year_table(grid: DuesGrid) -> Table:
    months = sorted({meeting.held_on.month for meeting in grid.meetings})
    columns = (
        Column("No", 9, "center"),
        Column("Nama"),
        *(Column(month_name(n, "id")[:3], 17, "right", "Dibayar pada rapat bulan") for n in months),
        Column("Lain", 15, "right"),
        Column("Jumlah", 20, "right"),
    )
    rows = [_year_row(number, row, grid, months) for number, row in enumerate(grid.rows, start=1)]
    total: tuple[Cell, ...] = (
        "",
        "Jumlah",
        *(sum(_paid_in(row, grid, n) or 0 for row in grid.rows) for n in months),
        sum(row.other for row in grid.rows),
        grid.paid_total,
    )
    return Table(columns, rows, total=total if rows else None, font_size=7.5)


def _year_row(number: int, row: DuesRow, grid: DuesGrid, months: Sequence[int]) -> tuple[Cell, ...]:
    paid: list[Cell] = []
    for wanted in months:
        amount = _paid_in(row, grid, wanted)
        paid.append("–" if amount is None else amount)
    return (str(number), _name(row), *paid, row.other or "", row.paid_total)


def _paid_in(row: DuesRow, grid: DuesGrid, month: int) -> int | None:
    """Return what was paid at a month's meetings, None where no dues were noted there."""
    noted = [
        amount
        for meeting in grid.meetings
        if meeting.held_on.month == month and (amount := row.paid.get(meeting.id)) is not None
    ]
    return sum(noted) if noted else None


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    members = [m.name for m in group.members(ctx, kube.id)] if kube.id else []
    names = members + [""] * (_BLANK_MEMBERS - len(members))
    columns = (
        Column("No", 9, "center"),
        Column("Nama"),
        *(
            Column(f"tgl {'.' * 8}", 30, "right", "Rapat tanggal")
            for _number in range(_BLANK_MEETINGS)
        ),
        Column("Jumlah", 26, "right"),
    )
    width = len(columns) - 2
    rows = [(str(n), name, *[""] * width) for n, name in enumerate(names, start=1)]
    return [
        *paper.headings(kube, TITLE, f"Bulan {paper.DOTS}", _usual(kube)),
        Table(columns, rows, total=("", "Jumlah", *[""] * width), row_height_mm=_BLANK_MM),
        paper.board(ctx, kube, None),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    kubes = paper.kubes_asked(ctx, request)
    if request.blank:
        return blank_dues_book(ctx, kubes)
    return dues_book(ctx, request.month or service.latest_month(ctx), kubes)


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    found = []
    for kube in paper.kubes_asked(ctx, request):
        shown = month and service.dues_grid(ctx, kube.id, first=month.first, last=month.last)
        unnoted = [m for m in shown.meetings if m.due is None] if shown else []
        if not shown or not shown.meetings:
            found.append(_("{kube}: no meeting recorded.").format(kube=kube.name))
        for meeting in unnoted:
            day = format_date(meeting.held_on, "medium")
            found.append(_("{kube}, {date}: no dues noted.").format(kube=kube.name, date=day))
    return found


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE book of dues"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
