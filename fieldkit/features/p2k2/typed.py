"""Reads what is typed from a paper sheet: `A3 7s Aminah` names who was not there, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fieldkit.core.text import fold
from fieldkit.features.p2k2.model import AttendanceRow, Mark

LETTERS = {
    "h": Mark.PRESENT,
    "s": Mark.SICK,
    "i": Mark.EXCUSED,
    "a": Mark.ABSENT,
    "b": Mark.UNMARKED,
}
_CODE = re.compile(r"([a-z]*)([0-9]+)([hsiab]?)")


@dataclass(slots=True)
class Exceptions:
    """Who was named with which mark, and the words that name nobody or several."""

    marks: dict[str, Mark] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        """Whether every word named exactly one family."""
        return not self.unknown and not self.ambiguous


def read_exceptions(text: str, rows: Sequence[AttendanceRow]) -> Exceptions:
    """Read row codes (`A7`, `7`, `7s`) and names; without a letter a family was absent."""
    found = Exceptions()
    for word in re.split(r"[\s,;]+", text.strip()):
        if word:
            _read_word(word, rows, found)
    return found


def _read_word(word: str, rows: Sequence[AttendanceRow], found: Exceptions) -> None:
    match = _CODE.fullmatch(word.casefold())
    if match:
        letters, number, mark = match.groups()
        meant = [row for row in rows if _is_code(row.code.casefold(), letters, number)]
        chosen = LETTERS.get(mark, Mark.ABSENT)
    else:
        meant, chosen = _by_name(word, rows), Mark.ABSENT
    if len(meant) == 1:
        found.marks[meant[0].family_id] = chosen
    elif meant:
        found.ambiguous.append(word)
    else:
        found.unknown.append(word)


def _is_code(code: str, letters: str, number: str) -> bool:
    bare = code.lstrip("abcdefghijklmnopqrstuvwxyz")
    is_number = bare.isdecimal() and int(bare) == int(number)
    return is_number and (not letters or code == f"{letters}{bare}")


def _by_name(word: str, rows: Sequence[AttendanceRow]) -> list[AttendanceRow]:
    sought = fold(word)
    if not sought:
        return []
    beginning = [r for r in rows if any(w.startswith(sought) for w in fold(r.name).split())]
    return beginning or [row for row in rows if sought in fold(row.name)]
