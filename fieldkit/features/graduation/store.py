"""The tables of graduation: paths with their moves, targets, rules and what families own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from fieldkit.core.dates import Month
from fieldkit.core.db.database import Database
from fieldkit.core.db.writer import Row, Writer
from fieldkit.core.ids import derived_id
from fieldkit.features.graduation import model, readiness
from fieldkit.features.graduation.model import (
    DONE_STATUSES,
    ON_THE_WAY_STATUSES,
    Card,
    Case,
    Move,
    NextStep,
    Stage,
    Statement,
    Way,
)
from fieldkit.features.graduation.readiness import Asset, AssetKind, Rule
from fieldkit.features.graduation.speakers import Speaker, SpeakerLine, Talk
from fieldkit.features.people.words import Status

CASE, MOVE, TARGET = "graduation", "graduation_move", "graduation_target"
RULE, ASSET = "readiness_rule", "family_asset"
COMMON = "common"
_CASE_COLUMNS = (
    "id", "family_id", "way", "planned_for", "next_step", "next_step_due", "agreed_on",
    "agreed_by", "agreement_ended_on", "agreement_end_reason", "letter_no", "statements", "note",
)  # fmt: skip
_TEXTS = ("next_step", "agreed_by", "agreement_end_reason", "letter_no", "note")
_DAYS = ("next_step_due", "agreed_on", "agreement_ended_on")
_ASSET_COLUMNS = tuple(f.name for f in fields(Asset))
_FAMILY = """f.name, f.row_code, f.group_id, f.status, f.status_on, g.name AS group_name"""
_FROM_FAMILY = "FROM family f LEFT JOIN kpm_group g ON g.id = f.group_id"


# -- paths -----------------------------------------------------------------------------------


def case_id(family_id: str) -> str:
    """Return the one id that two laptops give a family's path."""
    return derived_id(CASE, family_id)


def cases(db: Database, family_ids: Iterable[str] | None = None) -> dict[str, Case]:
    """Read paths by family, of all families or of these."""
    chosen = "" if family_ids is None else "WHERE family_id IN (SELECT value FROM json_each(:ids))"
    ids = json.dumps(list(family_ids or ()))
    moves: dict[str, list[Move]] = {}
    for row in db.rows(f"SELECT * FROM graduation_move {chosen}", ids=ids):
        if row["stage"] in set(Stage) and row["moved_on"]:
            moves.setdefault(row["family_id"], []).append(_move(row))
    found = {}
    for row in db.rows(f"SELECT {', '.join(_CASE_COLUMNS)} FROM graduation {chosen}", ids=ids):
        family_id = row["family_id"]
        found[family_id] = _case(row, model.in_order(moves.get(family_id, ())))
    return found


def cards(db: Database) -> list[Card]:
    """Read every family on a path, and those that only the register calls candidates."""
    kept = cases(db)
    statuses = json.dumps([s.value for s in (*ON_THE_WAY_STATUSES, *DONE_STATUSES)])
    sql = f"""SELECT f.id AS family_id, {_FAMILY} {_FROM_FAMILY}
        WHERE f.id IN (SELECT family_id FROM graduation)
            OR f.status IN (SELECT value FROM json_each(:statuses))
        ORDER BY f.name COLLATE NOCASE, f.id"""
    return [_card(row, kept.get(row["family_id"])) for row in db.rows(sql, statuses=statuses)]


def card(db: Database, family_id: str) -> Card | None:
    """Read one family with its path; a path nobody began is blank."""
    sql = f"SELECT f.id AS family_id, {_FAMILY} {_FROM_FAMILY} WHERE f.id = :id"
    row = db.row(sql, id=family_id)
    return None if row is None else _card(row, cases(db, [family_id]).get(family_id))


def save_case(writer: Writer, case: Case, scope: str) -> str:
    """Write a path without its moves."""
    row: Row = {name: getattr(case, name) for name in _CASE_COLUMNS}
    row |= {name: row[name].strip() or None for name in _TEXTS}
    row |= {
        "id": case_id(case.family_id),
        "planned_for": str(case.planned_for) if case.planned_for else None,
        "statements": [word.value for word in case.statements] or None,
    }
    return writer.put(CASE, row, scope=scope)


