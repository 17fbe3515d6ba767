"""What other records say of a destroyed family is found, shown, and made unreadable."""

import zlib

import pytest

from fieldkit.core import access
from fieldkit.core.db import health
from fieldkit.core.db.drafts import Drafts
from fieldkit.core.db.steps import Step
from fieldkit.core.render.document import Facts, ReportRequest
from fieldkit.core.security.roles import Role
from fieldkit.features.protection import report
from fieldkit.features.protection import service as protection
from fieldkit.features.records import service as records
from fieldkit.features.records import undoing
from tests.features.protection.test_destruction import WANTED, befriend, everything, send

NAME, CHILD = "Zulaikha Rahasiawati", "Qomarudin Rahasiawan"
NIK, KK, PHONE = "9901014101800001", "9901010101010001", "081399990000"
SECRETS = (NAME, CHILD, NIK, KK, PHONE, NAME.lower(), "Rahasiawati", "Zulaikha")


class Village:
    """A family that left, named in the records of others."""

    def __init__(self, ctx, make):
        self.ctx, self.make = ctx, make
        self.group = make.group()
        self.neighbour = make.family(self.group, "Siti Aminah")
        self.gone = make.family(
            self.group, NAME, nik=NIK, no_kk=KK, phone=PHONE, status="graduated",
            status_on="2020-01-01",
        )  # fmt: skip
        make.put("member", scope=self.group, family_id=self.gone, name=CHILD)

    def put(self, table, scope=None, **row):
        return self.make.put(table, scope=scope or self.group, **row)

    def passages(self):
        found = protection.passages_of(self.ctx, [self.gone])
        return {(p.table, p.column): p for p in found}

    def destroy(self, redacted=None):
        return protection.destroy(self.ctx, [self.gone], WANTED, redacted)

    def text(self, table, row, column):
        sql = f"SELECT {column} FROM {table}_all WHERE id = :id"
        return self.ctx.db.value(sql, id=row)


@pytest.fixture
def village(ctx, make):
    return Village(ctx, make)


def pages(ctx):
    """Return what can be read of the signed pages without anybody's key."""
    rows = ctx.db.rows("SELECT body FROM segment")
    assert rows
    return "".join(zlib.decompress(bytes(row["body"])).decode() for row in rows)


PLACES = [
    ("visit", "problem", f"Meminjam dari {NAME}, tetangganya."),
    ("visit", "agreement", f"lihat kk {KK[:6]} {KK[6:12]}-{KK[12:]}"),
    ("session", "result", f"ditemani {NAME.upper()} dan {CHILD}"),
    ("session", "guests", f"NIK {NIK}"),
    ("agenda_item", "discussion", f"Telepon {NAME.replace(' ', '  ')} di +62 {PHONE[1:4]}-{PHONE[4:]}"),
    ("photo", "caption", f"Pembukaan bersama {NAME}"),
    ("appointment", "title", f"Ke rumah {CHILD}"),
    ("incident", "what", f"Kartu {NAME} tertinggal"),
    ("kpm_group", "note", f"Ketua lama: {NAME}"),
    ("family", "note", f"Kakak {NAME}"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "text"), PLACES)
def test_what_certainly_means_them_is_redacted_everywhere(village, table, column, text):
    ctx = village.ctx
    if column not in ctx.db.kinds(table):
        pytest.fail(f"{table} has no {column}: {sorted(ctx.db.kinds(table))}")
    more = {"family_id": village.neighbour} if table == "visit" else {}
    row = village.put(table, **more, **{column: text})
    found = village.passages()[table, column]
    assert (found.is_certain, found.is_bound) == (True, False)
    act = village.destroy()
    assert (act.passages, act.redacted, act.pages) == (1, 1, 0)
    assert "[dihapus]" in village.text(table, row, column)
    left = everything(ctx) + pages(ctx)
    assert not [secret for secret in SECRETS if secret in left]
    assert health.findings(ctx.db, is_full=True) == []


def test_former_values_the_bin_drafts_and_names_of_steps_hold_nothing_either(village):
    ctx = village.ctx
    row = village.put("visit", family_id=village.neighbour, problem=f"Bersama {NAME}")
    with ctx.db.write(Step("Say {what}", what=f"untuk {NAME}")) as writer:
        writer.put("visit", {"id": row, "problem": "Tidak jadi."})
    binned = village.put("visit", family_id=village.neighbour, problem=f"{CHILD} sakit")
    with ctx.db.write(Step("Remove")) as writer:
        writer.remove("visit", binned)
    Drafts("visit").keep(ctx.db, "new", {"problem": f"Menjenguk {NAME}"}, ctx.clock.now())
    village.destroy()
    left = everything(ctx)
    assert not [secret for secret in SECRETS if secret in left]
    assert village.text("visit", binned, "_del") == 1
    assert village.text("visit", binned, "problem") == "[dihapus] sakit"
    assert Drafts("visit").kept(ctx.db, "new").typed == {"problem": "Menjenguk [dihapus]"}
    assert health.findings(ctx.db, is_full=True) == []
    undoing.undo(ctx)
    undoing.undo(ctx)
    records.history(ctx, "visit", row)
    assert NAME not in everything(ctx)


