"""What a member may ask of the books: the own page, what is open, and whether a slip is true."""

from datetime import date, timedelta

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.account import model, store
from fieldkit.features.kube.account.model import COLUMNS, PassBook, PassLine, Slip
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import KubeMember
from fieldkit.features.kube.loans import service as loans

SENTENCES: dict[str, str] = {
    "no_such_slip": N_(
        "No slip of that day has this code. The slip was changed, the code or the day is"
        " mistyped, or something of that day was written down later."
    ),
}
sentences.register(SENTENCES)


def pass_book(ctx: Context, member_id: str, first: date, last: date) -> PassBook:
    """A member's own page from one day to another."""
    ctx.require(Permission.SEE_KUBE)
    member = group.member(ctx, member_id)
    before = store.held_before(ctx.db, member.kube_id, member_id, first)
    return PassBook(
        member=member, first=first, last=last, lines=_lines(ctx, member, first, last),
        saved_before=-before.get(Account.SAVINGS, 0), owed_before=before.get(Account.LOAN, 0),
    )  # fmt: skip


def _lines(ctx: Context, member: KubeMember, first: date, last: date) -> tuple[PassLine, ...]:
    entries: dict[str, dict[str, int]] = {}
    heads: dict[str, tuple[date, str, str]] = {}
    for row in store.legs_of(ctx.db, member.kube_id, member.id, first, last):
        name = next((n for n, accounts in COLUMNS if row["account"] in accounts), "")
        if not name:
            continue
        # What a member gave is below zero in the books; what a member got or owes is above.
        given = name in ("dues", "iks", "savings", "service")
        amount = -row["amount"] if given else row["amount"]
        sums = entries.setdefault(row["entry"], {})
        sums[name] = sums.get(name, 0) + amount
        words = row["description"] or ""
        proof = row["proof_no"] or ""
        if row["reverses"]:
            words, proof = f"Koreksi: {words}", f"{row['former_no'] or ''}-K"
        heads[row["entry"]] = (date.fromisoformat(row["day"]), proof, words)
    return model.lines([
        PassLine(day=day, proof_no=proof, words=words, **entries[entry])
        for entry, (day, proof, words) in heads.items()
    ])  # fmt: skip


def slip(ctx: Context, member_id: str, day: date) -> Slip:
    """What a member owes at the end of a day."""
    ctx.require(Permission.SEE_KUBE)
    member = group.member(ctx, member_id)
    return _slips(ctx, member.kube_id, [member], day)[0]


def slips(ctx: Context, kube_id: str, day: date) -> list[Slip]:
    """What members owe at the end of a day; of those who left, whoever still owes something."""
    ctx.require(Permission.SEE_KUBE)
    people = group.everyone(ctx, kube_id)
    present = [m for m in people if m.is_member_on(day)]
    gone = [m for m in people if m.left_on is not None and m.left_on <= day]
    owing = [one for one in _slips(ctx, kube_id, gone, day) if one.total > 0]
    return [*_slips(ctx, kube_id, present, day), *owing]


def _slips(ctx: Context, kube_id: str, people: list[KubeMember], day: date) -> list[Slip]:
    after = day + timedelta(days=1)
    owed = dues.standings(ctx, kube_id, after)
    kube = group.kube(ctx, kube_id)
    iks = {} if kube.iks_amount is None else dues.standings(ctx, kube_id, after, fund=Account.IKS)
    borrowed = [one for one in loans.loans(ctx, kube_id, day) if not one.is_finished]
    return [
        Slip(
            kube_id=kube_id, member=member, day=day, dues=owed.get(member.id, 0),
            iks=iks.get(member.id, 0),
            loan=sum(o.arrears for o in borrowed if o.loan.member_id == member.id),
            service=sum(o.service_arrears for o in borrowed if o.loan.member_id == member.id),
            saved=-store.held_before(ctx.db, kube_id, member.id, after).get(Account.SAVINGS, 0),
        )
        for member in people
    ]  # fmt: skip


def slip_of_code(ctx: Context, kube_id: str, day: date | None, code: str | None) -> Slip:
    """The slip of a day that carries this code; a changed or mistyped one is none."""
    ctx.require(Permission.SEE_KUBE)
    if day is None or not (code or "").strip():
        blank = [n for n, v in (("day", day), ("code", (code or "").strip())) if not v]
        raise InvalidInputError([Problem(name, "required") for name in blank])
    for one in _slips(ctx, kube_id, group.everyone(ctx, kube_id), day):
        if model.same_code(one.code, code or ""):
            return one
    raise InvalidInputError([Problem("code", "no_such_slip")])


def latest_month(ctx: Context) -> Month | None:
    """The last month with money of any group."""
    ctx.require(Permission.SEE_KUBE)
    return cashbook.latest_month(ctx)
