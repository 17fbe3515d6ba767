"""What the group owns."""

from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.money import format_number, format_rupiah
from fieldkit.features.kube.events import service as events
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.inventory import model as inventory_model
from fieldkit.features.kube.inventory import report as inventory_report
from fieldkit.features.kube.inventory import service as inventory
from fieldkit.features.kube.inventory.model import Asset, Condition, Origin
from fieldkit.ui.kube import words
from fieldkit.ui.kube.records_section import RecordSection, line_field
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Field,
    MoneyField,
    NumberField,
    TextField,
)
from fieldkit.ui.widgets.record_table import Column

_MONEY: dict[str, Any] = {"text": format_number, "align": "right"}


def _origin(one: Asset) -> str:
    origin = _(inventory.ORIGINS[one.origin])
    return f"{origin}: {one.source}" if one.source else origin


def _condition(one: Asset) -> str:
    return _(inventory.CONDITIONS[one.condition])


def _condition_role(one: Asset) -> str | None:
    if one.condition.is_gone:
        return "secondary"
    return {Condition.GOOD: "good", Condition.BROKEN: "danger"}.get(one.condition, "attention")


def _count(one: Asset) -> str:
    return f"{one.quantity or ''} {one.unit or ''}".strip()


class InventorySection(RecordSection):
    """What the group owns."""

    new_label = N_("New item…")
    report = inventory_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Code"), attrgetter("code"), width=10, whole=True),
            Column(N_("Item"), attrgetter("name"), stretch=True, bold=True),
            Column(N_("How many"), _count, width=12, align="right"),
            Column(N_("Got on"), attrgetter("got_on"), width=12, spare=2),
            Column(N_("Origin"), _origin, width=26, spare=1),
            Column(N_("Price of one"), attrgetter("price"), width=13, spare=3, **_MONEY),
            Column(N_("Condition"), _condition, width=15, role=_condition_role),
            name=N_("Inventory"),
            empty=N_("Nothing yet. Pots, stoves, uniforms: note what belongs to the group."),
            icon="archive",
        )

    def fill(self) -> None:
        """Read the goods again."""
        found = inventory.assets(self.ctx, self.kube.id)
        kept = [one for one in found if not one.condition.is_gone]
        text = _("{count} kinds of goods, worth {amount} by the prices noted").format(
            count=len(kept), amount=format_rupiah(inventory_model.worth(kept))
        )
        self.show_list(found, text if found else "")

    def blank(self) -> Asset:
        """Return a new line."""
        return Asset(kube_id=self.kube.id)

    def edit(self, one: Asset) -> None:
        """Show a line to be changed, or a new one."""
        known = events.events(self.ctx, self.kube.id)
        fields: list[Field] = [
            line_field("name", N_("What is it?"), required=True),
            line_field("code", N_("Code")),
            NumberField("quantity", N_("How many"), required=True),
            TextField("unit", N_("Unit"), max_length=40),
            line_field("brand", N_("Brand or type")),
            NumberField("year", N_("Year it was made")),
            DateField("got_on", N_("Got on")),
            ChoiceField("origin", N_("Where from?"), blank=None,
                        choices=tuple(inventory.ORIGINS.items()), default=Origin.PURCHASE),
            line_field("source", N_("From whom?")),
            ChoiceField("event_id", N_("Received at"),
                        choices=[(page.id, page.event.title) for page in known]),
            MoneyField("price", N_("Price of one")),
            ChoiceField("condition", N_("Condition"), blank=None,
                        choices=tuple(inventory.CONDITIONS.items()), default=Condition.GOOD),
            ChoiceField("keeper_id", N_("Kept by"), searchable=True,
                        choices=words.member_choices(group.members(self.ctx, self.kube.id))),
            DateField("gone_on", N_("Lost or given away on")),
            line_field("note", N_("Note"), wide=True),
        ]  # fmt: skip
        heading = one.name or _("New item")
        self.edit_in(heading, fields, one, inventory.save_asset, _("The item is saved."))

    def remove(self, one: Asset) -> None:
        """Put a line into the bin."""
        inventory.remove_asset(self.ctx, one.id)
