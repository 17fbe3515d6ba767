"""F1: every key of the window, on one page."""

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.ui.widgets import buttons, hotkeys, style
from fieldkit.ui.widgets.dialogs import Box

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        N_("Everywhere"),
        (
            ("Ctrl+K", N_("Search families, groups, screens and actions")),
            ("Ctrl+Z", N_("Undo the last step")),
            ("Ctrl+Y", N_("Do it again")),
            ("Ctrl+P", N_("Print what is on screen")),
            ("Ctrl+1", N_("Overview; each screen's own key stands in its tooltip")),
            ("Ctrl+H", N_("What was ever done to the record in front, and the bin")),
            ("Ctrl+,", N_("Settings")),
            ("Alt+Left", N_("Back to the screen before")),
            ("Esc", N_("From a page to the list above it; Alt+Up too")),
            ("Ctrl+Left", N_("Previous month")),
            ("Ctrl+Right", N_("Next month")),
            ("Ctrl+B", N_("Narrow or widen the sidebar")),
            ("Ctrl+Shift+L", N_("Lock the book at once; typing stays as it is")),
            ("F1", N_("This list")),
        ),
    ),
    (
        N_("Lists and forms"),
        (
            ("Enter", N_("Open the chosen row; in a form, go to the next field")),
            ("Ctrl+C", N_("Copy rows for Excel; with Shift the titles too")),
            ("Ctrl+S", N_("Save; Ctrl+Enter too")),
            ("H", N_("In a date: today; + and − move by a day")),
            ("F4", N_("In a date: calendar")),
        ),
    ),
    (
        N_("Attendance and dues"),
        (
            ("H S I A", N_("Set the mark and go down")),
            ("Enter", N_("Take the usual amount and go down")),
            ("/", N_("Look for a name")),
            ("Del", N_("Empty the cell")),
            ("F3", N_("Type row codes as they stand on the sheet: A7 H 3")),
            ("F4", N_("Everybody is present except those you name")),
        ),
    ),
    (
        N_("P2K2"),
        (
            ("F5", N_("Show the session full-screen")),
            ("Shift+Right", N_("In the plan: move a session to the next day")),
        ),
    ),
)


class ShortcutsBox(Box):
    """The list of keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Keys"), parent=parent)
        holder = QWidget()
        holder.setProperty("page", True)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, style.px(8), 0)
        grid.setHorizontalSpacing(style.px(20))
        grid.setVerticalSpacing(style.px(5))
        grid.setColumnStretch(1, 1)
        row = 0
        for heading, keys in KEYS:
            title = QLabel(_(heading))
            title.setFont(style.strong_font())
            grid.addWidget(title, row, 0, 1, 2)
            grid.setRowMinimumHeight(row, style.px(28))
            row += 1
            for key, words in keys:
                shown = hotkeys.shown(key)
                key_label = QLabel(shown if "+" in key else key)
                key_label.setProperty("badge", True)
                key_label.setProperty("role", "secondary")
                grid.addWidget(key_label, row, 0)
                words_label = QLabel(_(words))
                words_label.setWordWrap(True)
                grid.addWidget(words_label, row, 1)
                row += 1
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(_("Keys"))
        scroll.setWidget(holder)
        self.content.addWidget(scroll)
        self.fit(600, 640)
        close = buttons.button(_("Close"), self.accept, kind="primary")
        close.setDefault(True)
        close.setFocus()
        self.add_button(close)
