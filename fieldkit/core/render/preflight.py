"""What a spreadsheet file really is, and whether it is safe to open.

The reader lays a sheet out densely in memory, so one cell in the far corner of a tiny file
could end the program. All limits are checked here, before any reader sees the file.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal, NoReturn

from fieldkit.core.errors import UnusableFileError

Kind = Literal["xlsx", "xls", "ods", "markup", "text"]

MOST_BYTES = 80 * 1024 * 1024
MOST_MEMBERS = 400
MOST_RATIO = 200
RATIO_COUNTS_FROM = 8 * 1024 * 1024
MOST_ROWS = 200_000
MOST_CELLS = 21_000_000
EXCEL_COLUMNS = 16_384
CHUNK = 1 << 20
OVERLAP = 512

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# A web page under a spreadsheet's name, or what Excel 2003 called an XML spreadsheet.
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*(?:<!doctype html|<html|<head|<body|<table|<meta"
    rb"|<\?xml[^>]*>\s*(?:<\?mso-application[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"(?:<!doctype html|<html|<(?:\w+:)?workbook\b[^>]*office:spreadsheet))",
    re.IGNORECASE | re.DOTALL,
)
# Both patterns start with letters on purpose: that is what makes the scan fast.
# Only row numbers of six digits and more can be too high.
_HIGH_ROW = re.compile(rb'row\s[^>]{0,400}?\br=["\']([0-9]{6,9})["\']')
_BEYOND_COLUMN_CZ = re.compile(rb'r=["\'](?:[A-Z]{3}|[D-Z][A-Z])[0-9]')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br=["\']([A-Z]{1,3})([0-9]{1,9})["\'][^>]*?(?<!/)>\s*<')
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*?)(/?)>")
_ODS_REPEAT = re.compile(rb'repeated=["\']([0-9]+)["\']')
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")


def refuse(reason: str) -> NoReturn:
    """Stop with a reason people can act on."""
    raise UnusableFileError(reason=reason)


def kind_of(path: Path) -> Kind:
    """Return what the bytes are, whatever the name says; refuse what is no sheet or unsafe."""
    size = path.stat().st_size
    if size == 0:
        refuse("empty")
    if size > MOST_BYTES:
        refuse("too_big")
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _zip_kind(path)
    if start.startswith(_OLE):
        return _ole_kind(path)
    if _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf")):
        return "markup"
    if start.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8", b"{\\rtf", b"<?xml", b"GIF8", b"SQLite")
    ):
        refuse("not_a_sheet")
    return "text"


def _ole_kind(path: Path) -> Kind:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        refuse("encrypted")
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        refuse("not_a_sheet")
    return "xls"


def _zip_kind(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                _check_xlsx(archive)
                return "xlsx"
            if "content.xml" in names and _is_ods(archive):
                _check_ods(archive)
                return "ods"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise UnusableFileError(reason="broken") from error
    refuse("not_a_sheet")


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        refuse("encrypted")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES:
        refuse("too_big")
    if unpacked > RATIO_COUNTS_FROM and unpacked / packed > MOST_RATIO:
        refuse("too_big")
    if len({member.filename for member in members}) != len(members):
        refuse("broken")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Give a member in pieces that overlap, so that no mark is cut in two.

    Reading to the end also proves the declared size: the archive's checksum fails otherwise.
    """
    tail = b""
    while chunk := file.read(CHUNK):
        yield tail + chunk
        tail = chunk[-OVERLAP:]


def _check_xlsx(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        rows, is_wide = 0, False
        with archive.open(name) as file:
            for chunk in _chunks(file):
                if is_sheet:
                    rows = max([rows, *map(int, _HIGH_ROW.findall(chunk))])
                    is_wide = is_wide or _BEYOND_COLUMN_CZ.search(chunk) is not None
        if rows > MOST_ROWS or is_wide:
            _check_filled_cells(archive, name)


def _check_filled_cells(archive: zipfile.ZipFile, name: str) -> None:
    """Look again, slowly: rows and columns that are only painted do not count."""
    rows = columns = 0
    with archive.open(name) as file:
        for chunk in _chunks(file):
            for letters, row in set(_CELL.findall(chunk)):
                rows = max(rows, int(row))
                columns = max(columns, _number(letters))
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        refuse("too_big")


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_ods(archive: zipfile.ZipFile) -> bool:
    if "mimetype" not in archive.namelist():
        return False
    return archive.read("mimetype").strip().startswith(_ODS_TYPE)


def _check_ods(archive: zipfile.ZipFile) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and (
        b"encryption-data" in archive.read("META-INF/manifest.xml")
    ):
        refuse("encrypted")
    content = archive.read("content.xml")
    rows = cells = 0
    marks = [*_ODS_ROW.finditer(content)]
    ends = [mark.start() for mark in marks[1:]] + [len(content)]
    for mark, end in zip(marks, ends, strict=True):
        filled = _filled_cells(content[mark.end() : end])
        if filled:
            repeated = _repeats(mark[1])
            rows += repeated
            cells += repeated * filled
        if rows > MOST_ROWS or cells > MOST_CELLS:
            refuse("too_big")


def _filled_cells(row: bytes) -> int:
    """Count the cells up to the last filled one, repeats included."""
    reached = filled = 0
    for cell in _ODS_CELL.finditer(row):
        reached += _repeats(cell[1])
        if b"value-type" in cell[1] or not cell[1].endswith(b"/"):
            filled = reached
    return filled


def _repeats(attributes: bytes) -> int:
    found = _ODS_REPEAT.search(attributes)
    return int(found[1]) if found else 1
