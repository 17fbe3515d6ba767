"""Two and three books that know each other."""

from pathlib import Path

import pytest

from fieldkit.core.db.steps import Step
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import service


class Exchange:
    """Cards and files between books: `exchange.between(one, other)` sends and receives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def introduce(self, *books) -> None:
        for first in books:
            card = self.folder / f"{first.me.device}.fkcard"
            service.write_card(first, card)
            for second in books:
                if second is not first:
                    service.trust(second, card)

    def peer(self, ctx, other):
        return next(p for p in service.peers(ctx) if p.device == other.me.device)

    def send(self, ctx, other, **more):
        return service.send(ctx, self.peer(ctx, other), self.folder, **more)

    def between(self, ctx, other, **more):
        return service.receive(other, [Path(self.send(ctx, other, **more).file)])[0]

    def put(self, ctx, table, scope=None, **row):
        with ctx.db.write(Step("Write")) as writer:
            return writer.put(table, row, scope=scope)


@pytest.fixture
def exchange(tmp_path):
    return Exchange(tmp_path)


@pytest.fixture
def pair(ctx, book, exchange):
    """A facilitator and a coordinator."""
    coordinator = book("Koordinator", Role.COORDINATOR)
    exchange.introduce(ctx, coordinator)
    return ctx, coordinator


@pytest.fixture
def leader(ctx, book, exchange, make):
    """A facilitator's KUBE with its leader's book: `(facilitator, leader, kube_id)`."""
    kube, _members = make.kube()
    made = book("Aminah", Role.LEADER)
    made.db.set_meta(kube=kube)
    exchange.introduce(ctx, made)
    exchange.between(ctx, made)
    return ctx, made, kube
