"""A budget (RAB) on paper: lines by heading with subtotals, the sum in words, what to look at."""

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah, terbilang
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Paragraph,
    ReportKind,
    ReportRequest,
    Spacer,
    Table,
)
from fieldkit.features.kube.budgets import service
from fieldkit.features.kube.budgets.model import BudgetLine, BudgetPage, Source, Spending
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube

KIND = "kube_budget"
TITLE = "RENCANA ANGGARAN BIAYA (RAB)"
_NOTHING = "Belum ada RAB yang dicatat."
_BLANK_ROWS = 10
_COLUMNS = (
    Column("No", 10, "center"),
    Column("Uraian / jenis barang"),
    Column("Spesifikasi", 50),
    Column("Volume", 18, "right"),
    Column("Satuan", 20),
    Column("Harga satuan (Rp)", 30, "right"),
    Column("Jumlah (Rp)", 32, "right"),
    Column("Sumber dana", 26),
    Column("Ket", 30),
)


_SPENT_COLUMNS = (
    Column("No", 9, "center"),
    Column("Uraian / jenis barang"),
    Column("Spesifikasi", 36),
    Column("Volume", 16, "right"),
    Column("Satuan", 18),
    Column("Harga satuan (Rp)", 25, "right"),
    Column("Jumlah (Rp)", 27, "right"),
    Column("Terpakai (Rp)", 27, "right"),
    Column("Sisa (Rp)", 27, "right"),
    Column("Sumber dana", 22),
    Column("Ket", 20),
)


def budget_paper(ctx: Context, budget_id: str) -> Document:
    """Return one budget."""
    page = service.budget(ctx, budget_id)
    kube = group.kube(ctx, page.budget.kube_id)
    blocks = _page(ctx, kube, page)
    return paper.document(ctx, TITLE, KIND, [blocks], landscape=True, margins_mm=(15, 16, 15, 16))


def _latest(ctx: Context, kube: Kube) -> list[Block] | None:
    found = service.budgets(ctx, kube.id)
    return _page(ctx, kube, found[-1]) if found else None


def _page(ctx: Context, kube: Kube, page: BudgetPage) -> list[Block]:
    known = service.spending(ctx, page)
    rows, bold = _rows(known)
    sums = _spent(known, known.total, known.left)
    total: tuple[Cell, ...] = (
        "", "Jumlah seluruhnya", "", "", "", "", page.total, *sums, "", "",
    )  # fmt: skip
    budget = page.budget
    facts = [("Kegiatan", budget.title), ("Program", budget.programme or "–")]
    if budget.ceiling is not None:
        facts.append(("Plafon bantuan", format_rupiah(budget.ceiling)))
    sources = ", ".join(
        f"{title} {format_rupiah(page.of_source(source))}"
        for source, title in service.SOURCE_TITLES.items()
        if page.of_source(source)
    )
    return [
        *paper.headings(kube, TITLE),
        Facts(tuple(facts), label_width_mm=40),
        Table(
            _SPENT_COLUMNS if known.total else _COLUMNS, rows, total=total,
            bold_rows=frozenset(bold),
        ),
        Spacer(1),
        Paragraph(f"Terbilang: {terbilang(page.total)}.", italic=True),
        Paragraph(f"Menurut sumber dana: {sources or '–'}."),
        *_progress(known),
        *_remarks(page),
        paper.board(ctx, kube, budget.made_on, is_told=True),
    ]  # fmt: skip


def _spent(known: Spending, spent: int, left: int | None) -> tuple[Cell, ...]:
    """Return the cells of what was spent; a budget nobody spent on yet has none."""
    return (spent or "", "" if left is None else left) if known.total else ()


