"""A family's members, or its businesses: a table with add, change and remove."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Business, Member
from fieldkit.ui.people import forms
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.chart import BarChart, Series, compact_rupiah
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import Form
from fieldkit.ui.widgets.record_table import Column, RecordTable

Thing = Member | Business


class RowsTab(QWidget):
    """Emits `saved` and `removed` with a sentence; the screen says it and offers undo."""

    saved = Signal(str)
    removal_requested = Signal(str)

    def __init__(self, ctx: Context, table: RecordTable, add_words: str, icon: str) -> None:
        super().__init__()
        self._ctx = ctx
        self._family_id = ""
        may_edit = ctx.may(Permission.EDIT_FAMILIES)
        self.table = table
        self.add_button = buttons.button(add_words, self._on_add_clicked, icon="plus", key="Ctrl+T")
        self.remove_button = buttons.button(_("Remove"), self._on_remove_clicked, icon="trash-2")
        style.hide_unless(self.add_button, wanted=may_edit)
        style.hide_unless(self.remove_button, wanted=may_edit)
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        line.addWidget(self.add_button)
        line.addWidget(self.remove_button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(12), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(line)
        layout.addWidget(table, 1)
        self._may_edit = may_edit
        self._icon = icon
        table.activated.connect(self._on_activated)
        table.chosen.connect(self._on_chosen)
        self._on_chosen(None)

    def show_family(self, family_id: str) -> int:
        """Show the rows of a family; return how many there are."""
        self._family_id = family_id
        rows = self.read(family_id)
        self.table.set_empty(self.empty_words(), icon=self._icon)
        self.table.show_rows(rows)
        return len(rows)

    def edit(self, thing: Thing | None) -> FormDialog:
        """Return the box that changes a row, or makes a new one."""
        form = self.form()
        if thing is not None:
            form.fill(asdict(thing))
        dialog = FormDialog(
            self.heading(is_new=thing is None), form, self._saver(thing), parent=self.window()
        )
        dialog.accepted.connect(self._on_saved)
        return dialog

    def _saver(self, thing: Thing | None) -> Callable[[dict[str, Any]], object]:
        def save(values: dict[str, Any]) -> object:
            return self.save(
                thing, {k: "" if v is None and k in _NEEDED else v for k, v in values.items()}
            )

        return save

    def read(self, family_id: str) -> Sequence[Thing]:
        """Return the rows of a family."""
        raise NotImplementedError

    def form(self) -> Form:
        """Return an empty form."""
        raise NotImplementedError

    def heading(self, *, is_new: bool) -> str:
        """Return the box's heading."""
        raise NotImplementedError

    def empty_words(self) -> str:
        """Return what an empty table says."""
        raise NotImplementedError

    def save(self, thing: Any, values: dict[str, Any]) -> object:
        """Save a changed or a new row."""
        raise NotImplementedError

    @Slot()
    def _on_add_clicked(self) -> None:
        self.edit(None).open()

    @Slot(object)
    def _on_activated(self, thing: Thing) -> None:
        if self._may_edit:
            self.edit(thing).open()

    @Slot(object)
    def _on_chosen(self, thing: Thing | None) -> None:
        self.remove_button.setEnabled(thing is not None)

    @Slot()
    def _on_remove_clicked(self) -> None:
        thing = self.table.current()
        if thing is not None:
            self.removal_requested.emit(thing.id)

    @Slot()
    def _on_saved(self) -> None:
        self.saved.emit(_("Saved."))


_NEEDED = ("name", "kind")
_MONTHS = 12


class MembersTab(RowsTab):
    """Who lives in the family."""

    def __init__(self, ctx: Context) -> None:
        table = RecordTable(
            Column(N_("Name"), attrgetter("name"), stretch=True, width=20, bold=True),
            Column(N_("Relation"), attrgetter("relation"), text=_relation, width=16),
            Column(N_("Component"), attrgetter("component"), text=_component, width=16),
            Column(N_("Date of birth"), attrgetter("birth_date"), width=14),
            Column(N_("Sex"), attrgetter("sex"), text=_sex, width=11, spare=2),
            Column(N_("School or health facility"), _place, width=22, spare=1),
            Column(N_("NIK"), _nik, width=18, whole=True),
            name=N_("Family members"),
        )
        super().__init__(ctx, table, _("Add a member"), "user-plus")

    def read(self, family_id: str) -> Sequence[Member]:
        """Return the members of a family."""
        return people.members_of(self._ctx, family_id)

    def form(self) -> Form:
        """Return an empty form."""
        return forms.member_form(self._ctx)

    def heading(self, *, is_new: bool) -> str:
        """Return the box's heading."""
        return _("Add a family member") if is_new else _("Change a family member")

    def empty_words(self) -> str:
        """Return what an empty table says."""
        return _("Write down who lives here; components then count themselves.")

    def save(self, thing: Member | None, values: dict[str, Any]) -> object:
        """Save a member."""
        known = thing or Member(family_id=self._family_id, name="")
        return people.save_member(self._ctx, replace(known, **values))


