"""Tukar Data, used by hand: card, trust, send, look through, merge, undo, settle."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit

from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.render import codes
from fieldkit.core.security.roles import Role
from fieldkit.features.records import fields, merging, undoing, wording
from fieldkit.features.sync import brake, desk, handing, handover, qr, quarantine, service
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.sync import braking, handing_out, history, receiving, words
from fieldkit.ui.sync import contacts as contacts_page
from fieldkit.ui.sync.codes_box import CodesBox
from fieldkit.ui.sync.contacts import TrustBox
from fieldkit.ui.sync.handing_out import FirstKeyBox, HandOutDialog
from fieldkit.ui.sync.screen import SyncScreen
from fieldkit.ui.widgets.lifetime import let_go


def put(ctx, table, scope=None, **row):
    with ctx.db.write(Step("Write")) as writer:
        return writer.put(table, row, scope=scope)


def content(ctx):
    tables = ("kpm_group", "family", "visit", "kube", "cash_entry")
    return {t: ctx.db.rows(f"SELECT * FROM {t} ORDER BY id") for t in tables}


class Desk:
    """One person's screen with what it said."""

    def __init__(self, ctx, screen, changes) -> None:
        self.ctx, self.screen, self.changes = ctx, screen, changes
        self.said = []
        screen.told.connect(self.said.append)

    @property
    def last(self) -> str:
        return self.said[-1].text


@pytest.fixture
def at_desk(qtbot, navigate, kept):
    """Open the screen of any book: `at_desk(ctx)`."""

    def build(ctx, width: int = 1100, height: int = 700):
        changes = Changes(ctx)
        screen = SyncScreen(ctx, changes, navigate)
        qtbot.addWidget(screen)
        screen.resize(width, height)
        screen.show()
        kept.append((changes, screen))
        return Desk(ctx, screen, changes)

    return build


@pytest.fixture
def agree(monkeypatch):
    """Press “All four are the same” wherever a card is shown."""
    seen = []

    def answer(box) -> int:
        seen.append(box)
        return 1

    monkeypatch.setattr(TrustBox, "exec", answer)
    return seen


@pytest.fixture
def chooses(monkeypatch):
    """Answer file dialogs: `chooses(path)`."""

    def choose(path) -> None:
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_a, **_k: (str(path), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(path)], ""))
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(path))

    return choose


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def introduce(tmp_path, *books) -> None:
    for first in books:
        card = tmp_path / f"{first.me.device}.fkcard"
        service.write_card(first, card)
        for second in books:
            if second is not first:
                service.trust(second, card)


def peer(ctx, other):
    return next(p for p in service.peers(ctx) if p.device == other.me.device)


@pytest.fixture
def coordinator(book):
    return book("Bambang", Role.COORDINATOR)


@pytest.fixture
def disagreement(ctx, book, make, tmp_path):
    """A facilitator and a leader who changed the same two fields."""
    kube, _members = make.kube()
    leader = book("Aminah", Role.LEADER)
    leader.db.set_meta(kube=kube)
    introduce(tmp_path, ctx, leader)
    service.receive(leader, [Path(service.send(ctx, peer(ctx, leader), tmp_path).file)])
    put(ctx, "kube", id=kube, status="active", note="Kamis", dues_amount=7000)
    put(leader, "kube", id=kube, note="Jumat", dues_amount=10000)
    service.receive(ctx, [Path(service.send(leader, peer(leader, ctx), tmp_path).file)])
    return ctx, leader, kube


