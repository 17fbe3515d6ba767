"""What is taught: every session with its aims, messages, pictures and films, worded as wanted."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core import paths, sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import LocalFile
from fieldkit.ui.p2k2.photos_tab import PhotosTab
from fieldkit.ui.p2k2.topic_dialog import TopicDialog
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.record_table import Column, RecordTable

OWNER = "topic"


class MaterialTab(QWidget):
    """A list of sessions, and beside it what the chosen one holds."""

    said = Signal(str, str, bool)
    shown = Signal(str)
    flipchart_wanted = Signal(str)
    plan_wanted = Signal(str)
    habits_wanted = Signal()

    def __init__(
        self, ctx: Context, run_job: Callable[..., None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._own: set[str] = set()
        self._may_edit = ctx.may(Permission.EDIT_CURRICULUM)
        self.table = RecordTable(
            Column(N_("Code"), attrgetter("shown_code"), width=7),
            Column(N_("Title"), attrgetter("title"), stretch=True, width=20, bold=True),
            Column("", self._mark, width=8, role=_quiet),
            name=N_("Sessions that are taught"),
        )
        self.present_button = buttons.button(
            _("Slides (F5)"), self._on_present_clicked, icon="presentation", kind="primary"
        )
        self.edit_button = buttons.button(_("Edit…"), self._on_edit_clicked, icon="pencil")
        self.add_button = buttons.button(_("Add own material…"), self._on_add_clicked, icon="plus")
        self.flipchart_button = buttons.button(
            _("Flipchart"), self._on_flipchart_clicked, icon="printer",
            tip=_("Print the flipchart on A4 or A3"),
        )  # fmt: skip
        self.plan_button = buttons.button(
            _("Lesson plan"), self._on_plan_clicked, icon="file-text",
            tip=_("Print the lesson plan (RPP)"),
        )  # fmt: skip
        self.back_button = buttons.button("", self._on_back_clicked, icon="undo-2", kind="quiet")
        self.habits_button = buttons.button(
            _("Lists and portal…"), self._on_habits_clicked, icon="sliders-horizontal"
        )
        self.title_label = QLabel()
        self.title_label.setFont(style.font(1.15, strong=True))
        self.title_label.setWordWrap(True)
        self.module_label = QLabel()
        self.module_label.setWordWrap(True)
        style.set_role(self.module_label, "secondary")
        self.source_notice = Notice("", icon="info")
        self.words_card = Card(_("What is said"))
        self.pictures_card = Card(_("Pictures"))
        self.pictures = PhotosTab(
            ctx, run_job, owner=OWNER, before_adding=self._keep_place_for_pictures
        )
        self.pictures_card.add(self.pictures)
        self.films_card = Card(_("Videos on this laptop"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        line_holder = QWidget()
        line = FlowLayout(line_holder, gap=8)
        for button in (
            self.present_button, self.flipchart_button, self.plan_button, self.edit_button,
            self.back_button,
        ):  # fmt: skip
            line.addWidget(button)
        self._detail = Page()
        self._detail.body.setContentsMargins(0, 0, style.px(8), style.px(8))
        self._detail.body.setSpacing(style.px(10))
        for widget in (
            self.title_label, self.module_label, line_holder, self.source_notice,
            self.words_card, self.pictures_card, self.films_card,
        ):  # fmt: skip
            self._detail.add(widget)
        self._detail.finish()
        foot_holder = QWidget()
        foot = FlowLayout(foot_holder, gap=8)
        foot.addWidget(self.add_button)
        foot.addWidget(self.habits_button)
        left = QVBoxLayout()
        left.setSpacing(style.px(8))
        left.addWidget(self.table, 1)
        left.addWidget(foot_holder)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(0, style.px(8), 0, 0)
        self._sides.setSpacing(style.px(16))
        self._sides.addLayout(left, 4)
        self._sides.addWidget(self._detail, 5)
        self._detail.setMinimumHeight(style.row_height() * 7)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.table.chosen.connect(self._on_chosen)
        self.table.activated.connect(self._on_activated)
        self.pictures.said.connect(self._on_pictures_said)
        for widget in (self.edit_button, self.add_button, self.habits_button):
            widget.setVisible(self._may_edit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the session under the list where both do not fit beside each other."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < style.px(760)
        side = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(side)

    def reload(self) -> None:
        """Read what is taught again; the chosen session stays chosen."""
        topics = teaching.topics(self._ctx)
        self._own = {t.code for t in topics if teaching.has_own_words(self._ctx, t.code)}
        self.table.show_rows([_Row(topic) for topic in topics])
        has_marks = any(topic.is_local for topic in topics) or bool(self._own)
        self.table.show_column(2, has_marks)
        if self.table.current() is None:
            self.table.select_first()
        else:
            self._show(self.current())

    def current(self) -> Topic | None:
        """Return the chosen session."""
        row = self.table.current()
        return row.topic if isinstance(row, _Row) else None

    def choose(self, code: str) -> None:
        """Put the cursor on a session."""
        self.table.select(code)

    def _mark(self, row: "_Row") -> str:
        if row.topic.is_local:
            return _("own")
        return _("worded") if row.topic.code in self._own else ""

    def _show(self, topic: Topic | None) -> None:
        if topic is None:
            return
        self.title_label.setText(topic.label)
        material = f" · {topic.material}" if topic.material else ""
        self.module_label.setText(f"{topic.module_title}{material}")
        is_own = topic.is_local or topic.code in self._own
        self.back_button.setVisible(self._may_edit and is_own)
        back = _("Remove") if topic.is_local else _("Back to the words that came with FieldKit")
        self.back_button.setText(back)
        source = "" if topic.is_local else _source(topic)
        self.source_notice.show_text(source, icon="info")
        self._show_words(topic)
        owner = teaching.picture_owner(self._ctx, topic.code)
        self.pictures.show_session(owner)
        self.pictures.set_read_only(not self._may_edit)
        self._show_films(topic)

    def _show_words(self, topic: Topic) -> None:
        self.words_card.clear()
        sections: tuple[tuple[str, Sequence[str]], ...] = (
            (_("Background"), (topic.background,) if topic.background else ()),
            (_("Aims"), topic.aims),
            (_("Key messages"), topic.messages),
            (_("Questions"), topic.questions),
            (_("Steps"), topic.steps),
            (_("Methods"), _titles(curriculum.methods(), topic.methods)),
            (_("Teaching aids"), _titles(curriculum.media(), topic.media)),
            (_("Homework"), (topic.homework,) if topic.homework else ()),
        )
        for heading, lines in sections:
            if not lines:
                continue
            title = QLabel(heading)
            title.setFont(style.strong_font())
            self.words_card.add(title)
            dots = "\n".join(f"•  {line}" for line in lines) if len(lines) > 1 else lines[0]
            body = QLabel(dots)
            body.setWordWrap(True)
            body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.words_card.add(body)
        if all(not lines for _heading, lines in sections):
            empty = QLabel(_("Nothing is written for this session yet. Edit adds what you say."))
            empty.setWordWrap(True)
            style.set_role(empty, "secondary")
            self.words_card.add(empty)

    def _show_films(self, topic: Topic) -> None:
        self.films_card.clear()
        lost = teaching.missing_files(self._ctx, topic.code)
        for film in (*teaching.files(self._ctx, topic.code), *lost):
            self.films_card.add(self._film_line(film, is_lost=film in lost))
        self.films_card.set_hint(
            _("A video stays where it is and opens in the laptop's own player.")
        )
        if not self._may_edit:
            return
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        add = buttons.button(_("Add a video…"), self._on_add_film_clicked, icon="play", kind="link")
        line.addWidget(add)
        line.addStretch(1)
        self.films_card.add(holder)

    def _film_line(self, film: LocalFile, *, is_lost: bool) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        text = _("{file} (not found now)") if is_lost else "{file}"
        label = QLabel(text.format(file=film.path.name))
        label.setToolTip(str(film.path))
        label.setWordWrap(True)
        style.set_role(label, "attention" if is_lost else "text")
        line.addWidget(label, 1)
        if self._may_edit:
            forget = buttons.button(_("Forget"), kind="quiet", icon="x")
            forget.setAccessibleName(_("Forget {file}").format(file=film.path.name))
            forget.setProperty("film", film.id)
            forget.clicked.connect(self._on_forget_film_clicked)
            line.addWidget(forget)
        return holder

    def _keep_place_for_pictures(self) -> None:
        """Make the record pictures hang on, before the first one comes."""
        if (topic := self.current()) is not None:
            teaching.record_of(self._ctx, topic.code)

    def _attempt(self, command: Callable[[], object]) -> bool:
        try:
            command()
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger", False)
            return False
        return True

    # -- events --------------------------------------------------------------------------------

    @Slot(object)
    def _on_chosen(self, row: Any) -> None:
        self._show(row.topic if isinstance(row, _Row) else None)

    @Slot(object)
    def _on_activated(self, _row: Any) -> None:
        self._on_edit_clicked()

    @Slot()
    def _on_edit_clicked(self) -> None:
        topic = self.current()
        if topic is not None and self._may_edit:
            self._edit(topic)

    @Slot()
    def _on_add_clicked(self) -> None:
        self._edit(Topic(code="", title="", module="M2", module_title="", number=0, is_local=True))

    def _edit(self, topic: Topic) -> None:
        dialog = TopicDialog(self._ctx, topic, self)
        if dialog.exec():
            self.reload()
            self.choose(dialog.saved_code)
            self.said.emit(_("The material is saved."), "good", True)

    @Slot()
    def _on_back_clicked(self) -> None:
        topic = self.current()
        if topic is not None and self._attempt(lambda: teaching.take_back(self._ctx, topic.code)):
            self.reload()
            text = _("Removed.") if topic.is_local else _("The first words are back.")
            self.said.emit(text, "good", True)

    @Slot()
    def _on_present_clicked(self) -> None:
        if (topic := self.current()) is not None:
            self.shown.emit(topic.code)

    @Slot()
    def _on_flipchart_clicked(self) -> None:
        if (topic := self.current()) is not None:
            self.flipchart_wanted.emit(topic.code)

    @Slot()
    def _on_plan_clicked(self) -> None:
        if (topic := self.current()) is not None:
            self.plan_wanted.emit(topic.code)

    @Slot()
    def _on_habits_clicked(self) -> None:
        self.habits_wanted.emit()

    @Slot()
    def _on_add_film_clicked(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in sorted(teaching.VIDEOS))
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("Choose a video"), str(paths.documents_folder()),
            _("Videos ({kinds})").format(kinds=kinds),
        )  # fmt: skip
        if chosen:
            self.add_film(Path(chosen))

    def add_film(self, file: Path) -> None:
        """Remember a video of the chosen session."""
        topic = self.current()
        if topic is not None and self._attempt(
            lambda: teaching.add_file(self._ctx, topic.code, file)
        ):
            self._show_films(topic)

    @Slot()
    def _on_forget_film_clicked(self) -> None:
        sender = self.sender()
        topic = self.current()
        if isinstance(sender, QPushButton) and topic is not None:
            teaching.forget_file(self._ctx, str(sender.property("film")))
            self._show_films(topic)

    @Slot(str, str)
    def _on_pictures_said(self, text: str, role: str) -> None:
        self.said.emit(text, role, role == "good")


class _Row:
    """A session as the table wants it: with an id."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.id = topic.code
        self.shown_code = topic.shown_code
        self.title = topic.title


def _quiet(_row: Any) -> str:
    return "secondary"


def _titles(choices: tuple[curriculum.Choice, ...], codes: Sequence[str]) -> tuple[str, ...]:
    found = [choice.shown for choice in choices if choice.code in codes]
    return (", ".join(found),) if found else ()


def _source(topic: Topic) -> str:
    told = _(
        "These words came with FieldKit as an aid; they are not the ministry's module."
        " Change them to fit the book you hold."
    )
    steps = _("The steps follow the facilitator guide of this module.")
    return f"{told} {steps}" if topic.steps else told
