"""The papers of commitments: the 25-column form for schools, the recap, and blank sheets."""

from collections.abc import Sequence

from fieldkit.core import shares
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import N_, ngettext
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Table,
)
from fieldkit.features.commitments import form, model, service
from fieldkit.features.commitments.model import (
    SCHOOL,
    Below,
    Domain,
    Duty,
    Pupil,
    Quarter,
    Result,
    Subject,
    Tally,
)
from fieldkit.features.office import service as office

_ROMAN = ("I", "II", "III", "IV")
_DOMAINS = {
    Domain.EDUCATION: "Pendidikan",
    Domain.HEALTH: "Kesehatan",
    Domain.SOCIAL: "Kesejahteraan sosial",
}
_RESULTS = {Result.MET: "Memenuhi", Result.NOT_MET: "Tidak memenuhi", None: ""}
_BLANK_PUPILS = 15


def school_forms(
    ctx: Context, quarter: Quarter, group: str | None = None, school: str | None = None
) -> Document:
    """Return the 25-column form of every school with pupils here (or one), a page each."""
    listed = service.pupils(ctx, quarter, group, school)
    blocks: list[Block] = []
    for one in model.schools_of(listed, service.school_line(ctx)):
        pupils = [p for p in listed if model.school_key(p.npsn, p.school) == one.key]
        if blocks:
            blocks.append(PageBreak())
        blocks += _school_page(ctx, quarter, pupils)
    if not blocks:
        blocks = [Heading(form.TITLE, 1, "center"), Paragraph("Belum ada siswa yang tercatat.")]
    return office.confidential(ctx, form.TITLE, "school_form", blocks, landscape=True)


def blank_school_form(ctx: Context, quarter: Quarter) -> Document:
    """Return the form without names, to be filled in at a school."""
    columns = _form_columns(quarter)
    rows: list[tuple[Cell, ...]] = [
        (str(number), *[""] * 24) for number in range(1, _BLANK_PUPILS + 1)
    ]
    blocks: list[Block] = [
        Heading(form.TITLE, 1, "center"),
        _school_facts("", "", quarter, (None, None, None)),
        Table(columns, rows, font_size=6.5, row_height_mm=7),
        _school_signatures(ctx),
    ]
    return office.confidential(ctx, form.TITLE, "school_form", blocks, landscape=True)


