"""A restore makes a new book beside everything there is; what would change is shown first."""

import base64
import json
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldkit.core import access, book_file, files, vault
from fieldkit.core.book_file import ATTACHMENTS, BOOK
from fieldkit.core.clock import Clock
from fieldkit.core.context import Context
from fieldkit.core.db.database import Database
from fieldkit.core.db.relocation import relocate
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import (
    DamagedBookError,
    UnusableFileError,
    UsageError,
)
from fieldkit.core.security.identity import Identity
from fieldkit.core.security.roles import Permission
from fieldkit.core.vault import close_book, open_with_key, unlock
from fieldkit.features.backup import making, places


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDifference:
    """How a backup and the book differ in one kind of record, in records.

    `only_backup` would come back, `only_book` would be missing, `differing` would go back to
    what they were.
    """

    table: str
    backup: int
    book: int
    only_backup: int
    only_book: int
    differing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a restored backup would hold against the book as it is now."""

    made_at: datetime | None
    last_change: datetime | None
    records: int
    tables: tuple[TableDifference, ...] = ()
    steps_missing: int = 0

    @property
    def is_none(self) -> bool:
        """Whether the backup holds the same as the book."""
        return not any(t.only_backup or t.only_book or t.differing for t in self.tables)


def restore(
    file: Path,
    into: Path,
    secret: str | bytes,
    *,
    clock: Clock | None = None,
    prepare: Callable[[Path], None] | None = None,
) -> Context:
    """Make a new book from a backup, with a new device identity; nothing is overwritten.

    `prepare` may change the ways into the book before `secret` opens it. Raises UsageError
    (the folder exists), NotABackupError, DamagedBackupError or WrongPassphraseError; nothing
    stays behind then.
    """
    if into.exists():
        raise UsageError(reason="folder_exists")
    # Under another name until it is whole: with its former keys it must never be opened.
    scratch = into.with_name(f".{into.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        files.make_folder(into.parent)
        book_file.unpack(file, scratch)
        if prepare is not None:
            prepare(scratch)
        key = secret if isinstance(secret, bytes) else unlock(scratch, secret, clock=clock)
        _take_photos(file, scratch)
        ctx = open_with_key(scratch, key, clock=clock, keeps_former=False)
        try:
            renew(ctx)
        finally:
            close_book(ctx, scratch)
        files.patiently(lambda: scratch.replace(into))
    except OSError as error:
        files.fail(error, into)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return open_with_key(into, key, clock=clock)


def restore_beside(ctx: Context, file: Path, into: Path) -> None:
    """Make a new book from a backup of this one; the ways that open this book open it too.

    Nothing is overwritten. Raises UsageError (the folder exists), UnusableFileError (another
    book's backup) or DamagedBackupError.
    """
    ctx.require(Permission.BACK_UP)
    with opened_backup(ctx, file):
        pass
    making.before_risk(ctx)  # whoever goes on in the new book may want this one back

    def take_ways(folder: Path) -> None:
        vault.take_keys(ctx.db.folder, folder)

    made = restore(file, into, ctx.db.data_key, clock=ctx.clock, prepare=take_ways)
    close_book(made, into)
    access.note(ctx, access.Act.RESTORE)


def renew(ctx: Context) -> None:
    """Give the book of another laptop keys of its own; the former ones prove and open."""
    identity, device = Identity.generate(), secrets.randbits(40) or 1
    seed = base64.b64encode(ctx.identity.sign_seed).decode()
    former = {"device": ctx.me.device, "sign_seed": seed, "box_secret": ctx.identity.box_secret}
    relocate(ctx.db, device)
    ctx.db.set_meta(
        device=device,
        sign_seed=identity.sign_seed,
        box_secret=identity.box_secret,
        former=json.dumps([*json.loads(ctx.db.meta("former") or "[]"), former]),
    )


def key_in(file: Path, secret: str) -> bytes:
    """Return the data key a backup's own key file opens with these words."""
    with _keys_of(file) as folder:
        return vault.unlock_slots(folder, secret)


def take_keys_of(file: Path, folder: Path) -> None:
    """Let the ways into a backup open a book: where the book's own key files are gone."""
    with _keys_of(file) as source:
        vault.take_keys(source, folder)


@contextmanager
def _keys_of(file: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=files.SCRATCH) as place:
        book_file.unpack(file, Path(place) / "book")
        yield Path(place) / "book"


def photo_folders(file: Path) -> list[Path]:
    """Where the photos of a backup may lie."""
    return places.photo_folders(file, book_file.about(file).book_id)


def difference(ctx: Context, file: Path) -> Difference:
    """Say what a backup of this book would bring back, and what it lacks.

    No passphrase is asked: the key of a book never changes. Raises UnusableFileError for the
    backup of another book.
    """
    ctx.require(Permission.BACK_UP)
    with opened_backup(ctx, file) as restored:
        known = book_file.about(file)
        tables = tuple(_differences(ctx.db, restored))
        there = _last_step(restored)
        missing = ctx.db.value("SELECT count(*) FROM step WHERE hlc > :hlc", hlc=there)
    return Difference(
        made_at=datetime.fromisoformat(known.made_at) if known.made_at else None,
        last_change=_instant(there),
        records=sum(one.backup for one in tables),
        tables=tuple(t for t in tables if t.backup or t.book),
        steps_missing=int(missing),
    )


@contextmanager
def opened_backup(ctx: Context, file: Path) -> Iterator[Database]:
    """Open a backup of this book beside it, under the key of the open book."""
    with tempfile.TemporaryDirectory(prefix=files.SCRATCH) as place:
        folder = Path(place) / "book"
        book_file.unpack(file, folder)
        try:
            restored = ctx.db.opened_copy(folder / BOOK)
        except DamagedBookError as error:
            raise UnusableFileError(reason="other_book") from error
        try:
            number = restored.meta("book_number") or restored.meta("book_id")
            if number != ctx.me.number:
                raise UnusableFileError(reason="other_book")
            yield restored
        finally:
            restored.close()


def _differences(book: Database, backup: Database) -> Iterator[TableDifference]:
    for table in SYNCED:
        ours, theirs = _rows(book, table), _rows(backup, table)
        common = ours.keys() & theirs.keys()
        yield TableDifference(
            table=table,
            backup=len(theirs),
            book=len(ours),
            only_backup=len(theirs.keys() - common),
            only_book=len(ours.keys() - common),
            differing=sum(ours[i] != theirs[i] for i in common),
        )


def _rows(db: Database, table: str) -> dict[str, int]:
    """Return a mark of each record's content, by id."""
    names = ", ".join(f'"{c}"' for c in db.columns(table))
    return {
        row["id"]: hash(tuple(row.values()))
        for row in db.rows(f'SELECT id, {names} FROM "{table}"')
    }


def _last_step(db: Database) -> int:
    return int(db.value("SELECT coalesce(max(hlc), 0) FROM step"))


def _instant(hlc: int) -> datetime | None:
    return datetime.fromtimestamp((hlc >> 16) / 1000, UTC) if hlc else None


def _take_photos(file: Path, into: Path) -> None:
    """Bring the photos that lie beside a routine backup."""
    book_id = vault.book_id_of(into)
    for folder in places.photo_folders(file, book_id):
        for path in book_file.stored(folder) if folder.is_dir() else ():
            place = into / ATTACHMENTS / path.parent.name / path.name
            if not place.exists():
                files.make_folder(place.parent)
                with files.replacing(place) as written:
                    shutil.copyfile(path, written)
