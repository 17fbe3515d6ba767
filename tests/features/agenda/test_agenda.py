"""The agenda at the service door: it joins the rooms, ticks in them, and leaves no names behind."""

from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pytest

from fieldkit.core import access
from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.render.document import ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.core.security.roles import Role
from fieldkit.features.agenda import model, report, service
from fieldkit.features.agenda.model import Appointment, Item, Kind
from fieldkit.features.commitments import service as commitments
from fieldkit.features.commitments.model import Action
from fieldkit.features.graduation import service as graduation
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Session
from fieldkit.features.programmes import service as programmes
from fieldkit.features.referrals import service as referrals
from fieldkit.features.referrals.diary import Channel, Complaint, Contact, Topic, Way
from fieldkit.features.referrals.model import Institution, Need, Referral
from fieldkit.features.rounds import service as rounds
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit

TODAY = date(2026, 11, 20)  # a Friday
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def family(make, group):
    return make.family(group, "Ani", row_code="A1")


def kinds(items):
    return [one.kind for one in items]


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


def visited(family, on, **more):
    return Visit(
        family_id=family, visited_on=on, purposes=("case",), agreement="Sepakat", **more
    )  # fmt: skip


def filled(ctx, make, group, family):
    """Put something of every room into the week of 16 November."""
    p2k2.plan_session(
        ctx,
        Session(
            group_id=group, held_on=date(2026, 11, 21), starts=time(9), ends=time(11),
            place="Balai RW", code="M1S1", title="Menjadi orang tua hebat", module="M1",
        ),
    )  # fmt: skip
    rounds.plan_visits(ctx, {family: TODAY})
    visits.record_visit(
        ctx,
        visited(family, date(2026, 10, 1), follow_up="Cek KIA", follow_up_due=date(2026, 11, 18)),
    )
    child = make.put(
        "member", scope=ctx.db.own_scope, family_id=family, name="Anak", component="primary"
    )
    commitments.add_action(
        ctx,
        Action(
            family_id=family, person_id=child, duty="school", period="2026-Q4",
            done_on=date(2026, 11, 2), what="Bicara dengan guru", follow_up_due=TODAY,
        ),
    )  # fmt: skip
    graduation.put_on_path(ctx, [family], on=date(2026, 11, 1))
    case = graduation.case_of(ctx, family).case
    graduation.save_case(
        ctx, replace(case, next_step="Ke lurah", next_step_due=date(2026, 11, 19))
    )  # fmt: skip
    clinic = referrals.save_institution(ctx, Institution(name="Puskesmas"))
    referrals.refer(
        ctx,
        Referral(
            family_id=family, institution_id=clinic, need=Need.HEALTH, reason="Sakit",
            referred_on=date(2026, 11, 2), follow_up_due=date(2026, 11, 16),
        ),
    )  # fmt: skip
    referrals.save_complaint(
        ctx,
        Complaint(
            received_on=date(2026, 11, 3), channel=Channel.PHONE, topic=Topic.CARD, name="Budi",
            text="Kartu tertelan", due_on=SUNDAY,
        ),
    )  # fmt: skip
    referrals.note_contact(
        ctx, [family],
        Contact(family_id="", contacted_on=date(2026, 11, 4), way=Way.PHONE, topic="Jadwal",
                follow_up="Kirim", follow_up_due=date(2026, 11, 17)),
    )  # fmt: skip
    service.save_appointment(
        ctx, Appointment(held_on=TODAY, starts=time(13), title="Rakor kecamatan", rhk=8)
    )
    kube, _members = make.kube()
    make.put("meeting", scope=kube, kube_id=kube, held_on="2026-11-20", starts="10:00",
             status="planned", place="Rumah Bu Aminah")  # fmt: skip
    make.put("follow_up", scope=kube, kube_id=kube, what="Beli karung", due="2026-11-19")


def test_every_room_stands_in_the_week(ctx, make, group, family):
    filled(ctx, make, group, family)
    days = service.week(ctx)
    assert [one.day.day for one in days] == [16, 17, 18, 19, 20, 21, 22]
    assert {one.day.day: kinds(one.items) for one in days} == {
        16: [Kind.REFERRAL],
        17: [Kind.CONTACT],
        18: [Kind.VISIT_FOLLOW_UP],
        19: [Kind.GRADUATION, Kind.KUBE_FOLLOW_UP],
        20: [Kind.MEETING, Kind.APPOINTMENT, Kind.VISIT, Kind.COMMITMENT],
        21: [Kind.SESSION],
        22: [Kind.COMPLAINT],
    }
    friday = days[4]
    assert (friday.appointments, friday.deadlines) == (3, 1)
    assert service.day(ctx) == friday
    assert [one.starts for one in friday.items[:2]] == [time(10), time(13)]


