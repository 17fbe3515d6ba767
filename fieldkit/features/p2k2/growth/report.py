"""Pemantauan KPM PKH dalam P2K2: changed behaviour and potential by semester, and the stages."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import ngettext
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Column,
    Document,
    Facts,
    Heading,
    NewForm,
    PageBreak,
    Paragraph,
    ReportRequest,
    Signatures,
    Spacer,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.growth import service
from fieldkit.features.p2k2.growth.model import Line, Seen, Semester
from fieldkit.features.p2k2.model import Understanding, bare_group
from fieldkit.features.p2k2.paper import UNDERSTANDING_WORDS

TITLE = "PEMANTAUAN KPM PKH DALAM P2K2"
STAGES_TITLE = "TOLOK UKUR TAHAP PEMBERDAYAAN KPM"
TICK, NOT_YET = "✓", "–"
_GRADES = tuple(UNDERSTANDING_WORDS)
_BEHAVIOUR, _POTENTIAL = "Perubahan Perilaku", "Kemampuan Mengenali Potensi"
_WIDE = {Understanding.NOT_ASSESSABLE: 29.0}
COLUMNS = (
    Column("No", 12, "center"),
    Column("Nama KPM"),
    Column("Kelompok", 34),
    *(
        Column(word, _WIDE.get(grade, 18.0), "center", group=heading)
        for heading in (_BEHAVIOUR, _POTENTIAL)
        for grade, word in UNDERSTANDING_WORDS.items()
    ),
)
_EMPTY_ROWS = 20
_ROW_MM = 4.4
_FONT, _SMALL_FONT = 7.5, 7
# What heading, facts of one line each, table head and the signature leave of a page for families.
_ROOM_MM = {"A4": 104.0, "F4": 109.0, "A3": 191.0}
_FACT_MM, _FACT_LETTERS = 4.9, 118
_LEAST_ROW_MM = 3.7
_MARGINS = (10, 12, 12, 12)


def semester_form(ctx: Context, request: ReportRequest) -> Document:
    """Build one form for each group, with the stages on a page of their own."""
    semester = semester_of(ctx, request)
    blocks: list[Block] = []
    for group in _groups(ctx, request):
        found = service.lines(ctx, group["id"], semester)
        name = bare_group(group["name"])
        blocks += [NewForm()] if blocks else []
        blocks += _form(ctx, group["id"], name, semester, found, is_blank=request.blank)
        if request.blank or any(line.marks for line in found):
            blocks.append(PageBreak())
            blocks += _stages(name, semester, found, is_blank=request.blank)
    if not blocks:
        blocks = [Heading(TITLE, 1, "center"), Paragraph("Belum ada kelompok.")]
    frame = office.document_frame(ctx)
    return Document(
        title=f"Pemantauan KPM PKH dalam P2K2\n{semester_words(semester)}",
        kind="p2k2_semester",
        blocks=tuple(blocks),
        paper=frame["paper"],
        landscape=True,
        watermark=frame["watermark"],
        author=frame["author"],
        footer=CONFIDENTIAL,
        margins_mm=_MARGINS,
    )


def semester_of(ctx: Context, request: ReportRequest) -> Semester:
    """Return the semester a report is about: the month's, else the last judged."""
    if request.month is not None:
        return Semester.of(request.month)
    latest = None if request.blank else service.latest_semester(ctx)
    return latest or Semester.of(Month.of(ctx.today))


def semester_words(semester: Semester) -> str:
    """Return `Semester 2 Tahun 2026`."""
    return f"Semester {semester.half} Tahun {semester.year}"


def latest_month(ctx: Context) -> Month | None:
    """Return the last month of the newest semester anybody was judged in."""
    found = service.latest_semester(ctx)
    return found.last_month if found else None


def missing(ctx: Context, request: ReportRequest) -> list[str]:
    """Say how many families of which group nobody judged yet."""
    if request.blank:
        return []
    return [
        ngettext(
            "{group}: {count} family is not judged for this semester.",
            "{group}: {count} families are not judged for this semester.",
            one.families - one.reviewed,
        ).format(group=one.group_name, count=one.families - one.reviewed)
        for one in service.progress(ctx, semester_of(ctx, request))
        if one.families > one.reviewed and request.group in (None, one.group_id)
    ]


def _groups(ctx: Context, request: ReportRequest) -> list[dict[str, str]]:
    return [g for g in p2k2.group_choices(ctx) if request.group in (None, g["id"])]


