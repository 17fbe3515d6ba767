"""Shares in per cent, rounded half up on the exact fraction as the programme's tables are."""

import math

_NEARLY = 1e-9  # a half that its float stores a hair too small still goes up


def percent(share: float | None, places: int = 0) -> str:
    """Return a share of 1 as `67%` or `66,7%`; blank where there is none."""
    if share is None:
        return ""
    rounded = math.floor(share * 100 * 10**places + 0.5 + _NEARLY)
    whole, rest = divmod(abs(rounded), 10**places)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole}{f',{rest:0{places}}' if places else ''}%"


def percent_of(part: int | None, whole: int, places: int = 0) -> str:
    """Return a part of a whole in per cent; blank where there is nothing to take a share of."""
    return "" if part is None or not whole else percent(part / whole, places)
