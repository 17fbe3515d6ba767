"""What stands on a page in the place of photos that may not be printed."""

from collections import Counter
from collections.abc import Collection, Sequence

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.render.document import Block, Paragraph
from fieldkit.features.photos import service
from fieldkit.features.photos.model import Photo, Told, Withheld

_WHY = {
    Withheld.NO_CONSENT: "persetujuan keluarga untuk foto belum tercatat",
    Withheld.TAKEN_BACK: "keluarga sudah menarik persetujuannya",
    Withheld.OBJECTED: "seorang peserta sudah menarik persetujuannya untuk difoto",
}


def printable(ctx: Context, found: Sequence[Photo]) -> tuple[list[Photo], list[Withheld]]:
    """Return the photos a page may show, and why each of the others is left out."""
    told = service.withheld(ctx, found)
    return [photo for photo in found if photo.id not in told], list(told.values())


def caption(photo: Photo, otherwise: str = "") -> str:
    """Return what stands under a photo: its words, and when and where, typed or noted by itself."""
    words = photo.caption or otherwise
    parts = [words] if words else []
    if photo.taken_at:
        taken = format_date(photo.taken_at.date(), "medium", "id")
        parts.append(f"{taken} pukul {format_time(photo.taken_at.time(), 'id')}")
    if photo.latitude is not None and photo.longitude is not None:
        parts.append(f"{_degrees(photo.latitude)}, {_degrees(photo.longitude)}")
    if photo.told:
        parts.append(f"{_told(photo.told)} (ditulis pendamping)")
    return " · ".join(parts)


def _told(told: Told) -> str:
    day = format_date(told.on, "medium", "id") if told.on else ""
    hour = f" pukul {format_time(told.at, 'id')}" if told.at else ""
    return ", ".join(part for part in (f"{day}{hour}", told.place) if part)


def _degrees(value: float) -> str:
    return f"{value:.5f}"


def left_out(reasons: Collection[Withheld]) -> list[Block]:
    """Return the sentence that says how many photos are not shown, and why."""
    if not reasons:
        return []
    counts = Counter(reasons)
    told = [f"{counts[why]} foto karena {words}" for why, words in _WHY.items() if counts[why]]
    return [Paragraph(f"Tidak ditampilkan: {'; '.join(told)}.", size=9, italic=True)]
