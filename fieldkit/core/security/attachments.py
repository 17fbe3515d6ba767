"""Photos and files, encrypted, each under the hash of its content."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fieldkit.core import files
from fieldkit.core.errors import DamagedBookError, LockedBookError, NotFoundError

if TYPE_CHECKING:
    from nacl.secret import Aead

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

    def forget(self, sha256: str) -> None:
        """Delete the bytes for good; only what the law wants destroyed is."""
        ...

    def lock(self) -> None:
        """Forget the key until the book is opened anew."""
        ...

    def unlock(self, data_key: bytes | bytearray) -> None:
        """Read and write again after a lock."""
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

    def forget(self, sha256: str) -> None:
        """Delete the bytes for good."""
        self._kept.pop(sha256, None)

    def lock(self) -> None:
        """There is no key to forget."""

    def unlock(self, data_key: bytes | bytearray) -> None:
        """There is nothing to open."""


class FolderAttachments:
    """`attachments/ab/<sha256>` under XChaCha20-Poly1305, the hash bound in."""

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._folder = folder
        self._data_key = bytearray(data_key)

    def unlock(self, data_key: bytes | bytearray) -> None:
        """Read and write again after a lock."""
        self._data_key[:] = data_key

    def lock(self) -> None:
        """Forget the key until the book is opened anew."""
        self._data_key[:] = bytes(len(self._data_key))
        self._data_key.clear()

    def keep(self, content: bytes) -> str:
        """Store the bytes; return their SHA-256 in hex."""
        sha256 = _sha256(content)
        file = self._file(sha256)
        if not file.exists():
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                files.fail(error, file)
            files.write_bytes(file, bytes(self._box().encrypt(content, sha256.encode())))
        return sha256

    def content(self, sha256: str) -> bytes:
        """Return the bytes; raises NotFoundError or DamagedBookError."""
        from nacl.exceptions import CryptoError

        file = self._file(sha256)
        try:
            sealed = files.patiently(file.read_bytes)
        except FileNotFoundError as error:
            raise NotFoundError from error
        except OSError as error:
            files.fail(error, file)
        try:
            return bytes(self._box().decrypt(sealed, sha256.encode()))
        except (CryptoError, ValueError) as error:
            raise DamagedBookError from error

    def forget(self, sha256: str) -> None:
        """Delete the bytes for good."""
        file = self._file(sha256)
        try:
            files.patiently(lambda: file.unlink(missing_ok=True))
        except OSError as error:
            files.fail(error, file)

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return bool(re.fullmatch(_SHA256, sha256)) and self._file(sha256).exists()

    def _box(self) -> "Aead":
        """The box of attachments, its key derived when one is kept or read (not at each start)."""
        import hashlib

        from nacl.secret import Aead

        if not self._data_key:
            raise LockedBookError
        person = b"fk-attachments"
        return Aead(hashlib.blake2b(self._data_key, digest_size=32, person=person).digest())

    def _file(self, sha256: str) -> Path:
        if not re.fullmatch(_SHA256, sha256):  # a name from elsewhere may be a path
            raise NotFoundError
        return self._folder / sha256[:2] / sha256


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
