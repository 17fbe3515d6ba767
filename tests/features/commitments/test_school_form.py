"""The 25-column form: written, filled in by a school in any way, and read back."""

import csv
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from fieldkit.core.dates import Month
from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError, UnusableFileError
from fieldkit.core.security.roles import Role
from fieldkit.features.commitments import form, service
from fieldkit.features.commitments.model import Outcome, Quarter, SchoolMonth

SUMMER = Quarter(2026, 3)
JULY = Month(2026, 7)


@pytest.fixture
def children(make):
    group = make.group("Mawar")
    family = make.family(group, "Ani", nik="9901014101900001", row_code="A1")
    other = make.family(group, "Budi", nik="9901014101900002", row_code="A2")
    facts = {"component": "primary", "school": "SDN 1 Cempaka", "npsn": "20100001", "grade": "4"}
    return [
        make.put("member", scope=group, family_id=family, name="Dina", nik="9901014501150001",
                 nisn="0151234567", **facts),
        make.put("member", scope=group, family_id=other, name="Edi", nik="9901010501150002", **facts),
        make.put("member", scope=group, family_id=other, name="Fani", **facts),
    ]  # fmt: skip


def sheet(rows, tmp_path, name="form.csv", delimiter=";", above="", encoding="utf-8-sig"):
    file = tmp_path / name
    with file.open("w", newline="", encoding=encoding) as out:
        out.write(above)
        csv.writer(out, delimiter=delimiter).writerows(rows)
    return file


def line(number, nik="", nisn="", name="", months=((), (), ()), carer="Ani", ket=""):
    cells = [number, "9901014101900001", carer, nik, nisn, name, "SD", "4"]
    for month in months:
        cells += [*month, *[""] * (5 - len(month))]
    return [*cells, ket, "Sri"]


def a_form(*lines, days=("22", "21", "20")):
    head = ["Hari Efektif", *[""] * 7]
    for count in days:
        head += [count, "", "", "", ""]
    return [[form.TITLE], ["NPSN", "20100001"], ["Nama Sekolah", "SDN 1 Cempaka"], head,
            list(form.HEADINGS), *lines]  # fmt: skip


def outcomes(plan):
    return [judged.outcome for judged in plan.lines]


def test_the_form_has_its_25_columns():
    assert len(form.HEADINGS) == 25


def test_what_is_written_reads_back_as_the_same(ctx, children, tmp_path):
    months = [
        SchoolMonth(person_id=children[0], family_id="", month=m, effective_days=20, absent=n,
                    excused=0, sick=1)
        for n, m in enumerate(SUMMER.months)
    ]  # fmt: skip
    service.note_school(ctx, months)
    file = tmp_path / "sdn1.csv"
    assert service.write_form(ctx, SUMMER, "20100001", file) == 3
    text = file.read_text(encoding="utf-8-sig")
    assert "9901014501150001" in text
    plan = service.plan_form(ctx, file, SUMMER)
    assert (plan.form.school, plan.form.npsn) == ("SDN 1 Cempaka", "20100001")
    assert plan.form.effective_days == (20, 20, 20)
    assert outcomes(plan) == [Outcome.SAME, Outcome.BLANK, Outcome.BLANK]


def test_a_filled_form_is_taken_as_one_step(ctx, children, tmp_path):
    file = sheet(
        a_form(
            line(1, "9901014501150001", name="Dina", months=((1, 0, 2, 3), (0, 0, 0, 0), (4, "", "", 4))),
            line(2, "", name="edi", months=((0, 0, 0), (), ())),
        ),
        tmp_path,
    )  # fmt: skip
    plan = service.plan_form(ctx, file, SUMMER)
    assert outcomes(plan) == [Outcome.NEW, Outcome.NEW]
    assert service.apply_form(ctx, plan) == 2
    dina, edi, _fani = service.pupils(ctx, SUMMER)
    assert [m.missed for m in dina.months] == [3, 0, 4]
    assert dina.months[2].is_whole, "a sum that adds up says that the blank kinds are none"
    assert dina.months[0].percent == pytest.approx(100 * 19 / 22)
    assert edi.months[1].missed is None
    assert outcomes(service.plan_form(ctx, file, SUMMER)) == [Outcome.SAME, Outcome.SAME]
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert all(m.missed is None for p in service.pupils(ctx, SUMMER) for m in p.months)


