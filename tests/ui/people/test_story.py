"""The family's page tells everything from every room, and its data is checked part by part."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from fieldkit.core.dates import Month
from fieldkit.features.graduation import service as graduation
from fieldkit.features.graduation.speakers import Talk
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, CashEntry, Kind, Line, Pot
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Business, Group, Status
from fieldkit.features.people.service import Part
from fieldkit.features.people.takings import BusinessMonth
from fieldkit.features.photos import service as photos
from fieldkit.features.programmes import service as programmes
from fieldkit.features.programmes.nominations import Nomination
from fieldkit.ui.people.screen import PeopleScreen
from fieldkit.ui.shell.navigation import OpenFamily


@pytest.fixture
def family(make):
    return make.family(make.group("Mawar"), "Omah")


@pytest.fixture
def open_page(open_screen, family):
    def build():
        screen = open_screen(PeopleScreen)
        screen.open(OpenFamily(family))
        return screen.family_page

    return build


def story(page):
    return [(e.kind, e.text) for e in page.story.rows()]


def test_status_group_and_reason_stand_in_the_story_and_can_be_mended(
    ctx, make, family, open_page, qtbot
):
    other = people.save_group(ctx, Group(name="Melati"))
    people.set_status(ctx, [family], Status.GRADUATED, date(2026, 11, 1), "Graduasi mandiri")
    people.move_families(ctx, [family], other, date(2026, 11, 2), "Pindah RT")
    page = open_page()
    assert ("Status", "Graduated") in story(page)
    kinds = [kind for kind, _text in story(page)]
    assert "Group" in kinds
    detail = next(e.detail for e in page.story.rows() if e.kind == "Status")
    assert "Graduasi mandiri" in detail
    assert "was Active" in detail


def test_a_part_is_checked_with_one_click_and_the_day_is_shown(ctx, family, open_page, qtbot):
    page = open_page()
    assert page.checks.buttons[Part.ADDRESS].text() == "Address: not yet"
    qtbot.mouseClick(page.checks.buttons[Part.ADDRESS], Qt.MouseButton.LeftButton)
    assert people.last_checks(ctx, family)[Part.ADDRESS] == ctx.today
    page.reload()
    assert "not yet" not in page.checks.buttons[Part.ADDRESS].text()
    assert "not yet" in page.checks.buttons[Part.IDENTITY].text()


def test_kube_and_business_stand_in_the_story(ctx, make, family, open_page):
    kube, (member, *_others) = make.kube("Melati 3")
    make.put("kube_member", id=member, family_id=family)
    make.put("meeting", scope=kube, id="meet1", kube_id=kube, held_on="2026-11-05", status="held")
    make.put(
        "meeting_attendance", scope=kube, meeting_id="meet1", member_id=member, status="present"
    )
    business = people.save_business(ctx, Business(family_id=family, kind="Warung"))
    told = BusinessMonth(
        business_id=business, family_id=family, month=Month(2026, 10), turnover=500_000
    )
    people.note_business_months(ctx, [told])
    page = open_page()
    assert ("KUBE", "Joined") in story(page)
    assert ("KUBE", "Present") in story(page)
    assert ("Business", "Turnover Rp500.000") in story(page)
    assert page.businesses._card.isVisibleTo(page.businesses)


def test_what_was_paid_and_received_in_the_kube_stands_in_the_story(ctx, make, family, open_page):
    kube, (member, *_others) = make.kube("Melati 3")
    make.put("kube_member", id=member, family_id=family)
    make.put("meeting", scope=kube, id="meet1", kube_id=kube, held_on="2026-11-05", status="held")
    make.put(
        "meeting_attendance", scope=kube, meeting_id="meet1", member_id=member, status="present"
    )
    for kind, day, account, amount in (
        (Kind.DUES, date(2026, 11, 5), Account.DUES, 5_000),
        (Kind.ENTRY, date(2026, 11, 9), Account.HELP_ILLNESS, -2_000),
    ):
        lines = (
            Line(account=Pot.KAS, amount=amount),
            Line(account=account, amount=-amount, member=member),
        )
        entry = CashEntry(
            kube_id=kube, booked_on=day, kind=kind, description="Uang anggota", lines=lines
        )
        cashbook.record_entry(ctx, entry)
    told = {(e.day, e.detail) for e in open_page().story.rows() if e.kind == "KUBE"}
    assert (date(2026, 11, 5), "Meeting of Melati 3 · Dues: paid Rp5.000") in told
    assert (date(2026, 11, 9), "Help in illness: received Rp2.000 · Melati 3") in told


def test_the_path_to_graduation_stands_in_the_story(ctx, family, open_page):
    graduation.put_on_path(ctx, [family], on=date(2026, 10, 1), reason="Usaha jalan")
    graduation.agree(ctx, family, date(2026, 10, 9), "Omah")
    graduation.note_talk(
        ctx, Talk(family_id=family, spoke_on=date(2026, 11, 3), audience="Kelompok Melati")
    )
    page = open_page()
    told = {e.text: e for e in page.story.rows() if e.kind == "Graduation"}
    assert told["Candidate"].day == date(2026, 10, 1)
    assert "Usaha jalan" in told["Candidate"].detail
    assert told["Agrees to graduate"].detail == "Omah"
    assert told["Told its story"].detail == "Kelompok Melati"


def test_programmes_stand_in_the_story(ctx, family, open_page):
    code = programmes.programmes(ctx)[0].code
    programmes.nominate(ctx, code, [family], date(2026, 9, 1))
    programmes.save_nomination(
        ctx,
        Nomination(
            programme=code, family_id=family, nominated_on=date(2026, 9, 1), reason="Punya usaha",
            accepted_on=date(2026, 9, 20), received_on=date(2026, 10, 5), amount=2_400_000,
        ),
    )  # fmt: skip
    told = {(e.day, e.kind, e.text): e.detail for e in open_page().story.rows()}
    assert told[date(2026, 10, 5), "Programme", "Received"].endswith("Rp2.400.000")
    assert told[date(2026, 9, 1), "Programme", "Nominated"].endswith("Punya usaha")


def test_photos_of_the_family_are_kept_and_a_reused_one_is_named(
    ctx, family, open_page, make, tmp_path, qtbot
):
    file = tmp_path / "kk.jpg"
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    for x in range(0, 640, 16):
        for y in range(480):
            image.setPixel(x, y, (x * 1000 + y) & 0xFFFFFF)
    image.save(str(file), "JPEG", 92)
    visit = make.put("visit", scope=ctx.db.own_scope, family_id=family, visited_on="2026-11-02")
    photos.add_photo(ctx, "visit", visit, file)
    photos.add_photo(ctx, "family", family, file, "Kartu keluarga")
    page = open_page()
    assert page.photos.count() == 1
    (card,) = page.photos.strip._cards.values()
    assert card.photo.caption == "Kartu keluarga"
    assert card.photo.warning.startswith("Used before:")


def test_tags_stand_on_the_head_and_the_menu_offers_what_can_be_done(ctx, family, open_page):
    people.add_tag(ctx, [family], "Prioritas")
    page = open_page()
    page.head._on_menu_about_to_show()
    texts = [action.text() for action in page.head.menu.actions()]
    assert "Set the status…" in texts
    assert "Print the data sheet" in texts
    assert "Take a tag off" in texts


def test_the_menu_of_the_head_asks_for_what_it_names(family, open_page):
    page = open_page()
    page.head._on_menu_about_to_show()
    asked = []
    page.head.sheet_requested.disconnect()
    page.head.sheet_requested.connect(lambda: asked.append("sheet"))
    (action,) = (a for a in page.head.menu.actions() if a.text() == "Print the data sheet")
    action.trigger()
    assert asked == ["sheet"]
