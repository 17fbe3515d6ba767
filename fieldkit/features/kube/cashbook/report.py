"""The receipt (kwitansi): amount in figures and words, for the payer and for the file."""

from collections.abc import Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_rupiah, terbilang
from fieldkit.core.render.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    ReportKind,
    ReportRequest,
    Signatures,
    Signer,
    Spacer,
)
from fieldkit.features.kube.cashbook import service
from fieldkit.features.kube.cashbook.model import CashEntry, Kind, LedgerRow
from fieldkit.features.kube.group import report as paper
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube, Position

KIND = "kube_receipt"
TITLE = "KWITANSI"
CUT = "- " * 66
STAMP = "Meterai\nRp10.000"
# UU 10/2020: a document that states more than this needs the stamp.
STAMPED_ABOVE = 5_000_000
_COPIES = ("Lembar 1: untuk yang membayar", "Lembar 2: arsip KUBE")
_TAKEN_BACK = "SUDAH DIKOREKSI – kwitansi ini tidak berlaku"
_LABEL_MM = 38
_BLANK_ON_PAGE = 2
_MARGINS_MM = (13, 20, 14, 20)


def receipt(ctx: Context, entry_id: str) -> Document:
    """Return the receipt of one entry, twice: for the payer and for the file."""
    entry = service.entry(ctx, entry_id)
    kube = group.kube(ctx, entry.kube_id)
    copies = [_receipt(ctx, kube, entry, copy) for copy in _COPIES]
    return _document(ctx, [_stacked(copies)])


def receipts_of_month(ctx: Context, month: Month | None, kubes: Sequence[Kube]) -> Document:
    """Return a receipt for every entry of a month that names who paid or was paid."""
    made = [
        _receipt(ctx, kube, entry, "")
        for kube in kubes
        for entry in (_with_party(ctx, kube, month) if month else ())
    ]
    if not made:
        nobody = "Belum ada uang masuk atau keluar yang menyebut pembayar atau penerimanya."
        return _document(ctx, [[Heading(TITLE, 1, "center"), Paragraph(nobody)]])
    pages = [_stacked(made[n : n + _BLANK_ON_PAGE]) for n in range(0, len(made), _BLANK_ON_PAGE)]
    return _document(ctx, pages)


def blank_receipts(ctx: Context, kubes: Sequence[Kube]) -> Document:
    """Return a page of empty receipts for each group."""
    known = list(kubes) or [Kube(name=paper.DOTS)]
    pages = [_stacked([_blank(ctx, kube) for _number in range(_BLANK_ON_PAGE)]) for kube in known]
    return _document(ctx, pages)


def said(row: LedgerRow) -> str:
    """Return the words of a line: a correction says so and why, a debt says how it could be."""
    words = row.words
    if row.is_correction:
        words = f"Koreksi: {words}" + (f" ({row.reason})" if row.reason else "")
    elif row.reason:
        words = f"{words} (catatan: {row.reason})"
    if row.party and not row.is_correction:
        words = f"{words} – {row.party}"
    if row.is_late:
        was = format_date(row.booked_on, language="id")
        words = f"{words} [tertanggal {was}, dicatat sesudah bulannya ditutup]"
    return words


def _document(ctx: Context, pages: list[list[Block]]) -> Document:
    return paper.document(ctx, TITLE, KIND, pages, margins_mm=_MARGINS_MM)


def _with_party(ctx: Context, kube: Kube, month: Month) -> list[CashEntry]:
    found = service.entries_of_month(ctx, kube.id, month)
    wanted = [e for e in found if e.party and e.moved and e.kind is not Kind.CORRECTION]
    standing = [entry for entry in wanted if service.stands(ctx, entry.id)]
    return sorted(standing, key=lambda entry: (entry.booked_on, entry.proof_no or "", entry.id))


