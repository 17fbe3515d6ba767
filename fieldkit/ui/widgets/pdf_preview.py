"""The pages of a PDF as they will come out of the printer, with zoom, saving and printing."""

from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QPoint, QRectF, QSize, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.files import with_ending

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_PRINT_DPI = 300


class PdfPreview(QWidget):
    """Shows PDF bytes; pages are drawn when they come into view."""

    saved = Signal(str)
    save_failed = Signal(str)
    printed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pdf = b""
        self._file_name = "laporan.pdf"
        self._pages: list[_PageView] = []
        self._zoom = 0.0
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(_("Preview"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._empty_state = EmptyState("file-text", _("Choose a report to see it here."))
        self._page_label = QLabel()
        style.set_role(self._page_label, "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(self._tool_line())
        layout.addWidget(self._empty_state, 1)
        layout.addWidget(self._scroll, 1)
        self._scroll.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.show_pdf(b"")

    def _tool_line(self) -> QHBoxLayout:
        self.out_button = buttons.icon_button("zoom-out", _("Smaller"), self.zoom_out, key="Ctrl+-")
        self.in_button = buttons.icon_button("zoom-in", _("Larger"), self.zoom_in, key="Ctrl++")
        self.fit_button = buttons.icon_button(
            "maximize", _("Fit the width"), self.fit_width, key="Ctrl+."
        )
        self.save_button = buttons.button(_("Save PDF…"), self._on_save_clicked, icon="download")
        self.print_button = buttons.button(
            _("Print…"), self._on_print_clicked, icon="printer", kind="primary"
        )
        line = QHBoxLayout()
        line.setSpacing(style.px(4))
        line.addWidget(self._page_label)
        line.addStretch(1)
        for widget in (self.out_button, self.in_button, self.fit_button):
            line.addWidget(widget)
        line.addSpacing(style.px(8))
        line.addWidget(self.save_button)
        line.addWidget(self.print_button)
        return line

    def show_pdf(self, pdf: bytes, file_name: str = "laporan.pdf") -> None:
        """Show a PDF from its first page; nothing empties the preview."""
        from fieldkit.core.render import raster

        self._pdf, self._file_name = pdf, file_name
        holder = QWidget()
        holder.setProperty("page", True)
        column = QVBoxLayout(holder)
        column.setContentsMargins(*[style.px(12)] * 4)
        column.setSpacing(style.px(12))
        count = raster.page_count(pdf) if pdf else 0
        points = _page_size(pdf) if pdf else QSize()
        self._pages = [_PageView(pdf, number, points) for number in range(count)]
        for page in self._pages:
            column.addWidget(page, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._scroll.setWidget(holder)
        self._scroll.setVisible(bool(pdf))
        self._empty_state.setVisible(not pdf)
        for button in (
            self.out_button,
            self.in_button,
            self.fit_button,
            self.save_button,
            self.print_button,
        ):
            button.setEnabled(bool(pdf))
        self._resize_pages()
        self._show_page_number()

    def set_empty(self, sentence: str) -> None:
        """Say why there is nothing to see."""
        self._empty_state.set_content("file-text", sentence)

    @property
    def page_total(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    @Slot()
    def zoom_in(self) -> None:
        """Show the pages larger."""
        self._zoom = next((z for z in _ZOOMS if z > self._present_zoom() + 0.01), _ZOOMS[-1])
        self._resize_pages()

    @Slot()
    def zoom_out(self) -> None:
        """Show the pages smaller."""
        smaller = [z for z in _ZOOMS if z < self._present_zoom() - 0.01]
        self._zoom = smaller[-1] if smaller else _ZOOMS[0]
        self._resize_pages()

    @Slot()
    def fit_width(self) -> None:
        """Make the pages as wide as the preview."""
        self._zoom = 0.0
        self._resize_pages()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pages fitting."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= style.px(480)
        self.save_button.setText(_("Save PDF…") if is_wide else "")
        style.set_bare(self.save_button, bare=not is_wide)
        self._show_page_number()
        if not self._zoom:
            self._resize_pages()

    def _present_zoom(self) -> float:
        return self._zoom or self._fitting_zoom()

    def _fitting_zoom(self) -> float:
        if not self._pages:
            return 1.0
        room = self.width() - style.px(48)
        return min(2.0, max(0.2, room / self._pages[0].points.width()))

    def _resize_pages(self) -> None:
        for page in self._pages:
            page.set_zoom(self._present_zoom())

    def _show_page_number(self) -> None:
        total = len(self._pages)
        top = self._scroll.verticalScrollBar().value() + self._scroll.height() // 2
        current = next(
            (n for n, page in enumerate(self._pages) if page.geometry().bottom() >= top), 0
        )
        is_wide = self.width() >= style.px(400)
        words = _("Page {page} of {total}") if is_wide else "{page}/{total}"
        text = words.format(page=current + 1, total=total)
        self._page_label.setText(text if total else "")
        self._page_label.setMinimumWidth(self._page_label.sizeHint().width())

    @Slot()
    def _on_scrolled(self) -> None:
        self._show_page_number()
        for page in self._pages:
            page.let_go_unless_seen()

    @Slot()
    def _on_save_clicked(self) -> None:
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(places[0] if places else ".") / self._file_name)
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Save PDF"), start, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the PDF and say where, or why not."""
        target = with_ending(path, ".pdf")
        try:
            target.write_bytes(self._pdf)
        except OSError:
            self.save_failed.emit(str(target))
        else:
            self.saved.emit(str(target))

    @Slot()
    def _on_print_clicked(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(_PRINT_DPI)
        points = self._pages[0].points
        size = QPageSize(points, QPageSize.Unit.Point)
        is_wide = points.width() > points.height()
        orientation = (
            QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
        )
        if is_wide:
            size = QPageSize(points.transposed(), QPageSize.Unit.Point)
        printer.setPageLayout(QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0)))
        printer.setFullPage(True)
        printer.setDocName(self._file_name)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, len(self._pages))
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            first = printer.fromPage() or 1
            last = printer.toPage() or len(self._pages)
            self._print(printer, first, last)
            self.printed.emit(last - first + 1)

    def _print(self, printer: "QPrinter", first: int, last: int) -> None:
        painter = QPainter(printer)
        for number in range(first - 1, last):
            if number >= first:
                printer.newPage()
            page = self._pages[number]
            box = printer.pageLayout().fullRectPixels(printer.resolution())
            painter.drawImage(QRectF(0, 0, box.width(), box.height()), page.drawn(_PRINT_DPI / 72))
        painter.end()


def _page_size(pdf: bytes) -> QSize:
    """Return the first page's size in points; all pages of a report are alike."""
    from fieldkit.core.render import raster

    first = raster.page_images(pdf, dpi=72, pages=range(1))[0]
    return QSize(first.width, first.height)


class _PageView(QWidget):
    """One page, drawn at the moment it is looked at."""

    def __init__(self, pdf: bytes, number: int, points: QSize) -> None:
        super().__init__()
        self._pdf, self._number, self.points = pdf, number, points
        self._zoom = 0.0
        self._image: QImage | None = None
        self.setAccessibleName(_("Page {page}").format(page=number + 1))

    def set_zoom(self, zoom: float) -> None:
        """Take another size."""
        if abs(zoom - self._zoom) > 0.001:
            self._zoom = zoom
            self._image = None
            self.setFixedSize(ceil(self.points.width() * zoom), ceil(self.points.height() * zoom))
            self.update()

    def let_go_unless_seen(self) -> None:
        """Drop the drawing of a page out of sight: four hundred pages do not fit in memory."""
        if self._image is not None and self.visibleRegion().isEmpty():
            self._image = None

    def drawn(self, scale: float) -> QImage:
        """Return the page at so many pixels a point."""
        from fieldkit.core.render import raster

        pages = range(self._number, self._number + 1)
        image = raster.page_images(self._pdf, dpi=72 * scale, pages=pages)[0]
        made = QImage(
            image.rgba, image.width, image.height, image.width * 4, QImage.Format.Format_RGBX8888
        )
        return made.copy()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page, rendering it first if need be."""
        del event
        if self._image is None:
            self._image = self.drawn(max(0.1, self._zoom) * self.devicePixelRatioF())
            self._image.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(self)
        # Dot by dot: drawn a dot smaller than it is, a line of writing in the middle is cut.
        painter.drawImage(QPoint(0, 0), self._image)
        painter.setPen(style.colour("input_border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
