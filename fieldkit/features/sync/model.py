"""What the exchange speaks of: cards, people, files and their states."""

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum, auto

from fieldkit.core.security.roles import Role

FORMAT = 1


class FileState(StrEnum):
    """What became, or would become, of one received file."""

    NEW = auto()
    PARTIAL = auto()
    ALREADY = auto()
    OLDER = auto()
    GAP = auto()
    DAMAGED = auto()
    UNKNOWN_SENDER = auto()
    NOT_FOR_YOU = auto()
    NEWER_VERSION = auto()


class BundleError(Exception):
    """The file can not be taken: its state, and a code word for the reason."""

    def __init__(self, state: FileState, reason: str) -> None:
        super().__init__(reason)
        self.state, self.reason = state, reason


class Refusal(Exception):  # noqa: N818 - a verdict on one page, not a fault
    """A page can not go in: the state of its file, and a code word for the reason."""

    def __init__(self, state: FileState, reason: str) -> None:
        super().__init__(reason)
        self.state, self.reason = state, reason


# What is common to all (letterheads, curriculum, programme tables) travels downwards only.
_RANKS = {
    Role.COORDINATOR: 3, Role.FACILITATOR: 2, Role.KUBE_FACILITATOR: 2, Role.READER: 2,
    Role.LEADER: 1,
}  # fmt: skip


def is_above(one: Role, other: Role) -> bool:
    """Whether what one lays down for all reaches the other."""
    return _RANKS[one] > _RANKS[other]


_SCOPE = re.compile(r"[\w-]{1,80}", re.ASCII)


def is_scope(text: object) -> bool:
    """Whether a text can name a scope or a book: letters, digits and dashes."""
    return isinstance(text, str) and bool(_SCOPE.fullmatch(text))


def move_scope(book_id: str, fresh_id: str) -> str:
    """Return the scope of what a book gives away; only that book can begin it."""
    return f"move-{book_id}-{fresh_id}"


def founder_of(scope: str) -> str:
    """Return the only book that can begin a scope, blank where any may."""
    kind, _dash, rest = scope.partition("-")
    return rest.partition("-")[0] if kind == "move" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Somebody whose files this book takes. `scope` limits a leader to one KUBE.

    `vouched_by` is the laptop of whoever introduced them, 0 for their own card.
    """

    id: str
    device: int
    book_id: str
    name: str
    role: Role
    sign_key: bytes
    box_key: str
    scope: str | None
    is_revoked: bool
    vouched_by: int = 0

    @property
    def own_scope(self) -> str:
        """The scope of what belongs to this person and to no group."""
        return f"own-{self.book_id}"

    @property
    def fingerprint(self) -> str:
        """The words to compare by telephone."""
        return fingerprint(self.sign_key, self.box_key)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a file does not hold: a code word for the reason, and how many."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was written for somebody and read back: one file of records, then its photos.

    `bytes` is the size of the file of records; `left_out` says what stayed here and why.
    """

    file: str
    changes: int
    bytes: int
    sequence: int
    seconds: float
    left_out: tuple[LeftOut, ...] = ()
    photo_files: tuple[str, ...] = ()
    photos: int = 0
    photo_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MassChange:
    """What a file would do to much of one kind of record that is here already."""

    table: str
    removed: int
    changed: int
    total: int


@dataclass(slots=True, kw_only=True)
class FileReport:
    """What one received file brought.

    `missing_files` are numbers of the sender's files that never came; `missing_pages` counts
    pages without which something of theirs is not whole. `mass` is filled where the file
    stopped because it would remove or change too much; `key` names it when one says yes.
    `clock_seconds` is how far the sender's clock is known to be ahead, negative behind.
    """

    file: str
    state: FileState
    sender: str = ""
    sequence: int = 0
    changes: int = 0
    conflicts: int = 0
    reason: str = ""
    written_at: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    device: int = 0
    key: str = ""
    part: tuple[int, int] = (0, 0)
    photos: int = 0
    app: str = ""
    clock_seconds: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    missing_files: tuple[int, ...] = ()
    missing_pages: int = 0
    mass: tuple[MassChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody known here, with the files that went to and fro.

    `confirmed_at` is when the newest file of ours was written that they say they hold, and
    `receipt_at` when they first said so.
    """

    peer: Peer
    trusted_at: str
    introduced_by: str
    last_sent_at: str
    last_received_at: str
    confirmed_at: str
    receipt_at: str = ""

    @property
    def id(self) -> str:
        """The id of the person's card."""
        return self.peer.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the values laptops disagree on; `label` names what a reference points to."""

    value: object
    who: str
    device: int
    at_ms: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field with more than one value that nobody has replaced.

    `base` is the value they all started from, None where there was none. Where
    `may_settle` is false the decision belongs to whoever serves that group. `owners` are the
    laptops of whoever the group belongs to.
    """

    id: str
    table: str
    row: str
    column: str
    title: str
    shown: object
    ours: Side | None
    theirs: tuple[Side, ...]
    base: Side | None = None
    may_settle: bool = True
    owners: frozenset[int] = frozenset()

    @property
    def sides(self) -> tuple[Side, ...]:
        """Every value that stands, ours first."""
        return (self.ours, *self.theirs) if self.ours else self.theirs


def fingerprint(sign_key: bytes, box_key: str) -> str:
    """Return four pronounceable pairs (64 bits) of a card, the same on every laptop."""
    digest = hashlib.sha256(b"fieldkit-card" + sign_key + box_key.encode()).digest()
    words = [_pronounce(int.from_bytes(digest[i : i + 2], "big")) for i in range(0, 8, 2)]
    return "-".join(words)


def device_code(device: int) -> str:
    """Return a short name of a laptop, for file names: it says nothing about a person."""
    return _pronounce(device & 0xFFFF)


_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"


def _pronounce(number: int) -> str:
    """Spell 16 bits as consonant-vowel-consonant-vowel-consonant."""
    first, second = _CONSONANTS[number >> 12], _VOWELS[number >> 10 & 3]
    third, fourth = _CONSONANTS[number >> 6 & 15], _VOWELS[number >> 4 & 3]
    return first + second + third + fourth + _CONSONANTS[number & 15]
