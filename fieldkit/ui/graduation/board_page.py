"""The board: four columns of the path, target against realised, and the family chosen."""

from operator import attrgetter

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.dates import Month, format_month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.graduation import letters, report, service
from fieldkit.features.graduation.model import BOARD, WILLING, Card, Stage, YearTarget
from fieldkit.ui.graduation import forms, words
from fieldkit.ui.graduation.detail import FamilyView
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.rooms import Scroll

_TOO_NARROW = 940


class BoardPage(QWidget):
    """Shows and moves families on the path; emits `family_opened`."""

    family_opened = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._month = Month.of(screen.ctx.today)
        self._year: YearTarget | None = None
        self._chosen = ""
        self._may_edit = self._ctx.may(Permission.EDIT_GRADUATION)
        self.target_label = QLabel()
        self.target_label.setWordWrap(True)
        self.natural_label = QLabel()
        self.natural_label.setWordWrap(True)
        style.set_role(self.natural_label, "secondary")
        self.tables: dict[Stage, RecordTable] = {}
        self.titles: dict[Stage, QLabel] = {}
        for stage in BOARD:
            self.tables[stage] = self._table(stage)
            self.titles[stage] = QLabel()
            self.titles[stage].setFont(style.strong_font())
            self.titles[stage].setBuddy(self.tables[stage])
        self.detail = FamilyView(self._ctx)
        self._make_buttons()
        self._lay_out()

    def show_month(self, month: Month) -> None:
        """Read the board of the month's year again."""
        self._month = month
        self._year = service.targets(self._ctx, month.year)
        self._show_target()
        columns = service.board(self._ctx, month.year)
        for stage, cards in columns.items():
            self.tables[stage].show_rows(cards)
            self.titles[stage].setText(f"{_(service.STAGES[stage])} · {len(cards)}")
        natural = len(service.natural_candidates(self._ctx))
        said = ngettext(
            "{count} family has no component left and may graduate by nature.",
            "{count} families have no component left and may graduate by nature.",
            natural,
        )
        self.natural_label.setText(said.format(count=natural))
        self.natural_label.setVisible(natural > 0)
        ids = [card.id for cards in columns.values() for card in cards]
        if self._chosen in ids:
            self.choose(self._chosen)
        else:
            self._chosen = ""
            first = next((stage for stage in BOARD if columns[stage]), None)
            if first is not None:
                self.choose(columns[first][0].id)
        self._show_chosen()

    def documents(self, month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        return [report.pipeline(self._ctx, month), report.candidates(self._ctx)]

    def current(self) -> Card | None:
        """Return the family chosen."""
        for table in self.tables.values():
            card = table.current()
            if isinstance(card, Card) and card.id == self._chosen:
                return card
        return None

    def choose(self, family_id: str) -> bool:
        """Choose a family on the board; False where it is not on it."""
        return any(table.select(family_id) for table in self.tables.values())

    def focus(self) -> None:
        """Put the keyboard on the column of the family chosen."""
        for table in self.tables.values():
            card = table.current()
            if isinstance(card, Card) and card.id == self._chosen:
                table.setFocus()
                return
        self.tables[Stage.CANDIDATE].setFocus()

    # -- laying out ----------------------------------------------------------------------

    def _table(self, stage: Stage) -> RecordTable:
        second = (
            Column(N_("Since"), attrgetter("case.since"), text=words.day, width=11)
            if stage is Stage.GRADUATED
            else Column(
                N_("Next step"), attrgetter("case.next_step_due"), text=words.day, width=11,
                role=None,
            )
        )  # fmt: skip
        table = RecordTable(
            Column(
                N_("Family"), attrgetter("name"), stretch=True, width=12, bold=True,
                icon=_icon, tooltip=_tip,
            ),
            second,
            name=service.STAGES[stage],
            empty=_EMPTY[stage],
        )  # fmt: skip
        table.view.installEventFilter(self)
        table.chosen.connect(self._on_chosen)
        table.activated.connect(self._on_activated)
        return table

    def _make_buttons(self) -> None:
        self.add_button = buttons.button(
            _("Add families"), self._on_add_clicked, icon="plus", key="Ctrl+N",
            kind="primary",
        )  # fmt: skip
        self.target_button = buttons.button(_("Target"), self._on_target_clicked, icon="target")
        self.move_button = buttons.button(
            _("Move"), self._on_move_clicked, icon="arrow-right", key="Ctrl+M"
        )
        self.agree_button = buttons.button(
            _("Agreement"), self._on_agree_clicked, icon="handshake", key="Ctrl+G"
        )
        self.edit_button = buttons.button(
            _("Next step"), self._on_edit_clicked, icon="pencil", key="F2"
        )
        self.goods_button = buttons.button(
            _("Add what it owns"), self._on_goods_clicked, icon="package"
        )
        self.letters_button = buttons.button(
            _("Letters"), self._on_letters_clicked, icon="printer", key="Ctrl+R"
        )
        self.family_button = buttons.button(
            _("Family page"), self._on_family_clicked, icon="external-link", kind="quiet"
        )
        for button in (
            self.add_button, self.target_button, self.move_button, self.agree_button,
            self.edit_button, self.goods_button,
        ):  # fmt: skip
            button.setVisible(self._may_edit)

    def _lay_out(self) -> None:
        self._columns = QHBoxLayout()
        self._columns.setSpacing(style.px(8))
        for stage in BOARD:
            column = QVBoxLayout()
            column.setSpacing(style.px(4))
            column.addWidget(self.titles[stage])
            column.addWidget(self.tables[stage], 1)
            self._columns.addLayout(column, 1)
        for table in self.tables.values():
            table.setMinimumHeight(style.px(190))
        page = QWidget()
        page.setProperty("page", True)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(style.px(8))
        inside.addLayout(self._columns, 1)
        inside.addWidget(self.detail, 1)
        scroll = Scroll(page)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bottom = flow_layout.bar(
            self.add_button, self.move_button, self.agree_button, self.edit_button,
            self.goods_button, self.letters_button, self.target_button, self.family_button,
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(6))
        layout.addWidget(self.target_label)
        layout.addWidget(self.natural_label)
        layout.addWidget(scroll, 1)
        layout.addWidget(bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the second column where four would be cramped."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < style.px(_TOO_NARROW)
        for table in self.tables.values():
            table.show_column(1, not is_narrow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and right go to the neighbouring column that holds anybody."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            views = [self.tables[stage].view for stage in BOARD]
            if step is not None and watched in views:
                self._walk(views.index(watched), step)
                return True
        return super().eventFilter(watched, event)

    def _walk(self, place: int, step: int) -> None:
        place += step
        while 0 <= place < len(BOARD):
            table = self.tables[BOARD[place]]
            if table.rows():
                table.setFocus()
                if table.current() is None:
                    table.select_first()
                else:
                    self._on_chosen(table.current())
                return
            place += step

    # -- showing -------------------------------------------------------------------------

    def _show_target(self) -> None:
        year = self._year
        if year is None:
            return
        month = next(one for one in year.months if one.month == self._month)
        done = ngettext("{count} graduated", "{count} graduated", month.willing)
        if month.target is None:
            said = _("{month}: {done}. No target is set.")
            self.target_label.setText(
                said.format(month=format_month(self._month), done=done.format(count=month.willing))
            )
            return
        until = year.target_until(self._month)
        self.target_label.setText(
            _(
                "{month}: {done} of {target} graduated. {year} so far: {year_done} of"
                " {year_target}, by nature {natural}."
            ).format(
                month=format_month(self._month), done=month.willing, target=month.target,
                year=year.year, year_done=year.willing, year_target=until, natural=year.natural,
            )
        )  # fmt: skip

    def _show_chosen(self) -> None:
        card = self.current()
        if card is None:
            self.detail.clear(_("Choose a family to see how it stands."))
        else:
            self.detail.show_family(card.id)
        self._show_buttons()

    def _show_buttons(self) -> None:
        card = self.current()
        for button in (
            self.move_button, self.agree_button, self.edit_button, self.goods_button,
            self.letters_button, self.family_button,
        ):  # fmt: skip
            button.setEnabled(card is not None)
        has_agreed = card is not None and card.case.has_agreed
        self.agree_button.setText(_("Take agreement back") if has_agreed else _("Agreement"))

    # -- acting --------------------------------------------------------------------------

    @Slot(object)
    def _on_chosen(self, card: object) -> None:
        if not isinstance(card, Card):
            return
        for table in self.tables.values():
            other = table.current()
            if isinstance(other, Card) and other.id != card.id and not table.view.hasFocus():
                table.view.clearSelection()
        if card.id != self._chosen:
            self._chosen = card.id
            self._show_chosen()

    @Slot(object)
    def _on_activated(self, _card: Card) -> None:
        if self._may_edit:
            self._on_move_clicked()
        else:
            self._on_family_clicked()

    @Slot()
    def _on_add_clicked(self) -> None:
        taken = {
            card.id
            for stage in BOARD
            for card in self.tables[stage].rows()
            if isinstance(card, Card) and not card.is_only_status
        }
        if forms.put_on_path(self._ctx, taken, self.window()):
            self._done(_("On the path to graduation."))

    @Slot()
    def _on_target_clicked(self) -> None:
        now = None
        if self._year is not None:
            now = next(m.target for m in self._year.months if m.month == self._month)
        if forms.set_target(self._ctx, self._month, now, self.window()):
            self._done(_("The target is set."))

    @Slot()
    def _on_move_clicked(self) -> None:
        card = self.current()
        if card is not None and self._may_edit and forms.move(self._ctx, card, self.window()):
            self._done(_("{name} was moved.").format(name=card.name))

    @Slot()
    def _on_agree_clicked(self) -> None:
        card = self.current()
        if card is None:
            return
        ask = forms.take_back if card.case.has_agreed else forms.agree
        if ask(self._ctx, card, self.window()):
            self._done(_("It is noted."))

    @Slot()
    def _on_edit_clicked(self) -> None:
        card = self.current()
        if card is not None and self._may_edit and forms.edit_case(self._ctx, card, self.window()):
            self._done(_("It is noted."))

    @Slot()
    def _on_goods_clicked(self) -> None:
        card = self.current()
        if card is not None and forms.new_asset(self._ctx, card.id, self.window()):
            self._done(_("It is noted."))

    @Slot()
    def _on_letters_clicked(self) -> None:
        card = self.current()
        if card is None:
            return
        documents = [
            report.readiness_sheet(self._ctx, card.id),
            letters.talk_sheets(self._ctx, [card.id]),
            letters.minutes(self._ctx, [card]),
        ]
        if card.case.way in WILLING:
            documents.insert(2, letters.statements(self._ctx, [card]))
        PreviewDialog(self._ctx, documents, self.window()).exec()

    @Slot()
    def _on_family_clicked(self) -> None:
        card = self.current()
        if card is not None:
            self.family_opened.emit(card.id)

    def _done(self, said: str) -> None:
        self._screen.say(said, undo=True)
        self.show_month(self._month)


_EMPTY = {
    Stage.CANDIDATE: N_("Nobody yet. Put families on the path with Ctrl+N."),
    Stage.GUIDED: N_("Nobody is guided yet."),
    Stage.PROPOSED: N_("Nobody is proposed yet."),
    Stage.GRADUATED: N_("Nobody has graduated this year yet."),
}


def _icon(card: Card) -> str:
    return "handshake" if card.case.has_agreed else "circle"


def _tip(card: Card) -> str:
    parts = [card.name, card.group_name, words.agreement(card.case)]
    if card.case.next_step:
        parts.append(card.case.next_step)
    return "\n".join(part for part in parts if part)
