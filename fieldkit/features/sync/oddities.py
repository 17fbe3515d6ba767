"""What a merge leaves for a person to look at: twins, double payments, and what still waits.

Nothing of it is decided here: twins are both kept, both payments count, and records that
refer to something not yet received stay, until somebody looked.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import _
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.people import nik
from fieldkit.features.records import naming
from fieldkit.features.records import waiting as records
from fieldkit.features.records.waiting import Waiting
from fieldkit.features.sync import store

_NEAR_DAYS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One of two records, and who entered it."""

    id: str
    title: str
    who: str
    device: int
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Two families that may be one: entered on two laptops under the same number."""

    id: str
    first: Entered
    second: Entered
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoublePayment:
    """Two entries of one KUBE that may be one payment, recorded on two laptops."""

    id: str
    kube: str
    first: Entered
    second: Entered
    amount: int
    booked_on: date
    members: tuple[str, ...]
    may_take_back: bool


def twins(ctx: Context) -> list[Twin]:
    """Families that two laptops entered under one NIK or one No KK, newest last."""
    ctx.require(Permission.SETTLE_CONFLICTS)
    if not ctx.may(Permission.SEE_FAMILIES):
        return []
    seen = _looked_at(ctx)
    found = []
    for reason in ("nik", "no_kk"):
        for rows in _sharing(ctx, reason):
            first, *others = rows
            found += [_twin(ctx, first, other, reason) for other in others]
    unlike = {one.id: one for one in found if one.id not in seen}
    return list({frozenset((t.first.id, t.second.id)): t for t in unlike.values()}.values())


def _sharing(ctx: Context, column: str) -> Iterator[list[dict[str, Any]]]:
    """Yield families with the same number that were entered on different laptops."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in store.families_sharing(ctx.db, column):
        if nik.is_sixteen_digits(row["number"]) and not nik.is_placeholder(row["number"]):
            groups[row["number"]].append(row)
    for rows in groups.values():
        if len({row["dev"] for row in rows}) > 1:
            yield rows


def _twin(ctx: Context, first: dict[str, Any], second: dict[str, Any], reason: str) -> Twin:
    return Twin(
        id=_pair_id("twin", first["id"], second["id"]),
        first=_family(ctx, first),
        second=_family(ctx, second),
        reason=reason,
    )


def _family(ctx: Context, row: dict[str, Any]) -> Entered:
    parts = [row["name"] or "", naming.short_title(ctx.db, "kpm_group", row["group_id"] or "")]
    return _entered(ctx, row, " · ".join(part for part in parts if part))


def _entered(ctx: Context, row: Mapping[str, Any], title: str) -> Entered:
    who = ctx.me.name if row["dev"] == ctx.me.device else store.name_of(ctx.db, row["dev"])
    return Entered(
        id=row["id"], title=title, who=who, device=row["dev"], at_ms=(row["hlc"] or 0) >> 16
    )


def double_payments(ctx: Context) -> list[DoublePayment]:
    """Entries that two laptops recorded of what may be one payment; both count until then."""
    ctx.require(Permission.SETTLE_CONFLICTS)
    if not ctx.may(Permission.SEE_KUBE):
        return []
    seen = _looked_at(ctx)
    by_kube: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in store.entries_of_several_laptops(ctx.db):
        by_kube[row["kube_id"]].append(row)
    found = []
    for rows in by_kube.values():
        standing = _standing(rows)
        for number, first in enumerate(standing):
            for second in standing[number + 1 :]:
                if _days_apart(first, second) > _NEAR_DAYS:
                    break
                same = _same_legs(first, second)
                if first["dev"] != second["dev"] and same:
                    found.append(_payment(ctx, first, second, same))
    return [one for one in found if one.id not in seen]


def _standing(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries that count, by day: neither corrections nor taken back."""
    reversed_by = {row["reverses"]: row for row in rows if row["reverses"]}

    def counts(row: dict[str, Any]) -> bool:
        back = reversed_by.get(row["id"])
        return back is None or not counts(back)

    first_hand = [row for row in rows if not row["reverses"] and counts(row)]
    return sorted(first_hand, key=lambda row: (row["booked_on"] or "", row["id"]))


def _days_apart(first: dict[str, Any], second: dict[str, Any]) -> int:
    try:
        one, other = (date.fromisoformat(row["booked_on"] or "") for row in (first, second))
    except ValueError:
        return _NEAR_DAYS + 1
    return (other - one).days


def _same_legs(first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the legs both entries hold: the same member, account and amount."""
    one, other = ([_leg(x) for x in json.loads(row["lines"] or "[]")] for row in (first, second))
    rest = list(other)
    same = []
    for leg in one:
        if leg in rest and not leg[0].startswith("pot:"):
            rest.remove(leg)
            same.append({"account": leg[0], "amount": leg[1], "member": leg[2]})
    return same


def _leg(line: dict[str, Any]) -> tuple[str, int, str]:
    return str(line["account"]), int(line["amount"]), str(line.get("member") or "")


def _payment(
    ctx: Context, first: dict[str, Any], second: dict[str, Any], same: list[dict[str, Any]]
) -> DoublePayment:
    earlier, later = sorted((first, second), key=lambda row: row["hlc"] or 0)
    members = [leg["member"] for leg in same if leg["member"]]
    names = (naming.short_title(ctx.db, "kube_member", member) for member in members)
    return DoublePayment(
        id=_pair_id("double", first["id"], second["id"]),
        kube=naming.short_title(ctx.db, "kube", first["kube_id"] or ""),
        first=_entered(ctx, earlier, earlier["description"] or ""),
        second=_entered(ctx, later, later["description"] or ""),
        amount=abs(sum(leg["amount"] for leg in same)),
        booked_on=date.fromisoformat(later["booked_on"]),
        members=tuple(name for name in names if name),
        may_take_back=ctx.may(Permission.POST_CASH),
    )


def take_back(ctx: Context, payment_id: str) -> None:
    """Take back the later of two entries that are one payment; raises NotFoundError."""
    ctx.require(Permission.POST_CASH)
    found = next((one for one in double_payments(ctx) if one.id == payment_id), None)
    if found is None:
        raise NotFoundError
    cashbook.correct_entry(ctx, found.second.id, _("Recorded twice, on two laptops"))


def leave_both(ctx: Context, oddity_id: str) -> None:
    """Note that two records are two things; they are not named again on this laptop."""
    ctx.require(Permission.SETTLE_CONFLICTS)
    with ctx.db.local() as writer:
        writer.local_put(
            "looked_at",
            {
                "id": oddity_id,
                "what": "two_things",
                "at": ctx.clock.now().isoformat(timespec="seconds"),
            },
        )


def waiting(ctx: Context) -> list[Waiting]:
    """Records that refer to something this book has never heard of, by kind, counted."""
    ctx.require(Permission.RECEIVE_FILES)
    return records.waiting(ctx)


def count(ctx: Context) -> int:
    """How many pairs wait for somebody to look at them."""
    return len(twins(ctx)) + len(double_payments(ctx))


def _looked_at(ctx: Context) -> set[str]:
    return store.looked_at(ctx.db)


def _pair_id(kind: str, first: str, second: str) -> str:
    return derived_id(kind, *sorted((first, second)))
