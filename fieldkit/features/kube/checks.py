"""What a look over everything of the KUBE rooms finds."""

from fieldkit.core.context import Context
from fieldkit.core.errors import Problem
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.sharing import service as sharing

_ROOMS = (
    cashbook.verify, closing.verify, dues.verify, loans.verify, orders.verify, meetings.verify,
    sharing.verify,
)  # fmt: skip


def findings(ctx: Context) -> list[Problem]:
    """What does not add up in any room; warnings are for a person to look at."""
    return [problem for verify in _ROOMS for problem in verify(ctx)]
