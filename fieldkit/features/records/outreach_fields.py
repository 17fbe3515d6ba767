"""The records of commitments, graduation, programmes and partners, as people call them."""

from fieldkit.core.i18n import N_
from fieldkit.features.commitments import service as commitments
from fieldkit.features.graduation import service as graduation
from fieldkit.features.people import service as people

TABLES: dict[str, str] = {
    "duty": N_("Duties"),
    "school_month": N_("School attendance"),
    "duty_check": N_("Checked duties"),
    "commitment_action": N_("What was done about duties"),
    "benefit_rate": N_("Amounts of aid"),
    "graduation": N_("Paths to graduation"),
    "graduation_move": N_("Moves on the path to graduation"),
    "graduation_target": N_("Targets of graduations"),
    "readiness_rule": N_("Criteria of readiness"),
    "family_asset": N_("What families own"),
    "speaker": N_("Speakers"),
    "speaker_talk": N_("Talks of speakers"),
}
COLUMNS: dict[str, str] = {
    "duty.code": N_("Code"),
    "agreed_by": N_("Agreed by"),
    "agreed_on": N_("Agreed on"),
    "agreement_end_reason": N_("Why the agreement was taken back"),
    "agreement_ended_on": N_("Agreement taken back on"),
    "audience": N_("Audience"),
    "count": N_("How many"),
    "criterion": N_("Criterion"),
    "gone_on": N_("Gone since"),
    "is_available": N_("Can be asked"),
    "keeper": N_("Keeper of the book"),
    "letter_no": N_("Number of the letter"),
    "moved_on": N_("Moved on"),
    "next_step": N_("Next step"),
    "next_step_due": N_("Next step due on"),
    "noted_on": N_("Noted on"),
    "planned_for": N_("Planned for"),
    "spoke_on": N_("Spoke on"),
    "stage": N_("Stage"),
    "statements": N_("Reasons in the letter"),
    "story": N_("Story"),
    "target": N_("Target"),
    "speaker.topic": N_("Topic"),
    "worth": N_("Worth"),
    "graduation.way": N_("Way"),
    "weight": N_("Weight"),
    "valid_from": N_("Valid from"),
    "yearly": N_("Rupiah a year"),
    "absent": N_("Absent (days)"),
    "components": N_("Components"),
    "domain": N_("Field"),
    "duty": N_("Duty"),
    "effective_days": N_("Effective days"),
    "excused": N_("Excused (days)"),
    "is_used": N_("In use"),
    "line": N_("Line in per cent"),
    "outcome": N_("Outcome"),
    "period": N_("Period"),
    "person_id": N_("Person"),
    "duty_check.result": N_("Finding"),
    "sick": N_("Sick (days)"),
    "times": N_("How often"),
    "commitment_action.what": N_("What was done"),
}
MONEY: frozenset[str] = frozenset({"worth", "yearly"})
FLAGS = frozenset({"is_available", "is_used"})
CODES: dict[str, dict[str, str]] = {
    "benefit_rate.component": {str(code): word for code, word in people.COMPONENT_NAMES.items()},
    "duty.domain": {str(code): word for code, word in commitments.DOMAINS.items()},
    "duty.period": {str(code): word for code, word in commitments.PERIODS.items()},
    "duty_check.result": {str(code): word for code, word in commitments.RESULTS.items()},
    "family_asset.kind": {str(code): word for code, word in graduation.ASSETS.items()},
    "graduation.statements": {str(code): word for code, word in graduation.STATEMENTS.items()},
    "graduation.way": {str(code): word for code, word in graduation.WAYS.items()},
    "graduation_move.stage": {str(code): word for code, word in graduation.STAGES.items()},
    "readiness_rule.criterion": {str(code): word for code, word in graduation.CRITERIA.items()},
}
