"""Whatever changes much at once is preceded by a proved backup of the book as it was."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.db.steps import MANY_RECORDS, Step
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from fieldkit.features.keys import service as keys
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Status
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Wanted
from fieldkit.features.records import service as records
from fieldkit.features.records import undoing
from fieldkit.features.sync import desk, handover
from fieldkit.features.sync import service as exchange
from fieldkit.features.sync.handover import Terms

WORDS = "kata sandi panjang"
TITLES = ("No", "Nama Pengurus", "NIK Pengurus", "No KK", "Alamat", "RT", "RW", "KELOMPOK")
ROW = (1, "Siti Baru", "9901014101900007", "9901010100070000", "Kp. Baru", "003", "009", "Mawar")
ACT = Wanted(basis="JRA", reason="Lima tahun", first_witness="Rina", second_witness="Budi")


class Place:
    """A book on disk with a group of many families, and a friend who shares it."""

    def __init__(self, tmp_path, clock):
        self.tmp, self.clock = tmp_path, clock
        self.ctx, _code = vault.create_book(
            tmp_path / "B.fieldkit", name="Sri", role=Role.FACILITATOR, passphrase=WORDS,
            clock=clock,
        )  # fmt: skip
        backup.guard(self.ctx)
        self.group, self.families = new_id(), []
        with self.ctx.db.write(Step("Prepare")) as writer:
            row = {"id": self.group, "name": "Mawar", "code": "A"}
            writer.put("kpm_group", row, scope=self.group)
            for number in range(MANY_RECORDS):
                row = {"name": f"Ibu {number}", "group_id": self.group, "status": "active"}
                self.families.append(writer.put("family", row, scope=self.group))
            gone = {"name": "Ibu Lama", "status": "moved", "status_on": "2019-01-01"}
            self.gone = writer.put("family", gone, scope=self.group)

    def friend(self, clock=None, role=Role.FACILITATOR, **facts):
        tuti = vault.memory_context(clock or self.clock, name="Tuti", role=role)
        tuti.db.set_meta(**facts)
        for one, other in ((self.ctx, tuti), (tuti, self.ctx)):
            card = self.tmp / f"{one.me.device}.fkcard"
            exchange.write_card(one, card)
            exchange.trust(other, card)
        return tuti

    def peer(self, of, to):
        return next(p for p in exchange.peers(of) if p.device == to.me.device)

    def sent(self, sender, to):
        folder = self.tmp / f"from-{sender.me.device}-{len(list(self.tmp.iterdir()))}"
        folder.mkdir()
        exchange.send(sender, self.peer(sender, to), folder)
        return folder


def import_list(place):
    file = place.tmp / "daftar.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((TITLES, ROW)):
            sheet.write_row(number, 0, row)
    return lambda: people.apply_import(place.ctx, people.plan_import(place.ctx, file))


def merge(place):
    tuti = place.friend()
    with tuti.db.write(Step("Write")) as writer:
        writer.put("family", {"name": "Ani"}, scope=new_id())
    stick = place.sent(tuti, place.ctx)
    return lambda: exchange.receive(place.ctx, [stick])


def undo_of_a_merge(place):
    merge(place)()
    return lambda: undoing.undo(place.ctx)


def undo_of_much(place):
    people.set_status(place.ctx, place.families, Status.INACTIVE)
    return lambda: undoing.undo(place.ctx)


def redo_of_much(place):
    undo_of_much(place)()
    return lambda: undoing.redo(place.ctx)


def status_of_many(place):
    return lambda: people.set_status(place.ctx, place.families, Status.INACTIVE)


def move_of_many(place):
    return lambda: people.move_families(place.ctx, place.families, None)


def tag_off_many(place):
    people.add_tag(place.ctx, place.families, "usaha")
    return lambda: people.remove_tag(place.ctx, place.families, "usaha")


def merge_of_twins(place):
    kept, other = place.families[:2]
    return lambda: records.merge_families(place.ctx, kept, other, {})


def load_of_files(place):
    out = place.tmp / "dump"
    records.dump(place.ctx, out)
    file = out / "family.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Ibu 7", "Ibu VII"), encoding="utf-8")
    return lambda: records.load(place.ctx, out)


def hand_over_of_a_group(place):
    peer = place.peer(place.ctx, place.friend())
    terms = Terms(since=date(2026, 11, 20), letter_no="1")
    return lambda: handover.hand_over(place.ctx, [place.group], peer, terms)


def hand_over_of_a_family(place):
    peer = place.peer(place.ctx, place.friend())
    terms = Terms(since=date(2026, 11, 20), letter_no="1")
    return lambda: handover.give_families(place.ctx, place.families[:1], peer, terms)


def settling_of_many(place):
    tuti = place.friend()
    terms = Terms(since=date(2026, 11, 20), is_substitute=True)
    handover.hand_over(place.ctx, [place.group], place.peer(place.ctx, tuti), terms)
    exchange.receive(tuti, [place.sent(place.ctx, tuti)])
    for who, note in ((place.ctx, "kita"), (tuti, "mereka")):
        with who.db.write(Step("Note")) as writer:
            writer.put_many("family", [{"id": one, "note": note} for one in place.families])
    exchange.receive(place.ctx, [place.sent(tuti, place.ctx)])
    found = [one.id for one in desk.conflicts(place.ctx)]
    assert len(found) >= MANY_RECORDS
    return lambda: desk.settle_many(place.ctx, found, "ours")


def destruction(place):
    return lambda: protection.destroy(place.ctx, [place.gone], ACT)


def destruction_ordered_elsewhere(place):
    row = {"family_id": place.gone, "number": "1/BA-PMD/XI/2026-ABC", "destroyed_on": "2026-11-01"}
    with place.ctx.db.write(Step("Order")) as writer:
        writer.put("destruction", row, scope=place.group)
    return lambda: protection.obey(place.ctx, row["number"])


def another_passphrase(place):
    return lambda: keys.change_passphrase(place.ctx, WORDS, "kata sandi lain sekali")


def restore(place):
    file = Path(backup.back_up(place.ctx, place.tmp / "stick").file)
    return lambda: backup.restore_beside(place.ctx, file, place.tmp / "N.fieldkit")


RISKY = [
    import_list, merge, undo_of_a_merge, undo_of_much, redo_of_much, status_of_many, move_of_many,
    tag_off_many, merge_of_twins, load_of_files, hand_over_of_a_group, hand_over_of_a_family, settling_of_many,
    destruction, destruction_ordered_elsewhere, another_passphrase, restore,
]  # fmt: skip


@pytest.fixture
def place(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    monkeypatch.setattr("fieldkit.core.security.keyslots._MEMORY", 1024 * 1024)
    made = Place(tmp_path, clock)
    yield made
    vault.close_book(made.ctx, tmp_path / "B.fieldkit")


def befores(place):
    return [one for one in backup.kept(place.ctx) if one.reason == "before"]


@pytest.mark.parametrize("risky", RISKY, ids=lambda one: one.__name__)
def test_a_risky_action_is_preceded_by_a_proved_backup_of_the_book_as_it_was(place, risky):
    act = risky(place)
    place.clock.advance(hours=1)
    known, marks = len(befores(place)), place.ctx.db.marks()
    act()
    newest, *_older = befores(place)
    assert len(befores(place)) == known + 1
    assert newest.made_at >= place.clock.now() - timedelta(seconds=1)
    again = backup.restore(newest.file, place.tmp / "W.fieldkit", WORDS, clock=place.clock)
    try:
        assert again.db.marks()["family_all"] == marks["family_all"]
        assert again.db.value("SELECT name FROM family WHERE id = :i", i=place.gone) == "Ibu Lama"
    finally:
        vault.close_book(again, place.tmp / "W.fieldkit")


def test_small_everyday_steps_and_their_undo_need_no_backup(place):
    place.clock.advance(hours=1)
    people.set_status(place.ctx, place.families[:3], Status.INACTIVE)
    people.remove_family(place.ctx, place.families[9])
    undoing.undo(place.ctx)
    assert befores(place) == []


def test_the_backup_before_a_destruction_goes_once_the_book_without_it_is_proved(place, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    backup.routine(place.ctx, stick)
    place.clock.advance(hours=1)
    protection.destroy(place.ctx, [place.gone], ACT)
    assert len(befores(place)) == 1
    place.clock.advance(seconds=5)
    assert backup.clear_destroyed(place.ctx, stick) == 3
    kept = backup.kept(place.ctx, stick)
    assert [one.reason for one in kept] == ["", ""]
    codes = {one.code for one in backup.findings(place.ctx, second_place=stick)}
    assert "holds_destroyed" not in codes


def test_what_waits_for_a_right_clock_is_in_the_way_of_nothing(place, tmp_path):
    """One laptop whose clock is fast must not keep another from backing up and undoing."""
    kube = new_id()
    with place.ctx.db.write(Step("Prepare")) as writer:
        writer.put("kube", {"id": kube, "name": "Melati"}, scope=kube)
    fast = FixedClock(place.clock.now() + timedelta(days=5))
    leader = place.friend(fast, Role.LEADER, kube=kube)
    letter = exchange.send(place.ctx, place.peer(place.ctx, leader), tmp_path / "stick")
    exchange.receive(leader, [Path(letter.file)])
    with leader.db.write(Step("Write")) as writer:
        writer.put("kube", {"id": kube, "note": "Jumat", "status": "active"}, scope=kube)
    sent = exchange.send(leader, place.peer(leader, place.ctx), tmp_path / "stick")
    exchange.receive(place.ctx, [Path(sent.file)])
    assert exchange.waiting(place.ctx) == 2
    place.clock.advance(minutes=1)
    assert backup.back_up(place.ctx).verified
    undoing.undo(place.ctx)
    assert exchange.waiting(place.ctx) == 0


def test_a_clock_that_went_back_is_in_the_way_of_no_backup(place):
    place.clock.advance(minutes=-30)
    assert backup.back_up(place.ctx).verified
