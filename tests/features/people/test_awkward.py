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


FIELDS = ("name", "nik", "no_kk", "address", "rt", "rw")
# What a file does not say, or says in numbers that are not to be used.
LACKS = {
    "tanggal.xlsx": ("address", "rt", "rw"),
    "dtsen.csv": ("address", "rt", "rw"),
    "alat-luring.csv": ("nik", "address", "rt", "rw"),
    "pendukung-penyalur.csv": ("nik",),
    "nomor-rusak.xlsx": ("nik", "no_kk"),
    "nik-isian.xlsx": ("nik",),
    "lima-lembar.xlsx": ("no_kk", "address", "rt", "rw"),
}


def register(ctx):
    found = ctx.db.rows("SELECT name, nik, no_kk, address, rt, rw FROM family ORDER BY name")
    return [tuple(row.values()) for row in found]


def plain(person, lacks=()):
    told = dict(zip(FIELDS, person, strict=True))
    told["name"] = fold(told["name"].replace("\u2019", "'"))
    return tuple(None if field in lacks else value for field, value in told.items())


@pytest.mark.parametrize("name", WRITERS)
def test_an_awkward_workbook_is_read_as_a_person_would_read_it(ctx, folder, name):
    people.apply_import(ctx, people.plan_import(ctx, folder[name]))
    known = [plain(person, LACKS.get(name, ())) for person in PEOPLE]
    assert sorted(map(plain, register(ctx))) == sorted(known)


def test_families_whose_damaged_numbers_look_alike_stay_apart(ctx, folder):
    plan = people.plan_import(ctx, folder["lima-lembar.xlsx"])
    people.apply_import(ctx, plan)
    for name, *_rest in PEOPLE:
        (family,) = (row for row in people.families(ctx) if row.name == name)
        members = people.members_of(ctx, family.id)
        assert {m.name for m in members} == {name, f"Anak {name}"}
        assert people.family(ctx, family.id).phone is None
    assert all("kk_damaged" in {p.code for p in v.remarks} for v in plan.verdicts)


def test_a_damaged_number_is_told_and_never_kept(ctx, folder):
    plan = people.plan_import(ctx, folder["nomor-rusak.xlsx"])
    for verdict in plan.verdicts:
        assert {"nik_damaged", "kk_damaged"} <= {p.code for p in verdict.remarks}


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
