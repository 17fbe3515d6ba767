"""Reading CSV and its relatives as Excel, portals and phones write them."""

import contextlib
import csv
import io
from collections import Counter
from pathlib import Path

from fieldkit.core.errors import UnusableFileError
from fieldkit.core.render import preflight

DELIMITERS = (";", ",", "\t", "|")
BLANK = '";,|' + " \t\r\n"
LOOKED_AT = 40
LONGEST_CELL = 1_000_000
PLAIN_NAMES = {".csv", ".tsv", ".txt", ".tab"}


def read(path: Path) -> list[list[str | None]]:
    """Return the rows as text; a blank cell is None and rows are filled to equal length."""
    text = decoded(path.read_bytes())
    delimiter, text = _declared(text)
    if not text.strip(BLANK):
        preflight.refuse("empty")
    chosen = delimiter or _guessed(text)
    if chosen is None:
        if path.suffix.lower() not in PLAIN_NAMES:
            preflight.refuse("not_a_sheet")
        chosen = DELIMITERS[0]
    rows = _parsed(text, chosen)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        preflight.refuse("empty")
    width = max(map(len, rows))
    return [row + [None] * (width - len(row)) for row in rows]


def decoded(data: bytes) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or what old Windows wrote."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.count(b"\x00") * 50 > len(data):
        preflight.refuse("not_a_sheet")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if not _is_binary(text):
                return text.rstrip("\x1a")
    raise UnusableFileError(reason="not_a_sheet")


def _is_binary(text: str) -> bool:
    """Whether this is no text: a stray control character or two does not make it so."""
    sample = text[:4096]
    return sum(sign < " " and sign not in "\t\r\n\f" for sign in sample) * 50 > len(sample)


def _declared(text: str) -> tuple[str | None, str]:
    """Take the delimiter from Excel's `sep=;` line, and the line away."""
    first, _end, rest = text.partition("\n")
    mark = first.strip("\r").strip('"')
    if mark.lower().startswith("sep=") and len(mark) <= 5:
        return (mark[4:] or "\t"), rest
    return None, text


def _guessed(text: str) -> str | None:
    """Return the delimiter that cuts most lines into equally many cells."""
    best: tuple[float, int] = (0, 0)
    chosen = None
    for delimiter in DELIMITERS:
        counts = Counter(_widths(text, delimiter))
        whole = sum(counts.values())
        cut = {width: times for width, times in counts.items() if width > 1}
        if not cut:
            continue
        width, times = max(cut.items(), key=lambda item: (item[1], item[0]))
        score = (round(times / whole, 2), width)
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _widths(text: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(row):
                widths.append(len(row))
            if len(widths) == LOOKED_AT:
                break
    except csv.Error:
        return []
    return widths


def _swallowed(rows: list[list[str | None]], text: str, delimiter: str) -> bool:
    """Whether a quotation mark that was never closed swallowed whole rows into one cell."""
    try:
        for _row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        least = max(1, max(map(len, rows), default=0) // 2)
        cells = (cell for row in rows for cell in row if cell and "\n" in cell)
        return any(cell.count(delimiter) >= least for cell in cells)
    return False


def _parsed(text: str, delimiter: str) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) == preflight.MOST_ROWS:
                preflight.refuse("too_big")
            rows.append([cell if cell.strip() else None for cell in row])
        if _swallowed(rows, text, delimiter):
            preflight.refuse("open_quote")
    except csv.Error:
        preflight.refuse("broken")
    finally:
        csv.field_size_limit(limit)
    return rows
