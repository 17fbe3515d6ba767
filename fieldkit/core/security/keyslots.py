"""The key slots beside a book: each wraps the one data key under another secret.

The data key never changes when a passphrase does. Slots: `passphrase` (argon2id of the
words), `recovery` (argon2id of the printed code), `pin` (a short PIN, of use only together
with a random secret in this laptop's keyring; burnt after five wrong tries) and
`organisation` (sealed to a coordinator's box key). Nothing in the file is secret by itself.
"""

import base64
import json
import os
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from fieldkit.core import files
from fieldkit.core.errors import (
    DamagedBookError,
    DamagedKeysError,
    NewerBookError,
    NotFoundError,
    UsageError,
    WrongPassphraseError,
    WrongPinError,
)

FORMAT = 1
KEY_BYTES = 48
SALT_BYTES = 16
PIN_TRIES = 5
SERVICE = "FieldKit"
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 26
_OPERATIONS, _MEMORY = 3, 64 * 1024 * 1024
_FIRST_COST = "3 67108864"
_FIRST = {"format", "book", "slots"}


class Ring(Protocol):
    """The part of the `keyring` library a PIN needs."""

    def get_password(self, service: str, name: str) -> str | None:
        """Return a secret, None when there is none."""
        ...

    def set_password(self, service: str, name: str, secret: str) -> None:
        """Keep a secret."""
        ...

    def delete_password(self, service: str, name: str) -> None:
        """Forget a secret."""
        ...


