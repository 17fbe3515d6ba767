"""Commands of the exchange: cards, files to and from other books, differences."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.door import (
    Command,
    answer,
    common,
    existing,
    key_beside,
    opened,
    option,
    say,
)
from fieldkit.core import sentences
from fieldkit.core.errors import InvalidInputError, Problem, UsageError
from fieldkit.core.i18n import N_, _
from fieldkit.core.security.roles import Role

if TYPE_CHECKING:
    from fieldkit.features.sync.directory import Taken
    from fieldkit.features.sync.model import Conflict

SENTENCES: dict[str, str] = {
    "keep_wanted": N_("--settle needs --keep ours or --keep theirs, and the other way round"),
    "yes_wanted": N_("compare the fingerprint first, then say it again with --yes"),
}
sentences.register(SENTENCES)
_FINE = ("new", "already", "older")


@click.command("hand-out", cls=Command, help=N_("Make a leader's book of one KUBE as a file."))
@option("--kube", required=True, metavar="NAME", help=N_("The KUBE."))
@option("--name", required=True, metavar="PERSON", help=N_("Who will keep the book."))
@option("--out", required=True, metavar="FILE", help=N_("The file to write."))
@option(
    "--first-key-file",
    metavar="FILE",
    help=N_("Where the first key goes; without it beside the hand-out."),
)
@common
def hand_out(kube: str, name: str, out: str, first_key_file: str | None) -> int:
    """Write a hand-out, and its first key into a file of its own."""
    from fieldkit.features.kube.group import service as group
    from fieldkit.features.sync import handing
    from fieldkit.features.sync.service import write_file

    key_file = Path(first_key_file) if first_key_file else key_beside(Path(out))
    with opened() as ctx:
        sought = kube.casefold()
        found = [k for k in group.kubes(ctx) if kube == k.id or k.name.casefold() == sought]
        if not found:
            raise InvalidInputError([Problem("kube", "nobody_so_called", {"name": kube})])
        if len(found) > 1:
            details: dict[str, object] = {"name": kube, "count": len(found)}
            raise InvalidInputError([Problem("kube", "several_so_called", details)])
        done = handing.hand_out(ctx, found[0].id, name, Path(out))
        write_file(key_file, f"{done.first_key}\n".encode())
    lines = [
        _("Hand-out of {kube} with {count} members: {file}").format(
            kube=done.kube, count=done.members, file=done.file
        ),
        _("First key: {key}").format(key=done.first_key),
        _("Give the first key apart from the file. It also lies in {file}.").format(file=key_file),
    ]
    return answer(asdict(done) | {"first_key_file": str(key_file)}, lines)


@click.command("card", cls=Command, help=N_("Write this book's contact card."))
@option("--out", required=True, metavar="FILE", help=N_("The file to write."))
@common
def card(out: str) -> int:
    """Write the card others trust."""
    from fieldkit.features.sync import qr
    from fieldkit.features.sync import service as sync

    with opened() as ctx:
        if Path(out).suffix.casefold() == ".png":
            sync.write_file(Path(out), qr.card_codes(ctx)[0])
            fingerprint = sync.own_fingerprint(ctx)
        else:
            fingerprint = sync.write_card(ctx, Path(out))
    lines = [_("Contact card: {file}").format(file=out), _fingerprint_line(fingerprint)]
    return answer({"fingerprint": fingerprint, "file": out}, lines)


def _fingerprint_line(fingerprint: str) -> str:
    return _("Fingerprint: {fingerprint}").format(fingerprint=fingerprint)


@click.command("trust", cls=Command, help=N_("Take somebody's contact card."))
@click.argument("file")
@option("--yes", "is_sure", is_flag=True, help=N_("The fingerprint has been compared."))
@common
def trust(file: str, *, is_sure: bool) -> int:
    """Take a card after its fingerprint was compared."""
    import sys

    from fieldkit.features.sync import directory, qr
    from fieldkit.features.sync import service as sync

    path = existing(file)
    with opened() as ctx, TemporaryDirectory(prefix="fieldkit-") as scratch:
        (path,) = qr.unpacked(ctx, [path], Path(scratch))
        if directory.is_directory(path):
            return _directory_taken(directory.take(ctx, path))
        seen = sync.read_card(ctx, path)
        if not is_sure:
            say(f"{seen['name']} ({_(sync.ROLES[Role(seen['role'])])})")
            say(_fingerprint_line(seen["fingerprint"]))
            if not sys.stdin.isatty():
                raise UsageError(reason="yes_wanted")
            question = _("Does {name} read the same fingerprint to you?")
            click.confirm(question.format(name=seen["name"]), abort=True, err=True)
        peer = sync.trust(ctx, path)
    facts = {"fingerprint": peer.fingerprint, "name": peer.name, "role": peer.role.value}
    return answer(facts, [_("{name} is known now.").format(name=peer.name)])


def _directory_taken(taken: "Taken") -> int:
    line = _("{fresh} more people are known, signed by {by}; {revoked} are trusted no more.")
    return answer(asdict(taken), [line.format(**asdict(taken))])


@click.command("send", cls=Command, help=N_("Write one exchange file for somebody."))
@option("--to", required=True, metavar="NAME", help=N_("Their name or fingerprint."))
@option("--out", required=True, metavar="DIR", help=N_("The folder to write into."))
@option("--everything", is_flag=True, help=N_("Also what they have confirmed already."))
@common
def send(to: str, out: str, *, everything: bool) -> int:
    """Write what somebody may see and has not confirmed."""
    from fieldkit.features.sync import service as sync

    with opened() as ctx:
        done = sync.send(ctx, sync.find_peer(ctx, to), Path(out), everything=everything)
    line = _("{file}: {changes} changes, {bytes} bytes.")
    said = line.format(file=done.file, changes=done.changes, bytes=done.bytes)
    return answer(asdict(done), [said])


@click.command("receive", cls=Command, help=N_("Merge one or many exchange files."))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option("--dry-run", "is_trial", is_flag=True, help=N_("Only say what would happen."))
@option("--receipts", metavar="DIR", help=N_("Write confirmations into this folder."))
@option("--sure", "is_sure", is_flag=True, help=N_("Also files that remove or change much."))
@common
def receive(files: tuple[str, ...], receipts: str | None, *, is_trial: bool, is_sure: bool) -> int:
    """Take exchange files; what can not go in says why, the rest goes in."""
    from fieldkit.features.sync import qr
    from fieldkit.features.sync import service as sync

    paths = [existing(file) for file in files]
    with opened() as ctx, TemporaryDirectory(prefix="fieldkit-") as scratch:
        paths = qr.unpacked(ctx, paths, Path(scratch))
        place = Path(receipts) if receipts else None
        sure = sync.stopping(ctx, paths) if is_sure else ()
        reports = sync.receive(ctx, paths, dry_run=is_trial, receipts=place, accepted=sure)
        told = [
            {
                "file": one.file,
                "state": one.state.value,
                "sender": one.sender,
                "sequence": one.sequence,
                "changes": one.changes,
                "conflicts": one.conflicts,
                "reason": sync.report_sentence(one),
            }
            for one in reports
        ]
    line = _("{file}: {state}, {changes} changes, {conflicts} differences. {reason}")
    lines = [
        line.format(**fact | {"state": _(sync.STATES[one.state])}).strip()
        for fact, one in zip(told, reports, strict=True)
    ]
    code = 0 if all(one["state"] in _FINE for one in told) else 1
    return answer({"files": told}, lines, code=code)


@click.command("conflicts", cls=Command, help=N_("List or settle what laptops disagree on."))
@option("--settle", metavar="ID", help=N_("The difference to settle."))
@option("--keep", type=click.Choice(["ours", "theirs"]), help=N_("Which value stays."))
@common
def conflicts(settle: str | None, keep: str | None) -> int:
    """List the differences, or settle one."""
    from fieldkit.features.sync import desk

    if (settle is None) != (keep is None):
        raise UsageError(reason="keep_wanted")
    with opened() as ctx:
        if settle and keep:
            desk.settle(ctx, settle, keep)
        found = [_told(one) for one in desk.conflicts(ctx)]
    lines = [
        f"{one['id']}  {one['table']}.{one['field']}  {one['ours']!r} | {one['theirs']!r}"
        for one in found
    ]
    return answer({"conflicts": found}, lines or [_("No differences.")])


def _told(conflict: "Conflict") -> dict[str, Any]:
    ours, theirs = conflict.ours, conflict.theirs
    return {
        "id": conflict.id,
        "table": conflict.table,
        "record": conflict.row,
        "title": conflict.title,
        "field": conflict.column,
        "shown": conflict.shown,
        "ours": ours.value if ours else None,
        "theirs": theirs[0].value if theirs else None,
        "sides": [
            {"value": side.value, "who": side.who, "at": _instant(side.at_ms)}
            for side in ((ours,) if ours else ()) + theirs
        ],
    }


def _instant(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
