"""A backup is one file, proved by really restoring it; a restore makes a new book.

The file is a plain archive of the encrypted database, the key slots and the encrypted
attachments: nothing in it can be read without the passphrase in force when it was made
or the recovery code.
"""

import base64
import hashlib
import json
import secrets
import shutil
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fieldkit.core import sentences
from fieldkit.core.clock import Clock
from fieldkit.core.context import Context
from fieldkit.core.db import health
from fieldkit.core.db.database import Database
from fieldkit.core.db.health import Finding
from fieldkit.core.db.relocation import relocate
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import (
    DamagedBookError,
    DiskFullError,
    FieldKitError,
    MissingFileError,
    NotABackupError,
    NotWritableError,
    UsageError,
)
from fieldkit.core.i18n import N_
from fieldkit.core.security.identity import Identity
from fieldkit.core.security.roles import Permission
from fieldkit.core.vault import close_book, open_with_key, unlock
from fieldkit.features.backup import keeping
from fieldkit.features.backup.proved import last_proved

__all__ = ["BackedUp", "back_up", "check", "last_proved", "restore", "routine"]

SUFFIX = ".fkbackup"
PHOTOS = "photos"
_MOMENT = "%Y%m%d-%H%M%S"
_NO_SPACE = 28
_PLAIN_NAMES = ("book.db", "keys.json")

SENTENCES = {
    "backup_not_proved": N_("The backup does not restore to the same book and was thrown away."),
    "damaged_pages": N_("{count} pages of the book are damaged. Restore the newest backup."),
    "damaged_structure": N_("The structure of the book is damaged. Restore the newest backup."),
    "not_encrypted": N_("The book on disk is not encrypted."),
    "broken_references": N_("{count} settings of this laptop point to nothing."),
    "entry_unbalanced": N_("A cash entry does not add up to zero ({id})."),
    "chain_broken": N_("Page {number} of a signed chain was changed outside the program."),
    "search_stale": N_("The search index is out of date."),
    "clock_behind": N_("This laptop's clock is {minutes} minutes behind. Set the clock."),
    "operations_waiting": N_("{count} changes wait for a newer FieldKit or a right clock."),
    "photos_damaged": N_("{count} photos are damaged on disk."),
    "table_differs": N_("{count} records in “{table}” differ from their history."),
}
sentences.register(SENTENCES)


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
    return _write(ctx, folder or _usual_place(ctx), with_photos=True)


def routine(ctx: Context, second_place: Path | None = None) -> list[BackedUp]:
    """Back up once a day by itself, and keep seven days, four weeks and twelve months.

    Photos are copied once into a folder beside the backups. A second place (a stick, a
    folder) gets its own copy when it is there. Returns what was written, nothing when
    today's backup is already proved.
    """
    ctx.require(Permission.BACK_UP)
    if last_proved(ctx) == ctx.today.isoformat():
        return []
    places = [_usual_place(ctx)]
    if second_place is not None and second_place.is_dir():
        places.append(second_place)
    written = []
    for place in places:
        written.append(_write(ctx, place, with_photos=False))
        _copy_photos(ctx.db.folder / "attachments", place / PHOTOS)
        _thin_out(ctx, place)
    return written


def _usual_place(ctx: Context) -> Path:
    return ctx.db.folder.parent / "FieldKit-cadangan"


def _name(ctx: Context, moment: datetime) -> str:
    return f"fieldkit-{ctx.me.book_id[:6]}-{moment.strftime(_MOMENT)}{SUFFIX}"


def _write(ctx: Context, target: Path, *, with_photos: bool) -> BackedUp:
    book = ctx.db.folder
    file = target / _name(ctx, ctx.clock.now())
    try:
        _expect_room(book, target)
        with tempfile.TemporaryDirectory(dir=target) as scratch:
            copy = Path(scratch) / "book.db"
            ctx.db.copy_to(copy)
            _pack(book, copy, Path(scratch) / "packed", with_photos=with_photos)
            records = _prove(ctx, Path(scratch) / "packed", Path(scratch) / "proof")
            (Path(scratch) / "packed").replace(file)
    except OSError as error:
        raise (DiskFullError if error.errno == _NO_SPACE else NotWritableError) from error
    ctx.db.set_meta(proved_backup=ctx.today.isoformat())
    return BackedUp(file=str(file), records=records, verified=True)


def _copy_photos(source: Path, target: Path) -> None:
    """Copy the encrypted photos that are not there yet; their names are their contents."""
    for path in sorted(source.glob("*/*")):
        place = target / path.parent.name / path.name
        if path.suffix != ".new" and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place.with_suffix(".part"))
            place.with_suffix(".part").replace(place)


