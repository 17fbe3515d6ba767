"""What P2K2 teaches: modules, sessions, lists and portal limits, read from resources."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fieldkit.core import i18n, paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One session of a module, under its fixed code; `material` groups the stunting sessions.

    The guide's aims, messages and questions are this program's own aid, not the ministry's text.
    """

    code: str
    title: str
    module: str
    module_title: str
    number: int
    material: str = ""
    steps: tuple[str, ...] = ()
    background: str = ""
    aims: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    homework: str = ""
    methods: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    minutes: int = 0
    is_local: bool = False

    @property
    def shown_code(self) -> str:
        """The code as people read it; local material has a number of its own."""
        return f"L{self.number}" if self.is_local else self.code

    @property
    def label(self) -> str:
        """Code and title in one line."""
        return f"{self.shown_code} {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module and its sessions in the official order."""

    code: str
    title: str
    topics: tuple[Topic, ...] = ()

    @property
    def number(self) -> str:
        """The figure behind the M, as forms write it."""
        return self.code.removeprefix("M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list (method, medium, guest): stored by code, shown in words."""

    code: str
    title: str
    english: str

    @property
    def shown(self) -> str:
        """The words in the language of the window; reports use `title`."""
        return self.title if i18n.language() == "id" else self.english


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """What the ministry's portal lets in, and under which of its categories a module goes."""

    name: str
    name_limit: int
    narrative_limit: int
    presenter_limit: int
    document_kb: int
    categories: tuple[tuple[str, str], ...]
    category_of_module: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of changed behaviour and what shows it."""

    number: int
    title: str
    english: str
    indicators: tuple[Choice, ...]

    @property
    def shown(self) -> str:
        """The title in the language of the window; reports use `title`."""
        return self.title if i18n.language() == "id" else self.english


@dataclass(frozen=True, slots=True, kw_only=True)
class IceBreaker:
    """A short game against tiredness: its name, about how long it takes, how it goes."""

    title: str
    minutes: int
    how: str


FREE = "T"
LOCAL = "L"
STUNTING = "M6"
STUNTING_LISTS = ("15", "8", "2")


@cache
def modules(stunting: str = STUNTING_LISTS[0]) -> tuple[Module, ...]:
    """Return the five modules and the stunting module with one of its three lists."""
    sessions = f"sessions_of_{stunting}"
    raw = _read("stunting")
    chosen = raw | {"sessions": raw.get(sessions, raw["sessions"])}
    return tuple(_module(raw) for raw in [*_read("modules")["modules"], chosen])


@cache
def topics(stunting: str = STUNTING_LISTS[0]) -> tuple[Topic, ...]:
    """Return every session of every module, stunting by one of its lists."""
    return tuple(topic for module in modules(stunting) for topic in module.topics)


def topic(code: str | None) -> Topic | None:
    """Return the official session with this code, whichever list it is on."""
    return _by_code().get(code or "")


def stunting_list_title(stunting: str) -> str:
    """Return the name of one of the three lists."""
    return str(_read("stunting")["lists"].get(stunting, stunting))


def module(code: str | None) -> Module | None:
    """Return the module with this code, the free topics included."""
    return _modules_by_code().get(code or "")


def module_title(code: str | None) -> str:
    """Return a module's title; blank for a code nobody knows."""
    found = module(code)
    return found.title if found else ""


@cache
def free_module() -> Module:
    """Return the home of the free topics."""
    raw = _read("lists")["free"]
    return Module(code=raw["code"], title=raw["title"])


@cache
def free_topics() -> tuple[str, ...]:
    """Return topics others have used, as suggestions only."""
    return tuple(_read("lists")["free_topics"])


@cache
def default_minutes() -> int:
    """Return how long a session takes unless somebody says otherwise."""
    return int(_read("lists")["default_minutes"])


@cache
def methods() -> tuple[Choice, ...]:
    """Return the ways of teaching."""
    return _choices("methods")


@cache
def media() -> tuple[Choice, ...]:
    """Return the teaching aids."""
    return _choices("media")


@cache
def guests() -> tuple[Choice, ...]:
    """Return who may be invited."""
    return _choices("guests")


@cache
def obstacles() -> tuple[Choice, ...]:
    """Return what stands in the way of sessions, as the study of Karawaci found it."""
    return _choices("obstacles")


@cache
def follow_ups() -> tuple[Choice, ...]:
    """Return what facilitators do about it."""
    return _choices("follow_ups")


@cache
def not_held_reasons() -> tuple[Choice, ...]:
    """Return why sessions do not take place."""
    return _choices("not_held")


@cache
def ice_breakers() -> tuple[IceBreaker, ...]:
    """Return the games."""
    return tuple(
        IceBreaker(title=one["title"], minutes=one["minutes"], how=one["how"])
        for one in _read("guide")["ice_breakers"]
    )


def titles(choices: tuple[Choice, ...], codes: tuple[str, ...]) -> str:
    """Return the Indonesian words of chosen codes, as reports list them."""
    known = {choice.code: choice.title for choice in choices}
    return ", ".join(known.get(code, code) for code in codes)


@cache
def portal() -> Portal:
    """Return the limits and categories of the ministry's portal."""
    raw = _read("portal")
    limits = raw["limits"]
    return Portal(
        name=raw["name"],
        name_limit=limits["name"],
        narrative_limit=limits["narrative"],
        presenter_limit=limits["presenters"],
        document_kb=limits["document_kb"],
        categories=tuple((c["code"], c["title"]) for c in raw["categories"]),
        category_of_module=raw["category_of_module"],
    )


def portal_category(module_code: str | None) -> str:
    """Return the portal's category for a module; blank where none is obvious."""
    code = portal().category_of_module.get(module_code or "")
    return dict(portal().categories).get(code or "", "")


@cache
def stages() -> tuple[Stage, ...]:
    """Return the stages of changed behaviour."""
    return tuple(
        Stage(
            number=s["number"],
            title=s["title"],
            english=s["english"],
            indicators=_choices_of(s["indicators"]),
        )
        for s in _read("stages")["stages"]
    )


@cache
def _by_code() -> dict[str, Topic]:
    return {topic.code: topic for stunting in STUNTING_LISTS for topic in topics(stunting)}


@cache
def _modules_by_code() -> dict[str, Module]:
    return {module.code: module for module in (*modules(), free_module())}


def _module(raw: dict[str, Any]) -> Module:
    materials = raw.get("materials", [])
    made = tuple(
        Topic(
            code=session["code"],
            title=session["title"],
            module=raw["code"],
            module_title=raw["title"],
            number=number,
            material=materials[session["material"] - 1] if "material" in session else "",
            steps=tuple(session.get("steps", ())),
            **_guide(session["code"]),
        )
        for number, session in enumerate(raw["sessions"], start=1)
    )
    return Module(code=raw["code"], title=raw["title"], topics=made)


def _guide(code: str) -> dict[str, Any]:
    """Return what the guide has for a session; a session of another list may share it."""
    guide = _read("guide")
    found = guide["sessions"].get(guide["same_as"].get(code, code), {})
    texts = {name: found.get(name, "") for name in ("background", "homework")}
    lists = {name: tuple(found.get(name, ())) for name in ("aims", "messages", "questions")}
    usual = {name: tuple(found.get(name, listed)) for name, listed in guide["usual"].items()}
    return texts | lists | usual


@cache
def _choices(name: str) -> tuple[Choice, ...]:
    return _choices_of(_read("lists")[name])


def _choices_of(listed: list[dict[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code=c["code"], title=c["id"], english=c["en"]) for c in listed)


@cache
def _read(name: str) -> Any:
    file = paths.resources() / "curriculum" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))
