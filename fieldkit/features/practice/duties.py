"""What schools told of the last two quarters, and which health and social duties were checked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.features.commitments.model import PUPILS, SCHOOL, Quarter, Result
from fieldkit.features.people.words import Component
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice

_TOLD = 0.75
_TOLD_NOW = 0.2
_MET = 0.9
_CHECKED = {
    Component.PREGNANT: "pregnancy_check",
    Component.ELDERLY: "elderly_check",
    Component.DISABLED: "disabled_care",
}
_DONE = (
    "Bicara dengan orang tua dan wali kelas",
    "Kunjungan ke sekolah bersama orang tua",
    "Dibuat surat pernyataan bersama keluarga",
)
_OUTCOMES = ("Anak kembali bersekolah", "Akan dipantau bulan depan", "Menunggu kabar sekolah")


@dataclass(slots=True)
class Duties:
    """Schools tell of whole classes; this quarter's round has only begun."""

    dice: Dice
    today: date
    count: int = 0

    def note(self, diary: Diary, members: list[Row], gone: set[str], months: list[Month]) -> None:
        """Write the schools' forms, the checks and what was done into the diary."""
        here = [row for row in members if row["family_id"] not in gone]
        now = Quarter.of(Month.of(self.today))
        former = Quarter.of(now.months[0].previous())
        for quarter in (former, now):
            if quarter.months[0] < months[0]:
                continue
            day = min(quarter.months[2].last + timedelta(days=6), self.today)
            self._note_schools(diary, here, quarter, day, is_open=quarter == now)
        self._note_checks(diary, here, str(now))

    def _note_schools(
        self, diary: Diary, members: list[Row], quarter: Quarter, day: date, *, is_open: bool
    ) -> None:
        pupils = [row for row in members if row["component"] in {c.value for c in PUPILS}]
        schools = sorted({row.get("school") or "" for row in pupils})
        told = {school for school in schools if self.dice.happens(_TOLD_NOW if is_open else _TOLD)}
        days = [self.dice.number(17, 23) for _month in quarter.months]
        rows: list[Row] = []
        poor: list[Row] = []
        for pupil in pupils:
            if (pupil.get("school") or "") not in told:
                continue
            is_poor = self.dice.happens(0.06)
            made = [
                self._month(pupil, month, count, is_poor=is_poor)
                for month, count in zip(quarter.months, days, strict=True)
                if month <= Month.of(self.today)
            ]
            rows += made
            if is_poor:
                poor.append(pupil)
        if not rows:
            return
        self.count += len(rows)
        count = len({row["person_id"] for row in rows})
        diary.note(
            day,
            Step(N_("Record school attendance: {count} pupils"), count=count),
            _writing("school_month", rows),
        )
        for pupil in poor[: len(poor) // 2]:
            diary.note(
                day,
                Step(N_("Note what was done about a duty")),
                _writing("commitment_action", [self._action(pupil, quarter, day)]),
            )

    def _month(self, pupil: Row, month: Month, days: int, *, is_poor: bool) -> Row:
        absent = self.dice.number(4, 8) if is_poor else self.dice.weighted((0, 1, 2), (80, 15, 5))
        row: dict[str, Any] = {
            "id": derived_id("school_month", pupil["id"], str(month)),
            "_scope": pupil["_scope"], "family_id": pupil["family_id"], "person_id": pupil["id"],
            "month": str(month), "effective_days": days, "absent": absent,
            "excused": self.dice.weighted((0, 1), (85, 15)),
            "sick": self.dice.weighted((0, 1, 2), (80, 15, 5)),
        }  # fmt: skip
        return row

    def _action(self, pupil: Row, quarter: Quarter, day: date) -> Row:
        return {
            "id": new_id(), "_scope": pupil["_scope"], "family_id": pupil["family_id"],
            "person_id": pupil["id"], "duty": SCHOOL, "period": str(quarter), "done_on": day,
            "what": self.dice.one(_DONE), "outcome": self.dice.one(_OUTCOMES),
            "follow_up_due": day + timedelta(days=self.dice.number(14, 40)),
        }  # fmt: skip

    def _note_checks(self, diary: Diary, members: list[Row], period: str) -> None:
        rows = []
        for row in members:
            component = Component(row["component"]) if row["component"] else None
            if component not in _CHECKED or not self.dice.happens(0.5):
                continue
            duty = _CHECKED[component]
            result = Result.MET if self.dice.happens(_MET) else Result.NOT_MET
            rows.append({
                "id": derived_id("duty_check", row["id"], duty, period), "_scope": row["_scope"],
                "family_id": row["family_id"], "person_id": row["id"], "duty": duty,
                "period": period, "result": result.value, "checked_on": self.today,
                "place": row.get("health_facility"),
            })  # fmt: skip
        if rows:
            self.count += len(rows)
            diary.note(
                self.today,
                Step(N_("Check duties: {count} people"), count=len(rows)),
                _writing("duty_check", rows),
            )


def _writing(table: str, rows: list[Row]) -> Any:
    def write(writer: Writer) -> None:
        writer.put_many(table, rows)

    return write
