"""Two families become one on screen."""

import pytest
from PySide6.QtCore import Qt

from fieldkit.features.people import service as people
from fieldkit.ui.people.merge_dialog import MergeDialog
from fieldkit.ui.people.screen import PeopleScreen


@pytest.fixture
def pair(make):
    group = make.group("Mawar")
    return (
        make.family(group, "Siti Aminah", rt="003", row_code="A1"),
        make.family(group, "Siti Aminah", rt="004", row_code="A2", phone="081299990000"),
    )


@pytest.fixture
def dialog(ctx, pair, qtbot):
    said = []
    made = MergeDialog(ctx, *pair, lambda text, many: said.append((text, many)))
    made.said = said
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_differs_is_chosen_and_what_one_knows_is_taken(ctx, pair, dialog, qtbot):
    dialog.choose_other("rt")
    qtbot.mouseClick(dialog.merge_button, Qt.MouseButton.LeftButton)
    kept = people.family(ctx, pair[0])
    assert (kept.rt, kept.phone) == ("004", "081299990000")
    assert dialog.said == [("The two families are one now.", 1)]


def test_everything_that_would_move_along_is_told(ctx, make, qtbot):
    group = make.group("Mawar")
    one, other = make.family(group, "Siti"), make.family(group, "Siti")
    for table, more in (
        ("visit", {"visited_on": "2026-05-01"}),
        ("referral", {"need": "health"}),
        ("stage_mark", {"indicator": "a1"}),
        ("photo", {"owner_id": other}),
    ):
        whose = {} if table == "photo" else {"family_id": other}
        make.put(table, _scope=group, **whose, **more)
    dialog = MergeDialog(ctx, one, other, lambda *_told: None)
    qtbot.addWidget(dialog)
    told = dialog.hanging_label.text()
    assert all(word in told for word in ("Visits: 1", "Referrals: 1", "Signs of change: 1"))
    assert "Photos: 1" in told


def test_the_other_one_can_be_kept(ctx, pair, dialog, qtbot):
    qtbot.mouseClick(dialog.swap_button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert people.family(ctx, pair[1]).rt == "004"
    assert [row.id for row in people.families(ctx)] == [pair[1]]


def test_two_chosen_families_are_merged_from_the_list(pair, open_screen):
    screen = open_screen(PeopleScreen)
    page = screen.list_page
    page.table.view.selectAll()
    texts = [action.text() for action in page.selection_menu().actions()]
    assert "Merge these two…" in texts
    assert pair


def test_a_family_typed_twice_is_told_with_the_reasons_and_opened(screen_for_new, pair, qtbot):
    page = screen_for_new.family_page
    page.form.fill({"name": "Siti Aminah", "rt": "003", "rw": "009"})
    page._on_form_changed()
    assert "the same name" in page.twin_notice.text_label.text()
    assert "the same RT/RW" in page.twin_notice.text_label.text()
    qtbot.mouseClick(page.twin_notice.action_button, Qt.MouseButton.LeftButton)
    assert page.family_id == pair[0]


@pytest.fixture
def screen_for_new(pair, open_screen):
    screen = open_screen(PeopleScreen)
    screen.open("new")
    return screen
