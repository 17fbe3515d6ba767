"""The cards of Beranda; each shows its part of the month and says where a click leads."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import N_, _
from fieldkit.features.month.model import (
    Attention,
    Concern,
    GroupTile,
    Home,
    KubeTile,
    Lack,
    bare_kube,
)
from fieldkit.ui.home import words
from fieldkit.ui.home.painted import Line, StateTile
from fieldkit.ui.home.words import Said
from fieldkit.ui.shell.navigation import OpenKube, OpenScreen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, TileGrid, badge, icon_label

MOST_TODAY = 6
MOST_TILES = 60


def _line(said: Said) -> Line:
    made = Line(
        said.text,
        said.detail,
        icon=said.icon,
        role=said.role,
        figure=said.figure,
        figure_role=said.figure_role,
    )
    made.target = said.target
    return made


def _calm(icon: str, text: str, role: str = "good") -> QWidget:
    """Return a quiet line that says there is nothing to do."""
    holder = QWidget()
    layout = QGridLayout(holder)
    layout.setContentsMargins(style.px(8), style.px(4), style.px(8), style.px(4))
    layout.setHorizontalSpacing(style.px(10))
    layout.setColumnStretch(1, 1)
    label = QLabel(text)
    label.setWordWrap(True)
    style.set_role(label, "secondary")
    layout.addWidget(icon_label(icon, role), 0, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(label, 0, 1)
    return holder


class _LineCard(Card):
    """A card of lines; pressing one emits where it leads."""

    opened = Signal(object)

    def __init__(self, title: str, icon: str) -> None:
        super().__init__(title, icon=icon)
        self.body.setSpacing(0)

    def lines(self) -> list[Line]:
        """The lines shown, from top to bottom."""
        return _lines_in(self.body)

    def _add_line(self, said: Said) -> None:
        made = _line(said)
        made.clicked.connect(self._on_line_clicked)
        self.add(made)

    @Slot()
    def _on_line_clicked(self) -> None:
        line = self.sender()
        if isinstance(line, Line) and line.target is not None:
            self.opened.emit(line.target)


class TodayCard(_LineCard):
    """What is planned today and what is due."""

    def __init__(self) -> None:
        super().__init__(_("Today"), "sun")

    def show_home(self, home: Home) -> None:
        """Show today's appointments and deadlines."""
        self.clear()
        for item in home.items[:MOST_TODAY]:
            self._add_line(words.today_line(item, home.today))
        rest = len(home.items) - MOST_TODAY
        if rest > 0:
            more = QLabel(_("and {count} more").format(count=rest))
            more.setContentsMargins(style.px(8), style.px(4), 0, 0)
            style.set_role(more, "secondary")
            self.add(more)
        if not home.items:
            self.add(_calm("circle-check", _("Nothing is planned or due today.")))
        self.body.addStretch(1)


class CoachCard(_LineCard):
    """What the month still lacks, each with the way to put it right."""

    def __init__(self) -> None:
        super().__init__(_("Closing the month"), "list-checks")

    def show_lacks(self, lacks: Sequence[Lack]) -> None:
        """Show what is missing."""
        self.clear()
        self.set_hint(words.lacks_heading(len(lacks)) if lacks else "")
        for lack in lacks:
            self._add_line(words.lack_line(lack))
        if not lacks:
            self.add(_calm("circle-check", words.lacks_heading(0)))
        self.body.addStretch(1)


