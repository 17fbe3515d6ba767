"""Where backups lie, what they are called, and which of them are still needed."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldkit.core import book_file
from fieldkit.core.book_file import About
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.vault import backup_place
from fieldkit.features.backup import keeping

SUFFIX = book_file.SUFFIX
ROUTINE, BEFORE, UPGRADE = "", "before", "upgrade"
_MOMENT = "%Y%m%d-%H%M%S"
_FORMER_PHOTOS = "photos"
# When somebody's data was last destroyed in this book.
FORGET_BEFORE = "forget_before"
_NEWEST = {BEFORE: 10, UPGRADE: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One backup that lies somewhere: when it was made, and why."""

    id: str
    file: Path
    made_at: datetime
    reason: str
    bytes: int
    records: int
    is_second: bool


def usual(ctx: Context) -> Path:
    """The folder beside the book."""
    return backup_place(ctx.db.folder)


def file_name(ctx: Context, moment: datetime, reason: str = ROUTINE) -> str:
    """Name a backup after the book's number and the instant, never after a person."""
    ending = f"-{reason}" if reason else ""
    return f"fieldkit-{ctx.me.number[:6]}-{moment.strftime(_MOMENT)}{ending}{SUFFIX}"


def photo_folder(ctx: Context, place: Path) -> Path:
    """The folder beside the backups that holds each encrypted photo once."""
    return place / f"photos-{ctx.me.number[:6]}"


def photo_folders(file: Path, book_id: str) -> list[Path]:
    """Where the photos of a backup may lie; the last is where they lay before 0.2."""
    return [file.parent / f"photos-{book_id[:6]}", file.parent / _FORMER_PHOTOS]


def kept_in(ctx: Context, place: Path, *, is_second: bool = False) -> list[Kept]:
    """The backups of this book in a folder, the newest first."""
    found = []
    for path, moment, reason in _named(ctx, place):
        with suppress(FieldKitError, OSError):
            told = about(path)
            found.append(
                Kept(
                    id=str(path),
                    file=path,
                    made_at=moment,
                    reason=told.reason or reason,
                    bytes=path.stat().st_size,
                    records=told.records,
                    is_second=is_second,
                )
            )
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def about(file: Path) -> About:
    """What a backup says of itself; a damaged one says nothing."""
    return book_file.about(file)


def thin_out(ctx: Context, place: Path) -> None:
    """Delete this book's backups that no day, week or month needs any more.

    Those that still hold what was destroyed since go too, once a newer one lies beside them.
    """
    forget(ctx, place)
    by_reason: dict[str, dict[datetime, Path]] = {}
    for path, moment, reason in _named(ctx, place):
        by_reason.setdefault(reason, {})[moment] = path
    for reason, moments in by_reason.items():
        wanted = (
            set(sorted(moments)[-_NEWEST[reason] :])
            if reason in _NEWEST
            else keeping.kept(list(moments))
        )
        for moment in set(moments) - wanted:
            with suppress(OSError):
                moments[moment].unlink(missing_ok=True)


def holding_destroyed(ctx: Context, place: Path) -> list[Path]:
    """Return the backups in a folder that still hold what was destroyed since."""
    limit = ctx.db.meta(FORGET_BEFORE)
    if not limit:
        return []
    # The names tell seconds only: one of the same second may be older.
    last = datetime.fromisoformat(str(limit)).replace(microsecond=0)
    return [path for path, moment, _reason in _named(ctx, place) if moment <= last]


def forget(ctx: Context, place: Path) -> None:
    """Delete them, and the photos they alone kept, where a newer backup was proved."""
    old = holding_destroyed(ctx, place)
    if not old or len(old) == sum(1 for _one in _named(ctx, place)):
        return
    for path in old:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    for path in book_file.stored(photo_folder(ctx, place)):
        if not ctx.files.has(path.name):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _named(ctx: Context, place: Path) -> Iterator[tuple[Path, datetime, str]]:
    for path in place.glob(f"fieldkit-{ctx.me.number[:6]}-*{SUFFIX}"):
        parts = path.name.removesuffix(SUFFIX).split("-")
        with suppress(ValueError, IndexError):
            moment = datetime.strptime("-".join(parts[2:4]), _MOMENT).replace(tzinfo=UTC)
            yield path, moment, parts[4] if len(parts) > 4 else ROUTINE
