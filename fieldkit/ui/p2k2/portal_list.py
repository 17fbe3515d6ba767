"""Which sessions still have to be entered in the ministry's portal, and what they lack."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.portal import service as portal
from fieldkit.features.p2k2.portal.model import Waiting
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.record_table import Column, RecordTable

_ENTERED = "entered"


class PortalList(QWidget):
    """Emits `opened` with the id of a session whose fields are to be copied."""

    said = Signal(str, str, bool)
    opened = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        may_record = ctx.may(Permission.RECORD_SESSION)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        self.lead_label.setFont(style.strong_font())
        self.chips = FilterChips(Chip(_ENTERED, N_("With those entered")), name=_("Which sessions"))
        self.enter_button = buttons.button(
            _("They are entered"), self._on_enter_clicked, icon="check",
            tip=_("Note that the chosen sessions stand in the portal"),
        )  # fmt: skip
        self.table = RecordTable(
            Column(N_("Date"), attrgetter("held_on"), text=_day, width=13),
            Column(N_("Group"), attrgetter("group_name"), width=16, bold=True),
            Column(N_("Session"), _topic, stretch=True, width=24),
            Column(N_("Still lacks"), _lacks, width=28, role=_lacks_role, icon=_lacks_icon),
            Column(N_("In the portal"), attrgetter("entered_on"), text=_day, width=13),
            name=N_("Sessions for the portal"),
            empty=N_("Every session of the last twelve months stands in the portal."),
            multi=True,
        )
        if may_record:
            entered = self.table.add_action(_("They are entered"), icon="check")
            entered.triggered.connect(self._on_enter_clicked)
        self.enter_button.setVisible(may_record)
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        head.addWidget(self.lead_label, 1)
        head.addWidget(self.chips)
        head.addWidget(self.enter_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        self.table.setMinimumHeight(style.row_height() * 5)
        self.chips.changed.connect(self.reload)
        self.table.activated.connect(self._on_activated)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.setFocusProxy(self.table)

    @Slot()
    def reload(self) -> None:
        """Read anew what is still to be entered."""
        with_entered = bool(self.chips.active().get(_ENTERED))
        rows = portal.to_enter(self._ctx, with_entered=with_entered)
        self.table.show_rows(rows)
        waiting = sum(row.entered_on is None for row in rows)
        name = curriculum.portal().name
        told = ngettext(
            "{count} session is still to be entered in {portal}.",
            "{count} sessions are still to be entered in {portal}.",
            waiting,
        )
        self.lead_label.setText(told.format(count=waiting, portal=name))
        self._on_selection_changed()

    def _chosen(self) -> list[Waiting]:
        return [row for row in self.table.selected() if isinstance(row, Waiting)]

    @Slot()
    def _on_selection_changed(self) -> None:
        chosen = self._chosen()
        is_back = bool(chosen) and all(row.entered_on for row in chosen)
        self.enter_button.setText(_("Not entered after all") if is_back else _("They are entered"))
        self.enter_button.setEnabled(bool(chosen))

    @Slot()
    def _on_enter_clicked(self) -> None:
        chosen = self._chosen()
        is_back = bool(chosen) and all(row.entered_on for row in chosen)
        on = None if is_back else self._ctx.today
        try:
            portal.mark_entered(self._ctx, [row.session_id for row in chosen], on)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
            return
        if chosen:
            told = ngettext("{count} session noted.", "{count} sessions noted.", len(chosen))
            self.said.emit(told.format(count=len(chosen)), "good", True)

    @Slot(object)
    def _on_activated(self, row: Waiting) -> None:
        self.opened.emit(row.session_id)


def _topic(row: Waiting) -> str:
    code = row.code if curriculum.topic(row.code) else row.code[:1]
    return f"{code} {row.title}".strip()


def _day(day: Any) -> str:
    return format_date(day, "medium") if day else ""


def _lacks(row: Waiting) -> str:
    names = (_(portal.FIELD_NAMES[key]) for key in dict.fromkeys(row.lacks))
    return ", ".join(name.format(number="").strip().lower() for name in names)


def _lacks_role(row: Waiting) -> str:
    return "attention" if row.lacks else "secondary"


def _lacks_icon(row: Waiting) -> str | None:
    return "triangle-alert" if row.lacks else None
