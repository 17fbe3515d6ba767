"""Giving each row of a file its verdict, before anything is written."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from fieldkit.core.db.database import Database
from fieldkit.core.errors import Problem
from fieldkit.features.people import store
from fieldkit.features.people.drafts import Draft, forgiven
from fieldkit.features.people.groups import group_key
from fieldkit.features.people.lines import Line, Values
from fieldkit.features.people.matching import (
    Action,
    Match,
    Outcome,
    Register,
    Verdict,
    differences,
    match,
    member_actions,
)
from fieldkit.features.people.model import Family


@dataclass(slots=True, kw_only=True)
class Judgement:
    """The verdict on every row and what there is to write."""

    drafts: Sequence[Draft]
    accepted: frozenset[int]
    verdicts: list[Verdict] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    new_groups: dict[str, tuple[str, list[Draft]]] = field(default_factory=dict)
    group_ids: dict[str, str] = field(default_factory=dict)
    group_names: dict[str, str] = field(default_factory=dict)
    state: int = 0
    members_seen: dict[str, tuple[int, Values]] = field(default_factory=dict)


def judge(db: Database, drafts: Sequence[Draft], accepted: Collection[int] = ()) -> Judgement:
    """Compare the families of a file with the register; reads only."""
    judgement = Judgement(drafts=drafts, accepted=frozenset(accepted), state=_state(db))
    for group in store.all_groups(db):
        judgement.group_ids[group_key(group.name)] = group.id
        judgement.group_names[group.id] = group.name
    register = Register(db, drafts)
    seen = _Seen()
    matches: list[tuple[Draft, Match]] = []
    for said in drafts:
        draft = forgiven(said, judgement.accepted)
        group_id = judgement.group_ids.get(group_key(draft.group)) if draft.group else None
        twin = None if draft.has_members else seen.twin_of(draft)
        if twin is not None and not _is_accepted(judgement, draft):
            _pass_over(judgement, draft, *twin)
        else:
            matches.append((draft, match(register, draft, group_id)))
    register.read_members([m.family.id for d, m in matches if m.family and d.has_members])
    for draft, found in matches:
        _decide(judgement, register, draft, found)
    judgement.verdicts.sort(key=lambda verdict: verdict.row)
    return judgement


def has_moved_on(db: Database, judgement: Judgement) -> bool:
    """Whether the register changed since."""
    return _state(db) != judgement.state


def _state(db: Database) -> int:
    return int(db.value("SELECT coalesce(max(hlc), 0) FROM op"))


class _Seen:
    """The numbers met so far in the file itself."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], Draft] = {}

    def twin_of(self, draft: Draft) -> tuple[Outcome, Problem] | None:
        """Return the verdict on a row whose number stood in the file before."""
        if draft.problem is not None:
            return None
        found = None
        for name, code in (("no_kk", "repeated_kk"), ("nik", "repeated_nik")):
            number = draft.family.get(name)
            if not number:
                continue
            first = self._first.setdefault((name, number), draft)
            if first is not draft and found is None:
                told: dict[str, object] = {"row": first.lines[0].row}
                is_same = first.family == draft.family and first.group == draft.group
                found = (
                    (Outcome.SAME, Problem(name, "same_row", told))
                    if is_same
                    else (Outcome.DOUBTFUL, Problem(name, code, told))
                )
        return found


def _is_accepted(judgement: Judgement, draft: Draft) -> bool:
    return any(line.row in judgement.accepted for line in draft.lines)


def _verdict(judgement: Judgement, draft: Draft, line: Line, outcome: Outcome) -> Verdict:
    verdict = Verdict(row=line.row, outcome=outcome, name=line.name, group=draft.group)
    judgement.verdicts.append(verdict)
    return verdict


def _pass_over(judgement: Judgement, draft: Draft, outcome: Outcome, reason: Problem) -> None:
    for line in draft.lines:
        _verdict(judgement, draft, line, outcome).reason = reason


def _decide(judgement: Judgement, register: Register, draft: Draft, found: Match) -> None:
    is_known = found.family is not None and found.doubt is None
    if draft.problem is not None and not (draft.has_members and is_known):
        _refuse(judgement, draft, draft.problem)
    elif found.doubt is not None and not _is_accepted(judgement, draft):
        _refuse_bad_lines(judgement, draft)
        for line in _good(draft):
            _verdict(judgement, draft, line, Outcome.DOUBTFUL).reason = found.doubt
    else:
        _take(judgement, register, draft, found.family)


def _refuse(judgement: Judgement, draft: Draft, problem: Problem) -> None:
    """Refuse a family; the other lines of it can not stand alone."""
    has_head = draft.head in draft.lines
    for line in draft.lines:
        own = problem if line is draft.head or not has_head else line.problem
        reason = own or Problem("name", "head_refused", {"row": draft.head.row})
        _verdict(judgement, draft, line, Outcome.REFUSED).reason = reason


