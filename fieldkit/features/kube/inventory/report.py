"""The inventory on paper: what the group owns, with origin and condition."""

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Paragraph,
    ReportKind,
    ReportRequest,
    Spacer,
    Table,
)
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position
from fieldkit.features.kube.inventory import model, service
from fieldkit.features.kube.inventory.model import Asset

KIND = "kube_inventory"
TITLE = "BUKU INVENTARIS"
_NOTHING = "Belum ada barang yang dicatat."
_BLANK_ROWS = 12
_COLUMNS = (
    Column("No", 8, "center"),
    Column("Tanggal", 21),
    Column("Kode", 20),
    Column("Nama barang"),
    Column("Merk/tipe", 28),
    Column("Jumlah", 15, "right"),
    Column("Satuan", 17),
    Column("Tahun", 13, "center"),
    Column("Asal", 38),
    Column("Harga satuan", 25, "right"),
    Column("Kondisi", 22),
    Column("Keterangan", 36),
)


def _page(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    last = min((month or Month.of(ctx.today)).last, ctx.today)
    found = service.assets(ctx, kube.id, last)
    if not found:
        return None
    people = {member.id: member.name for member in group.everyone(ctx, kube.id)}
    rows = [_row(number, one, people) for number, one in enumerate(found, start=1)]
    return [
        *paper.headings(kube, TITLE, f"Keadaan per {format_date(last, language='id')}"),
        Table(_COLUMNS, rows, font_size=8),
        Spacer(1),
        Paragraph(_sum_words(found)),
        paper.board(ctx, kube, last, is_told=True, second=Position.SECRETARY),
    ]


def _row(number: int, one: Asset, people: dict[str, str]) -> tuple[Cell, ...]:
    origin = service.ORIGIN_TITLES[one.origin]
    note = [one.note or "", f"Disimpan {people[one.keeper_id]}" if one.keeper_id in people else ""]
    gone = f" {paper.day(one.gone_on)}" if one.condition.is_gone and one.gone_on else ""
    return (
        str(number), paper.day(one.got_on), one.code or "", one.name, one.brand or "",
        one.quantity or "", one.unit or "", str(one.year or ""),
        f"{origin}: {one.source}" if one.source else origin,
        "" if one.price is None else one.price, service.CONDITION_TITLES[one.condition] + gone,
        "; ".join(part for part in note if part),
    )  # fmt: skip


def _sum_words(found: list[Asset]) -> str:
    kept = [one for one in found if not one.condition.is_gone]
    good = sum(one.condition is model.Condition.GOOD for one in kept)
    return (
        f"{len(kept)} jenis barang masih dimiliki, {good} di antaranya dalam kondisi baik."
        f" Nilai menurut harga yang dicatat: {format_rupiah(model.worth(kept))}."
    )


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    return [
        *paper.headings(kube, TITLE),
        Table(_COLUMNS, paper.empty_rows(_BLANK_ROWS, _COLUMNS), row_height_mm=7.5, font_size=8),
        paper.board(ctx, kube, None, second=Position.SECRETARY),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    return paper.register(
        ctx, request, TITLE, KIND, nothing=_NOTHING, landscape=True,
        margins_mm=(15, 14, 15, 14),
        filled=lambda kube: _page(ctx, kube, request.month),
        blank=lambda kube: _blank(ctx, kube),
    )  # fmt: skip


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    kubes = paper.kubes_asked(ctx, request)
    if any(service.assets(ctx, kube.id) for kube in kubes):
        return []
    return [_("Nothing stands in the inventory.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE inventory"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
