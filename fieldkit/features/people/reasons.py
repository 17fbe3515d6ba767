"""Why a row came to its result, in a sentence that says what to do."""

from datetime import date
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.features.people.matching import Outcome, Verdict

SENTENCES = {
    "nik_damaged": N_(
        "The NIK was stored as a number and has lost digits. Format the column as text and type"
        " the NIK again."
    ),
    "kk_damaged": N_(
        "The No KK was stored as a number and has lost digits. Format the column as text and type"
        " the No KK again."
    ),
    "no_name": N_("There is no name in this row."),
    "not_a_count": N_("The column “{column}” holds something that is no number."),
    "head_refused": N_("The carer's own row {row} was refused; mend that one first."),
    "repeated_kk": N_("Row {row} has the same No KK but says something else."),
    "repeated_nik": N_("Row {row} has the same NIK but says something else."),
    "same_row": N_("This row repeats row {row}."),
    "same_name": N_("{family} in RT/RW {area} has the same name. Is it the same family?"),
    "nik_other_kk": N_("{family} has the same NIK under another No KK."),
    "nik_is_member": N_("This NIK belongs to a member of the family of {family}."),
    "other_carer": N_("This family is known under the name of {family}. Has the carer changed?"),
    "kk_twice": N_("{count} families of the register have this No KK."),
    "only_name": N_("There is only a name. Is it a family?"),
    "incomplete": N_("Taken without NIK and No KK; fill them in later."),
    "no_names": N_("no column holds the names of people. Choose another sheet or header row."),
    "no_such_sheet": N_("the file has no sheet of this name."),
    "no_such_column": N_("the sheet has no column of this name."),
}
sentences.register(SENTENCES)

OUTCOME_NAMES = {
    Outcome.CREATED: N_("New"),
    Outcome.CHANGED: N_("Changed"),
    Outcome.SAME: N_("Same"),
    Outcome.DOUBTFUL: N_("In doubt"),
    Outcome.REFUSED: N_("Refused"),
}
FIELD_NAMES = {
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


def reason_sentence(verdict: Verdict) -> str:
    """Return why a row came to its result; blank where that needs no words."""
    if verdict.reason is not None:
        return sentences.problem_sentence(verdict.reason)
    if verdict.changes:
        fields = ", ".join(field_name(name) for name, _before, _after in verdict.changes)
        return _("Changed: {fields}").format(fields=fields)
    return ""


def field_name(field: str) -> str:
    """Return a field's name in the user's language."""
    return _(FIELD_NAMES[field]) if field in FIELD_NAMES else field


def value_text(value: Any) -> str:
    """Return a value as the preview shows it."""
    if value is None:
        return "–"
    return format_date(value, "medium") if isinstance(value, date) else str(value)
