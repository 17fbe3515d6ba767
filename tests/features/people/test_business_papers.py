"""Businesses on paper: who grows, who is stuck, what is lacking, the sheet to ask with."""

from io import BytesIO

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.render.document import Chart, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.features.people import business_report, report

NOVEMBER = Month(2026, 11)


@pytest.fixture
def shops(make):
    group = make.group("Mawar")
    for number, (name, kind, start, step) in enumerate(
        (("Ani", "Warung", 100, 50), ("Budi", "Sate", 400, -50), ("Cici", "Jahit", 200, 0)), 1
    ):
        family = make.family(group, name, row_code=f"A{number}")
        shop = make.put(
            "business", scope=group, family_id=family, kind=kind, cluster="food",
            needs=["capital", "packaging"] if name == "Ani" else None,
        )  # fmt: skip
        for place in range(6):
            make.put(
                "business_month", scope=group, family_id=family, business_id=shop,
                month=f"2026-{6 + place:02d}", turnover=(start + step * place) * 1000, cost=0,
                asked_on="2026-11-10",
            )  # fmt: skip
    alone = make.family(None, "Dewi")
    make.put("business", scope="own", family_id=alone, kind="Kue")
    return group


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def test_who_grows_comes_first_and_who_was_never_asked_last(ctx, shops):
    document = business_report.development(ctx, NOVEMBER)
    clusters, lines = tables(document)
    assert clusters.rows == [
        ("Makanan", 3, 1, 1, 1, 0), ("Belum dicatat", 1, 0, 0, 0, 1), ("Jumlah", 4, 1, 1, 1, 1),
    ]  # fmt: skip
    assert [(row[1], row[3]) for row in lines.rows] == [
        ("Ani (A1)", "Tumbuh"), ("Cici (A3)", "Tetap"), ("Budi (A2)", "Menurun"),
        ("Dewi", "Belum cukup data"),
    ]  # fmt: skip
    assert lines.rows[0][4:] == ("Rp300.000", "Rp150.000", "100%", "modal, kemasan")
    (chart,) = [block for block in document.blocks if isinstance(block, Chart)]
    assert chart.series[0][1][-1] == round((350_000 + 150_000 + 200_000) / 3)


def test_one_group_alone(ctx, shops):
    clusters, _lines = tables(business_report.development(ctx, NOVEMBER, shops))
    assert clusters.rows[-1][1] == 3


def test_the_sheet_shows_what_was_told_last_and_leaves_this_month_blank(ctx, shops):
    (table,) = tables(business_report.round_sheet(ctx, NOVEMBER))
    ani = next(row for row in table.rows if row[2] == "Ani")
    assert ani[4:] == ("Rp300.000", "", "", "", "")


def test_both_papers_are_on_the_shelf(ctx, shops):
    kinds = {kind.kind: kind for kind in report.REPORTS}
    request = ReportRequest(month=NOVEMBER)
    for name in ("business_development", "business_round"):
        document = kinds[name].build(ctx, request)
        out = BytesIO()
        write_pdf(document, out)
        assert out.getvalue().startswith(b"%PDF")
        write_xlsx(document, BytesIO())
    assert kinds["business_development"].missing(ctx, request) == [
        "1 business was not asked about this month."
    ]
    assert kinds["business_development"].latest_month(ctx) == NOVEMBER


def test_an_empty_book_prints_an_empty_list(ctx):
    document = business_report.development(ctx, NOVEMBER)
    assert tables(document)[1].rows == []
    assert not [block for block in document.blocks if isinstance(block, Chart)]
