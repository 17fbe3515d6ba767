"""Beranda alone: what it shows, and where each figure leads."""

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.ids import derived_id
from fieldkit.core.security.roles import Role
from fieldkit.features.month.model import Concern
from fieldkit.ui.home.rows_box import RowsBox
from fieldkit.ui.home.screen import HomeScreen
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import (
    OpenFamily,
    OpenGroup,
    OpenKube,
    OpenScreen,
    OpenSession,
)


@pytest.fixture
def month_of_work(make):
    """Two groups, one met; a visit with a follow-up; a KUBE that met."""
    mawar = make.group("Mawar")
    seruni = make.group("Seruni")
    families = [make.family(mawar, name) for name in ("Ani", "Beti", "Cici")]
    session = make.put(
        "session", scope=mawar, group_id=mawar, held_on="2026-11-05", status="held", title="Gizi"
    )
    for family, mark in zip(families, ("present", "absent", "absent"), strict=True):
        make.put(
            "attendance", scope=mawar, id=derived_id("attendance", session, family),
            session_id=session, family_id=family, status=mark,
        )  # fmt: skip
    visit = make.put(
        "visit", scope=mawar, family_id=families[0], visited_on="2026-11-10",
        follow_up="Antar ke puskesmas", follow_up_due="2026-11-19",
    )  # fmt: skip
    kube, _people = make.kube("Melati 3")
    make.put("meeting", scope=kube, kube_id=kube, held_on="2026-11-13", status="held")
    return {
        "mawar": mawar, "seruni": seruni, "families": families, "session": session,
        "visit": visit, "kube": kube,
    }  # fmt: skip


@pytest.fixture
def open_home(open_screen):
    """Show Beranda with its lower part, which follows the first paint."""

    def build(**size):
        screen = open_screen(HomeScreen, **size)
        screen.complete()
        return screen

    return build


def words_of(line):
    return line.accessibleName()


def tile(screen, name):
    return next(t for t in screen.month_card.grid.tiles() if t.accessibleName() == name)


def test_the_header_sentence_counts_the_groups_that_met(open_home, month_of_work):
    screen = open_home()
    assert screen.header_label.text() == (
        "Friday, 20 November 2026 — 1 of 2 groups have held P2K2 this month"
    )


def test_the_lower_part_follows_the_first_paint_and_changes_with_the_month(
    qtbot, open_screen, month_of_work
):
    screen = open_screen(HomeScreen)
    assert screen.today_card.lines()
    assert not hasattr(screen, "coach_card")
    qtbot.waitUntil(lambda: hasattr(screen, "coach_card"))
    qtbot.waitUntil(screen.attention_card.isVisible)
    qtbot.waitUntil(lambda: all(card.isVisible() for card in screen.charts))
    before = [line.accessibleName() for line in screen.coach_card.lines()]
    screen.set_month(Month(2026, 10))
    assert [line.accessibleName() for line in screen.coach_card.lines()] != before


def test_another_month_is_named_in_the_header(open_home, month_of_work):
    screen = open_home()
    screen.set_month(Month(2026, 10))
    assert screen.header_label.text() == "October 2026 — 0 of 2 groups held P2K2"


def test_a_tile_opens_its_session_and_one_that_has_none_the_planning(
    open_home, navigate, month_of_work
):
    screen = open_home()
    tile(screen, "Mawar").click()
    tile(screen, "Seruni").click()
    tile(screen, "KUBE Melati 3").click()
    assert navigate == [
        OpenSession(month_of_work["session"]),
        OpenScreen("p2k2", OpenGroup(month_of_work["seruni"])),
        OpenKube(month_of_work["kube"]),
    ]


def test_a_tile_says_its_state_in_words_for_screen_readers(open_home, month_of_work):
    screen = open_home()
    assert tile(screen, "Mawar").accessibleDescription() == "Held · 5 Nov · 33% came"
    assert tile(screen, "Seruni").accessibleDescription() == "Not held yet · 0 families"


