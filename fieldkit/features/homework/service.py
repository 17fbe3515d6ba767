"""What people do with homework: give it, take it in, look it through with the family."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.db.drafts import Draft
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.homework import model, store
from fieldkit.features.homework.model import (
    FamilyLine,
    GroupMonth,
    MoneyMonth,
    Progress,
    Reminder,
    SheetKind,
    Status,
    Told,
)

SENTENCES: dict[str, str] = {
    "money_without_family": N_("Choose the family whose month this is."),
    "month_in_future": N_("This month has not begun yet."),
    "amount_too_large": N_("This is more than a family's month can hold. Please check the zeros."),
    "needs_work_without_note": N_("Write what the family should put right."),
    "nothing_collected": N_("This family's sheet has not been handed in yet."),
    "spent_more_than_earned": N_("Spending is {amount} more than income."),
    "instalments_heavy": N_("Instalments take {share}% of the income; 30% is the most advised."),
    "instalments_without_income": N_("There are instalments but no income."),
    "cigarettes_over_school": N_("More went to cigarettes than to school."),
    "saved_less_than_target": N_("Saved {amount} less than the target."),
    "saved_more_than_left": N_("More was saved than was left over. Please ask where it came from."),
    "balance_below_saving": N_("The balance is smaller than what was saved this month."),
    "balance_differs": N_(
        "Last month's balance and this month's saving make {amount}."
        " Please ask whether something was taken out."
    ),
    "debt_grew": N_("The debt grew by {amount}."),
    "wants_over_spending": N_("More was wanted than was spent at all. Please look again."),
    "wants_over_saving": N_(
        "{amount} went to wants, more than was saved. What could wait next month?"
    ),
    "log_differs": N_("The daily notes add up to another amount than the recap."),
    "log_without_amount": N_("Write the amount at the end, such as: 5 makan 45rb"),
    "log_day_unknown": N_("This month has no such day."),
    "log_too_long": N_("A month has room for {limit} notes."),
}
sentences.register(SENTENCES)

SHEETS: dict[SheetKind, str] = {
    SheetKind.WORDS: N_("Written sheet"),
    SheetKind.PICTURES: N_("Picture sheet"),
}

STATUSES: dict[Status | None, str] = {
    None: N_("Not given"),
    Status.ASSIGNED: N_("Given out"),
    Status.COLLECTED: N_("Handed in"),
    Status.CHECKED: N_("Checked"),
    Status.NEEDS_WORK: N_("Needs work"),
}


def save_month(ctx: Context, money: MoneyMonth) -> MoneyMonth:
    """Save a family's month and return it as it now stands.

    Writing the figures of a sheet that was not given or only given means it was handed in,
    so that is noted, with today's date.
    """
    ctx.require(Permission.CHECK_HOMEWORK)
    if money.has_figures and money.status in (None, Status.ASSIGNED):
        money = replace(money, status=Status.COLLECTED)
    if money.status in model.JUDGED and not money.has_figures and money.collected_on is None:
        raise InvalidInputError([Problem("status", "nothing_collected")])
    ready = _dated(money, ctx.today)
    scope = _checked(ctx, ready)
    step = Step(N_("Record a family's money of {month}"), month=str(ready.month))
    with ctx.db.write(step) as writer:
        store.save(writer, ready, scope)
        store.DRAFTS.drop(writer, _record(ready.family_id, ready.month))
    return ready


def check(
    ctx: Context, family_id: str, month: Month, note: str, status: Status = Status.CHECKED
) -> MoneyMonth:
    """Judge a sheet that was handed in: checked, or in need of work (then with a note)."""
    ctx.require(Permission.CHECK_HOMEWORK)
    if status not in model.JUDGED:
        raise InvalidInputError([Problem("status", "unknown_choice")])
    before = month_of(ctx, family_id, month)
    if before.status not in model.HANDED_IN and not before.has_figures:
        raise InvalidInputError([Problem("status", "nothing_collected")])
    judged = replace(before, status=status, checker_note=note, checked_on=ctx.today)
    ready = _dated(judged, ctx.today)
    scope = _checked(ctx, ready)
    with ctx.db.write(Step(N_("Check a family's money of {month}"), month=str(month))) as writer:
        store.save(writer, ready, scope)
    return ready


def set_status(ctx: Context, family_id: str, month: Month, status: Status | None) -> MoneyMonth:
    """Note that a sheet was given or handed in, or take the note back (None)."""
    note_statuses(ctx, month, {family_id: status})
    return month_of(ctx, family_id, month)


def note_statuses(ctx: Context, month: Month, statuses: Mapping[str, Status | None]) -> int:
    """Note how far several families' sheets are, in one step; return how many changed."""
    ctx.require(Permission.CHECK_HOMEWORK)
    ready = _noted(ctx, month, statuses, {})
    step = Step(N_("Note the homework of {month}"), month=str(month))
    if ready:
        with ctx.db.write(step) as writer:
            for money, scope in ready:
                store.save(writer, money, scope)
    return len(ready)


