"""Handing over: a group, a KUBE or single families go to another facilitator, history and all.

A group and a KUBE are scopes of their own: a dated, signed grant lets another book serve
them, and the signed pages written so far are passed on unchanged. A family that moves alone
leaves its group: its records are restated in a scope made for the move, which only its giver
can begin, and a quotation of its history goes with it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.people import service as people
from fieldkit.features.people.words import Status
from fieldkit.features.records import history
from fieldkit.features.sync import model, store
from fieldkit.features.sync.model import Peer

LONGEST_REASON = 500
MOST_QUOTED = 50_000
_SERVING = (Role.FACILITATOR, Role.KUBE_FACILITATOR)
# What belongs to a meeting of the group stays with the group's roll.
_OF_MEETINGS = {"session_id", "meeting_id", "kube_id", "group_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Givable:
    """A group or a KUBE this book serves."""

    id: str
    name: str
    is_kube: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One grant: what, to or from whom, since when. `is_ours` where this book gave it."""

    id: str
    what: str
    person: str
    since: str
    is_ours: bool
    is_substitute: bool
    letter_no: str = ""
    reason: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms something is handed over."""

    since: date
    is_substitute: bool = False
    letter_no: str = ""
    reason: str = ""


def receivers(ctx: Context) -> list[Peer]:
    """The facilitators something can be handed to."""
    ctx.require(Permission.HAND_OUT)
    return [
        p
        for p in store.peers(ctx.db)
        if not p.is_revoked and p.role in _SERVING and p.book_id != ctx.me.book_id
    ]


def givable(ctx: Context) -> list[Givable]:
    """The groups and KUBE this book serves now, groups first."""
    ctx.require(Permission.HAND_OUT)
    return [
        Givable(id=row["id"], name=row["name"] or "", is_kube=table == "kube")
        for table in ("kpm_group", "kube")
        for row in store.named_scopes(ctx.db, table)
        if serves(ctx, row["id"])
    ]


def givable_families(ctx: Context) -> list[tuple[str, str]]:
    """The families of this book as (id, name and group), by name."""
    ctx.require(Permission.HAND_OUT)
    if not ctx.may(Permission.EDIT_FAMILIES):
        return []
    return [
        (row["id"], " · ".join(part for part in (row["name"], row["group_name"]) if part))
        for row in store.families_by_name(ctx.db)
        if not model.founder_of(row["_scope"]) or serves(ctx, row["_scope"])
    ]


def serves(ctx: Context, scope: str) -> bool:
    """Whether this book serves a scope: it wrote there first, or was given it last."""
    handed = store.serving(ctx.db, scope)
    if handed:
        return ctx.me.book_id in handed
    return ctx.me.book_id in store.granted(ctx.db, scope) or not store.owners(ctx.db, scope)


def hand_over(ctx: Context, scopes: Sequence[str], peer: Peer, terms: Terms) -> int:
    """Give groups and KUBE to another facilitator from a day on; return how many.

    They get the signed pages with the next file to them. As a substitute they serve beside
    this book; otherwise this book's later changes there are not taken by others any more.
    """
    ctx.require(Permission.HAND_OUT)
    _expect_terms(terms)
    mine = {one.id for one in givable(ctx)}
    if not scopes or not mine.issuperset(scopes):
        raise NotFoundError
    step = Step(N_("Hand over {count} groups and KUBE"), count=len(scopes))
    with ctx.db.write(step, is_risky=True) as writer:
        for scope in scopes:
            _grant(writer, scope, peer, terms)
    return len(scopes)


def give_families(ctx: Context, family_ids: Sequence[str], peer: Peer, terms: Terms) -> int:
    """Give single families to another facilitator, with their history; return how many.

    Here they stay, with the status "moved"; there they wait for a group.
    """
    ctx.require(Permission.HAND_OUT)
    ctx.require(Permission.EDIT_FAMILIES)
    _expect_terms(terms)
    known = [i for i in dict.fromkeys(family_ids) if store.family_exists(ctx.db, i)]
    if not known:
        raise NotFoundError
    scope = model.move_scope(ctx.me.book_id, new_id())
    quotes = [quote for family in known for quote in _quotations(ctx, family)]
    step = Step(N_("Hand over {count} families"), count=len(known))
    with ctx.db.write(step, is_risky=True) as writer:
        for table, ids in _belongings(ctx, known).items():
            writer.move(table, ids, scope)
        moved = {"status": Status.MOVED, "status_on": terms.since, "group_id": None}
        writer.put_many("family", [{"id": family, **moved} for family in known])
        writer.put_many("quoted_history", quotes, scope=scope)
        _grant(writer, scope, peer, terms)
    return len(known)


def arrivals(ctx: Context) -> list[tuple[str, str, str]]:
    """Families that were given to this book and have no group yet: id, name, from whom."""
    ctx.require(Permission.RECEIVE_FILES)
    if not ctx.may(Permission.EDIT_FAMILIES):
        return []
    return [
        (row["id"], row["name"] or "", store.name_of_book(ctx.db, model.founder_of(row["_scope"])))
        for row in store.moved_families(ctx.db)
        if ctx.me.book_id in store.granted(ctx.db, row["_scope"])
    ]


def families_in(ctx: Context, scope: str) -> list[str]:
    """The families whose records are kept in a scope."""
    ctx.require(Permission.SEE_FAMILIES)
    return store.families_in(ctx.db, scope)


def accept(ctx: Context, family_ids: Sequence[str], group_id: str) -> int:
    """Take families that were given to this book into one of its groups."""
    ctx.require(Permission.EDIT_FAMILIES)
    waiting = {family for family, _name, _who in arrivals(ctx)}
    chosen = [family for family in family_ids if family in waiting]
    if not chosen:
        raise NotFoundError
    people.move_families(ctx, chosen, group_id)
    people.set_status(ctx, chosen, Status.ACTIVE)
    return len(chosen)


def grants(ctx: Context) -> list[Given]:
    """Everything that was ever handed over, to or from this book, the newest first."""
    ctx.require(Permission.RECEIVE_FILES)
    found = []
    for row in store.grants(ctx.db):
        is_ours = row["book_id"] != ctx.me.book_id
        giver = store.name_of(ctx.db, row["dev"])
        found.append(
            Given(
                id=row["id"],
                what=row["name"] or "",
                person=(row["person"] or "") if is_ours else giver,
                since=row["since"] or "",
                is_ours=is_ours,
                is_substitute=row["kind"] == "substitute",
                letter_no=row["letter_no"] or "",
                reason=row["reason"] or "",
                scope=row["_scope"],
            )
        )
    return found


def _grant(writer: Writer, scope: str, peer: Peer, terms: Terms) -> None:
    writer.put(
        "steward",
        {
            "book_id": peer.book_id,
            "person": peer.name,
            "kind": "substitute" if terms.is_substitute else "hand_over",
            "since": terms.since,
            "letter_no": terms.letter_no.strip() or None,
            "reason": terms.reason.strip() or None,
        },
        scope=scope,
    )


def _expect_terms(terms: Terms) -> None:
    for name in ("letter_no", "reason"):
        length = len(getattr(terms, name))
        if length > LONGEST_REASON:
            details: dict[str, object] = {"limit": LONGEST_REASON, "length": length}
            raise InvalidInputError([Problem(name, "too_long", details)])


def _belongings(ctx: Context, families: Sequence[str]) -> dict[str, list[str]]:
    """Return what goes with families, by table: all that is theirs and no meeting's."""
    found: dict[str, list[str]] = {"family": list(families)}
    for table in SYNCED:
        columns = set(ctx.db.columns(table))
        is_theirs = TABLES[table].subject == "family_id" and "family_id" in columns
        if is_theirs and not columns & _OF_MEETINGS and TABLES[table].kind == "record":
            found[table] = store.of_families(ctx.db, table, families)
    photos = store.photos_of_records(ctx.db, [i for ids in found.values() for i in ids])
    return {**{t: ids for t, ids in found.items() if ids}, **({"photo": photos} if photos else {})}


