"""What programmes say on the screen: rules, reasons, places on a list, how far nominations are."""

from collections.abc import Mapping
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.features.people import service as people
from fieldkit.features.people.words import Cluster, Sex, Status
from fieldkit.features.programmes.model import Each, Finding, Rule, Verdict
from fieldkit.features.programmes.nominations import Outcome, State
from fieldkit.features.programmes.shortlist import Place, Why

VERDICTS: dict[Verdict, str] = {
    Verdict.YES: N_("Fits"),
    Verdict.NO: N_("Does not fit"),
    Verdict.UNKNOWN: N_("Can not be told yet"),
}
RULES: dict[Rule, str] = {
    Rule.STATUS: N_("Status"),
    Rule.VILLAGE: N_("Village"),
    Rule.AGE: N_("Age"),
    Rule.SEX: N_("Sex"),
    Rule.ELDERLY: N_("Elderly members"),
    Rule.DISABLED: N_("Disabled members"),
    Rule.BUSINESS: N_("Business"),
    Rule.CLUSTER: N_("Cluster"),
    Rule.DECILE: N_("Decile"),
    Rule.BPNT: N_("BPNT"),
    Rule.CONSENT: N_("Agrees to graduate"),
    Rule.RECEIVED: N_("Earlier programmes"),
    Rule.QUESTION: N_("Question"),
}
EACH: dict[Each, str] = {
    Each.ALL: N_("altogether"),
    Each.VILLAGE: N_("for each village"),
}
STATES: dict[State, str] = {
    State.NOMINATED: N_("Nominated"),
    State.ACCEPTED: N_("Accepted"),
    State.TRAINED: N_("Trained"),
    State.RECEIVED: N_("Received"),
    State.REFUSED: N_("Refused"),
    State.WITHDRAWN: N_("Called off"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.GROWS: N_("The business grows"),
    Outcome.STEADY: N_("The business goes on as before"),
    Outcome.STOPPED: N_("The business has stopped"),
    Outcome.GRADUATED: N_("The family has graduated"),
}
FINDINGS: dict[str, str] = {
    "status_fits": N_("is {status}"),
    "status_wrong": N_("is {status}"),
    "village_fits": N_("lives in {village}"),
    "village_wrong": N_("lives in {village}, not in {villages}"),
    "village_unknown": N_("the village is not recorded"),
    "age_fits": N_("{age} years old on {day}"),
    "too_young": N_("{age} years old on {day}, under {lowest}"),
    "too_old": N_("{age} years old on {day}, over {highest}"),
    "age_unknown": N_("the date of birth is not known"),
    "sex_fits": N_("{sex}"),
    "sex_wrong": N_("not {sex}"),
    "sex_unknown": N_("the sex is not recorded"),
    "no_elderly": N_("nobody of {years} or older"),
    "has_elderly": N_("{count} of {years} or older"),
    "elderly_unknown": N_("members and elderly are not recorded"),
    "ages_unknown": N_("the age of {count} members is not known"),
    "no_disabled": N_("nobody is disabled"),
    "has_disabled": N_("{count} disabled"),
    "disabled_unknown": N_("members and disabled are not recorded"),
    "has_business": N_("has a business"),
    "no_business": N_("has no business"),
    "cluster_fits": N_("business in {own}"),
    "cluster_wrong": N_("business in {own}; asked for are {clusters}"),
    "cluster_unknown": N_("the cluster of the business is not recorded"),
    "decile_fits": N_("decile {decile}"),
    "decile_wrong": N_("decile {decile}, above {highest}"),
    "decile_unknown": N_("the decile is not recorded"),
    "bpnt_yes": N_("receives BPNT"),
    "bpnt_no": N_("receives no BPNT"),
    "bpnt_unknown": N_("BPNT is not recorded"),
    "agreed": N_("agreed on {day}"),
    "agreement_ended": N_("took its agreement back on {day}"),
    "agreement_unknown": N_("was not asked yet whether it agrees"),
    "never_received": N_("has received no programme yet"),
    "has_received": N_("has received {programmes}"),
    "answered_yes": N_("{question} Yes"),
    "answered_no": N_("{question} No"),
    "not_answered": N_("{question} Not asked yet"),
}
PLACES: dict[Why, str] = {
    Why.NEVER_RECEIVED: N_("no programme received yet"),
    Why.RECEIVED_BEFORE: N_("{count} received before"),
    Why.WAITING: N_("waiting since {day}"),
    Why.DECILE: N_("decile {decile}"),
    Why.ROUND: N_("turn {turn} of its group"),
    Why.LOT: N_("lot {lot}"),
}
SENTENCES: dict[str, str] = {
    "programme_number": N_("Choose a number between 0 and {highest}."),
    "ages_turned_round": N_("The highest age lies below the lowest."),
    "ends_before_it_begins": N_("The programme ends before it begins."),
    "too_many_questions": N_("A programme has at most {limit} questions of its own."),
    "programme_is_given": N_("This programme came with FieldKit. Take it out of use instead."),
    "before_nomination": N_("This can not lie before the nomination."),
    "outcome_without_receiving": N_("Note first that the family was trained or received it."),
    "programme_unknown": N_("This programme no longer exists."),
}
sentences.register(SENTENCES)


def finding(found: Finding) -> str:
    """Say one rule's finding in the language of the screen."""
    return _(FINDINGS[found.code]).format(**values(found.details))


def place(found: Place) -> str:
    """Say what speaks for a place on a list."""
    told = {
        "count": found.received, "decile": found.decile, "turn": found.turn,
        "lot": f"{found.lot:04d}",
        "day": format_date(found.waiting_since, "medium") if found.waiting_since else "",
    }  # fmt: skip
    return "; ".join(_(PLACES[why]).format(**told) for why in found.reasons)


def values(details: Mapping[str, object]) -> dict[str, object]:
    """Return a finding's details as people read them."""
    return {name: _shown(value) for name, value in details.items()}


def _shown(value: object) -> object:
    if isinstance(value, date):
        return format_date(value, "medium")
    if isinstance(value, Status):
        return _(people.STATUS_NAMES[value])
    if isinstance(value, Sex):
        return _(people.SEX_NAMES[value])
    if isinstance(value, Cluster):
        return _(people.CLUSTER_NAMES[value])
    if isinstance(value, tuple):
        return ", ".join(str(_shown(one)) for one in value if one is not None) or "–"
    return value
