"""The access log says what left the book or was looked at, by whom it was opened, and when."""

from fieldkit.core import access, vault
from fieldkit.core.access import Act
from fieldkit.core.security.roles import Role


def acts(ctx):
    return [one.act for one in access.entries(ctx)]


def test_lines_are_kept_with_their_instant_the_newest_first(ctx, clock):
    access.note(ctx, Act.PRINT, "monthly")
    clock.advance(minutes=5)
    access.note(ctx, Act.FULL_IDS, "f1")
    newest, oldest = access.entries(ctx)
    assert (newest.act, newest.detail, newest.at) == ("full_ids", "f1", clock.now())
    assert oldest.act == "print"
    assert [one.act for one in access.entries(ctx, acts=("print",))] == ["print"]
    assert len(access.entries(ctx, limit=1)) == 1


def test_the_log_is_no_history_and_does_not_travel(ctx):
    access.note(ctx, Act.COPY)
    assert ctx.db.value("SELECT count(*) FROM op") == 0


def test_opening_is_noted_with_the_tries_that_failed(tmp_path, clock):
    import pytest

    from fieldkit.core.errors import WrongPassphraseError

    folder, words = tmp_path / "B.fieldkit", "kata sandi panjang"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=words, clock=clock
    )
    vault.close_book(ctx, folder)
    for _try in range(2):
        with pytest.raises(WrongPassphraseError):
            vault.open_book(folder, "kata sandi salah", clock=clock)
    ctx = vault.open_book(folder, words, clock=clock)
    vault.note_opened(ctx, folder)
    vault.note_opened(ctx, folder)
    assert acts(ctx).count("unlock") == 2
    (wrong,) = access.entries(ctx, acts=("wrong_words",))
    assert wrong.detail == "2"
    vault.close_book(ctx, folder)
