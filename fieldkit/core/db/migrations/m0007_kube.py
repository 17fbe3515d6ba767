"""Joint business groups: members, meetings, minutes, and the cash book that only grows."""

from fieldkit.core.db.driver import SqliteDatabase
from fieldkit.core.db.migrations.synced import create_synced


def up(db: SqliteDatabase) -> None:
    """Create the KUBE rooms' tables.

    A cash entry is one record with its legs in `lines`, a JSON list of
    `{"account": "pot:kas" | "income:dues" | ..., "amount": rupiah, "member": id?}` whose
    amounts add up to zero; a correction is another entry that names the one it reverses.
    """
    create_synced(
        db,
        "kube",
        "name TEXT, formed_on TEXT, business_kind TEXT, village TEXT, district TEXT,"
        " regency TEXT, province TEXT, dues_amount INTEGER, iks_amount INTEGER,"
        " meeting_day INTEGER, status TEXT, note TEXT",
    )
    create_synced(
        db,
        "kube_member",
        "kube_id TEXT, family_id TEXT, name TEXT, position TEXT, joined_on TEXT, left_on TEXT,"
        " phone TEXT, address TEXT, birth_year INTEGER, main_business TEXT, row_no INTEGER",
    )
    create_synced(
        db,
        "meeting",
        "kube_id TEXT, held_on TEXT, starts TEXT, ends TEXT, place TEXT, host_id TEXT,"
        " chair_id TEXT, secretary_id TEXT, title TEXT, status TEXT, guests TEXT,"
        " discussion TEXT, next_on TEXT, next_place TEXT, next_host_id TEXT, cash_counted TEXT,"
        " cash_difference_reason TEXT, absent_agree INTEGER, dues_amount INTEGER,"
        " iks_amount INTEGER, note TEXT",
    )
    create_synced(
        db,
        "agenda_item",
        "meeting_id TEXT, position INTEGER, title TEXT, discussion TEXT, decision TEXT,"
        " decision_no TEXT",
    )
    create_synced(
        db,
        "follow_up",
        "kube_id TEXT, meeting_id TEXT, item_id TEXT, what TEXT, member_id TEXT, who TEXT,"
        " due TEXT, done_on TEXT, position INTEGER",
    )
    create_synced(db, "meeting_attendance", "meeting_id TEXT, member_id TEXT, status TEXT")
    create_synced(
        db,
        "cash_entry",
        "kube_id TEXT, meeting_id TEXT, booked_on TEXT, kind TEXT, proof_no TEXT,"
        " description TEXT, lines TEXT, reverses TEXT, reason TEXT, recorded_at TEXT",
    )
    for statement in _STATEMENTS:
        db.execute(statement)


_STATEMENTS = (
    "CREATE INDEX kube_member_kube ON kube_member_all (kube_id)",
    "CREATE INDEX kube_member_family ON kube_member_all (family_id)",
    "CREATE INDEX meeting_kube ON meeting_all (kube_id, held_on)",
    "CREATE INDEX agenda_item_meeting ON agenda_item_all (meeting_id)",
    "CREATE INDEX follow_up_kube ON follow_up_all (kube_id)",
    "CREATE INDEX follow_up_meeting ON follow_up_all (meeting_id)",
    "CREATE INDEX meeting_attendance_meeting ON meeting_attendance_all (meeting_id)",
    "CREATE INDEX cash_entry_kube ON cash_entry_all (kube_id, booked_on)",
    "CREATE INDEX cash_entry_meeting ON cash_entry_all (meeting_id)",
    "CREATE INDEX cash_entry_reverses ON cash_entry_all (reverses)",
)
