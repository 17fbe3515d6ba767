"""The report shelf: every room's reports, their state, and what is written where."""

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import (
    InvalidInputError,
    NotWritableError,
    PermissionDeniedError,
    UsageError,
)
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Role
from fieldkit.features.month import shelf
from fieldkit.features.month.shelf import State

NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    group = make.group("Mawar")
    family = make.family(group)
    session = make.put(
        "session", scope=group, group_id=group, held_on="2026-11-05", status="held",
        title="Gizi", code="M3S1", starts="09:00", ends="11:00", place="Balai",
    )  # fmt: skip
    make.put(
        "attendance", scope=group, id=derived_id("attendance", session, family),
        session_id=session, family_id=family, status="present", understanding="good",
    )  # fmt: skip
    make.put(
        "visit", scope=group, family_id=family, visited_on="2026-11-10", purposes=["case"],
        agreement="Setuju",
    )  # fmt: skip
    return group


def states(ctx, month=NOVEMBER):
    return {one.kind: one.state for one in shelf.kinds(ctx, month)}


def test_the_shelf_holds_every_rooms_reports(ctx):
    kinds = [one.kind for one in shelf.kinds(ctx)]
    assert kinds[:2] == ["monthly", "district_recap"]
    assert {"attendance", "p2k2", "p2k2_monitoring", "visits", "homework"} <= set(kinds)
    assert len(kinds) == len(set(kinds))


def test_a_report_without_data_is_empty_and_a_form_is_always_there(ctx, group):
    found = states(ctx)
    assert found["monthly"] is State.INCOMPLETE
    assert found["visit_coverage"] is State.READY
    assert found["homework"] is State.EMPTY
    assert found["visit_sheet"] is State.FORM
    for month in (Month(2026, 12), Month(2026, 10)):
        assert states(ctx, month)["monthly"] is State.EMPTY
        assert states(ctx, month)["attendance"] is State.EMPTY
        assert states(ctx, month)["district_recap"] is State.EMPTY


def test_without_a_month_each_report_is_judged_on_its_latest(ctx, group):
    one = shelf.shelved(ctx, "visits")
    assert one.latest_month == NOVEMBER
    assert one.missing == ("1 visit has no photo.",)
    assert not one.is_ready
    assert shelf.shelved(ctx, "visit_coverage").is_ready


def test_printing_a_report_is_remembered_with_its_month(ctx, group, tmp_path):
    printed = shelf.print_to(ctx, "visit_coverage", tmp_path / "out.pdf", NOVEMBER)
    assert printed.pages >= 1
    assert printed.bytes == (tmp_path / "out.pdf").stat().st_size
    assert printed.seconds > 0
    assert states(ctx)["visit_coverage"] is State.PRINTED
    shelf.note(ctx, "visit_coverage", NOVEMBER, State.SENT)
    one = shelf.shelved(ctx, "visit_coverage", NOVEMBER)
    assert one.state is State.SENT
    assert one.printed_at.startswith("2026-11-20")


def test_a_blank_sheet_is_not_a_printed_report(ctx, group, tmp_path):
    printed = shelf.print_to(ctx, "attendance", tmp_path / "blank.pdf", NOVEMBER, blank=True)
    assert printed.missing == ()
    assert states(ctx)["attendance"] is not State.PRINTED


def test_a_blank_form_is_for_the_month_that_runs(ctx, make, group):
    make.put(
        "semester_review", scope=group, family_id=make.family(group), semester="2025-2",
        behaviour="good",
    )  # fmt: skip
    assert "Semester 2 Tahun 2025" in repr(shelf.build(ctx, "p2k2_semester"))
    assert "Semester 2 Tahun 2026" in repr(shelf.build(ctx, "p2k2_semester", blank=True))


def test_a_workbook_says_how_many_pages_it_would_take(ctx, group, tmp_path):
    printed = shelf.print_to(ctx, "district_recap", tmp_path / "recap.XLSX", NOVEMBER)
    assert printed.pages >= 1
    assert (tmp_path / "recap.XLSX").read_bytes()[:2] == b"PK"


def test_other_endings_and_unknown_kinds_are_refused(ctx, group, tmp_path):
    with pytest.raises(UsageError) as error:
        shelf.print_to(ctx, "monthly", tmp_path / "out.docx")
    assert error.value.details["reason"] == "not_a_report_file"
    with pytest.raises(UsageError) as error:
        shelf.print_to(ctx, "visit_sheets", tmp_path / "out.xlsx")
    assert error.value.details["reason"] == "report_without_workbook"
    with pytest.raises(UsageError) as error:
        shelf.build(ctx, "novel")
    assert "novel" in error.value.details["reason"]


