"""The practice book: invented, whole, and the same for the same seed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fieldkit.core import vault
from fieldkit.core.clock import FixedClock
from fieldkit.core.context import Context
from fieldkit.core.ids import use_source
from fieldkit.features.backup import service as backup
from fieldkit.features.homework import daily
from fieldkit.features.homework import service as homework
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.p2k2 import model as p2k2
from fieldkit.features.people import nik
from fieldkit.features.practice import service as practice
from fieldkit.features.practice.dice import Dice
from fieldkit.features.practice.service import Made, Size
from fieldkit.features.records import kinds

SMALL = Size(families=24, groups=2, months=4, seed=7, kube=1)
LAST = date(2026, 11, 20)
TABLES = ("family", "member", "session", "attendance", "visit", "money_month", "cash_entry")


def filled(size: Size = SMALL) -> tuple[Context, Made]:
    from fieldkit.core.vault import memory_context

    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    former = use_source(Dice(size.seed, "ids").bits)
    try:
        ctx = memory_context(clock)
        return ctx, practice.fill(ctx, clock, size, LAST)
    finally:
        use_source(former)


@pytest.fixture(scope="module")
def small() -> tuple[Context, Made]:
    return filled()


def test_the_asked_families_and_groups_are_there(small: tuple[Context, Made]) -> None:
    ctx, made = small
    assert (made.families, made.groups, made.kube) == (24, 2, 1)
    for table, count in (
        ("family", made.families),
        ("session", made.sessions),
        ("attendance", made.attendance),
        ("visit", made.visits),
        ("visit_plan", made.visit_plans),
        ("meeting", made.meetings),
        ("cash_entry", made.entries),
        ("photo", made.photos),
        ("money_month", made.homework),
    ):
        assert ctx.db.value(f'SELECT count(*) FROM "{table}"') == count, table


def test_the_same_seed_gives_the_same_content(small: tuple[Context, Made]) -> None:
    again, _made = filled()
    for table in TABLES:
        left_out = kinds.LEFT_OUT.get(table, set())
        columns = [c for c in again.db.columns(table) if c not in left_out]
        sql = f'SELECT id, {", ".join(columns)} FROM "{table}" ORDER BY id'
        assert again.db.rows(sql) == small[0].db.rows(sql), table


def test_another_seed_gives_other_people(small: tuple[Context, Made]) -> None:
    other, _made = filled(Size(families=24, groups=2, months=1, seed=8, kube=0))
    names = "SELECT name FROM family ORDER BY name"
    assert other.db.rows(names) != small[0].db.rows(names)


def test_no_number_belongs_to_anybody(small: tuple[Context, Made]) -> None:
    ctx, _made = small
    numbers = [r["nik"] for r in ctx.db.rows("SELECT nik FROM member")]
    numbers += [r["no_kk"] for r in ctx.db.rows("SELECT no_kk FROM family WHERE no_kk > ''")]
    assert numbers
    assert all(n.startswith("99") and nik.is_sixteen_digits(n) for n in numbers)
    assert all(
        r["phone"] is None or r["phone"].startswith("0899")
        for r in ctx.db.rows("SELECT phone FROM family UNION SELECT phone FROM kube_member")
    )


def test_nothing_lies_in_the_future_but_plans(small: tuple[Context, Made]) -> None:
    ctx, _made = small
    today = LAST.isoformat()
    for sql in (
        "SELECT max(visited_on) FROM visit",
        f"SELECT max(held_on) FROM session WHERE status IN ('{p2k2.SessionStatus.HELD}', 'reported')",
        "SELECT max(held_on) FROM meeting WHERE status = 'held'",
        "SELECT max(booked_on) FROM cash_entry",
        "SELECT max(birth_date) FROM member",
        "SELECT max(checked_on) FROM money_month",
    ):
        assert ctx.db.value(sql) <= today, sql


def test_nobody_is_marked_present_by_default(small: tuple[Context, Made]) -> None:
    ctx, _made = small
    assert ctx.db.value("SELECT count(*) FROM attendance WHERE status = 'absent'") > 0
    assert not ctx.db.value(
        "SELECT count(*) FROM attendance WHERE status <> 'present' AND understanding IS NOT NULL"
    )


def test_photos_have_what_their_file_says_or_what_was_typed(small: tuple[Context, Made]) -> None:
    ctx, _made = small
    sql = "SELECT taken_at IS NOT NULL AS noted, told_on IS NOT NULL AS typed FROM photo"
    found = {
        (row["noted"], row["typed"]) for row in ctx.db.rows(f"{sql} WHERE owner_table = 'session'")
    }
    assert found <= {(1, 0), (0, 1)}
    assert (0, 1) in found


def test_the_cash_books_add_up_and_the_book_is_healthy(small: tuple[Context, Made]) -> None:
    ctx, _made = small
    assert backup.check(ctx, is_full=True) == []
    for kube in ctx.db.rows("SELECT id FROM kube"):
        assert all(balance >= 0 for balance in cashbook.balances(ctx, kube["id"]).values())
    assert ctx.db.value("SELECT count(*) FROM kube_member") == 10


def test_families_that_left_are_marked_no_more(small: tuple[Context, Made]) -> None:
    ctx, _made = small
    assert not ctx.db.value(
        "SELECT count(*) FROM attendance a JOIN family f ON f.id = a.family_id"
        " JOIN session s ON s.id = a.session_id"
        " WHERE f.status IN ('moved', 'graduated', 'carer_died') AND s.held_on >= f.status_on"
    )


def test_a_part_of_next_month_is_planned_and_the_rest_waits() -> None:
    ctx, _made = filled(Size(families=30, groups=3, months=2, seed=3, kube=0))
    planned = ctx.db.rows(
        "SELECT held_on, code FROM session WHERE status = 'planned' AND held_on > '2026-11-30'"
    )
    assert [row["held_on"][:7] for row in planned] == ["2026-12"]
    assert planned[0]["code"]


def test_what_follows_a_session_is_there_and_fits_what_was_recorded() -> None:
    ctx, _made = filled(Size(families=36, groups=2, months=7, seed=7, kube=0))
    for table in (
        "catch_up", "semester_review", "stage_mark", "circle", "circle_entry", "sheet_choice",
        "topic", "teaching_habit",
    ):  # fmt: skip
        assert ctx.db.value(f"SELECT count(*) FROM {table}") > 0, table
    assert not ctx.db.value(
        "SELECT count(*) FROM catch_up c JOIN session s ON s.id = c.session_id"
        " WHERE c.done_on < s.held_on OR c.done_on > :today",
        today=LAST.isoformat(),
    )
    for circle, _name in circles.open_circles(ctx):
        assert all(one.amount > 0 for one in circles.balances(ctx, circle.id))
    noted = [money for family in ctx.db.rows("SELECT id FROM family")
             for money in homework.months_of(ctx, family["id"]) if money.log]  # fmt: skip
    assert noted
    for money in noted:
        sums = daily.totals(money.log)
        assert {name: getattr(money, name) for name in sums} == sums


def test_a_practice_book_opens_and_says_that_it_is_one(tmp_path) -> None:
    from fieldkit.core import vault

    folder = tmp_path / "Latihan.fieldkit"
    practice.make_book(
        folder,
        passphrase=practice.PASSPHRASE,
        size=Size(families=4, groups=1, months=1, kube=0),
        until=LAST,
    )
    ctx = vault.open_book(folder, practice.PASSPHRASE)
    assert ctx.is_practice
    assert ctx.db.value("SELECT count(*) FROM family") == 4
    vault.close_book(ctx, folder)


def test_a_book_that_can_not_be_finished_leaves_nothing(tmp_path, monkeypatch) -> None:
    def fail(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(practice, "fill", fail)
    folder = tmp_path / "Latihan.fieldkit"
    with pytest.raises(KeyboardInterrupt):
        practice.make_book(folder, passphrase=practice.PASSPHRASE, size=SMALL)
    assert not folder.exists()


def test_two_books_of_one_seed_have_backups_and_key_rings_of_their_own(tmp_path: Path) -> None:
    size = Size(families=4, groups=1, months=1, seed=3, kube=0)
    books = [tmp_path / f"{name}.fieldkit" for name in ("Satu", "Dua")]
    for folder in books:
        practice.make_book(
            folder, passphrase=practice.PASSPHRASE, size=size, until=date(2026, 11, 20)
        )
    assert len({vault.book_id_of(folder) for folder in books}) == 2
    people = []
    for folder in books:
        ctx = vault.open_book(folder, practice.PASSPHRASE)
        backup.back_up(ctx)
        assert len(backup.kept(ctx)) == 1
        (kept,) = backup.kept(ctx)
        assert backup.difference(ctx, kept.file).is_none
        people.append(ctx.me.book_id)
        vault.close_book(ctx, folder)
    assert people[0] == people[1]
    restored = backup.restore(kept.file, tmp_path / "Tiga.fieldkit", practice.PASSPHRASE)
    assert restored.me.number == vault.book_id_of(books[1])
    assert len(backup.kept(restored)) == 1
    vault.close_book(restored, tmp_path / "Tiga.fieldkit")
