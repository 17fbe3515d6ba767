"""A document laid out and drawn: blocks become pieces, pieces become pages.

Imported only when something is printed: the drawing library must not cost the start.
"""

import io

from reportlab.pdfgen.canvas import Canvas

from fieldkit.core.render import (
    blocks,
    charts,
    flow,
    fonts,
    page,
    pictures,
    posters,
    signatures,
)
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Photos,
    Poster,
    Signatures,
    Spacer,
    Table,
)
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.tables import TablePlan

ROWS_CARRIED = 3
GAP_BEFORE_TABLE = 2.5 * blocks.MM


def rendered(document: Document) -> tuple[bytes, int, frozenset[str]]:
    """Return the PDF, how many pages it has, and the characters it could not draw."""
    glyphs = fonts.Glyphs()
    sheet = page.Sheet.of(document)
    frame = sheet.frame(glyphs)
    pieces = lay_out(document, frame)
    runs = flow.break_pages(pieces, frame.height)
    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(sheet.width, sheet.height),
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.REGULAR,
        lang="id-ID" if document.language == "id" else "en-GB",
    )
    canvas.setTitle(document.title_line)
    canvas.setAuthor(document.author)
    canvas.setCreator("FieldKit")
    note = glyphs.clean(document.footer)
    watermark = glyphs.clean(document.watermark or "")
    for number, (start, stop) in enumerate(runs, start=1):
        if watermark:
            page.draw_watermark(canvas, sheet, watermark)
        flow.draw_page(canvas, pieces[start:stop], sheet.left, sheet.height - sheet.top)
        words = page.page_words(document.language, number, len(runs))
        page.draw_foot(canvas, sheet, document, note, words)
        canvas.showPage()
    canvas.save()
    return target.getvalue(), len(runs), frozenset(glyphs.missing)


def lay_out(document: Document, frame: blocks.Frame) -> list[Piece]:
    """Return everything that goes on the paper, in order, bound where it must stay together."""
    pieces: list[Piece] = []
    if document.letterhead is not None:
        pieces.append(page.Head(document.letterhead, frame))
    if document.prints_title:
        pieces.extend(blocks.title(document.title, frame))
    next_breaks = False
    for block in document.blocks:
        made = _pieces(block, frame)
        if not made:
            next_breaks = next_breaks or (isinstance(block, PageBreak) and bool(pieces))
            continue
        if isinstance(block, Signatures):
            _carry_something(pieces)
            made[0].glued = bool(pieces)
        elif pieces and isinstance(pieces[-1], blocks.Holding | page.Head):
            made[0].glued = True
        made[0].breaks = next_breaks
        next_breaks = False
        pieces.extend(made)
    return pieces


def _pieces(block: Block, frame: blocks.Frame) -> list[Piece]:  # noqa: C901, PLR0911 -- one case per kind
    match block:
        case Table():
            made = TablePlan(block, frame.width, frame.height, frame.clean).pieces()
            made[0].gap = GAP_BEFORE_TABLE
            return made
        case Paragraph():
            return blocks.paragraph(block, frame)
        case Heading():
            return blocks.heading(block, frame)
        case Facts():
            return blocks.facts(block, frame)
        case Bullets():
            return blocks.bullets(block, frame)
        case Signatures():
            return signatures.signatures(block, frame)
        case Photos():
            return pictures.photos(block, frame)
        case Poster():
            return posters.poster(block, frame)
        case Chart():
            return charts.chart(block, frame)
        case Spacer():
            return [Piece(0, gap=block.mm * blocks.MM)]
        case PageBreak():
            return []


def _carry_something(pieces: list[Piece]) -> None:
    """Bind the pieces above a signing block, so that it never stands alone on a page.

    Rows: the last three and the total. Text: the last paragraph, at most its last lines.
    """
    index = len(pieces) - 1
    while index > 0 and type(pieces[index]) is Piece:
        pieces[index].glued = True
        index -= 1
    rows = 1
    while index > 0 and rows < ROWS_CARRIED and _continues(pieces[index - 1], pieces[index]):
        rows += not pieces[index].glued
        pieces[index].glued = True
        index -= 1


def _continues(above: Piece, below: Piece) -> bool:
    """Whether two pieces belong to one table or one text."""
    if isinstance(below, flow.Row):
        return isinstance(above, flow.Row) and above.table is below.table
    return isinstance(above, blocks.Line) and isinstance(below, blocks.Line)
