"""Meja selisih: what laptops disagree on, in plain words, and who decides."""

import pytest

from fieldkit.core.db import health
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError, PermissionDeniedError
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Role
from fieldkit.features.records import undoing
from fieldkit.features.sync import desk


def test_a_difference_shows_both_values_and_what_they_came_from(leader, exchange):
    mine, theirs, kube = leader
    exchange.put(mine, "kube", id=kube, note="awal")
    exchange.between(mine, theirs)
    exchange.put(mine, "kube", id=kube, note="lalu")
    exchange.put(mine, "kube", id=kube, note="dari pendamping")
    exchange.put(theirs, "kube", id=kube, note="dari ketua")
    exchange.between(theirs, mine)
    [found] = desk.conflicts(mine)
    assert (found.table, found.column, found.title) == ("kube", "note", "Melati 3")
    assert found.ours.value == "dari pendamping"
    assert [s.value for s in found.theirs] == ["dari ketua"]
    assert found.base.value == "awal"
    assert found.base.who == mine.me.name
    assert found.theirs[0].who == theirs.me.name


def test_two_who_filled_a_blank_field_share_no_origin(leader, exchange):
    mine, theirs, kube = leader
    exchange.put(mine, "kube", id=kube, note="satu")
    exchange.put(theirs, "kube", id=kube, note="dua")
    exchange.between(theirs, mine)
    [found] = desk.conflicts(mine)
    assert found.base is None


def test_a_reference_is_shown_by_name_and_a_record_by_whose_it_is(leader, exchange):
    mine, theirs, kube = leader
    members = mine.db.rows("SELECT id, name FROM kube_member ORDER BY name")
    meeting = derived_id("meeting", kube)
    exchange.put(mine, "meeting", kube, id=meeting, kube_id=kube, held_on="2026-11-12")
    exchange.between(mine, theirs)
    exchange.put(mine, "meeting", id=meeting, host_id=members[0]["id"])
    exchange.put(theirs, "meeting", id=meeting, host_id=members[1]["id"])
    exchange.between(theirs, mine)
    [found] = desk.conflicts(mine)
    assert found.title == "Melati 3 · 12 Nov 2026"
    assert found.ours.label == members[0]["name"]
    assert found.theirs[0].label == members[1]["name"]


def test_a_member_of_a_meeting_is_named_with_the_day(leader, exchange):
    mine, theirs, kube = leader
    member = mine.db.row("SELECT id, name FROM kube_member ORDER BY name")
    meeting = exchange.put(mine, "meeting", kube, kube_id=kube, held_on="2026-11-12")
    row = derived_id("meeting_attendance", meeting, member["id"])
    facts = {"id": row, "meeting_id": meeting, "member_id": member["id"]}
    exchange.between(mine, theirs)
    exchange.put(mine, "meeting_attendance", kube, **facts, status="present")
    exchange.put(theirs, "meeting_attendance", kube, **facts, status="absent")
    exchange.between(theirs, mine)
    [found] = desk.conflicts(mine)
    assert found.title == f"{member['name']} · Melati 3 · 12 Nov 2026"
    assert {s.value for s in found.sides} == {"present", "absent"}


def _two_differences(leader, exchange):
    mine, theirs, kube = leader
    exchange.put(mine, "kube", id=kube, note="kita", village="kita")
    exchange.put(theirs, "kube", id=kube, note="mereka", village="mereka")
    exchange.between(theirs, mine)
    return mine, theirs, kube


def test_many_differences_are_settled_in_one_step_and_undone_as_one(leader, exchange):
    mine, _theirs, kube = _two_differences(leader, exchange)
    ids = [c.id for c in desk.conflicts(mine)]
    assert desk.settle_many(mine, [*ids, "gone"], "theirs") == 2
    assert desk.count(mine) == 0
    row = mine.db.row("SELECT note, village FROM kube WHERE id = :id", id=kube)
    assert set(row.values()) == {"mereka"}
    assert "2" in undoing.next_undo(mine)
    assert desk.settle_many(mine, ids, "theirs") == 0


def test_the_side_of_any_laptop_can_be_kept(leader, exchange):
    mine, theirs, kube = _two_differences(leader, exchange)
    for found in desk.conflicts(mine):
        desk.settle(mine, found.id, str(mine.me.device))
    assert mine.db.value("SELECT note FROM kube WHERE id = :id", id=kube) == "kita"
    exchange.between(mine, theirs)
    assert theirs.db.value("SELECT note FROM kube WHERE id = :id", id=kube) == "kita"
    assert desk.conflicts(theirs) == []


def test_an_unknown_difference_is_not_found(ctx):
    with pytest.raises(NotFoundError):
        desk.settle(ctx, "none", "ours")


def test_a_coordinator_sees_a_groups_difference_but_leaves_it_to_those_who_serve_it(
    leader, exchange, book
):
    mine, theirs, _kube = _two_differences(leader, exchange)
    coordinator = book("Koordinator", Role.COORDINATOR)
    exchange.introduce(mine, coordinator)
    exchange.between(mine, coordinator)
    found = desk.conflicts(coordinator)
    assert [c.may_settle for c in found] == [False, False]
    assert found[0].ours is None
    assert {s.who for s in found[0].sides} == {mine.me.name, theirs.me.name}
    with pytest.raises(PermissionDeniedError):
        desk.settle(coordinator, found[0].id, "theirs")
    assert desk.settle_many(coordinator, [c.id for c in found], "theirs") == 0