def test_the_whole_way_from_card_to_undo(
    qtbot, ctx, coordinator, make, at_desk, agree, chooses, tmp_path
):
    make.family(make.group())
    mine, theirs = at_desk(ctx), at_desk(coordinator)
    for one, other, name in ((mine, theirs, "a"), (theirs, mine, "b")):
        chooses(tmp_path / f"{name}.fkcard")
        one.screen.contacts_page.write_button.click()
        assert "100%" in one.last
        other.screen.contacts_page.take_button.click()
        assert one.ctx.me.name in other.last
    assert [b.fingerprint.text() for b in agree]
    send = mine.screen.send_card
    assert send.peer.name == "Bambang"
    assert "2 changes go to Bambang" in send.outlook_label.text()
    chooses(tmp_path / "stick")
    press(qtbot, send.send_button)
    assert "100%" in send.result.notice.text_label.text()
    [file] = (tmp_path / "stick").iterdir()

    page = theirs.screen.receive_page
    chooses(file)
    press(qtbot, theirs.screen.receive_card.drop_area.files_button)
    assert theirs.screen.stack.currentWidget() is page
    assert content(coordinator)["family"] == []
    assert page.table.rows()[0].state == "New"
    assert page.merge_button.text() == "Merge 1 file"
    press(qtbot, page.merge_button)
    assert content(coordinator) == content(ctx)
    assert theirs.said[-1].undo
    assert "1 file merged: 2 changes." in theirs.last

    chooses(tmp_path / "receipts")
    press(qtbot, page.receipt_notice.action_button)
    assert "1 receipt" in theirs.last
    mine.screen.take_files([tmp_path / "receipts"])
    press(qtbot, mine.screen.receive_page.merge_button)
    assert "Nothing is new for Bambang" in send.outlook_label.text()

    log = coordinator.db.value("SELECT count(*) FROM op")
    theirs.screen.take_files([file])
    assert page.table.rows()[0].state == "Already here"
    assert not page.merge_button.isVisible()
    assert coordinator.db.value("SELECT count(*) FROM op") == log
    assert content(coordinator) == content(ctx)

    undoing.undo(coordinator)
    assert content(coordinator)["family"] == []
    theirs.screen.take_files([file])
    assert page.table.rows()[0].state == "New"


def test_one_undo_on_the_screen_takes_the_merge_and_what_followed_it_back(
    qtbot, ctx, book, make, at_desk, tmp_path
):
    tuti, mawar = book("Tuti"), make.group()
    introduce(tmp_path, ctx, tuti)
    kept, gone = make.family(mawar, name="Ani"), make.family(mawar, name="Ani S.")
    terms = handover.Terms(since=date(2026, 11, 20), is_substitute=True)
    handover.hand_over(ctx, [mawar], peer(ctx, tuti), terms)
    service.receive(tuti, [Path(service.send(ctx, peer(ctx, tuti), tmp_path).file)])
    put(tuti, "visit", scope=mawar, family_id=gone, visited_on="2026-11-03")
    merging.merge_families(ctx, kept, gone)
    before = content(ctx)
    desk_ = at_desk(ctx)
    desk_.screen.take_files([Path(service.send(tuti, peer(tuti, ctx), tmp_path).file)])
    press(qtbot, desk_.screen.receive_page.merge_button)
    assert [v["family_id"] for v in content(ctx)["visit"]] == [kept]
    assert desk_.said[-1].undo
    undoing.undo(ctx)  # what the window does on “Undo”
    assert content(ctx) == before


def test_a_cancelled_merge_changes_nothing_and_can_be_begun_again(
    ctx, coordinator, make, at_desk, tmp_path, monkeypatch
):
    """With a damaged file beside, which the merge leaves out."""
    introduce(tmp_path, ctx, coordinator)
    make.family(make.group())
    inbox = tmp_path / "in"
    good = Path(service.send(ctx, peer(ctx, coordinator), inbox).file)
    (inbox / "cut.fkx").write_bytes(good.read_bytes()[:500])
    page = at_desk(coordinator).screen.receive_page
    page._screen.take_files([inbox])
    before = content(coordinator)
    with monkeypatch.context() as pressed:
        pressed.setattr(Job, "report", lambda job, *_how_far: job.cancel())
        page.merge()
    assert content(coordinator) == before
    assert len(page.table.rows()) == 2
    assert page.merge_button.isVisible()
    page.merge()
    assert content(coordinator) == content(ctx)


def test_every_state_of_a_file_is_said_with_its_reason(
    ctx, coordinator, book, make, at_desk, tmp_path
):
    stranger = book("Orang Lain")
    introduce(tmp_path, ctx, coordinator)
    make.family(make.group())
    inbox = tmp_path / "in"
    good = Path(service.send(ctx, peer(ctx, coordinator), inbox).file)
    (inbox / "cut.fkx").write_bytes(good.read_bytes()[:500])
    (inbox / "note.txt").write_text("not looked at")
    service.trust(stranger, tmp_path / f"{coordinator.me.device}.fkcard")
    service.send(stranger, peer(stranger, coordinator), inbox)
    introduce(tmp_path, ctx, stranger)
    service.send(ctx, peer(ctx, stranger), inbox)
    desk_ = at_desk(coordinator)
    desk_.screen.take_files([inbox])
    page = desk_.screen.receive_page
    rows = {row.report.file: row for row in page.table.rows()}
    assert len(rows) == 4
    assert sorted(row.state for row in rows.values()) == [
        "Damaged", "New", "Not for this book", "Sender unknown",
    ]  # fmt: skip
    assert all(page.table.model.columns[6].shown(row) for row in rows.values())
    assert page.card_button.isVisible()
    assert "3 files can not go in" in page.lead_label.text()
    page.merge()
    assert sorted(row.state for row in page.table.rows()) == [
        "Damaged", "Merged", "Not for this book", "Sender unknown",
    ]  # fmt: skip
    assert page.heading_label.text() == "1 file merged"
    assert "1 file is kept here" in page.lead_label.text()
    assert "2 files can not go in" in page.lead_label.text()


