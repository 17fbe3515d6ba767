"""Writes the workbooks people really send: each one is a trap that lists have fallen into.

    python -m tests.features.people.awkward FOLDER

Everybody in them is invented. Each holds the three families of PEOPLE unless it says otherwise.
"""

import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

PEOPLE = (
    ("Siti Aminah", "9901014101900001", "9901011201100001", "Kp. Baru", "003", "009"),
    ("Mohamad Yusuf", "9901010202800002", "9901011201100002", "Jl. Melati No. 5", "004", "009"),
    ("Nur'aini Fatonah", "9901015503750003", "9901011201100003", "Gg. Damai", "001", "010"),
)
TITLES = ("Nama Pengurus", "NIK Pengurus", "No KK", "Alamat", "RT", "RW")
LAST_ROW = 1_048_575
WRITERS: dict[str, Callable[[Path], None]] = {}


def awkward(name: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Name the file a writer makes."""

    def note(write: Callable[[Path], None]) -> Callable[[Path], None]:
        WRITERS[name] = write
        return write

    return note


def write_all(folder: Path) -> dict[str, Path]:
    """Write every workbook into a folder; return them by name."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, write in WRITERS.items():
        found[name] = folder / name
        write(found[name])
    return found


def _sheet(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book)


def _plain(sheet, top: int = 0, left: int = 0, titles=TITLES, people=PEOPLE) -> None:
    sheet.write_row(top, left, titles)
    for number, person in enumerate(people, start=top + 1):
        for column, value in enumerate(person, start=left):
            sheet.write_string(number, column, value)


# -- files that are not what their name says ---------------------------------------------------


@awkward("halaman-web.xls")
def html_as_xls(path: Path) -> None:
    """A web page that a portal calls .xls."""
    head = "".join(f"<th>{escape(title)}</th>" for title in TITLES)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in person) + "</tr>"
        for person in PEOPLE
    )
    path.write_text(
        "<html><head><meta charset='utf-8'><style>td{mso-number-format:'\\@'}</style></head>"
        f"<body><table><tr><td colspan=6><b>DATA KPM</b></td></tr><tr>{head}</tr>{body}</table>"
        "</body></html>",
        encoding="utf-8",
    )


@awkward("excel-2003.xls")
def xml_2003(path: Path) -> None:
    """The XML of Excel 2003 under the name .xls."""
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(v)}</Data></Cell>' for v in line)
        + "</Row>"
        for line in (TITLES, *PEOPLE)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    path.write_text(
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}"'
        f' xmlns:ss="{space}"><Worksheet ss:Name="Data"><Table>{rows}</Table></Worksheet>'
        "</Workbook>",
        encoding="utf-8",
    )


@awkward("sebenarnya-csv.xls")
def csv_as_xls(path: Path) -> None:
    """Text with tabs that a portal calls .xls."""
    lines = ["\t".join(line) for line in (TITLES, *PEOPLE)]
    path.write_text("\r\n".join(lines), encoding="utf-8")


@awkward("daftar.ods")
def opendocument(path: Path) -> None:
    """A list from LibreOffice, with repeated empty cells to the end of the sheet."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(v)}</text:p>'
            "</table:table-cell>"
            for v in line
        )
        + '<table:table-cell table:number-columns-repeated="16378"/></table:table-row>'
        for line in (TITLES, *PEOPLE)
    )
    rows += (
        '<table:table-row table:number-rows-repeated="1048572">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        f' xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0"'
        f' xmlns:text="{names}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        packed.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{names}manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )


# -- text files -------------------------------------------------------------------------------


def _text(path: Path, mark: str, encoding: str, before: str = "", people=PEOPLE) -> None:
    lines = [mark.join(f'"{v}"' for v in line) for line in (TITLES, *people)]
    path.write_bytes((before + "\r\n".join(lines) + "\r\n").encode(encoding))


@awkward("titik-koma.csv")
def semicolons(path: Path) -> None:
    """Indonesian Excel's CSV."""
    _text(path, ";", "utf-8-sig")


@awkward("koma.csv")
def commas(path: Path) -> None:
    """English Excel's CSV."""
    _text(path, ",", "utf-8")


@awkward("sep.csv")
def with_sep(path: Path) -> None:
    """A first line that names the separator."""
    _text(path, ";", "utf-8", before="sep=;\r\n")


