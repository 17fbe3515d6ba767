"""Who lacks a session is listed, and what they made up for is noted in one step."""

from datetime import date, time

import pytest

from fieldkit.core.errors import InvalidInputError
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.p2k2.model import Attendance, Mark, Presenter, Session
from fieldkit.ui.p2k2.screen import P2k2Screen


@pytest.fixture
def missed(ctx, make) -> list[str]:
    """Two groups; in each the second family was away."""
    away = []
    for letter, name in (("A", "Mawar"), ("B", "Melati")):
        group = make.group(name)
        families = [make.family(group, f"{who} {name}", row_code=f"{letter}{n}")
                    for n, who in enumerate(("Ani", "Budi"), 1)]  # fmt: skip
        p2k2.record_session(
            ctx,
            Session(
                group_id=group, held_on=date(2026, 11, 4), starts=time(9), ends=time(11),
                place="Balai", code="M2S1", presenters=(Presenter(name="Sri"),),
            ),
            [
                Attendance(family_id=families[0], status=Mark.PRESENT),
                Attendance(family_id=families[1], status=Mark.EXCUSED),
            ],
        )  # fmt: skip
        away.append(families[1])
    return away


@pytest.fixture
def screen(missed, open_screen):
    screen = open_screen(P2k2Screen)
    screen.month_page.tabs.setCurrentWidget(screen.month_page.catch_up)
    screen.heard = []
    screen.told.connect(screen.heard.append)
    return screen


def test_everybody_who_was_away_is_listed_by_group(screen):
    tab = screen.month_page.catch_up
    names = [one.family_name for one in tab.table.rows()]
    assert names == ["Budi Mawar", "Budi Melati"]
    assert tab.lead_label.text().startswith("2 families lack 2 sessions.")
    melati = tab.table.rows()[1].group_id
    tab.chips.choose("group", melati)
    assert [one.family_name for one in tab.table.rows()] == ["Budi Melati"]
    assert tab.group_id() == melati
    tab.chips.choose("session", "M2S1 Mengelola Keuangan Keluarga")
    tab.chips.choose("since", 0)
    assert [one.family_name for one in tab.table.rows()] == ["Budi Melati"]
    tab.chips.choose("session", "M9S9")
    assert tab.table.rows() == []


def test_what_was_made_up_for_leaves_the_list_and_comes_back_with_undo(ctx, screen, missed):
    tab = screen.month_page.catch_up
    chosen = tab.table.rows()
    values = {
        "done_on": date(2026, 11, 18), "way": "other", "understanding": None, "note": "Di balai",
    }  # fmt: skip
    tab.record(chosen, values)
    assert tab.table.rows() == []
    assert screen.heard[-1].text == "2 catch-ups noted."
    assert screen.heard[-1].undo
    assert catch_ups.of_family(ctx, missed[0])[0].note == "Di balai"
    screen.month_page.tabs.setCurrentWidget(screen.month_page.list)
    assert screen.month_page.table.rows()[0].caught_up == 1


def test_how_and_when_it_was_made_up_for_has_to_be_said(screen):
    tab = screen.month_page.catch_up
    values = {"done_on": date(2026, 11, 18), "way": None, "understanding": None, "note": None}
    with pytest.raises(InvalidInputError):
        tab.record(tab.table.rows(), values)
    assert tab.form().value("done_on") is None


def test_enter_opens_the_meeting_that_was_missed(screen):
    tab = screen.month_page.catch_up
    tab.table.activated.emit(tab.table.rows()[0])
    assert screen.shows_meeting


def test_the_list_is_printed_as_it_is_filtered(screen, monkeypatch):
    shown = []
    monkeypatch.setattr(type(screen), "_preview", lambda _self, documents: shown.extend(documents))
    tab = screen.month_page.catch_up
    tab.chips.choose("group", tab.table.rows()[1].group_id)
    tab.print_button.click()
    text = str(shown[0].blocks)
    assert "Budi Melati" in text
    assert "Budi Mawar" not in text
    [same] = screen.print_documents()
    assert (same.kind, same.blocks) == ("p2k2_catch_up", shown[0].blocks)
