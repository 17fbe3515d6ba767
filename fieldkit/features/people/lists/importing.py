"""Bringing a list of families into the register: a dry run first, then all of it or nothing."""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import UnusableFileError, UsageError
from fieldkit.core.render.sheets import Sheet, read_workbook
from fieldkit.core.security.roles import Permission
from fieldkit.features.people.lists import (
    applying,
    columns,
    families,
    judging,
    layout,
    layouts,
    lines,
)
from fieldkit.features.people.lists.judging import Decisions, Judgement
from fieldkit.features.people.lists.layout import Layout, Skipped
from fieldkit.features.people.lists.matching import Outcome, Verdict
from fieldkit.features.people.lists.reasons import reason_sentence

ALL_SHEETS = "*"
_SHARED_AT_MOST = 0.1
_JOIN = {"no_kk", "household", "head_nik", "record", "pkh_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A file that was read once and can be looked at in several ways."""

    path: Path
    sheets: tuple[Sheet, ...]

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of the sheets that hold anything."""
        return tuple(sheet.name for sheet in self.sheets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a person wants a file read; what is left out is guessed.

    `group_by` names the column (header or letter) whose values are the groups; `mapping`
    (column number to field) replaces what the headers say; `header_row` counts from 1, 0 for
    none; `decisions` are what a person said of doubtful rows, by their place.
    """

    sheet: str | None = None
    group_by: str | None = None
    mapping: Mapping[int, str] | None = None
    header_row: int | None = None
    uses_other_sheets: bool = True
    decisions: Decisions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do; nothing is changed yet.

    `sheets` are those whose rows are the list, `other_sheets` those that only add to it, and
    `idle_sheets` those that name the same families and say nothing FieldKit keeps.
    """

    workbook: Workbook
    way: Way
    layout: Layout
    layouts: tuple[Layout, ...]
    sheets: tuple[str, ...]
    other_sheets: tuple[str, ...]
    idle_sheets: tuple[str, ...] = ()
    is_by_member: bool
    judgement: Judgement

    @property
    def group_by(self) -> str | None:
        """The column asked for to name the groups."""
        return self.way.group_by

    @property
    def verdicts(self) -> list[Verdict]:
        """One verdict per data row, in the order of the file."""
        return self.judgement.verdicts

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows come to what."""
        return self.judgement.counts

    @property
    def skipped(self) -> Counter[Skipped]:
        """How many rows are no data, and why."""
        return sum((one.skipped for one in self.layouts), Counter())

    @property
    def absent(self) -> list[str]:
        """The families of the list's groups that it does not name."""
        return self.judgement.absent

    @property
    def new_groups(self) -> tuple[str, ...]:
        """The names of groups the import would make."""
        return tuple(self.judgement.new_groups.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did, in counted facts; rows in equal results out."""

    counts: Counter[Outcome]
    verdicts: list[Verdict]
    skipped: Counter[Skipped] = field(default_factory=Counter)
    families: int = 0
    members: int = 0
    groups: int = 0
    absent: int = 0
    undo_id: str | None = None

    @property
    def flawed(self) -> int:
        """How many rows were taken that hold something to repair."""
        return sum(bool(v.remarks) and not v.is_open for v in self.verdicts)

    @property
    def is_complete(self) -> bool:
        """Whether every row was taken, and taken whole."""
        open_ones = self.counts[Outcome.DOUBTFUL] or self.counts[Outcome.REFUSED]
        return not (open_ones or self.flawed)

    def as_json(self) -> dict[str, Any]:
        """Return the facts under the keys scripts read."""
        return {
            "rows": len(self.verdicts),
            **{outcome.value: self.counts[outcome] for outcome in Outcome},
            "to_repair": self.flawed,
            "absent": self.absent,
            "skipped": {kind.value: many for kind, many in sorted(self.skipped.items())},
            "families": self.families,
            "members": self.members,
            "groups": self.groups,
            "results": [
                {
                    "row": v.row,
                    "sheet": v.sheet,
                    "result": v.outcome.value,
                    "reason": reason_sentence(v),
                }
                for v in self.verdicts
            ],
            "undo_id": self.undo_id,
        }


def open_workbook(path: str | Path) -> Workbook:
    """Read a file for one or more plans."""
    with _uncollected():
        return Workbook(path=Path(path), sheets=tuple(read_workbook(path)))


def plan_import(
    ctx: Context, path: str | Path | Workbook, way: Way | None = None, **how: Any
) -> ImportPlan:
    """Say what an import would do; changes nothing. `how` are the fields of a `Way`."""
    ctx.require(Permission.IMPORT_FAMILIES)
    with _uncollected():
        workbook = path if isinstance(path, Workbook) else open_workbook(path)
        return _plan(ctx, workbook, way or Way(**how))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make forty thousand rows without going through them again and again for rubbish."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _plan(ctx: Context, workbook: Workbook, wanted: Way) -> ImportPlan:
    main, *like = _main_sheets(ctx, workbook, wanted)
    group_column = _group_column(main, wanted.group_by)
    parts = [_rows(ctx, one, group_column) for one in (main, *like)]
    if like and group_column is None and main.column("group") is None:
        for part in parts:
            part.fields["group"] = [_sheet_group(part.sheets[0])] * len(part)
    whole = lines.joined(parts) if like else parts[0]
    found = families.families_of(whole, ctx.today, is_practice=ctx.is_practice)
    others, idle = _add_other_sheets(ctx, workbook, wanted, found, [main, *like])
    _name_sheets_where_needed(found)
    return ImportPlan(
        workbook=workbook,
        way=wanted,
        layout=main,
        layouts=(main, *like, *others),
        sheets=tuple(one.sheet for one in (main, *like)),
        other_sheets=tuple(one.sheet for one in others),
        idle_sheets=tuple(idle),
        is_by_member=whole.is_by_member,
        judgement=judging.judge(ctx.db, found, wanted.decisions),
    )


def look_at(
    ctx: Context, workbook: Workbook, sheet: str | None = None, header_row: int | None = None
) -> Layout:
    """Return how a sheet would be read, even where it holds no names: a person may know more."""
    ctx.require(Permission.IMPORT_FAMILIES)
    return layout.read(_sheet(workbook, sheet), header_row=header_row)


def apply_import(
    ctx: Context, plan: ImportPlan, *, decisions: Decisions | None = None
) -> ImportResult:
    """Do what a plan says, in one transaction and one step; nothing is ever deleted.

    What changed in the register since the plan was made is looked at again first.
    """
    ctx.require(Permission.IMPORT_FAMILIES)
    judgement = plan.judgement
    if decisions is not None or judging.has_moved_on(ctx.db, judgement):
        wanted = judgement.decisions if decisions is None else decisions
        judgement = judging.judge(ctx.db, judgement.families, wanted)
    with _uncollected(), ctx.db.roomy():
        done = applying.apply(ctx, judgement)
    layouts.remember(ctx, plan.layout)
    return ImportResult(
        counts=judgement.counts,
        verdicts=judgement.verdicts,
        skipped=plan.skipped,
        families=done.families,
        members=done.members,
        groups=done.groups,
        absent=len(judgement.absent),
        undo_id=done.step_id,
    )


def result_of(plan: ImportPlan) -> ImportResult:
    """Return a dry run's facts in the shape of a result."""
    return ImportResult(
        counts=plan.counts, verdicts=plan.verdicts, skipped=plan.skipped, absent=len(plan.absent)
    )


# -- which sheets ------------------------------------------------------------------------------


def _sheet(workbook: Workbook, name: str | None) -> Sheet:
    if not workbook.sheets:
        raise UnusableFileError(reason="empty")
    if name is None or name == ALL_SHEETS:
        return layout.best_sheet(workbook.sheets)
    wanted = name.strip().casefold()
    for sheet in workbook.sheets:
        if sheet.name.strip().casefold() == wanted:
            return sheet
    raise UsageError(reason="no_such_sheet")


def _main_sheets(ctx: Context, workbook: Workbook, way: Way) -> list[Layout]:
    """Return the layout of the list, and those of further sheets that go on with it.

    Many people keep a sheet for each group. Sheets of one layout are taken together where
    they hold different people; twelve months of the same people stay apart.
    """
    chosen = _sheet(workbook, way.sheet)
    known = layouts.remembered(ctx)
    main = layout.read(chosen, header_row=way.header_row, mapping=way.mapping, remembered=known)
    if way.mapping is None and not {"name", "head_name"} & set(main.mapping.values()):
        raise UnusableFileError(reason="list_without_names")
    if way.sheet not in (None, ALL_SHEETS):
        return [main]
    like = [
        layout.read(one, header_row=main.header_row, mapping=main.mapping)
        for one in workbook.sheets
        if one is not chosen and (not one.hidden or way.sheet == ALL_SHEETS)
    ]
    like = [one for one in like if one.rows and one.fingerprint == main.fingerprint]
    if way.sheet is None and not (main.header_row and _are_apart([main, *like])):
        return [main]
    order = {sheet.name: place for place, sheet in enumerate(workbook.sheets)}
    return sorted([main, *like], key=lambda one: order[one.sheet])


def _are_apart(found: Sequence[Layout]) -> bool:
    """Whether the sheets hold different people."""
    everybody: Counter[object] = Counter()
    for one in found:
        columns_of = [
            c for c in (one.column(n) for n in ("no_kk", "nik", "head_nik")) if c is not None
        ]
        names = [c for c in (one.column(n) for n in ("name", "head_name")) if c is not None]
        for column in (columns_of or names)[:1]:
            everybody.update({row[column] for row in one.rows if row[column] is not None})
    shared = sum(times > 1 for times in everybody.values())
    return len(found) > 1 and shared <= len(everybody) * _SHARED_AT_MOST


def _rows(ctx: Context, found: Layout, group_column: int | None) -> lines.Rows:
    return lines.read_rows(found, ctx.today, group_column=group_column)


def _sheet_group(name: str) -> str | None:
    """Return the group a sheet is named after; `Sheet1` names none."""
    bare = " ".join(name.split())
    if bare.isdecimal():
        return f"Kelompok {bare}"
    is_nameless = columns.title_key(bare).rstrip(" 0123456789") in ("sheet", "lembar", "data", "")
    return None if is_nameless else bare


def _add_other_sheets(
    ctx: Context,
    workbook: Workbook,
    way: Way,
    found: families.Families,
    used: Sequence[Layout],
) -> tuple[list[Layout], list[str]]:
    """Join sheets that carry the same family numbers: members of their own, further facts.

    Return those that added something, and the names of those that only name the same families.
    """
    added: list[Layout] = []
    idle: list[str] = []
    if not way.uses_other_sheets or len(workbook.sheets) == len(used):
        return added, idle
    taken = {one.sheet for one in used}
    for sheet in workbook.sheets:
        if sheet.name in taken or sheet.hidden:
            continue
        other = layout.read(sheet, header_row=layout.joining_header(sheet.rows, _JOIN))
        fields = set(other.mapping.values())
        if not other.header_row or not fields & _JOIN or not other.rows:
            continue
        rows = _rows(ctx, other, None)
        if rows.is_by_member and not any(found.lines):
            families.add_members(found, rows, ctx.today, is_practice=ctx.is_practice)
            added.append(other)
        elif not rows.is_by_member:
            named, filled = families.fill_in(found, rows)
            if filled:
                added.append(other)
            elif named:
                idle.append(other.sheet)
    return added, idle


def _name_sheets_where_needed(found: families.Families) -> None:
    if len(set(found.sheets)) == 1:
        found.sheets = [""] * len(found.sheets)
        for group in found.lines:
            for line in group:
                line.sheet = ""


def _group_column(found: Layout, group_by: str | None) -> int | None:
    if not group_by:
        return None
    wanted = columns.title_key(group_by)
    for column, title in enumerate(found.titles):
        if wanted and columns.title_key(title) == wanted:
            return column
    named = columns.field_of(group_by)
    if named and (column_of := found.column(named)) is not None:
        return column_of
    letters = group_by.strip().upper()
    if letters.isascii() and letters.isalpha() and len(letters) <= 2:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        if number <= len(found.titles):
            return number - 1
    raise UsageError(reason="no_such_column")
