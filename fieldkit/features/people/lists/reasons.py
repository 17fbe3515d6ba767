"""Why a row came to its result, in a sentence that says what to do."""

from fieldkit.core import sentences
from fieldkit.core.errors import Problem
from fieldkit.core.i18n import N_, _
from fieldkit.features.people.fields import field_name
from fieldkit.features.people.lists.matching import Outcome, Verdict

SENTENCES = {
    "nik_damaged": N_(
        "Excel kept the NIK as a number and lost its last digits; it stays blank. Type it again"
        " from the card."
    ),
    "kk_damaged": N_(
        "Excel kept the No KK as a number and lost its last digits; it stays blank. Type it again"
        " from the family card."
    ),
    "no_name": N_("There is no name in this row."),
    "not_a_count": N_("The column “{column}” holds something that is no number."),
    "head_refused": N_("The carer's own row {row} was refused; mend that one first."),
    "repeated_kk": N_("Row {row} has the same No KK but says something else."),
    "repeated_nik": N_("Row {row} has the same NIK but says something else."),
    "same_row": N_("This row repeats row {row}."),
    "same_name": N_("{family} in RT/RW {area} has the same name. Is it the same family?"),
    "same_name_and_birth": N_("{family} has the same name and birth date. Is it the same family?"),
    "same_name_and_phone": N_("{family} has the same name and phone. Is it the same family?"),
    "nik_other_kk": N_("{family} has the same NIK under another No KK."),
    "nik_is_member": N_("This NIK belongs to a member of the family of {family}."),
    "other_carer": N_("This family is known under the name of {family}. Has the carer changed?"),
    "kk_twice": N_("{count} families of the register have this No KK."),
    "nik_twice": N_("{count} families of the register have this NIK."),
    "pkh_id_twice": N_("{count} families of the register have this PKH ID."),
    "only_name": N_("There is only a name. Is it a family?"),
    "incomplete": N_("Taken without NIK and No KK; fill them in later."),
    "list_without_names": N_(
        "no column holds the names of people. Choose another sheet or header row."
    ),
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


def reason_sentence(verdict: Verdict) -> str:
    """Return why a row came to its result; blank where that needs no words."""
    told = row_sentences(verdict)
    if not told and verdict.changes:
        fields = ", ".join(field_name(name) for name, _before, _after in verdict.changes)
        told.append(_("Changed: {fields}").format(fields=fields))
    return " ".join(told)


def row_sentences(verdict: Verdict) -> list[str]:
    """Return everything there is to tell of a row, a sentence each."""
    return [sentences.problem_sentence(problem) for problem in problems_of(verdict)]


def problems_of(verdict: Verdict) -> tuple[Problem, ...]:
    """Return everything there is to tell of a row."""
    return (*((verdict.reason,) if verdict.reason else ()), *verdict.remarks)
