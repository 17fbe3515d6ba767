"""The cash book chained, summed and closed: links between entries, legs, monthly sums, pages."""

from fieldkit.core.db import legs
from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Give entries their link and a payer, and make the tables derived of them.

    A closed page holds the ids of the entries it was closed with, and each pot's balance and
    digest, as JSON.
    """
    for column in _COLUMNS:
        db.execute(f"ALTER TABLE cash_entry_all ADD COLUMN {column}")
    create_synced(
        db,
        "book_page",
        "kube_id TEXT, month TEXT, closed_on TEXT, closed_at TEXT, closed_by TEXT, entries TEXT,"
        " pots TEXT, is_year INTEGER",
    )
    for statement in _STATEMENTS:
        db.execute(statement)
    legs.rebuild(db)


_COLUMNS = (
    "party TEXT",
    "basis TEXT",
    "chain_by INTEGER",
    "chain_page TEXT",
    "chain_no INTEGER",
    "chain_prev TEXT",
    "chain_hash TEXT",
)
_STATEMENTS = (
    "CREATE INDEX book_page_kube ON book_page_all (kube_id, month)",
    "CREATE INDEX cash_entry_proof ON cash_entry_all (kube_id, proof_no)",
    # The last entry a laptop wrote on a page, by one look-up.
    """CREATE INDEX op_chain ON op (json_extract(val, '$.chain_by'), scope,
        json_extract(val, '$.chain_page'), json_extract(val, '$.chain_no'))
        WHERE tbl = 'cash_entry' AND col = '*'""",
    """CREATE TABLE ledger_leg (
        entry TEXT NOT NULL, no INTEGER NOT NULL, book TEXT NOT NULL, day TEXT NOT NULL,
        account TEXT NOT NULL, amount INTEGER NOT NULL, member TEXT, meeting TEXT, ref TEXT,
        facts TEXT, PRIMARY KEY (entry, no)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX ledger_leg_day ON ledger_leg (book, day)",
    "CREATE INDEX ledger_leg_meeting ON ledger_leg (meeting) WHERE meeting IS NOT NULL",
    "CREATE INDEX ledger_leg_ref ON ledger_leg (ref) WHERE ref IS NOT NULL",
    # `total` and `legs` run from the beginning of the book to the end of the month.
    """CREATE TABLE ledger_sum (
        book TEXT NOT NULL, account TEXT NOT NULL, member TEXT NOT NULL, month TEXT NOT NULL,
        amount INTEGER NOT NULL, total INTEGER NOT NULL, legs INTEGER NOT NULL,
        PRIMARY KEY (book, account, member, month)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX ledger_sum_month ON ledger_sum (book, month)",
)
