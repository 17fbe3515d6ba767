"""The graduation screen: board, how families stand, businesses, speakers, rules."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import report
from fieldkit.features.people import business_report
from fieldkit.ui.graduation.board_page import BoardPage
from fieldkit.ui.graduation.ready_page import ReadyPage
from fieldkit.ui.graduation.rules_page import RulesPage
from fieldkit.ui.graduation.speakers_page import SpeakersPage
from fieldkit.ui.graduation.trade_page import TradePage
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenFamily
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import style

BOARD, READY, TRADE, SPEAKERS, RULES = range(5)
_NAMES = {"board": BOARD, "ready": READY, "businesses": TRADE, "speakers": SPEAKERS, "rules": RULES}


class GraduationScreen(Screen):
    """Walks families out of the programme, with reasons."""

    tables = frozenset(
        {
            "graduation", "graduation_move", "graduation_target", "readiness_rule",
            "family_asset", "speaker", "speaker_talk", "benefit_rate", "family", "member",
            "business", "business_month", "money_month", "attendance", "school_month",
            "kpm_group",
        }
    )  # fmt: skip
    wants_month = True

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self.board_page = BoardPage(self)
        self.ready_page = ReadyPage(self)
        self.trade_page = TradePage(self)
        self.speakers_page = SpeakersPage(self)
        self.rules_page = RulesPage(self)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        pages: tuple[tuple[QWidget, str], ...] = (
            (self.board_page, _("Board")), (self.ready_page, _("How families stand")),
            (self.trade_page, _("Businesses")), (self.speakers_page, _("Speakers")),
            (self.rules_page, _("Rules")),
        )  # fmt: skip
        for number, (page, title) in enumerate(pages):
            self.pages.addTab(page, title)
            self.pages.setTabToolTip(number, f"Alt+{number + 1}")
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.activated.connect(self._on_page_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(16))
        layout.addWidget(self.pages, 1)
        self.pages.currentChanged.connect(self._on_page_changed)
        for page in (self.board_page, self.ready_page, self.trade_page, self.speakers_page):
            page.family_opened.connect(self._on_family_opened)
        self.reload()

    def reload(self) -> None:
        """Read the page in front again."""
        page = self.pages.currentIndex()
        if page == BOARD:
            self.board_page.show_month(self.month)
        elif page == READY:
            self.ready_page.reload()
        elif page == TRADE:
            self.trade_page.show_month(self.month)
        elif page == SPEAKERS:
            self.speakers_page.reload()
        else:
            self.rules_page.reload()

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
        page = self.pages.currentIndex()
        if page == TRADE:
            return [business_report.development(self.ctx, self.month)]
        if page == READY:
            return [report.readiness(self.ctx)]
        if page == SPEAKERS:
            return [report.speakers(self.ctx)]
        return [report.pipeline(self.ctx, self.month), report.candidates(self.ctx)]

    def has_unsaved(self) -> bool:
        """Keep what is typed, so that nothing has to be asked: it comes back."""
        self.trade_page.flush()
        return False

    @Slot()
    def _on_page_key(self) -> None:
        keys = self.sender()
        if isinstance(keys, QShortcut):
            self.pages.setCurrentIndex(int(keys.key().toString()[-1]) - 1)

    @Slot()
    def _on_page_changed(self) -> None:
        self.trade_page.flush()
        self.reload()

    @Slot(str)
    def _on_family_opened(self, family_id: str) -> None:
        self.navigate(OpenFamily(family_id))


SCREEN = ScreenSpec(
    key="graduation",
    title=N_("Graduation"),
    icon="graduation-cap",
    permission=Permission.SEE_GRADUATION,
    build=GraduationScreen,
)
