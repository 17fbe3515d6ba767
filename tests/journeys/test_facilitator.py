"""A facilitator's month, from the first start to the report, by keys alone."""

from pathlib import Path

import xlsxwriter

from fieldkit.core.i18n import _
from fieldkit.features.homework import service as homework
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.group import service as kubes
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.model import SessionStatus
from fieldkit.features.people import service as people
from fieldkit.features.visits import service as visits
from fieldkit.ui.kube.entry_dialogs import CorrectDialog, EntryDialog
from fieldkit.ui.kube.group_forms import KubeDialog, NamesDialog
from fieldkit.ui.p2k2.plan_dialog import PlanDialog
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.unlock import UnlockDialog
from fieldkit.ui.shell.welcome import WelcomeDialog
from fieldkit.ui.sync.contacts import TrustBox
from tests.journeys.hands import file_dialog

PASSPHRASE = "tiga kata ganjil"
GROUPS = {"Mawar": 9, "Anggrek": 8}
NAMES = (
    "Aminah", "Badriah", "Chasanah", "Darsih", "Euis", "Fatonah", "Gayatri", "Halimah", "Icih",
    "Juariah", "Kartini", "Lilis", "Marni", "Nining", "Oom", "Pipih", "Qomariah",
)  # fmt: skip


def excel_list(file: Path) -> Path:
    """A list as facilitators have it: title, merged cells, apostrophes, blank and total rows."""
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("KPM 2026")
    sheet.merge_range("A1:H1", "DAFTAR KPM PKH KELURAHAN CEMPAKA ASRI")
    sheet.merge_range("A2:H2", "Keadaan November 2026")
    for column, title in enumerate((
        "No", "Nama Pengurus", "NIK Pengurus", "No. KK", "Kelompok", "RT", "RW", "Alamat",
    )):  # fmt: skip
        sheet.write(3, column, title)
    row, serial = 4, -1
    for group, size in GROUPS.items():
        first = row
        for number in range(size):
            serial += 1
            nik = f"99010141019{serial:05d}"
            sheet.write(row, 0, number + 1)
            sheet.write(row, 1, NAMES[serial])
            if serial % 3:
                sheet.write(row, 2, f"'{nik}")
            else:
                sheet.write_string(row, 2, nik)
            sheet.write_string(row, 3, f"99010101{serial:08d}")
            sheet.write(row, 5, "003")
            sheet.write(row, 6, 9)
            sheet.write(row, 7, f"Kp. Baru No. {serial + 1}")
            row += 1
        sheet.merge_range(first, 4, row - 1, 4, group)
        row += 1
    sheet.write(row, 1, "Terlalu Panjang")
    sheet.write(row, 2, "'99010141019000011")
    sheet.write(row, 4, "Anggrek")
    sheet.write(row + 1, 1, "JUMLAH")
    sheet.write(row + 1, 2, sum(GROUPS.values()))
    book.close()
    return file


def first_start(hands):
    """Make a book on the welcome page."""
    hands.push(_("Make a new book"))
    hands.write(_("Your name"), "Sri Utami, S.Sos.")
    hands.choose(_("Your task"), _("PKH facilitator"))
    hands.write(_("Office"), "Dinas Sosial Kota Nusa Asri")
    hands.write(_("Regency or city"), "Kota Nusa Asri")
    hands.write(_("Passphrase"), PASSPHRASE)
    hands.write(_("Passphrase once more"), PASSPHRASE)
    hands.push(_("Make the book"))
    hands.push(_("I have written the code down and keep it safe"))
    hands.push(_("Continue"))


def unlock(hands):
    """Open the book with the passphrase."""
    hands.type(PASSPHRASE)
    hands.press("Return")


def import_list(one, file):
    """Bring the list in, take it back, and bring it in again."""
    hands, window = one.hands, one.window
    empty = one.dump()
    hands.press("Ctrl+2", "Ctrl+I")
    hands.push(_("Choose a file…"), answers=(file_dialog(file),))
    page = window.current_screen.import_page
    families = sum(GROUPS.values())
    hands.wait(lambda: page.apply_button.isVisible() and str(families) in page.apply_button.text())
    hands.press("Ctrl+Return")
    said = hands.said(window, f"{families} ")
    assert people.count_families(one.ctx) == families
    assert said.startswith(f"{families + 1} ")  # each row has a result: one is refused
    found = {g.name: len(people.families_of_group(one.ctx, g.id)) for g in people.groups(one.ctx)}
    assert found == GROUPS
    brought = one.dump()
    hands.press("Ctrl+Z")
    hands.wait(lambda: people.count_families(one.ctx) == 0)
    assert one.dump() == empty
    hands.press("Ctrl+Y")
    hands.wait(lambda: people.count_families(one.ctx) == families)
    assert one.dump() == brought


