"""A year of KUBE Melati 3 lived at the window by keys, and every sum on its papers reckoned by hand.

The figures are those of paper 004: ten members, Rp5.000 at each weekly meeting, PMT twice a month
for 400 boxes, bazaars with bir pletok at Rp15.000 for two bottles and Rp10.000 for one at an office,
one illness helped from IKS, the contest of 2019 with Rp9.100.000. The clock moves from Monday to
Monday; nothing is entered but by keys, nothing is read but the printed pages.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from fieldkit.core.clock import FixedClock
from fieldkit.core.dates import Month
from fieldkit.core.i18n import _
from fieldkit.core.money import format_number
from fieldkit.features.kube import checks
from fieldkit.ui.kube.closing_dialog import ClosingDialog
from fieldkit.ui.kube.entry_dialogs import OpeningDialog, TransferDialog
from fieldkit.ui.kube.events_section import EventDialog
from fieldkit.ui.kube.group_forms import KubeDialog, MemberDialog, NamesDialog
from fieldkit.ui.kube.iks_section import GrantDialog
from fieldkit.ui.kube.orders_section import OrderDialog
from fieldkit.ui.kube.sales_section import SaleDialog
from fieldkit.ui.kube.sharing_section import SharingDialog
from fieldkit.ui.shell.welcome import WelcomeDialog
from fieldkit.ui.widgets.dialogs import Box, FormDialog
from tests.journeys.hands import every_clock, file_dialog

PASSPHRASE = "tiga kata ganjil"
NAMES = (
    "Aminah", "Badriah", "Chasanah", "Darsih", "Euis", "Fatonah", "Gayatri", "Halimah", "Idah",
    "Jumiati",
)  # fmt: skip
MONDAYS = [date(2019, 1, 7) + timedelta(weeks=n) for n in range(51)]
CASH, HELP, TRADE, RECORDS = 3, 5, 6, 7


# What is typed at a meeting that is not like the others, from the first member's line down:
# Enter for whoever paid as usual, or the letters and figures of a line.
USUAL = ("Return",)
TYPED = {
    9: {"Jumiati": ("a",)},
    10: {"Jumiati": ("Return", "#10000", "Return")},  # the week before, too; hers is the last line
    11: {"Idah": ("Return", "Up", "#3000", "Return")},  # in part
    12: {"Halimah": ("Return", "Up", "#15000", "Return")},  # two weeks ahead
    13: {"Halimah": ("h",)},
    14: {"Halimah": ("h",)},
    19: {"Gayatri": ("s",)},  # free by the group's rule
    29: {"Fatonah": ("i",)},  # away with leave, and owes nevertheless
    41: {"Euis": ("h",)},  # paid ahead the week before
}


@pytest.fixture
def noon(monkeypatch) -> FixedClock:
    """The clock of the laptop: it begins on the first Monday of 2019."""
    return every_clock(monkeypatch, datetime(2019, 1, 7, 3, 0, tzinfo=UTC))


class Year:
    """The group's facilitator at the keyboard."""

    def __init__(self, one, clock, folder):
        self.one, self.clock, self.folder = one, clock, folder
        self.hands = one.hands
        self.month = 1

    @property
    def page(self):
        return self.one.window.current_screen.group_page

    def on(self, day):
        """Another day; the books of its month are turned up."""
        while (self.clock.today().month, self.clock.today().year) != (day.month, day.year):
            self.clock.advance(days=1)
            if self.clock.today().day == 1:
                self.hands.press("Ctrl+Right")
        self.clock.advance(days=(day - self.clock.today()).days)

    def box(self, kind, *fields, save="Ctrl+Return"):
        """Answer a box by writing and choosing in its fields."""

        def answer(hands):
            for name, text in fields:
                if name == "push":
                    hands.push(text)
                elif text.startswith("="):
                    hands.choose(name, text[1:])
                else:
                    hands.write(name, text)
            hands.press(save)

        return kind, answer

    def chip(self, tab, title):
        """Go to one of the lists behind the chips of a tab."""
        self.hands.press(f"Alt+{tab}")
        group = self.page.tabs.currentWidget().chips
        titles = [chip.text() for chip in group.buttons()]
        for _step in range(120):
            if self.hands.focused() in group.buttons():
                break
            self.hands.press("Tab")
        while (step := titles.index(title) - group.checkedId()) != 0:
            self.hands.press("Right" if step > 0 else "Left")

    def rows(self, *keys):
        """Go to the list in front, and there by these keys."""
        table = self.page.tabs.currentWidget().current.table
        for _step in range(120):
            if (here := self.hands.focused()) is table or table.isAncestorOf(here):
                break
            self.hands.press("Tab")
        self.hands.press(*keys)

    def papers(self, month):
        """Save the whole month's reports as the screen of reports does; their texts by name."""
        hands, window = self.hands, self.one.window
        hands.press("Ctrl+7")
        while (shown := window.current_screen.month) != month:
            hands.press("Ctrl+Left" if shown > month else "Ctrl+Right")
        folder = self.folder / str(month)
        folder.mkdir()
        hands.press("Ctrl+Shift+S", answers=(file_dialog(folder),))
        hands.said(window, str(month.year))
        return {
            file.stem[3:].split(" - ")[0]: text_of(file) for file in sorted(folder.rglob("*.pdf"))
        }


