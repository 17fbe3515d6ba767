"""What the first invented KUBE does beside its meetings: it lends, saves, cooks, sells, shares."""

from dataclasses import dataclass
from datetime import date, timedelta

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import CashEntry, Kind, Pot, opening
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.loans.model import Loan, Service, saving_lines, schedule
from fieldkit.features.practice import talk
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.kube_business import KubeBusiness

LOANS_POT = 1_500_000


@dataclass(slots=True)
class KubeTrade:
    """Notes one group's year of lending and saving."""

    ctx: Context
    dice: Dice
    diary: Diary
    kube_id: str
    name: str
    members: tuple[str, ...]
    entries: int = 0

    def note(self, months: list[Month], today: date) -> None:
        """Write the year into the diary."""
        start = months[0].first - timedelta(days=2)
        self._book(opening(self.kube_id, start, LOANS_POT, talk.OPENING, pot=Pot.LOANS))
        self._note_rules(start)
        self._note_loans(months, today)
        self._note_savings(months, today)
        business = KubeBusiness(
            self.ctx, self.dice, self.diary, self.kube_id, self.name, self.members
        )
        business.note(months, today)
        self.entries += business.entries

    def _book(self, entry: CashEntry) -> None:
        self.entries += 1
        name = (
            N_("Money in {amount}, {kube}") if entry.moved > 0 else N_("Money out {amount}, {kube}")
        )
        step = Step(name, amount=format_rupiah(abs(entry.moved)), kube=self.name)

        def write(writer: Writer) -> None:
            cashbook.post(self.ctx, writer, entry)

        self.diary.note(entry.booked_on, step, write)

    def _note_rules(self, day: date) -> None:
        rules = [
            {
                "id": derived_id("iks_rule", self.kube_id, cause), "kube_id": self.kube_id,
                "cause": cause, "ceiling": ceiling, "per_year": times, "needs_decision": 1,
            }
            for cause, ceiling, times in (("illness", 100_000, 2), ("bereavement", 200_000, 1))
        ]  # fmt: skip

        def write(writer: Writer) -> None:
            writer.put_many("iks_rule", rules, self.kube_id)

        self.diary.note(day, Step(N_("IKS rule of {kube}"), kube=self.name), write)

    def _note_loans(self, months: list[Month], today: date) -> None:
        for place, (member, amount, count) in enumerate(
            ((3, 500_000, 10), (6, 300_000, 6), (8, 250_000, 5), (4, 200_000, 4))
        ):
            lent_on = months[min(place * 3, len(months) - 1)].first + timedelta(days=8)
            if lent_on > today:
                continue
            loan = Loan(
                id=new_id(), kube_id=self.kube_id, member_id=self.members[member],
                lent_on=lent_on, principal=amount, instalments=count,
                first_due=Month.of(lent_on).next().first + timedelta(days=8),
                service=Service.PERCENT, service_permille=10,
                purpose=self.dice.one(talk.LOAN_PURPOSES),
            )  # fmt: skip
            self._lend(loan)
            # The second borrower is behind by a payment, as in any group.
            due = [i for i in schedule(loan) if i.due_on <= today]
            for one in due[: len(due) - (place == 1)]:
                self._book(loans.payment(loan, one.principal, one.service, one.due_on))

    def _lend(self, loan: Loan) -> None:
        self.entries += 1

        def write(writer: Writer) -> None:
            loans.note_loan(self.ctx, writer, loan)

        amount = format_rupiah(loan.principal)
        step = Step(N_("Loan of {amount}, {kube}"), amount=amount, kube=self.name)
        self.diary.note(loan.lent_on or self.ctx.today, step, write)

    def _note_savings(self, months: list[Month], today: date) -> None:
        for month in months:
            day = month.first + timedelta(days=11)
            if day > today:
                continue
            for member in self.dice.some(self.members, 3):
                amount = self.dice.number(1, 4) * 5_000
                self._book(CashEntry(
                    kube_id=self.kube_id, booked_on=day, kind=Kind.SAVING,
                    description=loans.SAVED, lines=saving_lines(member, amount),
                ))  # fmt: skip
