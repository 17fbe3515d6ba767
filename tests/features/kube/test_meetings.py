"""Meetings and dues of a KUBE, at the service door; the figures are those of KUBE Melati 3."""

from dataclasses import replace
from datetime import date, time

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Kind, Pot, money_in, money_out, waiver
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.dues.model import Sheet
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import (
    AgendaItem,
    Attendance,
    FollowUp,
    Meeting,
    MeetingPage,
    Status,
)
from fieldkit.features.records import undoing

MAY_12 = date(2026, 5, 12)
MAY_19 = date(2026, 5, 19)
PRESENT = Attendance.PRESENT


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(make):
    """KUBE Melati 3 with its ten members."""
    return make.kube("Melati 3", members=10)


def everybody_page(melati, day=MAY_12, **more):
    kube_id, people = melati
    facts = {
        "meeting": Meeting(kube_id=kube_id, held_on=day),
        "attendance": dict.fromkeys(people, PRESENT),
        "dues": dict.fromkeys(people, 5000),
    }
    return MeetingPage(**(facts | more))


def test_ten_members_at_5000_bring_50000(ctx, melati):
    done = meetings.record_meeting(ctx, everybody_page(melati))
    assert (done.present, done.marked, done.dues) == (10, 10, 50_000)
    (row,) = cashbook.ledger_of(ctx, melati[0]).rows
    assert row.description == "Iuran rapat 12 Mei 2026"
    assert (row.money_in, row.balance, row.kind) == (50_000, 50_000, Kind.DUES)
    assert row.booked_on == MAY_12
    entry = cashbook.entry(ctx, row.id)
    assert len(entry.lines) == 11
    assert {line.meeting for line in entry.lines[1:]} == {done.meeting_id}


def test_the_whole_page_comes_back_as_it_was_recorded(ctx, melati):
    kube_id, people = melati
    wanted = everybody_page(
        melati,
        meeting=Meeting(
            kube_id=kube_id, held_on=MAY_12, starts=time(13, 0), ends=time(15, 30),
            place="Rumah Ibu Aminah", host_id=people[0], chair_id=people[0],
            secretary_id=people[1], title="Rapat mingguan", guests="Bu Nunung",
            discussion="Rapat dibuka dengan doa.", next_on=MAY_19, next_place="Rumah Ibu Badriah",
            next_host_id=people[1], absent_agree=True, note="Cuaca hujan",
        ),
        attendance={people[0]: PRESENT, people[1]: Attendance.SICK, people[2]: None},
        dues={people[0]: 5000, people[1]: 0, people[2]: None},
        iks={people[0]: 1000},
        agenda=(
            AgendaItem(title="PMT bulan Mei", discussion="Menu", decision="Bubur 400 kotak"),
            AgendaItem(title="Seragam"),
            AgendaItem(title=" "),
        ),
        follow_ups=(FollowUp(what="Beli beras", member_id=people[2], due=MAY_19), FollowUp(what="")),
    )  # fmt: skip
    done = meetings.record_meeting(ctx, wanted)
    page = meetings.page(ctx, done.meeting_id)
    assert page.meeting == replace(
        wanted.meeting, id=done.meeting_id, dues_amount=5000, status=Status.HELD
    )
    assert page.attendance == {people[0]: PRESENT, people[1]: Attendance.SICK}
    assert page.dues == {people[0]: 5000}
    assert page.iks == {people[0]: 1000}
    assert [(i.title, i.decision_no) for i in page.agenda] == [
        ("PMT bulan Mei", "1/2026"), ("Seragam", None),
    ]  # fmt: skip
    assert [f.what for f in page.follow_ups] == ["Beli beras"]
    assert (done.decisions, done.follow_ups) == (1, 1)
    held = cashbook.balances(ctx, kube_id)
    assert (held[Pot.KAS], held[Pot.IKS]) == (5000, 1000)