def _progress(known: Spending) -> list[Block]:
    """Say in words what is left of the plan, or by how much it was exceeded and where."""
    if not known.total:
        return []
    text = (
        f"Terpakai menurut buku kas {format_rupiah(known.total)} dari rencana"
        f" {format_rupiah(known.page.total)}"
    )
    if known.left >= 0:
        text = f"{text}; sisa {format_rupiah(known.left)} ({terbilang(known.left)})."
    else:
        text = f"{text}; melebihi rencana {format_rupiah(-known.left)} ({terbilang(-known.left)})."
    over = [
        f"{line.item} lebih {format_rupiah(-left)}"
        for line in known.page.lines
        if (left := known.left_of(line)) is not None and left < 0
    ]
    if known.loose:
        text = f"{text} Tanpa menyebut baris: {format_rupiah(known.loose)}."
    if over:
        text = f"{text} Baris yang melebihi rencana: {', '.join(over)}."
    return [Paragraph(text)]


def _rows(known: Spending) -> tuple[list[tuple[Cell, ...]], list[int]]:
    """Return the lines under their headings with subtotals, and which rows stand out."""
    page = known.page
    rest = [""] * (9 if known.total else 7)
    rows: list[tuple[Cell, ...]] = []
    bold: list[int] = []
    number = 0
    for section in page.sections:
        lines = [line for line in page.lines if (line.section or "") == section]
        if section:
            bold.append(len(rows))
            rows.append(("", section, *rest))
        for line in lines:
            number += 1
            rows.append(_row(number, line, known))
        if len(page.sections) > 1:
            bold.append(len(rows))
            subtotal = sum(line.amount or 0 for line in lines)
            spent = sum(known.of(line) for line in lines)
            sums = _spent(known, spent, subtotal - spent)
            title = f"Subtotal {section}".strip()
            rows.append(("", title, "", "", "", "", subtotal, *sums, "", ""))
    return rows, bold


def _row(number: int, line: BudgetLine, known: Spending) -> tuple[Cell, ...]:
    volume = "" if line.volume is None else f"{line.volume:g}".replace(".", ",")
    return (
        str(number), line.item or "", line.specification or "", volume, line.unit or "",
        "" if line.price is None else line.price, "" if line.amount is None else line.amount,
        *_spent(known, known.of(line), known.left_of(line)),
        service.SOURCE_TITLES[line.source], line.note or "",
    )  # fmt: skip


def _remarks(page: BudgetPage) -> list[Block]:
    ceiling = page.budget.ceiling
    aid = page.of_source(Source.AID)
    found = [
        f"Baris {number}: jumlah tertulis {format_rupiah(line.stated)}, volume × harga"
        f" {format_rupiah(line.amount)}."
        for number, line in enumerate(page.lines, start=1)
        if line.stated is not None and line.amount is not None and line.stated != line.amount
    ]
    found += [
        f"Baris {number}: volume atau harga belum diisi."
        for number, line in enumerate(page.lines, start=1)
        if line.amount is None
    ]
    if ceiling is not None and aid > ceiling:
        found.append(
            f"Dana bantuan {format_rupiah(aid)} melebihi plafon {format_rupiah(ceiling)}"
            f" sebesar {format_rupiah(aid - ceiling)}."
        )
    return [Paragraph(f"Perlu diperiksa: {' '.join(found)}")] if found else []


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    rows = paper.empty_rows(_BLANK_ROWS, _COLUMNS)
    return [
        *paper.headings(kube, TITLE),
        Facts((("Kegiatan", ""), ("Program", ""), ("Plafon bantuan", "")), label_width_mm=40),
        Table(_COLUMNS, rows, row_height_mm=7, total=("", "Jumlah", *[""] * 7)),
        Paragraph("Terbilang:"),
        paper.board(ctx, kube, None, is_told=True),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return budget_paper(ctx, request.subject)
    return paper.register(
        ctx, request, TITLE, KIND, nothing=_NOTHING, landscape=True,
        margins_mm=(15, 16, 15, 16),
        filled=lambda kube: _latest(ctx, kube),
        blank=lambda kube: _blank(ctx, kube),
    )  # fmt: skip


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    latest = [
        (kube, pages[-1])
        for kube in paper.kubes_asked(ctx, request)
        if (pages := service.budgets(ctx, kube.id))
    ]
    if not latest:
        return [_("No budget is noted.")]
    return [
        f"{kube.name}: {sentences.problem_sentence(problem)}"
        for kube, page in latest
        for problem in service.findings(ctx, page)
    ]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE budget (RAB)"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
