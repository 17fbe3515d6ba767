"""Who may do what: one table, read by every command."""

from enum import StrEnum, auto


class Role(StrEnum):
    """The hats people wear in FieldKit."""

    FACILITATOR = auto()
    KUBE_FACILITATOR = auto()
    LEADER = auto()
    COORDINATOR = auto()
    READER = auto()


class Permission(StrEnum):
    """A thing that may be allowed. SEE_* reads, the others write."""

    SEE_FAMILIES = auto()
    EDIT_FAMILIES = auto()
    IMPORT_FAMILIES = auto()
    SEE_FULL_IDS = auto()
    SEE_SESSIONS = auto()
    RECORD_SESSION = auto()
    EDIT_CURRICULUM = auto()
    SEE_VISITS = auto()
    RECORD_VISIT = auto()
    SEE_COMMITMENTS = auto()
    CHECK_COMMITMENTS = auto()
    SEE_GRADUATION = auto()
    EDIT_GRADUATION = auto()
    EDIT_PROGRAMMES = auto()
    SEE_PARTNERS = auto()
    EDIT_PARTNERS = auto()
    SEE_AGENDA = auto()
    EDIT_AGENDA = auto()
    SEE_HOMEWORK = auto()
    CHECK_HOMEWORK = auto()
    SEE_KUBE = auto()
    EDIT_KUBE = auto()
    MENTOR_KUBE = auto()
    RECORD_MEETING = auto()
    POST_CASH = auto()
    HAND_OUT = auto()
    PRINT_REPORTS = auto()
    SEND_FILES = auto()
    RECEIVE_FILES = auto()
    SETTLE_CONFLICTS = auto()
    EDIT_OFFICE = auto()
    SEE_HISTORY = auto()
    UNDO = auto()
    DUMP = auto()
    LOAD = auto()
    BACK_UP = auto()
    CHECK_BOOK = auto()
    KEEP_KEYS = auto()
    RESCUE_BOOKS = auto()
    SEE_PROTECTION = auto()
    EDIT_PROTECTION = auto()
    DESTROY_DATA = auto()


_P = Permission
_EVERYBODY = {
    _P.SEE_HISTORY, _P.DUMP, _P.BACK_UP, _P.CHECK_BOOK, _P.KEEP_KEYS, _P.PRINT_REPORTS,
    _P.EDIT_OFFICE, _P.SEE_PROTECTION, _P.EDIT_PROTECTION,
}  # fmt: skip
_EXCHANGE = {_P.SEND_FILES, _P.RECEIVE_FILES, _P.SETTLE_CONFLICTS, _P.UNDO, _P.LOAD}
_KUBE = {_P.SEE_KUBE, _P.RECORD_MEETING, _P.POST_CASH}
_PKH_SEEN = {
    _P.SEE_FAMILIES, _P.SEE_SESSIONS, _P.SEE_VISITS, _P.SEE_HOMEWORK, _P.SEE_COMMITMENTS,
    _P.SEE_GRADUATION, _P.SEE_PARTNERS,
}  # fmt: skip
_AGENDA = {_P.SEE_AGENDA, _P.EDIT_AGENDA}
_TABLES_KEPT = {_P.EDIT_CURRICULUM, _P.EDIT_PROGRAMMES}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.FACILITATOR: frozenset(_P),
    Role.KUBE_FACILITATOR: frozenset(
        _EVERYBODY
        | _EXCHANGE
        | _KUBE
        | _AGENDA
        | {_P.EDIT_KUBE, _P.MENTOR_KUBE, _P.HAND_OUT, _P.SEE_FULL_IDS, _P.RESCUE_BOOKS}
    ),
    Role.LEADER: frozenset(_EVERYBODY | _EXCHANGE | _KUBE | {_P.EDIT_KUBE}),
    Role.COORDINATOR: frozenset(
        _EVERYBODY
        | _EXCHANGE
        | _PKH_SEEN
        | _TABLES_KEPT
        | _AGENDA
        | {_P.SEE_KUBE, _P.SEE_FULL_IDS, _P.RESCUE_BOOKS}
    ),
    Role.READER: frozenset(
        (_EVERYBODY - {_P.EDIT_OFFICE, _P.EDIT_PROTECTION})
        | _PKH_SEEN
        | {_P.SEE_KUBE, _P.RECEIVE_FILES, _P.UNDO}
    ),
}
