"""The parts of the meeting page: the facts, what comes next, and how they become a meeting."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fieldkit.core.i18n import N_
from fieldkit.features.kube.group.model import KubeMember
from fieldkit.features.kube.meetings.model import LONGEST_LINE, Meeting
from fieldkit.ui.kube import words
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    TextField,
    TimeField,
)

FACTS = (
    "held_on", "starts", "ends", "place", "host_id", "chair_id", "secretary_id", "title", "guests",
)  # fmt: skip
NEXT = ("next_on", "next_place", "next_host_id", "note")
_PEOPLE = ("host_id", "chair_id", "secretary_id", "next_host_id")


def facts_form(today: Callable[[], date]) -> Form:
    """Return the form of when, where and who led."""
    return Form(
        DateField("held_on", N_("Date"), required=True, wide=True),
        TimeField("starts", N_("Starts")),
        TimeField("ends", N_("Ends")),
        TextField("place", N_("Place"), max_length=LONGEST_LINE),
        ChoiceField("host_id", N_("House of"), searchable=True),
        ChoiceField("chair_id", N_("Led by"), searchable=True),
        ChoiceField("secretary_id", N_("Minutes by"), searchable=True),
        TextField("title", N_("Kind of meeting"), max_length=LONGEST_LINE),
        TextField("guests", N_("Guests"), max_length=LONGEST_LINE),
        today=today,
    )


def next_form(today: Callable[[], date]) -> Form:
    """Return the form of the next meeting and a closing note."""
    return Form(
        DateField("next_on", N_("Date")),
        ChoiceField("next_host_id", N_("House of"), searchable=True),
        TextField("next_place", N_("Place"), max_length=LONGEST_LINE, wide=True),
        NoteField("note", N_("Note"), lines=2),
        today=today,
    )


def offer_people(form: Form, members: Sequence[KubeMember]) -> None:
    """Offer these members wherever a form asks for one."""
    for name in _PEOPLE:
        if form.has_field(name):
            form.set_choices(name, words.member_choices(members))


def fill(form: Form, meeting: Meeting, names: Sequence[str]) -> None:
    """Show a meeting's facts."""
    form.fill({name: getattr(meeting, name) for name in names})


def read(meeting: Meeting, *forms: Form) -> Meeting:
    """Return the meeting with what stands in the forms; raises InvalidInputError."""
    values: dict[str, Any] = {}
    for form in forms:
        values |= form.values()
    return replace(meeting, **values)
