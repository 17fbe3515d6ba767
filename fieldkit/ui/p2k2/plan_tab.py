"""The plan of a month: a calendar of sessions beside the list that says why each is there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, format_time
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.meeting import service as meeting
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import GroupState, Session, SessionStatus, bare_group
from fieldkit.features.p2k2.plans import model
from fieldkit.features.p2k2.plans import service as plans
from fieldkit.features.p2k2.plans.model import Conflict, Proposal
from fieldkit.features.p2k2.plans.model import Slot as TakenSlot
from fieldkit.ui.p2k2 import words
from fieldkit.ui.p2k2.plan_board import Chip, PlanBoard
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.record_table import Column, RecordTable


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One group's line: what stands in the calendar, why, and what is wrong with it."""

    id: str
    group: str
    day: date | None
    topic: str
    title: str
    reason: str
    trouble: str
    role: str
    icon: str

    @property
    def told(self) -> str:
        """Everything the line says, at full length."""
        day = format_date(self.day, "full") if self.day else ""
        topic = f"{self.topic} {self.title}".strip()
        why = "; ".join(dict.fromkeys(part for part in (self.trouble, self.reason) if part))
        return " · ".join(part for part in (self.group, day, topic, why) if part)


class PlanTab(QWidget):
    """Proposals live here until they are kept; plans move in the book at once."""

    opened = Signal(str)
    said = Signal(str, str, bool)
    plan_wanted = Signal(str)
    proposal_opened = Signal(object)
    print_wanted = Signal()
    calendar_wanted = Signal()
    habits_wanted = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._month = Month.of(ctx.today)
        self._proposals: dict[str, Proposal] = {}
        self._may_record = ctx.may(Permission.RECORD_SESSION)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        self.propose_button = buttons.button(
            _("Propose the month"), self._on_propose_clicked, icon="list-checks", kind="primary"
        )
        self.keep_button = buttons.button(
            "", self._on_keep_clicked, icon="save", kind="primary", key="Ctrl+Return"
        )
        self.forget_button = buttons.button(_("Discard proposals"), self._on_forget_clicked)
        self.print_button = buttons.button(
            _("Month plan"), self._on_print_clicked, icon="printer", tip=_("Print the month plan")
        )
        self.calendar_button = buttons.button(
            _("Calendar file"), self._on_calendar_clicked, icon="calendar-days",
            tip=_("Save the plans as .ics for a phone's calendar"),
        )  # fmt: skip
        self.habits_button = buttons.button(
            _("Days and focus…"), self._on_habits_clicked, icon="sliders-horizontal"
        )
        self.board = PlanBoard()
        self.table = RecordTable(
            Column(N_("Group"), attrgetter("group"), width=13, bold=True),
            Column(N_("Day"), attrgetter("day"), text=_short_day, width=6),
            Column(N_("Session"), attrgetter("topic"), width=7, tooltip=attrgetter("title")),
            Column(
                N_("Why"), attrgetter("reason"), stretch=True, width=18, role=attrgetter("role"),
                icon=attrgetter("icon"), tooltip=attrgetter("told"),
            ),
            name=N_("Plans and proposals"),
        )  # fmt: skip
        self.key_label = QLabel(
            _(
                "Arrows walk · Shift and arrows move a session · Enter opens it"
                " · Del takes a plan back · or drag it with the mouse"
            )
        )
        self.key_label.setWordWrap(True)
        self.key_label.setFont(style.small_font())
        style.set_role(self.key_label, "secondary")
        self.chosen_label = QLabel()
        self.chosen_label.setWordWrap(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._actions = QWidget()
        line = FlowLayout(self._actions, gap=8)
        for button in (
            self.propose_button, self.keep_button, self.forget_button, self.print_button,
            self.calendar_button, self.habits_button,
        ):  # fmt: skip
            line.addWidget(button)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(style.px(12))
        self._sides.addWidget(self.board, 11)
        self._sides.addWidget(self.table, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self._actions)
        layout.addWidget(self.lead_label)
        layout.addLayout(self._sides, 1)
        layout.addWidget(self.chosen_label)
        layout.addWidget(self.key_label)

    def _connect(self) -> None:
        self.board.moved.connect(self._on_moved)
        self.board.opened.connect(self._on_opened)
        self.board.chosen.connect(self._on_board_chosen)
        self.board.removed.connect(self._on_removed)
        self.table.chosen.connect(self._on_row_chosen)
        self.table.activated.connect(self._on_row_activated)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list under the calendar where both do not fit beside each other."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < style.px(900)
        side = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(side)
        self.table.setMinimumHeight(style.row_height() * 6 if is_narrow else 0)

    def taken(self) -> list[TakenSlot]:
        """Return what else stands in the month: KUBE meetings, days of home visits."""
        return meeting.taken(self._ctx, self._month)

    # -- reading -------------------------------------------------------------------------------

    @property
    def proposals(self) -> list[Proposal]:
        """What is proposed and not kept yet."""
        return list(self._proposals.values())

    def reload(self, month: Month) -> None:
        """Show a month; proposals of another month, or for groups served since, are dropped."""
        if month != self._month:
            self._proposals = {}
        self._month = month
        groups = p2k2.group_months(self._ctx, month)
        waiting = {g.group_id for g in groups if g.state in (GroupState.DUE, GroupState.NOT_HELD)}
        self._proposals = {k: p for k, p in self._proposals.items() if k in waiting}
        sessions = [s for g in groups for s in g.sessions if s.held_on is not None]
        names = {group.group_id: group.group_name for group in groups}
        taken = self.taken()
        found = plans.conflicts(self._ctx, month, proposals=self.proposals, taken=taken)
        troubles = {key: _troubles(value) for key, value in found.items()}
        chips = [_session_chip(s, names, troubles.get(s.id, "")) for s in sessions]
        if not self._may_record:
            chips = [replace(chip, is_movable=False) for chip in chips]
        chips += [_proposal_chip(p, troubles.get(p.group_id, "")) for p in self.proposals]
        week = plans.week(self._ctx)
        off = plans.days_off(self._ctx, month)
        self.board.show_month(month, chips, week.weekdays, self._ctx.today, off)
        self.board.show_taken(_also(taken))
        rows = [_session_row(s, names, troubles.get(s.id, "")) for s in sessions]
        rows += [_proposal_row(p, troubles.get(p.group_id, "")) for p in self.proposals]
        self.table.show_rows(sorted(rows, key=lambda row: (row.day or date.max, row.group)))
        self.table.set_empty(_("Nothing is planned in this month yet."), icon="calendar-days")
        self._show_lead(month, len(waiting), len(troubles))
        if (chip := self.board.current()) is not None:
            self.table.select(chip.id)

    def _show_lead(self, month: Month, waiting: int, colliding: int) -> None:
        is_past = month < Month.of(self._ctx.today)
        proposed = len(self._proposals)
        told = []
        if proposed:
            told.append(
                ngettext(
                    "{count} proposal, not kept yet: look at the reasons, move what does not fit.",
                    "{count} proposals, not kept yet: look at the reasons, move what does not fit.",
                    proposed,
                ).format(count=proposed)
            )
        elif waiting:
            told.append(
                ngettext(
                    "{count} group has no session in {month} yet.",
                    "{count} groups have no session in {month} yet.",
                    waiting,
                ).format(count=waiting, month=format_month(month))
            )
        else:
            told.append(
                _("Every group has its session in {month}.").format(month=format_month(month))
            )
        if colliding:
            told.append(
                ngettext("{count} plan collides.", "{count} plans collide.", colliding).format(
                    count=colliding
                )
            )
        self.lead_label.setText(" ".join(told))
        may_propose = self._may_record and not is_past and not proposed and bool(waiting)
        self.propose_button.setVisible(may_propose)
        self.keep_button.setVisible(bool(proposed))
        self.forget_button.setVisible(bool(proposed))
        self.habits_button.setVisible(self._ctx.may(Permission.EDIT_CURRICULUM))
        text = ngettext("Keep {count} plan", "Keep {count} plans", proposed)
        self.keep_button.setText(text.format(count=proposed))
        tip = _("Keep the proposals as plans, in one step (Ctrl+Enter)")
        self.keep_button.setToolTip(tip)

    # -- writing -------------------------------------------------------------------------------

    @Slot()
    def _on_propose_clicked(self) -> None:
        try:
            found = plans.propose(self._ctx, self._month, taken=self.taken())
        except InvalidInputError as error:
            self._say_problems(error)
            return
        self._proposals = {proposal.group_id: proposal for proposal in found}
        self.reload(self._month)
        self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_keep_clicked(self) -> None:
        if not self._proposals:
            return
        try:
            kept = plans.accept(self._ctx, self._month, self.proposals)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
            return
        self._proposals = {}
        self.reload(self._month)
        text = ngettext("{count} session planned.", "{count} sessions planned.", kept)
        self.said.emit(text.format(count=kept), "good", True)

    @Slot()
    def _on_forget_clicked(self) -> None:
        self._proposals = {}
        self.reload(self._month)

    @Slot(str, object)
    def _on_moved(self, chip_id: str, day: date) -> None:
        if chip_id in self._proposals:
            self._proposals[chip_id] = model.moved(self._proposals[chip_id], day)
            self.reload(self._month)
            return
        try:
            plans.move(self._ctx, chip_id, day)
        except InvalidInputError as error:
            self._say_problems(error)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
        else:
            self.reload(self._month)
            group = p2k2.group_of(self._ctx, chip_id)["name"]
            text = _("{group} moved to {date}.").format(group=group, date=format_date(day, "full"))
            self.said.emit(text, "good", True)

    @Slot(str)
    def _on_removed(self, chip_id: str) -> None:
        if chip_id in self._proposals:
            del self._proposals[chip_id]
            self.reload(self._month)
            return
        if not self._may_record:
            return
        try:
            group = p2k2.group_of(self._ctx, chip_id)["name"]
            plans.drop(self._ctx, chip_id)
        except InvalidInputError as error:
            self._say_problems(error)
        else:
            self.reload(self._month)
            self.said.emit(_("Plan of {group} taken back.").format(group=group), "good", True)

    def _say_problems(self, error: InvalidInputError) -> None:
        told = "\n".join(sentences.problem_sentence(problem) for problem in error.problems)
        self.said.emit(told, "attention", False)

    # -- events --------------------------------------------------------------------------------

    @Slot(str)
    def _on_opened(self, chip_id: str) -> None:
        if chip_id in self._proposals:
            self.proposal_opened.emit(self._proposals[chip_id])
        else:
            self.opened.emit(chip_id)

    @Slot(str)
    def _on_board_chosen(self, chip_id: str) -> None:
        self.table.select(chip_id)

    @Slot(object)
    def _on_row_chosen(self, row: PlanRow | None) -> None:
        self.chosen_label.setText(row.told if row is not None else "")
        if row is not None:
            self.board.choose(row.id)

    @Slot(object)
    def _on_row_activated(self, row: PlanRow) -> None:
        self._on_opened(row.id)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.print_wanted.emit()

    @Slot()
    def _on_calendar_clicked(self) -> None:
        self.calendar_wanted.emit()

    @Slot()
    def _on_habits_clicked(self) -> None:
        self.habits_wanted.emit()


def _troubles(conflicts: Sequence[Conflict]) -> str:
    return "; ".join(plans.conflict_words(conflict) for conflict in conflicts)


def _session_chip(session: Session, names: dict[str, str], trouble: str) -> Chip:
    is_plan = session.status is SessionStatus.PLANNED
    return Chip(
        id=session.id,
        day=session.held_on or date.min,
        text=bare_group(names.get(session.group_id, "")),
        detail=_detail(session.starts, words.code(session)),
        role=words.ROLES[session.status],
        icon=words.ICONS[session.status] if not is_plan else "",
        is_movable=is_plan,
        trouble=trouble,
    )


def _proposal_chip(proposal: Proposal, trouble: str) -> Chip:
    return Chip(
        id=proposal.group_id,
        day=proposal.held_on,
        text=bare_group(proposal.group_name),
        detail=_detail(proposal.starts, proposal.code),
        role="attention",
        is_movable=True,
        is_proposal=True,
        trouble=trouble,
    )


def _detail(starts: time | None, code: str) -> str:
    return " ".join(part for part in (format_time(starts) if starts else "", code) if part)


def _session_row(session: Session, names: dict[str, str], trouble: str) -> PlanRow:
    reasons = "; ".join(plans.reason_words(reason) for reason in plans.reasons_of(session))
    state = _(words.STATUSES[session.status])
    told = session.not_held_reason if session.status is SessionStatus.NOT_HELD else ""
    is_plan = session.status is SessionStatus.PLANNED
    return PlanRow(
        id=session.id,
        group=names.get(session.group_id, ""),
        day=session.held_on,
        topic=words.code(session),
        title=session.title,
        reason=trouble or (reasons if is_plan and reasons else told or state),
        trouble=trouble,
        role="danger" if trouble else ("text" if is_plan else words.ROLES[session.status]),
        icon="triangle-alert" if trouble else words.ICONS[session.status],
    )


def _proposal_row(proposal: Proposal, trouble: str) -> PlanRow:
    reasons = "; ".join(plans.reason_words(reason) for reason in proposal.reasons)
    return PlanRow(
        id=proposal.group_id,
        group=proposal.group_name,
        day=proposal.held_on,
        topic=proposal.code,
        title=proposal.title,
        reason=trouble or reasons,
        trouble="; ".join(part for part in (trouble, reasons if trouble else "") if part),
        role="danger" if trouble else "attention",
        icon="triangle-alert" if trouble else "circle-dot",
    )


def _also(taken: Sequence[TakenSlot]) -> dict[date, str]:
    """Say by day what else stands there."""
    found: dict[date, list[str]] = {}
    for slot in taken:
        hour = f"{format_time(slot.starts)} " if slot.starts else ""
        name = slot.name or _("home visits")
        found.setdefault(slot.day, []).append(f"{hour}{name}")
    return {day: ", ".join(dict.fromkeys(words)) for day, words in found.items()}


def _short_day(day: Any) -> str:
    return f"{day.day}/{day.month}"
