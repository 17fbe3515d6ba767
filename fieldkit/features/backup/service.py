"""Backups, restoring and the health of a book: the room's only door."""

from fieldkit.core import sentences
from fieldkit.core.i18n import N_
from fieldkit.features.backup.checking import Finding, at_open, check, findings, repair
from fieldkit.features.backup.making import (
    BackedUp,
    back_up,
    before_risk,
    clear_destroyed,
    guard,
    kept,
    routine,
)
from fieldkit.features.backup.places import Kept
from fieldkit.features.backup.proved import last_proved, last_proved_second
from fieldkit.features.backup.restoring import (
    Difference,
    TableDifference,
    difference,
    key_in,
    photo_folders,
    renew,
    restore,
    restore_beside,
    take_keys_of,
)

__all__ = [
    "BackedUp",
    "Difference",
    "Finding",
    "Kept",
    "TableDifference",
    "at_open",
    "back_up",
    "before_risk",
    "check",
    "clear_destroyed",
    "difference",
    "findings",
    "guard",
    "kept",
    "key_in",
    "last_proved",
    "last_proved_second",
    "photo_folders",
    "renew",
    "repair",
    "restore",
    "restore_beside",
    "routine",
    "take_keys_of",
]

SENTENCES = {
    "backup_not_proved": N_("The backup does not restore to the same book and was thrown away."),
    "other_book": N_("it is the backup of another book."),
}
sentences.register(SENTENCES)
