"""Rescues a damaged book into a new one, and lists what came along.

First the newest whole backup, then all that can still be read of the book, then what others
hold of it. The damaged book is only read.
"""

import json
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fieldkit.core import book_file, files, vault
from fieldkit.core.book_file import ATTACHMENTS, BOOK
from fieldkit.core.clock import Clock, SystemClock
from fieldkit.core.context import Context
from fieldkit.core.db import salvage
from fieldkit.core.db.database import Database
from fieldkit.core.db.salvage import Poured, Readable
from fieldkit.core.db.steps import step_sentence
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import (
    DamagedBookError,
    DamagedKeysError,
    FieldKitError,
    NotABookError,
    NotFoundError,
    UsageError,
    WrongPassphraseError,
)
from fieldkit.core.i18n import N_
from fieldkit.core.security.identity import Identity
from fieldkit.core.security.roles import Role
from fieldkit.core.sentences import register
from fieldkit.features.backup import service as backup
from fieldkit.features.records import naming
from fieldkit.features.rescue.model import Kind, Lost, LostStep, Rescued
from fieldkit.features.sync import service as exchange

__all__ = ["Rescued", "backups_of", "rescue"]

SENTENCES = {
    "nothing_to_rescue": N_(
        "nothing of the book can be read, and there is no whole backup of it. Look for a stick with"
        " a backup, or ask your coordinator to send everything."
    ),
}
register(SENTENCES)
_MOST_LISTED = 500


def backups_of(folder: Path, places: Sequence[Path] = ()) -> list[Path]:
    """Return the whole backups of a book that can be found, the newest first."""
    try:
        book_id = vault.book_id_of(folder)
    except FieldKitError:
        book_id = ""
    found: list[tuple[str, Path]] = []
    for place in (vault.backup_place(folder), *places):
        candidates = [place] if place.is_file() else sorted(place.glob(f"*{book_file.SUFFIX}"))
        for file in candidates:
            with suppress(FieldKitError, OSError):
                told = book_file.about(file)
                is_ours = not book_id or not told.book_id or told.book_id == book_id
                if is_ours and book_file.is_whole(file):
                    found.append((told.made_at or file.name, file))
    return [file for _made_at, file in sorted(found, reverse=True)]


