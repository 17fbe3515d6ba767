"""One search for many names and numbers at once.

A pattern of a thousand names costs a text of a line a third of a millisecond. Most texts hold
none of their words: those are ruled out by a look at the words and digits alone.
"""

import re
from collections.abc import Collection, Iterable

LEAST_DIGITS = 6
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_RUN = re.compile(r"[^\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
_GAP = r"[\s.\-]?"
# What the pattern takes for an i, whatever its case.
_DOTS = str.maketrans("İı", "ii")


class Mentions:
    """Finds and replaces names as whole words, and numbers however they are grouped."""

    __slots__ = ("_by_end", "_by_first", "_is_open", "_pattern")

    def __init__(self, names: Collection[str], numbers: Collection[str]) -> None:
        patterns = {*map(_name_pattern, names), *map(_number_pattern, numbers)}
        # The longest first, so that a whole name goes before a part of it.
        ready = "|".join(sorted(patterns, key=len, reverse=True))
        self._pattern = re.compile(ready, re.IGNORECASE)
        self._by_first: dict[str, list[frozenset[str]]] = {}
        self._by_end: dict[str, list[str]] = {}
        for number in numbers:
            rest = _without_beginning(number) or number
            self._by_end.setdefault(rest[-LEAST_DIGITS:], []).append(rest)
        self._is_open = False  # a name without a letter: nothing can be ruled out
        for name in names:
            runs = _runs(" ".join(_WORD.findall(name)) or name)
            self._is_open |= not runs
            for first in runs[:1]:
                self._by_first.setdefault(first, []).append(frozenset(runs))

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first mention in a text."""
        return self._pattern.search(text) if self.may_hold(text) else None

    def sub(self, by: str, text: str) -> str:
        """Return a text with something else in the place of each mention."""
        return self._pattern.sub(by, text) if self.may_hold(text) else text

    def may_hold(self, text: str) -> bool:
        """Whether a text has the words or digits of a mention; where not, it holds none."""
        found = set(_runs(text))
        for first in found & self._by_first.keys():
            if any(runs <= found for runs in self._by_first[first]):
                return True
        return self._is_open or (bool(self._by_end) and self._may_hold_number(text))

    def _may_hold_number(self, text: str) -> bool:
        digits = _NOT_DIGITS.sub("", text)
        for end in range(LEAST_DIGITS, len(digits) + 1):
            for number in self._by_end.get(digits[end - LEAST_DIGITS : end], ()):
                if digits.endswith(number, 0, end):
                    return True
        return False


def mentions(names: Iterable[str], numbers: Iterable[str]) -> Mentions | None:
    """Return the search for these names and numbers, None where there are none."""
    wanted, digits = set(names), set(numbers)
    return Mentions(wanted, digits) if wanted or digits else None


def words(name: str) -> list[str]:
    """Return the words of a name in small letters."""
    return [word.casefold() for word in _WORD.findall(name)]


def _runs(text: str) -> list[str]:
    if text.isascii():
        return _RUN.findall(text.lower())
    return [run.casefold() for run in _RUN.findall(text.translate(_DOTS))]


def _name_pattern(name: str) -> str:
    whole = r"[\s.,]+".join(re.escape(word) for word in _WORD.findall(name)) or re.escape(name)
    return rf"(?<![^\W_]){whole}(?![^\W_])"


def _number_pattern(digits: str) -> str:
    """Return the pattern of a number, however it was grouped; a phone's with either beginning."""
    local = _without_beginning(digits)
    begin, rest = (rf"(?:\+?62{_GAP}|0)", local) if local else ("", digits)
    return rf"(?<!\d){begin}{_GAP.join(rest)}(?!\d)"


def _without_beginning(digits: str) -> str:
    """Return a phone's number without 0 or 62, nothing of any other number."""
    local = re.match(r"(?:62|0)(8\d{7,12})$", digits)
    return local[1] if local else ""
