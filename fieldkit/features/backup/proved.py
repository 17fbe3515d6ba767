"""When the book was last proved to restore; the shield asks this at every start."""

from fieldkit.core.context import Context


def last_proved(ctx: Context) -> str | None:
    """The ISO date of the last backup that was proved by restoring it."""
    found = ctx.db.meta("proved_backup")
    return str(found) if found else None
