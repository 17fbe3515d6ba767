"""The NIK doctor: every odd number of the book, what it says, and what would mend it."""

from collections.abc import Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.core.sentences import problem_sentence, reason_sentence, sentence
from fieldkit.features.people import service as people
from fieldkit.features.people.service import Finding, Weight
from fieldkit.ui.people.merge_dialog import MergeDialog
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.record_table import Column, RecordTable
from fieldkit.ui.widgets.up_link import up_link

WEIGHT_NAMES = {
    Weight.ERROR: N_("Wrong"),
    Weight.WARNING: N_("To check"),
    Weight.MISSING: N_("Missing"),
    Weight.HINT: N_("Can be filled in"),
}
_ROLES = {
    Weight.ERROR: ("danger", "circle-x"),
    Weight.WARNING: ("attention", "triangle-alert"),
    Weight.MISSING: ("secondary", "circle"),
    Weight.HINT: ("accent", "info"),
}
_COLUMN_NAMES = {"nik": N_("NIK"), "no_kk": N_("No KK")}


class DoctorPage(QWidget):
    """Emits `opened` with a family's id, and `told` with what was done."""

    back_requested = Signal()
    opened = Signal(str)
    told = Signal(str, bool)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._found: list[Finding] = []
        self._finding: Finding | None = None
        self._may_edit = ctx.may(Permission.EDIT_FAMILIES)
        self.back_button = up_link(self, _("All families"), self._on_back_clicked)
        self.count_label = QLabel()
        style.set_role(self.count_label, "secondary")
        self.chips = FilterChips(
            Chip("weight", N_("Kind"), tuple(WEIGHT_NAMES.items())),
            Chip("column", N_("Number"), tuple(_COLUMN_NAMES.items())),
            Chip("open", N_("Not checked yet")),
            name=_("Which findings"),
        )
        self.table = RecordTable(
            Column(
                N_("Kind"),
                attrgetter("weight"),
                text=_weight,
                width=16,
                role=_role,
                icon=_icon,
                whole=True,
            ),
            Column(N_("Name"), _who, width=20, bold=True),
            Column(N_("Number"), attrgetter("column"), text=_column, width=8, spare=1),
            Column(N_("Why"), _sentence, stretch=True, width=30, tooltip=_sentence),
            name=N_("Findings"),
        )
        self.fill_button = buttons.button("", self._on_fill_clicked, icon="list-checks")
        self.card = Card("", icon="stethoscope")
        self.name_label, self.number_label = QLabel(), QLabel()
        self.name_label.setWordWrap(True)
        self.name_label.setTextFormat(Qt.TextFormat.PlainText)
        self.number_label.setTextFormat(Qt.TextFormat.PlainText)
        self.number_label.setFont(style.font(1.25, strong=True))
        self.sentence_label = QLabel()
        self.anatomy_label = QLabel()
        for label in (self.sentence_label, self.anatomy_label):
            label.setWordWrap(True)
        style.set_role(self.anatomy_label, "secondary")
        self.remedy_box = QVBoxLayout()
        self.open_button = buttons.button(
            _("Open the family"), self._on_open_clicked, icon="users", key="Ctrl+O"
        )
        self.other_button = buttons.button(
            _("Open the other family"), self._on_other_clicked, icon="users-round"
        )
        self.merge_button = buttons.button(
            _("Merge the two…"), self._on_merge_clicked, icon="git-merge"
        )
        self.checked_button = buttons.button(
            _("It stands so on the card"), self._on_checked_clicked, icon="badge-check"
        )
        self._lay_out()
        self.chips.changed.connect(self._on_filter_changed)
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_activated)

    def _lay_out(self) -> None:
        heading = QLabel(_("Check NIK and No KK"))
        heading.setFont(style.font(1.25, strong=True))
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addWidget(heading, 1)
        top.addWidget(self.fill_button)
        for widget in (self.name_label, self.number_label, self.sentence_label, self.anatomy_label):
            self.card.add(widget)
        inside = QWidget()
        inside.setLayout(self.remedy_box)
        self.remedy_box.setContentsMargins(0, 0, 0, 0)
        self.card.add(inside)
        for button in (self.checked_button, self.merge_button, self.other_button, self.open_button):
            self.card.add(button)
        self.side = right = QWidget()
        right_column = QVBoxLayout(right)
        right_column.setContentsMargins(0, 0, 0, 0)
        right_column.addWidget(self.card)
        right_column.addStretch(1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(style.px(16))
        splitter.addWidget(self.table)
        splitter.addWidget(right)
        splitter.setSizes([style.px(720), style.px(380)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(12), style.px(24), style.px(16))
        layout.setSpacing(style.px(8))
        layout.addLayout(top)
        layout.addWidget(self.chips)
        layout.addWidget(self.count_label)
        layout.addWidget(splitter, 1)

    def reload(self) -> None:
        """Look at the whole book again."""
        self._found = people.examine(self._ctx)
        fillable = people.counted(self._found)[Weight.HINT]
        self.fill_button.setVisible(self._may_edit and fillable > 0)
        text = ngettext(
            "Fill in what the NIK of {count} person tells",
            "Fill in what the NIKs of {count} people tell",
            fillable,
        )
        self.fill_button.setText(text.format(count=fillable))
        self._show()

    def narrow_to(self, chosen: dict[str, Any]) -> None:
        """Set these filters and no others."""
        self.chips.set_active(chosen)
        self._show()

    def _show(self) -> None:
        active = self.chips.active()
        shown = [
            one
            for one in self._found
            if active.get("weight") in (None, one.weight)
            and active.get("column") in (None, one.column)
            and not (active.get("open") and one.checked_on)
        ]
        empty = _("Nothing fits these filters.") if self._found else _("Every number is in order.")
        self.table.set_empty(empty, icon="badge-check")
        keep = self._finding.id if self._finding else ""
        self.table.show_rows(shown)
        tally = people.counted(self._found)
        self.count_label.setText(
            _("{wrong} wrong · {check} to check · {missing} missing").format(
                wrong=tally[Weight.ERROR],
                check=tally[Weight.WARNING],
                missing=tally[Weight.MISSING],
            )
        )
        known = {one.id: one for one in shown}
        chosen = known.get(keep) or next(iter(shown), None)
        if chosen is not None:
            self.table.select(chosen.id)
        self._show_finding(chosen)

    def _show_finding(self, finding: Finding | None) -> None:
        self._finding = finding
        self.side.setVisible(finding is not None)
        while (item := self.remedy_box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if finding is None:
            return
        self.name_label.setText(finding.person.name)
        self.number_label.setText(_spaced(finding.number))
        told = [_sentence(finding)]
        if finding.checked_on:
            told.append(_("Checked on {day}.").format(day=format_date(finding.checked_on)))
        self.sentence_label.setText(" ".join(told))
        told = _anatomy(self._ctx, finding)
        self.anatomy_label.setText("\n".join(told))
        self.anatomy_label.setVisible(bool(told))
        if self._may_edit:
            for number, one in enumerate(finding.remedies):
                why = QLabel(reason_sentence(one.code))
                why.setWordWrap(True)
                self.remedy_box.addWidget(why)
                repair = partial(self._repair, number)
                kind: buttons.Kind = "primary" if len(finding.remedies) == 1 else "plain"
                button = buttons.button(
                    _result(finding, one.changes), repair, kind=kind, icon="check"
                )
                self.remedy_box.addWidget(button)
        may_check = finding.weight is Weight.WARNING and not finding.checked_on
        self.checked_button.setVisible(self._may_edit and may_check)
        self.other_button.setVisible(bool(finding.others))
        are_families = bool(finding.others) and finding.others[0] != finding.person.family_id
        self.merge_button.setVisible(self._may_edit and are_families)

    def _repair(self, number: int) -> None:
        finding = self._finding
        if finding is None:
            return
        try:
            people.repair(self._ctx, finding, finding.remedies[number])
        except FieldKitError as error:
            self.told.emit(sentence(error), False)
        else:
            told = _("The number of {name} is put right.").format(name=finding.person.name)
            self.told.emit(told, True)
        self.reload()

    @Slot()
    def _on_fill_clicked(self) -> None:
        many = people.fill_in(self._ctx, self._found)
        text = ngettext(
            "Birth date or sex of {count} person filled in from the NIK.",
            "Birth dates and sexes of {count} people filled in from their NIKs.",
            many,
        )
        self.told.emit(text.format(count=many), True)
        self.reload()

    @Slot()
    def _on_checked_clicked(self) -> None:
        if self._finding is not None:
            people.number_checked(self._ctx, self._finding)
            self.told.emit(_("Noted: it stands so on the card."), True)
            self.reload()

    @Slot()
    def _on_open_clicked(self) -> None:
        if self._finding is not None:
            self.opened.emit(self._finding.person.family_id)

    @Slot()
    def _on_other_clicked(self) -> None:
        if self._finding is not None and self._finding.others:
            self.opened.emit(self._finding.others[0])

    @Slot()
    def _on_merge_clicked(self) -> None:
        finding = self._finding
        if finding is not None:
            first, second = finding.person.family_id, finding.others[0]
            MergeDialog(self._ctx, first, second, self._say, self.window()).open()

    def _say(self, sentence: str, changed: int) -> None:
        self.told.emit(sentence, changed > 0)

    @Slot()
    def _on_back_clicked(self) -> None:
        self.back_requested.emit()

    @Slot()
    def _on_filter_changed(self) -> None:
        self._show()

    @Slot(object)
    def _on_chosen(self, finding: Finding | None) -> None:
        if finding is not None:
            self._show_finding(finding)

    @Slot(object)
    def _on_activated(self, finding: Finding) -> None:
        self.opened.emit(finding.person.family_id)


def _anatomy(ctx: Context, finding: Finding) -> list[str]:
    """Say what each part of the number means."""
    parts = people.taken_apart(finding.number, finding.column)
    number = finding.number or ""
    if parts is None:
        return []
    where = parts.region.words or _("not in the list of regions")
    lines = [f"{number[:2]} {number[2:4]} {number[4:6]} – {where}"]
    day = f"{parts.day[:2]} {parts.day[2:4]} {parts.day[4:]}"
    if parts.births:
        likely = people.likely_birth(ctx, finding)
        births = [likely] if likely else list(parts.births)
        told = _(" or ").join(format_date(one) for one in births)
        sex = _(people.SEX_NAMES[parts.sex]) if parts.sex else ""
        lines.append(f"{day} – {told}, {sex}")
    elif finding.column == "nik":
        lines.append(_("{digits} – no such day").format(digits=day))
    else:
        lines.append(_("{digits} – day, month and year of issue").format(digits=day))
    lines.append(_("{digits} – serial number").format(digits=parts.serial))
    return lines


def _result(finding: Finding, changes: Mapping[str, Any]) -> str:
    """Say what a proposal would leave."""
    if set(changes) == {finding.column} and changes[finding.column]:
        return _spaced(changes[finding.column])
    return ", ".join(
        _("{field} {value}").format(field=people.field_name(name), value=people.value_text(value))
        for name, value in changes.items()
    )


def _spaced(number: str | None) -> str:
    """Return a number in the groups people read it by."""
    if not number or len(number) != 16:
        return number or "–"
    return " ".join((number[:6], number[6:12], number[12:]))


def _sentence(finding: Finding) -> str:
    return problem_sentence(finding.problem)


def _weight(weight: Weight) -> str:
    return _(WEIGHT_NAMES[weight])


def _role(finding: Finding) -> str:
    return "good" if finding.checked_on else _ROLES[finding.weight][0]


def _icon(finding: Finding) -> str:
    return "badge-check" if finding.checked_on else _ROLES[finding.weight][1]


def _who(finding: Finding) -> str:
    person = finding.person
    if person.member_id is None or person.name == person.family:
        return person.name
    return _("{name} (family of {family})").format(name=person.name, family=person.family)


def _column(column: str) -> str:
    return _(_COLUMN_NAMES[column])
