"""A leader's KUBE: two big buttons, large type, and nothing else in the way."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.i18n import _
from fieldkit.core.money import format_rupiah
from fieldkit.features.kube.cashbook import service as cashbook
from fieldkit.features.kube.cashbook.model import Pot
from fieldkit.features.kube.group.model import Kube
from fieldkit.features.kube.meetings import service as meetings
from fieldkit.ui.widgets import buttons, style

LARGE_TYPE = 1.35
HUGE_TYPE = 1.8


def big_button(text: str, icon: str, *, is_primary: bool = True, height: int = 120) -> QPushButton:
    """Return a button nobody can miss."""
    made = buttons.button(text, icon=icon, kind="primary" if is_primary else "plain")
    made.setFont(style.font(HUGE_TYPE, strong=True))
    made.setText(f"  {text}")
    made.setIconSize(QSize(style.px(40), style.px(40)))
    made.setAutoDefault(True)
    set_height(made, height)
    return made


def set_height(widget: QWidget, height: int) -> None:
    """Give a control a height of its own; the style sheet's would be small."""
    kind = "QPushButton" if isinstance(widget, QPushButton) else "QLineEdit"
    widget.setStyleSheet(f"{kind} {{ min-height: {style.px(height)}px; }}")


def large_label(text: str = "", *, size: float = LARGE_TYPE, strong: bool = False) -> QLabel:
    """Return a line in large type."""
    label = QLabel(text)
    label.setFont(style.font(size, strong=strong))
    label.setWordWrap(True)
    return label


def enlarge(box: QWidget) -> None:
    """Show everything in a box in large type."""
    for widget in box.findChildren(QWidget):
        size = LARGE_TYPE * widget.font().pointSizeF() / style.font().pointSizeF()
        widget.setFont(style.font(min(size, HUGE_TYPE), strong=widget.font().bold()))


class LeaderHome(QWidget):
    """Two big buttons: note the dues, open the cash book."""

    dues_wanted = Signal()
    cash_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.name_label = large_label(size=HUGE_TYPE, strong=True)
        self.next_label = large_label()
        self.balance_label = large_label(strong=True)
        self.dues_button = big_button(_("Note the dues"), "coins")
        self.cash_button = big_button(_("Cash book"), "book-open", is_primary=False)
        self.all_button = buttons.button(
            _("Meetings, members and reports"), icon="chevron-right", kind="link"
        )
        self.all_button.setFont(style.font(LARGE_TYPE))
        pair = QHBoxLayout()
        pair.setSpacing(style.px(24))
        pair.addStretch(1)
        pair.addWidget(self.dues_button, 4)
        pair.addWidget(self.cash_button, 4)
        pair.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(32)] * 4)
        layout.setSpacing(style.px(16))
        layout.addStretch(2)
        for label in (self.name_label, self.next_label, self.balance_label):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(style.px(16))
        layout.addLayout(pair)
        layout.addSpacing(style.px(16))
        layout.addWidget(self.all_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.dues_button.clicked.connect(self.dues_wanted)
        self.cash_button.clicked.connect(self.cash_wanted)
        self.all_button.clicked.connect(self.all_wanted)
        self.setFocusProxy(self.dues_button)

    def show_kube(self, kube: Kube) -> None:
        """Show whose book this is."""
        self.name_label.setText(_("KUBE {kube}").format(kube=kube.name))
        coming = meetings.next_meeting(self._ctx, kube.id)
        text = ""
        if coming is not None:
            day = format_date(coming.held_on, "full")
            text = _("Next meeting: {date}").format(date=day)
            if coming.host:
                host = _("at {name}’s").format(name=coming.host.name)
                text = f"{text}, {host}"
        self.next_label.setText(text)
        self.next_label.setVisible(bool(text))
        held = cashbook.balances(self._ctx, kube.id)
        parts = [_("Cash {amount}").format(amount=format_rupiah(held[Pot.KAS]))]
        if kube.iks_amount is not None or held[Pot.IKS]:
            parts.append(_("IKS {amount}").format(amount=format_rupiah(held[Pot.IKS])))
        self.balance_label.setText("   ·   ".join(parts))
