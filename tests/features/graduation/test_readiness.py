"""How a family stands: every criterion at its border, every reason checked against the record."""

from datetime import date
from pathlib import Path

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.graduation import readiness, service
from fieldkit.features.graduation.readiness import (
    GIVEN,
    Asset,
    AssetKind,
    Criterion,
    Facts,
    Rule,
    Source,
    Verdict,
)
from fieldkit.features.people.takings import Trend

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
AUTUMN = (Month(2026, 9), Month(2026, 10), Month(2026, 11))


@pytest.fixture
def group(make):
    return make.group("Mawar")


@pytest.fixture
def family(make, group):
    return make.family(group, "Ani", row_code="A1")


def found(criterion, line=None, **facts):
    given = next(rule for rule in GIVEN if rule.criterion is criterion)
    rule = Rule(criterion=criterion, weight=10, line=given.line if line is None else line)
    (one,) = readiness.judge(Facts(family_id="f", **facts), [rule]).findings
    return one.verdict, one.code


def of(ctx, family, criterion):
    finding = service.readiness_of(ctx, family).of(criterion)
    return finding.verdict, finding.code, finding.details


# -- the borders -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "line", "expected"),
    [
        ({}, None, (UNKNOWN, "income_unknown")),
        ({"income": 100}, None, (UNKNOWN, "spending_unknown")),
        ({"income": 100, "spending": 100}, None, (YES, "income_covers")),
        ({"income": 99, "spending": 100}, None, (NO, "income_falls_short")),
        ({"income": 0, "spending": 0}, None, (YES, "income_covers")),
        ({"income": 2000}, 500, (UNKNOWN, "heads_unknown")),
        ({"income": 2000, "heads": 4}, 500, (YES, "income_above_line")),
        ({"income": 1999, "heads": 4}, 500, (NO, "income_below_line")),
    ],
)
def test_income(facts, line, expected):
    assert found(Criterion.INCOME, line, **facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (NO, "no_business")),
        ({"wage_months": 2}, (NO, "no_business")),
        ({"wage_months": 3}, (YES, "steady_wage")),
        ({"businesses": 1}, (UNKNOWN, "business_not_followed")),
        ({"businesses": 1, "business_months": AUTUMN[:2], "earned": 9},
         (UNKNOWN, "business_too_little")),
        ({"businesses": 1, "business_months": AUTUMN}, (UNKNOWN, "business_too_little")),
        ({"businesses": 1, "business_months": AUTUMN, "earned": 0}, (NO, "business_earns_nothing")),
        ({"businesses": 1, "business_months": AUTUMN, "earned": 1}, (YES, "business_earns")),
        ({"businesses": 1, "business_months": AUTUMN, "earned": 1, "trend": Trend.SHRINKING},
         (NO, "business_shrinks")),
        ({"businesses": 1, "business_months": AUTUMN, "earned": 1, "trend": Trend.GROWING},
         (YES, "business_grows")),
    ],
)  # fmt: skip
def test_business(facts, expected):
    assert found(Criterion.BUSINESS, **facts) == expected


@pytest.mark.parametrize(
    ("saved", "told", "expected"),
    [
        (0, 0, (UNKNOWN, "savings_unknown")),
        (3, 3, (YES, "saves")),
        (2, 2, (UNKNOWN, "savings_too_little")),  # the four months nobody told could be enough
        (2, 5, (UNKNOWN, "savings_too_little")),
        (2, 6, (NO, "saves_seldom")),
        (0, 4, (NO, "saves_seldom")),
        (0, 3, (UNKNOWN, "savings_too_little")),
    ],
)
def test_savings(saved, told, expected):
    assert found(Criterion.SAVINGS, saved_months=saved, told_savings=told) == expected


@pytest.mark.parametrize(
    ("kinds", "asked", "line", "expected"),
    [
        ((), None, 1, (UNKNOWN, "assets_unknown")),
        ((), date(2026, 1, 1), 1, (NO, "assets_none")),
        ((AssetKind.GOLD,), date(2026, 1, 1), 1, (YES, "assets_enough")),
        ((AssetKind.GOLD,), date(2026, 1, 1), 2, (NO, "assets_few")),
    ],
)
def test_assets(kinds, asked, line, expected):
    facts = {"helping": kinds, "assets_asked_on": asked}
    assert found(Criterion.ASSETS, line, **facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"attended": 3, "sessions": 3}, (UNKNOWN, "sessions_unknown")),
        ({"attended": 8, "sessions": 10}, (YES, "attends")),
        ({"attended": 7, "sessions": 10}, (NO, "attends_seldom")),
        ({"attended": 8, "sessions": 10, "pupils_told": 2}, (YES, "attends_and_school")),
        ({"attended": 10, "sessions": 10, "pupils_told": 2, "pupils_below": 1},
         (NO, "pupils_below")),
    ],
)  # fmt: skip
def test_education(facts, expected):
    assert found(Criterion.EDUCATION, **facts) == expected