@awkward("windows-1252.csv")
def windows(path: Path) -> None:
    """Typographic quotes of old Windows."""
    people = (*PEOPLE[:2], ("Nur\u2019aini Fatonah", *PEOPLE[2][1:]))
    _text(path, ";", "cp1252", people=people)


@awkward("utf-16.txt")
def unicode_text(path: Path) -> None:
    """What Excel calls Unicode text."""
    lines = ["\t".join(line) for line in (TITLES, *PEOPLE)]
    path.write_bytes("\r\n".join(lines).encode("utf-16"))


# -- sheets -----------------------------------------------------------------------------------


@awkward("ujung-lembar.xlsx")
def whole_used_range(path: Path) -> None:
    """A border in the very last row makes the used range 1,048,576 rows long."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        _plain(sheet)
        sheet.write_blank(LAST_ROW, 5, None, book.add_format({"border": 1}))

    _sheet(path, fill)


@awkward("rumus.xlsx")
def formulas(path: Path) -> None:
    """Cells that are formulas; what counts is what they show."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ("No", *TITLES))
        for row, person in enumerate(PEOPLE, start=1):
            sheet.write_formula(row, 0, "=ROW()-1", None, row)
            sheet.write_formula(row, 1, f'=UPPER("{person[0]}")', None, person[0])
            for column, value in enumerate(person[1:], start=2):
                sheet.write_formula(row, column, f'=""&"{value}"', None, value)

    _sheet(path, fill)


@awkward("judul-gabungan.xlsx")
def under_titles(path: Path) -> None:
    """Title rows, merged cells, an empty first column, a total and a signature."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        bold = book.add_format({"bold": True})
        sheet.merge_range("B2:G2", "DAFTAR KELUARGA PENERIMA MANFAAT", bold)
        sheet.merge_range("B3:G3", "KELURAHAN CEMPAKA ASRI", bold)
        _plain(sheet, top=4, left=1)
        sheet.merge_range("B9:F9", "JUMLAH", bold)
        sheet.write_number(8, 6, 3)
        sheet.write(11, 5, "Mengetahui, Ketua Tim")

    _sheet(path, fill)


@awkward("dua-baris-kepala.xlsx")
def two_header_rows(path: Path) -> None:
    """Groups of columns over their names."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.merge_range("A1:A2", "NO")
        sheet.merge_range("B1:D1", "IDENTITAS PENGURUS")
        sheet.write_row(1, 1, ("NAMA", "NIK", "NO. KK"))
        sheet.merge_range("E1:G1", "TEMPAT TINGGAL")
        sheet.write_row(1, 4, ("ALAMAT", "RT", "RW"))
        for row, person in enumerate(PEOPLE, start=2):
            sheet.write_number(row, 0, row - 1)
            for column, value in enumerate(person, start=1):
                sheet.write_string(row, column, value)

    _sheet(path, fill)


@awkward("lembar-tersembunyi.xlsx")
def hidden_sheets(path: Path) -> None:
    """The list stands on the third sheet; the first is hidden, the second a recap."""

    def fill(book):
        hidden = book.add_worksheet("ref")
        hidden.write_column(0, 0, ("SD", "SMP", "SMA"))
        recap = book.add_worksheet("REKAP")
        recap.write_row(0, 0, ("Kelurahan", "Jumlah KPM"))
        recap.write_row(1, 0, ("Cempaka Asri", 3))
        _plain(book.add_worksheet("DATA"))
        recap.activate()
        recap.set_first_sheet()
        hidden.hide()

    _sheet(path, fill)


@awkward("kepala-kembar.xlsx")
def duplicate_headers(path: Path) -> None:
    """The same words over several columns."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ("No", "Nama", "NIK", "Nama", "No KK", "Alamat", "RT", "RW", "RT"))
        for row, (name, nik, no_kk, address, rt, rw) in enumerate(PEOPLE, start=1):
            line = (str(row), name, nik, "", no_kk, address, rt, rw, "")
            for column, value in enumerate(line):
                sheet.write_string(row, column, value)

    _sheet(path, fill)


@awkward("kepala-berulang.xlsx")
def repeated_header(path: Path) -> None:
    """A printed list: the header comes again on each page, with a page total before it."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        _plain(sheet, people=PEOPLE[:2])
        sheet.write(3, 0, "Jumlah halaman ini: 2")
        _plain(sheet, top=5, people=PEOPLE[2:])

    _sheet(path, fill)