def recap(ctx: Context, month: Month, group: str | None = None) -> Document:
    """Return how far every duty is verified, who is below the line, and what was done."""
    tallies = service.tallies(ctx, month, group)
    found = service.below(ctx, month, group)
    unknown = service.uncounted(ctx)
    quarter = Quarter.of(month)
    blocks: list[Block] = [
        Facts(
            (
                ("Nama Pendamping", office.profile(ctx).name),
                ("Periode", f"{_quarter_name(quarter)} (keadaan {format_month(month, 'id')})"),
            ),
            label_width_mm=40,
        ),
        Heading("A. Hasil verifikasi", 2),
        Table(_TALLY_COLUMNS, [_tally_row(n, one) for n, one in enumerate(tallies, 1)]),
    ]
    if unknown:
        blocks.append(
            Paragraph(
                f"{unknown} KPM belum dapat diverifikasi karena anggotanya belum dicatat satu"
                " per satu.",
                italic=True,
                size=9,
            )
        )
    blocks += [
        Heading("B. Di bawah ketentuan dan yang sudah dilakukan", 2),
        Table(
            _BELOW_COLUMNS,
            [_below_row(n, one) for n, one in enumerate(found, 1)],
            empty_text="Tidak ada",
        ),
        Signatures(
            place_date=office.place_date(ctx, min(month.last, ctx.today)),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    title = f"REKAP VERIFIKASI KOMITMEN\n{_quarter_name(quarter)}"
    return office.confidential(ctx, title, "verification", blocks)


def duty_sheet(
    ctx: Context, code: str, month: Month, group: str | None = None, *, blank: bool = False
) -> Document:
    """Return everybody a duty is for, to be ticked on a round, or as it was ticked."""
    wanted = service.duty(ctx, code)
    subjects = service.subjects(ctx, code, month, group)
    rows = [_subject_row(n, one, blank=blank) for n, one in enumerate(subjects, 1)]
    blocks: list[Block] = [
        Facts(
            (
                ("Kewajiban", wanted.name),
                ("Bidang", _DOMAINS[wanted.domain]),
                ("Periode", _period_name(wanted, month)),
                ("Dasar", wanted.source),
            ),
            label_width_mm=30,
        ),
        Table(_SUBJECT_COLUMNS, rows, row_height_mm=9 if blank else None, empty_text="Tidak ada"),
        Signatures(
            place_date=office.place_date(ctx, min(month.last, ctx.today)) if not blank else "",
            right=office.signer(ctx),
        ),
    ]
    title = f"VERIFIKASI KOMITMEN {_DOMAINS[wanted.domain].upper()}"
    return office.confidential(ctx, title, "duty_sheet", blocks)


_TALLY_COLUMNS = (
    Column("No", 8, "center"),
    Column("Bidang", 34),
    Column("Kewajiban"),
    Column("Wajib", 18, "right"),
    Column("Diverifikasi", 22, "right"),
    Column("Memenuhi", 20, "right"),
    Column("Tidak", 16, "right"),
    Column("Belum", 16, "right"),
)
_BELOW_COLUMNS = (
    Column("No", 8, "center"),
    Column("Nama, KPM", 40),
    Column("Kewajiban", 34),
    Column("Keadaan", 34),
    Column("Yang sudah dilakukan"),
)
_SUBJECT_COLUMNS = (
    Column("No", 8, "center"),
    Column("Kode", 12),
    Column("Nama", 40),
    Column("Umur", 12, "right"),
    Column("Pengurus", 36),
    Column("Hasil", 24, "center"),
    Column("Tempat periksa", 30),
    Column("Keterangan"),
)


def _school_page(ctx: Context, quarter: Quarter, pupils: Sequence[Pupil]) -> list[Block]:
    school = next((p.school for p in pupils if p.school), "")
    npsn = next((p.npsn for p in pupils if p.npsn), "")
    days = tuple(model.shared_days(pupils, place) for place in range(3))
    keeper = office.profile(ctx).name
    rows = [_cells(form.row_of(number, pupil, keeper)) for number, pupil in enumerate(pupils, 1)]
    line = service.school_line(ctx)
    return [
        Heading(form.TITLE, 1, "center"),
        _school_facts(npsn, school, quarter, days),
        Table(_form_columns(quarter), rows, font_size=6.5),
        Paragraph(f"Kehadiran di bawah {line} % hari efektif perlu perhatian.", size=8),
        _school_signatures(ctx),
    ]


def _cells(row: Sequence[object]) -> tuple[Cell, ...]:
    return tuple(cell if isinstance(cell, int | str) else str(cell) for cell in row)


def _form_columns(quarter: Quarter) -> tuple[Column, ...]:
    widths = (7, 26, 25, 26, 17, 27, 17, 17)
    facts = [Column(title, width) for title, width in zip(form.FACTS, widths, strict=True)]
    monthly = [
        Column(title, 8, "right", f"{month_name(month.month, 'id')} {month.year}")
        for month in quarter.months
        for title in form.MONTHLY
    ]
    return (*facts, *monthly, Column("Ket"), Column("Nama Pendamping", 20))


def _school_facts(npsn: str, school: str, quarter: Quarter, days: Sequence[int | None]) -> Facts:
    names = (month_name(month.month, "id") for month in quarter.months)
    told = ", ".join(
        f"{name} {'……' if count is None else count}"
        for name, count in zip(names, days, strict=True)
    )
    return Facts(
        (
            ("NPSN", npsn),
            ("Nama Sekolah", school),
            ("Triwulan", _quarter_name(quarter)),
            (form.EFFECTIVE, told),
        ),
        columns=2,
        label_width_mm=28,
    )


def _school_signatures(ctx: Context) -> Signatures:
    keeper = office.profile(ctx)
    place = keeper.city or keeper.regency or "……………………"
    return Signatures(
        place_date=f"{place}, …………………… 20……",
        left=Signer(("Mengetahui,", "Kepala Sekolah")),
        right=Signer(("Wali Kelas",)),
        centre=office.signer(ctx),
    )


def _quarter_name(quarter: Quarter) -> str:
    first, _second, last = quarter.months
    names = f"{month_name(first.month, 'id')}–{month_name(last.month, 'id')}"
    return f"Triwulan {_ROMAN[quarter.number - 1]} {quarter.year} ({names})"


def _period_name(wanted: Duty, month: Month) -> str:
    if wanted.period is model.Period.MONTH:
        return format_month(month, "id")
    if wanted.period is model.Period.QUARTER:
        return _quarter_name(Quarter.of(month))
    if wanted.period is model.Period.SEMESTER:
        return f"Semester {'I' if month.month <= 6 else 'II'} {month.year}"
    return f"Tahun {month.year}"


def _tally_row(number: int, one: Tally) -> tuple[Cell, ...]:
    return (
        str(number), _DOMAINS[one.duty.domain], one.duty.name, one.people, one.checked, one.met,
        one.not_met, one.unchecked,
    )  # fmt: skip


def _below_row(number: int, one: Below) -> tuple[Cell, ...]:
    who = f"{one.name}\n{one.carer} ({one.row_code or one.group_name})"
    state = "Tidak memenuhi"
    if one.duty == SCHOOL and one.percent is not None:
        months = ", ".join(month_name(month.month, "id") for month in one.months)
        state = f"{shares.percent(one.percent / 100)} triwulan ini; di bawah batas: {months}"
    if one.place:
        state = f"{state}\n{one.place}"
    return str(number), who, one.duty_name, state, _done(one)


def _done(one: Below) -> str:
    told = []
    for action in one.actions:
        day = format_date(action.done_on, "medium", "id") if action.done_on else ""
        text = f"{day}: {action.what}"
        if action.outcome:
            text += f" – {action.outcome}"
        if action.follow_up_due and not action.follow_up_done_on:
            text += f" (lanjut {format_date(action.follow_up_due, 'medium', 'id')})"
        told.append(text)
    return "\n".join(told) or "Belum ada"


def _subject_row(number: int, one: Subject, *, blank: bool) -> tuple[Cell, ...]:
    check = one.check
    found = ("", one.facility, "") if blank else (
        _RESULTS[check.result], check.place or one.facility, check.note,
    )  # fmt: skip
    age = "" if one.age is None else str(one.age)
    return str(number), one.row_code, one.name, age, one.carer, *found


# -- the shelf -------------------------------------------------------------------------------


def _asked(ctx: Context, request: ReportRequest) -> Month:
    return request.month or service.latest_month(ctx) or Month.of(ctx.today)


def _build_form(ctx: Context, request: ReportRequest) -> Document:
    quarter = Quarter.of(_asked(ctx, request))
    if request.blank:
        return blank_school_form(ctx, quarter)
    return school_forms(ctx, quarter, request.group, request.subject)


def _build_recap(ctx: Context, request: ReportRequest) -> Document:
    return recap(ctx, _asked(ctx, request), request.group)


def _build_sheet(ctx: Context, request: ReportRequest) -> Document:
    used = [one for one in service.duties(ctx, used_only=True) if one.code != SCHOOL]
    code = request.subject or (used[0].code if used else SCHOOL)
    month = request.month or Month.of(ctx.today)
    return duty_sheet(ctx, code, month, request.group, blank=request.blank)


def _recap_missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = _asked(ctx, request)
    found = []
    unchecked = sum(one.unchecked for one in service.tallies(ctx, month, request.group))
    if unchecked:
        said = ngettext(
            "{count} duty is not verified yet.", "{count} duties are not verified yet.", unchecked
        )
        found.append(said.format(count=unchecked))
    idle = sum(not one.actions for one in service.below(ctx, month, request.group))
    if idle:
        found.append(
            ngettext(
                "{count} person is below the line and nothing was done yet.",
                "{count} people are below the line and nothing was done yet.",
                idle,
            ).format(count=idle)
        )
    if unknown := service.uncounted(ctx):
        said = ngettext(
            "{count} family has components, but its members are not recorded.",
            "{count} families have components, but their members are not recorded.",
            unknown,
        )
        found.append(said.format(count=unknown))
    return found


REPORTS = (
    ReportKind(
        "verification", N_("Verification of commitments"), N_("Team leader"), _build_recap,
        _recap_missing, service.latest_month,
    ),
    ReportKind(
        "school_form", N_("Education form for schools (25 columns)"), N_("School"), _build_form,
        latest_month=service.latest_month,
    ),
    ReportKind("duty_sheet", N_("Sheet of a health or social duty"), N_("Facilitator"),
               _build_sheet),
)  # fmt: skip
