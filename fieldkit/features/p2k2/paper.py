"""What all papers of this room share: which sessions go on them, and how forms word things.

Texts are form titles and stay Indonesian whatever the window speaks.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from fieldkit.core import shares
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_time
from fieldkit.core.errors import NotFoundError
from fieldkit.core.render.document import ReportRequest
from fieldkit.features.p2k2 import curriculum, service
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.model import (
    AttendanceRow,
    Counts,
    Mark,
    Session,
    SessionStatus,
    Understanding,
    bare_group,
    counts_of,
)

DOTS = "…" * 11
LONG_DOTS = DOTS * 4
STATUS_WORDS = {
    Mark.PRESENT: "Hadir",
    Mark.SICK: "Sakit",
    Mark.EXCUSED: "Izin",
    Mark.ABSENT: "Alpa",
    Mark.UNMARKED: "Belum ditandai",
}
UNDERSTANDING_WORDS = {
    Understanding.POOR: "Kurang",
    Understanding.GOOD: "Baik",
    Understanding.VERY_GOOD: "Sangat Baik",
    Understanding.NOT_ASSESSABLE: "Tidak Dapat Dinilai",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One group on paper: its session, or None where nothing is known yet, and its families.

    `caught_up` families made up for the session since; they are no part of the counts.
    """

    group_id: str
    group_name: str
    session: Session | None
    rows: tuple[AttendanceRow, ...]
    caught_up: int = 0

    @property
    def name(self) -> str:
        """The group's name without the word Kelompok."""
        return bare_group(self.group_name)

    @property
    def counts(self) -> Counts:
        """Who came."""
        return counts_of(self.rows)


def month_of(ctx: Context, request: ReportRequest) -> Month:
    """Return the month a report is about: the one asked for, else the last with a session."""
    if request.month is not None:
        return request.month
    latest = None if request.blank else service.latest_month(ctx)
    return latest or Month.of(ctx.today)


def sheets(ctx: Context, request: ReportRequest, *, latest_only: bool = False) -> list[Sheet]:
    """Return what goes on paper: one sheet per session given, in the order of the groups.

    A blank request gives one sheet for each group, headed by its plan where there is one.
    `latest_only` counts a group once a month, by its latest session.
    """
    if request.subject:
        chosen = service.session(ctx, request.subject)
        pairs: list[tuple[dict[str, Any], Session | None]]
        pairs = [(_group(ctx, chosen.group_id), chosen)]
    else:
        pairs = _pairs(ctx, request, latest_only=latest_only)
    wanted = [
        (group["id"], "" if request.blank or session is None else session.id)
        for group, session in pairs
    ]
    grids = service.grids(ctx, list(dict.fromkeys(wanted))) if wanted else {}
    caught_up = catch_ups.counts(ctx, [session_id for _group_id, session_id in wanted])
    return [
        Sheet(
            group_id=group["id"],
            group_name=group["name"],
            session=session,
            rows=tuple(row for row in grids[key] if row.is_on_roll),
            caught_up=caught_up.get(key[1], 0),
        )
        for (group, session), key in zip(pairs, wanted, strict=True)
    ]


def _pairs(
    ctx: Context, request: ReportRequest, *, latest_only: bool
) -> list[tuple[dict[str, Any], Session | None]]:
    groups = {group["id"]: group for group in service.group_choices(ctx)}
    if request.group and request.group not in groups:
        raise NotFoundError
    found: list[tuple[dict[str, Any], Session | None]] = []
    for month in service.group_months(ctx, month_of(ctx, request)):
        if request.group and month.group_id != request.group:
            continue
        group = groups[month.group_id]
        if request.blank:
            plans = [s for s in month.sessions if s.status is SessionStatus.PLANNED]
            found.append((group, plans[0] if plans else None))
            continue
        given = [session for session in month.sessions if session.is_given]
        found += [(group, session) for session in (given[-1:] if latest_only else given)]
    return found


def _group(ctx: Context, group_id: str) -> dict[str, Any]:
    found = next((g for g in service.group_choices(ctx) if g["id"] == group_id), None)
    if found is None:
        raise NotFoundError
    return found


def day(held_on: date | None) -> str:
    """Return a session's day in words, or dots to write on."""
    return format_date(held_on, "full", "id") if held_on else DOTS


def hours(session: Session | None, zone: str) -> str:
    """Return `pukul 09.00–11.00 WIB`, with dots for what is not known."""
    starts = clock(session.starts if session else None)
    ends = clock(session.ends if session else None)
    return f"pukul {starts} – {ends} {zone}"


def clock(moment: time | None) -> str:
    """Return `09.00`, or dots to write on."""
    return format_time(moment, "id") if moment else "………"


def moment(session: Session | None, zone: str) -> str:
    """Return day and hours of a session."""
    return f"{day(session.held_on if session else None)}, {hours(session, zone)}"


def module_line(session: Session | None) -> str:
    """Return `Modul 2 Pengelolaan … / Sesi 1 Mengelola Keuangan Keluarga`."""
    if session is None or not session.title:
        return LONG_DOTS
    return f"{module_words(session)} / {session_words(session)}"


def short_module_line(session: Session | None) -> str:
    """Return `Modul 2 Sesi 1 – Mengelola Keuangan Keluarga`."""
    if session is None or not session.title:
        return LONG_DOTS
    topic = curriculum.topic(session.code)
    module = curriculum.module(session.module)
    if topic is None or module is None:
        return f"{curriculum.free_module().title} – {session.title}"
    return f"Modul {module.number} Sesi {topic.number} – {session.title}"


def module_words(session: Session) -> str:
    """Return the module as forms write it."""
    module = curriculum.module(session.module)
    if module is None:
        return curriculum.free_module().title
    is_numbered = module.code != curriculum.FREE
    return f"Modul {module.number} {module.title}" if is_numbered else module.title


def session_words(session: Session) -> str:
    """Return the session as forms write it."""
    topic = curriculum.topic(session.code)
    return f"Sesi {topic.number} {session.title}" if topic else session.title


def presenters_line(session: Session | None) -> str:
    """Return the presenters with where they come from."""
    if session is None or not session.presenters:
        return LONG_DOTS
    return "; ".join(
        f"{p.name} ({p.institution})" if p.institution else p.name for p in session.presenters
    )


def came_line(counts: Counts) -> str:
    """Return who came in one line; those not marked are told where there are any."""
    parts = [
        f"Hadir {counts.present}",
        f"Sakit {counts.sick}",
        f"Izin {counts.excused}",
        f"Alpa {counts.absent}",
    ]
    if counts.unmarked:
        parts.append(f"Belum ditandai {counts.unmarked}")
    return f"{' · '.join(parts)} (dari {counts.total} KPM)"


def percent(counts: Counts) -> str:
    """Return the share present of those marked, or blank."""
    return shares.percent(counts.rate)
