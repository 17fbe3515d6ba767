"""The catalogue answers as Python's own reader does, message by message."""

import gettext

import pytest

from fieldkit.core import paths
from fieldkit.core.catalogue import Catalogue


def _file(language):
    return paths.translations() / language / "LC_MESSAGES" / "fieldkit.mo"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_message_is_what_pythons_own_reader_says(language):
    with _file(language).open("rb") as one, _file(language).open("rb") as two:
        ours, theirs = Catalogue(one), gettext.GNUTranslations(two)
    plain = [key for key in theirs._catalog if isinstance(key, str) and key]
    assert len(plain) > 1000
    assert {key: ours.gettext(key) for key in plain} == {key: theirs.gettext(key) for key in plain}


def test_a_message_that_counts_takes_the_form_of_its_number():
    with _file("en").open("rb") as one, _file("id").open("rb") as two:
        english, indonesian = Catalogue(one), Catalogue(two)
    ask = ("{count} family", "{count} families")
    assert english.ngettext(*ask, 1) == "{count} family"
    assert english.ngettext(*ask, 0) == english.ngettext(*ask, 12) == "{count} families"
    assert indonesian.ngettext(*ask, 1) == indonesian.ngettext(*ask, 5) == "{count} keluarga"


@pytest.mark.parametrize("message", ["", "zzz no such message", "A", "Keluarga é"])
def test_what_is_not_there_stays_as_it_is(message):
    with _file("id").open("rb") as file:
        catalogue = Catalogue(file)
    if message:
        assert catalogue.gettext(message) == message
    assert catalogue.ngettext("one {count} x", "many {count} x", 1) == "one {count} x"
    assert catalogue.ngettext("one {count} x", "many {count} x", 2) == "many {count} x"


def test_a_file_that_is_no_catalogue_is_refused(tmp_path):
    (tmp_path / "x.mo").write_bytes(b"\0" * 64)
    with (tmp_path / "x.mo").open("rb") as file, pytest.raises(OSError, match="catalogue"):
        Catalogue(file)
