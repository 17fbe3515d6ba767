"""A document cut into worksheets: a sheet for each form, and for tables no page can share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.core.render.document import Block, Document, Facts, Heading, NewForm, Paragraph, Table

MOST_LAYOUTS = 3  # more kinds of table on one sheet would fight over its columns
MOST_SHEET_NAME = 31
TAIL = 16
_NUMBER = re.compile(r"^([A-Z]|[0-9]+)\.\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on one worksheet; `is_form` begins with letterhead, the first with the title."""

    name: str
    blocks: tuple[Block, ...]
    is_form: bool = True
    is_first: bool = False


def parts(document: Document) -> list[Part]:
    """Return the worksheets of a document, each under a name of its own."""
    forms = _forms(document.blocks)
    names = _form_names(document, forms)
    taken: set[str] = set()
    found: list[Part] = []
    for number, (name, blocks) in enumerate(zip(names, forms, strict=True)):
        own = unique(sheet_name(name), taken)
        tables = _own_sheets(blocks, taken)
        shown = tuple(_named(block, tables) for block in blocks)
        found.append(Part(own, shown, is_first=number == 0))
        found += [Part(n, (Heading(n), table), is_form=False) for n, table in tables.values()]
    return found


def sheet_name(title: str) -> str:
    """Return a title as Excel allows it on a tab."""
    allowed = "".join(" " if sign in "[]:*?/\\" else sign for sign in title)
    name = " ".join(allowed.split()).strip("' ")
    if len(name) > MOST_SHEET_NAME:
        name = _whole_words(name.split(), MOST_SHEET_NAME) or name[:MOST_SHEET_NAME]
    return name.strip("' ") or "Laporan"


def _whole_words(words: Sequence[str], most: int) -> str:
    """Return as many of the words as fit, from the first on."""
    taken = ""
    for word in words:
        longer = f"{taken} {word}".lstrip()
        if len(longer) > most:
            break
        taken = longer
    return taken


def _both_ends(words: Sequence[str]) -> str:
    """Return a form's name so short that its end, which tells it apart, is still there."""
    if len(" ".join(words)) <= MOST_SHEET_NAME:
        return " ".join(words)
    last = _whole_words([word[::-1] for word in reversed(words)], TAIL)[::-1]
    return f"{_whole_words(words, MOST_SHEET_NAME - len(last) - 3)} … {last}"


def unique(name: str, taken: set[str]) -> str:
    """Return a name no other tab has, and take it."""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        ending = f" ({number})"
        found = name[: MOST_SHEET_NAME - len(ending)] + ending
    taken.add(found.casefold())
    return found


def _forms(blocks: Sequence[Block]) -> list[list[Block]]:
    forms: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, NewForm):
            forms.append([])
        else:
            forms[-1].append(block)
    return forms


def _form_names(document: Document, forms: Sequence[Sequence[Block]]) -> list[str]:
    """Name one form after the document, several after what tells them apart."""
    if len(forms) == 1:
        return [document.title_line]
    words = [_heading(form).split() for form in forms]
    for _end in range(2):  # what all begin and end with tells nothing
        while len(words[0]) > 1 and all(len(w) > 1 and w[0] == words[0][0] for w in words):
            words = [w[1:] for w in words]
        words = [w[::-1] for w in words]
    headed = [" ".join(w) for w in words]
    if len(set(headed)) < len(headed):
        said = _telling_facts(headed, forms)
        if len(set(headed)) == 1:
            headed = said or [document.title_line] * len(forms)
        elif said:
            headed = [f"{name} {fact}" for name, fact in zip(headed, said, strict=True)]
        words = [name.split() for name in headed]
    return [_both_ends(w) or document.title_line for w in words]


def _telling_facts(names: Sequence[str], forms: Sequence[Sequence[Block]]) -> list[str]:
    """Return of each form the fact that tells those of one name apart, such as its day."""
    known = [dict(next((b.rows for b in form if isinstance(b, Facts)), ())) for form in forms]
    for label in known[0]:
        said = [str(facts.get(label) or "") for facts in known]
        if all(said) and len(set(zip(names, said, strict=True))) == len(forms):
            return said
    return []


def _heading(blocks: Sequence[Block]) -> str:
    first = [b.text for b in blocks[:3] if isinstance(b, Heading)]
    return " ".join(first)


def _own_sheets(blocks: Sequence[Block], taken: set[str]) -> dict[int, tuple[str, Table]]:
    tables = [block for block in blocks if isinstance(block, Table)]
    if len({table.columns for table in tables}) <= MOST_LAYOUTS:
        return {}
    found: dict[int, tuple[str, Table]] = {}
    heading = ""
    for block in blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Table):
            name = sheet_name(_NUMBER.sub("", heading) or "Tabel")
            found[id(block)] = (unique(name, taken), block)
    return found


def _named(block: Block, tables: dict[int, tuple[str, Table]]) -> Block:
    if id(block) not in tables:
        return block
    return Paragraph(f"Tabel: lihat lembar “{tables[id(block)][0]}”.", italic=True)
