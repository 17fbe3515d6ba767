"""A disk that remembers, under SQLCipher itself: what was written, what was made durable.

SQLite reaches a disk through a table of functions (a VFS). The wheel's own library exports them,
so the default table is copied here with writing, cutting, syncing and deleting listened to. The
program under test is unchanged: real SQLCipher, real pages, real WAL.
"""

import ctypes
import random
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3._sqlite3 as library

_OK = 0
FULL, WRITE_ERROR, SYNC_ERROR = 13, 778, 1034
_SECTOR = 512
_int, _long, _at = ctypes.c_int, ctypes.c_int64, ctypes.c_void_p
_CLOSE = ctypes.CFUNCTYPE(_int, _at)
_WRITE = ctypes.CFUNCTYPE(_int, _at, _at, _int, _long)
_CUT = ctypes.CFUNCTYPE(_int, _at, _long)
_SYNC = ctypes.CFUNCTYPE(_int, _at, _int)
# A file keeps the address of its name: the very same must be handed on.
_OPEN = ctypes.CFUNCTYPE(_int, _at, _at, _at, _int, _at)
_DELETE = ctypes.CFUNCTYPE(_int, _at, _at, _int)


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", _int), ("close", _at), ("read", _at), ("write", _at), ("cut", _at),
        ("sync", _at), ("more", _at * 13),
    ]  # fmt: skip


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", _int), ("file_bytes", _int), ("longest", _int), ("next", _at),
        ("name", ctypes.c_char_p), ("data", _at), ("open", _at), ("delete", _at),
        ("more", _at * 14),
    ]  # fmt: skip


class Disk:
    """Listens to every write, cut, sync and deletion of one folder's files, or of all files.

    `events` are told in their order; `trouble(number, kind)` may answer with an error that the
    disk then has, once for each call.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.events: list[tuple] = []
        self.calls = 0
        self.trouble: Callable[[int, str], int] = lambda _number, _kind: _OK
        self._lib = ctypes.CDLL(library.__file__)
        self._lib.sqlite3_vfs_find.restype = ctypes.c_void_p
        self._lib.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
        for name in ("sqlite3_vfs_register", "sqlite3_vfs_unregister"):
            getattr(self._lib, name).argtypes = [ctypes.c_void_p, _int]
        self._lib.sqlite3_vfs_unregister.argtypes = [ctypes.c_void_p]
        self._usual = ctypes.cast(self._lib.sqlite3_vfs_find(None), ctypes.POINTER(_Vfs)).contents
        self._names: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._kept: list[object] = []

    @contextmanager
    def listening(self):
        """Let every database that is opened meanwhile be listened to."""
        ours = _Vfs.from_buffer_copy(self._usual)
        ours.name = b"listening"
        self._usual_open, self._usual_delete = _OPEN(ours.open), _DELETE(ours.delete)
        opens, deletes = _OPEN(self._open), _DELETE(self._delete)
        ours.open, ours.delete = (ctypes.cast(one, _at).value for one in (opens, deletes))
        self._kept += [ours, opens, deletes]
        self._lib.sqlite3_vfs_register(ctypes.byref(ours), 1)
        try:
            yield self
        finally:
            self._lib.sqlite3_vfs_unregister(ctypes.byref(ours))
            self._lib.sqlite3_vfs_register(ctypes.byref(self._usual), 1)

    def tell(self, *what: object) -> None:
        """Note between the writes that something was acknowledged."""
        self.events.append(("told", *what))

    def _hear(self, kind: str, name: str, *more: object) -> int:
        self.calls += 1
        error = self.trouble(self.calls, kind)
        if error == _OK:
            self.events.append((kind, name, *more))
        return error

    def _is_ours(self, place: Path) -> bool:
        return self.folder is None or place.parent == self.folder

    def _name(self, place: Path) -> str:
        return str(place) if self.folder is None else place.name

    def _open(self, vfs, name, file, flags, out):
        result = self._usual_open(vfs, name, file, flags, out)
        place = Path(ctypes.string_at(name).decode()) if name else None
        if result == _OK and place is not None and self._is_ours(place):
            self._names[file] = self._name(place)
            slot = ctypes.cast(file, ctypes.POINTER(_at))
            slot[0] = ctypes.addressof(self._listened(slot[0]))
        return result

    def _delete(self, vfs, name, and_folder):
        place = Path(ctypes.string_at(name).decode())
        if self._is_ours(place):
            error = self._hear("delete", self._name(place), bool(and_folder))
            if error != _OK:
                return error
        return self._usual_delete(vfs, name, and_folder)

    def _listened(self, address: int) -> _Methods:
        """Return a table of a file's functions whose writing ones are ours."""
        if address in self._methods:
            return self._methods[address]
        usual = ctypes.cast(address, ctypes.POINTER(_Methods)).contents
        ours = _Methods.from_buffer_copy(usual)
        close, write = _CLOSE(usual.close), _WRITE(usual.write)
        cut, sync = _CUT(usual.cut), _SYNC(usual.sync)

        def on_close(file):
            self._names.pop(file, None)
            return close(file)

        def on_write(file, data, size, offset):
            content = ctypes.string_at(data, size)
            return self._hear("write", self._names[file], offset, content) or write(
                file, data, size, offset
            )

        def on_cut(file, size):
            return self._hear("cut", self._names[file], size) or cut(file, size)

        def on_sync(file, flags):
            return self._hear("sync", self._names[file]) or sync(file, flags)

        made = (_CLOSE(on_close), _WRITE(on_write), _CUT(on_cut), _SYNC(on_sync))
        addresses = (ctypes.cast(one, _at).value for one in made)
        ours.close, ours.write, ours.cut, ours.sync = addresses
        self._kept += [close, write, cut, sync, *made]
        self._methods[address] = ours
        return ours


