"""What stands on a paper, as plain text beside the tests that made it.

UPDATE_SNAPSHOTS=1 writes the texts anew; read the difference before it is committed.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from fieldkit.core.render.document import Document
from fieldkit.core.render.pdf import write_pdf


def against(test_file: str) -> Callable[[str, Document], None]:
    """Return what compares a document with its text in the folder `snapshots` of a test."""
    folder = Path(test_file).with_name("snapshots")

    def expect(name: str, document: Document) -> None:
        text = "\n".join(read(document)) + "\n"
        path = folder / f"{name}.txt"
        if os.environ.get("UPDATE_SNAPSHOTS"):
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text
        write_pdf(document, BytesIO())

    return expect


def read(thing: Any, depth: int = 0) -> Iterator[str]:
    """Spell a document out, one value a line, so that a difference is easy to see."""
    pad = "  " * depth
    if is_dataclass(thing):
        yield f"{pad}{type(thing).__name__}"
        for one in fields(thing):
            value = getattr(thing, one.name)
            if one.name == "columns" and isinstance(value, tuple):
                titles = " | ".join(c.title.replace("\n", " ") for c in value)
                yield f"{pad}  columns: {titles}"
            elif one.name == "jpeg":
                yield f"{pad}  (picture)"
            elif value not in (None, "", (), False):
                yield f"{pad}  {one.name}:"
                yield from read(value, depth + 2)
    elif isinstance(thing, list | tuple) and thing and isinstance(thing[0], str | int):
        yield pad + " | ".join(map(str, thing))
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from read(one, depth)
    else:
        yield f"{pad}{thing}"
