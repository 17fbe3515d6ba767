"""The left side: a group's families with the stage of their sheet."""

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.core.text import fold
from fieldkit.features.homework import service
from fieldkit.features.homework.model import FamilyLine, Progress, Status
from fieldkit.ui.homework import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.search_edit import SearchEdit

_NOT_GIVEN = "none"
_STAGE_KEYS: tuple[tuple[Status | None, str], ...] = (
    (None, "0"),
    (Status.ASSIGNED, "1"),
    (Status.COLLECTED, "2"),
    (Status.CHECKED, "3"),
)
NO_GROUP_CHOSEN = "\0"


class Sheets(QWidget):
    """Emits what is wanted; the screen asks the service."""

    group_chosen = Signal()
    chosen = Signal(str)
    opened = Signal(str)
    staged = Signal(object, object)
    assign_requested = Signal()
    blank_requested = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._lines: list[FamilyLine] = []
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
            Column(N_("Code"), _code, width=5),
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
        tip = _("Gives the homework of {month} to every family of the group that has none")
        self.assign_button.setToolTip(f"{tip.format(month=format_month(month))} (Ctrl+G)")
        for widget in (self.search_edit, self.chips):
            widget.setVisible(has_group)
        self._show()

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

    def _visible(self) -> list[FamilyLine]:
        text = self.search_edit.text().strip()
        sought = fold(text).split()
        stage = self.chips.active().get("stage")
        return [
            line
            for line in self._lines
            if (stage is None or (line.status or _NOT_GIVEN) == stage)
            and (
                all(word in fold(line.name) for word in sought)
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
        keys = _("Keys in the list: 1 given, 2 handed in, 3 checked, 0 take back")
        may_check = self._ctx.may(Permission.CHECK_HOMEWORK)
        parts = [words_of_count, keys if may_check and shown else ""]
        self.count_label.setText("   ·   ".join(part for part in parts if part))
        self.count_label.setVisible(self.has_group)

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
    return words.status(line.status)


def _role(line: FamilyLine) -> str:
    return words.role(line.status)


def _icon(line: FamilyLine) -> str:
    return words.icon(line.status)


def _tip(line: FamilyLine) -> str:
    return "\n".join(part for part in (line.name, line.money.checker_note) if part)