def test_a_strangers_file_is_kept_and_tried_again_after_the_card(
    ctx, coordinator, make, at_desk, agree, tmp_path
):
    for of, name in ((coordinator, "c"), (ctx, "f")):
        service.write_card(of, tmp_path / f"{name}.fkcard")
    service.trust(ctx, tmp_path / "c.fkcard")
    make.group()
    file = Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)
    screen = at_desk(coordinator).screen
    screen.take_files([file])
    page = screen.receive_page
    assert not page.merge_button.isVisible()
    page.keep_button.click()
    assert page.heading_label.text() == "Nothing was merged"
    assert not page.receipt_notice.isVisible()
    page.back_button.click()
    file.unlink()
    assert "1 file could not go in yet" in screen.kept_notice.text_label.text()
    screen.kept_notice.action_button.click()
    [kept] = screen.history_page.kept_table.rows()
    assert screen.history_page.kept_table.model.columns[2].shown(kept) == "Somebody unknown"
    screen.take_files([tmp_path / "f.fkcard"])
    screen.history_page.again_button.click()
    assert [row.state for row in page.table.rows()] == ["New"]
    page.merge()
    page.back_button.click()
    assert not screen.kept_notice.isVisible()
    assert not screen.history_page.kept_table.isVisible()
    assert coordinator.db.value("SELECT count(*) FROM kpm_group") == 1


def test_a_kept_file_is_thrown_away_after_a_question(
    ctx, coordinator, make, at_desk, tmp_path, monkeypatch
):
    asked = []
    monkeypatch.setattr(history, "ask", lambda *words, **_more: asked.append(words) or True)
    service.write_card(coordinator, tmp_path / "c.fkcard")
    service.trust(ctx, tmp_path / "c.fkcard")
    make.group()
    service.receive(coordinator, [Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)])
    page = at_desk(coordinator).screen.history_page
    page.kept_table.view.selectRow(0)
    page.throw_button.click()
    assert len(asked) == 1
    assert quarantine.kept(coordinator) == []
    assert not page.kept_table.isVisible()


def test_after_the_senders_card_is_taken_the_files_are_looked_at_again(
    ctx, coordinator, make, at_desk, agree, tmp_path
):
    service.write_card(coordinator, tmp_path / "c.fkcard")
    service.write_card(ctx, tmp_path / "f.fkcard")
    service.trust(ctx, tmp_path / "c.fkcard")
    make.group()
    file = Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)
    theirs = at_desk(coordinator)
    theirs.screen.take_files([file])
    page = theirs.screen.receive_page
    assert [row.state for row in page.table.rows()] == ["Sender unknown"]
    theirs.screen.take_files([tmp_path / "f.fkcard"])
    assert [row.state for row in page.table.rows()] == ["New"]


def test_dropped_files_are_looked_through(ctx, coordinator, make, at_desk, tmp_path):
    introduce(tmp_path, ctx, coordinator)
    make.group()
    file = Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)
    theirs = at_desk(coordinator)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    area = theirs.screen.receive_card.drop_area
    area.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert [row.state for row in theirs.screen.receive_page.table.rows()] == ["New"]


def test_a_folder_without_exchange_files_says_so(ctx, at_desk, tmp_path):
    mine = at_desk(ctx)
    mine.screen.take_files([tmp_path])
    assert ".fkx" in mine.screen.receive_page.lead_label.text()
    mine.screen.receive_page.back_button.click()
    assert mine.screen.stack.currentWidget() is mine.screen.tabs


def test_without_contacts_the_first_action_is_to_take_a_card(
    ctx, at_desk, chooses, agree, tmp_path, book
):
    service.write_card(book("Wati"), tmp_path / "w.fkcard")
    mine = at_desk(ctx)
    card = mine.screen.send_card
    assert card.empty.isVisible()
    assert not card.form.isVisible()
    chooses(tmp_path / "w.fkcard")
    card.empty.action_button.setFocus()
    card.empty.action_button.click()
    assert card.form.isVisible()
    assert card.focusWidget() is card.to_edit


