"""The left side: a group's families with the stage of their sheet."""

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.core.text import fold, sought
from fieldkit.features.homework import service
from fieldkit.features.homework.model import FamilyLine, Progress, SheetKind, Status
from fieldkit.ui.homework import words
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.search_edit import SearchEdit

_NOT_GIVEN = "none"
_LEAST_FOR_KEYS = 480
_STAGE_KEYS: tuple[tuple[Status | None, str], ...] = (
    (None, "0"),
    (Status.ASSIGNED, "1"),
    (Status.COLLECTED, "2"),
    (Status.CHECKED, "3"),
)
NO_GROUP_CHOSEN = "\0"
_SHEET_ICONS = {SheetKind.WORDS: "notebook-pen", SheetKind.PICTURES: "image"}


class Sheets(QWidget):
    """Emits what is wanted; the screen asks the service."""

    group_chosen = Signal()
    chosen = Signal(str)
    opened = Signal(str)
    staged = Signal(object, object)
    assign_requested = Signal()
    blank_requested = Signal()
    remind_requested = Signal()
    circle_requested = Signal()
    returned = Signal(object)
    sheet_chosen = Signal(object, object)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._lines: list[FamilyLine] = []
        self._is_low = False
        self.group_edit = ChoiceEdit((), blank=_("All groups"), searchable=False)
        self.group_edit.setAccessibleName(_("Group"))
        self.search_edit = SearchEdit(_("Name or code"))
        self.search_edit.setToolTip(_("Search in this list (Ctrl+F)"))
        stages = [(status.value, service.STATUSES[status]) for status in Status]
        self.chips = FilterChips(
            Chip("stage", N_("Stage"), ((_NOT_GIVEN, N_("Not given")), *stages)),
            name=_("Which sheets"),
        )
        self.table = RecordTable(
            Column(N_("Code"), _code, width=7, icon=_picture_icon),
            Column(N_("Family"), _name, stretch=True, width=13, bold=True, tooltip=_tip),
            Column(N_("Stage"), _itself, text=_stage, width=17, role=_role, icon=_icon),
            name=N_("Sheets of the group"),
            multi=True,
        )
        self.count_label = QLabel()
        self.count_label.setWordWrap(True)
        style.set_role(self.count_label, "secondary")
        self.assign_button = buttons.button(
            _("Give to the group"), self._on_assign_clicked, icon="send", key="Ctrl+G"
        )
        self.blank_button = buttons.button(
            _("Print sheets"),
            self._on_blank_clicked,
            icon="printer",
            tip=_("Prints the empty sheet: one for each family of the group, or one to copy"),
        )
        self.more_button = buttons.icon_button("ellipsis", _("More"), self._on_more_clicked)
        self._lay_out()
        self._add_stage_actions()
        self.search_edit.lead_to(self.table.view)
        self.group_edit.edited.connect(self._on_group_edited)
        self.search_edit.searched.connect(self._show)
        self.search_edit.entered.connect(self._on_search_entered)
        self.chips.changed.connect(self._show)
        self.table.activated.connect(self._on_activated)
        self.table.chosen.connect(self._on_chosen)

    @property
    def group_id(self) -> str:
        """The group shown; NO_GROUP_CHOSEN while all are."""
        found = self.group_edit.value()
        return NO_GROUP_CHOSEN if found is None else str(found)

    @property
    def has_group(self) -> bool:
        """Whether one group is chosen (families without a group count as one)."""
        return self.group_id != NO_GROUP_CHOSEN

    def choose_group(self, group_id: str | None) -> None:
        """Show another group, without a signal."""
        self.group_edit.set_value(group_id)

    def reload(self, month: Month, progress: list[Progress]) -> None:
        """Read the families of the chosen group again."""
        self.group_edit.set_choices(
            [(p.group_id, p.group_name or N_("Without a group")) for p in progress]
        )
        has_group = self.has_group
        self._lines = service.group_lines(self._ctx, self.group_id, month) if has_group else []
        may_check = self._ctx.may(Permission.CHECK_HOMEWORK)
        self.assign_button.setVisible(may_check)
        to_give = sum(line.status is None for line in self._lines)
        self.assign_button.setEnabled(to_give > 0)
        self.more_button.setVisible(has_group)
        tip = _("Gives the homework of {month} to every family of the group that has none")
        self.assign_button.setToolTip(f"{tip.format(month=format_month(month))} (Ctrl+G)")
        for widget in (self.search_edit, self.chips):
            widget.setVisible(has_group)
        self._show()

    def more_menu(self) -> QMenu:
        """Return the rarer things that can be done with a group's sheets."""
        menu = QMenu(self)
        if self._ctx.may(Permission.CHECK_HOMEWORK):
            remind = menu.addAction(icons.icon("message-square"), _("Remind…"))
            remind.setEnabled(any(line.status is Status.ASSIGNED for line in self._lines))
            remind.triggered.connect(self._on_remind_clicked)
        if self.group_id:
            circle = menu.addAction(icons.icon("piggy-bank"), _("Saving circle…"))
            circle.triggered.connect(self._on_circle_clicked)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the families where there is little of it."""
        super().resizeEvent(event)
        self._is_low = event.size().height() < style.px(_LEAST_FOR_KEYS)
        self.count_label.setVisible(self.has_group and not self._is_low)

    def select(self, family_id: str) -> None:
        """Put the cursor on a family, if it is listed."""
        self.table.select(family_id)

    def choose_nobody(self) -> None:
        """Take the cursor off the list, so that no family is opened by itself."""
        self.table.view.clearSelection()
        self.table.view.setCurrentIndex(QModelIndex())

    def after(self, family_id: str) -> str:
        """Return the family below one in the list, blank at the end."""
        ids = [line.id for line in self.table.rows()]
        place = ids.index(family_id) + 1 if family_id in ids else len(ids)
        return ids[place] if place < len(ids) else ""

    def _lay_out(self) -> None:
        holder = QWidget()
        foot = FlowLayout(holder, gap=8)
        foot.addWidget(self.blank_button)
        foot.addWidget(self.assign_button)
        foot.addWidget(self.more_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.group_edit)
        layout.addWidget(self.search_edit)
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count_label)
        layout.addWidget(holder)

    def _add_stage_actions(self) -> None:
        if not self._ctx.may(Permission.CHECK_HOMEWORK):
            return
        for status, key in _STAGE_KEYS:
            action = self.table.add_action(words.status(status), icon=words.icon(status), key=key)
            action.setData("" if status is None else status.value)
            action.triggered.connect(self._on_stage_triggered)
        back = self.table.add_action(_("Handed back"), icon="corner-down-left", key="4")
        back.triggered.connect(self._on_returned_triggered)
        for kind in SheetKind:
            chosen = self.table.add_action(_(service.SHEETS[kind]), icon=_SHEET_ICONS[kind])
            chosen.setData(kind.value)
            chosen.triggered.connect(self._on_sheet_triggered)

    def _visible(self) -> list[FamilyLine]:
        text = self.search_edit.text().strip()
        words = sought(text)
        stage = self.chips.active().get("stage")
        return [
            line
            for line in self._lines
            if (stage is None or (line.status or _NOT_GIVEN) == stage)
            and (
                all(word in fold(line.name) for word in words)
                or line.row_code.casefold() == text.casefold()
            )
        ]

    @Slot()
    def _show(self) -> None:
        self._say_empty()
        shown = self._visible()
        self.table.show_rows(shown)
        count = len(shown)
        words_of_count = ngettext("{count} family", "{count} families", count).format(count=count)
        keys = _("Keys: 1 given, 2 handed in, 3 checked, 4 handed back, 0 take back")
        may_check = self._ctx.may(Permission.CHECK_HOMEWORK)
        parts = [words_of_count, keys if may_check and shown else ""]
        self.count_label.setText("   ·   ".join(part for part in parts if part))
        self.count_label.setVisible(self.has_group and not self._is_low)

    def _say_empty(self) -> None:
        if not self.has_group:
            sentence = _("Choose a group to see its families' sheets.")
        elif not self._lines:
            sentence = _("This group has no families yet.")
        else:
            sentence = _("No family fits these filters.")
        self.table.set_empty(sentence, icon="wallet")

    @Slot()
    def _on_group_edited(self) -> None:
        self.group_chosen.emit()

    @Slot()
    def _on_search_entered(self) -> None:
        self.table.select_first()
        self._on_activated(self.table.current())

    @Slot(object)
    def _on_chosen(self, line: FamilyLine | None) -> None:
        if line is not None:
            self.chosen.emit(line.id)

    @Slot(object)
    def _on_activated(self, line: FamilyLine | None) -> None:
        if line is not None:
            self.opened.emit(line.id)

    @Slot()
    def _on_stage_triggered(self) -> None:
        action = self.sender()
        ids = [line.id for line in self.table.selected()]
        word = str(action.data()) if action is not None else ""  # type: ignore[attr-defined]
        if ids:
            self.staged.emit(ids, Status(word) if word else None)

    @Slot()
    def _on_returned_triggered(self) -> None:
        ids = [line.id for line in self.table.selected()]
        if ids:
            self.returned.emit(ids)

    @Slot()
    def _on_sheet_triggered(self) -> None:
        action = self.sender()
        ids = [line.id for line in self.table.selected()]
        if ids and action is not None:
            kind = SheetKind(str(action.data()))  # type: ignore[attr-defined]
            self.sheet_chosen.emit(ids, kind)

    @Slot()
    def _on_circle_clicked(self) -> None:
        self.circle_requested.emit()

    @Slot()
    def _on_more_clicked(self) -> None:
        menu = self.more_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    @Slot()
    def _on_remind_clicked(self) -> None:
        self.remind_requested.emit()

    @Slot()
    def _on_assign_clicked(self) -> None:
        self.assign_requested.emit()

    @Slot()
    def _on_blank_clicked(self) -> None:
        self.blank_requested.emit()


def _itself(line: FamilyLine) -> FamilyLine:
    return line


def _code(line: FamilyLine) -> str:
    return line.row_code


def _name(line: FamilyLine) -> str:
    return line.name


def _stage(line: FamilyLine) -> str:
    return words.stage(line)


def _role(line: FamilyLine) -> str:
    return words.role(line.status)


def _icon(line: FamilyLine) -> str:
    return words.icon(line.status)


def _tip(line: FamilyLine) -> str:
    kind = SheetKind.PICTURES if line.uses_pictures else SheetKind.WORDS
    state = words.status(line.status)
    if line.money.returned_on is not None:
        day = format_date(line.money.returned_on, "medium")
        state = _("{stage}, handed back on {day}").format(stage=state, day=day)
    parts = (line.name, state, _(service.SHEETS[kind]), line.money.checker_note)
    return "\n".join(part for part in parts if part)


def _picture_icon(line: FamilyLine) -> str | None:
    return "image" if line.uses_pictures else None
