"""One worksheet filled from a Document, strictly downwards so that rows can leave memory."""

from collections.abc import Sequence
from typing import Any

from fieldkit.core.render.document import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
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
)

CHARACTERS_PER_MM = 0.55
USUAL_WIDTH = 12.0
# A deeper frozen head would leave no room for rows on a small screen.
MOST_FROZEN = 14
LABEL_COLUMNS = 2
A4_CODE = 9
F4_CODE = 14
FONT = "Arial"


class Page:
    """Writes the blocks of a document under each other."""

    def __init__(self, workbook: Any, sheet: Any, document: Document) -> None:
        self.sheet = sheet
        self.document = document
        self.row = 0
        self.workbook = workbook
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.breaks: list[int] = []
        tables = [block for block in document.blocks if isinstance(block, Table)]
        self.columns = max((len(table.columns) for table in tables), default=6)
        self._set_up(tables)

    def _set_up(self, tables: Sequence[Table]) -> None:
        widths = [0.0] * self.columns
        for table in tables:
            for index, column in enumerate(table.columns):
                widths[index] = max(widths[index], _characters(column, table, index))
        for index, width in enumerate(widths):
            self.sheet.set_column(index, index, width or USUAL_WIDTH)
        self.sheet.set_paper(A4_CODE if self.document.paper == "A4" else F4_CODE)
        if self.document.landscape:
            self.sheet.set_landscape()
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
            self.formats[key] = self.workbook.add_format({"font_name": FONT, **wanted})
        return self.formats[key]

    def write(self) -> None:
        """Write everything."""
        if self.document.watermark:
            self._across(self.document.watermark, bold=True, align="center", font_color="#888888")
        if self.document.letterhead:
            for text, size, bold in self.document.letterhead.lines:
                self._across(text, bold=bold, font_size=size, align="center")
            self.row += 1
        if self.document.prints_title:
            for text in self.document.title.split("\n"):
                self._across(text, bold=True, font_size=13, align="center")
            self.row += 1
        tables = sum(isinstance(block, Table) for block in self.document.blocks)
        for block in self.document.blocks:
            self._block(block, freeze=tables == 1)
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
                    self._across(part, bold=block.bold, italic=block.italic)
            case Facts():
                for label, value in block.rows:
                    self._fact(label, value)
            case Bullets():
                for number, item in enumerate(block.items, start=1):
                    self._across(f"{number}. {item}" if block.numbered else f"• {item}")
            case Signatures():
                self._signatures(block)
            case Chart():
                self._chart(block)
            case Poster():
                self._across(block.heading, bold=True)
                for line in block.lines:
                    self._across(line)
            case Photos():
                for photo in block.items:
                    if photo.caption:
                        self._across(f"Foto: {photo.caption}", italic=True)
            case PageBreak() | NewForm():
                self.row += 1
                self.breaks.append(self.row)
            case Spacer():
                self.row += 1

    def _across(self, text: str, **wanted: Any) -> None:
        """Write a line that runs over the cells beside it; centred ones are merged."""
        align = wanted.pop("align", "left")
        if align == "center" and self.columns > 1:
            look = self.look(align="center", **wanted)
            self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, "", look)
            self._text(0, text, look)
        else:
            self._text(0, text, self.look(**wanted))
        self.row += 1

    def _fact(self, label: str, value: str) -> None:
        place = min(LABEL_COLUMNS, self.columns - 1)
        self._text(0, label, self.look())
        self._text(place, f": {value}", self.look())
        self.row += 1

    def _table(self, table: Table, *, freeze: bool) -> None:
        self.row += 1
        first = self.row
        self._header(table.columns)
        if freeze:
            self.sheet.repeat_rows(first, self.row - 1)
            if self.row <= MOST_FROZEN:
                self.sheet.freeze_panes(self.row, 0)
        looks = [
            self.look(border=1, align=column.align, valign="vcenter", text_wrap=True)
            for column in table.columns
        ]
        numbers = [
            self.look(border=1, align=column.align, valign="vcenter", num_format="#,##0")
            for column in table.columns
        ]
        for row in table.rows:
            self._cells(row, looks, numbers)
        if not table.rows:
            self._across(table.empty_text, italic=True)
        if table.total is not None:
            bold = {"border": 1, "bold": True, "bg_color": "#F2F2F2"}
            texts = [self.look(align=column.align, **bold) for column in table.columns]
            totals = [
                self.look(align=column.align, num_format="#,##0", **bold)
                for column in table.columns
            ]
            self._cells(table.total, texts, totals)
        self.row += 1

    def _cells(self, row: Sequence[Cell], looks: Sequence[Any], numbers: Sequence[Any]) -> None:
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
        look = {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8E8E8"}
        title = self.look(border=1, text_wrap=True, **look)
        if any(column.group for column in columns):
            above = self.look(top=1, left=1, right=1, text_wrap=True, **look)
            index = 0
            while index < len(columns):
                index = self._group(columns, index, title, above)
            self.row += 1
            title_below = self.look(bottom=1, left=1, right=1, text_wrap=True, **look)
        else:
            title_below = title
        for index, column in enumerate(columns):
            chosen = title if column.group else title_below
            self._text(index, column.title, chosen)
        self.row += 1

    def _group(self, columns: Sequence[Column], index: int, title: Any, above: Any) -> int:
        group = columns[index].group
        if not group:
            self.sheet.write_blank(self.row, index, None, above)
            return index + 1
        after = index
        while after < len(columns) and columns[after].group == group:
            after += 1
        if after - index > 1:
            self.sheet.merge_range(self.row, index, self.row, after - 1, "", title)
        self._text(index, group, title)
        return after

    def _signatures(self, block: Signatures) -> None:
        self.row += 1
        right = max(self.columns - 3, 1)
        above = [block.place_date] if block.place_date else []
        lines = (_signed(block.left, []), _signed(block.right, above))
        for index in range(max(map(len, lines))):
            for column, side in zip((0, right), lines, strict=True):
                offset = index - max(map(len, lines)) + len(side)
                if offset >= 0 and side[offset]:
                    self._text(column, side[offset], self.look())
            self.row += 1
        for text in _signed(block.centre, []):
            if text:
                self._text(max(self.columns // 2 - 1, 0), text, self.look())
            self.row += 1

    def _chart(self, block: Chart) -> None:
        """Write a chart's figures as a small table: what can be counted on."""
        names = [name for name, _values in block.series]
        columns = (Column(block.title or ""), *(Column(name, align="right") for name in names))
        self._header(columns)
        for index, label in enumerate(block.labels):
            self._text(0, label, self.look(border=1))
            for column, (_name, values) in enumerate(block.series, start=1):
                value = values[index] if index < len(values) else None
                look = self.look(border=1, num_format="#,##0.##")
                if value is None:
                    self.sheet.write_blank(self.row, column, None, look)
                else:
                    self.sheet.write_number(self.row, column, value, look)
            self.row += 1
        self.row += 1


def _signed(signer: Signer | None, above: list[str]) -> list[str]:
    if signer is None:
        return above
    blank_name = "(........................................)"
    lines = [*above, *signer.role_lines, "", "", "", signer.name or blank_name]
    return [*lines, signer.id_line]


def _characters(column: Column, table: Table, index: int) -> float:
    """Return a column's width in characters: as on paper, or by what stands in it."""
    if column.width_mm is not None:
        return max(column.width_mm * CHARACTERS_PER_MM, 4.5)
    texts = [str(row[index]) for row in table.rows[:300] if index < len(row)]
    longest = max([len(column.title), *map(len, texts)])
    return float(min(max(longest + 2, 8), 50))
