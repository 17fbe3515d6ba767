"""Which room owns which table, and what the writer must know about it.

A *record* table is a projection of the operation log and is edited field by field.
A *ledger* table only grows. A *local* table stays on this laptop and has no history.
Records and ledgers are stored as `<name>_all`; the view `<name>` leaves out the bin.
"""

from typing import NamedTuple


class Table(NamedTuple):
    """What the spine needs to know about one table.

    `subject` names the column that says whose data a row is: its `personal` columns are
    sealed with that person's own key when they leave the book, so that destroying the key
    makes every copy unreadable (decision 8). `search` columns feed the search index;
    `search_numbers` are found by their digits. A ledger with a `book` column, which says
    whose book an entry stands in, is chained and summed by month; a table that `closes` it
    holds its closed months.
    """

    owner: str
    kind: str = "record"
    subject: str | None = None
    personal: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    search_numbers: tuple[str, ...] = ()
    in_dump: bool = True
    book: str | None = None
    closes: str | None = None


_FAMILY_WORDS = (
    "name", "no_kk", "nik", "pkh_id", "kks_no", "account_no", "birth_place", "birth_date",
    "address", "phone", "note",
)  # fmt: skip
_VISIT_WORDS = (
    "address", "met_name", "house_condition", "family_condition", "potential", "problem",
    "education", "agreement", "follow_up", "risks",
)  # fmt: skip
_COMPLAINT_WORDS = (
    "name", "nik", "phone", "address", "latitude", "longitude", "text", "analysis",
)  # fmt: skip
_MONEY_WORDS = (
    "in_pkh", "in_wage", "in_business", "in_other", "out_food", "out_education", "out_health",
    "out_instalment", "out_transport", "out_cigarettes", "out_other", "debt", "saving_target",
    "saving_paid", "saving_balance", "saving_place", "checker_note", "log", "opening", "out_wants",
)  # fmt: skip

