"""The visit form of one family: typed by keyboard, kept as a draft, photos beside it."""

from dataclasses import fields, replace
from textwrap import shorten
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.meeting import service as meeting
from fieldkit.features.p2k2.catch_ups import service as catch_ups
from fieldkit.features.visits import model, service
from fieldkit.features.visits.model import Due, Purpose, Risk, Visit
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.visits.photo_box import PhotoBox
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.form import (
    DateField,
    Form,
    MultiChoiceField,
    NoteField,
    NumberField,
    Section,
    TextField,
    TimeField,
)
from fieldkit.ui.widgets.rooms import Scroll

_DRAFT_AFTER_MS = 1200
_RELATIONS = (
    N_("Carer herself"),
    N_("Husband"),
    N_("Wife"),
    N_("Child"),
    N_("Parent"),
    N_("Sister or brother"),
    N_("Neighbour"),
)
_TEXTS = tuple(model.LIMITS)
_CAUGHT_UP = "caught_up"
_LONGEST_CHIP = 42  # fits the form beside the list in the largest letters


def visit_form(screen: Screen) -> Form:
    """Declare the fields; a field not observed stays blank."""
    relations = tuple(_(word) for word in _RELATIONS)
    choices = tuple((word.value, service.PURPOSES[word]) for word in Purpose)
    risks = tuple((word.value, service.RISKS[word]) for word in Risk)
    return Form(
        DateField("visited_on", N_("Date of the visit"), required=True),
        TimeField("starts", N_("Began at")),
        TimeField("ends", N_("Ended at")),
        TextField("met_name", N_("Who was met"), max_length=model.LIMITS["met_name"]),
        TextField(
            "met_relation",
            N_("Relation to the family"),
            max_length=model.LIMITS["met_relation"],
            suggestions=relations,
        ),
        TextField("visitor", N_("Visitor"), max_length=model.LIMITS["visitor"]),
        MultiChoiceField("purposes", N_("Purpose"), choices=choices, required=True, wide=True),
        Section(N_("What was seen")),
        NoteField("house_condition", N_("House and surroundings"), lines=2, wide=False),
        NoteField("family_condition", N_("Family: health, school, mood"), lines=2, wide=False),
        NoteField("potential", N_("Strengths"), lines=2, wide=False),
        NoteField("problem", N_("Difficulties"), lines=2, wide=False),
        MultiChoiceField("risks", N_("Risks seen"), choices=risks, wide=True),
        Section(N_("What was said")),
        MultiChoiceField(_CAUGHT_UP, N_("P2K2 sessions made up for here"), wide=True),
        NoteField("education", N_("What was taught"), lines=2, wide=False),
        NoteField("agreement", N_("Agreement"), lines=2, wide=False, required=True),
        NoteField("follow_up", N_("Follow-up"), lines=2, wide=False),
        DateField("follow_up_due", N_("Follow-up due on")),
        DateField("follow_up_done_on", N_("Follow-up done on")),
        Section(N_("Where it was")),
        TextField(
            "address",
            N_("Address, if not at home"),
            max_length=model.LIMITS["address"],
            wide=True,
        ),
        NumberField("latitude", N_("Latitude"), decimals=6, may_be_negative=True),
        NumberField("longitude", N_("Longitude"), decimals=6, may_be_negative=True),
        today=screen.ctx.clock.today,
    )


