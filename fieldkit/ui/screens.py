"""Every screen, in menu order, one line each; a screen's module is imported when it is opened."""

from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.ui.shell.navigation import (
    OpenFamily,
    OpenGroup,
    OpenHistory,
    OpenKube,
    OpenSession,
)
from fieldkit.ui.shell.screen import Place, Screen, ScreenSpec


def _home() -> type[Screen]:
    from fieldkit.ui.home.screen import SCREEN

    return SCREEN.screen_class()


def _agenda() -> type[Screen]:
    from fieldkit.ui.agenda.screen import SCREEN

    return SCREEN.screen_class()


def _people() -> type[Screen]:
    from fieldkit.ui.people.screen import SCREEN

    return SCREEN.screen_class()


def _p2k2() -> type[Screen]:
    from fieldkit.ui.p2k2.screen import SCREEN

    return SCREEN.screen_class()


def _visits() -> type[Screen]:
    from fieldkit.ui.visits.screen import SCREEN

    return SCREEN.screen_class()


def _commitments() -> type[Screen]:
    from fieldkit.ui.commitments.screen import SCREEN

    return SCREEN.screen_class()


def _graduation() -> type[Screen]:
    from fieldkit.ui.graduation.screen import SCREEN

    return SCREEN.screen_class()


def _referrals() -> type[Screen]:
    from fieldkit.ui.referrals.screen import SCREEN

    return SCREEN.screen_class()


def _homework() -> type[Screen]:
    from fieldkit.ui.homework.screen import SCREEN

    return SCREEN.screen_class()


def _kube() -> type[Screen]:
    from fieldkit.ui.kube.screen import SCREEN

    return SCREEN.screen_class()


def _reports() -> type[Screen]:
    from fieldkit.ui.reports.screen import SCREEN

    return SCREEN.screen_class()


def _sync() -> type[Screen]:
    from fieldkit.ui.sync.screen import SCREEN

    return SCREEN.screen_class()


def _records() -> type[Screen]:
    from fieldkit.ui.records.screen import SCREEN

    return SCREEN.screen_class()


def _settings() -> type[Screen]:
    from fieldkit.ui.settings.screen import SCREEN

    return SCREEN.screen_class()


