"""The rules of the house, read from the code itself (design: house.md)."""

import ast
import gc
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from fieldkit.core.db.tables import OWNER, TABLES
from fieldkit.core.security.roles import ALLOWED, Permission, Role

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fieldkit"
FILES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted({f.parent for f in (PACKAGE / "features").rglob("*.py") if f.name != "__init__.py"})
# Rooms that stand above others and may ask every table (design: decision 14 of the house).
JOINT = {
    "month", "meeting", "search", "records", "sync", "backup", "practice", "rounds", "keys",
    "graduation", "programmes", "rescue", "agenda", "protection",
}  # fmt: skip
# Everybody may look at people, photos and who keeps the book.
COMMON_GROUND = {"people", "photos", "office", "core"}
FURNITURE = {"utils", "helpers", "common", "manager", "managers", "base", "misc"}
BROAD = {"Exception", "BaseException"}
SIZES = {"file": 400, "function": 40}


@cache
def tree(file: Path) -> ast.Module:
    # A collection that runs code in the middle of a parse breaks Python 3.11's parser.
    gc.disable()
    try:
        return ast.parse(file.read_text(encoding="utf-8"))
    finally:
        gc.enable()


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(file: Path) -> str:
    """The room of a file, such as `people` or `cashbook`."""
    parts = file.relative_to(PACKAGE / "features").parts[:-1]
    return parts[1] if parts[0] == "kube" and len(parts) > 1 else parts[0]


def test_the_walls_stand():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-500:]


def test_no_wall_has_a_hole():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_store_is_opened_only_from_its_own_room():
    guests = []
    for file in FILES:
        for name in imported(file):
            found = re.match(r"(fieldkit\.features\..+)\.store(\.|$)", name)
            own = ".".join(module(file).split(".")[: found[1].count(".") + 1]) if found else ""
            if found and own != found[1]:
                guests.append(f"{place(file)} imports {name}")
    assert guests == []


def test_screens_open_no_store():
    guests = [
        f"{place(file)}: {name}"
        for file in (PACKAGE / "ui").rglob("*.py")
        for name in imported(file)
        if re.search(r"\.store(\.|$)", name)
    ]
    assert guests == []


def test_qt_is_known_only_to_the_windows():
    allowed = (PACKAGE / "ui", PACKAGE / "app", PACKAGE / "__main__.py")
    guests = [
        place(file)
        for file in FILES
        if not any(file == a or a in file.parents for a in allowed)
        and any(name.startswith(("PySide6", "shiboken6")) for name in imported(file))
    ]
    assert guests == []


def test_rooms_have_the_same_furniture():
    odd = [place(file) for file in FILES if file.stem in FURNITURE]
    odd += [
        place(folder)
        for folder in PACKAGE.rglob("*")
        if folder.is_dir() and folder.name in FURNITURE
    ]
    assert odd == []


def test_every_room_has_one_door():
    without = [
        place(room)
        for room in ROOMS
        if (room / "store.py").exists() and not (room / "service.py").exists()
    ]
    assert without == []


