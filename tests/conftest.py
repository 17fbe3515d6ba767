"""Shared fixtures: a book in memory, and people who can not exist."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from fieldkit.core import i18n
from fieldkit.core.clock import FixedClock
from fieldkit.core.context import Context
from fieldkit.core.db.steps import Step
from fieldkit.core.security.roles import Role
from fieldkit.core.vault import memory_context


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case in letters that can travel between test processes (no lone surrogates)."""
    if isinstance(val, str) and not val.isascii():
        return val.encode("unicode_escape").decode("ascii")
    return None


# A busy machine is no reason to fail: time limits belong to the benchmarks. The gate tries the same
# examples every time; `make check-long` looks for new ones.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
hypothesis_settings.register_profile(
    "fresh", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Tests read English unless they say otherwise."""
    import gettext

    i18n.install(gettext.NullTranslations(), "en")
    yield
    i18n.install(gettext.NullTranslations(), "en")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 20, 3, 0, tzinfo=UTC))


@pytest.fixture
def ctx(clock: FixedClock) -> Iterator[Context]:
    """An empty book in memory with a facilitator at the desk, on 20 November 2026."""
    context = memory_context(clock)
    yield context
    context.db.close()


@pytest.fixture
def book(clock: FixedClock) -> Iterator[Callable[..., Context]]:
    """Makes further books in memory: `book(role=Role.LEADER)`."""
    made: list[Context] = []

    def make_book(name: str = "Sri", role: Role = Role.FACILITATOR) -> Context:
        made.append(memory_context(clock, name=name, role=role))
        return made[-1]

    yield make_book
    for context in made:
        context.db.close()


@pytest.fixture
def make(ctx: Context) -> "Make":
    """Puts ready records into `ctx`: `make.group()`, `make.family(group)`, `make.kube()`."""
    return Make(ctx)


class Make:
    """Writes records straight through the writer, with invented people."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.serial = 0

    def put(self, table: str, scope: str | None = None, **row: Any) -> str:
        with self.ctx.db.write(Step("Prepare")) as writer:
            return writer.put(table, row, scope=scope)

    def group(self, name: str = "Mawar", **more: Any) -> str:
        from fieldkit.core.ids import new_id

        group_id = new_id()
        return self.put("kpm_group", scope=group_id, id=group_id, name=name, code="A", **more)

    def family(self, group_id: str | None = None, name: str = "Siti Aminah", **more: Any) -> str:
        self.serial += 1
        row = {
            "name": name,
            "group_id": group_id,
            "no_kk": f"99010101{self.serial:04d}0000",
            "nik": f"990101410190{self.serial:04d}",
            "rt": "003",
            "rw": "009",
            "address": "Kp. Baru",
            "status": "active",
        }
        return self.put("family", scope=group_id or self.ctx.db.own_scope, **(row | more))

    def kube(self, name: str = "Melati 3", members: int = 3, **more: Any) -> tuple[str, list[str]]:
        from fieldkit.core.ids import new_id

        kube_id = new_id()
        row = {"dues_amount": 5000, "status": "active", **more}
        self.put("kube", scope=kube_id, id=kube_id, name=name, **row)
        names = ("Aminah", "Badriah", "Chasanah", "Darsih", "Euis", "Fatonah", "Gayatri")
        people = [
            self.put(
                "kube_member",
                scope=kube_id,
                kube_id=kube_id,
                name=names[i % len(names)] + ("" if i < len(names) else f" {i}"),
                position=("chair", "secretary", "treasurer")[i] if i < 3 else "member",
                row_no=i + 1,
                joined_on="2024-01-01",
            )
            for i in range(members)
        ]
        return kube_id, people
