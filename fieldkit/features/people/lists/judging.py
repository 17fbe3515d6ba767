"""Giving each row of a file its verdict, before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import plain_column
from fieldkit.core.errors import Problem
from fieldkit.features.people import store
from fieldkit.features.people.groups import group_key
from fieldkit.features.people.lists import columns
from fieldkit.features.people.lists.families import Families, may_be_forgiven
from fieldkit.features.people.lists.lines import Line, Values
from fieldkit.features.people.lists.matching import (
    Change,
    Decision,
    Match,
    Matcher,
    Outcome,
    Register,
    Verdict,
    differences,
    member_actions,
)
from fieldkit.features.people.model import Family

Decisions = Mapping[int, Decision]


@dataclass(slots=True, kw_only=True)
class Changed:
    """What to write of a family the register knows: its changed fields, and its group."""

    index: int
    family_id: str
    values: Values
    group: str | None = None


@dataclass(slots=True, kw_only=True)
class Judgement:
    """The verdict on every row and what there is to write.

    `created` are the families to make, `members` (family, member id or None, values), and
    `tags` and `businesses` what is to be hung on which family. `mentioned` are families that
    rows in doubt or refused may mean: nothing is written of them, but they are not absent.
    """

    families: Families
    decisions: Decisions
    verdicts: list[Verdict] = field(default_factory=list)
    created: list[int] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    members: list[tuple[int, str | None, Values]] = field(default_factory=list)
    tags: dict[int, list[str]] = field(default_factory=dict)
    businesses: dict[int, list[str]] = field(default_factory=dict)
    known: dict[int, str] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    new_groups: dict[str, str] = field(default_factory=dict)
    group_ids: dict[str, str] = field(default_factory=dict)
    group_names: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    state: int = 0
    members_seen: dict[str, tuple[Line, Values]] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows come to what."""
        return Counter(verdict.outcome for verdict in self.verdicts)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.created or self.changed or self.members or self.tags or self.businesses)


def judge(db: Database, families: Families, decisions: Decisions | None = None) -> Judgement:
    """Compare the families of a file with the register; reads only."""
    judgement = Judgement(families=families, decisions=decisions or {}, state=_state(db))
    for group in store.all_groups(db):
        judgement.group_ids[group_key(group.name)] = group.id
        judgement.group_names[group.id] = group.name
    register = Register(db, families)
    _Judge(judgement, register).judge()
    judgement.verdicts.sort(key=lambda verdict: verdict.place)
    judgement.absent = _absent(db, judgement)
    return judgement


def has_moved_on(db: Database, judgement: Judgement) -> bool:
    """Whether the register changed since."""
    return _state(db) != judgement.state


def _state(db: Database) -> int:
    return int(db.value("SELECT coalesce(max(hlc), 0) FROM op"))


def _absent(db: Database, judgement: Judgement) -> list[str]:
    """Return the families served in the groups the list is about that it does not name.

    Absence never deletes: it is told, and left to a person.
    """
    if not judgement.known:
        return []
    others = store.others_served(db, sorted(set(judgement.known.values())))
    return [family_id for family_id in others if family_id not in judgement.mentioned]


