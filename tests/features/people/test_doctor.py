"""The NIK doctor: odd numbers are found, explained and mended as proposed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.db import undo
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.people import nik, remedies
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component, Family, Member, Relation, Sex
from fieldkit.features.people.service import Weight

BORN = date(1990, 1, 1)
GOOD = "3273160101900000"


def codes(ctx, weight=None):
    found = people.examine(ctx)
    return [f.problem.code for f in found if weight is None or f.weight is weight]


def the(ctx, code):
    return next(f for f in people.examine(ctx) if f.problem.code == code)


@pytest.fixture
def write(ctx):
    """Write a family's columns as an older book or an import left them."""

    def put(**columns):
        with ctx.db.write(Step("test")) as writer:
            return writer.put("family", {"status": "active", **columns}, scope=ctx.db.own_scope)

    return put


def test_a_book_in_order_has_no_findings_and_a_family_without_numbers_is_only_missing_them(ctx):
    people.save_family(ctx, Family(name="Siti"))
    assert codes(ctx) == ["nik_missing", "kk_missing"]
    assert {f.weight for f in people.examine(ctx)} == {Weight.MISSING}


def test_the_number_is_taken_apart_with_the_names_of_its_region():
    parts = people.taken_apart("3671074101900001")
    assert parts.region.words == "Karawaci, Kota Tangerang, Banten"
    assert (parts.sex, parts.births, parts.serial) == (Sex.FEMALE, (BORN, date(2090, 1, 1)), "0001")
    assert people.taken_apart("367107") is None


def test_a_number_registered_elsewhere_is_a_warning_until_it_was_held_against_the_card(ctx):
    family = Family(name="Omah", nik=GOOD[:-1] + "1", no_kk="3671070101100001", regency="Tangerang",
                    birth_date=BORN, sex=Sex.MALE)  # fmt: skip
    people.save_family(ctx, family)
    found = the(ctx, "nik_elsewhere")
    assert found.weight is Weight.WARNING
    assert "Kiaracondong" in str(found.problem.details)
    people.number_checked(ctx, found)
    assert the(ctx, "nik_elsewhere").checked_on == ctx.today
    family_id = found.person.family_id
    assert people.last_checks(ctx, family_id)[people.Part.IDENTITY] is None


def test_the_same_regency_written_another_way_is_no_finding(ctx, write):
    for regency in ("KOTA BANDUNG", "Bandung", "Kota Bandung "):
        write(name=f"Di {regency}", nik=GOOD, regency=regency)
    assert "nik_elsewhere" not in codes(ctx)


def test_the_same_nik_in_two_families_is_an_error_but_a_carer_is_a_member_of_her_own(ctx):
    one = people.save_family(ctx, Family(name="Siti", nik=GOOD))
    people.save_member(ctx, Member(family_id=one, name="Siti", nik=GOOD, relation=Relation.WIFE))
    assert "nik_shared" not in codes(ctx)
    people.save_family(ctx, Family(name="Euis", nik=GOOD))
    shared = [f for f in people.examine(ctx) if f.problem.code == "nik_shared"]
    assert {f.weight for f in shared} == {Weight.ERROR}
    assert all(f.others for f in shared)


def test_two_families_on_one_card_are_a_warning(ctx):
    for name in ("Siti", "Euis"):
        people.save_family(ctx, Family(name=name, no_kk="3273160101100000"))
    assert codes(ctx, Weight.WARNING) == ["kk_shared", "kk_shared"]


def test_letters_are_read_as_the_digits_they_look_like_and_undo_brings_them_back(ctx, write):
    family_id = write(name="Omah", nik="32731601O190oOOl")
    found = the(ctx, "nik_digits")
    assert found.weight is Weight.ERROR
    people.repair(ctx, found, found.remedies[0])
    assert people.family(ctx, family_id).nik == "3273160101900001"
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert people.family(ctx, family_id).nik == "32731601O190oOOl"


def test_a_doubled_digit_is_taken_out(ctx, write):
    write(name="Omah", nik="32731601101900001", birth_date="1990-01-01")
    found = the(ctx, "nik_length")
    assert "3273160101900001" in [r.changes["nik"] for r in found.remedies]


def test_a_digit_left_out_is_put_in_where_birth_date_and_region_leave_one_choice(ctx, write):
    write(name="Omah", nik="327316101900001", birth_date="1990-01-01", sex="male")
    found = the(ctx, "nik_length")
    assert [r.changes["nik"] for r in found.remedies] == ["3273160101900001"]


def test_an_impossible_date_is_proposed_as_the_birth_date_or_swapped(ctx, write):
    write(name="Omah", nik="3273163102900000", birth_date="1990-02-01", sex="male")
    assert the(ctx, "nik_date").remedies[0].changes == {"nik": "3273160102900000"}
    write(name="Kokom", nik="3273160113900000")
    swapped = next(f for f in people.examine(ctx) if f.person.name == "Kokom")
    assert swapped.remedies[0].changes == {"nik": "3273161301900000"}


