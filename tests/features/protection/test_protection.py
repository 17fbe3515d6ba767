"""Consents, requests, incidents and times of keeping, at the door of the room."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from fieldkit.core import access
from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.ids import new_id
from fieldkit.core.render.document import ReportRequest
from fieldkit.core.security.roles import Role
from fieldkit.features.protection import report
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import (
    Asked,
    Consent,
    Incident,
    Kept,
    Mishap,
    Purpose,
    Request,
    Rule,
    Way,
    after_years,
)
from fieldkit.features.records import undoing


def codes(caught):
    return {(p.field, p.code) for p in caught.value.problems}


@pytest.fixture
def family(make):
    return make.family(name="Ibu Sari")


@pytest.fixture
def consent(ctx, family):
    return Consent(
        family_id=family,
        purpose=Purpose.STORY,
        given_on=ctx.today,
        given_by="Ibu Sari",
        way=Way.THUMB,
    )


def test_a_consent_stands_until_it_is_taken_back(ctx, consent):
    kept = protection.save_consent(ctx, consent)
    assert protection.may_show(ctx, consent.family_id, "story")
    assert not protection.may_show(ctx, consent.family_id, "story", "photo")
    protection.withdraw_consent(ctx, kept, ctx.today, "tidak mau lagi")
    (found,) = protection.consents(ctx)
    assert (found.stands, found.withdrawal, found.family) == (False, "tidak mau lagi", "Ibu Sari")
    assert not protection.may_show(ctx, consent.family_id, "story")


def test_a_withdrawal_is_a_request_to_stop_with_its_time(ctx, consent):
    kept = protection.save_consent(ctx, consent)
    protection.withdraw_consent(ctx, kept, ctx.today)
    (request,) = protection.requests(ctx)
    assert request.kind is Asked.STOP
    assert request.due_at - request.asked_at == timedelta(hours=72)
    undoing.undo(ctx)
    assert protection.requests(ctx) == []
    assert protection.consents(ctx)[0].stands


def test_a_consent_is_taken_back_once(ctx, consent):
    kept = protection.save_consent(ctx, consent)
    protection.withdraw_consent(ctx, kept, ctx.today)
    with pytest.raises(InvalidInputError) as caught:
        protection.withdraw_consent(ctx, kept, ctx.today)
    assert codes(caught) == {("withdrawn_on", "already_withdrawn")}
    with pytest.raises(NotFoundError):
        protection.withdraw_consent(ctx, "nobody", ctx.today)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"given_on": None}, "given_on", "required"),
        ({"given_by": " "}, "given_by", "required"),
        ({"given_on": date(2199, 1, 1)}, "given_on", "in_future"),
        ({"purpose": Purpose.CHILD}, "guardian", "guardian_wanted"),
        ({"purpose": Purpose.SHARE}, "receivers", "required"),
        ({"note": "x" * 2001}, "note", "too_long"),
        ({"family_id": ""}, "family_id", "required"),
    ],
)
def test_a_consent_that_proves_nothing_is_refused(ctx, consent, changed, field, code):
    with pytest.raises(InvalidInputError) as caught:
        protection.save_consent(ctx, replace(consent, **changed))
    assert (field, code) in codes(caught)


def test_a_request_is_answered_in_words(ctx, family):
    now = protection.now_here(ctx)
    request = Request(
        family_id=family, kind=Asked.CORRECT, asked_at=now, what="Nama anak salah ketik"
    )
    kept = protection.save_request(ctx, request)
    assert protection.due(ctx).requests == 1
    with pytest.raises(InvalidInputError) as caught:
        protection.save_request(ctx, replace(request, id=kept, done_on=ctx.today))
    assert codes(caught) == {("answer", "answer_wanted")}
    protection.save_request(
        ctx, replace(request, id=kept, done_on=ctx.today, answer="Sudah diperbaiki")
    )
    assert protection.due(ctx).requests == 0


def test_what_is_not_done_in_three_days_is_late(ctx, clock, family):
    request = Request(family_id=family, asked_at=protection.now_here(ctx), what="Minta salinan")
    protection.save_request(ctx, request)
    incident = Incident(noticed_at=protection.now_here(ctx), what="Laptop tertinggal di angkot")
    protection.save_incident(ctx, incident)
    clock.advance(hours=71)
    assert (protection.due(ctx).requests_late, protection.due(ctx).incidents_late) == (0, 0)
    clock.advance(hours=2)
    assert (protection.due(ctx).requests_late, protection.due(ctx).incidents_late) == (1, 1)


def test_an_incident_is_closed_with_what_was_done(ctx):
    incident = Incident(
        kind=Mishap.STICK, noticed_at=protection.now_here(ctx), what="Flashdisk hilang"
    )
    kept = protection.save_incident(ctx, incident)
    with pytest.raises(InvalidInputError) as caught:
        protection.save_incident(ctx, replace(incident, id=kept, closed_on=ctx.today))
    assert codes(caught) == {("measures", "measures_wanted")}
    done = replace(incident, id=kept, closed_on=ctx.today, measures="Diganti, kunci dicabut")
    protection.save_incident(ctx, done)
    assert protection.incidents(ctx) == [done]
    assert not protection.due(ctx).is_anything


def test_nothing_was_noticed_tomorrow_and_nobody_is_fewer_than_none(ctx):
    late = protection.now_here(ctx) + timedelta(days=1)
    with pytest.raises(InvalidInputError) as caught:
        protection.save_incident(ctx, Incident(noticed_at=late, what="", families=-1))
    assert codes(caught) == {
        ("noticed_at", "in_future"), ("what", "required"), ("families", "negative"),
    }  # fmt: skip


def test_the_letter_names_the_last_hour_and_every_fact_of_the_law(ctx):
    noticed = datetime(2026, 1, 5, 9, 30)
    kept = protection.save_incident(
        ctx,
        Incident(
            noticed_at=noticed, what="Laptop dicuri", data_kinds="Nama dan NIK", families=312,
            cause="Rumah dibobol", measures="Kunci dicabut",
        ),
    )  # fmt: skip
    text = repr(report.incident_letter(ctx, ReportRequest(subject=kept)))
    for wanted in ("8 Jan", "09.30", "Laptop dicuri", "Nama dan NIK", "312", "Rumah dibobol"):
        assert wanted in text
    with pytest.raises(NotFoundError):
        report.incident_letter(ctx, ReportRequest(subject="nothing"))
    assert report.incident_letter(ctx, ReportRequest()).blocks


def test_the_record_of_processing_begins_filled_and_can_be_changed(ctx):
    lines = protection.processing(ctx)
    assert {line.code for line in lines} >= {"register", "sessions", "visits", "kube"}
    protection.save_processing(ctx, replace(lines[0], receivers="Dinas Sosial saja"))
    protection.save_processing(ctx, replace(lines[0], code="", name="Lomba", position=0))
    again = protection.processing(ctx)
    assert again[0].receivers == "Dinas Sosial saja"
    assert again[-1].name == "Lomba"
    assert len(again) == len(lines) + 1
    undoing.undo(ctx)
    undoing.undo(ctx)
    assert protection.processing(ctx) == lines
    with pytest.raises(InvalidInputError):
        protection.save_processing(ctx, replace(lines[0], basis=""))


def test_how_long_things_are_kept_is_a_setting_with_its_basis(ctx):
    assert {r.kind: r.years for r in protection.rules(ctx)} == {
        Kept.EXITED: 5, Kept.MONEY: 10, Kept.ACCESS: 2,
    }  # fmt: skip
    protection.save_rule(ctx, Rule(kind=Kept.EXITED, years=7, basis="JRA Dinas 2025"))
    assert protection.rules(ctx)[0] == Rule(kind=Kept.EXITED, years=7, basis="JRA Dinas 2025")
    with pytest.raises(InvalidInputError):
        protection.save_rule(ctx, Rule(kind=Kept.EXITED, years=0))


def test_families_that_left_long_ago_are_named_and_none_is_deleted(ctx, make):
    gone = after_years(ctx.today, -5)
    old = make.family(name="Lama", status="graduated", status_on=gone.isoformat())
    make.family(name="Baru", status="graduated", status_on=ctx.today.isoformat())
    make.family(name="Masih")
    (found,) = protection.expired(ctx)
    assert (found.id, found.left_on, found.kept_until) == (old, gone, ctx.today)
    assert protection.due(ctx).expired == 1
    assert ctx.db.value("SELECT count(*) FROM family") == 3


def test_a_leap_day_has_its_anniversary(ctx):
    assert after_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_old_lines_of_the_access_log_go_when_they_are_told_to(ctx, clock):
    access.note(ctx, access.Act.PRINT, "families")
    clock.advance(days=2 * 366)
    access.note(ctx, access.Act.UNLOCK)
    (reminder,) = protection.reminders(ctx)
    assert (reminder.kind, reminder.count) == (Kept.ACCESS, 1)
    assert protection.forget_access(ctx) == 1
    assert [line.act for line in protection.access_log(ctx)] == ["unlock"]


def test_the_access_log_speaks_in_words_and_names_families_only_when_shown(ctx, family):
    access.note(ctx, access.Act.FULL_IDS, family)
    access.note(ctx, access.Act.PRINT, "families")
    shown = {(line.what, line.of) for line in protection.access_log(ctx)}
    assert shown == {("Full numbers looked at", "Ibu Sari"), ("Printed", "families")}
    assert [e.detail for e in access.entries(ctx, acts=("full_ids",))] == [family]
    assert len(protection.access_log(ctx, ("print",))) == 1


def test_the_access_log_shows_no_code_words_and_no_ids(ctx):
    for act, detail in (
        (access.Act.KEYS, "recovery-"),
        (access.Act.EXPORT, "calendar"),
        (access.Act.COPY, new_id()),
        (access.Act.WRONG_WORDS, "3"),
    ):
        access.note(ctx, act, detail)
    told = {line.act: line.of for line in protection.access_log(ctx)}
    assert told == {
        "keys": "Recovery code taken away", "export": "Calendar file", "copy": "",
        "wrong_words": "3",
    }  # fmt: skip


def test_a_reader_looks_and_changes_nothing(book):
    reader = book("Dinas", Role.READER)
    assert protection.incidents(reader) == []
    with pytest.raises(PermissionDeniedError):
        protection.save_incident(reader, Incident(what="x"))
    leader = book("Ketua", Role.LEADER)
    with pytest.raises(PermissionDeniedError):
        protection.consents(leader)


@pytest.mark.parametrize("kind", report.REPORTS, ids=lambda kind: kind.kind)
def test_every_paper_prints_from_an_empty_book_and_a_full_one(ctx, consent, kind, tmp_path):
    from fieldkit.core.render import pdf

    assert kind.build(ctx, ReportRequest()).blocks
    protection.withdraw_consent(ctx, protection.save_consent(ctx, consent), ctx.today)
    protection.save_incident(ctx, Incident(noticed_at=protection.now_here(ctx), what="Hilang"))
    document = kind.build(ctx, ReportRequest())
    assert pdf.write_pdf(document, tmp_path / "paper.pdf").pages >= 1


def test_whatever_leaves_the_book_leaves_a_line(tmp_path, clock, monkeypatch, book):
    from pathlib import Path

    from fieldkit.core import vault
    from fieldkit.features.backup import service as backup
    from fieldkit.features.people.lists import exporting
    from fieldkit.features.people.lists.exporting import Wish
    from fieldkit.features.records import service as records
    from fieldkit.features.sync import service as exchange

    monkeypatch.setattr("fieldkit.core.security.keyslots._OPERATIONS", 1)
    ctx, _code = vault.create_book(
        tmp_path / "B.fieldkit", name="Sri", role=Role.FACILITATOR, passphrase="kata sandi panjang",
        clock=clock,
    )  # fmt: skip
    other = book("Koordinator", Role.COORDINATOR)
    exchange.write_card(other, tmp_path / "o.fkcard")
    peer = exchange.trust(ctx, tmp_path / "o.fkcard")
    exchange.send(ctx, peer, tmp_path)
    file = Path(backup.back_up(ctx, tmp_path / "stick").file)
    backup.restore_beside(ctx, file, tmp_path / "N.fieldkit")
    exporting.export_families(ctx, tmp_path / "list.xlsx", Wish())
    records.dump(ctx, tmp_path / "dump")
    lines = {line.what for line in protection.access_log(ctx)}
    assert lines >= {
        "Exchange file written", "Backup written to a place of choice", "Backup restored",
        "List of families written", "Whole book written as plain files",
    }  # fmt: skip
    assert not any("{" in line.of for line in protection.access_log(ctx))
    vault.close_book(ctx, tmp_path / "B.fieldkit")


def test_what_is_late_is_said_at_every_start_and_the_rest_once_a_month(ctx, clock, make):
    from fieldkit.features.protection import reminding

    assert reminding.reminder(ctx) is None
    make.family(name="Lama", status="moved", status_on=after_years(ctx.today, -6).isoformat())
    assert "1 family has outlived" in reminding.reminder(ctx).sentence
    assert reminding.reminder(ctx) is None
    clock.advance(days=31)
    assert not reminding.reminder(ctx).is_late
    protection.save_incident(ctx, Incident(noticed_at=protection.now_here(ctx), what="Hilang"))
    clock.advance(days=4)
    for _start in range(2):
        assert reminding.reminder(ctx).is_late


def test_a_list_that_left_the_book_is_told_in_words(ctx, make, tmp_path):
    from fieldkit.features.people import service as people
    from fieldkit.features.protection import seen

    make.family(make.group())
    people.export_families(ctx, tmp_path / "kpm.xlsx", people.Wish())
    line = seen.access_log(ctx)[0]
    assert line.what == "List of families written"
    assert line.of == "1 row, NIK and No KK masked, A row for each family"