def text_of(file):
    """The words of a PDF as they come out of the printer."""
    pages = pypdfium2.PdfDocument(file)
    return re.sub(r"\s+", " ", " ".join(p.get_textpage().get_text_range() for p in pages))


def first_start(hands):
    hands.push(_("Make a new book"))
    hands.write(_("Your name"), "Sri Utami, S.Sos.")
    hands.choose(_("Your task"), _("PKH facilitator"))
    hands.write(_("Passphrase"), PASSPHRASE)
    hands.write(_("Passphrase once more"), PASSPHRASE)
    hands.push(_("Make the book"))
    hands.push(_("I have written the code down and keep it safe"))
    hands.push(_("Continue"))


def names(hands):
    hands.to(_("Names"))
    for name in NAMES:
        hands.type(name)
        hands.press("Return")
    hands.write(_("Member since"), "1/5/2016")
    hands.press("Ctrl+Return")


def begin(year):
    """The group, its members, what is in the box, and what it sells."""
    hands = year.hands
    hands.press("Ctrl+6")
    hands.press("Ctrl+N", answers=(year.box(
        KubeDialog, (_("Name of the KUBE"), "Melati 3"), (_("Village"), "Galur"),
        (_("District"), "Johar Baru"), (_("Regency or city"), "Jakarta Pusat"),
        (_("Dues of each member at each meeting"), "5000"),
        (_("IKS of each member at each meeting"), "1000"), ("push", _("Sick")),
    ),))  # fmt: skip
    hands.push(_("Add several"), answers=((NamesDialog, names),))
    hands.to(_("Members"))
    hands.press("Home")
    for position in (_("Chair"), _("Secretary"), _("Treasurer")):
        hands.press("F2", answers=(year.box(MemberDialog, (_("Position"), f"={position}")),))
        hands.press("Down")
    hands.press(f"Alt+{CASH}")
    hands.push(_("Opening balance"), answers=(
        year.box(OpeningDialog, (_("Date"), "7/1/2019"), (_("Amount"), "200000")),
    ))  # fmt: skip
    year.chip(TRADE, _("Products"))
    hands.press("Alt+T", answers=(year.box(
        FormDialog, (_("Name"), "Bir pletok"), (_("What is counted (bottle, bag)"), "botol"),
        (_("Cost of a unit"), "4000"),
    ),))  # fmt: skip
    year.rows()
    for place, pack, price in ((_("Bazaar"), "2", "15000"), (_("Office"), "1", "10000")):
        hands.press("Ins", answers=(year.box(
            FormDialog, (_("Where?"), f"={place}"), (_("Units in a pack"), pack),
            (_("Price of the pack"), price),
        ),))  # fmt: skip


def meet(year, number):
    """A Monday: Enter for everybody who paid as usual, the rest by letters and figures."""
    hands = year.hands
    hands.press("Ctrl+N")
    unusual = TYPED.get(number, {})
    for name in NAMES:
        for key in unusual.get(name, USUAL):
            if key.startswith("#"):
                for figure in key[1:]:
                    hands.type(figure)
            elif len(key) == 1:
                hands.type(key)
            else:
                hands.press(key)
    if number == 1:
        decide(hands)
    if number in COUNTED:
        count(hands, COUNTED[number])
    hands.press("Ctrl+S")
    if number == 40:
        confirm_and_put_right(year)
    hands.press("Alt+Up")


