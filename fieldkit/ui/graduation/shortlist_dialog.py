"""The fair list for a quota: each place with its reasons, nominated with one key."""

from operator import attrgetter

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.programmes import paper, report, service
from fieldkit.features.programmes import words as room_words
from fieldkit.features.programmes.model import Each, Programme, Verdict
from fieldkit.features.programmes.shortlist import Place
from fieldkit.ui.shell.jobs import Job, JobRunner
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.editors import NumberEdit
from fieldkit.ui.widgets.record_table import Column, RecordTable


class ShortlistDialog(Box):
    """Shows who comes when; `nominated` says how many were nominated."""

    def __init__(self, ctx: Context, programme: Programme, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Fair list: {programme}").format(programme=programme.name),
            _(
                "Who never received a programme comes first, then who waited longest, then the"
                " poorest. Seats go round the groups; the rest is drawn by lot."
            ),
            parent,
        )
        self._ctx = ctx
        self._programme = programme
        by_village = programme.quota_each is Each.VILLAGE
        self._jobs = JobRunner(ctx, self)
        self.nominated = 0
        self.seats_edit = NumberEdit()
        self.seats_edit.setFixedWidth(style.text_width(7))
        self.seats_edit.set_value(programme.quota)
        self.seats_edit.setAccessibleName(_("Seats"))
        seats_label = QLabel(_("Seats"))
        seats_label.setBuddy(self.seats_edit)
        self.each_label = QLabel(_(service.EACH[programme.quota_each]))
        self.unknown_box = QCheckBox(_("Also families that can not be told yet"))
        self.table = RecordTable(
            Column(N_("Rank"), attrgetter("rank"), width=7, align="right"),
            Column(N_("Family"), attrgetter("match.facts.name"), width=18, bold=True),
            Column(N_("Group"), attrgetter("match.facts.group_name"), width=12),
            *([Column(N_("Village"), attrgetter("village"), width=14)] if by_village else []),
            Column(N_("Seat"), attrgetter("has_seat"), text=_seat, width=10, role=_role),
            Column(N_("Why here"), _itself, text=_why, stretch=True, width=30, tooltip=_why),
            name=N_("Fair list"),
            empty=N_("No family fits yet. See what is not known, and ask."),
        )
        self.trouble = Notice("", role="danger", icon="circle-alert")
        self.told_label = QLabel()
        style.set_role(self.told_label, "secondary")
        line = QHBoxLayout()
        line.setSpacing(style.px(8))
        for widget in (seats_label, self.seats_edit, self.each_label, self.unknown_box):
            line.addWidget(widget)
        line.addStretch(1)
        self.content.addLayout(line)
        self.content.addWidget(self.trouble)
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self.told_label)
        self.print_button = buttons.button(_("Print"), self._on_print_clicked, icon="printer")
        self.go_button = buttons.button(
            _("Nominate those with a seat"), self._on_go_clicked, kind="primary",
            key=buttons.SAVE_KEYS,
        )  # fmt: skip
        self.go_button.setVisible(ctx.may(Permission.EDIT_GRADUATION))
        self.add_button(self.print_button)
        self.add_button(buttons.button(_("Close"), self.reject, tip=_("Close (Esc)")))
        self.add_button(self.go_button)
        self.fit(1000, 620)
        self.seats_edit.edited.connect(self.reload)
        self.unknown_box.toggled.connect(self.reload)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Draw up the list again."""
        seats, with_unknown = self._seats(), self.unknown_box.isChecked()
        self.go_button.setEnabled(False)

        def work(ctx: Context, job: Job) -> list[Place]:
            code = self._programme.code
            found = service.shortlist(ctx, code, seats=seats, with_unknown=with_unknown)
            job.stop_if_cancelled()
            return found

        self._jobs.cancel()
        self._jobs.run(_("Drawing up the list…"), work, self._show, self._say)

    def _say(self, error: FieldKitError) -> None:
        self.trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")

    def _show(self, places: list[Place]) -> None:
        self.table.show_rows(places)
        with_seat = sum(place.has_seat for place in places)
        said = ngettext("{count} family with a seat", "{count} families with a seat", with_seat)
        self.told_label.setText(
            _("{said}, {waiting} waiting.").format(
                said=said.format(count=with_seat), waiting=len(places) - with_seat
            )
        )
        self.go_button.setEnabled(with_seat > 0)
        self.print_button.setEnabled(bool(places))

    def _seats(self) -> int | None:
        try:
            value = self.seats_edit.value()
        except ValueError:
            return self._programme.quota
        return None if value is None else int(value)

    @Slot()
    def _on_print_clicked(self) -> None:
        document = report.fair_list(
            self._ctx, self._programme.code, seats=self._seats(),
            with_unknown=self.unknown_box.isChecked(),
        )  # fmt: skip
        PreviewDialog(self._ctx, [document], self).exec()

    @Slot()
    def _on_go_clicked(self) -> None:
        chosen = [
            place for place in self.table.rows() if isinstance(place, Place) and place.has_seat
        ]
        try:
            self.nominated = service.nominate(
                self._ctx,
                self._programme.code,
                [place.id for place in chosen],
                reasons={place.id: paper.place(place) for place in chosen},
                ranks={place.id: place.rank for place in chosen},
            )
        except FieldKitError as error:
            self._say(error)
            return
        self.accept()


def _itself(place: Place) -> Place:
    return place


def _seat(has_seat: bool) -> str:  # noqa: FBT001 -- a column's value
    return _("Yes") if has_seat else _("waiting")


def _role(place: Place) -> str:
    return "good" if place.has_seat else "secondary"


def _why(place: Place) -> str:
    said = room_words.place(place)
    if place.match.verdict is Verdict.UNKNOWN:
        unknown = place.match.with_verdict(Verdict.UNKNOWN)
        missing = "; ".join(room_words.finding(one) for one in unknown)
        said = _("{said}. Still to ask: {missing}").format(said=said, missing=missing)
    return said
