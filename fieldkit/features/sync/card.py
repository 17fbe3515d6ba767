"""Contact cards: who somebody is and which keys are theirs, signed by themselves."""

import base64
import json
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import UnusableFileError
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.core.security.roles import Role

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
    )


def make_card(
    identity: Identity, *, name: str, role: Role, device: int, book_id: str, scope: str | None
) -> str:
    """Return a signed card as text."""
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


def _signed(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
