"""The photos of any record: dropped or chosen, made small, and checked against all others."""

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
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import (
    LONGEST_PLACE,
    Photo,
    Picture,
    Told,
    Use,
    Withheld,
)
from fieldkit.features.records import service as records
from fieldkit.ui.shell.jobs import Job
from fieldkit.ui.widgets import buttons, style
from fieldkit.ui.widgets.dialogs import Box, FormDialog
from fieldkit.ui.widgets.form import DateField, Form, TextField, TimeField
from fieldkit.ui.widgets.photo_strip import PhotoItem, PhotoStrip

WITHHELD = {
    Withheld.NO_CONSENT: N_("Not printed: the family's consent to photos is not recorded"),
    Withheld.TAKEN_BACK: N_("Not printed: the family took its consent to photos back"),
    Withheld.OBJECTED: N_(
        "Not printed: somebody who was there took the consent back. Open it to say that it does"
        " not show them."
    ),
}
Prepared = list[tuple[str, Picture | FieldKitError]]
RunJob = Callable[..., None]


class RecordPhotos(QWidget):
    """Saves each photo as it is added; `said` carries what happened."""

    said = Signal(str, str)

    def __init__(
        self,
        ctx: Context,
        run_job: RunJob,
        owner: str,
        name: str,
        parent: QWidget | None = None,
        *,
        before_adding: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._run_job, self._owner = ctx, run_job, owner
        self._before_adding = before_adding
        self._record = ""
        self._kept: dict[str, Photo] = {}
        self.strip = PhotoStrip(name=name)
        self.hint_label = hint()
        self.lay_out()
        self.strip.files_added.connect(self._on_files_added)
        self.strip.files_refused.connect(self._on_files_refused)
        self.strip.removed.connect(self._on_removed)
        self.strip.caption_changed.connect(self._on_caption_changed)
        self.strip.opened.connect(self._on_opened)
        self.strip.told_wanted.connect(self._on_told_wanted)

    def lay_out(self) -> None:
        """Put strip and hint under each other."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.strip)
        layout.addWidget(self.hint_label)

    def show_record(self, record: str) -> int:
        """Show the photos of a record; return how many there are."""
        self._record = record
        kept = photos.photos_of(self._ctx, self._owner, record) if record else []
        self._kept = {photo.id: photo for photo in kept}
        self.strip.show_photos([self._item(photo) for photo in kept])
        return len(kept)

    def place(self, use: Use) -> str:
        """Say where a photo was used before."""
        named = records.title(self._ctx, use.owner_table, use.owner_id)
        day = format_date(use.taken_at.date(), "medium") if use.taken_at else ""
        return ", ".join(filter(None, (named, day))) or _("elsewhere")

    def doubt(self, photo: Photo) -> str:
        """Say what is odd about a photo beside its record; blank where nothing is."""
        del photo
        return ""

    def count(self) -> int:
        """Return how many photos there are."""
        return len(self._kept)

    def set_read_only(self, read_only: bool) -> None:  # noqa: FBT001 -- as in Qt
        """Lock the strip, or open it again."""
        self.strip.set_read_only(read_only)

    def _item(self, photo: Photo) -> PhotoItem:
        used = photos.reused_where(self._ctx, photo)
        told = [_("Used before: {where}").format(where=self.place(used[0]))] if used else []
        told += [doubt] if (doubt := self.doubt(photo)) else []
        withheld = photos.withheld(self._ctx, [photo]).get(photo.id)
        told += [_(WITHHELD[withheld])] if withheld else []
        return PhotoItem(
            id=photo.id,
            thumbnail=base64.b64decode(photo.thumbnail),
            caption=photo.caption,
            detail=detail(photo, photo.told),
            warning="\n".join(told),
            may_be_told=True,
        )

    @Slot(list)
    def _on_files_added(self, files: Sequence[Path]) -> None:
        chosen, record = tuple(files), self._record

        def work(_ctx: Context, job: Job) -> tuple[str, Prepared]:
            found: Prepared = []
            for number, file in enumerate(chosen):
                job.stop_if_cancelled()
                job.report(number, len(chosen), _("photos"))
                found.append((file.name, _prepared(file)))
            return record, found

        self._run_job(_("Making the photos small…"), work, self._keep)

    def _keep(self, result: Any) -> None:
        record, prepared = result
        added, told = 0, []
        if self._before_adding is not None:
            self._before_adding()
        for name, picture in prepared:
            if isinstance(picture, FieldKitError):
                told.append(f"{name}: {sentences.sentence(picture)}")
                continue
            try:
                photos.add_picture(self._ctx, self._owner, record, picture)
                added += 1
            except FieldKitError as error:
                told.append(f"{name}: {sentences.sentence(error)}")
        self.show_record(self._record)
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
        self.show_record(self._record)

    @Slot(str, str)
    def _on_caption_changed(self, photo_id: str, caption: str) -> None:
        try:
            photos.set_caption(self._ctx, photo_id, caption)
        except FieldKitError as error:
            self.said.emit(sentences.sentence(error), "danger")
        self.show_record(self._record)

    @Slot(str)
    def _on_told_wanted(self, photo_id: str) -> None:
        photo = self._kept[photo_id]

        def keep(told: Told) -> None:
            photos.tell(self._ctx, photo_id, told)
            self.show_record(self._record)
            self.said.emit(_("Noted, as typed by hand."), "good")

        ask_told(self, photo, photo.told, keep)
        self.strip.go_to(photo_id)

    @Slot(str)
    def _on_opened(self, photo_id: str) -> None:
        content = photos.jpeg(self._ctx, self._kept[photo_id])
        if content is None:
            self.said.emit(_("This photo has not arrived on this laptop yet."), "attention")
            return
        self._show_large(self._kept[photo_id], content)

    def _show_large(self, photo: Photo, content: bytes) -> None:
        """Show a photo; one that many people are on may be let into reports, or kept out."""
        is_withheld = photos.withheld(self._ctx, [photo]).get(photo.id) is Withheld.OBJECTED
        may_change = self.strip.add_button.isVisibleTo(self.strip)
        wanted = _choice(photo, is_withheld=is_withheld) if may_change else ""
        if show_large(self, content, photo.caption, wanted):
            try:
                photos.clear(self._ctx, photo.id, is_cleared=is_withheld)
            except FieldKitError as error:
                self.said.emit(sentences.sentence(error), "danger")
            else:
                self.said.emit(_("Saved; undo takes it back."), "good")
            self.show_record(self._record)


def _choice(photo: Photo, *, is_withheld: bool) -> str:
    if is_withheld:
        return _("None of them is on it: print it")
    return _("Keep it out of reports") if photo.is_cleared else ""


def ask_told(
    parent: QWidget, found: Photo | Picture, told: Told, keep: Callable[[Told], None]
) -> None:
    """Ask when and where a photo was taken, beside what the file itself says."""

    def take(values: dict[str, Any]) -> None:
        keep(Told(on=values["told_on"], at=values["told_hour"], place=values["told_place"] or ""))

    facts = ", ".join(noted(found))
    sentence = (
        _("The file itself says: {facts}.").format(facts=facts)
        if facts
        else _("The file does not say when and where this photo was taken.")
    )
    heading = _("When and where it was taken")
    FormDialog(heading, told_form(told), take, sentence=sentence, parent=parent).exec()


def told_form(told: Told) -> Form:
    """Return the form for what somebody remembers of a photo."""
    form = Form(
        DateField("told_on", N_("Day")),
        TimeField("told_hour", N_("Time")),
        TextField(
            "told_place", N_("Place"), wide=True, max_length=LONGEST_PLACE,
            help=N_("Only what you know yourself. Reports mark it as typed."),
        ),
    )  # fmt: skip
    form.fill({"told_on": told.on, "told_hour": told.at, "told_place": told.place or None})
    return form


def hint() -> QLabel:
    """Return the line that says where a photo's time and place come from."""
    label = QLabel(
        _(
            "Photos straight from the camera keep their time and place; photos sent by"
            " WhatsApp have lost them. You can type both; reports say that they were typed."
        )
    )
    label.setWordWrap(True)
    style.set_role(label, "secondary")
    return label


def detail(photo: Photo | Picture, told: Told) -> str:
    """Return what stands under a photo about its time and place."""
    return "\n".join(noted(photo, told)) or _("Time and place are not known")


def noted(photo: Photo | Picture, told: Told = Told()) -> list[str]:  # noqa: B008 -- frozen
    """Return what the file says, and apart from it what was typed."""
    found = []
    if photo.taken_at:
        day = format_date(photo.taken_at.date(), "medium")
        found.append(f"{day} {format_time(photo.taken_at.time())}")
    if photo.latitude is not None and photo.longitude is not None:
        found.append(f"{photo.latitude:.4f}, {photo.longitude:.4f}")
    if told:
        day = format_date(told.on, "medium") if told.on else ""
        hour = format_time(told.at) if told.at else ""
        words = ", ".join(part for part in (f"{day} {hour}".strip(), told.place) if part)
        found.append(_("Typed: {words}").format(words=words))
    return found


def _prepared(file: Path) -> Picture | FieldKitError:
    try:
        return photos.prepare(file)
    except FieldKitError as error:
        return error


def show_large(parent: QWidget, content: bytes, caption: str, choice: str = "") -> bool:
    """Show a photo as large as the screen lets it; return whether the choice was taken."""
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
    taken: list[bool] = []
    if choice:

        def take() -> None:
            taken.append(True)
            box.accept()

        box.add_button(buttons.button(choice, take, icon="printer"))
    box.exec()
    return bool(taken)
