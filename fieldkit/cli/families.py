"""The command that brings a list of families in."""

import click

from fieldkit.cli.door import Command, answer, common, existing, opened, option
from fieldkit.core.i18n import N_, _


@click.command("import-families", cls=Command, help=N_("Bring in families from Excel, ODS or CSV."))
@click.argument("file")
@option("--sheet", metavar="S", help=N_("The sheet; without it the likeliest one."))
@option("--dry-run", "is_trial", is_flag=True, help=N_("Only say what would happen."))
@option("--group-by", metavar="COLUMN", help=N_("The column that names the groups."))
@common
def import_families(file: str, sheet: str | None, group_by: str | None, *, is_trial: bool) -> int:
    """Import a list; every row gets a result with its reason."""
    from fieldkit.features.people.lists import importing

    path = existing(file)
    with opened() as ctx:
        plan = importing.plan_import(ctx, path, sheet=sheet, group_by=group_by)
        done = importing.result_of(plan) if is_trial else importing.apply_import(ctx, plan)
    facts = done.as_json()
    lines = [
        _(
            "{rows} rows: {created} new, {changed} changed, {same} same,"
            " {doubtful} doubtful, {refused} refused."
        ).format(**facts)
    ]
    lines += [_("Row {row}: {reason}").format(**one) for one in facts["results"] if one["reason"]]
    if is_trial:
        lines.append(_("This was a trial; nothing was changed."))
    return answer(facts, lines, code=0 if done.is_complete else 1)
