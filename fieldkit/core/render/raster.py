"""Pages of a PDF as pictures, for the preview in the window."""

import contextlib
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from fieldkit.core.errors import UnusableFileError

Source = bytes | bytearray | io.BytesIO | str | os.PathLike[str]

# pdfium is not safe to use from two threads at once.
_one_at_a_time = threading.RLock()


class PageImage(NamedTuple):
    """One page: width and height in pixels, then RGBA bytes row by row."""

    width: int
    height: int
    rgba: bytes


@contextlib.contextmanager
def _opened(source: Source) -> Iterator[Any]:
    import pypdfium2

    data = source.getvalue() if isinstance(source, io.BytesIO) else source
    given = data if isinstance(data, bytes | bytearray) else str(Path(data))
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(given)
        except (pypdfium2.PdfiumError, FileNotFoundError) as error:
            raise UnusableFileError(reason="broken") from error
        try:
            yield document
        finally:
            document.close()


def page_count(source: Source) -> int:
    """Return how many pages a PDF has; UnusableFileError when it does not open."""
    with _opened(source) as document:
        return len(document)


def page_images(source: Source, *, dpi: float = 96, pages: range | None = None) -> list[PageImage]:
    """Return pages (all, or those of the range) as opaque pictures on white."""
    with _opened(source) as document:
        wanted = range(len(document)) if pages is None else pages
        return [_drawn(document[index], dpi / 72) for index in wanted if index < len(document)]


def page_image(source: Source, index: int, *, width: int) -> PageImage:
    """Return one page, so many pixels wide."""
    with _opened(source) as document:
        if not 0 <= index < len(document):
            raise IndexError(index)
        page = document[index]
        return _drawn(page, width / page.get_width())


def _drawn(page: Any, scale: float) -> PageImage:
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    try:
        return PageImage(bitmap.width, bitmap.height, _packed(bitmap))
    finally:
        bitmap.close()
        page.close()


def _packed(bitmap: Any) -> bytes:
    row = bitmap.width * 4
    data = bytes(bitmap.buffer)
    if bitmap.stride == row:
        return data
    return b"".join(data[start : start + row] for start in range(0, len(data), bitmap.stride))
