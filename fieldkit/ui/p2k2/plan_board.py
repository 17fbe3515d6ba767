"""A month as a calendar of plans: walked and moved by keys, or dragged with the mouse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from fieldkit.core.dates import Month, format_date, weekday_name
from fieldkit.core.i18n import _
from fieldkit.ui.widgets import icons, style

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_GAP = 3
_NARROW = 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One session in the calendar; `trouble` is what collides, in words."""

    id: str
    day: date
    text: str
    detail: str = ""
    role: str = "accent"
    icon: str = ""
    is_movable: bool = False
    is_proposal: bool = False
    trouble: str = ""

    @property
    def told(self) -> str:
        """Everything a chip says, for tooltips and screen readers."""
        parts = (format_date(self.day, "full"), self.text, self.detail, self.trouble)
        return " · ".join(part for part in parts if part)


class PlanBoard(QWidget):
    """Arrows go from session to session, Shift and arrows move one, Enter opens it."""

    moved = Signal(str, object)
    opened = Signal(str)
    chosen = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._month = Month(2000, 1)
        self._chips: list[Chip] = []
        self._weekdays: frozenset[int] = frozenset(range(1, 8))
        self._today = date.min
        self._off: Mapping[date, str] = {}
        self._also: Mapping[date, str] = {}
        self._current = ""
        self._dragged = ""
        self._drag_place = QPointF()
        self._drag_day: date | None = None
        self.setAccessibleName(_("Plan of the month"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # -- what the tab asks ---------------------------------------------------------------------

    def show_month(
        self,
        month: Month,
        chips: Sequence[Chip],
        weekdays: Sequence[int],
        today: date,
        off: Mapping[date, str] | None = None,
    ) -> None:
        """Show these sessions; the chosen one stays chosen while it is there.

        `off` are the days on which nobody is met, each with the reason.
        """
        self._month, self._today = month, today
        self._off = off or {}
        self._chips = sorted(chips, key=lambda chip: (chip.day, chip.detail, chip.text))
        self._weekdays = frozenset(weekdays)
        if self.current() is None:
            self._current = self._chips[0].id if self._chips else ""
        self._describe()
        self.updateGeometry()
        self.update()

    def show_taken(self, also: Mapping[date, str]) -> None:
        """Show on which days something else stands, in words under the mouse."""
        self._also = also
        self.update()

    def current(self) -> Chip | None:
        """Return the session the cursor is on."""
        return next((chip for chip in self._chips if chip.id == self._current), None)

    def choose(self, chip_id: str) -> None:
        """Put the cursor on a session, without a signal."""
        self._current = chip_id
        self._describe()
        self.update()

    def day_at(self, place: QPointF) -> date | None:
        """Return the day under a point, None outside the month."""
        for day in self._month.days:
            if self._cell(day).contains(place):
                return day
        return None

    def place_of(self, chip_id: str) -> QPointF:
        """Return the middle of a session's chip."""
        return self._boxes().get(chip_id, QRectF()).center()

    def place_of_day(self, day: date) -> QPointF:
        """Return the middle of a day's cell."""
        return self._cell(day).center()

    # -- measures ------------------------------------------------------------------------------

    def _weeks(self) -> int:
        return (self._month.first.weekday() + self._month.last.day + 6) // 7

    def _head_height(self) -> float:
        return QFontMetricsF(style.small_font()).height() + style.px(10)

    def _chip_height(self, lines: int = 1) -> float:
        return QFontMetricsF(style.small_font()).height() * lines + style.px(6)

    def _lines(self) -> int:
        """Return two where every day has room for its sessions in two lines each, else one."""
        by_day: dict[date, int] = {}
        for chip in self._chips:
            by_day[chip.day] = by_day.get(chip.day, 0) + 1
        room = self._cell(self._month.first).height() - self._day_head() - style.px(3)
        needed = max(by_day.values(), default=1) * (self._chip_height(2) + _GAP) - _GAP
        return 2 if needed <= room else 1

    @staticmethod
    def _day_head() -> float:
        return QFontMetricsF(style.small_font()).height() + style.px(4)

    def sizeHint(self) -> QSize:
        """Ask for room for two sessions a day."""
        week = self._day_head() + 2 * (self._chip_height() + _GAP) + style.px(4)
        return QSize(style.px(620), round(self._head_height() + self._weeks() * week))

    def minimumSizeHint(self) -> QSize:
        """Never cut the second session of a day away."""
        return QSize(style.text_width(60), self.sizeHint().height())

    def _cell(self, day: date) -> QRectF:
        top = self._head_height()
        height = (self.height() - top) / max(1, self._weeks())
        week = (self._month.first.weekday() + day.day - 1) // 7
        left, width = self._column(day.isoweekday())
        return QRectF(left, top + week * height, width, height)

    def _column(self, weekday: int) -> tuple[float, float]:
        """Return left edge and width of a weekday; days nobody goes out on are narrow."""
        used = {chip.day.isoweekday() for chip in self._chips} | self._weekdays
        shares = [1.0 if number in used else _NARROW for number in range(1, 8)]
        unit = self.width() / sum(shares)
        return sum(shares[: weekday - 1]) * unit, shares[weekday - 1] * unit

    def _boxes(self) -> dict[str, QRectF]:
        """Return where each session stands; what finds no room stands on the last line."""
        found: dict[str, QRectF] = {}
        by_day: dict[date, list[Chip]] = {}
        for chip in self._chips:
            by_day.setdefault(chip.day, []).append(chip)
        head = self._day_head()
        high = self._chip_height(self._lines())
        for day, chips in by_day.items():
            cell = self._cell(day).adjusted(style.px(3), head, -style.px(3), -style.px(3))
            fitting = max(1, int((cell.height() + _GAP) // (high + _GAP)))
            for number, chip in enumerate(chips):
                place = min(number, fitting - 1)
                top = cell.top() + place * (high + _GAP)
                found[chip.id] = QRectF(cell.left(), top, cell.width(), high)
        return found

    # -- drawing -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the week's days, the month's days, and the sessions."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style.small_font())
        self._draw_head(painter)
        for day in self._month.days:
            self._draw_day(painter, day)
        boxes = self._boxes()
        for chip in self._chips:
            if chip.id != self._dragged:
                self._draw_chip(painter, chip, boxes[chip.id])
        dragged = next((chip for chip in self._chips if chip.id == self._dragged), None)
        if dragged is not None and self._drag_day is not None:
            box = boxes[dragged.id]
            box.moveCenter(self._drag_place)
            self._draw_chip(painter, dragged, box)
        painter.end()

    def _draw_head(self, painter: QPainter) -> None:
        monday = date(2024, 1, 1)
        for number in range(7):
            name = weekday_name(monday + timedelta(days=number))
            is_out = number + 1 in self._weekdays
            left, width = self._column(number + 1)
            painter.setPen(style.colour("text" if is_out else "secondary"))
            box = QRectF(left, 0, width, self._head_height())
            shown = QFontMetricsF(painter.font()).elidedText(
                name, Qt.TextElideMode.ElideRight, width - 6
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _draw_day(self, painter: QPainter, day: date) -> None:
        cell = self._cell(day)
        is_off = day.isoweekday() not in self._weekdays or day in self._off
        painter.fillRect(cell, style.colour("raised" if is_off else "surface"))
        is_target = self._drag_day == day and bool(self._dragged)
        line = QPen(style.colour("accent"), 2) if is_target else QPen(style.colour("border"), 1)
        painter.setPen(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))
        is_today = day == self._today
        painter.setPen(style.colour("accent" if is_today else "secondary"))
        painter.setFont(style.font(style.SMALL, strong=is_today))
        number = cell.adjusted(style.px(6), style.px(2), -style.px(6), 0)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(number, top, str(day.day))
        painter.setFont(style.small_font())
        is_empty = all(chip.day != day for chip in self._chips)
        if day in self._off and is_empty:
            self._draw_reason(painter, number.adjusted(0, self._day_head(), 0, 0), self._off[day])
        elif note := self._off.get(day) or self._also.get(day, ""):
            painter.setPen(style.colour("danger" if day in self._off else "secondary"))
            wide = QFontMetricsF(style.small_font()).horizontalAdvance("00 ")
            self._draw_note(painter, number.adjusted(wide, 0, 0, 0), note)

    @staticmethod
    def _draw_reason(painter: QPainter, box: QRectF, text: str) -> None:
        """Say why nobody is met on a day, in as many lines as there is room for."""
        painter.setPen(style.colour("danger"))
        wrapped = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(box, int(wrapped), text)

    @staticmethod
    def _draw_note(painter: QPainter, box: QRectF, text: str) -> None:
        shown = QFontMetricsF(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, box.width()
        )
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, top, shown)

    def _draw_chip(self, painter: QPainter, chip: Chip, box: QRectF) -> None:
        colour = style.colour("danger" if chip.trouble else chip.role)
        is_current = chip.id == self._current
        pen = QPen(colour, 2 if is_current and self.hasFocus() else 1)
        if chip.is_proposal:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(style.soft_colour("danger" if chip.trouble else chip.role))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), style.px(4), style.px(4))
        inner = box.adjusted(style.px(5), 0, -style.px(4), 0)
        symbol = "triangle-alert" if chip.trouble else chip.icon
        if symbol:
            size = style.px(13)
            role = "danger" if chip.trouble else chip.role
            picture = icons.pixmap(symbol, size, role, self.devicePixelRatioF())
            top = inner.top() + (self._chip_height() - size) / 2
            painter.drawPixmap(QPointF(inner.left(), top), picture)
            inner.adjust(size + style.px(3), 0, 0, 0)
        is_tall = self._lines() == 2
        first = inner.adjusted(0, 0, 0, -inner.height() / 2) if is_tall else inner
        painter.setPen(style.colour("text"))
        name = chip.text if is_tall else f"{chip.text} {chip.detail}".strip()
        self._draw_words(painter, first, name, strong=is_current or is_tall)
        if is_tall:
            painter.setPen(style.colour("secondary"))
            second = box.adjusted(style.px(5), box.height() / 2 - style.px(2), -style.px(4), 0)
            self._draw_words(painter, second, chip.detail)

    @staticmethod
    def _draw_words(painter: QPainter, box: QRectF, text: str, *, strong: bool = False) -> None:
        painter.setFont(style.font(style.SMALL, strong=strong))
        shown = QFontMetricsF(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, style.ALIGNMENTS["left"], shown)
        painter.setFont(style.small_font())

    # -- keys and mouse ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, move, open or take back."""
        key, chip = Qt.Key(event.key()), self.current()
        if key in _STEPS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._shift(_STEPS[key])
        elif key in _STEPS and not event.modifiers():
            self._walk(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chip is not None:
            self.opened.emit(chip.id)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and chip is not None:
            self.removed.emit(chip.id)
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        ids = [chip.id for chip in self._chips]
        if not ids:
            return
        here = ids.index(self._current) if self._current in ids else 0
        if abs(step) == 1:
            place = max(0, min(len(ids) - 1, here + step))
        else:
            wanted = self._chips[here].day + timedelta(days=step)
            ahead = [n for n in range(len(ids)) if (n - here) * step > 0]
            place = min(ahead, key=lambda n: abs((self._chips[n].day - wanted).days), default=here)
        self._choose(ids[place])

    def _shift(self, days: int) -> None:
        chip = self.current()
        if chip is None or not chip.is_movable:
            return
        wanted = chip.day + timedelta(days=days)
        if wanted in self._month:
            self.moved.emit(chip.id, wanted)

    def _choose(self, chip_id: str) -> None:
        if chip_id != self._current:
            self._current = chip_id
            self._describe()
            self.chosen.emit(chip_id)
        self.update()

    def _chip_at(self, place: QPointF) -> Chip | None:
        boxes = self._boxes()
        for chip in reversed(self._chips):
            if boxes[chip.id].contains(place):
                return chip
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a session, and take hold of one that can be moved."""
        chip = self._chip_at(event.position())
        if chip is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(chip.id)
            self._dragged = chip.id if chip.is_movable else ""
            self._drag_place, self._drag_day = event.position(), None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry a session along."""
        if self._dragged and event.buttons() & Qt.MouseButton.LeftButton:
            far = (event.position() - self._drag_place).manhattanLength() > style.px(6)
            if far or self._drag_day is not None:
                self._drag_place = event.position()
                self._drag_day = self.day_at(event.position())
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a session go on another day."""
        chip = next((one for one in self._chips if one.id == self._dragged), None)
        day = self._drag_day
        self._dragged, self._drag_day = "", None
        self.unsetCursor()
        self.update()
        if chip is not None and day is not None and day != chip.day:
            self.moved.emit(chip.id, day)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a session."""
        chip = self._chip_at(event.position())
        if chip is not None:
            self.opened.emit(chip.id)

    def event(self, event: QEvent) -> bool:
        """Say what a chip has no room for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = QPointF(event.pos())
            chip, day = self._chip_at(place), self.day_at(place)
            also = (
                " · ".join(
                    words for words in (self._off.get(day, ""), self._also.get(day, "")) if words
                )
                if day is not None
                else ""
            )
            if chip is not None:
                QToolTip.showText(event.globalPos(), chip.told, self)
            elif also and day is not None:
                QToolTip.showText(event.globalPos(), f"{format_date(day, 'full')} · {also}", self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _describe(self) -> None:
        chip = self.current()
        self.setAccessibleDescription(chip.told if chip else _("No session in this month"))
