"""A group at a glance: its pots, the next meeting, arrears, balances, members and promises."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, month_name
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.ui.kube import words
from fieldkit.ui.kube.group_forms import MemberDialog, NamesDialog
from fieldkit.ui.kube.promises_edit import EarlierList
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice, StatCard, TileGrid
from fieldkit.ui.widgets.chart import LineChart, Series, compact_rupiah
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

_SIDE_BY_SIDE = 900
_SERIES = {Pot.KAS: "accent", Pot.IKS: "attention", Pot.LOANS: "good", Pot.BANK: "secondary"}
_MOST_PROMISES = 8


def _position(member: KubeMember) -> str:
    return _(group.POSITIONS[member.position])


class OverviewTab(Page):
    """What the group has, owes and promised; every figure opens its rows."""

    said = Signal(str, str, bool)
    report_wanted = Signal(str, str)
    cash_wanted = Signal(str)
    dues_wanted = Signal()
    meeting_wanted = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self._kube: Kube | None = None
        self._may_edit = ctx.may(Permission.EDIT_KUBE)
        self.warning = Notice("", role="attention", icon="triangle-alert")
        self._make_stats()
        self._make_members()
        self.chart = LineChart(_("Balances by month"), text=compact_rupiah, height=170)
        self.chart_card = Card(_("Balances by month"), icon="trending-up")
        self.chart_card.add(self.chart)
        self.promises = EarlierList()
        self.promises_card = Card(
            _("Still to be done"), icon="list-checks", hint=_("Tick what has been done today.")
        )
        self.promises_card.add(self.promises)
        self._lay_out()
        self._connect()

    def show_kube(self, kube: Kube, month: Month) -> None:
        """Show a group; the chart ends with this month."""
        self._kube = kube
        members = group.members(self._ctx, kube.id)
        former = group.former_members(self._ctx, kube.id)
        self.members_table.hide_columns(() if former else ("left_on",))
        self.members_table.show_rows([*members, *former])
        self.members_card.title_label.setText(words.members_count(len(members)))
        warned = group.warnings(self._ctx, kube.id)
        text = "\n".join(sentences.problem_sentence(problem) for problem in warned)
        self.warning.show_text(text, role="attention", icon="triangle-alert")
        self._show_stats(kube)
        self._show_chart(kube, month)
        self._show_promises(kube)

    # -- making --------------------------------------------------------------------------------

    def _make_stats(self) -> None:
        self.kas_stat = StatCard(_("Cash"), icon="wallet")
        self.iks_stat = StatCard(_("IKS"), icon="hand-coins")
        self.loans_stat = StatCard(_("Savings and loans"), icon="piggy-bank")
        self.bank_stat = StatCard(_("Bank account"), icon="landmark")
        self._pots = {
            Pot.KAS: self.kas_stat, Pot.IKS: self.iks_stat, Pot.LOANS: self.loans_stat,
            Pot.BANK: self.bank_stat,
        }  # fmt: skip
        self.next_stat = StatCard(_("Next meeting"), icon="calendar-days")
        self.arrears_stat = StatCard(_("Dues in arrears"), icon="hourglass")
        self.stats = TileGrid(least=190)
        for stat in (*self._pots.values(), self.next_stat, self.arrears_stat):
            self.stats.add(stat)

    def _make_members(self) -> None:
        self.members_card = Card(_("Members"), icon="users")
        self.members_table = RecordTable(
            Column(N_("No."), attrgetter("row_no"), align="right", width=4),
            Column(N_("Name"), attrgetter("name"), bold=True, stretch=True, role=self._gone),
            Column(N_("Position"), _position, width=12),
            Column(N_("Business"), attrgetter("main_business"), width=16),
            Column(N_("Left on"), attrgetter("left_on"), key="left_on", width=12),
            name=N_("Members"),
        )
        self.members_table.setMinimumHeight(style.row_height() * 8)
        self.setFocusProxy(self.members_table)
        self.add_button = buttons.button(_("Add"), self._on_add_clicked, icon="user-plus")
        self.names_button = buttons.button(
            _("Add several"), self._on_names_clicked, icon="list", tip=_("One name on each line")
        )
        self.list_button = buttons.button(_("Print"), self._on_list_clicked, icon="printer")
        self.members_card.head.addWidget(self.list_button)
        for button in (self.add_button, self.names_button):
            style.hide_unless(button, wanted=self._may_edit)
            self.members_card.head.addWidget(button)
        self.members_card.add(self.members_table, 1)
        empty = self.members_table.set_empty(
            _("Nobody is noted yet. Write the names, one on each line."),
            icon="users",
            action=_("Add several members") if self._may_edit else "",
        )
        empty.action_requested.connect(self._on_names_clicked)
        for text, icon, slot in (
            (_("Pass-book"), "book-open", self._on_book_triggered),
            (_("Arrears slip"), "receipt", self._on_slip_triggered),
        ):
            self.members_table.add_action(text, icon=icon).triggered.connect(slot)
        if self._may_edit:
            edit = self.members_table.add_action(_("Change…"), icon="pencil", key="F2")
            edit.triggered.connect(self._on_edit_triggered)
            remove = self.members_table.add_action(_("Remove…"), icon="trash-2", key="Del")
            remove.triggered.connect(self._on_remove_triggered)

    def _gone(self, member: KubeMember) -> str | None:
        return None if member.is_member_on(self._ctx.today) else "secondary"

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(style.px(16))
        right.addWidget(self.chart_card)
        right.addWidget(self.promises_card)
        right.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(style.px(16))
        self._halves.addWidget(self.members_card, 3)
        self._halves.addLayout(right, 2)
        self.body.setContentsMargins(0, style.px(12), style.px(8), style.px(16))
        holder = QHBoxLayout()
        holder.addWidget(self.stats)
        self.add(self.warning)
        self.add_layout(holder)
        self.add_layout(self._halves, 1)

    def _connect(self) -> None:
        for stat in self._pots.values():
            stat.clicked.connect(self._on_pot_clicked)
        self.next_stat.clicked.connect(self.meeting_wanted)
        self.arrears_stat.clicked.connect(self.dues_wanted)
        self.members_table.activated.connect(self._on_member_activated)
        self.promises.edited.connect(self._on_promise_ticked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chart beside the members where there is room, else under them."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= style.px(_SIDE_BY_SIDE)
        sides = QBoxLayout.Direction
        self._halves.setDirection(sides.LeftToRight if is_wide else sides.TopToBottom)

    # -- showing -------------------------------------------------------------------------------

    def _show_stats(self, kube: Kube) -> None:
        held = cashbook.balances(self._ctx, kube.id)
        used = cashbook.pots_in_use(self._ctx, kube)
        for pot, stat in self._pots.items():
            role = "danger" if held[pot] < 0 else "text"
            stat.set_value(format_rupiah(held[pot]), _("Open the cash book"), role=role)
            stat.setVisible(pot in used)
        self._show_next(kube)
        owing = dues.arrears(self._ctx, kube.id)
        total = sum(one.amount for one in owing)
        names = ", ".join(one.member.name for one in owing[:2])
        more = ngettext("{count} member", "{count} members", len(owing)).format(count=len(owing))
        hint = f"{more}: {names}{' …' if len(owing) > 2 else ''}" if owing else _("Nobody owes")
        role = "attention" if total else "good"
        self.arrears_stat.set_value(format_rupiah(total), hint, role=role)

    def _show_next(self, kube: Kube) -> None:
        coming = meetings.next_meeting(self._ctx, kube.id)
        if coming is None:
            self.next_stat.set_value(_("Not agreed yet"), _("Begin a meeting"), role="secondary")
            return
        host = _("at {name}’s").format(name=coming.host.name) if coming.host else ""
        where = " · ".join(part for part in (coming.place, host) if part)
        is_late = coming.held_on < self._ctx.today
        hint = _("not recorded yet") if is_late else where
        self.next_stat.set_value(
            format_date(coming.held_on, "medium"), hint, role="attention" if is_late else "text"
        )

    def _show_chart(self, kube: Kube, month: Month) -> None:
        known = cashbook.monthly_balances(self._ctx, kube.id, month)
        labels = [month_name(one.month)[:3] for one, _held in known]
        series = [
            Series(
                _(cashbook.POTS[pot]),
                [None if held is None else held[pot] for _month, held in known],
                role,
            )
            for pot, role in _SERIES.items()
            if pot in cashbook.pots_in_use(self._ctx, kube)
        ]
        self.chart_card.setVisible(any(held for _m, held in known))
        self.chart.show_data(labels, *series)

    def _show_promises(self, kube: Kube) -> None:
        found = meetings.open_follow_ups(self._ctx, kube.id)
        people = {member.id: member for member in group.everyone(self._ctx, kube.id)}
        self.promises.show_promises(found[:_MOST_PROMISES], people)
        self.promises.set_read_only(not self._ctx.may(Permission.RECORD_MEETING))
        self.promises_card.setVisible(bool(found))

    # -- events --------------------------------------------------------------------------------

    @Slot()
    def _on_pot_clicked(self) -> None:
        stat = self.sender()
        for pot, mine in self._pots.items():
            if mine is stat:
                self.cash_wanted.emit(pot.value)

    @Slot()
    def _on_add_clicked(self) -> None:
        if self._kube is not None:
            self._edit(KubeMember(kube_id=self._kube.id, name=""))

    @Slot()
    def _on_names_clicked(self) -> None:
        if self._kube is None:
            return
        dialog = NamesDialog(self._ctx, self._kube.id, self)
        if dialog.exec():
            text = ngettext("{count} member added.", "{count} members added.", dialog.count)
            self.said.emit(text.format(count=dialog.count), "good", True)

    @Slot(object)
    def _on_member_activated(self, member: KubeMember) -> None:
        self._edit(member)

    @Slot()
    def _on_edit_triggered(self) -> None:
        member = self.members_table.current()
        if member is not None:
            self._edit(member)

    def _edit(self, member: KubeMember) -> None:
        if self._may_edit and MemberDialog(self._ctx, member, self).exec():
            text = _("Member changed.") if member.id else _("Member added.")
            self.said.emit(text, "good", True)

    @Slot()
    def _on_book_triggered(self) -> None:
        if (member := self.members_table.current()) is not None:
            self.report_wanted.emit("kube_passbook", member.id)

    @Slot()
    def _on_slip_triggered(self) -> None:
        if (member := self.members_table.current()) is not None:
            self.report_wanted.emit("kube_slips", member.id)

    @Slot()
    def _on_list_clicked(self) -> None:
        self.report_wanted.emit("kube_members", "")

    @Slot()
    def _on_remove_triggered(self) -> None:
        member = self.members_table.current()
        if member is None:
            return
        try:
            group.remove_member(self._ctx, member.id)
        except InvalidInputError as error:
            self._say_problems(error.problems)
        else:
            self.said.emit(_("Member removed."), "good", True)

    def _say_problems(self, problems: Sequence[Any]) -> None:
        text = "\n".join(sentences.problem_sentence(problem) for problem in problems)
        self.said.emit(text, "attention", False)

    @Slot()
    def _on_promise_ticked(self) -> None:
        for follow_up_id, done_on in self.promises.settled(self._ctx.today).items():
            meetings.settle_follow_up(self._ctx, follow_up_id, done_on)
            self.said.emit(_("Noted as done."), "good", True)
