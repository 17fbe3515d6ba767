"""The agenda of a meeting: each point with what was said and what was decided."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.features.kube.meetings.model import LONGEST_LINE, AgendaItem
from fieldkit.ui.widgets import buttons, style, tab_order
from fieldkit.ui.widgets.editors import NoteEdit, TextEdit


class AgendaEdit(QWidget):
    """A list of points that grows; a point nobody wrote in is left out."""

    edited = Signal()
    templates_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: list[PointEdit] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(style.px(12))
        self.add_button = buttons.button(
            _("Add a point"), self._on_add_clicked, icon="plus", key="Alt+A"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(12))
        layout.addLayout(self._list)
        self.templates_button = buttons.button(
            _("Agenda templates"), self.templates_wanted.emit, icon="list", key="Alt+T"
        )
        foot = QHBoxLayout()
        foot.setSpacing(style.px(8))
        foot.addWidget(self.add_button)
        foot.addWidget(self.templates_button)
        foot.addStretch(1)
        layout.addLayout(foot)
        self.set_items(())

    @property
    def points(self) -> Sequence["PointEdit"]:
        """The points in order."""
        return tuple(self._points)

    def items(self) -> tuple[AgendaItem, ...]:
        """Return the points as typed."""
        return tuple(item for point in self._points if not (item := point.item()).is_blank)

    def set_items(self, items: Sequence[AgendaItem]) -> None:
        """Show these points, and an empty one where there is none."""
        while self._points:
            self._drop(self._points[-1])
        for item in items or (AgendaItem(title=""),):
            self._add(item)

    def add_titles(self, titles: Sequence[str]) -> None:
        """Add points of a template behind what is there; a point that is there stays one."""
        known = {item.title.casefold() for item in self.items()}
        fresh = [AgendaItem(title=t) for t in titles if t.casefold() not in known]
        self.set_items([*self.items(), *fresh])
        self.edited.emit()

    def draft(self) -> list[dict[str, Any]]:
        """Return what is typed as plain values."""
        names = ("id", "title", "discussion", "decision", "decision_no")
        return [{name: getattr(item, name) for name in names} for item in self.items()]

    def restore(self, kept: Sequence[dict[str, Any]]) -> None:
        """Show a draft."""
        self.set_items([AgendaItem(**point) for point in kept])

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock every point, or open them again."""
        self.add_button.setVisible(not read_only)
        self.templates_button.setVisible(not read_only)
        for point in self._points:
            point.setEnabled(not read_only)

    def _add(self, item: AgendaItem) -> "PointEdit":
        point = PointEdit(item)
        point.edited.connect(self.edited)
        point.removed.connect(self._on_point_removed)
        point.moved_up.connect(self._on_point_moved_up)
        self._points.append(point)
        self._list.addWidget(point)
        self._number()
        return point

    def _drop(self, point: "PointEdit") -> None:
        self._points.remove(point)
        self._list.removeWidget(point)
        point.hide()
        point.deleteLater()

    def _number(self) -> None:
        for number, point in enumerate(self._points, start=1):
            point.set_number(number, may_go=len(self._points) > 1)

    @Slot()
    def _on_add_clicked(self) -> None:
        self._add(AgendaItem(title="")).focus()

    @Slot()
    def _on_point_removed(self) -> None:
        point = self.sender()
        if isinstance(point, PointEdit):
            place = self._points.index(point)
            self._drop(point)
            if not self._points:
                self._add(AgendaItem(title=""))
            self._number()
            self._points[min(place, len(self._points) - 1)].focus()
            self.edited.emit()

    @Slot()
    def _on_point_moved_up(self) -> None:
        point = self.sender()
        place = self._points.index(point) if isinstance(point, PointEdit) else 0
        if isinstance(point, PointEdit) and place > 0:
            self._points.insert(place - 1, self._points.pop(place))
            self._list.removeWidget(point)
            self._list.insertWidget(place - 1, point)
            self._number()
            point.focus()
            self.edited.emit()


class PointEdit(QFrame):
    """One point: title, discussion, decision; the number of a decision stays with it."""

    edited = Signal()
    removed = Signal()
    moved_up = Signal()

    def __init__(self, item: AgendaItem) -> None:
        super().__init__()
        self._item = item
        self.setProperty("frame", "tile")
        self.number_label = QLabel()
        self.number_label.setFont(style.strong_font())
        self.title_edit = TextEdit(max_length=LONGEST_LINE)
        self.title_edit.setPlaceholderText(_("What it is about"))
        self.discussion_edit = NoteEdit(lines=2)
        self.decision_edit = NoteEdit(lines=2)
        self.up_button = buttons.icon_button("arrow-up", _("Move up"), self._on_up_clicked)
        self.remove_button = buttons.icon_button("x", _("Remove this point"), self._on_remove)
        tab_order.put_last(self.up_button, self.remove_button)
        self._lay_out()
        self.title_edit.set_value(item.title)
        self.discussion_edit.set_value(item.discussion)
        self.decision_edit.set_value(item.decision)
        for edit in (self.title_edit, self.discussion_edit, self.decision_edit):
            edit.edited.connect(self.edited)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        for widget, stretch in (
            (self.number_label, 0), (self.title_edit, 1), (self.up_button, 0),
            (self.remove_button, 0),
        ):  # fmt: skip
            head.addWidget(widget, stretch)
        decision = _("Decision")
        if self._item.decision_no:
            decision = _("Decision no. {number}").format(number=self._item.decision_no)
        body = QHBoxLayout()
        body.setSpacing(style.px(12))
        for text, edit in (
            (_("What was said"), self.discussion_edit), (decision, self.decision_edit),
        ):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(style.px(3))
            caption = QLabel(text)
            caption.setBuddy(edit)
            style.set_role(caption, "secondary")
            column.addWidget(caption)
            column.addWidget(edit)
            column.addStretch(1)
            body.addLayout(column, 1)
            edit.text_edit.setAccessibleName(text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(12)] * 4)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addLayout(body)

    def set_number(self, number: int, *, may_go: bool) -> None:
        """Say the how-manieth point this is."""
        self.number_label.setText(f"{number}.")
        self.title_edit.setAccessibleName(_("Point {number}").format(number=number))
        self.up_button.setEnabled(number > 1)
        self.remove_button.setVisible(may_go or bool(self._item.title))

    def item(self) -> AgendaItem:
        """Return the point as typed."""
        return AgendaItem(
            id=self._item.id,
            decision_no=self._item.decision_no,
            title=self.title_edit.value() or "",
            discussion=self.discussion_edit.value(),
            decision=self.decision_edit.value(),
        )

    def focus(self) -> None:
        """Put the cursor into the title."""
        self.title_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_up_clicked(self) -> None:
        self.moved_up.emit()

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit()
