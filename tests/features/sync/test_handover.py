"""A group, a KUBE or a family goes to another facilitator, and its history goes with it."""

from datetime import date

import pytest

from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.records import history, undoing
from fieldkit.features.sync import handover, oddities, service
from fieldkit.features.sync.handover import Terms
from fieldkit.features.sync.model import FileState

TERMS = Terms(since=date(2026, 11, 20), letter_no="12/PKH/2026")


@pytest.fixture
def office(ctx, book, exchange):
    """Sri hands over, Tuti takes over, a coordinator looks on."""
    tuti, coordinator = book("Tuti"), book("Koordinator", Role.COORDINATOR)
    exchange.introduce(ctx, tuti, coordinator)
    return ctx, tuti, coordinator


def names(ctx, table="family"):
    return [r["name"] for r in ctx.db.rows(f"SELECT name FROM {table} ORDER BY name")]


def rename(exchange, ctx, row, name, table="family"):
    exchange.put(ctx, table, id=row, name=name)


def test_a_group_goes_with_its_signed_pages_and_the_next_writes_on(office, make, exchange):
    sri, tuti, coordinator = office
    mawar, melati = make.group(), make.group("Melati")
    ani = make.family(mawar, name="Ani")
    make.family(melati, name="Bukan untuk Tuti")
    exchange.between(sri, coordinator)
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), TERMS)
    assert exchange.between(sri, tuti).state is FileState.NEW
    assert names(tuti) == ["Ani"]
    assert [e.who for e in history.history(tuti, "family", ani)] == ["Sri"]
    rename(exchange, tuti, ani, "Ani Suryani")
    report = exchange.between(tuti, coordinator)
    assert (report.state, report.conflicts) == (FileState.NEW, 0)
    assert names(coordinator) == ["Ani Suryani", "Bukan untuk Tuti"]
    assert handover.serves(tuti, mawar)
    assert not handover.serves(sri, mawar)
    assert [g.id for g in handover.givable(sri)] == [melati]
    for one in office:
        assert health.findings(one.db, is_full=True) == []


def test_what_the_former_writes_after_the_hand_over_is_not_taken(office, make, exchange):
    sri, tuti, coordinator = office
    mawar = make.group()
    ani = make.family(mawar, name="Ani")
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), TERMS)
    exchange.between(sri, tuti)
    exchange.between(sri, coordinator)
    rename(exchange, sri, ani, "Terlambat")
    for other in (tuti, coordinator):
        report = exchange.between(sri, other)
        assert (report.state, report.reason) == (FileState.PARTIAL, "handed_over")
        assert names(other) == ["Ani"]


def test_the_former_facilitator_gets_nothing_new_of_what_was_handed_over(office, make, exchange):
    sri, tuti, coordinator = office
    mawar = make.group()
    ani = make.family(mawar, name="Ani")
    exchange.between(sri, coordinator)
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), TERMS)
    exchange.between(sri, tuti)
    rename(exchange, tuti, ani, "Ani Suryani")
    exchange.between(tuti, coordinator)
    exchange.between(coordinator, sri)
    exchange.between(tuti, sri)
    assert names(sri) == ["Ani"]
    exchange.between(coordinator, tuti)
    assert names(tuti) == ["Ani Suryani"]


def test_the_order_in_which_a_coordinator_hears_of_it_does_not_matter(office, make, exchange):
    sri, tuti, coordinator = office
    mawar = make.group()
    ani = make.family(mawar, name="Ani")
    exchange.between(sri, coordinator)
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), TERMS)
    exchange.between(sri, tuti)
    rename(exchange, tuti, ani, "Ani Suryani")
    assert exchange.between(tuti, coordinator).state is FileState.NEW
    assert names(coordinator) == ["Ani Suryani"]
    assert exchange.between(sri, coordinator).state in (FileState.NEW, FileState.ALREADY)
    assert names(coordinator) == ["Ani Suryani"]


def test_a_new_coordinator_takes_it_all_from_the_new_facilitator(office, book, make, exchange):
    sri, tuti, _coordinator = office
    mawar = make.group()
    make.family(mawar, name="Ani")
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), TERMS)
    exchange.between(sri, tuti)
    exchange.put(tuti, "family", mawar, group_id=mawar, name="Budi", status="active")
    fresh = book("Koordinator baru", Role.COORDINATOR)
    exchange.introduce(tuti, fresh)
    assert exchange.between(tuti, fresh).state is FileState.NEW
    assert names(fresh) == ["Ani", "Budi"]


def test_a_substitute_serves_beside_and_the_first_goes_on(office, make, exchange):
    sri, tuti, coordinator = office
    mawar = make.group()
    ani = make.family(mawar, name="Ani")
    terms = Terms(since=date(2026, 11, 20), is_substitute=True)
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), terms)
    exchange.between(sri, tuti)
    exchange.put(tuti, "family", id=ani, rt="001")
    exchange.put(sri, "family", id=ani, rw="002")
    exchange.between(tuti, sri)
    exchange.between(sri, coordinator)
    exchange.between(tuti, coordinator)
    assert coordinator.db.row("SELECT rt, rw FROM family") == {"rt": "001", "rw": "002"}


def test_a_kube_goes_with_its_ledger_and_its_leader_follows(leader, book, exchange):
    sri, aminah, kube = leader
    tuti = book("Tuti")
    exchange.introduce(sri, tuti)
    with sri.db.write(Step("Post")) as writer:
        lines = [{"account": "pot:kas", "amount": 5}, {"account": "income:dues", "amount": -5}]
        writer.post("cash_entry", {"kube_id": kube, "lines": lines}, scope=kube)
    handover.hand_over(sri, [kube], exchange.peer(sri, tuti), TERMS)
    exchange.between(sri, tuti)
    exchange.between(sri, aminah)
    assert tuti.db.value("SELECT count(*) FROM cash_entry") == 1
    exchange.put(tuti, "kube", id=kube, note="dari Tuti")
    assert exchange.between(tuti, aminah).state is FileState.NEW
    assert aminah.db.value("SELECT note FROM kube") == "dari Tuti"
    exchange.put(aminah, "kube", id=kube, note="dari Aminah")
    assert exchange.between(aminah, tuti).state is FileState.NEW
    assert tuti.db.value("SELECT note FROM kube") == "dari Aminah"


