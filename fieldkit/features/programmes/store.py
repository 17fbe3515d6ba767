"""The tables of programmes: rules, answers and nominations, and the facts rules ask about."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from fieldkit.core import paths
from fieldkit.core.db.chunks import chunked_json
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.people.nik import birth_date
from fieldkit.features.people.words import SERVED, Cluster, Component, Sex, Status
from fieldkit.features.programmes.model import Each, Facts, Person, Programme, Question
from fieldkit.features.programmes.nominations import Nomination, NominationLine, Outcome

PROGRAMME, ANSWER, NOMINATION = "programme", "programme_answer", "nomination"
COMMON = "common"
ADULTS = (15, 110)
Word = TypeVar("Word", bound=StrEnum)
_SERVED = ", ".join(f"'{status.value}'" for status in SERVED)
_DAYS = ("valid_from", "valid_to", "register_until")
_TEXTS = ("organiser", "amount_note", "source", "note")
_FLAGS = ("no_elderly", "no_disabled", "needs_business", "needs_consent", "only_once", "is_used")
_NUMBERS = ("amount", "age_min", "age_max", "decile_max", "quota")
_NOMINATION = tuple(field.name for field in fields(Nomination))
_NOMINATION_DAYS = tuple(name for name in _NOMINATION if name.endswith("_on"))


# -- programmes ------------------------------------------------------------------------------


@cache
def given_programmes() -> tuple[Programme, ...]:
    """Read the programmes every book begins with."""
    text = (paths.resources() / "programmes" / "programmes.json").read_text(encoding="utf-8")
    return tuple(_programme(row, is_given=True) for row in json.loads(text))


def programmes(db: Database) -> list[Programme]:
    """Read every programme: the given ones as they were changed, and local ones after them."""
    given = {one.code for one in given_programmes()}
    kept = {
        row["code"]: _programme(_read(row), is_given=row["code"] in given)
        for row in db.rows("SELECT * FROM programme WHERE code <> ''")
    }
    found = [kept.pop(one.code, one) for one in given_programmes()]
    return [*found, *sorted(kept.values(), key=lambda one: one.name.casefold())]


def save_programme(writer: Writer, programme: Programme) -> str:
    """Write one programme; two laptops that change a given one change the same."""
    row: Row = {name: getattr(programme, name) for name in (*_DAYS, *_NUMBERS)}
    row |= {name: getattr(programme, name).strip() or None for name in _TEXTS}
    row |= {name: int(getattr(programme, name)) for name in _FLAGS}
    row |= {
        "id": derived_id(PROGRAMME, programme.code), "code": programme.code,
        "name": " ".join(programme.name.split()), "elderly_from": programme.elderly_from,
        "sex": programme.sex.value if programme.sex else None,
        "clusters": [one.value for one in programme.clusters] or None,
        "statuses": [one.value for one in programme.statuses],
        "needs_bpnt": None if programme.needs_bpnt is None else int(programme.needs_bpnt),
        "villages": [one.strip() for one in programme.villages if one.strip()] or None,
        "questions": [{"key": q.key, "text": q.text} for q in programme.questions] or None,
        "quota_each": programme.quota_each.value,
    }  # fmt: skip
    return writer.put(PROGRAMME, row, scope=COMMON)


def _read(row: Row) -> dict[str, Any]:
    lists = ("clusters", "statuses", "villages", "questions")
    return {**row, **{name: json.loads(row[name] or "[]") for name in lists}}


def _programme(row: Mapping[str, Any], *, is_given: bool = False) -> Programme:
    values: dict[str, Any] = {name: _day(row.get(name)) for name in _DAYS}
    values |= {name: row.get(name) for name in _NUMBERS}
    values |= {name: row.get(name) or "" for name in _TEXTS}
    values |= {name: bool(row.get(name)) for name in _FLAGS}
    needs_bpnt = row.get("needs_bpnt")
    return Programme(
        id=row.get("id") or derived_id(PROGRAMME, row["code"]),
        code=row["code"],
        name=row.get("name") or "",
        sex=_word(Sex, row.get("sex")),
        elderly_from=row.get("elderly_from") or 60,
        clusters=_words(Cluster, row.get("clusters")),
        statuses=_words(Status, row.get("statuses")),
        needs_bpnt=None if needs_bpnt is None else bool(needs_bpnt),
        villages=tuple(row.get("villages") or ()),
        questions=tuple(Question(q["key"], q["text"]) for q in row.get("questions") or ()),
        quota_each=_word(Each, row.get("quota_each")) or Each.ALL,
        is_given=is_given,
        **values,
    )


# -- facts -----------------------------------------------------------------------------------

_FAMILIES = f"""SELECT f.id, f.name, f.row_code, f.group_id, g.name AS group_name, f.village,
        f.status, f.birth_date, f.nik, f.sex, f.n_elderly, f.n_disabled, f.decile, f.bpnt
    FROM family f LEFT JOIN kpm_group g ON g.id = f.group_id
    WHERE coalesce(f.status, 'active') IN ({_SERVED}) AND {{chosen}}
    ORDER BY f.name COLLATE NOCASE, f.id"""


def facts(
    db: Database, today: date, *, group: str | None = None, family_id: str | None = None
) -> list[Facts]:
    """Read what programmes ask about, of served families of a group, of all, or of one."""
    chosen = "1"
    if family_id is not None:
        chosen = "f.id = :family"
    elif group is not None:
        chosen = "f.group_id = :group" if group else "f.group_id IS NULL"
    sql = _FAMILIES.format(chosen=chosen)
    if family_id is not None:  # one family is looked at whatever its status
        sql = sql.replace(f"coalesce(f.status, 'active') IN ({_SERVED}) AND", "")
    rows = db.rows(sql, group=group, family=family_id)
    ids = [row["id"] for row in rows]
    people = _people(db, ids)
    businesses = _businesses(db, ids)
    agreed = _agreements(db, ids)
    answers = _answers(db, ids)
    received, waiting = _history(db, ids)
    return [
        _facts(
            row, today, people.get(row["id"]), businesses.get(row["id"], ()),
            agreed.get(row["id"], (None, None)), answers.get(row["id"], {}),
            tuple(received.get(row["id"], ())), waiting.get(row["id"]),
        )
        for row in rows
    ]  # fmt: skip


def _facts(
    row: Row,
    today: date,
    people: list[Person] | None,
    businesses: Sequence[Cluster | None],
    agreed: tuple[date | None, date | None],
    answers: Mapping[str, bool],
    received: tuple[str, ...],
    waiting: date | None,
) -> Facts:
    born = _day(row["birth_date"])
    if born is None and row["nik"]:
        born = birth_date(row["nik"], today, ADULTS)
    return Facts(
        family_id=row["id"],
        name=row["name"] or "",
        row_code=row["row_code"] or "",
        group_id=row["group_id"] or "",
        group_name=row["group_name"] or "",
        village=row["village"] or "",
        status=_word(Status, row["status"]) or (Status.OTHER if row["status"] else Status.ACTIVE),
        born=born,
        sex=_word(Sex, row["sex"]),
        people=None if people is None else tuple(people),
        n_elderly=row["n_elderly"],
        n_disabled=row["n_disabled"],
        businesses=tuple(businesses),
        decile=row["decile"],
        bpnt=None if row["bpnt"] is None else bool(row["bpnt"]),
        agreed_on=agreed[0],
        agreement_ended_on=agreed[1],
        received=received,
        waiting_since=waiting,
        answers=answers,
    )


def _people(db: Database, ids: Sequence[str]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    known = {one.value: one for one in Component}
    for part in chunked_json(ids):
        sql = """SELECT family_id, birth_date, component FROM member
            WHERE family_id IN (SELECT value FROM json_each(:part))"""
        for row in db.rows(sql, part=part):
            one = Person(_day(row["birth_date"]), known.get(row["component"]))
            found.setdefault(row["family_id"], []).append(one)
    return found


def _businesses(db: Database, ids: Sequence[str]) -> dict[str, list[Cluster | None]]:
    found: dict[str, list[Cluster | None]] = {}
    for part in chunked_json(ids):
        sql = """SELECT family_id, cluster FROM business WHERE closed_on IS NULL
            AND family_id IN (SELECT value FROM json_each(:part)) ORDER BY started_on, kind, id"""
        for row in db.rows(sql, part=part):
            found.setdefault(row["family_id"], []).append(_word(Cluster, row["cluster"]))
    return found


def _agreements(db: Database, ids: Sequence[str]) -> dict[str, tuple[date | None, date | None]]:
    found = {}
    for part in chunked_json(ids):
        sql = """SELECT family_id, agreed_on, agreement_ended_on FROM graduation
            WHERE family_id IN (SELECT value FROM json_each(:part))"""
        for row in db.rows(sql, part=part):
            found[row["family_id"]] = (_day(row["agreed_on"]), _day(row["agreement_ended_on"]))
    return found


def _answers(db: Database, ids: Sequence[str]) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = {}
    for part in chunked_json(ids):
        sql = """SELECT family_id, question, answer FROM programme_answer
            WHERE answer IS NOT NULL AND family_id IN (SELECT value FROM json_each(:part))"""
        for row in db.rows(sql, part=part):
            found.setdefault(row["family_id"], {})[row["question"]] = bool(row["answer"])
    return found


def _history(db: Database, ids: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, date]]:
    """Return which programmes families received, and since when those wait who got none."""
    received: dict[str, list[str]] = {}
    waiting: dict[str, date] = {}
    names = {one.code: one.name for one in programmes(db)}
    for part in chunked_json(ids):
        sql = """SELECT family_id, programme, nominated_on, received_on FROM nomination
            WHERE family_id IN (SELECT value FROM json_each(:part)) AND withdrawn_on IS NULL
            ORDER BY nominated_on, id"""
        for row in db.rows(sql, part=part):
            family_id = row["family_id"]
            if row["received_on"]:
                name = names.get(row["programme"], row["programme"] or "")
                received.setdefault(family_id, []).append(name)
            elif row["nominated_on"] and family_id not in waiting:
                waiting[family_id] = date.fromisoformat(row["nominated_on"])
    return received, waiting


# -- answers and nominations -----------------------------------------------------------------


def save_answers(
    writer: Writer, answers: Sequence[tuple[str, str, bool | None, date, str]]
) -> None:
    """Write answers: (family, question, answer, day, scope); None takes an answer back."""
    rows = [
        {
            "id": derived_id(ANSWER, family_id, question), "_scope": scope,
            "family_id": family_id, "question": question,
            "answer": None if answer is None else int(answer),
            "asked_on": None if answer is None else day,
        }
        for family_id, question, answer, day, scope in answers
    ]  # fmt: skip
    writer.put_many(ANSWER, rows)


def nomination_id(programme: str, family_id: str) -> str:
    """Return the one id that two laptops give a family's nomination for a programme."""
    return derived_id(NOMINATION, programme, family_id)


