"""Who may see which kind of record, and what of it."""

from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Permission
from fieldkit.features.people.service import mask_id
from fieldkit.features.records import kinds


def expect(ctx: Context, table: str) -> None:
    """Raise NotFoundError for no kind of record, PermissionDeniedError for one not to be seen."""
    if table not in kinds.SEE:
        raise NotFoundError
    if not ctx.may(kinds.SEE[table]):
        raise PermissionDeniedError


def masked(
    ctx: Context, table: str, values: dict[str, Any], *, is_full: bool = True
) -> dict[str, Any]:
    """Return values with the numbers hidden that this role may not, or need not, see in full."""
    if is_full and ctx.may(Permission.SEE_FULL_IDS):
        return values
    hidden = kinds.MASKED.get(table, ())
    return {name: mask_id(v) if name in hidden and v else v for name, v in values.items()}


def has_hidden(table: str) -> bool:
    """Whether a kind of record has numbers that are hidden until they are wanted."""
    return bool(kinds.MASKED.get(table))
