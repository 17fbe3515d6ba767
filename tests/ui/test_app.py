from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QStackedWidget

from fieldkit.app import Program, books
from fieldkit.app import doors as doors_of
from fieldkit.core import i18n, settings
from fieldkit.core.errors import UsageError
from fieldkit.core.security.roles import Role
from fieldkit.core.settings import Settings
from fieldkit.features.backup import service as backup
from fieldkit.features.office import service as office
from fieldkit.ui import screens
from fieldkit.ui.shell.navigation import OpenFamily, OpenGroup, OpenKube, OpenScreen
from fieldkit.ui.shell.unlock import UnlockDialog
from fieldkit.ui.shell.welcome import WelcomeDialog

NEW = {
    "name": "Sri Utami",
    "role": Role.FACILITATOR,
    "position": "Pendamping Sosial PKH",
    "office": "Dinas Sosial",
    "regency": "Tangerang",
    "district": None,
    "book": "Buku: saya?",
    "passphrase": "three odd words",
}


@pytest.fixture
def program(qapp, qtbot, ctx):
    made = Program(qapp, Settings(language="en"))
    yield made
    if made.window is not None:
        made.window.hide()
        made.window.deleteLater()
    made.ctx = None


@pytest.fixture
def made_book():
    from fieldkit.core import vault

    made = books.create_book(NEW)
    yield made
    if made.folder.resolve() in vault._LOCKS:
        vault.close_book(made.ctx, made.folder)


def test_a_new_book_lies_under_a_clean_name_with_what_is_known(made_book, tmp_path):
    assert made_book.folder == tmp_path / "documents" / "Buku saya.fieldkit"
    assert made_book.recovery_code
    profile = office.profile(made_book.ctx)
    assert (profile.name, profile.position, profile.office, profile.regency) == (
        "Sri Utami",
        "Pendamping Sosial PKH",
        "Dinas Sosial",
        "Tangerang",
    )
    assert books.is_book(made_book.folder)
    with pytest.raises(UsageError):
        books.create_book(NEW)


def test_a_free_name_is_suggested(tmp_path):
    assert books.suggested_name() == "My book"
    (tmp_path / "documents" / "My book.fieldkit").mkdir(parents=True)
    assert books.suggested_name() == "My book 2"


def test_a_backup_becomes_a_new_book(made_book, tmp_path):
    from fieldkit.core.vault import close_book

    written = backup.back_up(made_book.ctx)
    restored = books.restore_backup(Path(written.file), "three odd words")
    assert restored.recovery_code == ""
    assert restored.ctx.me.name == "Sri Utami"
    close_book(restored.ctx, restored.folder)


def test_the_window_opens_on_the_first_screen_in_the_chosen_look(program, ctx, qtbot):
    program.dress()
    program.ctx = ctx
    window = program.show_window()
    assert window.screen_key == screens.SCREENS[0].key
    chosen = settings.load().changed(text_size=125, language="en")
    settings.save(chosen)
    window.navigate(OpenScreen("settings"))
    window.current_screen.look_changed.emit(chosen)
    assert program.window is None
    qtbot.waitUntil(lambda: program.window is not None)
    assert program.window is not window
    assert program.window.screen_key == "settings"
    assert program.app.font().pointSizeF() == pytest.approx(13.125)
    program.settings = Settings(language="en")
    program.dress()


def test_a_book_is_unlocked_with_its_passphrase(program, made_book, monkeypatch):
    from fieldkit.core.vault import close_book

    close_book(made_book.ctx, made_book.folder)

    def type_it(dialog):
        dialog.secret_edit.setText("three odd words")
        dialog._on_open_clicked()

    monkeypatch.setattr(UnlockDialog, "exec", type_it)
    assert program.open_some_book(made_book.folder)
    assert program.ctx.me.name == "Sri Utami"
    assert settings.load().last_book == str(made_book.folder.resolve())
    program.close_book()
    monkeypatch.setattr(UnlockDialog, "exec", lambda _dialog: None)
    assert not program.open_some_book(made_book.folder)


