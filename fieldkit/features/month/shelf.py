"""The report shelf: every room's reports in one list, with their state and what is missing."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from pathlib import Path

from fieldkit.core import access, sentences
from fieldkit.core.access import Act
from fieldkit.core.context import Context
from fieldkit.core.dates import Month, month_name
from fieldkit.core.errors import InvalidInputError, NotWritableError, Problem, UsageError
from fieldkit.core.i18n import N_, _
from fieldkit.core.ids import new_id
from fieldkit.core.render.document import Document, ReportKind, ReportRequest, no_month
from fieldkit.core.security.roles import Permission
from fieldkit.features.month import store

SENTENCES: dict[str, str] = {
    "no_such_report": N_("there is no report “{kind}”; `fieldkit reports` lists them all"),
    "no_such_group": N_("There is no group or KUBE of that name."),
    "not_for_this_report": N_("This report is not made for that group or KUBE."),
    "several_groups": N_("{count} groups have that name. Give the letter of the one meant."),
    "not_a_report_file": N_("a report is written to a file ending in .pdf or .xlsx"),
    "report_without_workbook": N_("this report is printed as PDF only"),
}
sentences.register(SENTENCES)

# Each room in the order of the shelf, and what its reports are about.
_ROOMS: tuple[tuple[str, Permission], ...] = (
    ("fieldkit.features.month.report", Permission.PRINT_REPORTS),
    ("fieldkit.features.agenda.report", Permission.SEE_AGENDA),
    ("fieldkit.features.p2k2.report", Permission.SEE_SESSIONS),
    ("fieldkit.features.visits.report", Permission.SEE_VISITS),
    ("fieldkit.features.rounds.report", Permission.SEE_VISITS),
    ("fieldkit.features.commitments.report", Permission.SEE_COMMITMENTS),
    ("fieldkit.features.graduation.report", Permission.SEE_GRADUATION),
    ("fieldkit.features.programmes.report", Permission.SEE_GRADUATION),
    ("fieldkit.features.referrals.report", Permission.SEE_PARTNERS),
    ("fieldkit.features.homework.report", Permission.SEE_HOMEWORK),
    ("fieldkit.features.kube.reports", Permission.SEE_KUBE),
    ("fieldkit.features.people.report", Permission.SEE_FAMILIES),
    ("fieldkit.features.sync.report", Permission.RECEIVE_FILES),
    ("fieldkit.features.protection.report", Permission.SEE_PROTECTION),
)
_PROGRAMME_KINDS = {"district_recap"}
_LOOKING_BACK = {"visit_coverage"}
# What the reports of a room can be narrowed to.
_TARGETS = {
    "p2k2": "group",
    "visits": "group",
    "rounds": "group",
    "commitments": "group",
    "graduation": "group",
    "programmes": "group",
    "referrals": "group",
    "homework": "group",
    "people": "group",
    "kube": "kube",
}


class State(StrEnum):
    """How far a report of a month is; forms and lists that know no months are always ready."""

    FORM = auto()
    EMPTY = auto()
    INCOMPLETE = auto()
    READY = auto()
    PRINTED = auto()
    SENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """One report of one month on the shelf.

    `narrowed` counts the groups or KUBE it was printed for one by one, while that is not all.
    """

    kind: str
    title: str
    audience: str
    state: State
    missing: tuple[str, ...] = ()
    printed_at: str = ""
    narrowed: int = 0
    latest_month: Month | None = None
    supports_xlsx: bool = True
    room: str = ""

    @property
    def target(self) -> str:
        """What the report can be narrowed to: "group", "kube", or nothing."""
        return _TARGETS.get(self.room, "")

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and self.state is not State.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was written where, in counted facts; `is_noted` when it now counts as printed."""

    kind: str
    path: Path
    pages: int
    bytes: int
    seconds: float
    missing: tuple[str, ...] = ()
    title: str = ""
    is_noted: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    report: ReportKind
    permission: Permission
    room: str


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    found = []
    for module, permission in _ROOMS:
        room = module.removeprefix("fieldkit.features.").partition(".")[0]
        for report in import_module(module).REPORTS:
            needed = Permission.SEE_SESSIONS if report.kind in _PROGRAMME_KINDS else permission
            found.append(_Entry(report, needed, room))
    return tuple(found)


def _allowed(ctx: Context) -> Iterator[_Entry]:
    for entry in _entries():
        if ctx.may(entry.permission):
            yield entry


def report_kinds(ctx: Context) -> list[ReportKind]:
    """Every kind of report the role may print, in the order of the shelf."""
    ctx.require(Permission.PRINT_REPORTS)
    return [entry.report for entry in _allowed(ctx)]


def kinds(ctx: Context, month: Month | None = None) -> list[Shelved]:
    """The shelf of a month; without one each report is judged on its own latest month."""
    ctx.require(Permission.PRINT_REPORTS)
    return [_shelved(ctx, entry, month) for entry in _allowed(ctx)]


