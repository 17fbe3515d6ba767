"""Every command refuses every role that is not named for it, before it touches anything else.

The commands are read from the code: each function that takes a context and can be called from
a window, the command line or the program. Each is really called, as each role.
"""

import ast
import importlib
import inspect
import textwrap
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from fieldkit.core.clock import FixedClock
from fieldkit.core.errors import PermissionDeniedError
from fieldkit.core.security.roles import ALLOWED, Permission, Role
from fieldkit.core.vault import memory_context

PACKAGE = Path(__file__).resolve().parent.parent / "fieldkit"
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


class TouchedError(Exception):
    """An argument was looked at before the role was."""


class Untouchable:
    """Stands for any argument: whoever uses it has gone past the door."""

    def _touched(self, *_args, **_more):
        raise TouchedError

    __getattr__ = __iter__ = __len__ = __bool__ = __str__ = __fspath__ = __getitem__ = _touched
    __eq__ = __lt__ = __call__ = __enter__ = __contains__ = _touched
    __hash__ = object.__hash__


def doors():
    """Every module of a room that something outside the rooms imports."""
    found = set()
    outside = [
        *(PACKAGE / "app").rglob("*.py"),
        *(PACKAGE / "cli").rglob("*.py"),
        *(PACKAGE / "ui").rglob("*.py"),
    ]
    for file in outside:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "fieldkit.features"
            ):
                found.add(node.module)
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return sorted(name for name in found if _is_module(name))


def _is_module(name):
    return (PACKAGE.parent / Path(*name.split("."))).with_suffix(".py").is_file()


@cache
def commands():
    """Every public function of a door whose first argument is the context."""
    found = {}
    for name in doors():
        module = importlib.import_module(name)
        for word, value in vars(module).items():
            if word.startswith("_") or not inspect.isfunction(value):
                continue
            if not (value.__module__ or "").startswith("fieldkit.features"):
                continue
            if next(iter(inspect.signature(value).parameters), "") == "ctx":
                plain = value.__module__.removeprefix("fieldkit.features.")
                found[f"{plain}.{value.__name__}"] = value
    return dict(sorted(found.items()))


def wanted(command):
    """Return the permissions a command demands before anything else, read from its source."""
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(command)))
    function = ast.parse(source).body[0]
    demanded = set()
    for node in function.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "ctx.require":
            break
        asked = ast.unparse(call.args[0]).rsplit(".", 1)[-1]
        if asked in Permission.__members__:
            demanded.add(Permission[asked])
    return demanded


def called(command, ctx):
    """Call a command with arguments nobody may look at; say whether the role was refused."""
    arguments, more = [], {}
    for name, parameter in list(inspect.signature(command).parameters.items())[1:]:
        if parameter.default is not parameter.empty:
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            more[name] = Untouchable()
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            arguments.append(Untouchable())
    try:
        result = command(ctx, *arguments, **more)
        if inspect.isgenerator(result):
            next(result, None)
        elif hasattr(result, "__enter__"):
            with result:
                pass
    except PermissionDeniedError:
        return True
    except Exception:
        return False
    return False


@pytest.fixture(scope="module")
def books():
    made = {role: memory_context(FixedClock(NOW), role=role) for role in Role}
    yield made
    for ctx in made.values():
        ctx.db.close()


def test_the_commands_are_found():
    names = set(commands())
    assert len(names) > 100
    assert {"people.editing.save_family", "backup.making.back_up", "records.undoing.undo"} <= names


@pytest.mark.parametrize("name", [n for n, c in commands().items() if wanted(c)])
def test_a_command_refuses_every_role_not_named_for_it(books, name):
    command = commands()[name]
    demanded = wanted(command)
    for role, ctx in books.items():
        before = ctx.db.value("SELECT count(*) FROM step")
        may = demanded <= ALLOWED[role]
        assert called(command, ctx) is not may, (role, demanded)
        if not may:
            assert ctx.db.value("SELECT count(*) FROM step") == before


def test_whoever_may_nothing_can_do_nothing(books, monkeypatch):
    """Commands that ask no role themselves hand on to one that does, or read no record."""
    nobody = {role: frozenset() for role in Role}
    monkeypatch.setattr("fieldkit.core.context.ALLOWED", nobody)
    ctx = books[Role.FACILITATOR]
    counting = "SELECT (SELECT count(*) FROM op) + (SELECT count(*) FROM step)"
    before = ctx.db.value(counting)
    local = {t: ctx.db.value(f'SELECT count(*) FROM "{t}"') for t in ("draft", "peer", "exchange")}
    for command in commands().values():
        called(command, ctx)
    assert ctx.db.value(counting) == before
    assert local == {t: ctx.db.value(f'SELECT count(*) FROM "{t}"') for t in local}


def test_every_role_is_refused_something_but_the_facilitator():
    for role in Role:
        refused = [n for n, c in commands().items() if wanted(c) - ALLOWED[role]]
        assert bool(refused) is (role is not Role.FACILITATOR), role
