"""Set-based questions about a whole month, across the tables of every room."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database

if TYPE_CHECKING:
    from fieldkit.core.db.writer import Row, Writer

SERVED = "coalesce(f.status, 'active') IN ('active', 'candidate_graduation', 'candidate_ppse')"
HELD = "status IN ('held', 'reported')"
MARKED = "status IN ('present', 'sick', 'excused', 'absent')"
REPORT_SCOPE = "all"


def _between(month: Month) -> dict[str, str]:
    return {"first": month.first.isoformat(), "last": month.last.isoformat()}


_ON_EVERY_REPORT = ("position", "office", "regency")
# A coordinator may serve a whole regency: then there is no district to fill in.
_PROFILE = (
    "EXISTS (SELECT 1 FROM profile WHERE id = :book AND "
    + " AND ".join(f"trim(coalesce({name}, '')) <> ''" for name in _ON_EVERY_REPORT)
    + " AND (role = 'coordinator' OR trim(coalesce(district, '')) <> ''))"
)


def first_steps(db: Database, book_id: str) -> "Row":
    """What the book has already, and how many families are served."""
    found = db.row(
        "SELECT EXISTS (SELECT 1 FROM family) AS families, EXISTS (SELECT 1 FROM kpm_group)"
        " AS groups, EXISTS (SELECT 1 FROM session) AS sessions,"
        " EXISTS (SELECT 1 FROM kube) AS kubes,"
        f" {_PROFILE} AS profile, EXISTS (SELECT 1 FROM letterhead) AS letterhead,"
        f" (SELECT count(*) FROM family AS f WHERE {SERVED}) AS served",
        book=book_id,
    )
    return found or {}


def has_profile(db: Database, book_id: str) -> bool:
    """Whether the keeper of a book has filled in what stands on every report."""
    return bool(db.value(f"SELECT {_PROFILE}", book=book_id))


def group_tiles(db: Database, month: Month) -> "list[Row]":
    """Every group with its most telling session of the month and who came to it.

    A held session counts before a planned one, and the latest of each kind is the one shown.
    CROSS keeps SQLite from reading the attendance of all years.
    """
    return db.rows(
        f"""
        WITH month_session AS (
            SELECT id, group_id, held_on, status, title, row_number() OVER (
                PARTITION BY group_id ORDER BY {HELD} DESC, status = 'planned' DESC,
                CASE WHEN status = 'planned' THEN held_on END, held_on DESC, id) AS place
            FROM session WHERE held_on BETWEEN :first AND :last),
        came AS (
            SELECT a.session_id, sum(a.status = 'present') AS present,
                sum(a.{MARKED}) AS marked
            FROM month_session AS s CROSS JOIN attendance AS a ON a.session_id = s.id
            WHERE s.place = 1 AND s.{HELD} GROUP BY a.session_id),
        served AS (
            SELECT group_id, count(*) AS families FROM family AS f WHERE {SERVED} GROUP BY group_id)
        SELECT g.id, g.name, coalesce(f.families, 0) AS families, s.id AS session_id, s.held_on,
            s.status, s.title, coalesce(c.present, 0) AS present, coalesce(c.marked, 0) AS marked
        FROM kpm_group AS g
        LEFT JOIN month_session AS s ON s.group_id = g.id AND s.place = 1
        LEFT JOIN came AS c ON c.session_id = s.id
        LEFT JOIN served AS f ON f.group_id = g.id
        ORDER BY g.code IS NULL, length(g.code), g.code, g.name COLLATE NOCASE, g.id
        """,
        **_between(month),
    )


def sessions_between(db: Database, first: date, last: date) -> "list[Row]":
    """The sessions planned for a stretch of days."""
    return db.rows(
        "SELECT s.id, g.name, s.title, s.starts, s.held_on AS day FROM session AS s"
        " JOIN kpm_group AS g ON g.id = s.group_id"
        " WHERE s.held_on BETWEEN :first AND :last AND s.status = 'planned'"
        " ORDER BY s.held_on, s.starts, g.name",
        first=first.isoformat(),
        last=last.isoformat(),
    )


def visits_planned(db: Database, first: date, last: date) -> "list[Row]":
    """How many visits are planned for each of these days and not made, with the first names."""
    return db.rows(
        """
        SELECT p.planned_on AS day, p.planned_on AS id, count(*) AS name,
            group_concat(f.name, ', ') AS families
        FROM (SELECT * FROM visit_plan WHERE planned_on BETWEEN :first AND :last
            AND coalesce(status, 'planned') = 'planned' ORDER BY planned_on, id) AS p
        JOIN family AS f ON f.id = p.family_id
        WHERE NOT EXISTS (SELECT 1 FROM visit AS v WHERE v.family_id = p.family_id
            AND substr(v.visited_on, 1, 7) = p.month)
        GROUP BY p.planned_on ORDER BY p.planned_on
        """,
        first=first.isoformat(),
        last=last.isoformat(),
    )


def appointments(db: Database, first: date, last: date) -> "list[Row]":
    """The keeper's own appointments of a stretch of days that are not done."""
    return db.rows(
        "SELECT held_on AS day, held_on AS id, title AS name, starts, place FROM appointment"
        " WHERE held_on BETWEEN :first AND :last AND done_on IS NULL ORDER BY held_on, starts",
        first=first.isoformat(),
        last=last.isoformat(),
    )