def test_the_size_of_files_of_photos_can_be_read_whole(ctx, at_desk):
    combo = at_desk(ctx).screen.send_card.part_edit
    room = combo.minimumSizeHint().width()
    longest = max(combo.itemText(row) for row in range(combo.count()))
    assert room >= combo.fontMetrics().horizontalAdvance(longest)


def test_a_card_whose_words_differ_is_not_taken(ctx, book, at_desk, tmp_path, monkeypatch):
    service.write_card(book("Wati"), tmp_path / "w.fkcard")
    monkeypatch.setattr(TrustBox, "exec", lambda _box: 0)
    mine = at_desk(ctx)
    mine.screen.contacts_page.take_card(tmp_path / "w.fkcard")
    assert service.peers(ctx) == []
    assert "not taken" in mine.last


def test_a_file_that_is_no_card_is_refused_in_words(ctx, at_desk, tmp_path):
    (tmp_path / "x.fkcard").write_text("hello")
    mine = at_desk(ctx)
    mine.screen.take_files([tmp_path / "x.fkcard"])
    assert "not a contact card" in mine.last
    assert mine.said[-1].role == "danger"


def test_trust_is_taken_back_after_a_question(ctx, coordinator, at_desk, tmp_path, monkeypatch):
    introduce(tmp_path, ctx, coordinator)
    mine = at_desk(ctx)
    page = mine.screen.contacts_page
    page.table.select_first()
    asked = []
    monkeypatch.setattr(contacts_page, "ask", lambda *a, **_k: asked.append(a) or False)
    page.revoke_button.click()
    assert not service.peers(ctx)[0].is_revoked
    monkeypatch.setattr(contacts_page, "ask", lambda *_a, **_k: True)
    page.revoke_button.click()
    assert service.peers(ctx)[0].is_revoked
    assert "Bambang" in asked[0][1]
    assert mine.screen.send_card.empty.isVisible()


def test_choosing_a_person_in_the_list_leads_to_sending(ctx, coordinator, at_desk, tmp_path, book):
    introduce(tmp_path, ctx, coordinator, book("Wati"))
    mine = at_desk(ctx)
    assert mine.screen.send_card.peer is None
    mine.screen.open("contacts")
    page = mine.screen.contacts_page
    page.table.select_first()
    page.send_button.click()
    assert mine.screen.tabs.currentIndex() == 0
    assert mine.screen.send_card.peer.name == page.table.rows()[0].peer.name


def test_photos_travel_in_their_own_files_or_are_told_to_follow(
    ctx, coordinator, make, at_desk, tmp_path
):
    introduce(tmp_path, ctx, coordinator)
    group = make.group()
    for n in range(2):
        sha = ctx.files.keep(bytes([n]) * 4_000_000)
        put(ctx, "photo", group, sha256=sha, owner_table="session", owner_id="s", bytes=4_000_000)
    mine = at_desk(ctx)
    card = mine.screen.send_card
    assert card.photos_edit.text() == "Write 2 photos too (8,0 MB)"
    card.photos_edit.click()
    card.send_into(tmp_path / "stick")
    assert "2 photos are not in it and can follow" in card.result.left_out.text_label.text()
    card.photos_edit.click()
    card.part_edit.set_value("5000000")
    card.send_into(tmp_path / "stick")
    assert len(list((tmp_path / "stick").glob("*-foto*.fkx"))) == 2


def test_a_file_that_would_empty_the_register_stops_and_asks(
    ctx, coordinator, make, at_desk, tmp_path, monkeypatch
):
    introduce(tmp_path, ctx, coordinator)
    group = make.group()
    families = [make.family(group, name=f"Keluarga {n}") for n in range(10)]
    service.receive(coordinator, [Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)])
    with ctx.db.write(Step("Remove")) as writer:
        for family in families:
            writer.remove("family", family)
    file = Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)
    theirs = at_desk(coordinator).screen
    theirs.take_files([file])
    page = theirs.receive_page
    assert "1 file stopped" in page.mass_notice.text_label.text()
    assert not page.merge_button.isVisible()
    asked = []
    monkeypatch.setattr(receiving, "ask", lambda *words, **_more: asked.append(words) or True)
    page.mass_notice.action_button.click()
    assert "put 10 of 10 records of “Families” into the bin" in asked[0][2]
    page.merge_button.click()
    assert coordinator.db.value("SELECT count(*) FROM family") == 0


