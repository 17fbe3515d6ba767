"""Meja selisih: fields on which laptops disagree, side by side; settled at leisure, by keys."""

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.records import wording
from fieldkit.features.sync import desk
from fieldkit.features.sync.model import Conflict, Side
from fieldkit.ui.sync import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice, TileGrid
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


class DeskPage(Page):
    """A table of differences; below it, the sides of the chosen one."""

    counted = Signal(int)

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__()
        self._screen = screen
        self.ours_button = buttons.button(
            "", self._on_ours_clicked, icon="check", tip=_("Keep ours (K)")
        )
        self.theirs_button = buttons.button(
            "", self._on_theirs_clicked, icon="arrow-left-right", tip=_("Keep theirs (M)")
        )
        self.owner_button = buttons.button(
            "", self._on_owner_clicked, icon="users",
            tip=_("Keep what the owner of the group wrote: its facilitator, a KUBE's officers (P)"),
        )  # fmt: skip
        self.newest_button = buttons.button(
            "", self._on_newest_clicked, icon="clock", tip=_("Keep what was written last (B)")
        )
        self.locked_notice = Notice("", role="attention", icon="lock")
        self.table = RecordTable(
            Column(N_("Whose record"), attrgetter("title"), stretch=True, width=24, bold=True),
            Column(N_("Kind"), _kind, width=18),
            Column(N_("Field"), _field, width=18),
            Column(N_("Ours"), _ours, width=20, tooltip=self._ours_tip),
            Column(N_("Theirs"), _theirs, width=20, tooltip=self._theirs_tip),
            Column(N_("Where it began"), _base, width=20, tooltip=self._base_tip),
            name=N_("Differences"),
            multi=True,
        )
        self.table.set_empty(
            _(
                "No laptop disagrees with another. When two people change the same field,"
                " both values wait here until somebody decides; nothing is ever lost."
            ),
            icon="scale",
        )
        self._ours_action = self.table.add_action(_("Keep ours"), icon="check", key="K")
        self._theirs_action = self.table.add_action(
            _("Keep theirs"), icon="arrow-left-right", key="M"
        )
        self._owner_action = self.table.add_action(
            _("Keep the group owner's"), icon="users", key="P"
        )
        self._newest_action = self.table.add_action(_("Keep the newest"), icon="clock", key="B")
        self.sides = TileGrid(least=240)
        self._lay_out()
        self.table.selection_changed.connect(self._on_selection_changed)
        self._ours_action.triggered.connect(self._on_ours_clicked)
        self._theirs_action.triggered.connect(self._on_theirs_clicked)
        self._owner_action.triggered.connect(self._on_owner_clicked)
        self._newest_action.triggered.connect(self._on_newest_clicked)

    def _lay_out(self) -> None:
        holder = QWidget()
        line = FlowLayout(holder, gap=8)
        line.addWidget(self.ours_button)
        line.addWidget(self.theirs_button)
        line.addWidget(self.owner_button)
        line.addWidget(self.newest_button)
        self.buttons_line = holder
        self.body.setSpacing(style.px(10))
        self.table.setMinimumHeight(style.row_height() * 5)
        self.add(holder)
        self.add(self.locked_notice)
        self.add(self.table, 1)
        self.add(self.sides)

    def reload(self) -> None:
        """Read the differences again."""
        found = desk.conflicts(self._screen.ctx)
        self.table.show_rows(found)
        self.buttons_line.setVisible(bool(found))
        self.set_lead(_lead_sentence(len(found)) if found else "")
        self.counted.emit(len(found))
        if found and not self.table.selected():
            self.table.select_first()
        self._show_choice()

    def chosen(self) -> list[Conflict]:
        """Return the differences chosen that this book may settle."""
        return [c for c in self.table.selected() if c is not None and c.may_settle]

    def _show_choice(self) -> None:
        selected = [c for c in self.table.selected() if c is not None]
        chosen = self.chosen()
        ours = [c for c in chosen if c.ours]
        theirs = [c for c in chosen if c.theirs]
        _say(self.ours_button, _("Keep ours"), len(ours))
        _say(self.theirs_button, _("Keep theirs"), len(theirs))
        _say(self.owner_button, _("Keep the group owner's"), len(_owned(chosen)))
        _say(self.newest_button, _("Keep the newest"), len(chosen))
        locked = len(selected) - len(chosen)
        self.locked_notice.show_text(
            _(
                "This is for whoever serves the group to decide. Once they have decided and"
                " sent their file, the difference goes away here too."
            )
            if locked
            else "",
            role="attention",
            icon="lock",
        )
        self._show_sides(selected[0] if len(selected) == 1 else None)

    def _show_sides(self, conflict: Conflict | None) -> None:
        self.sides.clear()
        self.sides.setVisible(conflict is not None)
        if conflict is None:
            return
        for side in conflict.sides:
            is_ours = conflict.ours is not None and side.device == conflict.ours.device
            card = SideCard(self._screen, conflict, side, _("Ours") if is_ours else _("Theirs"))
            card.kept.connect(self._on_side_kept)
            self.sides.add(card)
        self.sides.add(SideCard(self._screen, conflict, conflict.base, _("Where it began")))

    # -- settling --------------------------------------------------------------------------

    def settle(self, ids: Sequence[str], keep: str) -> None:
        """Keep one side of some differences, in one step."""
        settled: list[int] = []
        ctx = self._screen.ctx
        if self._screen.attempt(lambda: settled.append(desk.settle_many(ctx, ids, keep))):
            count = settled[0]
            self._screen.say(
                ngettext(
                    "{count} difference is settled; both values stay in the history.",
                    "{count} differences are settled; both values stay in the history.",
                    count,
                ).format(count=count),
                undo=bool(count),
            )
            self.table.view.setFocus()

    @Slot()
    def _on_selection_changed(self) -> None:
        self._show_choice()

    @Slot()
    def _on_ours_clicked(self) -> None:
        if ids := [c.id for c in self.chosen() if c.ours]:
            self.settle(ids, "ours")

    @Slot()
    def _on_theirs_clicked(self) -> None:
        if ids := [c.id for c in self.chosen() if c.theirs]:
            self.settle(ids, "theirs")

    @Slot()
    def _on_owner_clicked(self) -> None:
        if ids := [c.id for c in _owned(self.chosen())]:
            self.settle(ids, "owner")

    @Slot()
    def _on_newest_clicked(self) -> None:
        if ids := [c.id for c in self.chosen()]:
            self.settle(ids, "newest")

    @Slot(str, str)
    def _on_side_kept(self, conflict_id: str, keep: str) -> None:
        self.settle([conflict_id], keep)

    # -- cells -----------------------------------------------------------------------------

    def _ours_tip(self, conflict: Conflict) -> str:
        return self._tip(conflict, conflict.ours)

    def _theirs_tip(self, conflict: Conflict) -> str:
        return "\n".join(self._tip(conflict, side) for side in conflict.theirs)

    def _base_tip(self, conflict: Conflict) -> str:
        return self._tip(conflict, conflict.base)

    def _tip(self, conflict: Conflict, side: Side | None) -> str:
        if side is None:
            return ""
        value = words.value(conflict.table, conflict.column, side)
        return f"{value}\n{words.author(self._screen.ctx, side)}"


