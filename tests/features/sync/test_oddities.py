"""After a merge a person sees twins, payments recorded twice, and records that wait."""

import pytest

from fieldkit.core.errors import NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.records.waiting import Waiting
from fieldkit.features.sync import oddities

NIK, KK = "9901014101900001", "9901010100010000"


@pytest.fixture
def office(ctx, book, exchange):
    """A coordinator of two facilitators, each with a group."""
    coordinator, tuti = book("Koordinator", Role.COORDINATOR), book("Tuti")
    exchange.introduce(coordinator, ctx)
    exchange.introduce(coordinator, tuti)
    for one, letter in ((ctx, "s"), (tuti, "t")):
        exchange.put(one, "kpm_group", letter * 26, id=letter * 26, name=f"Kelompok {letter}")
    return coordinator, ctx, tuti


def family(exchange, ctx, letter, **fields):
    return exchange.put(ctx, "family", letter * 26, group_id=letter * 26, status="active", **fields)


def test_a_family_entered_on_two_laptops_is_kept_twice_and_named_once(office, exchange):
    coordinator, sri, tuti = office
    family(exchange, sri, "s", name="Ani", nik=NIK, no_kk=KK)
    family(exchange, tuti, "t", name="Ani Suryani", nik=NIK, no_kk=KK)
    exchange.between(sri, coordinator)
    exchange.between(tuti, coordinator)
    assert coordinator.db.value("SELECT count(*) FROM family") == 2
    [twin] = oddities.twins(coordinator)
    assert {twin.first.who, twin.second.who} == {"Sri", "Tuti"}
    assert "Kelompok" in twin.first.title
    oddities.leave_both(coordinator, twin.id)
    assert oddities.twins(coordinator) == []


@pytest.mark.parametrize("number", ["", "0", "0000000000000000", "1234", "9" * 16])
def test_blank_and_made_up_numbers_match_nobody(office, exchange, number):
    coordinator, sri, tuti = office
    family(exchange, sri, "s", name="Ani", nik=number)
    family(exchange, tuti, "t", name="Ani", nik=number)
    exchange.between(sri, coordinator)
    exchange.between(tuti, coordinator)
    assert oddities.twins(coordinator) == []


def test_two_records_of_one_laptop_are_the_registers_matter(ctx, exchange):
    exchange.put(ctx, "kpm_group", "s" * 26, id="s" * 26, name="S")
    family(exchange, ctx, "s", name="Ani", nik=NIK)
    family(exchange, ctx, "s", name="Ani", nik=NIK)
    assert oddities.twins(ctx) == []


def entry(exchange, ctx, kube, day="2026-11-20", amount=5000, member="m", **more):
    lines = [
        {"account": "pot:kas", "amount": amount},
        {"account": "income:dues", "amount": -amount, "member": member},
    ]
    from fieldkit.core.db.steps import Step

    with ctx.db.write(Step("Post")) as writer:
        row = {"kube_id": kube, "booked_on": day, "lines": lines, "kind": "dues"}
        row |= {"description": f"Iuran oleh {ctx.me.name}", **more}
        return writer.post("cash_entry", row, scope=kube)


def test_a_payment_on_two_laptops_is_shown_and_counts_until_somebody_decides(leader, exchange):
    mine, theirs, kube = leader
    member = mine.db.value("SELECT id FROM kube_member ORDER BY row_no")
    first = entry(exchange, mine, kube, member=member)
    second = entry(exchange, theirs, kube, member=member, day="2026-11-19")
    exchange.between(theirs, mine)
    [one] = oddities.double_payments(mine)
    assert {one.first.id, one.second.id} == {first, second}
    assert (one.amount, one.members, one.kube) == (5000, ("Aminah",), "Melati 3")
    assert sum(cashbook.balances(mine, kube).values()) == 10000
    oddities.take_back(mine, one.id)
    assert sum(cashbook.balances(mine, kube).values()) == 5000
    assert oddities.double_payments(mine) == []
    with pytest.raises(NotFoundError):
        oddities.take_back(mine, one.id)
    exchange.between(mine, theirs)
    assert oddities.double_payments(theirs) == []


@pytest.mark.parametrize(
    "other",
    [
        {"amount": 6000},
        {"member": "n"},
        {"day": "2026-11-27"},
    ],
)
def test_another_amount_member_or_week_is_another_payment(leader, exchange, other):
    mine, theirs, kube = leader
    entry(exchange, mine, kube)
    entry(exchange, theirs, kube, **other)
    exchange.between(theirs, mine)
    assert oddities.double_payments(mine) == []


def test_one_laptop_may_record_the_same_twice(leader, exchange):
    mine, _theirs, kube = leader
    entry(exchange, mine, kube)
    entry(exchange, mine, kube)
    assert oddities.double_payments(mine) == []


def test_both_payments_may_be_right(leader, exchange):
    mine, theirs, kube = leader
    entry(exchange, mine, kube)
    entry(exchange, theirs, kube)
    exchange.between(theirs, mine)
    oddities.leave_both(mine, oddities.double_payments(mine)[0].id)
    assert oddities.double_payments(mine) == []
    assert sum(cashbook.balances(mine, kube).values()) == 10000


def test_records_that_came_before_what_they_belong_to_wait_visibly(pair, make, exchange):
    mine, theirs = pair
    exchange.put(mine, "visit", mine.db.own_scope, family_id="f" * 26, visited_on="2026-11-02")
    exchange.between(mine, theirs)
    assert oddities.waiting(theirs) == [Waiting(table="visit", target="family", count=1)]
    exchange.put(mine, "family", mine.db.own_scope, id="f" * 26, name="Ani", status="active")
    exchange.between(mine, theirs)
    assert oddities.waiting(theirs) == []


def test_a_leaders_book_waits_for_no_family(leader, exchange):
    mine, theirs, kube = leader
    exchange.put(mine, "kube_member", kube, kube_id=kube, name="Hindun", family_id="f" * 26)
    exchange.between(mine, theirs)
    assert oddities.waiting(theirs) == []
    assert oddities.waiting(mine) == [Waiting(table="kube_member", target="family", count=1)]


def test_a_reader_decides_nothing(book):
    reader = book("Dinas", Role.READER)
    for command in (oddities.twins, oddities.double_payments):
        with pytest.raises(PermissionDeniedError):
            command(reader)
    with pytest.raises(PermissionDeniedError):
        oddities.leave_both(reader, "x")


def test_the_health_page_counts_what_waits_as_advice(pair, exchange):
    from fieldkit.features.backup import checking

    mine, theirs = pair
    exchange.put(mine, "visit", mine.db.own_scope, family_id="f" * 26, visited_on="2026-11-02")
    exchange.between(mine, theirs)
    [found] = [f for f in checking.findings(theirs) if f.code == "records_waiting"]
    assert (found.details["count"], found.is_advice) == (1, True)
    assert "Exchange" in found.repair_sentence
