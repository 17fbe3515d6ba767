"""From a passphrase to an open book, and how a book comes to be.

A book is the folder `NAME.fieldkit/`: `book.db` (encrypted), `keys.json` (key slots),
`attachments/` (encrypted files) and `book.lock` (decision 2).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from fieldkit.core.clock import Clock, SystemClock
from fieldkit.core.context import Context, Person
from fieldkit.core.db.database import Database
from fieldkit.core.errors import (
    BookInUseError,
    InvalidInputError,
    MissingFileError,
    NotABookError,
    NotWritableError,
    Problem,
    UsageError,
)
from fieldkit.core.ids import new_id
from fieldkit.core.security.attachments import FolderAttachments, MemoryAttachments
from fieldkit.core.security.identity import Identity
from fieldkit.core.security.keyslots import KEY_BYTES, KeySlots, Ring, new_recovery_code
from fieldkit.core.security.roles import Role
from fieldkit.core.text import printable

SUFFIX = ".fieldkit"
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
) -> tuple[Context, str]:
    """Make a book and open it; return it with its recovery code, which is shown only once.

    Raises UsageError when the folder exists or the passphrase is shorter than 8 characters.
    A book that could not be finished leaves nothing behind.
    """
    name = owner_name(name)
    if len(passphrase) < MIN_PASSPHRASE:
        raise UsageError(reason="short_passphrase")
    if _is_taken(folder):
        raise UsageError(reason="folder_exists")
    slots = KeySlots(book_id or new_id())
    try:
        return _created(
            folder, slots, name, role, passphrase, clock, device, is_practice=is_practice
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
    db = Database(clock or SystemClock(), path=folder / "book.db", key=key)
    try:
        prepare(
            db,
            name=name,
            role=role,
            book_id=slots.book_id,
            is_practice=is_practice,
            device=device,
        )
        slots.save(folder / "keys.json")
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

    Raises MissingFileError, NotABookError, WrongPassphraseError, DamagedBookError,
    NewerBookError or BookInUseError; the book is unchanged then.
    """
    return open_with_key(folder, unlock(folder, secret), clock=clock)


def unlock(folder: Path, secret: str) -> bytes:
    """Return the data key of a book."""
    _expect_book(folder)
    return KeySlots.read(folder / "keys.json").unlock(secret)


def open_with_key(folder: Path, key: bytes, *, clock: Clock | None = None) -> Context:
    """Open a book whose key is in hand."""
    _expect_book(folder)
    _lock(folder)
    try:
        db = Database(clock or SystemClock(), path=folder / "book.db", key=key)
        return _context(db, FolderAttachments(folder / "attachments", key), clock)
    except BaseException:
        release(folder)
        raise


def close_book(ctx: Context, folder: Path) -> None:
    """Close a book and let others open it."""
    ctx.db.checkpoint()
    ctx.db.close()
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


def slot_kinds(folder: Path) -> dict[str, str]:
    """The ways this book opens, each with a remark: the coordinator's name, the tries left."""
    slots = KeySlots.read(folder / "keys.json").slots
    return {kind: slot.get("name") or slot.get("tries", "") for kind, slot in slots.items()}


def set_pin(folder: Path, secret: str, pin: str, ring: Ring) -> None:
    """Let a PIN of at least six digits open the book on this laptop only."""
    if len(pin) < MIN_PIN or not (pin.isascii() and pin.isdigit()):
        raise UsageError(reason="short_pin")
    with _slots(folder) as slots:
        slots.add_pin(pin, slots.unlock(secret), ring)


def unlock_pin(folder: Path, pin: str, ring: Ring) -> bytes:
    """Return the data key for a PIN; the fifth wrong one burns the slot."""
    _expect_book(folder)
    with _slots(folder) as slots:
        return slots.unlock_pin(pin, ring)


def escrow(folder: Path, secret: str, box_key: str, name: str) -> None:
    """Let a coordinator's own key open this book when its keeper can not."""
    with _slots(folder) as slots:
        slots.add_organisation(box_key, name, slots.unlock(secret))


def unlock_escrow(folder: Path, box_secret: str) -> bytes:
    """Return the data key of somebody's book with the coordinator's key."""
    _expect_book(folder)
    return KeySlots.read(folder / "keys.json").unlock_organisation(box_secret)


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
    slots = KeySlots.read(folder / "keys.json")
    before = repr(slots.slots)
    try:
        yield slots
    finally:
        if repr(slots.slots) != before:
            slots.save(folder / "keys.json")


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
    )
    return Context(
        db=db,
        me=person,
        clock=clock or SystemClock(str(db.meta("zone") or "WIB")),
        identity=Identity(bytes(db.meta("sign_seed")), str(db.meta("box_secret"))),
        files=files,
        is_practice=bool(db.meta("is_practice")),
    )


def _expect_book(folder: Path) -> None:
    if not folder.exists():
        raise MissingFileError(path=str(folder))
    if not (folder / "keys.json").is_file() or not (folder / "book.db").is_file():
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
        raise BookInUseError
    _LOCKS[place] = lock


def release(folder: Path) -> None:
    """Give the lock of a book back."""
    lock = _LOCKS.pop(folder.resolve(), None)
    if lock is not None:
        with suppress(OSError):
            lock.release()
