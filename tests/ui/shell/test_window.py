from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core import settings as preferences
from fieldkit.core.dates import Month
from fieldkit.core.errors import DamagedBookError, FieldKitError, MediumGoneError
from fieldkit.core.security.roles import Permission, Role
from fieldkit.core.settings import Settings
from fieldkit.ui.shell import sidebar as sidebar_module
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.doors import Safety
from fieldkit.ui.shell.messages import Messages
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen, OpenSession
from fieldkit.ui.shell.palette import Palette
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Message, Place, Screen, ScreenSpec
from fieldkit.ui.shell.shortcuts import ShortcutsBox
from fieldkit.ui.shell.sidebar import Sidebar
from fieldkit.ui.shell.window import Window
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.record_table import Column, RecordTable


def test_it_opens_on_the_first_screen_and_builds_no_other(window):
    assert window.screen_key == "groups"
    assert list(window._screens) == ["groups"]
    assert window.top_bar.title_label.text() == "Groups"


def test_a_role_sees_only_what_it_may_use(qtbot, book, specs, doors_of):
    reader = book(role=Role.READER)
    made = Window(reader, Changes(reader), specs, doors_of(reader), Settings())
    qtbot.addWidget(made)
    assert "secret" not in made.sidebar._buttons
    made.open_first()
    made.navigate(OpenScreen("secret"))
    assert made.messages.texts() == ["Your role in this book does not open this."]


def test_screens_long_out_of_sight_are_let_go_unless_they_hold_typing(
    qtbot, ctx, changes, specs, doors_of
):
    many = [specs[0]._replace(key=f"s{number}", shortcut="") for number in range(10)]
    made = Window(ctx, changes, many, doors_of(ctx), Settings())
    qtbot.addWidget(made)
    made.show()
    made.open_first()
    made.navigate(OpenScreen("s1"))
    typed_in = made.current_screen
    qtbot.keyClicks(typed_in.form.editor("name"), "Siti")
    for number in range(2, 10):
        made.navigate(OpenScreen(f"s{number}"))
    assert list(made._screens) == ["s0", "s1", *(f"s{number}" for number in range(5, 10))]
    made.navigate(OpenScreen("s2"))
    assert made.current_screen.label.text() == "0"
    made.navigate(OpenScreen("s1"))
    assert made.current_screen is typed_in
    typed_in.form.mark_clean()


def test_values_lead_to_the_screen_that_opens_them_and_back_again(window):
    window.navigate(OpenFamily("f1"))
    assert window.screen_key == "plain"
    assert window.top_bar.back_button.isVisible()
    window.go_back()
    assert window.screen_key == "groups"
    assert not window.top_bar.back_button.isVisible()
    window.navigate(OpenSession("s1"))
    assert window.screen_key == "groups"
    window.navigate(OpenScreen("groups", "x"))
    assert window.current_screen.opened == ["x"]


def test_screens_reload_when_their_tables_change_and_only_when_seen(window, make):
    screen = window.current_screen
    before = screen.reloads
    make.group()
    assert screen.label.text() == "1"
    window.navigate(OpenScreen("plain"))
    make.group("Melati")
    assert screen.reloads == before + 1
    window.navigate(OpenScreen("groups"))
    assert screen.label.text() == "2"
    make.kube()
    assert screen.reloads == before + 2


class Broken(Screen):
    trouble: ClassVar[list[FieldKitError]] = []

    def __init__(self, ctx, changes, navigate):
        super().__init__(ctx, changes, navigate)
        if self.trouble:
            raise self.trouble.pop()


@pytest.mark.parametrize(
    ("error", "action"),
    [(DamagedBookError(), "Rescue the book…"), (MediumGoneError(), "Try again")],
)
def test_a_screen_the_book_can_not_be_read_for_says_so_and_is_tried_again(
    qtbot, book, doors_of, error, action
):
    ctx = book()
    Broken.trouble = [error]
    specs = (ScreenSpec("broken", "Broken", "book", build=Broken),)
    made = Window(ctx, Changes(ctx), specs, doors_of(ctx), Settings())
    qtbot.addWidget(made)
    asked = []
    made.rescue_wanted.connect(lambda: asked.append(1))
    made.open_first()
    button = made.current_screen.state.action_button
    assert button.text() == action
    button.click()
    if isinstance(error, DamagedBookError):
        assert asked == [1]
        made.navigate(OpenScreen("broken"))
    assert isinstance(made.current_screen, Broken)


