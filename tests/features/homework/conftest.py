"""Snapshots of documents: what stands on the paper, as plain text beside the tests."""

import os
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent / "snapshots"


def _lines(thing, depth=0):
    pad = "  " * depth
    if is_dataclass(thing):
        yield f"{pad}{type(thing).__name__}"
        for field in fields(thing):
            value = getattr(thing, field.name)
            if is_dataclass(value) or (isinstance(value, tuple | list) and value):
                yield f"{pad}  {field.name}:"
                yield from _lines(value, depth + 2)
            elif value not in ("", None, (), [], False):
                yield f"{pad}  {field.name}: {value!r}"
    elif isinstance(thing, tuple | list) and any(
        is_dataclass(part) or isinstance(part, tuple | list) for part in thing
    ):
        for part in thing:
            yield from _lines(part, depth)
    else:
        yield f"{pad}{thing!r}"


@pytest.fixture
def same_as_snapshot():
    """Compare a document with its snapshot; UPDATE_SNAPSHOTS=1 writes it anew."""

    def compare(name, document):
        text = "\n".join(_lines(document)) + "\n"
        file = _FOLDER / f"{name}.txt"
        if os.environ.get("UPDATE_SNAPSHOTS"):
            _FOLDER.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == text

    return compare
