"""A group's saving circle: what each family has, what it brought, and where the money lies."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.circle.model import Circle, Line, SheetLine
from fieldkit.ui.homework import words
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.chart import BarChart, Series, compact_rupiah
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import DateField, Form, MoneyField, NoteField, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable

_MONTHS_SHOWN = 12
_LEAST_FOR_CHART = 520


class CirclePage(QWidget):
    """Begins a circle, notes money brought and taken outside meetings, shows every line."""

    print_wanted = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx: Context = screen.ctx
        self._group, self._month = "", Month.of(screen.ctx.today)
        self._circle: Circle | None = None
        self._may = self._ctx.may(Permission.CHECK_HOMEWORK)
        self.title_label = QLabel()
        self.title_label.setFont(style.font(1.2, strong=True))
        self.title_label.setWordWrap(True)
        self.facts_label = QLabel()
        self.facts_label.setWordWrap(True)
        style.set_role(self.facts_label, "secondary")
        self.empty = EmptyState(
            "piggy-bank",
            _("This group has no saving circle. FieldKit writes down what each family brings;"
              " the money stays with somebody the group chooses."),
            _("Begin a saving circle") if self._may else "",
        )  # fmt: skip
        self.brought_button = buttons.button(
            _("Money brought…"), self._on_brought_clicked, icon="plus"
        )
        self.taken_button = buttons.button(_("Taken out…"), self._on_taken_clicked, icon="minus")
        self.edit_button = buttons.button(_("Facts…"), self._on_edit_clicked, icon="pencil")
        self.print_button = buttons.button(_("Print"), self._on_print_clicked, icon="printer")
        self.table = RecordTable(
            Column(N_("Code"), attrgetter("row_code"), width=5),
            Column(N_("Family"), attrgetter("name"), stretch=True, width=14, bold=True),
            Column(N_("This month"), self._this_month, text=words.figure, width=11, align="right"),
            Column(N_("Balance"), attrgetter("balance"), text=words.figure, width=12,
                   align="right"),
            name=N_("Families in the circle"),
        )  # fmt: skip
        self.lines = RecordTable(
            Column(N_("Date"), attrgetter("booked_on"), width=11),
            Column(N_("Description"), _what, stretch=True, width=16),
            Column(N_("Amount"), attrgetter("amount"), text=words.figure, width=11, align="right"),
            Column(N_("Balance"), attrgetter("balance"), text=words.figure, width=11,
                   align="right"),
            name=N_("Lines of this family"),
            empty=N_("This family has brought nothing yet."),
        )  # fmt: skip
        self.chart = BarChart(_("Money in the circle by month"), text=compact_rupiah, height=140)
        if self._may:
            back = self.lines.add_action(_("Take the entry back…"), icon="undo-2")
            back.triggered.connect(self._on_take_back)
        self._lay_out()
        self.empty.action_requested.connect(self._on_edit_clicked)
        self.table.chosen.connect(self._on_family_chosen)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        holder = QWidget()
        actions = FlowLayout(holder, gap=8)
        for button in (
            self.brought_button, self.taken_button, self.edit_button, self.print_button,
        ):  # fmt: skip
            actions.addWidget(button)
        self._filled = QWidget()
        inside = QVBoxLayout(self._filled)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(style.px(8))
        inside.addWidget(self.title_label)
        inside.addWidget(self.facts_label)
        inside.addWidget(holder)
        inside.addWidget(self.table, 3)
        self._card = Card()
        self._card.add(self.chart)
        inside.addWidget(self.lines, 2)
        inside.addWidget(self._card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.addWidget(self._filled, 1)
        layout.addWidget(self.empty, 1)
        for button in (self.brought_button, self.taken_button, self.edit_button):
            button.setVisible(self._may)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the chart out where the lists would be cramped."""
        super().resizeEvent(event)
        self._card.setVisible(event.size().height() > style.px(_LEAST_FOR_CHART))

    # -- showing -------------------------------------------------------------------------------

    def show_group(self, group_id: str, month: Month) -> None:
        """Show the open circle of a group, or how to begin one."""
        self._group, self._month = group_id, month
        self._circle = circles.open_circle(self._ctx, group_id) if group_id else None
        self._filled.setVisible(self._circle is not None)
        self.empty.setVisible(self._circle is None)
        if self._circle is not None:
            self._show_circle(self._circle)

    def _show_circle(self, circle: Circle) -> None:
        chosen = self.table.current()
        lines = circles.sheet(self._ctx, circle.id, self._month, self._month)
        self.title_label.setText(circle.name)
        total = sum(line.balance for line in lines)
        facts = [_("{amount} in all").format(amount=format_rupiah(total))]
        if circle.keeper:
            facts.append(_("kept by {name}").format(name=circle.keeper))
        if circle.place:
            facts.append(circle.place)
        if circle.amount:
            facts.append(_("usually {amount}").format(amount=format_rupiah(circle.amount)))
        self.facts_label.setText(" · ".join(facts))
        self.table.show_rows(lines)
        if chosen is None or not self.table.select(chosen.id):
            self.table.select_first()
        months = circles.months(self._ctx, circle.id)[-_MONTHS_SHOWN:]
        self.chart.show_data(
            [month_name(month.month)[:3] for month, _total in months],
            Series(_("Money in the circle"), [amount for _month, amount in months]),
        )
        self._show_lines()

    def _show_lines(self) -> None:
        row = self.table.current()
        if self._circle is None or not isinstance(row, SheetLine):
            self.lines.show_rows([])
            return
        found = circles.statement(self._ctx, self._circle.id, row.id)
        self.lines.show_rows(list(reversed(found)))

    def _this_month(self, row: SheetLine) -> int | None:
        return row.changes.get(str(self._month))

    # -- what people do ------------------------------------------------------------------------

    def facts_form(self) -> Form:
        """Return the form of a circle's facts."""
        return Form(
            TextField("name", N_("Name"), required=True, max_length=80, wide=True),
            MoneyField("amount", N_("Usual amount at a meeting")),
            TextField("keeper", N_("Who keeps the money"), max_length=80),
            TextField("place", N_("Where it lies"), max_length=80),
            DateField("started_on", N_("Begun on")),
            DateField("closed_on", N_("Closed on")),
            NoteField("note", N_("Note"), lines=2),
            today=self._ctx.clock.today,
        )

    def save_facts(self, values: Mapping[str, Any]) -> None:
        """Keep a circle's facts; raises InvalidInputError."""
        texts = {name: values[name] or "" for name in ("name", "keeper", "place", "note")}
        circles.save_circle(
            self._ctx,
            Circle(
                id=self._circle.id if self._circle else "",
                group_id=self._group,
                amount=values["amount"],
                started_on=values["started_on"],
                closed_on=values["closed_on"],
                **texts,
            ),
        )
        self._screen.say(_("The saving circle is noted."), undo=True)

    @Slot()
    def _on_edit_clicked(self) -> None:
        form = self.facts_form()
        if self._circle is not None:
            names = ("name", "amount", "keeper", "place", "started_on", "closed_on", "note")
            form.fill({name: getattr(self._circle, name) or None for name in names})
        FormDialog(_("Saving circle"), form, self.save_facts, parent=self).exec()

    def money_form(self) -> Form:
        """Return the form of money brought or taken."""
        return Form(
            MoneyField("amount", N_("Amount"), required=True),
            DateField("booked_on", N_("Date"), required=True),
            TextField("note", N_("What for"), max_length=80, wide=True),
            today=self._ctx.clock.today,
        )

    def note_money(self, values: Mapping[str, Any], *, is_taken: bool) -> None:
        """Note money of the chosen family; raises InvalidInputError."""
        row = self.table.current()
        if self._circle is None or not isinstance(row, SheetLine):
            return
        noting = circles.record_withdrawal if is_taken else circles.record_deposit
        noting(
            self._ctx, self._circle.id, row.id, values["amount"], values["booked_on"],
            values["note"] or "",
        )  # fmt: skip
        self._screen.say(_("Noted for {name}.").format(name=row.name), undo=True)

    def _ask_money(self, heading: str, *, is_taken: bool) -> None:
        row = self.table.current()
        if not isinstance(row, SheetLine):
            return

        def save(values: dict[str, Any]) -> None:
            self.note_money(values, is_taken=is_taken)

        FormDialog(heading.format(name=row.name), self.money_form(), save, parent=self).exec()

    @Slot()
    def _on_brought_clicked(self) -> None:
        self._ask_money(_("{name} brought money"), is_taken=False)

    @Slot()
    def _on_taken_clicked(self) -> None:
        self._ask_money(_("{name} takes money out"), is_taken=True)

    @Slot()
    def _on_take_back(self) -> None:
        row = self.lines.current()
        if self._circle is None or not isinstance(row, Line):
            return
        if not row.can_be_taken_back:
            self._screen.say(
                _("What was brought to a meeting is changed on the page of that meeting."),
                role="attention",
            )
            return

        def save(values: dict[str, Any]) -> None:
            self.take_back(row, values["reason"] or "")

        form = Form(NoteField("reason", N_("Why it is taken back"), lines=2, required=True))
        FormDialog(_("Take back this entry"), form, save, parent=self).exec()

    def take_back(self, line: Line, reason: str) -> None:
        """Take back an entry noted by hand; raises InvalidInputError."""
        if self._circle is not None:
            circles.take_back(self._ctx, self._circle.id, line.entry_id, reason)
            self._screen.say(_("The entry is taken back; both stand in the book."), undo=True)

    @Slot()
    def _on_print_clicked(self) -> None:
        self.print_wanted.emit(self._group)

    @Slot(object)
    def _on_family_chosen(self, _row: object) -> None:
        self._show_lines()


def _what(line: Line) -> str:
    parts = (_(circles.KINDS[line.kind]), line.description, line.reason)
    return " · ".join(dict.fromkeys(part for part in parts if part))
