"""A photo as it is kept, and what tells that two pictures are the same."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum, auto

from fieldkit.core.errors import Problem

LONGEST_CAPTION = 200
LONGEST_PLACE = 120
SAME_PICTURE = 5


class Withheld(StrEnum):
    """Why a photo is not printed: whose picture it is decides (decision 56)."""

    NO_CONSENT = auto()
    TAKEN_BACK = auto()
    OBJECTED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When and where a photo was taken by somebody's word; the camera is not asked."""

    on: date | None = None
    at: time | None = None
    place: str = ""

    def __bool__(self) -> bool:
        """Whether anything is told."""
        return self != Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A small JPEG that belongs to a record; its bytes lie among the attachments.

    `taken_at` is local time as the camera wrote it, `told` what somebody typed beside it;
    `thumbnail` is a JPEG in base64.
    """

    id: str
    owner_table: str
    owner_id: str
    sha256: str
    bytes: int
    width: int
    height: int
    caption: str = ""
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    fingerprint: str = ""
    thumbnail: str = ""
    position: int = 0
    is_cleared: bool = False
    told: Told = Told()

    @property
    def taken_on(self) -> date | None:
        """The day it was taken: by the camera, else by somebody's word."""
        return self.taken_at.date() if self.taken_at else self.told.on

    @property
    def has_place(self) -> bool:
        """Whether the camera noted where it stood."""
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture made ready: small, upright, without the camera's notes, which stand beside it."""

    jpeg: bytes
    width: int
    height: int
    thumbnail: str
    fingerprint: str
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A picture that is saved together with a new record, and what was typed beside it."""

    picture: Picture
    caption: str = ""
    told: Told = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Where a picture is used already."""

    photo_id: str
    owner_table: str
    owner_id: str
    taken_at: datetime | None
    caption: str


def caption_problems(caption: str) -> list[Problem]:
    """List what is wrong with a caption."""
    if len(caption) > LONGEST_CAPTION:
        return [Problem("caption", "too_long", {"limit": LONGEST_CAPTION, "length": len(caption)})]
    return []


def told_problems(told: Told, today: date) -> list[Problem]:
    """List what is wrong with what was typed about a photo."""
    found = []
    if told.on is not None and told.on > today:
        found.append(Problem("told_on", "photo_in_future"))
    if told.at is not None and told.on is None:
        found.append(Problem("told_on", "photo_hour_without_day"))
    if len(told.place) > LONGEST_PLACE:
        details: dict[str, object] = {"limit": LONGEST_PLACE, "length": len(told.place)}
        found.append(Problem("told_place", "too_long", details))
    return found


def looks_same(one: str, other: str) -> bool:
    """Whether two fingerprints are those of one picture, smaller or recompressed."""
    if len(one) != len(other) or not one:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= SAME_PICTURE
