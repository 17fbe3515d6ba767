"""Rencana P2K2: the month's sessions day by day, with why each is given, to hang on the wall."""

from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, weekday_name
from fieldkit.core.i18n import _
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import curriculum, paper
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import (
    GroupMonth,
    GroupState,
    Session,
    SessionStatus,
    bare_group,
)
from fieldkit.features.p2k2.plans import service
from fieldkit.features.p2k2.plans.model import Reason, Why
from fieldkit.features.p2k2.teaching import service as teaching

TITLE = "RENCANA PELAKSANAAN P2K2"
COLUMNS = (
    Column("No", 8, "center"),
    Column("Hari, Tanggal", 32),
    Column("Jam", 20, "center"),
    Column("Kelompok", 25),
    Column("Tempat", 42),
    Column("Modul dan Sesi"),
    Column("Pemateri", 46),
    Column("Keterangan", 32),
)
_FILLED_MM = 4.4  # thirteen groups and the signatures on one page
REASONS = {
    Why.LOW_ATTENDANCE: "Diulang: hadir {value}%",
    Why.WEAK_UNDERSTANDING: "Diulang: {value}% kurang memahami",
    Why.POSTPONED: "Tertunda bulan lalu",
    Why.FOCUS: "Modul fokus",
    Why.FIRST: "Sesi pertama kelompok",
    Why.NEXT: "Sesi berikutnya",
    Why.AGAIN: "Seluruh sesi sudah diberikan",
    Why.REPEATED_ENOUGH: "Sudah {value} kali berturut-turut; yang tidak hadir ikut susulan",
}
_BLANK_ROWS = 15
_BLANK_MM = 8.2
_MARGINS = (11, 12, 14, 12)


def month_plan(ctx: Context, request: ReportRequest) -> Document:
    """Build the plan of a month: planned sessions, and those of it already held."""
    month = month_of(ctx, request)
    groups = [
        group for group in p2k2.group_months(ctx, month) if request.group in (None, group.group_id)
    ]
    blocks: list[Block] = [
        Heading(f"{TITLE} BULAN {format_month(month, 'id').upper()}", 1, "center"),
        _head(ctx, groups, is_blank=request.blank),
        _table(groups, is_blank=request.blank),
        *([] if request.blank else _waiting(groups)),
        Signatures(
            place_date=office.place_date(ctx, max(min(ctx.today, month.last), month.first))
            if month <= Month.of(ctx.today)
            else office.place_date(ctx),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    return Document(
        title=f"Rencana P2K2 {format_month(month, 'id')}",
        kind="p2k2_plan",
        blocks=tuple(blocks),
        landscape=True,
        margins_mm=_MARGINS,
        **office.document_frame(ctx),
    )


def month_of(ctx: Context, request: ReportRequest) -> Month:
    """Return the month asked for, else the last with a plan, else this one."""
    if request.month is not None:
        return request.month
    return p2k2.latest_planned_month(ctx) or Month.of(ctx.today)


def missing(ctx: Context, request: ReportRequest) -> list[str]:
    """Say which groups have no plan and what collides."""
    if request.blank:
        return []
    month = month_of(ctx, request)
    found = [
        _("{group}: nothing planned.").format(group=group.group_name)
        for group in p2k2.group_months(ctx, month)
        if group.state is GroupState.DUE and request.group in (None, group.group_id)
    ]
    for session_id, conflicts in service.conflicts(ctx, month).items():
        group = p2k2.group_of(ctx, session_id)
        if request.group in (None, group["id"]):
            told = "; ".join(service.conflict_words(conflict) for conflict in conflicts)
            found.append(_("{group}: {told}.").format(group=group["name"], told=told))
    return found


def _head(ctx: Context, groups: list[GroupMonth], *, is_blank: bool) -> Facts:
    keeper = office.profile(ctx)
    focus = curriculum.module(teaching.habits(ctx).focus)
    ready = sum(group.state in (GroupState.GIVEN, GroupState.PLANNED) for group in groups)
    count = f"{ready} dari {len(groups)} kelompok"
    rows = [
        ("Nama Pendamping", keeper.name),
        ("Kecamatan / zona waktu", f"{keeper.district or paper.DOTS} / {keeper.zone}"),
        ("Kelompok terencana", paper.DOTS if is_blank else count),
    ]
    if focus is not None:
        rows.append(("Fokus", f"Modul {focus.number} {focus.title}"))
    return Facts(tuple(rows), columns=2)


def _table(groups: list[GroupMonth], *, is_blank: bool) -> Table:
    if is_blank:
        empty = [[""] * len(COLUMNS)] * max(_BLANK_ROWS, len(groups))
        return Table(COLUMNS, empty, row_height_mm=_BLANK_MM)
    found = [
        (session, group.group_name)
        for group in groups
        for session in group.sessions
        if session.status is not SessionStatus.NOT_HELD
    ]
    found.sort(key=lambda pair: (str(pair[0].held_on or ""), str(pair[0].starts or ""), pair[1]))
    rows = [_row(number, session, group) for number, (session, group) in enumerate(found, start=1)]
    return Table(
        COLUMNS, rows, font_size=7.5, row_height_mm=_FILLED_MM, empty_text="Belum ada rencana"
    )


def _row(number: int, session: Session, group: str) -> list[str]:
    hours = "–".join(paper.clock(moment) for moment in (session.starts, session.ends) if moment)
    reasons = "; ".join(reason_words(reason) for reason in service.reasons_of(session))
    return [
        str(number),
        _day(session.held_on),
        hours,
        bare_group(group),
        session.place,
        _topic(session),
        "; ".join(presenter.name for presenter in session.presenters),
        "Terlaksana" if session.is_given else reasons,
    ]


def _day(held_on: date | None) -> str:
    if held_on is None:
        return ""
    return f"{weekday_name(held_on, 'id')}, {format_date(held_on, 'medium', 'id')}"


def _topic(session: Session) -> str:
    code = session.code if curriculum.topic(session.code) else ""
    return f"{code} {session.title}".strip()


def reason_words(reason: Reason) -> str:
    """Say why a session is given, as the form is written."""
    return REASONS[reason.why].format(value=reason.value)


def _waiting(groups: list[GroupMonth]) -> list[Block]:
    lines = [
        f"Kelompok {bare_group(group.group_name)}: belum direncanakan."
        for group in groups
        if group.state is GroupState.DUE
    ]
    lines += [
        f"Kelompok {bare_group(group.group_name)}: tidak dilaksanakan"
        f" ({group.latest.not_held_reason})."
        for group in groups
        if group.state is GroupState.NOT_HELD and group.latest is not None
    ]
    return [] if not lines else [Heading("Kelompok tanpa jadwal", 3), Bullets(tuple(lines))]
