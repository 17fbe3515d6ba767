"""The photo appendix of the room's reports."""

from collections.abc import Sequence
from dataclasses import replace

from fieldkit.core.context import Context
from fieldkit.core.render.document import Block, Heading, PageBreak, Photo, Photos
from fieldkit.features.p2k2 import paper
from fieldkit.features.p2k2.paper import Sheet
from fieldkit.features.photos import report
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Photo as KeptPhoto
from fieldkit.features.photos.model import Withheld


def photo_pages(
    ctx: Context, sheets: Sequence[Sheet], *, most: int, title: str, most_bytes: int = 0
) -> list[Block]:
    """Return pages of photos, `most` of each group; nothing where there are none.

    What may not be shown is left out, and the page says so.

    With `most_bytes` no photo takes more than that.

    Where each group shows only one, they stand side by side under their captions.
    """
    found: list[tuple[str, list[Photo]]] = []
    missing: list[Withheld] = []
    for sheet in sheets:
        if sheet.session is None:
            continue
        kept, withheld = report.printable(ctx, photos.photos_of(ctx, "session", sheet.session.id))
        missing += withheld
        shown = _shown(ctx, kept[:most], most_bytes)
        if shown:
            held_on = paper.day(sheet.session.held_on)
            found.append((f"Kelompok {sheet.name} – {held_on}", shown))
    if not found:
        return report.left_out(missing)
    blocks: list[Block] = [PageBreak(), Heading(title, 2, "center")]
    if len(found) > 1 and all(len(shown) == 1 for _name, shown in found):
        named = [replace(one, caption=_named(name, one.caption)) for name, [one] in found]
        return [*blocks, Photos(tuple(named)), *report.left_out(missing)]
    for name, shown in found:
        blocks += [Heading(name, 3), Photos(tuple(shown))]
    return [*blocks, *report.left_out(missing)]


def _named(name: str, caption: str) -> str:
    return f"{name}\n{caption}" if caption else name


def _shown(ctx: Context, kept: Sequence[KeptPhoto], most_bytes: int) -> list[Photo]:
    found = []
    for photo in kept:
        content = photos.jpeg(ctx, photo)
        if most_bytes:
            content = photos.small_jpeg(ctx, photo, most_bytes)
        if content is not None:
            found.append(Photo(content, report.caption(photo)))
    return found
