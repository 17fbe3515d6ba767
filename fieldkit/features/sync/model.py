"""What the exchange speaks of: cards, people, files and their states."""

import hashlib
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Somebody whose files this book takes. `scope` limits a leader to one KUBE."""

    id: str
    device: int
    book_id: str
    name: str
    role: Role
    sign_key: bytes
    box_key: str
    scope: str | None
    is_revoked: bool

    @property
    def fingerprint(self) -> str:
        """The words to compare by telephone."""
        return fingerprint(self.sign_key, self.box_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One file that was written and read back. `left_out` counts photos that did not fit."""

    file: str
    changes: int
    bytes: int
    sequence: int
    seconds: float
    left_out: int


@dataclass(slots=True, kw_only=True)
class FileReport:
    """What one received file brought."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody known here, with the files that went to and fro.

    `confirmed_at` is when the newest file of ours was written that they say they hold.
    """

    peer: Peer
    trusted_at: str
    introduced_by: str
    last_sent_at: str
    last_received_at: str
    confirmed_at: str

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
    `may_settle` is false the decision belongs to whoever serves that group.
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
