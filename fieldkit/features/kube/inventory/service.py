"""What people do with the inventory, and what they ask."""

from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import keeping, typed
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.inventory import model, store
from fieldkit.features.kube.inventory.model import Asset, Condition, Origin

ORIGINS: dict[Origin, str] = {
    Origin.PURCHASE: N_("Bought"),
    Origin.TRAINING: N_("From a training"),
    Origin.CONTEST: N_("Prize of a contest"),
    Origin.AID: N_("Aid of the government"),
    Origin.DONATION: N_("Donation"),
    Origin.MEMBER: N_("Brought by a member"),
    Origin.OTHER: N_("Other origin"),
}
CONDITIONS: dict[Condition, str] = {
    Condition.GOOD: N_("Good condition"),
    Condition.WORN: N_("Worn"),
    Condition.BROKEN: N_("Broken"),
    Condition.LOST: N_("Lost"),
    Condition.GIVEN: N_("Given away"),
}
# As the forms of a KUBE print them, whatever the window speaks.
ORIGIN_TITLES: dict[Origin, str] = {
    Origin.PURCHASE: "Dibeli", Origin.TRAINING: "Pelatihan", Origin.CONTEST: "Hadiah lomba",
    Origin.AID: "Bantuan", Origin.DONATION: "Sumbangan", Origin.MEMBER: "Milik anggota",
    Origin.OTHER: "Lain-lain",
}  # fmt: skip
CONDITION_TITLES: dict[Condition, str] = {
    Condition.GOOD: "Baik", Condition.WORN: "Kurang baik", Condition.BROKEN: "Rusak",
    Condition.LOST: "Hilang", Condition.GIVEN: "Diserahkan",
}  # fmt: skip


def save_asset(ctx: Context, wanted: Asset) -> str:
    """Save a line of the inventory and return its id."""
    ctx.require(Permission.RECORD_MEETING)
    tidy = typed.tidied(
        replace(wanted, name=typed.bare(wanted.name) or ""), "code", "brand", "unit", "source",
        "note",
    )  # fmt: skip
    members = [member.id for member in group.everyone(ctx, tidy.kube_id)]
    found = model.problems(tidy, members, ctx.today)
    return keeping.keep(ctx, "asset", tidy, found, N_("Inventory of {kube}"))


def remove_asset(ctx: Context, asset_id: str) -> None:
    """Put a line noted by mistake into the bin; what was lost is marked as lost instead."""
    ctx.require(Permission.RECORD_MEETING)
    known: Asset = keeping.one(store.by_id(ctx.db, asset_id))
    keeping.drop(ctx, "asset", known, N_("Remove a line of the inventory, {kube}"))


def assets(ctx: Context, kube_id: str, until: date | None = None) -> list[Asset]:
    """List a group's goods, the oldest first, or those it had got by a day."""
    ctx.require(Permission.SEE_KUBE)
    found = store.of_kube(ctx.db, kube_id)
    return [one for one in found if until is None or one.got_on is None or one.got_on <= until]


def latest_month(ctx: Context) -> Month | None:
    """The month the inventory of the groups stands at: this one, once anything is noted."""
    ctx.require(Permission.SEE_KUBE)
    is_kept = any(store.of_kube(ctx.db, kube.id) for kube in group.kubes(ctx))
    return Month.of(ctx.today) if is_kept else None
