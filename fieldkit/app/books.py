"""How a book is found, made, opened, locked and brought back."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldkit.core.context import Context
from fieldkit.core.i18n import _

if TYPE_CHECKING:
    from fieldkit.core.render.document import Document
    from fieldkit.core.security.keyslots import Ring
    from fieldkit.core.security.roles import Role
    from fieldkit.ui.shell.gate import Made
    from fieldkit.ui.shell.lock import Ways


def stand_among_documents() -> None:
    """Begin every box that asks for a file among the user's documents.

    Where the program was started from may be its own folder, or a stick that could not be pulled.
    """
    from fieldkit.core import paths

    documents = paths.documents_folder()
    for folder in (documents, documents.parent, Path.home()):
        with contextlib.suppress(OSError):
            os.chdir(folder)
            return


def is_book(folder: Path) -> bool:
    """Whether a folder looks like a book."""
    from fieldkit.core import vault

    # One that lost its keys too: opening it leads to its backups.
    return vault.is_book(folder) or (folder / vault.BOOK).is_file()


def pin_opener(folder: Path, ring: "Ring") -> Callable[[str], Context]:
    """Return what opens a book with a PIN."""
    from fieldkit.core import vault

    return lambda pin: vault.open_with_key(folder, vault.unlock_pin(folder, pin, ring))


def ways(ctx: Context, folder: Path) -> "Ways":
    """Return how an open book is locked and opened again."""
    from fieldkit.core import access, vault
    from fieldkit.ui.shell.lock import Ways

    ring = vault.pin_ring(folder)

    def again(key: bytes) -> bool:
        vault.reopen(ctx, key)
        vault.note_opened(ctx, folder)
        return True

    def close() -> None:
        access.note(ctx, access.Act.LOCK)
        vault.lock(ctx)

    return Ways(
        close=close,
        open_book=lambda secret: again(vault.unlock(folder, secret)),
        open_with_pin=None
        if ring is None
        else lambda pin: again(vault.unlock_pin(folder, pin, ring)),
        seconds_left=lambda: vault.seconds_to_wait(folder),
    )


def suggested_name() -> str:
    """Return a name for a new book that is still free."""
    from fieldkit.core import paths
    from fieldkit.core.vault import book_folder

    name = _("My book")
    number = 1
    while book_folder(paths.documents_folder() / _numbered(name, number)).exists():
        number += 1
    return _numbered(name, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} {number}"


def new_folder(name: str) -> Path:
    """Return where a book of this name will lie; characters no file name takes are left out."""
    from fieldkit.core import paths
    from fieldkit.core.vault import book_folder

    fitting = "".join(c for c in name if c not in '<>:"/\\|?*' and c.isprintable()).strip(" .")
    return book_folder(paths.documents_folder() / (fitting or _("My book")))


def usual_position(role: "Role") -> str:
    """Return the title under which a keeper of this role usually signs."""
    from fieldkit.features.office import service as office

    return office.POSITIONS[role]


def create_book(values: dict[str, Any]) -> "Made":
    """Make a book from the first start's form, with the profile filled in so far."""
    from fieldkit.core import vault
    from fieldkit.core.clock import zone_here
    from fieldkit.core.security.roles import Permission
    from fieldkit.features.office import service as office
    from fieldkit.features.office.model import Profile
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(values["book"])
    ctx, code = vault.create_book(
        folder, name=values["name"], role=values["role"], passphrase=values["passphrase"]
    )
    asked = ("position", "office", "regency", "district")
    known = {key: values[key] for key in asked if values.get(key)}
    if known and ctx.may(Permission.EDIT_OFFICE):
        office.save_profile(ctx, Profile(name=values["name"], zone=zone_here(), **known))
    return Made(ctx, folder, code)


def take_hand_out(file: Path, first_key: str, passphrase: str) -> "Made":
    """Make a leader's book from the facilitator's file."""
    from fieldkit.features.sync import handing
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(suggested_name())
    ctx, code = handing.open_hand_out(folder, file, first_key, passphrase)
    return Made(ctx, folder, code)


def restore_backup(file: Path, secret: str) -> "Made":
    """Make a new book from a backup; its recovery code is the one kept before."""
    from fieldkit.features.backup import service as backup
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(suggested_name())
    return Made(backup.restore(file, folder, secret), folder, "")


def emergency_kit(made: "Made") -> "Document":
    """Return the page with the code of a book just made."""
    from fieldkit.features.keys import service as keys

    return keys.emergency_kit(made.ctx, made.recovery_code)


def open_practice() -> "Made":
    """Open the practice book, made on the first call."""
    from fieldkit.core.vault import open_book
    from fieldkit.features.practice import service as practice
    from fieldkit.ui.shell.gate import Made

    folder = new_folder(_("Practice"))
    if not is_book(folder):
        from fieldkit.features.sync import rehearsal

        practice.make_book(folder, passphrase=practice.PASSPHRASE)
        rehearsal.rehearse(folder, practice.PASSPHRASE)
    return Made(open_book(folder, practice.PASSPHRASE), folder, "")


# -- what the window asks of the rooms -------------------------------------------------------
