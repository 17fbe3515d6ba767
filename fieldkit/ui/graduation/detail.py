"""One family of the path: its agreement and moves, and how it stands with every reason."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_month
from fieldkit.core.errors import NotFoundError
from fieldkit.core.i18n import _
from fieldkit.features.graduation import service
from fieldkit.features.graduation import words as room_words
from fieldkit.features.graduation.model import Card
from fieldkit.features.graduation.readiness import Finding, Readiness, Verdict
from fieldkit.features.people import service as people
from fieldkit.ui.graduation import words
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import badge, icon_label
from fieldkit.ui.widgets.flow_layout import FlowLayout
from fieldkit.ui.widgets.rooms import Scroll

_MOST_MOVES = 6
_TWO_COLUMNS = 760


class FamilyView(QWidget):
    """Shows a family; `clear` empties it."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._family_id = ""
        self._columns = 1
        self.setProperty("page", True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, style.px(8), 0)
        self._layout.setSpacing(style.px(6))
        self.setAccessibleName(_("The family chosen"))

    def clear(self, text: str = "") -> None:
        """Show nobody."""
        self._family_id = ""
        self._empty()
        if text:
            self._layout.addWidget(_quiet(text))
        self._layout.addStretch(1)

    def show_family(self, family_id: str) -> None:
        """Read a family and show it."""
        try:
            card = service.case_of(self._ctx, family_id)
            found = service.readiness_of(self._ctx, family_id)
        except NotFoundError:
            self.clear()
            return
        self._family_id = family_id
        self._columns = 2 if self.width() > style.px(_TWO_COLUMNS) else 1
        self._empty()
        self._show_head(card)
        self._show_path(card)
        self._show_findings(found)
        self._layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the criteria side by side as soon as there is room."""
        super().resizeEvent(event)
        wanted = 2 if event.size().width() > style.px(_TWO_COLUMNS) else 1
        if self._family_id and wanted != self._columns:
            self.show_family(self._family_id)

    def _empty(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_head(self, card: Card) -> None:
        name = QLabel(f"{card.name} · {card.row_code}" if card.row_code else card.name)
        name.setFont(style.font(1.15, strong=True))
        name.setWordWrap(True)
        self._layout.addWidget(name)
        badges = QWidget()
        flow = FlowLayout(badges, gap=6)
        stage = words.stage(card.case.stage)
        since = words.day(card.case.since)
        flow.addWidget(badge(f"{stage}, {since}" if since else stage, "accent"))
        flow.addWidget(badge(words.agreement(card.case), words.agreement_role(card.case)))
        if card.case.stage is not None:
            flow.addWidget(badge(_(service.WAYS[card.case.way]), "secondary"))
        self._layout.addWidget(badges)
        if card.status_differs:
            said = _("The families' list says “{status}”: move the family, or change its status.")
            self._layout.addWidget(
                _coloured(said.format(status=_(people.STATUS_NAMES[card.status])), "attention")
            )

    def _show_path(self, card: Card) -> None:
        case = card.case
        if case.next_step:
            due = words.day(case.next_step_due)
            text = _("Next: {step}").format(step=case.next_step)
            is_late = case.next_step_due is not None and case.next_step_due < self._ctx.today
            self._layout.addWidget(
                _coloured(f"{text} ({due})" if due else text, "danger" if is_late else "text")
            )
        if case.planned_for is not None:
            said = _("Is to graduate in {month}.")
            self._layout.addWidget(_quiet(said.format(month=format_month(case.planned_for))))
        for move in case.moves[-_MOST_MOVES:]:
            said = f"{words.day(move.moved_on) or '–'} · {words.stage(move.stage)}"
            self._layout.addWidget(_quiet(f"{said}: {move.reason}" if move.reason else said))
        if case.agreement_end_reason:
            said = _("Took the agreement back: {reason}")
            self._layout.addWidget(_quiet(said.format(reason=case.agreement_end_reason)))

    def _show_findings(self, found: Readiness) -> None:
        heading = QLabel(_("How the family stands: {said}").format(said=words.standing(found)))
        heading.setFont(style.strong_font())
        heading.setWordWrap(True)
        self._layout.addWidget(heading)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(style.px(8))
        grid.setVerticalSpacing(style.px(6))
        grid.setColumnStretch(1, 1)
        columns = self._columns
        if columns > 1:
            grid.setColumnStretch(3, 1)
        top = Qt.AlignmentFlag.AlignTop
        for number, one in enumerate(found.findings):
            row, place = divmod(number, columns)
            icon = icon_label(words.VERDICT_ICONS[one.verdict], words.VERDICT_ROLES[one.verdict])
            grid.addWidget(icon, row, 2 * place, top)
            grid.addWidget(_finding(one), row, 2 * place + 1, top)
        self._layout.addWidget(holder)
        self._layout.addWidget(
            _quiet(_("The figures only put families in order. Nobody is decided about here."))
        )


class Detail(Scroll):
    """A family's view that scrolls in its own place."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        self._view = FamilyView(ctx)
        super().__init__(self._view, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def clear(self, text: str = "") -> None:
        """Show nobody."""
        self._view.clear(text)

    def show_family(self, family_id: str) -> None:
        """Read a family and show it from its beginning."""
        self._view.show_family(family_id)
        self.verticalScrollBar().setValue(0)


def _finding(found: Finding) -> QLabel:
    criterion = _(service.CRITERIA[found.criterion])
    lines = [f"<b>{_html(criterion)}</b> ({found.weight}): {_html(room_words.finding(found))}"]
    if source := room_words.source(found):
        said = _("Source: {source}").format(source=source)
        lines.append(f"<small>{_html(said)}</small>")
    if found.verdict is not Verdict.YES and found.code in service.STEPS:
        lines.append(f"<small>→ {_html(_(service.STEPS[found.code]))}</small>")
    label = QLabel("<br>".join(lines))
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quiet(text: str) -> QLabel:
    return _coloured(text, "secondary")


def _coloured(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    style.set_role(label, role)
    return label
