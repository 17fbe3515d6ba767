"""The cash book on paper: one part for each pot, with what was carried over and the closing."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah, terbilang
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Spacer,
    Table,
)
from fieldkit.features.kube.cashbook import service
from fieldkit.features.kube.cashbook.model import Ledger, LedgerRow, Pot
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position

KIND = "cash_book"
TITLES = {Pot.KAS: "BUKU KAS", Pot.IKS: "BUKU IURAN KESETIAKAWANAN SOSIAL (IKS)"}
EMPTY = "Belum ada catatan kas."
NAMES = {Pot.KAS: "kas", Pot.IKS: "IKS"}
_COLUMNS = (
    Column("No", 9, "center"),
    Column("Tanggal", 20, "center"),
    Column("No bukti", 24),
    Column("Uraian"),
    Column("Masuk (Rp)", 23, "right"),
    Column("Keluar (Rp)", 23, "right"),
    Column("Saldo (Rp)", 24, "right"),
)
_BLANK_ROWS = 32
_MARGINS_MM = (20, 15, 18, 20)


def cash_book(
    ctx: Context, month: Month | None, kubes: Sequence[Kube], pots: Sequence[Pot] = tuple(Pot)
) -> Document:
    """Return a month of the books of these groups, every pot in use on a page of its own."""
    pages = [
        _page(ctx, kube, pot, month)
        for kube in kubes
        for pot in pots
        if month is not None and _is_used(ctx, kube, pot, month)
    ]
    if not pages and kubes:
        pages = [[Heading(TITLES[Pot.KAS], 1, "center"), Paragraph(EMPTY)]]
    return paper.document(ctx, _title(kubes), KIND, pages, margins_mm=_MARGINS_MM)


def blank_cash_book(ctx: Context, kubes: Sequence[Kube]) -> Document:
    """Return the book with empty rows, for each group."""
    pages = [_blank(ctx, kube) for kube in kubes] or [_blank(ctx, Kube(name="………………"))]
    return paper.document(ctx, _title(kubes), KIND, pages, margins_mm=_MARGINS_MM)


def _title(kubes: Sequence[Kube]) -> str:
    return f"BUKU KAS KUBE {kubes[0].name.upper()}" if len(kubes) == 1 else "BUKU KAS KUBE"


def _is_used(ctx: Context, kube: Kube, pot: Pot, month: Month) -> bool:
    ledger = service.ledger_of(ctx, kube.id, pot, month.first, month.last)
    return bool(ledger.rows or ledger.brought)


def _page(ctx: Context, kube: Kube, pot: Pot, month: Month) -> list[Block]:
    ledger = service.ledger_of(ctx, kube.id, pot, month.first, month.last)
    last = min(month.last, ctx.today)
    closing = format_rupiah(ledger.closing)
    return [
        *paper.headings(kube, TITLES[pot], f"Bulan {format_month(month, 'id')}"),
        Table(
            _COLUMNS,
            [_brought_row(ledger, month), *map(_row, ledger.rows)],
            total=("", "", "", "Jumlah", ledger.total_in, ledger.total_out, ledger.closing),
            bold_rows=frozenset({0}),
        ),
        Spacer(2),
        Paragraph(
            f"Saldo {NAMES[pot]} per {format_date(last, language='id')}: {closing}"
            f" ({terbilang(ledger.closing)}).",
            bold=True,
        ),
        _signatures(ctx, kube, last),
    ]


def _brought_row(ledger: Ledger, month: Month) -> tuple[Cell, ...]:
    former = format_month(month.previous(), "id")
    return ("", "", "", f"Saldo bulan lalu ({former})", "", "", ledger.brought)


def _row(row: LedgerRow) -> tuple[Cell, ...]:
    return (
        str(row.no),
        format_date(row.booked_on, "short", "id"),
        row.proof_no,
        said(row),
        row.money_in or "",
        row.money_out or "",
        row.balance,
    )


def said(row: LedgerRow) -> str:
    """Return the words of a line: a correction says so and why, a debt says how it could be."""
    if row.is_correction:
        return f"Koreksi: {row.description}" + (f" ({row.reason})" if row.reason else "")
    return f"{row.description} (catatan: {row.reason})" if row.reason else row.description


def _signatures(ctx: Context, kube: Kube, day: date | None) -> Signatures:
    known = day or ctx.today
    return Signatures(
        place_date=paper.place_date(ctx, kube, day),
        left=paper.holder_signer(ctx, kube, Position.CHAIR, known),
        right=paper.holder_signer(ctx, kube, Position.TREASURER, known),
        centre=paper.companion(ctx),
    )


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    rows = [(str(number), *[""] * 6) for number in range(1, _BLANK_ROWS + 1)]
    return [
        *paper.headings(kube, TITLES[Pot.KAS], f"Bulan {paper.DOTS}"),
        Table(
            _COLUMNS,
            [("", "", "", "Saldo bulan lalu", "", "", ""), *rows],
            total=("", "", "", "Jumlah", "", "", ""),
            row_height_mm=paper.WRITING_MM,
            bold_rows=frozenset({0}),
        ),
        _signatures(ctx, kube, None),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    kubes = paper.kubes_asked(ctx, request)
    if request.blank:
        return blank_cash_book(ctx, kubes)
    pots = (Pot(request.subject),) if request.subject else tuple(Pot)
    return cash_book(ctx, request.month or service.latest_month(ctx), kubes, pots)


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    found = []
    for kube in paper.kubes_asked(ctx, request):
        members = group.members(ctx, kube.id)
        if month is None or not _has_rows(ctx, kube, month):
            found.append(_("{kube}: nothing in the cash book this month.").format(kube=kube.name))
        elif group.holder(members, Position.TREASURER) is None:
            found.append(_("{kube}: nobody is noted as treasurer.").format(kube=kube.name))
    return found


def _has_rows(ctx: Context, kube: Kube, month: Month) -> bool:
    return any(service.ledger_of(ctx, kube.id, p, month.first, month.last).rows for p in Pot)


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE cash book"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
