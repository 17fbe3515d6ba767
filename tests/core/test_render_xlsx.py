"""Workbooks and lists, read back from the file."""

import csv
import datetime as dt
import errno
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.exceptions import FileCreateError

from fieldkit.core.errors import DiskFullError, NotWritableError
from fieldkit.core.render import guard, sheets, xlsx
from fieldkit.core.render.document import (
    Bullets,
    Chart,
    Column,
    Document,
    Facts,
    Heading,
    Letterhead,
    NewForm,
    PageBreak,
    Paragraph,
    Photo,
    Photos,
    Signatures,
    Signer,
    Spacer,
    Table,
)

FORMULAS = [
    "=1+1",
    "+62812",
    "-5 anak",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "'=1",
]


def everything():
    columns = (
        Column("No", 8, "center"),
        Column("NIK", 30),
        Column("Hadir", 15, "right", group="Kehadiran"),
        Column("Tidak", 15, "right", group="Kehadiran"),
        Column("Uraian"),
    )
    return Document(
        "DAFTAR HADIR\nTAHUN 2026",
        "test",
        (
            Facts((("Kelompok", "Melati & Mawar"),)),
            Table(columns, [(1, "0000000000000017", 25, 3, "=cmd|' /C calc'!A0"), (2, "99")], total=("", "JUMLAH", 25, 3)),
            Heading("Catatan"),
            Paragraph("satu\ndua"),
            Bullets(("a", "b"), numbered=True),
            Bullets(("c",)),
            Chart("bar", ("Jan", "Feb"), (("Laba", (1.5, None)),), "Usaha"),
            Photos((Photo(b"x", "Pembukaan"), Photo(b"x"))),
            Spacer(),
            PageBreak(),
            Table((Column("Kosong"),), ()),
            Signatures("Serang, 1 Mei 2026", left=Signer(("Ketua",)), right=Signer(("Pendamping",), "Asep", "NIP. 1"), centre=Signer(("Lurah",), "Entis")),
        ),
        landscape=True,
        letterhead=Letterhead((("DINAS SOSIAL", 14, True),)),
        footer="RAHASIA & pribadi",
        watermark="LATIHAN",
    )  # fmt: skip


def cells_of(path):
    return [
        cell
        for sheet in sheets.read_workbook(path)
        for row in sheet.rows
        for cell in row
        if cell is not None
    ]


@pytest.fixture
def target(tmp_path):
    return tmp_path / "laporan.xlsx"


def test_a_document_becomes_one_sheet_with_its_words(target):
    xlsx.write_xlsx(everything(), target)
    (sheet,) = sheets.read_workbook(target)
    assert sheet.name == "DAFTAR HADIR TAHUN 2026"
    found = cells_of(target)
    for words in (
        "LATIHAN", "DINAS SOSIAL", "DAFTAR HADIR", "TAHUN 2026", ": Melati & Mawar", "Kehadiran", "JUMLAH",
        "dua", "2. b", "• c", "Laba", "Foto: Pembukaan", "Nihil", "Asep", "NIP. 1", "Lurah", "Serang, 1 Mei 2026",
    ):  # fmt: skip
        assert words in found


def test_numbers_stay_numbers_and_nik_stay_text(target):
    xlsx.write_xlsx(everything(), target)
    row = next(row for row in sheets.read_workbook(target)[0].rows if "0000000000000017" in row)
    assert row[:4] == [1, "0000000000000017", 25, 3]


def test_what_a_person_typed_never_becomes_a_formula(target):
    xlsx.write_xlsx(everything(), target)
    xlsx.write_rows_xlsx(target.with_name("b.xlsx"), FORMULAS, [FORMULAS, FORMULAS])
    for path in (target, target.with_name("b.xlsx")):
        with zipfile.ZipFile(path) as archive:
            assert not any(
                b"<f" in archive.read(n) for n in archive.namelist() if "worksheets/" in n
            )
    assert "=cmd|' /C calc'!A0" in cells_of(target)


def test_a_document_without_a_table_is_written_too():
    memory = io.BytesIO()
    xlsx.write_xlsx(Document("", "letter", (Paragraph("isi"),), paper="F4"), memory)
    assert zipfile.is_zipfile(memory)


