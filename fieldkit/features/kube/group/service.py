"""What people do with a KUBE and its members, and what they ask."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fieldkit.core import sentences
from fieldkit.core.context import Context
from fieldkit.core.dates import format_date
from fieldkit.core.db.steps import Step
from fieldkit.core.errors import InvalidInputError, NotFoundError, Problem
from fieldkit.core.i18n import N_, _
from fieldkit.core.ids import new_id
from fieldkit.core.security.roles import Permission
from fieldkit.features.kube.group import model, rules, store
from fieldkit.features.kube.group.model import Kube, KubeMember, Position, Status
from fieldkit.features.kube.group.rules import NAMES as RULES
from fieldkit.features.kube.group.rules import Asked, Ruling, rulings, save_rulings

__all__ = ["RULES", "Asked", "Ruling", "rulings", "save_rulings"]

SENTENCES: dict[str, str] = {
    "kube_size": N_("{count} members, where {limits} heads of family are asked for: {source}."),
    "kube_ages": N_("{count} members are outside the ages asked for, {limits} years: {source}."),
    "kube_no_account": N_(
        "No bank account in the group’s name is noted, and one is asked for: {source}."
    ),
    "kube_two_groups": N_(
        "{name} belongs to {kube} as well, where one group for a family is asked for: {source}."
    ),
    "kube_villages": N_(
        "{names} live outside {village}, where all are asked to be from one village: {source}."
    ),
    "no_chair": N_("Nobody is noted as chair."),
    "no_secretary": N_("Nobody is noted as secretary."),
    "no_treasurer": N_("Nobody is noted as treasurer."),
    "position_taken": N_("{name} holds this position. Change that first."),
    "odd_birth_year": N_("Write the year with four figures, such as 1978."),
    "member_has_records": N_(
        "This member stands in minutes or in the cash book and stays there."
        " Write the day of leaving instead."
    ),
    "between": N_("Write a number from {least} to {most}."),
    "line_too_long": N_(
        "Line {line}, “{start}…”, has {length} letters and signs; a name may have {limit}."
        " Shorten that line; nothing is lost meanwhile."
    ),
    "no_names": N_("Write at least one name, each on its own line."),
}
sentences.register(SENTENCES)

POSITIONS: dict[Position, str] = {
    Position.CHAIR: N_("Chair"),
    Position.SECRETARY: N_("Secretary"),
    Position.TREASURER: N_("Treasurer"),
    Position.MEMBER: N_("Member"),
}
STATUSES: dict[Status, str] = {Status.ACTIVE: N_("Active"), Status.INACTIVE: N_("Inactive")}
# As the forms of a KUBE print them, whatever the window speaks.
POSITION_TITLES: dict[Position, str] = {
    Position.CHAIR: "Ketua",
    Position.SECRETARY: "Sekretaris",
    Position.TREASURER: "Bendahara",
    Position.MEMBER: "Anggota",
}


def kubes(ctx: Context) -> list[Kube]:
    """List the groups of this book by name, those still at work first."""
    ctx.require(Permission.SEE_KUBE)
    return store.all_kubes(ctx.db)


def kube(ctx: Context, kube_id: str) -> Kube:
    """One group; raises NotFoundError when it is not there."""
    ctx.require(Permission.SEE_KUBE)
    found = store.kube_by_id(ctx.db, kube_id)
    if found is None:
        raise NotFoundError
    return found


def save_kube(ctx: Context, wanted: Kube) -> str:
    """Save a group, new or known, and return its id."""
    ctx.require(Permission.EDIT_KUBE)
    tidy = model.tidied_kube(wanted)
    if found := model.kube_problems(tidy, ctx.today):
        raise InvalidInputError(found)
    ready = replace(tidy, id=tidy.id or new_id())
    name = N_("Change KUBE {kube}") if wanted.id else N_("New KUBE {kube}")
    with ctx.db.write(Step(name, kube=ready.name)) as writer:
        store.save_kube(writer, ready)
    return ready.id


def members(ctx: Context, kube_id: str, *, at: date | None = None) -> list[KubeMember]:
    """List who belongs to a group, today or on another day."""
    ctx.require(Permission.SEE_KUBE)
    day = at or ctx.today
    return [m for m in store.members_of(ctx.db, kube_id) if m.is_member_on(day)]


def everyone(ctx: Context, kube_id: str) -> list[KubeMember]:
    """List everybody who ever belonged to a group."""
    ctx.require(Permission.SEE_KUBE)
    return store.members_of(ctx.db, kube_id)


def memberships_of(ctx: Context, family_id: str) -> list[tuple[Kube, KubeMember]]:
    """List the groups a family belongs or belonged to, with its place in each."""
    ctx.require(Permission.SEE_KUBE)
    known = {kube.id: kube for kube in store.all_kubes(ctx.db)}
    found = store.members_of_family(ctx.db, family_id)
    return [(known[one.kube_id], one) for one in found if one.kube_id in known]


def former_members(ctx: Context, kube_id: str) -> list[KubeMember]:
    """List who has left a group."""
    ctx.require(Permission.SEE_KUBE)
    known = store.members_of(ctx.db, kube_id)
    return [m for m in known if m.left_on is not None and m.left_on <= ctx.today]


def member(ctx: Context, member_id: str) -> KubeMember:
    """One member; raises NotFoundError when there is none."""
    ctx.require(Permission.SEE_KUBE)
    found = store.member_by_id(ctx.db, member_id)
    if found is None:
        raise NotFoundError
    return found


def holder(members_now: Sequence[KubeMember], position: Position) -> KubeMember | None:
    """Who holds a position among these members."""
    return next((m for m in members_now if m.position == position), None)


def save_member(ctx: Context, wanted: KubeMember) -> str:
    """Save a member, new or known, and return the id."""
    ctx.require(Permission.EDIT_KUBE)
    group = kube(ctx, wanted.kube_id)
    known = store.members_of(ctx.db, wanted.kube_id)
    others = [m for m in known if m.id != wanted.id]
    tidy = model.tidied_member(wanted)
    if found := model.member_problems(tidy, others, ctx.today):
        raise InvalidInputError(found)
    ready = replace(tidy, id=tidy.id or new_id(), row_no=tidy.row_no or _next_row(others))
    name = N_("Change a member of {kube}") if wanted.id else N_("New member of {kube}")
    with ctx.db.write(Step(name, kube=group.name)) as writer:
        store.save_member(writer, ready)
    return ready.id


def add_members(
    ctx: Context, kube_id: str, names: Sequence[str], *, joined_on: date | None = None
) -> list[str]:
    """Add several members by name at once, in the order given; return their ids."""
    ctx.require(Permission.EDIT_KUBE)
    group = kube(ctx, kube_id)
    lines = {
        line: model.tidied_member(KubeMember(kube_id=kube_id, name=name, joined_on=joined_on))
        for line, name in enumerate(names, start=1)
        if name.strip()
    }
    wanted = list(lines.values())
    found = [
        model.of_line(problem, line, m.name)
        for line, m in lines.items()
        for problem in model.member_problems(m, (), ctx.today)
    ]
    if found or not wanted:
        # The same day is wrong for everybody: told once. Each long line is told.
        told = [p for n, p in enumerate(found) if p.field == "names" or p not in found[:n]]
        raise InvalidInputError(told or [Problem("names", "no_names")])
    row = _next_row(store.members_of(ctx.db, kube_id))
    step = Step(N_("{count} new members of {kube}"), count=len(wanted), kube=group.name)
    with ctx.db.write(step) as writer:
        return [
            store.save_member(writer, replace(m, id=new_id(), row_no=row + number))
            for number, m in enumerate(wanted)
        ]


def remove_member(ctx: Context, member_id: str) -> None:
    """Put a member noted by mistake into the bin; refused once minutes or money name them."""
    ctx.require(Permission.EDIT_KUBE)
    known = member(ctx, member_id)
    if store.has_left_traces(ctx.db, known):
        raise InvalidInputError([Problem("left_on", "member_has_records")])
    step = Step(N_("Remove a member of {kube}"), kube=kube(ctx, known.kube_id).name)
    with ctx.db.write(step) as writer:
        writer.remove("kube_member", member_id)


def warnings(ctx: Context, kube_id: str) -> list[Problem]:
    """What the rules ask of a group's members and board and this one has not."""
    ctx.require(Permission.SEE_KUBE)
    known = store.members_of(ctx.db, kube_id)
    current = [one for one in known if one.is_member_on(ctx.today)]
    group = kube(ctx, kube_id)
    asked = rules.rules_for(ctx.db, group.programme, ctx.today)
    found = []
    size = asked.get(Asked.SIZE)
    if size is not None and current and not size.allows(len(current)):
        found.append(_asked("members", "kube_size", size, count=len(current)))
    if Asked.VILLAGE in asked:
        found += _elsewhere(ctx, group, current, asked[Asked.VILLAGE])
    return found + model.vacancies(known, ctx.today)


