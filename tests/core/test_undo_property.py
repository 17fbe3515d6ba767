"""Any sequence of real commands, undone and redone, gives the states there were between."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family, Status
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Consent
from fieldkit.features.records import undoing
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import Visit

_VERBS = (
    "add", "rename", "status", "remove", "visit", "consent", "group", "move", "post", "bulk",
)  # fmt: skip
STEPS = 120
_deed = st.tuples(st.sampled_from(_VERBS), st.integers(0, 5), st.integers(0, 99))


class Book:
    """A book in memory and the verbs that people use on it."""

    def __init__(self, ctx):
        self.ctx = ctx

    def ids(self, table):
        return [r["id"] for r in self.ctx.db.rows(f"SELECT id FROM {table} ORDER BY id")]

    def do(self, verb, place, number):
        """Do one deed; nothing where there is nothing to do it to."""
        families, groups = self.ids("family"), self.ids("kpm_group")
        if verb == "group":
            people.save_group(self.ctx, people_group(number))
        elif verb == "add":
            group = groups[place % len(groups)] if groups else None
            people.save_family(self.ctx, Family(name=f"Ibu {number}", group_id=group))
        elif verb == "post":
            self._post(number)
        elif verb == "bulk":
            rows = [{"name": f"K{number}-{n}", "rt": str(place)} for n in range(4)]
            with self.ctx.db.write(Step("Import")) as writer:
                writer.put_many("family", rows, scope="g")
        elif families:
            self._of_family(verb, families[place % len(families)], groups, number)

    def _post(self, number):
        lines = [
            {"account": "pot:kas", "amount": number + 1},
            {"account": "income:dues", "amount": -number - 1},
        ]
        row = {"kube_id": "k", "booked_on": "2026-11-01", "lines": lines}
        with self.ctx.db.write(Step("Post")) as writer:
            writer.post("cash_entry", row, scope="k")

    def _of_family(self, verb, family, groups, number):
        if verb == "rename":
            with self.ctx.db.write(Step("Rename")) as writer:
                writer.put("family", {"id": family, "name": f"Nama {number}", "note": None})
        elif verb == "status":
            people.set_status(self.ctx, [family], list(Status)[number % len(Status)])
        elif verb == "remove":
            people.remove_family(self.ctx, family)
        elif verb == "visit":
            wanted = Visit(
                family_id=family, visited_on=self.ctx.today, purposes=("business",),
                problem=f"m{number}", agreement="a",
            )  # fmt: skip
            visits.record_visit(self.ctx, wanted)
        elif verb == "consent":
            day = self.ctx.today
            protection.save_consent(self.ctx, Consent(family_id=family, given_on=day, given_by="x"))
        elif verb == "move" and groups:
            people.move_families(self.ctx, [family], groups[number % len(groups)])

    def state(self):
        """Return what people see: records as they stand, and balances of the money books."""
        seen = {}
        for table in SYNCED:
            if TABLES[table].kind != "ledger":
                rows = self.ctx.db.rows(f'SELECT * FROM "{table}" ORDER BY id')
                seen[table] = [tuple(row.values()) for row in rows]
        sums = "SELECT account, sum(amount) AS n FROM ledger_leg GROUP BY account HAVING n <> 0 ORDER BY 1"
        seen["balances"] = [tuple(row.values()) for row in self.ctx.db.rows(sums)]
        return seen

    def steps(self):
        return self.ctx.db.value("SELECT count(*) FROM step WHERE kind IN ('do', 'merge')")


def people_group(number):
    from fieldkit.features.people.model import Group

    return Group(name=f"Kelompok {number}")


@settings(max_examples=12, deadline=None)
@given(st.lists(_deed, min_size=1, max_size=14), st.integers(1, 14))
def test_any_commands_undone_and_redone_give_the_states_between(deeds, back):
    play(deeds, back)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(st.lists(_deed, min_size=1, max_size=20), st.integers(1, 20))
def test_very_many_commands_undone_and_redone_give_the_states_between(deeds, back):
    play(deeds, back)


def play(deeds, back):
    ctx = vault.memory_context(FixedClock(datetime(2026, 11, 20, tzinfo=UTC)))
    try:
        book = Book(ctx)
        states = [book.state()]
        for deed in deeds:
            before = book.steps()
            with suppress(InvalidInputError):  # such as a second group of that name
                book.do(*deed)
            made = book.steps() - before
            assert made <= 1
            if made:
                states.append(book.state())
        back = min(back, len(states) - 1)
        for number in range(back):
            undoing.undo(ctx)
            assert book.state() == states[-2 - number]
        for number in range(back):
            undoing.redo(ctx)
            assert book.state() == states[len(states) - back + number]
        assert health.findings(ctx.db, is_full=True) == []
    finally:
        ctx.db.close()


def test_a_hundred_and_twenty_steps_are_undone_and_redone_across_restarts(tmp_path, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    folder, clock = tmp_path / "B.fieldkit", FixedClock(datetime(2026, 11, 20, tzinfo=UTC))
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kata sandi panjang", clock=clock
    )
    key = ctx.db.data_key
    first = Book(ctx).state()
    tried = made = 0
    while made < STEPS:
        tried += 1
        assert tried < 3 * STEPS
        verb = _VERBS[tried % len(_VERBS)]
        before = Book(ctx).steps()
        Book(ctx).do("group" if made == 0 else verb, tried % 6, tried)
        made += Book(ctx).steps() - before
        if tried % 40 == 0:
            ctx = reopened(ctx, folder, key, clock)
    last = Book(ctx).state()
    for number in range(STEPS):
        undoing.undo(ctx)
        if number % 40 == 0:
            ctx = reopened(ctx, folder, key, clock)
    assert Book(ctx).state() == first
    assert undoing.next_undo(ctx) is None
    for number in range(STEPS):
        undoing.redo(ctx)
        if number % 40 == 0:
            ctx = reopened(ctx, folder, key, clock)
    assert Book(ctx).state() == last
    vault.close_book(ctx, folder)


def reopened(ctx, folder, key, clock):
    vault.close_book(ctx, folder)
    return vault.open_with_key(folder, key, clock=clock)