def test_a_plain_list_keeps_its_kinds(target):
    rows = [
        ["0012", 5, 1.5, True, dt.date(2026, 11, 20), None],
        ["", -3, 0, False, None, "x" * 40_000],
    ]
    xlsx.write_rows_xlsx(target, ["a", "b", "c", "d", "e", "f"], rows, name="Data: [semua]/2026")
    (sheet,) = sheets.read_workbook(target)
    assert sheet.name == "Data semua 2026"
    assert sheet.rows[1] == ["0012", 5, 1.5, True, dt.date(2026, 11, 20), None]
    assert sheet.rows[2][:5] == [None, -3, 0, False, None]


def test_a_long_list_leaves_nothing_beside_the_file(target, monkeypatch):
    monkeypatch.setattr(xlsx, "HELD_IN_MEMORY", 10)
    xlsx.write_rows_xlsx(target, ["NIK"], [[f"99{n:014}"] for n in range(500)])
    assert len(sheets.read_workbook(target)[0].rows) == 501
    assert [file.name for file in target.parent.iterdir()] == ["laporan.xlsx"]


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        (OSError(errno.ENOSPC, "full"), DiskFullError),
        (OSError(errno.EACCES, "no"), NotWritableError),
        ("?", NotWritableError),
    ],
)
def test_a_workbook_that_can_not_be_finished_leaves_the_old_file(target, monkeypatch, cause, error):
    target.write_text("old")

    def fail(_book):
        raise FileCreateError(cause)

    monkeypatch.setattr(xlsx, "HELD_IN_MEMORY", 0)
    monkeypatch.setattr("xlsxwriter.Workbook.close", fail)
    with pytest.raises(error):
        xlsx.write_rows_xlsx(target, ["a"], [["b"]])
    monkeypatch.undo()
    assert target.read_text() == "old"
    assert [file.name for file in target.parent.iterdir()] == ["laporan.xlsx"]


def test_a_long_letterhead_is_not_frozen_and_ragged_rows_are_filled(target):
    kop = Letterhead(tuple((f"Baris {n}", 9, False) for n in range(20)))
    columns = (Column("A", 10, group="G"), Column("B"))
    made = Document("x", "test", (Table(columns, [("1",)], total=("J",)),), letterhead=kop)
    xlsx.write_xlsx(made, target)
    assert cells_of(target)[-5:] == ["G", "A", "B", "1", "J"]
    with zipfile.ZipFile(target) as archive:
        assert b"<pane" not in archive.read("xl/worksheets/sheet1.xml")


def test_one_signer_is_enough(target):
    made = Document("x", "test", (Signatures("Serang", right=Signer(("Ketua",), "Eti")),))
    xlsx.write_xlsx(made, target)
    assert "Eti" in cells_of(target)


@pytest.mark.parametrize("held", [0, 20_000])
def test_a_missing_folder_is_not_writable(tmp_path, monkeypatch, held):
    monkeypatch.setattr(xlsx, "HELD_IN_MEMORY", held)
    with pytest.raises(NotWritableError):
        xlsx.write_rows_xlsx(tmp_path / "none" / "a.xlsx", ["a"], [["b"], ["c"]])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "Laporan"),
        ("a" * 50, "a" * 31),
        ("A/B: [C]?", "A B C"),
        ("'x'", "x"),
        ("LAPORAN BULANAN PENDAMPING SOSIAL PKH", "LAPORAN BULANAN PENDAMPING"),
    ],
)
def test_a_tab_is_named_as_excel_allows(title, name):
    assert xlsx.sheet_name(title) == name


def test_a_csv_is_plain_and_guarded(tmp_path):
    path = tmp_path / "a.csv"
    rows = [["0012", 5, None, True, dt.date(2026, 1, 2), "=1+1", 'a;b\n"c"']]
    xlsx.write_rows_csv(path, ["NIK", "b", "c", "d", "e", "f", "+g"], rows)
    data = path.read_bytes()
    assert data.startswith(b"NIK,b,c,d,e,f,'+g\n")
    assert b"0012,5,,1,2026-01-02,'=1+1," in data
    assert sheets.read_workbook(path)[0].rows[1][6] == 'a;b\n"c"'


def test_a_csv_for_the_excel_of_here_has_its_mark_and_semicolons():
    memory = io.BytesIO()
    xlsx.write_rows_csv(memory, ["a", "b"], [["1", "2"]], delimiter=";", bom=True)
    assert memory.getvalue() == b"\xef\xbb\xbfa;b\n1;2\n"


