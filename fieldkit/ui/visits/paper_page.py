"""Ten visits of a day typed from paper: a row code, a few letters, the words, Enter."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import Due, Purpose, Visit
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.visits import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.editors import TextEdit
from fieldkit.ui.widgets.rooms import Scroll

# The letters printed on the sheet; the same in both languages, as the paper is.
LETTERS: dict[str, Purpose] = {
    "U": Purpose.BUSINESS,
    "V": Purpose.COMMITMENT_CHECK,
    "D": Purpose.DATA_UPDATE,
    "P": Purpose.CATCH_UP_SESSION,
    "K": Purpose.CASE,
    "G": Purpose.GRADUATION_CANDIDATE,
    "L": Purpose.OTHER,
}
FIRST_LINES = 10
_MOST_LINES = 60
_COLUMNS = (
    N_("Code"), N_("Family"), N_("Date"), N_("Purpose"), N_("Family's condition"),
    N_("Agreement"), N_("Follow-up"), N_("Due by"),
)  # fmt: skip
_FIELDS = ("code", "date", "purposes", "condition", "agreement", "follow_up", "due")
_PLACES = {
    "family_id": "code",
    "visited_on": "date",
    "purposes": "purposes",
    "family_condition": "condition",
    "agreement": "agreement",
    "follow_up": "follow_up",
    "follow_up_due": "due",
}
_DOWN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a line says: a visit, or why it can not be read."""

    visit: Visit | None
    problems: tuple[Problem, ...] = ()


