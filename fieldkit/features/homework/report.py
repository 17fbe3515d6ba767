"""The papers of homework: the sheet a family fills in, and a group's progress of the month."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    NewForm,
    PageBreak,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Spacer,
    Table,
)
from fieldkit.core.shares import percent
from fieldkit.features.homework import handouts, model, service
from fieldkit.features.homework.circle import report as circle_sheet
from fieldkit.features.homework.handouts import Owner, named
from fieldkit.features.homework.model import FamilyLine, MoneyMonth, Progress, Status
from fieldkit.features.office import service as office

STATUSES: dict[Status | None, str] = {
    None: "Belum diberi",
    Status.ASSIGNED: "Diberi",
    Status.COLLECTED: "Dikumpulkan",
    Status.CHECKED: "Diperiksa",
    Status.NEEDS_WORK: "Perlu perbaikan",
}
LABELS: dict[str, str] = {
    "in_pkh": "Bantuan PKH",
    "in_wage": "Gaji / upah",
    "in_business": "Hasil usaha",
    "in_other": "Pemasukan lain",
    "out_food": "Pangan",
    "out_education": "Pendidikan",
    "out_health": "Kesehatan",
    "out_instalment": "Cicilan / bayar utang",
    "out_transport": "Transport dan pulsa",
    "out_cigarettes": "Rokok",
    "out_other": "Pengeluaran lain",
    "out_wants": "Di antaranya keinginan",
    "debt": "Sisa utang",
    "saving_target": "Target tabungan bulan ini",
    "saving_paid": "Menabung bulan ini",
    "saving_balance": "Saldo tabungan",
}
_DAILY_ROWS = 27
_DAILY_MM = 7.6
_RECAP_MM = 7.6
_KEPT = "\u00a0"


def sheet(ctx: Context, month: Month | None = None, group: str | None = None) -> Document:
    """Return the empty sheet; with a group there is one for each of its families."""
    if group is None:
        return _sheets(ctx, month, [Owner()])
    asked = month or Month.of(ctx.today)
    name = service.group_progress(ctx, group, asked).group_name
    lines = service.group_lines(ctx, group, asked)
    families = [Owner(named(line), name, line.uses_pictures) for line in lines]
    return _sheets(ctx, month, families or [Owner("", name)])


def family_sheet(ctx: Context, family_id: str, month: Month) -> Document:
    """Return the empty sheet of one family."""
    line, _group, name = service.family_line(ctx, family_id, month)
    return _sheets(ctx, month, [Owner(named(line), name, line.uses_pictures)])


def filled_sheet(ctx: Context, family_id: str, month: Month) -> Document:
    """Return what a family's month came to, with the checker's note, to sign."""
    line, _group, name = service.family_line(ctx, family_id, month)
    money = line.money
    facts = (
        ("Nama KPM", named(line)),
        ("Kelompok", name),
        ("Bulan", format_month(month, "id")),
        ("Status tugas", STATUSES[money.status]),
    )
    blocks: list[Block] = [
        Facts(facts, columns=2),
        Spacer(),
        *_recap(money),
        Heading("Catatan pemeriksa", 2),
        Paragraph(money.checker_note or "–"),
        _sheet_signatures(ctx, line.name),
    ]
    return office.confidential(ctx, "CATATAN KEUANGAN KELUARGA", "homework_family", blocks)


def progress_report(
    ctx: Context, month: Month, group: str | None = None, *, blank: bool = False
) -> Document:
    """Return how far a group (or every group) is with the homework of a month."""
    asked = [p for p in service.progress(ctx, month) if group is None or p.group_id == group]
    if group is not None and not asked:
        asked = [service.group_progress(ctx, group, month)]
    blocks: list[Block] = []
    if len(asked) > 1 and not blank:
        blocks += [_summary(asked), PageBreak()]
    for number, progress in enumerate(asked):
        lines = service.group_lines(ctx, progress.group_id, month)
        if len(asked) > 1:
            blocks.append(Heading(f"Kelompok {progress.group_name or 'belum ditentukan'}", 2))
        blocks += _group_blocks(progress, lines, blank=blank)
        if number + 1 < len(asked):
            blocks.append(PageBreak() if blank else Spacer(6))
    blocks.append(_signatures(ctx, month))
    title = f"PEMANTAUAN TUGAS: CATATAN KEUANGAN KELUARGA\nBulan {format_month(month, 'id')}"
    if group is not None:
        title += f"\nKelompok {asked[0].group_name}" if asked[0].group_name else ""
    return office.confidential(ctx, title, "homework", blocks, landscape=True)


_DAILY_COLUMNS = (
    Column("Tanggal", 20),
    Column("Uraian"),
    Column("Masuk (Rp)", 30, "right"),
    Column("Keluar (Rp)", 30, "right"),
    Column("Sisa (Rp)", 30, "right"),
)
_RECAP_COLUMNS = (
    Column("Pemasukan", 44),
    Column("Rp", 40, "right"),
    Column("Pengeluaran", 48),
    Column("Rp", 40, "right"),
)
_SAVING_COLUMNS = (Column("Tabungan dan utang"), Column("Rp", 60, "right"))
_PROGRESS_COLUMNS = (
    Column("No", 9, "center"),
    Column("Kode", 13),
    Column("Nama KPM"),
    Column("Status", 32),
    Column("Masuk", 24, "right", "Uang sebulan (Rp)"),
    Column("Keluar", 24, "right", "Uang sebulan (Rp)"),
    Column("Sisa", 24, "right", "Uang sebulan (Rp)"),
    Column("Target", 22, "right", "Tabungan (Rp)"),
    Column("Setoran", 22, "right", "Tabungan (Rp)"),
    Column("Saldo", 22, "right", "Tabungan (Rp)"),
    Column("Catatan pemeriksa", 38),
)
_SUMMARY_COLUMNS = (
    Column("Kelompok"),
    Column("KPM", 18, "right"),
    Column("Belum diberi", 26, "right"),
    Column("Diberi", 26, "right"),
    Column("Dikumpulkan", 26, "right"),
    Column("Diperiksa", 26, "right"),
    Column("Perlu perbaikan", 30, "right"),
    Column("Ditabung (Rp)", 34, "right"),
)


def _sheets(ctx: Context, month: Month | None, families: Sequence[Owner]) -> Document:
    blocks: list[Block] = []
    for owner in families:
        if blocks:
            blocks.append(NewForm())
        if owner.uses_pictures:
            blocks += handouts.picture_sheet(month, owner)
        else:
            blocks += _one_sheet(ctx, month, owner.name, owner.group_name)
    made = office.confidential(ctx, "CATATAN KEUANGAN KELUARGA", "homework_sheet", blocks)
    return replace(made, letterhead=None, footer="", margins_mm=(12, 14, 14, 14))


def _one_sheet(ctx: Context, month: Month | None, name: str, group_name: str) -> list[Block]:
    facts = (
        ("Nama", name),
        ("Kelompok", group_name),
        ("Bulan", format_month(month, "id") if month else ""),
        ("Target tabungan", "Rp"),
    )
    daily = Table(
        _DAILY_COLUMNS,
        [("", "Sisa uang bulan lalu", "", "", ""), *[("",) * 5] * _DAILY_ROWS],
        total=(_KEPT, "Jumlah", _KEPT, _KEPT, _KEPT),
        row_height_mm=_DAILY_MM,
    )
    blank = MoneyMonth(family_id="", month=month or Month.of(ctx.today))
    return [
        Heading("CATATAN KEUANGAN KELUARGA", 1, "center"),
        Facts(facts, columns=2),
        daily,
        Paragraph(
            "Tulis setiap uang masuk dan keluar pada hari itu juga. Sisa = sisa di atasnya"
            " + masuk – keluar.",
            italic=True,
            size=8.5,
        ),
        PageBreak(),
        Heading("REKAP AKHIR BULAN", 1, "center"),
        Facts((("Nama", name), ("Kelompok", group_name)), columns=2),
        *_recap(blank),
        Paragraph("Kosongkan yang tidak dicatat; tulis 0 hanya jika memang tidak ada.", size=8.5),
        Heading("Catatan pemeriksa", 2),
        Table((Column("Diisi oleh pendamping"),), [("",)] * 3, row_height_mm=9),
        _sheet_signatures(ctx, name.partition(" – ")[2] or name),
    ]


def _recap(money: MoneyMonth) -> list[Block]:
    rows: list[tuple[Cell, ...]] = []
    pairs = zip(
        [*model.IN_FIELDS, *[""] * (len(model.OUT_FIELDS) - len(model.IN_FIELDS))],
        model.OUT_FIELDS,
        strict=True,
    )
    for left, right in pairs:
        rows.append(tuple(chain(_named_amount(money, left), _named_amount(money, right))))
    total = (
        "Jumlah masuk", _kept(money.money_in), "Jumlah keluar", _kept(money.money_out),
    )  # fmt: skip
    saving: list[tuple[Cell, Cell]] = [
        ("Sisa uang (masuk – keluar)", _amount(money.remainder)),
        ("Pengeluaran untuk keinginan (bukan kebutuhan)", _amount(money.out_wants)),
        *((LABELS[name], _amount(getattr(money, name))) for name in (*model.SAVING_FIELDS, "debt")),
        ("Tempat menabung", money.saving_place),
    ]
    return [
        Table(_RECAP_COLUMNS, rows, total=total, row_height_mm=_RECAP_MM, font_size=9),
        Spacer(),
        Table(_SAVING_COLUMNS, saving, row_height_mm=_RECAP_MM, font_size=9),
    ]


def _named_amount(money: MoneyMonth, name: str) -> tuple[Cell, Cell]:
    return (LABELS[name], _amount(getattr(money, name))) if name else ("", "")


def _amount(amount: int | None) -> Cell:
    return "" if amount is None else amount


def _kept(amount: int | None) -> Cell:
    """Keep a total's cell of its own, also while it is blank."""
    return _KEPT if amount is None else amount


