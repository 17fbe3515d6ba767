"""Lembar data saya: everything the book keeps of a family, on paper for the family itself."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Column,
    Document,
    Facts,
    Heading,
    NewForm,
    Paragraph,
    Signatures,
    Signer,
    Spacer,
    Table,
)
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.people import paper
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Event, Family, Member
from fieldkit.features.people.words import EventKind, Part

PART_WORDS = {
    Part.IDENTITY: "Nama dan nomor",
    Part.ADDRESS: "Alamat dan HP",
    Part.MEMBERS: "Anggota keluarga",
    Part.COMPONENTS: "Komponen",
    Part.BUSINESS: "Usaha",
    Part.PROGRAMME: "Kepesertaan program",
}
_MOST_EVENTS = 12
_BLANK_LINES = 2
_MEMBER_COLUMNS = (
    Column("No", 8, "center"),
    Column("Nama"),
    Column("NIK", 31),
    Column("Hubungan", 26),
    Column("Tanggal lahir", 21),
    Column("Komponen", 19),
    Column("Sekolah / faskes", 38),
)
_RIGHTS = (
    "Lembar ini memuat semua data keluarga Anda yang disimpan pendamping untuk Program Keluarga"
    " Harapan. Menurut UU Nomor 27 Tahun 2022 Anda berhak melihat dan menerima salinannya, meminta"
    " perbaikan, meminta pengolahannya dihentikan atau datanya dihapus bila tidak diperlukan lagi,"
    " serta menarik persetujuan. Sampaikan kepada pendamping; permintaan Anda ditindaklanjuti"
    " paling lambat 3 × 24 jam."
)


def data_sheets(ctx: Context, family_ids: Sequence[str]) -> Document:
    """Return the sheets of some families, each a form of its own; looking is noted."""
    ctx.require(Permission.SEE_FAMILIES)
    blocks: list[Block] = []
    for family_id in family_ids:
        if blocks:
            blocks.append(NewForm())
        if ctx.may(Permission.SEE_FULL_IDS):
            people.note_ids_seen(ctx, family_id)
        blocks += _sheet(ctx, people.family(ctx, family_id))
    return Document(
        "LEMBAR DATA SAYA",
        "data_sheets",
        tuple(blocks),
        footer=CONFIDENTIAL,
        show_title=False,
        **office.document_frame(ctx),
    )


def _sheet(ctx: Context, family: Family) -> list[Block]:
    members = people.members_of(ctx, family.id)
    blocks: list[Block] = [
        Heading("LEMBAR DATA SAYA", level=1, align="center"),
        Facts(_identity(ctx, family), columns=2, label_width_mm=33),
    ]
    if members:
        blocks += [Heading("Anggota keluarga", level=3), _members(members)]
    blocks += [
        Heading("Kepesertaan", level=3),
        Facts(_programme(ctx, family), columns=2, label_width_mm=33),
    ]
    if businesses := _businesses(ctx, family.id):
        blocks += [Heading("Usaha", level=3), businesses]
    if events := _events(people.events_of(ctx, family.id)):
        blocks += [Heading("Perubahan status dan kelompok", level=3), events]
    checks = people.last_checks(ctx, family.id)
    blocks += [
        Heading("Data terakhir diperiksa bersama keluarga", level=3),
        Facts(
            tuple((PART_WORDS[part], _day(day) or "belum pernah") for part, day in checks.items()),
            columns=2,
            label_width_mm=42,
        ),
        Spacer(2),
        Paragraph(_RIGHTS, align="justify", size=8.5),
        Spacer(2),
        Table((Column("Yang perlu diperbaiki"),), [[""]] * _BLANK_LINES, row_height_mm=7.5),
        Signatures(
            office.place_date(ctx),
            left=Signer(("Pengurus,",), family.name),
            right=office.signer(ctx),
        ),
    ]
    return blocks


def _identity(ctx: Context, family: Family) -> tuple[tuple[str, str], ...]:
    area = "/".join(
        filter(None, (family.rt and f"RT {family.rt}", family.rw and f"RW {family.rw}"))
    )
    born = ", ".join(filter(None, (family.birth_place, _day(family.birth_date))))
    place = ", ".join(filter(None, (family.address, family.hamlet)))
    region = ", ".join(
        filter(None, (family.village, family.district, family.regency, family.province))
    )
    sex = paper.SEX_WORDS.get(family.sex) if family.sex else None
    return (
        ("Nama pengurus", family.name),
        ("NIK", family.nik or "–"),
        ("No KK", family.no_kk or "–"),
        ("Tempat, tanggal lahir", born or "–"),
        ("Jenis kelamin", {"L": "Laki-laki", "P": "Perempuan"}.get(sex or "", "–")),
        ("Kelompok", _group(ctx, family)),
        ("Alamat", place or "–"),
        ("RT/RW", area or "–"),
        ("Wilayah", region or "–"),
        ("HP/WhatsApp", family.phone or "–"),
    )


def _group(ctx: Context, family: Family) -> str:
    if family.group_id is None:
        return "–"
    names = {group.id: group.name for group in people.groups(ctx)}
    return names.get(family.group_id, "–")


def _programme(ctx: Context, family: Family) -> tuple[tuple[str, str], ...]:
    counts = people.component_counts(ctx, family.id)
    told = ", ".join(f"{many} {paper.COMPONENT_WORDS[c]}" for c, many in counts.items() if many)
    return (
        ("Status", paper.STATUS_WORDS[family.status]),
        ("Status sejak", _day(family.status_on) or "–"),
        ("ID PKH", family.pkh_id or "–"),
        ("Masuk PKH", family.joined or "–"),
        ("Komponen", told or "–"),
        ("No KKS", family.kks_no or "–"),
        ("Rekening", " ".join(filter(None, (family.bank, family.account_no))) or "–"),
        ("BPNT", {True: "Ya", False: "Tidak", None: "–"}[family.bpnt]),
        ("Desil", str(family.decile) if family.decile is not None else "–"),
    )


def _members(members: Sequence[Member]) -> Table:
    rows = [
        (
            str(number),
            one.name,
            one.nik or "–",
            paper.RELATION_WORDS[one.relation] if one.relation else "–",
            format_date(one.birth_date, "medium", "id") if one.birth_date else "–",
            paper.COMPONENT_WORDS[one.component] if one.component else "–",
            " ".join(filter(None, (one.school, one.grade))) or one.health_facility or "–",
        )
        for number, one in enumerate(members, start=1)
    ]
    return Table(_MEMBER_COLUMNS, rows, font_size=8)


def _businesses(ctx: Context, family_id: str) -> Table | None:
    found = people.businesses_of(ctx, family_id)
    rows = [
        (
            one.kind,
            paper.CLUSTER_WORDS[one.cluster] if one.cluster else "–",
            _day(one.started_on) or "–",
            format_rupiah(one.turnover) if one.turnover is not None else "–",
            one.marketing or "–",
        )
        for one in found
    ]
    columns = (
        Column("Jenis usaha"),
        Column("Kluster", 28),
        Column("Mulai", 26),
        Column("Omzet sebulan", 30, "right"),
        Column("Pemasaran", 40),
    )
    return Table(columns, rows, font_size=8) if rows else None


def _events(events: Sequence[Event]) -> Table | None:
    told = [event for event in events if event.kind in (EventKind.STATUS, EventKind.GROUP)]
    rows = [
        (
            _day(event.happened_on),
            "Status" if event.kind is EventKind.STATUS else "Kelompok",
            f"{_side(event, event.before)} → {_side(event, event.after)}",
            event.reason or "",
        )
        for event in told[:_MOST_EVENTS]
    ]
    columns = (Column("Tanggal", 28), Column("Perubahan", 24), Column(""), Column("Alasan", 60))
    return Table(columns, rows, font_size=8) if rows else None


def _side(event: Event, value: str | None) -> str:
    if event.kind is EventKind.STATUS:
        return next((w for status, w in paper.STATUS_WORDS.items() if status == value), "–")
    return value or "tanpa kelompok"


def _day(day: date | None) -> str:
    return format_date(day, "long", "id") if day else ""
