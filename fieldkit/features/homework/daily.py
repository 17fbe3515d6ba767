"""A family's daily notes: typed line by line as on paper, with the money left after each.

`5 makan 45rb` is food on the 5th; `5 jajan 10rb k` was wanted and not needed; a plus in front
(`+ kiriman 200rb`) is money that came in.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from fieldkit.core.errors import Problem
from fieldkit.core.money import read_amount
from fieldkit.core.text import fold

LONGEST_WORDS = 60
MOST_ENTRIES = 300
MOST_RUPIAH = 10**9
SHORTEST_BEGINNING = 2
WANTED = ("k", "w", "keinginan")
# What families write, by kind; the first letters are enough where only one kind begins so.
WORDS: dict[str, tuple[str, ...]] = {
    "in_pkh": ("pkh", "bansos", "bantuan", "aid"),
    "in_wage": ("gaji", "upah", "honor", "wage", "salary"),
    "in_business": ("usaha", "jualan", "dagang", "laba", "business"),
    "in_other": ("kiriman", "hadiah", "pinjaman", "gift"),
    "out_food": (
        "makan", "beras", "sayur", "lauk", "pangan", "belanja", "minyak", "gas", "bumbu", "food",
        "ikan", "telur", "susu",
    ),
    "out_education": ("sekolah", "pendidikan", "spp", "buku", "seragam", "les", "school"),
    "out_health": ("obat", "dokter", "bidan", "kesehatan", "periksa", "bpjs", "health"),
    "out_instalment": ("cicilan", "utang", "hutang", "angsuran", "kredit", "instalment"),
    "out_transport": ("transport", "ojek", "bensin", "angkot", "pulsa", "kuota", "ongkos"),
    "out_cigarettes": ("rokok", "cigarettes"),
    "out_other": ("lain", "listrik", "air", "arisan", "jajan", "mainan", "other"),
    "saving_paid": ("tabung", "menabung", "nabung", "simpan", "saving"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the notes: the day, what it was, which kind, how much, needed or wanted."""

    day: int
    field: str
    amount: int
    words: str = ""
    is_want: bool = False

    @property
    def is_income(self) -> bool:
        """Whether money came in."""
        return self.field.startswith("in_")

    @property
    def change(self) -> int:
        """What it does to the money in hand."""
        return self.amount if self.is_income else -self.amount


@dataclass(frozen=True, slots=True)
class Read:
    """What a typed line means, or the code of what is wrong with it."""

    entry: Entry | None = None
    problem: str = ""
    is_guess: bool = False


def read_line(text: str, day_before: int, last_day: int) -> Read:
    """Read `5 makan 45rb k`; without a day it is that of the line before.

    A word no kind is known for counts as other spending (behind a plus: other income), and is
    told as a guess.
    """
    pieces = text.replace("+", " + ").split()
    is_income = "+" in pieces
    pieces = [piece for piece in pieces if piece != "+"]
    day = day_before
    if len(pieces) > 1 and re.fullmatch(r"[0-9]{1,2}\.?", pieces[0]):
        day = int(pieces.pop(0).rstrip("."))
    is_want = len(pieces) > 1 and pieces[-1].casefold() in WANTED
    if is_want:
        pieces.pop()
    amount, words = _amount(pieces)
    if amount is None:
        return Read(problem="log_without_amount")
    if not 1 <= day <= last_day:
        return Read(problem="log_day_unknown")
    if not 0 < amount <= MOST_RUPIAH:
        return Read(problem="amount_too_large" if amount > 0 else "log_without_amount")
    known = kind_of(words, is_income=is_income)
    field = known or ("in_other" if is_income else "out_other")
    entry = Entry(
        day=day,
        field=field,
        amount=amount,
        words=" ".join(words)[:LONGEST_WORDS],
        is_want=is_want and field.startswith("out_"),
    )
    return Read(entry, is_guess=known is None and bool(words))


def _amount(pieces: list[str]) -> tuple[int | None, list[str]]:
    """Take the amount off the end: `45rb`, `45 rb`, `Rp 45.000`."""
    for taken in (2, 1):
        if len(pieces) >= taken:
            typed = " ".join(pieces[-taken:])
            if not re.match(r"(?i)(rp\.?\s*)?[0-9]", typed):
                continue
            try:
                return read_amount(typed), pieces[:-taken]
            except ValueError:
                continue
    return None, pieces


def kind_of(words: Sequence[str], *, is_income: bool = False) -> str | None:
    """Return the kind a line's words name, by whole words first, then by their beginnings."""
    sought = fold(" ".join(words)).split()
    kinds = {f: words for f, words in _folded().items() if f.startswith("in_") or not is_income}
    for field, known in kinds.items():
        if any(word in known for word in sought):
            return field
    for word in sought:
        fits = {field for field, known in kinds.items() if _begins(word, known)}
        if len(fits) == 1:
            return fits.pop()
    return None


@cache
def _folded() -> dict[str, tuple[str, ...]]:
    """Return the kinds' words as names are compared: without marks, doubles made one."""
    return {field: tuple(fold(word) for word in words) for field, words in WORDS.items()}


def _begins(word: str, known: Sequence[str]) -> bool:
    return len(word) > SHORTEST_BEGINNING and any(name.startswith(word) for name in known)


def totals(entries: Iterable[Entry]) -> dict[str, int]:
    """Add up the notes by kind; what was only wanted is added up apart as well."""
    found: dict[str, int] = {}
    for entry in entries:
        found[entry.field] = found.get(entry.field, 0) + entry.amount
        if entry.is_want:
            found["out_wants"] = found.get("out_wants", 0) + entry.amount
    return found


def running(opening: int | None, entries: Sequence[Entry]) -> list[int]:
    """Return the money in hand after each line, as the paper's last column has it."""
    left, found = opening or 0, []
    for entry in entries:
        left += entry.change
        found.append(left)
    return found


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the notes day by day; within a day as they were written."""
    return tuple(sorted(entries, key=_day))


def _day(entry: Entry) -> int:
    return entry.day


def problems(entries: Sequence[Entry], last_day: int) -> list[Problem]:
    """List what is wrong with notes that were not typed here."""
    if len(entries) > MOST_ENTRIES:
        return [Problem("log", "log_too_long", {"limit": MOST_ENTRIES})]
    is_sound = all(
        1 <= entry.day <= last_day
        and entry.field in WORDS
        and 0 < entry.amount <= MOST_RUPIAH
        and len(entry.words) <= LONGEST_WORDS
        for entry in entries
    )
    return [] if is_sound else [Problem("log", "log_day_unknown")]


def packed(entries: Sequence[Entry]) -> str | None:
    """Return the notes as the book keeps them, None for none."""
    if not entries:
        return None
    lines = [[e.day, e.field, e.amount, e.words, int(e.is_want)] for e in entries]
    return json.dumps(lines, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str | None) -> tuple[Entry, ...]:
    """Read them back; a line this program does not understand is left out."""
    try:
        lines = json.loads(text) if text else []
    except ValueError:
        lines = []
    found = []
    for line in lines if isinstance(lines, list) else []:
        try:
            day, field, amount, words, is_want = line
            entry = Entry(
                day=int(day), field=str(field), amount=int(amount), words=str(words),
                is_want=bool(is_want),
            )  # fmt: skip
        except (TypeError, ValueError):
            continue
        if field in WORDS:
            found.append(entry)
    return tuple(found)