TABLES: dict[str, Table] = {
    "profile": Table(owner="office"),
    "letterhead": Table(owner="office"),
    "photo": Table(
        owner="photos",
        subject="id",
        personal=("caption", "thumbnail", "fingerprint", "latitude", "longitude"),
    ),
    "kpm_group": Table(owner="people", search=("name", "village")),
    "family": Table(
        owner="people",
        subject="id",
        personal=_FAMILY_WORDS,
        search=("name", "address", "hamlet", "row_code"),
        search_numbers=("nik", "no_kk", "phone"),
    ),
    "member": Table(
        owner="people",
        subject="family_id",
        personal=("name", "nik", "birth_date", "school", "nisn", "health_facility", "note"),
        search=("name",),
        search_numbers=("nik",),
    ),
    "business": Table(
        owner="people",
        subject="family_id",
        personal=("turnover", "income", "marketing", "needs", "note"),
    ),
    "business_month": Table(
        owner="people", subject="family_id", personal=("turnover", "cost", "profit", "note")
    ),
    "topic": Table(owner="p2k2"),
    "teaching_habit": Table(owner="p2k2"),
    "family_tag": Table(owner="people", subject="family_id", personal=("name",)),
    "family_event": Table(owner="people", subject="family_id", personal=("reason",)),
    "session": Table(owner="p2k2"),
    "presenter": Table(owner="p2k2"),
    "catch_up": Table(owner="p2k2", subject="family_id", personal=("note",)),
    "semester_review": Table(
        owner="p2k2", subject="family_id", personal=("behaviour", "potential", "note")
    ),
    "stage_mark": Table(owner="p2k2", subject="family_id", personal=("mark",)),
    "attendance": Table(owner="p2k2", subject="family_id", personal=("note",)),
    "visit": Table(owner="visits", subject="family_id", personal=_VISIT_WORDS),
    "visit_plan": Table(owner="rounds", subject="family_id", personal=("reasons", "note")),
    "visit_budget": Table(owner="rounds"),
    "duty": Table(owner="commitments"),
    "school_month": Table(
        owner="commitments",
        subject="family_id",
        personal=("effective_days", "absent", "excused", "sick", "note"),
    ),
    "duty_check": Table(
        owner="commitments", subject="family_id", personal=("result", "place", "note")
    ),
    "commitment_action": Table(
        owner="commitments", subject="family_id", personal=("what", "outcome")
    ),
    "benefit_rate": Table(owner="people"),
    "programme_rule": Table(owner="people"),
    "graduation": Table(
        owner="graduation",
        subject="family_id",
        personal=("next_step", "agreed_by", "agreement_end_reason", "letter_no", "note"),
    ),
    "graduation_move": Table(owner="graduation", subject="family_id", personal=("reason",)),
    "graduation_target": Table(owner="graduation"),
    "readiness_rule": Table(owner="graduation"),
    "family_asset": Table(
        owner="graduation", subject="family_id", personal=("kind", "count", "worth", "note")
    ),
    "speaker": Table(owner="graduation", subject="family_id", personal=("topic", "story", "note")),
    "speaker_talk": Table(owner="graduation", subject="family_id", personal=("audience", "note")),
    "programme": Table(owner="programmes"),
    "programme_answer": Table(owner="programmes", subject="family_id", personal=("answer",)),
    "nomination": Table(
        owner="programmes", subject="family_id", personal=("reason", "amount", "outcome", "note")
    ),
    "appointment": Table(owner="agenda"),
    "institution": Table(owner="referrals"),
    "partner_person": Table(owner="referrals", subject="id", personal=("name", "phone", "note")),
    "partner_service": Table(owner="referrals"),
    "referral": Table(
        owner="referrals",
        subject="family_id",
        personal=("need", "reason", "outcome", "outcome_note", "letter_no"),
    ),
    "advocacy": Table(
        owner="referrals",
        subject="family_id",
        personal=("counterpart", "topic", "stance", "result", "follow_up"),
    ),
    "complaint": Table(owner="referrals", subject="family_id", personal=_COMPLAINT_WORDS),
    "complaint_step": Table(owner="referrals", subject="family_id", personal=("note",)),
    "contact": Table(
        owner="referrals", subject="family_id", personal=("topic", "note", "follow_up")
    ),
    "money_month": Table(owner="homework", subject="family_id", personal=_MONEY_WORDS),
    "sheet_choice": Table(owner="homework", subject="family_id", personal=("kind",)),
    "circle": Table(owner="homework"),
    "circle_entry": Table(owner="homework", kind="ledger"),
    "kube": Table(owner="group", search=("name", "village")),
    "kube_member": Table(
        owner="group",
        subject="id",
        personal=("name", "address", "phone", "village"),
        search=("name",),
    ),
    "meeting": Table(owner="meetings"),
    "agenda_item": Table(owner="meetings"),
    "follow_up": Table(owner="meetings"),
    "meeting_attendance": Table(owner="meetings"),
    "agenda_template": Table(owner="meetings"),
    "meeting_seal": Table(owner="meetings"),
    "loan": Table(owner="loans", subject="member_id", personal=("purpose", "note")),
    "iks_rule": Table(owner="iks"),
    "product": Table(owner="trade"),
    "product_price": Table(owner="trade"),
    "product_cost": Table(owner="trade"),
    "ingredient": Table(owner="trade"),
    "stock_move": Table(owner="trade"),
    "catering_order": Table(owner="orders"),
    "order_post": Table(owner="orders"),
    "order_task": Table(owner="orders"),
    "sharing": Table(owner="sharing"),
    "asset": Table(owner="inventory"),
    "kube_event": Table(owner="events"),
    "event_member": Table(owner="events"),
    "budget": Table(owner="budgets"),
    "budget_line": Table(owner="budgets"),
    "guest": Table(owner="desk"),
    "letter": Table(owner="desk"),
    "mentoring": Table(owner="mentoring"),
    "kube_month": Table(owner="mentoring"),
    "kube_level": Table(owner="mentoring"),
    "kube_ruling": Table(owner="group"),
    "cash_entry": Table(owner="cashbook", kind="ledger", book="kube_id"),
    "book_page": Table(owner="cashbook", closes="cash_entry"),
    "consent": Table(
        owner="protection",
        subject="family_id",
        personal=("given_by", "guardian", "note", "withdrawal"),
    ),
    "data_request": Table(
        owner="protection", subject="family_id", personal=("asked_by", "what", "answer")
    ),
    "incident": Table(owner="protection"),
    "processing": Table(owner="protection"),
    "retention_rule": Table(owner="protection"),
    "destruction": Table(owner="protection"),
    "steward": Table(owner="sync", in_dump=False),
    "quoted_history": Table(
        owner="records", subject="family_id", personal=("lines",), in_dump=False
    ),
    "draft": Table(owner="core", kind="local", in_dump=False),
    "report_print": Table(owner="month", kind="local", in_dump=False),
    "saved_filter": Table(owner="people", kind="local", in_dump=False),
    "import_layout": Table(owner="people", kind="local", in_dump=False),
    "topic_file": Table(owner="p2k2", kind="local", in_dump=False),
    "peer": Table(owner="sync", kind="local", in_dump=False),
    "scope_owner": Table(owner="sync", kind="local", in_dump=False),
    "exchange": Table(owner="sync", kind="local", in_dump=False),
    "expected_sender": Table(owner="sync", kind="local", in_dump=False),
    "looked_at": Table(owner="sync", kind="local", in_dump=False),
    "quarantine": Table(owner="sync", kind="local", in_dump=False),
    "access": Table(owner="core", kind="local", in_dump=False),
}

SYNCED = tuple(name for name, table in TABLES.items() if table.kind != "local")
LOCAL = tuple(name for name, table in TABLES.items() if table.kind == "local")
OWNER = {name: table.owner for name, table in TABLES.items()}
