"""What an exchange file says of itself, written and read strictly."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldkit.core.db.oplog import MAX_INTEGER
from fieldkit.core.db.segments import PAGE_OPERATIONS, Segment
from fieldkit.features.sync.model import FORMAT, BundleError, FileState, is_scope

_SHA256 = re.compile("[0-9a-f]{64}")
_LONGEST = 200
_LONGEST_CARD = 8192
_MOST = 200_000
_HASH_BYTES, _SIGNATURE_BYTES = 32, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The contents of an exchange file.

    `part` is (number, of how many) in a file of photos, (0, 0) in a file of records.
    `facts` are counts the sender states: what was left out, what is unsent. `revoked` are
    laptops the sender no longer trusts.
    """

    sender: int
    sequence: int
    written_at: str
    heads: dict[str, int]
    cards: tuple[str, ...]
    segments: tuple[Segment, ...]
    keys: dict[str, list[bytes]]
    attachments: dict[str, bytes]
    missing: tuple[str, ...] = ()
    part: tuple[int, int] = (0, 0)
    app: str = ""
    facts: dict[str, int] = field(default_factory=dict)
    revoked: tuple[int, ...] = ()

    @property
    def is_photos(self) -> bool:
        """Whether it carries photos only."""
        return self.part[1] > 0

    @property
    def operations(self) -> int:
        """How many changes its pages hold."""
        return sum(page.operations for page in self.segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A checked list of contents: pages without their bodies, lengths of what follows."""

    sender: int
    receivers: tuple[str, ...]
    facts_of_file: dict[str, Any]
    pages: tuple[tuple[Segment, int], ...]
    keys: tuple[int, str]
    attachments: tuple[tuple[str, int], ...]


def written(bundle: Bundle, recipients: Sequence[str], keys: tuple[int, str]) -> bytes:
    """Return the manifest of a file to the holders of the given box keys."""
    return json.dumps(
        {
            "format": FORMAT,
            "min_reader": 1,
            "from": bundle.sender,
            "to": list(recipients),
            "sequence": bundle.sequence,
            "written_at": bundle.written_at,
            "heads": bundle.heads,
            "cards": list(bundle.cards),
            "missing": list(bundle.missing),
            "part": list(bundle.part),
            "app": bundle.app,
            "facts": bundle.facts,
            "revoked": list(bundle.revoked),
            "segments": [
                [s.dev, s.scope, s.number, s.prev.hex(), s.hash.hex(), s.signature.hex(),
                 s.operations, len(s.body)]
                for s in bundle.segments
            ],
            "keys": list(keys),
            "attachments": [[name, len(raw)] for name, raw in bundle.attachments.items()],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()  # fmt: skip


def read(raw: bytes) -> Manifest:
    """Check a signed manifest; raises BundleError or ValueError, never anything else."""
    found = dict(json.loads(raw, parse_constant=_refuse))
    if _integer(found.get("min_reader"), most=10**6) > FORMAT:
        raise BundleError(FileState.NEWER_VERSION, "newer_version")
    return Manifest(
        sender=_integer(found.get("from")),
        receivers=tuple(_text(one) for one in _list(found.get("to"))),
        facts_of_file={
            "sequence": _integer(found.get("sequence"), most=10**9),
            "written_at": _text(found.get("written_at"), longest=40),
            "heads": _counts(found.get("heads"), longest=_LONGEST),
            "cards": tuple(_text(c, longest=_LONGEST_CARD) for c in _list(found.get("cards"))),
            "missing": tuple(_sha256(one) for one in _list(found.get("missing", []))),
            "part": _part(found.get("part", [0, 0])),
            "app": _text(found.get("app", ""), longest=40),
            "facts": _counts(found.get("facts", {}), longest=40),
            "revoked": tuple(_integer(one) for one in _list(found.get("revoked", []))),
        },
        pages=tuple(_page(one) for one in _list(found.get("segments"))),
        keys=_keys(_list(found.get("keys"))),
        attachments=tuple(
            (_sha256(name), _integer(length)) for name, length in _pairs(found.get("attachments"))
        ),
    )


def _page(line: Any) -> tuple[Segment, int]:
    dev, scope, number, prev, page_hash, signature, count, length = _list(line)
    if not is_scope(scope):
        raise ValueError("not a scope")
    segment = Segment(
        _integer(dev), scope, _integer(number), _bytes(prev, (0, _HASH_BYTES)),
        _bytes(page_hash, (_HASH_BYTES,)), _bytes(signature, (_SIGNATURE_BYTES,)),
        _integer(count, most=PAGE_OPERATIONS), b"",
    )  # fmt: skip
    return segment, _integer(length)


def _keys(line: list[Any]) -> tuple[int, str]:
    length, digest = line
    return _integer(length), _sha256(digest)


def _part(line: Any) -> tuple[int, int]:
    number, of = _list(line)
    return _integer(number, most=10_000), _integer(of, most=10_000)


def _pairs(value: Any) -> list[list[Any]]:
    found = _list(value)
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in found):
        raise ValueError("not pairs")
    return found


def _counts(value: Any, *, longest: int) -> dict[str, int]:
    if not isinstance(value, Mapping) or len(value) > _MOST:
        raise ValueError("not counts")
    return {_text(k, longest=longest): _integer(v) for k, v in value.items()}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise ValueError("not a list")
    return value


def _integer(value: Any, *, most: int = MAX_INTEGER) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("not a count")
    return value


def _text(value: Any, *, longest: int = _LONGEST) -> str:
    if type(value) is not str or len(value) > longest:
        raise ValueError("not a text")
    value.encode()
    return value


def _sha256(value: Any) -> str:
    if type(value) is not str or not _SHA256.fullmatch(value):
        raise ValueError("not a hash")
    return value


def _bytes(value: Any, sizes: tuple[int, ...]) -> bytes:
    found = bytes.fromhex(_text(value))
    if len(found) not in sizes:
        raise ValueError("of another size")
    return found


def _refuse(_name: str) -> None:
    raise ValueError("not a number")
