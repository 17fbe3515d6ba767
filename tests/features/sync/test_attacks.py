"""Every byte of a file changed or cut, bombs, forgeries, hostile names and numbers: refused.

In words, with the book unchanged, in bounded time and memory.
"""

import hashlib
import json
import random
import struct
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.core.db import health
from fieldkit.core.db.segments import Segment, digest
from fieldkit.core.security.identity import Identity
from fieldkit.features.records import history
from fieldkit.features.sync import bundle as bundles
from fieldkit.features.sync import manifest as manifests
from fieldkit.features.sync import senders, service
from fieldkit.features.sync.manifest import Bundle
from fieldkit.features.sync.model import FileState

GROUP = "g" * 26
_BAD = {FileState.DAMAGED, FileState.NOT_FOR_YOU, FileState.UNKNOWN_SENDER, FileState.PARTIAL,
        FileState.GAP, FileState.NEWER_VERSION}  # fmt: skip


@pytest.fixture
def attacked(pair, exchange, tmp_path):
    """A facilitator who went bad, the coordinator's book, and a way to give any bytes to it."""
    mine, theirs = pair
    exchange.put(mine, "kpm_group", GROUP, id=GROUP, name="Mawar")
    exchange.between(mine, theirs)
    return Attack(mine, theirs, tmp_path)


class Attack:
    """Gives files to a victim and says what came of them."""

    def __init__(self, sender, victim, folder):
        self.sender, self.victim, self.folder = sender, victim, folder
        self.number = 100

    def state(self):
        tables = ("op", "segment", "kpm_group", "family", "cash_entry", "conflict", "step")
        return {t: self.victim.db.rows(f"SELECT * FROM {t}") for t in tables}

    def give(self, data: bytes):
        file = self.folder / "attack.fkx"
        file.write_bytes(data)
        return service.receive(self.victim, [file])[0]

    def page(self, content, number=2, scope=GROUP, identity=None, device=None, prev=None, **more):
        body = content if isinstance(content, bytes) else packed(content)
        device = device or self.sender.me.device
        if prev is None:
            row = self.victim.db.row(
                "SELECT hash FROM segment WHERE dev = :d AND scope = :s AND number = :n",
                d=device, s=scope, n=number - 1,
            )  # fmt: skip
            prev = bytes(row["hash"]) if row else b""
        try:
            page_hash = digest(device, scope, number, prev, body)
        except (struct.error, UnicodeEncodeError):
            page_hash = b"\0" * 32
        signature = (identity or self.sender.identity).sign(page_hash)
        count = more.get("operations", 1)
        return Segment(device, scope, number, prev, page_hash, signature, count, body)

    def file(self, *pages, **facts) -> bytes:
        self.number += 1
        given = {
            "sender": self.sender.me.device, "sequence": self.number, "heads": {}, "cards": (),
            "written_at": self.sender.clock.now().isoformat(timespec="seconds"), "keys": {},
            "attachments": {}, "segments": pages, **facts,
        }  # fmt: skip
        return bundles.write(
            Bundle(**given), self.sender.identity, [self.victim.identity.box_public]
        )

    def raw(self, manifest: bytes, rest: bytes = b"") -> bytes:
        """A properly signed and sealed file around any manifest."""
        import pyrage

        device = self.sender.me.device
        signature = self.sender.identity.sign(bundles._signed(device, manifest))
        head = bundles._HEADER.pack(bundles.MAGIC, device, len(manifest), signature)
        to = pyrage.x25519.Recipient.from_str(self.victim.identity.box_public)
        return bytes(pyrage.encrypt(head + manifest + rest, [to]))


def content(**changed):
    whole = {
        "cells": [["kpm_group", "name"]], "rows": [GROUP], "steps": [["s" * 26, 1, "Step", "{}"]],
        "H": [1 << 50], "T": [0], "R": [0], "V": ["Diubah"], "P": [0], "S": [0], "sealed": [],
    }  # fmt: skip
    return whole | changed


def packed(value) -> bytes:
    return zlib.compress(json.dumps(value).encode())


# -- bytes on the way ----------------------------------------------------------------------


