"""The photos of a visit: kept with the record, or waiting until a new visit is saved."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _, ngettext
from fieldkit.core.ids import new_id
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Photo, Picture, Told, Waiting
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.shell.record_photos import WITHHELD, ask_told, detail, hint
from fieldkit.ui.shell.screen import Screen
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.photo_strip import PhotoItem, PhotoStrip

_TABLE = "visit"


class PhotoBox(QWidget):
    """Shows one record's photos; `placed` tells where a camera stood."""

    placed = Signal(float, float)

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self._ctx = screen.ctx
        self._visit_id = ""
        self._record = ""
        self._waiting: dict[str, dict[str, Waiting]] = {}
        self.strip = PhotoStrip(name=_("Photos of the visit"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.strip)
        layout.addWidget(hint())
        self.strip.files_added.connect(self._on_files_added)
        self.strip.files_refused.connect(self._on_files_refused)
        self.strip.removed.connect(self._on_removed)
        self.strip.caption_changed.connect(self._on_caption_changed)
        self.strip.opened.connect(self._on_opened)
        self.strip.told_wanted.connect(self._on_told_wanted)

    def show_record(self, record: str, visit_id: str = "") -> None:
        """Show the photos of a saved visit, or those waiting for a new one."""
        self._record, self._visit_id = record, visit_id
        self.reload()

    def reload(self) -> None:
        """Read the photos again."""
        items = []
        if self._visit_id:
            kept = photos.photos_of(self._ctx, _TABLE, self._visit_id)
            items = [self._item_of_photo(photo) for photo in kept]
        waiting = self._waiting.get(self._record, {})
        items += [self._item_of_picture(key, found) for key, found in waiting.items()]
        self.strip.show_photos(items)

    def waiting(self) -> list[Waiting]:
        """Return the pictures to be saved with a new visit, and what was typed beside them."""
        return list(self._waiting.get(self._record, {}).values())

    def forget(self) -> None:
        """Drop what waited, because it is saved or no longer wanted."""
        self._waiting.pop(self._record, None)
        self.reload()

    def take(self, pictures: Sequence[Picture]) -> None:
        """Add pictures made ready."""
        for picture in pictures:
            if self._visit_id:
                photos.add_picture(self._ctx, _TABLE, self._visit_id, picture)
            else:
                self._waiting.setdefault(self._record, {})[new_id()] = Waiting(picture=picture)
            if picture.latitude is not None and picture.longitude is not None:
                self.placed.emit(picture.latitude, picture.longitude)
        self.reload()

    def _item_of_photo(self, photo: Photo) -> PhotoItem:
        return PhotoItem(
            photo.id,
            base64.b64decode(photo.thumbnail or ""),
            photo.caption,
            detail(photo, photo.told),
            "\n".join(filter(None, (self._used_before(photo), self._withheld(photo)))),
            may_be_told=True,
        )

    def _withheld(self, photo: Photo) -> str:
        told = photos.withheld(self._ctx, [photo]).get(photo.id)
        return _(WITHHELD[told]) if told else ""

    def _item_of_picture(self, key: str, found: Waiting) -> PhotoItem:
        return PhotoItem(
            key,
            base64.b64decode(found.picture.thumbnail or ""),
            found.caption,
            detail(found.picture, found.told),
            self._used_before(found.picture),
            may_be_told=True,
        )

    def _used_before(self, found: Photo | Picture) -> str:
        own = (_TABLE, self._visit_id)
        uses = photos.reused_where(self._ctx, found, apart_from=own)
        return _("This photo is already used elsewhere.") if uses else ""

    @Slot(list)
    def _on_files_added(self, files: list[Path]) -> None:
        record = self._record

        def work(_ctx: Context, job: Job) -> tuple[str, list[Picture], list[str]]:
            made, refused = [], []
            for number, file in enumerate(files):
                job.report(number, len(files), _("photos"))
                job.stop_if_cancelled()
                try:
                    made.append(photos.prepare(file))
                except FieldKitError as error:
                    refused.append(f"{file.name}: {sentences.sentence(error)}")
            return record, made, refused

        self._screen.run_job(_("Reading photos"), work, self._on_photos_read)

    def _on_photos_read(self, result: tuple[str, list[Picture], list[str]]) -> None:
        record, made, refused = result
        if refused:
            self._screen.say("\n".join(refused), role="danger")
        elif made:
            added = ngettext("{count} photo added.", "{count} photos added.", len(made))
            self._screen.say(added.format(count=len(made)))
        if record == self._record:
            self.take(made)
        elif made:
            waiting = self._waiting.setdefault(record, {})
            waiting.update((new_id(), Waiting(picture=one)) for one in made)

    @Slot(list)
    def _on_files_refused(self, files: list[Path]) -> None:
        names = ", ".join(file.name for file in files)
        self._screen.say(_("Only JPEG and PNG photos fit here: {names}").format(names=names),
                         role="attention")  # fmt: skip

    @Slot(str)
    def _on_removed(self, photo_id: str) -> None:
        waiting = self._waiting.get(self._record, {})
        if photo_id in waiting:
            del waiting[photo_id]
        elif self._screen.attempt(lambda: photos.remove(self._ctx, photo_id)):
            self._screen.say(_("The photo lies in the bin."), undo=True)
        self.reload()

    @Slot(str, str)
    def _on_caption_changed(self, photo_id: str, caption: str) -> None:
        waiting = self._waiting.get(self._record, {})
        if photo_id in waiting:
            waiting[photo_id] = replace(waiting[photo_id], caption=caption)
        else:
            self._screen.attempt(lambda: photos.set_caption(self._ctx, photo_id, caption))

    @Slot(str)
    def _on_told_wanted(self, photo_id: str) -> None:
        waiting = self._waiting.get(self._record, {})
        one = waiting.get(photo_id)
        kept = None if one else self._kept(photo_id)
        found = one.picture if one else kept
        if found is None:
            return

        def keep(typed: Told) -> None:
            if photo_id in waiting:
                typed = photos.tidied(self._ctx, typed)
                waiting[photo_id] = replace(waiting[photo_id], told=typed)
            else:
                photos.tell(self._ctx, photo_id, typed)
            self.reload()
            self._screen.say(_("Noted, as typed by hand."))

        ask_told(self, found, one.told if one else kept.told if kept else Told(), keep)
        self.strip.go_to(photo_id)

    @Slot(str)
    def _on_opened(self, photo_id: str) -> None:
        content = self._content(photo_id)
        if content is None:
            self._screen.say(_("This photo has not arrived from the other laptop yet."),
                             role="attention")  # fmt: skip
            return
        show_large(content, self)

    def _content(self, photo_id: str) -> bytes | None:
        waiting = self._waiting.get(self._record, {})
        if photo_id in waiting:
            return waiting[photo_id].picture.jpeg
        found = self._kept(photo_id)
        return photos.jpeg(self._ctx, found) if found else None

    def _kept(self, photo_id: str) -> Photo | None:
        kept = photos.photos_of(self._ctx, _TABLE, self._visit_id)
        return next((photo for photo in kept if photo.id == photo_id), None)


def show_large(content: bytes, parent: QWidget) -> None:
    """Show one photo as large as the screen allows; Esc closes."""
    box = Box(_("Photo"), parent=parent)
    box.heading_label.hide()
    label = QLabel()
    pixmap = QPixmap()
    pixmap.loadFromData(content)
    room = parent.screen().availableSize() * 0.75
    if pixmap.width() > room.width() or pixmap.height() > room.height():
        mode = Qt.AspectRatioMode.KeepAspectRatio
        pixmap = pixmap.scaled(room, mode, Qt.TransformationMode.SmoothTransformation)
    label.setPixmap(pixmap)
    label.setAccessibleName(_("Photo"))
    box.content.addWidget(label)
    close = buttons.button(_("Close"), box.accept, kind="primary")
    close.setDefault(True)
    box.add_button(close)
    box.setMinimumWidth(style.px(200))
    box.exec()
