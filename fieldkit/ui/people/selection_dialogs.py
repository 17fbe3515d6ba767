"""The small boxes behind "With the chosen ones": status, group, tag and day of a visit."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Status
from fieldkit.features.rounds import service as rounds
from fieldkit.ui.people import forms
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import ChoiceField, DateField, Form, TextField

Told = Callable[[str, int], None]

_REASONS = (
    N_("Graduated of their own will"),
    N_("No component left"),
    N_("Moved to another village"),
    N_("Carer has died"),
    N_("Not eligible any more"),
)


def _sentence(ids: Sequence[str]) -> str:
    return ngettext(
        "For the one chosen family.", "For the {count} chosen families.", len(ids)
    ).format(count=len(ids))


def status_dialog(
    ctx: Context,
    ids: Sequence[str],
    told: Told,
    parent: QWidget | None,
    now: Status | None = None,
) -> FormDialog:
    """Return the box that gives families a status, from a day on and for a reason."""
    form = Form(
        ChoiceField(
            "status", N_("Status"), choices=tuple(people.STATUS_NAMES.items()), required=True
        ),
        DateField("status_on", N_("From the day"), required=True),
        TextField("reason", N_("Reason"), wide=True, suggestions=tuple(_(one) for one in _REASONS)),
        today=forms.today_of(ctx),
    )
    form.fill({"status": now, "status_on": ctx.today, "reason": None})

    def save(values: dict[str, Any]) -> None:
        many = people.set_status(ctx, ids, values["status"], values["status_on"], values["reason"])
        text = ngettext(
            "{count} family is now “{status}”.", "{count} families are now “{status}”.", many
        )
        told(text.format(count=many, status=_(people.STATUS_NAMES[values["status"]])), many)

    return FormDialog(_("Set the status"), form, save, sentence=_sentence(ids), parent=parent)


def move_dialog(ctx: Context, ids: Sequence[str], told: Told, parent: QWidget | None) -> FormDialog:
    """Return the box that moves families into another group, from a day on."""
    choices = forms.group_choices(people.groups(ctx))
    form = Form(
        ChoiceField("group_id", N_("Group"), choices=choices, searchable=True),
        DateField("happened_on", N_("From the day"), required=True),
        TextField("reason", N_("Reason"), wide=True),
        today=forms.today_of(ctx),
    )
    form.fill({"group_id": None, "happened_on": ctx.today, "reason": None})

    def save(values: dict[str, Any]) -> None:
        many = people.move_families(
            ctx, ids, values["group_id"], values["happened_on"], values["reason"]
        )
        text = ngettext("{count} family moved.", "{count} families moved.", many)
        told(text.format(count=many), many)

    sentence = " ".join(
        (
            _sentence(ids),
            _(
                "Everything that is theirs moves along; past sessions stay with the group they"
                " were held in. Without a group they stand apart."
            ),
        )
    )
    return FormDialog(
        _("Move to a group"), form, save, sentence=sentence, save_label=_("Move"), parent=parent
    )


def tag_dialog(ctx: Context, ids: Sequence[str], told: Told, parent: QWidget | None) -> FormDialog:
    """Return the box that puts a tag on families."""
    form = Form(
        TextField(
            "name",
            N_("Tag"),
            required=True,
            max_length=40,
            suggestions=tuple(people.tags(ctx)),
            help=N_("Your own word, such as: needs a wheelchair"),
        )
    )

    def save(values: dict[str, Any]) -> None:
        many = people.add_tag(ctx, ids, values["name"] or "")
        text = ngettext("{count} family tagged.", "{count} families tagged.", many)
        told(text.format(count=many), many)

    return FormDialog(_("Put a tag on"), form, save, sentence=_sentence(ids), parent=parent)


def visit_dialog(
    ctx: Context, ids: Sequence[str], told: Told, parent: QWidget | None
) -> FormDialog:
    """Return the box that plans a visit to each of the families on one day."""
    form = Form(DateField("day", N_("Day of the visits"), required=True), today=forms.today_of(ctx))
    form.fill({"day": ctx.today})

    def save(values: dict[str, Any]) -> None:
        day: date = values["day"]
        many = rounds.plan_visits(ctx, dict.fromkeys(ids, day))
        text = ngettext("{count} visit planned.", "{count} visits planned.", many)
        told(text.format(count=many), many)

    return FormDialog(
        _("Plan visits"), form, save, sentence=_sentence(ids), save_label=_("Plan"), parent=parent
    )


def filter_dialog(
    ctx: Context, wanted: dict[str, Any], told: Told, parent: QWidget | None
) -> FormDialog:
    """Return the box that keeps the present search and filters under a name."""
    form = Form(
        TextField("name", N_("Name of the filter"), required=True, max_length=40),
    )

    def save(values: dict[str, Any]) -> None:
        people.keep_filter(ctx, values["name"] or "", wanted)
        told(_("The filter is kept as “{name}”.").format(name=values["name"]), 0)

    return FormDialog(_("Keep this filter"), form, save, save_label=_("Keep"), parent=parent)


def event_dialog(
    ctx: Context, event: people.Event, told: Told, parent: QWidget | None
) -> FormDialog:
    """Return the box that mends the day or the reason of something that happened."""
    form = Form(
        DateField("happened_on", N_("On the day"), required=True),
        TextField("reason", N_("Reason"), wide=True, suggestions=tuple(_(one) for one in _REASONS)),
        today=forms.today_of(ctx),
    )
    form.fill({"happened_on": event.happened_on, "reason": event.reason})

    def save(values: dict[str, Any]) -> None:
        people.change_event(
            ctx, event.id, happened_on=values["happened_on"], reason=values["reason"]
        )
        told(_("The history is mended."), 1)

    return FormDialog(_("Mend the day or the reason"), form, save, parent=parent)
