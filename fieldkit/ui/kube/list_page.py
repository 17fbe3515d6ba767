"""Every KUBE of the book in one table: members, next meeting, money, arrears."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Status
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.ui.kube import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.record_table import Column, RecordTable


@dataclass(frozen=True, slots=True, kw_only=True)
class KubeLine:
    """One group with its figures."""

    kube: Kube
    members: int
    next_meeting: str
    is_late: bool
    kas: int
    iks: int
    arrears: int | None

    @property
    def id(self) -> str:
        """The group's id."""
        return self.kube.id


def lines(ctx: Context) -> list[KubeLine]:
    """Return a line for each group."""
    return [_line(ctx, kube) for kube in group.kubes(ctx)]


def _line(ctx: Context, kube: Kube) -> KubeLine:
    held = cashbook.balances(ctx, kube.id)
    coming = meetings.next_meeting(ctx, kube.id)
    owed = sum(one.amount for one in dues.arrears(ctx, kube.id))
    return KubeLine(
        kube=kube,
        members=len(group.members(ctx, kube.id)),
        next_meeting=words.day(coming.held_on) if coming else "",
        is_late=coming is not None and coming.held_on < ctx.today,
        kas=held[Pot.KAS],
        iks=held[Pot.IKS],
        arrears=owed or None,
    )


def _late(line: KubeLine) -> str | None:
    return "attention" if line.is_late else None


def _owing(line: KubeLine) -> str | None:
    return "attention" if line.arrears else None


def _activity(line: KubeLine) -> str:
    return "" if line.kube.status is Status.ACTIVE else _(group.STATUSES[line.kube.status])


class ListPage(QWidget):
    """The groups; Enter opens one."""

    opened = Signal(str)
    new_wanted = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.count_label = QLabel()
        style.set_role(self.count_label, "secondary")
        self.new_button = buttons.button(
            _("New KUBE"), self._on_new_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        style.hide_unless(self.new_button, wanted=ctx.may(Permission.EDIT_KUBE))
        self.table = RecordTable(
            Column(N_("KUBE"), attrgetter("kube.name"), bold=True, width=24),
            Column(N_("Village"), attrgetter("kube.village"), stretch=True, spare=2),
            Column(N_("Members"), attrgetter("members"), align="right", width=9),
            Column(
                N_("Next meeting"), attrgetter("next_meeting"), width=15, role=_late, whole=True
            ),
            Column(N_("Cash"), attrgetter("kas"), text=format_rupiah, align="right", width=14),
            Column(N_("IKS"), attrgetter("iks"), text=format_rupiah, align="right", width=14),
            Column(
                N_("Arrears"), attrgetter("arrears"), text=format_rupiah, align="right",
                width=13, role=_owing,
            ),
            Column(N_("State"), _activity, width=10, spare=1),
            name=N_("KUBE"),
        )  # fmt: skip
        empty = self.table.set_empty(
            _("KUBE are groups of families who run a business together. Here stand their members,"
              " meetings, dues and cash books."),
            icon="store",
            action=_("Enter the first KUBE") if ctx.may(Permission.EDIT_KUBE) else "",
        )  # fmt: skip
        head = QHBoxLayout()
        head.addWidget(self.count_label, 1)
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(16), style.px(24), style.px(24))
        layout.setSpacing(style.px(12))
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.activated.connect(self._on_activated)
        empty.action_requested.connect(self._on_new_clicked)

    def reload(self) -> None:
        """Read every group again."""
        found: Sequence[KubeLine] = lines(self._ctx)
        self.table.show_rows(found)
        kas, iks = sum(line.kas for line in found), sum(line.iks for line in found)
        text = ngettext(
            "{count} KUBE · cash {kas} · IKS {iks}", "{count} KUBE · cash {kas} · IKS {iks}",
            len(found),
        )  # fmt: skip
        shown = text.format(count=len(found), kas=format_rupiah(kas), iks=format_rupiah(iks))
        self.count_label.setText(shown if found else "")

    @Slot(object)
    def _on_activated(self, line: KubeLine) -> None:
        self.opened.emit(line.id)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.new_wanted.emit()
