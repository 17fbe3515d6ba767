"""The book of savings and loans on paper, and the card of one loan."""

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
    Facts,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Spacer,
    Table,
)
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Pot
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position
from fieldkit.features.kube.loans import model, service
from fieldkit.features.kube.loans.model import Every, Loan, LoanState, Saver

KIND = "kube_loans"
TITLE, CARD = "BUKU SIMPAN PINJAM", "KARTU PINJAMAN ANGGOTA"
_MONEY_MM, _DAY_MM = 25, 22
_MARGINS_MM = (15, 18, 15, 18)
_BLANK_PAYMENTS = 12
_EVERY = {Every.WEEK: "setiap minggu", Every.MONTH: "setiap bulan"}
_LOANS = (
    Column("No", 9, "center"),
    Column("Nama"),
    Column("Tgl pinjam", _DAY_MM),
    Column("Pokok", _MONEY_MM, "right"),
    Column("Angsuran\nke", 17, "center"),
    Column("Pokok", _MONEY_MM, "right", "Sudah dibayar"),
    Column("Jasa", 22, "right", "Sudah dibayar"),
    Column("Sisa pokok", _MONEY_MM, "right"),
    Column("Tunggakan", _MONEY_MM, "right"),
    Column("Angsuran\nberikutnya", 25),
)
_SAVINGS = (
    Column("No", 9, "center"),
    Column("Nama"),
    Column("Simpanan\nawal bulan", 32, "right"),
    Column("Masuk", 32, "right"),
    Column("Diambil", 32, "right"),
    Column("Simpanan\nakhir bulan", 32, "right"),
)
_PAYMENTS = (
    Column("No", 9, "center"),
    Column("Tanggal", _DAY_MM),
    Column("No bukti", 24),
    Column("Uraian"),
    Column("Pokok", _MONEY_MM, "right"),
    Column("Jasa", 22, "right"),
    Column("Sisa pokok", _MONEY_MM, "right"),
)


