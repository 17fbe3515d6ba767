"""Where the program's own files and the user's folders are."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def _carried(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Return the folder of fonts, icons, curriculum and styles."""
    return _carried("resources")


def translations() -> Path:
    """Return the folder of message catalogues."""
    return _carried("translations")


def settings_folder() -> Path:
    """Return this laptop's folder for preferences; no personal data goes there."""
    import platformdirs

    return Path(platformdirs.user_config_dir("FieldKit", appauthor=False))


def documents_folder() -> Path:
    """Return where books are made unless the user says otherwise."""
    import platformdirs

    return Path(platformdirs.user_documents_dir()) / "FieldKit"
