"""What a facilitator types from the paper sheet is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.features.p2k2.model import AttendanceRow, Mark, Understanding
from fieldkit.features.p2k2.typed import read_exceptions, read_lines

ROWS = [
    AttendanceRow(family_id=code, code=code, name=name)
    for code, name in (("A1", "Siti Aminah"), ("A2", "Badriah"), ("A12", "Siti Chasanah"))
]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("", {}),
        ("A2", {"A2": Mark.ABSENT}),
        ("2 12s", {"A2": Mark.ABSENT, "A12": Mark.SICK}),
        ("a1i, 2B;12h", {"A1": Mark.EXCUSED, "A2": Mark.UNMARKED, "A12": Mark.PRESENT}),
        ("badriah", {"A2": Mark.ABSENT}),
        ("amin", {"A1": Mark.ABSENT}),
        ("02", {"A2": Mark.ABSENT}),
    ],
)
def test_codes_numbers_and_names_are_understood(text, marks):
    found = read_exceptions(text, ROWS)
    assert found.marks == marks
    assert found.is_clear


def test_words_that_name_nobody_or_several_are_told():
    found = read_exceptions("siti 99 B2 zzz ibu", ROWS)
    assert found.ambiguous == ["siti"]
    assert found.unknown == ["99", "B2", "zzz", "ibu"]
    assert not found.is_clear


P, S, A, I = Mark.PRESENT, Mark.SICK, Mark.ABSENT, Mark.EXCUSED  # noqa: E741 -- the sheet's letters
GOOD, BEST = Understanding.GOOD, Understanding.VERY_GOOD


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A1 H 3", [("A1", P, BEST)]),
        ("a1h3", [("A1", P, BEST)]),
        ("1 h 3 2 s", [("A1", P, BEST), ("A2", S, None)]),
        ("1h 2s 12a", [("A1", P, None), ("A2", S, None), ("A12", A, None)]),
        ("1 H 2 S", [("A1", P, None), ("A2", S, None)]),
        ("1 H 2 12 I", [("A1", P, GOOD), ("A12", I, None)]),
        ("12 2", [("A12", P, GOOD)]),
        ("badriah h 2; chasanah s", [("A2", P, GOOD), ("A12", S, None)]),
        ("A2/H/2", [("A2", P, GOOD)]),
        ("2 b", [("A2", Mark.UNMARKED, None)]),
    ],
)
def test_lines_of_the_sheet_are_typed_as_they_stand(text, lines):
    found = read_lines(text, ROWS)
    assert [(line.family_id, line.mark, line.grade) for line in found.lines] == lines
    assert found.is_clear


def test_what_can_not_be_used_is_told_and_the_rest_is_kept():
    found = read_lines("99 H 2 siti h 12 3 H 12h", ROWS)
    assert [line.family_id for line in found.lines] == ["A12"]
    assert found.unknown == ["99", "3"]
    assert found.ambiguous == ["siti"]
    assert found.bare == ["12"]
    assert not found.is_clear
    assert not read_lines("", ROWS).is_clear
    assert read_lines("h", ROWS).unknown == ["h"]


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_without_a_fault(text):
    found = read_lines(text, ROWS)
    assert {line.family_id for line in found.lines} <= {row.family_id for row in ROWS}
