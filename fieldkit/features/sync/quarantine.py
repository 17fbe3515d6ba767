"""Files that can not go in yet: kept as they came, and taken once what hindered them is gone.

A stranger's file waits for the card, a newer program's for the upgrade, one that stopped for
somebody's word. They stay sealed; nothing of them is in the records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.security.roles import Permission
from fieldkit.features.sync import merge, store
from fieldkit.features.sync.model import FileState

# What a stick of strangers' files may fill of the book at most.
MOST_BYTES = 64_000_000
KEPT = (FileState.UNKNOWN_SENDER, FileState.NEWER_VERSION, FileState.PARTIAL)
# A page under a false name stays false; a newer file of the sender brings the right one.
_NEVER = ("fork", "bad_signature", "revoked_sender", "revoked_author", "own_page_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file that waits, and why."""

    id: str
    file: str
    sender: str
    state: FileState
    reason: str
    at: str
    size: int


def kept(ctx: Context) -> list[Kept]:
    """The files that wait, the oldest first."""
    ctx.require(Permission.RECEIVE_FILES)
    rows = store.quarantined(ctx.db)
    return [Kept(**row | {"state": FileState(row["state"])}) for row in rows]


def may_wait(state: FileState, reason: str) -> bool:
    """Whether a file may go in at a later time, so that keeping it is worth while."""
    return state in KEPT and reason not in _NEVER


def sort_out(ctx: Context, files: Sequence[merge.Incoming]) -> None:
    """Keep those of some taken files that may go in later; forget those that now are in."""
    waiting = {one.id: one.size for one in kept(ctx)}
    room = MOST_BYTES - sum(waiting.values())
    rows, gone = [], []
    for one in files:
        if not may_wait(one.report.state, one.report.reason):
            gone += [one.report.key] if one.report.key in waiting else []
        elif content := _as_it_came(one.path):
            room -= 0 if one.report.key in waiting else len(content)
            if room >= 0:
                rows.append(_row(ctx, one, content))
    if rows or gone:
        with ctx.db.local() as writer:
            for row in rows:
                writer.local_put("quarantine", row)
            for key in gone:
                writer.local_remove("quarantine", key)


def _as_it_came(path: Path) -> bytes:
    """Return a file's bytes, none where the stick was taken out meanwhile."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _row(ctx: Context, one: merge.Incoming, content: bytes) -> dict[str, Any]:
    report = one.report
    return {
        "id": report.key, "file": report.file, "sender": report.sender,
        "state": report.state.value, "reason": report.reason, "content": content,
        "at": ctx.clock.now().isoformat(timespec="seconds"),
    }  # fmt: skip


def unpack(ctx: Context, folder: Path) -> list[Path]:
    """Write the files that wait into a folder, so that they can be taken once more."""
    ctx.require(Permission.RECEIVE_FILES)
    found = []
    for number, one in enumerate(kept(ctx), start=1):
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True)
        found.append(place / Path(one.file).name)
        found[-1].write_bytes(store.quarantined_file(ctx.db, one.id))
    return found


def throw_away(ctx: Context, file_id: str) -> None:
    """Keep one of the files that wait no longer; its sender can give it again."""
    ctx.require(Permission.RECEIVE_FILES)
    with ctx.db.local() as writer:
        writer.local_remove("quarantine", file_id)
