"""Dues in large type: who came and what they paid; saving makes the meeting of that day."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage, Status
from fieldkit.ui.kube import words
from fieldkit.ui.kube.leader_home import LARGE_TYPE, big_button, large_label, set_height
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.money_edit import MoneyEdit
from fieldkit.ui.widgets.page import Page

_STEPS = {
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}
_DIGITS = frozenset("0123456789")


class MemberLine(QObject):
    """One member: a big button for "came and paid", and a field for another amount.

    Enter on the button means came and paid, and goes on; Space takes it back. Digits typed on
    the button are another amount that was paid.
    """

    edited = Signal()
    left = Signal(int)

    def __init__(self, member: KubeMember, usual: int | None, parent: QObject) -> None:
        super().__init__(parent)
        self.member = member
        self._usual = usual
        self.present_button = QPushButton()
        self.present_button.setCheckable(True)
        self.present_button.setFont(style.font(LARGE_TYPE))
        set_height(self.present_button, 40)
        self.present_button.setIconSize(QSize(style.px(22), style.px(22)))
        self.present_button.setMinimumWidth(style.text_width(31))
        self.amount_edit = MoneyEdit()
        self.amount_edit.setFont(style.font(LARGE_TYPE))
        set_height(self.amount_edit, 40)
        self.amount_edit.setAccessibleName(_("Dues of {name}").format(name=member.name))
        self.amount_edit.setMaximumWidth(style.text_width(26))
        self.present_button.clicked.connect(self._on_present_clicked)
        self.amount_edit.edited.connect(self._on_amount_edited)
        self.present_button.installEventFilter(self)
        self.amount_edit.installEventFilter(self)
        self._show()

    def show_known(self, mark: Attendance | None, paid: int | None) -> None:
        """Show what is in the book."""
        self.present_button.setChecked(mark is Attendance.PRESENT)
        self.amount_edit.set_value(paid)
        self._show()

    def paid(self) -> int | None:
        """Return the amount; ValueError where it can not be read."""
        return self.amount_edit.value()

    @property
    def is_present(self) -> bool:
        """Whether the big button is down."""
        return self.present_button.isChecked()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from member to member with Enter and the arrows."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if watched is self.present_button and event.text() in _DIGITS:
            self._begin_amount(event.text())
            return True
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return super().eventFilter(watched, event)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and watched is self.present_button and not self.is_present:
            self.present_button.click()
        self.left.emit(step)
        return True

    def _begin_amount(self, digit: str) -> None:
        """Take a digit typed on the button as the first of another amount."""
        self.present_button.setChecked(True)
        self._show()
        self.amount_edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount_edit.setText(digit)
        self.edited.emit()

    def _show(self) -> None:
        if self.is_present:
            text = _("Came")
        elif self._usual is None:
            text = _("Came?")
        else:
            text = _("Came and paid {amount}?").format(amount=format_rupiah(self._usual))
        self.present_button.setText(f"  {text}")
        self.present_button.setAccessibleName(f"{self.member.name}: {text}")
        self.present_button.setIcon(
            icons.icon("check", "on_accent")
            if self.is_present
            else icons.icon("circle", "secondary")
        )
        self.present_button.setProperty("kind", "primary" if self.is_present else "plain")
        style.set_role(self.present_button, "text")

    @Slot()
    def _on_present_clicked(self) -> None:
        if self.is_present and not self.amount_edit.text():
            self.amount_edit.set_value(self._usual)
        elif not self.is_present:
            self.amount_edit.set_value(None)
        self._show()
        self.edited.emit()

    @Slot()
    def _on_amount_edited(self) -> None:
        self.edited.emit()


class LeaderDues(QWidget):
    """Who came and what they paid, in large type; saving makes the meeting of that day."""

    said = Signal(str, str, bool)
    left = Signal()
    print_wanted = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._kube: Kube | None = None
        self._page: MeetingPage | None = None
        self._lines: list[MemberLine] = []
        self.is_dirty = False
        self.back_button = buttons.button(_("Back"), icon="chevron-left")
        self.back_button.setFont(style.font(LARGE_TYPE))
        set_height(self.back_button, 40)
        self.title_label = large_label(_("Dues of the meeting on"), strong=True)
        self.date_edit = DateEdit(today=self._today)
        self.date_edit.setFont(style.font(LARGE_TYPE))
        set_height(self.date_edit, 40)
        self.date_edit.setMinimumWidth(style.text_width(40))
        self.date_edit.setAccessibleName(_("Date of the meeting"))
        self.keys_label = large_label(
            _("Enter: came and paid · a number: paid that much · ↓: next, did not come"), size=1
        )
        style.set_role(self.keys_label, "secondary")
        self.sum_label = large_label(strong=True)
        self.save_button = big_button(_("Save"), "save", height=56)
        self.save_button.setShortcut("Ctrl+S")
        self.save_button.grabShortcut(QKeySequence("Ctrl+Return"))
        self.save_button.setToolTip(_("Save (Ctrl+S)"))
        self.print_button = buttons.button(_("Minutes"), icon="printer", tip=_("Print the minutes"))
        self.print_button.setFont(style.font(LARGE_TYPE))
        self.print_button.setAutoDefault(True)
        set_height(self.print_button, 40)
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(style.px(16))
        self._list.setVerticalSpacing(style.px(6))
        self._list.setColumnStretch(0, 1)
        self._lay_out()
        self.back_button.clicked.connect(self.left)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.print_button.clicked.connect(self._on_print_clicked)
        self.date_edit.editingFinished.connect(self._on_date_changed)
        self.date_edit.edited.connect(self._on_date_changed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(12))
        for widget in (self.back_button, self.title_label, self.date_edit):
            head.addWidget(widget)
        head.addStretch(1)
        card = Card()
        card.body.addLayout(self._list)
        page = Page()
        page.body.setContentsMargins(0, 0, style.px(8), 0)
        page.add(card)
        page.finish()
        foot = QHBoxLayout()
        foot.addWidget(self.sum_label, 1)
        foot.addWidget(self.print_button)
        foot.addSpacing(style.px(12))
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(32), style.px(16), style.px(32), style.px(16))
        layout.setSpacing(style.px(12))
        layout.addLayout(head)
        layout.addWidget(self.keys_label)
        layout.addWidget(page, 1)
        layout.addLayout(foot)

    @property
    def meeting_id(self) -> str:
        """The meeting shown, blank while nothing of it is saved."""
        return self._page.meeting.id if self._page is not None else ""

    @property
    def lines(self) -> list[MemberLine]:
        """The members' lines in order."""
        return list(self._lines)

    def open(self, kube: Kube) -> None:
        """Show the meeting that is due, or today's."""
        page = meetings.new_page(self._ctx, kube.id)
        known = meetings.meeting_on(self._ctx, kube.id, self._ctx.today)
        if known is not None:
            page = meetings.page(self._ctx, known.id)
        self._show(kube, page)
        if self._lines:
            self._lines[0].present_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, kube: Kube, page: MeetingPage) -> None:
        self._kube, self._page, self.is_dirty = kube, page, False
        day = page.meeting.held_on or self._ctx.today
        self.date_edit.set_value(day)
        self._clear()
        usual = page.meeting.dues_amount
        usual = kube.dues_amount if usual is None else usual
        for row, member in enumerate(group.members(self._ctx, kube.id, at=day)):
            line = MemberLine(member, usual, self)
            line.show_known(
                (page.attendance or {}).get(member.id), (page.dues or {}).get(member.id)
            )
            line.edited.connect(self._on_edited)
            line.left.connect(self._on_line_left)
            self._lines.append(line)
            self._list.addWidget(large_label(member.name, strong=True), row, 0)
            self._list.addWidget(line.present_button, row, 1)
            self._list.addWidget(line.amount_edit, row, 2)
        self.print_button.setVisible(bool(page.meeting.id))
        self._show_sum()

    def _clear(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in self._lines:
            line.deleteLater()
        self._lines = []

    def _show_sum(self) -> None:
        present = sum(line.is_present for line in self._lines)
        total = 0
        for line in self._lines:
            try:
                total += line.paid() or 0
            except ValueError:
                continue
        text = _("{present} of {members} came · dues {amount}")
        self.sum_label.setText(
            text.format(present=present, members=len(self._lines), amount=format_rupiah(total))
        )

    def save(self) -> bool:
        """Record the day's meeting with what stands here; other parts of it stay."""
        if self._kube is None or self._page is None:
            return False
        try:
            done = meetings.record_meeting(self._ctx, self._typed())
        except ValueError:
            self.said.emit(_("An amount or the date can not be read."), "danger", False)
        except InvalidInputError as error:
            told = dict.fromkeys(map(sentences.problem_sentence, error.problems))
            self.said.emit("\n".join(told), "danger", False)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
        else:
            self._show(self._kube, meetings.page(self._ctx, done.meeting_id))
            self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.said.emit(words.recorded(done), "good", True)
            return True
        return False

    def _typed(self) -> MeetingPage:
        if self._page is None:
            raise ValueError
        former = dict(self._page.attendance or {})
        marks = {line.member.id: self._mark(line, former) for line in self._lines}
        paid = {line.member.id: line.paid() for line in self._lines}
        meeting = replace(self._page.meeting, held_on=self.date_edit.value(), status=Status.HELD)
        return MeetingPage(meeting=meeting, attendance={**former, **marks}, dues=paid)

    @staticmethod
    def _mark(line: MemberLine, former: dict[str, Attendance | None]) -> Attendance | None:
        if line.is_present:
            return Attendance.PRESENT
        known = former.get(line.member.id)
        return None if known is Attendance.PRESENT else known

    def _today(self) -> date:
        return self._ctx.today

    @Slot()
    def _on_edited(self) -> None:
        self.is_dirty = True
        self._show_sum()

    @Slot(int)
    def _on_line_left(self, step: int) -> None:
        line = self.sender()
        if not isinstance(line, MemberLine) or line not in self._lines:
            return
        place = self._lines.index(line) + step
        if place >= len(self._lines):
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= 0:
            self._lines[place].present_button.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_date_changed(self) -> None:
        """Show what another day's meeting already holds, unless something is typed here."""
        if self._kube is None or self._page is None or self.is_dirty:
            return
        try:
            day = self.date_edit.value()
        except ValueError:
            return
        if day is None or day == self._page.meeting.held_on:
            return
        known = meetings.meeting_on(self._ctx, self._kube.id, day)
        if known is not None:
            self._show(self._kube, meetings.page(self._ctx, known.id))
        elif self._page.meeting.id:
            fresh = Meeting(kube_id=self._kube.id, held_on=day)
            self._show(self._kube, MeetingPage(meeting=fresh))

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save()

    @Slot()
    def _on_print_clicked(self) -> None:
        """Print what is saved; what was typed since is saved first."""
        if not self.is_dirty or self.save():
            self.print_wanted.emit(self.meeting_id)
