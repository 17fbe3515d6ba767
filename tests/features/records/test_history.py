"""What was done to a record, in the order it was done, and what lies in the bin."""

import pytest

from fieldkit.core.db.steps import Step, step_sentence
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.records import service as records
from fieldkit.features.records import undoing


def test_a_record_tells_what_was_done_and_by_whom(ctx, make):
    family = make.family(make.group(), "Siti")
    with ctx.db.write(Step("Correct {what}", what="a phone")) as writer:
        writer.put("family", {"id": family, "phone": "0899", "note": "sore"})
    undoing.undo(ctx)
    undone, changed, created = records.history(ctx, "family", family)
    assert (created.kind, changed.kind, undone.kind) == ("created", "changed", "undo")
    assert changed.step == "Correct a phone"
    assert changed.who == ctx.me.name
    assert [(c.field, c.before, c.after) for c in changed.changes] == [
        ("phone", None, "0899"),
        ("note", None, "sore"),
    ]
    assert changed.instant.endswith("Z")


def test_a_record_is_found_by_id_or_by_its_only_name(ctx, make):
    group = make.group("Mawar")
    assert records.find(ctx, "group", "mawar").id == records.find(ctx, "group", group).id == group
    make.group("Mawar")
    for kind, name, code in (
        ("group", "Mawar", "several_so_called"),
        ("kube", "None", "nobody_so_called"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            records.find(ctx, kind, name)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_numbers_are_masked_in_history_too(book):
    reader = book(role=Role.READER)
    with reader.db.write(Step("Prepare")) as writer:
        writer.put("family", {"id": "f1", "name": "Siti", "nik": "9901014101900001"}, "g")
    with reader.db.write(Step("Change")) as writer:
        writer.put("family", {"id": "f1", "nik": "9901014101900002"})
    assert records.find(reader, "family", "f1").values["nik"].startswith("••")
    newest = records.history(reader, "family", "f1")[0]
    assert str(newest.changes[0].after).endswith("0002")
    assert "99010141" not in str(newest.changes)


def test_the_bin_gives_records_back(ctx, make):
    family = make.family(make.group(), "Siti")
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", family)
    (binned,) = records.bin_of(ctx)
    assert (binned.table, binned.id, binned.title) == ("family", family, "Siti · Mawar")
    records.restore(ctx, "family", family)
    assert records.bin_of(ctx) == []
    assert ctx.db.value("SELECT name FROM family WHERE id = :id", id=family) == "Siti"
    assert records.history(ctx, "family", family)[0].kind == "restored"
    assert records.history(ctx, "family", family)[1].kind == "removed"
    with pytest.raises(NotFoundError):
        records.restore(ctx, "family", family)
    with pytest.raises(NotFoundError):
        records.restore(ctx, "cash_entry", "x")


def test_a_nameless_record_in_the_bin_says_so(ctx, make):
    attendance = make.put("attendance", scope="g", status="present")
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("attendance", attendance)
    assert records.bin_of(ctx)[0].title == "(without a name)"


def test_what_a_role_may_not_see_it_does_not_find(book):
    leader = book(role=Role.LEADER)
    with pytest.raises(PermissionDeniedError):
        records.find(leader, "family", "x")
    with pytest.raises(PermissionDeniedError):
        records.history(leader, "family", "x")
    with pytest.raises(NotFoundError):
        records.history(leader, "peer", "x")


@pytest.mark.parametrize("written", ["2026-11", "11/2026", "November 2026"])
def test_a_step_names_its_month_in_words_however_it_was_written(ctx, make, written):
    with ctx.db.write(Step("Note the homework of {month}", month=written)) as writer:
        writer.put("kpm_group", {"name": "Mawar"}, "common")
    assert records.steps(ctx)[0].name == "Note the homework of November 2026"


def test_what_is_no_month_stays_as_it_was_written():
    assert step_sentence(
        "Close the year {month} of {kube}", {"month": "2026", "kube": "11/2026"}
    ) == ("Close the year 2026 of 11/2026")
    assert step_sentence("In {month}", {"month": "13/2026"}) == "In 13/2026"
