"""The book of sales on paper: every sale of a month, and its sums by product, channel, pack."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Spacer,
    Table,
)
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.trade import model, service
from fieldkit.features.kube.trade.model import Product, SalesSum, Sold

KIND = "kube_sales"
TITLE = "BUKU PENJUALAN"
_MARGINS_MM = (15, 18, 15, 18)
_BLANK_ROWS = 11
_COLUMNS = (
    Column("No", 9, "center"),
    Column("Tanggal", 22),
    Column("No bukti", 24),
    Column("Produk"),
    Column("Saluran", 34),
    Column("Isi", 20, "center"),
    Column("Jumlah\nkemasan", 20, "right"),
    Column("Harga\nkemasan", 24, "right"),
    Column("Total", 28, "right"),
    Column("Pembeli", 36),
)
_SUMS = (
    Column("No", 9, "center"),
    Column("Produk"),
    Column("Saluran", 40),
    Column("Isi\nkemasan", 20, "center"),
    Column("Kemasan\nterjual", 22, "right"),
    Column("Satuan\nterjual", 22, "right"),
    Column("Penjualan", 30, "right"),
    Column("Biaya", 30, "right"),
    Column("Laba kotor", 30, "right"),
)
_PRICES = (
    Column("No", 9, "center"),
    Column("Produk"),
    Column("Saluran", 50),
    Column("Isi kemasan", 34, "center"),
    Column("Harga kemasan", 36, "right"),
)


_FEW_PRICES = 6


def _filled(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return a month of a group's sales; nothing where it sold nothing."""
    sold = service.sales_of_month(ctx, kube.id, month) if month else []
    return _page(ctx, kube, month, sold) if month and sold else None


def _page(ctx: Context, kube: Kube, month: Month, sold: Sequence[Sold]) -> list[Block]:
    sums = model.sums(sold)
    total = sum(one.amount for one in sold)
    rows = [_row(number, one) for number, one in enumerate(sold, start=1)]
    packs = sum(one.packs for one in sold)
    total_row: tuple[Cell, ...] = ("", "Jumlah", *[""] * 4, packs, "", total, "")
    return [
        *paper.headings(kube, TITLE, f"Bulan {format_month(month, 'id')}"),
        Table(_COLUMNS, rows, total=total_row),
        Heading("Penjualan menurut produk, saluran, dan kemasan"),
        Table(
            _SUMS, [_sum_row(number, one) for number, one in enumerate(sums, start=1)],
            total=_sum_total(sums),
        ),
        *_chart(sums),
        *_price_list(ctx, kube),
        Spacer(1),
        Paragraph(f"Penjualan bulan ini {format_rupiah(total)}. {_cost_words(sums)}"),
        paper.board(ctx, kube, min(month.last, ctx.today), is_told=True),
    ]  # fmt: skip


def _row(number: int, one: Sold) -> tuple[Cell, ...]:
    return (
        str(number), format_date(one.sold_on, "short", "id"), one.proof_no, name(one.product),
        service.CHANNEL_TITLES[one.channel], _pack(one.pack, one.product), one.packs,
        "" if one.price is None else one.price, one.amount, one.party or "",
    )  # fmt: skip


def name(product: Product | None) -> str:
    """Return what a product is called; one this book does not know has a dash."""
    return product.name if product else "–"


def _pack(pack: int, product: Product | None) -> str:
    unit = product.unit if product and product.unit else ""
    return f"{pack} {unit}".strip()


def _sum_row(number: int, one: SalesSum) -> tuple[Cell, ...]:
    return (
        str(number), name(one.product), service.CHANNEL_TITLES[one.channel],
        _pack(one.pack, one.product), one.packs, one.units, one.amount,
        "–" if one.cost is None else one.cost, "–" if one.margin is None else one.margin,
    )  # fmt: skip


def _sum_total(sums: Sequence[SalesSum]) -> tuple[Cell, ...]:
    is_known = all(one.cost is not None for one in sums)
    cost, total = sum(one.cost or 0 for one in sums), sum(one.amount for one in sums)
    ends: tuple[Cell, ...] = (cost, total - cost) if is_known else ("–", "–")
    return ("", "Jumlah", "", "", "", sum(one.units for one in sums), total, *ends)


def _cost_words(sums: Sequence[SalesSum]) -> str:
    if all(one.cost is not None for one in sums):
        cost = sum(one.cost or 0 for one in sums)
        return f"Biaya pembuatan {format_rupiah(cost)}, dihitung dari biaya satuan setiap produk."
    return "Biaya bertanda – belum diketahui: biaya satuan produknya belum dicatat."


def _chart(sums: Sequence[SalesSum]) -> list[Block]:
    by_product: dict[str, int] = {}
    for one in sums:
        by_product[name(one.product)] = by_product.get(name(one.product), 0) + one.amount
    if len(by_product) < 2:
        return []
    labels, values = zip(*sorted(by_product.items(), key=lambda x: -x[1]), strict=True)
    return [Chart("bar", labels, (("Rupiah", values),), "Penjualan menurut produk", 45)]


def _price_list(ctx: Context, kube: Kube) -> list[Block]:
    known = {product.id: product for product in service.products(ctx, kube.id)}
    listed = [p for p in service.prices(ctx, kube.id) if p.product_id in known]
    if not listed:
        return []
    if len(listed) <= _FEW_PRICES:
        words = "; ".join(
            f"{known[p.product_id].name} {service.CHANNEL_TITLES[p.channel]},"
            f" {_pack(p.pack or 1, known[p.product_id])}: {format_rupiah(p.price or 0)}"
            for p in listed
        )
        return [Paragraph(f"Daftar harga: {words}.")]
    ordered = sorted(listed, key=lambda p: (known[p.product_id].name, p.channel, p.pack or 0))
    rows: list[tuple[Cell, ...]] = [
        (
            str(number), known[p.product_id].name, service.CHANNEL_TITLES[p.channel],
            _pack(p.pack or 1, known[p.product_id]), p.price or "",
        )
        for number, p in enumerate(ordered, start=1)
    ]  # fmt: skip
    return [Heading("Daftar harga"), Table(_PRICES, rows)]


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    empty = ("",) * (len(_COLUMNS) - 1)
    rows = [(str(number), *empty) for number in range(1, _BLANK_ROWS + 1)]
    return [
        *paper.headings(kube, TITLE, f"Bulan {paper.DOTS}"),
        Table(_COLUMNS, rows, row_height_mm=paper.WRITING_MM - 1),
        paper.board(ctx, kube, None),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    month = request.month or service.latest_month(ctx)
    return paper.register(
        ctx, request, TITLE, KIND, nothing="Belum ada penjualan produk yang dicatat.",
        landscape=True, margins_mm=_MARGINS_MM,
        filled=lambda kube: _filled(ctx, kube, month),
        blank=lambda kube: _blank(ctx, kube),
    )  # fmt: skip


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    kubes = paper.kubes_asked(ctx, request)
    if month and any(service.sales_of_month(ctx, kube.id, month) for kube in kubes):
        return []
    return [_("No sale of a product is noted.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE sales"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
