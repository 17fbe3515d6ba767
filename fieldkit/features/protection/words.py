"""What the choices of data protection are called."""

from fieldkit.core import sentences
from fieldkit.core.access import Act
from fieldkit.core.i18n import N_
from fieldkit.features.protection.model import Asked, Kept, Mishap, Purpose, Way

PURPOSES: dict[Purpose, str] = {
    Purpose.PHOTO: N_("Photos taken and shown in reports"),
    Purpose.STORY: N_("Their story told to others"),
    Purpose.SHARE: N_("Data given to another body"),
    Purpose.CHILD: N_("Data of a child beyond the programme"),
    Purpose.HEALTH: N_("Health and disability"),
    Purpose.OTHER: N_("Something else (see the note)"),
}
WAYS: dict[Way, str] = {
    Way.SIGNED: N_("Signed"),
    Way.THUMB: N_("Thumb print"),
    Way.SPOKEN: N_("Spoken, before a witness"),
}
ASKED: dict[Asked, str] = {
    Asked.ACCESS: N_("See or receive a copy"),
    Asked.CORRECT: N_("Put something right"),
    Asked.STOP: N_("Stop using the data"),
    Asked.DELETE: N_("Delete the data"),
}
MISHAPS: dict[Mishap, str] = {
    Mishap.LAPTOP: N_("Laptop lost or stolen"),
    Mishap.STICK: N_("Stick or disk lost"),
    Mishap.PAPER: N_("Papers lost or left lying"),
    Mishap.RECEIVER: N_("Sent to the wrong person"),
    Mishap.SEEN: N_("Seen by somebody it was not meant for"),
    Mishap.MALWARE: N_("Virus, or somebody in the laptop"),
    Mishap.OTHER: N_("Something else"),
}
KEPT: dict[Kept, str] = {
    Kept.EXITED: N_("Families that left the programme"),
    Kept.MONEY: N_("Money books of KUBE"),
    Kept.ACCESS: N_("Access log"),
}
ACTS: dict[str, str] = {
    Act.UNLOCK: N_("Book opened"),
    Act.WRONG_WORDS: N_("Wrong passphrases before it"),
    Act.LOCK: N_("Book locked"),
    Act.FULL_IDS: N_("Full numbers looked at"),
    Act.COPY: N_("Numbers copied"),
    Act.PRINT: N_("Printed"),
    Act.EXPORT: N_("Saved as a file"),
    Act.DUMP: N_("Whole book written as plain files"),
    Act.SEND: N_("Exchange file written"),
    Act.BACKUP: N_("Backup written to a place of choice"),
    Act.RESTORE: N_("Backup restored"),
    Act.KEYS: N_("Ways into the book changed"),
    Act.DESTROY: N_("Data destroyed"),
    # The lists of the register note their kind themselves.
    "export_families": N_("List of families written"),
    "import_result": N_("Result of an import written"),
}
# What an act was about, where the log keeps a code word.
OF: dict[str, str] = {
    "codes": N_("Exchange by codes on the screen"),
    "calendar": N_("Calendar file"),
    "school_form": N_("Form for a school"),
    "hand_out": N_("Book for the leader of a KUBE"),
    "cash_book": N_("Cash book as plain text"),
    "passphrase": N_("Passphrase changed"),
    "recovery": N_("New recovery code"),
    "recovery-": N_("Recovery code taken away"),
    "pin": N_("PIN set"),
    "pin-": N_("PIN taken away"),
    "organisation": N_("Key entrusted"),
    "organisation-": N_("Entrusted key taken back"),
    "rescue": N_("A forgotten book was opened"),
    "rescue_list": N_("List of what was rescued"),
    "emergency_kit": N_("Emergency kit"),
}
SENTENCES = {
    "guardian_wanted": N_("For a child a parent or guardian must agree: write who."),
    "answer_wanted": N_("Write what was done; the family can ask for it."),
    "measures_wanted": N_("Write what was done about it before it is closed."),
    "years_of_keeping": N_("Between 1 and {limit} years."),
    "still_served": N_(
        "{count} of these families are still served. Only data of families that left the"
        " programme can be destroyed."
    ),
    "already_withdrawn": N_("This consent was taken back already."),
}
sentences.register(SENTENCES)
