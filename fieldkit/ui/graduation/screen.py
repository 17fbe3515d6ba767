"""The graduation screen: board, how families stand, businesses, programmes, speakers, rules."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.ui.graduation.board_page import BoardPage
from fieldkit.ui.graduation.nominations_page import NominationsPage
from fieldkit.ui.graduation.programme_page import ProgrammePage
from fieldkit.ui.graduation.ready_page import ReadyPage
from fieldkit.ui.graduation.rules_page import RulesPage
from fieldkit.ui.graduation.speakers_page import SpeakersPage
from fieldkit.ui.graduation.trade_page import TradePage
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenFamily
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.rooms import Tabs

BOARD, READY, TRADE, PROGRAMMES, NOMINATIONS, SPEAKERS, RULES = range(7)
_NAMES = {
    "board": BOARD, "ready": READY, "businesses": TRADE, "programmes": PROGRAMMES,
    "nominations": NOMINATIONS, "speakers": SPEAKERS, "rules": RULES,
}  # fmt: skip
_TITLES = (
    N_("Board"), N_("How families stand"), N_("Businesses"), N_("Programmes"), N_("Nominations"),
    N_("Speakers"), N_("Rules"),
)  # fmt: skip


class _Page(Protocol):
    """What every page of this screen can do."""

    def show_month(self, month: Month) -> None:
        """Read the page again."""

    def documents(self, month: Month) -> Sequence[Document]:
        """Return what Ctrl+P prints."""


Page = TypeVar(
    "Page", BoardPage, ReadyPage, TradePage, ProgrammePage, NominationsPage, SpeakersPage, RulesPage
)


class GraduationScreen(Screen):
    """Walks families out of the programme, with reasons; a page is made when first shown."""

    tables = frozenset(
        {
            "graduation", "graduation_move", "graduation_target", "readiness_rule",
            "family_asset", "speaker", "speaker_talk", "benefit_rate", "programme_rule", "family",
            "member", "business", "business_month", "programme", "programme_answer", "nomination",
            "money_month", "attendance", "school_month", "kpm_group",
        }
    )  # fmt: skip
    wants_month = True

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self.pages = Tabs()
        self.pages.setDocumentMode(True)
        self._made: dict[int, _Page] = {}
        self._rooms: list[QVBoxLayout] = []
        for number, title in enumerate(_TITLES):
            holder = QWidget()
            room = QVBoxLayout(holder)
            room.setContentsMargins(0, 0, 0, 0)
            self._rooms.append(room)
            self.pages.addTab(holder, _(title))
            self.pages.setTabToolTip(number, f"Alt+{number + 1}")
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.activated.connect(self._on_page_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(16))
        layout.addWidget(self.pages, 1)
        self.pages.currentChanged.connect(self._on_page_changed)
        self.reload()

    @cached_property
    def board_page(self) -> BoardPage:
        """The board."""
        page = BoardPage(self)
        page.family_opened.connect(self._on_family_opened)
        return self._put(BOARD, page)

    @cached_property
    def ready_page(self) -> ReadyPage:
        """How families stand."""
        page = ReadyPage(self)
        page.family_opened.connect(self._on_family_opened)
        return self._put(READY, page)

    @cached_property
    def trade_page(self) -> TradePage:
        """The month's round of businesses."""
        page = TradePage(self)
        page.family_opened.connect(self._on_family_opened)
        return self._put(TRADE, page)

    @cached_property
    def programme_page(self) -> ProgrammePage:
        """Who fits which programme."""
        page = ProgrammePage(self)
        page.family_opened.connect(self._on_family_opened)
        return self._put(PROGRAMMES, page)

    @cached_property
    def nominations_page(self) -> NominationsPage:
        """What became of nominations."""
        page = NominationsPage(self)
        page.family_opened.connect(self._on_family_opened)
        return self._put(NOMINATIONS, page)

    @cached_property
    def speakers_page(self) -> SpeakersPage:
        """Who tells others."""
        page = SpeakersPage(self)
        page.family_opened.connect(self._on_family_opened)
        return self._put(SPEAKERS, page)

    @cached_property
    def rules_page(self) -> RulesPage:
        """Weights, lines and amounts."""
        return self._put(RULES, RulesPage(self))

    def reload(self) -> None:
        """Read the page in front again."""
        self._page().show_month(self.month)

    def open(self, target: Any) -> None:
        """Show a page by its name, or a family on the board or in the list."""
        if target in _NAMES:
            self.pages.setCurrentIndex(_NAMES[target])
        elif isinstance(target, OpenFamily):
            self.pages.setCurrentIndex(BOARD)
            if self.board_page.choose(target.id):
                self.board_page.focus()
                return
            self.pages.setCurrentIndex(READY)
            self.ready_page.table.select(target.id)

    def shown_record(self) -> tuple[str, str] | None:
        """Return the family chosen on the board or in the list."""
        page = self.pages.currentIndex()
        if page == BOARD and (card := self.board_page.current()) is not None:
            return ("family", card.id)
        if page == READY and (line := self.ready_page.current()) is not None:
            return ("family", line.family_id)
        return None

    def print_documents(self) -> Sequence[Document]:
        """Print the papers of the page in front."""
        return self._page().documents(self.month)

    def has_unsaved(self) -> bool:
        """Keep what is typed, so that nothing has to be asked: it comes back."""
        self._keep()
        return False

    def _page(self) -> _Page:
        """Return the page in front, made by its first use."""
        number = self.pages.currentIndex()
        if number not in self._made:
            getattr(self, _ATTRIBUTES[number])
        return self._made[number]

    def _put(self, number: int, page: Page) -> Page:
        self._made[number] = page
        self._rooms[number].addWidget(page)
        return page

    def _keep(self) -> None:
        if TRADE in self._made:
            self.trade_page.flush()

    @Slot()
    def _on_page_key(self) -> None:
        keys = self.sender()
        if isinstance(keys, QShortcut):
            self.pages.setCurrentIndex(int(keys.key().toString()[-1]) - 1)

    @Slot()
    def _on_page_changed(self) -> None:
        self._keep()
        self.reload()

    @Slot(str)
    def _on_family_opened(self, family_id: str) -> None:
        self.navigate(OpenFamily(family_id))


_ATTRIBUTES = {
    BOARD: "board_page", READY: "ready_page", TRADE: "trade_page",
    PROGRAMMES: "programme_page", NOMINATIONS: "nominations_page", SPEAKERS: "speakers_page",
    RULES: "rules_page",
}  # fmt: skip

SCREEN = ScreenSpec(
    key="graduation",
    title=N_("Graduation"),
    icon="graduation-cap",
    permission=Permission.SEE_GRADUATION,
    build=GraduationScreen,
)
