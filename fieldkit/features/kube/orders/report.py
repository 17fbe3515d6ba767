"""Orders on paper: a month of PMT and catering, and the sheet that goes along with one."""

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
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position
from fieldkit.features.kube.orders import service
from fieldkit.features.kube.orders.model import OrderKind, OrderState, State

KIND = "kube_orders"
TITLE = "LAPORAN PMT DAN KATERING"
SHEET = "TANDA TERIMA PESANAN"
_MARGINS_MM = (15, 18, 15, 18)
_MONEY_MM = 27
_STATES = {
    State.PLANNED: "direncanakan", State.DELIVERED: "diantar", State.PAID: "lunas",
    State.CANCELLED: "batal",
}  # fmt: skip
_ORDERS = (
    Column("No", 9, "center"),
    Column("Tanggal", 22),
    Column("Pemesan dan tempat"),
    Column("Menu", 56),
    Column("Pesan", 16, "right", "Kotak"),
    Column("Diantar", 17, "right", "Kotak"),
    Column("Anggaran", _MONEY_MM, "right"),
    Column("Dibayar", _MONEY_MM, "right"),
    Column("Belanja", _MONEY_MM, "right"),
    Column("Keadaan", 23),
)
_POSTS = (
    Column("No", 9, "center"),
    Column("Tempat"),
    Column("Sasaran", 30),
    Column("Dipesan", 24, "right"),
    Column("Diantar", 24, "right"),
    Column("Diterima oleh", 42),
)
_TASKS = (
    Column("No", 9, "center"),
    Column("Tugas"),
    Column("Anggota", 55),
    Column("Selesai", 20, "center"),
)