@pytest.mark.parametrize("is_code", [True, False])
def test_who_opens_with_the_recovery_code_is_led_to_a_new_passphrase(
    program, made_book, monkeypatch, is_code, qtbot
):
    from fieldkit.core.vault import close_book

    close_book(made_book.ctx, made_book.folder)
    secret = made_book.recovery_code.lower() if is_code else "three odd words"

    def type_it(dialog):
        dialog.secret_edit.setText(secret)
        dialog._on_open_clicked()

    monkeypatch.setattr(UnlockDialog, "exec", type_it)
    assert program.open_some_book(made_book.folder)
    window = program.show_window()
    program._offer_new_passphrase()
    said = "The recovery code opened the book. Choose a new passphrase now."
    assert (said in window.messages.texts()) is is_code
    program._offer_new_passphrase()
    assert window.messages.texts().count(said) == int(is_code)
    window.close()
    program.close_book()


@pytest.mark.parametrize(
    ("is_there", "said"), [(False, "Plug the stick in"), (True, "is not a FieldKit book")]
)
def test_a_book_that_is_not_there_is_told_on_the_welcome_page(
    program, tmp_path, monkeypatch, is_there, said
):
    folder = tmp_path / "Buku saya.fieldkit"
    if is_there:
        folder.mkdir()
    heard = []

    def look(dialog):
        heard.append(dialog.trouble.text_label.text())

    monkeypatch.setattr(WelcomeDialog, "exec", look)
    assert not program.open_some_book(folder)
    assert "Buku saya" in heard[0]
    assert said in heard[0]
    assert not program.open_some_book(None)
    assert heard[1] == ""


def test_boxes_for_files_begin_among_the_documents_wherever_the_program_was_started(
    program, tmp_path, monkeypatch
):
    from fieldkit.ui.shell import faults

    (tmp_path / "stick" / "x.fieldkit").mkdir(parents=True)
    (tmp_path / "documents").mkdir()
    monkeypatch.chdir(tmp_path / "stick")
    monkeypatch.setattr(faults, "watch", lambda *_doors: None)
    wanted = []
    monkeypatch.setattr(program, "open_some_book", wanted.append)
    program.run(Path("x.fieldkit"))
    assert Path.cwd() == tmp_path / "documents"
    assert wanted == [tmp_path / "stick" / "x.fieldkit"]


def test_another_book_leads_to_the_welcome_page(program, ctx, tmp_path, monkeypatch):
    folder = tmp_path / "x.fieldkit"
    folder.mkdir()
    for name in ("keys.json", "book.db"):
        (folder / name).touch()
    monkeypatch.setattr(UnlockDialog, "exec", lambda dialog: dialog.other_button.click())
    seen = []

    def choose(dialog):
        seen.append(dialog)
        if len(seen) == 1:
            dialog._gate.choose_language("en")
            dialog.restart = True
        elif len(seen) == 2:
            dialog.take_existing(folder)

    monkeypatch.setattr(WelcomeDialog, "exec", choose)
    assert not program.open_some_book(folder)
    assert len(seen) == 3


def test_the_search_finds_families_groups_and_kube(ctx, make):
    group = make.group("Mawar")
    family = make.family(group, "Mawarni")
    kube, _members = make.kube("Mawar Indah")
    found = doors_of.search(ctx, "mawar")
    assert [f.target for f in found] == [OpenGroup(group), OpenKube(kube), OpenFamily(family)]
    assert doors_of.search(ctx, "zzz") == []


def test_a_leader_finds_only_what_a_leader_may_see(book):
    leader = book(role=Role.LEADER)
    assert doors_of.search(leader, "mawar") == []
    found = doors_of.search(leader, "cash book")
    assert [f.target for f in found] == [OpenScreen("reports", "cash_book")]


# One asks in a box of its own, the other is what its screen begins with.
NOT_SEEN = {("p2k2", "plan"), ("settings", "profile")}
PLACES = [
    (spec, place)
    for spec in screens.SCREENS
    for place in spec.places
    if (spec.key, place.target) not in NOT_SEEN
]


@pytest.mark.parametrize(("spec", "place"), PLACES, ids=lambda one: one.title)
def test_every_place_the_search_names_can_be_opened(ctx, changes, qtbot, spec, place):
    screen = spec.screen_class()(ctx, changes, print)
    qtbot.addWidget(screen)
    stacks = screen.findChildren(QStackedWidget)
    before = [stack.currentIndex() for stack in stacks]
    screen.open(place.target)
    is_first = place == spec.places[0]  # may be in front from the beginning
    assert is_first or before != [stack.currentIndex() for stack in stacks]


