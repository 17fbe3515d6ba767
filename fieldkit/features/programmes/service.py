"""What people do with programmes: the room's only door."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.programmes import model, store
from fieldkit.features.programmes import nominations as nominated
from fieldkit.features.programmes import shortlist as lists
from fieldkit.features.programmes.model import Facts, Match, Programme, Tally
from fieldkit.features.programmes.nominations import Nomination, NominationLine, State
from fieldkit.features.programmes.shortlist import Place
from fieldkit.features.programmes.words import (
    EACH,
    FINDINGS,
    OUTCOMES,
    PLACES,
    RULES,
    SENTENCES,
    STATES,
    VERDICTS,
)

__all__ = [
    "EACH",
    "FINDINGS",
    "OUTCOMES",
    "PLACES",
    "RULES",
    "SENTENCES",
    "STATES",
    "VERDICTS",
    "answer",
    "copy_programme",
    "latest_month",
    "match_family",
    "matches",
    "nominate",
    "nominations",
    "programme",
    "programmes",
    "remove_programme",
    "save_nomination",
    "save_programme",
    "shortlist",
    "tallies",
    "withdraw",
]


# -- the table of programmes -----------------------------------------------------------------


def programmes(ctx: Context, *, used_only: bool = False) -> list[Programme]:
    """Every programme, the given ones first."""
    ctx.require(Permission.SEE_GRADUATION)
    return [one for one in store.programmes(ctx.db) if one.is_used or not used_only]


def programme(ctx: Context, code: str) -> Programme:
    """One programme; raises NotFoundError."""
    found = next((one for one in programmes(ctx) if one.code == code), None)
    if found is None:
        raise NotFoundError
    return found


def save_programme(ctx: Context, wanted: Programme) -> str:
    """Save a programme, given or local, and return its code."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    if found := model.programme_problems(wanted):
        raise InvalidInputError(found)
    code = wanted.code or f"local-{new_id()[:8]}"
    ready = replace(wanted, code=code)
    with ctx.db.write(Step(N_("Save the programme “{programme}”"), programme=ready.name)) as writer:
        store.save_programme(writer, ready)
    return code


def copy_programme(ctx: Context, code: str, name: str, valid_from: date | None = None) -> str:
    """Begin a new version of a programme, such as next year's; return its code."""
    found = programme(ctx, code)
    fresh = replace(
        found, code="", id="", name=name, valid_from=valid_from, valid_to=None,
        register_until=None, is_used=True, is_given=False,
    )  # fmt: skip
    return save_programme(ctx, fresh)


def remove_programme(ctx: Context, code: str) -> None:
    """Put a local programme into the bin; a given one can only be taken out of use."""
    ctx.require(Permission.EDIT_PROGRAMMES)
    found = programme(ctx, code)
    if found.is_given:
        raise InvalidInputError([Problem("code", "programme_is_given")])
    with ctx.db.write(
        Step(N_("Remove the programme “{programme}”"), programme=found.name)
    ) as writer:
        writer.remove(store.PROGRAMME, found.id)


# -- who fits --------------------------------------------------------------------------------


def matches(ctx: Context, code: str, group: str | None = None) -> list[Match]:
    """Every served family held against one programme; "" is without a group."""
    found = programme(ctx, code)
    return [model.match(found, one, ctx.today) for one in _facts(ctx, group)]


def match_family(ctx: Context, family_id: str) -> list[tuple[Programme, Match]]:
    """One family held against every programme in use that runs today."""
    ctx.require(Permission.SEE_GRADUATION)
    ctx.require(Permission.SEE_FAMILIES)
    known = store.facts(ctx.db, ctx.today, family_id=family_id)
    if not known:
        raise NotFoundError
    return [
        (one, model.match(one, known[0], ctx.today))
        for one in programmes(ctx, used_only=True)
        if one.is_open(ctx.today)
    ]


def tallies(ctx: Context, group: str | None = None) -> list[Tally]:
    """How many families fit each programme in use."""
    known = _facts(ctx, group)
    counted: dict[str, int] = {}
    for line in store.nominations(ctx.db):
        if line.nomination.state is not State.WITHDRAWN and (
            group is None or line.group_id == group
        ):
            code = line.nomination.programme
            counted[code] = counted.get(code, 0) + 1
    return [
        model.tally(
            one, [model.match(one, facts, ctx.today) for facts in known], counted.get(one.code, 0)
        )
        for one in programmes(ctx, used_only=True)
    ]


