"""The boxes of the path: put on it, move, agree, take back, next step, target, goods, speakers."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.i18n import N_, _
from fieldkit.features.graduation import service
from fieldkit.features.graduation.model import BOARD, Card, Case, Stage, Statement, Way
from fieldkit.features.graduation.readiness import Asset, AssetKind
from fieldkit.features.graduation.speakers import Speaker, Talk
from fieldkit.ui.shell.family_finder import FamilyFinder
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    MultiChoiceField,
    NoteField,
    NumberField,
    TextField,
)

_MONTHS_AHEAD = 18


def put_on_path(ctx: Context, taken: set[str], parent: QWidget) -> bool:
    """Ask which families begin the path."""
    form = Form(
        ChoiceField("way", N_("Way"), choices=tuple(service.WAYS.items()), blank=None),
        DateField("moved_on", N_("Since"), required=True),
        TextField("reason", N_("Why"), wide=True),
        today=ctx.clock.today,
    )
    form.fill({"way": Way.OWN, "moved_on": ctx.today})

    def save(ids: list[str], values: dict[str, Any]) -> None:
        service.put_on_path(ctx, ids, values["way"], values["moved_on"], values["reason"] or "")

    box = FamilyFinder(
        ctx, _("Put families on the path"), save, action=_("Put on the path"), form=form,
        taken=taken, parent=parent,
    )  # fmt: skip
    return bool(box.exec())


def move(ctx: Context, card: Card, parent: QWidget, stage: Stage | None = None) -> bool:
    """Ask to which stage a family moves, when and why."""
    case = card.case
    stages = [one for one in (*BOARD, Stage.LEFT) if one is not case.stage]
    following = _following(case)
    form = Form(
        ChoiceField(
            "stage", N_("To which stage"), blank=None, required=True,
            choices=tuple((one, service.STAGES[one]) for one in stages),
        ),
        DateField("moved_on", N_("Date"), required=True),
        NoteField("reason", N_("Why"), lines=2, wide=True),
        TextField("letter_no", N_("Number of the minutes"), max_length=200),
        today=ctx.clock.today,
    )  # fmt: skip
    form.fill(
        {
            "stage": stage or following or stages[0], "moved_on": ctx.today,
            "letter_no": case.letter_no or None,
        }
    )  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        service.move(
            ctx, card.id, values["stage"], values["moved_on"], values["reason"] or "",
            values["letter_no"] or "",
        )  # fmt: skip

    return bool(
        FormDialog(
            _("Move {name}").format(name=card.name), form, save, save_label=_("Move"),
            parent=parent,
        ).exec()
    )  # fmt: skip


def agree(ctx: Context, card: Card, parent: QWidget) -> bool:
    """Ask when and who of the family agreed."""
    form = Form(
        DateField("agreed_on", N_("Agreed on"), required=True),
        TextField("agreed_by", N_("Who spoke for the family"), max_length=200),
        today=ctx.clock.today,
    )
    form.fill({"agreed_on": ctx.today, "agreed_by": card.name})

    def save(values: dict[str, Any]) -> None:
        service.agree(ctx, card.id, values["agreed_on"], values["agreed_by"] or "")

    sentence = _(
        "The family says of its own will that it leaves the programme when it is able to. It may"
        " take that back at any time."
    )
    box = FormDialog(
        _("Agreement of {name}").format(name=card.name), form, save, sentence=sentence,
        parent=parent,
    )  # fmt: skip
    return bool(box.exec())


def take_back(ctx: Context, card: Card, parent: QWidget) -> bool:
    """Ask when and why a family takes its agreement back."""
    form = Form(
        DateField("agreement_ended_on", N_("Taken back on"), required=True),
        NoteField("agreement_end_reason", N_("Why"), lines=2, wide=True, required=True),
        today=ctx.clock.today,
    )
    form.fill({"agreement_ended_on": ctx.today})

    def save(values: dict[str, Any]) -> None:
        service.end_agreement(
            ctx, card.id, values["agreement_end_reason"] or "", values["agreement_ended_on"]
        )

    return bool(FormDialog(_("The agreement is taken back"), form, save, parent=parent).exec())


def edit_case(ctx: Context, card: Card, parent: QWidget) -> bool:
    """Ask for the next step, the month planned, the way, and the reasons of the letter."""
    case = card.case
    this = Month.of(ctx.today)
    months = [this.plus(number) for number in range(-6, _MONTHS_AHEAD)]
    form = Form(
        NoteField("next_step", N_("Next step"), lines=2, wide=True),
        DateField("next_step_due", N_("Next step due on")),
        ChoiceField(
            "planned_for", N_("Is to graduate in"),
            choices=tuple((month, format_month(month)) for month in months), searchable=True,
        ),
        ChoiceField("way", N_("Way"), choices=tuple(service.WAYS.items()), blank=None),
        TextField("letter_no", N_("Number of the minutes"), max_length=200),
        MultiChoiceField(
            "statements", N_("Reasons in the letter"), wide=True,
            choices=tuple((one.value, word) for one, word in service.STATEMENTS.items()),
        ),
        NoteField("note", N_("Note"), lines=2, wide=True),
        today=ctx.clock.today,
    )  # fmt: skip
    form.fill(
        {
            "next_step": case.next_step or None, "next_step_due": case.next_step_due,
            "planned_for": case.planned_for, "way": case.way,
            "letter_no": case.letter_no or None, "note": case.note or None,
            "statements": tuple(one.value for one in case.statements),
        }
    )  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        texts = {name: values[name] or "" for name in ("next_step", "letter_no", "note")}
        words = tuple(Statement(one) for one in values["statements"])
        service.save_case(ctx, replace(case, **{**values, **texts, "statements": words}))

    return bool(
        FormDialog(_("Path of {name}").format(name=card.name), form, save, parent=parent).exec()
    )


def set_target(ctx: Context, month: Month, now: int | None, parent: QWidget) -> bool:
    """Ask how many families are to graduate each month from a month on."""
    form = Form(NumberField("target", N_("Families a month")), columns=1)
    form.fill({"target": now})

    def save(values: dict[str, Any]) -> None:
        service.set_target(ctx, month, values["target"])

    sentence = _(
        "The target holds from {month} on, until you set another. Leave it blank for no target."
    ).format(month=format_month(month))
    box = FormDialog(_("Target of graduations"), form, save, sentence=sentence, parent=parent)
    return bool(box.exec())


def edit_asset(ctx: Context, asset: Asset, parent: QWidget) -> bool:
    """Ask what a family owns."""
    form = Form(
        ChoiceField("kind", N_("What"), choices=tuple(service.ASSETS.items()), blank=None),
        NumberField("count", N_("How many")),
        MoneyField("worth", N_("Worth about")),
        DateField("noted_on", N_("Told on"), required=True),
        DateField("gone_on", N_("Gone since")),
        TextField("note", N_("Note"), wide=True, max_length=400),
        today=ctx.clock.today,
    )
    form.fill(
        {
            "kind": asset.kind, "count": asset.count, "worth": asset.worth,
            "noted_on": asset.noted_on or ctx.today, "gone_on": asset.gone_on,
            "note": asset.note or None,
        }
    )  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        service.save_asset(ctx, replace(asset, **{**values, "note": values["note"] or ""}))

    return bool(FormDialog(_("What the family owns"), form, save, parent=parent).exec())


def new_asset(ctx: Context, family_id: str, parent: QWidget) -> bool:
    """Ask for one more thing a family owns."""
    return edit_asset(ctx, Asset(family_id=family_id, kind=AssetKind.TOOLS), parent)


def edit_speaker(ctx: Context, speaker: Speaker, name: str, parent: QWidget) -> bool:
    """Ask what a speaker tells."""
    form = speaker_form(ctx, speaker)

    def save(values: dict[str, Any]) -> None:
        service.save_speaker(ctx, composed_speaker(speaker, values))

    box = FormDialog(_("Speaker: {name}").format(name=name), form, save, parent=parent)
    return bool(box.exec())


def speaker_form(ctx: Context, speaker: Speaker | None = None) -> Form:
    """Return the form of a speaker."""
    form = Form(
        TextField("topic", N_("Speaks about"), required=True, wide=True, max_length=200),
        DateField("agreed_on", N_("Agreed to be named on"), required=True),
        CheckField("is_available", N_("Can be asked")),
        NoteField("story", N_("The story in short"), lines=3, wide=True),
        NoteField("note", N_("Note"), lines=1, wide=True),
        today=ctx.clock.today,
    )
    known = speaker or Speaker(family_id="")
    form.fill(
        {
            "topic": known.topic or None, "agreed_on": known.agreed_on,
            "is_available": known.is_available, "story": known.story or None,
            "note": known.note or None,
        }
    )  # fmt: skip
    return form


def composed_speaker(speaker: Speaker, values: dict[str, Any]) -> Speaker:
    """Put what was typed into a speaker."""
    texts = {name: values[name] or "" for name in ("topic", "story", "note")}
    return replace(speaker, **{**values, **texts, "is_available": bool(values["is_available"])})


def note_talk(ctx: Context, family_id: str, name: str, parent: QWidget) -> bool:
    """Ask to whom a speaker spoke."""
    form = Form(
        DateField("spoke_on", N_("Spoke on"), required=True),
        TextField("audience", N_("To whom"), required=True, max_length=200),
        TextField("note", N_("Note"), wide=True, max_length=200),
        today=ctx.clock.today,
    )
    form.fill({"spoke_on": ctx.today})

    def save(values: dict[str, Any]) -> None:
        service.note_talk(
            ctx,
            Talk(
                family_id=family_id, spoke_on=values["spoke_on"],
                audience=values["audience"] or "", note=values["note"] or "",
            ),
        )  # fmt: skip

    box = FormDialog(_("{name} has spoken").format(name=name), form, save, parent=parent)
    return bool(box.exec())


def _following(case: Case) -> Stage | None:
    if case.stage is None or case.stage is Stage.LEFT:
        return Stage.CANDIDATE
    place = BOARD.index(case.stage)
    return BOARD[place + 1] if place + 1 < len(BOARD) else None
