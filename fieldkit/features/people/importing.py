"""Bringing a list of families into the register: a dry run first, then all of it or nothing."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import UnusableFileError, UsageError
from fieldkit.core.render.sheets import Sheet, read_workbook
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import applying, columns, drafts, judging, layout, layouts
from fieldkit.features.people.judging import Judgement
from fieldkit.features.people.layout import Layout, Skipped
from fieldkit.features.people.matching import Outcome, Verdict
from fieldkit.features.people.reasons import reason_sentence

__all__ = [
    "ImportPlan",
    "ImportResult",
    "Workbook",
    "apply_import",
    "look_at",
    "open_workbook",
    "plan_import",
]


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
class ImportPlan:
    """What an import would do; nothing is changed yet."""

    workbook: Workbook
    layout: Layout
    is_by_member: bool
    group_by: str | None
    judgement: Judgement

    @property
    def verdicts(self) -> list[Verdict]:
        """One verdict per data row, in the order of the sheet."""
        return self.judgement.verdicts

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows come to what."""
        return Counter(verdict.outcome for verdict in self.verdicts)

    @property
    def skipped(self) -> Counter[Skipped]:
        """How many rows are no data, and why."""
        return self.layout.skipped

    @property
    def new_groups(self) -> tuple[str, ...]:
        """The names of groups the import would make."""
        return tuple(name for name, _drafts in self.judgement.new_groups.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did, in counted facts; rows in equal results out."""

    counts: Counter[Outcome]
    verdicts: list[Verdict]
    skipped: Counter[Skipped] = field(default_factory=Counter)
    families: int = 0
    members: int = 0
    groups: int = 0
    undo_id: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every row was taken."""
        return not (self.counts[Outcome.DOUBTFUL] or self.counts[Outcome.REFUSED])

    def as_json(self) -> dict[str, Any]:
        """Return the facts under the keys scripts read."""
        return {
            "rows": len(self.verdicts),
            **{outcome.value: self.counts[outcome] for outcome in Outcome},
            "skipped": {kind.value: many for kind, many in sorted(self.skipped.items())},
            "families": self.families,
            "members": self.members,
            "groups": self.groups,
            "results": [
                {"row": v.row, "result": v.outcome.value, "reason": reason_sentence(v)}
                for v in self.verdicts
            ],
            "undo_id": self.undo_id,
        }


def open_workbook(path: str | Path) -> Workbook:
    """Read a file for one or more plans."""
    return Workbook(path=Path(path), sheets=tuple(read_workbook(path)))


def plan_import(
    ctx: Context,
    path: str | Path | Workbook,
    sheet: str | None = None,
    group_by: str | None = None,
    mapping: Mapping[int, str] | None = None,
    *,
    header_row: int | None = None,
    accepted: Collection[int] = (),
) -> ImportPlan:
    """Say what an import would do; changes nothing.

    `group_by` names the column (header or letter) whose values are the groups; `mapping`
    (column number to field) replaces what the headers say; `header_row` counts from 1, 0 for
    none; `accepted` are the doubtful rows a person has decided to take.
    """
    ctx.require(Permission.IMPORT_FAMILIES)
    workbook = path if isinstance(path, Workbook) else open_workbook(path)
    chosen = _sheet(workbook, sheet)
    found = layout.read(
        chosen, header_row=header_row, mapping=mapping, remembered=layouts.remembered(ctx)
    )
    if mapping is None and not {"name", "head_name"} & set(found.mapping.values()):
        raise UnusableFileError(reason="no_names")
    column = _group_column(found, group_by)
    families = drafts.drafts(found, ctx.today, is_practice=ctx.is_practice, group_column=column)
    return ImportPlan(
        workbook=workbook,
        layout=found,
        is_by_member=any(draft.has_members for draft in families),
        group_by=group_by,
        judgement=judging.judge(ctx.db, families, accepted),
    )


def look_at(
    ctx: Context, workbook: Workbook, sheet: str | None = None, header_row: int | None = None
) -> Layout:
    """Return how a sheet would be read, even where it holds no names: a person may know more."""
    ctx.require(Permission.IMPORT_FAMILIES)
    return layout.read(_sheet(workbook, sheet), header_row=header_row)


def apply_import(
    ctx: Context, plan: ImportPlan, *, accepted: Collection[int] | None = None
) -> ImportResult:
    """Do what a plan says, in one transaction and one step; nothing is ever deleted.

    What changed in the register since the plan was made is looked at again first.
    """
    ctx.require(Permission.IMPORT_FAMILIES)
    judgement = plan.judgement
    if accepted is not None or judging.has_moved_on(ctx.db, judgement):
        wanted = judgement.accepted if accepted is None else accepted
        judgement = judging.judge(ctx.db, judgement.drafts, wanted)
    done = applying.apply(ctx, judgement)
    layouts.remember(ctx, plan.layout)
    return ImportResult(
        counts=Counter(verdict.outcome for verdict in judgement.verdicts),
        verdicts=judgement.verdicts,
        skipped=plan.skipped,
        families=done.families,
        members=done.members,
        groups=done.groups,
        undo_id=done.step_id,
    )


def result_of(plan: ImportPlan) -> ImportResult:
    """Return a dry run's facts in the shape of a result."""
    return ImportResult(counts=plan.counts, verdicts=plan.verdicts, skipped=plan.skipped)


def _sheet(workbook: Workbook, name: str | None) -> Sheet:
    if not workbook.sheets:
        raise UnusableFileError(reason="empty")
    if name is None:
        return layout.best_sheet(workbook.sheets)
    wanted = name.strip().casefold()
    for sheet in workbook.sheets:
        if sheet.name.strip().casefold() == wanted:
            return sheet
    raise UsageError(reason="no_such_sheet")


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
