"""Making, opening and locking a book."""

import pytest

from fieldkit.core import settings, vault
from fieldkit.core.errors import (
    DamagedKeysError,
    LockedBookError,
    MissingFileError,
    NotABookError,
    SilentRingError,
    TooSoonError,
    UsageError,
    WrongPassphraseError,
    WrongPinError,
)
from fieldkit.core.ids import derived_id, new_id, use_source
from fieldkit.core.security import brake
from fieldkit.core.security.attachments import FolderAttachments
from fieldkit.core.security.identity import Identity, is_signed_by
from fieldkit.core.security.keyslots import KeySlots
from fieldkit.core.security.roles import ALLOWED, Permission, Role
from fieldkit.core.sentences import sentence

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


def test_a_book_that_lost_both_key_files_is_no_stranger(tmp_path):
    folder = tmp_path / "Buku.fieldkit"
    ctx, _code = vault.create_book(folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS)
    vault.close_book(ctx, folder)
    for file in folder.glob("keys*"):
        file.unlink()
    with pytest.raises(DamagedKeysError):
        vault.open_book(folder, WORDS)


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


def test_five_wrong_pins_burn_the_pin_and_leave_the_passphrase(folder, clock):
    ring = FakeRing()
    vault.set_pin(folder, WORDS, "482913", ring)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPassphraseError):
            vault.unlock_pin(folder, "000000", ring, clock=clock)
        assert vault.slot_kinds(folder)["pin"] == str(left)
        clock.advance(minutes=1)
    with pytest.raises(WrongPassphraseError):
        vault.unlock_pin(folder, "000000", ring, clock=clock)
    assert "pin" not in vault.slot_kinds(folder)
    assert not ring
    clock.advance(minutes=5)
    with pytest.raises(WrongPassphraseError):
        vault.unlock_pin(folder, "482913", ring, clock=clock)
    clock.advance(minutes=5)
    vault.unlock(folder, WORDS, clock=clock)


def test_wrong_pins_wait_longer_each_time_and_a_try_too_soon_costs_none(folder, clock):
    ring = FakeRing()
    vault.set_pin(folder, WORDS, "482913", ring)
    for _try in range(3):
        with pytest.raises(WrongPinError):
            vault.unlock_pin(folder, "000000", ring, clock=clock)
    with pytest.raises(TooSoonError):
        vault.unlock_pin(folder, "482913", ring, clock=clock)
    assert vault.slot_kinds(folder)["pin"] == "2"
    clock.advance(seconds=2)
    with pytest.raises(WrongPinError):
        vault.unlock_pin(folder, "000000", ring, clock=clock)
    assert vault.seconds_to_wait(folder, clock=clock) == 4
    clock.advance(seconds=4)
    assert vault.unlock_pin(folder, "482913", ring, clock=clock)


def test_a_key_ring_that_does_not_answer_is_no_wrong_try(folder, clock):
    vault.set_pin(folder, WORDS, "482913", FakeRing())
    for _try in range(6):
        with pytest.raises(SilentRingError):
            vault.unlock_pin(folder, "482913", FakeRing(), clock=clock)
    assert vault.slot_kinds(folder)["pin"] == "5"
    assert vault.seconds_to_wait(folder, clock=clock) == 0


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


