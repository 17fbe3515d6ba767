"""A month's plan gives every group its one session, with reasons, on the facilitator's days."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import (
    Attendance,
    Counts,
    Mark,
    Session,
    SessionStatus,
    Understanding,
)
from fieldkit.features.p2k2.plans import model
from fieldkit.features.p2k2.plans import service as plans
from fieldkit.features.p2k2.plans.model import (
    Given,
    Past,
    Reason,
    Slot,
    Trouble,
    Week,
    Why,
)
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import Habits
from fieldkit.features.records import undoing

DECEMBER = Month(2026, 12)
TOPICS = curriculum.topics()
WEEK = Week(weekdays=(1, 2, 3, 4, 5), most_a_day=2)


def past(**more) -> Past:
    return Past(**({"group_id": "g", "group_name": "Mawar", "group_code": "A"} | more))


def had(code: str, *, present: int = 20, absent: int = 5, poor: int = 0, assessed: int = 0) -> Past:
    counts = Counts(present=present, absent=absent)
    last = Given(code=code, held_on=date(2026, 11, 10), counts=counts, poor=poor, assessed=assessed)
    return past(times={code: 1}, latest={code: last.held_on}, last=last, in_a_row=1)


# -- which session ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "focus", "code", "why"),
    [
        (past(), "", "M1S1", [Reason(Why.FIRST)]),
        (past(), "M2", "M2S1", [Reason(Why.FOCUS)]),
        (had("M1S1"), "", "M1S2", [Reason(Why.NEXT)]),
        (had("M1S1", present=10, absent=10), "", "M1S2", [Reason(Why.NEXT)]),
        (had("M1S1", present=9, absent=11), "", "M1S1", [Reason(Why.LOW_ATTENDANCE, 45)]),
        (
            had("M2S3", poor=8, assessed=20), "M3", "M2S3",
            [Reason(Why.WEAK_UNDERSTANDING, 40)],
        ),
        (had("M1S1", poor=2, assessed=2), "", "M1S2", [Reason(Why.NEXT)]),
        (replace(had("M1S1"), postponed="M4S1"), "", "M4S1", [Reason(Why.POSTPONED)]),
        (
            replace(had("M1S1", present=5, absent=20), in_a_row=2), "M2", "M2S1",
            [Reason(Why.REPEATED_ENOUGH, 2), Reason(Why.FOCUS)],
        ),
    ],
)  # fmt: skip
def test_what_a_group_is_due_and_why(story, focus, code, why):
    topic, reasons = model.due_topic(story, TOPICS, focus)
    assert (topic.code, list(reasons)) == (code, why)


def test_when_everything_was_given_the_oldest_comes_again():
    days = {topic.code: date(2025, 1, 1) + timedelta(days=n) for n, topic in enumerate(TOPICS)}
    days["M3S2"] = date(2024, 1, 1)
    story = past(times=dict.fromkeys(days, 1), latest=days)
    topic, [reason] = model.due_topic(story, TOPICS)
    assert (topic.code, reason.why) == ("M3S2", Why.AGAIN)


def test_a_low_share_of_nobody_marked_repeats_nothing():
    last = Given(code="M1S1", held_on=date(2026, 11, 3), counts=Counts(unmarked=20))
    topic, _reasons = model.due_topic(past(times={"M1S1": 1}, last=last, in_a_row=1), TOPICS)
    assert topic.code == "M1S2"


def test_reasons_are_kept_and_read_back():
    reasons = (Reason(Why.LOW_ATTENDANCE, 41), Reason(Why.FOCUS))
    kept = model.kept_reasons(reasons)
    assert kept == "low_attendance:41 focus"
    assert model.read_reasons(f"{kept} from_a_newer_program:3") == reasons


# -- which day -------------------------------------------------------------------------------


def groups(count: int, **more) -> list[Past]:
    return [
        past(group_id=f"g{n}", group_name=f"Kelompok {n}", group_code=chr(65 + n % 26), **more)
        for n in range(count)
    ]


def test_thirteen_groups_each_get_one_day_and_no_day_is_crowded():
    found = model.proposals(groups(13), TOPICS, DECEMBER, WEEK)
    assert [p.group_id for p in found] == [f"g{n}" for n in range(13)]
    days = Counter(p.held_on for p in found)
    assert max(days.values()) == 1
    assert all(day.isoweekday() <= 5 and day in DECEMBER for day in days)


def test_more_groups_than_days_share_days_at_different_hours():
    found = model.proposals(groups(30), TOPICS, DECEMBER, WEEK)
    assert max(Counter(p.held_on for p in found).values()) == 2
    slots = [p.slot for p in found]
    assert not any(one.overlaps(two) for n, one in enumerate(slots) for two in slots[n + 1 :])


def test_a_group_keeps_its_day_of_the_month_and_its_hours():
    story = past(usual_day=8, starts=time(13, 30), ends=time(15))
    [found] = model.proposals([story], TOPICS, DECEMBER, WEEK)
    assert (found.held_on, found.starts, found.ends) == (date(2026, 12, 8), time(13, 30), time(15))


def test_a_usual_day_on_a_sunday_moves_to_a_working_day_beside_it():
    [found] = model.proposals([past(usual_day=6)], TOPICS, DECEMBER, WEEK)
    assert found.held_on in (date(2026, 12, 4), date(2026, 12, 7))


def test_what_is_taken_is_left_alone():
    story = past(usual_day=8, starts=time(9), ends=time(11))
    taken = [Slot(day=date(2026, 12, 8), starts=time(9), ends=time(11), name="Rapat KUBE")]
    [found] = model.proposals([story], TOPICS, DECEMBER, WEEK, taken=taken)
    assert not found.slot.overlaps(taken[0])


def test_the_past_of_a_month_is_not_planned_any_more():
    found = model.proposals(groups(5), TOPICS, DECEMBER, WEEK, from_day=date(2026, 12, 28))
    assert all(p.held_on >= date(2026, 12, 28) for p in found)
    assert model.proposals(groups(2), TOPICS, DECEMBER, WEEK, from_day=date(2027, 1, 1)) == []


@settings(max_examples=60)
@given(
    count=st.integers(1, 40),
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    most=st.integers(1, 4),
    month=st.integers(1, 12),
    usual=st.lists(st.none() | st.integers(1, 31), min_size=40, max_size=40),
)
def test_whatever_the_week_every_group_has_exactly_one_session(count, weekdays, most, month, usual):
    week = Week(weekdays=tuple(sorted(weekdays)), most_a_day=most)
    stories = [replace(one, usual_day=usual[n]) for n, one in enumerate(groups(count))]
    wanted = Month(2027, month)
    found = model.proposals(stories, TOPICS, wanted, week)
    assert [p.group_id for p in found] == [one.group_id for one in stories]
    assert all(p.held_on in wanted and week.is_out(p.held_on) for p in found)
    assert all(p.reasons for p in found)
    days = [day for day in wanted.days if week.is_out(day)]
    if count <= len(days) * most:
        assert max(Counter(p.held_on for p in found).values()) <= most


# -- what collides ---------------------------------------------------------------------------


def slot(name: str, day: int, starts: int | None, **more) -> Slot:
    hours = (time(starts), time(starts + 2)) if starts else (None, None)
    given = {"starts": hours[0], "ends": hours[1], "group_id": name}
    return Slot(day=date(2026, 12, day), name=name, id=name, **(given | more))


def test_two_at_the_same_time_both_say_so():
    found = model.conflicts([slot("A", 8, 9), slot("B", 8, 10)], WEEK, date(2026, 12, 1))
    assert {key: [(c.trouble, c.other) for c in value] for key, value in found.items()} == {
        "A": [(Trouble.OVERLAP, "B")],
        "B": [(Trouble.OVERLAP, "A")],
    }


def test_one_after_the_other_is_no_conflict():
    assert model.conflicts([slot("A", 8, 9), slot("B", 8, 11)], WEEK, date(2026, 12, 1)) == {}


@pytest.mark.parametrize(
    ("plans_", "taken", "trouble"),
    [
        ([slot("A", 5, 9)], [], Trouble.OFF_DAY),
        ([slot("A", 1, 9)], [], Trouble.GONE_BY),
        ([slot("A", 8, 9), slot("B", 8, 13), slot("C", 8, None)], [], Trouble.CROWDED),
        ([slot("A", 8, 9)], [slot("KUBE", 8, 10, group_id="")], Trouble.TAKEN),
        ([slot("A", 8, 9)], [slot("A2", 3, 9, group_id="A")], Trouble.TWICE),
    ],
)
def test_each_trouble_is_named(plans_, taken, trouble):
    found = model.conflicts(plans_, WEEK, date(2026, 12, 2), taken=taken)
    assert trouble in {conflict.trouble for conflict in found["A"]}


# -- at the door -----------------------------------------------------------------------------


@pytest.fixture
def circle(ctx, make, ready):
    """A group of four families that met in November; `came` of them were there."""

    def build(name: str, code: str, came: int, **more):
        group = make.group(name)
        families = [make.family(group) for _n in range(4)]
        marks = [
            Attendance(
                family_id=family,
                status=Mark.PRESENT if n < came else Mark.ABSENT,
                understanding=Understanding.GOOD if n < came else None,
            )
            for n, family in enumerate(families)
        ]
        p2k2.record_session(ctx, ready(group, code=code, held_on=date(2026, 11, 10), **more), marks)
        return group

    return build


def test_december_is_proposed_with_a_reason_for_every_group(ctx, circle):
    mawar, melati = circle("Mawar", "M1S1", 1), circle("Melati", "M1S1", 4)
    found = {p.group_id: p for p in plans.propose(ctx, DECEMBER)}
    assert found[mawar].code == "M1S1"
    assert [plans.reason_words(r) for r in found[mawar].reasons] == ["Repeat: only 25% came"]
    assert found[melati].code == "M1S2"
    assert ctx.db.value("SELECT count(*) FROM session WHERE status = 'planned'") == 0


def test_a_proposal_is_kept_as_one_step_and_remembers_why(ctx, circle):
    circle("Mawar", "M1S1", 1)
    circle("Melati", "M1S1", 4)
    assert plans.accept(ctx, DECEMBER, plans.propose(ctx, DECEMBER)) == 2
    kept = [line.session for line in p2k2.sessions_of_month(ctx, DECEMBER)]
    assert {s.status for s in kept} == {SessionStatus.PLANNED}
    assert {plans.reasons_of(s)[0].why for s in kept} == {Why.LOW_ATTENDANCE, Why.NEXT}
    assert all(s.presenters[0].name == "Sri" for s in kept)
    assert plans.propose(ctx, DECEMBER) == []
    undoing.undo(ctx)
    assert p2k2.sessions_of_month(ctx, DECEMBER) == []


def test_a_plan_between_counts_as_given(ctx, circle):
    circle("Mawar", "M1S1", 4)
    plans.accept(ctx, DECEMBER, plans.propose(ctx, DECEMBER))
    [january] = plans.propose(ctx, Month(2027, 1))
    assert january.code == "M1S3"


def test_the_chosen_focus_is_followed(ctx, circle):
    circle("Mawar", "M1S1", 4)
    teaching.save_habits(ctx, Habits(focus="M2"))
    [found] = plans.propose(ctx, DECEMBER)
    assert (found.code, found.reasons[0].why) == ("M2S1", Why.FOCUS)


def test_what_was_not_held_comes_first_next_month(ctx, circle):
    group = circle("Mawar", "M1S1", 4)
    planned = p2k2.plan_session(
        ctx, Session(group_id=group, held_on=date(2026, 11, 18), code="M5S2")
    )
    p2k2.mark_not_held(ctx, planned, "Banjir")
    [found] = plans.propose(ctx, DECEMBER)
    assert (found.code, found.reasons[0].why) == ("M5S2", Why.POSTPONED)


def test_a_plan_moves_with_its_hours_and_a_held_session_does_not(ctx, circle):
    circle("Mawar", "M1S1", 4)
    plans.accept(ctx, DECEMBER, plans.propose(ctx, DECEMBER))
    [line] = p2k2.sessions_of_month(ctx, DECEMBER)
    plans.move(ctx, line.session.id, date(2026, 12, 17), time(14))
    moved = p2k2.session(ctx, line.session.id)
    assert (moved.held_on, moved.starts, moved.ends) == (date(2026, 12, 17), time(14), time(16))
    [held] = p2k2.sessions_of_month(ctx, Month(2026, 11))
    with pytest.raises(InvalidInputError):
        plans.move(ctx, held.session.id, date(2026, 11, 12))
    with pytest.raises(InvalidInputError):
        plans.drop(ctx, held.session.id)
    plans.drop(ctx, line.session.id)
    assert p2k2.sessions_of_month(ctx, DECEMBER) == []


def test_the_year_shows_given_repeated_planned_and_due(ctx, circle, ready):
    group = circle("Mawar", "M1S1", 4)
    p2k2.record_session(ctx, ready(group, code="M1S1", held_on=date(2025, 3, 3)), [])
    p2k2.plan_session(ctx, Session(group_id=group, held_on=date(2026, 12, 3), code="M4S1"))
    [row] = plans.year_matrix(ctx, 2026)
    assert row.cells["M1S1"].given == (date(2026, 11, 10),)
    assert row.cells["M1S1"].is_repeated
    assert row.cells["M4S1"].planned == date(2026, 12, 3)
    planned = p2k2.session(ctx, row.cells["M4S1"].session_id)
    assert planned.held_on == date(2026, 12, 3)
    assert p2k2.session(ctx, row.cells["M1S1"].session_id).held_on == date(2026, 11, 10)
    assert row.cells["M1S2"].session_id == ""
    assert [code for code, cell in row.cells.items() if cell.is_due] == ["M1S2"]
    [before] = plans.year_matrix(ctx, 2025)
    assert list(before.cells) == ["M1S1"]
    assert not before.cells["M1S1"].is_repeated


def test_a_month_without_a_day_left_says_so(ctx, circle, clock):
    circle("Mawar", "M1S1", 4)
    teaching.save_habits(ctx, Habits(weekdays=(4,)))
    november = Month(2026, 11)
    assert plans.propose(ctx, november) == []
    clock.advance(days=41)
    teaching.save_habits(ctx, Habits(weekdays=(3,)))
    with pytest.raises(InvalidInputError):
        plans.propose(ctx, DECEMBER)


def test_nobody_is_met_on_a_holiday_or_a_day_off(ctx, circle):
    christmas, leave = date(2026, 12, 25), date(2026, 12, 17)
    joint = date(2026, 12, 24)
    for name in ("Mawar", "Melati", "Dahlia"):
        circle(name, "M1S1", 4)
    teaching.save_habits(ctx, Habits(weekdays=(4, 5), most_a_day=6, days_off=(leave,)))
    days = {proposal.held_on for proposal in plans.propose(ctx, DECEMBER)}
    assert not days.intersection({christmas, leave, joint})
    assert plans.days_off(ctx, DECEMBER) == {
        leave: "day off",
        joint: "Christmas Joint Holiday",
        christmas: "Christmas Day",
    }
    week = plans.week(ctx)
    [found] = model.conflicts([Slot(id="a", day=christmas)], week, ctx.today).values()
    assert [plans.conflict_words(one) for one in found] == ["A holiday: Christmas Day"]
    [found] = model.conflicts([Slot(id="a", day=leave)], week, ctx.today).values()
    assert [one.trouble for one in found] == [Trouble.DAY_OFF]


def test_holidays_that_move_are_known_and_a_wrong_one_is_put_right_by_hand(ctx):
    nyepi, fitri, second = date(2026, 3, 19), date(2026, 3, 21), date(2026, 3, 22)
    march = plans.days_off(ctx, Month(2026, 3))
    assert march[nyepi] == "Day of Silence"
    assert march[fitri] == "Eid al-Fitr"
    assert second in march
    assert date(2026, 5, 31) in plans.days_off(ctx, Month(2026, 5)), "Waisak"
    teaching.save_habits(ctx, Habits(weekdays=(4,), days_on=(nyepi,)))
    week = plans.week(ctx)
    assert week.is_out(nyepi)
    assert nyepi not in plans.days_off(ctx, Month(2026, 3))
    assert model.conflicts([Slot(id="a", day=nyepi)], week, date(2026, 1, 5)) == {}


def test_the_calendar_file_opens_elsewhere(ctx, circle):
    circle("Mawar", "M1S1", 4)
    plans.accept(ctx, DECEMBER, plans.propose(ctx, DECEMBER))
    [line] = p2k2.sessions_of_month(ctx, DECEMBER)
    p2k2.plan_session(ctx, replace(line.session, place="Rumah Bu Aminah, RT 03; RW 09"))
    text = plans.calendar(ctx, DECEMBER)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert f"UID:{line.session.id}@fieldkit\r\n" in text
    assert "DTSTART:20261210T020000Z\r\n" in text
    assert "LOCATION:Rumah Bu Aminah\\, RT 03\\; RW 09\r\n" in text
    assert all(len(folded.encode()) <= 75 for folded in text.split("\r\n"))


def test_a_reader_sees_the_year_and_plans_nothing(book):
    reader = book(role=Role.READER)
    assert plans.year_matrix(reader, 2026) == []
    assert plans.conflicts(reader, DECEMBER) == {}
    with pytest.raises(PermissionDeniedError):
        plans.propose(reader, DECEMBER)
