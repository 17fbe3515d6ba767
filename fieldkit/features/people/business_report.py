"""The families' businesses on paper: how they develop, and the sheet for the month's round."""

from collections.abc import Mapping, Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_month, month_name
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Table,
)
from fieldkit.core.shares import percent
from fieldkit.features.office import service as office
from fieldkit.features.people import paper
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Business
from fieldkit.features.people.takings import BusinessMonth, Course, RoundLine, Trend
from fieldkit.features.people.words import Cluster, Need

TRENDS = {
    Trend.GROWING: "Tumbuh",
    Trend.STEADY: "Tetap",
    Trend.SHRINKING: "Menurun",
    Trend.UNKNOWN: "Belum cukup data",
}
NEEDS = {
    Need.CAPITAL: "modal",
    Need.TOOLS: "alat",
    Need.TRAINING: "pelatihan",
    Need.MARKETING: "pemasaran",
    Need.PACKAGING: "kemasan",
    Need.LICENCE: "izin",
    Need.PLACE: "tempat",
    Need.OTHER: "lainnya",
}
_SHOWN_MONTHS = 6
_ORDER = (Trend.GROWING, Trend.STEADY, Trend.SHRINKING, Trend.UNKNOWN)


def development(ctx: Context, month: Month, group: str | None = None) -> Document:
    """Return who grows and who is stuck, what they lack, and the sums month by month."""
    lines = people.business_round(ctx, month, group)
    courses = people.business_courses(ctx, month)
    kept = {line.business_id: _business(ctx, line) for line in lines}
    blocks: list[Block] = [
        Facts(
            (
                ("Nama Pendamping", office.profile(ctx).name),
                ("Bulan", format_month(month, "id")),
                ("Jumlah usaha", str(len(lines))),
                ("Sudah ditanya bulan ini", str(sum(line.is_asked for line in lines))),
            ),
            columns=2,
            label_width_mm=42,
        ),
        Heading("A. Ringkasan", 2),
        Table(_CLUSTER_COLUMNS, _clusters(lines, kept, courses)),
        *_sums(ctx, month, lines),
        Heading("B. Perkembangan tiap usaha", 2),
    ]
    rows: list[tuple[Cell, ...]] = []
    for trend in _ORDER:
        for line in lines:
            if _trend(courses, line) is trend:
                course = courses.get(line.business_id, Course(trend=Trend.UNKNOWN))
                rows.append(_line_row(len(rows) + 1, line, course, kept[line.business_id]))
    blocks += [
        Table(_LINE_COLUMNS, rows, empty_text="Belum ada usaha yang tercatat"),
        Paragraph(
            "Arah dihitung dari rata-rata laba (atau omzet) tiga bulan terakhir dibandingkan tiga"
            " bulan sebelumnya; beda di bawah 10% berarti tetap.",
            italic=True,
            size=9,
        ),
        Signatures(
            place_date=office.place_date(ctx, min(month.last, ctx.today)),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    title = f"PERKEMBANGAN USAHA KPM\n{format_month(month, 'id')}"
    return office.confidential(ctx, title, "business_development", blocks)


def round_sheet(ctx: Context, month: Month, group: str | None = None) -> Document:
    """Return the sheet to ask every business with: last month's figures, blank ones to fill."""
    rows = [
        (
            number, line.row_code, line.family_name, line.kind,
            _amount(line.last.turnover if line.last else None), "", "", "", "",
        )
        for number, line in enumerate(people.business_round(ctx, month, group), 1)
    ]  # fmt: skip
    blocks: list[Block] = [
        Table(_ROUND_COLUMNS, rows, row_height_mm=8, empty_text="Belum ada usaha yang tercatat"),
        Paragraph(
            "Kosong berarti belum ditanyakan, bukan nol. Tulis 0 bila memang tidak ada.",
            italic=True,
            size=9,
        ),
    ]
    title = f"LEMBAR USAHA KPM\n{format_month(month, 'id')}"
    return office.confidential(ctx, title, "business_round", blocks, landscape=True)


_CLUSTER_COLUMNS = (
    Column("Kluster"),
    Column("Usaha", 22, "right"),
    *(Column(TRENDS[trend], 27, "right") for trend in _ORDER),
)
_LINE_COLUMNS = (
    Column("No", 8, "center"),
    Column("Keluarga (kode)", 36),
    Column("Usaha"),
    Column("Arah", 17),
    Column("3 bulan ini", 22, "right"),
    Column("Sebelumnya", 22, "right"),
    Column("%", 11, "right"),
    Column("Kebutuhan", 28),
)
_ROUND_COLUMNS = (
    Column("No", 8, "center"),
    Column("Kode", 13),
    Column("Keluarga", 42),
    Column("Usaha", 40),
    Column("Omzet terakhir", 30, "right"),
    Column("Omzet", 32),
    Column("Biaya", 32),
    Column("Laba", 32),
    Column("Catatan"),
)


def _business(ctx: Context, line: RoundLine) -> Business | None:
    found = people.businesses_of(ctx, line.family_id)
    return next((one for one in found if one.id == line.business_id), None)


def _trend(courses: Mapping[str, Course], line: RoundLine) -> Trend:
    return courses[line.business_id].trend if line.business_id in courses else Trend.UNKNOWN


def _clusters(
    lines: Sequence[RoundLine],
    kept: Mapping[str, Business | None],
    courses: Mapping[str, Course],
) -> list[tuple[Cell, ...]]:
    counted: dict[Cluster | None, list[Trend]] = {}
    for line in lines:
        business = kept[line.business_id]
        cluster = business.cluster if business else None
        counted.setdefault(cluster, []).append(_trend(courses, line))
    order = [*Cluster, None]
    rows: list[tuple[Cell, ...]] = [
        (
            paper.CLUSTER_WORDS[cluster] if cluster else "Belum dicatat",
            len(counted[cluster]),
            *(counted[cluster].count(trend) for trend in _ORDER),
        )
        for cluster in order
        if cluster in counted
    ]
    every = [trend for trends in counted.values() for trend in trends]
    rows.append(("Jumlah", len(every), *(every.count(trend) for trend in _ORDER)))
    return rows


def _sums(ctx: Context, month: Month, lines: Sequence[RoundLine]) -> list[Block]:
    first = month.plus(1 - _SHOWN_MONTHS)
    wanted = {line.business_id for line in lines}
    told = [m for m in people.business_months(ctx, first, month) if m.business_id in wanted]
    months = [first.plus(step) for step in range(_SHOWN_MONTHS)]
    averages = {
        name: tuple(_average(told, one, name) for one in months) for name in ("turnover", "earned")
    }
    if not any(value is not None for values in averages.values() for value in values):
        return []
    return [
        Chart(
            "line",
            tuple(f"{month_name(one.month, 'id')[:3]} {one.year % 100:02d}" for one in months),
            (("Omzet rata-rata", averages["turnover"]), ("Laba rata-rata", averages["earned"])),
            title="Rata-rata usaha yang dicatat (rupiah sebulan)",
            height_mm=48,
        )
    ]


def _average(told: Sequence[BusinessMonth], month: Month, name: str) -> int | None:
    amounts = [getattr(one, name) for one in told if one.month == month]
    known = [amount for amount in amounts if amount is not None]
    return round(sum(known) / len(known)) if known else None


def _line_row(
    number: int, line: RoundLine, course: Course, business: Business | None
) -> tuple[Cell, ...]:
    needs = ", ".join(NEEDS[need] for need in business.needs) if business else ""
    name = f"{line.family_name} ({line.row_code})" if line.row_code else line.family_name
    change = percent(course.change) if course.change is not None else ""
    return (
        number, name, line.kind, TRENDS[course.trend], _amount(course.recent),
        _amount(course.before), change, needs,
    )  # fmt: skip


def _amount(amount: int | None) -> str:
    return "" if amount is None else format_rupiah(amount)
