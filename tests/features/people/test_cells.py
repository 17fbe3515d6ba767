"""What stands in the cells of lists, as tables."""

from datetime import date, datetime

import pytest

from fieldkit.core.render.sheets import DamagedNumber
from fieldkit.features.people.lists import cells, columns
from fieldkit.features.people.words import Component, Relation, Sex, Status

TODAY = date(2026, 11, 20)
C = Component


@pytest.mark.parametrize(
    ("cell", "rt", "rw", "rest"),
    [
        ("003/009", "003", "009", "003/009"),
        ("3-9", "003", "009", "3-9"),
        ("RT 3 RW 9", "003", "009", None),
        ("Kp. Baru RT 003/009", "003", "009", "Kp. Baru"),
        ("Jl. Mawar No 3/4", None, None, "Jl. Mawar No 3/4"),
        ("RT/RW : 003/001", "003", "001", None),
        ("RT 004 RW - Dusun Laras", "004", None, "Dusun Laras"),
        ("Jl. A RT.01/RW.02 Kel. B", "001", "002", "Jl. A Kel. B"),
        ("DUSUN 3, RW 03, RT 07", "007", "003", "DUSUN 3"),
        ("Kp. Arta Raya", None, None, "Kp. Arta Raya"),
        ("RT/RW 005/-", "005", None, None),
    ],
)
def test_rt_and_rw_are_taken_out_of_an_address(cell, rt, rw, rest):
    assert cells.area(cell) == (rt, rw)
    assert cells.without_area(cell) == rest


def test_a_blank_has_no_area():
    assert cells.area(None) == (None, None)


@pytest.mark.parametrize(
    ("cell", "name", "number"),
    [
        ("Siti Aminah\n9901014101900001", "Siti Aminah", "9901014101900001"),
        ("Siti Aminah (9901014101900001)", "Siti Aminah", "9901014101900001"),
        ("SITI\nAMINAH", "SITI AMINAH", None),
        ("Siti\nNo KK 9901014101900001", "Siti", "9901014101900001"),
        ("Siti 2", "Siti 2", None),
        (None, None, None),
        (7, "7", None),
    ],
)
def test_a_name_may_carry_a_number(cell, name, number):
    assert cells.name_and_number(cell) == (name, number)


@pytest.mark.parametrize(
    ("cell", "digits", "code"),
    [
        ("'3273012902000001", "3273012902000001", None),
        ("3273012902000001.0", "3273012902000001", None),
        (3273012902000001, "3273012902000001", None),
        (DamagedNumber("9915201135244450"), None, "nik_damaged"),
        ("3.27301E+15", None, "nik_damaged"),
        ("belum ada", None, None),
        ("N/A", None, None),
        (True, None, "nik_digits"),
        ("12", None, "nik_length"),
    ],
)
def test_numbers_are_read_or_say_why_not(cell, digits, code):
    found, problem = cells.number(cell, "nik")
    assert (found, problem.code if problem else None) == (digits, code)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(1990, 5, 12, 7), (date(1990, 5, 12), True)),
        (date(1990, 5, 12), (date(1990, 5, 12), True)),
        (33005, (date(1990, 5, 12), True)),
        ("12-05-90", (date(1990, 5, 12), True)),
        ("12/05/10", (date(2010, 5, 12), True)),
        ("1990-05-12 00:00:00", (date(1990, 5, 12), True)),
        ("12 Mei 1990", (date(1990, 5, 12), True)),
        ("00-00-0000", (None, True)),
        (None, (None, True)),
        (0, (None, True)),
        (12, (None, False)),
        ("31/02/10", (None, False)),
        ("besok", (None, False)),
    ],
)
def test_dates_are_read_as_people_and_excel_write_them(cell, expected):
    assert cells.day(cell, TODAY) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Bandung, 12-05-1990", ("Bandung", date(1990, 5, 12), True)),
        ("Serang", ("Serang", None, True)),
        (date(1990, 5, 12), (None, date(1990, 5, 12), True)),
        ("Serang, 31-02-1990", ("Serang", None, False)),
    ],
)
def test_place_and_date_stand_in_one_cell(cell, expected):
    assert cells.place_and_day(cell, TODAY) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (2, (2, True)), (True, (1, True)), ("√", (1, True)), ("v", (1, True)),
        ("-", (None, True)), ("tidak", (None, True)), (None, (None, True)),
        ("2 orang", (2, True)), ("2.0", (2, True)), (0, (0, True)),
        (99, (None, False)), ("banyak", (None, False)),
    ],
)  # fmt: skip
def test_components_are_counted_or_ticked(cell, expected):
    assert cells.count(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2 SD, SMP & Lansia", {C.PRIMARY: 2, C.JUNIOR: 1, C.ELDERLY: 1}),
        ("AUD 0-6", {C.TODDLER: 1}),
        ("Anak SD 2; Ibu hamil", {C.PRIMARY: 2, C.PREGNANT: 1}),
        ("Disabilitas Berat", {C.DISABLED: 1}),
        ("SMK", {C.SENIOR: 1}),
        (None, {}),
    ],
)
def test_components_are_named_in_words(cell, expected):
    assert cells.components(cell) == expected


