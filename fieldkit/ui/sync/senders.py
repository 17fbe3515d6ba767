"""Who still has to send: a line for each person, what came last, and what does not add up."""

from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import Month, format_date
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number
from fieldkit.core.paths import documents_folder
from fieldkit.core.render.document import Document, ReportRequest
from fieldkit.core.security.roles import Role
from fieldkit.features.month import shelf
from fieldkit.features.month.shelf import Printed
from fieldkit.features.sync import report, senders
from fieldkit.features.sync.senders import Expected, Sender
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.sync import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.date_edit import DateEdit
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.fields import NoteField, TextField
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.form import Form
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


class SendersPage(Page):
    """Everybody a file is expected from, those still missing first."""

    counted = Signal(int, int)
    send_wanted = Signal(str)

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__()
        self._screen = screen
        self.heading_label = QLabel()
        self.heading_label.setFont(style.large_font())
        self.heading_label.setWordWrap(True)
        self.since_edit = DateEdit(today=screen.ctx.clock.today)
        self.since_edit.setAccessibleName(_("Count files written since"))
        self.since_edit.setMinimumWidth(style.text_width(28))
        self.since_edit.set_value(senders.month_begin(screen.ctx))
        self.reminders_button = buttons.button(
            _("Save the list of reminders…"), self._on_reminders_clicked, icon="printer",
            tip=_("Save the list of reminders (Ctrl+P shows and prints it)"),
        )  # fmt: skip
        self.slip_button = buttons.button(
            _("Save the receipt…"), self._on_slip_clicked, icon="receipt"
        )
        self.add_button = buttons.button(
            _("Note a name…"), self._on_add_clicked, icon="user-plus", key="Ctrl+N"
        )
        self.paste_button = buttons.button(
            _("Paste a list of names…"), self._on_paste_clicked, icon="list"
        )
        self.change_button = buttons.button(
            _("Area and telephone…"), self._on_change_clicked, icon="pencil"
        )
        self.remove_button = buttons.button(
            _("Expect no file"), self._on_remove_clicked, icon="x", kind="danger"
        )
        self.table = RecordTable(
            Column(N_("State"), _state, icon=_state_icon, role=_state_role, width=19),
            Column(N_("Name"), attrgetter("name"), stretch=True, width=14, bold=True),
            Column(N_("Area"), attrgetter("area"), width=9, spare=1),
            Column(N_("Last file"), _last_file, width=16),
            Column(N_("Missing"), _missing, width=9, role=_missing_role),
            Column(N_("Unsent"), _unsent, align="right", width=7),
            Column(N_("Clock"), _clock, width=13, role=_clock_role),
            Column(N_("FieldKit"), attrgetter("app"), width=8, role=_app_role),
            Column(N_("Telephone"), attrgetter("phone"), width=13, spare=2),
            name=N_("Who sends here"),
        )
        self.chosen_label = QLabel()
        self.chosen_label.setWordWrap(True)
        style.set_role(self.chosen_label, "secondary")
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_activated)
        self.since_edit.edited.connect(self._on_since_edited)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        caption = QLabel(_("Files written since"))
        caption.setBuddy(self.since_edit)
        style.set_role(caption, "secondary")
        line.addWidget(self.heading_label, 1)
        line.addWidget(caption)
        line.addWidget(self.since_edit)
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        for button in (
            self.reminders_button, self.slip_button, self.add_button, self.paste_button,
            self.change_button, self.remove_button,
        ):  # fmt: skip
            flow.addWidget(button)
        self.table.setMinimumHeight(style.row_height() * 8)
        self.table.set_empty(
            _(
                "Nobody is expected yet. Take the contact cards of those who send here, or note"
                " their names; then you see at once who is still missing."
            ),
            icon="users",
        )
        self.add_layout(line)
        self.add(holder)
        self.add(self.table, 1)
        self.add(self.chosen_label)

    @property
    def _ctx(self) -> Context:
        return self._screen.ctx

    def since(self) -> date:
        """Return since when a file counts."""
        try:
            return self.since_edit.value() or senders.month_begin(self._ctx)
        except ValueError:
            return senders.month_begin(self._ctx)

    def reload(self) -> None:
        """Read everybody again."""
        found = senders.senders(self._ctx, self.since())
        come, expected = senders.arrived(found)
        self.heading_label.setText(self._sentence(come, expected))
        self.table.show_rows(found)
        self.counted.emit(come, expected)
        self._show_choice(self.table.current())

    def documents(self) -> list[Document]:
        """Return the list of reminders as it is printed."""
        return [report.reminder_list(self._ctx, ReportRequest(month=Month.of(self.since())))]

    def _sentence(self, come: int, expected: int) -> str:
        day = format_date(self.since())
        if self._ctx.role is Role.COORDINATOR:
            return ngettext(
                "{come} of {count} facilitator has sent since {day}",
                "{come} of {count} facilitators have sent since {day}",
                expected,
            ).format(come=come, count=expected, day=day)
        return ngettext(
            "{come} of {count} KUBE officer has sent since {day}",
            "{come} of {count} KUBE officers have sent since {day}",
            expected,
        ).format(come=come, count=expected, day=day)

    def _show_choice(self, one: Sender | None) -> None:
        said = words.sender(one) if one else ""
        self.chosen_label.setText(said)
        self.chosen_label.setVisible(bool(said))
        self.change_button.setEnabled(one is not None)
        self.remove_button.setEnabled(bool(one and one.expected_id and not one.peer_id))

    # -- what can be done ------------------------------------------------------------------

    @Slot()
    def _on_since_edited(self) -> None:
        self.reload()

    @Slot(object)
    def _on_chosen(self, one: Sender | None) -> None:
        self._show_choice(one)

    @Slot(object)
    def _on_activated(self, one: Sender) -> None:
        if one.peer_id:
            self.send_wanted.emit(one.peer_id)

    @Slot()
    def _on_add_clicked(self) -> None:
        self._edit(None)

    @Slot()
    def _on_change_clicked(self) -> None:
        self._edit(self.table.current())

    def _edit(self, one: Sender | None) -> None:
        ctx = self._ctx
        form = Form(
            TextField("name", N_("Name"), required=True, wide=True),
            TextField("area", N_("Area"), wide=True),
            TextField("phone", N_("Telephone"), wide=True),
            columns=1,
        )

        def save(values: dict[str, Any]) -> None:
            known = one.expected_id if one and one.expected_id else None
            filled = {key: values[key] or "" for key in ("name", "area", "phone")}
            senders.save_expected(ctx, Expected(id=known, **filled))

        heading = _("Who is expected") if one is None else one.name
        dialog = FormDialog(heading, form, save, parent=self._screen)
        if one is not None:
            form.fill({"name": one.name, "area": one.area, "phone": one.phone})
        if dialog.exec():
            self.reload()

    @Slot()
    def _on_paste_clicked(self) -> None:
        ctx, fresh = self._ctx, list[int]()
        form = Form(
            NoteField(
                "names", N_("A line for each person: name; area; telephone"), required=True,
                wide=True,
            ),
            columns=1,
        )  # fmt: skip

        def save(values: dict[str, Any]) -> None:
            fresh.append(senders.save_names(ctx, values["names"] or ""))

        if FormDialog(_("Paste a list of names"), form, save, parent=self._screen).exec():
            self.reload()
            count = sum(fresh)
            self._screen.say(
                ngettext("{count} name is noted.", "{count} names are noted.", count).format(
                    count=count
                )
            )

    @Slot()
    def _on_remove_clicked(self) -> None:
        one = self.table.current()
        if one is None or not one.expected_id:
            return
        if self._screen.attempt(lambda: senders.remove_expected(self._ctx, one.expected_id)):
            self.reload()

    @Slot()
    def _on_reminders_clicked(self) -> None:
        self._choose_and_save("reminder_list")

    @Slot()
    def _on_slip_clicked(self) -> None:
        self._choose_and_save("receipt_slip")

    def _choose_and_save(self, kind: str) -> None:
        month = Month.of(self.since())
        name = f"{shelf.file_name(self._ctx, kind, month)}.pdf"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save PDF"), str(documents_folder() / name), "PDF (*.pdf)"
        )
        if chosen:
            self.save_report(kind, Path(chosen))

    def save_report(self, kind: str, path: Path) -> None:
        """Write one of the two reports and say where."""
        month = Month.of(self.since())
        target = with_ending(path, ".pdf")

        def work(ctx: Context, _job: Job) -> Printed:
            return shelf.print_to(ctx, kind, target, month)

        self._screen.run_job(_("Writing the report"), work, self._on_written)

    @Slot(object)
    def _on_written(self, printed: Printed) -> None:
        self._screen.say(
            ngettext(
                "Saved “{file}”, {count} page.", "Saved “{file}”, {count} pages.", printed.pages
            ).format(file=printed.path.name, count=printed.pages)
        )


