"""The time, asked anew at each command."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple, Protocol

ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}


def zone_here(now: datetime | None = None) -> str:
    """Return the Indonesian zone the laptop's clock is set to; the western where none fits."""
    away = (now or datetime.now().astimezone()).utcoffset()
    return next((zone for zone, hours in ZONES.items() if away == timedelta(hours=hours)), "WIB")


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        ...

    def today(self) -> date:
        """Return the date where the user is."""
        ...


class SystemClock(NamedTuple):
    """The laptop's clock; the date is that of the book's Indonesian time zone."""

    zone: str = "WIB"

    def now(self) -> datetime:
        """Return the instant, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return today's date in the zone of the book."""
        return self.now().astimezone(timezone(timedelta(hours=ZONES[self.zone]))).date()


class FixedClock:
    """A clock that stands still until told: for tests and the practice book."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the set instant."""
        return self.instant

    def today(self) -> date:
        """Return the set date."""
        return self.instant.date()

    def advance(self, **by: float) -> None:
        """Move on by a timedelta's arguments, such as `days=1`."""
        self.instant += timedelta(**by)
