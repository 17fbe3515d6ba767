"""What a facilitator types from the paper sheet is understood."""

import pytest

from fieldkit.features.p2k2.model import AttendanceRow, Mark
from fieldkit.features.p2k2.typed import read_exceptions

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
