"""The invented register: groups, families, members and small businesses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.features.people import codes
from fieldkit.features.people.events import event_row
from fieldkit.features.people.model import SERVED, Component, Need, Relation, Sex, Status
from fieldkit.features.people.words import EventKind
from fieldkit.features.practice import words
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice, rupiah

SHARE_WITH_BUSINESS = 80 / 350
_LEAVERS = (
    (Status.CANDIDATE_GRADUATION, 0.03),
    (Status.CANDIDATE_PPSE, 0.015),
    (Status.GRADUATED, 0.006),
    (Status.MOVED, 0.006),
    (Status.CARER_DIED, 0.003),
)
_AREAS = tuple((f"{rt:03}", f"{rw:03}") for rw in range(1, 10) for rt in range(1, 7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A family as the rest of the year needs it; `left_on` is the day it left the programme."""

    id: str
    group_id: str
    address: str
    area: tuple[str, str]
    zeal: float
    status: Status
    left_on: date | None
    has_business: bool
    income: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A group with its families; `pull` is how well it comes, `day` when it meets."""

    id: str
    name: str
    rw: str
    place: str
    day: int
    pull: float
    households: tuple[Household, ...]


class Register:
    """Makes up people; every number begins with 99, which is no province."""

    def __init__(self, dice: Dice, today: date) -> None:
        self._dice, self._today = dice, today
        self._serial = 0
        self.groups: list[Row] = []
        self.families: list[Row] = []
        self.members: list[Row] = []
        self.businesses: list[Row] = []
        self._left: list[tuple[date, str, Status]] = []
        self._scopes: dict[str, str] = {}

    def fill(self, families: int, groups: int, months: list[Month]) -> list[Circle]:
        """Make everybody up; return the groups."""
        return [
            self._group(number, families // groups + (number < families % groups), months)
            for number in range(groups)
        ]

    @property
    def left_on(self) -> dict[str, date]:
        """The day on which families left the programme, by id; the others are still there."""
        gone = ((family, day) for day, family, status in self._left if status not in SERVED)
        return dict(gone)

    @property
    def changed(self) -> list[tuple[date, str, Status]]:
        """Who became what on which day, by day."""
        return sorted(self._left, key=lambda one: one[:2])

    def note(self, diary: Diary, start: date) -> None:
        """Put it all into the diary: an import, then what was learnt of the families."""
        diary.note(
            start, Step(N_("Import {count} families"), count=len(self.families)), self._import
        )
        for day, family_id, status in self._left:
            diary.note(
                day,
                Step(N_("Change the status of {count} families"), count=1),
                _status_change(self._scopes[family_id], family_id, status, day),
            )

    def _import(self, writer: Writer) -> None:
        writer.put_many("kpm_group", self.groups)
        writer.put_many("family", self.families)
        writer.put_many("member", self.members)
        writer.put_many("business", self.businesses)

    def _group(self, number: int, size: int, months: list[Month]) -> Circle:
        dice = self._dice
        group_id, code = new_id(), codes.free_letter(g["code"] for g in self.groups)
        name = words.GROUPS[number % len(words.GROUPS)]
        rounds = number // len(words.GROUPS)
        rw = f"{number % 9 + 1:03}"
        place = dice.one(words.PLACES).format(rw=rw[1:])
        day = dice.number(2, 26)
        made = [
            self._family(group_id, code, place_no, rw, months) for place_no in range(1, size + 1)
        ]
        self.groups.append({
            "id": group_id, "_scope": group_id, "name": f"{name} {rounds + 1}" if rounds else name,
            "code": code, "village": words.VILLAGE, "rw": rw, "meeting_place": place,
            "meeting_day": day, "leader_id": made[0].id if made else None,
        })  # fmt: skip
        return Circle(
            id=group_id, name=name, rw=rw, place=place, day=day,
            pull=dice.share(0.45, 0.8), households=tuple(made),
        )  # fmt: skip

    def _family(
        self, group_id: str, code: str, place: int, rw: str, months: list[Month]
    ) -> Household:
        dice = self._dice
        self._serial += 1
        family_id = new_id()
        born = _birthday(dice, self._today, 24, 58)
        area = (f"{dice.number(1, 6):03}", rw if dice.happens(0.8) else dice.one(_AREAS)[1])
        address = f"{dice.one(words.STREETS)} No. {dice.number(1, 120)}"
        nik = _nik(born, Sex.FEMALE, self._serial)
        has_business = dice.happens(SHARE_WITH_BUSINESS)
        status, left_on = self._status(family_id, months)
        latest = max(2016, months[0].year - 1)
        family = {
            "id": family_id, "_scope": group_id, "group_id": group_id,
            "name": _woman(dice), "nik": nik,
            "no_kk": _no_kk(dice, self._today, self._serial),
            "position": "chair" if place == 1 else "member",
            "pkh_id": f"LATIHAN-{self._serial:06}", "kks_no": f"99{self._serial:014}",
            "account_no": f"99{self._serial:08}", "bank": "Bank Latihan",
            "birth_place": words.REGENCY, "birth_date": born, "sex": Sex.FEMALE.value,
            "address": address, "rt": area[0], "rw": area[1],
            "village": words.VILLAGE, "district": words.DISTRICT, "regency": words.REGENCY,
            "province": words.PROVINCE, "postcode": words.POSTCODE,
            "phone": f"0899{self._serial:08}" if dice.happens(0.85) else None,
            "joined": f"Tahap {dice.number(1, 4)}/{dice.number(2016, latest)}",
            "decile": dice.number(1, 4), "bpnt": int(dice.happens(0.75)),
            "status": Status.ACTIVE.value, "row_code": codes.row_code(code, place),
            "verified_on": _verified(dice, self._today),
        }  # fmt: skip
        self.families.append(_as_typed(family, self._serial))
        self._scopes[family_id] = group_id
        self.members += self._members(family)
        if has_business:
            self.businesses.append(self._business(family))
        return Household(
            id=family_id, group_id=group_id, address=address, area=area,
            zeal=dice.share(0.5, 1.35), status=status, left_on=left_on, has_business=has_business,
            income=rupiah(dice, 900_000, 2_800_000, 50_000),
        )  # fmt: skip

    def _status(self, family_id: str, months: list[Month]) -> tuple[Status, date | None]:
        chance = self._dice.share(0, 1)
        for status, share in _LEAVERS:
            chance -= share
            if chance < 0 and len(months) > 1:
                day = self._dice.day(months[len(months) // 2].first, months[-1].previous().last)
                self._left.append((day, family_id, status))
                is_gone = not status.value.startswith("candidate")
                return status, day if is_gone else None
        return Status.ACTIVE, None

    def _members(self, family: Row) -> Iterator[Row]:
        """The carer, a husband or not, then one to three who count as components."""
        dice = self._dice
        is_alone = dice.happens(0.14)
        yield self._member(
            family, family["name"], family["birth_date"], Sex.FEMALE,
            Relation.HEAD if is_alone else Relation.WIFE, nik=family["nik"],
            component=Component.PREGNANT if dice.happens(0.05) else None,
        )  # fmt: skip
        if not is_alone:
            born = _birthday(dice, self._today, 28, 64)
            yield self._member(family, _man(dice), born, Sex.MALE, Relation.HEAD)
        for _child in range(dice.weighted((1, 2, 3), (45, 40, 15))):
            yield self._child(family)
        if dice.happens(0.2):
            sex = dice.one((Sex.FEMALE, Sex.MALE))
            name = _woman(dice) if sex is Sex.FEMALE else _man(dice)
            born = _birthday(dice, self._today, 62, 84)
            yield self._member(
                family, name, born, sex, Relation.PARENT, component=Component.ELDERLY,
                health_facility=words.CLINICS[0],
            )  # fmt: skip
        if dice.happens(0.03):
            born = _birthday(dice, self._today, 12, 40)
            yield self._member(
                family, _man(dice), born, Sex.MALE, Relation.RELATIVE,
                component=Component.DISABLED, health_facility=words.CLINICS[0],
            )  # fmt: skip

    def _child(self, family: Row) -> Row:
        dice = self._dice
        kind = dice.weighted(
            (Component.TODDLER, Component.PRIMARY, Component.JUNIOR, Component.SENIOR),
            (26, 40, 20, 14),
        )
        youngest, oldest = {
            Component.TODDLER: (0, 5),
            Component.PRIMARY: (7, 12),
            Component.JUNIOR: (13, 15),
            Component.SENIOR: (16, 18),
        }[kind]
        born = _birthday(dice, self._today, youngest, oldest)
        sex = dice.one((Sex.FEMALE, Sex.MALE))
        first = dice.one(words.GIRLS if sex is Sex.FEMALE else words.BOYS)
        second = dice.one(words.WOMEN_SECOND if sex is Sex.FEMALE else words.MEN_SECOND)
        more: dict[str, Any] = {}
        if kind is Component.TODDLER:
            more["health_facility"] = dice.one(words.CLINICS)
        else:
            schools = {
                Component.PRIMARY: words.PRIMARY_SCHOOLS,
                Component.JUNIOR: words.JUNIOR_SCHOOLS,
                Component.SENIOR: words.SENIOR_SCHOOLS,
            }[kind]
            years = (self._today - born).days // 365
            more["school"] = dice.one(schools)
            more["grade"] = str(min(max(years - 6, 1), 12))
        return self._member(
            family, f"{first} {second}", born, sex, Relation.CHILD, component=kind, **more
        )

    def _member(
        self,
        family: Row,
        name: str,
        born: date,
        sex: Sex,
        relation: Relation,
        *,
        nik: str | None = None,
        component: Component | None = None,
        **more: Any,
    ) -> Row:
        self._serial += 1
        return {
            "id": new_id(), "_scope": family["_scope"], "family_id": family["id"], "name": name,
            "nik": nik or _nik(born, sex, self._serial), "relation": relation.value,
            "birth_date": born, "sex": sex.value,
            "component": component.value if component else None, **more,
        }  # fmt: skip

    def _business(self, family: Row) -> Row:
        dice = self._dice
        kind, cluster, marketing = dice.one(words.BUSINESSES)
        turnover = rupiah(dice, 400_000, 4_000_000, 50_000)
        return {
            "id": new_id(), "_scope": family["_scope"], "family_id": family["id"], "kind": kind,
            "cluster": cluster,
            "started_on": dice.day(date(self._today.year - 6, 1, 1), self._today),
            "turnover": turnover, "income": turnover * dice.number(15, 40) // 100 // 1000 * 1000,
            "marketing": marketing, "needs": [need.value for need in dice.some(tuple(Need), 2)],
        }  # fmt: skip


def _status_change(scope: str, family_id: str, status: Status, day: date) -> Any:
    def write(writer: Writer) -> None:
        writer.put("family", {"id": family_id, "status": status.value, "status_on": day})
        event = event_row(
            family_id, scope, EventKind.STATUS, day,
            before=Status.ACTIVE, after=status, reason=words.REASONS[status],
        )  # fmt: skip
        writer.put("family_event", event)

    return write


def _as_typed(family: Row, serial: int) -> Row:
    """Return a family as a real list has it: here and there a number is wrong or missing."""
    nik = family["nik"]
    if serial % 61 == 0:
        return family | {"no_kk": None}
    if serial % 67 == 0:
        return family | {"nik": nik[:9] + nik[8:]}
    if serial % 71 == 0:
        return family | {"nik": nik[:6] + nik[6:8].replace("0", "O") + nik[8:]}
    return family | {"sex": Sex.MALE.value} if serial % 73 == 0 else family


def _birthday(dice: Dice, today: date, youngest: int, oldest: int) -> date:
    """A day that makes somebody `youngest` to `oldest` years old, a baby at least a month."""
    last = today - timedelta(days=youngest * 365 + youngest // 4 + 31)
    first = today - timedelta(days=(oldest + 1) * 365 + oldest // 4 - 31)
    return dice.day(first, last)


def _verified(dice: Dice, today: date) -> date | None:
    return today - timedelta(days=dice.number(20, 520)) if dice.happens(0.8) else None


def _nik(born: date, sex: Sex, serial: int) -> str:
    day = born.day + (40 if sex is Sex.FEMALE else 0)
    return f"{words.REGION}{day:02}{born.month:02}{born.year % 100:02}{serial % 10000:04}"


def _no_kk(dice: Dice, today: date, serial: int) -> str:
    issued = dice.day(date(2010, 1, 1), today - timedelta(days=400))
    return f"{words.REGION}{issued:%d%m%y}{serial % 10000:04}"


def _woman(dice: Dice) -> str:
    first = dice.one(words.WOMEN)
    return first if dice.happens(0.12) else f"{first} {dice.one(words.WOMEN_SECOND)}"


def _man(dice: Dice) -> str:
    first = dice.one(words.MEN)
    return first if dice.happens(0.12) else f"{first} {dice.one(words.MEN_SECOND)}"
