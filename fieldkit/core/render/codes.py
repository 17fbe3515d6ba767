"""Square codes (QR): drawn as pictures, and read back from photos and scans."""

import io
import warnings

MOST_BYTES = 1100
# So many dots wide is each module of a drawn code.
DOTS = 6
_MOST_PIXELS = 60_000_000
_LONGEST_SIDES = (2400, 1400, 900)
_PICTURES = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_SPOILT = (OSError, ValueError, SyntaxError, TypeError)


def drawn(data: bytes, scale: int = DOTS) -> bytes:
    """Return a square code as PNG; it stays readable with a fold or a drop of coffee on it."""
    import segno

    if len(data) > MOST_BYTES:
        raise ValueError("more than one square code should hold")
    picture = io.BytesIO()
    code = segno.make(data, error="m", mode="byte", micro=False, boost_error=False)
    code.save(picture, kind="png", scale=scale, border=4)
    return picture.getvalue()


def found(picture: bytes) -> list[bytes]:
    """Return what the square codes in a photo or scan hold, none where nothing can be read."""
    import zxingcpp
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(picture), formats=_PICTURES)
            if image.width * image.height > _MOST_PIXELS:
                return []
            grey = image.convert("L")
    except (*_SPOILT, Image.DecompressionBombError):
        return []
    seen: dict[bytes, None] = {}
    for longest in (max(grey.size), *_LONGEST_SIDES):
        if longest <= max(grey.size):
            smaller = grey.copy()
            smaller.thumbnail((longest, longest))
            for code in zxingcpp.read_barcodes(smaller):
                if code.format == zxingcpp.BarcodeFormat.QRCode:
                    seen.setdefault(bytes(code.bytes))
    return list(seen)
