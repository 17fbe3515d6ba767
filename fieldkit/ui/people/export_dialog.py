"""Writing families out: for whom, which columns, and where to; every export says what it holds."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from fieldkit.core import paths
from fieldkit.core.context import Context
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Audience, Content, Wish
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.files import with_ending


class ExportDialog(Box):
    """Asks what to write; afterwards `path` and `wish` hold the answer."""

    def __init__(
        self, ctx: Context, ids: Sequence[str] | None, count: int, parent: QWidget | None = None
    ) -> None:
        sentence = ngettext(
            "{count} family. The file can be read back into FieldKit without loss.",
            "{count} families. The file can be read back into FieldKit without loss.",
            count,
        ).format(count=count)
        super().__init__(_("Export families"), sentence, parent)
        self._ids = ids
        self.path: Path | None = None
        self.wish = Wish()
        may_see_all = ctx.may(Permission.SEE_FULL_IDS)
        audiences = [a for a in Audience if may_see_all or a is not Audience.FULL]
        self.audience_edit = ChoiceEdit(
            [(a, _(people.AUDIENCE_NAMES[a])) for a in audiences], blank=None
        )
        self.content_edit = ChoiceEdit(
            [(c, _(people.CONTENT_NAMES[c])) for c in Content], blank=None
        )
        self.columns_list = QListWidget()
        self.columns_list.setAccessibleName(_("Columns"))
        self.columns_list.setMinimumHeight(style.row_height() * 4)
        self.warning = Notice("", role="attention", icon="shield-alert")
        self.all_button = buttons.button(_("All columns"), self._on_all_clicked, kind="link")
        self.usual_button = buttons.button(_("The usual ones"), self._on_usual_clicked, kind="link")
        self._lay_out()
        self.audience_edit.set_value(Audience.MASKED)
        self.content_edit.set_value(Content.FAMILIES)
        self._fill(people.USUAL)
        self.audience_edit.edited.connect(self._on_edited)
        self.content_edit.edited.connect(self._on_edited)
        self.add_button(buttons.button(_("Cancel"), self.reject, tip=_("Cancel (Esc)")))
        self.save_button = buttons.button(
            _("Save as…"),
            self._on_save_clicked,
            icon="file-down",
            kind="primary",
            key="Ctrl+Return",
        )
        self.add_button(self.save_button)
        self.fit(560, 640)
        self._on_edited()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.px(12))
        grid.setVerticalSpacing(style.px(8))
        grid.setColumnStretch(1, 1)
        rows = ((_("For whom"), self.audience_edit), (_("Contents"), self.content_edit))
        for row, (words, edit) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(edit)
            edit.setAccessibleName(words)
            grid.addWidget(label, row, 0)
            grid.addWidget(edit, row, 1)
        self.content.addLayout(grid)
        self.content.addWidget(self.warning)
        head = QGridLayout()
        head.setColumnStretch(0, 1)
        head.addWidget(QLabel(_("Columns")), 0, 0)
        head.addWidget(self.usual_button, 0, 1)
        head.addWidget(self.all_button, 0, 2)
        self.content.addLayout(head)
        self.content.addWidget(self.columns_list, 1)

    def _fill(self, checked: Sequence[str]) -> None:
        self.columns_list.clear()
        for name in people.shown_columns(self.audience_edit.value() or Audience.MASKED):
            item = QListWidgetItem(people.FAMILY_TITLES[name], self.columns_list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_on = name in checked
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    def checked(self) -> list[str]:
        """Return the columns that are ticked."""
        items = (self.columns_list.item(n) for n in range(self.columns_list.count()))
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]

    @Slot()
    def _on_edited(self) -> None:
        self._fill(self.checked())
        has_families = self.content_edit.value() is not Content.MEMBERS
        for widget in (self.columns_list, self.all_button, self.usual_button):
            widget.setEnabled(has_families)
        is_full = self.audience_edit.value() is Audience.FULL
        self.warning.show_text(
            _(
                "The file will hold whole NIK and No KK. Give it only to who may have them; the"
                " export is noted."
            )
            if is_full
            else "",
            role="attention",
            icon="shield-alert",
        )

    @Slot()
    def _on_all_clicked(self) -> None:
        self._fill(list(people.FAMILY_TITLES))

    @Slot()
    def _on_usual_clicked(self) -> None:
        self._fill(people.USUAL)

    @Slot()
    def _on_save_clicked(self) -> None:
        start = str(paths.documents_folder() / _("Families.xlsx"))
        pattern = _("Excel ({xlsx});;CSV ({csv})").format(xlsx="*.xlsx", csv="*.csv")
        chosen, kind = QFileDialog.getSaveFileName(self, _("Export families"), start, pattern)
        if not chosen:
            return
        endings = (".csv", ".xlsx") if "*.csv" in kind else (".xlsx", ".csv")
        self.path = with_ending(Path(chosen), *endings)
        self.wish = Wish(
            audience=self.audience_edit.value() or Audience.MASKED,
            content=self.content_edit.value() or Content.FAMILIES,
            columns=self.checked(),
            ids=self._ids,
        )
        self.accept()
