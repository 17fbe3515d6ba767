"""What follows a year's sessions: catch-ups, judged semesters, a saving circle, own material."""

from dataclasses import dataclass
from datetime import date, timedelta

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.circle.model import Circle as SavingCircle
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.catch_ups.model import Way
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.growth.model import Seen, Semester
from fieldkit.features.p2k2.model import Mark, Understanding
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import ExcusedAs, Habits
from fieldkit.features.photos import service as photos
from fieldkit.features.practice import pictures, words
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.families import Circle
from fieldkit.features.practice.sessions import Sessions

_AWAY = (Mark.SICK.value, Mark.EXCUSED.value, Mark.ABSENT.value)
_CIRCLE_EVERY = 3
_STAGES_EVERY = 3
_CIRCLE_BEGINS = 4
_USUAL = 5_000


@dataclass(slots=True)
class Learning:
    """Adds to a year of sessions what a facilitator does about them."""

    ctx: Context
    dice: Dice
    today: date

    def set_up(self) -> None:
        """Word one topic of one's own with a picture, and say how this book plans and reports."""
        teaching.save_habits(
            self.ctx, Habits(weekdays=(1, 2, 3, 4, 5), most_a_day=2, excused_as=ExcusedAs.ABSENT)
        )
        local = words.OWN_TOPIC
        code = teaching.save_topic(
            self.ctx,
            Topic(
                code="", module="T", module_title="", number=0, is_local=True, minutes=60,
                title=local["title"], background=local["background"],
                aims=tuple(local["aims"].split("\n")),
                messages=tuple(local["messages"].split("\n")),
                questions=tuple(local["questions"].split("\n")),
            ),
        )  # fmt: skip
        picture = photos.prepare(pictures.drawn(self.dice, local["title"]))
        owner = teaching.picture_owner(self.ctx, code)
        photos.add_picture(self.ctx, "topic", owner, picture, "Gambar latihan")

    def note(
        self, diary: Diary, groups: list[Circle], sessions: Sessions, months: list[Month]
    ) -> None:
        """Write it all into the diary."""
        for number, circle in enumerate(groups):
            held = [one for one in sessions.held if one.group_id == circle.id]
            for one in held:
                self._note_catch_ups(diary, circle, one.id, one.day, sessions.rolls[one.id])
            self._note_semesters(diary, circle, months, with_stages=number % _STAGES_EVERY == 0)
            if number % _CIRCLE_EVERY == 0:
                later = [one for one in held if Month.of(one.day) >= _begins(months)]
                self._note_circle(diary, circle, [(one.id, one.day) for one in later], sessions)

    def _note_catch_ups(
        self, diary: Diary, circle: Circle, session_id: str, day: date, marks: list[Row]
    ) -> None:
        done_on = day + timedelta(days=self.dice.number(6, 26))
        away = [mark for mark in marks if mark["status"] in _AWAY and self.dice.happens(0.14)]
        if done_on > self.today or not away:
            return
        way = self.dice.weighted((Way.VISIT, Way.OTHER), (70, 30))
        rows: list[Row] = [
            {
                "id": derived_id("catch_up", session_id, mark["family_id"]),
                "session_id": session_id, "family_id": mark["family_id"], "done_on": done_on,
                "way": way.value, "understanding": Understanding.GOOD.value,
            }
            for mark in away
        ]  # fmt: skip

        def write(writer: Writer) -> None:
            writer.put_many("catch_up", rows, circle.id)

        diary.note(done_on, Step(N_("Note catch-ups: {count}"), count=len(rows)), write)

    def _note_semesters(
        self, diary: Diary, circle: Circle, months: list[Month], *, with_stages: bool
    ) -> None:
        for semester in dict.fromkeys(Semester.of(month) for month in months):
            if semester.last <= self.today:
                self._note_semester(diary, circle, semester, with_stages=with_stages)

    def _note_semester(
        self, diary: Diary, circle: Circle, semester: Semester, *, with_stages: bool
    ) -> None:
        dice = self.dice
        there = [h for h in circle.households if h.left_on is None or h.left_on > semester.last]
        judged = [household for household in there if dice.happens(0.85)]
        grades = (Understanding.POOR, Understanding.GOOD, Understanding.VERY_GOOD)
        reviews: list[Row] = [
            {
                "id": derived_id("semester_review", household.id, str(semester)),
                "family_id": household.id, "semester": str(semester),
                "behaviour": dice.weighted(grades, (20, 65, 15)).value,
                "potential": dice.weighted(grades, (35, 55, 10)).value,
                "reviewed_on": semester.last,
            }
            for household in judged
        ]  # fmt: skip
        marks = [
            row
            for household in (judged if with_stages else [])
            for row in self._signs(household.id, semester)
        ]

        def write(writer: Writer) -> None:
            writer.put_many("semester_review", reviews, circle.id)
            if marks:
                writer.put_many("stage_mark", marks, circle.id)

        words_of_step = N_("Note the change in {group}, semester {semester}")
        step = Step(words_of_step, group=circle.name, semester=str(semester))
        diary.note(semester.last, step, write)

    def _signs(self, family_id: str, semester: Semester) -> list[Row]:
        """The first stage is seen most often, the last hardly ever; some were not looked at."""
        chances = {1: 0.8, 2: 0.5, 3: 0.2}
        return [
            {
                "id": derived_id("stage_mark", family_id, str(semester), choice.code),
                "family_id": family_id, "semester": str(semester), "indicator": choice.code,
                "mark": (Seen.SEEN if self.dice.happens(chances[stage.number]) else Seen.NOT_YET)
                .value,
                "marked_on": semester.last,
            }
            for stage in curriculum.stages()
            for choice in stage.indicators
            if self.dice.happens(0.8)
        ]  # fmt: skip

    def _note_circle(
        self, diary: Diary, circle: Circle, held: list[tuple[str, date]], sessions: Sessions
    ) -> None:
        """Most bring the usual amount, some two of them, some nothing."""
        if not held:
            return
        first = min(day for _id, day in held)
        saving = SavingCircle(
            id=new_id(), group_id=circle.id, name=f"Tabungan {circle.name}", amount=_USUAL,
            keeper="Ketua kelompok", place="Bank sampah RW", started_on=first,
        )  # fmt: skip
        row: Row = {
            "id": saving.id, "group_id": circle.id, "name": saving.name, "amount": saving.amount,
            "keeper": saving.keeper, "place": saving.place, "started_on": first,
        }  # fmt: skip

        def begin(writer: Writer) -> None:
            writer.put("circle", row, scope=circle.id)

        diary.note(first, Step(N_("Note the saving circle of {group}"), group=circle.name), begin)
        for session_id, day in held:
            present = [
                mark["family_id"]
                for mark in sessions.rolls[session_id]
                if mark["status"] == Mark.PRESENT.value
            ]
            paid = {
                family: self.dice.weighted((0, _USUAL, 2 * _USUAL), (15, 70, 15))
                for family in present
            }
            self._note_money(diary, circle, saving, (session_id, day), paid)

    def _note_money(
        self,
        diary: Diary,
        circle: Circle,
        saving: SavingCircle,
        meeting: tuple[str, date],
        paid: dict[str, int],
    ) -> None:
        session_id, day = meeting

        def write(writer: Writer) -> None:
            circles.post_sheet(self.ctx, writer, saving, session_id, day, paid)

        step = Step(N_("Saving circle of {group}: money brought"), group=circle.name)
        diary.note(day, step, write)


def _begins(months: list[Month]) -> Month:
    return months[min(_CIRCLE_BEGINS, len(months) - 1)]
