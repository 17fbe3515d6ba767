"""The portal's narrative, told from what was recorded: never a word more than is known."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.features.p2k2 import curriculum, paper, story
from fieldkit.features.p2k2.model import Counts, Session, Understanding, bare_group

_WRITTEN = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence; a person's own words (rank 0) are never left out, facts go from the highest."""

    text: str
    rank: int = _WRITTEN


def compose(
    session: Session,
    group_name: str,
    counts: Counts,
    grades: Mapping[Understanding, int],
    limit: int,
) -> str:
    """Return process, material, participation, result, obstacles and follow-up as one text.

    Where nothing was written of an aspect, the recorded facts speak for it. Facts that do not
    fit the limit are left out; what somebody wrote stays whole.
    """
    parts = [
        _written_or(session, "process", _methods(session), 3),
        _written_or(session, "material", _material(session), 1),
        _written_or(session, "participation", _came(group_name, counts), 2),
        _written_or(session, "result", _graded(grades), 4),
        _guests(session),
        _lead("Kendala: ", story.told(session, "obstacles")),
        _lead("Tindak lanjut: ", story.told(session, "follow_up")),
    ]
    kept = [part for part in parts if part.text]
    while _length(kept) > limit and any(part.rank for part in kept):
        kept.remove(max(kept, key=_rank))
    return " ".join(part.text for part in kept)


def _length(parts: list[_Part]) -> int:
    return len(" ".join(part.text for part in parts))


def _rank(part: _Part) -> int:
    return part.rank


def _written_or(session: Session, aspect: str, fact: str, rank: int) -> _Part:
    written = story.told(session, aspect)
    return _Part(story.ended(written)) if written else _Part(fact, rank)


def _lead(lead: str, text: str) -> _Part:
    return _Part(f"{lead}{story.ended(text)}" if text else "")


def _methods(session: Session) -> str:
    told = []
    if session.methods:
        told.append(f"Metode: {curriculum.titles(curriculum.methods(), session.methods).lower()}")
    if session.media:
        told.append(f"media: {curriculum.titles(curriculum.media(), session.media).lower()}")
    joined = "; ".join(told)
    return story.ended(joined[:1].upper() + joined[1:])


def _material(session: Session) -> str:
    return story.ended(f"Materi: {paper.short_module_line(session)}") if session.title else ""


def _came(group_name: str, counts: Counts) -> str:
    if not counts.marked:
        return ""
    away = [
        f"{count} {name}"
        for count, name in (
            (counts.sick, "sakit"), (counts.excused, "izin"), (counts.absent, "alpa"),
            (counts.unmarked, "belum ditandai"),
        )
        if count
    ]  # fmt: skip
    told = f"Dihadiri {counts.present} dari {counts.total} KPM Kelompok {bare_group(group_name)}"
    return story.ended(f"{told} ({', '.join(away)})" if away else told)


def _graded(grades: Mapping[Understanding, int]) -> str:
    told = [
        f"{grades[grade]} {name.lower()}"
        for grade, name in paper.UNDERSTANDING_WORDS.items()
        if grades.get(grade) and grade is not Understanding.NOT_ASSESSABLE
    ]
    return f"Pemahaman peserta: {', '.join(told)}." if told else ""


def _guests(session: Session) -> _Part:
    offices = curriculum.titles(curriculum.guests(), session.guests)
    told = ", ".join(part for part in (offices, session.guest_names) if part)
    return _Part(f"Undangan hadir: {story.ended(told)}" if told else "", 5)
