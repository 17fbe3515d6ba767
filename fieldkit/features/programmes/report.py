"""Programmes on paper: who fits and why, the fair list for a quota, and what became of it."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Table,
)
from fieldkit.features.office import service as office
from fieldkit.features.people import service as people
from fieldkit.features.programmes import paper, service
from fieldkit.features.programmes.model import Match, Programme, Verdict
from fieldkit.features.programmes.nominations import NominationLine, Outcome, State
from fieldkit.features.programmes.shortlist import Place


def overview(ctx: Context, group: str | None = None) -> Document:
    """Return how many families fit each programme, and its rules."""
    rows = []
    for number, one in enumerate(service.tallies(ctx, group), 1):
        programme = one.programme
        rows.append(
            (
                number, programme.name, rules_in_words(programme), _amount(programme),
                _quota(programme), one.yes, one.unknown, one.no, one.nominated,
            )
        )  # fmt: skip
    blocks: list[Block] = [
        Table(_OVERVIEW_COLUMNS, rows, empty_text="Belum ada program yang dipakai"),
        Paragraph(
            "“Belum diketahui” berarti datanya belum lengkap, bukan tidak sesuai.",
            italic=True,
            size=9,
        ),
    ]
    return office.confidential(
        ctx, "KECOCOKAN PROGRAM PEMBERDAYAAN", "programmes", blocks, landscape=True
    )


def matching(ctx: Context, code: str, group: str | None = None) -> Document:
    """Return every family with yes, no or unknown for one programme, and the reason."""
    programme = service.programme(ctx, code)
    found = service.matches(ctx, code, group)
    order = (Verdict.YES, Verdict.UNKNOWN, Verdict.NO)
    rows: list[tuple[Cell, ...]] = []
    for verdict in order:
        for one in found:
            if one.verdict is verdict:
                rows.append(_match_row(len(rows) + 1, one))
    blocks: list[Block] = [
        _head(programme),
        Table(_MATCH_COLUMNS, rows),
        Signatures(place_date=office.place_date(ctx), right=office.signer(ctx)),
    ]
    title = f"KECOCOKAN PROGRAM\n{programme.name}"
    return office.confidential(ctx, title, "programme_matching", blocks, landscape=True)


def fair_list(
    ctx: Context, code: str, *, seats: int | None = None, with_unknown: bool = False
) -> Document:
    """Return the fair list for a quota, each place with its reasons."""
    programme = service.programme(ctx, code)
    places = service.shortlist(ctx, code, seats=seats, with_unknown=with_unknown)
    blocks: list[Block] = [_head(programme)]
    for village in dict.fromkeys(place.village for place in places):
        if village:
            blocks.append(Heading(village, 3))
        listed = [place for place in places if place.village == village]
        blocks.append(Table(_LIST_COLUMNS, [_place_row(place) for place in listed]))
    if not places:
        blocks.append(Table(_LIST_COLUMNS, [], empty_text="Belum ada keluarga yang sesuai"))
    blocks += [
        Paragraph(
            "Urutan: belum pernah menerima program; paling lama menunggu; desil terendah; giliran"
            " antar-kelompok; undian dari kode program dan keluarga yang dapat diulang siapa pun.",
            italic=True,
            size=9,
        ),
        Signatures(
            place_date=office.place_date(ctx),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    title = f"DAFTAR USULAN MENURUT KUOTA\n{programme.name}"
    return office.confidential(ctx, title, "programme_list", blocks)


def nominations(ctx: Context, code: str | None = None, group: str | None = None) -> Document:
    """Return what became of nominations, and the sums by programme."""
    lines = [
        line for line in service.nominations(ctx, code) if group is None or line.group_id == group
    ]
    blocks: list[Block] = [
        Heading("A. Ringkasan", 2),
        Table(_SUM_COLUMNS, _sums(lines), empty_text="Belum ada usulan"),
        Heading("B. Usulan", 2),
        Table(
            _NOMINATION_COLUMNS,
            [_nomination_row(number, line) for number, line in enumerate(lines, 1)],
            empty_text="Belum ada usulan",
        ),
        Signatures(
            place_date=office.place_date(ctx),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]
    return office.confidential(
        ctx, "USULAN PROGRAM PEMBERDAYAAN", "nominations", blocks, landscape=True
    )


def family_sheet(ctx: Context, family_id: str) -> Document:
    """Return one family held against every programme, rule by rule."""
    family = people.family(ctx, family_id)
    blocks: list[Block] = [
        Facts(
            (("Keluarga", family.name), ("Keadaan", format_date(ctx.today, "long", "id"))),
            label_width_mm=32,
        )
    ]
    for programme, found in service.match_family(ctx, family_id):
        blocks += [
            Heading(f"{programme.name}: {paper.VERDICTS[found.verdict]}", 3),
            Table(
                (Column("Syarat"), Column("Hasil", 36), Column("Yang tercatat", 96)),
                [
                    (_rule(one.rule.value), paper.VERDICTS[one.verdict], paper.finding(one))
                    for one in found.findings
                ],
            ),
        ]
    return office.confidential(ctx, "KECOCOKAN PROGRAM KELUARGA", "programme_family", blocks)


def rules_in_words(programme: Programme) -> str:
    """Say a programme's rules on paper."""
    said = [
        _ages(programme),
        paper.values({"sex": programme.sex})["sex"] if programme.sex else "",
        f"tanpa anggota {programme.elderly_from}+" if programme.no_elderly else "",
        "tanpa penyandang disabilitas" if programme.no_disabled else "",
        "punya usaha" if programme.needs_business else "",
        f"kluster {paper.values({'c': programme.clusters})['c']}" if programme.clusters else "",
        f"desil sampai {programme.decile_max}" if programme.decile_max is not None else "",
        {None: "", True: "menerima BPNT", False: "tanpa BPNT"}[programme.needs_bpnt],
        "sepakat graduasi" if programme.needs_consent else "",
        "belum pernah menerima program" if programme.only_once else "",
        f"di {', '.join(programme.villages)}" if programme.villages else "",
        *(question.text for question in programme.questions),
    ]
    return "; ".join(str(one) for one in said if one)


