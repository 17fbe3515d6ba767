"""Names behind the codes of regions."""

import pytest

from fieldkit.core.regions import bare, region


@pytest.mark.parametrize(
    ("code", "district", "regency"),
    [
        ("367107", "Karawaci", "Kota Tangerang"),
        ("317108", "Johar Baru", "Kota Administrasi Jakarta Pusat"),
        ("327316", "Kiaracondong", "Kota Bandung"),
        ("367301", "Serang", "Kota Serang"),
    ],
)
def test_six_digits_name_a_district(code, district, regency):
    found = region(code)
    assert (found.district, found.regency, found.is_known) == (district, regency, True)


def test_what_the_list_does_not_know_stays_blank():
    assert region("327399").words == "Kota Bandung, Jawa Barat"
    assert not region("327399").is_known
    assert region("999901").words == ""
    assert region("32").words == "Jawa Barat"


def test_a_regency_is_compared_without_its_kind():
    assert bare("Kota Administrasi Jakarta Pusat") == "Jakarta Pusat"
    assert bare("Kabupaten Kota Waringin") == "Kota Waringin"
    assert bare("Bandung") == "Bandung"
