"""Making, opening and locking a book."""

import pytest

from fieldkit.core import settings, vault
from fieldkit.core.errors import MissingFileError, NotABookError, UsageError, WrongPassphraseError
from fieldkit.core.ids import derived_id, new_id, use_source
from fieldkit.core.security.attachments import FolderAttachments
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.core.security.roles import ALLOWED, Permission, Role

WORDS = "kata sandi panjang"


def create(folder, clock, **more):
    facts = {"name": "Sri", "role": Role.FACILITATOR, "passphrase": WORDS, "clock": clock}
    return vault.create_book(folder, **(facts | more))


def test_a_book_opens_with_its_passphrase_and_with_its_recovery_code(tmp_path, clock):
    folder = vault.book_folder(tmp_path / "Sri")
    assert folder.name == "Sri.fieldkit"
    ctx, code = create(folder, clock)
    vault.close_book(ctx, folder)
    for secret in (WORDS, code, code.lower().replace("-", " ")):
        ctx = vault.open_book(folder, secret, clock=clock)
        assert (ctx.me.name, ctx.role) == ("Sri", Role.FACILITATOR)
        vault.close_book(ctx, folder)
    with pytest.raises(WrongPassphraseError):
        vault.open_book(folder, "bukan kata sandi")


def test_a_changed_passphrase_replaces_the_old_one_and_the_code_stays(tmp_path, clock):
    folder = tmp_path / "B.fieldkit"
    ctx, code = create(folder, clock)
    vault.close_book(ctx, folder)
    vault.change_passphrase(folder, WORDS, "kata sandi baru")
    with pytest.raises(WrongPassphraseError):
        vault.unlock(folder, WORDS)
    assert vault.unlock(folder, "kata sandi baru") == vault.unlock(folder, code)


def test_short_passphrases_and_full_folders_are_refused(tmp_path, clock):
    with pytest.raises(UsageError):
        create(tmp_path / "B.fieldkit", clock, passphrase="pendek")
    (tmp_path / "B.fieldkit").mkdir()
    (tmp_path / "B.fieldkit" / "x").write_text("x")
    with pytest.raises(UsageError):
        create(tmp_path / "B.fieldkit", clock)
    with pytest.raises(UsageError):
        vault.change_passphrase(tmp_path / "B.fieldkit", WORDS, "pendek")


def test_what_is_no_book_is_named_so(tmp_path):
    with pytest.raises(MissingFileError):
        vault.open_book(tmp_path / "none.fieldkit", WORDS)
    (tmp_path / "other").mkdir()
    with pytest.raises(NotABookError):
        vault.open_book(tmp_path / "other", WORDS)


def test_photos_are_kept_once_encrypted_and_noticed_when_damaged(tmp_path):
    from fieldkit.core.errors import DamagedBookError, NotFoundError

    files = FolderAttachments(tmp_path, b"k" * 48)
    name = files.keep(b"picture")
    assert files.keep(b"picture") == name
    assert files.has(name)
    assert files.content(name) == b"picture"
    path = tmp_path / name[:2] / name
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(DamagedBookError):
        files.content(name)
    with pytest.raises(NotFoundError):
        files.content("0" * 64)


def test_a_signature_fits_only_its_message_and_key():
    mine, other = Identity.generate(), Identity.generate()
    signature = mine.sign(b"page")
    assert is_signed_by(mine.sign_public, b"page", signature)
    assert not is_signed_by(mine.sign_public, b"pagE", signature)
    assert not is_signed_by(other.sign_public, b"page", signature)
    assert not is_signed_by(b"short", b"page", signature)


def test_ids_are_random_or_reached_alone_by_two_laptops():
    assert len({new_id() for _number in range(1000)}) == 1000
    assert derived_id("a", "b") == derived_id("a", "b") != derived_id("ab", "")
    former = use_source(lambda _bits: 5)
    try:
        assert new_id() == new_id()
    finally:
        use_source(former)


def test_every_role_has_its_permissions_and_only_some_may_write():
    assert set(ALLOWED) == set(Role)
    writing = {Permission.RECORD_SESSION, Permission.POST_CASH, Permission.IMPORT_FAMILIES}
    assert not writing & ALLOWED[Role.READER]
    assert not writing & ALLOWED[Role.COORDINATOR]
    assert Permission.SEE_FAMILIES not in ALLOWED[Role.LEADER]


