"""A file that would remove or change much of what is here stops and asks."""

from pathlib import Path

import pytest

from fieldkit.core.db.steps import Step
from fieldkit.features.records import undoing
from fieldkit.features.sync import brake, service
from fieldkit.features.sync.model import FileState, MassChange


@pytest.fixture
def register(pair, make, exchange):
    """Forty families that both books hold."""
    mine, theirs = pair
    group = make.group()
    families = [make.family(group, name=f"Keluarga {n}", note="lama") for n in range(40)]
    exchange.between(mine, theirs)
    return mine, theirs, families


def remove(ctx, families):
    with ctx.db.write(Step("Remove")) as writer:
        for family in families:
            writer.remove("family", family)


def change(ctx, families, **fields):
    with ctx.db.write(Step("Change")) as writer:
        writer.put_many("family", [{"id": family, **fields} for family in families])


def live(ctx):
    return ctx.db.value("SELECT count(*) FROM family")


def test_removing_more_than_the_share_stops_and_nothing_is_taken(register, exchange):
    mine, theirs, families = register
    remove(mine, families[:5])
    report = exchange.between(mine, theirs)
    assert (report.state, report.reason) == (FileState.PARTIAL, "mass_change")
    assert report.mass == (MassChange(table="family", removed=5, changed=0, total=40),)
    assert (live(theirs), report.changes) == (40, 0)
    assert theirs.db.value("SELECT count(*) FROM segment") == 1


def test_a_dry_run_says_the_same_and_yes_takes_it(register, exchange):
    mine, theirs, families = register
    remove(mine, families)
    file = Path(exchange.send(mine, theirs).file)
    [trial] = service.receive(theirs, [file], dry_run=True)
    assert trial.mass
    [report] = service.receive(theirs, [file], accepted={trial.key})
    assert (report.state, report.mass, live(theirs)) == (FileState.NEW, (), 0)
    undoing.undo(theirs)
    assert live(theirs) == 40


def test_a_few_are_ordinary_work(register, exchange):
    mine, theirs, families = register
    remove(mine, families[:4])
    assert exchange.between(mine, theirs).state is FileState.NEW
    assert live(theirs) == 36


def test_writing_over_more_than_half_stops(register, exchange):
    mine, theirs, families = register
    change(mine, families[:21], name="Tertukar")
    report = exchange.between(mine, theirs)
    assert report.mass == (MassChange(table="family", removed=0, changed=21, total=40),)
    assert theirs.db.value("SELECT count(*) FROM family WHERE name = 'Tertukar'") == 0


def test_filling_blanks_is_no_loss(register, exchange):
    mine, theirs, families = register
    change(mine, families, phone="0899000", verified_on="2026-11-20")
    assert exchange.between(mine, theirs).state is FileState.NEW


def test_a_first_file_never_stops(pair, make, exchange):
    mine, theirs = pair
    group = make.group()
    families = [make.family(group) for _n in range(40)]
    remove(mine, families)
    assert exchange.between(mine, theirs).state is FileState.NEW


def test_only_the_stopped_file_stays_out(register, book, exchange):
    mine, theirs, families = register
    other = book("Tuti")
    exchange.introduce(other, theirs)
    exchange.put(other, "kpm_group", "o" * 26, id="o" * 26, name="Lain")
    remove(mine, families)
    files = [Path(exchange.send(one, theirs).file) for one in (mine, other)]
    reports = service.receive(theirs, files)
    assert [bool(r.mass) for r in reports] == [True, False]
    assert live(theirs) == 40
    assert theirs.db.value("SELECT count(*) FROM kpm_group WHERE name = 'Lain'") == 1
    assert len({row["step"] for row in theirs.db.rows("SELECT step FROM exchange")}) == 2


def test_what_was_not_taken_is_not_confirmed(register, exchange):
    mine, theirs, families = register
    remove(mine, families)
    exchange.between(mine, theirs)
    exchange.between(theirs, mine)
    assert exchange.send(mine, theirs).changes == 40


def test_the_share_can_be_set(register, exchange):
    mine, theirs, families = register
    brake.set_shares(theirs, removed=50, changed=100)
    assert brake.shares(theirs) == (50, 100)
    remove(mine, families[:20])
    assert exchange.between(mine, theirs).state is FileState.NEW
    brake.set_shares(theirs, removed=0, changed=500)
    assert brake.shares(theirs) == (1, 100)