def test_recording_the_same_page_again_writes_nothing(ctx, melati):
    done = meetings.record_meeting(ctx, everybody_page(melati))
    before = ctx.db.value("SELECT count(*) FROM op")
    again = meetings.record_meeting(ctx, meetings.page(ctx, done.meeting_id))
    assert ctx.db.value("SELECT count(*) FROM op") == before
    assert not again.has_corrected_dues


def test_dues_changed_later_are_taken_back_and_booked_anew(ctx, melati, clock):
    kube_id, people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati))
    clock.advance(days=2)
    page = meetings.page(ctx, done.meeting_id)
    changed = replace(page, dues={**page.dues, people[3]: 0, people[4]: 20_000})
    again = meetings.record_meeting(ctx, changed)
    assert again.has_corrected_dues
    assert again.dues == 60_000
    rows = cashbook.ledger_of(ctx, kube_id).rows
    assert [(r.money_in, r.money_out, r.counts) for r in rows] == [
        (50_000, 0, False), (0, 50_000, False), (60_000, 0, True),
    ]  # fmt: skip
    assert [r.booked_on for r in rows] == [MAY_12, date(2026, 11, 22), date(2026, 11, 22)]
    assert cashbook.verify(ctx) == []
    assert dues.paid_at(ctx, done.meeting_id, Account.DUES)[people[4]] == 20_000


def test_dues_cleared_later_leave_nothing_paid_and_nothing_due(ctx, melati):
    kube_id, people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati))
    page = meetings.page(ctx, done.meeting_id)
    meetings.record_meeting(ctx, replace(page, dues=dict.fromkeys(people)))
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0
    assert dues.arrears(ctx, kube_id) == []
    assert meetings.page(ctx, done.meeting_id).dues == {}


def test_dues_of_one_meeting_can_be_written_down_alone(ctx, melati):
    _kube_id, people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati, dues=None, attendance=None))
    assert done.dues == 0
    posted = meetings.record_dues(ctx, done.meeting_id, dict.fromkeys(people[:4], 5000))
    assert (posted.total, posted.has_changed, posted.is_correction) == (20_000, True, False)
    again = meetings.record_dues(ctx, done.meeting_id, dict.fromkeys(people[:4], 5000))
    assert not again.has_changed
    assert meetings.meeting(ctx, done.meeting_id).dues_amount == 5000


def test_the_usual_amount_of_the_past_stays_when_the_group_changes_it(ctx, melati):
    kube_id, people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati, dues={people[0]: 5000}))
    group.save_kube(ctx, replace(group.kube(ctx, kube_id), dues_amount=10_000))
    meetings.record_meeting(ctx, everybody_page(melati, MAY_19, dues={people[0]: 10_000}))
    page = meetings.page(ctx, done.meeting_id)
    meetings.record_meeting(ctx, page)
    assert meetings.meeting(ctx, done.meeting_id).dues_amount == 5000
    row = dues.dues_grid(ctx, kube_id, 2026).rows[1]
    assert (row.due, row.paid_total, row.arrears) == (15_000, 0, 15_000)


def test_the_grid_shows_who_paid_what_ahead_or_not_at_all(ctx, melati):
    kube_id, people = melati
    first = {**dict.fromkeys(people, 5000), people[1]: 20_000, people[2]: 3000, people[3]: 0}
    one = meetings.record_meeting(ctx, everybody_page(melati, dues=first)).meeting_id
    two = meetings.record_meeting(
        ctx, everybody_page(melati, MAY_19, dues={people[0]: 5000})
    ).meeting_id
    grid = dues.dues_grid(ctx, kube_id, 2026)
    assert [m.id for m in grid.meetings] == [one, two]
    assert (grid.collected(one), grid.collected(two)) == (58_000, 5000)
    by_member = {row.member.id: row for row in grid.rows}
    assert by_member[people[0]].arrears == 0
    assert by_member[people[1]].arrears == -10_000
    assert by_member[people[2]].arrears == 7000
    assert by_member[people[3]].arrears == 10_000
    assert (grid.paid_total, grid.due_total) == (63_000, 100_000)
    assert (grid.arrears_total, grid.ahead_total) == (47_000, 10_000)
    owing = dues.arrears(ctx, kube_id)
    assert (owing[0].member.id, owing[0].amount) == (people[3], 10_000)
    assert people[1] not in {one.member.id for one in owing}


