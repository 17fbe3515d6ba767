"""What graduation says on the screen: names of stages, ways and criteria, and every finding."""

from collections.abc import Callable, Mapping
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.dates import format_date, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.features.graduation.model import Stage, Statement, Way
from fieldkit.features.graduation.readiness import AssetKind, Criterion, Finding, Source, Verdict

STAGES: dict[Stage, str] = {
    Stage.CANDIDATE: N_("Candidate"),
    Stage.GUIDED: N_("Guided"),
    Stage.PROPOSED: N_("Proposed"),
    Stage.GRADUATED: N_("Has graduated"),
    Stage.LEFT: N_("Off the path"),
}
WAYS: dict[Way, str] = {
    Way.OWN: N_("Of its own strength"),
    Way.PPSE: N_("Through PPSE"),
    Way.NATURAL: N_("By nature (no component left)"),
}
STATEMENTS: dict[Statement, str] = {
    Statement.ECONOMY: N_("Our economy has improved"),
    Statement.WORK: N_("We have a business or work"),
    Statement.READY: N_("We are ready to leave the programme"),
    Statement.UNDERSTANDS: N_("We understand that no further aid is paid"),
}
CRITERIA: dict[Criterion, str] = {
    Criterion.INCOME: N_("Income"),
    Criterion.BUSINESS: N_("Business or work"),
    Criterion.SAVINGS: N_("Savings"),
    Criterion.ASSETS: N_("What the family owns"),
    Criterion.EDUCATION: N_("Education"),
    Criterion.CONSENT: N_("Agreement"),
}
VERDICTS: dict[Verdict, str] = {
    Verdict.YES: N_("Met"),
    Verdict.NO: N_("Not met"),
    Verdict.UNKNOWN: N_("Not known"),
}
SOURCES: dict[Source, str] = {
    Source.MONEY: N_("month of money (homework)"),
    Source.BUSINESS: N_("businesses month by month"),
    Source.ASSETS: N_("what the family owns"),
    Source.SCHOOL: N_("school attendance"),
    Source.SESSIONS: N_("P2K2 attendance"),
    Source.AGREEMENT: N_("agreement"),
    Source.NOTHING: "",
}
ASSETS: dict[AssetKind, str] = {
    AssetKind.NONE: N_("Was asked and owns nothing of the kind"),
    AssetKind.TOOLS: N_("Tools for a business"),
    AssetKind.STOCK: N_("Stock of goods"),
    AssetKind.LIVESTOCK: N_("Livestock"),
    AssetKind.LAND: N_("Field or garden"),
    AssetKind.VEHICLE: N_("Vehicle"),
    AssetKind.GOLD: N_("Gold"),
    AssetKind.DEPOSIT: N_("Money in a bank or cooperative"),
    AssetKind.HOUSE: N_("House of its own"),
    AssetKind.OTHER: N_("Something else"),
}
LINES: dict[Criterion, str] = {
    Criterion.INCOME: N_("Least own income a head and month; blank: it covers the spending"),
    Criterion.SAVINGS: N_("Months saved out of the last six"),
    Criterion.ASSETS: N_("How many things that earn or can be sold"),
    Criterion.EDUCATION: N_("Least share of P2K2 sessions attended in twelve months"),
}
FINDINGS: dict[str, str] = {
    "income_unknown": N_("no own income was written down in the last six months"),
    "heads_unknown": N_("earns {income} a month without the aid; who lives there is not recorded"),
    "spending_unknown": N_("earns {income} a month without the aid; the spending is not known"),
    "income_above_line": N_("earns {a_head} a head without the aid; the line is {line}"),
    "income_below_line": N_("earns {a_head} a head without the aid; the line is {line}"),
    "income_covers": N_("earns {income} without the aid and spends {spending}"),
    "income_falls_short": N_("earns {income} without the aid and spends {spending}: {gap} short"),
    "steady_wage": N_("a wage was written down in {months} months"),
    "no_business": N_("no business and no steady wage is recorded"),
    "business_not_followed": N_("{kinds}: no month was told yet"),
    "business_too_little": N_("{kinds}: profit is known of too few months"),
    "business_earns_nothing": N_("{kinds}: earns nothing ({earned} a month)"),
    "business_shrinks": N_("{kinds}: shrinking, {earned} a month"),
    "business_grows": N_("{kinds}: growing, {earned} a month"),
    "business_steady": N_("{kinds}: steady, {earned} a month"),
    "business_earns": N_("{kinds}: {earned} a month"),
    "savings_unknown": N_("nothing about saving was written down in six months"),
    "saves": N_("saved in {saved} of {told} months told"),
    "saves_balance": N_("saved in {saved} of {told} months told; {balance} put by"),
    "savings_too_little": N_("saved in {saved} of {told} months told; too few are known"),
    "saves_seldom": N_("saved in only {saved} of {told} months told"),
    "assets_unknown": N_("was never asked what it owns"),
    "assets_enough": N_("{kinds}"),
    "assets_few": N_("only {kinds}"),
    "assets_none": N_("owns nothing that earns or can be sold"),
    "pupils_below": N_("{below} of {pupils} pupils below {school_line}% at school"),
    "sessions_unknown": N_("attendance is known of only {sessions} sessions in twelve months"),
    "attends_seldom": N_("came to {attended} of {sessions} sessions; {line}% are asked for"),
    "attends": N_("came to {attended} of {sessions} sessions"),
    "attends_and_school": N_(
        "came to {attended} of {sessions} sessions; all {pupils} pupils above {school_line}%"
    ),
    "agreement_ended": N_("took its agreement back on {date}"),
    "agreed": N_("agreed on {date}"),
    "agreement_unknown": N_("was not asked yet"),
}
# What to do about a finding that is not met or not known.
STEPS: dict[str, str] = {
    "income_unknown": N_("Give the month of money as homework and check it."),
    "heads_unknown": N_("Record the family's members."),
    "spending_unknown": N_("Ask for the spending in the month of money."),
    "income_below_line": N_("Look for more income: a business, a training, a programme."),
    "income_falls_short": N_("Go through the spending together and look for more income."),
    "no_business": N_("Talk about a business or work that suits the family."),
    "business_not_followed": N_("Ask for turnover and costs each month."),
    "business_too_little": N_("Ask for turnover and costs until three months are known."),
    "business_earns_nothing": N_("Go through costs and price together; refer to a training."),
    "business_shrinks": N_("Ask why it shrinks; refer to a training or a buyer."),
    "savings_unknown": N_("Ask about saving in the month of money."),
    "savings_too_little": N_("Ask about saving again next month."),
    "saves_seldom": N_("Agree on a small, regular sum to put by."),
    "assets_unknown": N_("Note at the next visit what the family owns."),
    "assets_few": N_("Talk about what to buy from the profit."),
    "assets_none": N_("Talk about what to buy from the profit."),
    "pupils_below": N_("Talk with parents and school about attendance."),
    "sessions_unknown": N_("Mark the attendance of the group's sessions."),
    "attends_seldom": N_("Ask at a visit what keeps the family from the sessions."),
    "agreement_ended": N_("Leave it to the family; ask again when its situation changes."),
    "agreement_unknown": N_("Talk about graduation and note whether the family agrees."),
}
SENTENCES: dict[str, str] = {
    "move_before_last": N_("The last move was on {date}. Choose that day or a later one."),
    "move_needs_reason": N_("Say why: the family goes back or leaves the path."),
    "already_at_stage": N_("The family is at this stage already."),
    "needs_agreement": N_("The family has not agreed yet. Note its agreement first."),
    "before_agreement": N_("The family agreed on {date}. Choose that day or a later one."),
    "end_before_agreement": N_("The agreement can not be taken back before it was given."),
    "target_unlikely": N_("A target lies between 0 and {limit} families a month."),
    "weight_range": N_("A weight lies between 0 and {limit}."),
    "line_range": N_("Choose a number between {lowest} and {highest}."),
    "gone_before_noted": N_("It can not be gone before it was noted."),
    "speaker_must_agree": N_("Ask the family first, and note the day it agreed to be named."),
}
sentences.register(SENTENCES)

