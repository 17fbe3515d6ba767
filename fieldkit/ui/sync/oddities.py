"""What to look at after a merge: twins, payments recorded twice, and records that wait."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.records import wording
from fieldkit.features.records.waiting import Waiting
from fieldkit.features.sync import oddities
from fieldkit.features.sync.oddities import DoublePayment, Entered, Twin
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen
from fieldkit.ui.sync import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to look at."""

    twins: list[Twin]
    payments: list[DoublePayment]
    waiting: list[Waiting]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a pair, or records of one kind that wait."""

    id: str
    kind: str
    what: str
    first: str
    second: str
    thing: Twin | DoublePayment | Waiting


class OdditiesPage(Page):
    """Pairs that may be one thing, and records that refer to what has not arrived."""

    counted = Signal(int)

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__()
        self._screen = screen
        self.lead_label = QLabel(
            _(
                "Nothing here is decided by the program: both families are kept, both payments"
                " count, and records that wait stay, until you have looked."
            )
        )
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        self.merge_button = buttons.button(
            _("It is one family: merge the two…"),
            self._on_merge_clicked,
            icon="git-merge",
            kind="primary",
        )
        self.open_first_button = buttons.button(
            _("Open the first family"), self._on_first_clicked, icon="users"
        )
        self.open_second_button = buttons.button(
            _("Open the second family"), self._on_second_clicked, icon="users"
        )
        self.take_back_button = buttons.button(
            _("It is one payment: take the later one back"),
            self._on_take_back_clicked,
            icon="undo-2",
            kind="primary",
        )
        self.both_button = buttons.button("", self._on_both_clicked, icon="check")
        self.table = RecordTable(
            Column(N_("Kind"), attrgetter("kind"), icon=_icon, width=25, bold=True),
            Column(N_("What it is about"), attrgetter("what"), stretch=True, width=20),
            Column(N_("The first"), attrgetter("first"), width=29),
            Column(N_("The second"), attrgetter("second"), width=29),
            name=N_("To look at"),
        )
        self.table.set_empty(
            _(
                "No family stands here twice, no payment looks recorded twice, and nothing"
                " waits for something that has not arrived."
            ),
            icon="circle-check",
        )
        self.chosen_label = QLabel()
        self.chosen_label.setWordWrap(True)
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)

    def _lay_out(self) -> None:
        holder = QWidget()
        line = FlowLayout(holder, gap=8)
        for button in (
            self.merge_button, self.open_first_button, self.open_second_button,
            self.take_back_button, self.both_button,
        ):  # fmt: skip
            line.addWidget(button)
        self.table.setMinimumHeight(style.row_height() * 6)
        self.add(self.lead_label)
        self.add(holder)
        self.add(self.table, 1)
        self.add(self.chosen_label)

    @property
    def _ctx(self) -> Context:
        return self._screen.ctx

    def reload(self) -> None:
        """Look through the book again, beside the window's work."""

        def look(ctx: Context, job: Job) -> Found:
            job.report(0, 0)
            return Found(oddities.twins(ctx), oddities.double_payments(ctx), oddities.waiting(ctx))

        self._screen.run_job(_("Looking for what does not fit…"), look, self._on_found)

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        lines = [
            *(self._payment(one) for one in found.payments),
            *(self._twin(one) for one in found.twins),
            *(_waiting(one) for one in found.waiting),
        ]
        self.table.show_rows(lines)
        if lines and self.table.current() is None:
            self.table.select_first()
        self.counted.emit(len(found.twins) + len(found.payments))
        self._show_choice(self.table.current())

    # -- lines -----------------------------------------------------------------------------

    def _twin(self, one: Twin) -> Line:
        shared = _("The same NIK") if one.reason == "nik" else _("The same No KK")
        return Line(
            one.id, _("Perhaps one family"), shared, self._entered(one.first),
            self._entered(one.second), one,
        )  # fmt: skip

    def _payment(self, one: DoublePayment) -> Line:
        what = _("{kube}, {day}: {amount}").format(
            kube=one.kube, day=format_date(one.booked_on, "medium"),
            amount=format_rupiah(one.amount),
        )  # fmt: skip
        return Line(
            one.id, _("Perhaps paid once"), what, self._entered(one.first),
            self._entered(one.second), one,
        )  # fmt: skip

    def _entered(self, one: Entered) -> str:
        who = one.who or _("Somebody unknown")
        return _("{title} ({who}, {when})").format(
            title=one.title, who=who, when=words.when(self._ctx, one.at_ms)
        )

    # -- what can be done ------------------------------------------------------------------

    def _show_choice(self, line: Line | None) -> None:
        thing = line.thing if line else None
        is_twin, is_payment = isinstance(thing, Twin), isinstance(thing, DoublePayment)
        may_merge = self._ctx.may(Permission.EDIT_FAMILIES)
        self.merge_button.setVisible(is_twin and may_merge)
        self.open_first_button.setVisible(is_twin)
        self.open_second_button.setVisible(is_twin)
        self.take_back_button.setVisible(isinstance(thing, DoublePayment) and thing.may_take_back)
        self.both_button.setVisible(is_twin or is_payment)
        said = _("They are two families") if is_twin else _("Both payments are right")
        self.both_button.setText(said)
        self.both_button.setAccessibleName(said)
        self.chosen_label.setText(_explained(thing))
        self.chosen_label.setVisible(thing is not None)

    @Slot(object)
    def _on_chosen(self, line: Line | None) -> None:
        self._show_choice(line)

    def _thing(self) -> Twin | DoublePayment | Waiting | None:
        line: Line | None = self.table.current()
        return line.thing if line else None

    @Slot()
    def _on_merge_clicked(self) -> None:
        if isinstance(thing := self._thing(), Twin):
            pair = ("merge", thing.first.id, thing.second.id)
            self._screen.navigate(OpenScreen("people", pair))

    @Slot()
    def _on_first_clicked(self) -> None:
        if isinstance(thing := self._thing(), Twin):
            self._screen.navigate(OpenFamily(thing.first.id))

    @Slot()
    def _on_second_clicked(self) -> None:
        if isinstance(thing := self._thing(), Twin):
            self._screen.navigate(OpenFamily(thing.second.id))

    @Slot()
    def _on_take_back_clicked(self) -> None:
        if isinstance(thing := self._thing(), DoublePayment):
            self._do(
                lambda: oddities.take_back(self._ctx, thing.id),
                _("The later entry is taken back by a further one; both stay in the cash book."),
                undo=True,
            )

    @Slot()
    def _on_both_clicked(self) -> None:
        thing = self._thing()
        if isinstance(thing, Twin | DoublePayment):
            self._do(
                lambda: oddities.leave_both(self._ctx, thing.id),
                _("Noted: these are two, and they are not named again."),
            )

    def _do(self, command: Callable[[], object], said: str, *, undo: bool = False) -> None:
        if self._screen.attempt(command):
            self._screen.say(said, undo=undo)
            self.reload()


def _icon(line: Line) -> str:
    if isinstance(line.thing, Twin):
        return "users"
    return "coins" if isinstance(line.thing, DoublePayment) else "hourglass"


def _waiting(one: Waiting) -> Line:
    what = ngettext(
        "{count} record of “{kind}” waits for “{target}” that has not arrived.",
        "{count} records of “{kind}” wait for “{target}” that have not arrived.",
        one.count,
    ).format(
        count=format_number(one.count), kind=wording.table(one.table),
        target=wording.table(one.target),
    )  # fmt: skip
    return Line(f"{one.table}-{one.target}", _("Waits"), what, "", "", one)


def _explained(thing: Twin | DoublePayment | Waiting | None) -> str:
    if isinstance(thing, Twin):
        return _(
            "Two laptops entered a family under the same number. Open both and compare; whoever"
            " serves them can make one of the two, with everything that hangs on them."
        )
    if isinstance(thing, DoublePayment):
        said = _("Two laptops recorded what may be one payment. Both count until you decide.")
        members = ", ".join(thing.members)
        return f"{said} {members}".strip()
    if isinstance(thing, Waiting):
        return _(
            "They came before what they belong to, and show as soon as that arrives. If it never"
            " does, ask the sender for everything."
        )
    return ""
