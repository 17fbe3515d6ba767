"""Papers for families: pictures to colour, a word back, and what was saved."""

import io

import pytest

from fieldkit.core.dates import Month
from fieldkit.core.render import pdf, xlsx
from fieldkit.core.render.document import Cards, NewForm, ReportRequest, Table, Tally
from fieldkit.features.homework import handouts, report, service
from fieldkit.features.homework.circle import service as circles
from fieldkit.features.homework.circle.model import Circle
from fieldkit.features.homework.model import AMOUNTS, MoneyMonth, SheetKind, Status

OCTOBER = Month(2026, 10)
KINDS = {kind.kind: kind for kind in report.REPORTS}


@pytest.fixture
def group(make) -> str:
    return make.group("Kelompok Mawar")


@pytest.fixture
def families(make, group) -> list[str]:
    names = ("Aminah", "Badriah", "Chasanah")
    return [make.family(group, name, row_code=f"A{n}") for n, name in enumerate(names, 1)]


@pytest.fixture
def checked(ctx, families) -> str:
    service.save_month(
        ctx,
        MoneyMonth(
            family_id=families[0], month=OCTOBER, in_wage=900_000, out_food=500_000,
            saving_target=50_000, saving_paid=30_000, saving_balance=80_000,
        ),
    )  # fmt: skip
    service.check(ctx, families[0], OCTOBER, "Bagus, teruskan menabung")
    return families[0]


def pages(document) -> int:
    return pdf.write_pdf(document, io.BytesIO()).pages


def of_kind(document, kind) -> list:
    return [block for block in document.blocks if isinstance(block, kind)]


class TestPictureSheet:
    def test_every_kind_of_money_has_its_picture_but_the_target_and_balance(self):
        shown = set(handouts.PICTURES)
        assert set(AMOUNTS) - shown == {"saving_target", "saving_balance"}
        for name in shown:
            assert handouts.picture(name).startswith(b"\x89PNG")

    def test_it_is_one_page_of_circles_without_a_word_to_write(self, ctx):
        made = handouts.picture_sheets(ctx, ReportRequest(month=OCTOBER))
        assert pages(made) == 1
        assert sum(len(tally.rows) for tally in of_kind(made, Tally)) == len(handouts.PICTURES)

    def test_families_who_do_not_write_get_it_with_their_groups_sheets(self, ctx, group, families):
        service.choose_sheet(ctx, families[:1], SheetKind.PICTURES)
        made = report.sheet(ctx, OCTOBER, group)
        assert len(of_kind(made, Tally)) == 3
        assert len(of_kind(made, NewForm)) == 2
        alone = report.family_sheet(ctx, families[0], OCTOBER)
        assert len(of_kind(alone, Tally)) == 3
        assert of_kind(report.family_sheet(ctx, families[1], OCTOBER), Tally) == []
        chosen = handouts.picture_sheets(ctx, ReportRequest(month=OCTOBER, group=group))
        assert len(of_kind(chosen, Tally)) == 3


class TestSlips:
    @pytest.mark.usefixtures("checked")
    def test_a_slip_tells_what_was_recorded_and_the_word_back(self, ctx):
        [cards] = of_kind(handouts.slips(ctx, ReportRequest(month=OCTOBER)), Cards)
        assert cards.items == (
            (
                "A1 – Aminah",
                (
                    "Catatan keuangan Oktober 2026 · Kelompok Mawar",
                    "Diperiksa 20 Nov 2026",
                    "Masuk Rp900.000 · keluar Rp500.000 · sisa Rp400.000",
                    "Menabung Rp30.000 dari target Rp50.000 · saldo Rp80.000",
                    "Catatan: Bagus, teruskan menabung",
                    "Sri",
                ),
            ),
        )

    def test_what_nobody_wrote_is_not_told_as_nought(self, ctx, families):
        service.save_month(ctx, MoneyMonth(family_id=families[1], month=OCTOBER, in_wage=5))
        service.check(ctx, families[1], OCTOBER, "Pengeluaran belum ditulis", Status.NEEDS_WORK)
        [cards] = of_kind(handouts.slips(ctx, ReportRequest(month=OCTOBER)), Cards)
        assert cards.items[0][1][1:4] == (
            "Perlu diperbaiki", "Masuk Rp5", "Catatan: Pengeluaran belum ditulis",
        )  # fmt: skip

    def test_sheets_not_checked_get_no_slip_and_that_is_said(self, ctx, group, families):
        service.assign_to_group(ctx, group, OCTOBER)
        service.set_status(ctx, families[0], OCTOBER, Status.COLLECTED)
        request = ReportRequest(month=OCTOBER)
        assert "Belum ada lembar" in str(handouts.slips(ctx, request).blocks)
        assert handouts.slips_missing(ctx, request) == ["1 sheet waits to be checked."]

    def test_ten_slips_stand_on_a_page(self, ctx):
        blank = handouts.slips(ctx, ReportRequest(month=OCTOBER, blank=True))
        assert pages(blank) == 1


class TestSavingsCard:
    def test_a_year_of_saving_leaves_blank_what_is_not_known(self, ctx, checked):
        made = handouts.savings_cards(ctx, ReportRequest(month=OCTOBER, subject=checked))
        [table] = of_kind(made, Table)
        assert len(table.rows) == 12
        assert table.rows[9] == ("Oktober", 50_000, 30_000, 80_000, "", "")
        assert table.rows[8] == ("September", "", "", "", "", "")

    def test_what_a_family_has_in_the_circle_stands_on_it(self, ctx, group, families):
        circle = circles.save_circle(ctx, Circle(group_id=group, name="Tabungan Mawar"))
        circles.record_deposit(ctx, circle, families[0], 25_000, ctx.today, "")
        made = handouts.savings_cards(ctx, ReportRequest(month=OCTOBER, group=group))
        assert "Rp25.000" in str(made.blocks)
        assert pages(made) == 2


class TestCircleSheet:
    def test_each_family_stands_with_its_months_and_balance(self, ctx, group, families):
        circle = circles.save_circle(
            ctx, Circle(group_id=group, name="Tabungan Mawar", keeper="Bu Ani", amount=5000)
        )
        circles.record_deposit(ctx, circle, families[0], 25_000, ctx.today, "")
        made = KINDS["circle"].build(ctx, ReportRequest())
        [table] = of_kind(made, Table)
        assert [row[1] for row in table.rows] == ["A1 – Aminah", "A2 – Badriah", "A3 – Chasanah"]
        assert table.rows[0][-2:] == (25_000, 25_000)
        assert list(table.total)[-1] == 25_000
        assert "tidak memegang uang" in str(made.blocks)

    def test_a_book_without_circles_says_so(self, ctx):
        assert "Belum ada tabungan" in str(KINDS["circle"].build(ctx, ReportRequest()).blocks)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_blank", [False, True])
def test_every_paper_prints_whatever_is_in_the_book(ctx, book, checked, kind, is_blank):
    for one in (ctx, book()):
        made = KINDS[kind].build(one, ReportRequest(month=OCTOBER, blank=is_blank))
        assert pages(made) >= 1
        if KINDS[kind].supports_xlsx:
            xlsx.write_xlsx(made, io.BytesIO())