def put_statuses(
    ctx: Context,
    writer: Writer,
    month: Month,
    statuses: Mapping[str, Status | None],
    notes: Mapping[str, str] | None = None,
) -> int:
    """Do as `note_statuses` inside another room's transaction.

    `notes` say what a family should put right where its sheet needs work and says nothing yet.
    """
    ctx.require(Permission.CHECK_HOMEWORK)
    ready = _noted(ctx, month, statuses, notes or {})
    for money, scope in ready:
        store.save(writer, money, scope)
    return len(ready)


def _noted(
    ctx: Context,
    month: Month,
    statuses: Mapping[str, Status | None],
    notes: Mapping[str, str],
) -> list[tuple[MoneyMonth, str]]:
    """Return the months that really change, each with its scope."""
    found = []
    for family_id, status in statuses.items():
        before = month_of(ctx, family_id, month)
        changed = replace(before, status=status)
        if status is Status.NEEDS_WORK and not before.checker_note:
            changed = replace(changed, checker_note=notes.get(family_id, ""))
        after = _dated(changed, ctx.today)
        if after != before:
            found.append((after, _checked(ctx, after)))
    return found


def assign_to_group(
    ctx: Context, group_id: str, month: Month, session_id: str | None = None
) -> int:
    """Give the homework of a month to a group's families that have none; return how many."""
    ctx.require(Permission.CHECK_HOMEWORK)
    if month > Month.of(ctx.today).next():
        raise InvalidInputError([Problem("month", "month_in_future")])
    name = store.group_name(ctx.db, group_id) if group_id else ""
    if name is None:
        raise NotFoundError
    given = store.not_given(ctx.db, group_id, month)
    step = Step(
        N_("Give the homework of {month} to {group}: {count} families"),
        month=str(month),
        group=name,
        count=len(given),
    )
    if given:
        with ctx.db.write(step) as writer:
            _assign(ctx, writer, given, month, session_id)
    return len(given)


def put_assignment(
    ctx: Context,
    writer: Writer,
    group_id: str,
    family_ids: Collection[str],
    month: Month,
    session_id: str,
) -> int:
    """Give the homework of a month to those of the families that have none, in an open step."""
    ctx.require(Permission.CHECK_HOMEWORK)
    if month > Month.of(ctx.today).next():
        raise InvalidInputError([Problem("month", "month_in_future")])
    given = [pair for pair in store.not_given(ctx.db, group_id, month) if pair[0] in family_ids]
    _assign(ctx, writer, given, month, session_id)
    return len(given)


def _assign(
    ctx: Context,
    writer: Writer,
    given: Sequence[tuple[str, str]],
    month: Month,
    session_id: str | None,
) -> None:
    facts = {"status": Status.ASSIGNED, "assigned_on": ctx.today, "session_id": session_id}
    for scope in dict.fromkeys(scope for _family, scope in given):
        ids = [family for family, family_scope in given if family_scope == scope]
        store.assign(writer, ids, month, scope, facts)


def remind(ctx: Context, month: Month, family_ids: Sequence[str]) -> int:
    """Note that families were reminded of their sheets today; return how many still owe one."""
    ctx.require(Permission.CHECK_HOMEWORK)
    owing = [f for f in family_ids if month_of(ctx, f, month).status is Status.ASSIGNED]
    step = Step(N_("Remind of the homework of {month}: {count}"), month=str(month),
                count=len(owing))  # fmt: skip
    _mark(ctx, step, month, owing, {"reminded_on": ctx.today})
    return len(owing)


