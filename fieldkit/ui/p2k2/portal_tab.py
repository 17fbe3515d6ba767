"""What the ministry's portal asks for, field by field, each with its count and a copy button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import _
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import AttendanceRow, Session
from fieldkit.features.p2k2.portal import service as portal
from fieldkit.features.p2k2.portal.model import Attendance, Desk, Field
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.page import Page

NAME, CATEGORY, NARRATIVE = "name", "category", "narrative"
_EDITED = (NAME, CATEGORY, NARRATIVE)
_ROWS_OF_TEXT = 9


class PortalTab(QWidget):
    """Fields to copy, three of them to word oneself; nothing is ever sent from here.

    `copied` names the field; `ticked` says whether the session now stands in the portal.
    """

    changed = Signal()
    copied = Signal(str)
    ticked = Signal(bool)
    people_wanted = Signal()
    sheet_wanted = Signal()
    document_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._desk: Desk | None = None
        self._touched: set[str] = set()
        self._next = 0
        self._copies: list[tuple[str, Callable[[], str], QPushButton]] = []
        self.name_edit = QLineEdit()
        self.category_edit = ChoiceEdit(curriculum.portal().categories, blank="")
        self.category_edit.setMinimumContentsLength(12)
        self.text_edit = QPlainTextEdit()
        self.text_edit.setTabChangesFocus(True)
        self.text_edit.setFixedHeight(self.text_edit.fontMetrics().lineSpacing() * _ROWS_OF_TEXT)
        self.name_count, self.text_count = QLabel(), QLabel()
        self.entered_check = QCheckBox()
        self.next_button = buttons.button(
            _("Next to enter"), self._on_next_clicked, icon="chevron-right"
        )
        self.copy_next_button = buttons.button(
            _("Copy the next field"), self._on_copy_next, icon="copy", kind="primary",
            tip=_("Copies one field after the other (F2)"),
        )  # fmt: skip
        self.warnings = Notice("", role="attention", icon="triangle-alert")
        self.outdated = Notice(
            _("What was recorded has changed since this narrative was edited."),
            role="attention", icon="history", action=_("Use the new text"),
        )  # fmt: skip
        self.keep_button = buttons.button(
            _("My text still holds"), self._on_kept_clicked, kind="quiet"
        )
        self.back_button = buttons.button(
            _("Back to the recorded facts"), self._on_back_clicked, icon="undo-2", kind="quiet"
        )
        self.attendance_label = QLabel()
        self.attendance_label.setWordWrap(True)
        self.photos_label = QLabel()
        self.photos_label.setWordWrap(True)
        self._fixed = QGridLayout()
        self._lay_out()
        self._connect()

    # -- layout --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        name = curriculum.portal().name
        self.card = Card(_("To copy into {portal}").format(portal=name))
        self.card.set_hint(
            _("FieldKit sends nothing. Open the portal and paste field by field with Ctrl+V.")
        )
        self.card.head.addWidget(self.copy_next_button)
        worded = QWidget()
        grid = _grid(worded)
        self._add_edit(grid, 0, NAME, self.name_edit, self.name_count)
        self._add_edit(grid, 1, CATEGORY, self.category_edit, None)
        self._add_edit(grid, 2, NARRATIVE, self.text_edit, self.text_count)
        own = QHBoxLayout()
        own.addWidget(self.back_button)
        own.addWidget(self.keep_button)
        own.addStretch(1)
        grid.addLayout(own, 3, 1, 1, 3)
        fixed = QWidget()
        fixed.setLayout(self._fixed)
        _space(self._fixed)
        for widget in (worded, self.outdated, fixed):
            self.card.add(widget)
        people = Card(_("Participants and files"))
        people.add(self.attendance_label)
        people.add(self.photos_label)
        people.add(self._people_buttons())
        done = Card()
        line = QHBoxLayout()
        line.addWidget(self.entered_check, 1)
        line.addWidget(self.next_button)
        done.body.addLayout(line)
        page = Page()
        page.body.setContentsMargins(0, style.px(8), style.px(8), style.px(8))
        for part in (done, self.warnings, self.card, people):
            page.add(part)
        page.finish()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.outdated.hide()

    def _people_buttons(self) -> QWidget:
        holder = QWidget()
        line = FlowLayout(holder, gap=8)
        self.people_button = buttons.button(
            _("Copy the list"), self._on_people_clicked, icon="copy",
            tip=_("Name, NIK, family card and attendance, one family a line"),
        )  # fmt: skip
        self.sheet_button = buttons.button(
            _("Print or save the list"), self._on_sheet_clicked, icon="printer"
        )
        limit = curriculum.portal().document_kb
        self.document_button = buttons.button(
            _("Supporting document, under {size} kB").format(size=limit),
            self._on_document_clicked, icon="file-text",
        )  # fmt: skip
        for button in (self.people_button, self.sheet_button, self.document_button):
            line.addWidget(button)
        return holder

    def _add_edit(
        self, grid: QGridLayout, row: int, key: str, edit: QWidget, count: QLabel | None
    ) -> None:
        label = _(portal.FIELD_NAMES[key])
        caption = QLabel(label)
        caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        style.set_role(caption, "secondary")
        edit.setAccessibleName(label)
        grid.addWidget(caption, row, 0)
        grid.addWidget(edit, row, 1)
        if count is not None:
            count.setFont(style.small_font())
            grid.addWidget(count, row, 2, alignment=Qt.AlignmentFlag.AlignTop)
        button = self._copy_button(label, self._text_of(key))
        grid.addWidget(button, row, 3, alignment=Qt.AlignmentFlag.AlignTop)

    def _text_of(self, key: str) -> Callable[[], str]:
        if key == NAME:
            return self.name_edit.text
        return self.category_edit.currentText if key == CATEGORY else self._narrative

    def _copy_button(self, label: str, text: Callable[[], str]) -> QPushButton:
        button = buttons.button(_("Copy"), icon="copy")
        button.setAccessibleName(_("Copy: {field}").format(field=label))
        button.setProperty("copy", len(self._copies))
        button.clicked.connect(self._on_copy_clicked)
        self._copies.append((label, text, button))
        return button

    def _connect(self) -> None:
        self.name_edit.textEdited.connect(self._on_name_edited)
        self.category_edit.edited.connect(self._on_category_chosen)
        self.text_edit.textChanged.connect(self._on_text_changed)
        self.outdated.action_requested.connect(self._on_back_clicked)
        self.entered_check.clicked.connect(self.ticked)
        copy_next = QShortcut(QKeySequence("F2"), self)
        copy_next.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy_next.activated.connect(self._on_copy_next)

    # -- what the page asks --------------------------------------------------------------------

    def forget(self) -> None:
        """Let go of what was typed here: another session is coming, or it was saved."""
        self._touched = set()
        self._next = 0

    def show_session(self, session: Session, rows: Sequence[AttendanceRow]) -> None:
        """Show what would be copied of a session as it now stands; own words typed here stay."""
        desk = portal.desk_of(self._ctx, session, list(rows))
        self._desk = desk
        texts = {field.key: field.text for field in desk.fields}
        if NAME not in self._touched:
            self.name_edit.setText(texts[NAME])
        if CATEGORY not in self._touched:
            self.category_edit.set_value(_code_of(texts[CATEGORY]))
        if NARRATIVE not in self._touched:
            self._set_text(desk.narrative)
        self._show_fixed([f for f in desk.fields if f.key not in _EDITED])
        self._show_state(desk)
        self._show_warnings(desk)
        self._show_counts()

    def read(self, session: Session) -> Session:
        """Return the session with the words typed here."""
        if self._desk is None or not self._touched:
            return session
        typed = portal.worded(
            self._ctx,
            self._desk,
            name=self.name_edit.text() if NAME in self._touched else None,
            category=(self.category_edit.value() or "") if CATEGORY in self._touched else None,
            text=self._narrative() if NARRATIVE in self._touched else None,
        )
        return _with_words(session, typed)

    def draft(self) -> dict[str, Any]:
        """Return what is typed and not saved."""
        found: dict[str, Any] = {}
        for key in self._touched:
            found[key] = self.category_edit.value() if key == CATEGORY else self._text_of(key)()
        return found

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a draft."""
        self._touched = {key for key in _EDITED if key in kept}
        if NAME in self._touched:
            self.name_edit.setText(str(kept[NAME]))
        if CATEGORY in self._touched:
            self.category_edit.set_value(kept[CATEGORY])
        if NARRATIVE in self._touched:
            self._set_text(str(kept[NARRATIVE]))

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock what can be typed and ticked."""
        self.name_edit.setReadOnly(read_only)
        self.text_edit.setReadOnly(read_only)
        self.category_edit.setEnabled(not read_only)
        self.entered_check.setEnabled(not read_only)

    # -- showing -------------------------------------------------------------------------------

    def _narrative(self) -> str:
        return " ".join(self.text_edit.toPlainText().split())

    def _set_text(self, text: str) -> None:
        if text != self.text_edit.toPlainText():
            self.text_edit.blockSignals(True)
            self.text_edit.setPlainText(text)
            self.text_edit.blockSignals(False)

    def _show_fixed(self, fields: Sequence[Field]) -> None:
        """Draw the fields that are only copied; presenters come and go."""
        while self._fixed.count():
            item = self._fixed.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        del self._copies[len(_EDITED) :]
        for row, field in enumerate(fields):
            label = _label(field)
            caption = QLabel(label)
            style.set_role(caption, "secondary")
            value = QLabel(field.text or _("not filled in yet"))
            value.setWordWrap(True)
            style.set_role(value, "text" if field.text else "attention")
            button = self._copy_button(label, _constant(field.text))
            button.setEnabled(bool(field.text))
            for column, shown in enumerate((caption, value, QLabel(), button)):
                self._fixed.addWidget(shown, row, column)

    def _show_state(self, desk: Desk) -> None:
        entered = desk.session.portal_entered_on
        self.entered_check.setChecked(entered is not None)
        self.entered_check.setText(_entered(entered))
        self.entered_check.setVisible(desk.session.is_given)
        is_own = desk.is_edited or NARRATIVE in self._touched
        self.back_button.setVisible(is_own)
        is_outdated = desk.is_outdated and NARRATIVE not in self._touched
        self.outdated.setVisible(is_outdated)
        self.keep_button.setVisible(is_outdated)
        self.attendance_label.setText(_came(desk.attendance))
        told = _("{count} photos, {placed} of them with their place")
        self.photos_label.setText(told.format(count=desk.photos, placed=desk.photos_with_place))

    def _show_warnings(self, desk: Desk) -> None:
        told = [sentences.problem_sentence(p) for p in p2k2.warnings(desk.session)]
        if not self.category_edit.value():
            told.append(_("The portal has no obvious category for this module; choose one here."))
        if desk.counts.unmarked:
            told.append(
                _("{count} not marked: the portal has no field for that.").format(
                    count=desk.counts.unmarked
                )
            )
        if desk.attendance.excused and desk.attendance.excused_as is None:
            told.append(
                _(
                    "{count} excused: the portal knows only HADIR, SAKIT and ALFA. Choose where"
                    " they go under Material, Lists and portal."
                ).format(count=desk.attendance.excused)
            )
        self.warnings.show_text("\n".join(told), role="attention", icon="triangle-alert")

    def _show_counts(self) -> None:
        limits = curriculum.portal()
        for label, used, limit in (
            (self.name_count, len(self.name_edit.text()), limits.name_limit),
            (self.text_count, len(self._narrative()), limits.narrative_limit),
        ):
            label.setText(_("{used} of {limit}").format(used=used, limit=limit))
            style.set_role(label, "danger" if used > limit else "secondary")
        for _label_text, text, button in self._copies[: len(_EDITED)]:
            button.setEnabled(bool(text().strip()))

    # -- events --------------------------------------------------------------------------------

    def _touch(self, key: str) -> None:
        self._touched.add(key)
        self._show_counts()
        if self._desk is not None:
            self._show_state(self._desk)
        self.changed.emit()

    @Slot()
    def _on_name_edited(self) -> None:
        self._touch(NAME)

    @Slot()
    def _on_category_chosen(self) -> None:
        self._touch(CATEGORY)
        if self._desk is not None:
            self._show_warnings(self._desk)

    @Slot()
    def _on_text_changed(self) -> None:
        self._touch(NARRATIVE)

    @Slot()
    def _on_back_clicked(self) -> None:
        if self._desk is not None:
            self._set_text(self._desk.composed)
            self._touch(NARRATIVE)

    @Slot()
    def _on_kept_clicked(self) -> None:
        self._touch(NARRATIVE)

    @Slot()
    def _on_copy_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._copy(int(sender.property("copy")))

    @Slot()
    def _on_copy_next(self) -> None:
        """Copy the next field that has something in it, beginning anew after the last."""
        for step in range(len(self._copies)):
            number = (self._next + step) % len(self._copies)
            if self._copies[number][1]().strip():
                self._copy(number)
                return

    def _copy(self, number: int) -> None:
        label, text, button = self._copies[number]
        self._next = number + 1
        QGuiApplication.clipboard().setText(text())
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.copied.emit(label)

    @Slot()
    def _on_people_clicked(self) -> None:
        self.people_wanted.emit()

    @Slot()
    def _on_sheet_clicked(self) -> None:
        self.sheet_wanted.emit()

    @Slot()
    def _on_document_clicked(self) -> None:
        self.document_wanted.emit()

    @Slot()
    def _on_next_clicked(self) -> None:
        self.next_wanted.emit()


def _with_words(session: Session, worded: Session) -> Session:
    return replace(
        session,
        portal_name=worded.portal_name,
        portal_category=worded.portal_category,
        portal_text=worded.portal_text,
        portal_basis=worded.portal_basis,
    )


def _grid(holder: QWidget) -> QGridLayout:
    grid = QGridLayout(holder)
    _space(grid)
    return grid


def _space(grid: QGridLayout) -> None:
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(style.px(12))
    grid.setVerticalSpacing(style.px(6))
    grid.setColumnMinimumWidth(0, style.text_width(14))
    grid.setColumnStretch(1, 1)


def _constant(text: str) -> Callable[[], str]:
    return lambda: text


def _label(field: Field) -> str:
    return _(portal.FIELD_NAMES[field.key]).format(number=field.number)


def _came(found: Attendance) -> str:
    """Return who came in the portal's own words."""
    told = f"HADIR {found.present} · SAKIT {found.sick} · ALFA {found.absent}"
    if not found.excused or found.excused_as is None:
        return told
    home = found.excused_as.value
    as_words = {
        "sick": _("{count} excused counted as SAKIT"),
        "absent": _("{count} excused counted as ALFA"),
    }
    return f"{told} ({as_words[home].format(count=found.excused)})"


def _code_of(title: str) -> str | None:
    return next((code for code, known in curriculum.portal().categories if known == title), None)


def _entered(on: date | None) -> str:
    if on is None:
        return _("This session stands in the portal")
    return _("In the portal since {date}").format(date=format_date(on, "long"))
