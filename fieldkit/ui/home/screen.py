"""Beranda: the day first, then the month, who needs attention and what is still missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.core.shares import percent
from fieldkit.features.month import service as month_room
from fieldkit.features.month.model import Concern, Home, Point, TileState
from fieldkit.ui.home import words
from fieldkit.ui.home.cards import AttentionCard, CoachCard, MonthCard, TodayCard, WelcomeCard
from fieldkit.ui.home.words import Said
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate, OpenFamily, OpenKube, OpenScreen
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import StatCard, TileGrid
from fieldkit.ui.widgets.page import Page

if TYPE_CHECKING:
    from fieldkit.core.render.document import Document
    from fieldkit.ui.home.charts import ChartCard

TWO_COLUMNS_FROM = 860


class HomeScreen(Screen):
    """Shows the month at a glance; every figure opens its rows.

    The day and the month are there with the first paint, what stands below right after it:
    nobody waits for charts to see what is to be done today.
    """

    wants_month = True
    tables = frozenset(
        {
            "profile", "letterhead", "photo", "kpm_group", "family", "session", "attendance",
            "visit", "money_month", "kube", "kube_member", "meeting", "agenda_item", "follow_up",
            "cash_entry", "report_print", "visit_plan", "appointment",
        }
    )  # fmt: skip

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self.home: Home | None = None
        self.header_label = QLabel()
        self.header_label.setFont(style.font(1.25, strong=True))
        self.header_label.setWordWrap(True)
        self.welcome_card = WelcomeCard()
        self.stats = TileGrid(least=250)
        self.families_stat = StatCard(_("Families accompanied"), icon="users")
        self.attendance_stat = StatCard(_("P2K2 attendance"), icon="presentation")
        self.visits_stat = StatCard(_("Families visited"), icon="map-pin")
        self.cash_stat = StatCard(_("KUBE cash"), icon="wallet")
        self.today_card = TodayCard()
        self.month_card = MonthCard()
        self.coach_card: CoachCard
        self.attention_card: AttentionCard
        self.charts: tuple[ChartCard, ...]
        self._is_whole = False
        self._whole_timer = QTimer(self)
        self._whole_timer.setSingleShot(True)
        self._whole_timer.timeout.connect(self.complete)
        self._body = _Columns((self.today_card,), (self.month_card,))
        page = Page()
        for widget in (self.header_label, self.stats, self.welcome_card, self._body):
            page.add(widget)
        page.finish()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        for stat in (
            self.families_stat, self.attendance_stat, self.visits_stat, self.cash_stat,
        ):  # fmt: skip
            self.stats.add(stat)
        self._connect()
        self.reload()

    def _connect(self) -> None:
        for card in (self.today_card, self.month_card, self.welcome_card):
            card.opened.connect(self._on_opened)
        self.families_stat.clicked.connect(self._on_families_clicked)
        self.attendance_stat.clicked.connect(self._on_attendance_clicked)
        self.visits_stat.clicked.connect(self._on_visits_clicked)
        self.cash_stat.clicked.connect(self._on_cash_clicked)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Add what stands below once the upper part is painted."""
        super().paintEvent(event)
        if not self._is_whole:
            self._whole_timer.start(0)

    @Slot()
    def complete(self) -> None:
        """Show the coach, who needs attention and the charts, if they are not there yet."""
        if self._is_whole:
            return
        self._is_whole = True
        self.coach_card = CoachCard()
        self.attention_card = AttentionCard()
        self.charts = _charts(sees_programme=self.ctx.may(Permission.SEE_SESSIONS))
        for card in (self.coach_card, self.attention_card):
            card.opened.connect(self._on_opened)
        self.attention_card.all_requested.connect(self._on_all_requested)
        for drawn in self.charts:
            drawn.picked.connect(self._on_point_picked)
        self._show_lower()
        self._body.extend((self.coach_card,), (self.attention_card,), self.charts)

    def reload(self) -> None:
        """Count the month again."""
        home = month_room.day(self.ctx, self.month)
        self.home = home
        self.header_label.setText(words.header(home))
        steps = home.steps
        has_begun = steps.has_families if home.gathers else steps.has_groups and steps.has_sessions
        is_new = home.sees_programme and not has_begun
        self.welcome_card.setVisible(is_new)
        if is_new:
            self.welcome_card.show_home(home)
        self._body.setVisible(not is_new or bool(home.kubes) or bool(home.families))
        self._show_stats(home)
        self.today_card.show_home(home)
        self.month_card.show_home(home)
        if self._is_whole:
            self._show_lower()

    def _show_lower(self) -> None:
        if self.home is None:
            return
        self.home = home = month_room.whole(self.ctx, self.home)
        self.attention_card.show_home(home)
        self.coach_card.show_lacks(home.lacks)
        for card, points in zip(self.charts, _series(home), strict=True):
            card.show_points(points)
            card.setVisible(any(point.part is not None for point in points))

    def _show_stats(self, home: Home) -> None:
        has_any = bool(home.families or home.kubes)
        self.stats.setVisible(has_any)
        for stat in (self.families_stat, self.attendance_stat, self.visits_stat):
            stat.setVisible(home.sees_programme)
        self.cash_stat.setVisible(bool(home.kubes))
        self.families_stat.set_value(
            str(home.families), _("in {count} groups").format(count=home.groups)
        )
        self.attendance_stat.set_value(*_attendance(home.attendance))
        self.visits_stat.set_value(*_visited(home.visits))
        cash = sum(kube.kas for kube in home.kubes)
        solidarity = sum(kube.iks for kube in home.kubes)
        self.cash_stat.set_value(
            format_rupiah(cash), _("and IKS {amount}").format(amount=format_rupiah(solidarity))
        )

    def print_documents(self) -> "Sequence[Document]":
        """The monthly report of the month shown."""
        from fieldkit.core.render.document import ReportRequest
        from fieldkit.features.month import report

        return [report.monthly_report(self.ctx, ReportRequest(month=self.month))]

    # -- every figure opens its rows -------------------------------------------------------

    @Slot(object)
    def _on_opened(self, target: Any) -> None:
        self.navigate(target)

    @Slot()
    def _on_families_clicked(self) -> None:
        self.navigate(OpenScreen("people", {}))

    @Slot()
    def _on_cash_clicked(self) -> None:
        kubes = self.home.kubes if self.home else ()
        self.navigate(OpenKube(kubes[0].id) if len(kubes) == 1 else OpenScreen("kube"))

    @Slot()
    def _on_attendance_clicked(self) -> None:
        self._on_attendance_picked(self.month)

    @Slot()
    def _on_visits_clicked(self) -> None:
        self._on_visits_picked(self.month)

    @Slot(object)
    def _on_point_picked(self, month: Month) -> None:
        from fieldkit.ui.home.charts import AttendanceCard, VisitsCard

        card = self.sender()
        if isinstance(card, AttendanceCard):
            self._on_attendance_picked(month)
        elif isinstance(card, VisitsCard):
            self._on_visits_picked(month)
        else:
            self._on_cash_clicked()

    def _on_attendance_picked(self, month: Month) -> None:
        lines = [
            Said(
                text=tile.name,
                detail=format_date(tile.held_on, "medium") if tile.held_on else "",
                figure=_("{present} of {total}").format(present=tile.present, total=tile.marked),
                figure_role="attention" if (tile.share or 0) < words.LOW_SHARE else "text",
                target=words.tile_target(tile),
            )
            for tile in month_room.group_tiles(self.ctx, month)
            if tile.state is TileState.HELD
        ]
        heading = _("P2K2 attendance, {month}").format(month=format_month(month))
        self._open_rows(heading, lines, figure=N_("Present"), detail=N_("Date"), text=N_("Group"))

    def _on_visits_picked(self, month: Month) -> None:
        from fieldkit.features.visits import service as visits

        lines = [
            Said(
                text=line.family_name,
                detail=line.group_name,
                figure=format_date(line.visit.visited_on, "medium")
                if line.visit.visited_on
                else "",
                figure_role="text",
                target=OpenFamily(line.visit.family_id),
            )
            for line in visits.visits_of_month(self.ctx, month)
        ]
        heading = _("Home visits, {month}").format(month=format_month(month))
        self._open_rows(heading, lines, figure=N_("Date"))

    @Slot(object)
    def _on_all_requested(self, concern: Concern) -> None:
        try:
            found = month_room.attention(self.ctx, concern, self.month, limit=month_room.ALL_ROWS)
        except FieldKitError as error:
            self.say_error(error)
            return
        lines = [words.concern_line(concern, row, self.ctx.today) for row in found.rows]
        name, _icon = words.CONCERNS[concern]
        figures = {
            Concern.NOT_VISITED: N_("Last visit"),
            Concern.LOW_ATTENDANCE: N_("Present"),
            Concern.HOMEWORK_UNCHECKED: N_("Waiting"),
            Concern.DUES_IN_ARREARS: N_("Arrears"),
            Concern.NOT_VERIFIED: N_("Verified on"),
        }
        self._open_rows(_(name), lines, figure=figures[concern])

    def _open_rows(self, heading: str, lines: list[Said], **titles: str) -> None:
        from fieldkit.ui.home.rows_box import RowsBox

        box = RowsBox(heading, lines, **titles, parent=self.window())
        box.opened.connect(self._on_opened)
        box.finished.connect(box.deleteLater)
        box.open()


