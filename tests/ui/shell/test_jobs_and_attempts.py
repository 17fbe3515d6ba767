import os

import pytest

from fieldkit.core.clock import FixedClock
from fieldkit.core.db.database import Database
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import DiskFullError, InvalidInputError, NotFoundError, Problem
from fieldkit.core.security.roles import Role
from fieldkit.core.vault import prepare
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.jobs import ProgressBox
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets.form import Form, TextField


@pytest.fixture
def file_ctx(tmp_path, clock: FixedClock, ctx):
    """A book on disk, without the slow stretching of a passphrase."""
    db = Database(clock, path=tmp_path / "book.db", key=os.urandom(48))
    prepare(db, name="Sri", role=Role.FACILITATOR, book_id="b1")
    yield ctx._replace(db=db)
    db.close()


@pytest.fixture
def screen(qtbot, ctx, changes, navigate):
    made = Screen(ctx, changes, navigate)
    qtbot.addWidget(made)
    made.said = []
    made.told.connect(made.said.append)
    return made


@pytest.fixture
def file_screen(qtbot, file_ctx, navigate):
    made = Screen(file_ctx, Changes(file_ctx), navigate)
    qtbot.addWidget(made)
    made.said = []
    made.told.connect(made.said.append)
    made.show()
    return made


def test_a_job_has_its_own_connection_and_thread_and_hands_back_its_result(file_screen, qtbot):
    seen = []

    def work(ctx, job):
        job.report(1, 2, "rows")
        with ctx.db.write(Step("Work")) as writer:
            writer.put("kpm_group", {"name": "Mawar"}, scope="g")
        return ctx.db is file_screen.ctx.db

    with qtbot.waitSignal(file_screen.changes.changed):
        file_screen.run_job("Working", work, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [False]
    assert file_screen.ctx.db.value("SELECT count(*) FROM kpm_group") == 1


def test_an_error_of_a_job_becomes_a_sentence(file_screen, qtbot):
    def work(_ctx, _job):
        raise DiskFullError

    file_screen.run_job("Working", work)
    qtbot.waitUntil(lambda: bool(file_screen.said))
    assert file_screen.said[0].role == "danger"
    assert "disk is full" in file_screen.said[0].text


def test_jobs_wait_for_each_other(file_screen, qtbot):
    done = []
    for number in range(3):
        file_screen.run_job("Working", lambda _ctx, _job, n=number: n, done.append)
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == [0, 1, 2]


def test_a_cancelled_job_changes_nothing(file_screen, qtbot):
    done = []

    def work(ctx, job):
        with ctx.db.write(Step("Work")) as writer:
            writer.put("kpm_group", {"name": "Mawar"}, scope="g")
            job.cancel()
            job.stop_if_cancelled()

    file_screen.run_job("Working", work, done.append)
    qtbot.waitUntil(lambda: not file_screen._jobs.is_busy)
    assert done == []
    assert file_screen.ctx.db.value("SELECT count(*) FROM kpm_group") == 0


def test_a_bug_in_a_job_reaches_the_one_handler(screen, monkeypatch, caplog):
    import sys

    caught = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: caught.append(kind))

    def work(_ctx, _job):
        raise ZeroDivisionError

    screen.run_job("Working", work)
    assert caught == [ZeroDivisionError]
    caplog.clear()


def test_a_slow_job_shows_counted_progress_and_can_be_stopped(file_screen, qtbot):
    import threading

    hold, done = threading.Event(), []

    def work(_ctx, job):
        job.report(3, 10, "families")
        hold.wait(5)
        job.stop_if_cancelled()

    file_screen.run_job("Reading", work, done.append)
    file_screen._jobs._on_slow()
    box = file_screen._jobs._box
    assert isinstance(box, ProgressBox)
    file_screen._jobs._job.progressed.emit(3, 10, "families")
    assert box._count_label.text() == "3 of 10 families"
    box.reject()
    assert box._count_label.text() == "Stopping…"
    hold.set()
    qtbot.waitUntil(lambda: not file_screen._jobs.is_busy)
    assert done == []


def test_problems_of_a_command_go_into_the_form_and_the_rest_below(screen, qtbot):
    form = Form(TextField("name", "Name"), parent=screen)

    def refuse():
        raise InvalidInputError([Problem("name", "required"), Problem("other", "in_future")])

    assert not screen.attempt(refuse, form)
    assert form.editor("name").property("problem") is True
    assert [m.text for m in screen.said] == ["The date lies in the future."]
    assert screen.attempt(lambda: None, form)
    assert form.editor("name").property("problem") is False


def test_other_errors_are_said_at_the_bottom(screen):
    def lose():
        raise NotFoundError

    assert not screen.attempt(lose)
    assert screen.said[0].role == "danger"
