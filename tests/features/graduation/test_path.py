"""The path to graduation at the service door: moves, agreement, targets, the register follows."""

from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.graduation import model, service
from fieldkit.features.graduation.model import Case, Move, Stage, Way
from fieldkit.features.graduation.speakers import Speaker, Talk
from fieldkit.features.people import service as people
from fieldkit.features.people.words import Status

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def family(make, group):
    return make.family(group, "Ani", row_code="A1")


def status(ctx, family):
    return people.family(ctx, family).status


def on_board(ctx, year=2026):
    return {stage: [c.name for c in cards] for stage, cards in service.board(ctx, year).items()}


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


def walked(ctx, family, *stages, agreed=date(2026, 9, 1)):
    service.put_on_path(ctx, [family], on=date(2026, 8, 1))
    service.agree(ctx, family, agreed, "Ani and her husband")
    for number, stage in enumerate(stages):
        service.move(ctx, family, stage, date(2026, 9, 2 + number))


# -- the path --------------------------------------------------------------------------------


def test_a_family_walks_the_path_and_the_register_follows(ctx, family):
    walked(ctx, family)
    assert status(ctx, family) is Status.CANDIDATE_GRADUATION
    service.move(ctx, family, Stage.GUIDED, date(2026, 9, 2), "Asked for a training")
    service.move(ctx, family, Stage.PROPOSED, date(2026, 10, 1))
    service.move(ctx, family, Stage.GRADUATED, date(2026, 11, 5), "Earns more than it spends")
    assert status(ctx, family) is Status.GRADUATED
    case = service.case_of(ctx, family).case
    assert [(m.stage, m.moved_on) for m in case.moves] == [
        (Stage.CANDIDATE, date(2026, 8, 1)),
        (Stage.GUIDED, date(2026, 9, 2)),
        (Stage.PROPOSED, date(2026, 10, 1)),
        (Stage.GRADUATED, date(2026, 11, 5)),
    ]
    assert case.reached(Stage.GUIDED) == date(2026, 9, 2)
    assert on_board(ctx)[Stage.GRADUATED] == ["Ani"]
    assert on_board(ctx, 2025)[Stage.GRADUATED] == []
    story = [(e.before, e.after, e.reason) for e in people.events_of(ctx, family)]
    assert ("candidate_graduation", "graduated", "Earns more than it spends") in story


def test_ppse_and_nature_have_words_of_their_own_in_the_register(ctx, make, group, family):
    other = make.family(group, "Budi", row_code="A2")
    service.put_on_path(ctx, [family], Way.PPSE, date(2026, 8, 1))
    assert status(ctx, family) is Status.CANDIDATE_PPSE
    service.put_on_path(ctx, [other], Way.NATURAL, date(2026, 8, 1))
    assert status(ctx, other) is Status.ACTIVE
    service.move(ctx, other, Stage.GRADUATED, date(2026, 9, 1))  # needs no agreement
    assert status(ctx, other) is Status.INACTIVE


def test_nobody_is_proposed_without_having_agreed(ctx, family):
    service.put_on_path(ctx, [family], on=date(2026, 8, 1))
    with pytest.raises(InvalidInputError) as error:
        service.move(ctx, family, Stage.PROPOSED, date(2026, 9, 1))
    assert codes(error) == [("stage", "needs_agreement")]
    service.agree(ctx, family, date(2026, 9, 10))
    with pytest.raises(InvalidInputError) as error:
        service.move(ctx, family, Stage.PROPOSED, date(2026, 9, 1))
    assert codes(error) == [("moved_on", "before_agreement")]
    service.move(ctx, family, Stage.PROPOSED, date(2026, 9, 10))


