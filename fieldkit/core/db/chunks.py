"""Long lists of ids, handed to SQL a few thousand at a time."""

import json
from collections.abc import Iterator, Sequence

SIZE = 5000


def chunked_json(ids: Sequence[str]) -> Iterator[str]:
    """Yield JSON lists for `IN (SELECT value FROM json_each(?))`."""
    for start in range(0, len(ids), SIZE):
        yield json.dumps(ids[start : start + SIZE])
