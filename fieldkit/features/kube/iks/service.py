"""What people do with the solidarity pot: help by the group's own rule, and ask who was helped."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.ids import derived_id
from fieldkit.core.money import format_rupiah
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.iks import model, store
from fieldkit.features.kube.iks.model import CAUSES, Cause, Given, Grant, Rule

SENTENCES: dict[str, str] = {
    "iks_above_ceiling": N_(
        "The group's rule gives at most {ceiling} for this. Write why it is more this time."
    ),
    "iks_too_often": N_(
        "The group's rule helps a member {times} times a year for this; in {year} it was {had}"
        " times already. Write why it helps again."
    ),
    "iks_too_early": N_(
        "The group's rule asks for {months} months of membership first. Write why it helps now."
    ),
    "iks_needs_decision": N_("The group's rule asks for the decision this rests on."),
}
sentences.register(SENTENCES)

CAUSE_NAMES: dict[Cause, str] = {
    Cause.ILLNESS: N_("Illness"),
    Cause.BEREAVEMENT: N_("Bereavement"),
    Cause.URGENT: N_("Urgent need"),
}
# The words of the cash book, which is Indonesian (decision 13).
_WORDS = {
    Cause.ILLNESS: "Bantuan sakit",
    Cause.BEREAVEMENT: "Bantuan duka",
    Cause.URGENT: "Bantuan keperluan mendesak",
}


def rules(ctx: Context, kube_id: str) -> dict[Cause, Rule]:
    """What a group agreed on for each cause; a cause without a rule is blank."""
    ctx.require(Permission.SEE_KUBE)
    found = {cause: Rule(kube_id=kube_id, cause=cause) for cause in Cause}
    return found | {rule.cause: rule for rule in store.rules_of(ctx.db, kube_id)}


def save_rules(ctx: Context, kube_id: str, wanted: Sequence[Rule]) -> None:
    """Keep what the group agreed on for these causes; it counts from now on.

    A problem's `field` names the cause and what is wrong with its rule.
    """
    ctx.require(Permission.EDIT_KUBE)
    kube = group.kube(ctx, kube_id)
    tidy = [model.tidied_rule(rule) for rule in wanted]
    found = [
        Problem(f"{rule.cause}.{problem.field}", problem.code, problem.details)
        for rule in tidy
        for problem in model.rule_problems(rule)
    ]
    if found:
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("IKS rule of {kube}"), kube=kube.name)) as writer:
        for rule in tidy:
            rule_id = derived_id("iks_rule", kube_id, rule.cause.value)
            store.save_rule(writer, model.identified(rule, kube_id, rule_id))


def rule_says(ctx: Context, wanted: Grant) -> list[Problem]:
    """Where help would go beyond the group's own rule, before it is given."""
    ctx.require(Permission.SEE_KUBE)
    if wanted.cause is None or wanted.given_on is None:
        return []
    year = wanted.given_on.year
    had = [g for g in given(ctx, wanted.kube_id, date(year, 1, 1), date(year, 12, 31))
           if g.cause is wanted.cause]  # fmt: skip
    people = {member.id: member for member in group.everyone(ctx, wanted.kube_id)}
    rule = rules(ctx, wanted.kube_id)[wanted.cause]
    return model.rule_says(rule, wanted, people.get(wanted.member_id or ""), had)


def give(ctx: Context, wanted: Grant) -> str:
    """Help a member; beyond the group's rule only with a written reason. Return the entry's id."""
    ctx.require(Permission.POST_CASH)
    kube = group.kube(ctx, wanted.kube_id)
    tidy = model.tidied(wanted)
    found = model.problems(tidy, group.everyone(ctx, kube.id), ctx.today)
    if found or tidy.cause is None or tidy.given_on is None:
        raise InvalidInputError(found)
    rule = rules(ctx, kube.id)[tidy.cause]
    if rule.needs_decision and tidy.basis is None:
        found.append(Problem("basis", "iks_needs_decision"))
    if tidy.exception is None:
        found += [
            Problem("exception", problem.code, problem.details) for problem in rule_says(ctx, tidy)
        ]
    if found:
        raise InvalidInputError(found)
    entry = CashEntry(
        kube_id=kube.id,
        booked_on=tidy.given_on,
        description=f"{_WORDS[tidy.cause]}: {tidy.why}",
        lines=model.lines(tidy, tidy.cause),
        basis=model.basis_text(tidy),
        reason=tidy.pot_reason,
    )
    step = Step(
        N_("IKS helps with {amount}, {kube}"), amount=format_rupiah(tidy.amount or 0),
        kube=kube.name,
    )  # fmt: skip
    with ctx.db.write(step) as writer:
        return cashbook.post(ctx, writer, entry)


def given(
    ctx: Context, kube_id: str, first: date | None = None, last: date | None = None
) -> list[Given]:
    """List the help that was given, of a period or ever, by day."""
    ctx.require(Permission.SEE_KUBE)
    people = {member.id: member for member in group.everyone(ctx, kube_id)}
    return [
        Given(
            id=row["id"],
            given_on=date.fromisoformat(row["day"]),
            proof_no=row["proof_no"] or "",
            member=people.get(row["member"] or ""),
            cause=CAUSES[Account(row["account"])],
            amount=row["amount"],
            description=row["description"] or "",
            basis=row["basis"],
        )
        for row in store.given(ctx.db, kube_id, first or date.min, last or date.max)
        if cashbook.stands(ctx, row["id"])
    ]
