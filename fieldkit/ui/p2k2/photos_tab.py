"""The photos of a session, or of what is taught there."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.errors import FieldKitError
from fieldkit.core.i18n import _
from fieldkit.features.p2k2 import service as p2k2
from fieldkit.features.photos.model import Photo, Use
from fieldkit.ui.shell.record_photos import RecordPhotos, RunJob
from fieldkit.ui.widgets import style
from fieldkit.ui.widgets.page import Page

OWNER = "session"


class PhotosTab(RecordPhotos):
    """Saves each photo as it is added; a session's scroll as a page."""

    def __init__(
        self,
        ctx: Context,
        run_job: RunJob,
        parent: QWidget | None = None,
        *,
        owner: str = OWNER,
        before_adding: Callable[[], object] | None = None,
    ) -> None:
        name = _("Photos of the session")
        self._held_on: date | None = None
        super().__init__(ctx, run_job, owner, name, parent, before_adding=before_adding)
        style.hide_unless(self.hint_label, wanted=owner == OWNER)

    def lay_out(self) -> None:
        """Let the photos of a session scroll."""
        if self._owner != OWNER:
            super().lay_out()
            return
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        page = Page()
        page.body.setContentsMargins(0, style.px(8), style.px(8), style.px(8))
        page.add(self.strip)
        page.add(self.hint_label)
        page.finish()
        layout.addWidget(page)

    def show_session(self, session_id: str) -> None:
        """Show the photos of a session, or of what is taught."""
        is_session = self._owner == OWNER and bool(session_id)
        self._held_on = p2k2.session(self._ctx, session_id).held_on if is_session else None
        self.show_record(session_id)

    def doubt(self, photo: Photo) -> str:
        """Say that a photo was taken on another day than the meeting."""
        taken, held_on = photo.taken_on, self._held_on
        if taken is None or held_on is None or taken == held_on:
            return ""
        return _("Not taken on the day of the meeting")

    def place(self, use: Use) -> str:
        """Say in which group's session a photo was used before."""
        if use.owner_table != OWNER:
            return super().place(use)
        try:
            group = p2k2.group_of(self._ctx, use.owner_id)["name"]
            held_on = p2k2.session(self._ctx, use.owner_id).held_on
        except FieldKitError:
            return _("elsewhere")
        return f"{group}, {format_date(held_on, 'medium')}" if held_on else str(group)
