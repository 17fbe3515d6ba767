"""Reading tables out of web pages and Excel 2003's XML, which portals like to call .xls."""

import contextlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from fieldkit.core.render import delimited, preflight

Value = str | float | None
Rows = list[list[Value]]

_WIDEST_SPAN = 200
_LEAST_ROWS = 2
_BREAKS = {"br", "p", "div", "li"}
_SILENT = {"script", "style", "title", "head"}
_CELLS = {"td", "th", "cell"}
_ROWS = {"tr", "row"}


@dataclass(slots=True)
class _Table:
    """A table being read; `waiting` holds what rows above still span into the rows below."""

    name: str
    rows: Rows = field(default_factory=list)
    waiting: dict[int, tuple[int, Value]] = field(default_factory=dict)
    row: list[Value] | None = None
    size: int = 0

    def begin_row(self) -> None:
        """Begin a row, whether or not the last one was ended."""
        self.end_row()
        if len(self.rows) >= preflight.MOST_ROWS or self.size > preflight.MOST_CELLS:
            preflight.refuse("too_big")
        self.row = []

    def end_row(self) -> None:
        """Keep the row that was begun."""
        if self.row is not None:
            self._take_waiting(self.row)
            self.rows.append(self.row)
            self.size += len(self.row)
        self.row = None

    def put(self, value: Value, across: int, down: int) -> None:
        """Put a cell into every place it spans, as people see it."""
        if self.row is None:
            self.begin_row()
        row = self.row if self.row is not None else []
        self._take_waiting(row)
        for _place in range(across):
            if down > 1:
                self.waiting[len(row)] = (down - 1, value)
            row.append(value)

    def skip_to(self, column: int) -> None:
        """Leave cells blank up to a column, as Excel's XML does."""
        if self.row is not None and column <= preflight.EXCEL_COLUMNS:
            self.row += [None] * (column - 1 - len(self.row))

    def _take_waiting(self, row: list[Value]) -> None:
        while len(row) in self.waiting:
            down, value = self.waiting.pop(len(row))
            if down > 1:
                self.waiting[len(row)] = (down - 1, value)
            row.append(value)


@dataclass(slots=True)
class _Cell:
    table: _Table
    across: int
    down: int
    parts: list[str] = field(default_factory=list)
    is_number: bool = False

    @property
    def value(self) -> Value:
        if self.is_number:
            with contextlib.suppress(ValueError):
                return float("".join(self.parts))
        lines = (" ".join(line.split()) for line in "".join(self.parts).split("\n"))
        return "\n".join(filter(None, lines)) or None


class _Reader(HTMLParser):
    """Gathers the cells of all tables; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._cells: list[_Cell] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag begins."""
        tag = tag.rpartition(":")[2]
        given = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag == "worksheet" or (tag == "table" and not self._is_excel):
            self._open.append(_Table(given.get("name", "")))
            self.tables.append(self._open[-1])
        elif tag in _ROWS and self._open:
            self._end_cell()
            self._open[-1].begin_row()
        elif tag in _CELLS and self._open:
            self._begin_cell(self._open[-1], given)
        elif tag == "data" and self._cells:
            self._cells[-1].is_number = given.get("type") == "Number"
        elif tag in _BREAKS and self._cells:
            self._cells[-1].parts.append("\n")
        self._silent += tag in _SILENT

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin and end at once."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what a tag ends."""
        tag = tag.rpartition(":")[2]
        if tag in _CELLS:
            self._end_cell()
        elif tag in _ROWS and self._open:
            self._end_cell()
            self._open[-1].end_row()
        elif tag == "worksheet" or (tag == "table" and not self._is_excel):
            self._end_table()
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        """Take the words of a cell."""
        if self._cells and not self._silent:
            self._cells[-1].parts.append(data)

    def close(self) -> None:
        """End what the page forgot to end."""
        super().close()
        while self._open:
            self._end_table()

    @property
    def _is_excel(self) -> bool:
        return bool(self._open) and self._open[-1].name != ""

    def _end_table(self) -> None:
        if self._open:
            self._end_cell()
            self._open.pop().end_row()

    def _begin_cell(self, table: _Table, given: dict[str, str]) -> None:
        self._end_cell()
        if index := _number(given.get("index", "")):
            table.skip_to(index)
        across = _number(given.get("colspan", "")) or _number(given.get("mergeacross", "")) + 1
        down = _number(given.get("rowspan", "")) or _number(given.get("mergedown", "")) + 1
        self._cells.append(_Cell(table, min(across, _WIDEST_SPAN), down))

    def _end_cell(self) -> None:
        if self._cells and self._open and self._cells[-1].table is self._open[-1]:
            cell = self._cells.pop()
            cell.table.put(cell.value, cell.across, cell.down)


def read(path: Path) -> list[tuple[str, Rows]]:
    """Return name and rows of every table that holds more than a heading."""
    reader = _Reader()
    reader.feed(delimited.decoded(path.read_bytes()))
    reader.close()
    found: list[tuple[str, Rows]] = []
    for table in reader.tables:
        width = max(map(len, table.rows), default=0)
        rows = [row + [None] * (width - len(row)) for row in table.rows]
        if len(rows) * width > preflight.MOST_CELLS:
            preflight.refuse("too_big")
        if sum(any(cell is not None for cell in row) for row in rows) >= _LEAST_ROWS:
            found.append((table.name or f"{path.stem} {len(found) + 1}", rows))
    if not found:
        preflight.refuse("html")
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
