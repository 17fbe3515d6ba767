"""Inventory, activities, budgets, guests and letters: kept, checked, printed."""

from dataclasses import replace
from datetime import date

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.core.render.document import Paragraph, ReportRequest
from fieldkit.features.kube.budgets import model as budget_model
from fieldkit.features.kube.budgets import report as budget_report
from fieldkit.features.kube.budgets import service as budgets
from fieldkit.features.kube.budgets.model import Budget, BudgetLine, BudgetPage, Source
from fieldkit.features.kube.cashbook import model as cash
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Account, Pot
from fieldkit.features.kube.desk import service as desk
from fieldkit.features.kube.desk.model import Guest, Letter, Way
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.events.model import Event, EventKind, EventState, Taker
from fieldkit.features.kube.inventory import model as inventory_model
from fieldkit.features.kube.inventory import service as inventory
from fieldkit.features.kube.inventory.model import Asset, Condition, Origin
from fieldkit.features.kube.reports import REPORTS
from fieldkit.features.records import undoing
from tests.features.kube.test_reports import _same_ids, expect  # noqa: F401 -- a fixture

MAY = date(2026, 5, 12)
KINDS = {report.kind: report for report in REPORTS}


def codes(error):
    return {(problem.field, problem.code) for problem in error.value.problems}


@pytest.fixture
def melati(_same_ids, ctx, make):  # noqa: F811
    return make.kube("Melati 3", members=4, village="Galur", district="Johar Baru")


# -- activities and what they bring --------------------------------------------------------------


def contest(melati, **more):
    facts = {
        "kube_id": melati[0], "kind": EventKind.CONTEST, "title": "Lomba KUBE DKI Jakarta",
        "organiser": "Dinas Sosial DKI", "place": "Jakarta", "first_on": date(2026, 5, 12),
        "last_on": date(2026, 5, 13), "result": "Juara 2",
    }  # fmt: skip
    return Event(**(facts | more))


def test_a_contest_of_two_days_brings_a_prize_a_charter_and_a_trophy(ctx, melati):
    kube_id, people = melati
    takers = [Taker(member_id=people[0], task="Memimpin", certificate="Piagam juara 2"),
              Taker(member_id=people[1])]  # fmt: skip
    event_id = events.save_event(ctx, contest(melati), takers)
    entry_id = events.take_prize(ctx, event_id, 9_100_000, date(2026, 5, 20))
    events.spend(ctx, event_id, Account.TRANSPORT, 100_000, date(2026, 5, 20))
    inventory.save_asset(ctx, Asset(kube_id=kube_id, name="Piala", origin=Origin.CONTEST,
                                    event_id=event_id))  # fmt: skip
    page = events.event(ctx, event_id)
    assert (page.event.days, page.income, page.expense, page.goods) == (2, 9_100_000, 100_000, 1)
    assert [(t.member_id, t.certificate) for t in page.takers] == [
        (people[0], "Piagam juara 2"), (people[1], None),
    ]  # fmt: skip
    entry = cashbook.entry(ctx, entry_id)
    assert (entry.party, entry.account) == ("Dinas Sosial DKI", Account.GRANT)
    assert cashbook.balances(ctx, kube_id)[Pot.KAS] == 9_000_000


def test_an_event_with_money_stays(ctx, melati):
    event_id = events.save_event(ctx, contest(melati))
    events.take_prize(ctx, event_id, 1_000, MAY)
    with pytest.raises(InvalidInputError) as error:
        events.remove_event(ctx, event_id)
    assert codes(error) == {("event", "event_has_money")}
    other = events.save_event(ctx, contest(melati, title="Bazar", kind=EventKind.BAZAAR))
    events.remove_event(ctx, other)
    assert [page.id for page in events.events(ctx, melati[0])] == [event_id]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"title": "  "}, ("title", "required")),
        ({"first_on": None}, ("first_on", "required")),
        ({"last_on": date(2026, 5, 1)}, ("last_on", "ends_before_start")),
        ({"first_on": date(2027, 1, 1), "last_on": None}, ("first_on", "in_future")),
    ],
)
def test_a_wrong_event_is_refused(ctx, melati, change, wrong):
    with pytest.raises(InvalidInputError) as error:
        events.save_event(ctx, contest(melati, **change))
    assert codes(error) == {wrong}


