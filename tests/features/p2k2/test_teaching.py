"""Codes are fixed, words are the book's own, and history keeps the title of the day."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.model import Session
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import ExcusedAs, Habits
from fieldkit.features.records import undoing


def _codes(error) -> set[str]:
    return {f"{p.field}:{p.code}" for p in error.value.problems}


def local(**more) -> Topic:
    given = {"title": "Pemasaran lewat WhatsApp", "module": "M2", "messages": ("Foto yang terang",)}
    return Topic(code="", module_title="", number=0, is_local=True, **(given | more))


def test_all_three_stunting_lists_are_known_and_one_is_offered(ctx):
    assert [len(curriculum.topics(one)) for one in curriculum.STUNTING_LISTS] == [29, 22, 16]
    assert len(teaching.topics(ctx)) == 29
    teaching.save_habits(ctx, Habits(stunting="2"))
    offered = [topic.code for topic in teaching.topics(ctx)]
    assert offered[-2:] == ["M6B1", "M6B2"]
    assert teaching.topic(ctx, "M6S11").title == "Cuci Tangan Pakai Sabun"


def test_every_official_session_has_something_to_say():
    for stunting in curriculum.STUNTING_LISTS:
        for topic in curriculum.topics(stunting):
            assert topic.aims, topic.code
            assert 3 <= len(topic.messages) <= 6, topic.code
            assert topic.questions, topic.code
            assert topic.background, topic.code


def test_a_title_is_worded_anew_and_history_keeps_the_one_of_the_day(ctx, make, ready):
    group = make.group()
    before = p2k2.record_session(ctx, ready(group, held_on=date(2026, 11, 3), code="M3S1"), [])
    plan = p2k2.plan_session(ctx, Session(group_id=group, held_on=date(2026, 12, 3), code="M3S1"))
    topic = teaching.topic(ctx, "M3S1")
    teaching.save_topic(ctx, replace(topic, title="1000 Hari Pertama Kehidupan"))
    assert p2k2.session(ctx, before).title == "Pentingnya Gizi dan Layanan Kesehatan Ibu Hamil"
    assert p2k2.session(ctx, plan).title == "1000 Hari Pertama Kehidupan"
    assert teaching.has_own_words(ctx, "M3S1")


def test_only_what_differs_is_kept_so_that_better_official_words_arrive(ctx):
    topic = teaching.topic(ctx, "M2S1")
    teaching.save_topic(ctx, replace(topic, messages=("Catat dulu",)))
    row = ctx.db.row("SELECT title, messages, aims FROM topic")
    assert (row["title"], row["aims"]) == (None, None)
    assert row["messages"] == '["Catat dulu"]'
    assert teaching.topic(ctx, "M2S1").aims == topic.aims


def test_the_official_words_come_back(ctx):
    topic = teaching.topic(ctx, "M2S1")
    teaching.save_topic(ctx, replace(topic, title="Mengatur Uang"))
    teaching.take_back(ctx, "M2S1")
    assert teaching.topic(ctx, "M2S1") == topic
    with pytest.raises(NotFoundError):
        teaching.take_back(ctx, "M2S1")
    undoing.undo(ctx)
    assert teaching.topic(ctx, "M2S1").title == "Mengatur Uang"


def test_local_material_is_taught_counted_and_keeps_its_module(ctx, make):
    code = teaching.save_topic(ctx, local())
    made = teaching.topics(ctx)[-1]
    assert (made.code, made.shown_code, made.is_local) == (code, "L1", True)
    assert made.module_title == "Pengelolaan Keuangan dan Perencanaan Usaha"
    group = make.group()
    planned = p2k2.plan_session(ctx, Session(group_id=group, held_on=date(2026, 12, 3), code=code))
    assert p2k2.session(ctx, planned).title == "Pemasaran lewat WhatsApp"
    assert p2k2.session(ctx, planned).module == "M2"


def test_a_session_of_material_that_is_gone_keeps_what_it_was(ctx, make):
    code = teaching.save_topic(ctx, local())
    group = make.group()
    planned = p2k2.plan_session(ctx, Session(group_id=group, held_on=date(2026, 12, 3), code=code))
    teaching.take_back(ctx, code)
    assert teaching.topic(ctx, code) is None
    p2k2.plan_session(ctx, replace(p2k2.session(ctx, planned), place="Balai"))
    kept = p2k2.session(ctx, planned)
    assert (kept.code, kept.title, kept.module) == (code, "Pemasaran lewat WhatsApp", "M2")


def test_local_material_needs_a_title_a_module_and_lines_that_fit(ctx):
    wanted = local(title=" ", module="M9", messages=("x" * 161,), questions=("?",) * 13)
    with pytest.raises(InvalidInputError) as error:
        teaching.save_topic(ctx, wanted)
    assert _codes(error) == {
        "title:required", "module:unknown_choice", "messages:too_long",
        "questions:too_many_lines_here",
    }  # fmt: skip


def test_habits_are_as_usual_until_they_are_chosen(ctx):
    assert teaching.habits(ctx) == Habits()
    wanted = Habits(
        stunting="8", focus="M2", weekdays=(1, 3), most_a_day=1, excused_as=ExcusedAs.SICK,
        categories={"M1": "5"}, days_off=(date(2026, 3, 20), date(2026, 12, 24)), days_on=(date(2026, 5, 27),),
        shows_numbers=True,
    )  # fmt: skip
    teaching.save_habits(ctx, wanted)
    assert teaching.habits(ctx) == wanted
    assert teaching.portal_category(ctx, "M1")[0] == "5"
    assert teaching.portal_category(ctx, "M3") == ("3", "Kesehatan dan Gizi")
    teaching.save_habits(ctx, wanted)
    assert ctx.db.value("SELECT count(*) FROM teaching_habit") == 9


def test_a_category_can_be_taken_away_on_purpose(ctx):
    teaching.save_habits(ctx, Habits(categories={"M3": ""}))
    assert teaching.portal_category(ctx, "M3") == ("", "")


def test_habits_that_can_not_be_are_refused(ctx):
    with pytest.raises(InvalidInputError) as error:
        teaching.save_habits(
            ctx, Habits(stunting="3", focus="M9", weekdays=(), most_a_day=9, categories={"M1": "9"})
        )
    assert _codes(error) == {
        "stunting:unknown_choice", "focus:unknown_choice", "weekdays:no_weekday",
        "most_a_day:odd_number_a_day", "categories:unknown_choice",
    }  # fmt: skip


def test_a_video_is_offered_only_while_its_file_is_there(ctx, tmp_path):
    film = tmp_path / "cuci-tangan.mp4"
    film.write_bytes(b"film")
    teaching.add_file(ctx, "M6S11", film)
    assert [one.path for one in teaching.files(ctx, "M6S11")] == [film]
    film.unlink()
    assert teaching.files(ctx, "M6S11") == []
    [lost] = teaching.missing_files(ctx, "M6S11")
    teaching.forget_file(ctx, lost.id)
    assert teaching.missing_files(ctx, "M6S11") == []
    with pytest.raises(InvalidInputError):
        teaching.add_file(ctx, "M6S11", tmp_path / "catatan.docx")


def test_a_coordinator_words_the_curriculum_and_a_reader_only_reads(book):
    coordinator = book(role=Role.COORDINATOR)
    teaching.save_topic(
        coordinator, replace(teaching.topic(coordinator, "M1S1"), title="Orang Tua")
    )
    reader = book(role=Role.READER)
    assert teaching.topics(reader)
    with pytest.raises(PermissionDeniedError):
        teaching.save_habits(reader, Habits())
