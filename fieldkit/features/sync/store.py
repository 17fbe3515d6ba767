"""Peers, pages and the list of files exchanged."""

import json
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.segments import Segment
from fieldkit.core.db.writer import Writer
from fieldkit.core.security.roles import Role
from fieldkit.features.sync.model import Peer

_MOST_NAMED = 60


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
        vouched_by=row["vouched_by"] or 0,
    )


def peer_row(db: Database, device: int) -> dict[str, Any] | None:
    """Everything kept of the person behind a laptop."""
    return db.row("SELECT * FROM peer WHERE device = :device", device=device)


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
    """The last page held of each stream without a hole before it, by `device|scope`."""
    rows = db.rows(
        "SELECT dev, scope, max(number) AS number FROM (SELECT dev, scope, number,"
        " row_number() OVER (PARTITION BY dev, scope ORDER BY number) AS place FROM segment"
        " WHERE withheld = 0 AND scope IN (SELECT value FROM json_each(:scopes)))"
        " WHERE number = place GROUP BY dev, scope",
        scopes=json.dumps(scopes),
    )
    return {f"{r['dev']}|{r['scope']}": r["number"] for r in rows}


def holes(db: Database) -> list[dict[str, Any]]:
    """The streams of which later pages came and earlier ones did not: how many are missing."""
    return db.rows(
        "SELECT dev, scope, max(number) - count(*) AS missing FROM segment WHERE withheld = 0"
        " GROUP BY dev, scope HAVING max(number) > count(*) ORDER BY dev, scope"
    )


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
        " AND part IS NULL ORDER BY sequence DESC, at DESC LIMIT 1",
        device=device,
    )
    return dict(json.loads(row["heads"])) if row else {}


