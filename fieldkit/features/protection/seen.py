"""The access log as people read it: what was opened, looked at, printed, or left the book."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from fieldkit.core import access
from fieldkit.core.clock import ZONES
from fieldkit.core.context import Context
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.ids import ALPHABET, LENGTH
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.protection import store
from fieldkit.features.protection.words import ACTS, OF

MOST_SHOWN = 2000
_ID = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One line: when, what, and of whom or which report."""

    id: str
    at: datetime
    act: str
    what: str
    of: str


def access_log(ctx: Context, acts: tuple[str, ...] = (), limit: int = MOST_SHOWN) -> list[Seen]:
    """The newest lines of the access log of this laptop, of some acts or of all."""
    ctx.require(Permission.SEE_PROTECTION)
    zone = timezone(timedelta(hours=ZONES.get(str(ctx.db.meta("zone")), 7)))
    found = access.entries(ctx, acts=acts, limit=limit)
    names = _names(ctx, {one.detail for one in found})
    return [
        Seen(
            id=one.id,
            at=one.at.astimezone(zone),
            act=one.act,
            what=_(ACTS[one.act]) if one.act in ACTS else one.act,
            of=names.get(one.detail, _plain(one.detail)),
        )
        for one in found
    ]


def _plain(detail: str) -> str:
    """Return the facts of a line in words; an id nobody can read says nothing."""
    if detail in OF:
        return _(OF[detail])
    if _ID.fullmatch(detail):
        return ""
    if not detail.startswith("{"):
        return detail
    try:
        facts = json.loads(detail)
    except ValueError:
        return detail
    return ", ".join(filter(None, (_fact(name, value) for name, value in facts.items())))


def _fact(name: str, value: object) -> str:
    """Return one fact of a list that was written, in words."""
    if name == "rows" and isinstance(value, int):
        return ngettext("{count} row", "{count} rows", value).format(count=value)
    codes: dict[str, str] = {}
    if name == "audience":
        codes = {str(code): word for code, word in people.AUDIENCE_NAMES.items()}
    elif name == "content":
        codes = {str(code): word for code, word in people.CONTENT_NAMES.items()}
    found = codes.get(str(value))
    return _(found) if found else f"{name}: {value}"


def _names(ctx: Context, details: set[str]) -> dict[str, str]:
    """Return what stands behind the ids of the log: the log itself never holds a name."""
    if not ctx.may(Permission.SEE_FAMILIES):
        return {}
    return store.family_names(ctx.db, sorted(details))