def test_a_single_name_is_shown_and_redacted_only_where_it_was_chosen(village):
    mine = village.put("visit", family_id=village.neighbour, problem="Bu Zulaikha datang.")
    other = village.put("session", group_id=village.group, result="Zulaikha lain, dari RT 5.")
    found = village.passages()
    assert not any(p.is_certain for p in found.values())
    act = village.destroy([found["visit", "problem"].id])
    assert (act.passages, act.redacted) == (2, 1)
    assert village.text("visit", mine, "problem") == "Bu [dihapus] datang."
    assert village.text("session", other, "result") == "Zulaikha lain, dari RT 5."


def test_a_certain_passage_that_was_left_alone_on_purpose_stays(village):
    kept = village.put("session", group_id=village.group, result=f"Juara: {NAME}")
    act = village.destroy([])
    assert (act.passages, act.redacted) == (1, 0)
    assert NAME in village.text("session", kept, "result")
    assert health.findings(village.ctx.db, is_full=True) == []


def test_a_name_that_others_have_too_is_never_certain(village):
    other = village.make.family(village.group, NAME)
    row = village.put("visit", family_id=village.neighbour, problem=f"Ke {NAME}")
    found = village.passages()
    assert not found["visit", "problem"].is_certain
    assert ("family", "name") not in found
    village.destroy()
    assert village.text("family", other, "name") == NAME
    assert NAME in village.text("visit", row, "problem")


def test_common_words_of_a_name_find_nobody(village, make):
    make.family(village.group, "Rahasiawati Aminah")
    village.put("visit", family_id=village.neighbour, problem="Ke rumah Rahasiawati. Zula ikut.")
    assert village.passages() == {}


def test_a_name_that_is_an_ordinary_word_fills_no_list(village):
    make = village.make
    make.family(village.group, "Bunga Melati", status="moved", status_on="2019-01-01")
    for _n in range(30):
        make.put("visit", scope=village.group, family_id=village.neighbour, potential="Kebun bunga")
    make.put("visit", scope=village.group, family_id=village.neighbour, problem="Ke Bu Melati.")
    (gone,) = [
        r["id"] for r in village.ctx.db.rows("SELECT id FROM family WHERE name LIKE 'Bunga%'")
    ]
    found = protection.passages_of(village.ctx, [gone])
    assert [(p.column, p.is_certain) for p in found] == [("problem", False)]


def test_a_number_inside_a_longer_one_is_no_passage(village):
    village.put("visit", family_id=village.neighbour, problem=f"Rekening 7{NIK}1")
    assert village.passages() == {}


def test_a_money_book_is_told_and_left_as_it_is(village):
    ctx = village.ctx
    kube, _members = village.make.kube()
    lines = [{"account": "pot:kas", "amount": 5}, {"account": "income:dues", "amount": -5}]
    with ctx.db.write(Step("Post")) as writer:
        row = {"kube_id": kube, "booked_on": "2026-11-01", "description": f"Dari {NAME}"}
        writer.post("cash_entry", row | {"lines": lines}, scope=kube)
    found = village.passages()["cash_entry", "description"]
    assert (found.is_certain, found.is_bound) == (True, True)
    act = village.destroy([found.id])
    assert (act.passages, act.redacted) == (1, 0)
    assert health.findings(ctx.db, is_full=True) == []


def test_pages_nobody_has_received_are_sealed_anew_and_shared_ones_are_counted(
    village, book, tmp_path
):
    ctx = village.ctx
    row = village.put("session", group_id=village.group, result=f"Bersama {NAME}")
    other = book("Koordinator", Role.COORDINATOR)
    befriend(ctx, other, tmp_path)
    send(ctx, other, tmp_path / "first")
    act = village.destroy()
    assert act.pages == 1
    send(ctx, other, tmp_path / "second")
    assert other.db.value("SELECT result FROM session WHERE id = :i", i=row) == "Bersama [dihapus]"
    assert protection.obey(other, act.number) == 1
    assert NAME not in everything(other)
    for one in (ctx, other):
        assert health.findings(one.db, is_full=True) == []


def test_the_act_says_what_was_found_and_until_when_backups_go(village):
    village.put("session", group_id=village.group, result=f"{NAME} hadir")
    village.put("visit", family_id=village.neighbour, problem="Zulaikha menolak")
    act = village.destroy()
    document = report.destruction_act(village.ctx, ReportRequest(subject=act.number))
    facts = dict(next(b for b in document.blocks if isinstance(b, Facts)).rows)
    said = facts["Tulisan lain yang menyebut"]
    assert "2 bagian ditemukan" in said
    assert "1 diganti dengan [dihapus]" in said
    assert "1 dibiarkan" in said
    assert "20 Desember 2026" in facts["Cadangan"]


