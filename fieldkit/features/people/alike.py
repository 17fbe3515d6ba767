"""Families that may be one and the same, with the reasons, while one of them is typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from fieldkit.core.context import Context
from fieldkit.core.db.writer import Row
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.core.text import digits, fold, sounds
from fieldkit.features.people import register, store
from fieldkit.features.people.model import Family, padded
from fieldkit.features.people.nik import is_placeholder
from fieldkit.features.people.register import FamilyRow

MOST = 5


class Likeness(StrEnum):
    """In what two families are alike."""

    NIK = auto()
    NO_KK = auto()
    MEMBER = auto()
    NAME = auto()
    SOUND = auto()
    BIRTH = auto()
    PHONE = auto()
    AREA = auto()


LIKENESS_NAMES = {
    Likeness.NIK: N_("the same NIK"),
    Likeness.NO_KK: N_("the same No KK"),
    Likeness.MEMBER: N_("a member has this NIK"),
    Likeness.NAME: N_("the same name"),
    Likeness.SOUND: N_("a name that sounds the same"),
    Likeness.BIRTH: N_("the same birth date"),
    Likeness.PHONE: N_("the same phone"),
    Likeness.AREA: N_("the same RT/RW"),
}
_ENOUGH = {Likeness.NIK, Likeness.NO_KK, Likeness.MEMBER, Likeness.PHONE}
_NAMED = {Likeness.NAME, Likeness.SOUND}


@dataclass(frozen=True, slots=True)
class Likely:
    """A family of the register that may be the one being typed, and why."""

    family: FamilyRow
    reasons: tuple[Likeness, ...]


def likely_twins(ctx: Context, family: Family) -> list[Likely]:
    """Return families that may be this one, the likeliest first.

    A name alone is enough only where nothing speaks against it: many carers are called Siti.
    """
    ctx.require(Permission.SEE_FAMILIES)
    if not family.name.strip() and not family.nik and not family.no_kk:
        return []
    rows = store.alike(
        ctx.db,
        but=family.id,
        nik=None if is_placeholder(family.nik) else family.nik,
        no_kk=None if is_placeholder(family.no_kk) else family.no_kk,
        name=" ".join(family.name.split()),
        phone=family.phone,
        birth_date=family.birth_date,
        rt=padded(family.rt),
        rw=padded(family.rw),
    )
    heard = sounds([fold(family.name), *(fold(row["name"] or "") for row in rows)])
    found: dict[str, tuple[Likeness, ...]] = {}
    for row, sound in zip(rows, heard[1:], strict=True):
        reasons = tuple(_reasons(family, row, sounds_same=bool(sound) and sound == heard[0]))
        if _is_likely(family, row, set(reasons)):
            found[row["id"]] = reasons
    lines = register.by_ids(ctx.db, list(found))
    likely = [Likely(row, found[row.id]) for row in lines]
    return sorted(likely, key=_weight)[:MOST]


def _weight(likely: Likely) -> tuple[int, int, str]:
    order = list(Likeness)
    return (order.index(likely.reasons[0]), -len(likely.reasons), likely.family.name)


def _reasons(family: Family, row: Row, *, sounds_same: bool) -> Iterator[Likeness]:
    if family.nik and row["nik"] == family.nik:
        yield Likeness.NIK
    if family.no_kk and row["no_kk"] == family.no_kk:
        yield Likeness.NO_KK
    if row["has_member"]:
        yield Likeness.MEMBER
    if fold(row["name"] or "") == fold(family.name) and family.name.strip():
        yield Likeness.NAME
    elif sounds_same:
        yield Likeness.SOUND
    if family.birth_date and row["birth_date"] == family.birth_date.isoformat():
        yield Likeness.BIRTH
    if family.phone and row["phone"] and digits(row["phone"]) == digits(family.phone):
        yield Likeness.PHONE
    rt, rw = padded(family.rt), padded(family.rw)
    if rt and rw and (row["rt"], row["rw"]) == (rt, rw):
        yield Likeness.AREA


def _is_likely(family: Family, row: Row, reasons: set[Likeness]) -> bool:
    if reasons & _ENOUGH:
        return True
    if not reasons & _NAMED:
        return False
    if reasons & {Likeness.BIRTH, Likeness.AREA}:
        is_other = family.birth_date and row["birth_date"] and Likeness.BIRTH not in reasons
        return not is_other
    says_nothing_else = not (family.birth_date and row["birth_date"]) and not (
        family.rt and row["rt"]
    )
    return Likeness.NAME in reasons and says_nothing_else
