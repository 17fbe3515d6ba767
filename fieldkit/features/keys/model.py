"""What the ways into a book look like to its keeper."""

from dataclasses import dataclass

LEAST_CODE_GROUPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Which ways open this book now.

    `pin_tries` is None without a PIN; `may_have_pin` says whether this laptop has a key ring
    at all; `keeper` is who holds the book's key in keeping, blank for nobody.
    """

    has_recovery: bool
    pin_tries: int | None
    may_have_pin: bool
    keeper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who may hold this book's key: known by their contact card."""

    id: str
    name: str
    role: str
    box_key: str