def test_a_year_brings_its_arrears_into_the_next(ctx, melati):
    kube_id, people = melati
    meetings.record_meeting(ctx, everybody_page(melati, date(2025, 12, 30), dues={people[0]: 5000}))
    meetings.record_meeting(ctx, everybody_page(melati, MAY_12))
    grid = dues.dues_grid(ctx, kube_id, 2026)
    rows = {row.member.id: row for row in grid.rows}
    assert len(grid.meetings) == 1
    assert (rows[people[0]].brought, rows[people[1]].brought) == (0, 5000)
    assert (rows[people[0]].arrears, rows[people[1]].arrears) == (0, 5000)


def test_members_owe_only_for_meetings_of_their_time(ctx, melati, make):
    kube_id, people = melati
    make.put("kube_member", id=people[9], left_on="2026-05-15")
    make.put("kube_member", id=people[8], joined_on="2026-05-15")
    for day in (MAY_12, MAY_19):
        meetings.record_meeting(ctx, everybody_page(melati, day, dues={people[0]: 5000}))
    rows = {row.member.id: row for row in dues.dues_grid(ctx, kube_id, 2026).rows}
    assert list(rows[people[9]].paid.values()) == [0, None]
    assert list(rows[people[8]].paid.values()) == [None, 0]
    # Who left owes for the meetings of their time until it is settled.
    owing = {one.member.id: one.amount for one in dues.arrears(ctx, kube_id)}
    assert owing[people[9]] == 5000


def gone(ctx, melati, make):
    """The tenth member, who paid at neither meeting and then left."""
    kube_id, people = melati
    for day in (MAY_12, MAY_19):
        paid = dict.fromkeys(people[:9], 5000)
        meetings.record_meeting(ctx, everybody_page(melati, day, dues=paid))
    make.put("kube_member", id=people[9], left_on="2026-05-25")
    return kube_id, people[9]


def test_what_a_former_member_owes_is_settled_by_a_decision_that_stays_in_the_book(
    ctx, melati, make
):
    kube_id, member = gone(ctx, melati, make)
    held = cashbook.balances(ctx, kube_id)
    assert [(a.member.id, a.amount) for a in dues.arrears(ctx, kube_id)] == [(member, 10_000)]
    entry_id = dues.waive(
        ctx, member, 10_000, date(2026, 6, 1), "Keputusan 9/2026", "Pindah ke luar kota"
    )
    entry = cashbook.entry(ctx, entry_id)
    assert (entry.kind, entry.moved, entry.basis) == (Kind.WAIVER, 0, "Keputusan 9/2026")
    assert entry.reason == "Pindah ke luar kota"
    assert dues.arrears(ctx, kube_id) == []
    assert cashbook.balances(ctx, kube_id) == held
    grid = dues.dues_grid(ctx, kube_id, 2026)
    row = next(row for row in grid.rows if row.member.id == member)
    assert (row.due, row.paid_total, row.waived, row.arrears) == (10_000, 0, 10_000, 0)
    assert (grid.due_total, grid.paid_total, grid.waived_total) == (100_000, 90_000, 10_000)
    after = dues.dues_grid(ctx, kube_id, 2027)
    assert member not in {row.member.id for row in after.rows}
    dues.take_waiver_back(ctx, member, "Ternyata dibayar")
    assert [a.amount for a in dues.arrears(ctx, kube_id)] == [10_000]
    assert [p for p in cashbook.verify(ctx) if not p.is_warning] == []


