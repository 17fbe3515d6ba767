"""From a passphrase to an open book, and how a book comes to be.

A book is the folder `NAME.fieldkit/`: `book.db` (encrypted), `keys.json` (key slots) and its
copy, `attachments/` (encrypted files) and `book.lock` (decision 2).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fieldkit.core import files
from fieldkit.core.clock import Clock, SystemClock
from fieldkit.core.context import Context, Person
from fieldkit.core.db.contents import count_records, expect_same
from fieldkit.core.db.database import Database
from fieldkit.core.db.driver import copy
from fieldkit.core.errors import (
    BookInUseError,
    DamagedKeysError,
    FieldKitError,
    InvalidInputError,
    MissingFileError,
    NotABookError,
    NotWritableError,
    Problem,
    SilentRingError,
    UsageError,
)
from fieldkit.core.ids import new_id
from fieldkit.core.security import brake
from fieldkit.core.security.attachments import FolderAttachments, MemoryAttachments
from fieldkit.core.security.identity import Identity
from fieldkit.core.security.keyslots import (
    KEY_BYTES,
    KeySlots,
    Ring,
    copy_of,
    new_recovery_code,
    system_ring,
)
from fieldkit.core.security.roles import Role
from fieldkit.core.text import printable

SUFFIX = ".fieldkit"
BOOK, KEYS = "book.db", "keys.json"
MIN_PASSPHRASE = 8
MIN_PIN = 6
LONGEST_NAME = 100
_LOCKS: dict[Path, Any] = {}


def book_folder(name: str | Path) -> Path:
    """Return the folder of a book, with its ending; raises UsageError when it has no name."""
    path = Path(name)
    if path.name in ("", ".."):
        raise UsageError(reason="no_book_name")
    return path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)


def create_book(
    folder: Path,
    *,
    name: str,
    role: Role,
    passphrase: str,
    clock: Clock | None = None,
    is_practice: bool = False,
    device: int | None = None,
    book_id: str | None = None,
    number: str | None = None,
) -> tuple[Context, str]:
    """Make a book and open it; return it with its recovery code, which is shown only once.

    `number` names the book where `book_id`, which says whose it is, does not name it alone.

    Raises UsageError when the folder exists or the passphrase is shorter than 8 characters.
    A book that could not be finished leaves nothing behind.
    """
    name = owner_name(name)
    if len(passphrase) < MIN_PASSPHRASE:
        raise UsageError(reason="short_passphrase")
    if _is_taken(folder):
        raise UsageError(reason="folder_exists")
    owner = book_id or new_id()
    slots = KeySlots(number or owner)
    try:
        return _created(
            folder, slots, owner, name, role, passphrase, clock, device, is_practice=is_practice
        )
    except BaseException:
        release(folder)
        shutil.rmtree(folder, ignore_errors=True)
        raise


def owner_name(name: str) -> str:
    """Return the name of a book's keeper as it is kept; raises InvalidInputError."""
    tidy = " ".join(printable(name).split())
    if not tidy:
        raise InvalidInputError([Problem("name", "required")])
    if len(tidy) > LONGEST_NAME:
        details: dict[str, object] = {"limit": LONGEST_NAME, "length": len(tidy)}
        raise InvalidInputError([Problem("name", "too_long", details)])
    return tidy


def _is_taken(folder: Path) -> bool:
    try:
        return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise NotWritableError from error


def _created(
    folder: Path,
    slots: KeySlots,
    book_id: str,
    name: str,
    role: Role,
    passphrase: str,
    clock: Clock | None,
    device: int | None,
    *,
    is_practice: bool,
) -> tuple[Context, str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "attachments").mkdir(exist_ok=True)
    except OSError as error:
        raise NotWritableError from error
    key = os.urandom(KEY_BYTES)
    code = new_recovery_code()
    slots.add("passphrase", passphrase, key)
    slots.add("recovery", code, key)
    _lock(folder)
    db = Database(clock or SystemClock(), path=folder / BOOK, key=key)
    try:
        prepare(
            db,
            name=name,
            role=role,
            book_id=book_id,
            is_practice=is_practice,
            device=device,
        )
        if slots.book_id != book_id:
            db.set_meta(book_number=slots.book_id)
        slots.save(folder / KEYS)
    except BaseException:
        db.close()
        raise
    return _context(db, FolderAttachments(folder / "attachments", key), clock), code


