from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.shares import percent, percent_of


@pytest.mark.parametrize(
    ("part", "whole", "places", "shown"),
    [
        (53, 191, 1, "27,7%"),  # 27.7487
        (76, 191, 1, "39,8%"),
        (1, 8, 0, "13%"),  # 12.5: half up, not to the even
        (49, 400, 1, "12,3%"),  # 12.25
        (57, 200, 0, "29%"),  # 28.5, a little less as a float
        (0, 27, 1, "0,0%"),
        (27, 27, 0, "100%"),
        (None, 27, 0, ""),
        (3, 0, 0, ""),
    ],
)
def test_a_share_is_rounded_half_up(part, whole, places, shown):
    assert percent_of(part, whole, places) == shown


def test_what_is_not_known_is_blank_and_a_loss_keeps_its_sign():
    assert percent(None) == ""
    assert percent(-0.125, 1) == "-12,5%"


@given(st.integers(1, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_every_share_of_a_caseload_is_exact(pair):
    part, whole = pair
    exact = (Fraction(part, whole) * 1000 + Fraction(1, 2)).__floor__()
    assert percent(part / whole, 1) == f"{exact // 10},{exact % 10}%"
