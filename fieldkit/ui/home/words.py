"""Figures of the month in words: what each means, how it is coloured and where it leads."""

from datetime import date
from typing import NamedTuple

from fieldkit.core.dates import Month, format_date, format_month, format_time, weekday_name
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.shares import percent
from fieldkit.features.month.model import (
    Concern,
    ConcernRow,
    GroupTile,
    Home,
    KubeTile,
    Lack,
    Shortfall,
    TileState,
    TodayItem,
    TodayKind,
    bare_kube,
)
from fieldkit.ui.shell.navigation import (
    OpenFamily,
    OpenGroup,
    OpenKube,
    OpenScreen,
    OpenSession,
    Target,
)

LOW_SHARE = 0.5

TILE_STATES: dict[TileState, tuple[str, str, str]] = {
    TileState.HELD: (N_("Held"), "good", "circle-check"),
    TileState.PLANNED: (N_("Planned"), "accent", "calendar-days"),
    TileState.OVERDUE: (N_("To be recorded"), "attention", "clock"),
    TileState.NOT_HELD: (N_("Not held"), "secondary", "ban"),
    TileState.DUE: (N_("Not held yet"), "attention", "circle"),
}
CONCERNS: dict[Concern, tuple[str, str]] = {
    Concern.NOT_VISITED: (N_("Not visited for 90 days"), "map-pin"),
    Concern.LOW_ATTENDANCE: (N_("Attendance below 50%"), "users"),
    Concern.HOMEWORK_UNCHECKED: (N_("Homework to check"), "notebook-pen"),
    Concern.DUES_IN_ARREARS: (N_("Dues in arrears"), "coins"),
    Concern.NOT_VERIFIED: (N_("Data not verified for a year"), "shield-alert"),
}
CONCERN_HINTS: dict[Concern, str] = {
    Concern.NOT_VISITED: N_("Nobody has been without a visit for 90 days."),
    Concern.LOW_ATTENDANCE: N_("Everybody came to at least half of the last six months' meetings."),
    Concern.HOMEWORK_UNCHECKED: N_("No homework waits to be checked."),
    Concern.DUES_IN_ARREARS: N_("No member is behind with the dues."),
    Concern.NOT_VERIFIED: N_("All data was verified within the last year."),
}
TODAY_ICONS = {
    TodayKind.SESSION: "presentation",
    TodayKind.MEETING: "handshake",
    TodayKind.VISIT_FOLLOW_UP: "map-pin",
    TodayKind.KUBE_FOLLOW_UP: "list-checks",
    TodayKind.VISITS: "map-pin",
    TodayKind.APPOINTMENT: "calendar",
}


class Said(NamedTuple):
    """One line of a card, ready to be drawn."""

    text: str
    detail: str = ""
    icon: str = ""
    role: str = "secondary"
    figure: str = ""
    figure_role: str = "secondary"
    target: Target | None = None


def header(home: Home) -> str:
    """Return the sentence above the page."""
    is_now = home.today in home.month
    when = format_date(home.today, "full") if is_now else format_month(home.month)
    if not home.sees_programme:
        return when
    if not home.groups:
        return _("{date} — no groups yet").format(date=when)
    if is_now:
        text = ngettext(
            "{date} — {done} of {total} group has held P2K2 this month",
            "{date} — {done} of {total} groups have held P2K2 this month",
            home.groups,
        )
    else:
        text = ngettext(
            "{date} — {done} of {total} group held P2K2",
            "{date} — {done} of {total} groups held P2K2",
            home.groups,
        )
    return text.format(date=when, done=home.groups_held, total=home.groups)


def tile_detail(tile: GroupTile) -> str:
    """Return what stands small in a group's tile."""
    day = _short_day(tile.held_on) if tile.held_on else ""
    if tile.state is TileState.HELD:
        if tile.share is None:
            return _("{date} · attendance blank").format(date=day)
        return _("{date} · {share} came").format(date=day, share=percent(tile.share))
    if tile.state is TileState.DUE:
        return ngettext("{count} family", "{count} families", tile.families).format(
            count=tile.families
        )
    return day


