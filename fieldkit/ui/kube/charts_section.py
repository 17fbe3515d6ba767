"""Four charts of a group: pots over time, dues by member, sales by product, who came."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, month_name
from fieldkit.core.i18n import N_, _
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.dues import service as dues
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.mentoring import service as mentoring
from fieldkit.features.kube.trade import service as trade
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.chart import BarChart, LineChart, Series, compact_rupiah, percent
from fieldkit.ui.widgets.page import Page

_POTS = {Pot.KAS: "accent", Pot.IKS: "attention", Pot.LOANS: "good", Pot.BANK: "secondary"}
_SHORT = 9
_MOST_PRODUCTS = 8


class ChartsSection(Page):
    """The year up to the month shown; a chart that has nothing to say says so in its hint."""

    said = Signal(str, str, bool)
    report_wanted = Signal(str, str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self.pots = LineChart(_("Pots over time"), text=compact_rupiah, height=190)
        self.dues = BarChart(_("Dues paid against due"), text=compact_rupiah, height=190)
        self.sales = BarChart(_("Sales by product"), text=compact_rupiah, height=190)
        self.came = LineChart(_("Share of members who came"), text=percent, most=100, height=190)
        grid = QGridLayout()
        grid.setSpacing(style.px(16))
        self.cards: dict[str, Card] = {}
        for place, (name, title, icon, chart) in enumerate((
            ("pots", N_("Pots over time"), "wallet", self.pots),
            ("dues", N_("Dues paid against due, by member"), "hand-coins", self.dues),
            ("sales", N_("Sales by product"), "shopping-basket", self.sales),
            ("came", N_("Share of members who came to meetings"), "users", self.came),
        )):  # fmt: skip
            card = Card(_(title), icon=icon, hint=" ")
            card.add(chart, 1)
            self.cards[name] = card
            grid.addWidget(card, place // 2, place % 2)
        for column in range(2):
            grid.setColumnStretch(column, 1)
            grid.setRowStretch(column, 1)
        self.body.setContentsMargins(0, style.px(12), style.px(8), style.px(16))
        self.add_layout(grid, 1)

    def show_kube(self, kube: Kube, month: Month) -> None:
        """Show a group; the charts end with this month."""
        self._show_pots(kube, month)
        self._show_dues(kube, month)
        self._show_sales(kube, month)
        self._show_came(kube, month)

    def _hint(self, name: str, text: str) -> None:
        label = self.cards[name].hint_label
        label.setText(text)
        label.setVisible(bool(text))

    def _show_pots(self, kube: Kube, month: Month) -> None:
        known = cashbook.monthly_balances(self._ctx, kube.id, month)
        used = cashbook.pots_in_use(self._ctx, kube)
        labels = [month_name(one.month)[:3] for one, _held in known]
        self.pots.show_data(labels, *(
            Series(
                _(cashbook.POTS[pot]), [None if h is None else h[pot] for _m, h in known], role
            )
            for pot, role in _POTS.items()
            if pot in used
        ))  # fmt: skip
        has_money = any(held is not None for _m, held in known)
        self._hint("pots", "" if has_money else _("Nothing is in the book yet."))

    def _show_dues(self, kube: Kube, month: Month) -> None:
        grid = dues.dues_grid(self._ctx, kube.id, first=Month(month.year, 1).first, last=month.last)
        labels = [row.member.name.split()[0][:_SHORT] for row in grid.rows]
        self.dues.show_data(
            labels,
            Series(_("Due"), [row.due for row in grid.rows], "secondary"),
            Series(_("Paid"), [row.paid_total for row in grid.rows], "accent"),
        )
        text = _("{year} up to this month").format(year=month.year)
        self._hint("dues", text if grid.meetings else _("No meeting with dues yet."))

    def _show_sales(self, kube: Kube, month: Month) -> None:
        first = Month(month.year, 1).first
        totals: dict[str, int] = {}
        for one in trade.sales(self._ctx, kube.id, first, month.last):
            name = one.product.name if one.product else "–"
            totals[name] = totals.get(name, 0) + one.amount
        best = sorted(totals.items(), key=lambda pair: -pair[1])[:_MOST_PRODUCTS]
        self.sales.show_data(
            [name[:_SHORT] for name, _amount in best],
            Series(_("Sales"), [amount for _name, amount in best], "good"),
        )
        text = _("{year} up to this month").format(year=month.year)
        self._hint("sales", text if best else _("No sale of a product is noted."))

    def _show_came(self, kube: Kube, month: Month) -> None:
        known = mentoring.attendance_shares(self._ctx, kube.id, month)
        shares = [None if share is None else round(share * 100, 1) for _month, share in known]
        labels = [month_name(one.month)[:3] for one, _share in known]
        self.came.show_data(labels, Series(_("Came"), shares, "accent"))
        has_any = any(share is not None for share in shares)
        self._hint("came", "" if has_any else _("No meeting recorded yet."))
