"""Key sequences, written as "Ctrl+N" and shown as they are printed on the keyboard."""

from functools import lru_cache

from PySide6.QtGui import QKeySequence


@lru_cache(maxsize=128)
def sequence(keys: str) -> QKeySequence:
    """Return the sequence; read as it is written here, which asks no translator."""
    return QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText)


@lru_cache(maxsize=128)
def shown(keys: str) -> str:
    """Return the keys with the names that are printed on them."""
    return sequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
