"""The member's pass-book, the private arrears slip with its code, and the list of members."""

from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah, terbilang
from fieldkit.core.render.document import (
    Block,
    Cards,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    NewForm,
    Paragraph,
    ReportKind,
    ReportRequest,
    Spacer,
    Table,
)
from fieldkit.features.kube.account import service
from fieldkit.features.kube.account.model import PassBook, PassLine, Slip
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, KubeMember, Position

PASS_BOOK, SLIPS, MEMBERS = "kube_passbook", "kube_slips", "kube_members"
TITLE, SLIP_TITLE, LIST_TITLE = "BUKU ANGGOTA", "SLIP TUNGGAKAN", "BUKU DAFTAR ANGGOTA"
_MARGINS_MM = (15, 16, 15, 16)
_BLANK_ROWS = 16
_NOTHING = "Belum ada yang dicatat di buku kas."
_PASS_MM = (12, 12, 13, 12)
_PASS = (
    Column("No", 8, "center"),
    Column("Tanggal", 18),
    Column("No bukti", 19),
    Column("Uraian"),
    Column("Iuran", 15, "right"),
    Column("IKS", 13, "right"),
    Column("Simpanan", 16, "right"),
    Column("Pinjaman", 17, "right"),
    Column("Jasa", 13, "right"),
    Column("Diterima", 16, "right"),
)
_MEMBERS = (
    Column("No", 8, "center"),
    Column("Nama"),
    Column("Jabatan", 24),
    Column("Alamat", 60),
    Column("HP", 28),
    Column("Usia", 12, "center"),
    Column("Usaha pokok", 36),
    Column("Tgl masuk", 21),
    Column("Tgl keluar", 21),
    Column("Tanda tangan", 30),
)


# -- the pass-book -------------------------------------------------------------------------------