def _summary(asked: Sequence[Progress]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            p.group_name or "Tanpa kelompok", p.families, p.not_given, p.assigned, p.collected,
            p.checked, p.needs_work, _amount(p.saved),
        )
        for p in asked
    ]  # fmt: skip
    sums: list[Cell] = ["Jumlah"]
    sums += [sum(int(row[place] or 0) for row in rows) for place in range(1, 7)]
    sums.append(_amount(model.total(p.saved for p in asked)))
    return Table(_SUMMARY_COLUMNS, rows, total=sums)


def _group_blocks(progress: Progress, lines: Sequence[FamilyLine], *, blank: bool) -> list[Block]:
    if blank:
        empty = [(str(n), line.row_code, line.name, *[""] * 8) for n, line in enumerate(lines, 1)]
        return [Table(_PROGRESS_COLUMNS, empty, row_height_mm=9)]
    share = f" ({percent(progress.share_handed_in)})" if progress.given else ""
    facts = (
        ("Jumlah KPM", str(progress.families)),
        ("Belum diberi", str(progress.not_given)),
        ("Dikumpulkan", f"{progress.handed_in} dari {progress.given}{share}"),
        ("Diperiksa", str(progress.checked)),
        ("Perlu perbaikan", str(progress.needs_work)),
    )  # fmt: skip
    rows = [_progress_row(number, line) for number, line in enumerate(lines, start=1)]
    months = [line.money for line in lines]
    total: tuple[Cell, ...] = (
        "", "", "Jumlah", "",
        _amount(model.total(m.money_in for m in months)),
        _amount(model.total(m.money_out for m in months)),
        _amount(model.total(m.remainder for m in months)),
        _amount(model.total(m.saving_target for m in months)),
        _amount(model.total(m.saving_paid for m in months)),
        _amount(model.total(m.saving_balance for m in months)),
        "",
    )  # fmt: skip
    return [Facts(facts, columns=2), Table(_PROGRESS_COLUMNS, rows, total=total, font_size=8)]


