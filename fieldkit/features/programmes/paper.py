"""The words of programmes on paper: Indonesian, whatever the window speaks."""

from collections.abc import Mapping
from datetime import date

from fieldkit.core.dates import format_date
from fieldkit.features.people import paper as people
from fieldkit.features.people.words import Cluster, Sex, Status
from fieldkit.features.programmes.model import Each, Finding, Verdict
from fieldkit.features.programmes.nominations import Outcome, State
from fieldkit.features.programmes.shortlist import Place, Why

VERDICTS = {
    Verdict.YES: "Sesuai", Verdict.NO: "Tidak", Verdict.UNKNOWN: "Belum diketahui",
}  # fmt: skip
EACH = {Each.ALL: "seluruhnya", Each.VILLAGE: "tiap kelurahan/desa"}
STATES = {
    State.NOMINATED: "Diusulkan",
    State.ACCEPTED: "Diterima",
    State.TRAINED: "Dilatih",
    State.RECEIVED: "Sudah menerima",
    State.REFUSED: "Ditolak",
    State.WITHDRAWN: "Ditarik",
}
OUTCOMES = {
    Outcome.GROWS: "Usaha tumbuh",
    Outcome.STEADY: "Usaha tetap",
    Outcome.STOPPED: "Usaha berhenti",
    Outcome.GRADUATED: "Sudah graduasi",
}
FINDINGS = {
    "status_fits": "status {status}",
    "status_wrong": "status {status}",
    "village_fits": "tinggal di {village}",
    "village_wrong": "tinggal di {village}, bukan di {villages}",
    "village_unknown": "kelurahan/desa belum dicatat",
    "age_fits": "umur {age} pada {day}",
    "too_young": "umur {age} pada {day}, di bawah {lowest}",
    "too_old": "umur {age} pada {day}, di atas {highest}",
    "age_unknown": "tanggal lahir belum diketahui",
    "sex_fits": "{sex}",
    "sex_wrong": "bukan {sex}",
    "sex_unknown": "jenis kelamin belum dicatat",
    "no_elderly": "tidak ada yang berumur {years} ke atas",
    "has_elderly": "{count} orang berumur {years} ke atas",
    "elderly_unknown": "anggota dan lansia belum dicatat",
    "ages_unknown": "umur {count} anggota belum diketahui",
    "no_disabled": "tidak ada penyandang disabilitas",
    "has_disabled": "{count} penyandang disabilitas",
    "disabled_unknown": "anggota dan disabilitas belum dicatat",
    "has_business": "punya usaha",
    "no_business": "tidak punya usaha",
    "cluster_fits": "usaha {own}",
    "cluster_wrong": "usaha {own}; yang diminta {clusters}",
    "cluster_unknown": "kluster usaha belum dicatat",
    "decile_fits": "desil {decile}",
    "decile_wrong": "desil {decile}, di atas {highest}",
    "decile_unknown": "desil belum dicatat",
    "bpnt_yes": "menerima BPNT",
    "bpnt_no": "tidak menerima BPNT",
    "bpnt_unknown": "BPNT belum dicatat",
    "agreed": "sepakat graduasi pada {day}",
    "agreement_ended": "menarik kesepakatan pada {day}",
    "agreement_unknown": "kesepakatan graduasi belum ditanyakan",
    "never_received": "belum pernah menerima program",
    "has_received": "sudah menerima {programmes}",
    "answered_yes": "{question} Ya",
    "answered_no": "{question} Tidak",
    "not_answered": "{question} Belum ditanyakan",
}
PLACES = {
    Why.NEVER_RECEIVED: "belum pernah menerima program",
    Why.RECEIVED_BEFORE: "pernah menerima {count} program",
    Why.WAITING: "menunggu sejak {day}",
    Why.DECILE: "desil {decile}",
    Why.ROUND: "giliran ke-{turn} kelompoknya",
    Why.LOT: "undian {lot}",
}


def finding(found: Finding) -> str:
    """Say one rule's finding on paper."""
    return FINDINGS[found.code].format(**values(found.details))


def place(found: Place) -> str:
    """Say on paper what speaks for a place on a list."""
    day = format_date(found.waiting_since, "medium", "id") if found.waiting_since else ""
    told = {
        "count": found.received, "decile": found.decile, "turn": found.turn,
        "lot": f"{found.lot:04d}", "day": day,
    }  # fmt: skip
    return "; ".join(PLACES[why].format(**told) for why in found.reasons)


def values(details: Mapping[str, object]) -> dict[str, object]:
    """Return a finding's details as the paper has them."""
    return {name: _shown(value) for name, value in details.items()}


def _shown(value: object) -> object:
    if isinstance(value, date):
        return format_date(value, "medium", "id")
    if isinstance(value, Status):
        return people.STATUS_WORDS[value]
    if isinstance(value, Sex):
        return "laki-laki" if value is Sex.MALE else "perempuan"
    if isinstance(value, Cluster):
        return people.CLUSTER_WORDS[value].lower()
    if isinstance(value, tuple):
        return ", ".join(str(_shown(one)) for one in value if one is not None) or "–"
    return value
