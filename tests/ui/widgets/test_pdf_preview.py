import io

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from fieldkit.core.render import pdf
from fieldkit.core.render.document import Document, PageBreak, Paragraph
from fieldkit.ui.widgets.pdf_preview import PdfPreview


@pytest.fixture(scope="module")
def two_pages():
    target = io.BytesIO()
    document = Document("Title", "test", blocks=(Paragraph("One"), PageBreak(), Paragraph("Two")))
    pdf.write_pdf(document, target)
    return target.getvalue()


@pytest.fixture
def preview(qtbot):
    made = PdfPreview()
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    return made


def test_pages_are_shown_counted_and_zoomed(preview, two_pages):
    preview.show_pdf(two_pages, "laporan.pdf")
    assert preview.page_total == 2
    assert preview._page_label.text() == "Page 1 of 2"
    fitting = preview._pages[0].width()
    preview.zoom_in()
    assert preview._pages[0].width() > fitting
    preview.zoom_out()
    preview.fit_width()
    assert preview._pages[0].width() == fitting
    preview.grab()


def test_only_pages_in_sight_are_kept_drawn(preview, two_pages, qtbot):
    preview.show_pdf(two_pages)
    preview._zoom = 3.0
    preview._resize_pages()
    first, second = preview._pages
    qtbot.waitUntil(lambda: first._image is not None)
    bar = preview._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: second._image is not None)
    assert first._image is None
    bar.setValue(0)
    qtbot.waitUntil(lambda: first._image is not None)


def test_an_empty_preview_says_what_to_do(preview):
    preview.show_pdf(b"")
    assert not preview.save_button.isEnabled()
    preview.set_empty("Nothing this month.")


def test_the_pdf_is_saved_under_its_ending(preview, two_pages, tmp_path, qtbot):
    preview.show_pdf(two_pages)
    with qtbot.waitSignal(preview.saved) as saved:
        preview.save_to(tmp_path / "laporan")
    assert saved.args == [str(tmp_path / "laporan.pdf")]
    with qtbot.waitSignal(preview.save_failed):
        preview.save_to(tmp_path / "none" / "laporan.pdf")


def test_pages_are_printed(preview, two_pages, tmp_path):
    from PySide6.QtPrintSupport import QPrinter

    preview.show_pdf(two_pages)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    preview._print(printer, 1, 2)
    assert (tmp_path / "out.pdf").stat().st_size > 1000


def test_a_page_is_drawn_dot_by_dot_at_any_size(preview, two_pages):
    preview.show_pdf(two_pages)
    page = preview._pages[0]
    for zoom in (0.77, 1.2416107382550337, 1.3):
        page.set_zoom(zoom)
        shown = page.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        wanted = page.drawn(zoom).convertToFormat(QImage.Format.Format_RGB32)
        inside = QRect(1, 1, page.width() - 2, page.height() - 2)
        assert shown.copy(inside) == wanted.copy(inside)
