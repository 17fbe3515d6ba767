"""Who this book exchanges files with, and what each of them is known to hold."""

from fieldkit.core.context import Context
from fieldkit.core.security.roles import Permission
from fieldkit.features.sync import store
from fieldkit.features.sync.model import Contact, Peer


def contacts(ctx: Context) -> list[Contact]:
    """Everybody known, those no longer trusted last."""
    ctx.require(Permission.RECEIVE_FILES)
    return [
        Contact(
            peer=store.peer_of_row(row),
            trusted_at=row["trusted_at"] or "",
            introduced_by=row["introduced_by"] or "",
            last_sent_at=row["last_sent_at"] or "",
            last_received_at=row["last_received_at"] or "",
            confirmed_at=(held := _confirmed(ctx, row["device"]))[0],
            receipt_at=held[1],
        )
        for row in store.contact_rows(ctx.db)
    ]


def receivers(ctx: Context) -> list[Peer]:
    """Everybody a file can be written to now."""
    ctx.require(Permission.SEND_FILES)
    return [p for p in store.peers(ctx.db) if not p.is_revoked]


def _confirmed(ctx: Context, device: int) -> tuple[str, str]:
    """Return when the newest file of ours they hold was written, and when they said so."""
    receipts = store.receipts(ctx.db, device)
    if not receipts:
        return "", ""
    for at, heads in store.sent_heads(ctx.db, device):
        ours = {place: n for place, n in heads.items() if not place.startswith(f"{device}|")}
        told = [when for when, held in receipts if _holds(held, ours)]
        if told:
            return at, told[0]
    return "", ""


def _holds(held: dict[str, int], ours: dict[str, int]) -> bool:
    return all(held.get(place, 0) >= number for place, number in ours.items())
