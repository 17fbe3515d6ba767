"""A backup is one file, proved by really restoring it before it counts."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import fieldkit
from fieldkit.core import access, book_file, files
from fieldkit.core.book_file import BOOK, KEYS, About
from fieldkit.core.context import Context
from fieldkit.core.db import health
from fieldkit.core.db.database import Database
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import DamagedBookError, FieldKitError
from fieldkit.core.security.roles import Permission
from fieldkit.features.backup import places
from fieldkit.features.backup.places import Kept
from fieldkit.features.backup.proved import BESIDE, SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """One backup: `records` were compared with the book when it was restored for proof."""

    file: str
    records: int
    verified: bool


def back_up(ctx: Context, folder: Path | None = None) -> BackedUp:
    """Write a verified backup, beside the book unless a folder is given; raises FieldKitError.

    It is one file with everything in it, photos too.
    """
    ctx.require(Permission.BACK_UP)
    made = _write(ctx, folder or places.usual(ctx), with_photos=True)
    places.forget(ctx, folder or places.usual(ctx))
    ctx.db.set_meta(**{BESIDE if folder is None else SECOND: ctx.today.isoformat()})
    if folder is not None:
        access.note(ctx, access.Act.BACKUP)
    return made


def routine(ctx: Context, second_place: Path | None = None) -> list[BackedUp]:
    """Back up once a day by itself, and keep seven days, four weeks and twelve months.

    Photos are copied once into a folder beside the backups. A second place (a stick, a
    folder) gets its own copy on each day it is there. Returns what was written.
    """
    ctx.require(Permission.BACK_UP)
    wanted = [(BESIDE, places.usual(ctx))]
    if second_place is not None and second_place.is_dir():
        wanted.append((SECOND, second_place))
    written = []
    today = ctx.today.isoformat()
    if ctx.db.meta(BESIDE) != today:
        _sweep(ctx.db.folder)
    for fact, place in wanted:
        if ctx.db.meta(fact) != today:
            written.append(_write(ctx, place, with_photos=False))
            _copy_photos(ctx, place)
            places.thin_out(ctx, place)
            ctx.db.set_meta(**{fact: today})
    return written


def _sweep(book: Path) -> None:
    """Take away what a killed program left half-written in the book's own folders."""
    for folder in (book, *(book / book_file.ATTACHMENTS).glob("??")):
        files.sweep(folder)


def before_risk(ctx: Context) -> BackedUp | None:
    """Back up before a step that changes much at once; None where nothing changed since the last.

    A book in memory is a trial and needs none.
    """
    ctx.require(Permission.BACK_UP)
    if not ctx.db.is_on_disk:
        return None
    place = places.usual(ctx)
    newest = next(iter(places.kept_in(ctx, place)), None)
    if newest is not None and _is_unchanged_since(ctx, newest.made_at):
        return None
    files.expect_room(ctx.db.folder, 2 * (ctx.db.folder / BOOK).stat().st_size)
    made = _write(ctx, place, reason=places.BEFORE, with_photos=False)
    places.thin_out(ctx, place)
    return made


def _is_unchanged_since(ctx: Context, moment: datetime) -> bool:
    """Whether the book's newest step is older; a step of the same second counts as newer."""
    newest = ctx.db.value("SELECT max(hlc) FROM step")
    return newest is None or (int(newest) >> 16) < int(moment.timestamp()) * 1000


def clear_destroyed(ctx: Context, second_place: Path | None = None) -> int:
    """Prove a backup without what was just destroyed, and throw away those that hold it.

    A second place that is there is cleared too; return how many backups went.
    """
    ctx.require(Permission.BACK_UP)
    reached = [None, second_place] if second_place and second_place.is_dir() else [None]
    gone = 0
    for folder in reached:
        place = folder or places.usual(ctx)
        before = len(places.holding_destroyed(ctx, place))
        back_up(ctx, folder)
        gone += before - len(places.holding_destroyed(ctx, place))
    return gone


def guard(ctx: Context) -> None:
    """Let each risky step of an open book be preceded by a backup, from whatever thread."""
    ctx.db.before_risk(lambda db: before_risk(ctx._replace(db=db)))


def kept(ctx: Context, second_place: Path | None = None) -> list[Kept]:
    """The backups of this book that can be reached now, the newest first."""
    ctx.require(Permission.BACK_UP)
    found = places.kept_in(ctx, places.usual(ctx))
    if second_place is not None and second_place.is_dir():
        found += places.kept_in(ctx, second_place, is_second=True)
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _write(
    ctx: Context, target: Path, *, with_photos: bool, reason: str = places.ROUTINE
) -> BackedUp:
    book = ctx.db.folder
    files.make_folder(target)
    files.sweep(target)
    _expect_room(book, target, with_photos=with_photos)
    file = target / places.file_name(ctx, ctx.clock.now(), reason)
    try:
        with (
            tempfile.TemporaryDirectory(dir=target, prefix=files.SCRATCH) as scratch,
            files.replacing(file) as written,
            ctx.db.snapshot(),
        ):
            copied, proof = Path(scratch) / BOOK, Path(scratch) / "proof"
            ctx.db.copy_to(copied)
            records = _count(ctx)
            book_file.pack(
                database=copied,
                keys=book / KEYS,
                attachments=book / book_file.ATTACHMENTS if with_photos else None,
                about=About(
                    book_id=ctx.me.number,
                    made_at=ctx.clock.now().isoformat(),
                    reason=reason,
                    program=fieldkit.__version__,
                    records=records,
                ),
                target=written,
            )
            copied.unlink()
            _prove(ctx, written, proof)
    except OSError as error:
        files.fail(error, file)
    return BackedUp(file=str(file), records=records, verified=True)


def _prove(ctx: Context, packed: Path, proof: Path) -> None:
    """Restore into a scratch folder, check each page and compare it with the book."""
    book_file.unpack(packed, proof)
    restored = ctx.db.opened_copy(proof / BOOK)
    try:
        if restored.marks() != ctx.db.marks() or _is_less_sound(restored, ctx.db):
            raise _not_proved()
    except DamagedBookError as error:
        raise _not_proved() from error
    finally:
        restored.close()


def _is_less_sound(copied: Database, book: Database) -> bool:
    """Whether something is wrong with a copy that is not so with the book itself.

    What waits for a right clock, or for somebody to look at it, is in the copy because it is in
    the book: it must never be the reason why nothing can be backed up, merged or undone.
    """
    found = {finding.code for finding in health.findings(copied)}
    if not found:
        return False
    return bool(found & health.DAMAGE or found - {f.code for f in health.findings(book)})


def _not_proved() -> FieldKitError:
    error = FieldKitError()
    error.code = "backup_not_proved"
    return error


def _count(ctx: Context) -> int:
    return sum(int(ctx.db.value(f'SELECT count(*) FROM "{table}"')) for table in SYNCED)


def _expect_room(book: Path, target: Path, *, with_photos: bool) -> None:
    size = (book / BOOK).stat().st_size
    photos = 0
    if with_photos:
        attachments = book / book_file.ATTACHMENTS
        photos = 2 * sum(path.stat().st_size for path in book_file.stored(attachments))
    files.expect_room(target, 3 * size + photos)


def _copy_photos(ctx: Context, place: Path) -> None:
    """Copy the encrypted photos that are not there yet; their names are their contents."""
    target = places.photo_folder(ctx, place)
    for path in book_file.stored(ctx.db.folder / book_file.ATTACHMENTS):
        copied = target / path.parent.name / path.name
        if not copied.exists():
            files.make_folder(copied.parent)
            with files.replacing(copied) as written:
                shutil.copyfile(path, written)
