"""The register on paper: the families of each group, with masked numbers."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    ReportKind,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.people import business_report
from fieldkit.features.people import service as people
from fieldkit.features.people.data_sheet import data_sheets
from fieldkit.features.people.model import Component, Group
from fieldkit.features.people.paper import STATUS_WORDS
from fieldkit.features.people.service import FamilyRow

COMPONENTS = (
    (Component.PREGNANT, "Hamil"),
    (Component.TODDLER, "AUD"),
    (Component.PRIMARY, "SD"),
    (Component.JUNIOR, "SMP"),
    (Component.SENIOR, "SMA"),
    (Component.ELDERLY, "Lansia"),
    (Component.DISABLED, "Disab"),
)
_COLUMNS = (
    Column("No", 8, "center"),
    Column("Kode", 11, "center"),
    Column("Nama Pengurus", 40),
    Column("No KK", 28),
    Column("NIK", 28),
    Column("Alamat"),
    Column("RT/RW", 15, "center"),
    *(Column(title, 10.5, "center", "Komponen") for _component, title in COMPONENTS),
    Column("Status", 22),
)


def families_list(ctx: Context, group_id: str | None = None) -> Document:
    """Return the list of one group's families, or of all groups with one group per page."""
    chosen = [people.group(ctx, group_id)] if group_id else people.groups(ctx)
    blocks: list[Block] = []
    for group in chosen:
        rows = people.families_of_group(ctx, group.id)
        blocks += _section(
            f"Kelompok {_bare(group.name)}", _facts(ctx, group, rows), rows, is_first=not blocks
        )
    if not group_id and (rest := people.families_of_group(ctx, None)):
        facts = (("Jumlah KPM", str(len(rest))),)
        blocks += _section("Tanpa kelompok", facts, rest, is_first=not blocks)
    if not blocks:
        blocks.append(Table(_COLUMNS, ()))
    blocks.append(Signatures(office.place_date(ctx), right=office.signer(ctx)))
    return Document(
        "DAFTAR KELUARGA PENERIMA MANFAAT",
        "families",
        tuple(blocks),
        landscape=True,
        footer=CONFIDENTIAL,
        **office.document_frame(ctx),
    )


def chosen_list(ctx: Context, family_ids: Sequence[str]) -> Document:
    """Return the list of some families, in the order they were chosen in."""
    found = people.family_rows(ctx, family_ids)
    rows = [found[family_id] for family_id in family_ids if family_id in found]
    facts = (("Jumlah KPM", str(len(rows))), ("Per tanggal", format_date(ctx.today, language="id")))
    table = Table(
        _COLUMNS,
        [_row(number, row) for number, row in enumerate(rows, start=1)],
        total=_total(rows) if rows else None,
        font_size=8,
    )
    return Document(
        "DAFTAR KELUARGA PENERIMA MANFAAT",
        "families",
        (
            Facts(facts, columns=2),
            table,
            Signatures(office.place_date(ctx), right=office.signer(ctx)),
        ),
        landscape=True,
        footer=CONFIDENTIAL,
        **office.document_frame(ctx),
    )


def _section(
    heading: str, facts: tuple[tuple[str, str], ...], rows: Sequence[FamilyRow], *, is_first: bool
) -> list[Block]:
    table = Table(
        _COLUMNS,
        [_row(number, row) for number, row in enumerate(rows, start=1)],
        total=_total(rows) if rows else None,
        font_size=8,
    )
    start: list[Block] = [] if is_first else [PageBreak()]
    return [*start, Heading(heading), Facts(facts, columns=2), table]


def _bare(name: str) -> str:
    """Return a group's name without the word the heading says already."""
    first, _space, rest = name.partition(" ")
    return rest if rest and first.lower() in ("kelompok", "klp", "klp.") else name


def _facts(ctx: Context, group: Group, rows: Sequence[FamilyRow]) -> tuple[tuple[str, str], ...]:
    leader = next((row.name for row in rows if row.id == group.leader_id), "")
    village = " / ".join(filter(None, (group.village, f"RW {group.rw}" if group.rw else "")))
    return (
        ("Desa/Kelurahan", village or "–"),
        ("Ketua kelompok", leader or "–"),
        ("Tempat pertemuan", group.meeting_place or "–"),
        ("Jumlah KPM", str(len(rows))),
        ("Per tanggal", format_date(ctx.today, language="id")),
    )


def _row(number: int, row: FamilyRow) -> tuple[Cell, ...]:
    return (
        str(number),
        row.row_code or "",
        row.name,
        people.mask_id(row.no_kk),
        people.mask_id(row.nik),
        row.address or "",
        row.area,
        *(row.counts.get(component, "") for component, _title in COMPONENTS),
        STATUS_WORDS[row.status],
    )


def _total(rows: Sequence[FamilyRow]) -> tuple[Cell, ...]:
    sums = [sum(row.counts.get(component, 0) for row in rows) for component, _t in COMPONENTS]
    return ("", "", f"Jumlah: {len(rows)} KPM", "", "", "", "", *sums, "")


def _build(ctx: Context, request: ReportRequest) -> Document:
    return families_list(ctx, request.group)


def _build_sheets(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return data_sheets(ctx, [request.subject])
    groups = [request.group] if request.group else [group.id for group in people.groups(ctx)]
    rows = [row for group in groups for row in people.families_of_group(ctx, group)]
    if not request.group:
        rows += people.families_of_group(ctx, None)
    return data_sheets(ctx, [row.id for row in rows])


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    if request.group:
        rows = people.families_of_group(ctx, request.group)
        nameless = sum(not (row.nik and row.no_kk) for row in rows)
    else:
        seen = people.overview(ctx)
        if not seen.families:
            return [_("There are no families yet.")]
        nameless = people.count_incomplete(ctx)
    if not nameless:
        return []
    said = ngettext(
        "{count} family lacks a NIK or No KK.", "{count} families lack a NIK or No KK.", nameless
    )
    return [said.format(count=nameless)]


def _month(ctx: Context, request: ReportRequest) -> Month:
    return request.month or people.latest_business_month(ctx) or Month.of(ctx.today)


def _build_development(ctx: Context, request: ReportRequest) -> Document:
    return business_report.development(ctx, _month(ctx, request), request.group)


def _build_round(ctx: Context, request: ReportRequest) -> Document:
    return business_report.round_sheet(ctx, _month(ctx, request), request.group)


def _development_missing(ctx: Context, request: ReportRequest) -> list[str]:
    lines = people.business_round(ctx, _month(ctx, request), request.group)
    unasked = sum(not line.is_asked for line in lines)
    if not unasked:
        return []
    said = ngettext(
        "{count} business was not asked about this month.",
        "{count} businesses were not asked about this month.",
        unasked,
    )
    return [said.format(count=unasked)]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind("families", N_("List of families"), N_("Group"), _build, _missing),
    ReportKind(
        "data_sheets",
        N_("Data sheets of families (Lembar data saya)"),
        N_("Family"),
        _build_sheets,
        _missing,
        supports_xlsx=False,
    ),
    ReportKind(
        "business_development", N_("Development of businesses"), N_("Team leader"),
        _build_development, _development_missing, people.latest_business_month,
    ),
    ReportKind("business_round", N_("Sheet for the round of businesses"), N_("Facilitator"),
               _build_round),
)  # fmt: skip
