"""The report shelf alone: choosing, previewing, keeping and marking reports."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from fieldkit.core.dates import Month
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Role
from fieldkit.features.month import shelf
from fieldkit.features.month.shelf import State
from fieldkit.ui.reports.screen import ReportsScreen
from fieldkit.ui.shell.changes import Changes

NOVEMBER = Month(2026, 11)


@pytest.fixture
def group(make):
    """A group that met, with one visit."""
    group = make.group("Mawar")
    family = make.family(group)
    session = make.put(
        "session", scope=group, group_id=group, held_on="2026-11-05", status="held", title="Gizi"
    )
    make.put(
        "attendance", scope=group, id=derived_id("attendance", session, family),
        session_id=session, family_id=family, status="present",
    )  # fmt: skip
    make.put("visit", scope=group, family_id=family, visited_on="2026-11-10", agreement="Setuju")
    return group


@pytest.fixture
def told():
    return []


@pytest.fixture
def screen(qtbot, open_screen, told):
    made = open_screen(ReportsScreen)
    made.told.connect(told.append)
    yield made
    made.hide()


def shown(qtbot, screen):
    """Wait until the pages stand in the preview."""
    qtbot.waitUntil(lambda: screen.preview.page_total > 0)


def choose(qtbot, screen, kind):
    assert screen.shelf_list.choose(kind)
    qtbot.waitUntil(lambda: screen._wanted is not None and screen._wanted.kind == kind)


def words(screen):
    table = screen.shelf_list.table
    return {row.id: table.model.columns[1].shown(row) for row in table.rows()}


def test_the_shelf_shows_each_report_with_its_state(group, screen):
    found = words(screen)
    assert found["monthly"] == "Incomplete"
    assert found["visit_coverage"] == "Ready"
    assert found["homework"] == "No data"
    assert found["visit_sheet"] == "Any time"
    assert screen.lead_label.text().startswith("November 2026: ")


def test_the_first_report_with_data_is_shown_with_what_it_lacks(qtbot, group, screen):
    assert screen.title_label.text() == "Monthly report to Dinas Sosial"
    assert "Your profile has no NIP." in screen.gaps_notice.text_label.text()
    shown(qtbot, screen)
    assert screen.audience_label.text() == "For: Dinas Sosial"


def test_an_empty_month_says_so_and_offers_the_blank_form(qtbot, screen):
    qtbot.waitUntil(lambda: screen._wanted is not None)
    assert screen.lead_label.text() == "Nothing is recorded for November 2026 yet."
    assert not screen.folder_button.isEnabled()
    assert not screen.sheet_button.isEnabled()
    assert screen.preview.page_total == 0
    assert screen.form_combo.itemText(1) in screen.preview._empty_state.sentence
    screen.form_combo.setCurrentIndex(1)
    screen.form_combo.activated.emit(1)
    shown(qtbot, screen)
    assert screen.sheet_button.isEnabled()


def test_a_report_can_be_narrowed_to_one_group(qtbot, make, group, screen):
    make.group("Seruni")
    choose(qtbot, screen, "attendance")
    names = [screen.group_combo.itemText(n) for n in range(screen.group_combo.count())]
    assert names == ["All groups", "Mawar", "Seruni"]
    screen.group_combo.setCurrentIndex(2)
    screen.group_combo.activated.emit(2)
    qtbot.waitUntil(lambda: screen._wanted.group == screen.group_combo.currentData())
    assert "Mawar" not in repr(screen.print_documents())
    assert screen.gaps_notice.text_label.text() == "Seruni: no P2K2 this month."


def test_a_report_of_the_month_has_no_group_to_choose(qtbot, group, screen):
    choose(qtbot, screen, "district_recap")
    assert not screen.group_combo.isVisible()
    choose(qtbot, screen, "visit_sheet")
    assert not screen.form_combo.isVisible()


def test_saving_the_pdf_marks_the_report_as_printed(qtbot, group, screen, told, tmp_path):
    choose(qtbot, screen, "visit_coverage")
    shown(qtbot, screen)
    screen.preview.save_to(tmp_path / "Coverage.pdf")
    assert (tmp_path / "Coverage.pdf").read_bytes().startswith(b"%PDF")
    assert words(screen)["visit_coverage"] == "Printed"
    assert told[-1].text.startswith("Saved “Coverage.pdf”, 1 page")
    assert told[-1].action == "Open folder"
    assert screen.state_label.text() == "Printed on 20 Nov 2026"


def test_paper_and_sending_are_remembered(qtbot, ctx, group, screen, told):
    choose(qtbot, screen, "visit_coverage")
    screen.preview.printed.emit(2)
    assert told[-1].text == "2 pages sent to the printer."
    screen.sent_button.click()
    assert told[-1].text == "Marked as sent: Coverage of home visits."
    assert words(screen)["visit_coverage"] == "Sent"
    assert shelf.shelved(ctx, "visit_coverage", NOVEMBER).state is State.SENT


def test_a_pdf_that_can_not_be_written_is_said(group, screen, told):
    screen.preview.save_failed.emit("/nowhere/Monthly.pdf")
    assert told[-1].role == "danger"
    assert "Monthly.pdf" in told[-1].text


def test_a_workbook_is_saved_under_the_name_chosen(
    qtbot, group, screen, told, tmp_path, monkeypatch
):
    choose(qtbot, screen, "district_recap")
    offered = []

    def answer(_parent, _title, start, _kinds):
        offered.append(Path(start).name)
        return str(tmp_path / "recap"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    screen.sheet_button.click()
    assert offered == ["District recap of P2K2 own row - 2026 11 November.xlsx"]
    assert (tmp_path / "recap.xlsx").read_bytes()[:2] == b"PK"
    assert told[-1].text.startswith("Saved “recap.xlsx”")


def test_a_report_without_workbook_offers_none(qtbot, group, screen):
    choose(qtbot, screen, "visit_sheets")
    assert not screen.sheet_button.isVisible()


def test_the_whole_month_goes_into_one_folder(qtbot, group, screen, told, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: str(tmp_path))
    screen.folder_button.click()
    folder = tmp_path / "Reports 2026-11"
    written = list(folder.iterdir())
    assert written
    assert told[-1].text.startswith(f"{len(written)} reports with ")
    assert "are still incomplete and do not count as printed: Monthly report" in told[-1].text
    assert told[-1].role == "attention"
    assert words(screen)["monthly"] == "Incomplete"
    assert words(screen)["visit_coverage"] == "Printed"


def test_what_went_out_incomplete_still_says_so(qtbot, ctx, group, screen):
    shelf.note(ctx, "monthly", NOVEMBER, State.PRINTED)
    screen.reload()
    choose(qtbot, screen, "monthly")
    assert screen.state_label.text() == "Printed on 20 Nov 2026, incomplete"
    assert screen.lead_label.text().startswith("November 2026: ")
    assert screen.shelf_list.current().missing


def test_a_report_printed_for_one_group_is_not_printed_for_all(qtbot, ctx, make, group, screen):
    make.group("Seruni")
    screen.reload()
    choose(qtbot, screen, "attendance")
    screen.group_combo.setCurrentIndex(screen.group_combo.findText("Mawar"))
    screen.group_combo.activated.emit(screen.group_combo.currentIndex())
    qtbot.waitUntil(lambda: screen._shown and screen._shown.wanted.group == group)
    screen.preview.printed.emit(1)
    assert words(screen)["attendance"] != "Printed"
    assert screen.state_label.text().endswith(", 1 printed one by one")


def test_another_month_shows_another_shelf(qtbot, group, screen):
    screen.set_month(Month(2026, 10))
    assert words(screen)["monthly"] == "No data"
    assert screen.lead_label.text().startswith("October 2026: 1 report,")


def test_a_report_can_be_asked_for_by_name(qtbot, group, screen):
    screen.open("visits")
    assert screen.shelf_list.current().kind == "visits"
    screen.open("nothing of the kind")
    assert screen.shelf_list.current().kind == "visits"


def test_a_leader_finds_only_the_papers_of_the_kube(qtbot, book, navigate):
    ctx = book(role=Role.LEADER)
    made = ReportsScreen(ctx, Changes(ctx), navigate)
    qtbot.addWidget(made)
    made.show()
    assert "attendance" not in words(made)
    made.hide()
