"""The books as plain text that Beancount and hledger read, so that an outsider can check them.

Every entry that was booked goes out, corrections too, with its proof number; each month ends
with what the pots held, which those programs hold against their own sums.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from fieldkit.core import access
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.files import write_bytes
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.cashbook import service
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind, Line, Pot
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import Kube

SUFFIXES = (".beancount", ".journal", ".ledger")
CURRENCY = "IDR"
POTS = {
    Pot.KAS: "Assets:Kas",
    Pot.IKS: "Assets:IKS",
    Pot.LOANS: "Assets:Simpan-Pinjam",
    Pot.BANK: "Assets:Bank",
}
ACCOUNTS = {
    Account.DUES: "Income:Iuran",
    Account.IKS: "Income:IKS",
    Account.SALES: "Income:Penjualan",
    Account.ORDERS: "Income:Pesanan",
    Account.GRANT: "Income:Hibah",
    Account.DONATION: "Income:Sumbangan",
    Account.SERVICE: "Income:Jasa-Pinjaman",
    Account.INTEREST: "Income:Bunga-Bank",
    Account.FOUND: "Income:Kas-Lebih",
    Account.OTHER_INCOME: "Income:Lain",
    Account.OPENING: "Equity:Saldo-Awal",
    Account.SUPPLIES: "Expenses:Bahan",
    Account.EQUIPMENT: "Expenses:Alat",
    Account.WAGES: "Expenses:Upah",
    Account.TRANSPORT: "Expenses:Angkutan",
    Account.HELP_ILLNESS: "Expenses:Bantuan-Sakit",
    Account.HELP_BEREAVEMENT: "Expenses:Bantuan-Duka",
    Account.HELP_URGENT: "Expenses:Bantuan-Mendesak",
    Account.MEETING: "Expenses:Rapat",
    Account.SHARE: "Expenses:Pembagian-Hasil",
    Account.BANK_COST: "Expenses:Bank",
    Account.LOSS: "Expenses:Pinjaman-Dihapus",
    Account.MISSING: "Expenses:Kas-Kurang",
    Account.OTHER: "Expenses:Lain",
    Account.LOAN: "Assets:Piutang",
    Account.SAVINGS: "Liabilities:Simpanan",
    Account.WAIVED_DUES: "Equity:Iuran-Dihapus",
    Account.WAIVED_IKS: "Equity:IKS-Dihapus",
}
_BEFORE_ALL = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, in counted facts."""

    kube: str
    entries: int


def write(ctx: Context, kube_id: str, path: Path) -> Written:
    """Write a group's books in the language that the file's ending names."""
    kube = group.kube(ctx, kube_id)
    made = beancount if path.suffix.casefold() == SUFFIXES[0] else hledger
    write_bytes(path, made(ctx, kube_id).encode())
    access.note(ctx, access.Act.EXPORT, "cash_book")
    return Written(kube=kube.name, entries=len(service.all_entries(ctx, kube_id)))


def beancount(ctx: Context, kube_id: str) -> str:
    """Return a group's books in Beancount's language, with a balance to check at each month."""
    ctx.require(Permission.SEE_KUBE)
    return "\n".join(_beancount(ctx, group.kube(ctx, kube_id))) + "\n"


def hledger(ctx: Context, kube_id: str) -> str:
    """Return a group's books as a journal for hledger, with a balance to check at each month."""
    ctx.require(Permission.SEE_KUBE)
    return "\n".join(_hledger(ctx, group.kube(ctx, kube_id))) + "\n"


def _beancount(ctx: Context, kube: Kube) -> Iterator[str]:
    people = _people(ctx, kube)
    yield f'option "title" "KUBE {_quoted(kube.name)}"'
    yield f'option "operating_currency" "{CURRENCY}"'
    yield ""
    for name in _names(people):
        yield f"{_BEFORE_ALL} open {name} {CURRENCY}"
    for month, entries, held in _by_month(ctx, kube):
        yield ""
        for entry in entries:
            yield f'{entry.booked_on} * "{_quoted(entry.party or "")}" "{_said(entry)}"'
            if entry.proof_no:
                yield f'  bukti: "{_quoted(entry.proof_no)}"'
            for line in entry.lines:
                yield f"  {_account(line, people):<44} {line.amount} {CURRENCY}"
        following = month.last + timedelta(days=1)
        for pot, amount in held.items():
            yield f"{following} balance {POTS[pot]:<34} {amount} {CURRENCY}"


def _hledger(ctx: Context, kube: Kube) -> Iterator[str]:
    people = _people(ctx, kube)
    yield f"; KUBE {kube.name}"
    yield "decimal-mark ,"
    yield f"commodity {CURRENCY} 1.000,"
    for month, entries, held in _by_month(ctx, kube):
        yield ""
        for entry in entries:
            proof = f"({entry.proof_no}) " if entry.proof_no else ""
            said = " ".join(_said(entry).replace(";", ",").split())
            yield f"{entry.booked_on} * {proof}{said}"
            for line in entry.lines:
                yield f"    {_account(line, people):<44}  {CURRENCY} {line.amount}"
            yield ""
        yield f"{month.last} * Saldo akhir bulan {month}"
        for pot, amount in held.items():
            yield f"    {POTS[pot]:<44}  {CURRENCY} 0 = {CURRENCY} {amount}"


def _by_month(ctx: Context, kube: Kube) -> Iterator[tuple[Month, list[CashEntry], dict[Pot, int]]]:
    """Yield every entry in the month it was dated, and what each pot then holds."""
    found: dict[Month, list[CashEntry]] = {}
    for entry in service.all_entries(ctx, kube.id):
        found.setdefault(Month.of(entry.booked_on), []).append(entry)
    held = dict.fromkeys(Pot, 0)
    for month in sorted(found):
        entries = sorted(found[month], key=_in_order)
        held = {pot: held[pot] + sum(entry.into(pot) for entry in entries) for pot in Pot}
        yield month, entries, held


def _in_order(entry: CashEntry) -> tuple[date, str, int, str, str]:
    proof = entry.proof_no or ""
    return (entry.booked_on, entry.recorded_at or "", len(proof), proof, entry.id)


def _people(ctx: Context, kube: Kube) -> dict[str, str]:
    """Return each member's part of an account's name: a number and the name in plain letters."""
    found = {}
    for number, member in enumerate(group.everyone(ctx, kube.id), start=1):
        plain = re.sub(r"[^A-Za-z0-9]+", "-", member.name).strip("-") or "Anggota"
        found[member.id] = f"{number:02}-{plain}"
    return found


def _names(people: dict[str, str]) -> list[str]:
    own = [ACCOUNTS[Account.LOAN], ACCOUNTS[Account.SAVINGS]]
    return [
        *POTS.values(),
        *(name for name in ACCOUNTS.values() if name not in own),
        *own,
        *(f"{name}:{person}" for name in own for person in people.values()),
    ]


def _account(line: Line, people: dict[str, str]) -> str:
    if line.account in set(Pot):
        return POTS[Pot(line.account)]
    name = ACCOUNTS.get(Account(line.account), "Expenses:Lain")
    is_own = line.account in (Account.LOAN, Account.SAVINGS)
    return f"{name}:{people[line.member]}" if is_own and line.member in people else name


def _said(entry: CashEntry) -> str:
    mark = "Koreksi: " if entry.kind is Kind.CORRECTION else ""
    reason = f" ({entry.reason})" if entry.reason else ""
    return _quoted(f"{mark}{entry.description}{reason}")


def _quoted(text: str) -> str:
    return " ".join(text.replace("\\", "/").replace('"', "'").split())
