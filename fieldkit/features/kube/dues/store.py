"""Reads dues out of the legs of the cash book and the meetings they were collected at."""

from datetime import date
from itertools import pairwise

from fieldkit.core.db.database import Database
from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.dues.model import WAIVED, DuesMeeting, Moved, Period

_USUAL = {Account.DUES: "dues_amount", Account.IKS: "iks_amount"}


def period(db: Database, kube_id: str, fund: Account, first: date, last: date) -> Period:
    """Read a fund's meetings and payments of a period, and what stood open before it.

    What was paid before is everything ever paid less what was paid from the first day on, so
    that an old book costs no more than a young one.
    """
    facts = {"kube": kube_id, "fund": str(fund), "first": first.isoformat()}
    paid, since = _paid_since(db, facts, last)
    total = _paid_ever(db, facts)
    waived, waived_before = _waived(db, fund, facts, last)
    return Period(
        meetings=_meetings(db, fund, facts, last),
        paid=paid,
        excused=_excused(db, facts, last),
        past=_past(db, fund, facts),
        paid_before={member: amount - since.get(member, 0) for member, amount in total.items()},
        excused_before=_excused_before(db, fund, facts),
        waived=waived,
        waived_before=waived_before,
    )


def _meetings(
    db: Database, fund: Account, facts: dict[str, str], last: date
) -> tuple[DuesMeeting, ...]:
    sql = f"""SELECT id, held_on, {_USUAL[fund]} AS due FROM meeting WHERE kube_id = :kube
        AND held_on >= :first AND held_on <= :last AND status = 'held' ORDER BY held_on, id"""
    return tuple(
        DuesMeeting(id=row["id"], held_on=date.fromisoformat(row["held_on"]), due=row["due"])
        for row in db.rows(sql, last=last.isoformat(), **facts)
    )


