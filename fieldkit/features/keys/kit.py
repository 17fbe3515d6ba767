"""The emergency kit: one page to print and keep apart from the laptop."""

from io import BytesIO

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.render.document import (
    PRACTICE_WATERMARK,
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Photo,
    Photos,
    Spacer,
)
from fieldkit.core.security.roles import Permission

_QR_SCALE = 12
KIND = "emergency_kit"


def emergency_kit(ctx: Context, code: str, *, keeper: str = "") -> Document:
    """Return the page with the recovery code in letters and as a QR code.

    The code is not kept anywhere: this can only be printed while it is shown.
    """
    ctx.require(Permission.KEEP_KEYS)
    name = ctx.db.folder.stem if ctx.db.is_on_disk else ""
    blocks: list[Block] = [
        Paragraph(
            "Lembar ini membuka buku ketika kata sandi terlupa. Siapa pun yang memegang lembar ini"
            " dan buku atau cadangannya dapat membaca semua isinya.",
            bold=True,
        ),
        Spacer(2),
        Facts(
            (
                ("Nama buku", name or "(buku di memori)"),
                ("Nomor buku", ctx.me.number[:6].upper()),
                ("Penjaga buku", ctx.me.name),
                ("Dibuat pada", format_date(ctx.today, "full", language="id")),
                ("Kunci juga dititipkan kepada", keeper or "belum dititipkan"),
            )
        ),
        Heading("Kode pemulihan"),
        Paragraph(_in_two_lines(code), bold=True, align="center", size=20),
        Photos((Photo(qr_code(code), "Kode yang sama, untuk dipindai"),), per_row=3),
        Heading("Cara memakai"),
        Bullets(
            (
                (
                    "Buka FieldKit dan pilih buku, atau pilih Pulihkan cadangan bila laptopnya"
                    " hilang atau rusak."
                ),
                (
                    "Ketik kode di atas pada kotak kata sandi. Huruf besar atau kecil, dengan atau"
                    " tanpa tanda hubung, sama saja. Huruf O terbaca nol; I dan L terbaca satu."
                ),
                (
                    "Setelah terbuka, buat kata sandi baru di Pengaturan → Kunci, lalu buat kode"
                    " pemulihan baru dan cetak lembar baru. Musnahkan lembar ini."
                ),
            ),
            numbered=True,
        ),
        Heading("Tempat menyimpan"),
        Bullets(
            (
                (
                    "Di tempat yang terkunci dan kering, terpisah dari laptop dan dari flashdisk"
                    " cadangan; misalnya lemari arsip kantor dalam amplop tertutup."
                ),
                "Jangan difoto, jangan dikirim lewat pesan, jangan disimpan di telepon.",
                "Bila lembar ini hilang, buat kode baru: kode ini lalu tidak berlaku lagi.",
            )
        ),
        Spacer(3),
        Facts(
            (
                ("Disimpan di", "…………………………………………………………………………"),
                ("Diserahkan kepada", "…………………………………………………………………………"),
                ("Tanggal dan paraf", "…………………………………………………………………………"),
            )
        ),
    ]
    return Document(
        title="KIT DARURAT BUKU FIELDKIT",
        kind=KIND,
        blocks=tuple(blocks),
        footer="SANGAT RAHASIA – membuka seluruh buku",
        watermark=PRACTICE_WATERMARK if ctx.is_practice else None,
        author=ctx.me.name,
    )


def qr_code(text: str) -> bytes:
    """Return a text as a QR code, a PNG."""
    import segno

    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=_QR_SCALE, border=4)
    return out.getvalue()


def _in_two_lines(code: str) -> str:
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    return "-".join(groups[:half]) + "-\n" + "-".join(groups[half:])
