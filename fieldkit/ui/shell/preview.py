"""What Ctrl+P opens: the documents of a screen as they will be printed."""

import io
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from fieldkit.core import access, sentences
from fieldkit.core.access import Act
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _
from fieldkit.core.render.document import Document
from fieldkit.ui.shell.jobs import Job, JobRunner
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.lifetime import run_modal
from fieldkit.ui.widgets.pdf_preview import PdfPreview


def pdf_bytes(document: Document) -> bytes:
    """Return a document as a PDF."""
    from fieldkit.core.render import pdf

    target = io.BytesIO()
    pdf.write_pdf(document, target)
    return target.getvalue()


class PreviewDialog(QDialog):
    """Shows one document at a time; a list chooses among several."""

    def __init__(
        self, ctx: Context, documents: Sequence[Document], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Print preview"))
        self._ctx, self._documents = ctx, tuple(documents)
        self._jobs = JobRunner(ctx, self)
        self.document_combo = QComboBox()
        self.document_combo.setAccessibleName(_("Document"))
        self.document_combo.addItems([document.title_line for document in documents])
        self.document_combo.setVisible(len(self._documents) > 1)
        self.preview = PdfPreview()
        self.preview.set_empty(_("Preparing the pages…"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(12))
        layout.addWidget(self.document_combo)
        layout.addWidget(self.preview, 1)
        room = self.screen().availableSize()
        self.resize(min(style.px(820), room.width() - 40), min(style.px(700), room.height() - 60))
        self.document_combo.activated.connect(self._on_document_chosen)
        self.preview.saved.connect(self._on_saved)
        self.preview.printed.connect(self._on_printed)
        self._on_document_chosen(0)

    def exec(self) -> int:
        """Stay in front until the pages were looked at."""
        return run_modal(self)

    @Slot(int)
    def _on_document_chosen(self, number: int) -> None:
        document = self._documents[number]
        self._file_name = f"{document.kind}.pdf"

        def work(_ctx: Context, _job: Job) -> bytes:
            return pdf_bytes(document)

        self._jobs.run(_("Preparing the pages…"), work, self._show, self._refuse)

    @property
    def _kind(self) -> str:
        return self._documents[max(0, self.document_combo.currentIndex())].kind

    @Slot(str)
    def _on_saved(self, _path: str) -> None:
        access.note(self._ctx, Act.EXPORT, self._kind)

    @Slot(int)
    def _on_printed(self, _pages: int) -> None:
        access.note(self._ctx, Act.PRINT, self._kind)

    def _show(self, pdf: Any) -> None:
        self.preview.show_pdf(pdf, self._file_name)

    def _refuse(self, error: FieldKitError) -> None:
        self.preview.set_empty(sentences.sentence(error))
