"""Contact cards: who somebody is and which keys are theirs, signed by themselves."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import UnusableFileError
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.core.security.roles import Role
from fieldkit.core.text import printable
from fieldkit.features.sync import succession
from fieldkit.features.sync.model import is_scope

KIND = "fieldkit-card"
MAX_CARD = 8192
_LONGEST_NAME = 100
_SPOILT = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


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
    """Return the row of a peer from a card's text; raises UnusableFileError.

    A card is bytes from a stranger: every part is checked before anything is done with it.
    """
    try:
        card = dict(json.loads(text))
        signature = base64.b64decode(card.pop("signature"), validate=True)
        row = _row(card, text)
    except _SPOILT as error:
        raise UnusableFileError(reason="not_a_card") from error
    is_own = is_signed_by(row["sign_key"], _signed(card), signature)
    if card.get("kind") != KIND or not is_own or not _is_box_key(row["box_key"]):
        raise UnusableFileError(reason="forged_card")
    return row


def _row(card: dict[str, Any], text: str) -> dict[str, Any]:
    device, name, scope = card["device"], card["name"], card["scope"]
    if type(device) is not int or not 0 < device < 1 << 40:
        raise ValueError("not a laptop")
    shown = " ".join(printable(name[:_LONGEST_NAME]).split())
    if not shown or (scope is not None and not is_scope(scope)) or not is_scope(card["book"]):
        raise ValueError("not a person")
    return {
        "device": device,
        "book_id": card["book"],
        "name": shown,
        "role": Role(card["role"]).value,
        "sign_key": base64.b64decode(card["sign"], validate=True),
        "box_key": card["box"],
        "scope": scope,
        "card": text,
    }


def _is_box_key(text: Any) -> bool:
    """Whether something can be sealed to a key: a wrong one would fail at every sending."""
    import pyrage

    try:
        pyrage.x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, TypeError):
        return False
    return True


def is_proven(ctx: Context, row: dict[str, Any]) -> bool:
    """Whether a card may speak for its book: nobody known has that book, or one key leads to it."""
    same = ctx.db.row(
        "SELECT sign_key, book_id FROM peer WHERE device = :device", device=row["device"]
    )
    if same and (bytes(same["sign_key"]), same["book_id"]) != (row["sign_key"], row["book_id"]):
        return False
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
