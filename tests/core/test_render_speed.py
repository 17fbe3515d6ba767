"""Long sheets cost in proportion to their rows; what they cost is measured in the bench."""

import cProfile
import io
import pstats

import pytest

from fieldkit.core.render.document import Column, Document, Table
from fieldkit.core.render.pdf import write_pdf

WIDTHS = (8, 40, 30, 30, 40, 9, 9, 9, 9, 10, 12, 11, 25, 20)


def cells(count):
    return [
        (str(n), f"Keluarga nomor {n}", f"99{n:014}", f"98{n:014}", f"Kp. Sepang RT {n % 9:03}",
         "1", "", "2", "", "", "1", "", "", f"{n}.")
        for n in range(count)
    ]  # fmt: skip


def sheet(count):
    columns = tuple(Column(f"KOLOM {number}", width) for number, width in enumerate(WIDTHS))
    return Document("Daftar hadir", "attendance", (Table(columns, cells(count)),), landscape=True)


def ours(count):
    return write_pdf(sheet(count), io.BytesIO()).pages


def steps(count):
    """Return how many calls Python makes for so many rows: the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(ours, count)
    return pstats.Stats(profile).total_calls


def test_ten_times_the_rows_cost_about_ten_times_the_work():
    ours(10)
    assert steps(4000) <= 11 * steps(400)


@pytest.mark.long
def test_forty_thousand_rows_are_printed():
    assert ours(40_000) > 1000