def hand_back(ctx: Context, month: Month, family_ids: Sequence[str]) -> int:
    """Note that checked sheets were handed back today; return how many were."""
    ctx.require(Permission.CHECK_HOMEWORK)
    judged = [f for f in family_ids if month_of(ctx, f, month).status in model.JUDGED]
    step = Step(N_("Hand back the homework of {month}: {count}"), month=str(month),
                count=len(judged))  # fmt: skip
    _mark(ctx, step, month, judged, {"returned_on": ctx.today})
    return len(judged)


def _mark(
    ctx: Context, step: Step, month: Month, family_ids: Sequence[str], facts: Mapping[str, Any]
) -> None:
    if not family_ids:
        return
    with ctx.db.write(step) as writer:
        for family_id in family_ids:
            scope = store.scope_of(ctx.db, family_id)
            if scope is not None:
                store.mark(writer, [family_id], month, scope, facts)


def reminder(ctx: Context, group_id: str, month: Month, on: date | None = None) -> Reminder:
    """Return who of a group has not handed in, and the words to remind them with.

    `on` is the day the sheets should be brought, where one is known.
    """
    ctx.require(Permission.SEE_HOMEWORK)
    owing = [
        line for line in store.lines(ctx.db, group_id, month) if line.status is Status.ASSIGNED
    ]
    names = tuple(line.name for line in owing)
    group = store.group_name(ctx.db, group_id) if group_id else ""
    called = f"Kelompok {bare}" if (bare := (group or "").removeprefix("Kelompok ").strip()) else ""
    when = f"saat P2K2 {format_date(on, 'full', 'id')}" if on else "pada P2K2 berikutnya"
    listed = "\n".join(f"{number}. {name}" for number, name in enumerate(names, start=1))
    text = (
        f"Ibu-ibu {called}".strip() + f", catatan keuangan bulan {format_month(month, 'id')}"
        f" yang belum dikumpulkan:\n{listed}\nMohon dibawa {when}. Catatan yang belum lengkap"
        " tetap boleh dibawa. Terima kasih."
    )  # fmt: skip
    ids = tuple(line.id for line in owing)
    return Reminder(family_ids=ids, names=names, text=text if names else "")


def choose_sheet(ctx: Context, family_ids: Sequence[str], kind: SheetKind) -> None:
    """Note which sheet families fill in: with words, or with pictures."""
    ctx.require(Permission.CHECK_HOMEWORK)
    scopes = {family_id: store.scope_of(ctx.db, family_id) for family_id in family_ids}
    words = (
        N_("{count} families use the picture sheet")
        if kind is SheetKind.PICTURES
        else N_("{count} families use the written sheet")
    )
    known = {family_id: scope for family_id, scope in scopes.items() if scope is not None}
    if known:
        with ctx.db.write(Step(words, count=len(known))) as writer:
            for family_id, scope in known.items():
                store.choose_sheet(writer, family_id, kind, scope)


def group_months(ctx: Context, group_id: str, last: Month, count: int = 12) -> list[GroupMonth]:
    """Return the months up to one, each with the group's sheets and savings; blank: everybody."""
    ctx.require(Permission.SEE_HOMEWORK)
    first = last.plus(1 - count)
    found = {one.month: one for one in store.group_months(ctx.db, group_id, first, last)}
    months = [first.plus(number) for number in range(count)]
    return [found.get(month, GroupMonth(month=month)) for month in months]


def month_to_collect(ctx: Context, group_id: str, on: date) -> Month | None:
    """Return the month whose sheets a group brings to a meeting: the last one given before it.

    Sheets given for the very month of the meeting are asked for only where there are none of
    a month before.
    """
    ctx.require(Permission.SEE_HOMEWORK)
    return store.month_to_collect(ctx.db, group_id, Month.of(on))


def month_of(ctx: Context, family_id: str, month: Month) -> MoneyMonth:
    """A family's month; one that nobody wrote is blank."""
    ctx.require(Permission.SEE_HOMEWORK)
    found = store.by_month(ctx.db, family_id, month)
    return found or MoneyMonth(family_id=family_id, month=month)


