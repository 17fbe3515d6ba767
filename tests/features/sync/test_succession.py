"""A book that goes on at another laptop, and pages nobody should have written."""

import json

import pytest

from fieldkit.core import vault
from fieldkit.core.db import segments, undo
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import PermissionDeniedError, UnusableFileError
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from fieldkit.features.sync import card, handing, service, succession
from fieldkit.features.sync.model import FileState

WORDS = "kata sandi latihan"


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)


@pytest.fixture
def disk(tmp_path, clock):
    """A facilitator's book on disk, with one group, and what restores its backups."""
    folder = tmp_path / "F.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Rina", role=Role.FACILITATOR, passphrase=WORDS, clock=clock
    )
    opened = [(ctx, folder)]

    def restored(source, name):
        made = backup.back_up(source, tmp_path / name)
        into = tmp_path / f"{name}.fieldkit"
        again = backup.restore(tmp_path / name / made.file, into, WORDS, clock=clock)
        opened.append((again, into))
        return again

    yield ctx, restored
    for one, place in opened:
        vault.close_book(one, place)


def group(exchange, ctx, name="Mawar"):
    return exchange.put(
        ctx, "kpm_group", id=f"g{name.lower()}", scope=f"g{name.lower()}", name=name
    )


def names(ctx):
    return {row["name"] for row in ctx.db.rows("SELECT name FROM family")}


def family(exchange, ctx, name, scope="gmawar"):
    return exchange.put(ctx, "family", scope, name=name, group_id=scope)


def test_what_was_never_sent_and_what_is_new_reach_the_coordinator(disk, book, exchange):
    ctx, restored = disk
    coordinator = book("Koordinator", Role.COORDINATOR)
    exchange.introduce(ctx, coordinator)
    group(exchange, ctx)
    exchange.between(ctx, coordinator)
    kept = family(exchange, ctx, "Belum Terkirim")
    exchange.put(ctx, "family", id=kept, rt="001")
    again = restored(ctx, "second")
    exchange.put(again, "family", id=kept, rt="002")
    family(exchange, again, "Sesudah Pulih")
    group(exchange, again, "Melati")
    exchange.introduce(again, coordinator)
    report = exchange.between(again, coordinator)
    assert (report.state, report.reason, report.conflicts) == (FileState.NEW, "", 0)
    assert names(coordinator) == {"Belum Terkirim", "Sesudah Pulih"}
    assert coordinator.db.value("SELECT rt FROM family WHERE id = :id", id=kept) == "002"
    assert not backup.check(again, is_full=True)


def test_unsent_work_can_still_be_undone_after_a_restore(disk, exchange):
    ctx, restored = disk
    group(exchange, ctx)
    family(exchange, ctx, "Keliru")
    again = restored(ctx, "second")
    undo.undo(again.db, today=again.today, reason="")
    assert names(again) == set()
    assert not backup.check(again, is_full=True)


def test_what_a_lost_laptop_had_sent_comes_back_from_the_coordinator(disk, book, exchange):
    ctx, restored = disk
    coordinator = book("Koordinator", Role.COORDINATOR)
    exchange.introduce(ctx, coordinator)
    group(exchange, ctx)
    exchange.between(ctx, coordinator)
    first = family(exchange, ctx, "Siti")
    again = restored(ctx, "second")
    exchange.put(ctx, "family", id=first, rt="005")
    family(exchange, ctx, "Setelah Cadangan")
    exchange.between(ctx, coordinator)
    exchange.introduce(again, coordinator)
    report = exchange.between(coordinator, again)
    assert (report.state, report.reason) == (FileState.NEW, "")
    assert names(again) == {"Siti", "Setelah Cadangan"}
    assert again.db.value("SELECT rt FROM family WHERE id = :id", id=first) == "005"
    exchange.between(again, coordinator)
    assert names(coordinator) == names(again)


def test_a_file_written_to_the_lost_laptop_opens_in_the_restored_book(disk, book, exchange):
    ctx, restored = disk
    coordinator = book("Koordinator", Role.COORDINATOR)
    exchange.introduce(ctx, coordinator)
    again = restored(ctx, "second")
    exchange.put(coordinator, "letterhead", "common", name="Dinas Sosial")
    sent = exchange.send(coordinator, ctx)
    [report] = service.receive(again, [exchange.folder / sent.file])
    assert report.state is FileState.NEW


def test_a_chain_of_laptops_is_proven_even_where_one_was_never_met(disk, book, exchange):
    ctx, restored = disk
    coordinator = book("Koordinator", Role.COORDINATOR)
    exchange.introduce(ctx, coordinator)
    group(exchange, ctx)
    exchange.between(ctx, coordinator)
    third = restored(restored(ctx, "second"), "third")
    family(exchange, third, "Dari Laptop Ketiga")
    exchange.introduce(third, coordinator)
    assert exchange.between(third, coordinator).state is FileState.NEW
    assert len(succession.own_keys(third)) == 3


