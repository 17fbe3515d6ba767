"""The register: search as you type, chips, a table that reads its pages as they are needed."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Component, Status
from fieldkit.features.people.service import FamilyFilter, FamilyRow, HitKind, Sort
from fieldkit.features.visits import service as visits
from fieldkit.ui.people import words
from fieldkit.ui.people.export_dialog import ExportDialog
from fieldkit.ui.people.merge_dialog import MergeDialog
from fieldkit.ui.people.selection_dialogs import (
    filter_dialog,
    move_dialog,
    status_dialog,
    tag_dialog,
    visit_dialog,
)
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.empty_state import EmptyState
from fieldkit.ui.widgets.highlight import HighlightDelegate
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.search_edit import SearchEdit

_NO_GROUP = "-"
_NAME_COLUMN, _HIT_COLUMN = 1, 2
_LOOKED_AT = 100
_LONG_AGO_DAYS = 90
_TABLE, _EMPTY = 0, 1
_MOST_AREAS = 60
_LARGE = 2000


class ListPage(QWidget):
    """Emits what the user wants; the screen acts."""

    opened = Signal(str)
    new_requested = Signal()
    import_requested = Signal()
    groups_requested = Signal()
    told = Signal(str, bool)
    print_requested = Signal(list)
    sheets_requested = Signal(list)
    export_requested = Signal(object, object)
    doctor_requested = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._sort, self._descending = Sort.NAME, False
        self._total = 0
        self._may_edit = ctx.may(Permission.EDIT_FAMILIES)
        self.search_edit = SearchEdit(_("Name, child, NIK, No KK, address, RT 3/9, phone"))
        self.chips = FilterChips(
            Chip("group", N_("Group")),
            Chip("area", N_("RT/RW")),
            Chip("component", N_("Component"), tuple(people.COMPONENT_NAMES.items())),
            Chip("status", N_("Status"), tuple(people.STATUS_NAMES.items())),
            Chip("tag", N_("Tag")),
            Chip("business", N_("Has a business")),
            Chip("long_ago", N_("Not visited > 90 days")),
            name=_("Which families"),
        )
        self.table = RecordTable(*_columns(), name=N_("Families"), multi=True)
        self.table.view.setItemDelegateForColumn(
            _NAME_COLUMN, HighlightDelegate(self._marks, self.table.view)
        )
        self.table.show_column(_HIT_COLUMN, shown=False)
        self.count_label = QLabel()
        style.set_role(self.count_label, "secondary")
        self.empty = EmptyState(
            "users",
            _("No families here yet."),
            _("Import from Excel…") if ctx.may(Permission.IMPORT_FAMILIES) else "",
            hint=_(
                "Bring in your list just as it is: title rows, merged cells and component columns"
                " are understood. Or add families one by one with Ctrl+N."
            ),
        )
        self._make_buttons()
        self._lay_out()
        self.search_edit.setToolTip(_("Search in this list (Ctrl+F)"))
        self.search_edit.lead_to(self.table.view)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._on_find_requested)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.view.customContextMenuRequested.connect(self._on_menu_requested)
        self.search_edit.searched.connect(self._on_filter_changed)
        self.search_edit.entered.connect(self._on_search_entered)
        self.chips.changed.connect(self._on_filter_changed)
        self.table.activated.connect(self._on_activated)
        self.table.sort_requested.connect(self._on_sort_requested)
        self.table.selection_changed.connect(self._on_selection_changed)
        self.empty.action_requested.connect(self.import_requested)

    def _make_buttons(self) -> None:
        self.new_button = buttons.button(
            _("Add a family"), self._on_new_clicked, icon="plus", kind="primary", key="Ctrl+N"
        )
        self.import_button = buttons.button(
            _("Import Excel"), self._on_import_clicked, icon="file-spreadsheet", key="Ctrl+I"
        )
        self.groups_button = buttons.button(
            _("Groups"), self._on_groups_clicked, icon="users-round", key="Ctrl+G"
        )
        self.columns_button = buttons.icon_button(
            "columns-3", _("Choose columns"), self._on_columns_clicked
        )
        self.filters_button = buttons.icon_button(
            "filter", _("Kept filters"), self._on_filters_clicked, key="Ctrl+L"
        )
        self.more_button = buttons.icon_button(
            "ellipsis", _("More"), self._on_more_clicked, key="Ctrl+M"
        )
        self.selected_button = buttons.button(
            _("With the chosen ones…"), self._on_selected_clicked, icon="list-checks", key="Ctrl+J"
        )
        style.hide_unless(self.new_button, wanted=self._may_edit)
        style.hide_unless(self.import_button, wanted=self._ctx.may(Permission.IMPORT_FAMILIES))
        self.selected_button.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(style.px(8))
        top.addWidget(self.search_edit, 1)
        for widget in (self.groups_button, self.import_button, self.new_button):
            top.addWidget(widget)
        under = QHBoxLayout()
        under.addWidget(self.count_label, 1)
        under.addWidget(self.selected_button)
        under.addWidget(self.filters_button)
        under.addWidget(self.columns_button)
        under.addWidget(self.more_button)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.px(8))
        column.addWidget(self.chips)
        column.addLayout(under)
        column.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(filled)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        layout.setSpacing(style.px(8))
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)

    def reload(self) -> None:
        """Read the list and the choices of the chips again."""
        self._offer_choices()
        self._show()
        if self._total > _LARGE:
            QTimer.singleShot(0, self, self._on_idle)

    def narrow_to(self, chosen: dict[str, Any]) -> None:
        """Set these filters and no others, as a figure does that opens its rows."""
        text = chosen.get("text", "")
        self.search_edit.setText(text if isinstance(text, str) else "")
        self.chips.set_active(chosen)
        self._show()

    def kept(self) -> dict[str, Any]:
        """Return the present search and filters as they are kept under a name."""
        kept = {key: _plain(value) for key, value in self.chips.active().items()}
        text = self.search_edit.text().strip()
        return kept | ({"text": text} if text else {})

    def take_kept(self, wanted: dict[str, Any]) -> None:
        """Set a kept filter; what no longer exists is left out."""
        self.narrow_to({key: _typed(key, value) for key, value in wanted.items()})

    def wanted(self) -> FamilyFilter:
        """Return what search and chips ask for."""
        active = self.chips.active()
        group = active.get("group")
        rt, rw = active.get("area", (None, None))
        among = None
        if active.get("long_ago") and self._ctx.may(Permission.SEE_VISITS):
            among = visits.not_visited_since(self._ctx, _LONG_AGO_DAYS)
        return FamilyFilter(
            text=self.search_edit.text(),
            group_ids=[group] if group and group != _NO_GROUP else (),
            without_group=group == _NO_GROUP,
            rt=rt,
            rw=rw,
            components=[active["component"]] if "component" in active else (),
            statuses=[active["status"]] if "status" in active else (),
            tags=[active["tag"]] if "tag" in active else (),
            has_business=True if active.get("business") else None,
            among=among,
        )

    def _offer_choices(self) -> None:
        groups = [(g.id, words.joined((g.code, g.name))) for g in people.groups(self._ctx)]
        self.chips.set_choices("group", [*groups, (_NO_GROUP, N_("No group"))])
        areas = people.areas(self._ctx)
        if len(areas) > _MOST_AREAS:
            areas = sorted({(None, rw) for _rt, rw in areas if rw}, key=str)
        self.chips.set_choices("area", [(area, _area(*area)) for area in areas])
        tags = people.tags(self._ctx)
        self.chips.set_choices("tag", [(tag, tag) for tag in tags])
        self.chips.offer("tag", is_offered=bool(tags))

    def _show(self) -> None:
        wanted = self.wanted()
        count = people.count_families(self._ctx, wanted)
        total = count if wanted == FamilyFilter() else people.count_families(self._ctx)
        self._total = total
        self.stack.setCurrentIndex(_TABLE if total else _EMPTY)
        self.table.set_source(count, partial(self._fetch, wanted))
        self.table.set_sorting(self._sort.value, descending=self._descending)
        self.table.show_column(_HIT_COLUMN, self._has_hits(wanted, count))
        self.table.set_empty(_("No family fits this search and these filters."), icon="search")
        shown = words.families(count)
        if count != total:
            shown = _("{shown} of {total}").format(
                shown=shown, total=f"{total:,}".replace(",", ".")
            )
        self.count_label.setText(shown)
        self._on_selection_changed()

    def _has_hits(self, wanted: FamilyFilter, count: int) -> bool:
        """Whether a search found somebody by something else than the carer's name."""
        if not people.understood(wanted.text).words:
            return False
        return any(self.table.model.row(n).hit for n in range(min(count, _LOOKED_AT)))

    def _fetch(self, wanted: FamilyFilter, offset: int, limit: int) -> list[FamilyRow]:
        return people.families(
            self._ctx, wanted, self._sort, offset, limit, descending=self._descending
        )

    def _selected_ids(self) -> list[str]:
        return [row.id for row in self.table.selected() if row is not None]

    def selection_menu(self) -> QMenu:
        """Return what can be done with all chosen families at once."""
        menu = QMenu(self)
        ids = self._selected_ids()
        self._add(menu, _("Set the status…"), self._on_status_triggered, "flag")
        self._add(menu, _("Move to a group…"), self._on_move_triggered, "users-round")
        self._add(menu, _("Put a tag on…"), self._on_tag_triggered, "sticky-note")
        worn = sorted({tag for tags in people.tags_of_all(self._ctx, ids).values() for tag in tags})
        if worn:
            off = menu.addMenu(_("Take a tag off"))
            for tag in worn:
                off.addAction(tag).setData(tag)
            off.triggered.connect(self._on_untag_triggered)
        if self._ctx.may(Permission.RECORD_VISIT):
            self._add(menu, _("Plan visits…"), self._on_plan_triggered, "map-pin")
        if len(ids) == 2:
            self._add(menu, _("Merge these two…"), self._on_merge_triggered, "git-merge")
        menu.addSeparator()
        self._add(menu, _("Print this list"), self._on_print_triggered, "printer")
        self._add(menu, _("Print the data sheets"), self._on_sheets_triggered, "file-text")
        self._add(menu, _("Export these…"), self._on_export_chosen_triggered, "file-down")
        return menu

    def _add(self, menu: QMenu, text: str, on_triggered: Callable[[], None], icon: str) -> None:
        action = menu.addAction(icons.icon(icon), text)
        action.triggered.connect(on_triggered)

    def filters_menu(self) -> QMenu:
        """Return the kept filters, and how to keep or forget one."""
        menu = QMenu(self)
        kept = people.saved_filters(self._ctx)
        for one in kept:
            menu.addAction(icons.icon("filter"), one.name).setData(("take", one))
        if kept:
            menu.addSeparator()
        if self.kept():
            keep = menu.addAction(icons.icon("plus"), _("Keep this filter…"))
            keep.setData(("keep", None))
        if kept:
            forget = menu.addMenu(_("Forget"))
            for one in kept:
                forget.addAction(one.name).setData(("forget", one))
        if menu.isEmpty():
            hint = menu.addAction(_("Set a filter first; then you can keep it here."))
            hint.setEnabled(False)
        menu.triggered.connect(self._on_filter_triggered)
        return menu

    def more_menu(self) -> QMenu:
        """Return what can be done with the whole list."""
        menu = QMenu(self)
        self._add(menu, _("Export…"), self._on_export_triggered, "file-down")
        if self._ctx.may(Permission.SEE_FULL_IDS):
            self._add(menu, _("Check NIK and No KK"), self._on_doctor_triggered, "stethoscope")
        return menu

    def _say(self, sentence: str, changed: int) -> None:
        self.told.emit(sentence, changed > 0)

    def _marks(self, row: FamilyRow) -> list[tuple[int, int]]:
        words = people.understood(self.search_edit.text()).words
        return people.marks(row.name, words) if words else []

    @Slot()
    def _on_status_triggered(self) -> None:
        status_dialog(self._ctx, self._selected_ids(), self._say, self.window()).open()

    @Slot()
    def _on_move_triggered(self) -> None:
        move_dialog(self._ctx, self._selected_ids(), self._say, self.window()).open()

    @Slot()
    def _on_tag_triggered(self) -> None:
        tag_dialog(self._ctx, self._selected_ids(), self._say, self.window()).open()

    @Slot(QAction)
    def _on_untag_triggered(self, action: QAction) -> None:
        many = people.remove_tag(self._ctx, self._selected_ids(), action.data())
        text = ngettext("Tag taken off {count} family.", "Tag taken off {count} families.", many)
        self._say(text.format(count=many), many)

    @Slot()
    def _on_plan_triggered(self) -> None:
        visit_dialog(self._ctx, self._selected_ids(), self._say, self.window()).open()

    @Slot()
    def _on_merge_triggered(self) -> None:
        first, second = self._selected_ids()
        MergeDialog(self._ctx, first, second, self._say, self.window()).open()

    @Slot()
    def _on_print_triggered(self) -> None:
        self.print_requested.emit(self._selected_ids())

    @Slot()
    def _on_sheets_triggered(self) -> None:
        self.sheets_requested.emit(self._selected_ids())

    @Slot()
    def _on_export_chosen_triggered(self) -> None:
        self._export(self._selected_ids())

    @Slot()
    def _on_export_triggered(self) -> None:
        wanted = self.wanted()
        everything = wanted == FamilyFilter()
        self._export(None if everything else people.family_ids(self._ctx, wanted))

    @Slot()
    def _on_doctor_triggered(self) -> None:
        self.doctor_requested.emit()

    def _export(self, ids: list[str] | None) -> None:
        count = self._total if ids is None else len(ids)
        dialog = ExportDialog(self._ctx, ids, count, self.window())
        if dialog.exec() and dialog.path is not None:
            self.export_requested.emit(dialog.path, dialog.wish)

    @Slot(QAction)
    def _on_filter_triggered(self, action: QAction) -> None:
        deed, one = action.data() or ("", None)
        if deed == "take" and one is not None:
            self.take_kept(one.wanted)
        elif deed == "forget" and one is not None:
            people.forget_filter(self._ctx, one.id)
            self._say(_("The filter is forgotten."), 0)
        elif deed == "keep":
            filter_dialog(self._ctx, self.kept(), self._say, self.window()).open()

    @Slot()
    def _on_idle(self) -> None:
        people.prepare_search(self._ctx)

    @Slot()
    def _on_filter_changed(self) -> None:
        self._show()

    @Slot()
    def _on_search_entered(self) -> None:
        """Open the only or the first family found."""
        row = self.table.model.row(0)
        if self.search_edit.text().strip() and row is not None:
            self.opened.emit(row.id)

    @Slot(object)
    def _on_activated(self, row: FamilyRow) -> None:
        self.opened.emit(row.id)

    @Slot(str, bool)
    def _on_sort_requested(self, key: str, descending: bool) -> None:  # noqa: FBT001 -- a signal's
        if key in set(Sort):
            self._sort, self._descending = Sort(key), descending
            self._show()

    @Slot()
    def _on_selection_changed(self) -> None:
        count = len(self.table.view.selectionModel().selectedRows())
        self.selected_button.setVisible(self._may_edit and count > 0)
        text = ngettext("With the chosen family…", "With the {count} chosen…", count)
        self.selected_button.setText(text.format(count=count))
        self.selected_button.setAccessibleName(self.selected_button.text())

    @Slot()
    def _on_find_requested(self) -> None:
        self.search_edit.setFocus()
        self.search_edit.selectAll()

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        if not self.selected_button.isHidden():
            menu = self.selection_menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.view.viewport().mapToGlobal(place))

    @Slot()
    def _on_selected_clicked(self) -> None:
        self._popup(self.selection_menu, self.selected_button)

    @Slot()
    def _on_filters_clicked(self) -> None:
        self._popup(self.filters_menu, self.filters_button)

    @Slot()
    def _on_more_clicked(self) -> None:
        self._popup(self.more_menu, self.more_button)

    @Slot()
    def _on_columns_clicked(self) -> None:
        self._popup(self.table.column_menu, self.columns_button)

    def _popup(self, make: Callable[[], QMenu], under: QWidget) -> None:
        menu = make()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    @Slot()
    def _on_new_clicked(self) -> None:
        self.new_requested.emit()

    @Slot()
    def _on_import_clicked(self) -> None:
        self.import_requested.emit()

    @Slot()
    def _on_groups_clicked(self) -> None:
        self.groups_requested.emit()


