"""What people do with closed months and page codes, and what they ask of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month
from fieldkit.core.db.steps import Step
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import CashEntry, Pot
from fieldkit.features.kube.closing import model, store
from fieldkit.features.kube.closing.model import BookPage, ClosedPot, MonthState, PageMark
from fieldkit.features.kube.group import service as group

SENTENCES: dict[str, str] = {
    "month_not_over": N_("{month} is not over yet. It can be closed from its last day on."),
    "month_closed": N_("{month} is closed already."),
    "nothing_to_close": N_("There is nothing in the books up to {month}."),
    "year_not_over": N_("{year} is not over yet. It can be closed from 31 December on."),
    "page_differs": N_(
        "{kube}: the closed page of {month} is no longer what it was when it was closed."
    ),
    "page_follows_other": N_(
        "{kube}: {month} was closed behind another closing of the month before it. Its page is"
        " what it was, but it now begins with what the other closing left."
    ),
    "page_worded_twice": N_(
        "{kube}: on the closed page of {month} stands a correction that was written on two"
        " laptops, each with its own day or reason. The money is what it was."
    ),
    "closed_twice": N_(
        "{kube}: {month} was closed on two laptops; the first closing stands, and what the other"
        " one knew more counts in the next month."
    ),
    "came_late": N_("{kube}: {count} entries came after their month was closed, see {month}."),
}
sentences.register(SENTENCES)
# So many choices between the words of two laptops are tried before a page counts as changed.
_MOST_VERSIONS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """The page a printed code belongs to."""

    kube: str
    pot: Pot
    month: Month
    mark: PageMark


def close_month(ctx: Context, kube_id: str, month: Month) -> int:
    """Close the books to the end of a month, open months before it among them; count them."""
    ctx.require(Permission.POST_CASH)
    return _close(ctx, kube_id, month, is_year=False)


def close_year(ctx: Context, kube_id: str, year: int) -> int:
    """Close the books to the end of a year; return how many months that closed."""
    ctx.require(Permission.POST_CASH)
    if ctx.today < Month(year, 12).last:
        raise InvalidInputError([Problem("month", "year_not_over", {"year": year})])
    return _close(ctx, kube_id, Month(year, 12), is_year=True)


def _close(ctx: Context, kube_id: str, month: Month, *, is_year: bool) -> int:
    kube = group.kube(ctx, kube_id)
    wanted = _open_months(ctx, kube_id, month)
    known = store.of_month(ctx.db, kube_id, month)
    if found := _closing_problems(ctx, month, wanted, known, is_year=is_year):
        raise InvalidInputError(found)
    name = (
        N_("Close the year {month} of {kube}") if is_year else N_("Close {month}, books of {kube}")
    )
    spoken = str(month.year) if is_year else format_month(month)
    with ctx.db.write(Step(name, month=spoken, kube=kube.name)) as writer:
        count = close(ctx, writer, kube_id, month, is_year=is_year)
        if is_year and known is not None:
            store.save(writer, replace(known, is_year=True))
    return count


def close(
    ctx: Context, writer: Writer, kube_id: str, month: Month, *, is_year: bool = False
) -> int:
    """Close every open month up to one, inside an open step; return how many those were."""
    ctx.require(Permission.POST_CASH)
    pages = list(_new_pages(ctx, kube_id, _open_months(ctx, kube_id, month)))
    for page in pages:
        store.save(writer, replace(page, is_year=is_year and page.month == month))
    return len(pages)


def _closing_problems(
    ctx: Context, month: Month, wanted: list[Month], known: BookPage | None, *, is_year: bool
) -> list[Problem]:
    details: dict[str, object] = {"month": format_month(month)}
    if ctx.today < month.last:
        return [Problem("month", "month_not_over", details)]
    if known is not None and (not is_year or known.is_year):
        return [Problem("month", "month_closed", details)]
    if not wanted and known is None:
        return [Problem("month", "nothing_to_close", details)]
    return []


def _open_months(ctx: Context, kube_id: str, until: Month) -> list[Month]:
    """The months that closing up to `until` would close."""
    closed = cashbook.closed_until(ctx, kube_id)
    begun = cashbook.first_month(ctx, kube_id)
    first = closed.next() if closed else begun
    return model.months_between(first, until) if first else []


def _new_pages(ctx: Context, kube_id: str, months_: list[Month]) -> Iterator[BookPage]:
    now = ctx.clock.now().isoformat(timespec="milliseconds")
    for step in _walk(ctx, kube_id, months_[0], months_[-1]) if months_ else ():
        yield BookPage(
            kube_id=kube_id,
            month=step.month,
            closed_on=ctx.today,
            closed_at=now,
            closed_by=ctx.me.name,
            entries=step.entries,
            pots={pot: ClosedPot(balance=step.balances[pot], digest=step.now[pot]) for pot in Pot},
        )


@dataclass(frozen=True, slots=True)
class _Walked:
    """A month on the way through the books: the digests before it, its own, what it holds."""

    month: Month
    before: dict[Pot, str]
    now: dict[Pot, str]
    balances: dict[Pot, int]
    entries: tuple[str, ...]
    closed: BookPage | None
    is_moved: bool = False

    def mark(self, pot: Pot) -> PageMark:
        """What the foot of the month's page says."""
        fixed = self.closed.pots.get(pot) if self.closed else None
        return PageMark(
            digest=fixed.digest if fixed else self.now[pot],
            before=self.before[pot],
            closed_on=self.closed.closed_on if self.closed else None,
            differs=fixed is not None and fixed.digest != self.now[pot] and not self.is_moved,
        )


