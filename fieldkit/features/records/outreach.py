"""What the tables of commitments, graduation, programmes and partners hold, for dump and load."""

from enum import StrEnum

from fieldkit.core.security.roles import Permission
from fieldkit.features.commitments import model as commitments
from fieldkit.features.graduation import model as graduation
from fieldkit.features.graduation import readiness
from fieldkit.features.people import rules
from fieldkit.features.people import words as people
from fieldkit.features.programmes import model as programmes
from fieldkit.features.programmes import nominations
from fieldkit.features.referrals import diary as referral_diary
from fieldkit.features.referrals import model as referrals

_P = Permission
_CHECKED = ("school_month", "duty_check", "commitment_action")
_ON_PATH = ("graduation", "graduation_move", "family_asset", "speaker", "speaker_talk")
_TABLES_OF_RULES = ("duty", "readiness_rule", "benefit_rate", "programme_rule", "programme")
_NOMINATED = ("programme_answer", "nomination")
_OF_FAMILY = ("referral", "advocacy", "complaint", "complaint_step", "contact")
_MAP = ("institution", "partner_person", "partner_service")
SEE = {
    **dict.fromkeys(("duty", *_CHECKED), _P.SEE_COMMITMENTS),
    **dict.fromkeys((*_ON_PATH, "graduation_target", "readiness_rule"), _P.SEE_GRADUATION),
    **dict.fromkeys(("benefit_rate", "programme_rule"), _P.SEE_FAMILIES),
    **dict.fromkeys((*_NOMINATED, "programme"), _P.SEE_GRADUATION),
    **dict.fromkeys((*_OF_FAMILY, *_MAP), _P.SEE_PARTNERS),
    "appointment": _P.SEE_AGENDA,
}
EDIT = {
    **dict.fromkeys(_TABLES_OF_RULES, _P.EDIT_PROGRAMMES),
    **dict.fromkeys(_CHECKED, _P.CHECK_COMMITMENTS),
    **dict.fromkeys((*_ON_PATH, *_NOMINATED, "graduation_target"), _P.EDIT_GRADUATION),
    **dict.fromkeys((*_OF_FAMILY, *_MAP), _P.EDIT_PARTNERS),
    "appointment": _P.EDIT_AGENDA,
}
PARENT = {
    **dict.fromkeys((*_CHECKED, *_ON_PATH, *_NOMINATED, *_OF_FAMILY), ("family_id", "family")),
    "complaint_step": ("complaint_id", "complaint"),
    **dict.fromkeys(("partner_person", "partner_service"), ("institution_id", "institution")),
}
REFERENCES = {
    "person_id": "member", "institution_id": "institution", "service_id": "partner_service",
    "complaint_id": "complaint",
}  # fmt: skip
COMMON = _TABLES_OF_RULES
DERIVED = {
    "duty": ("code",),
    "school_month": ("person_id", "month"),
    "duty_check": ("person_id", "duty", "period"),
    "benefit_rate": ("component", "valid_from"),
    "programme_rule": ("rule", "component", "valid_from"),
    "graduation": ("family_id",),
    "graduation_target": ("keeper", "month"),
    "readiness_rule": ("criterion",),
    "speaker": ("family_id",),
    "programme": ("code",),
    "programme_answer": ("family_id", "question"),
    "nomination": ("programme", "family_id"),
}
WORDS: dict[tuple[str, str], type[StrEnum]] = {
    ("duty", "domain"): commitments.Domain,
    ("duty", "period"): commitments.Period,
    ("duty_check", "result"): commitments.Result,
    ("benefit_rate", "component"): people.Component,
    ("programme_rule", "rule"): rules.RuleKind,
    ("programme_rule", "component"): people.Component,
    ("graduation", "way"): graduation.Way,
    ("graduation_move", "stage"): graduation.Stage,
    ("readiness_rule", "criterion"): readiness.Criterion,
    ("family_asset", "kind"): readiness.AssetKind,
    ("programme", "sex"): people.Sex,
    ("programme", "quota_each"): programmes.Each,
    ("nomination", "outcome"): nominations.Outcome,
    ("institution", "kind"): referrals.Kind,
    ("referral", "need"): referrals.Need,
    ("referral", "outcome"): referrals.Outcome,
    ("advocacy", "part"): referral_diary.Part,
    ("advocacy", "skill"): referral_diary.Skill,
    ("complaint", "channel"): referral_diary.Channel,
    ("complaint", "topic"): referral_diary.Topic,
    ("complaint_step", "state"): referral_diary.Progress,
    ("contact", "way"): referral_diary.Way,
}
REQUIRED = {
    ("duty", "name"), ("duty", "code"), ("school_month", "month"), ("duty_check", "period"),
    ("duty_check", "duty"), ("commitment_action", "what"), ("graduation_move", "stage"),
    ("graduation_move", "moved_on"), ("graduation_target", "month"),
    ("readiness_rule", "criterion"), ("benefit_rate", "component"),
    ("benefit_rate", "valid_from"), ("programme_rule", "rule"), ("programme_rule", "valid_from"),
    ("family_asset", "kind"), ("speaker", "topic"),
    ("speaker_talk", "spoke_on"), ("programme", "name"), ("programme", "code"),
    ("programme_answer", "question"), ("nomination", "programme"),
    ("institution", "name"), ("partner_person", "name"), ("partner_service", "name"),
    ("referral", "institution_id"), ("advocacy", "topic"), ("complaint", "name"),
    ("complaint_step", "state"), ("contact", "topic"), ("appointment", "title"),
}  # fmt: skip
LISTS = {
    ("duty", "components"), ("graduation", "statements"), ("programme", "clusters"),
    ("programme", "statuses"), ("programme", "villages"), ("programme", "questions"),
    ("partner_service", "needs"),
}  # fmt: skip
