"""Two families side by side: which value stays where they differ, and what moves along."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.records import service as records
from fieldkit.features.records.fields import TABLES
from fieldkit.ui.people import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.dialogs import Box

_HANGING = {
    "attendance": N_("P2K2"),
    "visit": N_("Visits"),
    "money_month": N_("Homework"),
    "member": N_("Members"),
    "business": N_("Business"),
    "kube_member": N_("KUBE"),
    "school_month": N_("School attendance"),
    "family_tag": N_("Tags"),
}
_FIELD, _KEPT, _OTHER = range(3)


class MergeDialog(Box):
    """Calls `told(sentence)` once the two are one."""

    def __init__(
        self,
        ctx: Context,
        first: str,
        second: str,
        told: Callable[[str, int], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("Merge two families into one"),
            _(
                "Choose which value stays where they differ. Everything that hangs on the second"
                " moves to the first; undo makes two of it again."
            ),
            parent,
        )
        self._ctx, self._told = ctx, told
        self._ids = (first, second)
        self._choices: dict[str, QRadioButton] = {}
        self._groups: list[QButtonGroup] = []
        self.trouble = Notice("", role="danger", icon="circle-alert")
        self.hanging_label = QLabel()
        self.hanging_label.setWordWrap(True)
        style.set_role(self.hanging_label, "secondary")
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.swap_button = buttons.button(
            _("Keep the other one"), self._on_swap_clicked, icon="arrow-left-right"
        )
        self.cancel_button = buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)"))
        self.merge_button = buttons.button(
            _("Merge"), self._on_merge_clicked, kind="primary", icon="git-merge",
            key=buttons.SAVE_KEYS,
        )  # fmt: skip
        for widget in (self.trouble, self.area, self.hanging_label):
            self.content.addWidget(widget, 1 if widget is self.area else 0)
        self.buttons.insertWidget(0, self.swap_button)
        self.add_button(self.cancel_button)
        self.add_button(self.merge_button)
        self._show()
        if ctx.may(Permission.SEE_FULL_IDS):
            for family_id in self._ids:
                people.note_ids_seen(ctx, family_id)
        self.fit(860, 640)

    def _show(self) -> None:
        pair = records.compare(self._ctx, *self._ids)
        self._choices, self._groups = {}, []
        holder = QWidget()
        holder.setProperty("page", True)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, style.px(8), 0)
        grid.setHorizontalSpacing(style.px(16))
        grid.setVerticalSpacing(style.px(4))
        for column in (_KEPT, _OTHER):
            grid.setColumnStretch(column, 1)
        rows = people.family_rows(self._ctx, list(self._ids))
        heads = (_("Stays: {where}"), _("Goes into it: {where}"))
        for column, (head, family_id) in enumerate(zip(heads, self._ids, strict=True), start=1):
            row = rows[family_id]
            where = words.joined((row.row_code, row.group_name or _("No group")))
            label = QLabel(head.format(where=where))
            label.setFont(style.strong_font())
            label.setWordWrap(True)
            grid.addWidget(label, 0, column)
        ordered = sorted(pair.choices, key=lambda c: not c.is_open)
        for line, choice in enumerate(ordered, start=1):
            self._add(grid, line, choice)
        grid.setRowStretch(len(ordered) + 1, 1)
        self.area.setWidget(holder)
        self.hanging_label.setText(_moving(pair))

    def _add(self, grid: QGridLayout, line: int, choice: records.Choice) -> None:
        name = QLabel(people.field_name(choice.field))
        style.set_role(name, "secondary")
        grid.addWidget(name, line, _FIELD)
        if not choice.is_open:
            value = choice.other if choice.is_other else choice.kept
            text = QLabel(people.value_text(value))
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            grid.addWidget(text, line, _OTHER if choice.is_other else _KEPT)
            return
        group = QButtonGroup(self)
        for column, value in ((_KEPT, choice.kept), (_OTHER, choice.other)):
            radio = QRadioButton(people.value_text(value).replace("&", "&&"))
            radio.setAccessibleName(
                _("{field}: {value}").format(field=name.text(), value=people.value_text(value))
            )
            group.addButton(radio)
            radio.setChecked(column == _KEPT)
            grid.addWidget(radio, line, column)
            if column == _OTHER:
                self._choices[choice.field] = radio
        self._groups.append(group)

    def choose_other(self, field: str) -> None:
        """Take the value of the family that goes."""
        self._choices[field].setChecked(True)

    @Slot()
    def _on_swap_clicked(self) -> None:
        self._ids = (self._ids[1], self._ids[0])
        self._show()

    @Slot()
    def _on_merge_clicked(self) -> None:
        take = [field for field, radio in self._choices.items() if radio.isChecked()]
        try:
            records.merge_families(self._ctx, *self._ids, take)
        except FieldKitError as error:
            self.trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
            return
        self._told(_("The two families are one now."), 1)
        self.accept()


def _moving(pair: records.Pair) -> str:
    """Say what moves along."""
    parts = [
        _("{what}: {count}").format(what=_(name), count=pair.hanging[table])
        for table, name in (TABLES | _HANGING).items()
        if table in pair.hanging
    ]
    told = []
    if parts:
        told.append(_("Moves along – {parts}.").format(parts=", ".join(parts)))
    if pair.same_members:
        text = ngettext(
            "{count} member stands in both and becomes one: {names}.",
            "{count} members stand in both and become one each: {names}.",
            len(pair.same_members),
        )
        names = ", ".join(pair.same_members)
        told.append(text.format(count=len(pair.same_members), names=names))
    return " ".join(told) or _("Nothing hangs on the second one.")
