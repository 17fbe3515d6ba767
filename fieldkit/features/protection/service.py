"""Data protection: the room's only door."""

from fieldkit.core.db.passages import MOST_OF_A_WORD, Passage
from fieldkit.features.protection.asking import (
    consents,
    families,
    may_show,
    now_here,
    requests,
    save_consent,
    save_request,
    withdraw_consent,
)
from fieldkit.features.protection.destroying import acts, destroy, obey, passages_of
from fieldkit.features.protection.keeping import (
    due,
    expired,
    forget_access,
    incidents,
    processing,
    reminders,
    rules,
    save_incident,
    save_processing,
    save_rule,
)
from fieldkit.features.protection.seen import MOST_SHOWN, Seen, access_log
from fieldkit.features.protection.words import (
    ACTS,
    ASKED,
    KEPT,
    MISHAPS,
    PURPOSES,
    SENTENCES,
    WAYS,
)

__all__ = [
    "ACTS",
    "ASKED",
    "KEPT",
    "MISHAPS",
    "MOST_OF_A_WORD",
    "MOST_SHOWN",
    "PURPOSES",
    "SENTENCES",
    "WAYS",
    "Passage",
    "Seen",
    "access_log",
    "acts",
    "consents",
    "destroy",
    "due",
    "expired",
    "families",
    "forget_access",
    "incidents",
    "may_show",
    "now_here",
    "obey",
    "passages_of",
    "processing",
    "reminders",
    "requests",
    "rules",
    "save_consent",
    "save_incident",
    "save_processing",
    "save_request",
    "save_rule",
    "withdraw_consent",
]