def prepare(
    db: Database,
    *,
    name: str,
    role: Role,
    book_id: str,
    is_practice: bool = False,
    device: int | None = None,
) -> None:
    """Give a fresh database its owner and its keys."""
    import secrets

    identity = Identity.generate()
    db.set_meta(
        book_id=book_id,
        device=device or secrets.randbits(40) or 1,
        owner=name,
        role=role.value,
        is_practice=int(is_practice),
        sign_seed=identity.sign_seed,
        box_secret=identity.box_secret,
        zone="WIB",
    )


def open_book(folder: Path, secret: str, *, clock: Clock | None = None) -> Context:
    """Open a book with its passphrase or recovery code.

    Raises MissingFileError, NotABookError, WrongPassphraseError, TooSoonError,
    DamagedBookError, NewerBookError or BookInUseError; the book is unchanged then.
    """
    return open_with_key(folder, unlock(folder, secret, clock=clock), clock=clock)


def unlock(folder: Path, secret: str, *, clock: Clock | None = None) -> bytes:
    """Return the data key of a book; wrong words make the next try wait (TooSoonError)."""
    expect_book(folder)
    with brake.applied(folder, clock or SystemClock()):
        return KeySlots.read(folder / KEYS).unlock(secret)


def unlock_slots(folder: Path, secret: str) -> bytes:
    """Return the data key of key files that lie alone, without a book to slow tries on."""
    return KeySlots.read(folder / KEYS).unlock(secret)


def open_with_key(
    folder: Path, key: bytes, *, clock: Clock | None = None, keeps_former: bool = True
) -> Context:
    """Open a book whose key is in hand; an older book is backed up, then brought up to date."""
    expect_book(folder)
    _lock(folder)
    now = clock or SystemClock()

    def keep(connection: Any) -> None:
        keep_former(folder, key, now, connection)

    try:
        db = Database(
            now,
            path=folder / BOOK,
            key=key,
            before_migration=keep if keeps_former else None,
        )
        if (folder / KEYS).is_file() and not copy_of(folder / KEYS).exists():
            with suppress(FieldKitError):  # a book from before 0.2, or a lost copy
                rewrite_keys(folder)
        return _context(db, FolderAttachments(folder / "attachments", key), clock)
    except BaseException:
        release(folder)
        raise


def lock(ctx: Context) -> None:
    """Forget the keys of an open book until `reopen`; what is on the screen stays there."""
    ctx.db.lock()
    if ctx.db.is_locked:
        ctx.files.lock()


def reopen(ctx: Context, key: bytes) -> None:
    """Go on with a locked book, its key in hand."""
    ctx.db.unlock(key)
    ctx.files.unlock(key)


def keep_former(folder: Path, key: bytes, clock: Clock, connection: Any) -> None:
    """Keep the book as it is before a newer program changes its schema.

    Raises DiskFullError before anything is changed when there is no room for both.
    """
    import tempfile

    from fieldkit.core import book_file

    size = (folder / BOOK).stat().st_size
    target = backup_place(folder)
    files.make_folder(target)
    for place in {folder, target}:
        files.expect_room(place, 3 * size)
    slots = KeySlots.read(folder / KEYS)
    moment = clock.now().strftime("%Y%m%d-%H%M%S")
    file = target / f"fieldkit-{slots.book_id[:6]}-{moment}-upgrade{book_file.SUFFIX}"
    with tempfile.TemporaryDirectory(dir=target, prefix=files.SCRATCH) as scratch:
        copied = Path(scratch) / BOOK
        copy(connection, copied, key)
        expect_same(connection, copied, key)
        facts = book_file.About(
            book_id=slots.book_id,
            made_at=clock.now().isoformat(),
            reason="upgrade",
            records=count_records(connection),
        )
        with files.replacing(file) as written:
            book_file.pack(
                database=copied, keys=folder / KEYS, attachments=None, about=facts, target=written
            )


