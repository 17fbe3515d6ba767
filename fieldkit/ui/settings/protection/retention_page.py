"""How long things are kept, what has outlived its time, and how it is destroyed."""

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number
from fieldkit.core.render.document import ReportRequest
from fieldkit.core.security.roles import Permission
from fieldkit.features.backup import service as backup
from fieldkit.features.protection import report
from fieldkit.features.protection import service as protection
from fieldkit.features.protection.model import Act, Kept, Reminder, Rule, Wanted
from fieldkit.features.protection.service import Passage
from fieldkit.features.records import service as records
from fieldkit.features.records import wording
from fieldkit.ui.settings.backups import second_place
from fieldkit.ui.settings.protection.list_page import ListPage, day
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, flow_layout, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.dialogs import Box, FormDialog, ask
from fieldkit.ui.widgets.form import Form, NoteField, NumberField, TextField
from fieldkit.ui.widgets.record_table import Column, RecordTable


class RetentionPage(ListPage):
    """Families whose time is over above, the acts of destruction below."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(ctx, screen, parent)
        self._may_destroy = ctx.may(Permission.DESTROY_DATA)
        self._typed: dict[str, Any] = {}
        self.reminder = Notice("", role="attention", icon="hourglass")
        self.table = RecordTable(
            Column(N_("Family"), attrgetter("name"), stretch=True, width=24, bold=True),
            Column(N_("Left on"), attrgetter("left_on"), text=day, width=16),
            Column(N_("Kept until"), attrgetter("kept_until"), text=day, width=17),
            name=N_("Families whose time is over"),
            multi=True,
        )
        self.table.set_empty(
            _("No family has outlived its time. Nothing is ever deleted by itself."),
            icon="hourglass",
        )
        self.destroy_button = buttons.button(
            _("Destroy with an act…"), self._on_destroy_clicked, icon="trash-2", kind="danger"
        )
        self.rules_button = buttons.button(
            _("How long things are kept…"), self._on_rules_clicked, icon="sliders-horizontal"
        )
        self.forget_button = buttons.button(
            _("Delete old lines of the access log"), self._on_forget_clicked, icon="history"
        )
        self.destroy_button.setVisible(self._may_destroy)
        self.rules_button.setVisible(self.may_edit)
        self.lay_out(
            self.destroy_button, self.rules_button, self.forget_button,
            of_row=(self.destroy_button,), above=self.reminder, below=self._make_acts(),
        )  # fmt: skip
        self.reload()

    def _make_acts(self) -> Card:
        card = Card(_("Acts of destruction"), icon="file-check")
        self.acts_table = RecordTable(
            Column(N_("Number of the act"), attrgetter("number"), width=22, bold=True),
            Column(N_("Destroyed on"), attrgetter("destroyed_on"), text=day, width=19),
            Column(N_("Families"), attrgetter("families"), text=format_number, align="right"),
            Column(N_("Reason"), attrgetter("reason"), stretch=True, width=14),
            Column(N_("Here"), _here, width=17, role=_here_role),
            name=N_("Acts of destruction"),
        )
        self.acts_table.set_empty(_("No data was destroyed yet."), icon="file-check")
        self.acts_table.setFixedHeight(style.row_height() * 4)
        self.act_button = buttons.button(_("Print the act…"), self._on_act_clicked, icon="printer")
        self.obey_button = buttons.button(
            _("Destroy here too…"), self._on_obey_clicked, icon="trash-2", kind="danger"
        )
        card.add(self.acts_table)
        card.add(flow_layout.bar(self.act_button, self.obey_button))
        self.acts_table.selection_changed.connect(self._show_act)
        return card

    def reload(self) -> None:
        """Read again what has outlived its time."""
        years = {rule.kind: rule.years for rule in protection.rules(self.ctx)}
        self.lead_label.setText(
            _(
                "Families are kept for {years} years after they leave, unless your office's own"
                " schedule says otherwise. Destroying takes two witnesses and can not be undone."
            ).format(years=years[Kept.EXITED])
        )
        sees = self.ctx.may(Permission.SEE_FAMILIES)
        self.table.show_rows(protection.expired(self.ctx) if sees else [])
        found = protection.reminders(self.ctx)
        self.reminder.show_text(
            "\n".join(map(_reminder_sentence, found)), role="attention", icon="hourglass"
        )
        self.forget_button.setVisible(
            self.may_edit and any(one.kind is Kept.ACCESS for one in found)
        )
        self.acts_table.show_rows(protection.acts(self.ctx))
        if self.acts_table.current() is None:
            self.acts_table.select_first()
        self.show_buttons()
        self._show_act()

    @Slot()
    def _show_act(self) -> None:
        current = self.acts_table.current()
        self.act_button.setEnabled(current is not None)
        self.obey_button.setVisible(
            current is not None and not current.is_done_here and self.may_edit
        )

    # -- destroying ------------------------------------------------------------------------

    def destroy_families(self, family_ids: list[str]) -> None:
        """Ask for the act, destroy, then prove a fresh backup and throw the old ones away."""

        def work(ctx: Context, job: Job) -> object:
            return protection.passages_of(ctx, family_ids, _report(job))

        def ask_on(found: Any) -> None:
            named = PassagesBox(self.ctx, found, self.window())
            if not named.passages or named.exec():
                self._ask_for_act(family_ids, named.chosen)

        self.screen_of.run_job(_("Looking where they are named"), work, ask_on)

    def _ask_for_act(self, family_ids: list[str], chosen: list[str]) -> None:
        form = Form(
            NoteField("basis", N_("On what basis"), lines=2, required=True),
            NoteField("reason", N_("Reason"), lines=2, required=True),
            TextField("first_witness", N_("First witness"), required=True, max_length=120),
            TextField("second_witness", N_("Second witness"), required=True, max_length=120),
        )
        rule = next(r for r in protection.rules(self.ctx) if r.kind is Kept.EXITED)
        form.fill({"basis": rule.basis, **self._typed})
        asked: list[Wanted] = []

        def save(values: dict[str, Any]) -> None:
            wanted = Wanted(**{name: value or "" for name, value in values.items()})
            protection.expect_destroyable(self.ctx, family_ids, wanted)
            self._typed = values  # there again where the work was cancelled
            asked.append(wanted)

        count = len(family_ids)
        dialog = FormDialog(
            ngettext(
                "Destroy the data of {count} family", "Destroy the data of {count} families", count
            ).format(count=count),
            form,
            save,
            sentence=_(
                "Names, numbers, notes and photos of these families and their members are gone for"
                " good, here and from every backup that can be reached. Nothing brings them back."
            ),
            save_label=_("Destroy for good"),
            parent=self.window(),
        )
        if dialog.exec():
            self._destroy(family_ids, asked[0], chosen)

    def _destroy(self, family_ids: list[str], wanted: Wanted, chosen: list[str]) -> None:
        def work(ctx: Context, job: Job) -> object:
            return protection.destroy(ctx, family_ids, wanted, chosen, _report(job)).number

        self.screen_of.run_job(_("Destroying the data"), work, self._on_destroyed)

    def _on_destroyed(self, number: Any) -> None:
        self._typed = {}
        self._after(number)

    def _after(self, number: str) -> None:
        self.reload()
        place = second_place()

        def work(ctx: Context, _job: Job) -> object:
            return number, backup.clear_destroyed(ctx, place)

        self.screen_of.run_job(_("Backing up and proving it"), work, self._on_backed_up)

    def _on_backed_up(self, done: Any) -> None:
        number, gone = done
        said = ngettext(
            "Destroyed by act {number}. A new backup was proved; {count} older one is gone. Print"
            " the act for the signatures.",
            "Destroyed by act {number}. A new backup was proved; {count} older ones are gone. Print"
            " the act for the signatures.",
            gone,
        )
        self.screen_of.say(said.format(number=number, count=format_number(gone)))

    @Slot()
    def _on_destroy_clicked(self) -> None:
        chosen = [one.id for one in self.table.selected()]
        if chosen:
            self.destroy_families(chosen)

    @Slot()
    def _on_obey_clicked(self) -> None:
        current = self.acts_table.current()
        if current is None or not ask(
            self.window(),
            _("Destroy here too?"),
            _(
                "Act {number} destroyed the data of these families elsewhere, before {first} and"
                " {second}. Your copy goes the same way; nothing brings it back."
            ).format(
                number=current.number, first=current.first_witness, second=current.second_witness
            ),
            _("Destroy for good"),
            danger=True,
        ):
            return

        def work(ctx: Context, job: Job) -> object:
            protection.obey(ctx, current.number, _report(job))
            return current.number

        self.screen_of.run_job(_("Destroying the data"), work, self._on_destroyed)

    @Slot()
    def _on_act_clicked(self) -> None:
        current = self.acts_table.current()
        if current is not None:
            self.preview(report.destruction_act(self.ctx, ReportRequest(subject=current.number)))

    @Slot()
    def _on_forget_clicked(self) -> None:
        def act() -> None:
            count = protection.forget_access(self.ctx)
            text = ngettext("{count} line was deleted.", "{count} lines were deleted.", count)
            self.reload()
            self.screen_of.say(text.format(count=count))

        self.screen_of.attempt(act)

    # -- how long --------------------------------------------------------------------------

    def change_rules(self) -> None:
        """Ask how long each thing is kept and which paper says so."""
        known = protection.rules(self.ctx)
        fields = []
        for rule in known:
            title = protection.KEPT[rule.kind]
            fields += [
                NumberField(f"{rule.id}_years", title, unit=N_("years"), required=True),
                TextField(f"{rule.id}_basis", N_("On what basis"), max_length=200),
            ]
        form = Form(*fields)
        for rule in known:
            form.fill({f"{rule.id}_years": rule.years, f"{rule.id}_basis": rule.basis})

        def save(values: dict[str, Any]) -> None:
            for rule in known:
                wanted = replace(
                    rule,
                    years=int(values[f"{rule.id}_years"] or 0),
                    basis=values[f"{rule.id}_basis"] or "",
                )
                if wanted != rule:
                    protection.save_rule(self.ctx, Rule(**_facts(wanted)))

        dialog = FormDialog(
            _("How long things are kept"),
            form,
            save,
            sentence=_("Write what your office's schedule of archives (JRA) says."),
            parent=self.window(),
        )
        if dialog.exec():
            self.reload()
            self.screen_of.say(_("Saved."), undo=True)

    @Slot()
    def _on_rules_clicked(self) -> None:
        self.change_rules()


class PassagesBox(Box):
    """Where other records name the families: what is chosen here is made unreadable."""

    def __init__(
        self, ctx: Context, passages: list[Passage], parent: QWidget | None = None
    ) -> None:
        count = len(passages)
        lead = ngettext(
            "{count} passage elsewhere in the book names them.",
            "{count} passages elsewhere in the book name them.",
            count,
        ).format(count=format_number(count))
        more = _(
            "What is chosen here becomes [dihapus], in the history too. Numbers and whole names are"
            " chosen already; look at the others, for they may mean somebody else. A click or the"
            " space bar takes a line in or out. Single names that stand in more than {most} places"
            " are taken for ordinary words. Money books stay as they are."
        ).format(most=protection.MOST_OF_A_WORD)
        super().__init__(_("They are named elsewhere, too"), f"{lead} {more}", parent)
        self.passages = passages
        self.chosen: list[str] = []
        self._ctx = ctx
        self.table = RecordTable(
            Column(N_("Where"), self._where, width=26, bold=True),
            Column(N_("What stands there"), attrgetter("excerpt"), stretch=True, width=30),
            Column(N_("Means them"), _certainty, width=16),
            name=N_("Passages"),
            multi=True,
        )
        self.table.show_rows(passages)
        self.table.choose({one.id for one in passages if one.is_certain and not one.is_bound})
        self.count_label = QLabel()
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self.count_label)
        self.table.selection_changed.connect(self._show_count)
        self._show_count()
        self.cancel_button = buttons.button(_("Cancel"), self.reject)
        self.on_button = buttons.button(_("Go on"), self.accept, kind="primary")
        self.add_button(self.cancel_button)
        self.add_button(self.on_button)
        self.fit(900, 560)

    def accept(self) -> None:
        """Remember what is chosen: the table goes with the box."""
        self.chosen = [one.id for one in self.table.selected()]
        super().accept()

    @Slot()
    def _show_count(self) -> None:
        count = len(self.table.selected())
        text = ngettext(
            "{count} of {all} becomes [dihapus].", "{count} of {all} become [dihapus].", count
        )
        self.count_label.setText(
            text.format(count=format_number(count), all=format_number(len(self.passages)))
        )

    def _where(self, one: Passage) -> str:
        title = records.title(self._ctx, one.table, one.row)
        return " · ".join(filter(None, (wording.table(one.table), title)))


def _report(job: Job) -> Callable[[int, int], None]:
    """Tell how far the search is; Cancel leaves it, and the book stays as it was."""

    def told(done: int, total: int) -> None:
        job.stop_if_cancelled()
        job.report(done, total, _("records looked at"))

    return told


def _certainty(one: Passage) -> str:
    if one.is_bound:
        return _("Stays (money book)")
    return _("Certainly") if one.is_certain else _("Perhaps")


def _facts(rule: Rule) -> dict[str, Any]:
    return {"kind": rule.kind, "years": rule.years, "basis": rule.basis}


def _reminder_sentence(one: Reminder) -> str:
    if one.kind is Kept.MONEY:
        return _(
            "{count} entries of money books are older than they must be kept, the oldest of {day}."
            " Hand the printed pages to the archive; the book keeps its chain."
        ).format(count=format_number(one.count), day=day(one.oldest))
    return _(
        "{count} lines of the access log are older than they must be kept, the oldest of {day}."
    ).format(count=format_number(one.count), day=day(one.oldest))


def _here(act: Act) -> str:
    return _("Destroyed") if act.is_done_here else _("Still held here")


def _here_role(act: Act) -> str:
    return "good" if act.is_done_here else "danger"
