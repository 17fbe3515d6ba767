"""What people call the records of the KUBE rooms, their fields and their code words."""

from collections.abc import Mapping
from typing import Any

from fieldkit.core.i18n import N_
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.iks import service as iks
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.meetings import service as meetings

TABLES: dict[str, str] = {
    "kube": N_("KUBE"),
    "kube_member": N_("KUBE members"),
    "meeting": N_("KUBE meetings"),
    "agenda_item": N_("Agenda items"),
    "follow_up": N_("Follow-ups"),
    "meeting_attendance": N_("Attendance at meetings"),
    "agenda_template": N_("Agenda templates"),
    "meeting_seal": N_("Confirmations of meetings"),
    "loan": N_("Loans of members"),
    "iks_rule": N_("Rules of IKS"),
    "cash_entry": N_("Cash book entries"),
    "book_page": N_("Closed months of the books"),
}

COLUMNS: dict[str, str] = {
    "after_months": N_("Months of membership first"),
    "agrees": N_("Agrees with what was decided"),
    "at": N_("When"),
    "bank_account": N_("Account number"),
    "bank_holder": N_("Account in the name of"),
    "bank_name": N_("Bank"),
    "cause": N_("Cause"),
    "ceiling": N_("At most"),
    "closed_at": N_("Closed at"),
    "closed_by": N_("Closed by"),
    "closed_on": N_("Closed on"),
    "digest": N_("Code of the contents"),
    "entries": N_("Entries"),
    "every": N_("How often"),
    "first_due": N_("First instalment due"),
    "excused_when": N_("Owes no dues when"),
    "has_loans": N_("Savings and loans"),
    "instalments": N_("Number of instalments"),
    "is_excused": N_("Owes no dues"),
    "is_year": N_("The whole year was closed"),
    "lent_on": N_("Lent on"),
    "needs_decision": N_("Needs a decision"),
    "other_id": N_("Second member"),
    "per_year": N_("Times a year"),
    "pot": N_("Pot"),
    "pots": N_("Pots"),
    "principal": N_("Principal"),
    "purpose": N_("Purpose"),
    "reason": N_("Reason"),
    "sealed_on": N_("Confirmed or opened on"),
    "service": N_("Service"),
    "service_amount": N_("Service of an instalment"),
    "service_permille": N_("Service in per mille"),
    "titles": N_("Points"),
}

MONEY: frozenset[str] = frozenset({"ceiling", "principal", "service_amount"})
FLAGS: frozenset[str] = frozenset(
    {"agrees", "has_loans", "is_excused", "is_year", "needs_decision"}
)


def _codes(words: Mapping[Any, str]) -> dict[str, str]:
    return {str(code): word for code, word in words.items()}


CODES: dict[str, dict[str, str]] = {
    "kube.excused_when": _codes(meetings.ATTENDANCE),
    "iks_rule.cause": _codes(iks.CAUSE_NAMES),
    "kube.status": _codes(group.STATUSES),
    "kube_member.position": _codes(group.POSITIONS),
    "loan.every": _codes(loans.EVERY),
    "loan.pot": _codes(cashbook.POTS),
    "loan.service": _codes(loans.SERVICES),
    "meeting.status": _codes(meetings.STATUSES),
    "meeting_attendance.status": _codes(meetings.ATTENDANCE),
    "meeting_seal.kind": _codes(meetings.SEALS),
}
