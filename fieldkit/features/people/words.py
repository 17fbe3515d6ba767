"""The code words of families and members: English in the book, the same in every language."""

from enum import StrEnum, auto


class Status(StrEnum):
    """Where a family stands in the programme."""

    ACTIVE = auto()
    INACTIVE = auto()
    CANDIDATE_GRADUATION = auto()
    CANDIDATE_PPSE = auto()
    GRADUATED = auto()
    GRADUATED_PPSE = auto()
    CARER_DIED = auto()
    COMPONENT_DIED = auto()
    MOVED = auto()
    OTHER = auto()


SERVED = (Status.ACTIVE, Status.CANDIDATE_GRADUATION, Status.CANDIDATE_PPSE)


class Component(StrEnum):
    """Why a family receives aid."""

    PREGNANT = auto()
    TODDLER = auto()
    PRIMARY = auto()
    JUNIOR = auto()
    SENIOR = auto()
    ELDERLY = auto()
    DISABLED = auto()
    VICTIM = auto()


COUNT_COLUMNS = {
    Component.PREGNANT: "n_pregnant",
    Component.TODDLER: "n_toddler",
    Component.PRIMARY: "n_primary",
    Component.JUNIOR: "n_junior",
    Component.SENIOR: "n_senior",
    Component.ELDERLY: "n_elderly",
    Component.DISABLED: "n_disabled",
}


class Sex(StrEnum):
    """As written on the family card."""

    MALE = auto()
    FEMALE = auto()


class Relation(StrEnum):
    """A member's place in the family card (SHDK)."""

    HEAD = auto()
    HUSBAND = auto()
    WIFE = auto()
    CHILD = auto()
    CHILD_IN_LAW = auto()
    GRANDCHILD = auto()
    PARENT = auto()
    PARENT_IN_LAW = auto()
    RELATIVE = auto()
    HELPER = auto()
    OTHER = auto()


class Position(StrEnum):
    """What a family is in its group."""

    CHAIR = auto()
    MEMBER = auto()


class EventKind(StrEnum):
    """What can happen to a family that is worth its day and its reason."""

    STATUS = auto()
    GROUP = auto()
    VERIFIED = auto()
    HANDED_OVER = auto()
    MERGED = auto()


class Part(StrEnum):
    """The parts of a family's data that are checked with the family, each in its own time."""

    IDENTITY = auto()
    ADDRESS = auto()
    MEMBERS = auto()
    COMPONENTS = auto()
    BUSINESS = auto()
    PROGRAMME = auto()


class Cluster(StrEnum):
    """The kind of a family's business, as the programmes count them."""

    FOOD = auto()
    CRAFT = auto()
    SERVICE = auto()
    FARMING = auto()
    LIVESTOCK = auto()
    TRADE = auto()
    OTHER = auto()


class Need(StrEnum):
    """What a family's business lacks to grow."""

    CAPITAL = auto()
    TOOLS = auto()
    TRAINING = auto()
    MARKETING = auto()
    PACKAGING = auto()
    LICENCE = auto()
    PLACE = auto()
    OTHER = auto()