def decide(hands):
    """What was agreed on, who does it, what was bought, and who is host next."""
    hands.press("Alt+2")
    hands.write(_("Point {number}").format(number=1), "Pesanan PMT")
    hands.write(_("Decision"), "Memasak bergiliran")
    hands.press("Alt+4")
    hands.push(_("Money out"))
    hands.choose(_("What for?"), _("Meeting"))
    hands.write(_("Description"), "Gula dan teh")
    hands.write(_("Amount in rupiah"), "12000")


# Notes and coins, and why it is not what the book says.
COUNTED = {
    1: ({100_000: 4, 5_000: 1, 1_000: 3}, ""),
    2: ({100_000: 4, 50_000: 1, 10_000: 1, 5_000: 1, 1_000: 2}, "Kembalian kurang Rp1.000"),
}


def count(hands, counted):
    notes, why = counted
    for value, number in notes.items():
        amount = f"{value:,}".replace(",", ".")
        hands.write(_("How many of {value}").format(value=f"Rp{amount}"), str(number))
    if why:
        hands.write(_("Reason of the difference"), why)


def confirm_and_put_right(year):
    """Two people confirm; Euis had brought twice as much: open again, put right, confirm anew."""
    hands = year.hands
    two = year.box(FormDialog, (_("First"), "=Aminah"), (_("Second"), "=Chasanah"))
    hands.push(_("Two people confirm…"), answers=(two,))
    why = year.box(FormDialog, (_("Why is it opened again?"), "Euis membayar dua kali lipat"))
    hands.push(_("Open it again…"), answers=(why,))
    hands.press("Alt+1", *["Down"] * NAMES.index("Euis"))
    for figure in "10000":
        hands.type(figure)
    hands.press("Return", "Ctrl+S")
    hands.push(_("Two people confirm…"), answers=(two,))


def round_of_pmt(year, month, turn):
    """The toddlers' posts, then posbindu and the elderly: ordered, delivered, paid, bought for."""
    hands, day = year.hands, date(2019, month, (9, 23)[turn])
    if month == 1:
        year.chip(TRADE, _("Orders"))
        hands.press("Alt+T", answers=(year.box(OrderDialog, *order(turn, day)),))
    else:
        hands.press("Ctrl+Left")
        year.chip(TRADE, _("Orders"))
        year.rows("Ctrl+End" if turn else "Ctrl+Home")
        on = (_("To be delivered on"), f"{day:%d/%m/%Y}")
        hands.push(_("Repeat…"), answers=(year.box(FormDialog, on),))
        hands.press("Ctrl+Right")
    year.chip(TRADE, _("Orders"))
    year.rows("Ctrl+End" if turn else "Ctrl+Home")
    hands.press("Ins", answers=(year.box(FormDialog, (_("Received by"), "Kader")),))
    hands.push(_("Paid…"), answers=(year.box(FormDialog),))
    hands.push(_("Spent…"), answers=(year.box(FormDialog, (_("Amount"), "300000")),))


def order(turn, day):
    posts = (
        (("Posyandu 1", _("Toddlers"), "100"), ("Posyandu 2", _("Toddlers"), "100")),
        (("Posbindu", "Posbindu", "120"), ("Lansia", _("Elderly"), "80")),
    )[turn]
    fields = [
        (_("Who orders?"), "Kelurahan Galur"), (_("To be delivered on"), f"{day:%d/%m/%Y}"),
        (_("Menu"), "Telur balado, sayur, susu"),
    ]  # fmt: skip
    for number, (place, target, boxes) in enumerate(posts, start=1):
        fields += [
            (f"{number}: {_('Place')}", place), (f"{number}: {_('For whom')}", f"={target}"),
            (f"{number}: {_('Boxes')}", boxes),
        ]  # fmt: skip
        if number == 1:
            fields.append(("push", _("Another place")))
    return [*fields, (_("Budget promised for it"), "400000")]