def _filled(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return what a group lent and saved by the end of a month; nothing where it does neither."""
    return _page(ctx, kube, month) if month and _is_kept(ctx, kube, month) else None


def _is_kept(ctx: Context, kube: Kube, month: Month) -> bool:
    return bool(service.loans(ctx, kube.id, month.last)) or _is_saved(ctx, kube, month)


def _is_saved(ctx: Context, kube: Kube, month: Month) -> bool:
    return any(s.held or s.put_in or s.taken_out for s in service.savings(ctx, kube.id, month))


def _page(ctx: Context, kube: Kube, month: Month) -> list[Block]:
    last = min(month.last, ctx.today)
    shown = [one for one in service.loans(ctx, kube.id, month.last) if _is_of_year(one, month)]
    owed = sum(one.left for one in shown)
    held = cashbook.balances(ctx, kube.id, month.last)[Pot.LOANS]
    blocks = [
        *paper.headings(kube, TITLE, f"Bulan {format_month(month, 'id')}"),
        Heading("Pinjaman anggota"),
        Table(
            _LOANS,
            [_loan_row(number, one) for number, one in enumerate(shown, start=1)],
            total=_loan_totals(shown) if shown else None,
            empty_text="Tidak ada pinjaman",
        ),
    ]
    if _is_saved(ctx, kube, month):
        savers = service.savings(ctx, kube.id, month)
        blocks += [
            Heading("Simpanan anggota"),
            Table(
                _SAVINGS,
                [_saver_row(number, one) for number, one in enumerate(savers, start=1)],
                total=_saver_totals(savers),
            ),
        ]
    return [
        *blocks,
        Spacer(1),
        Paragraph(
            f"Per {format_date(last, language='id')}: pinjaman yang belum kembali"
            f" {format_rupiah(owed)}, kas simpan pinjam {format_rupiah(held)}."
        ),
        paper.board(ctx, kube, last, is_told=True),
    ]


def _is_of_year(one: LoanState, month: Month) -> bool:
    """Whether a loan is still owed or something was paid on it in the year."""
    if one.is_taken_back:
        return False
    return not one.is_finished or bool(one.paid.last_on and one.paid.last_on.year == month.year)


def _loan_row(number: int, one: LoanState) -> tuple[Cell, ...]:
    following = one.following
    return (
        str(number),
        one.name,
        _day(one.loan.lent_on),
        one.paid.lent,
        f"{one.number_paid} / {one.loan.instalments}",
        one.paid.principal,
        one.paid.service,
        one.left if not one.is_finished else _ending(one),
        (one.arrears + one.service_arrears) or "",
        _day(following.due_on) if following else "",
    )


def _ending(one: LoanState) -> Cell:
    return "dihapuskan" if one.paid.lost else "lunas"


def _loan_totals(shown: Sequence[LoanState]) -> tuple[Cell, ...]:
    return (
        "", "Jumlah", "", sum(one.paid.lent for one in shown), "",
        sum(one.paid.principal for one in shown), sum(one.paid.service for one in shown),
        sum(one.left for one in shown), sum(one.arrears + one.service_arrears for one in shown),
        "",
    )  # fmt: skip


def _saver_row(number: int, one: Saver) -> tuple[Cell, ...]:
    moved = (one.put_in or "", one.taken_out or "")
    return (str(number), one.member.name, one.brought, *moved, one.held)


def _saver_totals(savers: Sequence[Saver]) -> tuple[Cell, ...]:
    return (
        "", "Jumlah", sum(s.brought for s in savers), sum(s.put_in for s in savers),
        sum(s.taken_out for s in savers), sum(s.held for s in savers),
    )  # fmt: skip


def _day(day: date | None) -> str:
    return format_date(day, "short", "id") if day else ""


# -- the card of one loan --------------------------------------------------------------------


def loan_card(ctx: Context, loan_id: str) -> Document:
    """Return one loan as it was agreed, with every payment and what is left."""
    one = service.state(ctx, loan_id)
    kube = group.kube(ctx, one.loan.kube_id)
    blocks = [
        *paper.headings(kube, CARD),
        Facts(_agreed(one.loan, one.name), label_width_mm=42),
        Heading("Angsuran yang disepakati"),
        _schedule(one.loan),
        Heading("Pembayaran"),
        Table(_PAYMENTS, _payment_rows(ctx, loan_id), empty_text="Belum ada pembayaran"),
        Spacer(1),
        Paragraph(_left_words(one), bold=True),
        _card_signatures(ctx, kube, one.name, ctx.today),
    ]
    return paper.document(ctx, CARD, KIND, [blocks], margins_mm=_MARGINS_MM)


def _agreed(loan: Loan, name: str) -> tuple[tuple[str, str], ...]:
    service_each = "tanpa jasa"
    if loan.service_each:
        service_each = f"{format_rupiah(loan.service_each)} setiap angsuran"
    amount = f"{format_rupiah(loan.principal)} ({terbilang(loan.principal)})"
    return (
        ("Nama peminjam", name),
        ("Tanggal pinjaman", format_date(loan.lent_on, language="id") if loan.lent_on else ""),
        ("Pokok pinjaman", amount),
        ("Jasa", service_each),
        ("Angsuran", f"{loan.instalments} kali, {_EVERY[loan.every]}"),
        ("Keperluan", loan.purpose or "–"),
        ("Dasar", loan.basis or "–"),
    )


def _schedule(loan: Loan) -> Table:
    columns = (
        Column("Ke", 12, "center"), Column("Jatuh tempo"), Column("Pokok", 34, "right"),
        Column("Jasa", 30, "right"), Column("Jumlah", 34, "right"),
    )  # fmt: skip
    planned = model.schedule(loan)
    rows: list[tuple[Cell, ...]] = [
        (str(i.number), format_date(i.due_on, language="id"), i.principal, i.service, i.total)
        for i in planned
    ]
    total = (
        "", "Jumlah", sum(i.principal for i in planned), sum(i.service for i in planned),
        sum(i.total for i in planned),
    )  # fmt: skip
    return Table(columns, rows, total=total)


def _payment_rows(ctx: Context, loan_id: str) -> list[tuple[Cell, ...]]:
    left = 0
    rows: list[tuple[Cell, ...]] = []
    for number, entry in enumerate(service.history(ctx, loan_id), start=1):
        principal = _moved(entry, loan_id, Account.LOAN)
        left += principal
        rows.append((
            str(number), _day(entry.booked_on), entry.proof_no or "–",
            _entry_words(entry), -principal if principal < 0 else f"({_plus(principal)})",
            -_moved(entry, loan_id, Account.SERVICE) or "", left,
        ))  # fmt: skip
    return rows


def _plus(amount: int) -> str:
    return f"+{format_rupiah(amount).removeprefix('Rp')}" if amount else "–"


def _moved(entry: CashEntry, loan_id: str, account: Account) -> int:
    return sum(x.amount for x in entry.lines if x.ref == loan_id and x.account == account)


def _entry_words(entry: CashEntry) -> str:
    return f"Koreksi: {entry.description}" if entry.reverses else entry.description


def _left_words(one: LoanState) -> str:
    if one.is_taken_back:
        return "Pinjaman ini dibatalkan."
    if one.is_finished:
        return "Pinjaman ini dihapuskan sisanya." if one.paid.lost else "Pinjaman ini LUNAS."
    left = f"Sisa pokok: {format_rupiah(one.left)} ({terbilang(one.left)})."
    owed = one.arrears + one.service_arrears
    return f"{left} Tunggakan: {format_rupiah(owed)}." if owed else left


def _card_signatures(ctx: Context, kube: Kube, name: str, day: date | None) -> Signatures:
    known = day or ctx.today
    return Signatures(
        place_date=paper.place_date(ctx, kube, day),
        left=Signer(("Peminjam",), name),
        right=paper.holder_signer(ctx, kube, Position.TREASURER, known),
        centre=paper.holder_signer(ctx, kube, Position.CHAIR, known),
    )


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    labels = [label for label, _value in _agreed(Loan(kube_id="", member_id=""), "")]
    rows = [(str(number), *[""] * 6) for number in range(1, _BLANK_PAYMENTS + 1)]
    return [
        *paper.headings(kube, CARD),
        Facts(tuple((label, "") for label in labels), label_width_mm=42),
        Table(_PAYMENTS, rows, row_height_mm=paper.WRITING_MM),
        _card_signatures(ctx, kube, "", None),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return loan_card(ctx, request.subject)
    month = request.month or service.latest_month(ctx)
    return paper.register(
        ctx, request, CARD if request.blank else TITLE, KIND, landscape=not request.blank,
        nothing="Belum ada simpanan atau pinjaman yang dicatat.", margins_mm=_MARGINS_MM,
        filled=lambda kube: _filled(ctx, kube, month),
        blank=lambda kube: _blank(ctx, kube),
    )  # fmt: skip


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    kubes = paper.kubes_asked(ctx, request)
    if month is not None and any(_is_kept(ctx, kube, month) for kube in kubes):
        return []
    return [_("No savings and no loans are noted.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE savings and loans"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
