"""A fair list for a quota: who comes when, and in words why.

Who never received a programme comes first, then who waited longest after a nomination, then the
poorest; seats go round the groups; what is left is drawn by lot, the same lot for everybody who
draws it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from hashlib import sha256

from fieldkit.features.programmes.model import Each, Match, Programme, Verdict

UNKNOWN_DECILE = 99


class Why(StrEnum):
    """What decides a place on the list, in the order in which it decides."""

    NEVER_RECEIVED = auto()
    RECEIVED_BEFORE = auto()
    WAITING = auto()
    DECILE = auto()
    ROUND = auto()
    LOT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One family's place on the list; `has_seat` where the quota reaches so far."""

    match: Match
    rank: int
    village: str
    has_seat: bool
    received: int
    waiting_since: date | None
    decile: int | None
    turn: int
    lot: int

    @property
    def id(self) -> str:
        """The family's id."""
        return self.match.id

    @property
    def reasons(self) -> tuple[Why, ...]:
        """What speaks for this place."""
        found = [Why.RECEIVED_BEFORE if self.received else Why.NEVER_RECEIVED]
        if self.waiting_since is not None:
            found.append(Why.WAITING)
        if self.decile is not None:
            found.append(Why.DECILE)
        return (*found, Why.ROUND, Why.LOT)


def lot(programme: Programme, family_id: str) -> int:
    """Return a family's lot for a programme, 0 to 9999: nobody picks it, all can draw it again."""
    digest = sha256(f"{programme.code}\x1f{family_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 10_000


def shortlist(
    programme: Programme,
    matches: Sequence[Match],
    *,
    taken: frozenset[str] = frozenset(),
    seats: int | None = None,
    with_unknown: bool = False,
) -> list[Place]:
    """Put families that fit into a fair order; each village has its own list where seats do.

    Families in `taken` are nominated already: they keep their seats and are not listed again.
    """
    wanted = {Verdict.YES, Verdict.UNKNOWN} if with_unknown else {Verdict.YES}
    quota = programme.quota if seats is None else seats
    by_village = programme.quota_each is Each.VILLAGE
    rooms: dict[str, list[Match]] = {}
    held: dict[str, int] = {}
    for one in matches:
        village = one.facts.village.strip() if by_village else ""
        if one.id in taken:
            held[village] = held.get(village, 0) + 1
        elif one.verdict in wanted:
            rooms.setdefault(village, []).append(one)
    places: list[Place] = []
    for village in sorted(rooms, key=str.casefold):
        left = None if quota is None else max(quota - held.get(village, 0), 0)
        places += _ordered(programme, village, rooms[village], left)
    return places


def _ordered(
    programme: Programme, village: str, matches: Sequence[Match], left: int | None
) -> list[Place]:
    drawn = {one.id: lot(programme, one.id) for one in matches}
    tiers: dict[tuple[int, int, int, int], list[Match]] = {}
    for one in matches:
        tiers.setdefault(_tier(one), []).append(one)
    given: dict[str, int] = {}
    places: list[Place] = []
    for key in sorted(tiers):
        rest = sorted(tiers[key], key=lambda one: (drawn[one.id], one.id))
        while rest:
            turn, chosen = min(
                (given.get(one.facts.group_id, 0), place) for place, one in enumerate(rest)
            )
            one = rest.pop(chosen)
            given[one.facts.group_id] = turn + 1
            places.append(
                Place(
                    match=one, rank=len(places) + 1, village=village,
                    has_seat=left is None or len(places) < left,
                    received=len(one.facts.received), waiting_since=one.facts.waiting_since,
                    decile=one.facts.decile, turn=turn + 1, lot=drawn[one.id],
                )
            )  # fmt: skip
    return places


def _tier(one: Match) -> tuple[int, int, int, int]:
    """What comes before the turns of the groups: certainty, receiving, waiting, need."""
    facts = one.facts
    waiting = facts.waiting_since.toordinal() if facts.waiting_since else date.max.toordinal()
    certain = 0 if one.verdict is Verdict.YES else 1
    return (certain, len(facts.received), waiting, facts.decile or UNKNOWN_DECILE)
