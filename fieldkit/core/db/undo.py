"""Undo writes the opposite as a new step; undo of a merge withholds what the merge brought.

Field by field the former value comes back where the step's value still stands, and the
result says where it does not. Ledger entries are taken back by further entries (decision 4).
"""

import json
from datetime import date
from typing import Any, NamedTuple

from fieldkit.core.db.database import Database
from fieldkit.core.db.oplog import CREATION, Dot, Operation, Record, fold
from fieldkit.core.db.steps import Step, changes_many
from fieldkit.core.db.tables import TABLES
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.errors import NoSuchStepError, NothingToUndoError


class StepInfo(NamedTuple):
    """A step as it was named when it was made."""

    id: str
    name: str
    args: dict[str, object]
    hlc: int
    kind: str


class Undone(NamedTuple):
    """What an undo did. `standing` lists (table, row, field) that changed since and stay."""

    step: StepInfo
    undo_id: str
    records: int
    standing: tuple[tuple[str, str, str], ...]


def next_undo(db: Database) -> StepInfo | None:
    """Return the step that undo would take back, None when there is none."""
    return _info(
        db.row(
            "SELECT * FROM step WHERE dev = :dev AND kind IN ('do', 'merge', 'redo')"
            " AND undone_by IS NULL ORDER BY hlc DESC LIMIT 1",
            dev=db.device,
        )
    )


def next_redo(db: Database) -> StepInfo | None:
    """Return the undo that redo would take back: only while nothing else was done since."""
    found = db.row(
        "SELECT * FROM step WHERE dev = :dev AND kind = 'undo' AND undone_by IS NULL"
        " AND hlc > (SELECT coalesce(max(hlc), 0) FROM step"
        "            WHERE dev = :dev AND kind IN ('do', 'merge')) ORDER BY hlc DESC LIMIT 1",
        dev=db.device,
    )
    return _info(found)


def undo(db: Database, *, today: date, reason: str, step_id: str | None = None) -> Undone:
    """Take back the last step, or a named one; raises NotFoundError when there is none."""
    step = _named(db, step_id) if step_id else next_undo(db)
    if step is None:
        raise NoSuchStepError(step=step_id) if step_id else NothingToUndoError
    return _opposite(db, step, "undo", today, reason)


def redo(db: Database, *, today: date, reason: str) -> Undone:
    """Do again what the last undo took back; raises NotFoundError when there is none."""
    step = next_redo(db)
    if step is None:
        raise NothingToUndoError
    return _opposite(db, step, "redo", today, reason)


def _named(db: Database, step_id: str) -> StepInfo | None:
    return _info(
        db.row(
            "SELECT * FROM step WHERE id = :id AND dev = :dev AND undone_by IS NULL",
            id=step_id,
            dev=db.device,
        )
    )


def _info(row: Row | None) -> StepInfo | None:
    if row is None:
        return None
    return StepInfo(
        id=row["id"],
        name=row["name"],
        args=json.loads(row["args"]),
        hlc=row["hlc"],
        kind=row["kind"],
    )


def _opposite(db: Database, step: StepInfo, kind: str, today: date, reason: str) -> Undone:
    from fieldkit.core.db.intake import set_withheld

    root = _root(db, step.id)
    is_risky = changes_many(_records_of(db, root)) or _is_merge(db, root)
    name = Step(step.name, **step.args)
    with db.write(name, kind=kind, undoes=step.id, is_risky=is_risky) as writer:
        writer.record_step()
        db.raw.execute("UPDATE step SET undone_by = ? WHERE id = ?", (writer.step_id, step.id))
        withheld = set_withheld(db, writer, root, is_withheld=kind == "undo")
        changed, standing = _Opposite(db, writer, root, kind, today, reason).write()
    return Undone(
        step=step, undo_id=writer.step_id, records=changed + withheld, standing=tuple(standing)
    )


def _root(db: Database, step_id: str) -> str:
    """Return the step that was first done, behind its undos and redos."""
    while undone := db.value("SELECT undoes FROM step WHERE id = :id", id=step_id):
        step_id = str(undone)
    return step_id


def _records_of(db: Database, step_id: str) -> int:
    return int(db.value("SELECT count(DISTINCT row) FROM op WHERE step = :id", id=step_id))


def _is_merge(db: Database, step_id: str) -> bool:
    return bool(db.value("SELECT 1 FROM step WHERE id = :id AND kind = 'merge'", id=step_id))


