"""Laporan: the month's reports with their state, a live preview, and the month's folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_month
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import tables as kube
from fieldkit.features.month import shelf
from fieldkit.features.month.shelf import Printed, Shelved, State
from fieldkit.ui.reports.shelf_list import STATES, ShelfList, is_done, role_of
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.jobs import Job, JobRunner
from fieldkit.ui.shell.navigation import Navigate
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice, badge
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.pdf_preview import PdfPreview

_LIST_WIDTH = 40  # a report's name and its state, unclipped in large letters
SETTLE_MS = 160
BLANK = N_("Blank, to fill in by hand")
MOST_GAPS = 4


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the preview is to show."""

    kind: str
    month: Any
    group: str | None
    blank: bool


@dataclass(frozen=True, slots=True)
class _Made:
    wanted: _Wanted
    pdf: bytes
    missing: tuple[str, ...]


class _QuietRunner(JobRunner):
    """Prepares pages without a progress box: the preview itself says that it is working."""

    @Slot()
    def _on_slow(self) -> None:
        return


class ReportsScreen(Screen):
    """Shows what is ready, what is missing, and the pages as they will be printed."""

    wants_month = True
    tables = frozenset(
        {
            "profile", "letterhead", "photo", "kpm_group", "family", "member", "business",
            "session", "presenter", "attendance", "visit", "money_month", "report_print",
            *kube.ALL,
        }
    )  # fmt: skip

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self._quiet = _QuietRunner(ctx, self)
        self._shown: _Made | None = None
        self._wanted: _Wanted | None = None
        self._awaited = ""
        self._folder = _documents()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        self.shelf_list = ShelfList()
        self.folder_button = buttons.button(
            _("Save the whole month…"), self._on_folder_clicked, icon="folder", key="Ctrl+Shift+S"
        )
        self.title_label = QLabel()
        self.title_label.setFont(style.font(1.2, strong=True))
        self.title_label.setWordWrap(True)
        self.audience_label = QLabel()
        style.set_role(self.audience_label, "secondary")
        self.state_label = badge("")
        self.group_combo = QComboBox()
        self.group_combo.setAccessibleName(_("For which group"))
        self.form_combo = QComboBox()
        self.form_combo.setAccessibleName(_("Filled in or blank"))
        self.form_combo.addItem(_("Filled in"), False)
        self.form_combo.addItem(_(BLANK), True)
        self.sheet_button = buttons.button(
            _("Save workbook…"), self._on_sheet_clicked, icon="file-spreadsheet"
        )
        self.sent_button = buttons.button(_("Mark as sent"), self._on_sent_clicked, icon="send")
        self.gaps_notice = Notice("", role="attention", icon="circle-alert")
        self.preview = PdfPreview()
        self._lay_out()
        self._connect()
        self.shelf_list.table.set_empty(_("Reading the shelf…"), icon="hourglass")
        self._show_report(None)
        self.reload()

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        left_column, right_column = QVBoxLayout(left), QVBoxLayout(right)
        for column in (left_column, right_column):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(style.px(12))
        left.setMinimumWidth(style.text_width(_LIST_WIDTH))
        left_column.addWidget(self.lead_label)
        left_column.addWidget(self.shelf_list, 1)
        left_column.addWidget(self.folder_button)
        head = QHBoxLayout()
        head.setSpacing(style.px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title_label)
        words.addWidget(self.audience_label)
        head.addLayout(words, 1)
        head.addWidget(self.state_label, alignment=Qt.AlignmentFlag.AlignTop)
        tools_holder = QWidget()
        tools = FlowLayout(tools_holder, gap=8)
        for widget in (self.group_combo, self.form_combo, self.sheet_button, self.sent_button):
            tools.addWidget(widget)
        right_column.addLayout(head)
        right_column.addWidget(tools_holder)
        right_column.addWidget(self.gaps_notice)
        right_column.addWidget(self.preview, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([style.px(420), style.px(680)])
        splitter.setHandleWidth(style.px(16))
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(8), style.px(24), style.px(16))
        layout.addWidget(splitter)

    def _connect(self) -> None:
        self.shelf_list.chosen.connect(self._on_report_chosen)
        self.group_combo.activated.connect(self._on_choice_changed)
        self.form_combo.activated.connect(self._on_choice_changed)
        self.preview.saved.connect(self._on_pdf_saved)
        self.preview.save_failed.connect(self._on_pdf_failed)
        self.preview.printed.connect(self._on_paper_printed)
        self._settle.timeout.connect(self._on_settled)

    # -- showing ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the shelf of the month again, and the report looked at."""
        month = self.month

        def work(ctx: Context, _job: Job) -> list[Shelved]:
            return shelf.kinds(ctx, month)

        self._quiet.run(_("Reading the shelf…"), work, self._show_shelf)

    def _show_shelf(self, reports: list[Shelved]) -> None:
        self.shelf_list.show_shelf(reports)
        self.lead_label.setText(_lead(reports, format_month(self.month)))
        self.folder_button.setEnabled(any(_has_data(one) for one in reports))
        if self.shelf_list.current() is None and reports:
            first = next((one for one in reports if _has_data(one)), reports[0])
            self.shelf_list.choose(self._awaited or first.kind)
            self._awaited = ""
        self._show_report(self.shelf_list.current())

    def open(self, target: Any) -> None:
        """Show one report by its kind."""
        if isinstance(target, str) and not self.shelf_list.choose(target):
            self._awaited = target

    def showEvent(self, event: QShowEvent) -> None:
        """Prepare the pages that were asked for while another screen was in front."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for no pages while nobody looks."""
        self._settle.stop()
        super().hideEvent(event)

    def print_documents(self) -> Sequence[Document]:
        """The report looked at."""
        wanted = self._request()
        if wanted is None:
            return ()
        return [shelf.build(self.ctx, wanted.kind, wanted.month, wanted.group, blank=wanted.blank)]

    def _show_report(self, one: Shelved | None) -> None:
        for widget in (
            self.state_label, self.sheet_button, self.sent_button, self.group_combo,
            self.form_combo,
        ):  # fmt: skip
            widget.setVisible(one is not None)
        if one is None:
            return
        self.title_label.setText(one.title)
        self.audience_label.setText(_("For: {audience}").format(audience=one.audience))
        self.state_label.setText(_state_words(one, _(STATES[one.state][0])))
        style.set_role(self.state_label, role_of(one))
        self.sheet_button.setVisible(one.supports_xlsx)
        self.sent_button.setVisible(one.state in {State.PRINTED, State.READY, State.INCOMPLETE})
        self.form_combo.setVisible(one.state is not State.FORM)
        self._fill_groups(one)
        self._show_gaps(one.missing)
        self._ask()

    def _fill_groups(self, one: Shelved) -> None:
        """Offer the groups or KUBE the report can be narrowed to; keep what was chosen."""
        before = self.group_combo.currentData()
        everything = {"group": _("All groups"), "kube": _("All KUBE")}
        self.group_combo.clear()
        self.group_combo.setVisible(bool(one.target))
        if one.target:
            self.group_combo.addItem(everything[one.target], None)
            for target_id, name in shelf.targets(self.ctx, one.target):
                self.group_combo.addItem(name, target_id)
            self.group_combo.setCurrentIndex(max(0, self.group_combo.findData(before)))

    def _show_gaps(self, gaps: Sequence[str]) -> None:
        shown = list(gaps[:MOST_GAPS])
        rest = len(gaps) - len(shown)
        if rest > 0:
            shown.append(_("and {count} more").format(count=rest))
        self.gaps_notice.show_text("\n".join(shown), role="attention", icon="circle-alert")
        self.gaps_notice.setToolTip("\n".join(gaps))

    def _request(self) -> _Wanted | None:
        one = self.shelf_list.current()
        if one is None:
            return None
        blank = bool(self.form_combo.currentData()) and one.state is not State.FORM
        group = self.group_combo.currentData() if one.target else None
        return _Wanted(one.kind, self.month, group, blank)

    def _ask(self) -> None:
        """Prepare the pages when the choice has settled."""
        if self.isVisible():
            self._settle.start()

    @Slot()
    def _on_settled(self) -> None:
        wanted = self._request()
        one = self.shelf_list.current()
        if wanted is None or one is None:
            return
        self._wanted = wanted
        self.sheet_button.setEnabled(wanted.blank or one.state is not State.EMPTY)
        if one.state is State.EMPTY and not wanted.blank:
            self._shown = None
            self.preview.set_empty(
                _(
                    "Nothing to report for this month yet. For an empty form choose “{choice}”."
                ).format(choice=_(BLANK))
            )
            self.preview.show_pdf(b"")
            return
        if self._shown is None or self._shown.wanted != wanted:
            self.preview.set_empty(_("Preparing the pages…"))
            self.preview.show_pdf(b"")

        def work(ctx: Context, _job: Job) -> _Made | None:
            return None if self._wanted != wanted else _pages(ctx, wanted)

        self._quiet.run(_("Preparing the pages…"), work, self._on_made, self._on_refused)

    def _on_made(self, made: _Made | None) -> None:
        if made is None or made.wanted != self._wanted:
            return
        is_same = self._shown is not None and self._shown.pdf == made.pdf
        self._shown = made
        self._show_gaps(made.missing)
        if not is_same or not self.preview.page_total:
            self.preview.show_pdf(made.pdf, f"{self._file_name(made.wanted)}.pdf")

    def _on_refused(self, error: FieldKitError) -> None:
        self.preview.set_empty(_("This report can not be shown."))
        self.preview.show_pdf(b"")
        self.say_error(error)

    def _file_name(self, wanted: _Wanted) -> str:
        return shelf.file_name(self.ctx, wanted.kind, wanted.month, blank=wanted.blank)

    # -- keeping ---------------------------------------------------------------------------

    def _note(self, state: State, wanted: _Wanted | None) -> None:
        if wanted is not None and not wanted.blank:
            target = wanted.group or "all"
            shelf.note(self.ctx, wanted.kind, wanted.month, state, target=target)

    def _note_printed(self) -> None:
        """Note what went out: the pages shown, though another choice may be on its way."""
        self._note(State.PRINTED, self._shown.wanted if self._shown else self._request())

    @Slot(str)
    def _on_pdf_saved(self, path: str) -> None:
        self._note_printed()
        self._say_kept(Path(path), self.preview.page_total)

    @Slot(str)
    def _on_pdf_failed(self, path: str) -> None:
        self.say(
            _("“{file}” could not be written. Choose another folder.").format(file=Path(path).name),
            role="danger",
        )

    @Slot(int)
    def _on_paper_printed(self, pages: int) -> None:
        self._note_printed()
        self.say(
            ngettext(
                "{count} page sent to the printer.", "{count} pages sent to the printer.", pages
            ).format(count=pages)
        )

    @Slot()
    def _on_sent_clicked(self) -> None:
        one = self.shelf_list.current()
        if one is not None:
            wanted = self._request()
            self._note(State.SENT, wanted)
            is_narrowed = bool(wanted and wanted.group)
            named = f"{one.title}, {self.group_combo.currentText()}" if is_narrowed else one.title
            self.say(_("Marked as sent: {report}.").format(report=named))

    @Slot()
    def _on_sheet_clicked(self) -> None:
        wanted = self._request()
        if wanted is None:
            return
        start = str(_documents() / f"{self._file_name(wanted)}.xlsx")
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save workbook"), start, "Excel (*.xlsx)"
        )
        if chosen:
            self.save_workbook(Path(chosen))

    def save_workbook(self, path: Path) -> None:
        """Write the report looked at as a workbook and say where."""
        wanted = self._request()
        if wanted is None:
            return
        target = with_ending(path, ".xlsx")

        def work(ctx: Context, _job: Job) -> Printed:
            return shelf.print_to(
                ctx, wanted.kind, target, wanted.month, wanted.group, blank=wanted.blank
            )

        self.run_job(_("Writing the report"), work, self._on_written)

    def _on_written(self, printed: Printed) -> None:
        self._say_kept(printed.path, printed.pages)

    def _say_kept(self, path: Path, pages: int) -> None:
        self._folder = path.parent
        self.say(
            ngettext(
                "Saved “{file}”, {count} page.", "Saved “{file}”, {count} pages.", pages
            ).format(file=path.name, count=pages),
            action=_("Open folder"),
            on_action=self._open_folder,
        )

    @Slot()
    def _on_folder_clicked(self) -> None:
        name = _("Reports {month}").format(month=f"{self.month.year}-{self.month.month:02}")
        chosen = QFileDialog.getExistingDirectory(
            self, _("Where shall the month's folder be made?"), str(_documents())
        )
        if chosen:
            self.save_month(Path(chosen) / name)

    def save_month(self, folder: Path) -> None:
        """Write every report of the month into a folder and say how many."""
        month = self.month

        def work(ctx: Context, job: Job) -> list[Printed]:
            def tell(done: int, total: int) -> None:
                job.stop_if_cancelled()
                job.report(done, total, _("reports"))

            return shelf.print_month(ctx, month, folder, tell)

        self._folder = folder
        self.run_job(_("Writing the month's reports"), work, self._on_month_written)

    def _on_month_written(self, written: list[Printed]) -> None:
        pages = sum(one.pages for one in written)
        gaps = [one.title for one in written if one.missing]
        text = ngettext(
            "{count} report with {pages} pages saved in “{folder}”.",
            "{count} reports with {pages} pages saved in “{folder}”.",
            len(written),
        ).format(count=len(written), pages=pages, folder=self._folder.name)
        if gaps:
            more = ngettext(
                "{count} is still incomplete and does not count as printed: {reports}.",
                "{count} are still incomplete and do not count as printed: {reports}.",
                len(gaps),
            ).format(count=len(gaps), reports=_listed(gaps))
            text = f"{text} {more}"
        role = "attention" if gaps else "good"
        self.say(text, role=role, action=_("Open folder"), on_action=self._open_folder)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    # -- choosing --------------------------------------------------------------------------

    @Slot(object)
    def _on_report_chosen(self, one: Shelved | None) -> None:
        self._show_report(one)

    @Slot()
    def _on_choice_changed(self) -> None:
        self._ask()


