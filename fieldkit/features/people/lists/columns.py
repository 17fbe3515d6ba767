"""The headers facilitators really use, and the fields they mean."""

import re
from collections.abc import Iterable, Sequence

from fieldkit.features.people.words import COUNT_COLUMNS, Component

# `name` and `nik` are those of the line's own person: the carer in a list of families,
# a member where each line is one member. `head_*` is always the carer.
_ALIASES: dict[str, tuple[str, ...]] = {
    "record": ("id fieldkit", "id keluarga fieldkit", "fieldkit id"),
    "row_code": ("kode baris", "row code"),
    "number": ("no", "nomor", "no urut", "nomor urut", "num", "number", "kode"),
    "name": (
        "nama", "nama lengkap", "nama kpm", "nama penerima", "nama penerima manfaat", "nama ibu",
        "nama penduduk", "nama peserta", "nama art", "nama anggota", "nama anggota keluarga",
        "nama anggota rumah tangga", "nama warga", "nama komponen", "nama kpm pkh", "kpm", "name",
        "nama pm", "nama penerima bantuan", "nama responden", "nama penerima pkh",
        "nama penerima pkh bpnt",
    ),
    "head_name": (
        "nama pengurus", "pengurus", "nama krt", "nama kepala keluarga", "kepala keluarga",
        "nama kk", "nama kepala rumah tangga", "nama pengurus pkh", "nama pengurus kpm",
        "head of family", "carer",
    ),
    "nik": (
        "nik", "no nik", "nomor nik", "no ktp", "nomor induk kependudukan", "nik kpm",
        "nik komponen", "nik anggota", "nik peserta", "nik penerima", "nik ktp", "nik art",
        "no induk kependudukan", "nik anggota keluarga",
    ),
    "head_nik": (
        "nik pengurus", "nik krt", "nik kepala keluarga", "nik kk", "no nik pengurus",
        "nik pengurus pkh",
    ),
    "no_kk": (
        "no kk", "nokk", "nomor kk", "kk", "no kartu keluarga", "nomor kartu keluarga",
        "no kk kpm", "nomor kartu keluarga kk", "kartu keluarga", "family card",
    ),
    "household": ("id rumah tangga", "id semesta", "idbdt", "id bdt", "id dtks", "id ruta"),
    "pkh_id": (
        "id pkh", "no peserta", "nomor peserta", "no peserta pkh", "id kpm", "id peserta", "idpkh",
    ),
    "kks_no": (
        "no kks", "nomor kks", "no kartu", "no kartu kks", "nomor kartu", "kks", "nokks",
        "no kartu atm", "nomor kartu kks", "no kartu atm kks", "no atm", "no kartu merah putih",
    ),
    "account_no": ("no rekening", "nomor rekening", "no rek", "rekening", "norek", "account"),
    "bank": ("bank", "nama bank", "bank penyalur", "penyalur"),
    "group": (
        "kelompok", "nama kelompok", "kelompok p2k2", "kelompok pkh", "klp", "nama kelompok p2k2",
        "kelompok kpm", "group", "kelompok fds",
    ),
    "position": ("jabatan", "jabatan kelompok", "ketua anggota", "jabatan dalam kelompok"),
    "address": (
        "alamat", "alamat lengkap", "alamat rumah", "alamat ktp", "alamat domisili", "address",
        "alamat kpm", "jalan", "alamat rt rw", "alamat dan rt rw", "alamat tempat tinggal",
    ),
    "rt": ("rt", "no rt", "rt domisili"),
    "rw": ("rw", "no rw", "rw domisili"),
    "rt_rw": ("rt rw", "rtrw", "rt dan rw", "rw rt"),
    "hamlet": ("dusun", "nama dusun", "kampung", "lingkungan", "hamlet", "banjar"),
    "village": (
        "desa", "kelurahan", "desa kelurahan", "desa kel", "kel desa", "kelurahan desa",
        "kel name", "nama desa", "nama kelurahan", "gampong", "nagari", "kel", "village", "pekon",
        "kalurahan",
    ),
    "district": ("kecamatan", "kec", "nama kecamatan", "distrik", "kapanewon", "district"),
    "regency": (
        "kabupaten", "kab kota", "kabupaten kota", "kota", "kab", "nama kabupaten", "regency",
    ),
    "province": ("provinsi", "prov", "propinsi", "nama provinsi", "province"),
    "postcode": ("kode pos", "kodepos", "postcode"),
    "phone": (
        "no hp", "hp", "telepon", "no telp", "no telepon", "telp", "wa", "no wa", "whatsapp",
        "hp wa", "no hp wa", "nomor hp", "no whatsapp", "phone", "no hp responden", "handphone",
    ),
    "birth_place": ("tempat lahir", "tmp lahir", "tmpt lahir"),
    "birth_date": (
        "tanggal lahir", "tgl lahir", "tgl bln th", "tgl bln thn", "tgl bln thn lahir", "lahir",
        "birth date", "tanggal lahir dd mm yyyy",
    ),
    "birth": (
        "tempat tanggal lahir", "ttl", "tempat tgl lahir", "tempat dan tanggal lahir",
        "tempat dan tgl lahir",
    ),
    "sex": ("jenis kelamin", "jk", "l p", "lp", "kelamin", "sex", "gender", "jns kelamin"),
    "relation": (
        "hubungan", "hub kel", "hubungan keluarga", "status hubungan", "shdk", "status keluarga",
        "hub keluarga", "hubkrt", "hubungan dengan kepala keluarga", "hub dengan kk",
        "hubungan dalam keluarga", "status hubungan dalam keluarga", "relation", "hub krt",
    ),
    "status": (
        "status kpm", "status aktif", "status kepesertaan", "status pkh", "status", "keaktifan",
    ),
    "joined": (
        "masa kepesertaan", "masuk pkh", "tahun masuk", "masapeserta", "masa peserta",
        "tahun kepesertaan", "masakepesertaan",
    ),
    "status_on": ("status sejak", "tanggal status", "tgl status", "status since"),
    "verified_on": (
        "data diperiksa", "data diperiksa pada", "tanggal verifikasi", "tgl verifikasi",
        "tanggal pemutakhiran", "tgl pemutakhiran", "data checked on",
    ),
    "tags": ("tanda", "label", "tag", "tags", "penanda"),
    "decile": ("desil", "desil nasional", "decile"),
    "bpnt": ("bpnt", "penerima bpnt", "sembako"),
    "component": (
        "komponen", "jenis komponen", "komponen pkh", "kategori komponen", "component",
        "kategori",
    ),
    "school": ("sekolah", "nama sekolah", "school"),
    "npsn": ("npsn",),
    "nisn": ("nisn",),
    "grade": ("kelas", "grade"),
    "health_facility": ("faskes", "fasilitas kesehatan", "tempat periksa", "posyandu"),
    "business": ("usaha", "jenis usaha", "usaha kpm"),
    "note": ("catatan", "keterangan", "ket", "note"),
}  # fmt: skip
_COUNT_ALIASES: dict[Component, tuple[str, ...]] = {
    Component.PREGNANT: ("hamil", "bumil", "ibu hamil", "ibu hamil nifas", "hml", "nifas"),
    Component.TODDLER: (
        "aud",
        "anak usia dini",
        "balita",
        "usia dini",
        "anak usia dini 0 6",
        "au dini",
        "apras",
    ),
    Component.PRIMARY: ("sd", "anak sd", "sd sederajat", "sd mi"),
    Component.JUNIOR: ("smp", "anak smp", "smp sederajat", "smp mts", "sltp"),
    Component.SENIOR: ("sma", "anak sma", "sma sederajat", "sma smk", "slta", "sma ma smk"),
    Component.ELDERLY: ("lansia", "lanjut usia", "lns"),
    Component.DISABLED: ("disabilitas", "disab", "dis", "disabilitas berat", "difabel"),
}
COUNTS = {column: component for component, column in COUNT_COLUMNS.items()}
# The question numbers by which the 2022 census sheets head their columns.
_CENSUS = {"405": "sex", "406": "birth_date", "409": "relation"}

