"""The room's entries on the report shelf, and what each still lacks."""

from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.render.document import Document, ReportKind, ReportRequest
from fieldkit.features.p2k2 import (
    activity_report,
    attendance_sheet,
    model,
    monitoring_sheet,
    paper,
    service,
)
from fieldkit.features.p2k2.catch_ups import report as catch_ups
from fieldkit.features.p2k2.growth import report as growth
from fieldkit.features.p2k2.lessons import report as lessons
from fieldkit.features.p2k2.paper import Sheet
from fieldkit.features.p2k2.plans import report as plans
from fieldkit.features.p2k2.plans import year_sheet
from fieldkit.features.p2k2.portal import report as portal
from fieldkit.features.photos import service as photos

FIELD_NAMES = {
    "starts": N_("starting time"),
    "ends": N_("ending time"),
    "place": N_("place"),
    "process": N_("process"),
    "material": N_("material"),
    "participation": N_("participation"),
    "result": N_("result"),
    "obstacles": N_("obstacles and follow-up"),
    "presenters": N_("presenters"),
}


def attendance(ctx: Context, request: ReportRequest) -> Document:
    """Build the attendance sheet, landscape."""
    return attendance_sheet.landscape(ctx, request)


def attendance_portrait(ctx: Context, request: ReportRequest) -> Document:
    """Build the attendance sheet, portrait."""
    return attendance_sheet.portrait(ctx, request)


def activity(ctx: Context, request: ReportRequest) -> Document:
    """Build the report of a month's sessions, or of one."""
    return activity_report.activity(ctx, request)


def monitoring(ctx: Context, request: ReportRequest) -> Document:
    """Build the monthly monitoring, a page per group."""
    return monitoring_sheet.monitoring(ctx, request)


def missing_marks(ctx: Context, request: ReportRequest) -> list[str]:
    """Say which groups had no session and who was not marked."""
    if request.blank:
        return []
    found = paper.sheets(ctx, request)
    return [*_missing_groups(ctx, request, found), *_unmarked(found)]


def missing_facts(ctx: Context, request: ReportRequest) -> list[str]:
    """Say what the sessions' reports still lack."""
    if request.blank:
        return []
    found = paper.sheets(ctx, request)
    told = [*_missing_groups(ctx, request, found), *_unmarked(found)]
    counts = photos.photo_counts(ctx, "session", [s.session.id for s in found if s.session])
    for sheet in found:
        if sheet.session is None:
            continue
        if names := [_(FIELD_NAMES[name]) for name in model.unfilled(sheet.session)]:
            told.append(
                _("{group}: not filled in yet: {fields}.").format(
                    group=sheet.group_name, fields=", ".join(names)
                )
            )
        if sheet.session.id not in counts:
            told.append(_("{group}: there is no photo.").format(group=sheet.group_name))
    return told


def missing_grades(ctx: Context, request: ReportRequest) -> list[str]:
    """Say whose attendance or understanding nobody noted."""
    if request.blank:
        return []
    found = paper.sheets(ctx, request, latest_only=True)
    told = [*_missing_groups(ctx, request, found), *_unmarked(found)]
    for sheet in found:
        count = sum(r.status is model.Mark.PRESENT and not r.understanding for r in sheet.rows)
        if count:
            told.append(
                ngettext(
                    "{group}: {count} present family has no grade of understanding.",
                    "{group}: {count} present families have no grade of understanding.",
                    count,
                ).format(group=sheet.group_name, count=count)
            )
    return told


def latest_month(ctx: Context) -> Month | None:
    """Return the last month in which a session took place."""
    return service.latest_month(ctx)


def _missing_groups(ctx: Context, request: ReportRequest, found: list[Sheet]) -> list[str]:
    if request.subject:
        return []
    there = {sheet.group_id for sheet in found}
    return [
        _("{group}: no P2K2 this month.").format(group=group["name"])
        for group in service.group_choices(ctx)
        if group["id"] not in there and request.group in (None, group["id"])
    ]


def _unmarked(found: list[Sheet]) -> list[str]:
    return [
        ngettext(
            "{group}: {count} family is not marked.",
            "{group}: {count} families are not marked.",
            sheet.counts.unmarked,
        ).format(group=sheet.group_name, count=sheet.counts.unmarked)
        for sheet in found
        if sheet.counts.unmarked
    ]


def latest_planned_month(ctx: Context) -> Month | None:
    """Return the last month that has any session, planned ones too."""
    return service.latest_planned_month(ctx)


REPORTS: tuple[ReportKind, ...] = (
    ReportKind(
        kind="p2k2_plan",
        title=N_("Month plan of P2K2"),
        audience=N_("Team leader of the kecamatan"),
        build=plans.month_plan,
        missing=plans.missing,
        latest_month=latest_planned_month,
    ),
    ReportKind(
        kind="attendance",
        title=N_("Attendance sheet"),
        audience=N_("Group"),
        build=attendance,
        missing=missing_marks,
        latest_month=latest_month,
    ),
    ReportKind(
        kind="attendance_portrait",
        title=N_("Attendance sheet, portrait"),
        audience=N_("Group"),
        build=attendance_portrait,
        missing=missing_marks,
        latest_month=latest_month,
    ),
    ReportKind(
        kind="p2k2",
        title=N_("P2K2 activity report (RHK 2)"),
        audience=N_("Team leader of the kecamatan"),
        build=activity,
        missing=missing_facts,
        latest_month=latest_month,
    ),
    ReportKind(
        kind="p2k2_monitoring",
        title=N_("Monitoring of families at each P2K2"),
        audience=N_("Team leader of the kecamatan"),
        build=monitoring,
        missing=missing_grades,
        latest_month=latest_month,
    ),
    ReportKind(
        kind="p2k2_semester",
        title=N_("Monitoring of families by semester"),
        audience=N_("Team leader of the kecamatan"),
        build=growth.semester_form,
        missing=growth.missing,
        latest_month=growth.latest_month,
    ),
    ReportKind(
        kind="p2k2_year",
        title=N_("Year of P2K2, group by group"),
        audience=N_("Team leader of the kecamatan"),
        build=year_sheet.year_sheet,
        missing=year_sheet.missing,
        latest_month=latest_month,
    ),
    ReportKind(
        kind="p2k2_portal",
        title=N_("Sheets for the ministry's portal"),
        audience=N_("Own use"),
        build=portal.portal_sheets,
        missing=missing_facts,
        latest_month=latest_month,
    ),
    ReportKind(
        kind="p2k2_catch_up",
        title=N_("Families who still lack a session"),
        audience=N_("Own use"),
        build=catch_ups.to_make_up,
    ),
    ReportKind(
        kind="lesson_plan",
        title=N_("Lesson plan (RPP)"),
        audience=N_("Own use"),
        build=lessons.lesson_plan,
        supports_xlsx=False,
    ),
    ReportKind(
        kind="p2k2_flipchart",
        title=N_("Flipchart, A4"),
        audience=N_("Group"),
        build=lessons.flipchart_a4,
        supports_xlsx=False,
    ),
    ReportKind(
        kind="p2k2_flipchart_a3",
        title=N_("Flipchart, A3"),
        audience=N_("Group"),
        build=lessons.flipchart_a3,
        supports_xlsx=False,
    ),
)