@awkward("angka.xlsx")
def numbers_typed(path: Path) -> None:
    """Numbers with apostrophes, blanks, dots, and RT and RW as figures."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, TITLES)
        shapes = ("'{}", " {} ", "{}\u00a0")
        for row, (person, shape) in enumerate(zip(PEOPLE, shapes, strict=True), start=1):
            name, nik, no_kk, address, rt, rw = person
            for column, value in enumerate((name, shape.format(nik), shape.format(no_kk), address)):
                sheet.write_string(row, column, value)
            sheet.write_number(row, 4, int(rt))
            sheet.write_number(row, 5, int(rw))

    _sheet(path, fill)


@awkward("sel-gabungan.xlsx")
def combined_cells(path: Path) -> None:
    """Name and No KK in one cell; RT and RW inside the address."""

    def fill(book):
        sheet = book.add_worksheet("Final Closing")
        sheet.write_row(0, 0, ("Nama Pengurus", "NIK", "Alamat"))
        for row, (name, nik, no_kk, address, rt, rw) in enumerate(PEOPLE, start=1):
            sheet.write_string(row, 0, f"{name}\n{no_kk}")
            sheet.write_string(row, 1, nik)
            sheet.write_string(row, 2, f"{address} RT {rt} RW {rw}")

    _sheet(path, fill)


@awkward("kelompok-gabungan.xlsx")
def merged_groups(path: Path) -> None:
    """A group's name stands once, merged over its rows."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ("Kelompok", *TITLES))
        sheet.merge_range(1, 0, 2, 0, "Mawar")
        sheet.write(3, 0, "Melati")
        for row, person in enumerate(PEOPLE, start=1):
            for column, value in enumerate(person, start=1):
                sheet.write_string(row, column, value)

    _sheet(path, fill)


@awkward("kosong-di-antara.xlsx")
def gaps(path: Path) -> None:
    """Empty rows between people, filtered rows hidden, and a far-away note."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, TITLES)
        for place, person in enumerate(PEOPLE):
            for column, value in enumerate(person):
                sheet.write_string(1 + place * 3, column, value)
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.autofilter(0, 0, 10, 5)
        sheet.write(2, 300, " ")

    _sheet(path, fill)


@awkward("tanggal.xlsx")
def dates(path: Path) -> None:
    """Dates as a serial number, as a date, as Indonesian words, and a place before one."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, (*TITLES[:3], "Tanggal Lahir"))
        for row, person in enumerate(PEOPLE, start=1):
            for column, value in enumerate(person[:3]):
                sheet.write_string(row, column, value)
        born = date(1990, 1, 1)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(1, 3, born, day)
        sheet.write_string(2, 3, "2 Februari 1980")
        sheet.write_number(3, 3, (date(1975, 3, 15) - date(1899, 12, 30)).days)

    _sheet(path, fill)


