"""Spreadsheets as they really arrive."""

import datetime as dt
import os
import warnings
import zipfile
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from fieldkit.core import sentences
from fieldkit.core.errors import MissingFileError, UnusableFileError
from fieldkit.core.render import delimited, preflight, sheets
from fieldkit.core.render.sheets import DamagedNumber, read_workbook

REAL = Path(__file__).parents[3] / "shared" / "real-data"


def workbook(path, fill, *names):
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    fill(book, *[book.add_worksheet(name) for name in names or ("Data",)])
    book.close()
    return path


def with_rows(path, rows):
    def fill(_book, sheet):
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(path, fill)


def reason_of(path):
    with pytest.raises(UnusableFileError) as caught:
        read_workbook(path)
    reason = caught.value.details["reason"]
    assert reason in sheets.SENTENCES
    assert "{" not in sentences.sentence(caught.value)
    return reason


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def rezipped(path, name, change):
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    members[name] = change(members[name])
    return zipped(path, members)


def ods(path, rows):
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(path, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<m/>"})


def text_cell(text, more=""):
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def test_cells_come_as_what_they_are(tmp_path):
    def fill(book, sheet):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        hours = book.add_format({"num_format": "hh:mm"})
        sheet.write_string(0, 0, "0012")
        sheet.write_number(0, 1, 12)
        sheet.write_number(0, 2, 1.5)
        sheet.write_boolean(0, 3, True)
        sheet.write_datetime(0, 4, dt.date(2026, 11, 20), day)
        sheet.write_datetime(0, 5, dt.datetime(2026, 11, 20, 9, 30), moment)
        sheet.write_datetime(0, 6, dt.time(9, 30), hours)
        sheet.write_string(0, 7, "   ")
        sheet.write_number(1, 0, 1.5, book.add_format({"num_format": "[h]:mm"}))
        sheet.write_string(2, 1, "later")

    (sheet,) = read_workbook(workbook(tmp_path / "a.xlsx", fill))
    assert sheet.rows[0][:6] == [
        "0012",
        12,
        1.5,
        True,
        dt.date(2026, 11, 20),
        dt.datetime(2026, 11, 20, 9, 30),
    ]
    assert sheet.rows[0][6] == "09:30"
    assert sheet.rows[0][7] is None
    assert sheet.rows[1] == ["1 day, 12:00:00", *[None] * 7]
    assert sheet.rows[2][1] == "later"


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        (3273010101900001, 3273010101900001),
        (3273010101900000, DamagedNumber("3273010101900000")),
        (9903010101900002, DamagedNumber("9903010101900002")),
        (327301010190000, 327301010190000),
        (6.0130e15, DamagedNumber("6013000000000000")),
        (1e20, DamagedNumber("100000000000000000000")),
        (-5, -5),
    ],
)
def test_a_long_number_that_may_have_lost_digits_is_marked(tmp_path, number, cell):
    assert read_workbook(with_rows(tmp_path / "a.xlsx", [[number]]))[0].rows == [[cell]]


def test_a_damaged_number_shows_its_digits():
    assert str(DamagedNumber("3273010101900000")) == "3273010101900000"


def test_merged_cells_all_carry_their_value(tmp_path):
    def fill(_book, sheet):
        sheet.merge_range(0, 0, 0, 2, "Komponen")
        sheet.merge_range(1, 0, 2, 0, "Melati")
        sheet.write_string(1, 1, "a")
        sheet.write_string(2, 2, "b")

    (sheet,) = read_workbook(workbook(tmp_path / "a.xlsx", fill))
    assert sheet.rows == [["Komponen"] * 3, ["Melati", "a", None], ["Melati", None, "b"]]


def test_hidden_sheets_say_so_and_empty_ones_are_left_out(tmp_path):
    def fill(_book, first, second, _third):
        first.write_string(0, 0, "x")
        second.write_string(0, 0, "y")
        second.hide()

    found = read_workbook(workbook(tmp_path / "a.xlsx", fill, "Satu", "Dua", "Kosong"))
    assert [(sheet.name, sheet.hidden) for sheet in found] == [("Satu", False), ("Dua", True)]