def visit_follow_ups(db: Database, since: date, day: date, limit: int) -> "list[Row]":
    """Follow-ups of visits that became due in a stretch of days and are not done."""
    return db.rows(
        "SELECT v.id, f.id AS family_id, f.name, v.follow_up, v.follow_up_due AS due"
        " FROM visit AS v JOIN family AS f ON f.id = v.family_id"
        " WHERE v.follow_up_due BETWEEN :since AND :day AND v.follow_up_done_on IS NULL"
        " ORDER BY v.follow_up_due DESC, f.name LIMIT :limit",
        since=since.isoformat(),
        day=day.isoformat(),
        limit=limit,
    )


def meetings_between(db: Database, first: date, last: date) -> "list[Row]":
    """The KUBE meetings planned for a stretch of days, or announced for it at the last meeting."""
    return db.rows(
        """
        SELECT m.id, k.id AS kube_id, k.name, m.place, m.starts, m.held_on AS day
        FROM meeting AS m JOIN kube AS k ON k.id = m.kube_id
        WHERE m.held_on BETWEEN :first AND :last AND m.status = 'planned'
        UNION ALL
        SELECT m.id, k.id, k.name, m.next_place, NULL, m.next_on FROM meeting AS m
        JOIN kube AS k ON k.id = m.kube_id
        WHERE m.next_on BETWEEN :first AND :last AND NOT EXISTS (
            SELECT 1 FROM meeting AS n WHERE n.kube_id = m.kube_id AND n.held_on > m.held_on)
        ORDER BY day, 3
        """,
        first=first.isoformat(),
        last=last.isoformat(),
    )


def kube_follow_ups(db: Database, since: date, day: date, limit: int) -> "list[Row]":
    """Follow-ups of KUBE meetings that became due in a stretch of days and are not done."""
    return db.rows(
        "SELECT u.id, u.kube_id, k.name, u.what, u.due"
        " FROM follow_up AS u JOIN kube AS k ON k.id = u.kube_id"
        " WHERE u.due BETWEEN :since AND :day AND u.done_on IS NULL"
        " ORDER BY u.due DESC, k.name LIMIT :limit",
        since=since.isoformat(),
        day=day.isoformat(),
        limit=limit,
    )


def kube_tiles(db: Database, month: Month, today: date) -> "list[Row]":
    """Every KUBE with its members, its meetings of the month and what lies in its pots."""
    return db.rows(
        """
        WITH pot AS (
            SELECT book AS kube_id, sum(CASE WHEN account = 'pot:kas' THEN amount END) AS kas,
                sum(CASE WHEN account = 'pot:iks' THEN amount END) AS iks
            FROM ledger_sum WHERE account IN ('pot:kas', 'pot:iks') GROUP BY book),
        met AS (
            SELECT kube_id, sum(held_on BETWEEN :first AND :last AND status <> 'planned')
                AS meetings, max(CASE WHEN status <> 'planned' THEN held_on END) AS last_on
            FROM meeting GROUP BY kube_id),
        coming AS (
            SELECT kube_id, min(day) AS next_on FROM (
                SELECT kube_id, held_on AS day FROM meeting WHERE status = 'planned'
                UNION ALL SELECT kube_id, next_on FROM meeting)
            WHERE day >= :today GROUP BY kube_id)
        SELECT k.id, k.name, coalesce(p.kas, 0) AS kas, coalesce(p.iks, 0) AS iks,
            coalesce(m.meetings, 0) AS meetings, m.last_on, c.next_on,
            (SELECT count(*) FROM kube_member AS n WHERE n.kube_id = k.id
                AND (n.left_on IS NULL OR n.left_on > :today))
                AS members
        FROM kube AS k LEFT JOIN pot AS p ON p.kube_id = k.id
        LEFT JOIN met AS m ON m.kube_id = k.id LEFT JOIN coming AS c ON c.kube_id = k.id
        ORDER BY k.name COLLATE NOCASE, k.id
        """,
        **_between(month),
        today=today.isoformat(),
    )


