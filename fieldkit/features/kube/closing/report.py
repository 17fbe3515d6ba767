"""The cash book on paper: a page for each pot and month, with its code in the foot."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah, terbilang
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    FootNote,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Spacer,
    Table,
)
from fieldkit.features.kube.cashbook import report as receipts
from fieldkit.features.kube.cashbook import service
from fieldkit.features.kube.cashbook.model import Ledger, LedgerRow, Pot
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.closing.model import PageMark
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position

KIND = "cash_book"
TITLES = {
    Pot.KAS: "BUKU KAS",
    Pot.IKS: "BUKU IURAN KESETIAKAWANAN SOSIAL (IKS)",
    Pot.LOANS: "BUKU KAS SIMPAN PINJAM",
    Pot.BANK: "BUKU BANK",
}
EMPTY = "Belum ada catatan kas."
NAMES = {
    Pot.KAS: "kas",
    Pot.IKS: "IKS",
    Pot.LOANS: "simpan pinjam",
    Pot.BANK: "rekening bank",
}
_COLUMNS = (
    Column("No", 9, "center"),
    Column("Tanggal", 20, "center"),
    Column("No bukti", 24),
    Column("Uraian"),
    Column("Masuk (Rp)", 23, "right"),
    Column("Keluar (Rp)", 23, "right"),
    Column("Saldo (Rp)", 24, "right"),
)
_BLANK_ROWS = 18
_MARGINS_MM = (20, 15, 18, 20)


def cash_book(
    ctx: Context, month: Month | None, kubes: Sequence[Kube], pots: Sequence[Pot] = tuple(Pot)
) -> Document:
    """Return a month of the books of these groups, every pot in use on a page of its own."""
    pages = [page for kube in kubes if month for page in _pages(ctx, kube, month, pots)]
    if not pages and kubes:
        pages = [[Heading(TITLES[Pot.KAS], 1, "center"), Paragraph(EMPTY)]]
    return paper.document(ctx, _title(kubes), KIND, pages, margins_mm=_MARGINS_MM)


def blank_cash_book(ctx: Context, kubes: Sequence[Kube]) -> Document:
    """Return the book with empty rows, for each group."""
    pages = [_blank(ctx, kube) for kube in kubes] or [_blank(ctx, Kube(name="………………"))]
    return paper.document(ctx, _title(kubes), KIND, pages, margins_mm=_MARGINS_MM)


def _title(kubes: Sequence[Kube]) -> str:
    return f"BUKU KAS KUBE {kubes[0].name.upper()}" if len(kubes) == 1 else "BUKU KAS KUBE"


def _pages(ctx: Context, kube: Kube, month: Month, pots: Sequence[Pot]) -> list[list[Block]]:
    ledgers = [service.ledger_of(ctx, kube.id, pot, month.first, month.last) for pot in pots]
    used = [ledger for ledger in ledgers if ledger.rows or ledger.brought]
    marks = closing.marks(ctx, kube.id, month) if used else {}
    return [_page(ctx, kube, month, ledger, marks[ledger.pot]) for ledger in used]


def _page(ctx: Context, kube: Kube, month: Month, ledger: Ledger, mark: PageMark) -> list[Block]:
    pot = ledger.pot
    last = min(month.last, ctx.today)
    held = format_rupiah(ledger.closing)
    return [
        FootNote(foot(mark)),
        *paper.headings(kube, TITLES[pot], f"Bulan {format_month(month, 'id')}", *_bank(kube, pot)),
        Table(
            _COLUMNS,
            [_brought_row(ledger, month), *map(_row, ledger.rows)],
            total=("", "", "", "Jumlah", ledger.total_in, ledger.total_out, ledger.closing),
            bold_rows=frozenset({0}),
        ),
        Spacer(2),
        Paragraph(
            f"Saldo {NAMES[pot]} per {format_date(last, language='id')}: {held}"
            f" ({terbilang(ledger.closing)}).",
            bold=True,
        ),
        paper.board(ctx, kube, last, is_told=True),
    ]


def foot(mark: PageMark) -> str:
    """Return what the foot of a page says: its code, the one before, whether it is closed."""
    parts = [f"Sidik halaman {mark.code}"]
    if mark.before:
        parts.append(f"halaman sebelumnya {mark.before_code}")
    if mark.closed_on is None:
        parts.append("belum ditutup")
    else:
        parts.append(f"ditutup {format_date(mark.closed_on, language='id')}")
    if mark.differs:
        parts.append("ISI BERUBAH SEJAK DITUTUP")
    return " · ".join(parts)


def _bank(kube: Kube, pot: Pot) -> list[str]:
    if pot is not Pot.BANK:
        return []
    account = f"No. rekening {kube.bank_account}" if kube.bank_account else ""
    holder = f"atas nama {kube.bank_holder}" if kube.bank_holder else ""
    return [" · ".join(part for part in (kube.bank_name, account, holder) if part)]


def _brought_row(ledger: Ledger, month: Month) -> tuple[Cell, ...]:
    former = format_month(month.previous(), "id")
    return ("", "", "", f"Saldo bulan lalu ({former})", "", "", ledger.brought)


def _row(row: LedgerRow) -> tuple[Cell, ...]:
    return (
        str(row.no),
        format_date(row.day, "short", "id"),
        row.proof_no,
        receipts.said(row),
        row.money_in or "",
        row.money_out or "",
        row.balance,
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
        paper.board(ctx, kube, None, is_told=True),
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