def test_an_open_document_is_read(tmp_path):
    rows = f"<table:table-row>{text_cell('NIK')}{text_cell('0012')}</table:table-row>"
    empty = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    (sheet,) = read_workbook(ods(tmp_path / "a.ods", rows + empty))
    assert sheet.rows == [["NIK", "0012"]]


@pytest.mark.parametrize(
    "data",
    [
        b"NIK;Nama\r\n0012;Siti\r\n",
        b"\xef\xbb\xbfNIK;Nama\n0012;Siti\n\n\n",
        b"sep=;\r\nNIK;Nama\r\n0012;Siti\r\n",
        b"NIK,Nama\n0012,Siti\n",
        b"NIK\tNama\n0012\tSiti\n",
        b'"NIK"|"Nama"\n"0012"|"Siti"\n',
        "NIK\tNama\r\n0012\tSiti\r\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_a_csv_of_any_make_gives_the_same_rows(tmp_path, data):
    for name in ("a.csv", "a.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        (sheet,) = read_workbook(path)
        assert sheet.name == "a"
        assert sheet.rows == [["NIK", "Nama"], ["0012", "Siti"]]


def test_commas_inside_addresses_do_not_beat_the_semicolon(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Nama;Alamat\nSiti;Kp. Sepang, RT 1, RW 2\nEti;Jl. Raya, No. 3, Serang\n")
    assert read_workbook(path)[0].rows[1] == ["Siti", "Kp. Sepang, RT 1, RW 2"]


def test_old_windows_letters_line_breaks_and_short_rows_are_understood(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('Nama;Catatan;X\n"Ren\xe9\n99";\n'.encode("cp1252"))
    assert read_workbook(path)[0].rows == [["Nama", "Catatan", "X"], ["René\n99", None, None]]


def test_one_column_is_a_list_when_the_name_says_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("NIK\n0012\n")
    assert read_workbook(path)[0].rows == [["NIK"], ["0012"]]


def test_a_workbook_named_csv_is_read_as_what_it_is(tmp_path):
    path = with_rows(tmp_path / "a.xlsx", [["x"]]).rename(tmp_path / "a.csv")
    assert read_workbook(path)[0].rows == [["x"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"\f;\f\n", "empty"),
        (b"<html><table><tr><td>NIK</td></tr></table>", "html"),
        (b"\xef\xbb\xbf  <!-- x --> <TABLE border=1>", "html"),
        (b"<!DOCTYPE html>", "html"),
        (b"%PDF-1.4", "not_a_sheet"),
        (b"<?xml version='1.0'?><Workbook/>", "not_a_sheet"),
        (b"Dengan hormat", "not_a_sheet"),
        (b"a;b\x00c\n", "not_a_sheet"),
        (b"a;b\x01c\n", "not_a_sheet"),
        (b"\xff\xfea", "not_a_sheet"),
        (b"PK\x03\x04 not really", "broken"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "not_a_sheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600 + "Workbook".encode("utf-16-le"), "broken"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_with_its_reason(tmp_path, data, reason):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert reason_of(path) == reason


@pytest.mark.parametrize("name", ["daftar.xls", "daftar.ods", "daftar.csv", "daftar"])
def test_a_workbook_is_read_whatever_its_name_says(tmp_path, name):
    path = with_rows(tmp_path / "a.xlsx", [["Nama"], ["Siti"]]).rename(tmp_path / name)
    assert read_workbook(path)[0].rows == [["Nama"], ["Siti"]]


def test_a_number_beyond_all_numbers_is_blank(tmp_path):
    path = with_rows(tmp_path / "a.xlsx", [["Nama", 7], ["Siti", 12345]])

    def endless(data):
        return data.replace(b"<v>12345</v>", b"<v>1E+999</v>")

    assert read_workbook(rezipped(path, "xl/worksheets/sheet1.xml", endless))[0].rows == [
        ["Nama", 7],
        ["Siti", None],
    ]


@pytest.mark.parametrize(
    "text",
    [
        'No,Nama,Desa\n1,"Siti tak ditutup,Baru\n2,Ani,Baru\n',
        'No,Nama,Desa\n1,"Siti,Baru\n2,Ani,Baru\n3,"Budi,Baru\n4,Euis,Baru\n',
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_refused(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert reason_of(path) == "open_quote"


def test_an_inch_mark_and_a_stray_control_character_are_no_reason_to_refuse(tmp_path):
    path = tmp_path / "a.csv"
    rows = "".join(f"{n},Ani,Desa Baru\n" for n in range(50))
    path.write_bytes(f'No,Nama,Desa\n1,Siti\x07\0,Layar 5"\n{rows}\x1a'.encode())
    found = read_workbook(path)[0].rows
    assert found[1] == ["1", "Siti\x07\0", 'Layar 5"']
    assert len(found) == 52


def test_a_workbook_cut_short_is_broken(tmp_path):
    path = with_rows(tmp_path / "a.xlsx", [["x"] * 50] * 50)
    path.write_bytes(path.read_bytes()[:-700])
    assert reason_of(path) == "broken"


def test_a_workbook_with_changed_bytes_is_broken(tmp_path):
    path = with_rows(tmp_path / "a.xlsx", [["x", 5]])
    data = bytearray(path.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    path.write_bytes(data)
    assert reason_of(path) == "broken"


def test_a_workbook_whose_inside_is_nonsense_is_broken(tmp_path):
    path = zipped(tmp_path / "a.xlsx", {"xl/workbook.xml": "<nonsense"})
    assert reason_of(path) in {"broken", "empty"}


def test_another_zip_is_no_sheet(tmp_path):
    assert reason_of(zipped(tmp_path / "a.xlsx", {"word/document.xml": "<w/>"})) == "not_a_sheet"
    assert reason_of(zipped(tmp_path / "b.ods", {"content.xml": "<x/>"})) == "not_a_sheet"


def test_an_empty_workbook_is_empty(tmp_path):
    assert reason_of(with_rows(tmp_path / "a.xlsx", [])) == "empty"


def test_a_locked_open_document_and_a_locked_zip_are_encrypted(tmp_path):
    path = ods(tmp_path / "a.ods", "")
    assert (
        reason_of(rezipped(path, "META-INF/manifest.xml", lambda _d: b"<encryption-data/>"))
        == "encrypted"
    )
    path = with_rows(tmp_path / "a.xlsx", [["x"]])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert reason_of(path) == "encrypted"


def far_cell(reference):
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    extra = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return lambda data: data.replace(b"</sheetData>", extra)


@pytest.mark.parametrize("reference", ["A1048576", "XFD100000", "A200001", "ZZZ190000"])
def test_one_cell_in_the_far_corner_does_not_fill_the_memory(tmp_path, reference):
    path = with_rows(tmp_path / "a.xlsx", [["x"]])
    assert reason_of(rezipped(path, "xl/worksheets/sheet1.xml", far_cell(reference))) == "too_big"


def test_rows_that_are_only_painted_do_not_count(tmp_path):
    path = with_rows(tmp_path / "a.xlsx", [["x"]])
    painted = b'<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row></sheetData>'
    rezipped(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", painted))
    assert read_workbook(path)[0].rows == [["x"]]


@pytest.mark.parametrize(
    "row",
    [
        f'<table:table-row table:number-rows-repeated="1000000">{text_cell("x")}</table:table-row>',
        "<table:table-row>" + text_cell("x", 'table:number-columns-repeated="99000000"') + "</table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="99000000"/>' + text_cell("x") + "</table:table-row>",
    ],
)  # fmt: skip
def test_an_open_document_that_repeats_itself_without_end_is_too_big(tmp_path, row):
    assert reason_of(ods(tmp_path / "a.ods", row)) == "too_big"


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    members = {
        "xl/workbook.xml": "<w/>",
        "xl/worksheets/sheet1.xml": b"0" * (preflight.RATIO_COUNTS_FROM + 1),
    }
    assert reason_of(zipped(tmp_path / "a.xlsx", members)) == "too_big"
    many = {"xl/workbook.xml": "<w/>"} | {f"m{n}": "" for n in range(preflight.MOST_MEMBERS)}
    assert reason_of(zipped(tmp_path / "b.xlsx", many)) == "too_big"


def test_a_zip_with_two_members_of_one_name_is_broken(tmp_path):
    path = tmp_path / "a.xlsx"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", "a")
        archive.writestr("xl/workbook.xml", "b")
    assert reason_of(path) == "broken"


def test_limits_hold_for_files_rows_and_cells(tmp_path, monkeypatch):
    path = with_rows(tmp_path / "a.xlsx", [["x"]] * 30)
    listed = tmp_path / "a.csv"
    listed.write_text("a;b\n" * 30)
    monkeypatch.setattr(preflight, "MOST_ROWS", 20)
    assert reason_of(path) == "too_big"
    assert reason_of(listed) == "too_big"
    monkeypatch.setattr(preflight, "_check_xlsx", lambda _archive: None)
    assert reason_of(path) == "too_big"
    monkeypatch.setattr(preflight, "MOST_BYTES", 20)
    assert reason_of(path) == "too_big"


def test_a_cell_longer_than_a_book_is_broken(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "LONGEST_CELL", 10)
    path = tmp_path / "a.csv"
    path.write_text("a;b\n" + "x" * 50 + ";y\n")
    assert reason_of(path) == "broken"


def test_a_locked_old_workbook_is_encrypted(tmp_path, monkeypatch):
    def locked(_path):
        raise python_calamine.PasswordError

    monkeypatch.setattr(preflight, "kind_of", lambda _path: "xls")
    monkeypatch.setattr(
        "python_calamine.CalamineWorkbook",
        type("Locked", (), {"from_filelike": staticmethod(locked)}),
    )
    assert reason_of(with_rows(tmp_path / "a.xls", [["x"]])) == "encrypted"


def test_a_missing_file_is_said_to_be_missing_and_a_folder_to_be_one(tmp_path):
    with pytest.raises(MissingFileError):
        read_workbook(tmp_path / "none.xlsx")
    with pytest.raises(UnusableFileError) as caught:
        read_workbook(tmp_path)
    assert caught.value.details == {"reason": "a_folder"}


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the superuser may open everything"
)
def test_a_file_that_may_not_be_opened_says_so(tmp_path):
    path = with_rows(tmp_path / "a.xlsx", [["x"]])
    path.chmod(0)
    assert reason_of(path) == "no_access"


def test_a_file_locked_by_another_program_says_so(tmp_path, monkeypatch):
    def locked(_path):
        raise PermissionError

    monkeypatch.setattr(preflight, "kind_of", locked)
    assert reason_of(with_rows(tmp_path / "a.xlsx", [["x"]])) == "no_access"


class PanicException(BaseException):  # the name that the reader's panics carry
    pass


@pytest.mark.parametrize("end", [PanicException, KeyboardInterrupt])
def test_a_panic_of_the_reader_is_a_broken_file_and_nothing_else_is(tmp_path, monkeypatch, end):
    def fail(_sheet):
        raise end

    monkeypatch.setattr(sheets, "_rows", fail)
    path = with_rows(tmp_path / "a.xlsx", [["x"]])
    with pytest.raises(UnusableFileError if end is PanicException else KeyboardInterrupt):
        read_workbook(path)


real = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"no real layouts in {REAL.name}: nothing compared"
)


@real
def test_the_printed_population_book_is_read_with_its_two_row_header():
    (sheet,) = read_workbook(REAL / "opensid_scrubbed_format_bip_2016.xls")
    assert sheet.rows[0][0] == "BUKU INDUK PENDUDUK WNI"
    assert sheet.rows[6][0] == sheet.rows[7][0]


@real
def test_the_civil_registry_list_keeps_text_and_dates():
    (sheet,) = read_workbook(REAL / "opensid_scrubbed_format_siak.xls")
    assert sheet.rows[0][:2] == ["Nomor KK", "NIK"]
    assert isinstance(sheet.rows[1][1], str)
    assert isinstance(sheet.rows[1][5], dt.date)


@real
def test_a_family_card_number_stored_as_a_number_is_marked():
    found = read_workbook(REAL / "opensid_scrubbed_format_impor_dtks_regsosek2022k.xlsx")
    assert len(found) == 5
    assert isinstance(found[1].rows[2][0], DamagedNumber)


@real
def test_region_codes_keep_their_leading_zeros():
    (sheet,) = read_workbook(REAL / "opensid_scrubbed_contoh-data-bdt2015.xlsx")
    assert len(sheet.rows[0]) == 101
    assert sheet.rows[2][5] == "06"


@real
def test_every_real_workbook_is_read():
    files = sorted(REAL.glob("*.xls*"))
    assert files
    assert all(read_workbook(file) for file in files)
