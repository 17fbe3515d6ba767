"""The form of a programme: its rules, its quota, its own questions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.features.people import service as people
from fieldkit.features.people.words import SERVED, Cluster, Status
from fieldkit.features.programmes import service
from fieldkit.features.programmes.model import ELDERLY_FROM, Each, Programme, Question
from fieldkit.ui.widgets.fields import YesNoField
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    MultiChoiceField,
    NoteField,
    NumberField,
    Section,
    TextField,
)

_PLAIN = (
    "name", "organiser", "valid_from", "valid_to", "register_until", "amount", "amount_note",
    "age_min", "age_max", "sex", "no_elderly", "no_disabled", "needs_business", "needs_consent",
    "decile_max", "needs_bpnt", "only_once", "quota", "source", "note", "is_used",
)  # fmt: skip
_TEXTS = ("name", "organiser", "amount_note", "source", "note")
_FLAGS = ("no_elderly", "no_disabled", "needs_business", "needs_consent", "only_once", "is_used")


def programme_form(ctx: Context, programme: Programme) -> Form:
    """Return the form of a programme, filled."""
    form = Form(
        TextField("name", N_("Programme"), required=True, max_length=120),
        TextField("organiser", N_("Organiser"), max_length=120),
        DateField("valid_from", N_("Runs from")),
        DateField("valid_to", N_("Runs until")),
        DateField("register_until", N_("Register until"), help=N_("Ages are counted on this day.")),
        MoneyField("amount", N_("Amount for each family")),
        TextField("amount_note", N_("What is given"), wide=True, max_length=400),
        NumberField("quota", N_("Quota")),
        ChoiceField("quota_each", N_("Quota is counted"), choices=tuple(service.EACH.items()),
                    blank=None),
        CheckField("is_used", N_("In use")),
        Section(N_("Who fits")),
        NumberField("age_min", N_("Carer's age from")),
        NumberField("age_max", N_("Carer's age to"), help=N_("40 fits until the 41st birthday.")),
        ChoiceField("sex", N_("Sex"), choices=tuple(people.SEX_NAMES.items())),
        NumberField("decile_max", N_("Decile up to")),
        CheckField("no_elderly", N_("Nobody elderly in the family")),
        NumberField("elderly_from", N_("Elderly from")),
        CheckField("no_disabled", N_("Nobody disabled in the family")),
        CheckField("needs_business", N_("Has a business")),
        CheckField("needs_consent", N_("Agrees to graduate")),
        CheckField("only_once", N_("Has received no programme yet")),
        YesNoField("needs_bpnt", N_("Receives BPNT")),
        MultiChoiceField("clusters", N_("Clusters of business"), wide=True,
                         choices=tuple(people.CLUSTER_NAMES.items())),
        MultiChoiceField("statuses", N_("Status"), wide=True,
                         choices=tuple((one, people.STATUS_NAMES[one]) for one in SERVED)),
        TextField("villages", N_("Only in these villages"), wide=True,
                  placeholder=N_("Names with commas between them; blank for everywhere")),
        NoteField("questions", N_("Own questions, one a line"), lines=2, wide=True,
                  help=N_("Yes must be the answer that fits.")),
        Section(N_("Source")),
        TextField("source", N_("Source"), wide=True, max_length=400),
        NoteField("note", N_("Note"), lines=2, wide=True),
        today=ctx.clock.today,
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(programme, name) for name in _PLAIN}
    values |= {name: values[name] or None for name in _TEXTS}
    values |= {
        "quota_each": programme.quota_each, "elderly_from": programme.elderly_from,
        "clusters": programme.clusters, "statuses": programme.statuses,
        "villages": ", ".join(programme.villages) or None,
        "questions": "\n".join(one.text for one in programme.questions) or None,
    }  # fmt: skip
    form.fill(values)
    return form


def composed(programme: Programme, values: dict[str, Any]) -> Programme:
    """Put what was typed into a programme; a question that stays keeps its answers."""
    ready: dict[str, Any] = {name: values[name] for name in _PLAIN}
    ready |= {name: values[name] or "" for name in _TEXTS}
    ready |= {name: bool(values[name]) for name in _FLAGS}
    elderly = values["elderly_from"]
    return replace(
        programme,
        **ready,
        quota_each=values["quota_each"] or Each.ALL,
        elderly_from=ELDERLY_FROM if elderly is None else elderly,
        clusters=tuple(Cluster(one) for one in values["clusters"]),
        statuses=tuple(Status(one) for one in values["statuses"]),
        villages=_names(values["villages"] or ""),
        questions=_questions(programme.questions, values["questions"] or ""),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _questions(known: Sequence[Question], text: str) -> tuple[Question, ...]:
    keys = {one.text: one.key for one in known}
    lines = dict.fromkeys(line.strip() for line in text.splitlines() if line.strip())
    return tuple(Question(keys.get(line) or f"q-{new_id()[:8]}", line) for line in lines)