def _stacked(receipts: Sequence[list[Block]]) -> list[Block]:
    blocks: list[Block] = []
    for made in receipts:
        if blocks:
            blocks += [Spacer(5), Paragraph(CUT, align="center", size=7), Spacer(3)]
        blocks += made
    return blocks


def _receipt(ctx: Context, kube: Kube, entry: CashEntry, copy: str) -> list[Block]:
    amount = abs(entry.moved)
    is_income = entry.moved >= 0
    treasurer = paper.holder_signer(ctx, kube, Position.TREASURER, entry.booked_on).name
    own = f"KUBE {kube.name}"
    payer = (entry.party or "") if is_income else own
    receiver = Signer(
        ("Yang menerima,", *(("Bendahara",) if is_income else ())),
        treasurer if is_income else (entry.party or ""),
        note=STAMP if amount > STAMPED_ABOVE else "",
    )
    state = [] if service.stands(ctx, entry.id) else [_TAKEN_BACK]
    return _body(
        ctx,
        kube,
        (
            ("Nomor", entry.proof_no or ""),
            ("Sudah terima dari", payer),
            ("Uang sejumlah", _spelled(amount)),
            ("Untuk pembayaran", entry.description),
        ),
        format_rupiah(amount),
        receiver,
        place_date=paper.place_date(ctx, kube, entry.booked_on),
        notes=[*state, copy],
    )


def _spelled(amount: int) -> str:
    words = terbilang(amount)
    return f"{words[:1].upper()}{words[1:]}"


def _blank(ctx: Context, kube: Kube) -> list[Block]:
    labels = ("Nomor", "Sudah terima dari", "Uang sejumlah", "Untuk pembayaran")
    return _body(
        ctx,
        kube,
        tuple((label, "." * 96) for label in labels),
        "." * 24,
        Signer(("Yang menerima,",), note=f"{STAMP}\nbila di atas Rp5.000.000"),
        place_date=paper.place_date(ctx, kube, None),
        notes=[],
    )


def _body(
    ctx: Context,
    kube: Kube,
    facts: tuple[tuple[str, str], ...],
    amount: str,
    receiver: Signer,
    *,
    place_date: str,
    notes: Sequence[str],
) -> list[Block]:
    area = group.area_line(kube)
    blocks: list[Block] = [
        Heading(TITLE, 1, "center"),
        Heading(f"KUBE {kube.name.upper()}", 2, "center"),
    ]
    blocks += [Paragraph(area, align="center", size=9)] if area else []
    blocks += [Facts(facts, label_width_mm=_LABEL_MM)]
    blocks += [
        Paragraph(f"Jumlah: {amount if amount.startswith('Rp') else f'Rp {amount}'}", bold=True)
    ]
    blocks += [Paragraph(note, italic=True, size=8) for note in notes if note]
    chair = paper.holder_signer(ctx, kube, Position.CHAIR, ctx.today) if kube.id else None
    return [
        *blocks,
        Signatures(
            place_date=place_date,
            left=Signer(("Mengetahui,", "Ketua"), chair.name if chair else ""),
            right=receiver,
        ),
    ]


def _build(ctx: Context, request: ReportRequest) -> Document:
    if request.subject:
        return receipt(ctx, request.subject)
    kubes = paper.kubes_asked(ctx, request)
    if request.blank:
        return blank_receipts(ctx, kubes)
    return receipts_of_month(ctx, request.month or service.latest_receipt_month(ctx), kubes)


def _missing(ctx: Context, request: ReportRequest) -> list[str]:
    month = request.month or service.latest_receipt_month(ctx)
    kubes = paper.kubes_asked(ctx, request)
    if month is not None and any(_with_party(ctx, kube, month) for kube in kubes):
        return []
    return [_("No entry of the month names who paid or was paid.")]


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind=KIND,
        title=N_("KUBE receipts"),
        audience=N_("KUBE"),
        build=_build,
        missing=_missing,
        latest_month=service.latest_receipt_month,
    ),
)
