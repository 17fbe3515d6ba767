"""Months, dates and times as Indonesian forms write them, and as people type them.

Day and month names are kept here, not asked of the operating system or of Babel:
they are needed for reading too, and a start-up must not pay for a locale database.
"""

import re
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, Self

from fieldkit.core import i18n, money

Style = Literal["full", "long", "medium", "short"]

EARLIEST_YEAR = 1900
LATEST_YEAR = 2199

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
}
_OTHER_SPELLINGS = {
    "pebruari": 2, "peb": 2, "agt": 8, "ags": 8, "agst": 8, "sept": 9, "sep": 9,
    "nopember": 11, "nop": 11,
}  # fmt: skip

# Patterns are compiled when the first date is read, not at each start.
_WRITTEN = r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})"
_ISO = r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})"
_NAMED = r"([0-9]{1,2})[ -]+([A-Za-z]+)\.?[ -]+([0-9]{4})"
_WEEKDAY_BEFORE = r"[A-Za-z']+ *, *"
_MONTH = r"([0-9]{4})-([0-9]{2})"
_TIME = r"([0-9]{1,2})[.:]([0-9]{2})"


@lru_cache(maxsize=1024)
def _year_and_month(text: str) -> tuple[int, int]:
    match = re.fullmatch(_MONTH, text.strip())
    if match is None:
        raise ValueError("not a month")
    return int(match[1]), int(match[2])


class _YearMonth(NamedTuple):
    year: int
    month: int


class Month(_YearMonth):
    """A calendar month, the step in which everything is reported."""

    __slots__ = ()

    def __new__(cls, year: int, month: int) -> Self:
        """Refuse what is no month with a ValueError."""
        date(year, month, 1)
        return super().__new__(cls, year, month)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-11`; anything else is a ValueError."""
        return cls(*_year_and_month(text))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        if self.month == 12:
            return date(self.year, 12, 31)
        return date(self.year, self.month + 1, 1) - timedelta(days=1)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day, in order."""
        return tuple(self.first + timedelta(days=count) for count in range(self.last.day))

    def plus(self, months: int) -> Self:
        """Return the month so many later (or earlier when negative)."""
        years, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return type(self)(years, month + 1)

    def next(self) -> Self:
        """Return the month after."""
        return self.plus(1)

    def previous(self) -> Self:
        """Return the month before."""
        return self.plus(-1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day.year, day.month) == self

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def parse_date(text: str) -> date:
    """Return the date meant by `7/9/2015`, `07-09-2015`, `2015-09-07` or `7 September 2015`.

    Day before month, always; a weekday before a comma is passed over. Two-digit years,
    days that do not exist and anything else raise ValueError.
    """
    bare = " ".join(text.split())
    bare = re.sub(_WEEKDAY_BEFORE, "", bare, count=1) if bare[:1].isalpha() else bare
    if match := re.fullmatch(_WRITTEN, bare):
        return _day(int(match[4]), int(match[3]), int(match[1]))
    if match := re.fullmatch(_ISO, bare):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := re.fullmatch(_NAMED, bare):
        return _day(int(match[3]), _month_number(match[2]), int(match[1]))
    raise ValueError("not a date")


def _day(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError("no year of our time")
    return date(year, month, day)


def _month_number(name: str) -> int:
    sought = name.casefold()
    if sought in _OTHER_SPELLINGS:
        return _OTHER_SPELLINGS[sought]
    for names in (*_MONTHS.values(), *_SHORT_MONTHS.values()):
        for number, known in enumerate(names, start=1):
            if known.casefold() == sought:
                return number
    raise ValueError("not a month's name")


def format_date(day: date, style: Style = "long", language: str | None = None) -> str:
    """Return a date in words or figures.

    full `Senin, 7 September 2015` · long `7 September 2015` · medium `7 Sep 2015` ·
    short `07/09/2015`. Reports give language="id"; the window leaves it out.
    """
    spoken = language or i18n.language()
    if style == "short":
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    if style == "medium":
        return f"{day.day} {_SHORT_MONTHS[spoken][day.month - 1]} {day.year}"
    written = f"{day.day} {_MONTHS[spoken][day.month - 1]} {day.year}"
    return f"{_DAYS[spoken][day.weekday()]}, {written}" if style == "full" else written


def format_month(month: Month, language: str | None = None) -> str:
    """Return `November 2026`."""
    return f"{month_name(month.month, language)} {month.year}"


def month_name(number: int, language: str | None = None) -> str:
    """Return the name of a month, 1 to 12."""
    return _MONTHS[language or i18n.language()][number - 1]


def weekday_name(day: date, language: str | None = None) -> str:
    """Return the name of a date's weekday."""
    return _DAYS[language or i18n.language()][day.weekday()]


def date_in_words(day: date) -> str:
    """Return `tanggal tujuh bulan September tahun dua ribu lima belas`, as minutes open."""
    return (
        f"tanggal {money.number_in_words(day.day)} bulan {month_name(day.month, 'id')}"
        f" tahun {money.number_in_words(day.year)}"
    )


def day_and_date_in_words(day: date) -> str:
    """Return `Senin tanggal tujuh bulan ... (07-09-2015)`, as a berita acara opens."""
    return f"{weekday_name(day, 'id')} {date_in_words(day)} ({day:%d-%m-%Y})"


def parse_time(text: str) -> time:
    """Read `9.00` or `09:00`; anything else is a ValueError."""
    match = re.fullmatch(_TIME, text.strip())
    if match is None:
        raise ValueError("not a time")
    return time(int(match[1]), int(match[2]))


def format_time(moment: time | str, language: str | None = None) -> str:
    """Return `09.00` (in English `09:00`); stored text such as `09:00` is taken too."""
    known = parse_time(moment) if isinstance(moment, str) else moment
    point = "." if (language or i18n.language()) == "id" else ":"
    return f"{known.hour:02}{point}{known.minute:02}"
