"""Who is expected to send files here, what came from each, and what does not add up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from fieldkit import __version__
from fieldkit.core.context import Context
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.records import moments
from fieldkit.features.sync import clocks, store

LONGEST_NAME = 100
# Whose files a role waits for.
_AWAITED = {
    Role.COORDINATOR: (Role.FACILITATOR, Role.KUBE_FACILITATOR),
    Role.FACILITATOR: (Role.LEADER,),
    Role.KUBE_FACILITATOR: (Role.LEADER,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One person a file is expected from, and the newest that came.

    `peer_id` is blank while no card is here, `expected_id` where nobody noted them by hand.
    `unsent` counts what their file itself says is still with them: photos, half-typed forms,
    changes that wait. `missing_files` are numbers that never came and are still needed.
    """

    id: str
    name: str
    area: str = ""
    phone: str = ""
    peer_id: str = ""
    expected_id: str = ""
    device: int = 0
    role: Role | None = None
    sequence: int = 0
    received_on: date | None = None
    written_on: date | None = None
    changes: int = 0
    missing_files: tuple[int, ...] = ()
    missing_pages: int = 0
    app: str = ""
    clock_seconds: int = 0
    unsent: int = 0
    is_in: bool = False

    @property
    def has_wrong_clock(self) -> bool:
        """Whether the clock is wrong enough to be set right."""
        return abs(self.clock_seconds) >= clocks.NOTEWORTHY_SECONDS

    @property
    def has_old_program(self) -> bool:
        """Whether the file was written by an older FieldKit than this one."""
        return bool(self.app) and _version(self.app) < _version(__version__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A name noted by hand, as a form gives it."""

    name: str
    area: str = ""
    phone: str = ""
    id: str | None = None


def awaits(ctx: Context) -> bool:
    """Whether this role gathers files from others."""
    return ctx.role in _AWAITED and ctx.may(Permission.RECEIVE_FILES)


def month_begin(ctx: Context) -> date:
    """Return the first day of this month, since when a file counts unless told otherwise."""
    return ctx.today.replace(day=1)


def senders(ctx: Context, since: date | None = None) -> list[Sender]:
    """Everybody a file is expected from, those still missing since a day first."""
    ctx.require(Permission.RECEIVE_FILES)
    since = since or month_begin(ctx)
    by_book: dict[str, Sender] = {}
    missing = store.missing_pages(ctx.db)
    for row in store.senders(ctx.db, [role.value for role in _AWAITED.get(ctx.role, ())]):
        found = _known(ctx, row, since, missing.get(row["device"], 0))
        former = by_book.get(row["book_id"])
        if former is None or (found.received_on or date.min) > (former.received_on or date.min):
            by_book[row["book_id"]] = found
    rest = {_key(one.name): book for book, one in by_book.items()}
    unknown = []
    for row in store.expected(ctx.db):
        book = row["book_id"] if row["book_id"] in by_book else rest.get(_key(row["name"]))
        if book:
            by_book[book] = _noted(by_book[book], row)
        else:
            unknown.append(_noted(Sender(id=row["id"], name=row["name"]), row))
    return sorted([*by_book.values(), *unknown], key=lambda s: (s.is_in, _key(s.name), s.id))


def arrived(found: Sequence[Sender]) -> tuple[int, int]:
    """Return how many of how many have sent."""
    return sum(one.is_in for one in found), len(found)


def save_expected(ctx: Context, wanted: Expected) -> str:
    """Note somebody a file is expected from; raises InvalidInputError."""
    ctx.require(Permission.RECEIVE_FILES)
    name = " ".join(wanted.name.split())
    if found := _problems(ctx, replace(wanted, name=name)):
        raise InvalidInputError(found)
    row = {
        "id": wanted.id,
        "name": name,
        "area": wanted.area.strip() or None,
        "phone": wanted.phone.strip() or None,
        "book_id": None,
    }
    with ctx.db.local() as writer:
        return writer.local_put("expected_sender", row)


def save_names(ctx: Context, text: str) -> int:
    """Note many names at once, a line for each: name; area; telephone. Return how many are new."""
    ctx.require(Permission.RECEIVE_FILES)
    known = {_key(row["name"]) for row in store.expected(ctx.db)}
    fresh = []
    for line in text.splitlines():
        name, area, phone = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
        if name and _key(name) not in known:
            known.add(_key(name))
            fresh.append(Expected(name=name[:LONGEST_NAME], area=area, phone=phone))
    for one in fresh:
        save_expected(ctx, one)
    return len(fresh)


def remove_expected(ctx: Context, expected_id: str) -> None:
    """Expect no file from somebody noted by hand; raises NotFoundError."""
    ctx.require(Permission.RECEIVE_FILES)
    if not any(row["id"] == expected_id for row in store.expected(ctx.db)):
        raise NotFoundError
    with ctx.db.local() as writer:
        writer.local_remove("expected_sender", expected_id)


def _problems(ctx: Context, wanted: Expected) -> list[Problem]:
    if not wanted.name:
        return [Problem("name", "required")]
    if len(wanted.name) > LONGEST_NAME:
        details: dict[str, object] = {"limit": LONGEST_NAME, "length": len(wanted.name)}
        return [Problem("name", "too_long", details)]
    others = [row for row in store.expected(ctx.db) if row["id"] != wanted.id]
    if any(_key(row["name"]) == _key(wanted.name) for row in others):
        return [Problem("name", "noted_already")]
    return []


def _known(ctx: Context, row: dict[str, Any], since: date, pages: int) -> Sender:
    last = store.newest_file(ctx.db, row["device"])
    one = Sender(
        id=row["id"],
        name=row["name"],
        peer_id=row["id"],
        device=row["device"],
        role=Role(row["role"]),
    )
    if last is None:
        return one
    received = moments.local(ctx, last["at"]).date()
    written = _written(ctx, last, received)
    facts = store.facts_of(last)
    return replace(
        one,
        sequence=last["sequence"],
        received_on=received,
        written_on=written,
        changes=last["changes"],
        missing_files=store.missing_sequences(ctx.db, row["device"]) if pages else (),
        missing_pages=pages,
        app=last["app"] or "",
        clock_seconds=last["clock_seconds"] or 0,
        unsent=sum(facts.get(k, 0) for k in ("photos_later", "drafts", "waiting", "withheld")),
        is_in=written >= since,
    )


def _written(ctx: Context, last: dict[str, Any], received: date) -> date:
    """When a file was written, by its sender's clock put right as far as its error is known."""
    if not last["written_at"]:
        return received
    try:
        written = moments.local(ctx, last["written_at"])
        return min((written - timedelta(seconds=last["clock_seconds"] or 0)).date(), received)
    except (ValueError, OverflowError):
        return received


def _noted(one: Sender, row: dict[str, Any]) -> Sender:
    return replace(one, expected_id=row["id"], area=row["area"] or "", phone=row["phone"] or "")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
