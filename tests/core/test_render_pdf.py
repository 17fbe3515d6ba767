"""What the paper says, read back from the paper."""

import errno
import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image

from fieldkit.core.errors import DiskFullError, NotWritableError
from fieldkit.core.render import fonts, pdf, tables
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Bullets,
    Cards,
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
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Spacer,
    Table,
    Tally,
    bound,
)
from fieldkit.core.render.pdf import write_pdf

MM = 72 / 25.4
LEFT_AND_RIGHT = Signatures(
    "Serang, 16 November 2026",
    left=Signer(("Mengetahui,", "Ketua Kelompok")),
    right=Signer(("Pendamping PKH",), "Asep Hidayat, S.Sos.", "NIP. 199001012025211001"),
)


def document(*blocks, **settings):
    return Document(settings.pop("title", "Laporan"), "test", blocks, **settings)


def opened(made):
    target = io.BytesIO()
    result = write_pdf(made, target)
    reader = pypdf.PdfReader(target)
    assert len(reader.pages) == result.pages
    assert len(target.getvalue()) == result.bytes
    return reader


def pages_of(made):
    target = io.BytesIO()
    pages = write_pdf(made, target).pages
    with pypdfium2.PdfDocument(target.getvalue()) as read:
        assert len(read) == pages
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in read]


def table(count, **settings):
    columns = (Column("No", 12, "center"), Column("Nama"), Column("Jumlah (Rp)", 30, "right"))
    rows = [(n, f"Keluarga-{n}-", n * 1000) for n in range(1, count + 1)]
    return Table(columns, rows, **settings)


def picture(width=400, height=300, kind="JPEG", mode="RGB", **more):
    target = io.BytesIO()
    Image.new(mode, (width, height), "teal" if mode == "RGB" else 0).save(target, kind, **more)
    return target.getvalue()


def test_the_same_document_gives_the_same_bytes():
    made = document(table(60), LEFT_AND_RIGHT, Photos((Photo(picture(), "Foto"),)), author="A")
    first, second = io.BytesIO(), io.BytesIO()
    write_pdf(made, first)
    write_pdf(made, second)
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize(
    ("paper", "landscape", "size"),
    [
        ("A4", False, (210, 297)),
        ("A4", True, (297, 210)),
        ("F4", False, (215, 330)),
        ("F4", True, (330, 215)),
    ],
)
def test_the_paper_has_its_size(paper, landscape, size):
    page = opened(document(Paragraph("x"), paper=paper, landscape=landscape)).pages[0]
    assert (round(page.mediabox.width / MM), round(page.mediabox.height / MM)) == size


def test_the_typeface_travels_with_the_file_and_the_file_says_what_it_is():
    reader = opened(document(table(3), title="Buku kas\nKUBE Melati 3", author="Asep Hidayat"))
    assert reader.metadata.title == "Buku kas KUBE Melati 3"
    assert reader.metadata.author == "Asep Hidayat"
    assert reader.trailer["/Root"]["/Lang"] == "id-ID"
    used = reader.pages[0]["/Resources"]["/Font"]
    assert all("PlusJakartaSans" in font.get_object()["/BaseFont"] for font in used.values())


def test_each_page_is_numbered_and_carries_the_note():
    texts = pages_of(document(table(120), footer=CONFIDENTIAL))
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert f"Halaman {number} dari {len(texts)}" in text
        assert CONFIDENTIAL in text


def test_an_english_document_is_numbered_in_english():
    assert "Page 1 of 1" in pages_of(document(Paragraph("x"), language="en"))[0]


def test_the_watermark_lies_on_every_page():
    assert all("LATIHAN" in text for text in pages_of(document(table(120), watermark="LATIHAN")))
    assert not any("LATIHAN" in text for text in pages_of(document(table(120))))


def test_the_letterhead_stands_on_the_first_page_only():
    kop = Letterhead(
        (("DINAS SOSIAL", 14, True), ("Jl. Melati 3", 8, False)),
        left_logo=picture(kind="PNG"),
        right_logo=b"broken",
    )
    texts = pages_of(document(table(120), letterhead=kop))
    assert "DINAS SOSIAL" in texts[0]
    assert not any("DINAS SOSIAL" in text for text in texts[1:])


@pytest.mark.parametrize("rule", ["double", "single", "none"])
def test_a_letterhead_without_logos_prints_with_any_rule(rule):
    kop = Letterhead((("KUBE MELATI 3", 12, True),), rule=rule)
    assert "KUBE MELATI 3" in pages_of(document(letterhead=kop))[0]


