"""What the graduation screen says in more than one place."""

from datetime import date

from fieldkit.core.dates import format_date
from fieldkit.core.i18n import _
from fieldkit.features.graduation import service
from fieldkit.features.graduation.model import Case, Stage
from fieldkit.features.graduation.readiness import Readiness, Verdict

VERDICT_ICONS = {
    Verdict.YES: "circle-check", Verdict.NO: "circle-x", Verdict.UNKNOWN: "circle-help",
}  # fmt: skip
VERDICT_ROLES = {Verdict.YES: "good", Verdict.NO: "danger", Verdict.UNKNOWN: "secondary"}
STAGE_ICONS = {
    Stage.CANDIDATE: "flag", Stage.GUIDED: "handshake", Stage.PROPOSED: "send",
    Stage.GRADUATED: "graduation-cap", Stage.LEFT: "log-out",
}  # fmt: skip


def stage(found: Stage | None) -> str:
    """Return a stage in words; off the path for none."""
    return _(service.STAGES[found]) if found is not None else _("Not on the path")


def day(value: date | None) -> str:
    """Return a day; blank for none or one nobody wrote down."""
    return format_date(value, "medium") if value is not None and value != date.min else ""


def agreement(case: Case) -> str:
    """Return what is known of a family's agreement."""
    if case.agreement_ended_on is not None:
        return _("taken back {date}").format(date=day(case.agreement_ended_on))
    if case.agreed_on is not None:
        return _("agreed {date}").format(date=day(case.agreed_on))
    return _("not asked yet")


def agreement_role(case: Case) -> str:
    """Return the colour of an agreement."""
    if case.agreement_ended_on is not None:
        return "danger"
    return "good" if case.agreed_on is not None else "attention"


def met(found: Readiness) -> str:
    """Return how much of the whole is met."""
    return _("{met} of {whole}").format(met=found.weight(Verdict.YES), whole=found.whole)


def standing(found: Readiness) -> str:
    """Return how much is met, and what is not known: never one bare number."""
    said = _("{met} of {whole} met").format(met=found.weight(Verdict.YES), whole=found.whole)
    unknown = found.weight(Verdict.UNKNOWN)
    if unknown:
        said = _("{said}, {count} not known").format(said=said, count=unknown)
    return said
