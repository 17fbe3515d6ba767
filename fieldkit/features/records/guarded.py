"""What the tables of data protection hold, for dump, history and exchange."""

from enum import StrEnum

from fieldkit.core.security.roles import Permission
from fieldkit.features.protection import model

_P = Permission
_OF_FAMILIES = ("consent", "data_request")
_OWN = ("incident", "processing", "retention_rule")
SEE = {
    **dict.fromkeys(_OF_FAMILIES, _P.SEE_FAMILIES),
    **dict.fromkeys((*_OWN, "destruction"), _P.SEE_PROTECTION),
}
EDIT = {
    **dict.fromkeys((*_OF_FAMILIES, *_OWN), _P.EDIT_PROTECTION),
    "destruction": _P.DESTROY_DATA,
}
PARENT = dict.fromkeys(_OF_FAMILIES, ("family_id", "family"))
# An act of destruction is a deed; the rest of these is one for each book.
MADE_ELSEWHERE = ("incident", "processing", "retention_rule", "destruction")
UNCHANGED = ("destruction",)
WORDS: dict[tuple[str, str], type[StrEnum]] = {
    ("consent", "purpose"): model.Purpose,
    ("consent", "way"): model.Way,
    ("data_request", "kind"): model.Asked,
    ("incident", "kind"): model.Mishap,
    ("retention_rule", "kind"): model.Kept,
}
REQUIRED = {("consent", "purpose"), ("data_request", "kind"), ("incident", "kind")}
FIXED = {"processing": {"code"}, "retention_rule": {"kind"}}
