"""A list of plain records of a group: new, change, remove, print, all by keys."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.typed import LONGEST_LINE
from fieldkit.ui.kube.sections import ListSection
from fieldkit.ui.widgets.form import (
    Field,
    Form,
    Section,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column


def line_field(name: str, label: str, **more: Any) -> TextField:
    """Return a field of one line."""
    return TextField(name, label, max_length=LONGEST_LINE, **more)


class RecordSection(ListSection):
    """A list of plain records: new, change, remove, print."""

    new_label = ""
    new_icon = "plus"
    report = ""

    def __init__(self, ctx: Context, *columns: Column, name: str, empty: str, icon: str) -> None:
        super().__init__(ctx, *columns, name=name)
        may = ctx.may(Permission.RECORD_MEETING)
        self.new_button = self.add_button(
            _(self.new_label), self._on_new_clicked, icon=self.new_icon, key="Alt+T",
            kind="primary", wanted=may,
        )  # fmt: skip
        self.edit_button = self.add_button(
            _("Change…"), self._on_edit_clicked, icon="pencil", key="F2", of_row=True, wanted=may
        )
        self.more_buttons(may=may)
        self.remove_button = self.add_button(
            _("Remove"), self._on_remove_clicked, icon="trash-2", key="Del", of_row=True,
            wanted=may,
        )  # fmt: skip
        self.print_button = self.add_button(_("Print"), self._on_print_clicked, icon="printer")
        if may:
            self.table.activated.connect(self._on_edit_clicked)
        self.table.set_empty(_(empty), icon=icon)

    def more_buttons(self, *, may: bool) -> None:
        """Add the buttons only this list has."""

    def blank(self) -> Any:
        """Return a new record to be filled in."""
        raise NotImplementedError

    def edit(self, one: Any) -> None:
        """Show one record to be changed, or a new one."""
        raise NotImplementedError

    def remove(self, one: Any) -> None:
        """Put one record into the bin."""
        raise NotImplementedError

    def edit_in(
        self, heading: str, fields: list[Field], one: Any, save: Any, told: str, **more: Any
    ) -> None:
        """Show a record's own fields in a box and save it by a command of its room."""
        form = Form(*fields, today=self.today)
        names = [f.name for f in fields if not isinstance(f, Section)]
        form.fill({name: getattr(one, name) for name in names})

        def keep(values: dict[str, Any]) -> None:
            save(self.ctx, replace(one, **_worded(one, values)))

        self.ask(heading, form, keep, told, **more)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.edit(self.blank())

    @Slot()
    def _on_edit_clicked(self) -> None:
        if (one := self.table.current()) is not None:
            self.edit(one)

    @Slot()
    def _on_remove_clicked(self) -> None:
        if (one := self.table.current()) is not None:
            self.attempt(partial(self.remove, one), _("Removed; it can be undone."))

    @Slot()
    def _on_print_clicked(self) -> None:
        self.report_wanted.emit(self.report, "")


def _worded(one: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form as the record holds them: a text it must have is never None."""
    return {
        name: "" if value is None and isinstance(getattr(one, name), str) and
        type(one).__dataclass_fields__[name].default == "" else value
        for name, value in values.items()
    }  # fmt: skip