def _form(
    ctx: Context,
    group_id: str,
    name: str,
    semester: Semester,
    found: Sequence[Line],
    *,
    is_blank: bool,
) -> list[Block]:
    material = _material(ctx, group_id, semester)
    room = _ROOM_MM[office.document_frame(ctx)["paper"]]
    room -= _FACT_MM * ((len(material) - 1) // _FACT_LETTERS)
    return [
        Heading(f"{TITLE} – KELOMPOK {name.upper()}", 1, "center"),
        Facts(
            (
                ("Nama Pendamping", office.profile(ctx).name),
                ("Periode", semester_words(semester)),
                ("Materi/Sesi", material),
            ),
            label_width_mm=38,
        ),
        _table(found, name, room, is_blank=is_blank),
        _signed(ctx, semester),
    ]


def _signed(ctx: Context, semester: Semester) -> Signatures:
    place_date = office.place_date(ctx, min(ctx.today, semester.last))
    return Signatures(place_date=place_date, right=office.signer(ctx))


def _material(ctx: Context, group_id: str, semester: Semester) -> str:
    """Return what the group was taught in the semester, each once."""
    given = [
        summary.session
        for summary in p2k2.sessions_of_group(ctx, group_id)
        if summary.session.is_given
        and summary.session.held_on is not None
        and semester.first <= summary.session.held_on <= semester.last
    ]
    named = (s.code if curriculum.topic(s.code) else s.title for s in given)
    return ", ".join(dict.fromkeys(name for name in named if name)) or "…" * 30


def _table(found: Sequence[Line], group: str, room: float, *, is_blank: bool) -> Table:
    blanks = [""] * (2 * len(_GRADES))
    if is_blank:
        rows = [[line.code, line.name, group, *blanks] for line in found]
        return Table(
            COLUMNS,
            rows or [["", "", "", *blanks]] * _EMPTY_ROWS,
            row_height_mm=_height(room, len(rows) or _EMPTY_ROWS),
            font_size=_font(room, len(rows)),
        )
    rows = [
        [
            line.code,
            line.name,
            group,
            *_ticks(line.review.behaviour),
            *_ticks(line.review.potential),
        ]
        for line in found
    ]
    sums = [sum(bool(row[column]) for row in rows) for column in range(3, len(COLUMNS))]
    return Table(
        COLUMNS,
        rows,
        total=["", _total(found), "", *sums],
        row_height_mm=_height(room, len(rows) + 1),
        font_size=_font(room, len(rows) + 1),
    )


def _height(room: float, rows: int) -> float:
    """Return how high rows are so that a group stays on one page; one that can not has room."""
    height = room / max(rows, 1)
    return height if _LEAST_ROW_MM <= height < _ROW_MM else _ROW_MM


def _font(room: float, rows: int) -> float:
    return _FONT if _height(room, rows) >= _ROW_MM else _SMALL_FONT


def _ticks(judged: Understanding | None) -> list[str]:
    return [TICK if judged is grade else "" for grade in _GRADES]


def _total(found: Sequence[Line]) -> str:
    """Say beside the sums who was not judged, so that no total seems complete that is not."""
    behaviour = sum(line.review.behaviour is None for line in found)
    potential = sum(line.review.potential is None for line in found)
    told = [f"perilaku {behaviour} KPM"] if behaviour else []
    told += [f"potensi {potential} KPM"] if potential else []
    return f"TOTAL (belum dinilai: {', '.join(told)})" if told else "TOTAL"


def _stages(name: str, semester: Semester, found: Sequence[Line], *, is_blank: bool) -> list[Block]:
    columns = [Column("No", 12, "center"), Column("Nama KPM")]
    legend = []
    codes = []
    for stage in curriculum.stages():
        for letter, choice in zip("abcdefgh", stage.indicators, strict=False):
            number = f"{stage.number}{letter}"
            columns.append(Column(number, 14, "center", group=f"Tahap {stage.number}"))
            legend.append(f"{number} {choice.title}")
            codes.append(choice.code)
    rows = [
        [line.code, line.name, *("" if is_blank else _mark(line, code) for code in codes)]
        for line in found
    ]
    empty = [["", "", *([""] * len(codes))]] * _EMPTY_ROWS
    height = _ROW_MM if is_blank else None
    totals: list[str | int] = [sum(row[n] == TICK for row in rows) for n in range(2, len(columns))]
    table = Table(
        tuple(columns),
        rows or empty,
        total=None if is_blank else ["", f"TERLIHAT ({TICK})", *totals],
        row_height_mm=height,
        font_size=_FONT,
    )
    return [
        Heading(f"{STAGES_TITLE}\nKELOMPOK {name.upper()} – {_period(semester)}", 1, "center"),
        table,
        Spacer(1),
        Paragraph(f"{TICK} terlihat · {NOT_YET} belum terlihat · kosong: belum diamati.", size=8),
        Paragraph(" · ".join(legend), size=8),
    ]


def _period(semester: Semester) -> str:
    return semester_words(semester).upper()


def _mark(line: Line, code: str) -> str:
    mark = line.marks.get(code)
    return TICK if mark is Seen.SEEN else (NOT_YET if mark is Seen.NOT_YET else "")
