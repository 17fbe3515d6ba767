"""The door to every room's records: dump, load, history, bin."""

from fieldkit.core import sentences
from fieldkit.core.i18n import N_
from fieldkit.features.records.bin import bin_of, restore, restore_many
from fieldkit.features.records.history import find, history, note_ids_seen, said, title
from fieldkit.features.records.loading import load
from fieldkit.features.records.merging import (
    Choice,
    Pair,
    compare,
    follow_merged,
    merge_families,
)
from fieldkit.features.records.model import Refused
from fieldkit.features.records.plain import dump
from fieldkit.features.records.steps import count_steps, steps, steps_named, touched
from fieldkit.features.records.travel import at, bring_back, end_of, milliseconds, on_day

__all__ = [
    "Choice",
    "Pair",
    "at",
    "bin_of",
    "bring_back",
    "compare",
    "count_steps",
    "dump",
    "end_of",
    "find",
    "follow_merged",
    "history",
    "load",
    "merge_families",
    "milliseconds",
    "note_ids_seen",
    "on_day",
    "reason",
    "restore",
    "restore_many",
    "said",
    "steps",
    "steps_named",
    "title",
    "touched",
]

SENTENCES: dict[str, str] = {
    "unknown_table": N_("No kind of record has this name."),
    "unknown_column": N_("This kind of record has no such column."),
    "no_id_column": N_("The first line must name the columns, id among them."),
    "unknown_word": N_("“{word}” is none of the code words of this column."),
    "not_an_iso_day": N_("Write the date as 2026-11-20."),
    "not_an_iso_month": N_("Write the month as 2026-11."),
    "not_an_iso_time": N_("Write the time as 09:30."),
    "not_a_list": N_("This must be a JSON list as the file had it."),
    "unknown_reference": N_("The book has no such record."),
    "fixed_field": N_("This says what the record belongs to and can not be changed here."),
    "ledger_only_grows": N_("The cash book only grows: correct the entry in the KUBE's cash book."),
    "made_elsewhere": N_("New records of this kind are made in the window."),
    "in_the_bin": N_("This record lies in the bin. Take it out there first."),
    "repeated_id": N_("This record stands in the file twice."),
    "same_record": N_("Choose two different families."),
    "other_id": N_("This can not be the id of a new record; leave it blank."),
    "file_too_large": N_("it is far larger than any dump file."),
    "not_utf8": N_("it is not UTF-8 text. Save it as “CSV UTF-8”."),
    "not_csv": N_("it is not a CSV file."),
}
sentences.register(SENTENCES)


def reason(refused: Refused) -> str:
    """Say why a cell was not taken."""
    return sentences.problem_sentence(refused.problem)
