"""One family's month: the grid, its stage, what deserves a talk, and what was typed unsaved."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework import daily, model, service
from fieldkit.features.homework.model import MoneyMonth, Status
from fieldkit.ui.homework import words
from fieldkit.ui.homework.daily_notes import DailyNotes
from fieldkit.ui.homework.money_grid import MoneyGrid
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.rooms import Scroll

_DRAFT_AFTER_MS = 1200
_LEAST_HEIGHT = 360
_DAILY = "daily"
_STAGES = (
    (Status.ASSIGNED, "Alt+1"),
    (Status.COLLECTED, "Alt+2"),
    (Status.CHECKED, "Alt+3"),
    (Status.NEEDS_WORK, "Alt+4"),
)


class MoneyPanel(QWidget):
    """Types, judges and keeps one month; `saved` asks for the next family."""

    saved = Signal()

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._money: MoneyMonth | None = None
        self._added_up: dict[str, int] = {}
        self.grid = MoneyGrid()
        self.daily = DailyNotes()
        self.draft_notice = Notice(
            _("What you typed here before is back; it is not saved yet."),
            role="attention",
            icon="pencil",
            action=_("Discard"),
        )
        self.talk_notice = Notice("", role="attention", icon="message-square")
        self.trouble_notice = Notice("", role="danger", icon="circle-alert")
        self.stage_buttons: dict[Status, QPushButton] = {}
        self.save_button = buttons.button(
            _("Save, next family (Ctrl+Enter)"),
            self._on_save_clicked,
            icon="save",
            kind="primary",
            key=buttons.SAVE_KEYS,
        )
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(_DRAFT_AFTER_MS)
        self._lay_out()
        self._draft_timer.timeout.connect(self.flush)
        self.grid.changed.connect(self._on_grid_changed)
        self.daily.changed.connect(self._on_daily_changed)
        self.daily.save_wanted.connect(self._on_save_clicked)
        self.draft_notice.action_requested.connect(self._on_discard_requested)
        may_check = self._ctx.may(Permission.CHECK_HOMEWORK)
        self.grid.set_read_only(not may_check)
        self.daily.set_read_only(not may_check)
        self.save_button.setVisible(may_check)

    def show_month(self, family_id: str, month: Month) -> None:
        """Show a family's month; a form under edit of the same month stays as it is."""
        is_same = self._is_about(family_id, month)
        if is_same and self.is_dirty:
            self._money = service.month_of(self._ctx, family_id, month)
            self._show_stage()
            return
        self.flush()
        self._money = service.month_of(self._ctx, family_id, month)
        self._fill(self._money)
        self.trouble_notice.show_text("")
        kept = service.draft(self._ctx, family_id, month)
        may_check = self._ctx.may(Permission.CHECK_HOMEWORK)
        if kept is not None and may_check:
            self.grid.restore(kept[0])
            if isinstance(kept[0].get(_DAILY), dict):
                self.daily.restore(kept[0][_DAILY])
        self.draft_notice.setVisible(kept is not None and may_check)
        self._show_stage()
        self._show_talk()

    @Slot()
    def flush(self) -> None:
        """Keep what is typed and not saved."""
        self._draft_timer.stop()
        money = self._money
        if money is None or not self.is_dirty or not self._ctx.may(Permission.CHECK_HOMEWORK):
            return
        typed = {**self.grid.draft(), _DAILY: self.daily.draft()}
        service.keep_draft(self._ctx, money.family_id, money.month, typed)

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed since the month was shown."""
        return self.grid.is_dirty or self.daily.is_dirty

    def _fill(self, money: MoneyMonth) -> None:
        self.grid.fill(money)
        self.daily.fill(money)
        self._added_up = daily.totals(money.log)

    def save(self) -> bool:
        """Save what is typed, at the stage it is; True when it is saved."""
        money = self._money
        return money is not None and self._save_as(money.status)

    def set_stage(self, status: Status | None) -> bool:
        """Save what is typed, at another stage."""
        return self._money is not None and self._save_as(status)

    def _save_as(self, status: Status | None) -> bool:
        money = self._money
        if money is None or not self._ctx.may(Permission.CHECK_HOMEWORK):
            return False
        self._draft_timer.stop()
        self.trouble_notice.show_text("")
        self.grid.show_problems(())
        wanted = replace(money, status=status)
        if status != money.status and status in model.JUDGED:
            wanted = replace(wanted, checked_on=None)

        def command() -> None:
            typed = {**self.grid.values(), **self.daily.values()}
            self._money = service.save_month(self._ctx, replace(wanted, **typed))

        if self._refused(command):
            self._show_stage()
            return False
        if self._money is not None:
            self._fill(self._money)
        self.draft_notice.hide()
        self._show_stage()
        self._show_talk()
        return True

    def _refused(self, command: Callable[[], None]) -> bool:
        """Run a command; show its problems beside the grid and return whether there are any."""
        refused: list[InvalidInputError] = []

        def guarded() -> None:
            try:
                command()
            except InvalidInputError as error:
                refused.append(error)

        done = self._screen.attempt(guarded)
        for error in refused:
            self.grid.show_problems(error.problems)
            lines = [_named(problem) for problem in error.problems]
            self.trouble_notice.show_text("\n".join(lines), role="danger", icon="circle-alert")
        return bool(refused) or not done

    def _lay_out(self) -> None:
        self._stages = QWidget()
        stages = FlowLayout(self._stages, gap=6)
        for status, key in _STAGES:
            made = buttons.button(
                words.status(status), kind="chip", icon=words.icon(status), key=key,
                tip=words.status(status),
            )  # fmt: skip
            made.setCheckable(True)
            made.setProperty("stage", status.value)
            made.clicked.connect(self._on_stage_clicked)
            made.setEnabled(self._ctx.may(Permission.CHECK_HOMEWORK))
            self.stage_buttons[status] = made
            stages.addWidget(made)
        holder = QWidget()
        holder.setProperty("page", True)
        self._inside = inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, style.px(4), style.px(12), style.px(8))
        inside.setSpacing(style.px(10))
        for widget in (self.draft_notice, self.trouble_notice, self.grid):
            inside.addWidget(widget)
        inside.addStretch(1)
        scroll = Scroll(holder)
        bar = QHBoxLayout()
        bar.addStretch(1)
        bar.addWidget(self.save_button)
        self._outside = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self._stages)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.talk_notice)
        layout.addLayout(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let stages and remarks scroll away where there is little height."""
        super().resizeEvent(event)
        is_low = event.size().height() < style.px(_LEAST_HEIGHT)
        if is_low == (self._inside.indexOf(self._stages) >= 0):
            return
        if is_low:
            self._inside.insertWidget(0, self._stages)
            self._inside.insertWidget(1, self.talk_notice)
        else:
            self._outside.insertWidget(0, self._stages)
            self._outside.insertWidget(2, self.talk_notice)

    def _is_about(self, family_id: str, month: Month) -> bool:
        money = self._money
        return money is not None and (money.family_id, money.month) == (family_id, month)

    def _show_stage(self) -> None:
        status = self._money.status if self._money else None
        for known, made in self.stage_buttons.items():
            made.setChecked(known is status)

    def _show_talk(self) -> None:
        try:
            typed = {**self.grid.values(), **self.daily.values()}
        except InvalidInputError:
            return
        if self._money is None:
            return
        found = service.warnings(self._ctx, replace(self._money, **typed))
        lines = [sentences.problem_sentence(problem) for problem in found]
        self.talk_notice.show_text("\n".join(lines), role="attention", icon="message-square")

    @Slot()
    def _on_daily_changed(self) -> None:
        """Bring the recap to what the notes add up to, kind by kind."""
        sums = daily.totals(self.daily.entries)
        gone = self._added_up.keys() - sums.keys()
        self.grid.take_sums({**dict.fromkeys(gone, None), **sums})
        self._added_up = sums
        self._on_grid_changed()

    @Slot()
    def _on_grid_changed(self) -> None:
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self._show_talk()

    @Slot()
    def _on_stage_clicked(self) -> None:
        made = self.sender()
        if made is None:
            return
        status: Status | None = Status(str(made.property("stage")))
        if self._money is not None and status is self._money.status is Status.ASSIGNED:
            status = None
        if self.set_stage(status) and self._money is not None:
            said = _("Noted: {status}.").format(status=words.status(self._money.status).lower())
            self._screen.say(said, undo=True)
        else:
            self._show_stage()

    @Slot()
    def _on_save_clicked(self) -> None:
        if self.save():
            self._screen.say(_("The month is saved."), undo=True)
            self.saved.emit()

    @Slot()
    def _on_discard_requested(self) -> None:
        money = self._money
        if money is not None:
            service.drop_draft(self._ctx, money.family_id, money.month)
            self._fill(service.month_of(self._ctx, money.family_id, money.month))
            self.draft_notice.hide()
            self._show_talk()
            self.grid.focus()


def _named(problem: Problem) -> str:
    said = sentences.problem_sentence(problem)
    label = words.LABELS.get(problem.field)
    return _("{field}: {problem}").format(field=_(label), problem=said) if label else said
