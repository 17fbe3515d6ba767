"""Edited dump files taken back as ordinary edits of this user, in one step."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.errors import MissingFileError, Problem, UnusableFileError
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.people.service import mask_id
from fieldkit.features.records import kinds, store
from fieldkit.features.records.cells import CellError, shown, value_of
from fieldkit.features.records.model import Loaded, Refused

_MOST_BYTES = 256 * 1024 * 1024
_ID = re.compile(r"[0-9a-z]{6,40}")


@dataclass(slots=True)
class _Work:
    """What the files want, gathered before anything is written."""

    changed: dict[str, list[Row]] = field(default_factory=dict)
    created: dict[str, list[Row]] = field(default_factory=dict)
    moved: dict[str, list[str]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    same: int = 0

    def refuse(self, table: str, row: int, column: str, code: str, **details: object) -> None:
        self.refused.append(Refused(table=table, row=row, problem=Problem(column, code, details)))


def load(ctx: Context, folder: Path) -> Loaded:
    """Take edited files back; missing rows and missing files are left alone.

    Every cell that can not be taken is refused by name and row, the others go in.
    """
    ctx.require(Permission.LOAD)
    if not folder.is_dir():
        raise MissingFileError(path=str(folder))
    files = {file.stem: file for file in sorted(folder.glob("*.csv"))}
    work = _Work()
    for name in files:
        if name not in kinds.DUMPED:
            work.refuse(name, 0, "", "unknown_table")
    reader = _Reader(ctx, work)
    for table in kinds.DUMPED:
        if table in files:
            reader.read(table, files[table])
    undo_id = _write(ctx, work)
    return Loaded(
        changed=sum(map(len, work.changed.values())),
        created=sum(map(len, work.created.values())),
        same=work.same,
        refused=tuple(work.refused),
        undo_id=undo_id,
    )


def _write(ctx: Context, work: _Work) -> str | None:
    if not work.changed and not work.created:
        return None
    count = sum(map(len, [*work.changed.values(), *work.created.values()]))
    step = Step(N_("Take {count} records back from files"), count=count)
    with ctx.db.write(step, is_risky=True) as writer:
        for table in kinds.DUMPED:
            _write_table(writer, work, table)
        for scope, families in work.moved.items():
            writer.move("family", families, scope)
        return writer.step_id


def _write_table(writer: Writer, work: _Work, table: str) -> None:
    if table in work.created:
        writer.put_many(table, work.created[table])
    if table in work.changed:
        writer.put_many(table, work.changed[table])


class _Reader:
    """Compares the rows of files with the book."""

    def __init__(self, ctx: Context, work: _Work) -> None:
        self._ctx, self._work = ctx, work
        self._scopes: dict[str, dict[str, str]] = {}
        self._may_see_ids = ctx.may(Permission.SEE_FULL_IDS)

    def read(self, table: str, file: Path) -> None:
        """Gather what one file wants."""
        if not self._ctx.may(kinds.SEE[table]):
            self._work.refuse(table, 0, "", "not_permitted")
            return
        types = store.columns(self._ctx.db, table)
        current = {r[0]: r for r in store.records(self._ctx.db, table, list(types))}
        used = store.known_ids(self._ctx.db, table)
        seen: set[str] = set()
        for number, cells in _rows(file):
            if number == 1:
                if problem := _header_problem(cells, types):
                    self._work.refuse(table, 1, *problem)
                    return
                continue
            record = cells.get("id", "").strip()
            if record and record in seen:
                self._work.refuse(table, number, "id", "repeated_id")
            elif record in current:
                now = dict(zip(types, current[record], strict=True))
                self._compare(table, number, cells, now, types)
            elif record in used:
                self._work.refuse(table, number, "id", "in_the_bin")
            else:
                self._create(table, number, cells, types)
            seen.add(record)

    def _compare(
        self, table: str, number: int, cells: dict[str, str], now: Row, types: dict[str, str]
    ) -> None:
        hidden = () if self._may_see_ids else kinds.MASKED.get(table, ())
        differing = {
            name: cell
            for name, cell in cells.items()
            if name != "id"
            and cell.strip() != shown(now[name]).strip()
            and not (name in hidden and cell == shown(mask_id(now[name])))
        }
        if not differing:
            self._work.same += 1
            return
        if not self._may_edit(table, number):
            return
        row: Row = {"id": now["id"]}
        for name, cell in differing.items():
            if name in kinds.FIXED.get(table, ()):
                self._work.refuse(table, number, name, "fixed_field")
            else:
                self._take(table, number, name, cell, types, row)
        row = {n: v for n, v in row.items() if n == "id" or v != now[n]}
        if len(row) == 1:
            return
        if table == "family" and "group_id" in row:
            scope = row["group_id"] or self._ctx.db.own_scope
            self._work.moved.setdefault(scope, []).append(row["id"])
        self._work.changed.setdefault(table, []).append(row)

    def _create(
        self, table: str, number: int, cells: dict[str, str], types: dict[str, str]
    ) -> None:
        if not self._may_edit(table, number):
            return
        if table in kinds.MADE_ELSEWHERE:
            self._work.refuse(table, number, "id", "made_elsewhere")
            return
        refused_before = len(self._work.refused)
        row: Row = {}
        for name, kind in types.items():
            if name != "id":
                self._take(table, number, name, cells.get(name, ""), {name: kind}, row)
        row["id"] = cells.get("id", "").strip()
        self._check_id(table, number, row)
        if len(self._work.refused) == refused_before:
            scope = self._scope(table, row)
            self._scopes.setdefault(table, store.scopes(self._ctx.db, table))[row["id"]] = scope
            self._work.created.setdefault(table, []).append({**row, "_scope": scope})

    def _may_edit(self, table: str, number: int) -> bool:
        if table in kinds.LEDGERS:
            self._work.refuse(table, number, "", "ledger_only_grows")
        elif table in kinds.UNCHANGED:
            self._work.refuse(table, number, "", "made_elsewhere")
        elif not self._ctx.may(kinds.EDIT[table]):
            self._work.refuse(table, number, "", "not_permitted")
        else:
            return True
        return False

    def _take(
        self, table: str, number: int, name: str, cell: str, types: dict[str, str], row: Row
    ) -> None:
        """Put a cell's value into the row, or refuse it."""
        try:
            value = value_of(table, name, types[name], cell, self._ctx.today)
        except CellError as error:
            self._work.refused.append(Refused(table=table, row=number, problem=error.problem))
            return
        if value is not None and name in kinds.REFERENCES and not self._exists(name, value):
            self._work.refuse(table, number, name, "unknown_reference")
            return
        row[name] = value

    def _exists(self, column: str, record: Any) -> bool:
        return record in self._scopes_of(kinds.REFERENCES[column])

    def _scopes_of(self, table: str) -> dict[str, str]:
        if table not in self._scopes:
            self._scopes[table] = store.scopes(self._ctx.db, table)
        return self._scopes[table]

    def _check_id(self, table: str, number: int, row: Row) -> None:
        """Give a new record its id, and refuse one that can not be its own."""
        if table in kinds.DERIVED:
            own = kinds.derived_ids(table, row)
            if row["id"] and row["id"] not in own:
                self._work.refuse(table, number, "id", "other_id")
            row["id"] = row["id"] or own[0]
            if not self._scopes_of(table).keys().isdisjoint(own):
                self._work.refuse(table, number, "id", "repeated_id")
        elif not row["id"]:
            row["id"] = new_id()
        elif not _ID.fullmatch(row["id"]):
            self._work.refuse(table, number, "id", "other_id")
        if (parent := kinds.PARENT.get(table)) and table != "family" and not row.get(parent[0]):
            self._work.refuse(table, number, parent[0], "required")

    def _scope(self, table: str, row: Row) -> str:
        if table in kinds.OWN_SCOPE:
            return str(row["id"])
        if table in kinds.COMMON:
            return "common"
        if table not in kinds.PARENT:
            return self._ctx.db.own_scope
        column, parent = kinds.PARENT[table]
        return self._scopes_of(parent).get(row.get(column) or "", self._ctx.db.own_scope)


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each line's number with its cells by column; line 1 holds the names themselves."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UnusableFileError(reason="file_too_large")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableFileError(reason="not_utf8") from error
    except OSError as error:
        raise MissingFileError(path=file.name) from error
    header = text.partition("\n")[0]
    delimiter = ";" if ";" in header and "," not in header else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names: list[str] = []
    number = 0
    try:
        for cells in reader:
            number += 1
            if number == 1:
                names = [cell.strip() for cell in cells]
                yield 1, dict.fromkeys(names, "")
            elif any(cell.strip() for cell in cells):
                yield number, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        raise UnusableFileError(reason="not_csv") from error


def _header_problem(names: dict[str, str], types: dict[str, str]) -> tuple[str, str] | None:
    if "id" not in names:
        return "id", "no_id_column"
    unknown = [name for name in names if name not in types]
    return (unknown[0], "unknown_column") if unknown else None