def wanted_photos(db: Database, device: int) -> list[str]:
    """The contents of photos that somebody said they lack, in their newest file."""
    row = db.row(
        "SELECT missing FROM exchange WHERE peer_device = :device AND direction = 'in'"
        " AND part IS NULL ORDER BY sequence DESC, at DESC LIMIT 1",
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
    """The number of the newest file to or from somebody, on whichever of their laptops."""
    return int(
        db.value(
            "SELECT coalesce(max(sequence), 0) FROM exchange WHERE direction = :direction"
            " AND (peer_device = :device OR (:direction = 'out' AND peer_device IN"
            " (SELECT p.device FROM peer p JOIN peer one ON one.book_id = p.book_id"
            " WHERE one.device = :device)))",
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
        " AND part IS NULL ORDER BY sequence DESC",
        device=device,
    )
    return [(r["at"], dict(json.loads(r["heads"]))) for r in rows]


def granted(db: Database, scope: str) -> set[str]:
    """The books that a grant lets serve a scope: whoever got it last, and substitutes."""
    rows = _grants(db, scope)
    last = [r["book_id"] for r in rows if r["kind"] == "hand_over"][-1:]
    return {*last, *(r["book_id"] for r in rows if r["kind"] == "substitute")}


def serving(db: Database, scope: str) -> set[str]:
    """The books that serve a scope that was handed over; empty where it never was."""
    is_handed = any(r["kind"] == "hand_over" for r in _grants(db, scope))
    return granted(db, scope) if is_handed else set()


def _grants(db: Database, scope: str) -> list[dict[str, Any]]:
    return db.rows(
        "SELECT s.book_id, s.kind, (SELECT min(hlc) FROM op WHERE tbl = 'steward'"
        " AND row = s.id AND state = 0) AS at FROM steward s"
        " WHERE s._scope = :scope ORDER BY s.since, at, s.id",
        scope=scope,
    )


def hand_over_page(db: Database, scope: str, device: int) -> int | None:
    """The page on which a laptop handed a scope over, None when it never did."""
    found = db.value(
        "SELECT max(o.seg) FROM steward s JOIN op o ON o.tbl = 'steward' AND o.row = s.id"
        " WHERE s._scope = :scope AND s.kind = 'hand_over' AND o.col = '*' AND o.state = 0"
        " AND o.dev = :device",
        scope=scope,
        device=device,
    )
    return int(found) if found else None


def has_written(db: Database, scope: str, devices: str) -> bool:
    """Whether one of some laptops (a JSON list) ever wrote in a scope."""
    return bool(
        db.value(
            "SELECT EXISTS (SELECT 1 FROM segment WHERE scope = :scope AND dev IN"
            " (SELECT value FROM json_each(:devices))) OR EXISTS (SELECT 1 FROM op"
            " WHERE seg IS NULL AND scope = :scope"
            " AND dev IN (SELECT value FROM json_each(:devices)))",
            scope=scope,
            devices=devices,
        )
    )


def has_spoken(db: Database, table: str, row: str, scope: str) -> bool:
    """Whether the log speaks of a record in a scope."""
    return bool(
        db.value(
            "SELECT EXISTS (SELECT 1 FROM op WHERE tbl = :table AND row = :row AND scope = :scope)",
            table=table,
            row=row,
            scope=scope,
        )
    )


def sent_at(db: Database, device: int, sequence: int) -> str:
    """When a file to somebody was written, by our clock; blank when unknown."""
    return str(
        db.value(
            "SELECT at FROM exchange WHERE peer_device = :device AND direction = 'out'"
            " AND part IS NULL AND sequence = :sequence",
            device=device,
            sequence=sequence,
        )
        or ""
    )


def last_written(db: Database, device: int, before: int) -> str:
    """When somebody wrote the file before a number, by their own clock; blank when unknown."""
    return str(
        db.value(
            "SELECT written_at FROM exchange WHERE peer_device = :device AND direction = 'in'"
            " AND part IS NULL AND sequence < :before ORDER BY sequence DESC LIMIT 1",
            device=device,
            before=before,
        )
        or ""
    )


def receipts(db: Database, device: int) -> list[tuple[str, dict[str, int]]]:
    """What somebody said they hold, file by file, and when they wrote it; the earliest first."""
    rows = db.rows(
        "SELECT coalesce(written_at, at) AS told, heads FROM exchange"
        " WHERE peer_device = :device AND direction = 'in' AND part IS NULL"
        " ORDER BY sequence, at",
        device=device,
    )
    return [(r["told"], dict(json.loads(r["heads"]))) for r in rows]


# Whoever writes first in a scope serves it; no longer so once all they wrote was undone.
_STANDS = """(EXISTS (SELECT 1 FROM segment g
        WHERE g.dev = o.device AND g.scope = o.scope AND g.withheld = 0)
    OR NOT EXISTS (SELECT 1 FROM segment g WHERE g.dev = o.device AND g.scope = o.scope))"""


def owners(db: Database, scope: str) -> set[int]:
    """The laptops that serve a scope."""
    rows = db.rows(
        f"SELECT device FROM scope_owner o WHERE scope = :scope AND {_STANDS}", scope=scope
    )
    return {r["device"] for r in rows}


def claims(db: Database, scope: str) -> list[str]:
    """The ids of all that says who serves a scope, also what no longer stands."""
    return [r["id"] for r in db.rows("SELECT id FROM scope_owner WHERE scope = :s", s=scope)]


def owned(db: Database, device: int) -> list[str]:
    """The scopes that the book of a laptop serves, or was given."""
    rows = db.rows(
        f"SELECT DISTINCT scope FROM scope_owner o WHERE {_STANDS} AND (device = :d OR device IN"
        " (SELECT p.device FROM peer p JOIN peer me ON me.book_id = p.book_id AND me.device = :d))"
        " UNION SELECT s._scope FROM steward s JOIN peer me ON me.book_id = s.book_id"
        " AND me.device = :d ORDER BY 1",
        d=device,
    )
    return [r["scope"] for r in rows]


def has_served(db: Database, scope: str, book_id: str) -> bool:
    """Whether a book serves a scope, from whichever of its laptops."""
    return bool(
        db.value(
            "SELECT 1 FROM scope_owner o JOIN peer p ON p.device = o.device"
            f" WHERE o.scope = :scope AND p.book_id = :book AND {_STANDS} LIMIT 1",
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


def missing_sequences(db: Database, device: int, before: int | None = None) -> tuple[int, ...]:
    """The newest numbers of files of records that never came from somebody, from 1 on.

    A file may claim any number: no more are named than a person reads.
    """
    rows = db.rows(
        "SELECT DISTINCT sequence FROM exchange WHERE peer_device = :device"
        " AND direction = 'in' AND part IS NULL AND sequence < coalesce(:before, sequence + 1)"
        " ORDER BY sequence DESC",
        device=device,
        before=before,
    )
    known = [before] * (before is not None) + [r["sequence"] for r in rows] + [0]
    absent = (n for high, low in pairwise(known) for n in range(high - 1, low, -1))
    return tuple(sorted(islice(absent, _MOST_NAMED)))


def live_counts(db: Database, table: str, scopes: list[str]) -> int:
    """How many records of a kind are in some scopes now."""
    return int(
        db.value(
            f'SELECT count(*) FROM "{table}"'
            " WHERE _scope IN (SELECT value FROM json_each(:scopes))",
            scopes=json.dumps(scopes),
        )
    )


def known_photos(db: Database, names: list[str]) -> set[str]:
    """Which contents of photos some record of this book speaks of."""
    rows = db.rows(
        "SELECT DISTINCT sha256 FROM photo WHERE sha256 IN (SELECT value FROM json_each(:names))",
        names=json.dumps(names),
    )
    return {r["sha256"] for r in rows}


# -- what a file to somebody holds and leaves out ------------------------------------------


def operation_counts(db: Database) -> list[dict[str, Any]]:
    """How many changes that count each page holds, by kind of record."""
    return db.rows(
        "SELECT dev, scope, seg, tbl, count(*) AS n FROM op WHERE state = 0"
        " GROUP BY dev, scope, seg, tbl"
    )


def confirmed_operations(db: Database, scopes: list[str], after: dict[str, int]) -> int:
    """How many changes of some scopes somebody has confirmed already."""
    rows = db.rows(
        "SELECT dev, scope, number, operations FROM segment WHERE withheld = 0"
        " AND scope IN (SELECT value FROM json_each(:scopes))",
        scopes=json.dumps(scopes),
    )
    return sum(
        r["operations"] for r in rows if r["number"] <= after.get(f"{r['dev']}|{r['scope']}", 0)
    )


def withheld_operations(db: Database, scopes: list[str]) -> int:
    """How many changes of some scopes an undone merge keeps out."""
    return int(
        db.value(
            "SELECT coalesce(sum(operations), 0) FROM segment WHERE withheld = 1"
            " AND scope IN (SELECT value FROM json_each(:scopes))",
            scopes=json.dumps(scopes),
        )
    )


def other_groups(db: Database, scopes: list[str]) -> int:
    """How many groups and KUBE are in none of the given scopes."""
    return int(
        db.value(
            "SELECT (SELECT count(*) FROM kpm_group"
            " WHERE _scope NOT IN (SELECT value FROM json_each(:scopes)))"
            " + (SELECT count(*) FROM kube"
            " WHERE _scope NOT IN (SELECT value FROM json_each(:scopes)))",
            scopes=json.dumps(scopes),
        )
    )


def drafts(db: Database) -> int:
    """How many half-typed forms lie in this book."""
    return int(db.value("SELECT count(*) FROM draft"))


def revoked(db: Database) -> list[int]:
    """The laptops no longer trusted."""
    rows = db.rows("SELECT device FROM peer WHERE revoked_at IS NOT NULL ORDER BY device")
    return [r["device"] for r in rows]


def granted_books(db: Database) -> set[str]:
    """The books that were ever given a scope."""
    return {r["book_id"] for r in db.rows("SELECT DISTINCT book_id FROM steward")}


def devices_of_books(db: Database, books: set[str]) -> set[int]:
    """The laptops known of some books."""
    rows = db.rows(
        "SELECT device FROM peer WHERE book_id IN (SELECT value FROM json_each(:books))",
        books=json.dumps(sorted(books)),
    )
    return {r["device"] for r in rows}


def leaders_of(db: Database, scopes: list[str]) -> set[int]:
    """The laptops of the leaders of some KUBE."""
    rows = db.rows(
        "SELECT device FROM peer WHERE role = 'leader' AND revoked_at IS NULL"
        " AND scope IN (SELECT value FROM json_each(:scopes))",
        scopes=json.dumps(scopes),
    )
    return {r["device"] for r in rows}


def held_photos(db: Database, device: int) -> set[str]:
    """The photos somebody has: spoken of in pages they confirmed, and not asked for."""
    held = confirmed(db, device)
    asked = set(wanted_photos(db, device))
    rows = db.rows(
        "SELECT o.dev, o.scope, o.seg, p.sha256 FROM op o JOIN photo p ON p.id = o.row"
        " WHERE o.tbl = 'photo' AND o.col = '*' AND o.seg IS NOT NULL AND o.state = 0"
    )
    return {
        r["sha256"]
        for r in rows
        if r["sha256"] not in asked
        and (r["dev"] == device or r["seg"] <= held.get(f"{r['dev']}|{r['scope']}", 0))
    }


def photo_sizes(db: Database, names: list[str]) -> dict[str, int]:
    """The sizes of photos, by their contents."""
    rows = db.rows(
        "SELECT sha256, max(bytes) AS bytes FROM photo"
        " WHERE sha256 IN (SELECT value FROM json_each(:names)) GROUP BY sha256",
        names=json.dumps(names),
    )
    return {r["sha256"]: r["bytes"] or 0 for r in rows}


def photo_bytes(db: Database, names: list[str]) -> int:
    """How many bytes some photos have together."""
    return sum(photo_sizes(db, names).values())


# -- who sends here ------------------------------------------------------------------------


def senders(db: Database, roles: list[str]) -> list[dict[str, Any]]:
    """Everybody of some roles who is trusted."""
    return db.rows(
        "SELECT * FROM peer WHERE revoked_at IS NULL"
        " AND role IN (SELECT value FROM json_each(:roles)) ORDER BY name, device",
        roles=json.dumps(roles),
    )


def expected(db: Database) -> list[dict[str, Any]]:
    """The names noted by hand."""
    return db.rows("SELECT * FROM expected_sender ORDER BY name, id")


def newest_file(db: Database, device: int) -> dict[str, Any] | None:
    """The newest file of records that came from somebody."""
    return db.row(
        "SELECT * FROM exchange WHERE peer_device = :device AND direction = 'in'"
        " AND part IS NULL ORDER BY sequence DESC, at DESC LIMIT 1",
        device=device,
    )


def facts_of(row: dict[str, Any]) -> dict[str, int]:
    """The counts a file stated."""
    found = json.loads(row["facts"] or "{}")
    return {str(k): int(v) for k, v in found.items()} if isinstance(found, dict) else {}


def missing_pages(db: Database) -> dict[int, int]:
    """How many pages of each laptop are missing before later ones."""
    found: dict[int, int] = {}
    for hole in holes(db):
        found[hole["dev"]] = found.get(hole["dev"], 0) + hole["missing"]
    return found


# -- what a person should look at ----------------------------------------------------------


def families_sharing(db: Database, column: str) -> list[dict[str, Any]]:
    """Families that are not alone with a number, the earliest entered first."""
    return db.rows(
        f'SELECT f.id, f.name, f.group_id, f."{column}" AS number, o.dev, o.hlc'
        " FROM family f LEFT JOIN op o ON o.tbl = 'family' AND o.row = f.id AND o.col = '*'"
        " AND o.prev IS NULL AND o.state = 0"
        f' WHERE f."{column}" IN (SELECT "{column}" FROM family'
        f' WHERE "{column}" <> \'\' GROUP BY "{column}" HAVING count(*) > 1)'
        f' ORDER BY f."{column}", o.hlc, f.id'
    )


def entries_of_several_laptops(db: Database) -> list[dict[str, Any]]:
    """The cash entries of those KUBE in whose book more than one laptop wrote."""
    return db.rows(
        "SELECT e.id, e.kube_id, e.booked_on, e.lines, e.reverses, e.description, o.dev, o.hlc"
        " FROM cash_entry e JOIN op o ON o.tbl = 'cash_entry' AND o.row = e.id AND o.col = '*'"
        " AND o.state = 0 WHERE e.kube_id IN (SELECT c.kube_id FROM cash_entry c"
        " JOIN op p ON p.tbl = 'cash_entry' AND p.row = c.id AND p.col = '*'"
        " GROUP BY c.kube_id HAVING count(DISTINCT p.dev) > 1)"
        " GROUP BY e.id HAVING o.hlc = min(o.hlc)"
    )


def quarantined(db: Database) -> list[dict[str, Any]]:
    """Files that could not go in, without what is in them."""
    return db.rows(
        "SELECT id, file, sender, state, reason, at, length(content) AS size FROM quarantine"
        " ORDER BY at, file, id"
    )


def quarantined_file(db: Database, file_id: str) -> bytes:
    """One of them as it came."""
    return bytes(db.value("SELECT content FROM quarantine WHERE id = :id", id=file_id))


def looked_at(db: Database) -> set[str]:
    """The pairs somebody looked at and left as two."""
    return {r["id"] for r in db.rows("SELECT id FROM looked_at")}


def name_of_kube(db: Database, scope: str) -> str:
    """The name of a KUBE of this book, blank where it is not here."""
    return str(db.value("SELECT name FROM kube WHERE id = :id", id=scope) or "")


def writer_ahead(db: Database, now: int) -> int:
    """Whose laptop, other than this one, wrote something that counts after an instant; 0: none."""
    found = db.value(
        "SELECT dev FROM op WHERE hlc > :now AND dev <> :own AND state = 0"
        " ORDER BY hlc DESC LIMIT 1",
        now=now,
        own=db.device,
    )
    return int(found or 0)


def name_of(db: Database, device: int) -> str:
    """The name of whoever has a laptop, blank when unknown."""
    return str(db.value("SELECT name FROM peer WHERE device = :device", device=device) or "")


# -- what is handed over -------------------------------------------------------------------


def named_scopes(db: Database, table: str) -> list[dict[str, Any]]:
    """The groups or KUBE that are scopes of their own, with their names."""
    return db.rows(f'SELECT id, name FROM "{table}" WHERE _scope = id ORDER BY name, id')


def family_exists(db: Database, family_id: str) -> bool:
    """Whether a family is in the register."""
    return bool(db.value("SELECT 1 FROM family WHERE id = :id", id=family_id))


def families_by_name(db: Database) -> list[dict[str, Any]]:
    """Every family with its group's name."""
    return db.rows(
        "SELECT f.id, f.name, f._scope, g.name AS group_name FROM family f"
        " LEFT JOIN kpm_group g ON g.id = f.group_id ORDER BY f.name, f.id"
    )


def of_families(db: Database, table: str, families: Sequence[str]) -> list[str]:
    """The records of a kind that belong to some families."""
    rows = db.rows(
        f'SELECT id FROM "{table}" WHERE family_id IN (SELECT value FROM json_each(:ids))'
        " ORDER BY id",
        ids=json.dumps(list(families)),
    )
    return [r["id"] for r in rows]


def photos_of_records(db: Database, records: Sequence[str]) -> list[str]:
    """The photos that belong to some records."""
    rows = db.rows(
        "SELECT id FROM photo WHERE owner_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ids=json.dumps(list(records)),
    )
    return [r["id"] for r in rows]


def attended(db: Database, family_id: str) -> list[dict[str, Any]]:
    """The sessions a family was called at, with what was marked."""
    return db.rows(
        "SELECT s.held_on, s.title, a.status, max(o.hlc) AS hlc FROM attendance a"
        " JOIN session s ON s.id = a.session_id"
        " JOIN op o ON o.tbl = 'attendance' AND o.row = a.id"
        " WHERE a.family_id = :family GROUP BY a.id ORDER BY s.held_on",
        family=family_id,
    )


def moved_families(db: Database) -> list[dict[str, Any]]:
    """The families that were given away or taken over and are in no group."""
    return db.rows(
        "SELECT id, name, _scope FROM family WHERE _scope LIKE 'move-%' AND group_id IS NULL"
        " ORDER BY name, id"
    )


def name_of_book(db: Database, book_id: str) -> str:
    """The name of whoever keeps a book, blank when unknown."""
    found = db.value("SELECT name FROM peer WHERE book_id = :book ORDER BY id", book=book_id)
    return str(found or "")


def families_in(db: Database, scope: str) -> list[str]:
    """The families kept in a scope, by name."""
    rows = db.rows("SELECT id FROM family WHERE _scope = :scope ORDER BY name, id", scope=scope)
    return [row["id"] for row in rows]


def grants(db: Database) -> list[dict[str, Any]]:
    """Every grant with what it gives, the newest first."""
    return db.rows(
        "SELECT s.*, o.dev, coalesce(g.name, k.name,"
        " (SELECT group_concat(name, ', ') FROM family WHERE _scope = s._scope)) AS name"
        " FROM steward s JOIN op o ON o.tbl = 'steward' AND o.row = s.id AND o.col = '*'"
        " LEFT JOIN kpm_group g ON g.id = s._scope LEFT JOIN kube k ON k.id = s._scope"
        " ORDER BY s.since DESC, s.id"
    )
