"""How visits are said on screen: how long ago, why due, where, and what for."""

import json
from collections.abc import Sequence
from datetime import date

from fieldkit.core.dates import Month, format_date, format_month
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.rounds import model as rounds
from fieldkit.features.rounds.model import Promise, State, Why
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import Due, Place, Purpose, Reach, Reason, Visit

_ROLES = {
    Reason.FOLLOW_UP_OVERDUE: "danger",
    Reason.NEVER_VISITED: "attention",
    Reason.LONG_AGO: "attention",
    Reason.FOLLOW_UP_DUE: "accent",
    Reason.GRADUATION_CANDIDATE: "accent",
}


def how_long_ago(days: int | None) -> str:
    """Return `132 days ago`, `today`, or that nobody came yet."""
    if days is None:
        return _("Never visited")
    if days <= 0:
        return _("Visited today")
    if days == 1:
        return _("Visited yesterday")
    return ngettext("{count} day ago", "{count} days ago", days).format(count=days)


def role_of_days(days: int | None) -> str:
    """Return the colour role of so many days; the words always stand beside it."""
    return "attention" if days is None or days > model.RECENT_DAYS else "secondary"


def reason(reason_word: Reason) -> str:
    """Return one reason in words."""
    return _(service.REASONS[reason_word])


def reason_role(reason_word: Reason) -> str:
    """Return the colour role of a reason."""
    return _ROLES.get(reason_word, "secondary")


def other_reasons(due: Due, today: date) -> list[Reason]:
    """Return the reasons that the days since the last visit do not say already."""
    said = {Reason.NEVER_VISITED, Reason.LONG_AGO}
    return [found for found in model.reasons(due, today) if found not in said]


def area(place: Place | rounds.Place) -> str:
    """Return RT and RW as `003/009`; blank when neither is known."""
    return f"{place.rt or '-'}/{place.rw or '-'}" if place.rt or place.rw else ""


def place(found: Place | rounds.Place) -> str:
    """Return a neighbourhood in words."""
    numbers = _("RT {rt}/RW {rw}").format(rt=found.rt or "-", rw=found.rw or "-")
    words = numbers if found.rt or found.rw else ""
    return " ".join(part for part in (words, found.village) if part) or _("No RT/RW")


def place_of_key(key: str) -> Place:
    """Return the neighbourhood a line of coverage is about."""
    village, rw, rt = json.loads(key)
    return Place(village=village, rw=rw, rt=rt)


def reach(found: Reach) -> str:
    """Return how evenly a year's visits fell over the families, in two sentences."""
    if found.gini is None or found.mean is None:
        return _("Nobody was visited within these 12 months.")
    spread = _("Visits a family in 12 months: {fewest} to {most}, {mean} on average.").format(
        fewest=found.fewest, most=found.most, mean=f"{found.mean:.1f}".replace(".", ",")
    )
    missed = ngettext(
        "{count} family saw nobody. Gini index {gini} (0 is even).",
        "{count} families saw nobody. Gini index {gini} (0 is even).",
        found.unvisited,
    ).format(count=found.unvisited, gini=f"{found.gini:.2f}".replace(".", ","))
    return f"{spread} {missed}"


def purposes(chosen: Sequence[str]) -> str:
    """Return the purposes of a visit, commas between."""
    known = [_(service.PURPOSES[word]) for word in Purpose if word in chosen]
    return ", ".join(known)


def day(visit: Visit) -> str:
    """Return the date of a visit."""
    return format_date(visit.visited_on, "medium") if visit.visited_on else ""


_PRESSING = {
    Why.FOLLOW_UP_OVERDUE: "danger",
    Why.FOLLOW_UP_DUE: "accent",
    Why.RISK: "danger",
    Why.TURN: "attention",
}


def round_reason(reason: rounds.Reason) -> str:
    """Return why a family is on the plan, with what proves it."""
    day = format_date(reason.day, "medium") if reason.day else ""
    if reason.why is Why.NOT_VERIFIED and not day:
        return _("Data never verified")
    if reason.why in _COUNTED:
        return _counted(reason)
    said = {
        Why.FOLLOW_UP_OVERDUE: _("Follow-up overdue since {date}: {what}"),
        Why.FOLLOW_UP_DUE: _("Follow-up due {date}: {what}"),
        Why.RISK: _("Risk seen {date}: {what}"),
        Why.TURN: _("Turn comes in {month} at the latest"),
        Why.NEVER: _("Never visited"),
        Why.CANDIDATE: _("Candidate for graduation"),
        Why.NOT_VERIFIED: _("Data last verified {date}"),
        Why.PREGNANT: _("Pregnant mother"),
        Why.DISABLED: _("Disability"),
        Why.ELDERLY: _("Elderly"),
        Why.OWN_CHOICE: _("Your choice"),
    }
    what = _risks(reason.text) if reason.why is Why.RISK else reason.text
    month = format_month(Month.of(reason.day)) if reason.day else ""
    return said[reason.why].format(date=day, what=what, month=month).rstrip(" :")


