"""A message catalogue that reads a message when it is asked for, not all of them at the start."""

import struct
from bisect import bisect_left
from collections.abc import Callable
from gettext import NullTranslations, c2py
from typing import Any

_MAGIC = 0x950412DE
_HEAD = struct.Struct("<7I")
_PAIR = struct.Struct("<2I")


class Catalogue(NullTranslations):
    """A compiled catalogue (.mo); the format keeps its messages sorted, so they are looked up.

    Python's own reader decodes every message first, which cost a start as much as opening
    the book. A message that is not there is answered as it was asked (English).
    """

    def _parse(self, fp: Any) -> None:
        self._bytes: bytes = fp.read()
        magic, _version, self._count, self._keys, self._texts, *_hash = _HEAD.unpack_from(
            self._bytes
        )
        if magic != _MAGIC:
            raise OSError(0, "not a compiled catalogue", getattr(fp, "name", ""))
        self._known: dict[str, tuple[str, ...]] = {}
        self._plural: Callable[[int], int] | None = None

    def gettext(self, message: str) -> str:
        """Return a message in the language, or as it is."""
        return (self._found(message) or (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form of a message that counts."""
        found = self._found(f"{msgid1}\0{msgid2}")
        if not found:
            return msgid1 if n == 1 else msgid2
        if self._plural is None:
            self._plural = c2py(_plural_rule(self._text(self._texts, 0)))
        return found[min(self._plural(n), len(found) - 1)]

    def _found(self, message: str) -> tuple[str, ...]:
        forms = self._known.get(message)
        if forms is None:
            key = message.encode()
            place = bisect_left(range(self._count), key, key=self._key)
            is_there = place < self._count and self._key(place) == key
            forms = tuple(self._text(self._texts, place).split("\0")) if is_there else ()
            self._known[message] = forms
        return forms

    def _key(self, place: int) -> bytes:
        return self._slice(self._keys, place)

    def _text(self, table: int, place: int) -> str:
        return self._slice(table, place).decode()

    def _slice(self, table: int, place: int) -> bytes:
        length, start = _PAIR.unpack_from(self._bytes, table + _PAIR.size * place)
        return self._bytes[start : start + length]


def _plural_rule(header: str) -> str:
    for line in header.splitlines():
        name, _colon, value = line.partition(":")
        if name == "Plural-Forms":
            return value.partition("plural=")[2].rstrip("; ")
    return "n != 1"
