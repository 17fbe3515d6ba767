"""A month's plans as an iCalendar file (RFC 5545), for the phone's calendar."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone

from fieldkit.core.clock import ZONES
from fieldkit.features.p2k2.model import Session, bare_group

_USUAL_HOURS = 2
_OCTETS = 75


def text(sessions: Sequence[tuple[Session, str]], zone: str, now: datetime) -> str:
    """Return the file's text; sessions without a day are left out."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//FieldKit//P2K2//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:P2K2",
    ]
    for session, group in sessions:
        if session.held_on is not None:
            lines += _event(session, session.held_on, group, zone, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(session: Session, day: date, group: str, zone: str, now: datetime) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{session.id}@fieldkit"
    yield f"DTSTAMP:{_utc(now)}"
    if session.starts is None:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    else:
        starts = _moment(day, session.starts, zone)
        ends = _moment(day, session.ends, zone) if session.ends else None
        yield f"DTSTART:{_utc(starts)}"
        yield f"DTEND:{_utc(ends or starts + timedelta(hours=_USUAL_HOURS))}"
    yield f"SUMMARY:{_escaped(f'P2K2 {bare_group(group)}: {session.title}')}"
    if session.place:
        yield f"LOCATION:{_escaped(session.place)}"
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