def test_arrears_written_off_twice_are_told(ctx, melati, make):
    kube_id, member = gone(ctx, melati, make)
    day = date(2026, 6, 1)
    dues.waive(ctx, member, 10_000, day, "Keputusan 9/2026", "Pindah")
    assert dues.verify(ctx) == []
    again = waiver(kube_id, day, Account.WAIVED_DUES, 10_000, "Dihapuskan", member=member)
    cashbook.record_entry(ctx, replace(again, reason="Di laptop lain"))
    [problem] = dues.verify(ctx)
    assert (problem.code, problem.details["amount"]) == ("waived_too_much", "Rp20.000")
    assert problem.is_warning


def test_writing_off_needs_a_decision_a_reason_and_something_owed(ctx, melati, make):
    _kube_id, member = gone(ctx, melati, make)
    with pytest.raises(InvalidInputError) as error:
        dues.waive(ctx, member, 5000, date(2026, 6, 1), " ", None)
    assert {(p.field, p.code) for p in error.value.problems} == {
        ("basis", "required"), ("reason", "required"),
    }  # fmt: skip
    for amount, day in ((10_001, date(2026, 6, 1)), (5_001, MAY_12)):
        with pytest.raises(InvalidInputError) as error:
            dues.waive(ctx, member, amount, day, "Keputusan 9/2026", "Pindah")
        assert [p.code for p in error.value.problems] == ["more_than_owed"]
    with pytest.raises(InvalidInputError) as error:
        dues.take_waiver_back(ctx, member, "Keliru")
    assert [p.code for p in error.value.problems] == ["nothing_waived"]


def test_dues_paid_outside_a_meeting_lessen_the_arrears(ctx, melati):
    kube_id, people = melati
    meetings.record_meeting(ctx, everybody_page(melati, dues={people[0]: 5000}))
    paid = money_in(kube_id, MAY_19, Account.DUES, 5000, "Iuran susulan", member=people[1])
    cashbook.record_entry(ctx, paid)
    row = dues.dues_grid(ctx, kube_id, 2026).rows[1]
    assert (row.other, row.paid_total, row.arrears) == (5000, 5000, 0)


def test_a_meeting_without_dues_owes_nothing(ctx, melati):
    kube_id, _people = melati
    meetings.record_meeting(ctx, everybody_page(melati, dues=None))
    assert dues.arrears(ctx, kube_id) == []
    assert dues.dues_grid(ctx, kube_id, 2026).rows[0].paid == {
        meetings.last_meeting(ctx, kube_id).id: None
    }


def test_a_payment_below_zero_or_by_a_stranger_is_refused(ctx, melati):
    kube_id, people = melati
    with pytest.raises(InvalidInputError) as error:
        meetings.record_meeting(ctx, everybody_page(melati, dues={people[0]: -5000}))
    assert codes(error) == {("dues", "negative_dues")}
    with pytest.raises(InvalidInputError) as error:
        meetings.record_meeting(ctx, everybody_page(melati, dues={"stranger": 5000}))
    assert codes(error) == {("dues", "not_a_member")}
    with pytest.raises(InvalidInputError) as error:
        meetings.record_meeting(ctx, everybody_page(melati, attendance={"stranger": PRESENT}))
    assert codes(error) == {("attendance", "not_a_member")}
    assert meetings.meetings_of(ctx, kube_id) == []


def test_everything_wrong_on_a_page_is_said_at_once(ctx, melati):
    kube_id, _people = melati
    wrong = MeetingPage(
        meeting=Meeting(
            kube_id=kube_id, held_on=date(2026, 11, 21), starts=time(10), ends=time(9),
            next_on=date(2026, 11, 21), place="x" * 201, cash_counted={1000: -1},
        ),
        agenda=(AgendaItem(title="", decision="Sepakat"), AgendaItem(title="y" * 201)),
        follow_ups=(FollowUp(what="", who="Bu RT"), FollowUp(what="z" * 201)),
        settled={"f": date(2026, 12, 1)},
    )  # fmt: skip
    with pytest.raises(InvalidInputError) as error:
        meetings.record_meeting(ctx, wrong)
    assert codes(error) == {
        ("held_on", "meeting_in_future"), ("ends", "ends_before_start"),
        ("next_on", "next_not_later"), ("place", "too_long"), ("cash_counted", "negative"),
        ("agenda", "agenda_without_title"), ("agenda", "too_long"),
        ("follow_ups", "follow_up_without_words"), ("follow_ups", "too_long"),
        ("settled", "in_future"),
    }  # fmt: skip
    with pytest.raises(InvalidInputError) as error:
        blank = Meeting(kube_id=kube_id, cash_counted={75: 1})
        meetings.record_meeting(ctx, MeetingPage(meeting=blank))
    assert codes(error) == {("held_on", "required"), ("cash_counted", "unknown_choice")}