class KeySlots:
    """The contents of `keys.json`."""

    __slots__ = ("book_id", "slots")

    def __init__(self, book_id: str, slots: dict[str, dict[str, str]] | None = None) -> None:
        self.book_id = book_id
        self.slots = slots if slots is not None else {}

    @classmethod
    def read(cls, file: Path) -> "KeySlots":
        """Read the file, or its copy where it is damaged; raises DamagedKeysError.

        A newer format raises NewerBookError, a file another program holds HeldFileError.
        """
        for place in (file, copy_of(file)):
            try:
                raw = files.patiently(place.read_bytes)
            except FileNotFoundError:
                continue
            except OSError as error:
                files.fail(error, place)
            found = cls._parsed(raw)
            if found is not None:
                return found
        raise DamagedKeysError

    @classmethod
    def are_both_whole(cls, file: Path) -> bool:
        """Whether the file and its copy can be read, and say the same."""
        try:
            raw = [place.read_bytes() for place in (file, copy_of(file))]
        except OSError:
            return False
        return raw[0] == raw[1] and cls._parsed(raw[0]) is not None

    @classmethod
    def _parsed(cls, raw: bytes) -> "KeySlots | None":
        """Return what a key file says, None when a byte of it was changed."""
        try:
            read = json.loads(raw.decode("ascii"))
            version, book, given = read["format"], str(read["book"]), read["slots"]
            if type(version) is int and version > FORMAT and "check" not in read:
                raise NewerBookError
            slots = {str(k): {str(a): str(b) for a, b in v.items()} for k, v in given.items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        found = cls(book, slots)
        # Books made before 0.2 have no checksum yet; they get one when they are next saved.
        is_whole = read.get("check") == _checksum(read) if "check" in read else set(read) == _FIRST
        if not is_whole:
            return None
        if type(version) is int and version > FORMAT:
            raise NewerBookError
        return found

    def save(self, file: Path) -> None:
        """Write the file and its copy, so that a power cut leaves the old or the new one."""
        content: dict[str, Any] = {"format": FORMAT, "book": self.book_id, "slots": self.slots}
        text = json.dumps(content | {"check": _checksum(content)}, indent=1)
        for place in (copy_of(file), file):
            files.write_bytes(place, text.encode("ascii"))

    # -- adding and burning ----------------------------------------------------------------

    def add(self, kind: str, secret: str, data_key: bytes) -> None:
        """Wrap the data key under words or a code, in place of that kind's former slot."""
        salt, cost = os.urandom(SALT_BYTES), _cost_now()
        facts = {"salt": _b64(salt), "cost": cost}
        self._seal(kind, _stretched(kind, secret, salt, cost), data_key, facts)

    def add_pin(self, pin: str, data_key: bytes, ring: Ring) -> None:
        """Wrap the data key under a PIN and a random secret kept in this laptop's keyring."""
        salt, part = os.urandom(SALT_BYTES), os.urandom(32)
        ring.set_password(SERVICE, self.book_id, _b64(part))
        facts = {"salt": _b64(salt), "cost": _cost_now(), "tries": str(PIN_TRIES)}
        self._seal("pin", _pin_key(pin, salt, part, facts["cost"]), data_key, facts)

    def add_organisation(self, box_key: str, name: str, data_key: bytes) -> None:
        """Seal the data key to a coordinator, who can open the book when its keeper can not."""
        import pyrage

        recipient = pyrage.x25519.Recipient.from_str(box_key)
        sealed = bytes(pyrage.encrypt(self._binding("organisation") + data_key, [recipient]))
        self.slots["organisation"] = {"name": name, "key": _b64(sealed)}

    def burn(self, kind: str, ring: Ring | None = None) -> None:
        """Make a slot useless for ever; raises NotFoundError when there is none."""
        if self.slots.pop(kind, None) is None:
            raise NotFoundError
        if kind == "pin" and ring is not None:
            _forget(ring, self.book_id)

    # -- opening ---------------------------------------------------------------------------

    def unlock(self, secret: str) -> bytes:
        """Return the data key for a passphrase or code; raises WrongPassphraseError."""
        kinds = ["passphrase", *(["recovery"] if looks_like_code(secret) else [])]
        for kind in kinds:
            slot = self.slots.get(kind)
            if slot is not None:
                key = _stretched(kind, secret, _salt_of(slot), slot.get("cost", _FIRST_COST))
                opened = self._opened(kind, key)
                if opened is not None:
                    return opened
        raise WrongPassphraseError

    def unlock_pin(self, pin: str, ring: Ring) -> bytes:
        """Return the data key for a PIN; raises WrongPinError with the tries left.

        Each wrong try is counted in the slot; after the fifth it is burnt. Save afterwards,
        whatever happened.
        """
        slot = self.slots.get("pin")
        part = ring.get_password(SERVICE, self.book_id) if slot else None
        if slot is None or part is None:
            raise WrongPassphraseError
        cost = slot.get("cost", _FIRST_COST)
        key = _pin_key(pin, _salt_of(slot), base64.b64decode(part), cost)
        opened = self._opened("pin", key)
        if opened is not None:
            slot["tries"] = str(PIN_TRIES)
            return opened
        left = int(slot["tries"]) - 1
        slot["tries"] = str(left)
        if left <= 0:
            self.burn("pin", ring)
        raise WrongPinError(left=max(0, left))

    def has_pin_here(self, ring: Ring | None) -> bool:
        """Whether a PIN opens this book on this laptop."""
        return (
            ring is not None
            and "pin" in self.slots
            and ring.get_password(SERVICE, self.book_id) is not None
        )

    def unlock_organisation(self, box_secret: str) -> bytes:
        """Return the data key with the coordinator's own key; raises WrongPassphraseError."""
        import pyrage

        slot = self.slots.get("organisation")
        if slot is None:
            raise WrongPassphraseError
        try:
            identity = pyrage.x25519.Identity.from_str(box_secret)
            opened = bytes(pyrage.decrypt(base64.b64decode(slot["key"]), [identity]))
        except (pyrage.DecryptError, ValueError) as error:
            raise WrongPassphraseError from error
        binding = self._binding("organisation")
        if not opened.startswith(binding) or len(opened) != len(binding) + KEY_BYTES:
            raise WrongPassphraseError
        return opened[len(binding) :]

    def tries_left(self) -> int | None:
        """How many wrong PINs are still allowed, None without a PIN."""
        slot = self.slots.get("pin")
        return int(slot["tries"]) if slot else None

    # -- inside ----------------------------------------------------------------------------

    def _seal(self, kind: str, key: bytes, data_key: bytes, facts: dict[str, str]) -> None:
        from nacl.secret import Aead

        sealed = bytes(Aead(key).encrypt(data_key, self._binding(kind)))
        self.slots[kind] = facts | {"key": _b64(sealed)}

    def _opened(self, kind: str, key: bytes) -> bytes | None:
        from nacl.exceptions import CryptoError
        from nacl.secret import Aead

        try:
            sealed = base64.b64decode(self.slots[kind]["key"])
            return bytes(Aead(key).decrypt(sealed, self._binding(kind)))
        except (CryptoError, ValueError, KeyError):
            return None

    def _binding(self, kind: str) -> bytes:
        return f"fieldkit|{FORMAT}|{self.book_id}|{kind}".encode()


def system_ring() -> Ring | None:
    """Return this laptop's keyring, None where there is none (then a PIN is not offered)."""
    try:
        import keyring
        from keyring.backends.fail import Keyring as NoKeyring
        from keyring.backends.null import Keyring as ForgetfulKeyring
    except ImportError:
        return None
    found = keyring.get_keyring()
    return None if isinstance(found, NoKeyring | ForgetfulKeyring) else _SystemRing()


class _SystemRing:
    """The `keyring` library; one that is locked or refuses is as good as none."""

    def get_password(self, service: str, name: str) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            found = keyring.get_password(service, name)
        except (KeyringError, OSError):
            return None
        return None if found is None else str(found)

    def set_password(self, service: str, name: str, secret: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(service, name, secret)
        except (KeyringError, OSError) as error:
            raise UsageError(reason="ring_refused") from error

    def delete_password(self, service: str, name: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        with suppress(KeyringError, OSError):
            keyring.delete_password(service, name)


def copy_of(file: Path) -> Path:
    """Return where the copy of a key file lies: without keys a whole book is lost."""
    return file.with_name("keys-copy.json")


def _checksum(content: dict[str, Any]) -> str:
    import hashlib

    kept = {key: value for key, value in content.items() if key != "check"}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def new_recovery_code() -> str:
    """Return 26 characters (130 bits) in groups of five, to print and keep apart."""
    import secrets

    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(code[i : i + 5] for i in range(0, _CODE_LENGTH, 5))


def looks_like_code(text: str) -> bool:
    """Whether a text could be a recovery code, however it was typed."""
    plain = _normal_code(text)
    return len(plain) == _CODE_LENGTH and set(plain) <= set(_CODE_ALPHABET)


def _normal_code(text: str) -> str:
    plain = "".join(text.upper().split()).replace("-", "")
    return plain.translate(str.maketrans("OIL", "011"))


def _salt_of(slot: dict[str, str]) -> bytes:
    try:
        salt = base64.b64decode(slot["salt"])
    except (ValueError, KeyError) as error:
        raise DamagedBookError from error
    if len(salt) != SALT_BYTES:
        raise DamagedBookError
    return salt


def _cost_now() -> str:
    """How much work a new slot's words cost; kept in the slot, so that it can grow later."""
    return f"{_OPERATIONS} {_MEMORY}"


def _stretched(kind: str, secret: str, salt: bytes, cost: str) -> bytes:
    from nacl.pwhash import argon2id

    # One spelling: the same letters come differently composed from different keyboards.
    words = unicodedata.normalize("NFKC", _normal_code(secret) if kind == "recovery" else secret)
    raw = words.encode("utf-8", "surrogateescape")
    try:
        operations, memory = (int(part) for part in cost.split())
        return bytes(argon2id.kdf(32, raw, salt, opslimit=operations, memlimit=memory))
    except (ValueError, TypeError, RuntimeError) as error:
        raise DamagedKeysError from error


def _pin_key(pin: str, salt: bytes, part: bytes, cost: str) -> bytes:
    """A bare six-digit PIN falls in hours; with the keyring's 256 bits it does not fall."""
    import hashlib

    stretched = _stretched("pin", pin, salt, cost)
    return hashlib.blake2b(stretched, key=part, digest_size=32, person=b"fieldkit-pin").digest()


def _forget(ring: Ring, book_id: str) -> None:
    if ring.get_password(SERVICE, book_id) is not None:
        ring.delete_password(SERVICE, book_id)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
