"""The message catalogues: `check` them, `update` them from the code, `compile` them.

Catalogues are sorted and carry no line numbers, so that a change of code which changes no
words changes no catalogue.
"""

import ast
import io
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
LANGUAGES = ("id", "en")
_INSIDE = re.compile(r"[fF][\"'].*\{.*\b(_|N_|ngettext)\(")
_PLURALS = {"id": (1, "0"), "en": (2, "(n != 1)")}


def compile_catalogues(folder: Path) -> list[Path]:
    """Write the .mo beside each .po; return what was written."""
    written = []
    for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        with po.open("rb") as source, mo.open("wb") as target:
            write_mo(target, read_po(source, locale=po.parts[-3]))
        written.append(mo)
    return written


def extracted(package: Path) -> Catalog:
    """Return the messages of the code as it stands."""
    catalogue = Catalog(project="FieldKit", copyright_holder="FieldKit", charset="utf-8")
    found = extract_from_dir(str(package), [("**.py", "python")], keywords=KEYWORDS)
    for name, line, message, _comments, _context in found:
        catalogue.add(message, None, [(f"{package.name}/{name}", line)])
    return catalogue


def unseen(package: Path) -> list[str]:
    """Return the files that translate inside an f-string, where no message is ever found."""
    return [
        file.relative_to(package.parent).as_posix()
        for file in sorted(package.rglob("*.py"))
        if _INSIDE.search(text := file.read_text(encoding="utf-8")) and _translates_inside(text)
    ]


def _translates_inside(text: str) -> bool:
    filled = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr))
    calls = (node for one in filled for node in ast.walk(one) if isinstance(node, ast.Call))
    return any(
        isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and any(isinstance(word, ast.Constant) for word in call.args)
        for call in calls
    )


def problems(root: Path = ROOT) -> list[str]:
    """Return what stands between these catalogues and a release, a line for each."""
    fresh = extracted(root / "fieldkit")
    template = _read(_template(root), None)
    found = [f"{file}: translate before the f-string" for file in unseen(root / "fieldkit")]
    found += [f"fieldkit.pot lacks: {_key(m)!r}" for m in _messages(fresh) if m.id not in template]
    found += [
        f"fieldkit.pot still has: {_key(m)!r}" for m in _messages(template) if m.id not in fresh
    ]
    for language in LANGUAGES:
        file = _catalogue(root, language)
        if not file.exists():
            found.append(f"{language}: there is no catalogue")
            continue
        found += [f"{language}: {line}" for line in _faults(_read(file, language), fresh)]
        if language == "id" and '"Plural-Forms: nplurals=1; plural=0;\\n"' not in file.read_text(
            encoding="utf-8"
        ):
            found.append("id: the plural header must say nplurals=1; plural=0;")
    return found


def update(root: Path = ROOT) -> int:
    """Take the messages of the code into all catalogues; return how many lack Indonesian."""
    fresh = extracted(root / "fieldkit")
    _save(_template(root), fresh)
    lacking = 0
    for language in LANGUAGES:
        file = _catalogue(root, language)
        known = _read(file, language) if file.exists() else Catalog(locale=language)
        lacking += _merge(file, language, fresh, known)
    compile_catalogues(root / "translations")
    return lacking


def _merge(file: Path, language: str, fresh: Catalog, known: Catalog) -> int:
    merged = Catalog(locale=language, project="FieldKit", charset="utf-8")
    merged._num_plurals, merged._plural_expr = _PLURALS[language]  # noqa: SLF001 - no public way
    lacking = 0
    by_key = {_key(m): m for m in _messages(known)}
    for message in _messages(fresh):
        former = by_key.get(_key(message))
        words: str | tuple[str, ...] = message.id
        if language != "en":
            first = _texts(former)[0] if former and _texts(former) else ""
            lacking += not first
            words = (first,) if message.pluralizable else first
        merged.add(message.id, words, message.locations, flags=message.flags)
    _save(file, merged)
    return lacking


def _faults(catalogue: Catalog, fresh: Catalog) -> Iterator[str]:
    for message in _messages(fresh):
        translated = catalogue.get(message.id)
        texts = _texts(translated) if translated else ()
        if not texts or not all(texts):
            yield f"not translated: {_key(message)!r}"
            continue
        forms = [_placeholders(form) for form in _forms(message)]
        allowed, wanted = set.union(*forms), set.intersection(*forms) - {"count"}
        for text in texts:
            if not wanted <= _placeholders(text) <= allowed:
                yield f"other placeholders than {sorted(allowed)}: {text!r}"


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    except ValueError:
        return {"(braces do not close)"}


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (str(message.id),)


def _key(message: Message) -> str:
    return message.id[0] if message.pluralizable else str(message.id)


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)


def _template(root: Path) -> Path:
    return root / "translations" / "fieldkit.pot"


def _catalogue(root: Path, language: str) -> Path:
    return root / "translations" / language / "LC_MESSAGES" / "fieldkit.po"


def _read(file: Path, locale: str | None) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=locale)


def _save(file: Path, catalogue: Catalog) -> None:
    text = io.BytesIO()
    write_po(text, catalogue, width=100, sort_output=True, include_lineno=False)
    words = text.getvalue().decode()
    if catalogue.locale and str(catalogue.locale).startswith("id"):
        words = re.sub(r'"Plural-Forms:.*?\\n"', r'"Plural-Forms: nplurals=1; plural=0;\\n"', words)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, encoding="utf-8")


def main(command: str) -> int:
    """Run one of the three commands; return the exit code."""
    if command == "compile":
        compile_catalogues(ROOT / "translations")
        return 0
    if command == "update":
        print(f"{update()} messages still want Indonesian words")
        return 0
    found = problems()
    print("\n".join(found) or "strings: every message is there, in both languages")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
