"""Work over 100 ms: on its own thread, with its own connection, countable and cancellable.

self.run_job(_("Writing the report"), work, on_done)

def work(ctx, job):                # runs on the other thread, with a Context of its own
job.report(0, total, _("families"))
...
job.stop_if_cancelled()        # raises Cancelled; the transaction rolls back
return result                  # handed to on_done(result) on the window's thread
"""

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _
from fieldkit.core.money import format_number
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.lifetime import let_go

Work = Callable[[Context, "Job"], Any]
_SHOWN_AFTER_MS = 300


class Cancelled(Exception):  # noqa: N818 -- not an error: the user's wish
    """The user pressed Cancel; nothing was changed."""


class Job(QObject):
    """One piece of work under way; the work reports through it and asks whether to stop."""

    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    broke = Signal(object)
    stopped = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self._is_cancelled = False

    def report(self, done: int, total: int, unit: str = "") -> None:
        """Say how far the work is; a total of 0 means nobody knows."""
        self.progressed.emit(done, total, unit)

    def stop_if_cancelled(self) -> None:
        """Leave the work if the user asked for it."""
        if self._is_cancelled:
            raise Cancelled

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop at its next convenient place."""
        self._is_cancelled = True


def wait_for_all() -> None:
    """Let every job end before the book is closed."""
    QThreadPool.globalInstance().waitForDone()


class _Runnable(QRunnable):
    def __init__(self, ctx: Context, own: Context, job: Job, work: Work) -> None:
        super().__init__()
        self._ctx, self._own, self._job, self._work = ctx, own, job, work

    def run(self) -> None:
        try:
            result = self._work(self._own, self._job)
        except Cancelled:
            self._job.stopped.emit()
        except FieldKitError as error:
            self._job.failed.emit(error)
        except Exception:  # noqa: BLE001 -- a bug, handed to the one handler
            self._job.broke.emit(sys.exc_info())
        else:
            self._job.finished.emit(result)
        finally:
            if self._own.db is not self._ctx.db:
                self._own.db.close()


class JobRunner(QObject):
    """Runs one screen's jobs, one after the other, and shows a progress box when they last.

    A quiet runner shows no box: for what the user did not ask for.
    """

    def __init__(self, ctx: Context, parent: QWidget, *, is_quiet: bool = False) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._is_quiet = is_quiet
        self._window = parent
        self._job: Job | None = None
        self._box: ProgressBox | None = None
        self._on_done: Callable[[Any], None] | None = None
        self._on_failed: Callable[[FieldKitError], None] | None = None
        self._waiting: list[tuple[Any, ...]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_slow)

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def cancel(self) -> None:
        """Drop what waits and ask the job under way to stop."""
        self._waiting = []
        if self._job is not None:
            self._job.cancel()

    def run(
        self,
        title: str,
        work: Work,
        on_done: Callable[[Any], None] | None = None,
        on_failed: Callable[[FieldKitError], None] | None = None,
    ) -> None:
        """Start the work, or queue it behind the one under way."""
        if self._job is not None:
            self._waiting.append((title, work, on_done, on_failed))
            return
        self._on_done, self._on_failed = on_done, on_failed
        self._job = Job(title)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._on_job_failed)
        self._job.broke.connect(self._on_broke)
        self._job.stopped.connect(self._on_stopped)
        own = self._ctx._replace(db=self._ctx.db.another())
        runnable = _Runnable(self._ctx, own, self._job, work)
        if own.db is self._ctx.db:  # a book in memory has one connection and no thread to spare
            runnable.run()
            return
        if not self._is_quiet:
            self._timer.start(_SHOWN_AFTER_MS)
        QThreadPool.globalInstance().start(runnable)

    @Slot()
    def _on_slow(self) -> None:
        if self._job is not None:
            self._box = ProgressBox(self._job, self._window.window())
            self._box.open()

    def _end(self) -> None:
        self._timer.stop()
        if self._box is not None:
            self._box.accept()
            let_go(self._box)
        self._job, self._box = None, None

    def _next(self) -> None:
        if self._waiting and self._job is None:
            self.run(*self._waiting.pop(0))

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        done = self._on_done
        self._end()
        if done is not None:
            done(result)
        self._next()

    @Slot(object)
    def _on_job_failed(self, error: FieldKitError) -> None:
        failed = self._on_failed
        self._end()
        if failed is not None:
            failed(error)
        self._next()

    @Slot(object)
    def _on_broke(self, caught: tuple[Any, Any, Any]) -> None:
        self._end()
        sys.excepthook(*caught)
        self._next()

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self._next()


class ProgressBox(QDialog):
    """Shows how far a job is, in counted units, with Cancel."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(job.title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._job = job
        title_label = QLabel(job.title)
        title_label.setFont(style.strong_font())
        title_label.setWordWrap(True)
        self._count_label = QLabel(_("Working…"))
        style.set_role(self._count_label, "secondary")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(job.title)
        self._cancel_button = buttons.button(_("Cancel"), self.reject, key="Esc")
        line = QHBoxLayout()
        line.addWidget(self._count_label, 1)
        line.addWidget(self._cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(20)] * 4)
        layout.setSpacing(style.px(12))
        layout.addWidget(title_label)
        layout.addWidget(self._bar)
        layout.addLayout(line)
        self.setMinimumWidth(style.text_width(56))
        job.progressed.connect(self._on_progressed)

    def reject(self) -> None:
        """Ask the job to stop; the box closes when it has."""
        self._job.cancel()
        self._cancel_button.setEnabled(False)
        self._count_label.setText(_("Stopping…"))

    @Slot(int, int, str)
    def _on_progressed(self, done: int, total: int, unit: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        so_far, of_all = format_number(done), format_number(total)
        if total:
            self._count_label.setText(
                _("{done} of {total} {unit}").format(done=so_far, total=of_all, unit=unit)
            )
        elif done:
            self._count_label.setText(_("{done} {unit}").format(done=so_far, unit=unit))