def _walk(ctx: Context, kube_id: str, first: Month, last: Month) -> Iterator[_Walked]:
    """Go through the months up to `last` and yield those from `first` on.

    It begins behind the last closed month before `first`, whose digests are kept, or else
    with the book.
    """
    anchor = store.last_before(ctx.db, kube_id, first)
    begun = cashbook.first_month(ctx, kube_id)
    start = anchor.month.next() if anchor else min(begun or first, first)
    before = dict.fromkeys(Pot, "")
    if anchor is not None:
        before |= {pot: held.digest for pot, held in anchor.pots.items()}
    held = cashbook.balances_before(ctx, kube_id, start.first)
    for month in model.months_between(start, last):
        found = cashbook.entries_of_month(ctx, kube_id, month)
        now = {p: model.digest_of(kube_id, p, month, before[p], held[p], found) for p in Pot}
        held = {p: held[p] + sum(entry.into(p) for entry in found) for p in Pot}
        page = store.of_month(ctx.db, kube_id, month)
        fixed = {p: kept.digest for p, kept in page.pots.items()} if page else {}
        if month >= first:
            is_other = page is not None and any(now[p] != digest for p, digest in fixed.items())
            is_moved = is_other and page is not None and _is_whole(ctx, page)
            entries = tuple(e.id for e in found)
            yield _Walked(month, before, now, held, entries, page, is_moved)
        before = now | fixed


def _is_whole(ctx: Context, page: BookPage) -> bool:
    """Whether a closed page is what it was, behind any closing of the month before it.

    Two laptops may close one month; the first closing stands, and a later page of the other
    laptop still follows its own. Nothing in it was changed: its entries and the page it was
    closed behind give its digest as ever. A correction that both wrote stands in it as either.
    """
    written = [cashbook.versions(ctx, entry_id) for entry_id in page.entries]
    try:
        entries = [cashbook.entry(ctx, entry_id) for entry_id in page.entries]
    except NotFoundError:
        return False
    if any(entry not in known for entry, known in zip(entries, written, strict=True)):
        return False
    earlier = [one for one in store.pages(ctx.db, page.kube_id) if one.month < page.month]
    last = max((one.month for one in earlier), default=None)
    starts: list[Mapping[Pot, ClosedPot]] = [one.pots for one in earlier if one.month == last]
    return any(
        all(_is_digest(page, pot, start, written) for pot in page.pots) for start in (*starts, {})
    )


def _is_digest(
    page: BookPage, pot: Pot, start: Mapping[Pot, ClosedPot], written: Sequence[list[CashEntry]]
) -> bool:
    """Whether these entries give a page's digest, in any version that a laptop wrote of them."""
    before = start.get(pot, ClosedPot(balance=0, digest=""))
    choices = islice(product(*written), _MOST_VERSIONS)
    return any(
        page.pots[pot].digest
        == model.digest_of(page.kube_id, pot, page.month, before.digest, before.balance, entries)
        for entries in choices
    )


