"""Identities that never collide between laptops and say nothing about a person."""

import os
from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
_SHARED = 13
_MOMENT, _CHANCE = (1 << 45) - 1, (1 << 85) - 1
_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]
_PLACES = range(120, -1, -10)
_LETTER_OF_BYTE = (ALPHABET * 8).encode()


def _system_bits(count: int) -> int:
    size = -(-count // 8)
    return int.from_bytes(os.urandom(size), "big") >> (8 * size - count)


_random_bits: Callable[[int], int] = _system_bits


def new_id() -> str:
    """Return 26 random characters (130 bits)."""
    return _encode(_random_bits(130))


def new_ids(count: int) -> list[str]:
    """Return many new identities in rising order, as tables keep them the quickest."""
    if _random_bits is not _system_bits:
        return sorted(new_id() for _one in range(count))
    # Five bits of each byte: 256 is eight times 32, so every letter is as likely as another.
    letters = os.urandom(count * LENGTH).translate(_LETTER_OF_BYTE).decode()
    return sorted(letters[at : at + LENGTH] for at in range(0, len(letters), LENGTH))


def timed_id(milliseconds: int) -> str:
    """Return a new identity that sorts by a moment (milliseconds of the epoch), 85 bits random.

    Only for what tells its moment anyway, such as a step.
    """
    return _encode((milliseconds & _MOMENT) << 85 | _random_bits(130) & _CHANCE)


def derived_id(*parts: str) -> str:
    """Return the identity that two laptops reach alone from the same parts.

    Used where one thing may exist only once, such as the attendance of one family
    at one session or the reversal of one cash entry. Never give it a NIK or No KK:
    sixteen digits can be guessed back.
    """
    import hashlib

    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return _encode(int.from_bytes(digest[:17], "big") >> 6)


def id_beside(parent: str, *parts: str) -> str:
    """Return an identity as `derived_id` does, beginning as its parent's does.

    Tables keep their rows in the order of their identities: what is written together, such
    as the attendance of a session, then lies together, and few pages change on the disk.
    """
    return parent[:_SHARED] + derived_id(parent, *parts)[_SHARED:]


def use_source(random_bits: Callable[[int], int]) -> Callable[[int], int]:
    """Draw identities from another source (the practice book's seed); return the former one."""
    global _random_bits
    former, _random_bits = _random_bits, random_bits
    return former


def _encode(number: int) -> str:
    """Return 130 bits, five to a letter, two letters at a time."""
    return "".join([_PAIRS[number >> place & 1023] for place in _PLACES])
