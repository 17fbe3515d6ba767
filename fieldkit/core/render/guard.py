"""Text that a spreadsheet program must never take for a formula."""

_STARTERS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Put an apostrophe before text that would start a formula; `unguarded` takes it away."""
    return f"'{text}" if text.lstrip("'").startswith(_STARTERS) else text


def unguarded(text: str) -> str:
    """Return the text as it was before `guarded`."""
    if text.startswith("'") and text.lstrip("'").startswith(_STARTERS):
        return text[1:]
    return text
