"""The brake: from which share of the records here a file stops and asks."""

from typing import TYPE_CHECKING, Any

from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.features.sync import brake
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.fields import NumberField
from fieldkit.ui.widgets.form import Form

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


def set_brake_from(screen: "SyncScreen") -> None:
    """Ask for the two shares and keep them."""
    ctx = screen.ctx
    form = Form(
        NumberField("removed", N_("Removed, in per cent"), required=True),
        NumberField("changed", N_("Changed, in per cent"), required=True),
    )

    def save(values: dict[str, Any]) -> None:
        wrong = [n for n in ("removed", "changed") if not 1 <= (values[n] or 0) <= 100]
        if wrong:
            raise InvalidInputError([Problem(name, "share_out_of_range") for name in wrong])
        brake.set_shares(ctx, removed=values["removed"], changed=values["changed"])

    dialog = FormDialog(
        _("When does a file stop and ask?"),
        form,
        save,
        sentence=_(
            "A file that would put more than this share of the families, visits or other records"
            " here into the bin, or write over more than that share, is not taken before you say"
            " so."
        ),
        parent=screen,
    )
    removed, changed = brake.shares(ctx)
    form.fill({"removed": removed, "changed": changed})
    if dialog.exec():
        screen.receive_card.show_shares(*brake.shares(ctx))
