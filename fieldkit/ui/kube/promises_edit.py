"""What somebody promised to do: at earlier meetings, to be ticked off; and at this one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.features.kube.group.model import KubeMember
from fieldkit.features.kube.meetings.model import LONGEST_LINE, FollowUp
from fieldkit.ui.kube import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.editors import CheckEdit, TextEdit


class EarlierList(QWidget):
    """Promises of earlier meetings; a tick says the promise is kept."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: dict[str, tuple[FollowUp, CheckEdit]] = {}
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(style.px(2))

    def show_promises(self, promises: Sequence[FollowUp], people: Mapping[str, KubeMember]) -> None:
        """Show these promises."""
        while (taken := self._list.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._checks = {}
        for promise in promises:
            check = CheckEdit(promise.what)
            check.set_value(promise.done_on is not None)
            check.edited.connect(self.edited)
            self._checks[promise.id] = (promise, check)
            due = _("by {date}").format(date=words.day(promise.due)) if promise.due else ""
            label = QLabel(" · ".join(part for part in (who(promise, people), due) if part))
            label.setFont(style.small_font())
            label.setIndent(style.px(28))
            label.setContentsMargins(0, 0, 0, style.px(6))
            style.set_role(label, "secondary")
            self._list.addWidget(check)
            self._list.addWidget(label)

    def settled(self, day: date) -> dict[str, date | None]:
        """Return what changed: kept on this day, or open again."""
        return {
            promise.id: (day if check.value() else None)
            for promise, check in self._checks.values()
            if check.value() != (promise.done_on is not None)
        }

    def draft(self) -> list[str]:
        """Return the ids of the ticked promises."""
        return [key for key, (_promise, check) in self._checks.items() if check.value()]

    def restore(self, kept: Sequence[str]) -> None:
        """Tick what a draft had ticked."""
        for key, (_promise, check) in self._checks.items():
            check.set_value(key in kept)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the ticks, or open them again."""
        for _promise, check in self._checks.values():
            check.setEnabled(not read_only)


def who(promise: FollowUp, people: Mapping[str, KubeMember]) -> str:
    """Return who promised."""
    known = people.get(promise.member_id or "")
    return known.name if known else promise.who or ""


class PromisesEdit(QWidget):
    """New promises: what, who (a member's name or another), until when."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[PromiseLine] = []
        self._members: Sequence[KubeMember] = ()
        self._today: date = date.min
        self._list = QVBoxLayout()
        self._list.setSpacing(style.px(6))
        self.add_button = buttons.button(
            _("Add a follow-up"), self._on_add_clicked, icon="plus", key="Alt+T"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(self._list)
        layout.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)

    @property
    def lines(self) -> Sequence["PromiseLine"]:
        """The lines in order."""
        return tuple(self._lines)

    def prepare(self, members: Sequence[KubeMember], today: date) -> None:
        """Offer these members' names."""
        self._members, self._today = members, today

    def show_promises(self, promises: Sequence[FollowUp]) -> None:
        """Show these promises, and an empty line where there is none."""
        while self._lines:
            self._drop(self._lines[-1])
        for promise in promises or (FollowUp(what=""),):
            self._add(promise)

    def promises(self) -> tuple[FollowUp, ...]:
        """Return the promises as typed; raises ValueError for a date that can not be read."""
        return tuple(p for line in self._lines if not (p := line.promise()).is_blank)

    def draft(self) -> list[dict[str, str]]:
        """Return what is typed as plain texts."""
        return [line.draft() for line in self._lines]

    def restore(self, kept: Sequence[Mapping[str, Any]]) -> None:
        """Show a draft."""
        self.show_promises([FollowUp(what="", id=line.get("id", "")) for line in kept])
        for line, typed in zip(self._lines, kept, strict=False):
            line.restore(typed)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock every line, or open them again."""
        self.add_button.setVisible(not read_only)
        for line in self._lines:
            line.setEnabled(not read_only)

    def _add(self, promise: FollowUp) -> "PromiseLine":
        line = PromiseLine(promise, self._members, self._today)
        line.edited.connect(self.edited)
        line.removed.connect(self._on_line_removed)
        self._lines.append(line)
        self._list.addWidget(line)
        return line

    def _drop(self, line: "PromiseLine") -> None:
        self._lines.remove(line)
        self._list.removeWidget(line)
        line.hide()
        line.deleteLater()

    @Slot()
    def _on_add_clicked(self) -> None:
        self._add(FollowUp(what="")).what_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_line_removed(self) -> None:
        line = self.sender()
        if isinstance(line, PromiseLine):
            place = self._lines.index(line)
            self._drop(line)
            if not self._lines:
                self._add(FollowUp(what=""))
            self._lines[min(place, len(self._lines) - 1)].what_edit.setFocus()
            self.edited.emit()


class PromiseLine(QWidget):
    """One promise on one line."""

    edited = Signal()
    removed = Signal()

    def __init__(self, promise: FollowUp, members: Sequence[KubeMember], today: date) -> None:
        super().__init__()
        self._promise = promise
        self._by_name = {member.name.casefold(): member.id for member in members}
        names = {member.id: member.name for member in members}
        self._day = today
        self.what_edit = TextEdit(max_length=LONGEST_LINE)
        self.who_edit = TextEdit(max_length=100, suggestions=[m.name for m in members])
        self.due_edit = DateEdit(today=self._today)
        self.remove_button = buttons.icon_button("x", _("Remove this follow-up"), self._on_remove)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        for edit, text, stretch in (
            (self.what_edit, _("What is to be done"), 5), (self.who_edit, _("Who"), 3),
            (self.due_edit, _("By when"), 3),
        ):  # fmt: skip
            edit.setPlaceholderText(text)
            edit.setAccessibleName(text)
            edit.edited.connect(self.edited)
            layout.addWidget(edit, stretch)
        layout.addWidget(self.remove_button)
        self.what_edit.set_value(promise.what)
        self.who_edit.set_value(names.get(promise.member_id or "") or promise.who)
        self.due_edit.set_value(promise.due)

    def _today(self) -> date:
        return self._day

    def promise(self) -> FollowUp:
        """Return the promise as typed."""
        name = self.who_edit.value() or ""
        member_id = self._by_name.get(name.casefold())
        return FollowUp(
            id=self._promise.id,
            done_on=self._promise.done_on,
            item_id=self._promise.item_id,
            what=self.what_edit.value() or "",
            member_id=member_id,
            who=None if member_id else name or None,
            due=self.due_edit.value(),
        )

    def draft(self) -> dict[str, str]:
        """Return what is typed."""
        return {
            "id": self._promise.id, "what": self.what_edit.text(), "who": self.who_edit.text(),
            "due": self.due_edit.text(),
        }  # fmt: skip

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Show what was typed."""
        self.what_edit.setText(str(typed.get("what", "")))
        self.who_edit.setText(str(typed.get("who", "")))
        self.due_edit.setText(str(typed.get("due", "")))

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit()
