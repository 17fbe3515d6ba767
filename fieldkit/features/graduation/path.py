"""The path itself: families are put on it, moved, agree, and leave; targets are set."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import model, store
from fieldkit.features.graduation.model import (
    Card,
    Case,
    Move,
    NextStep,
    Stage,
    Way,
    YearTarget,
)
from fieldkit.features.people import service as people


def cards(ctx: Context) -> list[Card]:
    """Every family on the path or past it, and those only the register calls candidates."""
    ctx.require(Permission.SEE_GRADUATION)
    return store.cards(ctx.db)


def board(ctx: Context, year: int | None = None) -> dict[Stage, list[Card]]:
    """The four columns of the board; of the graduated those of one year (this one)."""
    return model.columns(cards(ctx), year or ctx.today.year)


def case_of(ctx: Context, family_id: str) -> Card:
    """One family with its path; a path nobody began is blank."""
    ctx.require(Permission.SEE_GRADUATION)
    found = store.card(ctx.db, family_id)
    if found is None:
        raise NotFoundError
    return found


def put_on_path(
    ctx: Context,
    family_ids: Sequence[str],
    way: Way = Way.OWN,
    on: date | None = None,
    reason: str = "",
) -> int:
    """Make families candidates, in one step; return how many were not on the way yet."""
    ctx.require(Permission.EDIT_GRADUATION)
    known = {one.id: one for one in store.cards(ctx.db)}
    kept = store.cases(ctx.db, family_ids)
    moves = {}
    for family_id in dict.fromkeys(family_ids):
        card = known.get(family_id)
        if card is not None and card.case.stage is Stage.GRADUATED:
            continue
        if card is not None and card.case.is_open and not card.is_only_status:
            continue
        case = replace(kept.get(family_id) or Case(family_id=family_id), way=way)
        moves[family_id] = (
            case, Move(stage=Stage.CANDIDATE, moved_on=on or ctx.today, reason=reason)
        )  # fmt: skip
    name = Step(N_("Put {count} families on the path to graduation"), count=len(moves))
    return _move(ctx, moves, name)


def move(
    ctx: Context,
    family_id: str,
    stage: Stage,
    on: date | None = None,
    reason: str = "",
    letter_no: str | None = None,
) -> None:
    """Move a family to a stage; the register follows."""
    ctx.require(Permission.EDIT_GRADUATION)
    card = case_of(ctx, family_id)
    case = card.case
    if letter_no is not None:
        case = replace(case, letter_no=letter_no)
    wanted = Move(stage=stage, moved_on=on or ctx.today, reason=reason)
    _move(ctx, {family_id: (case, wanted)}, Step(N_("Move a family on the path to graduation")))


def agree(ctx: Context, family_id: str, on: date | None = None, by: str = "") -> None:
    """Note that a family agrees to graduate when it is able to; an earlier end is forgotten."""
    ctx.require(Permission.EDIT_GRADUATION)
    case = replace(
        case_of(ctx, family_id).case, agreed_on=on or ctx.today, agreed_by=by,
        agreement_ended_on=None, agreement_end_reason="",
    )  # fmt: skip
    _save(ctx, case, N_("Note a family's agreement"))


def end_agreement(ctx: Context, family_id: str, reason: str, on: date | None = None) -> None:
    """Note that a family takes its agreement back; nobody is moved by that."""
    ctx.require(Permission.EDIT_GRADUATION)
    case = replace(
        case_of(ctx, family_id).case, agreement_ended_on=on or ctx.today,
        agreement_end_reason=reason,
    )  # fmt: skip
    _save(ctx, case, N_("Note that a family takes its agreement back"))


def save_case(ctx: Context, case: Case) -> None:
    """Save what was typed of a family's path; its moves stay as they are."""
    ctx.require(Permission.EDIT_GRADUATION)
    _save(ctx, case, N_("Change a family's path to graduation"))


def natural_candidates(ctx: Context) -> list[Card]:
    """Families still served in which nobody is a component any more, as far as is recorded."""
    ctx.require(Permission.SEE_GRADUATION)
    return store.without_component(ctx.db)


def next_steps_due(ctx: Context, until: date | None = None) -> list[NextStep]:
    """What comes next for families on the way and is due by a day (today)."""
    ctx.require(Permission.SEE_GRADUATION)
    return store.next_steps(ctx.db, until or ctx.today)


def targets(ctx: Context, year: int) -> YearTarget:
    """A year month by month: how many were to graduate, and how many did."""
    ctx.require(Permission.SEE_GRADUATION)
    willing: dict[Month, int] = {}
    natural: dict[Month, int] = {}
    for card in store.cards(ctx.db):
        day = card.case.since if card.case.stage is Stage.GRADUATED else None
        if day is None or day == date.min:
            continue
        tally = natural if card.case.way is Way.NATURAL else willing
        month = Month.of(day)
        tally[month] = tally.get(month, 0) + 1
    return model.year_of(year, store.targets(ctx.db), willing, natural)


def set_target(ctx: Context, month: Month, target: int | None) -> None:
    """Say how many families are to graduate each month, from a month on; None for no target."""
    ctx.require(Permission.EDIT_GRADUATION)
    if found := model.target_problems(target):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Change the target of graduations"))) as writer:
        store.save_target(writer, ctx.me.book_id, month, target, ctx.db.own_scope)


def latest_month(ctx: Context) -> Month | None:
    """The newest month in which anybody moved."""
    days = [
        card.case.since
        for card in cards(ctx)
        if card.case.since is not None and card.case.since != date.min
    ]
    return Month.of(max(days)) if days else None


def _move(ctx: Context, moves: Mapping[str, tuple[Case, Move]], name: Step) -> int:
    homes = store.homes(ctx.db, list(moves))
    found: list[Problem] = []
    for family_id, (case, wanted) in moves.items():
        if family_id not in homes:
            raise NotFoundError
        found += model.move_problems(case, wanted, ctx.today)
    if found:
        raise InvalidInputError(found)
    if not moves:
        return 0
    with ctx.db.write(name) as writer:
        for family_id, (case, wanted) in moves.items():
            scope, status = homes[family_id]
            store.save_case(writer, case, scope)
            # A stage that only the register told of is written down, so that the path is whole.
            ready = [
                *(one for one in case.moves if not one.id and one.moved_on != date.min),
                replace(wanted, position=len(case.moves)),
            ]
            store.save_moves(writer, [(family_id, one, scope) for one in ready])
            changed = model.new_status(case.way, wanted.stage, status)
            if changed is not None:
                people.put_status(ctx, writer, [family_id], changed, wanted.moved_on, wanted.reason)
    return len(moves)


def _save(ctx: Context, case: Case, name: str) -> None:
    homes = store.homes(ctx.db, [case.family_id])
    if case.family_id not in homes:
        raise NotFoundError
    if found := model.case_problems(case, ctx.today):
        raise InvalidInputError(found)
    scope, status = homes[case.family_id]
    with ctx.db.write(Step(name)) as writer:
        store.save_case(writer, case, scope)
        changed = model.new_status(case.way, case.stage, status) if case.is_open else None
        if changed is not None:
            people.put_status(ctx, writer, [case.family_id], changed, ctx.today)
