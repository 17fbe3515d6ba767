"""A programme with its rules, and why a family fits, does not fit, or can not be told yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from fieldkit.core.errors import Problem
from fieldkit.features.people.nik import age
from fieldkit.features.people.words import SERVED, Cluster, Component, Sex, Status

ELDERLY_FROM = 60
HIGHEST_AGE = 120
MOST_RUPIAH = 10**9
MOST_SEATS = 10_000
LONGEST_NAME = 120
LONGEST_TEXT = 400
MOST_QUESTIONS = 6


class Verdict(StrEnum):
    """What can be said of a family and a programme."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


class Rule(StrEnum):
    """The rules a programme can have, in the order in which they are told."""

    STATUS = auto()
    VILLAGE = auto()
    AGE = auto()
    SEX = auto()
    ELDERLY = auto()
    DISABLED = auto()
    BUSINESS = auto()
    CLUSTER = auto()
    DECILE = auto()
    BPNT = auto()
    CONSENT = auto()
    RECEIVED = auto()
    QUESTION = auto()


class Each(StrEnum):
    """For what a quota is counted."""

    ALL = auto()
    VILLAGE = auto()


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the family or the office can answer, such as being registered as PRSE."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme of one time; a blank rule asks nothing. Ages count completed years."""

    code: str
    name: str
    organiser: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    register_until: date | None = None
    amount: int | None = None
    amount_note: str = ""
    age_min: int | None = None
    age_max: int | None = None
    sex: Sex | None = None
    no_elderly: bool = False
    elderly_from: int = ELDERLY_FROM
    no_disabled: bool = False
    needs_business: bool = False
    clusters: tuple[Cluster, ...] = ()
    needs_consent: bool = False
    statuses: tuple[Status, ...] = SERVED
    decile_max: int | None = None
    needs_bpnt: bool | None = None
    villages: tuple[str, ...] = ()
    only_once: bool = False
    questions: tuple[Question, ...] = ()
    quota: int | None = None
    quota_each: Each = Each.ALL
    source: str = ""
    note: str = ""
    is_used: bool = True
    is_given: bool = False
    id: str = ""

    def is_open(self, day: date) -> bool:
        """Whether the programme runs on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def looked_at(self, today: date) -> date:
        """The day on which ages are counted: the last day to register, or today."""
        return self.register_until or today


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a family, as far as a programme asks."""

    born: date | None
    component: Component | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the book holds of a family that programmes ask about; None is not known.

    `people` is None where members were never recorded one by one.
    """

    family_id: str
    name: str = ""
    row_code: str = ""
    group_id: str = ""
    group_name: str = ""
    village: str = ""
    status: Status = Status.ACTIVE
    born: date | None = None
    sex: Sex | None = None
    people: tuple[Person, ...] | None = None
    n_elderly: int | None = None
    n_disabled: int | None = None
    businesses: tuple[Cluster | None, ...] = ()
    decile: int | None = None
    bpnt: bool | None = None
    agreed_on: date | None = None
    agreement_ended_on: date | None = None
    received: tuple[str, ...] = ()
    waiting_since: date | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The family's id."""
        return self.family_id


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held against one family."""

    rule: Rule
    verdict: Verdict
    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """All rules of a programme held against a family."""

    facts: Facts
    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """The family's id."""
        return self.facts.family_id

    @property
    def verdict(self) -> Verdict:
        """No where any rule says no, unknown where any can not be told, else yes."""
        found = {one.verdict for one in self.findings}
        if Verdict.NO in found:
            return Verdict.NO
        return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.YES

    def with_verdict(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return the findings with one verdict."""
        return tuple(one for one in self.findings if one.verdict is verdict)


def match(programme: Programme, facts: Facts, today: date) -> Match:
    """Hold every rule of a programme against a family."""
    return Match(facts, tuple(_findings(programme, facts, programme.looked_at(today))))


def _findings(programme: Programme, facts: Facts, day: date) -> Iterator[Finding]:
    if programme.statuses:
        fits = facts.status in programme.statuses
        yield _told(Rule.STATUS, fits, "status_fits", "status_wrong", {"status": facts.status})
    if programme.villages:
        yield _village(programme, facts)
    yield from _of_the_carer(programme, facts, day)
    yield from _of_the_family(programme, facts, day)
    if programme.needs_consent:
        yield _consent(facts)
    if programme.only_once:
        told = {"programmes": facts.received}
        yield _told(Rule.RECEIVED, not facts.received, "never_received", "has_received", told)
    for question in programme.questions:
        yield _answered(question, facts)


def _of_the_carer(programme: Programme, facts: Facts, day: date) -> Iterator[Finding]:
    if programme.age_min is not None or programme.age_max is not None:
        yield _age(programme, facts, day)
    if programme.sex is not None:
        yield _sex(programme, facts)


def _of_the_family(programme: Programme, facts: Facts, day: date) -> Iterator[Finding]:
    if programme.no_elderly:
        yield _elderly(programme, facts, day)
    if programme.no_disabled:
        yield _disabled(facts)
    if programme.needs_business or programme.clusters:
        yield from _business(programme, facts)
    if programme.decile_max is not None:
        yield _decile(programme.decile_max, facts)
    if programme.needs_bpnt is not None:
        yield _bpnt(facts, needs=programme.needs_bpnt)


def _told(rule: Rule, fits: object, yes: str, no: str, details: Mapping[str, object]) -> Finding:
    return Finding(rule, Verdict.YES if fits else Verdict.NO, yes if fits else no, details)


def _village(programme: Programme, facts: Facts) -> Finding:
    told = {"village": facts.village, "villages": ", ".join(programme.villages)}
    if not facts.village.strip():
        return Finding(Rule.VILLAGE, Verdict.UNKNOWN, "village_unknown", told)
    names = {one.casefold().strip() for one in programme.villages}
    fits = facts.village.casefold().strip() in names
    return _told(Rule.VILLAGE, fits, "village_fits", "village_wrong", told)


def _age(programme: Programme, facts: Facts, day: date) -> Finding:
    told: dict[str, object] = {
        "lowest": programme.age_min, "highest": programme.age_max, "day": day,
    }  # fmt: skip
    if facts.born is None or facts.born > day:
        return Finding(Rule.AGE, Verdict.UNKNOWN, "age_unknown", told)
    years = age(facts.born, day)
    told["age"] = years
    if programme.age_min is not None and years < programme.age_min:
        return Finding(Rule.AGE, Verdict.NO, "too_young", told)
    if programme.age_max is not None and years > programme.age_max:
        return Finding(Rule.AGE, Verdict.NO, "too_old", told)
    return Finding(Rule.AGE, Verdict.YES, "age_fits", told)


def _sex(programme: Programme, facts: Facts) -> Finding:
    told = {"sex": programme.sex}
    if facts.sex is None:
        return Finding(Rule.SEX, Verdict.UNKNOWN, "sex_unknown", told)
    return _told(Rule.SEX, facts.sex is programme.sex, "sex_fits", "sex_wrong", told)


def _elderly(programme: Programme, facts: Facts, day: date) -> Finding:
    told: dict[str, object] = {"years": programme.elderly_from}
    people = facts.people or ()
    is_carer = facts.born is not None and age(facts.born, day) >= programme.elderly_from
    old = sum(
        one.component is Component.ELDERLY
        or (one.born is not None and age(one.born, day) >= programme.elderly_from)
        for one in people
    )
    if old or is_carer or (facts.n_elderly or 0) > 0:
        told["count"] = max(old, facts.n_elderly or 0, int(is_carer))
        return Finding(Rule.ELDERLY, Verdict.NO, "has_elderly", told)
    if facts.people is None and facts.n_elderly is None:
        return Finding(Rule.ELDERLY, Verdict.UNKNOWN, "elderly_unknown", told)
    undated = sum(one.born is None and one.component is None for one in people)
    if undated and facts.n_elderly is None:
        told["count"] = undated
        return Finding(Rule.ELDERLY, Verdict.UNKNOWN, "ages_unknown", told)
    return Finding(Rule.ELDERLY, Verdict.YES, "no_elderly", told)


def _disabled(facts: Facts) -> Finding:
    counted = sum(one.component is Component.DISABLED for one in facts.people or ())
    counted = max(counted, facts.n_disabled or 0)
    if counted:
        return Finding(Rule.DISABLED, Verdict.NO, "has_disabled", {"count": counted})
    if facts.people is None and facts.n_disabled is None:
        return Finding(Rule.DISABLED, Verdict.UNKNOWN, "disabled_unknown")
    return Finding(Rule.DISABLED, Verdict.YES, "no_disabled")


def _business(programme: Programme, facts: Facts) -> Iterator[Finding]:
    has_any = bool(facts.businesses)
    if programme.needs_business or not has_any:
        if programme.needs_business:
            yield _told(Rule.BUSINESS, has_any, "has_business", "no_business",
                        {"count": len(facts.businesses)})  # fmt: skip
        if not has_any:
            return
    if programme.clusters:
        told = {"clusters": programme.clusters, "own": facts.businesses}
        if any(cluster in programme.clusters for cluster in facts.businesses):
            yield Finding(Rule.CLUSTER, Verdict.YES, "cluster_fits", told)
        elif any(cluster is None for cluster in facts.businesses):
            yield Finding(Rule.CLUSTER, Verdict.UNKNOWN, "cluster_unknown", told)
        else:
            yield Finding(Rule.CLUSTER, Verdict.NO, "cluster_wrong", told)


def _decile(highest: int, facts: Facts) -> Finding:
    told = {"decile": facts.decile, "highest": highest}
    if facts.decile is None:
        return Finding(Rule.DECILE, Verdict.UNKNOWN, "decile_unknown", told)
    return _told(Rule.DECILE, facts.decile <= highest, "decile_fits", "decile_wrong", told)


def _bpnt(facts: Facts, *, needs: bool) -> Finding:
    if facts.bpnt is None:
        return Finding(Rule.BPNT, Verdict.UNKNOWN, "bpnt_unknown")
    code = "bpnt_yes" if facts.bpnt else "bpnt_no"
    return Finding(Rule.BPNT, Verdict.YES if facts.bpnt is needs else Verdict.NO, code)


def _consent(facts: Facts) -> Finding:
    if facts.agreement_ended_on is not None:
        told = {"day": facts.agreement_ended_on}
        return Finding(Rule.CONSENT, Verdict.NO, "agreement_ended", told)
    if facts.agreed_on is not None:
        return Finding(Rule.CONSENT, Verdict.YES, "agreed", {"day": facts.agreed_on})
    return Finding(Rule.CONSENT, Verdict.UNKNOWN, "agreement_unknown")


def _answered(question: Question, facts: Facts) -> Finding:
    answer = facts.answers.get(question.key)
    told = {"question": question.text, "key": question.key}
    if answer is None:
        return Finding(Rule.QUESTION, Verdict.UNKNOWN, "not_answered", told)
    return _told(Rule.QUESTION, answer, "answered_yes", "answered_no", told)


def programme_problems(programme: Programme) -> list[Problem]:
    """List what is wrong with a programme as typed."""
    found = []
    if not programme.name.strip():
        found.append(Problem("name", "required"))
    for name, limit in (("name", LONGEST_NAME), ("organiser", LONGEST_NAME),
                        ("amount_note", LONGEST_TEXT), ("source", LONGEST_TEXT),
                        ("note", LONGEST_TEXT)):  # fmt: skip
        text = getattr(programme, name)
        if len(text) > limit:
            found.append(Problem(name, "too_long", {"limit": limit, "length": len(text)}))
    for name, highest in (("age_min", HIGHEST_AGE), ("age_max", HIGHEST_AGE),
                          ("elderly_from", HIGHEST_AGE), ("decile_max", 10),
                          ("quota", MOST_SEATS), ("amount", MOST_RUPIAH)):  # fmt: skip
        value = getattr(programme, name)
        if value is not None and not 0 <= value <= highest:
            found.append(Problem(name, "programme_number", {"highest": highest}))
    if (
        programme.age_min is not None
        and programme.age_max is not None
        and programme.age_min > programme.age_max
    ):
        found.append(Problem("age_max", "ages_turned_round"))
    if programme.valid_from and programme.valid_to and programme.valid_to < programme.valid_from:
        found.append(Problem("valid_to", "ends_before_it_begins"))
    if len(programme.questions) > MOST_QUESTIONS:
        found.append(Problem("questions", "too_many_questions", {"limit": MOST_QUESTIONS}))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many families fit a programme."""

    programme: Programme
    yes: int
    no: int
    unknown: int
    nominated: int = 0

    @property
    def id(self) -> str:
        """The programme's code."""
        return self.programme.code


def tally(programme: Programme, found: Sequence[Match], nominated: int = 0) -> Tally:
    """Count the verdicts."""
    verdicts = [one.verdict for one in found]
    return Tally(
        programme=programme, yes=verdicts.count(Verdict.YES), no=verdicts.count(Verdict.NO),
        unknown=verdicts.count(Verdict.UNKNOWN), nominated=nominated,
    )  # fmt: skip
