"""A session shown full-screen in a living room: large type, a timer, games, a dark screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QScreen,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from fieldkit.core.i18n import _
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.teaching import flipchart
from fieldkit.features.p2k2.teaching.flipchart import Slide
from fieldkit.ui.widgets import style

LEAST_POINTS = 40.0
MOST_POINTS = 110.0
_FOOT_POINTS = 15.0
_STEP = 2.0
_LEADING = 1.22
_NEXT = {
    Qt.Key.Key_Right,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
}
_BACK = {Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace}


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the screen at once: a slide, or the part of one that fits."""

    slide: Slide
    lines: tuple[str, ...]
    points: float


class Presentation(QWidget):
    """Arrows turn the pages; `ended` is emitted when it is over."""

    ended = Signal()

    def __init__(
        self, slides: Sequence[Slide], minutes: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self._slides = list(slides)
        self._minutes = minutes
        self._pages: list[Page] = []
        self._at = 0
        self._game = -1
        self._is_dark = False
        self._seconds = 0
        self._pictures: dict[int, QPixmap] = {}
        self._ticking = QTimer(self)
        self._ticking.setInterval(1000)
        self._ticking.timeout.connect(self._on_second)
        self._actions: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Home: self._go_first,
            Qt.Key.Key_End: self._go_last,
            Qt.Key.Key_B: self._darken,
            Qt.Key.Key_Period: self._darken,
            Qt.Key.Key_T: self._toggle_timer,
            Qt.Key.Key_0: self._reset_timer,
            Qt.Key.Key_I: self._show_game,
            Qt.Key.Key_M: self._change_screen,
            Qt.Key.Key_Escape: self._end,
            Qt.Key.Key_F5: self._end,
        }
        self.setWindowTitle(_("Presentation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)

    # -- what the screen asks ------------------------------------------------------------------

    def open_on(self, here: QScreen | None) -> None:
        """Fill the screen families see: another one where one is plugged in, else this one."""
        chosen = other_screen(QGuiApplication.screens(), here)
        if chosen is not None:
            self.setGeometry(chosen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.setFocus()
        self._ticking.start()

    @property
    def page(self) -> Page:
        """What is shown."""
        if not self._pages:
            self._lay_out()
        return self._game_page() if self._game >= 0 else self._pages[self._at]

    @property
    def pages(self) -> list[Page]:
        """Everything that can be shown, in order."""
        if not self._pages:
            self._lay_out()
        return list(self._pages)

    @property
    def is_dark(self) -> bool:
        """Whether the screen is dark."""
        return self._is_dark

    @property
    def clock(self) -> str:
        """The time gone by, and how long it is meant to take."""
        return f"{self._seconds // 60:02}:{self._seconds % 60:02} / {self._minutes}:00"

    @property
    def place(self) -> str:
        """Which page this is."""
        return f"{self._at + 1} / {len(self.pages)}"

    # -- measures ------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the type to the room anew, keeping the place."""
        super().resizeEvent(event)
        shown = self._pages[self._at].slide if self._pages else None
        self._lay_out()
        places = [n for n, page in enumerate(self._pages) if page.slide is shown]
        self._at = places[0] if places else min(self._at, len(self._pages) - 1)

    def _lay_out(self) -> None:
        self._pages = [page for slide in self._slides for page in self._pages_of(slide)]
        self._at = min(self._at, max(0, len(self._pages) - 1))

    def _body(self, *, has_picture: bool = False) -> QRectF:
        """Return where the lines stand: below the heading, and below a picture."""
        margin = self.width() * 0.05
        top, bottom = self._head_height() * 1.25, self._foot_height()
        box = QRectF(margin, top, self.width() - 2 * margin, self.height() - top - bottom)
        return box.adjusted(0, box.height() * 0.7, 0, 0) if has_picture else box

    def _head_height(self) -> float:
        return max(self.height() * 0.18, QFontMetricsF(_font(LEAST_POINTS)).height() * 1.3)

    @staticmethod
    def _foot_height() -> float:
        return QFontMetricsF(_font(_FOOT_POINTS)).height() * 2.2

    def _pages_of(self, slide: Slide) -> list[Page]:
        """Return a slide in as many pages as its lines need at the least size."""
        box = self._body(has_picture=slide.picture is not None)
        points = _fitting(slide.lines, box, is_list=slide.is_list)
        if points >= LEAST_POINTS:
            return [Page(slide, slide.lines, points)]
        runs: list[list[str]] = [[]]
        for line in slide.lines:
            tried = (*runs[-1], line)
            fits = _fitting(tried, box, is_list=slide.is_list) >= LEAST_POINTS
            if runs[-1] and not fits:
                runs.append([])
            runs[-1].append(line)
        return [
            Page(
                slide,
                tuple(run),
                max(LEAST_POINTS, _fitting(run, box, is_list=slide.is_list)),
            )
            for run in runs
        ]

    def _game_page(self) -> Page:
        games = curriculum.ice_breakers()
        slide = flipchart.ice_breaker_slide(games[self._game % len(games)])
        return self._pages_of(slide)[0]

    # -- drawing -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page, or nothing at all while the screen is dark."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_dark:
            painter.fillRect(self.rect(), Qt.GlobalColor.black)
            painter.end()
            return
        page = self.page
        painter.fillRect(self.rect(), style.colour("surface"))
        self._draw_heading(painter, page)
        if page.slide.picture is not None:
            self._draw_picture(painter, page.slide)
        self._draw_lines(painter, page)
        self._draw_foot(painter, page)
        painter.end()

    def _draw_heading(self, painter: QPainter, page: Page) -> None:
        band = QRectF(0, 0, self.width(), self._head_height())
        painter.fillRect(band, style.colour("accent_soft"))
        box = band.adjusted(self.width() * 0.04, 0, -self.width() * 0.04, 0)
        points = _fitting((page.slide.heading,), box, most=56.0)
        painter.setFont(_font(max(LEAST_POINTS, points), strong=True))
        painter.setPen(style.colour("accent"))
        painter.drawText(box, page.slide.heading, _middle())

    def _draw_picture(self, painter: QPainter, slide: Slide) -> None:
        key = id(slide)
        if key not in self._pictures:
            loaded = QPixmap()
            loaded.loadFromData(slide.picture or b"")
            self._pictures[key] = loaded
        whole = self._body()
        share = 0.66 if slide.lines else 1.0
        box = QRectF(whole.left(), whole.top(), whole.width(), whole.height() * share)
        shown = self._pictures[key].scaled(
            box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
        left = box.center().x() - shown.width() / 2
        painter.drawPixmap(round(left), round(box.center().y() - shown.height() / 2), shown)

    def _draw_lines(self, painter: QPainter, page: Page) -> None:
        if not page.lines:
            return
        box = self._body(has_picture=page.slide.picture is not None)
        is_list = page.slide.is_list
        font = _font(page.points, strong=not is_list)
        painter.setFont(font)
        painter.setPen(style.colour("text"))
        metrics = QFontMetricsF(font)
        shift = metrics.horizontalAdvance("•  ") if is_list else 0.0
        heights = [_height(line, font, box.width() - shift) for line in page.lines]
        gap = metrics.height() * 0.35
        top = box.top() + (box.height() - sum(heights) - gap * (len(heights) - 1)) / 2
        option = _left() if is_list else _middle()
        for line, height in zip(page.lines, heights, strict=True):
            if is_list:
                dot = QRectF(box.left(), top, shift, metrics.height())
                painter.drawText(dot, "•", _left())
            inner = QRectF(box.left() + shift, top, box.width() - shift, height + 2)
            painter.drawText(inner, line, option)
            top += height + gap

    def _draw_foot(self, painter: QPainter, page: Page) -> None:
        box = QRectF(0, self.height() - self._foot_height(), self.width(), self._foot_height())
        inner = box.adjusted(self.width() * 0.02, 0, -self.width() * 0.02, 0)
        painter.setFont(_font(_FOOT_POINTS))
        is_over = self._seconds > self._minutes * 60
        painter.setPen(style.colour("danger" if is_over else "secondary"))
        painter.drawText(inner, style.ALIGNMENTS["right"], f"{self.clock}   ·   {self.place}")
        painter.setPen(style.colour("secondary"))
        hint = _("→ next · ← back · B dark · T timer · I game · M other screen · Esc ends")
        if page.slide.video is not None:
            hint = _("Enter plays the video · → next · Esc ends")
        room = inner.width() * 0.72
        shown = QFontMetricsF(painter.font()).elidedText(hint, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, style.ALIGNMENTS["left"], shown)

    # -- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages, darken, play, time, or end."""
        key = Qt.Key(event.key())
        video = self.page.slide.video
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_V) and video is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(video)))
            return
        if key in _NEXT or key == Qt.Key.Key_Enter:
            self._turn(1)
        elif key in _BACK:
            self._turn(-1)
        elif key in self._actions:
            self._actions[key]()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Turn a page by a click; the right button goes back."""
        self._turn(1 if event.button() == Qt.MouseButton.LeftButton else -1)

    def _turn(self, step: int) -> None:
        if self._is_dark:
            self._is_dark = False
        elif self._game >= 0:
            self._game = -1
        else:
            self._at = max(0, min(len(self.pages) - 1, self._at + step))
        self.update()

    def _go_first(self) -> None:
        self._game, self._at = -1, 0
        self.update()

    def _go_last(self) -> None:
        self._game, self._at = -1, len(self.pages) - 1
        self.update()

    def _darken(self) -> None:
        self._is_dark = not self._is_dark
        self.update()

    def _toggle_timer(self) -> None:
        if self._ticking.isActive():
            self._ticking.stop()
        else:
            self._ticking.start()
        self.update()

    def _reset_timer(self) -> None:
        self._seconds = 0
        self.update()

    def _show_game(self) -> None:
        self._is_dark = False
        self._game += 1
        self.update()

    def _change_screen(self) -> None:
        here = self.screen()
        chosen = other_screen(QGuiApplication.screens(), here)
        if chosen is not None and chosen is not here:
            self.showNormal()
            self.setGeometry(chosen.geometry())
            self.showFullScreen()

    def _end(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the timer and say that it is over."""
        self._ticking.stop()
        super().closeEvent(event)
        self.ended.emit()

    @Slot()
    def _on_second(self) -> None:
        self._seconds += 1
        self.update()


def other_screen(screens: Sequence[QScreen], here: QScreen | None) -> QScreen | None:
    """Return the screen after the one in use, which is that one where there is no other."""
    if not screens:
        return here
    places = [number for number, screen in enumerate(screens) if screen is here]
    return screens[(places[0] + 1) % len(screens)] if places else screens[0]


def _font(points: float, *, strong: bool = False) -> QFont:
    font = QFont(style.font(strong=strong))
    font.setPointSizeF(points)
    return font


def _middle() -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignCenter)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    return option


def _left() -> QTextOption:
    option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    return option


def _height(text: str, font: QFont, width: float) -> float:
    box = QRectF(0, 0, width, 100_000)
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    return QFontMetricsF(font).boundingRect(box, int(flags), text).height()


def _fitting(
    lines: Sequence[str], box: QRectF, *, is_list: bool = False, most: float = MOST_POINTS
) -> float:
    """Return the largest size at which lines fit a box; below the least size they do not."""
    points = most
    while points >= LEAST_POINTS:
        font = _font(points, strong=True)
        metrics = QFontMetricsF(font)
        width = box.width() - (metrics.horizontalAdvance("•  ") if is_list else 0)
        taken = sum(_height(line, font, width) for line in lines)
        taken += metrics.height() * 0.35 * max(0, len(lines) - 1)
        widest = max(
            (metrics.horizontalAdvance(word) for line in lines for word in line.split()),
            default=0.0,
        )
        if taken <= box.height() and widest <= width:
            return points
        points -= _STEP
    return points
