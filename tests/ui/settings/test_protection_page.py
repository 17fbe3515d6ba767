"""Data protection by clicks: each page shows, changes and prints what its room keeps."""

from datetime import date

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from fieldkit.core import access
from fieldkit.core.security.roles import Role
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import (
    Asked,
    Consent,
    Incident,
    Mishap,
    Purpose,
    Request,
)
from fieldkit.ui.settings.protection.retention_page import PassagesBox
from fieldkit.ui.settings.screen import SettingsScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.widgets.dialogs import FormDialog


@pytest.fixture
def family(make):
    return make.family(name="Ibu Sari")


@pytest.fixture
def page(family, open_screen):
    screen = open_screen(SettingsScreen)
    screen.open("protection")
    return screen.protection


def answer(kind, act):
    """Do `act` to the box of a kind as soon as it opens."""

    def look():
        box = next((w for w in QApplication.topLevelWidgets() if isinstance(w, kind)), None)
        if box is not None and box.isVisible():
            act(box)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def filled(values):
    """Return what types values into a form and saves it."""

    def act(box):
        box.form.fill(values)
        box.save_button.click()
        if box.isVisible():
            box.form.mark_clean()
            box.reject()

    return act


def show(page, key):
    page.tabs.setCurrentWidget(page.pages[key])
    return page.pages[key]


def test_a_consent_is_recorded_and_taken_back(page, ctx, family):
    consents = show(page, "consents")
    answer(FormDialog, filled({"family_id": family, "given_by": "Ibu Sari"}))
    consents.add_button.click()
    (row,) = consents.table.rows()
    assert (row.family, row.purpose, row.given_on) == ("Ibu Sari", Purpose.PHOTO, ctx.today)
    consents.table.select(row.id)
    answer(FormDialog, filled({"withdrawal": "tidak mau"}))
    consents.withdraw_button.click()
    assert not consents.withdraw_button.isEnabled()
    assert protection.consents(ctx)[0].withdrawal == "tidak mau"
    assert "1 request waits" in page.due.text_label.text()


def test_a_child_without_a_guardian_is_explained_and_nothing_is_kept(page, ctx, family):
    consents = show(page, "consents")
    wrong = {"family_id": family, "given_by": "Ibu Sari", "purpose": Purpose.CHILD}
    answer(FormDialog, filled(wrong))
    consents.add_button.click()
    assert protection.consents(ctx) == []


def test_a_request_is_recorded_and_answered(page, ctx, family):
    requests = show(page, "requests")
    answer(FormDialog, filled({"family_id": family, "what": "Minta salinan"}))
    requests.add_button.click()
    (row,) = requests.table.rows()
    assert row.kind is Asked.ACCESS
    requests.table.select(row.id)
    answer(FormDialog, filled({"answer": "Lembar diberikan", "done_on": ctx.today}))
    requests.edit_button.click()
    assert protection.requests(ctx)[0].done_on == ctx.today
    assert page.due.isHidden()


def test_an_incident_is_recorded_and_its_letter_shown(page, ctx, qtbot):
    incidents = show(page, "incidents")
    answer(FormDialog, filled({"kind": Mishap.STICK, "what": "Flashdisk hilang", "families": 12}))
    incidents.add_button.click()
    (row,) = incidents.table.rows()
    assert (row.kind, row.families) == (Mishap.STICK, 12)
    seen = []
    answer(PreviewDialog, lambda box: (seen.append(box._documents), box.reject()))
    incidents.table.select(row.id)
    incidents.letter_button.click()
    assert seen[0][0].kind == "incident_letter"


def test_late_things_are_said_at_the_top(page, ctx, clock, family):
    protection.save_incident(ctx, Incident(noticed_at=protection.now_here(ctx), what="Hilang"))
    clock.advance(days=4)
    page.reload()
    assert "act today" in page.due.text_label.text()


def test_an_activity_is_changed(page, ctx):
    processing = show(page, "processing")
    processing.table.select_first()
    code = processing.table.current().code
    answer(FormDialog, filled({"receivers": "Camat"}))
    processing.edit_button.click()
    assert {p.code: p.receivers for p in protection.processing(ctx)}[code] == "Camat"
    answer(FormDialog, filled({"name": "Lomba", "purpose": "Acara", "basis": "Persetujuan"}))
    processing.add_button.click()
    assert protection.processing(ctx)[-1].name == "Lomba"


def test_a_time_of_keeping_is_changed(page, ctx):
    retention = show(page, "retention")
    answer(FormDialog, filled({"exited_years": 7, "exited_basis": "JRA 2025"}))
    retention.rules_button.click()
    assert (protection.rules(ctx)[0].years, protection.rules(ctx)[0].basis) == (7, "JRA 2025")
    assert "7 years" in retention.lead_label.text()


