"""While a family is typed, those that may be the same are named with the reasons."""

from datetime import date

import pytest

from fieldkit.features.people import service as people
from fieldkit.features.people.alike import Likeness
from fieldkit.features.people.model import Family, Member

BORN = date(1990, 1, 1)


@pytest.fixture
def known(ctx):
    family = Family(
        name="Siti Rohmah", nik="9901014101900001", no_kk="9901011201100001",
        birth_date=BORN, rt="003", rw="009", phone="081299990000",
    )  # fmt: skip
    return people.save_family(ctx, family)


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"nik": "9901014101900001"}, (Likeness.NIK,)),
        ({"no_kk": "9901011201100001", "name": "Udin"}, (Likeness.NO_KK,)),
        ({"name": "SITI ROHMAH"}, (Likeness.NAME,)),
        ({"name": "Sitirochmah", "rt": "3", "rw": "9"}, (Likeness.SOUND, Likeness.AREA)),
        ({"name": "Siti Rohmah", "birth_date": BORN}, (Likeness.NAME, Likeness.BIRTH)),
        ({"name": "Bu Siti", "phone": "0812-9999-0000"}, ()),
        ({"name": "Bu Siti", "phone": "081299990000"}, (Likeness.PHONE,)),
        ({"name": "Siti Rohmah", "rt": "004", "birth_date": date(1985, 2, 2)}, ()),
        ({"name": "Euis", "rt": "003", "rw": "009"}, ()),
        ({"name": ""}, ()),
    ],
)
def test_a_likely_twin_is_named_with_the_reasons(ctx, known, typed, reasons):
    found = people.likely_twins(ctx, Family(**{"name": "Siti R.", **typed}))
    assert [one.reasons for one in found] == ([reasons] if reasons else [])


def test_a_carer_who_is_a_member_elsewhere_is_named(ctx, known):
    people.save_member(ctx, Member(family_id=known, name="Ani", nik="9901014101050001"))
    (one,) = people.likely_twins(ctx, Family(name="Ani", nik="9901014101050001"))
    assert one.reasons == (Likeness.MEMBER,)


def test_a_family_is_not_its_own_twin_and_placeholders_match_nobody(ctx, known):
    saved = people.family(ctx, known)
    assert people.likely_twins(ctx, saved) == []
    people.save_family(ctx, Family(name="Tanpa", no_kk=None))
    assert people.likely_twins(ctx, Family(name="Baru", no_kk="0000000000000000")) == []
