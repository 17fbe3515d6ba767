"""What a pendamping does: log, judge a month, set levels, look at who takes part."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id, new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube import keeping, typed
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance
from fieldkit.features.kube.mentoring import model, store
from fieldkit.features.kube.mentoring.model import (
    Development,
    Level,
    Mentoring,
    Noted,
    Participation,
    Reached,
    RoleCode,
    TaskCode,
    Trend,
)
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.sharing.model import COSTS, EARNING

SENTENCES: dict[str, str] = {
    "no_task_chosen": N_("Choose at least one of the nine tasks."),
    "level_without_name": N_("Give every level a name."),
}
sentences.register(SENTENCES)

TASKS: dict[TaskCode, str] = {
    TaskCode.FORM: N_("1 Forming the KUBE"),
    TaskCode.VERIFY: N_("2 Verifying candidates"),
    TaskCode.PREPARE: N_("3 Preparing candidates"),
    TaskCode.BUDGET: N_("4 Preparing the budget (RAB)"),
    TaskCode.TECHNICAL: N_("5 Technical guidance"),
    TaskCode.MOTIVATE: N_("6 Guidance in social motivation"),
    TaskCode.ACCOMPANY: N_("7 Accompanying the business"),
    TaskCode.MONITOR: N_("8 Monitoring"),
    TaskCode.REPORT: N_("9 Helping with reports"),
}
# As the forms print them, whatever the window speaks (Permensos 2/2019 article 9).
TASK_TITLES: dict[TaskCode, str] = {
    TaskCode.FORM: "Membentuk KUBE",
    TaskCode.VERIFY: "Memverifikasi calon penerima",
    TaskCode.PREPARE: "Menyiapkan calon penerima",
    TaskCode.BUDGET: "Menyiapkan RAB",
    TaskCode.TECHNICAL: "Bimbingan teknis",
    TaskCode.MOTIVATE: "Bimbingan motivasi sosial",
    TaskCode.ACCOMPANY: "Mendampingi pelaksanaan UEP",
    TaskCode.MONITOR: "Memantau kegiatan",
    TaskCode.REPORT: "Membantu penyusunan laporan",
}
ROLES: dict[RoleCode, str] = {
    RoleCode.FACILITATIVE: N_("Facilitative"),
    RoleCode.EDUCATIONAL: N_("Educational"),
    RoleCode.REPRESENTATIVE: N_("Representative"),
    RoleCode.TECHNICAL: N_("Technical"),
}
ROLE_TITLES: dict[RoleCode, str] = {
    RoleCode.FACILITATIVE: "Fasilitatif", RoleCode.EDUCATIONAL: "Edukasional",
    RoleCode.REPRESENTATIVE: "Representatif", RoleCode.TECHNICAL: "Teknis",
}  # fmt: skip
TRENDS: dict[Trend, str] = {
    Trend.UP: N_("Rising"), Trend.SAME: N_("Unchanged"), Trend.DOWN: N_("Falling"),
}  # fmt: skip
TREND_TITLES: dict[Trend, str] = {
    Trend.UP: "Meningkat", Trend.SAME: "Tetap", Trend.DOWN: "Menurun",
}  # fmt: skip
REACHED: dict[Reached, str] = {Reached.YES: N_("Reached"), Reached.NOT_YET: N_("Not reached yet")}
REACHED_TITLES: dict[Reached, str] = {Reached.YES: "Tercapai", Reached.NOT_YET: "Belum"}
_MONTHS = 12


# -- the log -----------------------------------------------------------------------------------


def save_deed(ctx: Context, wanted: Mentoring) -> str:
    """Note what was done for a group and return the line's id."""
    ctx.require(Permission.MENTOR_KUBE)
    named = replace(wanted, what=(wanted.what or "").strip())
    tidy = typed.tidied(named, "place", notes=("result", "next_step"))
    found = model.mentoring_problems(tidy, ctx.today)
    return keeping.keep(ctx, "mentoring", tidy, found, N_("Mentoring of {kube}"))


def remove_deed(ctx: Context, deed_id: str) -> None:
    """Put a line of the log into the bin."""
    ctx.require(Permission.MENTOR_KUBE)
    known: Mentoring = keeping.one(store.deed(ctx.db, deed_id))
    keeping.drop(ctx, "mentoring", known, N_("Remove a line of mentoring, {kube}"))


def deeds(
    ctx: Context, kube_id: str, first: date | None = None, last: date | None = None
) -> list[Mentoring]:
    """List what was done for a group in a period, or ever, by day."""
    ctx.require(Permission.SEE_KUBE)
    return store.deeds_of(ctx.db, kube_id, first or date.min, last or date.max)


# -- how a group develops ------------------------------------------------------------------------


def save_month(ctx: Context, wanted: Noted) -> str:
    """Keep what was written about a month and return its id; two laptops write one record."""
    ctx.require(Permission.MENTOR_KUBE)
    month_id = derived_id("kube_month", wanted.kube_id, wanted.month)
    notes = ("evaluation", "recommendation")
    tidy = typed.tidied(replace(wanted, id=month_id), notes=notes)
    found = model.noted_problems(tidy)
    return keeping.keep(ctx, "kube_month", tidy, found, N_("Development of {kube}"))


def development(ctx: Context, kube_id: str, month: Month) -> Development:
    """A month of a group's business against the month before it."""
    ctx.require(Permission.SEE_KUBE)
    return developments(ctx, kube_id, month, 1)[0]