def test_a_changed_line_is_told_apart_and_a_blank_cell_changes_nothing(ctx, children, tmp_path):
    service.note_school(
        ctx,
        [SchoolMonth(person_id=children[0], family_id="", month=JULY, effective_days=22, absent=1,
                     excused=2, sick=3)],
    )  # fmt: skip
    file = sheet(a_form(line(1, "9901014501150001", months=((5, "", ""), (), ()))), tmp_path)
    plan = service.plan_form(ctx, file, SUMMER)
    assert outcomes(plan) == [Outcome.CHANGED]
    (month,) = plan.lines[0].months
    assert (month.absent, month.excused, month.sick) == (5, 2, 3)


@pytest.mark.parametrize(
    ("delimiter", "above", "encoding"),
    [(";", "", "utf-8-sig"), (",", "", "utf-8"), (";", "sep=;\n", "utf-8"), ("\t", "", "utf-16")],
)
def test_any_delimiter_mark_and_sep_line_is_read(
    ctx, children, tmp_path, delimiter, above, encoding
):
    file = sheet(a_form(line(1, "9901014501150001", months=((1, 0, 0), (), ()))), tmp_path,
                 delimiter=delimiter, above=above, encoding=encoding)  # fmt: skip
    assert outcomes(service.plan_form(ctx, file, SUMMER)) == [Outcome.NEW]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("dua", 0, 0), "days_unreadable"),
        (("1,5", 0, 0), "days_unreadable"),
        ((-1, 0, 0), "days_unreadable"),
        ((40, 0, 0), "days_unreadable"),
        (("", "", "", 3), "kinds_missing"),
        ((1, 1, 1, 5), "total_differs"),
        ((20, 2, 1), "more_missed_than_days"),
    ],
)
def test_a_line_that_can_not_be_so_is_refused_with_its_reason(ctx, children, tmp_path, cells, code):
    file = sheet(a_form(line(1, "9901014501150001", months=(cells, (), ()))), tmp_path)
    (judged,) = service.plan_form(ctx, file, SUMMER).lines
    assert judged.outcome is Outcome.REFUSED
    assert [p.code for p in judged.problems] == [code]


def test_a_zero_in_the_sum_says_that_nobody_missed_a_day(ctx, children, tmp_path):
    file = sheet(a_form(line(1, "9901014501150001", months=(("", "", "", 0), (), ()))), tmp_path)
    (judged,) = service.plan_form(ctx, file, SUMMER).lines
    assert judged.months[0].missed == 0


def test_words_for_days_are_understood(ctx, children, tmp_path):
    file = sheet(
        a_form(line(1, "'9901014501150001", months=(("2 hari", "-", "1x"), (), ()))), tmp_path
    )
    (judged,) = service.plan_form(ctx, file, SUMMER).lines
    assert (judged.months[0].absent, judged.months[0].excused, judged.months[0].sick) == (
        2,
        None,
        1,
    )


def test_who_is_not_here_doubtful_or_twice_is_said(ctx, make, children, tmp_path):
    group = make.group("Melati")
    family = make.family(group, "Cici")
    make.put("member", scope=group, family_id=family, name="Fani", component="primary")
    file = sheet(
        a_form(
            line(1, "9901019999999999", name="Siapa", months=((1, 0, 0), (), ())),
            line(2, name="Fani", carer="Orang lain", months=((1, 0, 0), (), ())),
            line(3, name="Fani", carer="Cici", months=((1, 0, 0), (), ())),
            line(4, nisn="0151234567", name="Dina", months=((1, 0, 0), (), ())),
            line(5, "9901014501150001", name="Dina", months=((1, 0, 0), (), ())),
        ),
        tmp_path,
    )
    plan = service.plan_form(ctx, file, SUMMER)
    assert outcomes(plan) == [
        Outcome.UNKNOWN, Outcome.DOUBTFUL, Outcome.NEW, Outcome.NEW, Outcome.REFUSED,
    ]  # fmt: skip
    assert plan.lines[4].problems[0].code == "pupil_twice"
    assert plan.count(Outcome.NEW) == 2


