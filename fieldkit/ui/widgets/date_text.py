"""Dates as people type them in a hurry: 12/5, 12-05-26, hari ini, +1."""

import re
from datetime import date, time, timedelta

from fieldkit.core import dates

_WORDS = {
    "hari ini": 0, "h": 0, "today": 0, "t": 0,
    "kemarin": -1, "yesterday": -1, "besok": 1, "tomorrow": 1, "lusa": 2,
}  # fmt: skip
_RELATIVE = re.compile(r"[+-][0-9]{1,3}")
_FIGURES = re.compile(r"([0-9]{1,2})\s*[-/. ]\s*([0-9]{1,2})(?:\s*[-/. ]\s*([0-9]{2}|[0-9]{4}))?")
_DAY_ALONE = re.compile(r"[0-9]{1,2}")
_NAMED = re.compile(r"([0-9]{1,2})[\s-]*([A-Za-z]+)\.?(?:[\s-]*([0-9]{2}|[0-9]{4}))?")
_TIME = re.compile(r"([0-9]{1,2})(?:[.:, ]?([0-9]{2}))?")
_HALF_YEAR = timedelta(days=183)
_YEARS_AHEAD = 5


class NoSuchDayError(ValueError):
    """A day, month and year were understood, but the calendar has no such day."""

    def __init__(self, day: int, month: int, year: int) -> None:
        super().__init__("no such day")
        self.day, self.month, self.year = day, month, year


def read_date(text: str, today: date) -> date | None:
    """Return the date meant; None for blank; ValueError for what can not be a date.

    A missing year is the one that lies nearest to today.
    """
    bare = " ".join(text.casefold().split())
    if not bare:
        return None
    if bare in _WORDS or _RELATIVE.fullmatch(bare):
        return today + timedelta(days=_WORDS[bare] if bare in _WORDS else int(bare))
    if _DAY_ALONE.fullmatch(bare):
        return _day(int(bare), today.month, today.year)
    if match := _FIGURES.fullmatch(bare):
        return _of_parts(int(match[1]), int(match[2]), match[3], today)
    without_weekday = bare.split(", ", 1)[-1]
    if match := _NAMED.fullmatch(without_weekday):
        return _of_parts(int(match[1]), _month_of(match[2]), match[3], today)
    return dates.parse_date(bare)


def read_time(text: str) -> time | None:
    """Return the time meant by 9, 9.30, 09:30 or 0930; None for blank, else ValueError."""
    bare = text.strip()
    if not bare:
        return None
    match = _TIME.fullmatch(bare)
    if match is None:
        raise ValueError("not a time")
    return time(int(match[1]), int(match[2] or 0))


def _of_parts(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return _day(day, month, _full_year(year, today))
    guess = _day(day, month, today.year)
    if guess - today > _HALF_YEAR:
        return _day(day, month, today.year - 1)
    if today - guess > _HALF_YEAR:
        return _day(day, month, today.year + 1)
    return guess


def _full_year(written: str, today: date) -> int:
    if len(written) == 4:
        return int(written)
    century = today.year // 100 * 100
    year = century + int(written)
    return year if year <= today.year + _YEARS_AHEAD else year - 100


def _month_of(name: str) -> int:
    """Read a month's name, or its first letters when only one month begins so."""
    try:
        return dates.parse_date(f"1 {name} 2000").month
    except ValueError:
        pass
    if len(name) < 3:
        raise ValueError("not a month")
    for language in ("id", "en"):
        for number in range(1, 13):
            if dates.month_name(number, language).casefold().startswith(name):
                return number
    raise ValueError("not a month")


def _day(day: int, month: int, year: int) -> date:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise ValueError("not a date")
    if not dates.EARLIEST_YEAR <= year <= dates.LATEST_YEAR:
        raise ValueError("no year of our time")
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDayError(day, month, year) from None
