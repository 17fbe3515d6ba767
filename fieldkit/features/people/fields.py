"""What the fields of families and members are called, and their values in words."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.features.people.sentences import (
    COMPONENT_NAMES,
    POSITION_NAMES,
    RELATION_NAMES,
    SEX_NAMES,
    STATUS_NAMES,
)

_WORDS: tuple[Mapping[Any, str], ...] = (
    STATUS_NAMES,
    SEX_NAMES,
    RELATION_NAMES,
    COMPONENT_NAMES,
    POSITION_NAMES,
)
FIELD_NAMES = {
    "record": N_("FieldKit ID"),
    "row_code": N_("Row code"),
    "number": N_("No."),
    "name": N_("Name"),
    "head_name": N_("Carer's name"),
    "nik": N_("NIK"),
    "head_nik": N_("Carer's NIK"),
    "no_kk": N_("No KK"),
    "household": N_("Household ID"),
    "pkh_id": N_("PKH ID"),
    "kks_no": N_("KKS card no."),
    "account_no": N_("Account no."),
    "bank": N_("Bank"),
    "group": N_("Group"),
    "position": N_("Position in the group"),
    "address": N_("Address"),
    "rt": N_("RT"),
    "rw": N_("RW"),
    "rt_rw": N_("RT/RW"),
    "hamlet": N_("Hamlet"),
    "village": N_("Village"),
    "district": N_("District"),
    "regency": N_("Regency or city"),
    "province": N_("Province"),
    "postcode": N_("Postcode"),
    "phone": N_("Phone / WhatsApp"),
    "birth_place": N_("Place of birth"),
    "birth_date": N_("Date of birth"),
    "birth": N_("Place and date of birth"),
    "sex": N_("Sex"),
    "relation": N_("Relation to the head"),
    "status": N_("Status"),
    "joined": N_("In PKH since"),
    "status_on": N_("Status since"),
    "verified_on": N_("Data checked on"),
    "tags": N_("Tags"),
    "decile": N_("Decile"),
    "bpnt": N_("BPNT"),
    "component": N_("Component"),
    "school": N_("School"),
    "npsn": N_("NPSN"),
    "nisn": N_("NISN"),
    "grade": N_("Grade"),
    "health_facility": N_("Health facility"),
    "business": N_("Business"),
    "note": N_("Note"),
    "n_pregnant": N_("Pregnant"),
    "n_toddler": N_("Toddler"),
    "n_primary": N_("Primary school"),
    "n_junior": N_("Junior high"),
    "n_senior": N_("Senior high"),
    "n_elderly": N_("Elderly"),
    "n_disabled": N_("Disability"),
}


def field_name(field: str) -> str:
    """Return a field's name in the user's language."""
    return _(FIELD_NAMES[field]) if field in FIELD_NAMES else field


def value_text(value: Any) -> str:
    """Return a value as people read it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return format_date(value, "medium")
    for names in _WORDS:
        if value in names and isinstance(value, StrEnum):
            return _(names[value])
    return str(value)
