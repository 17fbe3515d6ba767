"""Turns the database's commits into one Qt signal, whatever thread they came from."""

from PySide6.QtCore import QObject, Signal

from fieldkit.core.context import Context


class Changes(QObject):
    """Tells open screens which tables changed; the window keeps the only one."""

    changed = Signal(object)

    def __init__(self, ctx: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        ctx.db.on_change(self._tell)

    def _tell(self, tables: frozenset[str]) -> None:
        self.changed.emit(tables)
