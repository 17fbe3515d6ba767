"""The right side before a family is chosen: how far the visits reach, and the month's visits."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.core.shares import percent
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import Coverage, VisitLine, Which
from fieldkit.ui.visits import words
from fieldkit.ui.widgets.card import Card, Notice, StatCard, TileGrid
from fieldkit.ui.widgets.chart import HeatCell, HeatStrip
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

_MOST_PLACES = 48


class Overview(Page):
    """Every figure opens its rows: `narrowed` carries the planner's filters."""

    narrowed = Signal(object)
    visit_opened = Signal(object)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self._groups: list[Coverage] = []
        self._places: list[Coverage] = []
        self.body.setContentsMargins(0, 0, 0, 0)
        self.month_card = StatCard(_("Visited this month"), icon="map-pin")
        self.month_card.set_is_link(False)
        self.never_card = StatCard(_("Never visited"), icon="house")
        self.long_card = StatCard(_("More than 90 days ago"), icon="clock")
        self.follow_card = StatCard(_("Follow-ups due"), icon="flag")
        cards = TileGrid(least=150)
        for card in (self.month_card, self.never_card, self.long_card, self.follow_card):
            cards.add(card)
        self.group_strip = HeatStrip(_("Share of families visited within 90 days, by group"))
        self.place_strip = HeatStrip(_("Share of families visited within 90 days, by RT"))
        self._groups_card = Card(_("Coverage by group"), icon="users")
        self._groups_card.set_hint(
            _("Share visited within 90 days. Choose a group to list its families.")
        )
        self._groups_card.add(self.group_strip)
        self.month_strip = HeatStrip(_("Share of families visited, month by month"))
        self._months_card = Card(_("Month by month"), icon="calendar-days")
        self._months_card.add(self.month_strip)
        self._places_card = Card(_("Coverage by RT"), icon="house")
        self._places_card.add(self.place_strip)
        self.visits_table = RecordTable(
            Column(N_("Date"), _itself, text=_when, width=12, whole=True),
            Column(N_("Family"), _itself, text=_name, width=20, bold=True),
            Column(N_("Group"), _itself, text=_group, width=14, spare=1),
            Column(N_("Agreement"), _itself, text=_agreement, stretch=True, width=20),
            name=N_("Visits of the month"),
        )
        self.visits_table.setMinimumHeight(self.visits_table.sizeHint().height())
        self._visits_card = Card(_("Visits of the month"), icon="list")
        self._visits_card.add(self.visits_table)
        self.first_step = Notice("", icon="users")
        self.add(self.first_step)
        self.add(cards)
        self.add(self._groups_card)
        self.add(self._months_card)
        self.add(self._places_card)
        self.add(self._visits_card, 1)
        self.never_card.clicked.connect(self._on_never_clicked)
        self.long_card.clicked.connect(self._on_long_clicked)
        self.follow_card.clicked.connect(self._on_follow_clicked)
        self.group_strip.picked.connect(self._on_group_picked)
        self.place_strip.picked.connect(self._on_place_picked)
        self.visits_table.activated.connect(self.visit_opened)

    def show_month(self, month: Month) -> None:
        """Read everything again for a month."""
        self._groups = service.coverage(self._ctx, month)
        self._places = service.coverage(self._ctx, month, by="place")
        everybody = model.total(self._groups)
        self._show_first_step(everybody.families)
        self._show_cards(everybody)
        self._groups_card.setVisible(bool(self._groups))
        self.group_strip.show_cells(
            [_cell(line.name or _("Without a group"), line) for line in self._groups]
        )
        self._show_months(month)
        few = 1 < len(self._places) <= _MOST_PLACES
        self._places_card.setVisible(few)
        if few:
            places = [words.place_of_key(line.key) for line in self._places]
            named = words.place if len({place.village for place in places}) > 1 else words.area
            self.place_strip.show_cells(
                [
                    _cell(named(place) or words.place(place), line)
                    for place, line in zip(places, self._places, strict=True)
                ]
            )
        self._show_visits(month)

    def _show_first_step(self, families: int) -> None:
        """Say what opens a visit's form, as long as there is anybody to visit."""
        may_record = self._ctx.may(Permission.RECORD_VISIT)
        text = _(
            "Choose a family on the left to record its visit: press Ctrl+F, type its name or"
            " code, and press Enter."
        )
        self.first_step.show_text(text if families and may_record else "", icon="users")

    def _show_cards(self, everybody: Coverage) -> None:
        of_all = _("of {total} families").format(total=everybody.families)
        visits = ngettext("{count} visit", "{count} visits", everybody.visits)
        counted = visits.format(count=everybody.visits)
        parts = [part for part in (percent(everybody.share_in_month), counted) if part]
        self.month_card.set_value(str(everybody.in_month), f"{of_all}\n{' · '.join(parts)}")
        never, overdue = everybody.never, everybody.overdue
        at_rest = "good" if everybody.families else "text"
        self.never_card.set_value(str(never), of_all, role="attention" if never else at_rest)
        self.long_card.set_value(str(overdue), of_all, role="attention" if overdue else at_rest)
        due = len(service.follow_ups_due(self._ctx))
        words_of_due = _("until today") if due else _("none is overdue")
        self.follow_card.set_value(str(due), words_of_due, role="danger" if due else at_rest)

    def _show_months(self, month: Month) -> None:
        """Show how many families each month saw, and how evenly the visits fell."""
        reach = service.reach(self._ctx, month)
        self._months_card.setVisible(bool(reach.families))
        if not reach.families:
            return
        cells = []
        for line in reach.months:
            share = line.families / reach.families
            name = format_date(line.month.first, "medium").split(" ", 1)[1]
            cells.append(HeatCell(name, share, percent(share)))
        self.month_strip.show_cells(cells)
        self._months_card.set_hint(words.reach(reach))

    def _show_visits(self, month: Month) -> None:
        lines = service.visits_of_month(self._ctx, month)
        title = _("Visits in {month} ({count})")
        self._visits_card.title_label.setText(
            title.format(month=format_month(month), count=len(lines))
        )
        self.visits_table.set_empty(
            _("No visit is recorded for {month}.").format(month=format_month(month)),
            icon="map-pin",
            tip=_("Choose a family on the left and press Enter to record the first."),
        )
        self.visits_table.show_rows(list(reversed(lines)))

    @Slot()
    def _on_never_clicked(self) -> None:
        self.narrowed.emit({"which": Which.NEVER})

    @Slot()
    def _on_long_clicked(self) -> None:
        self.narrowed.emit({"which": Which.LONG_AGO})

    @Slot()
    def _on_follow_clicked(self) -> None:
        self.narrowed.emit({"which": Which.FOLLOW_UP})

    @Slot(int)
    def _on_group_picked(self, index: int) -> None:
        self.narrowed.emit({"group": self._groups[index].key})

    @Slot(int)
    def _on_place_picked(self, index: int) -> None:
        self.narrowed.emit({"place": words.place_of_key(self._places[index].key)})


def _cell(name: str, line: Coverage) -> HeatCell:
    return HeatCell(name, line.share_recent, percent(line.share_recent))


def _itself(line: VisitLine) -> VisitLine:
    return line


def _when(line: VisitLine) -> str:
    return words.day(line.visit)


def _name(line: VisitLine) -> str:
    return line.family_name


def _group(line: VisitLine) -> str:
    return line.group_name


def _agreement(line: VisitLine) -> str:
    return " ".join(line.visit.agreement.split())
