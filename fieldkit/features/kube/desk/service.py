"""What people do with the guest book and the register of letters, and what they ask."""

from dataclasses import replace

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import keeping, typed
from fieldkit.features.kube.desk import model, store
from fieldkit.features.kube.desk.model import Guest, Letter, Way

WAYS: dict[Way, str] = {Way.IN: N_("Came in"), Way.OUT: N_("Went out")}
WAY_TITLES: dict[Way, str] = {Way.IN: "Masuk", Way.OUT: "Keluar"}


def save_guest(ctx: Context, wanted: Guest) -> str:
    """Save a guest's line and return its id."""
    ctx.require(Permission.RECORD_MEETING)
    named = replace(wanted, name=typed.bare(wanted.name) or "")
    tidy = typed.tidied(named, "office", "address", "purpose", "impression")
    found = model.guest_problems(tidy, ctx.today)
    return keeping.keep(ctx, "guest", tidy, found, N_("Guest of {kube}"))


def remove_guest(ctx: Context, guest_id: str) -> None:
    """Put a guest's line into the bin."""
    ctx.require(Permission.RECORD_MEETING)
    known: Guest = keeping.one(store.guest(ctx.db, guest_id))
    keeping.drop(ctx, "guest", known, N_("Remove a guest of {kube}"))


def guests(ctx: Context, kube_id: str) -> list[Guest]:
    """List a group's guests, by day."""
    ctx.require(Permission.SEE_KUBE)
    return store.guests_of(ctx.db, kube_id)


def save_letter(ctx: Context, wanted: Letter) -> str:
    """Save a letter's line and return its id."""
    ctx.require(Permission.RECORD_MEETING)
    party, subject = typed.bare(wanted.party) or "", typed.bare(wanted.subject) or ""
    tidy = typed.tidied(replace(wanted, party=party, subject=subject), "number", "note")
    found = model.letter_problems(tidy, ctx.today)
    return keeping.keep(ctx, "letter", tidy, found, N_("Letter of {kube}"))


def remove_letter(ctx: Context, letter_id: str) -> None:
    """Put a letter's line into the bin."""
    ctx.require(Permission.RECORD_MEETING)
    known: Letter = keeping.one(store.letter(ctx.db, letter_id))
    keeping.drop(ctx, "letter", known, N_("Remove a letter of {kube}"))


def letters(ctx: Context, kube_id: str) -> list[Letter]:
    """List a group's letters, by day."""
    ctx.require(Permission.SEE_KUBE)
    return store.letters_of(ctx.db, kube_id)


def latest_month(ctx: Context) -> Month | None:
    """The last month anything was noted in either book."""
    ctx.require(Permission.SEE_KUBE)
    found = store.last_day(ctx.db)
    return Month.of(min(found, ctx.today)) if found else None