def test_another_sex_is_mended_on_either_side(ctx):
    people.save_family(ctx, Family(name="Omah", nik=GOOD, sex=Sex.FEMALE, birth_date=BORN))
    changes = [dict(r.changes) for r in the(ctx, "nik_sex_differs").remedies]
    assert changes == [{"sex": Sex.MALE}, {"nik": "3273164101900000"}]


def test_another_birth_date_is_mended_on_either_side(ctx):
    born = date(1990, 1, 2)
    people.save_family(ctx, Family(name="Omah", nik=GOOD, sex=Sex.MALE, birth_date=born))
    changes = [dict(r.changes) for r in the(ctx, "nik_birth_differs").remedies]
    assert changes == [{"birth_date": BORN}, {"nik": "3273160201900000"}]


def test_the_century_is_decided_by_component_and_open_without_one(ctx):
    family = people.save_family(ctx, Family(name="Omah"))
    for name, component in (("Eyang", Component.ELDERLY), ("Adik", Component.TODDLER)):
        people.save_member(
            ctx,
            Member(family_id=family, name=name, nik="3273160101220000", component=component),
        )
    people.save_member(ctx, Member(family_id=family, name="Siapa", nik="3273160101220000"))
    found = {f.person.name: f for f in people.examine(ctx) if f.problem.code == "nik_tells"}
    births = {name: people.likely_birth(ctx, one) for name, one in found.items()}
    assert births == {"Eyang": date(1922, 1, 1), "Adik": date(2022, 1, 1), "Siapa": None}
    assert people.fill_in(ctx, people.examine(ctx)) == 3
    told = {m.name: (m.birth_date, m.sex) for m in people.members_of(ctx, family)}
    assert told["Eyang"] == (date(1922, 1, 1), Sex.MALE)
    assert told["Siapa"] == (None, Sex.MALE)
    assert "nik_tells" not in codes(ctx)


def test_an_age_the_component_forbids_is_a_warning(ctx):
    family = people.save_family(ctx, Family(name="Omah"))
    people.save_member(
        ctx,
        Member(family_id=family, name="Ani", nik="3273160101800000", component=Component.TODDLER),
    )
    assert "nik_age_unlikely" in codes(ctx, Weight.WARNING)


def test_what_changed_meanwhile_is_not_overwritten(ctx, write):
    family_id = write(name="Omah", nik="32731601O1900000")
    found = the(ctx, "nik_digits")
    people.save_family(ctx, Family(id=family_id, name="Omah", nik=GOOD))
    with pytest.raises(InvalidInputError):
        people.repair(ctx, found, found.remedies[0])
    assert people.family(ctx, family_id).nik == GOOD


def test_only_who_may_see_the_numbers_sees_the_findings(book):
    with pytest.raises(PermissionDeniedError):
        people.examine(book(role=Role.READER))


niks = st.builds(
    lambda region, day, plus, serial: f"{region}{day.day + plus:02}{day:%m%y}{serial:04}",
    st.sampled_from(("327316", "367107", "317108", "110101")),
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.sampled_from((0, 40)),
    st.integers(0, 9999),
)


@given(niks)
def test_a_nik_tells_back_what_it_was_made_of(text):
    found = nik.parse(text)
    assert found.region == text[:6]
    assert found.sex is (Sex.FEMALE if int(text[6]) >= 4 else Sex.MALE)
    assert any(f"{born:%m%y}" == text[8:12] for born in found.births)


@given(niks, st.integers(0, 15))
def test_a_doubled_digit_is_always_found_again(text, place):
    doubled = text[: place + 1] + text[place] + text[place + 1 :]
    found = [r.changes["nik"] for r in remedies.too_long(doubled, "nik")]
    assert text in found or len(found) == remedies.MOST


@given(st.text(max_size=20))
def test_no_text_breaks_the_rules_and_only_real_dates_are_taken_apart(text):
    problems = nik.nik_problems(text, date(2026, 11, 20))
    if nik.parse(text) is None and text:
        assert any(not p.is_warning for p in problems)
    for column in ("nik", "no_kk"):
        for found in (*remedies.misread(text, column), *remedies.too_long(text, column)):
            assert nik.is_sixteen_digits(found.changes[column])


@given(st.text(alphabet="٠١٢٣٤٥٦٧٨٩०१२३", min_size=16, max_size=16))
def test_digits_of_other_scripts_are_no_digits(text):
    assert [p.code for p in nik.nik_problems(text, date(2026, 11, 20))] == ["nik_digits"]


@given(niks)
def test_a_proposal_for_another_sex_is_a_valid_nik_of_that_sex(text):
    sex = nik.parse(text).sex
    other = Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
    proposed = [r.changes["nik"] for r in remedies.other_sex(text, other) if "nik" in r.changes]
    assert [nik.parse(one).sex for one in proposed] == [other]
