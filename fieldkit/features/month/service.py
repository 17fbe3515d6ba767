"""What Beranda asks: today, the month's groups, who needs attention and what is still missing."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.month import store
from fieldkit.features.month.model import (
    ATTENDANCE_MONTHS,
    CHART_MONTHS,
    COMING_DAYS,
    FEWEST_SESSIONS,
    LATE_DAYS,
    OLD_DATA_MONTHS,
    OLD_VISIT_DAYS,
    SHOWN_ROWS,
    Attention,
    Concern,
    ConcernRow,
    FirstSteps,
    GroupTile,
    Home,
    KubeTile,
    Lack,
    Point,
    Shortfall,
    TileState,
    TodayItem,
    TodayKind,
    tile_state,
)

if TYPE_CHECKING:
    from fieldkit.core.db.writer import Row

TODAY_ROWS = 6
ALL_ROWS = -1
MAIN_REPORT = "monthly"


def home(ctx: Context, month: Month | None = None) -> Home:
    """Everything Beranda shows of a month, this month unless another is named."""
    return whole(ctx, day(ctx, month))


def day(ctx: Context, month: Month | None = None) -> Home:
    """What Beranda shows first: the day, the groups of the month, and its figures.

    Of the series only what the figures need is there: `whole` reads the rest.
    """
    ctx.require(Permission.PRINT_REPORTS)
    asked = month or Month.of(ctx.today)
    found = store.first_steps(ctx.db, ctx.me.book_id)
    sees_programme = ctx.may(Permission.SEE_SESSIONS)
    sees_kube = ctx.may(Permission.SEE_KUBE)
    first = asked.plus(1 - CHART_MONTHS)
    return Home(
        month=asked,
        today=ctx.today,
        steps=_first_steps(found),
        families=found["served"],
        sees_programme=sees_programme,
        sees_kube=sees_kube,
        gathers=ctx.role is Role.COORDINATOR,
        items=today_items(ctx),
        tiles=group_tiles(ctx, asked) if sees_programme else (),
        kubes=kube_tiles(ctx, asked) if sees_kube else (),
        attendance=attendance_series(ctx, asked.plus(-1), asked) if sees_programme else (),
        visits=visit_series(ctx, first, asked, found["served"]) if sees_programme else (),
    )


def whole(ctx: Context, seen: Home) -> Home:
    """The same month with who needs attention, what it lacks and its charts."""
    ctx.require(Permission.PRINT_REPORTS)
    first = seen.month.plus(1 - CHART_MONTHS)
    found = seen._replace(
        attention=tuple(attention(ctx, concern, seen.month) for concern in concerns(ctx)),
        lacks=lacks(ctx, seen.month, tiles=seen.tiles, kubes=seen.kubes),
    )
    if seen.sees_programme:
        return found._replace(attendance=attendance_series(ctx, first, seen.month))
    if seen.sees_kube:
        cash, dues = kube_series(ctx, first, seen.month)
        return found._replace(cash=cash, dues=dues)
    return found


def group_tiles(ctx: Context, month: Month) -> tuple[GroupTile, ...]:
    """Every group with where it stands in the month."""
    ctx.require(Permission.SEE_SESSIONS)
    return tuple(_group_tile(row, ctx.today) for row in store.group_tiles(ctx.db, month))


def kube_tiles(ctx: Context, month: Month) -> tuple[KubeTile, ...]:
    """Every KUBE with its meetings of the month and its pots."""
    ctx.require(Permission.SEE_KUBE)
    return tuple(
        KubeTile(
            id=row["id"],
            name=row["name"] or "",
            members=row["members"],
            meetings=row["meetings"],
            last_on=_day(row["last_on"]),
            next_on=_day(row["next_on"]),
            kas=row["kas"],
            iks=row["iks"],
        )
        for row in store.kube_tiles(ctx.db, month, ctx.today)
    )


def today_items(ctx: Context) -> tuple[TodayItem, ...]:
    """What is planned for today, what fell due lately, and what the coming week brings.

    What has been late for longer is counted by the coach and does not crowd the day.
    """
    ctx.require(Permission.PRINT_REPORTS)
    planned = _appointments(ctx, ctx.today, ctx.today + timedelta(days=COMING_DAYS))
    now = [item for item in planned if item.on == ctx.today]
    coming = [item for item in planned if item.on != ctx.today]
    return (*now, *_deadlines(ctx, ctx.today - timedelta(days=LATE_DAYS)), *coming)


def _appointments(ctx: Context, first: date, last: date) -> list[TodayItem]:
    items: list[TodayItem] = []
    if ctx.may(Permission.SEE_SESSIONS):
        items += [
            _item(TodayKind.SESSION, row, detail=row["title"])
            for row in store.sessions_between(ctx.db, first, last)
        ]
    if ctx.may(Permission.SEE_KUBE):
        items += [
            _item(TodayKind.MEETING, row, "kube_id", detail=row["place"])
            for row in store.meetings_between(ctx.db, first, last)
        ]
    if ctx.may(Permission.SEE_AGENDA):
        items += [
            _item(TodayKind.APPOINTMENT, row, detail=row["place"])
            for row in store.appointments(ctx.db, first, last)
        ]
    if ctx.may(Permission.SEE_VISITS):
        items += [
            _item(TodayKind.VISITS, row | {"name": str(row["name"])}, detail=row["families"])
            for row in store.visits_planned(ctx.db, first, last)
        ]
    return sorted(items, key=lambda item: (item.on or first, item.starts or "~"))


def _deadlines(ctx: Context, since: date) -> list[TodayItem]:
    items: list[TodayItem] = []
    if ctx.may(Permission.SEE_VISITS):
        items += [
            _item(TodayKind.VISIT_FOLLOW_UP, row, "family_id", detail=row["follow_up"])
            for row in store.visit_follow_ups(ctx.db, since, ctx.today, TODAY_ROWS)
        ]
    if ctx.may(Permission.SEE_KUBE):
        items += [
            _item(TodayKind.KUBE_FOLLOW_UP, row, "kube_id", detail=row["what"])
            for row in store.kube_follow_ups(ctx.db, since, ctx.today, TODAY_ROWS)
        ]
    return items


def concerns(ctx: Context) -> tuple[Concern, ...]:
    """The concerns the role may see."""
    ctx.require(Permission.PRINT_REPORTS)
    needed = {
        Concern.NOT_VISITED: Permission.SEE_VISITS,
        Concern.LOW_ATTENDANCE: Permission.SEE_SESSIONS,
        Concern.HOMEWORK_UNCHECKED: Permission.SEE_HOMEWORK,
        Concern.DUES_IN_ARREARS: Permission.SEE_KUBE,
        Concern.NOT_VERIFIED: Permission.SEE_FAMILIES,
    }
    return tuple(concern for concern, permission in needed.items() if ctx.may(permission))


def attention(
    ctx: Context, concern: Concern, month: Month, *, limit: int = SHOWN_ROWS
) -> Attention:
    """How many records one concern touches and the first of them; `limit` -1 reads all.

    A past month is looked at from its last day.
    """
    ctx.require(Permission.PRINT_REPORTS)
    day = min(month.last, ctx.today)
    rows = _concern_rows(ctx, concern, month, day, limit)
    return Attention(
        concern=concern,
        number=rows[0]["count"] if rows else 0,
        rows=tuple(_concern_row(row) for row in rows),
    )


def attendance_series(ctx: Context, first: Month, last: Month) -> tuple[Point, ...]:
    """Present among marked attendances, month by month; None where no session was held."""
    ctx.require(Permission.SEE_SESSIONS)
    known = store.attendance_by_month(ctx.db, first, last)
    blank = (None, None)
    return tuple(
        Point(month=month, part=part, whole=whole)
        for month in _months(first, last)
        for part, whole in [known.get(str(month), blank)]
    )


def visit_series(ctx: Context, first: Month, last: Month, families: int) -> tuple[Point, ...]:
    """Families visited, month by month; a month before the first visit ever is not known."""
    ctx.require(Permission.SEE_VISITS)
    known = store.visited_by_month(ctx.db, first, last)
    begun = min(known, default=None)
    return tuple(
        Point(
            month=month,
            part=known.get(str(month), 0 if begun and begun < str(month) else None),
            whole=families,
        )
        for month in _months(first, last)
    )


def kube_series(
    ctx: Context, first: Month, last: Month
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The cash of all KUBE at the end of each month, and the dues paid in it.

    Months before the first entry are not known.
    """
    ctx.require(Permission.SEE_KUBE)
    rows = {row["month"]: row for row in store.kube_money_by_month(ctx.db, last)}
    begun = min(rows, default=None)
    total = sum(row["kas"] for key, row in rows.items() if key < str(first))
    cash, dues = [], []
    for month in _months(first, last):
        row = rows.get(str(month))
        total += row["kas"] if row else 0
        is_known = begun is not None and begun <= str(month)
        cash.append(Point(month=month, part=total if is_known else None))
        dues.append(Point(month=month, part=(row["dues"] if row else 0) if is_known else None))
    return tuple(cash), tuple(dues)


