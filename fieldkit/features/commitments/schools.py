"""Schools and their form: months told, forms read and written, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fieldkit.core import access
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem, UnusableFileError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.core.text import fold
from fieldkit.features.commitments import form, model, store
from fieldkit.features.commitments.duties import school_line
from fieldkit.features.commitments.form import Form, FormRow
from fieldkit.features.commitments.model import Outcome, Pupil, Quarter, School, SchoolMonth
from fieldkit.features.people.nik import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A line of a school's form and what becomes of it."""

    row: FormRow
    outcome: Outcome
    pupil: Pupil | None = None
    months: tuple[SchoolMonth, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The number of the line in the file."""
        return str(self.row.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolPlan:
    """What taking a school's form would do; nothing is written yet."""

    form: Form
    quarter: Quarter
    lines: tuple[Judged, ...]

    def count(self, outcome: Outcome) -> int:
        """How many lines end so."""
        return sum(line.outcome is outcome for line in self.lines)


def pupils(
    ctx: Context, quarter: Quarter, group: str | None = None, school: str | None = None
) -> list[Pupil]:
    """The pupils of served families with a quarter's months; `school` is a school's key."""
    ctx.require(Permission.SEE_COMMITMENTS)
    found = store.pupils(ctx.db, quarter, group)
    if school is not None:
        found = [p for p in found if model.school_key(p.npsn, p.school) == school]
    if ctx.may(Permission.SEE_FULL_IDS):
        return found
    return [
        replace(p, nik=mask(p.nik), nisn=mask(p.nisn), carer_nik=mask(p.carer_nik)) for p in found
    ]


def schools(ctx: Context, quarter: Quarter) -> list[School]:
    """The schools with pupils here, and how far each has told of a quarter."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return model.schools_of(store.pupils(ctx.db, quarter), school_line(ctx))


def note_school(ctx: Context, months: Sequence[SchoolMonth]) -> int:
    """Save pupils' months in one step; return how many changed.

    Problems name the pupil: `person_id` in the details. A month with nothing told is saved
    only where something stood before.
    """
    ctx.require(Permission.CHECK_COMMITMENTS)
    homes = store.homes(ctx.db, [told.person_id for told in months])
    before = _before(ctx, months)
    ready, found = [], []
    for told in months:
        found += [_named(p, told.person_id) for p in model.school_problems(told, ctx.today)]
        if told.person_id not in homes:
            found.append(_named(Problem("person_id", "pupil_unknown"), told.person_id))
            continue
        family_id, scope = homes[told.person_id]
        asked = replace(told, family_id=family_id, note=told.note.strip())
        kept = before.get((told.person_id, told.month), _blank_month(asked))
        if asked != kept:
            ready.append((asked, scope))
    if found:
        raise InvalidInputError(found)
    if ready:
        count = len({told.person_id for told, _scope in ready})
        with ctx.db.write(Step(N_("Record school attendance: {count} pupils"), count=count)) as w:
            store.save_school(w, ready)
    return len(ready)


def school_months_of(ctx: Context, family_id: str) -> list[SchoolMonth]:
    """What schools told of a family's children, the newest month first."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return store.school_months_of(ctx.db, family_id)


def latest_quarter(ctx: Context) -> Quarter | None:
    """The newest quarter any school told of."""
    month = latest_month(ctx)
    return Quarter.of(month) if month else None


def latest_month(ctx: Context) -> Month | None:
    """The newest month any school told of."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return store.latest_school_month(ctx.db)


def plan_form(ctx: Context, path: Path, quarter: Quarter) -> SchoolPlan:
    """Read a school's form and say of every line what would become of it."""
    ctx.require(Permission.CHECK_COMMITMENTS)
    found = form.read(path)
    if not found.has_header:
        raise UnusableFileError(reason="not_a_school_form")
    named = [month for month in found.months if month]
    if named and tuple(named) != quarter.months:
        months = ", ".join(str(month) for month in named)
        raise InvalidInputError([Problem("quarter", "other_quarter", {"months": months})])
    known = store.pupils(ctx.db, quarter)
    taken: dict[str, int] = {}
    lines = tuple(_judged(ctx, row, found, known, taken) for row in found.rows)
    return SchoolPlan(form=found, quarter=quarter, lines=lines)


def apply_form(ctx: Context, plan: SchoolPlan) -> int:
    """Take what a school's form says that is new or changed, as one step; return the pupils."""
    taken = [line for line in plan.lines if line.outcome in (Outcome.NEW, Outcome.CHANGED)]
    note_school(ctx, [month for line in taken for month in line.months])
    return len(taken)


def write_form(ctx: Context, quarter: Quarter, school: str | None, path: Path) -> int:
    """Write a school's 25-column form as CSV; return how many pupils stand on it."""
    ctx.require(Permission.SEE_COMMITMENTS)
    from fieldkit.core.render.xlsx import write_rows_csv

    listed = pupils(ctx, quarter, school=school)
    days = [model.shared_days(listed, place) for place in range(3)]
    rows = form.lines(listed, quarter, ctx.me.name, days)
    write_rows_csv(path, [form.TITLE], rows, delimiter=";", bom=True)
    access.note(ctx, access.Act.EXPORT, "school_form")
    return len(listed)


def _before(ctx: Context, months: Sequence[SchoolMonth]) -> dict[tuple[str, Month], SchoolMonth]:
    if not months:
        return {}
    first = min(told.month for told in months)
    last = max(told.month for told in months)
    return {(one.person_id, one.month): one for one in store.school_months(ctx.db, first, last)}


def _judged(
    ctx: Context, row: FormRow, found: Form, known: Sequence[Pupil], taken: dict[str, int]
) -> Judged:
    if row.problems:
        return Judged(row=row, outcome=Outcome.REFUSED, problems=row.problems)
    matching = _matching(row, known)
    if len(matching) != 1:
        if not matching:
            problem = Problem("name", "pupil_unknown")
            return Judged(row=row, outcome=Outcome.UNKNOWN, problems=(problem,))
        problem = Problem("name", "pupil_doubtful", {"count": len(matching)})
        return Judged(row=row, outcome=Outcome.DOUBTFUL, problems=(problem,))
    pupil = matching[0]
    if pupil.person_id in taken:
        problem = Problem("name", "pupil_twice", {"line": taken[pupil.person_id]})
        return Judged(row=row, outcome=Outcome.REFUSED, pupil=pupil, problems=(problem,))
    taken[pupil.person_id] = row.number
    months = _filled(pupil, row, found)
    problems = tuple(p for one in months for p in model.school_problems(one, ctx.today))
    if problems:
        return Judged(row=row, outcome=Outcome.REFUSED, pupil=pupil, problems=problems)
    return Judged(row=row, outcome=_outcome(pupil, row, months), pupil=pupil, months=months)


def _matching(row: FormRow, known: Sequence[Pupil]) -> list[Pupil]:
    """Find the pupil by NIK, else by NISN, else by the one spelling of name and carer."""
    for number, of_pupil in ((row.nik, "nik"), (row.nisn, "nisn")):
        found = [p for p in known if number and getattr(p, of_pupil) == number]
        if found:
            return found
    if not row.name:
        return []
    found = [p for p in known if fold(p.name) == fold(row.name)]
    if len(found) > 1 and row.carer:
        found = [p for p in found if fold(p.carer) == fold(row.carer)] or found
    return found


def _filled(pupil: Pupil, row: FormRow, found: Form) -> tuple[SchoolMonth, ...]:
    """Return the months of a line laid over what is known: a blank cell changes nothing."""
    months = []
    for place, (told, now) in enumerate(zip(row.months, pupil.months, strict=True)):
        if told.is_blank:
            continue
        days = found.effective_days[place]
        months.append(
            replace(
                now,
                absent=now.absent if told.absent is None else told.absent,
                excused=now.excused if told.excused is None else told.excused,
                sick=now.sick if told.sick is None else told.sick,
                effective_days=now.effective_days if days is None else days,
                note=row.note or now.note,
            )
        )
    return tuple(months)


def _outcome(pupil: Pupil, row: FormRow, months: Sequence[SchoolMonth]) -> Outcome:
    if all(told.is_blank for told in row.months):
        return Outcome.BLANK
    before = {one.month: one for one in pupil.months}
    changed = [one for one in months if one != before[one.month]]
    if not changed:
        return Outcome.SAME
    had_any = any(before[one.month].missed is not None for one in changed)
    return Outcome.CHANGED if had_any else Outcome.NEW


def _blank_month(told: SchoolMonth) -> SchoolMonth:
    return SchoolMonth(person_id=told.person_id, family_id=told.family_id, month=told.month)


def _named(problem: Problem, person_id: str) -> Problem:
    return problem._replace(details={**problem.details, "person_id": person_id})
