"""A report as plain data: what stands on the paper, never how a renderer draws it.

Texts are printed as they are (no markup); a line break in a text is a line break on paper.
Text inside reports is Indonesian whatever the window speaks.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fieldkit.core.dates import Month

Align = Literal["left", "center", "right", "justify"]
ColumnAlign = Literal["left", "center", "right"]
Paper = Literal["A4", "F4", "A3"]
Rule = Literal["double", "single", "none"]
Cell = str | int

_NUMBERED = re.compile(r"\b(RT|RW|No\.?|Blok)\s+(?=\d)", re.IGNORECASE)

CONFIDENTIAL = "RAHASIA – berisi data pribadi"
PRACTICE_WATERMARK = "LATIHAN"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The kop: up to two logos and centred lines of (text, size in points, bold)."""

    lines: tuple[tuple[str, float, bool], ...]
    left_logo: bytes | None = None
    right_logo: bytes | None = None
    rule: Rule = "double"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; it never stays behind at the foot of a page."""

    text: str
    level: Literal[1, 2, 3] = 2
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, wrapped; `indent` moves the first line in as letters do."""

    text: str
    bold: bool = False
    align: Align = "left"
    italic: bool = False
    indent: bool = False
    size: float = 10


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list with dots, or with numbers."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines of `label : value`; two columns are filled downwards.

    A blank value becomes dots to write on.
    """

    rows: tuple[tuple[str, str], ...]
    columns: Literal[1, 2] = 1
    label_width_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; without a width it shares what the others leave.

    Neighbours with the same `group` stand under one common header cell.
    """

    title: str
    width_mm: float | None = None
    align: ColumnAlign = "left"
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header that repeats on each page; a row is never cut in two.

    Cells are text ("" is blank) or whole numbers: those get dots between the thousands and
    stay numbers in a workbook. `total` stands once, after the last row. An empty table says
    `empty_text`; give it blank rows where a sheet shall be filled in by hand. A short table
    that `is_whole` stands on one page.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    row_height_mm: float | None = None
    font_size: float = 8.5
    zebra: bool = False
    bold_rows: frozenset[int] = frozenset()
    empty_text: str = "Nihil"
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: office lines above the space, name and number line below.

    A blank name leaves dots to write on. `note` stands small in the signing space,
    such as `Meterai Rp10.000`.
    """

    role_lines: tuple[str, ...]
    name: str = ""
    id_line: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signing block: place and date above the right signer, the centre one below both.

    All three can stand in one line as well, which takes half the room.
    """

    place_date: str = ""
    left: Signer | None = None
    right: Signer | None = None
    centre: Signer | None = None
    in_line: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture (JPEG or PNG bytes) and what stands under it."""

    jpeg: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Photos:
    """Pictures side by side, scaled and never cropped."""

    items: tuple[Photo, ...]
    per_row: Literal[1, 2, 3] = 2


@dataclass(frozen=True, slots=True)
class Poster:
    """A page to be read from afar: a heading in a band, lines as large as the page lets them.

    Give each its own page with a PageBreak between. Several lines get dots unless they are no
    list; `note` stands small at the foot.
    """

    heading: str
    lines: tuple[str, ...] = ()
    is_list: bool = True
    picture: bytes | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines to fill in without writing: a picture, its word, and circles to colour.

    `coins` are what a circle stands for and how many there are of it, the same on every line.
    """

    coins: tuple[tuple[str, int], ...]
    rows: tuple[tuple[bytes | None, str], ...]
    row_height_mm: float = 14


@dataclass(frozen=True, slots=True)
class Cards:
    """Slips to cut out, each with a heading and its lines, the same size all over."""

    items: tuple[tuple[str, tuple[str, ...]], ...]
    per_row: Literal[1, 2, 3] = 2
    height_mm: float = 62


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars or lines over labels; a value of None is not known and is left out, never zero."""

    kind: Literal["bar", "line"]
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[int | float | None, ...]], ...]
    title: str = ""
    height_mm: float = 60


@dataclass(frozen=True, slots=True)
class Spacer:
    """Empty height."""

    mm: float = 4


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class NewForm:
    """What follows is a form of its own: a new page, the letterhead again, page 1 of its own."""


@dataclass(frozen=True, slots=True)
class FootNote:
    """What the foot of this page and of those after it says, until another one follows."""

    text: str


Block = (
    Heading
    | Paragraph
    | Bullets
    | Facts
    | Table
    | Signatures
    | Photos
    | Poster
    | Tally
    | Cards
    | Chart
    | Spacer
    | PageBreak
    | NewForm
    | FootNote
)


def bound(text: str) -> str:
    """Return a text that no line break may come into, such as `RT 003/RW 009`."""
    return text.replace(" ", "\u00a0")


def bound_address(text: str) -> str:
    """Return an address in which house number, RT and RW stay with their word."""
    return _NUMBERED.sub(lambda found: f"{found[1]}\u00a0", text)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report, ready for any renderer.

    The title is printed centred above the blocks (a line break makes a second title line),
    unless the first block is a level-1 Heading, which then stands for it, or `show_title` is off
    as in letters. Give `footer=CONFIDENTIAL` where NIK or No KK are printed.
    `margins_mm` is (top, right, bottom, left).
    """

    title: str
    kind: str
    blocks: tuple[Block, ...] = ()
    paper: Paper = "A4"
    landscape: bool = False
    letterhead: Letterhead | None = None
    watermark: str | None = None
    footer: str = ""
    language: str = "id"
    author: str = ""
    show_title: bool = True
    margins_mm: tuple[float, float, float, float] | None = None

    @property
    def title_line(self) -> str:
        """The title on one line, for file properties and lists."""
        return " ".join(self.title.split())

    @property
    def prints_title(self) -> bool:
        """Whether the title itself goes on the paper."""
        first = next((block for block in self.blocks if not isinstance(block, FootNote)), None)
        stands_already = isinstance(first, Heading) and first.level == 1
        return self.show_title and bool(self.title) and not stands_already


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a report is asked for; `subject` is a further record's id where one is needed."""

    month: Month | None = None
    group: str | None = None
    blank: bool = False
    subject: str | None = None


def nothing_missing(_ctx: Any, _request: ReportRequest) -> list[str]:
    """Say that nothing is missing."""
    return []


def no_month(_ctx: Any) -> Month | None:
    """Say that the report knows no months."""
    return None


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One entry of the report shelf; `title` and `audience` are msgids.

    `missing` tells in translated sentences what the report lacks, `latest_month` the last
    month with anything to report. The context is untyped here: the drawing floor knows no books.
    """

    kind: str
    title: str
    audience: str
    build: Callable[[Any, ReportRequest], Document]
    missing: Callable[[Any, ReportRequest], list[str]] = nothing_missing
    latest_month: Callable[[Any], Month | None] = no_month
    supports_xlsx: bool = True