def save_moves(writer: Writer, moves: Sequence[tuple[str, Move, str]]) -> None:
    """Write moves: (family, move, scope)."""
    rows = []
    for family_id, move, scope in moves:
        row: Row = {
            "_scope": scope, "family_id": family_id, "stage": move.stage.value,
            "moved_on": move.moved_on, "reason": move.reason.strip() or None,
            "position": move.position,
        }  # fmt: skip
        rows.append({**row, "id": move.id} if move.id else row)
    writer.put_many(MOVE, rows)


def homes(db: Database, family_ids: Sequence[str]) -> dict[str, tuple[str, Status]]:
    """Return scope and status of families by id."""
    sql = """SELECT id, _scope AS scope, status FROM family
        WHERE id IN (SELECT value FROM json_each(:ids))"""
    found = db.rows(sql, ids=json.dumps(list(family_ids)))
    return {row["id"]: (row["scope"], _status(row["status"])) for row in found}


def next_steps(db: Database, until: date) -> list[NextStep]:
    """Read what comes next for families on the way and is due by a day, the oldest first."""
    return sorted(
        (
            NextStep(
                family_id=one.id, family_name=one.name, group_name=one.group_name,
                text=one.case.next_step, due=one.case.next_step_due, stage=one.case.stage,
            )
            for one in cards(db)
            if one.case.is_open and one.case.next_step_due and one.case.next_step_due <= until
        ),
        key=lambda one: (one.due, one.family_name.casefold()),
    )  # fmt: skip


def without_component(db: Database) -> list[Card]:
    """Read families still served whose components are recorded and all gone."""
    counts = ("n_pregnant", "n_toddler", "n_primary", "n_junior", "n_senior", "n_elderly",
              "n_disabled")  # fmt: skip
    known = " AND ".join(f"f.{name} = 0" for name in counts)
    sql = f"""SELECT f.id AS family_id, {_FAMILY} {_FROM_FAMILY}
        WHERE coalesce(f.status, 'active') IN ('active', 'candidate_graduation', 'candidate_ppse')
        AND NOT EXISTS (SELECT 1 FROM member m WHERE m.family_id = f.id
            AND m.component IS NOT NULL)
        AND (({known}) OR EXISTS (SELECT 1 FROM member m WHERE m.family_id = f.id))
        AND NOT EXISTS (SELECT 1 FROM family x WHERE x.id = f.id AND (
            {" OR ".join(f"x.{name} > 0" for name in counts)}))
        ORDER BY f.name COLLATE NOCASE, f.id"""
    kept = cases(db)
    return [_card(row, kept.get(row["family_id"])) for row in db.rows(sql)]


# -- targets ---------------------------------------------------------------------------------


def targets(db: Database) -> dict[Month, int | None]:
    """Read the targets by the month from which they hold; several keepers' add up."""
    by_keeper: dict[str, dict[Month, int | None]] = {}
    for row in db.rows("SELECT keeper, month, target FROM graduation_target"):
        if row["month"]:
            month = Month.parse(row["month"])
            by_keeper.setdefault(row["keeper"] or "", {})[month] = row["target"]
    if len(by_keeper) == 1:
        return next(iter(by_keeper.values()))
    months = sorted({month for known in by_keeper.values() for month in known})
    return {month: _sum_of(by_keeper.values(), month) for month in months}


def save_target(writer: Writer, keeper: str, month: Month, target: int | None, scope: str) -> None:
    """Write the target that holds from a month on."""
    row: Row = {
        "id": derived_id(TARGET, keeper, str(month)), "keeper": keeper, "month": str(month),
        "target": target,
    }  # fmt: skip
    writer.put(TARGET, row, scope=scope)


def _sum_of(keepers: Iterable[Mapping[Month, int | None]], month: Month) -> int | None:
    held = []
    for known in keepers:
        begun = [one for one in known if one <= month]
        if begun and (target := known[max(begun)]) is not None:
            held.append(target)
    return sum(held) if held else None


# -- rules and assets ------------------------------------------------------------------------


