"""The form of the minutes with nothing in it yet, to be filled in by hand at the meeting."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.render.document import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Signatures,
    Signer,
    Spacer,
    Table,
)
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube

TITLE = "NOTULEN RAPAT"
KIND = "kube_minutes"
LABEL_MM = 38
_BLANK_ITEMS, _BLANK_PROMISES, _BLANK_MEMBERS = 5, 4, 10
AGENDA = (
    Column("No", 9, "center"),
    Column("Agenda", 40),
    Column("Pembahasan"),
    Column("Keputusan", 56),
)
PROMISES = (
    Column("No", 9, "center"),
    Column("Yang dikerjakan"),
    Column("Siapa", 42),
    Column("Paling lambat", 32),
)
_SIGNED = (
    Column("No", 9, "center"),
    Column("Nama"),
    Column("Jabatan", 34),
    Column("Iuran (Rp)", 28, "right"),
    Column("Tanda tangan", 46),
)


def blank_minutes(ctx: Context, kubes: Sequence[Kube]) -> Document:
    """Return the form with large empty rows and a list to sign, for each group."""
    pages = [_blank(ctx, kube) for kube in kubes] or [_blank(ctx, None)]
    return paper.document(ctx, TITLE, KIND, pages)


def _empty_rows(count: int) -> list[tuple[str, ...]]:
    return [(str(number), "", "", "") for number in range(1, count + 1)]


def _blank(ctx: Context, kube: Kube | None) -> list[Block]:
    known = kube or Kube(name="………………")
    members = group.members(ctx, known.id) if known.id else []
    labels = (
        "Rapat", "Hari, tanggal", "Waktu", "Tempat / tuan rumah", "Pemimpin rapat", "Notulis",
        "Tamu",
    )  # fmt: skip
    names: list[tuple[str, str]] = [(m.name, group.POSITION_TITLES[m.position]) for m in members]
    names += [("", "")] * (_BLANK_MEMBERS - len(names))
    attended = [(str(n), name, position, "", "") for n, (name, position) in enumerate(names, 1)]
    return [
        *paper.headings(known, TITLE),
        Spacer(2),
        Facts(tuple((label, "") for label in labels), label_width_mm=LABEL_MM),
        Heading("Daftar hadir dan iuran"),
        Table(_SIGNED, attended, row_height_mm=paper.WRITING_MM),
        Heading("Agenda, pembahasan, dan keputusan"),
        Table(AGENDA, _empty_rows(_BLANK_ITEMS), row_height_mm=19),
        Heading("Tindak lanjut"),
        Table(PROMISES, _empty_rows(_BLANK_PROMISES), row_height_mm=paper.WRITING_MM),
        Heading("Keuangan"),
        Facts(
            (
                ("Iuran terkumpul", "Rp"), ("Uang masuk lain", "Rp"), ("Uang keluar", "Rp"),
                ("Saldo kas", "Rp"), ("Uang yang dihitung", "Rp"),
            ),
            label_width_mm=LABEL_MM,
        ),
        Heading("Rapat berikutnya"),
        Facts((("Hari, tanggal", ""), ("Tempat", "")), label_width_mm=LABEL_MM),
        Signatures(
            place_date=paper.place_date(ctx, known, None),
            left=Signer(("Pemimpin rapat",)),
            right=Signer(("Notulis",)),
            centre=paper.companion(ctx),
        ),
    ]  # fmt: skip
