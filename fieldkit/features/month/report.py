"""The facilitator's monthly report and the own row of the district's P2K2 recap."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Photo,
    Photos,
    ReportKind,
    ReportRequest,
    Signatures,
    Spacer,
    Table,
)
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.month import activities, facts, figures, outcomes, store
from fieldkit.features.month.figures import Figures
from fieldkit.features.month.model import TileState, bare_kube
from fieldkit.features.month.service import group_tiles
from fieldkit.features.month.wording import called, ended, shown_day
from fieldkit.features.office import service as office
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Withheld
from fieldkit.features.photos.report import left_out

DOTS = "…………………………………"
BLANK_ROWS = 1


def _month(ctx: Context, request: ReportRequest) -> Month:
    return request.month or latest_month(ctx) or Month.of(ctx.today)


def latest_month(ctx: Context) -> Month | None:
    """The latest month in which anything was held or visited."""
    ctx.require(Permission.PRINT_REPORTS)
    found = facts.latest_month(ctx.db)
    return Month.parse(found) if found else None


# -- the monthly report ----------------------------------------------------------------------


def monthly_report(ctx: Context, request: ReportRequest) -> Document:
    """The facilitator's report of a month to Dinas Sosial, every figure counted from records."""
    ctx.require(Permission.PRINT_REPORTS)
    month = _month(ctx, request)
    counted = figures.figures(ctx, month)
    keeper = office.profile(ctx)
    position = keeper.position or office.POSITIONS[ctx.role]
    last = "E" if counted.has_programme else "D"
    blocks: list[Block] = [
        Paragraph(f"(Periode: {format_month(month, 'id')})", align="center", italic=True),
        Spacer(2),
        Facts(
            (
                ("Rencana Aksi", "Laporan bulanan (RHK 7)"),
                ("Waktu", _stretch(month)),
            ),
            label_width_mm=38,
        ),
        *_introduction(ctx, month, counted),
        *activities.activities(ctx, counted),
        *outcomes.results(ctx, counted),
        *outcomes.conclusions(ctx, counted),
        Heading(f"{last}. PENUTUP"),
        Paragraph(
            "Demikian laporan ini dibuat berdasarkan catatan kegiatan pendampingan, untuk"
            " dipergunakan sebagaimana mestinya.",
            align="justify",
        ),
        Signatures(
            place_date=office.place_date(ctx),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
        *_photo_pages(ctx, month),
    ]
    return Document(
        title=f"LAPORAN BULANAN\n{position.upper()}",
        kind="monthly",
        blocks=_blanked(blocks) if request.blank else tuple(blocks),
        **office.document_frame(ctx),
    )


def _blanked(blocks: list[Block]) -> tuple[Block, ...]:
    """Return the form to be filled in by hand: headings and row names stay, figures go."""
    kept: list[Block] = []
    has_figures = False
    for block in blocks:
        if isinstance(block, PageBreak):
            break
        if isinstance(block, Heading) and block.level == 2:
            has_figures = block.text[:2] in {"B.", "C.", "D."} and "PENUTUP" not in block.text
        kept += _blank(block) if has_figures else [_without_counts(block)]
    return tuple(kept)


def _blank(block: Block) -> list[Block]:
    if isinstance(block, Table):
        return [_blank_table(block)]
    if isinstance(block, Bullets):
        return [Paragraph(DOTS * 4)] * 2
    if isinstance(block, Paragraph):
        return [] if block.italic else [Paragraph(DOTS * 4)]
    return [block]


def _without_counts(block: Block) -> Block:
    if isinstance(block, Facts):
        rows = tuple((k, DOTS if k.startswith("Jumlah") else value) for k, value in block.rows)
        return replace(block, rows=rows)
    if isinstance(block, Signatures):
        return replace(block, place_date=f"{block.place_date.partition(',')[0]}, {DOTS}")
    return block


def _blank_table(table: Table) -> Table:
    is_list = table.total is None
    rows = [[""] * len(table.columns)] * 5 if is_list else [_named(row) for row in table.rows]
    total = None if table.total is None else _named(table.total)
    return replace(table, rows=rows, total=total, row_height_mm=11 if is_list else 7)


def _named(row: Sequence[Cell]) -> list[Cell]:
    return [*row[:2], *[""] * (len(row) - 2)]


def _stretch(month: Month) -> str:
    first = format_date(month.first, language="id")
    return f"{first} s.d. {format_date(month.last, language='id')}"


def _introduction(ctx: Context, month: Month, counted: Figures) -> list[Block]:
    keeper = office.profile(ctx)
    served = ", ".join(facts.villages(ctx.db)) or keeper.village
    rows = [
        ("Nama pendamping", keeper.name),
        ("NIP", keeper.nip or DOTS),
        ("Jabatan", keeper.position or office.POSITIONS[ctx.role]),
        ("Unit kerja", keeper.office or DOTS),
        ("Desa/Kelurahan", served or DOTS),
        ("Kecamatan", keeper.district or DOTS),
        ("Kabupaten/Kota", keeper.regency or DOTS),
        ("Provinsi", keeper.province or DOTS),
    ]
    if counted.has_programme:
        rows.append(("Jumlah kelompok", f"{facts.group_count(ctx.db)} kelompok P2K2"))
        rows.append(("Jumlah dampingan", f"{len(counted.moved.families)} KPM"))
    if counted.kubes:
        rows.append(("Jumlah KUBE", f"{len(counted.kubes)} KUBE"))
    scope = "pelaksanaan P2K2, kunjungan rumah, tugas dan tabungan keluarga, KUBE, usaha KPM,"
    scope += " serta graduasi" if counted.has_programme else ""
    return [
        Heading("A. PENDAHULUAN"),
        Heading("1. Umum", level=3),
        Facts(tuple(rows), label_width_mm=38),
        Heading("2. Maksud dan tujuan", level=3),
        Paragraph(
            "Laporan ini dibuat sebagai pertanggungjawaban pelaksanaan pendampingan selama bulan"
            f" {format_month(month, 'id')} dan sebagai bahan evaluasi bagi atasan langsung dan"
            " Dinas Sosial.",
            align="justify",
        ),
        Heading("3. Ruang lingkup", level=3),
        Paragraph(
            (
                f"Laporan ini mencakup {scope} di wilayah dampingan tersebut di atas."
                if counted.has_programme
                else "Laporan ini mencakup pendampingan KUBE di wilayah tersebut di atas."
            ),
            align="justify",
        ),
        Heading("4. Dasar", level=3),
        Bullets((f"Surat Tugas Nomor {DOTS}, tanggal {DOTS}, perihal {DOTS}.",)),
    ]


def _photo_pages(ctx: Context, month: Month) -> list[Block]:
    rows, withheld = _photos_of(ctx, month)
    found = [
        Photo(ctx.files.content(row["sha256"]), _caption(row))
        for row in rows[: facts.MOST_PHOTOS]
        if ctx.files.has(row["sha256"])
    ]
    if not found:
        return left_out(withheld)
    return [
        PageBreak(),
        Heading("LAMPIRAN DOKUMENTASI", level=2, align="center"),
        Photos(tuple(found)),
        *left_out(withheld),
    ]


def _photos_of(ctx: Context, month: Month) -> tuple[list[dict[str, str]], list[Withheld]]:
    """Return what is known of the photos that may be shown, and why the others may not."""
    rows = [r for r in facts.photos(ctx.db, month) if _may_see(ctx, r["owner_table"])]
    told = photos.withheld(ctx, photos.photos_named(ctx, [row["id"] for row in rows]))
    return [row for row in rows if row["id"] not in told], list(told.values())


def _may_see(ctx: Context, table: str) -> bool:
    needed = {
        "session": Permission.SEE_SESSIONS,
        "visit": Permission.SEE_VISITS,
        "meeting": Permission.SEE_KUBE,
    }
    return ctx.may(needed[table])


def _caption(row: dict[str, str]) -> str:
    kinds = {
        "session": f"P2K2 {called(row['name'])}",
        "visit": f"Kunjungan rumah, {called(row['name'])}",
        "meeting": f"Rapat KUBE {bare_kube(row['name'])}",
    }
    text = kinds[row["owner_table"]] if row["name"] else "Kunjungan rumah"
    day = shown_day(row["day"])
    caption = row["caption"] or ""
    if not caption or caption.casefold() in text.casefold():
        return f"{text}, {day}"
    is_named = bool(row["name"]) and row["name"].casefold() in caption.casefold()
    return f"{caption}, {day}" if is_named else f"{text}: {caption}, {day}"


def monthly_missing(ctx: Context, request: ReportRequest) -> list[str]:
    """What the report of a month still lacks, in sentences."""
    ctx.require(Permission.PRINT_REPORTS)
    month = _month(ctx, request)
    keeper = office.profile(ctx)
    found = []
    if not keeper.nip and ctx.role is Role.FACILITATOR:
        found.append(_("Your profile has no NIP."))
    if not keeper.superior_name:
        found.append(_("Your profile does not say who takes note of the report."))
    if not keeper.district:
        found.append(_("Your profile does not say in which district (kecamatan) you serve."))
    if ctx.may(Permission.SEE_SESSIONS):
        found += _session_gaps(ctx, month)
    _shown, withheld = _photos_of(ctx, month)
    if withheld:
        found.append(
            ngettext(
                "{count} photo is left out: a consent is missing, or was taken back.",
                "{count} photos are left out: a consent is missing, or was taken back.",
                len(withheld),
            ).format(count=len(withheld))
        )
    return found


def _session_gaps(ctx: Context, month: Month) -> list[str]:
    found = []
    tiles = group_tiles(ctx, month)
    waiting = sum(tile.state in {TileState.DUE, TileState.OVERDUE} for tile in tiles)
    if waiting:
        found.append(
            ngettext(
                "{count} group has no P2K2 session recorded this month.",
                "{count} groups have no P2K2 session recorded this month.",
                waiting,
            ).format(count=waiting)
        )
    unmarked = store.session_lacks(ctx.db, month, ctx.today)["blank"]
    if unmarked:
        found.append(
            ngettext(
                "{count} session has families whose attendance is not marked.",
                "{count} sessions have families whose attendance is not marked.",
                unmarked,
            ).format(count=unmarked)
        )
    return found


# -- the district recap ----------------------------------------------------------------------


def district_recap(ctx: Context, request: ReportRequest) -> Document:
    """The facilitator's own row of the Rekap Kecamatan Pemantauan Pelaksanaan P2K2.

    Where a group met more than once, its latest session counts, as the form says.
    """
    ctx.require(Permission.SEE_SESSIONS)
    month = _month(ctx, request)
    keeper = office.profile(ctx)
    notes = _dynamics(ctx, month)
    blocks: list[Block] = [
        Facts(
            (
                ("Kecamatan", keeper.district or DOTS),
                ("Bulan", format_month(month, "id")),
                ("Kabupaten/Kota", keeper.regency or DOTS),
            ),
            label_width_mm=34,
        ),
        _recap_table(ctx, month, blank=request.blank),
        *([] if request.blank else _not_counted(ctx, month)),
        Heading("Catatan Dinamika Pelaksanaan P2K2", level=3),
        Bullets(tuple(notes)) if notes and not request.blank else Paragraph(f"{DOTS * 3}"),
        Signatures(
            place_date=office.place_date(ctx),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    return Document(
        title="REKAP KECAMATAN\nPEMANTAUAN PELAKSANAAN P2K2",
        kind="district_recap",
        blocks=tuple(blocks),
        landscape=True,
        **office.document_frame(ctx),
    )


def _not_counted(ctx: Context, month: Month) -> list[Block]:
    """Say aloud who stands in no figure of the row, so that none seems complete that is not."""
    tiles = group_tiles(ctx, month)
    ids = [tile.session_id for tile in tiles if tile.state is TileState.HELD]
    rows = {row["id"]: row for row in facts.group_sessions(ctx.db, month)}
    unmarked = sum(rows[one]["unmarked"] or 0 for one in ids if one in rows)
    ungraded = facts.understanding(ctx.db, ids)["blank"]
    waiting = sum(tile.families for tile in tiles if tile.state is not TileState.HELD)
    told = [
        f"{count} KPM {why}."
        for count, why in (
            (unmarked, "belum ditandai kehadirannya dan tidak dihitung hadir maupun tidak"),
            (waiting, "berada di kelompok yang belum atau tidak melaksanakan P2K2"),
            (ungraded, "hadir tetapi pemahamannya belum dinilai"),
        )
        if count
    ]
    return [Spacer(1), Paragraph(" ".join(told), size=8)] if told else []


def _recap_table(ctx: Context, month: Month, *, blank: bool) -> Table:
    columns = (
        Column("No", 8, "center"),
        Column("Kecamatan", 20),
        Column("Nama Pendamping", 28),
        Column("Total Jumlah Kelompok", 15, "right", group="Pelaksanaan P2K2"),
        Column("Jumlah Kelompok Terealisasi", 18, "right", group="Pelaksanaan P2K2"),
        Column("Alasan Jika Tidak Melaksanakan", 26),
        Column("Materi"),
        Column("Pemateri", 34),
        Column("Total KPM Dampingan", 17, "right"),
        Column("Hadir", 11, "right", group="Kehadiran"),
        Column("Tidak", 11, "right", group="Kehadiran"),
        Column("Kurang", 12.5, "right", group="Pengetahuan & Pemahaman"),
        Column("Baik", 11, "right", group="Pengetahuan & Pemahaman"),
        Column("Sangat Baik", 12, "right", group="Pengetahuan & Pemahaman"),
        Column("Tidak Dapat Dinilai", 14, "right", group="Pengetahuan & Pemahaman"),
    )
    if blank:
        return Table(columns, [[""] * len(columns)] * BLANK_ROWS, row_height_mm=24, font_size=8)
    row = _recap_row(ctx, month)
    total: list[Cell] = ["", "Jumlah", "", row[3], row[4], "", "", "", *row[8:]]
    return Table(columns, [row], total=total, font_size=8)


def _recap_row(ctx: Context, month: Month) -> list[Cell]:
    keeper = office.profile(ctx)
    tiles = group_tiles(ctx, month)
    held = [tile for tile in tiles if tile.state is TileState.HELD]
    ids = [tile.session_id for tile in held]
    latest = {tile.session_id: tile for tile in held}
    rows = {row["id"]: row for row in facts.group_sessions(ctx.db, month)}
    known = [rows[session_id] for session_id in ids if session_id in rows]
    away = sum((row[s] or 0) for row in known for s in ("sick", "excused", "absent"))
    marks = facts.understanding(ctx.db, ids)
    topics = dict.fromkeys(tile.title for tile in latest.values() if tile.title)
    people = [
        f"{row['name']} ({row['institution']})" if row["institution"] else row["name"]
        for row in facts.presenters(ctx.db, ids)
    ]
    return [
        "1",
        keeper.district,
        keeper.name,
        len(tiles),
        len(held),
        _listed(_reasons(ctx, month)),
        _listed(topics),
        _listed(people),
        sum(tile.families for tile in tiles),
        sum((row["present"] or 0) for row in known) if known else "",
        away if known else "",
        *(marks[name] if known else "" for name in ("poor", "good", "very_good", "not_assessable")),
    ]


def _listed(texts: Iterable[str]) -> str:
    """Return several texts in one cell, told apart by their dots."""
    known = [*texts]
    return "\n".join(f"• {text}" for text in known) if len(known) > 1 else "".join(known)


def _reasons(ctx: Context, month: Month) -> list[str]:
    return [
        f"{row['name']}: {row['not_held_reason']}"
        for row in facts.group_sessions(ctx.db, month)
        if row["status"] == "not_held" and row["not_held_reason"]
    ]


def _dynamics(ctx: Context, month: Month) -> list[str]:
    notes = []
    for row in facts.group_sessions(ctx.db, month):
        if row["is_held"] and row["obstacles"]:
            follow_up = row["follow_up"] or ""
            more = f" Tindak lanjut: {ended(follow_up)}" if follow_up else ""
            notes.append(f"{called(row['name'])}: {ended(row['obstacles'])}{more}")
    return notes


def recap_missing(ctx: Context, request: ReportRequest) -> list[str]:
    """What the recap of a month still lacks."""
    ctx.require(Permission.SEE_SESSIONS)
    month = _month(ctx, request)
    found = []
    if not office.profile(ctx).district:
        found.append(_("Your profile does not say in which district (kecamatan) you serve."))
    found += _session_gaps(ctx, month)
    ids = [tile.session_id for tile in group_tiles(ctx, month) if tile.state is TileState.HELD]
    blank = facts.understanding(ctx.db, ids)["blank"]
    if blank:
        found.append(
            ngettext(
                "The understanding of {count} family that was present is not noted.",
                "The understanding of {count} families that were present is not noted.",
                blank,
            ).format(count=blank)
        )
    return found


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind="monthly",
        title=N_("Monthly report to Dinas Sosial"),
        audience=N_("Dinas Sosial"),
        build=monthly_report,
        missing=monthly_missing,
        latest_month=latest_month,
    ),
    ReportKind(
        kind="district_recap",
        title=N_("District recap of P2K2 (own row)"),
        audience=N_("District coordinator"),
        build=district_recap,
        missing=recap_missing,
        latest_month=latest_month,
    ),
)
