"""What people type into the forms of a KUBE: tidied, and the problems every form shares."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from fieldkit.core.errors import Problem

LONGEST_LINE = 200
LONGEST_NOTE = 2000
MOST_MONEY = 10**12

Thing = TypeVar("Thing")


def problem(field: str, code: str, **details: object) -> Problem:
    """Return a problem with the facts its sentence names."""
    return Problem(field, code, details)


def bare(text: str | None) -> str | None:
    """Return a line without stray blanks; an empty one is nothing."""
    return " ".join((text or "").split()) or None


def tidied(thing: Thing, *names: str, notes: Iterable[str] = ()) -> Thing:
    """Return the thing with these lines tidied; notes keep their own line breaks."""
    lines: dict[str, Any] = {name: bare(getattr(thing, name)) for name in names}
    kept: dict[str, Any] = {name: (getattr(thing, name) or "").strip() or None for name in notes}
    return replace(thing, **lines, **kept)  # type: ignore[type-var]


def missing(thing: Any, *names: str) -> list[Problem]:
    """Return a problem for each of these that is blank; zero is a value."""
    return [Problem(name, "required") for name in names if getattr(thing, name) in (None, "")]


def too_long(thing: Any, *names: str, limit: int = LONGEST_LINE) -> list[Problem]:
    """Return a problem for each of these texts that is longer than a line may be."""
    return [
        Problem(name, "too_long", {"limit": limit, "length": len(text)})
        for name in names
        if (text := getattr(thing, name)) and len(text) > limit
    ]


def in_future(thing: Any, today: date, *names: str) -> list[Problem]:
    """Return a problem for each of these days that is still to come."""
    return [
        Problem(name, "in_future")
        for name in names
        if (day := getattr(thing, name)) is not None and day > today
    ]


def no_money(thing: Any, *names: str, may_be_zero: bool = False) -> list[Problem]:
    """Return a problem for each of these amounts that is none; blank is not looked at."""
    found = []
    for name in names:
        amount = getattr(thing, name)
        if amount is None:
            continue
        if amount < 0:
            found.append(Problem(name, "negative"))
        elif amount == 0 and not may_be_zero:
            found.append(Problem(name, "zero_amount"))
        elif amount > MOST_MONEY:
            found.append(Problem(name, "not_money"))
    return found


def out_of_range(thing: Any, name: str, least: int, most: int) -> list[Problem]:
    """Return a problem where a number is outside its range; blank is not looked at."""
    value = getattr(thing, name)
    if value is None or least <= value <= most:
        return []
    return [Problem(name, "between", {"least": least, "most": most})]
