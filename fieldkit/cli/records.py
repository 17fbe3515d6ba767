"""Commands about records: undo, plain files out and in, one record with its history."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.door import Command, answer, common, day_of, existing, opened, option
from fieldkit.core import access
from fieldkit.core.access import Act
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission

if TYPE_CHECKING:
    from fieldkit.features.records.model import Entry, Then


@click.command("undo", cls=Command, help=N_("Undo the last step, or a named one."))
@click.argument("undo_id", required=False)
@common
def undo(undo_id: str | None) -> int:
    """Undo a step; an import or a merge is one step."""
    from fieldkit.features.records import undoing

    with opened() as ctx:
        done = undoing.undo(ctx, undo_id)
        said, name = undoing.undone_sentence(done), undoing.step_name(done.step)
    facts = {
        "undone": done.records,
        "step": done.step.id,
        "name": name,
        "undo_id": done.undo_id,
        "standing": [{"table": t, "record": r, "field": f} for t, r, f in done.standing],
    }
    return answer(facts, [said])


@click.command("dump", cls=Command, help=N_("Write every record the role may see as CSV."))
@option("--out", required=True, metavar="DIR", help=N_("The folder to write into."))
@common
def dump(out: str) -> int:
    """Write one CSV file per kind of record."""
    from fieldkit.features.records import service as records

    with opened() as ctx:
        tables = records.dump(ctx, Path(out))
    return answer({"tables": tables}, [f"{name}: {rows}" for name, rows in tables.items()])


@click.command("load", cls=Command, help=N_("Take edited dump files back as ordinary edits."))
@click.argument("folder", metavar="DIR")
@common
def load(folder: str) -> int:
    """Take edited files back; what can not go in is refused by name and row."""
    from fieldkit.features.records import service as records

    path = existing(folder)
    with opened() as ctx:
        done = records.load(ctx, path)
        refused = [
            {"table": r.table, "row": r.row, "field": r.field, "reason": records.reason(r)}
            for r in done.refused
        ]
    facts = {
        "changed": done.changed,
        "created": done.created,
        "same": done.same,
        "refused": refused,
        "undo_id": done.undo_id,
    }
    lines = [
        _("{changed} changed, {created} new, {same} same, {refused} refused.").format(
            **(facts | {"refused": len(refused)})
        ),
        *(f"{r['table']}.csv:{r['row']} {r['field']}: {r['reason']}" for r in refused),
    ]
    return answer(facts, lines, code=1 if refused else 0)


@click.command("show", cls=Command, help=N_("Show one record with its history."))
@click.argument("kind", type=click.Choice(["family", "group", "session", "kube"]))
@click.argument("name", metavar="ID_OR_NAME")
@option("--at", "day", metavar="YYYY-MM-DD", help=N_("Also as it was at the end of that day."))
@common
def show(kind: str, name: str, day: str | None) -> int:
    """Show a record and what was done to it, and as it once was."""
    from fieldkit.features.records import service as records

    wanted = day_of(day)
    with opened() as ctx:
        found = records.find(ctx, kind, name)
        history = records.history(ctx, found.table, found.id)
        then = records.on_day(ctx, found.table, found.id, wanted) if wanted else None
        if ctx.may(Permission.SEE_FULL_IDS) and found.table == "family":
            access.note(ctx, Act.FULL_IDS, found.id)
    facts = {
        "table": found.table,
        "record": found.values,
        "history": [_told(entry) for entry in history],
    }
    lines = [f"{field}: {value}" for field, value in found.values.items() if value is not None]
    if then is not None:
        facts["then"] = _then(then)
        lines += ["", *(f"{one.label}: {one.then} → {one.now}" for one in then.fields)]
    lines += ["", *(_line(entry) for entry in history)]
    return answer(facts, lines)


def _then(then: "Then") -> dict[str, Any]:
    return {
        "exists": then.exists,
        "fields": {one.field: one.then for one in then.fields},
        "belonging": [
            {"id": one.id, "name": one.name, "was_there": one.was_there, "is_there": one.is_there}
            for one in then.belonging
        ],
    }


def _told(entry: "Entry") -> dict[str, Any]:
    told = asdict(entry)
    told["at"] = entry.instant
    del told["at_ms"], told["record"]
    return told


def _line(entry: "Entry") -> str:
    changes = ", ".join(f"{c.field}: {c.before!r} → {c.after!r}" for c in entry.changes)
    return f"{entry.instant}  {entry.who}  {entry.step}" + (f"  [{changes}]" if changes else "")
