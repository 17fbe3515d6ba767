"""Speed of a month of P2K2: saving a meeting, opening the years, printing the month's papers."""

import json
import random
import sqlite3
import statistics
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

import pytest

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from tests.bench.conftest import Figure, interleaved, milliseconds, told

FAMILIES = 35
YEARS = 5
# What a laptop's disk needs at least until a commit is safe; a server's says so after 0.2 ms.
DISK_MS = 5
pytestmark = pytest.mark.bench


@pytest.fixture
def own_book(tmp_path):
    """A book on disk with one group of 35 families."""
    folder = tmp_path / "Buku.fieldkit"
    clock = FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC))
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kunci panjang", clock=clock
    )
    _add_group(ctx, 0, FAMILIES)
    yield ctx
    vault.close_book(ctx, folder)


def _bare(db) -> Any:
    """Dress a bare database: as careful with power cuts as the book is, with its indexes."""
    for line in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "CREATE TABLE session (id TEXT PRIMARY KEY, held_on TEXT, title TEXT)",
        "CREATE TABLE attendance (id TEXT PRIMARY KEY, session_id, family_id, status, understood)",
        "CREATE INDEX by_session ON attendance (session_id)",
        "CREATE INDEX by_family ON attendance (family_id)",
        "CREATE TABLE log (at INTEGER PRIMARY KEY, tbl, row, val, step)",
        "CREATE INDEX by_row ON log (tbl, row)",
        "CREATE INDEX by_step ON log (step)",
    ):
        db.execute(line)
    return db


@pytest.fixture
def bare(tmp_path):
    """A plain database."""
    db = _bare(sqlite3.connect(tmp_path / "bare.db", isolation_level=None))
    yield db
    db.close()


@pytest.fixture
def encrypted(tmp_path):
    """A database encrypted as the book is, without its log and its rules."""
    from sqlcipher3 import dbapi2

    db = dbapi2.connect(str(tmp_path / "encrypted.db"), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{'ab' * 32}'\"")
    yield _bare(db)
    db.close()


def _save_rows(db, families, *, is_logged: bool = False) -> None:
    session_id = new_id()
    rows = [(new_id(), session_id, family, "present", "good") for family in families]
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO session VALUES (?, ?, ?)", (session_id, "2026-11-20", "x"))
    db.executemany("INSERT INTO attendance VALUES (?, ?, ?, ?, ?)", rows)
    if is_logged:
        log = [(None, "attendance", row[0], json.dumps(row[1:]), session_id) for row in rows]
        db.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?)", log)
    db.execute("COMMIT")


def _save_one(db) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO session VALUES (?, ?, ?)", (new_id(), "2026-11-20", "x"))
    db.execute("COMMIT")


def test_a_meeting_of_35_families_is_saved_like_one_commit(own_book, encrypted, bare):
    from fieldkit.features.meeting import service as meeting
    from fieldkit.features.meeting.model import Page
    from fieldkit.features.p2k2 import service as p2k2
    from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session, Understanding

    [group] = p2k2.group_choices(own_book)
    families = [row.family_id for row in p2k2.blank_grid(own_book, group["id"])]
    session = Session(
        group_id=group["id"], held_on=own_book.today, starts=time(9), ends=time(11), code="M2S1",
        place="Balai", presenters=(Presenter(name="Sri", institution="Pendamping PKH"),),
    )  # fmt: skip
    marks = tuple(
        Attendance(family_id=family, status=Mark.PRESENT, understanding=Understanding.GOOD)
        for family in families
    )
    assert len(marks) == FAMILIES

    def ours():
        meeting.record(own_book, Page(session=session, marks=marks))

    for _warm in range(20):
        ours()
        _save_rows(encrypted, families, is_logged=True)
        _save_one(bare)
    took, floor = interleaved(ours, lambda: _save_rows(encrypted, families, is_logged=True), 100)
    name = "a meeting of 35 families, beside one encrypted commit of it and its log"
    told(Figure(name, took, "ms", 3, floor))
    took, floor = interleaved(ours, lambda: _save_rows(encrypted, families), 100)
    told(
        Figure("a meeting of 35 families, beside one encrypted commit of it", took, "ms", 3, floor)
    )
    took, floor = interleaved(ours, lambda: _save_one(bare), 100)
    told(Figure("a meeting of 35 families, beside one plain row", took, "ms", 30, floor))
    waits = "a meeting of 35 families, beside one row, on a disk that takes 5 ms"
    told(Figure(waits, took + DISK_MS, "ms", 3, floor + DISK_MS))
    assert len(p2k2.sessions_of_group(own_book, group["id"])) == 320