def _progress_row(number: int, line: FamilyLine) -> tuple[Cell, ...]:
    money = line.money
    amounts = (
        money.money_in, money.money_out, money.remainder, money.saving_target,
        money.saving_paid, money.saving_balance,
    )  # fmt: skip
    checked = f" {money.checked_on:%d/%m}" if money.checked_on else ""
    return (
        str(number),
        line.row_code,
        line.name,
        STATUSES[money.status] + checked,
        *map(_amount, amounts),
        " ".join(money.checker_note.split())[:160],
    )


def _signatures(ctx: Context, month: Month) -> Signatures:
    day = min(month.last, ctx.today)
    return Signatures(
        place_date=office.place_date(ctx, day), left=office.superior(ctx), right=office.signer(ctx)
    )


def _sheet_signatures(ctx: Context, family_name: str) -> Signatures:
    return Signatures(
        place_date="……………………, …………………… 20……",
        left=Signer(("Keluarga,",), name=family_name),
        right=office.signer(ctx),
    )


def _latest(ctx: Context) -> Month:
    return service.latest_month(ctx) or Month.of(ctx.today)


def _build_sheet(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return family_sheet(ctx, request.subject, request.month or Month.of(ctx.today))
    return sheet(ctx, request.month, request.group)


def _build_progress(ctx: Context, request: ReportRequest) -> Document:
    month = request.month or _latest(ctx)
    return progress_report(ctx, month, request.group, blank=request.blank)


def _progress_missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or _latest(ctx)
    every = service.progress(ctx, month)
    asked = [p for p in every if request.group is None or p.group_id == request.group]
    if not any(p.given for p in asked):
        return [_("No homework was given for {month}.").format(month=format_month(month))]
    waiting = sum(p.assigned for p in asked)
    unchecked = sum(p.collected for p in asked)
    found = []
    if waiting:
        found.append(
            ngettext(
                "{count} sheet has not been handed in.",
                "{count} sheets have not been handed in.",
                waiting,
            ).format(count=waiting)
        )
    if unchecked:
        found.append(
            ngettext(
                "{count} sheet waits to be checked.",
                "{count} sheets wait to be checked.",
                unchecked,
            ).format(count=unchecked)
        )
    return found


REPORTS = (
    ReportKind(
        "homework", N_("Homework of the month"), N_("Team leader"), _build_progress,
        _progress_missing, service.latest_month,
    ),
    ReportKind(
        "homework_sheet", N_("Blank money sheet for families"), N_("Families"), _build_sheet,
        supports_xlsx=False,
    ),
    ReportKind(
        "homework_pictures", N_("Money sheet with pictures"), N_("Families"),
        handouts.picture_sheets, supports_xlsx=False,
    ),
    ReportKind(
        "homework_slips", N_("Slips with a word to each family"), N_("Families"),
        handouts.slips, handouts.slips_missing, service.latest_month, supports_xlsx=False,
    ),
    ReportKind(
        "savings_card", N_("Families' savings cards"), N_("Families"), handouts.savings_cards,
        latest_month=service.latest_month,
    ),
    ReportKind(
        "circle", N_("Saving circle"), N_("Group"), circle_sheet.circle_sheet,
        latest_month=circle_sheet.latest_month,
    ),
)  # fmt: skip