def test_everything_is_written_again_when_asked_for(ctx, coordinator, make, at_desk, tmp_path):
    introduce(tmp_path, ctx, coordinator)
    make.group()
    sent = Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)
    service.receive(coordinator, [sent], receipts=tmp_path / "r")
    service.receive(ctx, [tmp_path / "r"])
    mine = at_desk(ctx)
    card = mine.screen.send_card
    assert "Nothing is new" in card.outlook_label.text()
    card.everything_edit.click()
    assert "everything Bambang may see: 1 change" in card.outlook_label.text()
    card.send_into(tmp_path / "stick")
    assert not card.everything_edit.isChecked()


def test_differences_stand_side_by_side_in_plain_words(disagreement, at_desk):
    ctx, leader, _kube = disagreement
    mine = at_desk(ctx)
    assert "2 fields" in mine.screen.desk_notice.text_label.text()
    mine.screen.desk_notice.action_button.click()
    page = mine.screen.desk_page
    table = page.table
    shown = {
        tuple(table.model.columns[n].shown(row) for n in (1, 2, 3, 4, 5)) for row in table.rows()
    }
    assert shown == {
        ("KUBE", "Note", "Kamis", "Jumat", "Nothing before"),
        ("KUBE", "Dues", "Rp7.000", "Rp10.000", "Rp5.000"),
    }
    card = page.sides.tiles()[0]
    assert card.title_label.text() == "Ours"
    assert leader.me.name in words.author(ctx, desk.conflicts(ctx)[0].theirs[0])


def test_keys_settle_one_and_all_differences(qtbot, disagreement, at_desk):
    ctx, _leader, kube = disagreement
    mine = at_desk(ctx)
    mine.screen.show_desk()
    view = mine.screen.desk_page.table.view
    mine.screen.activateWindow()
    qtbot.waitUntil(mine.screen.isActiveWindow)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert "(2)" in mine.screen.desk_page.theirs_button.text()
    qtbot.keyClick(view, Qt.Key.Key_M)
    row = ctx.db.row("SELECT note, dues_amount FROM kube WHERE id = :id", id=kube)
    assert row == {"note": "Jumat", "dues_amount": 10000}
    assert desk.count(ctx) == 0
    assert mine.said[-1].undo
    tabs = mine.screen.tabs
    assert "Differences" in [tabs.tabText(n) for n in range(tabs.count())]
    undoing.undo(ctx)
    mine.screen.desk_page.table.select_first()
    qtbot.keyClick(view, Qt.Key.Key_K)
    assert "1 difference is settled" in mine.last


def test_one_side_is_kept_by_its_own_button(disagreement, at_desk):
    ctx, _leader, kube = disagreement
    mine = at_desk(ctx)
    mine.screen.show_desk()
    page = mine.screen.desk_page
    conflict = page.table.selected()[0]
    page.sides.tiles()[1].keep_button.click()
    value = ctx.db.value(f"SELECT {conflict.column} FROM kube WHERE id = :id", id=kube)
    assert value == conflict.theirs[0].value
    assert len(page.table.rows()) == 1


def test_a_coordinator_may_look_but_not_decide(disagreement, coordinator, at_desk, tmp_path):
    ctx, _leader, _kube = disagreement
    introduce(tmp_path, ctx, coordinator)
    service.receive(coordinator, [Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)])
    theirs = at_desk(coordinator)
    theirs.screen.show_desk()
    page = theirs.screen.desk_page
    assert page.locked_notice.isVisible()
    assert not page.ours_button.isEnabled()
    assert not page.theirs_button.isEnabled()
    page.theirs_button.click()
    assert desk.count(coordinator) == 2


def test_a_reader_receives_and_sends_nothing(book, at_desk):
    reader = at_desk(book("Dinas", Role.READER))
    assert reader.screen.send_card is None
    assert reader.screen.desk_page is None
    assert reader.screen.reader_notice.isVisible()
    assert not reader.screen.contacts_page.hand_out_button.isVisible()
    reader.screen.show_desk()
    reader.screen.open("contacts")
    assert reader.screen.contacts_page.write_button.isVisible()
    assert not reader.screen.contacts_page.send_button.isVisible()


def test_a_leader_may_not_hand_out(book, make, at_desk):
    leader = book("Aminah", Role.LEADER)
    leader.db.set_meta(kube="k")
    made = at_desk(leader)
    made.screen.open("contacts")
    assert not made.screen.contacts_page.hand_out_button.isVisible()
    assert made.screen.contacts_page.write_button.isVisible()


