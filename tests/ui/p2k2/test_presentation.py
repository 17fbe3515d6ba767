"""Full-screen in a living room: nothing under forty points, every key does its one thing."""

from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtTest import QTest

from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import Presenter, Session
from fieldkit.features.p2k2.teaching import flipchart
from fieldkit.features.p2k2.teaching.flipchart import Lesson, Slide, SlideKind
from fieldkit.ui.p2k2.presentation import LEAST_POINTS, Presentation, other_screen
from fieldkit.ui.p2k2.screen import P2k2Screen
from fieldkit.ui.shell.navigation import OpenSession


@pytest.fixture
def show(qtbot):
    def build(slides, size=(1366, 768)):
        shown = Presentation(slides, 90)
        qtbot.addWidget(shown)
        shown.resize(*size)
        shown.show()
        return shown

    return build


@pytest.fixture
def money(show):
    return show(flipchart.slides(curriculum.topic("M2S1"), Lesson(group="Mawar")))


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1920, 1080)])
def test_nothing_of_any_session_is_under_forty_points_or_cut_off(show, size):
    for topic in (t for s in curriculum.STUNTING_LISTS for t in curriculum.topics(s)):
        shown = show(flipchart.slides(topic, Lesson(group="Wijaya Kusuma")), size)
        for page in shown.pages:
            assert page.points >= LEAST_POINTS, (topic.code, page.lines)
        told = [line for page in shown.pages for line in page.lines]
        meant = [line for slide in shown._slides for line in slide.lines]
        assert told == meant
        shown.hide()


def test_the_games_fit_too(show):
    shown = show([Slide(kind=SlideKind.TITLE, heading="x", lines=("y",))])
    for _game in curriculum.ice_breakers():
        QTest.keyClick(shown, Qt.Key.Key_I)
        assert shown.page.slide.kind is SlideKind.ICE_BREAKER
        assert shown.page.points >= LEAST_POINTS
    QTest.keyClick(shown, Qt.Key.Key_Right)
    assert shown.page.slide.kind is SlideKind.TITLE


def test_keys_and_clicks_turn_the_pages(money):
    assert money.place == f"1 / {len(money.pages)}"
    QTest.keyClick(money, Qt.Key.Key_Right)
    QTest.keyClick(money, Qt.Key.Key_Space)
    assert money.page.slide.kind is SlideKind.MESSAGE
    QTest.keyClick(money, Qt.Key.Key_PageUp)
    assert money.page.slide.kind is SlideKind.AIMS
    QTest.keyClick(money, Qt.Key.Key_End)
    assert money.page.slide.kind is SlideKind.CLOSING
    QTest.keyClick(money, Qt.Key.Key_Right)
    assert money.page.slide.kind is SlideKind.CLOSING
    QTest.keyClick(money, Qt.Key.Key_Home)
    QTest.mouseClick(money, Qt.MouseButton.LeftButton)
    assert money.place.startswith("2 /")
    QTest.mouseClick(money, Qt.MouseButton.RightButton)
    assert money.place.startswith("1 /")


def test_b_darkens_the_screen_and_any_turn_brings_it_back(money):
    QTest.keyClick(money, Qt.Key.Key_B)
    assert money.is_dark
    assert money.grab().toImage().pixelColor(600, 300).lightness() == 0
    QTest.keyClick(money, Qt.Key.Key_Right)
    assert not money.is_dark
    assert money.place.startswith("1 /")


def test_the_timer_runs_stops_and_starts_over(money, qtbot):
    assert money.clock == "00:00 / 90:00"
    money._on_second()
    money._on_second()
    assert money.clock == "00:02 / 90:00"
    QTest.keyClick(money, Qt.Key.Key_0)
    assert money.clock == "00:00 / 90:00"
    QTest.keyClick(money, Qt.Key.Key_T)
    assert money._ticking.isActive()
    QTest.keyClick(money, Qt.Key.Key_T)
    assert not money._ticking.isActive()


def test_escape_ends_it_and_says_so(money, qtbot):
    with qtbot.waitSignal(money.ended):
        QTest.keyClick(money, Qt.Key.Key_Escape)
    assert not money.isVisible()


class Player(QObject):
    """Stands where the system's player would, and remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[str] = []

    @Slot(QUrl)
    def play(self, url: QUrl) -> None:
        self.played.append(url.toLocalFile())


def test_enter_on_a_film_plays_it_in_the_systems_player(show):
    player = Player()
    QDesktopServices.setUrlHandler("file", player, "play")
    film = Path("/film/cuci-tangan.mp4")
    shown = show([Slide(kind=SlideKind.VIDEO, heading="Film", lines=("x",), video=film)])
    QTest.keyClick(shown, Qt.Key.Key_Return)
    QDesktopServices.unsetUrlHandler("file")
    assert player.played == [str(film)]


def test_a_picture_is_drawn(show, qapp):
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    red = QPixmap(200, 200)
    red.fill(Qt.GlobalColor.red)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    red.save(buffer, "PNG")
    slide = Slide(kind=SlideKind.PICTURE, heading="Gambar", picture=bytes(content.data()))
    shown = show([slide])
    middle = shown.grab().toImage().pixelColor(683, 430)
    assert (middle.red(), middle.green()) == (255, 0)


def test_the_screen_families_see_is_the_other_one():
    one, two = object(), object()
    assert other_screen([one, two], one) is two
    assert other_screen([one, two], two) is one
    assert other_screen([one], one) is one
    assert other_screen([one, two], None) is one
    assert other_screen([], None) is None


def test_f5_shows_the_meeting_in_front(ctx, make, open_screen, qtbot):
    group = make.group()
    planned = p2k2.plan_session(
        ctx,
        Session(
            group_id=group, held_on=date(2026, 11, 20), starts=time(9), ends=time(10, 30),
            code="M2S1", presenters=(Presenter(name="Sri"),),
        ),
    )  # fmt: skip
    screen = open_screen(P2k2Screen)
    screen.open(OpenSession(planned))
    screen.meeting_page.head.present_button.click()
    assert screen.presentation.page.lines == ("Mengelola Keuangan Keluarga", "Kelompok Mawar")
    assert screen.presentation.clock.endswith("/ 90:00")
    QTest.keyClick(screen.presentation, Qt.Key.Key_Escape)
    assert screen.presentation is None
    told = []
    screen.told.connect(told.append)
    screen.meeting_page.left.emit()
    screen.month_page.tabs.setCurrentWidget(screen.month_page.material)
    screen._on_present_key()
    assert screen.presentation.page.lines == ("Menjadi Orang Tua yang Lebih Baik",)
    screen._end_presentation()


def test_f5_without_a_session_says_what_to_choose(ctx, make, open_screen):
    make.group()
    screen = open_screen(P2k2Screen)
    told = []
    screen.told.connect(told.append)
    screen._on_present_key()
    assert screen.presentation is None
    assert told[-1].text == "Choose a session or its material first."
