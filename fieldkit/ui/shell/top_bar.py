"""The line above every screen: title, month, search, undo and print."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import badge
from fieldkit.ui.widgets.month_switcher import MonthSwitcher


class TitleLabel(QLabel):
    """A screen's name: smaller where it does not fit, then ending in dots with a tooltip."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the whole name where it is cut."""
        super().resizeEvent(event)
        self.setToolTip("" if self._shown() == self.text() else self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        del event
        painter = QPainter(self)
        painter.setPen(style.colour("text"))
        painter.setFont(self._font())
        painter.drawText(self.rect(), style.ALIGNMENTS["left"], self._shown())
        painter.end()

    def _font(self) -> QFont:
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            return self.font()
        return style.strong_font()

    def _shown(self) -> str:
        metrics = QFontMetrics(self._font())
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())


class TopBar(QFrame):
    """Emits what the user wants; the window does it."""

    back_requested = Signal()
    search_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    history_requested = Signal()
    print_requested = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "bar")
        self.back_button = buttons.icon_button(
            "arrow-left", _("Back"), self._on_back_clicked, key="Alt+Left"
        )
        self.title_label = TitleLabel()
        self.title_label.setFont(style.large_font())
        self.title_label.setMinimumWidth(style.px(40))
        self.title_label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._practice_badge = badge(_("PRACTICE"), "attention")
        self._practice_badge.setToolTip(_("This is the practice book: nobody in it exists."))
        style.hide_unless(self._practice_badge, wanted=ctx.is_practice)
        self.month_switcher = MonthSwitcher(today=ctx.clock.today)
        self.search_button = buttons.button(
            _("Search…"), self._on_search_clicked, icon="search", tip=_("Search (Ctrl+K)")
        )
        self.search_button.setAccessibleName(_("Search everything"))
        self.undo_button = buttons.icon_button("undo-2", _("Undo"), self._on_undo_clicked)
        self.redo_button = buttons.icon_button("redo-2", _("Redo"), self._on_redo_clicked)
        self.history_button = buttons.icon_button("history", _("History"), self._on_history_clicked)
        self.history_button.setToolTip(_("What was done to what is on screen (Ctrl+H)"))
        style.hide_unless(self.history_button, wanted=ctx.may(Permission.SEE_HISTORY))
        self.print_button = buttons.icon_button("printer", _("Print"), self._on_print_clicked)
        self.print_button.setToolTip(_("Print what is on screen (Ctrl+P)"))
        for button in (
            self.undo_button,
            self.redo_button,
            self.history_button,
            self.print_button,
        ):
            button.setText(button.accessibleName())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(4))
        layout.setSpacing(style.px(8))
        layout.addWidget(self.back_button)
        layout.addWidget(self.title_label)
        layout.addWidget(self._practice_badge)
        layout.addStretch(1)
        for widget in (
            self.month_switcher,
            self.search_button,
            self.undo_button,
            self.redo_button,
            self.history_button,
            self.print_button,
        ):
            layout.addWidget(widget)
        self.show_undo(None, None)
        self.back_button.hide()

    def show_title(self, title: str) -> None:
        """Show a screen's title."""
        self.title_label.setText(title)

    def show_undo(self, undo: str | None, redo: str | None) -> None:
        """Name in the tooltips what undo and redo would do, or switch them off."""
        self._show_step(self.undo_button, _("Undo: {step} (Ctrl+Z)"), _("Nothing to undo"), undo)
        self._show_step(self.redo_button, _("Redo: {step} (Ctrl+Y)"), _("Nothing to redo"), redo)
        self.redo_button.setVisible(redo is not None)

    @staticmethod
    def _show_step(button: QWidget, named: str, nothing: str, step: str | None) -> None:
        text = named.format(step=step) if step else nothing
        button.setEnabled(step is not None)
        button.setToolTip(text)
        button.setAccessibleDescription(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show words beside the icons where there is room for them."""
        super().resizeEvent(event)
        width = event.size().width()
        has_word = width >= style.px(760)
        self.month_switcher.set_short(not has_word)
        self.search_button.setText(_("Search…") if has_word else "")
        style.set_bare(self.search_button, bare=not has_word)
        looks = Qt.ToolButtonStyle
        look = (
            looks.ToolButtonTextBesideIcon if width >= style.px(1040) else looks.ToolButtonIconOnly
        )
        for button in (
            self.undo_button,
            self.redo_button,
            self.history_button,
            self.print_button,
        ):
            button.setToolButtonStyle(look)

    @Slot()
    def _on_back_clicked(self) -> None:
        self.back_requested.emit()

    @Slot()
    def _on_search_clicked(self) -> None:
        self.search_requested.emit()

    @Slot()
    def _on_undo_clicked(self) -> None:
        self.undo_requested.emit()

    @Slot()
    def _on_redo_clicked(self) -> None:
        self.redo_requested.emit()

    @Slot()
    def _on_history_clicked(self) -> None:
        self.history_requested.emit()

    @Slot()
    def _on_print_clicked(self) -> None:
        self.print_requested.emit()