def sell(year, what, packs):
    """So many packs at the list's price."""
    year.chip(TRADE, _("Sales"))
    year.hands.press("Alt+T", answers=(year.box(
        SaleDialog, (f"1: {_('Product, pack and place')}", f"={what}"),
        (f"1: {_('How many packs')}", packs),
    ),))  # fmt: skip


def help_a_member(year):
    """Gayatri lies in hospital."""
    year.chip(HELP, _("IKS"))
    year.hands.press("Alt+T", answers=(year.box(
        GrantDialog, (_("Who is helped?"), "=Gayatri"), (_("Why?"), f"={_('Illness')}"),
        (_("Amount"), "150000"), (_("In a few words"), "Rawat inap"),
        (_("Decision it rests on"), "Rapat 10 Juni 2019"),
    ),))  # fmt: skip


def win(year):
    """Second place in DKI, and the prize a week later."""
    year.chip(RECORDS, _("Activities"))
    year.hands.press("Alt+T", answers=(year.box(
        EventDialog, (_("Kind"), f"={_('Contest')}"), (_("State"), f"={_('Took place')}"),
        (_("What is it called?"), "Lomba KUBE DKI Jakarta"),
        (_("Organiser"), "Dinas Sosial DKI"), (_("From"), "11/9/2019"),
        (_("Last day"), "12/9/2019"), (_("What came of it?"), "Juara 2"),
        (f"1: {_('Member')}", "=Aminah"), (f"1: {_('Certificate')}", "Piagam"),
    ),))  # fmt: skip
    year.on(date(2019, 9, 20))
    year.rows("Ctrl+Home")
    year.hands.push(_("Prize or money in…"), answers=(
        year.box(FormDialog, (_("Amount"), "9100000")),
    ))  # fmt: skip


def move_to_iks(year):
    """Something of the prize for bad days."""
    year.hands.press(f"Alt+{CASH}")
    year.hands.press("Alt+P", answers=(year.box(
        TransferDialog, (_("From where to where?"), "=IKS"), (_("Amount"), "100000"),
        (_("Description"), "Untuk kesetiakawanan"),
    ),))  # fmt: skip


def close_month(year):
    """Close the month that is over; what the pots hold is shown before."""

    def shut(hands):
        wanted = _("Close {month}").format(month="Januari 2019")
        hands.push(wanted, answers=((Box, lambda box: box.push(_("Close it"))),))
        hands.push(_("Done"))

    year.hands.press(f"Alt+{CASH}")
    year.hands.push(_("Close the books…"), answers=((ClosingDialog, shut),))


def close_year(year):
    """Close what is still open of 2019."""

    def shut(hands):
        hands.push(_("Close {year}").format(year=2019))
        hands.push(_("Done"))

    year.hands.press(f"Alt+{CASH}")
    year.hands.push(_("Close the books…"), answers=((ClosingDialog, shut),))


def share(year):
    """What was earned in the year: two fifths stay, the rest is for ten, shown before it is paid."""
    year.chip(TRADE, _("Profit sharing"))
    year.hands.press("Alt+T", answers=(year.box(
        SharingDialog, (_("Earned from"), "1/1/2019"), (_("Earned to"), "31/12/2019"),
        (_("Amount to share"), "3720000"), (_("Part that stays with the group"), "40"),
        (_("Decision it rests on"), "Rapat anggota 10 Januari 2020"),
    ),))  # fmt: skip


DEEDS = {
    date(2019, 3, 16): lambda year: sell(year, "2 botol", "20"),
    date(2019, 5, 18): lambda year: sell(year, "2 botol", "20"),
    date(2019, 5, 21): lambda year: sell(year, "1 botol", "12"),
    date(2019, 8, 17): lambda year: sell(year, "2 botol", "20"),
    date(2019, 11, 16): lambda year: sell(year, "2 botol", "20"),
    date(2019, 6, 14): help_a_member,
    date(2019, 9, 12): win,
    date(2019, 12, 1): move_to_iks,
    date(2019, 2, 1): close_month,
    date(2020, 1, 9): close_year,
    date(2020, 1, 10): share,
}


