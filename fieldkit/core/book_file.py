"""A whole book as one file: what is in it, and whether every bit of it is as it was written.

The file is a plain archive of the encrypted database, the key slots and the encrypted
attachments, with a few open facts that name nobody; nothing else in it can be read without the
passphrase in force when it was made or the recovery code. Its last 64 characters are the
SHA-256 of all that stands before them.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.core import files
from fieldkit.core.errors import DamagedBackupError, MissingFileError, NotABackupError

if TYPE_CHECKING:
    from zipfile import ZipFile

SUFFIX = ".fkbackup"
BOOK, KEYS, ABOUT, ATTACHMENTS = "book.db", "keys.json", "about.json", "attachments"
_HEX = 64
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What may be told of a backup before it is opened."""

    book_id: str = ""
    made_at: str = ""
    reason: str = ""
    program: str = ""
    records: int = 0
    device: str = ""


def pack(
    *, database: Path, keys: Path, attachments: Path | None, about: About, target: Path
) -> None:
    """Put the encrypted parts into one file; they do not compress."""
    import zipfile

    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = b"0" * _HEX
        archive.writestr(ABOUT, json.dumps(asdict(about)))
        archive.write(database, BOOK)
        archive.write(keys, KEYS)
        for path in stored(attachments) if attachments else ():
            archive.write(path, f"{ATTACHMENTS}/{path.parent.name}/{path.name}")
    mark = _digest(target)
    with target.open("rb+") as out:
        out.seek(-_HEX, 2)
        out.write(mark)


def unpack(file: Path, into: Path) -> None:
    """Write the members of a backup; raises NotABackupError or DamagedBackupError."""
    import shutil

    with _opened(file) as archive:
        if _is_marked(archive) and not _is_as_written(file, archive):
            raise DamagedBackupError(path=file.name)
        (into / ATTACHMENTS).mkdir(parents=True)
        for name in archive.namelist():
            place = into / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, place.open("wb") as out:
                shutil.copyfileobj(source, out)


def about(file: Path) -> About:
    """Return what a backup says of itself; raises NotABackupError."""
    with _opened(file) as archive:
        if ABOUT not in archive.namelist():
            return About()
        try:
            read = json.loads(archive.read(ABOUT))
            return About(**{k: v for k, v in read.items() if k in About.__slots__})
        except (ValueError, TypeError, AttributeError) as error:
            raise DamagedBackupError(path=file.name) from error


def is_whole(file: Path) -> bool:
    """Whether every bit of a backup is as it was written; raises NotABackupError."""
    with _opened(file) as archive:
        if _is_marked(archive):
            return _is_as_written(file, archive)
        return archive.testzip() is None


def stored(attachments: Path) -> Iterator[Path]:
    """The encrypted attachments of a folder, without what is half-written."""
    for path in sorted(attachments.glob("??/*")):
        if len(path.name) == _HEX and set(path.name) <= set("0123456789abcdef"):
            yield path


@contextmanager
def _opened(file: Path) -> "Iterator[ZipFile]":
    """Open the archive; a member of any other name makes it no backup."""
    import zipfile

    if not file.exists():
        raise MissingFileError(path=file.name)
    if not file.is_file():
        raise NotABackupError(path=file.name)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if not {BOOK, KEYS} <= set(names) or not all(map(_is_expected, names)):
                raise NotABackupError(path=file.name)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        kind = DamagedBackupError if _begins_like_one(file) else NotABackupError
        raise kind(path=file.name) from error
    except OSError as error:
        files.fail(error, file)


def _begins_like_one(file: Path) -> bool:
    with file.open("rb") as source:
        return source.read(2) == b"PK"


def _is_expected(name: str) -> bool:
    if name in {BOOK, KEYS, ABOUT}:
        return True
    parts = name.split("/")
    is_hex = all(c in "0123456789abcdef" for c in "".join(parts[1:]))
    return len(parts) == 3 and parts[0] == ATTACHMENTS and is_hex and parts[2][:2] == parts[1]


def _is_marked(archive: "ZipFile") -> bool:
    """Whether the file is newer than the checksum, or damaged just there."""
    return bool(archive.comment) or ABOUT in archive.namelist()


def _is_as_written(file: Path, archive: "ZipFile") -> bool:
    return archive.comment == _digest(file)


def _digest(file: Path) -> bytes:
    """The checksum of all that stands before the checksum."""
    import hashlib

    running = hashlib.sha256()
    left = file.stat().st_size - _HEX
    with file.open("rb") as source:
        while left > 0 and (part := source.read(min(_CHUNK, left))):
            running.update(part)
            left -= len(part)
    return running.hexdigest().encode()
