"""Whatever several laptops do and however files travel: in the end all hold the same.

Every history is checked against all invariants of the merge, one after another (`ends`).
"""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fieldkit.core.security.roles import Role
from fieldkit.core.vault import memory_context
from fieldkit.features.sync.model import FileState
from tests.features.sync.ends import check_everything
from tests.features.sync.village import C, F, L, Village, histories, scratch

# A tracer of lines would double the time of millions of lines that other tests cover too.
pytestmark = pytest.mark.no_cover
SKEWS = st.tuples(*[st.integers(-600, 600)] * 4)
KNOBS = {
    "deadline": None,
    "phases": (Phase.reuse, Phase.generate),  # a history of a whole village shrinks for ever
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


def live(roles: tuple[Role, ...], skews: tuple[int, ...], steps: list[tuple], seed: int) -> None:
    with scratch() as folder:
        dice = random.Random(seed)
        village = Village(folder, roles, skews, is_in_increments=dice.random() < 0.5)
        for verb, *arguments in steps:
            getattr(village, verb)(*arguments)
        village.quarrel(dice)
        village.exchange_everything()
        check_everything(village, dice)
        village.close()


VILLAGES = {
    "roles": st.sampled_from([(F, L, L), (F, L, C), (F, L), (F, C)]),
    "skews": SKEWS,
    "steps": histories(),
    "seed": st.integers(0, 1 << 30),
}


@pytest.mark.parametrize("part", range(24))
def test_after_everything_was_exchanged_all_books_hold_the_same(part):
    """Three thousand histories, the same ones each time; the long run looks for further ones."""

    @seed(part)
    @settings(max_examples=126, database=None, **KNOBS)
    @given(**VILLAGES)
    def lived(**village):
        live(**village)

    lived()


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
@settings(max_examples=500, **KNOBS)
@given(
    skews=SKEWS,
    steps=histories(20, 80),
    seed=st.integers(0, 1 << 30),
)
def test_ten_thousand_long_histories_end_the_same_everywhere(part, skews, steps, seed):
    live((F, L, L, C), skews, steps, seed)


def test_a_copied_laptop_that_goes_on_twice_is_a_fork(pair, exchange):
    """The same disk in two laptops: the second one's pages are named, never merged silently."""
    mine, theirs = pair
    exchange.put(mine, "kpm_group", "g" * 26, id="g" * 26, name="Mawar")
    exchange.between(mine, theirs)
    copy = memory_context(mine.clock, name=mine.me.name)
    mine.db._connection.backup(copy.db._connection)
    copy.db.device = mine.me.device
    twin = copy._replace(me=mine.me)
    exchange.put(mine, "kpm_group", id="g" * 26, name="Dari laptop pertama")
    exchange.put(twin, "kpm_group", id="g" * 26, name="Dari laptop kedua")
    assert exchange.between(mine, theirs).state is FileState.NEW
    report = exchange.between(twin, theirs)
    assert (report.state, report.reason) == (FileState.DAMAGED, "fork")
    assert theirs.db.value("SELECT name FROM kpm_group") == "Dari laptop pertama"
