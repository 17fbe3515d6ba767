"""Programmes and nominations on the screen: who fits, the fair list, answers, what came of it."""

from datetime import date

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from fieldkit.core.db import undo
from fieldkit.features.graduation import service as graduation
from fieldkit.features.programmes import service
from fieldkit.features.programmes.model import Programme, Question, Verdict
from fieldkit.features.programmes.nominations import Outcome, State
from fieldkit.ui.graduation.screen import NOMINATIONS, PROGRAMMES, GraduationScreen
from fieldkit.ui.graduation.shortlist_dialog import ShortlistDialog
from fieldkit.ui.widgets.dialogs import FormDialog

PENA = "pena-reguler"
TODAY = date(2026, 11, 20)


@pytest.fixture
def families(ctx, make):
    group = make.group("Mawar")
    facts = {"sex": "female", "n_elderly": 0, "n_disabled": 0, "village": "Cempaka"}
    found = {
        "Ani": make.family(group, "Ani", row_code="A1", birth_date="1990-05-01", **facts),
        "Budi": make.family(group, "Budi", row_code="A2", birth_date="1985-11-21", **facts),
        "Cici": make.family(group, "Cici", row_code="A3", birth_date="1985-11-20", **facts),
    }
    for family in found.values():
        graduation.agree(ctx, family, date(2026, 9, 1))
    return found


@pytest.fixture
def screen(families, open_screen):
    built = open_screen(GraduationScreen)
    built.open("programmes")
    return built


@pytest.fixture
def page(screen):
    chosen = screen.programme_page
    assert chosen.table.select(PENA)
    return chosen


@pytest.fixture
def told(screen):
    heard = []
    screen.told.connect(heard.append)
    return heard


def answer(kind, act):
    def look():
        box = next(
            (w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()),
            None,
        )
        if box is not None:
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


def verdicts(page):
    return {one.facts.name: one.verdict for one in page.families.rows()}


def test_forty_fits_until_the_day_before_the_forty_first_birthday(page):
    assert verdicts(page) == {"Ani": Verdict.YES, "Budi": Verdict.YES, "Cici": Verdict.NO}
    page.families.select(next(one.id for one in page.families.rows() if one.facts.name == "Cici"))
    assert "41 years old on 20 Nov 2026, over 40" in page.reasons_label.text()


def test_a_verdict_narrows_the_list(page):
    page.chips.set_active({"verdict": Verdict.NO})
    page._show_families()
    assert set(verdicts(page)) == {"Cici"}


def test_the_fair_list_nominates_as_many_as_there_are_seats(ctx, page, told):
    ranks = []

    def act(box):
        ranks.extend((place.match.facts.name, place.has_seat) for place in box.table.rows())
        box.seats_edit.set_value(1)
        box.reload()
        box.go_button.click()

    answer(ShortlistDialog, act)
    page.list_button.click()
    assert {name for name, _seat in ranks} == {"Ani", "Budi"}
    assert told[-1].text == "1 family nominated."
    (line,) = service.nominations(ctx, PENA)
    assert line.nomination.rank == 1
    assert line.nomination.reason
    undo.undo(ctx.db, today=TODAY, reason="")
    assert service.nominations(ctx, PENA) == []


def test_who_does_not_fit_is_nominated_only_with_a_warning(ctx, page, families):
    said = []

    def act(box):
        said.extend(label.text() for label in box.findChildren(QLabel))
        filled(reason="Usaha sudah besar")(box)

    page.families.select(families["Cici"])
    answer(FormDialog, act)
    page.nominate_button.click()
    (line,) = service.nominations(ctx, PENA)
    assert (line.family_name, line.nomination.reason) == ("Cici", "Usaha sudah besar")
    assert "1 family does not fit all rules, or it is not known." in said


