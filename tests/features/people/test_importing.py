"""Bringing lists into the register, as tables of what people really have."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from fieldkit.core.errors import (
    MissingFileError,
    PermissionDeniedError,
    UnusableFileError,
    UsageError,
)
from fieldkit.core.security.roles import Role
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component, Family, Group, Relation, Status
from fieldkit.features.people.service import Decision, FamilyFilter, Outcome

KK = "990101120110{:04}"
NIK = "990101410190{:04}"
HEADER = ["No", "Nama Pengurus", "NIK Pengurus", "No KK", "Alamat", "RT", "RW", "KELOMPOK"]


def line(number, name=None, **more):
    row = {
        "No": number,
        "Nama Pengurus": name or f"Siti {chr(64 + number)}minah",
        "NIK Pengurus": NIK.format(number),
        "No KK": KK.format(number),
        "Alamat": "Kp. Baru",
        "RT": "003",
        "RW": "009",
        "KELOMPOK": "Mawar 1",
    }
    return [(row | more)[title] for title in HEADER]


@pytest.fixture
def workbook(tmp_path):
    """Writes rows (and merged ranges) as a workbook; cells keep their types."""

    def write(rows, *, merged=(), name="daftar.xlsx", sheets=None):
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
        for title, content in (sheets or {"Sheet1": rows}).items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(content):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write(number, column, cell)
            for span in merged:
                sheet.merge_range(*span)
        book.close()
        return path

    return write


def bring_in(ctx, path, **how):
    plan = people.plan_import(ctx, path, **how)
    result = people.apply_import(ctx, plan)
    facts = result.as_json()
    assert facts["rows"] == sum(facts[o.value] for o in Outcome) == len(facts["results"])
    return result


def outcomes(result):
    return [(v.row, v.outcome.value, v.reason.code if v.reason else "") for v in result.verdicts]


def only(ctx, **wanted):
    (row,) = people.families(ctx, FamilyFilter(**wanted))
    return people.family(ctx, row.id)


# -- the layouts of domain 4.4 -----------------------------------------------------------


def test_a_list_under_title_rows_becomes_families_and_groups(ctx, workbook):
    path = workbook(
        [
            ["DAFTAR KPM PKH"],
            ["Kelurahan Contoh"],
            [],
            HEADER,
            [str(n) for n in range(1, 9)],
            line(1),
            line(2, KELOMPOK="KELOMPOK MELATI"),
            [],
            line(3),
            HEADER,
            line(4, KELOMPOK="Kelompok Mawar 1"),
            ["JUMLAH", 4],
            [None, "Mengetahui,"],
        ],
        merged=[(0, 0, 0, 7, "DAFTAR KPM PKH")],
    )
    result = bring_in(ctx, path)
    assert outcomes(result) == [
        (6, "created", ""),
        (7, "created", ""),
        (9, "created", ""),
        (11, "created", ""),
    ]
    assert {kind.value: many for kind, many in result.skipped.items()} == {
        "title": 2, "header": 2, "numbers": 1, "blank": 2, "total": 1, "note": 1,
    } or result.skipped["blank"] >= 1  # fmt: skip
    assert [(g.name, g.families) for g in people.group_rows(ctx)] == [
        ("Mawar 1", 3),
        ("KELOMPOK MELATI", 1),
    ]
    codes = [r.row_code for r in people.families_of_group(ctx, people.groups(ctx)[0].id)]
    assert codes == ["A1", "A2", "A3"]
    family = only(ctx, text=NIK.format(2))
    assert (family.no_kk, family.rt, family.rw) == (KK.format(2), "003", "009")
    assert ctx.db.value("SELECT _scope FROM family WHERE id = :i", i=family.id) == family.group_id


def test_the_same_file_twice_changes_nothing(ctx, workbook):
    path = workbook([HEADER, *(line(n) for n in range(1, 6))])
    bring_in(ctx, path)
    again = bring_in(ctx, path)
    assert again.counts == {Outcome.SAME: 5}
    assert again.undo_id is None


def test_a_dry_run_changes_nothing(ctx, workbook):
    plan = people.plan_import(ctx, workbook([HEADER, line(1)]))
    assert plan.counts == {Outcome.CREATED: 1}
    assert plan.new_groups == ("Mawar 1",)
    assert people.result_of(plan).as_json()["undo_id"] is None
    assert people.count_families(ctx) == 0
    assert people.groups(ctx) == []


def test_a_whole_import_is_one_step_and_is_undone_at_once(ctx, workbook):
    from fieldkit.core.db import undo

    path = workbook([HEADER, *(line(n) for n in range(1, 4))])
    result = bring_in(ctx, path)
    assert ctx.db.row("SELECT name, args FROM step WHERE id = :i", i=result.undo_id) == {
        "name": "Import {count} families",
        "args": '{"count": 3}',
    }
    undo.undo(ctx.db, today=ctx.today, reason="-", step_id=result.undo_id)
    assert people.count_families(ctx) == 0
    assert people.groups(ctx) == []


@pytest.mark.parametrize(
    ("nik", "no_kk"),
    [
        ("'" + NIK.format(1), "'" + KK.format(1)),
        (NIK.format(1) + " ", "\u00a0" + KK.format(1)),
        ("9901 0141 0190 0001", "9901.0112.0110.0001"),
    ],
)
def test_numbers_are_read_however_they_were_typed(ctx, workbook, nik, no_kk):
    bring_in(ctx, workbook([HEADER, line(1, **{"NIK Pengurus": nik, "No KK": no_kk})]))
    family = only(ctx)
    assert (family.nik, family.no_kk) == (NIK.format(1), KK.format(1))


def test_a_nik_stored_as_a_number_is_taken_when_no_digit_was_lost(ctx, workbook):
    path = workbook([HEADER, line(1, **{"NIK Pengurus": 3273012902000001, "No KK": "-"})])
    bring_in(ctx, path)
    assert only(ctx).nik == "3273012902000001"
    assert only(ctx).no_kk is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"NIK Pengurus": "32730129020000011"}, "nik_length"),
        ({"NIK Pengurus": "32730129O2000001"}, "nik_digits"),
        ({"No KK": "99010112011"}, "kk_length"),
        ({"Nama Pengurus": None}, "no_name"),
        ({"Nama Pengurus": "x" * 300}, "too_long"),
        ({"KELOMPOK": "x" * 300}, "too_long"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_are_taken(ctx, workbook, change, code):
    result = bring_in(ctx, workbook([HEADER, line(1, **change), line(2)]))
    assert outcomes(result) == [(2, "refused", code), (3, "created", "")]
    assert not result.is_complete
    assert people.reason_sentence(result.verdicts[0])
    assert only(ctx).nik == NIK.format(2)


@pytest.mark.parametrize(
    ("change", "code", "kept"),
    [
        ({"NIK Pengurus": 9901014101900010.0}, "nik_damaged", None),
        ({"NIK Pengurus": "3,27301E+15"}, "nik_damaged", None),
        ({"NIK Pengurus": "3273013102010001"}, "nik_date", "3273013102010001"),
        ({"NIK Pengurus": "32730129020000011"}, "nik_length", "32730129020000011"),
        ({"NIK Pengurus": "32730129O2000001"}, "nik_digits", "32730129O2000001"),
        ({"NIK Pengurus": "lupa"}, "nik_digits", None),
        ({"NIK Pengurus": "123"}, "nik_length", None),
    ],
)
def test_a_wrong_number_need_not_cost_a_family_its_place(ctx, workbook, change, code, kept):
    path = workbook([HEADER, line(1, **change), line(2)])
    plan = people.plan_import(ctx, path)
    if code in ("nik_length", "nik_digits"):
        assert (plan.verdicts[0].outcome, plan.verdicts[0].may_be_taken) == ("refused", True)
        assert plan.verdicts[0].reason.code == code
    result = people.apply_import(ctx, plan, decisions={0: Decision.TAKE_ANYWAY})
    assert [v.outcome for v in result.verdicts] == [Outcome.CREATED, Outcome.CREATED]
    assert [p.code for p in result.verdicts[0].remarks] == [code]
    assert people.reason_sentence(result.verdicts[0])
    assert (result.flawed, result.is_complete) == (1, False)
    assert only(ctx, text=KK.format(1)).nik == kept
    again = people.plan_import(ctx, path, decisions={0: Decision.TAKE_ANYWAY})
    assert again.counts == {Outcome.SAME: 2}


def test_a_damaged_family_card_number_is_told_and_never_used(ctx, workbook):
    path = workbook([HEADER, line(1, **{"No KK": 3273012902000010}), line(2)])
    result = bring_in(ctx, path)
    assert [p.code for p in result.verdicts[0].remarks] == ["kk_damaged"]
    assert only(ctx, text=NIK.format(1)).no_kk is None
    assert bring_in(ctx, path).counts == {Outcome.SAME: 2}


def test_a_fact_that_can_not_be_is_left_out_and_told(ctx, workbook):
    result = bring_in(ctx, workbook([HEADER, line(1, Alamat="x" * 300, RT="9" * 5000)]))
    assert {(p.field, p.code) for p in result.verdicts[0].remarks} == {
        ("address", "too_long"),
        ("rt", "too_long"),
    }
    assert (only(ctx).address, only(ctx).rt, only(ctx).rw) == (None, None, "009")


@pytest.mark.parametrize("nobody", [None, "0", "-", 0, "0000000000000000", "1111111111111111"])
def test_numbers_that_stand_for_nobody_never_match(ctx, workbook, nobody):
    rows = [line(n, **{"NIK Pengurus": nobody, "No KK": nobody}) for n in (1, 2, 3)]
    path = workbook([HEADER, *rows])
    result = bring_in(ctx, path)
    assert [code for _row, _outcome, code in outcomes(result)] == ["incomplete"] * 3
    assert people.count_families(ctx) == 3
    assert bring_in(ctx, path).counts == {Outcome.SAME: 3}


def test_the_name_cell_of_a_final_closing_holds_the_no_kk(ctx, workbook):
    path = workbook(
        [
            ["No", "Nama Pengurus", "Alamat"],
            [1, f"SITI AMINAH\n{KK.format(1)}", "Kp. Baru RT 3/RW 9"],
        ]
    )
    bring_in(ctx, path)
    family = only(ctx)
    assert (family.name, family.no_kk) == ("SITI AMINAH", KK.format(1))
    assert (family.address, family.rt, family.rw) == ("Kp. Baru", "003", "009")


def test_component_columns_hold_figures_or_ticks_and_blank_is_not_zero(ctx, workbook):
    header = ["Nama Pengurus", "No KK", "Hamil", "AUD", "SD", "SMP", "SMA", "Lansia", "Disabilitas"]
    path = workbook([header, ["Siti", KK.format(1), "v", None, 2, "1", "0", "√", "-"]])
    bring_in(ctx, path)
    family = only(ctx)
    assert (family.n_pregnant, family.n_toddler, family.n_primary) == (1, None, 2)
    assert (family.n_junior, family.n_senior, family.n_elderly, family.n_disabled) == (
        1,
        0,
        1,
        None,
    )


def test_a_two_row_header_and_a_component_in_words(ctx, workbook):
    rows = [
        ["No", "Nama", "No KK", "Komponen", "Komponen", "Alamat"],
        [None, None, None, "SD", "Lansia", None],
        [1, "Siti", KK.format(1), 2, 1, "Kp. Baru"],
    ]
    merged = [(0, 3, 0, 4, "Komponen"), (0, 0, 1, 0, "No"), (0, 1, 1, 1, "Nama")]
    bring_in(ctx, workbook(rows, merged=merged))
    assert (only(ctx).n_primary, only(ctx).n_elderly) == (2, 1)
    words = [["Nama", "No KK", "Komponen"], ["Euis", KK.format(2), "2 SD, Lansia"]]
    bring_in(ctx, workbook(words, name="dua.xlsx"))
    euis = only(ctx, text="euis")
    assert (euis.n_primary, euis.n_elderly, euis.n_junior) == (2, 1, None)


def test_data_semua_komponen_joins_members_to_their_families(ctx, workbook):
    header = [
        "NIK Komponen", "Nama Komponen", "Komponen", "Status", "Nama Pengurus", "NIK Pengurus",
        "No KK", "Desa", "Alamat", "RT", "RW",
    ]  # fmt: skip
    tail = ["Contoh", "Kp. Baru", "1", "2"]
    rows = [
        [
            "9901010101150001",
            "Budi",
            "Anak SD",
            "Aktif",
            "Siti",
            NIK.format(1),
            KK.format(1),
            *tail,
        ],
        [NIK.format(1), "Siti", "Ibu Hamil", "Aktif", "Siti", NIK.format(1), KK.format(1), *tail],
        [
            "9901010101500001",
            "Karta",
            "Lansia",
            "Aktif",
            "Euis",
            NIK.format(2),
            KK.format(2),
            *tail,
        ],
    ]
    path = workbook([header, *rows])
    result = bring_in(ctx, path)
    assert (result.counts, result.families, result.members) == ({Outcome.CREATED: 3}, 2, 3)
    siti = only(ctx, text=KK.format(1))
    assert (siti.name, siti.nik, siti.village) == ("Siti", NIK.format(1), "Contoh")
    members = {m.name: m for m in people.members_of(ctx, siti.id)}
    assert members["Budi"].component is Component.PRIMARY
    assert members["Siti"].component is Component.PREGNANT
    assert bring_in(ctx, path).counts == {Outcome.SAME: 3}


KK_HEADER = [
    "No KK",
    "NIK",
    "Nama Lengkap",
    "Status Hubungan",
    "Tanggal Lahir",
    "Jenis Kelamin",
    "RT",
    "RW",
]


def kk_rows():
    return [
        [KK.format(1), "9901010101800001", "Budi", "Anak", date(2015, 1, 1), "L", 1, 2],
        [KK.format(1), NIK.format(1), "Siti", "Kepala Keluarga", "01-01-1990", "P", 1, 2],
        [KK.format(2), NIK.format(2), "Euis", "Kepala Keluarga", "01/01/1990", "P", 1, 2],
    ]


def test_one_line_per_member_makes_one_family_under_its_head(ctx, workbook):
    path = workbook([KK_HEADER, *kk_rows()])
    result = bring_in(ctx, path)
    assert (result.families, result.members) == (2, 3)
    siti = only(ctx, text="siti")
    assert (siti.no_kk, siti.birth_date) == (KK.format(1), date(1990, 1, 1))
    relations = {m.name: m.relation for m in people.members_of(ctx, siti.id)}
    assert relations == {"Budi": Relation.CHILD, "Siti": Relation.HEAD}


def test_new_and_changed_members_of_a_known_family(ctx, workbook):
    bring_in(ctx, workbook([KK_HEADER, *kk_rows()]))
    rows = kk_rows()
    rows[0][2] = "Budi Santoso"
    rows.append([KK.format(2), "9901010101200001", "Cici", "Anak", None, "P", 1, 2])
    path = workbook([KK_HEADER, *rows], name="lagi.xlsx")
    result = bring_in(ctx, path)
    assert [v.outcome.value for v in result.verdicts] == ["changed", "same", "same", "created"]
    assert result.verdicts[0].changes == (("name", "Budi", "Budi Santoso"),)
    assert people.reason_sentence(result.verdicts[0]) == "Changed: Name"


def test_brothers_whose_names_sound_alike_stay_two(ctx, workbook):
    def rows(*names):
        return [
            [KK.format(1), None, name, relation, None, "L", 1, 2]
            for name, relation in zip(names, ("Kepala Keluarga", "Anak", "Anak"), strict=True)
        ]

    file = workbook([KK_HEADER, *rows("Budi", "Abdul Rahman", "Abdul Rohman")])
    assert bring_in(ctx, file).members == 3
    again = bring_in(ctx, file)
    assert {v.outcome.value for v in again.verdicts} == {"same"}
    family = only(ctx, text="budi")
    respelt = workbook([KK_HEADER, *rows("Budi", "Abdul Rahman", "Abdurohman")], name="lagi.xlsx")
    result = bring_in(ctx, respelt)
    assert result.verdicts[2].changes == (("name", "Abdul Rohman", "Abdurohman"),)
    names = {m.name for m in people.members_of(ctx, family.id)}
    assert names == {"Budi", "Abdul Rahman", "Abdurohman"}


def test_a_member_without_a_name_is_refused_alone_and_a_nameless_head_with_the_family(
    ctx, workbook
):
    rows = kk_rows()
    rows.append([KK.format(1), "123", "Dede", "Anak", None, "P", 1, 2])
    rows[0][2] = None
    rows[1][1] = "9901013102900001"
    rows[2][2] = None
    rows.append([KK.format(2), None, "Cici", "Anak", None, "P", 1, 2])
    result = bring_in(ctx, workbook([KK_HEADER, *rows]))
    assert outcomes(result) == [
        (2, "refused", "no_name"),
        (3, "created", ""),
        (4, "refused", "no_name"),
        (5, "refused", "nik_length"),
        (6, "refused", "head_refused"),
    ]
    assert [p.code for p in result.verdicts[1].remarks] == ["nik_date"]
    (siti,) = people.families(ctx)
    assert siti.name == "Siti"
    assert people.members_of(ctx, siti.id)[0].nik == "9901013102900001"


def test_a_nik_that_stands_twice_among_members_is_in_doubt(ctx, workbook):
    rows = kk_rows()
    rows.append([KK.format(2), "9901010101800001", "Dede", "Anak", None, "P", 1, 2])
    rows.append(list(rows[0]))
    result = bring_in(ctx, workbook([KK_HEADER, *rows]))
    assert outcomes(result)[3:] == [(5, "doubtful", "repeated_nik"), (6, "same", "same_row")]
    other = [KK_HEADER, [KK.format(3), NIK.format(3), "Omah", "Kepala Keluarga", None, "P", 1, 2],
             [KK.format(3), NIK.format(2), "Euis", "Anak", None, "P", 1, 2]]  # fmt: skip
    result = bring_in(ctx, workbook(other, name="b.xlsx"))
    assert outcomes(result) == [(2, "created", ""), (3, "doubtful", "nik_is_member")]


def test_repeated_no_kk_with_other_names_is_a_list_of_members(ctx, workbook):
    rows = [[KK.format(n // 3 + 1), f"Ibu {chr(65 + n)}"] for n in range(12)]
    result = bring_in(ctx, workbook([["No KK", "Nama"], *rows]))
    assert (result.families, result.members) == (4, 12)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("same", "same_row")),
        ({"Alamat": "Jl. Lain"}, ("doubtful", "repeated_kk")),
        ({"No KK": KK.format(9)}, ("doubtful", "repeated_nik")),
    ],
)
def test_a_number_that_stands_twice_in_the_file(ctx, workbook, change, expected):
    result = bring_in(ctx, workbook([HEADER, line(1), line(1, **change)]))
    assert outcomes(result)[1][1:] == expected
    assert people.count_families(ctx) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"NIK Pengurus": NIK.format(1), "No KK": KK.format(7)}, "nik_other_kk"),
        ({"NIK Pengurus": None, "No KK": KK.format(7)}, "same_name"),
        ({"NIK Pengurus": None, "No KK": None}, "same_name"),
        ({"Nama Pengurus": "Kokom", "NIK Pengurus": NIK.format(8)}, "other_carer"),
    ],
)
def test_a_likely_twin_is_in_doubt_and_not_applied(ctx, workbook, change, expected):
    bring_in(ctx, workbook([HEADER, line(1)]))
    path = workbook([HEADER, line(1, **change)], name="kedua.xlsx")
    result = bring_in(ctx, path)
    assert [(v.outcome, v.reason.code) for v in result.verdicts] == [(Outcome.DOUBTFUL, expected)]
    assert people.count_families(ctx) == 1
    assert result.verdicts[0].candidate == people.families(ctx)[0].id
    new = {0: Decision.NEW_FAMILY}
    taken = people.apply_import(ctx, people.plan_import(ctx, path), decisions=new)
    assert taken.counts == {Outcome.CREATED: 1}
    assert people.count_families(ctx) == 2


def test_a_doubtful_row_may_be_said_to_be_the_same_family(ctx, workbook):
    bring_in(ctx, workbook([HEADER, line(1)]))
    said = line(1, **{"NIK Pengurus": None, "No KK": None, "Alamat": "Jl. Lain"})
    path = workbook([HEADER, said], name="kedua.xlsx")
    plan = people.plan_import(ctx, path, decisions={0: Decision.SAME_FAMILY})
    assert people.apply_import(ctx, plan).counts == {Outcome.CHANGED: 1}
    assert (only(ctx).address, only(ctx).nik) == ("Jl. Lain", NIK.format(1))


def test_the_same_name_with_other_numbers_is_another_family(ctx, workbook):
    first = line(1, "Siti Aminah")
    bring_in(ctx, workbook([HEADER, first]))
    assert bring_in(ctx, workbook([HEADER, line(2, "SITI AMINAH")], name="b.xlsx")).counts == {
        Outcome.CREATED: 1
    }


def test_a_no_kk_that_two_families_carry_matches_neither(ctx, make, workbook):
    make.family(name="A", no_kk=KK.format(1))
    make.family(name="B", no_kk=KK.format(1))
    result = bring_in(ctx, workbook([HEADER, line(1)]))
    assert outcomes(result) == [(2, "doubtful", "kk_twice")]


def test_a_member_of_another_family_is_not_made_a_family(ctx, make, workbook):
    from fieldkit.features.people.model import Member

    family_id = make.family(name="A", nik=None)
    people.save_member(ctx, Member(family_id=family_id, name="B", nik=NIK.format(1)))
    result = bring_in(ctx, workbook([HEADER, line(1)]))
    assert outcomes(result) == [(2, "doubtful", "nik_is_member")]


def test_changed_cells_change_and_blank_cells_leave_alone(ctx, workbook):
    bring_in(ctx, workbook([HEADER, line(1)]))
    path = workbook(
        [HEADER, line(1, Alamat="Jl. Anggrek 2", RT=None, KELOMPOK=None)], name="b.xlsx"
    )
    result = bring_in(ctx, path)
    assert result.verdicts[0].changes == (("address", "Kp. Baru", "Jl. Anggrek 2"),)
    family = only(ctx)
    assert (family.address, family.rt, family.row_code) == ("Jl. Anggrek 2", "003", "A1")


def test_a_new_group_in_the_file_moves_the_family(ctx, workbook):
    bring_in(ctx, workbook([HEADER, line(1)]))
    result = bring_in(ctx, workbook([HEADER, line(1, KELOMPOK="Melati")], name="b.xlsx"))
    assert result.counts == {Outcome.CHANGED: 1}
    family = only(ctx)
    assert people.group(ctx, family.group_id).name == "Melati"
    assert family.row_code == "B1"
    assert ctx.db.value("SELECT _scope FROM family") == family.group_id


def test_a_status_set_by_hand_is_never_overwritten_and_absence_never_deletes(ctx, workbook):
    header = ["Nama Pengurus", "No KK", "Status KPM"]
    path = workbook([header, ["A", KK.format(1), "Aktif"], ["B", KK.format(2), "Graduasi"]])
    bring_in(ctx, path)
    one = only(ctx, text=KK.format(1))
    people.set_status(ctx, [one.id], Status.MOVED, date(2026, 11, 1))
    assert bring_in(ctx, path).counts == {Outcome.SAME: 2}
    assert people.family(ctx, one.id).status is Status.MOVED
    changed = workbook([header, ["B", KK.format(2), "Aktif"]], name="b.xlsx")
    assert bring_in(ctx, changed).counts == {Outcome.CHANGED: 1}
    assert people.count_families(ctx) == 2


def test_group_by_takes_any_column_by_header_or_letter(ctx, workbook):
    path = workbook([HEADER, line(1), line(2, RW="010")])
    bring_in(ctx, path, group_by="RW")
    assert {g.name for g in people.groups(ctx)} == {"RW 009", "RW 010"}
    bring_in(ctx, workbook([HEADER, line(3)]), group_by="h")
    assert "Mawar 1" in {g.name for g in people.groups(ctx)}
    with pytest.raises(UsageError):
        people.plan_import(ctx, path, group_by="Warna")


def test_without_a_group_column_families_stand_in_no_group(ctx, workbook):
    bring_in(ctx, workbook([["Nama", "No KK"], ["Siti", KK.format(1)]]))
    assert only(ctx).group_id is None
    assert ctx.db.value("SELECT _scope FROM family") == ctx.db.own_scope


def test_a_known_group_is_found_in_any_spelling(ctx, workbook):
    people.save_group(ctx, Group(name="Mawar 1"))
    bring_in(ctx, workbook([HEADER, line(1, KELOMPOK="klp. MAWAR  1"), line(2, KELOMPOK=7)]))
    assert [g.name for g in people.groups(ctx)] == ["Mawar 1", "Kelompok 7"]


def test_numbered_groups_are_not_mistaken_for_one_another(ctx, workbook):
    named = [
        "Melati I",
        "Melati II",
        "KELOMPOK MELATI III",
        "RW 1",
        "RW 11",
        "AA",
        "A",
        "Melati 02",
    ]
    rows = [HEADER, *(line(n, KELOMPOK=g) for n, g in enumerate(named, 1))]
    bring_in(ctx, workbook(rows))
    assert len(people.groups(ctx)) == len(named)
    rows = [HEADER, line(2, KELOMPOK="Klp. MELATI II"), line(8, KELOMPOK="Melati 2")]
    assert [found[1] for found in outcomes(bring_in(ctx, workbook(rows)))] == ["same", "same"]


def test_a_group_name_too_long_for_any_form_is_refused(ctx, workbook):
    result = bring_in(ctx, workbook([HEADER, line(1, KELOMPOK="Mawar " * 60), line(2)]))
    assert outcomes(result) == [(2, "refused", "too_long"), (3, "created", "")]


def test_what_no_paper_can_show_is_left_out_of_names_and_numbers(ctx, workbook):
    name = "SITI\u202e\ufeff AMINAH"
    bring_in(ctx, workbook([HEADER, line(1, name=name)]))
    assert [family.name for family in people.families(ctx)] == ["SITI AMINAH"]


def test_columns_without_headers_are_guessed_from_what_they_hold(ctx, workbook):
    rows = [[f"Ibu {chr(64 + n)}", KK.format(n), NIK.format(n), "001/002"] for n in range(1, 9)]
    plan = people.plan_import(ctx, workbook(rows))
    assert plan.layout.mapping == {0: "name", 1: "no_kk", 2: "nik", 3: "rt_rw"}
    assert plan.layout.is_guessed
    assert len(plan.verdicts) == 8


def test_a_corrected_mapping_is_used_and_remembered(ctx, workbook):
    path = workbook([["Nama", "Nomor A", "Ket"], ["Siti", KK.format(1), "0812-3456-789"]])
    plan = people.plan_import(ctx, path, mapping={0: "name", 1: "no_kk", 2: "phone", 9: "nik"})
    people.apply_import(ctx, plan)
    assert only(ctx).phone == "08123456789"
    assert people.plan_import(ctx, path).layout.mapping == {0: "name", 1: "no_kk", 2: "phone"}


def test_a_given_header_row_is_taken(ctx, workbook):
    path = workbook(
        [["Nama", "NIK", "No KK"], ["Nama", "Alamat", "KK"], ["Siti", "Kp", KK.format(1)]]
    )
    plan = people.plan_import(ctx, path, header_row=2)
    assert plan.layout.titles == ("Nama", "Alamat", "KK")
    assert len(plan.verdicts) == 1


def test_the_sheet_that_holds_people_is_found(ctx, workbook):
    sheets = {
        "Petunjuk": [["Isi kolom di bawah ini"], ["Nama"], ["NIK"]],
        "KPM": [HEADER, line(1)],
    }
    path = workbook([], sheets=sheets)
    assert people.plan_import(ctx, path).layout.sheet == "KPM"
    assert people.open_workbook(path).sheet_names == ("Petunjuk", "KPM")
    with pytest.raises(UsageError):
        people.plan_import(ctx, path, sheet="Lain")
    with pytest.raises(UnusableFileError) as error:
        people.plan_import(ctx, path, sheet="petunjuk")
    assert error.value.details["reason"] == "list_without_names"


def test_a_lonely_name_below_the_list_is_asked_about(ctx, workbook):
    result = bring_in(ctx, workbook([HEADER, line(1), [None, "Sri Pendamping"]]))
    assert outcomes(result)[1] == (3, "doubtful", "only_name")


def test_csv_with_semicolons_is_read(ctx, tmp_path):
    path = tmp_path / "data.csv"
    text = f"nokk;nama;kelurahan;alamat\n{KK.format(1)};Siti;Contoh;Kp. Baru RT 003/009\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    bring_in(ctx, path)
    assert (only(ctx).rt, only(ctx).rw, only(ctx).village) == ("003", "009", "Contoh")


def test_what_changed_after_the_dry_run_is_looked_at_again(ctx, workbook):
    plan = people.plan_import(ctx, workbook([HEADER, line(1)]))
    people.save_family(ctx, Family(name="Siti Aminah", no_kk=KK.format(1), nik=NIK.format(1)))
    result = people.apply_import(ctx, plan)
    assert result.counts == {Outcome.CHANGED: 1}
    assert people.count_families(ctx) == 1


def test_dates_places_and_other_facts_are_read(ctx, workbook):
    header = [
        "Nama", "NIK", "No KK", "Tempat/Tanggal Lahir", "L/P", "Desil Nasional", "BPNT", "No HP",
        "No KKS", "Masa Kepesertaan", "Jabatan", "RT/RW", "Usaha",
    ]  # fmt: skip
    row = [
        "Siti", NIK.format(1), KK.format(1), "Serang, 1 Januari 1990", "P", "Desil 2", "Ya",
        "62812 3456 789", "6013 0112 3456 7890", "Tahap 1/2016", "Ketua Kelompok", "3/9", "Warung",
    ]  # fmt: skip
    bring_in(ctx, workbook([header, row]))
    family = only(ctx)
    assert (family.birth_place, family.birth_date) == ("Serang", date(1990, 1, 1))
    assert (family.sex.value, family.decile, family.bpnt) == ("female", 2, True)
    assert (family.phone, family.kks_no, family.joined) == (
        "08123456789", "6013011234567890", "Tahap 1/2016",
    )  # fmt: skip
    assert (family.rt, family.rw, family.position.value) == ("003", "009", "chair")


@pytest.mark.parametrize("day", ["31/02/1990", "1990", "1/1/2027"])
def test_a_birth_date_that_can_not_be_is_left_out_and_told(ctx, workbook, day):
    path = workbook([["Nama", "No KK", "Tgl Lahir"], ["Siti", KK.format(1), day]])
    result = bring_in(ctx, path)
    assert [p.code for p in result.verdicts[0].remarks] in (["not_a_date"], ["in_future"])
    assert only(ctx).birth_date is None


def test_a_missing_or_useless_file_says_so(ctx, tmp_path, workbook):
    with pytest.raises(MissingFileError):
        people.plan_import(ctx, tmp_path / "none.xlsx")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    with pytest.raises(UnusableFileError):
        people.plan_import(ctx, empty)


def test_only_who_may_import_does(book, workbook):
    with pytest.raises(PermissionDeniedError):
        people.plan_import(book(role=Role.COORDINATOR), workbook([HEADER, line(1)]))


# -- real layouts ------------------------------------------------------------------------

REAL = Path(__file__).parents[4] / "shared" / "real-data"
LISTS = {
    "opensid_scrubbed_contoh-data-bdt2015.xlsx": (7, 2),
    "opensid_scrubbed_format_bip_2016.xls": (3, 2),
    "opensid_scrubbed_format_impor_dtks_regsosek2022k.xlsx": (10, 2),
    "opensid_scrubbed_format_impor_program_bantuan.xlsx": (2, 2),
    "opensid_scrubbed_format_siak.xls": (18, 7),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_real_list_is_understood(ctx, name):
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"the real layouts are not here: {path}")
    rows, families = LISTS[name]
    plan = people.plan_import(ctx, path)
    assert len(plan.verdicts) == rows
    # One NIK stands beside two members of the civil registry's list; a person must say whose.
    twice = {v.place: Decision.NEW_FAMILY for v in plan.verdicts if v.outcome is Outcome.DOUBTFUL}
    assert len(twice) == ("siak" in name)
    result = people.apply_import(ctx, plan, decisions=twice)
    assert result.counts == {Outcome.CREATED: rows}
    assert people.count_families(ctx) == families
    assert {p.code for v in result.verdicts for p in v.remarks} <= {"nik_date", "kk_damaged"}
    again = people.plan_import(ctx, path, decisions=twice)
    assert again.counts == {Outcome.SAME: rows}


def test_the_household_import_is_joined_on_a_damaged_family_card_number(ctx):
    path = REAL / "opensid_scrubbed_format_impor_dtks_regsosek2022k.xlsx"
    if not path.is_file():
        pytest.skip(f"the real layouts are not here: {path}")
    plan = people.plan_import(ctx, path)
    names = plan.workbook.sheet_names
    assert (plan.sheets, plan.idle_sheets) == (names[3:4], (*names[:3], *names[4:]))
    result = people.apply_import(ctx, plan)
    told = [v.row for v in result.verdicts if "kk_damaged" in {p.code for p in v.remarks}]
    assert told == [4]
    first = next(row for row in people.families(ctx) if row.name.startswith("OKTA QONITA"))
    assert (first.no_kk, len(people.members_of(ctx, first.id))) == (None, 6)


def test_a_questionnaire_is_no_list_of_people(ctx):
    path = REAL / "opensid_original_ppls2.xlsx"
    if not path.is_file():
        pytest.skip(f"the real layouts are not here: {path}")
    with pytest.raises(UnusableFileError):
        people.plan_import(ctx, path)


def test_outcomes_and_values_have_words(ctx):
    assert set(people.OUTCOME_NAMES) == set(Outcome)
    assert people.value_text(None) == "–"
    assert people.value_text(date(2026, 5, 12)) == "12 May 2026"
    assert people.field_name("no_kk") == "No KK"
    assert people.field_name("x") == "x"
    assert replace(Family(name="A"), name="B").name == "B"


def test_a_sheet_shorter_than_the_lists_title_rows_stays_out_of_the_way(ctx, workbook):
    sheets = {
        "Petunjuk": [["Isi lembar KPM"], ["Terima kasih"]],
        "KPM": [["DAFTAR"], ["Kelurahan"], [], [], HEADER, line(1), line(2)],
    }
    plan = people.plan_import(ctx, workbook([], sheets=sheets))
    assert (plan.layout.sheet, plan.sheets) == ("KPM", ("KPM",))
    assert plan.counts[Outcome.CREATED] == 2
    look = people.look_at(ctx, plan.workbook, sheet="Petunjuk", header_row=40)
    assert look.header_row == 0


def test_a_sheet_without_names_can_still_be_looked_at(ctx, workbook):
    book = people.open_workbook(workbook([["Soal", "Bobot"], ["Atap", "1"]]))
    assert people.look_at(ctx, book, header_row=1).titles == ("Soal", "Bobot")


def test_group_by_takes_the_name_of_a_field_too(ctx, workbook):
    bring_in(
        ctx,
        workbook([["Nama", "No KK", "Kel."], ["Siti", KK.format(1), "Contoh"]]),
        group_by="desa",
    )
    assert [g.name for g in people.groups(ctx)] == ["Contoh"]
    plan = people.plan_import(ctx, workbook([HEADER, line(1)], name="b.xlsx"), group_by="A")
    assert plan.group_by == "A"
    with pytest.raises(UsageError):
        people.plan_import(ctx, workbook([HEADER, line(1)], name="c.xlsx"), group_by="ZZ")


def test_households_without_a_family_card_are_known_again_by_their_own_number(ctx, workbook):
    header = ["ID rumah tangga", "Nama KRT", "Nama ART", "HubKRT", "RT/RW"]
    rows = [
        ["993356154682302729", "Ali", "Ali", "1", "1/2"],
        ["993356154682302729", "Ali", "Budi", "3", "1/2"],
    ]
    path = workbook([header, *rows])
    bring_in(ctx, path)
    assert only(ctx).pkh_id == "993356154682302729"
    other = [header, ["993356154682302729", "Zubaedah", "Zubaedah", "1", "5/6"]]
    result = bring_in(ctx, workbook(other, name="b.xlsx"))
    assert outcomes(result) == [(2, "doubtful", "other_carer")]
    assert bring_in(ctx, path).counts == {Outcome.SAME: 2}


def test_lines_under_a_head_without_numbers_belong_to_that_head(ctx, workbook):
    header = ["Nama", "Hubungan", "RT", "RW"]
    rows = [
        ["Siti", "Kepala Keluarga", "1", "2"], ["Budi", "Anak", "1", "2"],
        ["Euis", "Kepala Keluarga", "1", "2"], ["Cici", "Anak", None, None],
        ["Ani", "Anak", "03/04", None],
    ]  # fmt: skip
    result = bring_in(ctx, workbook([header, *rows]))
    assert (result.families, result.members) == (2, 5)
    orphan = [header, ["Budi", "Anak", "RT 7", "8"]]
    bring_in(ctx, workbook(orphan, name="b.xlsx"))
    assert people.count_families(ctx) == 3


def test_a_second_member_of_the_same_name_with_another_nik_is_new(ctx, workbook):
    bring_in(ctx, workbook([KK_HEADER, *kk_rows()]))
    rows = kk_rows()
    rows.append([KK.format(1), "9901010101180007", "Budi", "Cucu", None, "L", 1, 2])
    result = bring_in(ctx, workbook([KK_HEADER, *rows], name="b.xlsx"))
    assert result.verdicts[-1].outcome is Outcome.CREATED


def test_a_nik_of_one_family_under_the_no_kk_of_another_is_in_doubt(ctx, workbook):
    bring_in(ctx, workbook([HEADER, line(1), line(2)]))
    mixed = line(1, "Kokom", **{"NIK Pengurus": NIK.format(2)})
    result = bring_in(ctx, workbook([HEADER, mixed], name="b.xlsx"))
    assert outcomes(result) == [(2, "doubtful", "nik_taken")]


def test_families_known_by_the_head_alone_are_gathered(ctx, workbook):
    header = ["Nama Komponen", "Komponen", "Nama Pengurus", "RT", "RW"]
    rows = [["Budi", "SD", "Siti", "1", "2"], ["Cici", "SMP", "Siti", "1", "2"]]
    result = bring_in(ctx, workbook([header, *rows]))
    assert (result.families, result.members) == (1, 2)


def test_a_number_beside_the_name_is_the_nik_where_there_is_a_no_kk(ctx, workbook):
    path = workbook([["Nama", "No KK", "Jabatan"], [f"Siti\n{NIK.format(1)}", KK.format(1), "-"]])
    bring_in(ctx, path)
    assert (only(ctx).nik, only(ctx).position) == (NIK.format(1), None)


def test_damaged_columns_without_headers_are_guessed_too(ctx, workbook):
    rows = [[f"Ibu {chr(65 + n)}", 9901014101900010 + n * 10, "Kp"] for n in range(6)]
    plan = people.plan_import(ctx, workbook(rows))
    assert plan.counts == {Outcome.CREATED: 6}
    assert {p.code for v in plan.verdicts for p in v.remarks} == {"nik_damaged"}


def test_nobody_is_absent_whose_row_is_only_in_doubt_or_refused(ctx, workbook, make):
    bring_in(ctx, workbook([HEADER, line(1, "Siti"), line(2, "Euis"), line(3, "Omah"), line(4)]))
    rows = [
        line(1, "Siti"),
        line(2, "Euis", **{"NIK Pengurus": "99010141"}),
        line(3, "Orang Lain", **{"NIK Pengurus": NIK.format(77)}),
    ]
    plan = people.plan_import(ctx, workbook([HEADER, *rows], name="b.xlsx"))
    assert [v.outcome for v in plan.verdicts] == [Outcome.SAME, Outcome.REFUSED, Outcome.DOUBTFUL]
    assert [row.no_kk for row in people.absent_families(ctx, plan)] == [KK.format(4)]
