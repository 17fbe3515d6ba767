"""The papers of home visits: the month's report, coverage, the sheet, and a day's route."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, format_time
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    NewForm,
    PageBreak,
    Paragraph,
    Photo,
    Photos,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Spacer,
    Table,
    bound,
    bound_address,
)
from fieldkit.core.shares import percent, percent_of
from fieldkit.features.office import service as office
from fieldkit.features.photos import report
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Withheld
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import (
    Coverage,
    Due,
    Purpose,
    Reach,
    Risk,
    Visit,
    VisitLine,
    Wanted,
)

PURPOSES: dict[str, str] = {
    Purpose.BUSINESS: "Pemantauan usaha",
    Purpose.COMMITMENT_CHECK: "Verifikasi komitmen",
    Purpose.DATA_UPDATE: "Pemutakhiran data",
    Purpose.CATCH_UP_SESSION: "P2K2 susulan",
    Purpose.CASE: "Penanganan kasus",
    Purpose.GRADUATION_CANDIDATE: "Calon graduasi",
    Purpose.OTHER: "Lain-lain",
}
RISKS: dict[str, str] = {
    Risk.SCHOOL: "Anak tidak bersekolah",
    Risk.NUTRITION: "Gizi kurang/stunting",
    Risk.ILLNESS: "Sakit berat",
    Risk.VIOLENCE: "Kekerasan",
    Risk.NEGLECT: "Anggota tidak terurus",
    Risk.DEBT: "Terlilit utang",
    Risk.HOUSING: "Rumah tidak aman",
    Risk.OTHER: "Risiko lain",
}
_OBSERVED = (
    ("house_condition", "Kondisi rumah dan lingkungan"),
    ("family_condition", "Kondisi keluarga (kesehatan, pendidikan, psikososial)"),
    ("potential", "Potensi"),
    ("problem", "Masalah"),
    ("education", "Edukasi yang diberikan"),
    ("agreement", "Kesepakatan"),
    ("follow_up", "Tindak lanjut dan tenggat"),
)
_SAYS_RT = re.compile(r"\bRT\b", re.IGNORECASE)
_SHORTENED = 320
_MOST_NEIGHBOURHOODS = 60
_ROW_MM = 17
_LABEL_MM = 32
_BLANK_ROWS = 15


def month_report(ctx: Context, month: Month, group: str | None = None) -> Document:
    """Return the month's visits as one table, with the photos at the end."""
    lines = service.visits_of_month(ctx, month, group)
    rows = [_recap_row(number, line) for number, line in enumerate(lines, start=1)]
    blocks: list[Block] = [
        _month_facts(ctx, month, group),
        Spacer(),
        Table(_RECAP_COLUMNS, rows, empty_text="Tidak ada kunjungan pada bulan ini"),
        _signatures(ctx, min(month.last, ctx.today)),
        *_annex(ctx, lines),
    ]
    title = f"LAPORAN KUNJUNGAN RUMAH KPM PKH\nBulan {format_month(month, 'id')}"
    return office.confidential(ctx, title + _group_line(ctx, group), "visits", blocks)


def blank_month_report(ctx: Context, month: Month | None) -> Document:
    """Return the month's table with empty rows, to be filled in by hand."""
    when = format_month(month, "id") if month else "………………………"
    rows = [(str(number), *[""] * 4) for number in range(1, _BLANK_ROWS + 1)]
    table = Table(_RECAP_COLUMNS, rows, row_height_mm=10)
    blocks: list[Block] = [table, _signatures(ctx, None)]
    return office.confidential(
        ctx, f"LAPORAN KUNJUNGAN RUMAH KPM PKH\nBulan {when}", "visits", blocks
    )


def month_sheets(ctx: Context, month: Month, group: str | None = None) -> Document:
    """Return every visit of the month on a sheet of its own."""
    blocks: list[Block] = []
    for line in service.visits_of_month(ctx, month, group):
        if blocks:
            blocks.append(NewForm())
        blocks += [Heading("LEMBAR KUNJUNGAN RUMAH", 1, "center"), *_sheet(ctx, line)]
    if not blocks:
        blocks = [Paragraph(f"Tidak ada kunjungan pada {format_month(month, 'id')}.")]
    return office.confidential(ctx, "LEMBAR KUNJUNGAN RUMAH", "visit_sheets", blocks)


