"""A backup is proved by restoring it, and restoring never overwrites."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fieldkit.core import book_file, vault
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import (
    BookInUseError,
    DamagedBackupError,
    DamagedBookError,
    DamagedKeysError,
    DiskFullError,
    MissingFileError,
    NewerBookError,
    NotABackupError,
    NotABookError,
    UnusableFileError,
    UsageError,
    WrongPassphraseError,
)
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import keeping, service
from fieldkit.features.backup.service import TableDifference

WORDS = "kata sandi panjang"
OWNER = "Sri Wahyuningsih"  # longer than what chance makes of sealed bytes


@pytest.fixture
def disk(tmp_path, clock):
    folder = tmp_path / "Coba.fieldkit"
    ctx, code = vault.create_book(
        folder, name=OWNER, role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    with ctx.db.write(Step("Write")) as writer:
        writer.put("family", {"name": "Ani", "nik": "9901014101900000"}, scope="g")
    ctx.files.keep(b"a photo")
    yield ctx, folder, code
    vault.close_book(ctx, folder)


def test_a_backup_restores_into_a_new_book_with_a_new_device(disk, tmp_path, clock):
    ctx, _folder, _code = disk
    made = service.back_up(ctx, tmp_path / "stick")
    assert made.verified
    assert made.records == 1
    again = service.restore(
        tmp_path / "stick" / made.file, tmp_path / "N.fieldkit", WORDS, clock=clock
    )
    assert again.db.value("SELECT name FROM family") == "Ani"
    assert again.me.device != ctx.me.device
    assert service.last_proved(ctx) == "2026-11-20"
    vault.close_book(again, tmp_path / "N.fieldkit")


def test_a_backup_opens_with_the_recovery_code(disk, tmp_path, clock):
    ctx, _folder, code = disk
    made = service.back_up(ctx, tmp_path)
    again = service.restore(tmp_path / made.file, tmp_path / "N.fieldkit", code, clock=clock)
    vault.close_book(again, tmp_path / "N.fieldkit")


def test_a_restore_never_overwrites_and_leaves_nothing_behind_when_it_fails(disk, tmp_path):
    ctx, folder, _code = disk
    file = tmp_path / service.back_up(ctx, tmp_path).file
    with pytest.raises(UsageError):
        service.restore(file, folder, WORDS)
    with pytest.raises(WrongPassphraseError):
        service.restore(file, tmp_path / "N.fieldkit", "kata sandi salah")
    with pytest.raises(MissingFileError):
        service.restore(tmp_path / "none", tmp_path / "N.fieldkit", WORDS)
    (tmp_path / "text").write_text("no backup")
    with pytest.raises(NotABackupError):
        service.restore(tmp_path / "text", tmp_path / "N.fieldkit", WORDS)
    assert not (tmp_path / "N.fieldkit").exists()


def test_nothing_of_a_book_on_disk_can_be_read(disk, tmp_path):
    ctx, _folder, _code = disk
    service.back_up(ctx, tmp_path)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"9901014101900000" not in content
            assert b"SQLite format" not in content
            assert b"a photo" not in content


def test_a_healthy_book_has_no_findings(disk):
    ctx, _folder, _code = disk
    assert service.check(ctx, is_full=True) == []


def test_a_table_changed_outside_the_log_is_found(ctx, make):
    make.family(name="Ani")
    with ctx.db.local():
        ctx.db.raw.execute("UPDATE family_all SET name = 'Budi'")
    findings = service.check(ctx, is_full=True)
    assert any("family" in f for f in findings)


def test_a_flipped_bit_is_noticed(disk, clock):
    ctx, folder, _code = disk
    vault.close_book(ctx, folder)
    file = folder / "book.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    try:
        reopened = vault.open_book(folder, WORDS, clock=clock)
    except DamagedBookError:
        file.write_bytes(bytes(data))
    else:
        assert service.check(reopened)
        vault.close_book(reopened, folder)
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    vault.open_book(folder, WORDS, clock=clock)


def spoil_keys(folder, text):
    for name in ("keys.json", "keys-copy.json"):
        (folder / name).unlink()
        if text is not None:
            (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda f: spoil_keys(f, None), DamagedKeysError),
        (lambda f: spoil_keys(f, None) or (f / "book.db").unlink(), NotABookError),
        (lambda f: spoil_keys(f, "{"), DamagedBookError),
        (lambda f: spoil_keys(f, '{"format": 99, "book": "x", "slots": {}}'), NewerBookError),
        (
            lambda f: (f / "book.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000),
            DamagedBookError,
        ),
    ],
)
def test_a_spoilt_book_is_refused_with_its_own_error(tmp_path, clock, spoil, error):
    folder = tmp_path / "B.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    vault.close_book(ctx, folder)
    spoil(folder)
    with pytest.raises(error):
        vault.open_book(folder, WORDS)


def test_a_book_from_a_newer_program_is_refused(tmp_path, clock):
    folder = tmp_path / "B.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    ctx.db.raw.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('fieldkit', 'm9999_future', '2030-01-01')"
    )
    vault.close_book(ctx, folder)
    with pytest.raises(NewerBookError):
        vault.open_book(folder, WORDS)


def test_a_second_window_is_refused(disk):
    _ctx, folder, _code = disk
    with pytest.raises(BookInUseError):
        vault.open_book(folder, WORDS)


def test_what_a_kill_left_half_written_among_the_photos_goes_with_the_days_backup(disk, tmp_path):
    ctx, folder, _code = disk
    (photo,) = (folder / "attachments").glob("??/*")
    left, just_now = (photo.with_name(f".{letter}.part") for letter in "ab")
    for file in (left, just_now):
        file.write_bytes(b"half")
    os.utime(left, (0, 0))
    service.routine(ctx)
    assert {file.name for file in photo.parent.iterdir()} == {photo.name, just_now.name}


def test_the_routine_backs_up_once_a_day_and_copies_each_photo_once(disk, tmp_path, clock):
    ctx, folder, _code = disk
    stick = tmp_path / "stick"
    stick.mkdir()
    first = service.routine(ctx, stick)
    assert len(first) == 2
    assert service.routine(ctx, stick) == []
    clock.advance(days=1)
    ctx.files.keep(b"another photo")
    [again] = service.routine(ctx, tmp_path / "not there")
    place = folder.parent / "FieldKit-cadangan"
    assert len(list(place.glob("photos-*/*/*"))) == 2
    restored = service.restore(Path(again.file), tmp_path / "R.fieldkit", WORDS, clock=clock)
    assert restored.files.content(hashlib.sha256(b"another photo").hexdigest()) == b"another photo"
    vault.close_book(restored, tmp_path / "R.fieldkit")


def test_old_backups_are_thinned_to_days_weeks_and_months(disk, clock):
    ctx, folder, _code = disk
    for _day in range(12):
        clock.advance(days=1)
        service.routine(ctx)
    place = folder.parent / "FieldKit-cadangan"
    names = sorted(p.name for p in place.glob("*.fkbackup"))
    assert 7 <= len(names) <= 10
    assert clock.now().strftime("%Y%m%d") in names[-1]


@pytest.mark.parametrize("days", [1, 30, 400, 1000])
def test_at_most_seven_days_four_weeks_and_twelve_months_are_kept(days):
    moments = [datetime(2026, 11, 20, 18, tzinfo=UTC) - timedelta(days=d) for d in range(days)]
    kept = keeping.kept(moments)
    assert max(moments) in kept
    assert len(kept) <= 7 + 4 + 12
    assert {m.date() for m in moments[:7]} <= {m.date() for m in kept}
    if days == 1000:
        assert len({(m.year, m.month) for m in kept}) == 12


def test_gaps_use_up_no_place():
    moments = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 12, 2)]
    assert keeping.kept(moments) == set(moments)


def flip(file, bit):
    raw = bytearray(file.read_bytes())
    raw[bit // 8] ^= 1 << bit % 8
    file.write_bytes(raw)


def test_a_flipped_bit_of_a_backup_is_noticed_wherever_it_lies(disk, tmp_path):
    ctx, _folder, _code = disk
    file = Path(service.back_up(ctx, tmp_path).file)
    assert book_file.is_whole(file)
    bits = file.stat().st_size * 8
    for bit in {0, bits - 1, bits - 64 * 8 - 1, *range(11, bits, bits // 25)}:
        flip(file, bit)
        with pytest.raises((DamagedBookError, NotABookError)):
            service.restore(file, tmp_path / "N.fieldkit", WORDS)
        flip(file, bit)
    assert book_file.is_whole(file)


def test_a_backup_cut_short_is_damaged_and_no_riddle(disk, tmp_path):
    ctx, _folder, _code = disk
    file = Path(service.back_up(ctx, tmp_path).file)
    file.write_bytes(file.read_bytes()[:-5000])
    with pytest.raises(DamagedBackupError):
        service.restore(file, tmp_path / "N.fieldkit", WORDS)


def test_a_backup_tells_when_and_why_without_a_key_and_names_nobody(disk, clock):
    ctx, _folder, _code = disk
    clock.advance(seconds=5)
    service.back_up(ctx)
    service.before_risk(ctx)
    (kept,) = service.kept(ctx)
    assert (kept.reason, kept.records, kept.made_at) == ("", 1, ctx.clock.now())
    assert OWNER.encode() not in kept.file.read_bytes()


def test_a_risky_step_needs_no_new_backup_only_while_nothing_changed(disk, clock):
    ctx, _folder, _code = disk
    clock.advance(seconds=5)
    assert service.before_risk(ctx) is not None
    clock.advance(seconds=5)
    assert service.before_risk(ctx) is None
    with ctx.db.write(Step("Visit")) as writer:
        writer.put("family", {"name": "Siti"}, scope="g")
    assert service.before_risk(ctx) is not None


def test_a_risky_step_is_backed_up_first_and_the_last_ten_are_kept(disk, clock):
    ctx, _folder, _code = disk
    service.guard(ctx)
    for number in range(12):
        clock.advance(hours=1)
        with ctx.db.write(Step("Import"), is_risky=True) as writer:
            writer.put("family", {"name": f"Keluarga {number}"}, scope="g")
    risky = [one for one in service.kept(ctx) if one.reason == "before"]
    assert len(risky) == 10
    told = service.difference(ctx, risky[0].file)
    assert [(t.table, t.only_book, t.only_backup) for t in told.tables] == [("family", 1, 0)]
    assert told.steps_missing == 1


def test_a_trial_and_a_second_risky_step_right_after_need_no_backup(disk, clock):
    ctx, _folder, _code = disk
    service.guard(ctx)
    with ctx.db.write(Step("Try"), is_trial=True, is_risky=True) as writer:
        writer.put("family", {"name": "A"}, scope="g")
    assert service.kept(ctx) == []
    for name in ("B", "C"):
        with ctx.db.write(Step("Import"), is_risky=True) as writer:
            writer.put("family", {"name": name}, scope="g")
    assert len(service.kept(ctx)) == 1


def test_a_risky_step_without_room_for_its_backup_is_refused(disk, monkeypatch):
    ctx, _folder, _code = disk
    service.guard(ctx)
    monkeypatch.setattr("fieldkit.core.files.SPARE", 1 << 60)
    with pytest.raises(DiskFullError), ctx.db.write(Step("Import"), is_risky=True) as writer:
        writer.put("family", {"name": "B"}, scope="g")
    assert ctx.db.value("SELECT count(*) FROM family") == 1


def test_the_difference_names_what_would_come_back_and_what_would_be_missing(disk, tmp_path):
    ctx, _folder, _code = disk
    with ctx.db.write(Step("Write")) as writer:
        gone = writer.put("family", {"name": "Budi"}, scope="g")
    file = Path(service.back_up(ctx, tmp_path).file)
    assert service.difference(ctx, file).is_none
    with ctx.db.write(Step("Change")) as writer:
        writer.remove("family", gone)
        ani = ctx.db.value("SELECT id FROM family")
        writer.put("family", {"id": ani, "name": "Ani Wati"})
        writer.put("family", {"name": "Cici"}, scope="g")
    told = service.difference(ctx, file)
    assert told.tables == (
        TableDifference(table="family", backup=2, book=2, only_backup=1, only_book=1, differing=1),
    )
    assert told.steps_missing == 1
    assert not told.is_none


def test_the_backup_of_another_book_is_not_compared(disk, tmp_path, clock):
    ctx, _folder, _code = disk
    other, _code = vault.create_book(
        tmp_path / "O.fieldkit", name="Ayu", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    file = Path(service.back_up(other, tmp_path / "stick").file)
    vault.close_book(other, tmp_path / "O.fieldkit")
    with pytest.raises(UnusableFileError):
        service.difference(ctx, file)


def test_a_backup_is_of_one_instant_while_another_window_writes(disk, tmp_path):
    ctx, _folder, _code = disk
    job = ctx.db.another()
    mine = ctx._replace(db=job)
    with job.snapshot():
        with ctx.db.write(Step("Write")) as writer:
            writer.put("family", {"name": "Budi"}, scope="g")
        assert job.value("SELECT count(*) FROM family") == 1
    assert service.back_up(mine, tmp_path).records == 2
    job.close()


def test_two_books_beside_each_other_do_not_mix_their_photos(disk, tmp_path, clock):
    ctx, _folder, _code = disk
    other, _code = vault.create_book(
        tmp_path / "O.fieldkit", name="Ayu", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    other.files.keep(b"a photo")
    service.routine(ctx)
    (made,) = service.routine(other)
    vault.close_book(other, tmp_path / "O.fieldkit")
    again = service.restore(Path(made.file), tmp_path / "R.fieldkit", WORDS, clock=clock)
    assert again.files.content(hashlib.sha256(b"a photo").hexdigest()) == b"a photo"
    vault.close_book(again, tmp_path / "R.fieldkit")