@pytest.mark.parametrize("groups", [13, 60])
def test_the_years_of_all_groups_open_at_once(qapp, qtbot, groups):
    from fieldkit.ui.p2k2.month_page import MonthPage
    from fieldkit.ui.shell import theme

    theme.apply(qapp)
    ctx = vault.memory_context(FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC)))
    for place in range(groups):
        _add_years(ctx, place)
    page = MonthPage(ctx, lambda *_more: None)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.reload(Month(2026, 11))

    def opened(tab):
        page.tabs.setCurrentWidget(page.list)
        return milliseconds(lambda: (page.tabs.setCurrentWidget(tab), tab.grab()))

    for name, tab, matrix in (
        ("months", page.year_page, page.year_matrix),
        ("sessions", page.topic_page, page.topic_matrix),
    ):
        took = statistics.median(opened(tab) for _turn in range(7))
        assert page.tabs.currentWidget() is tab
        assert matrix.model().rowCount() == groups
        told(Figure(f"matrix of {name}, {groups} groups over {YEARS} years", took, "ms", 300))
    ctx.db.close()


def test_a_months_papers_of_13_groups_are_ready_before_the_tea(practice_book, data_key):
    from fieldkit.core.render.pdf import write_pdf
    from fieldkit.features.month import shelf

    ctx = vault.open_with_key(practice_book, data_key)
    month = Month(2026, 10)
    kinds = (
        "p2k2_plan", "attendance", "attendance_portrait", "p2k2", "p2k2_monitoring",
        "p2k2_portal", "lesson_plan",
    )  # fmt: skip

    def print_all():
        for kind in kinds:
            write_pdf(shelf.build(ctx, kind, month), BytesIO())

    took = statistics.median(milliseconds(print_all) for _turn in range(3))
    vault.close_book(ctx, practice_book)
    told(Figure("the month’s P2K2 papers of 13 groups as PDF", took, "ms", 5000))


def _add_group(ctx, place: int, size: int) -> tuple[str, list[str]]:
    group, families = new_id(), [new_id() for _number in range(size)]
    with ctx.db.write(Step("Prepare")) as writer:
        named = {"id": group, "name": f"Kelompok {place}", "code": f"K{place}"}
        writer.put("kpm_group", named, scope=group)
        rows = [
            {
                "id": family, "group_id": group, "name": f"Ibu {number}", "status": "active",
                "row_code": f"K{place}{number}",
            }
            for number, family in enumerate(families, start=1)
        ]  # fmt: skip
        writer.put_many("family", rows, group)
    return group, families


def _add_years(ctx, place: int) -> None:
    """A group with a session a month for five years, and the marks of 27 families in each."""
    from fieldkit.features.p2k2 import curriculum

    group, families = _add_group(ctx, place, 27)
    topics = curriculum.topics()
    chance = random.Random(place)
    sessions, marks = [], []
    for number in range(12 * YEARS):
        topic = topics[(number + place) % len(topics)]
        session = new_id()
        month = Month(2021, 12).plus(number)
        sessions.append(
            {
                "id": session, "group_id": group, "held_on": f"{month}-10", "status": "held",
                "code": topic.code, "module": topic.module, "title": topic.title,
            }
        )  # fmt: skip
        marks += [
            {
                "id": new_id(), "session_id": session, "family_id": family,
                "status": chance.choice(("present", "present", "absent")),
            }
            for family in families
        ]  # fmt: skip
    with ctx.db.write(Step("Prepare")) as writer:
        writer.put_many("session", sessions, group)
        writer.put_many("attendance", marks, group)