def test_what_was_due_before_today_is_overdue_until_it_is_done(ctx, make, group, family):
    filled(ctx, make, group, family)
    service.save_appointment(ctx, Appointment(held_on=date(2026, 11, 10), title="Kirim data"))
    assert kinds(service.overdue(ctx)) == [
        Kind.APPOINTMENT, Kind.REFERRAL, Kind.CONTACT, Kind.VISIT_FOLLOW_UP, Kind.GRADUATION,
        Kind.KUBE_FOLLOW_UP,
    ]  # fmt: skip
    for item in service.overdue(ctx):
        if item.kind in service.TICKED:
            service.tick(ctx, item)
    assert kinds(service.overdue(ctx)) == [Kind.REFERRAL, Kind.GRADUATION]


def test_a_tick_in_the_agenda_is_a_step_of_its_room_and_can_be_undone(ctx, make, group, family):
    filled(ctx, make, group, family)
    commitment = next(one for one in service.day(ctx).items if one.kind is Kind.COMMITMENT)
    service.tick(ctx, commitment)
    assert commitments.actions_of(ctx, family)[0].follow_up_done_on == TODAY
    undo.undo(ctx.db, today=TODAY, reason="")
    assert commitments.actions_of(ctx, family)[0].follow_up_done_on is None


def test_what_wants_more_than_a_tick_is_refused(ctx, make, group, family):
    filled(ctx, make, group, family)
    referral = service.overdue(ctx)[0]
    with pytest.raises(InvalidInputError) as refused:
        service.tick(ctx, referral)
    assert codes(refused) == [("kind", "not_ticked_here")]
    gone = Item(kind=Kind.APPOINTMENT, record="gone", day=TODAY)
    with pytest.raises(NotFoundError):
        service.tick(ctx, gone)


def test_a_visit_made_without_a_plan_stands_on_its_day_once(ctx, make, group, family):
    other = make.family(group, "Budi")
    rounds.plan_visits(ctx, {family: TODAY})
    visits.record_visit(ctx, visited(family, TODAY))
    visits.record_visit(ctx, visited(other, TODAY, starts=time(8)))
    assert [(one.title, one.is_done) for one in service.day(ctx).items] == [
        ("Budi", True), ("Ani", True),
    ]  # fmt: skip


def test_a_planned_visit_made_on_another_day_stands_where_it_was_made(ctx, clock, family):
    rounds.plan_visits(ctx, {family: TODAY})
    clock.advance(days=2)
    visits.record_visit(ctx, visited(family, date(2026, 11, 22)))
    found = [(one.day, one.is_done) for one in service.items(ctx, MONDAY, SUNDAY)]
    assert found == [(date(2026, 11, 22), True)]
    assert [one.day for one in service.day(ctx, date(2026, 11, 22)).items] == [date(2026, 11, 22)]


def test_the_report_of_last_month_is_due_on_the_third(ctx):
    found = service.items(ctx, date(2026, 12, 1), date(2026, 12, 31))
    assert [(one.kind, one.day, service.title(one)) for one in found] == [
        (Kind.REPORT, date(2026, 12, 3), "November 2026")
    ]


def test_the_round_of_businesses_is_due_at_the_end_of_its_month(ctx, make, group, family):
    shop = make.put("business", scope=group, family_id=family, kind="Warung")
    found = service.items(ctx, date(2026, 11, 30), date(2026, 12, 31))
    assert [(o.kind, o.day, service.title(o), o.detail, o.is_done) for o in found[:1]] == [
        (Kind.BUSINESS_ROUND, date(2026, 11, 30), "November 2026", "0/1", False)
    ]
    assert kinds(service.overdue(ctx)) == [Kind.BUSINESS_ROUND]  # nobody asked in October
    for month, day in (("2026-11", "2026-11-19"), ("2026-10", "2026-10-19")):
        make.put("business_month", scope=group, business_id=shop, family_id=family, month=month,
                 turnover=500_000, asked_on=day)  # fmt: skip
    assert service.overdue(ctx) == []
    assert service.items(ctx, date(2026, 11, 30), date(2026, 11, 30))[0].is_done


def test_a_registration_closes_on_its_day(ctx):
    given = programmes.programmes(ctx)[0]
    programmes.save_programme(ctx, replace(given, register_until=TODAY, is_used=True))
    assert kinds(service.day(ctx).items) == [Kind.PROGRAMME]
    assert service.overdue(ctx, date(2026, 12, 1)) == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"title": " "}, ("title", "required")),
        ({"held_on": None}, ("held_on", "required")),
        ({"starts": time(9), "ends": time(9)}, ("ends", "ends_before_start")),
        ({"ends": time(9)}, ("starts", "required")),
        ({"rhk": 10}, ("rhk", "no_such_rhk")),
        ({"done_on": date(2026, 11, 21)}, ("done_on", "in_future")),
        ({"note": "x" * 1001}, ("note", "too_long")),
    ],
)
def test_what_is_wrong_with_an_appointment_is_named(ctx, more, problem):
    with pytest.raises(InvalidInputError) as refused:
        service.save_appointment(ctx, Appointment(**({"held_on": TODAY, "title": "Rakor"} | more)))
    assert codes(refused) == [problem]