def visit_sheet(ctx: Context, visit_id: str) -> Document:
    """Return one recorded visit as a sheet to sign."""
    blocks = _sheet(ctx, service.visit_line(ctx, visit_id))
    return office.confidential(ctx, "LEMBAR KUNJUNGAN RUMAH", "visit_sheet", blocks)


def blank_sheet(ctx: Context, family_id: str | None = None) -> Document:
    """Return an empty visit sheet; with a family its name and address are filled in."""
    due = service.planned(ctx, family_id) if family_id else None
    facts = Facts(
        (
            ("Nama KPM", due.name if due else ""),
            ("Kelompok", due.group_name if due else ""),
            ("Alamat", _address(due.address, due.place.rt, due.place.rw) if due else ""),
            ("Ditemui", ""),
            ("Hari, tanggal", ""),
            ("Jam mulai – selesai", ""),
            ("Pendamping", office.profile(ctx).name),
            ("Koordinat", ""),
        ),
        columns=2,
        label_width_mm=_LABEL_MM,
    )
    table = Table(_SHEET_COLUMNS, [(label, "") for _n, label in _OBSERVED], row_height_mm=_ROW_MM)
    purposes, risks = _boxes("Tujuan", PURPOSES, ()), _boxes("Risiko yang terlihat", RISKS, ())
    blocks = [facts, purposes, table, risks, _sheet_signatures(ctx, due.name if due else "", None)]
    return office.confidential(ctx, "LEMBAR KUNJUNGAN RUMAH", "visit_sheet", blocks)


def coverage_report(ctx: Context, month: Month | None = None, group: str | None = None) -> Document:
    """Return who was never visited, who not for long, and the share by group and RT."""
    asked = month or Month.of(ctx.today)
    as_of = min(asked.last, ctx.today)
    by_group = service.coverage(ctx, asked, group=group)
    by_place = service.coverage(ctx, asked, by="place", group=group)
    due = service.least_recently_visited(ctx, limit=-1, group=group, wanted=Wanted(as_of=as_of))
    blocks: list[Block] = [
        Heading("A. Cakupan per kelompok", 2),
        _coverage_table("Kelompok", [(line.name or "Tanpa kelompok", line) for line in by_group]),
    ]
    if len(by_place) <= _MOST_NEIGHBOURHOODS:
        named = _named_places(by_place)
        blocks += [Heading("B. Cakupan per RT", 2), _coverage_table("RT/RW", named)]
    letters = iter("CDE" if len(by_place) <= _MOST_NEIGHBOURHOODS else "BCD")
    spread = service.reach(ctx, asked) if group is None else None
    if spread is not None:
        blocks += [Heading(f"{next(letters)}. Pemerataan 12 bulan", 2), *_spread(spread)]
    blocks += [
        Heading(f"{next(letters)}. Hari sejak kunjungan terakhir per KPM", 2),
        Table(_DAYS_COLUMNS, [_days_row(n, d) for n, d in enumerate(due, 1)], font_size=8),
        _signatures(ctx, as_of),
    ]
    title = f"CAKUPAN KUNJUNGAN RUMAH\nKeadaan {format_date(as_of, language='id')}"
    return office.confidential(ctx, title + _group_line(ctx, group), "visit_coverage", blocks)


def _named_places(lines: Sequence[Coverage]) -> list[tuple[str, Coverage]]:
    """Name neighbourhoods as people do: `RT 003/RW 009`, the village where there are several."""
    import json

    places = [json.loads(line.key) for line in lines]
    has_several = len({village for village, _rw, _rt in places}) > 1
    names = [_place(rt, rw, village if has_several else "") for village, rw, rt in places]
    blank = "RT/RW belum diisi"
    return [(name or blank, line) for name, line in zip(names, lines, strict=True)]


