"""Letterheads: which ones there are, which one reports carry, and what it looks like."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QImage, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document, Paragraph
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.office.model import RULES, Letterhead
from fieldkit.ui.settings.letterhead_form import LinesEdit, LogoEdit
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.preview import pdf_bytes
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import CheckField, ChoiceField, CustomField, Form, TextField
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

RULE_NAMES = {"double": N_("Double line"), "single": N_("Single line"), "none": N_("No line")}
_SHOWN_SHARE = 0.24
_DPI = 110


def _default_words(letterhead: Letterhead) -> str:
    return _("On reports") if letterhead.is_default else ""


class LetterheadsPage(Page):
    """A list on top, the chosen letterhead as it will be printed below."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(lead=_("The lines and logos at the top of every report."), parent=parent)
        self._ctx, self._screen = ctx, screen
        self.table = RecordTable(
            Column(N_("Name"), attrgetter("name"), stretch=True, bold=True),
            Column(N_("Lines"), lambda row: len(row.lines), align="right", width=8),
            Column(N_("Used"), _default_words, width=16, role=lambda _row: "good"),
            name=N_("Letterheads"),
        )
        self.table.setMinimumHeight(style.row_height() * 5)
        empty = self.table.set_empty(
            _("No letterhead yet: reports are printed without one."),
            icon="stamp",
            action=_("Add a letterhead"),
        )
        self.add_button = buttons.button(
            _("Add a letterhead"), self._on_add_clicked, icon="plus", kind="primary"
        )
        self.edit_button = buttons.button(_("Change…"), self._on_edit_clicked, icon="pencil")
        self.use_button = buttons.button(
            _("Use on reports"), self._on_use_clicked, icon="badge-check"
        )
        self.remove_button = buttons.button(
            _("Remove"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        self._preview = QLabel()
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._preview.setAccessibleName(_("Preview of the letterhead"))
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        for button in (self.add_button, self.edit_button, self.use_button, self.remove_button):
            line.addWidget(button)
        line.addStretch(1)
        self.add_layout(line)
        self.add(self.table)
        self._card = Card(_("As it will be printed"))
        self._card.add(self._preview)
        self.add(self._card)
        self.finish()
        empty.action_requested.connect(self._on_add_clicked)
        self.table.activated.connect(self._on_edit_clicked)
        self.table.chosen.connect(self._on_chosen)
        self.reload()

    def reload(self) -> None:
        """Read the letterheads again."""
        self.table.show_rows(office.letterheads(self._ctx))
        if self.table.current() is None:
            self.table.select_first()
        self._show_state()
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw the letterhead when somebody looks."""
        super().showEvent(event)
        self._draw()

    def _show_state(self) -> None:
        may_edit = self._ctx.may(Permission.EDIT_OFFICE)
        current = self.table.current()
        self.add_button.setVisible(may_edit)
        for button in (self.edit_button, self.use_button, self.remove_button):
            button.setVisible(may_edit)
            button.setEnabled(current is not None)
        if current is not None:
            self.use_button.setEnabled(not current.is_default)

    def _draw(self) -> None:
        current = self.table.current()
        self._card.setVisible(current is not None)
        if current is None or not self.isVisible():
            return
        head = office.drawn(self._ctx, current)
        document = Document(
            title="", kind="letterhead", blocks=(Paragraph(""),), letterhead=head, show_title=False
        )

        def work(_ctx: Context, _job: Job) -> bytes:
            return pdf_bytes(document)

        self._screen.run_job(_("Preparing the pages…"), work, self._show_drawn)

    def _show_drawn(self, pdf: Any) -> None:
        from fieldkit.core.render import raster

        page = raster.page_images(pdf, dpi=_DPI, pages=range(1))[0]
        form = QImage.Format.Format_RGBX8888
        image = QImage(page.rgba, page.width, page.height, page.width * 4, form)
        top = image.copy(0, 0, page.width, round(page.height * _SHOWN_SHARE))
        width = min(style.px(720), max(self.width() - style.px(96), style.px(240)))
        smooth = Qt.TransformationMode.SmoothTransformation
        self._preview.setPixmap(QPixmap.fromImage(top.scaledToWidth(width, smooth)))

    def _edit(self, letterhead: Letterhead) -> None:
        form = Form(
            TextField("name", N_("Name in the list"), required=True, max_length=120),
            ChoiceField(
                "rule",
                N_("Line underneath"),
                choices=[(r, RULE_NAMES[r]) for r in RULES],
                blank=None,
            ),
            CustomField("lines", N_("Lines"), wide=True, make=LinesEdit),
            CustomField("left_logo", N_("Logo at the left"), make=self._logo_edit),
            CustomField("right_logo", N_("Logo at the right"), make=self._logo_edit),
            CheckField("is_default", N_("Use it on reports"), wide=True),
        )
        kept = {f: getattr(letterhead, f) for f in ("name", "rule", "lines", "is_default")}
        form.fill(kept | {"left_logo": letterhead.left_logo, "right_logo": letterhead.right_logo})

        def save(values: dict[str, Any]) -> None:
            values["name"] = values["name"] or ""
            office.save_letterhead(self._ctx, Letterhead(id=letterhead.id, **values))

        dialog = FormDialog(_("Letterhead"), form, save, parent=self)
        if dialog.exec():
            self._screen.say(_("Letterhead saved."), undo=True)

    def _logo_edit(self) -> QWidget:
        edit = LogoEdit(self._keep_logo, self._logo_content)
        edit.refused.connect(self._on_logo_refused)
        return edit

    def _keep_logo(self, content: bytes) -> str:
        return office.keep_logo(self._ctx, content)

    def _logo_content(self, sha256: str) -> bytes | None:
        try:
            return self._ctx.files.content(sha256) if self._ctx.files.has(sha256) else None
        except FieldKitError:
            return None

    @Slot(str)
    def _on_logo_refused(self, sentence: str) -> None:
        self._screen.say(sentence, role="danger")

    @Slot()
    def _on_add_clicked(self) -> None:
        menu = QMenu(self)
        for start in office.starting_letterheads(self._ctx):
            menu.addAction(start.name).setData(start)
        menu.triggered.connect(self._on_start_chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))

    @Slot(QAction)
    def _on_start_chosen(self, action: QAction) -> None:
        self._edit(action.data())

    @Slot()
    def _on_edit_clicked(self) -> None:
        current = self.table.current()
        if current is not None and self._ctx.may(Permission.EDIT_OFFICE):
            self._edit(current)

    @Slot()
    def _on_use_clicked(self) -> None:
        current = self.table.current()
        if current is not None and self._screen.attempt(
            lambda: office.make_default(self._ctx, current.id)
        ):
            text = _("Reports carry “{letterhead}” from now on.").format(letterhead=current.name)
            self._screen.say(text, undo=True)

    @Slot()
    def _on_remove_clicked(self) -> None:
        current = self.table.current()
        if current is not None and self._screen.attempt(
            lambda: office.remove_letterhead(self._ctx, current.id)
        ):
            self._screen.say(_("Letterhead removed."), undo=True)

    @Slot(object)
    def _on_chosen(self, _row: object) -> None:
        self._show_state()
        self._draw()
