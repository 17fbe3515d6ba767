"""One worksheet filled from a part of a document, strictly downwards so that rows can leave memory.

Columns are as wide as on paper, rows as high as their texts, so that it prints as it looks.
"""

import textwrap
from collections.abc import Sequence
from typing import Any

from fieldkit.core.render import widths
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Cards,
    Cell,
    Chart,
    Column,
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
    Signer,
    Spacer,
    Table,
    Tally,
)
from fieldkit.core.render.parts import Part

CHARACTERS_PER_MM = 0.54
NARROWEST = 4.5
# A deeper frozen head would leave no room for rows on a small screen.
MOST_FROZEN = 14
TEXT_COLUMNS = 6  # where no table says how many
A4_CODE = 9
PAPER_CODES = {"A4": A4_CODE, "F4": 14, "A3": 8}
FONT = "Arial"
CELL_SIZE = 9
TEXT_SIZE = 10
# How many letters of these sizes stand in one unit of column width.
LETTERS_PER_UNIT = {CELL_SIZE: 1.45, TEXT_SIZE: 1.3}
SIGNING_ROWS = 3


class Page:
    """Writes the blocks of a part under each other."""

    def __init__(self, workbook: Any, sheet: Any, document: Document, part: Part) -> None:
        self.sheet = sheet
        self.document = document
        self.part = part
        self.row = 0
        self.workbook = workbook
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.breaks: list[int] = []
        self.tables = [block for block in part.blocks if isinstance(block, Table)]
        self.widths = self._column_widths()
        self.columns = len(self.widths)
        self._set_up()

    def _column_widths(self) -> list[float]:
        """Return each column's width in letters: the widest any table here wants."""
        available = widths.text_width_mm(self.document)
        count = max((len(table.columns) for table in self.tables), default=TEXT_COLUMNS)
        wanted = [0.0] * count
        for table in self.tables:
            for index, width in enumerate(widths.columns_mm(table.columns, available)):
                wanted[index] = max(wanted[index], width)
        if not self.tables:
            wanted = [available / count] * count
        return [max(width * CHARACTERS_PER_MM, NARROWEST) for width in wanted]

    def _set_up(self) -> None:
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        self.sheet.set_paper(PAPER_CODES[self.document.paper])
        if self.document.landscape:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(1)
        note = self.document.footer.replace("&", "&&")
        self.sheet.set_footer(f"&L&8{note}&R&8Halaman &P dari &N")
        if self.document.watermark:
            self.sheet.set_header(f"&C&20{self.document.watermark.replace('&', '&&')}")

    def look(self, **wanted: Any) -> Any:
        """Return a cell format, made once."""
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            usual = {"font_name": FONT, "font_size": TEXT_SIZE, "valign": "vcenter"}
            self.formats[key] = self.workbook.add_format({**usual, **wanted})
        return self.formats[key]

    def write(self) -> None:
        """Write everything."""
        if self.document.watermark:
            self._across(self.document.watermark, bold=True, align="center", font_color="#888888")
        if self.document.letterhead and self.part.is_form:
            for text, size, bold in self.document.letterhead.lines:
                self._across(text, bold=bold, font_size=size, align="center")
            self.row += 1
        if self.document.prints_title and self.part.is_first:
            for text in self.document.title.split("\n"):
                self._across(text, bold=True, font_size=13, align="center")
            self.row += 1
        for block in self.part.blocks:
            self._block(block, freeze=len(self.tables) == 1)
        if self.breaks:
            self.sheet.set_h_pagebreaks(self.breaks)

    def _text(self, column: int, text: str, look: Any) -> None:
        """Write a text; blanks that bind words on paper are plain here, for searching."""
        self.sheet.write_string(self.row, column, text.replace("\u00a0", " "), look)

    def _block(self, block: Block, *, freeze: bool) -> None:  # noqa: C901, PLR0912 -- one case per kind
        match block:
            case Table():
                self._table(block, freeze=freeze)
            case Heading():
                self._across(block.text, bold=True, align=block.align)
            case Paragraph():
                for part in block.text.split("\n"):
                    align = "center" if block.align == "center" else "left"
                    self._across(part, bold=block.bold, italic=block.italic, align=align)
            case Facts():
                for label, value in block.rows:
                    self._fact(label, value, block.rows)
            case Bullets():
                for number, item in enumerate(block.items, start=1):
                    self._across(f"{number}. {item}" if block.numbered else f"• {item}")
            case Signatures():
                self._signatures(block)
            case Chart():
                self._chart(block)
            case Photos():
                for photo in block.items:
                    if photo.caption:
                        self._across(f"Foto: {' · '.join(photo.caption.split(chr(10)))}")
            case Poster():
                self._across(block.heading, bold=True)
                for line in block.lines:
                    self._across(line)
            case Tally():
                for _picture, label in block.rows:
                    self._across(label)
            case Cards():
                for heading, lines in block.items:
                    self._across(heading, bold=True)
                    for line in lines:
                        self._across(line)
            case FootNote():
                self._across(block.text, italic=True, font_size=8)
            case PageBreak() | NewForm():
                self.row += 1
                self.breaks.append(self.row)
            case Spacer():
                self.row += 1

    def _across(self, text: str, **wanted: Any) -> None:
        """Write a line over the whole width, as high as it needs."""
        self._over(0, self.columns, text, self.look(text_wrap=True, **wanted))
        size = wanted.get("font_size", TEXT_SIZE)
        units = sum(self.widths) * TEXT_SIZE / size
        self._set_height(_line_count(text, units, TEXT_SIZE), size)
        self.row += 1

    def _over(self, first: int, after: int, text: str, look: Any) -> None:
        if after - first > 1:
            self.sheet.merge_range(self.row, first, self.row, after - 1, "", look)
        self._text(first, text, look)

    def _set_height(self, lines: int, size: float) -> None:
        if lines > 1 or size > TEXT_SIZE:
            self.sheet.set_row(self.row, lines * size * 1.3 + 3)

    def _fact(self, label: str, value: str, rows: Sequence[tuple[str, str]]) -> None:
        """Write label and value; the labels take as many columns as the longest needs."""
        longest = max(len(name) for name, _value in rows)
        after, room = 1, self.widths[0] * LETTERS_PER_UNIT[TEXT_SIZE]
        while room < longest and after < self.columns - 1:
            room += self.widths[after] * LETTERS_PER_UNIT[TEXT_SIZE]
            after += 1
        if self.columns == 1:
            self._across(f"{label}: {value}")
            return
        self._over(0, after, label, self.look(valign="top"))
        self._over(after, self.columns, f": {value}", self.look(text_wrap=True, valign="top"))
        self._set_height(_line_count(value, sum(self.widths[after:]), TEXT_SIZE), TEXT_SIZE)
        self.row += 1

    def _table(self, table: Table, *, freeze: bool) -> None:
        self.row += 1
        first = self.row
        self._header(table.columns)
        if freeze:
            self.sheet.repeat_rows(first, self.row - 1)
            if self.row <= MOST_FROZEN:
                self.sheet.freeze_panes(self.row, 0)
        usual = {"border": 1, "font_size": CELL_SIZE}
        looks = [self.look(align=column.align, text_wrap=True, **usual) for column in table.columns]
        numbers = [
            self.look(align=column.align, num_format="#,##0", **usual) for column in table.columns
        ]
        for index, row in enumerate(table.rows):
            if index in table.bold_rows:
                self._total(row, table.columns)
            else:
                self._cells(row, looks, numbers)
        if not table.rows:
            self._across(table.empty_text, italic=True)
        if table.total is not None:
            self._total(table.total, table.columns)
        self.row += 1

    def _total(self, row: Sequence[Cell], columns: Sequence[Column]) -> None:
        bold = {"border": 1, "bold": True, "bg_color": "#F2F2F2", "font_size": CELL_SIZE}
        texts = [self.look(align=column.align, **bold) for column in columns]
        totals = [self.look(align=column.align, num_format="#,##0", **bold) for column in columns]
        self._cells(row, texts, totals)

    def _cells(self, row: Sequence[Cell], looks: Sequence[Any], numbers: Sequence[Any]) -> None:
        texts = zip(self.widths, row, strict=False)
        counts = [_line_count(c, w, CELL_SIZE) for w, c in texts if isinstance(c, str)]
        if max(counts, default=1) > 1:
            self.sheet.set_row(self.row, max(counts) * CELL_SIZE * 1.3 + 4)
        for column, look in enumerate(looks):
            cell = row[column] if column < len(row) else ""
            if isinstance(cell, int):
                self.sheet.write_number(self.row, column, cell, numbers[column])
            elif cell:
                self._text(column, cell, look)
            else:
                self.sheet.write_blank(self.row, column, None, look)
        self.row += 1

    def _header(self, columns: Sequence[Column]) -> None:
        look = {
            "bold": True, "align": "center", "bg_color": "#E8E8E8", "font_size": CELL_SIZE,
            "text_wrap": True,
        }  # fmt: skip
        title = self.look(border=1, **look)
        if any(column.group for column in columns):
            above = self.look(top=1, left=1, right=1, **look)
            index = 0
            while index < len(columns):
                index = self._group(columns, index, title, above)
            self.row += 1
            title_below = self.look(bottom=1, left=1, right=1, **look)
        else:
            title_below = title
        lines = [
            _line_count(c.title, width, CELL_SIZE)
            for c, width in zip(columns, self.widths, strict=False)
        ]
        self.sheet.set_row(self.row, max(lines) * CELL_SIZE * 1.3 + 4)
        for index, column in enumerate(columns):
            self._text(index, column.title, title if column.group else title_below)
        self.row += 1

    def _group(self, columns: Sequence[Column], index: int, title: Any, above: Any) -> int:
        group = columns[index].group
        if not group:
            self.sheet.write_blank(self.row, index, None, above)
            return index + 1
        after = index
        while after < len(columns) and columns[after].group == group:
            after += 1
        self._over(index, after, group, title)
        return after

    def _signatures(self, block: Signatures) -> None:
        """Write the signers into the halves of the page, each in the middle of its half."""
        self.row += 1
        above = [block.place_date] if block.place_date else []
        sides = (_signed(block.left, []), _signed(block.right, above))
        middle = self._middle()
        tallest = max(map(len, sides))
        for index in range(tallest):
            for (first, after), side in zip(
                ((0, middle), (middle, self.columns)), sides, strict=True
            ):
                offset = index - tallest + len(side)
                if offset >= 0 and side[offset]:
                    self._over(first, after, side[offset], self.look(align="center"))
            self.row += 1
        for text in _signed(block.centre, []):
            if text:
                self._over(0, self.columns, text, self.look(align="center"))
            self.row += 1

    def _middle(self) -> int:
        """Return the first column of the right half."""
        left, index = 0.0, 0
        while index < self.columns - 1 and left + self.widths[index] / 2 < sum(self.widths) / 2:
            left += self.widths[index]
            index += 1
        return max(index, 1) if self.columns > 1 else 0

    def _chart(self, block: Chart) -> None:
        """Write a chart's figures as a small table: what can be counted on."""
        names = [name for name, _values in block.series]
        columns = (Column(block.title or ""), *(Column(name, align="right") for name in names))
        self._header(columns)
        for index, label in enumerate(block.labels):
            self._text(0, label, self.look(border=1, font_size=CELL_SIZE))
            for column, (_name, values) in enumerate(block.series, start=1):
                value = values[index] if index < len(values) else None
                look = self.look(border=1, num_format="#,##0.##", font_size=CELL_SIZE)
                if value is None:
                    self.sheet.write_blank(self.row, column, None, look)
                else:
                    self.sheet.write_number(self.row, column, value, look)
            self.row += 1
        self.row += 1


def _line_count(text: str, units: float, size: int) -> int:
    """Return how many lines a text takes in so wide a cell."""
    room = max(int(units * LETTERS_PER_UNIT[size]), 1)
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(len(textwrap.wrap(part, room)), 1) for part in text.split("\n"))


def _signed(signer: Signer | None, above: list[str]) -> list[str]:
    if signer is None:
        return above
    blank_name = "(........................................)"
    lines = [*above, *signer.role_lines, *[""] * SIGNING_ROWS, signer.name or blank_name]
    return [*lines, signer.id_line]
