"""One line of the month's plan, and how it reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldkit.core.dates import format_date, weekday_name
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.rounds.model import Place, Planned, Reason, State, Suggestion
from fieldkit.ui.visits import words

PROPOSED = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the plan: a visit on it, or one that is only proposed."""

    id: str
    family_id: str
    name: str
    row_code: str
    group_name: str
    place: Place
    address: str
    day: date | None
    reasons: tuple[Reason, ...]
    state: str
    visited_on: date | None = None
    note: str = ""


CHANGEABLE = (PROPOSED, State.PLANNED, State.LATE)


def kept_line(one: Planned) -> Line:
    """Return the line of a visit on the plan."""
    return Line(
        id=one.id, family_id=one.family_id, name=one.name, row_code=one.row_code,
        group_name=one.group_name, place=one.place, address=one.address, day=one.day,
        reasons=one.reasons, state=one.state, visited_on=one.visited_on, note=one.note,
    )  # fmt: skip


def proposed_line(one: Suggestion) -> Line:
    """Return the line of a visit that is only proposed."""
    facts = one.facts
    return Line(
        id=f"{PROPOSED}:{facts.id}", family_id=facts.id, name=facts.name, row_code=facts.row_code,
        group_name=facts.group_name, place=facts.place, address=facts.address, day=one.day,
        reasons=one.reasons, state=PROPOSED,
    )  # fmt: skip


def summary(plan: Sequence[Planned]) -> str:
    """Return what became of a plan, in counted facts."""
    counts = {state: sum(one.state is state for one in plan) for state in State}
    wanted = len(plan) - counts[State.DROPPED]
    if not wanted:
        return ""
    text = ngettext("{done} of {count} visit made", "{done} of {count} visits made", wanted)
    parts = [text.format(done=counts[State.DONE], count=wanted)]
    if counts[State.LATE]:
        late = ngettext("{count} is late", "{count} are late", counts[State.LATE])
        parts.append(late.format(count=counts[State.LATE]))
    if counts[State.DROPPED]:
        parts.append(_("{count} taken off").format(count=counts[State.DROPPED]))
    return " · ".join(parts)


def itself(line: Line) -> Line:
    """Return the line, for columns that need all of it."""
    return line


def day_words(day: date) -> str:
    """Return a day as the list shows it."""
    return f"{weekday_name(day)[:3]}, {format_date(day, 'medium').rsplit(' ', 1)[0]}"


def where(line: Line) -> str:
    """Return who it is and where, a fact a line."""
    parts = (line.row_code, line.name, line.group_name, line.address, words.place(line.place))
    return "\n".join(part for part in parts if part)


def why(line: Line) -> str:
    """Return all reasons on one line."""
    return " · ".join(words.round_short(reason) for reason in line.reasons)


def why_role(line: Line) -> str:
    """Return the colour role of the most pressing reason."""
    return words.round_role(line.reasons)


def all_reasons(line: Line) -> str:
    """Return every reason on a line of its own."""
    return "\n".join(words.round_reason(reason) for reason in line.reasons)


def told(line: Line) -> str:
    """Return who it is and every reason, as the box under the list says it."""
    head = " · ".join(
        part
        for part in (line.row_code, line.name, line.group_name, words.place(line.place))
        if part
    )
    reasons = ". ".join(words.round_reason(reason) for reason in line.reasons)
    return f"{head}\n{reasons}"


def state(line: Line) -> str:
    """Return what became of the visit."""
    return words.plan_state(line.state, line.visited_on)


def state_role(line: Line) -> str:
    """Return the colour role of what became of it."""
    return words.plan_role(line.state)


def state_icon(line: Line) -> str:
    """Return the icon of what became of it."""
    return words.plan_icon(line.state)
