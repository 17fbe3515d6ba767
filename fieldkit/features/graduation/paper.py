"""The words of graduation's papers: Indonesian, whatever the window speaks."""

from fieldkit.features.graduation import words
from fieldkit.features.graduation.model import Stage, Statement, Way
from fieldkit.features.graduation.readiness import (
    AssetKind,
    Criterion,
    Finding,
    Source,
    Verdict,
)

STAGES = {
    Stage.CANDIDATE: "Calon",
    Stage.GUIDED: "Dibina",
    Stage.PROPOSED: "Diusulkan",
    Stage.GRADUATED: "Lulus",
    Stage.LEFT: "Keluar dari jalur",
}
WAYS = {Way.OWN: "Mandiri", Way.PPSE: "PPSE", Way.NATURAL: "Alamiah"}
CATEGORIES = {
    (Way.OWN, False): "Calon Graduasi Mandiri",
    (Way.OWN, True): "Sukses Graduasi Mandiri",
    (Way.PPSE, False): "Calon PPSE",
    (Way.PPSE, True): "Sukses PPSE",
    (Way.NATURAL, False): "Calon Graduasi Alamiah",
    (Way.NATURAL, True): "Graduasi Alamiah",
}
STATEMENTS = {
    Statement.ECONOMY: "Keadaan ekonomi keluarga saya sudah meningkat.",
    Statement.WORK: "Saya/keluarga saya sudah memiliki usaha atau pekerjaan.",
    Statement.READY: "Saya siap keluar dari kepesertaan Program Keluarga Harapan.",
    Statement.UNDERSTANDS: (
        "Saya memahami bahwa setelah graduasi saya tidak menerima bantuan PKH lagi."
    ),
}
CRITERIA = {
    Criterion.INCOME: "Pendapatan",
    Criterion.BUSINESS: "Usaha atau pekerjaan",
    Criterion.SAVINGS: "Tabungan",
    Criterion.ASSETS: "Aset",
    Criterion.EDUCATION: "Pendidikan",
    Criterion.CONSENT: "Kesepakatan",
}
VERDICTS = {
    Verdict.YES: "Terpenuhi",
    Verdict.NO: "Belum",
    Verdict.UNKNOWN: "Belum diketahui",
}
SOURCES = {
    Source.MONEY: "catatan uang bulanan",
    Source.BUSINESS: "catatan usaha bulanan",
    Source.ASSETS: "catatan aset",
    Source.SCHOOL: "verifikasi kehadiran sekolah",
    Source.SESSIONS: "daftar hadir P2K2",
    Source.AGREEMENT: "catatan kesepakatan",
    Source.NOTHING: "",
}
ASSETS = {
    AssetKind.NONE: "tidak punya",
    AssetKind.TOOLS: "alat usaha",
    AssetKind.STOCK: "stok dagangan",
    AssetKind.LIVESTOCK: "ternak",
    AssetKind.LAND: "sawah/kebun",
    AssetKind.VEHICLE: "kendaraan",
    AssetKind.GOLD: "emas",
    AssetKind.DEPOSIT: "simpanan di bank/koperasi",
    AssetKind.HOUSE: "rumah sendiri",
    AssetKind.OTHER: "lainnya",
}
FINDINGS = {
    "income_unknown": "belum ada catatan pendapatan dalam enam bulan terakhir",
    "heads_unknown": "pendapatan {income} sebulan tanpa bantuan; anggota keluarga belum dicatat",
    "spending_unknown": "pendapatan {income} sebulan tanpa bantuan; pengeluaran belum diketahui",
    "income_above_line": "pendapatan {a_head} per jiwa tanpa bantuan; batasnya {line}",
    "income_below_line": "pendapatan {a_head} per jiwa tanpa bantuan; batasnya {line}",
    "income_covers": "pendapatan {income} tanpa bantuan, pengeluaran {spending}",
    "income_falls_short": "pendapatan {income} tanpa bantuan, pengeluaran {spending}: kurang {gap}",
    "steady_wage": "upah tercatat pada {months} bulan",
    "no_business": "belum tercatat usaha atau upah tetap",
    "business_not_followed": "{kinds}: belum ada bulan yang dicatat",
    "business_too_little": "{kinds}: laba baru diketahui pada sedikit bulan",
    "business_earns_nothing": "{kinds}: tidak untung ({earned} sebulan)",
    "business_shrinks": "{kinds}: menurun, {earned} sebulan",
    "business_grows": "{kinds}: tumbuh, {earned} sebulan",
    "business_steady": "{kinds}: tetap, {earned} sebulan",
    "business_earns": "{kinds}: {earned} sebulan",
    "savings_unknown": "belum ada catatan tabungan dalam enam bulan",
    "saves": "menabung pada {saved} dari {told} bulan yang dicatat",
    "saves_balance": "menabung pada {saved} dari {told} bulan yang dicatat; saldo {balance}",
    "savings_too_little": "menabung pada {saved} dari {told} bulan; catatannya masih sedikit",
    "saves_seldom": "menabung hanya pada {saved} dari {told} bulan yang dicatat",
    "assets_unknown": "belum pernah ditanyakan",
    "assets_enough": "{kinds}",
    "assets_few": "baru {kinds}",
    "assets_none": "belum punya yang menghasilkan atau dapat dijual",
    "pupils_below": "{below} dari {pupils} anak di bawah {school_line}% kehadiran sekolah",
    "sessions_unknown": "kehadiran baru diketahui pada {sessions} P2K2 dalam setahun",
    "attends_seldom": "hadir {attended} dari {sessions} P2K2; diminta {line}%",
    "attends": "hadir {attended} dari {sessions} P2K2",
    "attends_and_school": (
        "hadir {attended} dari {sessions} P2K2; {pupils} anak di atas {school_line}% di sekolah"
    ),
    "agreement_ended": "kesepakatan ditarik kembali pada {date}",
    "agreed": "sepakat pada {date}",
    "agreement_unknown": "belum ditanyakan",
}


def finding(found: Finding) -> str:
    """Say a finding on paper."""
    is_money = found.criterion is Criterion.INCOME
    told = words.values(found, ASSETS.__getitem__, "id", line=is_money)
    return FINDINGS[found.code].format(**told)


def source(found: Finding) -> str:
    """Say on paper where a finding's figures stand."""
    names = ", ".join(SOURCES[one] for one in found.sources if SOURCES[one])
    months = words.stretch(found, "id")
    return f"{names}, {months}" if months and names else names
