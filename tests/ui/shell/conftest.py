"""A window with two small screens of its own, so that the shell is tested without any room."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout

from fieldkit.core.render.document import Document, Paragraph
from fieldkit.core.security.roles import Permission
from fieldkit.core.settings import Settings
from fieldkit.features.records import undoing
from fieldkit.ui.shell.doors import Doors, Found, Safety
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.shell.window import Window
from fieldkit.ui.widgets.form import Form, TextField


class GroupsScreen(Screen):
    """Counts groups; knows the month; can be printed."""

    tables = frozenset({"kpm_group"})
    wants_month = True

    def __init__(self, ctx, changes, navigate) -> None:
        super().__init__(ctx, changes, navigate)
        self.label = QLabel()
        self.form = Form(TextField("name", "Name"))
        self.opened = []
        self.reloads = 0
        layout = QVBoxLayout(self)
        layout.addWidget(self.label)
        layout.addWidget(self.form)
        self.reload()

    def reload(self) -> None:
        self.reloads += 1
        self.label.setText(str(self.ctx.db.value("SELECT count(*) FROM kpm_group")))

    def open(self, target) -> None:
        self.opened.append(target)

    def print_documents(self):
        return [Document("List", "list", blocks=(Paragraph("One"),))]


class PlainScreen(Screen):
    """Shows nothing and prints nothing."""


SPECS = (
    ScreenSpec(
        key="groups", shortcut="Ctrl+1", title="Groups", icon="users", load=lambda: GroupsScreen
    ),
    ScreenSpec(
        key="plain",
        shortcut="Ctrl+2",
        title="Plain",
        icon="house",
        build=PlainScreen,
        opens=(OpenFamily,),
    ),
    ScreenSpec(
        key="secret",
        title="Secret",
        icon="lock",
        permission=Permission.IMPORT_FAMILIES,
        build=PlainScreen,
    ),
    ScreenSpec(
        key="settings", shortcut="Ctrl+,", title="Settings", icon="settings", build=PlainScreen
    ),
)


@pytest.fixture
def specs():
    return SPECS


@pytest.fixture
def doors_of():
    return make_doors


def make_doors(ctx) -> Doors:
    return Doors(
        next_undo=lambda: undoing.next_undo(ctx),
        next_redo=lambda: undoing.next_redo(ctx),
        undo=lambda: undoing.undone_sentence(undoing.undo(ctx)),
        redo=lambda: undoing.undone_sentence(undoing.redo(ctx)),
        search=lambda text: [Found(f"Siti {text}", "Mawar", "house", OpenFamily("f1"))],
        safety=lambda: Safety("No backup yet", is_good=False),
        safety_target=OpenScreen("settings", "backup"),
    )


@pytest.fixture
def window(qtbot, ctx, changes):
    made = Window(ctx, changes, SPECS, make_doors(ctx), Settings(), "My book")
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)  # keys go to the active window only
    made.open_first()
    yield made
    for screen in made.findChildren(Screen):
        for form in screen.findChildren(Form):
            form.mark_clean()