def sql_of(file: Path) -> Iterator[tuple[int, str]]:
    """Every text that reads or writes a table, f-strings with their holes as `?`."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values
            )
        else:
            continue
        if re.search(r"\b(SELECT|FROM|JOIN|INSERT INTO|UPDATE|DELETE FROM)\b", text):
            yield node.lineno, text


TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?([a-z][a-z_0-9]+)"?', re.ASCII)


def test_sql_names_only_own_tables_and_those_of_the_common_ground():
    strangers = []
    for file in (PACKAGE / "features").rglob("*.py"):
        if file.parent == PACKAGE / "features":
            continue
        room = room_of(file)
        top = file.relative_to(PACKAGE / "features").parts[0]
        if top in JOINT:
            continue
        for line, sql in sql_of(file):
            for table in TABLE.findall(sql):
                owner = OWNER.get(table)
                is_kube = top == "kube" and owner in (
                    "group",
                    "meetings",
                    "cashbook",
                    "dues",
                    "loans",
                    "inventory",
                )
                if owner is None or owner in {room, top} | COMMON_GROUND or is_kube:
                    continue
                strangers.append(f"{place(file)}:{line} names {table} of {owner}")
    assert strangers == []


def test_nobody_names_the_tables_behind_the_views():
    inside = (PACKAGE / "core" / "db",)
    named = [
        f"{place(file)}:{line}"
        for file in FILES
        if not any(folder in file.parents for folder in inside)
        for line, sql in sql_of(file)
        for table in TABLE.findall(sql)
        if table.endswith("_all") and table.removesuffix("_all") in TABLES
    ]
    assert named == []


def test_only_the_core_deletes():
    inside = (PACKAGE / "core" / "db",)
    found = [
        f"{place(file)}:{line}"
        for file in FILES
        if not any(folder in file.parents for folder in inside)
        for line, sql in sql_of(file)
        if re.search(r"\b(DELETE\s+FROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET)\b", sql)
    ]
    assert found == []


def test_nothing_is_translated_at_import():
    early = []
    for file in FILES:
        waiting = list(tree(file).body)
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                waiting += getattr(node, "decorator_list", [])
                waiting += [d for d in node.args.defaults + node.args.kw_defaults if d is not None]
                continue
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "ngettext")
            ):
                early.append(f"{place(file)}:{node.lineno}")
            waiting += ast.iter_child_nodes(node)
    assert early == []


def test_translated_text_is_never_glued_together():
    glued = []
    for file in FILES:
        for node in ast.walk(tree(file)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if (
                node.func.id in ("_", "N_")
                and node.args
                and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
            ):
                glued.append(f"{place(file)}:{node.lineno}")
    assert glued == []


def test_only_the_two_doors_and_the_jobs_catch_everything():
    may = {
        PACKAGE / "app" / "program.py",
        PACKAGE / "cli" / "program.py",
        PACKAGE / "ui" / "shell" / "jobs.py",
    }
    broad = []
    for file in set(FILES) - may:
        for node in ast.walk(tree(file)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            names = (
                {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
                if node.type
                else {"BaseException"}
            )
            goes_on = not any(isinstance(n, ast.Raise) for n in ast.walk(node))
            if names & BROAD and goes_on:
                broad.append(f"{place(file)}:{node.lineno}")
    assert sorted(broad) == []


def test_no_signal_is_connected_to_a_lambda():
    found = [
        f"{place(file)}:{node.lineno}"
        for file in sorted((PACKAGE / "ui").rglob("*.py"))
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connect"
        and any(isinstance(a, ast.Lambda) for a in node.args)
    ]
    assert found == []


COMMANDS = [
    (file, node.name)
    for room in ROOMS
    for file in [room / "service.py"]
    if file.exists()
    for node in tree(file).body
    if isinstance(node, ast.FunctionDef)
    and not node.name.startswith("_")
    and node.args.args
    and node.args.args[0].arg == "ctx"
]


@pytest.mark.parametrize(
    ("file", "name"), COMMANDS, ids=lambda v: v if isinstance(v, str) else room_of(v)
)
def test_every_door_asks_for_permission(file: Path, name: str):
    function = next(n for n in tree(file).body if isinstance(n, ast.FunctionDef) and n.name == name)
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    reads = any(
        _name(call).startswith(("store.", "ctx.db.row", "ctx.db.value", "ctx.db.write"))
        for call in calls
    )
    asks = any(_name(call) in ("ctx.require", "ctx.may") for call in calls)
    asks_elsewhere = any(
        call.args and isinstance(call.args[0], ast.Name) and call.args[0].id == "ctx"
        for call in calls
    )
    assert asks or asks_elsewhere or not reads, f"{place(file)}: {name}"


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _registered() -> dict[str, set[str]]:
    """Every code that has a sentence, with the parts of the house that know it."""
    known: dict[str, set[str]] = {}
    for file in FILES:
        for node in ast.walk(tree(file)):
            table = None
            if isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                is_table = isinstance(target, ast.Name) and target.id.endswith("SENTENCES")
                table = node.value if is_table else None
            elif isinstance(node, ast.Call) and _name(node).endswith("register") and node.args:
                table = node.args[0]
            if isinstance(table, ast.Dict):
                for key in table.keys:
                    if isinstance(key, ast.Constant):
                        known.setdefault(key.value, set()).add(_quarter(file))
    return known


def _quarter(file: Path) -> str:
    """The part of the house that is there whenever a file is: a room, or a floor."""
    floor, *rest = file.relative_to(PACKAGE).parts
    return rest[0] if floor in ("features", "ui") and len(rest) > 1 else floor


def test_every_code_has_a_sentence_that_is_there_when_it_is_said():
    known, mute = _registered(), []
    for file in FILES:
        for call in (node for node in ast.walk(tree(file)) if isinstance(node, ast.Call)):
            codes = [word.value for word in call.keywords if word.arg == "reason"]
            codes = codes if _name(call).endswith("Error") else []
            codes += call.args[1:2] if _name(call).endswith("Problem") else []
            mute += [
                f"{place(file)}: {code.value}"
                for code in codes
                if isinstance(code, ast.Constant)
                and not known.get(code.value, set()) & {"core", _quarter(file)}
            ]
    assert mute == []


def test_every_permission_is_given_to_somebody_and_asked_for_somewhere():
    given = set().union(*ALLOWED.values())
    assert given == set(Permission)
    assert set(ALLOWED) == set(Role)
    text = "\n".join(file.read_text(encoding="utf-8") for file in FILES if file.name != "roles.py")
    assert [p for p in Permission if f".{p.name}" not in text] == []


def test_every_module_says_what_it_is_for_in_one_line():
    mute = []
    for file in FILES:
        said = ast.get_docstring(tree(file))
        if not said or "\n" in said.split("\n\n")[0]:
            mute.append(place(file))
    assert mute == []


def test_sizes_are_printed(capsys: pytest.CaptureFixture[str]):
    """A long file or function is a question, not a crime: it is named, never refused."""
    told = []
    for file in FILES:
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > SIZES["file"]:
            told.append(f"{place(file)}: {lines} lines")
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > SIZES["function"]:
                    told.append(f"{place(file)}: {node.name} has {length} lines")
    with capsys.disabled():
        print(f"\nhouse: {len(FILES)} modules; longer than aimed at: {len(told)}")
        for line in told:
            print(f"  {line}")


def test_qt_keeps_none_alive(qtbot):
    """PySide6 6.12 steals references to None on Python 3.11 and kills the process."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(200):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 50
