"""The pages of data protection under one head, with what waits for somebody."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Permission
from fieldkit.features.protection import reminding
from fieldkit.features.protection import service as protection
from fieldkit.ui.settings.protection.access_page import AccessPage
from fieldkit.ui.settings.protection.consents_page import ConsentsPage
from fieldkit.ui.settings.protection.incidents_page import IncidentsPage
from fieldkit.ui.settings.protection.list_page import ListPage
from fieldkit.ui.settings.protection.processing_page import ProcessingPage
from fieldkit.ui.settings.protection.requests_page import RequestsPage
from fieldkit.ui.settings.protection.retention_page import RetentionPage
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.page_tabs import PageTabs


class ProtectionPage(QWidget):
    """Tabs; a role that sees no families has no consents and requests."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.due = Notice("", role="attention", icon="clock")
        self.tabs = PageTabs()
        self.pages: dict[str, ListPage] = {}
        if ctx.may(Permission.SEE_FAMILIES):
            self._add("consents", ConsentsPage(ctx, screen), _("Consents"))
            self._add("requests", RequestsPage(ctx, screen), _("Requests"))
        self._add("incidents", IncidentsPage(ctx, screen), _("Incidents"))
        self._add("processing", ProcessingPage(ctx, screen), _("Processing"))
        self._add("retention", RetentionPage(ctx, screen), _("Keeping and destroying"))
        self._add("access", AccessPage(ctx, screen), _("Access log"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(16))
        layout.setSpacing(style.px(8))
        layout.addWidget(self.due)
        layout.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self._show_due()

    def _add(self, key: str, page: ListPage, title: str) -> None:
        self.pages[key] = page
        self.tabs.addTab(page, title)

    def reload(self) -> None:
        """Read the page in front again, and what waits."""
        page = self.tabs.currentWidget()
        if isinstance(page, ListPage):
            page.reload()
        self._show_due()

    def _show_due(self) -> None:
        due = protection.due(self._ctx)
        is_late = due.requests_late or due.incidents_late
        role = "danger" if is_late else "attention"
        self.due.show_text(" ".join(reminding.waiting(due)), role=role, icon="clock")

    @Slot(int)
    def _on_tab_changed(self, _number: int) -> None:
        self.reload()
