"""A session's story in words: what was ticked from the lists, and what was written."""

from collections.abc import Sequence

from fieldkit.features.p2k2 import curriculum
from fieldkit.features.p2k2.model import Session

ASPECTS = ("process", "material", "participation", "result", "obstacles", "follow_up")
_LEADS = {"obstacles": "Kendala: ", "follow_up": "Tindak lanjut: "}


def told(session: Session, aspect: str) -> str:
    """Return one aspect as reports tell it: the ticked points first, then what was written."""
    if aspect == "obstacles":
        return obstacles(session.obstacle_codes, session.obstacles)
    if aspect == "follow_up":
        return follow_up(session.follow_up_codes, session.follow_up)
    return " ".join(getattr(session, aspect).split())


def obstacles(codes: Sequence[str], written: str) -> str:
    """Return what stood in the way: the ticked points, then what was written."""
    return _with_points(curriculum.obstacles(), codes, written)


def follow_up(codes: Sequence[str], written: str) -> str:
    """Return what comes next: the ticked points, then what was written."""
    return _with_points(curriculum.follow_ups(), codes, written)


def joined(session: Session) -> str:
    """Return the aspects as one text, each ending as a sentence."""
    texts = {aspect: told(session, aspect) for aspect in ASPECTS}
    return " ".join(
        f"{_LEADS.get(aspect, '')}{ended(text)}" for aspect, text in texts.items() if text
    )


def ended(text: str) -> str:
    """Return a text in one line that ends as a sentence; blank stays blank."""
    bare = " ".join(text.split())
    return bare if not bare or bare[-1] in ".!?" else f"{bare}."


def _with_points(listed: Sequence[curriculum.Choice], codes: Sequence[str], written: str) -> str:
    known = {choice.code: choice.title for choice in listed}
    points = [ended(known.get(code, code)) for code in codes]
    return " ".join([*points, *written.split()])