def _columns() -> tuple[Column, ...]:
    return (
        Column(N_("Code"), attrgetter("row_code"), key=Sort.ROW_CODE.value, width=6, whole=True),
        Column(
            N_("Name"),
            attrgetter("name"),
            key=Sort.NAME.value,
            stretch=True,
            width=22,
            bold=True,
            icon=_chair_icon,
        ),
        Column(N_("Found in"), _hit, width=20, role=_hit_role, icon=_hit_icon),
        Column(N_("Group"), attrgetter("group_name"), key=Sort.GROUP.value, width=14),
        Column(N_("RT/RW"), attrgetter("area"), key=Sort.AREA.value, width=9, spare=2),
        Column(N_("Address"), attrgetter("address"), key="address", width=18, spare=3),
        Column(
            N_("Components"),
            attrgetter("counts"),
            text=words.components,
            key="counts",
            width=20,
            spare=1,
        ),
        Column(
            N_("Status"),
            attrgetter("status"),
            text=words.status,
            key=Sort.STATUS.value,
            width=22,
            role=_status_role,
        ),
        Column(N_("Business"), _business, key="business", width=8, hidden=True),
        Column(N_("Phone"), attrgetter("phone"), key="phone", width=16, hidden=True, whole=True),
        Column(N_("No KK"), _no_kk, key="no_kk", width=18, hidden=True, whole=True),
        Column(N_("NIK"), _nik, key="nik", width=18, hidden=True, whole=True),
    )


