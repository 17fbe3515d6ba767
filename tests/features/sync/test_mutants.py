# ruff: noqa: ARG005
"""The merge with one thing broken at a time: the histories must notice each of them."""

import dataclasses

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldkit.core.db import database, fields, intake, ledger, oplog, pages, undo, writer
from fieldkit.core.db.oplog import CREATION
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync import gate, merge, store
from fieldkit.features.sync.model import Refusal
from tests.features.sync import test_attacks, test_desk, test_handover
from tests.features.sync.test_convergence import live
from tests.features.sync.village import GROUP, C, F, L, before_any_file, beginning, histories

pytestmark = pytest.mark.long
EXAMPLES = 1500


def nothing_is_replaced(patch):
    plain = oplog.fold
    blind = lambda ops, **more: plain([op._replace(prev=None) for op in ops], **more)  # noqa: E731
    for module in (writer, undo, fields):
        patch.setattr(module, "fold", blind)


def the_oldest_value_is_shown(patch):
    patch.setattr(
        oplog.Record,
        "value",
        lambda self, column: h[min(h)] if (h := self.heads.get(column)) else None,
    )


def clocks_go_back(patch):
    def tick(self):
        self._last_hlc = int(self._clock.now().timestamp() * 1000) << 16
        self._turn = getattr(self, "_turn", 0) + 1
        return self._last_hlc + self._turn % 7

    patch.setattr(database.Database, "tick", tick)


def reversals_have_ids_of_their_own(patch):
    patch.setattr(ledger, "reversal_id", lambda _entry: new_id())
    patch.setattr(writer, "reversal_id", lambda _entry: new_id())
    patch.setattr(pages, "reversal_id", lambda _entry: _entry)


def the_newest_entry_wins(patch):
    plain = oplog.fold

    def fold(ops, *, is_ledger=False):
        return plain(list(ops)[::-1] if is_ledger else ops, is_ledger=is_ledger)

    patch.setattr(writer, "fold", fold)


def known_records_are_taken_for_fresh(patch):
    patch.setattr(intake.Intake, "_known", lambda self, table, rows: set())


def differences_are_not_noted(patch):
    patch.setattr(writer.Writer, "_note_conflicts", lambda self, table, records, known: None)
    patch.setattr(fields, "_note_conflicts", lambda *args: None)


def differences_of_single_fields_stay_listed(patch):
    def note(db, table, records, columns):
        found = [(table, row, c) for row, record in records.items() for c in record.conflicts()]
        db.raw.conn.executemany("INSERT OR IGNORE INTO conflict VALUES (?, ?, ?)", found)

    patch.setattr(fields, "_note_conflicts", note)


def a_field_forgets_what_the_creation_said(patch):
    plain = oplog._create

    def create(record, op, replaced, only):
        plain(record, op, replaced, [] if only is not None else None)

    patch.setattr(oplog, "_create", create)


def a_field_is_not_shown_anew(patch):
    patch.setattr(writer.Writer, "show_fields", lambda self, table, wanted: None)


def differences_stay_after_a_decision(patch):
    patch.setattr(writer.Writer, "_clear_conflicts", lambda self, table, wanted: None)
    plain = writer.Writer._note_conflicts

    def note(self, table, records, known):
        kept = self._raw.execute("SELECT tbl, row, col FROM conflict").fetchall()
        plain(self, table, records, known)
        self._raw.conn.executemany("INSERT OR IGNORE INTO conflict VALUES (?,?,?)", kept)

    patch.setattr(writer.Writer, "_note_conflicts", note)


def what_was_seen_is_not_written_down(patch):
    patch.setattr(oplog.Record, "seen", lambda self, column: None)


def what_was_seen_does_not_travel(patch):
    patch.setattr(pages, "_prev", lambda value: None)


def withheld_pages_stay_out(patch):
    plain = intake._turn

    def turn(db, dots, former, state):
        return {} if state == oplog.COUNTS else plain(db, dots, former, state)

    patch.setattr(intake, "_turn", turn)


def an_undone_merge_goes_on_counting(patch):
    patch.setattr(intake, "set_withheld", lambda *args, **more: 0)


def a_removal_is_forgotten(patch):
    plain = pages._value

    def value(cell, row, found, secret):
        return 0 if cell.column == "_del" else plain(cell, row, found, secret)

    patch.setattr(pages, "_value", value)


def a_move_forgets_what_it_replaces(patch):
    plain = writer.Writer._restated

    def restated(self, table, row_id, record, left, scope):
        return plain(self, table, row_id, record, left, scope)._replace(prev=None)

    patch.setattr(writer.Writer, "_restated", restated)


def an_old_creation_is_taken_twice(patch):
    plain = pages.read_page

    def read_page(segment, keys, latest):
        page = plain(segment, keys, latest)
        ops = [op._replace(hlc=op.hlc + 1) if op.col == CREATION else op for op in page.operations]
        return dataclasses.replace(page, operations=ops)

    patch.setattr(pages, "read_page", read_page)


