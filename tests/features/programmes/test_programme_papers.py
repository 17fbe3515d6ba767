"""Programmes on paper."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from fieldkit.core.render.document import Heading, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.features.programmes import report, service
from fieldkit.features.programmes.model import Programme, Question

PENA = "pena-reguler"


@pytest.fixture
def families(make):
    group = make.group("Mawar")
    facts = {"sex": "female", "n_elderly": 0, "n_disabled": 0, "village": "Cempaka"}
    return {
        "Ani": make.family(group, "Ani", row_code="A1", birth_date="1990-05-01", decile=1, **facts),
        "Budi": make.family(group, "Budi", row_code="A2", birth_date="1980-05-01", **facts),
    }


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def test_the_overview_says_rules_quota_and_counts(ctx, families):
    (table,) = tables(report.overview(ctx))
    row = next(row for row in table.rows if row[1] == "PENA Reguler")
    assert row[2].startswith("umur 20–40; tanpa anggota 60+; tanpa penyandang disabilitas; kluster")
    assert row[3:] == ("Rp5.000.000, sebagian berupa alat, sisanya tunai", "–", 0, 1, 1, 0)
    pkhp = next(row for row in table.rows if row[1].startswith("PKHP"))
    assert pkhp[4] == "25 tiap kelurahan/desa"


def test_the_matching_tells_what_decides(ctx, families):
    (table,) = tables(report.matching(ctx, PENA))
    assert [(row[2], row[4]) for row in table.rows] == [
        ("Ani", "Belum diketahui"), ("Budi", "Tidak"),
    ]  # fmt: skip
    assert table.rows[0][5] == "kesepakatan graduasi belum ditanyakan"
    assert table.rows[1][5] == "umur 46 pada 20 Nov 2026, di atas 40"


def test_the_fair_list_explains_each_place_village_by_village(ctx, families):
    document = report.fair_list(ctx, "pkhp", seats=1)
    assert [b.text for b in document.blocks if isinstance(b, Heading)] == ["Cempaka"]
    (table,) = tables(document)
    assert [(row[1], row[3]) for row in table.rows] == [
        ("Ani (A1)", "ya"),
        ("Budi (A2)", "cadangan"),
    ]
    assert table.rows[0][4].startswith("belum pernah menerima program; desil 1; giliran ke-1")
    unknown = tables(report.fair_list(ctx, PENA, with_unknown=True))[0]
    assert "Lengkapi: kesepakatan graduasi belum ditanyakan" in unknown.rows[0][4]


def test_nominations_are_summed_and_listed(ctx, families):
    service.nominate(ctx, PENA, [families["Ani"]], date(2026, 6, 1))
    (line,) = service.nominations(ctx)
    service.save_nomination(
        ctx, replace(line.nomination, received_on=date(2026, 8, 1), amount=5_000_000)
    )
    sums, lines = tables(report.nominations(ctx))
    assert sums.rows == [("PENA Reguler", 0, 0, 0, 1, 0, 0, "Rp5.000.000")]
    assert lines.rows[0][1:5] == ("Ani (A1)", "PENA Reguler", "01/06/2026", "Sudah menerima")
    kind = next(kind for kind in report.REPORTS if kind.kind == "nominations")
    assert kind.missing(ctx, ReportRequest()) == [
        "What came of it is not noted for 1 family that received a programme."
    ]


def test_a_family_is_held_against_every_programme(ctx, families):
    document = report.family_sheet(ctx, families["Budi"])
    headings = [b.text for b in document.blocks if isinstance(b, Heading)]
    assert "PENA Reguler: Tidak" in headings
    age = next(row for row in tables(document)[0].rows if row[0] == "Umur")
    assert age[1:] == ("Tidak", "umur 46 pada 20 Nov 2026, di atas 40")


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({}, ""),
        ({"age_min": 18}, "umur 18 ke atas"),
        ({"age_max": 45}, "umur sampai 45"),
        ({"needs_bpnt": False, "villages": ("A", "B")}, "tanpa BPNT; di A, B"),
        ({"questions": (Question("k", "Punya NIB?"),), "only_once": True},
         "belum pernah menerima program; Punya NIB?"),
    ],
)  # fmt: skip
def test_rules_are_said_in_words(rules, said):
    assert report.rules_in_words(Programme(code="p", name="P", **rules)) == said


def test_every_report_can_be_printed_and_calculated_with(ctx, families):
    documents = [kind.build(ctx, ReportRequest()) for kind in report.REPORTS]
    documents += [report.matching(ctx, PENA), report.fair_list(ctx, "uep")]
    documents.append(report.family_sheet(ctx, families["Ani"]))
    for document in documents:
        out = BytesIO()
        write_pdf(document, out)
        assert out.getvalue().startswith(b"%PDF")
        write_xlsx(document, BytesIO())