_HIT_WORDS = {
    HitKind.MEMBER: (N_("Member: {text}"), "user"),
    HitKind.NIK: (N_("NIK {text}"), "key-round"),
    HitKind.NO_KK: (N_("No KK {text}"), "key-round"),
    HitKind.PHONE: (N_("Phone {text}"), "phone"),
    HitKind.ADDRESS: (N_("Address: {text}"), "map-pin"),
    HitKind.CODE: (N_("Row code {text}"), "list"),
    HitKind.ALIKE: (N_("Sounds alike: {text}"), "message-square"),
}


def _hit(row: FamilyRow) -> str:
    return _(_HIT_WORDS[row.hit.kind][0]).format(text=row.hit.text) if row.hit else ""


def _hit_icon(row: FamilyRow) -> str | None:
    return _HIT_WORDS[row.hit.kind][1] if row.hit else None


def _hit_role(_row: FamilyRow) -> str:
    return "secondary"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _typed(key: str, value: Any) -> Any:
    """Return a kept choice as the chips know it."""
    if key == "area" and isinstance(value, list):
        return tuple(value)
    kinds: dict[str, type[Component | Status]] = {"component": Component, "status": Status}
    kind = kinds.get(key)
    return kind(value) if kind is not None and value in set(kind) else value


def _chair_icon(row: FamilyRow) -> str | None:
    return "star" if row.position else None


def _status_role(row: FamilyRow) -> str:
    return words.status_role(row.status)


def _business(row: FamilyRow) -> str:
    return str(row.businesses) if row.businesses else ""


def _no_kk(row: FamilyRow) -> str:
    return people.mask_id(row.no_kk)


def _nik(row: FamilyRow) -> str:
    return people.mask_id(row.nik)


def _area(rt: str | None, rw: str | None) -> str:
    return f"RT {rt} / RW {rw or '-'}" if rt else f"RW {rw}"