def test_the_title_is_printed_once():
    assert pages_of(document(Paragraph("isi"), title="JUDUL"))[0].count("JUDUL") == 1
    own = document(Heading("JUDUL", 1, "center"), Paragraph("isi"), title="JUDUL")
    assert pages_of(own)[0].count("JUDUL") == 1
    assert "JUDUL" not in pages_of(document(Paragraph("isi"), title="JUDUL", show_title=False))[0]


def test_the_header_of_a_table_repeats_and_every_row_is_there_once():
    texts = pages_of(document(table(200)))
    assert all("Jumlah (Rp)" in text for text in texts)
    together = " ".join(texts)
    assert all(together.count(f"Keluarga-{n}-") == 1 for n in range(1, 201))


def test_a_wrapped_row_is_not_cut_in_two_by_a_page():
    rows = [(n, f"awal{n} " + "kata " * 60 + f"akhir{n}") for n in range(40)]
    for text in pages_of(document(Table((Column("No", 10), Column("Uraian", 60)), rows))):
        for number in range(40):
            assert (f"awal{number} " in text) == (f"akhir{number} " in text + " ")


def test_groups_of_columns_stand_under_one_title():
    columns = (
        Column("No", 10),
        Column("Hadir", 20, group="Kehadiran"),
        Column("Tidak", 20, group="Kehadiran"),
    )
    text = pages_of(document(Table(columns, [("1", "2", "3")])))[0]
    assert text.count("Kehadiran") == 1
    assert "Hadir" in text
    assert "Tidak" in text


def test_whole_numbers_get_dots_and_text_stays_as_it_is():
    columns = (Column("NIK"), Column("Jumlah"))
    text = pages_of(document(Table(columns, [("9902030405060708", 1_500_000)])))[0]
    assert "9902030405060708" in text
    assert "1.500.000" in text


def test_the_total_stands_once_and_never_without_a_row():
    for count in range(20, 60):
        texts = pages_of(document(table(count, total=("", "JUMLAH", 5_000))))
        assert " ".join(texts).count("JUMLAH") == 1
        assert f"Keluarga-{count}-" in texts[-1]


def test_an_empty_table_says_so():
    text = pages_of(document(table(0, total=("", "JUMLAH", 0))))[0]
    assert "Nihil" in text
    assert "JUMLAH" in text


def test_a_short_row_is_filled_with_blanks():
    assert "satu" in pages_of(document(Table((Column("A"), Column("B")), [("satu",)])))[0]


def test_zebra_bold_and_high_rows_change_no_words():
    text = pages_of(document(table(5, zebra=True, bold_rows=frozenset({0}), row_height_mm=9)))[0]
    assert all(f"Keluarga-{n}-" in text for n in range(1, 6))


def test_a_row_higher_than_a_page_goes_on_instead_of_vanishing():
    endless = " ".join(f"kata{n}." for n in range(3000))
    texts = pages_of(document(Table((Column("No", 10), Column("Catatan", 60)), [("1", endless)])))
    together = "".join(texts).replace(" ", "")
    assert len(texts) > 1
    assert "kata0." in together
    assert "kata2999." in together


@pytest.mark.parametrize("count", range(1, 75, 3))
def test_signatures_never_stand_alone_and_carry_three_rows(count):
    made = document(
        table(count, row_height_mm=8, total=("", "JUMLAH", 1)), Spacer(5), LEFT_AND_RIGHT
    )
    last = pages_of(made)[-1]
    assert "Pendamping PKH" in last
    assert "NIP. 199001012025211001" in last
    for number in range(max(1, count - 2), count + 1):
        assert f"Keluarga-{number}-" in last


@pytest.mark.parametrize("count", range(1, 75, 3))
def test_notes_between_a_table_and_its_signatures_take_rows_along(count):
    notes = [Paragraph(f"Catatan {n} tentang tabel ini.") for n in range(6)]
    made = document(table(count, row_height_mm=8), *notes, LEFT_AND_RIGHT)
    last = pages_of(made)[-1]
    assert "Pendamping PKH" in last
    for number in range(max(1, count - 2), count + 1):
        assert f"Keluarga-{number}-" in last


@pytest.mark.parametrize("count", range(40, 60))
def test_signatures_under_text_take_its_last_lines_along(count):
    made = document(
        *[Paragraph(f"Baris {n}.") for n in range(count)],
        Paragraph("Demikian surat ini."),
        LEFT_AND_RIGHT,
    )
    last = pages_of(made)[-1]
    assert "Pendamping PKH" in last
    assert "Demikian surat ini." in last