def test_an_event_still_to_come_is_planned(ctx, melati):
    ahead = contest(melati, state=EventState.PLANNED, first_on=date(2027, 1, 1), last_on=None)
    events.save_event(ctx, ahead)
    assert events.events(ctx, melati[0])[0].event.state is EventState.PLANNED


def test_nobody_takes_part_twice_and_no_stranger(ctx, melati):
    people = melati[1]
    for takers, code in (
        ([Taker(member_id=people[0]), Taker(member_id=people[0])], "taker_named_twice"),
        ([Taker(member_id="nobody")], "taker_is_wrong"),
        ([Taker(certificate="Piagam")], "taker_is_wrong"),
    ):
        with pytest.raises(InvalidInputError) as error:
            events.save_event(ctx, contest(melati), takers)
        assert codes(error) == {("takers", code)}


# -- inventory -----------------------------------------------------------------------------------


def test_what_is_lost_stays_in_the_list_and_is_worth_nothing(ctx, melati):
    kube_id, people = melati
    pot = inventory.save_asset(ctx, Asset(kube_id=kube_id, name="Panci", quantity=2,
                                          price=150_000, origin=Origin.TRAINING,
                                          keeper_id=people[1]))  # fmt: skip
    inventory.save_asset(ctx, Asset(kube_id=kube_id, name="Kuali", price=90_000))
    assert inventory_model.worth(inventory.assets(ctx, kube_id)) == 390_000
    known = next(one for one in inventory.assets(ctx, kube_id) if one.id == pot)
    inventory.save_asset(ctx, replace(known, condition=Condition.LOST, gone_on=MAY))
    found = inventory.assets(ctx, kube_id)
    assert len(found) == 2
    assert inventory_model.worth(found) == 90_000


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, ("name", "required")),
        ({"quantity": 0}, ("quantity", "between")),
        ({"year": 1900}, ("year", "between")),
        ({"price": -1}, ("price", "negative")),
        ({"keeper_id": "nobody"}, ("keeper_id", "not_a_member")),
        ({"got_on": MAY, "gone_on": date(2026, 5, 1)}, ("gone_on", "ends_before_start")),
    ],
)
def test_a_wrong_item_is_refused(ctx, melati, change, wrong):
    with pytest.raises(InvalidInputError) as error:
        inventory.save_asset(ctx, Asset(**({"kube_id": melati[0], "name": "Panci"} | change)))
    assert codes(error) == {wrong}


def test_a_removed_item_comes_back_by_undo(ctx, melati):
    asset_id = inventory.save_asset(ctx, Asset(kube_id=melati[0], name="Panci"))
    inventory.remove_asset(ctx, asset_id)
    assert inventory.assets(ctx, melati[0]) == []
    undoing.undo(ctx)
    assert [one.name for one in inventory.assets(ctx, melati[0])] == ["Panci"]


# -- budgets -------------------------------------------------------------------------------------


def line(item, volume, price, **more):
    return BudgetLine(item=item, volume=volume, price=price, unit="buah", **more)


def rab(melati, **more):
    facts = {"kube_id": melati[0], "title": "Alat katering", "made_on": MAY, "ceiling": 20_000_000}
    return Budget(**(facts | more))


def test_a_budget_reckons_its_lines_and_subtotals(ctx, melati):
    lines = [
        line("Kompor", 2, 450_000, section="Alat"),
        line("Gula", 12.5, 16_000, section="Bahan", source=Source.OWN),
        line("Dandang", 1, 375_000, section="Alat"),
    ]
    page = budgets.budget(ctx, budgets.save_budget(ctx, rab(melati), lines))
    assert [x.amount for x in page.lines] == [900_000, 200_000, 375_000]
    assert (page.total, page.of_source(Source.AID), page.sections) == (
        1_475_000, 1_275_000, ("Alat", "Bahan"),
    )  # fmt: skip
    assert budgets.findings(ctx, page) == []