def tile_target(tile: GroupTile) -> Target:
    """Return where a group's tile leads: to its session, or to the group."""
    return (
        OpenSession(tile.session_id) if tile.session_id else OpenScreen("p2k2", OpenGroup(tile.id))
    )


def kube_state(tile: KubeTile) -> tuple[str, str, str]:
    """Return the state of a KUBE's tile with its role and icon."""
    if tile.meetings:
        text = ngettext("{count} meeting", "{count} meetings", tile.meetings)
        return text.format(count=tile.meetings), "good", "circle-check"
    return _("No meeting yet"), "attention", "circle"


def kube_detail(tile: KubeTile) -> str:
    """Return what lies in a KUBE's cash pot."""
    return _("Cash {amount}").format(amount=format_rupiah(tile.kas))


def today_line(item: TodayItem, today: date) -> Said:
    """Return one line of Today."""
    names = {
        TodayKind.SESSION: _("P2K2 {group}"),
        TodayKind.MEETING: _("Meeting of KUBE {group}"),
        TodayKind.VISIT_FOLLOW_UP: _("Follow-up: {group}"),
        TodayKind.KUBE_FOLLOW_UP: _("KUBE {group}: follow-up"),
        TodayKind.VISITS: _("Home visits: {group}"),
        TodayKind.APPOINTMENT: "{group}",
    }
    figure, role = format_time(item.starts) if item.starts else "", "accent"
    if item.on is not None and item.on != today:
        figure, role = _near_day(item.on, today), "secondary"
    if item.due is not None:
        late = (today - item.due).days
        role = "danger" if late else "attention"
        figure = (
            ngettext("{count} day late", "{count} days late", late).format(count=late)
            if late
            else _("today")
        )
    target: Target = OpenKube(item.id)
    if item.kind is TodayKind.SESSION:
        target = OpenSession(item.id)
    elif item.kind is TodayKind.VISIT_FOLLOW_UP:
        target = OpenFamily(item.id)
    elif item.kind in {TodayKind.VISITS, TodayKind.APPOINTMENT}:
        target = OpenScreen("agenda", item.on)
    is_kube = item.kind in {TodayKind.MEETING, TodayKind.KUBE_FOLLOW_UP}
    name = bare_kube(item.name) if is_kube else item.name
    return Said(
        text=names[item.kind].format(group=name),
        detail=item.detail,
        icon=TODAY_ICONS[item.kind],
        role="accent",
        figure=figure,
        figure_role=role,
        target=target,
    )


def concern_line(concern: Concern, row: ConcernRow, today: date) -> Said:
    """Return one record that needs attention."""
    figure, role = concern_figure(concern, row, today)
    target: Target = OpenFamily(row.id)
    if concern is Concern.DUES_IN_ARREARS:
        target = OpenKube(row.id)
    return Said(text=row.name, detail=row.place, figure=figure, figure_role=role, target=target)


def concern_figure(concern: Concern, row: ConcernRow, today: date) -> tuple[str, str]:
    """Return the figure that makes a record a concern, with its colour role."""
    if concern is Concern.LOW_ATTENDANCE:
        return _("{present} of {total}").format(present=row.value, total=row.total), "attention"
    if concern is Concern.DUES_IN_ARREARS:
        return format_rupiah(row.value or 0), "attention"
    if row.on is None:
        blank = {
            Concern.NOT_VISITED: _("never"),
            Concern.NOT_VERIFIED: _("never"),
        }
        return blank.get(concern, ""), "danger"
    if concern is Concern.NOT_VERIFIED:
        return format_date(row.on, "medium"), "secondary"
    days = (today - row.on).days
    return ngettext("{count} day", "{count} days", days).format(count=days), "secondary"


def lack_line(lack: Lack) -> Said:
    """Return one thing the month still lacks, with where it is put right."""
    icons = {
        Shortfall.NO_PROFILE: "user",
        Shortfall.REPORT_NOT_PRINTED: "printer",
        Shortfall.SESSION_WITHOUT_PHOTO: "camera",
        Shortfall.HOMEWORK_UNCHECKED: "notebook-pen",
        Shortfall.FOLLOW_UP_OVERDUE: "map-pin",
        Shortfall.KUBE_WITHOUT_MEETING: "handshake",
        Shortfall.MINUTES_WITHOUT_DECISION: "handshake",
    }
    return Said(
        text=_lack_text(lack),
        icon=icons.get(lack.kind, "presentation"),
        role="attention",
        target=_lack_target(lack),
    )


