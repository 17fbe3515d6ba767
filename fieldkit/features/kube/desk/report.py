"""The guest book and the register of letters on paper."""

from collections.abc import Sequence

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
from fieldkit.features.kube.desk import service
from fieldkit.features.kube.desk.model import Guest, Letter
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group.model import Kube, Position

KIND = "kube_desk"
TITLE = "BUKU TAMU DAN AGENDA SURAT"
_NOTHING = "Belum ada tamu atau surat yang dicatat."
_BLANK_ROWS = 6
_GUESTS = (
    Column("No", 9, "center"),
    Column("Tanggal", 22),
    Column("Nama", 48),
    Column("Jabatan/Instansi", 46),
    Column("Alamat", 46),
    Column("Tujuan/kesan"),
    Column("Tanda tangan", 30),
)
_LETTERS = (
    Column("No", 9, "center"),
    Column("Tanggal", 22),
    Column("Masuk/Keluar", 24),
    Column("No surat", 42),
    Column("Tgl surat", 22),
    Column("Dari/Kepada", 50),
    Column("Perihal"),
    Column("Ket", 36),
)


def _page(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return the year's guests and letters up to the end of a month."""
    shown = month or service.latest_month(ctx) or Month.of(ctx.today)
    guests = [
        g for g in service.guests(ctx, kube.id)
        if g.came_on and g.came_on.year == shown.year and g.came_on <= shown.last
    ]  # fmt: skip
    letters = [
        x for x in service.letters(ctx, kube.id)
        if x.noted_on and x.noted_on.year == shown.year and x.noted_on <= shown.last
    ]  # fmt: skip
    if not guests and not letters:
        return None
    return [
        *paper.headings(kube, TITLE, f"Tahun {shown.year}"),
        *_tables(_guest_rows(guests), _letter_rows(letters)),
        paper.board(ctx, kube, min(shown.last, ctx.today), second=Position.SECRETARY),
    ]


def _tables(guests: Sequence[Sequence[Cell]], letters: Sequence[Sequence[Cell]]) -> list[Block]:
    height = paper.WRITING_MM
    return [
        Heading("Buku tamu"),
        Table(_GUESTS, guests, row_height_mm=height, empty_text="Belum ada tamu"),
        Heading("Agenda surat masuk dan keluar"),
        Table(_LETTERS, letters, row_height_mm=height, empty_text="Belum ada surat"),
    ]


def _guest_rows(guests: Sequence[Guest]) -> list[tuple[Cell, ...]]:
    return [
        (
            str(number), paper.day(one.came_on), one.name, one.office or "", one.address or "",
            " / ".join(part for part in (one.purpose, one.impression) if part), "",
        )
        for number, one in enumerate(guests, start=1)
    ]  # fmt: skip


def _letter_rows(letters: Sequence[Letter]) -> list[tuple[Cell, ...]]:
    return [
        (
            str(number), paper.day(one.noted_on), service.WAY_TITLES[one.way], one.number or "",
            paper.day(one.dated), one.party, one.subject, one.note or "",
        )
        for number, one in enumerate(letters, start=1)
    ]  # fmt: skip


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    del ctx
    return [
        *paper.headings(kube, TITLE, f"Tahun {paper.DOTS}"),
        *_tables(paper.empty_rows(_BLANK_ROWS, _GUESTS), paper.empty_rows(_BLANK_ROWS, _LETTERS)),
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
    if month and any(_page(ctx, kube, month) for kube in kubes):
        return []
    return [_("No guest and no letter is noted in this year.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE guests and letters"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_month,
    ),
)