@awkward("kepala-acak.xlsx")
def odd_headers(path: Path) -> None:
    """Headers in capitals, with dots, line breaks and blanks between letters."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        titles = ("NAMA\nPENGURUS", "N I K", "NO. KK ", "ALAMAT  :", "R T", "R.W.")
        _plain(sheet, titles=titles)

    _sheet(path, fill)


# -- lists of portals and of other programs ----------------------------------------------------


def _csv(path: Path, mark: str, *lines) -> None:
    path.write_text("\r\n".join(mark.join(line) for line in lines) + "\r\n", encoding="utf-8")


@awkward("dtsen.csv")
def dtsen(path: Path) -> None:
    """The register of the state: long names with underscores, coded answers nobody asked for."""
    titles = (
        "nomor_kartu_keluarga", "nomor_induk_kependudukan", "nama", "desil_nasional",
        "kelurahan_desa", "kecamatan", "kabupaten_kota", "provinsi", "jumlah_anggota_keluarga",
        "pbi_nas", "status_kepemilikan_rumah", "luas_lantai", "aset",
    )  # fmt: skip
    place = ("CEMPAKA ASRI", "MEKAR JAYA", "KAB. CONTOH", "JAWA CONTOH")
    _csv(
        path, ";", titles,
        *((no_kk, nik, name, "2", *place, "4", "1", "1", "21", "2")
          for name, nik, no_kk, *_rest in PEOPLE),
    )  # fmt: skip


@awkward("pendukung-penyalur.csv")
def for_the_bank(path: Path) -> None:
    """What is sent to the bank: no NIK, RT and RW within the address."""
    _csv(
        path, ",", ("nokk", "nama", "kel_name", "alamat"),
        *((no_kk, name, "CEMPAKA ASRI", f"{address} RT.{rt}/RW.{rw}")
          for name, _nik, no_kk, address, rt, rw in PEOPLE),
    )  # fmt: skip


@awkward("alat-luring.csv")
def offline_tool(path: Path) -> None:
    """What a small tool keeps: no NIK and no address, a status in words."""
    titles = ("NOKK", "NAMA", "DESA", "KECAMATAN", "KELOMPOK", "STATUS_KEPESERTAAN", "CATATAN")
    _csv(
        path, ",", titles,
        *((no_kk, name, "CEMPAKA ASRI", "MEKAR JAYA", "MAWAR", "AKTIF", "")
          for name, _nik, no_kk, *_rest in PEOPLE),
    )  # fmt: skip


@awkward("bantuan.xlsx")
def programme_and_people(path: Path) -> None:
    """A sheet of keys and values before the list, and a line of hashes to end it."""

    def fill(book):
        facts = book.add_worksheet("Program")
        facts.write_row(0, 0, ("Nama Program", "BANTUAN CONTOH"))
        facts.write_row(1, 0, ("Sasaran (1 Penduduk/2 Keluarga)", 2))
        sheet = book.add_worksheet("Peserta")
        _plain(sheet, titles=("Nama", "NIK", "No. KK", "Alamat", "RT", "RW"))
        sheet.write(len(PEOPLE) + 1, 0, "###")
        sheet.write(len(PEOPLE) + 3, 0, "Keterangan: isi mulai baris kedua")

    _sheet(path, fill)


# -- numbers that are none ---------------------------------------------------------------------


@awkward("nomor-rusak.xlsx")
def damaged_numbers(path: Path) -> None:
    """NIK and No KK that Excel took for numbers: the last digit is gone, for all three alike."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, TITLES)
        for row, (name, nik, no_kk, *place) in enumerate(PEOPLE, start=1):
            sheet.write_string(row, 0, name)
            sheet.write_number(row, 1, int(nik[:15] + "0"))
            sheet.write_number(row, 2, int(no_kk[:15] + "0"))
            for column, value in enumerate(place, start=3):
                sheet.write_string(row, column, value)

    _sheet(path, fill)


@awkward("nik-isian.xlsx")
def fillers(path: Path) -> None:
    """What people type where there is no NIK."""

    def fill(book):
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, TITLES)
        for row, ((name, _nik, *rest), filler) in enumerate(
            zip(PEOPLE, ("0", "0000000000000000", "-"), strict=True), start=1
        ):
            for column, value in enumerate((name, filler, *rest)):
                sheet.write_string(row, column, value)

    _sheet(path, fill)


@awkward("lima-lembar.xlsx")
def five_sheets(path: Path) -> None:
    """A household import: members on one sheet, place and phone on others, joined on a damaged
    No KK that all three families share."""

    def fill(book):
        place = book.add_worksheet("1.keterangan tempat")
        place.write(0, 0, "I. KETERANGAN TEMPAT")
        place.write_row(1, 0, ("no kartu keluarga", "alamat", "rt", "rw"))
        officer = book.add_worksheet("2.keterangan petugas")
        officer.write_row(0, 0, ("no kartu keluarga", "tanggal pendataan", "no hp responden"))
        people = book.add_worksheet("4.anggota")
        people.write(0, 0, "IV. KETERANGAN ANGGOTA")
        people.write_row(1, 0, ("no kartu keluarga", "402 Nama", "403 NIK", "hubungan"))
        for number, (name, nik, no_kk, *where) in enumerate(PEOPLE):
            damaged = int(no_kk[:15] + "0")
            place.write_number(number + 2, 0, damaged)
            place.write_row(number + 2, 1, where)
            officer.write_number(number + 1, 0, damaged)
            officer.write_string(number + 1, 2, f"0899000000{number}")
            for turn, (who, own, relation) in enumerate(
                ((name, nik, "Kepala Keluarga"), (f"Anak {name}", "", "Anak"))
            ):
                people.write_number(number * 2 + turn + 2, 0, damaged)
                people.write_string(number * 2 + turn + 2, 1, who)
                people.write_string(number * 2 + turn + 2, 2, own)
                people.write_string(number * 2 + turn + 2, 3, relation)

    _sheet(path, fill)


if __name__ == "__main__":
    for written in write_all(Path(sys.argv[1])).values():
        print(written)
