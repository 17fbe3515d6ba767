"""What can not go in is kept as it came, harms nothing, and goes in once it can."""

from pathlib import Path

import pytest

from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import quarantine, service
from fieldkit.features.sync.model import FileState


@pytest.fixture
def stranger(ctx, book, make, tmp_path):
    """A coordinator, and a file of a facilitator whose card they have not taken."""
    make.family(make.group())
    coordinator = book("Koordinator", Role.COORDINATOR)
    service.write_card(coordinator, tmp_path / "k.fkcard")
    peer = service.trust(ctx, tmp_path / "k.fkcard")
    return coordinator, Path(service.send(ctx, peer, tmp_path / "stick").file)


def test_a_strangers_file_waits_for_the_card(ctx, stranger, tmp_path):
    coordinator, file = stranger
    before = {t: coordinator.db.rows(f"SELECT * FROM {t}") for t in SYNCED}
    service.receive(coordinator, [file])
    [kept] = quarantine.kept(coordinator)
    assert (kept.file, kept.state) == (file.name, FileState.UNKNOWN_SENDER)
    assert kept.size == file.stat().st_size
    assert {t: coordinator.db.rows(f"SELECT * FROM {t}") for t in SYNCED} == before
    assert health.findings(coordinator.db, is_full=True) == []
    file.unlink()  # the stick has gone home with its owner

    service.write_card(ctx, tmp_path / "f.fkcard")
    service.trust(coordinator, tmp_path / "f.fkcard")
    [again] = quarantine.unpack(coordinator, tmp_path / "again")
    [report] = service.receive(coordinator, [again])
    assert report.state is FileState.NEW
    assert coordinator.db.rows("SELECT * FROM family") == ctx.db.rows("SELECT * FROM family")
    assert quarantine.kept(coordinator) == []


def test_the_rest_goes_in_and_the_same_file_waits_once(stranger, book, exchange):
    coordinator, file = stranger
    tuti = book("Tuti")
    exchange.introduce(tuti, coordinator)
    exchange.put(tuti, "kpm_group", "g" * 26, id="g" * 26, name="Dahlia")
    other = Path(exchange.send(tuti, coordinator).file)
    states = [r.state for r in service.receive(coordinator, [file, other])]
    assert states == [FileState.UNKNOWN_SENDER, FileState.NEW]
    assert coordinator.db.value("SELECT name FROM kpm_group") == "Dahlia"
    service.receive(coordinator, [file])
    assert len(quarantine.kept(coordinator)) == 1


def test_a_file_that_stopped_to_ask_waits_for_the_answer(pair, make, exchange, tmp_path):
    mine, theirs = pair
    group = make.group()
    families = [make.family(group) for _n in range(20)]
    exchange.between(mine, theirs)
    for family in families:
        with mine.db.write(Step("Remove")) as writer:
            writer.remove("family", family)
    file = Path(exchange.send(mine, theirs).file)
    [report] = service.receive(theirs, [file])
    assert report.mass
    [kept] = quarantine.kept(theirs)
    again = quarantine.unpack(theirs, tmp_path / "again")
    service.receive(theirs, again, accepted={kept.id})
    assert theirs.db.value("SELECT count(*) FROM family") == 0
    assert quarantine.kept(theirs) == []


def test_what_can_never_go_in_is_not_kept(pair, make, exchange, book, tmp_path):
    mine, theirs = pair
    make.group()
    file = Path(exchange.send(mine, theirs).file)
    spoilt = tmp_path / "rusak.fkx"
    spoilt.write_bytes(file.read_bytes()[:-9])
    assert service.receive(theirs, [spoilt])[0].state is FileState.DAMAGED
    assert service.receive(book("Lain"), [file])[0].state is FileState.NOT_FOR_YOU
    assert quarantine.kept(theirs) == []


def test_a_dry_run_keeps_nothing(stranger):
    coordinator, file = stranger
    service.receive(coordinator, [file], dry_run=True)
    assert quarantine.kept(coordinator) == []


def test_strangers_can_not_fill_the_book(stranger, monkeypatch):
    coordinator, file = stranger
    monkeypatch.setattr(quarantine, "MOST_BYTES", file.stat().st_size - 1)
    service.receive(coordinator, [file])
    assert quarantine.kept(coordinator) == []


def test_a_file_can_be_thrown_away(stranger):
    coordinator, file = stranger
    service.receive(coordinator, [file])
    [kept] = quarantine.kept(coordinator)
    quarantine.throw_away(coordinator, kept.id)
    assert quarantine.kept(coordinator) == []
