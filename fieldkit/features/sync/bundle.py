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
from pathlib import Path

from fieldkit.core.db.segments import digest
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.features.sync import manifest as manifests
from fieldkit.features.sync.manifest import Bundle, Manifest
from fieldkit.features.sync.model import BundleError, FileState

__all__ = ["MAX_FILE", "Bundle", "BundleError", "bounded_bytes", "read", "write"]

MAGIC = b"FKX1"
MAX_FILE = 256 * 1024 * 1024
KEY_BYTES = 32
_HEADER = struct.Struct(">4sQI64s")
_MAX_MANIFEST = 16 * 1024 * 1024
_MAX_KEYS = 32 * 1024 * 1024
_SPOILT = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError,
    zlib.error, struct.error,
)  # fmt: skip


def bounded_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises BundleError when it is larger than any exchange file."""
    if path.stat().st_size > MAX_FILE:
        raise BundleError(FileState.DAMAGED, "exchange_file_too_big")
    return path.read_bytes()


def write(bundle: Bundle, identity: Identity, recipients: Sequence[str]) -> bytes:
    """Return the bytes of an exchange file for the holders of the given box keys."""
    import pyrage

    keys = _packed_keys(bundle.keys)
    manifest = manifests.written(bundle, recipients, (len(keys), hashlib.sha256(keys).hexdigest()))
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
        found = manifests.read(manifest)
        is_ours = any(one.box_public in found.receivers for one in identities)
        if found.sender != sender or not is_ours:
            raise BundleError(FileState.NOT_FOR_YOU, "not_for_you")
        return _contents(raw, _HEADER.size + length, found)
    except _SPOILT as error:
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


def _contents(raw: bytes, position: int, found: Manifest) -> Bundle:
    segments = []
    for segment, length in found.pages:
        body, position = _cut(raw, position, length)
        whole = segment._replace(body=body)
        if digest(*whole[:4], body) != whole.hash:
            raise BundleError(FileState.DAMAGED, "page_changed")
        segments.append(whole)
    keys_length, keys_hash = found.keys
    packed, position = _cut(raw, position, keys_length)
    if hashlib.sha256(packed).hexdigest() != keys_hash:
        raise BundleError(FileState.DAMAGED, "keys_changed")
    attachments = {}
    for name, length in found.attachments:
        content, position = _cut(raw, position, length)
        if hashlib.sha256(content).hexdigest() != name:
            raise BundleError(FileState.DAMAGED, "attachment_changed")
        attachments[name] = content
    if position != len(raw):
        raise BundleError(FileState.DAMAGED, "wrong_length")
    return Bundle(
        sender=found.sender,
        segments=tuple(segments),
        keys=_opened_keys(packed),
        attachments=attachments,
        **found.facts_of_file,
    )


def _cut(raw: bytes, position: int, length: int) -> tuple[bytes, int]:
    if length > len(raw) - position:
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
