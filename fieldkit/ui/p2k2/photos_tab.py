"""The photos of a session: dropped or chosen, made small, and checked against all others."""

import base64
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date, format_time
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _, ngettext
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Photo, Picture, Use
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.photo_strip import PhotoItem, PhotoStrip

OWNER = "session"
Prepared = list[tuple[str, Picture | FieldKitError]]
RunJob = Callable[..., None]


class PhotosTab(QWidget):
    """Saves each photo as it is added; `said` carries what happened."""

    said = Signal(str, str)

    def __init__(
        self,
        ctx: Context,
        run_job: RunJob,
        parent: QWidget | None = None,
        *,
        owner: str = OWNER,
        before_adding: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._run_job, self._owner = ctx, run_job, owner
        self._before_adding = before_adding
        self._session_id = ""
        self._kept: dict[str, Photo] = {}
        self.strip = PhotoStrip(name=_("Photos of the session"))
        self.hint_label = QLabel(
            _(
                "Photos straight from the camera keep their time and place; photos sent by"
                " WhatsApp have lost them."
            )
        )
        self.hint_label.setWordWrap(True)
        style.hide_unless(self.hint_label, wanted=owner == OWNER)
        style.set_role(self.hint_label, "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if owner == OWNER:
            page = Page()
            page.body.setContentsMargins(0, style.px(8), style.px(8), style.px(8))
            page.add(self.strip)
            page.add(self.hint_label)
            page.finish()
            layout.addWidget(page)
        else:
            layout.addWidget(self.strip)
            layout.addWidget(self.hint_label)
        self.strip.files_added.connect(self._on_files_added)
        self.strip.files_refused.connect(self._on_files_refused)
        self.strip.removed.connect(self._on_removed)
        self.strip.caption_changed.connect(self._on_caption_changed)
        self.strip.opened.connect(self._on_opened)

    def show_session(self, session_id: str) -> None:
        """Show the photos of a session."""
        self._session_id = session_id
        kept = photos.photos_of(self._ctx, self._owner, session_id) if session_id else []
        self._kept = {photo.id: photo for photo in kept}
        self.strip.show_photos([self._item(photo) for photo in kept])

    def count(self) -> int:
        """Return how many photos there are."""
        return len(self._kept)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the strip, or open it again."""
        self.strip.set_read_only(read_only)

    def _item(self, photo: Photo) -> PhotoItem:
        details = []
        if photo.taken_at:
            day = format_date(photo.taken_at.date(), "medium")
            details.append(f"{day} {format_time(photo.taken_at.time())}")
        if photo.has_place:
            details.append(f"{photo.latitude:.4f}, {photo.longitude:.4f}")
        used = photos.reused_where(self._ctx, photo)
        warning = _("Used before: {where}").format(where=self._place(used[0])) if used else ""
        return PhotoItem(
            id=photo.id,
            thumbnail=base64.b64decode(photo.thumbnail),
            caption=photo.caption,
            detail="\n".join(details) or _("Time and place are not known"),
            warning=warning,
        )

    def _place(self, use: Use) -> str:
        if use.owner_table != OWNER:
            return format_date(use.taken_at.date(), "medium") if use.taken_at else _("elsewhere")
        try:
            group = p2k2.group_of(self._ctx, use.owner_id)["name"]
            held_on = p2k2.session(self._ctx, use.owner_id).held_on
        except FieldKitError:
            return _("elsewhere")
        return f"{group}, {format_date(held_on, 'medium')}" if held_on else str(group)

    @Slot(list)
    def _on_files_added(self, files: Sequence[Path]) -> None:
        chosen, session_id = tuple(files), self._session_id

        def work(_ctx: Context, job: Job) -> tuple[str, Prepared]:
            found: Prepared = []
            for number, file in enumerate(chosen):
                job.stop_if_cancelled()
                job.report(number, len(chosen), _("photos"))
                found.append((file.name, _prepared(file)))
            return session_id, found

        self._run_job(_("Making the photos small…"), work, self._keep)

    def _keep(self, result: Any) -> None:
        session_id, prepared = result
        added, told = 0, []
        if self._before_adding is not None:
            self._before_adding()
        for name, picture in prepared:
            if isinstance(picture, FieldKitError):
                told.append(f"{name}: {sentences.sentence(picture)}")
                continue
            try:
                photos.add_picture(self._ctx, self._owner, session_id, picture)
                added += 1
            except FieldKitError as error:
                told.append(f"{name}: {sentences.sentence(error)}")
        self.show_session(self._session_id)
        if added:
            words = ngettext("{count} photo added.", "{count} photos added.", added)
            told.insert(0, words.format(count=added))
        self.said.emit("\n".join(told), "good" if added == len(prepared) else "attention")

    @Slot(list)
    def _on_files_refused(self, files: Sequence[Path]) -> None:
        names = ", ".join(file.name for file in files)
        text = _("Only JPEG and PNG photos can be added, not: {names}").format(names=names)
        self.said.emit(text, "attention")

    @Slot(str)
    def _on_removed(self, photo_id: str) -> None:
        try:
            photos.remove(self._ctx, photo_id)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger")
        else:
            self.said.emit(_("Photo removed; undo brings it back."), "good")
        self.show_session(self._session_id)

    @Slot(str, str)
    def _on_caption_changed(self, photo_id: str, caption: str) -> None:
        try:
            photos.set_caption(self._ctx, photo_id, caption)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger")
        self.show_session(self._session_id)

    @Slot(str)
    def _on_opened(self, photo_id: str) -> None:
        content = photos.jpeg(self._ctx, self._kept[photo_id])
        if content is None:
            self.said.emit(_("This photo has not arrived on this laptop yet."), "attention")
            return
        show_large(self, content, self._kept[photo_id].caption)


def _prepared(file: Path) -> Picture | FieldKitError:
    try:
        return photos.prepare(file)
    except FieldKitError as error:
        return error


def show_large(parent: QWidget, content: bytes, caption: str) -> None:
    """Show a photo as large as the screen lets it."""
    box = Box(caption or _("Photo"), parent=parent)
    picture = QLabel()
    pixmap = QPixmap()
    pixmap.loadFromData(content)
    picture.setPixmap(
        pixmap.scaled(
            style.px(900),
            style.px(520),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )
    picture.setAccessibleName(caption or _("Photo"))
    box.content.addWidget(picture)
    close = buttons.button(_("Close"), box.accept, kind="primary")
    close.setAutoDefault(True)
    box.add_button(close)
    box.exec()
