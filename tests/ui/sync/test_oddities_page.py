"""What to look at after a merge, by hand: pairs are opened, merged, taken back or left."""

from pathlib import Path

import pytest

from fieldkit.core.db.steps import Step
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.sync import service
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import OpenFamily, OpenScreen
from fieldkit.ui.sync.screen import SyncScreen


def write(ctx, table, scope, **row):
    with ctx.db.write(Step("Write")) as writer:
        if table == "cash_entry":
            return writer.post(table, row, scope=scope)
        return writer.put(table, row, scope=scope)


@pytest.fixture
def page(qtbot, ctx, book, make, navigate, tmp_path, kept):
    """A facilitator's page after a leader's file: one payment looks recorded twice."""
    kube, members = make.kube()
    leader = book("Aminah", Role.LEADER)
    leader.db.set_meta(kube=kube)
    for one, other in ((ctx, leader), (leader, ctx)):
        service.write_card(one, tmp_path / f"{one.me.device}.fkcard")
        service.trust(other, tmp_path / f"{one.me.device}.fkcard")
    peer = next(p for p in service.peers(ctx) if p.name == "Aminah")
    service.receive(leader, [Path(service.send(ctx, peer, tmp_path).file)])
    for one in (ctx, leader):
        lines = [
            {"account": "pot:kas", "amount": 5000},
            {"account": "income:dues", "amount": -5000, "member": members[0]},
        ]
        write(one, "cash_entry", kube, kube_id=kube, booked_on="2026-11-20", lines=lines, kind="dues",
              description="Iuran")  # fmt: skip
    me = next(p for p in service.peers(leader) if p.name == "Sri")
    service.receive(ctx, [Path(service.send(leader, me, tmp_path).file)])
    changes = Changes(ctx)
    screen = SyncScreen(ctx, changes, navigate)
    qtbot.addWidget(screen)
    kept.append((changes, screen))
    screen.resize(1100, 700)
    screen.show()
    screen.open("oddities")
    return screen.oddities_page


def test_a_payment_recorded_twice_is_taken_back_once(ctx, page):
    kube = ctx.db.value("SELECT id FROM kube")
    [line] = page.table.rows()
    assert (line.kind, "Rp5.000" in line.what) == ("Perhaps paid once", True)
    assert not page.merge_button.isVisible()
    page.take_back_button.click()
    assert sum(cashbook.balances(ctx, kube).values()) == 5000
    assert page.table.rows() == []


def test_both_payments_can_be_right(ctx, page):
    page.both_button.click()
    assert page.table.rows() == []
    assert sum(cashbook.balances(ctx, ctx.db.value("SELECT id FROM kube")).values()) == 10000


def test_twins_are_opened_and_put_side_by_side(
    ctx, page, make, book, navigate, tmp_path, monkeypatch
):
    ani = make.family(make.group(), name="Ani", nik="9901014101900001")
    other = ctx.db.device + 1
    other_family = make.family(None, name="Ani", nik="9901014101900001")
    with ctx.db.local():
        ctx.db.raw.execute("UPDATE op SET dev = ? WHERE row = ?", (other, other_family))
    page.reload()
    line = next(line for line in page.table.rows() if line.kind == "Perhaps one family")
    page.table.select(line.id)
    page.open_second_button.click()
    page.merge_button.click()
    pair = {line.thing.first.id, line.thing.second.id}
    assert pair == {ani, other_family}
    assert isinstance(navigate[0], OpenFamily)
    assert isinstance(navigate[1], OpenScreen)
    assert (navigate[1].target[0], set(navigate[1].target[1:])) == ("merge", pair)
