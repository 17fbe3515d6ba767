"""The pendamping's monthly report of the KUBE to Dinas Sosial, and the year for the members."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Bullets,
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
    Spacer,
    Table,
)
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.iks import service as iks
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.mentoring import model, service
from fieldkit.features.kube.mentoring.model import Development, Participation
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.features.office import service as office

MONTHLY, YEAR = "kube_monthly", "kube_year"
TITLE, YEAR_TITLE = "LAPORAN BULANAN PENDAMPING KUBE", "RINGKASAN TAHUNAN KUBE"
_MARGINS_MM = (15, 16, 15, 16)
_KUBES = (
    Column("No", 9, "center"),
    Column("KUBE"),
    Column("Anggota", 17, "right"),
    Column("Rapat", 14, "right"),
    Column("Hadir", 15, "right"),
    Column("Omset", 26, "right"),
    Column("Biaya", 26, "right"),
    Column("Laba bersih", 26, "right"),
    Column("Selisih", 25, "right"),
    Column("Perkembangan", 26),
    Column("Hasil", 20),
    Column("Tingkat", 24),
)
_LOG = (
    Column("No", 9, "center"),
    Column("Tanggal", 22),
    Column("KUBE", 36),
    Column("Tugas", 17, "center"),
    Column("Peran", 36),
    Column("Kegiatan"),
    Column("Hasil dan tindak lanjut", 70),
)
_BLANK_MM = 7.5
_TAKING = (
    Column("No", 9, "center"),
    Column("Nama"),
    Column("Hadir", 17, "center"),
    Column("Tunggakan\ntahun lalu", 20, "right"),
    Column("Iuran\nseharusnya", 20, "right"),
    Column("Iuran\ndibayar", 19, "right"),
    Column("Tunggakan", 20, "right"),
    Column("Tugas\npesanan", 16, "right"),
    Column("Kegiatan", 16, "right"),
)


# -- the month to Dinas Sosial -------------------------------------------------------------------


def monthly(ctx: Context, request: ReportRequest) -> Document:
    """Return the pendamping's report of a month for all groups, with a copy to the kecamatan."""
    month = request.month or service.latest_month(ctx) or Month.of(ctx.today)
    kubes = paper.kubes_asked(ctx, request)
    shown = [(kube, service.development(ctx, kube.id, month)) for kube in kubes]
    deeds = [
        (kube, deed)
        for kube in kubes
        for deed in service.deeds(ctx, kube.id, month.first, month.last)
    ]
    rows: list[tuple[Cell, ...]] = [
        _kube_row(ctx, number, kube, one) for number, (kube, one) in enumerate(shown, start=1)
    ]
    blocks: list[Block] = [
        Heading(TITLE, 1, "center"),
        Paragraph(f"Bulan {format_month(month, 'id')}", align="center"),
        Facts(_heading_facts(ctx, kubes), label_width_mm=45),
        Heading("A. Perkembangan usaha"),
        Table(_KUBES, rows, total=_totals(shown) if shown else None, empty_text="Belum ada KUBE"),
        Heading("B. Evaluasi dan rekomendasi"),
        *_judgements(shown),
        Heading("C. Pendampingan yang dilakukan"),
        Table(_LOG, [
            (
                str(number), paper.day(deed.done_on), kube.name,
                ", ".join(str(task.number) for task in deed.tasks),
                ", ".join(service.ROLE_TITLES[role] for role in deed.roles), deed.what,
                "; ".join(part for part in (deed.result, deed.next_step) if part),
            )
            for number, (kube, deed) in enumerate(deeds, start=1)
        ], empty_text="Belum ada pendampingan yang dicatat"),
        Heading("D. Rekapitulasi sembilan tugas (Permensos 2/2019 Pasal 9) dan empat peran"),
        _task_table([deed for _kube, deed in deeds]),
        Spacer(1),
        _signed(ctx, kubes, min(month.last, ctx.today)),
        *_copies(kubes),
    ]  # fmt: skip
    document = paper.document(ctx, TITLE, MONTHLY, [blocks], landscape=True, margins_mm=_MARGINS_MM)
    return replace(document, letterhead=office.document_frame(ctx)["letterhead"])


def _heading_facts(ctx: Context, kubes: Sequence[Kube]) -> tuple[tuple[str, str], ...]:
    regencies = dict.fromkeys(kube.regency for kube in kubes if kube.regency)
    return (
        ("Kepada Yth.", f"Kepala Dinas Sosial {', '.join(regencies)}".strip()),
        ("Pendamping", office.profile(ctx).name or paper.DOTS),
        ("KUBE dampingan", f"{len(kubes)} kelompok"),
    )


