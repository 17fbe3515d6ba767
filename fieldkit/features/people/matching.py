"""Comparing families of a file with the register: new, changed, the same, or in doubt.

Empty, zero and repeated numbers never match anything: they were cleaned away before.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from fieldkit.core.db.database import Database
from fieldkit.core.errors import Problem
from fieldkit.core.text import fold
from fieldkit.features.people import store
from fieldkit.features.people.drafts import Draft, member_values, only_names
from fieldkit.features.people.lines import Line, Values
from fieldkit.features.people.model import Family, Member

_NEARLY_SAME = 85
_SHORTEST_ID = 8


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = auto()
    CHANGED = auto()
    SAME = auto()
    DOUBTFUL = auto()
    REFUSED = auto()


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What becomes of one row, and why; changes are (field, before, after)."""

    row: int
    outcome: Outcome
    reason: Problem | None = None
    name: str = ""
    group: str | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(slots=True, kw_only=True)
class Action:
    """What to write of one family: new (`family_id` is None) or the fields that change."""

    draft: Draft
    family_id: str | None
    changes: Values
    members: list[tuple[str | None, Values]] = field(default_factory=list)


class Register:
    """What the register knows of the families in a file."""

    def __init__(self, db: Database, drafts: Sequence[Draft]) -> None:
        wanted = {
            name: {d.family[name] for d in drafts if d.family.get(name)}
            for name in ("no_kk", "nik", "pkh_id")
        }
        wanted["nik"] |= {
            nik
            for d in drafts
            if d.has_members
            for one in d.lines
            if (nik := one.values.get("nik"))
        }
        self._db = db
        self._known: dict[str, Family] = {}
        self.by = {name: self._carriers(name, sorted(values)) for name, values in wanted.items()}
        self.member_niks = store.families_of_members(db, sorted(wanted["nik"]))
        self._members: dict[str, list[Member]] = {}

    def _carriers(self, name: str, values: Sequence[str]) -> dict[str, list[Family]]:
        """Return, by number, the families that carry it; each family is read once."""
        pairs = store.carriers(self._db, name, values)
        missing = [family_id for _value, family_id in pairs if family_id not in self._known]
        self._known |= {one.id: one for one in store.families_by_id(self._db, missing)}
        found: dict[str, list[Family]] = {}
        for value, family_id in pairs:
            found.setdefault(value, []).append(self._known[family_id])
        return found

    @cached_property
    def by_name(self) -> dict[str, list[Mapping[str, Any]]]:
        """All families by their folded name; read only where numbers do not decide."""
        found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self._db.rows("SELECT id, name, rt, rw, group_id, no_kk, nik FROM family"):
            found[fold(row["name"] or "")].append(row)
        return found

    def read_members(self, family_ids: Collection[str]) -> None:
        """Read the members of families that have lines of their own in the file."""
        self._members = store.members_of_families(self._db, list(family_ids))

    def members(self, family_id: str) -> list[Member]:
        """Return the members read before."""
        return self._members.get(family_id, [])

    def elsewhere(self, nik: str, family_id: str | None) -> str | None:
        """Return the family, other than this one, to which a NIK belongs."""
        if nik in self.member_niks and self.member_niks[nik][0] != family_id:
            return self.member_niks[nik][1]
        others = [one.name for one in self.by["nik"].get(nik, ()) if one.id != family_id]
        return others[0] if others else None

    def whole(self, family_id: str) -> Family | None:
        """Return a family by id."""
        return store.by_id(self._db, Family, family_id)


@dataclass(slots=True, kw_only=True)
class Match:
    """The family meant, or the doubt."""

    family: Family | None = None
    doubt: Problem | None = None


def match(register: Register, draft: Draft, group_id: str | None) -> Match:
    """Find the family of the register that a draft means."""
    by_kk = _known(register, "no_kk", draft)
    if len(by_kk) > 1:
        return Match(family=by_kk[0], doubt=Problem("no_kk", "kk_twice", {"count": len(by_kk)}))
    if by_kk:
        return Match(family=by_kk[0], doubt=_other_carer(register, draft, by_kk[0]))
    for name in ("nik", "pkh_id"):
        found = _known(register, name, draft)
        if found:
            return _by_second_number(name, draft, found[0])
    nik = draft.family.get("nik")
    if nik and nik in register.member_niks:
        name = register.member_niks[nik][1]
        return Match(doubt=Problem("nik", "nik_is_member", {"family": name}))
    return _by_name(register, draft, group_id)


