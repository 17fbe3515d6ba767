"""Where the data of a sheet lies: its header, its data rows, and the rows that are neither."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

from fieldkit.core.render.sheets import DamagedNumber, Sheet
from fieldkit.features.people.lists import cells, columns, guess

Row = Sequence[Any]

_LOOKED_AT = 80
_COLUMN_NUMBER = re.compile(r"\(?-?[0-9]{1,3}\)?|kolom", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:sub ?|grand ?)?(?:total|jumlah|rekapitulasi|rekap)\b(?! tanggungan)", re.IGNORECASE
)
_BLOCK = re.compile(r"no(?:mor)?\.? ?(?:kk|kartu keluarga)\s*[:.]?\s*'?([0-9]{16})", re.IGNORECASE)
_ADDRESS_IN_BLOCK = re.compile(r"alamat\s*:\s*([^,:]+)", re.IGNORECASE)
_HAMLET_IN_BLOCK = re.compile(r"dusun\s*:\s*([^,:]+)", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:catatan|keterangan|ket|mengetahui|pendamping|nip|sumber|dicetak|diekspor|tanggal|note)\b\s*[.:,]?"
    r"|\(?[0-9]{1,2}\.{1,2} \S|\.{3,}|_{3,}",
    re.IGNORECASE,
)
_NUMBERS = ("nik", "head_nik", "no_kk")
_PEOPLE = ("name", "head_name", *_NUMBERS, "household", "record")


class Skipped(StrEnum):
    """Why a row is no data; such rows are counted apart."""

    TITLE = auto()
    HEADER = auto()
    NUMBERS = auto()
    BLANK = auto()
    TOTAL = auto()
    BLOCK = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A sheet understood: titles, what each column means, data rows and skipped rows.

    `numbers` are the rows' numbers as Excel counts, `blocks` what the line above each says.
    """

    sheet: str
    header_row: int
    titles: tuple[str, ...]
    mapping: dict[int, str]
    rows: list[Row]
    numbers: list[int]
    blocks: list[Mapping[str, str]]
    skipped: Counter[Skipped] = field(default_factory=Counter)
    is_guessed: bool = False

    @property
    def fingerprint(self) -> str:
        """What tells this layout from others: its headers, not its contents."""
        return fingerprint(self.titles)

    def column(self, field_name: str) -> int | None:
        """Return the column that holds a field."""
        return next((c for c, f in self.mapping.items() if f == field_name), None)


def fingerprint(titles: Sequence[str]) -> str:
    """Return a hash of the headers in their one spelling."""
    joined = "\x1f".join(columns.title_key(title) for title in titles)
    return hashlib.sha256(joined.encode()).hexdigest()


def best_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet that looks most like a list of people."""
    return max(sheets, key=_sheet_score)


def _sheet_score(sheet: Sheet) -> tuple[bool, int, int]:
    number, score = find_header(sheet.rows)
    filled = sum(any(cell is not None for cell in row) for row in sheet.rows[number:])
    return not sheet.hidden, score if filled else 0, filled


def find_header(rows: Sequence[Row]) -> tuple[int, int]:
    """Return the 1-based row that names the most fields (0 for none) and how many it names."""
    best, best_score = 0, 0
    for number, row in enumerate(rows[:_LOOKED_AT], start=1):
        score = columns.known_titles(row)
        named = {columns.field_of(cell) for cell in row if isinstance(cell, str)}
        is_lonely = score == 1 and named & {"name", "head_name"} and sum(map(bool, row)) > 1
        if score > best_score and (is_lonely or (score >= 2 and named & set(_PEOPLE))):
            best, best_score = number, score
    return best, best_score


def joining_header(rows: Sequence[Row], fields: Collection[str]) -> int:
    """Return the header row of a sheet that goes with a list: one known number is enough there."""
    known = find_header(rows)[0]
    if known:
        return known
    for number, row in enumerate(rows[:_LOOKED_AT], start=1):
        if any(isinstance(cell, str) and columns.field_of(cell) in fields for cell in row):
            return number
    return 0


def read(
    sheet: Sheet,
    *,
    header_row: int | None = None,
    mapping: Mapping[int, str] | None = None,
    remembered: Mapping[str, Mapping[int, str]] | None = None,
) -> Layout:
    """Understand a sheet; a given or remembered mapping wins over what the headers say."""
    rows = sheet.rows
    first = find_header(rows)[0] if header_row is None else header_row
    if first > len(rows):
        first = 0
    titles, after = _titles(rows, first)
    guessed = columns.mapping_of(titles)
    known = (remembered or {}).get(fingerprint(titles))
    is_guessed = False
    if mapping is not None:
        chosen = {c: f for c, f in mapping.items() if f in columns.FIELDS and c < len(titles)}
    elif known is not None:
        chosen = {c: f for c, f in known.items() if f in columns.FIELDS and c < len(titles)}
    else:
        filled = [row for row in rows[after:] if _is_filled(row)]
        chosen = guess.filled_in(guessed, filled, has_header=bool(first))
        is_guessed = chosen != guessed
    numbers, blocks, skipped = _sorted_rows(rows, after, titles, chosen)
    skipped[Skipped.TITLE] += sum(map(_is_filled, rows[: max(first - 1, 0)]))
    skipped[Skipped.HEADER] += after - max(first - 1, 0) if first else 0
    return Layout(
        sheet=sheet.name,
        header_row=first,
        titles=tuple(titles),
        mapping=dict(sorted(chosen.items())),
        rows=[rows[number - 1] for number in numbers],
        numbers=numbers,
        blocks=blocks,
        skipped=+skipped,
        is_guessed=is_guessed,
    )


def _titles(rows: Sequence[Row], first: int) -> tuple[list[str], int]:
    """Return the header's titles, of two rows where it has two, and where the data begins."""
    if not first:
        width = max((len(row) for row in rows), default=0)
        return [""] * width, 0
    above = rows[first - 1]
    below = rows[first] if first < len(rows) else []
    if not _continues(above, below):
        return [_title(cell) for cell in above], first
    titles = []
    for column, cell in enumerate(above):
        under = below[column] if column < len(below) else None
        sure = columns.field_of(under) or not columns.field_of(cell)
        titles.append(_title(under if under is not None and sure else cell))
    return titles, first + 1


