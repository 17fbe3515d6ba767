import contextlib
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core import i18n
from fieldkit.core.dates import format_date
from fieldkit.ui.widgets.date_text import NoSuchDayError, read_date, read_time

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", None),
        ("  ", None),
        ("hari ini", TODAY),
        ("H", TODAY),
        ("kemarin", date(2026, 11, 19)),
        ("besok", date(2026, 11, 21)),
        ("+1", date(2026, 11, 21)),
        ("-7", date(2026, 11, 13)),
        ("5", date(2026, 11, 5)),
        ("12/5", date(2027, 5, 12)),
        ("12/6", date(2026, 6, 12)),
        ("3-2", date(2027, 2, 3)),
        ("12-05-2026", date(2026, 5, 12)),
        ("12.5.26", date(2026, 5, 12)),
        ("12/5/58", date(1958, 5, 12)),
        ("12 Mei 2026", date(2026, 5, 12)),
        ("12 mei", date(2027, 5, 12)),
        ("7 sept 2015", date(2015, 9, 7)),
        ("1 agust 2026", date(2026, 8, 1)),
        ("Jumat, 20 November 2026", TODAY),
        ("2026-05-12", date(2026, 5, 12)),
    ],
)
def test_dates_are_understood_as_typed(typed, meant):
    assert read_date(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["31/2", "31 Februari 2026", "29-02-2026", "31/6/26"])
def test_a_day_the_calendar_does_not_have_is_named(typed):
    with pytest.raises(NoSuchDayError):
        read_date(typed, TODAY)


@pytest.mark.parametrize("typed", ["x", "12/13", "32/1", "0/5", "12 foo", "1/2/3/4", "12/5/1500"])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(ValueError):
        read_date(typed, TODAY)


@given(st.dates(date(1930, 1, 1), date(2030, 12, 31)), st.sampled_from(["id", "en"]))
def test_every_spelled_date_reads_back(day, language):
    for style in ("full", "long", "medium", "short"):
        assert read_date(format_date(day, style, language), TODAY) == day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        read_date(text, TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9", time(9)),
        ("9.30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("0930", time(9, 30)),
        ("", None),
    ],
)
def test_times_are_understood_as_typed(typed, meant):
    assert read_time(typed) == meant


@pytest.mark.parametrize("typed", ["25", "9.75", "pagi"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):
        read_time(typed)


def test_language_stays_english_here():
    assert i18n.language() == "en"
