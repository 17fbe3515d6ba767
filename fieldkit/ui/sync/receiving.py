"""Terima: drop one or sixty files, see what each would bring, merge in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number
from fieldkit.core.security.roles import Permission
from fieldkit.features.sync import quarantine, service
from fieldkit.features.sync.model import FileReport, FileState, Sent
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.sync import words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.dialogs import ask
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.record_table import Column, RecordTable

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen


@dataclass(frozen=True, slots=True)
class _Line:
    """One file of the table; `is_done` once it is merged."""

    path: Path
    report: FileReport
    is_done: bool

    @property
    def id(self) -> str:
        """Its path, so that the chosen line stays chosen."""
        return str(self.path)

    @property
    def state(self) -> str:
        """What became of it, in words."""
        if self.report.mass:
            return _("Stopped to ask")
        return words.state(self.report.state, is_done=self.is_done)

    @property
    def icon(self) -> str:
        """The drawing beside the word."""
        return words.STATES[self.report.state][1]

    @property
    def role(self) -> str:
        """The colour of the word."""
        return words.STATES[self.report.state][2]


class ReceivePage(QWidget):
    """What files would bring, then what they brought."""

    left = Signal()
    card_wanted = Signal()
    desk_wanted = Signal()

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__()
        self._screen = screen
        self._files: list[Path] = []
        self._reports: list[FileReport] = []
        self._accepted: set[str] = set()
        self._is_done = False
        self._taken: list[Path] = []
        self._left: list[tuple[Path, FileReport]] = []
        self.heading_label = QLabel()
        self.heading_label.setFont(style.large_font())
        self.heading_label.setWordWrap(True)
        self.lead_label = QLabel()
        self.lead_label.setWordWrap(True)
        style.set_role(self.lead_label, "secondary")
        self.table = RecordTable(
            Column(
                N_("State"),
                attrgetter("state"),
                icon=attrgetter("icon"),
                role=attrgetter("role"),
            ),
            Column(N_("File"), attrgetter("report.file"), width=24),
            Column(N_("Sender"), attrgetter("report.sender"), width=15),
            Column(N_("No."), _number, align="right", width=5, spare=1),
            Column(N_("Changes"), _changes, align="right", width=9),
            Column(N_("Differing"), _conflicts, align="right", width=8, role=_conflict_role),
            Column(N_("What it means"), _meaning, stretch=True, width=30),
            name=N_("Files looked through"),
        )
        self.detail_label = QLabel()
        self.detail_label.setWordWrap(True)
        self.mass_notice = Notice(
            "", role="danger", icon="shield-alert", action=_("Look at it and decide…")
        )
        self.receipt_notice = Notice("", icon="send", action=_("Write the receipts…"))
        self.back_button = buttons.button(_("Back"), self._on_back_clicked, key="Esc")
        self.card_button = buttons.button(
            _("Take a contact card…"), self.card_wanted.emit, icon="user-plus"
        )
        self.desk_button = buttons.button(
            _("Look at the differences"), self.desk_wanted.emit, icon="scale"
        )
        self.keep_button = buttons.button(
            _("Keep them here for later"), self._on_keep_clicked, icon="inbox"
        )
        self.merge_button = buttons.button(
            "", self._on_merge_clicked, icon="git-merge", kind="primary", key="Ctrl+Return"
        )
        self._lay_out()
        self.table.chosen.connect(self._on_line_chosen)
        self.receipt_notice.action_requested.connect(self._on_receipts_clicked)
        self.mass_notice.action_requested.connect(self._on_mass_clicked)

    def _lay_out(self) -> None:
        holder = QWidget()
        line = FlowLayout(holder, gap=8)
        for button in (
            self.merge_button,
            self.desk_button,
            self.card_button,
            self.keep_button,
            self.back_button,
        ):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.px(24), style.px(16), style.px(24), style.px(16))
        layout.setSpacing(style.px(10))
        layout.addWidget(self.heading_label)
        layout.addWidget(self.lead_label)
        layout.addWidget(holder)
        layout.addWidget(self.mass_notice)
        layout.addWidget(self.receipt_notice)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail_label)

    # -- looking ---------------------------------------------------------------------------

    def look_through(self, paths: Sequence[Path]) -> None:
        """Say what the files would bring, without changing anything."""
        self._files, self._accepted = _expanded(paths), set()
        self._run(_("Looking through the files…"), self._files, dry_run=True)

    def look_again(self) -> None:
        """Look anew, as after a contact card was taken."""
        if self._files and not self._is_done:
            self._run(_("Looking through the files…"), self._files, dry_run=True)

    def _run(self, title: str, files: list[Path], *, dry_run: bool) -> None:
        def work(ctx: Context, job: Job) -> list[FileReport]:
            def progress(done: int, total: int) -> None:
                job.report(done, total, _("changes"))
                job.stop_if_cancelled()

            return service.receive(
                ctx, files, dry_run=dry_run, progress=progress, accepted=accepted
            )

        accepted = frozenset(self._accepted)
        done = self._on_looked if dry_run else self._on_merged
        self._screen.run_job(title, work, done)

    def mergeable(self) -> list[Path]:
        """Return the files that would bring something."""
        lines = zip(self._files, self._reports, strict=True)
        return [path for path, report in lines if _goes_in(report)]

    @Slot(object)
    def _on_looked(self, reports: list[FileReport]) -> None:
        self._reports, self._is_done = reports, False
        self._show()
        count = len(self.mergeable())
        self.heading_label.setText(
            ngettext(
                "{count} file looked through; nothing is merged yet",
                "{count} files looked through; nothing is merged yet",
                len(reports),
            ).format(count=len(reports))
        )
        self.lead_label.setText(_looked_sentence(reports))
        self.merge_button.setText(
            ngettext("Merge {count} file", "Merge {count} files", count).format(count=count)
        )
        self.merge_button.setAccessibleName(self.merge_button.text())
        self.merge_button.setVisible(bool(count))
        unknown = any(r.state is FileState.UNKNOWN_SENDER for r in reports)
        self.card_button.setVisible(unknown)
        self.desk_button.hide()
        self.keep_button.setVisible(not count and any(_may_wait(r) for r in reports))
        stopped = sum(bool(r.mass) for r in reports)
        self.mass_notice.show_text(_stopped_sentence(stopped), role="danger", icon="shield-alert")
        self.receipt_notice.show_text("")
        self._screen.show_receiving()
        (self.merge_button if count else self.back_button).setFocus()

    def _show(self) -> None:
        pairs = zip(self._files, self._reports, strict=True)
        lines = [_Line(path, report, self._is_done) for path, report in pairs]
        lines.sort(key=_weight)
        self.table.show_rows(lines)
        self.detail_label.setText("")
        self.detail_label.hide()
        refused = next((line for line in lines if _weight(line) == 1), None)
        if refused is not None:
            self.table.select(refused.id)  # its reason is read whole below the table

    # -- merging ---------------------------------------------------------------------------

    @Slot()
    def _on_merge_clicked(self) -> None:
        self.merge()

    def merge(self) -> None:
        """Merge what would bring something, in one step; what can not go in yet is kept."""
        if self.mergeable() and not self._is_done:
            self._take(_("Merging the files…"))

    @Slot()
    def _on_keep_clicked(self) -> None:
        self._take(_("Keeping the files…"))

    def _take(self, title: str) -> None:
        lines = list(zip(self._files, self._reports, strict=True))
        self._left = [line for line in lines if not (_goes_in(line[1]) or _may_wait(line[1]))]
        self._taken = [path for path, one in lines if _goes_in(one) or _may_wait(one)]
        self._run(title, self._taken, dry_run=False)

    @Slot(object)
    def _on_merged(self, reports: list[FileReport]) -> None:
        self._files = [*self._taken, *(path for path, _report in self._left)]
        self._reports = reports = [*reports, *(report for _path, report in self._left)]
        self._is_done = True
        self._show()
        merged = sum(_goes_in(report) for report in reports)
        sentence = _merged_sentence(reports)
        self.heading_label.setText(
            ngettext("{count} file merged", "{count} files merged", merged).format(count=merged)
            if merged
            else _("Nothing was merged")
        )
        self.lead_label.setText(sentence)
        self.merge_button.hide()
        self.card_button.hide()
        self.keep_button.hide()
        self.mass_notice.show_text("")
        has_differences = any(r.conflicts for r in reports)
        may_settle = self._screen.ctx.may(Permission.SETTLE_CONFLICTS)
        self.desk_button.setVisible(has_differences and may_settle)
        if merged and self._screen.ctx.may(Permission.SEND_FILES):
            self.receipt_notice.action_button.show()
            self.receipt_notice.show_text(
                _(
                    "Give each sender a receipt: it says what has arrived, and brings what is"
                    " new here, so that next time only the new things travel."
                ),
                icon="send",
            )
        self.back_button.setFocus()
        self._screen.say(sentence, undo=any(r.changes for r in reports))

    @Slot()
    def _on_mass_clicked(self) -> None:
        stopped = [report for report in self._reports if report.mass]
        sure = ask(
            self,
            _("Take what removes or changes so much?"),
            "\n\n".join(_mass_sentence(report) for report in stopped),
            _("It is right, take it too"),
            danger=True,
        )
        if sure:
            self.accept_stopped()

    def accept_stopped(self) -> None:
        """Let the files that stopped go in as well, and look at all of them anew."""
        self._accepted |= {report.key for report in self._reports if report.mass}
        self.look_again()

    @Slot()
    def _on_receipts_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Choose where the receipts go"))
        if chosen:
            self.write_receipts(Path(chosen))

    def write_receipts(self, folder: Path) -> None:
        """Write a receipt for every sender into a folder."""
        devices = {r.device for r in self._reports if r.device}

        def work(ctx: Context, job: Job) -> list[Sent]:
            job.report(0, 0)
            return service.write_receipts(ctx, devices, folder)

        self._screen.run_job(_("Writing the receipts…"), work, self._on_receipts_written)

    @Slot(object)
    def _on_receipts_written(self, sent: list[Sent]) -> None:
        sentence = ngettext(
            "{count} receipt is written and reads back 100%.",
            "{count} receipts are written and read back 100%.",
            len(sent),
        ).format(count=len(sent))
        self.receipt_notice.show_text(sentence, role="good", icon="circle-check")
        self.receipt_notice.action_button.hide()
        self._screen.say(sentence)

    @Slot(object)
    def _on_line_chosen(self, line: _Line | None) -> None:
        said = [_meaning(line)] if line else []
        if line and line.report.counts and line.report.conflicts:
            brought = words.counts_line(line.report.counts)
            said.append(_("It brings: {counts}.").format(counts=brought))
        self.detail_label.setVisible(bool(said))
        self.detail_label.setText(" ".join(said))

    @Slot()
    def _on_back_clicked(self) -> None:
        self._files, self._reports = [], []
        self.left.emit()


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """Return the single files of a choice; a folder gives its exchange files."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.suffix == service.SUFFIX)
        else:
            found.append(path)
    return found