def months_of(ctx: Context, family_id: str) -> list[MoneyMonth]:
    """Every month of one family, oldest first."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.of_family(ctx.db, family_id)


def told_of(ctx: Context, family_id: str) -> list[Told]:
    """What a family's story says of its months, oldest first."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.told_of(ctx.db, family_id)


def warnings(ctx: Context, money: MoneyMonth) -> list[Problem]:
    """What deserves a talk with the family, seen beside the month before."""
    ctx.require(Permission.SEE_HOMEWORK)
    before = store.by_month(ctx.db, money.family_id, money.month.previous())
    return model.warnings(money, before)


def group_lines(ctx: Context, group_id: str, month: Month) -> list[FamilyLine]:
    """A group's families with their month, in the order of their row codes."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.lines(ctx.db, group_id, month)


def group_progress(ctx: Context, group_id: str, month: Month) -> Progress:
    """How many of a group's sheets are given, handed in, checked, in need of work."""
    ctx.require(Permission.SEE_HOMEWORK)
    found = store.progress(ctx.db, month, group_id)
    if found:
        return found[0]
    name = store.group_name(ctx.db, group_id) if group_id else ""
    if name is None:
        raise NotFoundError
    return Progress(group_id=group_id, group_name=name, month=month, families=0)


def progress(ctx: Context, month: Month) -> list[Progress]:
    """Every group's progress; families without a group stand under a blank id."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.progress(ctx.db, month, None)


def unchecked_count(ctx: Context, until: Month | None = None) -> int:
    """How many sheets were handed in and wait to be checked."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.unchecked(ctx.db, until or Month.of(ctx.today))


def latest_month(ctx: Context) -> Month | None:
    """The newest month for which homework was given."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.latest_month(ctx.db)


def family_line(ctx: Context, family_id: str, month: Month) -> tuple[FamilyLine, str, str]:
    """A family's line with the id and the name of its group."""
    ctx.require(Permission.SEE_HOMEWORK)
    row = store.family_of(ctx.db, family_id)
    if row is None:
        raise NotFoundError
    line = FamilyLine(
        id=family_id,
        name=row["name"] or "",
        row_code=row["row_code"] or "",
        money=month_of(ctx, family_id, month),
        uses_pictures=store.uses_pictures(ctx.db, family_id),
    )
    return line, row["group_id"] or "", row["group_name"] or ""


def keep_draft(ctx: Context, family_id: str, month: Month, data: Mapping[str, Any]) -> None:
    """Keep what was typed into a family's month and not saved, as typed."""
    ctx.require(Permission.CHECK_HOMEWORK)
    store.DRAFTS.keep(ctx.db, _record(family_id, month), data, ctx.clock.now())


def draft(ctx: Context, family_id: str, month: Month) -> Draft | None:
    """What was typed into a family's month and not saved, and when."""
    ctx.require(Permission.SEE_HOMEWORK)
    return store.DRAFTS.kept(ctx.db, _record(family_id, month))


def drop_draft(ctx: Context, family_id: str, month: Month) -> None:
    """Forget what was typed."""
    ctx.require(Permission.CHECK_HOMEWORK)
    with ctx.db.local() as writer:
        store.DRAFTS.drop(writer, _record(family_id, month))


def _record(family_id: str, month: Month) -> str:
    return f"{family_id}:{month}"


def _dated(money: MoneyMonth, today: date) -> MoneyMonth:
    """Give each stage its day: reached stages keep theirs or get today, others have none."""
    status = money.status
    return replace(
        money,
        assigned_on=(money.assigned_on or today)
        if status is Status.ASSIGNED
        else (money.assigned_on if status else None),
        collected_on=(money.collected_on or today) if status in model.HANDED_IN else None,
        checked_on=(money.checked_on or today) if status in model.JUDGED else None,
        returned_on=money.returned_on if status in model.JUDGED else None,
    )


def _checked(ctx: Context, money: MoneyMonth) -> str:
    """Return the scope of a valid month; raise what is wrong with any other."""
    scope = store.scope_of(ctx.db, money.family_id)
    found = model.problems(money, ctx.today)
    if scope is None and money.family_id:
        found.append(Problem("family_id", "money_without_family"))
    if found or scope is None:
        raise InvalidInputError(found)
    return scope
