"""The one door to translated text."""

import gettext as _gettext

from fieldkit.core import paths
from fieldkit.core.catalogue import Catalogue

LANGUAGES = ("id", "en")
DOMAIN = "fieldkit"

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def use_language(code: str) -> None:
    """Speak `id` or `en` for the rest of the run."""
    if code not in LANGUAGES:
        raise ValueError(code)
    try:
        with (paths.translations() / code / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
            catalogue: _gettext.NullTranslations = Catalogue(file)
    except FileNotFoundError:  # a tree whose catalogues are not compiled yet speaks English
        catalogue = _gettext.NullTranslations()
    install(catalogue, code)


def install(catalogue: _gettext.NullTranslations, code: str = "en") -> None:
    """Take a catalogue as it is."""
    global _catalogue, _language
    _catalogue, _language = catalogue, code


def language() -> str:
    """Return the language now spoken: `id` or `en`."""
    return _language


def locale() -> str:
    """Return the locale for dates and numbers, in Babel's spelling."""
    return "id_ID" if _language == "id" else "en_GB"


def _(message: str) -> str:
    """Translate now."""
    return _catalogue.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a sentence that counts."""
    return _catalogue.ngettext(one, many, count)


def N_(message: str) -> str:
    """Mark for translation; translate later, when shown."""
    return message
