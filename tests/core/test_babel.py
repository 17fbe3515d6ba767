"""What stands on forms and screens is what Babel's locale data say (decision 15)."""

from datetime import date, time, timedelta

import pytest
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.numbers import format_currency, format_decimal

from fieldkit.core.dates import Month, format_date, format_month, format_time
from fieldkit.core.money import format_number, format_rupiah

LOCALES = (("id", "id_ID"), ("en", "en_GB"))
DAYS = [date(2026, 1, 1) + timedelta(days=13 * n) for n in range(60)]


# Indonesian letters write "Kamis, 1 Januari", where the locale data say "01" in the full style.
PATTERNS = {("id", "full"): "EEEE, d MMMM y"}


@pytest.mark.parametrize(("language", "locale"), LOCALES)
@pytest.mark.parametrize("style", ["full", "long", "medium"])
def test_dates_are_those_of_babel(language, locale, style):
    wanted = PATTERNS.get((language, style), style)
    for day in DAYS:
        assert format_date(day, style, language) == babel_date(day, wanted, locale=locale)


@pytest.mark.parametrize(("language", "locale"), LOCALES)
def test_months_are_those_of_babel(language, locale):
    for number in range(1, 13):
        month = Month(2026, number)
        assert format_month(month, language) == babel_date(month.first, "LLLL y", locale=locale)


def test_times_are_those_of_babel_in_indonesian():
    for moment in (time(0, 0), time(9, 5), time(13, 30), time(23, 59)):
        assert format_time(moment, "id") == babel_time(moment, "short", locale="id_ID")


@pytest.mark.parametrize("amount", [0, 1, 999, 1_000, 15_000, 9_100_000, 1_000_000_000, -5_000])
def test_amounts_and_numbers_are_those_of_babel(amount):
    assert format_number(amount) == format_decimal(amount, locale="id_ID")
    assert format_rupiah(amount) == format_currency(
        amount, "IDR", "¤#,##0", locale="id_ID", currency_digits=False
    )
