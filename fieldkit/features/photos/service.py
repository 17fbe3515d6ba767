"""What people do with photos: add, caption, put away, and see whether one was used before.

    photo_id = photos.add_photo(ctx, "session", session_id, Path("IMG_1.jpg"), "Pembukaan")

A room that saves a photo together with its own record prepares the picture first and gives
its open writer: `photos.attach(ctx, writer, "visit", visit_id, picture, scope=group_id)`.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.db import consents
from fieldkit.core.db.steps import Step
from fieldkit.core.db.tables import SYNCED
from fieldkit.core.db.writer import Writer
from fieldkit.core.errors import InvalidInputError, NotFoundError
from fieldkit.core.i18n import N_
from fieldkit.core.security.roles import Permission
from fieldkit.features.photos import pictures, store
from fieldkit.features.photos.model import (
    Photo,
    Picture,
    Told,
    Use,
    Waiting,
    Withheld,
    caption_problems,
    looks_same,
    told_problems,
)

SENTENCES = {
    "photo_heic": N_(
        "this is a HEIC photo. Set the phone's camera to JPEG, or send the photo to the laptop"
        " as JPEG, and add it again."
    ),
    "photo_unknown": N_("it is not a picture FieldKit knows. Choose a JPEG or PNG photo."),
    "photo_broken": N_("the picture is damaged or cut off. Copy it from the phone again."),
    "photo_too_large": N_("the picture is far too large. Make it smaller on the phone first."),
    "photo_in_future": N_("A photo can not have been taken in the future."),
    "photo_hour_without_day": N_("Write the day as well as the hour."),
    "photo_tiny": N_("the picture is too small to show anything. Choose the original photo."),
}
sentences.register(SENTENCES)

_SEE = {
    "session": Permission.SEE_SESSIONS,
    "topic": Permission.SEE_SESSIONS,
    "visit": Permission.SEE_VISITS,
    "complaint": Permission.SEE_PARTNERS,
    "money_month": Permission.SEE_HOMEWORK,
    "kube": Permission.SEE_KUBE,
    "meeting": Permission.SEE_KUBE,
}
_EDIT = {
    "session": Permission.RECORD_SESSION,
    "topic": Permission.EDIT_CURRICULUM,
    "visit": Permission.RECORD_VISIT,
    "complaint": Permission.EDIT_PARTNERS,
    "money_month": Permission.CHECK_HOMEWORK,
    "kube": Permission.EDIT_KUBE,
    "meeting": Permission.RECORD_MEETING,
}


def prepare(source: Path | bytes) -> Picture:
    """Make a photo small and read the camera's notes; raises UnusableFileError.

    This takes a while for a large photo and needs no book: do it before the transaction.
    """
    return pictures.prepare(source)


def add_photo(
    ctx: Context, owner_table: str, owner_id: str, source: Path | bytes, caption: str = ""
) -> str:
    """Add a photo to a record as a step of its own; return its id."""
    ctx.require(_EDIT.get(owner_table, Permission.EDIT_FAMILIES))
    return add_picture(ctx, owner_table, owner_id, prepare(source), caption)


def add_picture(
    ctx: Context, owner_table: str, owner_id: str, picture: Picture, caption: str = ""
) -> str:
    """Add a picture that was prepared already."""
    ctx.require(_EDIT.get(owner_table, Permission.EDIT_FAMILIES))
    scope = store.scope_of(ctx.db, owner_table, owner_id)
    if scope is None:
        raise NotFoundError
    with ctx.db.write(Step(N_("Add a photo"))) as writer:
        return attach(ctx, writer, owner_table, owner_id, picture, caption, scope=scope)


def attach(
    ctx: Context,
    writer: Writer,
    owner_table: str,
    owner_id: str,
    picture: Picture,
    caption: str = "",
    *,
    scope: str,
) -> str:
    """Add a picture inside another room's transaction; return its id."""
    ctx.require(_EDIT.get(owner_table, Permission.EDIT_FAMILIES))
    if found := caption_problems(caption):
        raise InvalidInputError(found)
    values = {
        "owner_table": owner_table,
        "owner_id": owner_id,
        "sha256": ctx.files.keep(picture.jpeg),
        "caption": caption.strip() or None,
        "position": store.next_position(ctx.db, owner_table, owner_id),
    }
    return store.save(writer, scope, values, picture)


def attach_waiting(
    ctx: Context, writer: Writer, owner_table: str, owner_id: str, one: Waiting, *, scope: str
) -> str:
    """Do as `attach` for a picture beside which a day or place may be typed already."""
    told = tidied(ctx, one.told)
    photo_id = attach(ctx, writer, owner_table, owner_id, one.picture, one.caption, scope=scope)
    if told:
        store.save_told(writer, photo_id, told)
    return photo_id


def tidied(ctx: Context, told: Told) -> Told:
    """Return what was typed about a photo as it is kept; InvalidInputError where it can not be."""
    ctx.require(Permission.PRINT_REPORTS)
    tidy = replace(told, place=" ".join(told.place.split()))
    if found := told_problems(tidy, ctx.today):
        raise InvalidInputError(found)
    return tidy


def photos_of(ctx: Context, owner_table: str, owner_id: str) -> list[Photo]:
    """Return a record's photos in their order."""
    ctx.require(_SEE.get(owner_table, Permission.SEE_FAMILIES))
    return store.of_owner(ctx.db, owner_table, owner_id)