def _goes_in(report: FileReport) -> bool:
    return report.state in words.MERGEABLE and not report.mass


def _is_known(report: FileReport) -> bool:
    return report.state in (FileState.ALREADY, FileState.OLDER)


def _may_wait(report: FileReport) -> bool:
    return quarantine.may_wait(report.state, report.reason)


def _weight(line: _Line) -> int:
    """Put what goes in first, then what can not, then what is known already."""
    if _goes_in(line.report):
        return 0
    return 2 if _is_known(line.report) else 1


def _number(line: _Line) -> str:
    return str(line.report.sequence) if line.report.sequence else ""


def _changes(line: _Line) -> str:
    return format_number(line.report.changes) if line.report.sequence else ""


def _conflicts(line: _Line) -> str:
    return format_number(line.report.conflicts) if line.report.conflicts else ""


def _conflict_role(line: _Line) -> str | None:
    return "attention" if line.report.conflicts else None


def _meaning(line: _Line) -> str:
    said = [_first_meaning(line.report), *words.told(line.report)]
    return " ".join(part for part in said if part)


def _first_meaning(report: FileReport) -> str:
    if report.mass:
        return words.mass(report.mass)
    if report.reason:
        said = service.report_sentence(report)
        return f"{said[:1].upper()}{said[1:]}"
    if report.state is FileState.ALREADY:
        return _("Everything in it is already in this book.")
    if report.state is FileState.OLDER:
        return _("A newer file of the same sender is already in this book.")
    return _brought(report)


