"""Papers for families: the sheet with pictures, a slip with a word back, and the savings card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from fieldkit.core import paths
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Cards,
    Column,
    Document,
    Facts,
    Heading,
    NewForm,
    PageBreak,
    Paragraph,
    ReportRequest,
    Spacer,
    Table,
    Tally,
)
from fieldkit.features.homework import service
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.model import FamilyLine, MoneyMonth, Status
from fieldkit.features.office import service as office

COINS = (("Rp10.000", 10), ("Rp50.000", 5), ("Rp100.000", 5))
PICTURES: dict[str, str] = {
    "in_pkh": "Bantuan PKH",
    "in_wage": "Upah",
    "in_business": "Usaha",
    "in_other": "Uang lain",
    "out_food": "Makan",
    "out_education": "Sekolah",
    "out_health": "Berobat",
    "out_instalment": "Cicilan",
    "out_transport": "Ongkos, pulsa",
    "out_cigarettes": "Rokok",
    "out_other": "Lain-lain",
    "out_wants": "Keinginan",
    "saving_paid": "Menabung",
    "debt": "Sisa utang",
}
_IN = ("in_pkh", "in_wage", "in_business", "in_other")
_KEPT = ("saving_paid", "debt")
_OUT = tuple(name for name in PICTURES if name not in (*_IN, *_KEPT))
_ROW_MM = 13.5
_SLIP_MM = 52.0
_SLIPS_BLANK = 10
_LONGEST_WORD = 200
_CARD_COLUMNS = (
    Column("Bulan", 32),
    Column("Target (Rp)", 27, "right"),
    Column("Menabung (Rp)", 29, "right"),
    Column("Saldo (Rp)", 29, "right"),
    Column("Tempat menabung"),
    Column("Paraf", 20),
)
_CARD_MM = 6.2
_CARDS_A_PAGE = 2
_MARGINS = (12, 14, 12, 14)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose sheet it is; blank for one to copy."""

    name: str = ""
    group_name: str = ""
    uses_pictures: bool = False


# -- the sheet with pictures -----------------------------------------------------------------


def picture_sheets(ctx: Context, request: ReportRequest) -> Document:
    """Build the sheet with pictures: for a family, for a group's families that use it, or one."""
    month = request.month
    owners = [Owner()]
    if request.subject:
        line, _group, name = service.family_line(ctx, request.subject, month or Month.of(ctx.today))
        owners = [Owner(named(line), name)]
    elif request.group:
        asked = month or Month.of(ctx.today)
        name = service.group_progress(ctx, request.group, asked).group_name
        lines = service.group_lines(ctx, request.group, asked)
        owners = [Owner(named(line), name) for line in lines if line.uses_pictures] or [
            Owner("", name)
        ]
    blocks: list[Block] = []
    for owner in owners:
        blocks += [NewForm()] if blocks else []
        blocks += picture_sheet(month, owner)
    return _document(ctx, "CATATAN UANG BERGAMBAR", "homework_pictures", blocks)


def picture_sheet(month: Month | None, owner: Owner) -> list[Block]:
    """Return one sheet: colour a circle for every note that came in, went out or was kept."""
    facts = (
        ("Nama", owner.name),
        ("Kelompok", owner.group_name),
        ("Bulan", format_month(month, "id") if month else ""),
    )
    return [
        Heading("CATATAN UANG BERGAMBAR", 1, "center"),
        Facts(facts, columns=2),
        Paragraph("Warnai satu bulatan untuk setiap lembar uang.", italic=True, size=9),
        Heading("UANG MASUK", 3),
        _tally(_IN),
        Heading("UANG KELUAR", 3),
        _tally(_OUT),
        Heading("DISIMPAN DAN UTANG", 3),
        _tally(_KEPT),
    ]


def _tally(names: Sequence[str]) -> Tally:
    rows = tuple((picture(name), PICTURES[name]) for name in names)
    return Tally(COINS, rows, row_height_mm=_ROW_MM)


@cache
def picture(name: str) -> bytes:
    """Return the picture of a kind of money."""
    return (paths.resources() / "pictures" / f"{name}.png").read_bytes()


# -- slips -----------------------------------------------------------------------------------


def slips(ctx: Context, request: ReportRequest) -> Document:
    """Build a slip for every checked sheet of a month: what it came to, and a word back."""
    month = request.month or service.latest_month(ctx) or Month.of(ctx.today)
    keeper = office.profile(ctx).name
    items: list[tuple[str, tuple[str, ...]]] = []
    if request.blank:
        items = [_blank_slip(month, keeper)] * _SLIPS_BLANK
    else:
        for line, group_name in _judged(ctx, request, month):
            items.append((named(line), _words_back(line.money, group_name, keeper)))
    title = "SLIP TUGAS: CATATAN KEUANGAN KELUARGA"
    blocks: list[Block] = [Cards(tuple(items), per_row=2, height_mm=_SLIP_MM)]
    if not items:
        told = f"Belum ada lembar bulan {format_month(month, 'id')} yang diperiksa."
        blocks = [Heading(title, 1, "center"), Paragraph(told)]
    made = _document(ctx, title, "homework_slips", blocks)
    return replace(made, show_title=False)


def slips_missing(ctx: Context, request: ReportRequest) -> list[str]:
    """Say how many sheets wait to be checked and which need work without a word."""
    if request.blank:
        return []
    month = request.month or service.latest_month(ctx) or Month.of(ctx.today)
    waiting = sum(
        p.collected for p in service.progress(ctx, month) if request.group in (None, p.group_id)
    )
    if not waiting:
        return []
    return [
        ngettext(
            "{count} sheet waits to be checked.", "{count} sheets wait to be checked.", waiting
        ).format(count=waiting)
    ]


