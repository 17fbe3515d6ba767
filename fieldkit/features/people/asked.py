"""What a person types into the search of families, understood: words, RT and RW, whole numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fieldkit.core.text import digits, fold, sought, sound
from fieldkit.features.people.lists import cells

_HALF_AREA = re.compile(r"\br[tw]\.?\s*/?\s*$", re.IGNORECASE)
_BARE_AREA = re.compile(r"(?<![0-9])[0-9]{1,3}\s*/\s*[0-9]{1,3}(?![0-9])")
_SPACED_NUMBER = re.compile(r"[0-9][0-9 .\-]{7,}[0-9]")
SHORTEST_ANYWHERE = 3
_SHORTEST_HEARD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search: every word must be found; RT and RW, where named, must fit."""

    words: tuple[str, ...] = ()
    rt: str | None = None
    rw: str | None = None

    @property
    def heard(self) -> str:
        """How the words sound together; blank where they are too short to sound like anything."""
        whole = sound(" ".join(self.words))
        has_letters = any(c.isalpha() for c in whole)
        return whole if has_letters and len(whole) >= _SHORTEST_HEARD else ""

    @property
    def initialled(self) -> str:
        """How the name is written with its first word shortened: A. Yani for Ahmad Yani."""
        if len(self.words) < 2 or not self.words[0].isalpha() or len(self.words[0]) < 2:
            return ""
        return f" {self.words[0][0]} {' '.join(self.words[1:])}"

    def is_like(self, folded: str) -> bool:
        """Whether a folded name sounds as what was typed, or is its short form."""
        heard, short = self.heard, self.initialled
        return bool((heard and heard in sound(folded)) or (short and short in f" {folded}"))


@lru_cache(maxsize=256)
def understood(text: str) -> Asked:
    """Take a search apart: `siti rt 3`, `003/009`, `0899 1234 567`."""
    bare = _HALF_AREA.sub("", text)
    rt, rw = cells.area(bare) if cells.may_hold_area(bare) else (None, None)
    if rt or rw:
        bare = cells.without_area(bare) or ""
    elif pair := _BARE_AREA.search(bare):
        rt, rw = cells.area(pair[0])
        bare = bare[: pair.start()] + " " + bare[pair.end() :]
    bare = _SPACED_NUMBER.sub(lambda match: digits(match[0]), bare)
    return Asked(words=tuple(sought(bare)), rt=rt, rw=rw)


def holds(folded: str, words: Sequence[str]) -> bool:
    """Whether a folded text holds every word; a short one must begin a word."""
    line = f" {folded}"
    return all((w if len(w) >= SHORTEST_ANYWHERE else f" {w}") in line for w in words)


def marks(name: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where in a name, as it is written, what was sought stands: (start, length)."""
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\W_]+(?:['\u2019][^\W_]+)*", name):
        folded = fold(match[0])
        for word in words:
            if word not in folded or (len(word) < SHORTEST_ANYWHERE and folded[:1] != word[:1]):
                continue
            plain = match[0].casefold().find(word)
            is_plain = plain >= 0 and len(match[0]) == len(match[0].casefold())
            start = match.start() + plain if is_plain else match.start()
            found.append((start, len(word) if is_plain else len(match[0])))
            break
    return found
