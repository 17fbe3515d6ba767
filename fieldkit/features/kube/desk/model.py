"""Guests who came, and letters that came and went."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.kube import typed


class Way(StrEnum):
    """Whether a letter came or went."""

    IN = auto()
    OUT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who visited the group."""

    kube_id: str
    came_on: date | None = None
    name: str = ""
    office: str | None = None
    address: str | None = None
    purpose: str | None = None
    impression: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter; `noted_on` is when it came or went, `dated` the day that stands on it."""

    kube_id: str
    way: Way = Way.IN
    noted_on: date | None = None
    number: str | None = None
    dated: date | None = None
    party: str = ""
    subject: str = ""
    note: str | None = None
    id: str = ""


def guest_problems(guest: Guest, today: date) -> list[Problem]:
    """List what is wrong with a guest's line."""
    found = typed.missing(guest, "came_on", "name") + typed.in_future(guest, today, "came_on")
    return found + typed.too_long(guest, "name", "office", "address", "purpose", "impression")


def letter_problems(letter: Letter, today: date) -> list[Problem]:
    """List what is wrong with a letter's line."""
    found = typed.missing(letter, "noted_on", "party", "subject")
    found += typed.in_future(letter, today, "noted_on")
    return found + typed.too_long(letter, "number", "party", "subject", "note")
