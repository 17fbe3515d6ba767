"""The rules of the programme are dated lines that a person can change."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.db import undo
from fieldkit.core.errors import InvalidInputError
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Member, member_problems
from fieldkit.features.people.rules import OLDEST, in_force, ruling_problems
from fieldkit.features.people.service import RuleKind, Ruling
from fieldkit.features.people.words import Component, Relation

SEVENTY = Ruling(
    kind=RuleKind.AGES, component=Component.ELDERLY, valid_from=date(2026, 1, 1), low=70,
    source="Surat edaran",
)  # fmt: skip


def test_every_book_begins_with_the_rules_that_are_known(ctx):
    rules = people.rules(ctx)
    assert (rules.most_counted, rules.membership_years) == (4, 5)
    assert rules.ages[Component.ELDERLY] == (60, OLDEST)
    assert rules.ages[Component.TODDLER] == (0, 6)
    assert Component.DISABLED not in rules.ages


def test_a_newer_rule_holds_from_its_day_on(ctx):
    people.save_ruling(ctx, SEVENTY)
    assert people.rules(ctx).ages[Component.ELDERLY] == (70, OLDEST)
    assert people.rules(ctx, date(2025, 12, 31)).ages[Component.ELDERLY] == (60, OLDEST)
    kept = next(one for one in people.rulings(ctx) if not one.is_given)
    assert (kept.low, kept.source) == (70, "Surat edaran")
    people.remove_ruling(ctx, kept)
    assert people.rules(ctx).ages[Component.ELDERLY] == (60, OLDEST)
    undo.undo(ctx.db, today=ctx.today, reason="")
    assert people.rules(ctx).ages[Component.ELDERLY] == (70, OLDEST)


def test_a_changed_day_takes_the_older_line_away(ctx):
    people.save_ruling(ctx, SEVENTY)
    people.save_ruling(ctx, replace(SEVENTY, valid_from=date(2026, 6, 1)), SEVENTY)
    assert [one.valid_from for one in people.rulings(ctx) if not one.is_given] == [date(2026, 6, 1)]


def test_a_given_rule_stays(ctx):
    with pytest.raises(InvalidInputError):
        people.remove_ruling(ctx, people.rulings(ctx)[0])


def test_the_age_of_the_elderly_is_warned_of_as_the_rule_says(ctx, make):
    family = make.family(make.group())
    elder = Member(
        family_id=family, name="Mak Iyah", component=Component.ELDERLY, birth_date=date(1961, 5, 5)
    )
    people.save_member(ctx, elder)
    people.save_ruling(ctx, SEVENTY)
    ages = people.rules(ctx).ages
    assert [p.code for p in member_problems(elder, ctx.today, ages=ages)] == ["age_unlikely"]


def test_the_doctor_reads_the_century_by_the_rules_in_force(ctx, make):
    family = make.family(make.group(), nik=None, no_kk=None)
    nik = "9901014505620001"  # 64 years old, or not born yet
    people.save_member(
        ctx,
        Member(
            family_id=family, name="Mak Iyah", component=Component.ELDERLY, nik=nik,
            relation=Relation.PARENT,
        ),
    )  # fmt: skip
    assert "nik_age_unlikely" not in {f.problem.code for f in people.examine(ctx)}
    people.save_ruling(ctx, SEVENTY)
    assert "nik_age_unlikely" in {f.problem.code for f in people.examine(ctx)}


def test_the_number_of_counted_components_is_a_rule(ctx, make):
    family = make.family(make.group(), n_primary=3)
    assert people.benefit_of(ctx, family).yearly == 2_700_000
    fewer = Ruling(kind=RuleKind.MOST_COUNTED, valid_from=date(2026, 1, 1), high=2)
    people.save_ruling(ctx, fewer)
    assert people.benefit_of(ctx, family).yearly == 1_800_000


def test_the_stages_a_year_are_a_dated_rule(ctx, make):
    family = make.family(make.group(), n_primary=1)
    six = Ruling(kind=RuleKind.STAGES, valid_from=date(2027, 1, 1), high=6)
    people.save_ruling(ctx, six)

    def each(day):
        return people.benefit_of(ctx, family, day).lines[0].rate.each_stage

    assert (each(ctx.today), each(date(2027, 1, 1))) == (225_000, 150_000)
    primary = {r.valid_from: r.each_stage for r in people.benefit_rates(ctx)
               if r.component is Component.PRIMARY}  # fmt: skip
    assert set(primary.values()) == {225_000}
    people.save_ruling(ctx, replace(six, valid_from=date(2026, 1, 1), high=3))
    assert each(ctx.today) == 300_000


def test_a_component_can_stop_counting_from_a_day_on(ctx, make):
    family = make.family(make.group(), n_primary=2, n_elderly=1)
    assert people.benefit_of(ctx, family).yearly == 4_200_000
    without = Ruling(
        kind=RuleKind.COUNTS, component=Component.ELDERLY, valid_from=date(2026, 1, 1), high=0
    )
    people.save_ruling(ctx, without)
    found = people.benefit_of(ctx, family)
    assert found.yearly == 1_800_000
    assert [line.counted for line in found.lines if line.component is Component.ELDERLY] == [0]
    assert people.benefit_of(ctx, family, date(2025, 12, 31)).yearly == 4_200_000
    people.save_ruling(ctx, replace(without, valid_from=date(2026, 6, 1), high=1))
    assert people.benefit_of(ctx, family).yearly == 4_200_000


def test_the_years_of_membership_are_those_of_the_year_a_family_joined(ctx):
    longer = Ruling(kind=RuleKind.MEMBERSHIP, valid_from=date(2024, 1, 1), high=6)
    people.save_ruling(ctx, longer)
    assert people.membership_ends(ctx, "Tahap 1/2020") == (2020, 2025)
    assert people.membership_ends(ctx, "Tahap 1/2024") == (2024, 2030)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SEVENTY, component=None),
        replace(SEVENTY, low=None),
        replace(SEVENTY, low=70, high=60),
        replace(SEVENTY, low=-1),
        replace(SEVENTY, high=200),
        Ruling(kind=RuleKind.MOST_COUNTED, valid_from=date(2026, 1, 1)),
        Ruling(kind=RuleKind.STAGES, valid_from=date(2026, 1, 1), high=0),
        Ruling(kind=RuleKind.STAGES, valid_from=date(2026, 1, 1), high=13),
        Ruling(kind=RuleKind.COUNTS, valid_from=date(2026, 1, 1), high=0),
        Ruling(kind=RuleKind.COUNTS, component=Component.ELDERLY, valid_from=date(2026, 1, 1)),
        Ruling(kind=RuleKind.MEMBERSHIP, valid_from=date(2026, 1, 1), high=0),
        replace(SEVENTY, source="x" * 201),
    ],
)
def test_what_can_not_be_is_refused(ctx, wrong):
    with pytest.raises(InvalidInputError):
        people.save_ruling(ctx, wrong)
    assert all(one.is_given for one in people.rulings(ctx))


@given(
    st.lists(
        st.tuples(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.integers(1, 20)), max_size=8,
        unique_by=lambda pair: pair[0],
    ),
    st.dates(date(2015, 1, 1), date(2035, 1, 1)),
)  # fmt: skip
def test_of_many_lines_the_newest_begun_holds(lines, day):
    found = [
        Ruling(kind=RuleKind.MOST_COUNTED, valid_from=since, high=most) for since, most in lines
    ]
    assert not any(ruling_problems(one) for one in found)
    begun = [pair for pair in lines if pair[0] <= day]
    assert in_force(found, day).most_counted == (max(begun)[1] if begun else 4)
