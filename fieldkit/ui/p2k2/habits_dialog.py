"""How this book plans and reports: days, focus, the stunting list, the portal's map."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, parse_date, weekday_name
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import MOST_A_DAY, ExcusedAs, Habits
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    CheckField,
    ChoiceField,
    Form,
    MultiChoiceField,
    NoteField,
    NumberField,
    Section,
)

_MONDAY = 1
_CATEGORY = "category_"


class HabitsDialog(FormDialog):
    """Saves the habits; nothing of them changes a session that is already there."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        self._ctx = ctx
        form = Form(*_fields())
        super().__init__(_("How P2K2 is planned and reported"), form, self._keep, parent=parent)
        form.fill(_values(teaching.habits(ctx)))

    def _keep(self, values: Mapping[str, Any]) -> None:
        excused = values["excused_as"]
        teaching.save_habits(
            self._ctx,
            Habits(
                stunting=values["stunting"],
                focus=values["focus"] or "",
                weekdays=tuple(values["weekdays"]),
                most_a_day=values["most_a_day"] or 0,
                excused_as=ExcusedAs(excused) if excused else None,
                categories=_chosen(values),
                days_off=_days(values, "days_off"),
                days_on=_days(values, "days_on"),
                shows_numbers=bool(values["shows_numbers"]),
            ),
        )


def _days(values: Mapping[str, Any], name: str) -> tuple[date, ...]:
    """Read days between commas or on lines of their own; raises InvalidInputError."""
    found, strange = [], []
    for word in re.split(r"[,;\n]+", values[name] or ""):
        try:
            found += [parse_date(word)] if word.strip() else []
        except ValueError:
            strange.append(word.strip())
    if strange:
        details: dict[str, object] = {"words": ", ".join(strange)}
        raise InvalidInputError([Problem(name, "not_days", details)])
    return tuple(sorted(set(found)))


def _chosen(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the categories that differ from the official map."""
    official = curriculum.portal().category_of_module
    found = {}
    for module in _modules():
        chosen = values[f"{_CATEGORY}{module.code}"] or ""
        if chosen != (official.get(module.code) or ""):
            found[module.code] = chosen
    return found


def _values(habits: Habits) -> dict[str, Any]:
    official = curriculum.portal().category_of_module
    shown: dict[str, Any] = {
        "stunting": habits.stunting,
        "focus": habits.focus or None,
        "weekdays": habits.weekdays,
        "most_a_day": habits.most_a_day,
        "excused_as": habits.excused_as,
        "days_off": _listed(habits.days_off),
        "days_on": _listed(habits.days_on),
        "shows_numbers": habits.shows_numbers,
    }
    for module in _modules():
        code = habits.categories.get(module.code, official.get(module.code)) or None
        shown[f"{_CATEGORY}{module.code}"] = code
    return shown


def _listed(days: tuple[date, ...]) -> str | None:
    return ", ".join(format_date(day, "short") for day in days) or None


def _modules() -> tuple[curriculum.Module, ...]:
    return (*curriculum.modules(), curriculum.free_module())


def _fields() -> tuple[Any, ...]:
    monday = date(2024, 1, _MONDAY)
    days = [(n, weekday_name(monday + timedelta(days=n - 1))) for n in range(1, 8)]
    lists = [(s, curriculum.stunting_list_title(s)) for s in curriculum.STUNTING_LISTS]
    modules = [(module.code, f"{module.code} {module.title}") for module in curriculum.modules()]
    portal = curriculum.portal()
    categories = [(code, f"{code}. {title}") for code, title in portal.categories]
    excused = [(ExcusedAs.SICK, N_("as SAKIT")), (ExcusedAs.ABSENT, N_("as ALFA"))]
    return (
        Section(N_("Planning")),
        MultiChoiceField("weekdays", N_("Days on which you hold P2K2"), wide=True, choices=days),
        NumberField(
            "most_a_day", N_("Sessions a day at most"),
            help=_("Between 1 and {limit}.").format(limit=MOST_A_DAY),
        ),
        ChoiceField(
            "focus", N_("Focus module"), choices=modules, blank=N_("No focus"),
            help=N_("The proposal gives its sessions first."),
        ),
        ChoiceField(
            "stunting", N_("List of stunting sessions"), choices=lists, blank=None, wide=True,
        ),
        NoteField(
            "days_off", N_("Days off"), lines=2,
            help=N_("Leave and local holidays, for example: 20/3/2026, 27/5/2026."),
        ),
        NoteField(
            "days_on", N_("Holidays on which you go out"), lines=1,
            help=N_("FieldKit knows national holidays and joint leave. Where a date was moved,"
                    " name here the day it is wrong about."),
        ),
        Section(N_("Attendance sheets")),
        CheckField(
            "shows_numbers", N_("Whole NIK and No KK on attendance sheets"),
            help=N_("Everybody in the room can read them. Only where your office demands it."),
        ),
        Section(N_("Portal")),
        ChoiceField(
            "excused_as", N_("Excused families are entered"), choices=excused,
            blank=N_("not chosen yet"), help=N_("The portal knows only HADIR, SAKIT and ALFA."),
        ),
        *(
            ChoiceField(
                f"{_CATEGORY}{module.code}", _("Category of {module}").format(module=module.title),
                choices=categories, blank=N_("no category"), wide=True,
            )
            for module in _modules()
        ),
    )  # fmt: skip
