"""The papers of commitments."""

from datetime import date
from io import BytesIO

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.render.document import Heading, PageBreak, Paragraph, ReportRequest, Table
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.render.sheets import read_workbook
from fieldkit.core.render.xlsx import write_xlsx
from fieldkit.features.commitments import report, service
from fieldkit.features.commitments.model import SCHOOL, Action, Check, Quarter, Result, SchoolMonth

NOVEMBER = Month(2026, 11)
AUTUMN = Quarter(2026, 4)


@pytest.fixture
def people(ctx, make):
    group = make.group("Mawar")
    family = make.family(group, "Ani", row_code="A1")
    child = make.put("member", scope=group, family_id=family, name="Dina", component="primary",
                     school="SDN 1", nik="9901014501150001")  # fmt: skip
    make.put(
        "member", scope=group, family_id=family, name="Edi", component="junior", school="SMPN 2"
    )
    elder = make.put("member", scope=group, family_id=family, name="Mak Icih", component="elderly",
                     birth_date="1950-03-01")  # fmt: skip
    make.family(group, "Budi", n_primary=1)
    service.note_school(
        ctx,
        [SchoolMonth(person_id=child, family_id=family, month=Month(2026, 10), effective_days=20,
                     absent=6, excused=0, sick=0)],
    )  # fmt: skip
    service.note_checks(
        ctx,
        [Check(person_id=elder, family_id=family, duty="elderly_check", period="2026-Q4",
               result=Result.NOT_MET)],
    )  # fmt: skip
    service.add_action(
        ctx,
        Action(person_id=child, family_id=family, duty=SCHOOL, period=str(AUTUMN),
               done_on=date(2026, 11, 18), what="Bicara dengan wali kelas", outcome="Masuk lagi",
               follow_up_due=date(2026, 12, 1)),
    )  # fmt: skip
    return child, elder


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def test_each_school_has_its_own_form_of_25_columns(ctx, people):
    document = report.school_forms(ctx, AUTUMN)
    assert [len(table.columns) for table in tables(document)] == [25, 25]
    assert sum(isinstance(block, PageBreak) for block in document.blocks) == 1
    row = tables(document)[0].rows[0]
    assert row[5] == "Dina"
    assert row[8:13] == (6, 0, 0, 6, "70")
    assert row[13] == "", "a month nobody told of stays blank"


def test_the_form_as_a_workbook_is_read_back(ctx, people, tmp_path):
    from fieldkit.features.commitments import form
    from fieldkit.features.commitments.model import Outcome

    file = tmp_path / "form.xlsx"
    write_xlsx(report.school_forms(ctx, AUTUMN, school="sdn 1"), file)
    assert read_workbook(file)
    plan = service.plan_form(ctx, file, AUTUMN)
    assert [line.outcome for line in plan.lines] == [Outcome.SAME]
    found = form.read(file)
    assert (found.school, found.effective_days) == ("SDN 1", (20, None, None))


def test_the_recap_tells_results_and_what_was_done(ctx, people):
    document = report.recap(ctx, NOVEMBER)
    results, below = tables(document)
    school = next(row for row in results.rows if row[2] == "Hadir di sekolah")
    assert school[3:] == (2, 1, 0, 1, 1)
    assert [row[1].split("\n")[0] for row in below.rows] == ["Dina", "Mak Icih"]
    assert below.rows[0][3].startswith("70% triwulan ini; di bawah batas: Oktober")
    assert below.rows[0][4] == (
        "18 Nov 2026: Bicara dengan wali kelas – Masuk lagi (lanjut 1 Des 2026)"
    )
    assert below.rows[1][4] == "Belum ada"
    notes = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    assert notes[0].startswith("1 KPM belum dapat diverifikasi")


def test_a_duty_sheet_is_blank_or_filled(ctx, people):
    (filled,) = tables(report.duty_sheet(ctx, "elderly_check", NOVEMBER))
    assert filled.rows[0][2:6] == ("Mak Icih", "76", "Ani", "Tidak memenuhi")
    (blank,) = tables(report.duty_sheet(ctx, "elderly_check", NOVEMBER, blank=True))
    assert blank.rows[0][5] == ""


def test_an_empty_book_says_that_there_are_no_pupils(ctx):
    document = report.school_forms(ctx, AUTUMN)
    assert isinstance(document.blocks[0], Heading)
    assert "Belum ada siswa" in document.blocks[1].text


def test_the_shelf_says_what_is_missing(ctx, people):
    kind = next(kind for kind in report.REPORTS if kind.kind == "verification")
    said = kind.missing(ctx, ReportRequest(month=NOVEMBER))
    assert said == [
        "2 duties are not verified yet.",
        "1 person is below the line and nothing was done yet.",
        "1 family has components, but its members are not recorded.",
    ]


@pytest.mark.parametrize("kind", report.REPORTS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("is_blank", [False, True])
def test_every_kind_prints_from_an_empty_and_from_a_full_book(ctx, kind, is_blank, request):
    for _book in range(2):
        assert write_pdf(kind.build(ctx, ReportRequest(blank=is_blank)), BytesIO()).pages >= 1
        request.getfixturevalue("people")