def _charts(*, sees_programme: bool) -> "tuple[ChartCard, ...]":
    """Return the two charts of a role: the programme's, or the money of the KUBE."""
    from fieldkit.ui.home.charts import AttendanceCard, MoneyCard, VisitsCard

    if sees_programme:
        return AttendanceCard(), VisitsCard()
    return (
        MoneyCard(_("KUBE cash by month"), _("Cash"), is_line=True),
        MoneyCard(_("Dues paid by month"), _("Dues"), is_line=False),
    )


def _series(home: Home) -> tuple[tuple[Point, ...], ...]:
    if home.sees_programme:
        return home.attendance, home.visits
    return home.cash, home.dues


def _attendance(points: tuple[Point, ...]) -> tuple[str, str]:
    """Return this month's share and what it was the month before."""
    now = points[-1].percent if points else None
    before = points[-2].percent if len(points) > 1 else None
    if before is not None:
        hint = _("{month}: {share}").format(
            month=format_month(points[-2].month), share=percent(before / 100)
        )
    else:
        hint = "" if now is not None else _("nobody marked yet")
    return (percent(now / 100) if now is not None else "–"), hint


def _visited(points: tuple[Point, ...]) -> tuple[str, str]:
    """Return how many families were visited this month, of how many."""
    now = points[-1] if points else None
    if now is None or now.part is None:
        return "–", _("no visit recorded yet")
    return str(now.part), _("of {total} families this month").format(total=now.whole)


