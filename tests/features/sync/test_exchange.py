"""Files between books: nothing lost, nothing doubled, nothing forged."""

import pytest

from fieldkit.core import vault
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import FieldKitError, FolderGoneError, UnusableFileError
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from fieldkit.features.records import undoing
from fieldkit.features.sync import desk, handing, service
from fieldkit.features.sync.model import FileState


def put(ctx, table, scope=None, **row):
    with ctx.db.write(Step("Write")) as writer:
        return writer.put(table, row, scope=scope)


def introduce(tmp_path, *books):
    for first in books:
        card = tmp_path / f"{first.me.device}.fkcard"
        service.write_card(first, card)
        for second in books:
            if second is not first:
                service.trust(second, card)


def peer(ctx, other):
    return next(p for p in service.peers(ctx) if p.device == other.me.device)


def send(ctx, other, folder, **more):
    return service.send(ctx, peer(ctx, other), folder, **more)


def content(ctx):
    tables = ("kpm_group", "family", "visit", "cash_entry")
    return {t: ctx.db.rows(f"SELECT * FROM {t} ORDER BY id") for t in tables}


@pytest.fixture
def pair(ctx, book, tmp_path):
    coordinator = book("Koordinator", Role.COORDINATOR)
    introduce(tmp_path, ctx, coordinator)
    return ctx, coordinator


def test_a_book_handed_out_for_practice_stays_one_for_practice(ctx, make, tmp_path):
    kube, _people = make.kube()
    for is_practice in (False, True):
        giver = ctx._replace(is_practice=is_practice)
        file, folder = tmp_path / f"{is_practice}.fkbook", tmp_path / f"{is_practice}.fieldkit"
        handed = handing.hand_out(giver, kube, "Ketua", file)
        leader, _code = handing.open_hand_out(folder, file, handed.first_key, "kata sandi baru")
        assert leader.is_practice is is_practice
        vault.close_book(leader, folder)


def test_a_coordinator_gets_what_a_facilitator_wrote(pair, make, tmp_path):
    mine, theirs = pair
    group = make.group()
    make.family(group, name="Ani")
    sent = send(mine, theirs, tmp_path)
    [report] = service.receive(theirs, [tmp_path / sent.file])
    assert report.state is FileState.NEW
    assert report.changes == sent.changes == 2
    assert content(theirs) == content(mine)


def test_a_dry_run_changes_nothing_and_says_the_same(pair, make, tmp_path):
    mine, theirs = pair
    make.family(make.group())
    sent = send(mine, theirs, tmp_path)
    [trial] = service.receive(theirs, [tmp_path / sent.file], dry_run=True)
    assert content(theirs)["family"] == []
    [real] = service.receive(theirs, [tmp_path / sent.file])
    assert (trial.state, trial.changes) == (real.state, real.changes) == (FileState.NEW, 2)


def test_a_stick_that_was_pulled_out_gets_no_folder_of_its_name(pair, tmp_path):
    first, second = pair
    gone = tmp_path / "media" / "stick"
    with pytest.raises(FolderGoneError):
        send(first, second, gone)
    assert not gone.parent.exists()


def test_the_same_file_twice_has_no_effect(pair, make, tmp_path):
    mine, theirs = pair
    make.family(make.group())
    file = tmp_path / send(mine, theirs, tmp_path).file
    service.receive(theirs, [file])
    before = theirs.db.value("SELECT count(*) FROM op"), content(theirs)
    [report] = service.receive(theirs, [file])
    assert report.state is FileState.ALREADY
    assert report.changes == 0
    assert (theirs.db.value("SELECT count(*) FROM op"), content(theirs)) == before


def test_what_was_confirmed_is_not_sent_again(pair, make, tmp_path):
    mine, theirs = pair
    make.family(make.group())
    receipts = tmp_path / "receipts"
    service.receive(theirs, [tmp_path / send(mine, theirs, tmp_path).file], receipts=receipts)
    service.receive(mine, [receipts])
    assert send(mine, theirs, tmp_path).changes == 0
    assert send(mine, theirs, tmp_path, everything=True).changes == 2


