"""What a look over everything of the KUBE rooms finds."""

from fieldkit.core.context import Context
from fieldkit.core.errors import Problem
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.closing import service as closing
from fieldkit.features.kube.loans import service as loans
from fieldkit.features.kube.meetings import service as meetings

_ROOMS = (cashbook.verify, closing.verify, loans.verify, meetings.verify)


def findings(ctx: Context) -> list[Problem]:
    """What does not add up in any room; warnings are for a person to look at."""
    return [problem for verify in _ROOMS for problem in verify(ctx)]
