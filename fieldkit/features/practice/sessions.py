"""The year's P2K2 sessions: who came, what was understood, what was written down."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.holidays import holiday
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, id_beside, new_id
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.model import Mark, SessionStatus, Understanding
from fieldkit.features.practice import words
from fieldkit.features.practice.diary import Diary, Entry
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.families import Circle, Household

_START = ("M2S1", "M2S2", "M2S3", "M3S1", "M3S2", "M3S3", "M6S1", "M6S11", "M1S1", "M1S4")
_THEN = ("M4S1", "M5S2", "M1S2", "M1S3", "M4S2", "M5S1", "M6S2", "M6S10")
_REPEAT_BELOW = 0.45
_PLANS_FROM_DAY, _PLANS_EVERY = 20, 3
_HOURS = (("09:00", "11:00"), ("09:30", "11:30"), ("13:00", "15:00"), ("13:30", "15:00"))
_COLLEAGUES = (
    ("Dwi Anggraini", "Pendamping PKH Kecamatan Taman Asri"),
    ("dr. Laila Fauziah", "Puskesmas Taman Asri"),
    ("Hendra Gumilar", "Dinas Sosial Kota Nusa Asri"),
    ("Bidan Murniasih", "Posyandu Anggrek"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session that took place, for the photos taken there."""

    id: str
    group_id: str
    day: date
    title: str
    group_name: str