class PaperLine(QObject):
    """One line of the sheet: its fields, and the family its code means."""

    edited = Signal()

    def __init__(self, screen: Screen, number: int) -> None:
        super().__init__()
        self._ctx = screen.ctx
        self.number = number
        self.family_id = ""
        self.choices: list[Due] = []
        self.code_edit = TextEdit(max_length=40)
        self.name_label = QLabel()
        self.date_edit = DateEdit(today=screen.ctx.clock.today, is_short=True)
        self.purposes_edit = TextEdit(max_length=7)
        self.condition_edit = TextEdit(max_length=model.NOTE_LIMIT)
        self.agreement_edit = TextEdit(max_length=model.NOTE_LIMIT)
        self.follow_up_edit = TextEdit(max_length=model.NOTE_LIMIT)
        self.due_edit = DateEdit(today=screen.ctx.clock.today, is_short=True)
        self.edits: dict[str, Any] = {name: getattr(self, f"{name}_edit") for name in _FIELDS}
        for name, edit in self.edits.items():
            edit.setAccessibleName(_("{column}, line {number}").format(
                column=_(_title(name)), number=number))  # fmt: skip
            edit.edited.connect(self.edited)
        self.code_edit.edited.connect(self._on_code_edited)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is typed here apart from a date."""
        return not any(edit.text().strip() for n, edit in self.edits.items() if n != "date")

    def typed(self) -> dict[str, str]:
        """Return what is typed, as typed."""
        return {name: edit.text() for name, edit in self.edits.items()}

    def restore(self, typed: dict[str, Any]) -> None:
        """Show what was typed before."""
        for name, edit in self.edits.items():
            edit.setText(str(typed.get(name, "")))
        self._on_code_edited()

    def clear(self) -> None:
        """Empty the line."""
        self.restore({})
        self.show_problems(())

    def read(self) -> _Reading:
        """Return the visit the line tells of."""
        found: list[Problem] = []
        values = {
            "visited_on": self._date("date", found),
            "follow_up_due": self._date("due", found),
        }
        purposes, unknown = _purposes(self.purposes_edit.text())
        if unknown:
            found.append(Problem("purposes", "unknown_letters", {"letters": unknown}))
        if not self.family_id:
            found.append(Problem("family_id", "visit_without_family"))
        if found:
            return _Reading(None, tuple(found))
        visit = Visit(
            family_id=self.family_id,
            purposes=purposes,
            family_condition=self.condition_edit.value() or "",
            agreement=self.agreement_edit.value() or "",
            follow_up=self.follow_up_edit.value() or "",
            **values,  # type: ignore[arg-type]
        )
        return _Reading(visit)

    def show_problems(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        """Mark the fields that are wrong."""
        wrong = {_PLACES.get(problem.field, "code") for problem in problems}
        for name, edit in self.edits.items():
            edit.setProperty("problem", name in wrong)
            style.set_role(edit, "text")

    def _date(self, name: str, found: list[Problem]) -> date | None:
        edit: DateEdit = self.edits[name]
        try:
            return edit.value()
        except ValueError:
            field = "visited_on" if name == "date" else "follow_up_due"
            found.append(Problem(field, "not_a_date"))
            return None

    @Slot()
    def _on_code_edited(self) -> None:
        """Say at once whom the code means."""
        text = self.code_edit.text().strip()
        found = service.found_by_code(self._ctx, text) if text else []
        self.family_id = found[0].id if len(found) == 1 else ""
        self.choices = found if len(found) > 1 else []
        role, said = "secondary", ""
        if len(found) == 1:
            role, said = "text", found[0].name
        elif found:
            said = ", ".join(due.name for due in found)
        elif text:
            role, said = "danger", _("nobody found")
        self.name_label.setText(said)
        self.name_label.setToolTip("\n".join(_choice(due) for due in found))
        style.set_role(self.name_label, role)


class PaperPage(QWidget):
    """Types many visits and saves them all as one step; nothing typed is lost."""

    saved = Signal()
    sheet_requested = Signal()

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self.lines: list[PaperLine] = []
        self.notice = Notice("", action=_("Discard"))
        self.count_label = QLabel()
        style.set_role(self.count_label, "secondary")
        self.save_button = buttons.button(
            _("Save all"), self.save, icon="save", kind="primary", key="Ctrl+Return"
        )
        self.sheet_button = buttons.button(
            _("Blank sheet"), self._on_sheet_clicked, icon="printer", key="Ctrl+R"
        )
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(1200)
        self._lay_out()
        for _number in range(FIRST_LINES):
            self._add_line()
        self._draft_timer.timeout.connect(self.flush)
        self.notice.action_requested.connect(self._on_discard_requested)
        may_record = self._ctx.may(Permission.RECORD_VISIT)
        self.save_button.setVisible(may_record)
        self._restore()
        self._count()

    def _lay_out(self) -> None:
        legend = ", ".join(
            f"{letter} {_(service.PURPOSES[word])}" for letter, word in LETTERS.items()
        )
        lead = QLabel(
            _("Type the row code or a few letters of the name, then go on with Enter. {letters}")
            .format(letters=_("Purpose: {letters}.").format(letters=legend))
        )  # fmt: skip
        lead.setWordWrap(True)
        style.set_role(lead, "secondary")
        holder = QWidget()
        holder.setProperty("page", True)
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, style.px(8), 0)
        self._grid.setHorizontalSpacing(style.px(6))
        self._grid.setVerticalSpacing(style.px(4))
        for column, title in enumerate(_COLUMNS):
            label = QLabel(_(title))
            label.setFont(style.strong_font())
            self._grid.addWidget(label, 0, column)
        for column in (4, 5, 6):
            self._grid.setColumnStretch(column, 3)
        self._grid.setColumnStretch(1, 2)
        self._grid.setRowStretch(_MOST_LINES + 1, 1)
        scroll = Scroll(holder)
        self._scroll = scroll
        foot = QHBoxLayout()
        foot.setSpacing(style.px(8))
        foot.addWidget(self.count_label, 1)
        foot.addWidget(self.sheet_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(lead)
        layout.addWidget(self.notice)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)

    def _add_line(self) -> PaperLine:
        line = PaperLine(self._screen, len(self.lines) + 1)
        row = line.number
        widgets: list[QWidget] = list(line.edits.values())
        widgets.insert(1, line.name_label)
        for column, widget in enumerate(widgets):
            self._grid.addWidget(widget, row, column)
        line.code_edit.setFixedWidth(style.text_width(9))
        line.purposes_edit.setFixedWidth(style.text_width(8))
        line.name_label.setMinimumWidth(style.text_width(14))
        line.name_label.setMaximumWidth(style.text_width(26))
        for name in ("date", "due"):
            line.edits[name].setFixedWidth(style.text_width(14))
        for name in ("condition", "agreement", "follow_up"):
            line.edits[name].setMinimumWidth(style.text_width(12))
        for edit in line.edits.values():
            edit.installEventFilter(self)
        if self.isVisible():
            for widget in widgets:
                widget.show()
        line.edited.connect(self._on_edited)
        self.lines.append(line)
        return line

    @Slot()
    def save(self) -> None:
        """Save every line that holds anything, or say what is wrong where."""
        if not self._ctx.may(Permission.RECORD_VISIT):
            return
        typed = [line for line in self.lines if not line.is_blank]
        readings = {line.number: line.read() for line in typed}
        found = {number: r.problems for number, r in readings.items() if r.problems}
        for line in self.lines:
            line.show_problems(found.get(line.number, ()))
        if found:
            self._tell(found)
            return
        visits = [r.visit for r in readings.values() if r.visit is not None]
        if not visits:
            self._screen.say(_("Nothing is typed yet."), role="attention")
            return
        try:
            count = service.record_visits(self._ctx, visits)
        except InvalidInputError as error:
            self._place_problems(typed, error)
            return
        self._on_saved(count)

    @Slot()
    def flush(self) -> None:
        """Keep what is typed and not saved."""
        self._draft_timer.stop()
        if not self._ctx.may(Permission.RECORD_VISIT):
            return
        typed = [line.typed() for line in self.lines if not line.is_blank]
        if typed:
            service.keep_draft(self._ctx, service.QUICK, {"lines": typed})
        elif service.draft(self._ctx, service.QUICK) is not None:
            service.drop_draft(self._ctx, service.QUICK)

    def focus(self) -> None:
        """Put the cursor where the next line begins."""
        line = next((line for line in self.lines if line.is_blank), self.lines[0])
        line.code_edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on with Enter; up and down a column with the arrows in text fields."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _DOWN and not event.modifiers():
                self._go_on(watched)
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not isinstance(
                watched, DateEdit
            ):
                return self._go_along(watched, 1 if event.key() == Qt.Key.Key_Down else -1)
        return super().eventFilter(watched, event)

    def _go_on(self, watched: QObject) -> None:
        number, name = self._where(watched)
        line = self.lines[number]
        if name == "code" and line.choices:
            self._offer(line)
            return
        if name == "code" and number and line.date_edit.text() == "" and line.family_id:
            line.date_edit.setText(self.lines[number - 1].date_edit.text())
        if name == _FIELDS[-1]:
            if number + 1 == len(self.lines) and number + 1 < _MOST_LINES:
                self._add_line()
            if number + 1 < len(self.lines):
                self._focus(self.lines[number + 1].code_edit)
        else:
            self._focus(line.edits[_FIELDS[_FIELDS.index(name) + 1]])

    def _offer(self, line: PaperLine) -> None:
        """Let one of several families be chosen that the typed letters mean."""
        menu = QMenu(self)
        for due in line.choices:
            action = menu.addAction(_choice(due))
            action.setData((line.number, due.row_code or due.name))
        menu.triggered.connect(self._on_choice_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        edit = line.code_edit
        menu.popup(edit.mapToGlobal(edit.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    @Slot(QAction)
    def _on_choice_triggered(self, action: QAction) -> None:
        number, code = action.data()
        line = self.lines[number - 1]
        line.code_edit.setText(code)
        line.code_edit.edited.emit()
        self._go_on(line.code_edit)

    def _go_along(self, watched: QObject, step: int) -> bool:
        number, name = self._where(watched)
        if not 0 <= number + step < len(self.lines):
            return False
        self._focus(self.lines[number + step].edits[name])
        return True

    def _where(self, watched: QObject) -> tuple[int, str]:
        return next(
            (number, name)
            for number, line in enumerate(self.lines)
            for name, edit in line.edits.items()
            if edit is watched
        )

    def _focus(self, edit: QLineEdit) -> None:
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(edit)

    def _place_problems(self, typed: list[PaperLine], error: InvalidInputError) -> None:
        found: dict[int, tuple[Problem, ...]] = {}
        for problem in error.problems:
            line = typed[int(str(problem.details["line"])) - 1]
            found[line.number] = (*found.get(line.number, ()), problem)
        for line in typed:
            line.show_problems(found.get(line.number, ()))
        self._tell(found)

    def _tell(self, found: dict[int, tuple[Problem, ...]]) -> None:
        """Say what is wrong, line by line, and go to the first."""
        said = [
            _("Line {number}: {what}").format(
                number=number, what=" ".join(sentences.problem_sentence(p) for p in problems)
            )
            for number, problems in sorted(found.items())
        ]
        shown = said[:3]
        if len(said) > len(shown):
            rest = len(said) - len(shown)
            shown.append(
                ngettext("and {count} more line", "and {count} more lines", rest).format(count=rest)
            )
        self._screen.say("\n".join(shown), role="danger")
        number = min(found)
        place = _PLACES.get(found[number][0].field, "code")
        self._focus(self.lines[number - 1].edits[place])

    def _on_saved(self, count: int) -> None:
        for line in self.lines:
            line.clear()
        self.notice.show_text("")
        said = ngettext("{count} visit is saved.", "{count} visits are saved.", count)
        self._screen.say(said.format(count=count), undo=True)
        self.focus()
        self._count()
        self.saved.emit()

    def _restore(self) -> None:
        kept = service.draft(self._ctx, service.QUICK)
        typed = kept.typed.get("lines", []) if kept else []
        for number, values in enumerate(typed[:_MOST_LINES]):
            line = self.lines[number] if number < len(self.lines) else self._add_line()
            line.restore(values)
        if typed:
            text = _("What you typed here before is back; it is not saved yet.")
            self.notice.show_text(text, role="attention")

    def _count(self) -> None:
        count = sum(not line.is_blank for line in self.lines)
        text = ngettext("{count} visit typed", "{count} visits typed", count)
        self.count_label.setText(text.format(count=count))

    @Slot()
    def _on_edited(self) -> None:
        self._count()
        self._draft_timer.start()

    @Slot()
    def _on_discard_requested(self) -> None:
        for line in self.lines:
            line.clear()
        self.notice.show_text("")
        self.flush()
        self._count()
        self.focus()

    @Slot()
    def _on_sheet_clicked(self) -> None:
        self.sheet_requested.emit()


def _purposes(text: str) -> tuple[tuple[str, ...], str]:
    """Return the purposes the letters mean, and the letters that mean none."""
    letters = [letter for letter in text.upper() if letter.isalnum()]
    unknown = "".join(letter for letter in letters if letter not in LETTERS)
    chosen = {LETTERS[letter] for letter in letters if letter in LETTERS}
    return tuple(word.value for word in Purpose if word in chosen), unknown


def _title(name: str) -> str:
    columns = [title for title in _COLUMNS if title != "Family"]
    return columns[_FIELDS.index(name)]


def _choice(due: Due) -> str:
    return " · ".join(
        part for part in (due.row_code, due.name, due.group_name, words.area(due.place)) if part
    )


sentences.register(
    {"unknown_letters": N_("The letters {letters} stand for no purpose. See the legend.")}
)
