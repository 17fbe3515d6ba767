import pytest

from fieldkit.core import sentences


def test_a_code_says_one_thing_only():
    sentences.register({"test_only_code": "This is wrong."})
    sentences.register({"test_only_code": "This is wrong."})
    with pytest.raises(ValueError, match="test_only_code"):
        sentences.register({"test_only_code": "Something else."})
