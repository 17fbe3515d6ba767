"""Advocacy and negotiation by the four roles of a facilitator."""

from operator import attrgetter
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import Document
from fieldkit.features.referrals import report, service
from fieldkit.features.referrals.diary import Advocacy, AdvocacyLine, Part
from fieldkit.ui.referrals import forms, words
from fieldkit.ui.referrals.log_page import MONTH, LogPage
from fieldkit.ui.widgets.chips import Chip
from fieldkit.ui.widgets.record_table import Column


class AdvocacyPage(LogPage):
    """Lists what was done in the four roles; the next step is its follow-up."""

    name = N_("Advocacy")
    empty = N_("Nothing is noted yet. Note whom you spoke to for the families (Ctrl+N).")
    add_word = N_("Note what was done")
    step_word = N_("Follow-up done")

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return (
            Column(N_("Date"), attrgetter("advocacy.done_on"), width=12),
            Column(N_("Role"), attrgetter("advocacy.part"), text=_part, width=14),
            Column(N_("What was done"), attrgetter("advocacy.skill"), text=_skill, width=22),
            Column(N_("With whom"), attrgetter("with_whom"), width=22, bold=True),
            Column(N_("What it was about"), attrgetter("advocacy.topic"), stretch=True, width=22),
            Column(N_("Follow-up"), attrgetter("advocacy"), text=words.follow_up, width=17,
                   role=self._role),
        )  # fmt: skip

    def chip_list(self) -> tuple[Chip, ...]:
        """Return the filters of the list."""
        return (
            Chip("part", _("Role"), tuple(service.PARTS.items())),
            Chip("open", _("Follow-up open")),
        )

    def lines(self) -> list[AdvocacyLine]:
        """Read what was done."""
        return service.advocacies(self.ctx)

    def fits(self, line: AdvocacyLine, chosen: dict[str, Any]) -> bool:
        """Whether an entry passes the filters."""
        one = line.advocacy
        if "part" in chosen and one.part is not chosen["part"]:
            return False
        if chosen.get("open") and not self.may_step(line):
            return False
        day = one.done_on
        return not chosen.get(MONTH) or (day is not None and Month.of(day) == self.month)

    def words(self, line: AdvocacyLine) -> str:
        """Return the text in which the search looks."""
        one = line.advocacy
        return words.joined(
            (one.topic, one.stance, one.result, line.with_whom, line.family_name, line.group_name)
        )

    def detail(self, line: AdvocacyLine) -> str:
        """Return what was asked for, what came of it, and what follows."""
        one = line.advocacy
        stance = _("We asked for: {text}").format(text=one.stance) if one.stance else ""
        return words.joined(
            (line.family_name, line.group_name, stance, one.result, one.follow_up)
        )  # fmt: skip

    def told_above(self, lines: Any) -> str:
        """Return how the month's entries spread over the four roles."""
        days = [line.advocacy for line in lines if line.advocacy.done_on]
        of_month = [one.part for one in days if one.done_on and Month.of(one.done_on) == self.month]
        counts = [f"{_(service.PARTS[part])} {of_month.count(part)}" for part in Part]
        return _("This month: {counts}.").format(counts=", ".join(counts)) if lines else ""

    def family_of(self, line: AdvocacyLine) -> str:
        """Return the family it was done for."""
        return line.advocacy.family_id

    def may_step(self, line: AdvocacyLine) -> bool:
        """Whether a follow-up is open."""
        one = line.advocacy
        return one.follow_up_due is not None and one.follow_up_done_on is None

    def add(self) -> bool:
        """Ask what was done."""
        return forms.edit_advocacy(self.ctx, Advocacy(done_on=self.ctx.today), self.window())

    def edit(self, line: AdvocacyLine) -> bool:
        """Change an entry."""
        return forms.edit_advocacy(self.ctx, line.advocacy, self.window())

    def step(self, line: AdvocacyLine) -> bool:
        """Note that the follow-up is done."""
        return self.host.attempt(lambda: service.finish_follow_up(self.ctx, line.id))

    def remove(self, line: AdvocacyLine) -> None:
        """Put an entry into the bin."""
        service.remove_advocacy(self.ctx, line.id)

    def papers_of(self, line: AdvocacyLine) -> list[Document]:
        """Return the log of the entry's month."""
        day = line.advocacy.done_on
        return [report.advocacy(self.ctx, Month.of(day) if day else self.month)]

    def documents(self, month: Month) -> list[Document]:
        """Return the month's log."""
        return [report.advocacy(self.ctx, month), report.advocacy(self.ctx, None)]

    def _role(self, line: AdvocacyLine) -> str:
        return words.follow_up_role(line.advocacy, self.ctx.today)


def _part(part: Any) -> str:
    return _(service.PARTS[part])


def _skill(skill: Any) -> str:
    return _(service.SKILLS[skill])
