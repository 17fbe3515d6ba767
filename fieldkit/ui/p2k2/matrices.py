"""Fills the two matrices: groups by months, groups by the sessions of the curriculum."""

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date, format_month, month_name
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import GroupMonth, Session
from fieldkit.ui.p2k2 import words
from fieldkit.ui.p2k2.matrix import Cell, Head, Line


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
        Line(title=group.group_name, cells=tuple(_month_cell(month) for month in group.months))
        for group in p2k2.month_matrix(ctx, year)
    ]


def _month_cell(month: GroupMonth) -> Cell:
    session = month.latest
    if session is None:
        return Cell(text="", tip=_("Nothing planned"))
    more = len(month.sessions) - 1
    text = session.code or (_("Topic") if session.title else "–")
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


def topic_heads() -> list[Head]:
    """Return every session of the curriculum by its code."""
    return [
        Head(title=topic.code, tip=f"{topic.module_title}\n{topic.title}")
        for topic in curriculum.topics()
    ]


def topic_lines(ctx: Context) -> list[Line]:
    """Return every group with how often it had each session; blank where never."""
    times = p2k2.times_given(ctx)
    return [
        Line(
            title=group["name"],
            cells=tuple(
                _topic_cell(topic, times.get(group["id"], {}).get(topic.code, 0))
                for topic in curriculum.topics()
            ),
        )
        for group in p2k2.group_choices(ctx)
    ]


def _topic_cell(topic: curriculum.Topic, count: int) -> Cell:
    if not count:
        return Cell(tip=_("{topic}: not given yet").format(topic=topic.title))
    tip = ngettext("{topic}: given {count} time", "{topic}: given {count} times", count)
    return Cell(
        text="✓" if count == 1 else f"{count}×",
        role="good" if count == 1 else "accent",
        tip=tip.format(topic=topic.title, count=count),
    )
