"""What a person calls a record: a name, whose it is, and the day, never an id."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.db.database import Database
from fieldkit.core.db.tables import SYNCED
from fieldkit.features.kube import tables as kube

_NAMES = ("name", "title", "what", "caption")
_OWN_NAMES = {"business": ("kind",)}
_DAYS = (
    "held_on", "visited_on", "month", "booked_on", "happened_on", "referred_on", "received_on",
    "contacted_on", "done_on",
)  # fmt: skip
_PARENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "family": (("group_id", "kpm_group"),),
    "member": (("family_id", "family"),),
    "business": (("family_id", "family"),),
    "business_month": (("family_id", "family"), ("business_id", "business")),
    "family_tag": (("family_id", "family"),),
    "family_event": (("family_id", "family"),),
    "session": (("group_id", "kpm_group"),),
    "presenter": (("session_id", "session"),),
    "attendance": (("family_id", "family"), ("session_id", "session")),
    "visit": (("family_id", "family"),),
    "visit_plan": (("family_id", "family"),),
    "school_month": (("person_id", "member"), ("family_id", "family")),
    "duty_check": (("person_id", "member"), ("family_id", "family")),
    "commitment_action": (("person_id", "member"), ("family_id", "family")),
    "partner_person": (("institution_id", "institution"),),
    "partner_service": (("institution_id", "institution"),),
    "referral": (("family_id", "family"), ("institution_id", "institution")),
    "complaint_step": (("complaint_id", "complaint"),),
    "contact": (("family_id", "family"),),
    "money_month": (("family_id", "family"),),
    **{table: (parent,) for table, parent in kube.PARENT.items()},
    "agenda_item": (("meeting_id", "meeting"),),
    "meeting_attendance": (("member_id", "kube_member"), ("meeting_id", "meeting")),
}
_REFERENCES = {
    "business_id": "business",
    "person_id": "member",
    "family_id": "family",
    "group_id": "kpm_group",
    "session_id": "session",
    "institution_id": "institution",
    "service_id": "partner_service",
    "complaint_id": "complaint",
    **kube.REFERENCES,
}


def title(db: Database, table: str, values: Mapping[str, Any]) -> str:
    """Return a record's name with whose it is and its day, from its values."""
    own = _OWN_NAMES.get(table, _NAMES)
    named = next((str(values[c]) for c in own if values.get(c)), "")
    parents = [
        short_title(db, parent, str(values[column]))
        for column, parent in _PARENTS.get(table, ())
        if values.get(column)
    ]
    days = [_day(str(values[c])) for c in _DAYS if values.get(c)]
    return " · ".join(part for part in (named, *parents, *days) if part)


def short_title(db: Database, table: str, row_id: str) -> str:
    """Return the name of a record by its id, blank when it is not here."""
    columns = db.columns(table)
    found = db.row(f'SELECT * FROM "{table}" WHERE id = :id', id=row_id)
    if found is None:
        return ""
    own = _OWN_NAMES.get(table, _NAMES)
    named = next((str(found[c]) for c in own if c in columns and found[c]), "")
    if named and table != "meeting":
        return named
    return title(db, table, found)


def reference(db: Database, table: str, column: str, value: object) -> str:
    """Return the name of what a field points to; blank when it points nowhere."""
    target = "family" if (table, column) == ("kpm_group", "leader_id") else _REFERENCES.get(column)
    if target is None or target not in SYNCED or not isinstance(value, str) or not value:
        return ""
    return short_title(db, target, value)


def _day(text: str) -> str:
    with suppress(ValueError):
        return format_date(date.fromisoformat(text), "medium")
    with suppress(ValueError):
        return format_month(Month.parse(text))
    return text
