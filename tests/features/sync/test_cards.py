"""A contact card is bytes from a stranger: nothing of it is believed before it is checked."""

import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.core.errors import UnusableFileError
from fieldkit.core.security.identity import Identity
from fieldkit.features.sync import card, service


def signed(identity, **changed):
    facts = {
        "kind": card.KIND, "format": 1, "name": "Tuti", "role": "facilitator", "device": 77,
        "book": "b" * 26, "scope": None, "sign": base64.b64encode(identity.sign_public).decode(),
        "box": identity.box_public, **changed,
    }  # fmt: skip
    signature = base64.b64encode(identity.sign(card._signed(facts))).decode()
    return json.dumps(facts | {"signature": signature})


@pytest.fixture
def identity():
    return Identity.generate()


def test_a_whole_card_is_read(identity):
    row = card.read_card(signed(identity, name="  Tuti \n Herawati\u202e "))
    assert (row["name"], row["device"]) == ("Tuti Herawati", 77)


@pytest.mark.parametrize(
    "changed",
    [
        {"device": 0}, {"device": -1}, {"device": 1 << 40}, {"device": "77"}, {"device": 7.5},
        {"device": True}, {"device": 1e999}, {"book": ""}, {"book": "a b"}, {"book": 7},
        {"book": "x" * 81}, {"scope": "a/b"}, {"scope": 7}, {"scope": ""}, {"role": "king"},
        {"name": ""}, {"name": 7}, {"name": "\n"}, {"box": "age1nonsense"}, {"box": 7},
        {"sign": "AAAA"}, {"kind": "other"},
    ],
)  # fmt: skip
def test_a_card_with_a_part_that_can_not_be_is_refused(identity, changed):
    with pytest.raises(UnusableFileError):
        card.read_card(signed(identity, **changed))


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
        max_leaves=5,
    ),
    st.sampled_from(
        ["kind", "name", "role", "device", "book", "scope", "sign", "box", "follows", "format"]
    ),
)
def test_anything_anywhere_is_read_or_refused(identity, value, key):
    try:
        card.read_card(signed(identity, **{key: value}))
    except UnusableFileError:
        return


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 50_000, "null", '{"signature": "x"}'])
def test_what_is_no_card_is_told(text):
    with pytest.raises(UnusableFileError):
        card.read_card(text)


def test_a_known_laptop_keeps_its_key(ctx, identity, tmp_path):
    """Somebody else's card under the number of a known laptop does not take its place."""
    (tmp_path / "a.fkcard").write_text(signed(identity))
    service.trust(ctx, tmp_path / "a.fkcard")
    (tmp_path / "b.fkcard").write_text(signed(Identity.generate()))
    with pytest.raises(UnusableFileError) as refused:
        service.trust(ctx, tmp_path / "b.fkcard")
    assert refused.value.details["reason"] == "book_not_proven"
    service.trust(ctx, tmp_path / "a.fkcard")
