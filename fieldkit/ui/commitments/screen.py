"""The commitments screen: schools, other duties, who is below the line, the list of duties."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import report, service
from fieldkit.features.commitments.model import Quarter
from fieldkit.ui.commitments import words
from fieldkit.ui.commitments.below_page import BelowPage
from fieldkit.ui.commitments.duties_page import DutiesPage
from fieldkit.ui.commitments.duty_page import DutyPage
from fieldkit.ui.commitments.school_page import SchoolPage
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenFamily
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.rooms import Tabs

SCHOOLS, OTHERS, BELOW, DUTIES = range(4)
_NAMES = {"schools": SCHOOLS, "others": OTHERS, "below": BELOW, "duties": DUTIES}


class CommitmentsScreen(Screen):
    """Verifies what families committed to."""

    tables = frozenset(
        {"duty", "school_month", "duty_check", "commitment_action", "member", "family", "kpm_group"}
    )
    wants_month = True

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        self.lead_label.setFont(style.strong_font())
        self.school_page = SchoolPage(self)
        self.duty_page = DutyPage(self)
        self.below_page = BelowPage(self)
        self.duties_page = DutiesPage(self)
        self.pages = Tabs()
        self.pages.setDocumentMode(True)
        titles = (_("Schools"), _("Health and social duties"), _("Below the line"),
                  _("List of duties"))  # fmt: skip
        pages = (self.school_page, self.duty_page, self.below_page, self.duties_page)
        for number, (page, title) in enumerate(zip(pages, titles, strict=True)):
            self.pages.addTab(page, title)
            self.pages.setTabToolTip(number, f"Alt+{number + 1}")
            keys = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            keys.activated.connect(self._on_page_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(4), style.px(24), style.px(16))
        layout.setSpacing(style.px(4))
        layout.addWidget(self.lead_label)
        layout.addWidget(self.pages, 1)
        self.pages.currentChanged.connect(self._on_page_changed)
        self.school_page.print_requested.connect(self._on_form_requested)
        self.duty_page.print_requested.connect(self._on_sheet_requested)
        self.below_page.family_opened.connect(self._on_family_opened)
        self.reload()

    def reload(self) -> None:
        """Read the page in front again."""
        self._show_lead()
        page = self.pages.currentIndex()
        if page == SCHOOLS:
            self.school_page.show_quarter(Quarter.of(self.month))
        elif page == OTHERS:
            self.duty_page.show_month(self.month)
        elif page == BELOW:
            self.below_page.show_month(self.month)
        else:
            self.duties_page.reload()

    def open(self, target: Any) -> None:
        """Show the page "schools", "others", "below" or "duties"."""
        if target in _NAMES:
            self.pages.setCurrentIndex(_NAMES[target])

    def print_documents(self) -> Sequence[Document]:
        """Print the recap, and the papers of the page in front."""
        quarter = Quarter.of(self.month)
        documents = [report.recap(self.ctx, self.month)]
        if self.pages.currentIndex() == SCHOOLS:
            documents += [
                report.school_forms(self.ctx, quarter),
                report.blank_school_form(self.ctx, quarter),
            ]
        return documents

    def has_unsaved(self) -> bool:
        """Keep what is typed, so that nothing has to be asked: it comes back."""
        self.school_page.flush()
        self.duty_page.flush()
        return False

    def _show_lead(self) -> None:
        said = words.quarter(Quarter.of(self.month))
        unknown = service.uncounted(self.ctx)
        if unknown:
            text = ngettext(
                "{count} family can not be verified: its members are not recorded one by one.",
                "{count} families can not be verified: their members are not recorded one by one.",
                unknown,
            ).format(count=unknown)
            said = f"{said} — {text}"
        self.lead_label.setText(said)

    def _preview(self, documents: Sequence[Document]) -> None:
        PreviewDialog(self.ctx, documents, self.window()).exec()

    @Slot()
    def _on_page_key(self) -> None:
        keys = self.sender()
        if isinstance(keys, QShortcut):
            self.pages.setCurrentIndex(int(keys.key().toString()[-1]) - 1)

    @Slot()
    def _on_page_changed(self) -> None:
        self.school_page.flush()
        self.duty_page.flush()
        self.reload()

    @Slot(str)
    def _on_form_requested(self, school: str) -> None:
        quarter = Quarter.of(self.month)
        self._preview(
            [
                report.school_forms(self.ctx, quarter, school=school),
                report.blank_school_form(self.ctx, quarter),
            ]
        )

    @Slot(str)
    def _on_sheet_requested(self, code: str) -> None:
        if code:
            self._preview(
                [
                    report.duty_sheet(self.ctx, code, self.month, blank=True),
                    report.duty_sheet(self.ctx, code, self.month),
                ]
            )

    @Slot(str)
    def _on_family_opened(self, family_id: str) -> None:
        self.navigate(OpenFamily(family_id))


SCREEN = ScreenSpec(
    key="commitments",
    title=N_("Commitments"),
    icon="badge-check",
    permission=Permission.SEE_COMMITMENTS,
    build=CommitmentsScreen,
)
