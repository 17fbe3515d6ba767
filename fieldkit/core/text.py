"""Names as people mean them: one spelling for searching and comparing.

Old spelling (oe, dj, tj), doubled letters, the many forms of Muhammad and Siti, and titles
before a name all fold together; nothing folded is ever shown or stored as the name.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain

_TITLES = {
    "h",
    "hj",
    "dr",
    "drs",
    "dra",
    "ir",
    "bpk",
    "bapak",
    "ibu",
    "ny",
    "nyonya",
    "sdr",
    "sdri",
}
_SAME = {
    short: name
    for name, shorts in {
        "muhamad": "md moh muh mohd muhd mhd muhmd mch moch mokh muhamd mohamad mohamat mohamed"
        " muhamat muhamed mochamad mochamat mokhamad mokhamat muchamad muchamat mukhamad mukhamat",
        "siti": "st sti sity", "abdul": "abd abdl abdol",
        "ahmad": "ach akh achm akhm ahm achmad akhmad achmat akhmat ahmat",
        "slamet": "selamet slamat", "khadijah": "kadijah",
    }.items()
    for short in shorts.split()
}  # fmt: skip
# Behind I, Ni and their like a short form is a Balinese name: there Md. is Made.
_BEFORE_BALINESE = {"i", "ni", "ida", "bagus", "ayu", "dewa", "gusti", "gst"}
_BALINESE = {
    "md": "made", "wy": "wayan", "kt": "ketut", "nym": "nyoman", "kd": "kadek", "km": "komang",
    "pt": "putu", "gd": "gede", "gst": "gusti",
}  # fmt: skip
# What may stand in a name or be left out of it: who types it also means those without it.
_LEFT_OUT = {
    "bin", "binti", "binte", "bn", "bt", "bte", "bti", "br", "boru", "haji", "hajah", "hajjah",
    "alm", "almh", "almarhum", "almarhumah", "kh", "kyai", "kiai", "ust", "ustad", "ustadz",
}  # fmt: skip
# Words that are not folded each by itself, and what they are written out to.
_SPECIAL = _TITLES | _BEFORE_BALINESE | {"m"}
_FULL = {"muhamad", *_BALINESE.values()}
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "kh"))
_HEARD = (
    ("abdulr", "abdur"), ("nor", "nur"), ("kh", "h"), ("roh", "rah"),
    ("sy", "s"), ("sh", "s"), ("ts", "s"), ("dh", "d"), ("th", "t"), ("dz", "z"), ("ph", "f"),
    ("ae", "ai"), ("ay", "ai"), ("aj", "ai"), ("ie", "i"), ("uw", "u"), ("iy", "i"), ("ks", "x"),
)  # fmt: skip
_TWICE = tuple((letter * 2, letter) for letter in "aiueonmsrlhtk")
_LETTERS = str.maketrans("vfqzwyx", "ppkjujs")
_WORD = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"(.)\1+")
_APART = "\x1f"
# What separates the words of an ASCII text becomes a blank; an apostrophe stands for nothing.
_BETWEEN = {
    n: " " for n in range(128) if chr(n) != _APART and not chr(n).isalnum()
} | {ord("'"): None}  # fmt: skip
_NOT_DIGIT = re.compile(r"[^0-9]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
# Control characters, and marks that turn the direction of writing or stand for nothing.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
_UNSEEN = re.compile("[\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+")


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    if word in _SAME:
        return _SAME[word]
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    if not word.isdigit():
        word = _DOUBLED.sub(r"\1", word)
    return _SAME.get(word, word)


def fold(text: str) -> str:
    """Return the words of a name or address in their one spelling, a space between."""
    return " ".join(map(_fold_word, _spelt_out(_words(text))))


def sought(text: str) -> list[str]:
    """Return the words of a search in their one spelling.

    A single letter stays what it is, the beginning of a word; what a name may be written
    without (bin, binti, Haji) is left out, unless nothing else was typed.
    """
    words = [_fold_word(word) for word in _named(_words(text))]
    return [word for word in words if word not in _LEFT_OUT] or words


def _words(text: str) -> list[str]:
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _WORD.findall(plain.replace("'", "").replace("\u2019", ""))


def _spelt_out(words: list[str]) -> list[str]:
    """Return the words of a name: without titles, and M. before another name is Muhammad."""
    named = _named(words)
    if len(named) > 1 and named[0] == "m":
        return ["muhamad", *named[1:]]
    return named


def _named(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in _TITLES] or words
    if _BEFORE_BALINESE.isdisjoint(kept):
        return kept
    before = ["", *kept]
    return [
        _BALINESE.get(word, word) if former in _BEFORE_BALINESE else word
        for former, word in zip(before, kept, strict=False)
    ]


def folds(texts: Collection[str]) -> dict[str, str]:
    """Return many texts with their folded words: all at once is several times quicker."""
    plain = [text for text in texts if text.isascii() and _APART not in text]
    found = {}
    if len(plain) < len(texts):
        found = {text: fold(text) for text in set(texts).difference(plain)}
    split = [one.split() for one in _APART.join(plain).lower().translate(_BETWEEN).split(_APART)]
    known = _fold_words({*chain.from_iterable(split), *_FULL})
    for text, words in zip(plain, split, strict=False):
        kept = words if _SPECIAL.isdisjoint(words) else _spelt_out(words)
        found[text] = " ".join(map(known.__getitem__, kept))
    return found


def _fold_words(words: Collection[str]) -> dict[str, str]:
    known = {word: word for word in words if word.isdigit()}
    others = [word for word in words if word not in known]
    whole = _APART.join(others)
    for old, new in _OLD_SPELLING:
        whole = whole.replace(old, new)
    once = _DOUBLED.sub(r"\1", whole).split(_APART)
    known |= {word: _SAME.get(new, new) for word, new in zip(others, once, strict=False)}
    return known | {word: _SAME[word] for word in _SAME.keys() & known.keys()}


def sound(folded: str) -> str:
    """Return a folded text as it is heard: Fatonah and Patonah, Zaenab and Jainab are one.

    Blanks are left out too, so that Sitirohmah is heard as Siti Rohmah; a name may end on an h
    or without it, on y or i.
    """
    heard = folded
    for end in (" ", "\n", _APART):
        heard = heard.replace(f"h{end}", end).replace(f"y{end}", f"i{end}")
    if heard.endswith(("h", "y")):
        heard = heard[:-1] + ("i" if heard.endswith("y") else "")
    heard = heard.replace(" ", "")
    for spelt, one in _HEARD:
        heard = heard.replace(spelt, one)
    heard = heard.translate(_LETTERS)
    for twice, once in _TWICE:
        heard = heard.replace(twice, once)
    return heard


def sounds(folded: Sequence[str]) -> list[str]:
    """Return many texts as they are heard: all at once is many times quicker than one by one."""
    return sound(_APART.join(folded)).split(_APART) if folded else []


def printable(text: str) -> str:
    """Return a text without characters that no paper, file or screen can show."""
    if text.isprintable():
        return text
    return _UNSEEN.sub("", _CONTROL.sub(" ", _LINE_END.sub("\n", text)))


def digits(text: str) -> str:
    """Return the ASCII digits of a text."""
    return _NOT_DIGIT.sub("", text)
