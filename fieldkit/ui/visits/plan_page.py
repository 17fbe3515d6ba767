"""The month's round: time for visits left; whom to visit on which day, and why, right."""

from dataclasses import replace
from datetime import date
from operator import attrgetter

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.rounds import service
from fieldkit.features.rounds.model import Planned, Proposal, State, Suggestion
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.visits import plan_lines as lines
from fieldkit.ui.visits import words
from fieldkit.ui.visits.plan_dialogs import AddDialog, MoveDialog
from fieldkit.ui.visits.plan_lines import PROPOSED, Line
from fieldkit.ui.visits.time_card import TimeCard
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.rooms import Scroll

_LEAST_FOR_BOTH = 820
_ANY_WIDTH = 16_777_215


class PlanPage(QWidget):
    """Proposes, keeps and changes the plan; emits `family_opened` and the routes to print."""

    family_opened = Signal(str)
    routes_requested = Signal(list)
    sheets_requested = Signal(object)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._month = Month.of(screen.ctx.today)
        self._shown: Month | None = None
        self._plan: list[Planned] = []
        self._proposal: list[Suggestion] = []
        self._said: Proposal | None = None
        self._may_plan = self._ctx.may(Permission.RECORD_VISIT)
        self.time_card = TimeCard()
        self.promise_label = QLabel()
        self.notice = Notice("", icon="calendar-check")
        self.table = self._make_table()
        self.detail_label = QLabel()
        self._make_buttons()
        self._lay_out()
        self._connect()

    # -- what the screen asks ------------------------------------------------------------

    def show_month(self, month: Month) -> None:
        """Show a month's plan; a month without one is proposed at once."""
        is_other = month != self._shown
        self._month = month
        self._plan = service.month_plan(self._ctx, month)
        if is_other:
            self._shown = month
            self._proposal = []
            self._show_budget()
            open_plan = [one for one in self._plan if one.state is not State.DROPPED]
            if self._may_plan and not open_plan and self.time_card.days():
                self.propose()
        self._show_promise()
        self._show_lines()

    @property
    def proposal(self) -> list[Suggestion]:
        """What is proposed and not kept yet."""
        return self._proposal

    @Slot()
    def propose(self) -> None:
        """Ask whom to visit on the chosen days, beside what is planned."""
        found: list[Proposal] = []

        def ask() -> None:
            days = self.time_card.days()
            found.append(service.propose(self._ctx, self._month, days, self.time_card.budget()))

        if self._screen.attempt(ask):
            self._said = found[0]
            self._proposal = list(found[0].suggestions)
            self._show_promise()
            self._show_lines()
            self.table.select_first()

    @Slot()
    def accept(self) -> None:
        """Keep what is proposed."""
        count = len(self._proposal)
        if not count:
            return
        if self._screen.attempt(lambda: service.accept(self._ctx, self._month, self._proposal)):
            self._proposal = []
            said = ngettext("{count} visit is planned.", "{count} visits are planned.", count)
            self._screen.say(said.format(count=count), undo=True)
            self.show_month(self._month)

    # -- laying out ----------------------------------------------------------------------

    def _make_table(self) -> RecordTable:
        return RecordTable(
            Column(N_("Day"), attrgetter("day"), text=lines.day_words, width=11),
            Column(N_("Family"), attrgetter("name"), width=18, bold=True, tooltip=lines.where),
            Column(N_("RT/RW"), attrgetter("place"), text=words.area, width=8),
            Column(
                N_("Why"), lines.itself, text=lines.why, stretch=True, width=24,
                tooltip=lines.all_reasons, role=lines.why_role,
            ),
            Column(
                N_("State"), lines.itself, text=lines.state, width=14, role=lines.state_role,
                icon=lines.state_icon, tooltip=attrgetter("note"),
            ),
            name=N_("Plan of the month"),
            multi=True,
        )  # fmt: skip

    def _make_buttons(self) -> None:
        self.propose_button = buttons.button(
            _("Propose"), self.propose, icon="list-checks", key="Ctrl+U",
            tip=_("Propose whom to visit on these days"),
        )  # fmt: skip
        self.accept_button = buttons.button(
            _("Keep this plan"), self.accept, icon="save", kind="primary", key="Ctrl+Return"
        )
        self.cancel_button = buttons.button(
            _("Discard the proposal"), self._on_cancel_clicked, kind="quiet"
        )
        self.time_button = buttons.button(
            _("Time for visits"), self._fit, icon="clock", key="Ctrl+T"
        )
        self.time_button.setCheckable(True)
        self.add_button = buttons.button(
            _("Add a family"), self._on_add_clicked, icon="plus", key="Ctrl+N"
        )
        self.move_button = buttons.button(
            _("Another day"), self._on_move_clicked, icon="calendar", key="Ctrl+G"
        )
        self.drop_button = buttons.button(
            _("Take off"), self._on_drop_clicked, icon="x", tip=_("Take off the plan (Del)")
        )
        self.route_button = buttons.button(
            _("Print routes"), self._on_route_clicked, icon="route", key="Ctrl+R",
            tip=_("A page for each chosen day, or for every day that lies ahead"),
        )  # fmt: skip
        self.sheet_button = buttons.button(
            _("Blank sheet"), self._on_sheet_clicked, icon="printer",
            tip=_("A sheet to write on for the chosen day, to be typed back by row code"),
        )  # fmt: skip

    def _lay_out(self) -> None:
        for label in (self.promise_label, self.detail_label):
            label.setWordWrap(True)
        self._plan_box = QWidget()
        self._plan_box.setLayout(self._main())
        self._sides = QHBoxLayout()
        self._sides.setSpacing(style.px(16))
        self._sides.addWidget(self._side())
        self._sides.addWidget(self._plan_box, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(self._sides, 1)
        layout.addWidget(self._bar())

    def _side(self) -> QWidget:
        self.time_card.add(self.propose_button)
        promise = Card(_("What this promises"), icon="shield-check")
        promise.add(self.promise_label)
        holder = QWidget()
        holder.setProperty("page", True)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, style.px(4), 0)
        column.setSpacing(style.px(12))
        column.addWidget(self.time_card)
        column.addWidget(promise)
        column.addStretch(1)
        self._side_box = scroll = Scroll(holder)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    def _main(self) -> QVBoxLayout:
        self._notice_bar = QHBoxLayout()
        self._notice_bar.setSpacing(style.px(8))
        self._notice_bar.addWidget(self.notice, 1)
        self._notice_bar.addWidget(self.cancel_button)
        self._notice_bar.addWidget(self.accept_button)
        detail = Card()
        detail.add(self.detail_label)
        self.detail_label.setMinimumHeight(style.px(62))
        self.detail_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail_card = detail
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addLayout(self._notice_bar)
        column.addWidget(self.table, 1)
        column.addWidget(detail)
        return column

    def _bar(self) -> QWidget:
        return flow_layout.bar(
            self.time_button, self.add_button, self.move_button, self.drop_button,
            self.sheet_button, self.route_button,
        )  # fmt: skip

    def _connect(self) -> None:
        drop = self.table.add_action(_("Take off the plan"), icon="x", key="Del")
        drop.triggered.connect(self._on_drop_clicked)
        self.table.activated.connect(self._on_activated)
        self.table.selection_changed.connect(self._show_actions)
        self.time_card.budget_changed.connect(self._on_budget_changed)
        self.time_card.days_changed.connect(self._on_days_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one side at a time where both would be cramped."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask only for what one side alone needs."""
        return QSize(style.px(320), style.px(240))

    @Slot()
    def _fit(self) -> None:
        is_narrow = self.width() < style.px(_LEAST_FOR_BOTH)
        shows_time = not is_narrow or self.time_button.isChecked()
        shows_plan = not is_narrow or not self.time_button.isChecked()
        self.time_button.setVisible(is_narrow)
        self._side_box.setVisible(shows_time)
        self._side_box.setMaximumWidth(_ANY_WIDTH if is_narrow else style.px(330))
        self._plan_box.setVisible(shows_plan)
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    # -- showing -------------------------------------------------------------------------

    def _show_budget(self) -> None:
        known = service.budget(self._ctx)
        self.time_card.show_budget(known, read_only=not self._may_plan)
        planned = {one.day for one in self._plan if one.state in (State.PLANNED, State.LATE)}
        days = {*service.visiting_days(self._ctx, self._month, known), *planned}
        self.time_card.show_month(
            self._month,
            self._ctx.today,
            {day for day in days if day},
            self._sessions(),
            read_only=not self._may_plan,
        )
        self.propose_button.setVisible(self._may_plan)

    def _sessions(self) -> dict[date, str]:
        """Say on which days a P2K2 session is planned or was held."""
        if not self._ctx.may(Permission.SEE_SESSIONS):
            return {}
        said: dict[date, list[str]] = {}
        for line in p2k2.sessions_of_month(self._ctx, self._month):
            if line.session.held_on:
                said.setdefault(line.session.held_on, []).append(line.group_name)
        return {day: _("P2K2: {groups}").format(groups=", ".join(g)) for day, g in said.items()}

    def _show_promise(self) -> None:
        if self._said is not None and self._proposal:
            promise = self._said.promise
        else:
            promise = service.promise(self._ctx, self._month, self.time_card.budget())
        self.promise_label.setText(words.promise(promise))

    def _show_lines(self) -> None:
        shown = [lines.kept_line(one) for one in self._plan]
        shown += [lines.proposed_line(one) for one in self._proposal]
        shown.sort(key=lambda line: (line.day or date.max, line.place, line.name.casefold()))
        month = format_month(self._month)
        if self._may_plan:
            sentence = _("No visit is planned for {month}.").format(month=month)
            tip = _("Choose the days on the left, then let the program propose whom to visit.")
            if not self.time_card.days():
                tip = _("No visiting day is left in this month. Go on to the next with Ctrl+→.")
            self.table.set_empty(sentence, icon="calendar-days", tip=tip)
        else:
            self.table.set_empty(
                _("No visit is planned for {month}.").format(month=month), icon="calendar-days"
            )
        self.table.show_rows(shown)
        self._show_notice()
        self._show_actions()

    def _show_notice(self) -> None:
        count = len(self._proposal)
        self.accept_button.setVisible(bool(count))
        self.cancel_button.setVisible(bool(count))
        if count:
            text = ngettext(
                "{count} visit is proposed and not kept yet. Take off or move what does not fit.",
                "{count} visits are proposed and not kept yet. Take off or move what does not fit.",
                count,
            ).format(count=count)
            self.notice.show_text(text, role="attention", icon="list-checks")
            return
        self.notice.show_text(lines.summary(self._plan), icon="calendar-check")

    @Slot()
    def _show_actions(self) -> None:
        chosen = self._selected()
        is_open = bool(chosen) and all(line.state in lines.CHANGEABLE for line in chosen)
        for button in (self.add_button, self.move_button, self.drop_button):
            button.setVisible(self._may_plan)
        self.move_button.setEnabled(is_open)
        self.drop_button.setEnabled(is_open)
        has_plan = any(one.state is not State.DROPPED for one in self._plan)
        self.route_button.setEnabled(has_plan)
        line = self.table.current()
        self._detail_card.setVisible(isinstance(line, Line))
        if isinstance(line, Line):
            self.detail_label.setText(lines.told(line))

    def _selected(self) -> list[Line]:
        return [line for line in self.table.selected() if isinstance(line, Line)]

    # -- doing ---------------------------------------------------------------------------

    @Slot()
    def _on_days_changed(self) -> None:
        if self._proposal:
            self.propose()

    @Slot()
    def _on_budget_changed(self) -> None:
        """Keep the time for visits, switch its days on, and propose anew with it."""
        wanted, known = self.time_card.budget(), service.budget(self._ctx)
        if not self._screen.attempt(lambda: service.save_budget(self._ctx, wanted)):
            return
        if wanted.weekdays != known.weekdays:
            self.time_card.set_days(service.visiting_days(self._ctx, self._month, wanted))
        self.time_card.show_sum()
        self._show_promise()
        if self._proposal:
            self.propose()

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self._proposal = []
        self._show_promise()
        self._show_lines()

    @Slot()
    def _on_add_clicked(self) -> None:
        taken = {line.family_id for line in self._all_lines() if line.state != State.DROPPED}
        dialog = AddDialog(self._ctx, self._month, self._days_ahead(), taken, self.window())
        if not dialog.exec() or dialog.chosen is None:
            return
        family_id, day = dialog.chosen
        if self._screen.attempt(lambda: service.plan_visits(self._ctx, {family_id: day})):
            self._proposal = [one for one in self._proposal if one.id != family_id]
            self._screen.say(
                _("Planned for {date}.").format(date=format_date(day, "full")), undo=True
            )
            self.show_month(self._month)

    @Slot()
    def _on_move_clicked(self) -> None:
        chosen = self._selected()
        if not chosen:
            return
        dialog = MoveDialog(self._ctx, self._month, chosen[0].day, self.window())
        if not dialog.exec() or dialog.day is None:
            return
        day = dialog.day
        self._move_proposed({line.family_id for line in chosen}, day)
        kept = [line.id for line in chosen if line.state != PROPOSED]
        if kept and self._screen.attempt(lambda: service.move_visits(self._ctx, kept, day)):
            self._screen.say(_("Moved to {date}.").format(date=format_date(day, "full")), undo=True)
        self.show_month(self._month)

    def _move_proposed(self, family_ids: set[str], day: date) -> None:
        self._proposal = [
            replace(one, day=day) if one.id in family_ids else one for one in self._proposal
        ]

    @Slot()
    def _on_drop_clicked(self) -> None:
        chosen = [line for line in self._selected() if line.state in lines.CHANGEABLE]
        gone = {line.family_id for line in chosen if line.state == PROPOSED}
        kept = [line.id for line in chosen if line.state != PROPOSED]
        self._proposal = [one for one in self._proposal if one.id not in gone]
        if kept and self._screen.attempt(lambda: service.drop_visits(self._ctx, kept)):
            said = ngettext(
                "{count} visit taken off the plan.", "{count} visits taken off the plan.", len(kept)
            )
            self._screen.say(said.format(count=len(kept)), undo=True)
        self.show_month(self._month)

    @Slot()
    def _on_route_clicked(self) -> None:
        self.routes_requested.emit(self._chosen_days())

    @Slot()
    def _on_sheet_clicked(self) -> None:
        days = self._chosen_days()
        self.sheets_requested.emit(days[0] if days else None)

    def _chosen_days(self) -> list[date]:
        kept = (line for line in self._selected() if line.state not in (PROPOSED, State.DROPPED))
        days = {line.day for line in kept if line.day}
        return sorted(days) if len(self._selected()) > 1 or len(days) == 1 else []

    def _days_ahead(self) -> list[date]:
        return self.time_card.days() or [day for day in self._month.days if day >= self._ctx.today]

    def _all_lines(self) -> list[Line]:
        return [line for line in self.table.rows() if isinstance(line, Line)]

    @Slot(object)
    def _on_activated(self, line: Line) -> None:
        self.family_opened.emit(line.family_id)
