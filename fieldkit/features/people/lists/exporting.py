"""Writing families and members out as lists that every FieldKit, and any Excel, reads again."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from fieldkit.core.context import Context
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.i18n import N_
from fieldkit.core.render.xlsx import PlainList
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import paper, register, store
from fieldkit.features.people.lists import outbox
from fieldkit.features.people.nik import mask

Row = Mapping[str, Any]


class Audience(StrEnum):
    """For whom a list is: with whole numbers, with masked ones, or without any."""

    FULL = auto()
    MASKED = auto()
    NO_NUMBERS = auto()


class Content(StrEnum):
    """What a list holds."""

    FAMILIES = auto()
    MEMBERS = auto()
    BOTH = auto()


AUDIENCE_NAMES = {
    Audience.FULL: N_("With whole numbers"),
    Audience.MASKED: N_("NIK and No KK masked"),
    Audience.NO_NUMBERS: N_("Without NIK, No KK and accounts"),
}
CONTENT_NAMES = {
    Content.FAMILIES: N_("A row for each family"),
    Content.MEMBERS: N_("A row for each member"),
    Content.BOTH: N_("Families and members, a sheet each"),
}
# Titles as facilitators write them; every one of them is known again by `columns`.
FAMILY_TITLES: dict[str, str] = {
    "record": "ID FieldKit",
    "row_code": "Kode Baris",
    "name": "Nama Pengurus",
    "nik": "NIK Pengurus",
    "no_kk": "No KK",
    "group": "Kelompok",
    "position": "Jabatan",
    "address": "Alamat",
    "rt": "RT",
    "rw": "RW",
    "hamlet": "Dusun",
    "village": "Desa/Kelurahan",
    "district": "Kecamatan",
    "regency": "Kabupaten/Kota",
    "province": "Provinsi",
    "postcode": "Kode Pos",
    "phone": "No HP",
    "birth_place": "Tempat Lahir",
    "birth_date": "Tanggal Lahir",
    "sex": "Jenis Kelamin",
    "pkh_id": "ID PKH",
    "kks_no": "No KKS",
    "account_no": "No Rekening",
    "bank": "Bank",
    "joined": "Masuk PKH",
    "decile": "Desil",
    "bpnt": "BPNT",
    "status": "Status KPM",
    "status_on": "Status Sejak",
    "verified_on": "Data Diperiksa",
    "n_pregnant": "Hamil",
    "n_toddler": "AUD",
    "n_primary": "SD",
    "n_junior": "SMP",
    "n_senior": "SMA",
    "n_elderly": "Lansia",
    "n_disabled": "Disabilitas",
    "business": "Usaha",
    "tags": "Tanda",
    "note": "Catatan",
}
MEMBER_TITLES: dict[str, str] = {
    "record": "ID FieldKit",
    "head_name": "Nama Pengurus",
    "head_nik": "NIK Pengurus",
    "no_kk": "No KK",
    "name": "Nama Anggota",
    "nik": "NIK Anggota",
    "relation": "Hubungan Keluarga",
    "birth_date": "Tanggal Lahir",
    "sex": "Jenis Kelamin",
    "component": "Komponen",
    "school": "Nama Sekolah",
    "npsn": "NPSN",
    "nisn": "NISN",
    "grade": "Kelas",
    "health_facility": "Faskes",
    "note": "Catatan",
}
USUAL = (
    "record", "row_code", "name", "nik", "no_kk", "group", "address", "rt", "rw", "village",
    "phone", "status", "n_pregnant", "n_toddler", "n_primary", "n_junior", "n_senior", "n_elderly",
    "n_disabled",
)  # fmt: skip
_NUMBERS = frozenset({"nik", "no_kk", "head_nik", "kks_no", "account_no", "nisn", "pkh_id"})
_WORDS: dict[str, Mapping[Any, str]] = {
    "status": paper.STATUS_WORDS,
    "sex": paper.SEX_WORDS,
    "position": paper.POSITION_WORDS,
    "relation": paper.RELATION_WORDS,
    "component": paper.COMPONENT_WORDS,
    "bpnt": {1: "Ya", 0: "Tidak"},
}
_DAYS = {"birth_date", "status_on", "verified_on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to write out; without `ids` every family, without `columns` every column."""

    audience: Audience = Audience.MASKED
    content: Content = Content.FAMILIES
    columns: Sequence[str] | None = None
    ids: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, in counted facts."""

    families: int
    members: int
    path: Path


def export_families(ctx: Context, path: Path, wish: Wish) -> Exported:
    """Write a list of families or members as .xlsx or .csv and note it in the access log.

    Whole numbers leave the book only under a role that may see them.
    """
    ctx.require(Permission.SEE_FAMILIES)
    if wish.audience is Audience.FULL:
        ctx.require(Permission.SEE_FULL_IDS)
    ids = register.ids(ctx.db, register.FamilyFilter()) if wish.ids is None else list(wish.ids)
    wanted = [n for n in FAMILY_TITLES if wish.columns is None or n in wish.columns]
    is_csv = path.suffix.lower() == ".csv"
    content = Content.FAMILIES if is_csv and wish.content is Content.BOTH else wish.content
    lists, members = [], 0
    if content is not Content.MEMBERS:
        lists.append(_list("Keluarga", FAMILY_TITLES, wanted, _families(ctx, ids), wish.audience))
    if content is not Content.FAMILIES:
        rows = _members(ctx, ids)
        members = len(rows)
        lists.append(_list("Anggota", MEMBER_TITLES, MEMBER_TITLES, rows, wish.audience))
    details: dict[str, object] = {"audience": wish.audience.value, "content": content.value}
    outbox.write_lists(ctx, path, lists, what="export_families", details=details)
    return Exported(families=len(ids), members=members, path=path)


def shown_columns(audience: Audience) -> list[str]:
    """Return the columns an audience may be given."""
    if audience is Audience.NO_NUMBERS:
        return [name for name in FAMILY_TITLES if name not in _NUMBERS]
    return list(FAMILY_TITLES)


def _list(
    name: str,
    titles: Mapping[str, str],
    wanted: Sequence[str] | Mapping[str, str],
    rows: Sequence[Row],
    audience: Audience,
) -> PlainList:
    kept = [n for n in wanted if audience is not Audience.NO_NUMBERS or n not in _NUMBERS]
    read = [_reader(name, audience) for name in kept]
    cells = [[one(row) for one in read] for row in rows]
    return PlainList(name=name, header=[titles[n] for n in kept], rows=cells)


def _reader(name: str, audience: Audience) -> Callable[[Row], Any]:
    """Return what makes a cell of one column."""
    words = _WORDS.get(name)

    def cell(row: Row) -> Any:
        value = row[name]
        if value is None or value == "":
            return None
        if words is not None:
            return words.get(value, str(value))
        if name in _DAYS:
            return _day(value)
        if name in _NUMBERS and audience is Audience.MASKED:
            return mask(value)
        return value

    return cell


def _day(value: str) -> date | str:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _families(ctx: Context, ids: Sequence[str]) -> list[dict[str, Any]]:
    found = store.family_rows_by_id(ctx.db, ids)
    groups = register.group_names(ctx.db)
    businesses = store.business_kinds(ctx.db, ids)
    tags = store.tags_of(ctx.db, ids)
    rows = []
    for family_id in ids:
        if row := found.get(family_id):
            row["record"] = family_id
            row["group"] = groups.get(row["group_id"])
            row["business"] = "; ".join(businesses.get(family_id, ()))
            row["tags"] = "; ".join(tags.get(family_id, ()))
            row["status"] = row["status"] or "active"
            rows.append(row)
    return rows


def _members(ctx: Context, ids: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for part in chunked_json(ids):
        rows += store.member_rows(ctx.db, part)
    places = {family_id: place for place, family_id in enumerate(ids)}
    return sorted(rows, key=lambda row: places[row["record"]])


def exports(ctx: Context) -> list[dict[str, Any]]:
    """Return which lists left this book, the newest first: when, what, for whom, how many."""
    ctx.require(Permission.CHECK_BOOK)
    rows = ctx.db.rows(
        "SELECT at, what, detail FROM access WHERE what IN ('export_families', 'import_result')"
        " ORDER BY at DESC, id"
    )
    return [{"at": row["at"], "what": row["what"], **json.loads(row["detail"])} for row in rows]
