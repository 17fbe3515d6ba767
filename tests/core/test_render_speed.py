"""Long sheets cost no more than the drawing library itself."""

import io
import statistics
import time

import pytest

from fieldkit.core.render import fonts
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


def bare_library(count):
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table as Bare

    fonts.load()
    rows = [[f"KOLOM {number}" for number in range(14)], *map(list, cells(count))]
    look = [
        ("FONT", (0, 0), (-1, -1), fonts.REGULAR, 8.5),
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
    ]
    widths = [width * 2.8 for width in WIDTHS]
    bare = Bare(rows, colWidths=widths, repeatRows=1, style=look)
    SimpleDocTemplate(io.BytesIO(), pagesize=landscape(A4)).build([bare])


def seconds(work, count):
    start = time.perf_counter()
    work(count)
    return time.perf_counter() - start


def test_350_rows_of_14_columns_cost_at_most_half_more_than_a_bare_table():
    seconds(ours, 10)
    seconds(bare_library, 10)
    ratios = [seconds(ours, 350) / seconds(bare_library, 350) for _turn in range(5)]
    assert statistics.median(ratios) <= 1.5, ratios


def test_ten_times_the_rows_cost_about_ten_times_the_time():
    seconds(ours, 10)
    small = min(seconds(ours, 400) for _turn in range(3))
    assert seconds(ours, 4000) <= 20 * small


@pytest.mark.long
def test_forty_thousand_rows_are_printed():
    assert ours(40_000) > 1000
