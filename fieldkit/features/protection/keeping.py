"""Incidents, the record of processing, and how long things are kept."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

from fieldkit.core import paths
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.protection import store
from fieldkit.features.protection.asking import now_here
from fieldkit.features.protection.model import (
    Due,
    Expired,
    Incident,
    Kept,
    Processing,
    Reminder,
    Rule,
    after_years,
    incident_problems,
    processing_problems,
    rule_problems,
)

# How long, until the office's own schedule of archives says otherwise.
_YEARS = {Kept.EXITED: 5, Kept.MONEY: 10, Kept.ACCESS: 2}


def incidents(ctx: Context) -> list[Incident]:
    """The incidents: those still open first."""
    ctx.require(Permission.SEE_PROTECTION)
    return store.incidents(ctx.db)


def save_incident(ctx: Context, incident: Incident) -> str:
    """Write an incident down, or what became of it."""
    ctx.require(Permission.EDIT_PROTECTION)
    if found := incident_problems(incident, now_here(ctx)):
        raise InvalidInputError(found)
    name = N_("Change an incident") if incident.id else N_("Record an incident")
    with ctx.db.write(Step(name)) as writer:
        return store.save_incident(writer, incident, ctx.db.own_scope)


@cache
def _given_processing() -> tuple[Processing, ...]:
    """Read the lines every book begins with."""
    text = (paths.resources() / "protection" / "processing.json").read_text(encoding="utf-8")
    return tuple(Processing(**row, position=place) for place, row in enumerate(json.loads(text)))


def processing(ctx: Context) -> list[Processing]:
    """The record of processing: the given lines as they were changed, own ones after them."""
    ctx.require(Permission.SEE_PROTECTION)
    kept = store.processing(ctx.db, ctx.db.own_scope)
    given = [kept.pop(line.code, line) for line in _given_processing()]
    return [*given, *kept.values()]


def save_processing(ctx: Context, line: Processing) -> None:
    """Change a line of the record of processing, or add one."""
    ctx.require(Permission.EDIT_PROTECTION)
    if found := processing_problems(line):
        raise InvalidInputError(found)
    if not line.code:
        place = len(processing(ctx))
        line = replace(line, code=f"own-{place}", position=place)
    with ctx.db.write(Step(N_("Change the record of processing"))) as writer:
        store.save_processing(writer, line, ctx.db.own_scope)


def rules(ctx: Context) -> list[Rule]:
    """How long things are kept."""
    ctx.require(Permission.SEE_PROTECTION)
    changed = store.rules(ctx.db, ctx.db.own_scope)
    return [changed.get(kind, Rule(kind=kind, years=years)) for kind, years in _YEARS.items()]


def save_rule(ctx: Context, rule: Rule) -> None:
    """Change how long something is kept, and which paper says so."""
    ctx.require(Permission.EDIT_PROTECTION)
    if found := rule_problems(rule):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Change how long data is kept"))) as writer:
        store.save_rule(writer, rule, ctx.db.own_scope)


def expired(ctx: Context) -> list[Expired]:
    """The families whose data need not be kept any more; nothing is deleted by itself."""
    ctx.require(Permission.SEE_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    years = _years(ctx, Kept.EXITED)
    left = store.left_before(ctx.db, _years_ago(ctx.today, years))
    return [replace(one, kept_until=after_years(one.left_on, years)) for one in left]


def reminders(ctx: Context) -> list[Reminder]:
    """Whatever else has outlived its time: money books, lines of the access log."""
    ctx.require(Permission.SEE_PROTECTION)
    found = []
    for kind, look in ((Kept.MONEY, store.oldest_money), (Kept.ACCESS, store.oldest_access)):
        count, oldest = look(ctx.db, _years_ago(ctx.today, _years(ctx, kind)))
        if count and oldest:
            found.append(Reminder(kind=kind, count=count, oldest=oldest))
    return found


def forget_access(ctx: Context) -> int:
    """Delete the lines of the access log that have outlived their time; return how many."""
    ctx.require(Permission.EDIT_PROTECTION)
    lines = store.access_before(ctx.db, _years_ago(ctx.today, _years(ctx, Kept.ACCESS)))
    with ctx.db.local() as writer:
        for line in lines:
            writer.local_remove("access", line)
    return len(lines)


def due(ctx: Context) -> Due:
    """What waits for somebody to act."""
    ctx.require(Permission.SEE_PROTECTION)
    now = now_here(ctx)
    sees_families = ctx.may(Permission.SEE_FAMILIES)
    asked = [r for r in store.requests(ctx.db) if not r.done_on] if sees_families else []
    mishaps = [i for i in store.incidents(ctx.db) if not i.closed_on]
    late = [i for i in mishaps if not i.is_told and i.due_at and i.due_at < now]
    may_destroy = ctx.may(Permission.DESTROY_DATA)
    return Due(
        requests=len(asked),
        requests_late=sum(r.due_at is not None and r.due_at < now for r in asked),
        incidents=len(mishaps),
        incidents_late=len(late),
        expired=len(expired(ctx)) if may_destroy else 0,
        orders=sum(not act.is_done_here for act in store.acts(ctx.db)) if sees_families else 0,
    )


def _years(ctx: Context, kind: Kept) -> int:
    return next(rule.years for rule in rules(ctx) if rule.kind is kind)


def _years_ago(today: date, years: int) -> date:
    return after_years(today, -years)
