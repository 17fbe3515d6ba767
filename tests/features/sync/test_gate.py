"""Who may write what: pages in any order, in their scope, by people one has reason to trust."""

from pathlib import Path

import pytest

from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import OWNER
from fieldkit.core.errors import UnusableFileError
from fieldkit.core.security.roles import Role
from fieldkit.features.records import undoing
from fieldkit.features.sync import gate, service, store
from fieldkit.features.sync.model import FileState


def names(ctx):
    return [r["name"] for r in ctx.db.rows("SELECT name FROM family ORDER BY name")]


@pytest.fixture
def three_files(pair, make, exchange, monkeypatch):
    """Three files, each with one page more than the one before and nothing else."""
    mine, theirs = pair
    group = make.group()
    files = []
    for number in range(3):
        make.family(group, name=f"K{number}")
        done = {f"{mine.me.device}|{group}": number} if number else {}
        monkeypatch.setattr(store, "confirmed", lambda _db, _device, done=done: done)
        files.append(Path(exchange.send(mine, theirs).file))
    monkeypatch.undo()
    return mine, theirs, files


def test_a_later_file_is_taken_and_the_missing_one_is_named(three_files):
    _mine, theirs, (first, second, third) = three_files
    assert service.receive(theirs, [first])[0].state is FileState.NEW
    [report] = service.receive(theirs, [third])
    assert (report.state, report.missing_files, report.missing_pages) == (FileState.GAP, (2,), 1)
    assert names(theirs) == ["K0", "K2"]
    [report] = service.receive(theirs, [second])
    assert (report.state, report.missing_pages) == (FileState.NEW, 0)
    assert names(theirs) == ["K0", "K1", "K2"]
    assert health.findings(theirs.db, is_full=True) == []


def test_only_what_has_no_hole_before_it_is_confirmed(three_files, exchange):
    mine, theirs, (first, _second, third) = three_files
    service.receive(theirs, [first, third])
    exchange.between(theirs, mine)
    sent = exchange.send(mine, theirs)
    assert sent.changes == 2
    assert service.receive(theirs, [Path(sent.file)])[0].state is FileState.NEW
    assert names(theirs) == ["K0", "K1", "K2"]


def test_a_facilitator_does_not_change_the_records_of_another(pair, book, make, exchange):
    mine, coordinator = pair
    other = book("Tuti")
    exchange.introduce(other, coordinator)
    family = make.family(make.group(), name="Ani")
    exchange.between(mine, coordinator)
    exchange.put(other, "kpm_group", "o" * 26, id="o" * 26, name="Lain")
    exchange.put(other, "family", "o" * 26, id=family, name="Diubah")
    report = exchange.between(other, coordinator)
    assert (report.state, report.reason) == (FileState.PARTIAL, "wrong_scope")
    assert names(coordinator) == ["Ani"]
    assert coordinator.db.value("SELECT count(*) FROM conflict") == 0


def test_an_undone_merge_leaves_nobody_in_charge_of_a_group(pair, book, exchange):
    """A file that took another's group is undone; whose group it is can then send it."""
    mine, theirs = pair
    tuti, group = book("Tuti"), "g" * 26
    exchange.introduce(tuti, theirs)
    exchange.put(mine, "kpm_group", group, id=group, name="Salah")
    exchange.between(mine, theirs)
    exchange.put(tuti, "kpm_group", group, id=group, name="Benar")
    assert exchange.between(tuti, theirs).reason == "wrong_scope"
    undoing.undo(theirs)
    assert exchange.between(tuti, theirs, everything=True).state is FileState.NEW
    assert theirs.db.value("SELECT name FROM kpm_group") == "Benar"
    exchange.put(mine, "kpm_group", id=group, name="Salah lagi")
    assert exchange.between(mine, theirs).reason == "wrong_scope"
    assert theirs.db.value("SELECT name FROM kpm_group") == "Benar"


