"""What the monthly report is made of: rows of one month, read set by set."""

from dataclasses import dataclass, field
from datetime import date

from fieldkit.core.dates import Month, parse_date
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row
from fieldkit.features.month.store import HELD, MARKED, SERVED
from fieldkit.features.p2k2 import story
from fieldkit.features.p2k2.model import codes
from fieldkit.features.people.words import COUNT_COLUMNS, Component
from fieldkit.features.people.words import SERVED as SERVED_STATUSES

MOST_PHOTOS = 10
_COUNTS = ", ".join(f"f.{column}" for column in COUNT_COLUMNS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFact:
    """What the report needs to know of one family."""

    id: str
    group_id: str
    status: str
    status_on: date | None
    joined: date | None
    people: dict[str, int] = field(default_factory=dict)

    @property
    def is_served(self) -> bool:
        """Whether the family is in the programme now."""
        return self.status in SERVED_STATUSES

    def was_served(self, day: date) -> bool:
        """Whether it was in the programme at the end of a day, as far as dates tell."""
        has_come = self.joined is None or self.joined <= day
        is_there = self.is_served or (self.status_on is not None and self.status_on > day)
        return has_come and is_there


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Families at the end of a month, and how they got there where the dates are known."""

    families: tuple[FamilyFact, ...]
    entered: tuple[FamilyFact, ...] = ()
    left: tuple[FamilyFact, ...] = ()
    is_known: bool = True

    @property
    def at_start(self) -> int:
        """How many there were before anybody came or left."""
        return len(self.families) - len(self.entered) + len(self.left)


def movement(families: list[FamilyFact], month: Month) -> Movement:
    """Count who was there, came and left.

    A family without a date of joining, or one that left without a date, makes the beginning
    of the month unknowable: then only the end is told.
    """
    there = tuple(one for one in families if one.was_served(month.last))
    entered = tuple(one for one in there if one.joined is not None and one.joined in month)
    left = tuple(
        one
        for one in families
        if not one.is_served and one.status_on is not None and one.status_on in month
    )
    is_known = all(one.joined is not None for one in (*there, *left)) and all(
        one.status_on is not None for one in families if not one.is_served
    )
    return Movement(families=there, entered=entered, left=left, is_known=is_known)


def families(db: Database) -> list[FamilyFact]:
    """Every family with its people by component.

    Members tell the components; where none has one, the counts of the list do.
    """
    by_member: dict[str, dict[str, int]] = {}
    for row in db.rows(
        "SELECT family_id, component, count(*) AS people FROM member"
        " WHERE component IS NOT NULL GROUP BY family_id, component"
    ):
        by_member.setdefault(row["family_id"], {})[row["component"]] = row["people"]
    rows = db.rows(
        "SELECT f.id, f.group_id, coalesce(f.status, 'active') AS status, f.status_on,"
        f" f.joined, {_COUNTS} FROM family AS f"
    )
    return [_family(row, by_member) for row in rows]


def group_count(db: Database) -> int:
    """How many groups there are."""
    return int(db.value("SELECT count(*) FROM kpm_group"))


def villages(db: Database) -> list[str]:
    """The villages (desa, kelurahan) the groups lie in."""
    rows = db.rows(
        "SELECT DISTINCT trim(village) AS village FROM kpm_group"
        " WHERE trim(coalesce(village, '')) <> '' ORDER BY 1"
    )
    return [row["village"] for row in rows]


def group_sessions(db: Database, month: Month) -> list[Row]:
    """Every group with each of its sessions of a month; one blank line where it has none."""
    found = db.rows(
        f"""
        WITH came AS (
            SELECT a.session_id, sum(a.status = 'present') AS present,
                sum(a.status = 'sick') AS sick, sum(a.status = 'excused') AS excused,
                sum(a.status = 'absent') AS absent, sum(NOT a.{MARKED}) AS unmarked
            FROM session AS s JOIN attendance AS a ON a.session_id = s.id
            WHERE s.held_on BETWEEN :first AND :last AND s.{HELD} GROUP BY a.session_id),
        served AS (
            SELECT group_id, count(*) AS families FROM family AS f WHERE {SERVED}
            GROUP BY group_id)
        SELECT g.id AS group_id, g.name, coalesce(f.families, 0) AS families, s.id, s.held_on,
            s.status, s.title, s.code, s.not_held_reason, s.obstacles, s.follow_up,
            s.obstacle_codes, s.follow_up_codes,
            s.{HELD} AS is_held,
            c.present, c.sick, c.excused, c.absent, c.unmarked
        FROM kpm_group AS g
        LEFT JOIN session AS s ON s.group_id = g.id AND s.held_on BETWEEN :first AND :last
        LEFT JOIN came AS c ON c.session_id = s.id
        LEFT JOIN served AS f ON f.group_id = g.id
        ORDER BY g.code IS NULL, length(g.code), g.code, g.name COLLATE NOCASE, g.id,
            s.held_on, s.starts, s.id
        """,
        first=month.first.isoformat(),
        last=month.last.isoformat(),
    )
    for row in found:
        row["obstacles"] = story.obstacles(codes(row["obstacle_codes"]), row["obstacles"] or "")
        row["follow_up"] = story.follow_up(codes(row["follow_up_codes"]), row["follow_up"] or "")
    return found


def understanding(db: Database, session_ids: list[str]) -> Row:
    """How many understood how much, over these sessions; who was away can not be assessed."""
    import json

    found = db.row(
        """
        SELECT coalesce(sum(status = 'present' AND understanding = 'poor'), 0) AS poor,
            coalesce(sum(status = 'present' AND understanding = 'good'), 0) AS good,
            coalesce(sum(status = 'present' AND understanding = 'very_good'), 0) AS very_good,
            coalesce(sum((status = 'present' AND understanding = 'not_assessable')
                OR status IN ('sick', 'excused', 'absent')), 0) AS not_assessable,
            coalesce(sum(status = 'present' AND understanding IS NULL), 0) AS blank
        FROM attendance WHERE session_id IN (SELECT value FROM json_each(:ids))
        """,
        ids=json.dumps(session_ids),
    )
    return found or {}


def presenters(db: Database, session_ids: list[str]) -> list[Row]:
    """The presenters of these sessions, each once, with the institution."""
    import json

    return db.rows(
        "SELECT name, max(institution) AS institution FROM presenter WHERE session_id IN"
        " (SELECT value FROM json_each(:ids)) AND trim(coalesce(name, '')) <> ''"
        " GROUP BY name ORDER BY name",
        ids=json.dumps(session_ids),
    )


def kubes(db: Database, month: Month) -> list[Row]:
    """Every KUBE at the end of a month: members, meetings, attendance, dues and pots."""
    return db.rows(
        f"""
        WITH pot AS (
            SELECT book AS kube_id, sum(CASE WHEN account = 'pot:kas' THEN amount END) AS kas,
                sum(CASE WHEN account = 'pot:iks' THEN amount END) AS iks,
                -sum(CASE WHEN account = 'income:dues' AND month = :month THEN amount END) AS dues
            FROM ledger_sum WHERE month <= :month GROUP BY book),
        met AS (
            SELECT kube_id, count(*) AS meetings FROM meeting
            WHERE held_on BETWEEN :first AND :last AND status <> 'planned' GROUP BY kube_id),
        came AS (
            SELECT m.kube_id, sum(a.status = 'present') AS present, sum(a.{MARKED}) AS marked
            FROM meeting AS m JOIN meeting_attendance AS a ON a.meeting_id = m.id
            WHERE m.held_on BETWEEN :first AND :last AND m.status <> 'planned'
            GROUP BY m.kube_id)
        SELECT k.id, k.name, k.business_kind, coalesce(p.kas, 0) AS kas,
            coalesce(p.iks, 0) AS iks, coalesce(p.dues, 0) AS dues,
            coalesce(m.meetings, 0) AS meetings, coalesce(c.present, 0) AS present,
            coalesce(c.marked, 0) AS marked, (
                SELECT count(*) FROM kube_member AS n WHERE n.kube_id = k.id
                AND (n.joined_on IS NULL OR n.joined_on <= :last)
                AND (n.left_on IS NULL OR n.left_on > :last)) AS members
        FROM kube AS k LEFT JOIN pot AS p ON p.kube_id = k.id
        LEFT JOIN met AS m ON m.kube_id = k.id LEFT JOIN came AS c ON c.kube_id = k.id
        ORDER BY k.name COLLATE NOCASE, k.id
        """,
        first=month.first.isoformat(),
        last=month.last.isoformat(),
        month=str(month),
    )


def businesses(db: Database) -> list[Row]:
    """Businesses of served families by cluster, most first."""
    return db.rows(
        f"""
        SELECT coalesce(b.cluster, '') AS cluster, count(*) AS businesses,
            count(DISTINCT b.family_id) AS families
        FROM business AS b JOIN family AS f ON f.id = b.family_id WHERE {SERVED}
        GROUP BY 1 ORDER BY businesses DESC, cluster
        """
    )


def business_families(db: Database) -> int:
    """How many served families have a business."""
    return int(
        db.value(
            "SELECT count(DISTINCT b.family_id) FROM business AS b"
            f" JOIN family AS f ON f.id = b.family_id WHERE {SERVED}"
        )
    )


def verified_count(db: Database, month: Month) -> int:
    """How many families had their data verified in a month."""
    return int(
        db.value(
            "SELECT count(*) FROM family WHERE verified_on BETWEEN :first AND :last",
            first=month.first.isoformat(),
            last=month.last.isoformat(),
        )
    )


def saved_count(db: Database, month: Month) -> dict[str, int]:
    """How many families saved something in a month, by group."""
    rows = db.rows(
        "SELECT coalesce(f.group_id, '') AS group_id, count(*) AS families"
        " FROM money_month AS w JOIN family AS f ON f.id = w.family_id"
        " WHERE w.month = :month AND w.saving_paid > 0 GROUP BY 1",
        month=str(month),
    )
    return {row["group_id"]: row["families"] for row in rows}


def planned_sessions(db: Database, month: Month) -> list[Row]:
    """The sessions planned for a month."""
    return db.rows(
        "SELECT s.held_on, s.starts, s.title, s.place, g.name FROM session AS s"
        " JOIN kpm_group AS g ON g.id = s.group_id"
        " WHERE s.held_on BETWEEN :first AND :last AND s.status = 'planned'"
        " ORDER BY s.held_on, s.starts, g.name",
        first=month.first.isoformat(),
        last=month.last.isoformat(),
    )


def visit_follow_ups(db: Database, month: Month) -> list[Row]:
    """Follow-ups of earlier visits that fall due in a month, by day and group."""
    return db.rows(
        "SELECT v.follow_up_due AS due, coalesce(g.name, '') AS name, count(*) AS families"
        " FROM visit AS v JOIN family AS f ON f.id = v.family_id"
        " LEFT JOIN kpm_group AS g ON g.id = f.group_id"
        " WHERE v.follow_up_due BETWEEN :first AND :last AND v.visited_on < :first"
        " AND (v.follow_up_done_on IS NULL OR v.follow_up_done_on >= :first)"
        " GROUP BY v.follow_up_due, g.id ORDER BY v.follow_up_due, g.name",
        first=month.first.isoformat(),
        last=month.last.isoformat(),
    )


def overdue_families(db: Database, month: Month) -> int:
    """How many families had an overdue follow-up when a month began."""
    return int(
        db.value(
            "SELECT count(DISTINCT family_id) FROM visit WHERE follow_up_due < :first"
            " AND (follow_up_done_on IS NULL OR follow_up_done_on >= :first)",
            first=month.first.isoformat(),
        )
    )


def kube_plans(db: Database, month: Month) -> list[Row]:
    """Meetings and follow-ups that KUBE agreed on for a month."""
    return db.rows(
        """
        SELECT * FROM (
            SELECT m.held_on AS day, k.name, 'meeting' AS kind, m.place AS what, '' AS who
            FROM meeting AS m JOIN kube AS k ON k.id = m.kube_id WHERE m.status = 'planned'
            UNION
            SELECT m.next_on, k.name, 'meeting', m.next_place, '' FROM meeting AS m
            JOIN kube AS k ON k.id = m.kube_id WHERE NOT EXISTS (
                SELECT 1 FROM meeting AS n WHERE n.kube_id = m.kube_id AND n.held_on > m.held_on)
            UNION ALL
            SELECT u.due, k.name, 'follow_up', u.what, u.who FROM follow_up AS u
            JOIN kube AS k ON k.id = u.kube_id
            WHERE u.done_on IS NULL OR u.done_on >= :first)
        WHERE day BETWEEN :first AND :last ORDER BY day, name, kind
        """,
        first=month.first.isoformat(),
        last=month.last.isoformat(),
    )


def photos(db: Database, month: Month) -> list[Row]:
    """All photos of the month's sessions, visits and meetings: the first of each before more."""
    return db.rows(
        f"""
        SELECT p.id, p.sha256, p.caption, p.owner_table, o.name, o.day, o.title FROM (
            SELECT 'session' AS kind, s.id, g.name, s.held_on AS day, s.title
            FROM session AS s JOIN kpm_group AS g ON g.id = s.group_id WHERE s.{HELD}
            UNION ALL SELECT 'visit', v.id, coalesce(g.name, ''), v.visited_on, ''
            FROM visit AS v LEFT JOIN family AS f ON f.id = v.family_id
            LEFT JOIN kpm_group AS g ON g.id = f.group_id
            UNION ALL SELECT 'meeting', m.id, k.name, m.held_on, m.title
            FROM meeting AS m JOIN kube AS k ON k.id = m.kube_id) AS o
        JOIN photo AS p ON p.owner_table = o.kind AND p.owner_id = o.id
        WHERE o.day BETWEEN :first AND :last
        ORDER BY row_number() OVER (
            PARTITION BY p.owner_table, p.owner_id ORDER BY p.position, p.id),
            o.day, p.owner_table, p.id
        """,
        first=month.first.isoformat(),
        last=month.last.isoformat(),
    )


def latest_month(db: Database) -> str | None:
    """The latest month in which anything was held or visited, as `2026-11`."""
    found = db.value(
        f"""
        SELECT max(day) FROM (
            SELECT max(held_on) AS day FROM session WHERE {HELD}
            UNION ALL SELECT max(visited_on) FROM visit
            UNION ALL SELECT max(held_on) FROM meeting WHERE status <> 'planned')
        """
    )
    return str(found)[:7] if found else None


def _family(row: Row, by_member: dict[str, dict[str, int]]) -> FamilyFact:
    listed = {
        component.value: row[column] for component, column in COUNT_COLUMNS.items() if row[column]
    }
    return FamilyFact(
        id=row["id"],
        group_id=row["group_id"] or "",
        status=row["status"],
        status_on=_day(row["status_on"]),
        joined=_day(row["joined"]),
        people=by_member.get(row["id"], listed),
    )


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


COMPONENTS = tuple(Component)