def test_what_does_not_add_up_is_found_but_never_refused(ctx, melati):
    lines = [
        line("Kompor", 2, 450_000, stated=950_000),
        line("kompor", 1, 19_500_000),
        line("Gula", None, 16_000),
    ]
    page = budgets.budget(ctx, budgets.save_budget(ctx, rab(melati), lines))
    found = {(p.code, p.details.get("number")) for p in budgets.findings(ctx, page)}
    assert found == {
        ("budget_sum_differs", 1), ("budget_line_twice", 2), ("budget_line_open", 3),
        ("budget_above_ceiling", None),
    }  # fmt: skip
    assert all(p.is_warning for p in budgets.findings(ctx, page))


def test_an_own_part_does_not_count_against_the_ceiling():
    page = BudgetPage(
        budget=Budget(kube_id="k", ceiling=100),
        lines=(line("A", 1, 100), line("B", 1, 900, source=Source.OWN)),
    )
    assert budget_model.findings(page) == []


@pytest.mark.parametrize(
    ("change", "lines", "wrong"),
    [
        ({"title": ""}, [], ("title", "required")),
        ({"made_on": None}, [], ("made_on", "required")),
        ({"ceiling": 0}, [], ("ceiling", "zero_amount")),
        ({}, [line("", 1, 5)], ("lines", "budget_line_is_wrong")),
        ({}, [line("A", 0, 5)], ("lines", "budget_line_is_wrong")),
        ({}, [line("A", 1, -5)], ("lines", "budget_line_is_wrong")),
    ],
)
def test_a_wrong_budget_is_refused(ctx, melati, change, lines, wrong):
    with pytest.raises(InvalidInputError) as error:
        budgets.save_budget(ctx, rab(melati, **change), lines)
    assert codes(error) == {wrong}


def test_a_budget_goes_into_the_bin_with_its_lines(ctx, melati):
    budget_id = budgets.save_budget(ctx, rab(melati), [line("A", 1, 5)])
    budgets.remove_budget(ctx, budget_id)
    assert budgets.budgets(ctx, melati[0]) == []
    undoing.undo(ctx)
    assert [page.total for page in budgets.budgets(ctx, melati[0])] == [5]


# -- guests and letters --------------------------------------------------------------------------


def test_guests_and_letters_are_kept_by_day(ctx, melati):
    kube_id = melati[0]
    desk.save_guest(ctx, Guest(kube_id=kube_id, came_on=MAY, name=" Kasi  Fakir Miskin "))
    letter = Letter(kube_id=kube_id, way=Way.OUT, noted_on=MAY, party="Dinas Sosial",
                    subject="Laporan bulanan", number="04/KUBE/V/2026")  # fmt: skip
    letter_id = desk.save_letter(ctx, letter)
    assert [g.name for g in desk.guests(ctx, kube_id)] == ["Kasi Fakir Miskin"]
    assert [x.number for x in desk.letters(ctx, kube_id)] == ["04/KUBE/V/2026"]
    desk.remove_letter(ctx, letter_id)
    assert desk.letters(ctx, kube_id) == []
    with pytest.raises(InvalidInputError) as error:
        desk.save_letter(ctx, Letter(kube_id=kube_id))
    assert codes(error) == {(n, "required") for n in ("noted_on", "party", "subject")}
    with pytest.raises(InvalidInputError) as error:
        desk.save_guest(ctx, Guest(kube_id=kube_id, name="A", came_on=date(2030, 1, 1)))
    assert codes(error) == {("came_on", "in_future")}


# -- on paper ------------------------------------------------------------------------------------


def test_the_books_print_what_was_noted(ctx, melati):
    kube_id, people = melati
    event_id = events.save_event(ctx, contest(melati), [Taker(member_id=people[0], task="Memimpin",
                                                              certificate="Piagam")])  # fmt: skip
    events.take_prize(ctx, event_id, 9_100_000, date(2026, 5, 20))
    inventory.save_asset(ctx, Asset(kube_id=kube_id, name="Panci", code="A-1", quantity=2,
                                    unit="buah", price=150_000, origin=Origin.TRAINING,
                                    source="PKHP", got_on=MAY, keeper_id=people[1]))  # fmt: skip
    budget_id = budgets.save_budget(ctx, rab(melati), [
        line("Kompor", 2, 450_000, section="Alat", stated=950_000),
        line("Gula", 12.5, 16_000, section="Bahan", source=Source.OWN),
    ])  # fmt: skip
    desk.save_guest(ctx, Guest(kube_id=kube_id, came_on=MAY, name="Kasi", purpose="Monitoring"))
    for kind in ("kube_events", "kube_inventory", "kube_budget", "kube_desk"):
        report = KINDS[kind]
        assert report.latest_month(ctx) is not None
        expect(kind, report.build(ctx, ReportRequest(month=Month(2026, 5))))
    assert KINDS["kube_budget"].build(ctx, ReportRequest(subject=budget_id)).blocks
    assert KINDS["kube_events"].missing(ctx, ReportRequest(month=Month(2026, 5))) == []
    (missing,) = KINDS["kube_budget"].missing(ctx, ReportRequest())
    assert missing.startswith("Melati 3: Line 1 (Kompor): the paper says")