def plan_session(hands):
    """Fill in the plan of a session today."""
    hands.choose(_("Group"), "Mawar")
    hands.choose(_("Session"), "M1S1")
    hands.write(_("Date"), "h")
    hands.write(_("Place"), "Balai RW 09")
    hands.write(_("Starts"), "9")
    hands.write(_("Ends"), "11")
    hands.press("Ctrl+Return")


def look_at_pages(hands):
    """Wait for the preview's pages and close it."""
    preview = hands.box.preview
    hands.wait(lambda: preview.page_total > 0)
    hands.press("Esc")


def hold_session(one):
    """Plan, look at the blank sheet, mark who came, tell the story, save."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+3")
    hands.press("Ctrl+N", answers=((PlanDialog, plan_session),))
    hands.said(window, "Mawar")
    screen = window.current_screen
    session_id = screen.month_page.current_row().id
    hands.to(_("Groups in this month"))
    hands.press("Return")
    assert screen.shows_meeting
    hands.press("Ctrl+P", answers=((PreviewDialog, look_at_pages),))
    for key in "hhhsihhah":
        hands.type(key)
    hands.press("Up")
    hands.type("2")
    hands.press("Alt+3")
    hands.write(_("Process"), "Dibuka dengan doa bersama")
    hands.write(_("Result"), "Peserta menyebut tiga cara mendampingi anak")
    hands.press("Ctrl+S")
    hands.said(window, "Mawar")
    session = p2k2.session(one.ctx, session_id)
    assert session.status is SessionStatus.HELD
    assert session.result.startswith("Peserta")
    counts = p2k2.sessions_of_month(one.ctx, screen.month)[0].counts
    assert (counts.present, counts.sick, counts.excused, counts.absent) == (6, 1, 1, 1)


def visit_home(one):
    """Visit the family that is first in the planner."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+4")
    hands.type("Badriah")
    hands.press("Return")
    hands.write(_("Date of the visit"), "h")
    hands.push(_("Data update"))
    hands.write(_("House and surroundings"), "Rumah bersih, ventilasi cukup")
    hands.write(_("Agreement"), "Mencatat uang harian")
    hands.press("Ctrl+Return")
    hands.said(window, _("The visit is saved."))
    assert [line.visit.agreement for line in visits.visits_of_month(one.ctx, _month(one))] == [
        "Mencatat uang harian"
    ]


def _month(one):
    return one.window.current_screen.month


def check_homework(one):
    """Type a family's month of money and mark it as checked."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+5")
    hands.choose(_("Group"), "Mawar")
    hands.press("Ctrl+G")
    hands.said(window, "9")
    hands.to(_("Sheets of the group"))
    hands.press("Home", "Return")
    hands.write(_("Wages"), "1800000")
    hands.write(_("Food"), "900rb")
    hands.write(_("Saved this month"), "50000")
    hands.press("Alt+3")
    hands.said(window, _("Checked").lower())
    [one_group] = [p for p in homework.progress(one.ctx, _month(one)) if p.group_name == "Mawar"]
    assert (one_group.given, one_group.checked, one_group.saved) == (9, 1, 50_000)


def new_kube(hands):
    """Fill in what the group agreed."""
    hands.write(_("Name of the KUBE"), "Melati 3")
    hands.write(_("Dues of each member at each meeting"), "5000")
    hands.press("Ctrl+Return")


def member_names(hands):
    """Write one name on each line."""
    hands.to(_("Names"))
    for name in NAMES[:5]:
        hands.type(name)
        hands.press("Return")
    hands.press("Ctrl+Return")


def money_in(hands):
    """Enter what came in."""
    hands.choose(_("What for?"), _("Other income"))
    hands.write(_("Amount"), "150000")
    hands.write(_("Description"), "Hasil penjualan peyek")
    hands.press("Ctrl+Return")


def right_amount(hands):
    """Put the right amount beside the wrong one."""
    hands.write(_("Why is it corrected?"), "Salah tulis")
    hands.write(_("Amount"), "125000")
    hands.press("Ctrl+Return")


def meet(one):
    """Make a KUBE, hold its meeting on one page, book money and put an amount right."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+6")
    hands.press("Ctrl+N", answers=((KubeDialog, new_kube),))
    hands.push(_("Add several"), answers=((NamesDialog, member_names),))
    [kube] = kubes.kubes(one.ctx)
    assert len(kubes.members(one.ctx, kube.id)) == 5
    hands.press("Ctrl+N", *["Return"] * 4)
    hands.type("s")
    hands.press("Alt+2")
    hands.write(_("Point {number}").format(number=1), "Pesanan PMT")
    hands.write(_("Decision"), "Memasak bergiliran")
    hands.press("Alt+4")
    hands.push(_("Money out"))
    hands.choose(_("What for?"), _("Supplies"))
    hands.write(_("Description"), "Gula dan teh")
    hands.write(_("Amount in rupiah"), "12000")
    hands.press("Ctrl+S")
    hands.said(window, "20.000")
    assert len(meetings.meetings_of(one.ctx, kube.id)) == 1
    assert cashbook.balances(one.ctx, kube.id)[Pot.KAS] == 8_000
    hands.press("Alt+Up")
    hands.tab(_("Cash"))
    hands.press("Alt+M", answers=((EntryDialog, money_in),))
    hands.said(window, "150.000")
    hands.to(_("Cash book"))
    hands.press("Ctrl+End")
    hands.press("F2", answers=((CorrectDialog, right_amount),))
    assert cashbook.balances(one.ctx, kube.id)[Pot.KAS] == 133_000
    rows = cashbook.ledger_of(one.ctx, kube.id, Pot.KAS).rows
    assert len(rows) == 5  # dues, tea, the wrong amount, its reversal and the right one


