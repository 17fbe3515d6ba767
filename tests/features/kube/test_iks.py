"""Help from the solidarity pot: by the group's own rule, beyond it only with a written reason."""

from datetime import date

import pytest

from fieldkit.core.errors import InvalidInputError
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot, opening
from fieldkit.features.kube.iks import service
from fieldkit.features.kube.iks.model import Cause, Grant, Rule

MAY, JUNE = date(2026, 5, 12), date(2026, 6, 2)


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(ctx, make):
    """KUBE Melati 3 with Rp400.000 in its solidarity pot."""
    kube_id, people = make.kube("Melati 3", members=5, iks_amount=1000)
    cashbook.record_entry(ctx, opening(kube_id, date(2026, 1, 2), 400_000, "Awal", pot=Pot.IKS))
    return kube_id, people


def grant(melati, **more):
    kube_id, people = melati
    facts = {
        "kube_id": kube_id, "member_id": people[0], "cause": Cause.ILLNESS, "amount": 150_000,
        "given_on": MAY, "why": "Rawat inap tiga hari",
    }  # fmt: skip
    return Grant(**(facts | more))


def test_help_is_an_entry_that_names_whom_and_why(ctx, melati):
    kube_id, people = melati
    entry_id = service.give(ctx, grant(melati, basis="Keputusan 4/2026"))
    assert cashbook.balances(ctx, kube_id)[Pot.IKS] == 250_000
    (given,) = service.given(ctx, kube_id)
    assert (given.id, given.member.id, given.cause) == (entry_id, people[0], Cause.ILLNESS)
    assert (given.amount, given.basis) == (150_000, "Keputusan 4/2026")
    assert given.description == "Bantuan sakit: Rawat inap tiga hari"
    (row,) = cashbook.ledger_of(ctx, kube_id, Pot.IKS, MAY, MAY).rows
    assert row.words == "Bantuan sakit: Rawat inap tiga hari – Aminah"


def test_a_group_without_a_rule_gives_what_it_decides(ctx, melati):
    service.give(ctx, grant(melati, amount=400_000))
    assert service.rules(ctx, melati[0])[Cause.ILLNESS].is_blank


def test_above_the_groups_ceiling_a_reason_is_asked_and_kept(ctx, melati):
    service.save_rules(
        ctx, melati[0], [Rule(kube_id=melati[0], cause=Cause.ILLNESS, ceiling=100_000)]
    )
    with pytest.raises(InvalidInputError) as error:
        service.give(ctx, grant(melati))
    assert codes(error) == {("exception", "iks_above_ceiling")}
    assert service.given(ctx, melati[0]) == []
    service.give(ctx, grant(melati, exception="Operasi, disepakati semua"))
    assert service.given(ctx, melati[0])[0].basis == "Operasi, disepakati semua"
    service.give(ctx, grant(melati, cause=Cause.BEREAVEMENT))


def test_the_rule_counts_how_often_a_member_was_helped_in_the_year(ctx, melati):
    kube_id, people = melati
    service.save_rules(ctx, kube_id, [Rule(kube_id=kube_id, cause=Cause.ILLNESS, per_year=1)])
    first = service.give(ctx, grant(melati))
    with pytest.raises(InvalidInputError) as error:
        service.give(ctx, grant(melati, given_on=JUNE))
    assert codes(error) == {("exception", "iks_too_often")}
    service.give(ctx, grant(melati, member_id=people[1], amount=50_000))
    cashbook.correct_entry(ctx, first, "Batal, dijamin BPJS")
    service.give(ctx, grant(melati, given_on=JUNE))
    assert [g.amount for g in service.given(ctx, kube_id)] == [50_000, 150_000]


@pytest.mark.parametrize(
    ("joined", "is_early"), [(date(2026, 2, 12), False), (date(2026, 2, 13), True), (None, False)]
)
def test_the_rule_may_ask_for_months_of_membership(ctx, make, joined, is_early):
    kube_id, people = make.kube("Kenanga", members=1)
    from dataclasses import replace

    from fieldkit.features.kube.group import service as group

    group.save_member(ctx, replace(group.member(ctx, people[0]), joined_on=joined))
    service.save_rules(ctx, kube_id, [Rule(kube_id=kube_id, cause=Cause.URGENT, after_months=3)])
    wanted = grant((kube_id, people), cause=Cause.URGENT)
    assert [p.code for p in service.rule_says(ctx, wanted)] == ["iks_too_early"] * is_early


def test_the_rule_may_ask_for_a_decision(ctx, melati):
    rule = Rule(kube_id=melati[0], cause=Cause.ILLNESS, needs_decision=True, note="Jenguk dulu")
    service.save_rules(ctx, melati[0], [rule])
    rule_id = service.rules(ctx, melati[0])[Cause.ILLNESS].id
    with pytest.raises(InvalidInputError) as error:
        service.give(ctx, grant(melati, exception="Mendesak"))
    assert codes(error) == {("basis", "iks_needs_decision")}
    service.save_rules(ctx, melati[0], [rule])
    assert service.rules(ctx, melati[0])[Cause.ILLNESS].id == rule_id
    assert service.rules(ctx, melati[0])[Cause.ILLNESS].note == "Jenguk dulu"


def test_help_beyond_what_the_pot_holds_needs_a_reason_or_another_pot(ctx, melati):
    kube_id, _people = melati
    with pytest.raises(InvalidInputError) as error:
        service.give(ctx, grant(melati, amount=400_001))
    assert codes(error) == {("reason", "pot_below_zero")}
    cashbook.record_entry(ctx, opening(kube_id, MAY, 500_000, "Awal", pot=Pot.KAS))
    service.give(ctx, grant(melati, amount=400_001, pot=Pot.KAS))
    assert cashbook.balances(ctx, kube_id)[Pot.IKS] == 400_000
    assert cashbook.summary(ctx, kube_id, MAY, MAY).expense == {Account.HELP_ILLNESS: 400_001}


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"member_id": None}, "member_id", "required"),
        ({"member_id": "somebody"}, "member_id", "not_a_member"),
        ({"cause": None}, "cause", "required"),
        ({"amount": None}, "amount", "required"),
        ({"amount": -1}, "amount", "negative"),
        ({"amount": 0}, "amount", "zero_amount"),
        ({"given_on": date(2027, 1, 1)}, "given_on", "in_future"),
        ({"why": "  "}, "why", "required"),
        ({"why": "x" * 151}, "why", "too_long"),
    ],
)
def test_a_grant_that_says_too_little_is_refused(ctx, melati, more, field, code):
    with pytest.raises(InvalidInputError) as error:
        service.give(ctx, grant(melati, **more))
    assert (field, code) in codes(error)


@pytest.mark.parametrize(
    ("more", "field"), [({"ceiling": 0}, "ceiling"), ({"per_year": 0}, "per_year"),
                        ({"after_months": 999}, "after_months"), ({"note": "x" * 201}, "note")]
)  # fmt: skip
def test_a_rule_that_says_nonsense_is_refused(ctx, melati, more, field):
    with pytest.raises(InvalidInputError) as error:
        service.save_rules(ctx, melati[0], [Rule(kube_id=melati[0], **more)])
    assert {f for f, _code in codes(error)} == {f"illness.{field}"}
