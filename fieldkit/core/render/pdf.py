"""A Document on paper: PDF with the typeface embedded, the same bytes for the same document."""

import io
import os
from dataclasses import dataclass
from pathlib import Path

from fieldkit.core import files
from fieldkit.core.errors import NotReadBackError
from fieldkit.core.render import raster
from fieldkit.core.render.document import Document

Target = str | os.PathLike[str] | io.BytesIO


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What was written; `missing_glyphs` are characters that print as a box."""

    pages: int
    bytes: int
    missing_glyphs: frozenset[str] = frozenset()


def write_pdf(document: Document, target: Target) -> PdfResult:
    """Write the document and make sure that it is there and opens.

    A file appears under its name only once it is complete. Raises DiskFullError or
    NotWritableError; nothing half-written stays behind.
    """
    from fieldkit.core.render import paper

    data, pages, missing = paper.rendered(document)
    if isinstance(target, io.BytesIO):
        target.write(data)
        opened = raster.page_count(data)
    else:
        path = Path(target)
        files.write_bytes(path, data)
        opened = raster.page_count(path)
    if opened != pages:
        raise NotReadBackError
    return PdfResult(pages, len(data), missing)
