"""The tables of the KUBE rooms, and what files and the exchange must know of them."""

from enum import StrEnum

from fieldkit.core.db.tables import SYNCED, TABLES
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.budgets import model as budgets
from fieldkit.features.kube.cashbook import model as cashbook
from fieldkit.features.kube.desk import model as desk
from fieldkit.features.kube.events import model as events
from fieldkit.features.kube.group import model as group
from fieldkit.features.kube.group import rules
from fieldkit.features.kube.iks import model as iks
from fieldkit.features.kube.inventory import model as inventory
from fieldkit.features.kube.loans import model as loans
from fieldkit.features.kube.meetings import model as meetings
from fieldkit.features.kube.mentoring import model as mentoring
from fieldkit.features.kube.orders import model as orders
from fieldkit.features.kube.sharing import model as sharing
from fieldkit.features.kube.trade import model as trade

# The rooms of a group's own book; what a leader writes lies in them.
_ROOMS = (
    "group", "meetings", "cashbook", "loans", "iks", "trade", "orders", "sharing",
    "inventory", "events", "budgets", "desk", "mentoring",
)  # fmt: skip
OF_GROUP = tuple(table for table in SYNCED if TABLES[table].owner in _ROOMS)
ALL = OF_GROUP

SEE = dict.fromkeys(ALL, Permission.SEE_KUBE)
# Who may change a table's records from files.
EDIT = dict.fromkeys(ALL, Permission.RECORD_MEETING) | dict.fromkeys(
    ("kube", "kube_member", "agenda_template", "iks_rule"), Permission.EDIT_KUBE
)
EDIT |= dict.fromkeys(
    ("mentoring", "kube_month", "kube_level", "kube_ruling"), Permission.MENTOR_KUBE
)
# What a file may not change: it follows from other records, or is a deed and no record.
UNLOADED = ("book_page", "meeting_seal", "loan", "sharing")
# Stamps and digests: the same content reads the same on every laptop.
LEFT_OUT = {
    "cash_entry": {
        "recorded_at", "chain_by", "chain_page", "chain_no", "chain_prev", "chain_hash",
    },
}  # fmt: skip
PARENT = {
    "kube_member": ("kube_id", "kube"),
    "meeting": ("kube_id", "kube"),
    "agenda_item": ("meeting_id", "meeting"),
    "follow_up": ("kube_id", "kube"),
    "meeting_attendance": ("meeting_id", "meeting"),
    "agenda_template": ("kube_id", "kube"),
    "meeting_seal": ("kube_id", "kube"),
    "book_page": ("kube_id", "kube"),
    "loan": ("member_id", "kube_member"),
    "iks_rule": ("kube_id", "kube"),
    "product": ("kube_id", "kube"),
    "product_price": ("product_id", "product"),
    "product_cost": ("product_id", "product"),
    "ingredient": ("kube_id", "kube"),
    "stock_move": ("ingredient_id", "ingredient"),
    "catering_order": ("kube_id", "kube"),
    "order_post": ("order_id", "catering_order"),
    "order_task": ("order_id", "catering_order"),
    "sharing": ("kube_id", "kube"),
    "asset": ("kube_id", "kube"),
    "kube_event": ("kube_id", "kube"),
    "event_member": ("event_id", "kube_event"),
    "budget": ("kube_id", "kube"),
    "budget_line": ("budget_id", "budget"),
    "guest": ("kube_id", "kube"),
    "letter": ("kube_id", "kube"),
    "mentoring": ("kube_id", "kube"),
    "kube_month": ("kube_id", "kube"),
}
REFERENCES = {
    "kube_id": "kube",
    "meeting_id": "meeting",
    "item_id": "agenda_item",
    "host_id": "kube_member",
    "chair_id": "kube_member",
    "secretary_id": "kube_member",
    "next_host_id": "kube_member",
    "member_id": "kube_member",
    "other_id": "kube_member",
    "product_id": "product",
    "ingredient_id": "ingredient",
    "order_id": "catering_order",
    "event_id": "kube_event",
    "budget_id": "budget",
    "level_id": "kube_level",
    "keeper_id": "kube_member",
}
DERIVED = {
    "meeting_attendance": ("meeting_id", "member_id"), "iks_rule": ("kube_id", "cause"),
    "product_price": ("product_id", "channel", "pack"), "product_cost": ("product_id", "since"),
    "kube_month": ("kube_id", "month"),
}  # fmt: skip
WORDS: dict[tuple[str, str], type[StrEnum]] = {
    ("kube", "status"): group.Status,
    ("kube_member", "position"): group.Position,
    ("kube_ruling", "rule"): rules.Asked,
    ("meeting", "status"): meetings.Status,
    ("meeting_attendance", "status"): meetings.Attendance,
    ("meeting_seal", "kind"): meetings.SealKind,
    ("loan", "every"): loans.Every,
    ("loan", "service"): loans.Service,
    ("loan", "pot"): cashbook.Pot,
    ("iks_rule", "cause"): iks.Cause,
    ("product_price", "channel"): trade.Channel,
    ("stock_move", "kind"): trade.Move,
    ("catering_order", "kind"): orders.OrderKind,
    ("order_post", "target"): orders.Target,
    ("sharing", "rule"): sharing.Rule,
    ("asset", "origin"): inventory.Origin,
    ("asset", "condition"): inventory.Condition,
    ("kube_event", "kind"): events.EventKind,
    ("kube_event", "state"): events.EventState,
    ("budget_line", "source"): budgets.Source,
    ("letter", "way"): desk.Way,
    ("kube_month", "trend"): mentoring.Trend,
    ("kube_month", "reached"): mentoring.Reached,
}
REQUIRED = {
    ("kube", "name"), ("kube_member", "name"), ("agenda_template", "name"), ("product", "name"),
    ("ingredient", "name"), ("asset", "name"), ("kube_event", "title"), ("budget", "title"),
    ("guest", "name"), ("kube_level", "name"),
}  # fmt: skip
LISTS = {
    ("meeting", "cash_counted"), ("kube", "excused_when"), ("agenda_template", "titles"),
    ("book_page", "entries"), ("book_page", "pots"), ("mentoring", "tasks"), ("mentoring", "roles"),
}  # fmt: skip
