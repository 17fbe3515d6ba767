"""The months of the books: which are closed, closing them, and looking a page's code up."""

from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.errors import FieldKitError, InvalidInputError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.closing.model import CODE_DIGITS, MonthState
from fieldkit.features.kube.group.model import Kube
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.dialogs import Box, ask
from fieldkit.ui.widgets.editors import TextEdit
from fieldkit.ui.widgets.record_table import Column, RecordTable


def _month(state: MonthState) -> str:
    return format_month(state.month)


def _state(state: MonthState) -> str:
    late = ""
    if state.late:
        late = ngettext("{count} came late", "{count} came late", state.late)
        late = late.format(count=state.late)
    if state.closed_on is None:
        return " · ".join(part for part in (_("Open"), late) if part)
    text = _("Year closed on {date}") if state.is_year else _("Closed on {date}")
    return " · ".join(
        part for part in (text.format(date=format_date(state.closed_on, "medium")), late) if part
    )


def _role(state: MonthState) -> str | None:
    return "attention" if state.late else "good" if state.closed_on else None


class ClosingDialog(Box):
    """Lists the months; the chosen one and every open month before it can be closed."""

    def __init__(self, ctx: Context, kube: Kube, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Close the books"),
            _(
                "A closed month takes no more entries, and its printed pages keep their code for"
                " good. What is put right later is booked in an open month."
            ),
            parent,
        )
        self._ctx, self._kube = ctx, kube
        self.closed = 0
        self.table = RecordTable(
            Column(N_("Month"), _month, bold=True, stretch=True, width=18),
            Column(N_("Entries"), attrgetter("entries"), align="right", width=9),
            Column(N_("In"), attrgetter("money_in"), text=format_number, align="right", width=12),
            Column(N_("Out"), attrgetter("money_out"), text=format_number, align="right", width=12),
            Column(N_("All pots"), attrgetter("balance"), text=format_number, align="right",
                   width=13),
            Column(N_("State"), _state, width=26, role=_role),
            name=N_("Months of the books"),
        )  # fmt: skip
        self.table.set_empty(_("Nothing in this book yet. Begin with the first money in."))
        self.trouble = Notice("")
        self._make_code_line()
        self.month_button = buttons.button(_("Close month"), self._on_month_clicked, icon="lock")
        self.year_button = buttons.button(_("Close year"), self._on_year_clicked)
        self.done_button = buttons.button(_("Done"), self.accept, kind="primary")
        may_post = ctx.may(Permission.POST_CASH)
        for button in (self.month_button, self.year_button):
            style.hide_unless(button, wanted=may_post)
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self.trouble)
        self.content.addLayout(self._code_line)
        for button in (self.month_button, self.year_button, self.done_button):
            self.add_button(button)
        self.table.selection_changed.connect(self._on_chosen)
        self._show()
        self.fit(860, 560)
        self.table.setFocus()

    def _make_code_line(self) -> None:
        self.code_edit = TextEdit(max_length=40)
        self.code_edit.setPlaceholderText(_("Code in the foot of a printed page"))
        self.code_edit.setAccessibleName(_("Code in the foot of a printed page"))
        self.code_button = buttons.button(_("Look it up"), self._on_code_clicked, icon="search")
        self.code_edit.returnPressed.connect(self._on_code_clicked)
        self._code_line = QHBoxLayout()
        self._code_line.setSpacing(style.px(8))
        self._code_line.addWidget(self.code_edit, 1)
        self._code_line.addWidget(self.code_button)

    def _show(self) -> None:
        chosen = self.table.current()
        self.table.show_rows(closing.months(self._ctx, self._kube.id))
        if chosen is None:
            self._choose_oldest_open()
        self._on_chosen()

    def _choose_oldest_open(self) -> None:
        """Begin on the last month that is over and still open."""
        for state in self.table.rows():
            if state.closed_on is None and state.month.last <= self._ctx.today:
                self.table.select(state.id)
                return
        self.table.select_first()

    def _chosen(self) -> MonthState | None:
        found = self.table.current()
        return found if isinstance(found, MonthState) else None

    @Slot()
    def _on_chosen(self) -> None:
        state = self._chosen()
        is_open = state is not None and state.closed_on is None
        is_over = state is not None and state.month.last <= self._ctx.today
        self.month_button.setEnabled(is_open and is_over)
        year = state.month.year if state else self._ctx.today.year
        self.year_button.setText(_("Close {year}").format(year=year))
        is_past = self._ctx.today >= Month(year, 12).last
        self.year_button.setEnabled(state is not None and is_past and not self._is_shut(year))
        if state is not None:
            self.month_button.setText(_("Close {month}").format(month=format_month(state.month)))

    def _is_shut(self, year: int) -> bool:
        return any(s.is_year and s.month.year == year for s in self.table.rows())

    @Slot()
    def _on_month_clicked(self) -> None:
        state = self._chosen()
        if state is not None and self._is_sure(state):
            self._close(lambda: closing.close_month(self._ctx, self._kube.id, state.month))

    def _is_sure(self, state: MonthState) -> bool:
        held = cashbook.balances(self._ctx, self._kube.id, state.month.last)
        lines = [
            f"{_(cashbook.POTS[pot])}: {format_rupiah(amount)}"
            for pot, amount in held.items()
            if amount or pot in cashbook.pots_in_use(self._ctx, self._kube)
        ]
        sentence = _("At the end of {month} the pots hold:").format(month=format_month(state.month))
        return ask(
            self, _("Close {month}?").format(month=format_month(state.month)),
            "\n".join([sentence, *lines]), _("Close it"),
        )  # fmt: skip

    @Slot()
    def _on_year_clicked(self) -> None:
        state = self._chosen()
        if state is not None:
            year = state.month.year
            self._close(lambda: closing.close_year(self._ctx, self._kube.id, year))

    def _close(self, command: Callable[[], int]) -> None:
        try:
            count = command()
        except InvalidInputError as error:
            told = "\n".join(map(sentences.problem_sentence, error.problems))
            self.trouble.show_text(told, role="danger", icon="circle-alert")
        except FieldKitError as error:
            self.trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
        else:
            self.closed += count
            text = ngettext("{count} month closed.", "{count} months closed.", count)
            self.trouble.show_text(text.format(count=count), role="good", icon="circle-check")
            self._show()

    @Slot()
    def _on_code_clicked(self) -> None:
        typed = self.code_edit.value() or ""
        if sum(sign.isalnum() for sign in typed) < CODE_DIGITS:
            text = _("Write all twelve signs, such as 1f3a-9c2e-77b0.")
            self.trouble.show_text(text, role="attention", icon="circle-alert")
            return
        found = closing.find_page(self._ctx, typed)
        if found is None:
            text = _(
                "No page says this now: it was mistyped, or the page has changed since it was"
                " printed. Print the page again and compare the two."
            )
            self.trouble.show_text(text, role="danger", icon="circle-alert")
            return
        text = _("This is {pot} of {month}, KUBE {kube}. The page says the same today.")
        self.trouble.show_text(
            text.format(
                pot=_(cashbook.POTS[found.pot]), month=format_month(found.month), kube=found.kube
            ),
            role="good", icon="circle-check",
        )  # fmt: skip
