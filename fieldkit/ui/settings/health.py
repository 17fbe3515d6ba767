"""Cek buku: each finding in words, with what mends it."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.backup import service as backup
from fieldkit.features.backup.service import Finding
from fieldkit.ui.settings.backups import second_place
from fieldkit.ui.settings.lines import button_line
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice, icon_label
from fieldkit.ui.widgets.page import Page


class HealthPage(Page):
    """Checks the book and mends what can be mended."""

    rescue_wanted = Signal()

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx, self._screen = ctx, screen
        card = Card(
            _("Check the book"),
            icon="stethoscope",
            hint=_(
                "Looks at every page, folds every record anew from its history and compares, checks"
                " signed pages, money, photos, keys and backups. Nothing is changed."
            ),
        )
        self.check_button = buttons.button(
            _("Check now"), self._on_check_clicked, icon="activity", kind="primary"
        )
        self.mend_button = buttons.button(
            _("Mend all that can be mended"), self._on_mend_clicked, icon="badge-check"
        )
        self.mend_button.hide()
        self.result = Notice("", role="good", icon="circle-check")
        card.add(button_line(self.check_button, self.mend_button))
        card.add(self.result)
        self.add(card)
        self._list = QVBoxLayout()
        self._list.setSpacing(style.px(8))
        self.add_layout(self._list)
        self.finish()
        self.lines: list[FindingLine] = []

    def reload(self) -> None:
        """Keep what the last check said; it is made anew only when asked for."""

    def check(self) -> None:
        """Check everything, on a job."""

        def work(ctx: Context, _job: Job) -> list[Finding]:
            return backup.findings(ctx, is_full=True, second_place=second_place())

        self._screen.run_job(_("Checking the book"), work, self.show_findings)

    def show_findings(self, found: Any) -> None:
        """Show each finding with its repair, what is wrong before what is only advice."""
        self._clear()
        wrong = [one for one in found if not one.is_advice]
        for one in sorted(found, key=attrgetter("is_advice")):
            line = FindingLine(one)
            line.mend_wanted.connect(self._on_mend_wanted)
            line.rescue_wanted.connect(self.rescue_wanted)
            self._list.addWidget(line)
            self.lines.append(line)
        self.mend_button.setVisible(sum(one.is_mended_here for one in found) > 1)
        if wrong:
            text = ngettext(
                "{count} thing is not as it should be.",
                "{count} things are not as they should be.",
                len(wrong),
            ).format(count=len(wrong))
            self.result.show_text(text, role="danger", icon="circle-alert")
        else:
            text = _("The book is healthy: every record agrees with its history.")
            self.result.show_text(text, role="good", icon="circle-check")

    def _clear(self) -> None:
        for line in self.lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []

    def mend(self, found: list[Finding]) -> None:
        """Mend findings one after the other, then check again."""
        place = second_place()

        def work(ctx: Context, job: Job) -> list[Finding]:
            for number, one in enumerate(found):
                job.report(number, len(found), _("findings"))
                backup.repair(ctx, one, place)
            return backup.findings(ctx, is_full=True, second_place=place)

        self._screen.run_job(_("Mending the book"), work, self._on_mended)

    def _on_mended(self, found: Any) -> None:
        self.show_findings(found)
        self._screen.say(_("Mended and checked again."))

    @Slot()
    def _on_check_clicked(self) -> None:
        self.check()

    @Slot()
    def _on_mend_clicked(self) -> None:
        self.mend([line.finding for line in self.lines if line.finding.is_mended_here])

    @Slot(object)
    def _on_mend_wanted(self, finding: Finding) -> None:
        self.mend([finding])


class FindingLine(QFrame):
    """One finding: what is wrong, what mends it, and the button that does."""

    mend_wanted = Signal(object)
    rescue_wanted = Signal()

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self.setProperty("frame", "card")
        role, icon = ("attention", "info") if finding.is_advice else ("danger", "circle-alert")
        words = QVBoxLayout()
        words.setSpacing(style.px(4))
        what = QLabel(finding.sentence)
        what.setWordWrap(True)
        what.setFont(style.strong_font())
        how = QLabel(finding.repair_sentence)
        how.setWordWrap(True)
        style.set_role(how, "secondary")
        words.addWidget(what)
        words.addWidget(how)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[style.px(16)] * 4)
        layout.setSpacing(style.px(12))
        layout.addWidget(icon_label(icon, role))
        layout.addLayout(words, 1)
        self.mend_button = buttons.button(self._word(), self._on_mend_clicked, icon="badge-check")
        can = finding.is_mended_here or finding.needs_rescue
        style.hide_unless(self.mend_button, wanted=can)
        layout.addWidget(self.mend_button)
        self.setAccessibleName(finding.sentence)

    def _word(self) -> str:
        if self.finding.needs_rescue:
            return _("Rescue the book…")
        return _("Back up now") if self.finding.code in _BACKED_UP else _("Mend")

    @Slot()
    def _on_mend_clicked(self) -> None:
        if self.finding.needs_rescue:
            self.rescue_wanted.emit()
        else:
            self.mend_wanted.emit(self.finding)


_BACKED_UP = {"no_backup", "backup_old"}