def round_short(reason: rounds.Reason) -> str:
    """Return a reason in two or three words, for a list."""
    said = {
        Why.FOLLOW_UP_OVERDUE: _("Follow-up overdue"),
        Why.FOLLOW_UP_DUE: _("Follow-up agreed"),
        Why.RISK: _("Risk seen"),
        Why.TURN: _("Turn has come"),
        Why.NEVER: _("Never visited"),
        Why.CANDIDATE: _("Candidate for graduation"),
        Why.ABSENT: _("Missed {count} of {total} P2K2"),
        Why.HOMEWORK: _("Homework missing"),
        Why.BELOW_LINE: _("School below the line"),
        Why.NOT_VERIFIED: _("Data not verified"),
        Why.PREGNANT: _("Pregnant mother"),
        Why.DISABLED: _("Disability"),
        Why.ELDERLY: _("Elderly"),
        Why.LONG_AGO: ngettext("{count} day ago", "{count} days ago", reason.count or 0),
        Why.NEIGHBOUR: _("Same RT"),
        Why.OWN_CHOICE: _("Your choice"),
    }
    return said[reason.why].format(count=reason.count, total=reason.of)


_COUNTED = (Why.ABSENT, Why.HOMEWORK, Why.BELOW_LINE, Why.LONG_AGO, Why.NEIGHBOUR)


def _counted(reason: rounds.Reason) -> str:
    count = reason.count or 0
    said = {
        Why.ABSENT: _("Missed {count} of the last {total} P2K2"),
        Why.HOMEWORK: ngettext(
            "Homework of {count} month not handed in",
            "Homework of {count} months not handed in",
            count,
        ),
        Why.BELOW_LINE: ngettext(
            "{count} child below the line at school",
            "{count} children below the line at school",
            count,
        ),
        Why.LONG_AGO: _("Last visited {date}"),
        Why.NEIGHBOUR: ngettext(
            "Same RT as {count} other that day", "Same RT as {count} others that day", count
        ),
    }
    day = format_date(reason.day, "medium") if reason.day else ""
    return said[reason.why].format(count=count, total=reason.of, date=day)


def _risks(text: str) -> str:
    known = {word.value: _(name) for word, name in service.RISKS.items()}
    return ", ".join(known.get(word, word) for word in text.split(",") if word)


def round_role(reasons: Sequence[rounds.Reason]) -> str:
    """Return the colour role of the most pressing reason."""
    return next((_PRESSING[r.why] for r in reasons if r.why in _PRESSING), "text")


def promise(found: Promise) -> str:
    """Return what the budget promises, in sentences."""
    if found.span is None:
        return _("There are no families yet, or no time for visits.")
    said = ngettext(
        "Every family is visited at the latest every {count} month.",
        "Every family is visited at the latest every {count} months.",
        found.span,
    ).format(count=found.span)
    if not found.backlog or found.caught_up is None:
        return said
    behind = ngettext(
        "{count} family was never visited or waits longer already; it is reached by {month}.",
        "{count} families were never visited or wait longer already; all are reached by {month}.",
        found.backlog,
    ).format(count=found.backlog, month=format_month(found.caught_up))
    return f"{said}\n\n{behind}"


_PLAN_ROLES: dict[str, str] = {
    State.PLANNED: "accent",
    State.DONE: "good",
    State.LATE: "danger",
}
_PLAN_ICONS: dict[str, str] = {
    State.PLANNED: "calendar-check",
    State.DONE: "circle-check",
    State.LATE: "clock",
    State.DROPPED: "x",
}


def plan_state(state: str, visited_on: date | None = None) -> str:
    """Return what became of a planned visit."""
    if state == State.DONE and visited_on:
        return _("made {date}").format(date=format_date(visited_on, "medium"))
    names: dict[str, str] = {
        State.PLANNED: _("planned"),
        State.DONE: _("made"),
        State.LATE: _("late"),
        State.DROPPED: _("taken off"),
    }
    return names.get(state, _("proposed"))


def plan_role(state: str) -> str:
    """Return the colour role of what became of a planned visit."""
    return _PLAN_ROLES.get(state, "secondary")


def plan_icon(state: str) -> str:
    """Return the icon of what became of a planned visit."""
    return _PLAN_ICONS.get(state, "circle")
