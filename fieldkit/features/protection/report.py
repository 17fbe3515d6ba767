"""The papers of data protection: consent form, letters, records, and the act of destruction."""

from datetime import date, datetime

from fieldkit.core import access
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import N_
from fieldkit.core.money import format_number
from fieldkit.core.render.document import (
    CONFIDENTIAL,
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Spacer,
    Table,
)
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.protection import service as protection
from fieldkit.features.protection import store
from fieldkit.features.protection.model import (
    DAYS_TO_CLEAR,
    Act,
    Asked,
    Incident,
    Mishap,
    Purpose,
    Way,
)

_PURPOSES = {
    Purpose.PHOTO: "Foto diambil dan ditampilkan dalam laporan",
    Purpose.STORY: "Kisah keluarga diceritakan kepada orang lain",
    Purpose.SHARE: "Data diberikan kepada lembaga lain",
    Purpose.CHILD: "Data anak di luar keperluan program",
    Purpose.HEALTH: "Data kesehatan dan disabilitas",
    Purpose.OTHER: "Lainnya",
}
_WAYS = {Way.SIGNED: "tanda tangan", Way.THUMB: "cap jempol", Way.SPOKEN: "lisan di depan saksi"}
_ASKED = {
    Asked.ACCESS: "Melihat atau menerima salinan",
    Asked.CORRECT: "Memperbaiki",
    Asked.STOP: "Menghentikan pemakaian",
    Asked.DELETE: "Menghapus",
}
_MISHAPS = {
    Mishap.LAPTOP: "laptop hilang atau dicuri",
    Mishap.STICK: "flashdisk atau cakram hilang",
    Mishap.PAPER: "berkas kertas hilang atau tertinggal",
    Mishap.RECEIVER: "terkirim kepada orang yang salah",
    Mishap.SEEN: "terlihat oleh orang yang tidak berhak",
    Mishap.MALWARE: "virus atau penyusup di laptop",
    Mishap.OTHER: "kejadian lain",
}
_LAW = "UU Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi"
_DOTS = "……………………………………………"


def consent_form(ctx: Context, _request: ReportRequest) -> Document:
    """Return a consent to be read aloud, ticked and signed; each purpose for itself."""
    ctx.require(Permission.SEE_PROTECTION)
    keeper = office.profile(ctx)
    blocks: list[Block] = [
        Paragraph(
            "Saya mengerti bahwa data keluarga saya untuk Program Keluarga Harapan diolah karena"
            " tugas pelayanan publik. Untuk hal-hal di bawah ini diperlukan persetujuan saya."
            " Setiap hal boleh saya setujui atau tolak sendiri-sendiri; bantuan saya tidak"
            " berubah karenanya."
        ),
        Spacer(2),
        Facts(
            (
                ("Nama", ""),
                ("Alamat", ""),
                ("Nama anak (bila untuk anak)", ""),
                ("Orang tua atau wali", ""),
            )
        ),
        Table(
            columns=(
                Column("Untuk apa"),
                Column("Setuju", 18, "center"),
                Column("Tidak", 18, "center"),
                Column("Penerima / keterangan", 62),
            ),
            rows=[(words, "", "", "") for words in _PURPOSES.values()],
            row_height_mm=10,
        ),
        Bullets(
            (
                (
                    "Lama disimpan: sampai persetujuan ditarik, paling lama 5 tahun sesudah"
                    " keluarga keluar dari program."
                ),
                (
                    "Hak saya: melihat dan menerima salinan, meminta perbaikan, meminta dihentikan"
                    " atau dihapus, dan menarik persetujuan ini kapan saja tanpa alasan."
                ),
                "Penarikan ditindaklanjuti paling lambat 3 × 24 jam. Hubungi: "
                + (" / ".join(filter(None, (keeper.name, keeper.phone))) or _DOTS),
                f"Dasar: {_LAW}, Pasal 20, 22, 25, dan 26.",
            )
        ),
        Spacer(4),
        Signatures(
            place_date=office.place_date(ctx).partition(",")[0] + ", ……………………",
            left=office.signer(ctx),
            right=Signer(role_lines=("Yang menyetujui,",), note="tanda tangan / cap jempol"),
        ),
    ]
    return _document(ctx, "SURAT PERSETUJUAN PENGGUNAAN DATA PRIBADI", "consent_form", blocks)