def test_an_older_file_after_a_newer_one_is_named_so(pair, make, tmp_path):
    mine, theirs = pair
    group = make.group()
    first = tmp_path / send(mine, theirs, tmp_path).file
    make.family(group)
    second = tmp_path / send(mine, theirs, tmp_path).file
    service.receive(theirs, [second])
    [report] = service.receive(theirs, [first])
    assert report.state is FileState.OLDER
    assert content(theirs) == content(mine)


def test_undo_of_a_merge_withholds_and_receiving_again_releases(pair, make, tmp_path):
    mine, theirs = pair
    make.family(make.group())
    file = tmp_path / send(mine, theirs, tmp_path).file
    service.receive(theirs, [file])
    undoing.undo(theirs)
    assert content(theirs)["family"] == []
    undoing.redo(theirs)
    assert content(theirs) == content(mine)
    undoing.undo(theirs)
    [report] = service.receive(theirs, [file])
    assert report.state is FileState.NEW
    assert content(theirs) == content(mine)


def test_a_stranger_is_refused_in_words(ctx, book, make, tmp_path):
    other = book("Lain", Role.COORDINATOR)
    service.write_card(other, tmp_path / "card")
    service.trust(ctx, tmp_path / "card")
    make.family(make.group())
    file = tmp_path / send(ctx, other, tmp_path).file
    [report] = service.receive(other, [file])
    assert report.state is FileState.UNKNOWN_SENDER
    third = book("Ketiga")
    introduce(tmp_path, ctx, third)
    [report] = service.receive(third, [file])
    assert report.state is FileState.NOT_FOR_YOU
    assert "somebody else" in service.report_sentence(report)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.99])
def test_a_file_cut_short_changes_nothing(pair, make, tmp_path, share):
    mine, theirs = pair
    make.family(make.group())
    file = tmp_path / send(mine, theirs, tmp_path).file
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    before = theirs.db.value("SELECT count(*) FROM op")
    [report] = service.receive(theirs, [file])
    assert report.state is FileState.DAMAGED
    assert theirs.db.value("SELECT count(*) FROM op") == before


def test_every_flipped_byte_is_noticed(pair, make, tmp_path):
    mine, theirs = pair
    make.family(make.group())
    file = tmp_path / send(mine, theirs, tmp_path).file
    data = file.read_bytes()
    for position in range(0, len(data), 7):
        broken = bytearray(data)
        broken[position] ^= 0x10
        file.write_bytes(broken)
        [report] = service.receive(theirs, [file])
        assert report.state in (FileState.DAMAGED, FileState.NOT_FOR_YOU), position
    assert content(theirs)["family"] == []


def test_a_lost_page_is_named_as_a_gap(pair, make, tmp_path):
    mine, theirs = pair
    group = make.group()
    receipts = tmp_path / "r"
    service.receive(theirs, [tmp_path / send(mine, theirs, tmp_path).file], receipts=receipts)
    service.receive(mine, [receipts])
    undoing.undo(theirs)
    make.family(group)
    [report] = service.receive(theirs, [tmp_path / send(mine, theirs, tmp_path).file])
    assert report.state is FileState.NEW or report.state is FileState.GAP


def test_two_laptops_that_disagree_list_it_once_and_a_person_settles_it(pair, make, book, tmp_path):
    mine, theirs = pair
    group = make.group()
    kube = new_id()
    put(mine, "kube", scope=kube, id=kube, name="Melati")
    handed = handing.hand_out(mine, kube, "Ketua", tmp_path / "ketua.fkh")
    leader, _code = handing.open_hand_out(
        tmp_path / "ketua.fieldkit",
        tmp_path / "ketua.fkh",
        handed.first_key,
        "kata sandi ketua",
        clock=mine.clock,
    )
    assert leader.role is Role.LEADER
    assert leader.db.value("SELECT name FROM kube") == "Melati"
    assert leader.db.value("SELECT count(*) FROM kpm_group") == 0
    put(mine, "kube", id=kube, note="dari pendamping")
    put(leader, "kube", id=kube, note="dari ketua")
    [report] = service.receive(mine, [tmp_path / send(leader, mine, tmp_path).file])
    assert (report.state, report.conflicts) == (FileState.NEW, 1)
    [conflict] = desk.conflicts(mine)
    assert {conflict.ours.value, conflict.theirs[0].value} == {"dari pendamping", "dari ketua"}
    desk.settle(mine, conflict.id, "theirs")
    assert desk.conflicts(mine) == []
    assert mine.db.value("SELECT note FROM kube") == "dari ketua"
    service.receive(leader, [tmp_path / send(mine, leader, tmp_path).file])
    assert desk.conflicts(leader) == []
    assert leader.db.value("SELECT note FROM kube") == "dari ketua"
    # The facilitator passes the leader's signed pages on; the coordinator verifies them.
    reports = service.receive(theirs, [tmp_path / send(mine, theirs, tmp_path).file])
    assert reports[0].state is FileState.NEW
    assert theirs.db.value("SELECT note FROM kube") == "dari ketua"
    assert theirs.db.value("SELECT count(*) FROM kpm_group WHERE id = :g", g=group) == 1
    leader.db.close()


