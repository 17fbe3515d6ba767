"""Families on the path to graduation: moves with reasons, agreements, goods, and two speakers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.features.graduation.model import ALL_STATEMENTS, Stage, Way
from fieldkit.features.graduation.readiness import AssetKind
from fieldkit.features.people.words import Status
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice

TARGET_A_MONTH = 2
_WAYS = {
    Status.CANDIDATE_GRADUATION: Way.OWN, Status.GRADUATED: Way.OWN,
    Status.CANDIDATE_PPSE: Way.PPSE, Status.GRADUATED_PPSE: Way.PPSE,
}  # fmt: skip
_REASONS = {
    Stage.CANDIDATE: (
        "Usahanya berjalan dan mulai menabung",
        "Anak sudah bekerja dan membantu keluarga",
        "Suami mendapat pekerjaan tetap",
    ),
    Stage.GUIDED: ("Ikut pelatihan usaha", "Belajar mencatat uang usaha", ""),
    Stage.PROPOSED: ("Siap keluar, pendapatan menutup pengeluaran", ""),
    Stage.GRADUATED: ("Menandatangani surat pernyataan di kelurahan",),
}
_NEXT = (
    "Tanyakan omzet dan biaya bulan ini",
    "Antar ke pelatihan pemasaran di kecamatan",
    "Siapkan surat pernyataan bersama lurah",
    "Bicara dengan suami tentang kesiapan keluarga",
)
_TOPICS = ("Mengatur uang usaha dan uang dapur", "Berani memulai usaha dari rumah")
_STORY = (
    "Dulu hanya mengandalkan bantuan. Sekarang berjualan setiap hari dan mencatat uang masuk"
    " dan keluar."
)
_GOODS = (AssetKind.TOOLS, AssetKind.STOCK, AssetKind.VEHICLE, AssetKind.GOLD, AssetKind.LIVESTOCK)


@dataclass(slots=True)
class Paths:
    """Whoever the register calls a candidate or a graduate walked there step by step."""

    dice: Dice
    today: date
    keeper: str
    scope: str
    begun: date = date.min
    count: int = 0
    graduates: list[Row] = field(default_factory=list)

    def note(
        self,
        diary: Diary,
        changed: list[tuple[date, str, Status]],
        families: list[Row],
        businesses: list[Row],
        months: list[Month],
    ) -> None:
        """Write the target, the paths, what families own, and who speaks into the diary."""
        homes = {row["id"]: row for row in families}
        self.begun = months[0].first
        target = {
            "id": derived_id("graduation_target", self.keeper, str(months[0])),
            "_scope": self.scope, "keeper": self.keeper, "month": str(months[0]),
            "target": TARGET_A_MONTH,
        }  # fmt: skip
        diary.note(
            self.begun, Step(N_("Change the target of graduations")),
            _writing("graduation_target", [target]),
        )  # fmt: skip
        for day, family_id, status in changed:
            if status in _WAYS:
                self._path(diary, homes[family_id], _WAYS[status], day, status)
        self._goods(diary, [homes[row["family_id"]] for row in businesses])
        self._speakers(diary)

    def _path(self, diary: Diary, family: Row, way: Way, day: date, status: Status) -> None:
        is_done = status in (Status.GRADUATED, Status.GRADUATED_PPSE)
        moves = self._moves(day, is_done=is_done)
        last = moves[-1][0]
        has_agreed = len(moves) > 1 or self.dice.happens(0.5)
        agreed_on = moves[min(1, len(moves) - 1)][1] if has_agreed else None
        due = self.today + timedelta(days=self.dice.number(-6, 24))
        case: dict[str, Any] = {
            "id": derived_id("graduation", family["id"]), "_scope": family["_scope"],
            "family_id": family["id"], "way": way.value, "agreed_on": agreed_on,
            "agreed_by": family["name"] if agreed_on else None,
            "next_step": None if is_done else self.dice.one(_NEXT),
            "next_step_due": None if is_done else due,
            "statements": [word.value for word in ALL_STATEMENTS] if is_done else None,
        }  # fmt: skip
        rows = [
            {
                "id": new_id(), "_scope": family["_scope"], "family_id": family["id"],
                "stage": stage.value, "moved_on": on, "position": place,
                "reason": self.dice.one(_REASONS[stage]) or None,
            }
            for place, (stage, on) in enumerate(moves)
        ]  # fmt: skip
        self.count += 1
        if last is Stage.GRADUATED:
            self.graduates.append({**family, "graduated_on": moves[-1][1]})
        diary.note(
            max(moves[0][1], self.begun),
            Step(N_("Put {count} families on the path to graduation"), count=1),
            _writing("graduation_move", rows[:1]),
        )  # fmt: skip
        for row in rows[1:]:
            diary.note(
                max(row["moved_on"], self.begun),
                Step(N_("Move a family on the path to graduation")),
                _writing("graduation_move", [row]),
            )  # fmt: skip
        diary.note(
            max(agreed_on or moves[0][1], self.begun),
            Step(N_("Change a family's path to graduation")),
            _writing("graduation", [case]),
        )  # fmt: skip

    def _moves(self, day: date, *, is_done: bool) -> list[tuple[Stage, date]]:
        """Return the moves that end on a day, or begin there and go as far as time allows."""
        gaps = [self.dice.number(20, 45) for _stage in range(3)]
        if is_done:
            days = [day - timedelta(days=sum(gaps[place:])) for place in range(4)]
            stages = (Stage.CANDIDATE, Stage.GUIDED, Stage.PROPOSED, Stage.GRADUATED)
            return list(zip(stages, days, strict=True))
        moves = [(Stage.CANDIDATE, day)]
        for stage, gap in zip((Stage.GUIDED, Stage.PROPOSED), gaps, strict=False):
            coming = moves[-1][1] + timedelta(days=gap)
            if coming > self.today or not self.dice.happens(0.7):
                break
            moves.append((stage, coming))
        return moves

    def _goods(self, diary: Diary, families: list[Row]) -> None:
        rows = []
        day = max(self.today - timedelta(days=40), self.begun)
        for family in families:
            if not self.dice.happens(0.5):
                continue
            kind = self.dice.one(_GOODS) if self.dice.happens(0.8) else AssetKind.NONE
            rows.append({
                "id": new_id(), "_scope": family["_scope"], "family_id": family["id"],
                "kind": kind.value, "count": None if kind is AssetKind.NONE else 1,
                "noted_on": day,
            })  # fmt: skip
        if rows:
            diary.note(day, Step(N_("Note what a family owns")), _writing("family_asset", rows))

    def _speakers(self, diary: Diary) -> None:
        for family, topic in zip(self.graduates, _TOPICS, strict=False):
            day = min(family["graduated_on"] + timedelta(days=10), self.today)
            speaker = {
                "id": derived_id("speaker", family["id"]), "_scope": family["_scope"],
                "family_id": family["id"], "topic": topic, "story": _STORY, "agreed_on": day,
                "is_available": 1,
            }  # fmt: skip
            talk = {
                "id": new_id(), "_scope": family["_scope"], "family_id": family["id"],
                "spoke_on": day, "audience": "P2K2 kelompoknya",
            }  # fmt: skip
            diary.note(day, Step(N_("Save a speaker")), _writing("speaker", [speaker]))
            diary.note(day, Step(N_("Note a speaker's talk")), _writing("speaker_talk", [talk]))


def _writing(table: str, rows: list[Row]) -> Any:
    def write(writer: Writer) -> None:
        writer.put_many(table, rows)

    return write
