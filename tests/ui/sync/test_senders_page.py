"""The coordinator's table by hand: who is missing, names pasted, reminders saved and printed."""

from datetime import date
from pathlib import Path

import pytest

from fieldkit.core.security.roles import Role
from fieldkit.features.sync import service
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.sync import senders as page_module
from fieldkit.ui.sync.screen import SyncScreen


@pytest.fixture
def desk(qtbot, ctx, book, navigate, tmp_path, kept):
    """A coordinator's screen; one of two facilitators has sent."""
    coordinator, tuti = book("Koordinator", Role.COORDINATOR), book("Tuti")
    for one in (ctx, tuti):
        service.write_card(one, tmp_path / f"{one.me.device}.fkcard")
        service.trust(coordinator, tmp_path / f"{one.me.device}.fkcard")
    service.write_card(coordinator, tmp_path / "k.fkcard")
    peer = service.trust(tuti, tmp_path / "k.fkcard")
    service.receive(coordinator, [Path(service.send(tuti, peer, tmp_path).file)])
    changes = Changes(coordinator)
    screen = SyncScreen(coordinator, changes, navigate)
    kept.append((changes, screen))
    qtbot.addWidget(screen)
    screen.resize(1100, 700)
    screen.show()
    screen.open("senders")
    return screen


def test_the_heading_and_the_tab_count_who_has_sent(desk):
    page = desk.senders_page
    assert desk.tabs.currentWidget() is page
    assert page.heading_label.text() == "1 of 2 facilitators have sent since 1 November 2026"
    assert "(1/2)" in desk.tabs.tabText(desk.tabs.indexOf(page))
    assert [row.name for row in page.table.rows()] == ["Sri", "Tuti"]


def test_another_day_counts_anew(desk):
    page = desk.senders_page
    page.since_edit.set_value(date(2026, 12, 1))
    page.since_edit.edited.emit()
    assert page.heading_label.text().startswith("0 of 2")


def test_names_are_pasted_and_one_is_expected_no_more(desk, monkeypatch):
    page = desk.senders_page

    def fill_and_save(dialog):
        dialog.form.fill({"names": "Wati; Mekarjaya; 0812\nYani"})
        dialog.save_button.click()
        return True

    monkeypatch.setattr(page_module.FormDialog, "exec", fill_and_save)
    page.paste_button.click()
    assert [row.name for row in page.table.rows()] == ["Sri", "Wati", "Yani", "Tuti"]
    page.table.select(page.table.rows()[1].id)
    assert "contact card of Wati" in page.chosen_label.text()
    page.remove_button.click()
    assert [row.name for row in page.table.rows()] == ["Sri", "Yani", "Tuti"]


def test_the_reminders_are_saved_and_printed(desk, tmp_path):
    page = desk.senders_page
    page.save_report("reminder_list", tmp_path / "pengingat")
    page.save_report("receipt_slip", tmp_path / "terima.pdf")
    assert (tmp_path / "pengingat.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "terima.pdf").exists()
    [document] = desk.print_documents()
    assert document.kind == "reminder_list"