def backup_place(folder: Path) -> Path:
    """Return the folder beside a book where its backups lie."""
    return folder.parent / "FieldKit-cadangan"


def close_book(ctx: Context, folder: Path) -> None:
    """Close a book and let others open it."""
    ctx.db.checkpoint()
    ctx.db.close()
    ctx.files.lock()
    release(folder)


def change_passphrase(folder: Path, secret: str, new_passphrase: str) -> None:
    """Let a new passphrase open the book; the other slots stay."""
    if len(new_passphrase) < MIN_PASSPHRASE:
        raise UsageError(reason="short_passphrase")
    with _slots(folder) as slots:
        slots.add("passphrase", new_passphrase, slots.unlock(secret))


def new_recovery(folder: Path, secret: str) -> str:
    """Replace the recovery code; the former one opens nothing any more."""
    code = new_recovery_code()
    with _slots(folder) as slots:
        slots.add("recovery", code, slots.unlock(secret))
    return code


def take_keys(source: Path, folder: Path) -> None:
    """Let the ways into one book open its restored copy too: their data key is the same."""
    KeySlots.read(source / KEYS).save(folder / KEYS)


def book_id_of(folder: Path) -> str:
    """The number of a book, which is no secret."""
    return KeySlots.read(folder / KEYS).book_id


def are_keys_whole(folder: Path) -> bool:
    """Whether the key file and its copy are both there and agree."""
    return KeySlots.are_both_whole(folder / KEYS)


def rewrite_keys(folder: Path) -> None:
    """Write the key file and its copy anew from the one that is whole."""
    KeySlots.read(folder / KEYS).save(folder / KEYS)


def slot_kinds(folder: Path) -> dict[str, str]:
    """The ways this book opens, each with a remark: the coordinator's name, the tries left."""
    slots = KeySlots.read(folder / KEYS).slots
    return {kind: slot.get("name") or slot.get("tries", "") for kind, slot in slots.items()}


def set_pin(folder: Path, secret: str, pin: str, ring: Ring) -> None:
    """Let a PIN of at least six digits open the book on this laptop only."""
    if len(pin) < MIN_PIN or not (pin.isascii() and pin.isdigit()):
        raise UsageError(reason="short_pin")
    with _slots(folder) as slots:
        slots.add_pin(pin, slots.unlock(secret), ring)


def unlock_pin(folder: Path, pin: str, ring: Ring, *, clock: Clock | None = None) -> bytes:
    """Return the data key for a PIN; wrong ones make the next wait, the fifth burns the slot.

    Raises SilentRingError, which counts as no try, where the key ring does not answer.
    """
    expect_book(folder)
    with _slots(folder) as slots:
        if "pin" in slots.slots and not slots.has_pin_here(ring):
            raise SilentRingError
        with brake.applied(folder, clock or SystemClock()):
            return slots.unlock_pin(pin, ring)


def has_pin(folder: Path, ring: Ring | None) -> bool:
    """Whether a PIN opens this book on this laptop."""
    return is_book(folder) and KeySlots.read(folder / KEYS).has_pin_here(ring)


def pin_ring(folder: Path) -> Ring | None:
    """Return the key ring that holds the other half of this book's PIN; None without a PIN.

    The ring is only asked where the book has a PIN: waking it up takes its time.
    """
    try:
        if not is_book(folder) or "pin" not in slot_kinds(folder):
            return None
    except FieldKitError:
        return None
    ring = system_ring()
    return ring if has_pin(folder, ring) else None


def seconds_to_wait(folder: Path, *, clock: Clock | None = None) -> int:
    """How long the next try has to wait after too many wrong ones."""
    return brake.seconds_left(folder, clock or SystemClock())


def note_opened(ctx: Context, folder: Path) -> None:
    """Note in the access log that the book was opened, and how often it was tried in vain."""
    from fieldkit.core import access

    if failures := brake.forgiven(folder):
        access.note(ctx, access.Act.WRONG_WORDS, str(failures))
    access.note(ctx, access.Act.UNLOCK)


