"""The screen of partners and referrals alone: the map, referrals, complaints by keys."""

from datetime import date

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.core.dates import Month
from fieldkit.core.render.document import Photos
from fieldkit.core.security.roles import Role
from fieldkit.features.photos import service as photos
from fieldkit.features.referrals import letters, service
from fieldkit.features.referrals.diary import (
    Channel,
    Complaint,
    Contact,
    Part,
    Progress,
    Skill,
    Topic,
    Way,
)
from fieldkit.features.referrals.model import Institution, Kind, Need, Outcome, Referral, Service
from fieldkit.ui.referrals import log_page
from fieldkit.ui.referrals.complaint_page import ComplaintPhotos
from fieldkit.ui.referrals.screen import ReferralsScreen
from fieldkit.ui.shell.family_finder import FamilyFinder
from fieldkit.ui.shell.navigation import OpenFamily
from fieldkit.ui.widgets.dialogs import FormDialog

TODAY = date(2026, 11, 20)
PAGES = ("map", "referrals", "advocacy", "complaints", "contacts")


@pytest.fixture
def family(make):
    return make.family(make.group("Mawar"), "Ani", row_code="A1")


@pytest.fixture
def clinic(ctx):
    return service.save_institution(ctx, Institution(name="Puskesmas", field="Kesehatan"))


@pytest.fixture
def check_up(ctx, clinic):
    return service.save_service(
        ctx, Service(institution_id=clinic, name="Kontrol", needs=(Need.HEALTH,), quota=1)
    )


@pytest.fixture
def screen(family, open_screen):
    return open_screen(ReferralsScreen)


@pytest.fixture
def told(screen):
    heard = []
    screen.told.connect(heard.append)
    return heard


def answer(*deeds):
    """Do each deed, a kind of box and what to do in it, as soon as its box opens."""
    waiting = list(deeds)

    def look():
        kind, act = waiting[0]
        box = next(
            (w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()),
            None,
        )
        if box is not None:
            waiting.pop(0)
            if waiting:
                QTimer.singleShot(20, look)
            act(box)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def filled(**values):
    def act(box):
        for name, value in values.items():
            box.form.editor(name).set_value(value)
        box.save_button.click()

    return act


def chosen(name, form=None):
    def act(box):
        box.search_edit.setText(name)
        box._show(name)
        for field, value in (form or {}).items():
            box._form.editor(field).set_value(value)
        box.go_button.click()

    return act


def refer(ctx, family, clinic, **more):
    facts = {"need": Need.HEALTH, "reason": "Sakit", "referred_on": date(2026, 11, 2)}
    return service.refer(ctx, Referral(family_id=family, institution_id=clinic, **(facts | more)))


def test_every_page_opens_empty_with_its_first_deed(screen):
    for number, name in enumerate(PAGES, 1):
        QTest.keyClick(screen, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)
        page = screen.front()
        assert page is screen.page(name)
        assert not page.add_button.isHidden()
        assert page.add_button.isEnabled()
        assert not page.edit_button.isEnabled()
        assert page.documents(Month(2026, 11))


def test_an_institution_its_service_and_its_person_are_noted(ctx, screen, told):
    page = screen.page("map")
    answer((FormDialog, filled(name="Dinkop UMKM", kind=Kind.FORMAL)))
    page.add_button.click()
    assert told[-1].text == "It is noted."
    assert [e.institution.name for e in page.table.rows()] == ["Dinkop UMKM"]
    answer((FormDialog, filled(name="Pelatihan", needs=("training",), quota=20)))
    page.service_button.click()
    answer((FormDialog, filled(name="Bu Rina", position="Kasi")))
    page.person_button.click()
    (entry,) = service.institutions(ctx)
    assert [(o.service.name, o.free) for o in entry.offers] == [("Pelatihan", 20)]
    assert [person.name for person in page.people_table.rows()] == ["Bu Rina"]
    assert "1 not asked for a year" in page.lead_label.text()
    page.step_button.click()
    assert service.institution(ctx, entry.id).institution.checked_on == TODAY
    assert not page.step_button.isEnabled()


