"""Photos become small, keep their time and place, and are recognised again."""

import base64
import io
from datetime import date, datetime, time

import pytest
from PIL import Image, ImageDraw

from fieldkit.core import sentences
from fieldkit.core.errors import (
    InvalidInputError,
    MissingFileError,
    NotFoundError,
    PermissionDeniedError,
    UnusableFileError,
)
from fieldkit.core.security.roles import Role
from fieldkit.features.photos import pictures
from fieldkit.features.photos import service as photos
from fieldkit.features.photos.model import Told


def picture(size=(2400, 1800), seed=1, **save) -> bytes:
    """Draw something a camera might see: areas with edges, not noise."""
    image = Image.new("RGB", size, (90 + seed * 7 % 90, 120, 60))
    draw = ImageDraw.Draw(image)
    for n in range(40):
        x, y = (n * 97 * seed) % size[0], (n * 57 * seed) % size[1]
        draw.rectangle(
            (x, y, x + size[0] // 6, y + size[1] // 6), fill=(n * 6, (n * 31) % 255, 255 - n * 6)
        )
    out = io.BytesIO()
    image.save(out, **({"format": "JPEG", "quality": 95} | save))
    return out.getvalue()


def noted(latitude=(6.0, 10.0, 12.0), south="S", turn=None) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = "2026:11:18 09:31:05"
    gps = exif.get_ifd(0x8825)
    gps.update({1: south, 2: latitude, 3: "E", 4: (106.0, 37.0, 48.0)})
    if turn:
        exif[274] = turn
    return picture(exif=exif)


def test_a_large_photo_becomes_small_and_keeps_its_shape():
    made = pictures.prepare(picture((4000, 3000)))
    assert (made.width, made.height) == (1280, 960)
    assert len(made.jpeg) <= 200_000
    assert len(made.thumbnail) <= 10_000
    thumbnail = Image.open(io.BytesIO(base64.b64decode(made.thumbnail)))
    assert max(thumbnail.size) <= 160


def test_noise_is_squeezed_until_it_fits():
    import random

    noise = random.Random(1).randbytes(1400 * 1400 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (1400, 1400), noise).save(out, "PNG")
    made = pictures.prepare(out.getvalue())
    assert len(made.jpeg) <= 200_000
    assert len(made.thumbnail) <= 10_000


def test_time_and_place_are_read_and_taken_out_of_the_picture():
    made = pictures.prepare(noted())
    assert made.taken_at == datetime(2026, 11, 18, 9, 31, 5)
    assert (made.latitude, made.longitude) == (-6.17, 106.63)
    assert not Image.open(io.BytesIO(made.jpeg)).getexif()


def test_a_place_that_can_not_be_is_no_place():
    assert pictures.prepare(noted((96.0, 0.0, 0.0))).latitude is None


def test_a_photo_held_upright_stands_upright():
    made = pictures.prepare(noted(turn=6))
    assert made.height > made.width


def test_a_transparent_png_lands_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    made = pictures.prepare(out.getvalue())
    assert Image.open(io.BytesIO(made.jpeg)).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\0\0\0\x18ftypheic" + b"\0" * 64, "photo_heic"),
        (b"PK\x03\x04 not a picture", "photo_unknown"),
        (b"", "photo_unknown"),
        (picture()[:3000], "photo_broken"),
        (picture((8, 8)), "photo_tiny"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_in_words(content, reason):
    with pytest.raises(UnusableFileError) as error:
        pictures.prepare(content)
    assert error.value.details["reason"] == reason
    assert reason not in sentences.sentence(error.value)


def test_a_picture_bomb_is_refused_before_it_unpacks():
    out = io.BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")
    with pytest.raises(UnusableFileError) as error:
        pictures.prepare(out.getvalue())
    assert error.value.details["reason"] == "photo_too_large"


def test_a_missing_file_says_which(tmp_path):
    with pytest.raises(MissingFileError):
        pictures.prepare(tmp_path / "tidak-ada.jpg")
    with pytest.raises(UnusableFileError):
        pictures.prepare(tmp_path)


@pytest.fixture
def session_id(make) -> str:
    group = make.group()
    return make.put(
        "session", scope=group, group_id=group, held_on=date(2026, 11, 18), status="held"
    )


def test_a_photo_belongs_to_its_record_and_travels_with_it(ctx, session_id, tmp_path):
    file = tmp_path / "IMG_0001.jpg"
    file.write_bytes(noted())
    photo_id = photos.add_photo(ctx, "session", session_id, file, " Pembukaan ")
    [photo] = photos.photos_of(ctx, "session", session_id)
    assert (photo.id, photo.caption, photo.position) == (photo_id, "Pembukaan", 1)
    assert photo.has_place
    assert photos.jpeg(ctx, photo).startswith(b"\xff\xd8")
    scope = ctx.db.value("SELECT _scope FROM photo")
    assert scope == ctx.db.value("SELECT _scope FROM session")


def test_a_caption_changes_and_a_photo_goes_to_the_bin(ctx, session_id):
    one = photos.add_photo(ctx, "session", session_id, picture())
    two = photos.add_photo(ctx, "session", session_id, picture(seed=5), "Dua")
    photos.set_caption(ctx, one, "Satu")
    assert [p.caption for p in photos.photos_of(ctx, "session", session_id)] == ["Satu", "Dua"]
    assert photos.photo_counts(ctx, "session", [session_id]) == {session_id: 2}
    photos.remove(ctx, two)
    assert [p.id for p in photos.photos_of(ctx, "session", session_id)] == [one]
    with pytest.raises(InvalidInputError):
        photos.set_caption(ctx, one, "x" * 201)
    with pytest.raises(NotFoundError):
        photos.remove(ctx, "nobody")


def test_the_same_picture_is_recognised_smaller_and_recompressed(ctx, session_id, make):
    photos.add_photo(ctx, "session", session_id, picture(), "Asli")
    small = io.BytesIO()
    Image.open(io.BytesIO(picture())).resize((800, 600)).save(small, "JPEG", quality=40)
    again = pictures.prepare(small.getvalue())
    [use] = photos.reused_where(ctx, again)
    assert (use.owner_id, use.caption) == (session_id, "Asli")
    assert photos.reused_where(ctx, again, apart_from=("session", session_id)) == []
    assert photos.reused_where(ctx, pictures.prepare(picture(seed=11))) == []
    [kept] = photos.photos_of(ctx, "session", session_id)
    assert photos.reused_where(ctx, kept) == []


def test_a_photo_of_nothing_is_refused(ctx):
    with pytest.raises(NotFoundError):
        photos.add_photo(ctx, "session", "nobody", picture())
    with pytest.raises(NotFoundError):
        photos.add_photo(ctx, "no_such_table", "nobody", picture())


def test_bytes_that_have_not_arrived_are_none(ctx, session_id):
    photos.add_photo(ctx, "session", session_id, picture())
    [photo] = photos.photos_of(ctx, "session", session_id)
    ctx.files._kept.clear()
    assert photos.jpeg(ctx, photo) is None


def test_a_reader_adds_no_photos(book):
    with pytest.raises(PermissionDeniedError):
        photos.add_photo(book(role=Role.READER), "session", "s", picture())


def test_when_and_where_is_typed_beside_what_the_file_says(ctx, session_id):
    one = photos.add_photo(ctx, "session", session_id, noted())
    two = photos.add_photo(ctx, "session", session_id, picture(seed=5))
    word = Told(on=date(2026, 11, 18), at=time(9, 30), place=" Rumah  Bu Aminah ")
    for photo in (one, two):
        photos.tell(ctx, photo, word)
    first, second = photos.photos_of(ctx, "session", session_id)
    kept = Told(on=date(2026, 11, 18), at=time(9, 30), place="Rumah Bu Aminah")
    assert (first.told, second.told) == (kept, kept)
    assert first.taken_at == datetime(2026, 11, 18, 9, 31, 5)
    assert first.has_place
    assert second.taken_at is None
    assert not second.has_place
    assert second.taken_on == date(2026, 11, 18)
    photos.tell(ctx, two, Told())
    assert not photos.photos_of(ctx, "session", session_id)[1].told


@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        (Told(on=date(2099, 1, 1)), "told_on", "photo_in_future"),
        (Told(at=time(9)), "told_on", "photo_hour_without_day"),
        (Told(place="x" * 121), "told_place", "too_long"),
    ],
)
def test_what_can_not_be_is_refused(ctx, session_id, told, field, code):
    photo = photos.add_photo(ctx, "session", session_id, picture())
    with pytest.raises(InvalidInputError) as error:
        photos.tell(ctx, photo, told)
    assert [(p.field, p.code) for p in error.value.problems] == [(field, code)]
