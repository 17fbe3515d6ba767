"""Businesses: the month's round on one grid, and where the one under the cursor is going."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.dates import Month, format_month, month_name
from fieldkit.core.errors import FieldKitError, InvalidInputError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import business_report, takings
from fieldkit.features.people import service as people
from fieldkit.features.people.takings import BusinessMonth, Course, RoundLine, Trend
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.chart import LineChart, Series, compact_rupiah
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.entry_grid import EntryGrid, EntryRow, MoneyColumn, TextColumn

_SHOWN_MONTHS = 12
_AMOUNTS = ("turnover", "cost", "profit")
_TREND_ROLES = {
    Trend.GROWING: "good", Trend.STEADY: "text", Trend.SHRINKING: "danger",
    Trend.UNKNOWN: "secondary",
}  # fmt: skip


class TradePage(QWidget):
    """Asks 80 businesses about a month; emits `family_opened`."""

    family_opened = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._month = Month.of(screen.ctx.today)
        self._lines: dict[str, RoundLine] = {}
        self._courses: dict[str, Course] = {}
        self._typed: dict[str, dict[str, Any]] = {}
        self._may_edit = self._ctx.may(Permission.EDIT_FAMILIES)
        self.chips = FilterChips(
            Chip("group", _("Group")),
            Chip("unasked", _("Not asked yet")),
            Chip("trend", _("Where it is going"), tuple(
                (trend, _(people.TREND_NAMES[trend])) for trend in Trend)),
        )  # fmt: skip
        self.told_label = QLabel()
        self.told_label.setWordWrap(True)
        self.notice = Notice("", action=_("Discard"))
        self.grid = EntryGrid(
            MoneyColumn("turnover", N_("Turnover"), width=11),
            MoneyColumn("cost", N_("Costs"), width=11),
            MoneyColumn("profit", N_("Profit told"), width=11),
            TextColumn("note", N_("Note"), max_length=takings.LONGEST_NOTE, width=12),
            row_title=N_("Business"),
            name=N_("Businesses of the month"),
        )
        self.grid.set_read_only(not self._may_edit)
        self.empty = EmptyState(
            "briefcase-business",
            _("Businesses stand here as soon as they are recorded on a family's page."),
            hint=_("Open a family, choose “Businesses” and add what it earns its money with."),
        )
        self.chart = LineChart(_("Turnover and profit"), text=compact_rupiah, height=150)
        self.course_label = QLabel()
        self.course_label.setWordWrap(True)
        self.course_label.setFont(style.strong_font())
        self.basis_label = QLabel()
        self.basis_label.setWordWrap(True)
        style.set_role(self.basis_label, "secondary")
        self.save_button = buttons.button(
            _("Save"), self.save, icon="save", kind="primary", key="Ctrl+Return"
        )
        self.print_button = buttons.button(
            _("Print"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self.family_button = buttons.button(
            _("Family page"), self._on_family_clicked, icon="external-link", kind="quiet"
        )
        self.save_button.setVisible(self._may_edit)
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(1200)
        self._course_timer = QTimer(self)
        self._course_timer.setSingleShot(True)
        self._course_timer.setInterval(80)
        self._lay_out()
        self._draft_timer.timeout.connect(self.flush)
        self._course_timer.timeout.connect(self._show_course)
        self.chips.changed.connect(self._on_filtered)
        self.grid.changed.connect(self._draft_timer.start)
        self.grid.view.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.notice.action_requested.connect(self._on_discard_requested)

    def show_month(self, month: Month) -> None:
        """Read a month's round; what is typed stays."""
        if month != self._month:
            self.flush()
            self._typed = {}
        self._month = month
        self._gather()
        groups = [("", _("Without a group"))]
        groups = [(group.id, group.name) for group in people.groups(self._ctx)] + groups
        self.chips.set_choices("group", groups)
        self._courses = people.business_courses(self._ctx, month)
        self._lines = {line.id: line for line in people.business_round(self._ctx, month)}
        if not self._typed and self._may_edit:
            self._typed = people.draft(self._ctx, self._record()) or {}
        self._show_rows()

    def documents(self, month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        return [business_report.development(self._ctx, month)]

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed and not saved."""
        return self.grid.is_dirty or bool(self._typed)

    @Slot()
    def flush(self) -> None:
        """Keep what is typed and not saved."""
        self._draft_timer.stop()
        self._gather()
        if self._typed and self._may_edit:
            people.keep_draft(self._ctx, self._record(), self._typed)

    @Slot()
    def save(self) -> None:
        """Save what families told, or say what is wrong."""
        if not self._may_edit:
            return
        self._draft_timer.stop()
        self._gather()
        months = [self._composed(line, self._typed[line.id]) for line in self._lines.values()
                  if line.id in self._typed]  # fmt: skip
        try:
            count = people.note_business_months(self._ctx, months)
        except InvalidInputError as error:
            self._show_problems(error.problems)
            return
        except FieldKitError as error:
            self._screen.say_error(error)
            return
        people.drop_draft(self._ctx, self._record())
        self._typed = {}
        self.grid.mark_clean()
        if count:
            said = ngettext("{count} business saved.", "{count} businesses saved.", count)
            self._screen.say(said.format(count=count), undo=True)
        else:
            self._screen.say(_("Nothing has changed."), role="attention")
        self.show_month(self._month)

    # -- laying out ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(style.px(6))
        right.addWidget(self.course_label)
        right.addWidget(self.chart)
        right.addWidget(self.basis_label)
        right.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(style.px(16))
        sides.addWidget(self.grid, 7)
        sides.addLayout(right, 4)
        self._body = QWidget()
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(style.px(8))
        inside.addWidget(self.told_label)
        inside.addWidget(self.chips)
        inside.addWidget(self.notice)
        inside.addLayout(sides, 1)
        inside.addWidget(flow_layout.bar(self.save_button, self.print_button, self.family_button))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._body, 1)

    def _show_rows(self) -> None:
        has_any = bool(self._lines)
        self.empty.setVisible(not has_any)
        self._body.setVisible(has_any)
        asked = sum(line.is_asked for line in self._lines.values())
        trends = [course.trend for course in self._courses.values()]
        self.told_label.setText(
            _(
                "{month}: {asked} of {count} asked. Growing {growing}, steady {steady},"
                " shrinking {shrinking}."
            ).format(
                month=format_month(self._month), asked=asked, count=len(self._lines),
                growing=trends.count(Trend.GROWING), steady=trends.count(Trend.STEADY),
                shrinking=trends.count(Trend.SHRINKING),
            )
        )  # fmt: skip
        chosen = self.chips.active()
        shown = [line for line in self._lines.values() if self._fits(line, chosen)]
        self.grid.set_rows([_row(line) for line in shown])
        self.grid.restore(self._typed)
        has_draft = bool(self._typed)
        text = _("What you typed here before is back; it is not saved yet.") if has_draft else ""
        self.notice.show_text(text, role="attention")
        self._show_course()

    def _fits(self, line: RoundLine, chosen: dict[str, Any]) -> bool:
        if "group" in chosen and line.group_id != chosen["group"]:
            return False
        if chosen.get("unasked") and line.is_asked:
            return False
        trend = chosen.get("trend")
        known = self._courses.get(line.id)
        return trend is None or (known.trend if known else Trend.UNKNOWN) is trend

    @Slot()
    def _show_course(self) -> None:
        row = self.grid.current_row()
        line = self._lines.get(row.id) if row is not None else None
        self.family_button.setEnabled(line is not None)
        if line is None:
            self.course_label.setText("")
            self.basis_label.setText("")
            self.chart.show_data((), Series(_("Turnover"), ()))
            return
        first = self._month.plus(1 - _SHOWN_MONTHS)
        told = {
            one.month: one
            for one in people.business_months(self._ctx, first, self._month, [line.family_id])
            if one.business_id == line.id
        }
        months = [first.plus(step) for step in range(_SHOWN_MONTHS)]
        labels = [month_name(month.month)[:3] for month in months]
        blank = BusinessMonth(business_id="", family_id="", month=self._month)
        self.chart.show_data(
            labels,
            Series(_("Turnover"), [told.get(month, blank).turnover for month in months]),
            Series(_("Profit"), [told.get(month, blank).earned for month in months], "good"),
        )
        course = self._courses.get(line.id) or Course(trend=Trend.UNKNOWN)
        name = _(people.TREND_NAMES[course.trend])
        self.course_label.setText(f"{line.family_name} – {line.kind}: {name}")
        style.set_role(self.course_label, _TREND_ROLES[course.trend])
        self.basis_label.setText("\n".join(filter(None, (_before(line), _basis(course)))))

    # -- typing --------------------------------------------------------------------------

    def _record(self) -> str:
        return f"businesses:{self._month}"

    def _gather(self) -> None:
        """Take what is typed in the rows shown to what is typed in the others."""
        shown = {row.id for row in self.grid.model.rows}
        kept = {key: cells for key, cells in self._typed.items() if key not in shown}
        self._typed = {**kept, **self.grid.changes()}

    def _composed(self, line: RoundLine, cells: dict[str, Any]) -> BusinessMonth:
        values = {name: getattr(line.month, name) for name in (*_AMOUNTS, "note")} | cells
        return replace(line.month, **{**values, "note": values["note"] or ""})

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        said = []
        for problem in problems[:3]:
            line = self._lines.get(str(problem.details.get("business_id", "")))
            what = sentences.problem_sentence(problem)
            said.append(f"{line.family_name}, {line.kind}: {what}" if line else what)
        self._screen.say("\n".join(said), role="danger")
        first = str(problems[0].details.get("business_id", ""))
        self.chips.set_active({})
        self._show_rows()
        self.grid.go_to(first, problems[0].field if problems[0].field in _AMOUNTS else "")
        self.grid.setFocus()

    @Slot()
    def _on_filtered(self) -> None:
        self._gather()
        self._show_rows()

    @Slot()
    def _on_row_changed(self) -> None:
        self._course_timer.start()

    @Slot()
    def _on_discard_requested(self) -> None:
        people.drop_draft(self._ctx, self._record())
        self._typed = {}
        self._show_rows()

    @Slot()
    def _on_print_clicked(self) -> None:
        group = self.chips.active().get("group")
        documents = [
            business_report.development(self._ctx, self._month, group),
            business_report.round_sheet(self._ctx, self._month, group),
        ]
        PreviewDialog(self._ctx, documents, self.window()).exec()

    @Slot()
    def _on_family_clicked(self) -> None:
        row = self.grid.current_row()
        if row is not None and row.id in self._lines:
            self.family_opened.emit(self._lines[row.id].family_id)


def _row(line: RoundLine) -> EntryRow:
    values = {name: getattr(line.month, name) for name in _AMOUNTS}
    values["note"] = line.month.note or None
    place = " · ".join(part for part in (line.row_code, line.kind) if part)
    return EntryRow(line.id, line.family_name, place, values)


def _before(line: RoundLine) -> str:
    """Return what was told the last time."""
    last = line.last
    if last is None or not last.has_figures:
        return ""
    told = [
        f"{name} {format_rupiah(amount)}"
        for name, amount in (
            (_("Turnover"), last.turnover), (_("Costs"), last.cost), (_("Profit"), last.earned),
        )
        if amount is not None
    ]  # fmt: skip
    return _("{month}: {told}").format(month=format_month(last.month), told=", ".join(told))


def _basis(course: Course) -> str:
    if course.recent is None or course.before is None:
        count = course.months_known
        said = ngettext(
            "{count} month of the last six was told; two of each three are needed.",
            "{count} months of the last six were told; two of each three are needed.",
            count,
        )
        return said.format(count=count)
    what = _("profit") if course.basis == "earned" else _("turnover")
    return _(
        "Average {what} of the last three months told: {recent}; of the three before: {before}."
    ).format(what=what, recent=format_rupiah(course.recent), before=format_rupiah(course.before))