def test_the_map_is_found_by_need_and_by_a_persons_name(ctx, screen, clinic, check_up):
    service.save_institution(ctx, Institution(name="Arisan", kind=Kind.INFORMAL))
    page = screen.page("map")
    page.chips.set_active({"need": Need.HEALTH})
    page.reload()
    assert [e.institution.name for e in page.table.rows()] == ["Puskesmas"]
    page.chips.set_active({})
    page.search_edit.setText("kontrol")
    page.reload()
    assert [e.institution.name for e in page.table.rows()] == ["Puskesmas"]


def test_an_institution_in_use_is_not_removed_and_says_why(ctx, screen, family, clinic, told):
    refer(ctx, family, clinic)
    page = screen.page("map")
    page.reload()
    page.remove_button.click()
    assert "Referrals that name this institution: 1." in told[-1].text
    assert len(service.institutions(ctx)) == 1


def test_a_family_is_referred_to_what_meets_its_need(ctx, screen, family, clinic, check_up, told):
    screen.open("referrals")
    page = screen.front()
    offered = []

    def fill(box):
        box.form.editor("need").set_value(Need.HEALTH)
        box.form.editor("need").edited.emit()
        editor = box.form.editor("place")
        offered.extend(editor.itemText(i) for i in range(editor.count()))
        filled(place=check_up, reason="Kontrol belum lengkap")(box)

    answer((FamilyFinder, chosen("Ani")), (FormDialog, fill))
    page.add_button.click()
    (line,) = page.table.rows()
    assert (line.family_name, line.service_name) == ("Ani", "Kontrol")
    assert line.referral.letter_no == "001/RJK/XI/2026"
    assert line.referral.follow_up_due == date(2026, 12, 4)
    assert [text for text in offered if text] == ["Puskesmas: Kontrol, 1 seat left", "Puskesmas"]
    answer((FormDialog, filled(outcome=Outcome.SERVED, outcome_note="Dilayani")))
    page.step_button.click()
    assert service.referral(ctx, line.id).referral.outcome is Outcome.SERVED
    assert "0 referrals still open" in page.lead_label.text()


def test_a_referral_without_a_reason_is_refused_in_the_form(ctx, screen, family, clinic):
    screen.open("referrals")
    seen = []

    def act(box):
        box.form.editor("need").set_value(Need.HEALTH)
        box.form.editor("place").set_value(f"place:{clinic}")
        box.save_button.click()
        seen.append(box.isVisible())
        box.form.mark_clean()
        box.reject()

    answer((FamilyFinder, chosen("Ani")), (FormDialog, act))
    screen.front().add_button.click()
    assert seen == [True]
    assert service.referrals(ctx) == []


def test_changing_a_referral_keeps_its_service(ctx, screen, family, clinic, check_up):
    record = refer(ctx, family, clinic, service_id=check_up)
    screen.open(("referrals", record))
    answer((FormDialog, filled(reason="Sudah lebih baik")))
    screen.front().edit_button.click()
    one = service.referral(ctx, record).referral
    assert (one.service_id, one.institution_id, one.reason) == (
        check_up, clinic, "Sudah lebih baik",
    )  # fmt: skip


def test_the_letter_is_shown_before_it_is_printed(ctx, screen, family, clinic, monkeypatch):
    refer(ctx, family, clinic)
    shown = []

    class Preview:
        def __init__(self, _ctx, documents, _parent):
            shown.extend(documents)

        def exec(self):
            return 0

    monkeypatch.setattr(log_page, "PreviewDialog", Preview)
    screen.open("referrals")
    screen.front().print_button.click()
    assert [document.kind for document in shown] == ["referral_letter"]


def test_advocacy_offers_what_belongs_to_the_role_and_its_follow_up_is_ticked(ctx, screen):
    screen.open("advocacy")
    page = screen.front()
    offered = []

    def fill(box):
        box.form.editor("part").set_value(Part.EDUCATION)
        box.form.editor("part").edited.emit()
        editor = box.form.editor("skill")
        offered.extend(editor.itemText(i) for i in range(editor.count()) if editor.itemText(i))
        filled(skill=Skill.TRAINING, topic="Kemasan", follow_up="Ulangi",
               follow_up_due=date(2026, 11, 25))(box)  # fmt: skip

    answer((FormDialog, fill))
    page.add_button.click()
    assert offered == ["Raising awareness", "Giving information", "Training people"]
    assert "Education 1" in page.lead_label.text()
    assert page.step_button.isEnabled()
    page.step_button.click()
    assert service.advocacies(ctx)[0].advocacy.follow_up_done_on == TODAY
    assert not page.step_button.isEnabled()


