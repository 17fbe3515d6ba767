"""Sharing what was earned: shown before it is posted, equal or by a rule, a part stays."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Kind, Pot, money_in, money_out
from fieldkit.features.kube.group.model import KubeMember
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.features.kube.sharing import model, service
from fieldkit.features.kube.sharing.model import Plan, Rule

FIRST, LAST, JUNE = date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 2)


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(ctx, make):
    """A group of four that earned Rp500.000 and spent Rp180.000 in May."""
    kube_id, people = make.kube("Melati 3", members=4)
    day = date(2026, 5, 12)
    for entry in (
        money_in(kube_id, day, Account.SALES, 300_000, "Penjualan"),
        money_in(kube_id, day, Account.ORDERS, 200_000, "PMT"),
        money_in(kube_id, day, Account.DUES, 50_000, "Iuran", member=people[0]),
        money_out(kube_id, day, Account.SUPPLIES, 180_000, "Bahan"),
    ):
        cashbook.record_entry(ctx, entry)
    return kube_id, people


def plan(melati, **more):
    facts = {"kube_id": melati[0], "first_day": FIRST, "last_day": LAST, "shared_on": JUNE}
    return Plan(**(facts | more))


def test_a_proposal_shows_what_was_earned_and_what_each_would_get(ctx, melati):
    shown = service.proposal(ctx, plan(melati, kas_permille=250))
    assert (shown.earned, shown.cost, shown.profit, shown.amount) == (
        500_000, 180_000, 320_000, 320_000,
    )  # fmt: skip
    assert [s.amount for s in shown.shares] == [60_000] * 4
    assert (shown.kept, shown.paid_out) == (80_000, 240_000)
    assert cashbook.balances(ctx, melati[0])[Pot.KAS] == 370_000
    assert service.sharings(ctx, melati[0]) == []


def test_a_sharing_is_one_entry_with_a_leg_for_each_member(ctx, melati):
    kube_id, people = melati
    sharing_id = service.share(
        ctx, plan(melati, amount=320_000, kas_permille=250, basis="Keputusan 7/2026")
    )
    (one,) = service.sharings(ctx, kube_id)
    assert (one.id, one.total, one.kept) == (sharing_id, 240_000, 80_000)
    assert one.paid == dict.fromkeys(people, 60_000)
    entry = cashbook.entry(ctx, one.entry_id)
    assert (entry.kind, entry.moved, entry.basis) == (Kind.SHARE, -240_000, "Keputusan 7/2026")
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 130_000


def test_a_sharing_is_put_right_by_its_reversal_and_the_right_one(ctx, melati):
    kube_id, people = melati
    weights = {people[0]: 2, people[1]: 1, people[2]: 1, people[3]: 0}
    first = service.share(
        ctx, plan(melati, amount=320_000, kas_permille=250, rule=Rule.WEIGHTS, weights=weights)
    )
    known = service.plan_of(ctx, first)
    assert known.weights == {people[0]: 2, people[1]: 1, people[2]: 1}
    assert (known.amount, known.kas_permille, known.instead_of) == (320_000, 250, first)
    assert service.proposal(ctx, known).open == 320_000
    with pytest.raises(InvalidInputError) as error:
        service.correct(ctx, first, "", known)
    assert codes(error) == {("why", "required")}
    again = service.correct(ctx, first, "Semua ikut memasak", plan(melati, amount=320_000))
    totals = {one.id: one.total for one in service.sharings(ctx, kube_id)}
    assert totals == {first: 0, again: 320_000}
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 50_000
    with pytest.raises(InvalidInputError):
        service.correct(ctx, first, "Sekali lagi", plan(melati, amount=320_000))
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 50_000


def test_what_was_shared_can_not_be_shared_again(ctx, melati):
    service.share(ctx, plan(melati, amount=320_000))
    with pytest.raises(InvalidInputError) as error:
        service.share(ctx, plan(melati, amount=1_000))
    assert codes(error) == {("amount", "more_than_earned")}
    assert service.proposal(ctx, plan(melati)).open == 0


def test_a_sharing_taken_back_can_be_shared_anew(ctx, melati):
    kube_id, _people = melati
    sharing_id = service.share(ctx, plan(melati, amount=320_000))
    service.take_back(ctx, sharing_id, "Salah bulan")
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 370_000
    (one,) = service.sharings(ctx, kube_id)
    assert (one.total, one.kept) == (0, 0)
    with pytest.raises(InvalidInputError):
        service.take_back(ctx, sharing_id, "Sekali lagi")
    service.share(ctx, plan(melati, amount=320_000))


def test_a_look_over_everything_finds_what_was_paid_beyond_the_decision(ctx, melati):
    kube_id, people = melati
    sharing_id = service.share(ctx, plan(melati, amount=320_000))
    assert service.verify(ctx) == []
    more = money_out(
        kube_id, JUNE, Account.SHARE, 5_000, "Susulan", member=people[0], ref=sharing_id
    )
    cashbook.record_entry(ctx, more)
    assert [(p.field, p.code) for p in service.verify(ctx)] == [(sharing_id, "shared_too_much")]


def test_members_can_share_by_how_often_they_came(ctx, melati):
    kube_id, people = melati
    came = {people[0]: 2, people[1]: 1, people[2]: 1, people[3]: 0}
    for number, day in enumerate((date(2026, 5, 5), date(2026, 5, 12))):
        marks = {
            m: Attendance.PRESENT if times > number else Attendance.ABSENT
            for m, times in came.items()
        }
        meetings.record_meeting(
            ctx, MeetingPage(
                meeting=Meeting(kube_id=kube_id, held_on=day), attendance=marks, dues={}, iks={},
                instalments={}, agenda=(), follow_ups=(),
            ),
        )  # fmt: skip
    shown = service.proposal(ctx, plan(melati, rule=Rule.ATTENDANCE))
    assert [s.weight for s in shown.shares] == [2, 1, 1, 0]
    assert [s.amount for s in shown.shares] == [160_000, 80_000, 80_000, 0]


def test_members_can_share_by_parts_they_wrote_down(ctx, melati):
    people = melati[1]
    weights = dict(zip(people, (4, 2, 1, 1), strict=True))
    shown = service.proposal(ctx, plan(melati, rule=Rule.WEIGHTS, weights=weights))
    assert [s.amount for s in shown.shares] == [160_000, 80_000, 40_000, 40_000]
    with pytest.raises(InvalidInputError) as error:
        service.share(ctx, plan(melati, rule=Rule.WEIGHTS, weights={}, amount=1_000))
    assert codes(error) == {("rule", "nobody_gets_anything")}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"amount": None}, ("amount", "required")),
        ({"amount": 0}, ("amount", "zero_amount")),
        ({"amount": 320_001}, ("amount", "more_than_earned")),
        ({"last_day": date(2026, 4, 1)}, ("last_day", "ends_before_start")),
        ({"kas_permille": 1000}, ("kas_permille", "between")),
    ],
)
def test_a_wrong_plan_is_refused(ctx, melati, change, wrong):
    with pytest.raises(InvalidInputError) as error:
        service.share(ctx, plan(melati, **({"amount": 1_000} | change)))
    assert codes(error) == {wrong}
    assert service.sharings(ctx, melati[0]) == []


@given(
    st.integers(0, 10**9),
    st.integers(0, 1000),
    st.lists(st.integers(0, 9), min_size=1, max_size=20),
)
def test_nothing_is_lost_or_made_by_sharing(amount, permille, weights):
    people = [KubeMember(kube_id="k", name=f"A{n}", id=str(n)) for n in range(len(weights))]
    kept, shares = model.shares(
        people, amount, permille, {str(n): w for n, w in enumerate(weights)}
    )
    assert kept + sum(s.amount for s in shares) == amount
    assert kept >= 0
    assert all(s.amount % model.ROUND_TO == 0 for s in shares)
    for one in shares:
        for other in shares:
            assert (one.weight <= other.weight) <= (one.amount <= other.amount)


def test_a_month_shared_on_two_laptops_is_told(ctx, melati):
    more = money_in(melati[0], FIRST, Account.DONATION, 500_000, "Sumbangan")
    cashbook.record_entry(ctx, more)
    ready = plan(melati)
    shown = service.proposal(ctx, ready)
    ready = replace(ready, amount=shown.amount)
    service.share(ctx, ready)
    assert service.verify(ctx) == []
    with ctx.db.write(Step("Share on the other laptop")) as writer:
        second = service.note_sharing(ctx, writer, ready, shown)
    (finding,) = service.verify(ctx)
    assert (finding.code, finding.is_warning) == ("shared_twice", True)
    service.take_back(ctx, second, "dobel")
    assert service.verify(ctx) == []