def guidance(ctx: Context, kube_id: str) -> list[Problem]:
    """What the rules ask beyond that: ages, a bank account, one group for each family."""
    ctx.require(Permission.SEE_KUBE)
    known = store.members_of(ctx.db, kube_id)
    current = [one for one in known if one.is_member_on(ctx.today)]
    group = kube(ctx, kube_id)
    asked = rules.rules_for(ctx.db, group.programme, ctx.today)
    found = []
    ages = asked.get(Asked.AGES)
    if ages is not None and (outside := _outside(ctx, current, ages)):
        found.append(_asked("members", "kube_ages", ages, count=outside))
    account = asked.get(Asked.ACCOUNT)
    is_open = current and group.status is Status.ACTIVE and not group.bank_account
    if account is not None and is_open:
        found.append(_asked("bank_account", "kube_no_account", account))
    if (once := asked.get(Asked.ONE_GROUP)) is not None:
        found += _twice(ctx, kube_id, current, once)
    return found


def _asked(field: str, code: str, ruling: Ruling, **more: object) -> Problem:
    details = {"limits": _limits(ruling), "source": ruling.source or "–", **more}
    return Problem(field, code, details, is_warning=True)


def _limits(ruling: Ruling) -> str:
    if ruling.low is None:
        return _("at most {most}").format(most=ruling.high)
    if ruling.high is None:
        return _("at least {least}").format(least=ruling.low)
    return _("{least} to {most}").format(least=ruling.low, most=ruling.high)