def test_every_byte_changed_and_every_cut_is_noticed(attacked, exchange):
    exchange.put(attacked.sender, "kpm_group", id=GROUP, name="Melati")
    sent = exchange.send(attacked.sender, attacked.victim)
    data = Path(sent.file).read_bytes()
    dice, before = random.Random(1), attacked.state()
    for position in range(len(data)):
        spoilt = bytearray(data)
        spoilt[position] ^= 1 << dice.randrange(8)
        assert attacked.give(bytes(spoilt)).state in _BAD, position
    for length in [*range(0, len(data), 13), len(data) - 1]:
        assert attacked.give(data[:length]).state in _BAD, length
    assert attacked.give(data + b"x").state in _BAD
    assert attacked.state() == before
    assert attacked.give(data).state is FileState.NEW


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])
def test_every_byte_inside_the_seal_is_covered_by_a_signature_or_a_hash(attacked, exchange, step):
    """A receiver who opens a file and seals it anew can change nothing of it."""
    import pyrage

    exchange.put(attacked.sender, "kpm_group", id=GROUP, name="Melati")
    sent = exchange.send(attacked.sender, attacked.victim)
    opener = pyrage.x25519.Identity.from_str(attacked.victim.identity.box_secret)
    inside = pyrage.decrypt(Path(sent.file).read_bytes(), [opener])
    to = pyrage.x25519.Recipient.from_str(attacked.victim.identity.box_public)
    before = attacked.state()
    for position in range(0, len(inside), step):
        spoilt = bytearray(inside)
        spoilt[position] ^= 0x04
        report = attacked.give(bytes(pyrage.encrypt(bytes(spoilt), [to])))
        assert report.state in _BAD, position
        assert attacked.state() == before, position


# -- hostile contents under a right signature ------------------------------------------------


@pytest.mark.parametrize(
    "spoilt",
    [
        content(H=[-5]),
        content(H=[1 << 70]),
        content(H=["x"]),
        content(H=[1.5]),
        content(T=[1]),
        content(T=[-1]),
        content(R=[9]),
        content(R=[True]),
        content(S=[-1]),
        content(P=[[[1]]]),
        content(P=[[["a", "b"]]]),
        content(P=[7]),
        content(V=[["list"]]),
        content(V=[{"a": 1}]),
        content(V=[7]),
        content(V=["x" * 70_000]),
        content(V=["\ud800"]),
        content(cells=[["kpm_group"]]),
        content(cells=[["kpm_group", "*"]], V=[7]),
        content(cells=[["kpm_group", "*"]], V=[{"name": [1]}]),
        content(cells=[["kpm_group", "*"]], V=[{"meeting_day": "Senin"}]),
        content(cells=[["cash_entry", "lines"]], V=["[]"]),
        content(cells=[["cash_entry", "*"]], V=[{"lines": "[7]"}]),
        content(cells=[["cash_entry", "*"]], V=[{"lines": "{"}]),
        content(cells=[["cash_entry", "*"]], V=[{"reverses": "x", "lines": "[]"}]),
        content(cells="no"),
        content(rows=7),
        content(steps=[["s", 1, "n"]]),
        content(steps=[["s", -1, "n", "{}"]]),
        content(steps=[["s", 1, "n", "no json"]]),
        content(sealed=[["a"]]),
        content(sealed=7),
        content(H=[]),
        {},
        [],
        7,
        None,
    ],
)
def test_a_page_of_nonsense_is_refused_and_nothing_changes(attacked, spoilt):
    before = attacked.state()
    report = attacked.give(attacked.file(attacked.page(spoilt)))
    assert report.state is FileState.DAMAGED
    assert service.report_sentence(report)
    assert attacked.state() == before


_JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(1 << 70), 1 << 70), st.text(max_size=8),
        st.floats(allow_nan=False),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
_KNOBS = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@settings(max_examples=150, **_KNOBS)
@given(key=st.sampled_from([*"HTRVPS", "cells", "rows", "steps", "sealed"]), value=_JSON)
def test_any_value_in_any_place_of_a_page_is_taken_whole_or_refused(attacked, key, value):
    attacked.give(attacked.file(attacked.page(content(**{key: value}))))
    found = health.findings(attacked.victim.db, is_full=True)
    assert [f for f in found if f.code not in ("operations_waiting", "clock_behind")] == []