def _pass_pages(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return the year of every member up to a month, each on a page of its own."""
    shown = month or cashbook.latest_month(ctx, kube.id)
    if shown is None or cashbook.first_month(ctx, kube.id) is None:
        return None
    last = min(shown.last, ctx.today)
    blocks: list[Block] = []
    for member in group.members(ctx, kube.id, at=last):
        if blocks:
            blocks.append(NewForm())
        book = service.pass_book(ctx, member.id, date(shown.year, 1, 1), last)
        blocks += _pass_page(ctx, kube, book)
    return blocks or None


def pass_book(ctx: Context, member_id: str, month: Month | None) -> Document:
    """Return one member's year up to a month."""
    member = group.member(ctx, member_id)
    kube = group.kube(ctx, member.kube_id)
    last = min((month or Month.of(ctx.today)).last, ctx.today)
    book = service.pass_book(ctx, member_id, date(last.year, 1, 1), last)
    blocks = _pass_page(ctx, kube, book)
    return paper.document(ctx, TITLE, PASS_BOOK, [blocks], margins_mm=_PASS_MM)


def _pass_page(ctx: Context, kube: Kube, book: PassBook) -> list[Block]:
    names = ("dues", "iks", "savings", "loan", "service", "got")
    total: tuple[Cell, ...] = ("", "", "", "Jumlah", *(book.total(name) or "" for name in names))
    rows = [_pass_row(number, line) for number, line in enumerate(book.lines, start=1)]
    return [
        *paper.headings(kube, TITLE, f"{_day(book.first)} sampai {_day(book.last)}"),
        Facts(_who(book.member), label_width_mm=40),
        Table(_PASS, rows, total=total, font_size=8, empty_text="Belum ada yang dicatat"),
        Spacer(1),
        Paragraph(
            f"Simpanan awal {format_rupiah(book.saved_before)}, akhir {format_rupiah(book.saved)}."
            f" Pokok pinjaman awal {format_rupiah(book.owed_before)}, akhir"
            f" {format_rupiah(book.owed)}."
        ),
        paper.board(ctx, kube, book.last),
    ]


def _day(day: date) -> str:
    return format_date(day, language="id")


def _who(member: KubeMember) -> tuple[tuple[str, str], ...]:
    return (("Nama", member.name), ("Jabatan", group.POSITION_TITLES[member.position]))


def _pass_row(number: int, line: PassLine) -> tuple[Cell, ...]:
    amounts = (line.dues, line.iks, line.savings, line.loan, line.service, line.got)
    return (
        str(number), paper.day(line.day), line.proof_no, line.words,
        *(amount or "" for amount in amounts),
    )  # fmt: skip


def _blank_pass(ctx: Context, kube: Kube) -> list[Block]:
    return [
        *paper.headings(kube, TITLE),
        Facts((("Nama", ""), ("Jabatan", "")), label_width_mm=40),
        Table(
            _PASS, paper.empty_rows(_BLANK_ROWS, _PASS), font_size=8,
            row_height_mm=paper.WRITING_MM,
        ),
        paper.board(ctx, kube, None),
    ]  # fmt: skip


def _build_pass(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return pass_book(ctx, request.subject, request.month)
    return paper.register(
        ctx, request, TITLE, PASS_BOOK, nothing=_NOTHING, margins_mm=_PASS_MM,
        filled=lambda kube: _pass_pages(ctx, kube, request.month),
        blank=lambda kube: _blank_pass(ctx, kube),
    )  # fmt: skip


# -- private slips ---------------------------------------------------------------------------


def _slip_page(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return a slip to cut out for each member who owes something."""
    day = min((month or Month.of(ctx.today)).last, ctx.today)
    if cashbook.first_month(ctx, kube.id) is None:
        return None
    owing = [one for one in service.slips(ctx, kube.id, day) if one.total > 0]
    if not owing:
        words = f"Tidak ada anggota yang menunggak per {_day(day)}."
        return [*paper.headings(kube, SLIP_TITLE), Paragraph(words, align="center")]
    return [
        Heading(f"{SLIP_TITLE} KUBE {kube.name.upper()}", 1, "center"),
        Paragraph(
            f"Per {_day(day)}. Potong dan serahkan kepada anggotanya sendiri.", align="center"
        ),
        Spacer(3),
        Cards(tuple(_card(kube, one) for one in owing), per_row=2, height_mm=66),
    ]


def slip(ctx: Context, member_id: str, month: Month | None) -> Document:
    """Return one member's slip, also where nothing is owed."""
    member = group.member(ctx, member_id)
    kube = group.kube(ctx, member.kube_id)
    day = min((month or Month.of(ctx.today)).last, ctx.today)
    one = service.slip(ctx, member_id, day)
    blocks: list[Block] = [
        Heading(f"{SLIP_TITLE} KUBE {kube.name.upper()}", 1, "center"),
        Cards((_card(kube, one),), per_row=2, height_mm=66),
    ]
    return paper.document(ctx, SLIP_TITLE, SLIPS, [blocks], margins_mm=_MARGINS_MM)


def _card(kube: Kube, one: Slip) -> tuple[str, tuple[str, ...]]:
    parts = [
        (name, amount)
        for name, amount in (
            ("Iuran", one.dues), ("IKS", one.iks), ("Angsuran pokok", one.loan),
            ("Jasa pinjaman", one.service),
        )
        if amount > 0
    ]  # fmt: skip
    lines = [f"KUBE {kube.name} – per {format_date(one.day, 'short', 'id')}"]
    lines += [f"{name}: {format_rupiah(amount)}" for name, amount in parts]
    lines.append(f"JUMLAH: {format_rupiah(one.total)}")
    lines.append(f"({terbilang(one.total)})" if one.total else "Tidak ada tunggakan.")
    if one.saved:
        lines.append(f"Simpanan: {format_rupiah(one.saved)}")
    lines.append(f"Kode periksa: {one.code}")
    return one.member.name, tuple(lines)


def _blank_slips(ctx: Context, kube: Kube) -> list[Block]:
    del ctx
    lines = tuple(
        f"{name}: ……………………" for name in ("Per tanggal", "Iuran", "IKS", "Angsuran", "JUMLAH")
    )
    return [
        Heading(f"{SLIP_TITLE} KUBE {kube.name.upper()}", 1, "center"),
        Cards(tuple((f"Nama: {paper.DOTS}", lines) for _n in range(6)), per_row=2, height_mm=66),
    ]


def _build_slips(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return slip(ctx, request.subject, request.month)
    return paper.register(
        ctx, request, SLIP_TITLE, SLIPS, nothing=_NOTHING, margins_mm=_MARGINS_MM,
        filled=lambda kube: _slip_page(ctx, kube, request.month),
        blank=lambda kube: _blank_slips(ctx, kube),
    )  # fmt: skip


# -- the list of members -------------------------------------------------------------------------


def _members_page(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return everybody who ever belonged to a group."""
    people = group.everyone(ctx, kube.id)
    if not people:
        return None
    day = min((month or Month.of(ctx.today)).last, ctx.today)
    rows: list[tuple[Cell, ...]] = [
        (
            str(number), one.name, group.POSITION_TITLES[one.position], one.address or "",
            one.phone or "", str(day.year - one.birth_year) if one.birth_year else "",
            one.main_business or "", paper.day(one.joined_on), paper.day(one.left_on), "",
        )
        for number, one in enumerate(people, start=1)
    ]  # fmt: skip
    now = len([one for one in people if one.is_member_on(day)])
    return [
        *paper.headings(kube, LIST_TITLE, f"Keadaan {format_month(Month.of(day), 'id')}"),
        Table(_MEMBERS, rows, row_height_mm=paper.WRITING_MM),
        Spacer(1),
        Paragraph(f"Anggota saat ini: {now} orang."),
        paper.board(ctx, kube, day, is_told=True, second=Position.SECRETARY),
    ]


def _blank_members(ctx: Context, kube: Kube) -> list[Block]:
    return [
        *paper.headings(kube, LIST_TITLE),
        Table(_MEMBERS, paper.empty_rows(10, _MEMBERS), row_height_mm=paper.WRITING_MM),
        paper.board(ctx, kube, None, second=Position.SECRETARY),
    ]


def _build_members(ctx: Context, request: ReportRequest) -> Document:
    return paper.register(
        ctx, request, LIST_TITLE, MEMBERS, nothing="Belum ada anggota yang dicatat.",
        landscape=True, margins_mm=_MARGINS_MM,
        filled=lambda kube: _members_page(ctx, kube, request.month),
        blank=lambda kube: _blank_members(ctx, kube),
    )  # fmt: skip


def _missing_money(ctx: Context, request: ReportRequest) -> list[str]:
    kubes = paper.kubes_asked(ctx, request)
    if any(cashbook.first_month(ctx, kube.id) for kube in kubes):
        return []
    return [_("Nothing stands in the cash book.")]


def _missing_members(ctx: Context, request: ReportRequest) -> list[str]:
    kubes = paper.kubes_asked(ctx, request)
    if any(group.everyone(ctx, kube.id) for kube in kubes):
        return []
    return [_("No member is noted.")]


def _members_month(ctx: Context) -> Month | None:
    kubes = group.kubes(ctx)
    return Month.of(ctx.today) if any(group.everyone(ctx, k.id) for k in kubes) else None


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=MEMBERS,
        title=N_("KUBE list of members"),
        audience=N_("KUBE"),
        build=_build_members,
        missing=_missing_members,
        latest_month=_members_month,
    ),
    ReportKind(
        kind=PASS_BOOK,
        title=N_("KUBE pass-books of members"),
        audience=N_("KUBE"),
        build=_build_pass,
        missing=_missing_money,
        latest_month=service.latest_month,
    ),
    ReportKind(
        kind=SLIPS,
        title=N_("KUBE arrears slips"),
        audience=N_("KUBE"),
        build=_build_slips,
        missing=_missing_money,
        latest_month=service.latest_month,
    ),
)
