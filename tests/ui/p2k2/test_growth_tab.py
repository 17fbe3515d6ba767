"""The semester form: nothing is filled in beforehand, everything typed is kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2.growth import service as growth
from fieldkit.features.p2k2.growth.model import Review, Seen, Semester
from fieldkit.features.p2k2.model import Understanding
from fieldkit.ui.p2k2.growth_tab import GrowthTab
from fieldkit.ui.p2k2.screen import P2k2Screen

NOW = Semester(2026, 2)


@pytest.fixture
def group(make) -> str:
    return make.group("Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def screen(families, open_screen):
    screen = open_screen(P2k2Screen)
    screen.month_page.tabs.setCurrentWidget(screen.month_page.growth)
    screen.heard = []
    screen.told.connect(screen.heard.append)
    return screen


@pytest.fixture
def tab(screen):
    return screen.month_page.growth


def press(tab, keys: str) -> None:
    for key in keys:
        QTest.keyClick(tab.grid.view, key)


def test_nobody_is_judged_beforehand(tab):
    assert tab.count_label.text() == (
        "Semester 2, 2026: behaviour of 0 and potential of 0 judged, 3 families"
    )
    assert not tab.is_dirty


def test_a_column_is_one_key_a_family(ctx, screen, tab, group, families):
    press(tab, "234")
    tab.grid.go_to(families[0], "potential")
    press(tab, "12")
    tab.save_button.click()
    assert screen.heard[-1].text == "3 families saved."
    reviews = [line.review for line in growth.lines(ctx, group, NOW)]
    assert [review.behaviour for review in reviews] == [
        Understanding.GOOD, Understanding.VERY_GOOD, Understanding.NOT_ASSESSABLE,
    ]  # fmt: skip
    assert [review.potential for review in reviews] == [
        Understanding.POOR, Understanding.GOOD, None,
    ]  # fmt: skip
    assert "behaviour of 3 and potential of 2" in tab.count_label.text()


def test_the_signs_of_a_stage_are_seen_not_yet_or_not_looked_at(ctx, tab, group, families):
    tab.view_edit.set_value(1)
    tab.view_edit.edited.emit()
    assert "1a Tells needs and wants apart" in tab.key_label.text()
    press(tab, "yb")
    tab.save_button.click()
    marks = [dict(line.marks) for line in growth.lines(ctx, group, NOW)]
    assert marks == [{"needs_and_wants": Seen.SEEN}, {"needs_and_wants": Seen.NOT_YET}, {}]


def test_what_is_typed_in_one_view_waits_while_another_is_looked_at(ctx, tab, group):
    press(tab, "2")
    tab.view_edit.set_value(3)
    tab.view_edit.edited.emit()
    press(tab, "y")
    tab.save_button.click()
    first, second, _third = growth.lines(ctx, group, NOW)
    assert first.review.behaviour is Understanding.GOOD
    assert second.marks == {"spreads_habits": Seen.SEEN}


def test_half_a_form_survives_a_kill_and_is_forgotten_on_demand(
    ctx, tab, group, families, open_screen
):
    press(tab, "23")
    tab.keep_draft()
    again = open_screen(P2k2Screen)
    again.month_page.tabs.setCurrentWidget(again.month_page.growth)
    restored = again.month_page.growth
    assert not restored.draft_notice.isHidden()
    assert restored.grid.judged() == (2, 0)
    restored.draft_notice.action_requested.emit()
    assert restored.grid.judged() == (0, 0)
    assert growth.draft(ctx, group, NOW) is None


def test_another_group_keeps_what_was_typed_for_the_first(ctx, make, tab, group):
    other = make.group("Melati")
    make.family(other, "Darsih", row_code="B1")
    press(tab, "2")
    tab.reload(Month(2026, 11))
    tab.group_edit.set_value(other)
    tab.group_edit.edited.emit()
    assert [row.id for row in tab.grid.model.rows] != []
    assert tab.grid.judged() == (0, 0)
    tab.group_edit.set_value(group)
    tab.group_edit.edited.emit()
    assert tab.grid.judged() == (1, 0)


def test_the_yardstick_follows_the_cursor(ctx, tab, group, families):
    growth.save(
        ctx, group, Semester(2026, 1),
        [Review(family_id=families[1], behaviour=Understanding.GOOD)],
        {families[1]: {"wants_to_attend": Seen.SEEN}},
    )  # fmt: skip
    QTest.keyClick(tab.grid.view, Qt.Key.Key_Up)
    assert "Nothing is noted" in tab.yardstick.text_label.text()
    tab.grid.go_to(families[1], "behaviour")
    told = tab.yardstick.text_label.text()
    assert told.startswith("Semester 1, 2026\nChanged behaviour: good\nStage 1: 1 of 3 signs")


def test_a_semester_ahead_is_refused_in_words(screen, tab):
    tab.reload(Month(2027, 2))
    press(tab, "2")
    assert not tab.save()
    assert "has not begun" in tab.trouble.text_label.text()


def test_saving_nothing_changes_nothing(screen, tab):
    assert not tab.save()
    assert "Nothing has changed" in screen.heard[-1].text


def test_the_form_is_printed_filled_and_blank(screen, tab, monkeypatch):
    shown = []
    monkeypatch.setattr(type(screen), "_preview", lambda _self, documents: shown.extend(documents))
    tab.print_button.click()
    assert [document.kind for document in shown] == ["p2k2_semester", "p2k2_semester"]
    [same] = screen.print_documents()
    assert (same.kind, same.blocks) == ("p2k2_semester", shown[0].blocks)


def test_a_reader_looks_and_types_nothing(qtbot, book):
    reader = book(role=Role.READER)
    tab = GrowthTab(reader)
    qtbot.addWidget(tab)
    tab.reload(Month(2026, 11))
    assert tab.save_button.isHidden()
    assert not tab.is_dirty
