"""A practice book has somebody to exchange files with, and no record of it changes for that."""

from fieldkit.core.db import health
from fieldkit.core.db.tables import SYNCED
from fieldkit.features.records import undoing
from fieldkit.features.sync import contacts, rehearsal


def test_the_practice_coordinator_has_received_and_nothing_else_changed(ctx, make, clock):
    make.family(make.group())
    before = {t: ctx.db.rows(f"SELECT * FROM {t}") for t in SYNCED}
    step = undoing.next_undo(ctx)
    rehearsal.exchange_once(ctx, clock)
    assert {t: ctx.db.rows(f"SELECT * FROM {t}") for t in SYNCED} == before
    assert undoing.next_undo(ctx) == step
    [contact] = contacts.contacts(ctx)
    assert contact.peer.name == rehearsal.COORDINATOR
    assert contact.confirmed_at
    assert contact.receipt_at > contact.confirmed_at
    assert health.findings(ctx.db, is_full=True) == []