class PowerCut:
    """Replays what a disk heard, and says what it would hold if the power went at any event.

    What was synced is there. Of what was not, each write is there with one chance in two, and may
    be torn between two sectors; a file whose name was not synced yet may be missing.
    """

    def __init__(self, before: dict[str, bytes], events: list[tuple]) -> None:
        self._durable = {name: bytearray(content) for name, content in before.items()}
        self._loose: dict[str, list[tuple]] = {}
        self._named = set(before)
        self._deleted: set[str] = set()
        self.events, self.position = events, 0
        self.told: list[tuple] = []

    def go_to(self, position: int) -> None:
        """Let the disk hear the events up to a position."""
        for event in self.events[self.position : position]:
            self._hear(*event)
        self.position = position

    def _hear(self, kind: str, name: str, *more: object) -> None:
        if kind == "told":
            self.told.append((name, *more))
        elif kind == "sync":
            content = self._durable.setdefault(name, bytearray())
            for one in self._loose.pop(name, []):
                _apply(content, *one)
            self._named.add(name)
        elif kind == "delete":
            self._loose.pop(name, None)
            if more[0]:
                self._durable.pop(name, None)
                self._named.discard(name)
            else:
                self._deleted.add(name)
        else:
            self._deleted.discard(name)
            self._loose.setdefault(name, []).append((kind, *more))

    def surviving(self, dice: random.Random) -> dict[str, bytes]:
        """Return the files that are left, by name."""
        found = {}
        for name in self._durable.keys() | self._loose.keys():
            if name not in self._named and dice.random() < 0.5:
                continue
            if name in self._deleted and dice.random() < 0.5:
                continue
            content = bytearray(self._durable.get(name, b""))
            for one in self._loose.get(name, []):
                if dice.random() < 0.5:
                    _apply(content, *_torn(dice, *one))
            found[name] = bytes(content)
        return found


def _torn(dice: random.Random, kind: str, *more: object) -> tuple:
    if kind == "write" and dice.random() < 0.25:
        offset, data = more
        sectors = len(data) // _SECTOR
        return kind, offset, data[: dice.randint(0, sectors) * _SECTOR]
    return kind, *more


def _apply(content: bytearray, kind: str, *more: object) -> None:
    if kind == "cut":
        del content[more[0] :]
        return
    offset, data = more
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