@given(st.text() | st.sampled_from(FORMULAS))
def test_the_guard_can_be_taken_away_again(text):
    assert guard.unguarded(guard.guarded(text)) == text
    assert not guard.guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\r\x00")),
            min_size=1,
            max_size=4,
        ),
        max_size=5,
    )
)
def test_a_csv_holds_exactly_what_was_written(rows):
    memory = io.BytesIO()
    xlsx.write_rows_csv(memory, ["kolom", "lain"], rows)
    read = list(csv.reader(io.StringIO(memory.getvalue().decode(), newline="")))
    assert [[guard.unguarded(cell) for cell in row] for row in read[1:]] == rows


def lists(*names, columns=2):
    made = tuple(Column(f"K{number}", 20) for number in range(columns))
    return [
        (Heading(f"DAFTAR HADIR KELOMPOK {name}", 1), Heading("TAHUN 2026"), Table(made, [("1",)]))
        for name in names
    ]


def test_each_form_has_a_sheet_named_by_what_tells_it_apart(target):
    one, other = lists("MAWAR", "ANGGREK")
    xlsx.write_xlsx(Document("DAFTAR HADIR", "test", (*one, NewForm(), *other)), target)
    assert [sheet.name for sheet in sheets.read_workbook(target)] == ["MAWAR", "ANGGREK"]


def test_forms_of_one_name_are_numbered_and_long_names_keep_their_end(target):
    long = "IURAN KESETIAKAWANAN SOSIAL KUBE KENANGA"
    one, two, three = lists("MAWAR", "MAWAR", long)
    made = Document("x", "test", (*one, NewForm(), *two, NewForm(), *three))
    xlsx.write_xlsx(made, target)
    names = [sheet.name for sheet in sheets.read_workbook(target)]
    assert names == ["MAWAR", "MAWAR (2)", "IURAN … KUBE KENANGA"]


def test_forms_of_one_name_are_told_apart_by_their_first_telling_fact(target):
    def minutes(kube, day):
        facts = Facts((("Rapat", "Rapat anggota"), ("Hari, tanggal", day)))
        return [Heading("NOTULEN RAPAT"), Heading(f"KUBE {kube}", 2), facts, NewForm()]

    def tabs(*pages):
        blocks = [block for page in pages for block in page][:-1]
        xlsx.write_xlsx(Document("NOTULEN RAPAT", "x", tuple(blocks)), target)
        return [sheet.name for sheet in sheets.read_workbook(target)]

    one, two = "Selasa, 6 Oktober 2026", "Selasa, 13 Oktober 2026"
    assert tabs(minutes("MELATI 3", one), minutes("MELATI 3", two)) == [one, two]
    named = tabs(minutes("MELATI 3", one), minutes("MELATI 3", two), minutes("MAWAR", one))
    assert named == ["MELATI 3 Selasa, 6 Oktober 2026", "MELATI 3 … 13 Oktober 2026",
                     "MAWAR Selasa, 6 Oktober 2026"]  # fmt: skip
    assert tabs(minutes("MELATI 3", one), minutes("MELATI 3", one)) == [
        "NOTULEN RAPAT", "NOTULEN RAPAT (2)",
    ]  # fmt: skip


def test_many_kinds_of_table_get_a_sheet_each(target):
    blocks = []
    for number in range(1, 5):
        columns = tuple(Column(f"K{n}", 20) for n in range(number))
        blocks += [Heading(f"{number}. Bagian {number}"), Table(columns, [("x",) * number])]
    xlsx.write_xlsx(Document("LAPORAN", "test", tuple(blocks)), target)
    found = sheets.read_workbook(target)
    assert [sheet.name for sheet in found] == [
        "LAPORAN", "Bagian 1", "Bagian 2", "Bagian 3", "Bagian 4",
    ]  # fmt: skip
    assert "Tabel: lihat lembar “Bagian 3”." in [cell for row in found[0].rows for cell in row]


def test_a_sheet_is_as_wide_as_the_paper_and_its_rows_as_high_as_their_texts(target):
    columns = (Column("No", 8), Column("Uraian"))
    made = Document(
        "x",
        "test",
        (Table(columns, [("1", "pendek"), ("2", "kata " * 80)]), Paragraph("isi " * 90)),
    )
    xlsx.write_xlsx(made, target)
    with zipfile.ZipFile(target) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert 85 < sum(widths) < 100
    heights = [float(height) for height in re.findall(r' ht="([\d.]+)"', sheet)]
    assert sum(height > 30 for height in heights) == 2
