"""Commands that print reports, one by one."""

from pathlib import Path

import click

from fieldkit.cli.door import Command, answer, common, month_of, opened, option, say
from fieldkit.core.i18n import N_, _


@click.command("report", cls=Command, help=N_("Print one report as PDF or workbook."))
@click.argument("kind")
@option("--month", metavar="YYYY-MM", help=N_("The month; without it the latest with data."))
@option("--group", metavar="NAME", help=N_("One group or KUBE; without it all, in one file."))
@option("--blank", "is_blank", is_flag=True, help=N_("A blank form to fill in by hand."))
@option("--out", required=True, metavar="FILE", help=N_("The file: .pdf or .xlsx."))
@common
def report(kind: str, month: str | None, group: str | None, out: str, *, is_blank: bool) -> int:
    """Print one kind of report."""
    from fieldkit.features.month import shelf

    wanted = month_of(month)
    with opened() as ctx:
        done = shelf.print_to(ctx, kind, Path(out), wanted, group, blank=is_blank)
    for line in done.missing:
        say(line)
    facts = {
        "kind": done.kind,
        "pages": done.pages,
        "bytes": done.bytes,
        "seconds": round(done.seconds, 3),
        "missing": list(done.missing),
        "file": out,
    }
    line = _("{file}: {pages} pages, {bytes} bytes.")
    return answer(facts, [line.format(file=out, pages=done.pages, bytes=done.bytes)])


@click.command("reports", cls=Command, help=N_("List every kind of report and what it lacks."))
@option("--month", metavar="YYYY-MM", help=N_("The month; without it the latest with data."))
@common
def reports(month: str | None) -> int:
    """List the report shelf."""
    from fieldkit.features.month import shelf

    wanted = month_of(month)
    with opened() as ctx:
        found = shelf.kinds(ctx, wanted)
    kinds = [
        {
            "kind": one.kind,
            "title": one.title,
            "audience": one.audience,
            "state": one.state.value,
            "ready": one.is_ready,
            "missing": list(one.missing),
            "latest_month": str(one.latest_month) if one.latest_month else None,
        }
        for one in found
    ]
    width = max((len(one.kind) for one in found), default=0)
    lines = []
    for one in found:
        lines.append(f"{one.kind:<{width}}  {one.title} ({one.audience})")
        lines += [f"{'':<{width}}  - {gap}" for gap in one.missing]
    return answer({"kinds": kinds}, lines)
