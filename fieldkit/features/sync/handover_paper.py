"""Berita acara serah terima: which families and books go from one facilitator to another."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import day_and_date_in_words
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_, _
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Bullets,
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
    Signer,
    Table,
)
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.people import service as people
from fieldkit.features.people.paper import STATUS_WORDS
from fieldkit.features.people.service import FamilyFilter, FamilyRow
from fieldkit.features.sync import handover
from fieldkit.features.sync.handover import Given

KIND = "hand_over"
_GIVEN = (
    Column("No", 9, "center"),
    Column("Yang diserahkan"),
    Column("Jumlah KPM", 24, "right"),
    Column("Dilayani", 22, "right"),
    Column("Punya usaha", 26, "right"),
)
_FAMILIES = (
    Column("No", 9, "center"),
    Column("Kode", 12, "center"),
    Column("Nama pengurus", 46),
    Column("NIK", 30),
    Column("Alamat"),
    Column("RT/RW", 16, "center"),
    Column("Status", 25),
)
_FOR_GOOD = (
    "Terhitung sejak tanggal tersebut PIHAK KEDUA melaksanakan pendampingan atas kelompok dan"
    " keluarga yang diserahkan, dan PIHAK PERTAMA tidak lagi mengubah datanya."
)
_FOR_A_WHILE = (
    "Terhitung sejak tanggal tersebut PIHAK KEDUA mendampingi sebagai pengganti sementara bersama"
    " PIHAK PERTAMA."
)
_TITLE = "BERITA ACARA SERAH TERIMA PENDAMPINGAN"
_PROMISES = (
    (
        "PIHAK PERTAMA menyerahkan data, riwayat pertemuan, kunjungan, dan catatan keluarga beserta"
        " seluruh riwayat perubahannya dalam berkas FieldKit yang ditandatangani secara digital."
    ),
    (
        "PIHAK KEDUA menerima, memeriksa kelengkapannya, dan menjaga kerahasiaan data pribadi"
        " sesuai UU Nomor 27 Tahun 2022."
    ),
    (
        "Uang dan buku kas KUBE tetap berada pada pengurus KUBE; yang diserahkan adalah catatan"
        " pendampingannya."
    ),
)


def batches(ctx: Context) -> list[list[Given]]:
    """Return what this book handed over, together what went to one person on one day."""
    ctx.require(Permission.RECEIVE_FILES)
    found: dict[tuple[str, str], list[Given]] = {}
    for given in handover.grants(ctx):
        if given.is_ours:
            found.setdefault((given.since, given.person), []).append(given)
    return list(found.values())


def hand_over_paper(ctx: Context, request: ReportRequest) -> Document:
    """Return the minutes of a hand-over; `subject` is one of its grants, else the newest."""
    ctx.require(Permission.RECEIVE_FILES)
    known = batches(ctx)
    wanted = [b for b in known if request.subject in (None, *(given.id for given in b))]
    if not wanted:
        if request.subject:
            raise NotFoundError
        nothing = Paragraph("Belum ada yang diserahterimakan.")
        return _document(ctx, (Heading(_TITLE, level=1, align="center"), nothing))
    batch = wanted[0]
    first = batch[0]
    since = date.fromisoformat(first.since) if first.since else ctx.today
    rows = [(given, _families(ctx, given)) for given in batch]
    giver = office.signer(ctx)
    blocks: list[Block] = [
        Heading(_TITLE, level=1, align="center"),
        Paragraph(f"Nomor: {first.letter_no or '…………………………'}", align="center"),
        Paragraph(
            f"Pada hari ini, {day_and_date_in_words(since)}, kami yang bertanda tangan di bawah"
            " ini:",
            align="justify",
        ),
        Facts(
            (
                ("PIHAK PERTAMA", giver.name or ctx.me.name),
                ("Jabatan", ", ".join(giver.role_lines)),
                ("PIHAK KEDUA", first.person),
                ("Jabatan", ""),
            ),
            label_width_mm=40,
        ),
        Paragraph(
            "PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA, dan PIHAK KEDUA menerima, pendampingan"
            " Program Keluarga Harapan atas:",
            align="justify",
        ),
        Table(_GIVEN, _given(rows), total=_sum(rows)),
        Paragraph(_FOR_A_WHILE if first.is_substitute else _FOR_GOOD, align="justify"),
        Bullets(_PROMISES, numbered=True),
    ]
    if first.reason:
        blocks.append(Paragraph(f"Alasan: {first.reason}", align="justify"))
    blocks.append(
        Paragraph(
            "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana"
            " mestinya.",
            align="justify",
        )
    )
    blocks.append(
        Signatures(
            office.place_date(ctx, since),
            left=Signer(("PIHAK KEDUA",), first.person),
            right=Signer(("PIHAK PERTAMA", *giver.role_lines), giver.name, giver.id_line),
            centre=office.superior(ctx),
        )
    )
    blocks += _lists(rows)
    return _document(ctx, tuple(blocks))


def _given(rows: Sequence[tuple[Given, list[FamilyRow]]]) -> list[tuple[Cell, ...]]:
    return [
        (str(number), given.what or "–", *_counts(families))
        for number, (given, families) in enumerate(rows, start=1)
    ]


def _sum(rows: Sequence[tuple[Given, list[FamilyRow]]]) -> tuple[Cell, ...]:
    families = [family for _given, found in rows for family in found]
    return ("", "Jumlah", *_counts(families))


def _counts(families: Sequence[FamilyRow]) -> tuple[Cell, ...]:
    served = sum(row.status in people.SERVED for row in families)
    return (len(families), served, sum(row.businesses > 0 for row in families))


def _families(ctx: Context, given: Given) -> list[FamilyRow]:
    """Return the families of a grant: a group's, or those that moved alone."""
    if not ctx.may(Permission.SEE_FAMILIES):
        return []
    rows = people.families_of_group(ctx, given.scope)
    if rows:
        return rows
    moved = handover.families_in(ctx, given.scope)
    return people.families(ctx, FamilyFilter(among=moved), limit=len(moved)) if moved else []


def _lists(rows: Sequence[tuple[Given, list[FamilyRow]]]) -> list[Block]:
    blocks: list[Block] = []
    for given, families in rows:
        if not families:
            continue
        title = f"Lampiran: daftar keluarga {given.what}" if not blocks else given.what
        lines = [
            (
                str(number), row.row_code or "", row.name, people.mask_id(row.nik),
                row.address or "", row.area, STATUS_WORDS[row.status],
            )
            for number, row in enumerate(families, start=1)
        ]  # fmt: skip
        start: list[Block] = [] if blocks else [PageBreak()]
        blocks += [*start, Heading(title), Table(_FAMILIES, lines, font_size=8)]
    return blocks


def _document(ctx: Context, blocks: tuple[Block, ...]) -> Document:
    return Document(
        "BERITA ACARA SERAH TERIMA PENDAMPINGAN",
        KIND,
        blocks,
        footer=CONFIDENTIAL,
        show_title=False,
        **office.document_frame(ctx),
    )


def _missing(ctx: Context, _request: ReportRequest) -> list[str]:
    known = batches(ctx)
    if not known:
        return [_("Nothing was handed over yet.")]
    if not known[0][0].letter_no:
        return [_("The number of the letter is missing.")]
    return []


REPORT = ReportKind(
    kind=KIND,
    title=N_("Minutes of a hand-over (berita acara serah terima)"),
    audience=N_("Coordinator"),
    build=hand_over_paper,
    missing=_missing,
    supports_xlsx=False,
)
