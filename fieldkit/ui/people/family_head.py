"""The head of a family's page: who they are, with numbers hidden until they are wanted."""

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Permission
from fieldkit.features.people import service as people
from fieldkit.features.people.model import Family
from fieldkit.ui.people import words
from fieldkit.ui.widgets import buttons, icons, style
from fieldkit.ui.widgets.card import Card, badge
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.up_link import up_link


class FamilyHead(Card):
    """Emits what the user wants to do with the family."""

    back_requested = Signal()
    group_requested = Signal(str)
    visit_requested = Signal()
    homework_requested = Signal()
    removal_requested = Signal()
    status_requested = Signal()
    move_requested = Signal()
    tag_requested = Signal()
    untag_requested = Signal(str)
    plan_requested = Signal()
    sheet_requested = Signal()
    refer_requested = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ctx = ctx
        self._family: Family | None = None
        self._are_shown = False
        self.back_button = up_link(parent or self, _("All families"), self._on_back_clicked)
        self.name_label = QLabel()
        self.name_label.setFont(style.large_font())
        self.name_label.setWordWrap(True)
        self._badges = QWidget()
        self._badge_flow = FlowLayout(self._badges, gap=6)
        self.group_button = buttons.button("", self._on_group_clicked, kind="link", icon="users")
        self.place_label = QLabel()
        self.place_label.setWordWrap(True)
        style.set_role(self.place_label, "secondary")
        self.ids_label = QLabel()
        self.ids_label.setFont(style.font())
        self.ids_button = buttons.icon_button("eye", _("Show the numbers"), self._on_ids_clicked)
        style.hide_unless(self.ids_button, wanted=ctx.may(Permission.SEE_FULL_IDS))
        self.visit_button = buttons.button(
            _("Visits"), self._on_visit_clicked, icon="map-pin", key="Ctrl+Shift+V"
        )
        self.homework_button = buttons.button(
            _("Homework"), self._on_homework_clicked, icon="notebook-pen", key="Ctrl+Shift+T"
        )
        self.more_button = buttons.icon_button("ellipsis", _("More"))
        self._make_menu()
        self._lay_out()

    def _make_menu(self) -> None:
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._on_menu_about_to_show)
        self.more_button.setMenu(self.menu)
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        style.hide_unless(self.visit_button, wanted=self._ctx.may(Permission.SEE_VISITS))
        style.hide_unless(self.homework_button, wanted=self._ctx.may(Permission.SEE_HOMEWORK))

    def _fill_menu(self) -> None:
        self.menu.clear()
        may_edit = self._ctx.may(Permission.EDIT_FAMILIES)
        if may_edit:
            self._add(_("Set the status…"), "flag", self.status_requested)
            self._add(_("Move to a group…"), "users-round", self.move_requested)
            self._add(_("Put a tag on…"), "sticky-note", self.tag_requested)
            tags = people.tags_of(self._ctx, self._family.id) if self._family else []
            if tags:
                off = self.menu.addMenu(_("Take a tag off"))
                for tag in tags:
                    off.addAction(tag).setData(tag)
                off.triggered.connect(self._on_untag_triggered)
        if self._ctx.may(Permission.RECORD_VISIT):
            self._add(_("Plan visits…"), "map-pin", self.plan_requested)
        if self._ctx.may(Permission.EDIT_PARTNERS):
            self._add(_("Refer to a service…"), "send", self.refer_requested)
        self._add(_("Print the data sheet"), "printer", self.sheet_requested)
        if may_edit:
            self.menu.addSeparator()
            self._add(_("Remove the family…"), "trash-2", self.removal_requested)

    def _add(self, text: str, icon: str, signal: SignalInstance) -> None:
        action = self.menu.addAction(icons.icon(icon), text)
        action.triggered.connect(signal)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(style.px(8))
        top.addWidget(self.back_button)
        top.addWidget(self.name_label, 1)
        for widget in (self.visit_button, self.homework_button, self.more_button):
            top.addWidget(widget)
        ids = QHBoxLayout()
        ids.setSpacing(style.px(4))
        ids.addWidget(self.ids_label)
        ids.addWidget(self.ids_button)
        ids.addStretch(1)
        place = QHBoxLayout()
        place.setSpacing(style.px(8))
        place.addWidget(self.group_button)
        place.addWidget(self.place_label, 1)
        words_column = QVBoxLayout()
        words_column.setSpacing(style.px(4))
        words_column.addWidget(self._badges)
        words_column.addLayout(place)
        words_column.addLayout(ids)
        self.body.addLayout(top)
        self.body.addLayout(words_column)

    def show_family(self, family: Family, group_name: str) -> None:
        """Show a family; its numbers are hidden again when it is another one."""
        if self._family is None or self._family.id != family.id:
            self._are_shown = False
        self._family = family
        self.name_label.setText(family.name)
        self._badge_flow.clear()
        self._badge_flow.addWidget(
            badge(words.status(family.status), words.status_role(family.status))
        )
        if family.row_code:
            self._badge_flow.addWidget(badge(family.row_code))
        if family.position and family.position.value == "chair":
            self._badge_flow.addWidget(badge(_("Group leader"), "accent"))
        counts = people.component_counts(self._ctx, family.id)
        if told := words.components(counts):
            self._badge_flow.addWidget(badge(told))
        for tag in people.tags_of(self._ctx, family.id):
            self._badge_flow.addWidget(badge(tag, "accent"))
        self.group_button.setText(group_name or _("No group"))
        self.group_button.setEnabled(bool(family.group_id))
        area = f"RT {family.rt or '-'} / RW {family.rw or '-'}" if family.rt or family.rw else None
        place = words.joined((family.address, area, family.village, family.phone))
        self.place_label.setText(place)
        self._show_ids()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001 -- as in setVisible
        """Leave out place and numbers where the window is low."""
        for widget in (self.group_button, self.place_label, self.ids_label):
            widget.setVisible(not compact)
        self.ids_button.setVisible(not compact and self._ctx.may(Permission.SEE_FULL_IDS))

    def _show_ids(self) -> None:
        if self._family is None:
            return
        shown = []
        for label, value in ((N_("No KK"), self._family.no_kk), (N_("NIK"), self._family.nik)):
            told = value if self._are_shown else people.mask_id(value)
            shown.append(_("{label}: {value}").format(label=_(label), value=told or "–"))
        self.ids_label.setText("    ".join(shown))
        name = _("Hide the numbers") if self._are_shown else _("Show the numbers")
        self.ids_button.setIcon(icons.icon("eye-off" if self._are_shown else "eye"))
        self.ids_button.setAccessibleName(name)
        self.ids_button.setToolTip(name)

    @Slot()
    def _on_ids_clicked(self) -> None:
        self._are_shown = not self._are_shown
        if self._are_shown and self._family is not None:
            people.note_ids_seen(self._ctx, self._family.id)
        self._show_ids()

    @Slot()
    def _on_back_clicked(self) -> None:
        self.back_requested.emit()

    @Slot()
    def _on_group_clicked(self) -> None:
        if self._family is not None and self._family.group_id:
            self.group_requested.emit(self._family.group_id)

    @Slot()
    def _on_visit_clicked(self) -> None:
        self.visit_requested.emit()

    @Slot()
    def _on_homework_clicked(self) -> None:
        self.homework_requested.emit()

    @Slot()
    def _on_menu_about_to_show(self) -> None:
        self._fill_menu()

    @Slot(QAction)
    def _on_untag_triggered(self, action: QAction) -> None:
        self.untag_requested.emit(action.data())