def _pages(ctx: Context, wanted: _Wanted) -> _Made:
    """Build the report and its pages, on the job's own connection."""
    from fieldkit.core.render.pdf import write_pdf

    document = shelf.build(ctx, wanted.kind, wanted.month, wanted.group, blank=wanted.blank)
    target = BytesIO()
    write_pdf(document, target)
    gaps = () if wanted.blank else shelf.missing(ctx, wanted.kind, wanted.month, wanted.group)
    return _Made(wanted, target.getvalue(), tuple(gaps))


def _lead(reports: Sequence[Shelved], month: str) -> str:
    due = [one for one in reports if one.state is not State.FORM]
    with_data = [one for one in due if one.state is not State.EMPTY]
    if not with_data:
        return _("Nothing is recorded for {month} yet.").format(month=month)
    done = sum(is_done(one) for one in with_data)
    ready = sum(one.state is State.READY for one in with_data)
    text = ngettext(
        "{month}: {total} report, {done} printed, {ready} ready, {lacking} incomplete.",
        "{month}: {total} reports, {done} printed, {ready} ready, {lacking} incomplete.",
        len(with_data),
    )
    lacking = len(with_data) - done - ready
    return text.format(month=month, total=len(with_data), done=done, ready=ready, lacking=lacking)


def _listed(titles: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    shown = list(titles[:MOST_GAPS])
    rest = len(titles) - len(shown)
    return ", ".join([*shown, _("and {count} more").format(count=rest)] if rest else shown)


def _state_words(one: Shelved, word: str) -> str:
    if is_done(one) and one.printed_at:
        from datetime import date

        day = format_date(date.fromisoformat(one.printed_at[:10]), "medium")
        told = _("{state} on {date}") if not one.missing else _("{state} on {date}, incomplete")
        return told.format(state=word, date=day)
    if one.narrowed:
        told = _("{state}, {count} printed one by one")
        return told.format(state=word, count=one.narrowed)
    return word


def _has_data(one: Shelved) -> bool:
    return one.state not in {State.FORM, State.EMPTY}


def _documents() -> Path:
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(places[0] if places else ".")


SCREEN = ScreenSpec(
    key="reports",
    title=N_("Reports"),
    icon="file-text",
    permission=Permission.PRINT_REPORTS,
    build=ReportsScreen,
)
