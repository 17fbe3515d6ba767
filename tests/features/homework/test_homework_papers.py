"""The papers of homework, as documents and on paper."""

from dataclasses import replace
from io import BytesIO

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.render.document import NewForm, PageBreak, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.features.homework import report, service
from fieldkit.features.homework.model import MoneyMonth, Status
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile
from tests.features import snapshots

expect = snapshots.against(__file__)

NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def families(ctx, make, group):
    office.save_profile(ctx, Profile(name="Sri Wahyuni", regency="Kota Serang", city="Serang"))
    names = ("Ani", "Budi", "Cici")
    found = [make.family(group, name, row_code=f"A0{n}") for n, name in enumerate(names, 1)]
    service.assign_to_group(ctx, group, NOVEMBER)
    money = MoneyMonth(
        family_id=found[0],
        month=NOVEMBER,
        in_pkh=600_000,
        in_wage=900_000,
        out_food=800_000,
        out_instalment=250_000,
        saving_target=100_000,
        saving_paid=50_000,
        saving_balance=150_000,
        saving_place="Celengan",
    )
    service.save_month(ctx, money)
    service.check(ctx, found[0], NOVEMBER, "Rapi")
    service.save_month(ctx, MoneyMonth(family_id=found[1], month=NOVEMBER, out_food=0))
    return found


def test_a_groups_progress(ctx, families, group):
    expect("homework", report.progress_report(ctx, NOVEMBER, group))


def test_a_familys_month_to_sign(ctx, families):
    expect("homework_family", report.filled_sheet(ctx, families[0], NOVEMBER))


def test_the_empty_sheet_of_a_family(ctx, families):
    expect("homework_sheet", report.family_sheet(ctx, families[2], NOVEMBER))


def test_several_groups_begin_with_a_summary(ctx, make, families):
    make.family(make.group("Melati"), "Yuyun")
    document = report.progress_report(ctx, NOVEMBER)
    summary = document.blocks[0]
    assert isinstance(summary, Table)
    assert summary.rows[0] == ("Mawar", 3, 0, 1, 1, 1, 0, 50_000)
    assert tuple(summary.total) == ("Jumlah", 4, 1, 1, 1, 1, 0, 50_000)


def test_a_blank_stays_blank_on_paper(ctx, families, group):
    table = next(b for b in report.progress_report(ctx, NOVEMBER, group).blocks
                 if isinstance(b, Table))  # fmt: skip
    assert table.rows[1][4:10] == ("", 0, "", "", "", "")
    assert table.rows[2][4:10] == ("",) * 6


def test_the_blank_progress_names_the_families(ctx, families, group):
    document = report.progress_report(ctx, NOVEMBER, group, blank=True)
    table = next(b for b in document.blocks if isinstance(b, Table))
    assert [row[2] for row in table.rows] == ["Ani", "Budi", "Cici"]
    assert all(cell == "" for row in table.rows for cell in row[3:])


def test_the_blank_progress_of_all_groups_holds_no_figures(ctx, families, group, make):
    make.family(make.group("Melati"), "Dedeh")
    document = report.progress_report(ctx, NOVEMBER, blank=True)
    tables = [b for b in document.blocks if isinstance(b, Table)]
    assert [len(table.rows) for table in tables] == [3, 1]
    assert all(cell == "" for table in tables for row in table.rows for cell in row[3:])


def test_a_group_gets_one_sheet_for_each_family_and_no_group_one_to_copy(ctx, families, group):
    of_group = report.sheet(ctx, NOVEMBER, group)
    one = report.sheet(ctx, NOVEMBER)
    assert sum(isinstance(b, PageBreak | NewForm) for b in of_group.blocks) == 5
    assert write_pdf(of_group, BytesIO()).pages == 6
    assert write_pdf(one, BytesIO()).pages == 2


def test_an_empty_group_still_prints(ctx, make):
    empty = make.group("Kosong")
    assert write_pdf(report.sheet(ctx, NOVEMBER, empty), BytesIO()).pages == 2
    assert write_pdf(report.progress_report(ctx, NOVEMBER, empty), BytesIO()).pages == 1


def test_the_shelf_says_what_is_missing(ctx, make, families, group):
    kind = report.REPORTS[0]
    assert kind.missing(ctx, ReportRequest(month=NOVEMBER)) == [
        "1 sheet has not been handed in.",
        "1 sheet waits to be checked.",
    ]
    assert kind.missing(ctx, ReportRequest(month=Month(2026, 9))) == [
        "No homework was given for September 2026."
    ]
    for family in families[1:]:
        service.save_month(ctx, MoneyMonth(family_id=family, month=NOVEMBER, in_pkh=1))
        service.check(ctx, family, NOVEMBER, "")
    assert kind.missing(ctx, ReportRequest(month=NOVEMBER)) == []


@pytest.mark.parametrize("kind", report.REPORTS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("is_blank", [False, True])
def test_every_kind_prints_from_an_empty_and_from_a_full_book(ctx, kind, is_blank, request):
    for _book in range(2):
        assert write_pdf(kind.build(ctx, ReportRequest(blank=is_blank)), BytesIO()).pages >= 1
        request.getfixturevalue("families")


def test_one_family_can_be_asked_for(ctx, families):
    kind = next(kind for kind in report.REPORTS if kind.kind == "homework_sheet")
    document = kind.build(ctx, ReportRequest(subject=families[0]))
    assert ("Nama", "A01 – Ani") in document.blocks[1].rows


def test_a_typed_month_survives_until_it_is_saved(ctx, families):
    typed = {"in_pkh": "12x"}
    service.keep_draft(ctx, families[2], NOVEMBER, typed)
    assert service.draft(ctx, families[2], NOVEMBER)[0] == typed
    assert service.draft(ctx, families[2], NOVEMBER.previous()) is None
    service.save_month(ctx, MoneyMonth(family_id=families[2], month=NOVEMBER, in_pkh=1))
    assert service.draft(ctx, families[2], NOVEMBER) is None
    service.keep_draft(ctx, families[2], NOVEMBER, typed)
    service.drop_draft(ctx, families[2], NOVEMBER)
    assert service.draft(ctx, families[2], NOVEMBER) is None


def test_a_month_without_figures_that_never_came_back_can_not_be_saved_as_checked(ctx, families):
    money = service.month_of(ctx, families[2], NOVEMBER)
    with pytest.raises(InvalidInputError, match="status:nothing_collected"):
        service.save_month(ctx, replace(money, status=Status.CHECKED))
