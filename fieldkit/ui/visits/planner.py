"""The left side: who is due for a visit and why."""

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import Due, Reason, Wanted, Which
from fieldkit.ui.visits import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.search_edit import SearchEdit

WHICH = (
    (Which.NEVER, N_("Never visited")),
    (Which.LONG_AGO, N_("More than 90 days ago")),
    (Which.FOLLOW_UP, N_("Follow-up open")),
)
_WITHOUT_GROUP = ""


class Planner(QWidget):
    """Emits `chosen` for the family under the cursor, `opened` when its form is wanted."""

    chosen = Signal(str)
    opened = Signal(str)
    route_requested = Signal(list)
    import_requested = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._today = ctx.today
        self._drafts: set[str] = set()
        self.search_edit = SearchEdit(_("Name, code or NIK"))
        self.search_edit.setToolTip(_("Search in this list (Ctrl+F)"))
        self.chips = FilterChips(
            Chip("group", N_("Group")),
            Chip("place", N_("RT/RW")),
            Chip("which", N_("Visits"), WHICH),
            Chip("by_place", N_("By RT")),
            name=_("Which families"),
        )
        self.table = RecordTable(
            Column(
                N_("Family"),
                attrgetter("name"),
                stretch=True,
                width=16,
                bold=True,
                tooltip=self._address,
                icon=self._draft_icon,
            ),
            Column(
                N_("Last visit"),
                _itself,
                text=_ago,
                width=17,
                role=_ago_role,
                tooltip=self._why,
                icon=self._reason_icon,
                whole=True,
            ),
            Column(N_("RT/RW"), attrgetter("place"), text=words.area, width=8, spare=1, whole=True),
            name=N_("Who is due for a visit"),
            multi=True,
        )
        self.count_label = QLabel()
        self.count_label.setWordWrap(True)
        style.set_role(self.count_label, "secondary")
        self.route_button = buttons.button(
            _("Print route"),
            self._on_route_clicked,
            icon="route",
            key="Ctrl+R",
            tip=_("Prints a day's walk for the chosen families, or for the twelve most pressing"),
        )
        foot = QHBoxLayout()
        foot.addWidget(self.count_label, 1)
        foot.addWidget(self.route_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.search_edit)
        layout.addWidget(self.chips)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.search_edit.lead_to(self.table.view)
        self.search_edit.searched.connect(self._on_filter_changed)
        self.search_edit.entered.connect(self._on_search_entered)
        self.chips.changed.connect(self._on_filter_changed)
        self.table.activated.connect(self._on_activated)
        self.table.chosen.connect(self._on_chosen)
        self.table.set_empty("").action_requested.connect(self.import_requested)

    def reload(self) -> None:
        """Read the list again."""
        self._today = self._ctx.today
        self._drafts = service.drafts(self._ctx)
        self._offer_choices()
        self._show()

    def wanted(self) -> Wanted:
        """Return what the filters ask for."""
        active = self.chips.active()
        return Wanted(
            group_id=active.get("group"),
            place=active.get("place"),
            text=self.search_edit.text(),
            which=active.get("which", Which.ALL),
            by_place=bool(active.get("by_place")),
        )

    def narrow_to(self, **chosen: object) -> None:
        """Set these filters and no others, as a figure does that opens its rows."""
        self.search_edit.clear()
        self.chips.set_active(dict(chosen))
        self._show()

    def selected_ids(self) -> list[str]:
        """Return the families chosen in the list."""
        return [due.id for due in self.table.selected()]

    def select(self, family_id: str) -> None:
        """Put the cursor on a family, if it is listed."""
        self.table.select(family_id)

    def choose_nobody(self) -> None:
        """Take the cursor off the list, so that no family is opened by itself."""
        self.table.view.clearSelection()
        self.table.view.setCurrentIndex(QModelIndex())

    def _offer_choices(self) -> None:
        found = service.groups(self._ctx)
        self.chips.set_choices("group", [*found, (_WITHOUT_GROUP, N_("Without a group"))])
        group = self.chips.active().get("group")
        places = service.places(self._ctx, group)
        self.chips.set_choices("place", [(one, words.place(one)) for one in places])

    def _show(self) -> None:
        wanted = self.wanted()
        count = service.due_count(self._ctx, wanted=wanted)

        def fetch(offset: int, limit: int) -> Sequence[Due]:
            return service.least_recently_visited(
                self._ctx, limit=limit, offset=offset, wanted=wanted
            )

        self._say_empty(wanted)
        self.table.set_source(count, fetch)
        self.count_label.setText(
            ngettext("{count} family", "{count} families", count).format(count=count)
        )

    def _say_empty(self, wanted: Wanted) -> None:
        action = ""
        if wanted == Wanted():
            action = _("Import families") if self._ctx.may(Permission.IMPORT_FAMILIES) else ""
            sentence = _(
                "Families stand here as soon as they are imported: those never visited first."
            )
        elif wanted.which is Which.NEVER and not wanted.text:
            sentence = _("Every family here has been visited at least once.")
        else:
            sentence = _("No family fits these filters.")
        self.table.set_empty(sentence, icon="map-pin", action=action)

    def _address(self, due: Due) -> str:
        parts = (due.row_code, due.name, due.group_name, due.address, words.place(due.place))
        lines = [part for part in parts if part]
        if due.id in self._drafts:
            lines.append(_("Something is typed here and not saved yet."))
        return "\n".join(lines)

    def _draft_icon(self, due: Due) -> str | None:
        return "pencil" if due.id in self._drafts else None

    def _why(self, due: Due) -> str:
        return "\n".join(words.reason(found) for found in model.reasons(due, self._today))

    def _reason_icon(self, due: Due) -> str | None:
        found = words.other_reasons(due, self._today)
        return "flag" if set(found) - {Reason.NOT_VERIFIED} else None

    @Slot()
    def _on_filter_changed(self) -> None:
        self._offer_choices()
        self._show()

    @Slot()
    def _on_search_entered(self) -> None:
        self.table.select_first()
        self._on_activated(self.table.current())

    @Slot(object)
    def _on_chosen(self, due: Due | None) -> None:
        if due is not None:
            self.chosen.emit(due.id)

    @Slot(object)
    def _on_activated(self, due: Due | None) -> None:
        if due is not None:
            self.chosen.emit(due.id)
            self.opened.emit(due.id)

    @Slot()
    def _on_route_clicked(self) -> None:
        chosen = self.selected_ids()
        self.route_requested.emit(chosen if len(chosen) > 1 else [])


def _itself(due: Due) -> Due:
    return due


def _ago(due: Due) -> str:
    return _("Not yet") if due.days is None else words.how_long_ago(due.days)


def _ago_role(due: Due) -> str:
    return words.role_of_days(due.days)
