"""Files that are either complete or not there at all."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from fieldkit.core.errors import DiskFullError, NotWritableError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def fail(error: OSError, path: Path) -> NoReturn:
    """Raise the error people can act on."""
    kind = DiskFullError if error.errno in _FULL else NotWritableError
    raise kind(folder=str(path.parent)) from error


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary neighbour to write; it takes the name only once it is complete."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except OSError as error:
        fail(error, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file at once."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)