class _Judge:
    """Walks over the families once; members' lines are judged with their family."""

    def __init__(self, judgement: Judgement, register: Register) -> None:
        self._found, self._register = judgement, register
        self._families = judgement.families
        self._matcher = Matcher(register)
        self._numbers = [self._families.column(name) for name in ("nik", "no_kk")]
        self._names = self._families.column("name")
        self._twins = _twins(self._families)
        self._listed = {n: c for n, c in self._families.fields.items() if n in ("tags", "business")}
        self._hung: dict[str, dict[str, list[str]]] = {}

    def judge(self) -> None:
        """Give every family its verdict."""
        found = self._found
        matches: list[tuple[int, Match]] = []
        keys = {name: group_key(name) for name in set(self._families.groups) if name}
        for index, group in enumerate(self._families.groups):
            decided = self._decision(index)
            problem = self._families.problems.get(index)
            is_forgiven = may_be_forgiven(problem) and (decided or self._is_as_known(index))
            if problem is not None and not is_forgiven:
                self._refuse(index, problem)
                self._mention(index, found.group_ids.get(keys[group]) if group else None)
            elif index in self._twins and decided is None:
                self._pass_over(index, *self._twins[index])
            else:
                group_id = found.group_ids.get(keys[group]) if group else None
                matches.append((index, self._matcher.match(index, group_id)))
        self._register.know([m.family for _i, m in matches if m.family])
        wanted = [m.family for i, m in matches if m.family and self._families.lines[i]]
        self._register.members = store.members_of_families(self._register.db, wanted)
        for index, match in matches:
            if match.family is None and match.doubt is None and not self._families.lines[index]:
                self._create(index)
            else:
                self._decide(index, match)

    def _is_as_known(self, index: int) -> bool:
        """Whether a list of ours only says again what the register holds, right or wrong."""
        record = self._families.column("record")[index]
        known = self._register.rows.get(record) if record else None
        said = [column[index] for column in self._numbers]
        return known is not None and all(
            number is None or number == known.get(name)
            for name, number in zip(("nik", "no_kk"), said, strict=True)
        )

    def _decision(self, index: int) -> Decision | None:
        """Return what a person decided on one of the rows of a family."""
        if not self._found.decisions:
            return None
        place = self._families.places[index]
        places = [line.place for line in self._families.lines[index]]
        decided = (self._found.decisions.get(p) for p in (place, *places) if p is not None)
        return next((one for one in decided if one is not None), None)

    def _decide(self, index: int, match: Match) -> None:
        decision = self._decision(index)
        if match.doubt is None or decision is Decision.SAME_FAMILY:
            self._take(index, match.family)
        elif decision is Decision.NEW_FAMILY:
            self._take(index, None)
        else:
            if match.family is not None:
                self._found.mentioned.add(match.family)
            for verdict in self._verdicts(index, Outcome.DOUBTFUL, match.doubt):
                verdict.candidate = match.family

    def _mention(self, index: int, group_id: str | None) -> None:
        """Note whom a refused row seems to mean, so that nobody is called absent for it."""
        family_id = self._matcher.match(index, group_id).family if self._names[index] else None
        if family_id is not None:
            self._found.mentioned.add(family_id)

    # -- verdicts ------------------------------------------------------------------------------

    def _verdict(self, index: int, outcome: Outcome, line: Line | None = None) -> Verdict:
        """Add the verdict on a family's own row, or on a line about one member."""
        families, place = self._families, self._families.places[index]
        if line is not None:
            verdict = Verdict(
                place=line.place, row=line.row, outcome=outcome, name=line.name, sheet=line.sheet,
                group=families.groups[index], remarks=line.remarks,
            )  # fmt: skip
        else:
            own = place if place is not None else 0
            verdict = Verdict(
                place=own, row=families.numbers[own], outcome=outcome,
                name=self._names[index] or "", sheet=families.sheets[own],
                group=families.groups[index], remarks=families.remarks.get(index, ()),
            )  # fmt: skip
        self._found.verdicts.append(verdict)
        return verdict

    def _verdicts(self, index: int, outcome: Outcome, reason: Problem) -> list[Verdict]:
        """Give all rows of a family one verdict; lines that are wrong themselves are refused."""
        made = []
        if self._families.places[index] is not None:
            made.append(self._verdict(index, outcome))
            made[0].reason = reason
        for line in self._families.lines[index]:
            is_wrong = self._is_refused(line) and outcome is not Outcome.REFUSED
            verdict = self._verdict(index, Outcome.REFUSED if is_wrong else outcome, line)
            verdict.reason = line.problem if is_wrong else reason
            made.append(verdict)
        return made

    def _is_refused(self, line: Line) -> bool:
        """Whether a line about a member can not be taken."""
        if line.problem is None:
            return False
        return not (may_be_forgiven(line.problem) and line.place in self._found.decisions)

    def _refuse(self, index: int, problem: Problem) -> None:
        """Refuse a family; the lines of its members can not stand alone."""
        head = self._families.head(index)
        for verdict in self._verdicts(index, Outcome.REFUSED, problem):
            verdict.remarks = ()
            if head is not None and verdict.place != head.place:
                verdict.reason = Problem("name", "head_refused", {"row": head.row})
            else:
                verdict.may_be_taken = may_be_forgiven(problem)

    def _pass_over(self, index: int, outcome: Outcome, reason: Problem) -> None:
        self._verdicts(index, outcome, reason)

    # -- taking --------------------------------------------------------------------------------

    def _create(self, index: int) -> None:
        """Take a family nobody knows that has a row of its own: nearly all of a first list."""
        self._group_change(index, None)
        self._hung_on(index, None)
        self._found.created.append(index)
        verdict = self._verdict(index, Outcome.CREATED)
        if not self._has_numbers(index):
            verdict.reason = Problem("name", "incomplete")

    def _take(self, index: int, family_id: str | None) -> None:
        found = self._found
        changes = self._changes(index, family_id)
        group = self._group_change(index, family_id)
        added = self._hung_on(index, family_id)
        if family_id is None:
            found.created.append(index)
            outcome = Outcome.CREATED
        else:
            found.known[index] = family_id
            outcome = Outcome.CHANGED if changes or group or added else Outcome.SAME
            if changes or group:
                values = {name: value for name, _before, value in changes}
                group_name = self._families.groups[index] if group else None
                found.changed.append(
                    Changed(index=index, family_id=family_id, values=values, group=group_name)
                )
        shown = (*_typed(changes), *group, *added)
        if self._families.places[index] is not None:
            verdict = self._verdict(index, outcome)
            verdict.changes = shown
            if family_id is None and not self._has_numbers(index):
                verdict.reason = Problem("name", "incomplete")
        if self._families.lines[index]:
            self._take_members(index, family_id, outcome, shown)

    def _has_numbers(self, index: int) -> bool:
        nik, no_kk = self._numbers
        return bool(nik[index] or no_kk[index])

    @cached_property
    def _plain(self) -> dict[str, Sequence[Any]]:
        """What the file says as tables have it, to be compared."""
        return {
            name: plain_column(name, column)
            for name, column in self._families.fields.items()
            if name in columns.FAMILY_FIELDS
        }

    def _changes(self, index: int, family_id: str | None) -> list[Change]:
        if family_id is None:
            return []
        said = {name: column[index] for name, column in self._plain.items()}
        if self._families.lines[index]:
            said.pop("note", None)
        return differences(self._register.rows[family_id], said)

    def _hung_on(self, index: int, family_id: str | None) -> tuple[Change, ...]:
        """Note the tags and businesses a family does not have yet."""
        if not self._listed:
            return ()
        added: list[Change] = []
        for name, kept in (("tags", self._found.tags), ("business", self._found.businesses)):
            said = self._listed[name][index] if name in self._listed else None
            if not said:
                continue
            known = self._known_of(name).get(family_id or "", [])
            spelt = {one.casefold() for one in known}
            if fresh := [one for one in said if one.casefold() not in spelt]:
                kept[index] = fresh
                if family_id is not None:
                    added.append((name, "; ".join(known) or None, "; ".join([*known, *fresh])))
        return tuple(added)

    def _known_of(self, name: str) -> dict[str, list[str]]:
        if name not in self._hung:
            read = store.tags_of if name == "tags" else store.business_kinds
            self._hung[name] = read(self._register.db, sorted(self._register.rows))
        return self._hung[name]

    def _take_members(
        self, index: int, family_id: str | None, of_family: Outcome, shown: tuple[Change, ...]
    ) -> None:
        """Judge the members of a family; the head's line tells of the family, too."""
        known = self._register.members.get(family_id, []) if family_id else []
        head = self._families.head(index)
        told = self._families.remarks.get(index, ()) if head is not None else ()
        lines = []
        niks = {member.nik for member in known if member.nik}
        for line in self._families.lines[index]:
            if self._is_refused(line) and line.values.get("nik") not in niks:
                verdict = self._verdict(index, Outcome.REFUSED, line)
                verdict.reason, verdict.remarks = line.problem, ()
                verdict.may_be_taken = may_be_forgiven(line.problem)
            else:
                lines.append(line)
        for line, member_id, values, changes in member_actions(known, lines):
            verdict = self._member_verdict(index, family_id, line, member_id, values)
            if verdict.outcome is Outcome.CHANGED:
                verdict.changes = changes
            if line is head:
                if verdict.outcome is Outcome.SAME and of_family is Outcome.CHANGED:
                    verdict.outcome = Outcome.CHANGED
                verdict.changes = (*verdict.changes, *shown)
                verdict.remarks = tuple(dict.fromkeys((*told, *line.remarks)))

    def _member_verdict(
        self, index: int, family_id: str | None, line: Line, member_id: str | None, values: Values
    ) -> Verdict:
        doubt = self._member_doubt(line, member_id, family_id)
        if doubt is not None:
            verdict = self._verdict(index, doubt[0], line)
            verdict.reason = doubt[1]
            return verdict
        outcome = Outcome.CREATED
        if member_id is not None:
            outcome = Outcome.CHANGED if values else Outcome.SAME
        if values:
            self._found.members.append((index, member_id, values))
        return self._verdict(index, outcome, line)

    def _member_doubt(
        self, line: Line, member_id: str | None, family_id: str | None
    ) -> tuple[Outcome, Problem] | None:
        """Doubt a member whose NIK stood in the file before or belongs to another family."""
        nik = line.values.get("nik")
        if not nik or line.place in self._found.decisions:
            return None
        first, values = self._found.members_seen.setdefault(nik, (line, line.values))
        if first is not line:
            told: dict[str, object] = {"row": first.row}
            if values == line.values:
                return Outcome.SAME, Problem("nik", "same_row", told)
            return Outcome.DOUBTFUL, Problem("nik", "repeated_nik", told)
        elsewhere = None if member_id else self._register.elsewhere(nik, family_id)
        if elsewhere is not None:
            return Outcome.DOUBTFUL, Problem("nik", "nik_is_member", {"family": elsewhere})
        return None

    def _group_change(self, index: int, family_id: str | None) -> tuple[Change, ...]:
        """Note a group the file wants made, and the change of group of a known family."""
        name = self._families.groups[index]
        if not name:
            return ()
        key = group_key(name)
        group_id = self._found.group_ids.get(key)
        if group_id is None:
            self._found.new_groups.setdefault(key, name)
        if family_id is None:
            return ()
        now = self._register.rows[family_id]["group_id"]
        if group_id is not None and now == group_id:
            return ()
        return (("group", self._found.group_names.get(now or ""), name),)


