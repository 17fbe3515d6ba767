"""A meeting is saved as one step, whatever was done at it; what nobody touched stays."""

from dataclasses import replace
from datetime import date, time

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.agenda import service as agenda
from fieldkit.features.agenda.model import Appointment
from fieldkit.features.homework import service as homework
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.circle.model import Circle
from fieldkit.features.homework.model import MoneyMonth, Status
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Meeting as KubeMeeting
from fieldkit.features.kube.meetings.model import MeetingPage
from fieldkit.features.meeting import service as meeting
from fieldkit.features.meeting.model import Page
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.catch_ups.model import Way
from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session, Understanding
from fieldkit.features.p2k2.plans import model as plan_rules
from fieldkit.features.p2k2.plans import service as plans
from fieldkit.features.p2k2.plans.model import Slot
from fieldkit.features.records import undoing
from fieldkit.features.rounds import service as rounds
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Purpose, Visit

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)
HELD_ON = date(2026, 11, 18)


@pytest.fixture
def group(make) -> str:
    return make.group("Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah", "Darsih")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def session(ctx, group, families) -> Session:
    planned = p2k2.plan_session(
        ctx,
        Session(
            group_id=group,
            held_on=HELD_ON,
            starts=time(9),
            ends=time(11),
            place="Balai",
            code="M2S1",
            presenters=(Presenter(name="Sri", institution="Pendamping PKH"),),
        ),
    )
    return p2k2.session(ctx, planned)


def page(session: Session, families, **more) -> Page:
    marks = tuple(Attendance(family_id=f, status=Mark.PRESENT) for f in families)
    return Page(session=session, marks=more.pop("marks", marks), **more)


def missed_in_october(ctx, session, family, code="M1S2", held_on=date(2026, 10, 7)) -> str:
    former = replace(session, id="", held_on=held_on, code=code, title="", presenters=tuple(
        replace(p, id="") for p in session.presenters
    ))  # fmt: skip
    return p2k2.record_session(ctx, former, [Attendance(family_id=family, status=Mark.SICK)])


def test_everything_done_at_a_meeting_is_one_step_to_undo(ctx, group, families, session):
    lacked = missed_in_october(ctx, session, families[2])
    homework.assign_to_group(ctx, group, OCTOBER)
    circles.save_circle(ctx, Circle(group_id=group, name="Tabungan Mawar", amount=5000))
    done = meeting.record(
        ctx,
        page(
            session, families, homework_month=OCTOBER,
            homework={families[0]: Status.CHECKED}, assign=NOVEMBER,
            paid={families[0]: 5000, families[1]: 7000}, caught_up={families[2]: lacked},
        ),
    )  # fmt: skip
    assert (done.counts.present, done.homework, done.assigned) == (4, 1, 4)
    assert (done.collected, done.caught_up) == (12_000, 1)
    shown = meeting.page(ctx, session.id)
    assert shown.session.is_given
    assert shown.paid == {families[0]: 5000, families[1]: 7000}
    assert shown.offers[families[2]].is_done
    undoing.undo(ctx)
    shown = meeting.page(ctx, session.id)
    assert not shown.session.is_given
    assert shown.paid == {}
    assert not shown.offers[families[2]].is_done
    assert homework.group_progress(ctx, group, OCTOBER).assigned == 4
    assert homework.group_progress(ctx, group, NOVEMBER).given == 0


def test_a_page_begins_with_the_sheets_given_before_and_not_handed_in(
    ctx, group, families, session
):
    homework.assign_to_group(ctx, group, OCTOBER)
    homework.set_status(ctx, families[0], OCTOBER, Status.COLLECTED)
    shown = meeting.page(ctx, session.id)
    assert shown.homework_month == OCTOBER
    assert shown.homework[families[0]] is Status.COLLECTED
    assert shown.homework[families[1]] is Status.ASSIGNED


def test_without_homework_or_circle_a_page_asks_for_neither(ctx, session):
    shown = meeting.page(ctx, session.id)
    assert (shown.homework_month, shown.circle, shown.homework, shown.paid) == (
        None, None, {}, {},
    )  # fmt: skip


def test_homework_is_given_to_those_who_are_there(ctx, group, families, session):
    marks = [
        Attendance(family_id=families[0], status=Mark.PRESENT),
        Attendance(family_id=families[1], status=Mark.SICK),
        Attendance(family_id=families[2]),
    ]
    done = meeting.record(ctx, page(session, families, marks=tuple(marks), assign=NOVEMBER))
    assert done.assigned == 1
    assert homework.month_of(ctx, families[0], NOVEMBER).session_id == session.id
    assert homework.month_of(ctx, families[1], NOVEMBER).status is None


def test_saving_again_gives_no_homework_twice_and_books_no_money_twice(
    ctx, group, families, session
):
    circle = circles.save_circle(ctx, Circle(group_id=group, name="Tabungan Mawar"))
    wanted = page(session, families, assign=NOVEMBER, paid={families[0]: 5000})
    meeting.record(ctx, wanted)
    done = meeting.record(ctx, wanted)
    assert done.assigned == 0
    assert [b.amount for b in circles.balances(ctx, circle)] == [5000]
    assert ctx.db.value("SELECT count(*) FROM circle_entry") == 1


def test_a_sheet_that_needs_work_takes_its_note_from_the_row(ctx, group, families, session):
    homework.save_month(ctx, MoneyMonth(family_id=families[0], month=OCTOBER, in_wage=900_000))
    marks = (Attendance(family_id=families[0], status=Mark.PRESENT, note="Utang belum ditulis"),)
    meeting.record(
        ctx,
        page(
            session, families, marks=marks, homework_month=OCTOBER,
            homework={families[0]: Status.NEEDS_WORK},
        ),
    )  # fmt: skip
    found = homework.month_of(ctx, families[0], OCTOBER)
    assert (found.status, found.checker_note) == (Status.NEEDS_WORK, "Utang belum ditulis")
    assert found.in_wage == 900_000


