"""What a look over all entries of the cash books finds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fieldkit.core.db.ledger import reversal_id
from fieldkit.features.kube.cashbook import model
from fieldkit.features.kube.cashbook.model import CashEntry

FOR_A_LOOK = frozenset({"reversal_waits", "proof_used_twice", "pot_fell_with_reason"})


def findings(entries: Sequence[CashEntry]) -> Iterator[tuple[CashEntry, str]]:
    """Yield each entry with the code of what is wrong with it."""
    by_id = {entry.id: entry for entry in entries}
    numbers: set[tuple[str, str]] = set()
    for entry in entries:
        for code in (*_line_codes(entry), *_reversal_codes(entry, by_id)):
            yield entry, code
        if entry.proof_no is not None:
            number = (entry.kube_id, entry.proof_no)
            if number in numbers:
                yield entry, "proof_used_twice"
            numbers.add(number)


def _line_codes(entry: CashEntry) -> Iterator[str]:
    if any(problem.code == "unknown_account" for problem in model.line_problems(entry.lines)):
        yield "entry_unknown_account"
    if not entry.lines or sum(line.amount for line in entry.lines) != 0:
        yield "entry_unbalanced"


def _reversal_codes(entry: CashEntry, by_id: dict[str, CashEntry]) -> Iterator[str]:
    if entry.reverses is None:
        return
    former = by_id.get(entry.reverses)
    if former is None:
        yield "reversal_waits"
        return
    opposite = tuple(replace(line, amount=-line.amount) for line in former.lines)
    if entry.lines != opposite or entry.id != reversal_id(former.id):
        yield "reversal_differs"