def test_a_second_meeting_on_the_same_day_is_refused(ctx, melati):
    meetings.record_meeting(ctx, everybody_page(melati))
    with pytest.raises(InvalidInputError) as error:
        meetings.record_meeting(ctx, everybody_page(melati))
    assert codes(error) == {("held_on", "meeting_exists")}


def test_decisions_are_numbered_for_good(ctx, melati):
    _kube_id, _people = melati
    first = meetings.record_meeting(
        ctx,
        everybody_page(
            melati,
            agenda=(
                AgendaItem(title="Iuran", decision="Tetap Rp5.000"),
                AgendaItem(title="Bazar", decision="Ikut"),
            ),
        ),
    ).meeting_id
    page = meetings.page(ctx, first)
    withdrawn = replace(page, agenda=(page.agenda[0],))
    meetings.record_meeting(ctx, withdrawn)
    kept = meetings.page(ctx, first).agenda
    assert [(i.title, i.decision, i.decision_no) for i in kept] == [
        ("Iuran", "Tetap Rp5.000", "1/2026"), ("Bazar", None, "2/2026"),
    ]  # fmt: skip
    second = meetings.record_meeting(
        ctx, everybody_page(melati, MAY_19, agenda=(AgendaItem(title="Harga", decision="Naik"),))
    ).meeting_id
    assert meetings.page(ctx, second).agenda[0].decision_no == "3/2026"
    reordered = replace(meetings.page(ctx, first), agenda=kept[::-1])
    meetings.record_meeting(ctx, reordered)
    assert [i.decision_no for i in meetings.page(ctx, first).agenda] == ["2/2026", "1/2026"]


def test_an_agenda_point_without_decision_may_go(ctx, melati):
    done = meetings.record_meeting(
        ctx, everybody_page(melati, agenda=(AgendaItem(title="a"), AgendaItem(title="b")))
    ).meeting_id
    page = meetings.page(ctx, done)
    meetings.record_meeting(ctx, replace(page, agenda=page.agenda[1:]))
    assert [item.title for item in meetings.page(ctx, done).agenda] == ["b"]


def test_promises_come_back_until_they_are_kept(ctx, melati):
    kube_id, people = melati
    promised = (
        FollowUp(what="Beli beras", member_id=people[2], due=MAY_19),
        FollowUp(what="Tanya puskesmas", who="Bu Nunung"),
    )
    meetings.record_meeting(ctx, everybody_page(melati, follow_ups=promised))
    next_page = everybody_page(melati, MAY_19)
    back = meetings.earlier_follow_ups(ctx, kube_id, next_page.meeting)
    assert [f.what for f in back] == ["Beli beras", "Tanya puskesmas"]
    second = meetings.record_meeting(ctx, replace(next_page, settled={back[0].id: MAY_19}))
    known = meetings.meeting(ctx, second.meeting_id)
    shown = meetings.earlier_follow_ups(ctx, kube_id, known)
    assert [(f.what, f.done_on) for f in shown] == [
        ("Beli beras", MAY_19), ("Tanya puskesmas", None),
    ]  # fmt: skip
    third = Meeting(kube_id=kube_id, held_on=date(2026, 5, 26))
    assert [f.what for f in meetings.earlier_follow_ups(ctx, kube_id, third)] == ["Tanya puskesmas"]
    assert [f.what for f in meetings.open_follow_ups(ctx, kube_id)] == ["Tanya puskesmas"]
    meetings.settle_follow_up(ctx, back[1].id, MAY_19)
    assert meetings.open_follow_ups(ctx, kube_id) == []
    meetings.settle_follow_up(ctx, back[1].id, None)
    assert len(meetings.open_follow_ups(ctx, kube_id)) == 1
    with pytest.raises(InvalidInputError):
        meetings.settle_follow_up(ctx, back[1].id, date(2026, 12, 1))
    with pytest.raises(NotFoundError):
        meetings.settle_follow_up(ctx, "none", MAY_19)


