"""Workbooks as people really send them: every one of them gives the same three families."""

from datetime import date

import pytest

from fieldkit.core.text import fold
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Outcome
from tests.features.people.awkward import PEOPLE, WRITERS, write_all


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_all(tmp_path_factory.mktemp("awkward"))


def register(ctx):
    found = ctx.db.rows("SELECT name, nik, no_kk, address, rt, rw FROM family ORDER BY nik")
    return [tuple(row.values()) for row in found]


def plain(person):
    name, *rest = person
    return (fold(name.replace("\u2019", "'")), *rest)


@pytest.mark.parametrize("name", WRITERS)
def test_an_awkward_workbook_is_read_as_a_person_would_read_it(ctx, folder, name):
    plan = people.plan_import(ctx, folder[name])
    people.apply_import(ctx, plan)
    known = sorted((plain(person) for person in PEOPLE), key=lambda person: person[1])
    found = [plain(person) for person in register(ctx)]
    if name == "tanggal.xlsx":
        known = [(*person[:3], None, None, None) for person in known]
    assert found == known


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_file_again_changes_nothing(ctx, folder, name):
    people.apply_import(ctx, people.plan_import(ctx, folder[name]))
    before = register(ctx)
    again = people.plan_import(ctx, folder[name])
    seen = {v.outcome for v in again.verdicts if v.name}
    assert seen <= {Outcome.SAME, Outcome.REFUSED}
    people.apply_import(ctx, again)
    assert register(ctx) == before


def test_dates_are_read_in_every_shape(ctx, folder):
    people.apply_import(ctx, people.plan_import(ctx, folder["tanggal.xlsx"]))
    born = {r["name"]: r["birth_date"] for r in ctx.db.rows("SELECT name, birth_date FROM family")}
    days = (date(1990, 1, 1), date(1980, 2, 2), date(1975, 3, 15))
    assert born == {p[0]: day.isoformat() for p, day in zip(PEOPLE, days, strict=True)}


def test_a_group_that_stands_once_over_its_rows_holds_them_all(ctx, folder):
    people.apply_import(ctx, people.plan_import(ctx, folder["kelompok-gabungan.xlsx"]))
    sizes = {row.name: row.families for row in people.group_rows(ctx)}
    assert sizes == {"Mawar": 2, "Melati": 1}
