"""The portal desk tells what was recorded and not a word more, within the portal's limits."""

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core import access
from fieldkit.core.errors import InvalidInputError
from fieldkit.core.render import pdf
from fieldkit.core.render.document import ReportRequest
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import (
    Attendance,
    Counts,
    Mark,
    Presenter,
    Session,
    Understanding,
)
from fieldkit.features.p2k2.portal import model, report
from fieldkit.features.p2k2.portal import service as portal
from fieldkit.features.p2k2.portal.composing import compose
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import ExcusedAs, Habits
from fieldkit.features.photos import service as photos
from fieldkit.features.records import undoing

MARKS = (Mark.PRESENT, Mark.PRESENT, Mark.SICK, Mark.EXCUSED, Mark.ABSENT)


@pytest.fixture
def group(make) -> str:
    return make.group("Kelompok Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah", "Darsih", "Euis")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def session_id(ctx, ready, group, families) -> str:
    marks = [
        Attendance(family_id=family, status=mark)
        for family, mark in zip(families, MARKS, strict=True)
    ]
    marks[0] = replace(marks[0], understanding=Understanding.GOOD)
    return p2k2.record_session(ctx, ready(group, methods=("lecture",), media=("flipchart",)), marks)


def text_of(desk, key) -> str:
    return next(field.text for field in desk.fields if field.key == key)


class TestComposing:
    """The narrative joins the five aspects; where nobody wrote, the facts speak."""

    def make(self, limit=1000, counts=None, grades=None, **facts):
        session = Session(
            group_id="g", title="Mengelola Keuangan", module="M2", code="M2S1", **facts
        )
        return compose(session, "Kelompok Mawar", counts or Counts(), grades or {}, limit)

    def test_facts_speak_for_what_nobody_wrote(self):
        told = self.make(
            methods=("lecture",), media=("flipchart",), obstacle_codes=("working_hours",),
            counts=Counts(present=20, sick=2, excused=1, unmarked=4),
            grades={Understanding.GOOD: 15, Understanding.VERY_GOOD: 5},
        )  # fmt: skip
        assert told == (
            "Metode: ceramah; media: flipchart."
            " Materi: Modul 2 Sesi 1 – Mengelola Keuangan."
            " Dihadiri 20 dari 27 KPM Kelompok Mawar (2 sakit, 1 izin, 4 belum ditandai)."
            " Pemahaman peserta: 15 baik, 5 sangat baik."
            " Kendala: Waktu pertemuan bertepatan dengan jam kerja KPM."
        )

    def test_what_somebody_wrote_stands_instead_of_the_fact(self):
        told = self.make(
            participation="Semua aktif", methods=("lecture",), counts=Counts(present=2)
        )
        assert "Semua aktif." in told
        assert "Dihadiri" not in told

    def test_nothing_recorded_tells_only_the_material(self):
        assert self.make() == "Materi: Modul 2 Sesi 1 – Mengelola Keuangan."

    def test_facts_that_do_not_fit_are_left_out_and_words_are_kept_whole(self):
        written = "a" * 900
        told = self.make(
            result=written, guest_names="Bidan Yuli " * 8, methods=("lecture",),
            counts=Counts(present=20),
        )  # fmt: skip
        assert len(told) <= 1000
        assert written in told
        assert "Bidan" not in told
        assert "Dihadiri 20" in told

    @settings(max_examples=60)
    @given(
        process=st.text(max_size=700), result=st.text(max_size=700),
        present=st.integers(0, 40), unmarked=st.integers(0, 40),
    )  # fmt: skip
    def test_it_is_never_longer_than_the_portal_unless_people_wrote_that_much(
        self, process, result, present, unmarked
    ):
        told = self.make(
            process=process, result=result, counts=Counts(present=present, unmarked=unmarked)
        )
        written = self.make(process=process, result=result)
        assert len(told) <= 1000 or len(told) <= len(written)


