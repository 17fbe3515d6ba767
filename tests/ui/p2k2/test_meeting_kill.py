"""A laptop that dies in the middle of a meeting has kept what was marked."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db.steps import Step
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Presenter, Session
from fieldkit.ui.p2k2.screen import P2k2Screen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import OpenSession

CLOCK = FixedClock(datetime(2026, 11, 20, 3, tzinfo=UTC))
ROOT = Path(__file__).parents[3]
FAMILIES = 27
KEYS, MARKED = "2h3h1hsihha", 8


def _opened(folder: Path, key: bytes, session_id: str) -> tuple:
    ctx = vault.open_with_key(folder, key, clock=CLOCK)
    screen = P2k2Screen(ctx, Changes(ctx), lambda _target: None)
    screen.resize(1100, 700)
    screen.show()
    screen.open(OpenSession(session_id))
    return ctx, screen


def _die_while_marking(folder: Path, session_id: str) -> None:
    """Mark some families as a hand does, and lose all power before anything is saved."""
    from fieldkit.ui.shell import theme

    app = QApplication([])
    theme.apply(app)
    ctx, screen = _opened(folder, bytes.fromhex(sys.stdin.readline()), session_id)
    QTest.keyClicks(screen.meeting_page.attendance.grid.view, KEYS)
    while len((p2k2.draft(ctx, session_id) or {}).get("attendance", {})) < MARKED:
        app.processEvents()
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def book(tmp_path) -> Path:
    folder = tmp_path / "Buku.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kunci panjang", clock=CLOCK
    )
    with ctx.db.write(Step("Prepare")) as writer:
        group = writer.put("kpm_group", {"name": "Mawar", "code": "A"}, scope="mawar")
        for number in range(1, FAMILIES + 1):
            row = {"group_id": group, "name": f"Ibu {number}", "row_code": f"A{number}"}
            writer.put("family", row, scope="mawar")
    p2k2.plan_session(
        ctx,
        Session(
            group_id=group, held_on=date(2026, 11, 20), starts=time(9), ends=time(11),
            place="Balai", code="M2S1", presenters=(Presenter(name="Sri", institution="PKH"),),
        ),
    )  # fmt: skip
    vault.close_book(ctx, folder)
    return folder


def test_a_half_marked_meeting_survives_a_kill(qapp, qtbot, book):
    key = vault.unlock(book, "kunci panjang")
    ctx = vault.open_with_key(book, key, clock=CLOCK)
    [summary] = p2k2.sessions_between(ctx, date(2026, 11, 1), date(2026, 11, 30))
    session_id = summary.session.id
    vault.close_book(ctx, book)
    died = subprocess.run(
        [sys.executable, __file__, str(book), session_id], input=key.hex() + "\n", text=True,
        timeout=90, check=False, capture_output=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    ctx, screen = _opened(book, key, session_id)
    qtbot.addWidget(screen)
    counts = screen.meeting_page.attendance.counts()
    assert (counts.present, counts.sick, counts.excused, counts.absent) == (5, 1, 1, 1)
    assert counts.unmarked == FAMILIES - MARKED
    assert screen.meeting_page.head.draft_notice.text_label.text()
    assert not p2k2.session(ctx, session_id).is_given
    screen.meeting_page.head.save_button.click()
    assert p2k2.sessions_of_group(ctx, summary.session.group_id)[0].counts.present == 5
    screen.hide()
    vault.close_book(ctx, book)


if __name__ == "__main__":
    _die_while_marking(Path(sys.argv[1]), sys.argv[2])