def test_every_flipped_bit_of_the_key_file_is_noticed_and_mended_from_its_copy(folder):
    file, copy = folder / "keys.json", folder / "keys-copy.json"
    whole = file.read_bytes()
    assert whole == copy.read_bytes()
    for bit in range(0, len(whole) * 8, 7):
        broken = bytearray(whole)
        broken[bit // 8] ^= 1 << bit % 8
        file.write_bytes(broken)
        assert not vault.are_keys_whole(folder), bit
        assert KeySlots.read(file).slots == KeySlots.read(copy).slots
    vault.close_book(vault.open_book(folder, WORDS), folder)
    vault.rewrite_keys(folder)
    assert file.read_bytes() == copy.read_bytes() == whole


def test_a_lost_key_file_is_no_lost_book(folder):
    (folder / "keys-copy.json").unlink()
    vault.close_book(vault.open_book(folder, WORDS), folder)
    assert vault.are_keys_whole(folder)
    (folder / "keys.json").unlink()
    vault.close_book(vault.open_book(folder, WORDS), folder)
    assert not vault.are_keys_whole(folder)
    vault.rewrite_keys(folder)
    assert vault.are_keys_whole(folder)


def test_two_broken_key_files_say_where_the_keys_still_are(folder):
    for name in ("keys.json", "keys-copy.json"):
        (folder / name).write_text("{}")
    with pytest.raises(DamagedKeysError) as caught:
        vault.open_book(folder, WORDS)
    assert "backup" in sentence(caught.value)


def test_wrong_words_wait_longer_each_time_and_after_a_restart_too(folder, clock):
    for _try in range(3):
        with pytest.raises(WrongPassphraseError):
            vault.unlock(folder, "kata sandi salah", clock=clock)
    waits = []
    for _try in range(10):
        with pytest.raises(TooSoonError) as caught:
            vault.unlock(folder, WORDS, clock=clock)
        waits.append(caught.value.details["seconds"])
        clock.advance(seconds=waits[-1])
        with pytest.raises(WrongPassphraseError):
            vault.unlock(folder, "kata sandi salah", clock=clock)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_right_words_forgive_and_a_clock_set_back_locks_nobody_out(folder, clock):
    for _try in range(3):
        with pytest.raises(WrongPassphraseError):
            vault.unlock(folder, "kata sandi salah", clock=clock)
    clock.advance(days=-400)
    with pytest.raises(TooSoonError) as caught:
        vault.unlock(folder, WORDS, clock=clock)
    assert caught.value.details["seconds"] == 2
    clock.advance(days=401)
    vault.unlock(folder, WORDS, clock=clock)
    assert brake.forgiven(folder) == 3
    assert brake.forgiven(folder) == 0
    assert not (folder / "tries.json").exists()
    with pytest.raises(WrongPassphraseError):
        vault.unlock(folder, "kata sandi salah", clock=clock)
    vault.unlock(folder, WORDS, clock=clock)


def test_a_locked_book_holds_no_key_and_opens_again_where_it_was(folder, clock):
    ctx = vault.open_book(folder, WORDS, clock=clock)
    photo = ctx.files.keep(b"picture")
    key = vault.unlock(folder, WORDS)
    vault.lock(ctx)
    assert bytes(ctx.db._key) == b""
    assert bytes(ctx.files._data_key) == b""
    for reading in (
        lambda: ctx.db.value("SELECT 1"),
        lambda: ctx.identity,
        lambda: ctx.files.content(photo),
        lambda: ctx.db.set_meta(a=1),
    ):
        with pytest.raises(LockedBookError):
            reading()
    vault.reopen(ctx, key)
    assert ctx.files.content(photo) == b"picture"
    assert ctx.db.meta("owner") == "Sri"
    ctx.db.set_meta(a=1)
    vault.close_book(ctx, folder)


def test_a_locked_book_closes_too(folder, clock):
    ctx = vault.open_book(folder, WORDS, clock=clock)
    vault.lock(ctx)
    vault.close_book(ctx, folder)
    vault.close_book(vault.open_book(folder, WORDS), folder)


def test_a_coordinator_gives_a_forgetful_keeper_new_words(folder):
    coordinator = Identity.generate()
    ring = FakeRing()
    vault.escrow(folder, WORDS, coordinator.box_public, "Koordinator")
    vault.set_pin(folder, WORDS, "482913", ring)
    key = vault.unlock(folder, WORDS)
    with pytest.raises(WrongPassphraseError):
        vault.rescue(folder, Identity.generate().box_secret, "kata sandi baru")
    with pytest.raises(UsageError):
        vault.rescue(folder, coordinator.box_secret, "pendek")
    code = vault.rescue(folder, coordinator.box_secret, "kata sandi baru")
    assert vault.unlock(folder, "kata sandi baru") == vault.unlock(folder, code) == key
    assert not vault.has_pin(folder, ring)
    with pytest.raises(WrongPassphraseError):
        vault.unlock(folder, WORDS)
