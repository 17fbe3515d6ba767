"""What each column of a dump file holds, who may see and edit it, and what hangs on what."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.ids import derived_id, id_beside
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework import model as homework
from fieldkit.features.kube import tables as kube
from fieldkit.features.p2k2 import model as p2k2
from fieldkit.features.p2k2.catch_ups import model as catch_ups
from fieldkit.features.p2k2.growth import model as growth
from fieldkit.features.people import words as people
from fieldkit.features.records import guarded, outreach

_P = Permission
_REGISTER = (
    "kpm_group", "family", "member", "business", "business_month", "family_tag", "family_event",
)  # fmt: skip
_SESSIONS = (
    "session", "presenter", "attendance", "catch_up", "semester_review", "stage_mark",
)  # fmt: skip
SEE: dict[str, Permission] = {
    **dict.fromkeys(("profile", "letterhead"), _P.PRINT_REPORTS),
    **dict.fromkeys(_REGISTER, _P.SEE_FAMILIES),
    **dict.fromkeys(_SESSIONS, _P.SEE_SESSIONS),
    **dict.fromkeys(("topic", "teaching_habit"), _P.SEE_SESSIONS),
    **dict.fromkeys(("visit", "visit_plan", "visit_budget"), _P.SEE_VISITS),
    **dict.fromkeys(("money_month", "sheet_choice", "circle", "circle_entry"), _P.SEE_HOMEWORK),
    **kube.SEE,
    "photo": _P.PRINT_REPORTS,
    "steward": _P.RECEIVE_FILES,
    "quoted_history": _P.SEE_FAMILIES,
    **outreach.SEE,
    **guarded.SEE,
}
EDIT: dict[str, Permission] = {
    **dict.fromkeys(("profile", "letterhead"), _P.EDIT_OFFICE),
    **dict.fromkeys(_REGISTER, _P.EDIT_FAMILIES),
    **dict.fromkeys(_SESSIONS, _P.RECORD_SESSION),
    **dict.fromkeys(("topic", "teaching_habit"), _P.EDIT_CURRICULUM),
    **dict.fromkeys(("visit", "visit_plan", "visit_budget"), _P.RECORD_VISIT),
    **dict.fromkeys(("money_month", "sheet_choice", "circle", "circle_entry"), _P.CHECK_HOMEWORK),
    **kube.EDIT,
    "photo": _P.PRINT_REPORTS,
    "steward": _P.HAND_OUT,
    "quoted_history": _P.EDIT_FAMILIES,
    **outreach.EDIT,
    **guarded.EDIT,
}
DUMPED = tuple(table for table in SYNCED if TABLES[table].in_dump)
LEDGERS = tuple(table for table in SYNCED if TABLES[table].kind == "ledger")
PHOTO_OWNERS = {table: SEE[table] for table in SEE if table != "photo"}

# Derived from other content, or a stamp of when it was typed.
LEFT_OUT = {
    "photo": {"thumbnail"},
    "family": {"merged_into"},
    "member": {"merged_into"},
    "circle_entry": {"recorded_at"},
    **kube.LEFT_OUT,
}
# Made by a deed, never changed by hand.
UNCHANGED = (*kube.UNLOADED, *guarded.UNCHANGED)
# Amounts that may lie below zero.
SIGNED = {("business", "income"), ("business_month", "profit")}
MASKED = {
    "family": ("nik", "no_kk", "kks_no", "account_no"),
    "member": ("nik", "nisn"),
    "complaint": ("nik",),
}

# A new record's scope is its parent's; a group and a KUBE are scopes themselves.
OWN_SCOPE = ("kpm_group", "kube")
PARENT = {
    "family": ("group_id", "kpm_group"),
    "member": ("family_id", "family"),
    "business": ("family_id", "family"),
    "business_month": ("family_id", "family"),
    "family_tag": ("family_id", "family"),
    "family_event": ("family_id", "family"),
    "session": ("group_id", "kpm_group"),
    "presenter": ("session_id", "session"),
    "attendance": ("session_id", "session"),
    "catch_up": ("session_id", "session"),
    "semester_review": ("family_id", "family"),
    "stage_mark": ("family_id", "family"),
    "visit": ("family_id", "family"),
    "visit_plan": ("family_id", "family"),
    "money_month": ("family_id", "family"),
    "sheet_choice": ("family_id", "family"),
    "circle": ("group_id", "kpm_group"),
    "circle_entry": ("circle_id", "circle"),
    **kube.PARENT,
    **outreach.PARENT,
    **guarded.PARENT,
}
REFERENCES = {
    "group_id": "kpm_group", "leader_id": "family", "family_id": "family",
    "session_id": "session", **kube.REFERENCES,
    "business_id": "business", "visit_id": "visit", "at_session_id": "session",
    "circle_id": "circle",
    **outreach.REFERENCES,
}  # fmt: skip
# Kinds that belong to no group and travel to everybody.
COMMON = ("letterhead", "topic", "teaching_habit", *outreach.COMMON)
# What only the window makes: its id is more than its columns say.
MADE_ELSEWHERE = ("photo", "profile", "teaching_habit", *UNCHANGED, *guarded.MADE_ELSEWHERE)
# Ids that two laptops must reach alone, and from which columns.
DERIVED = {
    "topic": ("code",),
    "attendance": ("session_id", "family_id"),
    "family_tag": ("family_id", "name"),
    "catch_up": ("session_id", "family_id"),
    "semester_review": ("family_id", "semester"),
    "stage_mark": ("family_id", "semester", "indicator"),
    "money_month": ("family_id", "month"),
    "sheet_choice": ("family_id",),
    "business_month": ("business_id", "month"),
    "visit_plan": ("family_id", "month"),
    **kube.DERIVED,
    **outreach.DERIVED,
}
# Those among them that lie beside their parent, the first column.
_BESIDE = ("attendance",)
FIXED = {
    **{table: {column} for table, (column, _parent) in PARENT.items() if table != "family"},
    **{table: set(columns) for table, columns in DERIVED.items()},
    "photo": {"owner_table", "owner_id", "sha256", "bytes", "width", "height", "fingerprint"},
    "teaching_habit": {"key"},
    **guarded.FIXED,
}

WORDS: dict[tuple[str, str], type[StrEnum]] = {
    ("family", "status"): people.Status,
    ("family", "position"): people.Position,
    ("family", "sex"): people.Sex,
    ("member", "sex"): people.Sex,
    ("member", "relation"): people.Relation,
    ("member", "component"): people.Component,
    ("business", "cluster"): people.Cluster,
    ("family_event", "kind"): people.EventKind,
    ("session", "status"): p2k2.SessionStatus,
    ("attendance", "status"): p2k2.Mark,
    ("attendance", "understanding"): p2k2.Understanding,
    ("catch_up", "understanding"): p2k2.Understanding,
    ("catch_up", "way"): catch_ups.Way,
    ("semester_review", "behaviour"): p2k2.Understanding,
    ("semester_review", "potential"): p2k2.Understanding,
    ("stage_mark", "mark"): growth.Seen,
    ("money_month", "status"): homework.Status,
    ("sheet_choice", "kind"): homework.SheetKind,
    **kube.WORDS,
    **outreach.WORDS,
    **guarded.WORDS,
}
REQUIRED = {
    ("kpm_group", "name"), ("family", "name"), ("member", "name"), ("business", "kind"),
    ("family_tag", "name"), ("family_event", "kind"), ("circle", "name"),
    ("visit", "visited_on"), ("money_month", "month"), *kube.REQUIRED,
    ("business_month", "month"), ("session", "title"), ("topic", "code"),
    ("visit_plan", "month"), *outreach.REQUIRED, *guarded.REQUIRED,
}  # fmt: skip
LISTS = {
    ("visit", "purposes"), ("session", "methods"), ("session", "media"), ("session", "guests"),
    ("session", "obstacle_codes"), ("session", "follow_up_codes"), ("business", "needs"),
    ("letterhead", "lines"), *kube.LISTS, ("topic", "steps"), ("topic", "aims"),
    ("topic", "messages"), ("topic", "questions"), ("topic", "methods"), ("topic", "media"),
    ("visit", "risks"), ("visit_plan", "reasons"), ("visit_budget", "weekdays"),
    *outreach.LISTS,
}  # fmt: skip
_DAYS = {"birth_date", "follow_up_due", "due"}
_NAMES = {"name", "kind", "title"}
LONGEST_NAME, LONGEST_TEXT = 100, 4000


def is_day(column: str) -> bool:
    """Whether a column holds a date."""
    return column in _DAYS or column.endswith("_on")


def longest(column: str) -> int:
    """How many characters fit into a text column."""
    return LONGEST_NAME if column in _NAMES else LONGEST_TEXT


def derived_ids(table: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the identity a record's columns give it, and those they gave it in older books."""
    parts = [str(row.get(part) or "") for part in DERIVED[table]]
    former = derived_id(table, *parts)
    if table not in _BESIDE:
        return (former,)
    return (id_beside(parts[0], table, *parts[1:]), former)
