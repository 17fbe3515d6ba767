"""Wrong words wait longer and longer, after a restart too.

This slows whoever sits at the laptop. Whoever carries the file away is slowed by argon2id.
"""

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from fieldkit.core import files
from fieldkit.core.clock import Clock
from fieldkit.core.errors import FieldKitError, TooSoonError, WrongPassphraseError

FREE_TRIES = 3
LONGEST = timedelta(minutes=5)
_FILE = "tries.json"


@contextmanager
def applied(folder: Path, clock: Clock) -> Iterator[None]:
    """Try words: too early raises TooSoonError, a wrong try counts, a right one forgives."""
    wait = seconds_left(folder, clock)
    if wait:
        raise TooSoonError(seconds=wait)
    try:
        yield
    except WrongPassphraseError:
        failures, _since = _read(folder)
        _write(folder, failures + 1, clock.now())
        raise
    failures, _since = _read(folder)
    release(folder)
    if failures:
        _write(folder, 0, clock.now(), forgiven=failures)


def seconds_left(folder: Path, clock: Clock) -> int:
    """How long the next try has to wait."""
    failures, since = _read(folder)
    if failures < FREE_TRIES or since is None:
        return 0
    wait = min(LONGEST, timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 20)))
    left = since + wait - clock.now()
    # A clock set back must not lock the owner out for longer than the wait itself.
    return max(0, math.ceil(min(left, wait).total_seconds()))


def forgiven(folder: Path) -> int:
    """How many tries failed before the right one, told once."""
    try:
        count = int(json.loads((folder / _FILE).read_bytes()).get("forgiven", 0))
    except (OSError, ValueError, TypeError, AttributeError):
        return 0
    if count:
        release(folder)
    return count


def release(folder: Path) -> None:
    """Forget what was wrong before."""
    with suppress(OSError):
        (folder / _FILE).unlink(missing_ok=True)


def _read(folder: Path) -> tuple[int, datetime | None]:
    try:
        kept = json.loads((folder / _FILE).read_bytes())
        return int(kept["failures"]), datetime.fromisoformat(kept["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, None


def _write(folder: Path, failures: int, now: datetime, forgiven: int = 0) -> None:
    text = json.dumps({"failures": failures, "since": now.isoformat(), "forgiven": forgiven})
    with suppress(FieldKitError):  # on a read-only medium there is nowhere to count
        files.write_bytes(folder / _FILE, text.encode())
