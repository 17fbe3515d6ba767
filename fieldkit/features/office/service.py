"""What people do with their profile and letterheads, and what every report asks of them."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import TypedDict

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, UnusableFileError
from fieldkit.core.i18n import N_
from fieldkit.core.ids import new_id
from fieldkit.core.render import document
from fieldkit.core.security.roles import Permission, Role
from fieldkit.features.office import model, store
from fieldkit.features.office.model import Letterhead, Profile

SENTENCES: dict[str, str] = {
    "not_a_nip": N_("A NIP has 18 digits; this has {length} characters."),
    "not_an_email": N_("An e-mail address has an @ in it."),
    "too_many_lines": N_("A letterhead has room for {limit} lines."),
    "odd_letter_size": N_("Choose a letter size between {smallest} and {largest} points."),
    "not_a_picture": N_("it is no picture that can be opened; choose a PNG or JPEG file"),
}
sentences.register(SENTENCES)

LOGO_PIXELS = 480
POSITIONS = {
    Role.FACILITATOR: "Pendamping Sosial PKH",
    Role.KUBE_FACILITATOR: "Pendamping KUBE",
    Role.LEADER: "Pengurus KUBE",
    Role.COORDINATOR: "Ketua Tim PKH",
    Role.READER: "",
}
SUPERIOR_POSITIONS = {
    Role.FACILITATOR: "Ketua Tim PKH Kecamatan",
    Role.KUBE_FACILITATOR: "Kepala Seksi",
    Role.LEADER: "Pendamping KUBE",
    Role.COORDINATOR: "Kepala Dinas Sosial",
    Role.READER: "",
}


class Frame(TypedDict):
    """What every report shares: `Document(title, kind, blocks, **document_frame(ctx))`."""

    letterhead: document.Letterhead | None
    watermark: str | None
    paper: document.Paper
    author: str


def profile(ctx: Context) -> Profile:
    """The keeper of this book; before the first saving only the name is known."""
    ctx.require(Permission.PRINT_REPORTS)
    return store.profile_of(ctx.db, ctx.me.book_id) or Profile(name=ctx.me.name)


def has_profile(ctx: Context) -> bool:
    """Whether the keeper has filled in more than the name."""
    ctx.require(Permission.PRINT_REPORTS)
    return store.profile_of(ctx.db, ctx.me.book_id) is not None


def save_profile(ctx: Context, wanted: Profile) -> None:
    """Save the keeper's details; raise `InvalidInputError` when they are not valid."""
    ctx.require(Permission.EDIT_OFFICE)
    tidy = model.tidied(wanted)
    if found := model.problems(tidy):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Change the profile"))) as writer:
        store.save_profile(writer, ctx.me.book_id, tidy, ctx.role.value, ctx.db.own_scope)
    if ctx.db.meta("zone") != tidy.zone:
        ctx.db.set_meta(zone=tidy.zone)


def letterheads(ctx: Context) -> list[Letterhead]:
    """List the letterheads kept, by name."""
    ctx.require(Permission.PRINT_REPORTS)
    return store.letterheads(ctx.db)


def starting_letterheads(ctx: Context) -> list[Letterhead]:
    """Offer letterheads to start from: the ministry's, the Dinas Sosial's, none; none is saved."""
    return [model.kemensos(), model.social_office(profile(ctx)), model.without()]


def save_letterhead(ctx: Context, wanted: Letterhead) -> str:
    """Save a letterhead and return its id; the first one becomes the one reports carry."""
    ctx.require(Permission.EDIT_OFFICE)
    others = [kept.id for kept in store.letterheads(ctx.db) if kept.id != wanted.id]
    letterhead_id = new_id() if wanted.id in {"", model.NO_LETTERHEAD} else wanted.id
    ready = Letterhead(
        id=letterhead_id,
        name=wanted.name.strip(),
        lines=model.wanted_lines(wanted.lines),
        rule=wanted.rule,
        left_logo=wanted.left_logo,
        right_logo=wanted.right_logo,
        is_default=wanted.is_default or not others,
    )
    if found := model.letterhead_problems(ready):
        raise InvalidInputError(found)
    with ctx.db.write(
        Step(N_("Save the letterhead “{letterhead}”"), letterhead=ready.name)
    ) as writer:
        store.save_letterhead(writer, ready)
        if ready.is_default:
            store.set_default(writer, letterhead_id, others)
    return letterhead_id


