"""Trust scales by signing: one coordinator's file makes sixty people known."""

import json

import pytest

from fieldkit.core.errors import PermissionDeniedError, UnusableFileError
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import directory, service
from fieldkit.features.sync.model import FileState


@pytest.fixture
def district(ctx, book, exchange, tmp_path):
    """A coordinator who knows three facilitators; each knows only the coordinator."""
    coordinator = book("Koordinator", Role.COORDINATOR)
    others = [book("Tuti"), book("Wati")]
    for one in (ctx, *others):
        exchange.introduce(coordinator, one)
    file = tmp_path / "kartu.fkcards"
    directory.write(coordinator, file)
    return coordinator, ctx, others, file


def names(ctx):
    return [p.name for p in service.peers(ctx) if not p.is_revoked]


def test_everybody_signed_is_known_without_a_call(district, exchange):
    _coordinator, sri, (tuti, _wati), file = district
    taken = directory.take(sri, file)
    assert (taken.by, taken.fresh, taken.known, taken.revoked) == ("Koordinator", 2, 1, 0)
    assert names(sri) == ["Koordinator", "Tuti", "Wati"]
    assert directory.take(sri, file).fresh == 0
    directory.take(tuti, file)
    exchange.put(sri, "kpm_group", "s" * 26, id="s" * 26, name="Mawar")
    assert exchange.between(sri, tuti).state is FileState.NEW


def test_whom_the_coordinator_revokes_is_trusted_no_more(district, exchange):
    coordinator, sri, (tuti, _wati), file = district
    directory.take(sri, file)
    service.revoke(coordinator, exchange.peer(coordinator, tuti).id)
    directory.write(coordinator, file)
    assert directory.take(sri, file).revoked == 1
    assert names(sri) == ["Koordinator", "Wati"]


def test_a_revocation_also_travels_with_an_ordinary_file(district, exchange):
    coordinator, sri, (tuti, _wati), file = district
    directory.take(sri, file)
    service.revoke(coordinator, exchange.peer(coordinator, tuti).id)
    exchange.between(coordinator, sri)
    assert names(sri) == ["Koordinator", "Wati"]


def test_a_card_taken_by_hand_is_not_revoked_by_others(district, exchange):
    coordinator, sri, (tuti, _wati), file = district
    exchange.introduce(sri, tuti)
    service.revoke(coordinator, exchange.peer(coordinator, tuti).id)
    directory.write(coordinator, file)
    assert directory.take(sri, file).revoked == 0
    assert "Tuti" in names(sri)


def test_a_stranger_or_a_facilitator_signs_nobody_in(district, book, exchange, tmp_path):
    _coordinator, sri, (tuti, _wati), file = district
    stranger = book("Lain", Role.COORDINATOR)
    exchange.introduce(stranger, tuti)
    directory.write(stranger, tmp_path / "lain.fkcards")
    with pytest.raises(UnusableFileError) as refused:
        directory.take(sri, tmp_path / "lain.fkcards")
    assert refused.value.details["reason"] == "directory_of_stranger"
    assert not directory.may_write(sri)
    with pytest.raises(PermissionDeniedError):
        directory.write(book("Dinas", Role.READER), file)


@pytest.mark.parametrize("spoil", ["cards", "revoked", "by", "signature", "kind"])
def test_every_changed_part_is_refused(district, spoil):
    _coordinator, sri, _others, file = district
    facts = json.loads(file.read_text())
    facts[spoil] = {"cards": facts["cards"][:1], "revoked": [7], "by": 7, "kind": "x"}.get(
        spoil, ""
    )
    file.write_text(json.dumps(facts))
    with pytest.raises(UnusableFileError):
        directory.take(sri, file)
    assert names(sri) == ["Koordinator"]


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "{}", '{"signature": 3}', "[" * 20_000, '{"signature": "", "kind": 1}']
)
def test_what_is_no_directory_is_told(district, text):
    _coordinator, sri, _others, file = district
    file.write_text(text)
    with pytest.raises(UnusableFileError):
        directory.take(sri, file)
