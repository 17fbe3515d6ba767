"""The register on paper."""

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
    (kind,) = report.REPORTS
    assert kind.missing(ctx, ReportRequest()) == ["There are no families yet."]


def test_one_group_alone_and_what_its_list_lacks(ctx, make):
    group = make.group()
    make.family(group, nik=None)
    (kind,) = report.REPORTS
    request = ReportRequest(group=group)
    assert len(tables(kind.build(ctx, request))) == 1
    assert kind.missing(ctx, request) == ["1 family lacks a NIK or No KK."]
    assert kind.missing(ctx, ReportRequest()) == ["1 family lacks a NIK or No KK."]
    make.put("family", id=people.families(ctx)[0].id, nik="9901014101900001")
    assert kind.missing(ctx, request) == []