def test_a_group_is_found_by_id_name_or_letter(ctx, make, group):
    kube, _people = make.kube("Melati 3")
    assert shelf.target_id(ctx, group) == group
    assert shelf.target_id(ctx, " mawar ") == group
    assert shelf.target_id(ctx, "a") == group
    assert shelf.target_id(ctx, "Melati 3") == kube
    with pytest.raises(InvalidInputError):
        shelf.target_id(ctx, "Seruni")


def test_every_kind_prints_without_more_arguments(ctx, make, group, tmp_path):
    kube, _people = make.kube("Melati 3")
    make.put("meeting", scope=kube, kube_id=kube, held_on="2026-11-13", status="held")
    for kind in shelf.report_kinds(ctx):
        printed = shelf.print_to(ctx, kind.kind, tmp_path / f"{kind.kind}.pdf")
        assert printed.pages >= 1, kind.kind


def test_a_report_can_be_narrowed_to_a_group(ctx, make, group):
    make.group("Seruni")
    document = shelf.build(ctx, "attendance", NOVEMBER, "Mawar")
    assert "MAWAR" in repr(document).upper()
    assert "SERUNI" not in repr(document).upper()
    assert shelf.missing(ctx, "attendance", NOVEMBER, "Seruni") == ["Seruni: no P2K2 this month."]


def test_the_months_folder_holds_every_report_with_data(ctx, group, tmp_path):
    told = []
    written = shelf.print_month(
        ctx, NOVEMBER, tmp_path / "2026-11", lambda done, total: told.append((done, total))
    )
    names = sorted(file.name for file in (tmp_path / "2026-11").iterdir())
    assert len(written) == len(names) == len(told)
    assert names[0] == "01 Monthly report to Dinas Sosial - 2026 11 November.pdf"
    assert told[0] == (0, len(written))
    assert not any("Siti" in name for name in names)


def test_the_months_folder_counts_only_complete_reports_as_printed(ctx, group, tmp_path):
    before = states(ctx)
    written = shelf.print_month(ctx, NOVEMBER, tmp_path / "2026-11")
    after = states(ctx)
    assert {one.kind for one in written if not one.is_noted} == {
        one.kind for one in written if one.missing
    }
    for one in written:
        wanted = State.INCOMPLETE if one.missing else State.PRINTED
        assert after[one.kind] is wanted, one.kind
    assert State.INCOMPLETE in before.values()
    assert State.READY in before.values()


def test_printed_one_by_one_is_printed_when_every_group_is(ctx, make, group, tmp_path):
    seruni = make.group("Seruni")
    shelf.print_to(ctx, "attendance", tmp_path / "a.pdf", NOVEMBER, group)
    one = shelf.shelved(ctx, "attendance", NOVEMBER)
    assert (one.state, one.narrowed) == (State.INCOMPLETE, 1)
    shelf.note(ctx, "attendance", NOVEMBER, State.SENT, target=seruni)
    one = shelf.shelved(ctx, "attendance", NOVEMBER)
    assert (one.state, one.narrowed) == (State.PRINTED, 0)
    shelf.note(ctx, "attendance", NOVEMBER, State.SENT, target=group)
    assert states(ctx)["attendance"] is State.SENT


def test_a_folder_that_can_not_be_made_is_said(ctx, group, tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("x")
    with pytest.raises(NotWritableError):
        shelf.print_month(ctx, NOVEMBER, blocker / "inside")


def test_file_names_tell_report_and_month(ctx):
    assert shelf.file_name(ctx, "monthly", NOVEMBER) == (
        "Monthly report to Dinas Sosial - 2026 11 November"
    )
    assert shelf.file_name(ctx, "attendance", NOVEMBER, blank=True) == "Attendance sheet - blank"
    assert shelf.file_name(ctx, "visit_sheet", None) == "Blank visit sheet"


def test_a_leader_has_only_the_reports_of_the_kube(book):
    ctx = book(role=Role.LEADER)
    kinds = [one.kind for one in shelf.kinds(ctx)]
    assert "attendance" not in kinds
    assert "district_recap" not in kinds
    assert shelf.targets(ctx, "group") == []
    with pytest.raises(PermissionDeniedError):
        shelf.build(ctx, "attendance")


def test_practice_reports_carry_the_watermark(ctx, group):
    practice = ctx._replace(is_practice=True)
    for kind in shelf.report_kinds(practice):
        document = shelf.build(practice, kind.kind, NOVEMBER)
        assert document.watermark == "LATIHAN", kind.kind
