"""What the window asks of the rooms: undo, search, and how safe the book is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldkit.core.context import Context
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.security.roles import Permission

if TYPE_CHECKING:
    from fieldkit.ui.shell.doors import Doors, Found, Safety
    from fieldkit.ui.shell.navigation import Target

_ROUTINE_BACKUP_DAYS = 7
_MOST_REPORTS = 3


def doors(ctx: Context) -> "Doors":
    """Join the window to the rooms."""
    from fieldkit.ui.shell.doors import Doors
    from fieldkit.ui.shell.navigation import OpenScreen

    return Doors(
        next_undo=lambda: _next_undo(ctx),
        next_redo=lambda: _next_redo(ctx),
        undo=lambda: _undo(ctx),
        redo=lambda: _redo(ctx),
        search=lambda text: search(ctx, text),
        safety=lambda: safety(ctx),
        safety_target=OpenScreen("settings", "backup"),
    )


def _next_undo(ctx: Context) -> str | None:
    from fieldkit.features.records import undoing

    return undoing.next_undo(ctx)


def _next_redo(ctx: Context) -> str | None:
    from fieldkit.features.records import undoing

    return undoing.next_redo(ctx)


def _undo(ctx: Context) -> str:
    from fieldkit.features.records import undoing

    return undoing.undone_sentence(undoing.undo(ctx))


def _redo(ctx: Context) -> str:
    from fieldkit.features.records import undoing

    name = undoing.next_redo(ctx)
    undoing.redo(ctx)
    return _("Done again: {step}.").format(step=name)


def safety(ctx: Context) -> "Safety":
    """Say when the book was last backed up and proved."""
    from datetime import date

    from fieldkit.features.backup import proved as backup
    from fieldkit.ui.shell.doors import Safety

    proved = backup.last_proved(ctx)
    if proved is None:
        return Safety(_("No backup yet"), is_good=False)
    days = (ctx.today - date.fromisoformat(proved)).days
    if days <= 0:
        return Safety(_("Backed up today"), is_good=True)
    sentence = ngettext("Backup: {count} day ago", "Backup: {count} days ago", days)
    return Safety(sentence.format(count=days), is_good=days <= _ROUTINE_BACKUP_DAYS)


def _reports_called(ctx: Context, text: str) -> "list[Found]":
    """The reports whose title holds all the words."""
    from fieldkit.features.month import shelf
    from fieldkit.ui.shell.doors import Found
    from fieldkit.ui.shell.navigation import OpenScreen

    words = text.casefold().split()
    if not words or not ctx.may(Permission.PRINT_REPORTS):
        return []
    titled = [(kind.kind, _(kind.title)) for kind in shelf.report_kinds(ctx)]
    fitting = [pair for pair in titled if all(word in pair[1].casefold() for word in words)]
    return [
        Found(title, _("Report"), "file-text", OpenScreen("reports", kind))
        for kind, title in fitting[:_MOST_REPORTS]
    ]


def _to_partner(record: str) -> "Target":
    from fieldkit.ui.shell.navigation import OpenScreen

    return OpenScreen("referrals", ("map", record))


def search(ctx: Context, text: str) -> "list[Found]":
    """Find reports, families, groups, sessions and KUBE by a few letters."""
    from fieldkit.features.search import service as finder
    from fieldkit.features.search.service import HitKind
    from fieldkit.ui.shell import navigation
    from fieldkit.ui.shell.doors import Found

    shown: dict[HitKind, tuple[str, Callable[[str], Target], str]] = {
        HitKind.FAMILY: ("house", navigation.OpenFamily, ""),
        HitKind.GROUP: ("users", navigation.OpenGroup, _("P2K2 group")),
        HitKind.SESSION: ("presentation", navigation.OpenSession, _("P2K2 session")),
        HitKind.KUBE: ("store", navigation.OpenKube, _("KUBE")),
        HitKind.PARTNER: ("handshake", _to_partner, _("Partner")),
    }
    found = _reports_called(ctx, text)
    for hit in finder.find(ctx, text):
        icon, target, kind = shown[hit.kind]
        detail = " · ".join(part for part in (kind, hit.detail) if part)
        found.append(Found(hit.title, detail, icon, target(hit.id)))
    return found
