"""The lesson plan (RPP) of a session, and the flipchart to show it with."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Poster,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.p2k2 import curriculum, paper
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.curriculum import Choice, Topic
from fieldkit.features.p2k2.lessons import service
from fieldkit.features.p2k2.model import Session, bare_group
from fieldkit.features.p2k2.teaching.flipchart import NOTE, Slide, SlideKind

TITLE = "RENCANA PELAKSANAAN PENYAMPAIAN MATERI P2K2"
STEP_COLUMNS = (Column("No", 10, "center"), Column("Langkah kegiatan"), Column("Waktu", 28))
_OPENING = "Pembukaan"
_CLOSING = "Penutupan"
_STEPS = (
    _OPENING,
    "Menanyakan kembali materi bulan lalu",
    "Penyampaian materi",
    "Diskusi dan tanya jawab",
    "Pengecekan data KPM",
    _CLOSING,
)
_BLANK_STEPS = 7
_STEP_MM = 5.0
_PLAN_MARGINS = (9, 15, 12, 18)
_POSTER_MARGINS = (10, 12, 13, 12)
_NOTHING = "Belum ada sesi yang direncanakan pada bulan ini."


# -- lesson plan -----------------------------------------------------------------------------


def lesson_plan(ctx: Context, request: ReportRequest) -> Document:
    """Build the plan of one session, of each material of a month, or an empty one."""
    if request.blank:
        found: list[tuple[Topic | None, Sequence[Session]]] = [(None, [])]
    elif request.subject:
        session = p2k2.session(ctx, request.subject)
        found = [(service.topic_of(ctx, session), [session])]
    else:
        month = request.month or Month.of(ctx.today)
        chosen = service.sessions_to_prepare(ctx, month, request.group)
        found = [(service.topic_of(ctx, sessions[0]), sessions) for sessions in chosen]
    return _plans(ctx, found)


def lesson_plan_of_topic(ctx: Context, topic: Topic) -> Document:
    """Build the plan of a material, for any group."""
    return _plans(ctx, [(topic, [])])


def _plans(ctx: Context, found: Sequence[tuple[Topic | None, Sequence[Session]]]) -> Document:
    blocks: list[Block] = []
    for topic, sessions in found:
        blocks += [PageBreak()] if blocks else []
        blocks += _plan_blocks(ctx, topic, sessions)
    if not blocks:
        blocks = [Heading(TITLE, 1, "center"), Paragraph(_NOTHING)]
    frame = office.document_frame(ctx)
    return Document(
        title="RPP P2K2",
        kind="lesson_plan",
        blocks=tuple(blocks),
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        margins_mm=_PLAN_MARGINS,
    )


def _plan_blocks(ctx: Context, topic: Topic | None, sessions: Sequence[Session]) -> list[Block]:
    minutes = service.minutes_of(ctx, sessions[0] if sessions else None, topic)
    return [
        Heading(TITLE, 1, "center"),
        _head(ctx, topic, sessions, minutes),
        Facts((("Materi Pokok", _topic_words(topic)),), label_width_mm=30),
        _facts(topic),
        *_text("Latar Belakang", topic.background if topic else "", lines=3),
        *_list("Tujuan", topic.aims if topic else ()),
        Heading("Langkah Kegiatan", 3),
        _steps(topic),
        *_list("Pesan Kunci", topic.messages if topic else ()),
        *_list("Pertanyaan dan Penilaian", topic.questions if topic else ()),
        *_homework(topic),
        *([Paragraph(NOTE, italic=True, size=8)] if topic and not topic.is_local else []),
        Signatures(
            place_date=office.place_date(ctx), left=office.superior(ctx), right=office.signer(ctx)
        ),
    ]


def _head(ctx: Context, topic: Topic | None, sessions: Sequence[Session], minutes: int) -> Facts:
    keeper = office.profile(ctx)
    groups = [bare_group(p2k2.group_of(ctx, session.id)["name"]) for session in sessions]
    rows = (
        ("Desa/Kelurahan", keeper.village or paper.DOTS),
        ("Kecamatan", keeper.district or paper.DOTS),
        ("Kabupaten/Kota", keeper.regency or paper.DOTS),
        ("Kelompok", ", ".join(dict.fromkeys(groups)) or paper.DOTS),
        ("Hari, tanggal", _days(sessions)),
        ("Alokasi Waktu", f"{minutes} menit" if topic else paper.DOTS),
    )
    return Facts(rows, columns=2, label_width_mm=30)


def _days(sessions: Sequence[Session]) -> str:
    """Return the day, or the days of one month when several groups get the same material."""
    days = sorted({session.held_on for session in sessions if session.held_on})
    if len(days) < 2:
        return paper.day(days[0] if days else None)
    numbers = [str(day.day) for day in days]
    month = format_date(days[-1], "long", "id").partition(" ")[2]
    return f"{', '.join(numbers[:-1])} dan {numbers[-1]} {month}"


def _topic_words(topic: Topic | None) -> str:
    if topic is None:
        return paper.LONG_DOTS
    number = "" if topic.is_local or not topic.number else f"Sesi {topic.number} – "
    module = curriculum.module(topic.module)
    is_numbered = module is not None and module.code != curriculum.FREE
    named = f"Modul {module.number} " if module is not None and is_numbered else ""
    return f"{named}{topic.module_title}: {number}{topic.title}"


def _facts(topic: Topic | None) -> Facts:
    rows = []
    for label, choices, codes in (
        ("Metode", curriculum.methods(), topic.methods if topic else ()),
        ("Media", curriculum.media(), topic.media if topic else ()),
    ):
        rows.append((label, _chosen(choices, codes)))
    return Facts(tuple(rows), label_width_mm=30)


def _chosen(choices: tuple[Choice, ...], codes: tuple[str, ...]) -> str:
    """Return what was chosen, or the whole list to tick on paper."""
    if codes:
        return curriculum.titles(choices, codes)
    return "   ".join(f"☐ {choice.title}" for choice in choices)


def _steps(topic: Topic | None) -> Table:
    """List the guide's steps, or what every meeting has; times are written in by hand."""
    if topic is None:
        rows = [[str(number), "", ""] for number in range(1, _BLANK_STEPS + 1)]
    else:
        steps = topic.steps or _STEPS
        rows = [[str(number), step, ""] for number, step in enumerate(steps, start=1)]
    return Table(STEP_COLUMNS, rows, row_height_mm=_STEP_MM, font_size=9)


