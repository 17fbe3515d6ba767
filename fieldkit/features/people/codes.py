"""Row codes such as A7: the group's letter and a number that stays with the family.

They are printed large on blank sheets, so that marks can be typed back without names.
"""

from collections.abc import Iterable, Iterator
from itertools import count

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def free_letter(taken: Iterable[str | None]) -> str:
    """Return the first of A to Z, AA, AB, ... that no group has."""
    return next(free_letters(taken))


def free_letters(taken: Iterable[str | None]) -> Iterator[str]:
    """Yield, one after another, the letters that no group has."""
    known = {code for code in taken if code}
    return (letter for letter in map(_letters, count()) if letter not in known)


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, len(LETTERS))
        text = LETTERS[rest] + text
    return text


def renamed(row_code: str | None, letter: str) -> str | None:
    """Return a row code under another letter, its number kept."""
    number = (row_code or "").lstrip(LETTERS)
    return f"{letter}{number}" if number else row_code


def row_code(letter: str | None, number: int) -> str:
    """Return the row code of the nth family of a group."""
    return f"{letter or ''}{number}"
