"""The catalogues are kept honest by a script of the installer, which is tested here."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def loaded():
    spec = importlib.util.spec_from_file_location("strings", ROOT / "installer" / "strings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_words_translated_inside_an_f_string_are_told_of(tmp_path):
    """No tool finds them there, so they would stay English for ever."""
    package = tmp_path / "room"
    package.mkdir()
    (package / "lost.py").write_text("text = f\"{hour}{name or _('home visits')}\"\n")
    (package / "found.py").write_text('words = _("home visits")\ntext = f"{hour}{words}"\n')
    (package / "shown.py").write_text('text = f"{hour} {_(word)}"\n')
    assert loaded().unseen(package) == ["room/lost.py"]
