"""Rupiah as people write and read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core import money


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp. 9.100.000,-", 9_100_000),
        ("Rp5000,-", 5000),
        ("Rp 15.000", 15_000),
        ("1.500.000", 1_500_000),
        ("1500000", 1_500_000),
        ("rp1.500.000,00", 1_500_000),
        ("Rp 5.000.-", 5000),
        ("Rp. 5.000,--", 5000),
        ("Rp 5.000,=", 5000),
        ("  Rp\u00a0250 ", 250),
        ("0", 0),
        ("-5.000", -5000),
        ("-Rp5.000", -5000),
        ("007", 7),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, amount):
    assert money.parse_rupiah(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", "Rp", "-", "lima ribu", "1,500", "1,500,000", "1.50", "15.00", "1.5000", "12,5", "1.500,50",
        "5000-", "Rp-5000", "(5.000)", "1 500", "1e6", "١٥٠٠", "５０００", "1.500.000.000.000.000", "Rp5.000/kg", "--5",
    ],
)  # fmt: skip
def test_a_doubtful_amount_is_refused_rather_than_guessed(text):
    with pytest.raises(ValueError):
        money.parse_rupiah(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (1_500_000, "Rp1.500.000"),
        (0, "Rp0"),
        (999, "Rp999"),
        (1000, "Rp1.000"),
        (-5000, "-Rp5.000"),
    ],
)
def test_an_amount_is_printed_with_dots_and_no_decimals(amount, text):
    assert money.format_rupiah(amount) == text


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_what_was_printed_is_read_back(amount):
    assert money.parse_rupiah(money.format_rupiah(amount)) == amount
    assert money.parse_rupiah(money.format_number(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol rupiah"),
        (1, "satu rupiah"),
        (10, "sepuluh rupiah"),
        (11, "sebelas rupiah"),
        (17, "tujuh belas rupiah"),
        (20, "dua puluh rupiah"),
        (21, "dua puluh satu rupiah"),
        (100, "seratus rupiah"),
        (111, "seratus sebelas rupiah"),
        (999, "sembilan ratus sembilan puluh sembilan rupiah"),
        (1000, "seribu rupiah"),
        (1100, "seribu seratus rupiah"),
        (2001, "dua ribu satu rupiah"),
        (11_000, "sebelas ribu rupiah"),
        (21_000, "dua puluh satu ribu rupiah"),
        (50_000, "lima puluh ribu rupiah"),
        (101_000, "seratus satu ribu rupiah"),
        (1_000_000, "satu juta rupiah"),
        (1_001_000, "satu juta seribu rupiah"),
        (9_100_000, "sembilan juta seratus ribu rupiah"),
        (1_000_000_000, "satu miliar rupiah"),
        (1_000_000_001_000, "satu triliun seribu rupiah"),
        (-5000, "minus lima ribu rupiah"),
    ],
)
def test_an_amount_is_spelled_as_a_receipt_needs_it(amount, words):
    assert money.terbilang(amount) == words


def test_an_amount_no_one_has_is_not_spelled():
    with pytest.raises(ValueError):
        money.terbilang(10**15)


VALUES = {
    word: number
    for number, word in enumerate(["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"])
} | {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}  # fmt: skip
SCALES = {"ribu": 1000, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read_back(words):
    total = group = 0
    for word in words.split():
        if word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word == "seribu":
            total, group = total + 1000, 0
        elif word == "belas":
            group += 10
        elif word == "puluh":
            group += group % 10 * 9
        elif word == "ratus":
            group = group * 100
        else:
            group += VALUES[word]
    return total + group


@given(st.integers(0, 10**15 - 1))
def test_the_words_mean_the_number(number):
    assert read_back(money.number_in_words(number)) == number
