"""The visits of one family: look, change, print, finish a follow-up, put into the bin."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.visits.model import Visit
from fieldkit.ui.visits import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.flow_layout import bar
from fieldkit.ui.widgets.record_table import Column, RecordTable


class History(QWidget):
    """A list of visits, newest first, and what can be done with the one chosen."""

    opened = Signal(object)
    finished = Signal(str)
    removed = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.table = RecordTable(
            Column(N_("Date"), _itself, text=words.day, width=11),
            Column(N_("Purpose"), _itself, text=_purposes, width=17),
            Column(N_("Agreement"), _itself, text=_agreement, stretch=True, width=14),
            Column(
                N_("Follow-up"), _itself, text=_follow_up, width=20,
                role=self._follow_up_role, tooltip=_follow_up_tip,
            ),
            name=N_("Visits of this family"),
            empty=N_("Nobody has visited this family yet. The first visit will stand here."),
        )  # fmt: skip
        self.open_button = buttons.button(
            _("Open"), self._on_open_clicked, icon="pencil", tip=_("Open (Enter)")
        )
        self.finish_button = buttons.button(
            _("Follow-up done"), self._on_finish_clicked, icon="circle-check", key="Ctrl+D"
        )
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.table, 1)
        layout.addWidget(bar(self.open_button, self.finish_button, self.remove_button))
        self.table.activated.connect(self.opened)
        self.table.selection_changed.connect(self._show_actions)
        self._show_actions()

    def show_visits(self, visits: list[Visit]) -> None:
        """Show these visits."""
        self.table.show_rows(visits)
        if visits and self.table.current() is None:
            self.table.select_first()
        self._show_actions()

    def current(self) -> Visit | None:
        """Return the visit under the cursor."""
        found = self.table.current()
        return found if isinstance(found, Visit) else None

    def _follow_up_role(self, visit: Visit) -> str | None:
        due = visit.follow_up_due
        if visit.follow_up_done_on or due is None:
            return "secondary"
        return "danger" if due < self._ctx.today else "accent"

    @Slot()
    def _show_actions(self) -> None:
        visit = self.current()
        may_record = self._ctx.may(Permission.RECORD_VISIT)
        self.open_button.setEnabled(visit is not None)
        is_open = bool(visit and visit.follow_up and not visit.follow_up_done_on)
        self.finish_button.setVisible(may_record)
        self.finish_button.setEnabled(is_open)
        self.remove_button.setVisible(may_record)
        self.remove_button.setEnabled(visit is not None)

    @Slot()
    def _on_open_clicked(self) -> None:
        visit = self.current()
        if visit is not None:
            self.opened.emit(visit)

    @Slot()
    def _on_finish_clicked(self) -> None:
        visit = self.current()
        if visit is not None:
            self.finished.emit(visit.id)

    @Slot()
    def _on_remove_clicked(self) -> None:
        visit = self.current()
        if visit is not None:
            self.removed.emit(visit.id)


def last_words(ctx: Context, visit: Visit) -> str:
    """Return what was agreed last time, in one sentence for the head of the page."""
    del ctx
    day = format_date(visit.visited_on, "long") if visit.visited_on else ""
    return _("Agreed on {date}: {agreement}").format(date=day, agreement=_agreement(visit))


def _itself(visit: Visit) -> Visit:
    return visit


def _purposes(visit: Visit) -> str:
    return words.purposes(visit.purposes)


def _agreement(visit: Visit) -> str:
    return " ".join(visit.agreement.split())


def _follow_up(visit: Visit) -> str:
    if not visit.follow_up:
        return ""
    if visit.follow_up_done_on:
        return _("done {date}").format(date=format_date(visit.follow_up_done_on, "medium"))
    if visit.follow_up_due:
        return _("due {date}").format(date=format_date(visit.follow_up_due, "medium"))
    return _("without a date")


def _follow_up_tip(visit: Visit) -> str:
    return "\n".join(part for part in (visit.follow_up, _follow_up(visit)) if part)
