"""Daftar susulan: who still lacks which session, group by group, with room to note it by hand."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.catch_ups import service
from fieldkit.features.p2k2.catch_ups.model import MONTHS_BACK, Missed
from fieldkit.features.p2k2.model import bare_group

TITLE = "DAFTAR SUSULAN P2K2"
COLUMNS = (
    Column("No", 10, "center"),
    Column("Nama KPM", 40),
    Column("Sesi yang belum diikuti"),
    Column("Jumlah", 14, "center"),
    Column("Tanggal susulan", 22, "center"),
    Column("Paraf", 15),
)
_MARGINS = (12, 14, 14, 14)


def to_make_up(ctx: Context, request: ReportRequest) -> Document:
    """Build the list of all groups, or of one."""
    found = service.missed(ctx, request.group or "")
    families = len({one.family_id for one in found})
    told = (
        f"{families} KPM belum mengikuti {len(found)} sesi dalam {MONTHS_BACK} bulan"
        " terakhir. Susulan dicatat terpisah dan tidak mengubah daftar hadir."
        if found
        else "Seluruh KPM yang ditandai sudah mengikuti sesi yang diberikan."
    )
    frame = office.document_frame(ctx)
    return Document(
        title=f"Daftar Susulan P2K2\n{format_date(ctx.today, 'long', 'id')}",
        kind="p2k2_catch_up",
        blocks=(
            Heading(TITLE, 1, "center"),
            Paragraph(told),
            *_groups(found),
            Signatures(place_date=office.place_date(ctx), right=office.signer(ctx)),
        ),
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        footer=CONFIDENTIAL,
        margins_mm=_MARGINS,
    )


def _groups(found: Sequence[Missed]) -> list[Block]:
    blocks: list[Block] = []
    for name, lines in groupby(found, key=attrgetter("group_name")):
        rows = []
        for _family, missed in groupby(lines, key=attrgetter("family_id")):
            lacking = list(missed)
            told = "; ".join(_told(one) for one in lacking)
            first = lacking[0]
            rows.append((first.row_code, first.family_name, told, str(len(lacking)), "", ""))
        title = f"Kelompok {bare_group(name)}" if name else "Tanpa kelompok"
        blocks += [Heading(title, 2), Table(COLUMNS, rows, font_size=9)]
    return blocks


def _told(one: Missed) -> str:
    """Return `M2S1 (5 Okt 2026)`; a session without a code goes by its title."""
    name = one.code if curriculum.topic(one.code) else one.title
    return f"{name} ({format_date(one.held_on, 'medium', 'id')})"
