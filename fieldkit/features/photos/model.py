"""A photo as it is kept, and what tells that two pictures are the same."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from fieldkit.core.errors import Problem

LONGEST_CAPTION = 200
SAME_PICTURE = 5


class Withheld(StrEnum):
    """Why a photo is not printed: whose picture it is decides (decision 56)."""

    NO_CONSENT = auto()
    TAKEN_BACK = auto()
    OBJECTED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A small JPEG that belongs to a record; its bytes lie among the attachments.

    `taken_at` is local time as the camera wrote it; `thumbnail` is a JPEG in base64.
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


def looks_same(one: str, other: str) -> bool:
    """Whether two fingerprints are those of one picture, smaller or recompressed."""
    if len(one) != len(other) or not one:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= SAME_PICTURE
