"""What can go wrong and is not a bug.

A `Problem` is a value tied to a field. A `FieldKitError` stops the command; its `code`
and `details` become a sentence at the door that shows it (`core.sentences`).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing the user can put right, tied to the field it concerns.

    Two are the same problem whatever their details. `is_warning` problems are shown and never
    block.
    """

    field: str
    code: str
    details: Mapping[str, object] = MappingProxyType({})
    is_warning: bool = False

    def __eq__(self, other: object) -> bool:
        """Whether it is the same thing to put right."""
        return isinstance(other, Problem) and self._what() == other._what()

    def __hash__(self) -> int:
        """Hash what makes it the same."""
        return hash(self._what())

    def _what(self) -> tuple[str, str, bool]:
        return self.field, self.code, self.is_warning


class FieldKitError(Exception):
    """Base of every error the user may see; nothing was changed."""

    code = "error"
    exit_code = 1

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details


class InvalidInputError(FieldKitError):
    """The form holds problems; nothing was saved."""

    code = "invalid_input"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """List the fields and codes, never the values."""
        return ", ".join(f"{p.field}:{p.code}" for p in self.problems)


class NotFoundError(FieldKitError):
    """The record does not exist or lies in the bin."""

    code = "not_found"


class NothingToUndoError(NotFoundError):
    """No step is left that could be taken back or done again."""

    code = "nothing_to_undo"


class NoSuchStepError(NotFoundError):
    """The named step does not exist, is undone already, or was made on another laptop."""

    code = "no_such_step"


class PermissionDeniedError(FieldKitError):
    """The role may not do this."""

    code = "not_permitted"


class UnusableFileError(FieldKitError):
    """A file given by the user can not be read; `reason` in the details says why."""

    code = "unusable_file"


class UsageError(FieldKitError):
    """The command was called with words that make no sense together."""

    code = "usage"
    exit_code = 2


class MissingFileError(FieldKitError):
    """A named file or folder does not exist."""

    code = "missing_file"
    exit_code = 2


class CannotOpenBookError(FieldKitError):
    """The book does not open; subclasses say why."""

    code = "cannot_open"
    exit_code = 3


class WrongPassphraseError(CannotOpenBookError):
    """No key slot opens with these words."""

    code = "wrong_passphrase"


class WrongPinError(WrongPassphraseError):
    """The PIN does not fit; `left` tries remain before it is burnt."""

    code = "wrong_pin"


class SilentRingError(WrongPassphraseError):
    """The key ring with the other half of the PIN is locked, gone, or does not answer."""

    code = "ring_silent"


class TooSoonError(CannotOpenBookError):
    """Too many wrong words; `seconds` must pass before the next try."""

    code = "too_soon"


class WrongFirstKeyError(WrongPassphraseError):
    """A hand-out does not open with these words."""

    code = "wrong_first_key"


class NotABookError(CannotOpenBookError):
    """The folder or file is something else."""

    code = "not_a_book"


class NotABackupError(NotABookError):
    """The file is no backup of a book."""

    code = "not_a_backup"


class DamagedBookError(CannotOpenBookError):
    """The book's bytes were changed outside the program."""

    code = "damaged_book"


class DamagedBackupError(DamagedBookError):
    """A backup's bytes were changed after it was written."""

    code = "damaged_backup"


class DamagedKeysError(DamagedBookError):
    """The key file is damaged, and so is its copy; a backup still holds one."""

    code = "damaged_keys"


class LockedBookError(CannotOpenBookError):
    """The book was locked; its passphrase is needed again."""

    code = "locked_book"


class NewerBookError(CannotOpenBookError):
    """A newer FieldKit made this book."""

    code = "newer_book"


class BookInUseError(CannotOpenBookError):
    """Another window or process has the book open."""

    code = "book_in_use"


class BusyBookError(BookInUseError):
    """Something holds the book's file for longer than anybody waits."""

    code = "book_busy"


class EnvironmentFailedError(FieldKitError):
    """Disk full, no permission, medium gone."""

    code = "environment"
    exit_code = 4


class DiskFullError(EnvironmentFailedError):
    """There is no room left; nothing was half-written."""

    code = "disk_full"


class NotWritableError(EnvironmentFailedError):
    """The place can not be written to."""

    code = "not_writable"


class NotReadBackError(NotWritableError):
    """What was written can not be read again."""

    code = "not_read_back"


class MediumGoneError(NotWritableError):
    """The stick or disk does not answer any more; what was acknowledged is on it."""

    code = "medium_gone"


class FolderGoneError(MediumGoneError):
    """A folder is not there: never was, or its stick was pulled out."""

    code = "folder_gone"


class HeldFileError(EnvironmentFailedError):
    """Another program, often the antivirus, keeps a file to itself."""

    code = "held_file"
