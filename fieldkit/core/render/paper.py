"""A document laid out and drawn: blocks become pieces, pieces become pages.

Imported only when something is printed: the drawing library must not cost the start.
"""

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from fieldkit.core.render import (
    blocks,
    charts,
    flow,
    fonts,
    handouts,
    page,
    pictures,
    signatures,
)
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Cards,
    Chart,
    Document,
    Facts,
    FootNote,
    Heading,
    NewForm,
    PageBreak,
    Paragraph,
    Photos,
    Poster,
    Signatures,
    Spacer,
    Table,
    Tally,
)
from fieldkit.core.render.flow import Piece
from fieldkit.core.render.tables import TablePlan

ROWS_CARRIED = 3
CARRIED_HEIGHT = 22 * blocks.MM
MOST_CARRIED = 60 * blocks.MM
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
    section = ""
    watermark = glyphs.clean(document.watermark or "")
    numbers = flow.page_numbers(pieces, runs)
    for (start, stop), (number, count) in zip(runs, numbers, strict=True):
        if watermark:
            page.draw_watermark(canvas, sheet, watermark)
        flow.draw_page(canvas, pieces[start:stop], sheet.left, sheet.height - sheet.top)
        section = _section(pieces[start:stop], section)
        words = page.page_words(document.language, number, count)
        foot = "   ·   ".join(part for part in (note, section) if part)
        page.draw_foot(canvas, sheet, document, foot, words)
        canvas.showPage()
    canvas.save()
    return target.getvalue(), len(runs), frozenset(glyphs.missing)


def _section(pieces: Sequence[Piece], former: str) -> str:
    feet = [piece.text for piece in pieces if isinstance(piece, blocks.Foot)]
    return feet[-1] if feet else former


def lay_out(document: Document, frame: blocks.Frame) -> list[Piece]:
    """Return everything that goes on the paper, in order, bound where it must stay together."""
    pieces: list[Piece] = []
    if document.letterhead is not None:
        pieces.append(page.Head(document.letterhead, frame))
    if document.prints_title:
        pieces.extend(blocks.title(document.title, frame))
    next_breaks = restarts = False
    for block in document.blocks:
        made = _pieces(block, frame)
        if not made:
            is_break = isinstance(block, PageBreak | NewForm) and bool(pieces)
            next_breaks = next_breaks or is_break
            restarts = restarts or (is_break and isinstance(block, NewForm))
            continue
        if restarts and document.letterhead is not None:
            made[0].glued = True
            made = [page.Head(document.letterhead, frame), *made]
        if isinstance(block, Signatures):
            _carry_something(pieces)
            made[0].glued = bool(pieces)
        elif pieces and isinstance(pieces[-1], blocks.Holding | page.Head):
            made[0].glued = True
        made[0].breaks, made[0].restarts = next_breaks, restarts
        next_breaks = restarts = False
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
        case Poster() | Tally() | Cards():
            return handouts.handout(block, frame)
        case Chart():
            return charts.chart(block, frame)
        case Spacer():
            return [Piece(0, gap=block.mm * blocks.MM)]
        case FootNote():
            return [blocks.Foot(frame.clean(block.text))]
        case PageBreak() | NewForm():
            return []


def _rows_are_near(pieces: Sequence[Piece], index: int, height: float) -> bool:
    """Whether only short words stand between a table and the signing block."""
    for above in range(index - 1, 0, -1):
        piece = pieces[above]
        if isinstance(piece, flow.Row):
            return True
        height += piece.height
        if height > MOST_CARRIED or piece.breaks:
            return False
    return False


def _carry_something(pieces: list[Piece]) -> None:
    """Bind the pieces above a signing block, so that it never stands alone on a page.

    Three rows of a table with its total, or fewer where they are high; of a text its last
    lines, of facts the whole list; and what stands above a short closing chapter.
    """
    rows, height, of_rows = 0, 0.0, 0.0
    for index in range(len(pieces) - 1, 0, -1):
        piece = pieces[index]
        if piece.breaks:
            return
        rows += isinstance(piece, flow.Row) and not piece.glued
        height += piece.height
        is_row = isinstance(piece, flow.Row)
        of_rows += piece.height if is_row else 0
        reach = of_rows if is_row or _rows_are_near(pieces, index, height) else height
        is_enough = rows >= ROWS_CARRIED or reach >= CARRIED_HEIGHT
        is_enough = is_enough or (of_rows > 0 and height >= MOST_CARRIED)
        is_within = isinstance(piece, blocks.FactLine) and isinstance(
            pieces[index - 1], blocks.FactLine
        )
        if is_enough and not piece.glued and (not is_within or height > MOST_CARRIED):
            return
        piece.glued = True
