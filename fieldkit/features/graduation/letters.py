"""The letters of graduation: the family's statement, the minutes, and the sheet for a talk."""

from collections.abc import Sequence
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.dates import day_and_date_in_words, format_date
from fieldkit.core.money import format_rupiah, number_in_words
from fieldkit.core.render.document import (
    Block,
    Bullets,
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
from fieldkit.features.graduation import paper, service
from fieldkit.features.graduation.model import ALL_STATEMENTS, WILLING, Card, Case, Stage, Way
from fieldkit.features.office import service as office
from fieldkit.features.people import paper as people_paper
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family

STAMP = "Meterai\nRp10.000"
_DOTS = "……………………"


def statements(ctx: Context, cards: Sequence[Card], *, blank: bool = False) -> Document:
    """Return the statements with which families leave willingly, each a form of its own."""
    willing = [card for card in cards if card.case.way in WILLING]
    blocks: list[Block] = []
    for card in willing:
        blocks += [NewForm()] if blocks else []
        blocks += _statement(ctx, people.family(ctx, card.id), card.case)
    if blank or not willing:
        blocks += [NewForm()] if blocks else []
        blocks += _statement(ctx, None, Case(family_id=""))
    return _document(ctx, "SURAT PERNYATAAN GRADUASI MANDIRI", "graduation_statement", blocks)


def minutes(ctx: Context, cards: Sequence[Card], *, blank: bool = False) -> Document:
    """Return the minutes of graduations, each a form of its own."""
    blocks: list[Block] = []
    for card in cards:
        blocks += [NewForm()] if blocks else []
        blocks += _minutes(ctx, people.family(ctx, card.id), card.case)
    if blank or not cards:
        blocks += [NewForm()] if blocks else []
        blocks += _minutes(ctx, None, Case(family_id=""))
    return _document(ctx, "BERITA ACARA GRADUASI", "graduation_minutes", blocks)


def talk_sheets(ctx: Context, family_ids: Sequence[str]) -> Document:
    """Return one page for each family: how long membership lasts, what is paid for, what next."""
    blocks: list[Block] = []
    for family_id in family_ids:
        blocks += [NewForm()] if blocks else []
        blocks += _talk(ctx, people.family(ctx, family_id))
    if not blocks:
        blocks = [Paragraph("Belum ada keluarga yang dipilih.")]
    return _document(ctx, "LEMBAR BICARA BERSAMA KELUARGA", "talk_sheet", blocks)


# -- the statement ---------------------------------------------------------------------------


def _statement(ctx: Context, family: Family | None, case: Case) -> list[Block]:
    marked = case.statements
    items = [f"{_box(is_ticked=one in marked)}  {paper.STATEMENTS[one]}" for one in ALL_STATEMENTS]
    keeper = office.profile(ctx)
    village = (family.village if family else None) or keeper.village
    return [
        Heading("SURAT PERNYATAAN\nGRADUASI MANDIRI PROGRAM KELUARGA HARAPAN", 1, "center"),
        Spacer(3),
        Paragraph("Yang bertanda tangan di bawah ini:"),
        _who(ctx, family),
        Spacer(2),
        Paragraph(
            "dengan ini menyatakan bahwa saya bersedia keluar (graduasi mandiri) dari kepesertaan"
            " Program Keluarga Harapan (PKH) dengan alasan sebagai berikut:",
            align="justify",
        ),
        *(Paragraph(item) for item in items),
        Spacer(2),
        Paragraph(
            "Demikian surat pernyataan ini saya buat dengan sebenarnya, dalam keadaan sadar dan"
            " tanpa paksaan dari pihak mana pun, untuk dipergunakan sebagaimana mestinya.",
            align="justify",
        ),
        Signatures(
            place_date=_place_date(ctx, case.reached(Stage.PROPOSED) if family else None),
            left=Signer(("Yang membuat pernyataan,",), family.name if family else "", note=STAMP),
            right=_witness(ctx),
            centre=Signer(("Mengetahui,", f"Kepala Desa/Lurah {village or _DOTS}")),
        ),
    ]


def _who(ctx: Context, family: Family | None) -> Facts:
    keeper = office.profile(ctx)
    if family is None:
        rows = tuple((label, "") for label in _WHO)
        return Facts(rows, label_width_mm=42)
    numbers = (family.rt and f"RT {family.rt}", family.rw and f"RW {family.rw}")
    area = "/".join(filter(None, numbers))
    return Facts(
        tuple(
            zip(
                _WHO,
                (
                    family.name,
                    family.nik or "",
                    ", ".join(filter(None, (family.address, family.hamlet, area))),
                    family.village or keeper.village,
                    family.district or keeper.district,
                    family.regency or keeper.regency,
                    family.province or keeper.province,
                ),
                strict=True,
            )
        ),
        label_width_mm=42,
    )


_WHO = ("Nama", "NIK", "Alamat", "Desa/Kelurahan", "Kecamatan", "Kabupaten/Kota", "Provinsi")


def _box(*, is_ticked: bool) -> str:
    return "[ v ]" if is_ticked else "[    ]"


def _place_date(ctx: Context, day: date | None) -> str:
    if day is not None:
        return office.place_date(ctx, day)
    keeper = office.profile(ctx)
    return f"{keeper.city or keeper.regency or _DOTS}, {_DOTS} 20……"


def _witness(ctx: Context) -> Signer:
    signer = office.signer(ctx)
    return Signer(("Mengetahui,", *signer.role_lines), signer.name, signer.id_line)


# -- the minutes -----------------------------------------------------------------------------


def _minutes(ctx: Context, family: Family | None, case: Case) -> list[Block]:
    keeper = office.profile(ctx)
    day = case.reached(Stage.GRADUATED) or case.reached(Stage.PROPOSED)
    opening = (
        f"Pada hari ini, {day_and_date_in_words(day)}," if day
        else f"Pada hari ini, {_DOTS} tanggal {_DOTS} bulan {_DOTS} tahun {_DOTS},"
    )  # fmt: skip
    village = (family.village if family else None) or keeper.village or _DOTS
    way = paper.WAYS[case.way].lower() if family else "mandiri / alamiah*)"
    return [
        Heading("BERITA ACARA\nGRADUASI KELUARGA PENERIMA MANFAAT PKH", 1, "center"),
        Paragraph(f"Nomor: {case.letter_no or _DOTS}", align="center"),
        Spacer(2),
        Paragraph(
            f"{opening} bertempat di Desa/Kelurahan {village}, kami yang bertanda tangan di bawah"
            " ini:",
            align="justify",
        ),
        Paragraph("I.  Pihak keluarga penerima manfaat (KPM)", bold=True),
        _who(ctx, family),
        Paragraph("II.  Pendamping sosial", bold=True),
        Facts(
            (
                ("Nama", keeper.name),
                ("Jabatan", keeper.position or "Pendamping Sosial PKH"),
                ("Unit kerja", keeper.office),
            ),
            label_width_mm=42,
        ),
        Spacer(2),
        Paragraph("menyatakan hal-hal sebagai berikut:"),
        Bullets(tuple(_points(family, case, way)), numbered=True),
        *([Paragraph("*) coret yang tidak perlu", italic=True, size=8)] if not family else []),
        Paragraph(
            "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana"
            " mestinya.",
            align="justify",
        ),
        Signatures(
            place_date=_place_date(ctx, day if family else None),
            left=Signer(("Pihak KPM,",), family.name if family else ""),
            right=office.signer(ctx),
        ),
        Signatures(
            left=Signer(("Mengetahui,", f"Kepala Desa/Lurah {village}")),
            right=office.superior(ctx),
        ),
    ]


def _points(family: Family | None, case: Case, way: str) -> list[str]:
    name = family.name if family else _DOTS
    found = [f"Keluarga {name} mengakhiri kepesertaan PKH dengan jalan graduasi {way}."]
    if family is None or case.way in WILLING:
        agreed = format_date(case.agreed_on, "long", "id") if case.agreed_on else _DOTS
        by = f" oleh {case.agreed_by}" if case.agreed_by else ""
        found.append(f"Kesediaan keluarga disampaikan pada {agreed}{by}, tanpa paksaan.")
        reasons = [paper.STATEMENTS[one].rstrip(".") for one in case.statements]
        found.append(f"Alasan keluarga: {'; '.join(reasons) if reasons else _DOTS}.")
    if case.way is Way.NATURAL and family is not None:
        found.append("Dalam keluarga tidak ada lagi anggota yang memenuhi kriteria komponen PKH.")
    found.append(
        "Sejak ditetapkan, keluarga tidak menerima bantuan PKH lagi; pendamping menyampaikan"
        " program lain yang dapat diikuti."
    )
    return found


# -- the talk --------------------------------------------------------------------------------

_AID_COLUMNS = (
    Column("Komponen"),
    Column("Jumlah", 22, "right"),
    Column("Dihitung", 22, "right"),
    Column("Per tahap", 34, "right"),
    Column("Setahun", 34, "right"),
)
_READY_COLUMNS = (
    Column("", 34),
    Column("Keadaan", 30),
    Column("Yang tercatat"),
)


def _talk(ctx: Context, family: Family) -> list[Block]:
    found = people.benefit_of(ctx, family.id)
    rules = people.rules(ctx)
    ends = people.membership_ends(ctx, family.joined)
    since = f"sejak {family.joined}" if family.joined else "belum tercatat sejak kapan"
    until = ""
    if ends and ends[1] >= ctx.today.year:
        until = f", jadi sampai sekitar tahun {ends[1]}"
    elif ends:
        years = number_in_words(ends[1] - ends[0])
        until = f"; bagi keluarga ini {years} tahun itu sudah genap pada {ends[1]}"
    ready = service.readiness_of(ctx, family.id)
    rows = [
        (
            people_paper.COMPONENT_WORDS[line.component],
            line.count,
            line.counted,
            format_rupiah(line.rate.each_stage) if line.rate else "–",
            format_rupiah(line.yearly) if line.yearly is not None else "–",
        )
        for line in found.lines
    ]
    total = ("Jumlah", found.components, "", "", format_rupiah(found.yearly))
    card = service.case_of(ctx, family.id)
    next_step = card.case.next_step or ""
    return [
        Heading("LEMBAR BICARA BERSAMA KELUARGA", 1, "center"),
        Facts(
            (
                ("Keluarga", family.name),
                ("Kepesertaan", f"{since}"),
            ),
            label_width_mm=32,
        ),
        Heading("1. Bantuan ini sementara", 2),
        Paragraph(
            f"Kepesertaan PKH berlangsung {rules.membership_years} tahun{until}. Selama itu"
            " keluarga belajar dan menyiapkan diri agar mampu mencukupi kebutuhan sendiri.",
            align="justify",
        ),
        Heading("2. Untuk siapa bantuan diberikan", 2),
        Table(
            _AID_COLUMNS,
            rows,
            total=total if rows else None,
            empty_text="Belum ada komponen yang tercatat",
        ),
        Paragraph(
            f"Paling banyak {rules.most_counted} komponen dihitung; bantuan dibayarkan dalam"
            f" {rules.stages} tahap setahun. Angka ini menurut tabel besaran yang dicatat"
            " pendamping; yang dibayarkan mengikuti keputusan pemerintah.",
            italic=True,
            size=9,
        ),
        Heading("3. Di mana keluarga berdiri sekarang", 2),
        Table(
            _READY_COLUMNS,
            [
                (paper.CRITERIA[one.criterion], paper.VERDICTS[one.verdict], paper.finding(one))
                for one in ready.findings
            ],
        ),
        Paragraph(
            "Tabel ini bukan keputusan: lulus hanya bila keluarga sendiri siap dan bersedia.",
            italic=True,
            size=9,
        ),
        Heading("4. Langkah berikut yang disepakati", 2),
        Table(
            (Column("Langkah"), Column("Kapan", 32), Column("Siapa", 40)),
            [
                (next_step, _due(card.case), ""),
                ("", "", ""),
                ("", "", ""),
            ],
            row_height_mm=9,
        ),
        Signatures(
            place_date=_place_date(ctx, None),
            left=Signer(("Keluarga,",), family.name),
            right=office.signer(ctx),
        ),
    ]


def _due(case: Case) -> str:
    return format_date(case.next_step_due, "medium", "id") if case.next_step_due else ""


def _document(ctx: Context, title: str, kind: str, blocks: Sequence[Block]) -> Document:
    return office.confidential(ctx, title, kind, blocks, show_title=False)
