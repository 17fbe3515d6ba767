"""Partners and referrals: the map, referrals, advocacy, complaints and contacts."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.referrals.diary import AdvocacyLine, ComplaintLine, ContactLine
from fieldkit.features.referrals.model import Entry, ReferralLine
from fieldkit.ui.referrals.advocacy_page import AdvocacyPage
from fieldkit.ui.referrals.complaint_page import ComplaintPage
from fieldkit.ui.referrals.contact_page import ContactPage
from fieldkit.ui.referrals.log_page import LogPage
from fieldkit.ui.referrals.map_page import MapPage
from fieldkit.ui.referrals.referral_page import ReferralPage
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenFamily
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.rooms import Tabs

_PAGES: dict[str, tuple[str, type[LogPage]]] = {
    "map": (N_("Map of resources"), MapPage),
    "referrals": (N_("Referrals"), ReferralPage),
    "advocacy": (N_("Advocacy"), AdvocacyPage),
    "complaints": (N_("Complaints"), ComplaintPage),
    "contacts": (N_("Contacts with families"), ContactPage),
}
_TABLES = {
    Entry: "institution", ReferralLine: "referral", AdvocacyLine: "advocacy",
    ComplaintLine: "complaint", ContactLine: "contact",
}  # fmt: skip


class ReferralsScreen(Screen):
    """Leads families to those who can help; a page is made when first shown."""

    tables = frozenset(
        {
            "institution", "partner_person", "partner_service", "referral", "advocacy",
            "complaint", "complaint_step", "contact", "photo", "family", "kpm_group",
            "visit", "business",
        }
    )  # fmt: skip
    wants_month = True

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self.pages = Tabs()
        self.pages.setDocumentMode(True)
        self._made: dict[str, LogPage] = {}
        self._rooms: list[QVBoxLayout] = []
        for number, (title, _kind) in enumerate(_PAGES.values()):
            holder = QWidget()
            room = QVBoxLayout(holder)
            room.setContentsMargins(0, 0, 0, 0)
            self._rooms.append(room)
            self.pages.addTab(holder, _(title))
            self.pages.setTabToolTip(number, f"Alt+{number + 1}")
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.activated.connect(self._on_page_key)
        finder = QShortcut(QKeySequence("Ctrl+F"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(16))
        layout.addWidget(self.pages, 1)
        finder.activated.connect(self._on_find_key)
        self.pages.currentChanged.connect(self._on_page_changed)
        self.reload()

    def page(self, name: str) -> LogPage:
        """Return a page by its name, made by its first use."""
        if name not in self._made:
            made = _PAGES[name][1](self)
            made.family_opened.connect(self._on_family_opened)
            self._made[name] = made
            self._rooms[list(_PAGES).index(name)].addWidget(made)
        return self._made[name]

    def front(self) -> LogPage:
        """Return the page in front."""
        return self.page(list(_PAGES)[self.pages.currentIndex()])

    def reload(self) -> None:
        """Read the page in front again."""
        self.front().show_month(self.month)

    def set_month(self, month: Month) -> None:
        """Show another month."""
        self.month = month
        self.reload()

    def open(self, target: Any) -> None:
        """Show a page by its name, or a page and a line of it: ("complaints", id)."""
        if isinstance(target, tuple) and target[:1] == ("refer",):
            self._refer(target[1])
            return
        name, line = target if isinstance(target, tuple) and len(target) == 2 else (target, "")
        if name in _PAGES:
            self.pages.setCurrentIndex(list(_PAGES).index(name))
            if line:
                self.front().search_edit.clear()
                self.front().chips.set_active({})
                self.front().reload()
                self.front().table.select(line)

    def _refer(self, family_id: str) -> None:
        """Ask where a family goes, once the window shows this page."""
        self.pages.setCurrentIndex(list(_PAGES).index("referrals"))
        page = self.front()
        if page.may_edit and isinstance(page, ReferralPage):
            QTimer.singleShot(0, page, partial(page.refer, family_id))

    def shown_record(self) -> tuple[str, str] | None:
        """Return the record under the cursor."""
        line = self.front().current()
        return None if line is None else (_TABLES[type(line)], line.id)

    def print_documents(self) -> Sequence[Document]:
        """Print the papers of the page in front."""
        return self.front().documents(self.month)

    @Slot()
    def _on_page_key(self) -> None:
        keys = self.sender()
        if isinstance(keys, QShortcut):
            self.pages.setCurrentIndex(int(keys.key().toString()[-1]) - 1)

    @Slot()
    def _on_find_key(self) -> None:
        self.front().search_edit.setFocus()

    @Slot()
    def _on_page_changed(self) -> None:
        self.reload()

    @Slot(str)
    def _on_family_opened(self, family_id: str) -> None:
        if family_id:
            self.navigate(OpenFamily(family_id))


SCREEN = ScreenSpec(
    key="referrals",
    title=N_("Partners & Referrals"),
    icon="handshake",
    permission=Permission.SEE_PARTNERS,
    build=ReferralsScreen,
)
