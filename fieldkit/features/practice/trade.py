"""What the families' businesses earned, month by month: some grow, some do not."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice

_ASKED = 0.8
_ASKED_THIS_MONTH = 0.35
_COSTS = 0.9


@dataclass(slots=True)
class Trade:
    """The month's round: most families were asked, this month's round has only begun."""

    dice: Dice
    today: date
    count: int = 0

    def note(
        self, diary: Diary, businesses: list[Row], left_on: dict[str, date], months: list[Month]
    ) -> None:
        """Write the rounds into the diary, one a month."""
        paces = {row["id"]: self.dice.share(-0.04, 0.06) for row in businesses}
        for number, month in enumerate(months):
            asked_on = min(month.first + timedelta(days=24), self.today)
            chance = _ASKED_THIS_MONTH if month == Month.of(self.today) else _ASKED
            rows = [
                self._row(row, month, asked_on, (1 + paces[row["id"]]) ** number)
                for row in businesses
                if row["started_on"] <= month.last
                and left_on.get(row["family_id"], self.today) >= asked_on
                and self.dice.happens(chance)
            ]
            if rows:
                self.count += len(rows)
                step = Step(N_("Record the month of {count} businesses"), count=len(rows))
                diary.note(asked_on, step, _round(rows))

    def _row(self, business: Row, month: Month, asked_on: date, growth: float) -> Row:
        dice = self.dice
        turnover = round(business["turnover"] * growth * dice.number(85, 115) / 100 / 5000) * 5000
        cost = turnover * dice.number(58, 82) // 100 // 1000 * 1000
        row: dict[str, Any] = {
            "id": derived_id("business_month", business["id"], str(month)),
            "_scope": business["_scope"], "business_id": business["id"],
            "family_id": business["family_id"], "month": str(month), "turnover": turnover,
            "cost": cost if dice.happens(_COSTS) else None, "asked_on": asked_on,
        }  # fmt: skip
        return row


def _round(rows: list[Row]) -> Any:
    def write(writer: Writer) -> None:
        writer.put_many("business_month", rows)

    return write
