"""Nominations for programmes: some trained, some received, and what came of it."""

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
from fieldkit.features.programmes.nominations import Outcome

_TRAINING, _MONEY, _QUESTION = "uep", "pena-reguler", "prse"
_SEATS = 5
_ASKED = 24
_REASON = "Daftar adil: belum pernah menerima program; punya usaha"


@dataclass(slots=True)
class Aid:
    """One training with five seats last spring, and money for two who were on the path."""

    dice: Dice
    today: date
    count: int = 0

    def note(
        self, diary: Diary, families: list[Row], businesses: list[Row], months: list[Month]
    ) -> None:
        """Write nominations and answers into the diary."""
        homes = {row["id"]: row for row in families}
        with_business = list(dict.fromkeys(row["family_id"] for row in businesses))
        day = max(self.today - timedelta(days=150), months[0].first)
        seats = [homes[one] for one in with_business[:_SEATS]]
        later = [homes[one] for one in with_business[_SEATS : _SEATS + 2]]
        rows = [self._trained(family, day, place) for place, family in enumerate(seats, 1)]
        rows += [self._paid(family, day) for family in later]
        if rows:
            self.count = len(rows)
            diary.note(
                self.today,
                Step(N_("Note what became of a nomination")),
                _writing("nomination", rows),
            )
        asked = families[:: max(len(families) // _ASKED, 1)][:_ASKED]
        answers = [
            {
                "id": derived_id("programme_answer", row["id"], _QUESTION),
                "_scope": row["_scope"], "family_id": row["id"], "question": _QUESTION,
                "answer": int(self.dice.happens(0.4)), "asked_on": self.today,
            }
            for row in asked
        ]  # fmt: skip
        if answers:
            step = Step(N_("Note the answers of {count} families"), count=len(answers))
            diary.note(self.today, step, _writing("programme_answer", answers))

    def _trained(self, family: Row, day: date, place: int) -> Row:
        is_trained = self.dice.happens(0.8)
        trained = min(day + timedelta(days=40), self.today) if is_trained else None
        row = self._row(_TRAINING, family, day)
        return {
            **row, "rank": place, "accepted_on": min(day + timedelta(days=14), self.today),
            "trained_on": trained,
        }  # fmt: skip

    def _paid(self, family: Row, day: date) -> Row:
        received = min(day + timedelta(days=60), self.today)
        return {
            **self._row(_MONEY, family, day),
            "accepted_on": min(day + timedelta(days=20), received),
            "trained_on": min(day + timedelta(days=40), received), "received_on": received,
            "amount": 5_000_000,
            "outcome": self.dice.one((Outcome.GROWS, Outcome.STEADY)).value,
            "outcome_on": self.today,
        }  # fmt: skip

    def _row(self, programme: str, family: Row, day: date) -> dict[str, Any]:
        return {
            "id": derived_id("nomination", programme, family["id"]), "_scope": family["_scope"],
            "programme": programme, "family_id": family["id"], "nominated_on": day,
            "reason": _REASON,
        }  # fmt: skip


def _writing(table: str, rows: list[Row]) -> Any:
    def write(writer: Writer) -> None:
        writer.put_many(table, rows)

    return write
