"""Groups: the list on the left, the chosen group's form and families on the right."""

from collections.abc import Callable
from dataclasses import asdict, replace
from operator import attrgetter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Group
from fieldkit.features.people.service import FamilyRow, GroupMove, GroupRow
from fieldkit.ui.people import forms, words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.rooms import Tabs
from fieldkit.ui.widgets.up_link import up_link

_FAMILIES, _DATA, _MOVES = range(3)


class GroupsPage(QWidget):
    """Emits `save_requested` with the deed; the screen attempts it and tells the result."""

    back_requested = Signal()
    family_opened = Signal(str)
    save_requested = Signal(object)
    removal_requested = Signal(str)
    hand_over_requested = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._group: Group | None = None
        self._may_edit = ctx.may(Permission.EDIT_FAMILIES)
        self.back_button = up_link(self, _("All families"), self._on_back_clicked)
        self.new_button = buttons.button(
            _("Add a group"), self._on_new_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.table = RecordTable(
            Column(N_("Letter"), attrgetter("group.code"), width=6),
            Column(N_("Group"), attrgetter("name"), stretch=True, width=14, bold=True),
            Column(N_("Families"), attrgetter("served"), align="right", width=9, tooltip=_size),
            Column(N_("Leader"), attrgetter("leader"), width=16, spare=1),
            name=N_("Groups"),
        )
        self.title_label = QLabel()
        self.title_label.setFont(style.font(1.25, strong=True))
        self.title_label.setWordWrap(True)
        self.families = RecordTable(
            Column(N_("Code"), attrgetter("row_code"), width=6),
            Column(N_("Name"), attrgetter("name"), stretch=True, width=18, bold=True, icon=_star),
            Column(N_("RT/RW"), attrgetter("area"), width=9, spare=1),
            Column(N_("Status"), attrgetter("status"), text=words.status, width=16, role=_role),
            name=N_("Families of the group"),
        )
        self.moves = RecordTable(
            Column(N_("Date"), attrgetter("on"), width=13),
            Column(N_("Family"), attrgetter("family"), stretch=True, width=16, bold=True),
            Column(N_("In or out"), _way, width=12, role=_way_role),
            Column(N_("Other group"), attrgetter("other"), width=14, spare=1),
            Column(N_("Reason"), attrgetter("reason"), width=16, spare=2),
            name=N_("Who came and who left"),
        )
        self.form = forms.group_form(ctx)
        self.form.set_read_only(not self._may_edit)
        self.save_button = buttons.button(
            _("Save"), self._on_save_clicked, kind="primary", icon="save", key=buttons.SAVE_KEYS
        )
        self.remove_button = buttons.button(
            _("Remove the group"), self._on_remove_clicked, icon="trash-2"
        )
        self.hand_over_button = buttons.button(
            _("Hand over…"), self._on_hand_over_clicked, icon="handshake"
        )
        self.hand_over_button.setToolTip(
            _("A group, a KUBE or a family goes to another facilitator with its history.")
        )
        style.hide_unless(self.hand_over_button, wanted=ctx.may(Permission.HAND_OUT))
        self.tabs = Tabs()
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_activated)
        self.families.activated.connect(self._on_family_activated)
        self.moves.activated.connect(self._on_move_activated)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        heading = QLabel(_("Groups"))
        heading.setFont(style.font(1.25, strong=True))
        top.addWidget(self.back_button)
        top.addWidget(heading, 1)
        top.addWidget(self.hand_over_button)
        top.addWidget(self.new_button)
        style.hide_unless(self.new_button, wanted=self._may_edit)
        left = QWidget()
        left_column = QVBoxLayout(left)
        left_column.setContentsMargins(0, 0, 0, 0)
        left_column.addWidget(self.table, 1)
        data = QWidget()
        data_column = QVBoxLayout(data)
        data_column.setContentsMargins(0, style.px(8), 0, 0)
        page = Page()
        page.body.setContentsMargins(0, 0, style.px(12), 0)
        page.add(self.form)
        page.finish()
        line = QHBoxLayout()
        line.addWidget(self.remove_button)
        line.addStretch(1)
        line.addWidget(self.save_button)
        data_column.addWidget(page, 1)
        if self._may_edit:
            data_column.addLayout(line)
        self.tabs.addTab(_tab(self.families), _("Families"))
        self.tabs.addTab(data, _("Data"))
        self.tabs.addTab(_tab(self.moves), "")
        right = QWidget()
        right_column = QVBoxLayout(right)
        right_column.setContentsMargins(0, 0, 0, 0)
        right_column.addWidget(self.title_label)
        right_column.addWidget(self.tabs, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(style.px(16))
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([style.px(480), style.px(600)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        layout.setSpacing(style.px(8))
        layout.addLayout(top)
        layout.addWidget(splitter, 1)

    @property
    def group_id(self) -> str:
        """The group shown; blank for a new one."""
        return self._group.id if self._group else ""

    def reload(self) -> None:
        """Read the groups again; typing in the form is left alone."""
        rows = people.group_rows(self._ctx)
        self.table.set_empty(
            _("Groups come with the import, or add the first with Ctrl+N."), icon="users-round"
        )
        self.table.show_rows(rows)
        known = {row.id: row for row in rows}
        if self.group_id in known:
            self._show_group(known[self.group_id].group, keep_typing=self.form.is_dirty)
        elif self._group is not None and self._group.id:
            self._group = None
        if self._group is None and rows:
            self.show_group(rows[0].id)
        elif not rows and self._group is None:
            self.show_new()

    def show_group(self, group_id: str) -> None:
        """Show one group."""
        self._show_group(people.group(self._ctx, group_id), keep_typing=False)
        self.table.select(group_id)

    def show_new(self) -> None:
        """Show the form of a group that does not exist yet."""
        self._group = Group(name="")
        self.title_label.setText(_("New group"))
        self.tabs.setTabVisible(_FAMILIES, False)
        self.tabs.setTabVisible(_MOVES, False)
        self.tabs.setCurrentIndex(_DATA)
        self.remove_button.hide()
        self.form.set_choices("leader_id", ())
        self.form.show_field("leader_id", False)
        self.form.clear()
        self.form.focus("name")

    def _show_group(self, group: Group, *, keep_typing: bool) -> None:
        self._group = group
        self.title_label.setText(group.name)
        rows = people.families_of_group(self._ctx, group.id)
        self.families.set_empty(
            _("No family stands in this group yet. Choose some in the list and move them here."),
            icon="users",
        )
        self.families.show_rows(rows)
        self.tabs.setTabVisible(_FAMILIES, True)
        text = _("{name} ({count})").format(name=_("Families"), count=len(rows))
        self.tabs.setTabText(_FAMILIES, text)
        moves = people.group_moves(self._ctx, group.id)
        self.moves.show_rows(moves)
        self.tabs.setTabVisible(_MOVES, bool(moves))
        text = _("{name} ({count})").format(name=_("Came and left"), count=len(moves))
        self.tabs.setTabText(_MOVES, text)
        self.remove_button.setVisible(not rows)
        if not keep_typing:
            self.form.show_field("leader_id", True)
            choices = [(r.id, words.joined((r.row_code, r.name))) for r in rows]
            self.form.set_choices("leader_id", choices)
            self.form.fill(asdict(group))

    def _deed(self) -> Callable[[], str]:
        values = self.form.values()
        leader = values.pop("leader_id")
        values["name"] = values["name"] or ""
        known = self._group or Group(name="")
        wanted = replace(known, **values)

        def save() -> str:
            group_id = people.save_group(self._ctx, wanted)
            if known.id and leader != known.leader_id:
                people.choose_leader(self._ctx, group_id, leader)
            self.form.mark_clean()
            self._group = people.group(self._ctx, group_id)
            self.reload()
            self.show_group(group_id)
            return group_id

        return save

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save_requested.emit(self._save)

    def _save(self) -> str:
        return self._deed()()

    @Slot()
    def _on_new_clicked(self) -> None:
        self.show_new()

    @Slot()
    def _on_back_clicked(self) -> None:
        self.back_requested.emit()

    @Slot()
    def _on_hand_over_clicked(self) -> None:
        self.hand_over_requested.emit()

    @Slot()
    def _on_remove_clicked(self) -> None:
        if self.group_id:
            self.removal_requested.emit(self.group_id)

    @Slot(object)
    def _on_chosen(self, row: GroupRow | None) -> None:
        if row is not None and row.id != self.group_id:
            self._show_group(row.group, keep_typing=False)

    @Slot(object)
    def _on_activated(self, row: GroupRow) -> None:
        self._show_group(row.group, keep_typing=False)
        self.tabs.setCurrentIndex(_DATA)
        self.form.focus("name")

    @Slot(object)
    def _on_family_activated(self, row: FamilyRow) -> None:
        self.family_opened.emit(row.id)

    @Slot(object)
    def _on_move_activated(self, move: GroupMove) -> None:
        self.family_opened.emit(move.family_id)


def _tab(table: RecordTable) -> QWidget:
    tab = QWidget()
    column = QVBoxLayout(tab)
    column.setContentsMargins(0, style.px(8), 0, 0)
    column.addWidget(table)
    return tab


def _way(move: GroupMove) -> str:
    return _("Came in") if move.has_come else _("Went out")


def _way_role(move: GroupMove) -> str:
    return "good" if move.has_come else "attention"


def _size(row: GroupRow) -> str:
    return _("{served} served of {all} families").format(served=row.served, all=row.families)


def _star(row: FamilyRow) -> str | None:
    return "star" if row.position else None


def _role(row: FamilyRow) -> str:
    return words.status_role(row.status)
