"""What was destroyed is gone from every place, and everything that is left still verifies."""

import io
from datetime import date

import pytest

from fieldkit.core import access, vault
from fieldkit.core.db import destruction, health
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.render.document import ReportRequest
from fieldkit.core.security.roles import Role
from fieldkit.features.backup import service as backup
from fieldkit.features.people import service as people
from fieldkit.features.photos import service as photos
from fieldkit.features.protection import report
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Wanted
from fieldkit.features.records import service as records
from fieldkit.features.records import undoing
from fieldkit.features.sync import service as exchange

NIK, WORDS = "9901014101800001", "Zulaikha Pemusnahan"
WANTED = Wanted(
    basis="JRA Dinas Sosial 2025",
    reason="Sudah lima tahun keluar",
    first_witness="Rina",
    second_witness="Budi",
)


def jpeg():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (400, 300), (200, 40, 90)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def gone(ctx, make):
    """A family that left long ago, with members, a visit, a photo, a draft and a history."""
    family = make.family(name=WORDS, nik=NIK)
    with_members = {"family_id": family, "name": f"Anak {WORDS}"}
    from fieldkit.core.db.steps import Step

    with ctx.db.write(Step("More")) as writer:
        scope = ctx.db.value("SELECT _scope FROM family WHERE id = :i", i=family)
        writer.put("member", {"id": "m1", **with_members}, scope=scope)
        visit = {"id": "v1", "family_id": family, "visited_on": "2026-01-02", "problem": WORDS}
        writer.put("visit", visit, scope=scope)
    with ctx.db.write(Step("Change")) as writer:
        writer.put("family", {"id": family, "note": f"catatan {WORDS}"})
        writer.put("family", {"id": family, "status": "graduated", "status_on": "2020-01-01"})
    photos.add_photo(ctx, "visit", "v1", jpeg(), f"Rumah {WORDS}")
    Drafts("visit").keep(ctx.db, "v1", {"problem": WORDS}, ctx.clock.now())
    return family


def everything(ctx):
    """Return every byte of text the book holds, in every table."""
    tables = ctx.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    found = []
    for name in (row["name"] for row in tables):
        found += [repr(tuple(row.values())) for row in ctx.db.rows(f'SELECT * FROM "{name}"')]
    return "\n".join(found)


def test_nothing_of_a_family_is_left_and_the_book_still_agrees_with_its_history(ctx, gone):
    assert WORDS in everything(ctx)
    act = protection.destroy(ctx, [gone], WANTED)
    assert (act.families, act.photos, act.is_done_here) == (1, 1, True)
    assert act.records >= 3
    left = everything(ctx)
    for secret in (WORDS, NIK, WORDS.lower(), "Zulaikha"):
        assert secret not in left
    assert health.findings(ctx.db, is_full=True) == []
    assert destruction.is_destroyed(ctx.db, gone)


def test_signed_pages_written_before_still_verify_and_can_not_be_read(ctx, gone, book, tmp_path):
    other = book("Koordinator", Role.COORDINATOR)
    befriend(ctx, other, tmp_path)
    send(ctx, other, tmp_path / "first")
    assert WORDS in everything(other)
    protection.destroy(ctx, [gone], WANTED)
    assert health.findings(ctx.db, is_full=True) == []
    late = book("Pengganti", Role.COORDINATOR)
    befriend(ctx, late, tmp_path)
    reports = send(ctx, late, tmp_path / "later")
    assert reports[0].changes > 0
    assert WORDS not in everything(late)
    assert late.db.value("SELECT count(*) FROM visit") == 1


def test_a_file_that_still_has_the_key_does_not_bring_it_back(ctx, gone, book, tmp_path):
    other = book("Koordinator", Role.COORDINATOR)
    befriend(ctx, other, tmp_path)
    with other.db.local():
        other.db.raw.execute("INSERT INTO destroyed VALUES (?)", (gone,))
    send(ctx, other, tmp_path / "first")
    assert other.db.value("SELECT count(*) FROM visit") == 1
    assert other.db.value("SELECT name FROM family") is None
    assert NIK not in everything(other)
    assert other.db.rows("SELECT * FROM subject_key WHERE subject = :s", s=gone) == []
    assert health.findings(other.db, is_full=True) == []


def test_whoever_holds_a_copy_is_told_and_destroys_there_too(ctx, gone, book, tmp_path):
    other = book("Koordinator", Role.COORDINATOR)
    befriend(ctx, other, tmp_path)
    send(ctx, other, tmp_path / "first")
    act = protection.destroy(ctx, [gone], WANTED)
    send(ctx, other, tmp_path / "second")
    assert WORDS in everything(other)
    (order,) = protection.acts(other)
    assert (order.number, order.is_done_here) == (act.number, False)
    assert protection.due(other).orders == 1
    assert protection.obey(other, order.number) == 1
    assert WORDS not in everything(other)
    assert health.findings(other.db, is_full=True) == []
    assert protection.due(other).orders == 0
    with pytest.raises(NotFoundError):
        protection.obey(other, order.number)


