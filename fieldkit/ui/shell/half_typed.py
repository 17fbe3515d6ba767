"""After a run that was never closed: the form that was in front opens again, and says so."""

from collections.abc import Callable

from fieldkit.core.context import Context
from fieldkit.core.dates import format_time
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _
from fieldkit.features.records import half_typed, moments
from fieldkit.features.records.half_typed import HalfTyped
from fieldkit.ui.shell.navigation import (
    OpenFamily,
    OpenKube,
    OpenScreen,
    OpenSession,
    Target,
)
from fieldkit.ui.widgets.dialogs import KeptBox


class BookKeeper:
    """Keeps what is typed into boxes in the open book."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def keep(self, key: str, heading: str, typed: dict[str, object]) -> None:
        """Keep what was typed so far; while the book is locked nothing can be kept."""
        if not self._ctx.db.is_locked:
            half_typed.keep_box(self._ctx, key, heading, typed)

    def kept(self, key: str) -> KeptBox | None:
        """Return what was typed, and at what time of day."""
        found = half_typed.box(self._ctx, key)
        if found is None:
            return None
        moment = moments.local(self._ctx, found.kept_at.isoformat())
        return KeptBox(found.typed, format_time(moment.time()))

    def drop(self, key: str) -> None:
        """Forget it."""
        if not self._ctx.db.is_locked:
            half_typed.drop_box(self._ctx, key)


def target_of(ctx: Context, found: HalfTyped) -> Target | None:
    """Return where a half-typed form is opened again; None for a box."""
    opener = _OPENERS.get(found.form)
    return opener(ctx, found.record) if opener is not None else None


def _family(_ctx: Context, record: str) -> Target:
    if record.startswith("businesses:"):
        return OpenScreen("graduation", "businesses")
    return OpenScreen("people", "new") if record == "new" else OpenFamily(record)


def _meeting(_ctx: Context, record: str) -> Target:
    is_new = record.startswith("new:")
    return OpenKube(record.removeprefix("new:")) if is_new else OpenScreen("kube")


def _visit(ctx: Context, record: str) -> object:
    """Return what opens a visit's form: one that is being changed, a family, the paper page."""
    from fieldkit.features.visits import service as visits

    if record == visits.QUICK:
        return "paper"
    try:
        return visits.visit(ctx, record)
    except FieldKitError:
        return record


_OPENERS: dict[str, Callable[[Context, str], Target]] = {
    "visit": lambda ctx, record: OpenScreen("visits", _visit(ctx, record)),
    "family": _family,
    "p2k2_session": lambda _ctx, record: OpenSession(record),
    "p2k2_growth": lambda _ctx, _record: OpenScreen("p2k2"),
    "money_month": lambda _ctx, record: OpenScreen("homework", OpenFamily(record.split(":")[0])),
    "kube_meeting": _meeting,
    "commitments": lambda _ctx, _record: OpenScreen("commitments"),
}


def sentence(ctx: Context, found: HalfTyped) -> str:
    """Say what was kept."""
    at = format_time(moments.local(ctx, found.kept_at.isoformat()).time())
    if found.heading:
        return _(
            "FieldKit ended while “{form}” was being filled in. What was typed until {time} is"
            " kept: open it again and it is there."
        ).format(form=found.heading, time=at)
    return _(
        "FieldKit ended before this form was saved. What was typed until {time} is here again."
    ).format(time=at)


def look(ctx: Context) -> HalfTyped | None:
    """Return what was interrupted; a book that can not be read says so in other places."""
    try:
        return half_typed.interrupted(ctx)
    except FieldKitError:
        return None
