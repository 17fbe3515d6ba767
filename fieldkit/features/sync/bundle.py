"""The exchange file: a signed list of pages, sealed to its receivers.

`*.fkx` is age (X25519) over `FKX1 | sender u64 | manifest length u32 | signature 64 |
manifest JSON | page bodies | content keys | attachments`. The order of checks is fixed:
size, header, signature, and only then is anything parsed.
"""

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.core.db.segments import Segment
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.features.sync.model import FORMAT, FileState

MAGIC = b"FKX1"
MAX_FILE = 256 * 1024 * 1024
KEY_BYTES = 32
_HEADER = struct.Struct(">4sQI64s")
_MAX_MANIFEST = 16 * 1024 * 1024
_MAX_KEYS = 32 * 1024 * 1024


class BundleError(Exception):
    """The file can not be taken: its state, and a code word for the reason."""

    def __init__(self, state: FileState, reason: str) -> None:
        super().__init__(reason)
        self.state, self.reason = state, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The contents of an exchange file."""

    sender: int
    sequence: int
    written_at: str
    heads: dict[str, int]
    cards: tuple[str, ...]
    segments: tuple[Segment, ...]
    keys: dict[str, list[bytes]]
    attachments: dict[str, bytes]
    missing: tuple[str, ...] = ()


def bounded_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises BundleError when it is larger than any exchange file."""
    if path.stat().st_size > MAX_FILE:
        raise BundleError(FileState.DAMAGED, "too_big")
    return path.read_bytes()


def write(bundle: Bundle, identity: Identity, recipients: Sequence[str]) -> bytes:
    """Return the bytes of an exchange file for the holders of the given box keys."""
    import pyrage

    keys = _packed_keys(bundle.keys)
    manifest = json.dumps(
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
            "segments": [
                [s.dev, s.scope, s.number, s.prev.hex(), s.hash.hex(), s.signature.hex(),
                 s.operations, len(s.body)]
                for s in bundle.segments
            ],
            "keys": [len(keys), hashlib.sha256(keys).hexdigest()],
            "attachments": [[name, len(raw)] for name, raw in bundle.attachments.items()],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()  # fmt: skip
    signature = identity.sign(_signed(bundle.sender, manifest))
    parts = [
        _HEADER.pack(MAGIC, bundle.sender, len(manifest), signature),
        manifest,
        *(s.body for s in bundle.segments),
        keys,
        *bundle.attachments.values(),
    ]
    receivers = [pyrage.x25519.Recipient.from_str(box) for box in recipients]
    return bytes(pyrage.encrypt(b"".join(parts), receivers))


def read(
    data: bytes, identities: Sequence[Identity], sign_key_of: Callable[[int], bytes | None]
) -> Bundle:
    """Open an exchange file with any of a book's keys; BundleError, having changed nothing."""
    raw = _decrypted(data, identities)
    if len(raw) < _HEADER.size:
        raise BundleError(FileState.DAMAGED, "cut_off")
    magic, sender, length, signature = _HEADER.unpack_from(raw)
    if magic != MAGIC or length > _MAX_MANIFEST:
        raise BundleError(FileState.DAMAGED, "not_an_exchange_file")
    manifest = raw[_HEADER.size : _HEADER.size + length]
    sign_key = sign_key_of(sender)
    if sign_key is None:
        raise BundleError(FileState.UNKNOWN_SENDER, "unknown_sender")
    if not is_signed_by(sign_key, _signed(sender, manifest), signature):
        raise BundleError(FileState.DAMAGED, "bad_signature")
    try:
        return _parsed(raw, _HEADER.size + length, sender, json.loads(manifest), identities)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, zlib.error) as error:
        raise BundleError(FileState.DAMAGED, "unreadable") from error


def _decrypted(data: bytes, identities: Sequence[Identity]) -> bytes:
    import pyrage

    if not data.startswith(b"age-encryption.org/v1"):
        raise BundleError(FileState.DAMAGED, "not_an_exchange_file")
    try:
        openers = [pyrage.x25519.Identity.from_str(one.box_secret) for one in identities]
        return bytes(pyrage.decrypt(data, openers))
    except pyrage.DecryptError as error:
        if "no matching key" in str(error).lower():
            raise BundleError(FileState.NOT_FOR_YOU, "not_for_you") from error
        raise BundleError(FileState.DAMAGED, "cut_off") from error


def _parsed(
    raw: bytes,
    position: int,
    sender: int,
    manifest: dict[str, Any],
    identities: Sequence[Identity],
) -> Bundle:
    if int(manifest["min_reader"]) > FORMAT:
        raise BundleError(FileState.NEWER_VERSION, "newer_version")
    is_ours = any(one.box_public in manifest["to"] for one in identities)
    if manifest["from"] != sender or not is_ours:
        raise BundleError(FileState.NOT_FOR_YOU, "not_for_you")
    segments = []
    for dev, scope, number, prev, page_hash, signature, count, length in manifest["segments"]:
        body, position = _cut(raw, position, length)
        segments.append(
            Segment(
                int(dev), str(scope), int(number), bytes.fromhex(prev), bytes.fromhex(page_hash),
                bytes.fromhex(signature), int(count), body,
            )
        )  # fmt: skip
    keys_length, keys_hash = manifest["keys"]
    packed, position = _cut(raw, position, keys_length)
    if hashlib.sha256(packed).hexdigest() != keys_hash:
        raise BundleError(FileState.DAMAGED, "keys_changed")
    attachments = {}
    for name, length in manifest["attachments"]:
        content, position = _cut(raw, position, length)
        if hashlib.sha256(content).hexdigest() != name:
            raise BundleError(FileState.DAMAGED, "attachment_changed")
        attachments[str(name)] = content
    if position != len(raw):
        raise BundleError(FileState.DAMAGED, "wrong_length")
    return Bundle(
        sender=sender,
        sequence=int(manifest["sequence"]),
        written_at=str(manifest["written_at"])[:32],
        heads={str(k): int(v) for k, v in manifest["heads"].items()},
        cards=tuple(str(c) for c in manifest["cards"]),
        segments=tuple(segments),
        keys=_opened_keys(packed),
        attachments=attachments,
        missing=tuple(str(m) for m in manifest.get("missing", ())),
    )


def _cut(raw: bytes, position: int, length: int) -> tuple[bytes, int]:
    if type(length) is not int or not 0 <= length <= len(raw) - position:
        raise BundleError(FileState.DAMAGED, "wrong_length")
    return raw[position : position + length], position + length


def _packed_keys(keys: dict[str, list[bytes]]) -> bytes:
    plain = {s: [base64.b64encode(k).decode() for k in several] for s, several in keys.items()}
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 6)


def _opened_keys(packed: bytes) -> dict[str, list[bytes]]:
    opener = zlib.decompressobj()
    plain = json.loads(opener.decompress(packed, _MAX_KEYS))
    keys = {str(s): [base64.b64decode(k) for k in several] for s, several in plain.items()}
    if any(len(key) != KEY_BYTES for several in keys.values() for key in several):
        raise ValueError("a content key of another length")
    return keys


def _signed(sender: int, manifest: bytes) -> bytes:
    return MAGIC + struct.pack(">QI", sender, len(manifest)) + manifest
