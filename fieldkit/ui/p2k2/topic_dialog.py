"""Words a session: title, aims, messages and questions, one to a line."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.curriculum import Topic
from fieldkit.features.p2k2.teaching import service as teaching
from fieldkit.features.p2k2.teaching.model import LONGEST_TITLE
from fieldkit.ui.p2k2 import words
from fieldkit.ui.widgets.dialogs import FormDialog
from fieldkit.ui.widgets.form import (
    ChoiceField,
    Field,
    Form,
    MultiChoiceField,
    NoteField,
    NumberField,
    TextField,
)

_LINES = ("aims", "messages", "questions", "steps")


class TopicDialog(FormDialog):
    """A form in a box; `saved_code` names the session afterwards."""

    def __init__(self, ctx: Context, topic: Topic, parent: QWidget | None = None) -> None:
        self._ctx, self._topic = ctx, topic
        self.saved_code = ""
        heading = _("Own material") if topic.is_local else topic.label
        form = Form(*_fields(is_local=topic.is_local))
        sentence = (
            "" if topic.is_local else _("The code stays; old sessions keep the title of their day.")
        )
        super().__init__(heading, form, self._keep, sentence=sentence, parent=parent)
        form.fill(_values(topic))

    def _keep(self, values: Mapping[str, Any]) -> None:
        lists: dict[str, Any] = {name: _lines(values[name]) for name in _LINES}
        worded = replace(
            self._topic,
            title=values["title"] or "",
            module=values.get("module") or self._topic.module,
            background=values["background"] or "",
            homework=values["homework"] or "",
            methods=tuple(values["methods"]),
            media=tuple(values["media"]),
            minutes=values["minutes"] or 0,
            **lists,
        )
        self.saved_code = teaching.save_topic(self._ctx, worded)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for line in (text or "").splitlines() if line.strip())


def _values(topic: Topic) -> dict[str, Any]:
    shown: dict[str, Any] = {name: "\n".join(getattr(topic, name)) or None for name in _LINES}
    return shown | {
        "title": topic.title or None,
        "module": topic.module or None,
        "background": topic.background or None,
        "homework": topic.homework or None,
        "methods": topic.methods,
        "media": topic.media,
        "minutes": topic.minutes or None,
    }


def _fields(*, is_local: bool) -> tuple[Field, ...]:
    modules = [
        (module.code, f"{module.code} {module.title}")
        for module in (*curriculum.modules(), curriculum.free_module())
    ]
    module = (ChoiceField("module", N_("Belongs to"), choices=modules, required=True, wide=True),)
    per_line = N_("One to a line.")
    return (
        TextField("title", N_("Title"), required=True, wide=True, max_length=LONGEST_TITLE),
        *(module if is_local else ()),
        NoteField("background", N_("Background"), lines=3),
        NoteField("aims", N_("Aims"), lines=2, help=per_line),
        NoteField("messages", N_("Key messages"), lines=4, help=per_line),
        NoteField("questions", N_("Questions"), lines=3, help=per_line),
        NoteField("steps", N_("Steps"), lines=3, help=per_line),
        MultiChoiceField(
            "methods", N_("Methods"), wide=True, choices=words.listed(curriculum.methods())
        ),
        MultiChoiceField(
            "media", N_("Teaching aids"), wide=True, choices=words.listed(curriculum.media())
        ),
        TextField("homework", N_("Homework"), wide=True, max_length=160),
        NumberField("minutes", N_("Length in minutes")),
    )  # fmt: skip
