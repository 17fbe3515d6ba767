"""Random real commands on a book, each told with what it acknowledged."""

import random
from collections.abc import Callable
from typing import Any

from fieldkit.core import book_file, vault
from fieldkit.core.context import Context
from fieldkit.core.db import health
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError
from fieldkit.core.ids import new_id
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Incident
from fieldkit.features.records import undoing
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit

# One command makes so many families: a half-done one shows.
AT_ONCE = 5
IN_A_LIST = 30
Told = tuple[str, ...]
# What was acknowledged and is no step: undo does not find it.
NO_STEPS = {"file", "backup", "draft"}


class Deeds:
    """Does one command after another; `do` returns what it acknowledged, blank for nothing."""

    def __init__(
        self, ctx: Context, seed: int, tell: Callable[[Told], object] = lambda _told: None
    ) -> None:
        self._ctx, self._dice, self._tell = ctx, random.Random(seed), tell
        self._number = seed * 1_000_000
        rows = ctx.db.rows("SELECT id FROM family WHERE note <> ''")
        self._known = [row["id"] for row in rows]

    def do(self) -> Told:
        """Do one command."""
        self._number += 1
        kind = self._dice.choice(self.KINDS) if self._known else "c"
        return tuple(self._verbs()[kind]())

    KINDS = "ccuumpzavi"

    def _verbs(self) -> dict[str, Any]:
        return {
            "c": self._create, "u": self._change, "p": self._post, "m": self._keep_photo,
            "z": self._back_and_forth, "a": self._add_family, "v": self._visit, "i": self._incident,
        }  # fmt: skip

    def _create(self) -> Told:
        note = str(self._number)
        rows = [{"id": new_id(), "name": f"K{note}", "note": note} for _n in range(AT_ONCE)]
        with self._ctx.db.write(Step("Create")) as writer:
            writer.put_many("family", rows, scope="g")
        self._known += [row["id"] for row in rows]
        return ("notes", note, *(row["id"] for row in rows))

    def _change(self) -> Told:
        note = str(self._number)
        chosen = self._dice.sample(self._known, min(3, len(self._known)))
        with self._ctx.db.write(Step("Change")) as writer:
            writer.put_many("family", [{"id": i, "note": note} for i in chosen])
        return ("notes", note, *chosen)

    def _post(self) -> Told:
        lines = [
            {"account": "pot:kas", "amount": self._number},
            {"account": "income:dues", "amount": -self._number},
        ]
        row = {"id": new_id(), "kube_id": "k", "booked_on": "2026-11-01", "lines": lines}
        with self._ctx.db.write(Step("Post")) as writer:
            writer.post("cash_entry", row, scope="k")
        return ("cash_entry", row["id"])

    def _keep_photo(self) -> Told:
        return ("file", self._ctx.files.keep(str(self._number).encode() * 50))

    def _back_and_forth(self) -> Told:
        if self._dice.random() < 0.3:
            self._tell(("undoing",))
            try:
                undoing.undo(self._ctx)
                undoing.redo(self._ctx)
            except NotFoundError:
                pass
            return ("redone",)
        return ()

    def _add_family(self) -> Told:
        return ("family", people.save_family(self._ctx, Family(name=f"Ibu {self._number}")))

    def _visit(self) -> Told:
        family = self._dice.choice(self._known)
        today = self._ctx.today
        wanted = Visit(
            family_id=family,
            visited_on=today,
            purposes=("business",),
            problem=f"m{self._number}",
            agreement="Menabung",
        )
        return ("visit", visits.record_visit(self._ctx, wanted))

    def _incident(self) -> Told:
        now = protection.now_here(self._ctx)
        wanted = Incident(noticed_at=now, what=f"i{self._number}")
        return ("incident", protection.save_incident(self._ctx, wanted))


def standing(told: list[Told]) -> list[Told]:
    """Return what must be there: where an undo was told and its redo not, the step may be gone."""
    found: list[Told] = []
    told = [one for one in told if one[0] != "begin"]
    for number, one in enumerate(told):
        if one[0] == "undoing":
            if told[number + 1 : number + 2] != [("redone",)]:
                steps = [n for n, kept in enumerate(found) if kept[0] not in NO_STEPS]
                if steps:
                    found.pop(steps[-1])
        elif one[0] != "redone":
            found.append(one)
    return found


def _has_list(ctx: Context, number: str) -> None:
    sql = "SELECT count(*) FROM family WHERE address = :a"
    assert ctx.db.value(sql, a=f"L{number}") == IN_A_LIST


def _has_merged(ctx: Context, number: str) -> None:
    rows = ctx.db.rows(
        "SELECT address, count(*) AS n FROM family WHERE address LIKE 'M%' GROUP BY 1"
    )
    found = {row["address"]: row["n"] for row in rows}
    assert found.get(f"M{number}") == AT_ONCE, (number, found)


def _has_backup(ctx: Context, name: str) -> None:
    """It is there and whole, or a newer one of the same day took its place."""
    place = vault.backup_place(ctx.db.folder)
    if not (place / name).exists():
        of_the_day = name.rpartition("-")[0]
        newer = [one.name for one in place.glob(f"{of_the_day}-*") if one.name.count("-") == 3]
        assert newer, name
        assert max(newer) > name, (newer, name)
        name = max(newer)
    assert book_file.is_whole(place / name)


def _has_draft(ctx: Context, number: str) -> None:
    kept = Drafts("visit").kept(ctx.db, "new")
    assert kept is not None
    assert int(kept.typed["problem"]) >= int(number)


LARGE: dict[str, Callable[..., None]] = {
    "list": _has_list, "merged": _has_merged, "backup": _has_backup, "draft": _has_draft,
}  # fmt: skip


def expect_no_half_list(ctx: Context) -> None:
    """A list or a file went in whole or not at all, and was taken back whole or not at all."""
    for letter, size in (("L", IN_A_LIST), ("M", AT_ONCE)):
        for row in ctx.db.rows(
            "SELECT address, count(*) AS n, sum(_del) AS gone FROM family_all"
            " WHERE address LIKE :like GROUP BY address",
            like=f"{letter}%",
        ):
            assert row["n"] == size, dict(row)
            assert row["gone"] in (0, size), dict(row)


def expect_nothing_lost(ctx: Context, told: list[Told], *, is_full: bool = True) -> None:
    """Compare what was said with what is there: every record, whole commands, whole ledger."""
    notes: dict[str, int] = {}
    for kind, *ids in standing(told):
        if kind == "notes":
            notes.update((i, int(ids[0])) for i in ids[1:])
        elif kind == "file":
            assert ctx.files.content(ids[0])
        elif kind in LARGE:
            LARGE[kind](ctx, *ids)
        else:
            assert ctx.db.value(f"SELECT 1 FROM {kind}_all WHERE id = :id", id=ids[0]), kind
    expect_no_half_list(ctx)
    shown = {r["id"]: r["note"] for r in ctx.db.rows("SELECT id, note FROM family_all")}
    for family, number in notes.items():
        assert int(shown.get(family) or 0) >= number
    for row in ctx.db.rows(
        "SELECT count(*) AS n FROM op JOIN step ON step.id = op.step"
        " WHERE step.name = 'Create' AND op.col = '*' GROUP BY op.step"
    ):
        assert row["n"] == AT_ONCE
    found = health.findings(ctx.db, is_full=is_full)
    assert {one.code for one in found} <= {"clock_behind"}, found
