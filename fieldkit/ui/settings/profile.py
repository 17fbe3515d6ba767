"""Who signs the reports: the keeper of the book, the office, the superior."""

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_time
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.office import service as office
from fieldkit.features.office.model import PAPERS, ZONES, Profile
from fieldkit.features.records import half_typed, moments
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.form import ChoiceField, Form, Section, TextField
from fieldkit.ui.widgets.page import Page

ZONE_NAMES = {
    "WIB": N_("WIB – western Indonesia"),
    "WITA": N_("WITA – central Indonesia"),
    "WIT": N_("WIT – eastern Indonesia"),
}
PAPER_NAMES = {"A4": N_("A4 (210 × 297 mm)"), "F4": N_("F4 / folio (215 × 330 mm)")}


_BOX = "profile"
_KEEP_AFTER_MS = 700


class ProfilePage(Page):
    """A form that is saved as a whole; what is typed is kept a moment after the last key."""

    def __init__(self, ctx: Context, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(lead=_("These details stand under every report you print."), parent=parent)
        self._ctx, self._screen = ctx, screen
        self.form = Form(
            TextField("name", N_("Name with title"), required=True, max_length=120),
            TextField("nip", N_("NIP"), digits=True, max_length=18, help=N_("18 digits, if any")),
            TextField("position", N_("Position"), max_length=120),
            TextField("office", N_("Office"), max_length=120),
            TextField("phone", N_("Phone"), max_length=120),
            TextField("email", N_("E-mail"), max_length=120),
            Section(N_("Area of work")),
            TextField("village", N_("Village"), max_length=120),
            TextField("district", N_("District"), max_length=120),
            TextField("regency", N_("Regency or city"), max_length=120),
            TextField("province", N_("Province"), max_length=120),
            TextField("city", N_("Place beside the date of a letter"), max_length=120),
            ChoiceField(
                "zone", N_("Time zone"), choices=[(z, ZONE_NAMES[z]) for z in ZONES], blank=None
            ),
            Section(N_("Superior who takes note of reports")),
            TextField("superior_name", N_("Superior's name with title"), max_length=120),
            TextField("superior_nip", N_("Superior's NIP"), digits=True, max_length=18),
            TextField("superior_position", N_("Superior's position"), max_length=120),
            ChoiceField(
                "paper",
                N_("Paper of reports"),
                choices=[(p, PAPER_NAMES[p]) for p in PAPERS],
                blank=None,
            ),
            today=ctx.clock.today,
        )
        self.save_button = buttons.button(
            _("Save profile"),
            self._on_save_clicked,
            kind="primary",
            icon="save",
            key=buttons.SAVE_KEYS,
        )
        self._reason = Notice("", role="accent", icon="lock")
        self.kept_notice = Notice("", role="attention", icon="history", action=_("Throw it away"))
        self.kept_notice.action_requested.connect(self._on_throw_away)
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(_KEEP_AFTER_MS)
        self._keep_timer.timeout.connect(self.flush)
        self.form.changed.connect(self._keep_timer.start)
        card = Card()
        card.add(self.form)
        card.body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self._reason)
        self.add(self.kept_notice)
        self.add(card)
        self.finish()
        self.reload()

    def reload(self) -> None:
        """Show what is kept, unless something is being typed."""
        may_edit = self._ctx.may(Permission.EDIT_OFFICE)
        self._reason.show_text(
            "" if may_edit else _("Your role only reads this book."), icon="lock"
        )
        self.form.set_read_only(not may_edit)
        self.save_button.setVisible(may_edit)
        if not self.form.is_dirty:
            self.form.fill(asdict(office.profile(self._ctx)))
            kept = half_typed.box(self._ctx, _BOX) if may_edit else None
            if kept is not None:
                self.form.restore(kept.typed)
                at = moments.local(self._ctx, kept.kept_at.isoformat()).time()
                text = _("What was typed until {time} and not saved is here again.")
                self.kept_notice.show_text(
                    text.format(time=format_time(at)), role="attention", icon="history"
                )

    @Slot()
    def flush(self) -> None:
        """Keep what is typed so far."""
        self._keep_timer.stop()
        if self.form.is_dirty and not self._ctx.db.is_locked:
            heading = _("Profile & office")
            half_typed.keep_box(self._ctx, _BOX, heading, self.form.draft())

    def _forget(self) -> None:
        self._keep_timer.stop()
        half_typed.drop_box(self._ctx, _BOX)
        self.kept_notice.show_text("")

    @Slot()
    def _on_throw_away(self) -> None:
        self._forget()
        self.form.mark_clean()
        self.reload()

    @Slot()
    def _on_save_clicked(self) -> None:
        def save() -> None:
            values: dict[str, Any] = {key: value or "" for key, value in self.form.values().items()}
            office.save_profile(self._ctx, Profile(**values))

        if self._screen.attempt(save, self.form):
            self._forget()
            self.form.mark_clean()
            self._screen.say(_("Profile saved."), undo=True)
