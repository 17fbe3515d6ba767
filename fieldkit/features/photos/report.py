"""What stands on a page in the place of photos that may not be printed."""

from collections import Counter
from collections.abc import Collection, Sequence

from fieldkit.core.context import Context
from fieldkit.core.render.document import Block, Paragraph
from fieldkit.features.photos import service
from fieldkit.features.photos.model import Photo, Withheld

_WHY = {
    Withheld.NO_CONSENT: "persetujuan keluarga untuk foto belum tercatat",
    Withheld.TAKEN_BACK: "keluarga sudah menarik persetujuannya",
    Withheld.OBJECTED: "seorang peserta sudah menarik persetujuannya untuk difoto",
}


def printable(ctx: Context, found: Sequence[Photo]) -> tuple[list[Photo], list[Withheld]]:
    """Return the photos a page may show, and why each of the others is left out."""
    told = service.withheld(ctx, found)
    return [photo for photo in found if photo.id not in told], list(told.values())


def left_out(reasons: Collection[Withheld]) -> list[Block]:
    """Return the sentence that says how many photos are not shown, and why."""
    if not reasons:
        return []
    counts = Counter(reasons)
    told = [f"{counts[why]} foto karena {words}" for why, words in _WHY.items() if counts[why]]
    return [Paragraph(f"Tidak ditampilkan: {'; '.join(told)}.", size=9, italic=True)]