def test_yes_no_sex_relation_status_and_decile():
    assert [cells.yes(c) for c in ("Ya", "1", "tidak", "0", "mungkin", None)] == [
        True, True, False, False, None, None,
    ]  # fmt: skip
    assert [cells.sex(c) for c in ("L", "Lk", "Laki-Laki", "P", "Perempuan", 2, "?")] == [
        Sex.MALE, Sex.MALE, Sex.MALE, Sex.FEMALE, Sex.FEMALE, Sex.FEMALE, None,
    ]  # fmt: skip
    assert cells.relation("KEPALA KELUARGA") is Relation.HEAD
    assert cells.relation("Pengurus") is Relation.HEAD
    assert cells.relation("entah") is None
    assert cells.status("Calon Graduasi") is Status.CANDIDATE_GRADUATION
    assert cells.status("graduated_ppse") is Status.GRADUATED_PPSE
    assert cells.status("Hidup") is None
    assert [cells.decile(c) for c in ("Desil 2", 10, "11", None)] == [2, 10, None, None]


def test_plain_numbers_keep_their_letters():
    assert cells.plain_number("6013 0112-3456") == "601301123456"
    assert cells.plain_number("BRI 12") == "BRI 12"
    assert cells.plain_number(DamagedNumber("1")) is None
    assert cells.plain_number(None) is None
    assert cells.text(False) == "tidak"
    assert cells.text(datetime(2026, 5, 1)) == "2026-05-01"
    assert cells.lines(None) == []


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("No. KK", "no_kk"), ("NOKK", "no_kk"), ("nomor_kartu_keluarga", "no_kk"),
        ("Nama KRT (13)", "head_name"), ("402 Nama", "name"), ("L/P", "sex"),
        ("Desa/Kelurahan (9)", "village"), ("kel_name", "village"), ("DESIL_NASIONAL", "decile"),
        ("Status_Kepesertaan", "status"), ("Lansia", "n_elderly"), ("Luas lantai (18)", None),
        ("409", "relation"), ("Tgl. Lahir", "birth_date"), (None, None), ("", None),
    ],
)  # fmt: skip
def test_headers_are_known_in_many_spellings(title, field):
    assert columns.field_of(title) == field


def test_the_surer_of_two_headers_counts():
    assert columns.mapping_of(["Status", "Status KPM", "Nama"]) == {1: "status", 2: "name"}
    assert columns.mapping_of(["HubKRT", "Hubungan dengan kepala keluarga"]) == {1: "relation"}
    assert columns.mapping_of(["Nama", "Nama Lengkap"]) == {0: "name"}


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("NIK (16 digit)", "nik"),
        ("Nama Lengkap (sesuai KTP)", "name"),
        ("Alamat sesuai KTP", "address"),
        ("No KK / NOKK", "no_kk"),
        ("Tanggal Lahir(dd-mm-yyyy OR yyyy-mm-dd)", "birth_date"),
        ("NO. KARTU ATM/KKS", "kks_no"),
        ("ALAMAT RT/RW", "address"),
        ("NAMA PENERIMA PKH", "name"),
        ("Kelompok PKH", "group"),
        ("Nama (Suami)", None),
        ("NIK (Anak)", None),
        ("No HP (tetangga)", None),
        ("SD/SMP", None),
        ("Status/Keterangan", None),
        ("Umur (tahun)", None),
        ("/", None),
        ("()", None),
    ],
)
def test_a_header_is_read_without_what_explains_it(title, field):
    assert columns.field_of(title) == field