def _known(register: Register, name: str, draft: Draft) -> list[Family]:
    value = draft.family.get(name)
    if not value or (name == "pkh_id" and len(value) < _SHORTEST_ID):
        return []
    return register.by[name].get(value, [])


def _by_second_number(name: str, draft: Draft, found: Family) -> Match:
    no_kk = draft.family.get("no_kk")
    if no_kk and found.no_kk and no_kk != found.no_kk:
        return Match(doubt=Problem(name, "nik_other_kk", {"family": found.name}))
    if name == "pkh_id" and not _alike(draft.family.get("name", ""), found.name):
        return Match(doubt=Problem(name, "other_carer", {"family": found.name}), family=found)
    return Match(family=found)


def _other_carer(register: Register, draft: Draft, found: Family) -> Problem | None:
    """Doubt a No KK under which the register knows another carer."""
    nik, name = draft.family.get("nik"), draft.family.get("name", "")
    if nik and found.nik and nik == found.nik:
        return None
    if nik and any(other.id != found.id for other in register.by["nik"].get(nik, [])):
        return Problem("nik", "nik_taken", {"family": register.by["nik"][nik][0].name})
    if _alike(name, found.name):
        return None
    return Problem("name", "other_carer", {"family": found.name})


def _alike(one: str, other: str) -> bool:
    one, other = fold(one), fold(other)
    return one == other or fuzz.token_set_ratio(one, other) >= _NEARLY_SAME


def _by_name(register: Register, draft: Draft, group_id: str | None) -> Match:
    values = draft.family
    area = (values.get("rt"), values.get("rw"))
    has_numbers = bool(values.get("nik") or values.get("no_kk"))
    for row in register.by_name.get(fold(values.get("name", "")), []):
        is_bare = not (row["nik"] or row["no_kk"])
        is_near = (row["rt"], row["rw"]) == area
        same_group = group_id is None or row["group_id"] == group_id
        if is_near and same_group and is_bare and not has_numbers:
            return Match(family=register.whole(row["id"]))
        both_differ = all(
            values.get(n) and row[n] and values[n] != row[n] for n in ("nik", "no_kk")
        )
        if is_near and not both_differ and (any(area) or same_group):
            told = {"family": row["name"], "area": f"{row['rt'] or '-'}/{row['rw'] or '-'}"}
            return Match(doubt=Problem("name", "same_name", told))
    if only_names(draft):
        return Match(doubt=Problem("name", "only_name"))
    return Match()


def differences(now: Family | Member, said: Values) -> Values:
    """Return the fields in which a file says something else than the register knows.

    What the file leaves blank is left alone; a status set by hand is never overwritten.
    """
    found = {}
    for name, value in said.items():
        before = getattr(now, name)
        if name == "status" and getattr(now, "status_on", None) is not None:
            continue
        if value is not None and not _is_same(before, value):
            found[name] = value
    return found


def _is_same(before: Any, after: Any) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return before == after or " ".join(before.split()).casefold() == after.casefold()
    return bool(before == after)


def member_actions(
    known: Sequence[Member], lines: Sequence[Line]
) -> list[tuple[Line, str | None, Values]]:
    """Return, for each line that may be taken, the member it means and what changes."""
    by_nik = {m.nik: m for m in known if m.nik}
    by_name = {fold(m.name): m for m in known}
    found: list[tuple[Line, str | None, Values]] = []
    for line in lines:
        if line.problem is not None:
            continue
        said = member_values(line)
        member = by_nik.get(said.get("nik") or "") or by_name.get(fold(said["name"]))
        if member and member.nik and said.get("nik") and member.nik != said["nik"]:
            member = None
        if member is None:
            found.append((line, None, said))
        else:
            found.append((line, member.id, differences(member, said)))
    return found
