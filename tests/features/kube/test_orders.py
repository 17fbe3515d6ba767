"""Orders of PMT and catering: places and boxes, who does what, delivered, paid."""

from dataclasses import replace
from datetime import date, time

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.orders import service
from fieldkit.features.kube.orders.model import Order, OrderKind, Post, State, Target, Task
from fieldkit.features.records import undoing

FIRST, SECOND = date(2026, 5, 6), date(2026, 5, 20)


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(ctx, make):
    return make.kube("Melati 3", members=4)


def posts(*boxes):
    names = (("Posyandu 1", Target.TODDLERS), ("Posyandu 2", Target.TODDLERS),
             ("Posbindu", Target.POSBINDU), ("Lansia", Target.ELDERLY))  # fmt: skip
    return [Post(name=name, target=target, boxes=n)
            for (name, target), n in zip(names, boxes, strict=False)]  # fmt: skip


def pmt(melati, **more):
    facts = {
        "kube_id": melati[0], "customer": "Kelurahan Galur", "deliver_on": FIRST,
        "starts": time(10), "ends": time(12), "menu": "Telur balado, sayur, susu",
        "menu_from": "Puskesmas", "budget": 300_000,
    }  # fmt: skip
    return Order(**(facts | more))


def test_two_rounds_a_month_bring_400_boxes(ctx, melati):
    service.save_order(ctx, pmt(melati), posts(100, 100))
    service.save_order(ctx, pmt(melati, deliver_on=SECOND), [
        Post(name="Posbindu", target=Target.POSBINDU, boxes=120),
        Post(name="Lansia", target=Target.ELDERLY, boxes=80),
    ])  # fmt: skip
    found = service.orders_of_month(ctx, melati[0], Month(2026, 5))
    assert [one.boxes for one in found] == [200, 200]
    assert sum(one.boxes for one in found) == 400
    assert found[0].delivered is None


def test_an_order_goes_from_planned_to_delivered_to_paid(ctx, melati):
    order_id = service.save_order(ctx, pmt(melati), posts(100, 100))
    assert service.order(ctx, order_id).state is State.PLANNED
    assert service.order(ctx, order_id).is_late(SECOND)
    known = service.order(ctx, order_id).posts
    service.deliver(ctx, order_id, FIRST, "Bu RW", [replace(known[0], delivered=97), known[1]])
    one = service.order(ctx, order_id)
    assert (one.state, one.delivered, one.order.received_by) == (State.DELIVERED, 197, "Bu RW")
    service.take_payment(ctx, order_id, 200_000, FIRST)
    assert (service.order(ctx, order_id).state, service.order(ctx, order_id).owed) == (
        State.DELIVERED, 100_000,
    )  # fmt: skip
    service.take_payment(ctx, order_id, 100_000, SECOND)
    assert service.order(ctx, order_id).state is State.PAID
    assert cashbook.balances(ctx, melati[0])[Pot.KAS] == 300_000


def test_what_is_spent_on_an_order_stands_against_its_budget(ctx, melati):
    order_id = service.save_order(ctx, pmt(melati), posts(100, 100))
    service.take_payment(ctx, order_id, 300_000, FIRST)
    entry_id = service.spend(ctx, order_id, Account.SUPPLIES, 190_000, FIRST, "Telur dan sayur")
    service.spend(ctx, order_id, Account.TRANSPORT, 20_000, FIRST)
    one = service.order(ctx, order_id)
    assert (one.paid, one.spent, one.margin) == (300_000, 210_000, 90_000)
    cashbook.correct_entry(ctx, entry_id, "Salah catat")
    assert service.order(ctx, order_id).spent == 20_000


def test_more_than_is_owed_is_not_taken(ctx, melati):
    order_id = service.save_order(ctx, pmt(melati), posts(100))
    with pytest.raises(InvalidInputError) as error:
        service.take_payment(ctx, order_id, 300_001, FIRST)
    assert codes(error) == {("amount", "pays_more_than_owed")}
    free = service.save_order(ctx, pmt(melati, budget=None), posts(100))
    service.take_payment(ctx, free, 50_000, FIRST)
    assert service.order(ctx, free).state is State.PAID