def test_an_agreement_can_be_taken_back_and_given_again(ctx, family):
    walked(ctx, family)
    with pytest.raises(InvalidInputError) as error:
        service.end_agreement(ctx, family, "", date(2026, 8, 1))
    assert codes(error) == [
        ("agreement_ended_on", "end_before_agreement"), ("agreement_end_reason", "required"),
    ]  # fmt: skip
    service.end_agreement(ctx, family, "The stall burnt down", date(2026, 10, 2))
    case = service.case_of(ctx, family).case
    assert (case.has_agreed, case.stage) == (False, Stage.CANDIDATE)  # nobody is moved by that
    with pytest.raises(InvalidInputError) as error:
        service.move(ctx, family, Stage.GRADUATED, date(2026, 11, 1))
    assert codes(error) == [("stage", "needs_agreement")]
    service.agree(ctx, family, date(2026, 11, 3))
    case = service.case_of(ctx, family).case
    assert (case.has_agreed, case.agreement_end_reason) == (True, "")


@pytest.mark.parametrize(
    ("stage", "on", "reason", "problem"),
    [
        (Stage.GUIDED, date(2026, 11, 21), "", ("moved_on", "in_future")),
        (Stage.GUIDED, date(2026, 7, 31), "", ("moved_on", "move_before_last")),
        (Stage.CANDIDATE, date(2026, 9, 5), "", ("stage", "already_at_stage")),
        (Stage.LEFT, date(2026, 9, 5), " ", ("reason", "move_needs_reason")),
    ],
)
def test_moves_that_can_not_be_are_refused(ctx, family, stage, on, reason, problem):
    walked(ctx, family)
    with pytest.raises(InvalidInputError) as error:
        service.move(ctx, family, stage, on, reason)
    assert codes(error) == [problem]


def test_going_back_needs_a_reason_and_leaving_makes_the_family_active_again(ctx, family):
    walked(ctx, family, Stage.GUIDED, Stage.PROPOSED)
    with pytest.raises(InvalidInputError) as error:
        service.move(ctx, family, Stage.GUIDED, date(2026, 10, 1))
    assert codes(error) == [("reason", "move_needs_reason")]
    service.move(ctx, family, Stage.GUIDED, date(2026, 10, 1), "The office wants more months")
    service.move(ctx, family, Stage.LEFT, date(2026, 11, 1), "The carer fell ill")
    assert status(ctx, family) is Status.ACTIVE
    assert on_board(ctx) == {stage: [] for stage in model.BOARD}
    assert service.put_on_path(ctx, [family], on=date(2026, 11, 10)) == 1
    assert status(ctx, family) is Status.CANDIDATE_GRADUATION
    assert len(service.case_of(ctx, family).case.moves) == 6


def test_who_moved_away_is_not_called_active_by_leaving_the_path(ctx, family):
    walked(ctx, family)
    people.set_status(ctx, [family], Status.MOVED, date(2026, 11, 1))
    service.move(ctx, family, Stage.LEFT, date(2026, 11, 2), "Moved to another town")
    assert status(ctx, family) is Status.MOVED


def test_several_families_are_put_on_the_path_in_one_step_and_none_twice(ctx, make, group, family):
    other = make.family(group, "Budi")
    assert service.put_on_path(ctx, [family], on=date(2026, 11, 1)) == 1
    assert service.put_on_path(ctx, [family, other, other], on=date(2026, 11, 2)) == 1
    assert on_board(ctx)[Stage.CANDIDATE] == ["Ani", "Budi"]
    undo.undo(ctx.db, today=ctx.today, reason="x")
    assert on_board(ctx)[Stage.CANDIDATE] == ["Ani"]
    assert status(ctx, other) is Status.ACTIVE


def test_a_graduate_is_not_made_a_candidate_again(ctx, family):
    walked(ctx, family, Stage.GRADUATED)
    assert service.put_on_path(ctx, [family]) == 0
    assert status(ctx, family) is Status.GRADUATED


# -- what only the register says -------------------------------------------------------------