def shortlist(
    ctx: Context, code: str, *, seats: int | None = None, with_unknown: bool = False
) -> list[Place]:
    """A fair list for a programme's quota (or so many seats), each place with its reasons."""
    found = programme(ctx, code)
    taken = {
        line.nomination.family_id
        for line in store.nominations(ctx.db, programme=code)
        if line.nomination.state not in (State.WITHDRAWN, State.REFUSED)
    }
    return lists.shortlist(
        found, matches(ctx, code), taken=frozenset(taken), seats=seats, with_unknown=with_unknown
    )


def answer(ctx: Context, family_ids: Sequence[str], answers: Mapping[str, bool | None]) -> int:
    """Note in one step what families answered to a programme's own questions.

    None takes an answer back; questions not named stay as they are.
    """
    ctx.require(Permission.EDIT_GRADUATION)
    homes = store.homes(ctx.db, family_ids)
    known = [one for one in family_ids if one in homes]
    rows = [
        (one, question, value, ctx.today, homes[one])
        for one in known
        for question, value in answers.items()
    ]
    if rows:
        with ctx.db.write(
            Step(N_("Note the answers of {count} families"), count=len(known))
        ) as writer:
            store.save_answers(writer, rows)
    return len(known) if rows else 0


# -- nominations -----------------------------------------------------------------------------


def nominate(
    ctx: Context,
    code: str,
    family_ids: Sequence[str],
    on: date | None = None,
    reasons: Mapping[str, str] | None = None,
    ranks: Mapping[str, int] | None = None,
) -> int:
    """Nominate families for a programme in one step; return how many were not yet."""
    ctx.require(Permission.EDIT_GRADUATION)
    found = programme(ctx, code)
    day = on or ctx.today
    known = {
        line.nomination.family_id
        for line in store.nominations(ctx.db, programme=code)
        if line.nomination.state not in (State.WITHDRAWN, State.REFUSED)
    }
    homes = store.homes(ctx.db, family_ids)
    fresh = [one for one in dict.fromkeys(family_ids) if one in homes and one not in known]
    ready = [
        Nomination(
            programme=code, family_id=one, nominated_on=day,
            reason=(reasons or {}).get(one, "")[: nominated.LONGEST_TEXT],
            rank=(ranks or {}).get(one),
        )
        for one in fresh
    ]  # fmt: skip
    _refuse([p for one in ready for p in nominated.nomination_problems(one, ctx.today)])
    if ready:
        step = Step(
            N_("Nominate {count} families for “{programme}”"), count=len(ready),
            programme=found.name,
        )  # fmt: skip
        with ctx.db.write(step) as writer:
            store.save_nominations(writer, [(one, homes[one.family_id]) for one in ready])
    return len(ready)


def nominations(
    ctx: Context, code: str | None = None, family_id: str | None = None
) -> list[NominationLine]:
    """Nominations of a programme, a family, or all, the newest first."""
    ctx.require(Permission.SEE_GRADUATION)
    return store.nominations(ctx.db, programme=code, family_id=family_id)


def save_nomination(ctx: Context, wanted: Nomination) -> None:
    """Note what became of a nomination."""
    ctx.require(Permission.EDIT_GRADUATION)
    _refuse(nominated.nomination_problems(wanted, ctx.today))
    known = store.nominations(ctx.db, programme=wanted.programme, family_id=wanted.family_id)
    if not known:
        raise NotFoundError
    scope = store.homes(ctx.db, [wanted.family_id])[wanted.family_id]
    with ctx.db.write(Step(N_("Note what became of a nomination"))) as writer:
        store.save_nominations(writer, [(wanted, scope)])


def withdraw(
    ctx: Context, code: str, family_id: str, reason: str = "", on: date | None = None
) -> None:
    """Take a nomination back."""
    ctx.require(Permission.EDIT_GRADUATION)
    known = store.nominations(ctx.db, programme=code, family_id=family_id)
    if not known:
        raise NotFoundError
    note = "\n".join(part for part in (known[0].nomination.note, reason) if part)
    wanted = replace(known[0].nomination, withdrawn_on=on or ctx.today, note=note)
    _refuse(nominated.nomination_problems(wanted, ctx.today))
    scope = store.homes(ctx.db, [family_id])[family_id]
    with ctx.db.write(Step(N_("Withdraw a nomination"))) as writer:
        store.save_nominations(writer, [(wanted, scope)])


def latest_month(ctx: Context) -> Month | None:
    """The newest month in which anything happened with a nomination."""
    ctx.require(Permission.SEE_GRADUATION)
    newest = store.latest_day(ctx.db)
    return Month.of(newest) if newest else None


def _facts(ctx: Context, group: str | None) -> list[Facts]:
    ctx.require(Permission.SEE_GRADUATION)
    ctx.require(Permission.SEE_FAMILIES)
    return store.facts(ctx.db, ctx.today, group=group)


def _refuse(found: Sequence[Problem]) -> None:
    if found:
        raise InvalidInputError(list(found))
