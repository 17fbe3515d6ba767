"""Duties checked person by person, who is below the line, and what was done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import model, store
from fieldkit.features.commitments.duties import duties, duty
from fieldkit.features.commitments.model import (
    SCHOOL,
    SCHOOL_LINE,
    Action,
    Below,
    Check,
    Duty,
    Quarter,
    Result,
    Subject,
    Tally,
)


def subjects(ctx: Context, code: str, month: Month, group: str | None = None) -> list[Subject]:
    """Everybody a duty is for, with what was found in the period a month lies in."""
    ctx.require(Permission.SEE_COMMITMENTS)
    wanted = duty(ctx, code)
    period = model.period_key(wanted.period, month)
    return store.subjects(ctx.db, wanted, period, ctx.today, group)


def note_checks(ctx: Context, checks: Sequence[Check]) -> int:
    """Save what was found, in one step; return how many changed."""
    ctx.require(Permission.CHECK_COMMITMENTS)
    homes = store.homes(ctx.db, [check.person_id for check in checks])
    ready, found = [], []
    known: dict[tuple[str, str], dict[str, Check]] = {}
    for check in checks:
        found += [_named(p, check.person_id) for p in model.check_problems(check, ctx.today)]
        if check.person_id not in homes:
            found.append(_named(Problem("person_id", "pupil_unknown"), check.person_id))
            continue
        key = (check.duty, check.period)
        if key not in known:
            known[key] = {one.person_id: one for one in store.checks(ctx.db, *key)}
        family_id, scope = homes[check.person_id]
        before = known[key].get(check.person_id)
        asked = _dated(ctx, replace(check, family_id=family_id), before)
        if asked != (before or _blank_check(asked)):
            ready.append((asked, scope))
    if found:
        raise InvalidInputError(found)
    if ready:
        with ctx.db.write(Step(N_("Check duties: {count} people"), count=len(ready))) as writer:
            store.save_checks(writer, ready)
    return len(ready)


def checks_of(ctx: Context, family_id: str) -> list[Check]:
    """Every check of a family's people, the newest first."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return store.checks_of(ctx.db, family_id)


def tallies(ctx: Context, month: Month, group: str | None = None) -> list[Tally]:
    """How far each duty in use is verified in the period a month lies in."""
    ctx.require(Permission.SEE_COMMITMENTS)
    found = []
    for wanted in duties(ctx, used_only=True):
        if wanted.code == SCHOOL:
            found.append(_school_tally(ctx, wanted, Quarter.of(month), group))
            continue
        period = model.period_key(wanted.period, month)
        people = store.subjects(ctx.db, wanted, period, ctx.today, group)
        results = [person.check.result for person in people if person.check.result]
        found.append(
            Tally(
                duty=wanted, people=len(people), checked=len(results),
                met=results.count(Result.MET),
            )
        )  # fmt: skip
    return found


def uncounted(ctx: Context) -> int:
    """How many families have components by number only, so that nobody can be verified."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return store.uncounted(ctx.db)


def below(ctx: Context, month: Month, group: str | None = None) -> list[Below]:
    """Who is below the line in the periods a month lies in, and what was done about it."""
    ctx.require(Permission.SEE_COMMITMENTS)
    found: list[Below] = []
    for wanted in duties(ctx, used_only=True):
        if wanted.code == SCHOOL:
            found += _below_at_school(ctx, wanted, Quarter.of(month), group)
        else:
            found += _below_elsewhere(ctx, wanted, month, group)
    return found


def add_action(ctx: Context, done: Action) -> str:
    """Note what was done about somebody below the line; return its id."""
    ctx.require(Permission.CHECK_COMMITMENTS)
    return _save_action(ctx, done, N_("Note what was done about a duty"))


def save_action(ctx: Context, done: Action) -> None:
    """Change what was noted."""
    ctx.require(Permission.CHECK_COMMITMENTS)
    if store.action(ctx.db, done.id) is None:
        raise NotFoundError
    _save_action(ctx, done, N_("Change what was done about a duty"))


def remove_action(ctx: Context, action_id: str) -> None:
    """Put what was noted into the bin."""
    ctx.require(Permission.CHECK_COMMITMENTS)
    with ctx.db.write(Step(N_("Remove what was done about a duty"))) as writer:
        writer.remove("commitment_action", action_id)


def actions_of(ctx: Context, family_id: str) -> list[Action]:
    """What was done for a family, the oldest first."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return store.actions(ctx.db, family_id=family_id)