def test_a_promise_taken_off_the_page_goes_to_the_bin(ctx, melati):
    done = meetings.record_meeting(
        ctx, everybody_page(melati, follow_ups=(FollowUp(what="a"), FollowUp(what="b")))
    ).meeting_id
    page = meetings.page(ctx, done)
    meetings.record_meeting(ctx, replace(page, follow_ups=page.follow_ups[:1]))
    assert [f.what for f in meetings.page(ctx, done).follow_ups] == ["a"]


def test_other_money_of_the_meeting_is_booked_in_the_same_step(ctx, melati):
    kube_id, _people = melati
    page = everybody_page(
        melati,
        entries=(
            money_in(kube_id, MAY_12, Account.SALES, 30_000, "Bir pletok 4 botol"),
            money_out(kube_id, MAY_12, Account.HELP_ILLNESS, 60_000, "Membantu anggota sakit"),
        ),
    )
    done = meetings.record_meeting(ctx, page)
    assert done.entries == 2
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 20_000
    assert [e.description for e in meetings.entries_at(ctx, done.meeting_id)] == [
        "Bir pletok 4 botol", "Membantu anggota sakit",
    ]  # fmt: skip


def test_one_refused_amount_saves_nothing_of_the_page(ctx, melati):
    kube_id, _people = melati
    spent = money_out(kube_id, MAY_12, Account.SUPPLIES, 50_001, "Kompor")
    with pytest.raises(InvalidInputError) as error:
        meetings.record_meeting(ctx, everybody_page(melati, entries=(spent,)))
    assert codes(error) == {("entries", "pot_below_zero")}
    assert meetings.meetings_of(ctx, kube_id) == []
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0


def test_counted_money_that_differs_needs_a_reason(ctx, melati):
    kube_id, _people = melati
    counted = Meeting(kube_id=kube_id, held_on=MAY_12, cash_counted={20_000: 2, 5000: 1, 500: 8})
    with pytest.raises(InvalidInputError) as error:
        meetings.record_meeting(ctx, everybody_page(melati, meeting=counted))
    (problem,) = error.value.problems
    assert problem.code == "count_differs"
    assert problem.details == {"counted": "Rp49.000", "book": "Rp50.000", "difference": "-Rp1.000"}
    explained = replace(counted, cash_difference_reason="Ditukar untuk parkir")
    done = meetings.record_meeting(ctx, everybody_page(melati, meeting=explained))
    check = meetings.cash_check(ctx, meetings.meeting(ctx, done.meeting_id))
    assert (check.counted, check.book, check.difference) == (49_000, 50_000, -1000)


def test_money_counted_right_needs_no_words_and_nothing_counted_is_not_zero(ctx, melati):
    kube_id, _people = melati
    counted = Meeting(kube_id=kube_id, held_on=MAY_12, cash_counted={50_000: 1})
    done = meetings.record_meeting(ctx, everybody_page(melati, meeting=counted))
    known = meetings.meeting(ctx, done.meeting_id)
    assert known.cash_counted == {50_000: 1}
    blank = Meeting(kube_id=kube_id, held_on=MAY_19)
    assert meetings.cash_check(ctx, blank) is None
    assert blank.counted_total is None


def test_undo_of_a_meeting_takes_its_money_back_and_redo_brings_it_again(ctx, melati):
    kube_id, _people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati))
    undoing.undo(ctx)
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0
    assert meetings.meetings_of(ctx, kube_id) == []
    undoing.redo(ctx)
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 50_000
    assert meetings.page(ctx, done.meeting_id).attendance == dict.fromkeys(melati[1], PRESENT)
    assert cashbook.verify(ctx) == []


