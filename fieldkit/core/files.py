"""Files that are either complete or not there at all, on disks that fill up and sticks that go."""

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

from fieldkit.core.errors import (
    DiskFullError,
    FolderGoneError,
    HeldFileError,
    MediumGoneError,
    NotWritableError,
)

Result = TypeVar("Result")

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_GONE = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN}
# Another program (antivirus, indexer) has the file open, or part of it locked.
_HELD = {errno.EBUSY, errno.ETXTBSY}
_HELD_WINDOWS = {32, 33}
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
SCRATCH = ".fk-"
_LEFT_BEHIND = 3600
SPARE = 32 * 1024 * 1024


def fail(error: OSError, path: Path) -> NoReturn:
    """Raise the error people can act on."""
    folder = str(path.parent)
    if error.errno in _FULL:
        raise DiskFullError(folder=folder) from error
    if _is_held(error):
        raise HeldFileError(path=path.name) from error
    if error.errno in _GONE:
        raise MediumGoneError(folder=folder) from error
    if not _is_reachable(path.parent):
        raise FolderGoneError(folder=folder) from error
    raise NotWritableError(folder=folder) from error


def patiently(act: Callable[[], Result]) -> Result:
    """Do something with a file, again and again for a second or two while another holds it.

    An antivirus opens a file the moment it was written; on Windows nobody else may then
    replace or read it.
    """
    for pause in _PAUSES:
        try:
            return act()
        except OSError as error:
            if not _is_held(error):
                raise
            time.sleep(pause)
    return act()


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary neighbour to write; it takes the name only once it is complete."""
    temporary = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        yield temporary
        _sync(temporary)
        patiently(lambda: temporary.replace(path))
        sync_folder(path.parent)
    except OSError as error:
        fail(error, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with patiently(lambda: path.open("rb+")) as written:
        os.fsync(written.fileno())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file at once, durably."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(error, folder)


def sync_folder(folder: Path) -> None:
    """Make a new name itself durable where the system knows how (not on Windows)."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def from_disk(path: Path) -> bytes:
    """Read what the disk itself holds: the system's own copy is put away first where it can be."""
    with path.open("rb") as file:
        with contextlib.suppress(OSError, AttributeError):  # not on Windows
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()


def sweep(folder: Path) -> None:
    """Take away what a killed program left half-written here an hour ago or more."""
    import shutil

    with contextlib.suppress(OSError):
        for path in [*folder.glob(".*.part"), *folder.glob(f"{SCRATCH}*")]:
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def expect_room(folder: Path, needed: int) -> None:
    """Raise DiskFullError before a large work that would fill the disk."""
    import shutil

    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        fail(error, folder / "_")
    if free < needed + SPARE:
        raise DiskFullError(folder=str(folder))


def _is_held(error: OSError) -> bool:
    return error.errno in _HELD or getattr(error, "winerror", None) in _HELD_WINDOWS


def _is_reachable(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:
        return False
