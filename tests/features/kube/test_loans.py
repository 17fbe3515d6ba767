"""Savings and loans: the cash book is the only truth, a loan says what was agreed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Kind, Pot, opening
from fieldkit.features.kube.loans import model, service
from fieldkit.features.kube.loans.model import Every, Loan, LoanState, Paid, Service
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.features.records import undoing

JAN, FEB, MAR = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(ctx, make):
    """KUBE Melati 3 with Rp1.000.000 to lend."""
    kube_id, people = make.kube("Melati 3", members=5, has_loans=1)
    first = opening(kube_id, date(2026, 1, 2), 1_000_000, "Saldo awal", pot=Pot.LOANS)
    cashbook.record_entry(ctx, first)
    return kube_id, people


def terms(melati, **more):
    kube_id, people = melati
    facts = {
        "kube_id": kube_id, "member_id": people[0], "lent_on": JAN, "principal": 500_000,
        "instalments": 5, "first_due": FEB, "service": Service.PERCENT, "service_permille": 10,
        "purpose": "Modal warung",
    }  # fmt: skip
    return Loan(**(facts | more))


def pots(ctx, kube_id):
    return cashbook.balances(ctx, kube_id)


# -- what is due ---------------------------------------------------------------------------------


def test_instalments_are_round_amounts_and_the_last_is_the_rest():
    loan = Loan(kube_id="k", member_id="m", lent_on=JAN, principal=1_000_000, instalments=3,
                first_due=date(2026, 1, 31), service=Service.AMOUNT, service_amount=7_500)  # fmt: skip
    planned = model.schedule(loan)
    assert [i.principal for i in planned] == [333_400, 333_400, 333_200]
    assert [i.due_on for i in planned] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert {i.service for i in planned} == {7_500}


def test_service_is_a_share_of_the_principal_in_round_rupiah():
    loan = Loan(kube_id="k", member_id="m", principal=333_000, service=Service.PERCENT,
                service_permille=15)  # fmt: skip
    assert loan.service_each == 5_000
    assert replace(loan, service=Service.NONE).service_each == 0


def test_weekly_instalments_are_a_week_apart():
    loan = Loan(kube_id="k", member_id="m", principal=30_000, instalments=3, first_due=JAN,
                every=Every.WEEK)  # fmt: skip
    assert [i.due_on.day for i in model.schedule(loan)] == [10, 17, 24]


loans = st.builds(
    Loan, kube_id=st.just("k"), member_id=st.just("m"), lent_on=st.just(JAN),
    principal=st.integers(1, 5_000_000), instalments=st.integers(1, 40), first_due=st.just(FEB),
    every=st.sampled_from(Every), service=st.sampled_from(Service),
    service_amount=st.integers(1, 50_000), service_permille=st.integers(1, 500),
)  # fmt: skip


@given(loans)
def test_a_schedule_gives_back_exactly_what_was_lent(loan):
    planned = model.schedule(loan)
    assert sum(i.principal for i in planned) == loan.principal
    assert all(i.principal >= 0 for i in planned)
    assert len(planned) == loan.instalments
    assert [i.due_on for i in planned] == sorted({i.due_on for i in planned})


@given(loans, st.lists(st.integers(1, 800_000), max_size=12), st.integers(0, 1500))
def test_every_payment_is_principal_and_service_and_the_loan_ends(loan, amounts, days):
    state = LoanState(
        loan=loan, member=None, paid=Paid(lent=loan.principal),
        today=date.fromordinal(JAN.toordinal() + days),
    )  # fmt: skip
    for amount in amounts:
        principal, part = model.split(state, amount)
        assert principal + part == amount
        assert part >= 0
        assert principal >= 0
        state = replace(
            state, paid=replace(
                state.paid, principal=state.paid.principal + min(principal, state.left),
                service=state.paid.service + part,
            ),
        )  # fmt: skip
        assert 0 <= state.left <= loan.principal
        assert 0 <= state.arrears <= state.left
        assert state.service_arrears >= 0
        assert state.is_finished == (state.following is None)
    assert state.paid.service <= loan.service_each * loan.instalments
    # Whoever pays what is wanted, again and again, has paid the whole schedule and no more.
    for _again in range(loan.instalments + len(amounts) + 1):
        if state.is_finished:
            break
        principal, part = model.split(state, state.wanted)
        state = replace(
            state, paid=replace(
                state.paid, principal=state.paid.principal + principal,
                service=state.paid.service + part,
            ),
        )  # fmt: skip
    assert state.left == 0
    assert state.number_paid == loan.instalments


# -- lending and paying back ---------------------------------------------------------------------


def test_a_loan_takes_from_its_pot_and_instalments_bring_it_back_with_service(ctx, melati):
    kube_id, _people = melati
    loan_id = service.lend(ctx, terms(melati))
    assert pots(ctx, kube_id)[Pot.LOANS] == 500_000
    service.pay(ctx, loan_id, 105_000, FEB)
    one = service.state(ctx, loan_id)
    assert (one.left, one.paid.principal, one.paid.service) == (400_000, 100_000, 5_000)
    assert pots(ctx, kube_id)[Pot.LOANS] == 605_000
    assert one.following.number == 2
    assert [e.kind for e in service.history(ctx, loan_id)] == [Kind.LOAN, Kind.INSTALMENT]
    summary = cashbook.summary(ctx, kube_id, date(2026, 1, 3), ctx.today)
    assert summary.income == {Account.SERVICE: 5_000}
    assert summary.expense == {}


def test_what_was_due_and_is_not_paid_is_in_arrears(ctx, melati):
    loan_id = service.lend(ctx, terms(melati))
    service.pay(ctx, loan_id, 60_000, FEB)
    in_march = service.state(ctx, loan_id, MAR)
    assert (in_march.arrears, in_march.service_arrears) == (145_000, 5_000)
    assert in_march.wanted == 150_000
    assert service.state(ctx, loan_id, date(2026, 2, 9)).arrears == 0


def test_nobody_pays_more_than_is_owed(ctx, melati):
    loan_id = service.lend(ctx, terms(melati, service=Service.NONE))
    with pytest.raises(InvalidInputError) as error:
        service.pay(ctx, loan_id, 500_100, FEB)
    assert codes(error) == {("amount", "pays_too_much")}
    service.pay(ctx, loan_id, 500_000, FEB)
    assert service.state(ctx, loan_id).is_finished
    with pytest.raises(InvalidInputError) as error:
        service.pay(ctx, loan_id, 1_000, MAR)
    assert codes(error) == {("amount", "loan_is_paid_back")}


def test_a_group_may_waive_the_service_of_who_pays_early(ctx, melati):
    loan_id = service.lend(ctx, terms(melati))
    service.pay(ctx, loan_id, 500_000, FEB, service=0)
    one = service.state(ctx, loan_id)
    assert one.is_finished
    assert one.wanted == 0
    assert one.service_arrears == 0


def test_a_loan_beyond_what_the_pot_holds_needs_a_written_reason(ctx, melati):
    with pytest.raises(InvalidInputError) as error:
        service.lend(ctx, terms(melati, principal=1_500_000))
    assert codes(error) == {("reason", "pot_below_zero")}
    assert service.loans(ctx, melati[0]) == []
    service.lend(ctx, terms(melati, principal=1_500_000), reason="Ditalangi ketua")
    assert pots(ctx, melati[0])[Pot.LOANS] == -500_000


def test_a_loan_that_was_running_takes_nothing_from_the_pot(ctx, melati):
    loan_id = service.lend(ctx, terms(melati, principal=200_000), was_running=True)
    assert pots(ctx, melati[0])[Pot.LOANS] == 1_000_000
    assert service.state(ctx, loan_id).left == 200_000
    second = service.lend(
        ctx, terms(melati, principal=100_000, member_id=melati[1][1]), was_running=True
    )
    assert service.state(ctx, second).left == 100_000


def test_a_correction_of_a_correction_leaves_the_loan_as_it_was(ctx, melati):
    loan_id = service.lend(ctx, terms(melati))
    service.pay(ctx, loan_id, 105_000, FEB)
    before = service.state(ctx, loan_id)
    paid = service.history(ctx, loan_id)[1]
    cashbook.correct_entry(ctx, paid.id, "Salah orang")
    assert service.state(ctx, loan_id).paid.principal == 0
    undoing.undo(ctx)
    after = service.state(ctx, loan_id)
    assert replace(after.paid, last_on=None) == replace(before.paid, last_on=None)
    lent = service.history(ctx, loan_id)[0]
    undoing.undo(ctx)
    undoing.undo(ctx)
    assert service.loans(ctx, melati[0]) == []
    undoing.redo(ctx)
    again = service.state(ctx, loan_id)
    assert (again.paid.lent, again.left) == (500_000, 500_000)
    assert lent.lines[0].amount == 500_000


def test_a_page_saved_again_leaves_instalments_as_they_were_whatever_was_paid_since(ctx, melati):
    kube_id, people = melati
    three = terms(melati, principal=300_000, instalments=3, service=Service.AMOUNT,
                  service_permille=None, service_amount=10_000)  # fmt: skip
    loan_id = service.lend(ctx, three)
    page = MeetingPage(
        meeting=Meeting(kube_id=kube_id, held_on=FEB, place="Bale RW"),
        attendance={people[0]: Attendance.PRESENT}, instalments={people[0]: 110_000},
    )  # fmt: skip
    meeting_id = meetings.record_meeting(ctx, page).meeting_id
    service.pay(ctx, loan_id, 230_000, MAR, service=30_000)
    before = cashbook.all_entries(ctx, kube_id)
    meetings.record_meeting(ctx, meetings.page(ctx, meeting_id))
    assert cashbook.all_entries(ctx, kube_id) == before
    less = replace(meetings.page(ctx, meeting_id), instalments={people[0]: 100_000})
    meetings.record_meeting(ctx, less)
    assert service.state(ctx, loan_id).left == 0
    assert service.paid_at(ctx, meeting_id) == {people[0]: 100_000}


def test_a_loan_given_by_mistake_is_taken_back_while_nothing_was_paid(ctx, melati):
    kube_id, _people = melati
    loan_id = service.lend(ctx, terms(melati))
    with pytest.raises(InvalidInputError):
        service.cancel(ctx, loan_id, " ")
    service.cancel(ctx, loan_id, "Salah nama")
    assert service.loans(ctx, kube_id) == []
    assert pots(ctx, kube_id)[Pot.LOANS] == 1_000_000
    other = service.lend(ctx, terms(melati))
    service.pay(ctx, other, 105_000, FEB)
    with pytest.raises(InvalidInputError) as error:
        service.cancel(ctx, other, "Salah nama")
    assert codes(error) == {("reason", "loan_has_payments")}


def test_what_is_given_up_is_a_loss_with_its_decision(ctx, melati):
    kube_id, _people = melati
    loan_id = service.lend(ctx, terms(melati))
    service.pay(ctx, loan_id, 105_000, FEB)
    with pytest.raises(InvalidInputError) as error:
        service.write_off(ctx, loan_id, MAR, "")
    assert codes(error) == {("basis", "required")}
    service.write_off(ctx, loan_id, MAR, "Keputusan 3/2026")
    one = service.state(ctx, loan_id)
    assert (one.left, one.paid.lost, one.is_finished, one.arrears) == (0, 400_000, True, 0)
    assert pots(ctx, kube_id)[Pot.LOANS] == 605_000
    spent = cashbook.summary(ctx, kube_id, date(2026, 1, 3), ctx.today).expense
    assert spent == {Account.LOSS: 400_000}


def test_terms_may_be_agreed_anew_but_not_what_was_lent(ctx, melati):
    loan_id = service.lend(ctx, terms(melati))
    known = service.loan(ctx, loan_id)
    service.change_terms(ctx, replace(known, instalments=10))
    assert len(model.schedule(service.loan(ctx, loan_id))) == 10
    with pytest.raises(InvalidInputError) as error:
        service.change_terms(ctx, replace(known, principal=1))
    assert codes(error) == {("principal", "loan_is_fixed")}


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"member_id": ""}, "member_id", "choose_borrower"),
        ({"principal": 0}, "principal", "required"),
        ({"principal": -5}, "principal", "not_money"),
        ({"instalments": 0}, "instalments", "instalment_count"),
        ({"instalments": 121}, "instalments", "instalment_count"),
        ({"first_due": date(2026, 1, 9)}, "first_due", "due_before_lent"),
        ({"first_due": None}, "first_due", "required"),
        ({"lent_on": None}, "lent_on", "required"),
        ({"lent_on": date(2027, 1, 1)}, "lent_on", "in_future"),
        ({"service_permille": 0}, "service_permille", "service_rate"),
        ({"service": Service.AMOUNT}, "service_amount", "required"),
        ({"purpose": "x" * 201}, "purpose", "too_long"),
    ],
)
def test_a_loan_that_says_nonsense_is_refused(ctx, melati, more, field, code):
    with pytest.raises(InvalidInputError) as error:
        service.lend(ctx, terms(melati, **more))
    assert (field, code) in codes(error)


def test_the_past_is_told_as_it_was(ctx, melati):
    loan_id = service.lend(ctx, terms(melati))
    service.pay(ctx, loan_id, 105_000, FEB)
    (in_january,) = service.loans(ctx, melati[0], date(2026, 1, 31))
    assert (in_january.left, in_january.paid.principal) == (500_000, 0)
    assert service.loans(ctx, melati[0], date(2026, 1, 9)) == []
    assert service.latest_month(ctx) == Month(2026, 2)


# -- savings -------------------------------------------------------------------------------------


def test_what_members_put_by_stays_theirs(ctx, melati):
    kube_id, people = melati
    service.put_by(ctx, kube_id, people[1], 50_000, JAN)
    service.put_by(ctx, kube_id, people[1], -20_000, FEB)
    saved = {s.id: s for s in service.savings(ctx, kube_id, Month(2026, 2))}
    assert (saved[people[1]].brought, saved[people[1]].taken_out) == (50_000, 20_000)
    assert saved[people[1]].held == 30_000
    assert saved[people[0]].held == 0
    assert pots(ctx, kube_id)[Pot.LOANS] == 1_030_000
    with pytest.raises(InvalidInputError) as error:
        service.put_by(ctx, kube_id, people[1], -30_001, MAR)
    assert codes(error) == {("amount", "saved_less")}
    with pytest.raises(InvalidInputError) as error:
        service.put_by(ctx, kube_id, None, 1, MAR)
    assert codes(error) == {("member", "choose_saver")}


# -- at a meeting --------------------------------------------------------------------------------


def held(ctx, melati, day, paid, meeting_id=""):
    kube_id, people = melati
    page = MeetingPage(
        meeting=Meeting(id=meeting_id, kube_id=kube_id, held_on=day),
        attendance=dict.fromkeys(people, Attendance.PRESENT),
        dues=dict.fromkeys(people, 5_000),
        instalments=paid,
    )
    return meetings.record_meeting(ctx, page)


def test_instalments_are_taken_at_the_meeting_in_the_grid(ctx, melati):
    kube_id, people = melati
    loan_id = service.lend(ctx, terms(melati))
    assert service.wanted_at(ctx, kube_id, FEB) == {people[0]: 105_000}
    done = held(ctx, melati, FEB, {people[0]: 105_000, people[1]: None})
    assert done.instalments == 105_000
    assert service.state(ctx, loan_id).left == 400_000
    assert meetings.page(ctx, done.meeting_id).instalments == {people[0]: 105_000}
    assert meetings.entries_at(ctx, done.meeting_id) == []
    # The page knows its own payment: nothing more is wanted, and saving again changes nothing.
    assert service.wanted_at(ctx, kube_id, FEB, done.meeting_id) == {people[0]: 105_000}
    before = len(cashbook.all_entries(ctx, kube_id))
    held(ctx, melati, FEB, {people[0]: 105_000}, done.meeting_id)
    assert len(cashbook.all_entries(ctx, kube_id)) == before


def test_a_changed_instalment_takes_the_former_back(ctx, melati):
    kube_id, people = melati
    loan_id = service.lend(ctx, terms(melati))
    done = held(ctx, melati, FEB, {people[0]: 105_000})
    again = held(ctx, melati, FEB, {people[0]: 50_000}, done.meeting_id)
    assert again.has_corrected_dues
    one = service.state(ctx, loan_id)
    assert (one.paid.principal, one.paid.service) == (45_000, 5_000)
    nothing = held(ctx, melati, FEB, {people[0]: None}, done.meeting_id)
    assert nothing.instalments == 0
    assert service.state(ctx, loan_id).left == 500_000
    assert service.paid_at(ctx, done.meeting_id) == {}
    left_alone = held(ctx, melati, MAR, {people[0]: 105_000})
    held(ctx, melati, MAR, None, left_alone.meeting_id)
    assert service.state(ctx, loan_id).left == 400_000
    assert pots(ctx, kube_id)[Pot.LOANS] == 605_000


def test_who_owes_two_loans_pays_the_older_first(ctx, melati):
    _kube_id, people = melati
    old = service.lend(ctx, terms(melati, principal=100_000, instalments=1, service=Service.NONE))
    new = service.lend(
        ctx, terms(melati, lent_on=date(2026, 1, 20), principal=100_000, service=Service.NONE)
    )
    held(ctx, melati, FEB, {people[0]: 130_000})
    assert service.state(ctx, old).is_finished
    assert service.state(ctx, new).left == 70_000


def test_a_meeting_takes_no_instalment_from_who_owes_nothing(ctx, melati):
    _kube_id, people = melati
    service.lend(ctx, terms(melati, service=Service.NONE))
    with pytest.raises(InvalidInputError) as error:
        held(ctx, melati, FEB, {people[1]: 10_000})
    assert codes(error) == {("instalments", "owes_nothing")}
    with pytest.raises(InvalidInputError) as error:
        held(ctx, melati, FEB, {people[0]: 500_001})
    assert codes(error) == {("instalments", "pays_too_much")}
    assert meetings.meeting_on(ctx, melati[0], FEB) is None


def test_a_meeting_in_the_bin_gives_its_instalments_back(ctx, melati):
    _kube_id, people = melati
    loan_id = service.lend(ctx, terms(melati))
    done = held(ctx, melati, FEB, {people[0]: 105_000})
    meetings.remove_meeting(ctx, done.meeting_id, "Salah tanggal")
    assert service.state(ctx, loan_id).left == 500_000


# -- proof ---------------------------------------------------------------------------------------


def test_a_check_sees_a_loan_that_the_book_does_not_bear_out(ctx, melati):
    loan_id = service.lend(ctx, terms(melati))
    assert service.verify(ctx) == []
    with ctx.db.write(_step()) as writer:
        writer.put("loan", {"id": loan_id, "principal": 400_000}, scope=melati[0])
    assert [p.code for p in service.verify(ctx)] == ["loan_differs"]
    with ctx.db.write(_step()) as writer:
        writer.put("loan", {"id": loan_id, "principal": 500_000}, scope=melati[0])
    lent = service.history(ctx, loan_id)[0]
    cashbook.correct_entry(ctx, lent.id, "Batal")
    assert service.verify(ctx) == []
    assert service.state(ctx, loan_id).is_taken_back


def _step():
    from fieldkit.core.db.steps import Step

    return Step("test")