_RECAP_COLUMNS = (
    Column("No", 8, "center"),
    Column("Tanggal", 22),
    Column("Nama KPM", 36),
    Column("Tujuan", 34),
    Column("Hasil Kunjungan dan Kesepakatan"),
)
_SHEET_COLUMNS = (Column("Aspek", 48), Column("Hasil pengamatan dan pembicaraan"))
_DAYS_COLUMNS = (
    Column("No", 10, "center"),
    Column("Kode", 14),
    Column("Nama KPM"),
    Column("Kelompok", 34),
    Column("RT/RW", 20),
    Column("Kunjungan terakhir", 34),
    Column("Hari", 16, "right"),
)


def _coverage_table(first: str, lines: Sequence[tuple[str, Coverage]]) -> Table:
    columns = (
        Column(first),
        Column("KPM", 11, "right"),
        Column("≤ 90 hari", 16, "right", "Kunjungan terakhir"),
        Column("> 90 hari", 16, "right", "Kunjungan terakhir"),
        Column("Belum pernah", 15, "right", "Kunjungan terakhir"),
        Column("Cakupan 90 hari", 18, "right"),
        Column("Dikunjungi", 19, "right", "Bulan ini"),
        Column("Kunjungan", 19, "right", "Bulan ini"),
    )
    rows = [_coverage_row(name, line) for name, line in lines]
    everybody = _coverage_row("Jumlah", model.total([line for _name, line in lines]))
    return Table(columns, rows, total=everybody if rows else None)


def _coverage_row(name: str, line: Coverage) -> tuple[Cell, ...]:
    return (
        name, line.families, line.recent, line.overdue, line.never, percent(line.share_recent),
        line.in_month, line.visits,
    )  # fmt: skip


def _spread(reach: Reach) -> list[Block]:
    """Return how evenly visits fell: by month, and the figures of the spread."""
    columns = (
        Column("Bulan"),
        Column("Kunjungan", 30, "right"),
        Column("KPM dikunjungi", 34, "right"),
        Column("Bagian dari KPM", 34, "right"),
    )
    rows = [
        (
            format_month(line.month, "id"),
            line.visits,
            line.families,
            percent_of(line.families, reach.families),
        )
        for line in reach.months
    ]
    mean = "" if reach.mean is None else f"{reach.mean:.1f}".replace(".", ",")
    gini = "" if reach.gini is None else f"{reach.gini:.2f}".replace(".", ",")
    return [
        Table(columns, rows, font_size=8),
        Facts(
            (
                ("Kunjungan per keluarga", f"paling sedikit {reach.fewest}, paling banyak"
                 f" {reach.most}, rata-rata {mean}" if reach.families else ""),
                ("Tidak dikunjungi selama 12 bulan", f"{reach.unvisited} KPM"),
                ("Indeks Gini", f"{gini} (0 = merata, 1 = semua pada satu keluarga)"
                 if gini else "belum ada kunjungan"),
            ),
            label_width_mm=62,
        ),
    ]  # fmt: skip


def _days_row(number: int, due: Due) -> tuple[Cell, ...]:
    last = due.last_visited
    return (
        str(number),
        due.row_code,
        due.name,
        due.group_name or "Tanpa kelompok",
        f"{due.place.rt or '-'}/{due.place.rw or '-'}",
        format_date(last, "medium", "id") if last else "Belum pernah",
        "" if due.days is None else due.days,
    )


def _recap_row(number: int, line: VisitLine) -> tuple[Cell, ...]:
    visit = line.visit
    who = f"{line.family_name}\n{line.group_name}".strip()
    return (
        str(number),
        _day(visit.visited_on),
        who,
        "\n".join(_purpose_names(visit.purposes)),
        _outcome(visit),
    )


