"""Half-typed forms, kept on this laptop as typed until they are saved or dropped."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Writer
from fieldkit.core.ids import derived_id


class Draft(NamedTuple):
    """What was typed, and when it was kept."""

    typed: dict[str, Any]
    kept_at: datetime


class Drafts:
    """The drafts of one form, by the record they are about (or a name for a new one)."""

    def __init__(self, form: str) -> None:
        self._form = form

    def keep(self, db: Database, record: str, typed: Mapping[str, Any], now: datetime) -> None:
        """Keep what was typed, in place of what was kept before."""
        row = {
            "id": self._id(record),
            "form": self._form,
            "record": record,
            "data": json.dumps(dict(typed), ensure_ascii=False),
            "saved_at": now.isoformat(),
        }
        with db.local() as writer:
            writer.local_put("draft", row)

    def kept(self, db: Database, record: str) -> Draft | None:
        """Return what was typed; None when there is nothing or it can not be read."""
        row = db.row("SELECT data, saved_at FROM draft WHERE id = :id", id=self._id(record))
        try:
            typed = json.loads(row["data"]) if row else None
        except ValueError:
            typed = None
        if row is None or not isinstance(typed, dict):
            return None
        return Draft(typed, datetime.fromisoformat(row["saved_at"]))

    def records(self, db: Database) -> set[str]:
        """Return which records have something half-typed."""
        rows = db.rows("SELECT record FROM draft WHERE form = :form", form=self._form)
        return {row["record"] for row in rows}

    def drop(self, writer: Writer, record: str) -> None:
        """Forget what was typed, in the step that saves it."""
        writer.local_remove("draft", self._id(record))

    def _id(self, record: str) -> str:
        return derived_id("draft", self._form, record)
