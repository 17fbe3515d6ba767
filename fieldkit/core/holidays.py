"""National holidays and joint leave of Indonesia, those that move among them (decision 60)."""

from datetime import date
from functools import lru_cache

from fieldkit.core import i18n

_WORDING = {"id": "id", "en": "en_US"}


def holiday(day: date) -> str:
    """Return what a day is kept for in the window's language, blank on a plain day."""
    return _of_year(day.year, i18n.language()).get(day, "")


@lru_cache(maxsize=16)
def _of_year(year: int, language: str) -> dict[date, str]:
    from holidays.countries.indonesia import Indonesia  # slow, and needed on few pages

    kept = Indonesia(
        years=year, language=_WORDING[language], categories=Indonesia.supported_categories
    )
    return {day: kept[day] for day in kept}
