"""Names of files as people type them, and the ending a program finds them by."""

from pathlib import Path


def with_ending(path: Path, *endings: str) -> Path:
    """Return the path with the first ending unless it has one: of “Kartu 28.11.2026” too."""
    if path.suffix.casefold() in endings:
        return path
    return path.with_name(f"{path.name}{endings[0]}")