def test_a_leaders_book_is_handed_out_with_its_key_apart(
    qtbot, ctx, make, at_desk, chooses, tmp_path, monkeypatch
):
    kube, _members = make.kube()
    mine = at_desk(ctx)
    keys = []

    def fill(dialog) -> int:
        dialog.form.fill({"kube": kube})
        dialog._offer_members()
        member = next(iter(dialog._members))
        dialog.form.fill({"member": member})
        dialog.save_button.click()
        return dialog.result()

    def note(box) -> int:
        box.show()
        assert not box.close_button.isEnabled()
        box.reject()
        assert box.isVisible()
        keys.append(box.key_label.text())
        box.written_edit.click()
        box.close_button.click()
        return box.result()

    monkeypatch.setattr(HandOutDialog, "exec", fill)
    monkeypatch.setattr(FirstKeyBox, "exec", note)
    chooses(tmp_path / "ketua")
    mine.screen.contacts_page.hand_out_button.click()
    file = tmp_path / "ketua.fkbook"
    assert keys[0].replace("-", "").encode() not in file.read_bytes()
    leader, _code = handing.open_hand_out(
        tmp_path / "k.fieldkit", file, keys[0], "kata sandi ketua", clock=ctx.clock
    )
    assert leader.db.value("SELECT name FROM kube") == "Melati 3"
    leader.db.close()
    assert service.peers(ctx)[0].role is Role.LEADER
    assert "handed out" in mine.last


def test_without_a_kube_there_is_nothing_to_hand_out(ctx, at_desk, monkeypatch):
    told = []
    monkeypatch.setattr(handing_out, "tell", lambda *a: told.append(a))
    at_desk(ctx).screen.contacts_page.hand_out_button.click()
    assert "KUBE" in told[0][1]


def test_a_hand_out_needs_kube_and_member(qtbot, ctx, make, at_desk):
    make.kube()
    make.kube(name="Mawar")
    mine = at_desk(ctx)
    dialog = HandOutDialog(mine.screen)
    qtbot.addWidget(dialog)
    dialog.save_button.click()
    assert dialog.person == ""


def test_a_wrong_clock_and_waiting_changes_are_told(
    ctx, coordinator, make, at_desk, clock, tmp_path
):
    introduce(tmp_path, ctx, coordinator)
    clock.advance(days=40)
    make.group()
    file = Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)
    clock.advance(days=-40)
    service.receive(coordinator, [file])
    theirs, mine = at_desk(coordinator), at_desk(ctx)
    assert "1 change waits" in theirs.screen.waiting_notice.text_label.text()
    assert "40 days behind" in mine.screen.clock_notice.text_label.text()
    clock.advance(days=39)
    again = at_desk(coordinator)
    assert not again.screen.waiting_notice.isVisible()
    assert "24 hours behind" in at_desk(ctx).screen.clock_notice.text_label.text()
    clock.advance(hours=23)
    assert "60 minutes behind" in at_desk(ctx).screen.clock_notice.text_label.text()


def test_a_fast_clock_elsewhere_is_named_and_not_laid_to_this_laptop(
    ctx, coordinator, make, at_desk, clock, tmp_path
):
    introduce(tmp_path, ctx, coordinator)
    clock.advance(hours=23)
    make.group()
    file = Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)
    clock.advance(hours=-23)
    service.receive(coordinator, [file])
    said = at_desk(coordinator).screen.clock_notice.text_label.text()
    assert "written on the laptop of Sri" in said
    clock.advance(hours=23)
    assert not at_desk(coordinator).screen.clock_notice.isVisible()


def test_every_file_stands_in_the_history(ctx, coordinator, make, at_desk, tmp_path):
    introduce(tmp_path, ctx, coordinator)
    make.group()
    service.receive(coordinator, [Path(service.send(ctx, peer(ctx, coordinator), tmp_path).file)])
    mine, theirs = at_desk(ctx), at_desk(coordinator)
    mine.screen.open("history")
    for one, words_ in ((mine, "Sent to"), (theirs, "Received from")):
        [row] = one.screen.history_page.table.rows()
        shown = [c.shown(row) for c in one.screen.history_page.table.model.columns]
        assert shown[1] == words_
        assert "20 Nov 2026" in shown[0]
        assert shown[4] == "1"


def test_every_synced_table_has_a_name_in_words():
    assert set(fields.TABLES) == set(SYNCED)
    assert wording.table("unheard_of") == "unheard_of"


