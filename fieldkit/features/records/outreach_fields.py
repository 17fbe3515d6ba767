"""The records of commitments, graduation, programmes and partners, as people call them."""

from fieldkit.core.i18n import N_
from fieldkit.features.commitments import service as commitments

TABLES: dict[str, str] = {
    "duty": N_("Duties"),
    "school_month": N_("School attendance"),
    "duty_check": N_("Checked duties"),
    "commitment_action": N_("What was done about duties"),
}
COLUMNS: dict[str, str] = {
    "duty.code": N_("Code"),
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
MONEY: frozenset[str] = frozenset()
FLAGS = frozenset({"is_used"})
CODES: dict[str, dict[str, str]] = {
    "duty.domain": {str(code): word for code, word in commitments.DOMAINS.items()},
    "duty.period": {str(code): word for code, word in commitments.PERIODS.items()},
    "duty_check.result": {str(code): word for code, word in commitments.RESULTS.items()},
}