def test_today_shows_what_is_due_and_opens_the_family(open_home, navigate, month_of_work):
    screen = open_home()
    (line,) = screen.today_card.lines()
    assert words_of(line) == "Follow-up: Ani"
    assert line.accessibleDescription() == "Antar ke puskesmas · 1 day late"
    line.click()
    assert navigate == [OpenFamily(month_of_work["families"][0])]


def test_a_day_without_plans_says_so(open_home, make):
    make.group()
    screen = open_home()
    assert screen.today_card.lines() == []


def test_the_coach_leads_to_what_is_missing(open_home, navigate, month_of_work):
    screen = open_home()
    lines = {words_of(line): line for line in screen.coach_card.lines()}
    assert screen.coach_card.hint_label.text() == "6 things are still missing"
    lines["1 group has no session yet"].click()
    lines["1 session without a photo"].click()
    lines["1 visit follow-up is overdue"].click()
    lines["Your profile is not complete yet"].click()
    assert navigate == [
        OpenScreen("p2k2", OpenGroup(month_of_work["seruni"])),
        OpenSession(month_of_work["session"]),
        OpenScreen("visits"),
        OpenScreen("settings"),
    ]


def test_each_concern_shows_its_rows(open_home, navigate, month_of_work):
    screen = open_home()
    card = screen.attention_card
    assert [words_of(row) for row in card.rows()] == ["Beti", "Cici"]
    card.concern_lines[Concern.NOT_VERIFIED].click()
    assert [words_of(row) for row in card.rows()] == ["Ani", "Beti", "Cici"]
    card.rows()[0].click()
    assert navigate == [OpenFamily(month_of_work["families"][0])]
    card.concern_lines[Concern.LOW_ATTENDANCE].click()
    assert card.rows() == []


def test_the_chosen_concern_stays_when_something_changes(open_home, make, month_of_work):
    screen = open_home()
    screen.attention_card.concern_lines[Concern.NOT_VERIFIED].click()
    make.put("family", id=month_of_work["families"][0], verified_on="2026-11-19")
    assert screen.attention_card.concern_lines[Concern.NOT_VERIFIED].isChecked()
    assert [words_of(row) for row in screen.attention_card.rows()] == ["Beti", "Cici"]


def test_a_visit_recorded_elsewhere_appears_at_once(open_home, make, month_of_work):
    screen = open_home()
    assert screen.visits_stat.accessibleName() == "Families visited: 1"
    make.put(
        "visit", scope=month_of_work["mawar"], family_id=month_of_work["families"][1],
        visited_on="2026-11-12",
    )  # fmt: skip
    assert screen.visits_stat.accessibleName() == "Families visited: 2"


def test_all_rows_of_a_concern_open_in_a_box(qtbot, open_home, navigate, make):
    group = make.group()
    for number in range(6):
        make.family(group, f"Ani {number}")
    screen = open_home()
    assert screen.attention_card.all_button.text() == "Show all 6"
    screen.attention_card.all_button.click()
    box = screen.window().findChild(RowsBox)
    assert len(box.table.rows()) == 6
    box.open_button.click()
    assert isinstance(navigate[0], OpenFamily)
    assert not box.isVisible()


def test_the_figures_of_the_charts_open_their_rows(open_home, navigate, month_of_work):
    screen = open_home()
    screen.charts[0].chart.picked.emit(11)
    (box,) = screen.window().findChildren(RowsBox)
    (row,) = box.table.rows()
    assert (row.text, row.figure) == ("Mawar", "1 of 3")
    box.open_button.click()
    screen.charts[1].chart.picked.emit(11)
    box = screen.window().findChildren(RowsBox)[-1]
    assert [r.text for r in box.table.rows()] == ["Ani"]
    box.open_button.click()
    assert navigate == [
        OpenSession(month_of_work["session"]), OpenFamily(month_of_work["families"][0]),
    ]  # fmt: skip


