"""The pages of business, further books, mentoring and charts: by boxes and keys."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from fieldkit.core.dates import Month
from fieldkit.core.security.roles import Role
from fieldkit.features.kube.account import service as account
from fieldkit.features.kube.budgets import service as budgets
from fieldkit.features.kube.budgets.model import Budget, BudgetLine
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Kind, Pot, money_in
from fieldkit.features.kube.desk import service as desk
from fieldkit.features.kube.desk.model import Way
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import Event, EventKind
from fieldkit.features.kube.inventory import service as inventory
from fieldkit.features.kube.inventory.model import Condition
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.features.kube.meetings.model import Attendance, Meeting, MeetingPage
from fieldkit.features.kube.mentoring import service as mentoring
from fieldkit.features.kube.mentoring.model import Reached, RoleCode, TaskCode
from fieldkit.features.kube.orders import service as orders
from fieldkit.features.kube.orders.model import State, Target
from fieldkit.features.kube.sharing import service as sharing
from fieldkit.features.kube.sharing.model import Rule
from fieldkit.features.kube.trade import service as trade
from fieldkit.features.kube.trade.model import Channel, Move, Price, Product, Sale, SaleLine
from fieldkit.ui.kube import dues_tab
from fieldkit.ui.kube import group_page as tabs
from fieldkit.ui.kube.orders_section import OrderDialog
from fieldkit.ui.kube.sales_section import SaleDialog
from fieldkit.ui.kube.screen import KubeScreen
from fieldkit.ui.kube.sharing_section import SharingDialog
from fieldkit.ui.shell.changes import Changes

TODAY = date(2026, 11, 20)
SALES, ORDERS, PRODUCTS, KITCHEN, SHARING = range(5)
GOODS, EVENTS, BUDGETS, GUESTS, LETTERS = range(5)
LOG, MONTHS, TAKING, CHARTS = range(4)


@pytest.fixture
def melati(ctx, make):
    kube_id, people = make.kube("Melati 3", members=5)
    cashbook.record_entry(
        ctx, money_in(kube_id, date(2026, 11, 2), Account.SALES, 500_000, "Penjualan")
    )
    return kube_id, people


@pytest.fixture
def told():
    return []


@pytest.fixture
def page(open_screen, melati, told):
    screen = open_screen(KubeScreen, width=1150)
    screen.told.connect(told.append)
    return screen.group_page


def at(page, tab, section):
    page.go_to(tab)
    tabs_ = page.tabs.widget(tab)
    tabs_.go_to(section)
    return tabs_.current


def priced(ctx, kube_id):
    product = trade.save_product(ctx, Product(kube_id=kube_id, name="Bir pletok", unit="botol"))
    for channel, pack, price in ((Channel.BAZAAR, 2, 15_000), (Channel.OFFICE, 1, 10_000)):
        trade.save_price(ctx, Price(kube_id=kube_id, product_id=product, channel=channel,
                                    pack=pack, price=price))  # fmt: skip
    return product


# -- business ------------------------------------------------------------------------------------


def test_a_product_gets_its_prices_and_loses_one(ctx, page, melati, answer):
    kube_id, _people = melati
    section = at(page, tabs.TRADE, PRODUCTS)
    assert not section.price_button.isEnabled()
    answer(name="Bir pletok", unit="botol", cost=3_500)
    section.new_button.click()
    for channel, pack, price in ((Channel.BAZAAR, 2, 15_000), (Channel.OFFICE, 1, 10_000)):
        answer(channel=channel, pack=pack, price=price)
        section.price_button.click()
    (listed,) = section.table.rows()
    assert listed.prices_text == "2 botol for Rp15.000 (Bazaar) · 1 botol for Rp10.000 (Office)"
    assert trade.costs(ctx, kube_id) == {listed.id: 3_500}
    answer()
    section.unprice_button.click()
    assert len(trade.prices(ctx, kube_id)) == 1
    answer(name="Bir pletok jahe", is_stopped=True)
    section.edit_button.click()
    assert section.table.rows()[0].product.is_stopped
    section.remove_button.click()
    assert trade.products(ctx, kube_id) == []


def test_a_sale_is_filled_by_the_list_of_prices_until_somebody_writes_over_it(
    ctx, page, melati, qtbot, told
):
    kube_id, _people = melati
    product = priced(ctx, kube_id)
    bazaar = events.save_event(
        ctx, Event(kube_id=kube_id, kind=EventKind.BAZAAR, title="Bazar", first_on=TODAY)
    )
    dialog = SaleDialog(ctx, page.kube)
    dialog.form.editor("ref").set_value(bazaar)
    qtbot.addWidget(dialog)
    rows = dialog.form.editor("lines")
    line = rows.lines[0]
    line.editor("what").set_value(f"{product}|bazaar|2")
    line.editor("packs").set_value(10)
    line.edited.emit()
    assert line.editor("amount").value() == 150_000
    line.editor("packs").set_value(12)
    line.edited.emit()
    assert line.editor("amount").value() == 180_000
    line.editor("amount").set_value(170_000)
    line.editor("packs").set_value(13)
    line.edited.emit()
    assert line.editor("amount").value() == 170_000
    assert dialog.sentence_label.text() == "Together Rp170.000."
    dialog.save_button.click()
    (sold,) = trade.sales(ctx, kube_id, TODAY, TODAY)
    assert (sold.packs, sold.pack, sold.amount) == (13, 2, 170_000)
    assert events.event(ctx, bazaar).income == 170_000
    section = at(page, tabs.TRADE, SALES)
    assert "26 sold for Rp170.000" in section.sum_label.text()


def test_a_sale_is_put_right_in_its_own_form(ctx, page, melati, answer, told):
    kube_id, _people = melati
    product = trade.save_product(ctx, Product(kube_id=kube_id, name="Peyek", unit="bungkus"))
    sold = SaleLine(product_id=product, channel=Channel.STALL, pack=1, packs=3, amount=30_000)
    trade.record_sale(ctx, Sale(kube_id=kube_id, sold_on=TODAY, lines=(sold,), party="Bu RT"))
    section = at(page, tabs.TRADE, SALES)
    answer(why="Salah hitung", lines=[{"what": f"{product}|stall|1", "packs": 4,
                                       "amount": 40_000}])  # fmt: skip
    section.correct_button.click()
    (right,) = trade.sales(ctx, kube_id, TODAY, TODAY)
    assert (right.packs, right.amount, right.party) == (4, 40_000, "Bu RT")
    at(page, tabs.TRADE, SALES)
    answer(reason="Dikembalikan")
    section.back_button.click()
    assert trade.sales(ctx, kube_id, TODAY, TODAY) == []


def test_the_cash_book_puts_a_sale_and_a_sharing_right_in_their_own_forms(
    ctx, page, melati, answer
):
    kube_id, _people = melati
    plan = sharing.whole_month(kube_id, Month(2026, 11), TODAY)
    first = sharing.share(ctx, replace(plan, amount=100_000))
    page.go_to(tabs.CASH)
    row = next(r for r in page.cash.table.rows() if r.kind is Kind.SHARE)
    answer(why="Kas menyisihkan lebih banyak", kas=50)
    page.cash.correct(row)
    totals = [one.total for one in sharing.sharings(ctx, kube_id) if one.id != first]
    assert totals == [50_000]


def test_arrears_are_written_off_and_asked_for_again(ctx, page, melati, answer, told):
    met(ctx, melati)
    kube_id, people = melati
    page.go_to(tabs.DUES)
    page.dues.table.select_first()
    assert page.dues.waive_button.isEnabled()
    answer(basis="Keputusan 4/2026", reason="Sakit lama")
    page.dues.waive_button.click()
    assert dues.arrears(ctx, kube_id) == []
    page.dues.show_kube(page.kube, Month(2026, 11))
    page.dues.table.select_first()
    assert not page.dues.waive_button.isEnabled()
    answer(reason="Sanggup membayar")
    page.dues.unwaive_button.click()
    assert [a.member.id for a in dues.arrears(ctx, kube_id)] == [people[0]]


def test_what_is_bought_by_a_budget_is_taken_off_its_line(ctx, page, melati, answer):
    kube_id, _people = melati
    lines = [BudgetLine(item="Kompor", volume=1, price=300_000)]
    budgets.save_budget(ctx, Budget(kube_id=kube_id, title="Alat", made_on=TODAY), lines)
    section = at(page, tabs.BOOKS, BUDGETS)
    (one,) = section.table.rows()
    answer(place=one.page.lines[0].id, amount=320_000)
    section.spend_button.click()
    section.show_kube(page.kube, Month(2026, 11))
    (one,) = section.table.rows()
    assert (one.total, one.left) == (320_000, -20_000)
    assert "Rp20.000 more than planned" in section.sum_label.text()


def test_without_a_product_a_sale_says_what_to_do(page, melati, told):
    at(page, tabs.TRADE, SALES).sell_button.click()
    assert told[-1].text == "Note a product first, under “Products”."


def test_an_order_counts_its_boxes_while_they_are_typed(ctx, page, melati, qtbot):
    kube_id, people = melati
    section = at(page, tabs.TRADE, ORDERS)
    dialog = OrderDialog(ctx, page.kube, section._fresh())
    qtbot.addWidget(dialog)
    form = dialog.form
    form.editor("customer").set_value("Kelurahan Galur")
    form.editor("deliver_on").set_value(date(2026, 11, 6))
    form.editor("budget").set_value(300_000)
    posts = form.editor("posts")
    for number, (name, boxes) in enumerate((("Posyandu 1", 100), ("Posyandu 2", 100))):
        if number:
            posts.add_button.click()
        posts.lines[number].editor("name").set_value(name)
        posts.lines[number].editor("boxes").set_value(boxes)
    posts.edited.emit()
    assert dialog.sentence_label.text() == "200 boxes in all. To be paid: Rp300.000."
    task = form.editor("tasks").lines[0]
    task.editor("what").set_value("Belanja")
    task.editor("member_id").set_value(people[0])
    dialog.save_button.click()
    (one,) = orders.orders(ctx, kube_id)
    assert (one.boxes, one.tasks[0].what, one.posts[0].target) == (200, "Belanja", Target.TODDLERS)


def test_an_order_is_delivered_paid_repeated_and_cancelled_from_the_list(
    ctx, page, melati, answer, told
):
    _kube_id, _people = melati
    section = at(page, tabs.TRADE, ORDERS)
    order = section._fresh().order
    from dataclasses import replace

    from fieldkit.features.kube.orders.model import Post

    ready = replace(order, customer="Kelurahan", deliver_on=date(2026, 11, 6), budget=300_000)
    order_id = orders.save_order(ctx, ready, [Post(name="Posyandu", boxes=100)])
    answer(delivered_on=date(2026, 11, 6), received_by="Kader")
    section.deliver_button.click()
    assert orders.order(ctx, order_id).delivered == 100
    answer(amount=300_000)
    section.pay_button.click()
    assert orders.order(ctx, order_id).state is State.PAID
    assert not section.pay_button.isEnabled()
    answer(amount=120_000, words="Telur")
    section.spend_button.click()
    assert "paid Rp300.000, spent Rp120.000" in section.sum_label.text()
    section.remove_button.click()
    assert "stands in the cash book" in told[-1].text
    answer(deliver_on=date(2026, 11, 27))
    section.repeat_button.click()
    assert section.table.model.rowCount() == 2
    fresh = next(one for one in section.table.rows() if one.id != order_id)
    section.table.select(fresh.id)
    section.cancel_button.click()
    assert orders.order(ctx, fresh.id).state is State.CANCELLED
    assert not section.deliver_button.isEnabled()


def test_the_kitchen_says_what_is_low(ctx, page, melati, answer, qtbot):
    kube_id, _people = melati
    section = at(page, tabs.TRADE, KITCHEN)
    answer(name="Gula", unit="kg", least=2)
    section.new_button.click()
    assert section.table.model.rowCount() == 1
    answer(kind=Move.BOUGHT, quantity=5, price=100_000, pot=Pot.KAS)
    qtbot.keyClick(section.table.view, Qt.Key.Key_Insert)
    answer(kind=Move.USED, quantity=4)
    section.move_button.click()
    assert section.sum_label.text() == "Time to buy: Gula"
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 400_000
    used = next(m for m in trade.moves(ctx, kube_id, section._chosen().id) if m.kind is Move.USED)
    answer(move=used.id)
    section.back_button.click()
    assert trade.stocks(ctx, kube_id)[0].held == 5
    answer(least=10)
    section.edit_button.click()
    assert trade.stocks(ctx, kube_id)[0].is_low


def test_what_each_would_get_is_shown_before_it_is_posted(ctx, page, melati, qtbot, answer):
    kube_id, people = melati
    section = at(page, tabs.TRADE, SHARING)
    plan = sharing.whole_month(kube_id, Month(2026, 11), TODAY)
    dialog = SharingDialog(ctx, page.kube, plan)
    qtbot.addWidget(dialog)
    form = dialog.form
    assert form.value("amount") == 500_000
    gets = [line.editor("gets").text() for line in form.editor("shares").lines]
    assert gets == ["100.000"] * 5
    form.editor("kas").set_value(20)
    form.editor("rule").set_value(Rule.WEIGHTS)
    form.editor("shares").lines[0].editor("weight").set_value(6)
    form.changed.emit()
    gets = [line.editor("gets").text() for line in form.editor("shares").lines]
    assert gets == ["240.000", "40.000", "40.000", "40.000", "40.000"]
    assert "Nothing is booked yet" in dialog.sentence_label.text()
    assert sharing.sharings(ctx, kube_id) == []
    dialog.save_button.click()
    (one,) = section.table.rows() or sharing.sharings(ctx, kube_id)
    assert (one.total, one.kept) == (400_000, 100_000)
    section.show_kube(page.kube, Month(2026, 11))
    answer(reason="Keliru")
    section.back_button.click()
    assert sharing.sharings(ctx, kube_id)[0].total == 0
    assert not section.back_button.isEnabled()
    assert people


# -- further books -------------------------------------------------------------------------------


def test_goods_events_guests_and_letters_are_kept_in_boxes(ctx, page, melati, answer, told):
    kube_id, people = melati
    section = at(page, tabs.BOOKS, EVENTS)
    answer(kind=EventKind.CONTEST, title="Lomba KUBE", first_on=date(2026, 9, 11),
           takers=[{"member_id": people[0], "task": None, "certificate": "Piagam"}])  # fmt: skip
    section.new_button.click()
    (contest,) = events.events(ctx, kube_id)
    answer(amount=9_100_000)
    section.prize_button.click()
    answer(amount=50_000, account=Account.TRANSPORT, words="Ongkos")
    section.spend_button.click()
    assert events.event(ctx, contest.id).income == 9_100_000
    section.remove_button.click()
    assert "stands in the cash book" in told[-1].text
    section = at(page, tabs.BOOKS, GOODS)
    answer(name="Piala", event_id=contest.id, condition=Condition.GOOD)
    section.new_button.click()
    answer(condition=Condition.LOST, gone_on=TODAY)
    section.edit_button.click()
    assert inventory.assets(ctx, kube_id)[0].condition is Condition.LOST
    section.remove_button.click()
    assert inventory.assets(ctx, kube_id) == []
    section = at(page, tabs.BOOKS, GUESTS)
    answer(name="Kasi", purpose="Pemantauan")
    section.new_button.click()
    assert desk.guests(ctx, kube_id)[0].came_on == TODAY
    section = at(page, tabs.BOOKS, LETTERS)
    answer(way=Way.OUT, party="Dinas", subject="Laporan")
    section.new_button.click()
    assert desk.letters(ctx, kube_id)[0].subject == "Laporan"
    section.remove_button.click()
    assert desk.letters(ctx, kube_id) == []


def test_a_budget_says_what_does_not_add_up_while_it_is_typed(ctx, page, melati, answer):
    kube_id, _people = melati
    section = at(page, tabs.BOOKS, BUDGETS)
    blank = {"section": "Alat", "specification": None, "unit": "buah", "source": "aid"}
    lines = [blank | {"item": "Kompor", "volume": 2, "price": 450_000, "stated": 950_000}]
    answer(title="Alat katering", ceiling=800_000, lines=lines)
    section.new_button.click()
    assert "In all Rp900.000, paid by aid Rp900.000." in answer.sentences[-1]
    assert "the paper says Rp950.000" in answer.sentences[-1]
    assert "Rp100.000 above the ceiling" in answer.sentences[-1]
    (one,) = budgets.budgets(ctx, kube_id)
    assert one.total == 900_000
    assert "above the ceiling" in section.sum_label.text()
    section.remove_button.click()
    assert budgets.budgets(ctx, kube_id) == []


# -- mentoring, charts, slips --------------------------------------------------------------------


def test_the_log_names_tasks_and_a_month_is_judged(ctx, page, melati, answer):
    kube_id, _people = melati
    section = at(page, tabs.PROGRESS, LOG)
    answer(tasks=(TaskCode.MONITOR, TaskCode.REPORT), roles=(RoleCode.TECHNICAL,), what="Periksa")
    section.new_button.click()
    assert "1 lines; tasks 8 (1), 9 (1)" in section.sum_label.text()
    section = at(page, tabs.PROGRESS, MONTHS)
    answer(levels=[{"name": "Tumbuh", "criteria": "Baru"}])
    section.levels_button.click()
    (level,) = mentoring.levels(ctx)
    section.table.select("2026-11")
    answer(reached=Reached.YES, evaluation="Baik", level_id=level.id)
    section.judge_button.click()
    noted = mentoring.noted(ctx, kube_id, Month(2026, 11))
    assert (noted.evaluation, noted.reached, noted.level_id) == ("Baik", Reached.YES, level.id)
    assert "Level: Tumbuh" in section.sum_label.text()
    assert "No bank account" in section.sum_label.text()


def met(ctx, melati):
    kube_id, people = melati
    marks = dict.fromkeys(people[1:], Attendance.PRESENT) | {people[0]: Attendance.ABSENT}
    meetings.record_meeting(ctx, MeetingPage(
        meeting=Meeting(kube_id=kube_id, held_on=date(2026, 11, 10), dues_amount=5000),
        attendance=marks, dues=dict.fromkeys(people[1:], 5000),
    ))  # fmt: skip


def test_four_charts_say_what_the_books_say(ctx, page, melati):
    met(ctx, melati)
    charts = at(page, tabs.PROGRESS, CHARTS)
    assert charts.came._series[0].values[-1] == 80
    due, paid = (series.values for series in charts.dues._series)
    assert (sum(due), sum(paid)) == (25_000, 20_000)
    assert charts.pots._series[0].values[-1] == 520_000
    assert charts.cards["sales"].hint_label.text() == "No sale of a product is noted."


def test_a_slip_is_checked_by_its_code(ctx, page, melati, monkeypatch, answer):
    met(ctx, melati)
    _kube_id, people = melati
    said = []
    monkeypatch.setattr(dues_tab, "tell", lambda _parent, _heading, text: said.append(text))
    slip = account.slip(ctx, people[0], TODAY)
    page.go_to(tabs.DUES)
    answer(day=TODAY, code=slip.code)
    page.dues.check_button.click()
    assert said == ["True: on 20 November 2026 Aminah owed Rp5.000."]
    answer(day=TODAY, code="AAAA-BBBB-CCCC")
    page.dues.check_button.click()
    assert "No slip of that day has this code" in answer.refused[-1]


def test_papers_are_asked_of_the_screen(ctx, page, melati):
    met(ctx, melati)
    wanted = []
    page.report_wanted.disconnect()
    page.report_wanted.connect(lambda kind, subject: wanted.append((kind, bool(subject))))
    for tab, section in (
        (tabs.TRADE, SALES), (tabs.TRADE, ORDERS), (tabs.BOOKS, GOODS), (tabs.BOOKS, EVENTS),
        (tabs.BOOKS, BUDGETS), (tabs.BOOKS, GUESTS), (tabs.PROGRESS, LOG),
        (tabs.PROGRESS, TAKING),
    ):  # fmt: skip
        at(page, tab, section).print_button.click()
    page.dues.slips_button.click()
    page.dues.books_button.click()
    page.overview.list_button.click()
    assert [kind for kind, _subject in wanted] == [
        "kube_sales", "kube_orders", "kube_inventory", "kube_events", "kube_budget", "kube_desk",
        "kube_monthly", "kube_year", "kube_slips", "kube_passbook", "kube_members",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tab", "section", "kind"),
    [
        (tabs.TRADE, ORDERS, "kube_orders"), (tabs.TRADE, KITCHEN, "cash_book"),
        (tabs.BOOKS, BUDGETS, "kube_budget"), (tabs.PROGRESS, TAKING, "kube_year"),
        (tabs.HELP, 1, "kube_loans"),
    ],
)  # fmt: skip
def test_printing_begins_with_the_paper_of_the_list_in_front(
    open_screen, melati, tab, section, kind
):
    screen = open_screen(KubeScreen, width=1150)
    at(screen.group_page, tab, section)
    assert screen.print_documents()[0].kind == kind


def test_who_may_only_look_finds_no_way_to_write(book, qtbot, navigate):
    ctx = book(role=Role.COORDINATOR)
    screen = KubeScreen(ctx, Changes(ctx), navigate)
    qtbot.addWidget(screen)
    screen.show()
    page = screen.group_page
    for section, button in (
        (page.trade.section(SALES), "sell_button"), (page.trade.section(PRODUCTS), "new_button"),
        (page.books.section(GOODS), "new_button"), (page.mentoring.section(LOG), "new_button"),
        (page.mentoring.section(MONTHS), "judge_button"),
    ):  # fmt: skip
        assert not getattr(section, button).isVisibleTo(section)


def test_a_leader_reads_the_log_and_finds_no_way_to_write_it(book, qtbot, navigate):
    ctx = book(role=Role.LEADER)
    screen = KubeScreen(ctx, Changes(ctx), navigate)
    qtbot.addWidget(screen)
    log = screen.group_page.mentoring.section(LOG)
    assert not log.new_button.isVisibleTo(log)
    assert screen.group_page.trade.section(SALES).sell_button.isVisibleTo(
        screen.group_page.trade.section(SALES)
    )