class MonthCard(Card):
    """A tile for every group, and one for every KUBE."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("This month"), icon="calendar-check")
        self.tally_label = QLabel()
        style.set_role(self.tally_label, "secondary")
        self.head.addWidget(self.tally_label)
        self.grid = TileGrid(least=140, gap=8)
        self.more_button = buttons.button(_("Show all groups"), self._on_more_clicked, kind="link")
        for widget in (self.grid, self.more_button):
            self.add(widget)
        self.body.addStretch(1)

    def show_home(self, home: Home) -> None:
        """Show where every group stands."""
        groups = [_group_tile(tile) for tile in home.tiles[:MOST_TILES]]
        kubes = [_kube_tile(tile) for tile in home.kubes[:MOST_TILES]]
        self._fill([*groups, *kubes])
        self.more_button.setVisible(len(home.tiles) > MOST_TILES)
        self.tally_label.setText(
            _("{done} of {total} groups").format(done=home.groups_held, total=home.groups)
            if home.tiles
            else ""
        )
        self.setVisible(bool(home.tiles or home.kubes))

    def _fill(self, tiles: list[StateTile]) -> None:
        self.grid.clear()
        for tile in tiles:
            tile.clicked.connect(self._on_tile_clicked)
            self.grid.add(tile)

    @Slot()
    def _on_tile_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, StateTile):
            self.opened.emit(tile.target)

    @Slot()
    def _on_more_clicked(self) -> None:
        self.opened.emit(OpenScreen("p2k2"))


def _group_tile(tile: GroupTile) -> StateTile:
    state, role, icon = words.TILE_STATES[tile.state]
    is_low = tile.share is not None and tile.share < words.LOW_SHARE
    made = StateTile(
        tile.name,
        words.tile_detail(tile),
        _(state),
        role="attention" if is_low else role,
        icon="triangle-alert" if is_low else icon,
    )
    if tile.title:
        made.setToolTip(f"{made.toolTip()}\n{tile.title}")
    made.target = words.tile_target(tile)
    return made


def _kube_tile(tile: KubeTile) -> StateTile:
    state, role, icon = words.kube_state(tile)
    name = _("KUBE {name}").format(name=bare_kube(tile.name))
    made = StateTile(name, words.kube_detail(tile), state, role=role, icon=icon)
    made.target = OpenKube(tile.id)
    return made


class AttentionCard(Card):
    """Five concerns at the left with their counts, the first records of one at the right."""

    opened = Signal(object)
    all_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Needs attention"), icon="bell")
        self._home: Home | None = None
        self._chosen: Concern | None = None
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.concern_lines: dict[Concern, Line] = {}
        left, right = QWidget(), QWidget()
        self._left, self._right = QVBoxLayout(left), QVBoxLayout(right)
        for layout in (self._left, self._right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(style.px(2))
        halves = QGridLayout()
        halves.setHorizontalSpacing(style.px(16))
        halves.setColumnStretch(0, 5)
        halves.setColumnStretch(1, 6)
        halves.addWidget(left, 0, 0)
        halves.addWidget(right, 0, 1)
        self.body.addLayout(halves)
        self.body.addStretch(1)
        self.all_button = buttons.button("", self._on_all_clicked, kind="link")

    def show_home(self, home: Home) -> None:
        """Show every concern, and the rows of the one chosen before or of the first."""
        self._home = home
        _empty(self._left)
        self.concern_lines = {}
        for attention in home.attention:
            self._add_concern(attention)
        self._left.addStretch(1)
        known = {attention.concern: attention for attention in home.attention}
        if self._chosen not in known:
            first = next((one for one in home.attention if one.number), None)
            self._chosen = (first or home.attention[0]).concern if home.attention else None
        if self._chosen is not None:
            self.concern_lines[self._chosen].setChecked(True)
            self._show_rows(known[self._chosen])

    def _add_concern(self, attention: Attention) -> None:
        name, icon = words.CONCERNS[attention.concern]
        made = Line(
            _(name),
            icon=icon,
            role="attention" if attention.number else "secondary",
            figure=str(attention.number),
            figure_role="text" if attention.number else "secondary",
        )
        made.setCheckable(True)
        made.target = attention.concern
        made.clicked.connect(self._on_concern_clicked)
        self._group.addButton(made)
        self.concern_lines[attention.concern] = made
        self._left.addWidget(made)

    def _show_rows(self, attention: Attention) -> None:
        self._right.removeWidget(self.all_button)
        self.all_button.setParent(self)
        _empty(self._right)
        today = self._home.today if self._home else None
        if today is None:
            return
        for row in attention.rows:
            made = _line(words.concern_line(attention.concern, row, today))
            made.clicked.connect(self._on_row_clicked)
            self._right.addWidget(made)
        if not attention.rows:
            self._right.addWidget(_calm("circle-check", _(words.CONCERN_HINTS[attention.concern])))
        self.all_button.setText(_("Show all {count}").format(count=attention.number))
        self.all_button.setVisible(attention.number > len(attention.rows))
        self._right.addWidget(self.all_button)
        self._right.addStretch(1)

    def rows(self) -> list[Line]:
        """The records shown at the right."""
        return _lines_in(self._right)

    @Slot()
    def _on_concern_clicked(self) -> None:
        line = self.sender()
        if isinstance(line, Line) and isinstance(line.target, Concern) and self._home:
            self._chosen = line.target
            shown = next(one for one in self._home.attention if one.concern is line.target)
            self._show_rows(shown)

    @Slot()
    def _on_row_clicked(self) -> None:
        line = self.sender()
        if isinstance(line, Line):
            self.opened.emit(line.target)

    @Slot()
    def _on_all_clicked(self) -> None:
        if self._chosen is not None:
            self.all_requested.emit(self._chosen)


class WelcomeCard(Card):
    """The first actions of a new book, each checked off when it is done."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Your first steps"), icon="flag")
        self.step_buttons: list[QWidget] = []

    def show_home(self, home: Home) -> None:
        """Show which steps are done and offer the others."""
        self.clear()
        self.step_buttons = []
        steps = home.steps
        wanted: tuple[tuple[bool, str, str, str, OpenScreen], ...] = (
            (steps.has_profile, *_STEPS[0]),
            (steps.has_letterhead, *_STEPS[1]),
        )
        if home.gathers:
            self.set_hint(_("Three steps, and the files of your facilitators can come."))
            wanted += ((steps.has_families, *_GATHER),)
        else:
            self.set_hint(_("Five steps, and the day's work can begin. Each can be undone."))
            wanted += (
                (steps.has_families, *_STEPS[2]),
                (steps.has_groups, *_STEPS[3]),
                (steps.has_sessions, *_STEPS[4]),
            )
        is_first_open = True
        for is_done, title, hint, action, target in wanted:
            self.add(self._step(title, hint, action, target, (is_done, is_first_open)))
            is_first_open = is_first_open and is_done

    def _step(
        self, title: str, hint: str, action: str, target: OpenScreen, state: tuple[bool, bool]
    ) -> QWidget:
        is_done, is_next = state
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, style.px(6), 0, style.px(6))
        grid.setHorizontalSpacing(style.px(12))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        name = QLabel(_(title))
        name.setFont(style.strong_font())
        detail = QLabel(_(hint))
        detail.setWordWrap(True)
        style.set_role(detail, "secondary")
        icon = icon_label(
            "circle-check" if is_done else "circle", "good" if is_done else "accent", 22
        )
        grid.addWidget(icon, 0, 0, 2, 1)
        grid.addWidget(name, 0, 1)
        grid.addWidget(detail, 1, 1)
        if is_done:
            grid.addWidget(badge(_("Done"), "good"), 0, 2, 2, 1)
        else:
            made = buttons.button(
                _(action), self._on_step_clicked, kind="primary" if is_next else "plain"
            )
            made.setProperty("target", target)
            made.setMinimumWidth(style.text_width(22))
            self.step_buttons.append(made)
            grid.addWidget(made, 0, 2, 2, 1)
        return holder

    @Slot()
    def _on_step_clicked(self) -> None:
        pressed = self.sender()
        if pressed is not None:
            self.opened.emit(pressed.property("target"))