def test_a_budget_stands_beside_what_was_spent_on_it(ctx, melati):
    kube_id, _people = melati
    lines = [line("Panci", 2, 150_000), line("Kompor", 1, 450_000)]
    page = budgets.budget(ctx, budgets.save_budget(ctx, rab(melati), lines))
    pot, stove = page.lines
    cashbook.record_entry(
        ctx, cash.opening(kube_id, date(2026, 1, 1), 2_000_000, "Awal", pot=cash.Pot.KAS)
    )
    day = date(2026, 5, 20)

    def spend(place, amount, **more):
        return budgets.spend(
            ctx, place, cash.Account.EQUIPMENT, amount, day, kube_id=kube_id, **more
        )

    spend(pot.id, 200_000)
    wrong = spend(stove.id, 500_000)
    spend(page.id, 25_000, words="Ongkos angkut")
    known = budgets.spending(ctx, page)
    assert (known.of(pot), known.of(stove), known.loose) == (200_000, 500_000, 25_000)
    assert (known.total, known.left) == (725_000, 25_000)
    assert [known.left_of(one) for one in page.lines] == [100_000, -50_000]
    assert [p.code for p in budgets.findings(ctx, page)] == ["budget_line_overspent"]
    text = printed(ctx, kube_id)
    assert "Terpakai menurut buku kas Rp725.000 dari rencana Rp750.000; sisa Rp25.000" in text
    assert "Baris yang melebihi rencana: Kompor lebih Rp50.000." in text
    spend(page.id, 60_000)
    assert "budget_overspent" in {p.code for p in budgets.findings(ctx, page)}
    assert "melebihi rencana Rp35.000 (tiga puluh lima ribu rupiah)" in printed(ctx, kube_id)
    # A correction in the cash book corrects the budget, too.
    cashbook.correct_entry(ctx, wrong, "Dibatalkan")
    assert budgets.spending(ctx, page).of(stove) == 0


def printed(ctx, kube_id):
    document = budget_report.REPORTS[0].build(ctx, ReportRequest(group=kube_id))
    return " ".join(block.text for block in document.blocks if isinstance(block, Paragraph))


def test_what_was_spent_on_keeps_its_line_and_its_budget(ctx, melati):
    kube_id, _people = melati
    lines = [line("Panci", 2, 150_000), line("Kompor", 1, 450_000)]
    page = budgets.budget(ctx, budgets.save_budget(ctx, rab(melati), lines))
    kompor = page.lines[1]
    budgets.spend(
        ctx, kompor.id, cash.Account.EQUIPMENT, 10_000, date(2026, 5, 20), kube_id=kube_id,
        reason="Dibayar dahulu oleh ketua",
    )  # fmt: skip
    for command in (
        lambda: budgets.save_budget(ctx, page.budget, page.lines[:1]),
        lambda: budgets.remove_budget(ctx, page.id),
    ):
        with pytest.raises(InvalidInputError) as error:
            command()
        assert [p.code for p in error.value.problems] == ["budget_is_spent_on"]
    budgets.save_budget(ctx, page.budget, page.lines[1:])
    with pytest.raises(NotFoundError):
        budgets.spend(ctx, "?", cash.Account.OTHER, 1, date(2026, 5, 20), kube_id=kube_id)
    for amount in (None, 0, -5):
        with pytest.raises(InvalidInputError):
            budgets.spend(
                ctx, page.id, cash.Account.OTHER, amount, date(2026, 5, 20), kube_id=kube_id
            )
