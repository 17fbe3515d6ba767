"""The program `fieldkit`: its commands, and how an error becomes words and an exit code."""

import errno
import gettext
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from fieldkit import __version__
from fieldkit.cli import books, exchange, families, printing, records, selftest
from fieldkit.cli.door import Command, Options, answer, common, option, options, say
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
    "no_first_key": N_(
        "give the hand-out's first key with --first-key-file or in FIELDKIT_FIRST_KEY,"
        " there is no terminal to ask at"
    ),
    "no_secret_line": N_("the passphrase file must be a text file whose first line can be read"),
    "not_a_month": N_("a month is written like 2026-11"),
    "not_a_ledger_file": N_(
        "the books are written to a file ending in .beancount, .journal or .ledger"
    ),
}
sentences.register(SENTENCES)

_COMMANDS: tuple[click.Command, ...] = (
    books.new,
    books.demo,
    families.import_families,
    records.undo,
    printing.report,
    printing.reports,
    printing.ledger,
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
    books.rescue,
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
        context.exit(answer({"version": __version__}, [f"FieldKit {__version__}"]))
    if context.invoked_subcommand is None:
        if options().as_json:
            raise click.UsageError(gettext.gettext("Missing command."))
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
    _print_anything()
    speak(settings.load().language)
    given = Options(as_json="--json" in arguments, show_window=show_window)
    try:
        code = program.main(list(arguments), prog_name="fieldkit", standalone_mode=False, obj=given)
    except BrokenPipeError:
        return _closed_pipe()
    except Exception as error:  # noqa: BLE001 - the last door: a script never sees a traceback
        return _fail(given, *_told(error))
    return int(code or 0)


def no_screen() -> int:
    """Say that no window can open here, and what can be done instead; return the exit code."""
    speak(settings.load().language)
    say(
        _(
            "There is no desktop to open the window on. Sign in to one, or use the commands:"
            " fieldkit --help"
        )
    )
    return 4


def _told(error: Exception) -> tuple[str, str, int]:
    """Return the code, the sentence and the exit code of what went wrong."""
    if isinstance(error, OSError):
        error = DiskFullError() if error.errno in _FULL else NotWritableError()
    if isinstance(error, FieldKitError):
        return error.code, _words(error), error.exit_code
    if isinstance(error, click.Abort):
        return "aborted", _("Stopped; nothing was changed."), 1
    if isinstance(error, click.ClickException):
        return "usage", error.format_message(), 2
    return "bug", _where(error), 1


def _print_anything() -> None:
    """Let a script read every name as UTF-8, whatever the terminal is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _where(error: Exception) -> str:
    """Say that the program itself failed, and where: never with values, they may be personal."""
    sentence = _("FieldKit made a mistake. Nothing was half-written. Please tell its makers:")
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([f"{sentence} {type(error).__name__}", *places[-6:]])


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
