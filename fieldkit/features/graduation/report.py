"""The lists of graduation: the pipeline against its target, candidates, readiness, speakers."""

from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.graduation import letters, paper, service
from fieldkit.features.graduation.model import BOARD, WILLING, Card, Stage, YearTarget
from fieldkit.features.graduation.readiness import Verdict
from fieldkit.features.graduation.ready import ReadyLine
from fieldkit.features.office import service as office
from fieldkit.features.people import service as people

_MARKS = {Verdict.YES: "ya", Verdict.NO: "belum", Verdict.UNKNOWN: "?"}


def pipeline(ctx: Context, month: Month, group: str | None = None) -> Document:
    """Return target against realised of the year, and every family on the way."""
    year = service.targets(ctx, month.year)
    columns = service.board(ctx, month.year)
    blocks: list[Block] = [
        Facts(
            (
                ("Nama Pendamping", office.profile(ctx).name),
                ("Periode", f"Tahun {month.year} (keadaan {format_month(month, 'id')})"),
            ),
            label_width_mm=40,
        ),
        Heading("A. Target dan realisasi", 2),
        _year_table(year, month),
        Chart(
            "bar",
            tuple(month_name(one.month.month, "id")[:3] for one in year.months),
            (
                ("Target", tuple(one.target for one in year.months)),
                ("Lulus mandiri/PPSE", tuple(
                    one.willing if one.month <= month else None for one in year.months)),
            ),
            height_mm=45,
        ),
        Heading("B. Keluarga di jalur graduasi", 2),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for stage in BOARD:
        listed = [c for c in columns[stage] if group is None or c.group_id == group]
        rows += [_pipeline_row(len(rows) + n, card) for n, card in enumerate(listed, 1)]
    blocks += [
        Table(_PIPELINE_COLUMNS, rows, empty_text="Belum ada keluarga di jalur graduasi"),
        Signatures(
            place_date=office.place_date(ctx, min(month.last, ctx.today)),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    title = f"REKAP GRADUASI KPM PKH\nTahun {month.year}"
    return office.confidential(ctx, title, "graduation", blocks)


def candidates(ctx: Context, group: str | None = None) -> Document:
    """Return the candidates as Dinas asks for them: name, NIK, address, kind, status, reason."""
    cards = [
        card
        for card in service.cards(ctx)
        if card.case.is_open and (group is None or card.group_id == group)
    ]
    rows = []
    for number, card in enumerate(cards, 1):
        family = people.family(ctx, card.id)
        place = ", ".join(
            filter(
                None,
                (
                    family.address,
                    family.rt and f"RT {family.rt}",
                    family.rw and f"RW {family.rw}",
                    family.village,
                ),
            )
        )
        stage = card.case.stage
        rows.append(
            (
                number, family.name, family.nik or "–", place or "–",
                paper.CATEGORIES[card.case.way, False], paper.STAGES[stage] if stage else "–",
                _reason(ctx, card),
            )
        )  # fmt: skip
    blocks: list[Block] = [
        Table(_CANDIDATE_COLUMNS, rows, empty_text="Belum ada calon"),
        Signatures(place_date=office.place_date(ctx), right=office.signer(ctx)),
    ]
    title = "DAFTAR CALON GRADUASI"
    return office.confidential(ctx, title, "graduation_candidates", blocks, landscape=True)


def readiness(ctx: Context, group: str | None = None) -> Document:
    """Return how every family stands, criterion by criterion, with what is missing."""
    lines = service.readiness_list(ctx, group)
    used = [rule.criterion for rule in service.rules(ctx) if rule.is_used]
    columns = (
        Column("No", 8, "center"), Column("Kode", 13), Column("Nama", 38),
        *(Column(paper.CRITERIA[one], 21, "center") for one in used),
        Column("Bobot terpenuhi", 20, "center"), Column("Yang terberat belum terpenuhi"),
    )  # fmt: skip
    blocks: list[Block] = [
        Paragraph(
            "Tabel ini mengurutkan keluarga menurut yang tercatat di buku; tidak memutuskan siapa"
            " lulus. Tanda ? berarti belum diketahui, bukan tidak.",
            italic=True,
            size=9,
        ),
        Table(columns, [_ready_row(n, one, len(used)) for n, one in enumerate(lines, 1)]),
    ]
    return office.confidential(ctx, "KESIAPAN KELUARGA", "readiness", blocks, landscape=True)


def readiness_sheet(ctx: Context, family_id: str) -> Document:
    """Return how one family stands, each reason with its source and what to do next."""
    card = service.case_of(ctx, family_id)
    found = service.readiness_of(ctx, family_id)
    stage = card.case.stage
    blocks: list[Block] = [
        Facts(
            (
                ("Keluarga", f"{card.name} ({card.row_code})" if card.row_code else card.name),
                ("Kelompok", card.group_name),
                ("Tahap", paper.STAGES[stage] if stage else "belum di jalur graduasi"),
                ("Keadaan", format_date(ctx.today, "long", "id")),
            ),
            label_width_mm=32,
        ),
        Table(
            (
                Column("Kriteria", 36), Column("Bobot", 14, "center"), Column("Keadaan", 28),
                Column("Yang tercatat"), Column("Sumber", 40),
            ),
            [
                (
                    paper.CRITERIA[one.criterion], one.weight, paper.VERDICTS[one.verdict],
                    paper.finding(one), paper.source(one),
                )
                for one in found.findings
            ],
        ),
        Paragraph(
            f"Terpenuhi {found.weight(Verdict.YES)} dari {found.whole} bobot; belum diketahui"
            f" {found.weight(Verdict.UNKNOWN)}. Angka ini hanya mengurutkan, tidak memutuskan.",
            italic=True,
            size=9,
        ),
        Heading("Perjalanan", 2),
        Table(
            (Column("Tanggal", 32), Column("Tahap", 36), Column("Alasan")),
            [
                (format_date(move.moved_on, "medium", "id"), paper.STAGES[move.stage], move.reason)
                for move in card.case.moves
            ],
            empty_text="Belum ada",
        ),
        Signatures(place_date=office.place_date(ctx), right=office.signer(ctx)),
    ]  # fmt: skip
    return office.confidential(ctx, "KESIAPAN GRADUASI KELUARGA", "readiness_sheet", blocks)


def speakers(ctx: Context) -> Document:
    """Return who can be invited to tell how they did it."""
    lines = service.speakers(ctx)
    rows = [
        (
            number,
            line.name,
            line.group_name or "–",
            format_date(line.graduated_on, "medium", "id") if line.graduated_on else "–",
            line.businesses or "–",
            "\n".join(filter(None, (line.speaker.topic, line.speaker.story))),
            line.phone or "–",
            _spoken(line.last_spoke, len(line.talks), is_available=line.speaker.is_available),
        )
        for number, line in enumerate(lines, 1)
    ]
    blocks: list[Block] = [
        Table(_SPEAKER_COLUMNS, rows, empty_text="Belum ada narasumber"),
        Paragraph(
            "Semua yang tercantum sudah menyatakan bersedia disebut sebagai narasumber.",
            italic=True,
            size=9,
        ),
    ]
    title = "DAFTAR NARASUMBER KPM GRADUASI"
    return office.confidential(ctx, title, "speakers", blocks, landscape=True)


_YEAR_COLUMNS = (
    Column("Bulan"),
    Column("Target", 26, "right"),
    Column("Lulus mandiri/PPSE", 38, "right"),
    Column("Selisih", 26, "right"),
    Column("Lulus alamiah", 32, "right"),
)
_PIPELINE_COLUMNS = (
    Column("No", 8, "center"),
    Column("Nama (kode)", 40),
    Column("Kategori", 20),
    Column("Tahap", 20),
    Column("Sejak", 23),
    Column("Sepakat", 23),
    Column("Langkah berikut"),
)
_CANDIDATE_COLUMNS = (
    Column("No", 8, "center"),
    Column("Nama", 42),
    Column("NIK", 34),
    Column("Alamat"),
    Column("Kategori", 40),
    Column("Status", 24),
    Column("Alasan", 70),
)
_SPEAKER_COLUMNS = (
    Column("No", 8, "center"),
    Column("Nama", 38),
    Column("Kelompok", 28),
    Column("Lulus", 24),
    Column("Usaha", 34),
    Column("Topik dan cerita"),
    Column("HP", 28),
    Column("Terakhir tampil", 32),
)


def _year_table(year: YearTarget, month: Month) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in year.months:
        is_past = one.month <= month
        gap = "" if one.target is None or not is_past else one.willing - one.target
        rows.append(
            (
                month_name(one.month.month, "id"), "" if one.target is None else one.target,
                one.willing if is_past else "", gap, one.natural if is_past else "",
            )
        )  # fmt: skip
    until = year.target_until(month)
    gap = "" if until is None else year.willing - until
    total = ("Setahun", "" if year.target is None else year.target, year.willing, gap, year.natural)
    return Table(_YEAR_COLUMNS, rows, total=total)


def _pipeline_row(number: int, card: Card) -> tuple[Cell, ...]:
    case = card.case
    stage = case.stage
    agreed = "–"
    if case.agreement_ended_on:
        agreed = f"ditarik {format_date(case.agreement_ended_on, 'short', 'id')}"
    elif case.agreed_on:
        agreed = format_date(case.agreed_on, "short", "id")
    due = f" ({format_date(case.next_step_due, 'short', 'id')})" if case.next_step_due else ""
    return (
        number,
        f"{card.name} ({card.row_code})" if card.row_code else card.name,
        paper.WAYS[case.way],
        paper.STAGES[stage] if stage else "–",
        format_date(case.since, "short", "id") if case.since and case.since.year > 1 else "–",
        agreed,
        f"{case.next_step}{due}" if case.next_step and case.is_open else "",
    )


def _reason(ctx: Context, card: Card) -> str:
    moves = [move.reason for move in card.case.moves if move.reason]
    if moves:
        return moves[-1]
    met = [one for one in service.readiness_of(ctx, card.id).findings if one.verdict is Verdict.YES]
    return "; ".join(paper.finding(one) for one in met)


def _ready_row(number: int, line: ReadyLine, width: int) -> tuple[Cell, ...]:
    found = line.readiness
    marks = [_MARKS[one.verdict] for one in found.findings]
    marks += [""] * (width - len(marks))
    heaviest = found.open[0] if found.open else None
    missing = (
        f"{paper.CRITERIA[heaviest.criterion]}: {paper.finding(heaviest)}" if heaviest else "–"
    )
    met = f"{found.weight(Verdict.YES)} dari {found.whole}"
    return (number, line.row_code, line.name, *marks, met, missing)


def _spoken(last: date | None, count: int, *, is_available: bool) -> str:
    if not is_available:
        return "sedang tidak bersedia"
    if last is None:
        return "belum pernah"
    return f"{format_date(last, 'medium', 'id')} ({count} kali)"


# -- the shelf -------------------------------------------------------------------------------


def _month(ctx: Context, request: ReportRequest) -> Month:
    return request.month or service.latest_month(ctx) or Month.of(ctx.today)


def _of_month(ctx: Context, request: ReportRequest, *stages: Stage) -> list[Card]:
    month = _month(ctx, request)
    return [
        card
        for card in service.cards(ctx)
        if card.case.stage in stages
        and (request.group is None or card.group_id == request.group)
        and (card.case.is_open or Month.of(card.case.since or month.first) == month)
    ]


def _build_pipeline(ctx: Context, request: ReportRequest) -> Document:
    return pipeline(ctx, _month(ctx, request), request.group)


def _build_candidates(ctx: Context, request: ReportRequest) -> Document:
    return candidates(ctx, request.group)


def _build_statements(ctx: Context, request: ReportRequest) -> Document:
    found = [] if request.blank else _of_month(ctx, request, Stage.PROPOSED, Stage.GRADUATED)
    return letters.statements(ctx, found, blank=request.blank)


def _build_minutes(ctx: Context, request: ReportRequest) -> Document:
    found = [] if request.blank else _of_month(ctx, request, Stage.GRADUATED)
    return letters.minutes(ctx, found, blank=request.blank)


def _build_readiness(ctx: Context, request: ReportRequest) -> Document:
    return readiness(ctx, request.group)


def _build_speakers(ctx: Context, _request: ReportRequest) -> Document:
    return speakers(ctx)


def _build_talk(ctx: Context, request: ReportRequest) -> Document:
    open_cards = [
        card.id
        for card in service.cards(ctx)
        if card.case.is_open and (request.group is None or card.group_id == request.group)
    ]
    return letters.talk_sheets(ctx, open_cards)


def _pipeline_missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = _month(ctx, request)
    found = []
    if service.targets(ctx, month.year).target is None:
        found.append(_("No target of graduations is set."))
    without = sum(
        card.case.is_open and card.case.way in WILLING and not card.case.has_agreed
        for card in service.cards(ctx)
    )
    if without:
        found.append(
            ngettext(
                "{count} candidate has not agreed yet.",
                "{count} candidates have not agreed yet.",
                without,
            ).format(count=without)
        )
    return found


REPORTS = (
    ReportKind(
        "graduation", N_("Graduation: target and pipeline"), N_("Team leader"), _build_pipeline,
        _pipeline_missing, service.latest_month,
    ),
    ReportKind(
        "graduation_candidates", N_("Candidates for graduation"), N_("Dinas Sosial"),
        _build_candidates,
    ),
    ReportKind(
        "graduation_statement", N_("Statement of graduation (Surat Pernyataan)"), N_("Family"),
        _build_statements, latest_month=service.latest_month,
    ),
    ReportKind(
        "graduation_minutes", N_("Minutes of graduation (Berita Acara)"), N_("Dinas Sosial"),
        _build_minutes, latest_month=service.latest_month,
    ),
    ReportKind("readiness", N_("How families stand"), N_("Facilitator"), _build_readiness),
    ReportKind("talk_sheet", N_("Sheet for a talk with a family"), N_("Family"), _build_talk),
    ReportKind("speakers", N_("Speakers who graduated"), N_("Facilitator"), _build_speakers),
)  # fmt: skip