def rules(db: Database) -> list[Rule]:
    """Read the rules: the given ones as they were changed."""
    kept = {row["criterion"]: row for row in db.rows("SELECT * FROM readiness_rule")}
    return [
        given
        if given.criterion.value not in kept
        else replace(
            given,
            weight=_or(kept[given.criterion.value]["weight"], given.weight),
            line=kept[given.criterion.value]["line"],
            is_used=bool(_or(kept[given.criterion.value]["is_used"], 1)),
        )
        for given in readiness.GIVEN
    ]


def save_rule(writer: Writer, rule: Rule) -> None:
    """Write a rule; two laptops that change one change the same."""
    row: Row = {
        "id": derived_id(RULE, rule.criterion.value), "criterion": rule.criterion.value,
        "weight": rule.weight, "line": rule.line, "is_used": int(rule.is_used),
    }  # fmt: skip
    writer.put(RULE, row, scope=COMMON)


def assets_of(db: Database, family_id: str) -> list[Asset]:
    """Read what a family told of its goods, what it still has first."""
    sql = f"""SELECT {", ".join(_ASSET_COLUMNS)} FROM family_asset WHERE family_id = :id
        ORDER BY gone_on IS NOT NULL, coalesce(noted_on, '') DESC, id"""
    return [_asset(row) for row in db.rows(sql, id=family_id)]


def asset(db: Database, asset_id: str) -> Asset | None:
    """Read one thing a family owns."""
    sql = f"SELECT {', '.join(_ASSET_COLUMNS)} FROM family_asset WHERE id = :id"
    row = db.row(sql, id=asset_id)
    return None if row is None else _asset(row)


def save_asset(writer: Writer, asset: Asset, scope: str) -> str:
    """Write one thing a family owns and return its id."""
    row: Row = {name: getattr(asset, name) for name in _ASSET_COLUMNS}
    row["note"] = asset.note.strip() or None
    if not asset.id:
        del row["id"]
    return writer.put(ASSET, row, scope=scope)


def _or(value: Any, other: Any) -> Any:
    return other if value is None else value


def _asset(row: Mapping[str, Any]) -> Asset:
    values = {name: row[name] for name in _ASSET_COLUMNS}
    values |= {name: _day(row[name]) for name in ("noted_on", "gone_on")}
    values["kind"] = AssetKind(row["kind"]) if row["kind"] in set(AssetKind) else AssetKind.OTHER
    values["note"] = row["note"] or ""
    return Asset(**values)


# -- rows ------------------------------------------------------------------------------------


def _case(row: Mapping[str, Any], moves: tuple[Move, ...]) -> Case:
    known = set(Statement)
    values: dict[str, Any] = {name: row[name] or "" for name in ("id", "family_id", *_TEXTS)}
    values |= {name: _day(row[name]) for name in _DAYS}
    return Case(
        way=Way(row["way"]) if row["way"] in set(Way) else Way.OWN,
        planned_for=Month.parse(row["planned_for"]) if row["planned_for"] else None,
        statements=tuple(
            Statement(word) for word in json.loads(row["statements"] or "[]") if word in known
        ),
        moves=moves,
        **values,
    )


def _move(row: Mapping[str, Any]) -> Move:
    return Move(
        id=row["id"], stage=Stage(row["stage"]), moved_on=date.fromisoformat(row["moved_on"]),
        reason=row["reason"] or "", position=row["position"] or 0,
    )  # fmt: skip


def _card(row: Mapping[str, Any], case: Case | None) -> Card:
    status = _status(row["status"])
    known = case or Case(family_id=row["family_id"])
    return Card(
        case=known if known.moves else _from_status(known, status, row["status_on"]),
        name=row["name"] or "",
        row_code=row["row_code"] or "",
        group_id=row["group_id"] or "",
        group_name=row["group_name"] or "",
        status=status,
    )


def _from_status(case: Case, status: Status, since: str | None) -> Case:
    """Return the path that the register alone tells of."""
    if status in DONE_STATUSES:
        stage, way = Stage.GRADUATED, DONE_STATUSES[status]
    elif status in ON_THE_WAY_STATUSES:
        stage, way = Stage.CANDIDATE, ON_THE_WAY_STATUSES[status]
    else:
        return case
    return replace(case, way=way, moves=(Move(stage=stage, moved_on=_day(since) or date.min),))


