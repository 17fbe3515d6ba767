"""The key slots beside a book: each wraps the one data key under another secret.

The data key never changes when a passphrase does. Slots: `passphrase` (argon2id of the
words) and `recovery` (argon2id of the printed code). A slot opens only with its secret;
nothing in the file is secret by itself.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.core.errors import DamagedBookError, NewerBookError, WrongPassphraseError

FORMAT = 1
KEY_BYTES = 48
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 26
_OPERATIONS, _MEMORY = 3, 64 * 1024 * 1024


@dataclass(slots=True)
class KeySlots:
    """The contents of `keys.json`."""

    book_id: str
    slots: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "KeySlots":
        """Read the file; raises DamagedBookError or NewerBookError."""
        try:
            raw = json.loads(file.read_text(encoding="ascii"))
            if raw["format"] > FORMAT:
                raise NewerBookError
            slots = {
                str(k): {str(a): str(b) for a, b in v.items()} for k, v in raw["slots"].items()
            }
            return cls(str(raw["book"]), slots)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedBookError from error

    def save(self, file: Path) -> None:
        """Write the file so that a power cut leaves the old or the new one."""
        text = json.dumps({"format": FORMAT, "book": self.book_id, "slots": self.slots}, indent=1)
        temporary = file.with_suffix(".new")
        with temporary.open("w", encoding="ascii") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)

    def add(self, kind: str, secret: str, data_key: bytes) -> None:
        """Wrap the data key under a secret, in place of that kind's former slot."""
        from nacl.secret import Aead

        salt = os.urandom(16)
        box = Aead(_stretched(kind, secret, salt))
        sealed = bytes(box.encrypt(data_key, self._binding(kind)))
        self.slots[kind] = {"salt": _b64(salt), "key": _b64(sealed)}

    def unlock(self, secret: str) -> bytes:
        """Return the data key; raises WrongPassphraseError when no slot opens."""
        from nacl.exceptions import CryptoError
        from nacl.secret import Aead

        kinds = [k for k in self.slots if k != "recovery" or looks_like_code(secret)]
        for kind in kinds:
            slot = self.slots[kind]
            try:
                box = Aead(_stretched(kind, secret, base64.b64decode(slot["salt"])))
                return bytes(box.decrypt(base64.b64decode(slot["key"]), self._binding(kind)))
            except (CryptoError, ValueError, KeyError):
                continue
        raise WrongPassphraseError

    def _binding(self, kind: str) -> bytes:
        return f"fieldkit|{FORMAT}|{self.book_id}|{kind}".encode()


def new_recovery_code() -> str:
    """Return 26 characters (130 bits) in groups of five, to print and keep apart."""
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(code[i : i + 5] for i in range(0, _CODE_LENGTH, 5))


def looks_like_code(text: str) -> bool:
    """Whether a text could be a recovery code, however it was typed."""
    return len(_normal_code(text)) == _CODE_LENGTH


def _normal_code(text: str) -> str:
    plain = "".join(text.upper().split()).replace("-", "")
    return plain.translate(str.maketrans("OIL", "011"))


def _stretched(kind: str, secret: str, salt: bytes) -> bytes:
    from nacl.pwhash import argon2id

    words = _normal_code(secret) if kind == "recovery" else secret
    key = argon2id.kdf(32, words.encode(), salt, opslimit=_OPERATIONS, memlimit=_MEMORY)
    return bytes(key)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
