"""Peers, pages and the list of files exchanged."""

import json
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.segments import Segment
from fieldkit.core.db.writer import Writer
from fieldkit.core.security.roles import Role
from fieldkit.features.sync.model import Peer


def peers(db: Database) -> list[Peer]:
    """Everybody this book knows, by name."""
    return [peer_of_row(r) for r in db.rows("SELECT * FROM peer ORDER BY name, id")]


def peer_of_device(db: Database, device: int) -> Peer | None:
    """The person behind a laptop, None when unknown."""
    row = db.row("SELECT * FROM peer WHERE device = :device", device=device)
    return peer_of_row(row) if row else None


def save_peer(writer: Writer, row: dict[str, Any]) -> str:
    """Keep a card's facts."""
    return writer.local_put("peer", row)


def peer_of_row(row: dict[str, Any]) -> Peer:
    """Read one row of the table."""
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


def wanted_photos(db: Database, device: int) -> list[str]:
    """The contents of photos that somebody said they lack, in their newest file."""
    row = db.row(
        "SELECT missing FROM exchange WHERE peer_device = :device AND direction = 'in'"
        " ORDER BY sequence DESC, at DESC LIMIT 1",
        device=device,
    )
    return [str(sha) for sha in json.loads(row["missing"] or "[]")] if row else []


def photos_of(db: Database, scopes: list[str]) -> list[str]:
    """The contents of all photos in some scopes, the oldest first."""
    rows = db.rows(
        "SELECT DISTINCT sha256 FROM photo WHERE sha256 IS NOT NULL"
        " AND _scope IN (SELECT value FROM json_each(:scopes)) ORDER BY taken_at, sha256",
        scopes=json.dumps(scopes),
    )
    return [r["sha256"] for r in rows]


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
        " ORDER BY e.at DESC, e.sequence DESC, e.id LIMIT :limit",
        limit=limit,
    )


def contact_rows(db: Database) -> list[dict[str, Any]]:
    """Everybody known, with who introduced them and when files last went to and fro."""
    return db.rows(
        "SELECT p.*, by.name AS introduced_by,"
        " (SELECT max(at) FROM exchange e WHERE e.peer_device = p.device"
        "  AND e.direction = 'out') AS last_sent_at,"
        " (SELECT max(at) FROM exchange e WHERE e.peer_device = p.device"
        "  AND e.direction = 'in') AS last_received_at"
        " FROM peer p LEFT JOIN peer by ON by.device = p.vouched_by"
        " ORDER BY p.revoked_at IS NOT NULL, p.name, p.id"
    )


def sent_heads(db: Database, device: int) -> list[tuple[str, dict[str, int]]]:
    """When each file to somebody was written and what it held, the newest first."""
    rows = db.rows(
        "SELECT at, heads FROM exchange WHERE peer_device = :device AND direction = 'out'"
        " ORDER BY sequence DESC",
        device=device,
    )
    return [(r["at"], dict(json.loads(r["heads"]))) for r in rows]


def owners(db: Database, scope: str) -> set[int]:
    """The laptops that serve a scope."""
    rows = db.rows("SELECT device FROM scope_owner WHERE scope = :scope", scope=scope)
    return {r["device"] for r in rows}


def owned(db: Database, device: int) -> list[str]:
    """The scopes that the book of a laptop serves."""
    rows = db.rows(
        "SELECT DISTINCT scope FROM scope_owner WHERE device = :d OR device IN"
        " (SELECT p.device FROM peer p JOIN peer me ON me.book_id = p.book_id AND me.device = :d)"
        " ORDER BY scope",
        d=device,
    )
    return [r["scope"] for r in rows]


def has_served(db: Database, scope: str, book_id: str) -> bool:
    """Whether a book serves a scope, from whichever of its laptops."""
    return bool(
        db.value(
            "SELECT 1 FROM scope_owner o JOIN peer p ON p.device = o.device"
            " WHERE o.scope = :scope AND p.book_id = :book LIMIT 1",
            scope=scope,
            book=book_id,
        )
    )


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