def test_a_meeting_undone_can_be_recorded_anew(ctx, melati):
    kube_id, _people = melati
    meetings.record_meeting(ctx, everybody_page(melati))
    undoing.undo(ctx)
    meetings.record_meeting(ctx, everybody_page(melati))
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 50_000


def test_the_same_dues_written_on_two_laptops_are_one_entry(ctx, melati):
    """The entry's id follows from the meeting and what was paid (decision 1 of the ledger)."""
    kube_id, people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati))
    (entry,) = dues.dues_entries(ctx, done.meeting_id)
    sheet = Sheet(
        kube_id=kube_id, meeting_id=done.meeting_id, held_on=MAY_12,
        dues=dict.fromkeys(people, 5000),
    )  # fmt: skip
    from fieldkit.core.ids import derived_id
    from fieldkit.features.kube.cashbook.model import lines_text
    from fieldkit.features.kube.dues.model import lines

    assert entry.id == derived_id("dues", done.meeting_id, "1", lines_text(lines(sheet)))


def test_marks_taken_away_become_unmarked(ctx, melati):
    _kube_id, people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati))
    page = meetings.page(ctx, done.meeting_id)
    fewer = {person: mark for person, mark in page.attendance.items() if person != people[0]}
    assert meetings.record_meeting(ctx, replace(page, attendance=fewer)).present == 9


def test_a_planned_meeting_is_taken_up_when_its_day_has_come(ctx, melati, clock):
    kube_id, people = melati
    planned = Meeting(kube_id=kube_id, held_on=date(2026, 11, 24), host_id=people[2])
    plan_id = meetings.plan_meeting(
        ctx, MeetingPage(meeting=planned, agenda=(AgendaItem(title="Pameran"),))
    )
    coming = meetings.next_meeting(ctx, kube_id)
    assert (coming.held_on, coming.host.name) == (date(2026, 11, 24), "Chasanah")
    assert meetings.new_page(ctx, kube_id).meeting.id == ""
    clock.advance(days=4)
    page = meetings.new_page(ctx, kube_id)
    assert page.meeting.id == plan_id
    meetings.record_meeting(ctx, replace(page, dues={people[0]: 5000}))
    assert meetings.meeting(ctx, plan_id).status is Status.HELD
    assert meetings.next_meeting(ctx, kube_id) is None


def test_a_meeting_that_did_not_take_place_says_why(ctx, melati):
    kube_id, _people = melati
    plan_id = meetings.plan_meeting(
        ctx, MeetingPage(meeting=Meeting(kube_id=kube_id, held_on=MAY_12))
    )
    meetings.mark_not_held(ctx, plan_id, "Banjir")
    known = meetings.meeting(ctx, plan_id)
    assert (known.status, known.note) == (Status.NOT_HELD, "Banjir")
    assert meetings.latest_month(ctx, kube_id) is None
    done = meetings.record_meeting(ctx, everybody_page(melati))
    with pytest.raises(InvalidInputError):
        meetings.mark_not_held(ctx, done.meeting_id, "x")


def test_the_next_page_stands_on_what_the_last_meeting_agreed(ctx, melati):
    kube_id, people = melati
    agreed = Meeting(
        kube_id=kube_id, held_on=MAY_12, next_on=MAY_19, next_place="Rumah Ibu Euis",
        next_host_id=people[4],
    )  # fmt: skip
    meetings.record_meeting(ctx, everybody_page(melati, meeting=agreed))
    coming = meetings.next_meeting(ctx, kube_id)
    assert (coming.held_on, coming.place, coming.host.id) == (MAY_19, "Rumah Ibu Euis", people[4])
    fresh = meetings.new_page(ctx, kube_id).meeting
    assert (fresh.held_on, fresh.place, fresh.host_id) == (MAY_19, "Rumah Ibu Euis", people[4])
    assert fresh.starts is None
    assert meetings.new_page(ctx, kube_id).attendance == {}


