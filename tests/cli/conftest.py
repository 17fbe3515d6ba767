"""A small practice book to run commands on, and a way to run them as a shell would."""

import gettext
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fieldkit import cli as door
from fieldkit.core import settings
from fieldkit.features.practice import service as practice

WORDS = practice.PASSPHRASE


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@pytest.fixture(autouse=True)
def _own_profile(tmp_path_factory, monkeypatch, _cheap_keys) -> None:
    """Preferences of their own, in English, and the passphrase in the variable."""
    place = tmp_path_factory.mktemp("config")
    monkeypatch.setattr("fieldkit.core.paths.settings_folder", lambda: place)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", WORDS)
    monkeypatch.delenv("FIELDKIT_FIRST_KEY", raising=False)
    settings.save(settings.Settings(language="en"))
    former = gettext.textdomain()
    yield
    gettext.textdomain(former)


@pytest.fixture
def run(capsys) -> Callable[..., Answer]:
    """Runs `fieldkit` with these words: `run("check", "--json", book=folder)`."""

    def run_words(*words: object, book: Path | None = None) -> Answer:
        capsys.readouterr()
        named = ["--book", str(book)] if book else []
        code = door.main([*named, *map(str, words)])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return Answer(code, told.out, told.err)

    return run_words


@pytest.fixture(scope="session")
def _cheap_keys() -> None:
    """Stretch passphrases little: these tests open a book a hundred times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
        patch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
        yield


@pytest.fixture(scope="session")
def master(tmp_path_factory, _cheap_keys) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "Latihan.fieldkit"
    practice.make_book(
        folder,
        passphrase=WORDS,
        size=practice.Size(families=12, groups=2, months=3, seed=3, kube=1),
        until=date(2026, 11, 20),
    )
    return folder


@pytest.fixture
def practice_book(master: Path, tmp_path: Path) -> Path:
    """A copy of a small practice book."""
    return Path(shutil.copytree(master, tmp_path / "Latihan.fieldkit"))
