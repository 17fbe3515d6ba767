"""What the group agreed: who is excused, who agrees from afar, two who confirm, whose turn."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, money_in
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingPage,
    SealKind,
    Status,
)
from fieldkit.features.records import undoing

MAY = [date(2026, 5, 12), date(2026, 5, 19), date(2026, 5, 26)]
PRESENT, SICK, EXCUSED = Attendance.PRESENT, Attendance.SICK, Attendance.EXCUSED


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(make):
    """KUBE Melati 3, which asks no dues of the sick."""
    return make.kube("Melati 3", members=5, excused_when='["sick"]')


def held(ctx, melati, day=MAY[0], **more):
    kube_id, people = melati
    facts = {
        "meeting": Meeting(kube_id=kube_id, held_on=day, chair_id=people[0]),
        "attendance": {**dict.fromkeys(people[:3], PRESENT), people[3]: SICK, people[4]: EXCUSED},
        "dues": dict.fromkeys(people[:3], 5000),
    }
    return meetings.record_meeting(ctx, MeetingPage(**(facts | more))).meeting_id


# -- excused of dues -----------------------------------------------------------------------------


def test_who_is_excused_by_the_groups_rule_owes_nothing(ctx, melati):
    kube_id, people = melati
    held(ctx, melati)
    owed = dues.standings(ctx, kube_id)
    assert [owed[p] for p in people] == [0, 0, 0, 0, 5000]
    row = dues.dues_grid(ctx, kube_id, 2026).rows[3]
    (meeting,) = dues.dues_grid(ctx, kube_id, 2026).meetings
    assert (row.due, row.paid[meeting.id], row.excused) == (0, None, {meeting.id})
    later = dues.dues_grid(ctx, kube_id, first=date(2026, 6, 1), last=date(2026, 6, 30))
    assert [r.brought for r in later.rows] == [0, 0, 0, 0, 5000]


def test_a_group_may_excuse_or_ask_somebody_against_its_rule(ctx, melati):
    kube_id, people = melati
    held(ctx, melati, excused=frozenset({people[4]}))
    owed = dues.standings(ctx, kube_id)
    assert (owed[people[3]], owed[people[4]]) == (5000, 0)


def test_another_rule_later_leaves_the_past_as_it_was(ctx, melati):
    kube_id, people = melati
    held(ctx, melati)
    known = group.kube(ctx, kube_id)
    group.save_kube(ctx, replace(known, excused_when=("sick", "excused")))
    assert dues.standings(ctx, kube_id)[people[4]] == 5000
    held(ctx, melati, MAY[1])
    assert dues.standings(ctx, kube_id)[people[4]] == 5000


def test_a_mark_put_right_follows_the_rule_again(ctx, melati):
    _kube_id, people = melati
    meeting_id = held(ctx, melati)
    page = meetings.page(ctx, meeting_id)
    assert page.excused == {people[3]}
    marks = {**page.attendance, people[3]: PRESENT, people[4]: SICK}
    meetings.record_meeting(ctx, replace(page, attendance=marks, excused=None))
    assert meetings.page(ctx, meeting_id).excused == {people[4]}
    meetings.record_meeting(ctx, replace(page, attendance=None, excused=None))
    assert meetings.page(ctx, meeting_id).excused == {people[4]}


def test_who_is_excused_may_pay_all_the_same(ctx, melati):
    kube_id, people = melati
    meeting_id = held(ctx, melati, dues={people[3]: 5000})
    assert dues.standings(ctx, kube_id)[people[3]] == -5000
    grid = dues.dues_grid(ctx, kube_id, 2026)
    assert grid.rows[3].paid[meeting_id] == 5000
    assert grid.ahead_total == 5000


# -- agreeing from afar --------------------------------------------------------------------------


def test_those_away_agree_only_as_it_was_recorded(ctx, melati):
    _kube_id, people = melati
    meeting_id = held(ctx, melati, agreeing=frozenset({people[3]}))
    assert meetings.page(ctx, meeting_id).agreeing == {people[3]}
    page = meetings.page(ctx, meeting_id)
    meetings.record_meeting(ctx, replace(page, agreeing=None))
    assert meetings.page(ctx, meeting_id).agreeing == {people[3]}
    meetings.record_meeting(ctx, replace(page, agreeing=frozenset()))
    assert meetings.page(ctx, meeting_id).agreeing == frozenset()
    with pytest.raises(InvalidInputError) as error:
        held(ctx, melati, MAY[1], agreeing=frozenset({"stranger"}))
    assert codes(error) == {("attendance", "not_a_member")}


# -- two people confirm ---------------------------------------------------------------------------


def test_two_different_members_confirm_and_shut_the_page(ctx, melati):
    _kube_id, people = melati
    meeting_id = held(ctx, melati)
    for one, other in ((people[0], people[0]), (people[0], "stranger")):
        with pytest.raises(InvalidInputError) as error:
            meetings.confirm_meeting(ctx, meeting_id, one, other)
        assert codes(error) == {("other_id", "two_people")}
    meetings.confirm_meeting(ctx, meeting_id, people[0], people[2])
    seal = meetings.seal_of(ctx, meeting_id)
    assert (seal.kind, seal.member_id, seal.other_id) == (
        SealKind.CONFIRMED, people[0], people[2],
    )  # fmt: skip
    assert meetings.is_as_confirmed(ctx, seal)
    page = meetings.page(ctx, meeting_id)
    refused = (
        lambda: meetings.record_meeting(ctx, page),
        lambda: meetings.record_dues(ctx, meeting_id, {people[0]: 1}),
        lambda: meetings.remove_meeting(ctx, meeting_id, "salah"),
        lambda: meetings.confirm_meeting(ctx, meeting_id, people[0], people[1]),
    )
    for deed in refused:
        with pytest.raises(InvalidInputError) as error:
            deed()
        assert codes(error) == {("meeting", "meeting_confirmed")}
    assert meetings.verify(ctx) == []


def test_a_plan_can_not_be_confirmed(ctx, melati):
    kube_id, people = melati
    plan = MeetingPage(meeting=Meeting(kube_id=kube_id, held_on=date(2026, 12, 1)))
    meeting_id = meetings.plan_meeting(ctx, plan)
    with pytest.raises(InvalidInputError) as error:
        meetings.confirm_meeting(ctx, meeting_id, people[0], people[1])
    assert codes(error) == {("meeting", "only_held_meetings")}
    with pytest.raises(NotFoundError):
        meetings.confirm_meeting(ctx, "none", people[0], people[1])


def test_a_meeting_is_opened_again_with_a_reason_which_its_corrections_carry(ctx, melati, clock):
    kube_id, people = melati
    meeting_id = held(ctx, melati)
    with pytest.raises(InvalidInputError) as error:
        meetings.reopen_meeting(ctx, meeting_id, "salah")
    assert codes(error) == {("meeting", "not_confirmed")}
    meetings.confirm_meeting(ctx, meeting_id, people[0], people[1])
    for reason, code in ((" ", "reopening_needs_reason"), ("x" * 201, "too_long")):
        with pytest.raises(InvalidInputError) as error:
            meetings.reopen_meeting(ctx, meeting_id, reason)
        assert codes(error) == {("reason", code)}
    clock.advance(days=3)
    meetings.reopen_meeting(ctx, meeting_id, "Iuran Bu Darsih  tertinggal")
    page = meetings.page(ctx, meeting_id)
    meetings.record_meeting(ctx, replace(page, dues={**page.dues, people[3]: 5000}))
    rows = cashbook.ledger_of(ctx, kube_id).rows
    assert [(r.money_in, r.money_out, r.reason) for r in rows] == [
        (15_000, 0, None), (0, 15_000, "Iuran Bu Darsih tertinggal"), (20_000, 0, None),
    ]  # fmt: skip
    kinds = [seal.kind for seal in meetings.seals(ctx, meeting_id)]
    assert kinds == [SealKind.CONFIRMED, SealKind.REOPENED]
    clock.advance(hours=1)
    meetings.confirm_meeting(ctx, meeting_id, people[0], people[1])
    assert meetings.seal_of(ctx, meeting_id).is_confirmed


def test_a_page_changed_elsewhere_after_it_was_confirmed_is_told(ctx, melati):
    _kube_id, people = melati
    meeting_id = held(ctx, melati)
    meetings.confirm_meeting(ctx, meeting_id, people[0], people[1])
    from fieldkit.core.db.steps import Step

    with ctx.db.write(Step("From another laptop")) as writer:
        writer.put("meeting", {"id": meeting_id, "place": "Balai RW"})
    (finding,) = meetings.verify(ctx)
    assert (finding.code, finding.is_warning) == ("confirmed_changed", True)
    assert finding.details["day"] == "12 May 2026"


def test_money_booked_into_a_confirmed_meeting_is_told_and_a_kept_promise_is_not(ctx, melati):
    kube_id, people = melati
    meeting_id = held(ctx, melati)
    meetings.confirm_meeting(ctx, meeting_id, people[0], people[1])
    entry = money_in(kube_id, MAY[0], Account.SALES, 9000, "Kue", meeting_id=meeting_id)
    cashbook.record_entry(ctx, entry)
    assert [p.code for p in meetings.verify(ctx)] == ["confirmed_changed"]


def test_undo_of_a_confirmation_opens_the_page(ctx, melati):
    _kube_id, people = melati
    meeting_id = held(ctx, melati)
    meetings.confirm_meeting(ctx, meeting_id, people[0], people[1])
    undoing.undo(ctx)
    assert meetings.seal_of(ctx, meeting_id) is None
    meetings.record_meeting(ctx, meetings.page(ctx, meeting_id))


# -- typed after the month was closed -------------------------------------------------------------


def test_a_meeting_typed_after_its_month_was_closed_counts_in_the_next(ctx, melati):
    kube_id, _people = melati
    held(ctx, melati)
    closing.close_month(ctx, kube_id, Month(2026, 5))
    meeting_id = held(
        ctx, melati, MAY[1],
        entries=(money_in(kube_id, MAY[1], Account.SALES, 9000, "Kue"),),
    )  # fmt: skip
    may = cashbook.ledger_of(ctx, kube_id, Pot.KAS, date(2026, 5, 1), date(2026, 5, 31))
    june = cashbook.ledger_of(ctx, kube_id, Pot.KAS, date(2026, 6, 1), date(2026, 6, 30))
    assert (may.closing, june.total_in) == (15_000, 24_000)
    assert all(row.is_late and row.booked_on == MAY[1] for row in june.rows)
    assert dues.dues_grid(ctx, kube_id, 2026).collected(meeting_id) == 15_000
    assert not [p for p in cashbook.verify(ctx) if not p.is_warning]
    assert closing.verify(ctx)[0].code == "came_late"


# -- agendas, decisions, hosts -----------------------------------------------------------------


def test_an_agenda_is_kept_under_a_name_and_written_over(ctx, melati):
    kube_id, _people = melati
    names = [template.name for template in meetings.templates(ctx, kube_id)]
    assert names[0] == "Rapat mingguan"
    assert len(names) == len(meetings.TEMPLATES)
    first = meetings.save_template(ctx, kube_id, " Selasa ", ["Kas", " ", "Menu  PMT"])
    assert meetings.templates(ctx, kube_id)[0].titles == ("Kas", "Menu PMT")
    assert meetings.save_template(ctx, kube_id, "selasa", ["Kas"]) == first
    assert len(meetings.templates(ctx, kube_id)) == len(names) + 1
    meetings.remove_template(ctx, first)
    assert len(meetings.templates(ctx, kube_id)) == len(names)


def test_a_template_needs_a_name_and_points(ctx, melati):
    kube_id, _people = melati
    for name, titles, code in (
        (" ", ["Kas"], "required"), ("Selasa", [" "], "template_without_points"),
        ("x" * 101, ["Kas"], "too_long"),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError) as error:
            meetings.save_template(ctx, kube_id, name, titles)
        assert codes(error) == {("name", code)}


def test_decisions_of_a_leader_have_numbers_of_their_own(ctx, book, melati):
    meeting_id = held(ctx, melati, agenda=(AgendaItem(title="PMT", decision="400 kotak"),))
    assert meetings.page(ctx, meeting_id).agenda[0].decision_no == "1/2026"
    leader = book(role=Role.LEADER)
    kube_id = group.save_kube(leader, replace(group.kube(ctx, melati[0]), id=""))
    page = MeetingPage(
        meeting=Meeting(kube_id=kube_id, held_on=MAY[0]),
        agenda=(AgendaItem(title="a", decision="b"), AgendaItem(title="c", decision="d")),
    )
    done = meetings.record_meeting(leader, page)
    letter = cashbook.proof_letter(leader)
    numbers = [item.decision_no for item in meetings.page(leader, done.meeting_id).agenda]
    assert numbers == [f"1-{letter}/2026", f"2-{letter}/2026"]


def test_two_decisions_of_one_number_are_told(ctx, melati):
    for day in MAY[:2]:
        held(ctx, melati, day, agenda=(AgendaItem(title="PMT", decision="400 kotak"),))
    assert meetings.verify(ctx) == []
    from fieldkit.core.db.steps import Step

    item = ctx.db.value("SELECT id FROM agenda_item WHERE decision_no = '2/2026'")
    with ctx.db.write(Step("From another laptop")) as writer:
        writer.put("agenda_item", {"id": item, "decision_no": "1/2026"})
    (finding,) = meetings.verify(ctx)
    assert (finding.code, finding.details["number"]) == ("decision_no_twice", "1/2026")


def test_it_is_the_turn_of_who_was_never_host_or_longest_ago(ctx, melati):
    kube_id, people = melati
    for day, host in ((MAY[0], people[0]), (MAY[1], people[1]), (MAY[2], people[0])):
        meeting = Meeting(kube_id=kube_id, held_on=day, host_id=host, status=Status.HELD)
        meetings.record_meeting(ctx, MeetingPage(meeting=meeting))
    turn = meetings.hosts(ctx, kube_id)
    assert [host.member.id for host in turn] == [*people[2:], people[1], people[0]]
    assert turn[-1].last_on == MAY[2]


def test_only_who_records_meetings_confirms_them(ctx, book, melati):
    meeting_id = held(ctx, melati)
    reader = book(role=Role.READER)
    for deed in (
        lambda: meetings.confirm_meeting(reader, meeting_id, "a", "b"),
        lambda: meetings.reopen_meeting(reader, meeting_id, "x"),
        lambda: meetings.save_template(reader, melati[0], "x", ["y"]),
        lambda: meetings.remove_template(reader, "x"),
    ):
        with pytest.raises(PermissionDeniedError):
            deed()
