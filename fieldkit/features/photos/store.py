"""The photo table: rows in, photos out."""

from datetime import datetime
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.db.writer import Row, Writer
from fieldkit.features.photos.model import Photo, Picture, Told

_COLUMNS = """id, owner_table, owner_id, sha256, bytes, width, height, caption, taken_at,
    latitude, longitude, fingerprint, thumbnail, position, cleared, told_on, told_hour,
    told_place"""


def save(writer: Writer, scope: str, values: dict[str, Any], picture: Picture) -> str:
    """Write a new photo and return its id."""
    row = {
        **values,
        "bytes": len(picture.jpeg),
        "width": picture.width,
        "height": picture.height,
        "taken_at": picture.taken_at.isoformat() if picture.taken_at else None,
        "latitude": picture.latitude,
        "longitude": picture.longitude,
        "fingerprint": picture.fingerprint,
        "thumbnail": picture.thumbnail,
    }
    return writer.put("photo", row, scope=scope)


def save_told(writer: Writer, photo_id: str, told: Told) -> None:
    """Write what somebody said of a photo; what is blank is taken back."""
    row = {
        "id": photo_id,
        "told_on": told.on.isoformat() if told.on else None,
        "told_hour": f"{told.at:%H:%M}" if told.at else None,
        "told_place": told.place or None,
    }
    writer.put("photo", row)


def by_id(db: Database, photo_id: str) -> Photo | None:
    """Return one photo."""
    row = db.row(f"SELECT {_COLUMNS} FROM photo WHERE id = :id", id=photo_id)
    return _photo(row) if row else None


def by_ids(db: Database, photo_ids: str) -> list[Photo]:
    """Return the photos of a JSON list of ids."""
    sql = f"SELECT {_COLUMNS} FROM photo WHERE id IN (SELECT value FROM json_each(:ids))"
    return [_photo(row) for row in db.rows(sql, ids=photo_ids)]


def of_owner(db: Database, owner_table: str, owner_id: str) -> list[Photo]:
    """Return a record's photos in their order."""
    sql = f"""SELECT {_COLUMNS} FROM photo WHERE owner_table = :t AND owner_id = :o
        ORDER BY position, taken_at, id"""
    return [_photo(row) for row in db.rows(sql, t=owner_table, o=owner_id)]


def counts(db: Database, owner_table: str, owner_ids: str) -> dict[str, int]:
    """Return how many photos each of these records (a JSON list of ids) has."""
    sql = """SELECT owner_id, count(*) AS n FROM photo WHERE owner_table = :t
        AND owner_id IN (SELECT value FROM json_each(:ids)) GROUP BY owner_id"""
    return {row["owner_id"]: row["n"] for row in db.rows(sql, t=owner_table, ids=owner_ids)}


def fingerprints(db: Database) -> list[Row]:
    """Return what is needed to find a picture again."""
    return db.rows(
        "SELECT id, owner_table, owner_id, taken_at, caption, sha256, fingerprint FROM photo"
    )


def next_position(db: Database, owner_table: str, owner_id: str) -> int:
    """Return the place behind a record's last photo."""
    sql = "SELECT max(position) FROM photo WHERE owner_table = :t AND owner_id = :o"
    last = db.value(sql, t=owner_table, o=owner_id)
    return 1 if last is None else int(last) + 1


def scope_of(db: Database, owner_table: str, owner_id: str) -> str | None:
    """Return the scope of the record a photo is to belong to, None when there is none."""
    if owner_table not in SYNCED:
        return None
    found = db.value(f'SELECT _scope FROM "{owner_table}" WHERE id = :id', id=owner_id)
    return str(found) if found else None


def moment(text: str | None) -> datetime | None:
    """Read a stored moment; a spoilt one counts as unknown."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _photo(row: Row) -> Photo:
    return Photo(
        id=row["id"],
        owner_table=row["owner_table"] or "",
        owner_id=row["owner_id"] or "",
        sha256=row["sha256"] or "",
        bytes=row["bytes"] or 0,
        width=row["width"] or 0,
        height=row["height"] or 0,
        caption=row["caption"] or "",
        taken_at=moment(row["taken_at"]),
        latitude=row["latitude"],
        longitude=row["longitude"],
        fingerprint=row["fingerprint"] or "",
        thumbnail=row["thumbnail"] or "",
        position=row["position"] or 0,
        is_cleared=bool(row["cleared"]),
        told=_told(row),
    )


def _told(row: Row) -> Told:
    """Read what was typed; spoilt words count as unknown."""
    on, at = moment(row["told_on"]), moment(f"2000-01-01T{row['told_hour'] or ''}")
    return Told(
        on=on.date() if on else None,
        at=at.time() if at and row["told_hour"] else None,
        place=row["told_place"] or "",
    )
