"""The small words all sections of the monthly report share."""

from collections.abc import Iterable, Sequence
from datetime import date

from fieldkit.core.dates import format_date
from fieldkit.core.render.document import Block, Heading
from fieldkit.core.shares import percent_of
from fieldkit.features.p2k2.model import bare_group


def numbered(heading: str, parts: Sequence[tuple[str, list[Block]]]) -> list[Block]:
    """Return a section: its heading, then its parts with their numbers."""
    blocks: list[Block] = [Heading(heading)]
    for number, (title, inner) in enumerate(parts, start=1):
        blocks += [Heading(f"{number}. {title}", level=3), *inner]
    return blocks


def called(name: str) -> str:
    """Return `Kelompok Mawar`, however the group was named."""
    return f"Kelompok {bare_group(name)}"


def joined(*parts: str | None) -> str:
    """Return the parts that are there, with commas."""
    return ", ".join(part for part in parts if part)


def tally(words: Iterable[str]) -> dict[str, int]:
    """Count equal words."""
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found


def percent(part: int | None, whole: int) -> str:
    """Return `66,7%`; blank where there is nothing to take a share of."""
    return percent_of(part, whole, places=1)


def shown_day(text: str | None) -> str:
    """Return a stored date as the report prints it; blank where there is none."""
    return shown_date(date.fromisoformat(text)) if text else ""


def shown_date(day: date | None) -> str:
    """Return a date as the report prints it; blank where there is none."""
    return format_date(day, "medium", "id") if day else ""


def ended(text: str) -> str:
    """Return a text that ends as a sentence."""
    bare = text.strip()
    return bare if not bare or bare[-1] in ".!?" else f"{bare}."