def test_every_column_has_a_name_in_words(ctx):
    nameless = {
        f"{table}.{column}"
        for table in SYNCED
        if table not in ("photo", "letterhead", "cash_entry", "circle_entry")
        for column in ctx.db.columns(table)
        if wording.column(table, column) == column
    }
    assert nameless == set()


def test_values_are_read_as_people_say_them():
    from fieldkit.features.sync.model import Side

    def shown(table, column, value):
        return words.value(table, column, Side(value=value, who="", device=1, at_ms=0))

    assert shown("attendance", "status", "present") == "Present"
    assert shown("visit", "visited_on", "2026-11-12") == "12 Nov 2026"
    assert shown("money_month", "in_pkh", 750000) == "Rp750.000"
    assert shown("kube", "meeting_day", 1) == "Monday"
    assert shown("meeting", "absent_agree", 1) == "Yes"
    assert shown("family", "_del", 1) == "In the bin"
    assert shown("family", "note", None) == "(blank)"
    assert shown("visit", "purposes", '["case", "other"]') == "Case work, Something else"
    assert shown("family", "n_toddler", 2) == "2"
    assert shown("session", "guests", "[1]") == "[1]"
    assert shown("session", "note", "[broken") == "[broken"
    assert len(shown("session", "note", "x" * 500)) == 161
    assert words.value("kube", "note", None) == ""
    assert words.size(1_500_000) == "1,5 MB"


def test_all_buttons_have_names_and_the_keyboard_reaches_them(disagreement, at_desk):
    ctx, _leader, _kube = disagreement
    screen = at_desk(ctx).screen
    for button in screen.findChildren(QAbstractButton):
        is_part = isinstance(button.parent(), QLineEdit)
        if button.isEnabled() and button.text() and not is_part:
            assert button.accessibleName(), button.text()
            assert button.focusPolicy() != Qt.FocusPolicy.NoFocus, button.text()


def test_a_narrow_window_puts_the_cards_under_each_other(ctx, at_desk):
    screen = at_desk(ctx, width=640, height=460).screen
    assert screen.cards.direction() == screen.cards.Direction.TopToBottom
    assert screen.minimumSizeHint().width() <= 880 - 56


def test_counts_are_said_by_kind_the_largest_first():
    assert words.counts_line({"family": 3, "kube": 10}) == "KUBE 10, Families 3"