def _thin_out(ctx: Context, place: Path) -> None:
    """Delete this book's routine backups that no day, week or month needs any more."""
    moments: dict[datetime, Path] = {}
    for path in place.glob(f"fieldkit-{ctx.me.book_id[:6]}-*{SUFFIX}"):
        with suppress(ValueError):
            text = path.name.removesuffix(SUFFIX).rpartition("fieldkit-")[2].partition("-")[2]
            moments[datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)] = path
    for moment in set(moments) - keeping.kept(list(moments)):
        moments[moment].unlink(missing_ok=True)


def restore(file: Path, into: Path, secret: str, *, clock: Clock | None = None) -> Context:
    """Make a new book from a backup, with a new device identity; nothing is overwritten.

    Raises UsageError (the folder exists), NotABackupError, WrongPassphraseError or
    DamagedBookError.
    """
    if into.exists():
        raise UsageError(reason="folder_exists")
    if not file.exists():
        raise MissingFileError(path=file.name)
    # Under another name until it is whole: with its former keys it must never be opened.
    scratch = into.with_name(f".{into.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        _unpack(file, scratch)
        _copy_photos(file.parent / PHOTOS, scratch / "attachments")
        key = unlock(scratch, secret)
        ctx = open_with_key(scratch, key, clock=clock)
        try:
            _renew(ctx)
        finally:
            close_book(ctx, scratch)
        scratch.replace(into)
    except OSError as error:
        raise (DiskFullError if error.errno == _NO_SPACE else NotWritableError) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return open_with_key(into, key, clock=clock)


def _renew(ctx: Context) -> None:
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


def check(ctx: Context, *, is_full: bool = False) -> list[str]:
    """What is not as it should be, in sentences; empty when the book is healthy."""
    ctx.require(Permission.CHECK_BOOK)
    found = health.findings(ctx.db, is_full=is_full)
    if not any(f.code.startswith("damaged") for f in found):
        found += _damaged_photos(ctx)
    return [sentences.reason_sentence(f.code, **f.details) for f in found]


def _damaged_photos(ctx: Context) -> list[Finding]:
    broken = 0
    for row in ctx.db.rows("SELECT DISTINCT sha256 FROM photo"):
        if row["sha256"] and ctx.files.has(row["sha256"]):
            try:
                ctx.files.content(row["sha256"])
            except DamagedBookError:
                broken += 1
    return [Finding("photos_damaged", {"count": broken})] if broken else []


def _expect_room(book: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    needed = 3 * sum(p.stat().st_size for p in book.rglob("*") if p.is_file())
    if shutil.disk_usage(target).free < needed:
        raise DiskFullError


def _pack(book: Path, copy: Path, target: Path, *, with_photos: bool) -> None:
    """Put the encrypted parts into one file; they do not compress."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.write(copy, "book.db")
        archive.write(book / "keys.json", "keys.json")
        photos = sorted((book / "attachments").glob("*/*")) if with_photos else []
        for path in photos:
            if path.suffix != ".new":
                archive.write(path, f"attachments/{path.parent.name}/{path.name}")


def _unpack(file: Path, into: Path) -> None:
    """Write the known members of a backup; any other name makes it no backup."""
    if not file.is_file():
        raise NotABackupError(path=file.name)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if not set(_PLAIN_NAMES) <= set(names) or not all(map(_is_expected, names)):
                raise NotABackupError(path=file.name)
            (into / "attachments").mkdir(parents=True)
            for name in names:
                place = into / name
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, place.open("wb") as out:
                    shutil.copyfileobj(source, out)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise NotABackupError(path=file.name) from error
    except OSError as error:
        raise (DiskFullError if error.errno == _NO_SPACE else NotWritableError) from error


def _is_expected(name: str) -> bool:
    if name in _PLAIN_NAMES:
        return True
    parts = name.split("/")
    is_hex = all(c in "0123456789abcdef" for c in "".join(parts[1:]))
    return len(parts) == 3 and parts[0] == "attachments" and is_hex and parts[2][:2] == parts[1]


def _prove(ctx: Context, packed: Path, proof: Path) -> int:
    """Restore into a scratch folder and compare with the book; return the records compared."""
    _unpack(packed, proof)
    restored = ctx.db.opened_copy(proof / "book.db")
    try:
        if health.findings(restored) or _content(restored) != _content(ctx.db):
            error = FieldKitError()
            error.code = "backup_not_proved"
            raise error
        return sum(int(restored.value(f'SELECT count(*) FROM "{t}_all"')) for t in SYNCED)
    finally:
        restored.close()


def _content(db: Database) -> dict[str, str]:
    """A fingerprint of every table, in the order of its ids."""
    marks = {}
    for table in SYNCED:
        running = hashlib.blake2b(digest_size=16)
        for row in db.raw.execute(f'SELECT * FROM "{table}_all" ORDER BY id'):
            running.update(repr(row).encode())
        marks[table] = running.hexdigest()
    return marks
