"""The emergency kit, and what each change of the ways into a book leaves in the access log."""

import pytest

from fieldkit.core import access, vault
from fieldkit.core.errors import UsageError, WrongPassphraseError
from fieldkit.core.render.document import Facts, Paragraph, Photos
from fieldkit.core.render.pdf import write_pdf
from fieldkit.core.security.roles import Role
from fieldkit.features.keys import service as keys

WORDS = "kata sandi panjang"
CODE = "ZDSMT-GDZKK-V5VRT-3X3VV-0CVEZ-5"


@pytest.fixture
def disk(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    folder = tmp_path / "Melati.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    yield ctx
    vault.close_book(ctx, folder)


def test_the_kit_is_one_page_with_the_code_in_letters_and_as_a_qr_code(disk, tmp_path):
    kit = keys.emergency_kit(disk, CODE, keeper="Endang")
    facts = dict(next(b for b in kit.blocks if isinstance(b, Facts)).rows)
    assert facts["Nama buku"] == "Melati"
    assert facts["Kunci juga dititipkan kepada"] == "Endang"
    large = next(b for b in kit.blocks if isinstance(b, Paragraph) and b.size > 15)
    assert "".join(large.text.split()) == CODE
    assert "membuka seluruh buku" in kit.footer
    assert write_pdf(kit, tmp_path / "kit.pdf").pages == 1


def test_the_qr_code_on_the_kit_reads_as_the_code(disk):
    from io import BytesIO

    import segno
    from PIL import Image

    kit = keys.emergency_kit(disk, CODE)
    photo = next(b for b in kit.blocks if isinstance(b, Photos)).items[0]
    picture = Image.open(BytesIO(photo.jpeg)).convert("1")
    wanted = segno.make(CODE, error="m", micro=False)
    scale = 12
    modules = [
        [0 if picture.getpixel((x * scale + 6, y * scale + 6)) else 1 for x in range(size)]
        for size in [picture.width // scale]
        for y in range(size)
    ]
    border = 4
    drawn = [row[border:-border] for row in modules[border:-border]]
    assert drawn == [list(row) for row in wanted.matrix]


def test_the_practice_kit_says_that_it_is_practice(disk):

    trial = disk._replace(is_practice=True)
    assert keys.emergency_kit(trial, CODE).watermark == "LATIHAN"


def test_every_change_stands_in_the_access_log_without_the_words(disk):
    code = keys.new_recovery(disk, WORDS)
    keys.change_passphrase(disk, code, "kata sandi baru")
    keys.burn_recovery(disk, "kata sandi baru")
    lines = access.entries(disk, acts=("keys",))
    assert {line.detail for line in lines} == {"recovery", "passphrase", "recovery-"}
    assert not any("kata sandi" in line.detail or code in line.detail for line in lines)


def test_a_refused_change_leaves_everything_as_it_was(disk):
    with pytest.raises(WrongPassphraseError):
        keys.new_recovery(disk, "kata sandi salah")
    with pytest.raises(UsageError):
        keys.change_passphrase(disk, WORDS, "pendek")
    assert access.entries(disk, acts=("keys",)) == []
    assert keys.ways(disk).has_recovery
    vault.unlock(disk.db.folder, WORDS)


def test_a_book_in_memory_has_no_keys(ctx):
    with pytest.raises(UsageError):
        keys.ways(ctx)
