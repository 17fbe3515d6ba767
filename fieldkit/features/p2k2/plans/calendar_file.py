"""A month's plans as a calendar file: groups, places and topics."""

from collections.abc import Sequence
from datetime import datetime

from fieldkit.core.render import calendar_file
from fieldkit.core.render.calendar_file import Event
from fieldkit.features.p2k2.model import Session, bare_group


def text(sessions: Sequence[tuple[Session, str]], zone: str, now: datetime) -> str:
    """Return the file's text; sessions without a day are left out."""
    events = [
        Event(
            id=session.id, day=session.held_on,
            summary=f"P2K2 {bare_group(group)}: {session.title}", starts=session.starts,
            ends=session.ends, place=session.place,
        )
        for session, group in sessions
        if session.held_on is not None
    ]  # fmt: skip
    return calendar_file.text(events, "P2K2", zone, now)