def given_in_words() -> list[str]:
    """The rules every book begins with, each in a line with its source."""
    return [
        _("{rule}: {limits} ({source}, from {day})").format(
            rule=_(RULES[one.rule]), source=one.source,
            limits=_limits(one) if one.rule in rules.WITH_LIMITS else _("is asked"),
            day=format_date(one.valid_from, "medium") if one.valid_from else "–",
        )
        for one in rules.given()
    ]  # fmt: skip


def _outside(ctx: Context, current: Sequence[KubeMember], ages: Ruling) -> int:
    """Count who is too young or too old; whoever may still be of age this year is not counted."""
    known = [ctx.today.year - one.birth_year for one in current if one.birth_year]
    return sum(not (ages.allows(age) or ages.allows(age - 1)) for age in known)


def _elsewhere(
    ctx: Context, group: Kube, current: Sequence[KubeMember], ruling: Ruling
) -> list[Problem]:
    """Name who lives in another village; where nobody noted one it is not known."""
    home = villages(ctx, group.id)
    named = [(one.name, home[one.id]) for one in current if one.id in home]
    if group.village:
        here = group.village
    else:
        counted = Counter(model.bare_village(place) for _name, place in named)
        most = counted.most_common(1)[0][0] if counted else ""
        here = next((place for _n, place in named if model.bare_village(place) == most), "")
    away = [name for name, place in named if not _is_same(place, here)]
    if not away:
        return []
    return [_asked("members", "kube_villages", ruling, names=", ".join(away), village=here)]


def _is_same(one: str, other: str) -> bool:
    return model.bare_village(one) == model.bare_village(other)


def villages(ctx: Context, kube_id: str) -> dict[str, str]:
    """Where each member lives: as noted here, else as the register says of the family."""
    ctx.require(Permission.SEE_KUBE)
    found = store.family_villages(ctx.db, kube_id)
    noted = {one.id: one.village for one in store.members_of(ctx.db, kube_id) if one.village}
    return found | noted


def families_to_link(ctx: Context) -> list[tuple[str, str]]:
    """The families of the register a member may belong to, by name; none where it is not kept."""
    ctx.require(Permission.SEE_KUBE)
    return store.families(ctx.db) if ctx.may(Permission.SEE_FAMILIES) else []


def _twice(
    ctx: Context, kube_id: str, current: Sequence[KubeMember], ruling: Ruling
) -> list[Problem]:
    """Name the families that belong to another group as well."""
    found = []
    for one in current:
        if one.family_id is None:
            continue
        for other, place in memberships_of(ctx, one.family_id):
            if other.id != kube_id and place.is_member_on(ctx.today):
                facts: dict[str, object] = {"name": one.name, "kube": other.name}
                found.append(_asked("members", "kube_two_groups", ruling, **facts))
    return found


def area_line(group: Kube) -> str:
    """Return the village, district and regency as forms print them under the group's name."""
    village = group.village or ""
    if village and not village.lower().startswith(("kel", "desa", "nagari", "kampung", "gampong")):
        village = f"Kelurahan/Desa {village}"
    district = group.district or ""
    if district and not district.lower().startswith("kec"):
        district = f"Kecamatan {district}"
    return ", ".join(part for part in (village, district, group.regency) if part)


def _next_row(known: Sequence[KubeMember]) -> int:
    return max((m.row_no or 0 for m in known), default=0) + 1
