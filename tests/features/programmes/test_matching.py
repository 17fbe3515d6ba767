"""Who fits a programme: every rule at its border, and the reason for each."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.features.people.nik import age
from fieldkit.features.people.words import Cluster, Component, Sex, Status
from fieldkit.features.programmes import model, service
from fieldkit.features.programmes.model import (
    Facts,
    Person,
    Programme,
    Question,
    Rule,
    Verdict,
)

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
TODAY = date(2026, 11, 20)
ANYBODY = Programme(code="p", name="P", statuses=())


def held(rule, facts, **rules):
    """Hold one rule against facts; return its verdict and code."""
    wanted = replace(ANYBODY, **rules)
    found = model.match(wanted, Facts(family_id="f", **facts), TODAY)
    (one,) = [finding for finding in found.findings if finding.rule is rule]
    assert len(found.findings) == 1
    return one.verdict, one.code


# -- ages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2006, 11, 21), (NO, "too_young")),  # 20 tomorrow
        (date(2006, 11, 20), (YES, "age_fits")),  # 20 today
        (date(1986, 11, 20), (YES, "age_fits")),  # 40 today
        (date(1985, 11, 21), (YES, "age_fits")),  # 41 tomorrow
        (date(1985, 11, 20), (NO, "too_old")),  # 41 today
        (None, (UNKNOWN, "age_unknown")),
        (date(2027, 1, 1), (UNKNOWN, "age_unknown")),  # born after today: a slip, not an age
    ],
)
def test_twenty_to_forty_counts_completed_years(born, expected):
    assert held(Rule.AGE, {"born": born}, age_min=20, age_max=40) == expected


def test_ages_are_counted_on_the_last_day_to_register():
    rules = {"age_min": 20, "age_max": 40, "register_until": date(2026, 12, 31)}
    assert held(Rule.AGE, {"born": date(2006, 12, 31)}, **rules) == (YES, "age_fits")
    assert held(Rule.AGE, {"born": date(1985, 12, 31)}, **rules) == (NO, "too_old")


def test_a_leap_day_is_a_birthday_on_the_first_of_march():
    rules = {"age_min": 20, "age_max": 40}
    born = date(1988, 2, 29)
    found = model.match(replace(ANYBODY, **rules), Facts(family_id="f", born=born),
                        date(2029, 2, 28))  # fmt: skip
    assert found.findings[0].details["age"] == 40
    found = model.match(replace(ANYBODY, **rules), Facts(family_id="f", born=born),
                        date(2029, 3, 1))  # fmt: skip
    assert found.verdict is NO


@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(0, 90), st.integers(0, 90))
def test_an_age_fits_exactly_when_it_lies_between_the_borders(born, lowest, highest):
    wanted = replace(ANYBODY, age_min=lowest, age_max=highest)
    found = model.match(wanted, Facts(family_id="f", born=born), TODAY)
    assert (found.verdict is YES) == (lowest <= age(born, TODAY) <= highest)


# -- the household ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (UNKNOWN, "elderly_unknown")),
        ({"n_elderly": 0}, (YES, "no_elderly")),
        ({"n_elderly": 1}, (NO, "has_elderly")),
        ({"people": ()}, (YES, "no_elderly")),
        ({"people": (Person(date(1966, 11, 21), None),)}, (YES, "no_elderly")),  # 60 tomorrow
        ({"people": (Person(date(1966, 11, 20), None),)}, (NO, "has_elderly")),  # 60 today
        ({"people": (Person(None, Component.ELDERLY),)}, (NO, "has_elderly")),
        ({"people": (Person(None, None),)}, (UNKNOWN, "ages_unknown")),
        ({"people": (Person(None, None),), "n_elderly": 0}, (YES, "no_elderly")),
        ({"people": (Person(None, Component.PRIMARY),)}, (YES, "no_elderly")),
        ({"people": (), "born": date(1960, 1, 1)}, (NO, "has_elderly")),  # the carer herself
    ],
)
def test_nobody_elderly(facts, expected):
    assert held(Rule.ELDERLY, facts, no_elderly=True) == expected


def test_elderly_begins_where_the_programme_says():
    facts = {"people": (Person(date(1960, 1, 1), None),)}
    assert held(Rule.ELDERLY, facts, no_elderly=True, elderly_from=70) == (YES, "no_elderly")
    assert held(Rule.ELDERLY, facts, no_elderly=True, elderly_from=60) == (NO, "has_elderly")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (UNKNOWN, "disabled_unknown")),
        ({"n_disabled": 0}, (YES, "no_disabled")),
        ({"people": ()}, (YES, "no_disabled")),
        ({"people": (Person(None, Component.DISABLED),)}, (NO, "has_disabled")),
        ({"people": (), "n_disabled": 1}, (NO, "has_disabled")),
    ],
)
def test_nobody_disabled(facts, expected):
    assert held(Rule.DISABLED, facts, no_disabled=True) == expected


# -- the other rules -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "rules", "facts", "expected"),
    [
        (Rule.STATUS, {"statuses": (Status.ACTIVE,)}, {}, (YES, "status_fits")),
        (Rule.STATUS, {"statuses": (Status.ACTIVE,)}, {"status": Status.GRADUATED},
         (NO, "status_wrong")),
        (Rule.VILLAGE, {"villages": ("Cempaka Asri",)}, {}, (UNKNOWN, "village_unknown")),
        (Rule.VILLAGE, {"villages": ("Cempaka Asri",)}, {"village": " cempaka asri "},
         (YES, "village_fits")),
        (Rule.VILLAGE, {"villages": ("Cempaka Asri",)}, {"village": "Lain"}, (NO, "village_wrong")),
        (Rule.SEX, {"sex": Sex.FEMALE}, {}, (UNKNOWN, "sex_unknown")),
        (Rule.SEX, {"sex": Sex.FEMALE}, {"sex": Sex.FEMALE}, (YES, "sex_fits")),
        (Rule.SEX, {"sex": Sex.FEMALE}, {"sex": Sex.MALE}, (NO, "sex_wrong")),
        (Rule.BUSINESS, {"needs_business": True}, {}, (NO, "no_business")),
        (Rule.BUSINESS, {"needs_business": True}, {"businesses": (None,)}, (YES, "has_business")),
        (Rule.CLUSTER, {"clusters": (Cluster.FOOD,)}, {"businesses": (None,)},
         (UNKNOWN, "cluster_unknown")),
        (Rule.CLUSTER, {"clusters": (Cluster.FOOD,)}, {"businesses": (None, Cluster.FOOD)},
         (YES, "cluster_fits")),
        (Rule.CLUSTER, {"clusters": (Cluster.FOOD,)}, {"businesses": (Cluster.CRAFT,)},
         (NO, "cluster_wrong")),
        (Rule.DECILE, {"decile_max": 2}, {}, (UNKNOWN, "decile_unknown")),
        (Rule.DECILE, {"decile_max": 2}, {"decile": 2}, (YES, "decile_fits")),
        (Rule.DECILE, {"decile_max": 2}, {"decile": 3}, (NO, "decile_wrong")),
        (Rule.BPNT, {"needs_bpnt": True}, {}, (UNKNOWN, "bpnt_unknown")),
        (Rule.BPNT, {"needs_bpnt": True}, {"bpnt": True}, (YES, "bpnt_yes")),
        (Rule.BPNT, {"needs_bpnt": False}, {"bpnt": True}, (NO, "bpnt_yes")),
        (Rule.CONSENT, {"needs_consent": True}, {}, (UNKNOWN, "agreement_unknown")),
        (Rule.CONSENT, {"needs_consent": True}, {"agreed_on": TODAY}, (YES, "agreed")),
        (Rule.CONSENT, {"needs_consent": True},
         {"agreed_on": date(2026, 1, 1), "agreement_ended_on": TODAY}, (NO, "agreement_ended")),
        (Rule.RECEIVED, {"only_once": True}, {}, (YES, "never_received")),
        (Rule.RECEIVED, {"only_once": True}, {"received": ("PENA",)}, (NO, "has_received")),
    ],
)  # fmt: skip
def test_each_rule(rule, rules, facts, expected):
    assert held(rule, facts, **rules) == expected


def test_a_programme_with_clusters_does_not_ask_who_has_no_business_yet():
    wanted = replace(ANYBODY, clusters=(Cluster.FOOD,))
    assert model.match(wanted, Facts(family_id="f"), TODAY).findings == ()


def test_own_questions_are_unknown_until_they_are_answered():
    wanted = replace(ANYBODY, questions=(Question("prse", "PRSE?"),))
    for answers, verdict in (({}, UNKNOWN), ({"prse": True}, YES), ({"prse": False}, NO)):
        found = model.match(wanted, Facts(family_id="f", answers=answers), TODAY)
        assert found.verdict is verdict


def test_one_no_is_a_no_and_one_unknown_is_no_yes():
    wanted = replace(ANYBODY, decile_max=2, needs_consent=True, sex=Sex.FEMALE)
    facts = Facts(family_id="f", decile=1, sex=Sex.FEMALE)
    assert model.match(wanted, facts, TODAY).verdict is UNKNOWN
    assert model.match(wanted, replace(facts, decile=3), TODAY).verdict is NO
    assert model.match(wanted, replace(facts, agreed_on=TODAY), TODAY).verdict is YES
    assert model.match(ANYBODY, facts, TODAY).verdict is YES


def test_every_finding_has_words_on_screen_and_on_paper():
    from pathlib import Path
    from string import Formatter

    from fieldkit.features.programmes import paper

    text = Path(model.__file__).read_text(encoding="utf-8")
    assert {code for code in service.FINDINGS if f'"{code}"' in text} == set(service.FINDINGS)
    assert set(paper.FINDINGS) == set(service.FINDINGS)
    for code, english in service.FINDINGS.items():
        fields = [{f[1] for f in Formatter().parse(one) if f[1]} for one in
                  (english, paper.FINDINGS[code])]  # fmt: skip
        assert fields[0] == fields[1], code
