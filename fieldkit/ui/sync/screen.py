"""The exchange screen: send, receive, contacts, differences and the files so far."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.money import format_number
from fieldkit.core.render.document import Document
from fieldkit.core.security.roles import Permission
from fieldkit.features.records.fields import TABLES
from fieldkit.features.sync import brake, desk, handover, qr, quarantine, senders, service
from fieldkit.ui.shell.changes import Changes
from fieldkit.ui.shell.navigation import Navigate
from fieldkit.ui.shell.screen import Screen, ScreenSpec
from fieldkit.ui.sync import words
from fieldkit.ui.sync.braking import set_brake_from
from fieldkit.ui.sync.contacts import ContactsPage
from fieldkit.ui.sync.desk import DeskPage
from fieldkit.ui.sync.drop_area import ReceiveCard
from fieldkit.ui.sync.handing_over import arrivals_sentence, take_in_from
from fieldkit.ui.sync.history import HistoryPage
from fieldkit.ui.sync.oddities import OdditiesPage
from fieldkit.ui.sync.receiving import ReceivePage
from fieldkit.ui.sync.senders import SendersPage
from fieldkit.ui.sync.sending import SendCard
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.card import Notice
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rooms import Tabs

_TABS, _RECEIVING = 0, 1
_SIDE_BY_SIDE = 760


class SyncScreen(Screen):
    """Exchanges files with other laptops."""

    tables = frozenset(
        {*TABLES, "peer", "exchange", "scope_owner", "expected_sender", "looked_at", "quarantine"}
    )

    def __init__(
        self, ctx: Context, changes: Changes, navigate: Navigate, parent: QWidget | None = None
    ) -> None:
        super().__init__(ctx, changes, navigate, parent)
        self._scratch: TemporaryDirectory[str] | None = None
        self._is_unlooked: bool | None = None
        self.may_send = ctx.may(Permission.SEND_FILES)
        self.may_settle = ctx.may(Permission.SETTLE_CONFLICTS)
        self.clock_notice = Notice("", role="attention", icon="clock")
        self.waiting_notice = Notice("", role="attention", icon="hourglass")
        self.reader_notice = Notice("", icon="info")
        self.desk_notice = Notice(
            "", role="attention", icon="scale", action=_("Look at the differences")
        )
        self.kept_notice = Notice("", icon="inbox", action=_("Look at them"))
        self.arrivals_notice = Notice("", icon="users", action=_("Take them into a group…"))
        self.send_card = SendCard(self) if self.may_send else None
        self.receive_card = ReceiveCard()
        self.contacts_page = ContactsPage(self)
        self.desk_page = DeskPage(self) if self.may_settle else None
        self.oddities_page = OdditiesPage(self) if self.may_settle else None
        self.senders_page = SendersPage(self) if senders.awaits(ctx) else None
        self.history_page = HistoryPage(self)
        self.cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.tabs = Tabs()
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        service.release_waiting(ctx)
        self.reload()

    @cached_property
    def receive_page(self) -> ReceivePage:
        """The table of files, made when the first are dropped."""
        page = ReceivePage(self)
        page.left.connect(self._on_receiving_left)
        page.card_wanted.connect(self._on_card_wanted)
        page.desk_wanted.connect(self.show_desk)
        self.contacts_page.contact_taken.connect(page.look_again)
        self.stack.addWidget(page)
        return page

    def _lay_out(self) -> None:
        page = Page()
        for notice in self._notices():
            page.add(notice)
        self.cards.setSpacing(style.px(16))
        if self.send_card is not None:
            self.cards.addWidget(self.send_card, 1)
        self.cards.addWidget(self.receive_card, 1)
        page.add_layout(self.cards, 1)
        self.tabs.addTab(page, _("Send and receive"))
        if self.senders_page is not None:
            self.tabs.addTab(self.senders_page, _("Who sends here"))
        self.tabs.addTab(self.contacts_page, _("Contacts"))
        if self.desk_page is not None:
            self.tabs.addTab(self.desk_page, _("Differences"))
        if self.oddities_page is not None:
            self.tabs.addTab(self.oddities_page, _("To look at"))
        self.tabs.addTab(self.history_page, _("Files exchanged"))
        self.tabs.setDocumentMode(True)
        before = QLabel()
        before.setContentsMargins(style.px(10), 1, 0, 0)
        self.tabs.setCornerWidget(before, Qt.Corner.TopLeftCorner)
        self.tabs.tabBar().setAccessibleName(_("Exchange"))
        self.stack.addWidget(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, style.px(4), 0, 0)
        layout.addWidget(self.stack)

    def _notices(self) -> tuple[Notice, ...]:
        return (
            self.clock_notice, self.waiting_notice, self.reader_notice, self.arrivals_notice,
            self.desk_notice, self.kept_notice,
        )  # fmt: skip

    def _connect(self) -> None:
        self.receive_card.drop_area.taken.connect(self._on_files_taken)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.receive_card.brake_wanted.connect(self._on_brake_clicked)
        self.desk_notice.action_requested.connect(self.show_desk)
        self.kept_notice.action_requested.connect(self._on_kept_wanted)
        self.history_page.again_wanted.connect(self._on_again_wanted)
        self.arrivals_notice.action_requested.connect(self._on_arrivals_clicked)
        self.contacts_page.send_wanted.connect(self._on_send_wanted)
        if self.send_card is not None:
            self.send_card.card_wanted.connect(self._on_card_wanted)
        if self.desk_page is not None:
            self.desk_page.counted.connect(self._on_differences_counted)
        if self.oddities_page is not None:
            self.oddities_page.counted.connect(self._on_oddities_counted)
        if self.senders_page is not None:
            self.senders_page.counted.connect(self._on_senders_counted)
            self.senders_page.send_wanted.connect(self._on_send_wanted)

    # -- showing ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything again; what is typed or chosen stays."""
        self._show_notices()
        self.receive_card.show_shares(*brake.shares(self.ctx))
        if self.send_card is not None:
            self.send_card.reload()
        if self.desk_page is not None:
            self.desk_page.reload()
        self._look_for_oddities()
        if self.senders_page is not None:
            self.senders_page.reload()
        self.contacts_page.reload()
        self.history_page.reload()

    def _look_for_oddities(self) -> None:
        """Look through the whole book once at the start, then only while that page is shown."""
        if self.oddities_page is None:
            return
        is_shown = self.tabs.currentWidget() is self.oddities_page
        self._is_unlooked = not (is_shown or self._is_unlooked is None)
        if not self._is_unlooked:
            self.oddities_page.reload()

    @Slot(int)
    def _on_tab_changed(self, _place: int) -> None:
        if self._is_unlooked and self.tabs.currentWidget() is self.oddities_page:
            self._look_for_oddities()

    def print_documents(self) -> Sequence[Document]:
        """Print the list of reminders where it is on screen."""
        if self.senders_page is not None and self.tabs.currentWidget() is self.senders_page:
            return self.senders_page.documents()
        return super().print_documents()

    def open(self, target: Any) -> None:
        """Show `contacts`, `differences` or `history`, or look through a list of files.

        `hand_over` asks at once what goes to whom.
        """
        if target == "contacts":
            self._show_tab(self.contacts_page)
        elif target == "hand_over":
            self._show_tab(self.contacts_page)
            button = self.contacts_page.hand_over_button
            QTimer.singleShot(0, button, button.click)
        elif target == "differences":
            self.show_desk()
        elif target == "oddities" and self.oddities_page is not None:
            self._show_tab(self.oddities_page)
        elif target == "senders" and self.senders_page is not None:
            self._show_tab(self.senders_page)
        elif target == "history":
            self._show_tab(self.history_page)
        elif isinstance(target, list | tuple):
            self.take_files([Path(path) for path in target])

    def _show_tab(self, page: QWidget) -> None:
        self.stack.setCurrentIndex(_TABS)
        self.tabs.setCurrentWidget(page)

    def show_receiving(self) -> None:
        """Show what the files bring."""
        self.stack.setCurrentIndex(_RECEIVING)

    @Slot()
    def show_desk(self) -> None:
        """Show the differences."""
        if self.desk_page is not None:
            self._show_tab(self.desk_page)
            self.desk_page.table.view.setFocus()

    def _show_notices(self) -> None:
        behind = service.minutes_behind(self.ctx)
        other = service.ahead_of_us(self.ctx) if behind else ""
        said = _other_clock_sentence(other) if other else _clock_sentence(behind)
        self.clock_notice.show_text(said, role="attention", icon="clock")
        waiting = service.waiting(self.ctx)
        self.waiting_notice.show_text(
            _waiting_sentence(waiting), role="attention", icon="hourglass"
        )
        self.reader_notice.show_text(
            "" if self.may_send else _("Your role receives files and reads; it sends none."),
            icon="info",
        )
        arrived = len(handover.arrivals(self.ctx))
        self.arrivals_notice.show_text(arrivals_sentence(arrived), icon="users")
        self.kept_notice.show_text(_kept_sentence(len(quarantine.kept(self.ctx))), icon="inbox")
        differences = desk.count(self.ctx) if self.may_settle else 0
        self.desk_notice.show_text(
            _differences_sentence(differences), role="attention", icon="scale"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the two cards under each other where both would be cramped."""
        super().resizeEvent(event)
        is_wide = self.width() >= style.px(_SIDE_BY_SIDE)
        direction = QBoxLayout.Direction
        self.cards.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)

    # -- what is done ----------------------------------------------------------------------

    def take_files(self, paths: Sequence[Path]) -> None:
        """Look through exchange files; contact cards among them are taken one by one.

        Pictures of codes stand for the files they hold.
        """
        unpacked: list[Path] = []
        folder = self._fresh_scratch(paths)
        if not self.attempt(lambda: unpacked.extend(qr.unpacked(self.ctx, paths, folder))):
            return
        paths = unpacked
        cards = [p for p in paths if p.suffix in (service.CARD_SUFFIX, service.CARDS_SUFFIX)]
        for card in cards:
            self.contacts_page.take_card(card)
        rest = [p for p in paths if p not in cards]
        if rest:
            self.receive_page.look_through(rest)

    @Slot()
    def _on_kept_wanted(self) -> None:
        self._show_tab(self.history_page)
        self.history_page.kept_table.view.setFocus()

    @Slot()
    def _on_again_wanted(self) -> None:
        """Look through the files that wait once more."""
        self._forget_scratch()
        self._scratch = TemporaryDirectory(prefix="fieldkit-")
        folder = Path(self._scratch.name)
        paths: list[Path] = []
        if self.attempt(lambda: paths.extend(quarantine.unpack(self.ctx, folder))) and paths:
            self.receive_page.look_through(paths)

    def _fresh_scratch(self, paths: Sequence[Path]) -> Path:
        """Return where the files inside pictures of codes are put until they are merged."""
        self._forget_scratch()
        if not any(path.suffix.casefold() in qr.PICTURES for path in paths):
            return Path()
        self._scratch = TemporaryDirectory(prefix="fieldkit-")
        return Path(self._scratch.name)

    def _forget_scratch(self) -> None:
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    @Slot(list)
    def _on_files_taken(self, paths: list[Path]) -> None:
        self.take_files(paths)

    @Slot()
    def _on_receiving_left(self) -> None:
        self._forget_scratch()
        self.stack.setCurrentIndex(_TABS)
        self.receive_card.drop_area.files_button.setFocus()

    @Slot()
    def _on_card_wanted(self) -> None:
        self.contacts_page.take_button.click()

    @Slot()
    def _on_brake_clicked(self) -> None:
        set_brake_from(self)

    @Slot()
    def _on_arrivals_clicked(self) -> None:
        take_in_from(self)

    @Slot(str)
    def _on_send_wanted(self, peer_id: str) -> None:
        self.send_to(peer_id)

    def send_to(self, peer_id: str) -> None:
        """Turn to the next file for somebody."""
        if self.send_card is not None:
            self.tabs.setCurrentIndex(0)
            self.send_card.choose(peer_id)

    @Slot(int)
    def _on_differences_counted(self, count: int) -> None:
        if self.desk_page is not None:
            index = self.tabs.indexOf(self.desk_page)
            title = _("Differences ({count})").format(count=count) if count else _("Differences")
            self.tabs.setTabText(index, title)

    @Slot(int)
    def _on_oddities_counted(self, count: int) -> None:
        if self.oddities_page is not None:
            index = self.tabs.indexOf(self.oddities_page)
            title = _("To look at ({count})").format(count=count) if count else _("To look at")
            self.tabs.setTabText(index, title)

    @Slot(int, int)
    def _on_senders_counted(self, come: int, expected: int) -> None:
        if self.senders_page is not None:
            index = self.tabs.indexOf(self.senders_page)
            counted = _("Who sends here ({come}/{expected})").format(come=come, expected=expected)
            self.tabs.setTabText(index, counted if expected else _("Who sends here"))


def _other_clock_sentence(name: str) -> str:
    return _(
        "The newest record in this book bears a later time than this laptop's clock. It was"
        " written on the laptop of {name}. Look which of the two clocks is right."
    ).format(name=words.before_stop(name))


def _clock_sentence(minutes: int) -> str:
    if minutes < 1:
        return ""
    if minutes < 120:
        return ngettext(
            "This laptop's clock is {count} minute behind what was last written in the book."
            " Set date and time right before you send.",
            "This laptop's clock is {count} minutes behind what was last written in the book."
            " Set date and time right before you send.",
            minutes,
        ).format(count=minutes)
    hours = minutes // 60
    if hours < 48:
        return ngettext(
            "This laptop's clock is {count} hour behind what was last written in the book."
            " Set date and time right before you send.",
            "This laptop's clock is {count} hours behind what was last written in the book."
            " Set date and time right before you send.",
            hours,
        ).format(count=hours)
    return ngettext(
        "This laptop's clock is {count} day behind what was last written in the book."
        " Set date and time right before you send.",
        "This laptop's clock is {count} days behind what was last written in the book."
        " Set date and time right before you send.",
        hours // 24,
    ).format(count=hours // 24)


def _waiting_sentence(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} change waits: it comes from a newer FieldKit, or from a laptop whose clock runs"
        " more than two days ahead. It is kept and counts by itself once that is put right.",
        "{count} changes wait: they come from a newer FieldKit, or from a laptop whose clock runs"
        " more than two days ahead. They are kept and count by themselves once that is put right.",
        count,
    ).format(count=format_number(count))


def _kept_sentence(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} file could not go in yet and is kept here.",
        "{count} files could not go in yet and are kept here.",
        count,
    ).format(count=count)


def _differences_sentence(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} field has two values because two laptops changed it. You can decide at leisure.",
        "{count} fields have two values because two laptops changed them. You can decide at"
        " leisure.",
        count,
    ).format(count=format_number(count))


SCREEN = ScreenSpec(
    key="sync",
    title=N_("Exchange"),
    icon="arrow-left-right",
    permission=Permission.RECEIVE_FILES,
    build=SyncScreen,
)
