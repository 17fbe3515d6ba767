"""When the book was last proved to restore; the shield asks this at every start."""

from fieldkit.core.context import Context

BESIDE, SECOND = "proved_backup", "proved_second"


def last_proved(ctx: Context) -> str | None:
    """The ISO date of the last backup that was proved by restoring it, wherever it lies."""
    dates = [str(found) for key in (BESIDE, SECOND) if (found := ctx.db.meta(key))]
    return max(dates, default=None)


def last_proved_second(ctx: Context) -> str | None:
    """The ISO date of the last proved backup in the second place."""
    found = ctx.db.meta(SECOND)
    return str(found) if found else None
