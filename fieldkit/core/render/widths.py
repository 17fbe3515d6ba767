"""How wide paper and columns are, for every renderer; nothing here needs the drawing library."""

from collections.abc import Sequence

from fieldkit.core.render.document import Column, Document

PAPERS_MM = {"A4": (210, 297), "F4": (215, 330), "A3": (297, 420)}
# top, right, bottom, left; the office habit of a wide left edge for the binder.
PORTRAIT_MM = (15.0, 18.0, 18.0, 22.0)
LANDSCAPE_MM = (13.0, 14.0, 16.0, 14.0)
STRETCH_FROM = 0.85
NARROWEST_MM = 14


def sheet_mm(document: Document) -> tuple[float, float]:
    """Return the sheet's width and height as it lies."""
    width, height = PAPERS_MM[document.paper]
    return (height, width) if document.landscape else (width, height)


def margins_mm(document: Document) -> tuple[float, float, float, float]:
    """Return the top, right, bottom and left margin."""
    usual = LANDSCAPE_MM if document.landscape else PORTRAIT_MM
    return document.margins_mm or usual


def text_width_mm(document: Document) -> float:
    """Return the width between the margins."""
    _top, right, _bottom, left = margins_mm(document)
    return sheet_mm(document)[0] - right - left


def columns_mm(columns: Sequence[Column], available: float) -> list[float]:
    """Return widths: never wider than the page, nearly full tables filled out."""
    fixed = sum(column.width_mm or 0 for column in columns)
    open_columns = sum(column.width_mm is None for column in columns)
    share = max((available - fixed) / open_columns, NARROWEST_MM) if open_columns else 0
    widths = [share if c.width_mm is None else c.width_mm for c in columns]
    total = sum(widths)
    if total > available or total >= STRETCH_FROM * available:
        widths = [width * available / total for width in widths]
    return widths