def rescue(
    folder: Path,
    secret: str | bytes,
    into: Path,
    *,
    places: Sequence[Path] = (),
    exchange_files: Sequence[Path] = (),
    clock: Clock | None = None,
) -> Rescued:
    """Make a whole book of a damaged one, beside it; return the list of what was saved.

    `secret` is the passphrase, the recovery code, or the data key itself. `places` are further
    backups or folders with backups. Raises UsageError when the new folder exists or nothing at
    all can be rescued, WrongPassphraseError, or BookInUseError.
    """
    if into.exists():
        raise UsageError(reason="folder_exists")
    if not (folder / BOOK).is_file():
        raise NotABookError(path=folder.name)
    now = clock or SystemClock()
    candidates = backups_of(folder, places)
    key, keys_file = _key(folder, secret, candidates)
    scratch = into.with_name(f".{into.name}.part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        with vault.held(folder):
            base, spare = _base(scratch, candidates, key, now)
            readable = _read(folder, scratch, key, spare)
            if base is None and not readable.is_anything:
                raise UsageError(reason="nothing_to_rescue")
            _take_ways(scratch, folder, keys_file or base)
            photos = _take_photos(folder, candidates, scratch, key)
        rescued = _filled(scratch, key, readable, base, exchange_files, now)
        files.patiently(lambda: scratch.replace(into))
    except OSError as error:
        files.fail(error, into)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return replace(rescued, book=into, photos=photos[0], photos_lost=photos[1])


def _key(
    folder: Path, secret: str | bytes, candidates: Sequence[Path]
) -> tuple[bytes, Path | None]:
    """Return the data key, and the backup whose key file was needed for it."""
    if isinstance(secret, bytes):
        return secret, None
    try:
        return vault.unlock(folder, secret), None
    except (DamagedKeysError, NotABookError):
        pass
    for file in candidates:
        with suppress(WrongPassphraseError, DamagedBookError):
            return backup.key_in(file, secret), file
    raise WrongPassphraseError


def _base(
    scratch: Path, candidates: Sequence[Path], key: bytes, clock: Clock
) -> tuple[Path | None, Path | None]:
    """Unpack the newest backup that opens, and keep a copy of its pages as they are.

    Without one the new book begins empty.
    """
    for file in candidates:
        spare = scratch / "spare.db"
        try:
            book_file.unpack(file, scratch)
            shutil.copyfile(scratch / BOOK, spare)
            Database(clock, path=scratch / BOOK, key=key).close()
        except FieldKitError:
            shutil.rmtree(scratch, ignore_errors=True)
            continue
        return file, spare
    (scratch / ATTACHMENTS).mkdir(parents=True)
    return None, None


def _read(folder: Path, scratch: Path, key: bytes, spare: Path | None) -> Readable:
    """Read a copy of the damaged book: the book itself is not even opened."""
    copied = scratch / "damaged.db"
    for ending in ("", "-wal"):
        source = folder / f"{BOOK}{ending}"
        if source.is_file():
            shutil.copyfile(source, copied.with_name(f"{copied.name}{ending}"))
    try:
        return salvage.read(copied, key, spare)
    finally:
        for path in (*scratch.glob("damaged.db*"), *scratch.glob("spare.db*")):
            path.unlink(missing_ok=True)


def _take_ways(scratch: Path, folder: Path, other: Path | None) -> None:
    """Let today's words open the new book; those of a backup where the key files are gone."""
    try:
        vault.take_keys(folder, scratch)
    except FieldKitError:
        if other is None:
            raise
        backup.take_keys_of(other, scratch)


def _take_photos(
    folder: Path, candidates: Sequence[Path], scratch: Path, key: bytes
) -> tuple[int, int]:
    """Copy every photo that is whole, from the book or from beside a backup."""
    from fieldkit.core.security.attachments import FolderAttachments

    target = FolderAttachments(scratch / ATTACHMENTS, key)
    sources = [folder / ATTACHMENTS]
    for file in candidates:
        sources += [place for place in backup.photo_folders(file) if place.is_dir()]
    names: set[str] = set()
    for source in sources:
        reader = FolderAttachments(source, key)
        for path in book_file.stored(source):
            names.add(path.name)
            if not target.has(path.name):
                with suppress(DamagedBookError, NotFoundError):
                    target.keep(reader.content(path.name))
    saved = sum(target.has(name) for name in names)
    return saved, len(names) - saved


def _filled(
    scratch: Path,
    key: bytes,
    readable: Readable,
    base: Path | None,
    exchange_files: Sequence[Path],
    clock: Clock,
) -> Rescued:
    db = Database(clock, path=scratch / BOOK, key=key)
    try:
        before = _counts(db)
        poured = salvage.pour(db, readable)
        _complete(db, vault.book_id_of(scratch))
    finally:
        db.close()
    ctx = vault.open_with_key(scratch, key, clock=clock, keeps_former=False)
    try:
        backup.renew(ctx)
    finally:
        vault.close_book(ctx, scratch)
    ctx = vault.open_with_key(scratch, key, clock=clock, keeps_former=False)
    try:
        taken = _receive(ctx, exchange_files)
        return _report(ctx, readable, poured, base, before, taken)
    finally:
        vault.close_book(ctx, scratch)


def _counts(db: Database) -> dict[str, int]:
    return {t: int(db.value(f'SELECT count(*) FROM "{t}"')) for t in SYNCED}


def _complete(db: Database, book_id: str) -> None:
    """Give the book what every book has, where the page that said it is gone."""
    identity = Identity.generate()
    usual: dict[str, Any] = {
        "book_id": book_id,
        "device": secrets.randbits(40) or 1,
        "owner": db.value("SELECT name FROM profile WHERE name <> ''") or "?",
        "role": db.value("SELECT role FROM profile WHERE role <> ''") or Role.FACILITATOR.value,
        "is_practice": 0,
        "sign_seed": identity.sign_seed,
        "box_secret": identity.box_secret,
        "zone": "WIB",
    }
    missing = {name: value for name, value in usual.items() if db.meta(name) is None}
    if missing:
        db.set_meta(**missing)


def _receive(ctx: Context, exchange_files: Sequence[Path]) -> int:
    """Take what others hold; a file that can not go in is no reason to stop."""
    taken = 0
    for file in exchange_files:
        with suppress(FieldKitError):
            taken += sum(report.changes > 0 for report in exchange.receive(ctx, [file]))
    return taken


def _is_log_whole(readable: Readable, poured: Poured) -> bool:
    if "op" not in readable.rows:
        return False
    return "op" not in readable.broken or (readable.are_lost_known and not poured.lost)


def _report(
    ctx: Context,
    readable: Readable,
    poured: Poured,
    base: Path | None,
    before: dict[str, int],
    taken: int,
) -> Rescued:
    counts = _counts(ctx.db)
    made_at = book_file.about(base).made_at if base is not None else ""
    lost = [
        Lost(table=table, id=record, title=naming.short_title(ctx.db, table, record))
        for table, record in poured.lost[:_MOST_LISTED]
        if table in SYNCED
    ]
    return Rescued(
        book=ctx.db.folder,
        backup=base,
        backup_made_at=datetime.fromisoformat(made_at) if made_at else None,
        is_log_whole=_is_log_whole(readable, poured),
        broken_tables=tuple(sorted(readable.broken)),
        kinds=tuple(
            Kind(table=t, records=n, from_backup=before.get(t, 0)) for t, n in counts.items() if n
        ),
        changes_since_backup=poured.operations,
        records_from_tables=poured.records_from_tables,
        files_taken=taken,
        lost=tuple(lost),
        lost_steps=tuple(
            LostStep(
                name=step_sentence(row["name"], json.loads(row["args"])),
                at=datetime.fromtimestamp((row["hlc"] >> 16) / 1000, UTC),
            )
            for row in poured.empty_steps
        ),
        findings=tuple(backup.check(ctx, is_full=True)),
    )
