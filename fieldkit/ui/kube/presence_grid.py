"""Who came and what they paid, in one grid: Enter means present and paid the usual amount."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex

from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, MeetingPage
from fieldkit.ui.kube import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.entry_grid import (
    EntryColumn,
    EntryGrid,
    EntryRow,
    Mark,
    MarkColumn,
    ShownColumn,
)
from fieldkit.ui.widgets.entry_grid import MoneyColumn as Money

STATUS, DUES, IKS, LOANS, EXCUSED, OWED = (
    "status", "dues", "iks", "instalments", "excused", "owed",
)  # fmt: skip
_MOST_ROWS = 20
_WHOLE_NAME = 17
_TYPED = (STATUS, DUES, IKS, LOANS, EXCUSED)


class PresenceGrid(EntryGrid):
    """One row for each member; what is blank stays blank until somebody enters it.

    Whom the group's rule excuses is marked so with the attendance; B asks or excuses somebody
    against the rule. `instalments` are those of loans by borrower: Enter takes one in their
    column. The last column says what a member owes once this meeting is saved.
    """

    def __init__(
        self,
        kube: Kube,
        owed: Mapping[str, int] | None = None,
        instalments: Mapping[str, int] | None = None,
    ) -> None:
        self._usual = {DUES: kube.dues_amount, IKS: kube.iks_amount}
        self._rule = {status for status in Attendance if status.value in kube.excused_when}
        self._owed = dict(owed or {})
        self._instalments = dict(instalments or {})
        self._has_iks = kube.iks_amount is not None
        self.least_name = 11 if self._instalments else self.least_name
        super().__init__(*self._declared(), row_title=N_("Member"), name=N_("Attendance and dues"))
        self.model.follows = self._following

    def _declared(self) -> tuple[EntryColumn, ...]:
        """Return the columns; IKS stands there only where the group collects it."""
        marks = tuple(
            Mark(status, key, meetings.ATTENDANCE[status], role)
            for status, key, role in words.MARK_KEYS
        )
        found: list[EntryColumn] = [
            MarkColumn(STATUS, N_("Attendance"), marks=marks),
            Money(DUES, N_("Dues"), width=7 if self._instalments else 9),
        ]
        if self._has_iks:
            found.append(Money(IKS, N_("IKS"), width=6 if self._instalments else 8))
        if self._instalments:
            found.append(Money(LOANS, N_("Instalment"), width=7))
        if self._usual[DUES] is not None:
            free = Mark(True, "B", N_("Owes no dues"), "accent")
            found.append(MarkColumn(EXCUSED, N_("Free"), marks=(free,)))
            found.append(ShownColumn(OWED, N_("Then"), say=self._say_owed, width=15))
        return tuple(found)

    def show_page(self, members: Sequence[KubeMember], page: MeetingPage) -> None:
        """Show the members with what the page knows of them."""
        marks, dues, iks = page.attendance or {}, page.dues or {}, page.iks or {}
        repaid = page.instalments or {}
        usual = page.meeting
        self._usual = {
            DUES: self._usual[DUES] if usual.dues_amount is None else usual.dues_amount,
            IKS: self._usual[IKS] if usual.iks_amount is None else usual.iks_amount,
        }
        self.set_rows(
            EntryRow(
                member.id,
                member.name,
                self._detail(member),
                {
                    STATUS: marks.get(member.id),
                    DUES: dues.get(member.id),
                    IKS: iks.get(member.id),
                    LOANS: repaid.get(member.id),
                    EXCUSED: True if member.id in (page.excused or ()) else None,
                },
                without=self._without(member),
            )
            for member in members
        )
        self._fit_rows()

    def _detail(self, member: KubeMember) -> str:
        if (wanted := self._instalments.get(member.id, 0)) > 0:
            return _("instalment {amount}").format(amount=format_number(wanted))
        return _(group.POSITIONS[member.position])

    def _without(self, member: KubeMember) -> frozenset[str]:
        return frozenset() if member.id in self._instalments else frozenset({LOANS})

    def attendance(self) -> dict[str, Attendance | None]:
        """Return the marks."""
        return {member: cells[STATUS] for member, cells in self.values().items()}

    def excused(self) -> frozenset[str] | None:
        """Return who owes nothing at this meeting; None where the group collects no dues."""
        if EXCUSED not in self._columns:
            return None
        return frozenset(member for member, cells in self.values().items() if cells[EXCUSED])

    def away(self) -> list[str]:
        """Return who is noted as not having come, in the order of the rows."""
        stayed = (None, Attendance.PRESENT)
        return [m for m, cells in self.values().items() if cells[STATUS] not in stayed]

    def paid(self, key: str) -> dict[str, int | None] | None:
        """Return what was paid into dues or IKS; None where the grid does not ask for it."""
        if key not in self._columns:
            return None
        return {member: cells[key] for member, cells in self.values().items()}

    def present_count(self) -> int:
        """Return how many are marked present."""
        return self.counts(STATUS)[Attendance.PRESENT]

    def pay_all_present(self) -> int:
        """Enter the usual amounts for everybody who is present and has none yet."""
        return self.model.put(
            (number, key, value)
            for number, row in enumerate(self.model.rows)
            if self.model.cells[row.id][STATUS] is Attendance.PRESENT
            for key, value in self._due(self.model.cells[row.id])
        )

    def draft(self) -> dict[str, Any]:
        """Return what is typed and not saved."""
        return self.changes()

    def restore_draft(self, kept: Mapping[str, Any]) -> None:
        """Put a draft back; a mark this program does not know is left out."""
        known = {status.value: status for status in Attendance}
        ready: dict[str, dict[str, Any]] = {}
        for member, cells in kept.items():
            ready[member] = {key: cells[key] for key in _TYPED if key in cells}
            if cells.get(STATUS) is not None:
                ready[member][STATUS] = known.get(cells[STATUS])
        self.restore(ready)

    def _set_widths(self) -> None:
        """Where the grid slides sideways all the same, a whole name matters most."""
        super()._set_widths()
        if self.view.horizontalHeader().length() > self.view.viewport().width():
            least = style.text_width(_WHOLE_NAME)
            self.view.setColumnWidth(0, max(self.view.columnWidth(0), least))

    def _following(self, row: EntryRow, key: str, value: Any) -> Iterable[tuple[str, Any]]:
        """Excuse a member of dues, or ask them again, as the group's rule says."""
        del row
        if key == STATUS and EXCUSED in self._columns and self._rule:
            yield EXCUSED, True if value in self._rule else None

    def _say_owed(self, row: EntryRow, cells: Mapping[str, Any]) -> tuple[str, str]:
        owed = self._owed.get(row.id, 0)
        if cells[DUES] is not None or cells[STATUS] is not None:
            asked = 0 if cells[EXCUSED] else self._usual[DUES] or 0
            owed += asked - (cells[DUES] or 0)
        if owed > 0:
            return _("owes {amount}").format(amount=format_number(owed)), "attention"
        if owed < 0:
            return _("ahead {amount}").format(amount=format_number(-owed)), "good"
        return ("", "text") if cells[DUES] is None else (_("paid up"), "secondary")

    def _due(self, cells: Mapping[str, Any]) -> list[tuple[str, int]]:
        keys = (DUES, IKS) if self._has_iks else (DUES,)
        if cells.get(EXCUSED):
            return []
        return [(k, v) for k in keys if (v := self._usual[k]) is not None and cells[k] is None]

    def _take_default(self) -> None:
        """Mark present and paid as usual in one step; who is noted as away pays nothing."""
        index: QModelIndex = self.view.currentIndex()
        if not index.isValid():
            return
        cells = self.model.cells[self.model.rows[index.row()].id]
        if self.current_key() == LOANS:
            self._take_instalment(index, cells)
            return
        if cells[STATUS] not in (None, Attendance.PRESENT):
            return
        changes: list[tuple[int, str, Any]] = [(index.row(), STATUS, Attendance.PRESENT)]
        changes += [(index.row(), key, value) for key, value in self._due(cells)]
        self.model.put(changes)

    def _take_instalment(self, index: QModelIndex, cells: Mapping[str, Any]) -> None:
        """Enter the instalment of a borrower; somebody away may have sent it along."""
        wanted = self._instalments.get(self.model.rows[index.row()].id, 0)
        if wanted > 0 and cells[LOANS] is None:
            self.model.put([(index.row(), LOANS, wanted)])

    def _fit_rows(self) -> None:
        """Be as high as the rows, so that the page scrolls and the grid does not."""
        rows = min(len(self.model.rows), _MOST_ROWS)
        header = max(self.view.horizontalHeader().sizeHint().height(), style.px(40))
        sideways = self.view.horizontalScrollBar().sizeHint().height()
        height = header + max(rows, 2) * style.row_height() + sideways + style.px(2)
        self.view.setFixedHeight(height)
        self.setFixedHeight(height)
        self.view.setMinimumWidth(style.px(560) if self._has_iks else style.px(460))