def test_the_cards_of_figures_open_their_screens(qtbot, open_home, navigate, month_of_work):
    screen = open_home()
    screen.families_stat.clicked.emit()
    screen.cash_stat.clicked.emit()
    screen.attendance_stat.clicked.emit()
    screen.visits_stat.clicked.emit()
    assert navigate == [OpenScreen("people", {}), OpenKube(month_of_work["kube"])]
    assert len(screen.window().findChildren(RowsBox)) == 2


def test_a_new_book_offers_the_first_steps(open_home, navigate, make):
    screen = open_home()
    assert screen.welcome_card.isVisible()
    assert not screen.month_card.isVisible()
    assert len(screen.welcome_card.step_buttons) == 5
    for number in (1, 2):
        screen.welcome_card.step_buttons[number].click()
    assert navigate == [OpenScreen("settings", "letterheads"), OpenScreen("people", "import")]
    make.family()
    assert len(screen.welcome_card.step_buttons) == 4


def test_a_coordinators_new_book_leads_to_the_files_of_the_facilitators(book, qtbot, navigate):
    from fieldkit.core.db.steps import Step

    ctx = book("Retno", Role.COORDINATOR)
    screen = HomeScreen(ctx, Changes(ctx), navigate)
    qtbot.addWidget(screen)
    screen.show()
    assert screen.welcome_card.isVisible()
    assert len(screen.welcome_card.step_buttons) == 3
    screen.welcome_card.step_buttons[-1].click()
    assert navigate == [OpenScreen("sync")]
    with ctx.db.write(Step("x")) as writer:
        writer.put("family", {"name": "Siti"}, scope="g")
    screen.reload()
    assert not screen.welcome_card.isVisible()


def test_the_first_steps_go_when_the_first_session_is_planned(open_home, make):
    group = make.group()
    screen = open_home()
    assert screen.welcome_card.isVisible()
    make.put("session", scope=group, group_id=group, held_on="2026-11-25", status="planned")
    assert not screen.welcome_card.isVisible()
    assert screen.month_card.isVisible()


def test_cards_stand_under_each_other_where_there_is_little_room(qtbot, open_home, month_of_work):
    wide = open_home(width=1100)
    qtbot.waitUntil(lambda: wide.month_card.x() > wide.today_card.x())
    assert wide.today_card.y() == wide.month_card.y()
    narrow = open_home(width=700)
    qtbot.waitUntil(lambda: narrow.today_card.y() < narrow.month_card.y())


def test_ctrl_p_prints_the_monthly_report(open_home, month_of_work):
    screen = open_home()
    (document,) = screen.print_documents()
    assert document.kind == "monthly"


def test_a_leader_sees_only_the_kube(qtbot, book, navigate):
    ctx = book(role=Role.LEADER)
    screen = HomeScreen(ctx, Changes(ctx), navigate)
    qtbot.addWidget(screen)
    screen.show()
    assert screen.header_label.text() == "Friday, 20 November 2026"
    assert not screen.welcome_card.isVisible()
    assert not screen.families_stat.isVisible()


def test_a_leader_sees_the_money_by_month_and_goes_to_the_book(qtbot, book, navigate):
    from fieldkit.core.db.steps import Step

    ctx = book(role=Role.LEADER)
    with ctx.db.write(Step("Prepare")) as writer:
        writer.put("kube", {"id": "k1", "name": "Melati 3"}, scope="k1")
        lines = [
            {"account": "income:dues", "amount": -5000},
            {"account": "pot:kas", "amount": 5000},
        ]
        writer.post(
            "cash_entry", {"kube_id": "k1", "booked_on": "2026-11-06", "lines": lines}, "k1"
        )
    screen = HomeScreen(ctx, Changes(ctx), navigate)
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: hasattr(screen, "charts"))
    assert [card.figure_label.text() for card in screen.charts] == ["Rp5.000", "Rp5.000"]
    screen.charts[0].chart.picked.emit(11)
    assert navigate == [OpenKube("k1")]