def actions_due(ctx: Context, until: date | None = None) -> list[tuple[Action, str, str]]:
    """Actions whose follow-up is due by a day (today) and open: (action, family, group)."""
    ctx.require(Permission.SEE_COMMITMENTS)
    return store.open_actions(ctx.db, until or ctx.today)


def _save_action(ctx: Context, done: Action, name: str) -> str:
    homes = store.homes(ctx.db, [done.person_id])
    found = model.action_problems(done, ctx.today)
    if done.person_id not in homes:
        found.append(Problem("person_id", "pupil_unknown"))
    if found:
        raise InvalidInputError(found)
    family_id, scope = homes[done.person_id]
    with ctx.db.write(Step(name)) as writer:
        return store.save_action(writer, replace(done, family_id=family_id), scope)


def _school_tally(ctx: Context, wanted: Duty, quarter: Quarter, group: str | None) -> Tally:
    listed = store.pupils(ctx.db, quarter, group)
    line = wanted.line or SCHOOL_LINE
    told = [pupil for pupil in listed if pupil.percent is not None]
    met = sum(not pupil.below(line) for pupil in told)
    return Tally(duty=wanted, people=len(listed), checked=len(told), met=met)


def _below_at_school(
    ctx: Context, wanted: Duty, quarter: Quarter, group: str | None
) -> list[Below]:
    line = wanted.line or SCHOOL_LINE
    done = _actions_by_person(ctx, str(quarter), wanted.code)
    return [
        Below(
            person_id=pupil.person_id, family_id=pupil.family_id, name=pupil.name,
            carer=pupil.carer, group_id=pupil.group_id, group_name=pupil.group_name,
            row_code=pupil.row_code, duty=wanted.code, duty_name=wanted.name,
            domain=wanted.domain, period=str(quarter), percent=pupil.percent,
            months=pupil.below(line), place=pupil.school,
            actions=tuple(done.get(pupil.person_id, ())),
        )
        for pupil in store.pupils(ctx.db, quarter, group)
        if pupil.below(line)
    ]  # fmt: skip


def _below_elsewhere(ctx: Context, wanted: Duty, month: Month, group: str | None) -> list[Below]:
    period = model.period_key(wanted.period, month)
    done = _actions_by_person(ctx, period, wanted.code)
    return [
        Below(
            person_id=one.person_id, family_id=one.family_id, name=one.name, carer=one.carer,
            group_id=one.group_id, group_name=one.group_name, row_code=one.row_code,
            duty=wanted.code, duty_name=wanted.name, domain=wanted.domain, period=period,
            place=one.check.place or one.facility, actions=tuple(done.get(one.person_id, ())),
        )
        for one in store.subjects(ctx.db, wanted, period, ctx.today, group)
        if one.check.result is Result.NOT_MET
    ]  # fmt: skip


def _actions_by_person(ctx: Context, period: str, code: str) -> Mapping[str, list[Action]]:
    found: dict[str, list[Action]] = {}
    for one in store.actions(ctx.db, period=period):
        if one.duty == code:
            found.setdefault(one.person_id, []).append(one)
    return found


def _blank_check(check: Check) -> Check:
    return Check(
        person_id=check.person_id, family_id=check.family_id, duty=check.duty, period=check.period
    )


def _dated(ctx: Context, check: Check, before: Check | None) -> Check:
    """Give a finding its day; one that is taken back has none."""
    if check.result is None and not check.note.strip() and not check.place.strip():
        return replace(check, checked_on=None, note="", place="")
    kept = before.checked_on if before else None
    day = check.checked_on or kept or ctx.today
    return replace(check, checked_on=day, note=check.note.strip(), place=check.place.strip())


def _named(problem: Problem, person_id: str) -> Problem:
    return problem._replace(details={**problem.details, "person_id": person_id})
