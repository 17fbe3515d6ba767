"""Matriks P2K2: a year of all groups month by month, and which session each was given."""

from collections.abc import Sequence
from itertools import dropwhile
from typing import TypeVar

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, month_name
from fieldkit.core.i18n import ngettext
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    ReportRequest,
    Signatures,
    Spacer,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import curriculum, paper
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.model import (
    GroupMonth,
    GroupState,
    GroupYear,
    Session,
    SessionStatus,
    bare_group,
)
from fieldkit.features.p2k2.plans import service
from fieldkit.features.p2k2.plans.model import GroupTopics, TopicCell
from fieldkit.features.p2k2.teaching import service as teaching

Line = TypeVar("Line", GroupYear, GroupTopics)

TITLE = "MATRIKS PELAKSANAAN P2K2"
NOT_HELD, GIVEN_BEFORE = "×", "✓"
_LEGEND = (
    "M2S1 terlaksana · (M2S1) direncanakan · × tidak terlaksana · +1 bertemu lebih dari sekali"
    " · kosong: tidak ada catatan."
)
_TOPIC_LEGEND = "Angka: berapa kali diberikan tahun ini · ✓ diberikan sebelum tahun ini."
_OFFICIAL = ("M1", "M2", "M3", "M4", "M5")
_GROUP_MM = 36
_MARGINS = (11, 12, 13, 12)


def year_sheet(ctx: Context, request: ReportRequest) -> Document:
    """Build the matrix of the year a month lies in, of all groups or of one."""
    year = _year(ctx, request)
    months = _of_group(p2k2.month_matrix(ctx, year), request)
    topics = _of_group(service.year_matrix(ctx, year), request)
    blocks: list[Block] = [
        Heading(f"{TITLE} TAHUN {year}", 1, "center"),
        _head(ctx, months, is_blank=request.blank),
        _month_table(months, is_blank=request.blank),
        *_legend(_LEGEND, is_blank=request.blank),
        *([] if request.blank else _reasons(months)),
        PageBreak(),
        Heading(f"SESI YANG SUDAH DIBERIKAN SAMPAI TAHUN {year}", 2, "center"),
        _topic_table(ctx, topics, is_blank=request.blank),
        *_legend(_TOPIC_LEGEND, is_blank=request.blank),
        Signatures(
            place_date=office.place_date(ctx, min(ctx.today, Month(year, 12).last)),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    return Document(
        title=f"Matriks P2K2 {year}",
        kind="p2k2_year",
        blocks=tuple(blocks),
        landscape=True,
        margins_mm=_MARGINS,
        **office.document_frame(ctx),
    )


def missing(ctx: Context, request: ReportRequest) -> list[str]:
    """Say which groups had months gone by without a session and without a reason.

    What lies before a group's first session of the year may have been before its time.
    """
    if request.blank:
        return []
    year = _year(ctx, request)
    found = []
    for group in _of_group(p2k2.month_matrix(ctx, year), request):
        states = [
            month.state
            for number, month in enumerate(group.months, start=1)
            if Month(year, number).last < ctx.today
        ]
        begun = list(dropwhile(GroupState.DUE.__eq__, states))
        if silent := begun.count(GroupState.DUE):
            words = ngettext(
                "{group}: {count} month without a session and without a reason.",
                "{group}: {count} months without a session and without a reason.",
                silent,
            )
            found.append(words.format(group=group.group_name, count=silent))
    return found


def _year(ctx: Context, request: ReportRequest) -> int:
    latest = None if request.blank else p2k2.latest_month(ctx)
    return (request.month or latest or Month.of(ctx.today)).year


def _of_group(lines: Sequence[Line], request: ReportRequest) -> list[Line]:
    return [line for line in lines if request.group in (None, line.group_id)]


def _head(ctx: Context, months: Sequence[GroupYear], *, is_blank: bool) -> Facts:
    keeper = office.profile(ctx)
    sessions = [s for group in months for month in group.months for s in month.sessions]
    given = sum(session.is_given for session in sessions)
    told = f"{given} pertemuan di {len(months)} kelompok"
    rows = (
        ("Nama Pendamping", keeper.name),
        ("Kecamatan", keeper.district or paper.DOTS),
        ("Terlaksana", paper.DOTS if is_blank else told),
    )
    return Facts(rows, columns=2)


def _legend(text: str, *, is_blank: bool) -> list[Block]:
    return [] if is_blank else [Spacer(1), Paragraph(text, size=8)]


def _month_table(months: Sequence[GroupYear], *, is_blank: bool) -> Table:
    columns = (
        Column("No", 8, "center"),
        Column("Kelompok"),
        *(Column(month_name(number, "id")[:3], 18, "center") for number in range(1, 13)),
        Column("Terlaksana", 19, "center"),
    )
    rows = []
    for number, group in enumerate(months, start=1):
        held = sum(month.state is GroupState.GIVEN for month in group.months)
        cells = [""] * 13 if is_blank else [*map(_month_cell, group.months), f"{held} bulan"]
        rows.append([str(number), bare_group(group.group_name), *cells])
    return Table(columns, rows, font_size=7.5, empty_text="Belum ada kelompok")


def _month_cell(month: GroupMonth) -> str:
    session = month.latest
    if session is None:
        return ""
    if session.status is SessionStatus.NOT_HELD:
        return NOT_HELD
    more = sum(other.is_given for other in month.sessions) - 1
    code = _code(session)
    if session.status is SessionStatus.PLANNED:
        return f"({code})"
    return f"{code} +{more}" if more > 0 else code


def _code(session: Session) -> str:
    """Return a session's code; what has none of the ministry's is additional material."""
    return session.code if curriculum.topic(session.code) else "Tambahan"


def _reasons(months: Sequence[GroupYear]) -> list[Block]:
    lines = [
        f"{bare_group(group.group_name)}, {month_name(number, 'id')}:"
        f" {month.latest.not_held_reason or 'alasan belum dicatat'}"
        for group in months
        for number, month in enumerate(group.months, start=1)
        if month.latest is not None and month.latest.status is SessionStatus.NOT_HELD
    ]
    return [Heading("Tidak terlaksana", 3), Bullets(tuple(lines))] if lines else []


def _topic_table(ctx: Context, groups: Sequence[GroupTopics], *, is_blank: bool) -> Table:
    shown = _topics(ctx, groups)
    columns = (
        Column("Kelompok", _GROUP_MM),
        *(Column(topic.shown_code, align="center") for topic in shown),
    )
    rows = [
        [
            bare_group(group.group_name),
            *("" if is_blank else _topic_cell(group.cells.get(topic.code)) for topic in shown),
        ]
        for group in groups
    ]
    return Table(columns, rows, font_size=7, empty_text="Belum ada kelompok")


def _topics(ctx: Context, groups: Sequence[GroupTopics]) -> list[Topic]:
    """Return the fourteen sessions, and of the others those any group was given."""
    had = {
        code for group in groups for code, cell in group.cells.items() if cell.given or cell.before
    }
    return [t for t in teaching.topics(ctx) if t.module in _OFFICIAL or t.code in had]


def _topic_cell(cell: TopicCell | None) -> str:
    if cell is None:
        return ""
    if cell.given:
        return str(len(cell.given))
    return GIVEN_BEFORE if cell.before else ""