def developments(
    ctx: Context, kube_id: str, until: Month, months: int = _MONTHS
) -> list[Development]:
    """A group's business month by month, ending with one; figures come from the cash book."""
    ctx.require(Permission.SEE_KUBE)
    written = store.months_of(ctx.db, kube_id)
    begun = cashbook.first_month(ctx, kube_id)
    found: list[Development] = []
    before: int | None = None
    for back in range(-months, 1):
        month = until.plus(back)
        noted = written.get(str(month))
        has_book = begun is not None and begun <= month
        money = cashbook.month_summary(ctx, kube_id, month) if has_book else None
        turnover = sum(money.income.get(a, 0) for a in EARNING) if money else 0
        cost = sum(money.expense.get(a, 0) for a in COSTS) if money else 0
        if noted is not None:
            turnover = turnover if noted.turnover is None else noted.turnover
            cost = cost if noted.cost is None else noted.cost
        is_begun = has_book or bool(noted and (noted.turnover, noted.cost) != (None, None))
        one = Development(
            month=month, turnover=turnover, cost=cost, before=before, is_begun=is_begun,
            noted=noted,
        )  # fmt: skip
        found.append(one)
        before = one.profit if is_begun else None
    return found[1:]


def noted(ctx: Context, kube_id: str, month: Month) -> Noted:
    """What was written about a month; blank where nothing was."""
    ctx.require(Permission.SEE_KUBE)
    blank = Noted(kube_id=kube_id, month=str(month))
    return store.months_of(ctx.db, kube_id).get(str(month), blank)


def levels(ctx: Context) -> list[Level]:
    """List the levels the programme distinguishes, in their order."""
    ctx.require(Permission.SEE_KUBE)
    return store.levels(ctx.db)


def save_levels(ctx: Context, wanted: Sequence[Level]) -> None:
    """Keep these levels in this order, in one step; those no longer named go into the bin."""
    ctx.require(Permission.MENTOR_KUBE)
    tidy = [
        typed.tidied(replace(one, name=typed.bare(one.name) or ""), "criteria") for one in wanted
    ]
    if found := model.level_problems(tidy):
        raise InvalidInputError(found)
    kept = [
        replace(one, id=one.id or new_id(), position=number)
        for number, one in enumerate(tidy, start=1)
    ]
    gone = {one.id for one in store.levels(ctx.db)} - {one.id for one in kept}
    with ctx.db.write(Step(N_("Levels of KUBE"))) as writer:
        for one in kept:
            store.save_level(writer, one)
        for level_id in gone:
            writer.remove("kube_level", level_id)


def level_of(ctx: Context, kube_id: str, month: Month) -> Level | None:
    """The level a group was last put on, up to a month."""
    ctx.require(Permission.SEE_KUBE)
    known = {one.id: one for one in store.levels(ctx.db)}
    put = [
        (key, one.level_id)
        for key, one in store.months_of(ctx.db, kube_id).items()
        if one.level_id in known and key <= str(month)
    ]
    return known[max(put)[1] or ""] if put else None


# -- who takes part ------------------------------------------------------------------------------


def participation(ctx: Context, kube_id: str, first: date, last: date) -> list[Participation]:
    """What each member took part in: meetings, dues, tasks of orders, events."""
    ctx.require(Permission.SEE_KUBE)
    held = meetings.attendance_between(ctx, kube_id, first, last)
    days = {
        one.meeting.id: one.meeting.held_on
        for one in meetings.meetings_of(ctx, kube_id, first, last)
    }
    grid = {row.member.id: row for row in dues.dues_grid(ctx, kube_id, first=first, last=last).rows}
    tasks = Counter(
        task.member_id
        for order in orders.orders(ctx, kube_id, first, last)
        for task in order.tasks
        if task.is_done
    )
    went = Counter(
        taker.member_id
        for page in events.events(ctx, kube_id, first, last)
        for taker in page.takers
    )
    found = []
    for member in group.everyone(ctx, kube_id):
        mine = [m for m in held if member.is_member_on(days.get(m) or last)]
        row = grid.get(member.id)
        if not mine and row is None:
            continue
        found.append(
            Participation(
                member=member, meetings=len(mine),
                attended=sum(held[m].get(member.id) is Attendance.PRESENT for m in mine),
                due=row.due if row else 0, paid=row.paid_total if row else 0,
                arrears=max(row.arrears, 0) if row else 0,
                tasks=tasks[member.id], events=went[member.id],
                brought=row.brought if row else 0, waived=row.waived if row else 0,
            )
        )  # fmt: skip
    return found


def attendance_shares(ctx: Context, kube_id: str, until: Month) -> list[tuple[Month, float | None]]:
    """The share of members who came, month by month; None where no meeting was held."""
    ctx.require(Permission.SEE_KUBE)
    found = []
    for back in range(1 - _MONTHS, 1):
        month = until.plus(back)
        held = meetings.attendance_between(ctx, kube_id, month.first, month.last)
        marked = sum(len(came) for came in held.values())
        present = sum(
            mark is Attendance.PRESENT for came in held.values() for mark in came.values()
        )
        found.append((month, present / marked if marked else None))
    return found


def latest_month(ctx: Context) -> Month | None:
    """The last month with mentoring or money of a group."""
    ctx.require(Permission.SEE_KUBE)
    days = [Month.of(found) for found in (store.last_day(ctx.db),) if found]
    money = cashbook.latest_month(ctx)
    return max([*days, money] if money else days, default=None)
