"""Peers, pages and the list of files exchanged."""

import json
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.database import Database
from fieldkit.core.db.segments import Segment
from fieldkit.core.db.writer import Writer
from fieldkit.core.security.roles import Role
from fieldkit.features.sync.model import Peer


def peers(db: Database) -> list[Peer]:
    """Everybody this book knows, by name."""
    return [_peer(r) for r in db.rows("SELECT * FROM peer ORDER BY name, id")]


def peer_of_device(db: Database, device: int) -> Peer | None:
    """The person behind a laptop, None when unknown."""
    row = db.row("SELECT * FROM peer WHERE device = :device", device=device)
    return _peer(row) if row else None


def save_peer(writer: Writer, row: dict[str, Any]) -> str:
    """Keep a card's facts."""
    return writer.local_put("peer", row)


def _peer(row: dict[str, Any]) -> Peer:
    return Peer(
        id=row["id"],
        device=row["device"],
        book_id=row["book_id"],
        name=row["name"],
        role=Role(row["role"]),
        sign_key=bytes(row["sign_key"]),
        box_key=row["box_key"],
        scope=row["scope"],
        is_revoked=row["revoked_at"] is not None,
    )


def cards_of(db: Database, devices: set[int]) -> list[str]:
    """The cards of laptops, as they came."""
    rows = db.rows(
        "SELECT card FROM peer WHERE device IN (SELECT value FROM json_each(:devices))"
        " AND revoked_at IS NULL ORDER BY device",
        devices=json.dumps(sorted(devices)),
    )
    return [r["card"] for r in rows]


def all_scopes(db: Database) -> list[str]:
    """Every scope this book holds something of."""
    return [
        r["scope"]
        for r in db.rows("SELECT scope FROM op UNION SELECT scope FROM segment ORDER BY 1")
    ]


def heads(db: Database, scopes: list[str]) -> dict[str, int]:
    """The last page held of each stream, by `device|scope`."""
    rows = db.rows(
        "SELECT dev, scope, max(number) AS number FROM segment WHERE withheld = 0"
        " AND scope IN (SELECT value FROM json_each(:scopes)) GROUP BY dev, scope",
        scopes=json.dumps(scopes),
    )
    return {f"{r['dev']}|{r['scope']}": r["number"] for r in rows}


def pages(db: Database, scopes: list[str], after: dict[str, int]) -> list[Segment]:
    """The pages of some scopes that come after what a receiver holds."""
    rows = db.rows(
        "SELECT dev, scope, number FROM segment WHERE withheld = 0"
        " AND scope IN (SELECT value FROM json_each(:scopes)) ORDER BY dev, scope, number",
        scopes=json.dumps(scopes),
    )
    wanted = [r for r in rows if r["number"] > after.get(f"{r['dev']}|{r['scope']}", 0)]
    return [segment for r in wanted if (segment := page(db, r["dev"], r["scope"], r["number"]))]


def page(db: Database, dev: int, scope: str, number: int) -> Segment | None:
    """One page, None when it is not here."""
    row = db.row(
        "SELECT dev, scope, number, prev, hash, signature, operations, body FROM segment"
        " WHERE dev = :dev AND scope = :scope AND number = :number",
        dev=dev,
        scope=scope,
        number=number,
    )
    if row is None:
        return None
    return Segment(
        row["dev"], row["scope"], row["number"], bytes(row["prev"]), bytes(row["hash"]),
        bytes(row["signature"]), row["operations"], bytes(row["body"]),
    )  # fmt: skip


def page_state(db: Database, dev: int, scope: str, number: int) -> tuple[bytes, bool] | None:
    """The hash of a page held, and whether it is withheld."""
    row = db.row(
        "SELECT hash, withheld FROM segment"
        " WHERE dev = :dev AND scope = :scope AND number = :number",
        dev=dev,
        scope=scope,
        number=number,
    )
    return (bytes(row["hash"]), bool(row["withheld"])) if row else None


def confirmed(db: Database, device: int) -> dict[str, int]:
    """What somebody said they hold, in their newest file."""
    row = db.row(
        "SELECT heads FROM exchange WHERE peer_device = :device AND direction = 'in'"
        " ORDER BY sequence DESC, at DESC LIMIT 1",
        device=device,
    )
    return dict(json.loads(row["heads"])) if row else {}


def last_sequence(db: Database, device: int, direction: str) -> int:
    """The number of the newest file to or from somebody."""
    return int(
        db.value(
            "SELECT coalesce(max(sequence), 0) FROM exchange"
            " WHERE peer_device = :device AND direction = :direction",
            device=device,
            direction=direction,
        )
    )


def exchanges(db: Database, limit: int = 200) -> list[dict[str, Any]]:
    """The newest files exchanged, with the other's name."""
    return db.rows(
        "SELECT e.*, p.name, p.role FROM exchange e LEFT JOIN peer p ON p.device = e.peer_device"
        " ORDER BY e.at DESC LIMIT :limit",
        limit=limit,
    )


def owners(db: Database, scope: str) -> set[int]:
    """The laptops that serve a scope."""
    rows = db.rows("SELECT device FROM scope_owner WHERE scope = :scope", scope=scope)
    return {r["device"] for r in rows}


def owned(db: Database, device: int) -> list[str]:
    """The scopes a laptop serves."""
    rows = db.rows("SELECT scope FROM scope_owner WHERE device = :d ORDER BY scope", d=device)
    return [r["scope"] for r in rows]


def photos_in(db: Database, segments: list[Segment]) -> list[str]:
    """The contents of photos that some pages speak of."""
    places = {(s.dev, s.scope, s.number) for s in segments}
    rows = db.rows(
        "SELECT o.dev, o.scope, o.seg, p.sha256 FROM op o JOIN photo p ON p.id = o.row"
        " WHERE o.tbl = 'photo' AND o.col = '*' ORDER BY o.hlc"
    )
    found = [r["sha256"] for r in rows if (r["dev"], r["scope"], r["seg"]) in places]
    return list(dict.fromkeys(found))


def conflicts(db: Database) -> list[dict[str, Any]]:
    """The fields on which laptops disagree."""
    return db.rows("SELECT tbl, row, col FROM conflict ORDER BY tbl, row, col")


def count_conflicts(db: Database, touched: dict[str, set[str]]) -> int:
    """How many disagreements lie in the given records."""
    return sum(row["row"] in touched.get(row["tbl"], ()) for row in conflicts(db))


def waiting(db: Database) -> int:
    """How many operations wait for a newer program or a better clock."""
    return int(db.value("SELECT count(*) FROM op WHERE state = 1"))


def title_of(ctx: Context, table: str, row: str) -> str:
    """What a person calls the record a field belongs to."""
    columns = set(ctx.db.columns(table))
    named = next((c for c in ("name", "title", "held_on", "month") if c in columns), None)
    if named is None:
        return ""
    return str(ctx.db.value(f'SELECT "{named}" FROM "{table}" WHERE id = :row', row=row) or "")