def _state(one: Sender) -> str:
    if one.is_in:
        return _("Arrived")
    if not one.peer_id:
        return _("No card yet")
    return _("Not here yet") if one.sequence else _("Never sent")


def _state_icon(one: Sender) -> str:
    return "circle-check" if one.is_in else "circle-alert"


def _state_role(one: Sender) -> str:
    return "good" if one.is_in else "attention"


def _last_file(one: Sender) -> str:
    if not one.sequence or one.written_on is None:
        return ""
    return _("no. {number}, {day}").format(
        number=one.sequence, day=format_date(one.written_on, "medium")
    )


def _missing(one: Sender) -> str:
    if not one.missing_pages:
        return ""
    if not one.missing_files:
        return ngettext("{count} page", "{count} pages", one.missing_pages).format(
            count=one.missing_pages
        )
    return _("no. {numbers}").format(numbers=", ".join(map(str, one.missing_files)))


def _missing_role(one: Sender) -> str | None:
    return "danger" if one.missing_pages else None


def _unsent(one: Sender) -> str:
    return format_number(one.unsent) if one.unsent else ""


def _clock(one: Sender) -> str:
    return words.clock_short(one.clock_seconds) if one.has_wrong_clock else ""


def _clock_role(one: Sender) -> str | None:
    return "attention" if one.has_wrong_clock else None


def _app_role(one: Sender) -> str | None:
    return "attention" if one.has_old_program else None
