"""The register on paper."""

from datetime import date
from io import BytesIO

from fieldkit.core.render.document import Heading, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.features.people import report
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Group


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def test_the_list_has_a_page_for_each_group_and_masks_the_numbers(ctx, make):
    mawar = people.save_group(ctx, Group(name="Kelompok Mawar", village="Contoh", rw="003"))
    leader = make.family(mawar, "Euis", row_code="A2", n_primary=2)
    make.family(mawar, "Siti", row_code="A1", n_primary=1)
    make.family(None, "Omah")
    people.choose_leader(ctx, mawar, leader)
    document = report.families_list(ctx)
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings == ["Kelompok Mawar", "Tanpa kelompok"]
    first = tables(document)[0]
    assert [row[2] for row in first.rows] == ["Siti", "Euis"]
    assert first.rows[0][3].startswith("••••")
    assert first.rows[0][9] == 1
    assert first.rows[0][7] == ""
    assert first.total[2] == "Jumlah: 2 KPM"
    assert first.total[9] == 3
    assert write_pdf(document, BytesIO()).pages == 2


def test_an_empty_book_prints_an_empty_list(ctx):
    document = report.families_list(ctx)
    assert len(tables(document)[0].rows) == 0
    kind = report.REPORTS[0]
    assert kind.missing(ctx, ReportRequest()) == ["There are no families yet."]


def test_one_group_alone_and_what_its_list_lacks(ctx, make):
    group = make.group()
    make.family(group, nik=None)
    kind = report.REPORTS[0]
    request = ReportRequest(group=group)
    assert len(tables(kind.build(ctx, request))) == 1
    assert kind.missing(ctx, request) == ["1 family lacks a NIK or No KK."]
    assert kind.missing(ctx, ReportRequest()) == ["1 family lacks a NIK or No KK."]
    make.put("family", id=people.families(ctx)[0].id, nik="9901014101900001")
    assert kind.missing(ctx, request) == []


def test_the_data_sheet_tells_the_family_everything_that_is_kept(ctx, make):
    from fieldkit.features.people.data_sheet import data_sheets
    from fieldkit.features.people.model import Business, Member, Status
    from fieldkit.features.people.words import Part

    one = make.family(make.group("Mawar"), "Siti", birth_date="1990-01-01", n_primary=1)
    people.save_member(ctx, Member(family_id=one, name="Budi", component="primary"))
    people.save_business(ctx, Business(family_id=one, kind="Warung", turnover=1_500_000))
    people.set_status(ctx, [one], Status.MOVED, date(2026, 10, 1), "Ikut suami")
    people.verify(ctx, one, [Part.IDENTITY], date(2026, 9, 7))
    two = make.family(None, "Euis", nik=None)
    document = data_sheets(ctx, [one, two])
    text = repr(document.blocks)
    for words in (
        "Siti", "9901014101900001", "Mawar", "Budi", "Warung", "Rp1.500.000", "Aktif → Pindah",
        "Ikut suami", "7 September 2026", "UU Nomor 27 Tahun 2022", "Euis",
    ):  # fmt: skip
        assert words in text, words
    assert write_pdf(document, BytesIO()).pages == 2
    noted = ctx.db.rows("SELECT detail FROM access WHERE what = 'full_ids'")
    assert {row["detail"] for row in noted} == {one, two}


def test_the_sheets_of_a_group_and_a_chosen_list_are_printed(ctx, make):
    group = make.group()
    ids = [make.family(group, name) for name in ("Ani", "Budi")]
    kind = next(k for k in report.REPORTS if k.kind == "data_sheets")
    assert len(repr(kind.build(ctx, ReportRequest(group=group))).split("NewForm")) == 2
    assert "Budi" in repr(kind.build(ctx, ReportRequest(subject=ids[1])))
    assert len(repr(kind.build(ctx, ReportRequest())).split("NewForm")) == 2
    (table,) = tables(report.chosen_list(ctx, [ids[1], "gone"]))
    assert [row[2] for row in table.rows] == ["Budi"]
