"""A KUBE and its members, and the rules that make them valid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from typing import Any

from fieldkit.core.errors import Problem

LONGEST_NAME = 100
LONGEST_TEXT = 200
SHOWN_OF_NAME = 30
LONGEST_NOTE = 2000
EARLIEST_BIRTH = 1900


class Position(StrEnum):
    """What a member is in the group."""

    CHAIR = auto()
    SECRETARY = auto()
    TREASURER = auto()
    MEMBER = auto()


BOARD = (Position.CHAIR, Position.SECRETARY, Position.TREASURER)


class Status(StrEnum):
    """Whether the group still works together."""

    ACTIVE = auto()
    INACTIVE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kube:
    """A joint business group; `meeting_day` is the weekday, 1 for Monday to 7.

    `excused_when` are the kinds of attendance for which a member owes no dues.
    """

    name: str
    id: str = ""
    formed_on: date | None = None
    business_kind: str | None = None
    village: str | None = None
    district: str | None = None
    regency: str | None = None
    province: str | None = None
    dues_amount: int | None = None
    iks_amount: int | None = None
    meeting_day: int | None = None
    status: Status = Status.ACTIVE
    note: str | None = None
    excused_when: tuple[str, ...] = ()
    bank_name: str | None = None
    bank_account: str | None = None
    bank_holder: str | None = None
    has_loans: bool = False
    programme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeMember:
    """One member; the name stands here itself, so that no family record has to travel."""

    kube_id: str
    name: str
    id: str = ""
    family_id: str | None = None
    position: Position = Position.MEMBER
    joined_on: date | None = None
    left_on: date | None = None
    phone: str | None = None
    address: str | None = None
    village: str | None = None
    birth_year: int | None = None
    main_business: str | None = None
    row_no: int | None = None

    def is_member_on(self, day: date) -> bool:
        """Whether this person belonged to the group on that day."""
        has_joined = self.joined_on is None or self.joined_on <= day
        return has_joined and (self.left_on is None or day < self.left_on)


_LINES = (
    "business_kind", "village", "district", "regency", "province", "bank_name", "bank_account",
    "bank_holder", "programme",
)  # fmt: skip


def tidied_kube(kube: Kube) -> Kube:
    """Return the group without stray blanks; empty texts are nothing."""
    fields = (*_LINES, "note")
    return replace(kube, name=" ".join(kube.name.split()), **_tidied(kube, fields))


def tidied_member(member: KubeMember) -> KubeMember:
    """Return the member without stray blanks; empty texts are nothing."""
    texts = _tidied(member, ("phone", "address", "village", "main_business"))
    return replace(member, name=" ".join(member.name.split()), **texts)


def _tidied(thing: Kube | KubeMember, fields: Sequence[str]) -> dict[str, Any]:
    return {name: (getattr(thing, name) or "").strip() or None for name in fields}


def kube_problems(kube: Kube, today: date) -> list[Problem]:
    """List what is wrong with a group."""
    found = _name_problems(kube.name)
    found += _too_long(kube, _LINES)
    if kube.formed_on and kube.formed_on > today:
        found.append(Problem("formed_on", "in_future"))
    found += [
        Problem(field, "negative")
        for field in ("dues_amount", "iks_amount")
        if (getattr(kube, field) or 0) < 0
    ]
    if kube.meeting_day is not None and not 1 <= kube.meeting_day <= 7:
        found.append(Problem("meeting_day", "unknown_choice"))
    if kube.note and len(kube.note) > LONGEST_NOTE:
        found.append(Problem("note", "too_long", {"limit": LONGEST_NOTE, "length": len(kube.note)}))
    return found


def member_problems(member: KubeMember, others: Sequence[KubeMember], today: date) -> list[Problem]:
    """List what is wrong with a member; `others` are the rest of the group."""
    found = _name_problems(member.name)
    found += _too_long(member, ("phone", "address", "village", "main_business"))
    if member.joined_on and member.joined_on > today:
        found.append(Problem("joined_on", "in_future"))
    if member.joined_on and member.left_on and member.left_on < member.joined_on:
        found.append(Problem("left_on", "ends_before_start"))
    if member.birth_year is not None and not EARLIEST_BIRTH <= member.birth_year <= today.year:
        found.append(Problem("birth_year", "odd_birth_year"))
    if member.position in BOARD and member.is_member_on(today):
        holders = [o for o in others if o.position == member.position and o.is_member_on(today)]
        if holders:
            found.append(Problem("position", "position_taken", {"name": holders[0].name}))
    return found


def of_line(problem: Problem, line: int, name: str) -> Problem:
    """Return a problem of a member as one of a box with a name on each line."""
    if problem.field != "name":
        return problem
    details = {**problem.details, "line": line, "start": name[:SHOWN_OF_NAME].rstrip()}
    return Problem("names", f"line_{problem.code}", details)


def vacancies(members: Sequence[KubeMember], today: date) -> list[Problem]:
    """List the positions of the board nobody holds; nothing is refused."""
    current = [m for m in members if m.is_member_on(today)]
    held = {m.position for m in current}
    return [
        Problem("members", f"no_{position}", is_warning=True)
        for position in BOARD
        if current and position not in held
    ]


_BEFORE_NAMES = (
    "kelurahan/desa", "desa/kelurahan", "kelurahan", "desa", "kel.", "ds.", "kel", "ds",
)  # fmt: skip


def bare_village(name: str | None) -> str:
    """Return a village's name to compare: `Kel. Galur` and `GALUR` are one."""
    words = " ".join((name or "").casefold().split())
    for before in _BEFORE_NAMES:
        if words.startswith(f"{before} "):
            return words.removeprefix(before).strip()
    return words


def _name_problems(name: str) -> list[Problem]:
    if not name.strip():
        return [Problem("name", "required")]
    if len(name) > LONGEST_NAME:
        return [Problem("name", "too_long", {"limit": LONGEST_NAME, "length": len(name)})]
    return []


def _too_long(thing: Kube | KubeMember, fields: Sequence[str]) -> list[Problem]:
    return [
        Problem(name, "too_long", {"limit": LONGEST_TEXT, "length": len(value)})
        for name in fields
        if (value := getattr(thing, name)) and len(value) > LONGEST_TEXT
    ]
