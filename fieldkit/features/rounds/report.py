"""The papers of the month's round: the plan by day, each day's walk, and a sheet to write on."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, ngettext
from fieldkit.core.money import format_number
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Spacer,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.rounds import model, service, walk
from fieldkit.features.rounds.model import Place, Planned, Promise, Reason, State, Why

WORDS: dict[Why, str] = {
    Why.FOLLOW_UP_OVERDUE: "tindak lanjut lewat tenggat {day}: {text}",
    Why.FOLLOW_UP_DUE: "tindak lanjut jatuh tempo {day}: {text}",
    Why.RISK: "risiko dicatat {day}: {text}",
    Why.TURN: "gilirannya paling lambat {month}",
    Why.NEVER: "belum pernah dikunjungi",
    Why.CANDIDATE: "calon graduasi",
    Why.ABSENT: "tidak hadir {count} dari {of} P2K2 terakhir",
    Why.HOMEWORK: "tugas {count} bulan belum dikumpulkan",
    Why.BELOW_LINE: "{count} anak di bawah batas kehadiran sekolah",
    Why.NOT_VERIFIED: "data terakhir diverifikasi {day}",
    Why.PREGNANT: "ibu hamil",
    Why.DISABLED: "disabilitas",
    Why.ELDERLY: "lansia",
    Why.LONG_AGO: "terakhir dikunjungi {day}",
    Why.NEIGHBOUR: "satu RT dengan {count} keluarga lain hari itu",
    Why.OWN_CHOICE: "pilihan pendamping",
}
RISKS = {
    "school": "anak tidak bersekolah",
    "nutrition": "gizi kurang atau stunting",
    "illness": "sakit berat",
    "violence": "kekerasan",
    "neglect": "anggota tidak terurus",
    "debt": "terlilit utang",
    "housing": "rumah tidak aman",
    "other": "risiko lain",
}
STATES = {
    State.PLANNED: "Direncanakan",
    State.DONE: "Terlaksana",
    State.LATE: "Belum terlaksana",
    State.DROPPED: "Dibatalkan",
}
_MOST_REASONS = 4
_QUICK_ROWS = 10
_LETTERS = (
    "U usaha · V verifikasi komitmen · D pemutakhiran data · P P2K2 susulan · K kasus"
    " · G calon graduasi · L lain"
)


def month_plan(ctx: Context, month: Month, group: str | None = None) -> Document:
    """Return a month's planned visits, day by day, with the reasons and what became of them."""
    plan = [one for one in service.month_plan(ctx, month) if group in (None, one.group_id)]
    rows = [_plan_row(number, one) for number, one in enumerate(plan, start=1)]
    blocks: list[Block] = [
        _plan_facts(ctx, month, plan),
        Spacer(2),
        Table(_PLAN_COLUMNS, rows, font_size=8.5, empty_text="Belum ada kunjungan direncanakan"),
        Signatures(
            place_date=office.place_date(ctx, min(month.first, ctx.today)),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    title = f"RENCANA KUNJUNGAN RUMAH KPM PKH\nBulan {format_month(month, 'id')}"
    return office.confidential(ctx, title, "visit_plan", blocks, landscape=True)


def routes(ctx: Context, month: Month, days: Sequence[date] | None = None) -> Document:
    """Return the walks of a month's days that still lie ahead (or of these days), a page each."""
    plan = [one for one in service.month_plan(ctx, month) if one.state is not State.DROPPED]
    if days is None:
        open_days = {one.day for one in plan if one.state is State.PLANNED and one.day}
        days = sorted(open_days)
    blocks: list[Block] = []
    for day in days:
        if blocks:
            blocks.append(PageBreak())
        title = "RENCANA RUTE KUNJUNGAN RUMAH"
        blocks += [
            Heading(title, 1, "center"),
            *_walk(ctx, [one for one in plan if one.day == day], day),
        ]
    if not blocks:
        blocks = _walk(ctx, [], None)
    return office.confidential(ctx, "RENCANA RUTE KUNJUNGAN RUMAH", "visit_route", blocks)


def route(ctx: Context, family_ids: Sequence[str], day: date | None = None) -> Document:
    """Return the walk to these families, whether they are on the plan or not."""
    month = Month.of(day or ctx.today)
    known = {one.id: one for one in service.families(ctx, month)}
    stops = [_as_planned(ctx, known[one], month, day) for one in family_ids if one in known]
    blocks = _walk(ctx, stops, day)
    return office.confidential(ctx, "RENCANA RUTE KUNJUNGAN RUMAH", "visit_route", blocks)


def quick_sheet(ctx: Context, visits: Sequence[Planned] = (), day: date | None = None) -> Document:
    """Return a sheet for a day's visits, a large row each, to be typed back by row code."""
    ordered = [stop.visit for stop in walk.walk(visits)]
    rows: list[tuple[Cell, ...]] = [_quick_row(one) for one in ordered]
    rows += [("", "", "", "", "", "", "")] * (_QUICK_ROWS - len(rows))
    facts = Facts(
        (
            ("Hari, tanggal", format_date(day, "full", "id") if day else ""),
            ("Pendamping", office.profile(ctx).name),
        ),
        columns=2,
    )
    blocks: list[Block] = [
        facts,
        Paragraph(f"Tujuan: {_LETTERS}", size=8),
        Table(_QUICK_COLUMNS, rows, row_height_mm=12, font_size=8.5),
    ]
    return office.confidential(
        ctx, "LEMBAR CATAT KUNJUNGAN", "visit_quick_sheet", blocks, landscape=True
    )


def reason_words(reason: Reason) -> str:
    """Return a reason as it stands on paper."""
    if reason.why is Why.NOT_VERIFIED and reason.day is None:
        return "data belum pernah diverifikasi"
    text = reason.text
    if reason.why is Why.RISK:
        text = ", ".join(RISKS.get(word, word) for word in reason.text.split(",") if word)
    day = format_date(reason.day, "medium", "id") if reason.day else ""
    month = format_month(Month.of(reason.day), "id") if reason.day else ""
    words = WORDS[reason.why].format(
        day=day, month=month, text=text, count=reason.count, of=reason.of
    )
    return words.strip(" :")


def promise_words(promise: Promise) -> str:
    """Return what the budget promises, in one or two sentences."""
    if promise.span is None:
        return "Belum ada keluarga atau waktu kunjungan."
    said = f"Setiap keluarga dikunjungi paling lama {promise.span} bulan sekali."
    if promise.backlog and promise.caught_up:
        said += (
            f" {promise.backlog} keluarga belum pernah dikunjungi atau sudah lewat batas itu;"
            f" semuanya terkejar paling lambat {format_month(promise.caught_up, 'id')}."
        )
    return said


_PLAN_COLUMNS = (
    Column("No", 8, "center"),
    Column("Hari, tanggal", 44),
    Column("Kode", 12),
    Column("Nama KPM", 36),
    Column("Kelompok", 26),
    Column("RT/RW", 17),
    Column("Alasan"),
    Column("Keadaan", 26),
)
_ROUTE_COLUMNS = (
    Column("No", 8, "center"),
    Column("Kode", 12),
    Column("Nama KPM", 30),
    Column("Alamat", 36),
    Column("Alasan"),
    Column("Jarak", 13, "right"),
    Column("Jam", 12),
    Column("Hasil", 20, "center"),
)
_QUICK_COLUMNS = (
    Column("Kode", 14, "center"),
    Column("Nama KPM, alamat", 44),
    Column("Tgl", 14, "center"),
    Column("Tujuan", 16, "center"),
    Column("Keadaan keluarga"),
    Column("Kesepakatan"),
    Column("Tindak lanjut dan tenggat", 52),
)


def _plan_row(number: int, one: Planned) -> tuple[Cell, ...]:
    state = STATES[one.state]
    if one.visited_on:
        state = f"{state} {format_date(one.visited_on, 'medium', 'id')}"
    elif one.note:
        state = f"{state}: {one.note}"
    return (
        str(number),
        format_date(one.day, "full", "id") if one.day else "",
        one.row_code,
        one.name,
        one.group_name or "Tanpa kelompok",
        f"{one.place.rt or '-'}/{one.place.rw or '-'}",
        _why(one),
        state,
    )


def _plan_facts(ctx: Context, month: Month, plan: Sequence[Planned]) -> Facts:
    keeper = office.profile(ctx)
    wanted = [one for one in plan if one.state is not State.DROPPED]
    done = sum(one.state is State.DONE for one in wanted)
    days = {one.day for one in wanted}
    rows = (
        ("Nama Pendamping", keeper.name),
        ("Wilayah dampingan", ", ".join(p for p in (keeper.district, keeper.regency) if p)),
        ("Kunjungan direncanakan", f"{len(wanted)} pada {len(days)} hari"),
        ("Sudah terlaksana", str(done)),
        ("Jaminan giliran", promise_words(service.promise(ctx, month))),
    )
    return Facts(rows, columns=1, label_width_mm=48)


def _walk(ctx: Context, visits: Sequence[Planned], day: date | None) -> list[Block]:
    stops = walk.walk(visits)
    rows = [_route_row(number, stop) for number, stop in enumerate(stops, start=1)]
    known, unknown = walk.length(stops)
    facts = [
        ("Hari, tanggal", format_date(day, "full", "id") if day else ""),
        ("Pendamping", office.profile(ctx).name),
    ]
    if known:
        part = "" if not unknown else f" ({unknown} jarak belum diketahui)"
        facts.append(("Jarak lurus", f"{_distance(known)}{part}"))
    return [
        Facts(tuple(facts), columns=2, label_width_mm=26),
        Table(_ROUTE_COLUMNS, rows, row_height_mm=12, empty_text="Belum ada kunjungan"),
        Paragraph("Catatan:", bold=True),
        Spacer(24),
    ]


def _route_row(number: int, stop: walk.Stop) -> tuple[Cell, ...]:
    one = stop.visit
    return (
        str(number), one.row_code, one.name, _address(one), _why(one, 2),
        "" if stop.metres is None else _distance(stop.metres), "", "",
    )  # fmt: skip


def _quick_row(one: Planned) -> tuple[Cell, ...]:
    return one.row_code, f"{one.name}\n{_address(one)}", "", "", "", "", ""


def _why(one: Planned, most: int = _MOST_REASONS) -> str:
    words = [reason_words(reason) for reason in one.reasons[:most]]
    text = "; ".join(words)
    return text[:1].upper() + text[1:]


def _address(one: Planned) -> str:
    return ", ".join(part for part in (one.address, _area(one.place)) if part)


def _area(place: Place) -> str:
    parts = (f"RT {place.rt}" if place.rt else "", f"RW {place.rw}" if place.rw else "")
    return "/".join(part for part in parts if part)


def _distance(metres: int) -> str:
    if metres < 1000:
        return f"{format_number(round(metres, -1))} m"
    return f"{metres / 1000:.1f} km".replace(".", ",")


def _as_planned(ctx: Context, one: model.Facts, month: Month, day: date | None) -> Planned:
    return Planned(
        id=one.id, family_id=one.id, name=one.name, row_code=one.row_code,
        group_id=one.group_id, group_name=one.group_name, address=one.address, place=one.place,
        month=month, day=day, source=model.Source.OWN, state=State.PLANNED,
        reasons=tuple(model.reasons_of(one, month, ctx.today)),
        latitude=one.latitude, longitude=one.longitude,
    )  # fmt: skip


# -- the shelf -------------------------------------------------------------------------------


def _asked(ctx: Context, request: ReportRequest) -> Month:
    return request.month or service.latest_month(ctx) or Month.of(ctx.today)


def _build_plan(ctx: Context, request: ReportRequest) -> Document:
    return month_plan(ctx, _asked(ctx, request), request.group)


def _day(request: ReportRequest) -> date | None:
    if not request.subject:
        return None
    try:
        return date.fromisoformat(request.subject)
    except ValueError as error:
        raise InvalidInputError([Problem("subject", "not_a_date")]) from error


def _build_routes(ctx: Context, request: ReportRequest) -> Document:
    day = _day(request)
    if request.blank:
        return office.confidential(
            ctx, "RENCANA RUTE KUNJUNGAN RUMAH", "visit_route", _walk(ctx, [], None)
        )
    return routes(ctx, Month.of(day) if day else _asked(ctx, request), [day] if day else None)


def _build_quick(ctx: Context, request: ReportRequest) -> Document:
    day = _day(request)
    visits = service.planned_between(ctx, day, day) if day else []
    return quick_sheet(ctx, visits, day)


def _plan_missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = _asked(ctx, request)
    late = [one for one in service.month_plan(ctx, month) if one.state is State.LATE]
    if not late:
        return []
    said = ngettext(
        "{count} planned visit was not made.", "{count} planned visits were not made.", len(late)
    )
    return [said.format(count=len(late))]


REPORTS = (
    ReportKind(
        "visit_plan", N_("Plan of the month's home visits"), N_("Team leader"), _build_plan,
        _plan_missing, service.latest_month,
    ),
    ReportKind("visit_route", N_("Routes of the planned days"), N_("Facilitator"), _build_routes),
    ReportKind(
        "visit_quick_sheet", N_("Sheet for many visits"), N_("Facilitator"), _build_quick,
        supports_xlsx=False,
    ),
)  # fmt: skip
