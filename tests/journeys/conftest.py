"""Laptops to sit down at, a clock that stands on 20 November 2026, and a practice book."""

import gettext
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fieldkit.core import i18n, paths
from fieldkit.core.clock import FixedClock
from fieldkit.features.practice import service as practice
from tests.journeys.hands import Laptop, every_clock


@pytest.fixture(scope="session")
def cheap_keys():
    """Stretch passphrases little: the journeys open many books."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
        patch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
        yield


@pytest.fixture(autouse=True)
def _no_keeper(monkeypatch):
    """Let no journey's book keep what is typed into the boxes of the next."""
    from fieldkit.ui.widgets.dialogs import FormDialog

    monkeypatch.setattr(FormDialog, "keeper", None)


@pytest.fixture
def noon(monkeypatch) -> FixedClock:
    """The clock of every laptop: a Friday morning."""
    return every_clock(monkeypatch, datetime(2026, 11, 20, 3, 0, tzinfo=UTC))


@pytest.fixture
def laptop(qapp, qtbot, tmp_path, monkeypatch, noon, cheap_keys):
    """Makes laptops: `laptop("sri")`, each with its own documents and settings."""
    made: list[Laptop] = []

    def own(one: Laptop) -> None:
        monkeypatch.setattr(paths, "settings_folder", lambda: one.folder / "settings")
        monkeypatch.setattr(paths, "documents_folder", lambda: one.folder / "documents")
        for other in made:
            other.show(shown=other is one)

    def make(name: str, language: str = "en") -> Laptop:
        folder = tmp_path / name
        folder.mkdir()
        made.append(Laptop(folder, language, own))
        return made[-1]

    former = gettext.textdomain()
    yield make
    for one in made:
        if one._program is not None and one._program.ctx is not None:
            one.close()
    i18n.install(gettext.NullTranslations(), "en")
    gettext.textdomain(former)
    qapp.setProperty("dressed", False)


@pytest.fixture(scope="session")
def practice_master(tmp_path_factory, cheap_keys) -> Path:
    """The practice book, made once."""
    folder = tmp_path_factory.mktemp("practice") / "Latihan.fieldkit"
    practice.make_book(
        folder,
        passphrase=practice.PASSPHRASE,
        size=practice.Size(families=90, groups=13, months=4, seed=5),
        until=date(2026, 11, 20),
    )
    return folder


@pytest.fixture
def practice_book(practice_master: Path, tmp_path: Path) -> Path:
    """A copy of the practice book."""
    return Path(shutil.copytree(practice_master, tmp_path / "Latihan.fieldkit"))