def shelved(ctx: Context, kind: str, month: Month | None = None) -> Shelved:
    """One report of the shelf."""
    ctx.require(Permission.PRINT_REPORTS)
    return _shelved(ctx, _entry(ctx, kind), month)


def build(
    ctx: Context,
    kind: str,
    month: Month | None = None,
    group: str | None = None,
    *,
    blank: bool = False,
    subject: str | None = None,
) -> Document:
    """Build one report; without a month the latest that has data, without a group all of them.

    `group` is the id, the name or the letter of a group, or the id or name of a KUBE.
    """
    ctx.require(Permission.PRINT_REPORTS)
    entry = _entry(ctx, kind)
    asked = _request(ctx, entry, month, group, blank=blank, subject=subject)
    return entry.report.build(ctx, asked)


def missing(
    ctx: Context, kind: str, month: Month | None = None, group: str | None = None
) -> list[str]:
    """What a report still lacks, in sentences."""
    ctx.require(Permission.PRINT_REPORTS)
    entry = _entry(ctx, kind)
    return entry.report.missing(ctx, _request(ctx, entry, month, group))


def print_to(
    ctx: Context,
    kind: str,
    path: Path,
    month: Month | None = None,
    group: str | None = None,
    *,
    blank: bool = False,
    subject: str | None = None,
    even_with_gaps: bool = True,
) -> Printed:
    """Write one report as .pdf or .xlsx, note that it was printed, and say what was written.

    Blank forms never count as printed, nor do incomplete reports unless `even_with_gaps`.
    """
    ctx.require(Permission.PRINT_REPORTS)
    entry = _entry(ctx, kind)
    report = entry.report
    ending = path.suffix.casefold()
    if ending not in {".pdf", ".xlsx"}:
        raise UsageError(reason="not_a_report_file")
    if ending == ".xlsx" and not report.supports_xlsx:
        raise UsageError(reason="report_without_workbook")
    began = time.perf_counter()
    asked = _request(ctx, entry, month, group, blank=blank, subject=subject)
    document = report.build(ctx, asked)
    pages = _write(document, path, ending)
    gaps = () if blank else tuple(report.missing(ctx, asked))
    facts = Printed(
        kind=kind,
        path=path,
        pages=pages,
        bytes=path.stat().st_size,
        seconds=time.perf_counter() - began,
        missing=gaps,
        title=_(report.title),
        is_noted=not blank and (even_with_gaps or not gaps),
    )
    if facts.is_noted:
        note(ctx, kind, asked.month, State.PRINTED, target=asked.group or store.REPORT_SCOPE)
    return facts


def print_month(
    ctx: Context, month: Month, folder: Path, report: Callable[[int, int], None] | None = None
) -> list[Printed]:
    """Write every report that has data in a month into a folder, in the order of the shelf.

    Files are numbered and named after the report and the month, never after a person. What is
    still incomplete is written too, but does not count as printed: nobody looked at its gaps.
    """
    ctx.require(Permission.PRINT_REPORTS)
    wanted = [one for one in kinds(ctx, month) if one.state not in {State.EMPTY, State.FORM}]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritableError from error
    written = []
    for number, one in enumerate(wanted, start=1):
        if report:
            report(number - 1, len(wanted))
        path = folder / f"{number:02} {file_name(ctx, one.kind, month)}.pdf"
        written.append(print_to(ctx, one.kind, path, month, even_with_gaps=False))
    return written


def file_name(ctx: Context, kind: str, month: Month | None, *, blank: bool = False) -> str:
    """Return the name, without ending, a report's file gets unless the user chooses another."""
    words = _(_entry(ctx, kind).report.title)
    safe = "".join(letter if letter.isalnum() else " " for letter in words)
    parts = [" ".join(safe.split())]
    if month and not blank:
        parts.append(f"{month.year} {month.month:02} {month_name(month.month)}")
    if blank:
        parts.append(_("blank"))
    return " - ".join(parts)


def note(
    ctx: Context, kind: str, month: Month | None, state: State, *, target: str = store.REPORT_SCOPE
) -> None:
    """Remember on this laptop that a report was printed or sent."""
    ctx.require(Permission.PRINT_REPORTS)
    row = {
        "id": new_id(),
        "kind": kind,
        "month": str(month) if month else "",
        "target": target,
        "state": state.value,
        "at": ctx.clock.now().isoformat(),
    }
    with ctx.db.local() as writer:
        store.note_print(writer, row)
    access.note(ctx, Act.PRINT, kind)


def targets(ctx: Context, kind: str) -> list[tuple[str, str]]:
    """What reports can be narrowed to, as (id, name): the "group"s or the "kube"s."""
    ctx.require(Permission.PRINT_REPORTS)
    if kind == "group" and ctx.may(Permission.SEE_SESSIONS):
        return store.group_names(ctx.db)
    return store.kube_names(ctx.db) if kind == "kube" and ctx.may(Permission.SEE_KUBE) else []


