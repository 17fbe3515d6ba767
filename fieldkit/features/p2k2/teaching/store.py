"""The tables of own words, habits and local files."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.teaching.model import (
    LISTS,
    OWN_WORDS,
    TEXTS,
    ExcusedAs,
    Habits,
    LocalFile,
    overlaid,
)

SCOPE = "common"
# What belongs to one facilitator's week and not to the district's curriculum.
_OWN_HABITS = ("focus", "weekdays", "most_a_day", "days_off", "days_on", "shows_numbers")
_COMMON_HABITS = ("stunting", "excused_as", "categories")


def id_of(code: str) -> str:
    """Return the one id that all laptops give a session's own words."""
    return derived_id("topic", code)


def save_topic(writer: Writer, code: str, module: str, words: Mapping[str, Any]) -> str:
    """Write a session's own words and return the record's id."""
    row = {name: _plain(value) for name, value in words.items()}
    row |= {"id": id_of(code), "code": code, "module": module or None}
    return writer.put("topic", row, scope=SCOPE)


def remove_topic(writer: Writer, code: str) -> None:
    """Put a session's own words into the bin."""
    writer.remove("topic", id_of(code))


def rename_plans(db: Database, writer: Writer, code: str, former: str, title: str) -> None:
    """Give the sessions that are still planned the new title of their material."""
    sql = """SELECT id FROM session WHERE code = :code AND title = :former
        AND status = 'planned'"""
    plans = [{"id": row["id"], "title": title} for row in db.rows(sql, code=code, former=former)]
    if plans:
        writer.put_many("session", plans)


def has_topic(db: Database, code: str) -> bool:
    """Whether a session has own words."""
    return db.value("SELECT 1 FROM topic WHERE id = :id", id=id_of(code)) is not None


def own_words(db: Database) -> dict[str, dict[str, Any]]:
    """Return what the book words itself, by code; blank where it leaves the official words."""
    columns = ", ".join(OWN_WORDS)
    found = {}
    for row in db.rows(f"SELECT id, code, {columns} FROM topic ORDER BY id"):
        words: dict[str, Any] = {name: _listed(row[name]) for name in LISTS}
        words |= {name: row[name] or "" for name in TEXTS}
        found[row["code"] or ""] = words | {"minutes": row["minutes"] or 0}
    return found


def local_topics(db: Database) -> list[Topic]:
    """Return the local material, in the order in which it was added."""
    rows = db.rows(
        "SELECT code, module FROM topic WHERE code GLOB 'L*' ORDER BY position, code",
    )
    words = own_words(db)
    return [
        overlaid(
            Topic(
                code=row["code"], title="", module=row["module"] or curriculum.FREE,
                module_title=curriculum.module_title(row["module"] or curriculum.FREE),
                number=number, is_local=True,
            ),
            words.get(row["code"], {}),
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip


def next_position(db: Database) -> int:
    """Return the place of the next local material."""
    return int(db.value("SELECT coalesce(max(position), 0) + 1 FROM topic"))


def habits(db: Database, book_id: str) -> Habits:
    """Return the habits; what nobody chose is as usual."""
    kept: dict[str, Any] = {}
    ids = {_habit_id(key, book_id): key for key in (*_OWN_HABITS, *_COMMON_HABITS)}
    for row in db.rows(
        "SELECT id, value FROM teaching_habit WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(ids)),
    ):
        value = _value(row["value"])
        if value is not None:
            kept[ids[row["id"]]] = value
    usual = Habits()
    return Habits(
        stunting=_text(kept.get("stunting")) or usual.stunting,
        focus=_text(kept.get("focus")),
        weekdays=_days(kept.get("weekdays")) or usual.weekdays,
        most_a_day=kept["most_a_day"] if type(kept.get("most_a_day")) is int else usual.most_a_day,
        excused_as=_excused(kept.get("excused_as")),
        categories=_texts(kept.get("categories")),
        days_off=_dates(kept.get("days_off")),
        days_on=_dates(kept.get("days_on")),
        shows_numbers=kept.get("shows_numbers") is True,
    )


def save_habits(writer: Writer, wanted: Habits, book_id: str, own_scope: str) -> None:
    """Write the habits; only what changed becomes an operation."""
    values = {
        "stunting": wanted.stunting,
        "focus": wanted.focus,
        "weekdays": list(wanted.weekdays),
        "most_a_day": wanted.most_a_day,
        "excused_as": wanted.excused_as.value if wanted.excused_as else "",
        "categories": dict(sorted(wanted.categories.items())),
        "days_off": [day.isoformat() for day in sorted(set(wanted.days_off))],
        "days_on": [day.isoformat() for day in sorted(set(wanted.days_on))],
        "shows_numbers": wanted.shows_numbers,
    }
    for key, value in values.items():
        row = {
            "id": _habit_id(key, book_id),
            "key": key,
            "value": json.dumps(value, ensure_ascii=False),
        }
        writer.put("teaching_habit", row, scope=own_scope if key in _OWN_HABITS else SCOPE)


def files(db: Database, code: str) -> list[LocalFile]:
    """Return the files of a session that lie on this laptop, in the order of their names."""
    rows = db.rows("SELECT id, code, path FROM topic_file WHERE code = :code", code=code)
    found = [LocalFile(id=r["id"], code=r["code"], path=Path(r["path"])) for r in rows]
    return sorted(found, key=lambda one: (one.path.name.casefold(), one.id))


def add_file(writer: Writer, code: str, path: Path) -> str:
    """Remember where a file of a session lies."""
    row = {"id": derived_id("topic_file", code, str(path)), "code": code, "path": str(path)}
    return writer.local_put("topic_file", row)


def _habit_id(key: str, book_id: str) -> str:
    """Two people's weeks are two records, the district's curriculum is one."""
    return derived_id("teaching_habit", key, *([book_id] if key in _OWN_HABITS else []))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _value(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def _listed(text: str | None) -> tuple[str, ...]:
    found = _value(text)
    return tuple(str(entry) for entry in found) if isinstance(found, list) else ()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> dict[str, str]:
    found = value if isinstance(value, dict) else {}
    return {str(key): text for key, text in found.items() if isinstance(text, str)}


def _days(value: Any) -> tuple[int, ...]:
    found = value if isinstance(value, list) else []
    return tuple(day for day in range(1, 8) if day in found)


def _dates(value: Any) -> tuple[date, ...]:
    """Read days; what is no day is left out."""
    found = []
    for text in value if isinstance(value, list) else []:
        try:
            found.append(date.fromisoformat(text))
        except (TypeError, ValueError):
            continue
    return tuple(found)


def _excused(value: Any) -> ExcusedAs | None:
    return ExcusedAs(value) if value in set(ExcusedAs) else None