def test_a_removed_meeting_takes_its_money_back(ctx, melati):
    kube_id, _people = melati
    done = meetings.record_meeting(ctx, everybody_page(melati))
    with pytest.raises(InvalidInputError) as error:
        meetings.remove_meeting(ctx, done.meeting_id)
    assert codes(error) == {("reason", "money_needs_reason")}
    meetings.remove_meeting(ctx, done.meeting_id, "dicatat dua kali")
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 0
    with pytest.raises(NotFoundError):
        meetings.meeting(ctx, done.meeting_id)


def test_meetings_are_listed_with_their_figures(ctx, melati):
    kube_id, people = melati
    meetings.record_meeting(
        ctx,
        everybody_page(
            melati,
            agenda=(AgendaItem(title="a", decision="b"),),
            follow_ups=(FollowUp(what="c"),),
        ),
    )
    meetings.record_meeting(
        ctx, everybody_page(melati, MAY_19, attendance={people[0]: Attendance.ABSENT}, dues=None)
    )
    newest, oldest = meetings.meetings_of(ctx, kube_id)
    assert (newest.present, newest.marked, newest.dues) == (0, 1, 0)
    assert (oldest.present, oldest.marked, oldest.dues) == (10, 10, 50_000)
    assert (oldest.decisions, oldest.open_follow_ups) == (1, 1)
    assert len(meetings.meetings_of(ctx, None, MAY_19, MAY_19)) == 1
    assert meetings.latest_month(ctx) == Month(2026, 5)
    assert meetings.meeting_on(ctx, kube_id, MAY_12).id == oldest.meeting.id


def test_a_page_half_filled_is_kept_until_it_is_recorded(ctx, melati):
    kube_id, _people = melati
    meetings.keep_draft(ctx, kube_id, "", {"place": "Rumah Ibu Aminah"})
    meetings.keep_draft(ctx, kube_id, "", {"place": "Rumah Ibu Euis"})
    assert meetings.draft(ctx, kube_id, "") == {"place": "Rumah Ibu Euis"}
    meetings.record_meeting(ctx, everybody_page(melati))
    assert meetings.draft(ctx, kube_id, "") is None
    meetings.keep_draft(ctx, kube_id, "m", {"a": 1})
    meetings.drop_draft(ctx, kube_id, "m")
    assert meetings.draft(ctx, kube_id, "m") is None


def test_a_reader_sees_meetings_and_records_none(ctx, melati, book):
    other = book(role=Role.READER)
    assert meetings.meetings_of(other, None) == []
    with pytest.raises(PermissionDeniedError):
        meetings.record_meeting(other, everybody_page(melati))


def test_the_grid_of_a_month_leaves_out_what_was_paid_later(ctx, melati):
    kube_id, people = melati
    meetings.record_meeting(ctx, everybody_page(melati))
    late = money_in(kube_id, date(2026, 6, 2), Account.DUES, 9000, "Iuran", member=people[0])
    cashbook.record_entry(ctx, late)
    month = Month(2026, 5)
    row = dues.dues_grid(ctx, kube_id, first=month.first, last=month.last).rows[0]
    assert (row.other, row.arrears) == (0, 0)


def test_an_entry_without_its_time_is_corrected_today(ctx, melati):
    from fieldkit.core.db.steps import Step

    kube_id, _people = melati
    row = {
        "kube_id": kube_id, "booked_on": "2026-05-01", "kind": "entry", "description": "x",
        "lines": '[{"account":"pot:kas","amount":5},{"account":"income:sales","amount":-5}]',
    }  # fmt: skip
    with ctx.db.write(Step("raw")) as writer:
        entry_id = writer.post("cash_entry", row, kube_id)
    done = cashbook.correct_entry(ctx, entry_id, "salah")
    assert cashbook.entry(ctx, done.reversal_id).booked_on == ctx.today