def _kube_row(ctx: Context, number: int, kube: Kube, one: Development) -> tuple[Cell, ...]:
    held = meetings.attendance_between(ctx, kube.id, one.month.first, one.month.last)
    marks = [mark for came in held.values() for mark in came.values()]
    came = sum(mark.value == "present" for mark in marks)
    level = service.level_of(ctx, kube.id, one.month)
    known = one.noted
    return (
        str(number), kube.name,
        len(group.members(ctx, kube.id, at=min(one.month.last, ctx.today))), len(held),
        _percent(came / len(marks)) if marks else "–", *_money(one),
        "–" if one.change is None else one.change,
        service.TREND_TITLES[one.trend] if one.trend else "–",
        service.REACHED_TITLES[known.reached] if known and known.reached else "–",
        level.name if level else "–",
    )  # fmt: skip


def _money(one: Development) -> tuple[Cell, Cell, Cell]:
    """Return turnover, cost and profit; a month nothing is known of has dashes."""
    return (one.turnover, one.cost, one.profit) if one.is_begun else ("–", "–", "–")


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"


def _totals(shown: Sequence[tuple[Kube, Development]]) -> tuple[Cell, ...]:
    turnover, cost = (sum(getattr(one, n) for _k, one in shown) for n in ("turnover", "cost"))
    return ("", "Jumlah", "", "", "", turnover, cost, turnover - cost, "", "", "", "")


def _judgements(shown: Sequence[tuple[Kube, Development]]) -> list[Block]:
    items = []
    for kube, one in shown:
        known = one.noted
        parts = [
            f"{title}: {text.rstrip(' .;')}"
            for title, text in (
                ("evaluasi", known.evaluation if known else None),
                ("rekomendasi", known.recommendation if known else None),
            )
            if text
        ]
        if parts:
            items.append(f"KUBE {kube.name} – {'; '.join(parts)}")
    return [Bullets(tuple(items)) if items else Paragraph("Belum ada yang ditulis.")]


def _task_table(deeds: Sequence[model.Mentoring]) -> Table:
    """Return how often each task and role was done: two columns of tasks, one of roles."""
    tasks, roles = model.counts(deeds)
    columns = (
        Column("No", 9, "center"), Column("Tugas"), Column("Kali", 14, "right"),
        Column("No", 9, "center"), Column("Tugas"), Column("Kali", 14, "right"),
        Column("Peran", 34), Column("Kali", 14, "right"),
    )  # fmt: skip
    named: list[tuple[Cell, ...]] = [
        (str(task.number), service.TASK_TITLES[task], count) for task, count in tasks.items()
    ]
    of_roles: list[tuple[Cell, ...]] = [
        (service.ROLE_TITLES[role], count) for role, count in roles.items()
    ]
    half = (len(named) + 1) // 2
    rows = [
        (*left, *(right or ("", "", "")), *(role or ("", "")))
        for left, right, role in zip_longest(named[:half], named[half:], of_roles)
    ]
    return Table(columns, rows, is_whole=True)


def _signed(ctx: Context, kubes: Sequence[Kube], day: date) -> Signatures:
    own = office.signer(ctx)
    if ctx.role is Role.LEADER and kubes:
        return paper.board(ctx, kubes[0], day, is_told=True)
    return Signatures(place_date=office.place_date(ctx, day), left=office.superior(ctx), right=own)


def _copies(kubes: Sequence[Kube]) -> list[Block]:
    districts = sorted({kube.district for kube in kubes if kube.district})
    named = tuple(f"Camat {d.removeprefix('Kecamatan ').removeprefix('Kec. ')}" for d in districts)
    return [
        Paragraph("Tembusan:", bold=True, size=9),
        Bullets((*(named or ("Camat setempat",)), "Arsip"), numbered=True),
    ]