def _text(heading: str, text: str, *, lines: int) -> list[Block]:
    body = Paragraph(text, align="justify") if text else _lines_to_write(lines)
    return [Heading(heading, 3), body]


def _homework(topic: Topic | None) -> list[Block]:
    if topic is not None and not topic.homework:
        return []
    return [
        Facts(
            (("Tugas di Rumah", topic.homework if topic else paper.LONG_DOTS),), label_width_mm=30
        )
    ]


def _list(heading: str, items: Sequence[str]) -> list[Block]:
    body: Block = Bullets(tuple(items), numbered=True) if items else _lines_to_write(2)
    return [Heading(heading, 3), body]


def _lines_to_write(count: int) -> Paragraph:
    return Paragraph("\n".join(["…" * 64] * count))


# -- flipchart -------------------------------------------------------------------------------


def flipchart_a4(ctx: Context, request: ReportRequest) -> Document:
    """Build the flipchart on A4."""
    return _flipchart(ctx, request, "A4", "p2k2_flipchart")


def flipchart_a3(ctx: Context, request: ReportRequest) -> Document:
    """Build the flipchart on A3."""
    return _flipchart(ctx, request, "A3", "p2k2_flipchart_a3")


def flipchart_of_topic(ctx: Context, code: str, size: Paper = "A4") -> Document:
    """Build the flipchart of a material, for any group."""
    kind = "p2k2_flipchart_a3" if size == "A3" else "p2k2_flipchart"
    return _posters(ctx, service.slides_of_topic(ctx, code), size, kind)


def _flipchart(ctx: Context, request: ReportRequest, size: Paper, kind: str) -> Document:
    if request.subject:
        return _posters(ctx, service.slides_of_session(ctx, request.subject), size, kind)
    month = request.month or Month.of(ctx.today)
    slides: list[Slide] = []
    for sessions in service.sessions_to_prepare(ctx, month, request.group):
        slides += service.slides_of_session(ctx, sessions[0].id)
    return _posters(ctx, slides, size, kind)


def _posters(ctx: Context, slides: Sequence[Slide], size: Paper, kind: str) -> Document:
    """Print what paper can show: a film stays in the window."""
    blocks: list[Block] = []
    for slide in slides:
        if slide.kind is SlideKind.VIDEO:
            continue
        blocks += [PageBreak()] if blocks else []
        blocks.append(Poster(slide.heading, slide.lines, slide.is_list, slide.picture, NOTE))
    if not blocks:
        blocks = [Poster("Flipchart P2K2", (_NOTHING,))]
    frame = office.document_frame(ctx)
    return Document(
        title="Flipchart P2K2",
        kind=kind,
        blocks=tuple(blocks),
        paper=size,
        landscape=True,
        watermark=frame["watermark"],
        author=frame["author"],
        show_title=False,
        margins_mm=_POSTER_MARGINS,
    )
