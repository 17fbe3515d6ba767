"""Appointments as an iCalendar file (RFC 5545), for the calendar of a phone.

A file like this leaves the encrypted book: rooms put no names and no numbers of families in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from fieldkit.core.clock import ZONES

_USUAL_HOURS = 2
_OCTETS = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One appointment; without an hour it takes the whole day."""

    id: str
    day: date
    summary: str
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    is_task: bool = False


def text(events: Sequence[Event], name: str, zone: str, now: datetime) -> str:
    """Return the file's text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//FieldKit//{name}//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for event in events:
        lines += _event(event, zone, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(event: Event, zone: str, now: datetime) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@fieldkit"
    yield f"DTSTAMP:{_utc(now)}"
    if event.starts is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    else:
        starts = _moment(event.day, event.starts, zone)
        ends = _moment(event.day, event.ends, zone) if event.ends else None
        yield f"DTSTART:{_utc(starts)}"
        yield f"DTEND:{_utc(ends or starts + timedelta(hours=_USUAL_HOURS))}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    if event.place:
        yield f"LOCATION:{_escaped(event.place)}"
    if event.is_task:
        yield "TRANSP:TRANSPARENT"
    yield "STATUS:CONFIRMED"
    yield "END:VEVENT"


def _moment(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone(timedelta(hours=ZONES.get(zone, 7))))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(words: str) -> str:
    bare = " ".join(words.split())
    for sign in ("\\", ";", ","):
        bare = bare.replace(sign, f"\\{sign}")
    return bare


def _folded(line: str) -> Iterable[str]:
    """Break a line after 75 octets without cutting a letter; what follows begins with a blank."""
    piece, used = "", 0
    for letter in line:
        size = len(letter.encode())
        if used + size > _OCTETS:
            yield piece
            piece, used = " ", 1
        piece += letter
        used += size
    yield piece
