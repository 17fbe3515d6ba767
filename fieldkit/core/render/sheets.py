"""Reading spreadsheets: Excel, LibreOffice, CSV and web tables, by what they are, not by name."""

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.errors import MissingFileError, UnusableFileError
from fieldkit.core.i18n import N_
from fieldkit.core.render import delimited, markup, preflight

# A float holds whole numbers exactly below this; Excel itself keeps only 15 digits.
EXACT_BELOW = 2**53
SIXTEEN_DIGITS = 10**15

SENTENCES = {
    "html": N_("it is a web page without a table in it. Open it in Excel and save it as .xlsx."),
    "broken": N_("it is damaged or was not copied completely. Ask for it once more."),
    "a_folder": N_("this is a folder. Choose the file in it."),
    "empty": N_("there is nothing in it. Open it in Excel and look whether it is the right file."),
    "encrypted": N_("it is locked with a password. Open it in Excel and save it without one."),
    "too_big": N_("it holds more than a sheet of families can: at most 200,000 rows."),
    "open_quote": N_(
        "a quotation mark in it is opened and never closed. Open it in Excel and save it anew."
    ),
    "not_a_sheet": N_(
        "it is no Excel, LibreOffice or CSV file. Open it in Excel and save it as .xlsx."
    ),
    "no_access": N_("the computer does not let it be opened. Close it elsewhere, then try again."),
}
sentences.register(SENTENCES)


@dataclass(frozen=True, slots=True)
class DamagedNumber:
    """A long number that was stored as a number: its last digits may be lost."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | float | bool | dt.date | dt.datetime | DamagedNumber | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from its first row and column on; a blank cell is None."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False


def read_workbook(path: str | Path) -> list[Sheet]:
    """Return the sheets that hold anything, in order.

    The content decides, whatever the name says. Cells of merged ranges all carry the range's
    value. Refuses with UnusableFileError whose `reason` is one of SENTENCES.
    """
    known = Path(path)
    if known.is_dir():
        preflight.refuse("a_folder")
    if not known.is_file():
        raise MissingFileError(path=str(known))
    try:
        kind = preflight.kind_of(known)
        if kind == "text":
            return [Sheet(known.stem, [list(row) for row in delimited.read(known)])]
        if kind == "markup":
            return [Sheet(name, _plain(rows)) for name, rows in markup.read(known)]
        sheets = _read_with_library(known)
    except PermissionError as error:
        raise UnusableFileError(reason="no_access") from error
    if not sheets:
        preflight.refuse("empty")
    return sheets


def _read_with_library(path: Path) -> list[Sheet]:
    import python_calamine as calamine

    try:
        # By its bytes: opened by its path the library would go by the name.
        content = io.BytesIO(path.read_bytes())
        with calamine.CalamineWorkbook.from_filelike(content) as workbook:
            return [
                Sheet(meta.name, rows, meta.visible != calamine.SheetVisibleEnum.Visible)
                for meta in workbook.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
                and (rows := _rows(workbook.get_sheet_by_name(meta.name)))
            ]
    except calamine.PasswordError as error:
        raise UnusableFileError(reason="encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnusableFileError(reason="broken") from error
    except BaseException as error:
        # A panic inside the library is no Exception, and no reason to end the program.
        if type(error).__name__ != "PanicException":
            raise
        raise UnusableFileError(reason="broken") from error


def _rows(sheet: Any) -> list[list[Cell]]:
    if sheet.end is None:
        return []
    if sheet.total_height > preflight.MOST_ROWS:
        preflight.refuse("too_big")
    # Most cells are text: they are looked at in the row itself, for a call each would double
    # the time of a long list.
    numbers = _Numbers()
    rows = [
        [
            (value if value and not value.isspace() else None)
            if value.__class__ is str
            else numbers[value]
            if value.__class__ is float
            else _cell(value)
            for value in row
        ]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    _spread_merged(rows, sheet.merged_cell_ranges or ())
    return rows if any(cell is not None for row in rows for cell in row) else []


def _plain(rows: markup.Rows) -> list[list[Cell]]:
    return [[_number(v) if isinstance(v, float) else v for v in row] for row in rows]


class _Numbers(dict[float, Cell]):
    """What numbers stand for, each looked at once: counts repeat by the thousand."""

    def __missing__(self, value: float) -> Cell:
        found = self[value] = _number(value)
        return found


def _cell(value: Any) -> Cell:
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, dt.timedelta):
        return str(value)
    known: Cell = value
    return known


def _number(value: float) -> Cell:
    if -SIXTEEN_DIGITS < value < SIXTEEN_DIGITS:
        return int(value) if value.is_integer() else value
    if not math.isfinite(value):
        return None
    if not value.is_integer():
        return value
    whole = int(value)
    size = abs(whole)
    if size >= EXACT_BELOW or (size >= SIXTEEN_DIGITS and size % 10 == 0):
        return DamagedNumber(str(whole))
    return whole


def _spread_merged(
    rows: list[list[Cell]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Give every cell of a merged range its value, as people see it."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                if row[column] is None:
                    row[column] = value
