"""What the ministry's portal asks for, field by field, each with its count and a copy button."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.i18n import _
from fieldkit.features.p2k2 import curriculum, model, story
from fieldkit.features.p2k2.model import Counts, Session
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.card import Card, Notice
from fieldkit.ui.widgets.page import Page


@dataclass(frozen=True, slots=True)
class PortalField:
    """One field of the portal's form; a limit of 0 means none is known."""

    key: str
    label: str
    text: str
    limit: int = 0


def portal_fields(session: Session, group_name: str) -> list[PortalField]:
    """Return the portal's fields in its order, with what goes into each."""
    limits = curriculum.portal()
    module = curriculum.module_title(session.module) if session.code else session.title
    name = model.portal_name(group_name, module, limits.name_limit) if module else ""
    found = [
        PortalField("name", _("Name of the activity"), name, limits.name_limit),
        PortalField("category", _("Category"), curriculum.portal_category(session.module)),
        PortalField(
            "narrative",
            _("Narrative"),
            story.joined(session),
            limits.narrative_limit,
        ),
        PortalField("date", _("Date"), session.held_on.isoformat() if session.held_on else ""),
        PortalField("starts", _("Starts"), f"{session.starts:%H:%M}" if session.starts else ""),
        PortalField("ends", _("Ends"), f"{session.ends:%H:%M}" if session.ends else ""),
        PortalField("place", _("Place"), session.place),
    ]
    for number, presenter in enumerate(session.presenters[: limits.presenter_limit], start=1):
        label = _("Presenter {number}").format(number=number)
        found.append(PortalField(f"name{number}", label, presenter.name))
        label = _("Institution {number}").format(number=number)
        found.append(PortalField(f"institution{number}", label, presenter.institution))
    return found


class PortalTab(QWidget):
    """A card of fields to copy; nothing is ever sent from here."""

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, PortalField] = {}
        name = curriculum.portal().name
        self.card = Card(_("To copy into {portal}").format(portal=name))
        self.card.set_hint(
            _("FieldKit sends nothing. Open the portal and paste field by field with Ctrl+V.")
        )
        self.warnings = Notice("", role="attention", icon="triangle-alert")
        page = Page()
        page.body.setContentsMargins(0, style.px(8), style.px(8), style.px(8))
        page.add(self.warnings)
        page.add(self.card)
        page.finish()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    def show_session(
        self, session: Session, group_name: str, counts: Counts, warnings: list[str]
    ) -> None:
        """Show what would be copied of a session as it now stands."""
        told = list(warnings)
        if session.code and not curriculum.portal_category(session.module):
            told.append(
                _("The portal has no obvious category for this module; choose one there yourself.")
            )
        if counts.unmarked:
            told.append(
                _("{count} not marked: the portal has no field for that.").format(
                    count=counts.unmarked
                )
            )
        if counts.excused:
            told.append(
                _("{count} excused: the portal knows only HADIR, SAKIT and ALFA.").format(
                    count=counts.excused
                )
            )
        self.warnings.show_text("\n".join(told), role="attention", icon="triangle-alert")
        self._fields = {field.key: field for field in portal_fields(session, group_name)}
        self.card.clear()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(style.px(12))
        grid.setVerticalSpacing(style.px(6))
        grid.setColumnStretch(1, 1)
        for number, field in enumerate(self._fields.values()):
            self._add(grid, number, field)
        self.card.add(holder)

    def _add(self, grid: QGridLayout, number: int, field: PortalField) -> None:
        caption = QLabel(field.label)
        style.set_role(caption, "secondary")
        value = QLabel(field.text or _("not filled in yet"))
        value.setWordWrap(True)
        style.set_role(value, "text" if field.text else "attention")
        count = QLabel(_count(field))
        count.setFont(style.small_font())
        is_long = bool(field.limit) and len(field.text) > field.limit
        style.set_role(count, "danger" if is_long else "secondary")
        copy = buttons.button(_("Copy"), icon="copy")
        copy.setAccessibleName(_("Copy: {field}").format(field=field.label))
        copy.setProperty("field", field.key)
        copy.setEnabled(bool(field.text))
        copy.clicked.connect(self._on_copy_clicked)
        for column, widget in enumerate((caption, value, count, copy)):
            grid.addWidget(widget, number, column)

    @Slot()
    def _on_copy_clicked(self) -> None:
        sender = self.sender()
        field = self._fields.get(sender.property("field")) if sender is not None else None
        if field is not None:
            QGuiApplication.clipboard().setText(field.text)
            self.copied.emit(field.label)


def _count(field: PortalField) -> str:
    if not field.limit:
        return ""
    return _("{used} of {limit}").format(used=len(field.text), limit=field.limit)
