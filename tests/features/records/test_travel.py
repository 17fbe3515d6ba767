"""A record and a group as they were, the way back to it, and the list of all steps."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.clock import FixedClock
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.core.vault import memory_context
from fieldkit.features.records import service as records
from fieldkit.features.records import undoing


def now(ctx):
    return records.milliseconds(ctx.clock.now())


def change(ctx, table, record, **fields):
    ctx.clock.advance(days=1)
    with ctx.db.write(Step("Change")) as writer:
        writer.put(table, {"id": record, **fields})
    return now(ctx)


def remove(ctx, table, record):
    ctx.clock.advance(days=1)
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove(table, record)
    return now(ctx)


def told(then):
    return {f.field: (f.then, f.now) for f in then.fields if f.differs}


def test_a_record_is_shown_as_it_was_beside_what_it_is(ctx, make):
    family = make.family(make.group("Mawar"), "Siti", phone=None)
    first = now(ctx)
    second = change(ctx, "family", family, name="Siti Aminah", phone="0899", status="graduated")
    then = records.at(ctx, "family", family, first)
    assert then.exists
    assert told(then) == {
        "name": ("Siti", "Siti Aminah"),
        "phone": ("(blank)", "0899"),
        "status": ("Active", "Graduated"),
    }
    assert told(records.at(ctx, "family", family, second)) == {}


def test_references_dates_and_money_are_told_in_words(ctx, make):
    first, second = make.group("Mawar"), make.group("Melati")
    family = make.family(first, "Siti", birth_date="1990-05-17")
    at = now(ctx)
    change(ctx, "family", family, group_id=second, birth_date="1991-05-17")
    assert told(records.at(ctx, "family", family, at)) == {
        "group_id": ("Mawar", "Melati"),
        "birth_date": ("17 May 1990", "17 May 1991"),
    }
    entry = records.history(ctx, "family", family)[0]
    assert {(s.label, s.before, s.after) for s in records.said(ctx, "family", entry)} == {
        ("Group", "Mawar", "Melati"),
        ("Date of birth", "17 May 1990", "17 May 1991"),
    }


def test_before_it_was_made_and_in_the_bin_a_record_does_not_exist(ctx, make):
    before = now(ctx) - 1000
    ctx.clock.advance(days=1)
    family = make.family(name="Siti")
    made = now(ctx)
    gone = remove(ctx, "family", family)
    assert not records.at(ctx, "family", family, before).exists
    assert records.at(ctx, "family", family, made).exists
    assert not records.at(ctx, "family", family, gone).exists


def test_a_group_is_shown_with_the_families_it_had(ctx, make):
    group, other = make.group("Mawar"), make.group("Melati")
    stays, moves, leaves = (make.family(group, name) for name in ("Ani", "Budi", "Cici"))
    then = now(ctx)
    change(ctx, "family", moves, group_id=other)
    remove(ctx, "family", leaves)
    ctx.clock.advance(days=1)
    comes = make.family(group, "Dewi")
    change(ctx, "kpm_group", group, name="Mawar Merah")
    found = records.at(ctx, "kpm_group", group, then)
    assert told(found) == {"name": ("Mawar", "Mawar Merah")}
    assert [(b.id, b.name, b.was_there, b.is_there) for b in found.belonging] == [
        (stays, "Ani", True, True),
        (moves, "Budi", True, False),
        (leaves, "Cici", True, False),
        (comes, "Dewi", False, True),
    ]


def test_a_kube_is_shown_with_the_members_it_had(ctx, make):
    kube, members = make.kube("Melati 3", members=2)
    then = now(ctx)
    remove(ctx, "kube_member", members[0])
    found = records.at(ctx, "kube", kube, then)
    assert [(b.name, b.is_there) for b in found.belonging] == [
        ("Aminah", False),
        ("Badriah", True),
    ]


def test_a_record_is_put_back_as_it_was_and_that_can_be_undone(ctx, make):
    group, other = make.group("Mawar"), make.group("Melati")
    family = make.family(group, "Siti", phone="0811")
    then = now(ctx)
    change(ctx, "family", family, name="Salah", phone=None, group_id=other)
    assert records.bring_back(ctx, "family", family, then) == 2
    row = ctx.db.row("SELECT name, phone, group_id FROM family")
    assert row == {"name": "Siti", "phone": "0811", "group_id": other}
    assert records.bring_back(ctx, "family", family, then) == 0
    undoing.undo(ctx)
    assert ctx.db.value("SELECT name FROM family") == "Salah"


def test_what_never_existed_and_money_are_not_put_back(ctx, make):
    kube, _members = make.kube()
    with ctx.db.write(Step("Post")) as writer:
        entry = writer.post("cash_entry", {"kube_id": kube, "lines": "[]"}, scope=kube)
    for table, record in (("cash_entry", entry), ("family", "nobody"), ("peer", "x")):
        with pytest.raises((NotFoundError, KeyError)):
            records.bring_back(ctx, table, record, now(ctx))


def test_numbers_stay_masked_in_the_past_too(book):
    reader = book(role=Role.READER)
    with reader.db.write(Step("Prepare")) as writer:
        writer.put("family", {"id": "f1", "name": "Siti", "nik": "9901014101900001"}, "g")
    then = records.at(reader, "family", "f1", now(reader))
    assert "99010141" not in str(then)


def test_what_a_role_may_not_see_it_may_not_see_in_the_past(book):
    leader = book(role=Role.LEADER)
    with pytest.raises(PermissionDeniedError):
        records.at(leader, "family", "x", 0)
    with pytest.raises(PermissionDeniedError):
        records.bring_back(leader, "family", "x", 0)


def test_all_steps_are_listed_with_who_made_them_and_what_they_touched(ctx, make):
    group = make.group("Mawar")
    make.family(group, "Siti")
    ctx.clock.advance(hours=1)
    with ctx.db.write(Step("Change {count} families", count=2)) as writer:
        for name in ("Ani", "Budi"):
            writer.put("family", {"name": name}, scope=group)
    newest = records.steps(ctx)[0]
    assert (newest.name, newest.who, newest.records) == ("Change 2 families", "Sri", 2)
    assert newest.may_undo
    assert {t.title for t in records.touched(ctx, newest.id)} == {"Ani", "Budi"}
    assert records.count_steps(ctx) == 3
    undoing.undo(ctx, newest.id)
    undo, undone = records.steps(ctx)[:2]
    assert (undo.kind, undo.may_undo) == ("undo", False)
    assert undone.is_undone
    assert not undone.may_undo
    assert len(records.steps(ctx, offset=1, limit=2)) == 2


def test_what_hangs_on_a_removed_record_is_counted_with_it_and_comes_back_with_it(ctx, make):
    family = make.family(make.group("Mawar"), "Siti")
    member = make.put("member", family_id=family, name="Budi", scope="g")
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", family)
        writer.remove("member", member)
    (binned,) = records.bin_of(ctx)
    assert (binned.id, binned.with_it) == (family, (("member", member),))
    assert binned.who == "Sri"
    back = records.restore(ctx, "family", family)
    assert (back.records, back.with_them) == (1, 1)
    assert records.bin_of(ctx) == []
    assert records.steps(ctx)[0].records == 2


def test_a_part_comes_out_of_the_bin_alone_where_its_whole_is_not_there(ctx, make):
    family = make.family(name="Siti")
    member = make.put("member", family_id=family, name="Budi", scope="g")
    remove(ctx, "member", member)
    (binned,) = records.bin_of(ctx)
    assert (binned.table, binned.title) == ("member", "Budi · Siti")
    records.restore(ctx, "member", member)
    assert ctx.db.value("SELECT name FROM member") == "Budi"


def test_several_records_come_out_of_the_bin_in_one_step(ctx, make):
    families = [make.family(name=name) for name in ("Ani", "Budi")]
    for family in families:
        remove(ctx, "family", family)
    records.restore_many(ctx, [("family", one) for one in families])
    assert ctx.db.value("SELECT count(*) FROM family") == 2
    undoing.undo(ctx)
    assert ctx.db.value("SELECT count(*) FROM family") == 0
    with pytest.raises(NotFoundError):
        records.restore_many(ctx, [("family", families[0]), ("family", "nobody")])
    assert ctx.db.value("SELECT count(*) FROM family") == 0


_EDITS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["name", "rt", "note", "_del", "undo", "redo"]),
        st.integers(0, 3),
    ),
    max_size=14,
)


def _do(ctx, row, column, value):
    if column in ("undo", "redo"):
        getattr(undoing, column)(ctx)
        return
    known = ctx.db.value("SELECT 1 FROM family WHERE id = :id", id=row)
    with ctx.db.write(Step("Edit")) as writer:
        if column != "_del":
            writer.put("family", {"id": row, column: str(value)}, scope="g")
        elif known:
            writer.remove("family", row)


@settings(max_examples=40)
@given(edits=_EDITS)
def test_the_past_is_what_was_once_the_present(edits):
    from datetime import UTC, datetime

    ctx = memory_context(FixedClock(datetime(2026, 11, 20, tzinfo=UTC)))
    seen = []
    for row, column, value in edits:
        ctx.clock.advance(minutes=1)
        with contextlib.suppress(NotFoundError):
            _do(ctx, row, column, value)
        shown = {r["id"]: r for r in ctx.db.rows("SELECT id, name, rt, note FROM family")}
        seen.append((now(ctx), shown))
    for at_ms, shown in seen:
        for row in "abc":
            then = records.at(ctx, "family", row, at_ms)
            assert then.exists is (row in shown)
            if then.exists:
                found = {f.field: f.then for f in then.fields}
                for field in ("name", "rt", "note"):
                    assert found.get(field, "(blank)") == (shown[row][field] or "(blank)")
    ctx.db.close()
