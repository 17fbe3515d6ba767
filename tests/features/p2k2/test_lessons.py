"""A session made ready: its slides, its flipchart on A4 and A3, and the lesson plan."""

import io
from dataclasses import replace
from datetime import date, time

import pypdf
import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import NotFoundError
from fieldkit.core.render import pdf
from fieldkit.core.render.document import Facts, Poster, ReportRequest, Table
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.lessons import report
from fieldkit.features.p2k2.lessons import service as lessons
from fieldkit.features.p2k2.model import Session
from fieldkit.features.p2k2.teaching import flipchart
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.flipchart import Lesson, SlideKind
from fieldkit.features.photos import service as photos
from tests.features.photos.test_photos import noted

DECEMBER = Month(2026, 12)


def kinds(slides) -> list[SlideKind]:
    return [slide.kind for slide in slides]


def words(made) -> str:
    return "\n".join(
        text
        for block in made.blocks
        for text in (
            [*(f"{a}: {b}" for a, b in block.rows)]
            if isinstance(block, Facts)
            else [" | ".join(row) for row in block.rows]
            if isinstance(block, Table)
            else [block.heading, *block.lines]
            if isinstance(block, Poster)
            else [getattr(block, "text", ""), *getattr(block, "items", ())]
        )
    )


def pages(made) -> int:
    return pdf.write_pdf(made, io.BytesIO()).pages


def test_a_session_begins_with_its_title_and_ends_with_thanks(ctx):
    slides = lessons.slides_of_topic(ctx, "M2S1")
    assert slides[0].lines == ("Mengelola Keuangan Keluarga",)
    assert slides[0].heading.startswith("Modul 2 Sesi 1")
    assert kinds(slides)[:2] == [SlideKind.TITLE, SlideKind.AIMS]
    assert kinds(slides).count(SlideKind.MESSAGE) == len(curriculum.topic("M2S1").messages)
    assert kinds(slides)[-2:] == [SlideKind.HOMEWORK, SlideKind.CLOSING]
    assert slides[1].lines[0] == "Membedakan kebutuhan dan keinginan"


def test_the_meeting_asks_back_the_last_and_names_the_next(ctx, make, ready):
    group = make.group("Kelompok Mawar")
    p2k2.record_session(ctx, ready(group, code="M1S1", held_on=date(2026, 10, 8)), [])
    now = p2k2.record_session(ctx, ready(group, code="M2S1", held_on=date(2026, 11, 10)), [])
    p2k2.plan_session(ctx, Session(group_id=group, held_on=date(2026, 12, 8), code="M2S2"))
    slides = lessons.slides_of_session(ctx, now)
    assert slides[0].lines[1] == "Kelompok Mawar"
    assert slides[1].kind is SlideKind.RECALL
    assert slides[1].lines[0] == "Menjadi Orang Tua yang Lebih Baik"
    assert slides[-1].lines[-1] == "Sampai bertemu lagi Selasa, 8 Desember 2026."


def test_a_free_topic_is_shown_by_its_title_alone(ctx, make, ready):
    session = replace(ready(make.group()), code="", title="Bahaya judi online")
    held = p2k2.record_session(ctx, session, [])
    slides = lessons.slides_of_session(ctx, held)
    assert kinds(slides) == [SlideKind.TITLE, SlideKind.CLOSING]
    assert slides[0].heading == "Materi Tambahan"
    with pytest.raises(NotFoundError):
        lessons.slides_of_topic(ctx, "M9S9")


def test_pictures_and_videos_come_along_and_paper_leaves_the_film_out(ctx, tmp_path):
    film = tmp_path / "Cuci tangan.mp4"
    film.write_bytes(b"film")
    teaching.add_file(ctx, "M6S11", film)
    photos.add_photo(ctx, "topic", teaching.record_of(ctx, "M6S11"), noted(), "Lima waktu penting")
    slides = lessons.slides_of_topic(ctx, "M6S11")
    [picture] = [slide for slide in slides if slide.kind is SlideKind.PICTURE]
    assert picture.heading == "Lima waktu penting"
    assert picture.picture
    [video] = [slide for slide in slides if slide.kind is SlideKind.VIDEO]
    assert (video.video, video.lines) == (film, ("Cuci tangan",))
    made = report.flipchart_of_topic(ctx, "M6S11")
    assert sum(isinstance(block, Poster) for block in made.blocks) == len(slides) - 1
    assert pages(made) == len(slides) - 1


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_every_official_flipchart_prints_a_slide_to_a_page(ctx, size):
    for topic in (t for s in curriculum.STUNTING_LISTS for t in curriculum.topics(s)):
        slides = flipchart.slides(topic, Lesson(group="Mawar"))
        made = report._posters(ctx, slides, size, "p2k2_flipchart")
        assert pages(made) == len(slides), topic.code


def test_a_flipchart_is_really_as_large_as_its_paper(ctx):
    for size, millimetres in (("A4", (297, 210)), ("A3", (420, 297))):
        out = io.BytesIO()
        pdf.write_pdf(report.flipchart_of_topic(ctx, "M1S1", size), out)
        box = pypdf.PdfReader(out).pages[0].mediabox
        measured = (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4))
        assert measured == millimetres


def test_a_word_too_long_for_any_page_still_prints(ctx):
    slide = flipchart.Slide(kind=SlideKind.MESSAGE, heading="x" * 90, lines=("y" * 400,))
    assert pages(report._posters(ctx, [slide], "A4", "p2k2_flipchart")) == 1


def test_the_lesson_plan_has_the_lines_of_the_form(ctx, make, ready):
    group = make.group("Mawar")
    session = ready(group, code="M2S1", starts=time(9), ends=time(10, 30))
    held = p2k2.record_session(ctx, session, [])
    text = words(report.lesson_plan(ctx, ReportRequest(subject=held)))
    assert "RENCANA PELAKSANAAN PENYAMPAIAN MATERI P2K2" in text
    assert "Alokasi Waktu: 90 menit" in text
    assert "Materi Pokok: Modul 2 Pengelolaan Keuangan" in text
    assert "3 | Menyusun anggaran | " in text
    assert "KPM membedakan kebutuhan dan keinginan" in text


def test_a_session_without_known_steps_has_those_of_every_meeting(ctx):
    text = words(report.lesson_plan_of_topic(ctx, teaching.topic(ctx, "M4S1")))
    assert "2 | Menanyakan kembali materi bulan lalu | " in text


def test_a_month_has_one_plan_for_each_material_with_all_its_groups_and_days(ctx, make):
    for name, code, day in (("A", "M1S1", 3), ("B", "M1S1", 10), ("C", "M2S2", 4)):
        planned = Session(group_id=make.group(name), held_on=date(2026, 12, day), code=code)
        p2k2.plan_session(ctx, planned)
    made = report.lesson_plan(ctx, ReportRequest(month=DECEMBER))
    assert words(made).count("Materi Pokok") == 2
    assert "Kelompok: A, B" in words(made)
    assert "Hari, tanggal: 3 dan 10 Desember 2026" in words(made)
    assert "Hari, tanggal: Jumat, 4 Desember 2026" in words(made)
    assert pages(made) == 2
    assert "Belum ada sesi" in words(report.lesson_plan(ctx, ReportRequest(month=Month(2027, 1))))
    assert pages(report.lesson_plan(ctx, ReportRequest(blank=True))) == 1
