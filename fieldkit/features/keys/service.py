"""Changing the ways into a book; each change needs the passphrase or the recovery code again."""

import json
from contextlib import suppress
from pathlib import Path

from fieldkit.core import access, sentences, vault
from fieldkit.core.access import Act
from fieldkit.core.context import Context
from fieldkit.core.errors import NotFoundError, UsageError, WrongPassphraseError
from fieldkit.core.i18n import N_
from fieldkit.core.security.keyslots import Ring, system_ring
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.backup import service as backup
from fieldkit.features.keys.kit import emergency_kit
from fieldkit.features.keys.model import Holder, Ways

__all__ = [
    "Holder",
    "Ways",
    "burn_recovery",
    "change_passphrase",
    "emergency_kit",
    "entrust",
    "holders",
    "new_recovery",
    "remove_pin",
    "rescue",
    "set_pin",
    "ways",
    "withdraw",
]

SENTENCES = {
    "no_ring": N_("this laptop has no key ring that could keep the other half of a PIN."),
    "not_in_keeping": N_(
        "this book was not given into your keeping. Its keeper can still use the recovery code."
    ),
    "in_memory": N_("a book in memory has no keys."),
}
sentences.register(SENTENCES)
_HOLDER_ROLES = (Role.COORDINATOR, Role.FACILITATOR, Role.KUBE_FACILITATOR)


def ways(ctx: Context) -> Ways:
    """Which ways open this book now."""
    ctx.require(Permission.KEEP_KEYS)
    kinds = vault.slot_kinds(_folder(ctx))
    ring = system_ring()
    has_pin = "pin" in kinds and vault.has_pin(_folder(ctx), ring)
    return Ways(
        has_recovery="recovery" in kinds,
        pin_tries=int(kinds["pin"] or 0) if has_pin else None,
        may_have_pin=ring is not None,
        keeper=kinds.get("organisation", ""),
    )


def change_passphrase(ctx: Context, present: str, wanted: str) -> None:
    """Let another passphrase open the book; the recovery code stays."""
    ctx.require(Permission.KEEP_KEYS)
    folder = _folder(ctx)
    vault.unlock_slots(folder, present)
    # Whoever forgets the new words opens this backup with the former ones.
    backup.before_risk(ctx)
    vault.change_passphrase(folder, present, wanted)
    access.note(ctx, Act.KEYS, "passphrase")


def new_recovery(ctx: Context, present: str) -> str:
    """Make a new recovery code, shown only now; the former one opens nothing any more."""
    ctx.require(Permission.KEEP_KEYS)
    code = vault.new_recovery(_folder(ctx), present)
    access.note(ctx, Act.KEYS, "recovery")
    return code


def burn_recovery(ctx: Context, present: str) -> None:
    """Let no recovery code open the book any more."""
    ctx.require(Permission.KEEP_KEYS)
    vault.burn_slot(_folder(ctx), present, "recovery")
    access.note(ctx, Act.KEYS, "recovery-")


def set_pin(ctx: Context, present: str, pin: str, ring: Ring | None = None) -> None:
    """Let a PIN open the book on this laptop."""
    ctx.require(Permission.KEEP_KEYS)
    vault.set_pin(_folder(ctx), present, pin, _ring(ring))
    access.note(ctx, Act.KEYS, "pin")


def remove_pin(ctx: Context, present: str, ring: Ring | None = None) -> None:
    """Let no PIN open the book any more."""
    ctx.require(Permission.KEEP_KEYS)
    vault.burn_slot(_folder(ctx), present, "pin", _ring(ring))
    access.note(ctx, Act.KEYS, "pin-")


def holders(ctx: Context) -> list[Holder]:
    """Who could hold this book's key: coordinators and facilitators whose card is here."""
    ctx.require(Permission.KEEP_KEYS)
    rows = ctx.db.rows(
        "SELECT id, name, role, box_key FROM peer WHERE revoked_at IS NULL AND role IN"
        " (:first, :second, :third) ORDER BY role, name",
        **dict(zip(("first", "second", "third"), map(str, _HOLDER_ROLES), strict=True)),
    )
    return [Holder(**row) for row in rows]


def entrust(ctx: Context, present: str, holder_id: str) -> None:
    """Give somebody a key to this book, for the day its keeper has none."""
    ctx.require(Permission.KEEP_KEYS)
    holder = next((one for one in holders(ctx) if one.id == holder_id), None)
    if holder is None:
        raise NotFoundError
    vault.escrow(_folder(ctx), present, holder.box_key, holder.name)
    access.note(ctx, Act.KEYS, "organisation")


def withdraw(ctx: Context, present: str) -> None:
    """Take the key back: what lies on this laptop opens for nobody else any more."""
    ctx.require(Permission.KEEP_KEYS)
    vault.burn_slot(_folder(ctx), present, "organisation")
    access.note(ctx, Act.KEYS, "organisation-")


def rescue(ctx: Context, place: Path, wanted: str, into: Path | None = None) -> str:
    """Give somebody's book that is in our keeping a new passphrase; return its new code.

    `place` is the folder of the book, or a backup that becomes a new book in `into`. Raises
    UsageError when the book was not given into our keeping.
    """
    ctx.require(Permission.RESCUE_BOOKS)
    codes: list[str] = []

    def open_anew(folder: Path) -> None:
        codes.append(_rescued(ctx, folder, wanted))

    if place.is_dir():
        open_anew(place)
    else:
        target = into or place.with_suffix(vault.SUFFIX)
        vault.close_book(backup.restore(place, target, wanted, prepare=open_anew), target)
    access.note(ctx, Act.KEYS, "rescue")
    return codes[-1]


def _rescued(ctx: Context, folder: Path, wanted: str) -> str:
    """Open a book with this laptop's key, or with one it had before it was restored."""
    former = json.loads(ctx.db.meta("former") or "[]")
    for secret in (ctx.identity.box_secret, *(str(one["box_secret"]) for one in former)):
        with suppress(WrongPassphraseError):
            return vault.rescue(folder, secret, wanted)
    raise UsageError(reason="not_in_keeping")


def _folder(ctx: Context) -> Path:
    if not ctx.db.is_on_disk:
        raise UsageError(reason="in_memory")
    return ctx.db.folder


def _ring(given: Ring | None) -> Ring:
    ring = given or system_ring()
    if ring is None:
        raise UsageError(reason="no_ring")
    return ring
