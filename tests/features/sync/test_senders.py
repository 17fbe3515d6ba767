"""The coordinator's table: who has sent, what is missing by number, whose clock is wrong."""

from datetime import date
from pathlib import Path

import pytest

from fieldkit.core.errors import InvalidInputError
from fieldkit.core.render.document import ReportRequest, Table
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import report, senders, service, store
from fieldkit.features.sync.senders import Expected


@pytest.fixture
def office(ctx, book, exchange):
    """A coordinator with two facilitators and a name without a card."""
    coordinator = book("Koordinator", Role.COORDINATOR)
    tuti = book("Tuti")
    exchange.introduce(coordinator, ctx)
    exchange.introduce(coordinator, tuti)
    senders.save_names(coordinator, "Wati; Mekarjaya; 0812\n\nTuti; Sukamaju\nTuti\n")
    return coordinator, ctx, tuti


def by_name(ctx, since=None):
    return {one.name: one for one in senders.senders(ctx, since)}


def test_everybody_expected_is_listed_once_with_or_without_a_card(office, exchange):
    coordinator, _sri, tuti = office
    exchange.between(tuti, coordinator)
    found = senders.senders(coordinator)
    assert [(s.name, s.is_in, bool(s.peer_id)) for s in found] == [
        ("Sri", False, True),
        ("Wati", False, False),
        ("Tuti", True, True),
    ]
    assert senders.arrived(found) == (1, 3)
    assert (found[2].area, found[1].phone) == ("Sukamaju", "0812")


def test_a_file_of_last_month_does_not_count_for_this_one(office, exchange, clock):
    coordinator, sri, _tuti = office
    exchange.between(sri, coordinator)
    assert by_name(coordinator)["Sri"].is_in
    clock.advance(days=20)
    assert not by_name(coordinator)["Sri"].is_in
    assert by_name(coordinator, date(2026, 11, 1))["Sri"].is_in


def test_a_missing_file_is_named_by_its_number_while_it_is_needed(
    office, make, exchange, monkeypatch
):
    coordinator, sri, _tuti = office
    group = make.group()
    files = []
    for number in range(3):
        make.family(group)
        done = {f"{sri.me.device}|{group}": number} if number else {}
        monkeypatch.setattr(store, "confirmed", lambda _db, _device, done=done: done)
        files.append(Path(exchange.send(sri, coordinator).file))
    monkeypatch.undo()
    service.receive(coordinator, [files[0], files[2]])
    one = by_name(coordinator)["Sri"]
    assert (one.sequence, one.missing_files, one.missing_pages) == (3, (2,), 1)
    service.receive(coordinator, [files[1]])
    one = by_name(coordinator)["Sri"]
    assert (one.missing_files, one.missing_pages) == ((), 0)


def test_a_clock_ahead_is_told_and_the_date_put_right(office, exchange, clock):
    coordinator, sri, _tuti = office
    clock.advance(days=40)
    file = Path(exchange.send(sri, coordinator).file)
    clock.advance(days=-40)
    [found] = service.receive(coordinator, [file])
    assert found.clock_seconds == 40 * 86400
    one = by_name(coordinator)["Sri"]
    assert (one.has_wrong_clock, one.written_on) == (True, date(2026, 11, 20))


def test_a_clock_behind_shows_in_the_order_of_files(office, exchange, clock):
    coordinator, sri, _tuti = office
    exchange.between(sri, coordinator)
    clock.advance(days=1)
    exchange.between(coordinator, sri)
    clock.advance(days=-3)
    file = Path(exchange.send(sri, coordinator).file)
    clock.advance(days=4)
    [found] = service.receive(coordinator, [file])
    assert found.clock_seconds == -3 * 86400


def test_what_is_still_with_the_sender_is_counted(office, make, exchange):
    coordinator, sri, _tuti = office
    group = make.group()
    sha = sri.files.keep(b"x" * 100)
    exchange.put(sri, "photo", group, sha256=sha, owner_table="session", owner_id="s")
    file = Path(exchange.send(sri, coordinator, photos=False).file)
    service.receive(coordinator, [file])
    one = by_name(coordinator)["Sri"]
    assert one.unsent == 1
    assert one.app
    assert not one.has_old_program


def test_a_facilitator_waits_for_the_leaders(leader, exchange):
    mine, theirs, _kube = leader
    exchange.between(theirs, mine)
    [one] = senders.senders(mine)
    assert (one.name, one.is_in) == ("Aminah", True)
    assert not senders.awaits(theirs)


def test_a_name_is_noted_once(office):
    coordinator, _sri, _tuti = office
    with pytest.raises(InvalidInputError):
        senders.save_expected(coordinator, Expected(name=" wati "))
    with pytest.raises(InvalidInputError):
        senders.save_expected(coordinator, Expected(name="  "))
    [wati] = [s for s in senders.senders(coordinator) if s.name == "Wati"]
    senders.save_expected(coordinator, Expected(id=wati.expected_id, name="Wati", area="Baru"))
    assert by_name(coordinator)["Wati"].area == "Baru"
    senders.remove_expected(coordinator, wati.expected_id)
    assert "Wati" not in by_name(coordinator)


def test_the_reminders_name_only_whom_something_is_missing_from(office, exchange):
    coordinator, _sri, tuti = office
    exchange.between(tuti, coordinator)
    paper = report.reminder_list(coordinator, ReportRequest())
    [table] = [b for b in paper.blocks if isinstance(b, Table)]
    assert [(row[1], row[5]) for row in table.rows] == [
        ("Sri", "belum pernah mengirim"),
        ("Wati", "kartu kontak belum ada"),
    ]
    assert ("Sudah mengirim", "1 dari 3 pendamping") in paper.blocks[0].rows


def test_the_receipt_names_who_handed_in_what(office, exchange):
    coordinator, _sri, tuti = office
    exchange.between(tuti, coordinator)
    paper = report.receipt_slip(coordinator, ReportRequest())
    [table] = [b for b in paper.blocks if isinstance(b, Table)]
    assert [row[1:3] for row in table.rows] == [("Tuti", "no. 1")]
