"""A family's month of money: the savings-log homework and its check."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create money_month; amounts are whole rupiah, NULL where the family wrote nothing."""
    create_synced(
        db,
        "money_month",
        "family_id TEXT, month TEXT, status TEXT, session_id TEXT, in_pkh INTEGER,"
        " in_wage INTEGER, in_business INTEGER, in_other INTEGER, out_food INTEGER,"
        " out_education INTEGER, out_health INTEGER, out_instalment INTEGER,"
        " out_transport INTEGER, out_cigarettes INTEGER, out_other INTEGER, debt INTEGER,"
        " saving_target INTEGER, saving_paid INTEGER, saving_balance INTEGER, saving_place TEXT,"
        " assigned_on TEXT, collected_on TEXT, checked_on TEXT, checker_note TEXT",
    )
    db.execute("CREATE INDEX money_month_family ON money_month_all (family_id, month)")
    db.execute("CREATE INDEX money_month_month ON money_month_all (month)")
