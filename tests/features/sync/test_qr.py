"""Cards and small files as square codes: drawn, printed, photographed, read and checked."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fieldkit.core.errors import UnusableFileError
from fieldkit.core.render import codes
from fieldkit.features.sync import qr, service
from fieldkit.features.sync.model import FileState


def photographed(code: bytes, turn: float = 7, side: int = 900) -> bytes:
    """A code as a phone sees it: smaller, turned, grey, recompressed."""
    with Image.open(io.BytesIO(code)) as image:
        paper = Image.new("L", (1600, 1600), 210)
        paper.paste(image.convert("L").resize((1000, 1000)), (300, 300))
        shot = paper.rotate(turn, fillcolor=180).resize((side, side))
    kept = io.BytesIO()
    shot.save(kept, "JPEG", quality=60)
    return kept.getvalue()


@given(st.binary(min_size=1, max_size=6000))
def test_pieces_of_a_file_go_together_in_any_order(data):
    cut = qr.pieces(data)
    assert qr.joined([*reversed(cut), cut[0]]) == [data]


def test_a_full_code_survives_a_phone():
    piece = qr.pieces(bytes(range(256)) * 4 + b"x" * 60)[0]
    assert codes.found(photographed(codes.drawn(piece), side=1500)) == [piece]


def test_a_card_is_taken_from_a_photo_of_the_screen(ctx, book, tmp_path):
    other = book("Tuti")
    [code] = qr.card_codes(other)
    (tmp_path / "IMG_1.jpg").write_bytes(photographed(code, side=1500))
    [card] = qr.unpacked(ctx, [tmp_path / "IMG_1.jpg"], tmp_path)
    assert service.trust(ctx, card).fingerprint == service.own_fingerprint(other)


def test_a_leaders_month_fits_a_few_codes_and_goes_in(leader, exchange, tmp_path):
    mine, theirs, kube = leader
    for week in range(4):
        exchange.put(theirs, "meeting", kube, kube_id=kube, held_on=f"2026-11-{week + 1:02}")
    sent = exchange.send(theirs, mine)
    found = qr.file_codes(theirs, Path(sent.file))
    assert 1 < len(found) <= 4
    pictures = []
    for number, code in enumerate(found):
        pictures.append(tmp_path / f"{9 - number}.png")
        pictures[-1].write_bytes(code)
    [file] = qr.unpacked(mine, pictures, tmp_path / "out")
    assert service.receive(mine, [file])[0].state is FileState.NEW
    with pytest.raises(UnusableFileError) as missing:
        qr.unpacked(mine, pictures[1:], tmp_path / "out")
    assert missing.value.details == {"reason": "codes_missing", "numbers": "1", "count": len(found)}


def test_what_is_no_code_of_ours_is_told(ctx, tmp_path):
    import segno

    segno.make("https://example.org").save(str(tmp_path / "a.png"))
    (tmp_path / "b.jpg").write_bytes(b"no picture")
    for name in ("a.png", "b.jpg"):
        with pytest.raises(UnusableFileError):
            qr.unpacked(ctx, [tmp_path / name], tmp_path)


def test_a_changed_piece_is_noticed():
    first, second = qr.pieces(b"a" * 1500)
    spoilt = second[:-1] + bytes([second[-1] ^ 1])
    with pytest.raises(UnusableFileError):
        qr.joined([first, spoilt])


def test_a_large_file_says_so(ctx, tmp_path):
    (tmp_path / "x.fkx").write_bytes(b"x" * (qr.MOST_BYTES + 1))
    with pytest.raises(UnusableFileError) as large:
        qr.file_codes(ctx, tmp_path / "x.fkx")
    assert large.value.details["reason"] == "too_large_for_codes"


def test_files_and_pictures_come_together(ctx, tmp_path):
    assert qr.unpacked(ctx, [tmp_path / "a.fkx"], tmp_path) == [tmp_path / "a.fkx"]


def test_the_card_prints_on_one_page_and_its_code_is_read_back(ctx, tmp_path):
    import pypdfium2

    from fieldkit.core.render.pdf import write_pdf

    assert write_pdf(qr.card_paper(ctx), tmp_path / "k.pdf").pages == 1
    with pypdfium2.PdfDocument(tmp_path / "k.pdf") as paper:
        page = paper[0].render(scale=3).to_pil()
    kept = io.BytesIO()
    page.save(kept, "PNG")
    assert qr.joined(codes.found(kept.getvalue()))[0].startswith(b"{")
