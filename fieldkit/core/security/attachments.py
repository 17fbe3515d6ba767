"""Photos and files, encrypted, each under the hash of its content."""

import contextlib
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Protocol

from fieldkit.core.errors import DamagedBookError, NotFoundError

_SHA256 = "[0-9a-f]{64}"


class Attachments(Protocol):
    """Where a book keeps the bytes of its photos."""

    def keep(self, content: bytes) -> str:
        """Store the bytes; return their SHA-256 in hex."""
        ...

    def content(self, sha256: str) -> bytes:
        """Return the bytes; raises NotFoundError or DamagedBookError."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here (they may still travel in a later file)."""
        ...


class MemoryAttachments:
    """For books that live only in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def keep(self, content: bytes) -> str:
        """Store the bytes; return their SHA-256 in hex."""
        sha256 = _sha256(content)
        self._kept[sha256] = content
        return sha256

    def content(self, sha256: str) -> bytes:
        """Return the bytes; raises NotFoundError."""
        if sha256 not in self._kept:
            raise NotFoundError
        return self._kept[sha256]

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return sha256 in self._kept


class FolderAttachments:
    """`attachments/ab/<sha256>` under XChaCha20-Poly1305, the hash bound in."""

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._folder = folder
        self._data_key = data_key

    @cached_property
    def _key(self) -> bytes:
        """The key of attachments, derived when the first is kept or read (not at each start)."""
        import hashlib

        kept = hashlib.blake2b(self._data_key, digest_size=32, person=b"fk-attachments")
        return kept.digest()

    def keep(self, content: bytes) -> str:
        """Store the bytes; return their SHA-256 in hex."""
        from nacl.secret import Aead

        sha256 = _sha256(content)
        file = self._file(sha256)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            sealed = bytes(Aead(self._key).encrypt(content, sha256.encode()))
            temporary = file.with_suffix(".new")
            with temporary.open("wb") as out:
                out.write(sealed)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(file)
            _sync_folder(file.parent)
        return sha256

    def content(self, sha256: str) -> bytes:
        """Return the bytes; raises NotFoundError or DamagedBookError."""
        from nacl.exceptions import CryptoError
        from nacl.secret import Aead

        try:
            sealed = self._file(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError from error
        try:
            return bytes(Aead(self._key).decrypt(sealed, sha256.encode()))
        except (CryptoError, ValueError) as error:
            raise DamagedBookError from error

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return bool(re.fullmatch(_SHA256, sha256)) and self._file(sha256).exists()

    def _file(self, sha256: str) -> Path:
        if not re.fullmatch(_SHA256, sha256):  # a name from elsewhere may be a path
            raise NotFoundError
        return self._folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable where the system knows how (not on Windows)."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