def test_the_fields_stand_in_the_portals_order_with_their_limits(ctx, session_id):
    desk = portal.desk(ctx, session_id)
    assert [(f.key, f.number, f.limit) for f in desk.fields] == [
        ("name", 0, 100), ("category", 0, 0), ("narrative", 0, 1000), ("date", 0, 0),
        ("starts", 0, 0), ("ends", 0, 0), ("place", 0, 0), ("presenter", 1, 0),
        ("institution", 1, 0),
    ]  # fmt: skip
    assert text_of(desk, "name") == "P2K2 MAWAR - Pengelolaan Keuangan dan Perencanaan Usaha"
    assert text_of(desk, "date") == "2026-11-18"
    assert text_of(desk, "starts") == "09:00"
    assert desk.lacks == ()


def test_only_three_presenters_fit(ctx, ready, group, families):
    people = tuple(Presenter(name=f"Pemateri {n}", institution="PKH") for n in range(4))
    session_id = p2k2.record_session(ctx, ready(group, presenters=people), [])
    desk = portal.desk(ctx, session_id)
    assert [f.number for f in desk.fields if f.key == "presenter"] == [1, 2, 3]
    assert p2k2.warnings(desk.session)[0].code == "too_many_for_portal"


@pytest.mark.parametrize(
    ("excused_as", "sick", "absent", "words"),
    [
        (None, 1, 1, ["HADIR", "HADIR", "SAKIT", "", "ALFA"]),
        (ExcusedAs.SICK, 2, 1, ["HADIR", "HADIR", "SAKIT", "SAKIT", "ALFA"]),
        (ExcusedAs.ABSENT, 1, 2, ["HADIR", "HADIR", "SAKIT", "ALFA", "ALFA"]),
    ],
)
def test_excused_families_go_where_the_book_says(ctx, session_id, excused_as, sick, absent, words):
    teaching.save_habits(ctx, Habits(excused_as=excused_as))
    found = portal.desk(ctx, session_id).attendance
    assert (found.present, found.sick, found.absent, found.excused) == (2, sick, absent, 1)
    assert [one.attendance for one in portal.participants(ctx, session_id)] == words


def test_nobody_unmarked_has_a_word_in_the_portal():
    assert model.word(Mark.UNMARKED, ExcusedAs.ABSENT) == ""
    found = model.attendance(Counts(present=1, unmarked=3), ExcusedAs.ABSENT)
    assert (found.absent, found.unmarked) == (0, 3)


class TestWording:
    def test_an_edited_narrative_is_kept_and_says_when_the_facts_move_on(self, ctx, session_id):
        portal.word(ctx, session_id, text="Ditulis  sendiri")
        desk = portal.desk(ctx, session_id)
        assert (desk.narrative, desk.is_edited, desk.is_outdated) == (
            "Ditulis sendiri",
            True,
            False,
        )
        session = p2k2.session(ctx, session_id)
        p2k2.record_session(ctx, replace(session, process="Dibuka dengan doa"), None)
        desk = portal.desk(ctx, session_id)
        assert desk.narrative == "Ditulis sendiri"
        assert desk.is_outdated
        portal.word(ctx, session_id, text=desk.composed)
        desk = portal.desk(ctx, session_id)
        assert not desk.is_edited
        assert desk.narrative.startswith("Dibuka dengan doa.")

    def test_words_as_proposed_are_not_kept_apart(self, ctx, session_id):
        desk = portal.desk(ctx, session_id)
        portal.word(ctx, session_id, name=text_of(desk, "name"), category="2", text=desk.composed)
        session = p2k2.session(ctx, session_id)
        assert (session.portal_name, session.portal_category, session.portal_text) == ("", "", "")

    def test_own_words_are_kept_and_undone(self, ctx, session_id):
        portal.word(ctx, session_id, name="P2K2 MAWAR LANSIA", category="5")
        desk = portal.desk(ctx, session_id)
        assert text_of(desk, "name") == "P2K2 MAWAR LANSIA"
        assert text_of(desk, "category").startswith("Fasilitasi")
        undoing.undo(ctx)
        assert text_of(portal.desk(ctx, session_id), "name").startswith("P2K2 MAWAR - ")

    def test_absurd_lengths_are_refused(self, ctx, session_id):
        with pytest.raises(InvalidInputError):
            portal.word(ctx, session_id, text="x" * 5000)