def test_an_act_elsewhere_does_not_empty_a_family_that_is_served_here(ctx, make):
    family = make.family(name=WORDS)
    row = {"family_id": family, "number": "1/BA-PMD/XI/2026-ABC", "destroyed_on": "2026-11-01"}
    make.put("destruction", scope=ctx.db.own_scope, **row)
    with pytest.raises(InvalidInputError):
        protection.obey(ctx, row["number"])
    assert WORDS in everything(ctx)


def test_undo_history_and_bin_bring_nothing_back(ctx, gone):
    protection.destroy(ctx, [gone], WANTED)
    undoing.undo(ctx)
    undoing.undo(ctx)
    assert WORDS not in everything(ctx)
    assert gone not in {one.id for one in records.bin_of(ctx)}
    assert all(one.table != "member" for one in records.bin_of(ctx))
    assert people.count_families(ctx) == 0
    assert health.findings(ctx.db, is_full=True) == []


def test_only_families_that_left_are_destroyed_and_only_with_an_act(ctx, make, gone):
    served = make.family(name="Masih")
    with pytest.raises(InvalidInputError) as caught:
        protection.destroy(ctx, [gone, served], Wanted())
    found = {(p.field, p.code) for p in caught.value.problems}
    assert ("families", "still_served") in found
    assert ("first_witness", "required") in found
    assert WORDS in everything(ctx)


def test_a_leader_and_a_coordinator_destroy_nothing(book):
    for role in (Role.LEADER, Role.COORDINATOR, Role.READER):
        with pytest.raises(PermissionDeniedError):
            protection.destroy(book("X", role), ["f"], WANTED)


def test_the_act_is_printed_with_numbers_that_name_nobody(ctx, gone):
    act = protection.destroy(ctx, [gone], WANTED)
    text = repr(report.destruction_act(ctx, ReportRequest(subject=act.number)))
    for wanted in (act.number, "JRA Dinas Sosial 2025", "Rina", "Budi", gone):
        assert wanted in text
    assert WORDS not in text
    assert [e.detail for e in access.entries(ctx, acts=("destroy",))] == [act.number]
    with pytest.raises(NotFoundError):
        report.destruction_act(ctx, ReportRequest(subject="no such act"))


def test_two_acts_have_two_numbers(ctx, make, gone):
    second = make.family(name="Lain", status="moved", status_on="2019-01-01")
    first = protection.destroy(ctx, [gone], WANTED).number
    assert protection.destroy(ctx, [second], WANTED).number != first


def test_on_disk_files_pages_and_old_backups_are_gone_too(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    folder = tmp_path / "B.fieldkit"
    ctx, _code = vault.create_book(
        folder, name="Sri", role=Role.FACILITATOR, passphrase="kata sandi panjang", clock=clock
    )
    from fieldkit.core.db.steps import Step

    with ctx.db.write(Step("Add")) as writer:
        row = {"id": "f1", "name": WORDS, "status": "moved", "status_on": date(2019, 1, 1)}
        writer.put("family", row, scope="g")
        writer.put("visit", {"id": "v1", "family_id": "f1"}, scope="g")
    photos.add_photo(ctx, "visit", "v1", jpeg())
    stick = tmp_path / "stick"
    stick.mkdir()
    backup.routine(ctx, stick)
    clock.advance(hours=1)
    protection.destroy(ctx, ["f1"], WANTED)
    assert list((folder / "attachments").glob("??/*")) == []
    assert len(backup.kept(ctx, stick)) == 2
    told = {one.code: one.details for one in backup.findings(ctx, second_place=stick)}
    assert told["holds_destroyed"] == {"count": 2}
    clock.advance(days=1)
    backup.routine(ctx, stick)
    assert [one.made_at for one in backup.kept(ctx, stick)] == [
        clock.now().replace(microsecond=0)
    ] * 2
    assert list(stick.rglob("photos-*/??/*")) == []
    left = {one.code for one in backup.findings(ctx, second_place=stick)}
    assert "holds_destroyed" not in left
    assert backup.check(ctx, is_full=True) == [] or all("recovery" in s for s in backup.check(ctx))
    vault.close_book(ctx, folder)


def befriend(one, other, tmp_path):
    for this, that in ((one, other), (other, one)):
        card = tmp_path / f"{this.me.device}.fkcard"
        exchange.write_card(this, card)
        exchange.trust(that, card)


def send(sender, receiver, folder):
    to = next(p for p in exchange.peers(sender) if p.device == receiver.me.device)
    exchange.send(sender, to, folder)
    return exchange.receive(receiver, [folder])
