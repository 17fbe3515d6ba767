"""Figures against a floor measured in the same run, told in one table at the end."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from fieldkit.features.practice import service as practice

FIGURES: list["Figure"] = []


@dataclass(frozen=True)
class Figure:
    """One measured thing: ours, the floor, and how much of it is allowed."""

    name: str
    ours: float
    unit: str
    limit: float
    floor: float | None = None

    @property
    def measured(self) -> float:
        """The ratio where there is a floor, else the figure itself."""
        return self.ours / self.floor if self.floor else self.ours

    @property
    def is_fine(self) -> bool:
        return self.measured <= self.limit

    def __str__(self) -> str:
        own = f"{self.ours:10.2f} {self.unit:3}"
        floor = f"{self.floor:10.2f} {self.unit:3}" if self.floor else f"{'':14}"
        kind = "×" if self.floor else f" {self.unit}"
        mark = "ok" if self.is_fine else "OVER"
        return f"{self.name:58}{own}{floor}{self.measured:9.2f}{kind:3} ≤ {self.limit:g}{kind:3} {mark}"


def told(figure: Figure) -> None:
    """Keep a figure for the table, and refuse one that is over its limit."""
    FIGURES.append(figure)
    assert figure.is_fine, str(figure)


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def interleaved(
    ours: Callable[[], object], floor: Callable[[], object], turns: int
) -> tuple[float, float]:
    """Return the medians of both in milliseconds, measured turn by turn."""
    pairs = [(milliseconds(ours), milliseconds(floor)) for _turn in range(turns)]
    return statistics.median(a for a, _b in pairs), statistics.median(b for _a, b in pairs)


def of_processor(
    ours: Callable[[], object], floor: Callable[[], object], turns: int
) -> tuple[float, float]:
    """Return the medians of both in milliseconds of the processor, measured turn by turn.

    Other work on the machine and the waiting for its disk, which both do alike, are not in it.
    """

    def took(work: Callable[[], object]) -> float:
        began = time.process_time()
        work()
        return (time.process_time() - began) * 1000

    pairs = [(took(ours), took(floor)) for _turn in range(turns)]
    return statistics.median(a for a, _b in pairs), statistics.median(b for _a, b in pairs)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("figures: ours, floor, measured, limit")
        for figure in FIGURES:
            terminalreporter.line(str(figure))


@pytest.fixture(scope="session")
def practice_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice book as `fieldkit demo` makes it: 350 families in 13 groups."""
    folder = tmp_path_factory.mktemp("bench") / "Latihan.fieldkit"
    practice.make_book(folder, passphrase=practice.PASSPHRASE, until=date(2026, 11, 20))
    return folder


@pytest.fixture(scope="session")
def data_key(practice_book: Path) -> bytes:
    from fieldkit.core import vault

    return vault.unlock(practice_book, practice.PASSPHRASE)
