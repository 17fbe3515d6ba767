"""The papers of home visits, as documents and on paper."""

from dataclasses import replace
from datetime import date, time
from io import BytesIO

import pytest
from PIL import Image

from fieldkit.core.dates import Month
from fieldkit.core.render.document import Heading, NewForm, Photos, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Told
from fieldkit.features.visits import report, service
from fieldkit.features.visits.model import Purpose, Visit
from tests.features import snapshots

expect = snapshots.against(__file__)

NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def families(ctx, make, group):
    office.save_profile(
        ctx, Profile(name="Sri Wahyuni", district="Cipocok", regency="Kota Serang", city="Serang")
    )
    names = ("Ani", "Budi", "Cici")
    return [make.family(group, name, row_code=f"A0{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def visit_id(ctx, families):
    visit = Visit(
        family_id=families[0],
        visited_on=date(2026, 11, 10),
        starts=time(9),
        ends=time(9, 40),
        met_name="Ani",
        met_relation="Pengurus",
        purposes=(Purpose.BUSINESS, Purpose.CASE),
        house_condition="Lantai semen",
        problem="Modal kecil",
        agreement="Mencatat penjualan",
        follow_up="Periksa buku kas",
        follow_up_due=date(2026, 12, 1),
        latitude=-6.12,
        longitude=106.15,
        visitor="Sri Wahyuni",
    )
    return service.record_visit(ctx, visit)


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def a_photo():
    out = BytesIO()
    Image.effect_noise((320, 240), 60).save(out, "JPEG")
    return out.getvalue()


def test_the_months_report(ctx, visit_id):
    expect("visits", report.month_report(ctx, NOVEMBER))


def test_a_recorded_visit_on_its_sheet(ctx, visit_id):
    expect("visit_sheet", report.visit_sheet(ctx, visit_id))


def test_the_blank_sheet_of_a_family(ctx, families):
    expect("visit_sheet_blank", report.blank_sheet(ctx, families[1]))


def test_the_coverage_report(ctx, visit_id):
    expect("visit_coverage", report.coverage_report(ctx, NOVEMBER))


def test_a_month_without_visits_says_so(ctx, families):
    document = report.month_report(ctx, NOVEMBER)
    assert tables(document)[0].rows == []
    assert report.month_sheets(ctx, NOVEMBER).blocks[0].text.startswith("Tidak ada kunjungan")


def test_a_very_long_visit_is_shortened_in_the_table_and_whole_on_its_sheet(
    ctx, visit_id, families
):
    long = "kata " * 190
    service.save_visit(ctx, replace(service.visit(ctx, visit_id), agreement=long))
    (row,) = tables(report.month_report(ctx, NOVEMBER))[0].rows
    assert "…" in row[4]
    sheet = tables(report.visit_sheet(ctx, visit_id))[0]
    assert dict(sheet.rows)["Kesepakatan"] == long.strip()


def test_a_finished_follow_up_says_when(ctx, visit_id):
    service.finish_follow_up(ctx, visit_id)
    (row,) = tables(report.month_report(ctx, NOVEMBER))[0].rows
    assert "Periksa buku kas (selesai 20 Nov 2026)" in row[4]


def test_photos_stand_in_an_annex_and_on_the_sheet(ctx, make, visit_id, families):
    consent = {"family_id": families[0], "purpose": "photo", "given_on": "2026-11-01"}
    make.put("consent", scope=ctx.db.own_scope, **consent)
    photos.add_photo(ctx, "visit", visit_id, a_photo())
    told = photos.add_photo(ctx, "visit", visit_id, a_photo(), "Warung")
    photos.tell(ctx, told, Told(on=date(2026, 11, 10), at=time(9, 5), place="Rumah Ani"))
    annex = report.month_report(ctx, NOVEMBER).blocks[-1]
    assert isinstance(annex, Photos)
    assert [photo.caption for photo in annex.items] == [
        "10 Nov 2026 – Ani",
        "Warung · 10 Nov 2026 pukul 09.05, Rumah Ani (ditulis pendamping)",
    ]
    assert any(isinstance(b, Photos) for b in report.visit_sheet(ctx, visit_id).blocks)
    kinds = {kind.kind: kind for kind in report.REPORTS}
    assert kinds["visits"].missing(ctx, ReportRequest(month=NOVEMBER)) == []


def test_every_visit_of_the_month_has_its_own_page(ctx, visit_id, families):
    first = service.visit(ctx, visit_id)
    service.record_visit(ctx, replace(first, id="", family_id=families[1]))
    blocks = report.month_sheets(ctx, NOVEMBER).blocks
    assert sum(isinstance(block, NewForm) for block in blocks) == 1
    assert sum(isinstance(block, Heading) for block in blocks) == 2


def test_many_neighbourhoods_leave_out_their_table(ctx, make, group):
    for number in range(61):
        make.family(group, f"Ibu {number}", rt=f"{number:03}")
    headings = [b.text for b in report.coverage_report(ctx).blocks if isinstance(b, Heading)]
    assert headings == [
        "A. Cakupan per kelompok",
        "B. Pemerataan 12 bulan",
        "C. Hari sejak kunjungan terakhir per KPM",
    ]


def test_the_report_of_one_group_names_it(ctx, visit_id, group, make):
    assert "Kelompok Mawar" in report.month_report(ctx, NOVEMBER, group).title
    assert "KPM tanpa kelompok" in report.coverage_report(ctx, NOVEMBER, "").title


def test_the_shelf_says_what_is_missing(ctx, families):
    kind = next(kind for kind in report.REPORTS if kind.kind == "visits")
    assert kind.missing(ctx, ReportRequest(month=NOVEMBER)) == [
        "No visit is recorded for November 2026."
    ]


def test_a_visit_without_a_photo_is_missing_one(ctx, visit_id):
    kind = next(kind for kind in report.REPORTS if kind.kind == "visits")
    assert kind.missing(ctx, ReportRequest()) == ["1 visit has no photo."]


@pytest.mark.parametrize("kind", report.REPORTS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("is_blank", [False, True])
def test_every_kind_prints_from_an_empty_and_from_a_full_book(
    ctx, families, kind, is_blank, request
):
    for _book in range(2):
        pages = write_pdf(kind.build(ctx, ReportRequest(blank=is_blank)), BytesIO()).pages
        assert pages >= 1
        request.getfixturevalue("visit_id")


def test_the_blank_papers_fit_on_one_page(ctx, families):
    from fieldkit.features.office.model import kemensos

    office.save_letterhead(ctx, kemensos())
    for document in (report.blank_sheet(ctx), report.blank_month_report(ctx, NOVEMBER)):
        assert write_pdf(document, BytesIO()).pages == 1