def _judged(ctx: Context, request: ReportRequest, month: Month) -> list[tuple[FamilyLine, str]]:
    if request.subject:
        line, _group, name = service.family_line(ctx, request.subject, month)
        return [(line, name)] if line.status in _JUDGED else []
    groups = [p for p in service.progress(ctx, month) if request.group in (None, p.group_id)]
    return [
        (line, group.group_name)
        for group in groups
        for line in service.group_lines(ctx, group.group_id, month)
        if line.status in _JUDGED
    ]


_JUDGED = (Status.CHECKED, Status.NEEDS_WORK)


def _words_back(money: MoneyMonth, group_name: str, keeper: str) -> tuple[str, ...]:
    """Return a slip's lines: only what was recorded, then the checker's own words."""
    bare = group_name.removeprefix("Kelompok ")
    found = [
        " · ".join(
            part
            for part in (
                f"Catatan keuangan {format_month(money.month, 'id')}",
                f"Kelompok {bare}" if bare else "",
            )
            if part
        )
    ]
    day = f" {format_date(money.checked_on, 'medium', 'id')}" if money.checked_on else ""
    found.append("Perlu diperbaiki" if money.status is Status.NEEDS_WORK else f"Diperiksa{day}")
    sums = (("Masuk", money.money_in), ("keluar", money.money_out), ("sisa", money.remainder))
    told = [f"{name} {format_rupiah(amount)}" for name, amount in sums if amount is not None]
    found += [" · ".join(told)] if told else []
    found += _saved(money)
    note = " ".join(money.checker_note.split())
    if note:
        found.append(f"Catatan: {note[:_LONGEST_WORD]}")
    return (*found, keeper) if keeper else tuple(found)


def _saved(money: MoneyMonth) -> list[str]:
    if money.saving_paid is None and money.saving_balance is None:
        return []
    told = []
    if money.saving_paid is not None:
        target = money.saving_target
        of = f" dari target {format_rupiah(target)}" if target is not None else ""
        told.append(f"Menabung {format_rupiah(money.saving_paid)}{of}")
    if money.saving_balance is not None:
        told.append(f"saldo {format_rupiah(money.saving_balance)}")
    return [" · ".join(told)]


def _blank_slip(month: Month, keeper: str) -> tuple[str, tuple[str, ...]]:
    dots = "…" * 26
    lines = (
        f"Catatan keuangan {format_month(month, 'id')}",
        f"Menabung Rp{'…' * 10} · saldo Rp{'…' * 10}",
        f"Catatan: {dots}",
        dots,
        dots,
    )
    return f"Nama: {'…' * 20}", (*lines, keeper) if keeper else lines


# -- the savings card ------------------------------------------------------------------------


def savings_cards(ctx: Context, request: ReportRequest) -> Document:
    """Build the savings card of a year: for a family, a group's families, or everybody."""
    month = request.month or service.latest_month(ctx) or Month.of(ctx.today)
    blocks: list[Block] = []
    for number, (line, group_id, group_name) in enumerate(_owners(ctx, request, month)):
        if number and number % _CARDS_A_PAGE == 0:
            blocks.append(PageBreak())
        elif number:
            blocks.append(Spacer(8))
        blocks += _card(ctx, line, group_id, group_name, month.year, is_blank=request.blank)
    if not blocks:
        blocks = [Heading("KARTU TABUNGAN", 1, "center"), Paragraph("Belum ada keluarga.")]
    return _document(ctx, f"KARTU TABUNGAN {month.year}", "savings_card", blocks)


def _owners(
    ctx: Context, request: ReportRequest, month: Month
) -> list[tuple[FamilyLine, str, str]]:
    if request.subject:
        return [service.family_line(ctx, request.subject, month)]
    return [
        (line, group.group_id, group.group_name)
        for group in service.progress(ctx, month)
        if request.group in (None, group.group_id)
        for line in service.group_lines(ctx, group.group_id, month)
    ]


def _card(
    ctx: Context, line: FamilyLine, group_id: str, group_name: str, year: int, *, is_blank: bool
) -> list[Block]:
    known = {} if is_blank else {m.month: m for m in service.months_of(ctx, line.id)}
    rows = []
    for number in range(1, 13):
        money = known.get(Month(year, number))
        amounts = (
            (money.saving_target, money.saving_paid, money.saving_balance)
            if money
            else (None, None, None)
        )
        place = money.saving_place if money else ""
        shown = ("" if amount is None else amount for amount in amounts)
        rows.append((month_name(number, "id"), *shown, place, ""))
    facts = [("Nama", named(line)), ("Kelompok", group_name.removeprefix("Kelompok "))]
    circle = circles.open_circle(ctx, group_id) if group_id and not is_blank else None
    if circle is not None:
        balance = circles.balance_of(ctx, circle.id, line.id)
        facts.append((circle.name, format_rupiah(balance)))
    return [
        Heading(f"KARTU TABUNGAN {year}", 1, "center"),
        Facts(tuple(facts), columns=2),
        Table(_CARD_COLUMNS, rows, row_height_mm=_CARD_MM),
        Paragraph("Dicatat dari keterangan keluarga; uangnya disimpan keluarga sendiri.", size=8),
    ]


# -- shared ----------------------------------------------------------------------------------


def named(line: FamilyLine) -> str:
    """Return a family's name behind its row code."""
    return f"{line.row_code} – {line.name}" if line.row_code else line.name


def _document(ctx: Context, title: str, kind: str, blocks: Sequence[Block]) -> Document:
    frame = office.document_frame(ctx)
    return Document(
        title,
        kind,
        tuple(blocks),
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        margins_mm=_MARGINS,
    )
