"""Invented KUBE on the figures of KUBE Melati 3: weekly meetings, dues of 5,000, help, prizes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import (
    Account,
    CashEntry,
    Pot,
    money_in,
    money_out,
    opening,
)
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.dues.model import Sheet
from fieldkit.features.kube.group.model import Position
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Status
from fieldkit.features.practice import talk, words
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice, rupiah
from fieldkit.features.practice.kube_trade import KubeTrade

DUES = 5000
IKS = 1000
MEMBERS = 10
_NAMES = ("Melati 3", "Kenanga 1", "Cempaka 2", "Teratai 5", "Anggrek 4")
_POSITIONS = {0: Position.CHAIR, 1: Position.SECRETARY, 2: Position.TREASURER}
_AWAY = (Attendance.SICK, Attendance.EXCUSED, Attendance.ABSENT)
_WAYS = (Attendance.PRESENT, Attendance.SICK, Attendance.EXCUSED, Attendance.ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A KUBE as its year needs it."""

    id: str
    name: str
    members: tuple[str, ...]
    keeps_trade: bool = False


@dataclass(slots=True)
class Kubes:
    """Makes the groups up and lets them meet, save, help and sell for a year."""

    ctx: Context
    dice: Dice
    today: date
    meetings: int = 0
    entries: int = 0
    decisions: dict[tuple[str, int], int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)

    def note(self, diary: Diary, count: int, months: list[Month]) -> None:
        """Write so many groups' years into the diary."""
        for number in range(count):
            self._note_group(diary, number, months)

    def _note_group(self, diary: Diary, number: int, months: list[Month]) -> None:
        kube, people = self._made_up(number, months[0].first)
        group = Group(
            id=kube["id"],
            name=kube["name"],
            members=tuple(p["id"] for p in people),
            keeps_trade=number == 0,
        )

        def found(writer: Writer) -> None:
            writer.put("kube", kube, scope=group.id)
            writer.put_many("kube_member", people, group.id)

        start = months[0].first - timedelta(days=3)
        diary.note(start, Step(N_("New KUBE {kube}"), kube=group.name), found)
        self._note_openings(diary, group, start)
        weekday = kube["meeting_day"] - 1
        day = months[0].first + timedelta(days=(weekday - months[0].first.weekday()) % 7)
        serial = 0
        while day <= self.today:
            serial += 1
            self._note_meeting(diary, group, day)
            self._note_money(diary, group, day, serial)
            day += timedelta(days=7)
        self._note_plan(diary, group, day)
        self._note_closings(diary, group, months)
        if number == 0:
            trade = KubeTrade(self.ctx, self.dice, diary, group.id, group.name, group.members)
            trade.note(months, self.today)
            self.entries += trade.entries

    def _note_openings(self, diary: Diary, group: Group, day: date) -> None:
        for pot, amount in ((Pot.KAS, 385_000), (Pot.IKS, 62_000)):
            entry = opening(group.id, day, amount, talk.OPENING, pot=pot)
            self._note_entry(diary, group, entry)

    def _note_entry(self, diary: Diary, group: Group, entry: CashEntry) -> None:
        self.entries += 1
        change = sum(entry.into(pot) for pot in Pot)
        name = N_("Money in {amount}, {kube}") if change > 0 else N_("Money out {amount}, {kube}")
        step = Step(name, amount=format_rupiah(abs(change)), kube=group.name)

        def write(writer: Writer) -> None:
            cashbook.post(self.ctx, writer, entry)

        diary.note(entry.booked_on, step, write)

    def _made_up(self, number: int, start: date) -> tuple[Row, list[Row]]:
        dice = self.dice
        kube_id = new_id()
        rounds = number // len(_NAMES)
        name = _NAMES[number % len(_NAMES)] + (f" ({rounds + 1})" if rounds else "")
        kube = {
            "id": kube_id, "name": name, "formed_on": date(2016, 5, 12) if number == 0 else start,
            "business_kind": "Kuliner dan katering" if number == 0 else "Kue kering dan camilan",
            "village": words.VILLAGE, "district": words.DISTRICT, "regency": words.REGENCY,
            "province": words.PROVINCE, "dues_amount": DUES, "iks_amount": IKS,
            "meeting_day": 2 + number % 4, "status": "active", "excused_when": ["sick"],
            "has_loans": 1 if number == 0 else None,
            "note": "KUBE latihan; angka mengikuti contoh KUBE Melati 3",
        }  # fmt: skip
        names = dice.some(words.WOMEN, MEMBERS)
        people: list[Row] = [
            {
                "id": new_id(), "kube_id": kube_id,
                "name": f"{first} {dice.one(words.WOMEN_SECOND)}",
                "position": _POSITIONS.get(place, Position.MEMBER).value,
                "joined_on": kube["formed_on"], "phone": f"08990{number + 1}{place:06}",
                "address": f"{dice.one(words.STREETS)} No. {dice.number(1, 90)}",
                "birth_year": self.today.year - dice.number(34, 56),
                "main_business": dice.one(talk.MEMBER_BUSINESSES), "row_no": place + 1,
            }
            for place, first in enumerate(names)
        ]  # fmt: skip
        return kube, people

    def _note_meeting(self, diary: Diary, group: Group, day: date) -> None:
        self.meetings += 1
        meeting_id = new_id()
        came = {m: self._way() for m in group.members}
        host = self.dice.one(group.members)
        meeting = self._meeting(group, meeting_id, day, host) | {"status": Status.HELD.value}
        attendance = [
            {
                "id": derived_id("meeting_attendance", meeting_id, member),
                "meeting_id": meeting_id, "member_id": member, "status": way.value,
                "is_excused": 1 if way is Attendance.SICK else None,
                "agrees": 1 if way in _AWAY and self.dice.happens(0.8) else None,
            }
            for member, way in came.items()
        ]  # fmt: skip
        agenda, promises = self._minutes(group, meeting_id, day)
        paid = self._paid(came)
        iks = {m: IKS for m in paid if self.dice.happens(0.9)}
        sheet = Sheet(kube_id=group.id, meeting_id=meeting_id, held_on=day, dues=paid, iks=iks)
        self.entries += bool(sheet.total)

        def write(writer: Writer) -> None:
            writer.put("meeting", meeting, scope=group.id)
            writer.put_many("meeting_attendance", attendance, group.id)
            writer.put_many("agenda_item", agenda, group.id)
            writer.put_many("follow_up", promises, group.id)
            dues.post(self.ctx, writer, sheet)

        diary.note(
            day,
            Step(N_("Meeting of {date}, {kube}"), date=format_date(day, "medium"), kube=group.name),
            write,
        )
        if day < self.today - timedelta(days=10):
            self._note_seal(diary, group, meeting_id, day)

    def _note_seal(self, diary: Diary, group: Group, meeting_id: str, day: date) -> None:
        """Chair and treasurer confirm the page the same day."""

        def confirm(writer: Writer) -> None:
            meetings.seal(self.ctx, writer, meeting_id, group.members[0], group.members[2])

        said = format_date(day, "medium")
        step = Step(N_("Meeting of {date} confirmed, {kube}"), date=said, kube=group.name)
        diary.note(day, step, confirm)

    def _paid(self, came: dict[str, Attendance]) -> dict[str, int]:
        """Who came pays, mostly what is open from before too; now and then somebody pays ahead."""
        paid = {}
        for member, way in came.items():
            if way is not Attendance.SICK:
                self.owed[member] = self.owed.get(member, 0) + DUES
            if way is Attendance.PRESENT and self.owed[member] > 0 and self.dice.happens(0.94):
                paid[member] = self.owed[member] if self.dice.happens(0.7) else DUES
                paid[member] += 2 * DUES if self.dice.happens(0.02) else 0
                self.owed[member] -= paid[member]
        return paid

    def _way(self) -> Attendance:
        return self.dice.weighted(_WAYS, (80, 5, 10, 5))

    def _meeting(self, group: Group, meeting_id: str, day: date, host: str) -> Row:
        next_host = self.dice.one(group.members)
        return {
            "id": meeting_id, "kube_id": group.id, "held_on": day, "starts": "13:30",
            "ends": "15:00", "place": "Rumah anggota", "host_id": host,
            "chair_id": group.members[0], "secretary_id": group.members[1],
            "title": "Rapat mingguan", "dues_amount": DUES, "iks_amount": IKS,
            "next_on": day + timedelta(days=7), "next_place": "Rumah anggota",
            "next_host_id": next_host, "discussion": self.dice.one(talk.OPENINGS),
        }  # fmt: skip

    def _minutes(self, group: Group, meeting_id: str, day: date) -> tuple[list[Row], list[Row]]:
        agenda: list[Row] = []
        promises: list[Row] = []
        topics = self.dice.some(talk.TOPICS, self.dice.number(1, 3))
        for position, topic in enumerate(topics, start=1):
            item_id = new_id()
            decided = self.dice.happens(0.75)
            agenda.append({
                "id": item_id, "meeting_id": meeting_id, "position": position,
                "title": topic.title, "discussion": self.dice.one(topic.said),
                "decision": self.dice.one(topic.decided) if decided else None,
                "decision_no": self._number(group, day.year) if decided else None,
            })  # fmt: skip
            if decided and self.dice.happens(0.6):
                due = day + timedelta(days=7 * self.dice.number(1, 3))
                is_old = due < self.today - timedelta(days=40)
                is_done = due <= self.today and (is_old or self.dice.happens(0.7))
                promises.append({
                    "id": new_id(), "kube_id": group.id, "meeting_id": meeting_id,
                    "item_id": item_id, "what": self.dice.one(topic.promised),
                    "member_id": self.dice.one(group.members), "due": due,
                    "done_on": due if is_done else None, "position": len(promises) + 1,
                })  # fmt: skip
        return agenda, promises

    def _number(self, group: Group, year: int) -> str:
        """The number of a decision: counted through the year, as the meeting room does."""
        self.decisions[group.id, year] = self.decisions.get((group.id, year), 0) + 1
        return f"{self.decisions[group.id, year]}/{year}"

    def _note_plan(self, diary: Diary, group: Group, day: date) -> None:
        meeting = self._meeting(group, new_id(), day, self.dice.one(group.members))
        meeting |= {"status": Status.PLANNED.value, "discussion": None, "next_on": None}
        meeting |= {"next_place": None, "next_host_id": None}
        self.meetings += 1

        def write(writer: Writer) -> None:
            writer.put("meeting", meeting, scope=group.id)

        said = format_date(day, "medium")
        step = Step(N_("Plan the meeting of {date}, {kube}"), date=said, kube=group.name)
        diary.note(self.today, step, write)

    def _note_money(self, diary: Diary, group: Group, day: date, serial: int) -> None:
        """Sales after a meeting, supplies bought from them, now and then help from IKS."""
        dice = self.dice
        if serial % 2 == 0 and not group.keeps_trade:
            boxes = 200
            self._book(
                diary, group, day, _income, Account.ORDERS, boxes * 1500, talk.SALE_PMT,
                party=talk.PMT_CUSTOMER,
            )  # fmt: skip
            self._book(diary, group, day, _spending, Account.SUPPLIES, 190_000, talk.BUY_PMT)
        if serial % 5 == 3 and not group.keeps_trade:
            amount = rupiah(dice, 150_000, 450_000)
            self._book(diary, group, day, _income, Account.SALES, amount, dice.one(talk.SALES))
            self._book(
                diary, group, day, _spending, Account.SUPPLIES,
                amount * dice.number(45, 65) // 100 // 1000 * 1000, dice.one(talk.PURCHASES),
            )  # fmt: skip
        if serial % 12 == 7:
            entry = money_out(
                group.id, day, Account.HELP_ILLNESS, 50_000, talk.HELP, pot=Pot.IKS,
                member=dice.one(group.members),
                basis=f"Keputusan rapat {format_date(day, language='id')}",
            )  # fmt: skip
            self._note_entry(diary, group, entry)
        if serial % 9 == 4:
            self._book(diary, group, day, _spending, Account.MEETING, 25_000, talk.SNACKS)
            self._book(diary, group, day, _spending, Account.TRANSPORT, 20_000, talk.RIDE)

    def _book(
        self,
        diary: Diary,
        group: Group,
        day: date,
        made: Callable[[str, date, Account, int, str], CashEntry],
        account: Account,
        amount: int,
        description: str,
        *,
        party: str | None = None,
    ) -> None:
        entry = made(group.id, day, account, amount, description)
        self._note_entry(diary, group, replace(entry, party=party))

    def _note_closings(self, diary: Diary, group: Group, months: list[Month]) -> None:
        """Close each month a few days after it ended; the newest ones are still open."""
        for month in months[:-2]:

            def close(writer: Writer, month: Month = month) -> None:
                closing.close(self.ctx, writer, group.id, month)

            step = Step(
                N_("Close {month}, books of {kube}"),
                month=format_month(month), kube=group.name,
            )  # fmt: skip
            diary.note(month.last + timedelta(days=9), step, close)


def _income(kube_id: str, day: date, account: Account, amount: int, description: str) -> CashEntry:
    return money_in(kube_id, day, account, amount, description)


def _spending(
    kube_id: str, day: date, account: Account, amount: int, description: str
) -> CashEntry:
    return money_out(kube_id, day, account, amount, description)
