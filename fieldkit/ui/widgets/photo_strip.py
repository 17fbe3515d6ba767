"""Photos of one record: drop or choose JPEG and PNG files, see them, caption and remove them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from fieldkit.core.i18n import _
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.flow_layout import FlowLayout

SUFFIXES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True, slots=True)
class PhotoItem:
    """One photo: its thumbnail's bytes, caption, a small fact (time, place) and a warning.

    With `may_be_told` it offers to type when and where it was taken.
    """

    id: str
    thumbnail: bytes
    caption: str = ""
    detail: str = ""
    warning: str = ""
    may_be_told: bool = False


class PhotoStrip(QFrame):
    """Emits what the user wants; the screen calls its service and shows the photos anew."""

    files_added = Signal(list)
    files_refused = Signal(list)
    removed = Signal(str)
    caption_changed = Signal(str, str)
    opened = Signal(str)
    told_wanted = Signal(str)

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self.setAccessibleName(name or _("Photos"))
        self.setAcceptDrops(True)
        self._cards: dict[str, _PhotoCard] = {}
        self._hint_label = QLabel(_("Drop photos here (JPEG or PNG), or choose them."))
        self._hint_label.setWordWrap(True)
        style.set_role(self._hint_label, "secondary")
        self.add_button = buttons.button(_("Add photos…"), self._on_add_clicked, icon="camera")
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=12)
        head = QHBoxLayout()
        head.addWidget(self._hint_label, 1)
        head.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(12)] * 4)
        layout.setSpacing(style.px(12))
        layout.addLayout(head)
        layout.addWidget(self._holder)

    def show_photos(self, photos: Sequence[PhotoItem]) -> None:
        """Show these photos; a caption being typed is not disturbed."""
        if [(p.id, p.detail, p.warning) for p in photos] == [
            (card.photo.id, card.photo.detail, card.photo.warning) for card in self._cards.values()
        ]:
            for photo in photos:
                self._cards[photo.id].set_caption(photo.caption)
            return
        self._flow.clear()
        self._cards = {}
        for photo in photos:
            card = _PhotoCard(photo)
            card.removed.connect(self.removed)
            card.opened.connect(self.opened)
            card.told_wanted.connect(self.told_wanted)
            card.caption_changed.connect(self.caption_changed)
            self._flow.addWidget(card)
            self._cards[photo.id] = card
        self._holder.setVisible(bool(photos))
        self._holder.updateGeometry()

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the strip, or open it again."""
        self.setAcceptDrops(not read_only)
        self.add_button.setVisible(not read_only)
        self._hint_label.setVisible(not read_only)
        for card in self._cards.values():
            card.set_read_only(read_only)

    def go_to(self, photo_id: str) -> None:
        """Put the focus on a photo, which may have been drawn anew meanwhile."""
        if (card := self._cards.get(photo_id)) is not None:
            card.told_button.setFocus()

    def take_files(self, files: Sequence[Path]) -> None:
        """Sort files into photos and what is none, and say so by the two signals."""
        fitting = [file for file in files if file.suffix.lower() in SUFFIXES]
        other = [file for file in files if file.suffix.lower() not in SUFFIXES]
        if fitting:
            self.files_added.emit(fitting)
        if other:
            self.files_refused.emit(other)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            style.set_role(self, "accent", of_text=False)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        style.set_role(self, "", of_text=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped files."""
        style.set_role(self, "", of_text=False)
        urls = event.mimeData().urls()
        self.take_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    @Slot()
    def _on_add_clicked(self) -> None:
        patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        words = _("Photos ({patterns})").format(patterns=patterns)
        chosen, _filter = QFileDialog.getOpenFileNames(self, _("Choose photos"), "", words)
        self.take_files([Path(name) for name in chosen])


class _PhotoCard(QFrame):
    removed = Signal(str)
    opened = Signal(str)
    told_wanted = Signal(str)
    caption_changed = Signal(str, str)

    def __init__(self, photo: PhotoItem) -> None:
        super().__init__()
        self.photo = photo
        self.setProperty("frame", "tile")
        self._picture = buttons.icon_button("image", _("Open the photo"), self._on_opened)
        self._picture.setIconSize(QSize(style.px(200), style.px(140)))
        pixmap = QPixmap()
        if pixmap.loadFromData(photo.thumbnail):
            room = self._picture.iconSize()
            ratio, how = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._picture.setIcon(pixmap.scaled(room, ratio, how))
        self._caption_edit = QLineEdit(photo.caption)
        self._caption_edit.setCursorPosition(0)
        self._caption_edit.setPlaceholderText(_("Caption"))
        self._caption_edit.setAccessibleName(_("Caption"))
        self._caption_edit.editingFinished.connect(self._on_caption_finished)
        self._remove_button = buttons.icon_button(
            "trash-2", _("Remove the photo"), self._on_remove_clicked
        )
        line = QHBoxLayout()
        line.setSpacing(style.px(4))
        self.told_button = buttons.icon_button(
            "map-pin", _("When and where it was taken…"), self._on_told_clicked
        )
        style.hide_unless(self.told_button, wanted=photo.may_be_told)
        line.addWidget(self._caption_edit, 1)
        line.addWidget(self.told_button)
        line.addWidget(self._remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[style.px(6)] * 4)
        layout.setSpacing(style.px(4))
        layout.addWidget(self._picture)
        layout.addLayout(line)
        self._add_line(layout, photo.detail, "secondary")
        self._add_line(layout, photo.warning, "attention")
        self.setFixedWidth(style.px(236))

    def _add_line(self, layout: QVBoxLayout, text: str, role: str) -> None:
        if text:
            label = QLabel(text)
            label.setWordWrap(True)
            label.setFont(style.small_font())
            style.set_role(label, role)
            layout.addWidget(label)

    def set_caption(self, caption: str) -> None:
        """Show another caption unless one is being typed."""
        if not self._caption_edit.hasFocus():
            self._caption_edit.setText(caption)
            self._caption_edit.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001
        """Lock or open."""
        self._caption_edit.setReadOnly(read_only)
        self._remove_button.setVisible(not read_only)
        self.told_button.setVisible(self.photo.may_be_told and not read_only)

    @Slot()
    def _on_opened(self) -> None:
        self.opened.emit(self.photo.id)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.removed.emit(self.photo.id)

    @Slot()
    def _on_told_clicked(self) -> None:
        self.told_wanted.emit(self.photo.id)

    @Slot()
    def _on_caption_finished(self) -> None:
        caption = self._caption_edit.text().strip()
        if caption != self.photo.caption:
            self.caption_changed.emit(self.photo.id, caption)
