"""Dump and load: equal content gives equal bytes, and edits come back one by one."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.errors import MissingFileError, PermissionDeniedError, UnusableFileError
from fieldkit.core.ids import derived_id, id_beside
from fieldkit.core.security.roles import ALLOWED, Permission, Role
from fieldkit.features.kube import tables as kube
from fieldkit.features.records import cells, kinds, undoing
from fieldkit.features.records import service as records


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(
    folder: Path, table: str, rows: list[dict[str, str]], names: list[str] | None = None
) -> None:
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names or list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def contents(ctx, folder: Path) -> dict[str, bytes]:
    records.dump(ctx, folder)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.fixture
def dumped(ctx, make, tmp_path):
    """A folder with a small book in it: two families in a group, one visit, one session."""
    group = make.group()
    families = [make.family(group, "Siti Aminah"), make.family(group, "Badriah")]
    session = make.put(
        "session", scope=group, group_id=group, held_on="2026-11-02", title="Gizi", status="held"
    )
    make.put(
        "attendance",
        scope=group,
        id=derived_id("attendance", session, families[0]),
        session_id=session,
        family_id=families[0],
        status="present",
    )
    make.put(
        "visit", scope=group, family_id=families[0], visited_on="2026-11-05", purposes=["case"]
    )
    folder = tmp_path / "dump"
    records.dump(ctx, folder)
    return folder


def test_every_synced_table_has_its_permissions_and_only_records_are_edited():
    assert set(kinds.SEE) == set(kinds.EDIT) == set(SYNCED)
    assert {t for t in SYNCED if TABLES[t].kind == "ledger"} == set(kinds.LEDGERS)
    for table, columns in kinds.MASKED.items():
        assert set(columns) <= set(TABLES[table].personal) | {"nisn"}


def test_files_hold_content_only_sorted_by_id(ctx, dumped):
    families = rows_of(dumped, "family")
    assert [row["id"] for row in families] == sorted(row["id"] for row in families)
    assert not {"_scope", "_del"} & set(families[0])
    assert rows_of(dumped, "visit")[0]["purposes"] == '["case"]'
    assert not (dumped / "peer.csv").exists()
    assert not (dumped / "draft.csv").exists()


def test_the_bin_stays_at_home_and_undo_brings_the_bytes_back(ctx, dumped, tmp_path):
    before = contents(ctx, tmp_path / "before")
    victim = rows_of(dumped, "family")[0]["id"]
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", victim)
    assert victim not in contents(ctx, tmp_path / "gone")["family.csv"].decode()
    undoing.undo(ctx)
    assert contents(ctx, tmp_path / "back") == before


def test_who_may_not_see_full_numbers_gets_the_last_four(ctx, book, dumped):
    for role in (Role.READER, Role.COORDINATOR):
        other = book(role=role)
        with other.db.write(Step("Prepare")) as writer:
            writer.put("family", {"id": "f1", "name": "Siti", "nik": "9901014101900001"}, "g")
        from fieldkit.features.records.plain import as_csv

        text, rows = as_csv(other, "family")
        assert rows == 1
        assert ("9901014101900001" in text) == (Permission.SEE_FULL_IDS in ALLOWED[role])
        assert "0001" in text


def test_a_leader_gets_only_kube_tables(book, tmp_path):
    assert set(records.dump(book(role=Role.LEADER), tmp_path)) == {
        "profile", "letterhead", "photo", *kube.OF_GROUP, "incident", "processing",
        "retention_rule", "destruction",
    }  # fmt: skip


def test_what_comes_back_unchanged_changes_nothing(ctx, dumped):
    steps = ctx.db.value("SELECT count(*) FROM step")
    done = records.load(ctx, dumped)
    assert (done.changed, done.created, done.refused, done.undo_id) == (0, 0, (), None)
    assert done.same == sum(len(rows_of(dumped, f.stem)) for f in dumped.iterdir())
    assert ctx.db.value("SELECT count(*) FROM step") == steps


def test_changed_cells_change_and_missing_rows_and_columns_are_left_alone(ctx, dumped):
    row = rows_of(dumped, "family")[0]
    write(dumped, "family", [{"id": row["id"], "phone": "089900001111", "note": ""}])
    done = records.load(ctx, dumped)
    assert (done.changed, done.refused) == (1, ())
    now = ctx.db.row("SELECT * FROM family WHERE id = :id", id=row["id"])
    assert now["phone"] == "089900001111"
    assert now["name"] == row["name"]
    assert ctx.db.value("SELECT count(*) FROM family") == 2


def test_new_records_are_created_in_the_scope_of_their_parent(ctx, dumped):
    group = rows_of(dumped, "kpm_group")[0]["id"]
    write(dumped, "family", [{"id": "", "name": "Darsih", "group_id": group, "status": "active"}])
    write(dumped, "kpm_group", [{"id": "kelompokbaru1", "name": "Melur"}])
    done = records.load(ctx, dumped)
    assert (done.created, done.refused) == (2, ())
    made = ctx.db.row("SELECT * FROM family WHERE name = 'Darsih'")
    assert made["_scope"] == group
    assert ctx.db.value("SELECT _scope FROM kpm_group WHERE name = 'Melur'") == "kelompokbaru1"
    undoing.undo(ctx)
    assert ctx.db.value("SELECT count(*) FROM family") == 2


def test_a_child_of_a_record_made_by_the_same_files_goes_in(ctx, dumped):
    family = rows_of(dumped, "family")[0]["id"]
    write(
        dumped,
        "session",
        [
            {
                "id": "sesibaru1",
                "group_id": rows_of(dumped, "kpm_group")[0]["id"],
                "title": "Baru",
                "held_on": "2026-11-09",
                "status": "held",
            }
        ],
    )
    write(
        dumped,
        "attendance",
        [{"id": "", "session_id": "sesibaru1", "family_id": family, "status": "sick"}],
    )
    assert records.load(ctx, dumped).refused == ()
    wanted = id_beside("sesibaru1", "attendance", family)
    assert ctx.db.value("SELECT status FROM attendance WHERE id = :id", id=wanted) == "sick"


def test_a_family_that_changes_its_group_changes_its_scope(ctx, make, dumped):
    other = make.group("Melur")
    row = rows_of(dumped, "family")[0]
    write(dumped, "family", [{"id": row["id"], "group_id": other}])
    assert records.load(ctx, dumped).changed == 1
    assert ctx.db.value("SELECT _scope FROM family WHERE id = :id", id=row["id"]) == other


@pytest.mark.parametrize(
    ("table", "column", "cell", "code"),
    [
        ("family", "nik", "12345678901234567", "nik_length"),
        ("family", "nik", "9901013102900001", "nik_date"),
        ("family", "no_kk", "99010101x", "kk_digits"),
        ("family", "name", "", "required"),
        ("family", "name", "x" * 300, "too_long"),
        ("family", "status", "aktif", "unknown_word"),
        ("family", "birth_date", "31-02-1990", "not_an_iso_day"),
        ("family", "decile", "banyak", "not_a_number"),
        ("family", "decile", "-1", "negative"),
        ("family", "decile", str(1 << 63), "not_a_number"),
        ("family", "group_id", "nowhere", "unknown_reference"),
        ("visit", "visited_on", "", "required"),
        ("visit", "starts", "25:00", "not_an_iso_time"),
        ("visit", "purposes", "kasus", "not_a_list"),
        ("visit", "purposes", "1", "not_a_list"),
        ("visit", "latitude", "191", "not_a_number"),
        ("visit", "latitude", "here", "not_a_number"),
        ("visit", "family_id", "other", "fixed_field"),
        ("attendance", "session_id", "other", "fixed_field"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_refused_by_name_and_row(ctx, dumped, table, column, cell, code):
    row = rows_of(dumped, table)[0]
    write(dumped, table, [{**row, column: cell}])
    done = records.load(ctx, dumped)
    (refused,) = done.refused
    assert (refused.table, refused.row, refused.field) == (table, 2, column)
    assert refused.problem.code == code
    assert records.reason(refused) != code
    assert done.changed == 0


def test_the_good_cells_of_a_row_go_in_beside_a_bad_one(ctx, dumped):
    row = rows_of(dumped, "family")[0]
    write(dumped, "family", [{**row, "nik": "1", "phone": "089911112222"}])
    done = records.load(ctx, dumped)
    assert (done.changed, len(done.refused)) == (1, 1)


def test_a_new_record_with_a_bad_cell_is_not_made(ctx, dumped):
    write(dumped, "family", [{"id": "", "name": "Darsih", "nik": "1", "group_id": ""}])
    done = records.load(ctx, dumped)
    assert (done.created, len(done.refused)) == (0, 1)


@pytest.mark.parametrize(
    ("table", "rows", "code"),
    [
        ("family", [{"id": "same1234", "name": "A"}, {"id": "same1234", "name": "B"}], "repeated_id"),
        ("family", [{"id": "../../etc", "name": "A"}], "other_id"),
        ("family", [{"id": "new12345", "name": "A", "colour": "red"}], "unknown_column"),
        ("family", [{"name": "A"}], "no_id_column"),
        ("member", [{"id": "", "name": "A", "family_id": ""}], "required"),
        ("visit", [{"id": "", "family_id": "nobody", "visited_on": "2026-11-01"}], "unknown_reference"),
        ("photo", [{"id": "", "owner_table": "visit", "owner_id": "x"}], "made_elsewhere"),
        ("attendance", [{"id": "other123", "session_id": "", "family_id": ""}], "other_id"),
        ("peer", [{"id": "", "name": "A"}], "unknown_table"),
        ("cash_entry", [{"id": "", "description": "Kas", "kube_id": ""}], "ledger_only_grows"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused(ctx, dumped, table, rows, code):
    write(dumped, table, rows)
    done = records.load(ctx, dumped)
    assert code in {refused.problem.code for refused in done.refused}
    assert all(records.reason(refused) for refused in done.refused)


def test_ledger_edits_are_refused_by_name(ctx, make, dumped):
    kube, _members = make.kube()
    with ctx.db.write(Step("Cash")) as writer:
        writer.post(
            "cash_entry",
            {
                "id": "kas1",
                "kube_id": kube,
                "description": "Iuran",
                "lines": "[]",
                "booked_on": "2026-11-01",
            },
            scope=kube,
        )
    records.dump(ctx, dumped)
    row = rows_of(dumped, "cash_entry")[0]
    write(dumped, "cash_entry", [{**row, "description": "Lain"}])
    (refused,) = records.load(ctx, dumped).refused
    assert (refused.table, refused.problem.code) == ("cash_entry", "ledger_only_grows")


def test_a_record_in_the_bin_does_not_come_back_by_a_file(ctx, dumped):
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("visit", rows_of(dumped, "visit")[0]["id"])
    (refused,) = records.load(ctx, dumped).refused
    assert refused.problem.code == "in_the_bin"


def test_roles_that_may_not_edit_are_refused_row_by_row(ctx, book, dumped):
    coordinator = book(role=Role.COORDINATOR)
    write(dumped, "kpm_group", [{"id": "", "name": "Melur"}])
    done = records.load(coordinator, dumped)
    assert done.created == 0
    assert {r.problem.code for r in done.refused} >= {"not_permitted"}
    leader = book(role=Role.LEADER)
    assert "not_permitted" in {r.problem.code for r in records.load(leader, dumped).refused}
    with pytest.raises(PermissionDeniedError):
        records.load(book(role=Role.READER), dumped)


def test_semicolons_and_a_byte_order_mark_are_understood(ctx, dumped):
    row = rows_of(dumped, "family")[0]
    (dumped / "family.csv").write_text(
        f"\ufeffid;phone\n{row['id']};089900002222\n", encoding="utf-8"
    )
    assert records.load(ctx, dumped).changed == 1


def test_a_file_that_is_no_text_is_refused_whole(ctx, dumped):
    (dumped / "family.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnusableFileError):
        records.load(ctx, dumped)
    (dumped / "family.csv").write_text('id,name\nnew12345,"' + "x" * 200_000)
    with pytest.raises(UnusableFileError):
        records.load(ctx, dumped)
    with pytest.raises(MissingFileError):
        records.load(ctx, dumped / "none")


@given(st.text(max_size=12).map(lambda text: text.strip()))
def test_the_formula_guard_comes_off_as_it_went_on(text):
    assert cells.unguarded(cells.shown(text)) == text
    assert not cells.shown(text).startswith(("=", "+", "-", "@"))