def lacks(
    ctx: Context,
    month: Month,
    *,
    tiles: tuple[GroupTile, ...] | None = None,
    kubes: tuple[KubeTile, ...] | None = None,
) -> tuple[Lack, ...]:
    """What the month still lacks before it can be closed, in the order it is best done."""
    ctx.require(Permission.PRINT_REPORTS)
    found: list[Lack] = []
    if ctx.may(Permission.SEE_SESSIONS):
        tiles = group_tiles(ctx, month) if tiles is None else tiles
        found += _session_lacks(ctx, month, tiles)
    if ctx.may(Permission.SEE_KUBE):
        found += _kube_lacks(ctx, month, kube_tiles(ctx, month) if kubes is None else kubes)
    if ctx.may(Permission.EDIT_OFFICE) and not store.has_profile(ctx.db, ctx.me.book_id):
        found.append(Lack(kind=Shortfall.NO_PROFILE, number=1))
    is_over = month < Month.of(ctx.today)
    is_printed = any(row["kind"] == MAIN_REPORT for row in store.printed(ctx.db, month))
    if is_over and not is_printed and tiles:
        found.append(Lack(kind=Shortfall.REPORT_NOT_PRINTED, number=1))
    order = list(Shortfall)
    return tuple(sorted(found, key=lambda lack: order.index(lack.kind)))


