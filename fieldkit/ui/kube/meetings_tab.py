"""The meetings of a group, the newest first; Enter opens one."""

from operator import attrgetter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Status, Summary
from fieldkit.ui.kube import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.record_table import Column, RecordTable


class Row:
    """A meeting as its line shows it."""

    def __init__(self, summary: Summary, people: dict[str, KubeMember]) -> None:
        meeting = summary.meeting
        host = people.get(meeting.host_id or "")
        is_held = meeting.status is Status.HELD
        self.id = meeting.id
        self.day = format_date(meeting.held_on, "full") if meeting.held_on else ""
        self.where = " · ".join(part for part in (meeting.place, host and host.name) if part)
        self.present = summary.present if is_held and summary.marked else None
        self.dues = summary.dues if is_held and meeting.dues_amount is not None else None
        self.decisions = summary.decisions or None
        self.follow_ups = summary.open_follow_ups or None
        self.state = _(meetings.STATUSES[meeting.status])
        self.role = words.STATUS_ROLES[meeting.status]


class MeetingsTab(QWidget):
    """The list of meetings."""

    opened = Signal(str)
    new_wanted = Signal()
    blank_wanted = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.count_label = QLabel()
        style.set_role(self.count_label, "secondary")
        self.blank_button = buttons.button(
            _("Empty form"), self._on_blank_clicked, icon="printer",
            tip=_("Print the minutes' form to fill in by hand"),
        )  # fmt: skip
        self.table = RecordTable(
            Column(N_("Date"), attrgetter("day"), bold=True, width=26, whole=True),
            Column(N_("Place"), attrgetter("where"), stretch=True, spare=3),
            Column(N_("Present"), attrgetter("present"), align="right", width=9),
            Column(N_("Dues"), attrgetter("dues"), text=format_rupiah, align="right", width=13),
            Column(N_("Decisions"), attrgetter("decisions"), align="right", width=10, spare=2),
            Column(N_("Still to be done"), attrgetter("follow_ups"), align="right", width=15),
            Column(N_("State"), attrgetter("state"), width=14, role=attrgetter("role")),
            name=N_("Meetings"),
        )
        may_record = ctx.may(Permission.RECORD_MEETING)
        empty = self.table.set_empty(
            _("No meeting yet. One page takes it all: who came, dues, decisions and money."),
            icon="calendar-days",
            action=_("Begin the first meeting") if may_record else "",
        )
        head = QHBoxLayout()
        head.addWidget(self.count_label, 1)
        head.addWidget(self.blank_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, style.px(16))
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.activated.connect(self._on_activated)
        empty.action_requested.connect(self._on_new_clicked)

    def show_kube(self, kube: Kube) -> None:
        """Show the meetings of a group."""
        people = {member.id: member for member in group.everyone(self._ctx, kube.id)}
        found = meetings.meetings_of(self._ctx, kube.id)
        self.table.show_rows([Row(summary, people) for summary in found])
        held = sum(summary.meeting.status is Status.HELD for summary in found)
        text = ngettext("{count} meeting held", "{count} meetings held", held)
        self.count_label.setText(text.format(count=held) if found else "")

    @Slot(object)
    def _on_activated(self, row: Row) -> None:
        self.opened.emit(row.id)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.new_wanted.emit()

    @Slot()
    def _on_blank_clicked(self) -> None:
        self.blank_wanted.emit()