P = Permission
SCREENS: tuple[ScreenSpec, ...] = (
    ScreenSpec(
        key="home",
        shortcut="Ctrl+1",
        title=N_("Overview"),
        icon="layout-dashboard",
        permission=P.PRINT_REPORTS,
        load=_home,
    ),
    ScreenSpec(
        key="agenda",
        shortcut="Ctrl+Shift+A",
        title=N_("Agenda"),
        icon="calendar-days",
        permission=P.SEE_AGENDA,
        load=_agenda,
        places=(Place(N_("Agenda of today"), "calendar-check", "today"),),
    ),
    ScreenSpec(
        key="people",
        shortcut="Ctrl+2",
        title=N_("Families"),
        icon="users",
        permission=P.SEE_FAMILIES,
        load=_people,
        opens=(OpenFamily, OpenGroup),
        places=(
            Place(N_("Add a family"), "plus", "new", P.EDIT_FAMILIES),
            Place(
                N_("Import families from Excel"), "file-spreadsheet", "import", P.IMPORT_FAMILIES
            ),
            Place(N_("Groups"), "users-round", "groups"),
        ),
    ),
    ScreenSpec(
        key="p2k2",
        shortcut="Ctrl+3",
        title=N_("P2K2"),
        icon="presentation",
        permission=P.SEE_SESSIONS,
        load=_p2k2,
        opens=(OpenSession,),
        places=(Place(N_("Plan a session"), "plus", "plan", P.RECORD_SESSION),),
    ),
    ScreenSpec(
        key="visits",
        shortcut="Ctrl+4",
        title=N_("Visits"),
        icon="map-pin",
        permission=P.SEE_VISITS,
        load=_visits,
        places=(
            Place(N_("Plan of the month's visits"), "route", "plan"),
            Place(N_("Visits from paper"), "keyboard", "paper", P.RECORD_VISIT),
        ),
    ),
    ScreenSpec(
        key="commitments",
        shortcut="Ctrl+Shift+K",
        title=N_("Commitments"),
        icon="badge-check",
        permission=P.SEE_COMMITMENTS,
        load=_commitments,
        places=(
            Place(N_("Health and social duties"), "heart-pulse", "others"),
            Place(N_("Below the line"), "triangle-alert", "below"),
            Place(N_("List of duties"), "list-checks", "duties"),
        ),
    ),
    ScreenSpec(
        key="homework",
        shortcut="Ctrl+5",
        title=N_("Homework & Savings"),
        icon="piggy-bank",
        permission=P.SEE_HOMEWORK,
        load=_homework,
    ),
    ScreenSpec(
        key="graduation",
        shortcut="Ctrl+Shift+G",
        title=N_("Graduation"),
        icon="graduation-cap",
        permission=P.SEE_GRADUATION,
        load=_graduation,
        places=(
            Place(N_("How families stand"), "scale", "ready"),
            Place(N_("Businesses"), "briefcase-business", "businesses"),
            Place(N_("Programmes"), "hand-coins", "programmes"),
            Place(N_("Nominations"), "send", "nominations"),
            Place(N_("Speakers"), "message-square", "speakers"),
            Place(N_("Rules"), "sliders-horizontal", "rules"),
        ),
    ),
    ScreenSpec(
        key="kube",
        shortcut="Ctrl+6",
        title=N_("KUBE"),
        icon="store",
        permission=P.SEE_KUBE,
        load=_kube,
        opens=(OpenKube,),
    ),
    ScreenSpec(
        key="referrals",
        shortcut="Ctrl+0",
        title=N_("Partners & Referrals"),
        icon="handshake",
        permission=P.SEE_PARTNERS,
        load=_referrals,
        places=(
            Place(N_("Map of resources"), "map-pin", "map"),
            Place(N_("Referrals"), "send", "referrals"),
            Place(N_("Advocacy"), "scale", "advocacy"),
            Place(N_("Complaints"), "message-square", "complaints"),
            Place(N_("Contacts with families"), "phone", "contacts"),
        ),
    ),
    ScreenSpec(
        key="reports",
        shortcut="Ctrl+7",
        title=N_("Reports"),
        icon="file-text",
        permission=P.PRINT_REPORTS,
        load=_reports,
    ),
    ScreenSpec(
        key="sync",
        shortcut="Ctrl+8",
        title=N_("Exchange"),
        icon="arrow-left-right",
        permission=P.RECEIVE_FILES,
        load=_sync,
        places=(
            Place(N_("Contacts"), "user-plus", "contacts"),
            Place(N_("Differences"), "arrow-left-right", "differences"),
            Place(N_("History of files"), "history", "history"),
        ),
    ),
    ScreenSpec(
        key="records",
        title=N_("History"),
        shortcut="Ctrl+H",
        icon="history",
        permission=P.SEE_HISTORY,
        load=_records,
        opens=(OpenHistory,),
        places=(Place(N_("Bin"), "trash-2", "bin"),),
    ),
    ScreenSpec(
        key="settings",
        shortcut="Ctrl+,",
        title=N_("Settings"),
        icon="settings",
        load=_settings,
        places=(
            Place(N_("Profile & office"), "user", "profile"),
            Place(N_("Letterheads"), "stamp", "letterheads"),
            Place(N_("Language & look"), "languages", "look"),
            Place(N_("Keys & lock"), "key-round", "keys"),
            Place(N_("Backups"), "shield", "backup"),
            Place(N_("Check the book"), "stethoscope", "health"),
            Place(N_("Data protection"), "shield-check", "protection", P.SEE_PROTECTION),
        ),
    ),
)
