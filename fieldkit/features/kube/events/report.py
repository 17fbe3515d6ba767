"""The book of activities on paper: contests, bazaars, trainings, and who took part."""

from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    ReportKind,
    ReportRequest,
    Table,
)
from fieldkit.features.kube.events import service
from fieldkit.features.kube.events.model import EventPage
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position

KIND = "kube_events"
TITLE = "BUKU KEGIATAN"
_NOTHING = "Belum ada lomba, bazar, atau pelatihan yang dicatat."
_BLANK_ROWS = 10
_COLUMNS = (
    Column("No", 9, "center"),
    Column("Tanggal", 28),
    Column("Jenis", 24),
    Column("Kegiatan dan penyelenggara"),
    Column("Tempat", 36),
    Column("Peserta", 17, "right"),
    Column("Uang masuk", 27, "right"),
    Column("Uang keluar", 27, "right"),
    Column("Hasil", 45),
)
_PEOPLE = (
    Column("No", 9, "center"),
    Column("Kegiatan", 78),
    Column("Nama"),
    Column("Tugas", 48),
    Column("Sertifikat", 58),
)


def _page(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    shown = month or service.latest_month(ctx) or Month.of(ctx.today)
    found = service.events(ctx, kube.id, date(shown.year, 1, 1), shown.last)
    if not found:
        return None
    people = {member.id: member.name for member in group.everyone(ctx, kube.id)}
    takers: list[tuple[Cell, ...]] = [
        (
            str(number), page.event.title, people.get(taker.member_id or "", "–"),
            taker.task or "", taker.certificate or "",
        )
        for number, (page, taker) in enumerate(
            ((page, taker) for page in found for taker in page.takers), start=1
        )
    ]  # fmt: skip
    return [
        *paper.headings(kube, TITLE, f"Tahun {shown.year}"),
        Table(
            _COLUMNS,
            [_row(number, page) for number, page in enumerate(found, start=1)],
            total=(
                "", "Jumlah", "", "", "", sum(len(p.takers) for p in found),
                sum(p.income for p in found), sum(p.expense for p in found), "",
            ),
        ),
        Heading("Yang ikut serta"),
        Table(_PEOPLE, takers, empty_text="Belum dicatat"),
        paper.board(
            ctx, kube, min(shown.last, ctx.today), is_told=True, second=Position.SECRETARY
        ),
    ]  # fmt: skip


def _row(number: int, page: EventPage) -> tuple[Cell, ...]:
    event = page.event
    days = paper.day(event.first_on)
    if event.last_on and event.last_on != event.first_on:
        days = f"{days} –\n{paper.day(event.last_on)}"
    kind = f"{service.KIND_TITLES[event.kind]}\n{service.STATE_TITLES[event.state]}"
    what = f"{event.title}\n{event.organiser}" if event.organiser else event.title
    goods = f"{page.goods} barang diterima" if page.goods else ""
    return (
        str(number), days, kind, what, event.place or "", len(page.takers) or "",
        page.income or "", page.expense or "",
        "\n".join(part for part in (event.result or "", goods) if part),
    )  # fmt: skip


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    rows = paper.empty_rows(_BLANK_ROWS, _COLUMNS)
    return [
        *paper.headings(kube, TITLE, f"Tahun {paper.DOTS}"),
        Table(_COLUMNS, rows, row_height_mm=paper.WRITING_MM),
        paper.board(ctx, kube, None, second=Position.SECRETARY),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    return paper.register(
        ctx, request, TITLE, KIND, nothing=_NOTHING, landscape=True,
        margins_mm=(15, 16, 15, 16),
        filled=lambda kube: _page(ctx, kube, request.month),
        blank=lambda kube: _blank(ctx, kube),
    )  # fmt: skip


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    kubes = paper.kubes_asked(ctx, request)
    if month and any(
        service.events(ctx, kube.id, date(month.year, 1, 1), month.last) for kube in kubes
    ):
        return []
    return [_("No contest, bazaar or training is noted in this year.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE activities"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