def test_a_facilitator_introduces_leaders_of_their_own_kube_only(pair, book, make, exchange):
    mine, coordinator = pair
    kube, _members = make.kube()
    exchange.between(mine, coordinator)
    other, leader = book("Tuti"), book("Palsu", Role.LEADER)
    leader.db.set_meta(kube=kube)
    exchange.introduce(other, coordinator)
    exchange.put(other, "kube", "o" * 26, id=kube, name="Nama yang sama")
    exchange.introduce(other, leader)
    exchange.put(leader, "kube", kube, id=kube, name="Diubah")
    exchange.between(leader, other)
    report = exchange.between(other, coordinator)
    assert report.state is not FileState.NEW
    assert coordinator.db.value("SELECT name FROM kube") == "Melati 3"


def test_a_leader_moves_nothing_out_of_the_kube(leader, exchange):
    mine, theirs, kube = leader
    with theirs.db.write(Step("Move")) as writer:
        writer.move("kube", [kube], "x" * 26)
    report = exchange.between(theirs, mine)
    assert report.state is FileState.PARTIAL
    assert mine.db.value("SELECT _scope FROM kube") == kube


def test_somebody_no_longer_trusted_is_told_apart_from_a_stranger(pair, make, exchange):
    mine, theirs = pair
    make.family(make.group())
    file = Path(exchange.send(mine, theirs).file)
    service.revoke(theirs, exchange.peer(theirs, mine).id)
    [report] = service.receive(theirs, [file])
    assert (report.state, report.reason) == (FileState.UNKNOWN_SENDER, "revoked_sender")


def test_what_a_revoked_leader_wrote_before_still_reaches_the_coordinator(leader, book, exchange):
    mine, theirs, kube = leader
    coordinator = book("Koordinator", Role.COORDINATOR)
    exchange.introduce(mine, coordinator)
    exchange.put(theirs, "kube", id=kube, note="dari ketua")
    exchange.between(theirs, mine)
    exchange.between(mine, coordinator)
    exchange.put(theirs, "kube", id=kube, note="dari ketua lagi")
    exchange.between(theirs, mine)
    service.revoke(mine, exchange.peer(mine, theirs).id)
    service.revoke(coordinator, exchange.peer(coordinator, theirs).id)
    assert exchange.between(mine, coordinator).state is FileState.NEW
    assert coordinator.db.value("SELECT note FROM kube") == "dari ketua lagi"


def test_every_room_of_the_kube_may_come_from_a_leader_and_no_family_room():
    assert {"cash_entry", "meeting", "kube_member"} <= gate.OF_LEADERS
    strangers = {t for t in gate.OF_LEADERS if OWNER[t] in ("people", "p2k2", "visits", "homework")}
    assert strangers == set()
    assert "letterhead" not in gate.OF_LEADERS


def test_a_leaders_card_without_its_kube_is_not_taken(ctx, book, exchange):
    leader = book("Palsu", Role.LEADER)
    leader.db.set_meta(kube="k" * 26)
    with pytest.raises(UnusableFileError) as refused:
        exchange.introduce(ctx, leader)
    assert refused.value.details["reason"] == "leader_without_kube"


def test_what_is_common_to_all_travels_downwards_only(leader, book, exchange):
    """Letterheads of sixty facilitators do not end in each other's books."""
    mine, theirs, _kube = leader
    coordinator, tuti = book("Koordinator", Role.COORDINATOR), book("Tuti")
    exchange.introduce(coordinator, mine, tuti)
    exchange.put(coordinator, "letterhead", "common", name="Dinas")
    exchange.put(mine, "letterhead", "common", name="Sri")
    exchange.put(tuti, "letterhead", "common", name="Tuti")
    for one in (mine, tuti):
        exchange.between(one, coordinator)
    assert service.outlook(mine, exchange.peer(mine, coordinator)).get("letterhead") is None
    for one in (mine, tuti):
        exchange.between(coordinator, one)
    exchange.between(mine, tuti)
    exchange.between(mine, theirs)

    def letterheads(ctx):
        return [r["name"] for r in ctx.db.rows("SELECT name FROM letterhead ORDER BY name")]

    assert letterheads(coordinator) == ["Dinas"]
    assert letterheads(mine) == ["Dinas", "Sri"]
    assert letterheads(tuti) == ["Dinas", "Tuti"]
    assert letterheads(theirs) == ["Dinas", "Sri"]
