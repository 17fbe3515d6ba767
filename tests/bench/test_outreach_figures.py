"""Visits, programmes and partners: planning a month, matching, and lists over 40,255."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import mean

import pytest

from fieldkit.core.clock import FixedClock
from fieldkit.core.dates import Month
from fieldkit.core.db.steps import Step
from fieldkit.core.ids import new_id, use_source
from fieldkit.core.vault import memory_context
from fieldkit.features.agenda import service as agenda
from fieldkit.features.graduation import service as graduation
from fieldkit.features.people import service as people
from fieldkit.features.practice import service as practice
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.service import Size
from fieldkit.features.programmes import service as programmes
from fieldkit.features.referrals import service as referrals
from fieldkit.features.rounds import model, planner, store
from fieldkit.features.rounds import service as rounds
from fieldkit.features.rounds.model import Budget
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import gini
from tests.bench.conftest import Figure, milliseconds, told
from tests.bench.test_figures import FAMILIES, large  # noqa: F401 -- a fixture

pytestmark = pytest.mark.bench
DECEMBER = Month(2026, 12)
LAST = date(2026, 11, 20)
BUDGETS = {
    350: Budget(per_day=6, weekdays=(2, 4)),
    700: Budget(per_day=8, weekdays=(2, 3, 4)),
    2000: Budget(per_day=20, weekdays=(2, 3, 4)),
}
YEARS = 24


@pytest.fixture(scope="module")
def practised():
    """Practice books in memory by their number of families, made when first asked for."""
    made = {}

    def book(families):
        if families not in made:
            size = Size(families=families, groups=families // 27, months=6, kube=0)
            clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
            former = use_source(Dice(size.seed, "ids").bits)
            try:
                made[families] = memory_context(clock)
                practice.fill(made[families], clock, size, LAST)
            finally:
                use_source(former)
            clock.instant = datetime(2026, 12, 1, 5, tzinfo=UTC)
        return made[families]

    yield book
    for ctx in made.values():
        ctx.db.close()


def best(work, turns=5):
    return min(milliseconds(work) for _turn in range(turns))


# -- the month's visits ----------------------------------------------------------------------


@pytest.mark.parametrize(("families", "limit"), [(350, 250), (700, 400), (2000, 1500)])
def test_a_month_is_planned_while_one_looks(practised, families, limit):
    ctx = practised(families)
    ours = best(lambda: rounds.propose(ctx, DECEMBER, wanted=BUDGETS[families]))
    told(Figure(f"planning the visits of a month for {families:,}", ours, "ms", limit))


def by_planner(families, month, budget):
    days = model.visiting_days(budget, month, month.first)
    found = planner.propose(families, month, month.first, days, budget)
    return [(one.id, one.day) for one in found.suggestions]


def by_oldest(families, month, budget):
    days = model.visiting_days(budget, month, month.first)
    waiting = sorted(families, key=lambda one: (one.last_visited or date.min, one.id))
    seats = [day for day in days for _seat in range(budget.per_day)]
    return [(one.id, day) for one, day in zip(waiting, seats, strict=False)]


def by_chance(chance):
    def plan(families, month, budget):
        days = model.visiting_days(budget, month, month.first)
        seats = [day for day in days for _seat in range(budget.per_day)]
        chosen = chance.sample(list(families), min(len(seats), len(families)))
        return [(one.id, day) for one, day in zip(chosen, seats, strict=False)]

    return plan


def two_years(facts, budget, plan):
    """Visit month by month; return the longest wait, visits per family, and pressing ones met."""
    chance = random.Random(7)
    known = {one.id: one for one in facts}
    first = planner.promise(
        [f.last_visited for f in facts], DECEMBER, budget.for_turns, budget.for_turns
    )
    counts = dict.fromkeys(known, 0)
    longest, asked, met = 0, 0, 0
    for step in range(YEARS):
        month = DECEMBER.plus(step)
        for key, one in known.items():
            if one.follow_up_due is None and chance.random() < 0.04:
                known[key] = replace(one, follow_up_due=month.first + timedelta(days=20))
        due = {k for k, one in known.items() if one.follow_up_due in month}
        visited = dict(plan(list(known.values()), month, budget))
        asked += len(due)
        met += len(due & set(visited))
        for key, day in visited.items():
            counts[key] += 1
            known[key] = replace(known[key], last_visited=day, follow_up_due=None)
        for key in due - set(visited):
            known[key] = replace(known[key], follow_up_due=None)
        if first.caught_up is None or month >= first.caught_up:
            waits = [
                99 if one.last_visited is None else model.months_since(one.last_visited, month)
                for one in known.values()
            ]
            longest = max(longest, *waits)
    return longest, list(counts.values()), met / max(asked, 1), first.span


@pytest.mark.parametrize("families", [350, 700])
def test_two_years_of_plans_forget_nobody_and_meet_what_was_promised(practised, families):
    budget = BUDGETS[families]
    facts = store.facts(practised(families).db, DECEMBER, DECEMBER.first)
    ours = two_years(facts, budget, by_planner)
    oldest = two_years(facts, budget, by_oldest)
    chance = two_years(facts, budget, by_chance(random.Random(1)))
    name = f"of {families} in two years"
    told(Figure(f"longest wait {name}, months (the span stated)", ours[0], "mo", ours[3]))
    told(Figure(f"longest wait {name}, beside oldest first", ours[0], "mo", 1.7, oldest[0]))
    told(Figure(f"longest wait {name}, beside chance", ours[0], "mo", 0.75, chance[0]))
    told(Figure(f"follow-ups missed {name}, beside oldest first",
                100 * (1 - ours[2]), "%", 0.5, 100 * (1 - oldest[2])))  # fmt: skip
    told(Figure(f"Gini of visits {name}, beside chance", gini(ours[1]), "", 0.95, gini(chance[1])))
    print(f"\n{families}: wait {ours[0]}/{oldest[0]}/{chance[0]} months (ours/oldest/chance),"
          f" Gini {gini(ours[1]):.2f}/{gini(oldest[1]):.2f}/{gini(chance[1]):.2f},"
          f" promised visits made {ours[2]:.0%}/{oldest[2]:.0%}/{chance[2]:.0%},"
          f" visits a family {mean(ours[1]):.1f}, span stated {ours[3]}")  # fmt: skip


# -- programmes ------------------------------------------------------------------------------


@pytest.mark.parametrize(("families", "limit"), [(350, 400), (700, 800), (2000, 2000)])
def test_all_families_are_held_against_all_programmes(practised, families, limit):
    ctx = practised(families)
    ours = best(lambda: programmes.tallies(ctx), 3)
    told(Figure(f"all programmes for {families:,} families", ours, "ms", limit))


# -- 40,255 families -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wide(large):  # noqa: F811
    """The large book with a visit for each family, businesses, referrals, paths, contacts."""
    chance = random.Random(3)
    rows = large.db.rows("SELECT id, _scope AS scope FROM family ORDER BY id")
    days = [LAST - timedelta(days=chance.randint(1, 700)) for _row in rows]
    with large.db.write(Step("Prepare")) as writer:
        writer.put_many(
            "visit",
            [
                {"id": new_id(), "_scope": r["scope"], "family_id": r["id"], "visited_on": day,
                 "purposes": ["case"], "agreement": "Sepakat",
                 "follow_up": "Cek" if n % 9 == 0 else None,
                 "follow_up_due": day + timedelta(days=40) if n % 9 == 0 else None}
                for n, (r, day) in enumerate(zip(rows, days, strict=True))
            ],
        )  # fmt: skip
        writer.put_many(
            "business",
            [
                {"id": new_id(), "_scope": r["scope"], "family_id": r["id"], "kind": "Warung",
                 "cluster": "food"}
                for r in rows[::5]
            ],
        )  # fmt: skip
        writer.put_many(
            "graduation_move",
            [
                {"id": new_id(), "_scope": r["scope"], "family_id": r["id"],
                 "stage": "candidate", "moved_on": LAST, "position": 0}
                for r in rows[::40]
            ],
        )  # fmt: skip
        place = writer.put("institution", {"name": "Puskesmas"}, scope=large.db.own_scope)
        writer.put_many(
            "referral",
            [
                {"id": new_id(), "_scope": r["scope"], "family_id": r["id"],
                 "institution_id": place, "need": "health", "reason": "Sakit",
                 "referred_on": day, "follow_up_due": day + timedelta(days=14)}
                for r, day in zip(rows[::20], days[::20], strict=True)
            ],
        )  # fmt: skip
        writer.put_many(
            "contact",
            [
                {"id": new_id(), "_scope": r["scope"], "family_id": r["id"],
                 "contacted_on": day, "way": "message", "topic": "Jadwal"}
                for r, day in zip(rows[::4], days[::4], strict=True)
            ],
        )  # fmt: skip
    return large


LISTS = {
    "a page of who was not visited for long": (lambda c: visits.least_recently_visited(c, limit=100), 250),
    "coverage by group": (visits.coverage, 400),
    "coverage by RT": (lambda c: visits.coverage(c, by="place"), 400),
    "follow-ups due": (visits.follow_ups_due, 400),
    "the board of graduation": (graduation.board, 400),
    "the round of businesses": (lambda c: people.business_round(c, Month.of(LAST)), 900),
    "referrals": (referrals.referrals, 400),
    "referrals due": (referrals.referrals_due, 400),
    "contacts": (referrals.contacts, 900),
    "the week of the agenda": (agenda.week, 900),
    "one programme for everybody": (lambda c: programmes.matches(c, "pena-reguler"), 4000),
    "a fair list for one programme": (lambda c: programmes.shortlist(c, "pkhp", seats=25), 5000),
    "the visits of a month": (
        lambda c: rounds.propose(c, DECEMBER, wanted=Budget(per_day=20, weekdays=(1, 2, 3, 4, 5))),
        9000,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_over_everybody_open(wide, name):
    work, limit = LISTS[name]
    told(Figure(f"{name} over {FAMILIES:,}", best(lambda: work(wide), 3), "ms", limit))