def test_what_was_removed_here_and_changed_there_is_still_named(leader, exchange, make):
    mine, theirs, kube = leader
    item = exchange.put(mine, "follow_up", kube, kube_id=kube, what="Beli terpal")
    exchange.between(mine, theirs)
    for ctx in (mine, theirs):
        with ctx.db.write(Step("Remove")) as writer:
            writer.remove("follow_up", item)
    exchange.put(theirs, "follow_up", id=item, what="Beli terpal")
    exchange.between(theirs, mine)
    [found] = desk.conflicts(mine)
    assert (found.column, found.title) == ("_del", "Beli terpal · Melati 3")


def test_undoing_a_decision_puts_the_difference_back_on_the_desk(leader, exchange):
    mine, theirs, kube = _two_differences(leader, exchange)
    before = desk.conflicts(mine)
    desk.settle_many(mine, [c.id for c in before], "ours")
    undoing.undo(mine)
    after = desk.conflicts(mine)
    assert after == before
    undoing.redo(mine)
    assert desk.count(mine) == 0
    assert mine.db.value("SELECT note FROM kube WHERE id = :id", id=kube) == "kita"
    undoing.undo(mine)
    exchange.between(mine, theirs)
    assert {c.column for c in desk.conflicts(theirs)} == {"note", "village"}
    desk.settle_many(theirs, [c.id for c in desk.conflicts(theirs)], str(theirs.me.device))
    exchange.between(theirs, mine)
    assert desk.count(mine) == 0


def test_undoing_an_edit_made_over_a_difference_brings_the_difference_back(leader, exchange):
    mine, _theirs, kube = _two_differences(leader, exchange)
    exchange.put(mine, "kube", id=kube, note="jalan tengah")
    assert desk.count(mine) == 1
    undoing.undo(mine)
    assert desk.count(mine) == 2


def test_undoing_one_of_two_edits_makes_no_difference_of_its_own(ctx, make):
    kube, _members = make.kube()
    for note in ("satu", "dua", "tiga"):
        make.put("kube", id=kube, note=note)
    step = ctx.db.value("SELECT step FROM op WHERE col = 'note' AND val = 'dua'")
    undone = undoing.undo(ctx, step)
    assert undone.standing == (("kube", kube, "note"),)
    assert desk.count(ctx) == 0
    assert ctx.db.value("SELECT note FROM kube") == "tiga"


def test_a_rule_settles_many_the_owners_or_the_newest(leader, exchange, clock):
    mine, theirs, kube = leader
    exchange.put(mine, "kube", id=kube, note="pendamping", village="lama")
    clock.advance(minutes=5)
    exchange.put(theirs, "kube", id=kube, note="ketua", village="baru")
    clock.advance(minutes=5)
    exchange.put(mine, "kube", id=kube, village="lebih baru")
    exchange.between(theirs, mine)
    found = {c.column: c for c in desk.conflicts(mine)}
    assert found["note"].owners == {theirs.me.device}
    assert desk.settle_many(mine, [found["note"].id], "owner") == 1
    assert desk.settle_many(mine, [found["village"].id], "newest") == 1
    row = mine.db.row("SELECT note, village FROM kube WHERE id = :k", k=kube)
    assert row == {"note": "ketua", "village": "lebih baru"}


def test_the_owner_of_a_group_is_whoever_serves_it(ctx, book, exchange, make):
    from datetime import date

    from fieldkit.features.sync import handover

    tuti = book("Tuti")
    exchange.introduce(ctx, tuti)
    mawar = make.group()
    terms = handover.Terms(since=date(2026, 11, 20), is_substitute=True)
    handover.hand_over(ctx, [mawar], exchange.peer(ctx, tuti), terms)
    exchange.between(ctx, tuti)
    exchange.put(ctx, "kpm_group", id=mawar, rw="001")
    exchange.put(tuti, "kpm_group", id=mawar, rw="002")
    exchange.between(tuti, ctx)
    exchange.between(ctx, tuti)
    [here], [there] = desk.conflicts(ctx), desk.conflicts(tuti)
    assert ctx.me.device in here.owners
    assert here.id == there.id


def test_a_field_changed_in_a_record_two_made_still_differs(leader, exchange):
    """What came later had seen one creation only: against the other it is a difference."""
    mine, theirs, kube = leader
    item = derived_id("test", "agenda item")
    exchange.put(mine, "agenda_item", kube, id=item, title="Arisan")
    exchange.put(theirs, "agenda_item", kube, id=item, title="Iuran")
    assert exchange.between(theirs, mine).conflicts == 1
    exchange.put(theirs, "agenda_item", id=item, title="Iuran Mei")
    assert exchange.between(theirs, mine).conflicts == 1
    [conflict] = desk.conflicts(mine)
    assert sorted(side.value for side in conflict.sides) == ["Arisan", "Iuran Mei"]
    assert health.findings(mine.db, is_full=True) == []
