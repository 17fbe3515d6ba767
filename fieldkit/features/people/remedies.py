"""What a wrong number may have been meant to be: proposals, never more than that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from fieldkit.core.regions import region
from fieldkit.features.people.nik import LENGTH, is_sixteen_digits, parse
from fieldkit.features.people.words import Sex

MOST = 3
_DATE = slice(6, 12)
_WOMEN_ADD = 40
_LOOK_ALIKE = str.maketrans("OoQDIiLl|!SsBZzGg", "00001111115582266")
_JUNK = str.maketrans("", "", " .-_'`,/\u00a0")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to put a number right: why (a code), and the values it would leave."""

    code: str
    changes: Mapping[str, Any]


def misread(text: str, column: str) -> Iterator[Remedy]:
    """Letters that look like digits, and marks between the digits."""
    meant = text.translate(_JUNK).translate(_LOOK_ALIKE)
    if meant != text and _is_likely(meant, column):
        yield Remedy("remedy_look_alike", {column: meant})


def too_long(text: str, column: str) -> Iterator[Remedy]:
    """One digit struck twice."""
    if len(text) != LENGTH + 1 or not _is_digits(text):
        return
    doubled = (i for i in range(LENGTH) if text[i] == text[i + 1])
    meant = dict.fromkeys(text[:i] + text[i + 1 :] for i in doubled)
    for number in islice((m for m in meant if _is_likely(m, column)), MOST):
        yield Remedy("remedy_doubled", {column: number})


def too_short(text: str, born: date | None, sex: Sex | None) -> Iterator[Remedy]:
    """One digit left out before the serial, where the birth date tells which."""
    if len(text) != LENGTH - 1 or not _is_digits(text) or born is None:
        return
    days = {f"{day:02}{born:%m%y}" for day in _days(born, sex)}
    meant = dict.fromkeys(
        text[:i] + digit + text[i:] for i in range(_DATE.stop) for digit in "0123456789"
    )
    found = [m for m in meant if m[_DATE] in days and region(m[:6]).is_known]
    for number in found[:MOST]:
        yield Remedy("remedy_left_out", {"nik": number})


def impossible_date(text: str, born: date | None, sex: Sex | None) -> Iterator[Remedy]:
    """A day and month that changed places, or a date the record knows better."""
    if not is_sixteen_digits(text):
        return
    if born is not None:
        for day in _days(born, sex):
            meant = f"{text[:6]}{day:02}{born:%m%y}{text[12:]}"
            if _differing(meant, text) <= 2:
                yield Remedy("remedy_by_birth", {"nik": meant})
        return
    swapped = text[:6] + text[8:10] + text[6:8] + text[10:]
    if parse(swapped) is not None:
        yield Remedy("remedy_swapped_day", {"nik": swapped})


def other_sex(text: str, sex: Sex) -> Iterator[Remedy]:
    """Either the record or the day inside the NIK (women: 40 more) is wrong."""
    nik = parse(text)
    if nik is None:
        return
    yield Remedy("remedy_take_sex", {"sex": nik.sex})
    day = int(text[6:8]) + (_WOMEN_ADD if sex is Sex.FEMALE else -_WOMEN_ADD)
    yield Remedy("remedy_put_sex", {"nik": f"{text[:6]}{day:02}{text[8:]}"})


def other_birth(text: str, born: date, likely: date | None) -> Iterator[Remedy]:
    """Either the record's birth date or the one inside the NIK is wrong."""
    nik = parse(text)
    if nik is None:
        return
    if likely is not None:
        yield Remedy("remedy_take_birth", {"birth_date": likely})
    day = born.day + (_WOMEN_ADD if nik.sex is Sex.FEMALE else 0)
    yield Remedy("remedy_put_birth", {"nik": f"{text[:6]}{day:02}{born:%m%y}{text[12:]}"})


def unwritten(text: str, born: date | None, sex: Sex | None, likely: date | None) -> Remedy | None:
    """Return what the NIK tells and the record does not say yet."""
    nik = parse(text)
    if nik is None:
        return None
    told: dict[str, Any] = {}
    if born is None and likely is not None:
        told["birth_date"] = likely
    if sex is None:
        told["sex"] = nik.sex
    return Remedy("remedy_fill_in", told) if told else None


def _days(born: date, sex: Sex | None) -> tuple[int, ...]:
    """Return how the day of a birth may stand in a NIK."""
    if sex is None:
        return (born.day, born.day + _WOMEN_ADD)
    return (born.day + (_WOMEN_ADD if sex is Sex.FEMALE else 0),)


def _is_likely(number: str, column: str) -> bool:
    if not is_sixteen_digits(number):
        return False
    if column == "nik":
        return parse(number) is not None
    return 1 <= int(number[6:8]) <= 31 and 1 <= int(number[8:10]) <= 12


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