# -- asking ----------------------------------------------------------------------------------


def mark(ctx: Context, kube_id: str, pot: Pot, month: Month) -> PageMark:
    """What the foot of a pot's page of a month says."""
    return marks(ctx, kube_id, month)[pot]


def marks(ctx: Context, kube_id: str, month: Month) -> dict[Pot, PageMark]:
    """What the foot of each pot's page of a month says."""
    ctx.require(Permission.SEE_KUBE)
    (step,) = _walk(ctx, kube_id, month, month)
    return {pot: step.mark(pot) for pot in Pot}


def months(ctx: Context, kube_id: str) -> list[MonthState]:
    """Every month of a group's books with its sums and whether it is closed, newest first.

    What came late for a month closed on its last day stands in the month that comes.
    """
    ctx.require(Permission.SEE_KUBE)
    begun = cashbook.first_month(ctx, kube_id)
    if begun is None:
        return []
    closed: dict[Month, BookPage] = {}
    for known in store.pages(ctx.db, kube_id):
        closed.setdefault(known.month, known)
    moved = {row["month"]: row for row in store.months(ctx.db, kube_id)}
    this = Month.of(ctx.today)
    last = this.next() if str(this.next()) in moved else this
    late = store.late_in(ctx.db, kube_id, begun.first.isoformat(), last.last.isoformat())
    balance = 0
    states = []
    for month in model.months_between(begun, last):
        row = moved.get(str(month), {"entries": 0, "money_in": 0, "money_out": 0})
        balance += row["money_in"] - row["money_out"]
        page = closed.get(month)
        states.append(
            MonthState(
                month=month, entries=row["entries"], money_in=row["money_in"],
                money_out=row["money_out"], balance=balance,
                closed_on=page.closed_on if page else None,
                is_year=page is not None and page.is_year, late=late.get(str(month), 0),
            )
        )  # fmt: skip
    return states[::-1]


def find_page(ctx: Context, code: str) -> FoundPage | None:
    """The page of any group whose foot carries a code; None where no page says it now."""
    ctx.require(Permission.SEE_KUBE)
    wanted = "".join(sign for sign in code.casefold() if sign.isalnum())
    if len(wanted) < model.CODE_DIGITS:
        return None
    for kube in group.kubes(ctx):
        for step in _whole(ctx, kube.id):
            for pot in Pot:
                known = step.mark(pot)
                if known.digest.startswith(wanted):
                    return FoundPage(kube=kube.name, pot=pot, month=step.month, mark=known)
    return None


def _whole(ctx: Context, kube_id: str) -> Iterator[_Walked]:
    begun = cashbook.first_month(ctx, kube_id)
    latest = cashbook.latest_month(ctx, kube_id)
    if begun and latest:
        yield from _walk(ctx, kube_id, begun, latest)


def verify(ctx: Context) -> list[Problem]:
    """What closed pages no longer say; warnings are for a look."""
    ctx.require(Permission.CHECK_BOOK)
    if not ctx.may(Permission.SEE_KUBE):
        return []
    found: list[Problem] = []
    for kube in group.kubes(ctx):
        for step in _whole(ctx, kube.id):
            closed = step.closed
            if closed is None:
                continue
            if any(step.mark(pot).differs for pot in Pot):
                found.append(_finding(closed.id, "page_differs", kube.name, step.month))
            elif step.is_moved:
                is_same = set(closed.entries) == set(step.entries) and all(
                    held.balance == step.balances[pot] for pot, held in closed.pots.items()
                )
                code = "page_worded_twice" if is_same else "page_follows_other"
                moved = _finding(closed.id, code, kube.name, step.month)
                found.append(moved._replace(is_warning=True))
        for month, count in store.late_in(ctx.db, kube.id, "", "9999").items():
            late = _finding(kube.id, "came_late", kube.name, Month.parse(month), count=count)
            found.append(late._replace(is_warning=True))
        seen: set[Month] = set()
        for known in store.pages(ctx.db, kube.id):
            if known.month in seen:
                twice = _finding(known.id, "closed_twice", kube.name, known.month)
                found.append(twice._replace(is_warning=True))
            seen.add(known.month)
    return found


def _finding(record: str, code: str, kube: str, month: Month, **more: object) -> Problem:
    return Problem(record, code, {"kube": kube, "month": format_month(month), **more})