def test_a_candidate_of_the_register_stands_on_the_board_and_keeps_its_day(ctx, make, group):
    family = make.family(group, "Cici", status="candidate_ppse", status_on="2026-06-02")
    (card,) = service.board(ctx)[Stage.CANDIDATE]
    assert (card.is_only_status, card.case.way, card.case.since) == (
        True, Way.PPSE, date(2026, 6, 2),
    )  # fmt: skip
    service.agree(ctx, family, date(2026, 7, 1))
    assert on_board(ctx)[Stage.CANDIDATE] == ["Cici"]
    service.move(ctx, family, Stage.GUIDED, date(2026, 8, 1))
    case = service.case_of(ctx, family).case
    assert [(m.stage, m.moved_on) for m in case.moves] == [
        (Stage.CANDIDATE, date(2026, 6, 2)), (Stage.GUIDED, date(2026, 8, 1)),
    ]  # fmt: skip


def test_a_register_that_says_otherwise_is_told(ctx, family):
    walked(ctx, family, Stage.GUIDED)
    assert not service.case_of(ctx, family).status_differs
    people.set_status(ctx, [family], Status.ACTIVE, date(2026, 11, 1))
    assert service.case_of(ctx, family).status_differs


def test_changing_the_way_changes_the_status(ctx, family):
    from dataclasses import replace

    walked(ctx, family)
    case = replace(service.case_of(ctx, family).case, way=Way.PPSE)
    service.save_case(ctx, case)
    assert status(ctx, family) is Status.CANDIDATE_PPSE


def test_families_without_any_component_left_are_candidates_by_nature(ctx, make, group, family):
    counts = dict.fromkeys(
        ("n_pregnant", "n_toddler", "n_primary", "n_junior", "n_senior", "n_elderly",
         "n_disabled"), 0,
    )  # fmt: skip
    make.family(group, "Zero", **counts)
    make.family(group, "One", **{**counts, "n_primary": 1})
    make.family(group, "Half", n_primary=0)  # the rest was never recorded
    grown = make.family(group, "Grown")
    make.put("member", scope=group, family_id=grown, name="Dina", component=None)
    school = make.family(group, "School")
    make.put("member", scope=group, family_id=school, name="Edi", component="primary")
    assert [card.name for card in service.natural_candidates(ctx)] == ["Grown", "Zero"]


# -- next steps and targets ------------------------------------------------------------------


def test_next_steps_are_told_when_they_are_due_and_only_on_the_way(ctx, make, group, family):
    walked(ctx, family)
    from dataclasses import replace

    case = replace(
        service.case_of(ctx, family).case, next_step="Bring the bank book",
        next_step_due=date(2026, 11, 25),
    )  # fmt: skip
    service.save_case(ctx, case)
    assert service.next_steps_due(ctx) == []
    (due,) = service.next_steps_due(ctx, date(2026, 11, 25))
    assert (due.family_name, due.text, due.group_name) == ("Ani", "Bring the bank book", "Mawar")
    service.move(ctx, family, Stage.LEFT, date(2026, 11, 20), "Illness")
    assert service.next_steps_due(ctx, date(2026, 12, 31)) == []


def test_a_day_without_a_step_is_refused(ctx, family):
    with pytest.raises(InvalidInputError) as error:
        service.save_case(ctx, Case(family_id=family, next_step_due=date(2026, 12, 1)))
    assert codes(error) == [("next_step", "required")]


def test_a_target_holds_until_the_next_one_and_is_compared_with_what_came(ctx, make, group, family):
    assert service.targets(ctx, 2026).target is None
    service.set_target(ctx, Month(2025, 7), 1)
    service.set_target(ctx, OCTOBER, 2)
    service.set_target(ctx, Month(2026, 12), None)
    walked(ctx, family, Stage.GUIDED)
    service.move(ctx, family, Stage.GRADUATED, date(2026, 10, 9))
    make.family(group, "Budi", status="graduated", status_on="2026-10-20")
    natural = make.family(group, "Cici")
    service.put_on_path(ctx, [natural], Way.NATURAL, date(2026, 11, 1))
    service.move(ctx, natural, Stage.GRADUATED, date(2026, 11, 2))
    year = service.targets(ctx, 2026)
    assert [m.target for m in year.months] == [1] * 9 + [2, 2, None]
    assert [(m.willing, m.natural, m.missing) for m in year.months[9:11]] == [(2, 0, 0), (0, 1, 2)]
    assert (year.target, year.target_until(NOVEMBER), year.willing, year.natural) == (13, 13, 2, 1)
    with pytest.raises(InvalidInputError):
        service.set_target(ctx, OCTOBER, -1)


