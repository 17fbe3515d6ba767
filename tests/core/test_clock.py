"""The zone of a new book follows the laptop's clock."""

from datetime import datetime, timedelta, timezone

import pytest

from fieldkit.core.clock import zone_here


@pytest.mark.parametrize(
    ("hours", "zone"), [(7, "WIB"), (8, "WITA"), (9, "WIT"), (0, "WIB"), (10, "WIB")]
)
def test_a_laptop_in_banjarmasin_makes_a_book_in_wita(hours: int, zone: str) -> None:
    there = timezone(timedelta(hours=hours))
    assert zone_here(datetime(2026, 11, 20, 9, 0, tzinfo=there)) == zone
