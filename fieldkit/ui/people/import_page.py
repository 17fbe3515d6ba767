"""Importing a list: pick a file, check columns and results, then all of it in one step."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import paths, sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.people import service as people
from fieldkit.features.people.lists.layout import Layout
from fieldkit.features.people.service import (
    ALL_SHEETS,
    Decision,
    ImportPlan,
    ImportResult,
    Outcome,
    Way,
    Workbook,
)
from fieldkit.ui.people.import_absent import AbsentTab
from fieldkit.ui.people.import_columns import ColumnsTab
from fieldkit.ui.people.import_preview import PreviewTab
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.editors import ChoiceEdit
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.line_label import LineLabel
from fieldkit.ui.widgets.rooms import Tabs
from fieldkit.ui.widgets.up_link import up_link

_PICK, _LOOK = 0, 1
_COLUMNS, _RESULT, _ABSENT = 0, 1, 2
_HEADER_ROWS = 30
_LARGE_PERCENT = 130

RunJob = Callable[..., None]


class ImportPage(QWidget):
    """Emits `done` with the result; `run_job` is the screen's, so that work never blocks."""

    closed = Signal()
    done = Signal(object)
    opened = Signal(str)
    told = Signal(str)

    def __init__(self, ctx: Context, run_job: RunJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._run_job = run_job
        self._workbook: Workbook | None = None
        self._plan: ImportPlan | None = None
        self._mapping: dict[int, str] | None = None
        self._decisions: dict[int, Decision] = {}
        self._start: Path | None = None  # where the last list was
        self.setAcceptDrops(True)
        self.pick = EmptyState(
            "file-spreadsheet",
            _("Drop an Excel, LibreOffice or CSV file here"),
            _("Choose a file…"),
            hint=_(
                "Nothing changes yet: first you see what would become of every row. Title rows,"
                " merged cells, totals and numbers with an apostrophe are understood."
            ),
        )
        self.back_button = up_link(self, _("All families"), self._on_close_clicked)
        self.heading_label = LineLabel(_("Import families"))
        self.heading_label.set_single(True)
        self.heading_label.setFont(style.font(1.25, strong=True))
        self.other_button = buttons.button(
            _("Another file…"), self._on_choose_clicked, icon="folder", key="Ctrl+O"
        )
        self.sheet_edit = self._choice(_("Sheet"))
        self.header_edit = self._choice(_("Header row"))
        self.group_edit = self._choice(_("Groups from"))
        self.trouble = Notice("", role="danger", icon="circle-alert")
        self.others_check = QCheckBox(_("Join the other sheets"))
        self.others_check.setChecked(True)
        self.columns = ColumnsTab()
        self.preview = PreviewTab(ctx)
        self.absent = AbsentTab(ctx)
        self.tabs = Tabs()
        self.facts_label = QLabel()
        self.facts_label.setWordWrap(True)
        style.set_role(self.facts_label, "secondary")
        self.save_button = buttons.button(
            _("Save this result…"), self._on_save_clicked, icon="file-down"
        )
        self.cancel_button = buttons.button(_("Cancel"), self._on_close_clicked)
        self.apply_button = buttons.button(
            _("Import"), self._on_apply_clicked, icon="check", kind="primary", key="Ctrl+Return"
        )
        self.stack = QStackedWidget()
        self._lay_out()
        self.pick.action_requested.connect(self._on_choose_clicked)
        self.columns.mapping_changed.connect(self._on_mapping_changed)
        self.preview.decided.connect(self._on_decided)
        self.absent.opened.connect(self.opened)
        self.others_check.toggled.connect(self._on_others_toggled)

    def _choice(self, name: str) -> ChoiceEdit:
        made = ChoiceEdit([], blank=None)
        made.setAccessibleName(name)
        made.setMinimumWidth(style.text_width(14))
        made.edited.connect(self._on_way_edited)
        return made

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(style.px(8))
        top.addWidget(self.back_button)
        top.addWidget(self.heading_label, 1)
        top.addWidget(self.other_button)
        ways = QHBoxLayout()
        ways.setSpacing(style.px(8))
        for edit in (self.sheet_edit, self.header_edit, self.group_edit):
            label = QLabel(edit.accessibleName())
            label.setBuddy(edit)
            style.set_role(label, "secondary")
            ways.addWidget(label)
            ways.addWidget(edit, 1)
        self.tabs.addTab(self.columns, _("1  Columns"))
        self.tabs.addTab(self.preview, _("2  Result of every row"))
        self.tabs.addTab(self.absent, "")
        foot = QHBoxLayout()
        foot.setSpacing(style.px(8))
        has_large_letters = style.px(100) > _LARGE_PERCENT
        if has_large_letters:  # beside the buttons the facts would be a tall, narrow column
            foot.addStretch(1)
        else:
            foot.addWidget(self.facts_label, 1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.apply_button)
        look = QWidget()
        column = QVBoxLayout(look)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addLayout(ways)
        column.addWidget(self.others_check)
        column.addWidget(self.tabs, 1)
        if has_large_letters:
            column.addWidget(self.facts_label)
        column.addLayout(foot)
        self.stack.addWidget(self.pick)
        self.stack.addWidget(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        layout.setSpacing(style.px(8))
        layout.addLayout(top)
        layout.addWidget(self.trouble)
        layout.addWidget(self.stack, 1)

    def start(self) -> None:
        """Begin anew, without a file."""
        self._workbook = self._plan = self._mapping = None
        self._decisions = {}
        self.trouble.show_text("")
        self.heading_label.setText(_("Import families"))
        self.other_button.hide()
        self.stack.setCurrentIndex(_PICK)
        self.pick.action_button.setFocus()

    def take_file(self, path: Path) -> None:
        """Read a file and show what it would do."""

        def work(_ctx: Context, _job: Job) -> Workbook:
            return people.open_workbook(path)

        self.trouble.show_text("")
        self._run_job(_("Reading the file"), work, self._on_file_read, self._on_trouble)

    def _on_file_read(self, workbook: Workbook) -> None:
        self._workbook, self._mapping, self._decisions = workbook, None, {}
        self.heading_label.setText(_("Import families from {file}").format(file=workbook.path.name))
        self.other_button.show()
        self.sheet_edit.set_choices([(None, _("As guessed"))])
        self.group_edit.set_choices([(None, _("As guessed"))])
        self.header_edit.set_choices([(None, _("As guessed"))])
        self._plan_again(first=True)

    def _plan_again(self, *, first: bool = False) -> None:
        workbook = self._workbook
        if workbook is None:
            return
        way = Way(
            sheet=self.sheet_edit.value(),
            group_by=self.group_edit.value(),
            mapping=self._mapping,
            header_row=self.header_edit.value(),
            uses_other_sheets=self.others_check.isChecked(),
            decisions=self._decisions,
        )

        def work(ctx: Context, _job: Job) -> ImportPlan:
            return people.plan_import(ctx, workbook, way)

        done = self._on_first_planned if first else self._on_planned
        self._run_job(_("Comparing with the register"), work, done, self._on_trouble)

    def _on_first_planned(self, plan: ImportPlan) -> None:
        self._on_planned(plan)
        self.tabs.setCurrentIndex(_COLUMNS if plan.layout.is_guessed else _RESULT)
        target = self.columns.table if plan.layout.is_guessed else self.preview.table
        target.setFocus()

    def _on_planned(self, plan: ImportPlan) -> None:
        self._plan = plan
        self.trouble.show_text("")
        self.stack.setCurrentIndex(_LOOK)
        self._offer_ways(plan)
        self.columns.show_layout(plan.layout)
        self.preview.show_plan(plan, self._decisions)
        self._show_absent(plan)
        wanted = plan.counts[Outcome.CREATED] + plan.counts[Outcome.CHANGED]
        text = ngettext("Import {count} row", "Import {count} rows", wanted)
        self.apply_button.setText(text.format(count=wanted))
        self.apply_button.setEnabled(wanted > 0)
        self.save_button.show()
        self.facts_label.setText(_facts(plan))
        self.facts_label.setToolTip(", ".join(plan.idle_sheets))

    def _show_absent(self, plan: ImportPlan | None) -> None:
        missing = self.absent.show_plan(plan)
        self.tabs.setTabText(_ABSENT, _("3  Not in this file ({count})").format(count=missing))
        self.tabs.setTabVisible(_ABSENT, missing > 0)

    def _offer_ways(self, plan: ImportPlan) -> None:
        self._offer_layout(plan.workbook, plan.layout, plan.group_by)
        if len(plan.sheets) > 1 or plan.way.sheet == ALL_SHEETS:
            self.sheet_edit.set_value(ALL_SHEETS)
        has_more = len(plan.workbook.sheets) > len(plan.sheets)
        self.others_check.setVisible(has_more and bool(plan.other_sheets or not self._joins))

    @property
    def _joins(self) -> bool:
        return self.others_check.isChecked()

    def _offer_layout(self, workbook: Workbook, layout: Layout, group_by: str | None) -> None:
        sheets = [(name, name) for name in workbook.sheet_names]
        if len(sheets) > 1:
            sheets.append((ALL_SHEETS, _("All sheets of this layout")))
        self.sheet_edit.set_choices(sheets)
        self.sheet_edit.set_value(layout.sheet)
        rows = [(n, _("Row {row}").format(row=n)) for n in range(1, _HEADER_ROWS + 1)]
        self.header_edit.set_choices([(0, _("No header")), *rows])
        self.header_edit.set_value(layout.header_row)
        titles = dict.fromkeys(title for title in layout.titles if title)
        self.group_edit.set_choices([(None, _guessed_group(layout)), *((t, t) for t in titles)])
        self.group_edit.set_value(group_by)

    def _on_trouble(self, error: FieldKitError) -> None:
        self.trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
        self._plan = None
        self.apply_button.setEnabled(False)
        self.save_button.hide()
        if self._workbook is not None and self._workbook.sheets:
            self._look_closer(self._workbook)

    def _look_closer(self, workbook: Workbook) -> None:
        """Show the columns of a sheet without names, so that a person can say what they mean."""
        sheet, header_row = self.sheet_edit.value(), self.header_edit.value()
        layout = people.look_at(self._ctx, workbook, sheet, header_row)
        self._offer_layout(workbook, layout, None)
        self.columns.show_layout(layout)
        self.preview.show_plan(None, {})
        self._show_absent(None)
        self.facts_label.setText("")
        self.stack.setCurrentIndex(_LOOK)
        self.tabs.setCurrentIndex(_COLUMNS)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the dropped file."""
        files = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.take_file(files[0])

    @Slot()
    def _on_choose_clicked(self) -> None:
        pattern = _("Lists ({patterns})").format(patterns="*.xlsx *.xls *.ods *.csv *.tsv *.txt")
        start = str(self._start or paths.documents_folder().parent)
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose a file"), start, pattern)
        if chosen:
            self._start = Path(chosen).parent
            self.take_file(Path(chosen))

    @Slot()
    def _on_way_edited(self) -> None:
        if self.sender() is not self.group_edit:
            self._mapping = None
            self._decisions = {}
        if self.sender() is self.sheet_edit:
            self.header_edit.set_choices([(None, _("As guessed"))])
            self.group_edit.set_choices([(None, _("As guessed"))])
        self._plan_again()

    @Slot(object)
    def _on_mapping_changed(self, mapping: Mapping[int, str]) -> None:
        self._mapping = dict(mapping)
        self._plan_again()

    @Slot(object)
    def _on_decided(self, decisions: Mapping[int, Decision]) -> None:
        self._decisions = dict(decisions)
        self._plan_again()

    @Slot()
    def _on_others_toggled(self) -> None:
        if self._plan is not None:
            self._decisions = {}
            self._plan_again()

    @Slot()
    def _on_save_clicked(self) -> None:
        if self._plan is None:
            return
        name = _("Result of {file}.xlsx").format(file=self._plan.workbook.path.stem)
        start = str((self._start or paths.documents_folder()) / name)
        pattern = _("Excel ({xlsx});;CSV ({csv})").format(xlsx="*.xlsx", csv="*.csv")
        chosen, kind = QFileDialog.getSaveFileName(self, _("Save this result"), start, pattern)
        if chosen:
            endings = (".csv", ".xlsx") if "*.csv" in kind else (".xlsx", ".csv")
            file = with_ending(Path(chosen), *endings)
            try:
                rows = people.save_results(self._ctx, self._plan.verdicts, file)
            except FieldKitError as error:
                self.trouble.show_text(sentences.sentence(error), role="danger")
                return
            said = ngettext("{count} row saved as {file}.", "{count} rows saved as {file}.", rows)
            self.told.emit(said.format(count=rows, file=file.name))

    @Slot()
    def _on_apply_clicked(self) -> None:
        plan = self._plan
        if plan is None:
            return

        def work(ctx: Context, _job: Job) -> ImportResult:
            return people.apply_import(ctx, plan)

        self.apply_button.setEnabled(False)
        self._run_job(_("Importing"), work, self._on_applied, self._on_trouble)

    def _on_applied(self, result: ImportResult) -> None:
        self.start()
        self.done.emit(result)

    @Slot()
    def _on_close_clicked(self) -> None:
        self.start()
        self.closed.emit()


def _guessed_group(layout: Layout) -> str:
    column = layout.column("group")
    return layout.titles[column] if column is not None else _("No column")


def _facts(plan: ImportPlan) -> str:
    passed = sum(plan.skipped.values())
    parts = [
        ngettext("{count} row", "{count} rows", len(plan.verdicts)).format(count=len(plan.verdicts))
    ]
    if len(plan.sheets) > 1:
        parts.append(_("from {count} sheets").format(count=len(plan.sheets)))
    if plan.other_sheets:
        parts.append(_("with {sheets}").format(sheets=", ".join(plan.other_sheets)))
    if plan.idle_sheets:
        many = len(plan.idle_sheets)
        text = ngettext(
            "{count} more sheet: the same families, nothing more to take in",
            "{count} more sheets: the same families, nothing more to take in",
            many,
        )
        parts.append(text.format(count=many))
    if plan.new_groups:
        many = len(plan.new_groups)
        text = ngettext("{count} new group", "{count} new groups", many)
        parts.append(text.format(count=many))
    if passed:
        text = ngettext(
            "{count} line of titles, totals or blanks passed over",
            "{count} lines of titles, totals or blanks passed over",
            passed,
        )
        parts.append(text.format(count=passed))
    return " · ".join(parts)


def result_sentence(result: ImportResult) -> str:
    """Say in counted facts what an import did, and what it did not."""
    counts = result.counts
    told = [
        _(
            "{rows} rows: {created} new, {changed} changed, {same} the same,"
            " {doubtful} in doubt, {refused} refused."
        ).format(
            rows=len(result.verdicts), **{outcome.value: counts[outcome] for outcome in Outcome}
        )
    ]
    if result.flawed:
        text = ngettext(
            "{count} of them holds a number to repair.",
            "{count} of them hold numbers to repair.",
            result.flawed,
        )
        told.append(text.format(count=result.flawed))
    if result.absent:
        text = ngettext(
            "{count} family is not in this file.",
            "{count} families are not in this file.",
            result.absent,
        )
        told.append(text.format(count=result.absent))
    return " ".join(told)