class BusinessTab(RowsTab):
    """What the family earns its own money with."""

    def __init__(self, ctx: Context) -> None:
        table = RecordTable(
            Column(N_("Kind of business"), attrgetter("kind"), stretch=True, width=20, bold=True),
            Column(N_("Cluster"), attrgetter("cluster"), text=_cluster, width=14, spare=1),
            Column(N_("Started on"), attrgetter("started_on"), width=14, spare=2),
            Column(
                N_("Turnover a month"),
                attrgetter("turnover"),
                text=format_rupiah,
                align="right",
                width=18,
            ),
            Column(
                N_("Income a month"),
                attrgetter("income"),
                text=format_rupiah,
                align="right",
                width=22,
            ),
            Column(N_("Where it is sold"), attrgetter("marketing"), width=20),
            name=N_("Businesses"),
        )
        super().__init__(ctx, table, _("Add a business"), "briefcase-business")
        self.chart = BarChart(_("Turnover and earnings by month"), text=compact_rupiah, height=150)
        self._course_label = QLabel()
        style.set_role(self._course_label, "secondary")
        self._card = Card(_("Turnover and earnings by month"), icon="trending-up")
        self._card.add(self.chart)
        self._card.add(self._course_label)
        self._card.hide()
        self._let_both_scroll()

    def _let_both_scroll(self) -> None:
        """Put list and drawing under one bar: large letters make them taller than the page."""
        holder = QWidget()
        holder.setProperty("page", True)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(style.px(8))
        inside.addWidget(self.table, 1)
        inside.addWidget(self._card)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(holder)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(scroll, 1)

    def read(self, family_id: str) -> Sequence[Business]:
        """Return the businesses of a family."""
        self._show_course(family_id)
        return people.businesses_of(self._ctx, family_id)

    def _show_course(self, family_id: str) -> None:
        """Draw the last year's turnover and earnings; months not asked for stay gaps."""
        told = people.business_months_of(self._ctx, family_id)
        self._card.setVisible(bool(told))
        if not told:
            return
        last = max(one.month for one in told)
        months = [last.plus(-back) for back in reversed(range(_MONTHS))]
        shown = {name: people.total_by_month(told, name) for name in ("turnover", "earned")}
        self.chart.show_data(
            [month_name(month.month)[:3] for month in months],
            Series(_("Turnover"), [shown["turnover"].get(month) for month in months]),
            Series(_("Earned"), [shown["earned"].get(month) for month in months], "good"),
        )
        courses = people.business_courses(self._ctx, families=[family_id]).values()
        trends = dict.fromkeys(_(people.TREND_NAMES[one.trend]) for one in courses)
        until = _("Until {month}.").format(month=format_month(last))
        self._course_label.setText(" ".join((until, ", ".join(trends))))

    def form(self) -> Form:
        """Return an empty form."""
        return forms.business_form(self._ctx)

    def heading(self, *, is_new: bool) -> str:
        """Return the box's heading."""
        return _("Add a business") if is_new else _("Change a business")

    def empty_words(self) -> str:
        """Return what an empty table says."""
        return _("Note here what the family earns its own money with.")

    def save(self, thing: Business | None, values: dict[str, Any]) -> object:
        """Save a business."""
        known = thing or Business(family_id=self._family_id, kind="")
        return people.save_business(self._ctx, replace(known, **values))


def _relation(value: Any) -> str:
    return _(people.RELATION_NAMES[value])


def _component(value: Any) -> str:
    return _(people.COMPONENT_NAMES[value])


def _sex(value: Any) -> str:
    return _(people.SEX_NAMES[value])


def _cluster(value: Any) -> str:
    return _(people.CLUSTER_NAMES[value])


def _place(member: Member) -> str:
    return " ".join(filter(None, (member.school, member.grade))) or member.health_facility or ""


def _nik(member: Member) -> str:
    return people.mask_id(member.nik)