def test_three_signers_and_a_note_are_all_there():
    made = Signatures(
        "Serang, 1 November 2026",
        left=Signer(("Yang membuat pernyataan,",), "Siti", note="Meterai\nRp10.000"),
        right=Signer(("Pendamping",), "Asep"),
        centre=Signer(("Lurah Cimuncang",), "Entis", "NIP. 1"),
    )
    text = pages_of(document(made))[0]
    for word in ("Siti", "Meterai", "Rp10.000", "Asep", "Lurah Cimuncang", "Entis", "NIP. 1"):
        assert word in text
    assert "Lurah" in pages_of(document(Signatures(centre=Signer(("Lurah",)))))[0]


def test_a_signer_without_a_name_gets_dots_to_write_on():
    assert "(....." in pages_of(document(LEFT_AND_RIGHT))[0]


@pytest.mark.parametrize("count", range(30, 50))
def test_a_heading_is_never_left_behind(count):
    for text in pages_of(
        document(*[Paragraph(f"Baris {n}.") for n in range(count)], Heading("Bagian B"), table(3))
    ):
        assert ("Bagian B" in text) == ("Keluarga-1-" in text)


def test_text_is_printed_as_it_is_and_not_taken_for_markup():
    text = pages_of(
        document(
            Paragraph("<b>A & B</b> 5 < 6\nbaris kedua", bold=True),
            Paragraph("miring", italic=True),
        )
    )[0]
    assert "<b>A & B</b> 5 < 6" in text
    assert "baris kedua" in text


def test_long_text_is_justified_and_goes_over_pages():
    words = " ".join(f"kata{n}" for n in range(2500))
    texts = pages_of(document(Paragraph(words, align="justify", indent=True)))
    assert len(texts) > 1
    assert "kata0 " in texts[0]
    assert "kata2499" in texts[-1]


def test_a_word_wider_than_its_column_is_cut_but_complete():
    made = Table((Column("A", 20), Column("B")), [("x" * 60, "")])
    assert pages_of(document(made))[0].replace(" ", "").count("x") == 60


def test_facts_and_lists_are_printed_with_their_colons_and_marks():
    made = document(
        Facts((("Kelompok", "Melati"), ("Tempat", "Balai"), ("Waktu", "09.00")), columns=2),
        Facts((("Nomor", "1"),), label_width_mm=20),
        Facts(()),
        Bullets(("satu", "dua")),
        Bullets(tuple(f"butir {n}" for n in range(1, 13)), numbered=True),
    )
    text = pages_of(made)[0]
    for words in ("Kelompok", ": Melati", "• satu", "12. butir 12"):
        assert words in text.replace(":Melati", ": Melati")


def test_a_page_break_begins_a_page_but_never_an_empty_one():
    texts = pages_of(
        document(
            PageBreak(),
            Paragraph("satu"),
            PageBreak(),
            PageBreak(),
            Paragraph("dua"),
            PageBreak(),
            show_title=False,
        )
    )
    assert len(texts) == 2
    assert "dua" in texts[1]


def test_an_empty_document_is_one_page():
    assert len(pages_of(document(show_title=False))) == 1


def test_a_report_kind_misses_nothing_unless_it_says_so():
    kind = ReportKind("x", "X", "Y", build=lambda _ctx, _request: document())
    assert kind.missing(None, ReportRequest()) == []
    assert kind.latest_month(None) is None
    assert kind.supports_xlsx


def test_place_and_date_stand_even_without_a_right_signer():
    text = pages_of(document(Signatures("Serang, 1 Mei 2026", left=Signer(("Ketua",), "Siti"))))[0]
    assert "Serang, 1 Mei 2026" in text
    assert "Siti" in text


def test_a_picture_in_printing_colours_is_made_ready():
    reader = opened(document(Photos((Photo(picture(mode="CMYK")),))))
    assert reader.pages[0].images[0].image.mode == "RGB"


def test_a_character_the_typeface_lacks_is_seen_and_reported():
    made = document(Paragraph("Nama 漢 dan ꦲ"), Table((Column("A"),), [("ok ✓ ☐",)]))
    target = io.BytesIO()
    result = write_pdf(made, target)
    assert result.missing_glyphs == {"漢", "ꦲ"}
    text = pypdf.PdfReader(target).pages[0].extract_text()
    assert "Nama □ dan □" in text
    assert "ok √ □" in text


