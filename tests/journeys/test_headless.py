"""The month without a display, as `make run` walks it."""

import pytest

from fieldkit.core.security.roles import ALLOWED, Role
from fieldkit.ui import screens
from installer.headless_month import Walk

SMALL = ("--families", 30, "--groups", 2, "--months", 2, "--kube", 1)


@pytest.fixture
def _own_profile(tmp_path, monkeypatch):
    import gettext

    from fieldkit.features.practice.service import PASSPHRASE

    monkeypatch.setattr("fieldkit.core.paths.settings_folder", lambda: tmp_path / "config")
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("LANGUAGE", "id")
    former = gettext.textdomain()
    yield
    gettext.textdomain(former)


@pytest.mark.usefixtures("_own_profile")
def test_the_whole_month_leaves_reports_and_pictures(tmp_path, capsys, qtbot):
    walk = Walk(tmp_path, *SMALL)
    walk.go()
    told = capsys.readouterr().out
    assert "2 new, 1 refused" in told
    assert "2 sessions planned, each with its reason" in told
    assert "the second time nothing" in told
    endings = [file.suffix for file in walk.written]
    assert endings.count(".pdf") >= 10
    assert endings.count(".xlsx") == 1
    assert endings.count(".fkx") == 1
    pictures = {file.stem.removeprefix("layar-") for file in walk.written if file.suffix == ".png"}
    may = ALLOWED[Role.FACILITATOR]
    shown = {s.key for s in screens.SCREENS if s.permission is None or s.permission in may}
    assert pictures == shown
    [calendar] = [file for file in walk.written if file.suffix == ".ics"]
    assert calendar.read_text().count("BEGIN:VEVENT") == 2
    assert all(file.stat().st_size > 1000 for file in walk.written if file != calendar)
