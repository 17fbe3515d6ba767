"""Drawn pictures in the place of photos, marked LATIHAN so that nobody takes them for real."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from fieldkit.core import paths
from fieldkit.core.context import Context
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import new_id
from fieldkit.features.photos import service as photos
from fieldkit.features.practice.diary import Entry
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.sessions import Held

SIZE = (960, 720)
_SENT_EVERY = 3
_WALLS = ("#dfe9e4", "#e8e2d4", "#dde6ee", "#efe3dc", "#e4e8d8")
_CLOTHES = ("#2f6f62", "#b5523b", "#3f5f8a", "#8a6d3b", "#6b4f7d", "#4f7d55", "#a04668", "#5b6770")
_SKIN = ("#c99b72", "#b98560", "#d9ad86")


def taking(ctx: Context, dice: Dice, held: Sequence[Held], place: tuple[float, float]) -> Entry:
    """Return what adds a picture to each of these sessions inside an open step."""

    def write(writer: Writer) -> None:
        writer.put_many("photo", _rows(ctx, dice, held, place))

    return write


def _rows(
    ctx: Context, dice: Dice, held: Sequence[Held], place: tuple[float, float]
) -> Iterator[Row]:
    for session in held:
        picture = photos.prepare(drawn(dice, session.title))
        taken = datetime.combine(session.day, time(dice.number(9, 10), dice.number(0, 59)))
        row = {
            "id": new_id(), "_scope": session.group_id, "owner_table": "session",
            "owner_id": session.id, "sha256": ctx.files.keep(picture.jpeg),
            "bytes": len(picture.jpeg), "width": picture.width, "height": picture.height,
            "caption": f"{session.title} – Kelompok {session.group_name} (gambar latihan)",
            "taken_at": taken.isoformat(), "fingerprint": picture.fingerprint,
            "latitude": round(place[0] + dice.share(-0.01, 0.01), 5),
            "longitude": round(place[1] + dice.share(-0.01, 0.01), 5),
            "thumbnail": picture.thumbnail, "position": 1, "cleared": 1,  # nobody is on it
            "told_on": None, "told_hour": None, "told_place": None,
        }  # fmt: skip
        yield row if session.day.day % _SENT_EVERY else row | _sent(taken)


def _sent(taken: datetime) -> Row:
    """Return what is known of a photo that came by WhatsApp: only what was typed."""
    return {
        "taken_at": None, "latitude": None, "longitude": None,
        "told_on": taken.date().isoformat(), "told_hour": f"{taken:%H}:30",
        "told_place": "Tempat pertemuan kelompok",
    }  # fmt: skip


def drawn(dice: Dice, title: str) -> bytes:
    """Return the JPEG of a room with people sitting before a flipchart."""
    from PIL import Image, ImageDraw

    width, height = SIZE
    image = Image.new("RGB", SIZE, dice.one(_WALLS))
    draw = ImageDraw.Draw(image)
    floor = height * dice.number(52, 60) // 100
    draw.rectangle((0, floor, width, height), fill="#c8b79c")
    board = dice.number(80, 520)
    draw.rectangle((board, 90, board + 300, 300), fill="#ffffff", outline="#7a7a7a", width=4)
    _write(draw, (board + 20, 110), title, 22, "#333333", wrap=24)
    _person(draw, dice, board + dice.one((-60, 350)), floor + 40, 1.35)
    for row in range(3):
        for seat in range(5 + row):
            x = 70 + seat * (width - 140) // (4 + row) + dice.number(-14, 14)
            _person(draw, dice, x, floor + 90 + row * 95, 0.9 + row * 0.15)
    draw.rectangle((0, 0, width, 64), fill="#ffffff")
    _write(draw, (30, 12), "LATIHAN – bukan foto asli", 34, "#b02a2a")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _person(draw: Any, dice: Dice, x: int, y: int, size: float) -> None:
    head, body = int(22 * size), int(46 * size)
    clothes = dice.one(_CLOTHES)
    draw.ellipse((x - body, y, x + body, y + 2 * body), fill=clothes)
    draw.ellipse((x - head, y - head, x + head, y + head), fill=dice.one(_CLOTHES))
    face = head * 6 // 10
    draw.ellipse((x - face, y - face, x + face, y + face), fill=dice.one(_SKIN))


def _write(
    draw: Any, at: tuple[int, int], text: str, size: int, colour: str, wrap: int = 60
) -> None:
    from textwrap import wrap as wrapped

    from PIL import ImageFont

    file = paths.resources() / "fonts" / "PlusJakartaSans-Bold.ttf"
    font = ImageFont.truetype(str(file), size)
    draw.multiline_text(at, "\n".join(wrapped(text, wrap)), fill=colour, font=font, spacing=8)