class SideCard(Card):
    """One value with who wrote it, when and where."""

    kept = Signal(str, str)

    def __init__(
        self, screen: "SyncScreen", conflict: Conflict, side: Side | None, title: str
    ) -> None:
        super().__init__(title)
        self._conflict_id = conflict.id
        self._keep = str(side.device) if side else ""
        value = words.value(conflict.table, conflict.column, side) if side else _("Nothing before")
        value_label = QLabel(value)
        value_label.setWordWrap(True)
        value_label.setFont(style.strong_font())
        who_label = QLabel(words.author(screen.ctx, side) if side else "")
        who_label.setWordWrap(True)
        style.set_role(who_label, "secondary")
        self.add(value_label)
        self.add(who_label)
        self.body.addStretch(1)
        self.keep_button = buttons.button(_("Keep this"), self._on_keep_clicked, kind="link")
        self.keep_button.setAccessibleName(_("Keep this: {value}").format(value=value))
        is_head = side is not None and side is not conflict.base
        self.keep_button.setVisible(is_head and conflict.may_settle)
        if is_head and conflict.may_settle:
            self.head.addWidget(self.keep_button)

    @Slot()
    def _on_keep_clicked(self) -> None:
        self.kept.emit(self._conflict_id, self._keep)


def _owned(found: Sequence[Conflict]) -> list[Conflict]:
    return [c for c in found if any(side.device in c.owners for side in c.sides)]


def _say(button: QPushButton, text: str, count: int) -> None:
    shown = _("{action} ({count})").format(action=text, count=count) if count > 1 else text
    button.setText(shown)
    button.setAccessibleName(shown)
    button.setEnabled(count > 0)


def _lead_sentence(count: int) -> str:
    return ngettext(
        "{count} field has two values. The newest is shown everywhere until somebody"
        " decides. Choose lines (Ctrl+A chooses all), then K keeps ours, M theirs, P the"
        " owner's, B the newest.",
        "{count} fields have two values. The newest is shown everywhere until somebody"
        " decides. Choose lines (Ctrl+A chooses all), then K keeps ours, M theirs, P the"
        " owner's, B the newest.",
        count,
    ).format(count=count)


def _kind(conflict: Conflict) -> str:
    return wording.table(conflict.table)


def _field(conflict: Conflict) -> str:
    return wording.column(conflict.table, conflict.column)


def _ours(conflict: Conflict) -> str:
    return words.value(conflict.table, conflict.column, conflict.ours)


def _theirs(conflict: Conflict) -> str:
    return " | ".join(words.value(conflict.table, conflict.column, s) for s in conflict.theirs)


def _base(conflict: Conflict) -> str:
    if conflict.base is None:
        return _("Nothing before")
    return words.value(conflict.table, conflict.column, conflict.base)
