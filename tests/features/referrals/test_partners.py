"""The map of resources and referrals at the service door."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Business
from fieldkit.features.people.words import Need as BusinessNeed
from fieldkit.features.referrals import model, service
from fieldkit.features.referrals.model import (
    Institution,
    Kind,
    Need,
    Outcome,
    Person,
    Referral,
    Service,
    Source,
    State,
)
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit

TODAY = date(2026, 11, 20)


@pytest.fixture
def family(make):
    return make.family(make.group("Mawar"), "Ani", row_code="A1")


@pytest.fixture
def clinic(ctx):
    return service.save_institution(ctx, Institution(name="Puskesmas Taman Asri", kind=Kind.FORMAL))


@pytest.fixture
def check_up(ctx, clinic):
    return service.save_service(
        ctx,
        Service(institution_id=clinic, name="Pemeriksaan ibu hamil", needs=(Need.HEALTH,), quota=2),
    )


def codes(error):
    return [(p.field, p.code) for p in error.value.problems]


def referral(family, clinic, check_up="", **more):
    facts = {"need": Need.HEALTH, "reason": "Bengkak di kaki", "referred_on": date(2026, 11, 2)}
    return Referral(family_id=family, institution_id=clinic, service_id=check_up, **(facts | more))


# -- the map ---------------------------------------------------------------------------------


def test_the_map_keeps_people_services_and_the_agreement(ctx, clinic, check_up):
    service.save_person(
        ctx, Person(institution_id=clinic, name="Bidan Ratna", position="Bidan", phone="0812")
    )
    known = service.institution(ctx, clinic)
    service.save_institution(
        ctx,
        replace(
            known.institution, agreement_no="12/MoU", agreement_on=date(2026, 1, 1),
            agreement_until=date(2026, 12, 31), checked_on=TODAY,
        ),
    )  # fmt: skip
    (entry,) = service.institutions(ctx)
    assert [(p.name, p.position) for p in entry.people] == [("Bidan Ratna", "Bidan")]
    assert [(o.service.name, o.free) for o in entry.offers] == [("Pemeriksaan ibu hamil", 2)]
    assert entry.institution.has_agreement(TODAY)
    assert not entry.institution.has_agreement(date(2027, 1, 1))
    assert not entry.institution.is_old(TODAY)


def test_nobody_asked_for_a_year_makes_an_entry_old(ctx, clinic):
    assert service.institution(ctx, clinic).institution.is_old(TODAY)
    service.note_checked(ctx, clinic, date(2025, 11, 20))
    assert not service.institution(ctx, clinic).institution.is_old(TODAY)
    assert service.institution(ctx, clinic).institution.is_old(date(2026, 11, 21))
    with pytest.raises(InvalidInputError) as refused:
        service.note_checked(ctx, clinic, date(2026, 11, 21))
    assert codes(refused) == [("checked_on", "in_future")]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": " "}, ("name", "required")),
        ({"latitude": 95.0, "longitude": 106.0}, ("latitude", "no_such_latitude")),
        ({"latitude": -6.2}, ("longitude", "half_a_place")),
        ({"agreement_until": date(2026, 1, 1)}, ("agreement_on", "required")),
        (
            {"agreement_on": date(2026, 2, 1), "agreement_until": date(2026, 1, 1)},
            ("agreement_until", "agreement_turned_round"),
        ),
        ({"note": "x" * 2001}, ("note", "too_long")),
    ],
)
def test_what_is_wrong_with_an_institution_is_named(ctx, more, problem):
    with pytest.raises(InvalidInputError) as refused:
        service.save_institution(ctx, Institution(**({"name": "Dinkop UMKM"} | more)))
    assert codes(refused) == [problem]


def test_a_service_needs_a_need_it_meets(ctx, clinic):
    with pytest.raises(InvalidInputError) as refused:
        service.save_service(ctx, Service(institution_id=clinic, name="Konsultasi"))
    assert codes(refused) == [("needs", "required")]
    with pytest.raises(NotFoundError):
        service.save_service(ctx, Service(institution_id="nowhere", name="x", needs=(Need.WORK,)))


def test_an_institution_somebody_was_sent_to_stays_on_the_map(ctx, family, clinic, check_up):
    service.refer(ctx, referral(family, clinic, check_up))
    with pytest.raises(InvalidInputError) as refused:
        service.remove_institution(ctx, clinic)
    assert codes(refused) == [("id", "institution_is_used")]
    with pytest.raises(InvalidInputError) as refused:
        service.remove_service(ctx, check_up)
    assert codes(refused) == [("id", "service_is_used")]


def test_an_institution_goes_with_its_people_and_services_and_comes_back_with_them(
    ctx, clinic, check_up
):
    service.save_person(ctx, Person(institution_id=clinic, name="Bidan Ratna"))
    service.remove_institution(ctx, clinic)
    assert service.institutions(ctx) == []
    assert service.offers(ctx) == []
    undo.undo(ctx.db, today=TODAY, reason="")
    (entry,) = service.institutions(ctx)
    assert (len(entry.people), len(entry.offers)) == (1, 1)


def test_where_to_go_puts_free_seats_and_agreements_first(ctx, family, clinic, check_up):
    other = service.save_institution(
        ctx, Institution(name="Klinik Bersama", agreement_on=date(2026, 1, 1))
    )
    service.save_service(
        ctx, Service(institution_id=other, name="Rawat jalan", needs=(Need.HEALTH,))
    )
    closed = service.save_institution(
        ctx, Institution(name="Klinik Lama", closed_on=date(2026, 10, 1))
    )
    service.save_service(ctx, Service(institution_id=closed, name="Obat", needs=(Need.HEALTH,)))
    found = [o.institution.name for o in service.offers(ctx, Need.HEALTH)]
    assert found == ["Klinik Bersama", "Puskesmas Taman Asri"]
    for day in (2, 3):
        service.refer(ctx, referral(family, clinic, check_up, referred_on=date(2026, 11, day)))
    assert [o.free for o in service.offers(ctx, Need.HEALTH)] == [None, 0]
    assert service.offers(ctx, Need.DEBT) == []


def test_a_seat_nobody_took_is_free_again_and_an_old_quota_does_not_count(
    ctx, family, clinic, check_up
):
    first = service.refer(ctx, referral(family, clinic, check_up))
    assert service.offers(ctx)[0].taken == 1
    service.note_outcome(ctx, first, Outcome.DID_NOT_GO)
    assert service.offers(ctx)[0].taken == 0
    service.refer(ctx, referral(family, clinic, check_up))
    known = service.institution(ctx, clinic).offers[0].service
    service.save_service(ctx, replace(known, quota_from=date(2026, 11, 10)))
    assert service.offers(ctx)[0].taken == 0


# -- referrals -------------------------------------------------------------------------------


def test_a_referral_runs_from_letter_to_outcome(ctx, family, clinic, check_up):
    assert service.next_letter_no(ctx) == "001/RJK/XI/2026"
    record = service.refer(
        ctx,
        referral(
            family, clinic, check_up, letter_no="007/RJK/XI/2026", follow_up_due=date(2026, 11, 16)
        ),
    )
    assert service.next_letter_no(ctx) == "008/RJK/XI/2026"
    line = service.referral(ctx, record)
    assert (line.family_name, line.institution_name, line.service_name) == (
        "Ani", "Puskesmas Taman Asri", "Pemeriksaan ibu hamil",
    )  # fmt: skip
    assert line.referral.state(TODAY) is State.LATE
    assert [one.id for one in service.referrals_due(ctx)] == [record]
    service.note_outcome(ctx, record, Outcome.SERVED, TODAY, "Diberi tablet tambah darah")
    done = service.referral(ctx, record).referral
    assert (done.outcome, done.outcome_on, done.follow_up_done_on) == (Outcome.SERVED, TODAY, TODAY)
    assert done.state(TODAY) is State.DONE
    assert service.referrals_due(ctx) == []


def test_whoever_waits_is_asked_about_again(ctx, family, clinic, check_up):
    record = service.refer(ctx, referral(family, clinic, check_up, follow_up_due=TODAY))
    service.note_outcome(ctx, record, Outcome.WAITING_LIST)
    again = service.referral(ctx, record).referral
    assert (again.follow_up_due, again.follow_up_done_on) == (date(2026, 12, 4), None)
    assert again.state(TODAY) is State.OPEN
    assert [one.id for one in service.referrals_due(ctx, date(2026, 12, 4))] == [record]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"institution_id": ""}, ("institution_id", "required")),
        ({"need": None}, ("need", "required")),
        ({"reason": "  "}, ("reason", "required")),
        ({"referred_on": date(2026, 11, 21)}, ("referred_on", "in_future")),
        ({"follow_up_due": date(2026, 11, 1)}, ("follow_up_due", "before_referral")),
        ({"outcome": Outcome.SERVED}, ("outcome_on", "required")),
        ({"outcome_on": TODAY}, ("outcome", "required")),
    ],
)
def test_what_is_wrong_with_a_referral_is_named(ctx, family, clinic, more, problem):
    with pytest.raises(InvalidInputError) as refused:
        service.refer(ctx, replace(referral(family, clinic), **more))
    assert codes(refused) == [problem]


def test_a_service_of_another_place_and_a_person_of_another_family_are_refused(
    ctx, make, family, clinic, check_up
):
    other = service.save_institution(ctx, Institution(name="Klinik"))
    stranger = make.family(None, "Budi")
    child = make.put("member", scope=ctx.db.own_scope, family_id=stranger, name="Anak Budi")
    with pytest.raises(InvalidInputError) as refused:
        service.refer(ctx, referral(family, other, check_up, person_id=child))
    assert codes(refused) == [
        ("service_id", "service_elsewhere"), ("person_id", "person_elsewhere"),
    ]  # fmt: skip


def test_needs_are_read_from_what_is_recorded_and_say_where(ctx, make, family):
    people.save_business(
        ctx,
        Business(
            family_id=family, kind="Nasi uduk", needs=(BusinessNeed.LICENCE, BusinessNeed.PACKAGING)
        ),
    )
    make.put(
        "member", scope=ctx.db.own_scope, family_id=family, name="Mbah Sarmi", component="elderly"
    )
    visits.record_visit(
        ctx,
        Visit(
            family_id=family, visited_on=date(2026, 10, 3), purposes=("case",), agreement="Dirujuk",
            risks=("debt",),
        ),
    )  # fmt: skip
    told = [(w.need, w.source, w.text, w.day) for w in service.wishes(ctx, family)]
    assert told == [
        (Need.LICENCE, Source.BUSINESS, "Nasi uduk", None),
        (Need.MARKETING, Source.BUSINESS, "Nasi uduk", None),
        (Need.DEBT, Source.RISK, "debt", date(2026, 10, 3)),
        (Need.ELDERLY, Source.ELDERLY, "Mbah Sarmi", None),
    ]


def test_a_referral_moves_with_its_family_and_can_be_undone(ctx, make, family, clinic):
    record = service.refer(ctx, referral(family, clinic))
    other = make.group("Melati")
    people.move_families(ctx, [family], other)
    scope = ctx.db.value("SELECT _scope FROM referral WHERE id = :id", id=record)
    assert scope == other
    service.note_outcome(ctx, record, Outcome.REFUSED)
    undo.undo(ctx.db, today=TODAY, reason="")
    assert service.referral(ctx, record).referral.outcome is None
    service.remove_referral(ctx, record)
    assert service.referrals(ctx, family_id=family) == []


def test_a_reader_sees_and_does_not_write(book):
    reader = book(role=Role.READER)
    assert service.institutions(reader) == []
    with pytest.raises(PermissionDeniedError):
        service.save_institution(reader, Institution(name="Klinik"))
    leader = book(role=Role.LEADER)
    with pytest.raises(PermissionDeniedError):
        service.referrals(leader)


def test_an_offer_ends_on_its_last_day():
    offered = Service(institution_id="i", name="x", ended_on=TODAY)
    assert offered.is_open(TODAY)
    assert not offered.is_open(date(2026, 11, 21))
    assert model.usual_follow_up(TODAY) == date(2026, 12, 4)