def test_the_shield_says_how_old_the_last_backup_is(ctx, clock):
    assert not doors_of.safety(ctx).is_good
    ctx.db.set_meta(proved_backup=ctx.today.isoformat())
    assert doors_of.safety(ctx).sentence == "Backed up today"
    clock.instant += timedelta(days=8)
    aged = doors_of.safety(ctx)
    assert aged.sentence == "Backup: 8 days ago"
    assert not aged.is_good


def test_undo_and_redo_pass_through_the_doors(ctx, make):
    doors = doors_of.doors(ctx)
    assert doors.next_undo() is None
    make.group()
    assert doors.undo() == "Undone: Prepare."
    assert doors.redo() == "Done again: Prepare."
    assert doors.search("mawar")
    assert doors.safety() is not None


@pytest.mark.parametrize("spec", screens.SCREENS, ids=lambda spec: spec.key)
def test_the_menu_and_the_room_say_the_same_of_a_screen(spec):
    from importlib import import_module

    own = import_module(f"fieldkit.ui.{spec.key}.screen").SCREEN
    for fact in ("key", "title", "icon", "permission", "opens"):
        assert getattr(own, fact) == getattr(spec, fact), fact
    assert own.build is spec.screen_class()


def test_every_screen_stands_once_and_in_order():
    keys = [spec.key for spec in screens.SCREENS]
    assert keys[0] == "home"
    assert keys[-1] == "settings"
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("spec", screens.SCREENS, ids=lambda spec: spec.key)
def test_every_screen_opens_in_an_empty_book(spec, open_screen):
    screen = open_screen(spec.screen_class())
    assert screen.isVisible()
    screen.resize(640, 380)
    screen.grab()


@pytest.mark.parametrize("spec", screens.SCREENS, ids=lambda spec: spec.key)
def test_every_control_of_every_screen_has_a_name(spec, open_screen):
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QTabWidget, QWidget

    screen = open_screen(spec.screen_class())
    nameless = []
    for control in screen.findChildren(QWidget):
        is_reached = control.focusPolicy() != Qt.FocusPolicy.NoFocus and control.isVisible()
        if not is_reached or isinstance(control, QTabWidget):  # its tabs say their names
            continue
        face = QAccessible.queryAccessibleInterface(control)
        if face is not None and not face.text(QAccessible.Text.Name):
            nameless.append(f"{type(control).__name__} in {type(control.parent()).__name__}")
    assert nameless == []


def test_qt_does_not_lose_none(qtbot):
    """A release of Qt for Python once took a reference of None at every such call."""
    import sys

    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _time in range(200):
        label.setText("x")
    assert abs(sys.getrefcount(None) - before) < 50


def test_a_start_loads_only_what_the_first_page_shows(made_book):
    """A heavy library, or a part of the window that is not seen yet, makes every start slower."""
    import os
    import subprocess
    import sys

    from fieldkit.core.vault import close_book

    close_book(made_book.ctx, made_book.folder)
    code = (
        "import sys; from pathlib import Path; from fieldkit import app;"
        "from fieldkit.core import settings;"
        "from fieldkit.core.vault import open_book; before = set(sys.modules);"
        "p = app.Program(app.application(), settings.Settings()); p.dress();"
        f"p.folder = Path({str(made_book.folder)!r});"
        "p.ctx = open_book(p.folder, 'three odd words');"
        "p.show_window(); later = 'reportlab babel PIL pypdfium2 xlsxwriter numpy pandas"
        " sqlite_utils calendar fieldkit.ui.shell.messages fieldkit.ui.shell.jobs"
        " fieldkit.ui.shell.undo_keys fieldkit.ui.shell.watch fieldkit.ui.shell.palette"
        " fieldkit.ui.widgets.tab_order fieldkit.ui.widgets.form fieldkit.ui.widgets.chart"
        " fieldkit.core.db.undo fieldkit.features.records.undoing';"
        "print(sorted((set(sys.modules) - before) & set(later.split()))); import os;"
        "sys.stdout.flush(); os._exit(0)"
    )
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True
    )
    assert done.stdout.strip() == "[]"
    assert i18n.language() == "en"


def test_every_screen_has_a_key_of_its_own():
    from fieldkit.ui.screens import SCREENS

    keys = [spec.shortcut for spec in SCREENS]
    assert all(keys)
    assert len(set(keys)) == len(keys)
