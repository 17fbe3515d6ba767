"""What happened at the families' homes: visits, unevenly spread, and the month of money."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from fieldkit.core.dates import Month, format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.features.homework import daily
from fieldkit.features.homework.daily import Entry
from fieldkit.features.homework.model import IN_FIELDS, OUT_FIELDS, SheetKind
from fieldkit.features.homework.model import Status as Homework
from fieldkit.features.people.model import Status
from fieldkit.features.practice import words
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice, rupiah
from fieldkit.features.practice.families import Circle, Household
from fieldkit.features.visits.model import Purpose

VISITS_PER_FAMILY_AND_MONTH = 0.042
_NEVER = 0.55
_PURPOSES = (
    Purpose.COMMITMENT_CHECK, Purpose.DATA_UPDATE, Purpose.CATCH_UP_SESSION, Purpose.BUSINESS,
    Purpose.CASE,
)  # fmt: skip


@dataclass(slots=True)
class Visits:
    """Some families are seen often, most never: that is what the planner is for."""

    dice: Dice
    today: date
    keeper: str
    count: int = 0

    def note(self, diary: Diary, circles: list[Circle], months: list[Month]) -> None:
        """Write the year's visits into the diary."""
        everybody = [household for circle in circles for household in circle.households]
        weights = [self._weight(household) for household in everybody]
        if not any(weights):
            return
        wanted = round(len(everybody) * VISITS_PER_FAMILY_AND_MONTH)
        for month in months:
            for _visit in range(max(wanted + self.dice.number(-3, 3), 1)):
                day = self.dice.day(month.first, min(month.last, self.today))
                household = self.dice.weighted(everybody, weights)
                if household.left_on is None or household.left_on > day:
                    self._note_visit(diary, household, day)

    def _weight(self, household: Household) -> float:
        if household.status is Status.CANDIDATE_GRADUATION:
            return 8.0
        if self.dice.happens(_NEVER):
            return 0.0
        return 3.0 if household.has_business else self.dice.share(0.3, 1.5)

    def _note_visit(self, diary: Diary, household: Household, day: date) -> None:
        row = self._row(household, day)
        self.count += 1

        def write(writer: Writer) -> None:
            writer.put("visit", row, scope=household.group_id)

        said = format_date(day, "medium")
        diary.note(day, Step(N_("Record a visit of {date}"), date=said), write)

    def _row(self, household: Household, day: date) -> Row:
        dice = self.dice
        starts = time(dice.number(8, 15), dice.one((0, 15, 30)))
        ends = time(starts.hour + (starts.minute + 45) // 60, (starts.minute + 45) % 60)
        return {
            "id": new_id(), "family_id": household.id, "visited_on": day,
            "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}",
            "address": f"{household.address}, RT {household.area[0]}/RW {household.area[1]}",
            "met_relation": dice.weighted(("Pengurus", "Suami", "Anak"), (80, 14, 6)),
            "purposes": self._purposes(household), "house_condition": dice.one(words.HOUSE),
            "family_condition": dice.one(words.FAMILY_LIFE),
            "potential": dice.one(words.POTENTIAL) or None,
            "problem": dice.one(words.TROUBLE) or None, "education": dice.one(words.TAUGHT),
            "agreement": dice.one(words.AGREED), "visitor": self.keeper, **self._follow_up(day),
        }  # fmt: skip

    def _purposes(self, household: Household) -> list[str]:
        if household.status is Status.CANDIDATE_GRADUATION and self.dice.happens(0.6):
            return [Purpose.GRADUATION_CANDIDATE.value]
        if household.has_business and self.dice.happens(0.5):
            return [Purpose.BUSINESS.value]
        return [self.dice.one(_PURPOSES).value]

    def _follow_up(self, day: date) -> Row:
        if not self.dice.happens(0.4):
            return {}
        due = day + timedelta(days=self.dice.number(7, 45))
        row: dict[str, Any] = {"follow_up": self.dice.one(words.NEXT_STEPS), "follow_up_due": due}
        done = due - timedelta(days=self.dice.number(-6, 5))
        if self.dice.happens(0.7) and day <= done <= self.today:
            row["follow_up_done_on"] = done
        return row


_LARGEST_NOTE = 60_000


@dataclass(slots=True)
class Money:
    """The savings-log homework: given to a group, gathered the month after, then checked."""

    dice: Dice
    more: Dice
    today: date
    count: int = 0

    def note(self, diary: Diary, circle: Circle, months: list[Month]) -> None:
        """Write a group's year of homework; it was begun a few months into the year."""
        balances: dict[str, int] = {}
        self._note_pictures(diary, circle, months)
        for month in months[min(2, len(months) - 1) :]:
            self._note_month(diary, circle, month, balances)

    def _note_pictures(self, diary: Diary, circle: Circle, months: list[Month]) -> None:
        """A few families do not write yet and colour circles instead."""
        rows: list[Row] = [
            {
                "id": derived_id("sheet_choice", household.id), "family_id": household.id,
                "kind": SheetKind.PICTURES.value,
            }
            for household in circle.households
            if self.more.happens(0.07)
        ]  # fmt: skip
        if rows:
            step = Step(N_("{count} families use the picture sheet"), count=len(rows))

            def write(writer: Writer) -> None:
                writer.put_many("sheet_choice", rows, circle.id)

            diary.note(months[0].first + timedelta(days=circle.day), step, write)

    def _note_month(
        self, diary: Diary, circle: Circle, month: Month, balances: dict[str, int]
    ) -> None:
        day = min(month.next().first + timedelta(days=circle.day - 1), self.today)
        is_open = Month.of(self.today) == month
        rows = [
            self._row(household, month, day, balances, is_open=is_open)
            for household in circle.households
            if (household.left_on is None or household.left_on > month.last)
            and self.dice.happens(0.85)
        ]
        self.count += len(rows)

        def write(writer: Writer) -> None:
            writer.put_many("money_month", rows, circle.id)

        said = str(month)
        step = (
            Step(
                N_("Give the homework of {month} to {group}: {count} families"),
                month=said, group=circle.name, count=len(rows),
            )
            if is_open
            else Step(N_("Note the homework of {month}"), month=said)
        )  # fmt: skip
        diary.note(day, step, write)

    def _row(
        self,
        household: Household,
        month: Month,
        day: date,
        balances: dict[str, int],
        *,
        is_open: bool,
    ) -> Row:
        assigned = month.first + timedelta(days=self.dice.number(0, 9))
        row: dict[str, Any] = {
            "id": derived_id("money_month", household.id, str(month)),
            "family_id": household.id, "month": str(month),
            "assigned_on": min(assigned, self.today), "status": Homework.ASSIGNED.value,
        }  # fmt: skip
        if is_open or self.dice.happens(0.25):
            if not is_open and self.more.happens(0.4):
                row["reminded_on"] = day
            return row
        row |= self._figures(household, month, balances)
        row |= self._beside(row, month)
        row["collected_on"] = day
        if self.dice.happens(0.12):
            row["status"] = Homework.COLLECTED.value
            return row
        needs_work = self.dice.happens(0.1)
        notes = words.NEEDS_WORK if needs_work else words.CHECKER_NOTES
        row["status"] = (Homework.NEEDS_WORK if needs_work else Homework.CHECKED).value
        row["checked_on"] = day
        row["checker_note"] = self.dice.one(notes)
        if Month.of(day) < Month.of(self.today) or self.more.happens(0.3):
            row["returned_on"] = day
        return row

    def _beside(self, row: Row, month: Month) -> Row:
        """Some families tell wants from needs, a few write day by day."""
        spent = sum(row[name] or 0 for name in OUT_FIELDS)
        found: Row = {}
        if spent and self.more.happens(0.55):
            found["out_wants"] = spent * self.more.number(2, 12) // 100 // 5000 * 5000
        if self.more.happens(0.06):
            entries = self._notes(row, month, found.get("out_wants"))
            found["log"] = daily.packed(daily.in_order(entries))
            found["out_wants"] = daily.totals(entries).get("out_wants")
        return found

    def _notes(self, row: Row, month: Month, wants: int | None) -> list[Entry]:
        """Break a month's amounts up into days, so that they add up to the recap."""
        entries: list[Entry] = []
        for name in (*IN_FIELDS, *OUT_FIELDS, "saving_paid"):
            rest = row.get(name) or 0
            if name == "out_other" and wants:
                part = min(rest, wants)
                entries += self._note_line(name, part, month, is_want=True)
                rest -= part
            while rest > 0:
                part = rest if rest <= _LARGEST_NOTE else self.more.number(5, 30) * 5000
                part = min(part, rest)
                entries += self._note_line(name, part, month)
                rest -= part
        return entries

    def _note_line(
        self, name: str, amount: int, month: Month, *, is_want: bool = False
    ) -> list[Entry]:
        if amount <= 0:
            return []
        known = daily.WORDS[name]
        day = self.more.number(1, month.last.day)
        word = self.more.one(known[: max(1, len(known) - 1)])
        return [Entry(day=day, field=name, amount=amount, words=word, is_want=is_want)]

    def _figures(self, household: Household, month: Month, balances: dict[str, int]) -> Row:
        """Plausible amounts; what a family does not have stays blank, it is not zero."""
        dice = self.dice
        pays_out = month.month in (1, 4, 7, 10)
        income = household.income * dice.number(80, 115) // 100 // 5000 * 5000
        row: dict[str, Any] = {
            "in_pkh": rupiah(dice, 225_000, 900_000, 75_000) if pays_out else None,
            "in_wage": income,
            "in_business": rupiah(dice, 150_000, 900_000) if household.has_business else None,
            "out_food": income * dice.number(42, 58) // 100 // 5000 * 5000,
            "out_education": rupiah(dice, 50_000, 250_000),
            "out_health": rupiah(dice, 10_000, 80_000) if dice.happens(0.5) else None,
            "out_instalment": rupiah(dice, 50_000, 400_000, 10_000) if dice.happens(0.35) else None,
            "out_transport": rupiah(dice, 40_000, 150_000),
            "out_cigarettes": rupiah(dice, 60_000, 300_000, 10_000) if dice.happens(0.4) else None,
            "out_other": rupiah(dice, 20_000, 120_000) if dice.happens(0.6) else None,
            "debt": rupiah(dice, 100_000, 2_000_000, 50_000) if dice.happens(0.3) else None,
        }
        if dice.happens(0.7):
            target = dice.one((20_000, 30_000, 50_000, 100_000))
            paid = target * dice.one((0, 50, 100, 100, 100, 120)) // 100
            balances[household.id] = balances.get(household.id, 0) + paid
            row |= {
                "saving_target": target, "saving_paid": paid,
                "saving_balance": balances[household.id],
                "saving_place": dice.one(words.SAVING_PLACES),
            }  # fmt: skip
        return row