def _outcome(visit: Visit) -> str:
    parts = (
        ("Keadaan", visit.family_condition or visit.house_condition),
        ("Masalah", visit.problem),
        ("Risiko", ", ".join(RISKS[word] for word in RISKS if word in visit.risks)),
        ("Edukasi", visit.education),
        ("Kesepakatan", visit.agreement),
        ("Tindak lanjut", _follow_up(visit)),
    )
    return "\n".join(f"{label}: {_short(text)}" for label, text in parts if text)


def _follow_up(visit: Visit) -> str:
    if not visit.follow_up:
        return ""
    if visit.follow_up_done_on:
        return f"{visit.follow_up} (selesai {_day(visit.follow_up_done_on)})"
    if visit.follow_up_due:
        return f"{visit.follow_up} (tenggat {_day(visit.follow_up_due)})"
    return visit.follow_up


def _sheet(ctx: Context, line: VisitLine) -> list[Block]:
    visit = line.visit
    met = ", ".join(part for part in (visit.met_name, visit.met_relation) if part)
    facts = (
        ("Nama KPM", line.family_name),
        ("Kelompok", line.group_name),
        ("Alamat", _address(line.address, line.rt, line.rw)),
        ("Ditemui", met),
        ("Hari, tanggal", format_date(visit.visited_on, "full", "id") if visit.visited_on else ""),
        ("Jam mulai – selesai", _hours(visit.starts, visit.ends)),
        ("Pendamping", visit.visitor),
        ("Koordinat", _position(visit)),
    )
    rows = [
        (label, _follow_up(visit) if name == "follow_up" else getattr(visit, name))
        for name, label in _OBSERVED
    ]
    return [
        Facts(facts, columns=2, label_width_mm=_LABEL_MM),
        _boxes("Tujuan", PURPOSES, visit.purposes),
        Table(_SHEET_COLUMNS, rows, row_height_mm=12, font_size=9),
        _boxes("Risiko yang terlihat", RISKS, visit.risks),
        *_photo_blocks(ctx, [line]),
        _sheet_signatures(ctx, line.family_name, visit.visited_on),
    ]


def _boxes(label: str, words: Mapping[str, str], chosen: Sequence[str]) -> Block:
    boxes = [f"[{'x' if word in chosen else '  '}] {name}" for word, name in words.items()]
    return Paragraph(f"{label}:   " + "   ".join(map(bound, boxes)))


def _purpose_names(purposes: Sequence[str]) -> list[str]:
    return [name for word, name in PURPOSES.items() if word in purposes]


def _annex(ctx: Context, lines: Sequence[VisitLine]) -> list[Block]:
    shown = _photo_blocks(ctx, lines)
    if not any(isinstance(block, Photos) for block in shown):
        return shown
    return [PageBreak(), Heading("LAMPIRAN DOKUMENTASI", 1, "center"), *shown]


def _photo_blocks(ctx: Context, lines: Sequence[VisitLine]) -> list[Block]:
    counts = photos.photo_counts(ctx, "visit", [line.id for line in lines])
    items: list[Photo] = []
    missing: list[Withheld] = []
    for line in lines:
        if line.id not in counts:
            continue
        kept, withheld = report.printable(ctx, photos.photos_of(ctx, "visit", line.id))
        missing += withheld
        for photo in kept:
            content = photos.jpeg(ctx, photo)
            if content is not None:
                named = f"{_day(line.visit.visited_on)} – {line.family_name}"
                items.append(Photo(content, report.caption(photo, named)))
    shown: list[Block] = [Photos(tuple(items))] if items else []
    return [*shown, *report.left_out(missing)]


def _month_facts(ctx: Context, month: Month, group: str | None) -> Facts:
    keeper = office.profile(ctx)
    sums = model.total(service.coverage(ctx, month, group=group))
    share = f" ({percent(sums.share_in_month)})" if sums.families else ""
    area = ", ".join(part for part in (keeper.district, keeper.regency) if part)
    rows = [
        ("Nama Pendamping", keeper.name),
        ("Wilayah dampingan", area),
        ("Jumlah KPM dampingan", str(sums.families)),
        ("Jumlah kunjungan bulan ini", str(service.visit_count(ctx, month, group))),
        ("KPM dikunjungi bulan ini", f"{sums.in_month}{share}"),
        ("KPM belum pernah dikunjungi", str(sums.never)),
    ]
    return Facts(tuple(rows), columns=2)