@dataclass(slots=True)
class Sessions:
    """Plans and holds a session a month in each group; `more` decides what was noted beside."""

    dice: Dice
    more: Dice
    today: date
    keeper: str
    held: list[Held] = field(default_factory=list)
    rolls: dict[str, list[Row]] = field(default_factory=dict)
    due: dict[str, str] = field(default_factory=dict)
    count: int = 0
    marked: int = 0

    def note(self, diary: Diary, circle: Circle, months: list[Month]) -> None:
        """Write a group's year into the diary."""
        topics = iter([*_START, *_THEN] * 4)
        code = next(topics)
        for month in months:
            topic = curriculum.topic(code)
            if topic is None:
                raise LookupError(code)
            day = _workday(month, circle.day)
            rate = self._note_month(diary, circle, topic, day)
            if rate is not None and rate >= _REPEAT_BELOW:
                code = next(topics)
        self.due[circle.id] = code

    def plan_ahead(self, diary: Diary, circles: list[Circle]) -> None:
        """Plan a third of the next month once this one nears its end; the rest waits."""
        month = Month.of(self.today).next()
        if self.today.day < _PLANS_FROM_DAY:
            return
        for circle in circles[_PLANS_EVERY - 1 :: _PLANS_EVERY]:
            topic = curriculum.topic(self.due[circle.id])
            day = _workday(month, circle.day)
            if topic is not None and not holiday(day):
                self._note_plan(diary, circle, topic, day, "next")

    def _note_month(self, diary: Diary, circle: Circle, topic: Topic, day: date) -> float | None:
        if day > self.today:
            if self.dice.happens(0.75):
                why = self.more.weighted(("next", "focus"), (85, 15))
                self._note_plan(diary, circle, topic, day, why)
            return None
        if self.dice.happens(0.04):
            self._note_not_held(diary, circle, topic, day)
            return None
        return self._note_held(diary, circle, topic, day)

    def _note_plan(self, diary: Diary, circle: Circle, topic: Topic, day: date, why: str) -> None:
        row = self._row(circle, topic, day, SessionStatus.PLANNED) | {"why": why}
        step = Step(N_("Plan a P2K2 session of {group}"), group=circle.name)
        diary.note(min(self.today, day), step, _putting(row))

    def _note_not_held(self, diary: Diary, circle: Circle, topic: Topic, day: date) -> None:
        row = self._row(circle, topic, day, SessionStatus.NOT_HELD)
        row["not_held_reason"] = self.dice.one(words.NOT_HELD)
        row["not_held_code"] = words.NOT_HELD_CODES[words.NOT_HELD.index(row["not_held_reason"])]
        step = Step(N_("P2K2 of {group} was not held"), group=circle.name)
        diary.note(day, step, _putting(row))

    def _note_held(self, diary: Diary, circle: Circle, topic: Topic, day: date) -> float:
        is_past = Month.of(day) < Month.of(self.today).previous()
        status = SessionStatus.REPORTED if is_past else SessionStatus.HELD
        row = self._row(circle, topic, day, status)
        roll = [h for h in circle.households if h.left_on is None or h.left_on > day]
        marks = self._marks(circle, row["id"], roll, day)
        self.marked += len(marks)
        present = sum(mark["status"] == Mark.PRESENT.value for mark in marks)
        row |= self._narrative(topic, row, present, len(roll))
        row |= self._beside(day, present, len(roll), is_past=is_past)
        self.rolls[row["id"]] = marks
        presenters = self._presenters(row["id"])
        self.held.append(
            Held(
                id=row["id"], group_id=circle.id, day=day, title=topic.title,
                group_name=circle.name,
            )
        )  # fmt: skip

        def write(writer: Writer) -> None:
            _put(writer, row)
            writer.put_many("presenter", presenters, circle.id)
            writer.put_many("attendance", marks, circle.id)

        name = N_("Record the P2K2 of {group}: {present} present")
        step = Step(name, group=circle.name, present=present)
        diary.note(day, step, write)
        return present / len(roll) if roll else 1.0

    def _row(self, circle: Circle, topic: Topic, day: date, status: SessionStatus) -> Row:
        self.count += 1
        starts, ends = self.dice.one(_HOURS)
        return {
            "id": new_id(), "_scope": circle.id, "group_id": circle.id, "held_on": day,
            "starts": starts, "ends": ends, "place": circle.place, "module": topic.module,
            "code": topic.code, "title": topic.title, "status": status.value,
        }  # fmt: skip

    def _marks(
        self, circle: Circle, session_id: str, roll: list[Household], day: date
    ) -> list[Row]:
        """Most are marked; in the newest sessions a few lines of the sheet are still open."""
        is_new = Month.of(day) == Month.of(self.today)
        mood = circle.pull * self.dice.share(0.85, 1.15)
        rows = []
        for household in roll:
            mark = self._mark(mood * household.zeal, is_new=is_new)
            rows.append({
                "id": id_beside(session_id, "attendance", household.id),
                "session_id": session_id,
                "family_id": household.id,
                "status": mark.value,
                "understanding": self._understanding(mark),
            })  # fmt: skip
        return rows

    def _mark(self, chance: float, *, is_new: bool) -> Mark:
        if is_new and self.dice.happens(0.03):
            return Mark.UNMARKED
        if self.dice.happens(min(chance, 0.96)):
            return Mark.PRESENT
        return self.dice.weighted((Mark.SICK, Mark.EXCUSED, Mark.ABSENT), (20, 45, 35))

    def _understanding(self, mark: Mark) -> str | None:
        if mark is not Mark.PRESENT or self.dice.happens(0.12):
            return None
        kinds = (Understanding.POOR, Understanding.GOOD, Understanding.VERY_GOOD)
        return self.dice.weighted(kinds, (18, 62, 20)).value

    def _narrative(self, topic: Topic, row: Row, present: int, total: int) -> Row:
        facts = {"title": topic.title, "present": present, "total": total, "starts": row["starts"]}
        texts = {
            "recap": words.RECAP, "process": words.PROCESS, "material": words.MATERIAL,
            "participation": words.PARTICIPATION, "result": words.RESULT,
            "obstacles": words.OBSTACLES, "follow_up": words.FOLLOW_UP,
        }  # fmt: skip
        said = {name: self.dice.one(pool).format(**facts) or None for name, pool in texts.items()}
        methods = [choice.code for choice in curriculum.methods()]
        media = [choice.code for choice in curriculum.media()]
        guests = [choice.code for choice in curriculum.guests()]
        return {
            **said,
            "methods": self.dice.some(methods, self.dice.number(2, 4)),
            "media": self.dice.some(media, self.dice.number(1, 2)),
            "guests": self.dice.some(guests, self.dice.number(0, 2)) or None,
        }

    def _beside(self, day: date, present: int, total: int, *, is_past: bool) -> Row:
        """What was ticked from the lists, who came for an office, and the portal's tick."""
        obstacles = ["low_attendance"] if total and present * 2 <= total else []
        obstacles += self.more.some(("equipment", "working_hours", "mixed_understanding"), 1)
        names = self.more.one(words.GUEST_NAMES)
        entered = day + timedelta(days=self.more.number(1, 9))
        return {
            "obstacle_codes": obstacles if self.more.happens(0.6) else None,
            "follow_up_codes": self.more.some(("ask_back", "catch_up", "homework"), 2),
            "guest_names": names if self.more.happens(0.25) else None,
            "portal_entered_on": entered if is_past and self.more.happens(0.95) else None,
        }

    def _presenters(self, session_id: str) -> list[Row]:
        people = [(self.keeper, "Pendamping Sosial PKH")]
        people += self.dice.some(_COLLEAGUES, self.dice.weighted((0, 1, 2), (60, 30, 10)))
        return [
            {
                "id": derived_id("presenter", session_id, str(position)),
                "session_id": session_id, "position": position, "name": name,
                "institution": institution,
            }
            for position, (name, institution) in enumerate(people, start=1)
        ]  # fmt: skip


def _putting(row: Row) -> Entry:
    def write(writer: Writer) -> None:
        _put(writer, row)

    return write


def _put(writer: Writer, row: Row) -> None:
    writer.put("session", row, scope=row["_scope"])


def _workday(month: Month, day: int) -> date:
    """The group's day of the month, or the Monday after it."""
    wanted = month.first + timedelta(days=day - 1)
    return wanted + timedelta(days=(7 - wanted.weekday()) if wanted.weekday() > 4 else 0)
