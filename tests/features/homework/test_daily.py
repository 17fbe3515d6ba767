"""Daily notes are typed as they stand on the paper, with the money left after each line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.features.homework import daily
from fieldkit.features.homework.daily import Entry


@pytest.mark.parametrize(
    ("text", "day", "field", "amount", "words", "is_want"),
    [
        ("5 makan 45rb", 5, "out_food", 45_000, "makan", False),
        ("5. beras 2 kg 28.000", 5, "out_food", 28_000, "beras 2 kg", False),
        ("gaji 1,5jt", 3, "in_wage", 1_500_000, "gaji", False),
        ("7 spp 100 rb", 7, "out_education", 100_000, "spp", False),
        ("jajan 10rb k", 3, "out_other", 10_000, "jajan", True),
        ("rokok 25000 w", 3, "out_cigarettes", 25_000, "rokok", True),
        ("+ dari kakak 200rb", 3, "in_other", 200_000, "dari kakak", False),
        ("+200rb", 3, "in_other", 200_000, "", False),
        ("nabung 20rb", 3, "saving_paid", 20_000, "nabung", False),
        ("Rp 5.000", 3, "out_other", 5_000, "", False),
        ("sek 50rb", 3, "out_education", 50_000, "sek", False),
        ("pkh 750.000 k", 3, "in_pkh", 750_000, "pkh", False),
    ],
)
def test_a_line_is_read(text, day, field, amount, words, is_want):
    assert daily.read_line(text, 3, 31).entry == Entry(
        day=day, field=field, amount=amount, words=words, is_want=is_want
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("makan", "log_without_amount"),
        ("", "log_without_amount"),
        ("makan nol", "log_without_amount"),
        ("makan 0", "log_without_amount"),
        ("31 makan 5rb", "log_day_unknown"),
        ("0 makan 5rb", "log_day_unknown"),
        ("makan 5.000.000.000", "amount_too_large"),
    ],
)
def test_what_can_not_be_read_is_named(text, problem):
    found = daily.read_line(text, 3, 30)
    assert (found.entry, found.problem) == (None, problem)


def test_an_unknown_word_is_told_as_a_guess():
    found = daily.read_line("galon 6rb", 1, 31)
    assert (found.entry.field, found.is_guess) == ("out_other", True)
    assert not daily.read_line("makan 6rb", 1, 31).is_guess


def test_a_beginning_that_fits_several_kinds_decides_nothing():
    assert daily.kind_of(["ba"]) is None
    assert daily.kind_of(["ban"]) == "in_pkh"
    assert daily.kind_of(["gas"]) == "out_food"


NOTES = (
    Entry(day=1, field="in_wage", amount=500_000),
    Entry(day=2, field="out_food", amount=40_000),
    Entry(day=2, field="out_other", amount=10_000, is_want=True),
    Entry(day=9, field="saving_paid", amount=50_000),
)


def test_the_money_in_hand_runs_along_as_on_the_paper():
    assert daily.running(20_000, NOTES) == [520_000, 480_000, 470_000, 420_000]
    assert daily.running(None, NOTES)[0] == 500_000


def test_notes_add_up_by_kind_and_by_wants():
    assert daily.totals(NOTES) == {
        "in_wage": 500_000, "out_food": 40_000, "out_other": 10_000, "out_wants": 10_000,
        "saving_paid": 50_000,
    }  # fmt: skip


entries = st.builds(
    Entry,
    day=st.integers(1, 28),
    field=st.sampled_from(sorted(daily.WORDS)),
    amount=st.integers(1, daily.MOST_RUPIAH),
    words=st.text(max_size=daily.LONGEST_WORDS),
    is_want=st.booleans(),
)


@given(st.lists(entries, max_size=40))
def test_notes_come_back_as_they_were_kept(notes):
    assert daily.unpacked(daily.packed(notes)) == tuple(notes)
    assert daily.problems(notes, 28) == []


@given(st.lists(entries, max_size=40), st.integers(0, 10**7))
def test_what_is_left_is_what_came_in_less_what_went_out(notes, opening):
    left = daily.running(opening, notes)
    money_in = sum(n.amount for n in notes if n.is_income)
    money_out = sum(n.amount for n in notes if not n.is_income)
    assert (left[-1] if left else opening) == opening + money_in - money_out


@pytest.mark.parametrize("text", [None, "", "[", "3", '[["x"]]', '[[1,"flying",5,"",0]]'])
def test_what_is_no_note_is_left_out(text):
    assert daily.unpacked(text) == ()


def test_days_come_in_order_and_lines_of_a_day_stay_as_written():
    one, two = Entry(day=9, field="in_wage", amount=1), Entry(day=2, field="in_wage", amount=2)
    three = Entry(day=2, field="out_food", amount=3)
    assert daily.in_order([one, two, three]) == (two, three, one)


def test_notes_of_another_month_and_too_many_are_refused():
    assert daily.problems([Entry(day=31, field="in_wage", amount=1)], 30)[0].code == (
        "log_day_unknown"
    )
    assert daily.problems([NOTES[0]] * 301, 30)[0].code == "log_too_long"
