"""Makes a practice book: the same content for the same seed and the same last day.

made = practice.make_book(Path("Latihan.fieldkit"), passphrase="...", size=Size(seed=1))
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock, SystemClock
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id, use_source
from fieldkit.core.security.roles import Role
from fieldkit.features.office import service as office
from fieldkit.features.office.model import Profile, social_office
from fieldkit.features.practice import guarded, pictures, words
from fieldkit.features.practice.aid import Aid
from fieldkit.features.practice.diary import Diary
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.duties import Duties
from fieldkit.features.practice.families import Register
from fieldkit.features.practice.home import Money, Visits
from fieldkit.features.practice.kubes import Kubes
from fieldkit.features.practice.learning import Learning
from fieldkit.features.practice.partners import Partners
from fieldkit.features.practice.paths import Paths
from fieldkit.features.practice.sessions import Sessions
from fieldkit.features.practice.trade import Trade
from fieldkit.features.rounds import service as rounds

PASSPHRASE = "latihan latihan"  # noqa: S105 - printed for everybody, practice people only
KEEPER = "Rina Latifah, S.Sos."
_PLACE = (-6.2, 106.6)
_MOST_PICTURES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is to be made up."""

    families: int = 350
    groups: int = 13
    months: int = 12
    seed: int = 1
    kube: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the book holds."""

    families: int
    groups: int
    members: int
    sessions: int
    attendance: int
    visits: int
    visit_plans: int
    homework: int
    business_months: int
    commitments: int
    graduations: int
    nominations: int
    referrals: int
    complaints: int
    contacts: int
    kube: int
    meetings: int
    entries: int
    photos: int


def make_book(
    folder: Path, *, passphrase: str, size: Size | None = None, until: date | None = None
) -> Made:
    """Make, fill and close a practice book whose year ends on `until` (today)."""
    size = size or Size()
    last = until or SystemClock().today()
    clock = FixedClock(datetime.combine(_start(size, last), time(8), tzinfo=UTC))
    number = new_id()  # by chance: what one seed makes is the same, and yet two books
    former = use_source(Dice(size.seed, "ids").bits)
    try:
        ctx, _code = vault.create_book(
            folder,
            name=KEEPER,
            role=Role.FACILITATOR,
            passphrase=passphrase,
            clock=clock,
            is_practice=True,
            number=number,
        )
        try:
            made = fill(ctx, clock, size, last)
        except BaseException:
            vault.close_book(ctx, folder)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        vault.close_book(ctx, folder)
        return made
    finally:
        use_source(former)


def fill(ctx: Context, clock: FixedClock, size: Size, last: date) -> Made:
    """Fill an empty book; `clock` must be the book's own and moves along to `last`."""
    months = _months(size, last)
    _set_up(ctx)
    register = Register(Dice(size.seed, "people"), last)
    circles = register.fill(size.families, max(size.groups, 1), months)
    diary = Diary()
    register.note(diary, _start(size, last))
    learning = Learning(ctx=ctx, dice=Dice(size.seed, "learning"), today=last)
    learning.set_up()
    sessions = Sessions(
        dice=Dice(size.seed, "sessions"), more=Dice(size.seed, "beside"), today=last,
        keeper=KEEPER,
    )  # fmt: skip
    money = Money(dice=Dice(size.seed, "money"), more=Dice(size.seed, "notes"), today=last)
    for circle in circles:
        sessions.note(diary, circle, months)
        money.note(diary, circle, months)
    sessions.plan_ahead(diary, circles)
    learning.note(diary, circles, sessions, months)
    visits = Visits(dice=Dice(size.seed, "visits"), today=last, keeper=KEEPER)
    visits.note(diary, circles, months)
    trade = Trade(dice=Dice(size.seed, "trade"), today=last)
    trade.note(diary, register.businesses, register.left_on, months)
    duties = Duties(dice=Dice(size.seed, "duties"), today=last)
    duties.note(diary, register.members, set(register.left_on), months)
    paths = Paths(
        dice=Dice(size.seed, "paths"), today=last, keeper=ctx.me.book_id, scope=ctx.db.own_scope
    )
    paths.note(diary, register.changed, register.families, register.businesses, months)
    aid = Aid(dice=Dice(size.seed, "aid"), today=last)
    aid.note(diary, register.families, register.businesses, months)
    partners = Partners(dice=Dice(size.seed, "partners"), today=last, scope=ctx.db.own_scope)
    partners.note(diary, register.families, months)
    photos = _note_pictures(ctx, diary, sessions, size)
    kubes = Kubes(ctx=ctx, dice=Dice(size.seed, "kube"), today=last)
    kubes.note(diary, size.kube, months)
    diary.write(ctx, clock)
    plans = _plan_visits(ctx, last)
    guarded.note(ctx)
    return Made(
        families=len(register.families),
        groups=len(register.groups),
        members=len(register.members),
        sessions=sessions.count,
        attendance=sessions.marked,
        visits=visits.count,
        visit_plans=plans,
        homework=money.count,
        business_months=trade.count,
        commitments=duties.count,
        graduations=paths.count,
        nominations=aid.count,
        referrals=partners.referrals,
        complaints=partners.complaints,
        contacts=partners.contacts,
        kube=size.kube,
        meetings=kubes.meetings,
        entries=kubes.entries,
        photos=photos + 1,  # the material's own
    )


def _plan_visits(ctx: Context, last: date) -> int:
    """Let the planner fill what is left of the month, or the next one, and keep its proposal."""
    month = Month.of(last)
    if not rounds.visiting_days(ctx, month):
        month = month.plus(1)
    found = rounds.propose(ctx, month).suggestions
    return rounds.accept(ctx, month, found) if found else 0


def _start(size: Size, last: date) -> date:
    return _months(size, last)[0].first - timedelta(days=7)


def _months(size: Size, last: date) -> list[Month]:
    months = [Month.of(last)]
    while len(months) < max(size.months, 1):
        months.insert(0, months[0].previous())
    return months


def _set_up(ctx: Context) -> None:
    profile = Profile(
        name=KEEPER,
        nip="990101202401012001",
        position="Pendamping Sosial PKH",
        office="Dinas Sosial Kota Nusa Asri",
        village=words.VILLAGE,
        district=words.DISTRICT,
        regency=words.REGENCY,
        province=words.PROVINCE,
        city="Nusa Asri",
        phone="089900000000",
        superior_name="Drs. Hasan Basri Latihan, M.Si.",
        superior_nip="990101199001011001",
        superior_position="Ketua Tim PKH Kecamatan Taman Asri",
    )
    office.save_profile(ctx, profile)
    office.save_letterhead(ctx, social_office(profile))


def _note_pictures(ctx: Context, diary: Diary, sessions: Sessions, size: Size) -> int:
    newest = sorted(sessions.held, key=lambda held: (held.day, held.id))[-_MOST_PICTURES:]
    dice = Dice(size.seed, "pictures")
    for day in sorted({held.day for held in newest}):
        shown = [held for held in newest if held.day == day]
        diary.note(day, Step(N_("Add a photo")), pictures.taking(ctx, dice, shown, _PLACE))
    return len(newest)
