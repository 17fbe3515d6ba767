"""A planted number is found in no file the program ever touched, not even in one deleted since."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.durability.walk import FORMS, NAME, NIK

ROOT = Path(__file__).parents[2]


def test_a_planted_person_stands_in_no_file_ever_touched(tmp_path):
    homes = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "work")}
    homes |= {f"XDG_{kind}_HOME": tmp_path / f"XDG_{kind}_HOME" for kind in ("CACHE", "DATA")}
    for home in homes.values():
        home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.walk", str(homes["work"])],
        env={
            **os.environ, **{name: str(home) for name, home in homes.items()},
            "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd=homes["work"], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["leaks"] == []
    outside = [
        path
        for path in told["written"]
        if not path.startswith((str(tmp_path), "/dev/", "/proc/")) and Path(path).is_absolute()
    ]
    assert outside == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {".fkbackup", ".fkx", ".db", ".txt"} <= {path.suffix for path in files}
    for path in files:
        content = path.read_bytes()
        assert not any(form in content for form in FORMS), path
        assert NIK not in path.name
        assert NAME not in path.name
    assert NIK not in done.stderr + done.stdout
    assert NAME not in done.stderr + done.stdout
    print(f"{len(told['written'])} files written, {len(files)} left, 0 with the planted person")
