"""Reads dues out of the cash entries and the meetings they were collected at."""

from datetime import date

from fieldkit.core.db.database import Database
from fieldkit.features.kube.cashbook.model import Account
from fieldkit.features.kube.dues.model import DuesMeeting, Payment

_USUAL = {Account.DUES: "dues_amount", Account.IKS: "iks_amount"}


def payments(db: Database, kube_id: str, fund: Account) -> list[Payment]:
    """Read what members paid into a fund; what was taken back counts below zero."""
    sql = """SELECT json_extract(l.value, '$.member') AS member_id, e.booked_on,
        json_extract(l.value, '$.meeting') AS meeting_id,
        -sum(json_extract(l.value, '$.amount')) AS amount
        FROM cash_entry e, json_each(e.lines) l
        WHERE e.kube_id = :kube AND json_extract(l.value, '$.account') = :fund
          AND json_extract(l.value, '$.member') IS NOT NULL
        GROUP BY 1, 2, 3 ORDER BY e.booked_on"""
    return [
        Payment(
            member_id=row["member_id"],
            amount=row["amount"],
            booked_on=date.fromisoformat(row["booked_on"]),
            meeting_id=row["meeting_id"],
        )
        for row in db.rows(sql, kube=kube_id, fund=str(fund))
    ]


def meetings(db: Database, kube_id: str, fund: Account) -> list[DuesMeeting]:
    """Read the meetings that were held, with what each member was to pay there."""
    sql = f"""SELECT id, held_on, {_USUAL[fund]} AS due FROM meeting
        WHERE kube_id = :kube AND held_on IS NOT NULL AND status = 'held' ORDER BY held_on, id"""
    return [
        DuesMeeting(id=row["id"], held_on=date.fromisoformat(row["held_on"]), due=row["due"])
        for row in db.rows(sql, kube=kube_id)
    ]


def paid_at(db: Database, kube_id: str, meeting_id: str, fund: Account) -> dict[str, int]:
    """Read what each member paid at one meeting, as it stands now."""
    return {
        member_id: amount
        for member_id, amount in _sums(db, kube_id, meeting_id, fund).items()
        if amount
    }


def _sums(db: Database, kube_id: str, meeting_id: str, fund: Account) -> dict[str, int]:
    found: dict[str, int] = {}
    for payment in payments(db, kube_id, fund):
        if payment.meeting_id == meeting_id:
            found[payment.member_id] = found.get(payment.member_id, 0) + payment.amount
    return found


def revisions(db: Database, meeting_id: str) -> int:
    """Count how often the dues of a meeting were written down, corrections left out."""
    sql = "SELECT count(*) FROM cash_entry WHERE meeting_id = :id AND kind = 'dues'"
    return int(db.value(sql, id=meeting_id))


def last_day(db: Database, kube_id: str | None = None) -> date | None:
    """Return the day of the last meeting held, of one group or of all."""
    sql = """SELECT max(held_on) FROM meeting
        WHERE status = 'held' AND (kube_id = :kube OR :kube IS NULL)"""
    found = db.value(sql, kube=kube_id)
    return date.fromisoformat(found) if found else None