def save_nominations(writer: Writer, found: Sequence[tuple[Nomination, str]]) -> None:
    """Write nominations, each with its scope."""
    rows = []
    for one, scope in found:
        row: Row = {name: getattr(one, name) for name in _NOMINATION}
        row |= {name: row[name].strip() or None for name in ("reason", "note")}
        row["outcome"] = one.outcome.value if one.outcome else None
        row["id"] = nomination_id(one.programme, one.family_id)
        rows.append({**row, "_scope": scope})
    writer.put_many(NOMINATION, rows)


def nominations(
    db: Database, *, programme: str | None = None, family_id: str | None = None
) -> list[NominationLine]:
    """Read nominations, of a programme or a family or all, the newest first."""
    where = []
    if programme is not None:
        where.append("n.programme = :programme")
    if family_id is not None:
        where.append("n.family_id = :family")
    columns = ", ".join(f"n.{name}" for name in _NOMINATION)
    sql = f"""SELECT {columns}, f.name AS family_name, f.row_code, f.group_id, f.village,
            g.name AS group_name
        FROM nomination n JOIN family f ON f.id = n.family_id
        LEFT JOIN kpm_group g ON g.id = f.group_id
        {"WHERE " + " AND ".join(where) if where else ""}
        ORDER BY n.nominated_on DESC, n.rank IS NULL, n.rank, f.name COLLATE NOCASE, n.id"""
    names = {one.code: one.name for one in programmes(db)}
    rows = db.rows(sql, programme=programme, family=family_id)
    return [_line(row, names) for row in rows]