def test_a_look_over_everything_tells_what_was_paid_beyond_the_worth(ctx, melati):
    order_id = service.save_order(ctx, pmt(melati), posts(100))
    service.take_payment(ctx, order_id, 300_000, FIRST)
    assert service.verify(ctx) == []
    known = service.order(ctx, order_id)
    service.save_order(ctx, replace(known.order, budget=250_000), known.posts)
    (found,) = service.verify(ctx)
    assert (found.field, found.code, found.is_warning) == (order_id, "order_overpaid", True)


def test_a_price_for_each_box_says_what_a_catering_is_worth(ctx, melati):
    wanted = pmt(melati, kind=OrderKind.CATERING, budget=None, price=15_000)
    one = service.order(ctx, service.save_order(ctx, wanted, posts(40)))
    assert one.worth == 600_000


def test_tasks_name_who_does_what_and_an_order_can_be_repeated(ctx, melati):
    _kube_id, people = melati
    tasks = [Task(member_id=people[0], what="Belanja", is_done=True),
             Task(member_id=people[1], what="Memasak")]  # fmt: skip
    order_id = service.save_order(ctx, pmt(melati), posts(100, 100), tasks)
    service.deliver(ctx, order_id, FIRST)
    again = service.order(ctx, service.repeat_order(ctx, order_id, SECOND))
    assert (again.order.deliver_on, again.boxes, again.delivered) == (SECOND, 200, None)
    assert [(t.member_id, t.what, t.is_done) for t in again.tasks] == [
        (people[0], "Belanja", False), (people[1], "Memasak", False),
    ]  # fmt: skip
    assert again.state is State.PLANNED
    assert {post.id for post in again.posts}.isdisjoint(
        {post.id for post in service.order(ctx, order_id).posts}
    )


def test_a_line_taken_away_is_gone_and_comes_back_by_undo(ctx, melati):
    order_id = service.save_order(ctx, pmt(melati), posts(100, 100))
    known = service.order(ctx, order_id)
    service.save_order(ctx, known.order, known.posts[:1])
    assert service.order(ctx, order_id).boxes == 100
    undoing.undo(ctx)
    assert service.order(ctx, order_id).boxes == 200


def test_an_order_with_money_is_cancelled_not_removed(ctx, melati):
    order_id = service.save_order(ctx, pmt(melati), posts(100))
    service.take_payment(ctx, order_id, 100_000, FIRST)
    with pytest.raises(InvalidInputError) as error:
        service.remove(ctx, order_id)
    assert codes(error) == {("order", "order_has_money")}
    service.cancel(ctx, order_id)
    one = service.order(ctx, order_id)
    assert (one.state, one.owed) == (State.CANCELLED, 0)
    other = service.save_order(ctx, pmt(melati), posts(100))
    service.remove(ctx, other)
    assert [o.id for o in service.orders(ctx, melati[0])] == [order_id]


@pytest.mark.parametrize(
    ("change", "lines", "wrong"),
    [
        ({"customer": " "}, (100,), ("customer", "required")),
        ({"deliver_on": None}, (100,), ("deliver_on", "required")),
        ({"ordered_on": SECOND}, (100,), ("deliver_on", "delivered_before_ordered")),
        ({"ends": time(9)}, (100,), ("ends", "ends_before_start")),
        ({"budget": 0}, (100,), ("budget", "zero_amount")),
        ({}, (), ("posts", "no_posts")),
        ({}, (0,), ("posts", "post_is_wrong")),
        ({}, (100_001,), ("posts", "post_is_wrong")),
    ],
)
def test_a_wrong_order_is_refused(ctx, melati, change, lines, wrong):
    with pytest.raises(InvalidInputError) as error:
        service.save_order(ctx, pmt(melati, **change), posts(*lines))
    assert codes(error) == {wrong}
    assert service.orders(ctx, melati[0]) == []


def test_a_task_of_a_stranger_is_refused(ctx, melati):
    with pytest.raises(InvalidInputError) as error:
        service.save_order(ctx, pmt(melati), posts(1), [Task(member_id="nobody", what="Masak")])
    assert codes(error) == {("tasks", "task_is_wrong")}
