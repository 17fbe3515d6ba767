"""How P2K2 is said on screen: states, marks, counts, and the list of sessions."""

from collections.abc import Iterable, Sequence
from datetime import date

from fieldkit.core.dates import Month, format_date, format_month, format_time
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.shares import percent
from fieldkit.features.p2k2 import curriculum, service
from fieldkit.features.p2k2.model import (
    Counts,
    Coverage,
    GroupMonth,
    GroupState,
    Mark,
    Session,
    SessionStatus,
)
from fieldkit.ui.widgets.form import ChoiceField, Form, NoteField

STATES = {
    GroupState.GIVEN: N_("Given"),
    GroupState.PLANNED: N_("Planned"),
    GroupState.NOT_HELD: N_("Not held"),
    GroupState.DUE: N_("No session yet"),
}
STATUSES = {
    SessionStatus.PLANNED: N_("Planned"),
    SessionStatus.HELD: N_("Given"),
    SessionStatus.NOT_HELD: N_("Not held"),
    SessionStatus.REPORTED: N_("Reported"),
}
MARKS = {
    Mark.PRESENT: N_("Present"),
    Mark.SICK: N_("Sick"),
    Mark.EXCUSED: N_("Excused"),
    Mark.ABSENT: N_("Absent"),
    Mark.UNMARKED: N_("Not marked"),
}
GRADES = service.GRADES
ROLES = {
    SessionStatus.PLANNED: "accent",
    SessionStatus.HELD: "good",
    SessionStatus.NOT_HELD: "danger",
    SessionStatus.REPORTED: "good",
}
ICONS = {
    SessionStatus.PLANNED: "calendar-days",
    SessionStatus.HELD: "circle-check",
    SessionStatus.NOT_HELD: "circle-x",
    SessionStatus.REPORTED: "file-check",
}
OTHER_TOPIC = curriculum.FREE


def counted(counts: Counts) -> str:
    """Return `23 present · 2 sick · 1 excused · 1 absent · 0 not marked`."""
    return " · ".join(
        (
            _("{count} present").format(count=counts.present),
            _("{count} sick").format(count=counts.sick),
            _("{count} excused").format(count=counts.excused),
            _("{count} absent").format(count=counts.absent),
            _("{count} not marked").format(count=counts.unmarked),
        )
    )


def counted_known(counts: Counts) -> str:
    """Return the same without what is nought, for messages."""
    parts = (
        (_("{count} present"), counts.present),
        (_("{count} sick"), counts.sick),
        (_("{count} excused"), counts.excused),
        (_("{count} absent"), counts.absent),
        (_("{count} not marked"), counts.unmarked),
    )
    return ", ".join(text.format(count=count) for text, count in parts if count)


def came(counts: Counts) -> str:
    """Return `19 of 25 · 76%`: of those marked, for nobody knows of the others."""
    if not counts.marked:
        return ""
    words = _("{present} of {total}").format(present=counts.present, total=counts.marked)
    return words if counts.rate is None else f"{words} · {percent(counts.rate)}"


def month_told(groups: Sequence[GroupMonth], found: Coverage, month: Month, today: date) -> str:
    """Return the sentence over the month, with why groups had no session."""
    told = [coverage(found, format_month(month), is_past=month.last < today)]
    reasons: dict[str, list[str]] = {}
    for group in groups:
        if group.state is GroupState.NOT_HELD and group.latest is not None:
            why = not_held(group.latest).rstrip(" .")
            reasons.setdefault(why, []).append(group.group_name)
    if found.not_held:
        words = ngettext("{count} was not held:", "{count} were not held:", found.not_held)
        named = "; ".join(f"{', '.join(who)} – {why}" for why, who in reasons.items())
        told.append(f"{words.format(count=found.not_held)} {named}.")
    return " ".join(told)


def coverage(found: Coverage, month: str, *, is_past: bool = False) -> str:
    """Return how far a month has come, in groups."""
    told = _("{given} of {groups} groups have had their P2K2 in {month}.").format(
        given=found.given, groups=found.groups, month=month
    )
    more = [told]
    if found.planned:
        more.append(
            ngettext("{count} is planned.", "{count} are planned.", found.planned).format(
                count=found.planned
            )
        )
    if found.due and is_past:
        words = ngettext(
            "{count} had none, and nobody wrote why.",
            "{count} had none, and nobody wrote why.",
            found.due,
        )
        more.append(words.format(count=found.due))
    elif found.due:
        more.append(
            ngettext("{count} has no plan yet.", "{count} have no plan yet.", found.due).format(
                count=found.due
            )
        )
    return " ".join(more)


def code(session: Session) -> str:
    """Return the code of a session as people read it; local material shows its letter only."""
    return session.code if curriculum.topic(session.code) else session.code[:1]


def topic(session: Session) -> str:
    """Return code and title, or that nothing is known."""
    return f"{code(session)} {session.title}".strip()


def when(session: Session) -> str:
    """Return day and hours as far as they are known."""
    parts = [format_date(session.held_on, "full")] if session.held_on else []
    if session.starts:
        parts.append(format_time(session.starts))
        if session.ends:
            parts[-1] = f"{parts[-1]}–{format_time(session.ends)}"
    return ", ".join(parts)


def listed(choices: Iterable[curriculum.Choice]) -> tuple[tuple[str, str], ...]:
    """Return a list of the curriculum as fields offer it."""
    return tuple((choice.code, choice.shown) for choice in choices)


def topic_choices(
    topics: Iterable[curriculum.Topic], times: dict[str, int]
) -> list[tuple[str, str]]:
    """Return every session with how often the group has had it, the free topic last."""
    found = [(one.code, _topic_label(one, times.get(one.code, 0))) for one in topics]
    return [*found, (OTHER_TOPIC, _("Another topic (write its title)"))]


def _topic_label(one: curriculum.Topic, times: int) -> str:
    label = f"{one.shown_code} · {one.title}"
    if not times:
        return label
    return ngettext("{topic} (given {count} time)", "{topic} (given {count} times)", times).format(
        topic=label, count=times
    )


def not_held(session: Session) -> str:
    """Return why a session was not held; a reason of the list in the window's language."""
    listed = {choice.code: choice for choice in curriculum.not_held_reasons()}
    found = listed.get(session.not_held_code)
    if found is None:
        return session.not_held_reason
    return session.not_held_reason.replace(found.title, found.shown, 1)


def not_held_form() -> Form:
    """Return the form that asks why a session was not held."""
    choices = [(choice.code, choice.shown) for choice in curriculum.not_held_reasons()]
    return Form(
        ChoiceField("not_held_code", N_("Reason"), choices=choices, wide=True),
        NoteField("not_held_reason", N_("Why was it not held?"), lines=2),
    )


def repeat(number: int) -> str:
    """Return `repeat 2`, blank for the first time."""
    return _("time {number}").format(number=number) if number > 1 else ""
