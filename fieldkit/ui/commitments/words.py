"""How commitments are said on screen."""

from fieldkit.core import shares
from fieldkit.core.dates import Month, format_month, month_name
from fieldkit.core.i18n import _
from fieldkit.features.commitments import model, service
from fieldkit.features.commitments.model import (
    Domain,
    Duty,
    Outcome,
    Period,
    Pupil,
    Quarter,
    Result,
    SchoolMonth,
)

OUTCOME_ROLES = {
    Outcome.NEW: "good",
    Outcome.CHANGED: "accent",
    Outcome.SAME: "secondary",
    Outcome.BLANK: "secondary",
    Outcome.UNKNOWN: "attention",
    Outcome.DOUBTFUL: "attention",
    Outcome.REFUSED: "danger",
}
OUTCOME_ICONS = {
    Outcome.NEW: "plus",
    Outcome.CHANGED: "pencil",
    Outcome.SAME: "check",
    Outcome.BLANK: "minus",
    Outcome.UNKNOWN: "circle-help",
    Outcome.DOUBTFUL: "circle-help",
    Outcome.REFUSED: "ban",
}
DOMAIN_ICONS = {
    Domain.EDUCATION: "school",
    Domain.HEALTH: "stethoscope",
    Domain.SOCIAL: "heart-pulse",
}
RESULT_ROLES = {Result.MET: "good", Result.NOT_MET: "danger"}
_ROMAN = ("I", "II", "III", "IV")


def quarter(found: Quarter) -> str:
    """Return a quarter as people name it."""
    first, _second, last = found.months
    return _("Quarter {number} {year} ({first}–{last})").format(
        number=_ROMAN[found.number - 1],
        year=found.year,
        first=month_name(first.month),
        last=month_name(last.month),
    )


def period(duty: Duty, month: Month) -> str:
    """Return the period of a duty that a month lies in."""
    if duty.period is Period.MONTH:
        return format_month(month)
    if duty.period is Period.QUARTER:
        return quarter(Quarter.of(month))
    if duty.period is Period.SEMESTER:
        return _("Half-year {number} {year}").format(
            number=1 if month.month <= 6 else 2, year=month.year
        )
    return str(month.year)


def percent(value: float | None) -> str:
    """Return a share as `85%`; blank where it is not known."""
    return "" if value is None else shares.percent(value / 100)


def month_told(told: SchoolMonth) -> str:
    """Return what a school told of a pupil's month, with the share it makes."""
    name = month_name(told.month.month)
    if told.missed is None:
        return _("{month}: nothing told").format(month=name)
    if not told.effective_days:
        return _("{month}: {missed} days missed, effective days not told").format(
            month=name, missed=told.missed
        )
    text = _("{month}: {here} of {days} days, {share}").format(
        month=name,
        here=told.effective_days - told.missed,
        days=told.effective_days,
        share=percent(told.percent),
    )
    return text if told.is_whole else _("{text} (not every kind told)").format(text=text)


def pupil_place(pupil: Pupil) -> str:
    """Return the level and grade of a pupil, and the family's row code."""
    levels = {"primary": "SD", "junior": "SMP", "senior": "SMA"}
    grade = _("grade {grade}").format(grade=pupil.grade) if pupil.grade else ""
    parts = (pupil.row_code, levels[pupil.level], grade)
    return " · ".join(part for part in parts if part)


def domain(duty: Duty) -> str:
    """Return the field of a duty."""
    return _(service.DOMAINS[duty.domain])


def line_role(value: float | None, line: int) -> str:
    """Return the colour role of a share beside the line."""
    if value is None:
        return "secondary"
    return "danger" if value < line else "good"


def duty_words(duty: Duty) -> str:
    """Return how often a duty comes round."""
    often = _(service.PERIODS[duty.period])
    if duty.times > 1:
        return _("{count} times {often}").format(count=duty.times, often=often)
    if duty.code == model.SCHOOL:
        return _("at least {line} % of effective days").format(line=duty.line or model.SCHOOL_LINE)
    return often