def _session_lacks(ctx: Context, month: Month, tiles: tuple[GroupTile, ...]) -> list[Lack]:
    counts = store.session_lacks(ctx.db, month, ctx.today)
    kinds = (
        (Shortfall.SESSION_TO_RECORD, "late"),
        (Shortfall.ATTENDANCE_UNMARKED, "blank"),
        (Shortfall.SESSION_WITHOUT_STORY, "mute"),
        (Shortfall.SESSION_WITHOUT_PHOTO, "bare"),
    )
    found = [
        Lack(kind=kind, number=counts[name], id=counts[f"{name}_id"] if counts[name] == 1 else "")
        for kind, name in kinds
        if counts[name]
    ]
    without = [tile.id for tile in tiles if tile.state is TileState.DUE]
    if without:
        only = without[0] if len(without) == 1 else ""
        found.append(Lack(kind=Shortfall.GROUP_WITHOUT_SESSION, number=len(without), id=only))
    if sheets := store.unchecked_count(ctx.db, month):
        found.append(Lack(kind=Shortfall.HOMEWORK_UNCHECKED, number=sheets))
    if overdue := store.overdue_follow_ups(ctx.db, min(month.last, ctx.today)):
        found.append(Lack(kind=Shortfall.FOLLOW_UP_OVERDUE, number=overdue))
    return found


def _kube_lacks(ctx: Context, month: Month, kubes: tuple[KubeTile, ...]) -> list[Lack]:
    found = []
    without = [kube.id for kube in kubes if not kube.meetings]
    if without:
        only = without[0] if len(without) == 1 else ""
        found.append(Lack(kind=Shortfall.KUBE_WITHOUT_MEETING, number=len(without), id=only))
    mute = store.minutes_without_decision(ctx.db, month)
    if mute["count"]:
        found.append(
            Lack(kind=Shortfall.MINUTES_WITHOUT_DECISION, number=mute["count"], id=mute["kube_id"])
        )
    return found


def _concern_rows(
    ctx: Context, concern: Concern, month: Month, day: date, limit: int
) -> "list[Row]":
    if concern is Concern.NOT_VISITED:
        return store.not_visited(ctx.db, day, OLD_VISIT_DAYS, limit)
    if concern is Concern.LOW_ATTENDANCE:
        months = (month.plus(1 - ATTENDANCE_MONTHS), month)
        return store.low_attendance(ctx.db, months, FEWEST_SESSIONS, limit)
    if concern is Concern.HOMEWORK_UNCHECKED:
        return store.unchecked_homework(ctx.db, month, limit)
    if concern is Concern.DUES_IN_ARREARS:
        return store.dues_in_arrears(ctx.db, day, limit)
    edge = Month.of(day).plus(-OLD_DATA_MONTHS)
    return store.not_verified(ctx.db, edge.first.replace(day=min(day.day, edge.last.day)), limit)


def _first_steps(found: "Row") -> FirstSteps:
    return FirstSteps(
        has_profile=bool(found["profile"]),
        has_letterhead=bool(found["letterhead"]),
        has_families=bool(found["families"]),
        has_groups=bool(found["groups"]),
        has_sessions=bool(found["sessions"]),
        has_kube=bool(found["kubes"]),
    )


def _group_tile(row: "Row", today: date) -> GroupTile:
    held_on = _day(row["held_on"])
    return GroupTile(
        id=row["id"],
        name=row["name"] or "",
        families=row["families"],
        state=tile_state(row["status"], held_on, today),
        held_on=held_on,
        session_id=row["session_id"] or "",
        title=row["title"] or "",
        present=row["present"],
        marked=row["marked"],
    )


def _item(
    kind: TodayKind, row: "Row", id_column: str = "id", *, detail: str | None = None
) -> TodayItem:
    return TodayItem(
        kind=kind,
        id=row[id_column],
        name=row["name"] or "",
        detail=detail or "",
        starts=row.get("starts") or "",
        on=_day(row.get("day")),
        due=_day(row.get("due")),
    )


def _concern_row(row: "Row") -> ConcernRow:
    return ConcernRow(
        id=row["id"],
        name=row["name"] or "",
        place=row["place"] or "",
        value=row.get("value"),
        total=row.get("total"),
        on=_day(row.get("on")),
    )


def _months(first: Month, last: Month) -> list[Month]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next())
    return months


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
