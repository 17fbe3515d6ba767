"""Chance that falls the same way for the same seed."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Everything of the practice book that could be otherwise is asked here."""

    def __init__(self, seed: int, subject: str) -> None:
        self._random = random.Random(f"{seed}/{subject}")  # noqa: S311 - practice, not secrecy

    def bits(self, count: int) -> int:
        """Return so many random bits, the source of ids."""
        return self._random.getrandbits(count)

    def number(self, least: int, most: int, step: int = 1) -> int:
        """Return a whole number from `least` to `most`, a multiple of `step` above `least`."""
        return self._random.randrange(least, most + 1, step)

    def share(self, least: float, most: float) -> float:
        """Return a fraction between two."""
        return self._random.uniform(least, most)

    def happens(self, chance: float) -> bool:
        """Whether something of this chance comes to pass."""
        return self._random.random() < chance

    def one(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self._random.randrange(len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """Return one of the items, the heavier the oftener."""
        return self._random.choices(items, weights)[0]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return so many different items, in the order they were given."""
        chosen = set(self._random.sample(range(len(items)), min(count, len(items))))
        return [item for number, item in enumerate(items) if number in chosen]

    def mixed(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in another order."""
        return self._random.sample(items, len(items))

    def day(self, first: date, last: date) -> date:
        """Return a day between two."""
        return first + timedelta(days=self._random.randint(0, max((last - first).days, 0)))


def rupiah(dice: Dice, least: int, most: int, step: int = 5000) -> int:
    """Return an amount people would name, in steps of five thousand."""
    return dice.number(least // step, most // step) * step