def test_a_sheet_that_needs_work_without_a_word_saves_nothing_at_all(ctx, group, families, session):
    homework.assign_to_group(ctx, group, OCTOBER)
    with pytest.raises(InvalidInputError):
        meeting.record(
            ctx,
            page(
                session, families, homework_month=OCTOBER,
                homework={families[0]: Status.NEEDS_WORK},
            ),
        )  # fmt: skip
    assert not p2k2.session(ctx, session.id).is_given


def test_homework_left_alone_stays_as_it_is(ctx, group, families, session):
    homework.assign_to_group(ctx, group, OCTOBER)
    homework.set_status(ctx, families[0], OCTOBER, Status.COLLECTED)
    meeting.record(ctx, page(session, families))
    assert homework.month_of(ctx, families[0], OCTOBER).status is Status.COLLECTED


def test_each_family_is_offered_the_newest_session_it_lacks(ctx, families, session):
    missed_in_october(ctx, session, families[0], "M1S1", date(2026, 9, 9))
    newest = missed_in_october(ctx, session, families[0], "M1S2")
    shown = meeting.page(ctx, session.id)
    assert {f: o.session_id for f, o in shown.offers.items()} == {families[0]: newest}


def test_what_this_meeting_teaches_anyway_and_what_came_later_is_not_offered(
    ctx, families, session
):
    missed_in_october(ctx, session, families[0], session.code)
    missed_in_october(ctx, session, families[1], "M3S1", date(2026, 11, 19))
    assert meeting.page(ctx, session.id).offers == {}


def test_a_catch_up_takes_the_grade_and_day_of_the_meeting(ctx, families, session):
    lacked = missed_in_october(ctx, session, families[0])
    marks = (
        Attendance(
            family_id=families[0], status=Mark.PRESENT, understanding=Understanding.VERY_GOOD
        ),
    )
    meeting.record(ctx, page(session, families, marks=marks, caught_up={families[0]: lacked}))
    [made_up] = catch_ups.of_family(ctx, families[0])
    assert (made_up.done_on, made_up.understanding) == (HELD_ON, Understanding.VERY_GOOD)
    assert made_up.at_session_id == session.id


def test_unticking_a_catch_up_takes_it_back(ctx, families, session):
    lacked = missed_in_october(ctx, session, families[0])
    meeting.record(ctx, page(session, families, caught_up={families[0]: lacked}))
    meeting.record(ctx, page(session, families, caught_up={}))
    assert catch_ups.of_family(ctx, families[0]) == []
    assert [one.family_id for one in catch_ups.missed(ctx)] == [families[0]]


def test_a_reader_sees_the_page_and_saves_nothing(book):
    reader = book(role=Role.READER)
    with pytest.raises(PermissionDeniedError):
        meeting.record(reader, Page(session=Session(group_id="g"), marks=()))


def test_a_visit_and_what_was_made_up_for_at_it_are_one_step(ctx, families, session):
    lacked = missed_in_october(ctx, session, families[0])
    visit = Visit(
        family_id=families[0], visited_on=date(2026, 11, 19), purposes=(Purpose.CATCH_UP_SESSION,),
        agreement="Hadir bulan depan",
    )  # fmt: skip
    visit_id = meeting.record_visit(ctx, visit, (), (lacked,))
    [made_up] = catch_ups.of_family(ctx, families[0])
    assert (made_up.way, made_up.visit_id, made_up.done_on) == (
        Way.VISIT, visit_id, date(2026, 11, 19),
    )  # fmt: skip
    undoing.undo(ctx)
    assert catch_ups.of_family(ctx, families[0]) == []
    assert visits.visits_of(ctx, families[0]) == []


def test_a_visit_before_the_session_can_not_make_up_for_it(ctx, families, session):
    lacked = missed_in_october(ctx, session, families[0])
    visit = Visit(
        family_id=families[0], visited_on=date(2026, 10, 1), purposes=(Purpose.CASE,),
        agreement="Ke puskesmas",
    )  # fmt: skip
    with pytest.raises(InvalidInputError):
        meeting.record_visit(ctx, visit, (), (lacked,))
    assert visits.visits_of(ctx, families[0]) == []


def test_what_else_stands_in_the_month_keeps_the_plan_away(ctx, make, group):
    kube, _members = make.kube("Melati 3")
    meetings.plan_meeting(
        ctx,
        MeetingPage(
            meeting=KubeMeeting(
                kube_id=kube, held_on=date(2026, 12, 8), starts=time(9), ends=time(11)
            )
        ),
    )
    family = make.family(group, "Endah")
    rounds.plan_visits(ctx, {family: date(2026, 12, 9)})
    agenda.save_appointment(ctx, Appointment(held_on=date(2026, 12, 10), title="Rakor"))
    found = meeting.taken(ctx, DECEMBER)
    assert [(slot.day.day, slot.name) for slot in found] == [
        (8, "Melati 3"),
        (10, "Rakor"),
        (9, ""),
    ]
    same_time = Slot(id="x", day=date(2026, 12, 8), starts=time(10), ends=time(12))
    week = plans.week(ctx)
    [troubles] = plan_rules.conflicts([same_time], week, ctx.today, taken=found).values()
    assert [plans.conflict_words(one) for one in troubles] == ["At the same time as Melati 3"]
    [offered] = plans.propose(ctx, DECEMBER, taken=found)
    assert offered.held_on not in {slot.day for slot in found}