def consent_list(ctx: Context, _request: ReportRequest) -> Document:
    """Return every consent, with those taken back, and every request."""
    ctx.require(Permission.SEE_PROTECTION)
    ctx.require(Permission.SEE_FAMILIES)
    given = [
        (
            number,
            one.family or "(sudah dimusnahkan)",
            _PURPOSES[one.purpose] + (f": {one.receivers}" if one.receivers else ""),
            f"{one.given_by} ({_WAYS[one.way]})" if one.given_by else "–",
            _day(one.given_on),
            _day(one.withdrawn_on) if one.withdrawn_on else "berlaku",
        )
        for number, one in enumerate(protection.consents(ctx), 1)
    ]
    asked = [
        (
            number,
            one.family or "(sudah dimusnahkan)",
            _ASKED[one.kind],
            _instant(one.asked_at),
            _instant(one.due_at),
            f"{_day(one.done_on)}: {one.answer}" if one.done_on else "belum",
        )
        for number, one in enumerate(protection.requests(ctx), 1)
    ]
    blocks: list[Block] = [
        Heading("Persetujuan"),
        Table(
            columns=(
                Column("No", 9, "center"),
                Column("Keluarga"),
                Column("Untuk", 48),
                Column("Diberikan oleh", 34),
                Column("Tanggal", 20),
                Column("Ditarik", 20),
            ),
            rows=given,
        ),
        Heading("Permintaan keluarga"),
        Table(
            columns=(
                Column("No", 9, "center"),
                Column("Keluarga"),
                Column("Permintaan", 34),
                Column("Diterima", 26),
                Column("Batas", 26),
                Column("Ditindaklanjuti", 46),
            ),
            rows=asked,
        ),
        *_signed(ctx),
    ]
    return _document(ctx, "DAFTAR PERSETUJUAN DAN PERMINTAAN", "consent_list", blocks)


def processing_record(ctx: Context, _request: ReportRequest) -> Document:
    """Return the record of processing that article 31 wants."""
    ctx.require(Permission.SEE_PROTECTION)
    rows = [
        (
            number,
            line.name,
            line.purpose,
            line.basis,
            "\n".join(filter(None, (line.people, line.fields))),
            line.receivers,
            line.retention,
        )
        for number, line in enumerate((p for p in protection.processing(ctx) if p.is_used), 1)
    ]
    blocks: list[Block] = [
        Table(
            columns=(
                Column("No", 8, "center"),
                Column("Kegiatan", 28),
                Column("Tujuan", 48),
                Column("Dasar", 44),
                Column("Orang dan data"),
                Column("Penerima", 34),
                Column("Masa simpan", 30),
            ),
            rows=rows,
            font_size=8,
        ),
        Paragraph(
            "Pengamanan: buku terenkripsi (SQLCipher), terkunci sendiri, cadangan terenkripsi dan"
            " teruji, catatan akses, pemusnahan dengan berita acara."
        ),
        *_signed(ctx),
    ]
    return _document(
        ctx,
        "CATATAN KEGIATAN PEMROSESAN DATA PRIBADI",
        "processing_record",
        blocks,
        landscape=True,
        footer=f"Menurut Pasal 31 {_LAW}",
    )