@settings(max_examples=150, **_KNOBS)
@given(
    key=st.sampled_from(
        ["format", "min_reader", "from", "to", "sequence", "written_at", "heads", "cards",
         "missing", "part", "app", "facts", "revoked", "segments", "keys", "attachments"]
    ),
    value=_JSON,
)  # fmt: skip
def test_any_value_in_any_place_of_a_manifest_is_taken_or_refused(attacked, key, value):
    bundle = Bundle(
        sender=attacked.sender.me.device, sequence=200, written_at="2026-11-20T03:00:00+00:00",
        heads={}, cards=(), segments=(), keys={}, attachments={},
    )  # fmt: skip
    empty = zlib.compress(b"{}")
    keys = (len(empty), hashlib.sha256(empty).hexdigest())
    plain = json.loads(manifests.written(bundle, [attacked.victim.identity.box_public], keys)) | {
        key: value
    }
    report = attacked.give(attacked.raw(json.dumps(plain).encode(), empty))
    assert report.state in FileState
    service.peers(attacked.victim)
    service.exchanges(attacked.victim)


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[" * 100_000, b'{"a":' * 50_000, b"NaN", b"null", b"\xff\xfe", b"1e999"],
)
def test_a_manifest_that_is_none_is_refused(attacked, manifest):
    assert attacked.give(attacked.raw(manifest)).state is FileState.DAMAGED


def test_a_hostile_step_name_shows_no_harm_in_the_history(attacked):
    steps = [["s" * 26, 1, "{x.__class__} {n:>999999999}", '{"x": 1, "n": 2}']]
    attacked.give(attacked.file(attacked.page(content(steps=steps))))
    told = {entry.step for entry in history.history(attacked.victim, "kpm_group", GROUP)}
    assert told == {"Write", ""}


# -- bombs ---------------------------------------------------------------------------------


def bounded(work):
    """Run something; at most a few seconds and some tens of megabytes."""
    tracemalloc.start()
    began = time.process_time()  # others may keep the machine busy
    try:
        found = work()
        taken, most = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken < 30, taken
    assert most < 400 * 1024 * 1024, most
    return found


@pytest.mark.parametrize(
    "bomb",
    [
        zlib.compress(b"\0" * 300_000_000, 9),
        zlib.compress(b"[" + b"[]," * 3_500_000 + b"[]]", 9),
        zlib.compress(b"[" * 9_000_000, 9),
        zlib.compress(b'{"a":' * 2_000_000, 9),
    ],
    ids=["zeros", "lists", "depth", "objects"],
)
def test_a_bomb_in_a_page_stops_early(attacked, bomb):
    file = attacked.file(attacked.page(bomb))
    assert bounded(lambda: attacked.give(file)).state is FileState.DAMAGED


def test_a_bomb_in_the_keys_stops_early(attacked):
    bomb = zlib.compress(b'{"a":["' + b"A" * 300_000_000, 9)
    keys = (len(bomb), hashlib.sha256(bomb).hexdigest())
    bundle = Bundle(
        sender=attacked.sender.me.device, sequence=200, written_at="2026-11-20T03:00:00+00:00",
        heads={}, cards=(), segments=(), keys={}, attachments={},
    )  # fmt: skip
    manifest = manifests.written(bundle, [attacked.victim.identity.box_public], keys)
    file = attacked.raw(manifest, bomb)
    assert bounded(lambda: attacked.give(file)).state is FileState.DAMAGED


def test_many_sealed_bombs_share_one_bound(attacked):
    import base64

    from nacl.secret import Aead

    key = b"k" * 32
    place = f"{attacked.sender.me.device}|{GROUP}|2|x".encode()
    bomb = zlib.compress(b'{"0":["' + b"a" * 5_000_000 + b'"]}', 9)
    text = base64.b64encode(bytes(Aead(key).encrypt(bomb, place))).decode()
    page = attacked.page(content(sealed=[["x", text]] * 200))
    file = attacked.file(page, keys={"x": [key]})
    assert bounded(lambda: attacked.give(file)).state is FileState.DAMAGED