def _continues(above: Row, below: Row) -> bool:
    """Whether a row is the second half of a header: words only, some of them known or new."""
    filled = [cell for cell in below if cell is not None]
    if not filled or not all(isinstance(cell, str) for cell in filled):
        return False
    if any(re.search(r"[0-9]{5}", cell) for cell in filled):
        return False
    same = sum(a == b for a, b in zip(above, below, strict=False) if b is not None)
    fresh = [b for a, b in zip(above, below, strict=False) if b is not None and a != b]
    knows = sum(columns.field_of(cell) is not None for cell in fresh)
    return bool(same and fresh) or knows >= max(2, len(fresh) // 2)


def _title(cell: Any) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _is_filled(row: Row) -> bool:
    return any(cell is not None for cell in row)


def _sorted_rows(
    rows: Sequence[Row], after: int, titles: Sequence[str], mapping: Mapping[int, str]
) -> tuple[list[int], list[Mapping[str, str]], Counter[Skipped]]:
    numbers: list[int] = []
    blocks: list[Mapping[str, str]] = []
    skipped: Counter[Skipped] = Counter()
    title_keys = [columns.title_key(title) for title in titles]
    people = [c for c, f in mapping.items() if f in _PEOPLE]
    sure = [c for c, f in mapping.items() if f in _NUMBERS]
    block: Mapping[str, str] = {}
    is_over = False
    for number, row in enumerate(rows[after:], start=after + 1):
        if is_over and _is_filled(row):
            skipped[Skipped.NOTE] += 1
        elif _names_somebody(row, sure):
            numbers.append(number)
            blocks.append(block)
        elif found := _block(row):
            block = found
            skipped[Skipped.BLOCK] += 1
        elif kind := _kind(row, title_keys, people):
            is_over = is_over or (kind is Skipped.NOTE and _starts_with(row, "###"))
            skipped[kind] += 1
        else:
            numbers.append(number)
            blocks.append(block)
    return numbers, blocks, skipped


def _names_somebody(row: Row, columns_: Sequence[int]) -> bool:
    """Whether one of these columns holds sixteen digits; most rows of a list end here."""
    for column in columns_:
        cell = row[column] if column < len(row) else None
        if cell.__class__ is str and len(cell) == 16 and cell.isdecimal():
            return True
    return False


def _kind(row: Row, title_keys: Sequence[str], people: Sequence[int]) -> Skipped | None:
    """Return why a row is no data, None when it is."""
    filled = [cell for cell in row if cell is not None]
    if all(_COLUMN_NUMBER.fullmatch(str(cell).strip()) for cell in filled):
        return Skipped.NUMBERS if len(filled) > 1 else Skipped.BLANK
    if _repeats_header(row, title_keys, people):
        return Skipped.HEADER
    texts = [cell.strip() for cell in filled if isinstance(cell, str)]
    is_alone = len({str(cell) for cell in filled}) == 1
    if (is_alone and texts and _NOTE.match(texts[0])) or _starts_with(row, "###"):
        return Skipped.NOTE
    if any(_is_long_number(row[c]) for c in people if c < len(row)):
        return None
    return Skipped.TOTAL if any(_TOTAL.match(one) for one in texts[:3]) else None


def _starts_with(row: Row, mark: str) -> bool:
    first = next((cell for cell in row if cell is not None), "")
    return str(first).strip().startswith(mark)


def _repeats_header(row: Row, title_keys: Sequence[str], people: Sequence[int]) -> bool:
    if not any(_says(row, column, title_keys) for column in people):
        return False
    same = sum(_says(row, column, title_keys) for column in range(len(title_keys)))
    return same >= 2 and same * 2 >= sum(isinstance(cell, str) for cell in row)


def _says(row: Row, column: int, title_keys: Sequence[str]) -> bool:
    cell = row[column] if column < len(row) else None
    key = title_keys[column]
    if not key or type(cell) is not str or cell.isdecimal():
        return False
    first = cell[:1].lower()
    return (first == key[0] or not first.isalpha()) and columns.title_key(cell) == key


def _is_long_number(cell: Any) -> bool:
    if isinstance(cell, DamagedNumber):
        return True
    return sum(map(str.isdigit, str(cell))) >= 10 if cell is not None else False


def _block(row: Row) -> dict[str, str] | None:
    """Return what a line such as `No. KK : 99..., Alamat : ...` above a family says."""
    first = next((cell for cell in row if cell is not None), None)
    if not isinstance(first, str):
        return None
    match = _BLOCK.match(first.strip())
    if match is None:
        return None
    said = " ".join(dict.fromkeys(str(cell) for cell in row if cell is not None))
    rt, rw = cells.area(said)
    found = {
        "no_kk": match[1],
        "address": _first(_ADDRESS_IN_BLOCK, said),
        "hamlet": _first(_HAMLET_IN_BLOCK, said),
        "rt": rt,
        "rw": rw,
    }
    return {name: value for name, value in found.items() if value}


def _first(pattern: re.Pattern[str], said: str) -> str | None:
    match = pattern.search(said)
    return cells.text(match[1]) if match else None
