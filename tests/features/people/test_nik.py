"""What a NIK says: the vectors of the domain page."""

from datetime import date

import pytest

from fieldkit.features.people import nik
from fieldkit.features.people.codes import free_letter
from fieldkit.features.people.model import padded, plain_phone
from fieldkit.features.people.words import Sex

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "sex", "born"),
    [
        ("3671070101900001", Sex.MALE, date(1990, 1, 1)),
        ("3671074101900001", Sex.FEMALE, date(1990, 1, 1)),
        ("3273017101010001", Sex.FEMALE, date(2001, 1, 31)),
        ("3273012902000001", Sex.MALE, date(2000, 2, 29)),
    ],
)
def test_a_nik_tells_sex_and_birth_date(text, sex, born):
    found = nik.parse(text)
    assert found.sex is sex
    assert born in found.births


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3273013102010001", "nik_date"),
        ("3273014001900001", "nik_date"),
        ("327301010101000", "nik_length"),
        ("32730101010100011", "nik_length"),
        ("32730101010100a1", "nik_digits"),
    ],
)
def test_an_impossible_nik_is_an_error(text, code):
    problems = nik.nik_problems(text, TODAY)
    assert [(p.code, p.is_warning) for p in problems] == [(code, False)]


def test_an_unknown_province_is_only_a_warning_and_practice_books_know_99():
    assert [p.code for p in nik.nik_problems("9999010101900001", TODAY)] == ["nik_province"]
    assert nik.nik_problems("9999010101900001", TODAY, is_practice=True) == []
    assert nik.nik_problems(None, TODAY) == []


def test_a_birth_in_the_future_is_a_warning():
    assert [p.code for p in nik.nik_problems("3273010112260001", TODAY)] == ["nik_future"]
    assert nik.nik_problems("3273010112260001", TODAY, born=date(1926, 12, 1)) == []
    assert nik.birth_date("3273010112260001", TODAY) == date(1926, 12, 1)


def test_the_century_is_decided_by_what_the_person_can_be():
    text = "3273014101250001"
    assert nik.birth_date(text, TODAY) is None
    assert nik.birth_date(text, TODAY, (60, 120)) == date(1925, 1, 1)
    assert nik.birth_date(text, TODAY, (0, 6)) == date(2025, 1, 1)
    assert nik.birth_date("x", TODAY) is None


@pytest.mark.parametrize(
    "text", [None, "", "0", "-", "0000000000000000", "1111111111111111", "'0", "1234567890123456"]
)
def test_numbers_that_stand_for_nobody_are_known(text):
    assert nik.is_placeholder(text)


def test_a_mask_leaves_four_digits():
    assert nik.mask("3273012902001234") == "••••••••••••1234"
    assert nik.mask(None) == ""


def test_an_odd_date_in_a_no_kk_is_a_warning():
    assert nik.kk_problems("3273011201100001") == []
    assert [p.is_warning for p in nik.kk_problems("3273019901100001")] == [True]


def test_letters_go_on_after_z():
    letters = []
    for _number in range(28):
        letters.append(free_letter(letters))
    assert letters[0] == "A"
    assert letters[25:] == ["Z", "AA", "AB"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("3", "003"), ("012", "012"), ("0", None), (" ", None), ("2A", "2A")]
)
def test_rt_and_rw_have_three_digits(typed, kept):
    assert padded(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+62 812 3456 789", "08123456789"),
        ("0812-3456-789", "08123456789"),
        ("12", "12"),
        (" ", None),
    ],
)
def test_phones_begin_with_zero(typed, kept):
    assert plain_phone(typed) == kept
