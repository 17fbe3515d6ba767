"""Programmes: how many families fit each, which ones, and the reason for every rule."""

from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_rupiah
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.programmes import report, service
from fieldkit.features.programmes import words as room_words
from fieldkit.features.programmes.model import Match, Programme, Tally, Verdict
from fieldkit.ui.graduation import programme_form, words
from fieldkit.ui.graduation.shortlist_dialog import ShortlistDialog
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.preview import PreviewDialog
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.chips import Chip, FilterChips
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.fields import YesNoField
from fieldkit.ui.widgets.form import DateField, Form, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable

_ROLES = {Verdict.YES: "good", Verdict.NO: "danger", Verdict.UNKNOWN: "attention"}
_ORDER = (Verdict.YES, Verdict.UNKNOWN, Verdict.NO)


class ProgrammePage(QWidget):
    """Shows who fits which programme and why; emits `family_opened`."""

    family_opened = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._matches: list[Match] = []
        self._shown = self._matched = ""
        self._may_edit = self._ctx.may(Permission.EDIT_GRADUATION)
        self._may_keep = self._ctx.may(Permission.EDIT_PROGRAMMES)
        self.table = RecordTable(
            Column(N_("Programme"), attrgetter("programme.name"), stretch=True, width=16,
                   bold=True, tooltip=_rules),
            Column(N_("Fits"), attrgetter("yes"), width=6, align="right", role=_good),
            Column(N_("Unknown"), attrgetter("unknown"), width=11, align="right"),
            Column(N_("Nominated"), attrgetter("nominated"), width=10, align="right"),
            name=N_("Programmes"),
            empty=N_("No programme is in use. Add one with Ctrl+T."),
        )  # fmt: skip
        self.rules_label = QLabel()
        self.rules_label.setWordWrap(True)
        style.set_role(self.rules_label, "secondary")
        self.chips = FilterChips(
            Chip("verdict", _("Result"), tuple(
                (one, _(service.VERDICTS[one])) for one in _ORDER)),
            Chip("group", _("Group")),
        )  # fmt: skip
        self.families = RecordTable(
            Column(N_("Family"), attrgetter("facts.name"), width=16, bold=True),
            Column(N_("Group"), attrgetter("facts.group_name"), width=11),
            Column(N_("Result"), attrgetter("verdict"), text=_verdict, width=16, role=_role),
            Column(N_("Reason"), _itself, text=_reason, stretch=True, width=24, tooltip=_reasons),
            name=N_("Families and the programme"),
            multi=True,
            empty=N_("No family fits these filters."),
        )
        self.reasons_label = QLabel()
        self.reasons_label.setWordWrap(True)
        self.list_button = buttons.button(
            _("Fair list"), self._on_list_clicked, icon="scale", key="Ctrl+L", kind="primary"
        )
        self.nominate_button = buttons.button(
            _("Nominate"), self._on_nominate_clicked, icon="send", key="Ctrl+N"
        )
        self.answer_button = buttons.button(
            _("Answer"), self._on_answer_clicked, icon="message-square", key="Ctrl+J"
        )
        self.print_button = buttons.button(
            _("Print"), self._on_print_clicked, icon="printer", key="Ctrl+R"
        )
        self.edit_button = buttons.button(
            _("Change programme"), self._on_edit_clicked, icon="pencil", key="F2"
        )
        self.add_button = buttons.button(
            _("Add programme"), self._on_add_clicked, icon="plus", key="Ctrl+T"
        )
        self.copy_button = buttons.button(_("New version"), self._on_copy_clicked, icon="copy")
        self.remove_button = buttons.button(
            _("Into the bin"), self._on_remove_clicked, icon="trash-2", kind="danger"
        )
        for button in (self.nominate_button, self.answer_button):
            button.setVisible(self._may_edit)
        for button in (self.edit_button, self.add_button, self.copy_button, self.remove_button):
            button.setVisible(self._may_keep)
        self._lay_out()
        self.table.selection_changed.connect(self._on_programme_chosen)
        self.table.activated.connect(self._on_edit_clicked)
        self.families.selection_changed.connect(self._show_reasons)
        self.families.activated.connect(self._on_family_activated)
        self.chips.changed.connect(self._show_families)

    def reload(self) -> None:
        """Count again who fits what."""
        groups = [(group.id, group.name) for group in people.groups(self._ctx)]
        self.chips.set_choices("group", [*groups, ("", _("Without a group"))])
        self._shown = ""

        def work(ctx: Context, _job: Job) -> list[Tally]:
            return service.tallies(ctx)

        self._screen.run_job(_("Looking who fits…"), work, self._show_tallies)

    def show_month(self, _month: Month) -> None:
        """Read the page again; it knows no months."""
        self.reload()

    def documents(self, _month: Month) -> list[Document]:
        """Return what Ctrl+P prints."""
        return [report.overview(self._ctx)]

    def programme(self) -> Programme | None:
        """Return the programme chosen."""
        tally = self.table.current()
        return tally.programme if isinstance(tally, Tally) else None

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(style.px(8))
        left.addWidget(self.table, 1)
        left.addWidget(self.rules_label)
        left.addWidget(
            flow_layout.bar(self.add_button, self.edit_button, self.copy_button, self.remove_button)
        )
        right = QVBoxLayout()
        right.setSpacing(style.px(8))
        right.addWidget(self.chips)
        right.addWidget(self.families, 1)
        right.addWidget(self.reasons_label)
        right.addWidget(
            flow_layout.bar(
                self.list_button, self.nominate_button, self.answer_button, self.print_button
            )
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(16))
        layout.addLayout(left, 2)
        layout.addLayout(right, 3)

    # -- showing -------------------------------------------------------------------------

    def _show_tallies(self, found: list[Tally]) -> None:
        self.table.show_rows(found)
        if self.table.current() is None:
            self.table.select_first()
        self._on_programme_chosen()

    @Slot()
    def _on_programme_chosen(self) -> None:
        programme = self.programme()
        code = programme.code if programme else ""
        if code == self._shown and programme is not None:
            return
        self._shown = code
        self.rules_label.setText(_told(programme) if programme else "")
        if programme is None:
            self._show_matches(code, [])
        else:

            def work(ctx: Context, _job: Job) -> list[Match]:
                return service.matches(ctx, code)

            self._screen.run_job(
                _("Looking who fits…"), work, lambda found: self._show_matches(code, found)
            )
        for button in (
            self.list_button, self.edit_button, self.copy_button, self.print_button,
        ):  # fmt: skip
            button.setEnabled(programme is not None)
        self.remove_button.setEnabled(programme is not None and not programme.is_given)
        self.answer_button.setEnabled(programme is not None and bool(programme.questions))

    def _show_matches(self, code: str, found: list[Match]) -> None:
        """Show what was found, unless another programme was chosen meanwhile."""
        if code == self._shown:
            self._matched, self._matches = code, found
            self._show_families()

    @Slot()
    def _show_families(self) -> None:
        chosen = self.chips.active()
        shown = [
            one
            for verdict in _ORDER
            for one in self._matches
            if one.verdict is verdict
            and ("verdict" not in chosen or chosen["verdict"] is verdict)
            and ("group" not in chosen or chosen["group"] == one.facts.group_id)
        ]
        self.families.show_rows(shown)
        if shown and self.families.current() is None:
            self.families.select_first()
        self._show_reasons()

    @Slot()
    def _show_reasons(self) -> None:
        one = self.families.current()
        self.nominate_button.setEnabled(bool(self._chosen()))
        if not isinstance(one, Match):
            self.reasons_label.setText("")
            return
        self.reasons_label.setText(f"{one.facts.name}: {_all_reasons(one)}")

    def _chosen(self) -> list[Match]:
        """Return the families chosen; none while those of another programme still stand there."""
        if self._matched != self._shown:
            return []
        return [one for one in self.families.selected() if isinstance(one, Match)]

    # -- acting --------------------------------------------------------------------------

    @Slot()
    def _on_list_clicked(self) -> None:
        programme = self.programme()
        if programme is None:
            return
        box = ShortlistDialog(self._ctx, programme, self.window())
        box.exec()
        if box.nominated:
            self._done_nominating(box.nominated)

    @Slot()
    def _on_nominate_clicked(self) -> None:
        programme, chosen = self.programme(), self._chosen()
        if programme is None or not chosen:
            return
        form = Form(
            DateField("nominated_on", N_("Nominated on"), required=True),
            TextField("reason", N_("Why"), wide=True, max_length=400),
            today=self._ctx.clock.today,
        )
        form.fill({"nominated_on": self._ctx.today})
        count = 0

        def save(values: dict[str, Any]) -> None:
            nonlocal count
            reason = values["reason"] or ""
            count = service.nominate(
                self._ctx, programme.code, [one.id for one in chosen], values["nominated_on"],
                {one.id: reason for one in chosen},
            )  # fmt: skip

        unfit = sum(one.verdict is not Verdict.YES for one in chosen)
        said = ngettext(
            "{count} family does not fit all rules, or it is not known.",
            "{count} families do not fit all rules, or it is not known.",
            unfit,
        ).format(count=unfit)
        heading = _("Nominate for {programme}").format(programme=programme.name)
        box = FormDialog(
            heading, form, save, save_label=_("Nominate"), sentence=said if unfit else "",
            parent=self.window(),
        )  # fmt: skip
        if box.exec():
            self._done_nominating(count)

    def _done_nominating(self, count: int) -> None:
        said = ngettext("{count} family nominated.", "{count} families nominated.", count)
        self._screen.say(said.format(count=count), undo=True)
        self.reload()

    @Slot()
    def _on_answer_clicked(self) -> None:
        programme, chosen = self.programme(), self._chosen()
        if programme is None or not chosen or not programme.questions:
            return
        form = Form(
            *(YesNoField(one.key, one.text, wide=True) for one in programme.questions),
            columns=1,
        )
        is_one = len(chosen) == 1
        if is_one:
            known = chosen[0].facts.answers
            form.fill({one.key: known.get(one.key) for one in programme.questions})

        def save(values: dict[str, Any]) -> None:
            # For several families a blank is no answer: what each said before stays.
            told = {key: value for key, value in values.items() if is_one or value is not None}
            service.answer(self._ctx, [one.id for one in chosen], told)

        said = ngettext("{count} family chosen.", "{count} families chosen.", len(chosen))
        box = FormDialog(
            programme.name, form, save, sentence=said.format(count=len(chosen)),
            parent=self.window(),
        )  # fmt: skip
        if box.exec():
            self._screen.say(_("It is noted."), undo=True)
            self.reload()

    @Slot()
    def _on_print_clicked(self) -> None:
        programme = self.programme()
        if programme is None:
            return
        group = self.chips.active().get("group")
        documents = [
            report.matching(self._ctx, programme.code, group),
            report.fair_list(self._ctx, programme.code),
            report.overview(self._ctx, group),
        ]
        one = self.families.current()
        if isinstance(one, Match):
            documents.append(report.family_sheet(self._ctx, one.id))
        PreviewDialog(self._ctx, documents, self.window()).exec()

    @Slot()
    def _on_edit_clicked(self) -> None:
        programme = self.programme()
        if programme is not None and self._may_keep:
            self._ask(_("Change programme"), programme)

    @Slot()
    def _on_add_clicked(self) -> None:
        self._ask(_("Add programme"), Programme(code="", name=""))

    @Slot()
    def _on_copy_clicked(self) -> None:
        programme = self.programme()
        if programme is None:
            return
        form = Form(
            TextField("name", N_("Programme"), required=True, max_length=120),
            DateField("valid_from", N_("Runs from")),
            columns=1,
            today=self._ctx.clock.today,
        )
        form.fill({"name": programme.name})

        def save(values: dict[str, Any]) -> None:
            service.copy_programme(
                self._ctx, programme.code, values["name"] or "", values["valid_from"]
            )

        if FormDialog(_("New version"), form, save, parent=self.window()).exec():
            self._screen.say(_("The programme is saved."), undo=True)
            self.reload()

    @Slot()
    def _on_remove_clicked(self) -> None:
        programme = self.programme()
        if programme is not None and self._screen.attempt(
            lambda: service.remove_programme(self._ctx, programme.code)
        ):
            self._screen.say(_("The programme lies in the bin."), undo=True)
            self.reload()

    def _ask(self, heading: str, programme: Programme) -> None:
        form = programme_form.programme_form(self._ctx, programme)

        def save(values: dict[str, Any]) -> None:
            service.save_programme(self._ctx, programme_form.composed(programme, values))

        if FormDialog(heading, form, save, parent=self.window()).exec():
            self._screen.say(_("The programme is saved."), undo=True)
            self.reload()

    @Slot(object)
    def _on_family_activated(self, one: object) -> None:
        if isinstance(one, Match):
            self.family_opened.emit(one.id)


