"""A coordinator's directory: many contact cards signed at once, and those no longer trusted.

Whoever trusts the coordinator knows all of them after one file; the words on the telephone
are needed for the coordinator's own card only.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.errors import UnusableFileError
from fieldkit.core.security.identity import is_signed_by
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.sync import card, sending, store

SUFFIX = ".fkcards"
KIND = "fieldkit-cards"
MAX_BYTES = 4 * 1024 * 1024
_MOST = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a directory brought."""

    by: str
    fresh: int
    known: int
    revoked: int


def may_write(ctx: Context) -> bool:
    """Whether this role vouches for others."""
    return ctx.role is Role.COORDINATOR


def write(ctx: Context, path: Path) -> int:
    """Write the cards of everybody this coordinator trusts, signed; return how many."""
    ctx.require(Permission.SEND_FILES)
    known = [p for p in store.peers(ctx.db) if not p.is_revoked]
    cards = store.cards_of(ctx.db, {p.device for p in known})
    facts: dict[str, Any] = {
        "kind": KIND,
        "format": 1,
        "by": ctx.me.device,
        "written_at": ctx.clock.now().isoformat(timespec="seconds"),
        "cards": cards,
        "revoked": store.revoked(ctx.db),
    }
    signature = base64.b64encode(ctx.identity.sign(_signed(facts))).decode()
    text = json.dumps(facts | {"signature": signature}, ensure_ascii=False)
    sending.write_file(path, text.encode())
    return len(cards)


def is_directory(path: Path) -> bool:
    """Whether a file is a directory of cards, by its name."""
    return path.suffix.casefold() == SUFFIX


def take(ctx: Context, path: Path) -> Taken:
    """Know everybody a trusted coordinator signed; raises UnusableFileError.

    Whoever the coordinator no longer trusts, and is known only through them, is trusted no more.
    """
    ctx.require(Permission.RECEIVE_FILES)
    facts = _read(path)
    signer = store.peer_of_device(ctx.db, facts["by"])
    if signer is None or signer.is_revoked or signer.role is not Role.COORDINATOR:
        raise UnusableFileError(reason="directory_of_stranger")
    if not is_signed_by(signer.sign_key, _signed(facts), facts["signature"]):
        raise UnusableFileError(reason="forged_card")
    now = ctx.clock.now().isoformat(timespec="seconds")
    fresh = known = revoked = 0
    with ctx.db.local() as writer:
        for text in facts["cards"]:
            row = card.read_card(text)
            if row["book_id"] == ctx.me.book_id or store.peer_row(ctx.db, row["device"]):
                known += 1
            elif card.is_proven(ctx, row):
                vouched = {"trusted_at": now, "vouched_by": signer.device}
                store.save_peer(writer, row | vouched)
                fresh += 1
        for device in facts["revoked"]:
            peer = store.peer_row(ctx.db, device)
            if peer and peer["vouched_by"] == signer.device and not peer["revoked_at"]:
                store.save_peer(writer, peer | {"revoked_at": now})
                revoked += 1
    return Taken(by=signer.name, fresh=fresh, known=known, revoked=revoked)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableFileError(reason="not_a_card")
        facts = dict(json.loads(path.read_text(encoding="utf-8")))
        facts["signature"] = base64.b64decode(facts["signature"], validate=True)
        is_plain = (
            facts["kind"] == KIND
            and type(facts["by"]) is int
            and 0 < facts["by"] < 1 << 40
            and all(type(text) is str for text in facts["cards"])
            and all(type(device) is int and 0 < device < 1 << 40 for device in facts["revoked"])
            and len(facts["cards"]) + len(facts["revoked"]) <= _MOST
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnusableFileError(reason="not_a_card") from error
    if not is_plain:
        raise UnusableFileError(reason="not_a_card")
    return facts


def _signed(facts: dict[str, Any]) -> bytes:
    plain = {key: value for key, value in facts.items() if key != "signature"}
    return (
        b"FKCARDS1"
        + json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