def test_undo_names_its_step_takes_it_back_and_says_so(window, make, qtbot):
    assert not window.top_bar.undo_button.isEnabled()
    make.group()
    assert "Prepare" in window.top_bar.undo_button.toolTip()
    window.top_bar.undo_button.click()
    assert window.current_screen.label.text() == "0"
    assert window.messages.texts() == ["Undone: Prepare."]
    assert window.top_bar.redo_button.isVisible()
    window.redo()
    assert window.current_screen.label.text() == "1"


def test_nothing_to_undo_is_said(window):
    window.undo()
    window.redo()
    assert window.messages.texts() == ["There is nothing to undo.", "There is nothing to redo."]


def test_an_older_message_no_longer_offers_undo_once_something_was_undone(window, make, qtbot):
    make.group("Mawar")
    window.say("Two rows were refused", role="attention", undo=True)
    assert window.messages._strips[0]._undo_button.isVisibleTo(window)
    window.undo()
    assert not any(s._undo_button.isVisibleTo(window) for s in window.messages._strips)


def test_messages_offer_undo_for_the_newest_step_only(window):
    screen = window.current_screen
    screen.say("first", role="attention", undo=True)
    screen.say("second", undo=True)
    offers = [s._undo_button.isVisible() for s in window.messages._strips]
    assert offers == [False, True]
    screen.say("third")
    assert window.messages.texts() == ["first", "third"]
    for number in range(4):
        screen.say(str(number), role="attention")
    assert window.messages.texts() == ["1", "2", "3"]
    window.messages.clear()
    assert not window.messages.isVisible()


def test_the_same_refusal_is_shown_once(window):
    window.say("Not saved.", role="danger")
    window.say("Not saved.", role="danger")
    assert window.messages.texts() == ["Not saved."]


def test_a_message_takes_no_focus_and_its_button_acts(window, qtbot):
    done = []
    window.current_screen.form.focus()
    focused = window.focusWidget()
    window.current_screen.say("Written", action="Open folder", on_action=lambda: done.append(1))
    assert window.focusWidget() is focused
    strip = window.messages._strips[0]
    strip._on_action_clicked()
    assert done == [1]


def test_the_sidebar_narrows_with_the_window_and_by_key(window, qtbot):
    assert not window.sidebar.is_narrow
    window.resize(900, 600)
    assert window.sidebar.is_narrow
    window.resize(1200, 700)
    assert not window.sidebar.is_narrow
    window.toggle_sidebar()
    assert window.sidebar.is_narrow
    window.toggle_sidebar()
    assert not window.sidebar.is_narrow


def test_the_arrow_keys_walk_the_sidebar(window, qtbot):
    first = window.sidebar._buttons["groups"]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert window.sidebar._buttons["plain"].hasFocus()
    window.sidebar._buttons["plain"].click()
    assert window.screen_key == "plain"


def test_the_shield_leads_to_the_backup(window, qtbot):
    qtbot.waitUntil(window.sidebar._shield.isVisible)
    assert window.sidebar._shield.toolTip() == "No backup yet"
    window.sidebar._shield.click()
    assert window.screen_key == "settings"


def test_the_month_goes_to_the_screen_that_wants_it_and_stays(window):
    window.top_bar.month_switcher._go(Month(2026, 3))
    assert window.current_screen.month == Month(2026, 3)
    window.navigate(OpenScreen("plain"))
    assert not window.top_bar.month_switcher.isVisible()


def test_ctrl_k_finds_screens_actions_and_what_the_rooms_know(window, qtbot):
    window.open_palette()
    palette = window.findChild(Palette)
    assert "Groups" in [f.title for f in palette.found()]
    palette.search_edit.setText("pl")
    titles = [f.title for f in palette.found()]
    assert titles == ["Plain", "Siti pl"]
    qtbot.keyClick(palette.search_edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search_edit, Qt.Key.Key_Return)
    assert window.screen_key == "plain"
    palette.grab()


def test_a_search_that_finds_nothing_says_so(qtbot):
    palette = Palette([], lambda _text: [])
    qtbot.addWidget(palette)
    palette.search_edit.setText("zzz")
    assert palette._nothing_label.text() == "Nothing found for “zzz”."
    qtbot.keyClick(palette.search_edit, Qt.Key.Key_Return)