def test_the_targets_of_several_keepers_add_up(ctx, make):
    for keeper, target in (("sari", 2), ("tono", 1)):
        make.put("graduation_target", scope="own", keeper=keeper, month="2026-01", target=target)
    make.put("graduation_target", scope="own", keeper="tono", month="2026-06", target=3)
    months = service.targets(ctx, 2026).months
    assert [m.target for m in months] == [3] * 5 + [5] * 7


# -- speakers --------------------------------------------------------------------------------


def test_a_speaker_has_agreed_to_be_named_and_who_spoke_least_lately_comes_first(
    ctx, make, group, family
):
    with pytest.raises(InvalidInputError) as error:
        service.save_speaker(ctx, Speaker(family_id=family, topic="Saving"))
    assert codes(error) == [("agreed_on", "speaker_must_agree")]
    other = make.family(group, "Budi")
    for one in (family, other):
        service.save_speaker(
            ctx, Speaker(family_id=one, topic="Saving", agreed_on=date(2026, 9, 1))
        )
    service.note_talk(ctx, Talk(family_id=family, spoke_on=date(2026, 10, 1), audience="Anggrek"))
    lines = service.speakers(ctx)
    assert [(line.name, line.last_spoke) for line in lines] == [
        ("Budi", None), ("Ani", date(2026, 10, 1)),
    ]  # fmt: skip
    service.save_speaker(
        ctx,
        Speaker(family_id=other, topic="Saving", agreed_on=date(2026, 9, 1), is_available=False),
    )
    assert [line.name for line in service.speakers(ctx, available_only=True)] == ["Ani"]
    service.remove_speaker(ctx, family)
    assert [line.name for line in service.speakers(ctx)] == ["Budi"]


# -- who may ---------------------------------------------------------------------------------


def test_roles_that_only_look_do_not_write(book):
    other = book(role=Role.COORDINATOR)
    assert service.board(other) == {stage: [] for stage in model.BOARD}
    for verb in (
        lambda: service.put_on_path(other, []),
        lambda: service.agree(other, "x"),
        lambda: service.end_agreement(other, "x", "y"),
        lambda: service.move(other, "x", Stage.GUIDED),
        lambda: service.save_case(other, Case(family_id="x")),
        lambda: service.set_target(other, NOVEMBER, 2),
        lambda: service.save_speaker(other, Speaker(family_id="x")),
        lambda: service.remove_speaker(other, "x"),
        lambda: service.note_talk(other, Talk(family_id="x", spoke_on=date(2026, 1, 1))),
    ):
        with pytest.raises(PermissionDeniedError):
            verb()
    with pytest.raises(PermissionDeniedError):
        service.board(book(role=Role.LEADER))


def test_a_family_that_is_gone_is_not_found(ctx):
    with pytest.raises(NotFoundError):
        service.move(ctx, "nobody", Stage.GUIDED)
    with pytest.raises(NotFoundError):
        service.put_on_path(ctx, ["nobody"])


def test_moves_of_one_day_stay_in_their_order():
    day = date(2026, 1, 1)
    moves = [Move(stage=Stage.GUIDED, moved_on=day, position=1, id="a"),
             Move(stage=Stage.CANDIDATE, moved_on=day, position=0, id="b")]  # fmt: skip
    assert [m.stage for m in model.in_order(moves)] == [Stage.CANDIDATE, Stage.GUIDED]
