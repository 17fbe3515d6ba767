"""Guests and letters."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.kube.desk import report as desk_report
from fieldkit.features.kube.desk import service as desk
from fieldkit.features.kube.desk.model import Guest, Letter, Way
from fieldkit.ui.kube.records_section import RecordSection, line_field
from fieldkit.ui.widgets.form import (
    ChoiceField,
    DateField,
    Field,
)
from fieldkit.ui.widgets.record_table import Column


class GuestsSection(RecordSection):
    """Who visited the group, the newest first."""

    new_label = N_("New guest…")
    report = desk_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("came_on"), width=12),
            Column(N_("Name"), attrgetter("name"), width=22, bold=True),
            Column(N_("Office or position"), attrgetter("office"), width=24, spare=1),
            Column(N_("What for?"), attrgetter("purpose"), stretch=True),
            Column(N_("Impression"), attrgetter("impression"), width=26, spare=2),
            name=N_("Guests"),
            empty=N_("No guest yet. Whoever visits the group stands here."),
            icon="users",
        )

    def fill(self) -> None:
        """Read the guests again."""
        self.show_list(desk.guests(self.ctx, self.kube.id)[::-1])

    def blank(self) -> Guest:
        """Return a new guest."""
        return Guest(kube_id=self.kube.id, came_on=self.ctx.today)

    def edit(self, one: Guest) -> None:
        """Show a guest to be changed, or a new one."""
        fields: list[Field] = [
            DateField("came_on", N_("Came on"), required=True),
            line_field("name", N_("Name"), required=True),
            line_field("office", N_("Office or position")),
            line_field("address", N_("Address")),
            line_field("purpose", N_("What for?"), wide=True),
            line_field("impression", N_("Impression"), wide=True),
        ]
        self.edit_in(one.name or _("New guest"), fields, one, desk.save_guest,
                     _("The guest is noted."))  # fmt: skip

    def remove(self, one: Guest) -> None:
        """Put a guest into the bin."""
        desk.remove_guest(self.ctx, one.id)


def _way(one: Letter) -> str:
    return _(desk.WAYS[one.way])


class LettersSection(RecordSection):
    """Letters that came and went, the newest first."""

    new_label = N_("New letter…")
    report = desk_report.KIND

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        del parent
        super().__init__(
            ctx,
            Column(N_("Date"), attrgetter("noted_on"), width=12),
            Column(N_("In or out"), _way, width=12),
            Column(N_("Number"), attrgetter("number"), width=22),
            Column(N_("Dated"), attrgetter("dated"), width=12, spare=1),
            Column(N_("From or to"), attrgetter("party"), width=24, bold=True),
            Column(N_("Subject of the letter"), attrgetter("subject"), stretch=True),
            name=N_("Letters"),
            empty=N_("No letter yet. Letters that come and go stand here with their numbers."),
            icon="send",
        )

    def fill(self) -> None:
        """Read the letters again."""
        self.show_list(desk.letters(self.ctx, self.kube.id)[::-1])

    def blank(self) -> Letter:
        """Return a new letter."""
        return Letter(kube_id=self.kube.id, noted_on=self.ctx.today)

    def edit(self, one: Letter) -> None:
        """Show a letter to be changed, or a new one."""
        fields: list[Field] = [
            ChoiceField("way", N_("In or out"), blank=None, choices=tuple(desk.WAYS.items()),
                        default=Way.IN),
            DateField("noted_on", N_("Came or went on"), required=True),
            line_field("number", N_("Number")),
            DateField("dated", N_("Dated")),
            line_field("party", N_("From or to"), required=True),
            line_field("subject", N_("Subject of the letter"), required=True),
            line_field("note", N_("Note"), wide=True),
        ]  # fmt: skip
        self.edit_in(one.subject or _("New letter"), fields, one, desk.save_letter,
                     _("The letter is noted."))  # fmt: skip

    def remove(self, one: Letter) -> None:
        """Put a letter into the bin."""
        desk.remove_letter(self.ctx, one.id)
