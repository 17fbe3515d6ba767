"""A facilitator's week: plan, visit, type from paper, refer, answer, graduate, look ahead.

By keys alone, on the practice book, in the real window.
"""

from datetime import UTC, date, datetime

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.i18n import _
from fieldkit.features.agenda import service as agenda
from fieldkit.features.graduation import service as graduation
from fieldkit.features.graduation.model import Stage
from fieldkit.features.people import service as people
from fieldkit.features.practice import service as practice
from fieldkit.features.programmes import service as programmes
from fieldkit.features.referrals import service as referrals
from fieldkit.features.referrals.diary import Progress
from fieldkit.features.referrals.model import Outcome
from fieldkit.features.rounds import service as rounds
from fieldkit.features.rounds.model import State
from fieldkit.features.visits import service as visits
from fieldkit.ui.shell.family_finder import FamilyFinder
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.unlock import UnlockDialog
from fieldkit.ui.widgets.dialogs import FormDialog
from tests.journeys.hands import file_dialog

DECEMBER = Month(2026, 12)
MONDAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest.fixture
def rina(laptop, practice_book, noon):
    """The facilitator on Monday morning, with the practice book open."""

    def unlock(hands):
        hands.type(practice.PASSPHRASE)
        hands.press("Return")

    noon.instant = MONDAY
    one = laptop("rina", "id")
    assert one.start((UnlockDialog, unlock), book=practice_book)
    return one


def look_at_pages(hands):
    """Wait for the preview's pages and close it."""
    hands.wait(lambda: hands.box.preview.page_total > 0)
    hands.press("Esc")


def find(name):
    """Find a family by its name and take it."""

    def answer(hands):
        box = hands.box
        hands.type(name)
        hands.wait(lambda: [row.name for row in box.table.rows()][:1] == [name])
        hands.press("Ctrl+Return")

    return FamilyFinder, answer


def fill(*deeds):
    """Fill a form in, deed by deed, and save it."""

    def answer(hands):
        for verb, name, text in deeds:
            getattr(hands, verb)(_(name), text)
        hands.press("Ctrl+Return")

    return FormDialog, answer


def plan_december(one):
    """Monday: look at the week, and keep the visits proposed for December."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+Shift+A")
    assert window.screen_key == "agenda"
    days = agenda.week(one.ctx)
    assert next(day.day for day in days) == date(2026, 11, 30)
    hands.press("Ctrl+P", answers=((PreviewDialog, look_at_pages),))
    hands.press("Ctrl+4", "Alt+2", "Ctrl+Right")
    page = window.current_screen.plan_page
    hands.wait(lambda: page.accept_button.isEnabled() and page.accept_button.isVisible())
    before = rounds.propose(one.ctx, DECEMBER).suggestions
    hands.press("Ctrl+Return")
    hands.wait(lambda: rounds.month_plan(one.ctx, DECEMBER))
    plan = rounds.month_plan(one.ctx, DECEMBER)
    assert {visit.family_id for visit in plan} == {suggestion.id for suggestion in before}
    assert all(visit.reasons for visit in plan)
    return plan


def type_from_paper(one, plan, noon):
    """Thursday evening: three of the visits planned, typed by their row codes."""
    hands = one.hands
    noon.instant = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
    made = [visit for visit in plan if visit.day and visit.day <= date(2026, 12, 3)][:3]
    assert len(made) == 3
    hands.press("Alt+3")
    for number, visit in enumerate(made, 1):
        hands.to(_("{column}, line {number}").format(column=_("Code"), number=number))
        hands.type(visit.row_code)
        hands.press("Return")
        for text in (f"{visit.day:%d/%m/%Y}", "u", "Sehat", "Mencatat uang usaha", "", ""):
            hands.type(text)
            hands.press("Return")
    hands.press("Ctrl+Return")
    hands.said(one.window, "3 ")
    known = visits.visits_of_month(one.ctx, DECEMBER)
    assert {line.visit.family_id for line in known} == {visit.family_id for visit in made}
    states = {visit.id: visit.state for visit in rounds.month_plan(one.ctx, DECEMBER)}
    assert all(states[visit.id] is State.DONE for visit in made)
    return made[0]


def refer_and_ask(one, family):
    """Friday: refer the family to a training, and hear what came of it."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+0", "Alt+2")
    before = len(referrals.referrals(one.ctx))
    hands.press(
        "Ctrl+N",
        answers=(
            find(family.name),
            fill(
                ("choose", "Need", _("Training")),
                ("choose", "Where to", "Pelatihan pemasaran digital"),
                ("write", "Why, in a sentence for the letter", "Ingin berjualan daring"),
            ),
        ),
    )
    hands.said(window, _("It is noted."))
    lines = referrals.referrals(one.ctx, family_id=family.family_id)
    assert len(referrals.referrals(one.ctx)) == before + 1
    [line] = [line for line in lines if line.referral.reason == "Ingin berjualan daring"]
    assert line.service_name == "Pelatihan pemasaran digital"
    page = window.current_screen.front()
    page.table.select(line.id)
    hands.press("Ctrl+R", answers=((PreviewDialog, look_at_pages),))
    hands.press("Ctrl+D", answers=(fill(("choose", "What came of it", _("Served"))),))
    hands.said(window, _("It is noted."))
    assert referrals.referral(one.ctx, line.id).referral.outcome is Outcome.SERVED