def test_consent():
    day = date(2026, 9, 1)
    assert found(Criterion.CONSENT) == (UNKNOWN, "agreement_unknown")
    assert found(Criterion.CONSENT, agreed_on=day) == (YES, "agreed")
    ended = {"agreed_on": day, "agreement_ended_on": date(2026, 10, 1)}
    assert found(Criterion.CONSENT, **ended) == (NO, "agreement_ended")


def test_every_finding_has_words_and_what_is_open_a_next_step():
    text = Path(readiness.__file__).read_text(encoding="utf-8")
    codes = {code for code in service.FINDINGS if f'"{code}"' in text}
    assert codes == set(service.FINDINGS)
    assert set(service.STEPS) <= codes


def test_a_criterion_out_of_use_is_not_looked_at():
    rules = [Rule(criterion=Criterion.CONSENT, weight=50, is_used=False), GIVEN[0]]
    result = readiness.judge(Facts(family_id="f"), rules)
    assert [one.criterion for one in result.findings] == [Criterion.INCOME]
    assert (result.whole, result.weight(UNKNOWN)) == (25, 25)


def test_unknown_is_never_counted_as_no():
    result = readiness.judge(Facts(family_id="f", businesses=1), GIVEN)
    assert result.weight(NO) == 0
    assert [one.criterion for one in result.open][:2] == [Criterion.INCOME, Criterion.BUSINESS]


# -- read from the record --------------------------------------------------------------------


def test_income_is_what_the_family_wrote_without_the_aid(ctx, make, group, family):
    for month, wage, pkh, food in (("2026-09", 900, 750, 700), ("2026-10", 1100, None, 900)):
        make.put(
            "money_month", scope=group, family_id=family, month=month, status="checked",
            in_wage=wage, in_pkh=pkh, out_food=food, out_health=100,
        )  # fmt: skip
    verdict, code, told = of(ctx, family, Criterion.INCOME)
    assert (verdict, code) == (YES, "income_covers")
    assert (told["income"], told["spending"], told["months"]) == (1000, 900, 2)
    finding = service.readiness_of(ctx, family).of(Criterion.INCOME)
    assert finding.sources == (Source.MONEY,)
    assert finding.months == (Month(2026, 9), Month(2026, 10))


def test_months_long_past_say_nothing_of_today(ctx, make, group, family):
    make.put("money_month", scope=group, family_id=family, month="2026-05", in_wage=900)
    assert of(ctx, family, Criterion.INCOME)[:2] == (UNKNOWN, "income_unknown")
    make.put("money_month", scope=group, family_id=family, month="2026-06", in_wage=900)
    assert of(ctx, family, Criterion.INCOME)[:2] == (UNKNOWN, "spending_unknown")


def test_businesses_are_followed_together_and_closed_ones_left_out(ctx, make, group, family):
    open_one = make.put("business", scope=group, family_id=family, kind="Warung")
    closed = make.put(
        "business", scope=group, family_id=family, kind="Sate", closed_on="2026-01-01"
    )
    for month in ("2026-08", "2026-09", "2026-10"):
        make.put(
            "business_month", scope=group, family_id=family, business_id=open_one, month=month,
            turnover=500, cost=300,
        )  # fmt: skip
    assert closed
    verdict, code, told = of(ctx, family, Criterion.BUSINESS)
    assert (verdict, code, told["kinds"], told["earned"]) == (YES, "business_earns", "Warung", 200)


def test_savings_sessions_and_school_are_counted(ctx, make, group, family):
    for number, paid in enumerate((0, 5000, 5000, 10000)):
        make.put(
            "money_month", scope=group, family_id=family, month=f"2026-{8 + number:02d}",
            saving_paid=paid, saving_balance=10000 * number,
        )  # fmt: skip
    for number in range(5):
        session = make.put(
            "session", scope=group, group_id=group, status="held", held_on=f"2026-0{number + 3}-10"
        )
        make.put(
            "attendance", scope=group, session_id=session, family_id=family,
            status="present" if number else "absent",
        )  # fmt: skip
    child = make.put("member", scope=group, family_id=family, name="Dina", component="primary")
    make.put(
        "school_month", scope=group, family_id=family, person_id=child, month="2026-10",
        effective_days=20, absent=3,
    )  # fmt: skip
    saved = of(ctx, family, Criterion.SAVINGS)
    assert saved[:2] == (YES, "saves_balance")
    assert (saved[2]["saved"], saved[2]["told"], saved[2]["balance"]) == (3, 4, 30000)
    taught = of(ctx, family, Criterion.EDUCATION)
    assert taught[:2] == (YES, "attends_and_school")
    assert (taught[2]["attended"], taught[2]["sessions"]) == (4, 5)


