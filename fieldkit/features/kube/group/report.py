"""What the papers of a KUBE share: whose they are, their heading, and who signs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import NotFoundError
from fieldkit.core.render.document import (
    Block,
    Column,
    Document,
    Heading,
    NewForm,
    Paragraph,
    ReportRequest,
    Signatures,
    Signer,
)
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.group import service
from fieldkit.features.kube.group.model import Kube, Position
from fieldkit.features.office import service as office

DOTS = "……………………"
WRITING_MM = 8.5


def kubes_asked(ctx: Context, request: ReportRequest) -> list[Kube]:
    """Return the group a request names by id or by name, else all that are at work.

    Raises NotFoundError where a name fits none.
    """
    known = service.kubes(ctx)
    if not request.group:
        return known
    wanted = request.group.casefold().removeprefix("kube ").strip()
    found = [k for k in known if request.group == k.id or wanted == k.name.casefold()]
    if not found:
        raise NotFoundError
    return found


def headings(kube: Kube, title: str, *more: str) -> list[Block]:
    """Return the centred title, the group's name and its area."""
    blocks: list[Block] = [
        Heading(title, 1, "center"),
        Heading(f"KUBE {kube.name.upper()}", 2, "center"),
    ]
    lines = [service.area_line(kube), *more]
    return blocks + [Paragraph(line, align="center") for line in lines if line]


def document(
    ctx: Context,
    title: str,
    kind: str,
    pages: list[list[Block]],
    *,
    landscape: bool = False,
    margins_mm: tuple[float, float, float, float] | None = None,
) -> Document:
    """Return a paper of one part or several, each a form of its own, without letterhead."""
    frame = office.document_frame(ctx)
    blocks: list[Block] = []
    for page in pages:
        if blocks:
            blocks.append(NewForm())
        blocks += [_in_line(block) for block in page]
    return Document(
        title=title,
        kind=kind,
        blocks=tuple(blocks) or (Paragraph("Belum ada KUBE di dalam buku ini."),),
        landscape=landscape,
        paper=frame["paper"],
        watermark=frame["watermark"],
        author=frame["author"],
        margins_mm=margins_mm,
    )


def _in_line(block: Block) -> Block:
    """Let three signers stand side by side: a list of ten members stays on one page."""
    return replace(block, in_line=True) if isinstance(block, Signatures) else block


def register(
    ctx: Context,
    request: ReportRequest,
    title: str,
    kind: str,
    *,
    filled: Callable[[Kube], list[Block] | None],
    blank: Callable[[Kube], list[Block]],
    nothing: str,
    **frame: Any,
) -> Document:
    """Return a book of its own for each group asked for, or the sheet to fill in by hand.

    A group about which there is nothing to print has no page; `nothing` says so for all.
    """
    kubes = kubes_asked(ctx, request)
    if request.blank:
        pages = [blank(kube) for kube in kubes] or [blank(Kube(name=DOTS))]
    else:
        pages = [page for kube in kubes if (page := filled(kube))]
        if not pages and kubes:
            pages = [[Heading(title, 1, "center"), Paragraph(nothing)]]
    return document(ctx, title, kind, pages, **frame)


def empty_rows(count: int, columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Return numbered rows to write on."""
    return [(str(n), *[""] * (len(columns) - 1)) for n in range(1, count + 1)]


def day(value: date | None) -> str:
    """Return a day as tables print it, nothing for none."""
    return format_date(value, "short", "id") if value else ""


def holder_signer(ctx: Context, kube: Kube, position: Position, day: date) -> Signer:
    """Return who held a position on a day, to sign; an unknown name leaves dots."""
    found = service.holder(service.members(ctx, kube.id, at=day), position)
    return Signer((service.POSITION_TITLES[position],), found.name if found else "")


def board(
    ctx: Context,
    kube: Kube,
    day: date | None,
    *,
    is_told: bool = False,
    second: Position = Position.TREASURER,
) -> Signatures:
    """Return the chair and the treasurer to sign; where it `is_told`, the pendamping below."""
    known = day or ctx.today
    return Signatures(
        place_date=place_date(ctx, kube, day),
        left=holder_signer(ctx, kube, Position.CHAIR, known),
        right=holder_signer(ctx, kube, second, known),
        centre=companion(ctx) if is_told else None,
    )  # fmt: skip


def companion(ctx: Context) -> Signer:
    """Return the pendamping, who takes note; a leader's book names the one it reports to."""
    if ctx.role is Role.LEADER:
        return office.superior(ctx)
    own = office.signer(ctx)
    return Signer(("Mengetahui,", *own.role_lines), own.name, own.id_line)


def place_date(ctx: Context, kube: Kube, day: date | None) -> str:
    """Return `Galur, 12 Mei 2026`; blank forms keep the dots."""
    place = kube.village or office.profile(ctx).city or DOTS
    return f"{place}, {format_date(day, language='id') if day else DOTS}"