def test_a_stranger_can_not_claim_somebodys_book(ctx, book, exchange, tmp_path):
    known, thief = book("Rina"), book("Maling")
    exchange.introduce(ctx, known)
    claims = (known.me.book_id, ctx.me.book_id)
    for follows in ((), [[known.me.device, card._signed({}).hex(), "AA=="]], [["x"]], 7):
        for claimed in claims:
            text = card.make_card(
                thief.identity,
                name="Rina",
                role=Role.FACILITATOR,
                device=thief.me.device,
                book_id=claimed,
                scope=None,
                follows=follows,
            )
            (tmp_path / "claim.fkcard").write_text(text)
            with pytest.raises(UnusableFileError) as caught:
                service.trust(ctx, tmp_path / "claim.fkcard")
            assert caught.value.details["reason"] == "book_not_proven"


def test_undo_does_not_reach_behind_a_handed_out_book(ctx, make, tmp_path):
    kube, _members = make.kube()
    handed = handing.hand_out(ctx, kube, "Ketua", tmp_path / "k")
    leader, _code = handing.open_hand_out(
        tmp_path / "k.fieldkit", tmp_path / "k", handed.first_key, WORDS, clock=ctx.clock
    )
    assert undo.next_undo(leader.db) is None
    assert leader.db.value("SELECT count(*) FROM kube_member") == 3
    vault.close_book(leader, tmp_path / "k.fieldkit")


def test_a_leaders_page_may_hold_nothing_but_their_kube(leader, exchange):
    mine, theirs, kube = leader
    exchange.put(theirs, "kube", id=kube, note="dari ketua")
    exchange.between(theirs, mine)
    exchange.put(theirs, "family", kube, name="Titipan")
    report = exchange.between(theirs, mine)
    assert (report.state, report.reason) == (FileState.DAMAGED, "wrong_table")
    assert mine.db.value("SELECT count(*) FROM family") == 0
    assert mine.db.value("SELECT note FROM kube") == "dari ketua"


def test_a_leaders_own_letterhead_stays_home(leader, exchange):
    mine, theirs, kube = leader
    exchange.put(theirs, "letterhead", "common", name="KUBE kami")
    exchange.put(theirs, "kube", id=kube, note="dari ketua")
    assert exchange.between(theirs, mine).state is FileState.NEW
    assert mine.db.value("SELECT count(*) FROM letterhead") == 0


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "reason"),
    [
        ("kube", {"name": "M", "dues_amount": 5000}, "dues_amount", "banyak", "bad_number"),
        ("kube", {"name": "M", "dues_amount": 5000}, "dues_amount", 1.5, "bad_number"),
        ("kube", {"name": "M"}, "name", 7, "bad_text"),
        ("cash_entry", {"lines": "[]"}, "lines", "[{}]", "unreadable"),
        ("cash_entry", {"lines": "[]"}, "lines", "tidak", "unreadable"),
        ("cash_entry", {"lines": "[]"}, "lines", '[{"account":"x","amount":"1"}]', "bad_number"),
    ],
)
def test_a_value_no_table_holds_spoils_its_own_page_only(
    pair, exchange, table, row, column, value, reason
):
    mine, theirs = pair
    group(exchange, mine)
    with mine.db.write(Step("Write")) as writer:
        put = writer.post if table == "cash_entry" else writer.put
        put(table, {"id": "forged", **row}, scope="forged")
    with mine.db.local():
        forged = json.dumps({**row, column: value})
        mine.db.raw.execute("UPDATE op SET val = ? WHERE row = 'forged'", (forged,))
    report = exchange.between(mine, theirs)
    assert (report.state, report.reason) == (FileState.PARTIAL, reason)
    assert theirs.db.value("SELECT name FROM kpm_group") == "Mawar"
    assert theirs.db.value(f"SELECT count(*) FROM {table}") == 0


def test_a_long_month_travels_on_several_pages(pair, exchange, monkeypatch):
    monkeypatch.setattr(segments, "PAGE_OPERATIONS", 4)
    mine, theirs = pair
    group(exchange, mine)
    for number in range(9):
        family(exchange, mine, f"Keluarga {number}")
    report = exchange.between(mine, theirs)
    assert (report.state, report.changes) == (FileState.NEW, 10)
    assert mine.db.value("SELECT max(number) FROM segment") == 3
    assert names(theirs) == names(mine)


def test_an_empty_folder_holds_no_exchange_file(ctx, tmp_path):
    with pytest.raises(UnusableFileError):
        service.receive(ctx, [tmp_path])


def test_who_may_not_send_is_told_so_before_anything_is_taken(book, exchange, make, ctx):
    reader = book("Dinas", Role.READER)
    exchange.introduce(ctx, reader)
    make.family(make.group())
    sent = exchange.send(ctx, reader)
    with pytest.raises(PermissionDeniedError):
        service.receive(reader, [exchange.folder / sent.file], receipts=exchange.folder)
    assert names(reader) == set()


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", "a" * 63, "/etc/passwd"])
def test_a_photo_that_is_called_like_a_path_is_not_here(disk, name):
    ctx, _restored = disk
    assert not ctx.files.has(name)
