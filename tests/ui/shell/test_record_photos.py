"""Photos beside a record: what is not printed says so, and one of many people may be let in."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from fieldkit.features.photos import service as photos
from fieldkit.ui.shell.record_photos import RecordPhotos
from fieldkit.ui.widgets.dialogs import Box
from tests.features.photos.test_photos import noted


@pytest.fixture
def session(ctx, make):
    """A session at which somebody was who took her consent to photos back."""
    group = make.group()
    ani = make.family(group, "Ani")
    held = make.put("session", scope=group, group_id=group, held_on="2026-11-10", status="held")
    make.put("attendance", scope=group, session_id=held, family_id=ani, status="present")
    row = {"family_id": ani, "purpose": "photo", "given_on": "2026-01-01"}
    make.put("consent", scope=group, withdrawn_on="2026-11-01", **row)
    photos.add_photo(ctx, "session", held, noted(), "Pembukaan")
    return held


def press(words):
    """Press a button of the box that opens next."""

    def act():
        box = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Box))
        found = [b for b in box.findChildren(QPushButton) if words in b.text()]
        found[0].click()

    QTimer.singleShot(0, act)


@pytest.fixture
def strip(qtbot, ctx, session):
    shown = RecordPhotos(ctx, lambda *_more: None, "session", "Photos")
    qtbot.addWidget(shown)
    shown.show()
    shown.show_record(session)
    return shown


def warning(strip):
    (item,) = [strip._item(photo) for photo in strip._kept.values()]
    return item.warning


def test_a_photo_kept_out_of_reports_says_so_and_is_let_in_by_looking_at_it(ctx, session, strip):
    assert "somebody who was there took the consent back" in warning(strip)
    (photo,) = strip._kept
    press("None of them is on it")
    strip.strip.opened.emit(photo)
    assert "Not printed" not in warning(strip)
    assert photos.withheld(ctx, photos.photos_of(ctx, "session", session)) == {}
    press("Keep it out of reports")
    strip.strip.opened.emit(photo)
    assert "Not printed" in warning(strip)


def test_just_closing_the_photo_changes_nothing(strip):
    (photo,) = strip._kept
    press("Close")
    strip.strip.opened.emit(photo)
    assert "Not printed" in warning(strip)