def test_what_has_outlived_its_time_is_destroyed_with_an_act(page, ctx, make, monkeypatch):
    make.family(name="Lama", status="moved", status_on=date(2015, 1, 1).isoformat())
    retention = show(page, "retention")
    retention.reload()
    backed = []
    monkeypatch.setattr(retention, "_after", backed.append)
    retention.table.select_first()
    words = {"basis": "JRA", "reason": "Lima tahun", "first_witness": "A", "second_witness": "B"}
    answer(FormDialog, filled(words))
    retention.destroy_button.click()
    (act,) = protection.acts(ctx)
    assert backed == [act.number]
    retention.reload()
    assert retention.table.rows() == []
    retention.acts_table.select_first()
    seen = []
    answer(PreviewDialog, lambda box: (seen.append(box._documents), box.reject()))
    retention.act_button.click()
    assert seen[0][0].kind == "destruction_act"


def test_the_access_log_is_filtered(page, ctx, family):
    access.note(ctx, access.Act.PRINT, "families")
    access.note(ctx, access.Act.FULL_IDS, family)
    log = show(page, "access")
    assert {row.of for row in log.table.rows()} == {"families", "Ibu Sari"}
    assert {log._of(row) for row in log.table.rows()} == {"List of families", "Ibu Sari"}
    log.chips.set_active({"act": "print"})
    log.reload()
    assert [row.of for row in log.table.rows()] == ["families"]


def test_the_sheet_of_a_family_is_printed_from_its_consent(page, ctx, family):
    protection.save_consent(ctx, Consent(family_id=family, given_on=ctx.today, given_by="Ibu Sari"))
    protection.save_request(
        ctx, Request(family_id=family, asked_at=protection.now_here(ctx), what="Salinan")
    )
    for key in ("consents", "requests"):
        shown = show(page, key)
        shown.reload()
        shown.table.select_first()
        seen = []
        answer(PreviewDialog, lambda box, seen=seen: (seen.append(box._documents), box.reject()))
        shown.sheet_button.click()
        assert seen[0][0].kind == "data_sheets"


@pytest.mark.parametrize("role", [Role.LEADER, Role.READER])
def test_a_role_sees_only_what_it_may(book, qtbot, navigate, role):
    other = book("X", role)
    screen = SettingsScreen(other, Changes(other), navigate)
    qtbot.addWidget(screen)
    screen.show()
    screen.open("protection")
    pages = screen.protection.pages
    assert ("consents" in pages) is (role is Role.READER)
    assert pages["incidents"].add_button.isHidden() is (role is Role.READER)
    assert pages["retention"].destroy_button.isHidden()


def test_what_others_say_of_them_is_shown_before_and_redacted_as_chosen(
    page, ctx, make, family, monkeypatch
):
    make.family(name="Ratna Lamasari", status="moved", status_on=date(2015, 1, 1).isoformat())
    whole = make.put("visit", scope="g", family_id=family, problem="Bersama Ratna Lamasari")
    half = make.put("visit", scope="g", family_id=family, agreement="Bu Lamasari ikut")
    retention = show(page, "retention")
    retention.reload()
    monkeypatch.setattr(retention, "_after", lambda _number: None)
    retention.table.select_first()
    seen = []

    def look(box):
        seen.extend(one.column for one in box.table.selected())
        assert box.count_label.text() == "1 of 2 becomes [dihapus]."
        box.on_button.click()
        words = {"basis": "JRA", "reason": "X", "first_witness": "A", "second_witness": "B"}
        answer(FormDialog, filled(words))

    answer(PassagesBox, look)
    retention.destroy_button.click()
    assert seen == ["problem"]
    rows = {r["id"]: r for r in ctx.db.rows("SELECT id, problem, agreement FROM visit")}
    assert rows[whole]["problem"] == "Bersama [dihapus]"
    assert rows[half]["agreement"] == "Bu Lamasari ikut"
    (act,) = protection.acts(ctx)
    assert (act.passages, act.redacted) == (2, 1)


def test_going_back_from_the_passages_destroys_nothing(page, ctx, make, family):
    make.family(name="Ratna Lamasari", status="moved", status_on=date(2015, 1, 1).isoformat())
    make.put("visit", scope="g", family_id=family, problem="Bersama Ratna Lamasari")
    retention = show(page, "retention")
    retention.reload()
    retention.table.select_first()
    answer(PassagesBox, lambda box: box.cancel_button.click())
    retention.destroy_button.click()
    assert protection.acts(ctx) == []