class _Columns(QWidget):
    """Two columns of cards and a row below; one column where there is little room."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        super().__init__()
        self._left, self._right = list(left), list(right)
        self._below: list[QWidget] = []
        self._is_wide: bool | None = None
        self._sides = (QVBoxLayout(), QVBoxLayout())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(style.px(16))
        for column, side in enumerate(self._sides):
            side.setSpacing(style.px(16))
            self._grid.addLayout(side, 0, column)
        self._row = QHBoxLayout()
        self._row.setSpacing(style.px(16))
        self._grid.addLayout(self._row, 1, 0, 1, 2)
        self._arrange(is_wide=True)

    def extend(
        self, left: Sequence[QWidget], right: Sequence[QWidget], below: Sequence[QWidget]
    ) -> None:
        """Set further cards under those that are there."""
        self._left += left
        self._right += right
        self._below += below
        is_wide, self._is_wide = self._is_wide, None
        self._arrange(is_wide=bool(is_wide))

    def _arrange(self, *, is_wide: bool) -> None:
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        left, right, below = self._left, self._right, self._below
        for widget in (*left, *right, *below):
            for layout in (*self._sides, self._row):
                layout.removeWidget(widget)
        self._grid.setHorizontalSpacing(style.px(16) if is_wide else 0)
        self._grid.setColumnStretch(0, 10)
        self._grid.setColumnStretch(1, 16 if is_wide else 0)
        if not is_wide:
            for widget in (left[0], *right, *left[1:], *below):
                self._sides[0].addWidget(widget)
            return
        for side, widgets in zip(self._sides, (left, right), strict=True):
            for number, widget in enumerate(widgets):
                side.addWidget(widget, number)
        for widget in below:
            self._row.addWidget(widget, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the cards side by side where there is room."""
        super().resizeEvent(event)
        self._arrange(is_wide=event.size().width() >= style.px(TWO_COLUMNS_FROM))


SCREEN = ScreenSpec(
    key="home",
    title=N_("Overview"),
    icon="layout-dashboard",
    permission=Permission.PRINT_REPORTS,
    build=HomeScreen,
)
