"""The letters of the room: a referral with its answer slip, and the sheet of a complaint."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.render.document import (
    Block,
    Document,
    Facts,
    Heading,
    NewForm,
    Paragraph,
    Photo,
    Photos,
    Signatures,
    Signer,
    Spacer,
    Table,
)
from fieldkit.core.render.document import Column as _Column
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family
from fieldkit.features.photos import report
from fieldkit.features.photos import service as photos
from fieldkit.features.referrals import paper, service
from fieldkit.features.referrals.diary import ComplaintLine
from fieldkit.features.referrals.model import Entry, ReferralLine

_DOTS = "……………………"
_LABEL_MM = 42
_TRIAL_MM = 34


def referral_letter(ctx: Context, line: ReferralLine) -> Document:
    """Return the letter with which a family goes to a service, and the slip that comes back."""
    family = people.family(ctx, line.referral.family_id)
    entry = service.institution(ctx, line.referral.institution_id)
    blocks = [*_letter(ctx, line, family, entry), NewForm(), *_answer(line, family, entry)]
    return _document(ctx, "SURAT RUJUKAN", "referral_letter", blocks)


def blank_letter(ctx: Context) -> Document:
    """Return the letter and its slip with dots to write on."""
    blocks = [*_letter(ctx, None, None, None), NewForm(), *_answer(None, None, None)]
    return _document(ctx, "SURAT RUJUKAN", "referral_letter", blocks)


def complaint_sheets(ctx: Context, lines: Sequence[ComplaintLine]) -> Document:
    """Return the sheets of complaints, each a form of its own; a blank one for none."""
    blocks: list[Block] = []
    for line in lines:
        blocks += [NewForm()] if blocks else []
        blocks += _complaint(ctx, line)
    if not lines:
        blocks = _complaint(ctx, None)
    return _document(ctx, "LAPORAN PENGADUAN MASYARAKAT", "complaint_sheet", blocks)


# -- the referral ----------------------------------------------------------------------------


def _letter(
    ctx: Context, line: ReferralLine | None, family: Family | None, entry: Entry | None
) -> list[Block]:
    one = line.referral if line else None
    keeper = office.profile(ctx)
    need = paper.NEEDS[one.need] if one and one.need else _DOTS
    asked = line.service_name if line and line.service_name else need
    place = entry.institution if entry else None
    address = ", ".join(part for part in (place.address, place.village) if part) if place else ""
    head = Facts(
        (
            ("Nomor", (one.letter_no if one else "") or _DOTS),
            ("Lampiran", "1 (satu) lembar balasan"),
            ("Hal", f"Rujukan: {asked}"),
        ),
        label_width_mm=24,
    )
    return [
        Heading("SURAT RUJUKAN", 1, "center"),
        head,
        Spacer(3),
        Paragraph(f"Yth. {_addressee(entry)}\n{address or 'di tempat'}"),
        Spacer(2),
        Paragraph(
            "Dengan hormat, bersama surat ini kami merujuk keluarga penerima manfaat Program"
            " Keluarga Harapan (PKH) berikut untuk memperoleh layanan Bapak/Ibu:",
            align="justify",
        ),
        _who(ctx, line, family),
        Spacer(2),
        Paragraph(f"Kebutuhan: {need}", bold=True),
        Paragraph((one.reason if one else "") or f"{_DOTS}{_DOTS}{_DOTS}", align="justify"),
        Paragraph(
            "Mohon kiranya keluarga tersebut dapat dilayani sesuai ketentuan yang berlaku, dan"
            " hasilnya dituliskan pada lembar balasan di balik surat ini. Atas perhatian dan kerja"
            " sama Bapak/Ibu kami ucapkan terima kasih.",
            align="justify",
        ),
        Paragraph(f"Narahubung: {keeper.name}{_phone(keeper.phone)}", size=9),
        Signatures(
            place_date=office.place_date(ctx, one.referred_on if one else None),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]


def _answer(line: ReferralLine | None, family: Family | None, entry: Entry | None) -> list[Block]:
    one = line.referral if line else None
    sent = one.referred_on if one else None
    rows = (
        ("Nomor surat rujukan", (one.letter_no if one else "") or _DOTS),
        ("Tanggal surat", format_date(sent, "long", "id") if sent else _DOTS),
        ("Nama keluarga", family.name if family else _DOTS),
        ("Lembaga", entry.institution.name if entry else _DOTS),
        ("Layanan", (line.service_name if line else "") or _DOTS),
        ("Tanggal dilayani", ""),
        ("Hasil (lingkari)", "Terlayani  /  terlayani sebagian  /  daftar tunggu  /  ditolak"),
    )
    table = Table(
        (_Column("Hal", 52), _Column("Isian petugas")),
        [("Penjelasan hasil", ""), ("Yang perlu ditindaklanjuti", ""), ("Kontrol berikutnya", "")],
        row_height_mm=22,
    )
    return [
        Heading("LEMBAR BALASAN RUJUKAN", 1, "center"),
        Paragraph("Diisi oleh lembaga penerima rujukan, dikembalikan lewat keluarga.", size=9),
        Facts(rows, label_width_mm=_LABEL_MM),
        Spacer(2),
        table,
        Signatures(
            place_date=f"{_DOTS}, {_DOTS} 20……", right=Signer(("Petugas lembaga penerima,",))
        ),
    ]


def _who(ctx: Context, line: ReferralLine | None, family: Family | None) -> Facts:
    names = ("Nama pengurus", "NIK", "No. KK", "Alamat", "Yang dirujuk", "Kelompok PKH")
    if family is None or line is None:
        return Facts(tuple((name, "") for name in names), label_width_mm=_LABEL_MM)
    area = "/".join(
        part for part in (family.rt and f"RT {family.rt}", family.rw and f"RW {family.rw}") if part
    )
    parts = (family.address, area, family.village, family.district)
    values = (
        family.name,
        _number(ctx, family.nik),
        _number(ctx, family.no_kk),
        ", ".join(part for part in parts if part),
        line.person_name or family.name,
        line.group_name or "–",
    )
    return Facts(tuple(zip(names, values, strict=True)), label_width_mm=_LABEL_MM)


def _number(ctx: Context, number: str | None) -> str:
    if not number:
        return ""
    return number if ctx.may(Permission.SEE_FULL_IDS) else people.mask_id(number)


def _addressee(entry: Entry | None) -> str:
    if entry is None:
        return f"{_DOTS}{_DOTS}"
    head = next((one for one in entry.people if one.position), None)
    name = entry.institution.name
    return f"{head.position} {name}" if head else f"Pimpinan {name}"


def _phone(number: str | None) -> str:
    return f", {number}" if number else ""


# -- the complaint ---------------------------------------------------------------------------


def _complaint(ctx: Context, line: ComplaintLine | None) -> list[Block]:
    one = line.complaint if line else None
    place = ""
    if one and one.latitude is not None and one.longitude is not None:
        place = f"{one.latitude:.6f}, {one.longitude:.6f}"
    came = ""
    if one and one.received_on:
        hour = f", pukul {format_time(one.received_at)}" if one.received_at else ""
        way = f" ({paper.CHANNELS[one.channel]})" if one.channel else ""
        came = f"{format_date(one.received_on, 'full', 'id')}{hour}{way}"
    facts = (
        ("Nomor", (one.letter_no if one else "") or ""),
        ("Diterima", came),
        ("NIK", _number(ctx, one.nik) if one else ""),
        ("Nama", one.name if one else ""),
        ("Telepon", one.phone if one else ""),
        ("Alamat", one.address if one else ""),
        ("Desa/Kelurahan", one.village if one else ""),
        ("Kecamatan", one.district if one else ""),
        ("Kabupaten/Kota", one.regency if one else ""),
        ("Koordinat GPS", place),
        ("Perihal", paper.TOPICS[one.topic] if one and one.topic else ""),
    )
    steps = [
        (
            format_date(step.done_on, "medium", "id") if step.done_on else "",
            paper.PROGRESS[step.state],
            step.note,
        )
        for step in (line.steps if line else ())
    ]
    columns = (_Column("Tanggal", 30), _Column("Keadaan", 34), _Column("Yang dilakukan"))
    return [
        Heading("LAPORAN PENGADUAN MASYARAKAT\n(RHK 6)", 1, "center"),
        Facts(facts, label_width_mm=_LABEL_MM),
        Heading("Aduan", 3),
        *_written(one.text if one else ""),
        Heading("Hasil Analisis dan Tindak Lanjut", 3),
        *_written(one.analysis if one else ""),
        Table(columns, steps or [("", "", "")] * 3, row_height_mm=None if steps else 9),
        Signatures(
            place_date=office.place_date(ctx, line.since if line else None),
            left=Signer(("Pelapor,",), one.name if one else ""),
            right=_maker(ctx),
        ),
        *_annex(ctx, line),
    ]


def _written(text: str) -> list[Block]:
    return [Paragraph(text, align="justify")] if text else [Spacer(_TRIAL_MM)]


def _maker(ctx: Context) -> Signer:
    signer = office.signer(ctx)
    return Signer(("Pembuat Laporan,", *signer.role_lines), signer.name, signer.id_line)


def _annex(ctx: Context, line: ComplaintLine | None) -> list[Block]:
    if line is None:
        return []
    kept, withheld = report.printable(ctx, photos.photos_of(ctx, "complaint", line.id))
    items = [
        Photo(content, report.caption(one))
        for one in kept
        if (content := photos.jpeg(ctx, one)) is not None
    ]
    shown: list[Block] = [Photos(tuple(items))] if items else []
    shown += report.left_out(withheld)
    return [Heading("Lampiran", 3), *shown] if shown else []


def _document(ctx: Context, title: str, kind: str, blocks: Sequence[Block]) -> Document:
    return office.confidential(ctx, title, kind, blocks, show_title=False)
