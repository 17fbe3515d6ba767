"""Builds what people install, and proves it by installing it.

build.py wheel --prove     the wheel; installed into a fresh virtual environment and tested
build.py folder --prove    the PyInstaller folder and, where makensis is there, its installer
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
sys.path.insert(0, str(ROOT / "installer"))


def main() -> int:
    """Build one of the two, and prove it if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("wheel", "folder"))
    parser.add_argument("--prove", action="store_true", help="install it and run its self-test")
    asked = parser.parse_args()
    if asked.what == "wheel":
        wheel = build_wheel()
        print(f"built {wheel.relative_to(ROOT)} ({wheel.stat().st_size // 1024} kB)")
        return prove_wheel(wheel) if asked.prove else 0
    program = build_folder()
    print(f"built {program.parent.relative_to(ROOT)} ({size_of(program.parent) >> 20} MB)")
    if asked.prove and (code := prove([str(program)])):
        return code
    return build_installer()


def build_wheel() -> Path:
    """Build the wheel without the network; return it."""
    for old in DIST.glob("fieldkit-*.whl"):
        old.unlink()
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(DIST), "."])
    (wheel,) = DIST.glob("fieldkit-*.whl")
    return wheel


def prove_wheel(wheel: Path) -> int:
    """Install the wheel into a virtual environment of its own and let it test itself.

    The locked packages of this environment serve it, so that nothing is fetched again.
    """
    with tempfile.TemporaryDirectory(prefix="fieldkit-") as place:
        folder = Path(place) / "venv"
        venv.create(folder, with_pip=False)
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        target = subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index",
             "--target", target, str(wheel)])  # fmt: skip
        here = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
        (Path(target) / "zz_locked.pth").write_text("\n".join(here), encoding="utf-8")
        where = subprocess.run(
            [str(python), "-c", "import fieldkit; print(fieldkit.__file__)"],
            check=True, capture_output=True, text=True, cwd=place,
        ).stdout.strip()  # fmt: skip
        if not where.startswith(str(folder.resolve())) and not where.startswith(str(folder)):
            print(f"not the wheel but {where} was imported", file=sys.stderr)
            return 1
        return prove([str(python), "-m", "fieldkit"], cwd=Path(place))


def prove(program: list[str], cwd: Path | None = None) -> int:
    """Run the self-test of an installed copy, offscreen and with preferences of its own."""
    with tempfile.TemporaryDirectory(prefix="fieldkit-") as config:
        done = subprocess.run(
            [*program, "--self-test", "--json"],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": config},
            capture_output=True, text=True, check=False, cwd=cwd,
        )  # fmt: skip
    try:
        told = json.loads(done.stdout)
    except ValueError:
        print(done.stdout, done.stderr, file=sys.stderr)
        return 1
    for step in told["steps"]:
        state = "ok" if step["ok"] else "FAILED"
        print(f"  {state:7}{step['step']:11}{step['seconds']:6.2f} s  {step['detail']}".rstrip())
    print(f"self-test: {'passed' if told['ok'] else 'FAILED'}")
    return done.returncode


def build_folder() -> Path:
    """Build the one-folder program with PyInstaller; return the program in it."""
    try:
        import PyInstaller  # noqa: F401
    except ImportError:
        raise SystemExit("PyInstaller is not here: pip install pyinstaller==6.22.3") from None
    from strings import compile_catalogues

    compile_catalogues(ROOT / "translations")
    run([sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
         "--distpath", str(DIST), "--workpath", str(ROOT / "build"),
         str(ROOT / "installer" / "fieldkit.spec")])  # fmt: skip
    return DIST / "FieldKit" / ("FieldKit.exe" if os.name == "nt" else "FieldKit")


def build_installer() -> int:
    """Build the Windows installer from a Windows folder, where makensis is there."""
    if not (DIST / "FieldKit" / "FieldKit.exe").exists():
        return 0
    makensis = shutil.which("makensis")
    if makensis is None:
        print("makensis is not here; the folder stands as it is")
        return 0
    run([makensis, "-V2", f"-DVERSION={version()}", str(ROOT / "installer" / "fieldkit.nsi")])
    return 0


def version() -> str:
    """Return the version of the source."""
    sys.path.insert(0, str(ROOT))
    from fieldkit import __version__

    return __version__


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder, links not counted twice."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files)


def run(words: list[str]) -> None:
    """Run a tool from the root of the source; stop when it fails."""
    subprocess.run(words, cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
