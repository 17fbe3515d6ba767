"""A Document as a workbook, and plain lists as workbook or CSV.

Text is always written as text: NIK keep their zeros, and nothing typed by a person can become
a formula. Nothing is left in clear in the computer's temporary folder.
"""

import contextlib
import csv
import datetime as dt
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.core import files
from fieldkit.core.errors import NotWritableError
from fieldkit.core.render import guard
from fieldkit.core.render.document import Document, Table
from fieldkit.core.render.parts import parts, sheet_name
from fieldkit.core.render.worksheet import A4_CODE, Page

# Above this a workbook is written row by row instead of being held in memory.
HELD_IN_MEMORY = 20_000
LONGEST_TEXT = 32_767
WIDEST, NARROWEST = 60, 6
Value = str | int | float | bool | dt.date | None


def write_xlsx(document: Document, target: str | os.PathLike[str] | io.BytesIO) -> None:
    """Write the document, a sheet for each form of it; pictures stay on paper only."""
    rows = sum(len(block.rows) for block in document.blocks if isinstance(block, Table))

    def fill(workbook: Any) -> None:
        workbook.set_properties({"title": document.title_line, "author": document.author})
        for part in parts(document):
            Page(workbook, workbook.add_worksheet(part.name), document, part).write()

    _write(target, fill, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainList:
    """One plain list: a sheet of a workbook, or a CSV file."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]


def write_rows_xlsx(
    target: str | os.PathLike[str] | io.BytesIO,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    name: str = "Data",
) -> None:
    """Write one plain list: bold frozen header, text as text, whole numbers as numbers."""
    write_lists_xlsx(target, [PlainList(name=name, header=header, rows=list(map(list, rows)))])


def write_lists_xlsx(
    target: str | os.PathLike[str] | io.BytesIO, lists: Sequence[PlainList], *, footer: str = ""
) -> None:
    """Write plain lists, a sheet each; the footer stands under each list and on each page."""

    def fill(workbook: Any) -> None:
        for one in lists:
            _fill_list(workbook, one, footer)

    _write(target, fill, max((len(one.rows) for one in lists), default=0))


def _fill_list(workbook: Any, one: PlainList, footer: str) -> None:
    sheet = workbook.add_worksheet(sheet_name(one.name))
    bold = workbook.add_format({"bold": True, "bg_color": "#E8E8E8", "bottom": 1})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for column in range(len(one.header)):
        sheet.set_column(column, column, _width(one.header[column], one.rows, column))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4_CODE)
    sheet.fit_to_pages(1, 0)
    if one.rows and one.header:
        sheet.autofilter(0, 0, len(one.rows), len(one.header) - 1)
    for column, title in enumerate(one.header):
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(one.rows, start=1):
        for column, value in enumerate(row):
            _write_value(sheet, number, column, value, day)
    if footer:
        quiet = workbook.add_format({"italic": True, "font_color": "#555555"})
        sheet.write_string(len(one.rows) + 2, 0, footer, quiet)
        sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8Halaman &P dari &N")


def write_rows_csv(
    target: str | os.PathLike[str] | io.BytesIO,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    delimiter: str = ",",
    bom: bool = False,
    footer: str = "",
) -> None:
    """Write one plain list as UTF-8 CSV, formulas guarded; give `;` and `bom` for local Excel."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([guard.guarded(title) for title in header])
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
    if footer:
        writer.writerow([guard.guarded(footer)])
    data = text.getvalue().encode("utf-8-sig" if bom else "utf-8")
    if isinstance(target, io.BytesIO):
        target.write(data)
    else:
        files.write_bytes(Path(target), data)


def _csv_value(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return guard.guarded(value) if isinstance(value, str) else value


def _write_value(sheet: Any, row: int, column: int, value: Value, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, value[:LONGEST_TEXT])


def _width(title: str, rows: Sequence[Sequence[Value]], column: int) -> float:
    longest = max(
        (len(str(row[column])) for row in rows[:500] if len(row) > column and row[column]),
        default=0,
    )
    return min(max(longest, len(title), NARROWEST) + 2, WIDEST)


def _write(target: str | os.PathLike[str] | io.BytesIO, fill: Any, rows: int) -> None:
    if isinstance(target, io.BytesIO):
        _fill_workbook(target, fill, {"in_memory": True})
        return
    path = Path(target)
    if rows <= HELD_IN_MEMORY:
        memory = io.BytesIO()
        _fill_workbook(memory, fill, {"in_memory": True})
        files.write_bytes(path, memory.getvalue())
        return
    with (
        files.replacing(path) as temporary,
        tempfile.TemporaryDirectory(
            dir=path.parent, prefix=".fieldkit-", ignore_cleanup_errors=True
        ) as private,
    ):
        _fill_workbook(str(temporary), fill, {"constant_memory": True, "tmpdir": private})


def _fill_workbook(target: str | io.BytesIO, fill: Any, options: dict[str, Any]) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    workbook = xlsxwriter.Workbook(target, {**options, "strings_to_formulas": False})
    try:
        fill(workbook)
        workbook.close()
    except FileCreateError as error:
        _let_go(workbook)
        cause = error.args[0] if error.args else error
        if isinstance(cause, OSError):
            raise cause from error
        raise NotWritableError from error


def _let_go(workbook: Any) -> None:
    """Close the row files of an unfinished workbook, so that their folder can be removed."""
    for sheet in workbook.worksheets():
        rows = getattr(sheet, "row_data_fh", None)
        if rows is not None:
            with contextlib.suppress(OSError):
                rows.close()
