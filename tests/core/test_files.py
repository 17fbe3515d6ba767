"""Files are whole or not there, on full disks, gone sticks and while an antivirus looks on."""

import errno
import os
from pathlib import Path

import pytest

from fieldkit.core import files
from fieldkit.core.errors import (
    DiskFullError,
    FolderGoneError,
    HeldFileError,
    MediumGoneError,
    NotWritableError,
)


def held():
    """What Windows says while another program has a file open."""
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32
    return error


def test_a_file_is_written_whole_and_leaves_no_neighbour(tmp_path):
    files.write_bytes(tmp_path / "a", b"one")
    files.write_bytes(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EROFS, NotWritableError),
        (errno.EACCES, NotWritableError),
        (errno.EIO, MediumGoneError),
        (errno.ENODEV, MediumGoneError),
    ],
)
def test_what_the_disk_refuses_is_named_and_the_former_file_stays(
    tmp_path, monkeypatch, number, expected
):
    files.write_bytes(tmp_path / "a", b"former")

    def refuse(_handle):
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(expected):
        files.write_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"former"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_gone_is_a_medium_that_is_gone(tmp_path):
    with pytest.raises(FolderGoneError):
        files.write_bytes(tmp_path / "stick" / "a", b"new")


def test_a_file_the_antivirus_holds_for_a_moment_is_written_all_the_same(tmp_path, monkeypatch):
    plain, refusals = Path.replace, [held(), held(), held()]

    def replace(self, target):
        if refusals:
            raise refusals.pop()
        return plain(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    files.write_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert not refusals


def test_a_file_held_for_long_is_named_and_nothing_is_changed(tmp_path, monkeypatch):
    files.write_bytes(tmp_path / "a", b"former")

    def replace(_self, _target):
        raise held()

    monkeypatch.setattr(files, "_PAUSES", (0, 0, 0))
    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(HeldFileError) as caught:
        files.write_bytes(tmp_path / "a", b"new")
    assert caught.value.details == {"path": "a"}
    assert (tmp_path / "a").read_bytes() == b"former"


def test_a_permission_that_is_missing_is_not_waited_for(tmp_path, monkeypatch):
    tried = []

    def act():
        tried.append(1)
        raise PermissionError(errno.EACCES, "no")

    with pytest.raises(PermissionError):
        files.patiently(act)
    assert tried == [1]


def test_a_large_work_is_refused_before_it_fills_the_disk(tmp_path):
    files.expect_room(tmp_path, 0)
    with pytest.raises(DiskFullError):
        files.expect_room(tmp_path, 1 << 60)
    with pytest.raises(MediumGoneError):
        files.expect_room(tmp_path / "stick", 0)


def test_what_a_killed_program_left_half_written_is_taken_away_later(tmp_path):
    old, new = tmp_path / ".aa.part", tmp_path / ".bb.part"
    scratch = tmp_path / f"{files.SCRATCH}x"
    scratch.mkdir()
    for path in (old, new, tmp_path / "kept.part"):
        path.write_bytes(b"x")
    for path in (old, scratch, tmp_path / "kept.part"):
        os.utime(path, (0, 0))
    files.sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".bb.part", "kept.part"]
