"""One book on several laptops, one after another: restored, it gets new keys and proves them.

The former keys stay in the book. They sign the next ones, so that whoever knew the former
laptop knows the new one for the same book; and they still open what was written to them.
"""

import base64
import json
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.features.sync.model import Peer

MOST = 16
Key = tuple[int, bytes]


@dataclass(frozen=True)
class Former:
    """A laptop this book lived on, with its keys."""

    device: int
    identity: Identity

    @cached_property
    def key(self) -> Key:
        """What others know the laptop by."""
        return self.device, self.identity.sign_public


def former(ctx: Context) -> list[Former]:
    """Return the laptops this book lived on before, the oldest first."""
    rows = json.loads(ctx.db.meta("former") or "[]")
    return [
        Former(int(r["device"]), Identity(base64.b64decode(r["sign_seed"]), str(r["box_secret"])))
        for r in rows
    ]


def as_author(ctx: Context, device: int) -> Peer | None:
    """Return a former laptop of this book as the author of its pages."""
    found = next((one for one in former(ctx) if one.device == device), None)
    if found is None:
        return None
    return Peer(
        id="",
        device=device,
        book_id=ctx.me.book_id,
        name=ctx.me.name,
        role=ctx.role,
        sign_key=found.identity.sign_public,
        box_key=found.identity.box_public,
        scope=ctx.db.meta("kube"),
        is_revoked=False,
    )


def chain(ctx: Context, upto: int | None = None) -> list[list[Any]]:
    """Return who signed whom, the oldest first: `[device, key, signature over the next]`."""
    links = former(ctx)[-MOST:]
    keys = [one.key for one in links] + [(ctx.me.device, ctx.identity.sign_public)]
    if upto is not None:
        cut = next(i for i, key in enumerate(keys) if key[0] == upto)
        links, keys = links[:cut], keys[: cut + 1]
    return [
        [one.device, _text(one.key[1]), _text(one.identity.sign(_next_key(*after)))]
        for one, after in zip(links, keys[1:], strict=True)
    ]


def proven(device: int, sign_key: bytes, links: Any) -> set[Key]:
    """Return the keys that a card proves to be of one book, its own among them."""
    found = {(device, sign_key)}
    after = (device, sign_key)
    try:
        for known, key, signature in reversed(list(links)[-MOST:]):
            before = (int(known), base64.b64decode(key, validate=True))
            if not is_signed_by(before[1], _next_key(*after), base64.b64decode(signature)):
                break
            found.add(before)
            after = before
    except (TypeError, ValueError, struct.error):
        return found
    return found


def own_keys(ctx: Context) -> set[Key]:
    """Return the keys of this book, its former ones among them."""
    return {(ctx.me.device, ctx.identity.sign_public), *(one.key for one in former(ctx))}


def _next_key(device: int, sign_key: bytes) -> bytes:
    return b"FKNEXT1" + struct.pack(">q", device) + sign_key


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
