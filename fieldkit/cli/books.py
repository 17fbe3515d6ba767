"""Commands about whole books: making, practising, copying, checking."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from fieldkit.cli.door import (
    Command,
    answer,
    asked,
    book_folder,
    common,
    day_of,
    existing,
    key_beside,
    opened,
    option,
    options,
    passphrase,
    remember,
    say,
    secret_line,
)
from fieldkit.core import sentences, vault
from fieldkit.core.context import Context
from fieldkit.core.errors import UsageError
from fieldkit.core.i18n import N_, _, ngettext
from fieldkit.core.security.roles import Role

SENTENCES: dict[str, str] = {
    "role_wanted": N_("give --name and --role, or --from with a leader's hand-out"),
    "not_a_day": N_("a day is written like 2026-11-20"),
    "other_years": N_("practice books end in the years 2020 to 2099"),
}
sentences.register(SENTENCES)
_ROLES = [role.value for role in Role if role is not Role.LEADER]
_YEARS = range(2020, 2100)
_FIRST_KEY = "FIELDKIT_FIRST_KEY"


@click.command("new", cls=Command, help=N_("Make a book; its recovery key is shown only once."))
@click.argument("folder")
@option("--name", help=N_("Who keeps the book."))
@option("--role", type=click.Choice(_ROLES), help=N_("The keeper's role."))
@option("--from", "hand_out", metavar="FILE", help=N_("Open a leader's hand-out instead."))
@option("--first-key-file", metavar="FILE", help=N_("Read the hand-out's first key from a file."))
@common
def new(
    folder: str,
    name: str | None,
    role: str | None,
    hand_out: str | None,
    first_key_file: str | None,
) -> int:
    """Make a facilitator's, coordinator's, reader's or leader's book."""
    path = vault.book_folder(folder)
    if hand_out is not None:
        return _open_hand_out(path, existing(hand_out), first_key_file)
    if not name or not name.strip() or role is None:
        raise UsageError(reason="role_wanted")
    ctx, code = vault.create_book(
        path, name=name, role=Role(role), passphrase=passphrase(is_new=True)
    )
    vault.close_book(ctx, path)
    remember(path)
    facts = {"book_id": ctx.me.book_id, "recovery_key": code, "book": str(path)}
    return answer(facts, _recovery_lines(path, code))


def _open_hand_out(path: Path, file: Path, first_key_file: str | None) -> int:
    from fieldkit.features.sync import handing

    first_key = _first_key(file, first_key_file)
    ctx, code = handing.open_hand_out(path, file, first_key, passphrase(is_new=True))
    facts = {
        "book_id": ctx.me.book_id,
        "recovery_key": code,
        "book": str(path),
        **handing.kube_facts(ctx),
    }
    vault.close_book(ctx, path)
    remember(path)
    return answer(facts, _recovery_lines(path, code))


def _first_key(hand_out: Path, file: str | None) -> str:
    import os

    if file is not None:
        return secret_line(Path(file))
    if given := os.environ.get(_FIRST_KEY):
        return given
    if key_beside(hand_out).is_file():
        return secret_line(key_beside(hand_out))
    return asked(_("First key"), reason="no_first_key")


def _recovery_lines(path: Path, code: str) -> list[str]:
    return [
        _("Book: {path}").format(path=path),
        _("Recovery key: {code}").format(code=code),
        _("Write the recovery key down and keep it apart. It is not shown again."),
    ]


@click.command(
    "demo", cls=Command, help=N_("Make a practice book; the same seed gives the same content.")
)
@click.argument("file")
@option("--families", type=click.IntRange(0, 200_000), default=350, help=N_("How many families."))
@option("--groups", type=click.IntRange(1, 9999), default=13, help=N_("How many groups."))
@option("--months", type=click.IntRange(1, 60), default=12, help=N_("How many months of work."))
@option("--seed", type=int, default=1, help=N_("The number all chance comes from."))
@option("--kube", type=click.IntRange(0, 50), default=2, help=N_("How many KUBE."))
@option("--until", metavar="YYYY-MM-DD", help=N_("The last day of the work; without it today."))
@common
def demo(
    file: str,
    families: int,
    groups: int,
    months: int,
    seed: int,
    kube: int,
    until: str | None,
) -> int:
    """Make a practice book."""
    from fieldkit.features.practice import service as practice
    from fieldkit.features.sync import rehearsal

    path = vault.book_folder(file)
    secret = passphrase(is_new=True, default=practice.PASSPHRASE)
    last = _day(until)
    made = practice.make_book(
        path,
        passphrase=secret,
        size=practice.Size(families=families, groups=groups, months=months, seed=seed, kube=kube),
        until=last,
    )
    rehearsal.rehearse(path, secret, last)
    remember(path)
    if secret == practice.PASSPHRASE:
        say(_("The passphrase of this practice book is: {words}").format(words=secret))
    facts = {"book": str(path), **asdict(made)}
    return answer(facts, [f"{name}: {value}" for name, value in facts.items()])


def _mend(ctx: Context, *, is_full: bool) -> list[str]:
    """Mend what can be mended by itself; return what was wrong."""
    from fieldkit.features.backup import service

    found = [one for one in service.findings(ctx, is_full=is_full) if one.is_mended_here]
    for one in found:
        service.repair(ctx, one)
    return [one.sentence for one in found]


def _day(text: str | None) -> date | None:
    found = day_of(text)
    if found is not None and found.year not in _YEARS:
        raise UsageError(reason="other_years")
    return found


@click.command("backup", cls=Command, help=N_("Write a copy of the book and prove it."))
@option("--to", "folder", metavar="DIR", help=N_("Where to; without it beside the book."))
@common
def backup(folder: str | None) -> int:
    """Write a verified backup."""
    from fieldkit.features.backup import service

    with opened() as ctx:
        done = service.back_up(ctx, Path(folder) if folder else None)
    line = _("Backup written and proved: {file} ({count} records).")
    return answer(asdict(done), [line.format(file=done.file, count=done.records)])


@click.command("restore", cls=Command, help=N_("Make a new book from a backup."))
@click.argument("file")
@option("--into", required=True, metavar="NEWFILE", help=N_("The new book; it must not exist."))
@common
def restore(file: str, into: str) -> int:
    """Restore a backup beside everything that exists."""
    from fieldkit.core.db.tables import SYNCED
    from fieldkit.features.backup import service

    path = vault.book_folder(into)
    ctx = service.restore(existing(file), path, passphrase())
    try:
        findings = service.check(ctx)
        records = sum(int(ctx.db.value(f'SELECT count(*) FROM "{t}"')) for t in SYNCED)
    finally:
        vault.close_book(ctx, path)
    facts = {"file": str(path), "records": records, "verified": not findings}
    line = _("Restored into {file}: {count} records.").format(file=path, count=records)
    return answer(facts, [line, *findings], code=1 if findings else 0)


@click.command("rescue", cls=Command, help=N_("Carry a damaged book over into a new one."))
@click.argument("folder")
@option("--into", required=True, metavar="NEWFOLDER", help=N_("The new book; it must not exist."))
@option(
    "--from", "places", multiple=True, metavar="PATH", help=N_("A backup, or a folder of them.")
)
@option(
    "--files", multiple=True, metavar="FILE", help=N_("An exchange file that others still have.")
)
@common
def rescue(folder: str, into: str, places: tuple[str, ...], files: tuple[str, ...]) -> int:
    """Rescue what can be rescued and list what was saved and what not."""
    from fieldkit.features.records import wording
    from fieldkit.features.rescue import service

    path = vault.book_folder(into)
    done = service.rescue(
        existing(folder),
        passphrase(),
        path,
        places=[existing(place) for place in places],
        exchange_files=[existing(file) for file in files],
    )
    facts = {
        "book": str(path),
        "backup": str(done.backup or ""),
        "records": {kind.table: kind.records for kind in done.kinds},
        "changes_since_backup": done.changes_since_backup,
        "photos": done.photos,
        "photos_lost": done.photos_lost,
        "is_everything": done.is_everything,
        "lost": [{"table": one.table, "id": one.id, "title": one.title} for one in done.lost],
        "lost_steps": [one.name for one in done.lost_steps],
        "findings": list(done.findings),
    }
    lines = [
        _("Rescued into {file}: {count} records.").format(
            file=path, count=sum(kind.records for kind in done.kinds)
        ),
        *(f"{wording.table(one.table)} {one.title}" for one in done.lost),
        *(one.name for one in done.lost_steps),
    ]
    return answer(facts, lines, code=0 if done.is_everything else 1)


@click.command("check", cls=Command, help=N_("Check the health of the book."))
@option("--full", "is_full", is_flag=True, help=N_("Fold every record anew from its history."))
@option("--repair", "is_repair", is_flag=True, help=N_("Mend what can be mended by itself."))
@common
def check(*, is_full: bool, is_repair: bool) -> int:
    """Check a book and say what is not as it should be, and how it is mended."""
    from fieldkit.features.backup import service
    from fieldkit.features.kube import checks

    with opened() as ctx:
        mended = _mend(ctx, is_full=is_full) if is_repair else []
        findings = service.check(ctx, is_full=is_full)
        told = [p for p in checks.findings(ctx) if not p.is_warning]
        findings += [sentences.problem_sentence(p) for p in told]
    findings = list(dict.fromkeys(findings))
    facts = {
        "ok": not findings,
        "findings": findings,
        "mended": mended,
        "book": book_folder().name,
    }
    for one in mended:
        say(_("Mended: {finding}").format(finding=one))
    count = len(findings)
    summary = ngettext("{count} finding.", "{count} findings.", count).format(count=count)
    lines = [*findings, summary] if findings else [_("The book is healthy.")]
    if options().as_json:
        say(lines[-1])
    return answer(facts, lines, code=1 if findings else 0)