def _quotations(ctx: Context, family: str) -> list[dict[str, Any]]:
    """Return a family's history so far, and that of what is theirs, as rows to send along."""
    rows = []
    for table, ids in _belongings(ctx, [family]).items():
        if table == "photo":
            continue
        for record in ids:
            lines = [_line(entry) for entry in history.history(ctx, table, record)]
            if table == "family":
                lines += [_attended(row) for row in store.attended(ctx.db, family)]
                lines.sort(key=lambda line: -line["at"])
            rows.append(_quotation(family, table, record, lines))
    return rows


def _quotation(family: str, table: str, record: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    while lines and len(text := json.dumps(lines, ensure_ascii=False)) > MOST_QUOTED:
        lines = lines[: len(lines) * MOST_QUOTED // len(text)]
    return {"family_id": family, "tbl": table, "record": record, "lines": lines}


def _line(entry: Any) -> dict[str, Any]:
    return {
        "at": entry.at_ms,
        "who": entry.who,
        "step": entry.step,
        "kind": entry.kind,
        "changes": [[change.field, change.before, change.after] for change in entry.changes],
    }


def _attended(row: dict[str, Any]) -> dict[str, Any]:
    held = " · ".join(part for part in (row["held_on"], row["title"], row["status"]) if part)
    return {"at": row["hlc"] >> 16, "who": "", "step": held, "kind": "attended", "changes": []}
