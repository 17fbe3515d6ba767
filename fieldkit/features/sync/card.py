"""Contact cards: who somebody is and which keys are theirs, signed by themselves."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import UnusableFileError
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import succession

KIND = "fieldkit-card"
MAX_CARD = 8192


def own_card(ctx: Context) -> str:
    """Return this book's card as text."""
    return make_card(
        ctx.identity,
        name=ctx.me.name,
        role=ctx.role,
        device=ctx.me.device,
        book_id=ctx.me.book_id,
        scope=ctx.db.meta("kube"),
        follows=succession.chain(ctx),
    )


def former_cards(ctx: Context, devices: set[int]) -> list[str]:
    """Return the cards of laptops this book lived on before."""
    return [
        make_card(
            one.identity,
            name=ctx.me.name,
            role=ctx.role,
            device=one.device,
            book_id=ctx.me.book_id,
            scope=ctx.db.meta("kube"),
            follows=succession.chain(ctx, one.device),
        )
        for one in succession.former(ctx)
        if one.device in devices
    ]


def make_card(
    identity: Identity,
    *,
    name: str,
    role: Role,
    device: int,
    book_id: str,
    scope: str | None,
    follows: Sequence[Sequence[Any]] = (),
) -> str:
    """Return a signed card as text; `follows` proves the book's former laptops."""
    facts: dict[str, Any] = {
        "kind": KIND,
        "format": 1,
        "name": name,
        "role": role.value,
        "device": device,
        "book": book_id,
        "scope": scope,
        "sign": base64.b64encode(identity.sign_public).decode(),
        "box": identity.box_public,
        **({"follows": follows} if follows else {}),
    }
    signature = identity.sign(_signed(facts))
    return json.dumps(
        facts | {"signature": base64.b64encode(signature).decode()}, ensure_ascii=False, indent=1
    )


def read_card(text: str) -> dict[str, Any]:
    """Return the row of a peer from a card's text; raises UnusableFileError."""
    try:
        card = json.loads(text)
        signature = base64.b64decode(card.pop("signature"))
        sign_key = base64.b64decode(card["sign"], validate=True)
        row: dict[str, Any] = {
            "device": int(card["device"]),
            "book_id": str(card["book"]),
            "name": str(card["name"])[:100],
            "role": Role(card["role"]).value,
            "sign_key": sign_key,
            "box_key": str(card["box"]),
            "scope": str(card["scope"]) if card["scope"] else None,
            "card": text,
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnusableFileError(reason="not_a_card") from error
    is_own = is_signed_by(sign_key, _signed(card), signature)
    if card.get("kind") != KIND or not is_own or not 0 < row["device"] < 1 << 40:
        raise UnusableFileError(reason="forged_card")
    return row


def is_proven(ctx: Context, row: dict[str, Any]) -> bool:
    """Whether a card may speak for its book: nobody known has that book, or one key leads to it."""
    known = ctx.db.rows(
        "SELECT device, sign_key, card FROM peer WHERE book_id = :book AND device <> :device",
        book=row["book_id"],
        device=row["device"],
    )
    keys = _keys_of(row)
    if row["book_id"] == ctx.me.book_id:
        return bool(keys & succession.own_keys(ctx))
    return not known or any(keys & _keys_of(peer) for peer in known)


def _keys_of(row: dict[str, Any]) -> set[succession.Key]:
    links = json.loads(row["card"]).get("follows", ())
    return succession.proven(row["device"], bytes(row["sign_key"]), links)


def _signed(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