def blank_monthly(ctx: Context) -> Document:
    """Return the report to be filled in by hand."""
    blocks: list[Block] = [
        Heading(TITLE, 1, "center"),
        Paragraph(f"Bulan {paper.DOTS}", align="center"),
        Heading("A. Perkembangan usaha"),
        Table(_KUBES, paper.empty_rows(3, _KUBES), row_height_mm=_BLANK_MM),
        Heading("B. Evaluasi dan rekomendasi"),
        Paragraph(f"{'.' * 150}\n{'.' * 150}"),
        Heading("C. Pendampingan yang dilakukan"),
        Table(_LOG, paper.empty_rows(4, _LOG), row_height_mm=_BLANK_MM),
        Signatures(
            place_date=f"{paper.DOTS}, {paper.DOTS}", left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]  # fmt: skip
    return paper.document(ctx, TITLE, MONTHLY, [blocks], landscape=True, margins_mm=_MARGINS_MM)


def _build_monthly(ctx: Context, request: ReportRequest) -> Document:
    return blank_monthly(ctx) if request.blank else monthly(ctx, request)


def _missing_monthly(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_month(ctx)
    kubes = paper.kubes_asked(ctx, request)
    if month is None or not kubes:
        return [_("No KUBE has any record yet.")]
    found = []
    for kube in kubes:
        known = service.noted(ctx, kube.id, month)
        if not service.deeds(ctx, kube.id, month.first, month.last):
            found.append(_("{kube}: no mentoring is noted.").format(kube=kube.name))
        if not known.evaluation:
            found.append(_("{kube}: no evaluation is written.").format(kube=kube.name))
    return found


# -- the year for the members' meeting -----------------------------------------------------------


def _year_page(ctx: Context, kube: Kube, month: Month | None) -> list[Block] | None:
    """Return a group's year up to a month: money, business, who took part."""
    shown = month or cashbook.latest_month(ctx, kube.id)
    if shown is None or cashbook.first_month(ctx, kube.id) is None:
        return None
    first, last = date(shown.year, 1, 1), min(shown.last, ctx.today)
    taking = service.participation(ctx, kube.id, first, last)
    held = meetings.attendance_between(ctx, kube.id, first, last)
    months = [
        one
        for one in service.developments(ctx, kube.id, shown)
        if one.month.year == shown.year and one.is_begun
    ]
    return [
        *paper.headings(kube, YEAR_TITLE, f"Tahun {shown.year}, sampai {_day(last)}"),
        Heading("Uang kelompok"),
        _pots_table(ctx, kube, first, last),
        Heading("Masuk dan keluar"),
        _accounts_table(ctx, kube, first, last),
        Heading("Usaha setiap bulan"),
        _months_table(months),
        Chart(
            "bar", tuple(month_name(one.month.month, "id")[:3] for one in months),
            (
                ("Omset", tuple(one.turnover for one in months)),
                ("Laba", tuple(one.profit for one in months)),
            ),
            "Omset dan laba", 45,
        ),
        Heading(f"Keikutsertaan anggota dalam {len(held)} rapat"),
        _taking_table(taking),
        *_ahead_note(taking),
        Spacer(1),
        Bullets(tuple(_facts(ctx, kube, first, last))),
        paper.board(ctx, kube, last, is_told=True),
    ]  # fmt: skip


def _day(day: date) -> str:
    return format_date(day, language="id")


def _pots_table(ctx: Context, kube: Kube, first: date, last: date) -> Table:
    columns = (
        Column("Pos uang"), Column("Awal tahun", 40, "right"), Column("Akhir", 40, "right"),
        Column("Selisih", 40, "right"),
    )  # fmt: skip
    begun = cashbook.balances_before(ctx, kube.id, first)
    ended = cashbook.balances(ctx, kube.id, last)
    rows: list[tuple[Cell, ...]] = [
        (_POTS[pot.name], begun[pot], ended[pot], ended[pot] - begun[pot])
        for pot in cashbook.pots_in_use(ctx, kube)
    ]
    total = ("Jumlah", sum(begun.values()), sum(ended.values()),
             sum(ended.values()) - sum(begun.values()))  # fmt: skip
    return Table(columns, rows, total=total)


_POTS = {"KAS": "Kas", "IKS": "IKS", "LOANS": "Simpan pinjam", "BANK": "Bank"}


def _accounts_table(ctx: Context, kube: Kube, first: date, last: date) -> Table:
    money = cashbook.summary(ctx, kube.id, first, last)
    columns = (
        Column("Masuk", None, group="Uang masuk"), Column("Jumlah", 32, "right", "Uang masuk"),
        Column("Keluar", None, group="Uang keluar"), Column("Jumlah", 32, "right", "Uang keluar"),
    )  # fmt: skip
    came = [(cashbook.ACCOUNT_TITLES[a], amount) for a, amount in money.income.items()]
    went = [(cashbook.ACCOUNT_TITLES[a], amount) for a, amount in money.expense.items()]
    rows: list[tuple[Cell, ...]] = [
        (
            *(came[n] if n < len(came) else ("", "")),
            *(went[n] if n < len(went) else ("", "")),
        )
        for n in range(max(len(came), len(went)))
    ]  # fmt: skip
    return Table(columns, rows, total=("Jumlah", money.total_income, "Jumlah", money.total_expense))


def _months_table(months: Sequence[Development]) -> Table:
    columns = (
        Column("Bulan"), Column("Omset", 36, "right"), Column("Biaya", 36, "right"),
        Column("Laba", 36, "right"), Column("Perkembangan", 36),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            month_name(one.month.month, "id"), one.turnover, one.cost, one.profit,
            service.TREND_TITLES[one.trend] if one.trend else "–",
        )
        for one in months
    ]  # fmt: skip
    turnover, cost = sum(one.turnover for one in months), sum(one.cost for one in months)
    return Table(columns, rows, total=("Jumlah", turnover, cost, turnover - cost, ""))


def _taking_table(people: Sequence[Participation]) -> Table:
    """Return who took part; what was written off has a column where anything was."""
    let_off = any(one.waived for one in people)
    columns = list(_TAKING)
    names = ["brought", "due", "paid", "owed"]
    if let_off:
        columns.insert(6, Column("Dihapuskan", 20, "right"))
        names.insert(3, "waived")
    rows: list[tuple[Cell, ...]] = [
        (
            str(number), one.member.name, f"{one.attended} / {one.meetings}",
            *(getattr(one, name) or ("" if name != "due" else 0) for name in names),
            one.tasks or "", one.events or "",
        )
        for number, one in enumerate(people, start=1)
    ]  # fmt: skip
    sums = (sum(getattr(one, name) for one in people) for name in names)
    total = ("", "Jumlah", "", *sums, "", "") if people else None
    return Table(tuple(columns), rows, total=total)


def _ahead_note(people: Sequence[Participation]) -> list[Block]:
    if all(min(one.brought, one.owed) >= 0 for one in people):
        return []
    return [Paragraph("Angka minus berarti iuran sudah dibayar di muka.", size=8.5)]


def _facts(ctx: Context, kube: Kube, first: date, last: date) -> list[str]:
    helped = iks.given(ctx, kube.id, first, last)
    owed = loans.loans(ctx, kube.id, last)
    shared = [
        one for one in sharing.sharings(ctx, kube.id)
        if one.sharing.shared_on and first <= one.sharing.shared_on <= last
    ]  # fmt: skip
    owing = dues.standings(ctx, kube.id, last + timedelta(days=1)).values()
    arrears = sum(max(amount, 0) for amount in owing)
    left, late = sum(o.left for o in owed), sum(o.arrears + o.service_arrears for o in owed)
    return [
        f"Bantuan IKS: {len(helped)} kali, {format_rupiah(sum(g.amount for g in helped))}.",
        f"Pinjaman yang belum kembali: {format_rupiah(left)}, tunggakan {format_rupiah(late)}.",
        f"Hasil usaha dibagikan: {format_rupiah(sum(s.total for s in shared))}.",
        f"Tunggakan iuran anggota: {format_rupiah(arrears)}.",
    ]


def _blank_year(ctx: Context, kube: Kube) -> list[Block]:
    people = group.members(ctx, kube.id) if kube.id else []
    rows: list[tuple[Cell, ...]] = [
        (str(n), m.name, *[""] * 7) for n, m in enumerate(people, start=1)
    ]
    return [
        *paper.headings(kube, YEAR_TITLE, f"Tahun {paper.DOTS}"),
        Heading("Keikutsertaan anggota"),
        Table(_TAKING, rows or paper.empty_rows(10, _TAKING), row_height_mm=paper.WRITING_MM),
        paper.board(ctx, kube, None, is_told=True),
    ]


def _build_year(ctx: Context, request: ReportRequest) -> Document:
    return paper.register(
        ctx, request, YEAR_TITLE, YEAR, nothing="Belum ada yang dicatat di buku kas.",
        margins_mm=_MARGINS_MM,
        filled=lambda kube: _year_page(ctx, kube, request.month),
        blank=lambda kube: _blank_year(ctx, kube),
    )  # fmt: skip


def _missing_year(ctx: Context, request: ReportRequest) -> list[str]:
    kubes = paper.kubes_asked(ctx, request)
    if any(cashbook.first_month(ctx, kube.id) for kube in kubes):
        return []
    return [_("Nothing stands in the cash book.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=MONTHLY,
        title=N_("Monthly report of the pendamping (KUBE)"),
        audience=N_("Dinas Sosial"),
        build=_build_monthly,
        missing=_missing_monthly,
        latest_month=service.latest_month,
    ),
    ReportKind(
        kind=YEAR,
        title=N_("KUBE yearly summary"),
        audience=N_("KUBE"),
        build=_build_year,
        missing=_missing_year,
        latest_month=cashbook.latest_month,
    ),
)