def test_decomposed_letters_and_control_characters_do_no_harm():
    glyphs = fonts.Glyphs()
    assert glyphs.clean("Cafe\u0301\u200b\x07a\tb") == "Café a b"
    assert not glyphs.missing


def test_figures_are_all_of_one_width():
    fonts.load()
    for face in (fonts.REGULAR, fonts.BOLD, fonts.ITALIC):
        assert len({fonts.width(digit, face, 10) for digit in "0123456789"}) == 1


def test_photos_are_scaled_and_a_broken_one_says_so():
    made = document(
        Photos(
            (
                Photo(picture(3000, 2000), "Besar"),
                Photo(b"broken", "Rusak"),
                Photo(picture(mode="RGBA", kind="PNG"), "Bening"),
            )
        ),
        Photos((Photo(picture(300, 900)),), per_row=1),
        Photos((Photo(picture()),) * 7, per_row=3),
    )
    target = io.BytesIO()
    write_pdf(made, target)
    reader = pypdf.PdfReader(target)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Gambar tidak dapat dibaca" in text
    assert "Besar" in text
    sizes = [image.image.size for page in reader.pages for image in page.images]
    assert max(map(max, sizes)) <= 1400


def test_a_photo_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[274] = 6
    reader = opened(document(Photos((Photo(picture(400, 300, exif=exif)),))))
    assert reader.pages[0].images[0].image.size == (300, 400)


def test_a_picture_larger_than_any_camera_is_not_opened(monkeypatch):
    monkeypatch.setattr("fieldkit.core.render.pictures.MOST_PIXELS", 100)
    assert "Gambar tidak dapat dibaca" in pages_of(document(Photos((Photo(picture()),))))[0]


def test_what_is_not_known_is_left_out_of_a_chart_and_zero_is_not():
    made = document(
        Chart("bar", ("A", "B"), (("Hadir", (7, None)), ("Alpa", (0, 3))), "Kehadiran"),
        Chart("bar", ("A",), (("Rumah", (1,)),)),
        Chart("bar", ("A",) * 60, (("Rupiah", (1_234_567_890,) * 60),)),
        Chart("line", ("A", "B"), (("x", (0.1, 0.25)),)),
        Chart("line", ("Jan", "Feb", "Mar"), (("Tabungan", (100_000, None, 250_500)),)),
        Chart("line", ("Jan", "Feb"), (("Laba", (-5, 2.5)), ("Omset", (1, 2)))),
        Chart("bar", (), (("Kosong", ()),)),
        Chart("bar", tuple(f"Kelompok nomor {n}" for n in range(40)), (("x", tuple(range(40))),)),
    )
    text = " ".join(pages_of(made))
    for words in ("Kehadiran", "Hadir", "Alpa", "100.000", "250.500"):
        assert words in text


def test_a_tally_keeps_its_head_with_its_lines_and_says_what_a_circle_is():
    rows = tuple((picture(kind="PNG"), f"Jenis {n}") for n in range(30))
    made = document(
        Paragraph("\n".join(["x"] * 40)), Tally((("Rp10.000", 10), ("Rp50.000", 5)), rows)
    )
    pages = pages_of(made)
    assert "Rp10.000" in pages[0] + pages[1]
    assert sum(page.count("Jenis") for page in pages) == 30
    lone = pages_of(document(Tally((("Rp10.000", 3),), ((None, "Tanpa gambar"),))))
    assert "Tanpa gambar" in lone[0]


def test_cards_stand_side_by_side_and_never_run_into_each_other():
    items = tuple((f"Keluarga {n}", ("kata " * 120, "akhir")) for n in range(12))
    pages = pages_of(document(Cards(items, per_row=2, height_mm=52)))
    assert len(pages) == 2
    assert sum(page.count("Keluarga") for page in pages) == 12
    short = (("Siti", ("Bagus", "akhir")),)
    assert "akhir" in pages_of(document(Cards(short)))[0]


def test_columns_share_the_page():
    available = 500.0
    assert tables.column_widths((Column("a", 10), Column("b")), available)[1] == pytest.approx(
        available - 10 * MM
    )
    too_wide = tables.column_widths((Column("a", 300), Column("b", 100)), available)
    assert sum(too_wide) == pytest.approx(available)
    assert tables.column_widths((Column("a", 20),), available) == [pytest.approx(20 * MM)]


