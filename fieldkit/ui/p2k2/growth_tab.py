"""Change: the semester form of a group by keyboard, with each family's yardstick beside it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.security.roles import Permission
from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.p2k2.growth import service as growth
from fieldkit.features.p2k2.growth.model import Semester
from fieldkit.ui.p2k2 import growth_grid
from fieldkit.ui.p2k2.growth_grid import GrowthGrid
from fieldkit.ui.p2k2.yardstick import Yardstick, semester_words
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.editors import ChoiceEdit

DRAFT_AFTER_MS = 700
_LEAST_FOR_BOTH = 860
_PANEL = 290


class GrowthTab(QWidget):
    """Judges one group's semester; what is typed is kept until it is saved."""

    said = Signal(str, str, bool)
    print_wanted = Signal(str)

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._group = ""
        self._semester = Semester.of(Month.of(ctx.today))
        self._may_record = ctx.may(Permission.RECORD_SESSION)
        self.group_edit = ChoiceEdit((), blank=None)
        self.group_edit.setAccessibleName(_("Group"))
        self.view_edit = ChoiceEdit(_views(), blank=None)
        self.view_edit.setAccessibleName(_("What is judged"))
        self.view_edit.setMinimumContentsLength(24)
        self.view_edit.set_value(0)
        self.count_label = QLabel()
        self.count_label.setWordWrap(True)
        self.count_label.setFont(style.strong_font())
        self.print_button = buttons.button(_("Print"), self._on_print_clicked, icon="printer")
        self.save_button = buttons.button(
            _("Save"), self._on_save_clicked, icon="save", kind="primary", key=buttons.SAVE_KEYS
        )
        self.draft_notice = Notice(
            _("What you typed here was kept, and is not saved yet: press Ctrl+S."),
            role="attention", icon="pencil", action=_("Forget what was typed"),
        )  # fmt: skip
        self.trouble = Notice("", role="danger", icon="circle-alert")
        self.key_label = QLabel()
        self.key_label.setWordWrap(True)
        self.key_label.setFont(style.small_font())
        style.set_role(self.key_label, "secondary")
        self.grid = GrowthGrid()
        self.grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.yardstick = Yardstick()
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_AFTER_MS)
        self._lay_out()
        self._connect()
        self._show_view()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(style.px(8))
        head.addWidget(self.group_edit)
        head.addWidget(self.view_edit)
        head.addStretch(1)
        head.addWidget(self.print_button)
        head.addWidget(self.save_button)
        self.yardstick.setFixedWidth(style.px(_PANEL))
        middle = QHBoxLayout()
        middle.setSpacing(style.px(12))
        middle.addWidget(self.grid, 1)
        middle.addWidget(self.yardstick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(8), 0, 0)
        layout.setSpacing(style.px(8))
        layout.addLayout(head)
        for widget in (self.count_label, self.draft_notice, self.trouble):
            layout.addWidget(widget)
        layout.addLayout(middle, 1)
        layout.addWidget(self.key_label)
        self.draft_notice.hide()
        self.save_button.setVisible(self._may_record)
        self.grid.set_read_only(not self._may_record)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self.group_edit.edited.connect(self._on_group_chosen)
        self.view_edit.edited.connect(self._show_view)
        self.grid.changed.connect(self._on_grid_changed)
        self.grid.view.selectionModel().currentChanged.connect(self._on_row_changed)
        self.draft_notice.action_requested.connect(self._on_forget_clicked)
        self._draft_timer.timeout.connect(self.keep_draft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the yardstick out where the grid would be cramped."""
        super().resizeEvent(event)
        self.yardstick.setVisible(event.size().width() > style.px(_LEAST_FOR_BOTH))
        self.key_label.setVisible(event.size().height() > style.row_height() * 9)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is typed when another page comes to the front."""
        self.keep_draft()
        super().hideEvent(event)

    # -- what the page asks --------------------------------------------------------------------

    def reload(self, month: Month) -> None:
        """Show the semester of a month; what is typed of it stays."""
        semester = Semester.of(month)
        groups = p2k2.group_choices(self._ctx)
        self.group_edit.set_choices([(group["id"], group["name"]) for group in groups])
        chosen = self.group_edit.value() or (groups[0]["id"] if groups else "")
        is_same = (chosen, semester) == (self._group, self._semester)
        if is_same and self.is_dirty:
            return
        self._open(chosen, semester)

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._may_record and self.grid.is_dirty

    @Slot()
    def keep_draft(self) -> None:
        """Write what is typed into the book's drafts now."""
        self._draft_timer.stop()
        if self.is_dirty and self._group:
            growth.keep_draft(self._ctx, self._group, self._semester, self.grid.changes())

    def save(self) -> bool:
        """Save what is typed; False when there is nothing, or it is refused."""
        if not self.is_dirty:
            self.said.emit(_("Nothing has changed since the last save."), "attention", False)
            return False
        self._draft_timer.stop()
        try:
            count = growth.save(
                self._ctx, self._group, self._semester, self.grid.reviews(), self.grid.marks()
            )
        except FieldKitError as error:
            self.trouble.show_text(sentences.sentence(error), role="danger", icon="circle-alert")
            return False
        self.grid.mark_clean()
        self._open(self._group, self._semester)
        told = ngettext("{count} family saved.", "{count} families saved.", count)
        self.said.emit(told.format(count=count), "good", True)
        return True

    # -- showing -------------------------------------------------------------------------------

    def _open(self, group_id: str, semester: Semester) -> None:
        self.keep_draft()
        row, column = self.grid.current_row(), self.grid.current_key()
        self._group, self._semester = group_id, semester
        self.group_edit.set_value(group_id)
        self.trouble.show_text("")
        self.grid.show_lines(growth.lines(self._ctx, group_id, semester) if group_id else [])
        self._restore()
        self._show_view()
        if row is not None:
            self.grid.go_to(row.id, column)
        self._show_yardstick()

    def _restore(self) -> None:
        kept = None
        if self._may_record and self._group:
            kept = growth.draft(self._ctx, self._group, self._semester)
        self.draft_notice.setVisible(bool(kept))
        if kept:
            self.grid.restore({family: growth_grid.as_values(_mapping(c))
                               for family, c in kept.items()})  # fmt: skip

    def _show_count(self) -> None:
        behaviour, potential = self.grid.judged()
        told = _("{semester}: behaviour of {behaviour} and potential of {potential} judged,"
                 " {count} families")  # fmt: skip
        self.count_label.setText(
            told.format(
                semester=semester_words(self._semester), behaviour=behaviour,
                potential=potential, count=len(self.grid.model.rows),
            )
        )  # fmt: skip

    @Slot()
    def _show_view(self) -> None:
        stage = self.view_edit.value() or 0
        self.grid.show_view(stage)
        if stage:
            named = [f"{short} {shown}" for short, _code, shown in growth_grid.signs(stage)]
            keys = [_("Y seen · B not yet · Del not looked at")]
            self.key_label.setText(" · ".join([*named, *keys]))
        else:
            self.key_label.setText(
                _("1 poor · 2 good · 3 very good · 4 can not be assessed")
                + " · "
                + _(
                    "Nothing is filled in for you; the facts of the semester stand beside the name."
                )
            )
        self._show_count()

    def _show_yardstick(self) -> None:
        row = self.grid.current_row()
        if row is None:
            self.yardstick.show_family("", ())
        else:
            self.yardstick.show_family(row.name, growth.yardstick(self._ctx, row.id))

    # -- events --------------------------------------------------------------------------------

    @Slot(str, str, object)
    def _on_grid_changed(self, _row: str, _key: str, _value: object) -> None:
        self._show_count()
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    @Slot(QModelIndex, QModelIndex)
    def _on_row_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.row() != before.row():
            self._show_yardstick()

    @Slot()
    def _on_group_chosen(self) -> None:
        self._open(self.group_edit.value() or "", self._semester)

    @Slot()
    def _on_forget_clicked(self) -> None:
        self._draft_timer.stop()
        growth.drop_draft(self._ctx, self._group, self._semester)
        self.grid.mark_clean()
        self._open(self._group, self._semester)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.save()

    @property
    def group_id(self) -> str:
        """The group in front, blank while there is none."""
        return self._group

    @Slot()
    def _on_print_clicked(self) -> None:
        self.print_wanted.emit(self._group)


def _views() -> list[tuple[int, str]]:
    stages = [
        (stage.number, _("Stage {number}: {title}").format(number=stage.number, title=stage.shown))
        for stage in curriculum.stages()
    ]
    return [(0, _("Semester form")), *stages]


def _mapping(cells: Any) -> Mapping[str, Any]:
    return cells if isinstance(cells, dict) else {}
