"""What members paid is answered by indexes alone, however little memory a book has."""

from fieldkit.core.db.driver import SqliteDatabase


def up(db: SqliteDatabase) -> None:
    """Let the index by meeting hold all that is asked, and add one by member's money and day."""
    db.execute("DROP INDEX ledger_leg_meeting")
    db.execute(
        "CREATE INDEX ledger_leg_meeting ON ledger_leg (meeting, account, member, amount)"
        " WHERE meeting IS NOT NULL"
    )
    db.execute(
        "CREATE INDEX ledger_leg_member ON ledger_leg (book, account, day, member, meeting, amount)"
        " WHERE member IS NOT NULL"
    )