def make_default(ctx: Context, letterhead_id: str) -> None:
    """Let reports carry this letterhead from now on."""
    ctx.require(Permission.EDIT_OFFICE)
    kept = store.letterheads(ctx.db)
    chosen = next((one for one in kept if one.id == letterhead_id), None)
    if chosen is None:
        raise NotFoundError
    with ctx.db.write(
        Step(N_("Print reports with “{letterhead}”"), letterhead=chosen.name)
    ) as writer:
        store.set_default(
            writer, letterhead_id, [one.id for one in kept if one.id != letterhead_id]
        )


def remove_letterhead(ctx: Context, letterhead_id: str) -> None:
    """Put a letterhead into the bin."""
    ctx.require(Permission.EDIT_OFFICE)
    kept = store.by_id(ctx.db, letterhead_id)
    if kept is None:
        raise NotFoundError
    with ctx.db.write(
        Step(N_("Remove the letterhead “{letterhead}”"), letterhead=kept.name)
    ) as writer:
        writer.remove("letterhead", letterhead_id)


def keep_logo(ctx: Context, content: bytes) -> str:
    """Keep a logo, made small enough to travel, and return its hash.

    Raises UnusableFileError when the bytes are no picture.
    """
    ctx.require(Permission.EDIT_OFFICE)
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as picture:
            small = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise UnusableFileError(reason="not_a_picture") from error
    small.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return ctx.files.keep(out.getvalue())


def letterhead(ctx: Context) -> document.Letterhead | None:
    """The letterhead reports carry, None where none is chosen or it is empty."""
    ctx.require(Permission.PRINT_REPORTS)
    kept = store.default_letterhead(ctx.db)
    return drawn(ctx, kept) if kept else None


def drawn(ctx: Context, kept: Letterhead) -> document.Letterhead | None:
    """Return a letterhead as reports draw it; a logo that has not arrived is left out."""
    ctx.require(Permission.PRINT_REPORTS)
    left, right = _logo(ctx, kept.left_logo), _logo(ctx, kept.right_logo)
    if not kept.lines and left is None and right is None:
        return None
    return document.Letterhead(
        lines=tuple((line.text, line.points, line.is_bold) for line in kept.lines),
        left_logo=left,
        right_logo=right,
        rule=kept.rule,
    )


def signer(ctx: Context) -> document.Signer:
    """Who signs the reports of this book, with the NIP where one is known."""
    keeper = profile(ctx)
    return document.Signer(
        role_lines=(keeper.position or POSITIONS[ctx.role],),
        name=keeper.name,
        id_line=f"NIP. {keeper.nip}" if keeper.nip else "",
    )


def superior(ctx: Context) -> document.Signer:
    """Who takes note of the reports (Mengetahui); an unknown name leaves dots to write on."""
    keeper = profile(ctx)
    return document.Signer(
        role_lines=("Mengetahui,", keeper.superior_position or SUPERIOR_POSITIONS[ctx.role]),
        name=keeper.superior_name,
        id_line=f"NIP. {keeper.superior_nip}" if keeper.superior_nip else "",
    )


def place_date(ctx: Context, day: date | None = None) -> str:
    """Return `Tangerang, 20 November 2026`; a place nobody wrote down leaves dots."""
    keeper = profile(ctx)
    place = keeper.city or keeper.regency or "……………………"
    return f"{place}, {format_date(day or ctx.today, language='id')}"


def document_frame(ctx: Context) -> Frame:
    """What every report shares: letterhead, LATIHAN on practice books, paper and author."""
    keeper = profile(ctx)
    return Frame(
        letterhead=letterhead(ctx),
        watermark=document.PRACTICE_WATERMARK if ctx.is_practice else None,
        paper=keeper.paper,
        author=keeper.name,
    )


def confidential(
    ctx: Context,
    title: str,
    kind: str,
    blocks: Iterable[document.Block],
    *,
    landscape: bool = False,
    show_title: bool = True,
) -> document.Document:
    """Return a report in the office's frame that says at its foot that it holds personal data."""
    return document.Document(
        title, kind, tuple(blocks), footer=document.CONFIDENTIAL, landscape=landscape,
        show_title=show_title, **document_frame(ctx),
    )  # fmt: skip


def _logo(ctx: Context, sha256: str) -> bytes | None:
    return ctx.files.content(sha256) if sha256 and ctx.files.has(sha256) else None