def test_own_margins_are_kept():
    wide = document(Paragraph("kata " * 500), margins_mm=(60, 60, 60, 60))
    assert len(pages_of(wide)) > len(pages_of(document(Paragraph("kata " * 500))))


def test_a_written_file_replaces_the_old_one_and_leaves_nothing_beside_it(tmp_path: Path):
    target = tmp_path / "laporan.pdf"
    target.write_text("old")
    result = write_pdf(document(Paragraph("x")), target)
    assert target.stat().st_size == result.bytes
    assert [file.name for file in tmp_path.iterdir()] == ["laporan.pdf"]


def test_a_missing_folder_is_not_writable(tmp_path: Path):
    with pytest.raises(NotWritableError):
        write_pdf(document(Paragraph("x")), tmp_path / "none" / "laporan.pdf")


def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch):
    target = tmp_path / "laporan.pdf"
    target.write_text("old")

    def full(_path, _data):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFullError):
        write_pdf(document(Paragraph("x")), target)
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["laporan.pdf"]


def test_a_file_that_does_not_hold_its_pages_is_not_called_written(monkeypatch):
    monkeypatch.setattr(pdf.raster, "page_count", lambda _source: 7)
    with pytest.raises(NotWritableError):
        write_pdf(document(Paragraph("x")), io.BytesIO())


def test_the_drawing_libraries_are_not_loaded_before_something_is_printed():
    code = (
        "import sys; from fieldkit.core.render import document, pdf, raster, sheets, xlsx;"
        "heavy = {'reportlab', 'pypdfium2', 'xlsxwriter', 'python_calamine', 'PIL'};"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_form_of_a_file_has_its_own_page_numbers_and_letterhead():
    forms = [(Heading(name, 1, "center"), table(count)) for name, count in (("A", 60), ("B", 3))]
    texts = pages_of(
        document(
            *forms[0], NewForm(), *forms[1], letterhead=Letterhead((("DINAS SOSIAL", 14, True),))
        )
    )
    assert ["Halaman 1 dari 2" in texts[0], "Halaman 2 dari 2" in texts[1]] == [True, True]
    assert "Halaman 1 dari 1" in texts[2]
    assert ["DINAS SOSIAL" in text for text in texts] == [True, False, True]


def test_words_bound_to_each_other_stay_on_one_line():
    address = f"Jl. Kebon Jeruk No. 117, {bound('RT 003/RW 009')}"
    made = document(Table((Column("Alamat", 40),), [(address,)]))
    reader = opened(made)
    lines = [" ".join(line.split()) for line in reader.pages[0].extract_text().splitlines()]
    assert "RT 003/RW 009" in lines


def closing(rows, **settings):
    return (
        Heading("D. RENCANA"), table(rows, **settings), Heading("E. PENUTUP"),
        Paragraph("Demikian laporan ini dibuat."), LEFT_AND_RIGHT,
    )  # fmt: skip


def test_a_closing_chapter_takes_rows_along_when_it_goes_to_a_new_page():
    for rows in range(28, 60):
        texts = pages_of(document(*closing(rows)))
        if "Serang, 16 November" not in texts[0]:
            assert len(texts) == 2
            assert f"Keluarga-{rows}-" in texts[1]
            assert "E. PENUTUP" in texts[1]
            return
    raise AssertionError("the signatures never went to a second page")


def test_of_high_rows_no_more_go_along_than_make_the_page_worth_it():
    texts = pages_of(document(table(9, row_height_mm=24), LEFT_AND_RIGHT))
    assert ["Keluarga-8-" in text for text in texts] == [True, False]
    assert ["Keluarga-9-" in text for text in texts] == [False, True]


def test_a_blank_fact_gets_dots_to_write_on():
    def ink(value):
        target = io.BytesIO()
        write_pdf(document(Facts((("Tempat", value),)), show_title=False), target)
        with pypdfium2.PdfDocument(target.getvalue()) as read:
            shown = read[0].render(scale=2).to_pil().convert("L")
        width, height = shown.size
        return shown.crop((width // 4, 0, width // 2, height // 8)).getextrema()[0]

    assert ink("") < 160
    assert ink("–") == 255


def test_labels_take_only_the_room_their_own_column_needs():
    rows = (("Nama", "Rina Latifah, S.Sos."), ("KPM yang belum pernah dikunjungi", "246"))
    text = opened(document(Facts(rows, columns=2))).pages[0].extract_text()
    assert "Rina Latifah, S.Sos." in text