def not_visited(db: Database, today: date, days: int, limit: int) -> "list[Row]":
    """Served families without a visit for so many days, the never visited first."""
    return db.rows(
        f"""
        SELECT f.id, f.name, g.name AS place, v.last_on AS "on", count(*) OVER () AS count
        FROM family AS f LEFT JOIN kpm_group AS g ON g.id = f.group_id LEFT JOIN (
            SELECT family_id, max(visited_on) AS last_on FROM visit GROUP BY family_id) AS v
            ON v.family_id = f.id
        WHERE {SERVED} AND (v.last_on IS NULL OR v.last_on < :edge)
        ORDER BY v.last_on IS NOT NULL, v.last_on, f.name COLLATE NOCASE, f.id LIMIT :limit
        """,
        edge=(today - timedelta(days=days)).isoformat(),
        limit=limit,
    )


def low_attendance(
    db: Database, months: tuple[Month, Month], fewest: int, limit: int
) -> "list[Row]":
    """Served families present at less than half of at least so many marked sessions."""
    return db.rows(
        f"""
        SELECT f.id, f.name, g.name AS place, c.present AS value, c.marked AS total,
            count(*) OVER () AS count
        FROM (SELECT a.family_id, sum(a.status = 'present') AS present, count(*) AS marked
            FROM session AS s JOIN attendance AS a ON a.session_id = s.id
            WHERE s.held_on BETWEEN :first AND :last AND s.{HELD} AND a.{MARKED}
            GROUP BY a.family_id HAVING marked >= :fewest AND present * 2 < marked) AS c
        JOIN family AS f ON f.id = c.family_id LEFT JOIN kpm_group AS g ON g.id = f.group_id
        WHERE {SERVED}
        ORDER BY 1.0 * c.present / c.marked, c.marked DESC, f.name COLLATE NOCASE, f.id
        LIMIT :limit
        """,
        first=months[0].first.isoformat(),
        last=months[1].last.isoformat(),
        fewest=fewest,
        limit=limit,
    )


def unchecked_homework(db: Database, until: Month, limit: int) -> "list[Row]":
    """Sheets of homework handed in and not checked, the oldest first."""
    return db.rows(
        """
        SELECT f.id, f.name, g.name AS place, w.collected_on AS "on", count(*) OVER () AS count
        FROM money_month AS w JOIN family AS f ON f.id = w.family_id
        LEFT JOIN kpm_group AS g ON g.id = f.group_id
        WHERE w.status = 'collected' AND w.month <= :until
        ORDER BY w.month, w.collected_on, f.name COLLATE NOCASE, w.id LIMIT :limit
        """,
        until=str(until),
        limit=limit,
    )


def unchecked_count(db: Database, month: Month) -> int:
    """How many sheets of a month were handed in and not checked."""
    return int(
        db.value(
            "SELECT count(*) FROM money_month WHERE month = :month AND status = 'collected'",
            month=str(month),
        )
    )


def dues_in_arrears(db: Database, today: date, limit: int) -> "list[Row]":
    """Present members of a KUBE who owe dues, the highest amount first.

    Counted as the dues room does: what meetings asked of the member, less what was paid or
    written off; who left owes until it is settled.
    """
    return db.rows(
        """
        WITH asked AS (
            SELECT n.id, sum(m.dues_amount) AS amount
            FROM kube_member AS n JOIN meeting AS m ON m.kube_id = n.kube_id
            WHERE m.status = 'held' AND m.held_on <= :today AND NOT EXISTS (
                    SELECT 1 FROM meeting_attendance AS x WHERE x.meeting_id = m.id
                    AND x.member_id = n.id AND x.is_excused = 1)
                AND (n.joined_on IS NULL OR n.joined_on <= m.held_on)
                AND (n.left_on IS NULL OR n.left_on > m.held_on)
            GROUP BY n.id),
        paid AS (
            SELECT member AS id, -sum(amount) AS amount FROM ledger_sum
            WHERE account IN ('income:dues', 'waived:dues') GROUP BY member)
        SELECT k.id, n.name, k.name AS place, a.amount - coalesce(p.amount, 0) AS value,
            count(*) OVER () AS count
        FROM asked AS a JOIN kube_member AS n ON n.id = a.id JOIN kube AS k ON k.id = n.kube_id
        LEFT JOIN paid AS p ON p.id = a.id
        WHERE a.amount > coalesce(p.amount, 0)
        ORDER BY value DESC, k.name COLLATE NOCASE, n.row_no, n.name LIMIT :limit
        """,
        today=today.isoformat(),
        limit=limit,
    )


