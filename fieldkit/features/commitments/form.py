"""The 25-column education form: written for a school, and read back whatever filled it in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from fieldkit.core.dates import Month, month_name
from fieldkit.core.errors import Problem
from fieldkit.core.render import sheets
from fieldkit.features.commitments.model import MOST_DAYS, Pupil, Quarter
from fieldkit.features.people.lists import cells
from fieldkit.features.people.words import Component

TITLE = "FORM VERIFIKASI KOMITMEN PENDIDIKAN"
EFFECTIVE = "Hari Efektif"
FACTS = (
    "No", "NIK Pengurus", "Nama Pengurus", "NIK Siswa", "NISN", "Nama Siswa",
    "Bentuk Pendidikan", "Tingkat Pendidikan",
)  # fmt: skip
MONTHLY = ("Alpa", "Izin", "Sakit", "Jml", "%")
LAST = ("Ket", "Nama Pendamping")
HEADINGS = (*FACTS, *MONTHLY, *MONTHLY, *MONTHLY, *LAST)
LEVELS = {Component.PRIMARY: "SD", Component.JUNIOR: "SMP", Component.SENIOR: "SMA"}
_MOST_ROWS_ABOVE = 20
Thing = TypeVar("Thing")
_NOTHING = {"-", "--", "–"}
_DAYS = re.compile(r"([0-9]{1,3})(?:[.,]0+)?(?: *(?:hari|x|kali))?")
_NPSN = re.compile(r"(?<![0-9])[0-9]{8}(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCells:
    """What a row says of one month."""

    absent: int | None = None
    excused: int | None = None
    sick: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written."""
        return self.absent is None and self.excused is None and self.sick is None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One pupil's line of a form as it was read, with what can not be so."""

    number: int
    nik: str = ""
    nisn: str = ""
    name: str = ""
    carer_nik: str = ""
    carer: str = ""
    months: tuple[MonthCells, MonthCells, MonthCells] = (
        MonthCells(), MonthCells(), MonthCells(),
    )  # fmt: skip
    note: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as read: whose school, which months, how many days, and the lines."""

    school: str = ""
    npsn: str = ""
    effective_days: tuple[int | None, int | None, int | None] = (None, None, None)
    months: tuple[Month | None, Month | None, Month | None] = (None, None, None)
    rows: tuple[FormRow, ...] = ()
    has_header: bool = True


@dataclass(slots=True)
class _Header:
    """Where the columns are."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    months: list[dict[str, int]] = field(default_factory=list)


def lines(
    pupils: Sequence[Pupil], quarter: Quarter, keeper: str, days: Sequence[int | None]
) -> list[list[Any]]:
    """Return a school's form as rows of a CSV file: title, school, days, headings, pupils."""
    school = next((p.school for p in pupils if p.school), "")
    npsn = next((p.npsn for p in pupils if p.npsn), "")
    months = [f"{month_name(m.month, 'id')} {m.year}" for m in quarter.months]
    days_row: list[Any] = [EFFECTIVE, *[""] * (len(FACTS) - 1)]
    months_row: list[Any] = ["Bulan", *[""] * (len(FACTS) - 1)]
    for month, day_count in zip(months, days, strict=True):
        days_row += [day_count, "", "", "", ""]
        months_row += [month, "", "", "", ""]
    body = [row_of(number, pupil, keeper) for number, pupil in enumerate(pupils, start=1)]
    return [
        ["NPSN", npsn], ["Nama Sekolah", school], months_row, days_row, list(HEADINGS), *body,
    ]  # fmt: skip


def row_of(number: int, pupil: Pupil, keeper: str) -> list[Any]:
    """Return one pupil's 25 cells; what is not known stays blank."""
    row: list[Any] = [
        number, pupil.carer_nik, pupil.carer, pupil.nik, pupil.nisn, pupil.name,
        LEVELS[pupil.level], pupil.grade,
    ]  # fmt: skip
    notes = []
    for told in pupil.months:
        percent = "" if told.percent is None else f"{told.percent:.0f}"
        missed = "" if told.missed is None else told.missed
        row += [_shown(told.absent), _shown(told.excused), _shown(told.sick), missed, percent]
        notes += [told.note] if told.note else []
    return [*row, "; ".join(dict.fromkeys(notes)), keeper]


