"""What a family's story says of its KUBE: joining, meetings, and what was paid and received."""

from collections.abc import Iterator
from datetime import date

from fieldkit.core.context import Context
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.dues.model import Moved
from fieldkit.features.kube.group import service as kubes
from fieldkit.features.kube.group.model import Kube, KubeMember
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance
from fieldkit.features.people.model import Family
from fieldkit.ui.people import words
from fieldkit.ui.people.story import Event
from fieldkit.ui.shell.navigation import OpenKube

_ROLES = {
    Attendance.PRESENT: "good",
    Attendance.SICK: "attention",
    Attendance.EXCUSED: "attention",
    Attendance.ABSENT: "danger",
}


def events(ctx: Context, family: Family) -> Iterator[Event]:
    """Yield what happened in every KUBE of the family."""
    for kube, member in kubes.memberships_of(ctx, family.id):
        yield from _membership(ctx, kube, member)


def _membership(ctx: Context, kube: Kube, member: KubeMember) -> Iterator[Event]:
    target = OpenKube(kube.id)
    for day, text in ((member.joined_on, _("Joined")), (member.left_on, _("Left"))):
        if day is not None:
            yield Event(
                day=day, icon="store", kind=_("KUBE"), text=text, detail=kube.name, target=target
            )
    moved: dict[date, list[Moved]] = {}
    for one in dues.moved_by(ctx, kube.id, member.id):
        moved.setdefault(one.day, []).append(one)
    for day, mark in meetings.attended_by(ctx, member.id):
        yield Event(
            day=day, icon="store", kind=_("KUBE"), text=_(meetings.ATTENDANCE[mark]),
            detail=words.joined(
                (
                    _("Meeting of {kube}").format(kube=kube.name),
                    *(_told(one) for one in moved.pop(day, ())),
                )
            ),
            role=_ROLES[mark], target=target,
        )  # fmt: skip
    for day, found in moved.items():
        yield Event(
            day=day, icon="wallet", kind=_("KUBE"), text=_("Money"),
            detail=words.joined((*(_told(one) for one in found), kube.name)), target=target,
        )  # fmt: skip


def _told(one: Moved) -> str:
    amount = format_rupiah(abs(one.paid))
    kind = _(cashbook.ACCOUNTS[one.account])
    if one.paid < 0:
        return _("{kind}: received {amount}").format(kind=kind, amount=amount)
    return _("{kind}: paid {amount}").format(kind=kind, amount=amount)