class VisitPanel(QWidget):
    """Records new visits of the family shown, or changes one; nothing typed is lost."""

    saved = Signal(str)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._due: Due | None = None
        self._visit: Visit | None = None
        self.form = visit_form(screen)
        self.photo_box = PhotoBox(screen)
        self.notice = Notice("", action=_("Discard"))
        self.save_button = buttons.button(
            "", self.save, icon="save", kind="primary", key=buttons.SAVE_KEYS
        )
        self.new_button = buttons.button(
            _("New visit"), self._on_new_clicked, icon="plus", key="Ctrl+N"
        )
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(_DRAFT_AFTER_MS)
        self._lay_out()
        self._draft_timer.timeout.connect(self.flush)
        self.form.changed.connect(self._draft_timer.start)
        self.notice.action_requested.connect(self._on_discard_requested)
        self.photo_box.placed.connect(self._on_placed)
        may_record = self._ctx.may(Permission.RECORD_VISIT)
        self.form.set_read_only(not may_record)
        self.photo_box.strip.set_read_only(not may_record)
        self.save_button.setVisible(may_record)

    @property
    def family_id(self) -> str:
        """The family the form is about, blank before one is chosen."""
        return self._due.id if self._due else ""

    def show_new(self, due: Due) -> None:
        """Start a new visit of a family; what was typed before comes back."""
        self.flush()
        self._due, self._visit = due, None
        self.form.clear()
        self.form.editor("address").setPlaceholderText(due.address)
        self.form.editor("visitor").setPlaceholderText(self._ctx.me.name)
        self._show_state(due.id)

    def show_visit(self, due: Due, visit: Visit) -> None:
        """Show a recorded visit to look at or change."""
        self.flush()
        self._due, self._visit = due, visit
        self.form.clear()
        values = {field.name: getattr(visit, field.name) or None for field in fields(visit)}
        self.form.fill({**values, "purposes": visit.purposes, "risks": visit.risks})
        self._show_state(visit.id)

    @Slot()
    def flush(self) -> None:
        """Keep what is typed and not saved."""
        self._draft_timer.stop()
        if self._due is None or not self.form.is_dirty:
            return
        if self._ctx.may(Permission.RECORD_VISIT):
            service.keep_draft(self._ctx, self._record(), self.form.draft())

    @Slot()
    def save(self) -> None:
        """Save what is typed, or say what is still wrong."""
        if self._due is None or not self._ctx.may(Permission.RECORD_VISIT):
            return
        self._draft_timer.stop()
        warnings: list[str] = []

        def command() -> None:
            visit = self._composed()
            found = service.warnings(self._ctx, visit)
            warnings.extend(sentences.problem_sentence(problem) for problem in found)
            if self._visit is None:
                made_up = self.form.value(_CAUGHT_UP)
                meeting.record_visit(self._ctx, visit, self.photo_box.waiting(), made_up)
            else:
                service.save_visit(self._ctx, visit)

        if self._screen.attempt(command, self.form):
            self._on_saved(warnings)

    def _on_saved(self, warnings: list[str]) -> None:
        due = self._due
        if due is None:
            return
        done = _("The visit is saved.") if self._visit is None else _("The change is saved.")
        role = "attention" if warnings else "good"
        self._screen.say(" ".join([done, *warnings]), role=role, undo=True)
        self.form.mark_clean()
        if self._visit is None:
            self.photo_box.forget()
        self.show_new(due)
        self.saved.emit(due.id)

    def _lay_out(self) -> None:
        holder = QWidget()
        holder.setProperty("page", True)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, style.px(8), style.px(12), style.px(8))
        inside.setSpacing(style.px(12))
        inside.addWidget(self.notice)
        inside.addWidget(self.form)
        inside.addWidget(self.photo_box)
        inside.addStretch(1)
        self._scroll = scroll = Scroll(holder)
        bar = QHBoxLayout()
        bar.setSpacing(style.px(8))
        bar.addStretch(1)
        bar.addWidget(self.new_button)
        bar.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.px(8))
        layout.addWidget(scroll, 1)
        layout.addLayout(bar)

    def _show_state(self, record: str) -> None:
        is_new = self._visit is None
        self.form.show_field("follow_up_done_on", not is_new)
        self._offer_catch_ups(is_new=is_new)
        save_words = _("Save the visit (Ctrl+Enter)") if is_new else _("Save the change")
        self.save_button.setText(save_words)
        self.save_button.setAccessibleName(save_words)
        self.new_button.setVisible(not is_new and self._ctx.may(Permission.RECORD_VISIT))
        self._scroll.verticalScrollBar().setValue(0)
        self.photo_box.show_record(record, self._visit.id if self._visit else "")
        self._restore(record)

    def _offer_catch_ups(self, *, is_new: bool) -> None:
        """Offer what the family missed at P2K2, to make up for during this visit."""
        missed = []
        if is_new and self._due is not None and self._ctx.may(Permission.RECORD_SESSION):
            missed = catch_ups.missed_by_family(self._ctx, self._due.id)
        offered = [
            (one.session_id, shorten(f"{one.code} {one.title}", _LONGEST_CHIP, placeholder=" …"))
            for one in missed
        ]
        self.form.set_choices(_CAUGHT_UP, offered)
        self.form.show_field(_CAUGHT_UP, bool(offered))

    def _restore(self, record: str) -> None:
        kept = service.draft(self._ctx, record)
        if kept is not None and self._ctx.may(Permission.RECORD_VISIT):
            self.form.restore(kept[0])
            self._show_notice(_("What you typed here before is back; it is not saved yet."),
                              is_draft=True)  # fmt: skip
        elif self._visit is not None and self._visit.visited_on is not None:
            day = format_date(self._visit.visited_on, "full")
            text = _("This is the visit of {date}.").format(date=day)
            self._show_notice(text, is_draft=False)
        elif not self._ctx.may(Permission.RECORD_VISIT):
            self._show_notice(_("Your role sees visits but does not record them."), is_draft=False)
        else:
            self._show_notice("", is_draft=False)

    def _show_notice(self, text: str, *, is_draft: bool) -> None:
        self.notice.show_text(text, role="attention" if is_draft else "accent")
        self.notice.action_button.setVisible(is_draft)

    def _composed(self) -> Visit:
        values: dict[str, Any] = self.form.values()
        values.pop(_CAUGHT_UP)
        values |= {name: values[name] or "" for name in _TEXTS}
        if self._visit is not None:
            return replace(self._visit, **values)
        return Visit(family_id=self.family_id, **values)

    def _record(self) -> str:
        return self._visit.id if self._visit else self.family_id

    @Slot()
    def _on_new_clicked(self) -> None:
        if self._due is not None:
            self.show_new(self._due)
            self.form.focus()

    @Slot()
    def _on_discard_requested(self) -> None:
        service.drop_draft(self._ctx, self._record())
        self.form.mark_clean()
        due, visit = self._due, self._visit
        if due is not None and visit is not None:
            self.show_visit(due, visit)
        elif due is not None:
            self.show_new(due)
        self.form.focus()

    @Slot(float, float)
    def _on_placed(self, latitude: float, longitude: float) -> None:
        """Take the place a photo was made at, where none is written yet."""
        if self.form.value("latitude") is None and self.form.value("longitude") is None:
            texts = {"latitude": latitude, "longitude": longitude}
            shown = {name: f"{value:.6f}".replace(".", ",") for name, value in texts.items()}
            self.form.restore(shown)
            self._draft_timer.start()
