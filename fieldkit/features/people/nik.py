"""What the sixteen digits of a NIK or No KK say, and what can be wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fieldkit.core.errors import Problem
from fieldkit.features.people.words import Sex

LENGTH = 16
PRACTICE_PROVINCE = "99"
PROVINCES = frozenset(
    str(code)
    for first, last in (
        *((11, 19), (21, 21), (31, 36), (51, 53)),
        *((61, 65), (71, 76), (81, 82), (91, 96)),
    )
    for code in range(first, last + 1)
)
_WOMEN_ADD = 40
_CENTURIES = (1900, 2000)
_TYPED_IN_ORDER = ("1234567890123456", "0123456789012345")
# The sixteen-digit numbers that stand for nobody.
PLACEHOLDERS = frozenset(digit * LENGTH for digit in "0123456789") | {*_TYPED_IN_ORDER}
_OLDEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Nik:
    """A NIK taken apart; the year has two digits only, so `births` may hold two dates."""

    region: str
    sex: Sex
    births: tuple[date, ...]
    serial: str

    @property
    def province(self) -> str:
        """The first two digits: where it was first registered, not where the person lives."""
        return self.region[:2]


def parse(text: str) -> Nik | None:
    """Take a NIK apart; None unless it has sixteen digits and a day that can exist."""
    if not is_sixteen_digits(text):
        return None
    day = int(text[6:8])
    sex = Sex.FEMALE if day > _WOMEN_ADD else Sex.MALE
    born = day - _WOMEN_ADD if sex is Sex.FEMALE else day
    births = tuple(_dates(born, int(text[8:10]), int(text[10:12])))
    if not births:
        return None
    return Nik(region=text[:6], sex=sex, births=births, serial=text[12:])


def names_a_day(text: str) -> bool:
    """Whether the birth date inside sixteen digits exists in some century."""
    return _is_day(text[6:12])


@lru_cache(maxsize=65536)
def _is_day(six: str) -> bool:
    day = int(six[:2])
    born = day - _WOMEN_ADD if day > _WOMEN_ADD else day
    return any(True for _day in _dates(born, int(six[2:4]), int(six[4:])))


def _dates(day: int, month: int, year: int) -> Iterator[date]:
    for century in _CENTURIES:
        try:
            yield date(century + year, month, day)
        except ValueError:
            continue


def birth_date(text: str, today: date, ages: tuple[int, int] = (0, _OLDEST)) -> date | None:
    """Return the birth date a NIK tells, None when the century can not be decided.

    `ages` is what the person can be: a baby and an elder of 100 share two digits.
    """
    nik = parse(text)
    if nik is None:
        return None
    fitting = [born for born in nik.births if ages[0] <= age(born, today) <= ages[1]]
    return fitting[0] if len(fitting) == 1 else None


def age(born: date, today: date) -> int:
    """Return completed years, negative before birth."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def is_sixteen_digits(text: str) -> bool:
    """Whether a text is sixteen ASCII digits and nothing else."""
    return len(text) == LENGTH and text.isascii() and text.isdecimal()


def is_placeholder(text: str | None) -> bool:
    """Whether a number stands for nobody: empty, zeros, one digit repeated, 1234..., a dash."""
    if text and is_sixteen_digits(text):
        return text in PLACEHOLDERS
    bare = (text or "").strip(" -.'`\u00a0")
    return not bare or bare == bare[0] * len(bare) or bare in _TYPED_IN_ORDER


def mask(text: str | None) -> str:
    """Return dots and the last four digits, as lists and attendance sheets show a number."""
    if not text:
        return ""
    return "•" * max(len(text) - 4, 0) + text[-4:]


def nik_problems(
    text: str | None,
    today: date,
    *,
    born: date | None = None,
    sex: Sex | None = None,
    is_practice: bool = False,
    field: str = "nik",
) -> list[Problem]:
    """List what is wrong with a NIK; a blank one is allowed."""
    if not text:
        return []
    if problem := _shape_problem(text, field, "nik"):
        return [problem]
    nik = parse(text)
    if nik is None:
        day, month = text[6:8], text[8:10]
        return [Problem(field, "nik_date", {"day": day, "month": month})]
    return list(_nik_warnings(nik, today, born, sex, field, is_practice=is_practice))


def _nik_warnings(
    nik: Nik, today: date, born: date | None, sex: Sex | None, field: str, *, is_practice: bool
) -> Iterator[Problem]:
    if nik.serial == "0000":
        yield Problem(field, "nik_serial", is_warning=True)
    knows = nik.province in PROVINCES or (is_practice and nik.province == PRACTICE_PROVINCE)
    if not knows:
        yield Problem(field, "nik_province", {"code": nik.province}, is_warning=True)
    if born is not None and born not in nik.births:
        yield Problem(field, "nik_birth_differs", is_warning=True)
    if sex is not None and sex is not nik.sex:
        yield Problem(field, "nik_sex_differs", is_warning=True)
    if born is None and any(today < day and day.year == today.year for day in nik.births):
        yield Problem(field, "nik_future", is_warning=True)


def kk_problems(text: str | None, field: str = "no_kk") -> list[Problem]:
    """List what is wrong with a No KK; a blank one is allowed, an odd date only a warning."""
    if not text:
        return []
    if problem := _shape_problem(text, field, "kk"):
        return [problem]
    if not 1 <= int(text[6:8]) <= 31 or not 1 <= int(text[8:10]) <= 12:
        return [Problem(field, "kk_date", is_warning=True)]
    return []


def _shape_problem(text: str, field: str, kind: str) -> Problem | None:
    if not (text.isascii() and text.isdecimal()):
        return Problem(field, f"{kind}_digits")
    if len(text) != LENGTH:
        return Problem(field, f"{kind}_length", {"count": len(text)})
    return None
