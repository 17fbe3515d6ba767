"""What people call the records of the KUBE rooms, their fields and their code words."""

from collections.abc import Mapping
from typing import Any

from fieldkit.core.i18n import N_
from fieldkit.features.kube.group import service as group
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
    "cash_entry": N_("Cash book entries"),
    "book_page": N_("Closed months of the books"),
}

COLUMNS: dict[str, str] = {
    "agrees": N_("Agrees with what was decided"),
    "at": N_("When"),
    "bank_account": N_("Account number"),
    "bank_holder": N_("Account in the name of"),
    "bank_name": N_("Bank"),
    "closed_at": N_("Closed at"),
    "closed_by": N_("Closed by"),
    "closed_on": N_("Closed on"),
    "digest": N_("Code of the contents"),
    "entries": N_("Entries"),
    "excused_when": N_("Owes no dues when"),
    "has_loans": N_("Savings and loans"),
    "is_excused": N_("Owes no dues"),
    "is_year": N_("The whole year was closed"),
    "other_id": N_("Second member"),
    "pots": N_("Pots"),
    "reason": N_("Reason"),
    "sealed_on": N_("Confirmed or opened on"),
    "titles": N_("Points"),
}

MONEY: frozenset[str] = frozenset()
FLAGS: frozenset[str] = frozenset({"agrees", "has_loans", "is_excused", "is_year"})


def _codes(words: Mapping[Any, str]) -> dict[str, str]:
    return {str(code): word for code, word in words.items()}


CODES: dict[str, dict[str, str]] = {
    "kube.excused_when": _codes(meetings.ATTENDANCE),
    "kube.status": _codes(group.STATUSES),
    "kube_member.position": _codes(group.POSITIONS),
    "meeting.status": _codes(meetings.STATUSES),
    "meeting_attendance.status": _codes(meetings.ATTENDANCE),
    "meeting_seal.kind": _codes(meetings.SEALS),
}
