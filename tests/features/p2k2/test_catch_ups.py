"""Who missed a session, and who made up for it: never counted as attendance."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import CatchUp, Way
from fieldkit.features.p2k2.model import Attendance, Mark, Understanding
from fieldkit.features.records import undoing

OCTOBER, NOVEMBER = date(2026, 10, 14), date(2026, 11, 18)


@pytest.fixture
def group(make) -> str:
    return make.group("Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def hold(ctx, ready, group):
    def hold(held_on, marks, code="M2S1", **more) -> str:
        session = ready(group, held_on=held_on, code=code, **more)
        return p2k2.record_session(
            ctx, session, [Attendance(family_id=f, status=m) for f, m in marks.items()]
        )

    return hold


def lacking(ctx, group="") -> list[tuple[str, str]]:
    return [(one.family_name, one.code or one.title) for one in catch_ups.missed(ctx, group)]


def test_who_was_away_lacks_the_session_and_who_is_not_marked_does_not(ctx, hold, families):
    hold(OCTOBER, {families[0]: Mark.PRESENT, families[1]: Mark.SICK})
    assert lacking(ctx) == [("Badriah", "M2S1")]
    [one] = catch_ups.missed(ctx)
    assert (one.row_code, one.group_name, one.held_on, one.status) == (
        "A2", "Mawar", OCTOBER, Mark.SICK,
    )  # fmt: skip


def test_a_repeat_one_was_at_leaves_nothing_to_make_up_for(ctx, hold, families):
    hold(OCTOBER, {families[0]: Mark.ABSENT})
    hold(NOVEMBER, {families[0]: Mark.PRESENT})
    assert lacking(ctx) == []


def test_missing_the_repeat_too_is_lacking_it_once_by_its_newest_day(ctx, hold, families):
    hold(OCTOBER, {families[0]: Mark.ABSENT})
    hold(NOVEMBER, {families[0]: Mark.EXCUSED})
    [one] = catch_ups.missed(ctx)
    assert one.held_on == NOVEMBER


def test_free_topics_are_told_apart_by_their_titles(ctx, hold, families):
    hold(OCTOBER, {families[0]: Mark.ABSENT}, code="", title="Narkoba")
    hold(NOVEMBER, {families[0]: Mark.PRESENT}, code="", title="Bullying")
    assert lacking(ctx) == [("Aminah", "Narkoba")]


def test_a_session_of_long_ago_is_let_go(ctx, hold, families):
    hold(date(2025, 9, 3), {families[0]: Mark.ABSENT})
    assert lacking(ctx) == []
    assert len(catch_ups.missed(ctx, since=date(2025, 1, 1))) == 1


def test_who_left_the_programme_is_not_asked_to_make_up(ctx, make, group, hold):
    gone = make.family(group, "Dahlia", row_code="A9", status="graduated_self")
    hold(OCTOBER, {gone: Mark.ABSENT})
    assert lacking(ctx) == []


def test_made_up_for_counts_apart_and_attendance_stays_as_it_was(ctx, hold, families):
    missed = hold(OCTOBER, {families[0]: Mark.PRESENT, families[1]: Mark.ABSENT})
    done = CatchUp(
        family_id=families[1], session_id=missed, done_on=NOVEMBER, way=Way.VISIT,
        understanding=Understanding.GOOD,
    )  # fmt: skip
    assert catch_ups.record(ctx, [done]) == 1
    assert lacking(ctx) == []
    assert catch_ups.counts(ctx, [missed]) == {missed: 1}
    [row] = [r for r in p2k2.attendance_grid(ctx, missed) if r.family_id == families[1]]
    assert (row.status, row.understanding) == (Mark.ABSENT, None)
    [summary] = p2k2.sessions_of_group(ctx, p2k2.session(ctx, missed).group_id)
    assert summary.counts.present == 1
    assert catch_ups.of_family(ctx, families[1]) == [done]
    undoing.undo(ctx)
    assert lacking(ctx) == [("Badriah", "M2S1")]


def test_a_catch_up_is_taken_back(ctx, hold, families):
    missed = hold(OCTOBER, {families[0]: Mark.ABSENT})
    catch_ups.record(ctx, [CatchUp(family_id=families[0], session_id=missed, done_on=NOVEMBER)])
    catch_ups.take_back(ctx, missed, families[0])
    assert lacking(ctx) == [("Aminah", "M2S1")]


def test_noting_it_twice_is_one_note(ctx, hold, families):
    missed = hold(OCTOBER, {families[0]: Mark.ABSENT})
    done = CatchUp(family_id=families[0], session_id=missed, done_on=NOVEMBER)
    catch_ups.record(ctx, [done])
    catch_ups.record(ctx, [replace(done, note="Di rumah ketua")])
    assert [one.note for one in catch_ups.of_family(ctx, families[0])] == ["Di rumah ketua"]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, "required"),
        (date(2026, 11, 30), "in_future"),
        (date(2026, 10, 1), "catch_up_before_session"),
    ],
)
def test_the_day_of_a_catch_up_lies_between_the_session_and_today(ctx, hold, families, day, code):
    missed = hold(OCTOBER, {families[0]: Mark.ABSENT})
    with pytest.raises(InvalidInputError) as error:
        catch_ups.record(ctx, [CatchUp(family_id=families[0], session_id=missed, done_on=day)])
    assert [(p.field, p.code) for p in error.value.problems] == [("done_on", code)]


def test_a_session_that_is_not_there_can_not_be_made_up_for(ctx, families):
    lost = CatchUp(family_id=families[0], session_id="tidak-ada", done_on=NOVEMBER)
    with pytest.raises(NotFoundError):
        catch_ups.record(ctx, [lost])


def test_a_family_sees_what_it_lacks_the_newest_first(ctx, hold, families):
    hold(date(2026, 9, 9), {families[0]: Mark.ABSENT}, code="M1S1")
    hold(OCTOBER, {families[0]: Mark.ABSENT})
    found = catch_ups.missed_by_family(ctx, families[0])
    assert [one.code for one in found] == ["M2S1", "M1S1"]