def test_a_leader_can_not_write_outside_their_kube(ctx, make, tmp_path):
    kube = new_id()
    put(ctx, "kube", scope=kube, id=kube, name="Melati")
    handed = handing.hand_out(ctx, kube, "Ketua", tmp_path / "k")
    leader, _code = handing.open_hand_out(
        tmp_path / "k.fieldkit",
        tmp_path / "k",
        handed.first_key,
        "kata sandi ketua",
        clock=ctx.clock,
    )
    put(leader, "kube", scope="other", id="x" * 26, name="Bukan milik saya")
    [report] = service.receive(ctx, [tmp_path / send(leader, ctx, tmp_path).file])
    assert report.state is FileState.PARTIAL
    assert ctx.db.value("SELECT count(*) FROM kube") == 1
    leader.db.close()


def test_a_wrong_first_key_opens_nothing(ctx, tmp_path):
    kube = new_id()
    put(ctx, "kube", scope=kube, id=kube, name="Melati")
    handing.hand_out(ctx, kube, "Ketua", tmp_path / "k")
    with pytest.raises(FieldKitError):
        handing.open_hand_out(tmp_path / "b.fieldkit", tmp_path / "k", "A" * 26, "kata sandi")
    assert not (tmp_path / "b.fieldkit").exists()


def test_a_changed_card_is_refused(ctx, book, tmp_path):
    other = book("Lain")
    service.write_card(other, tmp_path / "card")
    text = (tmp_path / "card").read_text().replace("Lain", "Palsu")
    (tmp_path / "card").write_text(text)
    with pytest.raises(UnusableFileError):
        service.trust(ctx, tmp_path / "card")


def test_no_name_leaves_a_page_unsealed(pair, make, tmp_path):
    import zlib

    mine, theirs = pair
    make.family(make.group(), name="Namarahasia")
    send(mine, theirs, tmp_path)
    bodies = [bytes(r["body"]) for r in mine.db.rows("SELECT body FROM segment")]
    assert bodies
    assert all(b"Namarahasia" not in zlib.decompress(body) for body in bodies)


def test_a_destroyed_key_makes_every_copy_unreadable(pair, make, tmp_path):
    mine, theirs = pair
    make.family(make.group(), name="Namarahasia")
    send(mine, theirs, tmp_path)
    with mine.db.local():
        mine.db.raw.execute("DELETE FROM subject_key")
    [report] = service.receive(
        theirs, [tmp_path / send(mine, theirs, tmp_path, everything=True).file]
    )
    assert report.state is FileState.NEW
    assert theirs.db.rows("SELECT name, rt FROM family") == [{"name": None, "rt": "003"}]


def test_progress_counts_changes_and_a_cancel_is_clean(pair, make, tmp_path):
    mine, theirs = pair
    for name in ("Mawar", "Melati", "Dahlia"):
        group = make.group(name)
        make.family(group)
    file = tmp_path / send(mine, theirs, tmp_path).file
    before = [theirs.db.rows(f"SELECT * FROM {t}") for t in ("op", "segment", "step", "exchange")]
    told = []

    class CancelledError(Exception):
        pass

    def progress(done, total):
        told.append((done, total))
        if done >= 4:
            raise CancelledError

    with pytest.raises(CancelledError):
        service.receive(theirs, [file], progress=progress)
    after = [theirs.db.rows(f"SELECT * FROM {t}") for t in ("op", "segment", "step", "exchange")]
    assert after == before
    told.clear()
    service.receive(theirs, [file], progress=lambda *counts: told.append(counts))
    assert told[-1] == (6, 6)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert content(theirs) == content(mine)