FAMILY_FIELDS = (
    "name", "nik", "no_kk", "pkh_id", "kks_no", "account_no", "bank", "position", "birth_place",
    "birth_date", "sex", "address", "rt", "rw", "hamlet", "village", "district", "regency",
    "province", "postcode", "phone", "joined", "decile", "bpnt", "status", "status_on",
    "verified_on", *COUNTS, "note",
)  # fmt: skip
MEMBER_FIELDS = (
    "name", "nik", "relation", "birth_date", "sex", "component", "school", "npsn", "nisn",
    "grade", "health_facility", "note",
)  # fmt: skip
FIELDS = (*_ALIASES, *COUNTS)

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SOMEBODY_ELSE = re.compile(
    r"suami|istri|isteri|\bibu\b|ayah|anak|wali|pasangan|tetangga|pendamping|ketua|saudara",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r" (?:sesuai|menurut|di|pada) (?:e )?(?:ktp|kk|kartu keluarga)$| (?:pkh|kpm)$"
)
_OUTER_NUMBERS = re.compile(r"^(?:\d{1,3}[a-z]? )+(?=[a-z])|(?: \d{1,3})+$")


def title_key(title: object) -> str:
    """Return a header in the one spelling that aliases use."""
    bare = _NOT_WORD.sub(" ", str(title).lower()).strip()
    return _OUTER_NUMBERS.sub("", bare)