def test_an_appointment_is_changed_and_removed(ctx):
    record = service.save_appointment(ctx, Appointment(held_on=TODAY, title="Rakor"))
    service.save_appointment(ctx, replace(service.appointment(ctx, record), place="Kecamatan"))
    assert [one.place for one in service.day(ctx).items] == ["Kecamatan"]
    service.remove_appointment(ctx, record)
    assert service.day(ctx).items == ()
    with pytest.raises(NotFoundError):
        service.remove_appointment(ctx, record)


def test_the_calendar_file_names_no_family(ctx, make, group, family):
    filled(ctx, make, group, family)
    text = service.calendar(ctx, MONDAY, SUNDAY)
    assert "Ani" not in text
    assert "Budi" not in text
    assert "Kp. Baru" not in text
    assert "SUMMARY:Home visit: A1\r\n" in text
    assert "SUMMARY:P2K2 Mawar: Menjadi orang tua hebat\r\n" in text
    assert "DTSTART:20261121T020000Z\r\n" in text
    assert text.count("BEGIN:VEVENT") == 11
    assert "DTSTART;VALUE=DATE:20261116\r\n" in text
    assert "TRANSP:TRANSPARENT" in text


def test_the_file_is_written_and_counted(ctx, tmp_path):
    service.save_appointment(ctx, Appointment(held_on=TODAY, title="Rakor; kecamatan, Jumat"))
    file = tmp_path / "agenda.ics"
    assert service.write_calendar(ctx, MONDAY, SUNDAY, file) == 1
    assert [(e.act, e.detail) for e in access.entries(ctx)] == [("export", "calendar")]
    assert b"SUMMARY:Rakor\\; kecamatan\\, Jumat\r\n" in file.read_bytes()


def test_a_role_sees_only_what_its_rooms_have(book):
    keeper = book(role=Role.KUBE_FACILITATOR)
    service.save_appointment(keeper, Appointment(held_on=TODAY, title="Rapat koordinasi"))
    assert kinds(service.day(keeper).items) == [Kind.APPOINTMENT]
    with pytest.raises(PermissionDeniedError):
        service.week(book(role=Role.LEADER))


def test_a_week_begins_on_monday():
    assert model.monday(TODAY) == MONDAY
    assert model.monday(MONDAY) == MONDAY
    assert model.monday(SUNDAY) == MONDAY


# -- on paper --------------------------------------------------------------------------------


def test_the_week_on_paper_has_every_day_and_its_rhk(ctx, make, group, family):
    filled(ctx, make, group, family)
    table = next(b for b in report.week_plan(ctx).blocks if isinstance(b, Table))
    heads = [table.rows[n][:2] for n in sorted(table.bold_rows)]
    assert heads[0] == ("Senin", "16 Nov 2026")
    assert len(heads) == 7
    session = next(row for row in table.rows if row[1] == "P2K2")
    assert session == (
        "09.00–11.00", "P2K2", "Mawar\nMenjadi orang tua hebat", "Balai RW", "2", "",
    )  # fmt: skip


def test_what_is_due_says_how_late_it_is(ctx, make, group, family):
    filled(ctx, make, group, family)
    table = next(b for b in report.follow_ups(ctx).blocks if isinstance(b, Table))
    assert [(row[2], row[5]) for row in table.rows] == [
        ("Menanyakan hasil rujukan", "4 hari"), ("Tindak lanjut kontak", "3 hari"),
        ("Tindak lanjut kunjungan", "2 hari"), ("Langkah graduasi", "1 hari"),
        ("Tindak lanjut KUBE", "1 hari"), ("Tindak lanjut komitmen", ""),
        ("Jawaban pengaduan", ""),
    ]  # fmt: skip


def test_every_paper_is_drawn_empty_and_full(ctx, make, group, family):
    for is_full in (False, True):
        if is_full:
            filled(ctx, make, group, family)
        months = (Month(2026, 11), Month(2026, 3))
        documents = [
            kind.build(ctx, ReportRequest(month=month))
            for kind in report.REPORTS
            for month in months
        ]
        for document in [*documents, report.day_plan(ctx)]:
            out = BytesIO()
            write_pdf(document, out)
            assert out.getvalue().startswith(b"%PDF")
            write_xlsx(document, BytesIO())
        late = ["5 follow-ups are past their day."] if is_full else []
        assert report.REPORTS[1].missing(ctx, ReportRequest()) == late