def _filled(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return a month of a group's orders; nothing where it had none."""
    found = service.orders_of_month(ctx, kube.id, month) if month else []
    return _page(ctx, kube, month, found) if month and found else None


def _page(ctx: Context, kube: Kube, month: Month, found: Sequence[OrderState]) -> list[Block]:
    counted = [one for one in found if one.state is not State.CANCELLED]
    spent, paid = sum(o.spent for o in counted), sum(o.paid for o in counted)
    return [
        *paper.headings(kube, TITLE, f"Bulan {format_month(month, 'id')}"),
        Table(
            _ORDERS,
            [_row(number, one) for number, one in enumerate(found, start=1)],
            total=(
                "", "Jumlah", "", "", sum(o.boxes for o in counted),
                sum(o.delivered or 0 for o in counted), sum(o.worth or 0 for o in counted),
                paid, spent, "",
            ),
        ),
        Heading("Kotak menurut sasaran"),
        _targets(counted),
        Spacer(1),
        Paragraph(
            f"Dibayar {format_rupiah(paid)}, belanja {format_rupiah(spent)}, sisa"
            f" {format_rupiah(paid - spent)}. Belum dibayar:"
            f" {format_rupiah(sum(o.owed for o in counted))}."
        ),
        paper.board(ctx, kube, min(month.last, ctx.today), is_told=True),
    ]  # fmt: skip


def _row(number: int, one: OrderState) -> tuple[Cell, ...]:
    order = one.order
    posts = "\n".join(f"{post.name}: {post.boxes}" for post in one.posts)
    return (
        str(number), format_date(order.deliver_on, "short", "id") if order.deliver_on else "",
        f"{order.customer}\n{posts}", (order.menu or "").replace("\n", ", "), one.boxes,
        "" if one.delivered is None else one.delivered, "" if one.worth is None else one.worth,
        one.paid or "", one.spent or "", _STATES[one.state],
    )  # fmt: skip


def _targets(found: Sequence[OrderState]) -> Table:
    columns = (
        Column("Sasaran", 60), Column("Dipesan", 30, "right"), Column("Diantar", 30, "right"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for target, title in service.TARGET_TITLES.items():
        posts = [post for one in found for post in one.posts if post.target is target]
        if posts:
            came = sum(post.delivered or 0 for post in posts)
            rows.append((title, sum(post.boxes or 0 for post in posts), came))
    boxes = sum(one.boxes for one in found)
    total = ("Jumlah", boxes, sum(one.delivered or 0 for one in found))
    return Table(columns, rows, total=total)


# -- the sheet of one order ------------------------------------------------------------------


def order_sheet(ctx: Context, order_id: str) -> Document:
    """Return one order: what goes where, who does what, to be signed by whoever receives it."""
    one = service.order(ctx, order_id)
    kube = group.kube(ctx, one.order.kube_id)
    people = {member.id: member.name for member in group.everyone(ctx, kube.id)}
    total = ("", "Jumlah", "", one.boxes, "" if one.delivered is None else one.delivered, "")
    blocks = [
        *paper.headings(kube, SHEET, _kind(one)),
        Facts(_facts(one), label_width_mm=42),
        Table(_POSTS, _post_rows(one), total=total, row_height_mm=paper.WRITING_MM),
        Heading("Pembagian tugas"),
        Table(_TASKS, [
            (str(number), task.what or "", people.get(task.member_id or "", ""),
             "✓" if task.is_done else "")
            for number, task in enumerate(one.tasks, start=1)
        ], empty_text="Belum dibagi"),
        _receivers(ctx, kube, one),
    ]  # fmt: skip
    return paper.document(ctx, SHEET, KIND, [blocks], margins_mm=_MARGINS_MM)


def _kind(one: OrderState) -> str:
    if one.order.kind is OrderKind.PMT:
        return "Pemberian Makanan Tambahan (PMT)"
    return "Katering"


def _facts(one: OrderState) -> tuple[tuple[str, str], ...]:
    order = one.order
    day = format_date(order.deliver_on, language="id") if order.deliver_on else ""
    hours = [f"{moment:%H.%M}" for moment in (order.starts, order.ends) if moment]
    money = f"{format_rupiah(one.worth)} ({terbilang(one.worth)})" if one.worth else ""
    return (
        ("Pemesan", order.customer),
        ("Hari dan tanggal", day),
        ("Pukul", "–".join(hours)),
        ("Tempat", order.place or ""),
        ("Menu", (order.menu or "").replace("\n", ", ")),
        ("Menu dari", order.menu_from or "–"),
        ("Anggaran", money),
    )  # fmt: skip


def _post_rows(one: OrderState) -> list[tuple[Cell, ...]]:
    return [
        (
            str(number), post.name or "", service.TARGET_TITLES[post.target], post.boxes or "",
            "" if post.delivered is None else post.delivered, "",
        )
        for number, post in enumerate(one.posts, start=1)
    ]  # fmt: skip


def _receivers(ctx: Context, kube: Kube, one: OrderState) -> Signatures:
    day = one.order.delivered_on or one.order.deliver_on
    return Signatures(
        place_date=paper.place_date(ctx, kube, day),
        left=Signer(("Yang menerima",), one.order.received_by or ""),
        right=paper.holder_signer(ctx, kube, Position.CHAIR, day or ctx.today),
    )


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    labels = ("Pemesan", "Hari dan tanggal", "Pukul", "Tempat", "Menu", "Anggaran")
    return [
        *paper.headings(kube, SHEET),
        Facts(tuple((label, "") for label in labels), label_width_mm=42),
        Table(_POSTS, [(str(n), *[""] * 5) for n in range(1, 7)], row_height_mm=paper.WRITING_MM),
        Heading("Pembagian tugas"),
        Table(_TASKS, [(str(n), *[""] * 3) for n in range(1, 7)], row_height_mm=paper.WRITING_MM),
        Signatures(
            place_date=paper.place_date(ctx, kube, None), left=Signer(("Yang menerima",)),
            right=paper.holder_signer(ctx, kube, Position.CHAIR, ctx.today),
        ),
    ]  # fmt: skip


def _build(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return order_sheet(ctx, request.subject)
    month = request.month or service.latest_month(ctx)
    return paper.register(
        ctx, request, SHEET if request.blank else TITLE, KIND, landscape=not request.blank,
        nothing="Belum ada pesanan PMT atau katering yang dicatat.", margins_mm=_MARGINS_MM,
        filled=lambda kube: _filled(ctx, kube, month),
        blank=lambda kube: _blank(ctx, kube),
    )  # fmt: skip


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    kubes = paper.kubes_asked(ctx, request)
    if month and any(service.orders_of_month(ctx, kube.id, month) for kube in kubes):
        return []
    return [_("No order is noted.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE orders (PMT, catering)"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