def _twins(families: Families) -> dict[int, tuple[Outcome, Problem]]:
    """Return the verdicts on families whose number stood in the file before."""
    found: dict[int, tuple[Outcome, Problem]] = {}
    for name, code in (("no_kk", "repeated_kk"), ("nik", "repeated_nik")):
        column = families.column(name)
        filled = [value for value in column if value]
        if len(set(filled)) == len(filled):
            continue
        first: dict[str, int] = {}
        for index, number in enumerate(column):
            if not number or index in families.problems or families.has_members(index):
                continue
            before = first.setdefault(number, index)
            if before != index and index not in found:
                found[index] = _twin(families, before, index, name, code)
    return found


def _twin(
    families: Families, first: int, index: int, name: str, code: str
) -> tuple[Outcome, Problem]:
    told: dict[str, object] = {"row": families.row(first)}
    is_same = (
        families.values(first) == families.values(index)
        and families.groups[first] == families.groups[index]
    )
    if is_same:
        return Outcome.SAME, Problem(name, "same_row", told)
    return Outcome.DOUBTFUL, Problem(name, code, told)


def _typed(changes: list[Change]) -> tuple[Change, ...]:
    """Return changes with their values as the record has them, not as the table does."""

    def typed(name: str, value: Any) -> Any:
        return store.typed(Family, name, value)

    return tuple((n, typed(n, before), typed(n, after)) for n, before, after in changes)
