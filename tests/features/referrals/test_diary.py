"""Advocacy, complaints and contacts at the service door."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.db import undo
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.core.security.roles import Role
from fieldkit.features.records import plain
from fieldkit.features.referrals import diary, service
from fieldkit.features.referrals.diary import (
    Advocacy,
    Channel,
    Complaint,
    Contact,
    Part,
    Progress,
    Skill,
    Topic,
    Way,
)
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit

TODAY = date(2026, 11, 20)


@pytest.fixture
def family(make):
    return make.family(make.group("Mawar"), "Ani", row_code="A1")


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


def done(**more):
    facts = {
        "done_on": date(2026, 11, 5), "part": Part.REPRESENTATION, "skill": Skill.ADVOCACY,
        "topic": "Kuota pelatihan untuk 5 KPM", "counterpart": "Kasi Pemberdayaan",
    }  # fmt: skip
    return Advocacy(**(facts | more))


def complaint(**more):
    facts = {
        "received_on": date(2026, 11, 3), "channel": Channel.IN_PERSON, "name": "Budi",
        "topic": Topic.NOT_RECEIVED, "text": "Bantuan tahap 3 belum masuk",
    }  # fmt: skip
    return Complaint(**(facts | more))


def spoke(**more):
    facts = {"contacted_on": date(2026, 11, 4), "way": Way.MESSAGE, "topic": "Jadwal P2K2"}
    return Contact(family_id="", **(facts | more))


# -- advocacy --------------------------------------------------------------------------------


def test_every_skill_belongs_to_one_role():
    told = [skill for skills in diary.SKILLS.values() for skill in skills]
    assert sorted(told) == sorted(Skill)
    assert set(diary.SKILLS) == set(Part)


def test_what_was_done_in_a_role_has_a_follow_up(ctx, family):
    record = service.save_advocacy(
        ctx, done(follow_up="Tanya lagi ke dinas", follow_up_due=date(2026, 11, 18))
    )
    service.save_advocacy(ctx, done(part=Part.EDUCATION, skill=Skill.TRAINING, family_id=family))
    assert [line.advocacy.part for line in service.advocacies(ctx)].count(Part.EDUCATION) == 1
    assert [line.id for line in service.advocacies_due(ctx)] == [record]
    service.finish_follow_up(ctx, record)
    assert service.advocacies_due(ctx) == []
    undo.undo(ctx.db, today=TODAY, reason="")
    assert [line.id for line in service.advocacies_due(ctx)] == [record]
    service.remove_advocacy(ctx, record)
    assert [line.family_name for line in service.advocacies(ctx)] == ["Ani"]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"skill": Skill.DATA}, ("skill", "skill_of_another_role")),
        ({"topic": ""}, ("topic", "required")),
        ({"part": None}, ("part", "required")),
        ({"done_on": date(2026, 11, 21)}, ("done_on", "in_future")),
        ({"follow_up_due": date(2026, 11, 30)}, ("follow_up", "required")),
        (
            {"follow_up": "x", "follow_up_due": date(2026, 11, 1)},
            ("follow_up_due", "due_before_it_happened"),
        ),
    ],
)
def test_what_is_wrong_with_advocacy_is_named(ctx, more, problem):
    with pytest.raises(InvalidInputError) as refused:
        service.save_advocacy(ctx, done(**more))
    assert codes(refused) == [problem]


# -- complaints ------------------------------------------------------------------------------


def test_a_complaint_is_followed_step_by_step(ctx):
    record = service.save_complaint(ctx, complaint(due_on=date(2026, 11, 10)))
    assert service.complaint(ctx, record).state is Progress.RECEIVED
    assert [line.id for line in service.complaints_due(ctx)] == [record]
    service.take_step(ctx, record, Progress.ANALYSED, date(2026, 11, 4))
    service.take_step(ctx, record, Progress.FORWARDED, date(2026, 11, 6), "Ke operator SIKS-NG")
    service.take_step(ctx, record, Progress.RESOLVED, date(2026, 11, 15), "Sudah masuk rekening")
    line = service.complaint(ctx, record)
    assert [(s.state, s.done_on) for s in line.steps] == [
        (Progress.RECEIVED, date(2026, 11, 3)), (Progress.ANALYSED, date(2026, 11, 4)),
        (Progress.FORWARDED, date(2026, 11, 6)), (Progress.RESOLVED, date(2026, 11, 15)),
    ]  # fmt: skip
    assert (line.state, line.closed_on, line.is_open) == (
        Progress.RESOLVED, date(2026, 11, 15), False,
    )  # fmt: skip
    assert service.complaints_due(ctx) == []
    undo.undo(ctx.db, today=TODAY, reason="")
    assert service.complaint(ctx, record).state is Progress.FORWARDED


def test_steps_of_one_day_stay_in_their_order(ctx):
    record = service.save_complaint(ctx, complaint(received_on=TODAY))
    for state in (Progress.ANALYSED, Progress.IN_HAND, Progress.ANALYSED):
        service.take_step(ctx, record, state, TODAY)
    assert [s.state for s in service.complaint(ctx, record).steps] == [
        Progress.RECEIVED, Progress.ANALYSED, Progress.IN_HAND, Progress.ANALYSED,
    ]  # fmt: skip


def test_closing_says_why_and_no_step_lies_before_the_last(ctx):
    record = service.save_complaint(ctx, complaint())
    with pytest.raises(InvalidInputError) as refused:
        service.take_step(ctx, record, Progress.RESOLVED, date(2026, 11, 2))
    assert codes(refused) == [("done_on", "before_last_step"), ("note", "required")]
    with pytest.raises(InvalidInputError) as refused:
        service.take_step(ctx, record, Progress.IN_HAND, date(2026, 11, 21))
    assert codes(refused) == [("done_on", "in_future")]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": ""}, ("name", "required")),
        ({"text": " "}, ("text", "required")),
        ({"channel": None}, ("channel", "required")),
        ({"nik": "12345"}, ("nik", "nik_of_complaint")),
        ({"due_on": date(2026, 11, 1)}, ("due_on", "before_complaint")),
        ({"latitude": -6.1}, ("longitude", "half_a_place")),
    ],
)
def test_what_is_wrong_with_a_complaint_is_named(ctx, more, problem):
    with pytest.raises(InvalidInputError) as refused:
        service.save_complaint(ctx, complaint(**more))
    assert codes(refused) == [problem]


def test_a_familys_complaint_begins_with_what_is_known_of_it(ctx, family):
    visits.record_visit(
        ctx,
        Visit(
            family_id=family, visited_on=date(2026, 10, 3), purposes=("case",), agreement="x",
            latitude=-6.2, longitude=106.6,
        ),
    )  # fmt: skip
    begun = service.blank_complaint(ctx, family)
    assert (begun.name, begun.nik, begun.address) == (
        "Ani", "9901014101900001", "Kp. Baru, RT 003/RW 009",
    )  # fmt: skip
    assert (begun.latitude, begun.longitude) == (-6.2, 106.6)
    record = service.save_complaint(
        ctx,
        replace(
            begun, received_on=TODAY, channel=Channel.PHONE, topic=Topic.CARD, text="Kartu tertelan"
        ),
    )
    assert [line.id for line in service.complaints_of(ctx, family)] == [record]
    assert service.complaint(ctx, record).group_name == "Mawar"


def test_a_role_without_full_numbers_reads_a_masked_nik(book):
    reader = book(role=Role.READER)
    with reader.db.write(Step("Prepare")) as writer:
        writer.put(
            "complaint",
            {"received_on": "2026-11-03", "name": "Budi", "nik": "9901014101900001", "text": "x"},
            scope=reader.db.own_scope,
        )
    (line,) = service.complaints(reader)
    assert line.complaint.nik.endswith("0001")
    assert "990101" not in line.complaint.nik
    assert "9901014101900001" not in plain.as_csv(reader, "complaint")[0]


def test_a_complaint_goes_into_the_bin_with_its_steps(ctx):
    record = service.save_complaint(ctx, complaint())
    service.remove_complaint(ctx, record)
    assert service.complaints(ctx) == []
    assert ctx.db.value("SELECT count(*) FROM complaint_step") == 0
    undo.undo(ctx.db, today=TODAY, reason="")
    assert len(service.complaint(ctx, record).steps) == 1


# -- contacts --------------------------------------------------------------------------------


def test_a_small_group_is_one_step_and_a_contact_for_each(ctx, make, family):
    other = make.family(None, "Budi")
    assert service.note_contact(ctx, [family, other, family], spoke(way=Way.SMALL_GROUP)) == 2
    lines = service.contacts(ctx)
    assert [(line.family_name, line.company) for line in lines] == [("Ani", 2), ("Budi", 2)]
    assert len({line.contact.gathering for line in lines}) == 1
    undo.undo(ctx.db, today=TODAY, reason="")
    assert service.contacts(ctx) == []


def test_a_contact_alone_belongs_to_no_gathering(ctx, family):
    service.note_contact(
        ctx, [family], spoke(follow_up="Kirim jadwal", follow_up_due=date(2026, 11, 6))
    )
    (line,) = service.contacts_of(ctx, family)
    assert (line.contact.gathering, line.company) == ("", 1)
    assert [one.id for one in service.contacts_due(ctx)] == [line.id]
    service.finish_follow_up(ctx, line.id, TODAY)
    assert service.contacts_due(ctx) == []
    service.remove_contact(ctx, line.id)
    with pytest.raises(NotFoundError):
        service.save_contact(ctx, line.contact)


def test_nobody_to_contact_and_no_topic_are_refused(ctx, family):
    with pytest.raises(InvalidInputError) as refused:
        service.note_contact(ctx, ["gone"], spoke())
    assert codes(refused) == [("family_id", "required")]
    with pytest.raises(InvalidInputError) as refused:
        service.note_contact(ctx, [family], spoke(topic="", way=None))
    assert codes(refused) == [("way", "required"), ("topic", "required")]


def test_a_family_is_quiet_without_visit_and_without_contact(ctx, make, family):
    visited, left = make.family(None, "Budi"), make.family(None, "Cici", status="graduated")
    visits.record_visit(
        ctx,
        Visit(family_id=visited, visited_on=date(2026, 10, 3), purposes=("case",), agreement="x"),
    )
    assert left
    assert [one.name for one in service.quiet_families(ctx)] == ["Ani"]
    service.note_contact(ctx, [family], spoke(contacted_on=date(2026, 8, 21)))
    assert [one.last_on for one in service.quiet_families(ctx)] == [date(2026, 8, 21)]
    service.note_contact(ctx, [family], spoke(contacted_on=date(2026, 8, 22)))
    assert service.quiet_families(ctx) == []
