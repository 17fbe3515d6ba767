"""The map of resources: who offers what, to whom, and whether it is still so."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.features.referrals import report, service
from fieldkit.features.referrals.model import (
    Entry,
    Institution,
    Need,
    Offer,
    Person,
    Service,
)
from fieldkit.ui.referrals import forms, words
from fieldkit.ui.referrals.log_page import LogPage
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.chips import Chip
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable


class MapPage(LogPage):
    """Institutions at the left, people and services of the chosen one at the right."""

    name = N_("Map of resources")
    empty = N_("Nobody on the map yet. Note the first institution you work with (Ctrl+N).")
    add_word = N_("Note an institution")
    step_word = N_("Still so")

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        self.offers_table = RecordTable(
            Column(
                N_("Service offered"), attrgetter("service.name"), stretch=True, width=16, bold=True
            ),
            Column(N_("When"), attrgetter("service.schedule"), width=14, spare=1),
            Column(N_("Seats"), _itself, text=words.seats, width=14, role=_seat_role),
            name=N_("Services of institutions"),
            empty=N_("No service is noted yet."),
        )
        self.people_table = RecordTable(
            Column(N_("Name"), attrgetter("name"), stretch=True, width=16, bold=True),
            Column(N_("Post"), attrgetter("position"), width=14, spare=1),
            Column(N_("Phone"), attrgetter("phone"), width=14, whole=True),
            name=N_("People at institutions"),
            empty=N_("Nobody is noted yet."),
        )
        self.offer_label = QLabel()
        self.offer_label.setWordWrap(True)
        style.set_role(self.offer_label, "secondary")
        super().__init__(screen, parent)
        self.offers_table.activated.connect(self._on_offer_activated)
        self.people_table.activated.connect(self._on_person_activated)
        self.offers_table.selection_changed.connect(self._show_offer)
        self.people_table.selection_changed.connect(self._show_offer)

    # -- what the page says ------------------------------------------------------------------

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return (
            Column(N_("Name of the institution"), attrgetter("institution.name"), stretch=True,
                   width=24, bold=True),
            Column(N_("Kind"), attrgetter("institution.kind"), text=_kind, width=15, spare=2),
            Column(N_("Agreement (MoU)"), attrgetter("institution"), text=self._agreement, width=14,
                   role=self._agreement_role, spare=1),
            Column(N_("Last asked"), attrgetter("institution"), text=self._asked, width=14,
                   role=self._asked_role),
        )  # fmt: skip

    def chip_list(self) -> tuple[Chip, ...]:
        """Return the filters of the list."""
        return (
            Chip("kind", _("Kind"), tuple(service.KINDS.items())),
            Chip("need", _("Need"), tuple(service.NEEDS.items())),
            Chip("agreement", _("With an agreement")),
            Chip("old", _("Not asked for a year")),
        )

    def lines(self) -> list[Entry]:
        """Read the map."""
        return service.institutions(self.ctx)

    def fits(self, line: Entry, chosen: dict[str, Any]) -> bool:
        """Whether an institution passes the filters."""
        place, today = line.institution, self.ctx.today
        if "kind" in chosen and place.kind is not chosen["kind"]:
            return False
        if "need" in chosen and not _meets(line, chosen["need"], today):
            return False
        if chosen.get("agreement") and not place.has_agreement(today):
            return False
        return not chosen.get("old") or place.is_old(today)

    def words(self, line: Entry) -> str:
        """Return the text in which the search looks."""
        one = line.institution
        offers = [offer.service.name for offer in line.offers]
        people = [person.name for person in line.people]
        return " ".join((one.name, one.field, one.address, one.note, *offers, *people))

    def detail(self, line: Entry) -> str:
        """Return address, opening and note of an institution."""
        one = line.institution
        closed = (
            _("Closed since {date}").format(date=words.day(one.closed_on)) if one.closed_on else ""
        )
        sent = (
            ngettext("{count} referral", "{count} referrals", line.referred)
            if line.referred
            else ""
        )
        parts = (
            closed, one.field, one.address, one.village, one.phone, one.opening, one.note,
            sent.format(count=line.referred),
        )  # fmt: skip
        return words.joined(parts)

    def told_above(self, lines: Any) -> str:
        """Return how many are on the map, and how many nobody asked for a year."""
        old = sum(one.institution.is_old(self.ctx.today) for one in lines)
        said = ngettext(
            "{count} institution on the map; {old} not asked for a year whether all is still so.",
            "{count} institutions on the map; {old} not asked for a year whether all is still so.",
            len(lines),
        )
        return said.format(count=len(lines), old=old) if lines else ""

    def family_of(self, line: Entry) -> str:
        """Return no family: the map knows none."""
        del line
        return ""

    def may_step(self, line: Entry) -> bool:
        """Whether today nobody asked yet."""
        return line.institution.checked_on != self.ctx.today

    def add(self) -> bool:
        """Ask for one more institution."""
        return forms.edit_institution(self.ctx, Institution(), self.window())

    def edit(self, line: Entry) -> bool:
        """Change an institution."""
        return forms.edit_institution(self.ctx, line.institution, self.window())

    def step(self, line: Entry) -> bool:
        """Note that all is still so."""
        return self.host.attempt(lambda: service.note_checked(self.ctx, line.id))

    def remove(self, line: Entry) -> None:
        """Put an institution into the bin."""
        service.remove_institution(self.ctx, line.id)

    def papers_of(self, line: Entry) -> list[Document]:
        """Return the map."""
        del line
        return self.documents(self.month)

    def documents(self, month: Month) -> list[Document]:
        """Return the map by kind, and the services by need."""
        del month
        return [report.resource_map(self.ctx), report.services_by_need(self.ctx)]

    @Slot()
    def show_chosen(self) -> None:
        """Show people and services of the chosen institution."""
        super().show_chosen()
        entry = self.current()
        self.offers_table.show_rows(list(entry.offers) if entry else [])
        self.people_table.show_rows(list(entry.people) if entry else [])
        for table in (self.offers_table, self.people_table):
            if table.current() is None:
                table.select_first()
        for button in (self.service_button, self.person_button):
            button.setEnabled(entry is not None)
        self._show_offer()

    # -- people and services -----------------------------------------------------------------

    def _lay_out(self) -> None:
        self.chips.offer("month", is_offered=False)
        self.family_button.hide()
        self.service_button = buttons.button(
            _("Service offered"), self._on_service_clicked, icon="plus", key="Ctrl+Shift+S"
        )
        self.person_button = buttons.button(
            _("Person"), self._on_person_clicked, icon="user-plus", key="Ctrl+Shift+P"
        )
        self.change_service_button = buttons.button(
            _("Change"), self._on_service_edit_clicked, icon="pencil", kind="quiet"
        )
        self.remove_service_button = buttons.icon_button(
            "trash-2", _("Service into the bin"), self._on_service_remove_clicked
        )
        self.change_person_button = buttons.button(
            _("Change"), self._on_person_edit_clicked, icon="pencil", kind="quiet"
        )
        self.remove_person_button = buttons.icon_button(
            "trash-2", _("Person into the bin"), self._on_person_remove_clicked
        )
        side = Page()
        side.body.setContentsMargins(style.px(12), 0, 0, 0)
        side.body.setSpacing(style.px(8))
        side.add(self.detail_label)
        side.add_layout(
            _line(self.service_button, self.change_service_button, self.remove_service_button)
        )
        side.add(self.offers_table, 3)
        side.add(self.offer_label)
        side.add_layout(
            _line(self.person_button, self.change_person_button, self.remove_person_button)
        )
        side.add(self.people_table, 2)
        for table, rows in ((self.offers_table, 4), (self.people_table, 3)):
            table.setMinimumHeight(style.row_height() * rows)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.table)
        halves.addWidget(side)
        halves.setChildrenCollapsible(False)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        for button in self._part_buttons():
            button.setVisible(self.may_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(self.lead_label)
        layout.addWidget(self.search_edit)
        layout.addWidget(self.chips)
        layout.addWidget(halves, 1)
        layout.addWidget(flow_layout.bar(*self.bar_buttons()))

    def bar_buttons(self) -> tuple[QPushButton, ...]:
        """Return the buttons beneath the map."""
        return (
            self.add_button, self.step_button, self.edit_button, self.print_button,
            self.remove_button,
        )  # fmt: skip

    def _part_buttons(self) -> tuple[QWidget, ...]:
        return (
            self.service_button, self.change_service_button, self.remove_service_button,
            self.person_button, self.change_person_button, self.remove_person_button,
        )  # fmt: skip

    @Slot()
    def _show_offer(self) -> None:
        offer, person = self.offers_table.current(), self.people_table.current()
        for button in (self.change_service_button, self.remove_service_button):
            button.setEnabled(offer is not None)
        for button in (self.change_person_button, self.remove_person_button):
            button.setEnabled(person is not None)
        if offer is None:
            self.offer_label.setText("")
            return
        one = offer.service
        needs = ", ".join(_(service.NEEDS[need]) for need in one.needs)
        following = _("next on {date}").format(date=words.day(one.next_on)) if one.next_on else ""
        parts = (needs, one.requirements, following, one.cost, one.note)
        self.offer_label.setText(words.joined(parts))

    @Slot()
    def _on_service_clicked(self) -> None:
        entry = self.current()
        if entry is not None:
            self._settle(
                forms.edit_service(self.ctx, Service(institution_id=entry.id), self.window())
            )

    @Slot()
    def _on_service_edit_clicked(self) -> None:
        offer = self.offers_table.current()
        if offer is not None:
            self._settle(forms.edit_service(self.ctx, offer.service, self.window()))

    @Slot(object)
    def _on_offer_activated(self, _offer: object) -> None:
        if self.may_edit:
            self._on_service_edit_clicked()

    @Slot()
    def _on_person_clicked(self) -> None:
        entry = self.current()
        if entry is not None:
            self._settle(
                forms.edit_person(self.ctx, Person(institution_id=entry.id), self.window())
            )

    @Slot()
    def _on_person_edit_clicked(self) -> None:
        person = self.people_table.current()
        if person is not None:
            self._settle(forms.edit_person(self.ctx, replace(person), self.window()))

    @Slot(object)
    def _on_person_activated(self, _person: object) -> None:
        if self.may_edit:
            self._on_person_edit_clicked()

    @Slot()
    def _on_service_remove_clicked(self) -> None:
        offer = self.offers_table.current()
        if offer is not None:
            self._settle(
                self.host.attempt(lambda: service.remove_service(self.ctx, offer.id))
            )  # fmt: skip

    @Slot()
    def _on_person_remove_clicked(self) -> None:
        person = self.people_table.current()
        if person is not None:
            self._settle(
                self.host.attempt(lambda: service.remove_person(self.ctx, person.id))
            )  # fmt: skip

    def _settle(self, is_saved: bool) -> None:  # noqa: FBT001
        if is_saved:
            self.done()

    # -- how it is said ----------------------------------------------------------------------

    def _agreement(self, one: Institution) -> str:
        return words.agreement(one, self.ctx.today)

    def _agreement_role(self, line: Entry) -> str:
        one = line.institution
        if one.has_agreement(self.ctx.today):
            return "good"
        return "secondary" if one.agreement_on is None else "attention"

    def _asked(self, one: Institution) -> str:
        return words.day(one.checked_on) or _("never yet")

    def _asked_role(self, line: Entry) -> str:
        return "attention" if line.institution.is_old(self.ctx.today) else "secondary"


def _line(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(style.px(6))
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line


def _kind(kind: Any) -> str:
    return _(service.KINDS[kind])


def _meets(line: Entry, need: Need, today: Any) -> bool:
    return any(need in offer.service.needs and offer.is_open(today) for offer in line.offers)


def _itself(offer: Offer) -> Offer:
    return offer


def _seat_role(offer: Offer) -> str:
    return "attention" if offer.free == 0 else "secondary"