class TestTicking:
    def test_what_is_still_to_enter_is_listed_the_oldest_first(self, ctx, session_id, ready, group):
        older = p2k2.record_session(
            ctx, ready(group, held_on=date(2026, 10, 14), place=" Balai "), []
        )
        p2k2.plan_session(ctx, ready(group, held_on=date(2026, 12, 9)))
        waiting = portal.to_enter(ctx)
        assert [one.session_id for one in waiting] == [older, session_id]
        assert waiting[0].lacks == ("attendance", "photo")
        assert waiting[1].lacks == ("photo",)

    def test_what_is_entered_leaves_the_list_and_comes_back(self, ctx, session_id):
        portal.mark_entered(ctx, [session_id], date(2026, 11, 19))
        assert portal.to_enter(ctx) == []
        [found] = portal.to_enter(ctx, with_entered=True)
        assert found.entered_on == date(2026, 11, 19)
        portal.mark_entered(ctx, [session_id], None)
        assert [one.session_id for one in portal.to_enter(ctx)] == [session_id]

    def test_only_what_took_place_can_be_entered_and_not_tomorrow(self, ctx, ready, group):
        plan = p2k2.plan_session(ctx, ready(group, held_on=date(2026, 12, 9)))
        with pytest.raises(InvalidInputError) as error:
            portal.mark_entered(ctx, [plan], date(2026, 11, 30))
        assert {p.code for p in error.value.problems} == {"not_held_yet", "in_future"}

    def test_saving_the_meeting_again_keeps_the_tick(self, ctx, session_id):
        portal.mark_entered(ctx, [session_id], date(2026, 11, 19))
        session = p2k2.session(ctx, session_id)
        p2k2.record_session(ctx, replace(session, result="Baik"), None)
        assert p2k2.session(ctx, session_id).portal_entered_on == date(2026, 11, 19)


def test_copied_numbers_leave_a_line_in_the_log(ctx, session_id):
    lines = portal.copied_participants(ctx, session_id).splitlines()
    assert len(lines) == 5
    assert lines[0].split("\t")[0] == "Aminah"
    assert access.entries(ctx)[0].act == "copy"


def test_roles_without_numbers_get_masked_ones(ctx, session_id):
    reader = ctx._replace(me=ctx.me._replace(role=Role.READER))
    assert "•" in portal.participants(reader, session_id)[0].nik
    assert "•" not in portal.participants(ctx, session_id)[0].nik
    portal.copied_participants(reader, session_id)
    assert access.entries(ctx) == []


def test_the_supporting_document_is_small_enough_whatever_the_photos(ctx, session_id):
    import random

    from PIL import Image

    noise = random.Random(5)
    for number in range(6):
        picture = Image.frombytes("RGB", (900, 700), noise.randbytes(900 * 700 * 3))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
        photos.add_photo(ctx, "session", session_id, out.getvalue(), f"Foto {number}")
    made = report.support_document(ctx, session_id)
    out = io.BytesIO()
    pdf.write_pdf(made, out)
    assert len(out.getvalue()) < 500_000


def test_the_sheet_of_a_month_has_fields_and_families(ctx, session_id):
    made = report.portal_sheets(ctx, ReportRequest(subject=session_id))
    text = str(made.blocks)
    assert "P2K2 MAWAR" in text
    assert "HADIR 2 · SAKIT 1 · ALFA 1 · izin 1 (belum ditentukan tempatnya)" in text
    assert "Aminah" in text