def test_a_family_moves_alone_with_its_history_and_nobody_else(office, make, exchange):
    sri, tuti, coordinator = office
    mawar = make.group()
    ani = make.family(mawar, name="Ani")
    make.family(mawar, name="Tetangga")
    rename(exchange, sri, ani, "Ani Suryani")
    visit = exchange.put(
        sri, "visit", mawar, family_id=ani, visited_on="2026-10-01", problem="atap"
    )
    exchange.put(sri, "member", mawar, family_id=ani, name="Anak")
    exchange.between(sri, coordinator)
    assert handover.give_families(sri, [ani], exchange.peer(sri, tuti), TERMS) == 1
    assert exchange.between(sri, tuti).state is FileState.NEW
    assert names(tuti) == ["Ani Suryani"]
    assert names(tuti, "member") == ["Anak"]
    assert tuti.db.row("SELECT id, problem FROM visit") == {"id": visit, "problem": "atap"}
    assert not tuti.db.value("SELECT count(*) FROM op WHERE scope = :s", s=mawar)
    told = history.history(tuti, "family", ani)
    assert [(c.before, c.after) for e in told for c in e.changes if c.field == "name"] == [
        ("Ani", "Ani Suryani")
    ]
    [(family, _name, giver)] = handover.arrivals(tuti)
    assert (family, giver) == (ani, "Sri")
    assert oddities.waiting(tuti) == []


def test_an_accepted_family_is_one_record_everywhere(office, book, make, exchange):
    sri, tuti, coordinator = office
    mawar = make.group()
    ani = make.family(mawar, name="Ani")
    exchange.between(sri, coordinator)
    handover.give_families(sri, [ani], exchange.peer(sri, tuti), TERMS)
    exchange.between(sri, tuti)
    dahlia = exchange.put(tuti, "kpm_group", "d" * 26, id="d" * 26, name="Dahlia", code="D")
    assert handover.accept(tuti, [ani], dahlia) == 1
    assert handover.arrivals(tuti) == []
    rename(exchange, tuti, ani, "Ani di Dahlia")
    exchange.between(tuti, coordinator)
    exchange.between(sri, coordinator)
    row = coordinator.db.row("SELECT name, group_id, status FROM family")
    assert row == {"name": "Ani di Dahlia", "group_id": dahlia, "status": "active"}
    assert sri.db.row("SELECT status, group_id FROM family") == {
        "status": "moved",
        "group_id": None,
    }
    assert coordinator.db.rows("SELECT * FROM conflict") == []
    assert oddities.twins(coordinator) == []
    for one in office:
        assert health.findings(one.db, is_full=True) == []


def test_nobody_begins_a_move_in_anothers_name(office, make, exchange):
    sri, tuti, coordinator = office
    make.family(make.group(), name="Ani")
    exchange.between(sri, coordinator)
    forged = f"move-{sri.me.book_id}-x"
    exchange.put(tuti, "family", forged, name="Palsu", status="active")
    report = exchange.between(tuti, coordinator)
    assert report.reason == "wrong_scope"
    assert names(coordinator) == ["Ani"]


def test_a_leader_grants_nothing(leader, exchange):
    sri, aminah, kube = leader
    row = {"book_id": aminah.me.book_id, "kind": "hand_over", "since": "2026-11-01"}
    exchange.put(aminah, "steward", kube, **row)
    assert exchange.between(aminah, sri).reason == "wrong_table"
    assert handover.serves(sri, kube)


def test_undoing_a_hand_over_takes_the_grant_back(office, make, exchange):
    sri, tuti, _coordinator = office
    mawar = make.group()
    ani = make.family(mawar, name="Ani")
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), TERMS)
    undoing.undo(sri)
    assert handover.serves(sri, mawar)
    assert service.outlook(sri, exchange.peer(sri, tuti)) == {}
    handover.give_families(sri, [ani], exchange.peer(sri, tuti), TERMS)
    undoing.undo(sri)
    row = sri.db.row("SELECT status, group_id, _scope FROM family")
    assert row == {"status": "active", "group_id": mawar, "_scope": mawar}
    assert health.findings(sri.db, is_full=True) == []


def test_every_grant_is_told_with_its_letter(office, make, exchange):
    sri, tuti, _coordinator = office
    mawar = make.group()
    handover.hand_over(sri, [mawar], exchange.peer(sri, tuti), TERMS)
    exchange.between(sri, tuti)
    [given] = handover.grants(sri)
    assert (given.what, given.person, given.is_ours, given.letter_no) == (
        "Mawar", "Tuti", True, "12/PKH/2026",
    )  # fmt: skip
    [taken] = handover.grants(tuti)
    assert (taken.person, taken.is_ours) == ("Sri", False)


def test_only_what_one_serves_can_be_given(office, make, exchange):
    sri, tuti, coordinator = office
    with pytest.raises(NotFoundError):
        handover.hand_over(sri, ["x" * 26], exchange.peer(sri, tuti), TERMS)
    with pytest.raises(NotFoundError):
        handover.give_families(sri, ["x" * 26], exchange.peer(sri, tuti), TERMS)
    with pytest.raises(PermissionDeniedError):
        handover.givable(coordinator)
