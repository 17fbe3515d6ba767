"""The log of contacts: messages, small groups, calls, and who was not spoken to for long."""

from operator import attrgetter
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.features.referrals import report, service
from fieldkit.features.referrals.diary import ContactLine
from fieldkit.ui.referrals import forms, words
from fieldkit.ui.referrals.log_page import MONTH, LogPage
from fieldkit.ui.widgets.chips import Chip
from fieldkit.ui.widgets.record_table import Column


class ContactPage(LogPage):
    """Lists contacts; the next step is a follow-up done."""

    name = N_("Contacts with families")
    empty = N_("No contact is noted yet. Note a message, a call or a small group (Ctrl+N).")
    add_word = N_("Note a contact")
    step_word = N_("Follow-up done")

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return (
            Column(N_("Date"), attrgetter("contact.contacted_on"), width=12),
            Column(N_("Family"), attrgetter("family_name"), width=18, bold=True),
            Column(N_("Group"), attrgetter("group_name"), width=13),
            Column(N_("How"), _itself, text=_way, width=20),
            Column(N_("About what"), attrgetter("contact.topic"), stretch=True, width=24),
            Column(N_("Follow-up"), attrgetter("contact"), text=words.follow_up, width=17,
                   role=self._role),
        )  # fmt: skip

    def chip_list(self) -> tuple[Chip, ...]:
        """Return the filters of the list."""
        return (
            Chip("way", _("How"), tuple(service.WAYS.items())),
            Chip("open", _("Follow-up open")),
        )

    def lines(self) -> list[ContactLine]:
        """Read the contacts."""
        return service.contacts(self.ctx)

    def fits(self, line: ContactLine, chosen: dict[str, Any]) -> bool:
        """Whether a contact passes the filters."""
        one = line.contact
        if "way" in chosen and one.way is not chosen["way"]:
            return False
        if chosen.get("open") and not self.may_step(line):
            return False
        day = one.contacted_on
        return not chosen.get(MONTH) or (day is not None and Month.of(day) == self.month)

    def words(self, line: ContactLine) -> str:
        """Return the text in which the search looks."""
        one = line.contact
        return words.joined(
            (line.family_name, line.row_code, line.group_name, one.topic, one.note), " "
        )

    def detail(self, line: ContactLine) -> str:
        """Return note and follow-up."""
        one = line.contact
        return words.joined((one.note, one.follow_up))

    def told_above(self, lines: Any) -> str:
        """Return how many families nobody spoke to for long."""
        del lines
        count = len(service.quiet_families(self.ctx))
        said = ngettext(
            "{count} family was neither visited nor spoken to for 90 days.",
            "{count} families were neither visited nor spoken to for 90 days.",
            count,
        )
        return said.format(count=count)

    def family_of(self, line: ContactLine) -> str:
        """Return the family spoken to."""
        return line.contact.family_id

    def may_step(self, line: ContactLine) -> bool:
        """Whether a follow-up is open."""
        one = line.contact
        return one.follow_up_due is not None and one.follow_up_done_on is None

    def add(self) -> bool:
        """Ask with whom one spoke."""
        return forms.new_contact(self.ctx, self.window())

    def edit(self, line: ContactLine) -> bool:
        """Change a contact."""
        return forms.edit_contact(self.ctx, line.contact, line.family_name, self.window())

    def step(self, line: ContactLine) -> bool:
        """Note that the follow-up is done."""
        return self.host.attempt(lambda: service.finish_follow_up(self.ctx, line.id))

    def remove(self, line: ContactLine) -> None:
        """Put a contact into the bin."""
        service.remove_contact(self.ctx, line.id)

    def papers_of(self, line: ContactLine) -> list[Document]:
        """Return the log of the contact's month."""
        day = line.contact.contacted_on
        return [report.contacts(self.ctx, Month.of(day) if day else self.month)]

    def documents(self, month: Month) -> list[Document]:
        """Return the month's log."""
        return [report.contacts(self.ctx, month)]

    def _role(self, line: ContactLine) -> str:
        return words.follow_up_role(line.contact, self.ctx.today)


def _itself(line: ContactLine) -> ContactLine:
    return line


def _way(line: ContactLine) -> str:
    way = line.contact.way
    said = _(service.WAYS[way]) if way is not None else ""
    if line.company < 2:
        return said
    return _("{way}, {count} families").format(way=said, count=line.company)
