"""What the monthly report counts, read once for all its sections."""

from dataclasses import dataclass
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.db.writer import Row
from fieldkit.core.security.roles import Permission
from fieldkit.features.month import facts
from fieldkit.features.month.facts import Movement
from fieldkit.features.month.wording import tally
from fieldkit.features.visits import service as visits
from fieldkit.features.visits.model import VisitLine

WITHOUT_GROUP = "Tanpa kelompok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything the report counts, read once; a month still running is told up to today."""

    month: Month
    until: date
    moved: Movement
    statuses: dict[str, int]
    status_changes: dict[str, int]
    sessions: tuple[Row, ...]
    coverage: tuple[tuple[str, int, int, int], ...]
    visit_lines: tuple[VisitLine, ...]
    kubes: tuple[Row, ...]
    has_programme: bool
    has_kube: bool

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len({row["group_id"] for row in self.sessions})

    @property
    def held(self) -> tuple[Row, ...]:
        """The sessions that took place."""
        return tuple(row for row in self.sessions if row["is_held"])

    @property
    def groups_held(self) -> int:
        """How many groups met at least once."""
        return len({row["group_id"] for row in self.held})

    def came(self, status: str) -> int:
        """How many attendances of a status the held sessions have."""
        return sum(row[status] or 0 for row in self.held)

    @property
    def marked(self) -> int:
        """How many attendances are known."""
        return sum(map(self.came, ("present", "sick", "excused", "absent")))


def figures(ctx: Context, month: Month) -> Figures:
    """Read what the report of a month counts."""
    ctx.require(Permission.PRINT_REPORTS)
    has_programme = ctx.may(Permission.SEE_SESSIONS) and ctx.may(Permission.SEE_VISITS)
    known = facts.families(ctx.db) if has_programme else []
    lines: list[VisitLine] = visits.visits_of_month(ctx, month) if has_programme else []
    return Figures(
        month=month,
        until=min(month.last, ctx.today),
        moved=facts.movement(known, month),
        statuses=tally(one.status for one in known),
        status_changes=tally(
            one.status for one in known if one.status_on is not None and one.status_on in month
        ),
        sessions=tuple(facts.group_sessions(ctx.db, month)) if has_programme else (),
        coverage=_coverage(ctx, month, len(lines)) if has_programme else (),
        visit_lines=tuple(lines),
        kubes=tuple(facts.kubes(ctx.db, month)) if ctx.may(Permission.SEE_KUBE) else (),
        has_programme=has_programme,
        has_kube=ctx.may(Permission.SEE_KUBE),
    )


def _coverage(ctx: Context, month: Month, made: int) -> tuple[tuple[str, int, int, int], ...]:
    """Return (group, families, families visited, visits), and the visits elsewhere."""
    rows = [
        (line.name or WITHOUT_GROUP, line.families, line.in_month, line.visits)
        for line in visits.coverage(ctx, month)
    ]
    elsewhere = made - sum(row[3] for row in rows)
    if elsewhere > 0:
        rows.append(("KPM yang tidak aktif lagi", 0, 0, elsewhere))
    return tuple(rows)
