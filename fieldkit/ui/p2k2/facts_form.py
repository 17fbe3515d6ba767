"""The facts of a session as a form: the same fields for a plan and for the meeting page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.errors import Problem
from fieldkit.core.i18n import N_
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.model import LONGEST_PLACE, LONGEST_TITLE, Presenter, Session
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.ui.p2k2 import words
from fieldkit.ui.p2k2.presenters_edit import PresentersEdit
from fieldkit.ui.widgets.form import (
    ChoiceField,
    CustomField,
    DateField,
    Field,
    Form,
    MultiChoiceField,
    NoteField,
    Section,
    TextField,
    TimeField,
)

_TOPIC, _TITLE = "code", "title"


class FactsForm(QWidget):
    """Reads and writes a `Session`; the title is asked only for a free topic."""

    changed = Signal()

    def __init__(
        self,
        ctx: Context,
        *,
        full: bool,
        first: tuple[Field, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.form = Form(
            *first, *_fields(needs_all=full), *(_rest() if full else ()), today=self._today
        )
        self._presenters: PresentersEdit = self.form.editor("presenters")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self.form.changed.connect(self._on_changed)
        self._had_end = False
        self._topics: dict[str, Topic] = {}
        self._times: dict[str, int] = {}
        self._show_title()

    @property
    def topics(self) -> Mapping[str, Topic]:
        """What is offered, by code."""
        return self._topics

    def prepare(self, group_id: str) -> None:
        """Offer what this group had before: how often each session, which presenters."""
        times = p2k2.times_given(self._ctx).get(group_id, {})
        self._topics = {topic.code: topic for topic in teaching.topics(self._ctx)}
        self._offer_topics(times)
        self._presenters.set_suggestions(p2k2.known_presenters(self._ctx))

    def _offer_topics(self, times: dict[str, int], session: Session | None = None) -> None:
        """Offer what is taught; a session of another list or of removed material stays."""
        known = list(self._topics.values())
        if session is not None and session.code and session.code not in self._topics:
            worded = teaching.topic(self._ctx, session.code) or Topic(
                code=session.code, title=session.title, module=session.module, module_title="",
                number=0, is_local=True,
            )  # fmt: skip
            known.append(worded)
        self._times = times
        self.form.set_choices(_TOPIC, words.topic_choices(known, times))

    def fill(self, session: Session) -> None:
        """Show a session; the form is clean afterwards."""
        is_free = bool(session.title) and not session.code
        self._offer_topics(self._times, session)
        self.form.fill(
            {
                "held_on": session.held_on,
                "starts": session.starts,
                "ends": session.ends,
                "place": session.place or None,
                _TOPIC: words.OTHER_TOPIC if is_free else session.code or None,
                _TITLE: session.title if is_free else None,
                "presenters": [(p.name, p.institution) for p in session.presenters],
                "methods": session.methods,
                "media": session.media,
                "guests": session.guests,
                "guest_names": session.guest_names or None,
                "recap": session.recap or None,
            }
        )
        self._had_end = session.ends is not None
        self._show_title()

    def read(self, session: Session) -> Session:
        """Return the session with what stands in the form; raises InvalidInputError."""
        return with_facts(session, self.form.values(), self._topics)

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.form.restore(kept)
        self._show_title()

    def show_problems(self, problems: list[Problem]) -> None:
        """Show problems under their fields; the topic answers for its title."""
        is_free = self.form.value(_TOPIC) == words.OTHER_TOPIC
        placed = [
            p._replace(field=_TOPIC) if p.field == _TITLE and not is_free else p for p in problems
        ]
        self.form.show_problems(placed)

    def _today(self) -> date:
        return self._ctx.today

    def _show_title(self) -> None:
        self.form.show_field(_TITLE, self.form.value(_TOPIC) == words.OTHER_TOPIC)

    @Slot()
    def _on_changed(self) -> None:
        self._show_title()
        self._offer_end()
        self.changed.emit()

    def _offer_end(self) -> None:
        """Give a plan its usual length as long as nobody wrote an end."""
        starts, ends = self.form.value("starts"), self.form.value("ends")
        ends_edit = self.form.editor("ends")
        if ends_edit.hasFocus():
            self._had_end = True
        if (
            isinstance(starts, time)
            and not self._had_end
            and not self.form.editor("starts").hasFocus()
        ):
            ends_edit.set_value(_later(starts))
            self._had_end = True
        elif ends is not None:
            self._had_end = True


def with_facts(session: Session, values: Mapping[str, Any], topics: Mapping[str, Topic]) -> Session:
    """Return the session with a form's values in it; `topics` are what the book teaches."""
    code = values[_TOPIC] or ""
    is_free = code == words.OTHER_TOPIC
    known = topics.get(code) or curriculum.topic(code)
    kept = session.title if session.code == code else (known.title if known else "")
    more = {name: values[name] for name in ("methods", "media", "guests") if name in values}
    more |= {name: values[name] or "" for name in ("recap", "guest_names") if name in values}
    return replace(
        session,
        held_on=values["held_on"],
        starts=values["starts"],
        ends=values["ends"],
        place=values["place"] or "",
        code="" if is_free else code,
        title=(values[_TITLE] or "") if is_free else kept,
        presenters=tuple(Presenter(name=n, institution=i) for n, i in values["presenters"]),
        **more,
    )


def _later(starts: time) -> time | None:
    moment = datetime.combine(date.min, starts) + timedelta(minutes=curriculum.default_minutes())
    return moment.time() if moment.date() == date.min else None


def _fields(*, needs_all: bool) -> tuple[Field, ...]:
    return (
        ChoiceField(
            _TOPIC, N_("Session"), required=True, wide=True, searchable=True,
            choices=words.topic_choices(curriculum.topics(), {}),
        ),
        TextField(
            _TITLE, N_("Title of the topic"), required=True, wide=True, max_length=LONGEST_TITLE,
            suggestions=curriculum.free_topics(),
        ),
        DateField("held_on", N_("Date"), required=True),
        TextField("place", N_("Place"), required=needs_all, max_length=LONGEST_PLACE),
        TimeField("starts", N_("Starts"), required=needs_all),
        TimeField("ends", N_("Ends"), required=needs_all),
        CustomField(
            "presenters", N_("Presenters"), wide=True, required=needs_all, make=PresentersEdit
        ),
    )  # fmt: skip


def _rest() -> tuple[Field, ...]:
    return (
        Section(N_("How it was taught")),
        MultiChoiceField(
            "methods", N_("Methods"), wide=True, choices=words.listed(curriculum.methods())
        ),
        MultiChoiceField(
            "media", N_("Teaching aids"), wide=True, choices=words.listed(curriculum.media())
        ),
        MultiChoiceField(
            "guests", N_("Guests who came"), wide=True, choices=words.listed(curriculum.guests())
        ),
        TextField(
            "guest_names",
            N_("Names of the guests"),
            wide=True,
            max_length=LONGEST_PLACE,
            help=N_("With their office, such as: Bidan Yuli, Puskesmas"),
        ),
        NoteField("recap", N_("What they still knew of the last session"), lines=2),
    )
