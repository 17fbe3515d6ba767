"""The head of a family's visits: who, where, why now, and what was agreed last time."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.features.visits.model import Due, Visit
from fieldkit.ui.visits import words
from fieldkit.ui.visits.history import last_words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, badge
from fieldkit.ui.widgets.flow_layout import FlowLayout


class FamilyHead(Card):
    """Shows one family of the planner."""

    family_requested = Signal()
    closed = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self._has_last = False
        self._is_compact = False
        self.name_label = QLabel()
        self.name_label.setFont(style.font(1.2, strong=True))
        self.name_label.setWordWrap(True)
        self.place_label = QLabel()
        self.place_label.setWordWrap(True)
        style.set_role(self.place_label, "secondary")
        self.last_label = QLabel()
        self.last_label.setWordWrap(True)
        self._badges = QWidget()
        self._flow = FlowLayout(self._badges, gap=6)
        self.family_button = buttons.button(
            _("Family page"), self._on_family_clicked, icon="external-link", kind="quiet"
        )
        self.close_button = buttons.icon_button(
            "x", _("Back to the overview"), self._on_close_clicked, key="Esc"
        )
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.name_label, 1)
        line.addWidget(self.family_button)
        line.addWidget(self.close_button)
        inside = QVBoxLayout()
        inside.setSpacing(style.px(6))
        inside.addLayout(line)
        inside.addWidget(self.place_label)
        inside.addWidget(self._badges)
        inside.addWidget(self.last_label)
        self.body.addLayout(inside)

    def show_family(self, due: Due, last: Visit | None) -> None:
        """Show a family and what was agreed at its last visit."""
        self.name_label.setText(due.name)
        place = words.place(due.place)
        parts = (due.row_code, due.group_name or _("Without a group"), due.address, place)
        self.place_label.setText(" · ".join(part for part in parts if part))
        self._flow.clear()
        ago = badge(words.how_long_ago(due.days), words.role_of_days(due.days))
        self._flow.addWidget(ago)
        for found in words.other_reasons(due, self._ctx.today):
            self._flow.addWidget(badge(words.reason(found), words.reason_role(found)))
        self._badges.updateGeometry()
        self.last_label.setText(last_words(self._ctx, last) if last else "")
        self._has_last = last is not None
        self.last_label.setVisible(self._has_last and not self._is_compact)
        self.setAccessibleName(due.name)

    def set_compact(self, is_compact: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Leave out what the history tells as well, where there is little height."""
        self._is_compact = is_compact
        self.place_label.setVisible(not is_compact)
        self.last_label.setVisible(self._has_last and not is_compact)

    @Slot()
    def _on_family_clicked(self) -> None:
        self.family_requested.emit()

    @Slot()
    def _on_close_clicked(self) -> None:
        self.closed.emit()
