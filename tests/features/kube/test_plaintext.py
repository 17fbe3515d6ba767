"""The books in other programs' languages, checked by the real Beancount."""

from datetime import date

import pytest
from beancount import loader
from beancount.core import realization

from fieldkit.core.dates import Month
from fieldkit.core.errors import PermissionDeniedError
from fieldkit.features.kube.cashbook import plaintext
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import (
    Account,
    Pot,
    money_in,
    money_out,
    opening,
    transfer,
)
from fieldkit.features.kube.closing import service as closing


def days(month, *numbers):
    return [date(2026, month, number) for number in numbers]


@pytest.fixture
def books(ctx, make, clock):
    """Three months with an opening, a transfer, a correction and one that came late."""
    kube, people = make.kube()
    book = cashbook.record_entry
    book(ctx, opening(kube, date(2026, 8, 31), 385_000, "Saldo awal", pot=Pot.KAS))
    for day in days(9, 5, 12, 19):
        book(ctx, money_in(kube, day, Account.SALES, 150_000, 'Bir "pletok" \\ 10 botol'))
    wrong = book(ctx, money_out(kube, date(2026, 9, 20), Account.SUPPLIES, 91_000, "Jahe; gula"))
    book(ctx, transfer(kube, date(2026, 10, 1), 60_000, "Ke IKS", source=Pot.KAS, target=Pot.IKS))
    help_ = money_out(
        kube, date(2026, 10, 7), Account.HELP_ILLNESS, 50_000, "Sakit", pot=Pot.IKS,
        member=people[1], party="Badriah",
    )  # fmt: skip
    book(ctx, help_)
    closing.close_month(ctx, kube, Month(2026, 9))
    clock.advance(days=2)
    cashbook.correct_entry(
        ctx, wrong, "salah nol", money_out(kube, ctx.today, Account.SUPPLIES, 19_000, "Jahe")
    )
    return kube


def sums_in(text):
    """Load a text with Beancount itself; return each account's sum."""
    entries, errors, _options = loader.load_string(text)
    assert errors == []
    found = {}
    for account in realization.iter_children(realization.realize(entries)):
        if account.account and not account.balance.is_empty():
            found[account.account] = int(account.balance.get_only_position().units.number)
    return found


def test_beancount_comes_to_the_same_balances(ctx, books):
    found = sums_in(plaintext.beancount(ctx, books))
    held = cashbook.balances(ctx, books)
    assert {pot: found.get(name, 0) for pot, name in plaintext.POTS.items()} == held
    assert held[Pot.KAS] == 385_000 + 450_000 - 19_000 - 60_000
    assert found["Income:Penjualan"] == -450_000
    assert found["Expenses:Bahan"] == 19_000
    assert found["Expenses:Bantuan-Sakit"] == 50_000
    assert sum(found.values()) == 0


def test_beancount_finds_a_changed_amount(ctx, books):
    text = plaintext.beancount(ctx, books)
    entries, errors, _options = loader.load_string(text.replace(" 91000 IDR", " 92000 IDR"))
    assert errors
    assert entries


def test_the_journal_holds_every_entry_and_each_months_end(ctx, books):
    text = plaintext.hledger(ctx, books)
    assert text.count(" * (BK-A-") == len([
        e for e in cashbook.all_entries(ctx, books) if e.proof_no
    ])  # fmt: skip
    assert "Assets:Kas                                    IDR 0 = IDR 744000" in text
    assert "Koreksi: Jahe, gula (salah nol)" in text


def test_only_who_may_see_the_books_writes_them(ctx, books, book, tmp_path, monkeypatch):
    done = plaintext.write(ctx, books, tmp_path / "melati.beancount")
    assert done.entries == len(cashbook.all_entries(ctx, books))
    assert (tmp_path / "melati.beancount").read_text().startswith('option "title" "KUBE Melati 3"')
    plaintext.write(ctx, books, tmp_path / "melati.journal")
    assert (tmp_path / "melati.journal").read_text().startswith("; KUBE Melati 3")
    from fieldkit.core.security import roles

    monkeypatch.setitem(roles.ALLOWED, ctx.role, frozenset())
    with pytest.raises(PermissionDeniedError):
        plaintext.beancount(ctx, books)
