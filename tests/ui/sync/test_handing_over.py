"""Serah terima by hand: what goes to whom, and into which group what came is taken."""

from pathlib import Path

import pytest

from fieldkit.features.sync import handover, service
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.sync import handing_over
from fieldkit.ui.sync.screen import SyncScreen
from fieldkit.ui.widgets.lifetime import let_go


@pytest.fixture
def tuti(ctx, book, tmp_path):
    """Another facilitator whom Sri knows, and who knows Sri."""
    made = book("Tuti")
    for one, other in ((ctx, made), (made, ctx)):
        service.write_card(one, tmp_path / f"{one.me.device}.fkcard")
        service.trust(other, tmp_path / f"{one.me.device}.fkcard")
    return made


@pytest.fixture
def at_desk(qtbot, navigate, kept):
    def build(ctx):
        changes = Changes(ctx)
        screen = SyncScreen(ctx, changes, navigate)
        kept.append((changes, screen))
        qtbot.addWidget(screen)
        screen.resize(1100, 700)
        screen.show()
        return screen

    return build


def test_a_group_is_handed_over_and_the_file_is_next(ctx, tuti, make, at_desk, monkeypatch):
    mawar = make.group()
    make.group("Melati")
    screen = at_desk(ctx)

    def fill(dialog):
        assert dialog.form.value("to")
        dialog.form.fill({"scopes": [mawar], "letter_no": "12/2026"})
        dialog.save_button.click()
        return True

    papers = []

    def look(dialog):
        papers.append(dialog)

    monkeypatch.setattr(handing_over.HandOverDialog, "exec", fill)
    monkeypatch.setattr(handing_over.PreviewDialog, "exec", look)
    screen.open("contacts")
    screen.contacts_page.hand_over_button.click()
    assert not handover.serves(ctx, mawar)
    assert screen.send_card.peer.name == "Tuti"
    assert screen.history_page.grants_table.rows()[0].what == "Mawar"
    screen.open("history")
    page = screen.history_page
    page.grants_table.select(page.grants_table.rows()[0].id)
    page.print_button.click()
    assert len(papers) == 2


def test_nothing_chosen_is_refused_in_words(ctx, tuti, make, at_desk):
    make.group()
    dialog = handing_over.HandOverDialog(at_desk(ctx), handover.receivers(ctx))
    dialog.save_button.click()
    assert dialog.isVisible() or dialog.result() == 0
    assert handover.grants(ctx) == []
    let_go(dialog)


def test_a_family_that_came_is_taken_into_a_group(ctx, tuti, make, at_desk, tmp_path, monkeypatch):
    ani = make.family(make.group(), name="Ani")
    peer = next(p for p in service.peers(ctx) if p.name == "Tuti")
    terms = handover.Terms(since=ctx.today)
    handover.give_families(ctx, [ani], peer, terms)
    service.receive(tuti, [Path(service.send(ctx, peer, tmp_path).file)])
    from fieldkit.core.db.steps import Step

    with tuti.db.write(Step("Group")) as writer:
        writer.put("kpm_group", {"id": "d" * 26, "name": "Dahlia", "code": "D"}, scope="d" * 26)
    screen = at_desk(tuti)
    assert "1 family was handed over to you" in screen.arrivals_notice.text_label.text()

    def fill(dialog):
        dialog.form.fill({"group": "d" * 26})
        dialog.save_button.click()
        return True

    monkeypatch.setattr(handing_over.TakeInDialog, "exec", fill)
    screen.arrivals_notice.action_button.click()
    assert tuti.db.row("SELECT group_id, status FROM family") == {
        "group_id": "d" * 26,
        "status": "active",
    }
    assert not screen.arrivals_notice.isVisible()


def test_without_another_facilitator_the_way_is_told(ctx, at_desk, monkeypatch):
    told = []
    monkeypatch.setattr(handing_over, "tell", lambda *words: told.append(words))
    screen = at_desk(ctx)
    screen.contacts_page.hand_over_button.click()
    assert "contact card" in told[0][2]


def test_who_comes_from_the_groups_is_asked_at_once(ctx, tuti, make, at_desk, monkeypatch, qtbot):
    make.group()
    screen = at_desk(ctx)
    asked = []
    monkeypatch.setattr(handing_over.HandOverDialog, "exec", lambda box: bool(asked.append(box)))
    screen.open("hand_over")
    qtbot.waitUntil(lambda: bool(asked))