def _brought(report: FileReport) -> str:
    if report.part[1]:
        return ngettext(
            "It brings {count} photo.", "It brings {count} photos.", report.photos
        ).format(count=format_number(report.photos))
    if not report.changes:
        return _("It only confirms what the sender received.")
    if report.conflicts:
        return _("Two laptops changed the same field; nothing is lost, a person decides later.")
    return _("It brings: {counts}.").format(counts=words.counts_line(report.counts))


def _looked_sentence(reports: Sequence[FileReport]) -> str:
    if not reports:
        return _("There is no exchange file in that folder. Their names end in .fkx.")
    fresh = [r for r in reports if _goes_in(r)]
    known = sum(map(_is_known, reports))
    refused = len(reports) - len(fresh) - known
    parts = []
    if fresh:
        changes = sum(r.changes for r in fresh)
        parts.append(
            ngettext(
                "{files} would bring {count} change.",
                "{files} would bring {count} changes.",
                changes,
            ).format(files=_files(len(fresh)), count=format_number(changes))
        )
    if known:
        parts.append(
            ngettext("{files} brings nothing new.", "{files} bring nothing new.", known).format(
                files=_files(known)
            )
        )
    if refused:
        parts.append(
            _("{files} can not go in; the reason stands beside.").format(files=_files(refused))
        )
    return " ".join(parts)