class _Opposite:
    """Brings the records of a step to what they would be without it, or with it again.

    The wanted state is folded from the operations of all steps that stand, leaving out
    undos and redos themselves; only the fields this step wrote are looked at.
    """

    def __init__(
        self, db: Database, writer: Writer, root: str, kind: str, today: date, reason: str
    ) -> None:
        self._db, self._writer, self._root, self._kind = db, writer, root, kind
        self._today, self._reason = today.isoformat(), reason
        self._stands: dict[str, bool] = {}

    def write(self) -> tuple[int, list[tuple[str, str, str]]]:
        by_table: dict[str, dict[str, list[Operation]]] = {}
        own = "SELECT * FROM op WHERE step = ? AND dev = ? ORDER BY hlc, dev"
        for raw in self._db.raw.execute(own, (self._root, self._db.device)).fetchall():
            op = Operation(*raw)
            by_table.setdefault(op.tbl, {}).setdefault(op.row, []).append(op)
        changed, standing = 0, []
        for table, rows in by_table.items():
            if TABLES[table].kind == "ledger":
                self._turn_entries(table, list(rows))
                changed += len(rows)
            else:
                operations, left = self._fields(table, rows)
                self._writer.append(operations)
                self._writer.project(table, list(rows))
                changed += len({op.row for op in operations})
                standing += left
        return changed, standing

    def _turn_entries(self, table: str, rows: list[str]) -> None:
        verb = self._writer.reverse if self._kind == "undo" else self._writer.reinstate
        for row_id in rows:
            verb(table, row_id, booked_on=self._today, reason=self._reason)

    def _fields(
        self, table: str, rows: dict[str, list[Operation]]
    ) -> tuple[list[Operation], list[tuple[str, str, str]]]:
        operations: list[Operation] = []
        standing: list[tuple[str, str, str]] = []
        every = self._writer.operations_of(table, list(rows))
        # What the merge itself added to a record it brought goes back to what the file said.
        gone = [row_id for row_id, ops in every.items() if all(op.col != CREATION for op in ops)]
        every |= self._writer.operations_of(table, gone, with_withheld=True)
        for row_id, own in rows.items():
            now = fold(every[row_id])
            wanted = fold(op for op in every[row_id] if self._counts(op.step))
            for column in _columns(own, wanted):
                values = self._wanted(every[row_id], wanted, column)
                if _values_of(now, column) != set(values):
                    operations += [
                        self._writer.field(table, row_id, now, column, value) for value in values
                    ]
                elif self._kind == "undo":
                    standing.append((table, row_id, column))
        return operations, standing

    def _wanted(self, every: list[Operation], wanted: Record, column: str) -> list[Any]:
        """Return the value a field should have, or the several it should be disputed between."""
        if column == "_del":
            return [0 if wanted.exists and not wanted.value(column) else 1]
        sides = _sides(every, column, {op[:2] for op in every if self._counts(op.step)})
        return list(dict.fromkeys(sides)) or [None]

    def _counts(self, step_id: str) -> bool:
        """Whether a step stands: never an undo or redo itself, never a step taken back."""
        if step_id not in self._stands:
            row = self._db.row("SELECT kind, undone_by FROM step WHERE id = :id", id=step_id)
            stands = row is None or row["kind"] not in ("undo", "redo")
            while stands and row is not None and row["undone_by"]:
                row = self._db.row(
                    "SELECT kind, undone_by FROM step WHERE id = :id", id=row["undone_by"]
                )
                if row is not None and row["undone_by"] is None:
                    stands = row["kind"] == "redo"
            self._stands[step_id] = stands
        return self._stands[step_id]


def _values_of(record: Record, column: str) -> set[Any]:
    found = set(record.heads.get(column, {}).values()) or {None}
    return {value or 0 for value in found} if column == "_del" else found


def _sides(every: list[Operation], column: str, standing: set[Dot]) -> list[Any]:
    """Return the standing values nobody standing has replaced, the newest last.

    What was seen through a step that no longer stands counts as seen all the same.
    """
    values: dict[Dot, Any] = {}
    seen: dict[Dot, list[Dot]] = {}
    for op in every:
        if op.col == column:
            values[op.hlc, op.dev] = op.val
            seen[op.hlc, op.dev] = [(h, d) for h, d in json.loads(op.prev)] if op.prev else []
        elif op.col == CREATION and column in (fields := json.loads(op.val)):
            values[op.hlc, op.dev] = fields[column]
            seen[op.hlc, op.dev] = [(h, d) for h, d in json.loads(op.prev)] if op.prev else []
    replaced: set[Dot] = set()
    waiting = [before for dot in standing for before in seen.get(dot, ())]
    while waiting:
        dot = waiting.pop()
        if dot not in replaced:
            replaced.add(dot)
            waiting += seen.get(dot, ())
    return [values[dot] for dot in sorted(values) if dot in standing and dot not in replaced]


def _columns(own: list[Operation], wanted: Record) -> list[str]:
    """Return the fields a step decides: of a record it made, only whether it is there."""
    columns = {op.col for op in own}
    if CREATION in columns:
        return ["_del"] if not wanted.exists else sorted(columns - {CREATION} | {"_del"})
    return sorted(columns)