def test_settings_survive_and_a_spoilt_file_gives_the_defaults(tmp_path, monkeypatch):
    monkeypatch.setattr("fieldkit.core.paths.settings_folder", lambda: tmp_path)
    settings.save(settings.Settings(language="en", text_size=125))
    assert settings.load().text_size == 125
    (tmp_path / "settings.json").write_text('{"language": 5, "theme": "dark", "other": 1}')
    assert settings.load() == settings.Settings(theme="dark")
    (tmp_path / "settings.json").write_text("{")
    assert settings.load() == settings.Settings()


class FakeRing(dict):
    """A keyring in memory."""

    def set_password(self, service, name, secret):
        self[service, name] = secret

    def get_password(self, service, name):
        return self.get((service, name))

    def delete_password(self, service, name):
        del self[service, name]


@pytest.fixture
def folder(tmp_path, clock):
    place = tmp_path / "B.fieldkit"
    ctx, _code = create(place, clock)
    vault.close_book(ctx, place)
    return place


def test_a_pin_opens_only_on_the_laptop_that_holds_its_other_half(folder):
    ring = FakeRing()
    vault.set_pin(folder, WORDS, "482913", ring)
    assert vault.unlock_pin(folder, "482913", ring) == vault.unlock(folder, WORDS)
    with pytest.raises(WrongPassphraseError):
        vault.unlock_pin(folder, "482913", FakeRing())
    with pytest.raises(UsageError):
        vault.set_pin(folder, WORDS, "12345", ring)
    with pytest.raises(UsageError):
        vault.set_pin(folder, WORDS, "١٢٣٤٥٦", ring)


def test_five_wrong_pins_burn_the_pin_and_leave_the_passphrase(folder):
    ring = FakeRing()
    vault.set_pin(folder, WORDS, "482913", ring)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPassphraseError):
            vault.unlock_pin(folder, "000000", ring)
        assert vault.slot_kinds(folder)["pin"] == str(left)
    with pytest.raises(WrongPassphraseError):
        vault.unlock_pin(folder, "000000", ring)
    assert "pin" not in vault.slot_kinds(folder)
    assert not ring
    with pytest.raises(WrongPassphraseError):
        vault.unlock_pin(folder, "482913", ring)
    vault.unlock(folder, WORDS)


def test_a_right_pin_forgives_the_wrong_ones(folder):
    ring = FakeRing()
    vault.set_pin(folder, WORDS, "482913", ring)
    with pytest.raises(WrongPassphraseError):
        vault.unlock_pin(folder, "000000", ring)
    vault.unlock_pin(folder, "482913", ring)
    assert vault.slot_kinds(folder)["pin"] == "5"


def test_a_coordinator_opens_a_book_given_into_their_keeping(folder):
    coordinator, stranger = Identity.generate(), Identity.generate()
    with pytest.raises(WrongPassphraseError):
        vault.unlock_escrow(folder, coordinator.box_secret)
    vault.escrow(folder, WORDS, coordinator.box_public, "Koordinator")
    key = vault.unlock_escrow(folder, coordinator.box_secret)
    assert key == vault.unlock(folder, WORDS)
    with pytest.raises(WrongPassphraseError):
        vault.unlock_escrow(folder, stranger.box_secret)
    assert vault.slot_kinds(folder)["organisation"] == "Koordinator"
    vault.burn_slot(folder, WORDS, "organisation")
    with pytest.raises(WrongPassphraseError):
        vault.unlock_escrow(folder, coordinator.box_secret)


def test_a_new_recovery_code_ends_the_old_one(folder):
    first = vault.new_recovery(folder, WORDS)
    second = vault.new_recovery(folder, first)
    vault.unlock(folder, second)
    with pytest.raises(WrongPassphraseError):
        vault.unlock(folder, first)


def test_the_passphrase_can_not_be_burnt_and_burning_needs_it(folder):
    with pytest.raises(UsageError):
        vault.burn_slot(folder, WORDS, "passphrase")
    with pytest.raises(WrongPassphraseError):
        vault.burn_slot(folder, "kata sandi salah", "recovery")
    vault.burn_slot(folder, WORDS, "recovery")
    assert set(vault.slot_kinds(folder)) == {"passphrase"}


def test_no_secret_stands_in_the_key_file(folder):
    vault.set_pin(folder, WORDS, "482913", FakeRing())
    text = (folder / "keys.json").read_text()
    assert WORDS not in text
    assert "482913" not in text
    assert vault.unlock(folder, WORDS).hex() not in text