def target_id(ctx: Context, name: str, kind: str = "") -> str:
    """Return the id of a group or KUBE by its id, name or letter; InvalidInputError for others.

    A `kind` of "group" or "kube" leaves out the others, which may have the same name.
    """
    ctx.require(Permission.PRINT_REPORTS)
    found = _targets_called(ctx, name, kind)
    if not found and kind and _targets_called(ctx, name, ""):
        raise InvalidInputError([Problem("group", "not_for_this_report")])
    if not found:
        raise InvalidInputError([Problem("group", "no_such_group")])
    if len(found) > 1:
        raise InvalidInputError([Problem("group", "several_groups", {"count": len(found)})])
    return found[0]


def _targets_called(ctx: Context, name: str, kind: str) -> list[str]:
    kinds_ = [kind] if kind else ["group", "kube"]
    known = [one for of_kind in kinds_ for one in targets(ctx, of_kind)]
    if any(target == name for target, _shown in known):
        return [name]
    sought = name.strip().casefold()
    found = [target for target, shown in known if shown.casefold() == sought]
    if found or "group" not in kinds_:
        return found
    ids = {target for target, _shown in known}
    return [one for one in store.groups_with_code(ctx.db, name.strip()) if one in ids]


def _entry(ctx: Context, kind: str) -> _Entry:
    for entry in _entries():
        if entry.report.kind == kind:
            ctx.require(entry.permission)
            return entry
    raise UsageError(reason=sentences.reason_sentence("no_such_report", kind=kind))


def _request(
    ctx: Context,
    entry: _Entry,
    month: Month | None,
    group: str | None,
    *,
    blank: bool = False,
    subject: str | None = None,
) -> ReportRequest:
    latest = entry.report.latest_month(ctx)
    if blank and latest is not None:  # a form to fill in is for what comes, not for what was
        latest = max(latest, Month.of(ctx.today))
    return ReportRequest(
        month=month or latest,
        group=target_id(ctx, group, _TARGETS.get(entry.room, "")) if group else None,
        blank=blank,
        subject=subject,
    )


def _shelved(ctx: Context, entry: _Entry, month: Month | None) -> Shelved:
    report = entry.report
    is_form = report.latest_month is no_month
    latest = report.latest_month(ctx)
    asked = month or latest
    one = Shelved(
        kind=report.kind,
        title=_(report.title),
        audience=_(report.audience),
        state=State.FORM if is_form else State.EMPTY,
        latest_month=latest,
        supports_xlsx=report.supports_xlsx,
        room=entry.room,
    )
    if is_form or asked is None or latest is None or not _has_data(ctx, entry, asked, latest):
        return one
    gaps = tuple(report.missing(ctx, ReportRequest(month=asked)))
    one = replace(one, state=State.INCOMPLETE if gaps else State.READY, missing=gaps)
    notes = [row for row in store.printed(ctx.db, asked) if row["kind"] == report.kind]
    return _as_printed(ctx, one, notes) if notes else one


def _as_printed(ctx: Context, one: Shelved, notes: Sequence[dict[str, str]]) -> Shelved:
    """Judge by what was printed for everybody, or for each group or KUBE one by one."""
    whole = [row for row in notes if row["target"] == store.REPORT_SCOPE]
    last = whole[-1] if whole else None
    each = {row["target"]: row for row in notes if row["target"] != store.REPORT_SCOPE}
    wanted = {target for target, _name in targets(ctx, one.target)} if each else set()
    if wanted and wanted <= each.keys():
        parts = [each[target] for target in wanted]
        newest = max(parts, key=lambda row: row["at"])
        if last is None or newest["at"] > last["at"]:
            is_sent = all(row["state"] == State.SENT for row in parts)
            last = {**newest, "state": (State.SENT if is_sent else State.PRINTED).value}
    if last is None:
        return replace(one, narrowed=len(wanted & each.keys()))
    return replace(one, state=State(last["state"]), printed_at=last["at"])


def _has_data(ctx: Context, entry: _Entry, asked: Month, latest: Month) -> bool:
    """Whether there is anything to report; coverage looks back and needs only a past."""
    if asked > latest:
        return False
    if asked == latest or entry.report.kind in _LOOKING_BACK:
        return True
    rooms = store.rooms_with_data(ctx.db, asked)
    if entry.report.kind in _PROGRAMME_KINDS:
        return "p2k2" in rooms
    return bool(rooms) if entry.room == "month" else entry.room in rooms


def _write(document: Document, path: Path, ending: str) -> int:
    """Write the file and return its pages; a workbook has as many as it would on paper."""
    from fieldkit.core.render.pdf import write_pdf

    if ending == ".pdf":
        return write_pdf(document, path).pages
    from fieldkit.core.render.xlsx import write_xlsx

    write_xlsx(document, path)
    return write_pdf(document, BytesIO()).pages
