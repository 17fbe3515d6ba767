"""Two records of one family become one, and undo makes two of it again."""

from datetime import date

import pytest

from fieldkit.core.db import undo
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.core.ids import derived_id, id_beside
from fieldkit.features.homework import service as homework
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.circle.model import Circle
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component, Member, Position, Relation
from fieldkit.features.people.words import EventKind
from fieldkit.features.records import service as records
from fieldkit.features.visits import service as visits


def snapshot(ctx):
    """Everything the book shows, ledgers left out: those only grow."""
    return {
        table: ctx.db.rows(f'SELECT * FROM "{table}" ORDER BY id')
        for table in SYNCED
        if table != "circle_entry"
    }


def new_way(session, family):
    return id_beside(session, "attendance", family)


def old_way(session, family):
    return derived_id("attendance", session, family)


def roll(make, session, scope, family, named=new_way, **mark):
    row = {"id": named(session, family), "session_id": session}
    return make.put("attendance", scope=scope, family_id=family, **row, **mark)


def month_row(make, scope, family, **money):
    row = {"id": derived_id("money_month", family, "2026-10"), "month": "2026-10"}
    return make.put("money_month", scope=scope, family_id=family, **row, **money)


def follow(ctx):
    with ctx.db.write(Step("Take files")) as writer:
        return records.follow_merged(ctx, writer)


@pytest.fixture
def pair(make):
    group, other_group = make.group("Mawar"), make.group("Melati")
    kept = make.family(group, "Siti Aminah", rt="003", phone=None)
    gone = make.family(other_group, "Siti Aminah", phone="081299990000", rt="004")
    return group, kept, gone


def test_what_only_one_says_is_filled_in_and_the_chosen_is_taken(ctx, pair):
    _group, kept, gone = pair
    proposed = {c.field: c for c in records.compare(ctx, kept, gone).choices}
    assert proposed["phone"].is_other
    assert proposed["rt"].is_open
    records.merge_families(ctx, kept, gone, take=["rt"])
    one = people.family(ctx, kept)
    assert (one.phone, one.rt) == ("081299990000", "004")
    with pytest.raises(NotFoundError):
        people.family(ctx, gone)


def test_everything_that_hangs_on_it_moves_along(ctx, pair, make):
    group, kept, gone = pair
    led = people.family(ctx, gone).group_id
    session = make.put("session", scope=led, group_id=led, title="P2K2")
    roll(make, session, led, gone, status="present")
    visit = make.put("visit", scope=led, family_id=gone, visited_on="2026-11-02")
    month_row(make, led, gone, saving_paid=5000)
    _kube, (member, *_others) = make.kube()
    make.put("kube_member", id=member, family_id=gone)
    people.add_tag(ctx, [gone], "Prioritas")
    before = snapshot(ctx)
    records.merge_families(ctx, kept, gone)
    assert [v.id for v in visits.visits_of(ctx, kept)] == [visit]
    assert len(homework.months_of(ctx, kept)) == 1
    rolls = ctx.db.rows("SELECT family_id, status FROM attendance")
    assert rolls == [{"family_id": kept, "status": "present"}]
    assert ctx.db.value("SELECT family_id FROM kube_member WHERE id = :i", i=member) == kept
    assert people.tags_of(ctx, kept) == ["Prioritas"]
    scopes = {r["_scope"] for r in ctx.db.rows("SELECT _scope FROM visit")}
    assert scopes == {group}
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert snapshot(ctx) == before


@pytest.mark.parametrize("named", [new_way, old_way])
def test_both_came_to_the_same_session_and_the_kept_mark_stands(ctx, pair, make, named):
    group, kept, gone = pair
    session = make.put("session", scope=group, group_id=group, title="P2K2")
    roll(make, session, group, kept, named, status="present")
    roll(make, session, group, gone, named, status="absent", note="sakit")
    records.merge_families(ctx, kept, gone)
    rolls = ctx.db.rows("SELECT family_id, status, note FROM attendance")
    assert rolls == [{"family_id": kept, "status": "present", "note": "sakit"}]


