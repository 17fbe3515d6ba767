"""The month's first page: figures over it, then a line for each group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.shares import percent
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.model import (
    GroupMonth,
    GroupState,
    Session,
    SessionStatus,
    SessionSummary,
)
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import StatCard, TileGrid
from fieldkit.ui.widgets.record_table import Column, RecordTable


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
    caught_up: int = 0
    unmarked: int = 0
    repeat: int = 1
    has_draft: bool = False
    is_over: bool = False

    @property
    def may_be_explained(self) -> bool:
        """Whether it can be said that it was not held."""
        return self.session is None or not self.session.is_given

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
            return words.not_held(self.session)
        parts = (words.topic(self.session), words.repeat(self.repeat))
        return " · ".join(part for part in parts if part)


class MonthList(QWidget):
    """Cards with the figures of a month, and the table of its groups."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._cards = {
            "given": StatCard(_("Given"), icon="circle-check"),
            "planned": StatCard(_("Planned"), icon="calendar-days"),
            "due": StatCard(_("No session yet"), icon="circle"),
            "rate": StatCard(_("Attendance"), icon="users"),
        }
        self.table = RecordTable(
            Column(N_("Code"), attrgetter("code"), width=6, role=_quiet),
            Column(N_("Group"), attrgetter("name"), width=15, bold=True),
            Column(
                N_("State"), attrgetter("state_words"), width=18, role=_role, icon=_icon, whole=True
            ),
            Column(N_("Date"), _held_on, text=_day, width=12, spare=1),
            Column(N_("Session"), attrgetter("topic"), stretch=True, width=24, tooltip=_tip),
            Column(N_("Came"), _came, width=20, align="right", tooltip=_came_tip),
            Column(N_("Still open"), _open_end, width=14, role=_open_role, icon=_open_icon),
            name=N_("Groups in this month"),
        )
        self.figures_label = QLabel()
        self.figures_label.setWordWrap(True)
        self.figures_label.hide()
        self.cards = TileGrid(least=170)
        for card in self._cards.values():
            card.set_is_link(False)
            self.cards.add(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(10))
        layout.addWidget(self.cards)
        layout.addWidget(self.figures_label)
        layout.addWidget(self.table, 1)
        self.table.setMinimumHeight(style.row_height() * 5)
        self.setFocusProxy(self.table)

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Say the figures in words where cards would take the height from the groups."""
        self.cards.setVisible(not compact)
        self.figures_label.setVisible(compact)

    def reload(self, month: Month) -> None:
        """Show a month."""
        groups = p2k2.group_months(self._ctx, month)
        self._show_figures(month)
        summaries = {s.session.id: s for s in p2k2.sessions_of_month(self._ctx, month)}
        caught_up = catch_ups.counts(self._ctx, list(summaries))
        drafted, today = p2k2.drafted(self._ctx), self._ctx.today
        self.table.show_rows(_rows(groups, summaries, drafted, caught_up, (month, today)))
        if self.table.current() is None:
            self.table.select_first()

    def _show_figures(self, month: Month) -> None:
        coverage = p2k2.coverage(self._ctx, month)
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
        rate = "–" if counts.rate is None else percent(counts.rate)
        hint = _("{present} of {total}").format(present=counts.present, total=counts.marked)
        if counts.unmarked:
            hint = _("{hint}; {count} not marked").format(hint=hint, count=counts.unmarked)
        self._cards["rate"].set_value(rate, hint if counts.total else _("nobody is marked yet"))
        told = _("{given} given · {planned} planned · {due} without a session · attendance {rate}")
        self.figures_label.setText(
            told.format(
                given=coverage.given,
                planned=coverage.planned,
                due=coverage.due,
                rate=f"{rate} ({hint})" if counts.total else rate,
            )
        )

    def current_row(self) -> MonthRow | None:
        """Return the chosen line of the month."""
        found = self.table.current()
        return found if isinstance(found, MonthRow) else None


def _rows(
    groups: Sequence[GroupMonth],
    summaries: dict[str, SessionSummary],
    drafted: set[str],
    caught_up: dict[str, int],
    when: tuple[Month, date],
) -> list[MonthRow]:
    month, today = when
    found = []
    for group in groups:
        common: dict[str, Any] = {
            "group_id": group.group_id, "code": group.group_code, "name": group.group_name,
        }  # fmt: skip
        if not group.sessions:
            is_over = month.last < today
            found.append(MonthRow(id=group.group_id, state=None, is_over=is_over, **common))
        for session in group.sessions:
            summary = summaries[session.id]
            found.append(
                MonthRow(
                    id=session.id,
                    state=session.status,
                    session=session,
                    came=words.came(summary.counts) if session.is_given else "",
                    caught_up=caught_up.get(session.id, 0) if session.is_given else 0,
                    unmarked=summary.counts.unmarked if session.is_given else 0,
                    repeat=summary.repeat,
                    has_draft=session.id in drafted,
                    is_over=_is_over(session, today),
                    **common,
                )
            )
    return found


def _is_over(session: Session, today: date) -> bool:
    """Whether a plan's day has gone by and nobody said what became of it."""
    is_plan = session.status is SessionStatus.PLANNED
    return is_plan and session.held_on is not None and session.held_on < today


def _came(row: MonthRow) -> str:
    """Return who came, and apart from them how many made up for it since."""
    return f"{row.came} +{row.caught_up}" if row.caught_up else row.came


def _came_tip(row: MonthRow) -> str:
    if not row.caught_up:
        return row.came
    later = ngettext(
        "{count} family made up for it later and is not counted as present",
        "{count} families made up for it later and are not counted as present",
        row.caught_up,
    ).format(count=row.caught_up)
    return f"{row.came}\n{later}"


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
    if row.is_over:
        return _("no reason written") if row.session is None else _("not recorded yet")
    return _("{count} not marked").format(count=row.unmarked) if row.unmarked else ""


def _open_role(row: MonthRow) -> str:
    return "attention" if _open_end(row) else "secondary"


def _open_icon(row: MonthRow) -> str | None:
    if row.has_draft:
        return "pencil"
    return "triangle-alert" if row.unmarked or row.is_over else None
