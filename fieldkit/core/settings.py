"""This laptop's preferences: language, look and the last book. No personal data."""

import contextlib
import json
from pathlib import Path
from typing import NamedTuple

from fieldkit.core import paths


class Settings(NamedTuple):
    """What the program remembers between starts on this laptop."""

    language: str = "id"
    theme: str = "light"
    text_size: int = 100
    last_book: str = ""
    window: str = ""
    sidebar_open: bool = True
    lock_minutes: int = 15
    lock_on_sleep: bool = True
    backup_place: str = ""

    def changed(self, **values: object) -> "Settings":
        """Return these settings with some values replaced."""
        return self._replace(**values)  # type: ignore[arg-type]


def load() -> Settings:
    """Read the settings; a missing or spoilt file gives the defaults."""
    try:
        raw = json.loads(_file().read_text(encoding="utf-8"))
        usual = Settings()._asdict()
        kept = {k: v for k, v in raw.items() if k in usual and type(v) is type(usual[k])}
        return Settings(**kept)
    except (OSError, ValueError, AttributeError):
        return Settings()


def save(settings: Settings) -> None:
    """Write the settings; a read-only profile folder is no reason to stop."""
    file = _file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_suffix(".new")
        temporary.write_text(json.dumps(settings._asdict(), indent=1), encoding="utf-8")
        temporary.replace(file)


def _file() -> Path:
    return paths.settings_folder() / "settings.json"
