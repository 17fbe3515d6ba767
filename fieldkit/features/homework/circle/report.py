"""Buku tabungan kelompok: what each family brought month by month, and what it has."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, month_name
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Cell,
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
)
from fieldkit.features.homework.circle import service
from fieldkit.features.homework.circle.model import Circle
from fieldkit.features.office import service as office

TITLE = "BUKU TABUNGAN KELOMPOK"
_MONTHS = 6
_MARGINS = (12, 14, 14, 14)


def circle_sheet(ctx: Context, request: ReportRequest) -> Document:
    """Build one page for each group that has a circle."""
    last = request.month or latest_month(ctx) or Month.of(ctx.today)
    months = [last.plus(number - _MONTHS + 1) for number in range(_MONTHS)]
    blocks: list[Block] = []
    for circle, group_name in service.open_circles(ctx):
        if request.group in (None, circle.group_id):
            blocks += [NewForm()] if blocks else []
            blocks += _page(ctx, circle, group_name, months, is_blank=request.blank)
    if not blocks:
        blocks = [Heading(TITLE, 1, "center"), Paragraph("Belum ada tabungan kelompok.")]
    frame = office.document_frame(ctx)
    return Document(
        title="Buku Tabungan Kelompok",
        kind="circle",
        blocks=tuple(blocks),
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        footer=CONFIDENTIAL,
        margins_mm=_MARGINS,
    )


def latest_month(ctx: Context) -> Month | None:
    """Return the last month in which any circle has an entry."""
    return service.latest_month(ctx)


def _page(
    ctx: Context, circle: Circle, group_name: str, months: Sequence[Month], *, is_blank: bool
) -> list[Block]:
    lines = service.sheet(ctx, circle.id, months[0], months[-1])
    columns = (
        Column("No", 9, "center"),
        Column("Nama KPM"),
        *(Column(month_name(m.month, "id")[:3], 18, "right", group="Setoran (Rp)") for m in months),
        Column("Saldo (Rp)", 24, "right"),
        *([Column("Paraf", 18)] if is_blank else []),
    )
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(lines, start=1):
        changes = [line.changes.get(str(month), "") for month in months]
        if is_blank:
            rows.append((str(number), line.named, *[""] * len(months), line.balance, ""))
        else:
            rows.append((str(number), line.named, *changes, line.balance))
    sums: list[Cell] = [sum(line.changes.get(str(month), 0) for line in lines) for month in months]
    total = ["", "JUMLAH", *sums, sum(line.balance for line in lines)]
    facts = [
        ("Nama tabungan", circle.name),
        ("Pemegang uang", circle.keeper or "…" * 20),
        ("Tempat", circle.place or "…" * 20),
        ("Setoran biasa", format_rupiah(circle.amount) if circle.amount else "tidak ditentukan"),
    ]
    if circle.started_on:
        facts.append(("Dimulai", format_date(circle.started_on, "long", "id")))
    return [
        Heading(f"{TITLE} {group_name.removeprefix('Kelompok ').upper()}", 1, "center"),
        Facts(tuple(facts), columns=2),
        Table(columns, rows, total=None if is_blank else total, font_size=8),
        Paragraph(
            "Uang disimpan oleh pemegang yang dipilih kelompok. Pendamping hanya membantu"
            " mencatat dan tidak memegang uang.",
            size=8,
        ),
        Signatures(
            place_date=office.place_date(ctx, min(ctx.today, months[-1].last)),
            left=Signer(("Pemegang uang,",), name=circle.keeper),
            right=office.signer(ctx),
        ),
    ]