def _lack_text(lack: Lack) -> str:
    texts = {
        Shortfall.SESSION_TO_RECORD: ngettext(
            "{count} planned session is past and not recorded",
            "{count} planned sessions are past and not recorded",
            lack.number,
        ),
        Shortfall.GROUP_WITHOUT_SESSION: ngettext(
            "{count} group has no session yet", "{count} groups have no session yet", lack.number
        ),
        Shortfall.ATTENDANCE_UNMARKED: ngettext(
            "{count} session with attendance still blank",
            "{count} sessions with attendance still blank",
            lack.number,
        ),
        Shortfall.SESSION_WITHOUT_STORY: ngettext(
            "{count} session without a narrative",
            "{count} sessions without a narrative",
            lack.number,
        ),
        Shortfall.SESSION_WITHOUT_PHOTO: ngettext(
            "{count} session without a photo", "{count} sessions without a photo", lack.number
        ),
        Shortfall.HOMEWORK_UNCHECKED: ngettext(
            "{count} homework sheet to check", "{count} homework sheets to check", lack.number
        ),
        Shortfall.FOLLOW_UP_OVERDUE: ngettext(
            "{count} visit follow-up is overdue",
            "{count} visit follow-ups are overdue",
            lack.number,
        ),
        Shortfall.KUBE_WITHOUT_MEETING: ngettext(
            "{count} KUBE without a meeting", "{count} KUBE without a meeting", lack.number
        ),
        Shortfall.MINUTES_WITHOUT_DECISION: ngettext(
            "{count} meeting without a decision in its minutes",
            "{count} meetings without a decision in their minutes",
            lack.number,
        ),
        Shortfall.NO_PROFILE: _("Your profile is not complete yet"),
        Shortfall.REPORT_NOT_PRINTED: _("The monthly report is not printed"),
    }
    return texts[lack.kind].format(count=lack.number)


def _lack_target(lack: Lack) -> Target:
    sessions = {
        Shortfall.SESSION_TO_RECORD,
        Shortfall.ATTENDANCE_UNMARKED,
        Shortfall.SESSION_WITHOUT_STORY,
        Shortfall.SESSION_WITHOUT_PHOTO,
    }
    kubes = {Shortfall.KUBE_WITHOUT_MEETING, Shortfall.MINUTES_WITHOUT_DECISION}
    screens = {
        Shortfall.HOMEWORK_UNCHECKED: "homework",
        Shortfall.FOLLOW_UP_OVERDUE: "visits",
        Shortfall.NO_PROFILE: "settings",
        Shortfall.REPORT_NOT_PRINTED: "reports",
    }
    if lack.kind in sessions and lack.id:
        return OpenSession(lack.id)
    if lack.kind is Shortfall.GROUP_WITHOUT_SESSION and lack.id:
        return OpenScreen("p2k2", OpenGroup(lack.id))
    if lack.kind in kubes:
        return OpenKube(lack.id) if lack.id else OpenScreen("kube")
    return OpenScreen(screens.get(lack.kind, "p2k2"))


def lacks_heading(count: int) -> str:
    """Return how many things are still missing."""
    if not count:
        return _("Nothing is missing for this month so far.")
    return ngettext(
        "{count} thing is still missing", "{count} things are still missing", count
    ).format(count=count)


def short_months(months: list[Month]) -> list[str]:
    """Return the labels of a chart, the year beside January and the first."""
    labels = []
    for number, month in enumerate(months):
        name = format_date(month.first, "medium").split()[1]
        labels.append(f"{name} {month.year % 100:02}" if not number or month.month == 1 else name)
    return labels


def _near_day(day: date, today: date) -> str:
    if (day - today).days == 1:
        return _("tomorrow")
    return f"{weekday_name(day)}, {_short_day(day)}"


def _short_day(day: date) -> str:
    return " ".join(format_date(day, "medium").split()[:2])
