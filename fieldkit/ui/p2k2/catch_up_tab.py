"""Who still lacks which session: chosen here, made up for in one step."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import CatchUp, Missed, Way
from fieldkit.features.p2k2.model import Understanding
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import ChoiceField, DateField, Form, NoteField
from fieldkit.ui.widgets.record_table import Column, RecordTable

_GROUP, _SESSION, _SINCE = "group", "session", "since"
_NAMES_TOLD = 5


class CatchUpTab(QWidget):
    """Emits `opened` with a session's id, `print_wanted` with a group's id or blank."""

    said = Signal(str, str, bool)
    opened = Signal(str)
    print_wanted = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._missed: list[Missed] = []
        may_record = ctx.may(Permission.RECORD_SESSION)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        recent = ((0, N_("This month")), (2, N_("Last three months")))
        self.chips = FilterChips(
            Chip(_GROUP, N_("Group")), Chip(_SESSION, N_("Session")),
            Chip(_SINCE, N_("Since"), recent), name=_("Which families"),
        )  # fmt: skip
        self.done_button = buttons.button(
            _("They have had it…"), self._on_done_clicked, icon="circle-check",
            tip=_("Note that the chosen families made up for the session"),
        )  # fmt: skip
        self.print_button = buttons.button(_("Print"), self._on_print_clicked, icon="printer")
        self.table = RecordTable(
            Column(N_("Code"), attrgetter("row_code"), width=6),
            Column(N_("Family"), attrgetter("family_name"), width=20, bold=True),
            Column(N_("Group"), attrgetter("group_name"), width=15),
            Column(N_("Session missed"), _topic, stretch=True, width=24),
            Column(N_("Date"), attrgetter("held_on"), text=_day, width=12),
            Column(N_("Was"), _away, width=9),
            name=N_("Families who still lack a session"),
            empty=N_("Nobody who was marked lacks a session of the last twelve months."),
            multi=True,
        )
        if may_record:
            done = self.table.add_action(_("They have had it…"), icon="circle-check")
            done.triggered.connect(self._on_done_clicked)
        self.done_button.setVisible(may_record)
        self._lay_out()
        self.chips.changed.connect(self._show)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.table.activated.connect(self._on_activated)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        head.addWidget(self.chips, 1)
        head.addWidget(self.print_button)
        head.addWidget(self.done_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addWidget(self.lead_label)
        layout.addWidget(self.table, 1)
        self.table.setMinimumHeight(style.row_height() * 5)

    def reload(self) -> None:
        """Read anew who lacks what."""
        self._missed = catch_ups.missed(self._ctx)
        names = {one.group_id: one.group_name for one in self._missed if one.group_id}
        self.chips.set_choices(_GROUP, list(names.items()))
        topics = {_topic(one): _topic(one) for one in sorted(self._missed, key=_topic)}
        self.chips.set_choices(_SESSION, list(topics.items()))
        self._show()

    def group_id(self) -> str:
        """Return the group looked at, blank for all."""
        return str(self.chips.active().get(_GROUP, ""))

    @Slot()
    def _show(self) -> None:
        chosen = self.chips.active()
        since = self._first_day(chosen.get(_SINCE))
        shown = [
            one
            for one in self._missed
            if chosen.get(_GROUP, one.group_id) == one.group_id
            and chosen.get(_SESSION, _topic(one)) == _topic(one)
            and (since is None or one.held_on >= since)
        ]
        self.table.show_rows(shown)
        families = len({one.family_id for one in shown})
        told = ngettext("{count} family lacks", "{count} families lack", families)
        sessions = ngettext("{count} session", "{count} sessions", len(shown))
        self.lead_label.setText(
            _("{families} {sessions}. A catch-up is counted apart and changes no attendance.")
            .format(
                families=told.format(count=families), sessions=sessions.format(count=len(shown))
            )
        )  # fmt: skip
        self.lead_label.setVisible(bool(shown))
        self.print_button.setEnabled(bool(shown))
        self._on_selection_changed()

    def _first_day(self, months: int | None) -> date | None:
        """Return from when sessions are shown, None for all of them."""
        return None if months is None else Month.of(self._ctx.today).plus(-months).first

    def form(self) -> Form:
        """Return the form that asks how and when a session was made up for."""
        ways = [(way.value, catch_ups.WAYS[way]) for way in Way]
        grades = [(grade.value, words.GRADES[grade]) for grade in Understanding]
        return Form(
            DateField("done_on", N_("Date"), required=True),
            ChoiceField("way", N_("How"), choices=ways, required=True),
            ChoiceField("understanding", N_("Understanding"), choices=grades),
            NoteField("note", N_("Note"), lines=2),
            today=self._ctx.clock.today,
        )

    def record(self, chosen: Sequence[Missed], values: Mapping[str, Any]) -> None:
        """Note the catch-up of the chosen families; raises InvalidInputError."""
        if not values["way"]:
            raise InvalidInputError([Problem("way", "required")])
        understanding = values["understanding"]
        done = [
            CatchUp(
                family_id=one.family_id,
                session_id=one.session_id,
                done_on=values["done_on"],
                way=Way(values["way"]),
                understanding=Understanding(understanding) if understanding else None,
                note=values["note"] or "",
            )
            for one in chosen
        ]
        catch_ups.record(self._ctx, done)
        told = ngettext("{count} catch-up noted.", "{count} catch-ups noted.", len(done))
        self.said.emit(told.format(count=len(done)), "good", True)

    @Slot()
    def _on_done_clicked(self) -> None:
        chosen = [one for one in self.table.selected() if isinstance(one, Missed)]
        if not chosen:
            return
        names = [one.family_name for one in chosen[:_NAMES_TOLD]]
        more = len(chosen) - len(names)
        told = ", ".join(names) + (_(" and {count} more").format(count=more) if more else "")

        def save(values: dict[str, Any]) -> None:
            self.record(chosen, values)

        FormDialog(_("They have had it"), self.form(), save, sentence=told, parent=self).exec()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.done_button.setEnabled(bool(self.table.selected()))

    @Slot(object)
    def _on_activated(self, one: Missed) -> None:
        self.opened.emit(one.session_id)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.print_wanted.emit(self.group_id())


def _topic(one: Missed) -> str:
    code = one.code if curriculum.topic(one.code) else one.code[:1]
    return f"{code} {one.title}".strip()


def _day(day: Any) -> str:
    return format_date(day, "medium")


def _away(one: Missed) -> str:
    return _(words.MARKS[one.status])
