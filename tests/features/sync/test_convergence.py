"""Whatever several laptops do and however files travel: in the end all hold the same."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.core.db import health
from fieldkit.core.security.roles import Role
from fieldkit.features.sync import desk
from tests.features.sync.village import KUBE, C, F, L, Village, actions


def live(roles: tuple[Role, ...], skews: tuple[int, ...], steps: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        village = Village(Path(folder), roles, skews)
        for verb, *arguments in steps:
            getattr(village, verb)(*arguments)
        village.exchange_everything()
        expect_the_same(village)
        expect_no_effect_of_more(village)
        village.close()


def expect_the_same(village: Village) -> None:
    facilitator, shared = village.content(0), village.content(0, KUBE)
    for book in range(1, len(village.books)):
        if book in village.leaders:
            assert village.content(book, KUBE) == shared
        else:
            assert village.content(book) == facilitator
    for ctx in village.books:
        assert health.findings(ctx.db, is_full=True) == []
    for conflict in desk.conflicts(village.books[0]):
        newest = max(conflict.sides, key=lambda side: (side.at_ms, side.device))
        same_moment = [s.value for s in conflict.sides if s.at_ms == newest.at_ms]
        assert conflict.shown in same_moment
    entries = {e["id"]: e for e in facilitator["cash_entry"]}
    assert len(entries) == len(facilitator["cash_entry"])
    assert {i for i, e in entries.items() if not e["reverses"]} == village.posted
    for entry in entries.values():
        if entry["reverses"]:
            former = json.loads(entries[entry["reverses"]]["lines"])
            legs = zip(former, json.loads(entry["lines"]), strict=True)
            assert all(one["amount"] == -other["amount"] for one, other in legs)


def expect_no_effect_of_more(village: Village) -> None:
    everybody = range(len(village.books))
    before = [village.content(n) for n in everybody]
    logs = [ctx.db.value("SELECT count(*) FROM op") for ctx in village.books]
    for one, other in village.roads:
        [report] = village.receive(other, village.send(one, other))
        assert report.changes == 0
    for book, files in village.letters.items():
        reports = village.receive(book, *files, *files[-1:])
        assert sum(r.changes for r in reports) == 0
    assert [village.content(n) for n in everybody] == before
    assert [ctx.db.value("SELECT count(*) FROM op") for ctx in village.books] == logs


_SKEWS = st.tuples(*[st.integers(-600, 600)] * 4)
_KNOBS = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


@settings(max_examples=40, **_KNOBS)
@given(
    roles=st.sampled_from([(F, L, L), (F, L, C)]),
    skews=_SKEWS,
    steps=st.lists(actions(), min_size=4, max_size=20),
)
def test_after_everything_was_exchanged_all_books_hold_the_same(roles, skews, steps):
    live(roles, skews, steps)


@pytest.mark.long
@settings(max_examples=3000, **_KNOBS)
@given(skews=_SKEWS, steps=st.lists(actions(), min_size=4, max_size=80))
def test_three_thousand_histories_end_the_same_everywhere(skews, steps):
    live((F, L, L, C), skews, steps)
