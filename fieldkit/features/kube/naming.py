"""What people call the records of the KUBE rooms, their fields and their code words."""

from collections.abc import Mapping
from typing import Any

from fieldkit.core.i18n import N_
from fieldkit.features.kube.budgets import service as budgets
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.desk import service as desk
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.iks import service as iks
from fieldkit.features.kube.inventory import service as inventory
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.features.kube.trade import service as trade

TABLES: dict[str, str] = {
    "kube": N_("KUBE"),
    "kube_member": N_("KUBE members"),
    "meeting": N_("KUBE meetings"),
    "agenda_item": N_("Agenda items"),
    "follow_up": N_("Follow-ups"),
    "meeting_attendance": N_("Attendance at meetings"),
    "agenda_template": N_("Agenda templates"),
    "meeting_seal": N_("Confirmations of meetings"),
    "loan": N_("Loans of members"),
    "iks_rule": N_("Rules of IKS"),
    "product": N_("Products"),
    "product_price": N_("Prices of products"),
    "product_cost": N_("Cost of products"),
    "ingredient": N_("Ingredients"),
    "stock_move": N_("Stock of ingredients"),
    "catering_order": N_("Orders"),
    "order_post": N_("Places of orders"),
    "order_task": N_("Tasks of orders"),
    "sharing": N_("Shared profit"),
    "asset": N_("Inventory"),
    "kube_event": N_("Events"),
    "event_member": N_("Who took part in events"),
    "budget": N_("Budgets (RAB)"),
    "budget_line": N_("Lines of budgets"),
    "guest": N_("Guests"),
    "letter": N_("Letters"),
    "cash_entry": N_("Cash book entries"),
    "book_page": N_("Closed months of the books"),
}

COLUMNS: dict[str, str] = {
    "order_post.order_id": N_("Order"),
    "order_task.order_id": N_("Order"),
    "product_cost.product_id": N_("Product"),
    "product_price.product_id": N_("Product"),
    "stock_move.ingredient_id": N_("Ingredient"),
    "incident.happened_on": N_("Happened on"),
    "after_months": N_("Months of membership first"),
    "agrees": N_("Agrees with what was decided"),
    "amount": N_("Amount"),
    "at": N_("When"),
    "bank_account": N_("Account number"),
    "bank_holder": N_("Account in the name of"),
    "bank_name": N_("Bank"),
    "boxes": N_("Boxes"),
    "brand": N_("Brand or type"),
    "budget": N_("Budget"),
    "budget_id": N_("Budget (RAB)"),
    "cause": N_("Cause"),
    "came_on": N_("Came on"),
    "ceiling": N_("At most"),
    "certificate": N_("Certificate"),
    "channel": N_("Channel"),
    "closed_at": N_("Closed at"),
    "closed_by": N_("Closed by"),
    "closed_on": N_("Closed on"),
    "code": N_("Code"),
    "condition": N_("Condition"),
    "cost": N_("Cost of a unit"),
    "customer": N_("Customer"),
    "dated": N_("Dated"),
    "deliver_on": N_("To be delivered on"),
    "delivered": N_("Boxes delivered"),
    "delivered_on": N_("Delivered on"),
    "digest": N_("Code of the contents"),
    "entries": N_("Entries"),
    "every": N_("How often"),
    "event_id": N_("Activity"),
    "first_day": N_("From"),
    "first_due": N_("First instalment due"),
    "first_on": N_("From"),
    "gone_on": N_("Gone on"),
    "got_on": N_("Got on"),
    "impression": N_("Impression"),
    "excused_when": N_("Owes no dues when"),
    "has_loans": N_("Savings and loans"),
    "instalments": N_("Number of instalments"),
    "is_cancelled": N_("Cancelled"),
    "is_done": N_("Done"),
    "is_excused": N_("Owes no dues"),
    "is_stopped": N_("No longer made"),
    "is_year": N_("The whole year was closed"),
    "kas_permille": N_("Part that stays, in per mille"),
    "item": N_("Item"),
    "keeper_id": N_("Kept by"),
    "last_day": N_("Last day"),
    "last_on": N_("Last day"),
    "least": N_("Least to keep"),
    "lent_on": N_("Lent on"),
    "made_on": N_("Date"),
    "menu": N_("Menu"),
    "menu_from": N_("Menu from"),
    "moved_on": N_("Date"),
    "needs_decision": N_("Needs a decision"),
    "other_id": N_("Second member"),
    "noted_on": N_("Noted on"),
    "ordered_on": N_("Ordered on"),
    "organiser": N_("Organiser"),
    "origin": N_("Origin"),
    "office": N_("Office or position"),
    "pack": N_("Units in a pack"),
    "party": N_("From or to"),
    "per_year": N_("Times a year"),
    "pot": N_("Pot"),
    "pots": N_("Pots"),
    "price": N_("Price"),
    "principal": N_("Principal"),
    "profit": N_("Profit"),
    "purpose": N_("Purpose"),
    "quantity": N_("Quantity"),
    "reason": N_("Reason"),
    "received_by": N_("Received by"),
    "rule": N_("Rule"),
    "section": N_("Heading"),
    "sealed_on": N_("Confirmed or opened on"),
    "service": N_("Service"),
    "service_amount": N_("Service of an instalment"),
    "service_permille": N_("Service in per mille"),
    "shared_on": N_("Shared on"),
    "since": N_("Since"),
    "source": N_("From whom or what"),
    "specification": N_("Specification"),
    "state": N_("State"),
    "stated": N_("Sum on the paper"),
    "subject": N_("Subject"),
    "task": N_("Task"),
    "target": N_("For whom"),
    "titles": N_("Points"),
    "unit": N_("Unit"),
    "volume": N_("Volume"),
    "way": N_("In or out"),
    "year": N_("Year"),
}

MONEY: frozenset[str] = frozenset(
    {
        "amount", "budget", "ceiling", "cost", "price", "principal", "profit",
        "service_amount", "stated",
    }
)  # fmt: skip
FLAGS: frozenset[str] = frozenset(
    {
        "agrees",
        "has_loans",
        "is_cancelled",
        "is_done",
        "is_excused",
        "is_stopped",
        "is_year",
        "needs_decision",
    }
)


def _codes(words: Mapping[Any, str]) -> dict[str, str]:
    return {str(code): word for code, word in words.items()}


CODES: dict[str, dict[str, str]] = {
    "kube.excused_when": _codes(meetings.ATTENDANCE),
    "catering_order.kind": _codes(orders.KINDS),
    "iks_rule.cause": _codes(iks.CAUSE_NAMES),
    "kube.status": _codes(group.STATUSES),
    "kube_member.position": _codes(group.POSITIONS),
    "loan.every": _codes(loans.EVERY),
    "loan.pot": _codes(cashbook.POTS),
    "loan.service": _codes(loans.SERVICES),
    "meeting.status": _codes(meetings.STATUSES),
    "meeting_attendance.status": _codes(meetings.ATTENDANCE),
    "meeting_seal.kind": _codes(meetings.SEALS),
    "order_post.target": _codes(orders.TARGETS),
    "product_price.channel": _codes(trade.CHANNELS),
    "sharing.rule": _codes(sharing.RULES),
    "asset.condition": _codes(inventory.CONDITIONS),
    "asset.origin": _codes(inventory.ORIGINS),
    "budget_line.source": _codes(budgets.SOURCES),
    "kube_event.kind": _codes(events.KINDS),
    "kube_event.state": _codes(events.STATES),
    "letter.way": _codes(desk.WAYS),
    "stock_move.kind": _codes(trade.MOVES),
}
