"""A step: one transaction with a name people read, undone as a whole."""

from fieldkit.core.i18n import _

# More records than any meeting has: a step that changes so many is backed up before it.
MANY_RECORDS = 100


class Step:
    """The name of what a command does, with its counts, dates and group names.

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
    try:
        return _(name).format(**args)
    except (KeyError, IndexError, ValueError):
        return _(name)
