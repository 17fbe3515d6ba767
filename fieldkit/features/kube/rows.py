"""Rows in and records out, as every room of a KUBE reads and writes them."""

from fieldkit.core.db.records import all_of, day, one_of, row_of, save, texts, thing_of

__all__ = ["all_of", "day", "one_of", "row_of", "save", "texts", "thing_of"]