def incident_list(ctx: Context, _request: ReportRequest) -> Document:
    """Return the log of incidents."""
    ctx.require(Permission.SEE_PROTECTION)
    rows = [
        (
            number,
            _instant(one.noticed_at),
            f"{_MISHAPS[one.kind].capitalize()}. {one.what}",
            format_number(one.families) if one.families is not None else "belum diketahui",
            one.measures or "–",
            _day(one.agency_told_on),
            _day(one.people_told_on),
            _day(one.closed_on) if one.closed_on else "belum",
        )
        for number, one in enumerate(protection.incidents(ctx), 1)
    ]
    table = Table(
        columns=(
            Column("No", 9, "center"),
            Column("Diketahui", 28),
            Column("Kejadian"),
            Column("Keluarga", 22, "center"),
            Column("Tindakan", 60),
            Column("Lembaga diberi tahu", 24),
            Column("Keluarga diberi tahu", 24),
            Column("Selesai", 22),
        ),
        rows=rows,
    )
    return _document(
        ctx, "CATATAN INSIDEN DATA PRIBADI", "incident_list", [table, *_signed(ctx)], landscape=True
    )


def incident_letter(ctx: Context, request: ReportRequest) -> Document:
    """Return the letter of article 46 about one incident; without one a form to fill in."""
    ctx.require(Permission.SEE_PROTECTION)
    one = Incident()
    if request.subject:
        found = (i for i in protection.incidents(ctx) if i.id == request.subject)
        chosen = next(found, None)
        if chosen is None:
            raise NotFoundError
        one = chosen
    keeper = office.profile(ctx)
    kind = _MISHAPS[one.kind] if one.id else ""
    blocks: list[Block] = [
        Paragraph(office.place_date(ctx), align="right"),
        Facts(
            (
                ("Nomor", ""),
                ("Sifat", "Segera"),
                ("Hal", "Pemberitahuan kegagalan pelindungan data pribadi"),
            ),
            label_width_mm=22,
        ),
        Spacer(2),
        Paragraph(
            "Yth.\n1. Keluarga yang datanya terkena\n2. Lembaga yang berwenang atas pelindungan"
            " data pribadi\nmelalui " + (keeper.office or "Dinas Sosial")
        ),
        Spacer(2),
        Paragraph(
            f"Sesuai dengan Pasal 46 {_LAW}, kami memberitahukan bahwa telah terjadi kegagalan"
            " pelindungan data pribadi sebagai berikut.",
            align="justify",
            indent=True,
        ),
        Facts(
            (
                ("Apa yang terjadi", ": ".join(filter(None, (kind.capitalize(), one.what)))),
                ("Terjadi pada", _day(one.happened_on) if one.happened_on else ""),
                ("Diketahui pada", _instant(one.noticed_at) if one.noticed_at else ""),
                ("Bagaimana terjadinya", one.cause),
                ("Data yang terkena", one.data_kinds),
                (
                    "Banyaknya keluarga",
                    format_number(one.families) if one.families is not None else "",
                ),
                ("Upaya penanganan dan pemulihan", one.measures),
                ("Keterangan lebih lanjut", one.contact or " / ".join(_reach(ctx))),
            ),
            label_width_mm=52,
        ),
        Spacer(2),
        Paragraph(
            "Isi buku kerja kami tersimpan terenkripsi; tanpa kata sandi isinya tidak dapat"
            " dibaca. Kami mohon Bapak/Ibu waspada terhadap pihak yang mengaku petugas dan"
            " meminta data, kode, atau uang, dan segera melaporkannya kepada kami.",
            align="justify",
            indent=True,
        ),
        Paragraph(
            "Surat ini disampaikan paling lambat 3 × 24 jam sejak kejadian diketahui"
            + (f", yaitu sebelum {_instant(one.due_at)}." if one.due_at else "."),
            align="justify",
            indent=True,
        ),
        Spacer(2),
        Signatures(right=office.signer(ctx)),
    ]
    return _document(
        ctx,
        "PEMBERITAHUAN KEGAGALAN PELINDUNGAN DATA PRIBADI",
        "incident_letter",
        blocks,
        shows_title=False,
    )


