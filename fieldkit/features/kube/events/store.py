"""The tables of events and who took part."""

from collections import defaultdict
from datetime import date

from fieldkit.core.db.database import Database
from fieldkit.features.kube import rows
from fieldkit.features.kube.events.model import Event, EventPage, Taker


def by_id(db: Database, event_id: str) -> Event | None:
    """Read one event."""
    return rows.one_of(db, Event, "kube_event", event_id)


def events_of(db: Database, kube_id: str, first: date, last: date) -> list[Event]:
    """Read the events that began in a period, by day."""
    more = """WHERE kube_id = :kube AND first_on >= :first AND first_on <= :last
        ORDER BY first_on, id"""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return rows.all_of(db, Event, "kube_event", more, kube=kube_id, **days)


def pages(db: Database, kube_id: str, events: list[Event]) -> list[EventPage]:
    """Read who took part, and what money and how many goods name each event."""
    takers: dict[str, list[Taker]] = defaultdict(list)
    more = "WHERE kube_id = :kube ORDER BY position, id"
    for taker in rows.all_of(db, Taker, "event_member", more, kube=kube_id):
        takers[taker.event_id].append(taker)
    money, goods = _money(db, kube_id), _goods(db, kube_id)
    return [
        EventPage(
            event=event, takers=tuple(takers[event.id]), goods=goods.get(event.id, 0),
            income=money.get(event.id, (0, 0))[0], expense=money.get(event.id, (0, 0))[1],
        )
        for event in events
    ]  # fmt: skip


def _money(db: Database, kube_id: str) -> dict[str, tuple[int, int]]:
    """Read what came in and went out, by what the legs name."""
    sql = """SELECT ref, -sum(CASE WHEN account LIKE 'income:%' THEN amount ELSE 0 END) AS income,
            sum(CASE WHEN account LIKE 'expense:%' THEN amount ELSE 0 END) AS expense
        FROM ledger_leg WHERE book = :kube AND ref IS NOT NULL GROUP BY ref"""
    return {row["ref"]: (row["income"], row["expense"]) for row in db.rows(sql, kube=kube_id)}


def _goods(db: Database, kube_id: str) -> dict[str, int]:
    sql = """SELECT event_id, count(*) AS goods FROM asset
        WHERE kube_id = :kube AND event_id IS NOT NULL GROUP BY event_id"""
    return {row["event_id"]: row["goods"] for row in db.rows(sql, kube=kube_id)}


def last_day(db: Database) -> date | None:
    """Return the day of the latest event."""
    return rows.day(db.value("SELECT max(first_on) FROM kube_event"))