def answer_a_complaint(one, family):
    """Friday: somebody complains; it is looked into at once."""
    hands, window = one.hands, one.window
    hands.press("Alt+4")
    hands.press(
        "Ctrl+N",
        answers=(
            find(family.name),
            fill(
                ("choose", "How it came", _("In person")),
                ("choose", "About", _("Card or account")),
                ("write", "The complaint", "Kartu tertelan mesin"),
            ),
        ),
    )
    hands.said(window, _("It is noted."))
    [line] = [
        line
        for line in referrals.complaints_of(one.ctx, family.family_id)
        if line.complaint.text == "Kartu tertelan mesin"
    ]
    assert line.complaint.nik
    window.current_screen.front().table.select(line.id)
    hands.press("Ctrl+D", answers=(fill(("write", "What was done", "Diantar ke bank")),))
    hands.said(window, _("It is noted."))
    assert referrals.complaint(one.ctx, line.id).state is Progress.ANALYSED


def put_on_the_path(one, family):
    """Friday: the family becomes a candidate for graduation; programmes say why it fits or not."""
    hands, window = one.hands, one.window
    if family.family_id not in {card.id for card in graduation.cards(one.ctx)}:
        hands.press("Ctrl+Shift+G", "Alt+1")
        hands.press("Ctrl+N", answers=(find(family.name),))
        hands.said(window, _("On the path to graduation."))
    assert graduation.case_of(one.ctx, family.family_id).case.stage in tuple(Stage)
    for programme, found in programmes.match_family(one.ctx, family.family_id):
        assert found.findings, programme.name


def look_ahead(one, folder):
    """Saturday: note a meeting, tick what is done, and take next week along on the phone."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+Shift+A")
    hands.press(
        "Ctrl+N",
        answers=(
            fill(
                ("write", "What", "Rakor kecamatan"),
                ("write", "From", "13"),
            ),
        ),
    )  # fmt: skip
    hands.said(window, _("The appointment is noted."))
    screen = window.current_screen
    own = [item for item in screen.table.rows() if item.title == "Rakor kecamatan"]
    screen.table.select(own[0].id)
    screen.table.view.setFocus()
    hands.press("Ctrl+D")
    hands.said(window, _("It is ticked."))
    file = folder / "minggu.ics"
    hands.push(_("Calendar file"), answers=(file_dialog(file),))
    hands.wait(file.exists)
    text = file.read_text(encoding="utf-8")
    names = {row.name for row in people.families(one.ctx, limit=-1)}
    assert text.startswith("BEGIN:VCALENDAR")
    assert not [name for name in names if name in text]


def test_a_facilitators_week(rina, noon, tmp_path):
    began = rina.dump()
    plan = plan_december(rina)
    family = type_from_paper(rina, plan, noon)
    noon.instant = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
    refer_and_ask(rina, family)
    answer_a_complaint(rina, family)
    put_on_the_path(rina, family)
    look_ahead(rina, tmp_path)
    assert rina.dump() != began
