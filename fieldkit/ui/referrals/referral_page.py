"""Referrals: who went where for what, and what came of it."""

from operator import attrgetter
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document
from fieldkit.features.referrals import letters, report, service
from fieldkit.features.referrals.model import ReferralLine, State
from fieldkit.ui.referrals import forms, words
from fieldkit.ui.referrals.log_page import MONTH, LogPage
from fieldkit.ui.widgets.chips import Chip
from fieldkit.ui.widgets.record_table import Column


class ReferralPage(LogPage):
    """Lists referrals; the next step is what came of one."""

    name = N_("Referrals")
    empty = N_("Nobody is referred yet. Refer a family to a service on the map (Ctrl+N).")
    add_word = N_("Refer a family")
    step_word = N_("What came of it")

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return (
            Column(N_("Date"), attrgetter("referral.referred_on"), width=12),
            Column(N_("Family"), attrgetter("family_name"), width=18, bold=True),
            Column(N_("Need"), attrgetter("referral.need"), text=_need, width=20),
            Column(N_("Where to"), _itself, text=_where, stretch=True, width=22),
            Column(N_("State"), _itself, text=self._state, width=18, role=self._role),
            Column(N_("What came of it"), _itself, text=self._outcome, width=22),
        )

    def chip_list(self) -> tuple[Chip, ...]:
        """Return the filters of the list."""
        return (
            Chip("state", _("State"), tuple(service.STATES.items())),
            Chip("need", _("Need"), tuple(service.NEEDS.items())),
        )

    def lines(self) -> list[ReferralLine]:
        """Read the referrals."""
        return service.referrals(self.ctx)

    def fits(self, line: ReferralLine, chosen: dict[str, Any]) -> bool:
        """Whether a referral passes the filters."""
        one = line.referral
        if "state" in chosen and one.state(self.ctx.today) is not chosen["state"]:
            return False
        if "need" in chosen and one.need is not chosen["need"]:
            return False
        day = one.referred_on
        return not chosen.get(MONTH) or (day is not None and Month.of(day) == self.month)

    def words(self, line: ReferralLine) -> str:
        """Return the text in which the search looks."""
        return words.joined(
            (line.family_name, line.person_name, line.institution_name, line.service_name,
             line.referral.reason, line.referral.letter_no, line.row_code)
        )  # fmt: skip

    def detail(self, line: ReferralLine) -> str:
        """Return why, who, the letter, and when to ask."""
        one = line.referral
        due = ""
        if one.follow_up_due and one.follow_up_done_on is None:
            due = _("ask on {date}").format(date=words.day(one.follow_up_due))
        number = _("letter {number}").format(number=one.letter_no) if one.letter_no else ""
        return words.joined((line.person_name, one.reason, number, due, one.outcome_note))

    def told_above(self, lines: Any) -> str:
        """Return how many are open, and how many must be asked about."""
        states = [line.referral.state(self.ctx.today) for line in lines]
        late = states.count(State.LATE)
        still = late + states.count(State.OPEN)
        said = ngettext(
            "{count} referral still open, {late} to be asked about.",
            "{count} referrals still open, {late} to be asked about.",
            still,
        )
        return said.format(count=still, late=late) if lines else ""

    def family_of(self, line: ReferralLine) -> str:
        """Return the family referred."""
        return line.referral.family_id

    def may_step(self, line: ReferralLine) -> bool:
        """Whether an outcome can be noted: always, for it may be mended."""
        del line
        return True

    def add(self) -> bool:
        """Refer a family."""
        return forms.new_referral(self.ctx, self.window())

    def refer(self, family_id: str) -> None:
        """Refer a family chosen elsewhere."""
        if forms.refer_family(self.ctx, family_id, self.window()):
            self.done()

    def edit(self, line: ReferralLine) -> bool:
        """Change a referral."""
        return forms.edit_referral(self.ctx, line.referral, line.family_name, self.window())

    def step(self, line: ReferralLine) -> bool:
        """Note what came of it."""
        return forms.note_outcome(self.ctx, line, self.window())

    def remove(self, line: ReferralLine) -> None:
        """Put a referral into the bin."""
        service.remove_referral(self.ctx, line.id)

    def papers_of(self, line: ReferralLine) -> list[Document]:
        """Return the letter with its answer slip."""
        return [letters.referral_letter(self.ctx, line)]

    def documents(self, month: Month) -> list[Document]:
        """Return the month's referrals, all of them, and a blank letter."""
        return [
            report.referrals(self.ctx, month),
            report.referrals(self.ctx, None),
            letters.blank_letter(self.ctx),
        ]

    def _state(self, line: ReferralLine) -> str:
        return _(service.STATES[line.referral.state(self.ctx.today)])

    def _role(self, line: ReferralLine) -> str:
        return words.STATE_ROLES[line.referral.state(self.ctx.today)]

    def _outcome(self, line: ReferralLine) -> str:
        one = line.referral
        if one.outcome is None:
            return ""
        return words.joined((_(service.OUTCOMES[one.outcome]), words.day(one.outcome_on)), " ")


def _itself(line: ReferralLine) -> ReferralLine:
    return line


def _need(need: Any) -> str:
    return _(service.NEEDS[need])


def _where(line: ReferralLine) -> str:
    return words.joined((line.institution_name, line.service_name), " – ")