def _ages(programme: Programme) -> str:
    lowest, highest = programme.age_min, programme.age_max
    if lowest is None and highest is None:
        return ""
    if highest is None:
        return f"umur {lowest} ke atas"
    return f"umur sampai {highest}" if lowest is None else f"umur {lowest}–{highest}"


_RULES = {
    "status": "Status", "village": "Kelurahan/desa", "age": "Umur", "sex": "Jenis kelamin",
    "elderly": "Lansia", "disabled": "Disabilitas", "business": "Usaha",
    "cluster": "Kluster usaha", "decile": "Desil", "bpnt": "BPNT", "consent": "Kesepakatan",
    "received": "Program sebelumnya", "question": "Pertanyaan",
}  # fmt: skip
_OVERVIEW_COLUMNS = (
    Column("No", 8, "center"), Column("Program", 46), Column("Syarat"), Column("Besaran", 34),
    Column("Kuota", 32), Column("Sesuai", 18, "right"), Column("Belum diketahui", 22, "right"),
    Column("Tidak", 16, "right"), Column("Diusulkan", 22, "right"),
)  # fmt: skip
_MATCH_COLUMNS = (
    Column("No", 8, "center"), Column("Kode", 13), Column("Nama", 44), Column("Kelompok", 34),
    Column("Hasil", 30), Column("Alasan"),
)  # fmt: skip
_LIST_COLUMNS = (
    Column("Urut", 12, "center"), Column("Nama (kode)", 46), Column("Kelompok", 32),
    Column("Kuota", 22, "center"), Column("Alasan urutan"),
)  # fmt: skip
_SUM_COLUMNS = (
    Column("Program"),
    *(Column(paper.STATES[state], 28, "right") for state in State),
    Column("Jumlah bantuan", 36, "right"),
)
_NOMINATION_COLUMNS = (
    Column("No", 8, "center"), Column("Nama (kode)", 44), Column("Program", 44),
    Column("Diusulkan", 24), Column("Tahap", 28), Column("Dilatih", 24), Column("Menerima", 24),
    Column("Besaran", 28, "right"), Column("Hasil"),
)  # fmt: skip


def _rule(name: str) -> str:
    return _RULES[name]