def rescue(folder: Path, box_secret: str, new_passphrase: str) -> str:
    """Give a book whose words are forgotten new ones with the coordinator's key.

    The former passphrase, recovery code and PIN open nothing any more; returns the new code.
    """
    if len(new_passphrase) < MIN_PASSPHRASE:
        raise UsageError(reason="short_passphrase")
    expect_book(folder)
    code = new_recovery_code()
    with _slots(folder) as slots:
        key = slots.unlock_organisation(box_secret)
        slots.add("passphrase", new_passphrase, key)
        slots.add("recovery", code, key)
        slots.slots.pop("pin", None)
    brake.release(folder)
    return code


def escrow(folder: Path, secret: str, box_key: str, name: str) -> None:
    """Let a coordinator's own key open this book when its keeper can not."""
    with _slots(folder) as slots:
        slots.add_organisation(box_key, name, slots.unlock(secret))


def unlock_escrow(folder: Path, box_secret: str) -> bytes:
    """Return the data key of somebody's book with the coordinator's key."""
    expect_book(folder)
    return KeySlots.read(folder / KEYS).unlock_organisation(box_secret)


def burn_slot(folder: Path, secret: str, kind: str, ring: Ring | None = None) -> None:
    """Take a way of opening away for ever; the passphrase itself can not be burnt."""
    if kind == "passphrase":
        raise UsageError(reason="last_slot")
    with _slots(folder) as slots:
        slots.unlock(secret)
        slots.burn(kind, ring)


@contextmanager
def _slots(folder: Path) -> Iterator[KeySlots]:
    """Change the key slots; what was counted (a wrong PIN) is kept even on an error."""
    slots = KeySlots.read(folder / KEYS)
    before = repr(slots.slots)
    try:
        yield slots
    finally:
        if repr(slots.slots) != before:
            slots.save(folder / KEYS)


def memory_context(
    clock: Clock,
    *,
    name: str = "Sri",
    role: Role = Role.FACILITATOR,
    prepare_more: Callable[[Database], None] | None = None,
) -> Context:
    """Return a book that lives in memory: for tests and trials of a file."""
    db = Database(clock)
    prepare(db, name=name, role=role, book_id=new_id())
    if prepare_more:
        prepare_more(db)
    return _context(db, MemoryAttachments(), clock)


def _context(db: Database, files: Any, clock: Clock | None) -> Context:
    person = Person(
        name=str(db.meta("owner")),
        role=Role(db.meta("role")),
        book_id=str(db.meta("book_id")),
        device=db.device,
        number=str(db.meta("book_number") or db.meta("book_id")),
    )
    return Context(
        db=db,
        me=person,
        clock=clock or SystemClock(str(db.meta("zone") or "WIB")),
        files=files,
        is_practice=bool(db.meta("is_practice")),
    )


def is_book(folder: Path) -> bool:
    """Whether a folder looks like a book; one of its two key files is enough."""
    has_keys = (folder / KEYS).is_file() or copy_of(folder / KEYS).is_file()
    return has_keys and (folder / BOOK).is_file()


def expect_book(folder: Path) -> None:
    """Raise MissingFileError or NotABookError where there is no book.

    A book whose key files are both gone is one all the same (DamagedKeysError): its backups
    have them.
    """
    if not folder.exists():
        raise MissingFileError(path=str(folder))
    if not is_book(folder):
        if (folder / BOOK).is_file():
            raise DamagedKeysError
        raise NotABookError(path=folder.name)


def _lock(folder: Path) -> None:
    from fasteners import InterProcessLock

    place = folder.resolve()
    if place in _LOCKS:
        raise BookInUseError
    lock = InterProcessLock(str(folder / "book.lock"))
    try:
        is_ours = lock.acquire(blocking=False)
    except OSError as error:
        raise NotWritableError from error
    if not is_ours:
        if lock.lockfile is not None:  # the library leaves it open
            lock.lockfile.close()
        raise BookInUseError
    _LOCKS[place] = lock


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep others from opening a book while its files are read; ours may be open already."""
    if folder.resolve() in _LOCKS:
        yield
        return
    _lock(folder)
    try:
        yield
    finally:
        release(folder)


def release(folder: Path) -> None:
    """Give the lock of a book back."""
    lock = _LOCKS.pop(folder.resolve(), None)
    if lock is not None:
        with suppress(OSError):
            lock.release()