def test_without_any_mention_the_act_says_that_none_was_found(village):
    act = village.destroy()
    assert (act.passages, act.redacted) == (0, 0)
    document = report.destruction_act(village.ctx, ReportRequest(subject=act.number))
    facts = dict(next(b for b in document.blocks if isinstance(b, Facts)).rows)
    assert facts["Tulisan lain yang menyebut"] == "tidak ditemukan"


def test_a_name_that_begins_a_line_is_found_in_the_log_in_drafts_and_in_steps(village):
    ctx = village.ctx
    lines = f'Hadir:\n{NAME}\t{CHILD}\n"{NIK}"'
    row = village.put("visit", family_id=village.neighbour, problem=lines)
    with ctx.db.write(Step("Say {what}", what=lines)) as writer:
        writer.put("visit", {"id": row, "problem": "Lain."})
    Drafts("visit").keep(ctx.db, "new", {"problem": lines, "rows": [{"a": lines}]}, ctx.clock.now())
    village.destroy()
    left = everything(ctx)
    assert not [secret for secret in SECRETS if secret in left]
    typed = Drafts("visit").kept(ctx.db, "new").typed
    assert typed["problem"] == 'Hadir:\n[dihapus]\t[dihapus]\n"[dihapus]"'
    assert typed["rows"] == [{"a": typed["problem"]}]
    assert health.findings(ctx.db, is_full=True) == []


def test_a_shared_page_counts_where_only_a_neighbours_key_opens_the_passage(
    village, book, tmp_path
):
    ctx = village.ctx
    village.put("visit", family_id=village.neighbour, problem=f"Bersama {NAME}")
    other = book("Koordinator", Role.COORDINATOR)
    befriend(ctx, other, tmp_path)
    send(ctx, other, tmp_path / "first")
    assert NAME not in pages(ctx)
    act = village.destroy()
    assert act.pages == 1
    facts = act_facts(ctx, act)
    assert "1 halaman bertanda tangan" in facts["Tulisan lain yang menyebut"]


def test_the_act_names_who_held_copies_on_its_day(village, book, tmp_path):
    ctx = village.ctx
    other, late = book("Bu Koordinator", Role.COORDINATOR), book("Dinas", Role.READER)
    for one in (other, late):
        befriend(ctx, one, tmp_path)
    send(ctx, other, tmp_path / "first")
    act = village.destroy()
    assert [(one.name, one.day) for one in act.holders] == [("Bu Koordinator", "2026-11-20")]
    send(ctx, late, tmp_path / "later")
    said = act_facts(ctx, act)["Salinan pada orang lain"]
    assert "Bu Koordinator (berkas terakhir 20 November 2026)" in said
    assert "Dinas" not in said
    (theirs,) = protection.acts(late)
    assert theirs.holders == act.holders


def test_the_act_of_a_book_that_was_never_shared_says_so_and_counts_what_was_printed(village):
    ctx = village.ctx
    access.note(ctx, access.Act.PRINT, "families")
    access.note(ctx, access.Act.EXPORT, "families")
    act = village.destroy()
    assert act.holders == ()
    facts = act_facts(ctx, act)
    assert "belum pernah dibagikan" in facts["Salinan pada orang lain"]
    assert "1 kali mencetak dan 1 kali menyimpan berkas" in facts["Cetakan dan berkas"]


def test_whoever_cancels_before_the_end_keeps_the_book_as_it_was(village):
    ctx = village.ctx
    for number in range(30):
        village.put("visit", family_id=village.neighbour, problem=f"{number} bersama {NAME}")
    before, told = everything(ctx), []

    def report(done, total):
        told.append((done, total))
        if len(told) > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        protection.destroy(ctx, [village.gone], WANTED, None, report)
    assert everything(ctx) == before
    assert told[0][0] == 0
    assert told[0][1] > 60
    assert village.destroy().redacted == 30


def test_each_family_of_an_act_counts_its_own_records(village, make):
    other = make.family(village.group, "Wahyuningsih", status="moved", status_on="2019-01-01")
    make.put("member", scope=village.group, family_id=other, name="Suhartono")
    make.put("visit", scope=village.group, family_id=other, problem="Pindah")
    act = protection.destroy(village.ctx, [village.gone, other], WANTED)
    rows = village.ctx.db.rows("SELECT family_id, records FROM destruction")
    assert {row["family_id"]: row["records"] for row in rows} == {village.gone: 2, other: 3}
    assert (act.families, act.records) == (2, 5)


def act_facts(ctx, act):
    document = report.destruction_act(ctx, ReportRequest(subject=act.number))
    return dict(next(b for b in document.blocks if isinstance(b, Facts)).rows)