def homes(db: Database, family_ids: Sequence[str]) -> dict[str, str]:
    """Return the scope of families by id."""
    found: dict[str, str] = {}
    for part in chunked_json(family_ids):
        sql = """SELECT id, _scope AS scope FROM family
            WHERE id IN (SELECT value FROM json_each(:part))"""
        found |= {row["id"]: row["scope"] for row in db.rows(sql, part=part)}
    return found


def latest_day(db: Database) -> date | None:
    """Return the newest day on which anything happened with a nomination."""
    newest = db.value(
        """SELECT max(max(coalesce(nominated_on, ''), coalesce(accepted_on, ''),
            coalesce(trained_on, ''), coalesce(received_on, ''), coalesce(outcome_on, '')))
        FROM nomination"""
    )
    return _day(newest)


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> NominationLine:
    values: dict[str, Any] = {name: row[name] for name in _NOMINATION}
    values |= {name: _day(row[name]) for name in _NOMINATION_DAYS}
    values |= {name: row[name] or "" for name in ("reason", "note", "programme", "family_id")}
    values["outcome"] = _word(Outcome, row["outcome"])
    return NominationLine(
        nomination=Nomination(**values),
        programme_name=names.get(row["programme"], row["programme"] or ""),
        family_name=row["family_name"] or "",
        row_code=row["row_code"] or "",
        group_id=row["group_id"] or "",
        group_name=row["group_name"] or "",
        village=row["village"] or "",
    )


def _word(kind: type[Word], text: str | None) -> Word | None:
    return kind(text) if text is not None and text in _values(kind) else None


@cache
def _values(kind: type[StrEnum]) -> frozenset[str]:
    return frozenset(one.value for one in kind)


def _words(kind: type[Word], texts: Sequence[str] | None) -> tuple[Word, ...]:
    found = (_word(kind, text) for text in texts or ())
    return tuple(one for one in found if one is not None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
