"""Finding the family of the register that a row means: by its numbers, or in doubt by its name.

Empty, zero and repeated numbers never match anything. A number that can not be right (a birth
date that does not exist, too many digits) finds a family only together with the same name.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from functools import cached_property
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row
from fieldkit.core.errors import Problem
from fieldkit.core.text import fold, sound
from fieldkit.features.people import store
from fieldkit.features.people.lists import cells, columns
from fieldkit.features.people.lists.families import Families, good_number, member_values
from fieldkit.features.people.lists.lines import Line, Values
from fieldkit.features.people.model import Member
from fieldkit.features.people.nik import names_a_day

_NEARLY_SAME = 85
_SHORTEST_ID = 8
_NUMBERS = ("no_kk", "nik", "pkh_id")


class Outcome(StrEnum):
    """What becomes of a row."""

    CREATED = auto()
    CHANGED = auto()
    SAME = auto()
    DOUBTFUL = auto()
    REFUSED = auto()


class Decision(StrEnum):
    """What a person says of a doubtful or refused row."""

    SAME_FAMILY = auto()
    NEW_FAMILY = auto()
    TAKE_ANYWAY = auto()


Change = tuple[str, Any, Any]


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What becomes of one row, and why; changes are (field, before, after).

    `remarks` tell what was left out of a row that is taken, or must be repaired in it;
    `candidate` is the family of the register a doubtful row may mean; `may_be_taken` says that
    a refused row can be taken all the same, its number to be repaired.
    """

    place: int
    row: int
    outcome: Outcome
    reason: Problem | None = None
    name: str = ""
    group: str | None = None
    sheet: str = ""
    changes: tuple[Change, ...] = ()
    remarks: tuple[Problem, ...] = ()
    candidate: str | None = None
    may_be_taken: bool = False

    @property
    def id(self) -> str:
        """What a table knows the row by."""
        return str(self.place)

    @property
    def is_open(self) -> bool:
        """Whether a person has still to say what becomes of it."""
        return self.outcome in (Outcome.DOUBTFUL, Outcome.REFUSED)


@dataclass(slots=True, kw_only=True)
class Match:
    """The family meant, or the doubt."""

    family: str | None = None
    doubt: Problem | None = None


_NOBODY = Match()
_ONLY_A_NAME = Match(doubt=Problem("name", "only_name"))


