"""Commands that print reports, one by one."""

from pathlib import Path

import click

from fieldkit.cli.door import Command, answer, common, month_of, opened, option, say
from fieldkit.core.errors import UsageError
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


@click.command("ledger", cls=Command, help=N_("Write a KUBE's books for Beancount or hledger."))
@option("--kube", required=True, metavar="NAME", help=N_("The KUBE, by its name or id."))
@option("--out", required=True, metavar="FILE", help=N_("The file: .beancount or .journal."))
@common
def ledger(kube: str, out: str) -> int:
    """Write every entry as plain text that an outsider can check with other programs."""
    from fieldkit.features.kube.cashbook import plaintext
    from fieldkit.features.month import shelf

    path = Path(out)
    if path.suffix.casefold() not in plaintext.SUFFIXES:
        raise UsageError(reason="not_a_ledger_file")
    with opened() as ctx:
        kube_id = shelf.target_id(ctx, kube, "kube")
        done = plaintext.write(ctx, kube_id, path)
    facts = {"kube": done.kube, "entries": done.entries, "file": out}
    line = _("{file}: {entries} entries of KUBE {kube}.")
    return answer(facts, [line.format(file=out, entries=done.entries, kube=done.kube)])