def live(year):
    """Day by day through 2019, and the second week of 2020."""
    days = {day: [partial(meet, number=number)] for number, day in enumerate(MONDAYS)}
    for month in range(1, 13):
        for turn, day in enumerate((9, 23)):
            done = partial(round_of_pmt, month=month, turn=turn)
            days.setdefault(date(2019, month, day), []).append(done)
    for day, deed in DEEDS.items():
        days.setdefault(day, []).append(deed)
    for day in sorted(days):
        year.on(day)
        for deed in days[day]:
            deed(year)


def check_january(said):
    # 200.000 to begin with + 4 × 50.000 + 2 × (400.000 − 300.000) − 12.000.
    assert "Jumlah 1.200.000 612.000 588.000" in said["Buku kas KUBE"]
    assert "Saldo kas per 31 Januari 2019: Rp588.000" in said["Buku kas KUBE"]
    assert "ditutup 1 Februari 2019" in said["Buku kas KUBE"]
    minutes = said["Notulen rapat KUBE"]
    assert "Keputusan No. 1/2019: Memasak bergiliran" in minutes
    # On the 14th: 260.000 of dues and IKS with the 200.000, 100.000 of PMT, 60.000 − 12.000.
    assert "Uang yang dihitung : Rp408.000 Selisih dengan buku : tidak ada" in minutes
    assert "kurang Rp1.000 – Kembalian kurang Rp1.000" in minutes


def check_may(said):
    # 2 × 100 toddlers, 120 posbindu, 80 elderly; two budgets paid, two rounds bought for.
    orders = said["Pesanan KUBE PMT katering"]
    assert "Jumlah 400 400 800.000 800.000 600.000" in orders
    for line in ("Balita 200 200", "Posbindu 120 120", "Lansia 80 80"):
        assert line in orders
    # 20 pairs at 15.000, 12 bottles at 10.000; 52 bottles cost 4.000 each to make.
    sales = said["Penjualan KUBE"]
    assert "Bir pletok Bazar 2 botol 20 40 300.000 160.000 140.000" in sales
    assert "Bir pletok Kantor 1 botol 12 12 120.000 48.000 72.000" in sales
    assert "Jumlah 52 420.000 208.000 212.000" in sales
    # The 20th: nine paid, Gayatri was ill and is free by the group's rule.
    assert "Iuran terkumpul : Rp45.000 dari 9 anggota" in said["Notulen rapat KUBE"]
    assert "195.000 195.000" in said["Buku iuran KUBE"]


def check_september(said):
    assert "Lomba KUBE DKI Jakarta" in said["Kegiatan KUBE"]
    assert "Jumlah 1 9.100.000 0" in said["Kegiatan KUBE"]
    receipts = said["Kwitansi KUBE"]
    assert "Uang sejumlah : Sembilan juta seratus ribu rupiah" in receipts
    # Above 5.000.000 a receipt asks for the stamp, below it does not.
    assert receipts.count("Meterai Rp10.000") == 1


def check_october(said):
    minutes = said["Notulen rapat KUBE"]
    # Ten at 5.000, and Euis a week ahead; the week after nine paid.
    assert "Iuran terkumpul : Rp55.000 dari 10 anggota" in minutes
    assert "Dibuka kembali : 14 Oktober 2019: Euis membayar dua kali lipat" in minutes
    assert minutes.count("Disahkan oleh : Aminah dan Chasanah, 14 Oktober 2019") == 2
    assert "Iuran terkumpul : Rp45.000 dari 9 anggota" in minutes
    # The entry, what takes it back, and the right one all stand in the book.
    assert re.search(r"(BK-A-\d+) Iuran rapat 14 Oktober 2019 .*\1-K ", said["Buku kas KUBE"])


# 51 × 10 × 5.000; Jumiati's week, Halimah's and Euis's were made good, Idah is 2.000 short,
# Fatonah 5.000, Gayatri was free of 5.000.
PAID = 51 * 10 * 5_000 - 2_000 - 5_000 - 5_000
# 51 × 10 × 1.000 without those six lines; one illness; 100.000 from the prize.
SOLIDARITY = 51 * 10 * 1_000 - 6 * 1_000
KAS = 200_000 + PAID - 12_000 + 24 * 100_000 + 4 * 20 * 15_000 + 12 * 10_000 + 9_100_000 - 100_000