def _paid_since(
    db: Database, facts: dict[str, str], last: date
) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Return what was paid in the period, by member and meeting, and by member from it on."""
    sql = """SELECT l.member, m.id AS meeting, m.held_on AS day, sum(l.amount) AS amount
            FROM meeting m JOIN ledger_leg l ON l.meeting = m.id AND l.account = :fund
            WHERE m.kube_id = :kube AND m.held_on >= :first AND m.status = 'held'
              AND l.member IS NOT NULL GROUP BY 1, 2
        UNION ALL SELECT l.member, '', l.day, sum(l.amount) FROM ledger_leg l
            WHERE l.book = :kube AND l.day >= :first AND l.account = :fund
              AND l.member IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meeting m
                  WHERE m.id = l.meeting AND m.status = 'held' AND m.held_on IS NOT NULL)
            GROUP BY 1, 3"""
    paid: dict[tuple[str, str], int] = {}
    since: dict[str, int] = {}
    for row in db.rows(sql, **facts):
        member, amount = row["member"], -row["amount"]
        since[member] = since.get(member, 0) + amount
        if row["day"] <= last.isoformat():
            place = (member, row["meeting"])
            paid[place] = paid.get(place, 0) + amount
    return paid, since


def _paid_ever(db: Database, facts: dict[str, str]) -> dict[str, int]:
    sql = """SELECT k.id, (SELECT -total FROM ledger_sum WHERE book = :kube AND account = :fund
            AND member = k.id ORDER BY month DESC LIMIT 1) AS paid
        FROM kube_member k WHERE k.kube_id = :kube"""
    wanted = {name: facts[name] for name in ("kube", "fund")}
    return {row["id"]: row["paid"] or 0 for row in db.rows(sql, **wanted)}


def _waived(
    db: Database, fund: Account, facts: dict[str, str], last: date
) -> tuple[dict[str, int], dict[str, int]]:
    """Return what members were let off in the period, and before it.

    The monthly sums say in which months anything was: a book without it is not looked through.
    """
    sql = """SELECT l.member, l.day < :first AS is_before, -sum(l.amount) AS amount
        FROM ledger_sum s CROSS JOIN ledger_leg l ON l.book = s.book AND l.account = s.account
            AND l.member = s.member AND l.day >= s.month AND l.day <= s.month || '-31'
        WHERE s.book = :kube AND s.account = :account AND s.member <> '' AND l.day <= :last
        GROUP BY 1, 2"""
    found: tuple[dict[str, int], dict[str, int]] = {}, {}
    wanted = {name: facts[name] for name in ("kube", "first")}
    for row in db.rows(sql, account=str(WAIVED[fund]), last=last.isoformat(), **wanted):
        found[row["is_before"]][row["member"]] = row["amount"]
    return found


def waiver_of(db: Database, kube_id: str, member_id: str, fund: Account) -> str | None:
    """Return the newest entry that let a member off and still stands."""
    sql = """SELECT e.id FROM ledger_leg l JOIN cash_entry e ON e.id = l.entry
        WHERE l.book = :kube AND l.account = :account AND l.member = :member AND e.reverses IS NULL
        GROUP BY e.id HAVING (SELECT count(*) FROM cash_entry r WHERE r.reverses = e.id) = 0
        ORDER BY l.day DESC, e.recorded_at DESC LIMIT 1"""
    found = db.value(sql, kube=kube_id, account=str(WAIVED[fund]), member=member_id)
    return str(found) if found else None


def _excused(db: Database, facts: dict[str, str], last: date) -> frozenset[tuple[str, str]]:
    sql = """SELECT a.meeting_id, a.member_id FROM meeting m
        JOIN meeting_attendance a ON a.meeting_id = m.id AND a.is_excused = 1
        WHERE m.kube_id = :kube AND m.held_on >= :first AND m.held_on <= :last"""
    wanted = {name: facts[name] for name in ("kube", "first")}
    found = db.rows(sql, last=last.isoformat(), **wanted)
    return frozenset((row["meeting_id"], row["member_id"]) for row in found)


def _past(db: Database, fund: Account, facts: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """Return what was due before the period, in sums from one coming or going to the next.

    Between two days on which somebody joined or left, all members owe the same: one sum stands
    for all those meetings, and an index answers it however many they are.
    """
    wanted = {name: facts[name] for name in ("kube", "first")}
    days = db.rows(
        """SELECT DISTINCT day FROM (
            SELECT joined_on AS day FROM kube_member WHERE kube_id = :kube
            UNION ALL SELECT left_on FROM kube_member WHERE kube_id = :kube)
        WHERE day IS NOT NULL AND day < :first ORDER BY day""",
        **wanted,
    )
    cuts = ["", *(row["day"] for row in days), facts["first"]]
    sql = f"""SELECT sum({_USUAL[fund]}) FROM meeting WHERE kube_id = :kube
        AND held_on >= :since AND held_on < :until AND status = 'held' AND {_USUAL[fund]} > 0"""
    sums = (
        (since, db.value(sql, kube=facts["kube"], since=since, until=until))
        for since, until in pairwise(cuts)
    )
    return tuple((since, int(due)) for since, due in sums if due)


def _excused_before(db: Database, fund: Account, facts: dict[str, str]) -> dict[str, int]:
    sql = f"""SELECT k.id, (SELECT sum(m.{_USUAL[fund]}) FROM meeting_attendance a
            JOIN meeting m ON m.id = a.meeting_id
            WHERE a.member_id = k.id AND a.is_excused = 1 AND m.status = 'held'
              AND m.held_on < :first AND m.held_on >= coalesce(k.joined_on, '')
              AND m.held_on < coalesce(k.left_on, '9999')) AS due
        FROM kube_member k WHERE k.kube_id = :kube"""
    wanted = {name: facts[name] for name in ("kube", "first")}
    return {row["id"]: row["due"] for row in db.rows(sql, **wanted) if row["due"]}


def paid_at(db: Database, meeting_id: str, fund: Account) -> dict[str, int]:
    """Read what each member paid at one meeting, as it stands now."""
    sql = """SELECT member, -sum(amount) AS paid FROM ledger_leg
        WHERE meeting = :meeting AND account = :fund AND member IS NOT NULL GROUP BY member"""
    found = db.rows(sql, meeting=meeting_id, fund=str(fund))
    return {row["member"]: row["paid"] for row in found if row["paid"]}


def moved_by(db: Database, kube_id: str, member_id: str) -> list[Moved]:
    """Read what a member paid in and received, by day and kind; what was taken back is gone."""
    sql = """SELECT day, account, -sum(amount) AS paid FROM ledger_leg
        WHERE book = :kube AND member = :member
        GROUP BY day, account HAVING sum(amount) <> 0 ORDER BY day DESC"""
    known = set(Account)
    return [
        Moved(
            day=date.fromisoformat(row["day"]),
            account=Account(row["account"]),
            paid=row["paid"],
        )
        for row in db.rows(sql, kube=kube_id, member=member_id)
        if row["account"] in known
    ]


def last_day(db: Database, kube_id: str | None = None) -> date | None:
    """Return the day of the last meeting held, of one group or of all."""
    sql = """SELECT max(held_on) FROM meeting
        WHERE status = 'held' AND (kube_id = :kube OR :kube IS NULL)"""
    found = db.value(sql, kube=kube_id)
    return date.fromisoformat(found) if found else None
