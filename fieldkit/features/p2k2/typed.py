"""Reads what is typed from a paper sheet: `A3 7s` for who was away, `A7 H 3` line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fieldkit.core.text import fold
from fieldkit.features.p2k2.model import AttendanceRow, Mark, Understanding

LETTERS = {
    "h": Mark.PRESENT,
    "s": Mark.SICK,
    "i": Mark.EXCUSED,
    "a": Mark.ABSENT,
    "b": Mark.UNMARKED,
}
_CODE = re.compile(r"([a-z]*)([0-9]+)([hsiab]?)")


GRADES = {
    "1": Understanding.POOR,
    "2": Understanding.GOOD,
    "3": Understanding.VERY_GOOD,
    "4": Understanding.NOT_ASSESSABLE,
}
_PIECES = re.compile(r"[a-z]+[0-9]+|[a-z]+|[0-9]+")
_RUN = re.compile(r"([a-z]*[0-9]+)([hsiab])([1-4]?)")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet as typed: who, which mark, and the grade where there is one."""

    family_id: str
    mark: Mark | None
    grade: Understanding | None = None


@dataclass(slots=True)
class Lines:
    """What was typed from the sheet, and the words nothing could be made of."""

    lines: list[Line] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        """Whether every word could be used."""
        return bool(self.lines) and not (self.unknown or self.ambiguous or self.bare)


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


def read_lines(text: str, rows: Sequence[AttendanceRow]) -> Lines:
    """Read row codes with their marks as they stand on the sheet: `A7 H 3`, `7h3 8s`, `9 2`.

    A figure from 1 to 4 behind a mark is the grade, unless a mark of its own follows it: then
    it is the next row's number. A grade alone means that the family was there.
    """
    found = Lines()
    pieces = _pieces(text)
    at = 0
    while at < len(pieces):
        at = _read_line(pieces, at, rows, found)
    return found


def _pieces(text: str) -> list[str]:
    """Cut what is typed into row codes, marks and grades, however closely it stands."""
    found: list[str] = []
    for word in re.split(r"[\s,;:/]+", text.strip().casefold()):
        run = _RUN.fullmatch(word)
        if run:
            found += [piece for piece in run.groups() if piece]
        elif word:
            found += _PIECES.findall(word) or [word]
    return found


def _read_line(pieces: Sequence[str], at: int, rows: Sequence[AttendanceRow], found: Lines) -> int:
    """Read one row beginning at a place; return where the next begins."""
    word = pieces[at]
    match = _CODE.fullmatch(word)
    if match and not match[3]:
        meant = [row for row in rows if _is_code(row.code.casefold(), match[1], match[2])]
    else:
        meant = _by_name(word, rows) if len(word) > 1 else []
    after = at + 1
    mark = LETTERS.get(pieces[after]) if after < len(pieces) else None
    after += mark is not None
    grade = _grade_at(pieces, after)
    after += grade is not None
    if len(meant) > 1:
        found.ambiguous.append(word)
    elif not meant:
        found.unknown.append(word)
    elif mark is None and grade is None:
        found.bare.append(word)
    else:
        found.lines.append(Line(meant[0].family_id, mark or Mark.PRESENT, grade))
    return after


def _grade_at(pieces: Sequence[str], at: int) -> Understanding | None:
    """Return the grade at a place; a figure with a mark of its own is the next row's number."""
    if at >= len(pieces) or pieces[at] not in GRADES:
        return None
    has_mark_of_its_own = at + 1 < len(pieces) and pieces[at + 1] in LETTERS
    return None if has_mark_of_its_own else GRADES[pieces[at]]


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
