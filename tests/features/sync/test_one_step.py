"""What a file brings for a family that was merged away follows in the very step of the merge."""

from datetime import date

import pytest

from fieldkit.core.db import health
from fieldkit.core.db import undo as spine
from fieldkit.features.records import service as records
from fieldkit.features.records import undoing
from fieldkit.features.sync import handover, service
from fieldkit.features.sync.handover import Terms
from fieldkit.features.sync.model import FileState
from fieldkit.features.visits import service as visits
from tests.features.sync.village import contents

TERMS = Terms(since=date(2026, 11, 20), is_substitute=True)


@pytest.fixture
def followed(ctx, book, make, exchange):
    """Sri made one of two families; Tuti, her substitute, wrote a visit for the other before.

    `(sri, tuti, kept, gone)`; Tuti's file is not written yet.
    """
    tuti = book("Tuti")
    exchange.introduce(ctx, tuti)
    mawar = make.group()
    kept, gone = make.family(mawar, name="Ani"), make.family(mawar, name="Ani S.")
    handover.hand_over(ctx, [mawar], exchange.peer(ctx, tuti), TERMS)
    exchange.between(ctx, tuti)
    exchange.put(
        tuti, "visit", scope=mawar, family_id=gone, visited_on="2026-11-03", problem="Atap bocor"
    )
    records.merge_families(ctx, kept, gone)
    return ctx, tuti, kept, gone


def steps(ctx):
    return ctx.db.rows("SELECT name, kind FROM step WHERE kind IN ('do', 'merge') ORDER BY hlc")


def test_merging_and_following_are_one_step_that_one_undo_takes_back(followed, exchange):
    sri, tuti, kept, gone = followed
    before, known = contents(sri), steps(sri)
    assert exchange.between(tuti, sri).state is FileState.NEW
    assert [v.problem for v in visits.visits_of(sri, kept)] == ["Atap bocor"]
    assert [one["kind"] for one in steps(sri)[len(known) :]] == ["merge"]
    after = contents(sri)
    undoing.undo(sri)
    assert contents(sri) == before
    assert visits.visits_of(sri, kept) == visits.visits_of(sri, gone) == []
    assert spine.next_undo(sri.db).kind == "do"
    undoing.redo(sri)
    assert contents(sri) == after
    assert health.findings(sri.db, is_full=True) == []


def test_a_dry_run_lets_nothing_follow(followed, exchange):
    sri, tuti, _kept, _gone = followed
    before = contents(sri)
    file = exchange.send(tuti, sri).file
    [report] = service.receive(sri, [exchange.folder / file], dry_run=True)
    assert (report.state, contents(sri)) == (FileState.NEW, before)


def test_taking_the_file_again_after_the_undo_lets_it_follow_again(followed, exchange):
    sri, tuti, kept, _gone = followed
    file = exchange.folder / exchange.send(tuti, sri).file
    service.receive(sri, [file])
    undoing.undo(sri)
    assert service.receive(sri, [file])[0].state is FileState.NEW
    assert len(visits.visits_of(sri, kept)) == 1
    [again] = service.receive(sri, [file])
    assert (again.state, again.changes) == (FileState.ALREADY, 0)
    assert health.findings(sri.db, is_full=True) == []


def test_what_follows_reaches_the_writer_of_it_too(followed, exchange):
    sri, tuti, kept, _gone = followed
    exchange.between(tuti, sri)
    assert exchange.between(sri, tuti).state is FileState.NEW
    assert [v.problem for v in visits.visits_of(tuti, kept)] == ["Atap bocor"]
    exchange.between(tuti, sri)
    assert contents(sri)["visit"] == contents(tuti)["visit"]


def test_what_followed_is_taken_back_after_it_was_sent_on_as_well(followed, exchange):
    """Its pages are out: the undo says the opposite, and the file can be taken once more."""
    sri, tuti, kept, _gone = followed
    before = contents(sri)
    file = exchange.folder / exchange.send(tuti, sri).file
    service.receive(sri, [file])
    exchange.between(sri, tuti)
    undoing.undo(sri)
    assert contents(sri) == before
    assert exchange.between(sri, tuti).state is FileState.NEW
    assert len(visits.visits_of(tuti, kept)) == 1  # there it still follows
    assert service.receive(sri, [file])[0].state is FileState.NEW
    assert [v.problem for v in visits.visits_of(sri, kept)] == ["Atap bocor"]
    exchange.between(sri, tuti)
    exchange.between(tuti, sri)
    assert contents(sri)["visit"] == contents(tuti)["visit"]
    for ctx in (sri, tuti):
        assert health.findings(ctx.db, is_full=True) == []


def test_two_merges_of_one_record_are_taken_back_one_after_the_other(followed, exchange):
    sri, tuti, _kept, gone = followed
    before = contents(sri)
    first = exchange.folder / exchange.send(tuti, sri).file
    service.receive(sri, [first])
    between = contents(sri)
    [visit] = visits.visits_of(tuti, gone)
    exchange.put(tuti, "visit", id=visit.id, problem="Atap diperbaiki")
    second = exchange.folder / exchange.send(tuti, sri).file
    service.receive(sri, [second])
    assert [v["problem"] for v in contents(sri)["visit"]] == ["Atap diperbaiki"]
    undoing.undo(sri)
    assert contents(sri) == between
    undoing.undo(sri)
    assert contents(sri) == before
    assert health.findings(sri.db, is_full=True) == []