def test_answers_of_several_families_are_one_step_and_leave_what_was_not_asked(
    ctx, screen, families
):
    code = service.save_programme(
        ctx,
        Programme(
            code="", name="Lokal", questions=(Question("nib", "Punya NIB?"), Question("hp", "HP?"))
        ),
    )
    service.answer(ctx, [families["Ani"]], {"hp": True})
    screen.reload()
    page = screen.programme_page
    assert page.table.select(code)
    page.families.view.selectAll()
    answer(FormDialog, filled(nib=True))
    page.answer_button.click()
    answers = {one.facts.name: dict(one.facts.answers) for one in service.matches(ctx, code)}
    assert answers["Ani"] == {"hp": True, "nib": True}
    assert answers["Budi"].get("hp") is None
    undo.undo(ctx.db, today=TODAY, reason="")
    assert all("nib" not in one.facts.answers or one.facts.answers["nib"] is None
               for one in service.matches(ctx, code))  # fmt: skip


def test_a_local_programme_is_added_copied_and_removed(ctx, page, told):
    answer(FormDialog, filled(name="Modal Kelurahan", age_min=18, quota=5))
    page.add_button.click()
    assert told[-1].text == "The programme is saved."
    own = next(one for one in service.programmes(ctx) if one.name == "Modal Kelurahan")
    assert (own.age_min, own.quota, own.is_given) == (18, 5, False)
    page.table.select(own.code)
    answer(FormDialog, filled(name="Modal Kelurahan 2027", valid_from=date(2027, 1, 1)))
    page.copy_button.click()
    assert {"Modal Kelurahan", "Modal Kelurahan 2027"} <= {p.name for p in service.programmes(ctx)}
    page.table.select(own.code)
    page.remove_button.click()
    assert told[-1].text == "The programme lies in the bin."
    assert "Modal Kelurahan" not in {p.name for p in service.programmes(ctx)}


def test_a_programme_that_was_given_can_be_changed_and_not_removed(ctx, page):
    assert not page.remove_button.isEnabled()
    answer(FormDialog, filled(age_max=45))
    page.edit_button.click()
    assert service.programme(ctx, PENA).age_max == 45
    assert verdicts(page)["Cici"] is Verdict.YES


def test_what_became_of_a_nomination_is_followed(ctx, screen, families, told):
    service.nominate(ctx, PENA, [families["Ani"]])
    screen.pages.setCurrentIndex(NOMINATIONS)
    page = screen.nominations_page
    (line,) = page.table.rows()
    assert line.nomination.state is State.NOMINATED
    answer(
        FormDialog,
        filled(accepted_on=TODAY, trained_on=TODAY, received_on=TODAY, amount=5_000_000),
    )
    page.edit_button.click()
    assert page.table.rows()[0].nomination.state is State.RECEIVED
    page.chips.set_active({"open": True})
    page.reload()
    assert len(page.table.rows()) == 1
    answer(FormDialog, filled(outcome=Outcome.GROWS))
    page.edit_button.click()
    assert page.table.rows() == []
    (kept,) = service.nominations(ctx, PENA)
    assert (kept.nomination.outcome, kept.nomination.outcome_on) == (Outcome.GROWS, TODAY)


def test_a_nomination_is_withdrawn_with_a_reason(ctx, screen, families, told):
    service.nominate(ctx, PENA, [families["Ani"]])
    screen.pages.setCurrentIndex(NOMINATIONS)
    page = screen.nominations_page
    answer(FormDialog, filled(reason="Pindah"))
    page.withdraw_button.click()
    (line,) = service.nominations(ctx, PENA)
    assert line.nomination.state is State.WITHDRAWN
    assert "Pindah" in line.nomination.note
    assert not page.withdraw_button.isEnabled()


def test_papers_of_the_pages_are_those_in_front(screen, page):
    kinds = [document.kind for document in screen.print_documents()]
    assert kinds[0] == "programmes"
    screen.pages.setCurrentIndex(NOMINATIONS)
    assert [document.kind for document in screen.print_documents()] == ["nominations"]
    screen.pages.setCurrentIndex(PROGRAMMES)
    assert [document.kind for document in screen.print_documents()] == kinds


def test_what_was_found_for_a_programme_no_longer_chosen_is_not_shown(page):
    before = page.families.rows()
    assert before
    page._show_matches("another", [])
    assert page.families.rows() == before
