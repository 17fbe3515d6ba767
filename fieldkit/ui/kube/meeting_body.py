"""What is filled in at a meeting, as cards under each other; the view around it saves it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Meeting, MeetingPage
from fieldkit.ui.kube import meeting_parts as parts
from fieldkit.ui.kube import words
from fieldkit.ui.kube.agenda_edit import AgendaEdit
from fieldkit.ui.kube.agreeing import AgreeingEdit
from fieldkit.ui.kube.cash_count import CashCount
from fieldkit.ui.kube.money_lines import MoneyLines
from fieldkit.ui.kube.presence_grid import DUES, IKS, LOANS, PresenceGrid
from fieldkit.ui.kube.promises_edit import EarlierList, PromisesEdit
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.editors import NoteEdit
from fieldkit.ui.widgets.form import Form, TextField
from fieldkit.ui.widgets.page import Page

SECTIONS = (
    N_("Attendance and dues"),
    N_("Agenda and decisions"),
    N_("Follow-ups"),
    N_("Money"),
    N_("Next meeting"),
)
_PRESENCE, _AGENDA, _PROMISES, _MONEY, _NEXT = range(5)
_SECTION_OF = {
    "agenda": _AGENDA, "follow_ups": _PROMISES, "settled": _PROMISES, "entries": _MONEY,
    "cash_counted": _MONEY, "cash_difference_reason": _MONEY, **dict.fromkeys(parts.NEXT, _NEXT),
}  # fmt: skip
_SIDE_BY_SIDE = 940
_FACTS_WIDE, _NO_LIMIT = 300, 16_777_215
_HOSTS = 3


class MeetingBody(Page):
    """Shows a page and gives back what is typed; `edited` follows every change by the user."""

    edited = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self._meeting = Meeting(kube_id="")
        self._booked_dues = 0
        self._is_filling = self._is_shut = False
        self._people: dict[str, KubeMember] = {}
        self.grid: PresenceGrid | None = None
        self._make()
        self._lay_out()
        for changed in (
            self.facts.changed, self.next.changed, self.opening_edit.edited, self.agenda.edited,
            self.earlier.edited, self.promises.edited, self.money.edited, self.count.edited,
            self.agreeing.edited,
        ):  # fmt: skip
            changed.connect(self._on_edited)
        self.agenda.templates_wanted.connect(self._on_templates_wanted)
        self.count.booking_wanted.connect(self._on_booking_wanted)

    # -- making --------------------------------------------------------------------------------

    def _make(self) -> None:
        self.facts = parts.facts_form(self._today)
        self.next = parts.next_form(self._today)
        self.opening_edit = NoteEdit(lines=2)
        self.opening_edit.text_edit.setAccessibleName(_("Opening of the meeting"))
        self.agenda = AgendaEdit()
        self.agreeing = AgreeingEdit()
        self.hosts_label = QLabel()
        self.hosts_label.setWordWrap(True)
        style.set_role(self.hosts_label, "secondary")
        self.earlier = EarlierList()
        self.promises = PromisesEdit()
        self.money = MoneyLines()
        self.count = CashCount()
        self.pay_button = buttons.button(
            _("Everybody present paid"), self._on_pay_clicked, icon="coins", key="F6"
        )
        self.presence_card = Card(
            _("Attendance and dues"),
            icon="users",
            hint=_(
                "Enter: present and paid as usual · H present · S sick · I excused · A absent"
                " · type another amount · B free of dues · Delete empties"
            ),
        )
        self.facts_card = Card(_("About the meeting"), icon="calendar-days")
        self.agenda_card = Card(_("Agenda and decisions"), icon="notebook-pen")
        self.earlier_card = Card(
            _("Promised at earlier meetings"), icon="history", hint=_("Tick what has been done.")
        )
        self.promises_card = Card(_("Follow-ups"), icon="list-checks")
        self.money_card = Card(_("Other money in and out"), icon="coins")
        self.count_card = Card(_("Counting the money"), icon="scale")
        self.next_card = Card(_("Next meeting"), icon="calendar-check")

    def _lay_out(self) -> None:
        self.presence_card.head.addWidget(self.pay_button)
        self.facts_card.add(self.facts)
        opening = QLabel(_("Opening of the meeting"))
        opening.setBuddy(self.opening_edit)
        style.set_role(opening, "secondary")
        for card, inside in (
            (self.agenda_card, opening), (self.agenda_card, self.opening_edit),
            (self.agenda_card, self.agenda), (self.agenda_card, self.agreeing),
            (self.earlier_card, self.earlier),
            (self.promises_card, self.promises), (self.money_card, self.money),
            (self.count_card, self.count), (self.next_card, self.hosts_label),
            (self.next_card, self.next),
        ):  # fmt: skip
            card.add(inside)
        self.facts_card.body.addStretch(1)
        self.presence_card.body.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(style.px(16))
        left.addWidget(self.presence_card)
        left.addWidget(self.earlier_card)
        left.addStretch(1)
        self._first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._first.setSpacing(style.px(16))
        self._first.addLayout(left, 1)
        self._first.addWidget(self.facts_card)
        self.body.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(24))
        self.add_layout(self._first)
        for card in (
            self.agenda_card, self.promises_card, self.money_card, self.count_card, self.next_card,
        ):  # fmt: skip
            self.add(card)
        self.finish()

    # -- showing -------------------------------------------------------------------------------

    def show_page(self, kube: Kube, page: MeetingPage) -> None:
        """Show a meeting's page; nothing of it counts as typed."""
        self._is_filling = True
        meeting = self._meeting = page.meeting
        members = group.members(self._ctx, kube.id, at=meeting.held_on)
        people = {member.id: member for member in group.everyone(self._ctx, kube.id)}
        for form, names in ((self.facts, parts.FACTS), (self.next, parts.NEXT)):
            parts.offer_people(form, members)
            parts.fill(form, meeting, names)
        self._people = people
        self._show_grid(kube, page, members)
        self._show_agreeing()
        self.agreeing.set_value(page.agreeing or frozenset())
        self._show_hosts(kube)
        self.opening_edit.set_value(meeting.discussion)
        self.agenda.set_items(page.agenda or ())
        earlier = meetings.earlier_follow_ups(self._ctx, kube.id, meeting)
        self.earlier.show_promises(earlier, people)
        self.earlier_card.setVisible(bool(earlier))
        self.promises.prepare(members, self._ctx.today)
        self.promises.show_promises(page.follow_ups or ())
        self.money.offer_pots(words.pots_of(self._ctx, kube.id))
        self.money.show_booked(meetings.entries_at(self._ctx, meeting.id) if meeting.id else [])
        self.count.show_count(meeting.cash_counted, meeting.cash_difference_reason)
        self._is_filling = False
        self._show_locks()
        self.show_book()

    def _show_grid(self, kube: Kube, page: MeetingPage, members: Sequence[KubeMember]) -> None:
        if self.grid is not None:
            self.presence_card.body.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
        before = page.meeting.held_on or self._ctx.today
        owed = dues.standings(self._ctx, kube.id, before)
        repaid = dict.fromkeys(page.instalments or {}, 0)
        wanted = loans.wanted_at(self._ctx, kube.id, before, page.meeting.id)
        self.grid = PresenceGrid(kube, owed, repaid | wanted)
        self.grid.counter_label.hide()
        self.grid.show_page(members, page)
        self.grid.changed.connect(self._on_edited)
        self.presence_card.body.insertWidget(0, self.grid)
        self._booked_dues = self.collected()
        self.pay_button.setVisible(kube.dues_amount is not None)
        if kube.dues_amount is not None:
            amount = format_rupiah(kube.dues_amount)
            self.pay_button.setText(_("Everybody present paid {amount}").format(amount=amount))

    def _show_agreeing(self) -> None:
        """Offer those noted as away; somebody who came agrees by being there."""
        away = self.grid.away() if self.grid else []
        self.agreeing.offer([(m, self._people[m].name) for m in away if m in self._people])

    def _show_hosts(self, kube: Kube) -> None:
        turn = [
            _("{name} ({when})").format(
                name=host.member.name,
                when=words.day(host.last_on) if host.last_on else _("never yet"),
            )
            for host in meetings.hosts(self._ctx, kube.id)[:_HOSTS]
        ]
        text = _("Whose turn it is to be host: {names}").format(names=", ".join(turn))
        self.hosts_label.setText(text)
        self.hosts_label.setVisible(bool(turn))

    def set_shut(self, shut: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the page that two people have confirmed, or open it again."""
        self._is_shut = shut
        self._show_locks()

    def _show_locks(self) -> None:
        is_locked = self._is_shut or not self._ctx.may(Permission.RECORD_MEETING)
        for part in (self.facts, self.next, self.agenda, self.earlier, self.promises, self.money):
            part.set_read_only(is_locked)
        self.agreeing.set_read_only(is_locked)
        self.count.set_read_only(is_locked)
        self.opening_edit.setEnabled(not is_locked)
        self.pay_button.setEnabled(not is_locked)
        if self.grid is not None:
            self.grid.set_read_only(is_locked)

    def collected(self) -> int:
        """Return the dues, IKS and instalments that stand in the grid."""
        if self.grid is None:
            return 0
        columns = (self.grid.paid(DUES), self.grid.paid(IKS), self.grid.paid(LOANS))
        return sum(amount or 0 for paid in columns if paid for amount in paid.values())

    def figures(self) -> str:
        """Return who came and what was paid, in one line."""
        if self.grid is None:
            return ""
        facts = [
            _("{present} of {members} present").format(
                present=self.grid.present_count(), members=len(self.grid.model.rows)
            ),
            _("dues {amount}").format(amount=format_rupiah(self.grid.total(DUES))),
        ]
        if self.grid.paid(IKS) is not None:
            facts.append(_("IKS {amount}").format(amount=format_rupiah(self.grid.total(IKS))))
        if self.grid.paid(LOANS) is not None:
            amount = format_rupiah(self.grid.total(LOANS))
            facts.append(_("instalments {amount}").format(amount=amount))
        return " · ".join(facts)

    def show_book(self) -> None:
        """Tell the cash count what the book will hold once the page is saved."""
        day = self.facts.value("held_on") or self._ctx.today
        held = cashbook.cash_in_hand(self._ctx, self._meeting.kube_id, day)
        self.count.set_book(held + self.collected() - self._booked_dues + self.money.net())

    # -- giving back ---------------------------------------------------------------------------

    def typed(self) -> MeetingPage:
        """Return the page as typed; raises InvalidInputError for what can not be read."""
        meeting = parts.read(self._meeting, self.facts, self.next)
        day = meeting.held_on or self._ctx.today
        counted = _readable(self.count.counts, "cash_counted", "not_a_number")
        ready = replace(
            meeting,
            discussion=self.opening_edit.value(),
            cash_counted=counted,
            cash_difference_reason=self.count.reason(),
        )
        return MeetingPage(
            meeting=ready,
            attendance=self.grid.attendance() if self.grid else None,
            excused=self.grid.excused() if self.grid else None,
            agreeing=self.agreeing.value(),
            dues=self.grid.paid(DUES) if self.grid else None,
            iks=self.grid.paid(IKS) if self.grid else None,
            instalments=self.grid.paid(LOANS) if self.grid else None,
            entries=self._entries(meeting.kube_id, day),
            agenda=self.agenda.items(),
            follow_ups=_readable(self.promises.promises, "follow_ups", "not_a_date"),
            settled=self.earlier.settled(day),
        )

    def _entries(self, kube_id: str, day: date) -> tuple[Any, ...]:
        try:
            return self.money.entries(kube_id, day)
        except ValueError as error:
            raise InvalidInputError([Problem("entries", "not_money")]) from error

    def draft(self) -> dict[str, Any]:
        """Return everything typed as plain values."""
        return {
            "facts": self.facts.draft(),
            "next": self.next.draft(),
            "presence": self.grid.draft() if self.grid else {},
            "opening": self.opening_edit.value(),
            "agenda": self.agenda.draft(),
            "agreeing": sorted(self.agreeing.value()),
            "earlier": self.earlier.draft(),
            "promises": self.promises.draft(),
            "money": self.money.draft(),
            "count": self.count.draft(),
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a draft over the page."""
        self._is_filling = True
        self.facts.restore(kept.get("facts") or {})
        self.next.restore(kept.get("next") or {})
        if self.grid is not None:
            self.grid.restore_draft(kept.get("presence") or {})
        self._show_agreeing()
        self.agreeing.set_value(frozenset(kept.get("agreeing") or ()))
        self.opening_edit.set_value(kept.get("opening"))
        self.agenda.restore(kept.get("agenda") or ())
        self.earlier.restore(kept.get("earlier") or ())
        self.promises.restore(kept.get("promises") or ())
        self.money.restore(kept.get("money") or ())
        self.count.restore(kept.get("count") or {})
        self._is_filling = False
        self.show_book()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Write problems under their fields and go to the first."""
        for form in (self.next, self.facts):
            form.show_problems(problems)
        first = next((p.field for p in problems), "")
        if first not in parts.FACTS + parts.NEXT:
            self.go_to(_SECTION_OF.get(first, _PRESENCE))

    # -- going places --------------------------------------------------------------------------

    def go_to(self, section: int) -> None:
        """Scroll to a part of the page and put the cursor there."""
        card, target = self._targets()[section]
        top = card.mapTo(self._content, card.rect().topLeft()).y()
        self.verticalScrollBar().setValue(max(0, top - style.px(8)))
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _targets(self) -> list[tuple[QWidget, QWidget]]:
        promise = self.promises.lines[0].what_edit if self.promises.lines else self.promises
        point = self.agenda.points[0].title_edit if self.agenda.points else self.agenda
        return [
            (self.presence_card, self.grid or self.presence_card),
            (self.agenda_card, point),
            (self.promises_card, promise),
            (self.money_card, self.money.in_button),
            (self.next_card, self.next.editor("next_on")),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the facts beside the grid where there is room, else under it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= style.px(_SIDE_BY_SIDE)
        sides = QBoxLayout.Direction
        self._first.setDirection(sides.LeftToRight if is_wide else sides.TopToBottom)
        self.facts_card.setMaximumWidth(style.px(_FACTS_WIDE) if is_wide else _NO_LIMIT)
        self.facts_card.setMinimumWidth(style.px(_FACTS_WIDE) if is_wide else 0)

    def _today(self) -> date:
        return self._ctx.today

    @Slot()
    def _on_edited(self) -> None:
        if not self._is_filling:
            if self.sender() is self.grid:
                self._show_agreeing()
            self.show_book()
            self.edited.emit()

    @Slot()
    def _on_templates_wanted(self) -> None:
        place = self.agenda.templates_button
        self.templates_menu().popup(place.mapToGlobal(place.rect().bottomLeft()))

    def templates_menu(self) -> QMenu:
        """Return the agendas to begin with, and what can be done with this one."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for template in meetings.templates(self._ctx, self._meeting.kube_id):
            action = QAction(template.name, menu)
            action.setData(template)
            action.triggered.connect(self._on_template_chosen)
            menu.addAction(action)
        menu.addSeparator()
        keep = QAction(icons.icon("save"), _("Keep this agenda as a template…"), menu)
        keep.setEnabled(bool(self.agenda.items()))
        keep.triggered.connect(self._on_keep_template)
        menu.addAction(keep)
        return menu

    @Slot()
    def _on_template_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.agenda.add_titles(action.data().titles)

    @Slot()
    def _on_keep_template(self) -> None:
        form = Form(TextField("name", N_("Name of the template"), required=True, max_length=100))
        FormDialog(_("Keep this agenda"), form, self._keep_template, parent=self).exec()

    def _keep_template(self, values: Mapping[str, Any]) -> None:
        titles = [item.title for item in self.agenda.items()]
        meetings.save_template(self._ctx, self._meeting.kube_id, values["name"] or "", titles)

    @Slot(int)
    def _on_booking_wanted(self, difference: int) -> None:
        self.money.add_difference(difference)
        self.go_to(_MONEY)

    @Slot()
    def _on_pay_clicked(self) -> None:
        if self.grid is not None:
            self.grid.pay_all_present()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)


def _readable(read: Any, field: str, code: str) -> Any:
    try:
        return read()
    except ValueError as error:
        raise InvalidInputError([Problem(field, code)]) from error
