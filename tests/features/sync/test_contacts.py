"""People we exchange files with: introduced, confirmed, waited for."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from fieldkit.core.db import health
from fieldkit.core.db.intake import release
from fieldkit.core.db.steps import Step
from fieldkit.core.security.roles import Role
from fieldkit.features.records import moments, undoing
from fieldkit.features.sync import contacts, service


def contact(ctx, other):
    return next(c for c in contacts.contacts(ctx) if c.peer.device == other.me.device)


def test_a_contact_shows_what_went_to_and_fro_and_what_was_confirmed(pair, exchange, make, clock):
    mine, theirs = pair
    make.family(make.group())
    assert contact(mine, theirs).last_sent_at == ""
    exchange.between(mine, theirs)
    first = contact(mine, theirs).last_sent_at
    assert first
    assert contact(mine, theirs).confirmed_at == ""
    exchange.between(theirs, mine)
    assert contact(mine, theirs).confirmed_at == first
    clock.advance(days=1)
    make.family(make.group(name="Melur"))
    exchange.send(mine, theirs)
    assert contact(mine, theirs).confirmed_at == first
    assert contact(mine, theirs).last_sent_at > first


def test_somebody_introduced_by_a_coordinator_says_so(ctx, book, exchange, make):
    coordinator, other = book("Koordinator", Role.COORDINATOR), book("Wati")
    exchange.introduce(ctx, coordinator)
    exchange.introduce(other, coordinator)
    group = exchange.put(other, "kpm_group", other.db.own_scope, name="Anggrek")
    assert group
    exchange.between(other, coordinator)
    with coordinator.db.local() as writer:
        row = {"scope": other.db.own_scope, "device": ctx.me.device, "since": "2026-01-01"}
        writer.local_put("scope_owner", row)
    exchange.between(coordinator, ctx)
    assert contact(ctx, other).introduced_by == "Koordinator"
    assert contact(ctx, coordinator).introduced_by == ""


def test_the_revoked_stand_last_and_get_no_files(pair, exchange):
    mine, theirs = pair
    service.revoke(mine, exchange.peer(mine, theirs).id)
    assert contacts.receivers(mine) == []
    assert contact(mine, theirs).peer.is_revoked


def test_a_reader_can_write_a_card_or_nobody_could_write_to_it(book, tmp_path):
    reader = book("Dinas", Role.READER)
    assert service.write_card(reader, tmp_path / "card") == service.own_fingerprint(reader)


def test_receipts_are_written_to_the_senders_only(pair, exchange, make, book):
    mine, theirs = pair
    third = book("Wati")
    exchange.introduce(third, theirs)
    make.family(make.group())
    report = exchange.between(mine, theirs)
    sent = service.write_receipts(theirs, {report.device}, exchange.folder)
    assert len(sent) == 1
    [back] = service.receive(mine, [Path(sent[0].file)])
    assert back.sender == "Koordinator"
    assert service.outlook(mine, exchange.peer(mine, theirs)) == {}


def test_what_lies_far_ahead_waits_and_counts_when_the_clock_is_right(pair, exchange, clock):
    mine, theirs = pair
    clock.advance(days=40)
    exchange.put(mine, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    file = Path(exchange.send(mine, theirs).file)
    clock.advance(days=-40)
    [report] = service.receive(theirs, [file])
    assert report.changes == 1
    assert theirs.db.value("SELECT count(*) FROM kpm_group") == 0
    assert service.waiting(theirs) == 1
    assert service.release_waiting(theirs) == 0
    clock.advance(days=39)
    assert service.release_waiting(theirs) == 1
    assert service.waiting(theirs) == 0
    assert theirs.db.value("SELECT name FROM kpm_group") == "Mawar"
    assert service.release_waiting(theirs) == 0
    clock.advance(days=2)
    assert health.findings(theirs.db, is_full=True) == []


def test_what_waits_in_a_withheld_page_stays_out(pair, exchange, clock):
    mine, theirs = pair
    clock.advance(days=40)
    exchange.put(mine, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    file = Path(exchange.send(mine, theirs).file)
    clock.advance(days=-40)
    service.receive(theirs, [file])
    undoing.undo(theirs)
    clock.advance(days=39)
    with theirs.db.local() as writer:
        assert release(theirs.db, writer, int(clock.now().timestamp() * 1000)) == 0
    service.receive(theirs, [file])
    assert service.release_waiting(theirs) == 1
    assert theirs.db.value("SELECT name FROM kpm_group") == "Mawar"


def test_a_book_whose_log_runs_ahead_says_the_clock_is_behind(ctx, make, clock):
    make.group()
    assert service.minutes_behind(ctx) == 0
    clock.advance(hours=-2)
    assert service.minutes_behind(ctx) == 120


def _picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), shade).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def photos(ctx, make, exchange):
    group = make.group()
    kept = [ctx.files.keep(_picture(40 + n)) for n in range(3)]
    for sha in kept:
        exchange.put(
            ctx, "photo", group, sha256=sha, owner_table="session", owner_id="s", taken_at="2026"
        )
    return kept


def test_photos_travel_in_files_of_a_set_size_beside_the_records(pair, exchange, photos):
    mine, theirs = pair
    size = max(len(mine.files.content(sha)) for sha in photos)
    sent = exchange.send(mine, theirs, part_bytes=int(size * 1.5))
    assert (sent.photos, len(sent.photo_files), sent.left_out) == (3, 3, ())
    early, *rest = (Path(file) for file in sent.photo_files)
    [report] = service.receive(theirs, [early])
    assert (report.state.value, report.reason) == ("gap", "photos_before_records")
    reports = service.receive(theirs, [Path(sent.file), *rest, early])
    assert [r.state.value for r in reports] == ["new"] * 4
    assert [r.part for r in reports] == [(0, 0), (2, 3), (3, 3), (1, 3)]
    assert all(theirs.files.has(sha) for sha in photos)
    assert service.receive(theirs, [early])[0].state.value == "already"


def test_photos_left_out_or_lost_are_named_and_come_with_the_next_file(pair, exchange, photos):
    mine, theirs = pair
    sent = exchange.send(mine, theirs, photos=False)
    assert [(one.reason, one.count) for one in sent.left_out] == [("photos_later", 3)]
    [report] = service.receive(theirs, [Path(sent.file)])
    assert report.facts["photos_later"] == 3
    exchange.between(theirs, mine)
    assert service.outlook_photos(mine, exchange.peer(mine, theirs))[0] == 3
    sent = exchange.send(mine, theirs)
    service.receive(theirs, [Path(sent.file), *map(Path, sent.photo_files)])
    assert all(theirs.files.has(sha) for sha in photos)
    exchange.between(theirs, mine)
    assert service.outlook_photos(mine, exchange.peer(mine, theirs)) == (0, 0)
    assert exchange.send(mine, theirs).photos == 0


def test_a_photo_nobody_speaks_of_is_not_kept(pair, exchange, photos):
    mine, theirs = pair
    for row in mine.db.rows("SELECT id FROM photo"):
        with mine.db.write(Step("Remove")) as writer:
            writer.remove("photo", row["id"])
    sent = exchange.send(mine, theirs)
    service.receive(theirs, [Path(sent.file), *map(Path, sent.photo_files)])
    assert not any(theirs.files.has(sha) for sha in photos)


def test_an_instant_is_told_in_the_books_own_time_zone(ctx):
    noon = moments.local(ctx, "2026-11-20T05:00:00+00:00")
    assert (noon.hour, noon.day) == (12, 20)
    ctx.db.set_meta(zone="WIT")
    later = moments.of_milliseconds(ctx, int(noon.timestamp() * 1000))
    assert later.hour == 14
    assert later - noon == timedelta(0)


def test_what_was_written_under_a_fast_clock_counts_once_that_clock_is_right(pair, exchange, clock):
    mine, theirs = pair
    group = exchange.put(mine, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    exchange.between(mine, theirs)
    clock.advance(days=3 * 365)
    exchange.put(mine, "kpm_group", id=group, name="Melati")
    early = Path(exchange.send(mine, theirs).file)
    clock.advance(days=-3 * 365)
    service.receive(theirs, [early])
    assert theirs.db.value("SELECT name FROM kpm_group") == "Mawar"
    exchange.put(mine, "kpm_group", id=group, rw="001")
    report = exchange.between(mine, theirs)
    assert (report.state.value, service.waiting(theirs)) == ("new", 0)
    found = theirs.db.row("SELECT name, rw FROM kpm_group")
    assert found == {"name": "Melati", "rw": "001"}
    assert service.minutes_behind(theirs) == 0


def test_what_replaces_a_value_from_the_future_stands_everywhere(leader, exchange, clock):
    mine, theirs, kube = leader
    clock.advance(days=3 * 365)
    exchange.put(mine, "kube", id=kube, note="dari masa depan")
    clock.advance(days=-3 * 365)
    exchange.between(mine, theirs)
    exchange.put(theirs, "kube", id=kube, note="sekarang")
    exchange.between(theirs, mine)
    for ctx in (mine, theirs):
        assert ctx.db.value("SELECT note FROM kube") == "sekarang"
        assert ctx.db.value("SELECT count(*) FROM conflict") == 0
        assert not [f for f in health.findings(ctx.db, is_full=True) if f.code == "table_differs"]


def test_a_laptop_years_behind_takes_nothing_wrong_and_gives_everything(pair, exchange, clock):
    mine, theirs = pair
    group = exchange.put(mine, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    exchange.between(mine, theirs)
    clock.advance(days=-3 * 365)
    exchange.put(mine, "kpm_group", id=group, name="Melati")
    file = Path(exchange.send(mine, theirs).file)
    clock.advance(days=3 * 365)
    [report] = service.receive(theirs, [file])
    assert (report.state.value, report.conflicts) == ("new", 0)
    assert theirs.db.value("SELECT name FROM kpm_group") == "Melati"
