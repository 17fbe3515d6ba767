"""The keeper of the book and the letterheads, with the rules for both."""

from dataclasses import dataclass, replace
from typing import Any

from fieldkit.core.errors import Problem
from fieldkit.core.render.document import Paper, Rule

NIP_DIGITS = 18
MOST_LINES = 5
SMALLEST_POINTS, LARGEST_POINTS = 6, 24
LONGEST = 120
PAPERS: tuple[Paper, ...] = ("A4", "F4")
RULES: tuple[Rule, ...] = ("double", "single", "none")
ZONES = ("WIB", "WITA", "WIT")
NO_LETTERHEAD = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who signs the reports, where they serve, and whom they report to."""

    name: str
    nip: str = ""
    position: str = ""
    office: str = ""
    village: str = ""
    district: str = ""
    regency: str = ""
    province: str = ""
    phone: str = ""
    email: str = ""
    city: str = ""
    zone: str = "WIB"
    superior_name: str = ""
    superior_nip: str = ""
    superior_position: str = ""
    paper: Paper = "A4"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letterhead."""

    text: str
    points: float = 11
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """One letterhead; the logos are hashes of kept pictures."""

    name: str
    lines: tuple[Line, ...] = ()
    rule: Rule = "double"
    left_logo: str = ""
    right_logo: str = ""
    is_default: bool = False
    id: str = ""


_TEXTS = (
    "name", "position", "office", "village", "district", "regency", "province", "phone", "email",
    "city", "superior_name", "superior_position",
)  # fmt: skip


def tidied(profile: Profile) -> Profile:
    """Return the profile without stray blanks; a NIP keeps its digits only where it has any."""
    texts: dict[str, Any] = {field: " ".join(getattr(profile, field).split()) for field in _TEXTS}
    nips: dict[str, Any] = {
        field: "".join(getattr(profile, field).split()) for field in ("nip", "superior_nip")
    }
    return replace(profile, **texts, **nips)


def problems(profile: Profile) -> list[Problem]:
    """List what must be put right before the profile can be saved."""
    found = [] if profile.name else [Problem("name", "required")]
    found += [
        Problem(field, "too_long", {"limit": LONGEST, "length": len(getattr(profile, field))})
        for field in _TEXTS
        if len(getattr(profile, field)) > LONGEST
    ]
    found += [
        Problem(field, "not_a_nip", {"length": len(value)})
        for field in ("nip", "superior_nip")
        if (value := getattr(profile, field)) and not _is_nip(value)
    ]
    if profile.email and "@" not in profile.email:
        found.append(Problem("email", "not_an_email"))
    if profile.zone not in ZONES:
        found.append(Problem("zone", "unknown_choice"))
    if profile.paper not in PAPERS:
        found.append(Problem("paper", "unknown_choice"))
    return found


def letterhead_problems(letterhead: Letterhead) -> list[Problem]:
    """List what must be put right before a letterhead can be saved."""
    found = [] if letterhead.name.strip() else [Problem("name", "required")]
    if len(letterhead.name) > LONGEST:
        found.append(
            Problem("name", "too_long", {"limit": LONGEST, "length": len(letterhead.name)})
        )
    if len(letterhead.lines) > MOST_LINES:
        found.append(Problem("lines", "too_many_lines", {"limit": MOST_LINES}))
    for line in letterhead.lines:
        if len(line.text) > LONGEST:
            found.append(Problem("lines", "too_long", {"limit": LONGEST, "length": len(line.text)}))
        if not SMALLEST_POINTS <= line.points <= LARGEST_POINTS:
            found.append(
                Problem(
                    "lines",
                    "odd_letter_size",
                    {"smallest": SMALLEST_POINTS, "largest": LARGEST_POINTS},
                )
            )
    if letterhead.rule not in RULES:
        found.append(Problem("rule", "unknown_choice"))
    return found


def _is_nip(value: str) -> bool:
    return len(value) == NIP_DIGITS and value.isascii() and value.isdigit()


def kemensos() -> Letterhead:
    """The letterhead of the ministry, as facilitators in its service print it."""
    return Letterhead(
        name="Kemensos",
        lines=(
            Line("KEMENTERIAN SOSIAL REPUBLIK INDONESIA", 14, is_bold=True),
            Line("DIREKTORAT JENDERAL PERLINDUNGAN DAN JAMINAN SOSIAL", 11, is_bold=True),
            Line("DIREKTORAT PERLINDUNGAN SOSIAL NON KEBENCANAAN", 11, is_bold=True),
            Line(
                "Jl. Salemba Raya No. 28 Jakarta Pusat 10430, Telp. (021) 3103591,"
                " http://www.kemsos.go.id",
                7.5,
            ),
        ),
    )


def social_office(profile: Profile) -> Letterhead:
    """The letterhead of the Dinas Sosial of the profile's regency or city.

    The line of the address stays away until somebody writes it.
    """
    regency = profile.regency.strip().upper()
    if regency and not regency.startswith(("KABUPATEN", "KOTA ")):
        regency = f"KABUPATEN {regency.removeprefix('KAB. ').removeprefix('KAB ')}"
    return Letterhead(
        name="Dinas Sosial",
        lines=(
            Line(f"PEMERINTAH {regency or 'KABUPATEN/KOTA ……………………'}", 13, is_bold=True),
            Line("DINAS SOSIAL", 16, is_bold=True),
        ),
    )


def without() -> Letterhead:
    """The letterhead of reports that print none, as many KUBE do."""
    return Letterhead(name="Tanpa kop", rule="none", id=NO_LETTERHEAD)


def office_name(profile: Profile) -> str:
    """Return the Dinas Sosial the reports go to, as forms address it."""
    return f"Dinas Sosial {profile.regency}".strip()


def wanted_lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines that hold any text."""
    return tuple(replace(line, text=line.text.strip()) for line in lines if line.text.strip())
