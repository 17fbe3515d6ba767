"""A leader's day: the book handed out, dues by the Enter key, the cash book, and back again."""

import pytest

from fieldkit.core.i18n import _
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.group import service as kubes
from fieldkit.features.practice import service as practice
from fieldkit.ui.kube.entry_dialogs import EntryDialog
from fieldkit.ui.shell.unlock import UnlockDialog
from fieldkit.ui.shell.welcome import WelcomeDialog
from fieldkit.ui.sync.handing_out import FirstKeyBox, HandOutDialog
from tests.journeys.hands import file_dialog

PASSPHRASE = "bendahara melati tiga"


@pytest.fixture
def rina(laptop, practice_book):
    """The facilitator, with the practice book open."""

    def unlock(hands):
        hands.type(practice.PASSPHRASE)
        hands.press("Return")

    one = laptop("rina", "id")
    assert one.start((UnlockDialog, unlock), book=practice_book)
    return one


def hand_out(rina, file):
    """Hand the book of the second KUBE to its treasurer; return its first key."""
    kube = kubes.kubes(rina.ctx)[-1]
    treasurer = kubes.members(rina.ctx, kube.id)[2]
    told = []

    def choose(hands):
        hands.choose(_("KUBE"), kube.name)
        hands.choose(_("Who will keep the book"), treasurer.name)
        hands.press("Ctrl+Return")

    def write_down(hands):
        told.append(hands.box.key_label.text())
        hands.push(_("I have written the first key down"))
        hands.push(_("Close"))

    rina.hands.press("Ctrl+8")
    rina.hands.tab(_("Contacts"))
    rina.hands.push(
        _("Hand out a leader's book…"),
        answers=((HandOutDialog, choose), file_dialog(file), (FirstKeyBox, write_down)),
    )
    return kube, told[0]


def open_hand_out(file, first_key):
    """Take the file on the welcome page."""

    def answer(hands):
        hands.push(_("I got a file from my facilitator"))
        hands.push(_("Choose…"), answers=(file_dialog(file),))
        hands.write(_("First key, as the facilitator told you"), first_key)
        hands.write(_("Passphrase"), PASSPHRASE)
        hands.write(_("Passphrase once more"), PASSPHRASE)
        hands.push(_("Open"))
        hands.push(_("I have written the code down and keep it safe"))
        hands.push(_("Continue"))

    return WelcomeDialog, answer


def go(one, words):
    """Open a screen through the search over everything."""
    one.hands.press("Ctrl+K")
    one.hands.type(words)
    one.hands.press("Return")


def note_dues(euis, kube):
    """Enter once for every member, and once to save."""
    members = kubes.members(euis.ctx, kube.id)
    before = cashbook.balances(euis.ctx, kube.id)[Pot.KAS]
    assert euis.hands.focused() is euis.window.current_screen.leader_home.dues_button
    euis.hands.press("Return", *["Return"] * len(members), "Return")
    euis.hands.said(euis.window, _("{count} present").format(count=len(members)))
    paid = cashbook.balances(euis.ctx, kube.id)[Pot.KAS] - before
    assert paid == len(members) * kube.dues_amount


def book_money(euis, kube):
    """Open the cash book by its big button and enter what was earned."""
    before = cashbook.balances(euis.ctx, kube.id)[Pot.KAS]

    def money_in(hands):
        hands.choose(_("What for?"), _("Other income"))
        hands.write(_("Amount"), "75rb")
        hands.write(_("Description"), "Pesanan kue")
        hands.press("Ctrl+Return")

    euis.hands.push(_("Back"))
    euis.hands.push(_("Cash book"))
    euis.hands.push(_("Money in"), answers=((EntryDialog, money_in),))
    euis.hands.said(euis.window, "75.000")
    assert cashbook.balances(euis.ctx, kube.id)[Pot.KAS] == before + 75_000


def send(one, folder):
    """Write the file for the only contact there is."""
    go(one, _("Exchange"))
    one.hands.press("Ctrl+E", answers=(file_dialog(folder),))
    one.hands.wait(one.window.current_screen.send_card.result.isVisible)
    [file] = folder.glob("*.fkx")
    return file


def receive(one, file):
    """Look the file through and merge it."""
    go(one, _("Exchange"))
    one.hands.tab(_("Send and receive"))
    page = one.window.current_screen.receive_page
    one.hands.press("Ctrl+O", answers=(file_dialog(file),))
    one.hands.wait(page.merge_button.isVisible)
    one.hands.press("Ctrl+Return")
    one.hands.wait(page.receipt_notice.isVisible)


def test_a_leaders_day(rina, laptop, tmp_path):
    kube, first_key = hand_out(rina, tmp_path / "melati.fkbook")
    euis = laptop("euis", "id")
    assert euis.start(open_hand_out(tmp_path / "melati.fkbook", first_key))
    assert euis.ctx.role is Role.LEADER
    assert euis.window.current_screen.leader_home.isVisible()
    note_dues(euis, kube)
    book_money(euis, kube)
    stick = tmp_path / "stick"
    stick.mkdir()
    file = send(euis, stick)
    there = cashbook.balances(euis.ctx, kube.id)
    euis.close()
    rina.sit_down()
    assert cashbook.balances(rina.ctx, kube.id) != there
    receive(rina, file)
    assert cashbook.balances(rina.ctx, kube.id) == there