def photos_named(ctx: Context, photo_ids: Sequence[str]) -> list[Photo]:
    """Return photos by their ids, as far as the role may see what they belong to."""
    ctx.require(Permission.PRINT_REPORTS)
    found = store.by_ids(ctx.db, json.dumps(list(photo_ids)))
    return [one for one in found if ctx.may(_SEE.get(one.owner_table, Permission.SEE_FAMILIES))]


def photo_counts(ctx: Context, owner_table: str, owner_ids: Sequence[str]) -> dict[str, int]:
    """Return how many photos these records have; records without any are left out."""
    ctx.require(_SEE.get(owner_table, Permission.SEE_FAMILIES))
    return store.counts(ctx.db, owner_table, json.dumps(list(owner_ids)))


def jpeg(ctx: Context, photo: Photo) -> bytes | None:
    """Return a photo's bytes, None while they still have to arrive from another laptop."""
    ctx.require(_SEE.get(photo.owner_table, Permission.SEE_FAMILIES))
    return ctx.files.content(photo.sha256) if ctx.files.has(photo.sha256) else None


def small_jpeg(ctx: Context, photo: Photo, most: int) -> bytes | None:
    """Return the same in at most so many bytes, for papers that must stay small."""
    from fieldkit.features.photos import pictures

    content = jpeg(ctx, photo)
    return None if content is None else pictures.shrunk(content, most)


def withheld(ctx: Context, found: Sequence[Photo]) -> dict[str, Withheld]:
    """Return which of these photos may not be printed or handed on, by id, and why not.

    A photo of one family wants that family's consent. One of many people wants none, unless
    somebody who was there took a consent back, and nobody has said yet that it does not show
    them (`clear`).
    """
    by_owner: dict[str, list[Photo]] = {}
    for photo in found:
        ctx.require(_SEE.get(photo.owner_table, Permission.SEE_FAMILIES))
        by_owner.setdefault(photo.owner_table, []).append(photo)
    told: dict[str, Withheld] = {}
    for table, several in by_owner.items():
        if table not in SYNCED:
            continue
        ids = json.dumps(sorted({photo.owner_id for photo in several}))
        standing = consents.standing(ctx.db, table, ids)
        objected = consents.objected(ctx.db, table, ids)
        for photo in several:
            stands = standing.get(photo.owner_id, True)
            if not stands:
                told[photo.id] = Withheld.NO_CONSENT if stands is None else Withheld.TAKEN_BACK
            elif photo.owner_id in objected and not photo.is_cleared:
                told[photo.id] = Withheld.OBJECTED
    return told


def clear(ctx: Context, photo_id: str, *, is_cleared: bool = True) -> None:
    """Say that a photo of many people shows nobody who took a consent back, or take that back."""
    photo = _known(ctx, photo_id)
    ctx.require(_EDIT.get(photo.owner_table, Permission.EDIT_FAMILIES))
    name = N_("Let a photo be printed") if is_cleared else N_("Keep a photo out of reports")
    with ctx.db.write(Step(name)) as writer:
        writer.put("photo", {"id": photo_id, "cleared": int(is_cleared) or None})


def set_caption(ctx: Context, photo_id: str, caption: str) -> None:
    """Change what stands under a photo."""
    photo = _known(ctx, photo_id)
    ctx.require(_EDIT.get(photo.owner_table, Permission.EDIT_FAMILIES))
    if found := caption_problems(caption):
        raise InvalidInputError(found)
    with ctx.db.write(Step(N_("Change a photo's caption"))) as writer:
        writer.put("photo", {"id": photo_id, "caption": caption.strip() or None})


def tell(ctx: Context, photo_id: str, told: Told) -> None:
    """Note by hand when and where a photo was taken, beside what the file itself says."""
    photo = _known(ctx, photo_id)
    ctx.require(_EDIT.get(photo.owner_table, Permission.EDIT_FAMILIES))
    tidy = tidied(ctx, told)
    with ctx.db.write(Step(N_("Note when and where a photo was taken"))) as writer:
        store.save_told(writer, photo_id, tidy)


def remove(ctx: Context, photo_id: str) -> None:
    """Put a photo into the bin; its bytes stay until nobody can restore it."""
    photo = _known(ctx, photo_id)
    ctx.require(_EDIT.get(photo.owner_table, Permission.EDIT_FAMILIES))
    with ctx.db.write(Step(N_("Remove a photo"))) as writer:
        writer.remove("photo", photo_id)


def reused_where(
    ctx: Context, picture: Picture | Photo, *, apart_from: tuple[str, str] = ("", "")
) -> list[Use]:
    """Return where the same picture is used already, `apart_from` one (table, id)."""
    ctx.require(Permission.PRINT_REPORTS)
    own_id = picture.id if isinstance(picture, Photo) else ""
    return [
        Use(
            photo_id=row["id"],
            owner_table=row["owner_table"],
            owner_id=row["owner_id"],
            taken_at=store.moment(row["taken_at"]),
            caption=row["caption"] or "",
        )
        for row in store.fingerprints(ctx.db)
        if row["id"] != own_id
        and (row["owner_table"], row["owner_id"]) != apart_from
        and looks_same(row["fingerprint"] or "", picture.fingerprint)
    ]


def _known(ctx: Context, photo_id: str) -> Photo:
    photo = store.by_id(ctx.db, photo_id)
    if photo is None:
        raise NotFoundError
    return photo