def check_december(said):
    assert (PAID, KAS) == (2_538_000, 15_446_000)
    assert "Saldo kas per 31 Desember 2019: Rp15.446.000" in said["Buku kas KUBE"]
    grid = said["Buku iuran KUBE"]
    assert "Iuran terkumpul tahun 2019: Rp2.538.000. Tunggakan: Rp7.000." in grid
    # By month: four Mondays or five, March 2.000 short, May and July 5.000.
    assert (
        "Jumlah 200.000 200.000 198.000 250.000 195.000 200.000 245.000 200.000 250.000 200.000"
        " 200.000 200.000 0 2.538.000"
    ) in grid
    # 504.000 came in for IKS and 100.000 from the prize; what was put right counts twice.
    assert (SOLIDARITY, SOLIDARITY - 150_000 + 100_000) == (504_000, 454_000)
    assert "Jumlah 0 614.000 160.000 454.000" in said["Buku IKS KUBE"]
    assert "Gayatri Sakit Rawat inap Rapat 10 Juni 2019 150.000" in said["Buku IKS KUBE"]
    year = said["Ringkasan tahunan KUBE"]
    # 12 × 800.000 of PMT and 1.320.000 of bir pletok against 12 × 600.000 of supplies.
    assert "Jumlah 10.920.000 7.200.000 3.720.000" in year
    # 2.538.000 + 504.000 + 1.320.000 + 9.600.000 + 9.100.000 + 200.000; 7.200.000 + 150.000 + 12.000.
    assert "Jumlah 23.262.000 Jumlah 7.362.000" in year
    assert "Jumlah 0 15.900.000 15.900.000" in year
    assert "Kas 0 15.446.000 15.446.000 IKS 0 454.000 454.000" in year
    for name, owed in (("Fatonah", "6.000"), ("Idah", "2.000"), ("Halimah", "2.000"),
                       ("Euis", "1.000"), ("Jumiati", "1.000")):  # fmt: skip
        slip = said["Slip tunggakan KUBE"].split(f" {name} KUBE Melati 3 ")[1]
        assert f"JUMLAH: Rp{owed} " in slip
    # 51 × 5.000 and 51 × 1.000.
    assert "Jumlah 255.000 51.000" in said["Buku anggota KUBE"]
    assert "Melati 3 10 4 100% 800.000 600.000 200.000" in said["Laporan bulanan pendamping KUBE"]
    assert "Camat Johar Baru" in said["Laporan bulanan pendamping KUBE"]
    assert "Anggota saat ini: 10 orang." in said["Daftar anggota KUBE"]


def check_sharing(said):
    # 3.720.000, of it 60 % for ten.
    shares = said["Pembagian hasil KUBE"]
    assert "Jumlah dibagikan 2.232.000" in shares
    assert shares.count(" 223.200 ") == 10
    assert "Tetap di kas : Rp1.488.000 (disepakati 40 %)" in shares
    assert f"Rp{format_number(KAS - 2_232_000)}" in said["Buku kas KUBE"]


def check_workbook(year):
    """The book of dues as a workbook says what the paper says."""
    screen, file = year.one.window.current_screen, year.folder / "iuran.xlsx"
    year.hands.to(_("Reports of the month"))
    year.hands.press("Home")
    while screen.shelf_list.current().kind != "dues_grid":
        year.hands.press("Down")
    year.hands.push(_("Save workbook…"), answers=(file_dialog(file),))
    year.hands.said(year.one.window, file.name)
    book = CalamineWorkbook.from_path(str(file))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert PAID in [cell for sheet in sheets for row in sheet for cell in row]


def test_a_year_of_melati_3(laptop, noon, tmp_path):
    one = laptop("sri", "id")
    assert one.start((WelcomeDialog, first_start))
    year = Year(one, noon, tmp_path)
    begin(year)
    live(year)
    for month, check in (
        (Month(2020, 1), check_sharing), (Month(2019, 12), check_december),
        (Month(2019, 10), check_october), (Month(2019, 9), check_september),
        (Month(2019, 5), check_may), (Month(2019, 1), check_january),
    ):  # fmt: skip
        check(year.papers(month))
        if month == Month(2019, 12):
            check_workbook(year)
    assert [p for p in checks.findings(one.ctx) if not p.is_warning] == []
