"""What a family's story says of its path to graduation, of programmes, and of talks."""

from collections.abc import Iterator

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.graduation import service as graduation
from fieldkit.features.graduation.model import Case, Stage
from fieldkit.features.people.model import Family
from fieldkit.features.programmes import service as programmes
from fieldkit.features.programmes.nominations import State
from fieldkit.ui.people import words
from fieldkit.ui.people.story import Event
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen

_ROLES = {Stage.GRADUATED: "good", Stage.LEFT: "attention"}


def events(ctx: Context, family: Family) -> Iterator[Event]:
    """Yield the moves on the path, the agreement, and when the family spoke of it."""
    target = OpenScreen("graduation", OpenFamily(family.id))
    case = graduation.case_of(ctx, family.id).case
    for move in case.moves:
        if move.id:
            yield Event(
                day=move.moved_on, icon="graduation-cap", kind=_("Graduation"),
                text=_(graduation.STAGES[move.stage]),
                detail=words.joined((_(graduation.WAYS[case.way]), move.reason)),
                role=_ROLES.get(move.stage, "accent"), target=target,
            )  # fmt: skip
    yield from _agreement(case, target)
    for talk in graduation.talks_of(ctx, family.id):
        yield Event(
            day=talk.spoke_on, icon="graduation-cap", kind=_("Graduation"),
            text=_("Told its story"), detail=words.joined((talk.audience, talk.note)),
            target=target,
        )  # fmt: skip
    yield from _programmes(ctx, family, target)


def _programmes(ctx: Context, family: Family, target: OpenScreen) -> Iterator[Event]:
    for line in programmes.nominations(ctx, family_id=family.id):
        one = line.nomination
        amount = format_rupiah(one.amount) if one.amount is not None else ""
        for day, state, detail in (
            (one.nominated_on, State.NOMINATED, one.reason),
            (one.accepted_on, State.ACCEPTED, ""),
            (one.refused_on, State.REFUSED, one.note),
            (one.trained_on, State.TRAINED, ""),
            (one.received_on, State.RECEIVED, amount),
            (one.withdrawn_on, State.WITHDRAWN, one.note),
        ):
            if day is not None:
                yield Event(
                    day=day, icon="hand-coins", kind=_("Programme"),
                    text=_(programmes.STATES[state]),
                    detail=words.joined((line.programme_name, detail)), target=target,
                )  # fmt: skip
        if one.outcome is not None and one.outcome_on is not None:
            yield Event(
                day=one.outcome_on, icon="hand-coins", kind=_("Programme"),
                text=_(programmes.OUTCOMES[one.outcome]), detail=line.programme_name,
                target=target,
            )  # fmt: skip


def _agreement(case: Case, target: OpenScreen) -> Iterator[Event]:
    for day, text, detail in (
        (case.agreed_on, _("Agrees to graduate"), case.agreed_by),
        (case.agreement_ended_on, _("Took the agreement back"), case.agreement_end_reason),
    ):
        if day is not None:
            yield Event(
                day=day, icon="graduation-cap", kind=_("Graduation"), text=text, detail=detail,
                target=target,
            )  # fmt: skip
