"""The book of the solidarity pot on paper: what came in, whom it helped, and the group's rule."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
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
    Spacer,
    Table,
)
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Ledger, Pot
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.iks import service
from fieldkit.features.kube.iks.model import Cause, Given, Rule

KIND = "kube_iks"
TITLE = "BUKU IURAN KESETIAKAWANAN SOSIAL (IKS)"
_MONEY_MM, _DAY_MM = 26, 20
_MARGINS_MM = (15, 18, 15, 18)
_BLANK_ROWS = 16
CAUSES = {
    Cause.ILLNESS: "Sakit",
    Cause.BEREAVEMENT: "Duka",
    Cause.URGENT: "Keperluan mendesak",
}
_BOOK = (
    Column("No", 9, "center"),
    Column("Tanggal", _DAY_MM),
    Column("No bukti", 24),
    Column("Uraian / penerima"),
    Column("Masuk", _MONEY_MM, "right"),
    Column("Keluar", _MONEY_MM, "right"),
    Column("Saldo", _MONEY_MM, "right"),
)
_HELPED = (
    Column("No", 9, "center"),
    Column("Tanggal", _DAY_MM),
    Column("Penerima", 36),
    Column("Sebab", 21),
    Column("Alasan"),
    Column("Dasar", 28),
    Column("Jumlah", 22, "right"),
)
_MONTHS = (
    Column("No", 9, "center"),
    Column("Bulan"),
    Column("Saldo awal", 32, "right"),
    Column("Masuk", 32, "right"),
    Column("Keluar", 32, "right"),
    Column("Saldo akhir", 32, "right"),
)


def iks_book(ctx: Context, month: Month | None, kubes: Sequence[Kube]) -> Document:
    """Return the pot's year up to a month and whom it helped, for each group that has one."""
    pages = [_page(ctx, kube, month) for kube in kubes if month and _is_kept(ctx, kube, month)]
    if not pages and kubes:
        nothing = "Belum ada iuran atau bantuan IKS yang dicatat."
        pages = [[Heading(TITLE, 1, "center"), Paragraph(nothing)]]
    return paper.document(ctx, TITLE, KIND, pages, margins_mm=_MARGINS_MM)


def _is_kept(ctx: Context, kube: Kube, month: Month) -> bool:
    ledger = cashbook.ledger_of(ctx, kube.id, Pot.IKS, _first(month), month.last)
    return bool(ledger.rows or ledger.brought or _given(ctx, kube, month))


def _first(month: Month) -> date:
    return date(month.year, 1, 1)


def _given(ctx: Context, kube: Kube, month: Month) -> list[Given]:
    return service.given(ctx, kube.id, _first(month), month.last)


def _page(ctx: Context, kube: Kube, month: Month) -> list[Block]:
    ledger = cashbook.ledger_of(ctx, kube.id, Pot.IKS, _first(month), month.last)
    last = min(month.last, ctx.today)
    helped = _given(ctx, kube, month)
    period = (
        f"Januari – {format_month(month, 'id')}" if month.month > 1 else format_month(month, "id")
    )
    held = f"{format_rupiah(ledger.closing)} ({terbilang(ledger.closing)})"
    return [
        *paper.headings(kube, TITLE, period),
        Heading("Anggota yang dibantu"),
        Table(
            _HELPED,
            [_helped_row(number, one) for number, one in enumerate(helped, start=1)],
            total=_helped_total(helped) if helped else None,
            empty_text="Belum ada anggota yang dibantu tahun ini",
        ),
        *_rules(ctx, kube),
        Heading("Uang masuk dan keluar"),
        Table(
            _MONTHS,
            _month_rows(ledger, month),
            total=(
                "",
                "Jumlah",
                ledger.brought,
                ledger.total_in,
                ledger.total_out,
                ledger.closing,
            ),
        ),
        Paragraph("Rincian setiap catatan ada di Buku IKS bulanan (buku kas).", size=8),
        Spacer(1),
        Paragraph(f"Saldo IKS per {format_date(last, language='id')}: {held}.", bold=True),
        paper.board(ctx, kube, last, is_told=True),
    ]


def _helped_row(number: int, one: Given) -> tuple[Cell, ...]:
    name = one.member.name if one.member else "–"
    why = one.description.partition(": ")[2] or one.description
    day = format_date(one.given_on, "short", "id")
    return (str(number), day, name, CAUSES[one.cause], why, one.basis or "–", one.amount)


def _helped_total(helped: Sequence[Given]) -> tuple[Cell, ...]:
    return ("", "", "", "", "Jumlah", "", sum(one.amount for one in helped))


def _rules(ctx: Context, kube: Kube) -> list[Block]:
    said = [
        f"{CAUSES[cause]}: {rule_words(rule)}."
        for cause, rule in service.rules(ctx, kube.id).items()
        if not rule.is_blank
    ]
    return [Paragraph(f"Aturan kelompok. {' '.join(said)}", size=9)] if said else []


def rule_words(rule: Rule) -> str:
    """Return what a group agreed on for a cause, as the paper says it."""
    parts = []
    if rule.ceiling is not None:
        parts.append(f"paling banyak {format_rupiah(rule.ceiling)}")
    if rule.per_year is not None:
        parts.append(f"{rule.per_year} kali setahun untuk setiap anggota")
    if rule.after_months is not None:
        parts.append(f"sesudah {rule.after_months} bulan menjadi anggota")
    if rule.needs_decision:
        parts.append("dengan keputusan rapat")
    return ", ".join([*parts, *([rule.note] if rule.note else [])])


def _month_rows(ledger: Ledger, last: Month) -> list[tuple[Cell, ...]]:
    """Return what came and went in each month of the year; the corrections among it."""
    held = ledger.brought
    rows: list[tuple[Cell, ...]] = []
    for number in range(1, last.month + 1):
        mine = [row for row in ledger.rows if row.day.month == number]
        into = sum(row.money_in for row in mine)
        out = sum(row.money_out for row in mine)
        rows.append(
            (str(number), month_name(number, "id"), held, into or "", out or "", held + into - out)
        )
        held += into - out
    return rows


def blank_book(ctx: Context, kubes: Sequence[Kube]) -> Document:
    """Return the book with empty rows, for each group."""
    pages = [_blank(ctx, kube) for kube in kubes] or [_blank(ctx, Kube(name=paper.DOTS))]
    return paper.document(ctx, TITLE, KIND, pages, margins_mm=_MARGINS_MM)


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    rows = [(str(number), *[""] * 6) for number in range(1, _BLANK_ROWS + 1)]
    return [
        *paper.headings(kube, TITLE, f"Tahun {paper.DOTS}"),
        Table(
            _BOOK, [("", "", "", "Saldo awal", "", "", ""), *rows],
            total=("", "", "", "Jumlah", "", "", ""), row_height_mm=paper.WRITING_MM,
            bold_rows=frozenset({0}),
        ),
        paper.board(ctx, kube, None, is_told=True),
    ]  # fmt: skip


def _build(ctx: Context, request: ReportRequest) -> Document:
    kubes = paper.kubes_asked(ctx, request)
    if request.blank:
        return blank_book(ctx, kubes)
    return iks_book(ctx, request.month or cashbook.latest_month(ctx), kubes)


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or cashbook.latest_month(ctx)
    kubes = paper.kubes_asked(ctx, request)
    if month is not None and any(_is_kept(ctx, kube, month) for kube in kubes):
        return []
    return [_("No group has a solidarity pot with money or help in it.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE IKS book"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=cashbook.latest_month,
    ),
)