@dataclass
class Register:
    """What the register knows of the families in a file, read in a few statements."""

    db: Database
    families: Families
    rows: dict[str, Row] = field(default_factory=dict)
    by: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    member_niks: dict[str, tuple[str, str]] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    is_empty: bool = False

    def __post_init__(self) -> None:
        """Look up every number of the file at once."""
        self.is_empty = not self.db.value("SELECT 1 FROM family LIMIT 1")
        for name in _NUMBERS:
            values = sorted(set(filter(None, self.families.column(name))))
            self.by[name] = defaultdict(list)
            for value, family_id in [] if self.is_empty else self.carriers(name, values):
                self.by[name][value].append(family_id)
        if self.is_empty:
            return
        niks = set(filter(good_number, self.families.column("nik")))
        for lines in self.families.lines:
            niks.update(filter(good_number, (one.values.get("nik") for one in lines)))
        known = {one for found in self.by.values() for ids in found.values() for one in ids}
        known.update(filter(None, self.families.column("record")))
        self.columns = [n for n in self.families.fields if n in columns.FAMILY_FIELDS]
        self.rows = store.family_rows_by_id(self.db, sorted(known), self.columns)
        self.member_niks = store.families_of_members(self.db, sorted(niks))
        self._add_carriers_of(niks)

    def carriers(self, name: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """Return (number, family id) where one of these numbers stands."""
        return store.carriers(self.db, name, values)

    def _add_carriers_of(self, niks: Collection[str]) -> None:
        """Know whose NIK the members' numbers are, too."""
        found = self.carriers("nik", sorted(set(niks) - set(self.by["nik"])))
        for value, family_id in found:
            self.by["nik"][value].append(family_id)
        self.know([family_id for _value, family_id in found])

    def know(self, ids: Collection[str]) -> None:
        """Read families that were found in another way than by their numbers."""
        missing = sorted(set(ids) - set(self.rows))
        self.rows |= store.family_rows_by_id(self.db, missing, self.columns)

    @cached_property
    def by_name(self) -> dict[str, list[Row]]:
        """All families by how their name is heard; read only where numbers do not decide."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in store.names_and_numbers(self.db):
            found[sound(fold(row["name"] or ""))].append(row)
        return found

    def elsewhere(self, nik: str, family_id: str | None) -> str | None:
        """Return the family, other than this one, to which a NIK belongs."""
        if nik in self.member_niks and self.member_niks[nik][0] != family_id:
            return self.member_niks[nik][1]
        others = [i for i in self.by["nik"].get(nik, ()) if i != family_id]
        return self.rows[others[0]]["name"] if others else None


def worthless(families: Families) -> dict[str, set[str]]:
    """Return the numbers that stand beside several names in the file: they find nobody."""
    found: dict[str, set[str]] = {}
    names = families.column("name")
    for name in _NUMBERS:
        column = families.column(name)
        many = {number for number, times in Counter(column).items() if number and times > 1}
        carriers: dict[str, set[str]] = defaultdict(set)
        if many:
            for number, carrier in zip(column, names, strict=True):
                if number in many:
                    carriers[number].add(sound(fold(carrier or "")))
        found[name] = {number for number, heard in carriers.items() if len(heard) > 1}
    return found


class Matcher:
    """Finds families one after another, with all of the file and the register at hand."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._families = register.families
        self._worthless = worthless(register.families)
        self._columns = {
            name: self._families.column(name)
            for name in ("record", "name", "rt", "rw", "birth_date", "phone", *_NUMBERS)
        }
        self._others = [
            column
            for name, column in self._families.fields.items()
            if name not in ("name", "status", "damaged_kk")
        ]

    def match(self, index: int, group_id: str | None) -> Match:
        """Find the family of the register that a family of the file means."""
        register = self._register
        if not register.is_empty:
            record = self._columns["record"][index]
            if record and record in register.rows:
                return Match(family=record)
            if found := self._by_numbers(index):
                return found
            if found := self._by_name(index, group_id):
                return found
        return _ONLY_A_NAME if self._says_only_a_name(index) else _NOBODY

    def _carriers(self, name: str, index: int) -> list[str]:
        value = self._columns[name][index]
        if not value or value in self._worthless[name]:
            return []
        if name == "pkh_id":
            return self._register.by[name].get(value, []) if len(value) >= _SHORTEST_ID else []
        found = self._register.by[name].get(value, [])
        if good_number(value) and (name == "no_kk" or names_a_day(value)):
            return found
        return [one for one in found if self._is_alike(index, self._register.rows[one])]

    def _by_numbers(self, index: int) -> Match | None:
        register = self._register
        by_kk = self._carriers("no_kk", index)
        if len(by_kk) > 1:
            told: dict[str, object] = {"count": len(by_kk)}
            return Match(family=by_kk[0], doubt=Problem("no_kk", "kk_twice", told))
        if by_kk:
            return Match(family=by_kk[0], doubt=self._other_carer(index, by_kk[0]))
        for name in ("nik", "pkh_id"):
            found = self._carriers(name, index)
            if len(found) > 1:
                told = {"count": len(found)}
                return Match(family=found[0], doubt=Problem(name, f"{name}_twice", told))
            if found:
                return self._by_second_number(name, index, found[0])
        nik = self._columns["nik"][index]
        if good_number(nik) and nik in register.member_niks:
            family_id, name = register.member_niks[nik]
            return Match(family=family_id, doubt=Problem("nik", "nik_is_member", {"family": name}))
        return None

    def _by_second_number(self, name: str, index: int, found: str) -> Match:
        no_kk, row = self._columns["no_kk"][index], self._register.rows[found]
        told: dict[str, object] = {"family": row["name"]}
        if no_kk and row["no_kk"] and no_kk != row["no_kk"]:
            return Match(doubt=Problem(name, "nik_other_kk", told), family=found)
        if name == "pkh_id" and not self._is_alike(index, row):
            return Match(doubt=Problem(name, "other_carer", told), family=found)
        return Match(family=found)

    def _other_carer(self, index: int, found: str) -> Problem | None:
        """Doubt a No KK under which the register knows another carer."""
        nik, row = self._columns["nik"][index], self._register.rows[found]
        if nik and row["nik"] and nik == row["nik"]:
            return None
        others = [one for one in self._carriers("nik", index) if one != found]
        if others:
            told: dict[str, object] = {"family": self._register.rows[others[0]]["name"]}
            return Problem("nik", "nik_taken", told)
        if self._is_alike(index, row):
            return None
        return Problem("name", "other_carer", {"family": row["name"]})

    def _is_alike(self, index: int, row: Row) -> bool:
        from rapidfuzz import fuzz

        one, other = fold(self._columns["name"][index] or ""), fold(row["name"] or "")
        if one == other or fuzz.token_set_ratio(one, other) >= _NEARLY_SAME:
            return True
        return sound(one) == sound(other)

    def _by_name(self, index: int, group_id: str | None) -> Match | None:
        said = self._columns
        heard = sound(fold(said["name"][index] or ""))
        candidates = self._register.by_name.get(heard, ()) if heard else ()
        area = (said["rt"][index], said["rw"][index])
        mine = {name: said[name][index] for name in ("nik", "no_kk")}
        for row in candidates:
            is_near = (row["rt"], row["rw"]) == area
            same_group = group_id is None or row["group_id"] == group_id
            same_numbers = all((mine[n] or None) == row[n] for n in mine)
            if is_near and same_group and same_numbers and not _finds_somebody(row):
                return Match(family=row["id"])
            if all(mine[n] and row[n] and mine[n] != row[n] for n in mine):
                continue
            if reason := self._doubt(index, row, is_near=is_near and (any(area) or same_group)):
                return Match(family=row["id"], doubt=reason)
        return None

    def _doubt(self, index: int, row: Row, *, is_near: bool) -> Problem | None:
        born, phone = self._columns["birth_date"][index], self._columns["phone"][index]
        area = f"{row['rt'] or '-'}/{row['rw'] or '-'}"
        told: dict[str, object] = {"family": row["name"], "area": area}
        if born and row["birth_date"] == born.isoformat():
            return Problem("name", "same_name_and_birth", told)
        if phone and row["phone"] == phone:
            return Problem("name", "same_name_and_phone", told)
        return Problem("name", "same_name", told) if is_near else None

    def _says_only_a_name(self, index: int) -> bool:
        """Whether a row holds a name and nothing else, as a signature below a list does."""
        families = self._families
        if families.groups[index] is not None or len(families.lines[index]) > 1:
            return False
        if index in families.remarks:
            return False
        return next((False for c in self._others if c[index] is not None), True)


def _finds_somebody(row: Mapping[str, Any]) -> bool:
    """Whether a family of the register carries a number that finds it by itself."""
    nik = row["nik"]
    return good_number(row["no_kk"]) or (good_number(nik) and names_a_day(nik))


def differences(now: Row, said: Mapping[str, Any]) -> list[Change]:
    """Return the fields in which a file says something else than the register knows.

    What the file leaves blank is left alone; a status set by hand is never overwritten.
    """
    found: list[Change] = []
    for name, value in said.items():
        if value is None or (name == "status" and now.get("status_on")):
            continue
        if not is_same(now[name], value):
            found.append((name, now[name], value))
    return found


def is_same(before: Any, after: Any) -> bool:
    """Whether two values say the same, however they are spaced and capitalised."""
    if before == after:
        return True
    if isinstance(before, str) and isinstance(after, str):
        said, known = cells.text(after), cells.text(before)
        return said == known or (said or "").casefold() == (known or "").casefold()
    return False


class _MembersByName:
    """Finds a member by the spelling of the name, else by its sound where that can only be one.

    Rahman and Rohman may be brothers: whoever stands in the file as he is written is nobody else.
    """

    def __init__(self, known: Sequence[Member], lines: Sequence[Line]) -> None:
        said = {fold(line.values.get("name") or "") for line in lines}
        self._spelt = {fold(m.name): m for m in known}
        others = {sound(spelt): m for spelt, m in self._spelt.items() if spelt not in said}
        times = Counter(sound(spelt) for spelt in self._spelt if spelt not in said)
        self._heard = {heard: m for heard, m in others.items() if times[heard] == 1}

    def meant(self, name: str) -> Member | None:
        """Return the member of this name."""
        spelt = fold(name)
        return self._spelt.get(spelt) or self._heard.get(sound(spelt))


def member_actions(
    known: Sequence[Member], lines: Sequence[Line]
) -> list[tuple[Line, str | None, Values, tuple[Change, ...]]]:
    """Return, for each line that may be taken, the member it means and what changes."""
    times = Counter(m.nik for m in known)
    by_nik = {m.nik: m for m in known if m.nik and times[m.nik] == 1}
    by_name = _MembersByName(known, lines)
    found: list[tuple[Line, str | None, Values, tuple[Change, ...]]] = []
    for line in lines:
        said = member_values(line)
        member = by_nik.get(said.get("nik") or "") or by_name.meant(said.get("name") or "")
        if member and member.nik and said.get("nik") and member.nik != said["nik"]:
            member = None
        if member is None:
            found.append((line, None, said, ()))
        else:
            now = {name: getattr(member, name) for name in said}
            changes = tuple(differences(now, said))
            found.append((line, member.id, {n: v for n, _b, v in changes}, changes))
    return found
