"""Serah terima: groups, KUBE or a family go to another facilitator, and what came is taken in."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import ReportRequest
from fieldkit.features.people import service as people
from fieldkit.features.sync import handover, handover_paper
from fieldkit.features.sync.handover import Terms
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.sync import words
from fieldkit.ui.widgets.dialogs import FormDialog, tell
from fieldkit.ui.widgets.fields import (
    CheckField,
    ChoiceField,
    DateField,
    MultiChoiceField,
    NoteField,
    TextField,
)
from fieldkit.ui.widgets.form import Form

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


def hand_over_from(screen: "SyncScreen") -> None:
    """Ask what goes to whom, record it, and turn to the file that carries it."""
    known = handover.receivers(screen.ctx)
    if not known:
        tell(
            screen,
            _("No other facilitator is known here"),
            _("Take the contact card of the facilitator who takes over first."),
        )
        return
    dialog = HandOverDialog(screen, known)
    if dialog.exec():
        screen.say(
            _("Handed over to {name}. Now write the file that carries it to them.").format(
                name=words.before_stop(dialog.name)
            ),
            undo=True,
        )
        show_minutes(screen)
        screen.send_to(dialog.peer_id)


def show_minutes(screen: "SyncScreen", grant: str | None = None) -> None:
    """Show the minutes of a hand-over, the newest or that of one grant, to print and sign."""
    request = ReportRequest(subject=grant)
    paper = handover_paper.hand_over_paper(screen.ctx, request)
    PreviewDialog(screen.ctx, [paper], screen.window()).exec()


class HandOverDialog(FormDialog):
    """What is handed over, to whom, from which day, with which letter."""

    def __init__(self, screen: "SyncScreen", known: list[Any]) -> None:
        self._ctx = screen.ctx
        self._known = {peer.id: peer for peer in known}
        self.peer_id = self.name = ""
        places = handover.givable(self._ctx)
        families = handover.givable_families(self._ctx)
        form = Form(
            ChoiceField(
                "to", N_("To whom"), choices=[(p.id, p.name) for p in known], required=True,
                wide=True,
            ),
            MultiChoiceField(
                "scopes", N_("Groups and KUBE"), choices=[(g.id, g.name) for g in places],
                wide=True,
            ),
            ChoiceField(
                "family", N_("Or one family alone"), choices=families, searchable=True, wide=True,
                help=N_("Its visits, savings and history go along; the group's sheets stay."),
            ),
            DateField("since", N_("From which day"), required=True),
            TextField("letter_no", N_("Number of the letter")),
            CheckField("is_substitute", N_("Only as a substitute: I go on serving it too")),
            NoteField("reason", N_("Reason"), wide=True),
        )  # fmt: skip
        super().__init__(
            _("Hand over to another facilitator"),
            form,
            self._take,
            save_label=_("Hand over"),
            sentence=_(
                "The other facilitator gets everything written so far, signed as it is, and"
                " writes on. What you change there afterwards is not taken by others any more."
            ),
            parent=screen,
        )
        form.fill({"since": self._ctx.today, "to": known[0].id if len(known) == 1 else None})

    def _take(self, values: dict[str, Any]) -> None:
        scopes, family = values["scopes"] or [], values["family"]
        missing = [Problem(name, "required") for name in ("to", "since") if not values[name]]
        if not scopes and not family:
            missing.append(Problem("scopes", "required"))
        if missing:
            raise InvalidInputError(missing)
        peer = self._known[values["to"]]
        terms = Terms(
            since=values["since"],
            is_substitute=bool(values["is_substitute"]),
            letter_no=values["letter_no"] or "",
            reason=values["reason"] or "",
        )
        if scopes:
            handover.hand_over(self._ctx, scopes, peer, terms)
        if family:
            handover.give_families(self._ctx, [family], peer, terms)
        self.peer_id, self.name = peer.id, peer.name


def take_in_from(screen: "SyncScreen") -> None:
    """Ask into which group the families go that were given to this book."""
    dialog = TakeInDialog(screen)
    if dialog.exec():
        screen.say(
            ngettext(
                "{count} family is in its new group.",
                "{count} families are in their new group.",
                dialog.count,
            ).format(count=dialog.count),
            undo=True,
        )


class TakeInDialog(FormDialog):
    """Which of the families that came go into which group."""

    def __init__(self, screen: "SyncScreen", parent: QWidget | None = None) -> None:
        self._ctx = screen.ctx
        self.count = 0
        found = handover.arrivals(self._ctx)
        shown = [
            (family, _("{name} (from {giver})").format(name=name, giver=giver or "…"))
            for family, name, giver in found
        ]
        groups = [(group.id, group.name) for group in people.groups(self._ctx)]
        form = Form(
            MultiChoiceField("families", N_("Families that came"), choices=shown, wide=True),
            ChoiceField("group", N_("Group"), choices=groups, required=True, wide=True),
            columns=1,
        )
        super().__init__(
            _("Take families into a group"),
            form,
            self._take,
            save_label=_("Take them in"),
            parent=parent or screen,
        )
        form.fill({"families": [family for family, _name, _giver in found]})

    def _take(self, values: dict[str, Any]) -> None:
        wanted = (("families", values["families"]), ("group", values["group"]))
        missing = [Problem(name, "required") for name, value in wanted if not value]
        if missing:
            raise InvalidInputError(missing)
        self.count = handover.accept(self._ctx, values["families"], values["group"])


def arrivals_sentence(count: int) -> str:
    """Say how many families wait for a group, blank for none."""
    if not count:
        return ""
    return ngettext(
        "{count} family was handed over to you and waits for a group.",
        "{count} families were handed over to you and wait for a group.",
        count,
    ).format(count=count)
