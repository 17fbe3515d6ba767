"""What is ruled out by its words alone holds no mention; everything else is found as before."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.db.mentions import Mentions, mentions

WORDS = st.sampled_from(
    ["Siti", "SITI", "Ma'ruf", "Aminah", "aminah2", "İda", "ıda", "Ida", "ſiti", "Straße", "3", "—"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
NUMBERS = st.text("01", min_size=6, max_size=8) | st.just("081399990000")
GLUE = st.sampled_from([" ", ". ", ",", "\n", "_", "-", "'", "", "x", "+62 "])
TEXT = st.lists(WORDS | NUMBERS | GLUE | st.text("01 .-", max_size=9), max_size=9).map("".join)


@given(names=st.lists(NAMES, max_size=3), numbers=st.lists(NUMBERS, max_size=3), text=TEXT)
def test_nothing_the_pattern_finds_is_ruled_out(names, numbers, text):
    looked_for = mentions(names, numbers)
    if looked_for is None:
        return
    found = looked_for._pattern.search(text)
    assert (looked_for.search(text) is None) == (found is None)
    assert looked_for.sub("*", text) == looked_for._pattern.sub("*", text)


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("Siti Aminah", "ibu SITI,  aminah datang", True),
        ("Siti Aminah", "Siti bertemu Aminah", False),
        ("Ma'ruf", "Pak ma'ruf.", True),
        ("Ma'ruf", "Ma ruf", False),
        ("Aminah", "x'Aminah", True),
        ("Aminah", "Aminahwati", False),
        ("—", "tanpa — nama", True),
    ],
)
def test_a_name_is_found_as_whole_words(name, text, is_found):
    assert (Mentions({name}, ()).search(text) is not None) == is_found


def test_most_texts_are_never_given_to_the_pattern():
    looked_for = Mentions({"Siti Aminah"}, {"9901014101800001"})
    looked_for._pattern = re.compile("")
    for text in ("Siti", "Aminah", "990101", "Anak jarang sekolah", "9901014101800002"):
        assert looked_for.search(text) is None
