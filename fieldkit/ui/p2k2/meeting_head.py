"""The top of the meeting page: which session this is, what to ask back, and its buttons."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import _
from fieldkit.features.p2k2.model import Session
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice, badge
from fieldkit.ui.widgets.line_label import LineLabel
from fieldkit.ui.widgets.up_link import up_link


class MeetingHead(QWidget):
    """Emits what is wanted; the page decides."""

    left = Signal()
    sheet_wanted = Signal()
    report_wanted = Signal()
    present_wanted = Signal()
    save_wanted = Signal()
    more_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back_button = up_link(parent or self, "", self._on_back_clicked)
        self.title_label = LineLabel()
        self.title_label.setFont(style.font(1.25, strong=True))
        self.state_badge = badge("")
        self.facts_label = QLabel()
        self.facts_label.setWordWrap(True)
        style.set_role(self.facts_label, "secondary")
        self.sheet_button = buttons.button(
            _("Blank sheet"), self._on_sheet_clicked, icon="printer", tip=_("Print the blank sheet")
        )
        self.report_button = buttons.button(
            _("Report"), self._on_report_clicked, icon="file-text", tip=_("Print the report")
        )
        self.present_button = buttons.button(
            _("Slides"), self._on_present_clicked, icon="presentation",
            tip=_("Show the session full-screen (F5)"),
        )  # fmt: skip
        self.save_button = buttons.button(
            _("Save"), self._on_save_clicked, icon="save", kind="primary", key=buttons.SAVE_KEYS
        )
        self.more_button = buttons.icon_button("ellipsis", _("More"), self._on_more_clicked)
        self.recap_notice = Notice("", icon="history")
        self.draft_notice = Notice(
            "", role="attention", icon="pencil", action=_("Forget what was typed")
        )
        self.draft_notice.action_requested.connect(self.forget_wanted)
        self._is_compact = False
        self._month_words = ""
        self._words = {
            button: button.text()
            for button in (self.present_button, self.sheet_button, self.report_button)
        }
        self._lay_out()

    def _lay_out(self) -> None:
        name = QHBoxLayout()
        name.setSpacing(style.px(8))
        name.addWidget(self.back_button, alignment=Qt.AlignmentFlag.AlignTop)
        name.addWidget(self.title_label, 1)
        actions = QHBoxLayout()
        actions.setSpacing(style.px(8))
        actions.addStretch(1)
        for button in (
            self.present_button, self.sheet_button, self.report_button, self.save_button,
            self.more_button,
        ):  # fmt: skip
            actions.addWidget(button)
        self._first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._first.setSpacing(style.px(8))
        self._first.addLayout(name, 1)
        self._first.addLayout(actions)
        told = QHBoxLayout()
        told.setSpacing(style.px(10))
        told.addWidget(self.state_badge)
        told.addWidget(self.facts_label, 1)
        self._told = QWidget()
        told.setContentsMargins(0, 0, 0, 0)
        self._told.setLayout(told)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(self._first)
        layout.addWidget(self._told)
        layout.addWidget(self.recap_notice)
        layout.addWidget(self.draft_notice)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the title where both do not fit beside each other."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        is_narrow = self.width() < style.px(480 if self._is_compact else 720)
        side = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._first.setDirection(side)

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Leave the height to the families: icons for words, and each text on one line."""
        self._is_compact = compact
        self._told.setVisible(not compact)
        self._column.setSpacing(style.px(4 if compact else 8))
        self.title_label.set_single(compact)
        for notice in (self.recap_notice, self.draft_notice):
            notice.set_compact(compact)
        for button, text in self._words.items():
            button.setText("" if compact else text)
            style.set_bare(button, bare=compact)
        self._show_month()
        self._share_room()

    @property
    def brief(self) -> str:
        """The state and facts of the session in one line."""
        return " · ".join(t for t in (self.state_badge.text(), self.facts_label.text()) if t)

    def _show_month(self) -> None:
        self.back_button.setText("" if self._is_compact else self._month_words)
        self.back_button.setToolTip(f"{self._month_words} (Alt+Up)")
        self.back_button.setAccessibleName(self._month_words)

    def show_session(self, session: Session, group_name: str, month: Month, repeat: int) -> None:
        """Show which session this is; `repeat` is which time the group has it."""
        self._month_words = format_month(month)
        self._show_month()
        title = " · ".join(part for part in (group_name, words.topic(session)) if part)
        self.title_label.setText(title)
        self.state_badge.setText(_(words.STATUSES[session.status]))
        style.set_role(self.state_badge, words.ROLES[session.status])
        people = ", ".join(presenter.name for presenter in session.presenters)
        parts = (words.when(session), session.place, people, words.repeat(repeat))
        self.facts_label.setText(" · ".join(part for part in parts if part))
        self.title_label.setToolTip(f"{title}\n{self.brief}")
        self.present_button.setVisible(bool(session.title))
        self.sheet_button.setVisible(not session.is_given)
        self.report_button.setVisible(session.is_given)
        self.draft_notice.show_text("")

    def show_recap(self, last: Session | None, question: str = "") -> None:
        """Remind of the session before, with a question to begin with; None hides it."""
        text = ""
        if last is not None and last.held_on is not None:
            text = _("Last time ({date}): {topic}. Ask what they still know of it.").format(
                date=format_date(last.held_on, "long"), topic=last.title
            )
            text = f"{text} {question}".strip()
        self.recap_notice.show_text(text, icon="history")

    def show_draft(self) -> None:
        """Say that typing came back which is not saved; the reminder makes room."""
        self.recap_notice.show_text("")
        text = _("What you typed here was kept, and is not saved yet: press Ctrl+S.")
        self.draft_notice.show_text(text, role="attention", icon="pencil")

    def set_may_record(self, may_record: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Hide the buttons that change something from those who may not."""
        self.save_button.setVisible(may_record)
        self.more_button.setVisible(may_record)

    @Slot()
    def _on_back_clicked(self) -> None:
        self.left.emit()

    @Slot()
    def _on_sheet_clicked(self) -> None:
        self.sheet_wanted.emit()

    @Slot()
    def _on_report_clicked(self) -> None:
        self.report_wanted.emit()

    @Slot()
    def _on_present_clicked(self) -> None:
        self.present_wanted.emit()

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save_wanted.emit()

    @Slot()
    def _on_more_clicked(self) -> None:
        self.more_wanted.emit()
