"""The list of a rescue on paper: what was saved and what not."""

from fieldkit.core.dates import format_date
from fieldkit.core.money import format_number
from fieldkit.core.render.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from fieldkit.core.render.document import Column as PaperColumn
from fieldkit.features.records import wording
from fieldkit.features.rescue.model import Rescued


def rescue_list(rescued: Rescued) -> Document:
    """Return what was saved and what not, for the files of the office."""
    made_at = rescued.backup_made_at
    blocks: list[Block] = [
        Facts(
            (
                ("Buku baru", rescued.book.stem),
                (
                    "Dasar",
                    f"Cadangan {format_date(made_at.date(), 'full', language='id')}"
                    if made_at
                    else "Tanpa cadangan",
                ),
                ("Perubahan sesudah cadangan", format_number(rescued.changes_since_backup)),
                ("Catatan dari tabel tanpa riwayat", format_number(rescued.records_from_tables)),
                ("Foto selamat", format_number(rescued.photos)),
                ("Foto tidak selamat", format_number(rescued.photos_lost)),
                ("Berkas tukar diambil", format_number(rescued.files_taken)),
            )
        ),
        Heading("Yang selamat"),
        Table(
            columns=(
                PaperColumn("Jenis catatan", 80),
                PaperColumn("Jumlah", 30, "right"),
                PaperColumn("Dari cadangan", 35, "right"),
            ),
            rows=[
                (wording.table(kind.table), kind.records, kind.from_backup)
                for kind in rescued.kinds
            ],
        ),
        Heading("Yang tidak selamat"),
        *_losses(rescued),
    ]
    return Document(
        title="DAFTAR HASIL PENYELAMATAN BUKU",
        kind="rescue_list",
        blocks=tuple(blocks),
        footer="RAHASIA – berisi data pribadi",
    )


def _losses(rescued: Rescued) -> list[Block]:
    if rescued.is_everything:
        return [Paragraph("Tidak ada yang hilang.")]
    found: list[Block] = []
    if not rescued.is_log_whole:
        found.append(
            Paragraph(
                "Sebagian riwayat tidak terbaca. Catatan di bawah ini kehilangan sebagian"
                " perubahannya; periksa satu per satu dengan berkas kertas."
            )
        )
    if rescued.lost:
        rows = [(n, wording.table(one.table), one.title) for n, one in enumerate(rescued.lost, 1)]
        columns = (
            PaperColumn("No.", 12, "right"),
            PaperColumn("Jenis", 55),
            PaperColumn("Catatan"),
        )
        found.append(Table(columns=columns, rows=rows))
    if rescued.lost_steps:
        found.append(Heading("Langkah yang isinya tidak ditemukan", level=3))
        days = [
            f"{step.name} ({format_date(step.at.date(), 'medium', language='id')})"
            for step in rescued.lost_steps
        ]
        found.append(Bullets(tuple(days), numbered=True))
    if rescued.photos_lost:
        found.append(Paragraph(f"{format_number(rescued.photos_lost)} foto tidak terbaca lagi."))
    return found
