"""The program `fieldkit`: its commands, and how an error becomes words and an exit code."""

import errno
import gettext
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from fieldkit import __version__
from fieldkit.cli import books, exchange, families, printing, records, selftest
from fieldkit.cli.door import Command, Options, common, option
from fieldkit.core import i18n, paths, sentences, settings
from fieldkit.core.context import Context
from fieldkit.core.errors import (
    DiskFullError,
    FieldKitError,
    InvalidInputError,
    NotWritableError,
)
from fieldkit.core.i18n import N_, _

SENTENCES: dict[str, str] = {
    "no_book_named": N_("name a book with --book, there is no last opened one"),
    "no_passphrase": N_(
        "give the passphrase with --passphrase-file or in FIELDKIT_PASSPHRASE,"
        " there is no terminal to ask at"
    ),
    "not_a_month": N_("a month is written like 2026-11"),
}
sentences.register(SENTENCES)

_COMMANDS: tuple[click.Command, ...] = (
    books.new,
    books.demo,
    families.import_families,
    records.undo,
    printing.report,
    printing.reports,
    exchange.hand_out,
    exchange.card,
    exchange.trust,
    exchange.send,
    exchange.receive,
    exchange.conflicts,
    records.dump,
    records.load,
    records.show,
    books.backup,
    books.restore,
    books.check,
)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Program(Command, click.Group):
    """The group of all commands."""


@click.group(
    cls=Program,
    invoke_without_command=True,
    help=N_("FieldKit for scripts and support. Without any words it opens the window."),
)
@common
@option(
    "--self-test",
    "is_self_test",
    is_flag=True,
    help=N_("Prove that this copy works: book, PDF, Indonesian, window."),
)
@option("--version", "is_version", is_flag=True, help=N_("Say which version this is."))
@click.pass_context
def program(context: click.Context, *, is_self_test: bool, is_version: bool) -> int | None:
    """Run before each command, and alone for the two options."""
    if is_self_test:
        context.exit(selftest.run())
    if is_version:
        click.echo(f"FieldKit {__version__}")
        context.exit(0)
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)
    return None


for _command in _COMMANDS:
    program.add_command(_command)


def main(
    arguments: Sequence[str], *, show_window: Callable[[Context, Path], None] | None = None
) -> int:
    """Run one command and return its exit code; a user's mistake never shows a traceback.

    `show_window` shows a book's window once; this door knows no windows itself.
    """
    speak(settings.load().language)
    options = Options(as_json="--json" in arguments, show_window=show_window)
    try:
        code = program.main(
            list(arguments), prog_name="fieldkit", standalone_mode=False, obj=options
        )
    except FieldKitError as error:
        return _fail(options, error.code, _words(error), error.exit_code)
    except click.Abort:
        return _fail(options, "aborted", _("Stopped; nothing was changed."), 1)
    except click.ClickException as error:
        return _fail(options, "usage", error.format_message(), 2)
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as error:
        ours = DiskFullError() if error.errno in _FULL else NotWritableError()
        return _fail(options, ours.code, _words(ours), ours.exit_code)
    return int(code or 0)


def speak(language: str) -> None:
    """Use a language for our own words and for click's."""
    i18n.use_language(language)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(i18n.DOMAIN, str(paths.translations()))
    gettext.textdomain(i18n.DOMAIN)


def _words(error: FieldKitError) -> str:
    first = sentences.sentence(error)
    if not isinstance(error, InvalidInputError) or len(error.problems) == 1:
        return first
    told = [f"{p.field}: {sentences.problem_sentence(p)}" for p in error.problems]
    return "\n".join([first, *told])


def _fail(options: Options, code: str, message: str, exit_code: int) -> int:
    if options.as_json:
        click.echo(json.dumps({"error": code, "message": message}, ensure_ascii=False))
    click.echo(message, err=True)
    return exit_code


def _closed_pipe() -> int:
    """The reader went away, as `| head` does: nothing is wrong, nothing more is said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0