def test_ctrl_p_shows_the_pages_of_the_screen(window, qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(PreviewDialog, "exec", lambda self: shown.append(self))  # noqa: PLW0108
    window.print_screen()
    assert shown[0].preview.page_total == 1
    window.navigate(OpenScreen("plain"))
    window.print_screen()
    assert window.messages.texts() == ["There is nothing to print on this screen."]


def test_f1_lists_the_keys(window, qtbot):
    box = ShortcutsBox(window)
    qtbot.addWidget(box)
    box.grab()


def test_unsaved_typing_is_asked_about_before_closing(window, qtbot, monkeypatch):
    edit = window.current_screen.form.editor("name")
    qtbot.keyClicks(edit, "half")
    asked = []
    monkeypatch.setattr(
        "fieldkit.ui.widgets.dialogs.ask", lambda *_a, **_k: asked.append(1) or len(asked) > 1
    )
    window.close()
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert preferences.load().window


def test_the_place_of_the_window_is_remembered(qtbot, ctx, changes, window, specs, doors_of):
    window.resize(1010, 650)
    window.remember_place()
    again = Window(ctx, changes, specs, doors_of(ctx), preferences.load())
    qtbot.addWidget(again)
    assert again.size().height() == 650


def names_missing(widget: QWidget) -> list[str]:
    missing = []
    for child in [widget, *widget.findChildren(QWidget)]:
        if child.focusPolicy() == Qt.FocusPolicy.NoFocus or not child.isVisible():
            continue
        face = QAccessible.queryAccessibleInterface(child)
        if face is not None and not face.text(QAccessible.Text.Name):
            missing.append(f"{type(child).__name__} {child.objectName()}")
    return missing


def test_every_control_of_the_frame_has_a_name(window):
    window.navigate(OpenScreen("plain"))
    assert names_missing(window.sidebar) == []
    assert names_missing(window.top_bar) == []


def test_a_screen_class_must_be_given_somehow(specs):
    from fieldkit.ui.shell.screen import ScreenSpec

    with pytest.raises(TypeError):
        ScreenSpec(key="x", title="X", icon="x").screen_class()
    assert specs[0].screen_class().__name__ == "GroupsScreen"


def test_good_news_is_left_behind_with_its_screen_and_trouble_is_not(window, monkeypatch):
    window.say("Saved.")
    window.say("Not printed.", role="danger")
    window.navigate(OpenScreen("plain"))
    assert window.messages.texts() == ["Saved.", "Not printed."]  # not read yet
    monkeypatch.setattr("fieldkit.ui.shell.messages._READ_MS", -1)
    window.navigate(OpenScreen("groups"))
    assert window.messages.texts() == ["Not printed."]


def test_messages_stand_under_the_page_and_not_under_the_sidebar(window):
    window.say("Saved.")
    middle = window.messages.geometry().center().x()
    page = window.stack.mapTo(window.centralWidget(), window.stack.rect().center()).x()
    assert abs(middle - page) <= 1


def test_the_screen_in_front_chosen_once_more_shows_its_first_page(window):
    tops = []
    window.current_screen.go_to_top = lambda: tops.append("top")
    window.sidebar.chosen.emit("groups")
    window.navigate(OpenScreen("groups", "one"))
    assert tops == ["top"]


def test_settings_have_a_key(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.screen_key == "settings"


def test_undo_and_print_say_their_word_where_there_is_room(window, qtbot):
    def has_words():
        return window.top_bar.print_button.toolButtonStyle().name == "ToolButtonTextBesideIcon"

    window.resize(1366, 700)
    qtbot.waitUntil(has_words)
    window.resize(900, 600)
    qtbot.waitUntil(lambda: not has_words())
    assert window.top_bar.print_button.accessibleName() == "Print"


def test_the_keys_begin_in_the_list_of_a_screen(qtbot, ctx, changes, doors_of):
    class ListScreen(Screen):
        def __init__(self, ctx, changes, navigate) -> None:
            super().__init__(ctx, changes, navigate)
            self.button = buttons.button("Plan")
            self.empty = RecordTable(Column("Name", str))
            self.table = RecordTable(Column("Name", str))
            self.table.show_rows(["Mawar"])
            layout = QVBoxLayout(self)
            for widget in (self.button, self.empty, self.table):
                layout.addWidget(widget)

    specs = (
        ScreenSpec(key="one", title="One", icon="house", build=ListScreen),
        ScreenSpec(key="two", title="Two", icon="house", build=ListScreen),
    )
    window = Window(ctx, changes, specs, doors_of(ctx), Settings(), "My book")
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for key in ("one", "two", "one"):
        window.navigate(OpenScreen(key))
        assert window.current_screen.table.view.hasFocus()
        window.current_screen.button.setFocus()


def test_the_search_names_places_within_screens_that_the_role_may_use(qtbot, book, doors_of):
    opened = []

    class Rooms(Screen):
        def open(self, target) -> None:
            opened.append(target)

    places = (
        Place("Plan a session", "plus", "plan"),
        Place("Import", "plus", "import", Permission.IMPORT_FAMILIES),
    )
    spec = ScreenSpec(key="rooms", title="Rooms", icon="house", build=Rooms, places=places)
    reader = book(role=Role.READER)
    window = Window(reader, Changes(reader), (spec,), doors_of(reader), Settings())
    qtbot.addWidget(window)
    window.show()
    window.open_palette()
    palette = window.findChild(Palette)
    assert "Import" not in [f.title for f in palette.found()]
    palette.search_edit.setText("plan")
    qtbot.keyClick(palette.search_edit, Qt.Key.Key_Return)
    assert opened == ["plan"]


def test_the_sidebar_is_as_wide_as_its_longest_word_within_reason(qtbot):
    def made(title):
        spec = ScreenSpec(key="one", title=title, icon="house", build=lambda *_: None)
        sidebar = Sidebar([spec], "Book")
        qtbot.addWidget(sidebar)
        return sidebar

    plain, longer, endless = (made("Homes").width(), made("M" * 15).width(), made("M" * 90).width())
    assert plain == style.px(sidebar_module.WIDE)
    assert plain < longer < endless == style.px(sidebar_module.WIDEST)


def test_a_title_without_room_ends_in_dots_and_tells_itself_whole(window):
    title = window.top_bar.title_label
    window.top_bar.show_title("Homework & Savings")
    title.resize(40, 30)
    assert title.toolTip() == title.text() == "Homework & Savings"
    assert title._shown().endswith("…")
    title.resize(600, 30)
    assert (title.toolTip(), title._shown()) == ("", "Homework & Savings")


def test_a_low_sidebar_sets_its_lines_closer_before_it_scrolls(qtbot):
    specs = [
        ScreenSpec(key=f"s{number}", title="Homes", icon="house", build=lambda *_: None)
        for number in range(9)
    ]
    sidebar = Sidebar(specs, "Book")
    qtbot.addWidget(sidebar)
    with qtbot.waitExposed(sidebar):
        sidebar.show()
    heights = {}
    for height in (900, 470, 300):
        sidebar.resize(sidebar.width(), height)
        qtbot.waitUntil(lambda height=height: sidebar.height() == height)
        bar = sidebar._scroll.verticalScrollBar()
        heights[height] = (sidebar._buttons["s0"].height(), bar.maximum() > 0)
    roomy, lower, lowest = heights.values()
    assert roomy == (style.px(sidebar_module.ROW), False)
    assert roomy[0] > lower[0] >= sidebar_module.LEAST_ROW
    assert not lower[1]
    assert lowest == (sidebar_module.LEAST_ROW, True)
    sidebar.show_current("s8")
    last = sidebar._buttons["s8"]
    assert (
        sidebar._scroll.viewport()
        .rect()
        .contains(last.mapTo(sidebar._scroll.viewport(), last.rect().center()))
    )


def test_the_shield_is_asked_again_when_the_work_of_a_screen_is_done(
    qtbot, ctx, changes, specs, doors_of
):
    state = [Safety("No backup yet", is_good=False)]
    doors = doors_of(ctx)._replace(safety=lambda: state[-1])
    made = Window(ctx, changes, specs, doors, Settings())
    qtbot.addWidget(made)
    made.show()
    made.open_first()
    qtbot.waitUntil(lambda: "No backup yet" in made.sidebar._shield.accessibleName())
    state.append(Safety("Backed up today", is_good=True))
    made.current_screen.say("Backed up and proved.")
    qtbot.waitUntil(lambda: "Backed up today" in made.sidebar._shield.accessibleName())


def test_a_key_locks_at_once(window, qtbot):
    with qtbot.waitSignal(window.lock_wanted):
        qtbot.keyClick(
            window,
            Qt.Key.Key_L,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )


def test_a_long_message_never_lies_over_its_undo(qtbot):
    over, beside = QWidget(), QWidget()
    qtbot.addWidget(over)
    beside.setParent(over)
    beside.setFixedWidth(200)
    over.resize(720, 400)
    over.show()
    messages = Messages(over, beside)
    words = (
        "10 rows: 10 new, 0 changed, 0 the same, 0 in doubt, 0 refused. 7 hold numbers to repair."
    )
    messages.show_message(Message(words, role="attention", undo=True))
    (strip,) = messages._strips
    label, undo = strip._text_label, strip._undo_button
    qtbot.waitUntil(lambda: undo.width() >= undo.minimumSizeHint().width())
    assert label.geometry().right() < undo.geometry().left()
    assert strip.geometry().right() <= messages.width()
