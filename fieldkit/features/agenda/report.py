"""The agenda on paper: a week day by day, and everything that is due."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, format_time, weekday_name
from fieldkit.core.i18n import N_, ngettext
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.agenda import model, service
from fieldkit.features.agenda.model import Item, Kind
from fieldkit.features.office import service as office

KINDS: dict[Kind, str] = {
    Kind.SESSION: "P2K2",
    Kind.MEETING: "Rapat KUBE",
    Kind.VISIT: "Kunjungan rumah",
    Kind.APPOINTMENT: "Kegiatan lain",
    Kind.VISIT_FOLLOW_UP: "Tindak lanjut kunjungan",
    Kind.COMMITMENT: "Tindak lanjut komitmen",
    Kind.GRADUATION: "Langkah graduasi",
    Kind.REFERRAL: "Menanyakan hasil rujukan",
    Kind.COMPLAINT: "Jawaban pengaduan",
    Kind.ADVOCACY: "Tindak lanjut dengan mitra",
    Kind.CONTACT: "Tindak lanjut kontak",
    Kind.KUBE_FOLLOW_UP: "Tindak lanjut KUBE",
    Kind.PROGRAMME: "Pendaftaran ditutup",
    Kind.BUSINESS_ROUND: "Menanyakan usaha KPM",
    Kind.REPORT: "Laporan bulanan",
}


def week_plan(ctx: Context, day: date | None = None) -> Document:
    """Return the agenda of a week: hours, what, where, the RHK, and room for what came of it."""
    days = service.week(ctx, day)
    rows: list[tuple[Cell, ...]] = []
    bold: set[int] = set()
    for one in days:
        bold.add(len(rows))
        rows.append((weekday_name(one.day, "id"), format_date(one.day, "medium", "id"), *[""] * 4))
        rows += [_week_row(item) for item in one.items] or [("", "–", "", "", "", "")]
    counts = Counter(item.kind for one in days for item in one.items)
    first, last = days[0].day, days[-1].day
    blocks: list[Block] = [
        Facts(
            (
                ("Nama Pendamping", office.profile(ctx).name),
                ("Kegiatan", _sums(counts)),
            ),
            label_width_mm=40,
        ),
        Table(_WEEK_COLUMNS, rows, bold_rows=frozenset(bold)),
        Signatures(
            place_date=office.place_date(ctx, min(first, ctx.today)),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    span = f"{format_date(first, 'long', 'id')} – {format_date(last, 'long', 'id')}"
    return office.confidential(ctx, f"AGENDA MINGGUAN PENDAMPING\n{span}", "agenda", blocks)


def day_plan(ctx: Context, day: date | None = None) -> Document:
    """Return one day's agenda with what is overdue beside it, for the pocket."""
    found = service.day(ctx, day)
    late = service.overdue(ctx, found.day)
    blocks: list[Block] = [
        Table(
            _WEEK_COLUMNS, [_week_row(item) for item in found.items],
            row_height_mm=11, empty_text="Tidak ada kegiatan",
        ),
        Paragraph("Lewat tenggat", bold=True),
        Table(_DUE_COLUMNS, _due_rows(late, found.day), empty_text="Tidak ada"),
    ]  # fmt: skip
    title = f"AGENDA HARIAN PENDAMPING\n{format_date(found.day, 'full', 'id')}"
    return office.confidential(ctx, title, "agenda_day", blocks)


def follow_ups(ctx: Context, until: date | None = None) -> Document:
    """Return everything due by a day and still open, from every room, the oldest first."""
    last = until or ctx.today + timedelta(days=model.DAYS)
    late = service.overdue(ctx)
    coming = [one for one in service.items(ctx, ctx.today, last) if one.is_deadline]
    listed = [*late, *(one for one in coming if not one.is_done)]
    counts = Counter(one.kind for one in listed)
    blocks: list[Block] = [
        Facts(
            (
                ("Nama Pendamping", office.profile(ctx).name),
                ("Sampai dengan", format_date(last, "long", "id")),
                ("Lewat tenggat", str(len(late))),
                ("Rincian", _sums(counts)),
            ),
            label_width_mm=40,
        ),
        Table(
            _DUE_COLUMNS, _due_rows(listed, ctx.today),
            empty_text="Tidak ada yang jatuh tempo",
        ),
        Signatures(place_date=office.place_date(ctx), right=office.signer(ctx)),
    ]  # fmt: skip
    return office.confidential(ctx, "TINDAK LANJUT YANG JATUH TEMPO", "follow_ups", blocks)


_WEEK_COLUMNS = (
    Column("Jam", 22), Column("Kegiatan", 34), Column("Uraian"), Column("Tempat", 34),
    Column("RHK", 11, "center"), Column("Hasil", 22),
)  # fmt: skip
_DUE_COLUMNS = (
    Column("No", 8, "center"), Column("Tenggat", 22), Column("Jenis", 38), Column("Siapa", 34),
    Column("Yang harus dilakukan"), Column("Lewat", 16, "right"),
)  # fmt: skip


def _week_row(item: Item) -> tuple[Cell, ...]:
    return (
        _hours(item), KINDS[item.kind], _about(item), item.place,
        str(item.rhk) if item.rhk else "", "terlaksana" if item.is_done else "",
    )  # fmt: skip


def _due_rows(items: Sequence[Item], today: date) -> list[tuple[Cell, ...]]:
    return [
        (
            number, format_date(item.day, "medium", "id"), KINDS[item.kind], _title(item),
            item.detail, f"{(today - item.day).days} hari" if item.day < today else "",
        )
        for number, item in enumerate(items, 1)
    ]  # fmt: skip


def _hours(item: Item) -> str:
    if item.starts is None:
        return "tenggat" if item.is_deadline else ""
    begun = format_time(item.starts, "id")
    return f"{begun}–{format_time(item.ends, 'id')}" if item.ends else begun


def _about(item: Item) -> str:
    return "\n".join(part for part in (_title(item), item.detail) if part)


def _title(item: Item) -> str:
    if item.kind in service.OF_A_MONTH:
        return format_month(Month.parse(item.record), "id")
    return item.title


def _sums(counts: Counter[Kind]) -> str:
    return "; ".join(f"{KINDS[kind]} {counts[kind]}" for kind in Kind if counts[kind]) or "–"


# -- the shelf -------------------------------------------------------------------------------


def _week_of(ctx: Context, request: ReportRequest) -> date:
    month = request.month
    if month is None or month.first <= ctx.today <= month.last:
        return ctx.today
    return month.first


def _build_week(ctx: Context, request: ReportRequest) -> Document:
    return week_plan(ctx, _week_of(ctx, request))


def _build_follow_ups(ctx: Context, request: ReportRequest) -> Document:
    month = request.month
    until = month.last if month is not None and month.last >= ctx.today else None
    return follow_ups(ctx, until)


def _late(ctx: Context, request: ReportRequest) -> list[str]:
    del request
    late = service.overdue(ctx)
    if not late:
        return []
    said = ngettext(
        "{count} follow-up is past its day.", "{count} follow-ups are past their day.", len(late)
    )
    return [said.format(count=len(late))]


REPORTS = (
    ReportKind("agenda", N_("Agenda of the week"), N_("Team leader"), _build_week),
    ReportKind("follow_ups", N_("Follow-ups due"), N_("Facilitator"), _build_follow_ups, _late),
)