def _head(programme: Programme) -> Facts:
    return Facts(
        (
            ("Program", programme.name),
            ("Penyelenggara", programme.organiser or "–"),
            ("Syarat", rules_in_words(programme) or "–"),
            ("Kuota", _quota(programme)),
            ("Besaran", _amount(programme)),
            ("Dasar", programme.source or "–"),
        ),
        label_width_mm=32,
    )


def _amount(programme: Programme) -> str:
    parts = [format_rupiah(programme.amount)] if programme.amount is not None else []
    return ", ".join([*parts, *([programme.amount_note] if programme.amount_note else [])]) or "–"


def _quota(programme: Programme) -> str:
    if programme.quota is None:
        return "–"
    return f"{programme.quota} {paper.EACH[programme.quota_each]}"


def _match_row(number: int, one: Match) -> tuple[Cell, ...]:
    telling = one.with_verdict(one.verdict) if one.verdict is not Verdict.YES else one.findings
    return (
        number, one.facts.row_code, one.facts.name, one.facts.group_name or "–",
        paper.VERDICTS[one.verdict], "; ".join(paper.finding(found) for found in telling),
    )  # fmt: skip


def _place_row(place: Place) -> tuple[Cell, ...]:
    facts = place.match.facts
    seat = "ya" if place.has_seat else "cadangan"
    said = paper.place(place)
    if place.match.verdict is Verdict.UNKNOWN:
        unknown = place.match.with_verdict(Verdict.UNKNOWN)
        said = f"{said}. Lengkapi: {'; '.join(paper.finding(one) for one in unknown)}"
    name = f"{facts.name} ({facts.row_code})" if facts.row_code else facts.name
    return (place.rank, name, facts.group_name or "–", seat, said)


def _sums(lines: Sequence[NominationLine]) -> list[tuple[Cell, ...]]:
    by_programme: dict[str, list[NominationLine]] = {}
    for line in lines:
        by_programme.setdefault(line.programme_name, []).append(line)
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(by_programme, key=str.casefold):
        states = [line.nomination.state for line in by_programme[name]]
        paid = [
            line.nomination.amount
            for line in by_programme[name]
            if line.nomination.amount is not None and line.nomination.received_on is not None
        ]
        total = format_rupiah(sum(paid)) if paid else "–"
        rows.append((name, *(states.count(state) for state in State), total))
    return rows


def _nomination_row(number: int, line: NominationLine) -> tuple[Cell, ...]:
    one = line.nomination
    name = f"{line.family_name} ({line.row_code})" if line.row_code else line.family_name
    outcome = paper.OUTCOMES[one.outcome] if isinstance(one.outcome, Outcome) else ""
    said = " – ".join(part for part in (outcome, one.note) if part)
    days = [
        format_date(day, "short", "id") if day else ""
        for day in (one.nominated_on, one.trained_on, one.received_on)
    ]
    return (
        number, name, line.programme_name, days[0], paper.STATES[one.state], days[1], days[2],
        "" if one.amount is None else format_rupiah(one.amount), said,
    )  # fmt: skip


# -- the shelf -------------------------------------------------------------------------------


def _build_overview(ctx: Context, request: ReportRequest) -> Document:
    return overview(ctx, request.group)


def _build_nominations(ctx: Context, request: ReportRequest) -> Document:
    return nominations(ctx, None, request.group)


def _nominations_missing(ctx: Context, request: ReportRequest) -> list[str]:
    del request
    open_ones = [
        line
        for line in service.nominations(ctx)
        if line.nomination.received_on is not None and line.nomination.outcome is None
    ]
    if not open_ones:
        return []
    said = ngettext(
        "What came of it is not noted for {count} family that received a programme.",
        "What came of it is not noted for {count} families that received a programme.",
        len(open_ones),
    )
    return [said.format(count=len(open_ones))]


REPORTS = (
    ReportKind("programmes", N_("Who fits which programme"), N_("Dinas Sosial"), _build_overview),
    ReportKind(
        "nominations", N_("Nominations for programmes"), N_("Dinas Sosial"), _build_nominations,
        _nominations_missing, service.latest_month,
    ),
)  # fmt: skip
