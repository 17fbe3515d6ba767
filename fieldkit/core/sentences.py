"""From codes to sentences: what is wrong, where, and what to do next."""

from collections.abc import Mapping
from datetime import date

from fieldkit.core.dates import format_date
from fieldkit.core.errors import FieldKitError, InvalidInputError, Problem
from fieldkit.core.i18n import N_, _

_SENTENCES: dict[str, str] = {
    "invalid_input": N_("Something still has to be put right; nothing was saved."),
    "not_found": N_("This record no longer exists. It may lie in the bin."),
    "nothing_to_undo": N_("There is nothing to undo: no step is left that could be taken back."),
    "no_such_step": N_(
        "No step “{step}” can be undone. Perhaps it is undone already, or was made on another"
        " laptop."
    ),
    "not_permitted": N_("Your role in this book does not allow this."),
    "unusable_file": N_("This file can not be read: {reason}"),
    "missing_file": N_("There is no file or folder “{path}”. Check the name and try again."),
    "usage": N_("This can not be done as asked: {reason}"),
    "cannot_open": N_("The book can not be opened."),
    "wrong_passphrase": N_(
        "The passphrase or recovery code does not fit this book. Check Caps Lock and try again."
    ),
    "not_a_book": N_(
        "“{path}” is not a FieldKit book. Choose a folder whose name ends in .fieldkit."
    ),
    "wrong_first_key": N_(
        "The first key does not fit this hand-out, or the file was changed on the way."
        " Compare the key again, then ask for the file again."
    ),
    "not_a_backup": N_(
        "“{path}” is not a backup of a book. Choose a file whose name ends in .fkbackup."
    ),
    "damaged_backup": N_(
        "The backup “{path}” was damaged after it was written. Choose an older one, or the one in"
        " the second place."
    ),
    "damaged_book": N_(
        "The book is damaged. Rescue it into a new book: what can still be read is kept, and the"
        " newest backup gives the rest."
    ),
    "damaged_keys": N_(
        "The key file of this book is damaged, and its copy too. The records are whole: restore"
        " the newest backup into a new book; it brings its own key file."
    ),
    "locked_book": N_("The book is locked. Open it with its passphrase first."),
    "wrong_pin": N_(
        "This PIN does not fit. {left} tries are left, then only the passphrase opens."
    ),
    "pin_burnt": N_(
        "The PIN was wrong too often and opens nothing any more. Use the passphrase; you can set"
        " a new PIN afterwards."
    ),
    "ring_silent": N_(
        "This laptop's key ring is locked or does not answer, so the PIN can not be checked. Open"
        " the book with the passphrase; the PIN stays as it is."
    ),
    "too_soon": N_(
        "Too many wrong tries. Wait {seconds} seconds, then try again; nothing is lost."
    ),
    "newer_book": N_(
        "This book was made by a newer FieldKit. Install the newest version to open it."
    ),
    "book_busy": N_(
        "Something holds the book just now: an antivirus, a copy that is being made, or work"
        " FieldKit itself has not finished. Wait a moment and try again; nothing is lost."
    ),
    "book_in_use": N_("The book is open in another window. Close it there and try again."),
    "environment": N_("The computer refused the work: {reason}"),
    "disk_full": N_("The disk is full. Nothing was changed; make room and try again."),
    "not_writable": N_(
        "FieldKit may not write here. Choose another folder, or copy the book from a read-only"
        " medium to this laptop first."
    ),
    "not_read_back": N_(
        "The file was written but can not be read again. Use another disk, stick or folder."
    ),
    "medium_gone": N_(
        "The disk or stick does not answer. Plug it in again, then open the book anew. What was"
        " said to be saved is saved."
    ),
    "folder_gone": N_(
        "The folder “{folder}” can not be reached. If it lies on a stick, plug the stick in; else"
        " choose another folder."
    ),
    "held_file": N_(
        "Another program, perhaps the antivirus, holds “{path}”. Nothing was changed; wait a"
        " moment and try again."
    ),
    "short_passphrase": N_("The passphrase needs at least 8 characters."),
    "short_pin": N_("A PIN needs at least six digits, and digits only."),
    "ring_refused": N_(
        "this laptop's key ring refused to keep the other half of the PIN. Unlock it or use the"
        " passphrase"
    ),
    "last_slot": N_("The passphrase can not be taken away; change it instead."),
    "no_book_name": N_("The book needs a name of its own, such as Kelurahan Melati."),
    "folder_exists": N_("There is already something in that folder. Choose a new name."),
    "required": N_("This must be filled in."),
    "too_long": N_("At most {limit} characters fit here; this has {length}."),
    "not_a_date": N_("This is not a date that exists. Write it like 7/9/2026."),
    "in_future": N_("The date lies in the future."),
    "not_money": N_("Write a whole amount in rupiah, such as 15.000."),
    "negative": N_("The amount can not be below zero."),
    "not_a_number": N_("Write a whole number."),
    "ends_before_start": N_("The end lies before the start."),
    "unknown_choice": N_("Choose one of the listed values."),
    "nobody_so_called": N_("Nothing here is called “{name}”. Check the spelling or give the id."),
    "several_so_called": N_("{count} records are called “{name}”. Give the id of the one meant."),
}


def register(sentences: dict[str, str]) -> None:
    """Take a room's own codes and their (untranslated) sentences.

    Raises ValueError for a code that says something else already: whoever came last would win.
    """
    for code, words in sentences.items():
        if _SENTENCES.setdefault(code, words) != words:
            raise ValueError(f"{code} is taken")


def sentence(error: FieldKitError) -> str:
    """Say in the user's language what went wrong and what to do."""
    if isinstance(error, InvalidInputError) and len(error.problems) == 1:
        return problem_sentence(error.problems[0])
    return _fill(error.code, error.details)


def problem_sentence(problem: Problem) -> str:
    """Say in the user's language what is wrong with one field."""
    return _fill(problem.code, problem.details)


def reason_sentence(code: str, **details: object) -> str:
    """Say a registered code, such as the reason of a refused row."""
    return _fill(code, details)


def _fill(code: str, details: Mapping[str, object]) -> str:
    template = _(_SENTENCES[code]) if code in _SENTENCES else code
    filled = {key: _shown(key, value) for key, value in details.items()}
    try:
        return template.format(**filled)
    except KeyError:
        return template


def _shown(key: str, value: object) -> object:
    if isinstance(value, date):
        return format_date(value, "medium")
    if key != "reason":
        return value
    return _(_SENTENCES[value]) if isinstance(value, str) and value in _SENTENCES else value