def test_total_and_signature_rows_are_no_pupils(ctx, children, tmp_path):
    rows = a_form(line(1, "9901014501150001", months=((1, 0, 0), (), ())))
    rows += [["", "", "", "", "", "JUMLAH"], [], ["", "", "", "", "", "Kepala Sekolah"]]
    assert len(service.plan_form(ctx, sheet(rows, tmp_path), SUMMER).lines) == 1


def test_another_quarter_than_the_chosen_is_noticed(ctx, children, tmp_path):
    file = tmp_path / "sdn1.csv"
    service.write_form(ctx, Quarter(2026, 2), None, file)
    with pytest.raises(InvalidInputError) as error:
        service.plan_form(ctx, file, SUMMER)
    assert error.value.problems[0].code == "other_quarter"


def test_a_file_that_is_no_form_is_said_to_be_none(ctx, tmp_path):
    with pytest.raises(UnusableFileError) as error:
        service.plan_form(ctx, sheet([["Nama", "Alamat"], ["Ani", "Kp. Baru"]], tmp_path), SUMMER)
    assert error.value.details["reason"] == "not_a_school_form"


def test_a_workbook_with_months_over_the_columns_and_numbers_as_numbers_is_read(
    ctx, children, tmp_path
):
    file = tmp_path / "sdn1.xlsx"
    with xlsxwriter.Workbook(str(file)) as workbook:
        page = workbook.add_worksheet("Kelas 4")
        page.write_row(0, 0, [form.TITLE])
        page.write_row(1, 0, ["NPSN : 20100001"])
        page.write_row(2, 0, ["Nama Sekolah : SDN 1 Cempaka"])
        page.write_row(3, 0, ["Hari Efektif", "", 22, 21, 20])
        page.write_row(4, 0, form.FACTS)
        for place, month in enumerate(("Juli 2026", "Agustus 2026", "September 2026")):
            page.merge_range(4, 8 + place * 5, 4, 12 + place * 5, month)
            page.write_row(5, 8 + place * 5, form.MONTHLY)
        page.write_row(4, 23, form.LAST)
        page.write_row(6, 0, line(1, "9901014501150001", months=((1, 0, 0), (2, 0, 0), (0, 0, 0))))
    plan = service.plan_form(ctx, file, SUMMER)
    assert plan.form.effective_days == (22, 21, 20)
    assert plan.form.months == SUMMER.months
    assert (plan.form.npsn, plan.form.school) == ("20100001", "SDN 1 Cempaka")
    assert outcomes(plan) == [Outcome.NEW]
    assert [m.missed for m in plan.lines[0].months] == [1, 2, 0]


def test_a_nik_that_excel_damaged_is_not_used(ctx, children, tmp_path):
    file = tmp_path / "sdn1.xlsx"
    with xlsxwriter.Workbook(str(file)) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate(
            a_form(line(1, name="Tidak dikenal", months=((1, 0, 0), (), ())))
        ):
            page.write_row(number, 0, row)
        page.write_number(5, 3, 9901014501150001000 / 1000 * 1000)
    (judged,) = service.plan_form(ctx, file, SUMMER).lines
    assert judged.outcome in (Outcome.REFUSED, Outcome.UNKNOWN)


def test_only_who_checks_may_take_a_form(book, tmp_path):
    with pytest.raises(PermissionDeniedError):
        service.plan_form(book(role=Role.COORDINATOR), Path(tmp_path / "x.csv"), SUMMER)


def test_a_quarter_has_three_months_and_a_name():
    assert [str(m) for m in SUMMER.months] == ["2026-07", "2026-08", "2026-09"]
    assert str(Quarter.of(Month.of(date(2026, 12, 31)))) == "2026-Q4"
    with pytest.raises(ValueError):
        Quarter(2026, 5)
