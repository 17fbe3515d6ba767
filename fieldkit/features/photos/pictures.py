"""Makes any photo small enough to keep and send, and reads what the camera noted."""

import base64
import io
import math
import struct
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldkit.core.errors import MissingFileError, UnusableFileError
from fieldkit.features.photos.model import Picture

LONGEST_SIDE = 1280
MOST_BYTES = 200_000
THUMBNAIL_SIDE = 160
MOST_THUMBNAIL_BYTES = 10_000
_MOST_FILE_BYTES = 60_000_000
_MOST_PIXELS = 80_000_000
_SMALLEST_SIDE = 16
_QUALITIES = (82, 74, 66, 58, 50, 42)
_TAKEN, _TAKEN_IFD, _GPS_IFD = 36867, 0x8769, 0x8825
_CHANGED = 306
_SPOILT_NOTES = (
    OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, SyntaxError,
    struct.error, ZeroDivisionError,
)  # fmt: skip
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def prepare(source: Path | bytes) -> Picture:
    """Return the picture made ready; raises UnusableFileError with a reason."""
    content = source if isinstance(source, bytes) else _content(Path(source))
    if len(content) > _MOST_FILE_BYTES:
        raise UnusableFileError(reason="photo_too_large")
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise UnusableFileError(reason="photo_heic")
    image, exif = _decoded(content)
    image = _upright(image, exif)
    jpeg, width, height = _small(image)
    latitude, longitude = _place(exif)
    return Picture(
        jpeg=jpeg,
        width=width,
        height=height,
        thumbnail=_thumbnail(image),
        fingerprint=_fingerprint(image),
        taken_at=_taken_at(exif),
        latitude=latitude,
        longitude=longitude,
    )


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MOST_FILE_BYTES:
            raise UnusableFileError(reason="photo_too_large")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(path=file.name) from error
    except OSError as error:
        raise UnusableFileError(reason="photo_broken") from error


def _decoded(content: bytes) -> tuple[Any, Any]:
    """Open by content, never by name; refuse what would unpack to a mountain of pixels."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "BMP", "TIFF"))
            if image.width * image.height > _MOST_PIXELS:
                raise UnusableFileError(reason="photo_too_large")
            exif = _exif(image)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
    except Image.DecompressionBombError as error:
        raise UnusableFileError(reason="photo_too_large") from error
    except UnidentifiedImageError as error:
        raise UnusableFileError(reason="photo_unknown") from error
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise UnusableFileError(reason="photo_broken") from error
    if min(image.size) < _SMALLEST_SIDE:
        raise UnusableFileError(reason="photo_tiny")
    return image, exif


def _exif(image: Any) -> Any:
    """Return the camera's notes; spoilt notes are no reason to refuse a good picture."""
    try:
        exif = image.getexif()
        exif.get_ifd(_TAKEN_IFD)
        exif.get_ifd(_GPS_IFD)
    except _SPOILT_NOTES:
        from PIL import Image

        return Image.Exif()
    return exif


def _upright(image: Any, exif: Any) -> Any:
    """Turn as the camera was held, on white where it was transparent, at most 1280 px."""
    from PIL import Image

    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(exif.get(274))  # fmt: skip
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        drawn = image.convert("RGBA")
        image = Image.new("RGB", drawn.size, "white")
        image.paste(drawn, mask=drawn.getchannel("A"))
    else:
        image = image.convert("RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image.transpose(turn) if turn is not None else image


def shrunk(jpeg: bytes, most: int) -> bytes:
    """Return a kept photo in at most so many bytes, as it is where it fits."""
    from PIL import Image

    if len(jpeg) <= most:
        return jpeg
    with Image.open(io.BytesIO(jpeg)) as image:
        return _small(image.convert("RGB"), most)[0]


def _small(image: Any, most: int = MOST_BYTES) -> tuple[bytes, int, int]:
    """Compress until it fits: first harder, then smaller; the notes stay outside."""
    side = max(image.size)
    while True:
        sized = image.copy()
        sized.thumbnail((side, side))
        for quality in _QUALITIES:
            jpeg = _jpeg(sized, quality)
            if len(jpeg) <= most:
                return jpeg, sized.width, sized.height
        side = side * 4 // 5


def _thumbnail(image: Any) -> str:
    side = THUMBNAIL_SIDE
    while True:
        sized = image.copy()
        sized.thumbnail((side, side))
        for quality in _QUALITIES:
            encoded = base64.b64encode(_jpeg(sized, quality))
            if len(encoded) <= MOST_THUMBNAIL_BYTES:
                return encoded.decode("ascii")
        side = side * 4 // 5


def _jpeg(image: Any, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _fingerprint(image: Any) -> str:
    """Return 64 bits that say where it gets brighter, the same after any recompression."""
    from PIL import Image

    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    points = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = points[row * 9 + column], points[row * 9 + column + 1]
            bits = bits << 1 | (right > left)
    return f"{bits:016x}"


def _taken_at(exif: Any) -> datetime | None:
    written = exif.get_ifd(_TAKEN_IFD).get(_TAKEN) or exif.get(_CHANGED)
    try:
        return datetime.strptime(str(written)[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None


def _place(exif: Any) -> tuple[float, float] | tuple[None, None]:
    notes = exif.get_ifd(_GPS_IFD)
    try:
        latitude = _degrees(notes[2]) * (-1 if _word(notes.get(1)) == "S" else 1)
        longitude = _degrees(notes[4]) * (-1 if _word(notes.get(3)) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None, None
    is_real = math.isfinite(latitude) and math.isfinite(longitude)
    if not is_real or abs(latitude) > 90 or abs(longitude) > 180 or (latitude, longitude) == (0, 0):
        return None, None
    return round(latitude, 6), round(longitude, 6)


def _word(value: Any) -> str:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    return text.strip("\x00 ").upper()


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
