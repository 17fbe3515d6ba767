"""Cards and small exchange files as square codes, on screen or paper, and back from pictures.

A code holds `FKQ1 | first 8 bytes of the SHA-256 of the whole | number | of how many | piece`.
The pieces of one file may lie on several pictures, in any order. What comes out is checked as
any file is: a code is bytes from a stranger.
"""

import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path

from fieldkit.core.context import Context
from fieldkit.core.errors import UnusableFileError
from fieldkit.core.render import codes
from fieldkit.core.render.document import (
    Block,
    Document,
    Facts,
    Paragraph,
    Photo,
    Photos,
)
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.sync import card, sending, service
from fieldkit.features.sync.model import Peer

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")
MAGIC = b"FKQ1"
MOST_CODES = 12
_HEAD = struct.Struct(">4s8sBB")
_PIECE = codes.MOST_BYTES - _HEAD.size
MOST_BYTES = MOST_CODES * _PIECE
_MOST_PICTURE = 40 * 1024 * 1024


def pieces(data: bytes) -> list[bytes]:
    """Cut a file into what single codes hold; raises UnusableFileError where it is too large."""
    if len(data) > MOST_BYTES:
        raise UnusableFileError(reason="too_large_for_codes")
    cut = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
    name = hashlib.sha256(data).digest()[:8]
    return [_HEAD.pack(MAGIC, name, n, len(cut)) + piece for n, piece in enumerate(cut, start=1)]


def joined(found: Sequence[bytes]) -> list[bytes]:
    """Put pieces together; raises UnusableFileError where some are missing or none is ours."""
    parts: dict[bytes, dict[int, bytes]] = {}
    counts: dict[bytes, int] = {}
    for one in found:
        if one.startswith(MAGIC) and len(one) > _HEAD.size:
            _magic, name, number, count = _HEAD.unpack_from(one)
            parts.setdefault(name, {})[number] = one[_HEAD.size :]
            counts[name] = count
    if not parts:
        raise UnusableFileError(reason="no_code_found")
    whole = []
    for name, numbered in parts.items():
        if missing := [n for n in range(1, counts[name] + 1) if n not in numbered]:
            raise UnusableFileError(
                reason="codes_missing", numbers=", ".join(map(str, missing)), count=counts[name]
            )
        data = b"".join(numbered[n] for n in sorted(numbered))
        if hashlib.sha256(data).digest()[:8] != name:
            raise UnusableFileError(reason="no_code_found")
        whole.append(data)
    return whole


def card_codes(ctx: Context) -> list[bytes]:
    """Return this book's contact card as pictures of square codes."""
    ctx.require(Permission.RECEIVE_FILES)
    return [codes.drawn(piece) for piece in pieces(card.own_card(ctx).encode())]


def file_codes(ctx: Context, file: Path) -> list[bytes]:
    """Return a small exchange file as pictures of square codes; raises UnusableFileError."""
    ctx.require(Permission.SEND_FILES)
    return [codes.drawn(piece) for piece in pieces(file.read_bytes())]


def unpacked(ctx: Context, paths: Sequence[Path], folder: Path) -> list[Path]:
    """Replace pictures of codes by the files they hold, written into a folder.

    Files that are no pictures stay as they are. Raises UnusableFileError.
    """
    ctx.require(Permission.RECEIVE_FILES)
    pictures = [path for path in paths if path.suffix.casefold() in PICTURES]
    rest = [path for path in paths if path not in pictures]
    if not pictures:
        return rest
    found = [code for picture in pictures for code in codes.found(_bytes(picture))]
    for number, data in enumerate(joined(found), start=1):
        is_card = data.lstrip().startswith(b"{")
        suffix = service.CARD_SUFFIX if is_card else sending.SUFFIX
        name = f"{pictures[0].stem}-{number}{suffix}"
        sending.write_file(folder / name, data)
        rest.append(folder / name)
    return rest


def _bytes(picture: Path) -> bytes:
    try:
        if picture.stat().st_size > _MOST_PICTURE:
            raise UnusableFileError(reason="no_code_found")
        return picture.read_bytes()
    except OSError as error:
        raise UnusableFileError(reason="no_code_found") from error


# -- on paper ------------------------------------------------------------------------------


def card_paper(ctx: Context) -> Document:
    """Build the page with this book's card: a code, the name, and the words to compare."""
    ctx.require(Permission.RECEIVE_FILES)
    words = "   ".join(service.own_fingerprint(ctx).split("-"))
    return _paper(
        ctx,
        "KARTU KONTAK FIELDKIT",
        (
            Facts(
                rows=(("Nama", ctx.me.name), ("Kata pembanding", words)),
                label_width_mm=42,
            ),
            Paragraph(
                "Foto kode ini lalu buka fotonya di FieldKit: Tukar Data, Kontak, Ambil kartu"
                " kontak. Bandingkan keempat kata lewat telepon sebelum mempercayainya."
            ),
            Photos(items=tuple(Photo(jpeg=code) for code in card_codes(ctx)), per_row=1),
        ),
    )


def file_paper(ctx: Context, file: Path, peer: Peer, sequence: int) -> Document:
    """Build the pages with the codes of one small exchange file."""
    found = file_codes(ctx, file)
    items = tuple(
        Photo(jpeg=code, caption=f"Kode {number} dari {len(found)}")
        for number, code in enumerate(found, start=1)
    )
    return _paper(
        ctx,
        "BERKAS FIELDKIT DALAM KODE",
        (
            Facts(
                rows=(
                    ("Dari", ctx.me.name),
                    ("Untuk", peer.name),
                    ("Berkas nomor", str(sequence)),
                ),
                label_width_mm=42,
            ),
            Paragraph(
                "Hanya penerima yang dapat membukanya. Foto atau pindai semua kode, lalu buka"
                " gambarnya di FieldKit: Tukar Data, Terima."
            ),
            Photos(items=items, per_row=1 if len(found) == 1 else 2),
        ),
    )


def _paper(ctx: Context, title: str, blocks: tuple[Block, ...]) -> Document:
    frame = office.document_frame(ctx)
    return Document(title=title, kind="codes", blocks=blocks, **frame)