# -- people --------------------------------------------------------------------------------


def test_a_page_under_anothers_name_is_refused(attacked, book, exchange):
    other = book("Tuti")
    exchange.introduce(other, attacked.victim)
    page = attacked.page(
        content(), number=1, scope="t" * 26, device=other.me.device,
        identity=attacked.sender.identity, prev=b"",
    )  # fmt: skip
    report = attacked.give(attacked.file(page))
    assert (report.state, report.reason) == (FileState.DAMAGED, "bad_signature")


def test_a_second_page_of_the_same_number_is_a_fork(attacked, exchange):
    exchange.put(attacked.sender, "kpm_group", id=GROUP, rw="001")
    exchange.between(attacked.sender, attacked.victim)
    before = attacked.state()
    first = attacked.victim.db.value("SELECT hash FROM segment WHERE number = 1")
    report = attacked.give(attacked.file(attacked.page(content(), number=2, prev=bytes(first))))
    assert (report.state, report.reason) == (FileState.DAMAGED, "fork")
    assert attacked.state() == before


def test_an_operation_that_repeats_another_page_is_refused(attacked):
    """The log would keep the first and the table show the second."""
    report = attacked.give(attacked.file(attacked.page(content())))
    assert report.state is FileState.NEW
    other = content(cells=[["kpm_group", "*"]], rows=["n" * 26], V=[{"name": "Palsu"}])
    report = attacked.give(attacked.file(attacked.page(other, number=3)))
    assert (report.state, report.reason) == (FileState.DAMAGED, "repeated")
    twice = content(H=[1 << 51, 0], T=[0, 0], R=[0, 0], V=["a", "b"], P=[0, 0], S=[0, 0])
    report = attacked.give(attacked.file(attacked.page(twice, number=3, operations=2)))
    assert report.reason == "repeated"
    found = health.findings(attacked.victim.db, is_full=True)
    assert [f for f in found if f.code == "table_differs"] == []


def test_a_page_that_does_not_follow_its_neighbours_is_a_fork(attacked):
    report = attacked.give(attacked.file(attacked.page(content(), number=2, prev=b"\1" * 32)))
    assert (report.state, report.reason) == (FileState.DAMAGED, "fork")
    attacked.give(attacked.file(attacked.page(content(), number=4, prev=b"\2" * 32)))
    report = attacked.give(attacked.file(attacked.page(content(), number=3, prev=b"\3" * 32)))
    assert report.reason == "fork"


@pytest.mark.parametrize("scope", ["x" * 26, "common/../x", "own-somebody", "a b", "", "x" * 90])
def test_a_scope_that_is_not_theirs_is_refused(attacked, scope, exchange, make):
    exchange.put(attacked.victim, "kpm_group", "x" * 26, id="x" * 26, name="Milik koordinator")
    before = attacked.state()
    page = attacked.page(content(rows=["x" * 26]), number=1, scope=scope, prev=b"")
    report = attacked.give(attacked.file(page))
    assert report.state in (FileState.PARTIAL, FileState.DAMAGED)
    assert attacked.state() == before


def test_a_file_numbered_a_thousand_million_costs_no_more_than_any(attacked):
    """Nobody counts to it: the newest numbers that are missing are named, and no others."""
    attacked.give(attacked.file(sequence=1))
    began = time.process_time()
    report = attacked.give(attacked.file(sequence=10**9))
    shown = senders.senders(attacked.victim)
    assert time.process_time() - began < 2
    assert report.missing_files == tuple(range(10**9 - 60, 10**9))
    assert shown


def test_a_key_for_somebody_elses_data_is_not_kept(attacked):
    attacked.give(attacked.file(attacked.page(content()), keys={"victim": [b"k" * 32]}))
    assert attacked.victim.db.rows("SELECT * FROM subject_key") == []


def test_the_same_identity_twice_does_not_pass_for_another(attacked, book):
    stranger = Identity.generate()
    page = attacked.page(content(), number=2, identity=stranger)
    assert attacked.give(attacked.file(page)).reason == "bad_signature"
