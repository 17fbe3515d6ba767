"""When something happened, on the clock of the book's Indonesian time zone."""

from datetime import UTC, datetime, timedelta, timezone

from fieldkit.core.clock import ZONES
from fieldkit.core.context import Context


def local(ctx: Context, instant: str) -> datetime:
    """Return a kept instant as the clock on the wall showed it."""
    return datetime.fromisoformat(instant).astimezone(_zone(ctx))


def of_milliseconds(ctx: Context, at_ms: int) -> datetime:
    """Return the instant of an operation as the clock on the wall showed it."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(_zone(ctx))


def _zone(ctx: Context) -> timezone:
    return timezone(timedelta(hours=ZONES.get(str(ctx.db.meta("zone")), 7)))
