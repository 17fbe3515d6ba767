"""Months, dates and times as Indonesian forms write them."""

import subprocess
import sys
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core import dates
from fieldkit.core.dates import Month

DAY = date(2015, 9, 7)


@pytest.mark.parametrize(
    "text",
    [
        "7/9/2015", "07-09-2015", "07.09.2015", "2015-09-07", "2015/9/7", "7 September 2015", "7 Sep 2015",
        "7 sept 2015", "07-Sep-2015", "Senin, 7 September 2015", "Monday, 7 September 2015", "  7  SEPTEMBER 2015 ",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(text):
    assert dates.parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "month"),
    [("1 Agustus 2020", 8), ("1 Agt 2020", 8), ("1 Nopember 2020", 11), ("1 Pebruari 2020", 2), ("1 Okt 2020", 10),
     ("1 October 2020", 10), ("1 May 2020", 5), ("1 Mei 2020", 5), ("1 Des. 2020", 12), ("1 March 2020", 3)],
)  # fmt: skip
def test_old_and_english_month_names_are_understood(text, month):
    assert dates.parse_date(text) == date(2020, month, 1)


@pytest.mark.parametrize(
    "text",
    [
        "", "31/2/2020", "31 Februari 2020", "29-02-2021", "7/9/15", "07-09-15", "7/13/2015", "2015-13-01", "0/1/2020",
        "7/9-2015", "7 Foo 2015", "September 2015", "20150907", "7/9/0015", "7/9/9999", "٧/٩/٢٠١٥", "kemarin", "12",
    ],
)  # fmt: skip
def test_a_date_that_does_not_exist_or_is_doubtful_is_refused(text):
    with pytest.raises(ValueError):
        dates.parse_date(text)


@pytest.mark.parametrize(
    ("style", "indonesian", "english"),
    [
        ("full", "Senin, 7 September 2015", "Monday, 7 September 2015"),
        ("long", "7 September 2015", "7 September 2015"),
        ("medium", "7 Sep 2015", "7 Sept 2015"),
        ("short", "07/09/2015", "07/09/2015"),
    ],
)
def test_a_date_is_printed_in_four_styles(style, indonesian, english):
    assert dates.format_date(DAY, style, language="id") == indonesian
    assert dates.format_date(DAY, style, language="en") == english


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["full", "long", "medium", "short"]),
    st.sampled_from(["id", "en"]),
)
def test_what_was_printed_is_read_back(day, style, language):
    assert dates.parse_date(dates.format_date(day, style, language)) == day


def test_friday_is_written_as_the_dictionary_does():
    assert dates.format_date(date(2026, 11, 20), "full", "id") == "Jumat, 20 November 2026"


def test_a_berita_acara_opens_with_the_date_in_words():
    assert dates.date_in_words(DAY) == "tanggal tujuh bulan September tahun dua ribu lima belas"
    assert dates.day_and_date_in_words(DAY) == (
        "Senin tanggal tujuh bulan September tahun dua ribu lima belas (07-09-2015)"
    )


def test_a_month_knows_its_days_and_neighbours():
    november = Month(2026, 11)
    assert Month.of(date(2026, 11, 21)) == november == Month.parse("2026-11")
    assert (november.first, november.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert len(november.days) == 30
    assert november.days[-1] == november.last
    assert november.next().next() == Month(2027, 1)
    assert Month(2026, 1).previous() == Month(2025, 12)
    assert november.plus(-11) == Month(2025, 12)
    assert date(2026, 11, 30) in november
    assert date(2025, 11, 30) not in november
    assert str(Month(2026, 2)) == "2026-02"
    assert Month(2026, 2).last == date(2026, 2, 28)
    assert Month(2025, 12) < Month(2026, 1)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-11", "2026-1", "", "2026/11"])
def test_a_month_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):
        Month.parse(text)


def test_a_month_is_printed_in_the_language_asked_for():
    assert dates.format_month(Month(2026, 8), "id") == "Agustus 2026"
    assert dates.format_month(Month(2026, 8), "en") == "August 2026"


def test_the_language_of_the_window_is_the_default(monkeypatch):
    monkeypatch.setattr("fieldkit.core.i18n._language", "id")
    assert dates.format_date(date(2026, 5, 1)) == "1 Mei 2026"
    assert dates.format_time("9:30") == "09.30"
    monkeypatch.setattr("fieldkit.core.i18n._language", "en")
    assert dates.format_date(date(2026, 5, 1)) == "1 May 2026"
    assert dates.format_time("9.30") == "09:30"


def test_a_time_is_printed_with_a_dot():
    assert dates.format_time(time(9, 0), "id") == "09.00"
    assert dates.parse_time("9.05") == dates.parse_time("09:05") == time(9, 5)


@pytest.mark.parametrize("text", ["24:00", "9", "9:5", "0900", "12.60", "", "٩:٠٠"])
def test_a_time_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):
        dates.parse_time(text)


def test_no_locale_database_is_loaded_for_dates():
    code = "import sys, fieldkit.core.dates; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
