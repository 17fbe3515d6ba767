"""The books of a KUBE stay as quick after ten years of weekly meetings as after one."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, money_in, money_out
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import AgendaItem, Attendance, Meeting, MeetingPage
from tests.bench.conftest import Figure, milliseconds, told

pytestmark = pytest.mark.bench
MEMBERS = 20
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def spent(work):
    """The milliseconds of processor this takes.

    Everything lies in memory here; on a busy machine the clock on the wall would tell how often
    others had their turn in between, which is more often the longer something takes.
    """
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


WARM = {}


def lived(folder, years):
    """A group of twenty that met every week for so many years, sold and bought; and its id."""
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kunci panjang",
        clock=FixedClock(NOW),
    )  # fmt: skip
    kube = group.save_kube(ctx, Kube(name="Melati 3", dues_amount=5000, iks_amount=1000))
    names = [f"Anggota {n}" for n in range(MEMBERS)]
    people = group.add_members(ctx, kube, names, joined_on=date(2010, 1, 1))
    last = date(2026, 11, 16)
    for week in range(52 * years - 1, -1, -1):
        day = last - timedelta(weeks=week)
        meetings.record_meeting(ctx, page(kube, people, day))
        cashbook.record_entry(ctx, money_in(kube, day, Account.SALES, 150_000, "Penjualan"))
        cashbook.record_entry(ctx, money_out(kube, day, Account.SUPPLIES, 90_000, "Bahan"))
    ask = partial(dues.dues_grid, ctx, kube, 2026)
    WARM[years] = min(spent(ask) for _turn in range(15))
    # As people find it: opened anew, not still warm from ten years of writing.
    vault.close_book(ctx, folder)
    return vault.open_book(folder, "kunci panjang", clock=FixedClock(NOW)), kube, people


def page(kube, people, day):
    """Everybody came and paid."""
    return MeetingPage(
        meeting=Meeting(kube_id=kube, held_on=day, dues_amount=5000, iks_amount=1000),
        attendance=dict.fromkeys(people, Attendance.PRESENT), dues=dict.fromkeys(people, 5000),
        iks=dict.fromkeys(people, 1000),
        agenda=(AgendaItem(title="Pesanan PMT", decision="Memasak bersama"),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kube")
    made = {years: lived(folder / f"{years}.fieldkit", years) for years in (1, 10)}
    yield made
    for years, (ctx, _kube, _people) in made.items():
        vault.close_book(ctx, folder / f"{years}.fieldkit")


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("balances of all pots", cashbook.balances),
        (
            "balances at the end of a month",
            lambda ctx, kube: cashbook.balances(ctx, kube, date(2026, 10, 31)),
        ),
        (
            "a month of the cash book",
            lambda ctx, kube: cashbook.ledger_of(
                ctx, kube, Pot.KAS, Month(2026, 10).first, Month(2026, 10).last
            ),
        ),
        ("the grid of dues of a year", lambda ctx, kube: dues.dues_grid(ctx, kube, 2026)),
        ("who is in arrears", dues.arrears),
    ],
)  # fmt: skip
def test_ten_years_cost_as_much_as_one(books, name, ask):
    (ten, kube_ten, _p), (one, kube_one, _q) = books[10], books[1]
    ask(ten, kube_ten), ask(one, kube_one)
    pairs = [
        (spent(lambda: ask(ten, kube_ten)), spent(lambda: ask(one, kube_one)))
        for _turn in range(31)
    ]
    ours, floor = (min(times) for times in zip(*pairs, strict=True))
    told(Figure(f"KUBE, 10 years of weekly meetings: {name}", ours, "ms", 1.5, floor))


def test_the_grid_is_as_quick_in_the_book_that_has_just_been_written(books):
    assert set(books) == set(WARM)
    told(Figure("KUBE, 10 years just written: the grid of dues", WARM[10], "ms", 1.5, WARM[1]))


def _posting(ctx, typed):
    took = []
    took.append(milliseconds(lambda: took.append(_record(ctx, typed))))
    return took[0], took[1]


def _record(ctx, typed):
    return spent(lambda: meetings.record_meeting(ctx, typed))


def test_posting_a_meeting_of_twenty_members(books):
    times = []
    for years in (1, 10):
        ctx, kube, people = books[years]
        known = {m.meeting.held_on for m in meetings.meetings_of(ctx, kube)}
        free = [NOW.date() - timedelta(days=n) for n in range(1, 60)]
        days = [day for day in free if day not in known][:9]
        both = [_posting(ctx, page(kube, people, day)) for day in days]
        times.append([min(kind) for kind in zip(*both, strict=True)])
    one, ten = times
    told(Figure("posting a meeting of 20 members after 10 years", ten[0], "ms", 1.5, one[0]))
    told(Figure("posting a meeting of 20 members", ten[1], "ms", 150))
