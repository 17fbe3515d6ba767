"""Serah buku: one file with which a KUBE's officer begins, and its first key kept apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from fieldkit.core.context import Context
from fieldkit.core.errors import InvalidInputError, Problem
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.kube.group import service as group
from fieldkit.features.kube.group.model import KubeMember, Position
from fieldkit.features.sync import handing
from fieldkit.features.sync.handing import HandedOut
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice, facts
from fieldkit.ui.widgets.dialogs import Box, FormDialog, tell
from fieldkit.ui.widgets.editors import CheckEdit
from fieldkit.ui.widgets.files import with_ending
from fieldkit.ui.widgets.form import ChoiceField, Form

if TYPE_CHECKING:
    from fieldkit.ui.sync.screen import SyncScreen

_ORDER = {p: n for n, p in enumerate(Position)}


def hand_out_from(screen: "SyncScreen") -> None:
    """Ask which KUBE and who, where the file goes, and hand the book out."""
    if not group.kubes(screen.ctx):
        tell(
            screen,
            _("There is no KUBE in this book yet"),
            _("Make the KUBE and its members first, on the page “KUBE”."),
        )
        return
    dialog = HandOutDialog(screen)
    if not dialog.exec():
        return
    kind = _("leaders-book")
    name = f"{kind}-{_file_word(dialog.kube_name)}{handing.SUFFIX}"
    chosen, _filter = QFileDialog.getSaveFileName(
        screen, _("Where does the file go?"), name, _("Hand-outs (*.fkbook)")
    )
    if chosen:
        hand_out(screen, dialog.kube_id, dialog.person, Path(chosen))


def hand_out(screen: "SyncScreen", kube_id: str, person: str, path: Path) -> None:
    """Write the file beside the window's work, then show its first key once."""
    ready = with_ending(path, handing.SUFFIX)

    def work(ctx: Context, job: Job) -> HandedOut:
        job.report(0, 0)
        return handing.hand_out(ctx, kube_id, person, ready)

    def done(handed: HandedOut) -> None:
        FirstKeyBox(handed, person, screen).exec()
        screen.say(_("The book of {kube} is handed out.").format(kube=handed.kube))

    screen.run_job(_("Writing the leader's book…"), work, done)


class HandOutDialog(FormDialog):
    """Which KUBE, and which of its members keeps the book."""

    def __init__(self, screen: "SyncScreen") -> None:
        self._ctx = screen.ctx
        self._members: dict[str, KubeMember] = {}
        self.kube_id = self.kube_name = self.person = ""
        known = group.kubes(screen.ctx)
        form = Form(
            ChoiceField(
                "kube",
                N_("KUBE"),
                choices=[(k.id, k.name) for k in known],
                required=True,
                wide=True,
            ),
            ChoiceField(
                "member",
                N_("Who will keep the book"),
                required=True,
                wide=True,
                searchable=True,
                help=N_("Chair, secretary or treasurer, as noted among the members."),
            ),
            columns=1,
        )
        super().__init__(
            _("Hand out a leader's book"),
            form,
            self._take,
            save_label=_("Choose the file…"),
            sentence=_(
                "The file holds the members, meetings and cash book of this one KUBE and no"
                " family. It opens only with its first key, which you tell apart from the file."
            ),
            parent=screen,
        )
        form.changed.connect(self._on_changed)
        if len(known) == 1:
            form.fill({"kube": known[0].id})
            self._offer_members()

    def _offer_members(self) -> None:
        kube_id = self.form.value("kube")
        found = group.members(self._ctx, kube_id) if kube_id else []
        found.sort(key=lambda m: (_ORDER.get(m.position, 9), m.name))
        self._members = {m.id: m for m in found}
        self.form.set_choices("member", [(m.id, _member(m)) for m in found])

    @Slot()
    def _on_changed(self) -> None:
        self._offer_members()

    def _take(self, values: dict[str, Any]) -> None:
        missing = [Problem(n, "required") for n in ("kube", "member") if not values[n]]
        if missing:
            raise InvalidInputError(missing)
        self.kube_id = values["kube"]
        self.kube_name = group.kube(self._ctx, self.kube_id).name
        self.person = self._members[values["member"]].name


class FirstKeyBox(Box):
    """The first key, shown this once; it closes when somebody wrote it down."""

    def __init__(self, handed: HandedOut, person: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("The first key of {person}'s book").format(person=person),
            _(
                "Write this key down now: it is shown only this once and stands nowhere in the"
                " file. Give it apart from the file, best by telephone or on paper."
            ),
            parent,
        )
        self.key_label = QLabel(handed.first_key)
        self.key_label.setFont(style.large_font())
        self.key_label.setWordWrap(True)
        self.key_label.setAccessibleName(_("First key: {key}").format(key=handed.first_key))
        self.key_label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        style.set_role(self.key_label, "accent")
        self.content.addWidget(self.key_label)
        self.content.addWidget(
            facts(
                [
                    (_("KUBE"), handed.kube),
                    (
                        _("Members"),
                        ngettext("{count} member", "{count} members", handed.members).format(
                            count=handed.members
                        ),
                    ),
                    (_("File"), Path(handed.file).name),
                    (_("Fingerprint"), handed.fingerprint),
                ]
            )
        )
        self.content.addWidget(
            Notice(
                _(
                    "On their laptop: open FieldKit, choose “I got a file from my facilitator”,"
                    " then the file and this key."
                ),
                icon="info",
            )
        )
        self.written_edit = CheckEdit(_("I have written the first key down"))
        self.written_edit.setAccessibleName(self.written_edit.text())
        self.content.addWidget(self.written_edit)
        self.close_button = buttons.button(_("Close"), self.accept, kind="primary")
        self.close_button.setEnabled(False)
        self.add_button(self.close_button)
        self.written_edit.edited.connect(self._on_written)
        fit_height(self, style.text_width(70))

    def reject(self) -> None:
        """Stay until the key is written down."""
        if self.written_edit.isChecked():
            super().reject()

    @Slot()
    def _on_written(self) -> None:
        self.close_button.setEnabled(self.written_edit.isChecked())


def fit_height(box: Box, width: int) -> None:
    """Give a box the height its wrapped sentences take at this width, at any text size."""
    box.setMinimumWidth(width)
    layout = box.layout()
    if layout is not None:
        box.resize(width, layout.totalHeightForWidth(width))
        box.setMinimumHeight(layout.totalMinimumHeightForWidth(width))


def _member(member: KubeMember) -> str:
    return _("{name} ({role})").format(name=member.name, role=_(group.POSITIONS[member.position]))


def _file_word(name: str) -> str:
    kept = "".join(c if c.isalnum() else "-" for c in name.casefold())
    return "-".join(part for part in kept.split("-") if part) or "kube"
