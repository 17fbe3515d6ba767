"""A session as a row of slides: shown full-screen, or printed as a flipchart.

What families read is Indonesian whatever the window speaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from pathlib import Path

from fieldkit.core.dates import format_date
from fieldkit.features.p2k2.curriculum import IceBreaker, Topic

NOTE = "Pegangan FieldKit; sesuaikan dengan buku modul P2K2."
_ADDRESSED = "KPM "


class SlideKind(StrEnum):
    """What a slide is for."""

    TITLE = auto()
    RECALL = auto()
    AIMS = auto()
    MESSAGE = auto()
    PICTURE = auto()
    VIDEO = auto()
    QUESTION = auto()
    SUMMARY = auto()
    HOMEWORK = auto()
    CLOSING = auto()
    ICE_BREAKER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide: a heading, its lines, and a picture or a film where there is one."""

    kind: SlideKind
    heading: str
    lines: tuple[str, ...] = ()
    picture: bytes | None = None
    video: Path | None = None

    @property
    def is_list(self) -> bool:
        """Whether its lines are things of one kind, to be told with dots."""
        return self.kind in (SlideKind.AIMS, SlideKind.SUMMARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What is known of the meeting at which a session is shown; all of it may be blank."""

    group: str = ""
    last: Topic | None = None
    next_on: date | None = None
    pictures: Sequence[tuple[str, bytes]] = ()
    videos: Sequence[Path] = ()


def slides(topic: Topic, lesson: Lesson | None = None) -> list[Slide]:
    """Return a session's slides in the order in which it is given."""
    lesson = lesson or Lesson()
    found = [_title(topic, lesson), *_recall(lesson)]
    if topic.aims:
        lines = tuple(_said_to_families(aim) for aim in topic.aims)
        found.append(Slide(kind=SlideKind.AIMS, heading="Hari ini kita belajar", lines=lines))
    found += _messages(topic)
    found += [
        Slide(kind=SlideKind.PICTURE, heading=caption or topic.title, picture=picture)
        for caption, picture in lesson.pictures
    ]
    found += [
        Slide(kind=SlideKind.VIDEO, heading="Kita tonton bersama", lines=(film.stem,), video=film)
        for film in lesson.videos
    ]
    found += [
        Slide(kind=SlideKind.QUESTION, heading="Mari berbagi", lines=(question,))
        for question in topic.questions
    ]
    if len(topic.messages) > 1:
        found.append(Slide(kind=SlideKind.SUMMARY, heading="Yang kita ingat", lines=topic.messages))
    if topic.homework:
        found.append(
            Slide(kind=SlideKind.HOMEWORK, heading="Tugas di rumah", lines=(topic.homework,))
        )
    return [*found, _closing(lesson)]


def ice_breaker_slide(game: IceBreaker) -> Slide:
    """Return a game as a slide."""
    return Slide(
        kind=SlideKind.ICE_BREAKER,
        heading=f"{game.title} ({game.minutes} menit)",
        lines=(game.how,),
    )


def _title(topic: Topic, lesson: Lesson) -> Slide:
    module = "" if topic.is_local else f"{_module_words(topic)} · "
    group = f"Kelompok {lesson.group}" if lesson.group else ""
    lines = (topic.title, *([group] if group else []))
    return Slide(kind=SlideKind.TITLE, heading=f"{module}{topic.module_title}", lines=lines)


def _module_words(topic: Topic) -> str:
    return f"Modul {topic.module.removeprefix('M')} Sesi {topic.number}"


def _recall(lesson: Lesson) -> list[Slide]:
    """Ask the last session's material back, as meetings begin."""
    if lesson.last is None:
        return []
    question = lesson.last.questions[-1:] or ("Apa yang sudah dicoba di rumah?",)
    return [
        Slide(
            kind=SlideKind.RECALL,
            heading="Masih ingat pertemuan lalu?",
            lines=(lesson.last.title, *question),
        )
    ]


def _messages(topic: Topic) -> list[Slide]:
    count = len(topic.messages)
    return [
        Slide(kind=SlideKind.MESSAGE, heading=f"Pesan {number} dari {count}", lines=(message,))
        for number, message in enumerate(topic.messages, start=1)
    ]


def _closing(lesson: Lesson) -> Slide:
    lines: tuple[str, ...] = ("Terima kasih, Bapak dan Ibu.",)
    if lesson.next_on is not None:
        day = format_date(lesson.next_on, "full", "id")
        lines = (*lines, f"Sampai bertemu lagi {day}.")
    return Slide(kind=SlideKind.CLOSING, heading="Penutup", lines=lines)


def _said_to_families(aim: str) -> str:
    """Turn `KPM mencatat …` into `Mencatat …`."""
    bare = aim.removeprefix(_ADDRESSED)
    return f"{bare[:1].upper()}{bare[1:]}"