def pages_of_others_are_not_passed_on(patch):
    plain = store.pages

    def own(db, scopes, after):
        return [page for page in plain(db, scopes, after) if page.dev == db.device]

    patch.setattr(store, "pages", own)


def the_last_page_is_left_out(patch):
    plain = merge.Merge._take_page

    def take(self, incoming, bundle, into, segment, last):
        if segment.number == 2:
            return False
        return plain(self, incoming, bundle, into, segment, last)

    patch.setattr(merge.Merge, "_take_page", take)


def leaders_may_not_write(patch):
    patch.setattr(gate, "OF_LEADERS", set())


def a_fork_is_passed_over(patch):
    plain = gate.Gate.lets_in

    def lets_in(self, bundle, segment):
        try:
            return plain(self, bundle, segment)
        except Refusal as refusal:
            if refusal.reason == "fork":
                return False
            raise

    patch.setattr(gate.Gate, "lets_in", lets_in)


def anybody_may_write_anywhere(patch):
    patch.setattr(gate.Gate, "may_write", lambda *args: True)
    patch.setattr(gate.Gate, "expect_tables", lambda *args: None)


def leaders_are_sent_what_others_are(patch):
    patch.setattr(
        store,
        "pages",
        lambda db, scopes, after, plain=store.pages: plain(db, [*scopes, GROUP], after),
    )


def what_is_not_known_is_dropped(patch):
    plain = pages.read_page

    def read_page(segment, keys, latest):
        page = plain(segment, keys, latest)
        known = [op for op in page.operations if pages.is_known(op.tbl, op.col)]
        return dataclasses.replace(page, operations=known)

    patch.setattr(pages, "read_page", read_page)


def holes_are_not_told(patch):
    patch.setattr(store, "holes", lambda db: [])


MUTANTS = [
    a_fork_is_passed_over, anybody_may_write_anywhere,
    leaders_are_sent_what_others_are, what_is_not_known_is_dropped, holes_are_not_told,
    nothing_is_replaced, the_oldest_value_is_shown, clocks_go_back,
    reversals_have_ids_of_their_own, the_newest_entry_wins, known_records_are_taken_for_fresh,
    differences_are_not_noted, differences_stay_after_a_decision,
    what_was_seen_is_not_written_down, what_was_seen_does_not_travel, withheld_pages_stay_out,
    an_undone_merge_goes_on_counting, a_removal_is_forgotten,
    an_old_creation_is_taken_twice, pages_of_others_are_not_passed_on, the_last_page_is_left_out,
    leaders_may_not_write, differences_of_single_fields_stay_listed,
    a_field_is_not_shown_anew,
]  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_broken_merge_is_noticed(mutant, monkeypatch):
    beginning.cache_clear()
    before_any_file.cache_clear()
    mutant(monkeypatch)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(
        roles=st.sampled_from([(F, L, L), (F, L, C)]),
        skews=st.tuples(*[st.integers(-600, 600)] * 4),
        steps=histories(),
        seed=st.integers(0, 1 << 30),
    )
    def check(roles, skews, steps, seed):
        live(roles, skews, steps, seed)

    with pytest.raises(BaseException):
        check()


@pytest.fixture
def office(ctx, book, exchange):
    tuti, coordinator = book("Tuti"), book("Koordinator", Role.COORDINATOR)
    exchange.introduce(ctx, tuti, coordinator)
    return ctx, tuti, coordinator


def test_a_move_that_forgets_what_it_replaces_is_noticed(office, book, make, exchange, monkeypatch):
    """Only a hand-over shows it: the next facilitator has not seen what stood before."""
    a_move_forgets_what_it_replaces(monkeypatch)
    with pytest.raises(AssertionError):
        test_handover.test_an_accepted_family_is_one_record_everywhere(office, book, make, exchange)


def test_a_field_that_forgets_what_the_creation_said_is_noticed(leader, exchange, monkeypatch):
    """Only a record that two made by themselves shows it: one creation was seen by neither."""
    a_field_forgets_what_the_creation_said(monkeypatch)
    with pytest.raises(AssertionError):
        test_desk.test_a_field_changed_in_a_record_two_made_still_differs(leader, exchange)


def test_signatures_that_are_not_asked_for_are_noticed(pair, exchange, tmp_path, monkeypatch):
    """The seal notices changes on the way; only a signature those of somebody who opened it."""
    for module in (bundles, gate):
        monkeypatch.setattr(module, "is_signed_by", lambda *args: True)
    mine, theirs = pair
    exchange.put(mine, "kpm_group", test_attacks.GROUP, id=test_attacks.GROUP, name="Mawar")
    exchange.between(mine, theirs)
    attacked = test_attacks.Attack(mine, theirs, tmp_path)
    with pytest.raises(AssertionError):
        test_attacks.test_every_byte_inside_the_seal_is_covered_by_a_signature_or_a_hash(
            attacked, exchange, 7
        )
