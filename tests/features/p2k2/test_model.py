"""Rules of a session that need no book."""

from datetime import date, time

import pytest

from fieldkit.features.p2k2 import model, story
from fieldkit.features.p2k2.model import (
    AttendanceRow,
    Counts,
    Mark,
    Presenter,
    Session,
    Understanding,
)


def _rows(*marks):
    return [
        AttendanceRow(family_id=str(number), code=f"A{number}", name=f"Ibu {number}", status=mark)
        for number, mark in enumerate(marks, start=1)
    ]


def test_unmarked_counts_neither_as_present_nor_as_absent():
    counts = model.counts_of(_rows(Mark.PRESENT, Mark.ABSENT, Mark.UNMARKED, Mark.UNMARKED))
    assert (counts.present, counts.away, counts.unmarked, counts.total) == (1, 1, 2, 4)
    assert counts.rate == 0.5


def test_the_rate_of_a_sheet_nobody_marked_is_unknown():
    assert model.counts_of(_rows(Mark.UNMARKED)).rate is None
    assert Counts().rate is None


def test_everybody_is_present_except_those_named_and_those_marked_before():
    rows = _rows(Mark.UNMARKED, Mark.SICK, Mark.UNMARKED)
    marked = model.all_present_except(rows, {"3": Mark.ABSENT})
    assert [row.status for row in marked] == [Mark.PRESENT, Mark.SICK, Mark.ABSENT]


@pytest.mark.parametrize("mark", [Mark.SICK, Mark.EXCUSED, Mark.ABSENT])
def test_who_was_not_there_can_not_be_assessed_and_is_never_stored_as_poor(mark):
    row = AttendanceRow(
        family_id="1", code="A1", name="Siti", status=mark, understanding=Understanding.POOR
    )
    assert row.assessed is Understanding.NOT_ASSESSABLE
    assert row.kept.understanding is None


def test_a_present_family_without_a_grade_stays_without_one():
    row = AttendanceRow(family_id="1", code="A1", name="Siti", status=Mark.PRESENT)
    assert row.assessed is None


def test_the_five_aspects_join_into_one_text_of_sentences():
    session = Session(
        group_id="g",
        process="Dibuka dengan doa",
        material="Menyusun anggaran.",
        participation="Aktif bertanya!",
        result="  KPM dapat   mencatat pengeluaran ",
        obstacles="Hujan",
        follow_up="Kunjungan rumah",
    )
    assert story.joined(session) == (
        "Dibuka dengan doa. Menyusun anggaran. Aktif bertanya! KPM dapat mencatat pengeluaran."
        " Kendala: Hujan. Tindak lanjut: Kunjungan rumah."
    )
    assert story.joined(Session(group_id="g")) == ""


def test_the_portal_name_fits_and_ends_with_a_whole_word():
    assert model.portal_name("Kelompok Mawar", "Kesehatan dan Gizi") == (
        "P2K2 MAWAR - Kesehatan dan Gizi"
    )
    long = model.portal_name("Mawar", "kata " * 40)
    assert len(long) <= 100
    assert long.endswith("kata")


def test_a_word_kelompok_that_is_the_whole_name_stays():
    assert model.bare_group("Kelompok") == "Kelompok"


def test_unfilled_names_what_portal_and_report_want():
    assert "presenters" in model.unfilled(Session(group_id="g"))
    full = Session(
        group_id="g", starts=time(9), ends=time(11), place="p", process="a", material="b",
        participation="c", result="d", follow_up="e", presenters=(Presenter(name="S"),),
    )  # fmt: skip
    assert model.unfilled(full) == ()


def test_a_group_far_off_the_usual_size_is_a_warning_only():
    assert model.group_size_warning(27) is None
    assert model.group_size_warning(41).is_warning


def test_a_plan_may_lie_ahead_and_a_held_session_may_not():
    session = Session(
        group_id="g", held_on=date(2026, 12, 1), title="Judi online", starts=time(9), ends=time(11),
        place="Balai", presenters=(Presenter(name="Sri"),),
    )  # fmt: skip
    assert model.plan_problems(session) == []
    codes = [problem.code for problem in model.record_problems(session, date(2026, 11, 20))]
    assert codes == ["session_in_future"]
