"""Holidays are known in both languages, years ahead, and not guessed where nothing is kept."""

from datetime import date

import pytest

from fieldkit.core import i18n
from fieldkit.core.holidays import holiday


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (date(2026, 3, 19), "Hari Suci Nyepi"),
        (date(2026, 3, 20), "Cuti Bersama Hari Raya Idul Fitri"),
        (date(2026, 3, 21), "Hari Raya Idul Fitri"),
        (date(2026, 5, 31), "Hari Raya Waisak"),
        (date(2026, 8, 17), "Hari Kemerdekaan Republik Indonesia"),
        (date(2026, 11, 20), ""),
    ],
)
def test_a_day_is_named_in_indonesian(day, named, monkeypatch):
    monkeypatch.setattr(i18n, "language", lambda: "id")
    assert holiday(day) == named


def test_a_date_that_is_only_reckoned_says_so():
    assert holiday(date(2035, 12, 1)) == "Eid al-Fitr (estimated)"


def test_a_year_far_away_has_no_invented_days():
    assert holiday(date(2300, 1, 1)) == ""