def read(path: Path) -> Form:
    """Read a form from .xlsx, .xls, .ods or .csv; without its headings it has no rows.

    Raises UnusableFileError for what is no spreadsheet.
    """
    found = Form(has_header=False)
    for sheet in sheets.read_workbook(path):
        header = _header(sheet.rows)
        if header is None:
            continue
        above = sheet.rows[: header.row + 1]
        rows = tuple(_rows(sheet.rows, header))
        if rows or not found.has_header:
            found = Form(
                school=_labelled(above, "nama sekolah"),
                npsn=_npsn(above),
                effective_days=_effective(above, header),
                months=_months(above, header),
                rows=rows,
            )
        if rows:
            break
    return found


def _shown(count: int | None) -> int | str:
    return "" if count is None else count


def _header(rows: Sequence[Sequence[Any]]) -> _Header | None:
    """Find the line of headings: it names pupils, and three times the kinds of absence."""
    for number, row in enumerate(rows[:_MOST_ROWS_ABOVE]):
        words = [_word(cell) for cell in row]
        if "nik siswa" not in words and "nama siswa" not in words:
            continue
        header = _Header(number)
        for column, word in enumerate(words):
            header.columns.setdefault(word, column)
        below = [_word(c) for c in rows[number + 1]] if number + 1 < len(rows) else []
        kinds = words if "alpa" in words else below
        header.row = number if "alpa" in words else number + 1
        starts = [column for column, word in enumerate(kinds) if word in ("alpa", "alpha", "alfa")]
        for start in starts[:3]:
            block = {"absent": start}
            for column in range(start + 1, min(start + 5, len(kinds))):
                block.setdefault(_KINDS.get(kinds[column], "percent"), column)
            header.months.append(block)
        if len(header.months) == 3:
            return header
    return None


_KINDS = {
    "izin": "excused", "ijin": "excused", "sakit": "sick", "jml": "total", "jumlah": "total",
}  # fmt: skip


def _word(cell: Any) -> str:
    return (cells.text(cell) or "").casefold().strip(".: ")


def _labelled(rows: Sequence[Sequence[Any]], label: str) -> str:
    """Return what stands beside or behind a label above the table."""
    for row in rows:
        for column, cell in enumerate(row):
            word = _word(cell)
            if not word.startswith(label):
                continue
            inside = (cells.text(cell) or "")[len(label) :].strip(" :")
            beside = (cells.text(c) for c in row[column + 1 :] if _word(c) != word)
            found = inside or next((text.strip(" :") for text in beside if text), "")
            if found:
                return found
    return ""


def _npsn(rows: Sequence[Sequence[Any]]) -> str:
    found = _NPSN.search(_labelled(rows, "npsn"))
    return found[0] if found else ""


def _effective(
    rows: Sequence[Sequence[Any]], header: _Header
) -> tuple[int | None, int | None, int | None]:
    """Return the effective days: under each month's columns, or one after the other."""
    for row in rows:
        if not any(_word(cell).startswith("hari efektif") for cell in row):
            continue
        told = " ".join(cells.text(cell) or "" for cell in row).casefold()
        named = [_days_told(told, month) for month in _months(rows, header)]
        if any(n is not None for n in named):
            return _three(named)
        placed = [
            _count(row[block["absent"]])[0] for block in header.months if block["absent"] < len(row)
        ]
        if any(n is not None for n in placed):
            return _three(placed)
        found = [n for cell in row if (n := _count(cell)[0]) is not None]
        return _three(found[:3])
    return None, None, None


def _days_told(text: str, month: Month | None) -> int | None:
    """Return the number that follows the name of the month, as in "Oktober 20, November 22"."""
    if month is None:
        return None
    found = re.search(rf"{month_name(month.month, 'id').casefold()} *:? *([0-9]{{1,2}})\b", text)
    return int(found[1]) if found and int(found[1]) <= MOST_DAYS else None


def _months(
    rows: Sequence[Sequence[Any]], header: _Header
) -> tuple[Month | None, Month | None, Month | None]:
    """Return the months named above the three blocks, where they are."""
    for row in reversed(rows):
        named = [
            _month(row[block["absent"]]) if block["absent"] < len(row) else None
            for block in header.months
        ]
        if all(named):
            return _three(named)
    return None, None, None