_STEPS = (
    (
        N_("Fill in your profile"),
        N_("Position, NIP, office, region and superior stand on every report."),
        N_("Open profile"),
        OpenScreen("settings", "profile"),
    ),
    (
        N_("Make the letterhead"),
        N_("The lines and logos at the head of every report; one for Kemensos or Dinas is ready."),
        N_("Make a letterhead"),
        OpenScreen("settings", "letterheads"),
    ),
    (
        N_("Bring in the families"),
        N_("From your Excel list, or one by one."),
        N_("Import families"),
        OpenScreen("people", "import"),
    ),
    (
        N_("Make the groups"),
        N_("P2K2 groups with their meeting place and day; an import makes them too."),
        N_("Make a group"),
        OpenScreen("people", "groups"),
    ),
    (
        N_("Plan a P2K2 session"),
        N_("Choose group, date and material; the attendance sheet can be printed at once."),
        N_("Plan a session"),
        OpenScreen("p2k2"),
    ),
)


_GATHER = (
    N_("Gather the facilitators' files"),
    N_("Exchange contact cards with each of them first; then receive what they send."),
    N_("Open the exchange"),
    OpenScreen("sync"),
)


def _lines_in(layout: QVBoxLayout) -> list[Line]:
    items = (layout.itemAt(number) for number in range(layout.count()))
    return [w for item in items if item is not None and isinstance(w := item.widget(), Line)]


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
