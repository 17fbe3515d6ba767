"""From what stands in a cell to what it means: numbers kept as text, ticks, dates, relations."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from fieldkit.core import dates
from fieldkit.core.errors import Problem
from fieldkit.core.render.sheets import DamagedNumber
from fieldkit.core.text import printable
from fieldkit.features.people import nik
from fieldkit.features.people.words import Component, Relation, Sex, Status

_EDGES = " \t\r\n\u00a0\u200b\ufeff'`\u2018\u2019\""
_BLANK = frozenset(("", "-", "--"))
_IN_NUMBER = re.compile(r"[\s.\-\u00a0\u2013]")
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
_SIXTEEN = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
_RT = re.compile(r"\bR\.?\s?T\.?\s*[:.]?\s*0*([0-9]{1,3})\b", re.IGNORECASE)
_RW = re.compile(r"\bR\.?\s?W\.?\s*[:.]?\s*0*([0-9]{1,3})\b", re.IGNORECASE)
_PAIR = re.compile(
    r"\bRT\b\.?\s*(?:[/\-]?\s*RW\b)?\s*[:.]?\s*([0-9]{1,3}|-)\s*[/\-]\s*([0-9]{1,3}|-)(?![0-9])",
    re.IGNORECASE,
)
_MAYBE_AREA = re.compile(r"\bR\.?\s?[TW]", re.IGNORECASE)
_BARE_PAIR = re.compile(r"([0-9]{1,3}|-)\s*[/\-]\s*([0-9]{1,3}|-)")
_AREA = re.compile(
    r"[,;]?\s*(?:\bRT\b\.?\s*(?:[/\-]?\s*RW\b)?\s*[:.]?\s*(?:[0-9]{1,3}|-)\s*[/\-]\s*(?:[0-9]{1,3}|-)(?![0-9])"
    r"|\bR\.?\s?[TW]\.?\s*[:.]?\s*(?:[0-9]{1,3}|-)(?![0-9])\s*/?)",
    re.IGNORECASE,
)
_LOOSE_COMMA = re.compile(r"\s+,")
_SHORT_DATE = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{2})")
_TICKS = {"v", "vv", "√", "✓", "✔", "x", "ya", "y", "ada", "yes", "*", "●", "true"}
_NONE = {"-", "--", "tidak", "tdk", "n", "no", "tidak ada", "false", "."}
_NOTHING = {*_NONE, *_TICKS, "0", "tidak punya", "belum ada", "tdk ada", "nihil", "kosong"}
_NO_NUMBER = {"n/a", "na", "tidak ada", "tdk ada", "belum ada", "belum punya", "kosong", "nihil"}
_NO_DAY = {"0", "00-00-0000", "0000-00-00", "00/00/0000"}
# A number hidden from the eyes of others says nothing, and is no mistake.
_MASKED = re.compile(r"[\u2022*]{3,}|[xX]{4,}")
_FEWEST_FIGURES, _LONGEST_NUMBER = 10, 20
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(3_000, 80_000)


def text(cell: Any) -> str | None:
    """Return a cell as text on one line, None when it is blank or only a dash."""
    if type(cell) is not str:
        if cell is None:
            return None
        cell = _plain(cell)
    bare = " ".join(printable(cell).split()).strip(_EDGES)
    return None if bare in _BLANK else bare


def _plain(cell: Any) -> str:
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return str(cell)


def lines(cell: Any) -> list[str]:
    """Return the lines of a cell that hold anything."""
    if not isinstance(cell, str):
        found = text(cell)
        return [found] if found else []
    return [found for line in cell.splitlines() if (found := text(line))]


def number(cell: Any, field: str) -> tuple[str | None, Problem | None]:
    """Return a NIK or No KK and what is wrong with it; a placeholder is nothing.

    A number that is too long, too short or holds a letter is kept as it was written, so that
    it can be compared with the card and repaired; a damaged one is not what anybody wrote.
    """
    kind = "kk" if field == "no_kk" else "nik"
    if type(cell) is str and nik.is_sixteen_digits(cell) and not nik.is_placeholder(cell):
        return cell, None
    bare = text(cell)
    if bare is None or bare.lower() in _NO_NUMBER:
        return None, None
    if isinstance(cell, DamagedNumber) or _SCIENTIFIC.fullmatch(bare):
        return None, Problem(field, f"{kind}_damaged")
    if _MASKED.search(bare):
        return None, None
    digits = _IN_NUMBER.sub("", bare.removesuffix(".0"))
    if nik.is_placeholder(digits):
        return None, None
    return _sixteen(digits, field, kind)


def _sixteen(digits: str, field: str, kind: str) -> tuple[str | None, Problem | None]:
    figures = sum(map("0123456789".__contains__, digits))
    kept = digits if figures >= _FEWEST_FIGURES and len(digits) <= _LONGEST_NUMBER else None
    if figures != len(digits):
        return kept, Problem(field, f"{kind}_digits")
    if len(digits) != nik.LENGTH:
        return kept, Problem(field, f"{kind}_length", {"count": len(digits)})
    return digits, None


def damaged_key(cell: Any) -> str | None:
    """Return the digits that are left of a damaged number: they still join rows of one file."""
    if isinstance(cell, DamagedNumber):
        return cell.text
    bare = text(cell)
    return bare if bare and _SCIENTIFIC.fullmatch(bare) else None


def plain_number(cell: Any) -> str | None:
    """Return an account, card or participant number without blanks, as text."""
    bare = text(cell)
    if bare is None or isinstance(cell, DamagedNumber) or _MASKED.search(bare):
        return None
    return _IN_NUMBER.sub("", bare) if re.fullmatch(r"[0-9 .\-]+", bare) else bare


def name_and_number(cell: Any) -> tuple[str | None, str | None]:
    """Take apart the cell of final closings: a name, a line break, a No KK."""
    names, found = [], None
    for line in lines(cell):
        match = _SIXTEEN.search(_IN_NUMBER.sub("", line)) if any(map(str.isdigit, line)) else None
        if match and found is None:
            found = match[0]
            rest = text(re.sub(r"[0-9][0-9 .\-]*[0-9]", "", line).strip(" ()/:,"))
            if rest and not re.fullmatch(r"(?:no\.? ?)?(?:kk|nik)[ .:]*", rest, re.IGNORECASE):
                names.append(rest)
        else:
            names.append(line)
    return " ".join(names) or None, found


def area(cell: Any) -> tuple[str | None, str | None]:
    """Return RT and RW out of `003/009`, `RT 3 RW 9` or a whole address."""
    bare = text(cell)
    if bare is None:
        return None, None
    if pair := _PAIR.search(bare) or _BARE_PAIR.fullmatch(bare):
        return _three(pair[1]), _three(pair[2])
    rt, rw = _RT.search(bare), _RW.search(bare)
    return (_three(rt[1]) if rt else None), (_three(rw[1]) if rw else None)


def may_hold_area(bare: str) -> bool:
    """Whether an address is worth looking through for RT and RW."""
    return _MAYBE_AREA.search(bare) is not None


def without_area(bare: str) -> str | None:
    """Return an address without the RT and RW inside it."""
    return text(_LOOSE_COMMA.sub(",", _AREA.sub(" ", bare)).strip(" ,;/-"))


def _three(digits: str) -> str | None:
    return f"{int(digits):03}" if digits.isdecimal() and int(digits) else None


def day(cell: Any, today: date) -> tuple[date | None, bool]:
    """Return the date in a cell, and whether it could be read."""
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell), True
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        is_serial = int(cell) in _SERIALS
        return (_EXCEL_EPOCH + timedelta(days=int(cell)) if is_serial else None), (
            is_serial or not cell
        )
    bare = text(cell)
    if bare is None or bare in _NO_DAY:
        return None, True
    try:
        return dates.parse_date(bare.split(" 00:00")[0]), True
    except ValueError:
        return _short_day(bare, today)


def _short_day(bare: str, today: date) -> tuple[date | None, bool]:
    """Read a two-digit year as the last one that is not in the future."""
    match = _SHORT_DATE.fullmatch(bare)
    if match is None:
        return None, False
    year = today.year // 100 * 100 + int(match[3])
    try:
        found = date(year, int(match[2]), int(match[1]))
        return (found if found <= today else found.replace(year=year - 100)), True
    except ValueError:
        return None, False


def place_and_day(cell: Any, today: date) -> tuple[str | None, date | None, bool]:
    """Return place and date out of `Bandung, 12-05-1990`."""
    if not isinstance(cell, str):
        found, is_read = day(cell, today)
        return None, found, is_read
    place, _comma, rest = cell.rpartition(",")
    if not place and not any(map(str.isdigit, rest)):
        return text(rest), None, True
    found, is_read = day(rest, today)
    return text(place), found, is_read


def count(cell: Any) -> tuple[int | None, bool]:
    """Return how many a component cell says: a figure, or one for a tick."""
    if isinstance(cell, bool):
        return int(cell), True
    if isinstance(cell, int | float):
        return (int(cell), True) if cell == int(cell) and 0 <= cell < 30 else (None, False)
    bare = text(cell)
    if bare is None or bare.lower() in _NONE:
        return None, True
    if bare.lower() in _TICKS:
        return 1, True
    match = re.fullmatch(r"([0-9]{1,2})(?:[.,]0+)?(?: *(?:orang|org|anak|jiwa))?", bare.lower())
    return (int(match[1]), True) if match else (None, False)


def yes(cell: Any) -> bool | None:
    """Return whether a cell says yes."""
    bare = (text(cell) or "").lower()
    if bare in _TICKS | {"1", "bpnt"}:
        return True
    return False if bare in _NONE | {"0", "2"} else None


def decile(cell: Any) -> int | None:
    """Return a decile out of `2` or `Desil 2`."""
    match = re.search(r"(?<![0-9])(10|[1-9])(?![0-9])", text(cell) or "")
    return int(match[1]) if match else None


_SEXES = {
    "l": Sex.MALE, "lk": Sex.MALE, "laki": Sex.MALE, "lakilaki": Sex.MALE, "pria": Sex.MALE,
    "1": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE, "p": Sex.FEMALE, "pr": Sex.FEMALE,
    "perempuan": Sex.FEMALE, "wanita": Sex.FEMALE, "2": Sex.FEMALE, "f": Sex.FEMALE,
    "female": Sex.FEMALE,
}  # fmt: skip
_RELATIONS = {
    "pengurus": Relation.HEAD, "kepala keluarga": Relation.HEAD, "kk": Relation.HEAD,
    "kepala rumah tangga": Relation.HEAD, "krt": Relation.HEAD, "1": Relation.HEAD,
    "suami": Relation.HUSBAND, "istri": Relation.WIFE, "isteri": Relation.WIFE,
    "istri suami": Relation.WIFE, "2": Relation.WIFE, "pasangan": Relation.WIFE,
    "anak": Relation.CHILD, "anak kandung": Relation.CHILD, "3": Relation.CHILD,
    "anak tiri": Relation.CHILD, "anak angkat": Relation.CHILD, "menantu": Relation.CHILD_IN_LAW,
    "4": Relation.CHILD_IN_LAW, "cucu": Relation.GRANDCHILD, "5": Relation.GRANDCHILD,
    "orang tua": Relation.PARENT, "orangtua": Relation.PARENT, "6": Relation.PARENT,
    "ibu": Relation.PARENT, "ayah": Relation.PARENT, "mertua": Relation.PARENT_IN_LAW,
    "famili lain": Relation.RELATIVE, "famili": Relation.RELATIVE, "keponakan": Relation.RELATIVE,
    "saudara": Relation.RELATIVE, "pembantu": Relation.HELPER, "7": Relation.HELPER,
    "lainnya": Relation.OTHER, "lain lain": Relation.OTHER, "8": Relation.OTHER,
}  # fmt: skip
_STATUSES = {
    "aktif": Status.ACTIVE, "active": Status.ACTIVE, "ya": Status.ACTIVE,
    "tidak aktif": Status.INACTIVE, "nonaktif": Status.INACTIVE, "non aktif": Status.INACTIVE,
    "exclude": Status.INACTIVE, "tidak": Status.INACTIVE,
    "calon graduasi": Status.CANDIDATE_GRADUATION,
    "calon graduasi mandiri": Status.CANDIDATE_GRADUATION, "calon ppse": Status.CANDIDATE_PPSE,
    "graduasi": Status.GRADUATED, "graduasi mandiri": Status.GRADUATED,
    "sukses graduasi mandiri": Status.GRADUATED, "graduasi alamiah": Status.GRADUATED,
    "sukses ppse": Status.GRADUATED_PPSE, "pengurus meninggal": Status.CARER_DIED,
    "meninggal": Status.CARER_DIED, "komponen meninggal": Status.COMPONENT_DIED,
    "pindah": Status.MOVED, "pindah alamat": Status.MOVED, "lainnya": Status.OTHER,
}  # fmt: skip
_COMPONENTS = (
    (Component.PREGNANT, r"hamil|bumil|nifas"),
    (Component.TODDLER, r"\baud\b|usia dini|balita|paud|\btk\b"),
    (Component.PRIMARY, r"\bsd\b|\bmi\b|\bsdn?\b"),
    (Component.JUNIOR, r"\bsmp\b|\bmts\b|sltp"),
    (Component.SENIOR, r"\bsma\b|\bsmk\b|\bma\b|slta"),
    (Component.ELDERLY, r"lansia|lanjut usia"),
    (Component.DISABLED, r"\bdis|difabel|cacat"),
    (Component.VICTIM, r"\bham\b"),
)


def _word(cell: Any) -> str:
    return re.sub(r"[^a-z0-9]+", " ", (text(cell) or "").lower()).strip()


def sex(cell: Any) -> Sex | None:
    """Return the sex a cell means."""
    return _SEXES.get(_word(cell).replace(" ", ""))


def relation(cell: Any) -> Relation | None:
    """Return a member's place in the family; codes are those of the census."""
    return _RELATIONS.get(_word(cell))


def status(cell: Any) -> Status | None:
    """Return the status a cell means, None for words of other registers."""
    word = _word(cell)
    known = Status(word.replace(" ", "_")) if word.replace(" ", "_") in set(Status) else None
    return _STATUSES.get(word, known)


def listed(cell: Any) -> tuple[str, ...] | None:
    """Return what a cell lists, one after another, such as `warung kopi; jahit`."""
    parts = (text(part) for part in re.split(r"[;\n]", cell if type(cell) is str else str(cell)))
    found = dict.fromkeys(p for p in parts if p and p.lower() not in _NOTHING)
    return tuple(found) or None


def components(cell: Any) -> dict[Component, int]:
    """Return the components named in a cell such as `2 SD, SMP` or `SD 2; Lansia`."""
    found: dict[Component, int] = {}
    for part in re.split(r"[,;+&\n]|\bdan\b", str(cell or "").lower()):
        for component, pattern in _COMPONENTS:
            if re.search(pattern, part):
                many = re.search(r"(?<![0-9])([1-9])(?![0-9])", re.sub(r"0 ?- ?6", "", part))
                found[component] = found.get(component, 0) + (int(many[1]) if many else 1)
                break
    return found
