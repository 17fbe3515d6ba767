"""What is taught is seen, worded, added to, and taken back."""

import pytest

from fieldkit.core.security.roles import Role
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.ui.p2k2 import screen as screens
from fieldkit.ui.p2k2.screen import P2k2Screen
from fieldkit.ui.p2k2.topic_dialog import TopicDialog


@pytest.fixture
def screen(make, open_screen):
    make.group()
    screen = open_screen(P2k2Screen)
    screen.month_page.tabs.setCurrentWidget(screen.month_page.material)
    told = []
    screen.told.connect(told.append)
    screen.heard = told
    return screen


@pytest.fixture
def material(screen):
    return screen.month_page.material


def fill(monkeypatch, **values):
    def exec_(dialog: TopicDialog) -> bool:
        dialog.form.fill(values)
        dialog.save_button.click()
        return bool(dialog.saved_code)

    monkeypatch.setattr(TopicDialog, "exec", exec_)


def test_every_session_is_listed_and_the_first_is_shown(material):
    assert material.table.model.rowCount() == 29
    assert material.title_label.text() == "M1S1 Menjadi Orang Tua yang Lebih Baik"
    assert "not the ministry's module" in material.source_notice.text_label.text()
    material.choose("M2S1")
    assert "facilitator guide" in material.source_notice.text_label.text()


def test_what_is_in_front_is_what_is_printed(screen, material):
    material.choose("M2S1")
    plan, flipchart = screen.print_documents()
    assert (plan.kind, flipchart.kind) == ("lesson_plan", "p2k2_flipchart")
    assert "Mengelola Keuangan Keluarga" in str(plan.blocks)
    assert "Mengelola Keuangan Keluarga" in str(flipchart.blocks)


def test_a_session_is_worded_and_its_first_words_come_back(ctx, screen, material, monkeypatch):
    fill(monkeypatch, title="Mengatur Uang Belanja", messages="Catat\n\nHemat ")
    material.choose("M2S1")
    material.edit_button.click()
    topic = teaching.topic(ctx, "M2S1")
    assert (topic.title, topic.messages) == ("Mengatur Uang Belanja", ("Catat", "Hemat"))
    assert material.title_label.text() == "M2S1 Mengatur Uang Belanja"
    assert screen.heard[-1].text == "The material is saved."
    material.back_button.click()
    assert teaching.topic(ctx, "M2S1").title == "Mengelola Keuangan Keluarga"
    assert screen.heard[-1].undo


def test_own_material_is_added_and_removed(ctx, screen, material, monkeypatch):
    fill(monkeypatch, title="Pemasaran lewat WhatsApp", module="M2", aims="KPM berjualan")
    material.add_button.click()
    assert material.current().shown_code == "L1"
    assert material.source_notice.isHidden()
    material.back_button.click()
    assert len(teaching.topics(ctx)) == 29


def test_a_title_is_required(ctx, material, monkeypatch):
    fill(monkeypatch, title=None, module="M2")
    material.add_button.click()
    assert len(teaching.topics(ctx)) == 29


def test_videos_are_remembered_and_a_lost_one_says_so(ctx, material, tmp_path, screen):
    film = tmp_path / "anggaran.mp4"
    film.write_bytes(b"film")
    material.choose("M2S1")
    material.add_film(film)
    assert [one.path for one in teaching.files(ctx, "M2S1")] == [film]
    film.unlink()
    material.reload()
    lines = [material.films_card.body.itemAt(n).widget() for n in range(2)]
    from PySide6.QtWidgets import QLabel, QPushButton

    assert "not found now" in lines[0].findChild(QLabel).text()
    lines[0].findChild(QPushButton).click()
    assert teaching.missing_files(ctx, "M2S1") == []
    material.add_film(tmp_path / "catatan.txt")
    assert screen.heard[-1].role == "danger"


def test_a_picture_is_added_to_a_session_that_had_no_words_yet(
    ctx, qtbot, material, screen, tmp_path
):
    from tests.features.photos.test_photos import noted

    (tmp_path / "piring.jpg").write_bytes(noted())
    material.choose("M3S2")
    material.pictures.strip.take_files([tmp_path / "piring.jpg"])
    qtbot.waitUntil(lambda: bool(screen.heard))
    assert material.pictures.count() == 1
    assert not teaching.has_own_words(ctx, "M3S2")


def test_flipchart_and_lesson_plan_open_in_the_preview(screen, material, monkeypatch):
    shown = []

    class Preview:
        def __init__(self, _ctx, documents, _parent):
            shown.append([document.kind for document in documents])

        def exec(self):
            return 0

    monkeypatch.setattr(screens, "PreviewDialog", Preview)
    material.flipchart_button.click()
    material.plan_button.click()
    assert shown == [["p2k2_flipchart", "p2k2_flipchart_a3"], ["lesson_plan"]]


def test_a_reader_reads_and_changes_nothing(qtbot, book, navigate):
    from fieldkit.ui.shell.changes import Changes

    reader = book(role=Role.READER)
    screen = P2k2Screen(reader, Changes(reader), navigate)
    qtbot.addWidget(screen)
    material = screen.month_page.material
    material.reload()
    assert material.edit_button.isHidden()
    assert material.add_button.isHidden()
    assert material.back_button.isHidden()