def _status(word: str | None) -> Status:
    if word is None:
        return Status.ACTIVE
    return Status(word) if word in set(Status) else Status.OTHER


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# -- speakers --------------------------------------------------------------------------------


def talks_of(db: Database, family_id: str) -> list[Talk]:
    """Read when a family told its story."""
    sql = """SELECT * FROM speaker_talk WHERE family_id = :id AND spoke_on IS NOT NULL
        ORDER BY spoke_on"""
    return [_talk(row) for row in db.rows(sql, id=family_id)]


def speakers(db: Database) -> list[SpeakerLine]:
    """Read everybody who tells their story, who spoke least lately first."""
    talks: dict[str, list[Talk]] = {}
    for row in db.rows("SELECT * FROM speaker_talk WHERE spoke_on IS NOT NULL ORDER BY spoke_on"):
        talks.setdefault(row["family_id"], []).append(_talk(row))
    sql = f"""SELECT s.family_id, s.topic, s.story, s.agreed_on, s.is_available, s.note, f.phone,
            {_FAMILY},
            (SELECT group_concat(b.kind, ', ') FROM business b WHERE b.family_id = f.id
                AND b.closed_on IS NULL AND b.kind IS NOT NULL) AS businesses,
            (SELECT max(t.moved_on) FROM graduation_move t WHERE t.family_id = f.id
                AND t.stage = 'graduated') AS graduated_on
        FROM speaker s JOIN family f ON f.id = s.family_id
        LEFT JOIN kpm_group g ON g.id = f.group_id ORDER BY f.name COLLATE NOCASE, f.id"""
    found = [_speaker_line(row, talks.get(row["family_id"], [])) for row in db.rows(sql)]
    return sorted(found, key=lambda line: line.last_spoke or date.min)


def save_speaker(writer: Writer, speaker: Speaker, scope: str) -> None:
    """Write a speaker; two laptops that name one family name the same."""
    row: Row = {
        "id": derived_id("speaker", speaker.family_id), "family_id": speaker.family_id,
        "topic": speaker.topic.strip(), "story": speaker.story.strip() or None,
        "agreed_on": speaker.agreed_on, "is_available": int(speaker.is_available),
        "note": speaker.note.strip() or None,
    }  # fmt: skip
    writer.put("speaker", row, scope=scope)


def remove_speaker(writer: Writer, family_id: str) -> None:
    """Put a speaker into the bin."""
    writer.remove("speaker", derived_id("speaker", family_id))


def save_talk(writer: Writer, talk: Talk, scope: str) -> str:
    """Write one talk and return its id."""
    row: Row = {
        "family_id": talk.family_id, "spoke_on": talk.spoke_on,
        "audience": talk.audience.strip(), "note": talk.note.strip() or None,
    }  # fmt: skip
    return writer.put("speaker_talk", {**row, "id": talk.id} if talk.id else row, scope=scope)


def _speaker_line(row: Mapping[str, Any], talks: list[Talk]) -> SpeakerLine:
    speaker = Speaker(
        family_id=row["family_id"], topic=row["topic"] or "", story=row["story"] or "",
        agreed_on=_day(row["agreed_on"]), note=row["note"] or "",
        is_available=row["is_available"] is None or bool(row["is_available"]),
    )  # fmt: skip
    return SpeakerLine(
        speaker=speaker, name=row["name"] or "", row_code=row["row_code"] or "",
        group_name=row["group_name"] or "", phone=row["phone"] or "",
        graduated_on=_day(row["graduated_on"]), businesses=row["businesses"] or "",
        talks=tuple(talks),
    )  # fmt: skip


def _talk(row: Mapping[str, Any]) -> Talk:
    return Talk(
        id=row["id"], family_id=row["family_id"], spoke_on=date.fromisoformat(row["spoke_on"]),
        audience=row["audience"] or "", note=row["note"] or "",
    )  # fmt: skip