def test_members_who_stand_in_both_become_one_and_the_others_move(ctx, pair):
    _group, kept, gone = pair
    ani = Member(family_id=kept, name="Ani", birth_date=date(2015, 1, 1), relation=Relation.CHILD)
    people.save_member(ctx, ani)
    people.save_member(
        ctx,
        Member(
            family_id=gone, name="ANI", birth_date=date(2015, 1, 1),
            component=Component.PRIMARY, school="SDN 1",
        ),
    )  # fmt: skip
    people.save_member(ctx, Member(family_id=gone, name="Budi", relation=Relation.CHILD))
    assert records.compare(ctx, kept, gone).same_members == ("Ani",)
    records.merge_families(ctx, kept, gone)
    found = {m.name: m for m in people.members_of(ctx, kept)}
    assert set(found) == {"Ani", "Budi"}
    assert found["Ani"].school == "SDN 1"


def test_nobody_else_is_dragged_along(ctx, pair, make):
    group, kept, gone = pair
    neighbour = make.family(group, "Euis")
    people.save_member(ctx, Member(family_id=neighbour, name="Ani"))
    before = [ctx.db.row("SELECT * FROM family WHERE id = :i", i=neighbour)]
    members = ctx.db.rows("SELECT * FROM member WHERE family_id = :i", i=neighbour)
    records.merge_families(ctx, kept, gone)
    assert [ctx.db.row("SELECT * FROM family WHERE id = :i", i=neighbour)] == before
    assert ctx.db.rows("SELECT * FROM member WHERE family_id = :i", i=neighbour) == members


def test_the_merge_stands_in_the_story_and_a_leader_elsewhere_leaves_the_post(ctx, pair, make):
    _group, kept, gone = pair
    led = people.family(ctx, gone).group_id
    people.choose_leader(ctx, led, gone)
    records.merge_families(ctx, kept, gone)
    assert [e.kind for e in people.events_of(ctx, kept)] == [EventKind.MERGED]
    assert people.group(ctx, led).leader_id is None


def test_a_leader_merged_within_the_group_stays_leader(ctx, pair, make):
    group, kept, _gone = pair
    other = make.family(group, "Siti Aminah")
    people.choose_leader(ctx, group, other)
    records.merge_families(ctx, kept, other)
    assert people.group(ctx, group).leader_id == kept
    assert people.family(ctx, kept).position is Position.CHAIR


def test_savings_are_booked_over_and_nothing_is_lost_or_doubled(ctx, pair, make):
    group, kept, _gone = pair
    other = make.family(group, "Siti Aminah")
    circle = circles.save_circle(
        ctx, Circle(group_id=group, name="Mawar", amount=5000, started_on=date(2026, 1, 1))
    )
    for family, amount in ((kept, 20_000), (other, 15_000)):
        circles.record_deposit(ctx, circle, family, amount, ctx.today, "")
    records.merge_families(ctx, kept, other)
    found = {b.family_id: b.amount for b in circles.balances(ctx, circle)}
    assert found[kept] == 35_000
    assert found.get(other, 0) == 0
    assert follow(ctx) == 0
    undo.undo(ctx.db, today=ctx.today, reason="Urung")
    found = {b.family_id: b.amount for b in circles.balances(ctx, circle)}
    assert (found[kept], found[other]) == (20_000, 15_000)


def test_what_arrives_later_for_the_one_that_went_follows(ctx, pair, make):
    group, kept, gone = pair
    records.merge_families(ctx, kept, gone)
    make.put("visit", scope=group, family_id=gone, visited_on="2026-11-03")
    assert follow(ctx) == 1
    assert len(visits.visits_of(ctx, kept)) == 1
    assert follow(ctx) == 0


def test_a_pair_merged_both_ways_comes_back_as_one(ctx, pair, make):
    _group, kept, gone = pair
    records.merge_families(ctx, kept, gone)
    make.put("family", id=kept, merged_into=gone)
    people.remove_family(ctx, kept)
    assert follow(ctx) >= 0
    alive = [r["id"] for r in ctx.db.rows("SELECT id FROM family")]
    assert alive == [min(kept, gone)]


def test_a_family_is_not_merged_with_itself(ctx, pair):
    _group, kept, _gone = pair
    with pytest.raises(InvalidInputError):
        records.merge_families(ctx, kept, kept)
