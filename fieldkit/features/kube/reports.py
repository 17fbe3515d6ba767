"""Every paper of the KUBE rooms."""

from fieldkit.core.render.document import ReportKind
from fieldkit.features.kube.account import report as account
from fieldkit.features.kube.budgets import report as budgets
from fieldkit.features.kube.cashbook import report as receipts
from fieldkit.features.kube.closing import report as cashbook
from fieldkit.features.kube.desk import report as desk
from fieldkit.features.kube.dues import report as dues
from fieldkit.features.kube.events import report as events
from fieldkit.features.kube.iks import report as iks
from fieldkit.features.kube.inventory import report as inventory
from fieldkit.features.kube.loans import report as loans
from fieldkit.features.kube.meetings import report as meetings
from fieldkit.features.kube.mentoring import report as mentoring
from fieldkit.features.kube.orders import report as orders
from fieldkit.features.kube.sharing import report as sharing
from fieldkit.features.kube.trade import report as trade

REPORTS: tuple[ReportKind, ...] = (
    *meetings.REPORTS,
    *cashbook.REPORTS,
    *dues.REPORTS,
    *iks.REPORTS,
    *loans.REPORTS,
    *trade.REPORTS,
    *orders.REPORTS,
    *sharing.REPORTS,
    *inventory.REPORTS,
    *events.REPORTS,
    *budgets.REPORTS,
    *desk.REPORTS,
    *account.REPORTS,
    *mentoring.REPORTS,
    *receipts.REPORTS,
)
