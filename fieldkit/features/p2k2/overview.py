"""Many sessions at once: months by group, who came, and which time it was for the group."""

from collections.abc import Sequence

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row
from fieldkit.features.p2k2 import store
from fieldkit.features.p2k2.model import (
    Counts,
    Coverage,
    GroupMonth,
    GroupState,
    GroupYear,
    Session,
    SessionSummary,
)


def by_group(groups: Sequence[Row], found: Sequence[Session]) -> list[GroupMonth]:
    """Return every group with those of the sessions that are its own."""
    sessions: dict[str, list[Session]] = {}
    for one in found:
        sessions.setdefault(one.group_id, []).append(one)
    return [
        GroupMonth(
            group_id=group["id"],
            group_name=group["name"],
            group_code=group["code"],
            sessions=tuple(sessions.get(group["id"], ())),
        )
        for group in groups
    ]


def year(db: Database, number: int) -> list[GroupYear]:
    """Return every group with its sessions of each month."""
    months = [Month(number, month) for month in range(1, 13)]
    found = store.between(db, months[0].first, months[-1].last)
    groups = store.groups(db)
    columns = [
        by_group(groups, [s for s in found if s.held_on and s.held_on in month]) for month in months
    ]
    return [
        GroupYear(
            group_id=group["id"],
            group_name=group["name"],
            group_code=group["code"],
            months=tuple(column[place] for column in columns),
        )
        for place, group in enumerate(groups)
    ]


def coverage(groups: Sequence[GroupMonth]) -> Coverage:
    """Count the groups of a month by how far they have come."""
    states = [group.state for group in groups]
    return Coverage(
        groups=len(states),
        given=states.count(GroupState.GIVEN),
        planned=states.count(GroupState.PLANNED),
        not_held=states.count(GroupState.NOT_HELD),
    )


def times_given(db: Database) -> dict[str, dict[str, int]]:
    """Return, by group, how often each official session was given."""
    found: dict[str, dict[str, int]] = {}
    for row in store.given_topics(db):
        if row["code"]:
            times = found.setdefault(row["group_id"], {})
            times[row["code"]] = times.get(row["code"], 0) + 1
    return found


def summaries(db: Database, found: Sequence[Session]) -> list[SessionSummary]:
    """Return sessions with their group, who came, and which time it was."""
    groups = {group["id"]: group for group in store.groups(db)}
    counts = store.counts(db, [one.id for one in found])
    return [
        SessionSummary(
            session=one,
            group_name=groups.get(one.group_id, {}).get("name", ""),
            group_code=groups.get(one.group_id, {}).get("code", ""),
            counts=counts.get(one.id, Counts()),
            repeat=repeat,
        )
        for one, repeat in zip(found, repeats(db, found), strict=True)
    ]


def repeats(db: Database, wanted: Sequence[Session]) -> list[int]:
    """Return, for each session, which time it is for its group; 1 is the first."""
    given: dict[str, list[Row]] = {}
    for row in store.given_topics(db):
        given.setdefault(row["group_id"], []).append(row)
    return [
        1 + sum(_came_before(row, one) for row in given.get(one.group_id, ())) for one in wanted
    ]


def _came_before(row: Row, one: Session) -> bool:
    if row["id"] == one.id or not _is_same(row, one):
        return False
    if one.held_on is None:
        return True
    before: tuple[str, str] = (row["held_on"] or "", row["id"])
    return before < (one.held_on.isoformat(), one.id or "~")


def _is_same(row: Row, one: Session) -> bool:
    if one.code:
        return bool(row["code"] == one.code)
    return not row["code"] and bool(row["title"].casefold() == one.title.casefold())
