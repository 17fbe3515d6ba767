"""The list of shares on paper, to be signed by each member who gets one."""

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah, terbilang
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    NewForm,
    ReportKind,
    ReportRequest,
    Table,
)
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.sharing import service
from fieldkit.features.kube.sharing.model import Shared

KIND = "kube_sharing"
TITLE = "DAFTAR PEMBAGIAN HASIL USAHA"
_MARGINS_MM = (15, 18, 15, 18)
_BLANK_ROWS = 12
_COLUMNS = (
    Column("No", 9, "center"),
    Column("Nama"),
    Column("Jabatan", 32),
    Column("Bagian", 34, "right"),
    Column("Tanda tangan", 45),
)


def _filled(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return what a group shared in a month, each sharing on a page of its own."""
    blocks: list[Block] = []
    for one in service.sharings(ctx, kube.id):
        if month and _is_of(one, month):
            blocks += [NewForm()] if blocks else []
            blocks += _page(ctx, kube, one)
    return blocks or None


def _is_of(one: Shared, month: Month) -> bool:
    day = one.sharing.shared_on
    return bool(one.paid) and day is not None and day in month


def sharing_list(ctx: Context, sharing_id: str) -> Document:
    """Return one sharing."""
    one = service.sharing(ctx, sharing_id)
    kube = group.kube(ctx, one.sharing.kube_id)
    return paper.document(ctx, TITLE, KIND, [_page(ctx, kube, one)], margins_mm=_MARGINS_MM)


def _page(ctx: Context, kube: Kube, one: Shared) -> list[Block]:
    known = one.sharing
    people = [m for m in group.everyone(ctx, kube.id) if m.id in one.paid]
    rows: list[tuple[Cell, ...]] = [
        (
            str(number), member.name, group.POSITION_TITLES[member.position], one.paid[member.id],
            f"{number}. {'.' * 22}",
        )
        for number, member in enumerate(people, start=1)
    ]  # fmt: skip
    return [
        *paper.headings(kube, TITLE),
        Facts(_facts(one), label_width_mm=52),
        Table(
            _COLUMNS, rows, total=("", "Jumlah dibagikan", "", one.total, ""),
            row_height_mm=paper.WRITING_MM, empty_text="Pembagian ini dibatalkan",
        ),
        paper.board(ctx, kube, known.shared_on, is_told=True),
    ]  # fmt: skip


def _facts(one: Shared) -> tuple[tuple[str, str], ...]:
    known = one.sharing
    days = [format_date(d, language="id") for d in (known.first_day, known.last_day) if d]
    share = f"{(known.kas_permille or 0) / 10:g} %".replace(".", ",")
    return (
        ("Masa usaha", " sampai ".join(days)),
        ("Laba masa itu", format_rupiah(known.profit or 0)),
        ("Yang dibagi", format_rupiah(known.amount or 0)),
        ("Tetap di kas", f"{format_rupiah(one.kept)} (disepakati {share})"),
        ("Dibagikan", f"{format_rupiah(one.total)} ({terbilang(one.total)})"),
        ("Cara membagi", service.RULE_TITLES[known.rule]),
        ("Dasar", known.basis or "–"),
        ("No bukti", one.proof_no or "–"),
    )


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    people = group.members(ctx, kube.id) if kube.id else []
    rows: list[tuple[Cell, ...]] = [
        (str(n), m.name, group.POSITION_TITLES[m.position], "", "")
        for n, m in enumerate(people, start=1)
    ]
    if not rows:
        rows = [(str(n), *[""] * 4) for n in range(1, _BLANK_ROWS + 1)]
    labels = ("Masa usaha", "Laba masa itu", "Yang dibagi", "Tetap di kas", "Cara membagi", "Dasar")
    return [
        *paper.headings(kube, TITLE),
        Facts(tuple((label, "") for label in labels), label_width_mm=52),
        Table(_COLUMNS, rows, row_height_mm=paper.WRITING_MM),
        paper.board(ctx, kube, None, is_told=True),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return sharing_list(ctx, request.subject)
    month = request.month or service.latest_month(ctx)
    return paper.register(
        ctx, request, TITLE, KIND, nothing="Belum ada hasil usaha yang dibagikan.",
        margins_mm=_MARGINS_MM,
        filled=lambda kube: _filled(ctx, kube, month),
        blank=lambda kube: _blank(ctx, kube),
    )  # fmt: skip


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    if month is None or not any(
        _is_of(one, month)
        for kube in paper.kubes_asked(ctx, request)
        for one in service.sharings(ctx, kube.id)
    ):
        return [_("Nothing was shared out.")]
    return []


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE profit sharing"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
