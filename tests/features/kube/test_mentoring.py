"""The pendamping's side: nine tasks, four roles, how a group develops, who takes part."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError
from fieldkit.core.render.document import Paragraph, ReportRequest, Table
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, money_in, money_out
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import Event, Taker
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.features.kube.mentoring import model, service
from fieldkit.features.kube.mentoring.model import (
    Development,
    Level,
    Mentoring,
    Noted,
    Reached,
    RoleCode,
    TaskCode,
    Trend,
)
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.orders.model import Order, Post, Task
from fieldkit.features.kube.reports import REPORTS
from tests.features.kube.test_reports import _same_ids, expect  # noqa: F401 -- a fixture

APRIL, MAY = Month(2026, 4), Month(2026, 5)
KINDS = {report.kind: report for report in REPORTS}


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(_same_ids, ctx, make):  # noqa: F811
    """A group that earned 200.000 in April and 320.000 in May."""
    kube_id, people = make.kube(
        "Melati 3", members=4, village="Galur", district="Johar Baru", regency="Jakarta Pusat"
    )
    for day, sold, spent in (
        (date(2026, 4, 10), 300_000, 100_000), (date(2026, 5, 10), 500_000, 180_000),
    ):  # fmt: skip
        cashbook.record_entry(ctx, money_in(kube_id, day, Account.SALES, sold, "Penjualan"))
        cashbook.record_entry(ctx, money_out(kube_id, day, Account.SUPPLIES, spent, "Bahan"))
    return kube_id, people


def deed(melati, **more):
    facts = {
        "kube_id": melati[0], "done_on": date(2026, 5, 7), "tasks": (TaskCode.MONITOR,),
        "roles": (RoleCode.TECHNICAL,), "what": "Memeriksa buku kas", "result": "Cocok",
    }  # fmt: skip
    return Mentoring(**(facts | more))


def test_the_nine_tasks_are_numbered_as_in_article_9():
    assert [task.number for task in TaskCode] == list(range(1, 10))
    assert [words.split()[0] for words in service.TASKS.values()] == [str(n) for n in range(1, 10)]
    assert set(service.TASK_TITLES) == set(TaskCode)
    assert len(RoleCode) == 4


def test_what_was_done_is_kept_and_counted(ctx, melati):
    service.save_deed(ctx, deed(melati))
    second = deed(melati, tasks=(TaskCode.TECHNICAL, TaskCode.MONITOR), roles=())
    deed_id = service.save_deed(ctx, replace(second, done_on=date(2026, 5, 21)))
    found = service.deeds(ctx, melati[0], MAY.first, MAY.last)
    tasks, roles = model.counts(found)
    assert (tasks[TaskCode.MONITOR], tasks[TaskCode.TECHNICAL], tasks[TaskCode.FORM]) == (2, 1, 0)
    assert roles[RoleCode.TECHNICAL] == 1
    service.remove_deed(ctx, deed_id)
    assert len(service.deeds(ctx, melati[0])) == 1


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"tasks": ()}, ("tasks", "no_task_chosen")),
        ({"what": " "}, ("what", "required")),
        ({"done_on": date(2027, 1, 1)}, ("done_on", "in_future")),
    ],
)
def test_a_wrong_line_of_the_log_is_refused(ctx, melati, change, wrong):
    with pytest.raises(InvalidInputError) as error:
        service.save_deed(ctx, deed(melati, **change))
    assert codes(error) == {wrong}


def test_a_leader_reads_the_log_and_writes_none(book):
    leader = book(role=Role.LEADER)
    assert service.deeds(leader, "k") == []
    with pytest.raises(PermissionDeniedError):
        service.save_deed(leader, Mentoring(kube_id="k"))


def test_a_month_stands_against_the_month_before_it(ctx, melati):
    april, may = service.developments(ctx, melati[0], MAY, 2)
    assert (april.turnover, april.cost, april.profit, april.change) == (
        300_000, 100_000, 200_000, None,
    )  # fmt: skip
    assert (may.profit, may.change, may.trend) == (320_000, 120_000, Trend.UP)
    assert service.development(ctx, melati[0], Month(2026, 3)).is_begun is False
    june = service.development(ctx, melati[0], Month(2026, 6))
    assert (june.profit, june.change, june.trend) == (0, -320_000, Trend.DOWN)


@pytest.mark.parametrize(
    ("before", "trend"), [(None, None), (50, Trend.UP), (100, Trend.SAME), (101, Trend.DOWN)]
)
def test_the_trend_follows_from_the_profit(before, trend):
    assert Development(month=MAY, turnover=150, cost=50, before=before).trend is trend


def test_what_the_pendamping_writes_stands_above_the_figures(ctx, melati):
    service.save_month(ctx, Noted(
        kube_id=melati[0], month=str(MAY), turnover=900_000, trend=Trend.SAME,
        reached=Reached.YES, evaluation="Pesanan lancar", recommendation="Tambah bazar",
    ))  # fmt: skip
    may = service.development(ctx, melati[0], MAY)
    assert (may.turnover, may.cost, may.profit, may.trend) == (
        900_000, 180_000, 720_000, Trend.SAME,
    )  # fmt: skip
    service.save_month(ctx, replace(service.noted(ctx, melati[0], MAY), turnover=None))
    assert service.development(ctx, melati[0], MAY).turnover == 500_000
    assert service.noted(ctx, melati[0], MAY).evaluation == "Pesanan lancar"
    with pytest.raises(InvalidInputError):
        service.save_month(ctx, Noted(kube_id=melati[0], month=str(MAY), cost=-1))


def test_levels_are_what_the_district_says_and_a_group_stays_on_its_last(ctx, melati):
    service.save_levels(ctx, [Level(name="Tumbuh"), Level(name="Berkembang", criteria="Omset")])
    grown = service.levels(ctx)
    assert [level.name for level in grown] == ["Tumbuh", "Berkembang"]
    service.save_month(ctx, Noted(kube_id=melati[0], month=str(APRIL), level_id=grown[0].id))
    assert service.level_of(ctx, melati[0], MAY).name == "Tumbuh"
    service.save_levels(ctx, [grown[1], grown[0]])
    assert [level.name for level in service.levels(ctx)] == ["Berkembang", "Tumbuh"]
    service.save_levels(ctx, [grown[1]])
    assert service.level_of(ctx, melati[0], MAY) is None
    for wrong, code in (([Level(name=" ")], "level_without_name"),
                        ([Level(name="A"), Level(name="a")], "name_taken")):  # fmt: skip
        with pytest.raises(InvalidInputError) as error:
            service.save_levels(ctx, wrong)
        assert codes(error) == {("levels", code)}


def test_what_a_member_owes_in_the_year_adds_up_from_what_was_brought(ctx, make):
    kube_id, people = make.kube("Melati 3", members=2, dues_amount=5_000)
    for day, paid in ((date(2025, 12, 4), 0), (date(2026, 3, 5), 8_000)):
        page = MeetingPage(
            meeting=Meeting(kube_id=kube_id, held_on=day), dues={people[0]: paid, people[1]: 9_000}
        )
        meetings.record_meeting(ctx, page)
    dues.waive(ctx, people[0], 1_000, date(2026, 4, 2), "Keputusan 3/2026", "sakit lama")
    known = service.participation(ctx, kube_id, date(2026, 1, 1), date(2026, 4, 30))
    sums = [(one.brought, one.due, one.paid, one.waived, one.owed) for one in known]
    assert sums == [(5_000, 5_000, 8_000, 1_000, 1_000), (-4_000, 5_000, 9_000, 0, -8_000)]
    assert [one.owed for one in known] == list(
        dues.standings(ctx, kube_id, date(2026, 5, 1)).values()
    )
    document = KINDS["kube_year"].build(ctx, ReportRequest(month=APRIL))
    table = next(
        b for b in document.blocks if isinstance(b, Table) and b.columns[1].title == "Nama"
    )
    assert table.total == ("", "Jumlah", "", 1_000, 10_000, 17_000, 1_000, -7_000, "", "")
    said = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert "Angka minus berarti iuran sudah dibayar di muka." in said


def test_participation_counts_meetings_dues_tasks_and_events(ctx, melati):
    kube_id, people = melati
    for number, day in enumerate((date(2026, 5, 5), date(2026, 5, 12))):
        meetings.record_meeting(ctx, MeetingPage(
            meeting=Meeting(kube_id=kube_id, held_on=day, dues_amount=5000),
            attendance={m: Attendance.PRESENT if n or not number else Attendance.ABSENT
                        for n, m in enumerate(people)},
            dues={m: 5000 for n, m in enumerate(people) if n or not number}, iks={},
            instalments={}, agenda=(), follow_ups=(),
        ))  # fmt: skip
    orders.save_order(
        ctx, Order(kube_id=kube_id, customer="Kelurahan", deliver_on=date(2026, 5, 6)),
        [Post(name="Posyandu", boxes=100)],
        [Task(member_id=people[0], what="Masak", is_done=True),
         Task(member_id=people[0], what="Antar")],
    )  # fmt: skip
    events.save_event(
        ctx, Event(kube_id=kube_id, title="Bazar", first_on=date(2026, 5, 9)),
        [Taker(member_id=people[1])],
    )  # fmt: skip
    first, second, *_rest = service.participation(ctx, kube_id, MAY.first, MAY.last)
    assert (first.attended, first.meetings, first.share) == (1, 2, 0.5)
    assert (first.due, first.paid, first.arrears, first.tasks) == (10_000, 5_000, 5_000, 1)
    assert (second.attended, second.arrears, second.events) == (2, 0, 1)
    shares = dict(service.attendance_shares(ctx, kube_id, MAY))
    assert (shares[MAY], shares[APRIL]) == (7 / 8, None)


def test_rules_of_membership_are_warnings_with_their_source(ctx, make):
    kube_id, people = make.kube("Melati 3", members=5)
    family = make.family()
    other, _others = make.kube("Kenanga 1", members=5)
    for member_id, facts in (
        (people[3], {"birth_year": 2015}), (people[4], {"family_id": family}),
    ):  # fmt: skip
        group.save_member(ctx, replace(group.member(ctx, member_id), **facts))
    twin = replace(group.members(ctx, other)[4], family_id=family)
    group.save_member(ctx, twin)
    assert group.warnings(ctx, kube_id) == []
    found = {p.code: p for p in group.guidance(ctx, kube_id)}
    assert set(found) == {"kube_ages", "kube_no_account", "kube_two_groups"}
    assert all(p.is_warning for p in found.values())
    assert found["kube_two_groups"].details["kube"] == "Kenanga 1"


def test_the_monthly_report_goes_to_dinas_with_a_copy_to_the_kecamatan(ctx, melati):
    service.save_deed(ctx, deed(melati))
    service.save_month(ctx, Noted(kube_id=melati[0], month=str(MAY), reached=Reached.NOT_YET,
                                  evaluation="Pesanan lancar"))  # fmt: skip
    report = KINDS["kube_monthly"]
    expect("kube_monthly", report.build(ctx, ReportRequest(month=MAY)))
    assert report.missing(ctx, ReportRequest(month=MAY)) == []
    assert len(report.missing(ctx, ReportRequest(month=APRIL))) == 2
    expect("kube_year", KINDS["kube_year"].build(ctx, ReportRequest(month=MAY)))
