"""The month by groups: what was given, what is planned, what is due; and the matrices."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import (
    GroupMonth,
    GroupState,
    Session,
    SessionStatus,
    SessionSummary,
)
from fieldkit.ui.p2k2 import matrices, words
from fieldkit.ui.p2k2.matrix import Matrix
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import StatCard, TileGrid
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """Where a cell or row leads when the group has no session there yet."""

    group_id: str
    month: Month


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One line of the month: a session, or a group that still waits for one."""

    id: str
    group_id: str
    code: str
    name: str
    state: SessionStatus | None
    session: Session | None = None
    came: str = ""
    unmarked: int = 0
    repeat: int = 1
    has_draft: bool = False

    @property
    def state_words(self) -> str:
        """The state in words."""
        return _(words.STATUSES[self.state]) if self.state else _(words.STATES[GroupState.DUE])

    @property
    def topic(self) -> str:
        """What is or was taught, or why nothing was."""
        if self.session is None:
            return ""
        if self.session.status is SessionStatus.NOT_HELD:
            return self.session.not_held_reason
        parts = (words.topic(self.session), words.repeat(self.repeat))
        return " · ".join(part for part in parts if part)


class MonthPage(QWidget):
    """Emits `opened` with a session's id, `plan_wanted` with a group's id or blank."""

    opened = Signal(str)
    plan_wanted = Signal(str)
    sheets_wanted = Signal()
    not_held_wanted = Signal(str)
    people_wanted = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._month = Month.of(ctx.today)
        self._may_record = ctx.may(Permission.RECORD_SESSION)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        self.lead_label.setFont(style.font(1.1, strong=True))
        self.plan_button = buttons.button(
            _("Plan a session"), self._on_plan_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.sheets_button = buttons.button(
            _("Blank sheets"),
            self._on_sheets_clicked,
            icon="printer",
            tip=_("Blank sheets of all groups"),
        )
        self._cards = {
            "given": StatCard(_("Given"), icon="circle-check"),
            "planned": StatCard(_("Planned"), icon="calendar-days"),
            "due": StatCard(_("No session yet"), icon="circle"),
            "rate": StatCard(_("Attendance"), icon="users"),
        }
        self.table = self._make_table()
        self.year_matrix = Matrix(_("Groups and months"), column_width=style.text_width(9.5))
        self.topic_matrix = Matrix(_("Groups and sessions"), column_width=style.text_width(8))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.table, _("This month"))
        self.tabs.addTab(self.year_matrix, "")
        self.tabs.addTab(self.topic_matrix, _("Sessions given so far"))
        self.empty = EmptyState(
            "presentation",
            _("P2K2 is held group by group. Bring in your families and their groups first."),
            _("Go to families"),
        )
        self._lay_out()
        self._connect()

    def _make_table(self) -> RecordTable:
        return RecordTable(
            Column(N_("Code"), attrgetter("code"), width=6, role=_quiet),
            Column(N_("Group"), attrgetter("name"), width=15, bold=True),
            Column(N_("State"), attrgetter("state_words"), width=17, role=_role, icon=_icon),
            Column(N_("Date"), _held_on, text=_day, width=12),
            Column(N_("Session"), attrgetter("topic"), stretch=True, width=24, tooltip=_tip),
            Column(N_("Came"), attrgetter("came"), width=15, align="right"),
            Column(N_("Still open"), _open_end, width=17, role=_open_role, icon=_open_icon),
            name=N_("Groups in this month"),
        )

    def _lay_out(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(style.px(8))
        self._head.addWidget(self.lead_label, 1)
        actions = QHBoxLayout()
        actions.setSpacing(style.px(8))
        actions.addStretch(1)
        actions.addWidget(self.sheets_button)
        actions.addWidget(self.plan_button)
        self._head.addLayout(actions)
        self.cards = TileGrid(least=170)
        for card in self._cards.values():
            card.set_is_link(False)
            self.cards.add(card)
        self.tabs.setMinimumHeight(style.row_height() * 7)
        page = Page()
        page.body.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        page.body.setSpacing(style.px(12))
        page.add_layout(self._head)
        page.add(self.cards)
        page.add(self.tabs, 1)
        page.add(self.empty, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.plan_button.setVisible(self._may_record)

    def _connect(self) -> None:
        self.table.activated.connect(self._on_row_activated)
        self.year_matrix.opened.connect(self._on_cell_opened)
        self.topic_matrix.opened.connect(self._on_cell_opened)
        self.empty.action_requested.connect(self.people_wanted)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        if self._may_record:
            plan = self.table.add_action(_("Plan a session"), icon="calendar-days")
            plan.triggered.connect(self._on_plan_clicked)
            not_held = self.table.add_action(_("It was not held…"), icon="circle-x")
            not_held.triggered.connect(self._on_not_held_clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the sentence where both do not fit beside each other."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < style.px(760)
        side = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(side)

    def reload(self, month: Month) -> None:
        """Show a month."""
        self._month = month
        groups = p2k2.group_months(self._ctx, month)
        for widget in (self.tabs, self.lead_label, self.sheets_button, self.cards):
            widget.setVisible(bool(groups))
        self.plan_button.setVisible(bool(groups) and self._may_record)
        self.empty.setVisible(not groups)
        if not groups:
            return
        self._show_figures(month)
        summaries = {s.session.id: s for s in p2k2.sessions_of_month(self._ctx, month)}
        self.table.show_rows(_rows(groups, summaries, p2k2.drafted(self._ctx)))
        if self.table.current() is None:
            self.table.select_first()
        self.tabs.setTabText(1, str(month.year))
        self._show_matrix()

    def _show_matrix(self) -> None:
        """Fill the matrix in front; the other waits until somebody looks at it."""
        if self.tabs.currentWidget() is self.year_matrix:
            lines = matrices.year_lines(self._ctx, self._month.year)
            self.year_matrix.show_lines(matrices.month_heads(self._month), lines)
        elif self.tabs.currentWidget() is self.topic_matrix:
            self.topic_matrix.show_lines(matrices.topic_heads(), matrices.topic_lines(self._ctx))

    def _show_figures(self, month: Month) -> None:
        coverage = p2k2.coverage(self._ctx, month)
        self.lead_label.setText(words.coverage(coverage, format_month(month)))
        of_groups = _("of {count} groups").format(count=coverage.groups)
        self._cards["given"].set_value(str(coverage.given), of_groups, role="good")
        self._cards["planned"].set_value(str(coverage.planned), of_groups)
        not_held = _("{count} not held").format(count=coverage.not_held)
        self._cards["due"].set_value(
            str(coverage.due),
            not_held if coverage.not_held else of_groups,
            role="attention" if coverage.due else "text",
        )
        [(_month, counts)] = p2k2.monthly_attendance(self._ctx, month, month)
        rate = "–" if counts.rate is None else words.percent(counts.rate)
        hint = _("{present} of {total}").format(present=counts.present, total=counts.marked)
        if counts.unmarked:
            hint = _("{hint}; {count} not marked").format(hint=hint, count=counts.unmarked)
        self._cards["rate"].set_value(rate, hint if counts.total else _("nobody is marked yet"))

    def current_row(self) -> MonthRow | None:
        """Return the chosen line of the month."""
        found = self.table.current()
        return found if isinstance(found, MonthRow) else None

    @Slot(object)
    def _on_row_activated(self, row: MonthRow) -> None:
        if row.session is not None:
            self.opened.emit(row.session.id)
        elif self._may_record:
            self.plan_wanted.emit(row.group_id)

    @Slot(int)
    def _on_tab_changed(self, _number: int) -> None:
        self._show_matrix()

    @Slot(object)
    def _on_cell_opened(self, target: Any) -> None:
        self.opened.emit(target)

    @Slot()
    def _on_plan_clicked(self) -> None:
        row = self.current_row()
        is_due = row is not None and row.session is None
        self.plan_wanted.emit(row.group_id if row is not None and is_due else "")

    @Slot()
    def _on_not_held_clicked(self) -> None:
        row = self.current_row()
        if row is not None:
            self.not_held_wanted.emit(row.id)

    @Slot()
    def _on_sheets_clicked(self) -> None:
        self.sheets_wanted.emit()


def _rows(
    groups: Sequence[GroupMonth], summaries: dict[str, SessionSummary], drafted: set[str]
) -> list[MonthRow]:
    found = []
    for group in groups:
        common: dict[str, Any] = {
            "group_id": group.group_id, "code": group.group_code, "name": group.group_name,
        }  # fmt: skip
        if not group.sessions:
            found.append(MonthRow(id=group.group_id, state=None, **common))
        for session in group.sessions:
            summary = summaries[session.id]
            found.append(
                MonthRow(
                    id=session.id,
                    state=session.status,
                    session=session,
                    came=words.came(summary.counts) if session.is_given else "",
                    unmarked=summary.counts.unmarked if session.is_given else 0,
                    repeat=summary.repeat,
                    has_draft=session.id in drafted,
                    **common,
                )
            )
    return found


def _quiet(_row: MonthRow) -> str:
    return "secondary"


def _role(row: MonthRow) -> str:
    return words.ROLES[row.state] if row.state else "secondary"


def _icon(row: MonthRow) -> str:
    return words.ICONS[row.state] if row.state else "circle"


def _held_on(row: MonthRow) -> Any:
    return row.session.held_on if row.session else None


def _day(day: Any) -> str:
    return format_date(day, "medium")


def _tip(row: MonthRow) -> str:
    if row.session is None:
        return _("Enter plans a session")
    return " · ".join(part for part in (row.topic, row.session.place) if part)


def _open_end(row: MonthRow) -> str:
    if row.has_draft:
        return _("typed, not saved")
    return _("{count} not marked").format(count=row.unmarked) if row.unmarked else ""


def _open_role(row: MonthRow) -> str:
    return "attention" if _open_end(row) else "secondary"


def _open_icon(row: MonthRow) -> str | None:
    if row.has_draft:
        return "pencil"
    return "triangle-alert" if row.unmarked else None