def _signatures(ctx: Context, day: date | None) -> Signatures:
    place = office.place_date(ctx, day)
    return Signatures(place_date=place, left=office.superior(ctx), right=office.signer(ctx))


def _sheet_signatures(ctx: Context, family_name: str, day: date | None) -> Signatures:
    place = office.place_date(ctx, day) if day else "……………………, …………………… 20……"
    return Signatures(
        place_date=place,
        left=Signer(("Keluarga yang dikunjungi,",), name=family_name),
        right=office.signer(ctx),
    )


def _group_line(ctx: Context, group: str | None) -> str:
    if group is None:
        return ""
    names = dict(service.groups(ctx))
    return f"\nKelompok {names[group]}" if group in names else "\nKPM tanpa kelompok"


def _address(address: str, rt: str, rw: str) -> str:
    """Return where a family lives; an address that says its RT is not told it again."""
    area = "" if _SAYS_RT.search(address) else _place(rt, rw, "")
    return ", ".join(part for part in (bound_address(address), area) if part)


def _place(rt: str, rw: str, village: str) -> str:
    numbers = "/".join(p for p in (f"RT {rt}" if rt else "", f"RW {rw}" if rw else "") if p)
    return " ".join(part for part in (bound(numbers), village) if part)


def _hours(starts: time | None, ends: time | None) -> str:
    if starts is None:
        return ""
    begun = format_time(starts, "id")
    return f"{begun} – {format_time(ends, 'id')}" if ends else begun


def _position(visit: Visit) -> str:
    if visit.latitude is None or visit.longitude is None:
        return ""
    return f"{visit.latitude:.5f}, {visit.longitude:.5f}"


def _day(day: date | None) -> str:
    return format_date(day, "medium", "id") if day else ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORTENED else f"{flat[: _SHORTENED - 1].rstrip()}…"


def _latest(ctx: Context) -> Month:
    return service.latest_month(ctx) or Month.of(ctx.today)


def _build_month(ctx: Context, request: ReportRequest) -> Document:
    if request.blank:
        return blank_month_report(ctx, request.month)
    return month_report(ctx, request.month or _latest(ctx), request.group)


def _build_sheets(ctx: Context, request: ReportRequest) -> Document:
    if request.blank:
        return blank_sheet(ctx, request.subject)
    return month_sheets(ctx, request.month or _latest(ctx), request.group)


def _build_sheet(ctx: Context, request: ReportRequest) -> Document:
    return blank_sheet(ctx, request.subject)


def _build_coverage(ctx: Context, request: ReportRequest) -> Document:
    return coverage_report(ctx, request.month, request.group)


def _month_missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or _latest(ctx)
    lines = service.visits_of_month(ctx, month, request.group)
    if not lines:
        return [_("No visit is recorded for {month}.").format(month=format_month(month))]
    found = []
    without = len(lines) - len(photos.photo_counts(ctx, "visit", [line.id for line in lines]))
    if without:
        found.append(
            ngettext(
                "{count} visit has no photo.", "{count} visits have no photo.", without
            ).format(count=without)
        )
    return found


REPORTS = (
    ReportKind(
        "visits", N_("Home visits of the month"), N_("Team leader"), _build_month,
        _month_missing, service.latest_month,
    ),
    ReportKind(
        "visit_sheets", N_("A sheet for every visit of the month"), N_("Archive"), _build_sheets,
        _month_missing, service.latest_month, supports_xlsx=False,
    ),
    ReportKind(
        "visit_coverage", N_("Coverage of home visits"), N_("Team leader"), _build_coverage,
        latest_month=service.latest_month,
    ),
    ReportKind(
        "visit_sheet", N_("Blank visit sheet"), N_("Facilitator"), _build_sheet,
        supports_xlsx=False,
    ),
)  # fmt: skip