def _month(cell: Any) -> Month | None:
    words = (cells.text(cell) or "").split()
    names = {month_name(n, "id").casefold(): n for n in range(1, 13)}
    if len(words) == 2 and words[0].casefold() in names and re.fullmatch(r"[0-9]{4}", words[1]):
        return Month(int(words[1]), names[words[0].casefold()])
    return None


def _three(found: Sequence[Thing | None]) -> tuple[Thing | None, Thing | None, Thing | None]:
    first, second, third = [*found, None, None, None][:3]
    return first, second, third


def _rows(rows: Sequence[Sequence[Any]], header: _Header) -> Iterator[FormRow]:
    for number, row in enumerate(rows[header.row + 1 :], start=header.row + 2):
        found = _row(number, row, header)
        if found is not None:
            yield found


def _row(number: int, row: Sequence[Any], header: _Header) -> FormRow | None:
    """Read one line; blank lines, totals and signatures name no pupil."""

    def cell(name: str) -> Any:
        column = header.columns.get(name)
        return row[column] if column is not None and column < len(row) else None

    name = cells.text(cell("nama siswa")) or ""
    nik, nik_problem = cells.number(cell("nik siswa"), "nik")
    nisn = cells.plain_number(cell("nisn")) or ""
    months = [_month_cells(row, block, place) for place, block in enumerate(header.months)]
    is_total = name.casefold().startswith(("jumlah", "total"))
    is_merged = bool(name) and name == cells.text(cell("no"))
    is_known = bool(nik or nisn or (name and nik_problem is not None))
    is_named = bool(name) and _is_named(row, header)
    if is_total or is_merged or not (is_known or is_named):
        return None
    problems = [problem for _cells, found in months for problem in found]
    if nik_problem is not None and not nisn:
        problems.append(nik_problem)
    first, second, third = (found for found, _problems in months)
    return FormRow(
        number=number,
        nik=nik or "",
        nisn=nisn,
        name=name,
        carer_nik=cells.number(cell("nik pengurus"), "nik")[0] or "",
        carer=cells.text(cell("nama pengurus")) or "",
        months=(first, second, third),
        note=cells.text(cell("ket")) or cells.text(cell("keterangan")) or "",
        problems=tuple(problems),
    )


def _is_named(row: Sequence[Any], header: _Header) -> bool:
    """Whether a line without numbers still is a pupil's: it also names the carer or a count."""
    column = header.columns.get("nama pengurus")
    named = column is not None and column < len(row) and bool(cells.text(row[column]))
    counted = any(
        column < len(row) and cells.text(row[column])
        for block in header.months
        for column in block.values()
    )
    return named or counted


def _month_cells(
    row: Sequence[Any], block: dict[str, int], place: int
) -> tuple[MonthCells, list[Problem]]:
    """Read a month of a line; a total that adds up turns blanks into none."""
    counts: dict[str, int | None] = {}
    problems = []
    for kind in ("absent", "excused", "sick", "total"):
        column = block.get(kind)
        cell = row[column] if column is not None and column < len(row) else None
        counts[kind], is_read = _count(cell)
        if not is_read:
            text = cells.text(cell) or ""
            problems.append(
                Problem("months", "days_unreadable", {"text": text, "place": place + 1})
            )
    total = counts.pop("total")
    told = [n for n in counts.values() if n is not None]
    if total is not None and not problems:
        if total == sum(told) and (told or total == 0):
            counts = {kind: n or 0 for kind, n in counts.items()}
        elif not told:
            problems.append(
                Problem("months", "kinds_missing", {"count": total, "place": place + 1})
            )
        else:
            details: dict[str, object] = {"count": total, "sum": sum(told), "place": place + 1}
            problems.append(Problem("months", "total_differs", details))
    return MonthCells(**counts), problems


def _wrong(code: str, place: int, **details: object) -> Problem:
    return Problem("months", code, {"place": place + 1, **details})


def _count(cell: Any) -> tuple[int | None, bool]:
    """Return a number of days and whether the cell could be read; blank and a dash are none."""
    if isinstance(cell, bool):
        return None, False
    if isinstance(cell, int | float):
        whole = int(cell)
        return (whole, True) if whole == cell and 0 <= whole <= MOST_DAYS else (None, False)
    bare = cells.text(cell)
    if bare is None or bare in _NOTHING:
        return None, True
    match = _DAYS.fullmatch(bare.casefold())
    if match is None or int(match[1]) > MOST_DAYS:
        return None, False
    return int(match[1]), True