def test_a_complaint_of_a_family_begins_filled_and_takes_its_steps(ctx, screen):
    screen.open("complaints")
    page = screen.front()
    names = []

    def fill(box):
        names.append(box.form.value("name"))
        filled(channel=Channel.PHONE, topic=Topic.CARD, text="Kartu tertelan")(box)

    answer((FamilyFinder, chosen("Ani")), (FormDialog, fill))
    page.add_button.click()
    assert names == ["Ani"]
    (line,) = page.table.rows()
    assert line.complaint.due_on == date(2026, 12, 4)
    answer((FormDialog, filled(note="Dicek")))
    page.step_button.click()
    assert service.complaint(ctx, line.id).state is Progress.ANALYSED
    assert "→" in page.detail_label.text()


def test_somebody_in_no_register_may_complain(ctx, screen):
    screen.open("complaints")
    page = screen.front()
    answer(
        (
            FormDialog,
            filled(
                name="Pak Umar", channel=Channel.IN_PERSON, topic=Topic.MEMBERSHIP, text="Ingin ikut"
            ),
        )
    )  # fmt: skip
    page.other_button.click()
    assert [line.complaint.name for line in service.complaints(ctx)] == ["Pak Umar"]
    assert not page.family_button.isEnabled()


def test_a_contact_leads_to_its_family(ctx, screen, family, navigate):
    screen.open("contacts")
    page = screen.front()
    assert "1 family was neither visited nor spoken to" in page.lead_label.text()
    answer((FamilyFinder, chosen("Ani", {"way": Way.MESSAGE, "topic": "Jadwal"})))
    page.add_button.click()
    assert [line.contact.topic for line in service.contacts(ctx)] == ["Jadwal"]
    assert "0 families" in page.lead_label.text()
    page.family_button.click()
    assert navigate == [OpenFamily(family)]
    page.remove_button.click()
    assert service.contacts(ctx) == []


def test_only_the_chosen_month_is_listed_when_asked(ctx, screen, family):
    for day in (date(2026, 10, 5), date(2026, 11, 5)):
        service.note_contact(
            ctx, [family],
            Contact(family_id="", contacted_on=day, way=Way.MESSAGE, topic=str(day.month)),
        )  # fmt: skip
    screen.open("contacts")
    page = screen.front()
    assert len(page.table.rows()) == 2
    page.chips.set_active({"month": True})
    screen.set_month(Month(2026, 10))
    assert [line.contact.topic for line in page.table.rows()] == ["10"]


def test_a_reader_may_look_and_nothing_more(book, make, changes, navigate, qtbot):
    reader = book(role=Role.READER)
    built = ReferralsScreen(reader, changes, navigate)
    qtbot.addWidget(built)
    built.show()
    for name in PAGES:
        built.open(name)
        page = built.front()
        assert page.add_button.isHidden()
        assert page.remove_button.isHidden()
        assert not page.print_button.isHidden()


def test_a_complaint_keeps_its_photos_and_prints_them(ctx, screen, family, qtbot, tmp_path):
    record = service.save_complaint(
        ctx,
        Complaint(
            received_on=TODAY, channel=Channel.PHONE, topic=Topic.CARD, name="Budi", text="x"
        ),
    )
    screen.open(("complaints", record))
    page = screen.front()
    file = tmp_path / "ktp.png"
    Image.new("RGB", (640, 400), (200, 30, 90)).save(file)
    seen = []

    def act(box):
        box.photos.strip.take_files([file])
        qtbot.waitUntil(lambda: bool(photos.photos_of(ctx, "complaint", record)))
        seen.append(box.told_label.text())
        box.accept()

    answer((ComplaintPhotos, act))
    page.photos_button.click()
    assert len(photos.photos_of(ctx, "complaint", record)) == 1
    sheet = letters.complaint_sheets(ctx, [service.complaint(ctx, record)])
    assert any(isinstance(block, Photos) for block in sheet.blocks)


def test_a_family_chosen_elsewhere_is_referred_at_once(ctx, screen, family, clinic, check_up):
    answer((FormDialog, filled(need=Need.HEALTH, place=check_up, reason="Kontrol")))
    screen.open(("refer", family))
    for _round in range(200):
        QTest.qWait(10)
        if service.referrals(ctx):
            break
    assert [line.family_name for line in service.referrals(ctx)] == ["Ani"]
