"""What all commands share: the book and its passphrase, plain or JSON answers, translated help."""

import gettext
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from fieldkit.core import settings, vault
from fieldkit.core.context import Context
from fieldkit.core.dates import Month
from fieldkit.core.errors import MissingFileError, UsageError
from fieldkit.core.i18n import N_, _

Function = TypeVar("Function", bound=Callable[..., Any])

_YEARS = range(2000, 2100)
PASSPHRASE_VARIABLE = "FIELDKIT_PASSPHRASE"  # noqa: S105 - the name, not the words


_USAGE = {
    "[OPTIONS]": N_("[OPTIONS]"),
    "[COMMAND] [ARGS]...": N_("[COMMAND] [ARGUMENTS]…"),
}


@dataclass(slots=True)
class Options:
    """What may stand before or after any command."""

    book: str = ""
    as_json: bool = False
    passphrase_file: str = ""
    show_window: Callable[[Context, Path], None] | None = None


class Command(click.Command):
    """A command whose help is translated when it is shown, not when the module is read."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, in the user's language."""
        untranslated, self.help = self.help, _translated(self.help)
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = untranslated

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What stands after the command's name, click's own words translated."""
        pieces = super().collect_usage_pieces(ctx)
        return [_(_USAGE[piece]) if piece in _USAGE else piece for piece in pieces]

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - never cut
        """The one line of the list of commands."""
        return _translated(self.short_help or self.help) or ""


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's name and what it does."""
        untranslated, self.help = self.help, _translated(self.help)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = untranslated


def _translated(text: str | None) -> str | None:
    return _(text) if text else text


def option(*names: str, **settings_: Any) -> Callable[[Function], Function]:
    """Declare an option with a help text marked by N_."""
    return click.option(*names, cls=Option, **settings_)


def common(function: Function) -> Function:
    """Declare what every command takes."""
    for declare in reversed(_COMMON):
        function = declare(function)
    return function


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value == "":  # an empty variable of a script must not mean the last opened book
        raise click.BadParameter(gettext.gettext("Missing parameter"))
    if value and parameter.name:
        setattr(context.ensure_object(Options), parameter.name, value)


_COMMON = (
    option(
        "--book",
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help=N_("The book to work on; without it the last opened one."),
    ),
    option(
        "--json",
        "as_json",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help=N_("Answer with one JSON object on standard output."),
    ),
    option(
        "--passphrase-file",
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help=N_("Read the passphrase from the first line of a file."),
    ),
)


def options() -> Options:
    """The common options of the command that runs."""
    return click.get_current_context().ensure_object(Options)


# -- the book --------------------------------------------------------------------------------


@contextmanager
def opened() -> Iterator[Context]:
    """Open the book, and close it whatever happens."""
    folder = book_folder()
    if not folder.exists():
        raise MissingFileError(path=str(folder))
    ctx = vault.open_book(folder, passphrase())
    from fieldkit.features.backup import service as backup

    try:
        remember(folder)
        vault.note_opened(ctx, folder)
        backup.guard(ctx)
        yield ctx
    finally:
        vault.close_book(ctx, folder)


def book_folder() -> Path:
    """The folder of the book named, or of the last one opened."""
    named = options().book or settings.load().last_book
    if not named:
        raise UsageError(reason="no_book_named")
    path = Path(named)
    return path if path.exists() else vault.book_folder(path)


def remember(folder: Path) -> None:
    """Let the window and the next command begin with this book."""
    settings.save(settings.load().changed(last_book=str(folder.resolve())))


def passphrase(*, is_new: bool = False, default: str | None = None) -> str:
    """The passphrase from the file, the variable or a prompt; never from an argument."""
    if named := options().passphrase_file:
        return secret_line(Path(named))
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if default is not None:
        return default
    return asked(_("Passphrase"), is_new=is_new)


def asked(question: str, *, is_new: bool = False, reason: str = "no_passphrase") -> str:
    """Ask for a secret on the terminal; without one say how else to give it."""
    if not sys.stdin.isatty():
        raise UsageError(reason=reason)
    words: str = click.prompt(question, hide_input=True, confirmation_prompt=is_new, err=True)
    return words


def key_beside(hand_out: Path) -> Path:
    """Where the first key of a hand-out lies unless it was put elsewhere."""
    return hand_out.with_name(f"{hand_out.name}.key")


def secret_line(file: Path) -> str:
    """The first line of a file that holds a secret."""
    try:
        return file.read_text(encoding="utf-8-sig").split("\n", 1)[0].strip("\r")
    except FileNotFoundError as error:
        raise MissingFileError(path=str(file)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(reason="no_secret_line") from error


# -- arguments -------------------------------------------------------------------------------


def existing(path: str) -> Path:
    """Return a file or folder that must be there."""
    found = Path(path)
    if not found.exists():
        raise MissingFileError(path=path)
    return found


def month_of(text: str | None) -> Month | None:
    """Read `2026-11`; raises UsageError."""
    if text is None:
        return None
    try:
        month = Month.parse(text)
    except ValueError as error:
        raise UsageError(reason="not_a_month") from error
    if month.year not in _YEARS:
        raise UsageError(reason="not_a_month")
    return month


def day_of(text: str | None) -> date | None:
    """Read `2026-11-20`; raises UsageError."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(reason="not_a_day") from error
    if found.year not in _YEARS:
        raise UsageError(reason="not_a_day")
    return found


# -- answers ---------------------------------------------------------------------------------


def answer(facts: dict[str, Any], lines: Sequence[str] = (), *, code: int = 0) -> int:
    """Give the result: the facts as JSON, or the lines; return the exit code."""
    if options().as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, default=_plain))
    else:
        for line in lines:
            click.echo(line)
    return code


def say(message: str) -> None:
    """Tell the person at the terminal something beside the result."""
    click.echo(message, err=True)


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