_BY_KEY = {key: field for field, keys in _ALIASES.items() for key in keys}
_BY_KEY |= {
    key: COUNT_COLUMNS[component] for component, keys in _COUNT_ALIASES.items() for key in keys
}
_BY_KEY |= _CENSUS


def field_of(title: object) -> str | None:
    """Return the field a header means, None when it is not known."""
    if title is None:
        return None
    key = title_key(title)
    if key in _BY_KEY:
        return _BY_KEY[key]
    return _BY_KEY.get(key.replace(" ", "")) or _by_its_core(str(title))


def _by_its_core(title: str) -> str | None:
    """Read a header without what explains it: `NIK (16 digit)`, `Alamat sesuai KTP`, `A / B`.

    Brackets that name somebody else (`Nama (Suami)`) are no explanation.
    """
    if _SOMEBODY_ELSE.search(title):
        return None
    parts = {title_key(part) for part in _IN_BRACKETS.sub(" ", title).split("/")}
    found = {_BY_KEY.get(part) or _BY_KEY.get(_EXPLAINED.sub("", part)) for part in parts}
    return next(iter(found)) if len(found) == 1 else None


def mapping_of(titles: Sequence[str]) -> dict[int, str]:
    """Return, by column, the field each header means; the first of two equal ones counts."""
    found: dict[int, str] = {}
    for column, title in enumerate(titles):
        field = field_of(title)
        if field and field not in found.values():
            found[column] = field
    return _prefer_better(titles, found)


def _prefer_better(titles: Sequence[str], found: dict[int, str]) -> dict[int, str]:
    """Let `Status KPM` win over a bare `Status`, whichever stands first."""
    for column, title in enumerate(titles):
        field = field_of(title)
        if field is None or column in found:
            continue
        holder = next(c for c, f in found.items() if f == field)
        if _rank(field, title) < _rank(field, titles[holder]):
            del found[holder]
            found[column] = field
    return found


def _rank(field: str, title: str) -> int:
    """Return how sure a header is: its place among the aliases of `status` and `relation`."""
    keys = _ALIASES.get(field, ())
    if field == "relation":
        return 0 if "kepala keluarga" in title_key(title) else 1
    if field != "status" or title_key(title) not in keys:
        return 0
    return keys.index(title_key(title))


def known_titles(row: Iterable[object]) -> int:
    """Return how many different fields the cells of a row name."""
    named = {field_of(cell) for cell in row if isinstance(cell, str)}
    return len(named - {None, "number"})