def destruction_act(ctx: Context, request: ReportRequest) -> Document:
    """Return the berita acara of one act of destruction; without one a form to fill in."""
    ctx.require(Permission.SEE_PROTECTION)
    act = next((a for a in protection.acts(ctx) if a.number == request.subject), None)
    if act is None and request.subject:
        raise NotFoundError
    ids = store.families_of(ctx.db, act.number) if act else []
    day = format_date(act.destroyed_on, "full", language="id") if act else _DOTS
    blocks: list[Block] = [
        Paragraph(f"Nomor: {act.number if act else _DOTS}", align="center"),
        Spacer(3),
        Paragraph(
            f"Pada hari ini, {day}, kami yang bertanda tangan di bawah ini telah memusnahkan data"
            " pribadi keluarga yang sudah keluar dari program dan tidak perlu disimpan lagi.",
            align="justify",
            indent=True,
        ),
        Facts(
            (
                ("Dasar", act.basis if act else ""),
                ("Alasan", act.reason if act else ""),
                ("Banyaknya keluarga", format_number(act.families) if act else ""),
                ("Banyaknya catatan", format_number(act.records) if act else ""),
                ("Banyaknya foto", format_number(act.photos) if act else ""),
                ("Tulisan lain yang menyebut", _passages(act)),
                ("Salinan pada orang lain", _copies(act)),
                ("Cetakan dan berkas", _printed(ctx, act)),
                ("Cadangan", _backups(ctx, act)),
                (
                    "Cara",
                    (
                        "Kunci isi setiap orang dimusnahkan sehingga semua salinan tidak terbaca"
                        " lagi; isi dalam buku dikosongkan dan berkas foto dihapus."
                    ),
                ),
            ),
            label_width_mm=42,
        ),
        Heading("Nomor catatan yang dimusnahkan", level=3),
        Paragraph(
            "Nomor acak berikut tidak menyebut siapa pun; gunanya untuk mencocokkan berita acara"
            " ini dengan buku.",
            size=8.5,
        ),
        Table(
            columns=(Column("No", 12, "center"), Column("Nomor catatan")),
            rows=list(enumerate(ids, 1)) or [("", "")] * 5,
        ),
        Paragraph(
            "Sesudah pemusnahan, isi yang dimusnahkan tidak dapat dikembalikan dengan cara apa"
            " pun.",
            align="justify",
        ),
        Spacer(3),
        Signatures(
            place_date=office.place_date(ctx, act.destroyed_on) if act else _DOTS,
            left=Signer(role_lines=("Saksi 1,",), name=act.first_witness if act else ""),
            right=office.signer(ctx),
            centre=Signer(role_lines=("Saksi 2,",), name=act.second_witness if act else ""),
        ),
    ]
    return _document(ctx, "BERITA ACARA PEMUSNAHAN DATA PRIBADI", "destruction_act", blocks)


def _passages(act: Act | None) -> str:
    """Say what other records said of them, and what became of it."""
    if act is None:
        return ""
    if act.passages is None:
        return "tidak diperiksa"
    if not act.passages:
        return "tidak ditemukan"
    left = act.passages - (act.redacted or 0)
    said = [f"{format_number(act.passages)} bagian ditemukan"]
    said += [f"{format_number(act.redacted)} diganti dengan [dihapus]"] if act.redacted else []
    said += [f"{format_number(left)} dibiarkan atas pertimbangan pembuat berita acara"] * bool(left)
    text = ", ".join(said) + "."
    if act.pages:
        text += (
            f" {format_number(act.pages)} halaman bertanda tangan yang dibagikan sebelumnya masih"
            " memuatnya, di dalam buku terenkripsi ini dan pada penerimanya; isinya tidak dapat"
            " diubah tanpa memutus rantai tanda tangannya."
        )
    return text


def _copies(act: Act | None) -> str:
    """Say who held a copy on the day of the act, and how it goes there."""
    if act is None:
        return ""
    if act.holders is None:
        return "tidak dicatat"
    if not act.holders:
        return "belum pernah dibagikan kepada siapa pun lewat berkas pertukaran"
    names = "; ".join(
        f"{one.name} (berkas terakhir"
        f" {format_date(date.fromisoformat(one.day), 'long', language='id')})"
        for one in act.holders
    )
    return (
        f"{names}. Perintah pemusnahan ikut dalam berkas pertukaran berikutnya; salinan itu musnah"
        " sesudah penerimanya melaksanakannya."
    )