def _told(programme: Programme) -> str:
    parts = [programme.organiser] if programme.organiser else []
    if programme.amount is not None:
        parts.append(format_rupiah(programme.amount))
    if programme.quota is not None:
        quota = _("quota {count} {each}")
        parts.append(
            quota.format(count=programme.quota, each=_(service.EACH[programme.quota_each]))
        )
    if programme.valid_to is not None:
        parts.append(_("until {date}").format(date=words.day(programme.valid_to)))
    parts.append(programme.source)
    return " · ".join(part for part in parts if part)


def _itself(one: Match) -> Match:
    return one


def _verdict(verdict: Verdict) -> str:
    return _(service.VERDICTS[verdict])


def _role(one: Match) -> str:
    return _ROLES[one.verdict]


def _good(tally: Tally) -> str:
    return "good" if tally.yes else "secondary"


def _rules(tally: Tally) -> str:
    return _told(tally.programme)


def _reason(one: Match) -> str:
    """Return what decides: the noes, or what is not known, or that all fits."""
    if one.verdict is Verdict.YES:
        return _("all rules fit")
    return "; ".join(room_words.finding(found) for found in one.with_verdict(one.verdict))


def _all_reasons(one: Match) -> str:
    return "; ".join(
        f"{_(service.RULES[found.rule])} {_MARKS[found.verdict]} ({room_words.finding(found)})"
        for found in one.findings
    )


_MARKS = {Verdict.YES: "✓", Verdict.NO: "✗", Verdict.UNKNOWN: "?"}


def _reasons(one: Match) -> str:
    return _all_reasons(one).replace("; ", "\n")