def test_with_books_on_disk_the_work_runs_beside_the_window(qtbot, at_desk, clock, tmp_path):
    books = [
        vault.create_book(
            tmp_path / f"{name}.fieldkit",
            name=name,
            role=role,
            passphrase="kata sandi",
            clock=clock,
        )[0]
        for name, role in (("Sri", Role.FACILITATOR), ("Bambang", Role.COORDINATOR))
    ]
    mine, theirs = books
    introduce(tmp_path, *books)
    put(mine, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    sender, receiver = at_desk(mine), at_desk(theirs)
    send = sender.screen.send_card
    qtbot.waitUntil(lambda: "1 change goes to Bambang" in send.outlook_label.text())
    send.send_into(tmp_path / "stick")
    qtbot.waitUntil(send.result.isVisible)
    page = receiver.screen.receive_page
    receiver.screen.take_files([tmp_path / "stick"])
    qtbot.waitUntil(page.merge_button.isVisible)
    page.merge()
    qtbot.waitUntil(lambda: bool(receiver.said))
    assert theirs.db.value("SELECT name FROM kpm_group") == "Mawar"
    qtbot.waitUntil(lambda: len(receiver.screen.history_page.table.rows()) == 1)
    page.write_receipts(tmp_path / "receipts")
    qtbot.waitUntil(lambda: len(receiver.said) == 2)
    for desk_ in (sender, receiver):
        qtbot.waitUntil(lambda runner=desk_.screen._jobs: not runner.is_busy)
    for name, ctx in zip(("Sri", "Bambang"), books, strict=True):
        vault.close_book(ctx, tmp_path / f"{name}.fieldkit")


def test_a_card_comes_from_a_photo_of_a_code(ctx, coordinator, at_desk, tmp_path, monkeypatch):
    (tmp_path / "IMG_2.png").write_bytes(qr.card_codes(coordinator)[0])
    monkeypatch.setattr(TrustBox, "exec", lambda _box: True)
    mine = at_desk(ctx)
    mine.screen.take_files([tmp_path / "IMG_2.png"])
    assert "Bambang is known now" in mine.last
    mine.screen.take_files([tmp_path / "missing.png"])
    assert mine.said[-1].role == "danger"
    mine.screen._forget_scratch()


def test_codes_are_turned_and_saved(ctx, at_desk, tmp_path):
    box = CodesBox(
        at_desk(ctx).screen, "H", "S", [qr.card_codes(ctx)[0]] * 2, lambda: qr.card_paper(ctx)
    )
    box.show()
    assert box.place_label.text() == "Code 1 of 2"
    box.next_button.click()
    assert box.place_label.text() == "Code 2 of 2"
    assert not box.next_button.isEnabled()
    box.save_paper(tmp_path / "k")
    assert (tmp_path / "k.pdf").exists()
    let_go(box)


@pytest.mark.parametrize(("width", "height"), [(420, 430), (620, 720)])
def test_a_code_on_the_screen_is_whole_and_read_by_a_phone(
    qtbot, ctx, at_desk, width, height, tmp_path
):
    """However little room there is for the box: all of it, in whole dots."""
    data = bytes(range(256)) * 4 + b"x" * 60
    screen = at_desk(ctx).screen
    box = CodesBox(screen, "H", "S", [codes.drawn(data)] * 2, lambda: qr.card_paper(ctx))
    box.resize(width, height)
    box.show()
    qtbot.waitExposed(box)
    assert box.code_picture.visibleRegion().boundingRect() == box.code_picture.rect()
    assert box.code_picture.height() >= box.code_picture.minimumSizeHint().height()
    assert box.code_picture.grab().save(str(tmp_path / "seen.png"))
    assert codes.found((tmp_path / "seen.png").read_bytes()) == [data]
    let_go(box)


def test_files_of_photos_are_told_from_files_of_records(ctx, coordinator, at_desk, tmp_path):
    introduce(tmp_path, ctx, coordinator)
    put(ctx, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    sha = ctx.files.keep(b"a photo")
    put(ctx, "photo", "g" * 26, sha256=sha, owner_table="session", owner_id="s", bytes=7)
    service.send(ctx, peer(ctx, coordinator), tmp_path)
    page = at_desk(ctx).screen.history_page
    shown = [history._changes(line) for line in page.table.rows()]
    assert sorted(shown) == ["2", "Photos 1/1"]


def test_a_degree_at_the_end_of_a_sentence_has_one_stop(ctx, book, at_desk, make, tmp_path):
    make.family(make.group())
    introduce(tmp_path, ctx, book("Bambang, S.Sos.", Role.COORDINATOR))
    card = at_desk(ctx).screen.send_card
    assert "go to Bambang, S.Sos. The file" in card.outlook_label.text()


def test_what_is_said_of_a_written_file_is_in_view(
    qtbot, ctx, coordinator, make, at_desk, tmp_path
):
    """Low windows and large letters too: nobody scrolls to learn that the stick can come out."""
    make.family(make.group())
    introduce(tmp_path, ctx, coordinator)
    mine = at_desk(ctx, 620, 420)
    mine.screen.send_card.send_into(tmp_path)
    notice = mine.screen.send_card.result.notice
    qtbot.waitUntil(lambda: not notice.visibleRegion().isEmpty())
    assert "safe to take the stick out" in notice.text_label.text()


def test_a_coordinator_writes_a_directory_and_a_facilitator_takes_it(
    ctx, coordinator, book, at_desk, tmp_path
):
    introduce(tmp_path, ctx, coordinator)
    introduce(tmp_path, coordinator, book("Tuti"))
    theirs = at_desk(coordinator)
    theirs.screen.contacts_page.write_directory(tmp_path / "semua")
    assert "2 cards" in theirs.last
    mine = at_desk(ctx)
    mine.screen.take_files([tmp_path / "semua.fkcards"])
    assert "1 more person is known, signed by Bambang" in mine.last


def test_the_share_at_which_a_file_stops_is_set_in_the_window(ctx, at_desk, monkeypatch):
    screen = at_desk(ctx).screen
    assert "above 10 % removed or 50 % changed" in screen.receive_card.brake_button.text()

    def fill(dialog):
        dialog.form.fill({"removed": 0, "changed": 60})
        dialog.save_button.click()
        assert brake.shares(ctx) == (10, 50)
        dialog.form.fill({"removed": 25, "changed": 60})
        dialog.save_button.click()
        return True

    monkeypatch.setattr(braking.FormDialog, "exec", fill)
    screen.receive_card.brake_button.click()
    assert brake.shares(ctx) == (25, 60)
    assert "above 25 % removed or 60 % changed" in screen.receive_card.brake_button.text()
