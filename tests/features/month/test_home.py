"""What Beranda counts, at the service door."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Role
from fieldkit.features.month import service as month
from fieldkit.features.month.model import Concern, Point, Shortfall, TileState, TodayKind
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile

NOVEMBER = Month(2026, 11)
OCTOBER = Month(2026, 10)
WHOLE = Profile(
    name="Sri", position="Pendamping", office="Dinas Sosial", district="Kiaracondong",
    regency="Kota Bandung",
)  # fmt: skip


@pytest.fixture
def session(make):
    def add(group, day, status="held", marks=(), **more):
        session_id = make.put(
            "session", scope=group, group_id=group, held_on=day, status=status, title="Gizi", **more
        )
        for family, mark in marks:
            make.put(
                "attendance",
                scope=group,
                id=derived_id("attendance", session_id, family),
                session_id=session_id,
                family_id=family,
                status=mark,
            )
        return session_id

    return add


def the(home, concern):
    return next(one for one in home.attention if one.concern is concern)


def lacking(home):
    return {lack.kind: lack.number for lack in home.lacks}


def test_a_new_book_says_what_to_do_first(ctx):
    home = month.home(ctx)
    assert home.month == NOVEMBER
    assert (home.groups, home.groups_held, home.families) == (0, 0, 0)
    assert not any((home.steps.has_families, home.steps.has_groups, home.steps.has_sessions))
    assert lacking(home) == {Shortfall.NO_PROFILE: 1}
    assert [point.part for point in home.attendance] == [None] * 12


def test_a_profile_counts_when_it_holds_what_stands_on_every_report(ctx):
    office.save_profile(ctx, Profile(name="Sri", office="Dinas Sosial", regency="Kota Bandung"))
    assert not month.home(ctx).steps.has_profile
    office.save_profile(ctx, WHOLE)
    home = month.home(ctx)
    assert (home.steps.has_profile, home.steps.has_letterhead) == (True, False)
    assert lacking(home) == {}


def test_a_coordinator_of_a_whole_regency_has_no_district_to_fill_in(book):
    ctx = book(role=Role.COORDINATOR)
    office.save_profile(ctx, replace(WHOLE, district=""))
    assert month.home(ctx).steps.has_profile


def test_each_group_shows_its_most_telling_session_of_the_month(ctx, make, session):
    held, planned, overdue, skipped, due = (make.group(name) for name in "ABCDE")
    family = make.family(held)
    make.family(held)
    session(held, "2026-11-18", "planned")
    latest = session(held, "2026-11-10", "reported", [(family, "present")])
    session(held, "2026-11-03")
    session(planned, "2026-11-20", "planned")
    session(overdue, "2026-11-19", "planned")
    session(skipped, "2026-11-09", "not_held")
    session(due, "2026-10-30")
    tiles = month.home(ctx).tiles
    assert [tile.state for tile in tiles] == [
        TileState.HELD, TileState.PLANNED, TileState.OVERDUE, TileState.NOT_HELD, TileState.DUE,
    ]  # fmt: skip
    assert (tiles[0].session_id, tiles[0].families) == (latest, 2)
    assert (tiles[0].present, tiles[0].marked, tiles[0].share) == (1, 1, 1.0)
    assert tiles[4].share is None
    assert month.home(ctx).groups_held == 1


def test_a_group_planned_twice_shows_the_next_date(ctx, make, session):
    group = make.group()
    session(group, "2026-11-28", "planned")
    session(group, "2026-11-24", "planned")
    assert month.home(ctx).tiles[0].held_on == date(2026, 11, 24)


def test_today_lists_sessions_meetings_and_what_is_due(ctx, make, session):
    group = make.group("Mawar")
    family = make.family(group, "Siti Aminah")
    session(group, "2026-11-20", "planned", starts="09:00")
    session(group, "2026-11-21", "planned")
    make.put(
        "visit", scope=group, family_id=family, visited_on="2026-11-02",
        follow_up="Antar ke puskesmas", follow_up_due="2026-11-16",
    )  # fmt: skip
    make.put(
        "visit", scope=group, family_id=family, visited_on="2026-11-01",
        follow_up="Sudah", follow_up_due="2026-11-10", follow_up_done_on="2026-11-09",
    )  # fmt: skip
    kube, _people = make.kube("Melati 3")
    make.put(
        "meeting", scope=kube, kube_id=kube, held_on="2026-11-13", status="held",
        next_on="2026-11-20", next_place="Rumah Bu Euis",
    )  # fmt: skip
    make.put("follow_up", scope=kube, kube_id=kube, what="Beli bahan", due="2026-11-19")
    items = month.today_items(ctx)
    assert [(item.kind, item.name, item.detail) for item in items] == [
        (TodayKind.SESSION, "Mawar", "Gizi"),
        (TodayKind.MEETING, "Melati 3", "Rumah Bu Euis"),
        (TodayKind.VISIT_FOLLOW_UP, "Siti Aminah", "Antar ke puskesmas"),
        (TodayKind.KUBE_FOLLOW_UP, "Melati 3", "Beli bahan"),
        (TodayKind.SESSION, "Mawar", "Gizi"),
    ]
    assert items[2].id == family
    assert items[3].due == date(2026, 11, 19)
    assert [item.on for item in items[4:]] == [date(2026, 11, 21)]


def test_todays_visits_and_ones_own_appointments_stand_on_the_desk(ctx, make):
    group = make.group("Mawar")
    for name, day in (("Ani", "2026-11-20"), ("Beti", "2026-11-20"), ("Cici", "2026-11-23")):
        family = make.family(group, name)
        make.put("visit_plan", scope=group, family_id=family, month="2026-11", planned_on=day,
                 status="planned")  # fmt: skip
    made = make.family(group, "Dedeh")
    make.put("visit_plan", scope=group, family_id=made, month="2026-11", planned_on="2026-11-20",
             status="planned")  # fmt: skip
    make.put("visit", scope=group, family_id=made, visited_on="2026-11-19")
    dropped = make.family(group, "Euis")
    make.put("visit_plan", scope=group, family_id=dropped, month="2026-11",
             planned_on="2026-11-20", status="dropped")  # fmt: skip
    make.put("appointment", scope="x", held_on="2026-11-20", starts="13:00", title="Rakor",
             place="Kecamatan")  # fmt: skip
    make.put("appointment", scope="x", held_on="2026-11-20", title="Sudah", done_on="2026-11-20")
    items = month.today_items(ctx)
    assert [(item.kind, item.name, item.starts) for item in items] == [
        (TodayKind.APPOINTMENT, "Rakor", "13:00"),
        (TodayKind.VISITS, "2", ""),
        (TodayKind.VISITS, "1", ""),
    ]
    assert sorted(items[1].detail.split(", ")) == ["Ani", "Beti"]
    assert items[2].on == date(2026, 11, 23)


def test_a_meeting_announced_and_then_recorded_is_not_announced_again(ctx, make):
    kube, _people = make.kube()
    make.put(
        "meeting", scope=kube, kube_id=kube, held_on="2026-11-13", status="held",
        next_on="2026-11-20",
    )  # fmt: skip
    make.put("meeting", scope=kube, kube_id=kube, held_on="2026-11-20", status="held")
    assert month.today_items(ctx) == ()


def test_families_never_visited_come_before_those_visited_long_ago(ctx, make):
    group = make.group()
    never, long_ago, lately = (make.family(group, name) for name in ("Ani", "Beti", "Cici"))
    make.family(group, "Dedeh", status="graduated")
    make.put("visit", scope=group, family_id=long_ago, visited_on="2026-08-01")
    make.put("visit", scope=group, family_id=lately, visited_on="2026-11-01")
    found = the(month.home(ctx), Concern.NOT_VISITED)
    assert found.number == 2
    assert [(row.id, row.on) for row in found.rows] == [
        (never, None), (long_ago, date(2026, 8, 1)),
    ]  # fmt: skip


def test_attendance_below_half_counts_only_what_was_marked(ctx, make, session):
    group = make.group()
    rarely, often, unknown = (make.family(group, name) for name in ("Ani", "Beti", "Cici"))
    for day, mark in (("2026-09-02", "absent"), ("2026-10-02", "present"), ("2026-11-02", "sick")):
        session(group, day, marks=[(rarely, mark), (often, "present"), (unknown, "unmarked")])
    found = the(month.home(ctx), Concern.LOW_ATTENDANCE)
    assert [(row.id, row.value, row.total) for row in found.rows] == [(rarely, 1, 3)]
    assert the(month.home(ctx, Month(2026, 9)), Concern.LOW_ATTENDANCE).number == 0


def test_homework_handed_in_and_not_checked_needs_attention(ctx, make):
    group = make.group()
    family, other = make.family(group), make.family(group)
    for who, when, status in (
        (family, "2026-11", "collected"),
        (other, "2026-11", "checked"),
        (family, "2026-12", "collected"),
    ):
        make.put("money_month", scope=group, family_id=who, month=when, status=status)
    assert the(month.home(ctx), Concern.HOMEWORK_UNCHECKED).number == 1
    assert lacking(month.home(ctx))[Shortfall.HOMEWORK_UNCHECKED] == 1
    december = month.home(ctx, Month(2026, 12))
    assert the(december, Concern.HOMEWORK_UNCHECKED).number == 2
    assert lacking(december)[Shortfall.HOMEWORK_UNCHECKED] == 1


def test_data_verified_more_than_a_year_ago_or_never_needs_attention(ctx, make):
    group = make.group()
    never = make.family(group, "Ani")
    old = make.family(group, "Beti", verified_on="2025-11-19")
    make.family(group, "Cici", verified_on="2025-11-20")
    found = the(month.home(ctx), Concern.NOT_VERIFIED)
    assert [row.id for row in found.rows] == [never, old]


def test_a_list_shows_its_first_rows_and_counts_all(ctx, make):
    group = make.group()
    for number in range(7):
        make.family(group, f"Ani {number}")
    found = the(month.home(ctx), Concern.NOT_VISITED)
    assert (found.number, len(found.rows)) == (7, 4)
    every = month.attention(ctx, Concern.NOT_VISITED, NOVEMBER, limit=month.ALL_ROWS)
    assert len(every.rows) == 7


def test_the_coach_names_what_the_month_still_lacks(ctx, make, session):
    office.save_profile(ctx, WHOLE)
    first, second = make.group("Anggrek"), make.group("Mawar")
    family = make.family(first)
    bare = session(first, "2026-11-03", marks=[(family, "unmarked")])
    late = session(first, "2026-11-19", "planned")
    make.put(
        "visit", scope=first, family_id=family, visited_on="2026-11-02", follow_up="Periksa",
        follow_up_due="2026-11-19",
    )  # fmt: skip
    kube, _people = make.kube()
    lacks = month.home(ctx).lacks
    assert [(lack.kind, lack.number, lack.id) for lack in lacks] == [
        (Shortfall.SESSION_TO_RECORD, 1, late),
        (Shortfall.GROUP_WITHOUT_SESSION, 1, second),
        (Shortfall.ATTENDANCE_UNMARKED, 1, bare),
        (Shortfall.SESSION_WITHOUT_STORY, 1, bare),
        (Shortfall.SESSION_WITHOUT_PHOTO, 1, bare),
        (Shortfall.FOLLOW_UP_OVERDUE, 1, ""),
        (Shortfall.KUBE_WITHOUT_MEETING, 1, kube),
    ]
    assert month.lacks(ctx, NOVEMBER) == lacks


def test_minutes_without_a_decision_are_named(ctx, make):
    kube, _people = make.kube()
    meeting = make.put("meeting", scope=kube, kube_id=kube, held_on="2026-11-13", status="held")
    assert lacking(month.home(ctx))[Shortfall.MINUTES_WITHOUT_DECISION] == 1
    make.put("agenda_item", scope=kube, meeting_id=meeting, decision="Beli panci")
    assert Shortfall.MINUTES_WITHOUT_DECISION not in lacking(month.home(ctx))


def test_a_past_month_is_not_closed_before_its_report_is_printed(ctx, make):
    make.group()
    assert Shortfall.REPORT_NOT_PRINTED in lacking(month.home(ctx, OCTOBER))
    assert Shortfall.REPORT_NOT_PRINTED not in lacking(month.home(ctx, NOVEMBER))
    with ctx.db.local() as writer:
        writer.local_put(
            "report_print",
            {"kind": "monthly", "month": "2026-10", "target": "all", "state": "printed", "at": "x"},
        )
    assert Shortfall.REPORT_NOT_PRINTED not in lacking(month.home(ctx, OCTOBER))


def test_the_charts_leave_out_what_is_not_known(ctx, make, session):
    group = make.group()
    one, other = make.family(group), make.family(group)
    session(group, "2026-09-03", marks=[(one, "present"), (other, "absent")])
    session(group, "2026-11-03", marks=[(one, "present"), (other, "present")])
    session(group, "2026-10-03", marks=[(one, "unmarked")])
    make.put("visit", scope=group, family_id=one, visited_on="2026-09-10")
    make.put("visit", scope=group, family_id=one, visited_on="2026-11-11")
    make.put("visit", scope=group, family_id=one, visited_on="2026-11-12")
    home = month.home(ctx)
    assert [(point.part, point.percent) for point in home.attendance[-4:]] == [
        (None, None), (1, 50.0), (None, None), (2, 100.0),
    ]  # fmt: skip
    assert [(point.part, point.whole) for point in home.visits[-4:]] == [
        (None, 2), (1, 2), (0, 2), (1, 2),
    ]  # fmt: skip
    assert Point(month=NOVEMBER, part=0, whole=0).percent is None


def test_a_kube_shows_its_pots_meetings_and_next_date(ctx, make):
    kube, people = make.kube("Melati 3", members=4)
    make.put("kube_member", id=people[3], left_on="2026-10-01")
    meeting = make.put(
        "meeting", scope=kube, kube_id=kube, held_on="2026-11-13", status="held",
        next_on="2026-11-27",
    )  # fmt: skip
    lines = [
        {"account": "income:dues", "amount": -15000},
        {"account": "pot:kas", "amount": 10000},
        {"account": "pot:iks", "amount": 5000},
    ]
    with ctx.db.write(month_step()) as writer:
        writer.post(
            "cash_entry",
            {"kube_id": kube, "meeting_id": meeting, "booked_on": "2026-11-13", "lines": lines},
            scope=kube,
        )
    tile = month.home(ctx).kubes[0]
    assert (tile.name, tile.members, tile.meetings) == ("Melati 3", 3, 1)
    assert (tile.kas, tile.iks) == (10000, 5000)
    assert (tile.last_on, tile.next_on) == (date(2026, 11, 13), date(2026, 11, 27))


def month_step():
    from fieldkit.core.db.steps import Step

    return Step("Prepare")


def test_a_leader_sees_the_kube_and_nothing_of_the_programme(book):
    ctx = book(role=Role.LEADER)
    home = month.home(ctx)
    assert not home.sees_programme
    assert home.sees_kube
    assert [one.concern for one in home.attention] == [Concern.DUES_IN_ARREARS]
    assert home.attendance == home.visits == home.tiles == ()


def test_dues_in_arrears_are_those_of_the_dues_room(ctx, make):
    from fieldkit.features.kube.dues import service as dues

    kube, people = make.kube("Melati 3", members=4)
    make.put("kube_member", id=people[3], left_on="2026-11-10")
    for day in ("2026-11-06", "2026-11-13"):
        meeting = make.put(
            "meeting", scope=kube, kube_id=kube, held_on=day, status="held", dues_amount=5000
        )
        lines = [
            {"account": "income:dues", "amount": -5000, "member": people[0], "meeting": meeting},
            {"account": "pot:kas", "amount": 5000},
        ]
        with ctx.db.write(month_step()) as writer:
            writer.post("cash_entry", {"kube_id": kube, "booked_on": day, "lines": lines}, kube)
    make.put("meeting", scope=kube, kube_id=kube, held_on="2026-11-20", status="held")
    found = the(month.home(ctx), Concern.DUES_IN_ARREARS)
    expected = [(arrear.member.name, arrear.amount) for arrear in dues.arrears(ctx, kube)]
    assert [(row.name, row.value) for row in found.rows] == expected
    # Darsih left after the first meeting and still owes for it.
    assert expected == [("Badriah", 10000), ("Chasanah", 10000), ("Darsih", 5000)]
    dues.waive(ctx, people[3], 5000, ctx.today, "Keputusan 3/2026", "Pindah")
    found = the(month.home(ctx), Concern.DUES_IN_ARREARS)
    assert [row.name for row in found.rows] == ["Badriah", "Chasanah"]
    assert {row.id for row in found.rows} == {kube}


def test_a_leader_sees_the_money_of_the_kube_by_month(book):
    ctx = book(role=Role.LEADER)
    kube = "kube-1"
    with ctx.db.write(month_step()) as writer:
        writer.put("kube", {"id": kube, "name": "Melati 3"}, scope=kube)
        for day, amount in (("2025-10-03", 7000), ("2026-09-05", 5000), ("2026-11-06", 3000)):
            lines = [
                {"account": "income:dues", "amount": -amount},
                {"account": "pot:kas", "amount": amount},
            ]
            writer.post("cash_entry", {"kube_id": kube, "booked_on": day, "lines": lines}, kube)
    home = month.home(ctx)
    assert [point.part for point in home.cash[-3:]] == [12000, 12000, 15000]
    assert [point.part for point in home.dues[-3:]] == [5000, 0, 3000]
    early = month.home(ctx, Month(2025, 11))
    assert [point.part for point in early.cash[-3:]] == [None, 7000, 7000]


def test_the_home_page_asks_few_questions(ctx, make):
    make.group()
    asked = []
    ctx.db.raw.conn.set_trace_callback(asked.append)
    month.home(ctx)
    ctx.db.raw.conn.set_trace_callback(None)
    assert len(asked) <= 24
