"""A step: one transaction with a name people read, undone as a whole."""

import re

from fieldkit.core.dates import Month, format_month
from fieldkit.core.i18n import _

# `2026-11`, and `11/2026` as older versions wrote it.
_MONTH = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])|(?P<of>0[1-9]|1[0-2])/(?P<in>[0-9]{4})"
)

# More records than any meeting has: a step that changes so many is backed up before it.
MANY_RECORDS = 100


class Step:
    """The name of what a command does, with its counts, dates and group names.

    A month is given as `str(month)`, so that everybody reads it in their own language.

    Give no person's name: steps are shown in lists and travel in exchange files.
    """

    __slots__ = ("args", "name")

    def __init__(self, name: str, **args: object) -> None:
        self.name = name
        self.args = args


def changes_many(records: int) -> bool:
    """Whether a step is so large that the book is backed up before it."""
    return records >= MANY_RECORDS


def step_sentence(name: str, args: dict[str, object]) -> str:
    """Return a stored step's name in the user's language."""
    said = {key: _in_words(value) if key == "month" else value for key, value in args.items()}
    try:
        return _(name).format(**said)
    except (KeyError, IndexError, ValueError):
        return _(name)


def _in_words(value: object) -> object:
    found = _MONTH.fullmatch(str(value))
    if found is None:
        return value
    year, month = found["year"] or found["in"], found["month"] or found["of"]
    return format_month(Month(int(year), int(month)))