def test_what_a_family_owns_is_noted_and_owning_nothing_too(ctx, family):
    nothing = Asset(family_id=family, kind=AssetKind.NONE, noted_on=date(2026, 11, 1))
    service.save_asset(ctx, nothing)
    assert of(ctx, family, Criterion.ASSETS)[:2] == (NO, "assets_none")
    service.save_asset(
        ctx, Asset(family_id=family, kind=AssetKind.TOOLS, count=2, noted_on=date(2026, 11, 5))
    )
    assert [one.kind for one in service.assets_of(ctx, family)] == [AssetKind.TOOLS]
    assert of(ctx, family, Criterion.ASSETS)[:2] == (YES, "assets_enough")
    (tools,) = service.assets_of(ctx, family)
    service.save_asset(
        ctx,
        Asset(
            id=tools.id, family_id=family, kind=AssetKind.TOOLS, noted_on=date(2026, 11, 5),
            gone_on=date(2026, 11, 19),
        ),
    )  # fmt: skip
    assert of(ctx, family, Criterion.ASSETS)[:2] == (NO, "assets_none")
    service.remove_asset(ctx, tools.id)
    assert of(ctx, family, Criterion.ASSETS)[:2] == (UNKNOWN, "assets_unknown")


def test_a_house_to_live_in_earns_nothing(ctx, family):
    service.save_asset(
        ctx, Asset(family_id=family, kind=AssetKind.HOUSE, noted_on=date(2026, 11, 5))
    )
    assert of(ctx, family, Criterion.ASSETS)[:2] == (NO, "assets_none")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"worth": -1}, ("worth", "negative")),
        ({"noted_on": date(2026, 12, 1)}, ("noted_on", "in_future")),
        ({"noted_on": date(2026, 11, 2), "gone_on": date(2026, 11, 1)},
         ("gone_on", "gone_before_noted")),
        ({"kind": AssetKind.OTHER}, ("note", "required")),
    ],
)  # fmt: skip
def test_wrong_notes_of_goods_are_refused(ctx, family, more, problem):
    asset = Asset(**{"family_id": family, "kind": AssetKind.LAND, **more})
    with pytest.raises(InvalidInputError) as error:
        service.save_asset(ctx, asset)
    assert [(p.field, p.code) for p in error.value.problems] == [problem]


def test_agreement_is_read_from_the_path(ctx, family):
    service.agree(ctx, family, date(2026, 10, 2))
    verdict, code, told = of(ctx, family, Criterion.CONSENT)
    assert (verdict, code, told["date"]) == (YES, "agreed", date(2026, 10, 2))


# -- the list and its rules ------------------------------------------------------------------


def test_the_list_begins_with_the_families_that_meet_most(ctx, make, group, family):
    other = make.family(group, "Budi", row_code="A2")
    alone = make.family(None, "Cici", row_code=None)
    make.family(group, "Dewi", status="graduated")
    service.agree(ctx, other, date(2026, 10, 2))
    lines = service.readiness_list(ctx)
    assert [line.name for line in lines] == ["Budi", "Ani", "Cici"]
    assert [line.family_id for line in service.readiness_list(ctx, "")] == [alone]
    assert [line.name for line in service.readiness_list(ctx, group)] == ["Budi", "Ani"]


def test_weights_and_lines_can_be_changed_and_are_looked_at(ctx, family):
    service.save_rule(ctx, Rule(criterion=Criterion.CONSENT, weight=40))
    service.save_rule(ctx, Rule(criterion=Criterion.INCOME, weight=5, line=600_000))
    rules = {rule.criterion: rule for rule in service.rules(ctx)}
    assert (rules[Criterion.CONSENT].weight, rules[Criterion.INCOME].line) == (40, 600_000)
    for wrong in (
        Rule(criterion=Criterion.CONSENT, weight=101),
        Rule(criterion=Criterion.SAVINGS, weight=10),
        Rule(criterion=Criterion.SAVINGS, weight=10, line=7),
        Rule(criterion=Criterion.EDUCATION, weight=10, line=0),
    ):
        with pytest.raises(InvalidInputError):
            service.save_rule(ctx, wrong)


def test_a_coordinator_sets_the_rules_and_a_reader_does_not(book):
    rule = Rule(criterion=Criterion.CONSENT, weight=20)
    service.save_rule(book(role=Role.COORDINATOR), rule)
    with pytest.raises(PermissionDeniedError):
        service.save_rule(book(role=Role.READER), rule)
    with pytest.raises(PermissionDeniedError):
        service.save_asset(book(role=Role.COORDINATOR), Asset(family_id="x", kind=AssetKind.LAND))
