"""What the tables of commitments, graduation, programmes and partners hold, for dump and load."""

from enum import StrEnum

from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import model as commitments

_P = Permission
_CHECKED = ("school_month", "duty_check", "commitment_action")
SEE = {**dict.fromkeys(("duty", *_CHECKED), _P.SEE_COMMITMENTS)}
EDIT = {"duty": _P.EDIT_PROGRAMMES, **dict.fromkeys(_CHECKED, _P.CHECK_COMMITMENTS)}
PARENT = {**dict.fromkeys(_CHECKED, ("family_id", "family"))}
REFERENCES = {"person_id": "member"}
COMMON = ("duty",)
DERIVED = {
    "duty": ("code",),
    "school_month": ("person_id", "month"),
    "duty_check": ("person_id", "duty", "period"),
}
WORDS: dict[tuple[str, str], type[StrEnum]] = {
    ("duty", "domain"): commitments.Domain,
    ("duty", "period"): commitments.Period,
    ("duty_check", "result"): commitments.Result,
}
REQUIRED = {
    ("duty", "name"), ("duty", "code"), ("school_month", "month"), ("duty_check", "period"),
    ("duty_check", "duty"), ("commitment_action", "what"),
}  # fmt: skip
LISTS = {("duty", "components")}
