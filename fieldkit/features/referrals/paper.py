"""What the papers of partners and referrals call things; papers are always in Indonesian."""

from fieldkit.features.referrals.diary import Channel, Part, Progress, Skill, Topic, Way
from fieldkit.features.referrals.model import Kind, Need, Outcome, State

KINDS: dict[Kind, str] = {
    Kind.FORMAL: "Lembaga formal (pemerintah dan swasta)",
    Kind.COMMUNITY: "Lembaga kemasyarakatan",
    Kind.INFORMAL: "Sumber daya informal",
}
NEEDS: dict[Need, str] = {
    Need.CAPITAL: "Modal usaha",
    Need.TOOLS: "Alat usaha",
    Need.TRAINING: "Pelatihan",
    Need.MARKETING: "Pemasaran",
    Need.LICENCE: "Izin usaha (NIB, PIRT, halal)",
    Need.WORK: "Pekerjaan",
    Need.HEALTH: "Layanan kesehatan",
    Need.NUTRITION: "Gizi dan stunting",
    Need.DISABILITY: "Alat bantu disabilitas",
    Need.ELDERLY: "Perawatan lansia",
    Need.EDUCATION: "Pendidikan",
    Need.DOCUMENTS: "KTP, KK, dan dokumen lain",
    Need.AID: "Bantuan sosial lain",
    Need.HOUSING: "Rumah dan sanitasi",
    Need.PROTECTION: "Perlindungan dan hukum",
    Need.DEBT: "Lepas dari utang",
    Need.OTHER: "Lain-lain",
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.SERVED: "Terlayani",
    Outcome.PARTLY: "Terlayani sebagian",
    Outcome.WAITING_LIST: "Daftar tunggu",
    Outcome.REFUSED: "Ditolak",
    Outcome.DID_NOT_GO: "Keluarga tidak datang",
    Outcome.WITHDRAWN: "Dibatalkan",
}
STATES: dict[State, str] = {
    State.OPEN: "Berjalan",
    State.LATE: "Perlu ditanyakan",
    State.DONE: "Selesai",
}
PARTS: dict[Part, str] = {
    Part.FACILITATION: "Fasilitasi",
    Part.EDUCATION: "Edukasi",
    Part.REPRESENTATION: "Representasi",
    Part.TECHNICAL: "Teknis",
}
SKILLS: dict[Skill, str] = {
    Skill.SPIRIT: "memberi semangat",
    Skill.SUPPORT: "memberi dukungan",
    Skill.NEGOTIATION: "negosiasi dan mediasi",
    Skill.CONSENSUS: "membangun konsensus",
    Skill.PERSONAL_TALK: "komunikasi personal",
    Skill.AWARENESS: "membangkitkan kesadaran",
    Skill.INFORMATION: "memberi informasi",
    Skill.TRAINING: "melatih",
    Skill.RESOURCES: "mencari sumber daya",
    Skill.NETWORK: "membangun jaringan",
    Skill.ADVOCACY: "advokasi",
    Skill.PUBLICITY: "publikasi",
    Skill.DATA: "data dan analisis",
    Skill.TECHNOLOGY: "pemanfaatan teknologi",
    Skill.MANAGEMENT: "manajemen",
}
CHANNELS: dict[Channel, str] = {
    Channel.IN_PERSON: "datang langsung",
    Channel.MESSAGE: "pesan (WhatsApp)",
    Channel.PHONE: "telepon",
    Channel.LETTER: "surat",
    Channel.VILLAGE: "lewat kelurahan/desa",
    Channel.HOTLINE: "lewat saluran pengaduan",
}
TOPICS: dict[Topic, str] = {
    Topic.NOT_RECEIVED: "Bantuan tidak diterima",
    Topic.AMOUNT: "Besaran bantuan",
    Topic.CARD: "Kartu atau rekening",
    Topic.DATA: "Data keliru",
    Topic.MEMBERSHIP: "Kepesertaan",
    Topic.SERVICE: "Layanan sekolah atau kesehatan",
    Topic.CONDUCT: "Perilaku petugas atau pihak lain",
    Topic.CASE: "Kasus dalam keluarga",
    Topic.OTHER: "Lain-lain",
}
PROGRESS: dict[Progress, str] = {
    Progress.RECEIVED: "Diterima",
    Progress.ANALYSED: "Ditelaah",
    Progress.IN_HAND: "Diproses",
    Progress.FORWARDED: "Diteruskan",
    Progress.RESOLVED: "Selesai",
    Progress.REJECTED: "Ditutup tanpa hasil",
}
WAYS: dict[Way, str] = {
    Way.VISIT: "Kunjungan",
    Way.SMALL_GROUP: "Kelompok kecil",
    Way.MESSAGE: "Pesan",
    Way.PHONE: "Telepon",
    Way.OFFICE: "Datang ke kantor",
}
