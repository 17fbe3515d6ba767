"""A book's own keys: one to sign its pages, one to receive sealed files."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nacl.signing import SigningKey


class Identity:
    """The private keys of this device; they never leave the book, nor show in a trace."""

    __slots__ = ("box_secret", "sign_seed")

    def __init__(self, sign_seed: bytes, box_secret: str) -> None:
        self.sign_seed, self.box_secret = sign_seed, box_secret

    @classmethod
    def generate(cls) -> "Identity":
        """Make fresh keys."""
        from nacl.signing import SigningKey
        from pyrage import x25519

        return cls(bytes(SigningKey.generate()), str(x25519.Identity.generate()))

    def signing_key(self) -> "SigningKey":
        """The Ed25519 key that signs."""
        from nacl.signing import SigningKey

        return SigningKey(self.sign_seed)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature over a message."""
        return bytes(self.signing_key().sign(message).signature)

    @property
    def sign_public(self) -> bytes:
        """The 32 bytes others verify with."""
        return bytes(self.signing_key().verify_key)

    @property
    def box_public(self) -> str:
        """The age recipient others encrypt to."""
        from pyrage import x25519

        return str(x25519.Identity.from_str(self.box_secret).to_public())


def is_signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with the key's other half."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True
