"""What every screen is, and the line that announces it to the window.

    class VisitsScreen(Screen):
        tables = frozenset({"visit", "family"})

        def __init__(self, ctx, changes, navigate):
            super().__init__(ctx, changes, navigate)
            ...widgets, layout, connections...
            self.reload()

        def reload(self): ...          # read again; called by itself when `tables` change
        def open(self, target): ...    # show one thing: OpenFamily(id), or an OpenScreen's target

Inside a screen: `self.say(...)` for the message at the bottom, `self.run_job(...)` for work
over 100 ms, `self.navigate(OpenFamily(id))` to go elsewhere, `self.attempt(...)` for a command.
"""

import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.security.roles import Permission
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate

if TYPE_CHECKING:
    from fieldkit.core.render.document import Document
    from fieldkit.ui.shell.jobs import Job, JobRunner
    from fieldkit.ui.widgets.form import Form


class Message(NamedTuple):
    """One line at the bottom: what was done, in counted facts; `role` good, attention, danger."""

    text: str
    role: str = "good"
    undo: bool = False
    action: str = ""
    on_action: Callable[[], None] | None = None


class Screen(QWidget):
    """One place of the sidebar; it reloads itself when its tables change."""

    tables: frozenset[str] = frozenset()
    wants_month = False
    is_stand_in = False

    told = Signal(object)
    title_changed = Signal(str)
    look_changed = Signal(object)
    book_left = Signal()
    rescue_wanted = Signal()

    def __init__(
        self,
        ctx: Context,
        changes: Changes,
        navigate: Navigate,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.changes = changes
        self.navigate = navigate
        self.month = Month.of(ctx.today)
        self._is_stale = False
        self.setProperty("page", True)
        changes.changed.connect(self._on_tables_changed)

    def reload(self) -> None:
        """Read again what is shown."""

    def open(self, target: Any) -> None:
        """Show one thing: an `OpenFamily(id)` and the like, or the target of an OpenScreen."""

    def go_to_top(self) -> None:
        """Leave the page in front for the first one: this screen was chosen once more."""

    def set_month(self, month: Month) -> None:
        """Show another month; called by the window's switcher where `wants_month` is set."""
        self.month = month
        self.reload()

    def shown_record(self) -> tuple[str, str] | None:
        """Return the table and id of the record in front, whose history Ctrl+H shows."""
        return None

    def print_documents(self) -> "Sequence[Document]":
        """Return what Ctrl+P prints; nothing when there is nothing to print."""
        return ()

    def has_unsaved(self) -> bool:
        """Whether a form here holds typing that is not saved yet."""
        from fieldkit.ui.widgets.form import Form

        return any(form.is_dirty for form in self.findChildren(Form))

    def say(
        self,
        text: str,
        *,
        role: str = "good",
        undo: bool = False,
        action: str = "",
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Show a message at the bottom; `undo=True` offers to undo the last step."""
        self.told.emit(Message(text=text, role=role, undo=undo, action=action, on_action=on_action))

    def say_error(self, error: FieldKitError) -> None:
        """Show an error's sentence at the bottom."""
        self.say(sentences.sentence(error), role="danger")

    def attempt(self, command: Callable[[], object], form: "Form | None" = None) -> bool:
        """Run a command of a service; problems go into the form, other errors to the bottom."""
        if form is not None:
            form.show_problems(())
        try:
            command()
        except InvalidInputError as error:
            placed = error.problems if form is not None else ()
            if form is not None:
                form.show_problems(placed)
            loose = form.unplaced(error.problems) if form is not None else error.problems
            if loose:
                self.say("\n".join(sentences.problem_sentence(p) for p in loose), role="danger")
        except FieldKitError as error:
            self.say_error(error)
        else:
            return True
        return False

    @cached_property
    def _jobs(self) -> "JobRunner":
        from fieldkit.ui.shell.jobs import JobRunner

        return JobRunner(self.ctx, self)

    def run_job(
        self,
        title: str,
        work: "Callable[[Context, Job], Any]",
        on_done: Callable[[Any], None] | None = None,
        on_failed: Callable[[FieldKitError], None] | None = None,
    ) -> None:
        """Run `work(ctx, job)` on its own thread and connection; see `shell.jobs`."""
        self._jobs.run(title, work, on_done, on_failed or self.say_error)

    def is_busy(self) -> bool:
        """Whether work of this screen is under way."""
        if "fieldkit.ui.shell.jobs" not in sys.modules:
            return False
        from fieldkit.ui.shell.jobs import JobRunner

        return any(runner.is_busy for runner in self.findChildren(JobRunner))

    def stop_jobs(self) -> None:
        """Ask this screen's work to end; called before its window closes."""
        if "_jobs" in self.__dict__:
            self._jobs.cancel()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again when something changed while another screen was in front."""
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.reload()

    @Slot(object)
    def _on_tables_changed(self, tables: frozenset[str]) -> None:
        if not tables & self.tables:
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True


class Place(NamedTuple):
    """Something within a screen that the search finds: its `target` is what `open` takes."""

    title: str
    icon: str
    target: object
    permission: Permission | None = None


class ScreenSpec(NamedTuple):
    """One line of the sidebar; `load` imports the screen's module only when it is opened.

    `opens` lists the kinds of target (such as OpenFamily) that lead to this screen; `places`
    what the search finds within it. `shortcut` is the screen's for good: a further screen, or a
    role that sees fewer, moves nobody else's keys.
    """

    key: str
    title: str
    icon: str
    permission: Permission | None = None
    load: Callable[[], type[Screen]] | None = None
    build: type[Screen] | None = None
    opens: tuple[type, ...] = ()
    shortcut: str = ""
    places: tuple[Place, ...] = ()

    def screen_class(self) -> type[Screen]:
        """Return the screen's class, importing it now."""
        found = self.build or (self.load() if self.load else None)
        if found is None:
            raise TypeError(self.key)
        return found