_MONEY = {"income", "spending", "gap", "a_head", "earned", "balance"}


def finding(found: Finding) -> str:
    """Say a finding in the language of the screen."""
    line = found.criterion is Criterion.INCOME
    return _(FINDINGS[found.code]).format(**values(found, lambda kind: _(ASSETS[kind]), line=line))


def source(found: Finding) -> str:
    """Say where a finding's figures stand, and of which months."""
    names = ", ".join(_(SOURCES[one]) for one in found.sources if SOURCES[one])
    months = stretch(found)
    return f"{names}, {months}" if months and names else names


def stretch(found: Finding, language: str | None = None) -> str:
    """Return the months of a finding's figures: `Sep-Nov 2026`."""
    if not found.months:
        return ""
    first, last = found.months[0], found.months[-1]
    ends = f"{month_name(last.month, language)[:3]} {last.year}"
    if first == last:
        return ends
    begins = month_name(first.month, language)[:3]
    return f"{begins}–{ends}" if first.year == last.year else f"{begins} {first.year}–{ends}"


def values(
    found: Finding,
    asset_name: Callable[[AssetKind], str],
    language: str | None = None,
    *,
    line: bool = False,
) -> Mapping[str, object]:
    """Return a finding's figures as people read them; `line` says that the line is money."""
    told: dict[str, object] = {}
    for name, value in found.details.items():
        if isinstance(value, int) and (name in _MONEY or (line and name == "line")):
            told[name] = format_rupiah(value)
        elif isinstance(value, date):
            told[name] = format_date(value, "medium", language)
        elif isinstance(value, tuple):
            told[name] = ", ".join(asset_name(kind) for kind in value)
        else:
            told[name] = value
    return told
