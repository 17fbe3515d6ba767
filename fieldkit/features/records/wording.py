"""Kinds of record, fields and values as a person reads them."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.records.fields import CODES, COLUMNS, FLAGS, MONEY, TABLES

MOST_SHOWN = 160


def table(name: str) -> str:
    """Return a kind of record in words; an unknown one keeps its code word."""
    return _(TABLES[name]) if name in TABLES else name


def column(table_name: str, name: str) -> str:
    """Return a field in words; an unknown one keeps its code word."""
    found = COLUMNS.get(f"{table_name}.{name}") or COLUMNS.get(name)
    return _(found) if found else name


def value(table_name: str, name: str, found: object) -> str:
    """Return a field's value in words; a blank one says that it is blank."""
    if name == "_del":
        return _("In the bin") if found else _("Not in the bin")
    if found is None or found == "":
        return _("(blank)")
    text = str(found)
    codes = CODES.get(f"{table_name}.{name}")
    if codes and text in codes:
        return _(codes[text])
    if isinstance(found, int):
        return _number(name, found)
    if text[:1] in "[{":
        return _listed(codes or {}, text)
    return _day(text) or (text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")


def _day(text: str) -> str:
    with suppress(ValueError):
        return format_date(date.fromisoformat(text), "medium")
    with suppress(ValueError):
        return format_month(Month.parse(text))
    return ""


def _number(name: str, found: int) -> str:
    if name in MONEY:
        return format_rupiah(found)
    if name in FLAGS:
        return _("Yes") if found else _("No")
    return str(found)


def _listed(codes: Mapping[str, str], text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    return ", ".join(_(codes[item]) if item in codes else item for item in found)
