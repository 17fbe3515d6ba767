"""The page of solidarity, loans and savings: by keyboard and boxes, asked what is stored."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot, opening
from fieldkit.features.kube.iks import service as iks
from fieldkit.features.kube.iks.model import Cause
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.loans.model import Every, Loan, Service
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.ui.kube import group_page as tabs
from fieldkit.ui.kube.entry_dialogs import put_right_elsewhere
from fieldkit.ui.kube.presence_grid import LOANS
from fieldkit.ui.kube.screen import KubeScreen
from fieldkit.ui.shell.changes import Changes

TODAY = date(2026, 11, 20)
IKS, LENT, SAVED = range(3)


@pytest.fixture
def melati(ctx, make):
    kube_id, people = make.kube("Melati 3", members=5, iks_amount=1000, has_loans=1)
    for pot, amount in ((Pot.LOANS, 1_000_000), (Pot.IKS, 100_000)):
        cashbook.record_entry(ctx, opening(kube_id, date(2026, 1, 2), amount, "Awal", pot=pot))
    return kube_id, people


@pytest.fixture
def told():
    return []


@pytest.fixture
def page(open_screen, melati, told):
    screen = open_screen(KubeScreen, width=1150)
    screen.told.connect(told.append)
    screen.group_page.go_to(tabs.HELP)
    return screen.group_page


def lent(ctx, melati, **more):
    kube_id, people = melati
    facts = {
        "kube_id": kube_id, "member_id": people[0], "lent_on": date(2026, 9, 1),
        "principal": 500_000, "instalments": 5, "first_due": date(2026, 10, 1),
        "service": Service.AMOUNT, "service_amount": 5_000,
    }  # fmt: skip
    return loans.lend(ctx, Loan(**(facts | more)))


def test_a_loan_is_given_in_a_box_that_asks_as_the_group_reckons(ctx, page, melati, answer, told):
    kube_id, people = melati
    page.help.go_to(LENT)
    section = page.help.current
    assert "No loans yet" in section.table._empty_state.sentence
    assert not section.pay_button.isEnabled()
    answer(member_id=people[1], principal=300_000, first_due=date(2026, 12, 1), instalments=3,
           service=Service.PERCENT, percent=1.5, purpose="Modal")  # fmt: skip
    section.lend_button.click()
    (one,) = section.table.rows()
    assert (one.loan.service_permille, one.loan.pot, one.left) == (15, Pot.LOANS, 300_000)
    assert told[-1].text == "The loan is in the book."
    assert "Still owed Rp300.000" in section.sum_label.text()
    assert cashbook.balances(ctx, kube_id)[Pot.LOANS] == 700_000


def test_a_loan_beyond_the_pot_asks_for_the_reason_only_then(ctx, page, melati, answer):
    page.help.go_to(LENT)
    section = page.help.current
    typed = {"member_id": melati[1][1], "principal": 2_000_000, "first_due": date(2026, 12, 1)}
    answer(**typed)
    section.lend_button.click()
    assert "can not be taken from it" in answer.refused[-1]
    answer(**typed, reason="Ditalangi ketua")
    section.lend_button.click()
    assert section.table.rows()[0].left == 2_000_000


def test_an_instalment_says_how_it_is_taken_while_it_is_typed(ctx, page, melati, answer, qtbot):
    loan_id = lent(ctx, melati)
    page.help.go_to(LENT)
    section = page.help.current
    assert section.table.model.rowCount() == 1
    answer(amount=105_000)
    qtbot.keyClick(section.table.view, Qt.Key.Key_Insert)
    assert answer.sentences[-1] == (
        "Still owed Rp500.000. Of Rp105.000, Rp5.000 is service and Rp100.000 principal;"
        " then Rp400.000 is owed."
    )
    assert loans.state(ctx, loan_id).paid.service == 5_000
    answer(amount=600_000)
    section.pay_button.click()
    assert "owes Rp420.000 in all" in answer.refused[-1]


def test_terms_write_off_and_cancel_are_offered_while_they_are_possible(
    ctx, page, melati, answer, told
):
    first = lent(ctx, melati)
    second = lent(ctx, melati, member_id=melati[1][1], every=Every.WEEK)
    page.help.go_to(LENT)
    section = page.help.current
    section.table.select(first)
    answer(instalments=10, service=Service.NONE)
    section.terms_button.click()
    assert loans.loan(ctx, first).service is Service.NONE
    answer(reason="Salah nama")
    section.cancel_button.click()
    assert [one.id for one in section.table.rows()] == [second]
    loans.pay(ctx, second, 10_000, TODAY)
    section.table.select(second)
    assert not section.cancel_button.isEnabled()
    answer(basis="Keputusan 7/2026")
    section.loss_button.click()
    assert told[-1].text == "The loan is written off."
    section.table.select(second)
    assert not section.pay_button.isEnabled()
    assert section.table.rows()[0].paid.lost == 495_000


def test_papers_of_a_loan_are_asked_of_the_screen(ctx, page, melati):
    loan_id = lent(ctx, melati)
    page.help.go_to(LENT)
    wanted = []
    page.report_wanted.disconnect()
    page.report_wanted.connect(lambda kind, subject: wanted.append((kind, subject)))
    page.help.current.card_button.click()
    page.help.current.print_button.click()
    assert wanted == [("kube_loans", loan_id), ("kube_loans", "")]


def test_savings_come_and_go(ctx, page, melati, answer):
    kube_id, people = melati
    page.help.go_to(SAVED)
    section = page.help.current
    section.table.select(people[2])
    answer(amount=50_000)
    section.in_button.click()
    answer(amount=80_000)
    section.out_button.click()
    assert "has Rp50.000 put by" in answer.refused[-1]
    answer(amount=20_000)
    section.out_button.click()
    held = {one.id: one.held for one in loans.savings(ctx, kube_id)}
    assert held[people[2]] == 30_000
    assert "saved Rp30.000" in section.sum_label.text()


def test_the_box_for_help_says_what_the_groups_rule_says(ctx, page, melati, answer):
    kube_id, people = melati
    section = page.help.current
    answer(**{"illness.ceiling": 50_000, "illness.needs_decision": True})
    section.rules_button.click()
    assert iks.rules(ctx, kube_id)[Cause.ILLNESS].ceiling == 50_000
    typed = {"member_id": people[3], "cause": Cause.ILLNESS, "amount": 60_000, "why": "Demam",
             "basis": "Keputusan 1"}  # fmt: skip
    answer(**typed)
    section.give_button.click()
    assert "gives at most Rp50.000" in answer.sentences[-1]
    assert "gives at most Rp50.000" in answer.refused[-1]
    answer(**typed, exception="Semua sepakat")
    section.give_button.click()
    (one,) = section.table.rows()
    assert (one.amount, one.basis) == (60_000, "Keputusan 1 – Semua sepakat")
    assert "1 times helped" in section.sum_label.text()


def test_the_meeting_asks_borrowers_for_their_instalment(ctx, open_screen, melati, qtbot):
    kube_id, people = melati
    loan_id = lent(ctx, melati)
    screen = open_screen(KubeScreen, width=1150)
    screen.group_page.new_button.click()
    view = screen.meeting_view
    grid = view.body.grid
    assert grid.model.rows[0].detail == "instalment 210.000"
    grid.go_to(people[0], LOANS)
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    grid.go_to(people[1], LOANS)
    qtbot.keyClicks(grid.view, "5000")
    assert grid.paid(LOANS)[people[0]] == 210_000
    assert grid.paid(LOANS)[people[1]] is None
    assert "instalments Rp210.000" in view.count_label.text()
    assert view.body.count._book == 600_000 + 210_000
    view.save_button.click()
    assert loans.state(ctx, loan_id).left == 300_000
    assert meetings.meeting_on(ctx, kube_id, TODAY) is not None
    entry = loans.history(ctx, loan_id)[-1]
    assert "put right at its meeting" in put_right_elsewhere(entry)
    assert "cancelled under" in put_right_elsewhere(loans.history(ctx, loan_id)[0])


def test_who_may_only_look_finds_no_way_to_lend(book, qtbot, navigate):
    ctx = book(role=Role.COORDINATOR)
    screen = KubeScreen(ctx, Changes(ctx), navigate)
    qtbot.addWidget(screen)
    screen.show()
    section = screen.group_page.help.section(LENT)
    assert not section.lend_button.isVisibleTo(section)
    assert not screen.group_page.help.section(IKS).give_button.isVisibleTo(section)