def not_verified(db: Database, edge: date, limit: int) -> "list[Row]":
    """Served families whose data nobody has verified since a day."""
    return db.rows(
        f"""
        SELECT f.id, f.name, g.name AS place, f.verified_on AS "on", count(*) OVER () AS count
        FROM family AS f LEFT JOIN kpm_group AS g ON g.id = f.group_id
        WHERE {SERVED} AND (f.verified_on IS NULL OR f.verified_on < :edge)
        ORDER BY f.verified_on IS NOT NULL, f.verified_on, f.name COLLATE NOCASE, f.id LIMIT :limit
        """,
        edge=edge.isoformat(),
        limit=limit,
    )


def attendance_by_month(db: Database, first: Month, last: Month) -> dict[str, tuple[int, int]]:
    """Present and marked attendances of the held sessions, by month."""
    rows = db.rows(
        f"""
        SELECT substr(s.held_on, 1, 7) AS month, sum(a.status = 'present') AS present,
            count(*) AS marked
        FROM session AS s JOIN attendance AS a ON a.session_id = s.id
        WHERE s.held_on BETWEEN :first AND :last AND s.{HELD} AND a.{MARKED} GROUP BY 1
        """,
        first=first.first.isoformat(),
        last=last.last.isoformat(),
    )
    return {row["month"]: (row["present"], row["marked"]) for row in rows}


def visited_by_month(db: Database, first: Month, last: Month) -> dict[str, int]:
    """How many families were visited, by month."""
    rows = db.rows(
        "SELECT substr(visited_on, 1, 7) AS month, count(DISTINCT family_id) AS families"
        " FROM visit WHERE visited_on BETWEEN :first AND :last GROUP BY 1",
        first=first.first.isoformat(),
        last=last.last.isoformat(),
    )
    return {row["month"]: row["families"] for row in rows}


def kube_money_by_month(db: Database, last: Month) -> "list[Row]":
    """What came into the cash pots and what was paid as dues, by month, from the beginning."""
    return db.rows(
        """
        SELECT month, sum(CASE WHEN account = 'pot:kas' THEN amount ELSE 0 END) AS kas,
            -sum(CASE WHEN account = 'income:dues' THEN amount ELSE 0 END) AS dues
        FROM ledger_sum WHERE month <= :last GROUP BY month ORDER BY month
        """,
        last=str(last),
    )


def session_lacks(db: Database, month: Month, today: date) -> "Row":
    """What the sessions of a month still lack: a count of each, and one id to go to."""
    return (
        db.row(
            f"""
        WITH held AS (
            SELECT id, coalesce(process, '') || coalesce(material, '')
                || coalesce(participation, '') || coalesce(result, '') || coalesce(obstacles, '')
                || coalesce(obstacle_codes, '')
                AS story FROM session WHERE held_on BETWEEN :first AND :last AND {HELD}),
        late AS (
            SELECT id FROM session WHERE status = 'planned'
                AND held_on BETWEEN :first AND min(:last, :yesterday)),
        blank AS (
            SELECT h.id FROM held AS h WHERE NOT EXISTS (
                SELECT 1 FROM attendance AS a WHERE a.session_id = h.id AND a.{MARKED})
            OR EXISTS (SELECT 1 FROM attendance AS a WHERE a.session_id = h.id
                AND NOT a.{MARKED})),
        bare AS (
            SELECT h.id FROM held AS h WHERE NOT EXISTS (SELECT 1 FROM photo AS p
                WHERE p.owner_table = 'session' AND p.owner_id = h.id))
        SELECT (SELECT count(*) FROM late) AS late, (SELECT min(id) FROM late) AS late_id,
            (SELECT count(*) FROM blank) AS blank, (SELECT min(id) FROM blank) AS blank_id,
            (SELECT count(*) FROM held WHERE trim(story) = '') AS mute,
            (SELECT min(id) FROM held WHERE trim(story) = '') AS mute_id,
            (SELECT count(*) FROM bare) AS bare, (SELECT min(id) FROM bare) AS bare_id
        """,
            **_between(month),
            yesterday=(today - timedelta(days=1)).isoformat(),
        )
        or {}
    )


