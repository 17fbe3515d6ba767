"""Anybody is found, however their name is spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.db import search
from fieldkit.core.text import digits, fold, folds, sound


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("moh yusuf", "Muhammad Yusuf"),
        ("mochammad", "MUH. ALI"),
        ("sitti", "Siti Aminah"),
        ("st. aminah", "Siti Aminah"),
        ("soekarno", "Sukarno"),
        ("djoko", "Joko"),
        ("tjipto", "Cipto"),
        ("aminnah", "Hj. Aminah"),
        ("nur'aini", "Nuraini"),
        ("aini", "Nur'aini"),
    ],
)
def test_old_and_new_spelling_meet(ctx, make, typed, stored):
    family = make.family(name=stored)
    make.family(name="Wagiyem")
    where, params = ctx.db.matching("family", "family.id", typed)
    assert [r["id"] for r in ctx.db.rows(f"SELECT id FROM family WHERE {where}", **params)] == [
        family
    ]


def test_numbers_are_found_by_their_digits(ctx, make):
    family = make.family(nik="9901014101900007", phone="0899-1234-567")
    for typed in ("9901014101900007", "4101900007", "08991234567"):
        where, params = ctx.db.matching("family", "id", typed)
        assert ctx.db.value(f"SELECT id FROM family WHERE {where}", **params) == family


@pytest.mark.parametrize("typed", ['"', "*", "a* OR b", "NEAR(", "%", "_", "\\", "'; DROP"])
def test_anything_may_be_typed(ctx, make, typed):
    make.family(name="Ani")
    where, params = ctx.db.matching("family", "id", typed)
    ctx.db.rows(f"SELECT id FROM family WHERE {where}", **params)


def test_one_and_two_letters_begin_a_word(ctx, make):
    make.family(name="Siti Aminah")
    where, params = ctx.db.matching("family", "id", "am")
    assert ctx.db.value(f"SELECT count(*) FROM family WHERE {where}", **params) == 1
    where, params = ctx.db.matching("family", "id", "na")
    assert ctx.db.value(f"SELECT count(*) FROM family WHERE {where}", **params) == 0


def test_a_changed_or_removed_record_leaves_the_index_right(ctx, make):
    from fieldkit.core.db.steps import Step

    family = make.family(name="Ani")
    make.put("family", id=family, name="Budi")
    assert search.is_whole(ctx.db.raw)
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("family", family)
    assert search.is_whole(ctx.db.raw)
    assert ctx.db.value("SELECT count(*) FROM search_doc") == 0
    with ctx.db.local():
        search.rebuild(ctx.db.raw)
    assert search.is_whole(ctx.db.raw)


def test_abdul_runs_into_the_next_name_as_people_write_it():
    heard = {sound(fold(name)) for name in ("Abd. Rahman", "Abdul Rahman", "Abdurrahman")}
    assert len(heard) == 1


def test_titles_and_signs_do_not_count():
    assert fold("Hj. Siti NUR'AINI, S.Pd") == fold("siti nuraini s pd")
    assert fold("H") == "h"
    assert digits("0899-12 34") == "08991234"


@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.text(alphabet="aeiounsthjdkoOEJTM'.-_ 0123\x1f", max_size=30),
            st.sampled_from(["Hj. Siti", "Moh. Yusuf", "H", "A11", "st aminah", "Djoko Tjipto"]),
        ),
        max_size=12,
    )
)
def test_many_texts_fold_as_each_does_alone(texts):
    assert folds(texts) == {text: fold(text) for text in texts}
