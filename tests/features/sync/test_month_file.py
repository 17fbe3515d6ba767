"""A facilitator's month fits on any stick: 350 families, 13 sessions, visits and homework."""

import random
import time
from pathlib import Path

import pytest

from fieldkit.core.db.steps import Step
from fieldkit.core.ids import derived_id, new_id
from fieldkit.features.sync import service

FAMILIES, GROUPS, VISITS = 350, 13, 60
MOST_BYTES, MOST_SECONDS = 200_000, 1.0
TEXT = (
    "ibu rumah bersih anak sekolah belum sudah kartu periksa posyandu usaha warung modal uang"
    " tabungan sehat gizi makan sayur telur air jamban lantai atap bocor kerja buruh tani dagang"
    " kue keripik jahit pasar harga naik bantuan cair keluarga suami istri nenek sakit obat"
)


def sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choice(TEXT.split()) for _ in range(words)).capitalize() + "."


@pytest.fixture
def month(pair):
    """Both books hold the register; the facilitator has a month of work to send."""
    mine, theirs = pair
    dice = random.Random(7)
    groups = [new_id() for _ in range(GROUPS)]
    families = [(new_id(), groups[n % GROUPS]) for n in range(FAMILIES)]
    with mine.db.write(Step("Register")) as writer:
        for n, group in enumerate(groups):
            writer.put("kpm_group", {"id": group, "name": f"Kelompok {n}"}, scope=group)
        writer.put_many(
            "family",
            [
                {
                    "id": family, "_scope": group, "group_id": group, "status": "active",
                    "name": sentence(dice, 2), "nik": f"99{n:014}", "no_kk": f"99{n:014}",
                    "rt": "003", "rw": "009", "address": sentence(dice, 3),
                }
                for n, (family, group) in enumerate(families)
            ],
        )  # fmt: skip
    return mine, theirs, groups, families, dice


def write_month(mine, groups, families, dice) -> None:
    for group in groups:
        session = new_id()
        with mine.db.write(Step("Record the P2K2")) as writer:
            facts = {
                c: sentence(dice, 25)
                for c in ("process", "material", "participation", "result", "obstacles")
            }
            row = {"id": session, "group_id": group, "held_on": "2026-11-12", "starts": "09:00"}
            row |= {"ends": "11:00", "status": "held", "module": "FDS", "place": "Balai RW"}
            writer.put("session", row | facts, scope=group)
            people = [family for family, its_group in families if its_group == group]
            writer.put_many(
                "attendance",
                [
                    {
                        "id": derived_id("attendance", session, family), "_scope": group,
                        "session_id": session, "family_id": family,
                        "status": dice.choice(("present", "present", "present", "sick", "absent")),
                        "understanding": dice.choice(("poor", "good", "very_good")),
                    }
                    for family in people
                ],
            )  # fmt: skip
    for family, group in dice.sample(families, VISITS):
        with mine.db.write(Step("Record a home visit")) as writer:
            row = {"family_id": family, "visited_on": "2026-11-15", "purposes": ["business"]}
            told = ("house_condition", "family_condition", "potential", "problem", "agreement")
            row |= {c: sentence(dice, 12) for c in told}
            writer.put("visit", row, scope=group)
    with mine.db.write(Step("Give the homework")) as writer:
        amounts = ("in_pkh", "in_wage", "out_food", "out_education", "saving_paid")
        writer.put_many(
            "money_month",
            [
                {
                    "id": derived_id("money_month", family, "2026-11"), "_scope": group,
                    "family_id": family, "month": "2026-11", "status": "collected",
                    **{c: dice.randrange(10, 900) * 1000 for c in amounts},
                }
                for family, group in families
            ],
        )  # fmt: skip


def sent_month(month, exchange):
    mine, theirs, groups, families, dice = month
    exchange.between(mine, theirs)
    exchange.between(theirs, mine)
    write_month(mine, groups, families, dice)
    started = time.perf_counter()
    sent = exchange.send(mine, theirs)
    return mine, theirs, sent, time.perf_counter() - started


def test_a_months_file_of_one_facilitator_is_at_most_200_kb(month, exchange):
    mine, theirs, sent, _seconds = sent_month(month, exchange)
    assert sent.changes == GROUPS + 2 * FAMILIES + VISITS
    assert sent.bytes <= MOST_BYTES
    [report] = service.receive(theirs, [Path(sent.file)])
    assert report.changes == sent.changes
    for table in ("attendance", "visit", "money_month"):
        rows = f"SELECT * FROM {table} ORDER BY id"
        assert theirs.db.rows(rows) == mine.db.rows(rows)


@pytest.mark.bench
def test_a_months_file_is_written_and_taken_within_a_second(month, exchange):
    _mine, theirs, sent, writing = sent_month(month, exchange)
    started = time.perf_counter()
    service.receive(theirs, [Path(sent.file)])
    taking = time.perf_counter() - started
    print(f"\nmonth's file: {sent.bytes} bytes, written {writing:.2f} s, taken {taking:.2f} s")
    assert writing <= MOST_SECONDS
    assert taking <= MOST_SECONDS