def minutes_without_decision(db: Database, month: Month) -> "Row":
    """How many meetings held in a month have no decision written down, and one of their KUBE."""
    return (
        db.row(
            """
        SELECT count(*) AS count, min(kube_id) AS kube_id FROM meeting AS m
        WHERE held_on BETWEEN :first AND :last AND status <> 'planned' AND NOT EXISTS (
            SELECT 1 FROM agenda_item AS i WHERE i.meeting_id = m.id
            AND trim(coalesce(i.decision, '')) <> '')
        """,
            **_between(month),
        )
        or {}
    )


def overdue_follow_ups(db: Database, today: date) -> int:
    """How many follow-ups of visits are past their day."""
    return int(
        db.value(
            "SELECT count(*) FROM visit WHERE follow_up_due < :today AND follow_up_done_on IS NULL",
            today=today.isoformat(),
        )
    )


def months_with(db: Database, table: str, column: str) -> str | None:
    """The latest month that has records in a table, as `2026-11`."""
    found = db.value(f'SELECT max(substr("{column}", 1, 7)) FROM "{table}"')
    return str(found) if found else None


def rooms_with_data(db: Database, month: Month) -> set[str]:
    """The rooms that have anything to report on a month."""
    found = db.row(
        """
        SELECT EXISTS (SELECT 1 FROM session WHERE held_on BETWEEN :first AND :last) AS p2k2,
            EXISTS (SELECT 1 FROM visit WHERE visited_on BETWEEN :first AND :last) AS visits,
            EXISTS (SELECT 1 FROM visit_plan WHERE month = :month) AS rounds,
            EXISTS (SELECT 1 FROM business_month WHERE month = :month) AS people,
            EXISTS (SELECT 1 FROM school_month WHERE month = :month) AS commitments,
            EXISTS (SELECT 1 FROM graduation_move WHERE moved_on BETWEEN :first AND :last)
                AS graduation,
            EXISTS (SELECT 1 FROM nomination WHERE nominated_on BETWEEN :first AND :last)
                AS programmes,
            EXISTS (SELECT 1 FROM referral WHERE referred_on BETWEEN :first AND :last)
                OR EXISTS (SELECT 1 FROM complaint WHERE received_on BETWEEN :first AND :last)
                OR EXISTS (SELECT 1 FROM contact WHERE contacted_on BETWEEN :first AND :last)
                OR EXISTS (SELECT 1 FROM advocacy WHERE done_on BETWEEN :first AND :last)
                AS referrals,
            EXISTS (SELECT 1 FROM money_month WHERE month = :month) AS homework,
            EXISTS (SELECT 1 FROM meeting WHERE held_on BETWEEN :first AND :last)
                OR EXISTS (SELECT 1 FROM ledger_sum WHERE month = :month)
                AS kube
        """,
        **_between(month),
        month=str(month),
    )
    return {room for room, has_data in (found or {}).items() if has_data}


def printed(db: Database, month: Month) -> "list[Row]":
    """Which reports of a month were printed or sent, the newest last."""
    return db.rows(
        "SELECT kind, target, state, at FROM report_print WHERE month = :month ORDER BY at, rowid",
        month=str(month),
    )


def note_print(writer: "Writer", row: "Row") -> None:
    """Remember that a report was printed or sent."""
    writer.local_put("report_print", row)


def group_names(db: Database) -> list[tuple[str, str]]:
    """The groups in the order of their letters, as (id, name)."""
    rows = db.rows(
        "SELECT id, coalesce(name, '') AS name FROM kpm_group"
        " ORDER BY code IS NULL, length(code), code, name COLLATE NOCASE, id"
    )
    return [(row["id"], row["name"]) for row in rows]


def groups_with_code(db: Database, code: str) -> list[str]:
    """The ids of the groups with a letter."""
    rows = db.rows("SELECT id FROM kpm_group WHERE upper(code) = upper(:code)", code=code)
    return [row["id"] for row in rows]


def kube_names(db: Database) -> list[tuple[str, str]]:
    """The KUBE by name, as (id, name)."""
    rows = db.rows(
        "SELECT id, coalesce(name, '') AS name FROM kube ORDER BY name COLLATE NOCASE, id"
    )
    return [(row["id"], row["name"]) for row in rows]