def print_month(one, folder):
    """Save the whole month's reports."""
    hands, window = one.hands, one.window
    hands.press("Ctrl+7")
    screen = window.current_screen
    hands.wait(lambda: screen.preview.page_total > 0)
    folder.mkdir()
    hands.press("Ctrl+Shift+S", answers=(file_dialog(folder),))
    hands.said(window, "2026")
    written = [p.name for p in folder.rglob("*.pdf")]
    assert len(written) >= 10
    assert all(p.stat().st_size > 2000 for p in folder.rglob("*.pdf"))


def coordinator_start(hands):
    """Make the coordinator's book."""
    hands.push(_("Make a new book"))
    hands.write(_("Your name"), "Budi Hartono")
    hands.choose(_("Your task"), _("Coordinator"))
    hands.write(_("Passphrase"), PASSPHRASE)
    hands.write(_("Passphrase once more"), PASSPHRASE)
    hands.push(_("Make the book"))
    hands.push(_("I have written the code down and keep it safe"))
    hands.push(_("Continue"))


def write_card(one, file):
    """Write the own contact card."""
    one.hands.press("Ctrl+8")
    one.hands.tab(_("Contacts"))
    one.hands.push(_("Write my card to a file…"), answers=(file_dialog(file),))
    one.hands.wait(file.exists)


def same_words(hands):
    """Say that the fingerprint is the same."""
    hands.push(_("All four are the same"))


def take_card(one, file):
    """Take somebody's card after comparing the words."""
    one.sit_down()
    one.hands.press("Ctrl+8")
    one.hands.tab(_("Contacts"))
    one.hands.press("Ctrl+N", answers=(file_dialog(file), (TrustBox, same_words)))


def hand_over(sri, budi, stick):
    """Exchange cards, send, receive with a dry run, merge, and once more without effect."""
    stick.mkdir()
    write_card(sri, stick / "sri.fkcard")
    assert budi.start((WelcomeDialog, coordinator_start))
    write_card(budi, stick / "budi.fkcard")
    take_card(budi, stick / "sri.fkcard")
    take_card(sri, stick / "budi.fkcard")
    sri.hands.tab(_("Send and receive"))
    sri.hands.press("Ctrl+E", answers=(file_dialog(stick),))
    sri.hands.wait(sri.window.current_screen.send_card.result.isVisible)
    [file] = stick.glob("*.fkx")
    budi.sit_down()
    hands, page = budi.hands, budi.window.current_screen.receive_page
    empty = budi.dump()
    hands.tab(_("Send and receive"))
    hands.press("Ctrl+O", answers=(file_dialog(file),))
    hands.wait(page.merge_button.isVisible)
    assert budi.dump() == empty
    hands.press("Ctrl+Return")
    hands.said(budi.window, _("{count} file").format(count=1))
    assert people.count_families(budi.ctx) == sum(GROUPS.values())
    merged = budi.dump()
    hands.press("Esc")
    hands.press("Ctrl+O", answers=(file_dialog(file),))
    hands.wait(lambda: page.isVisible() and not page.merge_button.isVisible())
    assert budi.dump() == merged
    budi.close()
    sri.sit_down()


def test_a_facilitators_month(laptop, tmp_path):
    sri, budi = laptop("sri", "id"), laptop("budi", "en")
    assert sri.start((WelcomeDialog, first_start))
    assert sri.ctx.me.name == "Sri Utami, S.Sos."
    assert sri.window.screen_key == "home"
    import_list(sri, excel_list(tmp_path / "kpm.xlsx"))
    hold_session(sri)
    visit_home(sri)
    check_homework(sri)
    meet(sri)
    print_month(sri, tmp_path / "laporan")
    hand_over(sri, budi, tmp_path / "stick")
    before = sri.dump()
    sri.close()
    assert sri.start((UnlockDialog, unlock))
    assert sri.dump() == before
