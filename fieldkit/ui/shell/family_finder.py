"""A box that finds families by a few letters, for every room that puts families on a list.

finder = FamilyFinder(ctx, _("Put families on the path"), save, form=form, parent=self.window())
"""

from collections.abc import Callable, Collection, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.people import service as people
from fieldkit.features.people.service import FamilyFilter, FamilyRow
from fieldkit.features.people.words import SERVED, Status
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.form import Form
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.search_edit import SearchEdit

SHOWN = 60
Save = Callable[[list[str], dict[str, Any]], object]


class FamilyFinder(Box):
    """Finds one family or several; `save(ids, values)` may refuse with problems."""

    def __init__(
        self,
        ctx: Context,
        heading: str,
        save: Save,
        *,
        action: str,
        form: Form | None = None,
        multi: bool = True,
        taken: Collection[str] = (),
        statuses: Sequence[Status] = SERVED,
        sentence: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(heading, sentence, parent)
        self._ctx = ctx
        self._save = save
        self._taken = set(taken)
        self._statuses = tuple(statuses)
        self._form = form
        self.search_edit = SearchEdit(_("Name, code or NIK"))
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("name"), stretch=True, width=18, bold=True),
            Column(N_("Code"), attrgetter("row_code"), width=7),
            Column(N_("Group"), attrgetter("group_name"), width=14),
            Column(N_("Status"), attrgetter("status"), text=_status, width=20),
            name=N_("Families"),
            multi=multi,
            empty=N_("No family fits this search."),
        )
        self.table.setMinimumHeight(style.px(150))
        self.told_label = QLabel()
        style.set_role(self.told_label, "secondary")
        self.told_label.setVisible(multi)
        self.trouble = Notice("", role="danger", icon="circle-alert")
        for widget in (self.trouble, self.search_edit):
            self.content.addWidget(widget)
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self.told_label)
        if form is not None:
            self.content.addWidget(form)
        self.go_button = buttons.button(
            action, self._on_go_clicked, kind="primary", key=buttons.SAVE_KEYS
        )
        self.add_button(buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)")))
        self.add_button(self.go_button)
        self.fit(680, 620 if form is not None else 520)
        self.search_edit.lead_to(self.table.view)
        self.search_edit.searched.connect(self._show)
        self.search_edit.entered.connect(self._on_entered)
        self.table.selection_changed.connect(self._show_action)
        self.table.activated.connect(self._on_entered)
        self._show("")
        self.search_edit.setFocus()

    def chosen(self) -> list[str]:
        """Return the ids of the families chosen."""
        return [row.id for row in self.table.selected() if isinstance(row, FamilyRow)]

    @Slot(str)
    def _show(self, text: str) -> None:
        wanted = FamilyFilter(text=text, statuses=self._statuses)
        found = people.families(self._ctx, wanted, limit=SHOWN + len(self._taken))
        self.table.show_rows([row for row in found if row.id not in self._taken][:SHOWN])
        if text:
            self.table.select_first()
        self._show_action()

    @Slot()
    def _show_action(self) -> None:
        count = len(self.chosen())
        self.go_button.setEnabled(count > 0)
        said = ngettext("{count} family chosen.", "{count} families chosen.", count)
        hint = _("Ctrl and Shift choose several.")
        self.told_label.setText(f"{said.format(count=count)} {hint}")

    @Slot()
    def _on_entered(self) -> None:
        if self.table.current() is None:
            self.table.select_first()
        if self._form is not None:
            self._form.focus()
        else:
            self.go_button.setFocus()

    @Slot()
    def _on_go_clicked(self) -> None:
        self.trouble.show_text("")
        if self._form is not None:
            self._form.show_problems(())
        try:
            self._save(self.chosen(), self._form.values() if self._form is not None else {})
        except InvalidInputError as error:
            found = error.problems
            if self._form is not None:
                self._form.show_problems(found)
                found = tuple(self._form.unplaced(found))
            text = "\n".join(dict.fromkeys(sentences.problem_sentence(p) for p in found))
            self.trouble.show_text(text, role="danger", icon="circle-alert")
        except FieldKitError as error:
            self.trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
        else:
            self.accept()


def _status(status: Status) -> str:
    return _(people.STATUS_NAMES[status])
