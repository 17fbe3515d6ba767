"""Pages as pictures."""

import io

import pytest

from fieldkit.core.errors import UnusableFileError
from fieldkit.core.render import raster
from fieldkit.core.render.document import Document, PageBreak, Paragraph
from fieldkit.core.render.pdf import write_pdf


@pytest.fixture
def three_pages():
    target = io.BytesIO()
    blocks = (Paragraph("satu"), PageBreak(), Paragraph("dua"), PageBreak(), Paragraph("tiga"))
    write_pdf(Document("Tiga", "test", blocks), target)
    return target


def test_pages_become_white_pictures_with_ink(three_pages):
    images = raster.page_images(three_pages, dpi=72)
    assert len(images) == 3 == raster.page_count(three_pages)
    for image in images:
        assert (image.width, image.height) == (595, 842) or (image.width, image.height) == (
            596,
            842,
        )
        assert len(image.rgba) == image.width * image.height * 4
        assert image.rgba[:4] == b"\xff\xff\xff\xff"
        assert min(image.rgba[::4]) < 80


def test_one_page_is_drawn_as_wide_as_asked(three_pages, tmp_path):
    path = tmp_path / "tiga.pdf"
    path.write_bytes(three_pages.getvalue())
    assert abs(raster.page_image(path, 1, width=333).width - 333) <= 1
    assert len(raster.page_images(path, pages=range(1, 9))) == 2
    with pytest.raises(IndexError):
        raster.page_image(path, 3, width=100)


@pytest.mark.parametrize("source", [b"no pdf at all", b"", "/none/at/all.pdf"])
def test_what_is_no_pdf_is_refused(source):
    with pytest.raises(UnusableFileError):
        raster.page_count(source)
