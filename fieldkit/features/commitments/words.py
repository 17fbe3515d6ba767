"""What the room's codes say to people, and the names of its words."""

from fieldkit.core import sentences
from fieldkit.core.i18n import N_
from fieldkit.features.commitments.model import Domain, Outcome, Period, Result

SENTENCES: dict[str, str] = {
    "school_month_in_future": N_("This month has not begun yet."),
    "days_of_month": N_("Write a number of days, at most {limit}."),
    "more_missed_than_days": N_("{missed} days missed are more than {days} effective days."),
    "times_of_duty": N_("Write how often, between 1 and 31 times."),
    "line_of_duty": N_("The line lies between 1 and 100 per cent."),
    "duty_is_given": N_("This duty belongs to the programme. Switch it off instead."),
    "days_unreadable": N_("Month {place}: “{text}” is no number of days."),
    "kinds_missing": N_("Month {place}: {count} days missed, but not of which kind."),
    "total_differs": N_("Month {place}: the sum says {count}, the kinds add up to {sum}."),
    "pupil_unknown": N_("No pupil of this book has this NIK, NISN or name."),
    "pupil_doubtful": N_("{count} pupils have this name. Write the NIK or NISN."),
    "pupil_twice": N_("This pupil already stands on line {line}."),
    "not_a_school_form": N_(
        "the headings of the education form were not found: NIK Siswa, Nama Siswa, and three"
        " times Alpa, Izin, Sakit."
    ),
    "other_quarter": N_("The form is about {months}. Choose that quarter first."),
}
sentences.register(SENTENCES)

DOMAINS: dict[Domain, str] = {
    Domain.EDUCATION: N_("Education"),
    Domain.HEALTH: N_("Health"),
    Domain.SOCIAL: N_("Social welfare"),
}
PERIODS: dict[Period, str] = {
    Period.MONTH: N_("every month"),
    Period.QUARTER: N_("every quarter"),
    Period.SEMESTER: N_("every half-year"),
    Period.YEAR: N_("every year"),
}
RESULTS: dict[Result, str] = {Result.MET: N_("Met"), Result.NOT_MET: N_("Not met")}
OUTCOMES: dict[Outcome, str] = {
    Outcome.NEW: N_("New"),
    Outcome.CHANGED: N_("Changed"),
    Outcome.SAME: N_("Same"),
    Outcome.BLANK: N_("Nothing written"),
    Outcome.UNKNOWN: N_("Not found"),
    Outcome.DOUBTFUL: N_("Doubtful"),
    Outcome.REFUSED: N_("Refused"),
}