def _refuse_bad_lines(judgement: Judgement, draft: Draft) -> None:
    for line in draft.lines:
        if line.problem is not None:
            _verdict(judgement, draft, line, Outcome.REFUSED).reason = line.problem


def _good(draft: Draft) -> Iterable[Line]:
    return (line for line in draft.lines if line.problem is None)


def _take(judgement: Judgement, register: Register, draft: Draft, family: Family | None) -> None:
    changes = dict(draft.family)
    if family is not None:
        changes = {} if draft.problem else differences(family, draft.family)
        if draft.has_members:
            changes.pop("note", None)
    action = Action(draft=draft, family_id=family.id if family else None, changes=changes)
    moved = _group_change(judgement, draft, family)
    before = _outcome(family, changes, is_moved=bool(moved))
    if draft.has_members:
        _take_members(judgement, register, action, before)
        _refuse_bad_lines(judgement, draft)
    else:
        verdict = _verdict(judgement, draft, draft.lines[0], before)
        _explain(verdict, draft, family)
    if family is not None:
        latest = judgement.verdicts[-len(draft.lines) :]
        head = next((v for v in latest if v.row == _first_row(draft)), None)
        if head is not None:
            told = tuple((n, getattr(family, n), v) for n, v in changes.items())
            head.changes = (*head.changes, *told, *moved)
    if before is not Outcome.SAME or action.members or moved:
        judgement.actions.append(action)


def _first_row(draft: Draft) -> int:
    good = [line.row for line in draft.lines if line.problem is None]
    return draft.head.row if draft.head.row in good else min(good, default=0)


def _outcome(family: Family | None, changes: dict[str, object], *, is_moved: bool) -> Outcome:
    if family is None:
        return Outcome.CREATED
    return Outcome.CHANGED if changes or is_moved else Outcome.SAME


def _explain(verdict: Verdict, draft: Draft, family: Family | None) -> None:
    if family is None and not (draft.family.get("nik") or draft.family.get("no_kk")):
        verdict.reason = Problem("name", "incomplete")


def _take_members(
    judgement: Judgement, register: Register, action: Action, of_family: Outcome
) -> None:
    draft = action.draft
    known = register.members(action.family_id) if action.family_id else []
    by_id = {member.id: member for member in known}
    for line, member_id, changes in member_actions(known, draft.lines):
        doubt = _member_doubt(judgement, register, action, line, member_id)
        if doubt is not None:
            _verdict(judgement, draft, line, doubt[0]).reason = doubt[1]
            continue
        outcome = Outcome.CREATED
        if member_id is not None:
            outcome = Outcome.CHANGED if changes else Outcome.SAME
        if line.row == _first_row(draft) and outcome is not Outcome.CREATED:
            outcome = Outcome.CHANGED if of_family is Outcome.CHANGED else outcome
        verdict = _verdict(judgement, draft, line, outcome)
        if member_id is not None:
            before = by_id[member_id]
            verdict.changes = tuple((n, getattr(before, n), v) for n, v in changes.items())
        if changes:
            action.members.append((member_id, changes))


def _member_doubt(
    judgement: Judgement, register: Register, action: Action, line: Line, member_id: str | None
) -> tuple[Outcome, Problem] | None:
    """Doubt a member whose NIK stood in the file before or belongs to another family."""
    nik = line.values.get("nik")
    if not nik or line.row in judgement.accepted:
        return None
    row, values = judgement.members_seen.setdefault(nik, (line.row, line.values))
    if row != line.row:
        told: dict[str, object] = {"row": row}
        if values == line.values:
            return Outcome.SAME, Problem("nik", "same_row", told)
        return Outcome.DOUBTFUL, Problem("nik", "repeated_nik", told)
    elsewhere = None if member_id else register.elsewhere(nik, action.family_id)
    if elsewhere is not None:
        return Outcome.DOUBTFUL, Problem("nik", "nik_is_member", {"family": elsewhere})
    return None


def _group_change(
    judgement: Judgement, draft: Draft, family: Family | None
) -> tuple[tuple[str, object, object], ...]:
    """Note a group the file wants made, and the change of group of a known family."""
    if not draft.group:
        return ()
    key = group_key(draft.group)
    group_id = judgement.group_ids.get(key)
    if group_id is None:
        judgement.new_groups.setdefault(key, (draft.group, []))[1].append(draft)
    if family is None or (group_id is not None and family.group_id == group_id):
        return ()
    return (("group", judgement.group_names.get(family.group_id or ""), draft.group),)