def _printed(ctx: Context, act: Act | None) -> str:
    """Say how often something was printed or written before, by this laptop's access log."""
    if act is None:
        return ""
    if not act.is_done_here:
        return "lihat catatan akses di laptop pembuat berita acara"
    kinds = (access.Act.PRINT, access.Act.EXPORT, access.Act.DUMP, "export_families")
    written = access.entries(ctx, acts=kinds, limit=100_000)
    before = [e for e in written if e.at.date() <= act.destroyed_on]
    if not before:
        return "tidak ada yang tercatat dalam catatan akses"
    printed = sum(e.act == access.Act.PRINT for e in before)
    first = format_date(before[-1].at.date(), "long", language="id")
    return (
        f"Sejak {first} tercatat {format_number(printed)} kali mencetak dan"
        f" {format_number(len(before) - printed)} kali menyimpan berkas. Yang memuat keluarga ini"
        " ditarik dan dimusnahkan oleh pembuat berita acara."
    )


def _backups(ctx: Context, act: Act | None) -> str:
    """Say until when every backup from before is gone, those in other places too."""
    if act is None:
        return ""
    day = act.destroyed_on + DAYS_TO_CLEAR
    text = (
        "Cadangan dari sebelum pemusnahan dihapus begitu cadangan baru teruji, paling lambat"
        f" {format_date(day, 'long', language='id')}; yang tersimpan di tempat lain dicari dan"
        " dihapus oleh pembuat berita acara sampai tanggal itu."
    )
    written = access.entries(ctx, acts=(access.Act.BACKUP,), limit=10_000)
    before = [e for e in written if e.at.date() <= act.destroyed_on]
    if before and act.is_done_here:
        newest = format_date(before[0].at.date(), "long", language="id")
        text += f" Ditulis ke tempat lain: {len(before)} kali, terakhir {newest}."
    return text


def _document(
    ctx: Context,
    title: str,
    kind: str,
    blocks: list[Block],
    *,
    landscape: bool = False,
    footer: str = CONFIDENTIAL,
    shows_title: bool = True,
) -> Document:
    return Document(
        title,
        kind,
        tuple(blocks),
        landscape=landscape,
        footer=footer,
        show_title=shows_title,
        **office.document_frame(ctx),
    )


def _signed(ctx: Context) -> list[Block]:
    return [
        Spacer(4),
        Signatures(
            place_date=office.place_date(ctx),
            left=office.superior(ctx),
            right=office.signer(ctx),
        ),
    ]


def _reach(ctx: Context) -> list[str]:
    keeper = office.profile(ctx)
    return [part for part in (keeper.name, keeper.phone, keeper.email) if part]


def _day(day: date | None) -> str:
    return format_date(day, "medium", language="id") if day else "–"


def _instant(moment: datetime | None) -> str:
    return f"{_day(moment.date())}, {moment:%H.%M}" if moment else "–"


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind="consent_form",
        title=N_("Consent form"),
        audience=N_("Own use"),
        build=consent_form,
        supports_xlsx=False,
    ),
    ReportKind(
        kind="consent_list",
        title=N_("Consents and requests"),
        audience=N_("Own use"),
        build=consent_list,
    ),
    ReportKind(
        kind="processing_record",
        title=N_("Record of processing"),
        audience=N_("Dinas Sosial"),
        build=processing_record,
    ),
    ReportKind(
        kind="incident_list",
        title=N_("Log of incidents"),
        audience=N_("Dinas Sosial"),
        build=incident_list,
    ),
    ReportKind(
        kind="incident_letter",
        title=N_("Letter about an incident"),
        audience=N_("Dinas Sosial"),
        build=incident_letter,
        supports_xlsx=False,
    ),
    ReportKind(
        kind="destruction_act",
        title=N_("Record of destruction"),
        audience=N_("Dinas Sosial"),
        build=destruction_act,
        supports_xlsx=False,
    ),
)
