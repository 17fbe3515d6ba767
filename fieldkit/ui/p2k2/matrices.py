"""Fills the two matrices: groups by months, groups by the sessions of the curriculum."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.model import GroupMonth, Session
from fieldkit.features.p2k2.plans import service as plans
from fieldkit.features.p2k2.plans.model import TopicCell
from fieldkit.ui.p2k2 import words
from fieldkit.ui.p2k2.matrix import Cell, Head, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """An empty cell: what could be planned there."""

    group_id: str
    code: str = ""
    month: Month | None = None


def month_heads(now: Month) -> list[Head]:
    """Return the twelve months of a year, the one in front marked."""
    return [
        Head(
            title=month_name(number)[:3],
            tip=format_month(Month(now.year, number)),
            is_now=number == now.month,
        )
        for number in range(1, 13)
    ]


def year_lines(ctx: Context, year: int) -> list[Line]:
    """Return every group with what it had each month."""
    return [
        Line(
            title=group.group_name,
            cells=tuple(
                _month_cell(month, Month(year, number))
                for number, month in enumerate(group.months, start=1)
            ),
        )
        for group in p2k2.month_matrix(ctx, year)
    ]


def _month_cell(month: GroupMonth, when: Month) -> Cell:
    session = month.latest
    if session is None:
        wish = PlanWish(group_id=month.group_id, month=when)
        return Cell(text="", tip=_("Nothing planned"), target=wish)
    more = len(month.sessions) - 1
    text = words.code(session) or (_("Topic") if session.title else "–")
    return Cell(
        text=f"{text} +{more}" if more else text,
        icon=words.ICONS[session.status],
        role=words.ROLES[session.status],
        tip="\n".join(_told(one) for one in month.sessions),
        target=session.id,
    )


def _told(session: Session) -> str:
    day = format_date(session.held_on, "medium") if session.held_on else ""
    what = words.topic(session) or session.not_held_reason
    parts = (day, _(words.STATUSES[session.status]), what)
    return " · ".join(part for part in parts if part)


def topic_heads(topics: Sequence[Topic]) -> list[Head]:
    """Return every session that is taught by its code."""
    return [
        Head(title=topic.shown_code, tip=f"{topic.module_title}\n{topic.title}") for topic in topics
    ]


def topic_lines(ctx: Context, topics: Sequence[Topic], year: int) -> list[Line]:
    """Return every group with what it was given, has planned and is due in a year."""
    return [
        Line(
            title=group.group_name,
            cells=tuple(
                _topic_cell(topic, group.cells.get(topic.code, TopicCell()), group.group_id)
                for topic in topics
            ),
        )
        for group in plans.year_matrix(ctx, year)
    ]


def _topic_cell(topic: Topic, cell: TopicCell, group_id: str) -> Cell:
    told = [topic.label]
    text, role, icon = "", "secondary", ""
    if cell.before:
        told.append(
            ngettext(
                "given {count} time before this year",
                "given {count} times before this year",
                cell.before,
            ).format(count=cell.before)
        )
        text = "✓"
    if cell.given:
        days = ", ".join(format_date(day, "medium") for day in cell.given)
        told.append(_("given on {days}").format(days=days))
        count = len(cell.given) + cell.before
        month = month_name(cell.given[-1].month)[:3]
        text = f"{month} {count}×" if cell.is_repeated else month
        role = "accent" if cell.is_repeated else "good"
    if cell.planned is not None:
        told.append(_("planned for {date}").format(date=format_date(cell.planned, "medium")))
        text, role, icon = f"{cell.planned.day}/{cell.planned.month}", "accent", "calendar-days"
    elif cell.is_due:
        told.append(_("due next"))
        text, role, icon = _("next"), "attention", "circle-dot"
    if len(told) == 1:
        told.append(_("not given yet"))
    wish = PlanWish(group_id=group_id, code=topic.code)
    is_to_plan = cell.is_due and cell.planned is None
    target = wish if is_to_plan or not cell.session_id else cell.session_id
    return Cell(text=text, role=role, icon=icon, tip=" · ".join(told), target=target)