def _stopped_sentence(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} file stopped: it would remove or change a large part of what is here.",
        "{count} files stopped: they would remove or change a large part of what is here.",
        count,
    ).format(count=count)


def _mass_sentence(report: FileReport) -> str:
    return _("{sender}, file no. {number}: {what}").format(
        sender=report.sender, number=report.sequence, what=words.mass(report.mass)
    )


def _merged_sentence(reports: Sequence[FileReport]) -> str:
    inside = [r for r in reports if _goes_in(r)]
    changes, conflicts = sum(r.changes for r in inside), sum(r.conflicts for r in inside)
    waiting = sum(_may_wait(r) for r in reports)
    said = []
    if inside:
        merged = ngettext(
            "{files} merged: {count} change.", "{files} merged: {count} changes.", changes
        )
        said.append(merged.format(files=_files(len(inside)), count=format_number(changes)))
    if conflicts:
        more = ngettext(
            "{count} field differs and waits on the desk.",
            "{count} fields differ and wait on the desk.",
            conflicts,
        )
        said.append(more.format(count=format_number(conflicts)))
    if waiting:
        kept = ngettext(
            "{count} file is kept here until it can go in; see “Files exchanged”.",
            "{count} files are kept here until they can go in; see “Files exchanged”.",
            waiting,
        )
        said.append(kept.format(count=waiting))
    if refused := sum(not (_goes_in(r) or _may_wait(r) or _is_known(r)) for r in reports):
        said.append(
            _("{files} can not go in; the reason stands beside.").format(files=_files(refused))
        )
    return " ".join(said)


def _files(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=count)
